"""The faults: what a client sees of each, over real sockets."""

import json
import socket
import time

import pytest
import requests

from kucoin_ref import Client, KucoinAuth, Signer, errors
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.faults import NAMES, Faults

PAIR = "BTC-USDT"
STATUS = "/api/v1/status"
REQUEST = b"GET /api/v1/status HTTP/1.1\r\nHost: x\r\n\r\n"
OPEN = {"code": "200000", "data": {"status": "open", "msg": ""}}
TICKER = {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
WAIT = 5  # seconds that anything may take


@pytest.fixture(autouse=True)
def no_fault_left(sandbox):
    yield
    assert sandbox.pending_faults() == []


def test_mute__says_nothing_more_and_stays_open(sandbox, push):
    peer = push()
    assert peer.alive()
    sandbox.mute()
    peer.say(id="6", type="ping")
    peer.socket.ping("x")
    peer.say(**TICKER)
    later = push()  # opened afterwards, so not muted
    assert later.alive() and later.alive()
    with sandbox.lock:
        sandbox.hub.tick(sandbox.now())
    assert later.alive() and peer.silent()
    assert len(sandbox.hub.connections) == 2


def test_drop__cuts_without_a_word(sandbox, push, client):
    first, second = push(), push()
    sandbox.drop()
    assert first.ended() == second.ended() == []
    assert push().alive() and client.spot.market.get_service_status()["status"] == "open"


def test_late_ack__after_the_first_pushes(sandbox, push):
    sandbox.late_ack(0.3)
    peer = push()
    peer.say(**TICKER)
    frames = [peer.hear(), peer.hear()]
    assert [frame["type"] for frame in frames] == ["message", "ack"]
    peer.say(**{**TICKER, "id": "2", "topic": "/market/match:BTC-USDT"})
    assert peer.hear() == {"id": "2", "type": "ack"}


def test_skip_sequence__leaves_a_gap(sandbox, push, client):
    peer = push()
    peer.say(**{**TICKER, "topic": "/market/level2:BTC-USDT"})
    assert peer.hear()["type"] == "ack"
    sandbox.skip_sequence()
    before = sandbox.exchange.book(PAIR).sequence
    for _ in range(3):
        client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001")
    assert [peer.hear()["data"]["sequenceStart"] for _ in range(2)] == [before + 2, before + 3]
    client.spot.order.cancel_all_orders()


def test_lose_response__carried_out_and_not_answered(sandbox, client, raw):
    sandbox.lose_response()
    with pytest.raises(errors.OutcomeUnknown) as unknown:
        client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid="lost-1")
    assert unknown.value.client_oid == "lost-1"
    assert client.spot.order.cancel_order_by_client_oid("lost-1", PAIR) == {"clientOid": "lost-1"}
    sandbox.lose_response()
    raw.send(REQUEST)
    assert raw.ended()


def test_fail_next__refuses_one_call_and_does_not_carry_it_out(sandbox, client):
    sandbox.fail_next("200001", "paused")
    with pytest.raises(errors.ApiError) as refused:
        client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid="failed-1")
    assert (refused.value.code, refused.value.message, refused.value.status) == ("200001", "paused", 200)
    assert refused.value.rate_limit.limit == 4000
    with pytest.raises(errors.OrderNotFound):
        client.spot.order.get_order_by_client_oid("failed-1", PAIR)


@pytest.mark.parametrize("code, status, expected", [
    ("500000", 500, 500), ("429000", None, 429), ("400007", None, 403), ("400002", None, 401), ("200001", None, 200),
    ("200001", 418, 418)])
def test_fail_next__status(sandbox, code, status, expected):
    sandbox.fail_next(code, status=status)
    answers = [requests.get(sandbox.url + STATUS, timeout=WAIT) for _ in range(2)]
    assert (answers[0].status_code, answers[0].json()) == (expected, {"code": code, "msg": "asked for by the test"})
    assert answers[1].json() == OPEN


