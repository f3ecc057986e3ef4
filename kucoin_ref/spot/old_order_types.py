"""What the abandoned spot order calls take and answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from typing import List, Literal, Optional, TypedDict

from ..service import Amount
from .order_types import SelfTradePrevention, Side, TimeInForce


class _OldOrderTerms(TypedDict, total=False):
    symbol: str
    type: Literal["limit"]
    remark: str
    stp: SelfTradePrevention
    timeInForce: TimeInForce
    postOnly: bool
    hidden: bool
    iceberg: bool
    visibleSize: Amount
    cancelAfter: int
    tradeType: Literal["TRADE"]
    stop: Literal["loss", "entry"]  #: makes it a stop order: triggered at or below ``stopPrice``, or at or above
    stopPrice: Amount


class NewOldOrder(_OldOrderTerms):
    """One order of an abandoned batch; its keys mean what the arguments of ``add_order_old`` mean."""

    clientOid: str
    side: Side
    price: Amount
    size: Amount


class AddedOldOrder(TypedDict):
    orderId: str


class BatchAddedOldOrder(TypedDict):
    """What became of one order of an abandoned batch."""

    symbol: str
    type: str
    side: str
    price: str
    size: str
    funds: Optional[str]
    stp: str
    stop: str
    stopPrice: Optional[str]
    timeInForce: str
    cancelAfter: int  #: seconds
    postOnly: bool
    hidden: bool
    iceberge: bool  #: ``iceberg``, misspelt
    iceberg: bool
    visibleSize: Optional[str]
    channel: str  #: where it was placed, such as ``API``
    id: str
    status: str  #: ``success`` or ``fail``
    failMsg: Optional[str]  #: why the order was refused
    clientOid: str


class BatchAddedOldOrders(TypedDict):
    data: List[BatchAddedOldOrder]


class CancelledOldOrders(TypedDict):
    cancelledOrderIds: List[str]


class CancelledOldOrder(TypedDict):
    clientOid: str
    cancelledOrderId: str
    cancelledOcoOrderIds: Optional[List[str]]


class _Tax(TypedDict, total=False):
    tax: str  #: this and the next two only where tax is collected
    taxRate: str
    taxCurrency: str


class OldOrder(_Tax):
    """An order as the abandoned calls tell it; sizes are in the base currency, funds in the quote currency."""

    id: str
    symbol: str
    opType: str  #: ``DEAL``
    type: str
    side: str
    price: str
    size: str
    funds: str
    dealFunds: str  #: filled; divided by ``dealSize`` it is the average price
    dealSize: str  #: filled
    fee: str
    feeCurrency: str
    stp: str
    stop: str  #: kind of stop order; empty for others
    stopTriggered: bool
    stopPrice: str
    timeInForce: str
    postOnly: bool
    hidden: bool
    iceberg: bool
    visibleSize: str
    cancelAfter: int  #: seconds
    channel: str  #: where it was placed, such as ``API``
    clientOid: str
    remark: Optional[str]
    tags: Optional[str]
    isActive: bool  #: whether it can still be filled
    cancelExist: bool  #: whether some of it was cancelled
    createdAt: int
    tradeType: str  #: ``TRADE``: spot; ``MARGIN_TRADE`` or ``MARGIN_ISOLATED_TRADE``


class OldOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OldOrder]


class OldFill(_Tax):
    """One trade of one of your orders, as the abandoned calls tell it."""

    symbol: str
    tradeId: str
    orderId: str
    counterOrderId: str  #: the order on the other side
    side: str
    liquidity: str  #: ``maker`` or ``taker``
    forceTaker: bool  #: whether it paid the taker's fee in any case
    price: str
    size: str  #: base currency
    funds: str  #: quote currency
    fee: str
    feeRate: str  #: share, so ``"0.001"`` is a tenth of a percent
    feeCurrency: str
    stop: str  #: kind of stop order that it came from; empty for others
    tradeType: str
    type: str
    createdAt: int


class OldFillPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OldFill]
