"""The book, the tape and the rules of one symbol."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.market import SYMBOLS
from kucoin_ref.sandbox.matching import (SECOND, Book, Candle, LevelChanged, Order, Refused, Stats, Tape, Trade, amount,
                                         read_order)

BTC = SYMBOLS[0]


def order(id, side, price, size):
    return Order(id, 7, "BTC-USDT", side, "limit", D(price), D(size), D(price) * D(size))


def filled(*orders):
    book = Book("BTC-USDT")
    for each in orders:
        book.add(each, 1)
    return book


def test_levels__best_first_with_totals():
    book = filled(order("a", "buy", "99", "1"), order("b", "buy", "100", "2"), order("c", "buy", "99", "0.5"),
                  order("d", "sell", "102", "3"), order("e", "sell", "101", "4"))
    assert book.levels("buy") == [(D("100"), D("2")), (D("99"), D("1.5"))]
    assert book.levels("sell") == [(D("101"), D("4")), (D("102"), D("3"))]
    assert book.levels("sell", 1) == [(D("101"), D("4"))]
    assert (book.best("buy"), book.best("sell")) == (D("100"), D("101"))


def test_best__empty_book():
    assert (Book("BTC-USDT").best("buy"), Book("BTC-USDT").levels("buy")) == (None, [])


def test_makers__best_price_first_then_oldest():
    book = filled(order("a", "sell", "102", "1"), order("b", "sell", "101", "1"), order("c", "sell", "102", "1"),
                  order("d", "sell", "103", "1"), order("e", "buy", "99", "1"), order("f", "buy", "100", "1"))
    assert [maker.id for maker in book.makers("buy")] == ["b", "a", "c", "d"]
    assert [maker.id for maker in book.makers("buy", D("102"))] == ["b", "a", "c"]
    assert [maker.id for maker in book.makers("sell", D("100"))] == ["f"]


def test_change__reports_the_new_total_and_counts():
    book = Book("BTC-USDT")
    first, second = order("a", "buy", "100", "2"), order("b", "buy", "100", "1")
    assert book.add(first, 5) == LevelChanged("BTC-USDT", "buy", D("100"), D("2"), 1, 5)
    assert book.add(second, 6) == LevelChanged("BTC-USDT", "buy", D("100"), D("3"), 2, 6)
    assert book.reduce(first, D("0.5"), 7) == LevelChanged("BTC-USDT", "buy", D("100"), D("2.5"), 3, 7)
    first.cancelled_size = D("0.5")
    assert book.remove(first, 8) == LevelChanged("BTC-USDT", "buy", D("100"), D("1.0"), 4, 8)
    assert (first.in_book, second.in_book) == (False, True)
    assert book.remove(second, 9) == LevelChanged("BTC-USDT", "buy", D("100"), D("0.0"), 5, 9)
    assert (book.levels("buy"), book.sequence) == ([], 5)


def test_reduce__keeps_the_place_in_the_queue():
    first, second = order("a", "sell", "100", "2"), order("b", "sell", "100", "1")
    book = filled(first, second)
    book.reduce(first, D("1"), 2)
    assert [maker.id for maker in book.makers("buy")] == ["a", "b"]


@pytest.mark.parametrize("value, expected", [
    ("0.00001", D("0.00001")), ("50000", D("50000")), (3, D("3")), (0.5, D("0.5")), (1e-7, D("0.0000001")),
    (D("1E-8"), D("0.00000001")),
])
def test_amount__plain_decimals(value, expected):
    assert amount(value, "size") == expected


@pytest.mark.parametrize("value", [
    "0", "0.0", "-1", "+1", "1e3", "1E-8", "NaN", "Infinity", " 1", "1 ", "1_000", ".5", "1.", "", "abc", "\u0661",
    "9" * 21, True, None, [], 0, -1, float("nan"), float("inf"), D("1E+999999999"), D("1E-999999999"),
])
def test_amount__anything_else_refused(value):
    with pytest.raises(Refused) as refused:
        amount(value, "size")
    assert (refused.value.code, refused.value.message) == ("400100", "size must be a positive decimal.")


def test_read_order__limit():
    wanted = {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "50000", "size": "0.00001",
              "clientOid": "client order id 12", "remark": "r", "tags": "t", "timeInForce": "GTT", "cancelAfter": 30,
              "postOnly": True, "stp": "CO"}
    assert read_order(BTC, 7, wanted, 9) == Order(
        id="", uid=7, symbol="BTC-USDT", side="buy", type="limit", price=D("50000"), size=D("0.00001"),
        funds=D("0.5"), time_in_force="GTT", post_only=True, stp="CO", cancel_after=30,
        client_oid="client order id 12", remark="r", tags="t", created_at=9, updated_at=9)


def test_read_order__market_ignores_the_price():
    wanted = {"symbol": "BTC-USDT", "side": "sell", "type": "market", "price": "50000.123", "size": "1"}
    assert read_order(BTC, 7, wanted, 9) == Order(
        id="", uid=7, symbol="BTC-USDT", side="sell", type="market", size=D("1"), created_at=9, updated_at=9)


def test_read_order__cancel_after_without_gtt_is_ignored():
    wanted = {"side": "buy", "type": "limit", "price": "50000", "size": "1", "cancelAfter": 30}
    assert read_order(BTC, 7, wanted, 9).cancel_after == 0


@pytest.mark.parametrize("change, code, message", [
    ({"price": None}, "400100", "A limit order needs price and size."),
    ({"size": None}, "400100", "A limit order needs price and size."),
    ({"type": "market", "size": None}, "400100", "A market order needs either size or funds."),
    ({"type": "market", "funds": "1"}, "400100", "A market order needs either size or funds."),
    ({"price": "1e5"}, "400100", "price must be a positive decimal."),
    ({"size": "0.000010001"}, "600100", "Order size increment invalid."),
    ({"price": "50000.01"}, "600100", "Price increment invalid."),
    ({"type": "market", "size": None, "funds": "1.0000001"}, "600100", "Funds increment invalid."),
    ({"size": "0.00000999"}, "400100", "Order size below the minimum requirement."),
    ({"price": "9999.9"}, "600100", "Funds below the minimum requirement."),
    ({"type": "market", "size": None, "funds": "0.09"}, "600101", "The order funds should more then 0.1 USDT."),
    ({"type": "market", "size": "10000000001"}, "400100", "Order size above the maximum requirement."),
    ({"type": "market", "size": None, "funds": "100000000"}, "400100", "Funds above the maximum requirement."),
    ({"postOnly": True, "timeInForce": "IOC"}, "400100", "postOnly does not go with IOC."),
    ({"postOnly": True, "timeInForce": "FOK"}, "400100", "postOnly does not go with FOK."),
    ({"timeInForce": "GTT"}, "400100", "cancelAfter must be above 0 with GTT."),
    ({"timeInForce": "GTT", "cancelAfter": 0}, "400100", "cancelAfter must be above 0 with GTT."),
    ({"type": "market", "stp": "DC"}, "400100", "stp DC does not go with a market order."),
    ({"clientOid": "x" * 41}, "400100", "clientOid must be up to 40 letters, digits, _ or -."),
    ({"clientOid": "a.b"}, "400100", "clientOid must be up to 40 letters, digits, _ or -."),
])
def test_read_order__refused(change, code, message):
    wanted = dict({"side": "buy", "type": "limit", "price": "50000", "size": "0.00001"}, **change)
    with pytest.raises(Refused) as refused:
        read_order(BTC, 7, wanted, 9)
    assert (refused.value.code, refused.value.message) == (code, message)


def trade(id, price, size, time):
    return Trade("BTC-USDT", id, id, D(price), D(size), "buy", "m", "t", time)


@pytest.fixture
def tape():
    tape = Tape()
    for id, price, size, second in ((1, "100", "1", 60), (2, "104", "2", 70), (3, "98", "1", 119), (4, "101", "1", 180),
                                    (5, "103", "2", 360)):
        tape.add(trade(id, price, size, second * SECOND))
    return tape


def test_tape__newest_first(tape):
    assert [each.id for each in tape.trades()] == [5, 4, 3, 2, 1]
    assert tape.last() == trade(5, "103", "2", 360 * SECOND)


def test_tape__keeps_the_newest_hundred():
    tape = Tape()
    for id in range(1, 151):
        tape.add(trade(id, "100", "1", id * SECOND))
    assert [each.id for each in tape.trades()] == list(range(150, 50, -1))


def test_candles__minutes(tape):
    assert tape.candles(60, 60, 360) == [
        Candle(180, D("101"), D("101"), D("101"), D("101"), D("1"), D("101")),
        Candle(60, D("100"), D("98"), D("104"), D("98"), D("4"), D("406")),
    ]


def test_candles__longer_ones_from_minutes(tape):
    assert tape.candles(300, 0, 600) == [
        Candle(300, D("103"), D("103"), D("103"), D("103"), D("2"), D("206")),
        Candle(0, D("100"), D("101"), D("104"), D("98"), D("5"), D("507")),
    ]


def test_candles__start_inside_a_candle_leaves_it_out(tape):
    assert [candle.time for candle in tape.candles(300, 60, 600)] == [300]


def test_stats__the_window(tape):
    assert tape.stats(400 * SECOND, 300) == Stats(
        D("101"), D("103"), D("101"), D("103"), D("3"), D("307"), D("2"), D("0.0198"))


def test_stats__nothing_traded(tape):
    assert Tape().stats(400 * SECOND) == Stats(None, None, None, None, D(0), D(0), D(0), D(0))
    assert tape.stats(9000 * SECOND, 300) == Stats(None, None, None, D("103"), D(0), D(0), D(0), D(0))
