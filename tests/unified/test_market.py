import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import CredentialsRequired
from kucoin_ref.pages import iterate
from kucoin_ref.unified.market import UnifiedMarket

HOST = "https://api.kucoin.com/api/ua/v2"


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


def url_of(call, path, data):
    with responses.RequestsMock() as exchange:
        exchange.get(HOST + path, json={"code": "200000", "data": data})
        assert call(Client().unified.market) == data
        ((request, _),) = exchange.calls
    return request.url


@pytest.mark.parametrize("currencies", [["USDT", "BTC"], ("USDT", "BTC")])
def test_get_currencies__the_list_repeats_its_key(currencies):
    url = url_of(lambda market: market.get_currencies(currency_list=currencies, chain="eth"), "/asset/currencies", [])
    assert url == f"{HOST}/asset/currencies?currencyList=USDT&currencyList=BTC&chain=eth"


def test_get_fiat_price__the_list_repeats_its_key_unlike_the_classic_call():
    prices = {"BTC": "1.10", "ETH": "2"}
    url = url_of(lambda market: market.get_fiat_price(base="EUR", currencies=["BTC", "ETH"]), "/market/fiat-price", prices)
    assert url == f"{HOST}/market/fiat-price?base=EUR&currencies=BTC&currencies=ETH"


def test_get_fiat_price__all_of_them():
    assert url_of(lambda market: market.get_fiat_price(currencies=None), "/market/fiat-price", {}) == f"{HOST}/market/fiat-price"


def test_get_order_book__needs_a_key_and_sends_the_filter_as_a_number():
    with pytest.raises(CredentialsRequired):
        Client().unified.market.get_order_book("XBTUSDTM", "FUTURES", "20")
    session = Exchange()
    UnifiedMarket(session).get_order_book("XBTUSDTM", "FUTURES", "FULL", rpi_filter=0)
    assert session.sent == [({"symbol": "XBTUSDTM", "tradeType": "FUTURES", "limit": "FULL", "rpiFilter": 0}, None)]


@pytest.mark.parametrize("limit", [20, "50", "full"])
def test_get_order_book__a_depth_that_does_not_exist(limit):
    session = Exchange()
    with pytest.raises(ValueError, match="^limit: expected one of '20', '100', 'FULL'; got "):
        UnifiedMarket(session).get_order_book("BTC-USDT", "SPOT", limit)
    assert session.sent == []


def test_get_klines__symbol_and_kind_in_the_wrong_order():
    session = Exchange()
    with pytest.raises(ValueError, match="^trade_type: expected one of 'SPOT', 'FUTURES'; got 'BTC-USDT'$"):
        UnifiedMarket(session).get_klines("SPOT", "BTC-USDT", "1min")
    with pytest.raises(ValueError, match="^interval: expected one of '1min', .*; got '1m'$"):
        UnifiedMarket(session).get_klines("BTC-USDT", "SPOT", "1m")
    assert session.sent == []


def test_get_announcements__pages_are_under_list():
    def page(*ids):
        return {"pageNumber": 1, "pageSize": 2, "totalNumber": 3, "totalPage": 2, "list": [{"id": id} for id in ids]}

    session = Exchange(page(3, 2), page(1))
    rows = iterate(UnifiedMarket(session).get_announcements, language="en_US", page_size=2)
    assert [row["id"] for row in rows] == [3, 2, 1]
    assert session.sent == [({"language": "en_US", "pageNumber": number, "pageSize": 2}, None) for number in (1, 2)]


@pytest.mark.parametrize("name", ["get_index_price", "get_interest_rate_index"])
def test_pages__behind_the_last_id(name):
    session = Exchange(
        {"items": [{"ts": 9}, {"ts": 8}], "lastId": 50},
        {"items": [{"ts": 7}], "lastId": 40},
        {"items": [], "lastId": 40},
    )
    assert [row["ts"] for row in iterate(getattr(UnifiedMarket(session), name), symbol="XBTUSDTM")] == [9, 8, 7]
    assert [params.get("lastId") for params, _ in session.sent] == [None, 50, 40]
