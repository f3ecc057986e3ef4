"""What the margin stop order calls answer, with the wire's own keys. Amounts are text in plain notation."""

from typing import List, Literal, Optional, TypedDict

StopType = Literal["loss", "entry"]


class AddedStopOrder(TypedDict):
    orderId: str
    clientOid: str


class CancelledStopOrders(TypedDict):
    cancelledOrderIds: List[str]


class StopOrder(TypedDict):
    """A stop order, and the order that it will place; sizes are in the base currency, funds in the quote currency."""

    id: str
    symbol: str
    userId: str
    status: str  #: ``NEW`` (waiting) or ``TRIGGERED``
    type: str
    side: str
    price: Optional[str]  #: of a limit order
    size: Optional[str]
    funds: Optional[str]  #: of a market order
    stp: Optional[str]
    timeInForce: str
    visibleSize: Optional[str]
    channel: str  #: where it was placed, such as ``API``
    clientOid: str
    remark: Optional[str]
    tags: Optional[str]
    relatedNo: Optional[str]  #: not explained
    domainId: str  #: such as ``kucoin``
    tradeSource: str  #: such as ``USER``
    tradeType: str  #: ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``
    feeCurrency: str
    takerFeeRate: str  #: share, so ``"0.001"`` is a tenth of a percent
    makerFeeRate: str
    stop: str  #: ``loss`` or ``entry``
    stopPrice: str  #: the trigger
    limitPrice: Optional[str]  #: not explained
    pop: Optional[str]  #: not explained
    activateCondition: Optional[str]  #: not explained
    cancelAfter: int  #: seconds; -1 for never
    postOnly: bool
    hidden: bool
    iceberg: bool
    orderTime: int  #: when it was placed, in nanoseconds
    createdAt: int  #: ms
    stopTriggerTime: Optional[int]  #: ms; null while it waits


class StopOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[StopOrder]
