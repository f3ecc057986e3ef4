import inspect
import warnings

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.account.account import Accounts


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((endpoint.host, endpoint.path, params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def accounts(session):
    return Accounts(session)


def test_get_futures_ledger__booleans_are_words_in_a_query():
    client = Client("key", "secret", "passphrase")
    ledger = {"dataList": [], "hasMore": False}
    with responses.RequestsMock() as exchange:
        address = "https://api-futures.kucoin.com/api/v1/transaction-history"
        exchange.get(address, json={"code": "200000", "data": ledger})
        assert client.account.account.get_futures_ledger(currency="XBT", forward=False, offset=0) == ledger
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?currency=XBT&offset=0&forward=false"


def test_upgrade_to_hf_account__booleans_are_json_in_a_body(accounts, session):
    accounts.upgrade_to_hf_account(with_all_subs=False)
    accounts.upgrade_to_hf_account()
    path = "/api/v3/migrate/user/account"
    assert session.sent == [("spot", path, {}, {"withAllSubs": False}), ("spot", path, {}, None)]


def test_get_spot_account_list__none_is_not_sent(accounts, session):
    accounts.get_spot_account_list(currency=None, type="trade")
    accounts.get_spot_account_list()
    assert session.sent == [
        ("spot", "/api/v1/accounts", {"type": "trade"}, None),
        ("spot", "/api/v1/accounts", {}, None),
    ]


def test_get_spot_account_list__an_account_that_does_not_exist(accounts, session):
    with pytest.raises(ValueError, match="^type: expected one of 'main', 'trade', 'option'; got 'margin'$"):
        accounts.get_spot_account_list(type="margin")
    assert session.sent == []


def test_get_spot_account_detail__an_empty_id_is_not_the_list():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^accountId: expected a value that can stand in a path, got ''$"):
            client.account.account.get_spot_account_detail("")
        assert len(exchange.calls) == 0


def test_accounts__futures_calls_live_on_another_host(accounts):
    hosts = {entry.name: entry.endpoint.host for entry in catalog.room_entries("accounts", Accounts)}
    on_futures = ["accounts.get_futures_account", "accounts.get_futures_ledger"]
    assert [name for name, host in hosts.items() if host == "futures"] == on_futures
    assert {host for name, host in hosts.items() if name not in on_futures} == {"spot"}


def test_get_margin_account_detail__warns_at_the_line_of_the_call(accounts, session):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        accounts.get_margin_account_detail()
        line = inspect.currentframe().f_lineno - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (DeprecationWarning, __file__, line)
    assert str(warning.message) == "get_margin_account_detail: /api/v1/margin/account is abandoned"
    assert session.sent == [("spot", "/api/v1/margin/account", {}, None)]


def test_deprecated__names_its_successor():
    abandoned = [entry for entry in catalog.room_entries("accounts", Accounts) if entry.endpoint.deprecated]
    assert [entry.name for entry in abandoned] == ["accounts.get_margin_account_detail"]
    assert ":meth:`get_cross_margin_account`" in abandoned[0].doc
    assert not catalog.endpoint(Accounts.get_cross_margin_account).deprecated
