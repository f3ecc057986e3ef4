"""The push protocol of the unified account: text in, events out; commands in, text out. No socket, no thread, no clock.

It differs from the classic one in every frame: commands name their topic in fields, most of them for one symbol at a
time; answers carry a result; pushes say what they are about in ``T`` and inside their data.

Source: https://www.kucoin.com/docs-new/websocket-api/base-info/introduction-uta
"""

import json
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from ..endpoint import Topic
from ..errors import AuthenticationError, KucoinError, StreamError, api_error
from .protocol import SYMBOLS_PER_FRAME, Dialect, Event, Message, Notice, Pong, Welcome, decoded

PONG_WITHIN = 10.0  #: seconds; the welcome of the push hosts names the interval only

_MANY_SYMBOLS = ("ticker", "funding-fee")  # every other channel takes one symbol per command
_BARE = ("mark-price", "funding-fee", "funding-fee-all-symbols")  # channels that are pushed without a trade type
#: Pushes of a channel may come under another name; the sources differ.
_OTHER_NAMES = {"order": "orderAll", "position": "positionAll", "risk": "lw"}

Login = Callable[[], Optional[Dict[str, str]]]


class Unified(Dialect):
    """The push protocol of the unified account.

    :param login: Gives the signed fields of the message that logs in, for private topics; None when the connection
        needs none.
    """

    settling = 10.0  # a book's snapshot was seen to come 0.5 to 6.2 s after the ack

    def __init__(self, login: Login = lambda: None) -> None:
        super().__init__()
        self._login = login
        self._login_id: Optional[str] = None  # of the login that waits for its answer
        self._welcome = Welcome()  # what to say once that has come
        self._routes: Dict[str, Topic[Any]] = {}  # the wanted topics, by what their pushes show

    def receive(self, text: str) -> Tuple[List[Event], List[str]]:
        frame = decoded(text)
        if "T" in frame:
            return self._message(frame), []
        if "result" in frame:
            return self._answer(frame), []
        if "pong" in (frame.get("type"), frame.get("op")):
            return [Pong()], []
        if frame.get("message") == "welcome":
            return self._welcomed(frame)
        if "code" in frame:
            raise _refusal(frame, login=self._login_id is not None)
        return [Notice(frame)], []

    def _welcomed(self, frame: Dict[str, Any]) -> Tuple[List[Event], List[str]]:
        self._welcome = Welcome(float(frame.get("pingInterval", 18_000)) / 1000, PONG_WITHIN)
        signed = self._login()
        if signed is None:
            self._login_id = None
            return [self._welcome], []
        self._login_id = "login"  # not a number, so that a recording without keys counts the same ones
        return [], [json.dumps({"id": self._login_id, "op": "auth", **signed})]

    def _answer(self, frame: Dict[str, Any]) -> List[Event]:
        id_, took_effect = str(frame.get("id")), frame["result"] in (True, "true")
        if self._login_id is not None and frame.get("id") in (self._login_id, None):
            if not took_effect:
                raise _refusal(frame, login=True)
            self._login_id = None
            return [self._welcome]
        if took_effect:
            return self._acknowledged(id_)
        events = self._refused(id_, str(frame.get("code", "")), _reason(frame))
        return [Notice(frame)] if events is None else events

    def _message(self, frame: Dict[str, Any]) -> List[Event]:
        kind, data = str(frame["T"]), frame.get("d")
        topic = self._topic(kind, frame, data if isinstance(data, dict) else {})
        subject = str(frame.get("t", ""))
        gaps = self._gap_before(str(topic), topic, data, is_whole=subject == "snapshot")
        return [*gaps, Message(topic, subject, data, frame)]

    def _topic(self, kind: str, frame: Dict[str, Any], data: Dict[str, Any]) -> Topic[Any]:
        """The wanted topic that a push belongs to, else one made from it."""
        channel, dot, account = kind.rpartition(".") if kind not in _BARE else (kind, "", "")
        symbol = str(data.get("s", ""))
        detail = str(frame.get("dp") or (data.get("i", "") if channel == "kline" else ""))
        for name in (channel, _OTHER_NAMES.get(channel, channel)):
            for about in (symbol, ""):  # a topic without symbols has pushes about each
                topic = self._routes.get(f"{name}{dot}{account}|{detail}|{about}")
                if topic is not None:
                    return topic
        fields = (("tradeType", account), ("detail", detail))
        return Topic(channel, (symbol,) if symbol else (), fields=tuple(field for field in fields if field[1]))

    def _want(self, topics: Iterable[Topic[Any]]) -> None:
        topics = list(topics)
        super()._want(topics)
        self._routes.update((_route(topic), topic) for topic in topics)

    def _forget(self, text: str) -> None:
        topic = self.topics.get(text)
        if topic is not None:
            self._routes.pop(_route(topic), None)
        super()._forget(text)

    def _new(self) -> "Unified":
        return Unified(self._login)

    def _symbols_per_frame(self, topic: Topic[Any]) -> int:
        return SYMBOLS_PER_FRAME if topic.channel in _MANY_SYMBOLS else 1

    def _command(self, kind: str, asked: Topic[Any]) -> Dict[str, Any]:
        fields: Dict[str, Any] = {
            name: int(value) if name == "rpiFilter" else value for name, value in asked.fields
        }
        command = {"action": kind, "channel": asked.channel, **fields}
        if asked.symbols and asked.channel in _MANY_SYMBOLS:
            command["symbols"] = list(asked.symbols)
        elif asked.symbols:
            (command["symbol"],) = asked.symbols
        return command


def _reason(frame: Dict[str, Any]) -> str:
    """Why something was refused: the text stands under one name or another."""
    return str(next((frame[name] for name in ("reason", "message", "msg", "data") if frame.get(name)), "no reason given"))


def _refusal(frame: Dict[str, Any], *, login: bool) -> KucoinError:
    """The error for a frame that refuses the connection as a whole; what concerns the key is final."""
    code = str(frame.get("code", ""))
    error = api_error(code, _reason(frame))
    if login and not isinstance(error, AuthenticationError) or code in ("401", "403"):
        return AuthenticationError(code or "auth", f"was refused: {_reason(frame)}")  # most refusals have no code
    return error if isinstance(error, AuthenticationError) else StreamError(f"{code} {_reason(frame)}")


def _route(topic: Topic[Any]) -> str:
    """What the pushes of a topic with at most one symbol show: the content of ``T``, depth or interval, and symbol."""
    fields = dict(topic.fields)
    account = "" if topic.channel in _BARE else fields.get("tradeType", fields.get("accountType", ""))
    kind = f"{topic.channel}.{account}" if account else topic.channel
    detail = fields.get("depth", fields.get("interval", ""))
    return f"{kind}|{detail}|{''.join(topic.symbols)}"
