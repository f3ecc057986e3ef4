"""What the borrowing calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, Optional, TypedDict


class BorrowOrder(TypedDict):
    orderNo: str
    actualSize: str  #: what was borrowed


class BorrowRecord(BorrowOrder):
    """One loan that was asked for."""

    symbol: Optional[str]  #: of isolated margin; null, or ``DEFAULT``, for cross margin
    currency: str
    size: str  #: what was asked for
    status: str  #: ``PENDING``, ``SUCCESS`` or ``FAILED``
    createdTime: int


class _Page(TypedDict):
    timestamp: int
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int


class BorrowPage(_Page):
    items: List[BorrowRecord]


class RepayOrder(TypedDict):
    timestamp: int
    orderNo: str
    actualSize: str  #: what was paid back


class RepayRecord(TypedDict):
    """One repayment: ``size`` is ``principal`` and ``interest`` together."""

    orderNo: str
    symbol: Optional[str]  #: of isolated margin; null, or ``DEFAULT``, for cross margin
    currency: str
    size: str
    principal: str
    interest: str
    status: str  #: ``PENDING``, ``SUCCESS`` or ``FAILED``
    createdTime: int


class RepayPage(_Page):
    items: List[RepayRecord]


class InterestRecord(TypedDict):
    """The interest of one hour in one currency."""

    currency: str
    dayRatio: str  #: daily rate as a share, so ``"0.0003"`` is 0.03 percent a day
    interestAmount: str
    createdTime: int


class InterestPage(_Page):
    items: List[InterestRecord]


class BorrowRate(TypedDict):
    """Rates are shares, so ``"0.01"`` is one percent."""

    currency: str
    hourlyBorrowRate: str
    annualizedBorrowRate: str


class BorrowRates(TypedDict):
    vipLevel: int  #: whom the rates are for
    items: List[BorrowRate]
