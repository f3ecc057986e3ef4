"""The ways in: addresses, tokens, signing on the connection, and what is left when one way is refused."""

import json
import time
from decimal import Decimal

import pytest
from scripted_server import PATIENCE, Server, unified, until, within

from kucoin_ref import Client, Environment, Session, Signer
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import AuthenticationError, CredentialsRequired, PassphraseError, StreamError, SubscriptionRefused
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Message, PrivateEntrance, PublicEntrance, Stream
from kucoin_ref.stream.link import Address
from kucoin_ref.stream.protocol import Classic, singles
from kucoin_ref.stream.unified import Unified
from kucoin_ref.unified import topics as unified_topics

TRADES = Topic("trade", ("BTC-USDT",), fields=(("tradeType", "SPOT"),))
ORDERS = Topic("orderAll", private=True, fields=(("tradeType", "UNIFIED"),))
SIGNER = Signer("key-of-a-user", "secret", "passphrase")


def token():
    server = {"endpoint": "wss://push.example/endpoint", "pingInterval": 18000, "pingTimeout": 10000}
    return {"token": "a/b+c=", "instanceServers": [server]}


# --- the classic account ---


def test_classic__where_the_token_says_and_for_less_than_its_life():
    entrance = ClassicEntrance(token)
    first, second = entrance.address(), entrance.address()
    assert first.url.startswith("wss://push.example/endpoint?token=a%2Fb%2Bc%3D&connectId=c") and first.url != second.url
    assert first[1:] == (18.0, 10.0, 23.5 * 3600, True)
    assert type(entrance.protocol()) is Classic
    assert not entrance.falls_back(first)
    assert (entrance.topics, ClassicEntrance(token, topics=None).topics) == (400, None)


def test_streams__of_the_account_types_ask_their_own_host_for_tokens(monkeypatch):
    asked = []

    class Nowhere(Exception):
        pass

    def request(session, endpoint, params, body=None):
        asked.append((endpoint.host, endpoint.path))
        raise Nowhere

    monkeypatch.setattr(Session, "request", request)
    client = Client("k", "s", "p")
    for account in (client.spot, client.margin, client.futures):
        for private in (False, True):
            with pytest.raises(StreamError, match="Nowhere"):
                account.stream(private=private).open()
    assert asked == [
        ("spot", "/api/v1/bullet-public"), ("spot", "/api/v1/bullet-private"),
        ("spot", "/api/v1/bullet-public"), ("spot", "/api/v1/bullet-private"),
        ("futures", "/api/v1/bullet-public"), ("futures", "/api/v1/bullet-private")]


def test_streams__of_the_account_types_take_the_same_options():
    client = Client()
    for stream in (client.spot.stream, client.margin.stream, client.futures.stream, lambda **o: client.unified.stream("SPOT", **o)):
        assert stream(private=False, capacity=5, overflow="latest", stale_after=30, reconnect=False).state == "new"
        for wrong in ({"capacity": 0}, {"overflow": "newest"}, {"stale_after": 0}, {"stale_after": "1"}):
            with pytest.raises(ValueError, match=next(iter(wrong))):
                stream(**wrong)


@pytest.mark.parametrize("account", ["spot", "margin", "futures"])
def test_streams__on_the_sandbox(account):
    with Sandbox() as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        with getattr(client, account).stream(private=True) as stream:
            assert stream.state == "open"


def test_streams__of_futures_have_no_limit_of_topics():
    assert Client().futures.stream()._entrance.topics is None
    assert Client().margin.stream()._entrance.topics == Client().spot.stream()._entrance.topics == 400


# --- the unified account, public ---


@pytest.mark.parametrize("trade_type, private, host", [
    ("SPOT", False, "spot"), ("FUTURES", False, "futures"), (None, True, "private"), ("SPOT", True, "private")])
def test_unified__which_host(trade_type, private, host):
    environment = Environment("mine", push_spot="wss://spot", push_futures="wss://futures", push_private="wss://private")
    client = Client("k", "s", "p", environment=environment)
    stream = client.unified.stream(trade_type, private=private)
    assert stream._entrance.address() == Address(f"wss://{host}", 18.0, 10.0, None)
    assert type(stream._entrance.protocol()) is Unified


def test_unified__which_host_is_not_known():
    client = Client()
    for wrong in (None, "MARGIN", "spot"):
        with pytest.raises(ValueError, match="trade_type: expected 'SPOT' or 'FUTURES'"):
            client.unified.stream(wrong)
    with pytest.raises(ValueError, match="no push address for it is known for the environment 'mine'"):
        Client(environment=Environment("mine")).unified.stream("SPOT")


