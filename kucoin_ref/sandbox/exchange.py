"""Accounts, balances, orders and fills of a spot exchange, as pure state.

No I/O, no thread, no clock, no chance: time is an argument, in nanoseconds since 1970, and everything that happens
is told to ``publish`` in the order it happens. What a single symbol knows by itself is in :mod:`.matching`.

Money is exact. Fees are charged in the quote currency: a buyer pays funds plus fee, a seller gets funds less fee. An
order puts its worst case on hold, each fill releases its share, the end of the order releases the rest.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappop, heappush
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple, Union

from .accounts import Accounts, Balance, BalanceChanged, LedgerEntry, Numbers, event_name, exact, trade_name
from .contracts import Contract
from .funds import Funds
from .futures import Futures
from .lending import Lending
from .margin import Margin
from .margin_types import CrossMarginStatus, IsolatedMarginChanged
from .matching import (SECOND, ZERO, Book, Candle, LevelChanged, Order, Refused, Stats, Symbol, Tape, Trade, amount,
                       read_order)
from .stops import StopOrderChanged, Stops
from .unified import Unified
from .users import Users

__all__ = ["Balance", "BalanceChanged", "Book", "Candle", "DeadMan", "Event", "Exchange", "Fill", "LedgerEntry",
           "LevelChanged", "Order", "OrderChanged", "Refused", "SECOND", "Stats", "StopOrderChanged", "Symbol", "Trade"]

#: Open orders of an account on one pair: of a classic account, of the unified one.
MAX_OPEN_ORDERS = 200
MAX_UNIFIED_ORDERS = 500


@dataclass(frozen=True)
class OrderChanged:
    """A step in an order's life, with a copy of the order at that moment."""

    order: Order
    #: received, open, match, update, filled, canceled
    type: str
    #: new, open, match, done
    status: str
    time: int
    trade: Optional[Trade] = None
    liquidity: Optional[str] = None
    #: For an update: what size less the cancelled size was before.
    old_size: Optional[Decimal] = None


Event = Union[LevelChanged, Trade, OrderChanged, BalanceChanged, StopOrderChanged, CrossMarginStatus,
              IsolatedMarginChanged]


@dataclass(frozen=True)
class Fill:
    """One order's side of a trade."""

    id: int
    trade: Trade
    order_id: str
    counter_order_id: str
    side: str
    liquidity: str
    funds: Decimal
    fee: Decimal
    fee_rate: Decimal
    fee_currency: str
    type: str
    time: int


@dataclass(frozen=True)
class DeadMan:
    """A switch that cancels the orders of its symbols (none named: all) unless it is set again in time."""

    timeout: int
    symbols: Tuple[str, ...]
    set_at: int
    trigger_at: int


@dataclass
class _Trader:
    """What one account of a user has ordered."""

    orders: Dict[str, Order] = field(default_factory=dict)
    active: Dict[str, Order] = field(default_factory=dict)
    #: How many of them each symbol has.
    counts: Dict[str, int] = field(default_factory=dict)
    #: By client id: the newest order of each symbol, and the active one of any symbol.
    newest: Dict[Tuple[str, str], Order] = field(default_factory=dict)
    taken: Dict[str, Order] = field(default_factory=dict)
    closed: Dict[str, List[Order]] = field(default_factory=dict)
    fills: Dict[str, List[Fill]] = field(default_factory=dict)

    def enter(self, order: Order) -> None:
        self.orders[order.id] = self.active[order.id] = order
        self.counts[order.symbol] = self.counts.get(order.symbol, 0) + 1
        if order.client_oid is not None:
            self.newest[order.symbol, order.client_oid] = self.taken[order.client_oid] = order

    def close(self, order: Order, keep: bool) -> None:
        """Let an order rest among the closed ones, or forget it."""
        del self.active[order.id]
        self.counts[order.symbol] -= 1
        key = (order.symbol, order.client_oid or "")
        if self.taken.get(key[1]) is order:
            del self.taken[key[1]]
        if keep:
            self.closed.setdefault(order.symbol, []).append(order)
        else:
            del self.orders[order.id]
            if self.newest.get(key) is order:
                del self.newest[key]

    def find(self, symbol: str, order_id: Optional[str], client_oid: Optional[str]) -> Optional[Order]:
        """The order with this id, or else the newest one with this client id."""
        if order_id is not None:
            order = self.orders.get(order_id)
            return order if order is not None and order.symbol == symbol else None
        return self.newest.get((symbol, client_oid)) if client_oid is not None else None


