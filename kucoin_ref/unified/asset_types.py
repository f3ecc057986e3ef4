"""What the unified asset calls answer, with the wire's own keys. Amounts are text, times ms, unless said."""

from typing import List, Optional, TypedDict


class LedgerEntry(TypedDict):
    id: str
    accountType: str
    currency: str
    direction: str  #: ``IN`` or ``OUT``
    businessType: str
    amount: str  #: without a sign, which is in ``direction``; rows before 2026-04-28 may have had one
    balance: str  #: after the change
    fee: str
    tax: str
    remark: str
    ts: int  #: nanoseconds


class Ledger(TypedDict):
    lastId: int  #: the ``last_id`` of the next call
    items: List[LedgerEntry]


class DepositAddress(TypedDict):
    currency: str
    chain: str  #: the id that calls want
    chainName: str  #: for people
    address: str
    memo: str  #: has to come with the deposit; empty where there is none
    remark: str
    toAccountType: str  #: where deposits go, such as ``FUNDING``
    contractAddress: str
    expirationDate: int  #: 0 when it does not expire


class Deposit(TypedDict):
    id: str
    currency: str
    chain: str
    status: str
    statusRemark: str
    address: str
    memo: str
    isInner: bool  #: came from another account of the exchange
    amount: str
    fee: str
    walletTxId: Optional[str]  #: transaction on the chain; inner ones have none
    createdAt: int
    updatedAt: int
    remark: str
    arrears: bool
    url: str
    preConfirms: int  #: blocks until it can be traded
    confirms: int  #: blocks until it can be withdrawn again
    currentConfirms: int  #: blocks so far


class DepositPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Deposit]


class TransferQuota(TypedDict):
    accountType: str
    currency: str
    transferable: str


class Transfer(TypedDict):
    orderId: str
    clientOid: str


class WithdrawalQuotas(TypedDict):
    """What of one currency may be withdrawn, over one chain."""

    currency: str
    chain: str  #: the id that calls want
    chainName: str  #: for people
    isWithdrawEnabled: bool
    reason: Optional[str]  #: why not
    availableWithdrawAmount: str  #: what the balance allows
    remainingQuotaAmount: str  #: what is left of today's limit
    lockedAmount: str
    withdrawMinSize: str
    minWithdrawFee: str
    minInnerWithdrawFee: str  #: to another account of the exchange
    precision: int  #: decimals
    quotaCurrency: str  #: what the next two are counted in
    limitQuotaCurrencyAmount: str
    usedQuotaCurrencyAmount: str
    limitBTCAmount: str  #: the limit, counted in BTC
    usedBTCAmount: str


class WithdrawalId(TypedDict):
    withdrawalId: str


class CancelledWithdrawal(TypedDict):
    withdrawId: str  #: the ``withdrawalId``


class Withdrawal(TypedDict):
    id: str
    currency: str
    chain: str
    status: str
    subStatus: str
    address: str
    memo: str
    isInner: bool  #: went to another account of the exchange
    amount: str
    fee: str
    failureReason: Optional[str]
    failureReasonMsg: Optional[str]
    walletTxId: Optional[str]  #: transaction on the chain; inner ones have none
    createdAt: int
    updatedAt: int
    remark: str


class WithdrawalPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Withdrawal]
