"""The port as HTTP sees it: what clients, and things that are none, do to a server, and what it must withstand."""

import contextlib
import email.utils
import json
import os
import random
import select
import socket
import threading
import time

import pytest
import requests

from kucoin_ref import Client
from kucoin_ref.sandbox.http import LARGEST_BODY

STATUS = "/api/v1/status"
OPEN = {"code": "200000", "data": {"status": "open", "msg": ""}}
WAIT = 5  # seconds that anything may take


def short(value):
    """Names a test by the beginning of its argument."""
    return str(value)[:30]


def get(path, *headers):
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode("latin-1")


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
    "no colon": (b"GET / HTTP/1.1\r\nX\r\n\r\n", 400),
    "no name": (b"GET / HTTP/1.1\r\n: a\r\n\r\n", 400),
    "blank behind a name": (b"GET / HTTP/1.1\r\nX : a\r\n\r\n", 400),
    "folded header": (b"GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", 400),
    "no target": (b"GET  HTTP/1.1\r\n\r\n", 400),
    "target of a proxy": (b"GET http://localhost/ HTTP/1.1\r\n\r\n", 400),
    "end in the head": (b"GET / HTTP/1.1\r\nX: a", 400),
    "line feeds only": (b"GET / HTTP/1.1\n\n", 400),
}


@pytest.mark.parametrize("case", BAD)
def test_requests__no_request(raw, case):
    text, status = BAD[case]
    raw.send(text)
    raw.socket.shutdown(socket.SHUT_WR)
    answered, headers, body = raw.answer()
    assert (answered, headers["content-type"], json.loads(body)["code"]) == (status, "application/json", str(status))
    assert raw.ended()


def test_requests__of_http_1_0(Raw, sandbox):
    with Raw(sandbox) as once:
        once.send(f"GET {STATUS} HTTP/1.0\r\n\r\n".encode())
        status, headers, body = once.answer()
        assert (json.loads(body), headers["connection"]) == (OPEN, "close")
        assert once.ended()
    with Raw(sandbox) as kept:
        for _ in range(2):
            kept.send(f"GET {STATUS} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n".encode())
            assert json.loads(kept.answer()[2]) == OPEN


def test_requests__the_last_one(raw):
    raw.send(get(STATUS, "Connection: close"))
    status, headers, body = raw.answer()
    assert (json.loads(body), headers["connection"]) == (OPEN, "close")
    assert raw.ended()


def test_requests__empty_lines_before_them(raw):
    raw.send(b"\r\n\r\n" + get(STATUS) + b"\r\n" + get(STATUS))
    assert [json.loads(raw.answer()[2]) for _ in range(2)] == [OPEN] * 2


def test_answer__its_head(raw):
    raw.send(get(STATUS))
    status, headers, body = raw.answer()
    assert email.utils.parsedate_to_datetime(headers.pop("date")).tzinfo is not None
    assert (status, headers) == (200, {
        "server": "kucoin-ref-sandbox", "content-type": "application/json", "content-length": str(len(body)),
        "gw-ratelimit-limit": headers["gw-ratelimit-limit"], "gw-ratelimit-remaining": headers["gw-ratelimit-remaining"],
        "gw-ratelimit-reset": headers["gw-ratelimit-reset"]})


def test_no_request__is_answered_before_the_connection_ends(Raw, sandbox):
    """What is on its way when the server hangs up would reset the connection, and the answer could get lost."""
    for _ in range(5):
        with Raw(sandbox) as raw:
            raw.send(b"GET /" + b"a" * 70000)
            assert select.select([raw.socket], [], [], WAIT)[0]
            for _ in range(3):
                raw.send(b"a" * 10_000)
                threading.Event().wait(0.01)  # for the reset that shall not come
            assert raw.answer()[0] == 414
            raw.socket.shutdown(socket.SHUT_WR)
            assert raw.ended()


@pytest.mark.parametrize("pieces", [
    [b"G"], [b"GET / HTTP/1.1\r\nX: "], [b"POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"], [b"G", b"E", b"T", b" "] * 10],
    ids=["line", "head", "body", "drops"])
def test_slow_request__ends_with_a_word(sandbox, Raw, monkeypatch, pieces):
    """However much of it comes, and although something comes all the time."""
    monkeypatch.setattr("kucoin_ref.sandbox.http.PATIENCE", 0.3)
    with Raw(sandbox) as raw, Raw(sandbox) as other:
        started = time.monotonic()
        for piece in pieces:
            raw.send(piece)
            other.send(get(STATUS))
            assert json.loads(other.answer()[2]) == OPEN
            if select.select([raw.socket], [], [], 0.05 if len(pieces) > 1 else 0)[0]:
                break
        status, headers, body = raw.answer()
        assert (status, headers["connection"], json.loads(body)) == (408, "close", {"code": "408", "msg": "Request Timeout"})
        assert 0.3 <= time.monotonic() - started < 3
        raw.socket.shutdown(socket.SHUT_WR)
        assert raw.ended()


