"""What the unified calls on loans to VIPs answer, with the wire's own keys. Amounts are text."""

from typing import List, TypedDict


class LoanAccount(TypedDict):
    """An account that backs the loan."""

    uid: str
    marginCcy: str  #: currency of the collateral
    marginQty: str
    marginFactor: str  #: share of it that counts
    accountType: str
    isParent: bool  #: the main account


class DiscountLevel(TypedDict):
    left: int  #: USDT value from which the rate counts
    right: int  #: USDT value up to which it counts
    discountRate: str  #: share that counts as collateral


class DiscountRate(TypedDict):
    currency: str
    usdtLevels: List[DiscountLevel]


class Loan(TypedDict):
    orderId: str
    principal: str
    interest: str
    currency: str


class LoanToValue(TypedDict):
    """The loan as a share of its collateral: now, and from where on the exchange steps in."""

    transferLtv: str  #: nothing can be moved out
    onlyClosePosLtv: str  #: positions can only be closed
    delayedLiquidationLtv: str  #: liquidation after a delay
    instantLiquidationLtv: str  #: liquidation at once
    currentLtv: str


class LoanCollateral(TypedDict):
    marginCcy: str
    marginQty: str
    marginFactor: str  #: share of it that counts


class LoanInfo(TypedDict):
    parentUid: str
    orders: List[Loan]
    ltv: LoanToValue
    totalMarginAmount: str  #: USDT
    transferMarginAmount: str  #: USDT that has to stay before anything can be moved out
    margins: List[LoanCollateral]
