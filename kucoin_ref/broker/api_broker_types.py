"""What the calls for API brokers take and answer, with the wire's own keys.

Amounts are text in plain notation, times ms. A trade has the tag when its order carried the broker's partner signature.
"""

from typing import List, Optional, TypedDict, Union


class RebateFile(TypedDict):
    url: str  #: where the CSV file can be downloaded; whoever has the address can read it


class BrokerCommission(TypedDict):
    """What one period brought; amounts are counted in ``currency``."""

    siteType: str  #: which of the exchange's sites, such as ``global`` or ``europe``
    rebateType: int  #: 1 spot, 2 futures; 0 in the documentation's example
    payoutTime: Optional[int]  #: null while it is not paid
    periodStartTime: int
    periodEndTime: int
    status: int  #: not explained
    totalTradeUser: Union[int, str]  #: users who traded; text in the documentation's example, like the next ones
    tagUser: Union[int, str]  #: users who traded with the tag
    tagTradeVolume: str  #: traded with the tag
    tagCommission: str
    invitedUser: Union[int, str]  #: users who came by your invitation
    noTagTradeVolume: str  #: traded without the tag
    noTagCommission: str
    totalCommission: str
    currency: str  #: such as ``USDT``


class BrokerCommissionPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[BrokerCommission]


class BrokerUser(TypedDict):
    """One of your clients; amounts are counted in ``currency``, those of futures come under two names."""

    uid: str
    nickName: str  #: the phone number or mail address of those who chose none: personal data
    registrationTime: int
    rateUp: Union[str, bool]  #: not explained; sources disagree on its type
    totalCommission: str
    totalTradingVolume: str
    totalFee: str
    invitedByMe: bool
    rcode: Optional[str]  #: referral code that they came by
    tags: str  #: the tags that they traded with
    spotTradingVolumeWithTag: str
    futureTradingVolumeWithTag: str
    tradingFeeWithTag: str
    commissionWithTag: str
    spotTradingVolumeWithoutTag: str
    futureTradingVolumeWithoutTag: str
    tradingFeeWithoutTag: str
    commissionWithoutTag: str
    currency: str  #: such as ``USDT``
    futuresTradingVolumeWithTag: str
    futuresTradingVolumeWithoutTag: str


class BrokerUserPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[BrokerUser]


class BrokerTransaction(TypedDict):
    """What one of your clients traded; amounts are counted in ``currency``.

    Those that do not apply are null: of futures in a row of spot, without the tag in a row that has it.
    """

    tradeTime: int
    uid: str
    nickName: str  #: the phone number or mail address of those who chose none: personal data
    invitedByMe: bool
    totalCommission: str
    totalVolume: str
    totalFee: str
    rcode: Optional[str]  #: referral code that they came by
    spotTradingVolumeWithTag: Optional[str]
    futureTradingVolumeWithTag: Optional[str]
    tradingFeeWithTag: Optional[str]
    commissionWithTag: Optional[str]
    spotTradingVolumeWithNoTag: Optional[str]  #: ``WithNoTag`` here, ``WithoutTag`` in the list of users
    futureTradingVolumeWithNoTag: Optional[str]
    tradingFeeWithNoTag: Optional[str]
    commissionWithNoTag: Optional[str]
    currency: str  #: such as ``USDT``
    lastId: str  #: the ``last_id`` to go on from here


class ValidationFactor(TypedDict):
    """One proof that the client agrees."""

    factorType: str  #: such as ``EMV`` (code sent by mail) or ``GAV`` (code of an authenticator app)
    factorValue: str  #: the code: a secret, good for this one withdrawal


class WithdrawalValidation(TypedDict):
    factors: List[ValidationFactor]  #: one for each that was asked for
    transactionId: str  #: of the first answer


class AuthorizedWithdrawal(TypedDict, total=False):
    """The first answer asks for proofs with all but ``withdrawalId``, the last one holds that alone."""

    transactionId: str  #: goes into the second call
    allFactors: List[List[str]]  #: groups of factors that would do
    sentFactors: List[List[str]]  #: groups that the client was sent codes for
    withdrawalId: str  #: accepted under this id
