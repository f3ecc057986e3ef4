"""The port and the threads: what people and their clients do to a server, and what it must withstand."""

import contextlib
import json
import os
import random
import socket
import threading
from decimal import Decimal

import pytest
import requests
import websocket
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.websocket import LARGEST_MESSAGE

PAIR = "BTC-USDT"
STATUS = "/api/v1/status"
OPEN = {"code": "200000", "data": {"status": "open", "msg": ""}}
TICKER = {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
WAIT = 5  # seconds that anything may take


def short(value):
    """Names a test by the beginning of its argument."""
    return str(value)[:30]


def get(path, *headers):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode("latin-1")


# --- beginning and end ---


def test_start__a_free_port_of_this_machine_only():
    with Sandbox(market_pace=0) as sandbox:
        host, port = sandbox.url[7:].split(":")
        assert (sandbox.url[:7], host) == ("http://", "127.0.0.1") and int(port) > 0
        assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN
        with pytest.raises(OSError):
            socket.create_connection(("127.0.0.2", int(port)), timeout=1)


def test_start__the_addresses_follow_from_the_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Sandbox(port, market_pace=0) as sandbox:
        spot, push = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}"
        environment = sandbox.environment
        assert (sandbox.url, environment.spot, environment.futures, environment.broker) == (
            spot, spot, spot + "/futures", spot + "/broker")
        assert [environment.push_spot, environment.push_futures, environment.push_private, environment.order_entry] == [
            push + "/ua/spot", push + "/ua/futures", push + "/ua/private", push]


def test_start__on_a_taken_port(sandbox):
    port = int(sandbox.url.rpartition(":")[2])
    second = Sandbox(port, market_pace=0)
    with pytest.raises(OSError, match=f"cannot listen on port {port} of 127.0.0.1: ") as taken:
        second.start()
    assert taken.value.errno == taken.value.__cause__.errno
    second.close()
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN


def test_start__again_when_the_port_is_free():
    with Sandbox(market_pace=0) as first:
        second = Sandbox(int(first.url.rpartition(":")[2]), market_pace=0)
        with pytest.raises(OSError):
            second.start()
    with second:
        assert requests.get(second.url + STATUS, timeout=WAIT).json() == OPEN


def test_start__twice():
    with Sandbox(market_pace=0) as sandbox:
        with pytest.raises(RuntimeError, match="make a new one"):
            sandbox.start()
        assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN


def test_start__after_the_end():
    sandbox = Sandbox(market_pace=0)
    sandbox.close()
    with pytest.raises(RuntimeError, match="make a new one"):
        sandbox.start()


@pytest.mark.parametrize("name", ["url", "environment", "credentials"])
def test_start__not_yet(name):
    with pytest.raises(RuntimeError, match="before it is started: use it in a with statement"):
        getattr(Sandbox(), name)


def test_close__twice(Raw):
    sandbox = Sandbox(market_pace=0).start()
    for _ in range(2):
        sandbox.close()
    with pytest.raises(OSError):
        Raw(sandbox)


def test_close__ends_every_connection_and_thread(Raw, Push):
    """Idle ones, ones in the middle of a request, push connections; and all of them at once."""
    before = set(threading.enumerate())
    with contextlib.ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox())
        idle, half, full = (stack.enter_context(Raw(sandbox)) for _ in range(3))
        idle.send(get(STATUS))
        half.send(b"POST /api/v1/bullet-public HTTP/1.1\r\nContent-Le")
        full.send(get(STATUS))
        pushed = stack.enter_context(Push(sandbox))
        pushed.say(**TICKER)
        assert (idle.answer()[0], full.answer()[0]) == (200, 200)
        started = set(threading.enumerate()) - before
        assert {"kucoin-sandbox-connection", "kucoin-sandbox-push"} <= {thread.name for thread in started}
        assert all(thread.daemon for thread in started)  # a program that forgets to close it can end all the same
        sandbox.close()
        assert set(threading.enumerate()) == before
        assert idle.ended() and half.ended() and full.ended()
        pushed.ended()


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc/self/fd")
def test_close__leaves_no_descriptor(Raw, Push):
    def cycle():
        with Sandbox(market_pace=0) as sandbox, Raw(sandbox) as raw, Push(sandbox):
            raw.send(get(STATUS))
            assert raw.answer()[0] == 200

    cycle()
    before, threads = len(os.listdir("/proc/self/fd")), threading.active_count()
    for _ in range(5):
        cycle()
    assert (len(os.listdir("/proc/self/fd")), threading.active_count()) == (before, threads)


