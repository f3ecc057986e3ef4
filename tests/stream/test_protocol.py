"""The push protocol: the vectors, and what only Python can say of it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import StreamError
from kucoin_ref.futures import topics as futures_topics
from kucoin_ref.spot import topics
from kucoin_ref.stream.protocol import (Acknowledged, Classic, Gap, Message, Notice, Pong, Refused, Welcome, singles)
from kucoin_ref.stream.unified import Unified

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "push_frames.json").read_text("utf-8"),
                     parse_float=Decimal)
TICK = '{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"trade.ticker","data":{"sequence":"%d"}}'


def plain(event):
    """An event in the vectors' words."""
    if isinstance(event, Message):
        return {"event": "message", "topic": str(event.topic), "subject": event.subject, "data": event.data}
    if isinstance(event, Gap):
        return {"event": "gap", "topic": str(event.topic), "last": event.last, "first": event.first,
                "seconds": event.seconds}
    if isinstance(event, Acknowledged):
        return {"event": "acknowledged", "topics": [str(topic) for topic in event.topics]}
    if isinstance(event, Refused):
        return {"event": "refused", "topic": str(event.topic), "code": event.code, "text": event.text}
    if isinstance(event, Notice):
        return {"event": "notice", "frame": event.frame}
    assert isinstance(event, (Welcome, Pong))
    return {"event": type(event).__name__.lower()}


def types(value):
    """A JSON value with the type beside each number, for 1 == Decimal(1) == True."""
    if isinstance(value, dict):
        return {name: types(part) for name, part in value.items()}
    if isinstance(value, list):
        return [types(part) for part in value]
    return (type(value), value) if not isinstance(value, float) else (Decimal, Decimal(repr(value)))


@pytest.mark.parametrize("scenario", VECTORS["scenarios"], ids=lambda scenario: scenario["name"])
def test_vectors(scenario):
    protocol = Unified() if scenario.get("dialect") == "unified" else Classic()
    for number, step in enumerate(scenario["steps"]):
        place = f"step {number}: {step}"
        wanted = [Topic(t["channel"], tuple(t["symbols"]), t["private"], t["sequence"], t.get("first"),
                        tuple(map(tuple, t.get("fields", ())))) for t in step.get("topics", [])]
        if step["do"] == "pending":
            assert protocol.pending(wanted) is step["answer"], place
        elif step["do"] == "receive" and "raises" in step:
            with pytest.raises(StreamError):
                protocol.receive(step["text"])
        elif step["do"] == "receive":
            events, texts = protocol.receive(step["text"])
            assert [plain(event) for event in events] == step["events"], place
            assert texts == [], place
            for event, expected in zip(events, step["events"]):
                if isinstance(event, Message):
                    assert types(event.data) == types(expected["data"]), place
                    assert event.frame == json.loads(step["text"], parse_float=Decimal), place
        else:
            texts = {
                "subscribe": lambda: protocol.subscribe(*wanted),
                "unsubscribe": lambda: protocol.unsubscribe(*wanted),
                "connected": lambda: protocol.connected(float(step["seconds"])),
                "ping": lambda: [protocol.ping()],
            }[step["do"]]()
            assert [json.loads(text) for text in texts] == step["sends"], place


def test_vectors__are_all_there():
    steps = [step for scenario in VECTORS["scenarios"] for step in scenario["steps"]]
    assert (len(VECTORS["scenarios"]), len(steps)) == (36, 197)
    assert {step["do"] for step in steps} == {"subscribe", "unsubscribe", "connected", "ping", "receive", "pending"}


def test_subscribe__a_channel_without_symbols_is_a_topic_of_its_own():
    protocol = Classic()
    texts = protocol.subscribe(futures_topics.order("XBTUSDTM"), futures_topics.all_order(), futures_topics.order("ETHUSDTM"))
    assert [json.loads(text)["topic"] for text in texts] == [
        "/contractMarket/tradeOrders:XBTUSDTM,ETHUSDTM", "/contractMarket/tradeOrders"]
    protocol.receive('{"id":"1","type":"ack"}')
    assert protocol.pending([futures_topics.all_order()]) and not protocol.pending([futures_topics.order("XBTUSDTM")])


def test_subscribe__at_most_a_hundred_symbols_in_a_frame():
    names = [f"C{number}-USDT" for number in range(250)]
    protocol = Classic()
    frames = [json.loads(text) for text in protocol.subscribe(topics.ticker(*names))]
    assert [frame["id"] for frame in frames] == ["1", "2", "3"]
    assert [frame["topic"] for frame in frames] == [
        "/market/ticker:" + ",".join(names[:100]),
        "/market/ticker:" + ",".join(names[100:200]),
        "/market/ticker:" + ",".join(names[200:])]
    for id_ in ("1", "3"):
        protocol.receive('{"id":"%s","type":"ack"}' % id_)
    assert protocol.pending([topics.ticker("C150-USDT")]) and not protocol.pending([topics.ticker("C249-USDT")])
    protocol.receive('{"id":"2","type":"ack"}')
    assert not protocol.pending([topics.ticker(*names)])


@pytest.mark.parametrize("count, frames", [(100, 1), (101, 2), (200, 2)])
def test_subscribe__edges_of_a_frame(count, frames):
    assert len(Classic().subscribe(topics.ticker(*(f"C{number}" for number in range(count))))) == frames


