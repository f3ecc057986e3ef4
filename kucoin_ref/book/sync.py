"""A book that follows the exchange's, or says that it does not. No socket, no thread, no clock, and it fetches nothing.

Three feeds number their changes and begin in three ways; the rules in between are the same:

- ``spot``: messages of ``/market/level2`` cover a range of sequences, each row has its own; the snapshot is a REST call.
- ``futures``: messages of ``/contractMarket/level2`` hold one change each; the snapshot is a REST call.
- ``unified``: the channel ``obu`` begins with a snapshot of its own; the way to another one is to subscribe again.

There is no checksum. What can give a missed change away is a hole in the sequences, or a book whose best bid is not below
its best ask: the exchange would have matched the two, so a crossed book is treated like a hole. (In an opening call auction
they may cross: there is no live book then.)

Sources: https://www.kucoin.com/docs-new/3470068w0 https://www.kucoin.com/docs-new/3470082w0
https://www.kucoin.com/docs-new/3470221w0
"""

import collections
from decimal import Decimal
from typing import Any, Callable, Deque, Dict, Iterable, List, Mapping, NamedTuple, Optional, Sequence, Tuple, Union

from ..errors import BookGap
from .book import OrderBook


class Change(NamedTuple):
    """What is offered at one price from now on."""

    side: str  #: ``bid`` or ``ask``
    price: Decimal
    size: Decimal  #: 0: nothing any more
    sequence: int


class Synchronised(NamedTuple):
    """The book is live, for the first time or again: read it anew, changes from before mean nothing."""

    sequence: int


class Lost(NamedTuple):
    """The book is not live any more."""

    gap: BookGap


BookEvent = Union[Change, Synchronised, Lost]


class BookSync:
    """Snapshots and pushed frames in, a book out: ``book`` is the exchange's while ``state`` is ``live``.

    :param dialect: ``"spot"``, ``"futures"`` or ``"unified"``.
    :param capacity: Frames to keep while there is no snapshot; of more, the oldest are dropped.
    """

    def __init__(self, dialect: str, *, capacity: int = 10_000) -> None:
        if dialect not in _UPDATES:
            raise ValueError(f"dialect: expected 'spot', 'futures' or 'unified', got {dialect!r}")
        if not isinstance(capacity, int) or capacity < 1:
            raise ValueError(f"capacity: expected a whole number from 1 up, got {capacity!r}")
        self._update_of = _UPDATES[dialect]
        self._kept: Deque[_Update] = collections.deque(maxlen=capacity)  # without a hole
        self._newest: Optional[int] = None  # sequence of the last change seen on this connection, applied or not
        self.book = OrderBook()  #: to be trusted only while live
        #: ``buffering`` before the first snapshot, then ``live`` or, when something was missed, ``gap``
        self.state = "buffering"
        self.sequence: Optional[int] = None  #: of the last change in the book
        self.gap: Optional[BookGap] = BookGap(reason="the order book has no snapshot yet")  #: why it is not live

    @property
    def needs_snapshot(self) -> bool:
        """Whether only a snapshot can make the book live; until then frames are kept for it."""
        return self.state != "live"

    def receive(self, frame: Mapping[str, Any]) -> List[BookEvent]:
        """Take a pushed frame, whole as it came, and tell what it changed.

        :raises ValueError: The frame is not one of this dialect; the book is not live any more.
        """
        try:
            update = self._update_of(frame)
            if update.first > update.last:
                raise ValueError("the range ends before it starts")
        except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
            self._lose("a frame came that cannot be read")
            raise ValueError(f"frame: expected an order book's, got {str(frame)[:300]} ({problem!r})") from problem
        return self._begin(update) if update.whole else self._take(update)

    def snapshot(self, answer: Mapping[str, Any]) -> List[BookEvent]:
        """Take the answer of the full order book's call. The book stays as it is if that is older than what was pushed.

        :raises ValueError: It is not such an answer.
        """
        try:
            sequence = int(answer["sequence"])
            rows = _changes("bid", answer["bids"], sequence) + _changes("ask", answer["asks"], sequence)
        except (ArithmeticError, LookupError, TypeError, ValueError) as problem:
            raise ValueError(f"answer: expected sequence, bids and asks, got {str(answer)[:300]} ({problem!r})") from problem
        return self._begin(_Update(sequence, sequence, rows, True))

    def reset(self, reason: str = "the connection was lost") -> List[BookEvent]:
        """Forget what was pushed so far: what comes next does not continue it."""
        self._kept.clear()
        self._newest = None
        return self._lose(reason)

    def _begin(self, whole: "_Update") -> List[BookEvent]:
        """Start anew from a snapshot and the kept frames that are younger, unless there is a hole between the two."""
        was_live = self.state == "live"
        if was_live and whole.last <= self._newest_or(0):
            return []  # repeated, or late
        younger = [update for update in self._kept if update.last > whole.last]
        needed = younger[0].first - 1 if younger else self._newest_or(whole.last)
        if whole.last < needed:
            reason = f"the snapshot of sequence {whole.last} is older than what was pushed: {needed} or later is needed"
            self.gap = BookGap(needed, whole.last, reason)
            return []
        rows: Dict[str, List[Tuple[Decimal, Decimal]]] = {"bid": [], "ask": []}
        for change in whole.changes:
            rows[change.side].append((change.price, change.size))
        self.book.replace(rows["bid"], rows["ask"])
        self.state, self.gap = "live", None
        self.sequence = self._newest = whole.last
        self._kept.clear()
        self._lose_if_crossed()
        for update in younger:
            self._take(update)
        if self.gap is None:
            return [Synchronised(self.sequence)]
        return [Lost(self.gap)] if was_live else []

    def _take(self, update: "_Update") -> List[BookEvent]:
        """Apply changes that continue the book, and keep those that do not."""
        if update.last <= self._newest_or(-1):
            return []  # repeated, or late
        if self.sequence is None or self.state != "live":
            self._keep(update)
            return []
        if update.first > self.sequence + 1:
            lost = self._lose("", update.first)
            self._keep(update)
            return lost
        news = [change for change in update.changes if change.sequence > self.sequence]
        for change in news:
            self.book.set(change.side, change.price, change.size)
        self.sequence = self._newest = update.last
        return self._lose_if_crossed() or [*news]

    def _keep(self, update: "_Update") -> None:
        if update.first > self._newest_or(update.first) + 1:
            self._kept.clear()  # no snapshot leads from there over the hole to here
        self._kept.append(update)
        self._newest = update.last

    def _newest_or(self, default: int) -> int:
        return default if self._newest is None else self._newest

    def _lose_if_crossed(self) -> List[BookEvent]:
        if not self.book.crossed:
            return []
        bid, ask = self.book.bids(1)[0].price, self.book.asks(1)[0].price
        return self._lose(f"the book is crossed at sequence {self.sequence}, something was missed: {bid} is bid, {ask} is asked")

    def _lose(self, reason: str, received: Optional[int] = None) -> List[BookEvent]:
        was_live = self.state == "live"
        if self.sequence is not None:
            self.state = "gap"
            self.gap = BookGap(self.sequence + 1, received, reason)
        return [Lost(self.gap)] if was_live and self.gap else []


