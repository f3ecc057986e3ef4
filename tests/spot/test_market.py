import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.spot.market import SpotMarket


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((endpoint.verb, endpoint.path, params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def market(session):
    return SpotMarket(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


def test_get_klines(market, session):
    market.get_klines("BTC-USDT", "1min", start_at=1566703297)
    path = "/api/v1/market/candles"
    assert session.sent == [("GET", path, {"symbol": "BTC-USDT", "type": "1min", "startAt": 1566703297}, None)]


@pytest.mark.parametrize("type", ["2min", "1Min", "1m", "", 60])
def test_get_klines__a_length_that_does_not_exist(market, session, type):
    with pytest.raises(ValueError, match="^type: expected one of '1min', '3min', .*, '1month'; got "):
        market.get_klines("BTC-USDT", type)
    with pytest.raises(ValueError, match="^type: "):
        market.get_klines("BTC-USDT", type=type)
    assert session.sent == []


def test_get_klines__symbol_and_length_in_the_wrong_order(market, session):
    with pytest.raises(ValueError, match="^type: .*; got 'BTC-USDT'$"):
        market.get_klines("1min", "BTC-USDT")
    assert session.sent == []


@pytest.mark.parametrize("size, path", [(20, "level2_20"), ("20", "level2_20"), (100, "level2_100"), ("100", "level2_100")])
def test_get_part_order_book__size_is_in_the_path(exchange, size, path):
    book = {"time": 1, "sequence": "2", "bids": [], "asks": []}
    exchange.get(f"https://api.kucoin.com/api/v1/market/orderbook/{path}", json={"code": "200000", "data": book})
    assert Client().spot.market.get_part_order_book("BTC-USDT", size=size) == book
    ((request, _),) = exchange.calls
    assert request.url == f"https://api.kucoin.com/api/v1/market/orderbook/{path}?symbol=BTC-USDT"


@pytest.mark.parametrize("size", [50, "", None])
def test_get_part_order_book__a_size_that_does_not_exist(market, session, size):
    for method in (market.get_part_order_book, market.get_call_auction_part_order_book):
        with pytest.raises((ValueError, TypeError), match="^size: expected "):
            method("BTC-USDT", size)
    assert session.sent == []


def test_get_symbol__an_empty_name_is_not_the_list_of_all(exchange):
    with pytest.raises(ValueError, match="^symbol: expected a value that can stand in a path, got ''$"):
        Client().spot.market.get_symbol("")
    assert len(exchange.calls) == 0


def test_get_currency__none_is_not_sent(market, session):
    market.get_currency("BTC", chain=None)
    market.get_currency("BTC", chain="eth")
    path = "/api/v3/currencies/{currency}"
    assert session.sent == [
        ("GET", path, {"currency": "BTC"}, None),
        ("GET", path, {"currency": "BTC", "chain": "eth"}, None),
    ]


def test_get_fiat_price__commas_go_as_they_are(exchange):
    exchange.get("https://api.kucoin.com/api/v1/prices", json={"code": "200000", "data": {"BTC": "1.10", "ETH": "2"}})
    assert Client().spot.market.get_fiat_price(base="EUR", currencies="BTC,ETH") == {"BTC": "1.10", "ETH": "2"}
    ((request, _),) = exchange.calls
    assert request.url == "https://api.kucoin.com/api/v1/prices?base=EUR&currencies=BTC,ETH"


def test_get_announcements__a_language_that_does_not_exist(market, session):
    with pytest.raises(ValueError, match="^lang: expected one of 'zh_HK', .*; got 'en'$"):
        market.get_announcements(lang="en")
    assert session.sent == []


def test_tokens__no_body_and_safe_to_repeat(market, session):
    market.get_public_token()
    market.get_private_token()
    assert session.sent == [("POST", "/api/v1/bullet-public", {}, None), ("POST", "/api/v1/bullet-private", {}, None)]
    assert catalog.endpoint(market.get_public_token).safe and not catalog.endpoint(market.get_public_token).signed
    assert catalog.endpoint(market.get_private_token).safe and catalog.endpoint(market.get_private_token).signed


def test_get_full_order_book__needs_a_key():
    assert catalog.endpoint(SpotMarket.get_full_order_book).signed
