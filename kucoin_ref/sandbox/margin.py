"""Margin accounts: debts, their interest, what may be borrowed, and the end of an account that owes too much.

No I/O, no thread, no clock: time is an argument, in nanoseconds since 1970. The balances are in :mod:`.accounts`, under
``margin`` (cross) and ``isolated:BTC-USDT``; debts are not balances, they are kept here. Borrowed money comes out of the
pool of :mod:`.lending` and goes back there; interest that is paid goes to the exchange.

Everything is valued in USDT at the last trades. The debt ratio is debts divided by assets.
"""

from dataclasses import dataclass, field
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Mapping, Tuple, Union

from .accounts import Numbers, event_name, exact
from .lending import CURRENCIES, HOUR, LentCurrency
from .liquidation import liquidate
from .margin_types import (CrossMarginStatus, Debt, Holding, Interest, IsolatedMarginChanged, Loan,
                           Position, Repayment)
from .matching import SECOND, ZERO, Order, Refused, Symbol, amount, digits

if TYPE_CHECKING:
    from .exchange import Exchange

CROSS = "margin"
ISOLATED = "isolated:"
#: Highest leverage, and the debt ratios of warning and liquidation, as the documentation's examples have them.
MAX_LEVERAGE = {CROSS: Decimal(5), ISOLATED: Decimal(10)}
WARNING_RATIO = Decimal("0.95")
LIQUIDATION_RATIO = Decimal("0.97")
#: Pairs without isolated accounts.
NOT_ISOLATED = frozenset({"ETH-BTC"})
#: What is left of an account in USDT when nothing more can be sold.
DUST = Decimal(1)

#: What is smaller than the smallest amount of a currency is rounded to the debtor's disadvantage.
_SMALLEST = Decimal("1E-8")


@dataclass
class _Account:
    """What margin adds to an account of a user."""

    leverage: Decimal
    debts: Dict[str, Debt] = field(default_factory=dict)
    liquidating: bool = False


@dataclass
class _History:
    loans: List[Loan] = field(default_factory=list)
    repayments: List[Repayment] = field(default_factory=list)
    interest: List[Interest] = field(default_factory=list)


