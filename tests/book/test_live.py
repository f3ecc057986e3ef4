"""The live book: over a stream that does what a test says, and over the sandbox's real sockets."""

import logging
import os
import signal
import threading
import time
from decimal import Decimal

import pytest

from kucoin_ref import Client
from kucoin_ref.book import Best, Change, Level, Levels, LiveBook, Lost, Synchronised, live
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import (ApiError, BookGap, CredentialsRequired, RateLimited, StreamClosed, StreamError, StreamOverflow,
                               Timeout, TransportError)
from kucoin_ref.limits import Rate
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import Gap
from kucoin_ref.stream.record import Recorder, Snapshot, replay

PATIENCE = 5  # seconds that anything here may take before it counts as stuck
SPOT = topics.orderbook_increment("BTC-USDT")
UNIFIED = Topic("obu", ("BTC-USDT",), sequence="C", first="O", fields=(("tradeType", "SPOT"), ("depth", "increment@10ms")))


def frame(first, last=None, bids=(), asks=()):
    return {"data": {"sequenceStart": first, "sequenceEnd": last or first, "changes": {"bids": bids, "asks": asks}}}


def snapshot(sequence, bids=(["99", "1"],), asks=(["101", "1"],)):
    return {"sequence": str(sequence), "bids": list(bids), "asks": list(asks)}


def obu(kind, first, last, bids=(), asks=()):
    return {"t": kind, "d": {"O": first, "C": last, "b": bids, "a": asks}}


def change(side, price, size, sequence):
    return Change(side, Decimal(price), Decimal(size), sequence)


