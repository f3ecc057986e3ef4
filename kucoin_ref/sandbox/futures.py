"""The futures exchange: trading in contracts, how an account does it, settlements and liquidations, as pure state.

Orders are in :mod:`.contract_trading`, positions, margins and their money in :mod:`.clearing`, the market of one contract
is in :mod:`.contract_market`. No I/O, no thread, no clock, no chance: time is an argument, in nanoseconds since 1970.

Liquidation: once a second, when an isolated position has come to its maintenance margin, or the cross positions of a
currency together have come to theirs. The account's orders are cancelled first, then each position is closed against
the book by a market order of the exchange; what is left of the margin stays with the account.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Callable, Iterable, List, Mapping, Optional

from .accounts import Accounts, exact
from .clearing import ACCOUNT
from .contract_market import ContractMarket
from .contract_orders import ContractOrder
from .contract_positions import Position
from .contract_trading import ContractTrading
from .contracts import Contract
from .matching import OPPOSITE, SECOND, ZERO, Refused


@dataclass(frozen=True)
class FundingSettlement:
    """The begin or the end of a contract's settlement."""

    symbol: str
    #: funding.begin, funding.end
    subject: str
    rate: Decimal
    #: The settlement's moment.
    funding_time: int
    time: int


@dataclass(frozen=True)
class TermsChanged:
    """How an account trades a contract is another now: ``marginMode`` or ``crossLeverage``, with the new value."""

    uid: int
    symbol: str
    what: str
    value: str
    time: int


@dataclass(frozen=True)
class RiskLevelChanged:
    uid: int
    symbol: str
    level: int
    time: int


