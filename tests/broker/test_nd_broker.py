import json
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.broker.nd_broker import BrokerNdBroker
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate
from kucoin_ref.signing import BrokerSigner

HOST = "https://api-broker.kucoin.com"


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
def broker(session):
    return BrokerNdBroker(session)


def client():
    signer = BrokerSigner("key", "secret", "passphrase", partner="demo", broker_key="k-1", broker_name="demoND")
    return Client(signer=signer)


def test_get_rebate_v3__the_tenant_is_a_header():
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/v3/broker/nd/rebate/download"
        exchange.get(address, json={"code": "200000", "data": {"url": "https://x"}})
        assert client().broker.nd_broker.get_rebate_v3("20240610", "20240611", "SPOT", "tenant-1") == {"url": "https://x"}
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?begin=20240610&end=20240611&tradeType=SPOT"
    sent = {name: request.headers[name] for name in ("x-tenant", "KC-API-PARTNER", "KC-BROKER-NAME")}
    assert sent == {"x-tenant": "tenant-1", "KC-API-PARTNER": "demo", "KC-BROKER-NAME": "demoND"}


def test_get_rebate_v3__needs_a_tenant(broker, session):
    with pytest.raises(TypeError, match="^x_tenant: expected a value, got None$"):
        broker.get_rebate_v3("20240610", "20240611", "SPOT", None)
    assert session.sent == []


@pytest.mark.parametrize("fee, number", [("0.0010", "0.001"), (Decimal("1E-8"), "1e-08"), (0, "0")])
def test_set_markup_fee__exact_numbers_and_a_list_of_uids(fee, number):
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/api/v1/broker/nd/mark-up", json={"code": "200000", "data": {}})
        client().broker.nd_broker.set_markup_fee("UID_SPECIFIC", "SPOT", fee, "0.02", sub_uids=(7, 8))
        ((request, _),) = exchange.calls
    assert request.body == (
        f'{{"effectiveType":"UID_SPECIFIC","tradeType":"SPOT","makerMarkUp":{number},"takerMarkUp":0.02,"subUids":[7,8]}}'
    ).encode()
    assert json.loads(request.body, parse_float=Decimal)["makerMarkUp"] == Decimal(fee)


@pytest.mark.parametrize("value", [0.001, False])
@pytest.mark.parametrize("name", ["maker_mark_up", "taker_mark_up"])
def test_set_markup_fee__a_fee_that_is_not_exact(broker, session, name, value):
    fees = {"maker_mark_up": 0, "taker_mark_up": 0, name: value}
    with pytest.raises(TypeError, match=f"^{name}: expected an amount as text, int or Decimal"):
        broker.set_markup_fee("DEFAULT", "SPOT", **fees)
    assert session.sent == []


def test_transfer__the_amount_is_text_and_a_lost_answer_names_the_transfer():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/api/v1/broker/nd/transfer", status=500, body="")
        with pytest.raises(OutcomeUnknown) as unknown:
            client().broker.nd_broker.transfer("USDT", Decimal("1E-5"), "OUT", "MAIN", "7", "TRADE", "t-1")
        ((request, _),) = exchange.calls
    assert unknown.value.client_oid == "t-1"
    assert json.loads(request.body) == {
        "currency": "USDT",
        "amount": "0.00001",
        "direction": "OUT",
        "accountType": "MAIN",
        "specialUid": "7",
        "specialAccountType": "TRADE",
        "clientOid": "t-1",
    }


@pytest.mark.parametrize("name, value", [("direction", "out"), ("account_type", "SPOT"), ("special_account_type", "CONTRACT")])
def test_transfer__a_word_that_does_not_exist(broker, session, name, value):
    arguments = {
        "currency": "USDT",
        "amount": 1,
        "direction": "OUT",
        "account_type": "MAIN",
        "special_uid": "7",
        "special_account_type": "TRADE",
        "client_oid": "t-1",
        name: value,
    }
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got '{value}'$"):
        broker.transfer(**arguments)
    assert session.sent == []


@pytest.mark.parametrize("key, uid, name", [("", "7", "apiKey"), ("k-1", "", "uid")])
def test_delete_sub_account_api__an_empty_id_is_not_sent(key, uid, name):
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match=f"^{name}: expected at least one, got ''$"):
            client().broker.nd_broker.delete_sub_account_api(key, uid)
        assert len(exchange.calls) == 0


def test_add_sub_account_api__a_wrong_passphrase_is_not_shown(broker, session):
    with pytest.raises(TypeError) as refused:
        broker.add_sub_account_api("7", b"planted", "label")
    assert str(refused.value) == "passphrase: expected text, int, bool, Decimal or a list of these, got bytes"
    assert session.sent == []


@pytest.mark.parametrize("name, counter", [("get_kyc_status_list", "pageNumber"), ("get_sub_account", "currentPage")])
def test_pages__numbered(name, counter):
    def page(*uids):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"uid": uid} for uid in uids]}

    session = Exchange(page("1", "2"), page("3"))
    assert [row["uid"] for row in iterate(getattr(BrokerNdBroker(session), name), page_size=2)] == ["1", "2", "3"]
    assert session.sent == [({counter: number, "pageSize": 2}, None) for number in (1, 2)]
