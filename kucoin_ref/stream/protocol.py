"""The push protocol: text in, events out; commands in, text out. No socket, no thread, no clock.

Source: https://www.kucoin.com/docs-new/websocket-api/base-info/introduction
"""

import dataclasses
import itertools
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Dict, Generic, Iterable, Iterator, List, NamedTuple, Optional, Tuple, TypeVar, Union

from ..endpoint import Data, Topic
from ..errors import StreamError

SYMBOLS_PER_FRAME = 100

Self = TypeVar("Self", bound="Dialect")

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
    """Pushes of a topic were missed, or may have been while the connection was down; nothing is sent again.

    A topic whose messages are numbered gets its Gap with the first of them that comes; any other one gets it as soon
    as it is subscribed again. A topic whose numbers leave no hole gets one at every jump, too.
    """

    topic: Topic[Any]
    last: Optional[int]  #: sequence of the last message before, where the topic has one
    first: Optional[int]  #: first sequence of the message that comes next
    seconds: float  #: how long no connection was there; 0 for a jump on a living connection


class Welcome(NamedTuple):
    """The connection is ready for commands."""

    interval: Optional[float] = None  #: seconds between pings, where the welcome says it
    patience: Optional[float] = None  #: seconds that a pong may take, where the welcome says it


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


class Dialect:
    """What both dialects share: the topics that are wanted, the commands that wait for answers, the Gaps that are due."""

    #: Seconds after its ack within which the first message of a subscription may come that stands for all before it
    settling = 0.0

    def __init__(self) -> None:
        self.topics: Dict[str, Topic[Any]] = {}  #: what is wanted, one symbol each, by its text
        self._ids = itertools.count(1)
        self._asked: Dict[str, Topic[Any]] = {}  # commands that wait for their ack, by id
        self._latest: Dict[str, str] = {}  # id of the last such command for each topic; older ones mean nothing any more
        self._last: Dict[str, int] = {}  # sequence of the last message, by topic text
        self._gaps: Dict[str, float] = {}  # topics that owe a Gap, with the seconds
        self._was_connected = False

    def subscribe(self, *topics: Topic[Any]) -> List[str]:
        """The texts that subscribe to topics; they stay wanted on every later connection."""
        wanted = list(dict.fromkeys(singles(topics)))
        self._want(wanted)
        return self._commands("subscribe", wanted)

    def unsubscribe(self, *topics: Topic[Any]) -> List[str]:
        """The texts that end subscriptions."""
        unwanted = list(dict.fromkeys(singles(topics)))
        for topic in unwanted:
            self._forget(str(topic))
        return self._commands("unsubscribe", unwanted)

    def pending(self, topics: Optional[Iterable[Topic[Any]]] = None) -> bool:
        """Whether the answer for one of these topics, or for any at all, is still to come."""
        return bool(self._latest) if topics is None else any(str(topic) in self._latest for topic in singles(topics))

    def connected(self, seconds: float = 0.0) -> List[str]:
        """To be called after each Welcome: the texts that subscribe to all that is wanted.

        :param seconds: How long no connection was there, for the Gap of each topic.
        """
        self._asked.clear()
        self._latest.clear()
        if self._was_connected:
            self._gaps = {text: self._gaps.get(text, 0.0) + seconds for text in self.topics}
        self._was_connected = True
        return self._commands("subscribe", list(self.topics.values()))

    def ping(self) -> str:
        """The text that asks for a pong. The exchange does not count protocol-level pings."""
        return json.dumps({"id": str(next(self._ids)), "type": "ping"})

    def receive(self, text: str) -> Tuple[List[Event], List[str]]:
        """Take one frame: what it means, and what to send back.

        :raises StreamError: The frame is none, or it says that the connection is over.
        """
        raise NotImplementedError

    def successor(self: Self) -> Self:
        """The protocol of a connection that takes over from a living one: it wants the same, and knows nothing yet."""
        successor = self._new()
        successor._want(self.topics.values())
        return successor

    def is_old(self, message: Message[Any]) -> bool:
        """Whether what a message of another connection says has come on this one already, going by its number."""
        last, sequence = self._last.get(str(message.topic)), _number_of(message.topic.sequence, message.data)
        if last is None or sequence is None:
            return False
        return sequence <= last if message.topic.first else sequence < last  # other numbers may come more than once

    def _new(self: Self) -> Self:
        return type(self)()

    def _want(self, topics: Iterable[Topic[Any]]) -> None:
        self.topics.update((str(topic), topic) for topic in topics)

    def _forget(self, text: str) -> None:
        for known in (self.topics, self._last, self._gaps):
            known.pop(text, None)

    def _commands(self, kind: str, topics: List[Topic[Any]]) -> List[str]:
        groups: Dict[Tuple[Topic[Any], bool], List[str]] = {}
        for topic in topics:  # a channel with symbols and without are two topics, as all orders and those of a contract
            groups.setdefault((dataclasses.replace(topic, symbols=()), bool(topic.symbols)), []).extend(topic.symbols)
        texts = []
        for (topic, _), symbols in groups.items():
            size = self._symbols_per_frame(topic)
            for start in range(0, len(symbols) or 1, size):
                asked = dataclasses.replace(topic, symbols=tuple(symbols[start : start + size]))
                id_ = str(next(self._ids))
                self._asked[id_] = asked
                self._latest.update((str(single), id_) for single in singles([asked]))
                texts.append(json.dumps({"id": id_, **self._command(kind, asked)}))
        return texts

    def _symbols_per_frame(self, topic: Topic[Any]) -> int:
        return SYMBOLS_PER_FRAME

    def _command(self, kind: str, asked: Topic[Any]) -> Dict[str, Any]:
        """The fields of one command but for its id."""
        raise NotImplementedError

    def _gap_before(self, text: str, topic: Topic[Any], data: Any, is_whole: bool = False) -> List[Event]:
        """The Gap before a message, if there is one; keeps the message's number.

        :param text: The topic as text.
        :param is_whole: The message is a full picture, which needs none before it.
        """
        sequence = _number_of(topic.sequence, data)
        first = sequence if topic.first is None else _number_of(topic.first, data)
        last = self._last.get(text)
        if sequence is not None:
            self._last[text] = sequence
        if text in self._gaps:
            return [Gap(topic, last, first, self._gaps.pop(text))]
        if topic.first and not is_whole and last is not None and first is not None and first > last + 1:
            return [Gap(topic, last, first, 0.0)]
        return []

    def _acknowledged(self, id_: str) -> List[Event]:
        asked, _ = self._answered(id_)
        if asked is None:
            return []
        topics = tuple(singles([asked]))
        due = [topic for topic in topics if topic.sequence is None and str(topic) in self._gaps]
        return [Acknowledged(topics), *(Gap(topic, None, None, self._gaps.pop(str(topic))) for topic in due)]

    def _refused(self, id_: str, code: str, text: str) -> Optional[List[Event]]:
        """None when no command has this id."""
        asked, current = self._answered(id_)
        if asked is None:
            return None
        for topic in current:
            self._forget(topic)
        return [Refused(asked, code, text)] if current else []

    def _answered(self, id_: str) -> Tuple[Optional[Topic[Any]], List[str]]:
        """The command with an id, and those of its topics for which no later command was given."""
        asked = self._asked.pop(id_, None)
        current = [text for text in map(str, singles([asked] if asked else [])) if self._latest.get(text) == id_]
        for text in current:
            del self._latest[text]
        return asked, current


