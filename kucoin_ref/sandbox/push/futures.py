"""What the classic account's futures topics say.

Trades, orders, positions, wallets and changes of the book are sent right after what caused them; pictures of the book ten
times a second while they change, candles and mark prices every second, the day's summary every five, funding rates every
minute. Prices of trades and orders are text, sizes are numbers of lots; marks, positions and summaries are JSON numbers.
"""

from typing import Any, Callable, Dict, List, Tuple

from ...pages import CANDLE_SECONDS
from ..accounts import BalanceChanged, Numbers
from ..clearing import ACCOUNT
from ..contract_market import ContractMarket
from ..contract_orders import ContractOrder, ContractOrderChanged, ContractStopChanged
from ..contract_positions import FundingPaid, PositionChanged, Wallet
from ..exchange import Exchange, LevelChanged, Trade
from ..futures import FundingSettlement, RiskLevelChanged, TermsChanged
from ..gateway import MILLISECOND
from ..matching import SECOND, ZERO, digits
from ..rest.futures_market import turnover_in_usd
from ..rest.futures_positions import position_figures
from ..rest.handlers import json_number
from .audience import Audience, Connection
from .classic import Channel, ClassicFeed

PICTURES_EVERY = 0.1  #: seconds
CANDLES_EVERY = 1
MARKS_EVERY = 1
SUMMARIES_EVERY = 5
RATES_EVERY = 60

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
    "/contractMarket/advancedOrders": Channel(private=True, symbols=False),
    "/contractAccount/wallet": Channel(private=True, symbols=False),
    "/contract/position": Channel(private=True),
    "/contract/positionAll": Channel(private=True, symbols=False),
    "/contract/marginMode": Channel(private=True, symbols=False),
    "/contract/crossLeverage": Channel(private=True, symbols=False),
}

#: Contracts have no candles of six hours.
CANDLE_LENGTHS = {kind: seconds for kind, seconds in CANDLE_SECONDS.items() if kind != "6hour"}

#: Figures of a position that its push does not have, and those that only one in isolated margin has.
_NOT_PUSHED = ("id", "posCrossMargin", "posCommCommon", "isInverse", "maintainMargin")
_ISOLATED = ("autoDeposit", "riskLimit", "realLeverage", "posCross", "posComm", "posLoss", "posFunding", "maintMargin")


