import json
import warnings
from pathlib import Path

import pytest

from kucoin_ref import Topic
from kucoin_ref.futures import topics

PUSHES = json.loads((Path(__file__).parent.parent / "data" / "push.json").read_text(encoding="utf-8"))
ROWS = {row["sdk_method_name"]: row for row in PUSHES if row["account_type"] == "futures"}

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    TICKER_V1 = topics.ticker_v1("XBTUSDTM")

#: Each topic as the documentation's message has it, and the field that numbers its messages.
DOCUMENTED = [
    (topics.order("XBTUSDTM"), "order", None),
    (topics.all_order(), "allOrder", None),
    (topics.balance(), "balance", None),
    (topics.position("XBTUSDTM"), "position", None),
    (topics.all_position(), "allPosition", None),
    (topics.margin_mode(), "marginMode", None),
    (topics.cross_leverage(), "crossLeverage", None),
    (topics.stop_orders(), "stopOrders", None),
    (topics.ticker_v2("XBTUSDTM"), "tickerV2", "sequence"),
    (TICKER_V1, "tickerV1", "sequence"),
    (topics.orderbook_level5("XBTUSDTM"), "orderbookLevel5", "sequence"),
    (topics.orderbook_level50("XBTUSDTM"), "orderbookLevel50", "sequence"),
    (topics.orderbook_increment("XBTUSDTM"), "orderbookIncrement", "sequence"),
    (topics.klines("1min", "XBTUSDTM"), "klines", None),
    (topics.execution("XBTUSDTM"), "execution", "sequence"),
    (topics.instrument("XBTUSDTM"), "instrument", None),
    (topics.announcement(), "announcement", None),
    (topics.symbol_snapshot("XBTUSDTM"), "symbolSnapshot", None),
]

#: Whose page shows the message of a neighbour.
BORROWED = ["allOrder"]


def test_documented__every_push():
    assert [name for _, name, _ in DOCUMENTED] == list(ROWS)


@pytest.mark.parametrize("topic, name, sequence", DOCUMENTED, ids=[name for _, name, _ in DOCUMENTED])
def test_topic__is_the_documented_one(topic, name, sequence):
    row = ROWS[name]
    (message,) = row["message_examples"]
    assert str(topic) == row["topic"].format(symbol="XBTUSDTM", type="1min")
    assert (str(topic) == message["topic"]) is (name not in BORROWED)
    assert topic.private is row["private"] is (message.get("channelType") == "private")
    assert topic.sequence == sequence
    assert sequence is None or message["data"][sequence] > 0
    assert topic.fields == ()


def test_topic__whole():
    assert topics.orderbook_increment("XBTUSDTM", "ETHUSDTM") == Topic(
        "/contractMarket/level2", ("XBTUSDTM", "ETHUSDTM"), private=False, sequence="sequence", first="sequence"
    )
    assert topics.klines("1week", "XBTUSDTM", "ETHUSDTM") == Topic(
        "/contractMarket/limitCandle", ("XBTUSDTM_1week", "ETHUSDTM_1week")
    )
    assert str(topics.position("XBTUSDTM", "ETHUSDTM")) == "/contract/position:XBTUSDTM,ETHUSDTM"


def test_first__only_where_the_numbers_leave_no_hole():
    assert [name for topic, name, _ in DOCUMENTED if topic.first] == ["orderbookIncrement"]


def test_ticker_v1__warns_at_the_callers_line():
    with pytest.warns(DeprecationWarning, match="^ticker_v1: /contractMarket/ticker is abandoned$") as caught:
        topics.ticker_v1("XBTUSDTM")
    assert [warning.filename for warning in caught] == [__file__]


def test_documented__those_that_are_abandoned_warn():
    assert [name for name, row in ROWS.items() if row.get("abandoned")] == ["tickerV1"]


OF_SYMBOLS = [
    topics.order,
    topics.position,
    topics.ticker_v2,
    topics.orderbook_level5,
    topics.orderbook_level50,
    topics.orderbook_increment,
    topics.execution,
    topics.instrument,
    topics.symbol_snapshot,
    lambda *symbols: topics.klines("1min", *symbols),
]


@pytest.mark.parametrize("function", OF_SYMBOLS)
def test_symbols__each_is_one_name(function):
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as 'XBTUSDTM'$"):
        function()
    with pytest.raises(ValueError, match="^symbols: expected names such as 'XBTUSDTM', one argument each, got 'A,B'$"):
        function("XBTUSDTM", "A,B")


@pytest.mark.parametrize("type", ["6hour", "3day", "1m", 60, "XBTUSDTM"])
def test_klines__a_length_that_does_not_exist(type):
    with pytest.raises(ValueError, match="^type: expected one of '1min', '3min', .*, '1month'; got "):
        topics.klines(type, "XBTUSDTM")


@pytest.mark.parametrize(
    "function",
    [
        topics.announcement,
        topics.all_order,
        topics.stop_orders,
        topics.balance,
        topics.all_position,
        topics.margin_mode,
        topics.cross_leverage,
    ],
)
def test_topics_without_symbols__take_none(function):
    with pytest.raises(TypeError):
        function("XBTUSDTM")
