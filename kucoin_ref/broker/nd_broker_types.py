"""What the calls for ND brokers answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, Optional, TypedDict


class _Page(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int


class KycStatus(TypedDict):
    """How far the identity check (KYC) of one client is."""

    clientUid: int
    status: str  #: ``NONE``, ``PROCESS``, ``PASS`` or ``REJECT``
    rejectReason: Optional[str]  #: the field and what is wrong with it


class KycStatusPage(_Page):
    items: List[KycStatus]


class BrokerInfo(TypedDict):
    accountSize: int  #: sub-accounts that there are
    maxAccountSize: Optional[int]  #: and that there may be; null where there is no limit
    level: int  #: the broker's level


class BrokerSubAccount(TypedDict):
    accountName: str
    uid: str
    createdAt: int  #: rounded to seconds in the list
    level: int  #: of the sub-account


class BrokerSubAccountPage(_Page):
    items: List[BrokerSubAccount]


class BrokerSubAccountApi(TypedDict):
    """A key of a sub-account."""

    uid: str
    label: str  #: the note
    apiKey: str
    apiVersion: int
    permissions: List[str]
    ipWhitelist: List[str]  #: partly masked, except when the key is made
    createdAt: int


class AddedBrokerSubAccountApi(BrokerSubAccountApi):
    secretKey: str  #: a secret, told this once


class BrokerTransfer(TypedDict):
    orderId: str


class BrokerTransferDetail(BrokerTransfer):
    currency: str
    amount: str
    fromUid: int
    fromAccountType: str  #: such as ``MAIN`` or ``TRADE``
    fromAccountTag: str  #: ``DEFAULT``, or the pair of an isolated account
    toUid: int
    toAccountType: str
    toAccountTag: str
    status: str  #: ``PROCESSING``, ``SUCCESS`` or ``FAILURE``
    reason: Optional[str]  #: why it failed
    createdAt: int


class _Movement(TypedDict):
    """What deposits and withdrawals have in common."""

    chain: str  #: by its id; empty for one inside the exchange
    walletTxId: str  #: the transaction on the chain
    uid: int  #: the sub-account
    updatedAt: int
    amount: str
    memo: str
    fee: str
    address: str  #: partly masked; a mail address or the like for one inside the exchange
    remark: str
    isInner: bool  #: inside the exchange
    currency: str
    status: str
    createdAt: int


class _Confirmations(TypedDict, total=False):
    preConfirms: int  #: blocks until it can be traded; since July 2026, like the next two
    confirms: int  #: blocks until it can be withdrawn again
    currentConfirms: int  #: blocks so far


class BrokerDeposit(_Movement, _Confirmations):
    """A deposit of one sub-account; :meth:`.BrokerNdBroker.get_deposit_list` names the values of ``status``."""

    hash: str


class BrokerWithdrawal(_Movement):
    """A withdrawal of one sub-account; ``status`` ends as ``SUCCESS`` or ``FAILURE``."""

    id: str


class BrokerRebateFile(TypedDict):
    url: str  #: where the CSV file can be downloaded; whoever has the address can read it


class MarkupFee(TypedDict):
    """What was set; the fees are shares of the traded value."""

    tradeType: str  #: ``SPOT`` or ``FUTURES``
    effectiveType: str  #: ``DEFAULT`` or ``UID_SPECIFIC``
    makerMarkUp: str
    takerMarkUp: str
    subUids: List[int]
    effectAt: int  #: from when it counts
    createdAt: int


class DefaultMarkup(TypedDict):
    """Shares of the traded value; empty text where nothing is set."""

    spotMakerMarkUp: str
    spotTakerMarkUp: str
    futuresMakerMarkUp: str
    futuresTakerMarkUp: str
    updatedAt: int


class SubAccountMarkup(DefaultMarkup):
    uid: int


class MarkupFees(TypedDict):
    defaultMarkUp: DefaultMarkup  #: for all sub-accounts without their own
    items: List[SubAccountMarkup]  #: of the sub-accounts that were asked for