class Classic(Dialect):
    """The push protocol of the classic account: spot, margin and futures."""

    def receive(self, text: str) -> Tuple[List[Event], List[str]]:
        frame = decoded(text)
        kind = frame.get("type")
        if kind == "message":
            return self._message(frame), []
        if kind == "welcome":
            return [Welcome()], []
        if kind == "pong":
            return [Pong()], []
        if kind == "ack":
            return self._acknowledged(str(frame.get("id"))), []
        if kind == "error":
            return self._error(frame), []
        if kind is None:
            raise StreamError(f"expected a frame with a type, got {len(text)} characters without one")
        return [Notice(frame)], []

    def _command(self, kind: str, asked: Topic[Any]) -> Dict[str, Any]:
        return {"type": kind, "topic": str(asked), "privateChannel": asked.private, "response": True}

    def _message(self, frame: Dict[str, Any]) -> List[Event]:
        text, data = str(frame.get("topic")), frame.get("data")
        topic = self.topics.get(text)
        if topic is None:
            channel, _, symbol = text.partition(":")
            topic = Topic(channel, (symbol,) if symbol else (), frame.get("channelType") == "private")
        return [*self._gap_before(text, topic, data), Message(topic, str(frame.get("subject")), data, frame)]

    def _error(self, frame: Dict[str, Any]) -> List[Event]:
        code, text = str(frame.get("code")), str(frame.get("data"))
        events = self._refused(str(frame.get("id")), code, text)
        if events is None:
            raise StreamError(f"{code} {text}")
        return events


def decoded(text: str) -> Dict[str, Any]:
    """A frame's object; fractions as Decimal.

    :raises StreamError: It is none. The error does not show the text, which may be private.
    """
    try:
        frame = _DECODER.decode(text)
    except (ValueError, RecursionError) as problem:
        reason = f"{type(problem).__name__}: {problem}"
    else:
        if isinstance(frame, dict):
            return frame
        reason = f"it is a {type(frame).__name__}"
    raise StreamError(f"expected a frame with a JSON object, got {len(text)} characters ({reason})")


def _number_of(field: Optional[str], data: Any) -> Optional[int]:
    """A sequence, which comes as a number or as text; None where there is none."""
    if field is None or not isinstance(data, dict):
        return None
    try:
        return int(data[field])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def singles(topics: Iterable[Topic[Any]]) -> Iterator[Topic[Any]]:
    """The topics one symbol at a time, as the exchange names them in pushes."""
    for topic in topics:
        if len(topic.symbols) > 1:
            yield from (dataclasses.replace(topic, symbols=(symbol,)) for symbol in topic.symbols)
        else:
            yield topic
