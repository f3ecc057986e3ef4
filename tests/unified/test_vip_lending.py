import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import CredentialsRequired

HOST = "https://api.kucoin.com/api/ua/v2/otc-loan"


def test_get_accounts__only_unified_ones_can_be_asked_for():
    with responses.RequestsMock() as exchange:
        exchange.get(f"{HOST}/account", json={"code": "200000", "data": []})
        lending = Client("key", "secret", "passphrase").unified.vip_lending
        with pytest.raises(ValueError, match="^account_type: expected one of 'UNIFIED'; got 'SPOT'$"):
            lending.get_accounts(account_type="SPOT")
        assert lending.get_accounts(account_type="UNIFIED") == []
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/account?accountType=UNIFIED"


@pytest.mark.parametrize("name", ["get_accounts", "get_discount_rate_configs", "get_loan_info"])
def test_calls__all_need_a_key(name):
    with responses.RequestsMock() as exchange:
        with pytest.raises(CredentialsRequired, match=r"^GET /api/ua/v2/otc-loan/\S+ has to be signed"):
            getattr(Client().unified.vip_lending, name)()
        assert len(exchange.calls) == 0
