from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_UP, Decimal, localcontext

import pytest

from kucoin_ref.increments import Increments

SPOT = {
    "symbol": "BTC-USDT",
    "baseMinSize": "0.00001",
    "quoteMinSize": "0.1",
    "baseMaxSize": "10000000000",
    "quoteMaxSize": "99999999",
    "baseIncrement": "0.00000001",
    "quoteIncrement": "0.000001",
    "priceIncrement": "0.1",
}
FUTURES = {"symbol": "XBTUSDTM", "lotSize": 1, "maxOrderQty": 1000000, "tickSize": Decimal("0.1"), "maxPrice": Decimal("1000000.0")}


@pytest.mark.parametrize(
    "value, rounding, fitted",
    [
        ("67000.123", ROUND_DOWN, "67000.1"),
        ("67000.123", ROUND_UP, "67000.2"),
        ("67000.15", ROUND_HALF_EVEN, "67000.2"),
        ("67000.25", ROUND_HALF_EVEN, "67000.2"),
        ("67000.1", None, "67000.1"),
        ("67000", ROUND_UP, "67000.0"),
        (67000, None, "67000.0"),
        (Decimal("0.1"), None, "0.1"),
    ],
)
def test_price__spot(value, rounding, fitted):
    assert str(Increments(SPOT).price(value, rounding)) == fitted


def test_size_and_funds__spot():
    rules = Increments(SPOT)
    assert rules.size("0.123456789", ROUND_DOWN) == Decimal("0.12345678")
    assert rules.size("0.123456789", ROUND_UP) == Decimal("0.12345679")
    assert rules.funds("10.0000019", ROUND_DOWN) == Decimal("10.000001")


def test_futures__sizes_are_whole_lots():
    rules = Increments(FUTURES)
    assert rules.price("50000.19", ROUND_DOWN) == Decimal("50000.1")
    lots = rules.size(Decimal("3.9"), ROUND_DOWN)
    assert lots == 3 and type(lots) is int
    with pytest.raises(ValueError, match="funds: XBTUSDTM is a futures contract"):
        rules.funds("100", ROUND_DOWN)


def test_fit__is_exact_whatever_the_decimal_context():
    with localcontext() as context:
        context.prec = 5
        assert Increments(SPOT).size("123456789.123456789", ROUND_DOWN) == Decimal("123456789.12345678")


@pytest.mark.parametrize(
    "call, text",
    [
        (lambda rules: rules.price("67000.15"), "price: 67000.15 is not a multiple of BTC-USDT's step of 0.1 (priceIncrement)"),
        (lambda rules: rules.price("0.04", ROUND_DOWN), "price: 0.04 comes to 0.0, below BTC-USDT's least of 0.1 (priceIncrement)"),
        (lambda rules: rules.size("0.000001"), "size: 0.000001 comes to 0.00000100, below BTC-USDT's least of 0.00001 (baseMinSize)"),
        (lambda rules: rules.size("10000000001"), "above BTC-USDT's most of 10000000000 (baseMaxSize)"),
        (lambda rules: rules.funds("0.01"), "below BTC-USDT's least of 0.1 (quoteMinSize)"),
        (lambda rules: rules.price("-1"), "price: expected an amount above 0, got '-1'"),
        (lambda rules: rules.price("NaN"), "price: expected an amount above 0, got 'NaN'"),
        (lambda rules: rules.price("1,5"), "price: expected an amount, got '1,5'"),
    ],
)
def test_errors__name_the_symbol_and_the_step(call, text):
    with pytest.raises(ValueError) as error:
        call(Increments(SPOT))
    assert text in str(error.value)


@pytest.mark.parametrize("value", [0.1, True, None])
def test_errors__what_is_no_exact_amount(value):
    with pytest.raises(TypeError, match="size: expected an amount as text, int or Decimal"):
        Increments(SPOT).size(value, ROUND_DOWN)


@pytest.mark.parametrize("row", [{}, {"symbol": "BTC-USDT"}, None])
def test_increments__refuses_what_is_no_symbol(row):
    with pytest.raises(ValueError, match="row: expected a symbol"):
        Increments(row)
