import inspect
from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.account.account import Accounts
from kucoin_ref.account.transfer import AccountTransfer
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
def transfer(session):
    return AccountTransfer(session)


@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_flex_transfer__the_amount_is_text(transfer, session, amount, text):
    transfer.flex_transfer("USDT", amount, "INTERNAL", "TRADE", "ISOLATED", "t-1", from_user_id=None, to_account_tag="BTC-USDT")
    body = {
        "currency": "USDT",
        "amount": text,
        "type": "INTERNAL",
        "fromAccountType": "TRADE",
        "toAccountType": "ISOLATED",
        "clientOid": "t-1",
        "toAccountTag": "BTC-USDT",
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("amount", 0.1, TypeError),
        ("amount", True, TypeError),
        ("type", "internal", ValueError),
        ("from_account_type", "main", ValueError),
        ("to_account_type", "MARGIN_V2", ValueError),
        ("client_oid", None, TypeError),
    ],
)
def test_flex_transfer__refused_by_name(transfer, session, name, value, error):
    arguments = dict(
        currency="USDT", amount="1", type="INTERNAL", from_account_type="MAIN", to_account_type="TRADE", client_oid="t-1"
    )
    with pytest.raises(error, match=f"^{name}: expected "):
        transfer.flex_transfer(**{**arguments, name: value})
    assert session.sent == []


def test_flex_transfer__is_sent_once_and_says_which():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.post("https://api.kucoin.com/api/v3/accounts/universal-transfer", body=requests.ReadTimeout("no answer"))
        with pytest.raises(OutcomeUnknown) as caught:
            client.account.transfer.flex_transfer("USDT", "1", "INTERNAL", "MAIN", "TRADE", "t-1")
        assert len(exchange.calls) == 1
    assert caught.value.client_oid == "t-1"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_inner_transfer__small_letters_and_the_old_names_of_margin(transfer, session):
    with pytest.raises(ValueError, match="^from_: expected one of 'main', .*; got 'MAIN'$"):
        transfer.inner_transfer("USDT", "1", "MAIN", "trade", "t-1")
    transfer.inner_transfer("USDT", Decimal("1E+2"), "main", "margin_v2", "t-1")
    body = {"currency": "USDT", "amount": "100", "from": "main", "to": "margin_v2", "clientOid": "t-1"}
    assert session.sent == [({}, body)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "amount, written", [("0.10", b"0.1"), ("100.00", b"100"), (100, b"100"), (Decimal("1E-8"), b"1e-08"), ("0.3", b"0.3")]
)
def test_futures_account_transfer__the_amount_is_a_json_number(amount, written):
    room = Client("key", "secret", "passphrase").account.transfer
    with responses.RequestsMock() as exchange:
        exchange.post("https://api-futures.kucoin.com/api/v3/transfer-out", json={"code": "200000", "data": {}})
        exchange.post("https://api-futures.kucoin.com/api/v1/transfer-in", json={"code": "200000", "data": None})
        room.futures_account_transfer_out("USDT", amount, "MAIN")
        room.futures_account_transfer_in("USDT", amount, "TRADE")
        assert [call.request.body for call in exchange.calls] == [
            b'{"currency":"USDT","amount":' + written + b',"recAccountType":"MAIN"}',
            b'{"currency":"USDT","amount":' + written + b',"payAccountType":"TRADE"}',
        ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["futures_account_transfer_out", "futures_account_transfer_in"])
def test_futures_account_transfer__an_amount_that_a_json_number_does_not_hold(transfer, session, name):
    with pytest.raises(ValueError, match="expected an amount that a JSON number holds exactly, got '0.12345678901234567'$"):
        getattr(transfer, name)("USDT", "0.12345678901234567", "MAIN")
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        getattr(transfer, name)("USDT", 0.1, "MAIN")
    assert session.sent == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_get_futures_account_transfer_out_ledger__page_by_page():
    first, second = {"applyId": "b"}, {"applyId": "a"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    rows = iterate(AccountTransfer(session).get_futures_account_transfer_out_ledger, tag=["SUCCESS", "FAILURE"])
    assert list(rows) == [first, second]
    assert session.sent == [
        ({"tag": ["SUCCESS", "FAILURE"], "currentPage": 1}, None),
        ({"tag": ["SUCCESS", "FAILURE"], "currentPage": 2}, None),
    ]


FLEX = ":meth:`flex_transfer` took its place"
ABANDONED = {
    "sub_account_transfer": (("u-1", "USDT", "1", "OUT", "BTC-USDT", "t-1"), FLEX, AccountTransfer.flex_transfer),
    "inner_transfer": (("USDT", "1", "main", "trade", "t-1"), FLEX, AccountTransfer.flex_transfer),
    "get_futures_account_transfer_out_ledger": ((), ":meth:`.Accounts.get_futures_ledger`", Accounts.get_futures_ledger),
    "futures_account_transfer_out": (("USDT", "1", "MAIN"), FLEX, AccountTransfer.flex_transfer),
    "futures_account_transfer_in": (("USDT", "1", "MAIN"), FLEX, AccountTransfer.flex_transfer),
}


def test_deprecated__warns_at_the_line_of_the_call_and_names_its_successor(transfer):
    entries = {entry.name[1:]: entry for entry in catalog.room_entries("", AccountTransfer)}
    assert {name for name, entry in entries.items() if entry.endpoint.deprecated} == set(ABANDONED)
    for name, (arguments, says, successor) in ABANDONED.items():
        with pytest.warns(DeprecationWarning, match=f"^{name}: {entries[name].endpoint.path} is abandoned$") as caught:
            getattr(transfer, name)(*arguments)
            line = inspect.currentframe().f_lineno - 1
        assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
        assert says in entries[name].doc.split(":param")[0]
        assert not catalog.endpoint(successor).deprecated
