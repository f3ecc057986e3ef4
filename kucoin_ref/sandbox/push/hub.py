"""Every push connection: how it begins, how it ends, and who is told of what has happened."""

import secrets
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from ..exchange import Exchange
from ..gateway import Gateway
from ..matching import SECOND
from .audience import Audience, Connection, Feed, frame
from .classic import Classic, ClassicFeed
from .futures import FuturesFeed
from .margin import MarginFeed
from .spot import SpotFeed
from .unified import Unified
from .unified_account import UnifiedAccount
from .unified_contracts import UnifiedContracts
from .unified_futures import UnifiedFutures
from .unified_market import UnifiedMarket

TOKEN_LIFE = 24 * 3600 * SECOND


class Hub:
    """Every push connection, and what is sent on them.

    Topics that follow single events are sent by :meth:`flush`, right after each call; what goes by the clock by
    :meth:`tick`, to be called a hundred times a second.

    :param exchange: What there is to tell of.
    :param events: What the exchange has published and nobody was told yet.
    :param gateway: Checks who logs in.
    :param advanced: Tells by how much the clock was put ahead; see :meth:`.gateway.Gateway.admit`.
    :param ping_interval: Seconds between pings that clients are told to keep, where a frame tells it.
    :param pace: Factor on every interval at which something is pushed.
    """

    def __init__(
        self,
        exchange: Exchange,
        events: List[Any],
        gateway: Gateway,
        *,
        advanced: Callable[[], int] = int,
        ping_interval: float = 18,
        pace: float = 1.0,
    ) -> None:
        self.audience = Audience()
        self.ack_delay = 0  #: fault: nanoseconds by which the next ack is late
        self._events = events
        self._tokens: Dict[str, Tuple[str, Optional[int], int]] = {}
        self._late: List[Tuple[int, Connection, str]] = []
        feeds = (SpotFeed, MarginFeed, FuturesFeed)
        classic: List[ClassicFeed] = [feed(exchange, self.audience, pace) for feed in feeds]
        unified: List[Feed] = [
            UnifiedMarket(exchange, self.audience, pace, exchange, "SPOT"),
            UnifiedContracts(exchange, self.audience, pace),
            UnifiedAccount(exchange, self.audience, pace),
            UnifiedFutures(exchange, self.audience, pace),
        ]
        self._feeds: List[Feed] = [*classic, *unified]
        self._classic = Classic(self.audience, classic, self._acknowledge)
        self._unified = Unified(self.audience, unified, self._acknowledge, gateway, advanced, ping_interval)

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
        self,
        token: str,
        connect_id: str,
        send: Callable[[str], None],
        end: Callable[[], None],
        cut: Callable[[], None],
        now: int,
    ) -> Optional[Connection]:
        """Open a classic connection; None, after an error frame, when the token is not good (any more)."""
        host, uid, problem = self._redeem(token, now)
        if problem is None and host == "private":
            problem = "token is invalid"
        if problem is not None:
            send(frame(id=connect_id, type="error", code=401, data=problem))
            return None
        connection = Connection(send, end, cut, self._classic, now, host, uid=uid)
        self.connections.add(connection)
        send(frame(id=connect_id, type="welcome"))
        return connection

    def connect_unified(
        self,
        host: str,
        token: Optional[str],
        peer: str,
        send: Callable[[str], None],
        end: Callable[[], None],
        cut: Callable[[], None],
        now: int,
    ) -> Optional[Connection]:
        """Open a connection of the unified protocol; None, after an error frame, when its token is not good (any more).

        :param host: ``spot``, ``futures`` or ``private``.
        :param token: The older way to log in to ``private``; the other one is a frame.
        :param peer: The client's address.
        """
        connection = Connection(send, end, cut, self._unified, now, host, peer)
        if host == "private" and token is not None:
            of, connection.uid, problem = self._redeem(token, now)
            if problem is not None or of != "private":
                send(frame(code="400401", msg=problem or "token is invalid"))
                return None
        self.connections.add(connection)
        self._unified.welcome(connection)
        return connection

    def disconnect(self, connection: Connection) -> None:
        """Forget a connection."""
        self.audience.part(connection)

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client."""
        connection.protocol.receive(connection, text, now)
        connection.heard = now

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
        for connection in list(self.connections):
            if connection.protocol.lets_go(connection, now):
                self.audience.part(connection)

    def _redeem(self, token: str, now: int) -> Tuple[str, Optional[int], Optional[str]]:
        """Use a token up: for which host it was, and whom; and what is wrong with it."""
        host, uid, ends = self._tokens.pop(token, ("", None, -1))
        return host, uid, None if ends >= now else "token is invalid" if ends == -1 else "token is expired"

    def _acknowledge(self, connection: Connection, text: str, now: int) -> None:
        if self.ack_delay:
            self._late.append((now + self.ack_delay, connection, text))
            self.ack_delay = 0
        else:
            connection.send(text)
