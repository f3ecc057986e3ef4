"""What the stop order calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from typing import List, Optional, TypedDict


class AddedStopOrder(TypedDict):
    orderId: str


class CancelledStopOrder(TypedDict):
    cancelledOrderId: str
    clientOid: str


class CancelledStopOrders(TypedDict):
    cancelledOrderIds: List[str]


class _ListedStopOrder(TypedDict, total=False):
    relatedNo: Optional[str]  #: this and the next three are in the rows of a list only, and not explained
    limitPrice: Optional[str]
    pop: Optional[str]
    activateCondition: Optional[str]


class StopOrder(_ListedStopOrder):
    """An order that waits to be triggered; sizes are in the base currency, funds in the quote currency."""

    id: str
    symbol: str
    userId: str
    status: str  #: ``NEW``, or ``TRIGGERED`` while it is handed over
    type: str
    side: str
    price: str
    size: str
    funds: Optional[str]
    stp: Optional[str]
    timeInForce: str
    cancelAfter: int  #: seconds; -1 sets no end
    postOnly: bool
    hidden: bool
    iceberg: bool
    visibleSize: Optional[str]
    channel: str  #: where it was placed, such as ``API``
    clientOid: str
    remark: Optional[str]
    tags: Optional[str]
    orderTime: int  #: nanoseconds
    domainId: str  #: ``kucoin``
    tradeSource: str  #: ``USER``, or ``MARGIN_SYSTEM``
    tradeType: str  #: ``TRADE``: spot; ``MARGIN_TRADE`` or ``MARGIN_ISOLATED_TRADE``
    feeCurrency: str
    takerFeeRate: str  #: share, so ``"0.001"`` is a tenth of a percent
    makerFeeRate: str
    createdAt: int
    stop: str  #: what triggers it: ``loss`` a price at or below ``stopPrice``, ``entry`` one at or above
    stopTriggerTime: Optional[int]
    stopPrice: str


class StopOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[StopOrder]
