import inspect
import json
import re
import warnings
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.broker.api_broker import BrokerApiBroker
from kucoin_ref.pages import iterate


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
    return BrokerApiBroker(session)


@pytest.mark.parametrize("amount, number", [("0.10", "0.1"), (Decimal("1E-8"), "1e-08"), (3, "3")])
def test_authorized_withdrawal__an_exact_number_and_empty_notes(amount, number):
    with responses.RequestsMock() as exchange:
        exchange.post("https://api.kucoin.com/api/v2/broker/withdrawal", json={"code": "200000", "data": {"withdrawalId": "w"}})
        client = Client("key", "secret", "passphrase")
        validation = {"factors": [{"factorType": "EMV", "factorValue": "123456"}], "transactionId": "t-1"}
        client.broker.api_broker.authorized_withdrawal("USDT", amount, "0xa", "", "", is_inner=False, validation=validation)
        ((request, _),) = exchange.calls
    assert request.body == (
        f'{{"currency":"USDT","amount":{number},"address":"0xa","remark":"","memo":"","isInner":false,'
        '"validation":{"factors":[{"factorType":"EMV","factorValue":"123456"}],"transactionId":"t-1"}}'
    ).encode()
    assert json.loads(request.body, parse_float=Decimal)["amount"] == Decimal(amount)


@pytest.mark.parametrize("amount", [0.1, True])
def test_authorized_withdrawal__an_amount_that_is_not_exact(broker, session, amount):
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        broker.authorized_withdrawal("USDT", amount, "0xa", "", "")
    with pytest.raises(ValueError, match="a JSON number holds exactly"):
        broker.authorized_withdrawal("USDT", "0.12345678901234567890", "0xa", "", "")
    assert session.sent == []


def test_get_rebate_v2__says_future_where_the_old_call_says_2(broker, session):
    with pytest.raises(ValueError, match="^trade_type: expected one of 'SPOT', 'FUTURE'; got '2'$"):
        broker.get_rebate_v2("20240610", "20240611", "2")
    with pytest.raises(ValueError, match="^trade_type: expected one of 'SPOT', 'FUTURE'; got 'FUTURES'$"):
        broker.get_rebate_v2("20240610", "20240611", "FUTURES")
    with pytest.raises(ValueError, match="^trade_type: expected one of '1', '2'; got 'SPOT'$"):
        broker.get_rebase("20240610", "20240611", "SPOT")
    assert session.sent == []


def test_get_rebase__warns_at_the_line_of_the_call_and_names_its_successor(broker, session):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        broker.get_rebase("20240610", "20240611", "1")
        line = inspect.currentframe().f_lineno - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (DeprecationWarning, __file__, line)
    assert session.sent == [({"begin": "20240610", "end": "20240611", "tradeType": "1"}, None)]
    (abandoned,) = [entry for entry in catalog.room_entries("broker", BrokerApiBroker) if entry.endpoint.deprecated]
    (successor,) = re.findall(r":meth:`(\w+)` took its place", abandoned.doc)
    assert not catalog.endpoint(getattr(BrokerApiBroker, successor)).deprecated


@pytest.mark.parametrize("name", ["get_commission", "get_user"])
def test_pages__numbered(name):
    def page(*uids):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"uid": uid} for uid in uids]}

    session = Exchange(page("1", "2"), page("3"))
    rows = iterate(getattr(BrokerApiBroker(session), name), start_at=1, page_size=2)
    assert [row["uid"] for row in rows] == ["1", "2", "3"]
    assert session.sent == [({"startAt": 1, "page": number, "pageSize": 2}, None) for number in (1, 2)]


def test_get_transactions__goes_on_behind_the_last_row():
    session = Exchange([{"uid": "1", "lastId": "9"}, {"uid": "1", "lastId": "8"}], [{"uid": "1", "lastId": "7"}], [])
    rows = iterate(BrokerApiBroker(session).get_transactions, uid="1")
    assert [row["lastId"] for row in rows] == ["9", "8", "7"]
    assert session.sent == [({"uid": "1"}, None), ({"uid": "1", "lastId": 8}, None), ({"uid": "1", "lastId": 7}, None)]