class FuturesFeed(ClassicFeed):
    """The futures topics."""

    host = "futures"
    channels = CHANNELS

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace)
        self._changed: Dict[str, None] = {}  # contracts whose pictures are due, in order
        self._best: Dict[str, Any] = {}
        self._ids = Numbers(1)
        self._pictures_due = self.every(PICTURES_EVERY)
        self._candles_due = self.every(CANDLES_EVERY)
        self._marks_due = self.every(MARKS_EVERY)
        self._summaries_due = self.every(SUMMARIES_EVERY)
        self._rates_due = self.every(RATES_EVERY)

    def joined(self, connection: Connection, topic: str, now: int) -> None:
        """A newcomer gets its first picture soon."""
        self._changed.update(dict.fromkeys(self.exchange.futures.markets))

    # --- by event ---

    def flush(self, events: List[Any], now: int) -> None:
        """Everything that follows from a single event."""
        for event in events:
            if isinstance(event, (LevelChanged, Trade)):
                if event.symbol in self.exchange.futures.markets:
                    self._changed[event.symbol] = None
                    if isinstance(event, Trade):
                        self._trade(event)
                    else:
                        self._level(event)
            elif isinstance(event, ContractOrderChanged):
                self._order(event)
            elif isinstance(event, ContractStopChanged):
                topic, uid = "/contractMarket/advancedOrders", event.order.uid
                self.private(topic, uid, "stopOrder", lambda: stop_data(event), id=self._id(now))
            elif isinstance(event, FundingSettlement):
                self.public("/contract/announcement", event.subject, lambda: settlement_data(event))
            else:
                self._position(event)
        for (uid, currency), version in changed_wallets(events).items():
            topic, futures = "/contractAccount/wallet", self.exchange.futures
            self.private(
                topic,
                uid,
                "walletBalance.change",
                lambda: wallet_data(futures.wallet(uid, currency, now), version),
                id=self._id(now),
            )
        for symbol in list(self._changed):
            self._ticker(symbol, now)

    def _level(self, change: LevelChanged) -> None:
        text = f"{digits(change.price)},{change.side},{digits(change.size)}"
        data = {"sequence": change.sequence, "change": text, "timestamp": change.time // MILLISECOND}
        self.change(f"/contractMarket/level2:{change.symbol}", "level2", lambda: data, sn=change.sequence)

    def _trade(self, trade: Trade) -> None:
        market = self.exchange.futures.markets[trade.symbol]
        data = {
            "symbol": trade.symbol,
            "sequence": trade.id,
            "side": trade.side,
            "size": int(trade.size),
            "price": digits(trade.price),
            "takerOrderId": trade.taker_order_id,
            "makerOrderId": trade.maker_order_id,
            "tradeId": str(trade.id),
            "ts": trade.time,
        }
        self.public(f"/contractMarket/execution:{trade.symbol}", "match", lambda: data, sn=trade.id)
        names = ("symbol", "sequence", "side", "size", "price", "tradeId", "ts")
        self.public(
            f"/contractMarket/ticker:{trade.symbol}",
            "ticker",
            lambda: {**{name: data[name] for name in names}, **best_data(market)},
            sn=trade.id,
        )

    def _ticker(self, symbol: str, now: int) -> None:
        """The best prices, when they are others than before."""
        topic, market = f"/contractMarket/tickerV2:{symbol}", self.exchange.futures.markets[symbol]
        if self.audience.hears(topic):
            best = best_data(market)
            if self._best.get(symbol) != best:
                self._best[symbol] = best
                data = {"symbol": symbol, "sequence": market.book.sequence, **best, "ts": now}
                self.public(topic, "tickerV2", lambda: data, sn=market.book.sequence)

    def _order(self, event: ContractOrderChanged) -> None:
        """Each topic under its own name: the example on the page of all orders is the other page's.

        Recorded messages have it so, and KuCoin's own SDK hands one on only under the name that was subscribed.
        """
        topic, uid = "/contractMarket/tradeOrders", event.order.uid
        self.private(topic, uid, "orderChange", lambda: order_data(event))
        self.private(f"{topic}:{event.order.symbol}", uid, "symbolOrderChange", lambda: order_data(event))

    def _position(self, event: Any) -> None:
        if isinstance(event, PositionChanged):
            position = event.standing.position
            self._tell_position(
                position.uid, position.symbol, "position.change", lambda: position_data(self.exchange, event)
            )
        elif isinstance(event, FundingPaid):
            self._tell_position(event.uid, event.symbol, "position.settlement", lambda: funding_data(event))
        elif isinstance(event, RiskLevelChanged):
            data = {"success": True, "riskLimitLevel": event.level, "msg": ""}
            self._tell_position(event.uid, event.symbol, "position.adjustRiskLimit", lambda: data)
        elif isinstance(event, TermsChanged):
            value: Any = event.value if event.what == "marginMode" else {"leverage": event.value}
            self.private(f"/contract/{event.what}", event.uid, "user.config", lambda: {event.symbol: value})

    def _tell_position(self, uid: int, symbol: str, subject: str, data: Callable[[], Any]) -> None:
        for topic in (f"/contract/position:{symbol}", "/contract/positionAll"):
            self.private(topic, uid, subject, data)

    # --- by the clock ---

    def tick(self, now: int) -> None:
        """Pictures, candles, marks, rates and summaries that are due."""
        if self._changed and self._pictures_due(now):
            for symbol in self._changed:
                for depth in (5, 50):
                    self._picture(symbol, depth, now)
            self._changed.clear()
        candles, marks = self._candles_due(now), self._marks_due(now)
        rates, summaries = self._rates_due(now), self._summaries_due(now)
        for symbol, market in self.exchange.futures.markets.items():
            if candles:
                self._candles(market, now)
            if marks and market.mark is not None:
                self.public(f"/contract/instrument:{symbol}", "mark.index.price", lambda: mark_data(market, now))
            if rates and market.mark is not None:
                self.public(f"/contract/instrument:{symbol}", "funding.rate", lambda: rate_data(market, now))
            if summaries:
                topic, id_ = f"/contractMarket/snapshot:{symbol}", self._id(now)
                self.public(topic, "snapshot.24h", lambda: summary_data(market, now), id=id_)

    def _picture(self, symbol: str, depth: int, now: int) -> None:
        time, book = now // MILLISECOND, self.exchange.futures.markets[symbol].book

        def data() -> Dict[str, Any]:
            sides = {
                name: [[digits(price), int(size)] for price, size in book.levels(side, depth)]
                for name, side in (("bids", "buy"), ("asks", "sell"))
            }
            return {**sides, "sequence": book.sequence, "timestamp": time, "ts": time}

        self.public(f"/contractMarket/level2Depth{depth}:{symbol}", "level2", data, sn=time)

    def _candles(self, market: ContractMarket, now: int) -> None:
        contract = market.contract
        for kind, seconds in CANDLE_LENGTHS.items():
            topic = f"/contractMarket/limitCandle:{contract.name}_{kind}"
            if self.audience.hears(topic):
                start = now // SECOND // seconds * seconds
                for candle in market.tape.candles(seconds, start, start + seconds):
                    turnover = turnover_in_usd(contract, candle)
                    prices = (candle.open, candle.close, candle.high, candle.low, turnover, candle.volume)
                    row = [str(candle.time), *(digits(value) for value in prices)]
                    data = {"symbol": contract.name, "candles": row, "time": now // MILLISECOND}
                    self.public(topic, "candle.stick", lambda: data)

    def _id(self, now: int) -> str:
        return f"{now // SECOND:08x}{next(self._ids):016x}"


def best_data(market: ContractMarket) -> Dict[str, Any]:
    """The best prices of a contract; 0 for an empty side."""
    (ask, ask_size), (bid, bid_size) = ((market.book.levels(side, 1) or [(ZERO, ZERO)])[0] for side in ("sell", "buy"))
    return {
        "bestBidSize": int(bid_size),
        "bestBidPrice": digits(bid),
        "bestAskPrice": digits(ask),
        "bestAskSize": int(ask_size),
    }


def mark_data(market: ContractMarket, now: int) -> Dict[str, Any]:
    """Mark price and index."""
    return {
        "markPrice": json_number(market.mark),
        "indexPrice": json_number(market.index),
        "granularity": 1000,
        "timestamp": now // SECOND * 1000,
    }


def rate_data(market: ContractMarket, now: int) -> Dict[str, Any]:
    """The funding rate of the running cycle; what ``period`` means is not documented."""
    return {
        "granularity": 60000,
        "fundingRate": json_number(market.rate),
        "timestamp": now // (60 * SECOND) * 60000,
        "period": 0,
    }


def summary_data(market: ContractMarket, now: int) -> Dict[str, Any]:
    """The last 24 hours; the volume is in the base currency, of an inverse contract in lots as over REST."""
    contract, day, trade = market.contract, market.tape.stats(now), market.tape.last()
    return {
        "highPrice": json_number(day.high),
        "lastPrice": json_number(trade.price if trade else None),
        "lowPrice": json_number(day.low),
        "price24HoursBefore": json_number(day.open),
        "priceChg": json_number(day.change_price),
        "priceChgPct": json_number(day.change_rate),
        "symbol": contract.name,
        "ts": now,
        "turnover": json_number(turnover_in_usd(contract, day)),
        "volume": json_number(day.volume if contract.inverse else day.volume * contract.multiplier),
        "fundingRate": json_number(market.rate),
    }


def settlement_data(event: FundingSettlement) -> Dict[str, Any]:
    """The begin or the end of a contract's settlement."""
    return {
        "symbol": event.symbol,
        "fundingTime": event.funding_time // MILLISECOND,
        "fundingRate": json_number(event.rate),
        "timestamp": event.time // MILLISECOND,
    }


def order_data(event: ContractOrderChanged) -> Dict[str, Any]:
    """An order after a step."""
    order, trade = event.order, event.trade
    data: Dict[str, Any] = {
        "symbol": order.symbol,
        "orderType": order.type,
        "side": order.side,
        "canceledSize": digits(order.cancelled_size),
        "orderId": order.id,
        "clientOid": order.client_oid or "",
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
    if event.type == "open":
        data["liquidity"] = "maker"
    if trade is not None:
        data["liquidity"], data["feeType"] = event.liquidity, f"{event.liquidity}Fee"
        data["matchPrice"], data["matchSize"], data["tradeId"] = digits(trade.price), digits(trade.size), str(trade.id)
    if event.old_size is not None:
        data["size"], data["oldSize"] = digits(order.size - order.cancelled_size), digits(event.old_size)
    return data


def stop_data(event: ContractStopChanged) -> Dict[str, Any]:
    """A stop order after a step."""
    order: ContractOrder = event.order
    return {
        "createdAt": order.created_at // MILLISECOND,
        "marginMode": order.margin_mode,
        "positionSide": order.position_side,
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


def changed_wallets(events: List[Any]) -> Dict[Tuple[int, str], str]:
    """Whose futures account has changed in which currency, with the number of the last change."""
    return {
        (event.uid, event.currency): event.event_id
        for event in events
        if isinstance(event, BalanceChanged) and event.account == ACCOUNT
    }


def wallet_data(wallet: Wallet, version: str) -> Dict[str, Any]:
    """One currency of the account; nothing is ever on hold for withdrawals or for funding."""
    amounts = {
        "crossPosMargin": wallet.cross_margin,
        "isolatedOrderMargin": wallet.isolated_orders,
        "holdBalance": ZERO,
        "equity": wallet.balance + wallet.isolated_unrealised + wallet.cross_unrealised,
        "availableBalance": wallet.free,
        "isolatedPosMargin": wallet.isolated_margin,
        "walletBalance": wallet.balance,
        "isolatedFundingFeeMargin": ZERO,
        "crossUnPnl": wallet.cross_unrealised,
        "totalCrossMargin": total_cross_margin(wallet),
        "isolatedUnPnl": wallet.isolated_unrealised,
        "crossOrderMargin": wallet.cross_orders,
    }
    return {
        **{name: digits(value) for name, value in amounts.items()},
        "version": version,
        "currency": wallet.currency,
        "timestamp": str(wallet.time // MILLISECOND),
    }


def total_cross_margin(wallet: Wallet) -> Any:
    """What stands behind the cross positions: all that is not bound in isolated margin."""
    return wallet.available + wallet.cross_margin + wallet.cross_orders + wallet.cross_unrealised


def position_data(exchange: Exchange, event: PositionChanged) -> Dict[str, Any]:
    """A position after a change."""
    standing = event.standing
    hidden = _NOT_PUSHED + (_ISOLATED if standing.position.margin_mode == "CROSS" else ())
    figures = position_figures(exchange, standing, event.time)
    numbers = {
        name: value if isinstance(value, (str, bool, int)) else json_number(value)
        for name, value in figures.items()
        if name not in hidden
    }
    return {**numbers, "changeReason": event.reason, "riskLimitLevel": standing.level.level}


def funding_data(paid: FundingPaid) -> Dict[str, Any]:
    """What a position got at a settlement; negative is paid."""
    return {
        "symbol": paid.symbol,
        "fundingTime": paid.time // MILLISECOND,
        "qty": int(paid.lots),
        "markPrice": json_number(paid.mark),
        "fundingRate": json_number(paid.rate),
        "fundingFee": json_number(paid.amount),
        "settleCurrency": paid.settle,
        "marginMode": paid.margin_mode,
        "ts": paid.time,
    }
