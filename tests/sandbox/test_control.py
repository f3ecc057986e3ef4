"""The sandbox's own endpoints, asked as a program in any language would ask them."""

import time

import pytest
import requests

from kucoin_ref import Client, catalog, errors
from kucoin_ref.sandbox import control
from kucoin_ref.sandbox.faults import NAMES
from kucoin_ref.sandbox.gateway import Request

STATUS = "/api/v1/status"
WAIT = 5  # seconds that anything may take


@pytest.fixture(autouse=True)
def no_fault_left(sandbox):
    yield
    sandbox.clear_faults()


@pytest.fixture
def ask(sandbox):
    """Sends a request to the sandbox's own endpoints; status and envelope."""
    def ask(verb, path, body=None, **options):
        options = {"json": body} if body is not None else options
        answer = requests.request(verb, f"{sandbox.url}/sandbox/{path}", timeout=WAIT, **options)
        return answer.status_code, answer.json()

    return ask


def refused(message, status=400):
    return status, {"code": "400100" if status == 400 else str(status), "msg": message}


def test_faults__what_there_is(ask):
    status, answer = ask("GET", "faults")
    known = answer["data"].pop("known")
    assert (status, answer) == (200, {"code": "200000", "data": {"pending": []}})
    assert tuple(known) == NAMES
    assert known["fail_next"] == {
        "does": "Refuse the next call with this code, and this HTTP status.",
        "arguments": {"code": "text", "message": "text", "status": "a whole number"},
    }
    assert known["drop"] == {"does": "Cut every push connection without a word.", "arguments": {}}


def test_faults__asked_for_and_taken_by_the_next_call_only(ask, sandbox):
    wanted = {"fault": "fail_next", "code": "200004", "message": "no money", "status": 418}
    assert ask("POST", "faults", wanted) == (200, {"code": "200000", "data": {"pending": [wanted]}})
    assert ask("GET", "faults")[1]["data"]["pending"] == [wanted]  # our own endpoints do not take it
    assert ask("GET", "clock")[0] == 200
    answers = [requests.get(sandbox.url + STATUS, timeout=WAIT) for _ in range(2)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(418, "200004"), (200, "200000")]


@pytest.mark.parametrize("wanted", [
    {"fault": "overload"}, {"fault": "lose_response"}, {"fault": "slow_response", "seconds": 2}, {"fault": "cut_response"},
    {"fault": "late_ack", "seconds": 0.5}, {"fault": "skip_sequence"}, {"fault": "clock_skew", "ms": -5000},
], ids=str)
def test_faults__each_and_none_again(ask, wanted):
    assert ask("POST", "faults", wanted) == (200, {"code": "200000", "data": {"pending": [wanted]}})
    assert ask("DELETE", "faults") == (200, {"code": "200000", "data": {"pending": []}})


def test_faults__of_push_connections(ask, push):
    quiet = push()
    assert ask("POST", "faults", {"fault": "mute"})[1]["data"] == {"pending": []}
    quiet.say(id="1", type="ping")
    loud = push()
    assert loud.alive() and quiet.silent()
    assert ask("POST", "faults", {"fault": "drop"})[0] == 200
    assert loud.ended() == []


@pytest.mark.parametrize("wanted, message", [
    ({}, f"fault: expected one of {', '.join(NAMES)}; got None"),
    ({"fault": "new_key"}, f"fault: expected one of {', '.join(NAMES)}; got 'new_key'"),
    ({"fault": ["mute"]}, f"fault: expected one of {', '.join(NAMES)}; got ['mute']"),
    ({"fault": "fail_next"}, "code: expected text, got nothing"),
    ({"fault": "fail_next", "code": 200004}, "code: expected text, got 200004"),
    ({"fault": "fail_next", "code": "1", "status": 99}, "status: expected an HTTP status from 200 to 599, got 99"),
    ({"fault": "fail_next", "code": "1", "status": True}, "status: expected a whole number, got True"),
    ({"fault": "fail_next", "code": "1", "times": 3}, "times: not known; expected code, message, status"),
    ({"fault": "mute", "seconds": 3}, "seconds: not known; expected no arguments"),
    ({"fault": "slow_response", "seconds": "3"}, "seconds: expected a number, got '3'"),
    ({"fault": "slow_response", "seconds": -3}, "seconds: expected a number from 0 to 3600, got -3"),
    ({"fault": "clock_skew", "ms": 0.5}, "ms: expected a whole number, got 0.5"),
    ({"fault": "clock_skew"}, "ms: expected a whole number, got nothing"),
], ids=str)
def test_faults__what_is_none(ask, wanted, message):
    assert ask("POST", "faults", wanted) == refused(message)
    assert ask("GET", "faults")[1]["data"]["pending"] == []


