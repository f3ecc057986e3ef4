"""What goes over the wire, what is tried again, and what is made of every kind of answer and silence."""

import gzip
import http.client
import json
import logging
import re
import socket
import socketserver
import ssl
import threading
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
import requests
import responses
import urllib3

from kucoin_ref import AUSTRALIA, Client, Endpoint, Environment, Session, Signer, errors
from kucoin_ref.limits import Rate
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.session import encoded_target

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors" / "signing.json").read_text("utf-8"))["computed"]
SIGNER = Signer(VECTORS["key"], VECTORS["secret"], VECTORS["passphrase"])
ENVIRONMENT = Environment("test", spot="https://spot.test", futures="https://futures.test")
DONE = '{"code":"200000","data":"done"}'
RATE = {"gw-ratelimit-limit": "4000", "gw-ratelimit-remaining": "0", "gw-ratelimit-reset": "1500"}
READ = Endpoint("GET", "/api/v1/x", pool="Spot", safe=True)
WRITE = Endpoint("POST", "/api/v1/x", pool="Spot", body=True)
CANCEL = Endpoint("DELETE", "/api/v1/x", pool="Spot")


class FakeTime:
    """A clock that stands still but for what is slept."""

    def __init__(self, now=1700000000.0):
        self.now = now
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


class Peer(socketserver.ThreadingTCPServer):
    """A server that keeps what it gets, and answers each connection with the next bytes; then it hangs up.

    None instead of bytes leaves the other side waiting.
    """

    daemon_threads = True

    def __init__(self, answers):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.answers = list(answers)
        self.requests = []
        self.ended = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.ended.set()
        self.shutdown()
        self.server_close()


class _Answer(socketserver.StreamRequestHandler):
    def handle(self):
        first = self.rfile.readline().decode("ascii").split()
        headers = dict(http.client.parse_headers(self.rfile).items())
        body = self.rfile.read(int(headers.get("Content-Length", "0")))
        self.server.requests.append((*first[:2], headers, body))
        for part in self.server.answers.pop(0):
            if part is None:
                self.server.ended.wait(5)
            else:
                self.wfile.write(part)


def answer(body=DONE, status="200 OK", headers=None):
    lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body.encode())}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return ["\r\n".join([*lines, "", body]).encode()]


