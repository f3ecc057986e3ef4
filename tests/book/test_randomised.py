"""An exchange that changes its book, a wire that loses, repeats, delays and cuts, and a local book that must never be wrong."""

import random
import threading
import time

import pytest

from kucoin_ref.book import BookSync, Change, LiveBook, Lost, Synchronised
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import BookGap, TransportError

SEEDS = 1000
LIVE_SEEDS = 100  # with threads, so a seed may have to be played more than once to fail again
SYMBOL = "BTC-USDT"


class Exchange:
    """A book that is never crossed, and its feed in one of the three dialects."""

    def __init__(self, dialect, chance):
        self.dialect, self.chance = dialect, chance
        self.sequence = chance.randrange(10**9)
        self.levels = {"bid": {}, "ask": {}}
        self.past = {}  # the book at every sequence
        self.sent = self.sequence  # the last sequence that went into a frame
        self.rows = []  # changes that are in no frame yet
        self.before = ([], self.sent + 1)  # rows and first sequence of the last frame
        for _ in range(12):
            self.change()
        self.frames()

    def picture(self):
        return {"bid": sorted(self.levels["bid"].items(), reverse=True), "ask": sorted(self.levels["ask"].items())}

    def change(self):
        """One change of one level; now and then of none: hidden orders, and deletes of levels that are not there."""
        chance = self.chance
        self.sequence += chance.choice([1, 1, 1, 2, 3]) if self.dialect != "futures" else 1
        side = chance.choice(["bid", "ask"])
        other = self.levels["ask" if side == "bid" else "bid"]
        if side == "bid":
            price = min(other, default=100) - chance.randint(1, 15)
        else:
            price = max(other, default=100) + chance.randint(1, 15)
        size = chance.choice([0, 0, chance.randint(1, 9)])
        if self.dialect == "spot" and chance.random() < 0.1:
            price, size = 0, chance.randint(0, 1)
        elif size:
            self.levels[side][price] = size
        else:
            self.levels[side].pop(price, None)
        self.rows.append((side, price, size, self.sequence))
        self.past[self.sequence] = self.picture()

    def frames(self):
        """What has changed since the last frames; now and then with what the last one said already."""
        rows, first, self.rows, self.sent = self.rows, self.sent + 1, [], self.sequence
        if self.dialect == "futures":
            return [self.frame([row], row[3], row[3]) for row in rows]
        before, self.before = self.before, (rows, first)
        if self.chance.random() < 0.1:
            rows, first = before[0] + rows, before[1]
        return [self.frame(rows, first, self.sequence)]

    def frame(self, rows, first, last):
        if self.dialect == "futures":
            (side, price, size, sequence), = rows
            side = {"bid": "buy", "ask": "sell"}[side]
            return {"data": {"sequence": sequence, "change": f"{price},{side},{size}", "timestamp": 0}}
        if self.dialect == "unified":  # sizes at the end of the 10 ms
            final = {(side, price): str(size) for side, price, size, _ in rows}
            levels = {each: [[str(price), size] for (side, price), size in final.items() if side == each]
                      for each in ("ask", "bid")}
            return {"t": "delta", "d": {"s": SYMBOL, "O": first, "C": last, "a": levels["ask"], "b": levels["bid"]}}
        rows = self.chance.sample(rows, len(rows))
        changes = {each + "s": [[str(price), str(size), str(sequence)] for side, price, size, sequence in rows if side == each]
                   for each in ("ask", "bid")}
        return {"data": {"symbol": SYMBOL, "sequenceStart": first, "sequenceEnd": last, "changes": changes}}

    def snapshot(self, sequence=None):
        """The book of now, or as it was: as a REST answer, or as the frame that the unified exchange pushes."""
        sequence = self.sequence if sequence is None else sequence
        rows = {side: [[str(price), str(size)] for price, size in levels] for side, levels in self.past[sequence].items()}
        if self.dialect == "unified":
            return {"t": "snapshot", "d": {"s": SYMBOL, "O": sequence, "C": sequence, "a": rows["ask"], "b": rows["bid"]}}
        return {"sequence": str(sequence), "time": 0, "bids": rows["bid"], "asks": rows["ask"]}


class Mirror:
    """What a reader of the events makes of them, who reads the book when it is told to and never else."""

    def __init__(self):
        self.levels = None

    def hear(self, events, book):
        for event in events:
            if isinstance(event, Synchronised):
                self.levels = {"bid": dict(book.bids()), "ask": dict(book.asks())}
            elif isinstance(event, Lost):
                self.levels = None
            else:
                assert isinstance(event, Change)
                self.levels[event.side].pop(event.price, None)
                if event.size:
                    self.levels[event.side][event.price] = event.size


