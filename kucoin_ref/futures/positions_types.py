"""What the futures position calls answer, with the wire's own keys.

Sizes are lots, negative for short positions; amounts are in the settlement currency, times ms, unless said.
"""

from decimal import Decimal
from typing import Dict, List, Literal, Optional, TypedDict, Union

Number = Union[int, Decimal]
MarginMode = Literal["ISOLATED", "CROSS"]
PositionSide = Literal["BOTH", "LONG", "SHORT"]


class SymbolMarginMode(TypedDict):
    symbol: str
    marginMode: str  #: ``ISOLATED`` or ``CROSS``


class MarginModeError(TypedDict):
    code: str
    msg: str  #: such as ``exist.order.or.position``
    symbol: str


class MarginModes(TypedDict):
    marginMode: Dict[str, str]  #: of each contract what it is now
    errors: List[MarginModeError]  #: those that could not be switched


class MaxOpenSize(TypedDict):
    symbol: str
    maxBuyOpenSize: int
    maxSellOpenSize: int


class _PositionNumbers(TypedDict):
    """A position, with JSON numbers."""

    id: str
    symbol: str
    crossMode: bool
    delevPercentage: Number  #: place in the queue of auto-deleveraging, as a share
    openingTimestamp: int
    currentTimestamp: int
    currentQty: int
    currentCost: Number  #: value at entry
    currentComm: Number  #: fees
    unrealisedCost: Number
    realisedGrossCost: Number
    realisedCost: Number
    isOpen: bool
    markPrice: Number
    markValue: Number  #: value at the mark price
    posCost: Number  #: value at entry
    posInit: Number  #: initial margin
    posMargin: Number  #: margin now; in cross margin what the mark value calls for
    realisedGrossPnl: Number  #: profit of what was closed, before fees
    realisedPnl: Number
    unrealisedPnl: Number
    unrealisedPnlPcnt: Number  #: share of the value
    unrealisedRoePcnt: Number  #: share of the margin
    avgEntryPrice: Number
    liquidationPrice: Number  #: an estimate in cross margin, where the account's risk decides
    bankruptPrice: Number
    settleCurrency: str


class _IsolatedNumbers(TypedDict, total=False):
    """What only positions in isolated margin have."""

    autoDeposit: bool  #: whether margin is added by itself before a liquidation
    maintMarginReq: Number  #: rate of the maintenance margin
    riskLimit: Number
    realLeverage: Number
    posCross: Number  #: margin that was added
    posCrossMargin: Number
    posComm: Number  #: what a bankruptcy would cost
    posCommCommon: Number
    posLoss: Number  #: funding paid
    posFunding: Number  #: funding that is not settled yet
    posMaint: Number  #: maintenance margin
    maintMargin: Number  #: margin with the open profit or loss
    maintainMargin: Number  #: rate of the maintenance margin


class _PositionResults(TypedDict, total=False):
    dealComm: Number  #: fees so far; this and the next three came later
    fundingFee: Number
    tax: Number
    withdrawPnl: Number  #: profit that was taken out


class Position(_PositionNumbers, _IsolatedNumbers, _PositionResults):
    """A position, as the list of them has it."""

    isInverse: bool
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    positionSide: str  #: ``BOTH``, or in hedge mode ``LONG`` or ``SHORT``
    leverage: Number


class _OldPositionFields(TypedDict, total=False):
    isInverse: bool
    riskLimitLevel: int


class OldPosition(_PositionNumbers, _IsolatedNumbers, _OldPositionFields):
    """A position, as the abandoned call tells it."""

    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    positionSide: str  #: ``BOTH``, or in hedge mode ``LONG`` or ``SHORT``
    leverage: Number


class IsolatedPosition(_PositionNumbers):
    """A position after margin was added to it."""

    autoDeposit: bool  #: whether margin is added by itself before a liquidation
    maintMarginReq: Number  #: rate of the maintenance margin
    riskLimit: int
    realLeverage: Number
    posCross: Number  #: margin that was added
    posComm: Number  #: what a bankruptcy would cost
    posLoss: Number  #: funding paid
    posMaint: Number  #: maintenance margin
    maintMargin: Number  #: margin with the open profit or loss
    userId: int


