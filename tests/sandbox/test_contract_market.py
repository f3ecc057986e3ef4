"""Index, mark price and funding rate of one contract."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_market import CYCLE, ContractMarket, FundingRateChanged, MarkChanged
from kucoin_ref.sandbox.contract_orders import ContractOrder
from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.matching import SECOND

FOUR = 1729915200 * SECOND  # 2024-10-26 04:00:00 UTC
HOUR = 3600 * SECOND


@pytest.fixture
def market():
    return ContractMarket(CONTRACTS[0])


def quote(market, side, price, now=FOUR):
    order = ContractOrder(id=side + price, uid=1, symbol="XBTUSDTM", side=side, type="limit", price=D(price), size=D(1))
    market.book.add(order, now)


@pytest.mark.parametrize("after, end", [(0, 8), (1, 8), (7.999, 8), (8, 16), (20, 24)])
def test_tick__the_cycle_ends_at_four_twelve_and_twenty(market, after, end):
    market.tick(D(60000), FOUR + int(after * HOUR))
    assert market.funding_at == FOUR + end * HOUR


def test_tick__mark_price_is_the_index_and_the_funding_that_is_left(market):
    assert market.tick(D(60000), FOUR) == [
        MarkChanged("XBTUSDTM", D("60006.00"), D(60000), FOUR), FundingRateChanged("XBTUSDTM", D("0.000100"), FOUR)]
    assert market.tick(D(61000), FOUR + CYCLE // 2) == [
        MarkChanged("XBTUSDTM", D("61003.05"), D(61000), FOUR + CYCLE // 2),
        FundingRateChanged("XBTUSDTM", D("0.000100"), FOUR + CYCLE // 2)]
    assert (market.index, market.mark) == (D(61000), D("61003.05"))


def test_tick__the_rate_is_told_once_a_minute(market):
    told = [len(market.tick(D(60000), FOUR + second * SECOND)) for second in (0, 1, 59, 60, 61, 120)]
    assert told == [2, 1, 1, 2, 1, 2]
    assert [point for point, _ in market.indices] == [FOUR + second * SECOND for second in (0, 1, 59, 60, 61, 120)]
    assert list(market.premiums) == [(FOUR + minute * 60 * SECOND, D(0)) for minute in range(3)]


def test_premium__is_the_middle_of_the_book_beside_the_index(market):
    quote(market, "buy", "60060")
    quote(market, "sell", "60180")
    market.tick(D(60000), FOUR)
    assert list(market.premiums) == [(FOUR, D("0.002000"))]
    assert market.rate == market.predicted_rate == D("0.001500")


def test_premium__of_one_side_only_is_none(market):
    quote(market, "buy", "60060")
    market.tick(D(60000), FOUR)
    assert market.premiums[-1][1] == 0


@pytest.mark.parametrize("premium, rate", [
    ("0", "0.0001"), ("0.0006", "0.0001"), ("0.0007", "0.0002"), ("-0.0004", "0.0001"), ("-0.0005", "0"),
    ("0.1", "0.003"), ("-0.1", "-0.003"), ("0.0000001", "0.0001"),
])
def test_rate__pulled_to_the_interest_and_capped(market, premium, rate):
    assert market.rate_by(D(premium)) == D(rate)


def test_rate__is_of_the_average_premium_of_the_cycle(market):
    quote(market, "buy", "60060")
    quote(market, "sell", "60180")
    market.tick(D(60000), FOUR)
    market.tick(D(60120), FOUR + 60 * SECOND)
    assert (market.rate, market.predicted_rate) == (D("0.000500"), D("0.000100"))


def test_next_cycle__notes_what_was_settled_and_begins_anew(market):
    quote(market, "buy", "60060")
    quote(market, "sell", "60180")
    market.tick(D(60000), FOUR)
    market.tick(D(60120), FOUR + 8 * HOUR)
    market.next_cycle(FOUR + 8 * HOUR)
    assert market.funded == [(FOUR + 8 * HOUR, D("0.000500"))]
    assert list(market.cycle_premiums) == [(FOUR + 8 * HOUR, D("0.001000"))]
    assert market.funding_at == FOUR + 16 * HOUR
    market.tick(D(60120), FOUR + 8 * HOUR + 60 * SECOND)
    assert market.rate == D("0.000100")
