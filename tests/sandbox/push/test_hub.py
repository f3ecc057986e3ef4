"""Connections to the hub: their tokens, their end, and what comes over a socket."""

import json
from decimal import Decimal as D

import pytest
import websocket

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
V2, BALANCE = "/spotMarket/tradeOrdersV2", "/account/balance"
TICKER = {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}


# --- connecting ---


def test_connect__welcome_with_the_connect_id(floor):
    listener = floor.connect()
    assert listener.take() == [{"id": "connect-1", "type": "welcome"}]
    assert floor.hub.connections == {listener.connection}


@pytest.mark.parametrize("token", ["", "none", "\u00e9"])
def test_connect__a_token_that_was_never_given(floor, token):
    listener = floor.connect(token=token)
    assert listener.take() == [{"id": "connect-1", "type": "error", "code": 401, "data": "token is invalid"}]
    assert (listener.connection, floor.hub.connections) == (None, set())


def test_connect__a_token_is_good_for_one_connection(floor):
    token = floor.hub.token(ANN, NOW)
    floor.connect(token=token)
    again = floor.connect(token=token)
    assert again.take() == [{"id": "connect-1", "type": "error", "code": 401, "data": "token is invalid"}]
    assert len(floor.hub.connections) == 1


@pytest.mark.parametrize("age, frame", [
    (24 * 3600 * SECOND, {"id": "connect-1", "type": "welcome"}),
    (24 * 3600 * SECOND + 1, {"id": "connect-1", "type": "error", "code": 401, "data": "token is expired"}),
])
def test_connect__a_token_lives_a_day(floor, age, frame):
    token = floor.hub.token(None, NOW)
    assert floor.connect(token=token, now=NOW + age).take() == [frame]


def test_disconnect__nothing_more_is_sent(floor):
    listener = floor.listen("/market/level2:BTC-USDT", BALANCE, uid=ANN)
    floor.hub.disconnect(listener.connection)
    floor.place(ANN, "sell", "1", "100")
    floor.hub.tick(NOW)
    assert (listener.take(), floor.hub.connections) == ([], set())


# --- silence and late acks ---


def test_silence__a_minute_ends_the_connection(floor):
    quiet, busy = floor.listen("/market/match:BTC-USDT"), floor.listen("/market/match:BTC-USDT")
    floor.hub.tick(NOW + 60 * SECOND)
    assert len(floor.hub.connections) == 2
    busy.say({"id": "5", "type": "ping"}, NOW + 60 * SECOND)
    floor.hub.tick(NOW + 60 * SECOND + 1)
    (frame,) = quiet.take()
    assert isinstance(frame.pop("id"), str)
    assert frame == {"type": "error", "code": 400, "data": "ping timeout"}
    assert (quiet.ended, busy.ended, floor.hub.connections) == (1, 0, {busy.connection})
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert (quiet.take(), len(busy.take())) == ([], 1)


@pytest.mark.parametrize("text", ["nonsense", '{"id":"1","type":"nope"}'])
def test_silence__anything_said_breaks_it(floor, text):
    listener = floor.connect()
    listener.say(text, NOW + 50 * SECOND)
    floor.hub.tick(NOW + 110 * SECOND)
    assert listener.ended == 0


def test_late_ack__the_subscription_holds_already(floor):
    listener = floor.connect()
    floor.hub.ack_delay = SECOND
    assert listener.say({**TICKER, "topic": "/market/match:BTC-USDT"}) == []
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert [frame["type"] for frame in listener.take()] == ["message"]
    floor.hub.tick(NOW + SECOND - 1)
    assert listener.take() == []
    floor.hub.tick(NOW + SECOND)
    assert listener.take() == [{"id": "1", "type": "ack"}]
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]  # only one was late


# --- over a socket ---


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0.02) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


