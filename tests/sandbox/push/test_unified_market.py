"""What the unified public channels say of the pairs, message by message."""

import json
import random
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000 * SECOND
MS = SECOND // 1000
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
PUSHES = json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))
#: The documented messages of pairs.
DOCUMENTED = {
    f"{example['T']} {example.get('dp', '')} {example.get('t', '')}".strip(): example
    for row in PUSHES if row["account_type"] == "unified" and not row["private"]
    for example in row["message_examples"] if example["T"].endswith(".SPOT") and example["T"] != "callAuctionInfo.SPOT"}


def spot(channel, **more):
    return {"channel": channel, "tradeType": "SPOT", "symbol": PAIR, **more}


def obu(depth):
    return spot("obu", depth=depth)


def trade(floor, size="1", price="100", now=NOW):
    floor.place(ANN, "sell", size, price, now)
    floor.place(BOB, "buy", size, price, now)


@pytest.fixture(scope="module")
def pushed(common_floor):
    floor = common_floor
    floor.place(BOB, "sell", "1", "101")
    floor.place(BOB, "buy", "1", "99")
    listener = floor.unified(*(spot(name) for name in ("ticker", "trade", "callAuctionInfo")), spot("kline", interval="1min"),
                             obu("50"), obu("increment@10ms"))
    floor.place(ANN, "buy", "0.2", "101")
    for number in range(60):
        floor.hub.tick(NOW + number * 10 * MS)
    return listener.take()


@pytest.mark.parametrize("name", DOCUMENTED)
def test_message__shape_as_documented(pushed, shape, name):
    example = DOCUMENTED[name]
    same = [frame for frame in pushed if all(frame.get(field) == example.get(field) for field in ("T", "dp", "t"))]
    assert shape(same[0]) == shape(example)


def test_message__a_call_auction_that_does_not_run_is_silent(pushed):
    assert {frame["T"] for frame in pushed} == {"ticker.SPOT", "trade.SPOT", "kline.SPOT", "obu.SPOT"}


# --- trades and candles ---


def test_trade__each(floor):
    listener = floor.unified(spot("trade"))
    trade(floor, "0.5", now=NOW + 5)
    done = floor.exchange.last_trade(PAIR)
    assert listener.take() == [{"T": "trade.SPOT", "P": NOW + 5, "d": {
        "s": PAIR, "E": done.id, "ti": str(done.id), "p": "100", "q": "0.5", "S": "buy", "M": NOW + 5}}]
    assert done.id > 2**53


def test_ticker__with_each_trade_and_change_of_the_best_prices(floor):
    listener = floor.unified(spot("ticker"))
    floor.place(ANN, "sell", "1", "100")
    floor.place(ANN, "sell", "1", "101")  # not the best
    floor.place(ANN, "buy", "1", "99", NOW + 1)
    floor.place(BOB, "buy", "0.4", "100", NOW + 2)
    frames = listener.take()
    assert {frame["T"] for frame in frames} == {"ticker.SPOT"}
    nothing = {"s": PAIR, "b": "0", "B": "0", "l": "0", "q": "0", "S": ""}
    both = {"s": PAIR, "a": "100", "b": "99", "B": "1"}
    assert [(frame["P"], frame["d"]) for frame in frames] == [
        (NOW, {**nothing, "E": 1, "a": "100", "A": "1", "M": NOW}),
        (NOW + 1, {**nothing, **both, "E": 3, "A": "1", "M": NOW + 1}),
        (NOW + 2, {**both, "E": 4, "A": "0.6", "l": "100", "q": "0.4", "S": "BUY", "M": NOW + 2})]


def test_ticker__of_several_symbols(floor):
    listener = floor.unified({"channel": "ticker", "tradeType": "SPOT", "symbols": ["ETH-USDT", PAIR]})
    trade(floor)
    assert {frame["d"]["s"] for frame in listener.take()} == {PAIR}


