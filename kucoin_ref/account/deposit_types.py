"""What the deposit calls answer, with the wire's own keys.

Amounts are text in plain notation, times ms, unless said.
"""

from typing import List, Optional, TypedDict


class _Address(TypedDict):
    address: str
    chainId: str  #: such as ``eth``; what other calls want as ``chain``
    to: str  #: the account that deposits arrive in: ``MAIN`` or ``TRADE``
    currency: str


class AddedDepositAddress(_Address):
    memo: str  #: belongs to the address: without it a deposit may be lost; empty where there is none
    expirationDate: int  #: of an invoice on the Lightning network; 0 elsewhere
    chainName: str  #: for people, such as ``ERC20``


class DepositAddress(AddedDepositAddress):
    contractAddress: str  #: of the token


class _DepositProgress(TypedDict, total=False):
    id: str  #: this and the next four are younger than the documentation's example, and may be missing
    subStatus: str
    preConfirms: int  #: blocks until it can be traded
    confirms: int  #: blocks until it can be withdrawn again
    currentConfirms: int  #: blocks so far


class Deposit(_DepositProgress):
    currency: str
    chain: str  #: may be empty for one from another account of the exchange
    status: str  #: such as ``PROCESSING``, ``PRE_SUCCESS``, ``SUCCESS`` or ``FAILURE``
    address: str  #: partly masked; the sender's mail address or the like for one from inside the exchange
    memo: str
    isInner: bool  #: from another account of the exchange
    amount: str
    fee: str
    walletTxId: Optional[str]  #: the transaction on the chain
    createdAt: int
    updatedAt: int
    remark: str
    arrears: bool  #: credited early, then taken back by its chain: the amount is owed


class DepositPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Deposit]


class _OldAddress(_Address):
    memo: Optional[str]  #: belongs to the address: without it a deposit may be lost
    chain: str  #: the chain's name for people, such as ``ERC20``


class AddedOldDepositAddress(_OldAddress):
    """A new address as the abandoned call tells it."""


class _TokenContract(TypedDict, total=False):
    contractAddress: str  #: of the token


class OldDepositAddress(_OldAddress, _TokenContract):
    """An address as the abandoned calls tell it."""


class OldDeposit(TypedDict):
    """A deposit from the time before 18 February 2019."""

    currency: str
    createAt: int  #: seconds
    amount: str
    walletTxId: str  #: may carry the address behind an ``@``
    isInner: bool  #: from another account of the exchange
    status: str  #: ``PROCESSING``, ``SUCCESS`` or ``FAILURE``


class OldDepositPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OldDeposit]
