import json
from pathlib import Path

import pytest

from kucoin_ref import Topic
from kucoin_ref.margin import topics

PUSHES = json.loads((Path(__file__).parent.parent / "data" / "push.json").read_text(encoding="utf-8"))
ROWS = {row["sdk_method_name"]: row for row in PUSHES if row["account_type"] == "margin"}

DOCUMENTED = [
    (topics.isolated_margin_position("BTC-USDT"), "isolatedMarginPosition"),
    (topics.cross_margin_position(), "crossMarginPosition"),
    (topics.mark_price("USDT-BTC"), "markPrice"),
    (topics.index_price("USDT-BTC"), "indexPrice"),
]


def test_documented__every_push():
    assert [name for _, name in DOCUMENTED] == list(ROWS)


@pytest.mark.parametrize("topic, name", DOCUMENTED, ids=[name for _, name in DOCUMENTED])
def test_topic__is_the_one_of_the_message(topic, name):
    row = ROWS[name]
    (message,) = row["message_examples"]
    assert str(topic) == message["topic"]
    assert topic.private is row["private"] is (message.get("channelType") == "private")
    assert (topic.sequence, topic.first, topic.fields) == (None, None, ())


def test_topic__whole():
    assert topics.index_price("USDT-BTC", "ETH-BTC") == Topic("/indicator/index", ("USDT-BTC", "ETH-BTC"))
    assert topics.cross_margin_position() == Topic("/margin/position", (), private=True)
    assert str(topics.mark_price("USDT-BTC", "ETH-BTC")) == "/indicator/markPrice:USDT-BTC,ETH-BTC"


@pytest.mark.parametrize("function", [topics.mark_price, topics.index_price, topics.isolated_margin_position])
def test_symbols__each_is_one_name(function):
    with pytest.raises(ValueError, match="^symbols: expected at least one name, such as '"):
        function()
    with pytest.raises(ValueError, match="^symbols: expected names such as '.*', one argument each, got 'A,B'$"):
        function("BTC-USDT", "A,B")


def test_topics_without_symbols__take_none():
    with pytest.raises(TypeError):
        topics.cross_margin_position("BTC-USDT")


def test_orders_and_balances__are_among_the_spot_topics_only():
    assert [name for name in ("order_v2", "order_v1", "stop_order", "account") if hasattr(topics, name)] == []
