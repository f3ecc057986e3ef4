"""What the unified account's public channels say of a market: its pairs, or its contracts.

Times are nanoseconds. Where an example of the documentation has a number of this size as text, so it is here.
"""

from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional, Tuple
from typing import Protocol as Protocol_

from ...pages import CANDLE_SECONDS
from ..exchange import Exchange, LevelChanged, Trade
from ..matching import SECOND, ZERO, Book, Candle, digits
from .audience import Audience, Connection, Feed, frame

CANDLES_EVERY = 1  #: seconds
PICTURES_EVERY = 0.1
CHANGES_EVERY = 0.01
PICTURE_AFTER = 0.5  #: the first picture for a newcomer to increment@10ms comes so much later
DEPTH = 500  #: levels of each side that increment@10ms covers

Sides = Dict[str, Dict[Decimal, Decimal]]


class Market(Protocol_):
    """What there is to tell of: an engine with books and trades by symbol."""

    @property
    def symbols(self) -> Mapping[str, Any]:
        """By name."""

    def book(self, symbol: str) -> Book:
        """A symbol's book."""

    def last_trade(self, symbol: str) -> Optional[Trade]:
        """A symbol's newest trade."""

    def candle(self, symbol: str, seconds: int, now: int) -> Optional[Candle]:
        """The running candle, if anything has traded in it."""


