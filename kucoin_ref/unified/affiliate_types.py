"""What the unified affiliate calls answer, with the wire's own keys.

One source describes them, with text everywhere; times, flags and kinds may be numbers and booleans, as they are in the
classic calls.
"""

from typing import List, TypedDict, Union


class Invitee(TypedDict):
    """One user whom you invited; amounts are counted in ``currency``."""

    uid: str
    nickName: str
    referralCode: str
    country: str
    registrationTime: Union[str, int]  #: ms
    completedKyc: Union[str, bool]
    completedFirstDeposit: Union[str, bool]
    completedFirstTrade: Union[str, bool]
    past7dFees: str
    past7dCommission: str
    totalCommission: str
    myCommissionRate: str
    cashbackRate: str
    currency: str


class InviteePage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Invitee]


class KuminingCommission(TypedDict):
    uid: str
    payTime: Union[str, int]  #: ms
    goodsName: str
    amount: str
    currency: str
    lastId: str  #: the ``last_id`` to go on from here


class Commission(TypedDict):
    siteType: str
    rebateType: Union[str, int]  #: 1 from users whom you invited, 2 from those whom they invited
    dataType: str  #: ``trade`` or ``kumining``
    payoutTime: Union[str, int]  #: ms
    periodStartTime: Union[str, int]  #: ms
    periodEndTime: Union[str, int]  #: ms
    status: Union[str, int]  #: 1 to 4, not explained
    takerVolume: str
    makerVolume: str
    kuminingVolume: str
    commission: str
    currency: str


class CommissionPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Commission]


class InviteeTrade(TypedDict):
    """One trade of a user whom you invited, and what you got for it."""

    tradeTime: Union[str, int]  #: ms
    tradeType: str  #: ``SPOT``, or ``FEATURE`` for contracts
    tradeCurrency: str  #: the pair or contract
    tradeAmount: str
    tradeAmountU: str  #: the same, counted in ``currency``
    feeU: str  #: the fee, counted in ``currency``
    commission: str
    currency: str  #: such as ``USDT``


class InviteeTransaction(InviteeTrade):
    uid: str
    lastId: str  #: the ``last_id`` to go on from here


class InviteeTradePage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[InviteeTrade]
