"""The push protocol: text in, events out; commands in, text out. No socket, no thread, no clock.

Source: https://www.kucoin.com/docs-new/websocket-api/base-info/introduction
"""

import dataclasses
import itertools
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Dict, Generic, Iterable, Iterator, List, NamedTuple, Optional, Tuple, Union

from ..endpoint import Data, Topic
from ..errors import StreamError

SYMBOLS_PER_FRAME = 100

_DECODER = json.JSONDecoder(parse_float=Decimal)


@dataclass(frozen=True)
class Message(Generic[Data]):
    """What was pushed on a topic."""

    topic: Topic[Data]  #: with the one symbol that the message is about
    subject: str
    data: Data
    frame: Dict[str, Any]  #: the whole frame as it came


@dataclass(frozen=True)
class Gap:
    """Pushes of a topic may have been missed while the connection was down; nothing is sent again.

    A topic whose messages are numbered gets its Gap with the first of them that comes; any other one gets it as soon
    as it is subscribed again.
    """

    topic: Topic[Any]
    last: Optional[int]  #: sequence of the last message before, where the topic has one
    first: Optional[int]  #: sequence of the message that comes next
    seconds: float  #: how long no connection was there


class Welcome(NamedTuple):
    """The connection is ready for commands."""


class Pong(NamedTuple):
    """The other side is alive."""


class Acknowledged(NamedTuple):
    """A command took effect."""

    topics: Tuple[Topic[Any], ...]


class Refused(NamedTuple):
    """A subscription did not take effect, and is forgotten."""

    topic: Topic[Any]
    code: str
    text: str


class Notice(NamedTuple):
    """A frame that this protocol knows nothing about."""

    frame: Dict[str, Any]


Event = Union[Message[Any], Gap, Welcome, Pong, Acknowledged, Refused, Notice]


