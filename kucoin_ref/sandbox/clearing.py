"""Positions and the money behind them: margins, profits, funding, and what is left when an account runs dry.

Margin model. Opening lots puts their value divided by the leverage on hold. In isolated margin that, with what is added
by hand, is all that a position can lose: a loss is taken from it and never from the balance. In cross margin it is a
share of the account that the position keeps busy: a loss is taken from the available balance first, then from the
margins of the account's cross positions. What nobody can pay any more is the insurance's. Unrealised profits and losses
move no money; a loss in cross margin cannot be spent on new orders, though. Maintenance margin: the entry value times
the rate of the contract (in isolated margin, of the risk level) plus the taker's fee to close.

Conservation. Closing pays a profit out of :attr:`Clearing.pool` and a loss into it; the pool is the negative of what all
open positions cost, so it comes back to zero when all are closed. Balances, fees, insurance and pool together never change.

Orders and books are not known here. No I/O, no thread, no clock: time is an argument, in nanoseconds.
"""

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple

from .accounts import Accounts, Numbers, exact
from .contract_positions import ClosedPosition, FundingPaid, Position, PositionChanged, Standing, Terms
from .contracts import Contract, rounded_down, rounded_up
from .matching import ZERO, Refused

#: Whose money backs positions: the futures account, and of users in the unified mode the unified one.
ACCOUNT, UNIFIED = "contract", "unified"

@dataclass
class _Holder:
    positions: Dict[Tuple[str, str], Position] = field(default_factory=dict)
    terms: Dict[str, Terms] = field(default_factory=dict)
    hedged: bool = False
    closed: List[ClosedPosition] = field(default_factory=list)
    funding: List[FundingPaid] = field(default_factory=list)
    #: Ids of margin additions, each of which counts once.
    moves: Set[str] = field(default_factory=set)