_NOBODY = _Trader()


class Exchange:
    """The whole state of a spot exchange.

    :param symbols: The trading pairs.
    :param publish: Called with each event while it happens, so it may note it and read, but not place or cancel.
    """

    def __init__(self, symbols: Iterable[Symbol], publish: Callable[[Any], None], *,
                 contracts: Iterable[Contract] = (), maker_rate: Decimal = Decimal("0.001"), taker_rate: Decimal = Decimal("0.001")) -> None:
        self.symbols = {symbol.name: symbol for symbol in symbols}
        self.maker_rate = maker_rate
        self.taker_rate = taker_rate
        self.accounts = Accounts(publish)
        self.users = Users(self.accounts)
        self.funds = Funds(self)
        self.stops = Stops(self, publish)
        self.futures = Futures(contracts, self.accounts, publish)
        self._publish = publish
        self._with_fee = 1 + max(maker_rate, taker_rate)
        self._books = {name: Book(name) for name in self.symbols}
        self._tapes = {name: Tape() for name in self.symbols}
        self._traders: Dict[Tuple[int, str], _Trader] = {}
        self._dead_men: Dict[int, DeadMan] = {}
        self._expiries: List[Tuple[int, str, Order]] = []
        self._newest_second = 0
        self._ids = Numbers(1)
        # Trade ids of the live exchange are above 2**53 as well, which finds clients that read them as floats.
        self._trade_ids = Numbers(11000000000000001)
        self._fill_ids = Numbers(19800000000001)
        #: Other parts of the exchange, which use this one.
        self.lending = Lending(self.accounts)
        self.margin = Margin(self, publish)
        self.unified = Unified(self)

    # Accounts

    def open_account(self, uid: int, main: Mapping[str, Decimal], trade: Mapping[str, Decimal], now: int, *,
                     contract: Optional[Mapping[str, Decimal]] = None, unlimited: bool = False) -> None:
        """Open an account with these balances.

        :param unlimited: For market makers: any number of open orders, and no history is kept.
        """
        self.accounts.open(uid, unlimited=unlimited)
        for account, balances in (("main", main), ("trade", trade), ("contract", contract or {})):
            for currency, value in balances.items():
                self.deposit(uid, account, currency, value, now)

    def deposit(self, uid: int, account: str, currency: str, value: Decimal, now: int) -> None:
        """Bring money in from outside."""
        self.funds.deposit(uid, account, currency, value, now)

    # Orders

    @exact
    def place(self, uid: int, wanted: Mapping[str, Any], now: int, *, account: str = "trade") -> Order:
        """Take an order in and match it.

        :param wanted: The request, with the wire's keys.
        :param account: Whose money it spends: ``trade``, or a margin account, where ``autoBorrow`` borrows what is missing.
        :raises Refused: Nothing has happened then.
        """
        order = self._vet(uid, account, wanted, now)
        missing = self._missing(order)
        if missing and wanted.get("autoBorrow"):
            self.margin.lend_for(order, self._spent(order), missing, now)
        elif missing:
            raise Refused("200004", "Balance insufficient!")
        self._receive(order, now)
        self.stops.run(now)
        return order

    @exact
    def check(self, uid: int, wanted: Mapping[str, Any], now: int, *, account: str = "trade") -> Decimal:
        """Refuse what :meth:`place` would refuse, and do nothing else; tell what it would borrow."""
        order = self._vet(uid, account, wanted, now)
        missing = self._missing(order)
        if missing and wanted.get("autoBorrow"):
            return self.margin.check_loan_for(order, self._spent(order), missing)
        if missing:
            raise Refused("200004", "Balance insufficient!")
        return ZERO

    @exact
    def cancel(self, uid: int, symbol: str, now: int, *, order_id: Optional[str] = None,
               client_oid: Optional[str] = None, size: Optional[Union[str, Decimal]] = None,
               account: str = "trade") -> Order:
        """Cancel an order, or ``size`` of it."""
        order = self._open_order(uid, account, symbol, order_id, client_oid)
        if size is None:
            self._cancel(order, now)
            return order
        part = amount(size, "cancelSize")
        if part % self.symbols[symbol].base_increment:
            raise Refused("600100", "Order size increment invalid.")
        if part >= order.remain_size:
            raise Refused("400100", "cancelSize must be below the remaining size.")
        self._decrease(order, part, now)
        return order

    @exact
    def cancel_all(self, uid: int, now: int, symbol: Optional[str] = None, *, account: str = "trade") -> List[Order]:
        """Cancel the open orders of one symbol, or all."""
        orders = self.open_orders(uid, symbol, account=account)
        for order in orders:
            self._cancel(order, now)
        return orders

    @exact
    def modify(self, uid: int, symbol: str, now: int, *, order_id: Optional[str] = None,
               client_oid: Optional[str] = None, new_price: Optional[Union[str, Decimal]] = None,
               new_size: Optional[Union[str, Decimal]] = None, account: str = "trade") -> Order:
        """Cancel an order and place its successor, which has a new id and the same client id.

        :param new_size: The total: what has been filled counts, the successor is for the rest.
        :raises Refused: The old order stands as it did.
        """
        old = self._open_order(uid, account, symbol, order_id, client_oid)
        if new_price is None and new_size is None:
            raise Refused("400100", "newPrice or newSize is needed.")
        rest = old.remain_size if new_size is None else amount(new_size, "newSize") - old.deal_size
        if rest <= 0:
            raise Refused("400100", "newSize must be above the filled size.")
        wanted = {
            "symbol": symbol, "side": old.side, "type": old.type, "size": rest,
            "price": old.price if new_price is None else new_price,
            "timeInForce": old.time_in_force, "cancelAfter": old.cancel_after, "postOnly": old.post_only,
            "stp": old.stp, "clientOid": old.client_oid, "remark": old.remark, "tags": old.tags,
        }
        order = self._vet(uid, account, wanted, now, old)
        if self._missing(order, old):
            raise Refused("200004", "Balance insufficient!")
        self._cancel(old, now)
        self._receive(order, now)
        self.stops.run(now)
        return order

    def order(self, uid: int, symbol: str, *, order_id: Optional[str] = None, client_oid: Optional[str] = None,
              account: str = "trade") -> Order:
        """The order with this id, or the newest with this client id."""
        order = self._trader(uid, account).find(symbol, order_id, client_oid)
        if order is None:
            raise Refused("400100", "The order does not exist.")
        return order

    def find(self, uid: int, *, order_id: Optional[str] = None, client_oid: Optional[str] = None,
             account: str = "trade") -> Optional[Order]:
        """The order with this id, or the open one with this client id, whatever its symbol."""
        trader = self._traders.get((uid, account), _NOBODY)
        return trader.orders.get(order_id) if order_id is not None else trader.taken.get(client_oid or "")

    def open_orders(self, uid: int, symbol: Optional[str] = None, *, account: str = "trade") -> List[Order]:
        """Newest first."""
        if symbol is not None:
            self._symbol(symbol)
        orders = reversed(list(self._trader(uid, account).active.values()))
        return [order for order in orders if symbol in (None, order.symbol)]

    def closed_orders(self, uid: int, symbol: str, *, account: str = "trade") -> List[Order]:
        """By the time they closed, newest first."""
        return self._trader(uid, account).closed.get(self._symbol(symbol).name, [])[::-1]

    def fills(self, uid: int, symbol: str, *, account: str = "trade") -> List[Fill]:
        """Newest first."""
        return self._trader(uid, account).fills.get(self._symbol(symbol).name, [])[::-1]

    def new_id(self, now: int) -> str:
        """An id that nothing else of the exchange has: 24 hexadecimal digits that grow with time."""
        self._newest_second = max(self._newest_second, now // SECOND)
        return "%08x%016x" % (self._newest_second, next(self._ids))

    # Time

    def set_dead_man(self, uid: int, timeout: int, symbols: Sequence[str], now: int) -> Optional[DeadMan]:
        """Set the dead-man switch anew.

        :param timeout: 5 to 86400 seconds; -1 switches it off.
        :param symbols: At most 50; empty is all.
        """
        if timeout != -1 and not 5 <= timeout <= 86400:
            raise Refused("400100", "timeout must be -1 or 5 to 86400.")
        if len(symbols) > 50:
            raise Refused("400100", "At most 50 symbols.")
        names = tuple(self._symbol(name).name for name in symbols)
        switch = None if timeout == -1 else DeadMan(timeout, names, now, now + timeout * SECOND)
        if switch is None:
            self._dead_men.pop(uid, None)
        else:
            self._dead_men[uid] = switch
        return switch

    def dead_man(self, uid: int) -> Optional[DeadMan]:
        return self._dead_men.get(uid)

    @exact
    def advance(self, now: int) -> None:
        """Do what has fallen due: orders that expire, switches, withdrawals, funding, interest, liquidations."""
        while self._expiries and self._expiries[0][0] <= now:
            order = heappop(self._expiries)[2]
            if order.active:
                self._cancel(order, now)
        for uid, switch in list(self._dead_men.items()):
            if switch.trigger_at <= now:
                del self._dead_men[uid]
                for symbol in switch.symbols or (None,):
                    self.cancel_all(uid, now, symbol)
        self.funds.advance(now)
        trades = {name: tape.last() for name, tape in self._tapes.items()}
        self.futures.advance(now, {name: trade.price for name, trade in trades.items() if trade is not None})
        self.lending.advance(now)
        self.margin.advance(now)

    def due(self) -> Optional[int]:
        """When the next order expires, switch is pulled or funding is settled, or some time before; None when none is set."""
        moments = [self._expiries[0][0]] if self._expiries else []
        moments += self.futures.fundings()
        return min(moments + [switch.trigger_at for switch in self._dead_men.values()], default=None)

    # Market data

    def book(self, symbol: str) -> Book:
        return self._books[self._symbol(symbol).name]

    def trades(self, symbol: str) -> List[Trade]:
        """The newest 100, newest first."""
        return self._tape(symbol).trades()

    def last_trade(self, symbol: str) -> Optional[Trade]:
        return self._tape(symbol).last()

    def candles(self, symbol: str, seconds: int, start_s: int, end_s: int) -> List[Candle]:
        """Candles that start in [start, end), newest first; see :meth:`.matching.Tape.candles`."""
        return self._tape(symbol).candles(seconds, start_s, end_s)

    def candle(self, symbol: str, seconds: int, now: int) -> Optional[Candle]:
        """The running one, if anything has traded in it."""
        start = now // SECOND // seconds * seconds
        return next(iter(self._tape(symbol).candles(seconds, start, start + seconds)), None)

    def stats(self, symbol: str, now: int, seconds: int = 86400) -> Stats:
        return self._tape(symbol).stats(now, seconds)

    def _symbol(self, name: str) -> Symbol:
        if name not in self.symbols:
            raise Refused("900001", "Symbol not exists")
        return self.symbols[name]

    def _tape(self, symbol: str) -> Tape:
        return self._tapes[self._symbol(symbol).name]

    def _trader(self, uid: int, account: str) -> _Trader:
        trader = self._traders.get((uid, account))
        if trader is None:
            trader = self._traders[uid, account] = _Trader()
        return trader

    def _open_order(self, uid: int, account: str, symbol: str, order_id: Optional[str],
                    client_oid: Optional[str]) -> Order:
        order = self._trader(uid, account).find(self._symbol(symbol).name, order_id, client_oid)
        if order is None or not order.active:
            raise Refused("400100", "order_not_exist_or_not_allow_to_cancel")
        return order

    # Admission: every check, no change

    def _vet(self, uid: int, account: str, wanted: Mapping[str, Any], now: int, old: Optional[Order] = None) -> Order:
        """An order that may enter if there is money for it, or Refused; the old one is what it will replace."""
        symbol = self._symbol(wanted["symbol"])
        if not symbol.row["enableTrading"]:
            raise Refused("400600", "Trading of this symbol is suspended.")
        order = read_order(symbol, uid, wanted, now)
        order.account = account
        trader, limited = self._trader(uid, account), not self.accounts.unlimited(uid)
        if limited and order.client_oid is not None and trader.taken.get(order.client_oid, old) is not old:
            raise Refused("102426", "Duplicate client order id")
        self._check_protection(order, symbol)
        most = MAX_UNIFIED_ORDERS if account == "unified" else MAX_OPEN_ORDERS
        if limited and old is None and trader.counts.get(symbol.name, 0) >= most:
            raise Refused("102427", "Too many pending orders on this symbol.")
        if self.margin.owns(account):
            self.margin.check_order(order)
            order.auto_repay = bool(wanted.get("autoRepay"))
        return order

    def _spent(self, order: Order) -> str:
        """The currency that an order pays with."""
        symbol = self.symbols[order.symbol]
        return symbol.quote if order.side == "buy" else symbol.base

    def _missing(self, order: Order, old: Optional[Order] = None) -> Decimal:
        """What the account lacks for an order, when what the old one holds is free again."""
        available = self.accounts.available(order.uid, order.account, self._spent(order)) + (old.held if old else ZERO)
        return max((self._hold(order) or self._cost(order)) - available, ZERO)

    def _check_protection(self, order: Order, symbol: Symbol) -> None:
        last = self.last_trade(symbol.name)
        if last is None or order.type == "market":
            return
        too_high = order.side == "buy" and order.price > last.price * (1 + symbol.price_limit_rate)
        too_low = order.side == "sell" and order.price < last.price * (1 - symbol.price_limit_rate)
        if too_high or too_low:
            raise Refused("102429", "The price is outside the protection band.")

    def _hold(self, order: Order) -> Decimal:
        """What goes on hold for a new order; 0 where only the fills tell: a market buy by size, a sell by funds."""
        return order.size if order.side == "sell" else order.funds * self._with_fee

    def _hold_of(self, order: Order, size: Decimal, funds: Decimal) -> Decimal:
        """The share of an order's hold that belongs to this much of it."""
        if not order.held:
            return ZERO
        if order.side == "sell":
            return size
        return (order.price * size if order.type == "limit" else funds) * self._with_fee

    def _preview(self, order: Order) -> Tuple[Decimal, Decimal]:
        """Size and funds that the order would trade now."""
        size = funds = ZERO
        for maker in self._books[order.symbol].makers(order.side, order.price or None):
            if order.prevention and maker.uid == order.uid:
                if order.prevention == "CO":
                    continue
                break
            part = self._share(order, maker, order.size - size, order.funds - funds)
            if not part:
                break
            size += part
            funds += part * maker.price
        return size, funds

    def _cost(self, order: Order) -> Decimal:
        size, funds = self._preview(order)
        return size if order.side == "sell" else funds * (1 + self.taker_rate)

    def _share(self, order: Order, maker: Order, size: Decimal, funds: Decimal) -> Decimal:
        """How much of the maker an order takes that has this size, or else these funds, left."""
        if not order.size:
            increment = self.symbols[order.symbol].base_increment
            size = funds // (maker.price * increment) * increment
        return min(size, maker.remain_size)

    # The life of an order

    def _receive(self, order: Order, now: int) -> Order:
        order.id = self.new_id(now)
        self._trader(order.uid, order.account).enter(order)
        order.held = self._hold(order)
        self._move_held(order, -order.held, order.held, now)
        self._tell(order, "received", "new", now)
        may_rest = self._may_match(order) and self._match(order, now)
        if order.active and may_rest and order.type == "limit" and order.time_in_force in ("GTC", "GTT"):
            self._publish(self._books[order.symbol].add(order, now))
            self._tell(order, "open", "open", now)
            if order.cancel_after:
                heappush(self._expiries, (now + order.cancel_after * SECOND, order.id, order))
        elif order.active:
            self._cancel(order, now)
        return order

    def _may_match(self, order: Order) -> bool:
        """False for a post-only order that would take, and for a fill-or-kill order that would not be filled."""
        if order.post_only:
            return next(self._books[order.symbol].makers(order.side, order.price), None) is None
        return order.time_in_force != "FOK" or self._preview(order)[0] == order.size

    def _match(self, order: Order, now: int) -> bool:
        """Trade with the book as far as it goes; whether the rest of the order may go into the book."""
        book = self._books[order.symbol]
        while order.active:
            maker = next(book.makers(order.side, order.price or None), None)
            if maker is None:
                break
            if order.prevention and maker.uid == order.uid:
                if not self._prevent(order, maker, now):
                    return False
                continue
            size = self._share(order, maker, order.remain_size, order.remain_funds)
            if not size:
                break
            self._trade(order, maker, size, now)
        return True

    def _prevent(self, order: Order, maker: Order, now: int) -> bool:
        """Keep an account from trading with itself; whether the new order goes on."""
        if order.prevention == "DC":
            size = min(order.remain_size, maker.remain_size)
            self._decrease(maker, size, now)
            self._decrease(order, size, now)
        elif order.prevention in ("CO", "CB"):
            self._cancel(maker, now)
        return order.prevention in ("CO", "DC")

    def _trade(self, taker: Order, maker: Order, size: Decimal, now: int) -> None:
        change = self._books[maker.symbol].reduce(maker, size, now)
        self._publish(change)
        trade = Trade(maker.symbol, next(self._trade_ids), change.sequence, maker.price, size, taker.side,
                      maker.id, taker.id, now)
        self._tapes[maker.symbol].add(trade)
        self._publish(trade)
        self.stops.watch(maker.symbol, trade.price)
        self._fill(maker, taker.id, trade, "maker", "open", self.maker_rate)
        self._fill(taker, maker.id, trade, "taker", "match", self.taker_rate)

    def _fill(self, order: Order, counter: str, trade: Trade, liquidity: str, status: str, rate: Decimal) -> None:
        """One side of a trade: the order's amounts, the account's money, the records."""
        symbol = self.symbols[order.symbol]
        size, funds, now = trade.size, trade.size * trade.price, trade.time
        fee = funds * rate
        released = self._hold_of(order, size, funds)
        order.held -= released
        order.deal_size += size
        order.deal_funds += funds
        order.fee += fee
        order.updated_at = now
        self.accounts.earn(symbol.quote, fee)

        context = {"symbol": order.symbol, "orderId": order.id, "tradeId": str(trade.id)}
        if order.side == "buy":
            changes = ((symbol.quote, -funds - fee, fee, released), (symbol.base, size, ZERO, ZERO))
        else:
            changes = ((symbol.base, -size, ZERO, released), (symbol.quote, funds - fee, fee, ZERO))
        for currency, change, charged, unheld in changes:
            event = event_name(order.account, "setted")
            self.accounts.move(order.uid, order.account, currency, change + unheld, -unheld, event, context, now)
            self.accounts.enter(order.uid, order.account, currency, change, charged, trade_name(order.account), context, now)
        if not self.accounts.unlimited(order.uid):
            self._trader(order.uid, order.account).fills.setdefault(order.symbol, []).append(Fill(
                next(self._fill_ids), trade, order.id, counter, order.side, liquidity, funds, fee, rate, symbol.quote,
                order.type, now))
        self._tell(order, "match", status, now, trade, liquidity)
        if self.margin.owns(order.account):
            currency, change, *_ = changes[1]  # what came in
            self.margin.settle(order, currency, change, now)
        if order.used_up:
            self._close(order, "filled", now)

    def _decrease(self, order: Order, size: Decimal, now: int) -> None:
        """Cancel a part of a limit order; it keeps its place in the queue."""
        if size == order.remain_size:
            self._cancel(order, now)
            return
        old_size = order.size - order.cancelled_size
        self._drop(order, size, now)
        self._tell(order, "update", "open" if order.in_book else "match", now, old_size=old_size)

    def _cancel(self, order: Order, now: int) -> None:
        self._drop(order, order.remain_size, now)
        self._close(order, "canceled", now)

    def _drop(self, order: Order, size: Decimal, now: int) -> None:
        """Give up a size, or all that is left of an order by funds, and release what was on hold for it."""
        funds = order.price * size if order.type == "limit" else order.remain_funds
        if order.in_book:
            self._publish(self._books[order.symbol].reduce(order, size, now))
        released = self._hold_of(order, size, funds)
        order.held -= released
        order.cancelled_size += size
        order.cancelled_funds += funds
        order.updated_at = now
        self._move_held(order, released, -released, now)

    def _close(self, order: Order, how: str, now: int) -> None:
        order.status = "done"
        self._trader(order.uid, order.account).close(order, not self.accounts.unlimited(order.uid))
        self._tell(order, how, "done", now)

    def _tell(self, order: Order, what: str, status: str, now: int, trade: Optional[Trade] = None,
              liquidity: Optional[str] = None, old_size: Optional[Decimal] = None) -> None:
        self._publish(OrderChanged(order.copy(), what, status, now, trade, liquidity, old_size))

    # Money

    def _move_held(self, order: Order, available: Decimal, hold: Decimal, now: int) -> None:
        """Between available and on hold."""
        if hold:
            context = {"symbol": order.symbol, "orderId": order.id}
            event = event_name(order.account, "hold")
            self.accounts.move(order.uid, order.account, self._spent(order), available, hold, event, context, now)
