"""The pool that margin traders borrow from, and the offers that fill it."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.exchange import SECOND, Exchange, Refused
from kucoin_ref.sandbox.lending import CURRENCIES, HOUR, Offer, Redemption
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
NEXT_HOUR = (NOW // HOUR + 1) * HOUR
ANN, BOB = 7, 8
ID = "671db480%016x"


@pytest.fixture
def exchange():
    exchange = Exchange(SYMBOLS, lambda event: None)
    for uid in (ANN, BOB):
        exchange.open_account(uid, {"USDT": D("500")}, {}, NOW)
    exchange.advance(NOW)
    return exchange


@pytest.fixture
def lending(exchange):
    return exchange.lending


def main(exchange, uid=ANN):
    return exchange.accounts.available(uid, "main", "USDT")


def refusal(call, *args):
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value.code


def test_rates__of_a_currency(lending):
    row = CURRENCIES["USDT"]
    assert (row.hour_rate, row.day_rate, row.year_rate) == (D("0.000012"), D("0.000288"), D("0.10512"))
    assert (lending.market_rate("USDT"), lending.market_rate("BTC")) == (D("0.1051"), D("0.0088"))


def test_purchase__money_leaves_the_main_account_and_waits_for_the_full_hour(exchange, lending):
    offer = lending.purchase(ANN, "USDT", "100", "0.1", NOW)
    assert offer == Offer(ID % 1, ANN, "USDT", D("100"), D("0.1"), NOW, D("0"), D("0"))
    assert (main(exchange), lending.pool["USDT"], lending.left("USDT")) == (D("400"), D("60000100"), D("60000000"))
    exchange.advance(NEXT_HOUR - 1)
    assert (offer.lent, offer.done) == (D("0"), False)
    exchange.advance(NEXT_HOUR)
    assert (offer.lent, offer.done, lending.left("USDT")) == (D("100"), True, D("60000100"))
    assert [(entry.biz_type, entry.amount) for entry in exchange.accounts.ledger(ANN)][0] == ("Lendings", D("100"))


def test_purchase__above_the_market_rate_is_not_taken_until_it_is_changed(exchange, lending):
    offer = lending.purchase(ANN, "USDT", "100", "0.2", NOW)
    exchange.advance(NEXT_HOUR)
    assert offer.lent == D("0")
    lending.modify(ANN, "USDT", offer.number, "0.1051")
    exchange.advance(NEXT_HOUR + HOUR - 1)
    assert offer.lent == D("0")
    exchange.advance(NEXT_HOUR + HOUR)
    assert offer.lent == D("100")
    lending.modify(ANN, "USDT", offer.number, "0.2")
    exchange.advance(NEXT_HOUR + 2 * HOUR)
    assert (offer.lent, lending.left("USDT")) == (D("0"), D("60000000"))


@pytest.mark.parametrize(("currency", "size", "rate", "code"), [
    ("DOGE", "100", "0.1", "130101"),
    ("USDT", "9", "0.1", "130101"),
    ("USDT", "100.123456789", "0.1", "130101"),
    ("USDT", "100", "0.004", "130101"),
    ("USDT", "100", "0.33", "130101"),
    ("USDT", "100", "0.10005", "130101"),
    ("USDT", "1000001", "0.1", "130102"),
    ("USDT", "501", "0.1", "130105"),
])
def test_purchase__not_what_cannot_be_offered(exchange, lending, currency, size, rate, code):
    assert refusal(lending.purchase, ANN, currency, size, rate, NOW) == code
    assert (main(exchange), lending.offers(ANN)) == (D("500"), [])


def test_redeem__what_is_not_lent_comes_at_once(exchange, lending):
    offer = lending.purchase(ANN, "USDT", "100", "0.2", NOW)
    redemption = lending.redeem(ANN, "USDT", offer.number, "30", NOW + 1)
    assert redemption == Redemption(ID % 2, offer.number, ANN, "USDT", D("30"), NOW + 1, D("30"))
    assert (main(exchange), lending.pool["USDT"], offer.left) == (D("430"), D("60000070"), D("70"))


def test_redeem__what_is_borrowed_comes_as_the_pool_gets_it_back(exchange, lending):
    offer = lending.purchase(ANN, "USDT", "100", "0.1", NOW)
    exchange.advance(NEXT_HOUR)
    lending.pool["USDT"] = D("20")  # the rest is borrowed
    redemption = lending.redeem(ANN, "USDT", offer.number, "90", NOW)
    assert (redemption.received, redemption.done, lending.pool["USDT"]) == (D("20"), False, D("0"))
    assert refusal(lending.redeem, ANN, "USDT", offer.number, "10.1", NOW) == "130107"
    lending.modify(ANN, "USDT", offer.number, "0.2")
    exchange.advance(NEXT_HOUR + HOUR)
    assert offer.lent == D("80")  # too dear now, but what is borrowed stays
    lending.pool["USDT"] += D("75")
    exchange.advance(NEXT_HOUR + HOUR + 1)
    assert (redemption.received, redemption.done, lending.pool["USDT"], main(exchange)) == (
        D("90"), True, D("5"), D("490"))
    assert (offer.lent, offer.left, offer.redeemed) == (D("10"), D("0"), D("90"))


def test_redeem__not_more_than_was_offered_nor_of_others(lending):
    offer = lending.purchase(ANN, "USDT", "100", "0.2", NOW)
    assert refusal(lending.redeem, ANN, "USDT", offer.number, "100.1", NOW) == "130107"
    assert refusal(lending.redeem, ANN, "USDT", "none", "1", NOW) == "130103"
    assert refusal(lending.redeem, BOB, "USDT", offer.number, "1", NOW) == "130103"
    assert refusal(lending.modify, ANN, "BTC", offer.number, "0.1") == "130103"
    lending.redeem(ANN, "USDT", offer.number, "60", NOW)
    assert refusal(lending.redeem, ANN, "USDT", offer.number, "40.1", NOW) == "130107"


def test_lists__newest_first_and_ones_own(lending):
    first, second = (lending.purchase(ANN, "USDT", "100", "0.2", NOW) for _ in range(2))
    other = lending.purchase(BOB, "USDT", "100", "0.2", NOW)
    asked = [lending.redeem(ANN, "USDT", first.number, size, NOW) for size in ("1", "2")]
    assert (lending.offers(ANN), lending.offers(BOB)) == ([second, first], [other])
    assert (lending.redemptions(ANN), lending.redemptions(BOB)) == (asked[::-1], [])