def test_connected__one_frame_for_what_was_asked_in_many():
    protocol = Classic()
    for number in range(150):
        protocol.subscribe(topics.ticker(f"C{number}"))
    texts = protocol.connected()
    assert [json.loads(text)["topic"].count(",") + 1 for text in texts] == [100, 50]


def test_receive__the_topic_of_a_message_is_the_one_that_was_asked_for():
    protocol = Classic()
    protocol.subscribe(topics.ticker("BTC-USDT", "ETH-USDT"))
    events, _ = protocol.receive(TICK % 7)
    assert events == [Message(Topic("/market/ticker", ("BTC-USDT",), sequence="sequence"), "trade.ticker",
                              {"sequence": "7"}, json.loads(TICK % 7))]
    assert events[0].topic == topics.ticker("BTC-USDT")


def test_receive__topics_that_nobody_asked_for():
    frame = '{"type":"message","topic":"%s","subject":"x","channelType":"%s","data":{"sequence":"1"}}'
    (public,), _ = Classic().receive(frame % ("/market/ticker:BTC-USDT", "public"))
    (private,), _ = Classic().receive(frame % ("/account/balance", "private"))
    assert public.topic == Topic("/market/ticker", ("BTC-USDT",))
    assert private.topic == Topic("/account/balance", private=True)


def test_receive__gap_before_its_message_is_a_value():
    protocol = Classic()
    protocol.connected()
    protocol.subscribe(topics.ticker("BTC-USDT"))
    protocol.receive(TICK % 7)
    protocol.connected(1.5)
    events, _ = protocol.receive(TICK % 12)
    assert events[0] == Gap(topics.ticker("BTC-USDT"), 7, 12, 1.5)
    assert isinstance(events[1], Message)


def test_receive__numbers():
    text = ('{"type":"message","topic":"/x","subject":"s","data":'
            '[0.1, 1.0E-4, 1e3, 9007199254740992, 9007199254740993, 123456789012345678901, -0.0]}')
    (message,), _ = Classic().receive(text)
    assert [type(number) for number in message.data] == [Decimal, Decimal, Decimal, int, int, int, Decimal]
    assert list(map(str, message.data)) == [
        "0.1", "0.00010", "1E+3", "9007199254740992", "9007199254740993", "123456789012345678901", "-0.0"]


def test_receive__deep_nesting_is_an_error_like_any_other():
    with pytest.raises(StreamError):
        Classic().receive('{"a":' + "[" * 200_000)


def test_receive__errors_tell_what_was_wrong_and_nothing_of_the_content():
    private = '{"topic":"/account/balance","channelType":"private","data":{"currency":"KCS","total":"77"}'
    with pytest.raises(StreamError) as caught:
        Classic().receive(private)
    assert str(caught.value).startswith("expected a frame with a JSON object, got 90 characters (JSONDecodeError: ")
    with pytest.raises(StreamError) as caught:
        Classic().receive(private + "}")
    assert str(caught.value) == "expected a frame with a type, got 91 characters without one"


def test_receive__an_error_keeps_the_exchanges_words():
    with pytest.raises(StreamError, match="^400 ping timeout$"):
        Classic().receive('{"id":"x","type":"error","code":400,"data":"ping timeout"}')
    protocol = Classic()
    protocol.subscribe(topics.account())
    events, _ = protocol.receive('{"id":"1","type":"error","code":403,"data":"login is required"}')
    assert events == [Refused(topics.account(), "403", "login is required")]


def test_singles():
    assert list(singles([topics.ticker("A", "B"), topics.account(), topics.klines("1min", "A")])) == [
        topics.ticker("A"), topics.ticker("B"), topics.account(), Topic("/market/candles", ("A_1min",))]


@pytest.mark.parametrize("topic, last, number, is_old", [
    (topics.ticker("BTC-USDT"), "7", "6", True),
    (topics.ticker("BTC-USDT"), "7", "7", False),  # two tickers may have the same number
    (topics.ticker("BTC-USDT"), "7", "8", False),
    (topics.orderbook_increment("BTC-USDT"), 7, 7, True),  # two changes may not
    (topics.orderbook_increment("BTC-USDT"), 7, 8, False),
    (topics.ticker("BTC-USDT"), None, "1", False),
    (topics.account(), "7", "1", False)])
def test_is_old__going_by_the_number(topic, last, number, is_old):
    protocol = Classic()
    protocol.subscribe(topic)
    field = topic.sequence or "number"
    protocol.receive(json.dumps({"type": "message", "topic": str(topic), "data": {field: last}}))
    assert protocol.is_old(Message(topic, "", {field: number}, {})) is is_old


def test_successor__wants_the_same_and_owes_no_gap():
    protocol = Classic()
    protocol.connected()
    protocol.subscribe(topics.ticker("BTC-USDT", "ETH-USDT"), topics.account())
    protocol.receive(TICK % 7)
    successor = protocol.successor()
    assert (type(successor), successor.topics) == (Classic, protocol.topics)
    assert [json.loads(text)["topic"] for text in successor.connected()] == [
        "/market/ticker:BTC-USDT,ETH-USDT", "/account/balance"]
    assert successor.pending() and successor.receive(TICK % 12)[0] == protocol.receive(TICK % 12)[0]
    successor.unsubscribe(topics.account())
    assert "/account/balance" in protocol.topics


def test_pending__any():
    protocol = Classic()
    assert not protocol.pending()
    protocol.subscribe(topics.account())
    assert protocol.pending()
    protocol.receive('{"id":"1","type":"ack"}')
    assert not protocol.pending()
