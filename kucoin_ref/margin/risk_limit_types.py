"""What the margin risk limit call answers, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import Optional, TypedDict


class CrossRiskLimit(TypedDict):
    """The limits of one currency in cross margin."""

    timestamp: int
    currency: str
    borrowMaxAmount: str  #: yours, whether or not there is as much to lend
    buyMaxAmount: str
    holdMaxAmount: str
    borrowCoefficient: str
    marginCoefficient: str
    precision: int  #: decimals; the least repayment is one in the last of them
    borrowMinAmount: Optional[str]
    borrowMinUnit: Optional[str]  #: loans are multiples of it
    borrowEnabled: bool


class IsolatedRiskLimit(TypedDict):
    """The limits of one trading pair in isolated margin; a currency that cannot be borrowed has null minima."""

    timestamp: int
    symbol: str
    baseMaxBorrowAmount: str  #: yours, whether or not there is as much to lend
    quoteMaxBorrowAmount: str
    baseMaxBuyAmount: str
    quoteMaxBuyAmount: str
    baseMaxHoldAmount: str
    quoteMaxHoldAmount: str
    basePrecision: int  #: decimals; the least repayment is one in the last of them
    quotePrecision: int
    baseBorrowMinAmount: Optional[str]
    quoteBorrowMinAmount: Optional[str]
    baseBorrowMinUnit: Optional[str]  #: loans are multiples of it
    quoteBorrowMinUnit: Optional[str]
    baseBorrowEnabled: bool
    quoteBorrowEnabled: bool
    baseBorrowCoefficient: str
    quoteBorrowCoefficient: str
    baseMarginCoefficient: str
    quoteMarginCoefficient: str