class Futures(ContractTrading):
    """The whole state of a futures exchange.

    :param publish: Called with each event while it happens, so it may note it and read, but not place or cancel.
    """

    def __init__(self, contracts: Iterable[Contract], accounts: Accounts, publish: Callable[[Any], None]) -> None:
        super().__init__(contracts, accounts, publish)
        self._second = 0

    # The account's settings

    @exact
    def set_margin_mode(self, uid: int, symbol: str, mode: str, now: int) -> None:
        terms = self.clearing.terms(uid, self.contract(symbol).name)
        if terms.margin_mode == mode:
            return
        self._refuse_busy(uid, symbol)
        terms.margin_mode = mode
        self._publish(TermsChanged(uid, symbol, "marginMode", mode, now))

    def set_hedged(self, uid: int, hedged: bool) -> None:
        """Set the position mode of the whole account."""
        if hedged != self.clearing.hedged(uid):
            self._refuse_busy(uid, None)
            self.clearing.set_hedged(uid, hedged)

    @exact
    def set_cross_leverage(self, uid: int, symbol: str, leverage: Decimal, now: int) -> None:
        """Another leverage for the cross positions and orders of a contract; what more they bind must be there."""
        contract = self.contract(symbol)
        self._check_leverage(leverage, contract.most_leverage)
        positions = [each for each in self.clearing.positions(uid, symbol) if each.margin_mode == "CROSS"]
        orders = [each for each in self.open_orders(uid, symbol) if each.margin_mode == "CROSS"]
        more = {each.id: contract.initial_margin(abs(each.cost), leverage) - each.margin for each in positions}
        more.update((each.id, self._hold_for(replace(each, leverage=leverage), each.opening) - each.held) for each in orders)
        if sum(more.values(), ZERO) > self.clearing.free(uid, contract.settle):
            raise Refused("300003", "Balance insufficient.")
        self.clearing.terms(uid, symbol).cross_leverage = leverage
        for releasing in (True, False):  # what comes free may be needed right after
            for position in positions:
                if (more[position.id] <= 0) == releasing:
                    self.clearing.set_leverage(position, leverage, now)
            for order in orders:
                if (more[order.id] <= 0) == releasing:
                    order.leverage = leverage
                    self._hold(order, now)
        self._publish(TermsChanged(uid, symbol, "crossLeverage", format(leverage, "f"), now))
        self._finish(now)

    @exact
    def set_level(self, uid: int, symbol: str, level: int, now: int) -> None:
        """Another risk level for a contract in isolated margin, which cancels its open orders."""
        contract = self.contract(symbol)
        if not 1 <= level <= len(contract.levels):
            raise Refused("100005", "No such risk limit level.")
        limits = contract.levels[level - 1]
        for position in self.clearing.positions(uid, symbol):
            if abs(position.cost) > limits.most:
                raise Refused("300005", "The position exceeds the risk limit.")
            needed = contract.initial_margin(abs(position.cost), Decimal(limits.leverage))
            if position.margin_mode == "ISOLATED" and position.margin < needed:
                raise Refused("200005", "The margin of the position is insufficient for this risk limit.")
        self.cancel_all(uid, now, symbol)
        self.clearing.terms(uid, symbol).level = level
        self._publish(RiskLevelChanged(uid, symbol, level, now))

    @exact
    def move_margin(self, uid: int, symbol: str, side: str, amount: Decimal, now: int, move: Optional[str] = None) -> Position:
        """Add margin to an isolated position, or take some off when negative; see :meth:`.Clearing.move_margin`."""
        position = self.clearing.position(uid, self.contract(symbol).name, side)
        if position is None:
            raise Refused("300009", "No open positions to close.")
        self.clearing.move_margin(position, amount, now, move)
        self._finish(now)
        return position

    @exact
    def most_lots(self, uid: int, symbol: str, side: str, price: Decimal, leverage: Decimal) -> Decimal:
        """How many lots an order could open now, by the balance and the risk limit."""
        contract = self.contract(symbol)
        terms = self.clearing.terms(uid, symbol)
        self._check_leverage(leverage, contract.most_leverage)
        free = self.clearing.free(uid, contract.settle)
        lots = contract.lots(free / (1 / leverage + contract.taker_rate), price)
        if lots and contract.order_margin(lots, price, leverage) > free:
            lots -= 1
        room = self._limit(contract, uid, terms.margin_mode) - self._exposure(uid, contract, side)
        return max(min(lots, contract.lots(room, price), contract.most_lots), ZERO)

    # Time

    @exact
    def advance(self, now: int, prices: Mapping[str, Decimal]) -> None:
        """Once a second: new index and mark prices, and what they and the time bring about.

        :param prices: The last price of each spot symbol that has traded.
        """
        if now // SECOND <= self._second:
            return
        self._second = now // SECOND
        for symbol, market in self.markets.items():
            index = prices.get(market.contract.spot)
            if index is None:
                continue
            for event in market.tick(index, now):
                self._publish(event)
            assert market.mark is not None
            mark = self.clearing.marks[symbol] = market.mark
            if market.funding_at <= now:
                self._fund(market, now)
            self._trigger(symbol, "IP", index, index, now)
            self._trigger(symbol, "MP", mark, mark, now)
        self._finish(now)
        for uid in self.clearing.uids:
            if not self.accounts.unlimited(uid):
                self._liquidate_user(uid, now)
        self._finish(now)

    def fundings(self) -> List[int]:
        """When the next settlement of each contract is."""
        return [market.funding_at for market in self.markets.values() if market.funding_at]

    def _fund(self, market: ContractMarket, now: int) -> None:
        """Settle a cycle; were several missed, the last one stands for all."""
        symbol, rate, moment = market.contract.name, market.rate, market.funding_at
        self._publish(FundingSettlement(symbol, "funding.begin", rate, moment, now))
        self.clearing.fund(symbol, rate, moment, now)
        market.next_cycle(now)
        self._publish(FundingSettlement(symbol, "funding.end", rate, moment, now))

    def _liquidate_user(self, uid: int, now: int) -> None:
        for position in self.clearing.positions(uid):
            if position.margin_mode == "ISOLATED" and self.clearing.in_danger(position):
                if self.clearing.terms(uid, position.symbol).auto_deposit:
                    self.clearing.top_up(position, now)
                if self.clearing.in_danger(position):
                    self._liquidate(position, now)
        for currency in sorted({contract.settle for contract in self.contracts.values()}):
            positions = self.clearing.cross_positions(uid, currency)
            if positions and self._cross_in_danger(uid, currency):
                for order in self.open_orders(uid):
                    if order.margin_mode == "CROSS" and self.contracts[order.symbol].settle == currency:
                        self._cancel(order, now)
                if self._cross_in_danger(uid, currency):
                    for position in positions:
                        self._liquidate(position, now)

    def _cross_in_danger(self, uid: int, currency: str) -> bool:
        equity, needed = self.clearing.cross_balance(uid, currency)
        return equity <= needed

    def _liquidate(self, position: Position, now: int) -> None:
        """Close a position by an order of the exchange; what the book cannot take is tried again a second later."""
        for order in self.open_orders(position.uid, position.symbol) + self.waiting_orders(position.uid, position.symbol):
            if order.active:
                self._cancel(order, now)
        side = "sell" if position.long else "buy"
        if self.markets[position.symbol].book.best(OPPOSITE[side]) is None:
            return
        order = ContractOrder(
            id=str(next(self._order_ids)), uid=position.uid, symbol=position.symbol, side=side, type="market",
            size=abs(position.lots), account=ACCOUNT, leverage=position.leverage, margin_mode=position.margin_mode,
            position_side=position.side, reduce_only=True, trade_type="liquid", created_at=now, updated_at=now)
        self._trader(position.uid).orders[order.id] = order
        self._enter(order, now)

    def _refuse_busy(self, uid: int, symbol: Optional[str]) -> None:
        """The code is that of the documentation's example of several contracts."""
        orders = self.open_orders(uid, symbol) + self.waiting_orders(uid, symbol)
        if orders or self.clearing.positions(uid, symbol):
            raise Refused("50002", "exist.order.or.position")
