"""What :mod:`.margin` keeps of debts, and what it tells of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Tuple

from .matching import ZERO


@dataclass
class Debt:
    """What an account owes in one currency."""

    principal: Decimal = ZERO
    interest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.principal + self.interest


@dataclass(frozen=True)
class Loan:
    """An amount that was asked for, and what was lent of it."""

    number: str
    account: str
    currency: str
    size: Decimal
    actual_size: Decimal
    time: int


@dataclass(frozen=True)
class Repayment:
    """An amount that was paid back."""

    number: str
    account: str
    currency: str
    size: Decimal
    #: What of it was principal, and what interest.
    principal: Decimal
    interest: Decimal
    time: int


@dataclass(frozen=True)
class Interest:
    """What one hour of a debt has cost."""

    account: str
    currency: str
    day_rate: Decimal
    amount: Decimal
    time: int


@dataclass(frozen=True)
class Holding:
    """One currency of a margin account, and what the account owes in it."""

    currency: str
    total: Decimal
    available: Decimal
    hold: Decimal
    liability: Decimal
    #: What of the liability was borrowed, and what it has cost.
    principal: Decimal
    interest: Decimal


@dataclass(frozen=True)
class Position:
    """A margin account at one moment; assets and debts in USDT."""

    account: str
    #: ``EFFECTIVE``, or ``LIQUIDATION`` while the exchange sells its assets.
    status: str
    assets: Decimal
    debts: Decimal
    ratio: Decimal
    holdings: Tuple[Holding, ...]


@dataclass(frozen=True)
class CrossMarginStatus:
    """``FROZEN_FL``: liquidation has begun; ``UNFROZEN_FL``: it is over."""

    uid: int
    type: str
    time: int


@dataclass(frozen=True)
class IsolatedMarginChanged:
    """An isolated account after a fill, or after a change of its debts."""

    uid: int
    symbol: str
    #: ``DEBT``, ``CLEAR`` or ``IN_LIQUIDATION``.
    status: str
    #: ``DEFAULT_DEBT``, ``DEFAULT_CLEAR`` or ``FORCE_LIQUIDATION``.
    status_biz_type: str
    position: Position
    time: int
