"""What the unified public channels say of contracts, message by message."""

import json
from pathlib import Path

import pytest

from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000 * SECOND
NOW_MS = 1730000000000
MS = SECOND // 1000
ANN, BOB = 7, 8
CONTRACT = "XBTUSDTM"
EXAMPLES = {example["T"]: example for row in json.loads(
    (Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8")) if row["account_type"] == "unified"
    for example in row["message_examples"]}


@pytest.fixture
def market(floor):
    return floor.open_contracts()


def listen(floor, *frames):
    listener = floor.unified(*frames, host="futures")
    listener.take()
    return listener


def test_mark_price__every_second(market, shape):
    market.order(ANN, "buy", 5, "100")
    market.order(BOB, "sell", 5, "100")
    listener = listen(market, {"channel": "mark-price", "symbol": CONTRACT})
    for number in range(1, 21):
        market.hub.tick(NOW + number * 100 * MS)
    frames = listener.take()
    assert frames == [{"T": "mark-price", "P": str(NOW + second * SECOND), "d": {
        "s": CONTRACT, "mp": "100", "ip": "100", "oi": "5", "ts": NOW_MS + second * 1000}} for second in (1, 2)]
    assert shape(frames[0]) == shape(EXAMPLES["mark-price"])


def test_funding_fee__every_minute_and_with_the_last_rate_once_there_is_one(market, shape):
    listener = listen(market, {"channel": "funding-fee", "symbols": [CONTRACT]}, {"channel": "funding-fee-all-symbols"})
    at = market.exchange.futures.markets[CONTRACT].funding_at
    market.hub.tick(NOW + 59 * SECOND)
    assert listener.take() == []
    now = NOW + 60 * SECOND
    market.hub.tick(now)
    one, every = listener.take()
    data = {"s": CONTRACT, "fr": "0.0001", "ft": at // MS - 28800000, "nt": at // MS, "gl": 28800000, "fc": "0.003", "ff": "-0.003"}
    assert one == {"T": "funding-fee", "P": now, "d": data}
    assert (every["T"], every["P"], [row["s"] for row in every["d"]]) == ("funding-fee-all-symbols", now, [CONTRACT, "XBTUSDM"])
    assert every["d"][0] == data
    market.advance(at)
    (later,) = [frame for frame in listener.take() if frame["T"] == "funding-fee"]
    assert shape(later) == shape(EXAMPLES["funding-fee"])
    assert (later["d"]["lfr"], later["d"]["ft"], later["d"]["nt"]) == ("0.0001", at // MS, at // MS + 28800000)


def test_trade__with_what_only_contracts_have(market):
    listener = listen(market, {"channel": "trade", "tradeType": "FUTURES", "symbol": CONTRACT})
    market.order(ANN, "buy", 5, "100")
    market.order(BOB, "sell", 2, "100", NOW + 5)
    trade = market.exchange.futures.markets[CONTRACT].tape.last()
    assert listener.take() == [{"T": "trade.FUTURES", "P": NOW + 5, "d": {
        "s": CONTRACT, "E": trade.id, "ti": str(trade.id), "p": "100", "q": "2", "S": "sell", "M": NOW + 5, "rpi": False}}]


def test_ticker__the_side_in_small_letters(market):
    listener = listen(market, {"channel": "ticker", "tradeType": "FUTURES", "symbol": CONTRACT})
    market.order(ANN, "buy", 5, "100")
    market.order(BOB, "sell", 2, "100", NOW + 5)
    data = listener.take()[-1]["d"]
    assert [data[name] for name in ("s", "a", "A", "b", "B", "l", "q", "S")] == [CONTRACT, "0", "0", "100", "3", "100", "2", "sell"]


@pytest.mark.parametrize("symbol, turnover", [(CONTRACT, "0.402"), ("XBTUSDM", "4")])
def test_kline__volume_in_lots(market, symbol, turnover):
    listener = listen(market, {"channel": "kline", "tradeType": "FUTURES", "symbol": symbol, "interval": "1min"})
    for price in ("100", "101"):
        market.order(ANN, "sell", 2, price, symbol=symbol)
        market.order(BOB, "buy", 2, price, symbol=symbol)
    market.hub.tick(NOW + SECOND)
    (frame,) = listener.take()
    assert [frame["d"][name] for name in ("o", "c", "h", "l", "v", "a")] == ["100", "101", "101", "100", "4", turnover]


@pytest.mark.parametrize("rpi, rows", [(0, [["101", "2"]]), (1, [["101", "2", "0"]])])
def test_obu__price_improvement_orders_apart(market, rpi, rows):
    market.order(ANN, "sell", 2, "101")
    frame = {"channel": "obu", "tradeType": "FUTURES", "symbol": CONTRACT, "depth": "5", "rpiFilter": rpi}
    listener = listen(market, frame)
    market.hub.tick(NOW + SECOND)
    (picture,) = listener.take()
    assert (picture["T"], picture["d"]["a"]) == ("obu.FUTURES", rows)


def test_obu__a_picture_then_changes(market, shape):
    listener = listen(market, {"channel": "obu", "tradeType": "FUTURES", "symbol": CONTRACT, "depth": "increment@10ms"})
    market.order(ANN, "sell", 2, "101")
    market.hub.tick(NOW + SECOND)
    market.order(ANN, "sell", 3, "101", NOW + SECOND)
    market.hub.tick(NOW + 2 * SECOND)
    assert [(frame["t"], frame["d"]["O"], frame["d"]["C"], frame["d"]["a"]) for frame in listener.take()] == [
        ("delta", 1, 1, [["101", "2"]]), ("snapshot", 1, 1, [["101", "2"]]), ("delta", 2, 2, [["101", "5"]])]


def test_contracts__are_not_told_where_pairs_are(market):
    listener = market.unified({"channel": "trade", "tradeType": "SPOT", "symbol": CONTRACT})
    market.order(ANN, "buy", 5, "100")
    market.order(BOB, "sell", 2, "100", NOW + 5)
    assert listener.take() == []