class Classic:
    """The push protocol of the classic account: spot, margin and futures."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self._topics: Dict[str, Topic[Any]] = {}  # what is wanted, one symbol each, by its text
        self._asked: Dict[str, Topic[Any]] = {}  # commands that wait for their ack, by id
        self._latest: Dict[str, str] = {}  # id of the last such command for each topic; older ones mean nothing any more
        self._last: Dict[str, int] = {}  # sequence of the last message, by topic text
        self._gaps: Dict[str, float] = {}  # topics that owe a Gap, with the seconds
        self._was_connected = False

    def subscribe(self, *topics: Topic[Any]) -> List[str]:
        """The texts that subscribe to topics; they stay wanted on every later connection."""
        wanted = list(dict.fromkeys(singles(topics)))
        self._topics.update((str(topic), topic) for topic in wanted)
        return self._commands("subscribe", wanted)

    def unsubscribe(self, *topics: Topic[Any]) -> List[str]:
        """The texts that end subscriptions."""
        unwanted = list(dict.fromkeys(singles(topics)))
        for topic in unwanted:
            self._forget(str(topic))
        return self._commands("unsubscribe", unwanted)

    def pending(self, topics: Iterable[Topic[Any]]) -> bool:
        """Whether the ack for one of these topics is still to come."""
        return any(str(topic) in self._latest for topic in singles(topics))

    def connected(self, seconds: float = 0.0) -> List[str]:
        """To be called after each Welcome: the texts that subscribe to all that is wanted.

        :param seconds: How long no connection was there, for the Gap of each topic.
        """
        self._asked.clear()
        self._latest.clear()
        if self._was_connected:
            self._gaps = {text: self._gaps.get(text, 0.0) + seconds for text in self._topics}
        self._was_connected = True
        return self._commands("subscribe", list(self._topics.values()))

    def ping(self) -> str:
        """The text that asks for a pong. The exchange does not count protocol-level pings."""
        return json.dumps({"id": str(next(self._ids)), "type": "ping"})

    def receive(self, text: str) -> Tuple[List[Event], List[str]]:
        """Take one frame: what it means, and what to send back.

        :raises StreamError: The frame is none, or it says that the connection is over.
        """
        try:
            frame = _DECODER.decode(text)
            kind = frame["type"]
        except (ValueError, TypeError, KeyError, RecursionError) as problem:  # not the text itself: it may be private
            reason = f"{type(problem).__name__}: {problem}"
            raise StreamError(f"expected a JSON frame with a type, got {len(text)} characters ({reason})") from None
        if kind == "message":
            return self._message(frame), []
        if kind == "welcome":
            return [Welcome()], []
        if kind == "pong":
            return [Pong()], []
        if kind == "ack":
            return self._ack(frame), []
        if kind == "error":
            return self._error(frame), []
        return [Notice(frame)], []

    def _commands(self, kind: str, topics: List[Topic[Any]]) -> List[str]:
        groups: Dict[Topic[Any], List[str]] = {}
        for topic in topics:
            groups.setdefault(dataclasses.replace(topic, symbols=()), []).extend(topic.symbols)
        texts = []
        for topic, symbols in groups.items():
            for start in range(0, len(symbols) or 1, SYMBOLS_PER_FRAME):
                asked = dataclasses.replace(topic, symbols=tuple(symbols[start : start + SYMBOLS_PER_FRAME]))
                id_ = str(next(self._ids))
                self._asked[id_] = asked
                self._latest.update((str(single), id_) for single in singles([asked]))
                texts.append(
                    json.dumps(
                        {"id": id_, "type": kind, "topic": str(asked), "privateChannel": topic.private, "response": True}
                    )
                )
        return texts

    def _message(self, frame: Dict[str, Any]) -> List[Event]:
        text, data = str(frame.get("topic")), frame.get("data")
        channel, _, symbol = text.partition(":")
        private = frame.get("channelType") == "private"
        topic = self._topics.get(text) or Topic(channel, (symbol,) if symbol else (), private)
        sequence = _number(data.get(topic.sequence)) if topic.sequence and isinstance(data, dict) else None
        events: List[Event] = self._due_gap(text, topic, sequence)
        if sequence is not None:
            self._last[text] = sequence
        return [*events, Message(topic, str(frame.get("subject")), data, frame)]

    def _due_gap(self, text: str, topic: Topic[Any], first: Optional[int] = None) -> List[Event]:
        if text not in self._gaps:
            return []
        return [Gap(topic, self._last.get(text), first, self._gaps.pop(text))]

    def _ack(self, frame: Dict[str, Any]) -> List[Event]:
        asked, _ = self._answered(frame)
        if asked is None:
            return []
        topics = tuple(singles([asked]))
        gaps = [gap for topic in topics if topic.sequence is None for gap in self._due_gap(str(topic), topic)]
        return [Acknowledged(topics), *gaps]

    def _error(self, frame: Dict[str, Any]) -> List[Event]:
        code, text = str(frame.get("code")), str(frame.get("data"))
        asked, current = self._answered(frame)
        if asked is None:
            raise StreamError(f"{code} {text}")
        for topic in current:
            self._forget(topic)
        return [Refused(asked, code, text)] if current else []

    def _answered(self, frame: Dict[str, Any]) -> Tuple[Optional[Topic[Any]], List[str]]:
        """The command that a frame answers, and those of its topics for which no later command was given."""
        id_ = str(frame.get("id"))
        asked = self._asked.pop(id_, None)
        current = [text for text in map(str, singles([asked] if asked else [])) if self._latest.get(text) == id_]
        for text in current:
            del self._latest[text]
        return asked, current

    def _forget(self, text: str) -> None:
        for known in (self._topics, self._last, self._gaps):
            known.pop(text, None)


def _number(value: Any) -> Optional[int]:
    """A sequence, which comes as a number or as text; None for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return None


def singles(topics: Iterable[Topic[Any]]) -> Iterator[Topic[Any]]:
    """The topics one symbol at a time, as the exchange names them in pushes."""
    for topic in topics:
        if topic.symbols:
            yield from (dataclasses.replace(topic, symbols=(symbol,)) for symbol in topic.symbols)
        else:
            yield topic