class Socket:
    """A push connection made with websocket-client."""

    def __init__(self, token):
        address = f"{token['instanceServers'][0]['endpoint']}?token={token['token']}&connectId=77"
        self.socket = websocket.create_connection(address, timeout=5, http_no_proxy=["*"])

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.shutdown()

    def say(self, **frame):
        self.socket.send(json.dumps(frame))

    def hear(self):
        return json.loads(self.socket.recv())

    def hear_until(self, wanted, most=2000):
        """The frames up to the first that is wanted."""
        frames = []
        for _ in range(most):
            frames.append(self.hear())
            if wanted(frames[-1]):
                return frames
        raise AssertionError(f"not among {most} frames")


def test_socket__from_welcome_to_pushes(client):
    with Socket(client.spot.market.get_public_token()) as socket:
        assert socket.hear() == {"id": "77", "type": "welcome"}
        socket.say(id=1, type="ping")
        pong = socket.hear()
        assert abs(pong.pop("timestamp") / 1e6 - client.spot.market.get_server_time() / 1e3) < 5
        assert pong == {"id": "1", "type": "pong"}
        socket.say(id=2, type="subscribe", topic="/market/ticker:BTC-USDT", response=True)
        socket.hear_until(lambda frame: frame == {"id": "2", "type": "ack"})
        assert socket.hear_until(lambda frame: frame["type"] == "message")[-1]["topic"] == "/market/ticker:BTC-USDT"


def test_socket__orders_and_balances_of_a_rest_call(client):
    with Socket(client.spot.market.get_private_token()) as socket:
        for number, topic in enumerate((V2, BALANCE)):
            socket.say(id=str(number), type="subscribe", topic=topic, privateChannel=True, response=True)
        socket.hear_until(lambda frame: frame == {"id": "1", "type": "ack"})
        order_id = client.spot.order.add_order(PAIR, "buy", "limit", price="50000", size="0.001")["orderId"]
        client.spot.order.cancel_order_by_order_id(order_id, PAIR)
        frames = socket.hear_until(lambda frame: frame["data"].get("type") == "canceled")
        assert [frame["data"].get("type") or frame["data"]["relationEvent"] for frame in frames] == [
            "trade.hold", "received", "open", "trade.hold", "canceled"]


def test_socket__the_book_by_rest_and_push_while_the_market_moves(client, change):
    with Socket(client.spot.market.get_public_token()) as socket:
        socket.say(id="1", type="subscribe", topic="/market/level2:BTC-USDT", response=True)
        socket.hear_until(lambda frame: frame["type"] == "ack")
        snapshot = client.spot.market.get_full_order_book(PAIR)
        last = int(snapshot["sequence"])
        frames = socket.hear_until(lambda frame: frame["data"]["sequenceEnd"] > last + 100)
        later = client.spot.market.get_full_order_book(PAIR)
        end = int(later["sequence"])
        if frames[-1]["data"]["sequenceEnd"] < end:
            frames += socket.hear_until(lambda frame: frame["data"]["sequenceEnd"] >= end)
    sides = (("asks", "sell"), ("bids", "buy"))
    book = {side: {D(price): D(size) for price, size in snapshot[name]} for name, side in sides}
    numbers = [last]
    for data in (frame["data"] for frame in frames):
        if last < data["sequenceEnd"] <= end:
            change(book, data, last)
            numbers += range(data["sequenceStart"], data["sequenceEnd"] + 1)
    assert sorted(set(numbers) - set(range(last))) == list(range(last, end + 1))
    assert book == {side: {D(price): D(size) for price, size in later[name]} for name, side in sides}


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_socket__a_token_again(client, private):
    token = client.spot.market.get_private_token() if private else client.spot.market.get_public_token()
    with Socket(token) as first:
        assert first.hear()["type"] == "welcome"
        with Socket(token) as second:
            assert second.hear() == {"id": "77", "type": "error", "code": 401, "data": "token is invalid"}
            with pytest.raises((websocket.WebSocketConnectionClosedException, OSError)):
                second.hear()
        first.say(id="1", type="ping")
        assert first.hear()["type"] == "pong"
