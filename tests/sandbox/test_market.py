"""The pairs on offer, and makers who must go on whatever users do."""

import random
from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.exchange import SECOND, Exchange, OrderChanged, Trade
from kucoin_ref.sandbox.currencies import CURRENCIES
from kucoin_ref.sandbox.market import START_PRICES, SYMBOLS, Makers

NOW = 1730000000 * SECOND
TICK = SECOND // 10
ANN = 7
NAMES = [symbol.name for symbol in SYMBOLS]


@pytest.fixture
def told():
    return []


@pytest.fixture
def exchange(told):
    return Exchange(SYMBOLS, told.append)


@pytest.fixture
def makers(exchange):
    makers = Makers(exchange, random.Random(1))
    makers.open(NOW)
    return makers


def depths(exchange):
    return {(name, side): len(exchange.book(name).levels(side)) for name in NAMES for side in ("buy", "sell")}


def run(makers, steps, until=lambda: False):
    for step in range(1, steps + 1):
        if until():
            return step
        makers.step(NOW + step * TICK)
    return None


def test_symbols__btc_usdt_as_documented():
    assert SYMBOLS[0].row == {
        "symbol": "BTC-USDT", "name": "BTC-USDT", "baseCurrency": "BTC", "quoteCurrency": "USDT",
        "feeCurrency": "USDT", "market": "USDS", "baseMinSize": "0.00001", "quoteMinSize": "0.1",
        "baseMaxSize": "10000000000", "quoteMaxSize": "99999999", "baseIncrement": "0.00000001",
        "quoteIncrement": "0.000001", "priceIncrement": "0.1", "priceLimitRate": "0.1", "minFunds": "0.1",
        "isMarginEnabled": True, "enableTrading": True, "feeCategory": 1, "makerFeeCoefficient": "1.00",
        "takerFeeCoefficient": "1.00", "st": False, "callauctionIsEnabled": False, "callauctionPriceFloor": None,
        "callauctionPriceCeiling": None, "callauctionFirstStageStartTime": None,
        "callauctionSecondStageStartTime": None, "callauctionThirdStageStartTime": None, "tradingStartTime": None}


def test_symbols__every_pair_has_a_start_price_and_its_currencies():
    assert NAMES == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"] == list(START_PRICES)
    assert {symbol.base for symbol in SYMBOLS} | {symbol.quote for symbol in SYMBOLS} == {
        row["currency"] for row in CURRENCIES}
    assert all(not START_PRICES[symbol.name] % symbol.price_increment for symbol in SYMBOLS)


def test_currencies__keys_as_documented():
    assert {tuple(row) for row in CURRENCIES} == {(
        "currency", "name", "fullName", "precision", "confirms", "contractAddress", "isMarginEnabled",
        "isDebitEnabled", "chains")}
    assert {tuple(chain) for row in CURRENCIES for chain in row["chains"]} == {(
        "chainName", "withdrawalMinSize", "depositMinSize", "withdrawFeeRate", "withdrawalMinFee", "isWithdrawEnabled",
        "isDepositEnabled", "confirms", "preConfirms", "contractAddress", "withdrawPrecision", "maxWithdraw",
        "maxDeposit", "needTag", "chainId")}


def test_open__fills_the_books_and_trades_once(exchange, makers, told):
    assert set(depths(exchange).values()) <= {49, 50}  # the trade may have taken a small quote whole
    assert [trade.symbol for trade in told if isinstance(trade, Trade)] == NAMES
    for name, start in START_PRICES.items():
        assert abs(exchange.last_trade(name).price / start - 1) < D("0.001")


def test_open__odd_sizes(exchange, makers):
    sizes = [size for price, size in exchange.book("BTC-USDT").levels("buy")]
    assert len(set(sizes)) == 50 and sum(size % D("0.0001") != 0 for size in sizes) > 40


