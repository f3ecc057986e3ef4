"""What the unified position calls answer, with the wire's own keys. Amounts are text; each time says its unit."""

from typing import List, TypedDict


class _LeverageScope(TypedDict, total=False):
    currency: str  #: of ``MARGIN``
    symbol: str  #: of ``FUTURES``


class Leverage(_LeverageScope):
    leverage: str
    marginMode: str  #: ``CROSS`` or ``ISOLATED``; the documentation once spells it ``ISOLATE``


class ModifiedMarginLeverage(TypedDict):
    currency: str
    leverage: str


class ModifiedLeverage(TypedDict):
    code: str
    leverage: str


class FundingFee(TypedDict):
    """What one position paid or got at one settlement."""

    symbol: str
    marginMode: str  #: ``CROSS`` or ``ISOLATED``
    fundingRate: str  #: share of the position's value
    markPrice: str
    size: str  #: lots
    positionValue: str
    fundingFee: str  #: in ``settleCurrency``
    settleCurrency: str
    settlementTime: int  #: ms, unlike a position's times


class FundingFees(TypedDict):
    lastId: int  #: the ``last_id`` of the next call
    items: List[FundingFee]


class ClosedPosition(TypedDict):
    closeId: str
    symbol: str
    marginMode: str  #: ``CROSS`` or ``ISOLATED``
    side: str  #: ``LONG`` or ``SHORT``
    entryPrice: str
    closePrice: str
    avgClosePrice: str
    maxSize: str  #: lots; negative where it was short
    leverage: str
    realizedPnL: str
    fee: str
    tax: str
    fundingFee: str
    creationTime: int  #: nanoseconds
    closingTime: int  #: nanoseconds


class ClosedPositions(TypedDict):
    items: List[ClosedPosition]
    lastId: int  #: the ``last_id`` of the next call


class ContractMarginMode(TypedDict):
    symbol: str
    marginMode: str  #: ``CROSS`` or ``ISOLATED``


class MarginModes(TypedDict):
    ts: int
    items: List[ContractMarginMode]


class Position(TypedDict):
    """An open position in one contract."""

    id: str
    symbol: str
    marginMode: str  #: ``CROSS`` or ``ISOLATED``
    size: str  #: lots; negative when short
    entryPrice: str
    positionValue: str
    positionMargin: str  #: margin that it binds
    markPrice: str
    leverage: str
    unrealizedPnL: str
    realizedPnL: str
    initialMargin: str
    mmr: str  #: maintenance margin as a share of the value
    maintenanceMargin: str
    liquidationPrice: str  #: an estimate
    riskRatio: str  #: a share; empty with cross margin
    adlPercentage: str  #: place in the queue for auto-deleveraging, as a share
    creationTime: int  #: nanoseconds
    updateTime: int  #: nanoseconds


class ModifiedMarginMode(TypedDict):
    symbol: str
    marginMode: str
    code: str  #: ``200000`` when it was changed
    msg: str


class ModifiedMarginModes(TypedDict):
    ts: int  #: ms
    items: List[ModifiedMarginMode]


class ModifiedMargin(TypedDict):
    ts: int  #: ms
