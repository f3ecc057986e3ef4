from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate
from kucoin_ref.unified.asset import UnifiedAsset

HOST = "https://api.kucoin.com/api/ua/v2"


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Exchange()


@pytest.fixture
def asset(session):
    return UnifiedAsset(session)


def test_get_deposit_address__a_get_that_is_not_sent_twice():
    with responses.RequestsMock() as exchange:
        exchange.get(f"{HOST}/asset/deposit/address", status=500, body="")
        with pytest.raises(OutcomeUnknown, match="^GET /api/ua/v2/asset/deposit/address may have been carried out"):
            Client("key", "secret", "passphrase").unified.asset.get_deposit_address("USDT", chain="trx")
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/asset/deposit/address?currency=USDT&chain=trx"


@pytest.mark.parametrize("amount, text", [("10.00", "10.00"), (10, "10"), (Decimal("1E-8"), "0.00000001"), (Decimal("1E+3"), "1000")])
def test_amounts__are_text(asset, session, amount, text):
    asset.flex_transfer("USDT", amount, "FUNDING", "UNIFIED", "INTERNAL", "t-1", to_uid=None)
    asset.withdrawal_v3("USDT", amount, "0xa", "ADDRESS", chain="trx", is_inner=False)
    assert [(params, body["amount"]) for params, body in session.sent] == [({}, text), ({}, text)]
    assert "toUid" not in session.sent[0][1] and session.sent[1][1]["isInner"] is False


@pytest.mark.parametrize("amount", [0.1, True])
def test_amounts__one_that_is_not_exact(asset, session, amount):
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        asset.flex_transfer("USDT", amount, "FUNDING", "UNIFIED", "INTERNAL", "t-1")
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        asset.withdrawal_v3("USDT", amount, "0xa", "ADDRESS")
    assert session.sent == []


@pytest.mark.parametrize("name", ["from_account_type", "to_account_type", "transfer_type"])
def test_flex_transfer__words_that_do_not_exist(asset, session, name):
    arguments = {
        "currency": "USDT",
        "amount": 1,
        "from_account_type": "FUNDING",
        "to_account_type": "UNIFIED",
        "transfer_type": "INTERNAL",
        "client_oid": "t-1",
        name: "MAIN",
    }
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got 'MAIN'$"):
        asset.flex_transfer(**arguments)
    assert session.sent == []


def test_flex_transfer__an_answer_that_was_lost_names_the_transfer():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/account/transfer", status=500, body="")
        with pytest.raises(OutcomeUnknown) as unknown:
            Client("key", "secret", "passphrase").unified.asset.flex_transfer("USDT", 1, "FUNDING", "UNIFIED", "INTERNAL", "t-1")
        assert len(exchange.calls) == 1
    assert unknown.value.client_oid == "t-1"


def test_get_account_ledger__goes_on_behind_the_last_id():
    session = Exchange(
        {"items": [{"id": "9"}, {"id": "8"}], "lastId": 8},
        {"items": [{"id": "7"}], "lastId": 7},
        {"items": [], "lastId": 7},
    )
    rows = iterate(UnifiedAsset(session).get_account_ledger, account_type="UNIFIED", currency="BTC,USDT")
    assert [row["id"] for row in rows] == ["9", "8", "7"]
    assert [params.get("lastId") for params, _ in session.sent] == [None, 8, 7]


@pytest.mark.parametrize("name", ["get_deposit_history", "get_withdrawal_history"])
def test_pages__numbered(name):
    def page(*ids):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"id": id} for id in ids]}

    session = Exchange(page("3", "2"), page("1"))
    assert [row["id"] for row in iterate(getattr(UnifiedAsset(session), name), currency="USDT")] == ["3", "2", "1"]
    assert session.sent == [({"currency": "USDT", "currentPage": number}, None) for number in (1, 2)]
