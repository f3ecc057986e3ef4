"""The contracts on offer, and what lots, prices and margins are worth."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.contracts import CONTRACTS, rounded_down, rounded_up
from kucoin_ref.sandbox.market import SYMBOLS

LINEAR, ETHER, _, INVERSE = CONTRACTS
ROWS = json.loads((Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8"))
EXAMPLES = {row["sdk_method_name"]: row["response_example"] for row in ROWS if row["domain"] == "futures"}


def test_contracts__xbtusdtm_as_documented():
    documented = EXAMPLES["getSymbol"]["data"]
    assert {name: documented[name] for name in LINEAR.row if name != "sourceExchanges"} == {
        name: value for name, value in LINEAR.row.items() if name != "sourceExchanges"}
    assert LINEAR.row["sourceExchanges"] == ["kucoin"]


def test_contracts__each_has_a_spot_symbol_for_its_index():
    assert [contract.name for contract in CONTRACTS] == ["XBTUSDTM", "ETHUSDTM", "SOLUSDTM", "XBTUSDM"]
    assert {contract.spot for contract in CONTRACTS} <= {symbol.name for symbol in SYMBOLS}
    assert [contract.settle for contract in CONTRACTS] == ["USDT", "USDT", "USDT", "XBT"]
    assert [contract.inverse for contract in CONTRACTS] == [False, False, False, True]


def test_levels__as_documented():
    assert [(level.level, level.least, level.most, level.leverage, float(level.initial), float(level.maintenance))
            for level in LINEAR.levels] == [
        (row["level"], row["minRiskLimit"], row["maxRiskLimit"], row["maxLeverage"], row["initialMargin"], row["maintainMargin"])
        for row in EXAMPLES["getIsolatedMarginRiskLimit"]["data"]]


def test_levels__begin_with_the_contracts_own():
    for contract in CONTRACTS:
        first = contract.levels[0]
        assert (first.most, first.leverage, first.maintenance) == (
            contract.row["maxRiskLimit"], contract.most_leverage, contract.maintenance)


# The figures of the next two are those of documented positions: 1 lot of XBTUSDTM at 67430.9, of ETHUSDM at 2457.12.

def test_linear__value_worth_and_price():
    assert LINEAR.value(D(-1), D("67430.9")) == LINEAR.worth(D(1), D("67430.9")) == D("67.4309")
    assert LINEAR.worth(D(-1), D("67430.9")) == D("-67.4309")
    assert LINEAR.entry_price(D(3), D("202.2927")) == D("67430.90")
    assert LINEAR.price_at(D(1), D("45.31433")) == D("45314.33")
    assert LINEAR.dearer(D(1), D(2)) == D(2)


def test_inverse__value_worth_and_price():
    assert INVERSE.value(D(1), D("2457.12")) == D("0.0004069805")
    assert INVERSE.worth(D(1), D("2457.12")) == D("-0.0004069805")
    assert INVERSE.worth(D(-1), D("2457.12")) == D("0.0004069805")
    assert INVERSE.entry_price(D(1), D("-0.0004069805")) == D("2457.12")
    assert INVERSE.price_at(D(-1), D("0.0004069805")) == D("2457.12")
    assert INVERSE.dearer(D(1), D(2)) == D(1)


def test_inverse__a_dearer_underlying_makes_a_long_position_worth_more():
    assert INVERSE.worth(D(1), D(60000)) < INVERSE.worth(D(1), D(61000)) < 0 < INVERSE.worth(D(-1), D(61000))


@pytest.mark.parametrize("contract", [LINEAR, INVERSE])
def test_price_at__none_where_no_price_gives_the_worth(contract):
    assert contract.price_at(D(1), D(0)) is None
    assert contract.price_at(D(1), -contract.worth(D(1), D(100))) is None


def test_entry_price__of_nothing():
    assert LINEAR.entry_price(D(0), D(0)) == 0


@pytest.mark.parametrize("contract, lots", [(LINEAR, 166), (INVERSE, 600000)])
def test_lots__of_a_value(contract, lots):
    assert contract.lots(D(10000) if contract is LINEAR else D(10), D(60000)) == lots


def test_rounding__to_ten_digits():
    assert (rounded_up(D(1) / 3), rounded_down(D(1) / 3)) == (D("0.3333333334"), D("0.3333333333"))
    assert LINEAR.initial_margin(D("67.4309"), D(3)) == D("22.4769666667")


def test_order_margin__margin_and_fee_rounded_up():
    assert INVERSE.order_margin(D(7), D("67717.3"), D(3)) == D("0.0000344570") + D("0.0000000621")


@pytest.mark.parametrize("contract", [LINEAR, ETHER, INVERSE])
@pytest.mark.parametrize("leverage", [D(1), D(3), D(7), D(100)])
def test_order_margin__covers_every_way_to_fill_in_parts(contract, leverage):
    """What a part takes, rounded down, is never more than what the hold gets smaller by."""
    price = D("67717.3")
    for whole in (D(7), D(50), D(333)):
        for part in (D(1), D(3), whole):
            value = contract.value(part, price)
            taken = rounded_down(value / leverage) + rounded_down(value * contract.taker_rate)
            rest = contract.order_margin(whole - part, price, leverage) if whole > part else 0
            assert taken <= contract.order_margin(whole, price, leverage) - rest
