"""Who owns what: the balances and ledgers of every user, as pure state.

No I/O, no thread, no clock: time is an argument, in nanoseconds since 1970. Money is exact. An account is named ``main``,
``trade``, ``margin``, ``isolated:BTC-USDT``, ``contract`` or ``unified``.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal, localcontext
from functools import wraps
from typing import Any, Callable, Dict, List, Mapping, Tuple, TypeVar, cast

from .matching import ZERO

#: Amounts have at most 20 digits on either side of the point, so no product or sum comes near 100 digits.
_EXACT = Context(prec=100)

#: What ledgers call the accounts.
_IN_LEDGERS = {"main": "MAIN", "trade": "TRADE_HF", "margin": "MARGIN", "isolated": "ISOLATED", "contract": "CONTRACT",
               "unified": "UNIFIED"}

_Call = TypeVar("_Call", bound=Callable[..., Any])


def exactly() -> "AbstractContextManager[Context]":
    """Computing without rounding, whatever decimal context the caller has."""
    return localcontext(_EXACT)


def exact(call: _Call) -> _Call:
    """A function that computes without rounding, whatever decimal context its caller has."""
    @wraps(call)
    def calling(*args: Any, **kwargs: Any) -> Any:
        with exactly():
            return call(*args, **kwargs)
    return cast(_Call, calling)


def event_name(account: str, what: str) -> str:
    """The push's ``relationEvent``: ``trade.hold``, ``isolated_BTC-USDT.setted``."""
    return f"{account.replace(':', '_')}.{what}"


def trade_name(account: str) -> str:
    """What ledgers call a trade."""
    names = {"margin": "MARGIN_EXCHANGE", "isolated": "ISOLATED_EXCHANGE", "unified": "SPOT_EXCHANGE"}
    return names.get(account.split(":")[0], "TRADE_EXCHANGE")


class Numbers:
    """Counts up, ``next(numbers)``; unlike ``itertools.count`` it says where it is, so that it can be kept."""

    def __init__(self, following: int) -> None:
        self.following = following

    def __next__(self) -> int:
        self.following += 1
        return self.following - 1


@dataclass(frozen=True)
class BalanceChanged:
    """A balance after a change, and the change."""

    uid: int
    account: str
    account_id: str
    currency: str
    total: Decimal
    available: Decimal
    hold: Decimal
    available_change: Decimal
    hold_change: Decimal
    event: str
    event_id: str
    context: Mapping[str, str]
    time: int


@dataclass
class Balance:
    """One currency of one account."""

    account_id: str
    account: str
    currency: str
    available: Decimal = ZERO
    hold: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return _EXACT.add(self.available, self.hold)


@dataclass(frozen=True)
class LedgerEntry:
    """One change of a balance's total: ``amount`` is what it changed by, fee included, ``balance`` what it came to."""

    id: int
    currency: str
    amount: Decimal
    fee: Decimal
    balance: Decimal
    account: str
    biz_type: str
    direction: str
    time: int
    context: Mapping[str, str]


@dataclass
class _User:
    #: For market makers: no history is kept.
    unlimited: bool
    balances: Dict[Tuple[str, str], Balance] = field(default_factory=dict)
    ledger: List[LedgerEntry] = field(default_factory=list)


class Accounts:
    """The balances of every user.

    :param publish: Called with each :class:`BalanceChanged`.
    """

    def __init__(self, publish: Callable[[Any], None]) -> None:
        #: What the exchange has earned, by currency.
        self.fees: Dict[str, Decimal] = {}
        self._publish = publish
        self._users: Dict[int, _User] = {}
        self._account_ids = Numbers(548600000001)
        self._entry_ids = Numbers(254000000000001)
        self._event_ids = Numbers(354600000000001)

    def open(self, uid: int, *, unlimited: bool = False) -> None:
        """Let a user in."""
        self._users[uid] = _User(unlimited)

    @property
    def uids(self) -> List[int]:
        return list(self._users)

    def unlimited(self, uid: int) -> bool:
        return self._users[uid].unlimited

    def balances(self, uid: int) -> List[Balance]:
        """Copies of all of a user's balances."""
        return [replace(balance) for balance in self._users[uid].balances.values()]

    def ledger(self, uid: int) -> List[LedgerEntry]:
        """Newest first."""
        return self._users[uid].ledger[::-1]

    def available(self, uid: int, account: str, currency: str) -> Decimal:
        balance = self._users[uid].balances.get((account, currency))
        return balance.available if balance else ZERO

    @exact
    def totals(self) -> Dict[str, Decimal]:
        """All balances and fees by currency: what no trade can change."""
        totals = dict(self.fees)
        for user in self._users.values():
            for balance in user.balances.values():
                totals[balance.currency] = totals.get(balance.currency, ZERO) + balance.total
        return totals

    @exact
    def earn(self, currency: str, fee: Decimal) -> None:
        """Add a fee to what the exchange has earned."""
        self.fees[currency] = self.fees.get(currency, ZERO) + fee

    @exact
    def move(self, uid: int, account: str, currency: str, available: Decimal, hold: Decimal, event: str,
             context: Mapping[str, str], now: int) -> None:
        """Change what is available and what is on hold; ``event`` is the push's ``relationEvent``."""
        balance = self._balance(uid, account, currency)
        balance.available += available
        balance.hold += hold
        self._publish(BalanceChanged(
            uid, account, balance.account_id, currency, balance.total, balance.available, balance.hold, available, hold,
            event, str(next(self._event_ids)), context, now))

    def enter(self, uid: int, account: str, currency: str, change: Decimal, fee: Decimal, biz_type: str,
              context: Mapping[str, str], now: int) -> None:
        """Write a change of a total into the ledger, after :meth:`move` has made it."""
        if not self._users[uid].unlimited:
            self._users[uid].ledger.append(LedgerEntry(
                next(self._entry_ids), currency, abs(change), fee, self._balance(uid, account, currency).total,
                _IN_LEDGERS[account.split(":")[0]], biz_type, "in" if change > 0 else "out", now, context))

    def _balance(self, uid: int, account: str, currency: str) -> Balance:
        balances = self._users[uid].balances
        if (account, currency) not in balances:
            balances[account, currency] = Balance(str(next(self._account_ids)), account, currency)
        return balances[account, currency]
