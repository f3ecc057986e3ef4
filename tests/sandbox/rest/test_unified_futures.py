"""What the unified account tells of contracts alone, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

CONTRACT = "XBTUSDTM"
NOW = 1730000000  # seconds; 03:33:20 UTC, funding is settled at 04:00
CONTRACTS = ["XBTUSDTM", "ETHUSDTM", "SOLUSDTM", "XBTUSDM"]


@pytest.fixture
def market(ann):
    return ann.unified.market


def test_ticker_and_instrument__of_a_contract(ann, market):
    ours, classic = market.get_ticker("FUTURES", symbol=CONTRACT)["list"], ann.futures.market.get_ticker(CONTRACT)
    assert (ours[0]["bestBidPrice"], ours[0]["bestAskSize"], ours[0]["lastPrice"]) == (
        classic["bestBidPrice"], str(classic["bestAskSize"]), classic["price"])
    mark = ann.futures.market.get_mark_price(CONTRACT)
    assert (Decimal(ours[0]["markPrice"]), Decimal(ours[0]["indexPrice"])) == (mark["value"], mark["indexPrice"])
    volume, turnover = Decimal(ours[0]["baseVolume"]), Decimal(ours[0]["quoteVolume"])
    assert volume == Decimal(ours[0]["size"]) / 1000 and turnover == volume * Decimal(ours[0]["lastPrice"])
    assert [row["symbol"] for row in market.get_ticker("FUTURES")["list"]] == CONTRACTS
    rows = market.get_symbol("FUTURES")["list"]
    assert [(row["symbol"], row["unitSize"], row["isInverse"], row["settlementCurrency"], row["maxLeverage"]) for row in rows] == [
        ("XBTUSDTM", "0.001", False, "USDT", "125"), ("ETHUSDTM", "0.01", False, "USDT", "100"),
        ("SOLUSDTM", "0.1", False, "USDT", "75"), ("XBTUSDM", "1", True, "XBT", "100")]


def test_inverse_ticker__has_its_volume_in_the_coin(market):
    row = market.get_ticker("FUTURES", symbol="XBTUSDM")["list"][0]
    assert (row["quoteVolume"], Decimal(row["baseVolume"])) == (
        row["size"], (Decimal(row["size"]) / Decimal(row["lastPrice"])).quantize(Decimal("1E-8")))


def test_book_trades_and_candles__of_a_contract(ann, market):
    book, classic = market.get_order_book(CONTRACT, "FUTURES", "20"), ann.futures.market.get_part_order_book(CONTRACT, "20")
    assert [[Decimal(price), int(size)] for price, size in book["bids"]] == classic["bids"]
    assert market.get_order_book(CONTRACT, "FUTURES", "20", rpi_filter=1)["asks"][0] == [*book["asks"][0], "0"]
    trade, last = market.get_trade(CONTRACT, "FUTURES")["list"][0], ann.futures.market.get_trade_history(CONTRACT)[0]
    assert (trade["tradeId"], trade["price"], trade["isRpiTrade"]) == (last["tradeId"], last["price"], False)
    candle = market.get_klines(CONTRACT, "FUTURES", "1min")["list"][0]
    assert candle[:2] == [str(NOW // 60 * 60), trade["price"]] and Decimal(candle[6]) == Decimal(candle[5]) * Decimal(trade["price"]) / 1000
    with pytest.raises(errors.InvalidParameter):
        market.get_klines(CONTRACT, "FUTURES", "1min", kline_type="MARK_PRICE")


def test_turnover__of_all_contracts(market):
    rows = market.get_ticker("FUTURES")["list"]
    assert Decimal(market.get_trade_statistics()["futures"]["turnoverOf24h"]) == sum(Decimal(row["quoteVolume"]) for row in rows)


def test_index_price__newest_first_by_last_id(sandbox, clock, market):
    for _ in range(3):
        clock.advance(1)
        sandbox.exchange.advance(clock.now)
    first = market.get_index_price(CONTRACT, page_size=2)
    second = market.get_index_price(".KXBTUSDT", page_size=2, last_id=first["lastId"])
    assert [row["ts"] for row in first["items"] + second["items"]] == [(NOW + number) * 1000 for number in (3, 2, 1, 0)]
    price = first["items"][0]["indexPrice"]
    assert first["items"][0] == {
        "symbol": CONTRACT, "granularity": 1000, "ts": (NOW + 3) * 1000, "indexPrice": price,
        "decompositionList": [{"exchange": "kucoin", "price": price, "weight": "1"}]}
    assert market.get_index_price(CONTRACT, end_at=NOW * 1000)["items"][0]["ts"] == NOW * 1000
    assert market.get_index_price(".NONE") == {"items": [], "lastId": 0}


def test_funding__now_and_before(sandbox, clock, market):
    row = market.get_current_funding_rates(symbol=CONTRACT)[0]
    assert row == {
        "symbol": CONTRACT, "nextFundingRate": row["nextFundingRate"], "fundingTime": (NOW + 1600) * 1000, "fundingRateCap": "0.003",
        "fundingRateFloor": "-0.003", "currentGranularity": 28800000, "newGranularity": 28800000,
        "newGranularityStartTime": 1585555200000}
    assert [each["symbol"] for each in market.get_current_funding_rates(product_type="USDT-FUTURES")] == CONTRACTS[:3]
    assert [each["symbol"] for each in market.get_current_funding_rates(product_type="COIN-FUTURES")] == CONTRACTS[3:]
    assert len(market.get_current_funding_rates()) == 4
    clock.advance(1600)
    sandbox.exchange.advance(clock.now)
    assert market.get_history_funding_rate(CONTRACT, 0, (NOW + 1600) * 1000) == {
        "symbol": CONTRACT, "list": [{"fundingRate": row["nextFundingRate"], "ts": (NOW + 1600) * 1000}]}
    assert market.get_history_funding_rate(CONTRACT, 0, NOW * 1000)["list"] == []


def test_open_interest__of_some_contracts(ann, market):
    ann.unified.account.set_account_mode("UNIFIED")
    ann.unified.order.place_order(CONTRACT, "FUTURES", "BUY", "MARKET", "5", "UNIT")
    assert market.get_open_interest(symbol=f"{CONTRACT},ETHUSDTM") == [
        {"symbol": CONTRACT, "openInterest": market.get_open_interest(symbol=CONTRACT)[0]["openInterest"], "ts": NOW * 1000},
        {"symbol": "ETHUSDTM", "openInterest": market.get_open_interest()[1]["openInterest"], "ts": NOW * 1000}]
    assert int(market.get_open_interest(symbol=CONTRACT)[0]["openInterest"]) >= 5
    with pytest.raises(errors.InvalidParameter):
        market.get_open_interest(symbol=CONTRACT, interval="5min")


def test_interest_rates__every_eight_hours(market):
    first = market.get_interest_rate_index(CONTRACT, page_size=2)
    second = market.get_interest_rate_index(CONTRACT, page_size=1, last_id=first["lastId"])
    assert [row["ts"] for row in first["items"] + second["items"]] == [1729987200000, 1729958400000, 1729929600000]
    assert first["items"][0] == {"ts": 1729987200000, "symbol": CONTRACT, "interestRate": "0.0003"}
    assert market.get_interest_rate_index(CONTRACT, start_at=1729987200001) == {"items": [], "lastId": 0}
    assert market.get_interest_rate_index(CONTRACT, end_at=1729958400000, page_size=1)["lastId"] == 1729958400000


def test_position_tiers__are_the_risk_limits(market):
    rows = market.get_position_tiers(data="RISK_LIMIT", symbol=f"{CONTRACT},SOLUSDTM")
    assert rows[0] == {"currency": "USDT", "symbol": CONTRACT, "tier": 1, "minSize": "0", "maxSize": "100000", "maxLeverage": "125",
                       "maintainMarginRate": "0.004", "quickCalOffset": None}
    assert {row["symbol"] for row in rows} == {CONTRACT, "SOLUSDTM"}
    for wrong in ({"data": "BORROW", "currency": "BTC"}, {"data": "RISK_LIMIT"},
                  {"data": "RISK_LIMIT", "symbol": ",".join([CONTRACT] * 11)}):
        with pytest.raises(errors.InvalidParameter) as refused:
            market.get_position_tiers(**wrong)
        assert refused.value.code == "106000"


def test_unknown_contract__has_its_code(market):
    for ask in (lambda: market.get_ticker("FUTURES", symbol="NONE"), lambda: market.get_current_funding_rates(symbol="NONE"),
                lambda: market.get_open_interest(symbol="NONE"), lambda: market.get_interest_rate_index("NONE")):
        with pytest.raises(errors.SymbolNotFound) as refused:
            ask()
        assert refused.value.code == "106053"
