"""Balances and ledgers: moved, counted, never rounded."""

from decimal import Decimal as D
from decimal import localcontext

import pytest

from kucoin_ref.sandbox.accounts import Accounts, BalanceChanged, LedgerEntry, Numbers, exactly

ANN = 7


@pytest.fixture
def events():
    return []


@pytest.fixture
def accounts(events):
    accounts = Accounts(events.append)
    accounts.open(ANN)
    return accounts


def test_move__tells_the_balance_and_the_change(accounts, events):
    accounts.move(ANN, "margin", "BTC", D("2"), D("0"), "margin.transfer", {}, 5)
    accounts.move(ANN, "margin", "BTC", D("-0.5"), D("0.5"), "margin.hold", {"orderId": "1"}, 6)
    assert events[1] == BalanceChanged(ANN, "margin", "548600000001", "BTC", D("2"), D("1.5"), D("0.5"), D("-0.5"), D("0.5"),
                                       "margin.hold", "354600000000002", {"orderId": "1"}, 6)
    assert accounts.available(ANN, "margin", "BTC") == D("1.5")
    assert accounts.available(ANN, "margin", "ETH") == accounts.available(ANN, "trade", "BTC") == 0


@pytest.mark.parametrize("account, named", [
    ("main", "MAIN"), ("trade", "TRADE_HF"), ("margin", "MARGIN"), ("isolated:BTC-USDT", "ISOLATED"), ("contract", "CONTRACT"),
    ("unified", "UNIFIED")])
def test_enter__names_the_account_as_ledgers_do(accounts, account, named):
    accounts.move(ANN, account, "BTC", D("-2"), D("0"), "e", {}, 5)
    accounts.enter(ANN, account, "BTC", D("-2"), D("0.1"), "FEE", {}, 5)
    assert accounts.ledger(ANN) == [LedgerEntry(254000000000001, "BTC", D("2"), D("0.1"), D("-2"), named, "FEE", "out", 5, {})]


def test_makers__have_no_ledger(accounts):
    accounts.open(1, unlimited=True)
    accounts.enter(1, "trade", "BTC", D("1"), D("0"), "FEE", {}, 5)
    assert (accounts.ledger(1), accounts.uids, accounts.unlimited(1)) == ([], [ANN, 1], True)


def test_totals__exact_under_any_context(accounts):
    accounts.open(8)
    accounts.earn("BTC", D("0.00000000000000000001"))
    accounts.move(8, "main", "BTC", D("12345678901234567890"), D("1"), "e", {}, 5)
    with localcontext() as context:
        context.prec = 3
        accounts.move(ANN, "trade", "BTC", D("0.1"), D("0.02"), "e", {}, 5)
        assert accounts.totals() == {"BTC": D("12345678901234567891.12000000000000000001")}


def test_exactly__only_inside():
    with localcontext() as context:
        context.prec = 3
        with exactly():
            inside = D("1") + D("0.00001")
        assert (inside, D("1") + D("0.00001")) == (D("1.00001"), D("1.00"))


def test_numbers__count_and_say_where_they_are():
    numbers = Numbers(5)
    assert (next(numbers), next(numbers), numbers.following) == (5, 6, 7)
