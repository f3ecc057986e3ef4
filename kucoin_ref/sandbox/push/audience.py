"""Who is connected, who hears which topic, and what makes a message worth sending once."""

import json
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, Iterable, List, Optional, Set
from typing import Protocol as Protocol_

from ..exchange import Exchange
from ..matching import SECOND

_ENCODER = json.JSONEncoder(separators=(",", ":"))  # json.dumps would make one for every frame


@dataclass(eq=False)
class Connection:
    """One client's connection, as the exchange sees it."""

    send: Callable[[str], None]
    end: Callable[[], None]  #: ends it when what was sent has gone out
    cut: Callable[[], None]  #: ends it at once
    protocol: "Protocol"
    heard: int  #: when the client last said anything
    host: str  #: whose topics it can have: ``spot`` or ``futures``; of the unified account also ``private``
    uid: Optional[int] = None  #: whose token it was opened with, or who has logged in; None for nobody
    pinged: Optional[int] = None  #: when the client last asked for a pong, where that matters
    topics: Set[str] = field(default_factory=set)
    window: int = 0  #: when the current ten seconds of the message budget began
    messages: int = 0

    def over_budget(self, now: int, most: int) -> bool:
        """Count a message of the client; whether it is one too many within ten seconds."""
        if now - self.window > 10 * SECOND:
            self.window, self.messages = now, 0
        self.messages += 1
        return self.messages > most


class Protocol(Protocol_):
    """What a connection speaks."""

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client."""

    def lets_go(self, connection: Connection, now: int) -> bool:
        """Whether a connection has been silent for too long; it is told so and ended then."""


class Audience:
    """Every connection by the topics that it has subscribed to."""

    def __init__(self) -> None:
        self.connections: Set[Connection] = set()
        self.left_out = 0  #: fault: so many messages that change an order book are not sent
        self._by_topic: Dict[str, Set[Connection]] = {}

    def join(self, connection: Connection, topics: Iterable[str]) -> None:
        """Let a connection hear topics from now on."""
        connection.topics.update(topics)
        for topic in topics:
            self._by_topic.setdefault(topic, set()).add(connection)

    def leave(self, connection: Connection, topics: Iterable[str]) -> None:
        """Let a connection hear topics no more."""
        for topic in list(topics):
            connection.topics.discard(topic)
            hearing = self._by_topic.get(topic, set())
            hearing.discard(connection)
            if not hearing:
                self._by_topic.pop(topic, None)

    def part(self, connection: Connection) -> None:
        """Forget a connection."""
        self.connections.discard(connection)
        self.leave(connection, connection.topics)

    def hears(self, topic: str) -> bool:
        """Whether anybody does."""
        return topic in self._by_topic

    def users(self, topic: str) -> List[int]:
        """Who hears a private topic about themselves."""
        start = f"{topic} "
        return [int(each[len(start) :]) for each in self._by_topic if each.startswith(start)]

    def tell(self, topic: str, text: Callable[[], str]) -> None:
        """Send to everybody who hears a topic; the text is made once, and only when there is somebody."""
        hearing = self._by_topic.get(topic)
        if hearing:
            made = text()
            for connection in list(hearing):
                connection.send(made)

    def tell_change(self, topic: str, text: Callable[[], str]) -> None:
        """As :meth:`tell`, of a change of an order book: one that :attr:`left_out` asks for stays away, and leaves a gap."""
        if self.left_out and self.hears(topic):
            self.left_out -= 1
        else:
            self.tell(topic, text)


class Every:
    """Says when it is time again for something that happens every so many nanoseconds."""

    def __init__(self, interval: float) -> None:
        self.interval = int(interval)
        self._next = 0

    def __call__(self, now: int) -> bool:
        if now < self._next <= now + self.interval:  # further away: the clock was set back
            return False
        self._next = now + self.interval
        return True


class Feed:
    """What some topics say of the state.

    :param pace: Factor on every interval of the exchange's, so that a test need not wait: 0.01 makes seconds of minutes.
    """

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        self.exchange = exchange
        self.audience = audience
        self.pace = pace

    def every(self, seconds: float) -> Every:
        """An interval of the exchange's, at this feed's pace."""
        return Every(seconds * self.pace * SECOND)

    def joined(self, connection: Connection, topic: str, now: int) -> None:
        """A connection has just subscribed to a topic, of this feed or of another one."""

    def flush(self, events: List[Any], now: int) -> None:
        """Send what follows from single events, in their order."""

    def tick(self, now: int) -> None:
        """Send what is due by the clock."""


def frame(**fields: Any) -> str:
    """A frame as text."""
    return _ENCODER.encode(fields)