class Margin:
    """Every margin account.

    :param exchange: Whose accounts, prices and orders these are.
    :param publish: Called with each event while it happens.
    """

    def __init__(self, exchange: "Exchange", publish: Callable[[Any], None]) -> None:
        self._exchange = exchange
        self._publish = publish
        self._accounts: Dict[Tuple[int, str], _Account] = {}
        self._histories: Dict[int, _History] = {}
        self._numbers = Numbers(1)
        self._charged_to = 0  # the hour up to which interest was charged

    # What there is

    def owns(self, account: str) -> bool:
        return account == CROSS or account.startswith(ISOLATED)

    def account_of(self, symbol: str, isolated: bool) -> str:
        """The name of the account that trades a pair."""
        if symbol not in self._exchange.symbols:
            raise Refused("900001", "Symbol not exists")
        if isolated and symbol in NOT_ISOLATED:
            raise Refused("130303", "The current trading pair does not support isolated positions.")
        return ISOLATED + symbol if isolated else CROSS

    def isolated_symbols(self) -> List[Symbol]:
        return [symbol for name, symbol in self._exchange.symbols.items() if name not in NOT_ISOLATED]

    def currencies(self, account: str) -> List[str]:
        """What an account may hold and owe."""
        if account == CROSS:
            return [name for name in CURRENCIES if any(name in (symbol.base, symbol.quote)
                                                       for symbol in self._exchange.symbols.values())]
        symbol = self._exchange.symbols[account[len(ISOLATED):]]
        return [symbol.base, symbol.quote]

    def price(self, currency: str) -> Decimal:
        """In USDT, by the last trade; 0 where nothing has traded."""
        if currency == "USDT":
            return Decimal(1)
        symbol = f"{currency}-USDT"
        trade = self._exchange.last_trade(symbol) if symbol in self._exchange.symbols else None
        return trade.price if trade else ZERO

    def priced_pairs(self) -> List[str]:
        """The pairs that have a mark price: every currency in bitcoin and in USDT."""
        names = [name for name in self.currencies(CROSS) if self.price(name)]
        return [f"{name}-{other}" for other in ("BTC", "USDT") for name in names if name != other and other in names]

    def mark_price(self, pair: str) -> Decimal:
        """What the first of two currencies costs in the second; 0 where nothing has traded."""
        priced, _, unit = pair.partition("-")
        values = self.price(priced), self.price(unit)
        return values[0] / values[1] if all(values) else ZERO

    @exact
    def position(self, uid: int, account: str) -> Position:
        """Balances and debts of an account, valued."""
        balances = {each.currency: each for each in self._exchange.accounts.balances(uid) if each.account == account}
        stored = self._accounts.get((uid, account))
        debts = stored.debts if stored else {}
        holdings = []
        for currency in self.currencies(account):
            balance, debt = balances.get(currency), debts.get(currency, Debt())
            amounts = (balance.total, balance.available, balance.hold) if balance else (ZERO, ZERO, ZERO)
            holdings.append(Holding(currency, *amounts, debt.total, debt.principal, debt.interest))
        assets = sum((each.total * self.price(each.currency) for each in holdings), ZERO)
        owed = sum((each.liability * self.price(each.currency) for each in holdings), ZERO)
        status = "LIQUIDATION" if stored is not None and stored.liquidating else "EFFECTIVE"
        return Position(account, status, assets, owed, _ratio(owed, assets), tuple(holdings))

    def loans(self, uid: int) -> List[Loan]:
        """Newest first."""
        return self._history(uid).loans[::-1]

    def repayments(self, uid: int) -> List[Repayment]:
        """Newest first."""
        return self._history(uid).repayments[::-1]

    def interest(self, uid: int) -> List[Interest]:
        """Newest first."""
        return self._history(uid).interest[::-1]

    def leverage(self, uid: int, account: str) -> Decimal:
        return self._account(uid, account).leverage

    # What may be

    @exact
    def borrowable(self, uid: int, account: str, currency: str) -> Decimal:
        """What an account may still borrow: debts stay within leverage - 1 times what is its own, and within the cap."""
        row, price = self._row(account, currency), self.price(currency)
        stored, position = self._account(uid, account), self.position(uid, account)
        if not price:
            return ZERO
        room = ((position.assets - position.debts) * (stored.leverage - 1) - position.debts) / price
        most = min(room, row.borrow_max - stored.debts.get(currency, Debt()).principal)
        return max(_steps(most, row.borrow_unit), ZERO)

    @exact
    def transferable(self, uid: int, account: str, currency: str) -> Decimal:
        """What may leave an account, so that its debts stay within its leverage."""
        available = self._exchange.accounts.available(uid, account, currency)
        position, leverage, price = self.position(uid, account), self.leverage(uid, account), self.price(currency)
        if not position.debts or not price:
            return ZERO if position.debts else available
        spare = (position.assets - position.debts * leverage / (leverage - 1)) / price
        return max(min(available, _steps(spare, _SMALLEST)), ZERO)

    @exact
    def set_leverage(self, uid: int, account: str, leverage: str) -> None:
        """Change what bounds an account's debts."""
        value = amount(leverage, "leverage")
        most = MAX_LEVERAGE[CROSS if account == CROSS else ISOLATED]
        if not 1 < value <= most or value % Decimal("0.01"):
            raise Refused("400400", f"leverage must be above 1, at most {most}, with up to two decimals.")
        position = self.position(uid, account)
        if position.debts > (position.assets - position.debts) * (value - 1):
            raise Refused("400400", "leverage must not be below what the debts amount to.")
        self._account(uid, account).leverage = value

    def check_order(self, order: Order) -> None:
        """Refuse an order that its account must not hold."""
        if order.account != CROSS and order.account != ISOLATED + order.symbol:
            raise Refused("130303", "The current trading pair does not support isolated positions.")
        if self._account(order.uid, order.account).liquidating:
            raise Refused("130309", "The account is frozen by its forced liquidation.")
        base = self._exchange.symbols[order.symbol].base
        if order.side == "buy" and base in CURRENCIES:
            held = next(each.total for each in self.position(order.uid, order.account).holdings if each.currency == base)
            if held + order.size > CURRENCIES[base].hold_max:
                raise Refused("126042", "Exceeded maximum position limit.")

    # Debts

    @exact
    def borrow(self, uid: int, account: str, currency: str, size: str, now: int, *, whole: bool = False) -> Loan:
        """Borrow; the first hour's interest is charged at once.

        :param whole: When the pool has less, lend nothing (a loan of 0) rather than what there is.
        """
        row, wanted = self._row(account, currency), amount(size, "size")
        if wanted < row.borrow_min or wanted % row.borrow_unit:
            raise Refused("400400", f"size must be a multiple of {row.borrow_unit}, at least {row.borrow_min}.")
        self._check_most(uid, account, currency, wanted)
        left = _steps(self._exchange.lending.left(currency), row.borrow_unit)
        if not left:
            raise Refused("130204", "The exchange has nothing left to lend in this currency.")
        return self._lend(uid, account, currency, wanted, wanted if wanted <= left else ZERO if whole else left, now)

    @exact
    def lend_for(self, order: Order, currency: str, missing: Decimal, now: int) -> None:
        """Borrow what an order lacks."""
        size = self.check_loan_for(order, currency, missing)
        loan = self._lend(order.uid, order.account, currency, size, size, now)
        order.borrow_size, order.loan = loan.actual_size, loan.number

    @exact
    def check_loan_for(self, order: Order, currency: str, missing: Decimal) -> Decimal:
        """What would be borrowed for an order: what it lacks, rounded up to what loans are made of."""
        if not self.owns(order.account):
            raise Refused("400100", "autoBorrow is for margin accounts.")
        row = self._row(order.account, currency)
        size = max(_steps(missing, row.borrow_unit, ROUND_UP), row.borrow_min)
        self._check_most(order.uid, order.account, currency, size)
        if size > self._exchange.lending.left(currency):
            raise Refused("130204", "The exchange has not enough left to lend in this currency.")
        return size

    @exact
    def repay(self, uid: int, account: str, currency: str, size: Union[str, Decimal], now: int) -> Repayment:
        """Pay back, interest first; of more than is owed, only what is owed."""
        self._row(account, currency)
        wanted = amount(size, "size")
        debt = self._account(uid, account).debts.get(currency)
        if debt is None:
            raise Refused("400400", f"There is no debt in {currency}.")
        paid = min(wanted, debt.total)
        if paid > self._exchange.accounts.available(uid, account, currency):
            raise Refused("130203", "Insufficient account balance.")
        return self._pay(uid, account, currency, paid, now)

    @exact
    def settle(self, order: Order, currency: str, gained: Decimal, now: int) -> None:
        """After a fill: pay back what it has brought in, if the order says so."""
        debt = self._account(order.uid, order.account).debts.get(currency)
        if order.auto_repay and debt is not None:
            self._pay(order.uid, order.account, currency, min(gained, debt.total), now)
        else:
            self._tell_isolated(order.uid, order.account, now)

    def _check_most(self, uid: int, account: str, currency: str, size: Decimal) -> None:
        most = self.borrowable(uid, account, currency)
        if size > most:
            text = f"Exceeds the max. borrowing amount, the remaining amount you can borrow: {digits(most)}{currency}"
            raise Refused("210014", text)

    def _lend(self, uid: int, account: str, currency: str, wanted: Decimal, size: Decimal, now: int) -> Loan:
        self._charged_to = self._charged_to or now // HOUR
        loan = Loan(self._number(now), account, currency, wanted, size, now)
        self._history(uid).loans.append(loan)
        if size:
            self._exchange.lending.pool[currency] -= size
            self._move(uid, account, currency, size, "Borrowings", {"borrowOrderNo": loan.number}, now)
            debt = self._account(uid, account).debts.setdefault(currency, Debt())
            debt.principal += size
            self._charge(uid, account, currency, debt, size, now)
            self._tell_isolated(uid, account, now)
        return loan

    def _pay(self, uid: int, account: str, currency: str, size: Decimal, now: int) -> Repayment:
        debts = self._account(uid, account).debts
        debt = debts[currency]
        interest = min(size, debt.interest)
        repayment = Repayment(self._number(now), account, currency, size, size - interest, interest, now)
        debt.interest -= interest
        debt.principal -= repayment.principal
        if not debt.total:
            del debts[currency]
        self._move(uid, account, currency, -size, "Debt Repayment", {"repayOrderNo": repayment.number}, now)
        self._exchange.lending.pool[currency] += repayment.principal
        self._exchange.accounts.earn(currency, interest)
        self._history(uid).repayments.append(repayment)
        self._tell_isolated(uid, account, now)
        return repayment

    def _charge(self, uid: int, account: str, currency: str, debt: Debt, principal: Decimal, now: int) -> None:
        """One hour's interest."""
        row = CURRENCIES[currency]
        cost = (principal * row.hour_rate).quantize(_SMALLEST, ROUND_UP)
        debt.interest += cost
        self._history(uid).interest.append(Interest(account, currency, row.day_rate, cost, now))

    # Time

    @exact
    def advance(self, now: int) -> None:
        """Charge interest at each full hour, liquidate what owes too much."""
        hour = now // HOUR
        for each in range((self._charged_to or hour) + 1, hour + 1):
            self._charge_all(each * HOUR)
        self._charged_to = max(self._charged_to, hour)
        for (uid, account), stored in list(self._accounts.items()):
            if not stored.debts:
                continue
            if stored.liquidating or self.position(uid, account).ratio >= LIQUIDATION_RATIO:
                self._liquidate(uid, account, stored, now)

    def _charge_all(self, now: int) -> None:
        for (uid, account), stored in self._accounts.items():
            for currency, debt in stored.debts.items():
                self._charge(uid, account, currency, debt, debt.principal, now)
            if stored.debts:
                self._tell_isolated(uid, account, now)

    def _liquidate(self, uid: int, account: str, stored: _Account, now: int) -> None:
        """Sell what an account has and pay back; where the books are empty it stays frozen until they are not."""
        if not stored.liquidating:
            self._tell_liquidation(uid, account, "FROZEN_FL", now)
        stored.liquidating = False  # the orders of the liquidation itself must pass
        liquidate(self._exchange, uid, account, now)
        if self.position(uid, account).assets < DUST:
            stored.debts.clear()  # lost to whoever lent it
        stored.liquidating = bool(stored.debts)
        if not stored.liquidating:
            self._tell_liquidation(uid, account, "UNFROZEN_FL", now)

    # What is told

    def _tell_liquidation(self, uid: int, account: str, step: str, now: int) -> None:
        if account == CROSS:
            self._publish(CrossMarginStatus(uid, step, now))
        else:
            self._tell_isolated(uid, account, now, liquidating=step == "FROZEN_FL")

    def _tell_isolated(self, uid: int, account: str, now: int, *, liquidating: bool = False) -> None:
        if account != CROSS:
            position = self.position(uid, account)
            status = ("DEBT", "DEFAULT_DEBT") if position.debts else ("CLEAR", "DEFAULT_CLEAR")
            status = ("IN_LIQUIDATION", "FORCE_LIQUIDATION") if liquidating else status
            self._publish(IsolatedMarginChanged(uid, account[len(ISOLATED):], *status, position, now))

    # Records

    def _account(self, uid: int, account: str) -> _Account:
        leverage = MAX_LEVERAGE[CROSS if account == CROSS else ISOLATED]
        return self._accounts.setdefault((uid, account), _Account(leverage))

    def _history(self, uid: int) -> _History:
        return self._histories.setdefault(uid, _History())

    def _row(self, account: str, currency: str) -> LentCurrency:
        if currency not in CURRENCIES or currency not in self.currencies(account):
            raise Refused("400400", f"{currency} is not a currency of this margin account.")
        return CURRENCIES[currency]

    def _move(self, uid: int, account: str, currency: str, change: Decimal, biz_type: str, context: Mapping[str, str],
              now: int) -> None:
        accounts = self._exchange.accounts
        accounts.move(uid, account, currency, change, ZERO, event_name(account, "other"), context, now)
        accounts.enter(uid, account, currency, change, ZERO, biz_type, context, now)

    def _number(self, now: int) -> str:
        return "%08x%016x" % (now // SECOND, next(self._numbers))


def _ratio(debts: Decimal, assets: Decimal) -> Decimal:
    if not assets:
        return Decimal(1) if debts else ZERO
    return (debts / assets).quantize(Decimal("0.0001"), ROUND_UP)


def _steps(value: Decimal, step: Decimal, rounding: str = ROUND_DOWN) -> Decimal:
    """A value on the steps that it must have."""
    return (value / step).to_integral_value(rounding) * step
