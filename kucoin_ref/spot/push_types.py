"""What is pushed on the spot topics: the ``data`` of each message, with the wire's own keys."""

from decimal import Decimal
from typing import List, TypedDict, Union

Number = Union[int, Decimal]  #: a JSON number


class TickerPush(TypedDict):
    sequence: str
    price: str  #: of the last trade
    size: str  #: of the last trade, base currency
    bestAsk: str
    bestAskSize: str
    bestBid: str
    bestBidSize: str
    time: int  #: ms


class Level1Push(TypedDict):
    asks: List[str]  #: best ask: ``[price, size]``
    bids: List[str]  #: best bid: ``[price, size]``
    timestamp: int  #: ms


class LevelsPush(TypedDict):
    asks: List[List[str]]  #: ``[price, size]``, lowest price first
    bids: List[List[str]]  #: ``[price, size]``, highest price first
    timestamp: int  #: ms


class LevelChanges(TypedDict):
    asks: List[List[str]]  #: ``[price, new size, sequence]``; size ``"0"`` ends the level
    bids: List[List[str]]


class IncrementPush(TypedDict):
    symbol: str
    sequenceStart: int
    sequenceEnd: int
    changes: LevelChanges
    time: int  #: ms


class CandlePush(TypedDict):
    symbol: str
    candles: List[str]  #: ``[start in seconds, open, close, high, low, volume, turnover]`` of the running candle
    time: int  #: nanoseconds


class TradePush(TypedDict):
    symbol: str
    sequence: str
    tradeId: str
    type: str  #: ``match``
    side: str  #: of the taker
    price: str
    size: str
    makerOrderId: str
    takerOrderId: str
    time: str  #: nanoseconds


class CallAuctionInfoPush(TypedDict):
    symbol: str
    estimatedPrice: str
    estimatedSize: str
    sellOrderRangeLowPrice: str
    sellOrderRangeHighPrice: str
    buyOrderRangeLowPrice: str
    buyOrderRangeHighPrice: str
    time: int  #: ms


class MarketChange(TypedDict):
    """How a symbol moved within 1, 4 or 24 hours."""

    changePrice: Number
    changeRate: Number  #: share
    high: Number
    low: Number
    open: Number
    vol: Number  #: base currency
    volValue: Number  #: quote currency


class Snapshot(TypedDict):
    symbol: str
    symbolCode: str
    baseCurrency: str
    quoteCurrency: str
    market: str
    markets: List[str]
    siteTypes: List[str]
    board: int
    mark: int
    sort: int
    trading: bool
    marginTrade: bool
    datetime: int  #: ms
    buy: Number  #: best bid
    bidSize: Number
    sell: Number  #: best ask
    askSize: Number
    open: Number
    close: Number
    high: Number
    low: Number
    lastTradedPrice: Number
    averagePrice: Number
    changePrice: Number
    changeRate: Number
    vol: Number
    volValue: Number
    makerCoefficient: Number
    makerFeeRate: Number
    takerCoefficient: Number
    takerFeeRate: Number
    marketChange1h: MarketChange
    marketChange4h: MarketChange
    marketChange24h: MarketChange


class SnapshotPush(TypedDict):
    sequence: str
    data: Snapshot  #: the rows stand one level deeper than on other topics


class _OrderMatch(TypedDict, total=False):
    canceledSize: str
    filledSize: str
    remainSize: str
    remainFunds: str
    price: str
    size: str
    originSize: str
    oldSize: str  #: on ``update``: the size before
    matchPrice: str  #: on ``match``, as the next four
    matchSize: str
    tradeId: str
    liquidity: str  #: ``taker`` or ``maker``
    feeType: str  #: ``takerFee`` or ``makerFee``


class OrderPush(_OrderMatch):
    """One change of one of your orders."""

    orderId: str
    clientOid: str
    symbol: str
    side: str
    orderType: str  #: ``limit`` or ``market``
    type: str  #: what happened: received (V2 only), open, match, update, filled or canceled
    status: str  #: what the order is now: new (V2 only), open, match or done
    orderTime: int  #: ms
    ts: int  #: nanoseconds


class RelationContext(TypedDict, total=False):
    """What a change of a balance belongs to; empty where it is no order."""

    symbol: str
    orderId: str
    tradeId: str  #: only of a trade


class BalancePush(TypedDict):
    accountId: str
    currency: str
    total: str  #: ``available`` plus ``hold``
    available: str
    hold: str
    availableChange: str
    holdChange: str
    relationContext: RelationContext
    relationEvent: str  #: what changed it, such as ``trade.hold`` or ``trade.setted``
    relationEventId: str
    time: str  #: ms


class _Triggered(TypedDict, total=False):
    triggerSuccess: bool  #: only with type ``triggered``


class StopOrderPush(_Triggered):
    orderId: str
    symbol: str
    side: str
    orderType: str  #: ``stop``
    orderPrice: str
    size: str
    stop: str  #: ``loss`` or ``entry``
    stopPrice: str
    tradeType: str
    type: str  #: what happened: open, triggered or cancel
    createdAt: int  #: ms
    ts: int  #: nanoseconds
