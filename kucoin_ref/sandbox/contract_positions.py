"""Positions and futures wallets: what is known of them and what is told about them; plain data, computed in :mod:`.clearing`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Optional

from .contracts import RiskLevel
from .matching import ZERO

#: Of an account that never set one, as in the documentation's examples.
LEVERAGE = Decimal(3)



@dataclass
class Terms:
    """How an account trades one contract."""

    margin_mode: str = "ISOLATED"
    #: Of isolated orders that name none: the last one named.
    leverage: Decimal = LEVERAGE
    cross_leverage: Decimal = LEVERAGE
    level: int = 1
    auto_deposit: bool = False


@dataclass
class Position:
    """An open position; amounts of money are in the settlement currency."""

    id: str
    uid: int
    symbol: str
    #: ``BOTH`` in one-way mode, ``LONG`` or ``SHORT`` in hedge mode.
    side: str
    margin_mode: str
    leverage: Decimal
    opened_at: int
    #: Negative when it is short.
    lots: Decimal = ZERO
    #: What the open lots cost, see :meth:`.contracts.Contract.worth`.
    cost: Decimal = ZERO
    #: What is on hold for it.
    margin: Decimal = ZERO
    #: Margin that was added by hand, less what was taken off.
    added: Decimal = ZERO
    #: Of the lots that were closed, before fees.
    profit: Decimal = ZERO
    fees: Decimal = ZERO
    #: Received less paid.
    funding: Decimal = ZERO
    opened_lots: Decimal = ZERO
    opened_value: Decimal = ZERO
    closed_lots: Decimal = ZERO
    closed_value: Decimal = ZERO

    @property
    def long(self) -> bool:
        return self.lots > 0


@dataclass(frozen=True)
class Standing:
    """A position as the mark price makes it; a price is None where there is none."""

    position: Position
    mark: Decimal
    #: Signed as the cost is.
    worth: Decimal
    unrealised: Decimal
    initial: Decimal
    #: The taker's fee to close.
    commission: Decimal
    maintenance_rate: Decimal
    maintenance: Decimal
    #: What can be lost on it before somebody else pays: its margin, in cross margin what the account has to spare.
    backing: Decimal
    entry_price: Decimal
    liquidation_price: Optional[Decimal]
    bankrupt_price: Optional[Decimal]
    level: RiskLevel
    auto_deposit: bool


@dataclass(frozen=True)
class PositionChanged:
    """A position after a change; ``lots`` is 0 when it is gone. The reason is the push's ``changeReason``."""

    standing: Standing
    reason: str
    time: int


@dataclass(frozen=True)
class FundingPaid:
    """What one position got (or paid, when negative) at a settlement."""

    id: int
    uid: int
    symbol: str
    #: The settlement's moment.
    time: int
    rate: Decimal
    mark: Decimal
    lots: Decimal
    worth: Decimal
    amount: Decimal
    settle: str
    margin_mode: str
    side: str


@dataclass(frozen=True)
class ClosedPosition:
    """A position that is no more."""

    id: str
    uid: int
    symbol: str
    settle: str
    #: ``LONG`` or ``SHORT``.
    side: str
    margin_mode: str
    leverage: Decimal
    liquidated: bool
    gross: Decimal
    fees: Decimal
    funding: Decimal
    opened_lots: Decimal
    opened_value: Decimal
    opened_at: int
    closed_at: int
    open_price: Decimal
    close_price: Decimal


@dataclass(frozen=True)
class Wallet:
    """The futures account of a user in one currency."""

    uid: int
    currency: str
    #: Available and on hold.
    balance: Decimal
    available: Decimal
    isolated_margin: Decimal
    cross_margin: Decimal
    isolated_orders: Decimal
    cross_orders: Decimal
    isolated_unrealised: Decimal
    cross_unrealised: Decimal
    #: What new orders may use.
    free: Decimal
    #: Maintenance margin of the cross positions, and what stands against it.
    cross_maintenance: Decimal
    cross_equity: Decimal
    time: int
