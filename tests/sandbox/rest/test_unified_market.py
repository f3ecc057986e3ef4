"""The unified account's market data, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds


@pytest.fixture
def market(ann):
    return ann.unified.market


@pytest.fixture
def traded(ann, bob):
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.5")
    ann.spot.order.add_order(PAIR, "buy", "limit", price=PRICE, size="0.1")


def test_ticker__of_one_symbol_or_all(ann, market, traded):
    ours, classic = market.get_ticker("SPOT", symbol=PAIR), ann.spot.market.get_24hr_stats(PAIR)
    assert ours == {"tradeType": "SPOT", "ts": NOW * 10**9, "list": [{
        "symbol": PAIR, "name": PAIR, "bestBidPrice": classic["buy"], "bestBidSize": ours["list"][0]["bestBidSize"],
        "bestAskPrice": PRICE, "bestAskSize": "0.4", "lastPrice": PRICE, "size": "0.1", "open": ours["list"][0]["open"],
        "high": classic["high"], "low": classic["low"], "baseVolume": classic["vol"], "quoteVolume": classic["volValue"],
        "priceChange": classic["changePrice"], "priceChangePercent": classic["changeRate"]}]}
    assert [row["symbol"] for row in market.get_ticker("SPOT")["list"]] == [
        "BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]


def test_symbol__rules_of_a_pair(market):
    assert len(market.get_symbol("SPOT")["list"]) == 5
    nothing = dict.fromkeys(("callauctionPriceFloor", "callauctionPriceCeiling", "callauctionFirstStageStartTime",
                             "callauctionSecondStageStartTime", "callauctionThirdStageStartTime", "tradingStartTime"))
    assert market.get_symbol("SPOT", symbol=PAIR) == {"tradeType": "SPOT", "list": [{
        "symbol": PAIR, "name": PAIR, "baseCurrency": "BTC", "quoteCurrency": "USDT", "market": "USDS", "feeCurrency": "USDT",
        "tradingStatus": "TradingEnabled", "priceLimitRatio": "0.1", "feeCategory": "classA", "makerFeeCoefficient": "1.00",
        "takerFeeCoefficient": "1.00", "st": False, "minBaseOrderSize": "0.00001", "maxBaseOrderSize": "10000000000",
        "baseOrderStep": "0.00000001", "minQuoteOrderSize": "0.1", "maxQuoteOrderSize": "99999999", "quoteOrderStep": "0.000001",
        "tickSize": "0.1", "minFunds": "0.1", "callauctionIsEnabled": False, **nothing}]}


def test_klines__newest_first_with_the_close_after_the_open(market, traded):
    answer = market.get_klines(PAIR, "SPOT", "1min")
    row = answer["list"][0]
    assert (answer["tradeType"], answer["symbol"], row[0], row[2]) == ("SPOT", PAIR, str(NOW // 60 * 60), PRICE)
    assert Decimal(row[3]) >= max(Decimal(row[1]), Decimal(row[2])) and Decimal(row[4]) <= min(Decimal(row[1]), Decimal(row[2]))
    assert market.get_klines(PAIR, "SPOT", "1hour", start_at=NOW + 3600)["list"] == []
    with pytest.raises(errors.InvalidParameter) as refused:
        market.get_klines(PAIR, "SPOT", "3day")
    assert refused.value.code == "106000"


def test_order_book__of_so_many_levels(market, traded):
    everything = market.get_order_book(PAIR, "SPOT", "FULL")
    assert (everything["tradeType"], everything["symbol"], everything["asks"][0]) == ("SPOT", PAIR, [PRICE, "0.4"])
    assert (len(everything["bids"]), len(everything["asks"])) == (50, 51)
    few = market.get_order_book(PAIR, "SPOT", "20")
    assert (few["bids"], few["asks"]) == (everything["bids"][:20], everything["asks"][:20])
    assert few["sequence"] == everything["sequence"] > 0


def test_trades__newest_first(market, traded):
    first = market.get_trade(PAIR, "SPOT")["list"][0]
    assert first == {"sequence": first["sequence"], "tradeId": first["tradeId"], "price": PRICE, "size": "0.1", "side": "buy",
                     "ts": NOW * 10**9}


def test_currencies__with_their_chains(market):
    bitcoin = market.get_currency("BTC")
    assert [row["chain"] for row in bitcoin["list"]] == ["btc", "btcln"]
    assert (bitcoin["fullName"], bitcoin["list"][0]["minWithdrawFee"], bitcoin["list"][0]["isMemoRequired"]) == (
        "Bitcoin", "0.0005", False)
    assert [row["chain"] for row in market.get_currency("BTC", chain="btcln")["list"]] == ["btcln"]
    assert [row["currency"] for row in market.get_currencies(currency_list=["USDT", "BTC"])] == ["BTC", "USDT"]
    assert len(market.get_currencies()) == 5
    with pytest.raises(errors.ApiError) as refused:
        market.get_currency("DOGE")
    assert refused.value.code == "900003"


def test_turnover__of_a_day_in_usdt(ann, market, traded):
    turnover = Decimal(market.get_trade_statistics()["spot"]["turnoverOf24h"])
    rows = {row["symbol"]: Decimal(row["quoteVolume"]) for row in market.get_ticker("SPOT")["list"]}
    in_bitcoin = rows.pop("ETH-BTC")
    assert turnover == sum(rows.values()) + in_bitcoin * Decimal(PRICE)


def test_fiat_price_status_and_address(market, traded):
    assert market.get_fiat_price(currencies=["BTC"]) == {"BTC": PRICE}
    assert market.get_service_status("SPOT") == {"tradeType": "SPOT", "serverStatus": "open", "msg": ""}
    assert market.get_client_ip_address() == "127.0.0.1"
    assert {row["currency"] for row in market.get_borrowable_currencies()} == {"BTC", "ETH", "KCS", "SOL", "USDT"}
    assert [row["currency"] for row in market.get_collateral_ratio()] == ["BTC", "ETH", "KCS", "SOL", "USDT"]


@pytest.mark.parametrize("ask", [
    lambda market: market.get_ticker("SPOT", symbol="NO-PAIR"),
    lambda market: market.get_symbol("SPOT", symbol="NO-PAIR"),
    lambda market: market.get_klines("NO-PAIR", "SPOT", "1min"),
    lambda market: market.get_order_book("NO-PAIR", "SPOT", "20"),
    lambda market: market.get_trade("NO-PAIR", "SPOT"),
])
def test_unknown_symbol__has_its_code(market, ask):
    with pytest.raises(errors.SymbolNotFound) as refused:
        ask(market)
    assert refused.value.code == "106053"
