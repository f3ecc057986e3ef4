"""What the VIP lending calls answer, with the wire's own keys. Amounts and shares are text in plain notation."""

from typing import List, TypedDict


class DiscountLevel(TypedDict):
    left: int  #: where the level begins, by the value of the holding in USDT
    right: int  #: where it ends
    discountRate: str  #: share of the value within this level that counts


class DiscountRates(TypedDict):
    currency: str
    usdtLevels: List[DiscountLevel]


class LoanOrder(TypedDict):
    orderId: str
    principal: str  #: still to be paid back
    interest: str  #: likewise
    currency: str


class LoanToValue(TypedDict):
    """What is owed as a share of the margin, and the shares from which something happens."""

    transferLtv: str  #: no more transfers to the funding account
    onlyClosePosLtv: str  #: positions can only be reduced
    delayedLiquidationLtv: str  #: liquidation after a delay
    instantLiquidationLtv: str  #: liquidation at once
    currentLtv: str  #: how it is now


class LoanMargin(TypedDict):
    marginCcy: str
    marginQty: str  #: by the documentation what is left after the factor; its example of a loan shows it before
    marginFactor: str  #: share that counts


class LoanInfo(TypedDict):
    parentUid: str  #: the master account
    orders: List[LoanOrder]
    ltv: LoanToValue
    totalMarginAmount: str  #: all margin, worth in USDT
    transferMarginAmount: str  #: margin that has to stay, worth in USDT
    margins: List[LoanMargin]


class LoanAccount(LoanMargin):
    """The margin in one account and currency."""

    uid: str
    accountType: str  #: such as ``TRADE`` (spot) or ``CONTRACT`` (equity of the futures account)
    isParent: bool  #: whether it is the master account
