"""What the copy trading calls answer, with the wire's own keys.

Sizes are lots, amounts text in plain notation in the settlement currency, times ms, unless said.
"""

from decimal import Decimal
from typing import List, Literal, TypedDict, Union

Side = Literal["buy", "sell"]
OrderType = Literal["limit", "market"]
TimeInForce = Literal["GTC", "IOC"]
Stop = Literal["down", "up"]
StopPriceType = Literal["TP", "MP"]
MarginMode = Literal["ISOLATED", "CROSS"]
PositionSide = Literal["BOTH", "LONG", "SHORT"]


class AddedOrder(TypedDict):
    orderId: str
    clientOid: str


class CancelledOrderIds(TypedDict):
    cancelledOrderIds: List[str]


class CancelledClientOid(TypedDict):
    clientOid: str


class MaxOpenSize(TypedDict):
    symbol: str
    maxBuyOpenSize: str
    maxSellOpenSize: str


class _PositionModes(TypedDict, total=False):
    marginMode: str  #: empty at times, as the next
    positionSide: str
    leverage: str


class IsolatedPosition(_PositionModes):
    """A position after margin was added to it."""

    id: str
    symbol: str
    autoDeposit: bool  #: whether margin is added by itself before a liquidation
    maintMarginReq: str  #: rate of the maintenance margin
    riskLimit: int
    realLeverage: str
    crossMode: bool
    delevPercentage: Union[int, Decimal]  #: place in the queue of auto-deleveraging, as a share
    openingTimestamp: int
    currentTimestamp: int
    currentQty: int  #: negative for a short position
    currentCost: str  #: value at entry
    currentComm: str  #: fees
    unrealisedCost: str
    realisedGrossCost: str
    realisedCost: str
    isOpen: bool
    markPrice: str
    markValue: str  #: value at the mark price
    posCost: str  #: value at entry
    posCross: str  #: margin that was added
    posInit: str  #: initial margin
    posComm: str  #: what a bankruptcy would cost
    posLoss: str  #: funding paid
    posMargin: str  #: margin now
    posMaint: str  #: maintenance margin
    maintMargin: str  #: margin with the open profit or loss
    realisedGrossPnl: str  #: profit of what was closed, before fees
    realisedPnl: str
    unrealisedPnl: str
    unrealisedPnlPcnt: str  #: share of the value
    unrealisedRoePcnt: str  #: share of the margin
    avgEntryPrice: str
    liquidationPrice: str
    bankruptPrice: str
    settleCurrency: str


class SymbolMarginMode(TypedDict):
    symbol: str
    marginMode: str  #: ``ISOLATED`` or ``CROSS``


class CrossMarginRequirement(TypedDict):
    symbol: str
    imr: str  #: rate of the initial margin
    mmr: str  #: rate of the maintenance margin
    positionValue: str  #: as it was asked for
    price: str
    size: int


class SwitchedPositionMode(TypedDict):
    positionMode: str  #: ``0`` one-way, ``1`` hedge