class _PositionDetailsOfOneMode(TypedDict, total=False):
    """What only positions of one margin mode have."""

    autoDeposit: bool  #: whether margin is added by itself before a liquidation
    riskLimit: int
    realLeverage: str
    posCross: str  #: margin that was added
    posCrossMargin: str
    posProfit: str
    posComm: str  #: what a bankruptcy would cost
    posCommCommon: str
    posCommFunding: str
    posLoss: str  #: funding paid
    posFunding: str  #: funding that is not settled yet
    maintMargin: str  #: margin with the open profit or loss
    riskLimitLevel: int
    withdrawPnl: str  #: profit that was taken out
    aggRate: str
    imr: str  #: rate of the initial margin; cross margin
    amr: str  #: cross margin in hedge mode


class PositionDetails(_PositionDetailsOfOneMode):
    """A position, with amounts as text. No example of it is published, so keys may be absent that stand here."""

    id: str
    symbol: str
    maintMarginReq: str  #: rate of the maintenance margin
    crossMode: bool
    delevPercentage: str  #: place in the queue of auto-deleveraging, as a share
    openingTimestamp: int
    currentTimestamp: int
    currentQty: int
    currentCost: str  #: value at entry
    currentComm: str  #: fees
    unrealisedCost: str
    realisedGrossCost: str
    realisedCost: str
    isOpen: bool
    markPrice: str
    markValue: str  #: value at the mark price
    posCost: str  #: value at entry
    posInit: str  #: initial margin
    posMargin: str  #: margin now; in cross margin what the mark value calls for
    posMaint: str  #: maintenance margin
    realisedGrossPnl: str  #: profit of what was closed, before fees
    realisedPnl: str
    unrealisedPnl: str
    unrealisedPnlPcnt: str  #: share of the value
    unrealisedRoePcnt: str  #: share of the margin
    avgEntryPrice: str
    liquidationPrice: str  #: an estimate in cross margin, where the account's risk decides
    bankruptPrice: str
    settleCurrency: str
    isInverse: bool
    maintainMargin: str  #: rate of the maintenance margin
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    positionSide: str  #: ``BOTH``, or in hedge mode ``LONG`` or ``SHORT``
    leverage: str
    cumulativeTradeFee: str
    cumulativeFundingFee: str
    cumulativeTax: str


class ClosedPosition(TypedDict):
    """A position that is no more; amounts as text."""

    closeId: str
    userId: str
    symbol: str
    settleCurrency: str
    leverage: str
    type: str  #: how it ended, such as ``CLOSE_LONG``
    pnl: str  #: what was made of it, fees and funding taken off
    realisedGrossCost: str  #: the profit before those, with the sign turned
    realisedGrossCostNew: str
    withdrawPnl: str  #: profit that was taken out before the end
    tradeFee: str
    fundingFee: str  #: negative when it was paid
    openTime: int
    closeTime: int
    openPrice: str
    closePrice: str
    marginMode: str  #: ``ISOLATED`` or ``CROSS``
    tax: str
    roe: Optional[str]  #: share of the margin
    liquidAmount: Optional[str]  #: null of one that you closed, as the next
    liquidPrice: Optional[str]
    side: str  #: ``LONG`` or ``SHORT``


class ClosedPositions(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[ClosedPosition]


class CrossMarginLeverage(TypedDict):
    symbol: str
    leverage: str


class CrossMarginRiskLimit(TypedDict):
    """How much a margin can open in one contract."""

    symbol: str
    maxOpenSize: int
    maxOpenValue: str  #: quote currency
    totalMargin: str  #: the margin that it is worked out for
    price: str  #: the price that it is worked out for: the last trade's
    leverage: str  #: the leverage that it is worked out for
    mmr: str  #: rate of the maintenance margin
    imr: str  #: rate of the initial margin
    currency: str  #: of the margin


class IsolatedMarginRiskLimit(TypedDict):
    """One level; positions above ``maxRiskLimit`` need the next."""

    symbol: str
    level: int
    maxRiskLimit: int  #: largest value of a position
    minRiskLimit: int
    maxLeverage: int
    initialMargin: Number  #: share of the value
    maintainMargin: Number  #: share of the value


class PositionMode(TypedDict):
    positionMode: int  #: 0 one-way, 1 hedge


class SwitchedPositionMode(TypedDict):
    positionMode: str  #: ``0`` one-way, ``1`` hedge


class CrossMarginRequirement(TypedDict):
    symbol: str
    imr: str  #: rate of the initial margin
    mmr: str  #: rate of the maintenance margin
    size: int
    positionValue: str  #: as it was asked for
    price: str