def test_fail_next__one_after_the_other(sandbox, Raw):
    sandbox.fail_next("1", "first")
    sandbox.lose_response()
    sandbox.fail_next("2", "second")
    with Raw(sandbox) as raw:
        raw.send(REQUEST * 2)
        assert json.loads(raw.answer()[2])["msg"] == "first"
        assert raw.ended()
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == {"code": "2", "msg": "second"}


def test_fail_next__does_not_relabel_what_is_refused_anyway(sandbox):
    sandbox.fail_next("500000", status=500)
    answer = requests.get(sandbox.url + "/nope", timeout=WAIT)
    assert (answer.status_code, answer.json()) == (404, {"code": "404", "msg": "Not Found"})
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN


def test_fail_next__a_signature_without_advice(sandbox, client):
    """Nothing is wrong with it, so there is nothing to advise."""
    sandbox.fail_next("400005")
    seen = []
    client.session._http.hooks["response"] = [lambda answer, **_: seen.append(answer.headers)]
    try:
        with pytest.raises(errors.SignatureError):
            client.account.account.get_spot_account_list()
    finally:
        client.session._http.hooks["response"] = []
    sandbox.fail_next("400005")
    assert "X-Sandbox-Advice" not in requests.get(sandbox.url + STATUS, timeout=WAIT).headers


def test_overload__another_error_than_the_own_quota(sandbox, client):
    sandbox.overload()
    with pytest.raises(errors.Overloaded) as overloaded:
        client.spot.market.get_service_status()
    assert overloaded.value.rate_limit is None


@pytest.mark.parametrize("status", [0, 199, 600, 99999])
def test_fail_next__with_what_is_no_status(sandbox, status):
    with pytest.raises(ValueError, match=f"status: expected an HTTP status from 200 to 599, got {status}"):
        sandbox.fail_next("1", status=status)
    assert sandbox.pending_faults() == []


def test_slow_response__carried_out_at_once_and_answered_later(sandbox, client, raw, until):
    """Others are not held up, and the order is there long before its answer."""
    sandbox.slow_response(60)
    raw.send(REQUEST)
    assert until(lambda: not sandbox.pending_faults())
    assert client.spot.market.get_service_status()["status"] == "open"
    raw.socket.settimeout(0.05)
    with pytest.raises(socket.timeout):
        raw.socket.recv(1)


def test_slow_response__ends_with_the_sandbox(Raw, until):
    with Sandbox(market_pace=0) as own, Raw(own) as raw:
        own.slow_response(60)
        raw.send(REQUEST)
        assert until(lambda: not own.pending_faults())
        started = time.monotonic()
        own.close()
        assert time.monotonic() - started < 5


def test_slow_response__a_client_that_does_not_wait_so_long(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment, timeout=(3, 0.2)) as hasty:
        sandbox.slow_response(1)
        with pytest.raises(errors.OutcomeUnknown):
            hasty.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid="slow-1")
        assert hasty.spot.order.cancel_order_by_client_oid("slow-1", PAIR) == {"clientOid": "slow-1"}


def test_slow_response__so_much_later(sandbox):
    sandbox.slow_response(0.3)
    started = time.monotonic()
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN
    assert 0.3 <= time.monotonic() - started < 3


@pytest.mark.parametrize("fault", ["slow_response", "late_ack"])
@pytest.mark.parametrize("seconds", [-1, 3601, float("nan"), float("inf")])
def test_wait__too_long_or_none(sandbox, fault, seconds):
    with pytest.raises(ValueError, match=f"seconds: expected a number from 0 to 3600, got {seconds}"):
        getattr(sandbox, fault)(seconds)
    assert sandbox.pending_faults() == []


