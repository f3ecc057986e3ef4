"""What the affiliate calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, TypedDict


class _Page(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int


class Invitee(TypedDict):
    """One user whom you invited; amounts are counted in ``currency``."""

    uid: str
    nickName: str
    referralCode: str
    country: str
    registrationTime: int
    completedKyc: bool  #: passed the identity check
    completedFirstDeposit: bool
    completedFirstTrade: bool
    past7dFees: str  #: paid in the last 7 days
    past7dCommission: str  #: yours of the last 7 days
    totalCommission: str
    myCommissionRate: str  #: your share of the fees
    cashbackRate: str  #: share that the user gets back
    currency: str  #: such as ``USDT``


class InviteePage(_Page):
    items: List[Invitee]


class Commission(TypedDict):
    """What one period brought; amounts are counted in ``currency``."""

    siteType: str  #: which of the exchange's sites
    rebateType: int  #: 1 from users whom you invited, 2 from those whom they invited
    payoutTime: int
    periodStartTime: int
    periodEndTime: int
    status: int  #: 1 to 4, not explained
    takerVolume: str
    makerVolume: str
    commission: str
    currency: str  #: such as ``USDT``


class InviteeTrade(TypedDict):
    """One trade of a user whom you invited, and what you got for it."""

    tradeTime: int
    tradeType: str  #: ``SPOT``, or ``FEATURE`` for contracts
    tradeCurrency: str  #: the pair or contract
    tradeAmount: str
    tradeAmountU: str  #: the same, counted in ``currency``
    feeU: str  #: the fee, counted in ``currency``
    commission: str
    currency: str  #: such as ``USDT``


class InviteeTradePage(_Page):
    items: List[InviteeTrade]


class InviteeTransaction(InviteeTrade):
    uid: str


class InviteeTransactions(TypedDict):
    items: List[InviteeTransaction]
    lastId: str  #: the ``last_id`` to go on from here


class KuminingCommission(TypedDict):
    uid: str
    goodsName: str  #: such as ``BTC-10TH``
    amount: str
    currency: str
    lastId: str  #: the ``last_id`` to go on from here
    payTime: int
