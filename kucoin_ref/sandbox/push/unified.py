"""The unified account's push protocol: its welcome and login, its commands with their limits and refusals.

Refusals that were seen are spelled as they were; the others after their pattern, for the exchange publishes none.
"""

import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Collection, List, Mapping, Optional, Sequence, Tuple

from ...pages import CANDLE_SECONDS
from ..gateway import MILLISECOND, Gateway
from ..matching import SECOND, Refused
from .audience import Audience, Connection, Feed, frame

IDLE = 60 * SECOND  #: for so long a connection without a subscription may say nothing
TOPICS_PER_CONNECTION = {"spot": 600, "futures": 600, "private": 400}
MESSAGES_PER_10_SECONDS = {"spot": 300, "futures": 300, "private": 100}
USUAL_PING_INTERVAL = 18  #: seconds; clients that keep a shorter one may also ping more often than once a second

DEPTHS = ("1", "5", "50", "increment", "increment@10ms")
MARKETS = ("SPOT", "FUTURES")
_ORDERS = ("UNIFIED", "SPOT", "FUTURES", "ISOLATED", "CROSS")
_POSITIONS = ("UNIFIED", "FUTURES")
_BALANCES = ("UNIFIED", "FUNDING", "ISOLATED", "SPOT", "FUTURES", "CROSS")


@dataclass(frozen=True)
class Channel:
    """What a subscription of a channel has to say."""

    name: str  #: what refusals call it
    host: Optional[str] = None  #: where it is; None where the trade type says it
    kinds: Tuple[str, ...] = ()  #: the trade types, or account types, that there are
    kind: str = "tradeType"  #: the field that names one
    symbols: str = "one"  #: ``one`` symbol each time, ``many``, or ``none``
    options: Mapping[str, Collection[str]] = field(default_factory=dict)  #: further fields and their values


CHANNELS = {
    "ticker": Channel("Ticker", kinds=MARKETS, symbols="many"),
    "kline": Channel("Kline", kinds=MARKETS, options={"interval": CANDLE_SECONDS}),
    "trade": Channel("Trade", kinds=MARKETS),
    "obu": Channel("Obu", kinds=MARKETS, options={"depth": DEPTHS}),
    "callAuctionInfo": Channel("CallAuctionInfo", kinds=("SPOT",)),
    "mark-price": Channel("MarkPrice", "futures"),
    "funding-fee": Channel("FundingFee", "futures", symbols="many"),
    "funding-fee-all-symbols": Channel("FundingFeeAllSymbols", "futures", symbols="none"),
    "order": Channel("Order", "private", _ORDERS),
    "orderAll": Channel("OrderAll", "private", _ORDERS, symbols="none"),
    "execution": Channel("Execution", "private", _ORDERS, symbols="none"),
    "execution.lite": Channel("ExecutionLite", "private", _ORDERS, symbols="none"),
    "balance": Channel("Balance", "private", _BALANCES, "accountType", symbols="none"),
    "position": Channel("Position", "private", _POSITIONS),
    "positionAll": Channel("PositionAll", "private", _POSITIONS, symbols="none"),
    "lw": Channel("Lw", "private", _POSITIONS, symbols="none"),
    "leverage": Channel("Leverage", "private", _POSITIONS, symbols="none"),
}

_INVALID = "invalid request data"
_TYPES = {"spot": "public_spot", "futures": "public_futures", "private": "private"}


class Unwanted(Exception):
    """A command is refused, for the reason that it is told."""


