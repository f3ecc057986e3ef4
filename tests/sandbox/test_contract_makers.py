"""Makers who keep the book of every contract filled, around the spot price, whatever users do."""

import random
from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_makers import DEPTH, ContractMakers
from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.exchange import SECOND, Exchange, Trade
from kucoin_ref.sandbox.market import SYMBOLS, Makers

NOW = 1730000000 * SECOND
TICK = SECOND // 10
ANN = 7
NAMES = [contract.name for contract in CONTRACTS]


class Market:
    def __init__(self, seed=1):
        self.told, self.now = [], NOW
        self.exchange = Exchange(SYMBOLS, self.told.append, contracts=CONTRACTS)
        self.spot = Makers(self.exchange, random.Random(seed))
        self.makers = ContractMakers(self.exchange, random.Random(seed))
        self.spot.open(NOW)
        self.exchange.advance(NOW)
        self.makers.open(NOW)
        self.futures = self.exchange.futures

    def run(self, steps):
        for _ in range(steps):
            self.now += TICK
            self.exchange.advance(self.now)
            self.spot.step(self.now)
            self.makers.step(self.now)

    def depths(self):
        return {(name, side): len(self.futures.market(name).book.levels(side)) for name in NAMES for side in ("buy", "sell")}


@pytest.fixture
def market():
    return Market()


def test_open__fills_every_book_and_trades_once(market):
    assert set(market.depths().values()) <= {DEPTH, DEPTH - 1}
    assert {trade.symbol for trade in market.told if isinstance(trade, Trade)} >= set(NAMES)
    for contract in CONTRACTS:
        book, index = market.futures.market(contract.name).book, market.exchange.last_trade(contract.spot).price
        assert book.best("buy") < index < book.best("sell")
        assert book.best("sell") - book.best("buy") < index / 1000


def test_step__follows_the_spot_price(market):
    market.run(300)
    for contract in CONTRACTS:
        pit = market.futures.market(contract.name)
        assert pit.book.best("buy") < pit.index * D("1.0001") and pit.book.best("sell") > pit.index * D("0.9999")
    assert all(DEPTH - 2 <= depth <= DEPTH for depth in market.depths().values())
    traded = [event.symbol for event in market.told if isinstance(event, Trade)]
    assert all(traded.count(name) > 10 for name in NAMES)


def test_step__money_is_conserved(market):
    before = market.futures.clearing.totals()
    market.run(100)
    after = market.futures.clearing.totals()
    assert {currency: after[currency] for currency in ("USDT", "XBT")} == {
        currency: before[currency] for currency in ("USDT", "XBT")}


def test_step__goes_on_after_a_user_emptied_a_book(market):
    market.exchange.open_account(ANN, {}, {}, NOW, contract={"USDT": D(10) ** 7})
    market.futures.set_margin_mode(ANN, "XBTUSDTM", "CROSS", NOW)
    while market.futures.market("XBTUSDTM").book.best("sell") is not None:
        market.futures.place(ANN, {"symbol": "XBTUSDTM", "side": "buy", "type": "market", "size": 1000,
                                   "marginMode": "CROSS"}, NOW)
    market.run(1)
    assert market.depths()["XBTUSDTM", "sell"] >= DEPTH - 1


def test_step__goes_on_without_money(market):
    market.exchange.accounts.move(2, "contract", "USDT", -market.futures.clearing.available(2, "USDT"), D(0), "x", {}, NOW)
    market.run(1)
    assert market.futures.clearing.available(2, "USDT") > D(10) ** 9


def test_seed__repeats_a_market():
    runs = []
    for seed in (1, 1, 2):
        market = Market(seed)
        market.run(20)
        runs.append(market.told)
    assert runs[0] == runs[1] != runs[2]