class Wire:
    """Brings frames and snapshots from the exchange to the local book, badly."""

    def __init__(self, exchange, sync, chance):
        self.exchange, self.sync, self.chance = exchange, sync, chance
        self.mirror = Mirror()
        self.underway = []  # [turns to wait, is it a REST answer, what]
        self.pushed = 0  # last sequence that the local book was told of on this connection

    def send(self, frames):
        for frame in frames:
            fate = self.chance.random()
            if fate < 0.06:
                continue
            self.underway.append([self.chance.choice([0, 0, 0, 0, 0, 0, 2]) if fate < 0.3 else 0, False, frame])
            if fate > 0.9:
                self.underway.append([self.chance.randint(0, 3), False, frame])

    def ask_for_snapshot(self):
        """It may be older than what was pushed when it is asked for, and it may take a while."""
        if self.sync.needs_snapshot and not any(is_rest or "t" in what and what["t"] == "snapshot"
                                                for _, is_rest, what in self.underway):
            past = list(self.exchange.past)
            sequence = past[-1 - self.chance.choice([0, 0, 0, 1, 5, 20]) % len(past)]
            is_rest = self.exchange.dialect != "unified"
            self.underway.append([self.chance.randint(0, 4), is_rest, self.exchange.snapshot(sequence)])

    def cut(self):
        self.underway.clear()
        self.pushed = 0
        self.hear(self.sync.reset())
        assert self.sync.needs_snapshot

    def turn(self, everything=False):
        """Deliver what is due."""
        waiting, self.underway = self.underway, []
        for turns, is_rest, what in waiting:
            if turns and not everything:
                self.underway.append([turns - 1, is_rest, what])
            else:
                self.deliver(is_rest, what)

    def deliver(self, is_rest, what):
        if not is_rest:
            self.pushed = max(self.pushed, what["d"]["C"] if "d" in what else
                              what["data"].get("sequence", what["data"].get("sequenceEnd")))
        self.hear(self.sync.snapshot(what) if is_rest else self.sync.receive(what))

    def hear(self, events):
        self.mirror.hear(events, self.sync.book)
        self.check()

    def check(self, sequence=None):
        """Live means: level by level what the exchange had at this sequence, and nothing younger has come."""
        sync = self.sync
        assert (sync.state == "live") == (sync.gap is None) == (self.mirror.levels is not None)
        if sync.state == "live":
            expected = self.exchange.past[sync.sequence]
            assert {"bid": sync.book.bids(), "ask": sync.book.asks()} == expected
            assert self.mirror.levels == {side: dict(levels) for side, levels in expected.items()}
            assert sync.sequence >= self.pushed
            assert sequence in (None, sync.sequence)


def play(dialect, seed):
    """Some bursts, then a quiet end; how many bursts the book was live after."""
    chance = random.Random(seed)
    exchange = Exchange(dialect, chance)
    sync = BookSync(dialect, capacity=chance.choice([3, 1000]))
    wire = Wire(exchange, sync, chance)
    live = 0
    for _ in range(4):
        for _ in range(chance.randint(1, 8)):
            for _ in range(chance.randint(1, 3)):
                exchange.change()
            wire.send(exchange.frames())
            if chance.random() < 0.03:
                wire.cut()
            wire.ask_for_snapshot()
            wire.turn()
        wire.turn(everything=True)
        exchange.change()
        for frame in exchange.frames():  # the one that arrives tells whether one before it did not
            wire.deliver(False, frame)
        wire.check(exchange.sequence)
        live += sync.state == "live"
    if sync.needs_snapshot:
        wire.deliver(dialect != "unified", exchange.snapshot())
    assert sync.state == "live"
    wire.check(exchange.sequence)
    return live


@pytest.mark.parametrize("dialect", ["spot", "futures", "unified"])
def test_sync__equals_the_exchange_or_is_not_live(dialect):
    live = 0
    for seed in range(SEEDS):
        try:
            live += play(dialect, seed)
        except BaseException:
            print(f"seed {seed}: play({dialect!r}, {seed})")
            raise
    assert SEEDS < live < 3.7 * SEEDS  # of 4 each: neither never nor always


def read(book, exchange):
    """Its sequence, if it is readable, and then it is right; else None."""
    try:
        levels = book.levels()
    except BookGap:
        return None
    assert {"bid": levels.bids, "ask": levels.asks} == exchange.past[levels.sequence]
    return levels.sequence


def play_live(dialect, seed, make_stream):
    """A live book with its thread; the wire is a stream that loses frames and connections."""
    chance = random.Random(seed)
    exchange, lock = Exchange(dialect, chance), threading.Lock()
    mood = random.Random(seed)

    def fetch():
        with lock:
            if mood.random() < 0.2:
                raise TransportError("lost")
            past = list(exchange.past)
            return exchange.snapshot(past[-1 - mood.choice([0, 0, 3]) % len(past)])

    def push_snapshot():
        with lock:
            picture = exchange.snapshot()
        stream.push(picture)

    stream = make_stream()
    if dialect == "unified":
        stream.on_subscribed = push_snapshot
    book = LiveBook(stream, Topic("channel", (SYMBOL,)), dialect, None if dialect == "unified" else fetch)
    with book:
        for _ in range(5):
            for _ in range(chance.randint(1, 12)):
                with lock:
                    exchange.change()
                    frames = exchange.frames()
                fate = chance.random()
                if fate > 0.1:
                    stream.push(*frames)
                if fate > 0.9:
                    stream.push(*frames)
                read(book, exchange)
                if chance.random() < 0.1:
                    stream.cut()
                    assert read(book, exchange) is None
                    stream.welcome()
                    read(book, exchange)
                    if chance.random() < 0.5:
                        stream.acknowledge()
            with lock:
                exchange.change()
                frames = exchange.frames()
            stream.acknowledge()
            stream.push(*frames)
            deadline = time.monotonic() + 5
            while read(book, exchange) != exchange.sequence:
                assert time.monotonic() < deadline, "it does not become live"
                time.sleep(0.001)


@pytest.mark.parametrize("dialect", ["spot", "futures", "unified"])
def test_live__equals_the_exchange_or_cannot_be_read(dialect, fake_stream, no_pauses, monkeypatch):
    monkeypatch.setattr("kucoin_ref.book.live.PUSHED_WITHIN", 0.05)
    for seed in range(LIVE_SEEDS):
        try:
            play_live(dialect, seed, fake_stream)
        except BaseException:
            print(f"seed {seed}: play_live({dialect!r}, {seed})")
            raise
