"""Two sorted sides, exact."""

import random
from decimal import Decimal

import pytest

from kucoin_ref.book import Best, Level, OrderBook


def book_of(bids=(), asks=()):
    book = OrderBook()
    book.replace([tuple(map(Decimal, level)) for level in bids], [tuple(map(Decimal, level)) for level in asks])
    return book


def level(price, size):
    return Level(Decimal(price), Decimal(size))


def test_book__empty():
    book = OrderBook()
    assert (book.best(), book.bids(), book.asks(), book.bids(5), book.crossed) == (Best(None, None), [], [], [], False)


def test_replace__sorts_best_first_and_forgets_what_was_there():
    book = book_of([("1", "1")], [("2", "1")])
    book.replace([(Decimal(9), Decimal(1)), (Decimal(10), Decimal(2)), (Decimal(8), Decimal(0))],
                 [(Decimal(12), Decimal(3)), (Decimal(11), Decimal(4))])
    assert book.bids() == [level("10", "2"), level("9", "1")]
    assert book.asks() == [level("11", "4"), level("12", "3")]
    assert book.best() == Best(level("10", "2"), level("11", "4"))


@pytest.mark.parametrize("n, bids, asks", [(0, [], []), (1, [10], [11]), (2, [10, 9], [11, 12]), (3, [10, 9, 8], [11, 12, 13]),
                                           (99, [10, 9, 8], [11, 12, 13]), (None, [10, 9, 8], [11, 12, 13])])
def test_levels__so_many_of_the_best(n, bids, asks):
    book = book_of([("9", "1"), ("8", "1"), ("10", "1")], [("13", "1"), ("11", "1"), ("12", "1")])
    assert [each.price for each in book.bids(n)] == bids
    assert [each.price for each in book.asks(n)] == asks


@pytest.mark.parametrize("n", [-1, 1.5, "2"])
def test_levels__a_number_that_is_none(n):
    for side in (OrderBook().bids, OrderBook().asks):
        with pytest.raises(ValueError, match="n: expected how many levels"):
            side(n)


def test_levels__are_yours():
    book = book_of([("9", "1")])
    book.bids().clear()
    assert book.bids() == [level("9", "1")]


def test_set__sets_and_deletes():
    book = book_of([("9", "1")], [("11", "1")])
    book.set("bid", Decimal("10"), Decimal("2"))
    book.set("bid", Decimal("9.00"), Decimal("3"))
    book.set("ask", Decimal("11.0"), Decimal("0.000"))
    book.set("ask", Decimal("15"), Decimal("0"))
    assert (book.bids(), book.asks()) == ([level("10", "2"), level("9", "3")], [])
    assert book.best() == Best(level("10", "2"), None)


def test_set__what_is_wrong():
    with pytest.raises(ValueError, match="side: expected 'bid' or 'ask', got 'buy'"):
        OrderBook().set("buy", Decimal(1), Decimal(1))
    for price, size in ((1.5, Decimal(1)), ("1", Decimal(1)), (Decimal(1), 2)):
        with pytest.raises(TypeError, match="price, size: expected two Decimals, got "):
            OrderBook().set("bid", price, size)


@pytest.mark.parametrize("bids, asks, crossed", [
    ([("9", "1")], [("9.1", "1")], False),
    ([("9", "1")], [("9.0", "1")], True),
    ([("10", "1"), ("8", "1")], [("9", "1")], True),
    ([("9", "1")], [], False),
    ([], [("9", "1")], False)])
def test_crossed(bids, asks, crossed):
    assert book_of(bids, asks).crossed is crossed


def test_prices__are_compared_exactly():
    book = book_of([("0.1", "1"), ("0.1000000000000000000000000000000000001", "2")], [("0.3", "1")])
    assert [str(each.price) for each in book.bids()] == ["0.1000000000000000000000000000000000001", "0.1"]


def test_set__a_thousand_random_changes_against_a_sorted_dict():
    chance = random.Random(1)
    book, expected = OrderBook(), {"bid": {}, "ask": {}}
    for _ in range(1000):
        side, price, size = chance.choice(["bid", "ask"]), Decimal(chance.randint(1, 60)) / 4, Decimal(chance.randint(0, 2))
        book.set(side, price, size)
        expected[side][price] = size
        assert book.bids() == sorted(((p, s) for p, s in expected["bid"].items() if s), reverse=True)
        assert book.asks() == sorted((p, s) for p, s in expected["ask"].items() if s)