def test_idle_connection__ends_without_a_word(sandbox, Raw, monkeypatch):
    monkeypatch.setattr("kucoin_ref.sandbox.http.IDLE", 0.2)
    with Raw(sandbox) as fresh, Raw(sandbox) as used:
        used.send(get(STATUS))
        assert json.loads(used.answer()[2]) == OPEN
        assert fresh.ended() and used.ended()


def test_connections__too_many(sandbox, Raw, monkeypatch, until):
    monkeypatch.setattr("kucoin_ref.sandbox.http.MOST_CONNECTIONS", 3)
    assert until(lambda: not any(thread.is_alive() for thread, _ in sandbox._server._serving))
    with contextlib.ExitStack() as stack:
        served = [stack.enter_context(Raw(sandbox)) for _ in range(3)]
        for raw in served:
            raw.send(get(STATUS))
            assert raw.answer()[0] == 200
        with Raw(sandbox) as late:
            status, headers, body = late.answer()
            assert (status, headers["connection"], json.loads(body)) == (
                503, "close", {"code": "503", "msg": "Service Unavailable"})
            assert late.ended()
        served[0].send(get(STATUS))
        assert served[0].answer()[0] == 200
        served[0].socket.shutdown(socket.SHUT_RDWR)
        assert until(lambda: sum(thread.is_alive() for thread, _ in sandbox._server._serving) == 2)
        with Raw(sandbox) as next_one:
            next_one.send(get(STATUS))
            assert next_one.answer()[0] == 200


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc/self/fd")
def test_connections__a_thousand_idle_ones(sandbox, Raw, until):
    """Half of them in the middle of a request; a client beside them is served, and nothing is left of them."""
    import resource

    def descriptors():
        return len(os.listdir("/proc/self/fd"))

    assert until(lambda: not any(thread.is_alive() for thread, _ in sandbox._server._serving))
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(limits[0], 3000), limits[1]))
    before, threads = descriptors(), threading.active_count()
    try:
        with contextlib.ExitStack() as stack, requests.Session() as session:
            for number in range(1000):
                raw = stack.enter_context(Raw(sandbox))
                raw.send(get(STATUS)[:-1 - number] if number < 50 else b"GET /" if number % 2 else b"")
            assert until(lambda: threading.active_count() == threads + 1000)
            for _ in range(20):
                started = time.monotonic()
                assert session.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN
                assert time.monotonic() - started < 1
        assert until(lambda: (descriptors(), threading.active_count()) == (before, threads))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts descriptors in /proc/self/fd")
def test_connections__no_descriptor_left(sandbox, Raw, until, monkeypatch):
    """Nobody can come in then; who is in is served, and afterwards everybody."""
    import resource

    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Raw(sandbox) as inside, Raw(sandbox) as waiting:
        inside.send(get(STATUS))
        assert inside.answer()[0] == 200
        outside, lowest = socket.socket(), os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, limits[1]))
        try:
            with pytest.raises(OSError):
                os.dup(0)
            outside.settimeout(WAIT)
            tries, accept = [], sandbox._server.get_request
            monkeypatch.setattr(sandbox._server, "get_request", lambda: (tries.append(1), accept())[1])
            outside.connect(("127.0.0.1", int(sandbox.url.rpartition(":")[2])))  # into the queue
            for _ in range(20):
                inside.send(get(STATUS))
                assert inside.answer()[0] == 200
            assert until(lambda: len(tries) > 2)
            before = len(tries)
            threading.Event().wait(0.2)
            assert len(tries) - before <= 5  # and no loop that takes the processor from everybody
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        waiting.send(get(STATUS))
        assert waiting.answer()[0] == 200
        outside.sendall(get(STATUS))
        assert outside.recv(1000).startswith(b"HTTP/1.1 200 OK")
        outside.close()


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
    "Content-Length: 2, 2", "Content-Length:", "Transfer-Encoding: chunked", "Content-Length: 2\r\nContent-Length: 3",
], ids=short)
def test_body__whose_length_is_no_good(raw, header):
    raw.send(f"POST /api/v1/bullet-public HTTP/1.1\r\n{header}\r\n\r\n".encode("latin-1"))
    status, headers, body = raw.answer()
    assert (status, headers["connection"], json.loads(body)) == (
        413, "close", {"code": "400100", "msg": "The body needs a Content-Length of at most 1 MiB."})
    assert raw.ended()


def test_body__as_large_as_it_may_be(raw):
    body = b'{"a":"' + b"x" * (LARGEST_BODY - 8) + b'"}'
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