def test_kline__every_second_while_there_is_one(floor):
    listener = floor.unified(spot("kline", interval="1min"))
    floor.hub.tick(NOW)
    assert listener.take() == []
    start = NOW // (60 * SECOND) * 60
    trade(floor, now=NOW + SECOND)
    trade(floor, price="102", now=NOW + SECOND)
    for number in range(300, 500):
        floor.hub.tick(NOW + number * 10 * MS)
    frames = listener.take()
    data = {"s": PAIR, "i": "1min", "O": start, "C": start + 60, "o": "100", "c": "102", "h": "102", "l": "100", "v": "2",
            "a": "202"}
    assert frames == [{"T": "kline.SPOT", "P": str(now), "d": {**data, "S": first}}
                      for now, first in ((NOW + 3 * SECOND, True), (NOW + 4 * SECOND, False))]


# --- the order book ---


def test_level1__a_picture_at_each_change_of_the_best(floor):
    listener = floor.unified(obu("1"))
    floor.place(ANN, "sell", "1", "100")
    floor.place(ANN, "sell", "1", "101")
    floor.place(BOB, "buy", "1", "99", NOW + 7)
    common = {"T": "obu.SPOT", "dp": "1", "t": "snapshot"}
    assert listener.take() == [
        {**common, "P": str(NOW), "d": {"s": PAIR, "O": 1, "C": 1, "M": str(NOW), "a": [["100", "1"]], "b": []}},
        {**common, "P": str(NOW + 7), "d": {
            "s": PAIR, "O": 3, "C": 3, "M": str(NOW + 7), "a": [["100", "1"]], "b": [["99", "1"]]}}]


@pytest.mark.parametrize("depth", [5, 50])
def test_levels__every_100_ms_also_while_nothing_changes(floor, depth):
    for number in range(60):
        floor.place(ANN, "sell", "0.1", str(100 + number))
        floor.place(ANN, "buy", "0.1", str(99 - number))
    listener = floor.unified(obu(str(depth)))
    for number in range(21):
        floor.hub.tick(NOW + number * 10 * MS)
    frames = listener.take()
    assert [int(frame["P"]) - NOW for frame in frames] == [0, 100 * MS, 200 * MS]
    assert [frame["d"] for frame in frames] == 3 * [{
        "s": PAIR, "O": 120, "C": 120, "M": str(NOW),
        "a": [[str(100 + number), "0.1"] for number in range(depth)],
        "b": [[str(99 - number), "0.1"] for number in range(depth)]}]


def test_raw_increment__changes_at_once_without_a_picture(floor):
    floor.place(ANN, "sell", "1", "100")
    listener = floor.unified(obu("increment"))
    floor.place(BOB, "buy", "1.5", "100", NOW + 7)
    assert listener.take() == [{"T": "obu.SPOT", "dp": "increment", "t": "delta", "P": NOW + 7, "d": {
        "s": PAIR, "O": 2, "C": 3, "M": NOW + 7, "a": [["100", "0"]], "b": [["100", "0.5"]]}}]


def test_increment__a_picture_then_changes_of_10_ms_together(floor):
    floor.place(ANN, "sell", "1", "100")
    listener = floor.unified(obu("increment@10ms"))
    common = {"T": "obu.SPOT", "dp": "increment@10ms"}
    floor.hub.tick(NOW + 499 * MS)
    assert listener.take() == []
    now = NOW + 510 * MS
    floor.hub.tick(now)
    assert listener.take() == [{**common, "t": "snapshot", "P": now, "d": {
        "s": PAIR, "O": 1, "C": 1, "M": NOW, "a": [["100", "1"]], "b": []}}]
    order = floor.place(ANN, "sell", "1", "101", now + 1)
    floor.cancel(order, now + 2)
    floor.place(BOB, "buy", "0.25", "100", now + 3)
    floor.place(BOB, "buy", "2", "99", now + 4)
    floor.hub.tick(now + 9 * MS)
    assert listener.take() == []
    floor.hub.tick(now + 10 * MS)
    assert listener.take() == [{**common, "t": "delta", "P": now + 10 * MS, "d": {
        "s": PAIR, "O": 2, "C": 5, "M": now + 4, "a": [["100", "0.75"]], "b": [["99", "2"]]}}]


def test_increment__nothing_while_nothing_changes_in_the_end(floor):
    listener = floor.unified(obu("increment@10ms"))
    floor.cancel(floor.place(ANN, "sell", "1", "100"))
    floor.hub.tick(NOW)
    assert listener.take() == []
    floor.place(ANN, "sell", "1", "100")
    floor.hub.tick(NOW + 10 * MS)
    assert [(frame["d"]["O"], frame["d"]["C"]) for frame in listener.take()] == [(1, 3)]


