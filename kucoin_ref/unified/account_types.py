"""What the unified account calls answer, with the wire's own keys. Amounts are text, times ms, unless said."""

from typing import List, Optional, TypedDict


class InterestCharge(TypedDict):
    """What a debt cost."""

    currency: str
    liability: str  #: the debt
    interestFreeLiability: str  #: the part of it that costs nothing
    hourlyInterestRate: str  #: a share
    interest: str
    ts: int


class InterestHistory(TypedDict):
    items: List[InterestCharge]
    lastId: int  #: no call takes it: pages go by number


class BorrowingTerms(TypedDict):
    """Rates are shares; how the three limits differ is not documented."""

    currentRateHourly: str
    currentRateDaily: str
    borrowLimitTotal: str
    borrowLimitTotalHold: str
    borrowLimitHold: str
    interestFreeBorrowLimit: str  #: what may be borrowed for nothing


class AccountMode(TypedDict):
    selfAccountMode: str  #: ``CLASSIC`` or ``UNIFIED``
    unifiedSubAccount: List[int]  #: UIDs
    classicSubAccount: List[int]  #: UIDs


class CustodyQuota(TypedDict):
    custodian: str
    currency: str
    custodyQuota: str  #: what is left, for the main account and its sub-accounts together


class Balance(TypedDict):
    """One currency of the unified account."""

    currency: str
    equity: str
    hold: str  #: bound by orders
    balance: str
    available: str  #: ``balance`` less ``hold``, and less an open loss
    liability: str  #: borrowed and not paid back
    potentialBorrow: str  #: what open orders would borrow
    collateralStatus: str  #: whether it counts as collateral, in words that are not documented


class BalanceGroup(TypedDict):
    currencies: List[Balance]


class Balances(TypedDict):
    accountType: str  #: ``UNIFIED``
    ts: int
    accounts: List[BalanceGroup]  #: one


class AccountOverview(TypedDict):
    """The unified account as a whole."""

    accountType: str  #: ``UNIFIED``
    riskRatio: str  #: a share
    equity: str
    adjustedEquity: str
    liability: str
    availableMargin: str  #: what new positions can draw on
    im: str  #: initial margin
    mm: str  #: maintenance margin


class FeeRate(TypedDict):
    """Shares of the traded amount: ``"0.001"`` is a tenth of a percent."""

    symbol: str
    takerFeeRate: str
    makerFeeRate: str


class FeeRates(TypedDict):
    tradeType: str
    list: List[FeeRate]


class _FuturesBalance(TypedDict, total=False):
    """Of the futures account."""

    totalCrossMargin: str
    crossPosMargin: str  #: bound by positions
    crossOrderMargin: str  #: bound by orders
    crossUnPnl: str  #: open profit or loss
    isolatedPosMargin: str
    isolatedOrderMargin: str
    isolatedFundingFeeMargin: str
    isolatedUnPnl: str


class ClassicBalance(_FuturesBalance):
    """One currency of a classic account or of the funding account."""

    currency: str
    locked: str  #: bound by orders or withdrawals; ``hold`` before version 2
    available: str
    balance: str
    equity: Optional[str]
    liability: Optional[str]


class _ClassicAccountScope(TypedDict, total=False):
    accountSubtype: Optional[str]  #: the pair, or the settlement currency
    accountSubType: Optional[str]  #: another spelling of the same that was seen
    riskRatio: Optional[str]


class ClassicAccount(_ClassicAccountScope):
    currencies: List[ClassicBalance]


class ClassicBalances(TypedDict):
    accountType: str
    ts: int
    accounts: List[ClassicAccount]


class KcsFeeDeduction(TypedDict):
    enabled: bool


class _ApiKeyOwner(TypedDict, total=False):
    subName: str  #: only of a sub-account's key
    parentUid: Optional[int]  #: likewise
    region: str  #: country, two letters
    kycStatus: int  #: 1 when the identity was verified, else 0
    ipWhitelist: str  #: joined by commas, partly masked
    expiredAt: Optional[int]
    thirdPartyApp: str  #: the application that the key is bound to; may be empty
    siteType: str  #: ``global``, ``turkey``, ``australia``, ``europe`` or ``thailand``


class ApiKey(_ApiKeyOwner):
    """The key that signed the call."""

    uid: int
    remark: str
    apiKey: str
    apiVersion: int
    permission: str  #: joined by commas: ``General,Unified``
    isMaster: bool  #: false for a sub-account's key
    createdAt: int


class PushToken(TypedDict):
    token: str