class Unified:
    """The protocol.

    :param acknowledge: Sends the ack of a command that took effect: connection, text, time.
    """

    def __init__(
        self,
        audience: Audience,
        feeds: Sequence[Feed],
        acknowledge: Callable[[Connection, str, int], None],
        gateway: Gateway,
        advanced: Callable[[], int],
        ping_interval: float,
    ) -> None:
        self._audience = audience
        self._feeds = feeds
        self._acknowledge = acknowledge
        self._gateway = gateway
        self._advanced = advanced
        self._ping_interval = int(ping_interval * 1000)
        self._least_ping = int(min(ping_interval / USUAL_PING_INTERVAL, 1) * SECOND)

    def welcome(self, connection: Connection) -> None:
        """Send the first frame of a connection."""
        connection.send(frame(sessionId=str(uuid.uuid4()), message="welcome", pingInterval=self._ping_interval))

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client; one that is not JSON gets no reply at all."""
        try:
            command = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(command, dict):
            return
        id_ = {"id": command["id"]} if isinstance(command.get("id"), (str, int)) else {}
        ending = str(command.get("action")).lower() == "unsubscribe"  # these do not count
        try:
            if not ending and connection.over_budget(now, MESSAGES_PER_10_SECONDS[connection.host]):
                raise Unwanted("exceed max permits per second")
            if command.get("type") == "ping":
                self._pong(connection, frame(**id_, type="pong", ts=now), now)
                return
            if command.get("op") == "ping":
                self._pong(connection, frame(**id_, op="pong", timestamp=now // MILLISECOND), now)
                return
            self._act(connection, command, now)
        except Unwanted as unwanted:
            connection.send(frame(**id_, result=False, reason=str(unwanted)))
        else:
            self._acknowledge(connection, frame(**id_, result=True), now)

    def lets_go(self, connection: Connection, now: int) -> bool:
        """See :class:`.audience.Protocol`; a connection with a subscription may be silent."""
        if connection.topics or now - connection.heard <= IDLE:
            return False
        connection.cut()
        return True

    def _pong(self, connection: Connection, text: str, now: int) -> None:
        """Answer a ping; whoever pings too often is dropped."""
        if connection.pinged is not None and 0 <= now - connection.pinged < self._least_ping:
            self._audience.part(connection)
            connection.cut()
        else:
            connection.send(text)
        connection.pinged = now

    def _act(self, connection: Connection, command: Mapping[str, Any], now: int) -> None:
        action = str(command.get("action")).lower()
        if command.get("op") == "auth":
            self._log_in(connection, command, now)
        elif action == "unsubscribe":
            self._audience.leave(connection, self._topics(connection, command))
        elif action == "subscribe":
            topics, most = self._topics(connection, command), TOPICS_PER_CONNECTION[connection.host]
            if len(connection.topics.union(topics)) > most:
                raise Unwanted(f"exceed max subscription count limitation of {most} per session")
            self._audience.join(connection, topics)
            for topic in topics:
                for feed in self._feeds:
                    feed.joined(connection, topic, now)
        else:
            raise Unwanted(_INVALID)

    def _log_in(self, connection: Connection, command: Mapping[str, Any], now: int) -> None:
        if connection.host != "private":
            raise Unwanted(_INVALID)
        try:
            key, _ = self._gateway.admit_login(command, connection.peer, now, self._advanced())
        except Refused as refused:
            raise Unwanted(refused.message) from None
        if "General" not in key.permissions:
            raise Unwanted("Access denied, require more permission.")
        connection.uid = key.uid

    def _topics(self, connection: Connection, command: Mapping[str, Any]) -> List[str]:
        """The topics that a command names, one symbol each."""
        name = command.get("channel")
        if not isinstance(name, str) or name not in CHANNELS:
            raise Unwanted(_INVALID)
        channel = CHANNELS[name]
        kind = _one_of(command, channel.kind, channel.kinds, channel) if channel.kinds else None
        host = channel.host or str(kind).lower()
        if host != connection.host:
            raise Unwanted(f'topic {channel.name} type = "{_TYPES[host]}" not allowed in current environment')
        if host == "private" and connection.uid is None:
            raise Unwanted("login is required")
        options = [_one_of(command, option, values, channel) for option, values in channel.options.items()]
        if (kind, options) == ("FUTURES", ["6hour"]):
            raise Unwanted(_INVALID)
        if _filters_rpi(command):
            if kind != "FUTURES" or options not in (["5"], ["50"]):
                raise Unwanted(_INVALID)
            options.append("rpi")
        if host == "private":
            options.append(str(connection.uid))
        topic = name if kind is None else f"{name}.{kind}"
        if channel.symbols == "none":
            return [" ".join([topic, *options])]
        return [" ".join([f"{topic}:{symbol}", *options]) for symbol in _symbols(command, name, channel)]


def _one_of(command: Mapping[str, Any], name: str, values: Collection[str], channel: Channel) -> str:
    given = command.get(name)
    if given is None:
        raise Unwanted(f"missing `{name}` for topic: {channel.name}")
    if not isinstance(given, str) or given not in values:
        raise Unwanted(_INVALID)
    return given


def _filters_rpi(command: Mapping[str, Any]) -> bool:
    given = command.get("rpiFilter")
    if given not in (None, 0, 1, "0", "1"):
        raise Unwanted(_INVALID)
    return given in (1, "1")


def _symbols(command: Mapping[str, Any], name: str, channel: Channel) -> List[str]:
    if command.get("symbols") is not None and channel.symbols == "one":
        raise Unwanted(f"symbols are not supported for topic {name}")
    given = command.get("symbols") or ([command["symbol"]] if command.get("symbol") else [])
    if not isinstance(given, list) or not all(isinstance(symbol, str) for symbol in given):
        raise Unwanted(_INVALID)
    if not given:
        raise Unwanted(f"missing `symbol` for topic: {channel.name}")
    return list(dict.fromkeys(given))
