import pytest
import responses

from kucoin_ref import Client, Signer, catalog
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.session import Session
from kucoin_ref.unified.account import UnifiedAccount

HOST = "https://api.kucoin.com"


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.mark.parametrize("enabled, word", [(True, "true"), (False, "false")])
def test_set_kcs_fee_deduction__a_get_that_is_not_sent_twice(enabled, word):
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/ua/v2/account/fee/kcs-deduct"
        exchange.get(address, status=500, body="")
        with pytest.raises(OutcomeUnknown, match="^GET /api/ua/v2/account/fee/kcs-deduct may have been carried out"):
            Client("key", "secret", "passphrase").unified.account.set_kcs_fee_deduction(enabled)
        ((request, _),) = exchange.calls
    assert (request.url, request.body) == (f"{address}?enabled={word}", None)


def test_get_private_token__a_post_that_may_be_sent_twice():
    account = UnifiedAccount(Session(Signer("key", "secret", "passphrase"), sleep=lambda seconds: None))
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/api/v2/bullet-private", status=500, body="")
        exchange.post(f"{HOST}/api/v2/bullet-private", json={"code": "200000", "data": {"token": "t"}})
        assert account.get_private_token() == {"token": "t"}
        assert [request.body for request, _ in exchange.calls] == [None, None]


def test_account__which_gets_change_something():
    changing = [
        entry.name
        for entry in catalog.room_entries("account", UnifiedAccount)
        if entry.endpoint.verb == "GET" and not entry.endpoint.safe
    ]
    assert changing == ["account.set_kcs_fee_deduction"]


@pytest.mark.parametrize(
    "name, arguments, refused",
    [
        ("set_account_mode", ("CLASSIC",), "account_type"),
        ("get_interest_history", ("SPOT",), "account_type"),
        ("get_classic_account_balance", ("UNIFIED",), "account_type"),
        ("get_fee_rate", ("BTC-USDT", "MARGIN"), "trade_type"),
    ],
)
def test_words_that_do_not_exist(name, arguments, refused):
    session = Exchange()
    with pytest.raises(ValueError, match=f"^{refused}: expected one of .*; got '{arguments[-1]}'$"):
        getattr(UnifiedAccount(session), name)(*arguments)
    assert session.sent == []


def test_get_classic_account_balance__commas_go_as_they_are():
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/ua/v2/account/balance"
        exchange.get(address, json={"code": "200000", "data": {}})
        Client("key", "secret", "passphrase").unified.account.get_classic_account_balance("FUNDING", currency="BTC,USDT")
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?accountType=FUNDING&currency=BTC,USDT"