class Clearing:
    """The positions of every user."""

    def __init__(self, contracts: Mapping[str, Contract], accounts: Accounts, publish: Callable[[Any], None]) -> None:
        self.contracts = contracts
        self.accounts = accounts
        #: The mark price of each contract, once there is one.
        self.marks: Dict[str, Decimal] = {}
        #: What the exchange has paid for accounts that ran dry (negative), and differences of rounding, by currency.
        self.insurance: Dict[str, Decimal] = {}
        self.pool: Dict[str, Decimal] = {}
        #: Users in the unified mode.
        self.unified: Set[int] = set()
        #: Users whose position in a contract was closed, for their other orders.
        self.gone: List[Tuple[int, str]] = []
        self._publish = publish
        self._holders: Dict[int, _Holder] = {}
        self._position_ids = Numbers(500000000000988255)
        self._closed_ids = Numbers(500000000036305465)
        self._funding_ids = Numbers(1472387374042586)

    # What is there

    @property
    def uids(self) -> List[int]:
        return list(self._holders)

    def terms(self, uid: int, symbol: str) -> Terms:
        """The terms in force, to read and to change."""
        return self._holder(uid).terms.setdefault(symbol, Terms())

    def hedged(self, uid: int) -> bool:
        return self._holder(uid).hedged

    def set_hedged(self, uid: int, hedged: bool) -> None:
        self._holder(uid).hedged = hedged

    def position(self, uid: int, symbol: str, side: str) -> Optional[Position]:
        return self._holder(uid).positions.get((symbol, side))

    def positions(self, uid: int, symbol: Optional[str] = None) -> List[Position]:
        """Those of one contract, or all."""
        return [each for each in self._holder(uid).positions.values() if symbol in (None, each.symbol)]

    def closed(self, uid: int) -> List[ClosedPosition]:
        """Newest first."""
        return self._holder(uid).closed[::-1]

    def funding(self, uid: int, symbol: str) -> List[FundingPaid]:
        """Newest first."""
        return [paid for paid in reversed(self._holder(uid).funding) if paid.symbol == symbol]

    def closable(self, uid: int, symbol: str, side: str, position_side: str) -> Decimal:
        """How many lots an order of this side could close."""
        position = self.position(uid, symbol, position_side)
        return abs(position.lots) if position is not None and position.long == (side == "sell") else ZERO

    def open_interest(self, symbol: str) -> Decimal:
        """The lots that are held long, which are as many as are held short."""
        held = [each.lots for uid in self._holders for each in self.positions(uid, symbol)]
        return sum((lots for lots in held if lots > 0), ZERO)

    def available(self, uid: int, currency: str) -> Decimal:
        return self.accounts.available(uid, self.account(uid), currency)

    def account(self, uid: int) -> str:
        """Whose money backs a user's positions."""
        return UNIFIED if uid in self.unified else ACCOUNT

    @exact
    def free(self, uid: int, currency: str) -> Decimal:
        """What new orders may use: the available balance less the unrealised losses in cross margin."""
        losses = sum((self.unrealised(each) for each in self.cross_positions(uid, currency)), ZERO)
        return max(self.available(uid, currency) + min(losses, ZERO), ZERO)

    def cross_positions(self, uid: int, currency: str) -> List[Position]:
        return [each for each in self.positions(uid)
                if each.margin_mode == "CROSS" and self.contracts[each.symbol].settle == currency]

    @exact
    def unrealised(self, position: Position) -> Decimal:
        mark = self.marks.get(position.symbol)
        if mark is None or not position.lots:
            return ZERO
        return self.contracts[position.symbol].worth(position.lots, mark) - position.cost

    @exact
    def maintenance(self, position: Position) -> Decimal:
        """The margin below which a position is liquidated."""
        rate, taker = self._maintenance_rate(position), self.contracts[position.symbol].taker_rate
        return rounded_up(abs(position.cost) * (rate + taker))

    @exact
    def cross_balance(self, uid: int, currency: str) -> Tuple[Decimal, Decimal]:
        """What the cross positions can lose, and the maintenance margin that they need together."""
        positions = self.cross_positions(uid, currency)
        equity = sum((each.margin + self.unrealised(each) for each in positions), self.available(uid, currency))
        return equity, sum((self.maintenance(each) for each in positions), ZERO)

    @exact
    def standing(self, position: Position) -> Standing:
        """Everything about a position that follows from the mark price; the position itself is copied."""
        contract, terms = self.contracts[position.symbol], self.terms(position.uid, position.symbol)
        mark = self.marks.get(position.symbol, ZERO)
        maintenance, unrealised = self.maintenance(position), self.unrealised(position)
        commission = rounded_up(abs(position.cost) * contract.taker_rate)
        backing = position.margin
        if position.margin_mode == "CROSS":
            equity, needed = self.cross_balance(position.uid, contract.settle)
            backing = equity - unrealised - (needed - maintenance)
        prices = [contract.price_at(position.lots, position.cost + least - backing) if position.lots else None
                  for least in (maintenance, commission)]
        return Standing(
            copy(position), mark, contract.worth(position.lots, mark) if position.lots else ZERO, unrealised,
            contract.initial_margin(abs(position.cost), position.leverage), commission,
            self._maintenance_rate(position), maintenance, backing, contract.entry_price(position.lots, position.cost),
            prices[0], prices[1], contract.levels[terms.level - 1], terms.auto_deposit)

    @exact
    def totals(self) -> Dict[str, Decimal]:
        """Balances, fees, insurance and pool by currency: what nothing here can change."""
        totals = self.accounts.totals()
        for part in (self.insurance, self.pool):
            for currency, amount in part.items():
                totals[currency] = totals.get(currency, ZERO) + amount
        return totals

    # Trades

    @exact
    def increase(self, uid: int, symbol: str, position_side: str, side: str, lots: Decimal, value: Decimal, fee: Decimal,
                 margin_mode: str, leverage: Decimal, context: Mapping[str, str], now: int) -> None:
        """Open lots, or open more: margin goes on hold, the fee goes away. The money must be there."""
        contract, holder = self.contracts[symbol], self._holder(uid)
        position = holder.positions.get((symbol, position_side))
        if position is None:
            position = Position(str(next(self._position_ids)), uid, symbol, position_side, margin_mode, leverage, now)
            holder.positions[symbol, position_side] = position
        margin = rounded_down(value / leverage)
        position.lots += lots if side == "buy" else -lots
        position.cost += value if (side == "buy") != contract.inverse else -value
        position.margin += margin
        position.leverage = leverage
        position.fees += fee
        position.opened_lots += lots
        position.opened_value += value
        self.accounts.earn(contract.settle, fee)
        self.hold(uid, contract.settle, -margin - fee, margin, "contract.trade", context, now)
        self._enter(uid, contract.settle, -fee, fee, context, now)
        self._tell(position, "positionChange", now)

    @exact
    def reduce(self, position: Position, lots: Decimal, value: Decimal, fee: Decimal, context: Mapping[str, str], now: int, *,
               liquidation: bool = False) -> None:
        """Close so many lots for this value: margin comes back, and the profit or loss with it."""
        contract = self.contracts[position.symbol]
        long, cost, margin = position.long, position.cost, position.margin
        if lots != abs(position.lots):
            cost, margin = (rounded_down(each * lots / abs(position.lots)) for each in (cost, margin))
        profit = (value if long != contract.inverse else -value) - cost
        position.lots -= lots if long else -lots
        position.cost -= cost
        position.margin -= margin
        position.profit += profit
        position.fees += fee
        position.closed_lots += lots
        position.closed_value += value
        self._add(self.pool, contract.settle, -profit)
        self.accounts.earn(contract.settle, fee)
        self._settle(position, margin, profit - fee, fee, "contract.trade", context, now)
        if not position.lots:
            self._close(position, long, liquidation, now)
        self._tell(position, "liquidation" if liquidation else "positionChange", now)

    # Margin

    @exact
    def most_removable(self, position: Position) -> Decimal:
        """The margin that an isolated position can spare: all above what its risk level asks for."""
        level = self.contracts[position.symbol].levels[self.terms(position.uid, position.symbol).level - 1]
        needed = rounded_up(abs(position.cost) * (level.initial + self.contracts[position.symbol].taker_rate))
        return max(position.margin + min(self.unrealised(position), ZERO) - needed, ZERO)

    @exact
    def move_margin(self, position: Position, amount: Decimal, now: int, move: Optional[str] = None) -> None:
        """Put margin into an isolated position, or take it out when negative.

        :param move: An id of this move: the same one counts once.
        """
        moves = self._holder(position.uid).moves
        if move is not None and move in moves:
            return
        if position.margin_mode == "CROSS":
            raise Refused("330005", "Margin is moved in isolated margin only.")
        currency = self.contracts[position.symbol].settle
        if amount > self.available(position.uid, currency):
            raise Refused("300003", "Balance insufficient.")
        if -amount > self.most_removable(position):
            raise Refused("300003", "More than can be taken off the margin.")
        if move is not None:
            moves.add(move)
        position.margin += amount
        position.added += amount
        self.hold(position.uid, currency, -amount, amount, "contract.margin", {"symbol": position.symbol}, now)
        self._tell(position, "marginChange", now)

    @exact
    def set_leverage(self, position: Position, leverage: Decimal, now: int) -> None:
        """Bind the margin that another leverage asks for; it must be available."""
        currency = self.contracts[position.symbol].settle
        more = self.contracts[position.symbol].initial_margin(abs(position.cost), leverage) - position.margin
        position.leverage = leverage
        position.margin += more
        self.hold(position.uid, currency, -more, more, "contract.margin", {"symbol": position.symbol}, now)
        self._tell(position, "marginChange", now)

    @exact
    def top_up(self, position: Position, now: int) -> None:
        """Bring an isolated position back to its initial margin, as far as the balance goes."""
        missing = (self.contracts[position.symbol].initial_margin(abs(position.cost), position.leverage)
                   - position.margin - self.unrealised(position))
        amount = min(missing, self.available(position.uid, self.contracts[position.symbol].settle))
        if amount > 0:
            self.move_margin(position, amount, now)

    @exact
    def in_danger(self, position: Position) -> bool:
        """Whether an isolated position has come to its maintenance margin."""
        return position.margin + self.unrealised(position) <= self.maintenance(position)

    @exact
    def fund(self, symbol: str, rate: Decimal, moment: int, now: int) -> None:
        """Let longs pay shorts, or with a negative rate shorts pay longs; isolated margins pay and are paid themselves."""
        contract, mark = self.contracts[symbol], self.marks[symbol]
        for uid in self.uids:
            for position in self.positions(uid, symbol):
                value = contract.value(position.lots, mark)
                amount = value * rate if position.lots < 0 else -value * rate
                position.funding += amount
                self._add(self.insurance, contract.settle, -amount)
                released = min(-amount, position.margin) if position.margin_mode == "ISOLATED" else ZERO
                position.margin -= released
                self._settle(position, released, amount, ZERO, "contract.funding", {"symbol": symbol}, now)
                paid = FundingPaid(
                    next(self._funding_ids), uid, symbol, moment, rate, mark, position.lots,
                    contract.worth(position.lots, mark), amount, contract.settle, position.margin_mode, position.side)
                if not self.accounts.unlimited(uid):
                    self._holder(uid).funding.append(paid)
                self._publish(paid)

    # Money

    def hold(self, uid: int, currency: str, available: Decimal, hold: Decimal, event: str, context: Mapping[str, str],
             now: int) -> None:
        """Move money between available and on hold, or away."""
        if available or hold:
            self.accounts.move(uid, self.account(uid), currency, available, hold, event, context, now)

    def _settle(self, position: Position, released: Decimal, change: Decimal, fee: Decimal, event: str,
                context: Mapping[str, str], now: int) -> None:
        """Give margin back and change the account's total; what is missing then is found elsewhere, as the model says."""
        uid, currency = position.uid, self.contracts[position.symbol].settle
        missing = max(-(released + change), ZERO)
        available, unheld = released + change + missing, released
        others = [position]
        if position.margin_mode == "CROSS":
            from_balance = min(missing, self.available(uid, currency))
            available, missing = available - from_balance, missing - from_balance
            others += [each for each in self.cross_positions(uid, currency) if each is not position]
        for other in others:
            part = min(missing, other.margin)
            other.margin -= part
            unheld, missing = unheld + part, missing - part
        self._add(self.insurance, currency, -missing)
        self.hold(uid, currency, available, -unheld, event, context, now)
        self._enter(uid, currency, change + missing, fee, context, now)

    def _enter(self, uid: int, currency: str, change: Decimal, fee: Decimal, context: Mapping[str, str], now: int) -> None:
        if change:
            self.accounts.enter(uid, self.account(uid), currency, change, fee, "RealisedPNL", context, now)

    def _close(self, position: Position, long: bool, liquidated: bool, now: int) -> None:
        contract, holder = self.contracts[position.symbol], self._holder(position.uid)
        del holder.positions[position.symbol, position.side]
        if (position.uid, position.symbol) not in self.gone:
            self.gone.append((position.uid, position.symbol))
        if not self.accounts.unlimited(position.uid):
            holder.closed.append(ClosedPosition(
                str(next(self._closed_ids)), position.uid, position.symbol, contract.settle, "LONG" if long else "SHORT",
                position.margin_mode, position.leverage, liquidated, position.profit, position.fees, position.funding,
                position.opened_lots, position.opened_value, position.opened_at, now,
                contract.entry_price(position.opened_lots, position.opened_value),
                contract.entry_price(position.closed_lots, position.closed_value)))

    def _tell(self, position: Position, reason: str, now: int) -> None:
        if not self.accounts.unlimited(position.uid):
            self._publish(PositionChanged(self.standing(position), reason, now))

    def _maintenance_rate(self, position: Position) -> Decimal:
        contract = self.contracts[position.symbol]
        if position.margin_mode == "CROSS":
            return contract.maintenance
        return contract.levels[self.terms(position.uid, position.symbol).level - 1].maintenance

    def _holder(self, uid: int) -> _Holder:
        return self._holders.setdefault(uid, _Holder())

    @staticmethod
    def _add(to: Dict[str, Decimal], currency: str, amount: Decimal) -> None:
        to[currency] = to.get(currency, ZERO) + amount
