import json
from pathlib import Path

import pytest

from kucoin_ref import Topic
from kucoin_ref.spot import topics

PUSHES = json.loads((Path(__file__).parent.parent / "data" / "push.json").read_text(encoding="utf-8"))
ROWS = {row["sdk_method_name"]: row for row in PUSHES if row["account_type"] == "spot"}

#: Each topic as the documentation's message has it, and the field that numbers its messages.
DOCUMENTED = [
    (topics.order_v2(), "orderV2", None),
    (topics.order_v1(), "orderV1", None),
    (topics.account(), "account", None),
    (topics.stop_order(), "stopOrder", None),
    (topics.ticker("BTC-USDT"), "ticker", "sequence"),
    (topics.all_tickers(), "allTickers", None),  # of all symbols: each has numbers of its own
    (topics.orderbook_level1("BTC-USDT"), "orderbookLevel1", None),
    (topics.orderbook_level5("BTC-USDT"), "orderbookLevel5", None),
    (topics.orderbook_level50("BTC-USDT"), "orderbookLevel50", None),
    (topics.call_auction_orderbook_level50("BTC-USDT"), "callAuctionOrderbookLevel50", None),
    (topics.call_auction_info("BTC-USDT"), "callAuctionInfo", None),
    (topics.orderbook_increment("BTC-USDT"), "orderbookIncrement", "sequenceEnd"),
    (topics.klines("1hour", "BTC-USDT"), "klines", None),
    (topics.trade("BTC-USDT"), "trade", "sequence"),
    (topics.symbol_snapshot("BTC-USDT"), "symbolSnapshot", "sequence"),
    (topics.market_snapshot("BTC"), "marketSnapshot", None),  # of all symbols, as above
]


def test_documented__every_push():
    assert [name for _, name, _ in DOCUMENTED] == list(ROWS)


@pytest.mark.parametrize("topic, name, sequence", DOCUMENTED, ids=[name for _, name, _ in DOCUMENTED])
def test_topic__is_the_one_of_the_message(topic, name, sequence):
    row = ROWS[name]
    (message,) = row["message_examples"]
    assert str(topic) == message["topic"]
    assert topic.private is row["private"] is (message.get("channelType") == "private")
    assert topic.sequence == sequence
    assert sequence is None or int(message["data"][sequence]) > 0


@pytest.mark.parametrize(
    "topic, text",
    [
        (topics.ticker("BTC-USDT", "ETH-USDT"), "/market/ticker:BTC-USDT,ETH-USDT"),
        (topics.all_tickers(), "/market/ticker:all"),
        (topics.orderbook_increment("BTC-USDT", "ETH-USDT"), "/market/level2:BTC-USDT,ETH-USDT"),
        (topics.klines("1min", "BTC-USDT", "ETH-USDT"), "/market/candles:BTC-USDT_1min,ETH-USDT_1min"),
        (topics.market_snapshot("USDS"), "/market/snapshot:USDS"),
        (topics.order_v2(), "/spotMarket/tradeOrdersV2"),
    ],
)
def test_text(topic, text):
    assert str(topic) == text


def test_topic__whole():
    assert topics.trade("BTC-USDT") == Topic("/market/match", ("BTC-USDT",), private=False, sequence="sequence")
    assert topics.orderbook_increment("BTC-USDT") == Topic(
        "/market/level2", ("BTC-USDT",), private=False, sequence="sequenceEnd", first="sequenceStart"
    )
    assert topics.account() == Topic("/account/balance", (), private=True, sequence=None)


def test_first__only_where_the_numbers_leave_no_hole():
    assert [name for topic, name, _ in DOCUMENTED if topic.first] == ["orderbookIncrement"]


OF_SYMBOLS = [
    topics.ticker,
    topics.orderbook_level1,
    topics.orderbook_level5,
    topics.orderbook_level50,
    topics.orderbook_increment,
    topics.call_auction_orderbook_level50,
    topics.call_auction_info,
    topics.trade,
    topics.symbol_snapshot,
    lambda *symbols: topics.klines("1min", *symbols),
]


@pytest.mark.parametrize("function", OF_SYMBOLS)
def test_symbols__none_given(function):
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'BTC-USDT'$"):
        function()


@pytest.mark.parametrize("function", OF_SYMBOLS)
@pytest.mark.parametrize("symbol", ["", "BTC-USDT,ETH-USDT", "/market/ticker:BTC-USDT", None, ["BTC-USDT"]])
def test_symbols__one_name_each(function, symbol):
    with pytest.raises(ValueError, match="^symbols: expected names such as 'BTC-USDT', one argument each, got "):
        function("ETH-USDT", symbol)


def test_markets__each_is_one_name():
    with pytest.raises(ValueError, match="^markets: expected at least one name, such as 'USDS'$"):
        topics.market_snapshot()
    with pytest.raises(ValueError, match="^markets: expected names such as 'USDS', one argument each, got 'BTC,USDS'$"):
        topics.market_snapshot("BTC,USDS")


@pytest.mark.parametrize("type", ["2min", "1m", "", None])
def test_klines__a_length_that_does_not_exist(type):
    with pytest.raises(ValueError, match="^type: expected one of '1min', '3min', .*, '1month'; got "):
        topics.klines(type, "BTC-USDT")


def test_klines__symbol_and_length_in_the_wrong_order():
    with pytest.raises(ValueError, match="^type: .*; got 'BTC-USDT'$"):
        topics.klines("BTC-USDT", "1min")


@pytest.mark.parametrize("function", [topics.all_tickers, topics.order_v2, topics.order_v1, topics.account, topics.stop_order])
def test_topics_without_symbols__take_none(function):
    with pytest.raises(TypeError):
        function("BTC-USDT")
