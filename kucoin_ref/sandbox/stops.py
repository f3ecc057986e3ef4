"""Stop orders and OCO orders: orders that wait beside the book until the last price reaches theirs, as pure state.

No I/O, no thread, no clock: time is an argument, in nanoseconds. Nothing is on hold for an order that waits; once
triggered it is placed like any other, and when it cannot be (no balance, say) it is gone.

An OCO order is two orders that wait under one id. Its limit half waits as well, for the last price to reach its own
price: the documented details show a stop price on both halves. The half that is triggered first cancels the other.
"""

from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any, Callable, Collection, Dict, List, Mapping, Optional, Tuple

from .accounts import exact
from .matching import Order, Refused, amount, read_order

if TYPE_CHECKING:
    from .exchange import Exchange

#: Orders of an account that may wait on one pair, and as many OCO orders.
MAX_WAITING = 20

#: What the wire calls ``tradeType``, by the first word of an account's name; of the unified account it is a word of ours.
KINDS = {"trade": "TRADE", "margin": "MARGIN_TRADE", "isolated": "MARGIN_ISOLATED_TRADE", "unified": "UNIFIED"}
SPOT = ("TRADE",)
UNIFIED = ("UNIFIED",)
CLASSIC = tuple(kind for kind in KINDS.values() if kind not in UNIFIED)

_GONE = "order_not_exist_or_not_allow_to_cancel"


def kind_of(account: str) -> str:
    """The ``tradeType`` of an account's orders."""
    return KINDS[account.split(":")[0]]


@dataclass
class StopOrder:
    """An order that waits, or has waited; ``order`` is what it will place, without an id yet."""

    id: str
    order: Order
    #: The request, with the wire's keys.
    wanted: Mapping[str, Any]
    #: ``loss`` waits for the last price to fall to ``stop_price``, ``entry`` for it to rise there. Halves of an OCO order
    #: say which half they are as well: ``l_l_o`` and ``e_l_o`` the limit order, ``l_s_o`` and ``e_s_o`` the other.
    stop: str
    stop_price: Decimal
    #: The OCO order that it is a half of.
    oco_id: Optional[str] = None
    #: NEW, TRIGGERED or CANCELLED
    status: str = "NEW"
    triggered_at: int = 0
    cancelled_at: int = 0
    #: The id of the order that it became.
    placed_id: Optional[str] = None

    @property
    def kind(self) -> str:
        return kind_of(self.order.account)

    @property
    def symbol(self) -> str:
        return self.order.symbol

    @property
    def side(self) -> str:
        return self.order.side

    @property
    def client_oid(self) -> Optional[str]:
        return self.order.client_oid

    @property
    def created_at(self) -> int:
        return self.order.created_at

    @property
    def updated_at(self) -> int:
        return max(self.created_at, self.triggered_at, self.cancelled_at)

    @property
    def active(self) -> bool:
        """Whether it waits."""
        return self.status == "NEW"

    @property
    def falling(self) -> bool:
        return self.stop.startswith("l")

    def due(self, price: Decimal) -> bool:
        """Whether a last price triggers it."""
        return price <= self.stop_price if self.falling else price >= self.stop_price


@dataclass(frozen=True)
class OcoOrder:
    """Two stop orders of which one cancels the other: the limit half and the stop half."""

    id: str
    halves: Tuple[StopOrder, StopOrder]
    created_at: int

    @property
    def symbol(self) -> str:
        return self.halves[0].order.symbol

    @property
    def client_oid(self) -> Optional[str]:
        return self.halves[0].order.client_oid


@dataclass(frozen=True)
class StopOrderChanged:
    """A stop order came, was triggered or was cancelled; with a copy of it at that moment."""

    order: StopOrder
    #: open, triggered, cancel
    type: str
    time: int
    #: Of a triggered one: whether its order could be placed.
    success: Optional[bool] = None


