"""The futures market's data, value by value."""

from decimal import Decimal as D

import pytest

from kucoin_ref import errors

NOW = 1730000000  # seconds
MS = 1000
PAIR, INVERSE = "XBTUSDTM", "XBTUSDM"
PRICE = "67700"  # between the makers' best bid and best ask, so that only our own orders meet there
FUNDING = 1730001600


def trade(ann, bob, size=10, price=PRICE, symbol=PAIR):
    """Bob sells to Ann; the id of her order."""
    bob.futures.order.add_order(symbol, "sell", "maker", price=price, size=size, leverage=10)
    return ann.futures.order.add_order(symbol, "buy", "taker", price=price, size=size, leverage=10)["orderId"]


@pytest.fixture
def market(ann):
    return ann.futures.market


def test_symbol__what_moves_and_what_stands_still(market, ann, bob):
    trade(ann, bob)
    row = market.get_symbol(PAIR)
    moving = {
        "fundingFeeRate": D("0.0001"), "predictedFundingFeeRate": D("0.0001"), "openInterest": "10",
        "turnoverOf24h": D("880.0964"), "volumeOf24h": D("0.013"), "markPrice": D("67700.48"), "indexPrice": D("67700.1"),
        "lastTradePrice": 67700, "nextFundingRateTime": 1600 * MS, "lowPrice": D("67698.8"), "highPrice": 67700,
        "priceChgPct": 0, "priceChg": D("1.2"), "buyLimit": D("71085.504"), "sellLimit": D("64315.456")}
    assert {name: row[name] for name in moving} == moving
    assert (row["symbol"], row["multiplier"], row["maxLeverage"]) == (PAIR, D("0.001"), 125)
    assert [each["symbol"] for each in market.get_all_symbols()] == [PAIR, "ETHUSDTM", "SOLUSDTM", INVERSE]


@pytest.mark.parametrize("name, code", [
    ("get_symbol", "404000"), ("get_ticker", "200003"), ("get_full_order_book", "200003"), ("get_trade_history", "200003"),
    ("get_mark_price", "415000"),
])
def test_symbol__unknown(market, name, code):
    with pytest.raises(errors.ApiError) as raised:
        getattr(market, name)("NOPE")
    assert (raised.value.code, raised.value.status) == (code, 200)


def test_ticker__best_prices_and_the_last_trade(market, ann, bob, sandbox):
    trade(ann, bob)
    last = sandbox.exchange.futures.market(PAIR).tape.last()
    ticker = market.get_ticker(PAIR)
    assert ticker == {
        "sequence": 43, "symbol": PAIR, "side": "buy", "size": 10, "tradeId": str(last.id), "price": "67700",
        "bestBidPrice": "67698.8", "bestBidSize": 149, "bestAskPrice": "67701.4", "bestAskSize": 597, "ts": NOW * 10 ** 9}
    assert market.get_all_tickers()[0] == ticker


def test_book__whole_and_in_part(market, ann):
    whole = market.get_full_order_book(PAIR)
    assert (whole["sequence"], whole["symbol"], whole["ts"]) == (41, PAIR, NOW * 10 ** 9)
    assert (whole["bids"][0], whole["asks"][0]) == ([D("67698.8"), 149], [D("67701.4"), 597])
    assert whole["bids"] == sorted(whole["bids"], reverse=True) and whole["asks"] == sorted(whole["asks"])
    assert market.get_part_order_book(PAIR, 20) == {**whole, "bids": whole["bids"][:20], "asks": whole["asks"][:20]}
    with pytest.raises(errors.ApiError, match="not exist"):
        ann.session.call("GET", "/api/v1/level2/depth50", {"symbol": PAIR}, host="futures")


def test_trade_history__newest_first(market, ann, bob):
    taker = trade(ann, bob)
    newest, oldest = market.get_trade_history(PAIR)
    maker = bob.futures.order.get_order_by_client_oid("maker")["id"]
    number = newest["sequence"]
    assert newest == {"sequence": number, "contractId": 1, "tradeId": str(number), "makerOrderId": maker, "takerOrderId": taker,
                      "ts": NOW * 10 ** 9, "size": 10, "price": "67700", "side": "buy"}
    assert oldest["price"] == "67698.8"


@pytest.mark.parametrize("symbol, turnover", [(PAIR, "880.0964"), (INVERSE, 2220)])
def test_klines__close_comes_last_and_the_oldest_first(market, ann, bob, clock, symbol, turnover):
    trade(ann, bob, symbol=symbol)
    clock.advance(60)
    trade(ann, bob, 20, symbol=symbol)
    minute = NOW // 60 * 60 * MS
    volume = {PAIR: 13, INVERSE: 2220}[symbol]
    first = [minute, D("67698.8"), 67700, D("67698.8"), 67700, volume, D(turnover)]
    second = [minute + 60 * MS, 67700, 67700, 67700, 67700, 20, 20 if symbol == INVERSE else 1354]
    assert market.get_klines(symbol, 1) == [first, second]
    assert market.get_klines(symbol, 1, from_=minute + 1) == [second]
    assert market.get_klines(symbol, 1, to=minute) == market.get_klines(symbol, 1, from_=minute, to=minute) == [first]


