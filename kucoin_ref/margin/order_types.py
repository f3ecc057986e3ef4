"""What the margin order calls take and answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from decimal import Decimal
from typing import List, Literal, Optional, TypedDict, Union

Side = Literal["buy", "sell"]
OrderType = Literal["limit", "market"]
TimeInForce = Literal["GTC", "GTT", "IOC", "FOK"]
SelfTradePrevention = Literal["CN", "CO", "CB", "DC"]
TradeType = Literal["MARGIN_TRADE", "MARGIN_ISOLATED_TRADE"]  #: cross, isolated


class _Loan(TypedDict, total=False):
    """Only of an order with ``autoBorrow``; null or absent where nothing was borrowed."""

    loanApplyId: Optional[str]
    borrowSize: Optional[str]


class AddedOrder(_Loan):
    orderId: str
    clientOid: str


class _CheckedLoan(TypedDict, total=False):
    loanApplyId: Optional[str]
    borrowSize: Union[int, Decimal, None]  #: a number here, text on a real order


class CheckedOrder(_CheckedLoan):
    """An order that was checked and dropped."""

    orderId: str
    clientOid: str


class CancelledOrderId(TypedDict):
    orderId: str


class CancelledClientOid(TypedDict):
    clientOid: str


class OpenOrderSymbols(TypedDict):
    symbolSize: int  #: how many there are
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
    stop: Optional[str]  #: kind of stop order that it came from
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
    cancelExist: bool  #: whether some of it was cancelled
    createdAt: int
    lastUpdatedAt: int
    tradeType: str  #: ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``
    inOrderBook: bool
    cancelledSize: str
    cancelledFunds: str
    remainSize: str
    remainFunds: str
    tax: str
    active: bool  #: whether it can still be filled


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
    tradeType: str  #: ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``
    tax: str
    taxRate: str
    type: str
    createdAt: int


class Fills(TypedDict):
    items: List[Fill]
    lastId: int  #: the ``last_id`` of the next call
