"""The commands of the classic push protocol, their limits and refusals."""

import inspect

import pytest

from kucoin_ref import catalog
from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.push.spot import CHANNELS

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
V2 = "/spotMarket/tradeOrdersV2"


def test_channels__are_the_topics_of_the_package():
    everything = [
        entry.function(*(["1min"] if "type" in inspect.signature(entry.function).parameters else []),
                       *(["X"] if any(p.kind is p.VAR_POSITIONAL for p in entry.parameters) else []))
        for entry in catalog.topics() if entry.name.startswith("spot.")]
    assert {topic.channel: topic.private for topic in everything} == {
        name: channel.private for name, channel in CHANNELS.items()}


@pytest.mark.parametrize("response, answer", [
    (True, [{"id": "1", "type": "ack"}]), ("true", [{"id": "1", "type": "ack"}]), (False, []), ("false", []), (None, [])])
@pytest.mark.parametrize("kind", ["subscribe", "unsubscribe"])
def test_command__acknowledged_when_asked_for(floor, kind, response, answer):
    frame = {"id": "1", "type": kind, "topic": "/market/ticker:BTC-USDT", "response": response}
    assert floor.connect().say(frame) == answer
    assert floor.connect().say({name: value for name, value in frame.items() if name != "response"}) == []


@pytest.mark.parametrize("sent, echoed", [("abc", "abc"), (5, "5"), ("", ""), (1.5, "1.5"), ("\ud800", "\ud800")])
def test_command__ids_come_back_as_text(floor, sent, echoed):
    listener = floor.connect()
    frame = {"id": sent, "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
    assert listener.say(frame) == [{"id": echoed, "type": "ack"}]
    assert listener.say({**frame, "type": "nope"})[0]["id"] == echoed


def test_ping__pong_in_microseconds(floor):
    assert floor.connect().say({"id": "9", "type": "ping"}, NOW + 123456789) == [
        {"id": "9", "type": "pong", "timestamp": 1730000000123456}]


TICKER = {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
HUNDRED_AND_ONE = ",".join(f"A{n}-USDT" for n in range(101))
MISTAKES = {
    "type": ({**TICKER, "type": "openTunnel"}, 415, "type is not supported"),
    "type, none": ({**TICKER, "type": None}, 415, "type is not supported"),
    "type, list": ({**TICKER, "type": ["subscribe"]}, 415, "type is not supported"),
    "topic, none": ({"id": "1", "type": "subscribe"}, 406, "topic is required"),
    "topic, empty": ({**TICKER, "topic": ""}, 406, "topic is required"),
    "topic, list": ({**TICKER, "topic": ["/market/ticker:BTC-USDT"]}, 400, "topic is invalid"),
    "topic, unknown": ({**TICKER, "topic": "/spotMarket/level2Depth20:BTC-USDT"}, 404,
                       "topic does not exist"),
    "topic, without symbol": ({**TICKER, "topic": "/market/ticker"}, 400, "topic is invalid"),
    "topic, symbol empty": ({**TICKER, "topic": "/market/ticker:"}, 400, "topic is invalid"),
    "symbols, 101": ({**TICKER, "topic": f"/market/ticker:{HUNDRED_AND_ONE}"}, 509,
                     "exceed max subscription count limitation of 100 per time"),
    "private, public token": ({**TICKER, "topic": V2, "privateChannel": True}, 403, "login is required"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("response", [True, False])
def test_command__refused(floor, mistake, response):
    frame, code, text = MISTAKES[mistake]
    listener = floor.connect()
    assert listener.say({**frame, "response": response}) == [{"id": "1", "type": "error", "code": code, "data": text}]
    assert listener.connection.topics == set()
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]


@pytest.mark.parametrize("private", [False, None, "yes"])
def test_command__private_topics_must_be_asked_for_as_such(floor, private):
    frame = {**TICKER, "topic": V2, "privateChannel": private}
    refusal = [{"id": "1", "type": "error", "code": 403, "data": "login is required"}]
    assert floor.connect(ANN).say(frame) == refusal
    assert floor.connect(ANN).say({**frame, "privateChannel": True}) == [{"id": "1", "type": "ack"}]


@pytest.mark.parametrize("text", [
    "", "hello", "[]", "null", "5", '"x"', "{}", '{"type":"ping"}', '{"id":"1"}', "[" * 100000, '{"id":' + "9" * 6000 + "}",
    '{"id":"1","type":"subscribe","topic":' + "[" * 100000, '{"id":' + "[" * 900 + "]" * 900 + "}", "\ufeff{}",
], ids=lambda text: text[:30])
def test_command__no_command_at_all(floor, text):
    listener = floor.connect()
    (frame,) = listener.say(text)
    assert isinstance(frame.pop("id"), str)
    assert frame == {"type": "error", "code": 400, "data": "topic is invalid"}
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]


def test_limits__a_hundred_symbols_each_and_four_hundred_topics(floor):
    listener = floor.connect()
    names = [f"A{n}-USDT" for n in range(401)]
    for start in range(0, 400, 100):
        listener.subscribe("/market/ticker:" + ",".join(names[start:start + 100]))
    refusal = {"id": "1", "type": "error", "code": 509, "data": "exceed max subscription count limitation of 400 per session"}
    assert listener.say({**TICKER, "topic": f"/market/ticker:{names[400]}"}) == [refusal]
    listener.subscribe(f"/market/ticker:{names[0]}")  # which it has already
    listener.say({**TICKER, "type": "unsubscribe", "topic": f"/market/ticker:{names[0]}"})
    listener.subscribe(f"/market/ticker:{names[400]}")


def test_limits__a_hundred_messages_in_ten_seconds(floor):
    listener, ping = floor.connect(), {"id": "1", "type": "ping"}
    for _ in range(100):
        assert listener.say(ping)[0]["type"] == "pong"
    refusal = [{"id": "1", "type": "error", "code": 509, "data": "exceed max permits per second"}]
    assert listener.say(ping) == listener.say(TICKER, NOW + 10 * SECOND) == refusal
    assert listener.say(ping, NOW + 10 * SECOND + 1)[0]["type"] == "pong"
    assert listener.say(TICKER, NOW + 10 * SECOND + 1) == [{"id": "1", "type": "ack"}]


def test_subscribe__twice_is_two_acks_and_one_stream(floor):
    listener = floor.listen("/market/match:BTC-USDT", "/market/match:BTC-USDT")
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert len(listener.take()) == 1


def test_subscribe__several_symbols_in_one_go(floor):
    listener = floor.listen("/market/level2:ETH-USDT,BTC-USDT,NO-SUCH")
    floor.place(ANN, "sell", "1", "100")
    assert [frame["topic"] for frame in listener.take()] == ["/market/level2:BTC-USDT"]


def test_subscribe__everybody_gets_the_same(floor):
    first, second = floor.listen("/market/match:BTC-USDT"), floor.listen("/market/match:BTC-USDT")
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    frames = first.take()
    assert len(frames) == 1 and second.take() == frames


def test_unsubscribe__ends_only_what_it_names(floor):
    listener = floor.listen("/market/level2:BTC-USDT", V2, uid=ANN)
    assert listener.say({"id": "2", "type": "unsubscribe", "topic": "/market/level2:BTC-USDT,ETH-USDT"}) == []
    floor.place(ANN, "sell", "1", "100")
    assert {frame["topic"] for frame in listener.take()} == {V2}
    listener.say({"id": "3", "type": "unsubscribe", "topic": V2, "privateChannel": True})
    floor.place(ANN, "sell", "1", "100")
    assert listener.take() == []


def test_hosts__a_topic_of_the_other_host_does_not_exist(floor):
    """The token says which host a connection is to."""
    refusal = [{"id": "1", "type": "error", "code": 404, "data": "topic does not exist"}]
    assert floor.connect(host="spot").say({**TICKER, "topic": "/contractMarket/tickerV2:XBTUSDTM"}) == refusal
    assert floor.connect(host="futures").say(TICKER) == refusal
    assert floor.connect(ANN, host="futures").say({**TICKER, "topic": V2, "privateChannel": True}) == refusal
