"""What the withdrawal calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from typing import List, Optional, TypedDict


class WithdrawalQuotas(TypedDict):
    """What may be withdrawn of one currency over one chain; amounts are in the currency, unless said."""

    currency: str
    limitBTCAmount: str  #: limit of a day, all currencies together, in BTC
    usedBTCAmount: str  #: used of it today, in BTC
    quotaCurrency: str  #: what the next two are counted in
    limitQuotaCurrencyAmount: str  #: limit of a day, all currencies together
    usedQuotaCurrencyAmount: str  #: used of it today
    remainAmount: str  #: left of the limit today
    availableAmount: str  #: what can be withdrawn now
    withdrawMinFee: str
    innerWithdrawMinFee: str  #: to another account of the exchange
    withdrawMinSize: str
    isWithdrawEnabled: bool
    precision: int  #: decimals of an amount
    chain: str  #: the chain's name for people
    reason: Optional[str]  #: why withdrawing is restricted
    lockedAmount: str  #: locked of all currencies together, in USDT


class AppliedWithdrawal(TypedDict):
    withdrawalId: str


class _WithdrawalRow(TypedDict, total=False):
    id: str  #: documented, though missing in the documentation's example
    arrears: bool  #: in the documentation's example only


class Withdrawal(_WithdrawalRow):
    currency: str
    chain: str  #: by its id; may be empty for one to another account of the exchange
    status: str  #: ``REVIEW``, ``PROCESSING``, ``WALLET_PROCESSING``, ``SUCCESS`` or ``FAILURE``
    address: str  #: partly masked; the receiver's mail address or the like for one inside the exchange
    memo: str
    isInner: bool  #: to another account of the exchange
    amount: str
    fee: str
    walletTxId: Optional[str]  #: the transaction on the chain
    createdAt: int
    updatedAt: int
    remark: str


class WithdrawalPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Withdrawal]


class WithdrawalDetail(TypedDict):
    id: str
    uid: int
    currency: str  #: the code that never changes
    chainId: str
    chainName: str
    currencyName: str  #: may change
    status: str  #: ``REVIEW``, ``PROCESSING``, ``WALLET_PROCESSING``, ``SUCCESS`` or ``FAILURE``
    failureReason: str  #: a code; empty when there is none
    failureReasonMsg: Optional[str]
    address: str
    memo: str
    isInner: bool  #: to another account of the exchange
    amount: str
    fee: str
    walletTxId: Optional[str]  #: the transaction on the chain
    addressRemark: Optional[str]
    remark: str
    createdAt: int
    cancelType: str  #: ``CANCELABLE``, ``CANCELING`` or ``NON_CANCELABLE``
    taxes: Optional[List[str]]  #: in some regions
    taxDescription: Optional[str]
    returnStatus: str  #: of one that failed: ``NOT_RETURN``, ``PROCESSING`` or ``SUCCESS``
    returnAmount: Optional[str]
    returnCurrency: str


class OldWithdrawal(TypedDict):
    """A withdrawal from the time before 18 February 2019."""

    currency: str
    createAt: int  #: seconds
    amount: str
    address: str
    walletTxId: str  #: the transaction on the chain
    isInner: bool  #: to another account of the exchange
    status: str  #: ``PROCESSING``, ``SUCCESS`` or ``FAILURE``


class OldWithdrawalPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OldWithdrawal]
