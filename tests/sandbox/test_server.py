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
from kucoin_ref.sandbox import Sandbox, server

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


# --- requests ---


def test_requests__a_hundred_on_one_connection(sandbox, raw):
    for number in range(100):
        raw.send(get(STATUS if number % 2 else "/nope"))
        status, headers, body = raw.answer()
        assert (status, json.loads(body)["code"], headers["content-type"]) == (
            (200, "200000", "application/json") if number % 2 else (404, "404", "application/json"))
    _, connection = sandbox._server._serving[-1]
    assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)  # else each could wait 40 ms for an acknowledgement


def test_requests__all_sent_before_the_first_answer_is_read(raw):
    raw.send(get(STATUS) * 100)
    assert [json.loads(raw.answer()[2]) for _ in range(100)] == [OPEN] * 100


def test_requests__from_many_threads_at_once(sandbox):
    before = sandbox.exchange.accounts.totals()
    failures = []

    def trade(credentials, side, price):
        try:
            with Client(*credentials, environment=sandbox.environment) as client:
                for _ in range(20):
                    client.spot.order.add_order("ETH-USDT", side, "limit", price=price, size="0.01")
        except Exception as error:
            failures.append(error)

    keys = [sandbox.new_key() for _ in range(8)]
    added = {"USDT": 120000 * 8, "XBT": 8, "BTC": 10 * 8, "ETH": 100 * 8, "KCS": 1000 * 8}
    threads = [threading.Thread(target=trade, args=(key, *(("buy", "2500.01") if number % 2 else ("sell", "2500"))))
               for number, key in enumerate(keys)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT * 2)
    assert failures == [] and not any(thread.is_alive() for thread in threads)
    after = sandbox.exchange.accounts.totals()
    assert after == {currency: total + added.get(currency, 0) for currency, total in before.items()}
    uids = [sandbox.gateway.keys[key[0]].uid for key in keys]
    assert sum(len(sandbox.exchange.fills(uid, "ETH-USDT")) for uid in uids) >= 100
    with sandbox.lock:
        for uid in uids:
            sandbox.exchange.cancel_all(uid, sandbox.now())


@pytest.mark.parametrize("verb", ["HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "FOO", "X" * 300], ids=short)
def test_requests__other_verbs(raw, verb):
    raw.send(f"{verb} {STATUS} HTTP/1.1\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    status, headers, body = raw.answer(verb)
    assert (status, headers["content-type"], headers["connection"]) == (405, "application/json", "close")
    assert body == (b"" if verb == "HEAD" else b'{"code":"405","msg":"Method Not Allowed"}')
    assert raw.ended()


BAD = {
    "one word": (b"GET\r\n\r\n", 400),
    "many words": (b"GET / x y HTTP/1.1\r\n\r\n", 400),
    "no version": (b"GET / HTTP/x\r\n\r\n", 400),
    "later version": (b"GET / HTTP/2.0\r\n\r\n", 505),
    "bytes": (b"\x16\x03\x01\x02\x00 \x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "endless line": (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n", 414),
    "endless header": (b"GET / HTTP/1.1\r\nX: " + b"a" * 70000 + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 200 + b"\r\n", 431),
}


@pytest.mark.parametrize("case", BAD)
def test_requests__no_request(raw, case):
    text, status = BAD[case]
    raw.send(text)
    raw.socket.shutdown(socket.SHUT_WR)
    answered, headers, body = raw.answer()
    assert (answered, headers["content-type"], json.loads(body)["code"]) == (status, "application/json", str(status))
    assert raw.ended()


def test_requests__of_http_0_9_and_1_0(sandbox, raw, Raw):
    raw.send(f"GET {STATUS}\r\n\r\n".encode())
    assert json.loads(raw.reader.read()) == OPEN
    with Raw(sandbox) as second:
        second.send(f"GET {STATUS} HTTP/1.0\r\n\r\n".encode())
        assert json.loads(second.answer()[2]) == OPEN
        assert second.ended()


def test_requests__random_bytes(sandbox, Raw):
    chance = random.Random(3)
    for _ in range(60):
        with Raw(sandbox) as raw:
            noise = bytes(chance.getrandbits(8) for _ in range(chance.randint(1, 400)))
            raw.send(chance.choice((b"", b"GET ", b"POST / HTTP/1.1\r\n", get("/")[:-2])) + noise)
            raw.socket.shutdown(socket.SHUT_WR)
            with contextlib.suppress(ConnectionError):
                raw.reader.read()
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN


@pytest.mark.parametrize("header", [
    "Content-Length: x", "Content-Length: -1", "Content-Length: \xb2", f"Content-Length: {'9' * 5000}", "Content-Length: 1048577",
    "Content-Length: 2, 2", "Content-Length:", "Transfer-Encoding: chunked",
], ids=short)
def test_body__whose_length_is_no_good(raw, header):
    raw.send(f"POST /api/v1/bullet-public HTTP/1.1\r\n{header}\r\n\r\n".encode("latin-1"))
    status, headers, body = raw.answer()
    assert (status, headers["connection"], json.loads(body)) == (
        413, "close", {"code": "400100", "msg": "The body needs a Content-Length of at most 1 MiB."})
    assert raw.ended()


def test_body__as_large_as_it_may_be(raw):
    body = b'{"a":"' + b"x" * (server.LARGEST_BODY - 8) + b'"}'
    raw.send(b"POST /api/v1/bullet-public HTTP/1.1\r\nContent-Type: application/json\r\n"
             + f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert json.loads(raw.answer()[2])["code"] == "200000"


def test_body__that_ends_early(raw):
    raw.send(b'POST /api/v1/bullet-public HTTP/1.1\r\nContent-Length: 20\r\n\r\n{"a":')
    raw.socket.shutdown(socket.SHUT_WR)
    assert raw.answer()[0] == 400 and raw.ended()


def test_body__after_a_100_continue(raw):
    raw.send(b"POST /api/v1/bullet-public HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
             b"Content-Type: application/json\r\n\r\n")
    assert raw.reader.readline() + raw.reader.readline() == b"HTTP/1.1 100 Continue\r\n\r\n"
    raw.send(b"{}")
    assert json.loads(raw.answer()[2])["code"] == "200000"


def test_body__of_a_get(raw):
    """The network in front of the exchange refuses it, with a page instead of JSON; ours stays in step."""
    raw.send(f"GET {STATUS} HTTP/1.1\r\nContent-Length: 2\r\n\r\n{{}}".encode())
    status, headers, body = raw.answer()
    assert (status, headers["content-type"], body[:6]) == (403, "text/html", b"<html>")
    raw.send(get(STATUS))
    assert json.loads(raw.answer()[2]) == OPEN


def test_requests__half_closed_after_sending(raw):
    raw.send(get(STATUS))
    raw.socket.shutdown(socket.SHUT_WR)
    assert json.loads(raw.answer()[2]) == OPEN
    assert raw.ended()


def test_requests__slow_ones_hold_nobody_up(sandbox, raw):
    text = get(STATUS)
    for start in range(0, len(text), 5):
        raw.send(text[start:start + 5])
        assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN
    assert json.loads(raw.answer()[2]) == OPEN


def test_requests__clients_that_leave_without_reading(sandbox, Raw):
    for _ in range(20):
        with Raw(sandbox) as raw:
            raw.send(get("/api/v1/market/allTickers") * 20)
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN


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
            peer.send("x" * (server.LARGEST_BODY + 1))
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
