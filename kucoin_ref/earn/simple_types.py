"""What the simple earn calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms. Rates are shares for a year: ``"0.035"`` is 3.5 percent.
"""

from typing import List, Optional, TypedDict


class EarnPurchase(TypedDict):
    orderId: str  #: the holding: what :meth:`.EarnSimple.redeem` wants
    orderTxId: str  #: this purchase


class EarnRedemption(TypedDict):
    orderTxId: str  #: this redemption
    deliverTime: int  #: when the funds arrive
    status: str  #: ``SUCCESS`` (they are there) or ``PENDING``
    amount: str


class RedeemPreview(TypedDict):
    currency: str
    redeemAmount: str  #: expected
    penaltyInterestAmount: str  #: interest lost by redeeming early
    redeemPeriod: int  #: days until the funds arrive
    deliverTime: int  #: when they would arrive
    manualRedeemable: bool  #: whether it can be redeemed by call
    redeemAll: bool  #: whether only all of it can be redeemed


class EarnProduct(TypedDict):
    """One product on offer; amounts are counted in ``currency``."""

    id: str
    currency: str
    category: str  #: ``DEMAND`` (savings), ``ACTIVITY``, ``STAKING``, ``KCS_STAKING`` or ``ETH2``
    type: str  #: ``TIME`` (fixed term) or ``DEMAND``
    precision: int  #: decimals of an amount
    productUpperLimit: str  #: on offer to all
    userUpperLimit: str  #: most that one user may hold
    userLowerLimit: str  #: least of one purchase
    redeemPeriod: int  #: days until redeemed funds arrive
    lockStartTime: int  #: when interest begins
    lockEndTime: Optional[int]  #: when it ends; null where there is no end
    applyStartTime: int  #: purchases from here
    applyEndTime: Optional[int]  #: purchases until here; null where there is no end
    returnRate: str
    incomeCurrency: str  #: what interest is paid in
    earlyRedeemSupported: int  #: 1 when a fixed term can be broken off
    productRemainAmount: str  #: left of the offer
    status: str  #: ``ONGOING``, ``PENDING`` (not yet open), ``FULL`` or ``INTERESTING`` (closed, earning)
    redeemType: str  #: ``MANUAL``, ``AUTO``, or ``TRANS_DEMAND`` (goes on as savings when the term ends)
    incomeReleaseType: str  #: interest is paid ``DAILY``, or ``AFTER`` the end
    interestDate: int  #: when interest is counted next
    duration: int  #: days; 0 without a term
    newUserOnly: int  #: 1 when only new users may buy


class EarnHolding(TypedDict):
    """One product that you hold; amounts are counted in ``currency``."""

    orderId: str  #: what :meth:`.EarnSimple.redeem` wants
    productId: str
    productCategory: str
    productType: str  #: ``TIME`` (fixed term) or ``DEMAND``
    currency: str
    incomeCurrency: str  #: what interest is paid in
    returnRate: str
    holdAmount: str
    redeemedAmount: str
    redeemingAmount: str  #: on its way back
    lockStartTime: int  #: when interest begins
    lockEndTime: Optional[int]  #: when it ends; null where there is no end
    purchaseTime: int
    redeemPeriod: int  #: days until redeemed funds arrive
    status: str  #: ``LOCKED`` or ``REDEEMING``
    earlyRedeemSupported: int  #: 1 when a fixed term can be broken off


class EarnHoldingPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[EarnHolding]
