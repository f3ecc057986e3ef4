"""What the lending calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said. Rates are shares for a year: ``"0.05"`` is five percent.
"""

from typing import List, Optional, TypedDict


class LoanMarket(TypedDict):
    """The rules for lending one currency."""

    currency: str
    purchaseEnable: bool  #: whether it can be lent
    redeemEnable: bool
    increment: str  #: sizes are multiples of it
    minPurchaseSize: str
    minInterestRate: str
    maxInterestRate: str
    interestIncrement: str  #: rates are multiples of it
    maxPurchaseSize: str
    marketInterestRate: str  #: of the last hour
    autoPurchaseEnable: bool  #: whether it is lent automatically


class MarketInterestRate(TypedDict):
    time: str  #: the hour as ``YYYYMMDDHH00``
    marketInterestRate: str


class OrderNumber(TypedDict):
    orderNo: str


class _Page(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int


class PurchaseOrder(TypedDict):
    """One amount that you offered for lending."""

    currency: str
    purchaseOrderNo: str
    purchaseSize: str  #: offered
    matchSize: str  #: lent
    interestRate: str  #: the least that you take
    incomeSize: str  #: interest earned by the older page, the newer one calls it redeemed
    applyTime: int
    status: str  #: ``DONE`` or ``PENDING``


class PurchaseOrderPage(_Page):
    items: List[PurchaseOrder]


class RedeemOrder(TypedDict):
    """One amount that you asked back."""

    currency: str
    purchaseOrderNo: str
    redeemOrderNo: str
    redeemSize: str  #: asked for
    receiptSize: str  #: received
    applyTime: Optional[str]  #: text here, and null in the exchange's own example
    status: str  #: ``DONE`` or ``PENDING``


class RedeemOrderPage(_Page):
    items: List[RedeemOrder]
