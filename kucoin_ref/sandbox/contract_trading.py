"""Orders for contracts in their market: admission, matching, stop orders.

An order puts the margin and the fee of the lots that would open a position on hold; lots that would close one need
none, unless ``forceHold`` asks for it. When an order comes to trade and the position it counted on is gone, it pays from
the balance, and is cancelled where that is not enough. Stop orders hold nothing until they are triggered.

No I/O, no thread, no clock, no chance: time is an argument, in nanoseconds since 1970, and everything that happens is
told to ``publish`` in the order it happens.
"""

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Tuple, Union, cast

from .accounts import Accounts, Numbers, exact
from .clearing import Clearing
from .contract_market import ContractMarket
from .contract_orders import ContractFill, ContractOrder, ContractOrderChanged, ContractStopChanged, guard, read_order
from .contract_positions import Position, Wallet
from .contracts import PRICE_BAND, Contract, rounded_down
from .matching import OPPOSITE, ZERO, Refused, Trade

#: Open orders, and waiting stop orders, of an account on one contract.
MOST_ORDERS = 100
MOST_STOPS = 200


@dataclass
class _Trader:
    """What one user has ordered."""

    orders: Dict[str, ContractOrder] = field(default_factory=dict)
    #: In the market.
    active: Dict[str, ContractOrder] = field(default_factory=dict)
    #: Stop orders that wait.
    waiting: Dict[str, ContractOrder] = field(default_factory=dict)
    closed: List[ContractOrder] = field(default_factory=list)
    fills: List[ContractFill] = field(default_factory=list)