def test_public__without_a_token_in_binary_frames_at_the_pace_of_the_welcome():
    def quick(peer):
        peer.say_unified(sessionId="s", message="welcome", pingInterval=200)
        while True:
            frame = peer.hear()
            peer.answer_unified(frame)
            if frame.get("action") == "subscribe":
                peer.say_unified(T="trade.SPOT", P=1768802538491160905, d={"s": "BTC-USDT", "M": 1768802538480000001})

    with Server(quick) as server, Stream(PublicEntrance(server.url), Session()) as stream:
        stream.subscribe(TRADES)
        message = stream.recv(PATIENCE)
        assert isinstance(message, Message) and message.topic == TRADES
        assert (message.frame["P"], message.data["M"]) == (1768802538491160905, 1768802538480000001)
        server.wait(lambda: len(server.said("ping")) >= 3)
        assert (server.peer.token, stream.reconnects) == (None, 0)


def test_public__a_refusal_says_why():
    def choosy(peer):
        peer.say_unified(sessionId="s", message="welcome", pingInterval=5000)
        frame = peer.hear()
        peer.say_unified(id=frame["id"], result=False, reason="symbols are not supported for topic obu")
        peer.hear()

    with Server(choosy) as server, Stream(PublicEntrance(server.url), Session()) as stream:
        with pytest.raises(SubscriptionRefused) as caught:
            stream.subscribe(TRADES)
    assert str(caught.value).startswith("trade.SPOT:BTC-USDT: symbols are not supported for topic obu - ")


def test_public__after_a_lost_connection_the_gap_comes_first():
    with Server(unified) as server, Stream(PublicEntrance(server.url), Session()) as stream:
        stream.subscribe(TRADES)
        server.peer.cut()
        gap = stream.recv(PATIENCE)
        assert (gap.topic, gap.last, gap.first) == (TRADES, None, None)
        server.peer.say_unified(T="trade.SPOT", d={"s": "BTC-USDT"})
        assert stream.recv(PATIENCE).topic == TRADES


# --- the unified account, private ---


def private_stream(server, get_token=token, **options):
    session = Session(SIGNER, timeout=(1, 2), clock=lambda: 1700000000.0)
    return Stream(PrivateEntrance(session, server.url, get_token), session, private=True, **options)


def refuses_logins(peer):
    peer.say_unified(sessionId="s", message="welcome", pingInterval=5000)
    frame = peer.hear()
    if frame.get("op") == "auth":
        peer.say_unified(id=frame["id"], result=False, reason="sign is invalid")
        peer.hear()
    peer.answer_unified(frame)
    while True:
        peer.answer_unified(peer.hear())


def test_private__signs_after_the_welcome_and_subscribes_after_its_ack():
    def slow(peer):
        peer.say_unified(sessionId="s", message="welcome", pingInterval=5000)
        login = peer.hear()
        assert stream.state == "connecting"
        peer.answer_unified(login)
        while True:
            peer.answer_unified(peer.hear())

    with Server(slow) as server:
        stream = private_stream(server, get_token=None)
        with stream:
            stream.subscribe(ORDERS)
            login, subscribe = [frame for _, _, frame in server.frames]
    sign = SIGNER.sign(1700000000000, "POST", "/api/websocket/users/verify")
    passphrase = SIGNER.headers(0, "GET", "/")["KC-API-PASSPHRASE"]
    assert login == {"id": "login", "op": "auth", "kc-api-key": "key-of-a-user", "kc-api-sign": sign,
                     "kc-api-timestamp": "1700000000000", "kc-api-passphrase": passphrase}
    assert subscribe == {"id": "1", "action": "subscribe", "channel": "orderAll", "tradeType": "UNIFIED"}


def test_private__signs_again_on_every_connection():
    with Server(unified) as server, private_stream(server, get_token=None) as stream:
        stream.subscribe(ORDERS)
        server.peer.cut()
        assert stream.recv(PATIENCE).topic == ORDERS  # the Gap
        assert [(number, frame.get("op") or frame["action"]) for _, number, frame in server.frames] == [
            (1, "auth"), (1, "subscribe"), (2, "auth"), (2, "subscribe")]


@pytest.mark.parametrize("reconnect", [True, False])
def test_private__by_token_where_signing_is_refused(reconnect):
    with Server(refuses_logins) as server, private_stream(server, reconnect=reconnect) as stream:
        assert (stream.state, stream.reconnects) == ("open", 0)
        stream.subscribe(ORDERS)
        assert [peer.token for peer in server.peers] == [None, "a/b+c="]
        if reconnect:
            server.peer.cut()
            until(lambda: stream.reconnects == 1)
            assert server.peers[2].token == "a/b+c="  # what was refused once is not tried again


def test_private__both_ways_refused_is_final():
    def get_token():
        asked.append(1)
        raise PassphraseError("400004", "Invalid KC-API-PASSPHRASE")

    asked = []
    with Server(refuses_logins) as server:
        stream = private_stream(server, get_token)
        with pytest.raises(PassphraseError), within(3):
            stream.open()
        assert (stream.state, len(server.peers), len(asked)) == ("closed", 1, 1)


@pytest.mark.parametrize("refusal", [
    {"code": "400003", "msg": "KC-API-KEY not exists"},
    {"id": "x", "type": "error", "code": 401, "data": "token is invalid"}])
