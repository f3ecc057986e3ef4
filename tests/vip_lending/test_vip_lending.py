import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.errors import CredentialsRequired
from kucoin_ref.vip_lending import VipLending


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize("name", ["get_discount_rate_configs", "get_loan_info", "get_accounts"])
def test_vip_lending__takes_a_key_also_for_what_is_the_same_for_all(exchange, name):
    with pytest.raises(CredentialsRequired, match="^GET /api/v1/otc-loan/.* has to be signed"):
        getattr(Client().vip_lending, name)()
    assert len(exchange.calls) == 0


def test_get_discount_rate_configs__as_it_goes_over_the_wire(exchange):
    address = "https://api.kucoin.com/api/v1/otc-loan/discount-rate-configs"
    rates = [{"currency": "BTC", "usdtLevels": [{"left": 0, "right": 20000000, "discountRate": "1.00000000"}]}]
    exchange.get(address, json={"code": "200000", "data": rates})
    assert Client("key", "secret", "passphrase").vip_lending.get_discount_rate_configs() == rates
    ((request, _),) = exchange.calls
    assert (request.url, request.body) == (address, None)


def test_vip_lending__keeps_the_capitals_of_the_sdk():
    names = {(entry.endpoint.service, entry.endpoint.sub_service) for entry in catalog.room_entries("", VipLending)}
    assert names == {("VIPLending", "VIPLending")}
