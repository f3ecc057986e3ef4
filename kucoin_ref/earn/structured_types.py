"""What the structured earn calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms. Rates are shares for a year: ``"0.05"`` is five percent.
"""

from typing import List, Optional, TypedDict


class StructuredPurchase(TypedDict):
    orderId: str


class _DualProductDetails(TypedDict, total=False):
    """Undocumented fields that the exchange sends; their types are not confirmed."""

    seriesNames: str
    productName: str
    userAvailableBalance: str


class DualInvestmentProduct(_DualProductDetails):
    """One offer: at ``expirationTime`` the market price against ``strikePrice`` decides which currency is paid out."""

    category: str  #: ``DUAL_CLASSIC``, ``DUAL_BOOSTER`` or ``DUAL_EXTRA``
    productId: str
    targetCurrency: str  #: the currency whose price decides
    quoteCurrency: str  #: what that price is counted in
    investCurrency: str  #: what you put in
    strikeCurrency: str  #: what you may get instead
    strikePrice: str
    protectPrice: str  #: not explained
    annualRate: str
    side: str  #: ``CALL`` (sell high) or ``PUT`` (buy low)
    duration: str  #: days
    lowerLimit: str  #: least of one purchase
    upperLimit: str  #: most of one purchase
    availableScale: str  #: left of the offer
    soldStatus: str  #: ``AVAILABLE`` or ``SOLD_OUT``
    increment: str  #: amounts are multiples of it
    expirationTime: int
    expectSettleTime: int


class StructuredOrder(TypedDict):
    category: str
    side: str  #: ``CALL`` (sell high) or ``PUT`` (buy low)
    duration: str  #: days
    apr: str
    investCurrency: str  #: what you put in
    strikeCurrency: str  #: what you may get instead
    investAmount: str
    settleAmount: str
    settleCurrency: Optional[str]  #: what it was paid out in; null until then
    targetPrice: str  #: the strike price
    settlePrice: str  #: the market price that decided
    orderId: str
    status: str
    expirationTime: int


class StructuredOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[StructuredOrder]
