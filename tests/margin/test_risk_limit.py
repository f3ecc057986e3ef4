import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import CredentialsRequired

ADDRESS = "https://api.kucoin.com/api/v3/margin/currencies"


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize(
    "arguments, query",
    [
        ({}, ""),
        ({"is_isolated": None, "currency": "BTC"}, "?currency=BTC"),
        ({"is_isolated": False, "currency": "BTC"}, "?isIsolated=false&currency=BTC"),
        ({"is_isolated": True, "symbol": "BTC-USDT"}, "?isIsolated=true&symbol=BTC-USDT"),
    ],
)
def test_get_margin_risk_limit__booleans_are_words_and_none_is_not_sent(exchange, arguments, query):
    exchange.get(ADDRESS, json={"code": "200000", "data": []})
    assert Client("key", "secret", "passphrase").margin.risk_limit.get_margin_risk_limit(**arguments) == []
    ((request, _),) = exchange.calls
    assert request.url == ADDRESS + query


def test_get_margin_risk_limit__limits_are_your_own(exchange):
    with pytest.raises(CredentialsRequired, match="^GET /api/v3/margin/currencies has to be signed"):
        Client().margin.risk_limit.get_margin_risk_limit()
    assert len(exchange.calls) == 0
