"""The rules of a synchronised book: the vectors, and what only Python can say of them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kucoin_ref.book import BookSync, Change, Lost, Synchronised
from kucoin_ref.errors import BookGap

VECTORS = [json.loads(path.read_text("utf-8"), parse_float=Decimal)
           for path in sorted((Path(__file__).parents[1] / "data" / "vectors" / "book").glob("*.json"))]
SCENARIOS = [(vectors["dialect"], scenario) for vectors in VECTORS for scenario in vectors["scenarios"]]


def frame(first, last, bids=(), asks=()):
    return {"data": {"sequenceStart": first, "sequenceEnd": last, "changes": {"bids": bids, "asks": asks}}}


def snapshot(sequence, bids=(), asks=()):
    return {"sequence": str(sequence), "bids": bids, "asks": asks}


def plain(event):
    """An event in the vectors' words."""
    if isinstance(event, Change):
        return {"event": "change", "side": event.side, "price": event.price, "size": event.size, "sequence": event.sequence}
    if isinstance(event, Synchronised):
        return {"event": "synchronised", "sequence": event.sequence}
    assert isinstance(event, Lost)
    return {"event": "lost", "expected": event.gap.expected, "received": event.gap.received}


def exact(event):
    """An event of a vector, its amounts as numbers."""
    return {name: Decimal(value) if name in ("price", "size") else value for name, value in event.items()}


def levels(rows):
    return [(Decimal(price), Decimal(size)) for price, size in rows]


@pytest.mark.parametrize("dialect, scenario", SCENARIOS, ids=lambda each: each["name"] if isinstance(each, dict) else each)
def test_vectors(dialect, scenario):
    sync = BookSync(dialect)
    for number, step in enumerate(scenario["steps"]):
        place = f"step {number}: {step}"
        take = {"receive": lambda: sync.receive(step["frame"]), "snapshot": lambda: sync.snapshot(step["answer"]),
                "reset": sync.reset}[step["do"]]
        if "raises" in step:
            with pytest.raises(ValueError, match="^(frame|answer): expected "):
                take()
        else:
            assert [plain(event) for event in take()] == [exact(event) for event in step["events"]], place
        assert (sync.state, sync.sequence) == (step["state"], step["sequence"]), place
        assert sync.needs_snapshot == (sync.gap is not None) == (step["state"] != "live"), place
        if "bids" in step:
            assert (sync.book.bids(), sync.book.asks()) == (levels(step["bids"]), levels(step["asks"])), place
        if "gap" in step:
            assert (sync.gap.expected, sync.gap.received) == (step["gap"]["expected"], step["gap"]["received"]), place


def test_vectors__are_all_there():
    counts = {vectors["dialect"]: len(vectors["scenarios"]) for vectors in VECTORS}
    assert counts == {"futures": 12, "spot": 40, "unified": 15}


def test_sync__before_the_first_snapshot():
    sync = BookSync("spot")
    assert (sync.state, sync.sequence, sync.needs_snapshot) == ("buffering", None, True)
    assert (sync.gap.reason, sync.gap.expected) == ("the order book has no snapshot yet", None)
    assert sync.book.best() == (None, None)


def test_gap__says_what_happened():
    def reason():
        return sync.gap.reason

    sync = BookSync("spot")
    sync.receive(frame(20, 21))
    sync.snapshot(snapshot(7))
    assert reason() == "the snapshot of sequence 7 is older than what was pushed: 19 or later is needed"
    sync.snapshot(snapshot(20))
    sync.receive(frame(24, 24))
    assert reason() == "expected sequence 22, received 24"
    sync.snapshot(snapshot(24, [["5", "1"]], [["5.0", "2"]]))
    assert reason() == "the book is crossed at sequence 24, something was missed: 5 is bid, 5.0 is asked"
    assert (sync.reset(), reason()) == ([], "the connection was lost")
    sync.reset("the queue was full")
    assert reason() == "the queue was full"
    assert isinstance(sync.gap, BookGap)


def test_texts__come_back_as_they_were():
    sync = BookSync("spot")
    sync.snapshot(snapshot(1, [["99.50", "1.00000000"]]))
    (level,) = sync.book.bids()
    assert (str(level.price), str(level.size)) == ("99.50", "1.00000000")


def test_capacity__the_oldest_frames_go_first():
    sync = BookSync("spot", capacity=2)
    for sequence in (11, 12, 13):
        sync.receive(frame(sequence, sequence, [["99", str(sequence), str(sequence)]]))
    assert sync.snapshot(snapshot(10)) == []
    assert (sync.gap.expected, sync.gap.received) == (11, 10)
    assert sync.snapshot(snapshot(11)) == [Synchronised(13)]
    assert sync.book.bids() == [(99, 13)]


@pytest.mark.parametrize("row", [["99", 0.5, "11"], [99.5, "1", "11"], ["NaN", "1", "11"], ["99", "Infinity", "11"],
                                 ["-1", "1", "11"], ["99", "1"], ["99", "1", "x"], ["99", None, "11"], [], None, 7])
def test_receive__rows_that_are_none(row):
    sync = BookSync("spot")
    sync.snapshot(snapshot(10, [["99", "1"]]))
    with pytest.raises(ValueError, match="frame: expected"):
        sync.receive(frame(11, 11, [row]))
    assert (sync.state, sync.sequence, sync.book.bids()) == ("gap", 10, [(99, 1)])


@pytest.mark.parametrize("what", [None, [], "text", {}, {"data": None}, {"d": {}, "t": "delta"}])
@pytest.mark.parametrize("dialect", ["spot", "futures", "unified"])
def test_receive__frames_that_are_none(dialect, what):
    with pytest.raises(ValueError, match="frame: expected an order book's, got "):
        BookSync(dialect).receive(what)
    with pytest.raises(ValueError, match="answer: expected sequence, bids and asks, got "):
        BookSync(dialect).snapshot(what)


def test_arguments__that_are_wrong():
    with pytest.raises(ValueError, match="dialect: expected 'spot', 'futures' or 'unified', got 'margin'"):
        BookSync("margin")
    for capacity in (0, -1, 1.5, None):
        with pytest.raises(ValueError, match="capacity: expected a whole number from 1 up"):
            BookSync("spot", capacity=capacity)
