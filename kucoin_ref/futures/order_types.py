"""What the futures order calls take and answer, with the wire's own keys.

Sizes are lots, prices and values text in plain notation, times ms, unless said.
"""

from decimal import Decimal
from typing import List, Literal, Optional, TypedDict, Union

from ..service import Amount

Side = Literal["buy", "sell"]
OrderType = Literal["limit", "market"]
TimeInForce = Literal["GTC", "IOC"]
SelfTradePrevention = Literal["CN", "CO", "CB"]
Stop = Literal["down", "up"]
StopPriceType = Literal["TP", "MP", "IP"]
MarginMode = Literal["ISOLATED", "CROSS"]
PositionSide = Literal["BOTH", "LONG", "SHORT"]


class _OrderTerms(TypedDict, total=False):
    leverage: int
    type: OrderType
    remark: str
    stop: Stop
    stopPriceType: StopPriceType
    stopPrice: Amount
    reduceOnly: bool
    closeOrder: bool
    forceHold: bool
    stp: SelfTradePrevention
    marginMode: MarginMode
    price: Amount
    size: int
    timeInForce: TimeInForce
    postOnly: bool
    qty: Amount
    valueQty: Amount
    positionSide: PositionSide


class NewOrder(_OrderTerms):
    """One order of a batch; its keys mean what the arguments of ``add_order`` mean."""

    clientOid: str
    side: Side
    symbol: str


class OrderByClientOid(TypedDict):
    """An order by your own id, which takes its contract too."""

    symbol: str
    clientOid: str


class AddedOrder(TypedDict):
    orderId: str
    clientOid: str


class BatchAddedOrder(TypedDict):
    """What became of one order of a batch."""

    orderId: Optional[str]  #: only of an order that was accepted
    clientOid: str
    symbol: str
    code: str  #: ``200000`` when it was accepted
    msg: str  #: ``success``, or why the order was refused


class CancelledOrderIds(TypedDict):
    cancelledOrderIds: List[str]


class CancelledClientOid(TypedDict):
    clientOid: str


class BatchCancelledOrder(TypedDict):
    """What became of one order that was to be cancelled."""

    orderId: Optional[str]  #: null when it was named by ``clientOid``
    clientOid: Optional[str]  #: null when it was named by its id
    code: str  #: ``200`` when it was cancelled, with fewer zeros than elsewhere
    msg: str


class _OrderPosition(TypedDict, total=False):
    positionSide: str  #: ``BOTH``, or in hedge mode ``LONG`` or ``SHORT``


class Order(_OrderPosition):
    """An order, of the book or a stop order."""

    id: str
    symbol: str
    type: str
    side: str
    price: str  #: ``0`` of a market order
    size: int
    value: str  #: of the whole order, in the settlement currency
    dealValue: str  #: filled
    dealSize: int  #: filled
    stp: str  #: empty where it was not given, as the next two
    stop: str  #: ``up`` or ``down``
    stopPriceType: str  #: ``TP`` last trade, ``MP`` mark price, ``IP`` index
    stopTriggered: bool
    stopPrice: Union[str, int, Decimal, None]  #: null of an order without; text or number, on which the pages disagree
    timeInForce: str
    postOnly: bool
    hidden: bool
    iceberg: bool
    leverage: str
    forceHold: bool
    closeOrder: bool
    visibleSize: int
    clientOid: str
    remark: Optional[str]
    tags: str
    isActive: bool  #: whether it can still be filled
    cancelExist: bool  #: whether some of it was cancelled
    createdAt: int
    updatedAt: int
    endAt: Optional[int]  #: when it was filled or cancelled; null while it is open
    orderTime: int  #: nanoseconds
    settleCurrency: str
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    avgDealPrice: str  #: ``0`` before the first fill
    filledSize: int  #: as ``dealSize``
    filledValue: str  #: as ``dealValue``
    status: str  #: ``open`` or ``done``
    reduceOnly: bool


class OrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Order]


class OpenOrderValue(TypedDict):
    """What waits in the book on each side; values in ``settleCurrency``."""

    openOrderBuySize: int
    openOrderSellSize: int
    openOrderBuyCost: str
    openOrderSellCost: str
    settleCurrency: str


class RecentFill(TypedDict):
    """One trade of one of your orders."""

    symbol: str
    tradeId: str
    orderId: str
    side: str
    liquidity: str  #: ``maker`` or ``taker``
    forceTaker: bool  #: whether it paid the taker's fee in any case
    price: str
    size: int
    value: str  #: in the settlement currency
    openFeePay: str  #: the fee, if the trade opened a position
    closeFeePay: str  #: the fee, if the trade closed one
    stop: str  #: kind of stop order that it came from; empty for others
    feeRate: str  #: share, so ``"0.0006"`` is six hundredths of a percent
    fixFee: str  #: no longer used
    feeCurrency: str
    tradeTime: int  #: nanoseconds
    subTradeType: Optional[str]
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    displayType: str  #: kind of order: ``limit``, ``market``, ``limit_stop`` or ``market_stop``
    fee: str
    settleCurrency: str
    orderType: str  #: ``limit`` or ``market``
    tradeType: str  #: ``trade``, ``liquid`` (liquidation), ``adl`` (auto-deleveraging) or ``settlement``
    createdAt: int


class Fill(RecentFill):
    """One trade of one of your orders, with the tax on it."""

    openFeeTaxPay: str
    closeFeeTaxPay: str


class Fills(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Fill]
