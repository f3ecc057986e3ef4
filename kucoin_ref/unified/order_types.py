"""What the unified order calls take and answer, with the wire's own keys.

Amounts are text in plain notation. Times are nanoseconds: divide by 1,000,000 for ms.
"""

from typing import List, Literal, Optional, TypedDict, Union

TradeType = Literal["SPOT", "FUTURES", "MARGIN"]
Side = Literal["BUY", "SELL"]
OrderType = Literal["LIMIT", "MARKET"]
OrderFilter = Literal["NORMAL", "ADVANCED"]
SizeUnit = Literal["BASECCY", "QUOTECCY", "UNIT"]
TimeInForce = Literal["GTC", "IOC", "GTT", "FOK", "RPI"]
SelfTradePrevention = Literal["DC", "CO", "CN", "CB"]
MarginMode = Literal["ISOLATED", "CROSS"]
TriggerPriceType = Literal["TP", "IP", "MP"]


class _OrderToCancelId(TypedDict, total=False):
    orderId: str  #: this or ``clientOid`` is needed
    clientOid: str


class OrderToCancel(_OrderToCancelId):
    """One order of a batch that is to be cancelled."""

    symbol: str


class PlacedOrder(TypedDict):
    tradeType: str
    orderId: str
    clientOid: Optional[str]  #: null when none was given
    ts: int


class AmendedOrder(TypedDict):
    orderId: str
    clientOid: Optional[str]


class CancelledOrder(TypedDict):
    tradeType: str
    orderId: str
    clientOid: Optional[str]
    ts: int


class BatchCancelledOrder(TypedDict, total=False):
    """What became of one order of a batch; which keys come in which case is not documented."""

    code: str  #: of a failure; rows of success were recorded without it
    msg: str
    orderId: str
    clientOid: Optional[str]
    ts: int


class BatchCancelledOrders(TypedDict):
    tradeType: str
    items: List[BatchCancelledOrder]


class CancelledOrderId(TypedDict):
    orderId: str


class CancelledOrders(TypedDict):
    tradeType: str
    ts: int
    items: List[CancelledOrderId]


class _OrderDetails(TypedDict, total=False):
    """What only some orders have; which, is not documented."""

    tradeType: str  #: absent from rows of a list, which tells it once for all
    tradeId: str
    positionSide: str
    reduceOnly: bool
    marginMode: str
    stp: str  #: empty when none was given
    cancelReason: Union[str, int]  #: empty, or why it was cancelled, in numbers that are not explained
    triggerDirection: str  #: ``UP`` or ``DOWN``; this and the next ones are empty when there is none
    triggerPrice: str
    triggerPriceType: str
    tpTriggerPrice: str
    tpTriggerPriceType: str
    tpOrderPrice: str
    slTriggerPrice: str
    slTriggerPriceType: str
    slOrderPrice: str
    triggerOrderId: str
    tags: str


class Order(_OrderDetails):
    """An order; sizes are counted in ``sizeUnit``."""

    orderId: str
    clientOid: str  #: empty when none was given
    symbol: str
    #: 0 waiting for its trigger, 1 triggered, 2 open, 3 filled, 4 partly filled, 5 cancelled, 6 partly filled, then
    #: cancelled
    status: int
    side: str
    orderType: str
    size: str
    sizeUnit: str  #: ``BASECCY``, ``QUOTECCY`` or ``UNIT`` (lots)
    price: str  #: empty or 0 of market orders
    filledSize: str
    avgPrice: str  #: of what is filled
    fee: str
    feeCurrency: str
    tax: str
    timeInForce: str
    postOnly: bool
    cancelSize: str  #: what of the size was cancelled
    cancelAfter: Optional[int]  #: seconds
    orderTime: int
    updatedTime: int


class OpenOrders(TypedDict):
    pageNumber: int
    pageSize: int
    totalNum: int
    totalPage: int
    tradeType: str
    items: List[Order]


class OrderHistory(TypedDict):
    lastId: int  #: the ``last_id`` of the next call
    tradeType: str
    items: List[Order]


class _FillDetails(TypedDict, total=False):
    positionSide: str  #: contracts only
    marginMode: str  #: absent from spot fills


class Fill(_FillDetails):
    """One trade of one of your orders."""

    symbol: str
    orderId: str
    orderType: str
    side: str
    fillType: str  #: ``NORMAL``, ``ADL``, ``LIQUID``, ``SETTLEMENT`` or ``RECONCILIATION``
    tradeId: str
    size: str  #: contracts in lots
    value: str  #: price times size
    price: str
    executionTime: int
    fee: str
    feeCurrency: str
    liquidityRole: str  #: ``MAKER`` or ``TAKER``
    tax: str


class Fills(TypedDict):
    lastId: int  #: the ``last_id`` of the next call
    tradeType: str
    items: List[Fill]


class MaxOrderQuantity(TypedDict):
    symbol: str
    maxBuySize: str
    maxSellSize: str
