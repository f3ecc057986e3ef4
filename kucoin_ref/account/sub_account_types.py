"""What the sub-account calls answer, with the wire's own keys.

Amounts are text in plain notation (JSON numbers on the futures host), times ms.
"""

from decimal import Decimal
from typing import List, Optional, TypedDict, Union

Number = Union[int, Decimal]


class AddedSubAccount(TypedDict):
    uid: int
    subName: str
    remarks: str
    access: str


class OldSubAccount(TypedDict):
    """A sub-account as the abandoned list tells it."""

    userId: str  #: what transfers and :meth:`~.AccountSubAccount.get_spot_sub_account_detail` go by
    uid: int  #: what the permission calls go by
    subName: str
    type: int  #: 0 an ordinary one, 1 of a trading robot, 2 of novice finance, 5 of an asset manager
    remarks: str
    access: str  #: what it may trade besides spot, such as ``All``, ``Futures`` or ``Margin``


class SubAccount(OldSubAccount):
    status: int  #: 2 in use, 3 frozen
    createdAt: int
    tradeTypes: List[str]  #: what it may trade, such as ``Spot``, ``Futures`` and ``Margin``
    openedTradeTypes: List[str]  #: those of them that are switched on; it does that itself, on the web site
    hostedStatus: Optional[str]


class SubAccountPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[SubAccount]


class SubAccountBalance(TypedDict):
    """One currency of one account, and what it is worth in another one."""

    currency: str
    balance: str  #: ``available`` and ``holds`` together
    available: str
    holds: str  #: bound by orders or withdrawals
    baseCurrency: str  #: what the last two amounts are counted in
    baseCurrencyPrice: str  #: price of one ``baseCurrency``
    baseAmount: str  #: the balance, in the base currency
    tag: str  #: ``DEFAULT``


class SubAccountBalances(TypedDict):
    """Spot and margin balances of one sub-account."""

    subUserId: str
    subName: str
    mainAccounts: List[SubAccountBalance]
    tradeAccounts: List[SubAccountBalance]
    marginAccounts: List[SubAccountBalance]
    tradeHFAccounts: List[str]  #: of some accounts from before the high-frequency system was everyone's


class SubAccountBalancesPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[SubAccountBalances]


class FuturesSubAccount(TypedDict):
    accountName: str  #: the sub-account's name; ``main`` is the master account
    accountEquity: Number  #: all of it, with the open profit or loss
    unrealisedPNL: Number
    marginBalance: Number
    positionMargin: Number
    orderMargin: Number
    frozenFunds: Number  #: bound by transfers and withdrawals
    availableBalance: Number
    currency: str


class FuturesSubAccountTotals(TypedDict):
    accountEquityTotal: Number
    unrealisedPNLTotal: Number
    marginBalanceTotal: Number
    positionMarginTotal: Number
    orderMarginTotal: Number
    frozenFundsTotal: Number
    availableBalanceTotal: Number
    currency: str


class FuturesSubAccounts(TypedDict):
    summary: FuturesSubAccountTotals  #: of the master account and all sub-accounts together
    accounts: List[FuturesSubAccount]