def test_private__both_ways_refused_while_reconnecting_is_final(refusal):
    def refuses_all(peer):
        if peer.token is None:
            refuses_logins(peer)
        peer.say_unified(**refusal)
        peer.hear()

    with Server(unified, refuses_all) as server, private_stream(server) as stream:
        stream.subscribe(ORDERS)
        server.peer.cut()
        with pytest.raises(AuthenticationError), within(4):
            stream.recv(PATIENCE)
        assert stream.state == "closed"
        assert [peer.token for peer in server.peers] == [None, None, "a/b+c="]


def test_private__without_a_key_nothing_is_sent():
    with Server(unified) as server:
        environment = Environment("local", spot=server.url.replace("ws", "http"), push_private=server.url)
        with Client(environment=environment) as client, pytest.raises(CredentialsRequired):
            client.unified.stream(private=True).open()
        assert server.peers == []


def test_private__two_connections_fall_back_at_once():
    entrance = PrivateEntrance(Session(SIGNER), "wss://push.example", token)
    signed = entrance.address()
    assert entrance.falls_back(signed) and entrance.falls_back(signed)  # both had signed
    by_token = entrance.address()
    assert by_token == Address("wss://push.example/?token=a%2Fb%2Bc%3D", 18.0, 10.0, 23.5 * 3600)
    assert not entrance.falls_back(by_token)


def test_private__secrets_are_not_shown(caplog):
    caplog.set_level("DEBUG")
    with Server(refuses_logins) as server, private_stream(server) as stream:
        stream.subscribe(ORDERS)
    shown = caplog.text + repr(stream) + json.dumps(stream.state)
    for secret in ("secret", SIGNER.sign(1700000000000, "POST", "/api/websocket/users/verify"), "a/b+c=", "a%2Fb"):
        assert secret not in shown


# --- on the sandbox ---


@pytest.fixture(scope="module")
def unified_client():
    with Sandbox(push_pace=0.1) as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield sandbox, client


def collected(stream, count):
    events = []
    while len(events) < count:
        events.append(stream.recv(PATIENCE))
    return events


@pytest.mark.parametrize("trade_type, topics", [
    ("SPOT", [unified_topics.ticker("SPOT", "BTC-USDT", "ETH-USDT"), unified_topics.trade("SPOT", "BTC-USDT"),
              unified_topics.klines("SPOT", "1min", "BTC-USDT"), unified_topics.orderbook_level5("SPOT", "BTC-USDT"),
              unified_topics.orderbook_increment("SPOT", "BTC-USDT")]),
    ("FUTURES", [unified_topics.ticker("FUTURES", "XBTUSDTM"), unified_topics.mark_price("XBTUSDTM"),
                 unified_topics.orderbook_increment("FUTURES", "XBTUSDTM")])])
def test_sandbox__public_channels(unified_client, trade_type, topics):
    _, client = unified_client
    wanted = {str(single) for single in singles(topics)}
    with client.unified.stream(trade_type, capacity=100_000) as stream:
        stream.subscribe(*topics)
        seen, deadline = set(), time.monotonic() + 4 * PATIENCE
        while seen < wanted and time.monotonic() < deadline:
            seen.add(str(stream.recv(PATIENCE).topic))
        assert seen == wanted


def test_sandbox__a_spot_channel_on_the_host_of_futures(unified_client):
    _, client = unified_client
    with client.unified.stream("FUTURES") as stream, pytest.raises(SubscriptionRefused, match="not allowed in current environment"):
        stream.subscribe(unified_topics.ticker("SPOT", "BTC-USDT"))


@pytest.mark.parametrize("by", ["signature", "token"])
def test_sandbox__private_channels(unified_client, monkeypatch, by):
    sandbox, client = unified_client
    if by == "token":  # as where the exchange does not take signatures on the connection
        monkeypatch.setattr(PrivateEntrance, "_login", lambda entrance: None if entrance._is_by_token else {"kc-api-key": "x"})
    client_oid = f"by-{by}"
    uid = sandbox.gateway.keys[sandbox.credentials[0]].uid
    with sandbox.lock:
        sandbox.exchange.deposit(uid, "unified", "USDT", Decimal("1000"), sandbox.now())
        sandbox.hub.flush(sandbox.now())  # or the deposit is pushed when somebody is listening
    with client.unified.stream(private=True) as stream:
        stream.subscribe(unified_topics.order_all("UNIFIED"), unified_topics.balance("UNIFIED"))
        client.unified.order.place_order("BTC-USDT", "SPOT", "BUY", "LIMIT", "0.001", "BASECCY", price="60000", client_oid=client_oid)
        events = collected(stream, 2)
        assert {event.topic.channel for event in events} == {"orderAll", "balance"}
        (order,) = [event.data for event in events if event.topic.channel == "orderAll"]
        assert (order["ci"], order["s"], order["S"], order["q"]) == (client_oid, "BTC-USDT", "BUY", "0.001")
