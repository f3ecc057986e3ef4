import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.account.fee import Fees


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((endpoint.host, endpoint.path, params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def fees(session):
    return Fees(session)


def test_get_basic_fee__zero_is_sent_and_none_is_not(fees, session):
    fees.get_basic_fee(currency_type=0)
    fees.get_basic_fee()
    path = "/api/v1/base-fee"
    assert session.sent == [("spot", path, {"currencyType": 0}, None), ("spot", path, {}, None)]


@pytest.mark.parametrize("currency_type", [2, "1", -1])
def test_get_basic_fee__a_type_that_does_not_exist(fees, session, currency_type):
    with pytest.raises(ValueError, match="^currency_type: expected one of 0, 1; got "):
        fees.get_basic_fee(currency_type=currency_type)
    assert session.sent == []


def test_actual_fees__one_path_on_two_hosts():
    client = Client("key", "secret", "passphrase")
    spot = [{"symbol": "BTC-USDT", "takerFeeRate": "0.001", "makerFeeRate": "0.001"}]
    futures = {"symbol": "XBTUSDTM", "takerFeeRate": "0.0006", "makerFeeRate": "0.0002"}
    with responses.RequestsMock() as exchange:
        exchange.get("https://api.kucoin.com/api/v1/trade-fees", json={"code": "200000", "data": spot})
        exchange.get("https://api-futures.kucoin.com/api/v1/trade-fees", json={"code": "200000", "data": futures})
        assert client.account.fee.get_spot_actual_fee("BTC-USDT,ETH-USDT") == spot
        assert client.account.fee.get_futures_actual_fee("XBTUSDTM") == futures
        assert [call.request.url for call in exchange.calls] == [
            "https://api.kucoin.com/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT",
            "https://api-futures.kucoin.com/api/v1/trade-fees?symbol=XBTUSDTM",
        ]


@pytest.mark.parametrize("method", ["get_spot_actual_fee", "get_futures_actual_fee"])
def test_actual_fees__without_a_symbol(fees, session, method):
    with pytest.raises(TypeError, match="symbol"):
        getattr(fees, method)()
    with pytest.raises(TypeError, match="^symbols?: expected a value, got None$"):
        getattr(fees, method)(None)
    assert session.sent == []