def test_cut_response__in_the_middle_of_the_body(sandbox, client, raw):
    sandbox.cut_response()
    raw.send(REQUEST)
    text = raw.reader.read()
    head, body = text.split(b"\r\n\r\n")
    whole = json.dumps(OPEN, separators=(",", ":")).encode()
    assert (b"200 OK" in head, f"Content-Length: {len(whole)}".encode() in head, body) == (True, True, whole[: len(whole) // 2])
    sandbox.cut_response()
    with pytest.raises(errors.OutcomeUnknown):
        client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid="cut-1")
    assert client.spot.order.cancel_order_by_client_oid("cut-1", PAIR) == {"clientOid": "cut-1"}


def test_pending_faults__those_of_calls_in_their_order(sandbox):
    sandbox.skip_sequence()
    sandbox.late_ack(0.5)
    sandbox.clock_skew(-60000)
    sandbox.fail_next("200004", status=200)
    sandbox.overload()
    sandbox.slow_response()
    sandbox.lose_response()
    sandbox.cut_response()
    assert sandbox.pending_faults() == [
        {"fault": "fail_next", "code": "200004", "message": "asked for by the test", "status": 200},
        {"fault": "overload"},
        {"fault": "slow_response", "seconds": 1.0},
        {"fault": "lose_response"},
        {"fault": "cut_response"},
        {"fault": "late_ack", "seconds": 0.5},
        {"fault": "skip_sequence"},
        {"fault": "clock_skew", "ms": -60000},
    ]
    sandbox.clear_faults()
    assert sandbox.pending_faults() == []
    assert requests.get(sandbox.url + STATUS, timeout=WAIT).json() == OPEN
    assert abs(sandbox.now() - time.time_ns()) < 10**9


def test_names__are_the_methods():
    others = {"pending_faults", "clear_faults"}
    methods = {name for name, value in vars(Faults).items() if callable(value) and not name.startswith("_")}
    assert set(NAMES) == methods - others


@pytest.mark.parametrize("ms", [10**11, -10**11])
def test_clock_skew__by_more_than_a_year(sandbox, ms):
    with pytest.raises(ValueError, match=f"ms: expected a number from -31622400000 to 31622400000, got {ms}"):
        sandbox.clock_skew(ms)


@pytest.mark.parametrize("ms", [60000, -60000])
def test_clock_skew__the_exchange_is_in_another_time(sandbox, ms):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        before = client.spot.market.get_server_time()
        sandbox.clock_skew(ms)
        try:
            assert abs(client.spot.market.get_server_time() - before - ms) < 5000
            auth = KucoinAuth(Signer(*sandbox.credentials))
            answer = requests.get(sandbox.url + "/api/v1/accounts", auth=auth, timeout=WAIT)
            assert (answer.status_code, answer.json()["code"]) == (401, "400002")
            assert client.account.account.get_spot_account_list()  # measures the difference and signs again
        finally:
            sandbox.clock_skew(0)


def test_clock_skew__a_minute_of_silence_ends_a_connection(Push):
    with Sandbox(market_pace=0) as own, Push(own) as quiet, Push(own) as another:
        own.clock_skew(60500)
        for peer in (quiet, another):
            (frame,) = peer.ended()
            assert {**frame, "id": None} == {"id": None, "type": "error", "code": 400, "data": "ping timeout"}


def test_clock_skew__orders_and_switches_fall_due(until):
    with Sandbox(market_pace=0) as own, Client(*own.credentials, environment=own.environment) as client:
        for price in ("60000", "59999"):
            client.spot.order.add_order(PAIR, "buy", "limit", price=price, size="0.001", time_in_force="GTT", cancel_after=60)
        client.spot.order.add_order("ETH-USDT", "buy", "limit", price="2300", size="1")
        client.spot.order.set_dcp(50, symbols="ETH-USDT")
        own.clock_skew(55000)
        assert until(lambda: client.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR]})
        own.clock_skew(65000)
        assert until(lambda: client.spot.order.get_symbols_with_open_order() == {"symbols": []})
