"""A book that keeps itself equal to the exchange's: a stream, a snapshot when one is needed, and a thread between them.

The only file of the package that brings books and streams together.
"""

import collections
import copy
import dataclasses
import itertools
import logging
import random
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Deque, Iterator, List, NamedTuple, Optional, Set, TypeVar

from ..endpoint import Topic
from ..errors import BookGap, CredentialsRequired, KucoinError, StreamClosed, StreamError, StreamOverflow, Timeout
from ..stream import Gap, Stream
from ..stream.connection import wait
from .book import Best, Level, OrderBook
from .sync import BookEvent, BookSync, Lost, Synchronised

if TYPE_CHECKING:
    from ..futures.market import FuturesMarket
    from ..session import Session
    from ..spot.market import SpotMarket
    from ..stream.record import Recorder
    from ..unified.market import TradeType

TICK = 0.25  #: longest time in seconds until a lost connection is told to those who read changes
FIRST_PAUSE = 0.5  #: seconds between a first and a second try to synchronise; later ones double it
LONGEST_PAUSE = 5.0  #: up to this
FORGIVEN_AFTER = 10.0  #: seconds without a try after which the next one is a first one again
PUSHED_WITHIN = 10.0  #: seconds to wait for a snapshot that the exchange pushes; 0.5 to 6.2 were seen

Fetch = Callable[[], Any]
Read = TypeVar("Read")

_numbers = itertools.count(1)
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Levels(NamedTuple):
    """Both sides at one moment, best first, and the last change that is in them."""

    sequence: int
    bids: List[Level]
    asks: List[Level]