class _Update(NamedTuple):
    """What a frame or a snapshot says, in the same words for all dialects."""

    first: int  #: sequence of the first change
    last: int  #: and of the last one
    changes: List[Change]
    whole: bool = False  #: whether it is the whole book, not what has changed in it


def _spot(frame: Mapping[str, Any]) -> _Update:
    data = frame["data"]
    changes = _changes("ask", data["changes"]["asks"]) + _changes("bid", data["changes"]["bids"])
    changes.sort(key=lambda change: change.sequence)  # one price may be there twice, and rows come in any order
    return _Update(int(data["sequenceStart"]), int(data["sequenceEnd"]), changes)


def _futures(frame: Mapping[str, Any]) -> _Update:
    data = frame["data"]
    sequence = int(data["sequence"])
    price, side, size = data["change"].split(",")
    return _Update(sequence, sequence, _changes({"buy": "bid", "sell": "ask"}[side], [(price, size)], sequence))


def _unified(frame: Mapping[str, Any]) -> _Update:
    data = frame["d"]
    last = int(data["C"])
    changes = _changes("ask", data["a"], last) + _changes("bid", data["b"], last)
    whole = {"snapshot": True, "delta": False}[frame["t"]]
    return _Update(int(data["O"]), last, changes, whole)


_UPDATES: Dict[str, Callable[[Mapping[str, Any]], _Update]] = {"spot": _spot, "futures": _futures, "unified": _unified}


def _changes(side: str, rows: Iterable[Sequence[Any]], sequence: Optional[int] = None) -> List[Change]:
    """Rows of price, size and, where they have their own, sequence. A price of 0 stands for hidden orders: no level."""
    changes = [
        Change(side, _exact(row[0]), _exact(row[1]), int(row[2]) if sequence is None else sequence) for row in rows
    ]
    return [change for change in changes if change.price]


def _exact(value: Any) -> Decimal:
    if isinstance(value, float):
        raise TypeError(f"a float: {value!r}; read JSON with parse_float=Decimal")
    number = Decimal(value)
    if not (number.is_finite() and number >= 0):
        raise ValueError(f"not an amount: {value!r}")
    return number
