"""What the funding calls answer, with the wire's own keys; times ms, rates and amounts JSON numbers."""

from decimal import Decimal
from typing import List, Optional, TypedDict, Union

Number = Union[int, Decimal]


class _FundingRateDetails(TypedDict, total=False):
    predictedValue: Optional[Number]  #: of the next cycle; not sent of late
    dailyInterestRate: Number
    lastTimeFundingRate: Number  #: the one settled last


class CurrentFundingRate(_FundingRateDetails):
    symbol: str  #: of the rate, such as ``.XBTUSDTMFPI8H``: not the contract
    granularity: int  #: ms between settlements
    timePoint: int  #: when the running cycle began, which is when the one before was settled
    value: Number  #: share of the position's value; an estimate until it is settled
    fundingRateCap: Number
    fundingRateFloor: Number
    period: int  #: 1 when funding is charged in the running cycle, else 0
    fundingTime: int  #: when it will be settled


class FundingRate(TypedDict):
    """One settlement."""

    symbol: str
    fundingRate: Number  #: share of the position's value
    timepoint: int  #: spelled in small letters here


class FundingPayment(TypedDict):
    """What one settlement moved for one of your positions."""

    id: int
    symbol: str
    timePoint: int
    fundingRate: Number
    markPrice: Number
    positionQty: int  #: lots; negative for a short position
    positionCost: Number  #: value of the position then
    funding: Number  #: positive when you received it, negative when you paid
    settleCurrency: str
    context: str  #: JSON in text: ``marginMode`` and ``positionSide``
    marginMode: str  #: ``ISOLATED`` or ``CROSS``


class FundingHistory(TypedDict):
    dataList: List[FundingPayment]
    hasMore: bool