class LiveBook:
    """An order book that follows the exchange's, and can only be read while it does.

    ::

        with client.spot.book("BTC-USDT") as book:
            book.wait_live(timeout=10)
            print(book.best())
            for change in book:
                print(change)

    It is live when a snapshot and all changes since are in it and the connection that they came over is there. Whatever else
    is the case, ``state`` says so at once, what reads levels raises :class:`BookGap`, and the book synchronises itself again.

    No checksum exists, and a connection that has died silently is only known as such when a ping stays unanswered (18 + 10
    seconds on the real exchange): until then a book cannot know better.

    :param stream: A stream of its own, not opened; the book opens and closes it.
    :param topic: What to subscribe to: one symbol.
    :param dialect: ``"spot"``, ``"futures"`` or ``"unified"``, as in :class:`BookSync`.
    :param fetch: Asks for a snapshot; None where the exchange pushes one after each subscription.
    :param capacity: Events that may wait in the stream, and for a loop over the book to read them.
    :param recorder: The stream's; it notes each answer of ``fetch`` before that is used. Frames and answers, in the order
        they came, make the same book again.
    """

    def __init__(
        self,
        stream: Stream,
        topic: Topic[Any],
        dialect: str,
        fetch: Optional[Fetch] = None,
        *,
        capacity: int = 10_000,
        recorder: "Optional[Recorder]" = None,
    ) -> None:
        if len(topic.symbols) != 1:
            raise ValueError(f"topic: expected the topic of one symbol, got {topic}")
        if not isinstance(capacity, int) or capacity < 1:
            raise ValueError(f"capacity: expected a whole number from 1 up, got {capacity!r}")
        self.stream = stream  #: its ``reconnects`` and ``last_message_at`` may be of interest; leave its events to the book
        self.symbol = topic.symbols[0]
        # The book counts by itself. A topic without numbers gets its Gap as soon as it is subscribed again, with numbers only
        # with the next message: the book of a quiet market would wait for it.
        self._topic = dataclasses.replace(topic, sequence=None, first=None)
        self._fetch = fetch
        self._capacity = capacity
        self._recorder = recorder
        self._changed = threading.Condition()  # guards all below
        self._sync = BookSync(dialect)
        self._connection: Optional[int] = None  # stream.reconnects of the connection on which the subscription is in force
        self._readers: Set[_Reader] = set()
        self._failure: Optional[Exception] = None
        self._failed_at: Optional[TracebackType] = None
        self._phase = "new"  # then "open", then "closed"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._main, name=f"kucoin-book-{next(_numbers)}", daemon=True)
        # for the thread alone, times of time.monotonic()
        self._tries = 0  # to synchronise, in quick succession
        self._tried_at = 0.0
        self._next_try = 0.0
        self._pushed_by = 0.0  # until when the snapshot that the exchange pushes may take

    # --- for the caller's threads ---

    def open(self) -> "LiveBook":
        """Connect and subscribe, and return when the exchange has acknowledged; :meth:`wait_live` waits for the book."""
        with self._changed:
            if self._phase == "open":
                return self
            if self._phase == "closed":
                raise self._ending()
            self._phase = "open"
        try:
            self.stream.open()
            self._subscribe()
            self._thread.start()
        except BaseException:  # Ctrl-C too: nobody would be there to close it
            self.close()
            raise
        return self

    def close(self) -> None:
        """End the book and its stream, from any thread; a call for a snapshot ends with its own timeout."""
        with self._changed:
            self._phase = "closed"
            self._stop.set()
            self._changed.notify_all()
        self.stream.close()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(0.4)

    def __enter__(self) -> "LiveBook":
        return self.open()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    @property
    def state(self) -> str:
        """``new``, ``buffering`` until the first snapshot, ``live``, ``gap`` while it synchronises itself again, ``closed``."""
        with self._changed:
            if self._phase != "open":
                return self._phase
            return "gap" if self._sync.state == "live" and not self._is_connected() else self._sync.state

    @property
    def sequence(self) -> Optional[int]:
        """Of the last change in the book, live or not; None before the first snapshot."""
        with self._changed:
            return self._sync.sequence

    def best(self) -> Best:
        """The highest bid and the lowest ask of one moment.

        :raises BookGap: The book is not live.
        """
        return self._read(OrderBook.best)

    def bids(self, n: Optional[int] = None) -> List[Level]:
        """The n highest bids, or all of them, highest first.

        :raises BookGap: The book is not live.
        """
        return self._read(lambda book: book.bids(n))

    def asks(self, n: Optional[int] = None) -> List[Level]:
        """The n lowest asks, or all of them, lowest first.

        :raises BookGap: The book is not live.
        """
        return self._read(lambda book: book.asks(n))

    def levels(self, n: Optional[int] = None) -> Levels:
        """Both sides at the same moment.

        :raises BookGap: The book is not live.
        """
        return self._read(lambda book: Levels(self._sync.sequence or 0, book.bids(n), book.asks(n)))

    def wait_live(self, timeout: Optional[float] = None) -> None:
        """Return when the book is live.

        :param timeout: Seconds to wait; None waits for ever.
        :raises Timeout: It was not within that time.
        """
        with self._changed:
            if not wait(self._changed, lambda: self._phase != "open" or self._why_not_live() is None, timeout):
                gap = self._why_not_live()
                reason = gap.reason if gap else "it was just now"
                raise Timeout(f"the order book of {self.symbol} is not live within {timeout} s: {reason}")
            if self._phase != "open":
                raise self._ending()

    def __iter__(self) -> Iterator[BookEvent]:
        """What happens from now on, until the book is closed; each loop gets all of it.

        ``Change`` is one level; ``Synchronised`` comes first and after each resynchronisation: read the book anew then;
        ``Lost`` tells that it is not live any more.

        :raises StreamOverflow: Events were not read in time; a new loop begins with ``Synchronised``.
        """
        reader = _Reader(self._capacity)
        with self._changed:
            if self._phase == "open" and self._why_not_live() is None and self._sync.sequence is not None:
                reader.add([Synchronised(self._sync.sequence)])
            self._readers.add(reader)
        try:
            while True:
                with self._changed:
                    wait(self._changed, lambda: bool(reader.events or reader.dropped or self._phase != "open"))
                    if reader.dropped:
                        raise StreamOverflow(reader.dropped, self._capacity)
                    if not reader.events and self._phase == "closed" and self._failure is None:
                        return
                    if not reader.events:
                        raise self._ending()
                    event = reader.events.popleft()
                yield event
        finally:
            with self._changed:
                self._readers.discard(reader)

    # --- with the lock held ---

    def _read(self, look: Callable[[OrderBook], Read]) -> Read:
        with self._changed:
            if self._phase != "open":
                raise self._ending()
            problem = self._why_not_live()
            if problem is not None:
                raise copy.copy(problem)  # a fresh one: what is raised many times grows
            return look(self._sync.book)

    def _why_not_live(self) -> Optional[BookGap]:
        if self._sync.gap is not None:
            return self._sync.gap
        if not self._is_connected():
            sequence = self._sync.sequence
            return BookGap(None if sequence is None else sequence + 1, None, "the connection was lost")
        return None

    def _is_connected(self) -> bool:
        """Whether the connection that the book was made from is there; in this order, or a quick reconnect goes unseen."""
        return self.stream.state == "open" and self.stream.reconnects == self._connection

    def _ending(self) -> Exception:
        if self._failure is not None:  # it may be raised many times, and must not grow
            return self._failure.with_traceback(self._failed_at)
        how = "it was never opened: use it in a with statement" if self._phase == "new" else "it was closed"
        return StreamClosed(f"nothing can be read from the order book: {how}")

    def _tell(self, events: List[BookEvent]) -> None:
        for event in events[-1:]:
            if isinstance(event, Lost):
                _log.warning("the order book of %s is not live any more: %s", self.symbol, event.gap.reason)
                self._pushed_by = 0.0
            elif isinstance(event, Synchronised):
                _log.info("the order book of %s is live at sequence %d", self.symbol, event.sequence)
        if events:
            for reader in self._readers:
                reader.add(events)
            self._changed.notify_all()

    # --- the thread ---

    def _main(self) -> None:
        try:
            while not self._stop.is_set():
                wait = self._wait_to_synchronise()
                if wait <= 0:
                    self._synchronise()
                self._take_event(max(0.0, min(wait, TICK)))
        except Exception as problem:  # a fault of ours too must reach the reader, not end the thread in silence
            self._fail(problem)
        finally:
            self.close()

    def _wait_to_synchronise(self) -> float:
        """Seconds until it is to be tried; for ever while there is no need, or no connection."""
        with self._changed:
            if not self._is_connected():
                self._pushed_by = 0.0
                if not self._sync.needs_snapshot:
                    self._tell(self._sync.reset())
            if not self._sync.needs_snapshot or self.stream.state != "open":
                return float("inf")
        return max(self._next_try, self._pushed_by) - time.monotonic()

    def _synchronise(self) -> None:
        """Get a snapshot, and have it followed by what was pushed meanwhile."""
        now = time.monotonic()
        self._tries = 0 if now - self._tried_at > FORGIVEN_AFTER else self._tries + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(self._tries, 10)) * random.uniform(0.5, 1)
        self._tried_at = now
        try:
            if self._fetch is None or not self._is_connected():
                self._subscribe()
            answer = None if self._fetch is None else self._fetch()
        except KucoinError as problem:
            if not problem.retryable:
                raise
            _log.warning("no snapshot of %s, trying again: %s", self.symbol, problem)
            pause = max(pause, getattr(problem, "retry_after", None) or 0.0)
        else:
            self._drain()
            if self._fetch is not None:
                self._use(answer)
        self._next_try = time.monotonic() + pause

    def _subscribe(self) -> None:
        """Have changes pushed; only the ack tells that none is lost from then on, so a snapshot must come after it.

        On a connection that was made again it would come by itself, but when it has come nobody says. To subscribe twice
        gives one stream.
        """
        if self._fetch is None and self._thread.is_alive():  # only a new subscription brings a new snapshot
            self.stream.unsubscribe(self._topic)
            self._drain()
            with self._changed:
                self._tell(self._sync.reset())
        connection = self.stream.reconnects  # asked before: of a later connection it is not known to be in force
        self.stream.subscribe(self._topic)
        self._connection = connection
        if self._fetch is None:
            self._pushed_by = time.monotonic() + PUSHED_WITHIN

    def _use(self, answer: Any) -> None:
        if self._recorder is not None:
            self._recorder.snapshot(self._topic, answer)
        with self._changed:
            if self._sync.needs_snapshot and self._is_connected():
                self._tell(self._sync.snapshot(answer))

    def _drain(self) -> None:
        """Take what is there, so that nothing from a former connection follows."""
        for _ in range(self._capacity):
            if not self._take_event(0):
                break

    def _take_event(self, timeout: float) -> bool:
        """Wait for an event of the stream and act on it; false when none came."""
        try:
            event = self.stream.recv(timeout)
        except StreamOverflow as problem:
            with self._changed:
                self._tell(self._sync.reset(str(problem)))
            return True
        except Timeout:
            return False
        with self._changed:
            keeps = self._fetch is not None and self._sync.needs_snapshot  # a later snapshot has to be as young as these
            if isinstance(event, Gap) or not (keeps or self._is_connected()):
                self._tell(self._sync.reset())
            else:
                self._tell(self._sync.receive(event.frame))
        return True

    def _fail(self, problem: Exception) -> None:
        error = problem
        if not isinstance(problem, KucoinError):
            error = StreamError(f"the order book broke: {problem}")
            error.__cause__ = problem
        with self._changed:
            if not self._stop.is_set():  # else what went wrong is that it was closed
                self._failure, self._failed_at = error, error.__traceback__