def test_increment__each_newcomer_gets_a_picture_of_its_own(floor):
    first = floor.unified(obu("increment@10ms"))
    floor.hub.tick(NOW + SECOND)
    second = floor.unified(obu("increment@10ms"), now=NOW + SECOND)
    first.take()
    floor.place(ANN, "sell", "1", "100", NOW + SECOND)
    floor.hub.tick(NOW + 2 * SECOND)
    assert [frame["t"] for frame in first.take()] == ["delta"]
    assert [(frame["t"], frame["d"]["C"]) for frame in second.take()] == [("delta", 1), ("snapshot", 1)]


def test_increment__one_who_has_left_gets_no_picture(floor):
    listener = floor.unified(obu("increment@10ms"))
    listener.say({"id": "1", "action": "unsubscribe", **obu("increment@10ms")})
    floor.place(ANN, "sell", "1", "100")
    for number in range(3):
        floor.hub.tick(NOW + number * SECOND)
    assert listener.take() == []


def test_increment__a_level_that_falls_out_of_the_best_500_is_told_as_gone(floor):
    floor.exchange.open_account(9, {}, {"BTC": D("1000")}, NOW, unlimited=True)
    for number in range(501):
        floor.place(9, "sell", "1", str(100 + number))
    listener = floor.unified(obu("increment@10ms"))
    floor.hub.tick(NOW + SECOND)
    (picture,) = listener.take()
    assert (len(picture["d"]["a"]), picture["d"]["a"][-1]) == (500, ["599", "1"])
    best = floor.place(9, "sell", "1", "99", NOW + SECOND)
    floor.hub.tick(NOW + 2 * SECOND)
    assert [frame["d"]["a"] for frame in listener.take()] == [[["599", "0"], ["99", "1"]]]
    floor.cancel(best, NOW + 2 * SECOND)
    floor.hub.tick(NOW + 3 * SECOND)
    assert [frame["d"]["a"] for frame in listener.take()] == [[["99", "0"], ["599", "1"]]]


def test_increment__one_can_be_left_out(floor):
    listener = floor.unified(obu("increment@10ms"))
    floor.hub.tick(NOW + SECOND)
    listener.take()
    floor.hub.skip_level2 = 1
    for number in range(3):
        floor.place(ANN, "sell", "1", str(100 + number), NOW + SECOND)
        floor.hub.tick(NOW + (2 + number) * SECOND)
    assert [frame["d"]["O"] for frame in listener.take()] == [2, 3]


def test_increment__frames_rebuild_the_book(floor):
    """Through everything that can happen to a book, from the picture on."""
    chance = random.Random(5)
    listener, now = floor.unified(obu("increment@10ms")), NOW
    orders, book, last = [], None, None
    for number in range(400):
        now += chance.randint(1, 8) * MS
        if orders and chance.random() < 0.3:
            order = orders.pop(chance.randrange(len(orders)))
            if order.active:
                floor.cancel(order, now)
        else:
            price, size = str(100 + chance.randint(-4, 4)), D(chance.randint(2, 300)) / 1000
            orders.append(floor.place(chance.choice((ANN, BOB)), chance.choice(("buy", "sell")), size, price, now))
        floor.hub.tick(now)
        for frame in listener.take():
            data = frame["d"]
            if frame["t"] == "snapshot":
                book, last = {side: dict(data[side]) for side in "ab"}, data["C"]
            elif book is not None:
                assert data["O"] == last + 1 <= data["C"]
                last = data["C"]
                for side in "ab":
                    for price, size in data[side]:
                        book[side].pop(price, None)
                        if D(size):
                            book[side][price] = size
    floor.hub.tick(now + 10 * MS)
    for frame in listener.take():
        for side in "ab":
            for price, size in frame["d"][side]:
                book[side].pop(price, None)
                if D(size):
                    book[side][price] = size
    assert {side: {D(price): D(size) for price, size in rows.items()} for side, rows in book.items()} == {
        name: dict(floor.exchange.book(PAIR).levels(side)) for name, side in (("a", "sell"), ("b", "buy"))}
