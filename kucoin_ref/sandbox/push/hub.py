"""Every push connection: how it begins, how it ends, and who is told of what has happened."""

import secrets
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from ..exchange import Exchange
from ..matching import SECOND
from .audience import Audience, Connection, Feed, frame
from .classic import Classic, ClassicFeed
from .futures import FuturesFeed
from .spot import SpotFeed

TOKEN_LIFE = 24 * 3600 * SECOND
SILENCE = 60 * SECOND  #: the exchange drops a connection whose client says nothing for so long


class Hub:
    """Every push connection, and what is sent on them.

    Topics that follow single events are sent by :meth:`flush`, right after each call; what goes by the clock by
    :meth:`tick`, to be called a hundred times a second.

    :param exchange: What there is to tell of.
    :param events: What the exchange has published and nobody was told yet.
    :param pace: Factor on every interval at which something is pushed.
    """

    def __init__(self, exchange: Exchange, events: List[Any], *, pace: float = 1.0) -> None:
        self.audience = Audience()
        self.ack_delay = 0  #: fault: nanoseconds by which the next ack is late
        self._events = events
        self._tokens: Dict[str, Tuple[str, Optional[int], int]] = {}
        self._late: List[Tuple[int, Connection, str]] = []
        classic: List[ClassicFeed] = [SpotFeed(exchange, self.audience, pace), FuturesFeed(exchange, self.audience, pace)]
        self._feeds: List[Feed] = [*classic]
        self._classic = Classic(self.audience, classic, self._acknowledge)

    @property
    def connections(self) -> Set[Connection]:
        """Those that are open."""
        return self.audience.connections

    @property
    def skip_level2(self) -> int:
        """Fault: so many messages that change an order book are left out."""
        return self.audience.left_out

    @skip_level2.setter
    def skip_level2(self, number: int) -> None:
        self.audience.left_out = number

    def token(self, uid: Optional[int], now: int, host: str = "spot") -> str:
        """A new token, good for one connection to this host within 24 hours."""
        token = secrets.token_urlsafe(48)
        self._tokens[token] = (host, uid, now + TOKEN_LIFE)
        return token

    def connect(
        self, token: str, connect_id: str, send: Callable[[str], None], end: Callable[[], None], now: int
    ) -> Optional[Connection]:
        """Open a connection; None, after an error frame, when the token is not good (any more)."""
        host, uid, ends = self._tokens.pop(token, ("", None, -1))
        if ends < now:
            text = "token is invalid" if ends == -1 else "token is expired"
            send(frame(id=connect_id, type="error", code=401, data=text))
            return None
        connection = Connection(send, end, now, host, uid)
        self.connections.add(connection)
        send(frame(id=connect_id, type="welcome"))
        return connection

    def disconnect(self, connection: Connection) -> None:
        """Forget a connection."""
        self.connections.discard(connection)
        self.audience.leave(connection, connection.topics)

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client."""
        connection.heard = now
        self._classic.receive(connection, text, now)

    def flush(self, now: int) -> None:
        """Send what has happened since the last time."""
        events, self._events[:] = list(self._events), []
        if events:
            for feed in self._feeds:
                feed.flush(events, now)

    def tick(self, now: int) -> None:
        """Send what is due, and let go of the connections that have gone silent."""
        for feed in self._feeds:
            feed.tick(now)
        for due, connection, text in list(self._late):
            if due <= now:
                self._late.remove((due, connection, text))
                connection.send(text)
        for connection in [silent for silent in self.connections if now - silent.heard > SILENCE]:
            self._classic.say_error(connection, None, 400, "ping timeout")
            connection.end()
            self.disconnect(connection)

    def _acknowledge(self, connection: Connection, text: str, now: int) -> None:
        if self.ack_delay:
            self._late.append((now + self.ack_delay, connection, text))
            self.ack_delay = 0
        else:
            connection.send(text)