class Fetch:
    """Answers, or raises, one thing after the other, and the last one again and again."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.times = []  # of time.monotonic()

    def __call__(self):
        self.times.append(time.monotonic())
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer() if callable(answer) else answer

    def __len__(self):
        return len(self.times)


class Snapshots:
    """A recorder that hands on the answers that a book has got."""

    def __init__(self, take):
        self.take = take

    def snapshot(self, topic, answer):
        self.take(answer)


def until(condition, patience=PATIENCE):
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + patience, "waited in vain"
        time.sleep(0.002)


def background(function, *args):
    """Call it in a thread; what it returns or raises is in the list that comes back."""
    outcome = []

    def call():
        try:
            outcome.append(function(*args))
        except BaseException as problem:
            outcome.append(problem)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread, outcome


def listen(book):
    """What a loop over the book gets, while it gets it."""
    heard = []
    threading.Thread(target=lambda: heard.extend(book), daemon=True).start()
    until(lambda: book._readers)
    return heard


def reasons(heard):
    """The events, of Lost only the reason."""
    return [event.gap.reason if isinstance(event, Lost) else event for event in heard]


def assert_unreadable(book, problem=BookGap, **details):
    seen = []
    for read in (book.best, book.bids, book.asks, book.levels):
        with pytest.raises(problem) as caught:
            read()
        seen.append(caught.value)
        for name, value in details.items():
            assert getattr(caught.value, name) == value
    assert len({id(each) for each in seen}) == 4 or problem is not BookGap  # an error that is raised again would grow


def book_threads():
    return [thread.name for thread in threading.enumerate() if thread.name.startswith(("kucoin-book-", "kucoin-stream-"))]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    until(lambda: not book_threads())


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0.02) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


# --- opening, reading ---


def test_book__from_new_to_closed(fake_stream):
    asked, answer = threading.Event(), threading.Event()

    def fetch():
        asked.set()
        assert answer.wait(PATIENCE)
        return snapshot(10, [["99", "1"], ["98", "2"]], [["101", "3"], ["102", "4"]])

    stream = fake_stream()
    book = LiveBook(stream, SPOT, "spot", fetch)
    assert (book.state, book.sequence, book.symbol) == ("new", None, "BTC-USDT")
    assert_unreadable(book, StreamClosed)
    for wait in (book.wait_live, lambda: next(iter(book))):
        with pytest.raises(StreamClosed, match="it was never opened"):
            wait()
    with book as opened:
        assert opened is book is book.open()
        assert stream.log == ["open", "subscribe"]
        assert stream.topic == Topic("/market/level2", ("BTC-USDT",))  # without numbers its Gap does not wait for a message
        assert asked.wait(PATIENCE)
        stream.push(frame(10), frame(11, 11, [["98", "0", "11"]]))
        assert (book.state, book.sequence) == ("buffering", None)
        assert_unreadable(book, expected=None, received=None, reason="the order book has no snapshot yet")
        with pytest.raises(Timeout, match="BTC-USDT is not live within 0.05 s: the order book has no snapshot yet"):
            book.wait_live(0.05)
        answer.set()
        book.wait_live(PATIENCE)
        assert (book.state, book.sequence) == ("live", 11)
        assert book.best() == Best(Level(Decimal(99), Decimal(1)), Level(Decimal(101), Decimal(3)))
        assert (book.bids(), book.asks(1)) == ([(99, 1)], [(101, 3)])
        assert book.levels() == Levels(11, [(99, 1)], [(101, 3), (102, 4)])
        assert book.levels(1) == Levels(11, [(99, 1)], [(101, 3)])
    assert (book.state, book.sequence, stream.state) == ("closed", 11, "closed")
    assert_unreadable(book, StreamClosed)
    for call in (book.open, book.wait_live):
        with pytest.raises(StreamClosed, match="it was closed"):
            call()


def test_open__what_goes_wrong_is_raised_there_and_nothing_stays_open(fake_stream):
    class Refusing(fake_stream):
        def subscribe(self, topic, timeout=10):
            raise Timeout("no answer")

    stream = Refusing()
    book = LiveBook(stream, SPOT, "spot", Fetch(snapshot(10)))
    with pytest.raises(Timeout, match="no answer"):
        book.open()
    assert (book.state, stream.state) == ("closed", "closed")


@pytest.mark.parametrize("topic, options, message", [
    (topics.orderbook_increment("BTC-USDT", "ETH-USDT"), {}, "topic: expected the topic of one symbol"),
    (SPOT, {"capacity": 0}, "capacity: expected a whole number from 1 up, got 0")])
def test_arguments__that_are_wrong(fake_stream, topic, options, message):
    with pytest.raises(ValueError, match=message):
        LiveBook(fake_stream(), topic, "spot", **options)
    with pytest.raises(ValueError, match="dialect: expected"):
        LiveBook(fake_stream(), SPOT, "margin")


# --- never live while it is not ---


def test_gap__a_hole_in_the_sequences(fake_stream, no_pauses):
    go_on = threading.Event()
    fetch = Fetch(snapshot(10), lambda: go_on.wait(PATIENCE) and snapshot(13, [["90", "9"]]))
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        book.wait_live(PATIENCE)
        heard = listen(book)
        stream.push(frame(11, 11, [["98", "2", "11"]]), frame(13, 13, [["97", "1", "13"]]))
        until(lambda: len(heard) == 3)
        assert reasons(heard) == [Synchronised(10), change("bid", "98", "2", 11), "expected sequence 12, received 13"]
        assert (book.state, book.sequence) == ("gap", 11)
        assert_unreadable(book, expected=12, received=13)
        with pytest.raises(Timeout, match="expected sequence 12, received 13"):
            book.wait_live(0)
        stream.push(frame(14, 14, [["96", "1", "14"]]))
        go_on.set()
        until(lambda: heard[3:] == [Synchronised(14)])
        assert (book.bids(), len(fetch)) == ([(96, 1), (90, 9)], 2)


def test_gap__a_crossed_book(fake_stream, no_pauses):
    fetch = Fetch(snapshot(10), snapshot(11, [["102", "1"]]), snapshot(11, [["101", "1"]], [["103", "1"]]))
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        book.wait_live(PATIENCE)
        heard = listen(book)
        stream.push(frame(11, 11, [["101", "1", "11"]]))
        until(lambda: len(heard) == 3)
        crossed = "the book is crossed at sequence 11, something was missed: 101 is bid, 101 is asked"
        assert reasons(heard) == [Synchronised(10), crossed, Synchronised(11)]
        assert (book.levels(), len(fetch)) == (Levels(11, [(101, 1)], [(103, 1)]), 3)


def test_connection_lost__the_book_says_so_at_once(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10))) as book:
        book.wait_live(PATIENCE)
        stream.cut()
        assert book.state == "gap"
        assert_unreadable(book, expected=11, received=None, reason="the connection was lost")
        stream.welcome()  # without the subscription, and without a word about it
        assert book.state == "gap"
        assert_unreadable(book)


def test_connection_lost__those_who_follow_the_changes_hear_of_it(fake_stream, no_pauses):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10))) as book:
        book.wait_live(PATIENCE)
        heard = listen(book)
        stream.cut()
        until(lambda: reasons(heard) == [Synchronised(10), "the connection was lost"])
        with pytest.raises(Timeout, match="the connection was lost"):
            book.wait_live(0.1)
        assert stream.asked == ["subscribe"]  # there is nobody to ask


def test_reconnect__a_snapshot_after_the_ack_also_when_nothing_is_pushed(fake_stream, no_pauses):
    stream = fake_stream()
    order = stream.log

    def fetch():
        order.append("fetch")
        return snapshot(10 if stream.reconnects == 0 else 20)

    with LiveBook(stream, SPOT, "spot", fetch) as book:
        book.wait_live(PATIENCE)
        stream.cut()
        stream.welcome()
        book.wait_live(PATIENCE)
        assert (book.sequence, book.state) == (20, "live")
        assert order == ["open", "subscribe", "fetch", "subscribe", "fetch"]


def test_reconnect__what_came_over_the_old_connection_does_not_count(fake_stream, no_pauses):
    """Frames of both are unread while snapshots come that are older than the new one."""
    stream = fake_stream()
    reconnected, looked = threading.Event(), threading.Event()
    fetch = Fetch(snapshot(10), lambda: reconnected.wait(PATIENCE) and snapshot(11), snapshot(12),
                  lambda: looked.wait(PATIENCE) and snapshot(29))
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        book.wait_live(PATIENCE)
        stream.push(frame(12))  # a hole: the thread waits for a snapshot from now on
        until(lambda: len(fetch) == 2)
        stream.push(frame(13), frame(14))
        stream.cut()
        stream.welcome()
        stream.acknowledge()
        stream.push(frame(30, 30, [["98", "1", "30"]]))
        reconnected.set()
        until(lambda: len(fetch) == 4)
        assert book.state == "gap"
        assert_unreadable(book, reason="the snapshot of sequence 12 is older than what was pushed: 29 or later is needed")
        looked.set()
        book.wait_live(PATIENCE)
        assert book.levels() == Levels(30, [(99, 1), (98, 1)], [(101, 1)])


def test_reconnect__a_connection_that_goes_while_the_snapshot_is_fetched(fake_stream, no_pauses):
    stream = fake_stream()

    def cut_meanwhile():
        stream.cut()
        stream.welcome()
        return snapshot(10)

    go_on, seen = threading.Event(), []
    fetch = Fetch(lambda: go_on.wait(PATIENCE) and cut_meanwhile(), snapshot(20))
    with LiveBook(stream, SPOT, "spot", fetch, recorder=Snapshots(seen.append)) as book:
        heard = listen(book)
        go_on.set()
        book.wait_live(PATIENCE)
        assert book.levels().sequence == 20
        until(lambda: heard == [Synchronised(20)])
    assert [answer["sequence"] for answer in seen] == ["10", "20"]


def test_reconnect__while_the_subscription_is_asked_for(fake_stream, no_pauses):
    class Flapping(fake_stream):
        def subscribe(self, topic, timeout=10):
            super().subscribe(topic)
            if len(self.asked) == 2:
                self.cut()
                self.welcome()

    stream = Flapping()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10), snapshot(20))) as book:
        book.wait_live(PATIENCE)
        stream.cut()
        stream.welcome()
        book.wait_live(PATIENCE)
        assert stream.asked == ["subscribe"] * 3


def test_overflow__changes_that_the_stream_dropped_were_missed(fake_stream, no_pauses):
    stream = fake_stream()
    fetch = Fetch(snapshot(10), snapshot(20))
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        book.wait_live(PATIENCE)
        stream.happen(StreamOverflow(7, 10_000))
        until(lambda: book.sequence == 20)
        book.wait_live(PATIENCE)


# --- getting a snapshot ---


def test_snapshot__older_than_what_was_pushed_another_is_fetched_after_a_pause(fake_stream):
    stream = fake_stream()
    ready = threading.Event()
    fetch = Fetch(lambda: ready.wait(PATIENCE) and snapshot(5), snapshot(6), snapshot(10))
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        stream.push(frame(11))
        ready.set()
        with pytest.raises(Timeout, match="is older than what was pushed: 10 or later is needed"):
            book.wait_live(0.1)
        book.wait_live(PATIENCE)
        assert (book.sequence, len(fetch)) == (11, 3)
    pauses = [later - earlier for earlier, later in zip(fetch.times, fetch.times[1:])]
    assert 0.25 <= pauses[0] <= 1.0 and 0.5 <= pauses[1] <= 2.0  # drawn from 0.25 to 0.5, 0.5 to 1


def test_snapshot__long_after_the_last_try_the_pauses_begin_anew(fake_stream, monkeypatch):
    monkeypatch.setattr(live, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(live, "FORGIVEN_AFTER", 0.0)
    stream, ready = fake_stream(), threading.Event()
    fetch = Fetch(lambda: ready.wait(PATIENCE) and snapshot(5), *[snapshot(5)] * 8, snapshot(10))
    with LiveBook(stream, SPOT, "spot", fetch) as book:
        stream.push(frame(11))
        ready.set()
        book.wait_live(PATIENCE)
    assert fetch.times[9] - fetch.times[1] < 1  # 2.5 at least, would they double


def test_snapshot__errors_that_pass_are_waited_out_and_seen(fake_stream, no_pauses, caplog):
    limited = RateLimited("429000", "too many", rate_limit=Rate(limit=4000, remaining=0, reset=300))
    fetch = Fetch(TransportError("cut"), limited, snapshot(10))
    with LiveBook(fake_stream(), SPOT, "spot", fetch) as book:
        until(lambda: len(fetch) == 2)
        assert book.state == "buffering"
        assert_unreadable(book)
        book.wait_live(PATIENCE)
    assert fetch.times[2] - fetch.times[1] >= 0.3  # what the exchange asked for
    told = [record.getMessage() for record in caplog.records if "no snapshot" in record.message]
    assert [text.split(": ")[:2] for text in told] == [["no snapshot of BTC-USDT, trying again", each] for each in
                                                       ("cut - Check the connection, then try again.",
                                                        "429000 too many")]


@pytest.mark.parametrize("problem", [ApiError("900001", "symbol not exists"), CredentialsRequired("no key")])
def test_snapshot__an_error_that_stays_ends_the_book_and_reaches_all_readers(fake_stream, problem):
    stream = fake_stream()
    book = LiveBook(stream, SPOT, "spot", Fetch(problem)).open()
    with pytest.raises(type(problem)) as caught:
        book.wait_live(PATIENCE)
    assert caught.value is problem
    assert (book.state, stream.state) == ("closed", "closed")
    assert_unreadable(book, type(problem))
    for call in (book.open, lambda: list(book)):
        with pytest.raises(type(problem)):
            call()


@pytest.mark.parametrize("what", [snapshot("x"), None, {"sequence": None, "bids": None, "asks": None}])
def test_snapshot__an_answer_that_is_none_ends_the_book(fake_stream, what):
    with LiveBook(fake_stream(), SPOT, "spot", Fetch(what)) as book:
        with pytest.raises(StreamError, match="the order book broke: answer: expected sequence, bids and asks"):
            book.wait_live(PATIENCE)


def test_frame__that_cannot_be_read_ends_the_book(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10))) as book:
        book.wait_live(PATIENCE)
        stream.push({"data": {"nonsense": 1}})
        with pytest.raises(StreamError, match="the order book broke: frame: expected an order book's") as caught:
            list(book)
        assert isinstance(caught.value.__cause__, ValueError)
        assert_unreadable(book, StreamError)


def test_stream__that_ends_by_itself_ends_the_book(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10))) as book:
        book.wait_live(PATIENCE)
        stream.close()
        assert_unreadable(book, (BookGap, StreamClosed))
        with pytest.raises(StreamClosed, match="closed"):
            list(book)
        assert book.state == "closed"


def test_recorder__what_it_raises_ends_the_book(fake_stream):
    def fail(answer):
        raise OSError("disk full")

    with LiveBook(fake_stream(), SPOT, "spot", Fetch(snapshot(10)), recorder=Snapshots(fail)) as book:
        with pytest.raises(StreamError, match="the order book broke: disk full"):
            book.wait_live(PATIENCE)


# --- where the exchange pushes the snapshot ---


def test_unified__the_first_snapshot_is_pushed(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, UNIFIED, "unified") as book:
        stream.push(obu("delta", 8, 9, [["99", "7"]]))
        with pytest.raises(Timeout):
            book.wait_live(0.05)
        stream.push(obu("snapshot", 10, 10, [["99", "1"]], [["101", "1"]]), obu("delta", 11, 12, [["99", "0"], ["98", "2"]]))
        until(lambda: book.sequence == 12)
        assert book.levels() == Levels(12, [(98, 2)], [(101, 1)])
        assert stream.log == ["open", "subscribe"]


def test_unified__after_a_gap_a_new_subscription_brings_the_next_one(fake_stream, no_pauses):
    stream = fake_stream()
    sequences = iter([10, 20])

    def push_snapshot():
        sequence = next(sequences)
        stream.push(obu("snapshot", sequence, sequence, [["99", "1"]]))

    stream.on_subscribed = push_snapshot
    with LiveBook(stream, UNIFIED, "unified") as book:
        book.wait_live(PATIENCE)
        stream.push(obu("delta", 12, 13))
        until(lambda: book.sequence == 20)
        book.wait_live(PATIENCE)
        assert stream.log == ["open", "subscribe", "unsubscribe", "subscribe"]


def test_unified__after_a_reconnect_only_a_snapshot_that_follows_its_own_subscription_counts(fake_stream, no_pauses):
    stream = fake_stream()
    with LiveBook(stream, UNIFIED, "unified") as book:
        stream.push(obu("snapshot", 10, 10))
        book.wait_live(PATIENCE)
        heard = listen(book)
        stream.cut()
        stream.welcome()
        stream.acknowledge()
        stream.push(obu("snapshot", 20, 20))  # then some changes may come that the next subscription does not see
        until(lambda: stream.log == ["open", "subscribe", "unsubscribe", "subscribe"])
        with pytest.raises(Timeout):
            book.wait_live(0.05)
        stream.push(obu("snapshot", 30, 30))
        book.wait_live(PATIENCE)
        until(lambda: reasons(heard) == [Synchronised(10), "the connection was lost", Synchronised(30)])


def test_unified__a_snapshot_of_before_the_new_subscription_does_not_count(fake_stream, no_pauses):
    class Late(fake_stream):
        def unsubscribe(self, topic, timeout=10):
            self.push(obu("snapshot", 15, 15))
            super().unsubscribe(topic)

    stream = Late()
    with LiveBook(stream, UNIFIED, "unified") as book:
        stream.push(obu("snapshot", 10, 10), obu("delta", 12, 13))
        until(lambda: stream.log == ["open", "subscribe", "unsubscribe", "subscribe"])
        with pytest.raises(Timeout):
            book.wait_live(0.05)
        stream.push(obu("snapshot", 20, 20))
        book.wait_live(PATIENCE)


def test_unified__a_connection_lost_while_the_snapshot_is_waited_for(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, UNIFIED, "unified") as book:
        stream.cut()
        stream.welcome()
        until(lambda: stream.log == ["open", "subscribe", "unsubscribe", "subscribe"], live.PUSHED_WITHIN / 2)
        stream.push(obu("snapshot", 10, 10))
        book.wait_live(PATIENCE)


def test_unified__a_snapshot_that_does_not_come_is_asked_for_again(fake_stream, no_pauses, monkeypatch):
    monkeypatch.setattr(live, "PUSHED_WITHIN", 0.1)
    stream = fake_stream()
    with LiveBook(stream, UNIFIED, "unified") as book:
        until(lambda: stream.log.count("subscribe") == 3)
        assert book.state == "buffering"
        stream.push(obu("snapshot", 10, 10))
        book.wait_live(PATIENCE)


def test_unified__no_connection_while_it_subscribes_again(fake_stream, no_pauses):
    class Moody(fake_stream):
        failures = 1

        def unsubscribe(self, topic, timeout=10):
            if self.failures:
                self.failures -= 1
                raise Timeout("no answer")
            super().unsubscribe(topic)

    stream = Moody()
    with LiveBook(stream, UNIFIED, "unified") as book:
        stream.push(obu("snapshot", 10, 10), obu("delta", 12, 12))
        until(lambda: stream.log == ["open", "subscribe", "unsubscribe", "subscribe"])
        stream.push(obu("snapshot", 20, 20))
        book.wait_live(PATIENCE)


def test_futures__the_next_number_and_none_else(fake_stream, no_pauses):
    def one(sequence, text):
        return {"data": {"sequence": sequence, "change": text}}

    stream = fake_stream()
    fetch = Fetch({"sequence": 10, "bids": [[99, 1]], "asks": [[Decimal("101.5"), 2]]},
                  {"sequence": 13, "bids": [[98, 1]], "asks": []})
    with LiveBook(stream, Topic("/contractMarket/level2", ("XBTUSDTM",)), "futures", fetch) as book:
        book.wait_live(PATIENCE)
        stream.push(one(11, "99,buy,0"), one(12, "101.5,sell,7"))
        until(lambda: book.sequence == 12)
        assert book.levels() == Levels(12, [], [(Decimal("101.5"), 7)])
        stream.push(one(14, "97,buy,1"))
        until(lambda: book.sequence == 14)
        assert book.levels() == Levels(14, [(98, 1), (97, 1)], [])


def test_client__futures_books_need_no_key(fake_stream, monkeypatch):
    stream, capacities, asked, seen = fake_stream(), [], [], []

    def snapshot_of(symbol):
        asked.append(symbol)
        return {"sequence": 10, "symbol": symbol, "bids": [[99, 1]], "asks": [], "ts": 0}

    with Client() as client:
        monkeypatch.setattr(client.futures, "stream", lambda *, capacity, recorder: capacities.append(capacity) or stream)
        monkeypatch.setattr(client.futures.market, "get_full_order_book", snapshot_of)
        with client.futures.book("XBTUSDTM", capacity=7, recorder=Snapshots(seen.append)) as book:
            book.wait_live(PATIENCE)
            assert book.levels() == Levels(10, [(99, 1)], [])
    assert (str(stream.topic), capacities, asked, len(seen)) == ("/contractMarket/level2:XBTUSDTM", [7], ["XBTUSDTM"], 1)


@pytest.mark.parametrize("trade_type, symbol", [("SPOT", "BTC-USDT"), ("FUTURES", "XBTUSDTM")])
def test_client__unified_books_need_no_key(fake_stream, monkeypatch, trade_type, symbol):
    stream, asked = fake_stream(), []
    with Client() as client:
        monkeypatch.setattr(client.unified, "stream", lambda *args, capacity, recorder: asked.append((*args, capacity)) or stream)
        with client.unified.book(trade_type, symbol, capacity=7) as book:
            stream.push(obu("snapshot", 10, 10, [["99", "1"]]))
            book.wait_live(PATIENCE)
            assert (book.symbol, book.levels()) == (symbol, Levels(10, [(99, 1)], []))
    assert (str(stream.topic), asked) == (f"obu.{trade_type}.increment@10ms:{symbol}", [(trade_type, 7)])


def test_client__arguments_that_are_wrong():
    with Client("key", "secret", "passphrase") as client:
        with pytest.raises(ValueError, match="trade_type: expected 'SPOT' or 'FUTURES', got 'MARGIN'"):
            client.unified.book("MARGIN", "BTC-USDT")
        for book in (client.spot.book, client.futures.book, lambda symbol: client.unified.book("SPOT", symbol)):
            for symbol in ("", "BTC,USDT", None):
                with pytest.raises(ValueError, match="symbols: expected"):
                    book(symbol)


# --- reading the changes ---


def test_iteration__each_loop_begins_with_the_book_and_gets_everything(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10))) as book:
        book.wait_live(PATIENCE)
        first, second = iter(book), iter(book)
        assert [next(first), next(second)] == [Synchronised(10)] * 2
        stream.push(frame(11, 12, [["98", "2", "11"]], [["101", "0", "12"]]), frame(13, 13, [["0", "1", "13"]]),
                    frame(14, 14, [["98", "3", "14"]]))
        expected = [change("bid", "98", "2", 11), change("ask", "101", "0", 12), change("bid", "98", "3", 14)]
        assert [next(first) for _ in range(3)] == expected
        assert [next(second) for _ in range(3)] == expected
        for event in book:  # one that is left does not gather anything any more
            assert event == Synchronised(14)
            break
        assert len(book._readers) == 2


def test_iteration__waits_for_the_first_snapshot_and_ends_with_the_book(fake_stream):
    go_on = threading.Event()
    book = LiveBook(fake_stream(), SPOT, "spot", lambda: go_on.wait(PATIENCE) and snapshot(10)).open()
    thread, outcome = background(lambda: list(book))
    until(lambda: book._readers)
    go_on.set()
    book.wait_live(PATIENCE)
    until(lambda: not any(reader.events for reader in book._readers))
    book.close()
    thread.join(PATIENCE)
    assert outcome == [[Synchronised(10)]]


def test_iteration__a_loop_that_is_too_slow_is_told(fake_stream):
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10)), capacity=3) as book:
        book.wait_live(PATIENCE)
        events = iter(book)
        next(events)
        for sequence in range(11, 16):
            stream.push(frame(sequence, sequence, [["98", "1", str(sequence)]]))
        until(lambda: book.sequence == 15)
        with pytest.raises(StreamOverflow) as caught:
            next(events)
        assert (caught.value.dropped, caught.value.capacity) == (5, 3)
        assert next(iter(book)) == Synchronised(15)


# --- closing ---


def test_close__while_a_snapshot_is_fetched(fake_stream):
    asked, release = threading.Event(), threading.Event()

    def fetch():
        asked.set()
        release.wait(PATIENCE)
        return snapshot(10)

    book = LiveBook(fake_stream(), SPOT, "spot", fetch).open()
    assert asked.wait(PATIENCE)
    started = time.monotonic()
    book.close()
    assert time.monotonic() - started < 2
    release.set()
    until(lambda: not book_threads())
    assert (book.state, book.sequence) == ("closed", None)


def test_close__from_the_books_own_thread_and_twice(fake_stream):
    stream = fake_stream()
    book = LiveBook(stream, SPOT, "spot", Fetch(snapshot(10)), recorder=Snapshots(lambda answer: book.close()))
    book.open()
    until(lambda: book.state == "closed")
    with pytest.raises(StreamClosed, match="it was closed"):
        book.wait_live(PATIENCE)
    book.close()


def test_close__wakes_up_who_waits(fake_stream):
    stop = threading.Event()
    book = LiveBook(fake_stream(), SPOT, "spot", lambda: stop.wait(PATIENCE)).open()
    thread, outcome = background(book.wait_live)
    book.close()
    stop.set()
    thread.join(PATIENCE)
    assert isinstance(outcome[0], StreamClosed)


def test_close__a_hundred_times_leaves_nothing(fake_stream):
    for _ in range(100):
        with LiveBook(fake_stream(), SPOT, "spot", Fetch(snapshot(10))) as book:
            book.wait_live(PATIENCE)
    assert book_threads() == []


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a signal")
@pytest.mark.parametrize("wait", [LiveBook.wait_live, lambda book: list(book)])
def test_wait__ctrl_c_gets_through(fake_stream, wait):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    never = threading.Event()
    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    try:
        with LiveBook(fake_stream(), SPOT, "spot", lambda: never.wait(PATIENCE)) as book:
            timer.start()
            with pytest.raises(KeyboardInterrupt):
                wait(book)
    finally:
        never.set()
        timer.join(PATIENCE)
        signal.signal(signal.SIGINT, before)


# --- with the sandbox ---


def exchange_levels(sandbox, symbol):
    """The exchange's own book; with the sandbox's lock held."""
    book = sandbox.exchange.book(symbol)
    return Levels(book.sequence, book.levels("buy"), book.levels("sell"))


def assert_equal_to_the_exchange(sandbox, book):
    """Level by level, at one moment; the market goes on before and after."""
    book.wait_live(PATIENCE)
    with sandbox.lock:  # the market stands still
        until(lambda: book.state == "live" and book.sequence == sandbox.exchange.book(book.symbol).sequence)
        assert book.levels() == exchange_levels(sandbox, book.symbol)


def test_sandbox__the_book_is_the_exchanges(sandbox, client):
    with client.spot.book("BTC-USDT") as book, client.spot.book("ETH-USDT") as other:
        book.wait_live(PATIENCE)
        other.wait_live(PATIENCE)
        for _ in range(5):
            until_later = book.sequence + 5
            until(lambda: (book.sequence or 0) >= until_later)
            assert_equal_to_the_exchange(sandbox, book)
        assert_equal_to_the_exchange(sandbox, other)
        bid, ask = book.best()
        assert bid.price < ask.price


def test_sandbox__a_missed_message(sandbox, client):
    with client.spot.book("BTC-USDT") as book:
        book.wait_live(PATIENCE)
        heard = listen(book)
        sandbox.skip_sequence()
        until(lambda: any(isinstance(event, Lost) for event in heard))
        lost = next(event for event in heard if isinstance(event, Lost))
        assert lost.gap.received > lost.gap.expected
        assert_equal_to_the_exchange(sandbox, book)


def test_sandbox__a_cut_connection(sandbox, client):
    with client.spot.book("BTC-USDT") as book:
        for reconnects in (1, 2):
            book.wait_live(PATIENCE)
            sandbox.drop()
            until(lambda: book.state == "gap")
            book.wait_live(PATIENCE)
            assert book.stream.reconnects == reconnects
            assert_equal_to_the_exchange(sandbox, book)


def test_sandbox__a_connection_that_died_silently(client):
    with Sandbox(ping_interval=0.2, ping_timeout=0.2, market_pace=0.02) as sandbox:
        with Client(*sandbox.credentials, environment=sandbox.environment) as client:
            with client.spot.book("BTC-USDT") as book:
                book.wait_live(PATIENCE)
                sandbox.mute()
                until(lambda: book.state == "gap")
                assert_unreadable(book)
                book.wait_live(PATIENCE)
                assert_equal_to_the_exchange(sandbox, book)


def test_sandbox__without_a_key_nothing_is_sent(sandbox):
    with Client(environment=sandbox.environment) as client:
        with pytest.raises(CredentialsRequired, match="the snapshot of a spot order book is a signed call"):
            client.spot.book("BTC-USDT")


def test_sandbox__a_pair_that_does_not_exist(sandbox, client):
    with client.spot.book("NO-SUCH") as book, pytest.raises(ApiError, match="900001"):
        book.wait_live(PATIENCE)


def test_sandbox__bad_credentials_end_the_book(sandbox):
    key, secret, passphrase = sandbox.credentials
    with Client(key, "wrong" + secret, passphrase, environment=sandbox.environment) as client:
        with client.spot.book("BTC-USDT") as book, pytest.raises(ApiError, match="40000[45]"):
            book.wait_live(PATIENCE)


def test_sandbox__a_recording_makes_the_same_book_again(sandbox, client, tmp_path):
    with Recorder(tmp_path / "book.jsonl.gz") as recorder, client.spot.book("BTC-USDT", recorder=recorder) as book:
        book.wait_live(PATIENCE)
        sandbox.skip_sequence()
        until(lambda: book.state == "gap")
        book.wait_live(PATIENCE)
        sandbox.drop()
        until(lambda: book.state == "gap")
        book.wait_live(PATIENCE)
        goal = book.sequence + 10
        until(lambda: book.sequence >= goal)
        with sandbox.lock:
            until(lambda: book.sequence == sandbox.exchange.book("BTC-USDT").sequence)
            final = book.levels()
    recording, snapshots = replay(recorder.path), 0
    for event in recording:
        snapshots += isinstance(event, Snapshot)
        again = recording.books.get("BTC-USDT")
        if again and again.sequence == final.sequence:
            break
    assert (again.state, Levels(again.sequence, again.book.bids(), again.book.asks()), snapshots >= 3) == ("live", final, True)


def test_log__tells_when_it_is_live_and_when_it_is_not(fake_stream, no_pauses, caplog):
    caplog.set_level(logging.INFO, "kucoin_ref.book.live")
    stream = fake_stream()
    with LiveBook(stream, SPOT, "spot", Fetch(snapshot(10), snapshot(20))) as book:
        book.wait_live(PATIENCE)
        stream.push(frame(13))
        until(lambda: book.sequence == 20)
    assert [record.getMessage() for record in caplog.records] == [
        "the order book of BTC-USDT is live at sequence 10",
        "the order book of BTC-USDT is not live any more: expected sequence 11, received 13",
        "the order book of BTC-USDT is live at sequence 20"]


@pytest.mark.parametrize("account, arguments", [
    ("futures", ("XBTUSDTM",)), ("unified", ("SPOT", "BTC-USDT")), ("unified", ("FUTURES", "XBTUSDTM"))])
def test_sandbox__books_of_contracts_and_of_the_unified_account(sandbox, client, account, arguments):
    symbol = arguments[-1]
    books = sandbox.exchange if symbol == "BTC-USDT" else sandbox.exchange.futures
    with getattr(client, account).book(*arguments) as book:
        book.wait_live(PATIENCE)
        sandbox.skip_sequence()
        until(lambda: book.state == "gap")
        book.wait_live(PATIENCE)
        sandbox.drop()
        until(lambda: book.state == "gap")
        book.wait_live(PATIENCE)
        with sandbox.lock:
            theirs = books.book(symbol) if symbol == "BTC-USDT" else books.markets[symbol].book
            until(lambda: book.sequence == theirs.sequence)
            for side, ours in (("buy", book.bids()), ("sell", book.asks())):
                assert [tuple(level) for level in ours] == [(price, size) for price, size in theirs.levels(side, None)]