CUT = []
SILENCE = [None]
BROKEN_OFF = [b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n" + DONE[:-5].encode()]
STALLED = [answer()[0][:-5], None]


@pytest.fixture
def serve():
    peers = []

    def serve(*answers):
        peers.append(Peer(answers))
        return peers[-1]

    yield serve
    for peer in peers:
        peer.close()


@pytest.fixture
def wire():
    with responses.RequestsMock(assert_all_requests_are_fired=False) as wire:
        yield wire


@pytest.fixture
def now():
    return FakeTime()


@pytest.fixture
def session(now):
    return Session(SIGNER, environment=ENVIRONMENT, clock=now, sleep=now.sleep)


def session_to(address, **options):
    now = FakeTime()
    options = {"timeout": (2, 0.2), "clock": now, "sleep": now.sleep, **options}
    return Session(SIGNER, environment=Environment("peer", spot=address), **options)


def sent(wire):
    return [(call.request.method, call.request.url, call.request.body) for call in wire.calls]


def raised_by(call, *args, **kwargs):
    with pytest.raises(errors.KucoinError) as raised:
        call(*args, **kwargs)
    assert raised.value.advice
    return raised.value


@pytest.fixture(scope="module")
def refused_address():
    """An address that nobody listens on: the port is ours, so nobody else can either."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


# --- what is sent ---


@pytest.mark.parametrize(
    "params, target",
    [
        ({"currency": "BTC,USDT"}, "currency=BTC,USDT"),
        ({"currency": ["BTC", "USDT"]}, "currency=BTC,USDT"),
        ({"chain": "BEP20 (BSC)"}, "chain=BEP20%20(BSC)"),
        ({"a": "x&y=z", "b": "1+2"}, "a=x%26y%3Dz&b=1%2B2"),
        ({"a": "#1", "b": "100%", "c": "%20"}, "a=%231&b=100%25&c=%2520"),
        ({"a": "café 漢字"}, "a=caf%C3%A9%20%E6%BC%A2%E5%AD%97"),
        ({"a": True, "b": False, "c": [True, 1]}, "a=true&b=false&c=true,1"),
        ({"a": None, "b": 0, "c": ""}, "b=0&c="),
        ({"a": Decimal("1E-8"), "b": Decimal("1.10"), "c": 12}, "a=0.00000001&b=1.10&c=12"),
        ({"z": 1, "a": 2, "m": 3}, "z=1&a=2&m=3"),
        ({"a": "-._~!@'()*/:,"}, "a=-._~!@'()*/:,"),
        ({"a": '"<>[]\\^`{|};$?='}, "a=%22%3C%3E%5B%5D%5C%5E%60%7B%7C%7D%3B%24%3F%3D"),
        ({"odd &name": "x"}, "odd%20%26name=x"),
    ],
)
def test_call__sends_the_encoded_query_and_signs_the_decoded_one(wire, session, params, target):
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    assert session.call("get", "/api/v1/x", params) == "done"
    assert sent(wire) == [("GET", "https://spot.test/api/v1/x?" + target, None)]
    signed = "/api/v1/x?" + unquote(target)
    assert wire.calls[0].request.headers["KC-API-SIGN"] == SIGNER.sign(1700000000000, "GET", signed)


OTHER_SPELLINGS = ("O8b", "O9b")  # of bodies, which this package never sends
RIGHT = [case for case in VECTORS["cases"] if case["status"] == "right" and case["id"] not in OTHER_SPELLINGS]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case["id"])
def test_call__signs_every_vector_and_sends_what_decodes_to_it(wire, session, case):
    wire.add(case["method"], re.compile("https://"), DONE)
    path, _, query = case["path"].partition("?")
    params = dict(pair.split("=") for pair in query.split("&")) if query else {}
    endpoint = Endpoint(case["method"], path)
    session.request(endpoint, params, json.loads(case["body"]) if case["body"] else None)
    request = wire.calls[0].request
    assert unquote(request.url) == "https://spot.test" + case["path"]
    assert (request.body or b"").decode() == case["body"]
    assert request.headers["KC-API-SIGN"] == case["sign"]


def test_call__no_parameters(wire, session):
    wire.add("GET", "https://spot.test/api/v1/accounts", DONE)
    session.call("GET", "/api/v1/accounts")
    assert sent(wire) == [("GET", "https://spot.test/api/v1/accounts", None)]
    assert wire.calls[0].request.headers == {
        "User-Agent": requests.utils.default_user_agent(),
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
        "KC-API-KEY": "5f0000000000000000000001",
        "KC-API-KEY-VERSION": "3",
        "KC-API-PASSPHRASE": "o2umz33zq7n/FGjooPMFMGl79/BAEgafSLxQpIfljRc=",
        "KC-API-SIGN": "uCV9zTcHFC0Z5/neRMscGmqpjoKn+UtXuDUj6yct2Qk=",
        "KC-API-TIMESTAMP": "1700000000000",
    }


def test_add_order__sends_what_is_signed(wire, now):
    wire.add("POST", "https://spot.test/api/v1/hf/orders", '{"code":"200000","data":{"orderId":"1","clientOid":"a-1"}}')
    client = Client(*(VECTORS[name] for name in ("key", "secret", "passphrase")), environment=ENVIRONMENT, clock=now)
    order = client.spot.order.add_order(
        "BTC-USDT",
        "buy",
        "limit",
        price=Decimal("1E-8"),
        size=5,
        client_oid="a-1",
        post_only=True,
        cancel_after=None,
        remark="café & +#% ,\"漢\"",
    )
    assert order == {"orderId": "1", "clientOid": "a-1"}
    body = (
        '{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"0.00000001","size":"5","clientOid":"a-1",'
        '"postOnly":true,"remark":"café & +#% ,\\"漢\\""}'
    ).encode()
    assert sent(wire) == [("POST", "https://spot.test/api/v1/hf/orders", body)]
    headers = wire.calls[0].request.headers
    assert headers["Content-Length"] == str(len(body))
    assert headers["KC-API-SIGN"] == SIGNER.sign(1700000000000, "POST", "/api/v1/hf/orders", body)


def test_wire__every_character_arrives_as_it_was_sent(serve):
    characters = "".join(map(chr, range(1, 127))) + "é漢\U0001f600"
    peer = serve(answer(), answer())
    session = session_to(peer.url)
    session.call("GET", "/api/v1/x", {"q": characters, characters: "name"})
    session.call("DELETE", "/api/v1/x/{id}", {"id": characters})
    (_, read, read_headers, _), (_, cancelled, cancelled_headers, _) = peer.requests
    assert unquote(read) == f"/api/v1/x?q={characters}&{characters}=name"
    assert unquote(cancelled) == f"/api/v1/x/{characters}"
    SIGNER.verify(read_headers, "GET", unquote(read))
    SIGNER.verify(cancelled_headers, "DELETE", unquote(cancelled))


@pytest.mark.parametrize(
    "verb, params, body, length",
    [
        ("GET", {"a": 1}, b"", None),
        ("POST", None, b"", "0"),
        ("POST", {"a": None}, b"", "0"),
        ("POST", {"a": "é"}, '{"a":"é"}'.encode(), "10"),
        ("POST", [{"a": Decimal("0.1")}, 2], b'[{"a":"0.1"},2]', "15"),
        ("POST", (), b"[]", "2"),
        ("DELETE", {"a": 1}, b"", None),
    ],
)
def test_wire__bodies_are_never_chunked(serve, verb, params, body, length):
    peer = serve(answer())
    session_to(peer.url).call(verb, "/api/v1/x", params)
    ((sent_verb, target, headers, sent_body),) = peer.requests
    assert (sent_verb, sent_body) == (verb, body)
    assert target == ("/api/v1/x?a=1" if verb != "POST" else "/api/v1/x")
    assert headers.get("Content-Length") == length
    assert "Transfer-Encoding" not in headers
    SIGNER.verify(headers, verb, target, body)


def test_wire__delete_with_a_body(serve):
    peer = serve(answer())
    endpoint = Endpoint("DELETE", "/api/v1/orders/multi-cancel", body=True)
    session_to(peer.url).request(endpoint, {}, {"orderIdsList": ["1", "2"]})
    ((verb, target, headers, body),) = peer.requests
    assert (verb, target, body) == ("DELETE", "/api/v1/orders/multi-cancel", b'{"orderIdsList":["1","2"]}')
    assert (headers["Content-Length"], headers["Content-Type"]) == ("26", "application/json")


def test_wire__cookies_are_not_sent_back(serve):
    peer = serve(answer(headers={"Set-Cookie": "a=b; Path=/"}), answer())
    session = session_to(peer.url)
    session.call("GET", "/api/v1/x")
    session.call("GET", "/api/v1/x")
    assert ["Cookie" in headers for _, _, headers, _ in peer.requests] == [False, False]


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0) as sandbox:
        yield sandbox


ODD = ["a b", "a&b=c", "1+2", "#1", "100%", "%20", "café漢", "a/b?c", "'\"<>\\"]


@pytest.mark.parametrize("value", ["", "BTC,USDT", *ODD])
def test_sandbox__accepts_odd_queries(sandbox, value):
    client = Client(*sandbox.credentials, environment=sandbox.environment)
    assert client.session.call("GET", "/api/v1/accounts", {"currency": value, "type": "trade", "odd &name": value}) == (
        client.session.call("GET", "/api/v1/accounts", {"type": "trade"}) if value == "" else []
    )


@pytest.mark.parametrize("value", ODD)
def test_sandbox__accepts_odd_paths_and_bodies(sandbox, value):
    client = Client(*sandbox.credentials, environment=sandbox.environment)
    with pytest.raises(errors.OrderNotFound):
        client.spot.order.cancel_order_by_client_oid(value, "BTC-USDT")
    order = {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": Decimal("1.0"), "size": 1, "remark": value}
    placed = client.session.call("POST", "/api/v1/hf/orders", {**order, value: [True, None, {"a": value}]})
    row = client.spot.order.get_order_by_order_id(placed["orderId"], "BTC-USDT")
    assert (row["price"], row["size"], row["remark"]) == ("1", "1", value)
    client.spot.order.cancel_order_by_order_id(placed["orderId"], "BTC-USDT")


# --- what is refused before anything is sent ---


@pytest.mark.parametrize(
    "params, name",
    [({"price": 0.1}, "price"), ({"currencyList": ["1", 0.1]}, "currency_list[1]"), ({"a": {"b": 1.5}}, "a.b")],
)
@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_call__float_is_refused_by_name(wire, session, verb, params, name):
    with pytest.raises(TypeError) as refused:
        session.call(verb, "/api/v1/x", params)
    assert str(refused.value).startswith(f"{name}: expected text, int, bool, Decimal or a list of these, got ")
    assert sent(wire) == []


@pytest.mark.parametrize("value", [None, "", " ", ".", "..", "../", "/", " . ", "\t", "\n", "\u3000"])
@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_call__empty_path_value_is_refused_by_name(wire, session, verb, value):
    with pytest.raises(ValueError) as refused:
        session.call(verb, "/api/v1/hf/orders/{orderId}", {"orderId": value, "symbol": "BTC-USDT"})
    shown = "" if value is None else value
    assert str(refused.value) == f"orderId: expected a value that can stand in a path, got {shown!r}"
    assert sent(wire) == []


def test_call__missing_path_value_is_refused(wire, session):
    with pytest.raises(ValueError, match="^orderId: expected"):
        session.call("DELETE", "/api/v1/hf/orders/{orderId}")
    assert sent(wire) == []


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "", "HEAD"])
def test_call__unknown_verb(session, verb):
    with pytest.raises(ValueError) as refused:
        session.call(verb, "/api/v1/x")
    assert str(refused.value) == f"verb: expected 'GET', 'POST' or 'DELETE', got {verb!r}"


@pytest.mark.parametrize("path", ["api/v1/x", "", "https://api.kucoin.com/x", "/x?a=1", "/x#a"])
def test_call__path_with_more_than_a_path(session, path):
    with pytest.raises(ValueError) as refused:
        session.call("GET", path)
    assert str(refused.value) == f"path: expected a path that starts with / and has its query in params, got {path!r}"


@pytest.mark.parametrize("verb", ["GET", "DELETE"])
def test_call__bare_list_goes_with_a_post_only_and_is_not_shown(session, verb):
    with pytest.raises(TypeError) as refused:
        session.call(verb, "/api/v1/x", [("passphrase", "planted")])
    assert str(refused.value) == "params: expected names and values, got a list; only a POST can send a bare list"


def test_call__unknown_host(session):
    with pytest.raises(ValueError, match="^host: expected 'spot', 'futures' or 'broker', got 'nope'$"):
        session.call("GET", "/api/v1/x", host="nope")


def test_encoded_target__placeholders_are_filled_and_not_sent_again():
    assert encoded_target("/a/{x}/b/{y}", {"y": "2 3", "z": 4, "x": "1/2"}) == "/a/1%2F2/b/2%203?z=4"


def test_call__placeholders_of_a_post(wire, session):
    wire.add("POST", "https://spot.test/api/v1/things/a%201/paint", DONE)
    session.call("POST", "/api/v1/things/{id}/paint", {"id": "a 1", "colour": "red"})
    assert sent(wire) == [("POST", "https://spot.test/api/v1/things/a%201/paint", b'{"colour":"red"}')]


# --- with and without keys ---


@pytest.mark.parametrize("signed, expected", [(None, True), (True, True), (False, False)])
def test_call__is_signed_when_there_are_keys_unless_told(wire, session, signed, expected):
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session.call("GET", "/api/v1/x", signed=signed)
    assert ("KC-API-SIGN" in wire.calls[0].request.headers) is expected


def test_request__public_calls_go_unsigned_even_with_keys(wire, session):
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session.request(Endpoint("GET", "/api/v1/x", channel="public"), {})
    assert not [name for name in wire.calls[0].request.headers if name.startswith("KC-")]


def test_call__without_keys(wire):
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session = Session(environment=ENVIRONMENT)
    assert session.call("GET", "/api/v1/x") == session.call("GET", "/api/v1/x", signed=False) == "done"
    error = raised_by(session.call, "GET", "/api/v1/x", signed=True)
    assert type(error) is errors.CredentialsRequired
    assert str(error) == (
        "GET /api/v1/x has to be signed, and this client has no key"
        " - Give Client a key, a secret and a passphrase, or use Client.from_env()."
    )
    assert len(wire.calls) == 2


@pytest.mark.parametrize("host, address", [("spot", "https://spot.test"), ("futures", "https://futures.test")])
def test_call__host(wire, session, host, address):
    wire.add("GET", address + "/api/v1/x", DONE)
    assert session.call("GET", "/api/v1/x", host=host) == "done"


# --- headers, proxies, certificates ---


def test_headers__site_of_australia(wire):
    wire.add("GET", "https://api.kucoin.com/api/v1/x", DONE)
    Session(environment=AUSTRALIA).call("GET", "/api/v1/x")
    Session(environment=Environment("mine", spot="https://api.kucoin.com")).call("GET", "/api/v1/x")
    assert [call.request.headers.get("X-SITE-TYPE") for call in wire.calls] == ["australia", None]


def test_headers__of_the_prepared_session_are_used(wire):
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    prepared = requests.Session()
    prepared.headers.update({"User-Agent": "mine/1", "X-Mine": "yes", "Accept": None, "content-type": "text/plain"})
    prepared.headers["accept-encoding"] = "br"
    Session(environment=ENVIRONMENT, http=prepared).call("GET", "/api/v1/x")
    assert wire.calls[0].request.headers == {
        "User-Agent": "mine/1",
        "X-Mine": "yes",
        "Connection": "keep-alive",
        "Content-Type": "application/json",
        "Accept-Encoding": "gzip, deflate",
    }


@pytest.mark.parametrize("verify", [False, None, 0, ""])
def test_http__has_to_verify_certificates(verify):
    prepared = requests.Session()
    prepared.verify = verify
    with pytest.raises(ValueError) as refused:
        Session(http=prepared)
    assert str(refused.value) == "http: expected a session that verifies certificates; give it a CA bundle in http.verify"


def test_http__settings_are_worked_out_once_for_each_host(wire):
    class Counting(requests.Session):
        asked = []

        def merge_environment_settings(self, url, *others):
            self.asked.append(url)
            return super().merge_environment_settings(url, *others)

    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    wire.add("GET", "https://futures.test/api/v1/x", DONE)
    session = Session(SIGNER, environment=ENVIRONMENT, http=Counting())
    for _ in range(5):
        session.call("GET", "/api/v1/x")
        session.call("GET", "/api/v1/x", host="futures")
    assert Counting.asked == ["https://spot.test", "https://futures.test"]


def test_http__bundle_of_the_environment_and_of_the_session(monkeypatch, wire):
    monkeypatch.delenv("CURL_CA_BUNDLE", raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/mine.pem")
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session = Session(environment=ENVIRONMENT, timeout=(1, 2))
    session.call("GET", "/api/v1/x")
    settings = wire.calls[0].request.req_kwargs
    assert (settings["verify"], settings["timeout"], settings["stream"]) == ("/etc/mine.pem", (1, 2), False)
    prepared = requests.Session()
    prepared.verify, prepared.trust_env = "/etc/other.pem", False
    assert Session(http=prepared).connection_settings("https://spot.test")["verify"] == "/etc/other.pem"


def test_http__proxy_of_the_environment(monkeypatch, serve):
    peer = serve(answer(), answer())
    monkeypatch.setenv("HTTP_PROXY", peer.url)
    monkeypatch.setenv("http_proxy", peer.url)
    session = session_to("http://exchange.test")
    session.call("GET", "/api/v1/x", {"a": "b c"})
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    session.call("GET", "/api/v1/x")  # what was worked out stays
    assert [request[1] for request in peer.requests] == [
        "http://exchange.test/api/v1/x?a=b%20c",
        "http://exchange.test/api/v1/x",
    ]


def test_close__leaves_a_prepared_session_to_its_owner():
    class Watched(requests.Session):
        closed = False

        def close(self):
            self.closed = True

    theirs = Watched()
    Session(http=theirs).close()
    assert theirs.closed is False
    ours = Session()
    ours._http = Watched()
    ours.close()
    assert ours._http.closed is True


def test_repr__shows_no_secret(session):
    assert repr(session) == "Session('test', signer=Signer(key='...0001'))"
    assert repr(Session()) == "Session('live', signer=None)"


@pytest.mark.parametrize("timeout, kept", [(5, (5, 5)), (0.5, (0.5, 0.5)), ((1, 2.5), (1, 2.5))])
def test_timeout__one_number_or_a_pair(timeout, kept):
    assert Session(timeout=timeout).timeout == kept


@pytest.mark.parametrize("timeout", [0, -1, None, "5", (1,), (1, 2, 3), (1, 0), (1, None), [1, 2]])
def test_timeout__has_to_end(timeout):
    with pytest.raises(ValueError, match="^timeout: expected seconds above 0, or a pair of them, got "):
        Session(timeout=timeout)


@pytest.mark.parametrize("retries", [-1, 1.5, "2", None])
def test_retries__is_a_count(retries):
    with pytest.raises(ValueError) as refused:
        Session(retries=retries)
    assert str(refused.value) == f"retries: expected a whole number from 0 up, got {retries!r}"


# --- rate headers ---


def test_limits__are_kept_from_answers_and_from_errors(wire, session, now):
    headers = {"gw-ratelimit-limit": "4000", "gw-ratelimit-remaining": "3990", "gw-ratelimit-reset": "29000"}
    wire.add("GET", "https://spot.test/api/v1/x", DONE, headers=headers)
    session.request(READ, {})
    assert session.limits["Spot"] == Rate(4000, 3990, 29000, 1700000000.0)
    now.now += 5
    refused = {**headers, "gw-ratelimit-remaining": "3980"}
    wire.add("POST", "https://spot.test/api/v1/x", '{"code":"200004","msg":"Balance insufficient!"}', headers=refused)
    error = raised_by(session.request, WRITE, {}, {"a": 1})
    assert error.rate_limit == session.limits["Spot"] == Rate(4000, 3980, 29000, 1700000005.0)


def test_limits__are_kept_from_an_unclear_outcome(wire, session):
    wire.add("POST", "https://spot.test/api/v1/x", "<html>", status=502, headers=RATE)
    error = raised_by(session.request, WRITE, {}, {"a": 1})
    assert type(error) is errors.OutcomeUnknown
    assert error.__cause__.rate_limit == session.limits["Spot"] == Rate(4000, 0, 1500, 1700000000.0)


# --- trying again ---


def timestamps(wire):
    for call in wire.calls:
        SIGNER.verify(call.request.headers, call.request.method, unquote(call.request.path_url), call.request.body or b"")
    return [int(call.request.headers["KC-API-TIMESTAMP"]) for call in wire.calls]


@pytest.mark.parametrize(
    "fault",
    [
        {"body": requests.ConnectionError("cut")},
        {"body": requests.ReadTimeout("late")},
        {"body": requests.ConnectTimeout("late")},
        {"body": "<html>", "status": 502},
        {"body": '{"code":"500000","msg":"Internal Server Error"}', "status": 500},
        {"body": '{"code":"500000","msg":"Internal Server Error"}', "status": 200},
        {"body": '{"code":"429000","msg":"System-level rate limit exceeded."}', "status": 429},
        {"body": "<html>", "status": 429},
    ],
)
def test_retry__a_read_is_tried_again_and_signed_afresh(wire, session, now, fault):
    for _ in range(2):
        wire.add("GET", "https://spot.test/api/v1/x", **fault)
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    assert session.request(READ, {"a": "b c"}) == "done"
    first, second, third = timestamps(wire)
    assert first == 1700000000000 and first + 200 <= second <= first + 400 and second + 400 <= third <= second + 801
    assert [pytest.approx(0.3, abs=0.1001), pytest.approx(0.6, abs=0.2001)] == now.slept


@pytest.mark.parametrize("retries", [0, 1, 2, 6])
def test_retry__at_most_so_often(wire, now, retries):
    wire.add("GET", "https://spot.test/api/v1/x", "<html>", status=503)
    session = Session(SIGNER, environment=ENVIRONMENT, retries=retries, clock=now, sleep=now.sleep)
    error = raised_by(session.request, READ, {})
    assert (type(error), error.status, error.code) == (errors.ServerError, 503, "503")
    assert (len(wire.calls), len(now.slept)) == (retries + 1, retries)
    assert max(now.slept, default=0) <= 2


@pytest.mark.parametrize("reset", ["0", "1500", "2000"])
def test_retry__waits_as_long_as_the_exchange_asks(wire, session, now, reset):
    body = '{"code":"429000","msg":"Too Many Requests"}'
    wire.add("GET", "https://spot.test/api/v1/x", body, status=429, headers={**RATE, "gw-ratelimit-reset": reset})
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    assert session.request(READ, {}) == "done"
    assert now.slept == [int(reset) / 1000]


def test_retry__a_longer_wait_is_told_at_once(wire, session, now):
    body = '{"code":"429000","msg":"Too Many Requests"}'
    wire.add("GET", "https://spot.test/api/v1/x", body, status=429, headers={**RATE, "gw-ratelimit-reset": "2001"})
    error = raised_by(session.request, READ, {})
    assert (type(error), error.retry_after) == (errors.RateLimited, 2.001)
    assert (len(wire.calls), now.slept) == (1, [])


@pytest.mark.parametrize(
    "fault, kind",
    [
        ({"body": '{"code":"400100","msg":"no"}'}, errors.InvalidParameter),
        ({"body": '{"code":"400007","msg":"no"}', "status": 403}, errors.PermissionDenied),
        ({"body": '{"code":"404","msg":"Not Found"}', "status": 404}, errors.ApiError),
        ({"body": "<html>", "status": 403}, errors.ResponseError),
        ({"body": "", "status": 302, "headers": {"Location": "https://spot.test/y"}}, errors.ResponseError),
    ],
)
def test_retry__not_what_would_fail_again(wire, session, now, fault, kind):
    wire.add("GET", "https://spot.test/api/v1/x", **fault)
    assert type(raised_by(session.request, READ, {})) is kind
    assert (len(wire.calls), now.slept) == (1, [])


@pytest.mark.parametrize(
    "fault, kind",
    [
        ({"body": requests.ConnectionError("cut")}, errors.OutcomeUnknown),
        ({"body": requests.ReadTimeout("late")}, errors.OutcomeUnknown),
        ({"body": requests.ConnectTimeout("late")}, errors.Timeout),
        ({"body": "<html>", "status": 502}, errors.OutcomeUnknown),
        ({"body": '{"code":"500000","msg":"no"}', "status": 200}, errors.OutcomeUnknown),
        ({"body": '{"code":"429000","msg":"no"}', "status": 429, "headers": RATE}, errors.RateLimited),
        ({"body": '{"code":"429000","msg":"no"}', "status": 429}, errors.Overloaded),
    ],
)
@pytest.mark.parametrize("endpoint", [WRITE, CANCEL, Endpoint("GET", "/api/v1/x", safe=False)], ids=lambda e: e.verb)
def test_retry__never_a_write(wire, session, now, endpoint, fault, kind):
    wire.add(endpoint.verb, "https://spot.test/api/v1/x", **fault)
    assert type(raised_by(session.request, endpoint, {"clientOid": "mine"})) is kind
    assert (len(wire.calls), now.slept) == (1, [])


def test_retry__a_write_that_is_safe(wire, session, now):
    wire.add("POST", "https://spot.test/api/v1/x", body=requests.ReadTimeout("late"))
    wire.add("POST", "https://spot.test/api/v1/x", DONE)
    assert session.request(Endpoint("POST", "/api/v1/x", safe=True, body=True), {}) == "done"
    assert len(now.slept) == 1


@pytest.mark.parametrize("kind", ["public", "private"])
def test_retry__push_tokens(wire, now, kind):
    wire.add("POST", f"https://spot.test/api/v1/bullet-{kind}", "<html>", status=503)
    wire.add("POST", f"https://spot.test/api/v1/bullet-{kind}", '{"code":"200000","data":{"token":"t"}}')
    client = Client("k", "s", "p", environment=ENVIRONMENT, clock=now)
    client.session._sleep = now.sleep
    assert getattr(client.spot.market, f"get_{kind}_token")() == {"token": "t"}
    assert len(wire.calls) == 2


def test_retry__is_told_in_the_log(wire, session, now, caplog):
    caplog.set_level(logging.INFO, logger="kucoin_ref")
    wire.add("GET", "https://spot.test/api/v1/x", "<html>", status=503)
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session.request(READ, {})
    assert caplog.messages == [f"trying GET /api/v1/x again in {now.slept[0]:.2f} s"]


# --- the clock ---


REFUSED = '{"code":"400002","msg":"Invalid KC-API-TIMESTAMP"}'


@pytest.mark.parametrize("endpoint", [READ, WRITE, CANCEL], ids=lambda endpoint: endpoint.verb)
def test_clock__is_measured_once_and_the_call_signed_again(wire, session, now, caplog, endpoint):
    caplog.set_level(logging.INFO, logger="kucoin_ref")
    wire.add(endpoint.verb, "https://spot.test/api/v1/x", REFUSED, status=401)
    wire.add(endpoint.verb, "https://spot.test/api/v1/x", DONE)
    wire.add("GET", "https://spot.test/api/v1/timestamp", '{"code":"200000","data":1700000010250}')
    assert session.request(endpoint, {}) == "done"
    assert [call.request.headers.get("KC-API-TIMESTAMP") for call in wire.calls] == ["1700000000000", None, "1700000010250"]
    assert caplog.messages == ["the exchange's clock is +10.2 s from this machine's; signing with its time"]
    assert session.request(endpoint, {}) == "done"
    assert [wire.calls[3].request.headers["KC-API-TIMESTAMP"], len(wire.calls)] == ["1700000010250", 4]


def test_clock__the_answer_is_taken_for_the_middle_of_the_call(wire, session, now):
    def six_seconds_later(request):
        now.now += 6
        return 200, {}, '{"code":"200000","data":1700000113000}'

    wire.add("GET", "https://spot.test/api/v1/x", REFUSED, status=401)
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    wire.add_callback("GET", "https://spot.test/api/v1/timestamp", six_seconds_later)
    assert session.call("GET", "/api/v1/x") == "done"
    assert wire.calls[2].request.headers["KC-API-TIMESTAMP"] == "1700000116000"


@pytest.mark.parametrize("endpoint", [READ, WRITE], ids=lambda endpoint: endpoint.verb)
def test_clock__refused_again(wire, endpoint):
    session = Session(SIGNER, environment=ENVIRONMENT, clock=iter(range(1700000000, 1700000020)).__next__)
    wire.add(endpoint.verb, "https://spot.test/api/v1/x", REFUSED, status=401)
    wire.add("GET", "https://spot.test/api/v1/timestamp", '{"code":"200000","data":1700000000000}')
    error = raised_by(session.request, endpoint, {})
    assert (type(error), error.code, error.status, error.retryable) == (errors.ClockSkew, "400002", 401, False)
    assert error.advice == "Set this machine's clock (NTP), or send the request sooner after signing it."
    assert [call.request.path_url for call in wire.calls] == ["/api/v1/x", "/api/v1/timestamp", "/api/v1/x"]


def test_clock__cannot_be_measured(wire, session):
    wire.add("POST", "https://spot.test/api/v1/x", REFUSED, status=401)
    wire.add("GET", "https://spot.test/api/v1/timestamp", body=requests.ConnectionError("cut"))
    error = raised_by(session.request, WRITE, {})
    assert (type(error), error.retryable) == (errors.TransportError, True)
    assert [call.request.method for call in wire.calls] == ["POST", "GET", "GET", "GET"]


# --- silence ---


@pytest.mark.parametrize(
    "fault, kind",
    [
        (CUT, errors.TransportError),
        (BROKEN_OFF, errors.TransportError),
        ([b"nonsense\r\n\r\n"], errors.TransportError),
        (SILENCE, errors.Timeout),
        (STALLED, errors.Timeout),
    ],
    ids=["cut", "broken off", "nonsense", "silence", "stalled"],
)
class TestFaults:
    def test_read__is_tried_again(self, serve, fault, kind):
        peer = serve(fault, answer())
        assert session_to(peer.url).call("GET", "/api/v1/x") == "done"
        first, second = (headers["KC-API-TIMESTAMP"] for _, _, headers, _ in peer.requests)
        assert first < second

    def test_read__ends_with_what_was_seen(self, serve, fault, kind):
        peer = serve(fault)
        error = raised_by(session_to(peer.url, retries=0).call, "GET", "/api/v1/x")
        assert (type(error), error.retryable, error.__cause__) == (kind, True, None)
        assert isinstance(error, TimeoutError) is (kind is errors.Timeout)
        assert str(error).startswith("GET /api/v1/x: ")

    def test_write__has_an_unknown_outcome(self, serve, fault, kind):
        peer = serve(fault)
        error = raised_by(session_to(peer.url).call, "POST", "/api/v1/x", {"clientOid": "mine-1"})
        assert (type(error), error.retryable, error.client_oid) == (errors.OutcomeUnknown, False, "mine-1")
        assert type(error.__cause__) is kind
        assert len(peer.requests) == 1

    def test_write__behind_a_proxy_too(self, serve, fault, kind):
        peer = serve(fault)
        prepared = requests.Session()
        prepared.trust_env, prepared.proxies = False, {"http": peer.url}
        session = session_to("http://exchange.test", http=prepared)
        error = raised_by(session.call, "DELETE", "/api/v1/x", {"clientOid": "m"})
        assert (type(error), error.client_oid, type(error.__cause__)) == (errors.OutcomeUnknown, "m", kind)
        assert peer.requests[0][:2] == ("DELETE", "http://exchange.test/api/v1/x?clientOid=m")


@pytest.mark.parametrize(
    "body, client_oid", [(None, None), ([{"clientOid": "a"}], None), ({"clientOid": "b"}, "b"), ({}, None)]
)
def test_unknown_outcome__tells_the_client_oid_that_was_sent(wire, session, body, client_oid):
    wire.add("POST", "https://spot.test/api/v1/x", body=requests.ReadTimeout("late"))
    error = raised_by(session.call, "POST", "/api/v1/x", body)
    assert (type(error), error.client_oid, type(error.__cause__)) == (errors.OutcomeUnknown, client_oid, errors.Timeout)


def test_unknown_outcome__client_oid_in_a_path(wire, session):
    wire.add("DELETE", "https://spot.test/api/v1/x/a-1", body=requests.ReadTimeout("late"))
    error = raised_by(session.call, "DELETE", "/api/v1/x/{clientOid}", {"clientOid": "a-1", "symbol": "BTC-USDT"})
    assert (type(error), error.client_oid) == (errors.OutcomeUnknown, "a-1")


def test_redirect__is_not_followed(serve):
    elsewhere = serve(answer())
    peer = serve(answer("", "307 Temporary Redirect", {"Location": elsewhere.url}))
    error = raised_by(session_to(peer.url).call, "POST", "/api/v1/x", {"clientOid": "a"})
    assert (type(error), type(error.__cause__), error.__cause__.status) == (errors.OutcomeUnknown, errors.ResponseError, 307)
    assert (len(peer.requests), elsewhere.requests) == (1, [])


# --- nothing was sent ---


@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_refused_connection__is_a_transport_error(refused_address, verb):
    error = raised_by(session_to(refused_address, retries=0).call, verb, "/api/v1/x", {"clientOid": "a"})
    assert (type(error), error.retryable, error.__cause__) == (errors.TransportError, True, None)


@pytest.mark.parametrize("verb", ["GET", "POST", "DELETE"])
def test_unknown_host__is_a_transport_error(monkeypatch, verb):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = raised_by(session_to("http://exchange.invalid", retries=0).call, verb, "/api/v1/x", {"clientOid": "a"})
    assert (type(error), error.retryable, error.__cause__) == (errors.TransportError, True, None)
    assert "exchange.invalid" in str(error)


def test_proxy__that_does_not_answer_or_refuses(serve, refused_address):
    peer = serve([b"HTTP/1.1 403 Forbidden\r\n\r\n"])
    for proxy in (peer.url, refused_address):
        prepared = requests.Session()
        prepared.trust_env, prepared.proxies = False, {"https": proxy}
        session = session_to("https://exchange.test", http=prepared)
        error = raised_by(session.call, "POST", "/api/v1/x", {"clientOid": "a"})
        assert (type(error), error.retryable) == (errors.TransportError, True)
    assert peer.requests[0][:2] == ("CONNECT", "exchange.test:443")


def problem(kind, reason):
    return kind(urllib3.exceptions.MaxRetryError(None, "/api/v1/x", reason))


BAD_CERTIFICATE = urllib3.exceptions.SSLError(ssl.SSLCertVerificationError(1, "certificate verify failed"))
BROKEN_HANDSHAKE = urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF"))
LATE = urllib3.exceptions.ConnectTimeoutError(None, "late")


@pytest.mark.parametrize(
    "fault, kind",
    [
        (problem(requests.exceptions.SSLError, BAD_CERTIFICATE), errors.TransportError),
        (problem(requests.ConnectTimeout, LATE), errors.Timeout),
        (
            problem(requests.exceptions.ProxyError, urllib3.exceptions.ProxyError("Unable to connect to proxy", LATE)),
            errors.TransportError,
        ),
        (requests.exceptions.InvalidSchema("no adapter"), errors.TransportError),
        (requests.exceptions.InvalidURL("no host"), errors.TransportError),
        (
            problem(
                requests.exceptions.ProxyError,
                urllib3.exceptions.ProxyError("Unable to connect to proxy", http.client.RemoteDisconnected("cut")),
            ),
            errors.OutcomeUnknown,
        ),
        (problem(requests.exceptions.SSLError, BROKEN_HANDSHAKE), errors.OutcomeUnknown),
        (problem(requests.exceptions.RetryError, urllib3.exceptions.ResponseError("too many")), errors.OutcomeUnknown),
        (requests.RequestException(), errors.OutcomeUnknown),
    ],
)
def test_write__may_have_arrived_or_cannot(wire, session, fault, kind):
    wire.add("POST", "https://spot.test/api/v1/x", body=fault)
    assert type(raised_by(session.request, WRITE, {}, {"a": 1})) is kind


# --- answers ---


def test_response_error__shows_the_start_of_what_came(wire, session):
    page = "<html>\n  <head><title>Sorry, you have been blocked</title>" + "x" * 500
    wire.add("GET", "https://spot.test/api/v1/x", page, status=403)
    error = raised_by(session.request, READ, {})
    start = "<html> <head><title>Sorry, you have been blocked</title>" + "x" * 144
    assert error.args == (f"GET /api/v1/x: expected JSON with a code, got '{start}' (HTTP 403)",)
    assert error.status == 403


@pytest.mark.parametrize(
    "body",
    [
        '{"code":"200000","data":{"token":"' + "planted" * 60,
        '{"data":{"token":"planted"}}',
        '["passphrase=planted&x", "it\'s"]',
        '{"passphrase":"x\\"planted\\" \'',
    ],
)
def test_response_error__holds_no_secret_of_a_mangled_answer(wire, session, body):
    wire.add("GET", "https://spot.test/api/v1/x", body)
    error = raised_by(session.request, READ, {})
    assert type(error) is errors.ResponseError
    assert "planted" not in str(error)
    assert (error.__cause__, error.__context__) == (None, None)


def test_answer__not_utf_8(wire, session):
    wire.add("GET", "https://spot.test/api/v1/x", b'{"code":"200000","data":"\xff"}')
    assert type(raised_by(session.request, READ, {})) is errors.ResponseError


def test_answer__deeper_than_can_be_read(wire, session):
    wire.add("GET", "https://spot.test/api/v1/x", '{"code":"200000","data":' + "[" * 100000)
    assert type(raised_by(session.request, READ, {})) is errors.ResponseError


def test_answer__compressed(serve):
    body = gzip.compress(DONE.encode())
    head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    peer = serve([head.encode(), body])
    assert session_to(peer.url).call("GET", "/api/v1/x") == "done"
    assert peer.requests[0][2]["Accept-Encoding"] == "gzip, deflate"


def test_signature_error__tells_what_was_signed_masked(wire, session):
    refused = '{"code":"400005","msg":"Invalid KC-API-SIGN"}'
    wire.add("DELETE", "https://spot.test/api/v1/sub/api-key", refused, status=401)
    wire.add("POST", "https://spot.test/api/v1/sub/api-key", refused, status=401)
    params = {"subName": "a b", "passphrase": "x&y=z #1", "apiKey": "k"}
    in_query = raised_by(session.call, "DELETE", "/api/v1/sub/api-key", params)
    in_body = raised_by(session.call, "POST", "/api/v1/sub/api-key", {**params, "passphrase": 'x"y\\'})
    assert in_query.string_to_sign == "1700000000000DELETE/api/v1/sub/api-key?subName=a b&passphrase=***&apiKey=k"
    assert in_body.string_to_sign == (
        '1700000000000POST/api/v1/sub/api-key{"subName":"a b","passphrase":"***","apiKey":"k"}'
    )


# --- logs ---


def test_log__of_a_call(wire, session, caplog):
    caplog.set_level(logging.DEBUG, logger="kucoin_ref")
    wire.add("GET", "https://spot.test/api/v1/x", DONE)
    session.call("GET", "/api/v1/x", {"a": "b c", "passphrase": "planted"})
    (message,) = caplog.messages
    assert re.fullmatch(r"GET /api/v1/x\?a=b%20c&passphrase=\*\*\* took \d+ ms", message)


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "urllib3.util.retry"])
def test_log__of_urllib3_is_masked(caplog, name):
    caplog.set_level(logging.DEBUG, logger=name)
    logging.getLogger(name).debug("Incremented Retry for (url='%s'): %r", "/x?passphrase=planted&a=1", 3)
    assert caplog.messages == ["Incremented Retry for (url='/x?passphrase=***&a=1'): 3"]
    assert caplog.records[0].args == ()


def test_timestamp__is_in_whole_milliseconds():
    assert Session(clock=lambda: 1700000000.5678).timestamp() == 1700000000567
