import inspect
from decimal import Decimal

import pytest

from kucoin_ref import catalog
from kucoin_ref.account.deposit import AccountDeposit
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
def deposit(session):
    return AccountDeposit(session)


@pytest.mark.parametrize("amount, text", [("0.00010", "0.00010"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_deposit_address_v3__the_amount_of_an_invoice_is_text(deposit, session, amount, text):
    deposit.add_deposit_address_v3("BTC", chain="btcln", to=None, amount=amount)
    deposit.get_deposit_address_v3("BTC", amount=amount)
    assert session.sent == [
        ({}, {"currency": "BTC", "chain": "btcln", "amount": text}),
        ({"currency": "BTC", "amount": text}, None),
    ]


@pytest.mark.parametrize("amount", [0.1, True])
@pytest.mark.parametrize("name", ["add_deposit_address_v3", "get_deposit_address_v3"])
def test_deposit_address_v3__an_amount_that_is_not_exact(deposit, session, name, amount):
    with pytest.raises(TypeError, match="^amount: expected an amount as text, int or Decimal"):
        getattr(deposit, name)("BTC", amount=amount)
    assert session.sent == []


def test_add_deposit_address__accounts_in_small_letters_and_once_in_capitals(deposit, session):
    with pytest.raises(ValueError, match="^to: expected one of 'main', 'trade'; got 'MAIN'$"):
        deposit.add_deposit_address_v3("BTC", to="MAIN")
    with pytest.raises(ValueError, match="^to: expected one of 'MAIN', 'TRADE'; got 'main'$"):
        deposit.add_deposit_address_v1("BTC", to="main")
    assert session.sent == []


def test_get_deposit_history__a_status_that_does_not_exist(deposit, session):
    with pytest.raises(ValueError, match="^status: expected one of 'PROCESSING', .*, 'RISK_MGT_REJECTED'; got 'success'$"):
        deposit.get_deposit_history(status="success")
    assert session.sent == []


def test_get_deposit_history__page_by_page():
    first, second = {"amount": "1", "createdAt": 2}, {"amount": "1", "createdAt": 1}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    rows = iterate(AccountDeposit(session).get_deposit_history, currency="BTC", end_at=3)
    assert list(rows) == [first, second]
    assert session.sent == [
        ({"currency": "BTC", "endAt": 3, "currentPage": 1}, None),
        ({"currency": "BTC", "endAt": 3, "currentPage": 2}, None),
    ]


ABANDONED = {
    "get_deposit_address_v2": (("BTC",), AccountDeposit.get_deposit_address_v3),
    "get_deposit_address_v1": (("BTC",), AccountDeposit.get_deposit_address_v3),
    "add_deposit_address_v1": (("BTC",), AccountDeposit.add_deposit_address_v3),
    "get_deposit_history_old": ((), AccountDeposit.get_deposit_history),
}


def test_deprecated__warns_at_the_line_of_the_call_and_names_its_successor(deposit):
    entries = {entry.name[1:]: entry for entry in catalog.room_entries("", AccountDeposit)}
    assert {name for name, entry in entries.items() if entry.endpoint.deprecated} == set(ABANDONED)
    for name, (arguments, successor) in ABANDONED.items():
        with pytest.warns(DeprecationWarning, match=f"^{name}: {entries[name].endpoint.path} is abandoned$") as caught:
            getattr(deposit, name)(*arguments)
            line = inspect.currentframe().f_lineno - 1
        assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
        assert f":meth:`{successor.__name__}`" in entries[name].doc.split(":param")[0]
        assert not catalog.endpoint(successor).deprecated