@dataclass
class _Queue:
    """What waits on one symbol, the first to be triggered at the front of each heap; cancelled ones are skipped there."""

    falling: List[Tuple[Decimal, str, StopOrder]] = field(default_factory=list)
    rising: List[Tuple[Decimal, str, StopOrder]] = field(default_factory=list)

    def add(self, order: StopOrder) -> None:
        heap, price = (self.falling, -order.stop_price) if order.falling else (self.rising, order.stop_price)
        heappush(heap, (price, order.id, order))

    def take(self, price: Decimal) -> List[StopOrder]:
        """The orders that a last price triggers, oldest first."""
        taken = []
        for heap in (self.falling, self.rising):
            while heap and (heap[0][2].status != "NEW" or heap[0][2].due(price)):
                taken.append(heappop(heap)[2])
        return sorted((order for order in taken if order.status == "NEW"), key=lambda order: order.id)


@dataclass
class _User:
    orders: Dict[str, StopOrder] = field(default_factory=dict)
    #: Those of them that wait.
    waiting: Dict[str, StopOrder] = field(default_factory=dict)
    ocos: Dict[str, OcoOrder] = field(default_factory=dict)


class Stops:
    """The stop orders and OCO orders of every user of an exchange.

    ``kinds`` says which ones a call is about, by their wire's ``tradeType``: ``TRADE``, ``MARGIN_TRADE`` (cross) and
    ``MARGIN_ISOLATED_TRADE``; those of the unified account are ``UNIFIED``.
    """

    def __init__(self, exchange: "Exchange", publish: Callable[[Any], None]) -> None:
        self._exchange = exchange
        self._publish = publish
        self._users: Dict[int, _User] = {}
        self._queues: Dict[str, _Queue] = {}
        self._due: List[StopOrder] = []
        self._placing = False

    # Placing and cancelling

    @exact
    def place(self, uid: int, wanted: Mapping[str, Any], now: int, *, account: str = "trade") -> StopOrder:
        """Let an order wait; it is triggered at once where the last price is there already.

        :param wanted: The request of an order, and ``stopPrice`` and ``stop`` (``loss`` or ``entry``) with it. Without
            ``stop`` the order waits for the last price to come to the stop price from where it is now.
        :raises Refused: Nothing has happened then.
        """
        last = self._exchange.last_trade(wanted["symbol"])
        stop_price = self._stop_price(wanted, "stopPrice")
        stop = wanted.get("stop") or ("loss" if last is None or stop_price < last.price else "entry")
        if stop not in ("loss", "entry"):
            raise Refused("400100", "stop must be loss or entry.")
        order = self._read(uid, account, wanted, stop, stop_price, now)
        self._check_room(order.order, [other.order for other in self.waiting(uid, (order.kind,)) if other.oco_id is None])
        self._wait(order, now)
        self.run(now)
        return order

    @exact
    def place_oco(self, uid: int, wanted: Mapping[str, Any], now: int, *, account: str = "trade") -> OcoOrder:
        """Let a limit order and a stop-limit order wait, of which the one that is triggered cancels the other.

        :param wanted: The request, with the wire's keys. To sell, ``price`` is above the last price and ``stopPrice``
            below; to buy, the other way round.
        """
        last = self._exchange.last_trade(wanted["symbol"])
        price, stop_price = self._stop_price(wanted, "price"), self._stop_price(wanted, "stopPrice")
        limit, stop = ("e_l_o", "l_s_o") if wanted["side"] == "sell" else ("l_l_o", "e_s_o")
        common = {**wanted, "type": "limit"}
        halves = (self._read(uid, account, common, limit, price, now),
                  self._read(uid, account, {**common, "price": wanted["limitPrice"]}, stop, stop_price, now))
        upper, lower = (price, stop_price) if wanted["side"] == "sell" else (stop_price, price)
        if upper <= lower or last is not None and any(half.due(last.price) for half in halves):
            raise Refused("400100", "price not in the given range! The last price must be between price and stopPrice.")
        others = [oco.halves[0].order for oco in self.ocos(uid, (halves[0].kind,)) if self.oco_status(oco) == "NEW"]
        self._check_room(halves[0].order, others)
        oco = OcoOrder(self._exchange.new_id(now), halves, now)
        self._user(uid).ocos[oco.id] = oco
        for half in halves:
            half.oco_id = oco.id
            self._wait(half, now)
        return oco

    def cancel(self, uid: int, now: int, *, order_id: Optional[str] = None, client_oid: Optional[str] = None,
               kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Cancel an order that waits; of an OCO order both halves, by the id of either."""
        for order in self.waiting(uid, kinds):
            if order.id == order_id or order.oco_id is None and client_oid and order.order.client_oid == client_oid:
                return self._cancel(order, now)
        raise Refused("400100", _GONE)

    def cancel_all(self, uid: int, now: int, *, symbol: Optional[str] = None, order_ids: Optional[Collection[str]] = None,
                   kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Cancel the stop orders that wait, of one symbol or of these ids; OCO orders stay."""
        fits = [order for order in self.waiting(uid, kinds) if order.oco_id is None
                and symbol in (None, order.order.symbol) and (order_ids is None or order.id in order_ids)]
        return [cancelled for order in fits for cancelled in self._cancel(order, now)]

    def cancel_oco(self, uid: int, now: int, *, order_id: Optional[str] = None, client_oid: Optional[str] = None,
                   kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Cancel both halves of an OCO order."""
        oco = self.oco(uid, order_id=order_id, client_oid=client_oid, kinds=kinds)
        if oco is None or self.oco_status(oco) != "NEW":
            raise Refused("400100", _GONE)
        return self._cancel(oco.halves[0], now)

    def cancel_all_ocos(self, uid: int, now: int, *, symbol: Optional[str] = None,
                        order_ids: Optional[Collection[str]] = None, kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Cancel the OCO orders that wait, of one symbol or of these ids."""
        fits = [oco for oco in self.ocos(uid, kinds) if self.oco_status(oco) == "NEW"
                and symbol in (None, oco.symbol) and (order_ids is None or oco.id in order_ids)]
        return [cancelled for oco in fits for cancelled in self._cancel(oco.halves[0], now)]

    # Looking up

    def orders(self, uid: int, kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Those that wait or were triggered, newest first, with the halves of OCO orders."""
        orders = reversed(list(self._user(uid).orders.values()))
        return [order for order in orders if order.status != "CANCELLED" and order.kind in kinds]

    def waiting(self, uid: int, kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Those that wait, newest first, with the halves of OCO orders."""
        return [order for order in reversed(list(self._user(uid).waiting.values())) if order.kind in kinds]

    def ended(self, uid: int, kinds: Collection[str] = SPOT) -> List[StopOrder]:
        """Those that were triggered or cancelled, newest first, with the halves of OCO orders."""
        orders = reversed(list(self._user(uid).orders.values()))
        return [order for order in orders if not order.active and order.kind in kinds]

    def ocos(self, uid: int, kinds: Collection[str] = SPOT) -> List[OcoOrder]:
        """Newest first."""
        return [oco for oco in reversed(list(self._user(uid).ocos.values())) if oco.halves[0].kind in kinds]

    def oco(self, uid: int, *, order_id: Optional[str] = None, client_oid: Optional[str] = None,
            kinds: Collection[str] = SPOT) -> Optional[OcoOrder]:
        """The OCO order with this id, or the newest with this client id."""
        return next((oco for oco in self.ocos(uid, kinds)
                     if oco.id == order_id or order_id is None and oco.client_oid == client_oid), None)

    def oco_status(self, oco: OcoOrder) -> str:
        """NEW while both halves wait, TRIGGERED while the order that came of one is open, then DONE; or CANCELLED."""
        if all(half.status == "NEW" for half in oco.halves):
            return "NEW"
        half = next((half for half in oco.halves if half.placed_id), None)
        if half is None:
            return "CANCELLED"
        order, account = half.order, half.order.account
        placed = self._exchange.order(order.uid, order.symbol, order_id=half.placed_id, account=account)
        return "TRIGGERED" if placed.active else "DONE"

    # The market moves

    def watch(self, symbol: str, price: Decimal) -> None:
        """Hear of a trade: what it triggers is placed by the next :meth:`run`, when its order is through."""
        queue = self._queues.get(symbol)
        if queue is not None:
            self._due += queue.take(price)

    def run(self, now: int) -> None:
        """Place what is due, and what becomes due by that."""
        if not self._due or self._placing:
            return
        self._placing = True
        try:
            while self._due:
                order = self._due.pop(0)
                if order.status == "NEW":
                    self._trigger(order, now)
        finally:
            self._placing = False

    def _trigger(self, stop: StopOrder, now: int) -> None:
        for other in self._other_halves(stop):
            self._end(other, now)
        stop.status, stop.triggered_at = "TRIGGERED", now
        del self._user(stop.order.uid).waiting[stop.id]
        try:
            placed = self._exchange.place(stop.order.uid, stop.wanted, now, account=stop.order.account)
        except Refused:
            stop.status = "CANCELLED"
            self._tell(stop, "triggered", now, success=False)
        else:
            stop.placed_id = placed.id
            self._tell(stop, "triggered", now, success=True)

    # What the above share

    def _stop_price(self, wanted: Mapping[str, Any], name: str) -> Decimal:
        price = amount(wanted[name], name)
        symbol = self._exchange.symbols[wanted["symbol"]]
        if price % symbol.price_increment:
            raise Refused("600100", "Price increment invalid.")
        return price

    def _read(self, uid: int, account: str, wanted: Mapping[str, Any], stop: str, stop_price: Decimal,
              now: int) -> StopOrder:
        symbol = self._exchange.symbols[wanted["symbol"]]
        if not symbol.row["enableTrading"]:
            raise Refused("400600", "Trading of this symbol is suspended.")
        known = {**wanted, "stop": stop, "stopPrice": stop_price}
        order = read_order(symbol, uid, known, now)
        order.account = account
        return StopOrder("", order, known, stop, stop_price)

    def _check_room(self, order: Order, others: List[Order]) -> None:
        if order.client_oid is not None and any(other.client_oid == order.client_oid for other in others):
            raise Refused("102426", "Duplicate client order id")
        if sum(other.symbol == order.symbol for other in others) >= MAX_WAITING:
            raise Refused("200003", "Too many stop orders wait on this symbol.")

    def _wait(self, order: StopOrder, now: int) -> None:
        number = self._exchange.new_id(now)
        order.id = "vs" + number[:8] + number[10:]
        user = self._user(order.order.uid)
        user.orders[order.id] = user.waiting[order.id] = order
        self._tell(order, "open", now)
        last = self._exchange.last_trade(order.order.symbol)
        if last is not None and order.due(last.price):
            self._due.append(order)
        else:
            self._queues.setdefault(order.order.symbol, _Queue()).add(order)

    def _cancel(self, order: StopOrder, now: int) -> List[StopOrder]:
        cancelled = [order, *self._other_halves(order)]
        for each in cancelled:
            self._end(each, now)
        return sorted(cancelled, key=lambda each: each.id)

    def _other_halves(self, order: StopOrder) -> List[StopOrder]:
        if order.oco_id is None:
            return []
        oco = self._user(order.order.uid).ocos[order.oco_id]
        return [half for half in oco.halves if half is not order]

    def _end(self, order: StopOrder, now: int) -> None:
        order.status, order.cancelled_at = "CANCELLED", now
        del self._user(order.order.uid).waiting[order.id]
        self._tell(order, "cancel", now)

    def _user(self, uid: int) -> _User:
        user = self._users.get(uid)
        if user is None:
            user = self._users[uid] = _User()
        return user

    def _tell(self, order: StopOrder, what: str, now: int, success: Optional[bool] = None) -> None:
        self._publish(StopOrderChanged(copy(order), what, now, success))