def test_connections__that_end_leave_nothing(sandbox, Raw, Push, until):
    before = threading.active_count()
    for _ in range(20):
        with Raw(sandbox) as raw, Push(sandbox) as push:
            raw.send(get(STATUS))
            assert raw.answer()[0] == 200 and push.alive()
    assert until(lambda: threading.active_count() == before and not sandbox.hub.connections)


def test_keys__of_accounts_of_their_own_or_the_same(sandbox):
    first, second = sandbox.new_key(trade={"BTC": Decimal("1.5")}, main={}), sandbox.new_key()
    uid = sandbox.gateway.keys[first[0]].uid
    again = sandbox.new_key(["General"], uid=uid)
    uids = [sandbox.gateway.keys[each[0]].uid for each in (first, second, again)]
    assert uids == [uid, uid + 1, uid] and len({first, second, again}) == 3
    with Client(*again, environment=sandbox.environment) as client:
        rows = client.account.account.get_spot_account_list()
        assert [(row["type"], row["currency"], row["available"]) for row in rows] == [("trade", "BTC", "1.5")]
    with pytest.raises(ValueError, match="uid: expected that of a key made before, got 1"):
        sandbox.new_key(uid=1)


def test_seed__makes_the_market():
    def books(seed):
        with Sandbox(seed=seed, market_pace=0) as sandbox:
            return {symbol: sandbox.exchange.book(symbol).levels("buy") for symbol in sandbox.exchange.symbols}

    assert books(5) == books(5) != books(6)


def test_token__tells_the_intervals():
    with Sandbox(ping_interval=0.5, ping_timeout=0.25, market_pace=0) as sandbox:
        answer = requests.post(sandbox.url + "/api/v1/bullet-public", timeout=WAIT).json()["data"]
        server = answer["instanceServers"][0]
        assert (server["pingInterval"], server["pingTimeout"]) == (500, 250)


# --- push connections ---

GOOD = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}


@pytest.mark.parametrize("change", [
    {"Sec-WebSocket-Key": None}, {"Sec-WebSocket-Key": "short"}, {"Sec-WebSocket-Key": "\xe9" * 24},
    {"Sec-WebSocket-Version": None}, {"Sec-WebSocket-Version": "8"}, {"Connection": None}, {"Connection": "close"},
    {"Sec-WebSocket-Extensions": "=;,"}, {"X-Long": "x" * 9000},
], ids=short)
def test_upgrade__bad_headers(sandbox, raw, change, Push):
    """Refused without a trace, so the token is still good."""
    address = Push.address_at(sandbox)
    target = "/" + address.split("/", 3)[3]
    headers = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    raw.send(get(target, *(f"{name}: {value}" for name, value in headers.items())))
    assert 400 <= int(raw.reader.readline().split()[1]) <= 500  # the latter by websockets 13, for the key in Latin-1
    raw.reader.read()
    with contextlib.closing(websocket.create_connection(address, timeout=WAIT, http_no_proxy=["*"])) as good:
        assert json.loads(good.recv())["type"] == "welcome"


def test_upgrade__by_another_verb(raw):
    raw.send(b"POST /endpoint?token=x HTTP/1.1\r\nUpgrade: websocket\r\n\r\n")
    assert raw.answer()[0] == 404


def test_upgrade__without_a_token(sandbox):
    with contextlib.closing(websocket.create_connection(
            sandbox.environment.order_entry + "/", timeout=WAIT, http_no_proxy=["*"])) as nobody:
        assert json.loads(nobody.recv()) == {"id": "0", "type": "error", "code": 401, "data": "token is invalid"}
        with pytest.raises((websocket.WebSocketConnectionClosedException, OSError)):
            nobody.recv()


@pytest.mark.parametrize("compression, extensions", [("deflate", ["permessage-deflate"]), (None, [])])
def test_push__deflated_when_offered(sandbox, compression, extensions, Push):
    with connect(Push.address_at(sandbox), compression=compression, open_timeout=WAIT) as peer:
        assert [extension.name for extension in peer.protocol.extensions] == extensions
        assert json.loads(peer.recv(WAIT))["type"] == "welcome"
        peer.send(json.dumps({**TICKER, "topic": "/spotMarket/level2Depth50:BTC-USDT"}))
        assert json.loads(peer.recv(WAIT)) == {"id": "1", "type": "ack"}
        assert len(json.loads(peer.recv(WAIT))["data"]["asks"]) > 40


