"""One symbol by itself: the rules for its orders, its book in price-time priority and the tape of its trades.

No account and no balance is known here. No I/O, no thread, no clock: time is an argument, in nanoseconds.
"""

import re
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, islice, takewhile
from typing import Any, Deque, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

ZERO = Decimal(0)
SECOND = 1000000000
OPPOSITE = {"buy": "sell", "sell": "buy"}

_PLAIN = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")
_CLIENT_OID = re.compile(r"[A-Za-z0-9_ -]{1,40}")


class Refused(Exception):
    """The exchange says no, with the code and the message that travel in the envelope.

    :param status: The HTTP status, where it is not the usual one of the code.
    """

    def __init__(self, code: str, message: str, status: Optional[int] = None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Symbol:
    """A trading pair; ``row`` is its wire form, the other fields are what the engine computes with."""

    row: Mapping[str, Any]
    name: str
    base: str
    quote: str
    base_min: Decimal
    base_max: Decimal
    quote_min: Decimal
    quote_max: Decimal
    base_increment: Decimal
    quote_increment: Decimal
    price_increment: Decimal
    min_funds: Decimal
    price_limit_rate: Decimal

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Symbol":
        """Read a row of ``GET /api/v2/symbols``."""
        return cls(
            row=row, name=row["symbol"], base=row["baseCurrency"], quote=row["quoteCurrency"],
            base_min=Decimal(row["baseMinSize"]), base_max=Decimal(row["baseMaxSize"]),
            quote_min=Decimal(row["quoteMinSize"]), quote_max=Decimal(row["quoteMaxSize"]),
            base_increment=Decimal(row["baseIncrement"]), quote_increment=Decimal(row["quoteIncrement"]),
            price_increment=Decimal(row["priceIncrement"]), min_funds=Decimal(row["minFunds"]),
            price_limit_rate=Decimal(row["priceLimitRate"]),
        )


@dataclass
class Order:
    """An order and what has become of it; an amount that was not given is 0.

    ``funds`` of a limit order is price times size, as on the wire.
    """

    id: str
    uid: int
    symbol: str
    side: str
    type: str
    price: Decimal = ZERO
    size: Decimal = ZERO
    funds: Decimal = ZERO
    time_in_force: str = "GTC"
    post_only: bool = False
    stp: Optional[str] = None
    #: Seconds; 0 is never.
    cancel_after: int = 0
    client_oid: Optional[str] = None
    remark: Optional[str] = None
    tags: Optional[str] = None
    created_at: int = 0
    updated_at: int = 0
    deal_size: Decimal = ZERO
    deal_funds: Decimal = ZERO
    cancelled_size: Decimal = ZERO
    cancelled_funds: Decimal = ZERO
    fee: Decimal = ZERO
    #: What is on hold for it now: quote currency for a buy, base currency for a sell.
    held: Decimal = ZERO
    status: str = "open"
    in_book: bool = False
    #: KuCoin sends a number here without publishing what the numbers mean, so the engine leaves it empty.
    cancel_reason: Optional[int] = None
    #: Whose money it spends: ``trade`` or a margin account.
    account: str = "trade"
    #: Of an order that waited to be triggered; see :mod:`.stops`.
    stop: str = ""
    stop_price: Decimal = ZERO
    #: On margin: whether what it brings in pays back debts, and what was borrowed for it.
    auto_repay: bool = False
    borrow_size: Decimal = ZERO
    loan: Optional[str] = None

    def __copy__(self) -> "Order":
        made = object.__new__(type(self))  # each event carries a copy, and this takes a third of the usual way
        made.__dict__.update(self.__dict__)
        return made

    def copy(self) -> "Order":
        """Another order with the same values; ``copy.copy`` takes five times as long."""
        other = object.__new__(Order)
        other.__dict__.update(self.__dict__)
        return other

    @property
    def active(self) -> bool:
        return self.status == "open"

    @property
    def remain_size(self) -> Decimal:
        return self.size - self.deal_size - self.cancelled_size if self.size else ZERO

    @property
    def remain_funds(self) -> Decimal:
        return self.funds - self.deal_funds - self.cancelled_funds if self.funds else ZERO

    @property
    def used_up(self) -> bool:
        """Whether nothing is left to fill, in the amount that the order was given by."""
        return not (self.remain_size if self.size else self.remain_funds)

    @property
    def prevention(self) -> Optional[str]:
        """The self-trade rule in force: a fill-or-kill order can only give way as a whole."""
        return "CN" if self.stp and self.time_in_force == "FOK" else self.stp


def amount(value: Any, name: str) -> Decimal:
    """Read an amount of a request: plain positive digits, as text or as a JSON number."""
    text = str(value)
    if isinstance(value, (float, Decimal)) and abs(Decimal(text).adjusted()) <= 20:
        text = format(Decimal(text), "f")
    if not _PLAIN.fullmatch(text) or not Decimal(text):
        raise Refused("400100", "%s must be a positive decimal." % name)
    return Decimal(text)


def read_order(symbol: Symbol, uid: int, wanted: Mapping[str, Any], now: int) -> Order:
    """Make an order of a request by the symbol's own rules: whatever can be said without a balance or a book."""
    given = {name: amount(wanted[name], name) if wanted.get(name) not in (None, "") else ZERO
             for name in ("price", "size", "funds")}
    limit = wanted["type"] == "limit"
    if limit and not (given["price"] and given["size"]):
        raise Refused("400100", "A limit order needs price and size.")
    if not limit and bool(given["size"]) == bool(given["funds"]):
        raise Refused("400100", "A market order needs either size or funds.")
    order = Order(
        id="", uid=uid, symbol=symbol.name, side=wanted["side"], type=wanted["type"],
        price=given["price"] if limit else ZERO,
        size=given["size"],
        funds=given["price"] * given["size"] if limit else given["funds"],
        time_in_force=wanted.get("timeInForce") or "GTC" if limit else "GTC",
        post_only=limit and bool(wanted.get("postOnly")),
        stp=wanted.get("stp") or None,
        client_oid=wanted.get("clientOid") or None,
        remark=wanted.get("remark"), tags=wanted.get("tags"),
        stop=wanted.get("stop") or "", stop_price=Decimal(wanted.get("stopPrice") or 0),
        created_at=now, updated_at=now,
    )
    _check_options(order, wanted)
    _check_amounts(order, symbol)
    return order


def _check_options(order: Order, wanted: Mapping[str, Any]) -> None:
    if order.time_in_force == "GTT":
        seconds = wanted.get("cancelAfter")
        if not isinstance(seconds, int) or seconds <= 0:
            raise Refused("400100", "cancelAfter must be above 0 with GTT.")
        order.cancel_after = seconds
    if order.post_only and order.time_in_force in ("IOC", "FOK"):
        raise Refused("400100", "postOnly does not go with %s." % order.time_in_force)
    if order.stp == "DC" and order.type == "market":
        raise Refused("400100", "stp DC does not go with a market order.")
    if order.client_oid is not None and not _CLIENT_OID.fullmatch(str(order.client_oid)):
        raise Refused("400100", "clientOid must be up to 40 letters, digits, _ or -.")


def _check_amounts(order: Order, symbol: Symbol) -> None:
    by_funds = not order.size
    if order.size % symbol.base_increment:
        raise Refused("600100", "Order size increment invalid.")
    if order.price % symbol.price_increment:
        raise Refused("600100", "Price increment invalid.")
    if by_funds and order.funds % symbol.quote_increment:
        raise Refused("600100", "Funds increment invalid.")
    if not by_funds and order.size < symbol.base_min:
        raise Refused("400100", "Order size below the minimum requirement.")
    if by_funds and order.funds < symbol.min_funds:  # the grammar is the exchange's
        raise Refused("600101", "The order funds should more then %s %s." % (symbol.min_funds, symbol.quote))
    if order.funds and order.funds < symbol.min_funds:
        raise Refused("600100", "Funds below the minimum requirement.")
    if order.size > symbol.base_max:
        raise Refused("400100", "Order size above the maximum requirement.")
    if order.funds > symbol.quote_max:
        raise Refused("400100", "Funds above the maximum requirement.")


@dataclass(frozen=True)
class LevelChanged:
    """A price of a book has a new total; size 0 means that the price is gone."""

    symbol: str
    side: str
    price: Decimal
    size: Decimal
    sequence: int
    time: int


@dataclass(frozen=True)
class Trade:
    """A match of two orders; ``side`` is the taker's, ``sequence`` the book's."""

    symbol: str
    id: int
    sequence: int
    price: Decimal
    size: Decimal
    side: str
    maker_order_id: str
    taker_order_id: str
    time: int


class _Level:
    """The orders that rest at one price, oldest first."""

    def __init__(self) -> None:
        self.size = ZERO
        self.orders: Dict[str, Order] = {}


class Book:
    """The resting orders of one symbol. Every call that changes a price's total says so in its return value."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        #: Grows by 1 with every change of a price's total.
        self.sequence = 0
        self._prices: Dict[str, List[Decimal]] = {"buy": [], "sell": []}
        self._levels: Dict[str, Dict[Decimal, _Level]] = {"buy": {}, "sell": {}}

    def best(self, side: str) -> Optional[Decimal]:
        """The highest bid (``"buy"``) or the lowest ask (``"sell"``)."""
        return next(self._best_first(side), None)

    def levels(self, side: str, depth: Optional[int] = None) -> List[Tuple[Decimal, Decimal]]:
        """Prices with their totals, best first."""
        return [(price, self._levels[side][price].size) for price in islice(self._best_first(side), depth)]

    def makers(self, side: str, limit: Optional[Decimal] = None) -> Iterator[Order]:
        """The orders that an incoming order of this side would meet, best price first, oldest first.

        :param limit: Its price; None meets everything.
        """
        against = OPPOSITE[side]
        for price in self._best_first(against):
            if limit is not None and (price > limit if side == "buy" else price < limit):
                return
            yield from self._levels[against][price].orders.values()

    def add(self, order: Order, now: int) -> LevelChanged:
        """Put the rest of an order at the end of its price's queue."""
        levels = self._levels[order.side]
        if order.price not in levels:
            levels[order.price] = _Level()
            prices = self._prices[order.side]
            prices.insert(bisect_left(prices, order.price), order.price)
        levels[order.price].orders[order.id] = order
        order.in_book = True
        return self._change(order, order.remain_size, now)

    def remove(self, order: Order, now: int) -> LevelChanged:
        """Take the rest of an order out; call it before the order's own amounts change."""
        return self.reduce(order, order.remain_size, now)

    def reduce(self, order: Order, size: Decimal, now: int) -> LevelChanged:
        """Take a part out and keep the order's place; call it before the order's own amounts change."""
        if size == order.remain_size:
            del self._levels[order.side][order.price].orders[order.id]
            order.in_book = False
        return self._change(order, -size, now)

    def _best_first(self, side: str) -> Iterator[Decimal]:
        return reversed(self._prices[side]) if side == "buy" else iter(self._prices[side])

    def _change(self, order: Order, size: Decimal, now: int) -> LevelChanged:
        level = self._levels[order.side][order.price]
        level.size += size
        if not level.orders:
            del self._levels[order.side][order.price]
            prices = self._prices[order.side]
            del prices[bisect_left(prices, order.price)]
        self.sequence += 1
        return LevelChanged(self.symbol, order.side, order.price, level.size, self.sequence, now)


@dataclass(frozen=True)
class Candle:
    """What traded in one span of time; ``time`` is its start in seconds."""

    time: int
    open: Decimal
    close: Decimal
    high: Decimal
    low: Decimal
    #: Base currency.
    volume: Decimal
    #: Quote currency.
    turnover: Decimal


@dataclass(frozen=True)
class Stats:
    """The last day of a symbol, to the minute; prices are None when nothing traded."""

    open: Optional[Decimal]
    high: Optional[Decimal]
    low: Optional[Decimal]
    last: Optional[Decimal]
    volume: Decimal
    turnover: Decimal
    change_price: Decimal
    change_rate: Decimal


class Tape:
    """The trades of one symbol: the newest 100, and a week of one-minute candles that the longer ones are made of."""

    def __init__(self) -> None:
        self._trades: Deque[Trade] = deque(maxlen=100)
        self._minutes: Deque[Candle] = deque(maxlen=7 * 24 * 60)

    def add(self, trade: Trade) -> None:
        self._trades.append(trade)
        price, minute = trade.price, trade.time // SECOND // 60 * 60
        candle = Candle(minute, price, price, price, price, trade.size, price * trade.size)
        if self._minutes and self._minutes[-1].time >= minute:
            running = self._minutes.pop()
            candle = _together(running.time, [running, candle])
        self._minutes.append(candle)

    def trades(self) -> List[Trade]:
        """The newest 100, newest first."""
        return list(reversed(self._trades))

    def last(self) -> Optional[Trade]:
        return self._trades[-1] if self._trades else None

    def candles(self, seconds: int, start_s: int, end_s: int) -> List[Candle]:
        """Candles that start in [start, end), newest first; spans without a trade have none.

        :param seconds: A multiple of 60. Every candle, weeks and months too, starts at a multiple of it since 1970.
        """
        def start(minute: Candle) -> int:
            return minute.time // seconds * seconds

        recent = takewhile(lambda minute: start(minute) >= start_s, reversed(self._minutes))
        return [_together(time, list(minutes)[::-1]) for time, minutes in groupby(recent, start) if time < end_s]

    def stats(self, now: int, seconds: int = 86400) -> Stats:
        since = now // SECOND - seconds
        minutes = list(takewhile(lambda minute: minute.time > since, reversed(self._minutes)))[::-1]
        newest = self.last()
        if not minutes:
            return Stats(None, None, None, newest.price if newest else None, ZERO, ZERO, ZERO, ZERO)
        day = _together(since, minutes)
        change = day.close - day.open
        return Stats(day.open, day.high, day.low, day.close, day.volume, day.turnover,
                     change, (change / day.open).quantize(Decimal("0.0001")))


def _together(time: int, candles: Sequence[Candle]) -> Candle:
    """One candle of several, oldest first."""
    return Candle(
        time, candles[0].open, candles[-1].close,
        max(candle.high for candle in candles), min(candle.low for candle in candles),
        sum((candle.volume for candle in candles), ZERO), sum((candle.turnover for candle in candles), ZERO),
    )


def digits(value: Optional[Decimal]) -> Optional[str]:
    """An amount as the wire spells it: no exponent, no zeros at the end."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
