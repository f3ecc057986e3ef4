"""What the transfer calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, TypedDict


class TransferQuotas(TypedDict):
    currency: str
    balance: str  #: ``available`` and ``holds`` together
    available: str
    holds: str  #: bound by orders or withdrawals
    transferable: str


class Transfer(TypedDict):
    orderId: str  #: of the transfer


class FuturesTransferOut(TypedDict):
    applyId: str
    currency: str
    recRemark: str  #: of the receiving account
    recSystem: str  #: ``KUCOIN``
    status: str  #: ``PROCESSING``, ``SUCCESS`` or ``FAILURE``
    amount: str
    reason: str  #: why it failed
    offset: int
    createdAt: int
    remark: str


class FuturesTransferOutPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[FuturesTransferOut]


class AppliedFuturesTransferOut(TypedDict):
    applyId: str
    bizNo: str
    payAccountType: str  #: ``CONTRACT``: the futures account
    payTag: str  #: ``DEFAULT``
    remark: str
    recAccountType: str  #: ``MAIN`` or ``TRADE``
    recTag: str  #: ``DEFAULT``
    recRemark: str
    recSystem: str  #: ``KUCOIN``
    status: str  #: such as ``APPLY``, ``PROCESSING``, ``APPROVED``, ``REJECTED``, ``CANCEL`` or ``SUCCESS``
    currency: str
    amount: str
    fee: str
    sn: int  #: serial number
    reason: str  #: why it failed
    createdAt: int
    updatedAt: int
