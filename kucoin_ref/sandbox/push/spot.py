"""What the classic account's spot topics say.

Orders, balances, trades, changes of the book, candles and best prices are sent right after what caused them; pictures
(tickers, depth) ten times a second while they change, summaries of a day every two seconds.
"""

from typing import Any, Dict, List, Optional

from ...pages import CANDLE_SECONDS
from ..exchange import BalanceChanged, Exchange, LevelChanged, OrderChanged, StopOrderChanged, Trade
from ..matching import ZERO, digits
from ..rest.spot import candle_row, change_of_price, markets_of
from ..stops import CLASSIC
from .audience import Audience, Connection
from .classic import Channel, ClassicFeed

PICTURES_EVERY = 0.1  #: seconds
SUMMARIES_EVERY = 2

CHANNELS = {
    "/market/ticker": Channel(),
    "/market/level2": Channel(),
    "/market/candles": Channel(),
    "/market/match": Channel(),
    "/market/snapshot": Channel(),
    "/spotMarket/level1": Channel(),
    "/spotMarket/level2Depth5": Channel(),
    "/spotMarket/level2Depth50": Channel(),
    "/callauction/level2Depth50": Channel(),
    "/callauction/callauctionData": Channel(),
    "/spotMarket/tradeOrdersV2": Channel(private=True, symbols=False),
    "/spotMarket/tradeOrders": Channel(private=True, symbols=False),
    "/spotMarket/advancedOrders": Channel(private=True, symbols=False),
    "/account/balance": Channel(private=True, symbols=False),
}


class SpotFeed(ClassicFeed):
    """The spot topics."""

    host = "spot"
    channels = CHANNELS

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace)
        self._changed: Dict[str, None] = {}  # symbols whose pictures are due, in order
        self._best: Dict[str, Any] = {}
        self._pictures_due = self.every(PICTURES_EVERY)
        self._summaries_due = self.every(SUMMARIES_EVERY)

    def joined(self, connection: Connection, topic: str, now: int) -> None:
        """A newcomer gets its first picture soon."""
        self._changed.update(dict.fromkeys(self.exchange.symbols))

    def flush(self, events: List[Any], now: int) -> None:
        """Orders, balances, trades and what follows from them."""
        changes: Dict[str, List[LevelChanged]] = {}
        traded: Dict[str, None] = {}
        for event in events:
            if isinstance(event, LevelChanged):
                if event.symbol in self.exchange.symbols:
                    changes.setdefault(event.symbol, []).append(event)
            elif isinstance(event, Trade):
                if event.symbol in self.exchange.symbols:
                    traded[event.symbol] = None
                    self.public(f"/market/match:{event.symbol}", "trade.l3match", lambda: _trade_data(event))
            elif isinstance(event, OrderChanged):
                self._order(event)
            elif isinstance(event, StopOrderChanged) and event.order.kind in CLASSIC:
                self.private("/spotMarket/advancedOrders", event.order.order.uid, "stopOrder", lambda: _stop_data(event))
            elif isinstance(event, BalanceChanged) and event.account not in ("contract", "unified"):
                self.private(
                    "/account/balance", event.uid, "account.balance", lambda: _balance_data(event), id=event.event_id
                )
        for symbol in traded:
            self._candles(symbol, now)
        for symbol, changed in changes.items():
            self.change(f"/market/level2:{symbol}", "trade.l2update", lambda: _increment_data(symbol, changed))
            self._level1(symbol, now)
        self._changed.update(dict.fromkeys([*traded, *changes]))

    def tick(self, now: int) -> None:
        """The pictures that are due."""
        if self._changed and self._pictures_due(now):
            for symbol in self._changed:
                self._pictures(symbol, now)
            self._changed.clear()
        if self._summaries_due(now):
            for symbol in self.exchange.symbols:
                for name in (symbol, *markets_of(self.exchange, symbol)):
                    self.public(f"/market/snapshot:{name}", "trade.snapshot", lambda: snapshot_data(self.exchange, symbol, now))

    def _pictures(self, symbol: str, now: int) -> None:
        self.public(f"/market/ticker:{symbol}", "trade.ticker", lambda: self._ticker(symbol, now))
        self.public("/market/ticker:all", symbol, lambda: self._ticker(symbol, now))
        for depth in (5, 50):
            self.public(f"/spotMarket/level2Depth{depth}:{symbol}", "level2", lambda: self._levels(symbol, depth, now))

    def _order(self, event: OrderChanged) -> None:
        self.private("/spotMarket/tradeOrdersV2", event.order.uid, "orderChange", lambda: _order_data(event))
        if event.type != "received":
            self.private("/spotMarket/tradeOrders", event.order.uid, "orderChange", lambda: _order_data(event))

    def _candles(self, symbol: str, now: int) -> None:
        for kind, seconds in CANDLE_SECONDS.items():
            topic = f"/market/candles:{symbol}_{kind}"
            if self.audience.hears(topic):
                candle = self.exchange.candle(symbol, seconds, now)
                if candle is not None:
                    data = {"symbol": symbol, "candles": candle_row(candle), "time": now}
                    self.public(topic, "trade.candles.update", lambda: data)

    def _level1(self, symbol: str, now: int) -> None:
        topic = f"/spotMarket/level1:{symbol}"
        if self.audience.hears(topic):
            best = {side: (levels or [[]])[0] for side, levels in self._levels(symbol, 1).items()}
            if self._best.get(symbol) != best:
                self._best[symbol] = best
                self.public(topic, "level1", lambda: {**best, "timestamp": now // 1_000_000})

    def _levels(self, symbol: str, depth: int, now: Optional[int] = None) -> Dict[str, Any]:
        book = self.exchange.book(symbol)
        sides: Dict[str, Any] = {
            name: [[digits(price), digits(size)] for price, size in book.levels(side, depth)]
            for name, side in (("asks", "sell"), ("bids", "buy"))
        }
        return sides if now is None else {**sides, "timestamp": now // 1_000_000}

    def _ticker(self, symbol: str, now: int) -> Dict[str, Any]:
        trade, best = self.exchange.last_trade(symbol), self._levels(symbol, 1)
        (ask, ask_size), (bid, bid_size) = ((best[side] or [["0", "0"]])[0] for side in ("asks", "bids"))
        return {
            "sequence": str(self.exchange.book(symbol).sequence),
            "price": digits(trade.price) if trade else "0",
            "size": digits(trade.size) if trade else "0",
            "bestAsk": ask,
            "bestAskSize": ask_size,
            "bestBid": bid,
            "bestBidSize": bid_size,
            "time": now // 1_000_000,
        }


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


def _stop_data(event: StopOrderChanged) -> Dict[str, Any]:
    stop, order = event.order, event.order.order
    data = {
        "orderId": stop.id,
        "orderPrice": digits(order.price),
        "orderType": "stop",
        "side": order.side,
        "size": digits(order.size),
        "stop": stop.stop,
        "stopPrice": digits(stop.stop_price),
        "symbol": order.symbol,
        "tradeType": stop.kind,
        "type": event.type,
        "createdAt": order.created_at // 1_000_000,
        "ts": event.time,
    }
    return data if event.success is None else {**data, "triggerSuccess": event.success}


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
