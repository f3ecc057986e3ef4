"""The unified account's mode."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.exchange import SECOND, Exchange, Refused
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
PAIR, CONTRACT = "BTC-USDT", "XBTUSDTM"


@pytest.fixture
def exchange():
    """One bitcoin costs 1000 USDT, on both markets; Ann has money in three accounts."""
    exchange = Exchange(SYMBOLS, lambda event: None, contracts=CONTRACTS)
    exchange.open_account(ANN, {"USDT": D("5")}, {"USDT": D("100"), "BTC": D("1")}, NOW)
    exchange.deposit(ANN, "contract", "USDT", D("50"), NOW)
    exchange.open_account(BOB, {}, {"USDT": D("10000"), "BTC": D("10")}, NOW)
    exchange.deposit(BOB, "contract", "USDT", D("100000"), NOW)
    for side in ("sell", "buy"):
        exchange.place(BOB, {"symbol": PAIR, "side": side, "type": "limit", "price": "1000", "size": "1"}, NOW)
    exchange.advance(NOW)
    return exchange


def balances(exchange, uid=ANN):
    return {(row.account, row.currency): row.total for row in exchange.accounts.balances(uid) if row.total}


def trade(exchange, uid=ANN, **more):
    """Buy ten lots of Bob, which are a hundredth of a bitcoin."""
    order = {"symbol": CONTRACT, "type": "limit", "price": "1000", "size": "10", "leverage": "2", **more}
    exchange.futures.place(BOB, {**order, "side": "sell", "marginMode": "ISOLATED"}, NOW)
    return exchange.futures.place(uid, {**order, "side": "buy"}, NOW)


def refusal(call, *args):
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value.code


def test_join__moves_the_trade_and_the_futures_account(exchange):
    everything = exchange.futures.clearing.totals()
    exchange.unified.join(ANN, NOW)
    assert balances(exchange) == {
        ("main", "USDT"): D("5"), ("unified", "USDT"): D("150"), ("unified", "BTC"): D("1")}
    assert exchange.futures.clearing.totals() == everything
    assert (exchange.unified.is_member(ANN), exchange.unified.is_member(BOB)) == (True, False)
    assert {exchange.futures.clearing.terms(ANN, each).margin_mode for each in exchange.futures.contracts} == {"CROSS"}
    assert [(row.account, row.biz_type, row.direction, row.amount) for row in exchange.accounts.ledger(ANN)[:2]] == [
        ("UNIFIED", "TRANSFER", "in", D("50")), ("CONTRACT", "TRANSFER", "out", D("50"))]
    exchange.deposit(ANN, "trade", "USDT", D("1"), NOW)
    exchange.unified.join(ANN, NOW)
    assert balances(exchange)["trade", "USDT"] == D("1")


def test_join__not_with_open_orders_or_positions(exchange):
    order = exchange.place(ANN, {"symbol": PAIR, "side": "buy", "type": "limit", "price": "950", "size": "0.01"}, NOW)
    assert refusal(exchange.unified.join, ANN, NOW) == "106208"
    exchange.cancel(ANN, PAIR, NOW, order_id=order.id)
    trade(exchange, marginMode="ISOLATED")
    assert refusal(exchange.unified.join, ANN, NOW) == "106208"
    assert not exchange.unified.is_member(ANN)


def test_contracts__are_backed_by_the_unified_account(exchange):
    exchange.unified.join(ANN, NOW)
    exchange.futures.set_cross_leverage(ANN, CONTRACT, D("2"), NOW)
    trade(exchange, marginMode="CROSS")
    rows = {row.currency: row for row in exchange.accounts.balances(ANN) if row.account == "unified"}
    assert (rows["USDT"].hold, rows["USDT"].total) == (D("5"), D("149.994"))
    assert not any(row.total for row in exchange.accounts.balances(ANN) if row.account == "contract")


def test_check__of_members_only(exchange):
    assert refusal(exchange.unified.check, ANN) == "112010"
    exchange.unified.join(ANN, NOW)
    exchange.unified.check(ANN)
