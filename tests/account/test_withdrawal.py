import inspect
from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.account.withdrawal import AccountWithdrawal
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate


class Recorder:
    """A session that notes what it was asked for, and gives the answers that it was made with."""

    def __init__(self, *answers):
        self.sent = []
        self.answers = list(answers)

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def withdrawal(session):
    return AccountWithdrawal(session)


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").account.withdrawal


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_withdrawal_v3__the_amount_is_text(withdrawal, session, amount, text):
    withdrawal.withdrawal_v3("USDT", amount, "T-address", "ADDRESS", chain="trx", memo=None, is_inner=False)
    body = {
        "currency": "USDT",
        "amount": text,
        "toAddress": "T-address",
        "withdrawType": "ADDRESS",
        "chain": "trx",
        "isInner": False,
    }
    assert session.sent == [({}, body)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "amount, written", [("0.10", b"0.1"), ("100.00", b"100"), (100, b"100"), (Decimal("1E-8"), b"1e-08"), ("0.3", b"0.3")]
)
def test_withdrawal_v1__the_amount_is_a_json_number(exchange, room, amount, written):
    exchange.post("https://api.kucoin.com/api/v1/withdrawals", json={"code": "200000", "data": {"withdrawalId": "w-1"}})
    assert room.withdrawal_v1("USDT", amount, "T-address") == {"withdrawalId": "w-1"}
    ((request, _),) = exchange.calls
    assert request.body == b'{"currency":"USDT","amount":' + written + b',"address":"T-address"}'


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("amount", [0.1, True])
@pytest.mark.parametrize("name, more", [("withdrawal_v3", ["ADDRESS"]), ("withdrawal_v1", [])])
def test_withdrawal__an_amount_that_is_not_exact(withdrawal, session, name, more, amount):
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        getattr(withdrawal, name)("USDT", amount, "T-address", *more)
    assert session.sent == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_withdrawal_v1__an_amount_that_a_json_number_does_not_hold(withdrawal, session):
    with pytest.raises(ValueError, match="expected an amount that a JSON number holds exactly, got '0.12345678901234567'$"):
        withdrawal.withdrawal_v1("ETH", "0.12345678901234567", "0x-address")
    withdrawal.withdrawal_v3("ETH", "0.12345678901234567", "0x-address", "ADDRESS")  # text holds it
    ((_, body),) = session.sent
    assert body["amount"] == "0.12345678901234567"


@pytest.mark.parametrize("kind", ["address", "EMAIL", ""])
def test_withdrawal_v3__a_kind_of_receiver_that_does_not_exist(withdrawal, session, kind):
    with pytest.raises(ValueError, match=f"^withdraw_type: expected one of 'ADDRESS', 'UID', 'MAIL', 'PHONE'; got '{kind}'$"):
        withdrawal.withdrawal_v3("USDT", "1", "T-address", kind)
    assert session.sent == []


@pytest.mark.parametrize("answer", [{"body": requests.ReadTimeout("no answer")}, {"status": 504}])
def test_withdrawal_v3__is_sent_once(exchange, room, answer):
    exchange.post("https://api.kucoin.com/api/v3/withdrawals", **answer)
    with pytest.raises(OutcomeUnknown):
        room.withdrawal_v3("USDT", "1", "T-address", "ADDRESS")
    assert len(exchange.calls) == 1


@pytest.mark.parametrize("id", ["", " ", "..", "/"])
@pytest.mark.parametrize("name", ["cancel_withdrawal", "get_withdrawal_history_by_id"])
def test_withdrawal_by_id__an_empty_id_does_not_become_another_call(exchange, room, name, id):
    with pytest.raises(ValueError, match="^withdrawalId: expected a value that can stand in a path"):
        getattr(room, name)(id)
    assert len(exchange.calls) == 0


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["get_withdrawal_history", "get_withdrawal_history_old"])
def test_history__page_by_page(name):
    first, second = {"amount": "1", "createdAt": 2}, {"amount": "1", "createdAt": 1}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    assert list(iterate(getattr(AccountWithdrawal(session), name), status="SUCCESS", page_size=10)) == [first, second]
    assert session.sent == [
        ({"status": "SUCCESS", "currentPage": 1, "pageSize": 10}, None),
        ({"status": "SUCCESS", "currentPage": 2, "pageSize": 10}, None),
    ]


ABANDONED = {
    "withdrawal_v1": (("USDT", "1", "T-address"), AccountWithdrawal.withdrawal_v3),
    "get_withdrawal_history_old": ((), AccountWithdrawal.get_withdrawal_history),
}


def test_deprecated__warns_at_the_line_of_the_call_and_names_its_successor(withdrawal):
    entries = {entry.name[1:]: entry for entry in catalog.room_entries("", AccountWithdrawal)}
    assert {name for name, entry in entries.items() if entry.endpoint.deprecated} == set(ABANDONED)
    for name, (arguments, successor) in ABANDONED.items():
        with pytest.warns(DeprecationWarning, match=f"^{name}: {entries[name].endpoint.path} is abandoned$") as caught:
            getattr(withdrawal, name)(*arguments)
            line = inspect.currentframe().f_lineno - 1
        assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
        assert f":meth:`{successor.__name__}`" in entries[name].doc.split(":param")[0]
        assert not catalog.endpoint(successor).deprecated