class _Reader:
    """The events that wait for one loop."""

    def __init__(self, capacity: int) -> None:
        self.events: Deque[BookEvent] = collections.deque()
        self.dropped = 0
        self._capacity = capacity

    def add(self, events: List[BookEvent]) -> None:
        if self.dropped or len(self.events) + len(events) > self._capacity:
            self.dropped += len(self.events) + len(events)
            self.events.clear()
        else:
            self.events.extend(events)


def spot_book(
    session: "Session", market: "SpotMarket", stream: Stream, symbol: str, capacity: int, recorder: "Optional[Recorder]"
) -> LiveBook:
    """The live book of a trading pair."""
    from ..spot.topics import orderbook_increment

    if session.signer is None:
        text = "the snapshot of a spot order book is a signed call; futures.book() and unified.book() need no key"
        raise CredentialsRequired(text)
    topic = orderbook_increment(symbol)
    return LiveBook(
        stream, topic, "spot", lambda: market.get_full_order_book(symbol), capacity=capacity, recorder=recorder
    )


def futures_book(
    market: "FuturesMarket", stream: Stream, symbol: str, capacity: int, recorder: "Optional[Recorder]"
) -> LiveBook:
    """The live book of a contract."""
    from ..futures.topics import orderbook_increment

    topic = orderbook_increment(symbol)
    return LiveBook(
        stream, topic, "futures", lambda: market.get_full_order_book(symbol), capacity=capacity, recorder=recorder
    )


def unified_book(
    stream: Stream, trade_type: "TradeType", symbol: str, capacity: int, recorder: "Optional[Recorder]"
) -> LiveBook:
    """The live book of a pair or contract, as the unified account is shown it."""
    from ..unified.topics import orderbook_increment

    return LiveBook(stream, orderbook_increment(trade_type, symbol), "unified", capacity=capacity, recorder=recorder)