def test_push__the_protocols_own_frames(sandbox, Push):
    with connect(Push.address_at(sandbox), open_timeout=WAIT) as peer:
        peer.recv(WAIT)
        assert peer.ping("payload").wait(WAIT)
        peer.send(['{"id":"3",', '"type"', ':"ping"}'])  # one message in three frames
        assert json.loads(peer.recv(WAIT))["id"] == "3"
        peer.send(b'{"id":"4","type":"ping"}')  # binary
        assert json.loads(peer.recv(WAIT))["id"] == "4"
        peer.close(1000, "done")
        assert (peer.protocol.close_code, peer.protocol.close_reason) == (1000, "done")


def test_push__closed_right_behind_a_command(push):
    """Both in one packet: the command is acted on, and the end does not wait for more."""
    peer = push()
    text = json.dumps(TICKER).encode()
    frames = [websocket.ABNF.create_frame(text, websocket.ABNF.OPCODE_TEXT), websocket.ABNF.create_frame(b"\x03\xe8", 8)]
    peer.socket.sock.sendall(b"".join(frame.format() for frame in frames))
    opcodes = []
    with contextlib.suppress(websocket.WebSocketConnectionClosedException, ConnectionError):
        while True:
            opcodes.append(peer.socket.recv_frame().opcode)
    assert websocket.ABNF.OPCODE_CLOSE in opcodes


def test_push__half_closed(sandbox, push, until):
    peer = push()
    peer.socket.sock.shutdown(socket.SHUT_WR)
    assert peer.ended() == []
    assert until(lambda: not sandbox.hub.connections)


@pytest.mark.parametrize("noise", [
    b"\x81\x05hello",  # not masked
    b"\xf1\x80\x00\x00\x00\x00",  # reserved bits
    b"\x83\x80\x00\x00\x00\x00",  # no such opcode
    b"\x80\x80\x00\x00\x00\x00",  # goes on with nothing
    b"\x89\xff" + b"\xff" * 12,  # a ping of 2**64 bytes
    b"GET / HTTP/1.1\r\n\r\n" * 20,
    bytes(random.Random(5).getrandbits(8) for _ in range(500)),
], ids=short)
def test_push__what_is_no_frame(sandbox, push, noise, until):
    other, peer = push(), push()
    peer.socket.sock.sendall(noise)
    peer.socket.sock.shutdown(socket.SHUT_WR)
    peer.ended()
    assert other.alive() and until(lambda: len(sandbox.hub.connections) == 1)


@pytest.mark.parametrize("compression", ["deflate", None])
def test_push__oversized_messages(sandbox, push, compression, Push):
    other = push()
    with connect(Push.address_at(sandbox), compression=compression, open_timeout=WAIT) as peer:
        peer.recv(WAIT)
        with pytest.raises(ConnectionClosed):
            peer.send("x" * (LARGEST_MESSAGE + 1))
            peer.recv(WAIT)
    assert other.alive()


@pytest.mark.parametrize(
    "text", ["[" * 100000, "\x00", "\ud7ff", "9" * 6000, '{"id":"1","type":"subscribe","topic":{"a":"b"}}'], ids=short)
def test_push__hostile_texts(push, text):
    peer = push()
    peer.socket.send(text)
    assert peer.hear()["code"] == 400
    assert peer.alive()


def test_push__one_who_never_reads_is_cut_off(sandbox, push, client, monkeypatch, until):
    monkeypatch.setattr("kucoin_ref.sandbox.websocket.MOST_UNSENT", 20)
    slow = push(sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 4096),))
    slow.say(**{**TICKER, "topic": "/spotMarket/level2Depth50:BTC-USDT"})
    other = push()
    assert until(lambda: any(each.topics for each in sandbox.hub.connections))
    uid = sandbox.gateway.keys[sandbox.credentials[0]].uid
    wanted = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001"}
    for _ in range(20000):
        with sandbox.lock:
            now = sandbox.now()
            order = sandbox.exchange.place(uid, wanted, now)
            sandbox.exchange.cancel(uid, PAIR, now, order_id=order.id)
            sandbox.hub.flush(now)
            sandbox.hub.tick(now)
            if len(sandbox.hub.connections) == 1:
                break
    assert len(sandbox.hub.connections) == 1
    assert other.alive() and client.spot.market.get_service_status()["status"] == "open"
    frames = slow.ended()
    assert {frame.get("topic") for frame in frames} <= {None, "/spotMarket/level2Depth50:BTC-USDT"}
