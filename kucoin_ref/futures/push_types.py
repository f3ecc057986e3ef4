"""What is pushed on the futures topics: the ``data`` of each message, with the wire's own keys.

Sizes are in lots. Prices are text with trades, orders and books, JSON numbers elsewhere. Each time says its unit.
"""

from typing import Dict, List, TypedDict, Union

from .market_types import Number

# --- public ---


class TickerPush(TypedDict):
    symbol: str
    sequence: int
    bestBidPrice: str
    bestBidSize: int
    bestAskPrice: str
    bestAskSize: int
    ts: int  #: nanoseconds


class OldTickerPush(TickerPush):
    """With the last trade."""

    side: str  #: of the taker
    price: str
    size: int
    tradeId: str


class LevelsPush(TypedDict):
    sequence: int  #: of the last change that the picture holds
    asks: List[List[Union[str, int]]]  #: ``[price, size]``, text and number; lowest price first
    bids: List[List[Union[str, int]]]  #: ``[price, size]``, text and number; highest price first
    timestamp: int  #: ms
    ts: int  #: ms, here


class IncrementPush(TypedDict):
    sequence: int  #: one more than in the message before
    change: str  #: ``price,side,new size``, such as ``90631.2,sell,2``; size 0 ends the level
    timestamp: int  #: ms


class CandlePush(TypedDict):
    symbol: str
    candles: List[str]  #: ``[start in seconds, open, close, high, low, turnover, volume in lots]`` of the running candle
    time: int  #: ms


class ExecutionPush(TypedDict):
    symbol: str
    sequence: int
    tradeId: str
    side: str  #: of the taker
    price: str
    size: int
    takerOrderId: str
    makerOrderId: str
    ts: int  #: nanoseconds


class _InstrumentParts(TypedDict, total=False):
    markPrice: Number  #: with ``mark.index.price``, as the next one
    indexPrice: Number
    fundingRate: Number  #: with ``funding.rate``, as the next one
    period: int


class InstrumentPush(_InstrumentParts):
    granularity: int  #: ms between two values
    timestamp: int  #: ms


class AnnouncementPush(TypedDict):
    symbol: str
    fundingTime: int  #: ms
    fundingRate: Number  #: share
    timestamp: int  #: ms


class _SnapshotParts(TypedDict, total=False):
    fundingRate: Number  #: share; sent, though no page shows it


class SymbolSnapshotPush(_SnapshotParts):
    symbol: str
    lastPrice: Number
    highPrice: Number
    lowPrice: Number
    price24HoursBefore: Number
    priceChg: Number
    priceChgPct: Number  #: share
    volume: Number  #: base currency, not lots
    turnover: Number  #: quote currency
    ts: int  #: nanoseconds


# --- private ---


class _OrderParts(TypedDict, total=False):
    orderType: str  #: ``limit`` or ``market``
    clientOid: str
    positionSide: str  #: ``BOTH``, ``LONG`` or ``SHORT``
    tradeType: str  #: ``trade``; ``liquid`` or ``adl`` for what the exchange forced
    canceledSize: str
    liquidity: str  #: ``taker`` or ``maker``
    oldSize: str  #: on ``update``: the size before
    matchPrice: str  #: on ``match``, as the next three
    matchSize: str
    tradeId: str
    feeType: str  #: ``takerFee`` or ``makerFee``


class OrderPush(_OrderParts):
    """One change of one of your orders; sizes are lots as text."""

    orderId: str
    symbol: str
    side: str
    type: str  #: what happened: open, match, update, filled or canceled
    status: str  #: what the order is now: open, match or done
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    price: str
    size: str
    filledSize: str
    remainSize: str
    orderTime: int  #: nanoseconds
    ts: int  #: nanoseconds


class _StopOrderParts(TypedDict, total=False):
    positionSide: str


class StopOrderPush(_StopOrderParts):
    orderId: str
    symbol: str
    side: str
    orderType: str  #: ``stop``
    marginMode: str
    orderPrice: str
    size: int
    stop: str  #: ``up`` or ``down``
    stopPrice: str
    stopPriceType: str  #: ``TP`` (last trade), ``MP`` (mark price) or ``IP`` (index)
    type: str  #: what happened: open, triggered or cancel
    createdAt: int  #: ms
    ts: int  #: nanoseconds


class _BalanceParts(TypedDict, total=False):
    maxWithdrawAmount: str


class BalancePush(_BalanceParts):
    """One currency of your account after a change; every value is text."""

    currency: str
    equity: str  #: ``walletBalance`` plus unrealised profit
    walletBalance: str
    availableBalance: str
    holdBalance: str
    totalCrossMargin: str
    crossPosMargin: str
    crossOrderMargin: str
    crossUnPnl: str  #: unrealised profit
    isolatedPosMargin: str
    isolatedOrderMargin: str
    isolatedFundingFeeMargin: str
    isolatedUnPnl: str
    version: str  #: grows with each change
    timestamp: str  #: ms


class _Settlement(TypedDict, total=False):
    """What ``position.settlement`` has, beside ``symbol``, ``markPrice``, ``settleCurrency``, ``marginMode``."""

    fundingTime: int  #: ms
    qty: int  #: lots; negative is short
    fundingRate: Number
    fundingFee: Number
    ts: int  #: nanoseconds


class _RiskLimitAdjustment(TypedDict, total=False):
    """What ``position.adjustRiskLimit`` has, beside ``riskLimitLevel``."""

    success: bool
    msg: str


class _IsolatedPosition(TypedDict, total=False):
    """What only positions of isolated margin have."""

    autoDeposit: bool
    riskLimit: int
    realLeverage: Number
    posCross: Number
    posComm: Number
    posLoss: Number
    posFunding: Number
    maintMargin: Number


class PositionPush(_IsolatedPosition, _Settlement, _RiskLimitAdjustment, total=False):
    """What ``position.change`` has, and what the other two subjects have of it."""

    symbol: str
    changeReason: str  #: such as ``positionChange``, ``marginChange`` or ``liquidation``
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    positionSide: str  #: ``BOTH``, ``LONG`` or ``SHORT``
    crossMode: bool
    isOpen: bool
    currentQty: int  #: lots; negative is short
    currentCost: Number
    currentComm: Number
    unrealisedCost: Number
    realisedCost: Number
    realisedGrossCost: Number
    realisedGrossPnl: Number
    realisedPnl: Number
    unrealisedPnl: Number
    unrealisedPnlPcnt: Number  #: share
    unrealisedRoePcnt: Number  #: share
    avgEntryPrice: Number
    markPrice: Number
    markValue: Number
    liquidationPrice: Number
    bankruptPrice: Number
    settleCurrency: str
    leverage: Number
    posCost: Number
    posInit: Number
    posMargin: Number
    posMaint: Number
    maintMarginReq: Number  #: share
    riskLimitLevel: int
    delevPercentage: Number  #: share: place in the queue for automatic deleveraging
    openingTimestamp: int  #: ms
    currentTimestamp: int  #: ms


#: ``ISOLATED`` or ``CROSS``, by contract.
MarginModePush = Dict[str, str]


class CrossLeverage(TypedDict):
    leverage: str


#: By contract.
CrossLeveragePush = Dict[str, CrossLeverage]
