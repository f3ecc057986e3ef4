import inspect
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.margin.market import MarginMarket


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


def test_get_mark_price_detail__the_price_is_exact(exchange):
    address = "https://api.kucoin.com/api/v1/mark-price/USDT-BTC/current"
    exchange.get(address, body='{"code":"200000","data":{"symbol":"USDT-BTC","timePoint":1729676888000,"value":1.4850E-5}}')
    price = Client().margin.market.get_mark_price_detail("USDT-BTC")
    assert price == {"symbol": "USDT-BTC", "timePoint": 1729676888000, "value": Decimal("0.00001485")}
    assert isinstance(price["value"], Decimal)


def test_get_mark_price_detail__an_empty_symbol_is_no_path(exchange):
    with pytest.raises(ValueError, match="^symbol: expected a value that can stand in a path, got ''$"):
        Client().margin.market.get_mark_price_detail("")
    assert len(exchange.calls) == 0


def test_get_margin_collateral_ratio__commas_go_as_they_are(exchange):
    address = "https://api.kucoin.com/api/v3/margin/collateralRatio"
    exchange.get(address, json={"code": "200000", "data": []})
    assert Client().margin.market.get_margin_collateral_ratio(currency_list="BTC,ETH") == []
    assert Client().margin.market.get_margin_collateral_ratio(currency_list=None) == []
    assert [call.request.url for call in exchange.calls] == [f"{address}?currencyList=BTC,ETH", address]


def test_market__is_not_signed_even_with_a_key(exchange):
    exchange.get("https://api.kucoin.com/api/v1/margin/config", json={"code": "200000", "data": {"maxLeverage": 5}})
    assert Client("key", "secret", "passphrase").margin.market.get_margin_config() == {"maxLeverage": 5}
    ((request, _),) = exchange.calls
    assert not [name for name in request.headers if name.upper().startswith("KC-API")]
    assert not any(entry.endpoint.signed for entry in catalog.room_entries("", MarginMarket))


def test_get_etf_info__the_sdk_writes_it_with_capitals():
    assert catalog.endpoint(MarginMarket.get_etf_info).sdk_method_name == "getETFInfo"


def test_get_etf_info__warns_at_the_line_of_the_call_and_says_that_nothing_succeeds_it(exchange):
    exchange.get("https://api.kucoin.com/api/v3/etf/info", json={"code": "200000", "data": []})
    with pytest.warns(DeprecationWarning, match="^get_etf_info: /api/v3/etf/info is abandoned$") as caught:
        Client().margin.market.get_etf_info()
        line = inspect.currentframe().f_lineno - 1
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
    abandoned = [entry for entry in catalog.room_entries("market", MarginMarket) if entry.endpoint.deprecated]
    assert [entry.name for entry in abandoned] == ["market.get_etf_info"]
    assert "named no successor" in abandoned[0].doc and ":meth:" not in abandoned[0].doc