class UnifiedMarket(Feed):
    """The public channels of one trade type.

    :param market: The engine of the pairs or of the contracts.
    :param kind: ``SPOT`` or ``FUTURES``.
    """

    def __init__(self, exchange: Exchange, audience: Audience, pace: float, market: Market, kind: str) -> None:
        super().__init__(exchange, audience, pace)
        self.market = market
        self.kind = kind
        self._times: Dict[str, int] = {}  # of the last change, by symbol
        self._best: Dict[str, Any] = {}
        self._touched: Dict[str, None] = {}  # symbols with changes that increment@10ms has not told yet
        self._told: Dict[str, Tuple[int, Sides]] = {}  # sequence and levels as increment@10ms has told them
        self._newcomers: List[Tuple[int, Connection, str]] = []  # who wait for their first picture, and until when
        self._started: Dict[str, int] = {}  # start of the candle last told, by topic
        self._candles_due = self.every(CANDLES_EVERY)
        self._pictures_due = self.every(PICTURES_EVERY)
        self._changes_due = self.every(CHANGES_EVERY)

    def joined(self, connection: Connection, topic: str, now: int) -> None:
        """A newcomer to increment@10ms gets a picture soon; changes may come before it."""
        prefix, suffix = f"obu.{self.kind}:", " increment@10ms"
        symbol = topic[len(prefix) : -len(suffix)]
        if topic == f"{prefix}{symbol}{suffix}" and symbol in self.market.symbols:
            self._told.setdefault(symbol, self._state(symbol))
            self._newcomers.append((now + int(PICTURE_AFTER * self.pace * SECOND), connection, symbol))

    def flush(self, events: List[Any], now: int) -> None:
        """Trades, best prices and single changes of the book."""
        changes: Dict[str, List[LevelChanged]] = {}
        traded: Dict[str, None] = {}
        for event in events:
            if isinstance(event, (LevelChanged, Trade)) and event.symbol in self.market.symbols:
                self._times[event.symbol] = event.time
                if isinstance(event, Trade):
                    traded[event.symbol] = None
                    self._trade(event, now)
                else:
                    changes.setdefault(event.symbol, []).append(event)
        for symbol, changed in changes.items():
            self._touched[symbol] = None
            self._raw_changes(symbol, changed, now)
        for symbol in {**changes, **traded}:
            best = [self.market.book(symbol).levels(side, 1) for side in ("buy", "sell")]
            if best != self._best.get(symbol):
                self._best[symbol] = best
                self._picture(symbol, 1, now)
                self._ticker(symbol, now)
            elif symbol in traded:
                self._ticker(symbol, now)

    def tick(self, now: int) -> None:
        """Changes gathered over 10 ms, pictures and candles."""
        if self._changes_due(now):
            for symbol in self._touched:
                self._changes(symbol, now)
            self._touched.clear()
            self._first_pictures(now)
        if self._pictures_due(now):
            for symbol in self.market.symbols:
                for depth in (5, 50):
                    self._picture(symbol, depth, now)
                    self._picture(symbol, depth, now, " rpi")
        if self._candles_due(now):
            for symbol in self.market.symbols:
                for interval, seconds in CANDLE_SECONDS.items():
                    self._candle(symbol, interval, seconds, now)

    def _trade(self, trade: Trade, now: int) -> None:
        data = {
            "s": trade.symbol,
            "E": trade.id,
            "ti": str(trade.id),
            "p": digits(trade.price),
            "q": digits(trade.size),
            "S": trade.side,
            "M": trade.time,
        }
        if self.kind == "FUTURES":
            data["rpi"] = False
        topic = f"trade.{self.kind}"
        self.audience.tell(f"{topic}:{trade.symbol}", lambda: frame(T=topic, P=now, d=data))

    def _ticker(self, symbol: str, now: int) -> None:
        topic = f"ticker.{self.kind}"
        self.audience.tell(f"{topic}:{symbol}", lambda: frame(T=topic, P=now, d=self._ticker_data(symbol)))

    def _ticker_data(self, symbol: str) -> Dict[str, Any]:
        trade, book = self.market.last_trade(symbol), self.market.book(symbol)
        (ask, ask_size), (bid, bid_size) = ((book.levels(side, 1) or [(ZERO, ZERO)])[0] for side in ("sell", "buy"))
        side = trade.side if trade else ""
        return {
            "s": symbol,
            "E": book.sequence,
            "a": digits(ask),
            "A": digits(ask_size),
            "b": digits(bid),
            "B": digits(bid_size),
            "l": digits(trade.price) if trade else "0",
            "q": digits(trade.size) if trade else "0",
            "S": side.upper() if self.kind == "SPOT" else side,
            "M": self._times.get(symbol, 0),
        }

    def _candle(self, symbol: str, interval: str, seconds: int, now: int) -> None:
        topic = f"kline.{self.kind}:{symbol} {interval}"
        candle = self.market.candle(symbol, seconds, now) if self.audience.hears(topic) else None
        if candle is None:
            return
        data = {
            "s": symbol,
            "i": interval,
            "O": candle.time,
            "C": candle.time + seconds,
            "o": digits(candle.open),
            "c": digits(candle.close),
            "h": digits(candle.high),
            "l": digits(candle.low),
            "v": digits(candle.volume),
            "a": digits(candle.turnover),
            "S": self._started.get(topic) != candle.time,
        }
        self._started[topic] = candle.time
        self.audience.tell(topic, lambda: frame(T=f"kline.{self.kind}", P=str(now), d=data))

    # --- the order book ---

    def _picture(self, symbol: str, depth: int, now: int, filtered: str = "") -> None:
        """The best levels as they are.

        :param filtered: For those who want retail price improvement orders apart; there are none of these here.
        """

        def text() -> str:
            book, more = self.market.book(symbol), ["0"] if filtered else []
            rows = {
                name: [[digits(price), digits(size), *more] for price, size in book.levels(side, depth)]
                for name, side in (("a", "sell"), ("b", "buy"))
            }
            data = self._book_data(symbol, book.sequence, book.sequence, rows)
            data["M"] = str(data["M"])
            return frame(T=f"obu.{self.kind}", dp=str(depth), t="snapshot", P=str(now), d=data)

        self.audience.tell(f"obu.{self.kind}:{symbol} {depth}{filtered}", text)

    def _raw_changes(self, symbol: str, changed: List[LevelChanged], now: int) -> None:
        def text() -> str:
            rows: Dict[str, List[Any]] = {"a": [], "b": []}
            for change in changed:
                rows["a" if change.side == "sell" else "b"].append([digits(change.price), digits(change.size)])
            data = self._book_data(symbol, changed[0].sequence, changed[-1].sequence, rows)
            return frame(T=f"obu.{self.kind}", dp="increment", t="delta", P=now, d=data)

        self.audience.tell_change(f"obu.{self.kind}:{symbol} increment", text)

    def _changes(self, symbol: str, now: int) -> None:
        """What has changed among the best levels since it was told; a level that fell out of them is told as gone."""
        topic = f"obu.{self.kind}:{symbol} increment@10ms"
        if not self.audience.hears(topic):
            self._told.pop(symbol, None)
            return
        (last, before), (sequence, after) = self._told[symbol], self._state(symbol)
        rows = {name: _rows(before[side], after[side]) for name, side in (("a", "sell"), ("b", "buy"))}
        if rows["a"] or rows["b"]:
            self._told[symbol] = sequence, after
            data = self._book_data(symbol, last + 1, sequence, rows)
            self.audience.tell_change(topic, lambda: frame(T=f"obu.{self.kind}", dp="increment@10ms", t="delta", P=now, d=data))

    def _first_pictures(self, now: int) -> None:
        waiting, self._newcomers = self._newcomers, []
        for due, connection, symbol in waiting:
            if due > now:
                self._newcomers.append((due, connection, symbol))
            elif f"obu.{self.kind}:{symbol} increment@10ms" in connection.topics:
                sequence, sides = self._told[symbol]
                rows = {
                    name: [[digits(price), digits(size)] for price, size in sides[side].items()]
                    for name, side in (("a", "sell"), ("b", "buy"))
                }
                data = self._book_data(symbol, sequence, sequence, rows)
                connection.send(frame(T=f"obu.{self.kind}", dp="increment@10ms", t="snapshot", P=now, d=data))

    def _state(self, symbol: str) -> Tuple[int, Sides]:
        book = self.market.book(symbol)
        return book.sequence, {side: dict(book.levels(side, DEPTH)) for side in ("sell", "buy")}

    def _book_data(self, symbol: str, first: int, last: int, rows: Mapping[str, Any]) -> Dict[str, Any]:
        return {"s": symbol, "O": first, "C": last, "M": self._times.get(symbol, 0), **rows}


def _rows(before: Mapping[Decimal, Decimal], after: Mapping[Decimal, Decimal]) -> List[List[Optional[str]]]:
    gone = [[digits(price), "0"] for price in before if price not in after]
    return gone + [[digits(price), digits(size)] for price, size in after.items() if before.get(price) != size]
