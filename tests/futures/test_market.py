import json
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.futures.market import FuturesMarket
from kucoin_ref.pages import iterate


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append(params)
        return self.answers.pop(0) if self.answers else None


def test_get_klines__a_range_is_cut_into_calls_of_200_candles():
    minute = 60_000
    exchange = Exchange([[0, 1]], [[199 * minute, 1], [200 * minute, 2]])
    rows = iterate(FuturesMarket(exchange).get_klines, symbol="XBTUSDTM", granularity=1, from_=0, to=300 * minute)
    assert [row[0] for row in rows] == [0, 199 * minute, 200 * minute]
    assert exchange.sent == [
        {"symbol": "XBTUSDTM", "granularity": 1, "from": 0, "to": 199 * minute},
        {"symbol": "XBTUSDTM", "granularity": 1, "from": 199 * minute, "to": 300 * minute},
    ]


def test_get_klines__pages_need_a_start():
    exchange = Exchange()
    with pytest.raises(ValueError, match="^from_: expected where to begin"):
        list(iterate(FuturesMarket(exchange).get_klines, symbol="XBTUSDTM", granularity=1))
    assert exchange.sent == []


@pytest.mark.parametrize("granularity", [2, 0, "1", "1min"])
def test_get_klines__a_length_that_does_not_exist(granularity):
    exchange = Exchange()
    with pytest.raises(ValueError, match="^granularity: expected one of 1, 3, .*, 43200; got "):
        FuturesMarket(exchange).get_klines("XBTUSDTM", granularity)
    assert exchange.sent == []


@pytest.mark.parametrize("size", [20, "20"])
def test_get_part_order_book__size_is_in_the_path_and_numbers_are_exact(size):
    with responses.RequestsMock() as exchange:
        address = "https://api-futures.kucoin.com/api/v1/level2/depth20?symbol=XBTUSDTM"
        exchange.get(address, body='{"code":"200000","data":{"bids":[[0.10,7]],"asks":[]}}')
        book = Client().futures.market.get_part_order_book("XBTUSDTM", size)
    assert book == {"bids": [[Decimal("0.10"), 7]], "asks": []}
    assert str(book["bids"][0][0]) == "0.10"


@pytest.mark.parametrize("symbol", ["", "..", " "])
def test_get_symbol__an_empty_name_is_not_another_call(symbol):
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^symbol: expected a value that can stand in a path"):
            Client().futures.market.get_symbol(symbol)
        assert len(exchange.calls) == 0


@pytest.mark.parametrize("name", ["get_spot_index_price", "get_interest_rate_index", "get_premium_index"])
def test_index__pages_go_on_behind_the_last_time_point(name):
    exchange = Exchange(
        {"dataList": [{"timePoint": 3}, {"timePoint": 2}], "hasMore": True},
        {"dataList": [{"timePoint": 1}], "hasMore": False},
    )
    rows = iterate(getattr(FuturesMarket(exchange), name), symbol=".X", max_count=2)
    assert [row["timePoint"] for row in rows] == [3, 2, 1]
    assert exchange.sent == [{"symbol": ".X", "maxCount": 2}, {"symbol": ".X", "maxCount": 2, "offset": 2}]


def test_get_premium_index__booleans_are_words_in_the_query():
    with responses.RequestsMock() as exchange:
        address = "https://api-futures.kucoin.com/api/v1/premium/query"
        exchange.get(address, body=json.dumps({"code": "200000", "data": {"dataList": [], "hasMore": False}}))
        Client().futures.market.get_premium_index(".XBTUSDTMPI", reverse=False, offset=0, forward=True)
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?symbol=.XBTUSDTMPI&reverse=false&offset=0&forward=true"
