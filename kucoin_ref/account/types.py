"""What the account and fee calls answer, with the wire's own keys.

Amounts are text in plain notation (JSON numbers on the futures host), times ms, unless said.
"""

from decimal import Decimal
from typing import List, Optional, TypedDict, Union


class AccountSummary(TypedDict):
    level: int  #: VIP level
    subQuantity: int  #: sub-accounts there are
    spotSubQuantity: int  #: those of them that may trade spot
    marginSubQuantity: int
    futuresSubQuantity: int
    optionSubQuantity: int
    maxSubQuantity: int  #: ``maxDefaultSubQuantity`` and ``maxSpotSubQuantity`` together
    maxDefaultSubQuantity: int  #: what the level allows
    maxSpotSubQuantity: int  #: allowed on top, for spot
    maxMarginSubQuantity: int
    maxFuturesSubQuantity: int
    maxOptionSubQuantity: int


class _ApiKeyOwner(TypedDict, total=False):
    subName: str  #: only of a sub-account's key
    parentUid: Optional[int]  #: likewise
    region: str  #: country, two letters
    kycStatus: int  #: 1 when the identity was verified, else 0
    expiredAt: Optional[int]
    thirdPartyApp: str  #: the application that the key is bound to; may be empty
    siteType: str  #: ``global``, ``turkey``, ``australia``, ``europe`` or ``thailand``


class ApiKey(_ApiKeyOwner):
    """The key that signed the call."""

    remark: str
    apiKey: str
    apiVersion: int
    permission: str  #: joined by commas: ``General,Spot``
    ipWhitelist: str  #: joined by commas, partly masked
    createdAt: int
    uid: int
    isMaster: bool  #: false for a sub-account's key


class SpotAccountDetail(TypedDict):
    currency: str
    balance: str  #: ``available`` and ``holds`` together
    available: str
    holds: str  #: bound by orders or withdrawals


class SpotAccount(SpotAccountDetail):
    id: str
    type: str  #: ``main``, ``trade`` or ``option``


class MarginBalance(TypedDict):
    """One currency of a margin account."""

    currency: str
    total: str
    available: str
    hold: str  #: bound by orders
    liability: str  #: borrowed and not paid back, with interest
    liabilityPrincipal: str
    liabilityInterest: str
    maxBorrowSize: str  #: what may still be borrowed
    borrowEnabled: bool
    transferInEnabled: bool


class CrossMarginAccount(TypedDict):
    totalAssetOfQuoteCurrency: str
    totalLiabilityOfQuoteCurrency: str
    debtRatio: str  #: liability as a share of the assets
    status: str  #: ``EFFECTIVE``, ``BANKRUPTCY``, ``LIQUIDATION``, ``REPAY`` or ``BORROW``
    accounts: List[MarginBalance]


class IsolatedMarginPair(TypedDict):
    symbol: str
    status: str  #: as of a cross margin account
    debtRatio: str  #: liability as a share of the assets
    baseAsset: MarginBalance
    quoteAsset: MarginBalance


class IsolatedMarginAccount(TypedDict):
    totalAssetOfQuoteCurrency: str
    totalLiabilityOfQuoteCurrency: str
    timestamp: int
    assets: List[IsolatedMarginPair]


class _FuturesMargin(TypedDict, total=False):
    availableMargin: Union[int, Decimal]


class FuturesAccount(_FuturesMargin):
    """The futures account in one settlement currency."""

    accountEquity: Union[int, Decimal]  #: all of it, with the open profit or loss
    unrealisedPNL: Union[int, Decimal]
    marginBalance: Union[int, Decimal]
    positionMargin: Union[int, Decimal]
    orderMargin: Union[int, Decimal]
    frozenFunds: Union[int, Decimal]  #: bound by transfers and withdrawals
    availableBalance: Union[int, Decimal]
    currency: str
    riskRatio: Union[int, Decimal]  #: of cross margin, as a share
    maxWithdrawAmount: Union[int, Decimal]


class SpotLedgerEntry(TypedDict):
    id: str
    currency: str
    amount: str  #: without a sign, which is in ``direction``
    fee: str
    balance: str  #: after the change
    accountType: str  #: such as ``MAIN`` or ``TRADE``
    bizType: str
    direction: str  #: ``in`` or ``out``
    createdAt: int
    context: str  #: details, often JSON in text


class SpotLedgerPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[SpotLedgerEntry]


class _HFLedgerEntry(TypedDict):
    currency: str
    amount: str  #: without a sign, which is in ``direction``
    fee: str
    tax: str
    balance: str  #: after the change
    accountType: str
    bizType: str
    direction: str  #: ``in`` or ``out``
    context: str  #: JSON in text; of a trade its ``symbol``, ``orderId`` and ``tradeId``


class SpotHFLedgerEntry(_HFLedgerEntry):
    id: str
    createdAt: str  #: ms as text


class MarginHFLedgerEntry(_HFLedgerEntry):
    """``accountType`` is ``MARGIN`` or ``ISOLATED``, in older rows with ``_V2`` behind."""

    id: int
    createdAt: int


class FuturesLedgerEntry(TypedDict):
    time: int
    type: str  #: ``RealisedPNL``, ``Deposit``, ``Withdrawal``, ``TransferIn`` or ``TransferOut``
    amount: Union[int, Decimal]
    fee: Union[int, Decimal, None]  #: null while pending
    accountEquity: Union[int, Decimal]
    status: str  #: ``Completed``, or ``Pending`` for the running settlement period
    remark: str  #: of a profit or loss its contract
    offset: int  #: where to go on; -1 while pending
    currency: str


class FuturesLedger(TypedDict):
    dataList: List[FuturesLedgerEntry]
    hasMore: bool


class OldMarginBalance(TypedDict):
    currency: str
    totalBalance: str
    availableBalance: str
    holdBalance: str
    liability: str
    maxBorrowSize: str


class MarginAccountDetail(TypedDict):
    debtRatio: str
    accounts: List[OldMarginBalance]


class FeeRates(TypedDict):
    takerFeeRate: str
    makerFeeRate: str


class _TaxRates(TypedDict, total=False):
    sellTaxRate: str  #: only where tax is collected
    buyTaxRate: str


class SpotFee(FeeRates, _TaxRates):
    symbol: str


class FuturesFee(FeeRates):
    symbol: str
