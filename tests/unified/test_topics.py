import json
from pathlib import Path

import pytest

from kucoin_ref import Topic
from kucoin_ref.unified import topics

PUSHES = json.loads((Path(__file__).parent.parent / "data" / "push.json").read_text(encoding="utf-8"))
ROWS = {row["sdk_method_name"]: row for row in PUSHES if row["account_type"] == "unified"}

#: Each topic as the documentation subscribes to it, the field that numbers its messages, and the first number of a message.
DOCUMENTED = [
    (topics.ticker("SPOT", "BTC-USDT", "ETH-USDT"), "ticker", "E", None),
    (topics.klines("SPOT", "1min", "BTC-USDT"), "klines", None, None),
    (topics.trade("SPOT", "BTC-USDT"), "trade", "E", None),
    (topics.orderbook_level1("SPOT", "BTC-USDT"), "orderbookLevel1", "C", None),
    (topics.orderbook_level5("SPOT", "BTC-USDT"), "orderbookLevel5", "C", None),
    (topics.orderbook_level50("SPOT", "BTC-USDT"), "orderbookLevel50", "C", None),
    (topics.orderbook_increment("SPOT", "BTC-USDT"), "orderbookIncrement", "C", "O"),
    (topics.orderbook_raw_increment("SPOT", "BTC-USDT"), "orderbookRawIncrement", "C", "O"),
    (topics.mark_price("ETHUSDTM"), "markPrice", None, None),
    (topics.funding_fee("XBTUSDTM", "ETHUSDTM"), "fundingFee", None, None),
    (topics.funding_fee_all_symbols(), "fundingFeeAllSymbols", None, None),
    (topics.call_auction_info("GROVE-USDT"), "callAuctionInfo", None, None),
    (topics.order_all("UNIFIED"), "orderAll", None, None),
    (topics.order("UNIFIED", "BTC-USDT"), "order", None, None),
    (topics.execution("UNIFIED"), "execution", None, None),
    (topics.execution_lite("UNIFIED"), "executionLite", None, None),
    (topics.balance("UNIFIED"), "balance", None, None),
    (topics.position_all("UNIFIED"), "positionAll", None, None),
    (topics.position("UNIFIED", "XBTUSDTM"), "position", None, None),
    (topics.liquidation_warning("UNIFIED"), "liquidationWarning", None, None),
    (topics.leverage("UNIFIED"), "leverage", None, None),
]


def subscribed(topic):
    """What a subscription names, as the frame has it."""
    symbols = {"symbols": list(topic.symbols)} if len(topic.symbols) > 1 else {"symbol": "".join(topic.symbols)}
    return {"channel": topic.channel, **dict(topic.fields), **(symbols if topic.symbols else {})}


def test_documented__every_push():
    assert [name for _, name, _, _ in DOCUMENTED] == list(ROWS)


@pytest.mark.parametrize("topic, name, sequence, first", DOCUMENTED, ids=[name for _, name, _, _ in DOCUMENTED])
def test_topic__is_the_documented_one(topic, name, sequence, first):
    row = ROWS[name]
    example = {key: value for key, value in row["subscribe_example"].items() if key not in ("id", "action")}
    assert subscribed(topic) == example
    assert topic.private is row["private"]
    assert (topic.sequence, topic.first) == (sequence, first)
    for message in row["message_examples"]:
        assert message["T"].split(".")[0] == topic.channel.split(".")[0]
        assert sequence is None or int(message["d"][sequence]) >= int(message["d"][first or sequence]) > 0


def test_topic__whole():
    assert topics.ticker("FUTURES", "XBTUSDTM", "ETHUSDTM") == Topic(
        "ticker", ("XBTUSDTM", "ETHUSDTM"), private=False, sequence="E", fields=(("tradeType", "FUTURES"),)
    )
    assert topics.klines("SPOT", "6hour", "BTC-USDT") == Topic(
        "kline", ("BTC-USDT",), fields=(("tradeType", "SPOT"), ("interval", "6hour"))
    )
    assert topics.orderbook_increment("FUTURES", "XBTUSDTM") == Topic(
        "obu", ("XBTUSDTM",), False, "C", "O", (("tradeType", "FUTURES"), ("depth", "increment@10ms"))
    )
    assert topics.balance("FUNDING") == Topic("balance", private=True, fields=(("accountType", "FUNDING"),))
    assert topics.call_auction_info("A-B") == Topic("callAuctionInfo", ("A-B",), fields=(("tradeType", "SPOT"),))


@pytest.mark.parametrize("function, depth", [(topics.orderbook_level5, "5"), (topics.orderbook_level50, "50")])
def test_rpi_filter__is_sent_as_a_number(function, depth):
    topic = function("FUTURES", "XBTUSDTM", rpi_filter=1)
    assert topic.fields == (("tradeType", "FUTURES"), ("depth", depth), ("rpiFilter", 1))
    assert str(topic) == f"obu.FUTURES.{depth}.1:XBTUSDTM"
    assert function("FUTURES", "XBTUSDTM", rpi_filter=0) == function("FUTURES", "XBTUSDTM")