def test_step__same_seed_same_market():
    def market(seed):
        told = []
        makers = Makers(Exchange(SYMBOLS, told.append), random.Random(seed))
        makers.open(NOW)
        run(makers, 50)
        return told

    assert market(1) == market(1)
    assert market(1) != market(2)


def test_step__books_keep_their_depth_and_prices_stay_in_bounds(exchange, makers, told):
    for step in range(1, 2001):
        makers.step(NOW + step * TICK)
        if not step % 50:
            assert min(depths(exchange).values()) >= 48 and max(depths(exchange).values()) <= 50
    trades = [event for event in told if isinstance(event, Trade)]
    assert len(trades) > 1000
    assert all(abs(trade.price / START_PRICES[trade.symbol] - 1) < D("0.07") for trade in trades)
    assert len(exchange.open_orders(makers.uid)) <= 500


def test_walk__stays_within_five_percent(makers):
    for quotes in makers._quotes:
        for far in (quotes.start + quotes.reach, quotes.start - quotes.reach):
            quotes.reference = far
            quotes.move(random.Random(1))
            assert abs(quotes.reference - quotes.start) == quotes.reach - 1
            assert abs(far * quotes.cell / START_PRICES[quotes.symbol.name] - 1) <= D("0.05")


@pytest.mark.parametrize("side", ["buy", "sell"])
@pytest.mark.parametrize("name", NAMES)
def test_user__order_at_the_touch_is_filled(exchange, makers, name, side):
    base, quote = name.split("-")
    exchange.open_account(ANN, {}, {base: D("1000"), quote: D("1000000")}, NOW)
    order = exchange.place(ANN, {"symbol": name, "side": side, "type": "limit", "size": "0.5",
                                 "price": exchange.book(name).best(side)}, NOW)
    assert order.active
    assert run(makers, 5000, lambda: not order.active)
    assert order.deal_size == order.size


def test_user__eats_the_whole_book_and_the_makers_go_on(exchange, makers, told):
    exchange.open_account(ANN, {}, {"USDT": D("99999999")}, NOW)
    order = exchange.place(ANN, {"symbol": "BTC-USDT", "side": "buy", "type": "market", "funds": "50000000"}, NOW)
    assert order.deal_size > 10 and exchange.book("BTC-USDT").levels("sell") == []
    makers.step(NOW + TICK)
    assert len(exchange.book("BTC-USDT").levels("sell")) >= 49


def test_makers__refill_when_they_run_low(exchange, makers):
    exchange.accounts._balance(makers.uid, "trade", "BTC").available = D("0")
    makers.step(NOW + TICK)
    assert {row.currency: row.available > D("9e9") for row in exchange.accounts.balances(makers.uid)}["BTC"]
    assert len(exchange.book("BTC-USDT").levels("sell")) >= 49


def test_makers__bring_back_a_price_that_went_astray(exchange, makers):
    exchange.open_account(ANN, {}, {"KCS": D("500000"), "USDT": D("99999999")}, NOW)
    last = exchange.last_trade("KCS-USDT").price
    while last < START_PRICES["KCS-USDT"] * 2:  # the user drives the price up by trading with himself
        exchange.place(ANN, {"symbol": "KCS-USDT", "side": "buy", "type": "market", "funds": "9000000"}, NOW)
        price = format((last * D("1.09")).quantize(D("0.001")), "f")
        for side in ("sell", "buy"):
            exchange.place(ANN, {"symbol": "KCS-USDT", "side": side, "type": "limit", "price": price, "size": "1"}, NOW)
        last = exchange.last_trade("KCS-USDT").price
    run(makers, 500)
    assert abs(exchange.last_trade("KCS-USDT").price / START_PRICES["KCS-USDT"] - 1) < D("0.05")
    assert min(depths(exchange).values()) >= 48


def test_makers__keep_no_history(exchange, makers, told):
    run(makers, 200)
    done = sum(isinstance(event, OrderChanged) and event.status == "done" for event in told)
    assert done > 500
    assert all(exchange.closed_orders(makers.uid, name) == [] for name in NAMES)
