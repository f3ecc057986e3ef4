"""What the classic account's futures topics say.

Orders, positions, wallets, trades, changes of the book and best prices are sent right after what caused them; mark price
and funding as the exchange works them out, every second and every minute; pictures of the book ten times a second while
it changes, running candles every second, summaries of a day every five seconds.
"""

from typing import Any, Callable, Dict, List, Union

from ...pages import CANDLE_SECONDS
from ..contract_market import ContractMarket, FundingRateChanged, MarkChanged
from ..contract_orders import ContractOrderChanged, ContractStopChanged
from ..contract_positions import FundingPaid, PositionChanged, WalletChanged
from ..exchange import Exchange, LevelChanged, Trade
from ..futures import FundingSettlement, RiskLevelChanged, TermsChanged
from ..matching import SECOND, digits
from ..rest.futures_market import best, ticker_row, turnover_in_usd
from ..rest.futures_positions import position_figures
from ..rest.handlers import json_number
from .audience import Audience, Connection
from .classic import Channel, ClassicFeed

PICTURES_EVERY = 0.1  #: seconds
CANDLES_EVERY = 1
SUMMARIES_EVERY = 5
MS = 1_000_000

_PRIVATE = Channel(private=True, symbols=False)
CHANNELS = {
    "/contractMarket/tickerV2": Channel(),
    "/contractMarket/ticker": Channel(),
    "/contractMarket/level2": Channel(),
    "/contractMarket/level2Depth5": Channel(),
    "/contractMarket/level2Depth50": Channel(),
    "/contractMarket/limitCandle": Channel(),
    "/contractMarket/execution": Channel(),
    "/contractMarket/snapshot": Channel(),
    "/contract/instrument": Channel(),
    "/contract/announcement": Channel(symbols=False),
    "/contractMarket/tradeOrders": Channel(private=True, symbols=None),
    "/contractMarket/advancedOrders": _PRIVATE,
    "/contractAccount/wallet": _PRIVATE,
    "/contract/position": Channel(private=True),
    "/contract/positionAll": _PRIVATE,
    "/contract/marginMode": _PRIVATE,
    "/contract/crossLeverage": _PRIVATE,
}

#: What rows of positions have and their pushes have not.
_NOT_PUSHED = ("id", "posCrossMargin", "posCommCommon", "isInverse", "maintainMargin")


