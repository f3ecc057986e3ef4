"""What the unified sub-account calls answer, with the wire's own keys. Amounts are text, times ms, unless said."""

from typing import List, Optional, TypedDict


class TransferPermission(TypedDict):
    subUid: str
    subToSub: bool  #: whether it may transfer to other sub-accounts


class SubAccountBalance(TypedDict):
    """One currency of one account; what does not apply to the kind of account is null."""

    currency: str
    locked: str  #: bound by orders or withdrawals
    available: str
    balance: str
    equity: Optional[str]
    liability: Optional[str]  #: borrowed and not paid back
    liabilityInterest: Optional[str]
    liabilityPrincipal: Optional[str]
    unrealisedPnl: Optional[str]


class AccountOfSubAccount(TypedDict):
    accountType: str  #: such as ``FUNDING``, ``SPOT`` or ``UNIFIED``
    subAccountType: Optional[str]  #: the pair of an isolated margin account
    currencies: List[SubAccountBalance]


class SubAccountBalances(TypedDict):
    uid: int
    accounts: List[AccountOfSubAccount]


class SubAccountsBalances(TypedDict):
    ts: int
    userList: List[SubAccountBalances]


class SubAccount(TypedDict):
    userId: str
    uid: int
    subName: str
    status: int
    type: int
    access: str  #: ``All``, ``Futures`` or ``Margin``
    createdAt: int
    remarks: str
    tradeTypes: List[str]  #: what it may trade
    openedTradeTypes: List[str]  #: what of that was opened
    hostedStatus: Optional[str]


class SubAccountPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[SubAccount]


class AddedSubAccount(TypedDict):
    uid: int
    subName: str
    remarks: str
    access: str


class _IpWhitelist(TypedDict, total=False):
    ipWhitelist: str  #: joined by commas


class AddedSubAccountApi(_IpWhitelist):
    """A new key. Its secret is told here and never again."""

    subName: str
    remark: str
    apiKey: str
    apiSecret: str
    apiVersion: int
    passphrase: str
    permission: str  #: joined by commas
    createdAt: int


class ModifiedSubAccountApi(_IpWhitelist):
    subName: str
    apiKey: str
    permission: str  #: joined by commas


class DeletedSubAccountApi(TypedDict):
    subName: str
    apiKey: str


class SubAccountApi(_IpWhitelist):
    """A sub-account's key, without its secret."""

    subName: str
    remark: str
    apiKey: str
    apiVersion: int
    permission: str  #: joined by commas
    createdAt: int
    uid: int
    isMaster: bool