class ContractTrading:
    """The orders of every user for every contract, and the markets that they meet in.

    :param publish: Called with each event while it happens, so it may note it and read, but not place or cancel.
    """

    def __init__(self, contracts: Iterable[Contract], accounts: Accounts, publish: Callable[[Any], None]) -> None:
        self.contracts = {contract.name: contract for contract in contracts}
        self.markets = {name: ContractMarket(contract) for name, contract in self.contracts.items()}
        self.accounts = accounts
        self.clearing = Clearing(self.contracts, accounts, publish)
        self._publish = publish
        self._traders: Dict[int, _Trader] = {}
        #: Waiting stop orders by contract.
        self._stops: Dict[str, Dict[str, ContractOrder]] = {name: {} for name in self.contracts}
        #: Lowest and highest price that was traded in the running call.
        self._traded: Dict[str, Tuple[Decimal, Decimal]] = {}
        self._order_ids = Numbers(234125150956625920)
        self._trade_ids = Numbers(1784277229880)

    # Orders

    @exact
    def place(self, uid: int, wanted: Mapping[str, Any], now: int) -> ContractOrder:
        """Take an order in, and match it or let it wait for its stop price.

        :param wanted: The request, with the wire's keys.
        :raises Refused: Nothing has happened then.
        """
        order = self._admit(uid, wanted, now)
        order.id = str(next(self._order_ids))
        trader = self._trader(uid)
        trader.orders[order.id] = order
        if order.leverage and order.margin_mode == "ISOLATED":
            self.clearing.terms(uid, order.symbol).leverage = order.leverage
        if order.stop:
            self._wait(order, now)
        else:
            self._enter(order, now)
        self._finish(now)
        return order

    @exact
    def check(self, uid: int, wanted: Mapping[str, Any], now: int) -> None:
        """Refuse what :meth:`place` would refuse, and do nothing else."""
        self._admit(uid, wanted, now)

    @exact
    def amend(self, uid: int, changes: Mapping[str, Any], now: int, *, order_id: Optional[str] = None,
              symbol: Optional[str] = None, client_oid: Optional[str] = None) -> ContractOrder:
        """Change price, size or triggers of an order in the book, which keeps its ids.

        It keeps its place in the queue too when only its size shrinks or its triggers change; otherwise it goes to the end,
        or trades, as if it came anew.

        :param changes: With the wire's keys: ``price``, ``size`` or ``qty``, which is the total: what is filled counts;
            ``triggerStopUpPrice``, ``triggerStopDownPrice``, ``stopPriceType``.
        :raises Refused: The order stands as it did.
        """
        order = self._find(uid, order_id, symbol, client_oid)
        if order is None or not order.in_book or symbol not in (None, order.symbol):
            raise Refused("100004", "The order cannot be amended.")
        changed = self._vet_changes(order, changes, now)
        moved = changed.price != order.price or changed.size > order.remain_size
        less, old_size = order.remain_size - changed.size, order.size - order.cancelled_size
        book = self.markets[order.symbol].book
        if moved or less:
            self._publish(book.remove(order, now) if moved else book.reduce(order, less, now))
        order.size = order.deal_size + order.cancelled_size + changed.size
        for name in ("price", "opening", "dearest", "up_price", "down_price", "stop_price_type", "updated_at"):
            setattr(order, name, getattr(changed, name))
        self._hold(order, now)
        self._tell(order, "update", "open", now, old_size=old_size)
        if moved:
            self._enter(order, now, again=True)
        self._finish(now)
        return order

    @exact
    def cancel(self, uid: int, now: int, *, order_id: Optional[str] = None, symbol: Optional[str] = None,
               client_oid: Optional[str] = None) -> ContractOrder:
        """Cancel an order, or a stop order that waits: by its id, or by contract and client id."""
        order = self._find(uid, order_id, symbol, client_oid)
        if order is None or not order.active:
            raise Refused("100004", "The order cannot be canceled.")
        self._cancel(order, now)
        self._finish(now)
        return order

    @exact
    def cancel_all(self, uid: int, now: int, symbol: Optional[str] = None, *, stops: bool = False) -> List[ContractOrder]:
        """Cancel the open orders, or else the waiting stop orders, of one contract or all."""
        orders = self.waiting_orders(uid, symbol) if stops else self.open_orders(uid, symbol)
        for order in orders:
            if order.active:  # one of two stop orders takes the other along
                self._cancel(order, now)
        self._finish(now)
        return orders

    def order(self, uid: int, *, order_id: Optional[str] = None, client_oid: Optional[str] = None) -> ContractOrder:
        """The order with this id, or the newest with this client id."""
        order = self._find(uid, order_id, None, client_oid)
        if order is None:
            raise Refused("100001", "error.getOrder.orderNotExist")
        return order

    def open_orders(self, uid: int, symbol: Optional[str] = None) -> List[ContractOrder]:
        """Newest first, without the stop orders that wait."""
        return self._of(self._trader(uid).active, symbol)

    def waiting_orders(self, uid: int, symbol: Optional[str] = None) -> List[ContractOrder]:
        """Stop orders that wait, newest first."""
        return self._of(self._trader(uid).waiting, symbol)

    def closed_orders(self, uid: int) -> List[ContractOrder]:
        """By the time they closed, newest first."""
        return self._trader(uid).closed[::-1]

    def fills(self, uid: int) -> List[ContractFill]:
        """Newest first."""
        return self._trader(uid).fills[::-1]

    # Market and wallet

    def contract(self, symbol: str) -> Contract:
        if symbol not in self.contracts:
            raise Refused("200003", "Invalid symbol.")
        return self.contracts[symbol]

    def market(self, symbol: str) -> ContractMarket:
        return self.markets[self.contract(symbol).name]

    @exact
    def wallet(self, uid: int, currency: str, now: int) -> Wallet:
        def in_currency(each: Union[Position, ContractOrder], mode: str) -> bool:
            return each.margin_mode == mode and self.contracts[each.symbol].settle == currency

        def margins(mode: str) -> Tuple[Decimal, Decimal, Decimal]:
            positions = [each for each in self.clearing.positions(uid) if in_currency(each, mode)]
            orders = [each for each in self._trader(uid).active.values() if in_currency(each, mode)]
            return (sum((each.margin for each in positions), ZERO), sum((each.held for each in orders), ZERO),
                    sum((self.clearing.unrealised(each) for each in positions), ZERO))

        isolated, cross, available = margins("ISOLATED"), margins("CROSS"), self.clearing.available(uid, currency)
        equity, maintenance = self.clearing.cross_balance(uid, currency)
        return Wallet(
            uid, currency, available + isolated[0] + isolated[1] + cross[0] + cross[1], available, isolated[0], cross[0],
            isolated[1], cross[1], isolated[2], cross[2], self.clearing.free(uid, currency), maintenance, equity, now)

    # Stop orders

    def _wait(self, order: ContractOrder, now: int) -> None:
        self._trader(order.uid).waiting[order.id] = self._stops[order.symbol][order.id] = order
        self._publish(ContractStopChanged(copy(order), "open", now))

    def _unwait(self, order: ContractOrder) -> None:
        del self._trader(order.uid).waiting[order.id]
        del self._stops[order.symbol][order.id]

    def _trigger(self, symbol: str, kind: str, low: Decimal, high: Decimal, now: int) -> None:
        """Place the stop orders whose price has come."""
        for order in list(self._stops[symbol].values()):
            come = high >= order.stop_price if order.stop == "up" else low <= order.stop_price
            if order.waiting and order.stop_price_type == kind and come:
                self._unwait(order)
                order.triggered = True
                order.updated_at = now
                self._publish(ContractStopChanged(copy(order), "triggered", now))
                self._cancel_other_guard(order, now)
                try:
                    self._check_entry(order)
                except Refused:
                    self._cancel(order, now)
                else:
                    self._enter(order, now)

    def _guard(self, order: ContractOrder, size: Decimal, now: int) -> None:
        """After a fill: take profit and stop loss for as much as was filled."""
        trader = self._trader(order.uid)
        guards = [trader.waiting[each] for each in order.guards if each in trader.waiting]
        for stop in guards:
            stop.size += size
            stop.updated_at = now
        if guards:
            return
        prices = (("up", order.up_price), ("down", order.down_price))
        guards = [guard(order, way, price, size, now) for way, price in prices if price]
        for stop in guards:
            stop.id = str(next(self._order_ids))
        order.guards = [stop.id for stop in guards]
        for stop in guards:
            stop.guards = [each for each in order.guards if each != stop.id]
            trader.orders[stop.id] = stop
            self._wait(stop, now)

    def _cancel_other_guard(self, order: ContractOrder, now: int) -> None:
        """Of take profit and stop loss the other one, when one is triggered or cancelled."""
        waiting = self._trader(order.uid).waiting
        for each in order.guards if order.is_guard else ():
            if each in waiting:
                self._cancel(waiting[each], now)

    # Admission: every check, no change

    def _admit(self, uid: int, wanted: Mapping[str, Any], now: int) -> ContractOrder:
        """An order that may enter, or Refused."""
        contract = self.contract(wanted["symbol"])
        mark = self.clearing.marks.get(contract.name)
        if mark is None:
            raise Refused("300002", "Trading of this contract is suspended.")
        order = read_order(contract, uid, wanted, mark, now)
        self._check_modes(order)
        if order.close_order:
            self._fill_in(order)
        terms = self.clearing.terms(uid, contract.name)
        if order.margin_mode == "CROSS":
            order.leverage = terms.cross_leverage
        order.leverage = order.leverage or terms.leverage
        by_level = order.margin_mode == "ISOLATED" and not order.reduces
        self._check_leverage(order.leverage, contract.levels[terms.level - 1].leverage if by_level else contract.most_leverage)
        trader = self._trader(uid)
        if not self.accounts.unlimited(uid):
            self._check_caps(order, trader)
        if not order.stop:
            self._check_band(order, mark)
            self._check_entry(order)
        return order

    def _vet_changes(self, order: ContractOrder, changes: Mapping[str, Any], now: int) -> ContractOrder:
        """What is left of an order once it is changed, as an order that may enter, or Refused."""
        contract, mark = self.contracts[order.symbol], self.clearing.marks[order.symbol]
        total = order.size - order.cancelled_size
        wanted: Dict[str, Any] = {
            "side": order.side, "price": order.price, "reduceOnly": order.reduce_only, "stopPriceType": order.stop_price_type,
            "triggerStopUpPrice": order.up_price, "triggerStopDownPrice": order.down_price, **changes,
        }
        if "size" not in changes and "qty" not in changes:
            wanted["size"] = total
        new = read_order(contract, order.uid, wanted, mark, now)
        if new.size <= order.deal_size:
            raise Refused("100001", "size must be above the filled size.")
        guards = ("up_price", "down_price", "stop_price_type")
        if order.deal_size and any(getattr(new, name) != getattr(order, name) for name in guards):
            raise Refused("100001", "The sandbox changes the triggers of an order only before it is filled.")
        changed = copy(order)
        changed.price, changed.size, changed.deal_size, changed.cancelled_size = new.price, new.size - order.deal_size, ZERO, ZERO
        for name in guards:
            setattr(changed, name, getattr(new, name))
        changed.updated_at = now
        if changed.price != order.price:
            self._check_band(changed, mark)
            if order.post_only and next(self.markets[order.symbol].book.makers(order.side, new.price), None) is not None:
                raise Refused("100001", "price would make a post-only order take.")
        self._check_entry(changed, order)
        return changed

    def _check_modes(self, order: ContractOrder) -> None:
        if order.margin_mode != self.clearing.terms(order.uid, order.symbol).margin_mode:
            raise Refused("330005", "The order's margin mode does not match the selected one, which is that of the contract.")
        hedged = self.clearing.hedged(order.uid)
        if hedged and order.position_side == "BOTH":
            raise Refused("330012", "The account is in hedge mode: positionSide must be LONG or SHORT.")
        if not hedged and order.position_side != "BOTH":
            raise Refused("330011", "The account is in one-way mode: positionSide must be BOTH.")

    def _fill_in(self, order: ContractOrder) -> None:
        """Side and size of a ``closeOrder`` are the position's."""
        position = self.clearing.position(order.uid, order.symbol, order.position_side)
        if position is None:
            raise Refused("300009", "No open positions to close.")
        order.side, order.size = "sell" if position.long else "buy", abs(position.lots)

    @staticmethod
    def _check_leverage(leverage: Decimal, most: int) -> None:
        if not 1 <= leverage <= most or leverage % 1:
            raise Refused("300016", f"The leverage must be 1 to {most}.")

    def _check_caps(self, order: ContractOrder, trader: _Trader) -> None:
        others = [*trader.active.values(), *trader.waiting.values()]
        if order.client_oid is not None and any(each.client_oid == order.client_oid for each in others):
            raise Refused("300018", "clientOid parameter repeated")
        if order.stop and len(self.waiting_orders(order.uid, order.symbol)) >= MOST_STOPS:
            raise Refused("300004", "Too many stop orders on this contract.")
        if not order.stop and len(self.open_orders(order.uid, order.symbol)) >= MOST_ORDERS:
            raise Refused("300001", "Too many active orders on this contract.")

    @staticmethod
    def _check_band(order: ContractOrder, mark: Decimal) -> None:
        if order.type == "limit":
            if order.side == "buy" and order.price > mark * (1 + PRICE_BAND):
                raise Refused("300011", f"The price cannot be higher than {mark * (1 + PRICE_BAND):f}.")
            if order.side == "sell" and order.price < mark * (1 - PRICE_BAND):
                raise Refused("300012", f"The price cannot be lower than {mark * (1 - PRICE_BAND):f}.")

    def _check_entry(self, order: ContractOrder, old: Optional[ContractOrder] = None) -> None:
        """What depends on positions, balance and book: for stop orders it comes when they are triggered.

        Cuts an order that only reduces to the position, and works out what the order has to hold.

        :param old: The order that it takes the place of.
        """
        contract, uid = self.contracts[order.symbol], order.uid
        closable = self.clearing.closable(uid, order.symbol, order.side, order.position_side)
        if order.reduces:
            if not closable:
                raise Refused("300009", "No open positions to close.")
            order.size = min(order.size, closable)
        makers = self.markets[order.symbol].book.makers(order.side, order.price or None)
        order.dearest, met = order.price, ZERO
        for maker in makers:
            order.dearest = contract.dearer(order.dearest or maker.price, maker.price)
            met += maker.remain_size
            if met >= order.size:
                break
        if order.type == "market" and not met:
            raise Refused("300008", "No counter orders in the book.")
        if self.accounts.unlimited(uid):
            order.opening = ZERO if order.reduces else max(order.size - closable, ZERO)
            return
        promised = sum((each.remain_size - each.opening for each in self._trader(uid).active.values()
                        if each is not old and (each.symbol, each.side, each.position_side) == (
                            order.symbol, order.side, order.position_side)), ZERO)
        free_to_close = max(closable - promised, ZERO) if not order.force_hold else ZERO
        order.opening = ZERO if order.reduces else max(order.size - free_to_close, ZERO)
        opened = self._exposure(uid, contract, order.side, old) + contract.value(order.opening, order.dearest)
        if order.opening and opened > self._limit(contract, uid, order.margin_mode):
            raise Refused("300005", "The risk limit is exceeded.")
        if self._hold_for(order, order.opening) > self.clearing.free(uid, contract.settle) + (old.held if old else ZERO):
            raise Refused("300003", "Balance insufficient.")

    def _limit(self, contract: Contract, uid: int, margin_mode: str) -> int:
        level = self.clearing.terms(uid, contract.name).level if margin_mode == "ISOLATED" else len(contract.levels)
        return contract.levels[level - 1].most

    def _exposure(self, uid: int, contract: Contract, side: str, but: Optional[ContractOrder] = None) -> Decimal:
        """The value of the positions and opening orders on one side of a contract."""
        positions = sum((abs(each.cost) for each in self.clearing.positions(uid, contract.name)
                         if each.long == (side == "buy")), ZERO)
        return positions + sum((contract.value(each.opening, each.dearest)
                                for each in self.open_orders(uid, contract.name) if each.side == side and each is not but), ZERO)

    # The life of an order

    def _enter(self, order: ContractOrder, now: int, *, again: bool = False) -> None:
        """Bring an admitted order to the market; one that was there before has been told of."""
        self._trader(order.uid).active[order.id] = order
        self._hold(order, now)
        book = self.markets[order.symbol].book
        taking = next(book.makers(order.side, order.price or None), None) is not None
        may_rest = not (order.post_only and taking) and self._match(order, now)
        if order.active and may_rest and order.type == "limit" and order.time_in_force == "GTC":
            order.dearest = order.price
            self._hold(order, now)
            self._publish(book.add(order, now))
            if not again:
                self._tell(order, "open", "open", now)
        elif order.active:
            self._cancel(order, now)

    def _match(self, taker: ContractOrder, now: int) -> bool:
        """Trade with the book as far as it goes; whether the rest of the order may go into the book."""
        contract, book = self.contracts[taker.symbol], self.markets[taker.symbol].book
        while taker.active:
            maker = cast(Optional[ContractOrder], next(book.makers(taker.side, taker.price or None), None))
            if maker is None:
                break
            if taker.stp and maker.uid == taker.uid:
                if taker.stp in ("CO", "CB"):
                    self._cancel(maker, now)
                if taker.stp in ("CN", "CB"):
                    return False
                continue
            if not self._cut(maker, now):
                continue
            if not self._cut(taker, now):
                return False
            size = min(taker.remain_size, maker.remain_size)
            needs = (self._extra(maker, size, maker.price, contract.maker_rate),
                     self._extra(taker, size, maker.price, contract.taker_rate))
            if needs[0] > self.clearing.available(maker.uid, contract.settle) - (needs[1] if maker.uid == taker.uid else 0):
                self._cancel(maker, now)
            elif needs[1] > self.clearing.available(taker.uid, contract.settle):
                return False
            else:
                self._trade(taker, maker, size, now)
        return True

    def _cut(self, order: ContractOrder, now: int) -> bool:
        """Cut an order that only reduces down to the position that is left; whether something is left of it."""
        if order.reduces:
            closable = self.clearing.closable(order.uid, order.symbol, order.side, order.position_side)
            if not closable:
                self._cancel(order, now)
            elif order.remain_size > closable:
                self._decrease(order, order.remain_size - closable, now)
        return order.active

    def _split(self, order: ContractOrder, size: Decimal) -> Tuple[Decimal, Decimal]:
        """How many lots of a fill close a position, and how many open one."""
        closing = min(size, self.clearing.closable(order.uid, order.symbol, order.side, order.position_side))
        return closing, size - closing

    def _hold_for(self, order: ContractOrder, opening: Decimal) -> Decimal:
        if not opening:
            return ZERO
        return self.contracts[order.symbol].order_margin(opening, order.dearest, order.leverage)

    @staticmethod
    def _opening_after(order: ContractOrder, opened: Decimal, size: Decimal) -> Decimal:
        """The lots that an order would still open after a fill."""
        return min(max(order.opening - opened, ZERO), order.remain_size - size)

    def _extra(self, order: ContractOrder, size: Decimal, price: Decimal, rate: Decimal) -> Decimal:
        """What a fill needs from the balance beyond the hold."""
        contract, (_, opened) = self.contracts[order.symbol], self._split(order, size)
        if not opened:
            return ZERO
        value = contract.value(opened, price)
        released = order.held - self._hold_for(order, self._opening_after(order, opened, size))
        return rounded_down(value / order.leverage) + rounded_down(value * rate) - released

    def _trade(self, taker: ContractOrder, maker: ContractOrder, size: Decimal, now: int) -> None:
        market = self.markets[maker.symbol]
        change = market.book.reduce(maker, size, now)
        self._publish(change)
        trade = Trade(maker.symbol, next(self._trade_ids), change.sequence, maker.price, size, taker.side, maker.id,
                      taker.id, now)
        market.tape.add(trade)
        self._publish(trade)
        low, high = self._traded.get(trade.symbol, (trade.price, trade.price))
        self._traded[trade.symbol] = min(low, trade.price), max(high, trade.price)
        self._fill(maker, trade, "maker", market.contract.maker_rate)
        self._fill(taker, trade, "taker", market.contract.taker_rate)

    def _fill(self, order: ContractOrder, trade: Trade, liquidity: str, rate: Decimal) -> None:
        """One side of a trade: the order's amounts, the position and the money, the records."""
        contract, now, size = self.contracts[order.symbol], trade.time, trade.size
        value = contract.value(size, trade.price)
        closing, opened = self._split(order, size)
        open_value = contract.value(opened, trade.price)
        open_fee, close_fee = rounded_down(open_value * rate), rounded_down((value - open_value) * rate)
        order.opening = self._opening_after(order, opened, size)
        order.deal_size += size
        order.deal_funds += value
        order.fee += open_fee + close_fee
        order.updated_at = now
        self._hold(order, now)
        context = {"symbol": order.symbol, "orderId": order.id, "tradeId": str(trade.id)}
        position = self.clearing.position(order.uid, order.symbol, order.position_side)
        if closing and position is not None:
            self.clearing.reduce(position, closing, value - open_value, close_fee, context, now,
                                 liquidation=order.trade_type == "liquid")
        if opened:
            self.clearing.increase(
                order.uid, order.symbol, order.position_side, order.side, opened, open_value, open_fee, order.margin_mode,
                order.leverage, context, now)
        if not self.accounts.unlimited(order.uid):
            self._trader(order.uid).fills.append(ContractFill(
                order.uid, trade, order.id, order.side, liquidity, order.kind, order.stop, order.type,
                order.trade_type, order.margin_mode, order.position_side, value, open_fee, close_fee, rate, contract.settle, now))
        self._tell(order, "match", "match" if liquidity == "taker" else "open", now, trade, liquidity)
        if order.guarded:
            self._guard(order, size, now)
        if order.used_up:
            self._close(order, "filled", now)

    def _decrease(self, order: ContractOrder, size: Decimal, now: int) -> None:
        """Cancel a part of an order; it keeps its place in the queue."""
        old_size = order.size - order.cancelled_size
        self._drop(order, size, now)
        self._tell(order, "update", "open" if order.in_book else "match", now, old_size=old_size)

    def _cancel(self, order: ContractOrder, now: int) -> None:
        if order.waiting:
            self._unwait(order)
            self._publish(ContractStopChanged(copy(order), "cancel", now))
            self._cancel_other_guard(order, now)
        self._drop(order, order.remain_size, now)
        self._close(order, "canceled", now)

    def _drop(self, order: ContractOrder, size: Decimal, now: int) -> None:
        """Give up a size, and release what is not needed any more."""
        if order.in_book:
            self._publish(self.markets[order.symbol].book.reduce(order, size, now))
        order.cancelled_size += size
        order.opening = min(order.opening, order.remain_size)
        order.updated_at = now
        self._hold(order, now)

    def _close(self, order: ContractOrder, how: str, now: int) -> None:
        trader = self._trader(order.uid)
        in_market = trader.active.pop(order.id, None) is not None
        order.status, order.ended_at = "done", now
        if self.accounts.unlimited(order.uid):
            del trader.orders[order.id]
        else:
            trader.closed.append(order)
        if in_market:
            self._tell(order, how, "done", now)

    def _hold(self, order: ContractOrder, now: int) -> None:
        """Put on hold, or release, what the opening lots of an order need now."""
        needed = self._hold_for(order, order.opening)
        more, order.held = needed - order.held, needed
        self.clearing.hold(order.uid, self.contracts[order.symbol].settle, -more, more, "contract.hold",
                           {"symbol": order.symbol, "orderId": order.id}, now)

    def _tell(self, order: ContractOrder, what: str, status: str, now: int, trade: Optional[Trade] = None,
              liquidity: Optional[str] = None, old_size: Optional[Decimal] = None) -> None:
        self._publish(ContractOrderChanged(copy(order), what, status, now, trade, liquidity, old_size))

    def _finish(self, now: int) -> None:
        """What a call leaves behind: orders without a position, stop orders that its trades triggered."""
        while self._traded or self.clearing.gone:
            gone, self.clearing.gone = self.clearing.gone, []
            for uid, symbol in gone:
                self._cancel_orphans(uid, symbol, now)
            if self._traded:
                symbol, (low, high) = self._traded.popitem()
                self._trigger(symbol, "TP", low, high, now)

    def _cancel_orphans(self, uid: int, symbol: str, now: int) -> None:
        """Cancel orders that could only reduce a position which is gone."""
        waiting = [order for order in self.waiting_orders(uid, symbol) if order.is_guard]
        for order in self.open_orders(uid, symbol) + waiting:
            if order.active and order.reduces and not self.clearing.closable(uid, symbol, order.side, order.position_side):
                self._cancel(order, now)

    def _trader(self, uid: int) -> _Trader:
        return self._traders.setdefault(uid, _Trader())

    def _find(self, uid: int, order_id: Optional[str], symbol: Optional[str],
              client_oid: Optional[str]) -> Optional[ContractOrder]:
        orders = self._trader(uid).orders
        if order_id is not None:
            return orders.get(order_id)
        return next((order for order in reversed(list(orders.values()))
                     if order.client_oid == client_oid and symbol in (None, order.symbol)), None)

    def _of(self, orders: Mapping[str, ContractOrder], symbol: Optional[str]) -> List[ContractOrder]:
        return [order for order in reversed(list(orders.values())) if symbol in (None, order.symbol)]
