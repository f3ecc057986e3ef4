"""The exchange's side of the push protocol: tokens, subscriptions, and what each topic says of the state.

Pure: texts go in and out through functions that were given, time is an argument in nanoseconds.

Topics that follow single events (orders, balances, trades, changes of the book, candles, best prices) are sent by
:meth:`Hub.flush`, right after each call; pictures (tickers, depth, snapshots) by :meth:`Hub.tick`, ten times a second.
"""

import itertools
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from ..pages import CANDLE_SECONDS
from .exchange import BalanceChanged, Event, Exchange, LevelChanged, OrderChanged, Trade
from .matching import SECOND, ZERO, digits
from .rest.spot import candle_row, change_of_price, markets_of

TOKEN_LIFE = 24 * 3600 * SECOND
SILENCE = 60 * SECOND  #: the exchange drops a connection whose client says nothing for so long
SYMBOLS_PER_REQUEST = 100
TOPICS_PER_CONNECTION = 400
MESSAGES_PER_10_SECONDS = 100
SNAPSHOT_EVERY = 2 * SECOND

PUBLIC_CHANNELS = {
    "/market/ticker",
    "/market/level2",
    "/market/candles",
    "/market/match",
    "/market/snapshot",
    "/spotMarket/level1",
    "/spotMarket/level2Depth5",
    "/spotMarket/level2Depth50",
    "/callauction/level2Depth50",
    "/callauction/callauctionData",
}
PRIVATE_CHANNELS = {
    "/spotMarket/tradeOrdersV2",
    "/spotMarket/tradeOrders",
    "/spotMarket/advancedOrders",
    "/account/balance",
}


@dataclass(eq=False)
class Connection:
    """One client's connection, as the exchange sees it."""

    send: Callable[[str], None]
    end: Callable[[], None]  #: ends it when what was sent has gone out
    uid: Optional[int]  #: whose token it was opened with; None for a public one
    heard: int  #: when the client last said anything
    topics: Set[str] = field(default_factory=set)
    window: int = 0  #: when the current ten seconds of the message budget began
    messages: int = 0