@pytest.mark.parametrize("trade_type, rpi_filter", [("SPOT", 1), ("FUTURES", 2), ("FUTURES", "1"), ("SPOT", None)])
def test_rpi_filter__where_there_is_none(trade_type, rpi_filter):
    with pytest.raises(ValueError) as caught:
        topics.orderbook_level5(trade_type, "X", rpi_filter=rpi_filter)
    assert str(caught.value) == f"rpi_filter: expected 0, or 1 with trade_type 'FUTURES', got {rpi_filter!r}"


OF_SYMBOLS = [
    (topics.ticker, "FUTURES"),
    (lambda trade_type, *symbols: topics.klines(trade_type, "1min", *symbols), "FUTURES"),
    (topics.trade, "FUTURES"),
    (topics.orderbook_level1, "FUTURES"),
    (topics.orderbook_level5, "FUTURES"),
    (topics.orderbook_level50, "FUTURES"),
    (topics.orderbook_increment, "FUTURES"),
    (topics.orderbook_raw_increment, "FUTURES"),
    (topics.order, "FUTURES"),
    (topics.position, "UNIFIED"),
    (lambda _, *symbols: topics.mark_price(*symbols), None),
    (lambda _, *symbols: topics.funding_fee(*symbols), None),
]


@pytest.mark.parametrize("function, trade_type", OF_SYMBOLS)
def test_symbols__each_is_one_name(function, trade_type):
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'XBTUSDTM'$"):
        function(trade_type)
    with pytest.raises(ValueError, match="^symbols: expected names such as 'XBTUSDTM', one argument each, got 'A,B'$"):
        function(trade_type, "XBTUSDTM", "A,B")


def test_symbols__the_example_is_a_pair_where_pairs_are_asked_for():
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'BTC-USDT'$"):
        topics.ticker("SPOT")
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'BTC-USDT'$"):
        topics.call_auction_info()


MARKETS = "'SPOT', 'FUTURES'"
ORDERS = "'UNIFIED', 'SPOT', 'FUTURES', 'ISOLATED', 'CROSS'"
POSITIONS = "'UNIFIED', 'FUTURES'"
OF_TRADE_TYPES = [
    (topics.ticker, MARKETS),
    (lambda trade_type: topics.klines(trade_type, "1min", "X"), MARKETS),
    (topics.trade, MARKETS),
    (topics.orderbook_level1, MARKETS),
    (topics.orderbook_level5, MARKETS),
    (topics.orderbook_level50, MARKETS),
    (topics.orderbook_increment, MARKETS),
    (topics.orderbook_raw_increment, MARKETS),
    (topics.order_all, ORDERS),
    (topics.order, ORDERS),
    (topics.execution, ORDERS),
    (topics.execution_lite, ORDERS),
    (topics.position_all, POSITIONS),
    (topics.position, POSITIONS),
    (topics.liquidation_warning, POSITIONS),
    (topics.leverage, POSITIONS),
]


@pytest.mark.parametrize("function, allowed", OF_TRADE_TYPES)
@pytest.mark.parametrize("trade_type", ["spot", "BTC-USDT", "MARGIN", None])
def test_trade_type__one_that_does_not_exist(function, allowed, trade_type):
    with pytest.raises(ValueError) as caught:
        function(trade_type)
    assert str(caught.value) == f"trade_type: expected one of {allowed}; got {trade_type!r}"


def test_trade_types__are_the_documented_ones():
    documented = {name: (row["params"] or {}).get("tradeType") for name, row in ROWS.items()}
    assert {", ".join(map(repr, documented[name])) for _, name, _, _ in DOCUMENTED[:8]} == {MARKETS}
    assert {", ".join(map(repr, documented[name])) for _, name, _, _ in DOCUMENTED[12:16]} == {ORDERS}
    assert {", ".join(map(repr, documented[name])) for _, name, _, _ in DOCUMENTED[17:]} == {POSITIONS}


def test_klines__the_documented_lengths():
    for interval in ROWS["klines"]["params"]["interval"]:
        assert topics.klines("SPOT", interval, "BTC-USDT").fields[1] == ("interval", interval)


@pytest.mark.parametrize("interval", ["3day", "1m", "BTC-USDT", None])
def test_klines__a_length_that_does_not_exist(interval):
    with pytest.raises(ValueError, match="^interval: expected one of '1min', '3min', .*, '1month'; got "):
        topics.klines("SPOT", interval, "BTC-USDT")


def test_klines__six_hours_of_pairs_only():
    with pytest.raises(ValueError, match="^interval: expected another one than '6hour', which contracts do not have$"):
        topics.klines("FUTURES", "6hour", "XBTUSDTM")


@pytest.mark.parametrize("account_type", ["MARGIN", "funding", None])
def test_balance__an_account_type_that_does_not_exist(account_type):
    with pytest.raises(ValueError) as caught:
        topics.balance(account_type)
    allowed = ", ".join(map(repr, ROWS["balance"]["params"]["accountType"]))
    assert str(caught.value) == f"account_type: expected one of {allowed}; got {account_type!r}"


@pytest.mark.parametrize(
    "function",
    [
        topics.order_all,
        topics.execution,
        topics.execution_lite,
        topics.balance,
        topics.position_all,
        topics.liquidation_warning,
        topics.leverage,
    ],
)
def test_topics_without_symbols__take_none(function):
    with pytest.raises(TypeError):
        function("UNIFIED", "XBTUSDTM")
