"""What is pushed on the margin topics: the ``data`` of each message, with the wire's own keys. Times are ms."""

from typing import Dict, TypedDict

from .market_types import Number


class IndicatorPush(TypedDict):
    """The mark price or the index of one pair; times and the value are JSON numbers."""

    symbol: str
    granularity: int  #: ms between two values
    timestamp: int
    value: Number


class IsolatedAssets(TypedDict):
    """One currency in an isolated position."""

    total: str
    hold: str
    liabilityPrincipal: str  #: what is owed
    liabilityInterest: str  #: interest on it


class IsolatedMarginPositionPush(TypedDict):
    tag: str  #: the pair
    status: str  #: such as ``DEBT`` or ``CLEAR``
    statusBizType: str  #: what led to the status, such as ``DEFAULT_DEBT``
    accumulatedPrincipal: str
    changeAssets: Dict[str, IsolatedAssets]  #: by currency
    timestamp: int


class CrossAssets(TypedDict):
    """One currency in the cross margin account."""

    total: str
    available: str
    hold: str


class _CrossMarginParts(TypedDict, total=False):
    type: str  #: with ``position.status``: the new status, such as ``LIABILITY``
    debtRatio: Number  #: with ``debt.ratio``, as all that follow
    totalAsset: Number  #: JSON number, in BTC
    marginCoefficientTotalAsset: str
    totalDebt: str  #: in BTC
    assetList: Dict[str, CrossAssets]  #: by currency
    debtList: Dict[str, str]  #: what is owed, by currency


class CrossMarginPositionPush(_CrossMarginParts):
    timestamp: int