def test_mark_price__with_its_index(market):
    assert market.get_mark_price(PAIR) == {
        "symbol": PAIR, "granularity": 1000, "timePoint": NOW * MS, "value": D("67700.48"), "indexPrice": D("67700.1")}


def advance_seconds(sandbox, clock, seconds):
    for _ in range(seconds):
        clock.advance(1)
        with sandbox.lock:
            sandbox.exchange.advance(sandbox.now())


def test_index__pages_by_offset_both_ways(market, sandbox, clock):
    advance_seconds(sandbox, clock, 4)
    points = [(NOW + second) * MS for second in range(5)]
    everything = market.get_spot_index_price(".KXBTUSDT")
    assert (everything["hasMore"], [row["timePoint"] for row in everything["dataList"]]) == (False, points[::-1])
    assert everything["dataList"][0] == {
        "symbol": ".KXBTUSDT", "granularity": 1000, "timePoint": points[4], "value": D("67700.1"),
        "decomposionList": [{"exchange": "kucoin", "price": D("67700.1"), "weight": D("1.0")}]}

    def ask(**terms):
        answer = market.get_spot_index_price(".KXBTUSDT", max_count=2, **terms)
        return [points.index(row["timePoint"]) for row in answer["dataList"]], answer["hasMore"]

    assert ask() == ([4, 3], True)
    assert ask(offset=points[3]) == ([2, 1], True)
    assert ask(offset=points[1]) == ([0], False)
    assert ask(offset=points[1], forward=False) == ([3, 2], True)
    assert ask(reverse=False) == ([0, 1], True)
    assert ask(reverse=False, offset=points[1]) == ([2, 3], True)
    assert ask(start_at=points[1], end_at=points[2]) == ([2, 1], False)


def test_index__unknown_is_empty(market):
    for name in ("get_spot_index_price", "get_premium_index", "get_interest_rate_index"):
        assert getattr(market, name)(".NOPE") == {"dataList": [], "hasMore": False}


def test_premium__by_the_minute_and_by_the_cycle(market, sandbox, clock):
    assert market.get_premium_index(".XBTUSDTMPI")["dataList"] == [
        {"symbol": ".XBTUSDTMPI", "granularity": 60000, "timePoint": NOW // 60 * 60 * MS, "value": 0}]
    sandbox.clock.advance(hours=8)
    assert market.get_premium_index(".XBTUSDTMPI8H")["dataList"] == [
        {"symbol": ".XBTUSDTMPI8H", "granularity": 28800000, "timePoint": FUNDING * MS, "value": 0}]


def test_interest__of_either_currency_and_length(market):
    for symbol, granularity in ((".XBTINT8H", 28800000), (".USDTINT8H", 28800000), (".XBTINT", 60000), (".USDTINT", 60000)):
        answer = market.get_interest_rate_index(symbol, max_count=2)
        newest = NOW * MS // granularity * granularity
        assert answer == {"hasMore": True, "dataList": [
            {"symbol": symbol, "granularity": granularity, "timePoint": newest - number * granularity, "value": D("0.0003")}
            for number in range(2)]}


def test_funding_rate__of_the_running_cycle_and_of_those_before(ann, sandbox):
    funding = ann.futures.funding_fees
    current = {"symbol": ".XBTUSDTMFPI8H", "granularity": 28800000, "timePoint": (FUNDING - 28800) * MS, "value": D("0.0001"),
               "predictedValue": D("0.0001"), "fundingRateCap": D("0.003"), "fundingRateFloor": D("-0.003"), "period": 0,
               "fundingTime": FUNDING * MS}
    assert funding.get_current_funding_rate(PAIR) == current
    sandbox.clock.advance(hours=1)
    later = {**current, "timePoint": FUNDING * MS, "fundingTime": (FUNDING + 28800) * MS}
    assert funding.get_current_funding_rate(PAIR) == later
    row = {"symbol": PAIR, "fundingRate": D("0.0001"), "timepoint": FUNDING * MS}
    assert funding.get_public_funding_history(PAIR, FUNDING * MS, FUNDING * MS + 28800 * MS - 1) == [row]
    assert funding.get_public_funding_history(PAIR, 0, FUNDING * MS - 1) == []
    with pytest.raises(errors.ApiError, match="415000"):
        funding.get_current_funding_rate("NOPE")


def test_fees_and_turnover(ann, bob):
    assert ann.account.fee.get_futures_actual_fee(PAIR) == {
        "symbol": PAIR, "takerFeeRate": "0.0006", "makerFeeRate": "0.0002"}
    before = ann.futures.market.get_24hr_stats()["turnoverOf24h"]
    trade(ann, bob)
    assert ann.futures.market.get_24hr_stats()["turnoverOf24h"] - before == 677


def test_time_and_status(market):
    assert market.get_server_time() == NOW * MS
    assert market.get_service_status() == {"msg": "", "status": "open"}
