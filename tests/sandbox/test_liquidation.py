"""How a margin account is sold."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.exchange import SECOND, Exchange
from kucoin_ref.sandbox.liquidation import liquidate
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
CROSS = "margin"


@pytest.fixture
def exchange():
    """One bitcoin costs 1000 USDT and one ether 100, with deep books."""
    exchange = Exchange(SYMBOLS, lambda event: None)
    exchange.open_account(ANN, {}, {}, NOW)
    exchange.open_account(BOB, {}, {name: D("1000000") for name in ("BTC", "ETH", "USDT")}, NOW)
    for symbol, price in (("BTC-USDT", 1000), ("ETH-USDT", 100)):
        for side, size in (("sell", "0.01"), ("buy", "0.01"), ("buy", "500"), ("sell", "500")):
            ask = price if size == "0.01" or side == "buy" else price + 1
            exchange.place(BOB, {"symbol": symbol, "side": side, "type": "limit", "price": str(ask), "size": size}, NOW)
    return exchange


def holdings(exchange, account=CROSS):
    """Currency, total and liability of what there is."""
    rows = exchange.margin.position(ANN, account).holdings
    return [(row.currency, row.total, row.liability) for row in rows if row.total or row.liability]


def deposit(exchange, account=CROSS, **amounts):
    for currency, value in amounts.items():
        exchange.deposit(ANN, account, currency, D(value), NOW)


def test_liquidate__sells_what_is_not_owed_and_pays_back(exchange):
    deposit(exchange, BTC="1", ETH="2")
    exchange.margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    resting = exchange.place(
        ANN, {"symbol": "BTC-USDT", "side": "sell", "type": "limit", "price": "1050", "size": "0.4"}, NOW, account=CROSS)
    liquidate(exchange, ANN, CROSS, NOW)
    assert (resting.status, resting.deal_size) == ("done", D("0"))
    assert holdings(exchange) == [("USDT", D("1198.794"), D("0"))]  # 500 + 1200 less a fee of 1.2, less 500.006


def test_liquidate__buys_what_is_owed_and_no_more(exchange):
    deposit(exchange, USDT="1000", ETH="1")
    exchange.margin.borrow(ANN, CROSS, "BTC", "0.5", NOW)
    exchange.place(ANN, {"symbol": "BTC-USDT", "side": "sell", "type": "market", "size": "0.5"}, NOW, account=CROSS)
    liquidate(exchange, ANN, CROSS, NOW)
    assert holdings(exchange) == [("USDT", D("1098.3989989995"), D("0"))]
    assert exchange.fills(ANN, "BTC-USDT", account=CROSS)[0].trade.size == D("0.5000005")


def test_liquidate__buys_what_the_money_is_enough_for(exchange):
    deposit(exchange, USDT="1000")
    exchange.margin.borrow(ANN, CROSS, "BTC", "2", NOW)
    exchange.place(ANN, {"symbol": "BTC-USDT", "side": "sell", "type": "market", "size": "2"}, NOW, account=CROSS)
    exchange.accounts.move(ANN, CROSS, "USDT", D("-1998"), D("0"), "margin.other", {}, NOW)
    liquidate(exchange, ANN, CROSS, NOW)
    assert holdings(exchange) == [
        ("BTC", D("0"), D("1.00199901")), ("USDT", D("0.00000601701"), D("0"))]


def test_liquidate__of_an_isolated_account_touches_its_pair_only(exchange):
    account = "isolated:BTC-USDT"
    deposit(exchange, BTC="5")
    deposit(exchange, account, BTC="1")
    exchange.margin.borrow(ANN, account, "USDT", "500", NOW)
    liquidate(exchange, ANN, account, NOW)
    assert holdings(exchange, account) == [("USDT", D("998.994"), D("0"))]
    assert holdings(exchange) == [("BTC", D("5"), D("0"))]


def test_liquidate__leaves_what_is_too_small_to_sell(exchange):
    deposit(exchange, BTC="0.000001", USDT="10")
    exchange.margin.borrow(ANN, CROSS, "USDT", "5", NOW)
    liquidate(exchange, ANN, CROSS, NOW)
    assert holdings(exchange) == [("BTC", D("0.000001"), D("0")), ("USDT", D("9.99994"), D("0"))]