def test_faults__null_is_nothing(ask):
    _, answer = ask("POST", "faults", {"fault": "fail_next", "code": "1", "message": None, "status": None})
    assert answer["data"]["pending"] == [{"fault": "fail_next", "code": "1", "message": "asked for by the test"}]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("body, headers, message", [
    (b'{"fault":"mute"}', {}, "Content-Type: expected application/json"),
    (b'{"fault":"mute"}', {"Content-Type": "text/plain"}, "Content-Type: expected application/json"),
    (b"fault=mute", JSON, "the body is not JSON"),
    (b"[" * 100000, JSON, "the body is not JSON"),
    (b"\xff", JSON, "the body is not JSON"),
    (b"[]", JSON, "the body is not a JSON object"),
    (b"", JSON, f"fault: expected one of {', '.join(NAMES)}; got None"),
])
def test_body__that_is_no_good(ask, body, headers, message):
    assert ask("POST", "faults", data=body, headers=headers) == refused(message)


@pytest.mark.parametrize("verb, path, message, status", [
    ("GET", "nothing", "/sandbox/nothing is not known; there are /sandbox/clock, /sandbox/faults, /sandbox/keys, /sandbox/state",
     404),
    ("DELETE", "clock", "/sandbox/clock takes GET and POST", 405),
    ("GET", "keys", "/sandbox/keys takes POST", 405),
])
def test_path__that_is_none(ask, verb, path, message, status):
    assert ask(verb, path) == refused(message, status)


def test_path__takes_a_query(ask):
    assert ask("GET", "clock?x=1")[0] == 200


def test_clock__goes_and_can_be_put_ahead(ask, sandbox):
    _, before = ask("GET", "clock")
    assert abs(before["data"]["time"] / 1000 - time.time()) < 5
    _, after = ask("POST", "clock", {"hours": 8, "minutes": 0.5})
    assert 0 <= after["data"]["time"] - before["data"]["time"] - 8 * 3600_000 - 30_000 < 5000
    assert ask("POST", "clock", {"hours": -1}) == refused(
        "days, hours, minutes, seconds: expected a time above 0 and up to ten years")
    assert ask("POST", "clock", {"weeks": 1}) == refused("weeks: not known; expected days, hours, minutes, seconds")


def test_keys__of_a_new_account(ask, sandbox):
    _, first = ask("POST", "keys", {})
    _, second = ask("POST", "keys", {"permissions": ["General"], "main": {}, "trade": {"BTC": "1.5", "USDT": 20}})
    assert second["data"]["uid"] == first["data"]["uid"] + 1
    with Client(*(second["data"][name] for name in ("key", "secret", "passphrase")), environment=sandbox.environment) as client:
        rows = client.account.account.get_spot_account_list()
        assert {(row["type"], row["currency"], row["available"]) for row in rows} == {
            ("trade", "BTC", "1.5"), ("trade", "USDT", "20")}
        with pytest.raises(errors.PermissionDenied):
            client.spot.order.cancel_all_orders()


def test_keys__one_more_of_an_account(ask):
    _, first = ask("POST", "keys", {})
    _, second = ask("POST", "keys", {"uid": first["data"]["uid"]})
    assert second["data"]["uid"] == first["data"]["uid"] and second["data"]["key"] != first["data"]["key"]


@pytest.mark.parametrize("wanted, message", [
    ({"uid": 5}, "uid: expected that of a key made before, got 5"),
    ({"permissions": "General"}, "permissions: expected a list of texts, got 'General'"),
    ({"permissions": ["Flying"]}, "permissions: expected some of {permissions}; got Flying"),
    ({"trade": ["USDT"]}, "trade: expected amounts by currency, such as {{\"USDT\": \"100\"}}, got ['USDT']"),
    ({"trade": {"USDT": "-1"}}, "trade.USDT must be a positive decimal."),
    ({"trade": {"USDT": None}}, "trade.USDT must be a positive decimal."),
], ids=str)
def test_keys__that_cannot_be(ask, sandbox, wanted, message):
    before = len(sandbox.gateway.keys)
    known = sorted({entry.endpoint.permission for entry in catalog.entries() if entry.endpoint.permission})
    assert ask("POST", "keys", wanted) == refused(message.format(permissions=", ".join(known)))
    assert len(sandbox.gateway.keys) == before


@pytest.mark.parametrize("peer, status", [("127.0.0.1", 200), ("127.8.8.8", 200), ("::1", 200), ("192.168.0.7", 403)])
def test_peer__this_machine_only_unless_told_otherwise(sandbox, peer, status):
    request = Request("GET", "/sandbox/clock", {}, b"", peer)
    found, answer = control.answer(sandbox, request)
    assert found == status
    if status == 403:
        assert answer == {
            "code": "403", "msg": "/sandbox/clock is for this machine only, unless the sandbox is started with --remote-control"}
    sandbox.remote_control = True
    try:
        assert control.answer(sandbox, request)[0] == 200
    finally:
        sandbox.remote_control = False
