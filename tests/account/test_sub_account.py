import inspect
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.account.sub_account import AccountSubAccount
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
def sub_account(session):
    return AccountSubAccount(session)


def test_add_sub_account__permissions_begin_with_a_capital(sub_account, session):
    with pytest.raises(ValueError, match="^access: expected one of 'Spot', 'Futures', 'Margin'; got 'spot'$"):
        sub_account.add_sub_account("trader0001", "Passw0rd", "spot")
    sub_account.add_sub_account("trader0001", "Passw0rd", "Spot", remarks=None)
    assert session.sent == [({}, {"subName": "trader0001", "password": "Passw0rd", "access": "Spot"})]


def test_add_sub_account__the_password_is_in_no_error():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        address = "https://api.kucoin.com/api/v2/sub/user/created"
        exchange.post(address, status=502, body='{"password":"Passw0rd"}')
        with pytest.raises(OutcomeUnknown) as caught:
            client.account.sub_account.add_sub_account("trader0001", "Passw0rd", "Spot")
        assert len(exchange.calls) == 1  # a second one would fail on the name, or make another account
    assert "Passw0rd" not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"


def test_add_sub_account__a_password_of_the_wrong_type_is_not_shown(sub_account, session):
    with pytest.raises(TypeError) as caught:
        sub_account.add_sub_account("trader0001", b"Passw0rd", "Spot")
    assert str(caught.value) == "password: expected text, int, bool, Decimal or a list of these, got bytes"
    assert session.sent == []


def test_get_spot_sub_account_detail__as_it_goes_over_the_wire():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        address = "https://api.kucoin.com/api/v1/sub-accounts/63743f07e0c5230001761d08"
        exchange.get(address, json={"code": "200000", "data": {"subName": "trader0001"}})
        client.account.sub_account.get_spot_sub_account_detail(
            "63743f07e0c5230001761d08", include_base_amount=False, base_currency="BTC", base_amount=Decimal("1E-8")
        )
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?includeBaseAmount=false&baseCurrency=BTC&baseAmount=0.00000001"


def test_get_spot_sub_account_detail__an_empty_id_is_not_the_list():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^subUserId: expected a value that can stand in a path, got ''$"):
            client.account.sub_account.get_spot_sub_account_detail("")
        assert len(exchange.calls) == 0


@pytest.mark.parametrize(
    "name, id_name", [("get_spot_sub_accounts_summary_v2", "userId"), ("get_spot_sub_account_list_v2", "subUserId")]
)
def test_lists__page_by_page(name, id_name):
    first, second = {id_name: "a"}, {id_name: "b"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    assert list(iterate(getattr(AccountSubAccount(session), name), page_size=1)) == [first, second]
    assert session.sent == [({"currentPage": 1, "pageSize": 1}, None), ({"currentPage": 2, "pageSize": 1}, None)]


ABANDONED = {
    "get_spot_sub_accounts_summary_v1": AccountSubAccount.get_spot_sub_accounts_summary_v2,
    "get_spot_sub_account_list_v1": AccountSubAccount.get_spot_sub_account_list_v2,
}


def test_deprecated__warns_at_the_line_of_the_call_and_names_its_successor(sub_account):
    entries = {entry.name[1:]: entry for entry in catalog.room_entries("", AccountSubAccount)}
    assert {name for name, entry in entries.items() if entry.endpoint.deprecated} == set(ABANDONED)
    for name, successor in ABANDONED.items():
        with pytest.warns(DeprecationWarning, match=f"^{name}: {entries[name].endpoint.path} is abandoned$") as caught:
            getattr(sub_account, name)()
            line = inspect.currentframe().f_lineno - 1
        assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
        assert f":meth:`{successor.__name__}` took its place" in entries[name].doc
        assert not catalog.endpoint(successor).deprecated