class Hub:
    """Every push connection, and what is sent on them."""

    def __init__(self, exchange: Exchange, events: List[Event]) -> None:
        self.connections: Set[Connection] = set()
        self.skip_level2 = 0  #: fault: so many frames of level2 are left out
        self.ack_delay = 0  #: fault: nanoseconds by which the next ack is late
        self._exchange = exchange
        self._events = events  # what the exchange has published and nobody was told yet
        self._tokens: Dict[str, Tuple[Optional[int], int]] = {}
        self._subscribers: Dict[str, Set[Connection]] = {}
        self._changed: Set[str] = set()  # symbols whose pictures are due
        self._best: Dict[str, Any] = {}
        self._snapshots_due = 0
        self._late: List[Tuple[int, Connection, str]] = []
        self._numbers = itertools.count(1)

    # --- connections ---

    def token(self, uid: Optional[int], now: int) -> str:
        """A new token, good for one connection within 24 hours."""
        token = secrets.token_urlsafe(48)
        self._tokens[token] = (uid, now + TOKEN_LIFE)
        return token

    def connect(
        self, token: str, connect_id: str, send: Callable[[str], None], end: Callable[[], None], now: int
    ) -> Optional[Connection]:
        """Open a connection; None, after an error frame, when the token is not good (any more)."""
        uid, ends = self._tokens.pop(token, (None, -1))
        if ends < now:
            text = "token is invalid" if ends == -1 else "token is expired"
            send(_frame(id=connect_id, type="error", code=401, data=text))
            return None
        connection = Connection(send, end, uid, now)
        self.connections.add(connection)
        send(_frame(id=connect_id, type="welcome"))
        return connection

    def disconnect(self, connection: Connection) -> None:
        """Forget a connection."""
        self.connections.discard(connection)
        for topic in connection.topics:
            self._subscribers[topic].discard(connection)

    def receive(self, connection: Connection, text: str, now: int) -> None:
        """Act on one frame of a client."""
        connection.heard = now
        try:
            frame = json.loads(text)
            id_, kind = str(frame["id"]), frame["type"]
        except (ValueError, TypeError, KeyError, RecursionError):
            connection.send(_frame(id=str(next(self._numbers)), type="error", code=400, data="topic is invalid"))
            return
        problem = self._over_budget(connection, now)
        if problem is None and kind == "ping":
            connection.send(_frame(id=id_, type="pong", timestamp=now // 1000))
            return
        if problem is None:
            problem = self._command(connection, kind, frame)
        if problem is not None:
            connection.send(_frame(id=id_, type="error", code=problem[0], data=problem[1]))
        elif frame.get("response") in (True, "true"):
            ack = _frame(id=id_, type="ack")
            if self.ack_delay:
                self._late.append((now + self.ack_delay, connection, ack))
                self.ack_delay = 0
            else:
                connection.send(ack)

    def _over_budget(self, connection: Connection, now: int) -> Optional[Tuple[int, str]]:
        if now - connection.window > 10 * SECOND:
            connection.window, connection.messages = now, 0
        connection.messages += 1
        return (509, "exceed max permits per second") if connection.messages > MESSAGES_PER_10_SECONDS else None

    def _command(self, connection: Connection, kind: str, frame: Dict[str, Any]) -> Optional[Tuple[int, str]]:
        if kind not in ("subscribe", "unsubscribe"):
            return 415, "type is not supported"
        topic = frame.get("topic")
        if not topic:
            return 406, "topic is required"
        if not isinstance(topic, str):
            return 400, "topic is invalid"
        channel, _, names = topic.partition(":")
        private = channel in PRIVATE_CHANNELS
        if not private and channel not in PUBLIC_CHANNELS:
            return 404, f"topic {topic} does not exist"
        if not private and not names:
            return 400, "topic is invalid"
        if private and (connection.uid is None or frame.get("privateChannel") not in (True, "true")):
            return 403, "login is required"
        symbols = names.split(",")
        if len(symbols) > SYMBOLS_PER_REQUEST:
            return 509, f"exceed max subscription count limitation of {SYMBOLS_PER_REQUEST} per time"
        topics = {f"{channel} {connection.uid}"} if private else {f"{channel}:{symbol}" for symbol in symbols}
        if kind == "unsubscribe":
            connection.topics -= topics
            for name in topics:
                self._subscribers.get(name, set()).discard(connection)
        else:
            if len(connection.topics | topics) > TOPICS_PER_CONNECTION:
                return 509, f"exceed max subscription count limitation of {TOPICS_PER_CONNECTION} per session"
            connection.topics |= topics
            for name in topics:
                self._subscribers.setdefault(name, set()).add(connection)
            self._changed.update(self._exchange.symbols)  # a newcomer gets its first picture soon
        return None

    # --- what is sent ---

    def flush(self, now: int) -> None:
        """Send what has happened since the last time."""
        events, self._events[:] = list(self._events), []
        changes: Dict[str, List[LevelChanged]] = {}
        for event in events:
            if isinstance(event, LevelChanged):
                changes.setdefault(event.symbol, []).append(event)
            elif isinstance(event, Trade):
                self._changed.add(event.symbol)
                self._public(f"/market/match:{event.symbol}", "trade.l3match", lambda: _trade_data(event))
            elif isinstance(event, OrderChanged):
                self._order(event)
            else:
                data = _balance_data(event)
                self._private("/account/balance", event.uid, "account.balance", data, id=event.event_id)
        for symbol in {event.symbol for event in events if isinstance(event, Trade)}:
            self._candles(symbol, now)
        for symbol, changed in changes.items():
            self._changed.add(symbol)
            if self.skip_level2 and self._subscribers.get(f"/market/level2:{symbol}"):
                self.skip_level2 -= 1
            else:
                self._public(f"/market/level2:{symbol}", "trade.l2update", lambda: _increment_data(symbol, changed))
            self._level1(symbol, now)

    def tick(self, now: int) -> None:
        """Send the pictures that are due, and let go of the connections that have gone silent."""
        for symbol in self._changed:
            ticker = self._ticker(symbol, now)
            self._public(f"/market/ticker:{symbol}", "trade.ticker", lambda: ticker)
            self._public("/market/ticker:all", symbol, lambda: ticker)
            for depth in (5, 50):
                self._public(f"/spotMarket/level2Depth{depth}:{symbol}", "level2", lambda: self._levels(symbol, depth, now))
        self._changed.clear()
        if now >= self._snapshots_due:
            self._snapshots_due = now + SNAPSHOT_EVERY
            for symbol in self._exchange.symbols:
                for name in (symbol, *markets_of(self._exchange, symbol)):
                    topic = f"/market/snapshot:{name}"
                    self._public(topic, "trade.snapshot", lambda: snapshot_data(self._exchange, symbol, now))
        for due, connection, text in list(self._late):
            if due <= now:
                self._late.remove((due, connection, text))
                connection.send(text)
        for connection in [silent for silent in self.connections if now - silent.heard > SILENCE]:
            connection.send(_frame(id=str(next(self._numbers)), type="error", code=400, data="ping timeout"))
            connection.end()
            self.disconnect(connection)

    def _public(self, topic: str, subject: str, data: Callable[[], Any]) -> None:
        """Send to everybody who has subscribed; the data is only made when there is somebody."""
        subscribers = self._subscribers.get(topic)
        if subscribers:
            text = _frame(type="message", topic=topic, subject=subject, data=data())
            for connection in list(subscribers):
                connection.send(text)

    def _private(self, channel: str, uid: int, subject: str, data: Any, **more: Any) -> None:
        for connection in list(self._subscribers.get(f"{channel} {uid}", ())):
            connection.send(
                _frame(type="message", topic=channel, subject=subject, userId=str(uid), channelType="private", data=data, **more)
            )

    def _order(self, event: OrderChanged) -> None:
        data = _order_data(event)
        self._private("/spotMarket/tradeOrdersV2", event.order.uid, "orderChange", data)
        if event.type != "received":
            self._private("/spotMarket/tradeOrders", event.order.uid, "orderChange", data)

    def _candles(self, symbol: str, now: int) -> None:
        for kind, seconds in CANDLE_SECONDS.items():
            topic = f"/market/candles:{symbol}_{kind}"
            if self._subscribers.get(topic):
                candle = self._exchange.candle(symbol, seconds, now)
                if candle is not None:
                    data = {"symbol": symbol, "candles": candle_row(candle), "time": now}
                    self._public(topic, "trade.candles.update", lambda: data)

    def _level1(self, symbol: str, now: int) -> None:
        topic = f"/spotMarket/level1:{symbol}"
        if self._subscribers.get(topic):
            best = {side: (levels or [[]])[0] for side, levels in self._levels(symbol, 1).items()}
            if self._best.get(symbol) != best:
                self._best[symbol] = best
                self._public(topic, "level1", lambda: {**best, "timestamp": now // 1_000_000})

    def _levels(self, symbol: str, depth: int, now: Optional[int] = None) -> Dict[str, Any]:
        book = self._exchange.book(symbol)
        sides: Dict[str, Any] = {
            name: [[digits(price), digits(size)] for price, size in book.levels(side, depth)]
            for name, side in (("asks", "sell"), ("bids", "buy"))
        }
        return sides if now is None else {**sides, "timestamp": now // 1_000_000}

    def _ticker(self, symbol: str, now: int) -> Dict[str, Any]:
        trade, best = self._exchange.last_trade(symbol), self._levels(symbol, 1)
        (ask, ask_size), (bid, bid_size) = ((best[side] or [["0", "0"]])[0] for side in ("asks", "bids"))
        return {
            "sequence": str(self._exchange.book(symbol).sequence),
            "price": digits(trade.price) if trade else "0",
            "size": digits(trade.size) if trade else "0",
            "bestAsk": ask,
            "bestAskSize": ask_size,
            "bestBid": bid,
            "bestBidSize": bid_size,
            "time": now // 1_000_000,
        }


def _frame(**fields: Any) -> str:
    return json.dumps(fields, separators=(",", ":"))


def _trade_data(trade: Trade) -> Dict[str, Any]:
    return {
        "symbol": trade.symbol,
        "sequence": str(trade.id),
        "tradeId": str(trade.id),
        "type": "match",
        "side": trade.side,
        "price": digits(trade.price),
        "size": digits(trade.size),
        "makerOrderId": trade.maker_order_id,
        "takerOrderId": trade.taker_order_id,
        "time": str(trade.time),
    }


def _increment_data(symbol: str, changed: List[LevelChanged]) -> Dict[str, Any]:
    rows: Dict[str, Any] = {"asks": [], "bids": []}
    for change in changed:
        side = rows["asks" if change.side == "sell" else "bids"]
        side.append([digits(change.price), digits(change.size), str(change.sequence)])
    return {
        "symbol": symbol,
        "changes": rows,
        "sequenceStart": changed[0].sequence,
        "sequenceEnd": changed[-1].sequence,
        "time": changed[-1].time // 1_000_000,
    }


def _order_data(event: OrderChanged) -> Dict[str, Any]:
    order = event.order
    data = {
        "orderId": order.id,
        "clientOid": order.client_oid or "",
        "symbol": order.symbol,
        "side": order.side,
        "orderType": order.type,
        "type": event.type,
        "status": event.status,
        "orderTime": order.created_at // 1_000_000,
        "ts": event.time,
    }
    if order.type == "limit":
        data["price"] = digits(order.price)
    if order.size:
        data["originSize"] = digits(order.size)
    if event.type != "received":
        data["size"] = digits(order.size - order.cancelled_size)
        data["filledSize"] = digits(order.deal_size)
        data["remainSize"] = digits(order.remain_size)
        data["canceledSize"] = digits(order.cancelled_size)
        if order.type == "market" and order.funds:
            data["remainFunds"] = digits(order.remain_funds)
    if event.trade is not None:
        data["matchPrice"], data["matchSize"] = digits(event.trade.price), digits(event.trade.size)
        data["tradeId"], data["liquidity"] = str(event.trade.id), event.liquidity
        data["feeType"] = f"{event.liquidity}Fee"
    if event.old_size is not None:
        data["oldSize"] = digits(event.old_size)
    return data


def _balance_data(event: BalanceChanged) -> Dict[str, Any]:
    return {
        "accountId": event.account_id,
        "currency": event.currency,
        "total": digits(event.total),
        "available": digits(event.available),
        "hold": digits(event.hold),
        "availableChange": digits(event.available_change),
        "holdChange": digits(event.hold_change),
        "relationContext": dict(event.context),
        "relationEvent": event.event,
        "relationEventId": event.event_id,
        "time": str(event.time // 1_000_000),
    }


def snapshot_data(exchange: Exchange, symbol: str, now: int) -> Dict[str, Any]:
    """A symbol's last 24 hours with the exchange's JSON numbers; ``data`` stands in ``data``, as live."""
    row, book, trade = exchange.symbols[symbol].row, exchange.book(symbol), exchange.last_trade(symbol)
    day = change_of_price(exchange.stats(symbol, now))
    bid, ask = ((book.levels(side, 1) or [(ZERO, ZERO)])[0] for side in ("buy", "sell"))
    last = float(trade.price) if trade else 0
    average = day["volValue"] / day["vol"] if day["vol"] else last
    data = {
        "symbol": symbol,
        "symbolCode": symbol,
        "baseCurrency": row["baseCurrency"],
        "quoteCurrency": row["quoteCurrency"],
        "market": row["market"],
        "markets": list(markets_of(exchange, symbol)),
        "siteTypes": ["global"],
        "board": 1,
        "mark": 0,
        "sort": 100,
        "trading": row["enableTrading"],
        "marginTrade": row["isMarginEnabled"],
        "datetime": now // 1_000_000,
        "buy": float(bid[0]),
        "bidSize": float(bid[1]),
        "sell": float(ask[0]),
        "askSize": float(ask[1]),
        "close": last,
        "lastTradedPrice": last,
        "averagePrice": average,
        "makerCoefficient": 1.0,
        "makerFeeRate": float(exchange.maker_rate),
        "takerCoefficient": 1.0,
        "takerFeeRate": float(exchange.taker_rate),
        **day,
        "marketChange1h": change_of_price(exchange.stats(symbol, now, 3600)),
        "marketChange4h": change_of_price(exchange.stats(symbol, now, 4 * 3600)),
        "marketChange24h": day,
    }
    return {"sequence": str(book.sequence), "data": data}