class FuturesFeed(ClassicFeed):
    """The futures topics."""

    host = "futures"
    channels = CHANNELS

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace)
        self._changed: Dict[str, None] = {}  # contracts whose pictures are due, in order
        self._best: Dict[str, Any] = {}
        self._pictures_due = self.every(PICTURES_EVERY)
        self._candles_due = self.every(CANDLES_EVERY)
        self._summaries_due = self.every(SUMMARIES_EVERY)
        self._tellers: Dict[type, Callable[[Any], None]] = {
            LevelChanged: self._level,
            Trade: self._trade,
            MarkChanged: self._mark,
            FundingRateChanged: self._rate,
            FundingSettlement: self._settlement,
            ContractOrderChanged: self._order,
            ContractStopChanged: self._stop,
            PositionChanged: self._position,
            FundingPaid: self._funding,
            WalletChanged: self._wallet,
            TermsChanged: self._terms,
            RiskLevelChanged: self._risk_level,
        }

    def joined(self, connection: Connection, topic: str, now: int) -> None:
        """A newcomer gets its first picture soon."""
        self._changed.update(dict.fromkeys(self.exchange.futures.contracts))

    def flush(self, events: List[Any], now: int) -> None:
        """What follows from single events."""
        for event in events:
            tell = self._tellers.get(type(event))
            if tell is not None:
                tell(event)

    def tick(self, now: int) -> None:
        """The pictures that are due."""
        if self._changed and self._pictures_due(now):
            for symbol in self._changed:
                for depth in (5, 50):
                    topic = f"/contractMarket/level2Depth{depth}:{symbol}"
                    self.public(topic, "level2", lambda: self._levels(symbol, depth, now), sn=self._market(symbol).book.sequence)
            self._changed.clear()
        if self._candles_due(now):
            self._candles(now)
        if self._summaries_due(now):
            for symbol in self.exchange.futures.contracts:
                topic = f"/contractMarket/snapshot:{symbol}"
                self.public(topic, "snapshot.24h", lambda: self._summary(symbol, now), id=f"{now:024x}")

    def _market(self, symbol: str) -> ContractMarket:
        return self.exchange.futures.markets[symbol]

    # --- public ---

    def _level(self, event: LevelChanged) -> None:
        if event.symbol in self.exchange.futures.contracts:
            data = {
                "sequence": event.sequence,
                "change": f"{digits(event.price)},{event.side},{digits(event.size)}",
                "timestamp": event.time // MS,
            }
            self.change(f"/contractMarket/level2:{event.symbol}", "level2", lambda: data, sn=event.sequence)
            self._changed[event.symbol] = None
            self._ticker(event.symbol, event.time)

    def _ticker(self, symbol: str, now: int) -> None:
        topic, market = f"/contractMarket/tickerV2:{symbol}", self._market(symbol)
        if self.audience.hears(topic):
            (bid, bid_size), (ask, ask_size) = best(market, "buy"), best(market, "sell")
            if self._best.get(symbol) != (bid, bid_size, ask, ask_size):
                self._best[symbol] = (bid, bid_size, ask, ask_size)
                row = ticker_row(market, now)
                data = {name: row[name] for name in (
                    "symbol", "sequence", "bestBidSize", "bestBidPrice", "bestAskPrice", "bestAskSize", "ts")}
                self.public(topic, "tickerV2", lambda: data, sn=market.book.sequence)

    def _trade(self, event: Trade) -> None:
        if event.symbol in self.exchange.futures.contracts:
            data = {
                "symbol": event.symbol,
                "sequence": event.id,
                "side": event.side,
                "size": int(event.size),
                "price": digits(event.price),
                "takerOrderId": event.taker_order_id,
                "makerOrderId": event.maker_order_id,
                "tradeId": str(event.id),
                "ts": event.time,
            }
            self.public(f"/contractMarket/execution:{event.symbol}", "match", lambda: data, sn=event.id)
            market = self._market(event.symbol)
            self.public(f"/contractMarket/ticker:{event.symbol}", "ticker", lambda: ticker_row(market, event.time),
                        sn=market.book.sequence)

    def _mark(self, event: MarkChanged) -> None:
        prices = {"markPrice": json_number(event.mark), "indexPrice": json_number(event.index)}
        self._instrument(event, "mark.index.price", {**prices, "granularity": 1000})

    def _rate(self, event: FundingRateChanged) -> None:
        self._instrument(event, "funding.rate", {"fundingRate": json_number(event.rate), "granularity": 60000})

    def _instrument(self, event: Union[MarkChanged, FundingRateChanged], subject: str, data: Dict[str, Any]) -> None:
        self.public(f"/contract/instrument:{event.symbol}", subject, lambda: {**data, "timestamp": event.time // MS})

    def _settlement(self, event: FundingSettlement) -> None:
        data = {
            "symbol": event.symbol,
            "fundingTime": event.funding_time // MS,
            "fundingRate": json_number(event.rate),
            "timestamp": event.time // MS,
        }
        self.public("/contract/announcement", event.subject, lambda: data)

    def _levels(self, symbol: str, depth: int, now: int) -> Dict[str, Any]:
        book = self._market(symbol).book
        sides = {
            name: [[digits(price), int(size)] for price, size in book.levels(side, depth)]
            for name, side in (("bids", "buy"), ("asks", "sell"))
        }
        return {**sides, "sequence": book.sequence, "timestamp": now // MS, "ts": now // MS}

    def _candles(self, now: int) -> None:
        """The running candles that somebody hears."""
        for symbol, market in self.exchange.futures.markets.items():
            for kind, seconds in CANDLE_SECONDS.items():
                topic = f"/contractMarket/limitCandle:{symbol}_{kind}"
                if self.audience.hears(topic):
                    start = now // SECOND // seconds * seconds
                    for candle in market.tape.candles(seconds, start, start + seconds):
                        turnover = turnover_in_usd(market.contract, candle)
                        amounts = (candle.open, candle.close, candle.high, candle.low, turnover, candle.volume)
                        row = [str(candle.time), *map(digits, amounts)]
                        self.public(topic, "candle.stick", lambda: {"symbol": symbol, "candles": row, "time": now // MS})

    def _summary(self, symbol: str, now: int) -> Dict[str, Any]:
        market = self._market(symbol)
        day, contract = market.tape.stats(now), market.contract
        return {
            "highPrice": json_number(day.high),
            "lastPrice": json_number(day.last),
            "lowPrice": json_number(day.low),
            "price24HoursBefore": json_number(day.open),
            "priceChg": json_number(day.change_price),
            "priceChgPct": json_number(day.change_rate),
            "symbol": symbol,
            "ts": now,
            "turnover": json_number(turnover_in_usd(contract, day)),
            "volume": json_number(day.volume if contract.inverse else day.volume * contract.multiplier),
        }

    # --- private ---

    def _order(self, event: ContractOrderChanged) -> None:
        topic, order = "/contractMarket/tradeOrders", event.order
        data = _order_data(event)
        for each in (topic, f"{topic}:{order.symbol}"):
            self.private(each, order.uid, "symbolOrderChange", lambda: data, named=f"{topic}:{order.symbol}")

    def _stop(self, event: ContractStopChanged) -> None:
        order = event.order
        data = {
            "createdAt": order.created_at // MS,
            "marginMode": order.margin_mode,
            "orderId": order.id,
            "orderPrice": digits(order.price),
            "orderType": "stop",
            "side": order.side,
            "size": int(order.size),
            "stop": order.stop,
            "stopPrice": digits(order.stop_price),
            "stopPriceType": order.stop_price_type,
            "symbol": order.symbol,
            "ts": event.time,
            "type": event.type,
        }
        self.private("/contractMarket/advancedOrders", order.uid, "stopOrder", lambda: data, id=f"{event.time:024x}")

    def _position(self, event: PositionChanged) -> None:
        standing = event.standing
        figures = position_figures(self.exchange, standing, event.time)
        data = {name: value if isinstance(value, (str, bool, int)) else json_number(value)
                for name, value in figures.items() if name not in _NOT_PUSHED}
        data.update(changeReason=event.reason, riskLimitLevel=standing.level.level)
        self._of_position(standing.position.uid, standing.position.symbol, "position.change", data)

    def _funding(self, event: FundingPaid) -> None:
        self._of_position(event.uid, event.symbol, "position.settlement", {
            "symbol": event.symbol,
            "fundingTime": event.time // MS,
            "qty": int(event.lots),
            "markPrice": json_number(event.mark),
            "fundingRate": json_number(event.rate),
            "fundingFee": json_number(event.amount),
            "settleCurrency": event.settle,
            "marginMode": event.margin_mode,
            "ts": event.time,
        })

    def _risk_level(self, event: RiskLevelChanged) -> None:
        data = {"success": True, "riskLimitLevel": event.level, "msg": ""}
        self._of_position(event.uid, event.symbol, "position.adjustRiskLimit", data)

    def _of_position(self, uid: int, symbol: str, subject: str, data: Dict[str, Any]) -> None:
        self.private(f"/contract/position:{symbol}", uid, subject, lambda: data)
        self.private("/contract/positionAll", uid, subject, lambda: data)

    def _wallet(self, event: WalletChanged) -> None:
        wallet = event.wallet
        amounts = {
            "crossPosMargin": wallet.cross_margin,
            "isolatedOrderMargin": wallet.isolated_orders,
            "equity": wallet.balance + wallet.isolated_unrealised + wallet.cross_unrealised,
            "availableBalance": wallet.free,
            "isolatedPosMargin": wallet.isolated_margin,
            "walletBalance": wallet.balance,
            "crossUnPnl": wallet.cross_unrealised,
            "totalCrossMargin": wallet.available + wallet.cross_margin + wallet.cross_orders,
            "isolatedUnPnl": wallet.isolated_unrealised,
            "crossOrderMargin": wallet.cross_orders,
        }
        data = {name: digits(amount) for name, amount in amounts.items()}
        data.update(holdBalance="0", isolatedFundingFeeMargin="0", version=str(event.version), currency=wallet.currency,
                    timestamp=str(wallet.time // MS))
        self.private("/contractAccount/wallet", wallet.uid, "walletBalance.change", lambda: data, id=f"{event.version:024x}")

    def _terms(self, event: TermsChanged) -> None:
        value: Any = {"leverage": event.value} if event.what == "crossLeverage" else event.value
        self.private(f"/contract/{event.what}", event.uid, "user.config", lambda: {event.symbol: value})


def _order_data(event: ContractOrderChanged) -> Dict[str, Any]:
    order = event.order
    data = {
        "symbol": order.symbol,
        "orderType": order.type,
        "side": order.side,
        "canceledSize": digits(order.cancelled_size),
        "orderId": order.id,
        "marginMode": order.margin_mode,
        "positionSide": order.position_side,
        "type": event.type,
        "orderTime": order.created_at,
        "size": digits(order.size),
        "filledSize": digits(order.deal_size),
        "price": digits(order.price),
        "remainSize": digits(order.remain_size),
        "status": event.status,
        "tradeType": order.trade_type,
        "ts": event.time,
    }
    if order.client_oid is not None:
        data["clientOid"] = order.client_oid
    if event.type == "open":
        data["liquidity"] = "maker"
    if event.trade is not None:
        data["matchPrice"], data["matchSize"] = digits(event.trade.price), digits(event.trade.size)
        data["tradeId"], data["liquidity"] = str(event.trade.id), event.liquidity
        data["feeType"] = f"{event.liquidity}Fee"
    if event.old_size is not None:
        data["size"], data["oldSize"] = digits(order.size - order.cancelled_size), digits(event.old_size)
    return data
