"""What the spot order calls take and answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from typing import List, Literal, Optional, TypedDict

from ..service import Amount

Side = Literal["buy", "sell"]
OrderType = Literal["limit", "market"]
TimeInForce = Literal["GTC", "GTT", "IOC", "FOK"]
SelfTradePrevention = Literal["CN", "CO", "CB", "DC"]


class _OrderTerms(TypedDict, total=False):
    clientOid: str
    price: Amount
    size: Amount
    funds: Amount
    timeInForce: TimeInForce
    cancelAfter: int
    postOnly: bool
    stp: SelfTradePrevention
    remark: str
    tags: str
    allowMaxTimeWindow: int
    clientTimestamp: int


class NewOrder(_OrderTerms):
    """One order of a batch; its keys mean what the arguments of ``add_order`` mean."""

    symbol: str
    side: Side
    type: OrderType


class AddedOrder(TypedDict):
    orderId: str
    clientOid: str


class _Matching(TypedDict):
    """How far an order had got when the matching engine answered; sizes are in the base currency."""

    originSize: str  #: what was ordered
    dealSize: str  #: filled
    remainSize: str  #: still in the book
    canceledSize: str
    status: str  #: ``open`` or ``done``


class MatchedOrder(AddedOrder, _Matching):
    """A new order, and what the matching engine made of it at once."""

    orderTime: int
    matchTime: int


class _BatchOrderOutcome(TypedDict, total=False):
    orderId: str  #: only of an order that was accepted
    clientOid: str  #: likewise, so a refused order is told by its place in the list
    failMsg: str  #: why the order was refused


class BatchAddedOrder(_BatchOrderOutcome):
    """What became of one order of a batch."""

    success: bool


class _BatchMatchedOrderOutcome(_BatchOrderOutcome, total=False):
    orderTime: int
    originSize: str  #: base currency, as the sizes below
    dealSize: str
    remainSize: str
    canceledSize: str
    status: str  #: ``open`` or ``done``
    matchTime: int


class BatchMatchedOrder(_BatchMatchedOrderOutcome):
    """What became of one order of a batch, after matching."""

    success: bool


class CancelledOrderId(TypedDict):
    orderId: str


class CancelledClientOid(TypedDict):
    clientOid: str


class CancelledOrder(CancelledOrderId, _Matching):
    """A cancelled order with what had been filled before."""


class CancelledClientOrder(CancelledClientOid, _Matching):
    """A cancelled order with what had been filled before, under your own id."""


class CancelledPart(TypedDict):
    orderId: str
    cancelSize: str  #: what was taken off, base currency


class FailedSymbol(TypedDict):
    symbol: str
    error: str


class CancelledSymbols(TypedDict):
    succeedSymbols: List[str]
    failedSymbols: List[FailedSymbol]


class ModifiedOrder(TypedDict):
    newOrderId: str
    clientOid: str  #: the one of the order before


class OpenOrderSymbols(TypedDict):
    symbols: List[str]


class _Cancellation(TypedDict, total=False):
    cancelReason: int  #: why it was cancelled, in numbers that are not explained: 0-18, 34-39, 99


class Order(_Cancellation):
    """An order; sizes are in the base currency, funds in the quote currency."""

    id: str
    symbol: str
    opType: str  #: ``DEAL``
    type: str
    side: str
    price: str
    size: str
    funds: str
    dealSize: str  #: filled
    dealFunds: str  #: filled; divided by ``dealSize`` it is the average price
    fee: str
    feeCurrency: str
    stp: Optional[str]
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
    cancelExist: bool  #: whether some of it was cancelled
    createdAt: int
    lastUpdatedAt: int
    tradeType: str  #: ``TRADE``: spot
    inOrderBook: bool
    cancelledSize: str
    cancelledFunds: str
    remainSize: str
    remainFunds: str
    tax: str
    active: bool  #: whether it can still be filled


class OrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Order]


class ClosedOrders(TypedDict):
    lastId: int  #: the ``last_id`` of the next call
    items: List[Order]


class Fill(TypedDict):
    """One trade of one of your orders."""

    id: int  #: of the row, which ``lastId`` counts
    symbol: str
    tradeId: int
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
    taxRate: str
    tax: str
    type: str
    createdAt: int


class Fills(TypedDict):
    items: List[Fill]
    lastId: int  #: the ``last_id`` of the next call


class DeadManSwitchTimes(TypedDict):
    currentTime: int  #: seconds
    triggerTime: int  #: seconds; when the orders will be cancelled


class DeadManSwitch(TypedDict, total=False):
    """The setting in force; empty when there is none."""

    timeout: int  #: seconds
    symbols: str  #: joined by commas; empty for all
    currentTime: int  #: seconds
    triggerTime: int  #: seconds; when the orders will be cancelled
