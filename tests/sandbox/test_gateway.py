"""What stands before the exchange: every check by plain HTTP without our client, those that take time by the clock given."""

import base64
import hashlib
import hmac
import json
import time
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from kucoin_ref.endpoint import Endpoint
from kucoin_ref.sandbox import Sandbox, gateway
from kucoin_ref.sandbox.gateway import MILLISECOND, Gateway, Key, Request
from kucoin_ref.sandbox.matching import Refused
from kucoin_ref.signing import Signer

ACCOUNTS = "/api/v1/accounts"
LEDGERS = "/api/v1/accounts/ledgers"
ORDERS = "/api/v1/hf/orders"
ORDER = {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "50000", "size": "0.001"}
BROKER_KEY = "11111111-2222-4333-8444-555555555555"
JSON = "application/json"
VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "signing.json").read_text("utf-8"))["computed"]


def hashed(secret, text):
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


class Wire:
    """A client in a few lines, which can get anything wrong.

    Signs the target as it is given unless told what to sign instead.
    """

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.http = requests.Session()
        self.http.trust_env = False

    def __call__(self, verb, target, body=None, *, signed=None, credentials=None, at=None, version="3", **changed):
        key, secret, passphrase = credentials or self.sandbox.credentials
        payload = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        timestamp = str(int(time.time() * 1000) + (at or 0))
        headers = {
            "KC-API-KEY": key,
            "KC-API-SIGN": hashed(secret, timestamp + (f"{verb}{target}{payload}" if signed is None else signed)),
            "KC-API-TIMESTAMP": timestamp,
            "KC-API-PASSPHRASE": hashed(secret, passphrase) if version in ("2", "3") else passphrase,
            "KC-API-KEY-VERSION": version,
            "Content-Type": JSON,
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        request = requests.Request(verb, self.sandbox.url, data=payload.encode()).prepare()
        request.url = self.sandbox.url + target  # behind the back of requests, which would encode it once more
        request.headers.update({name: value for name, value in headers.items() if value is not None})
        return self.http.send(request, timeout=5)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0, partners={"goodbroker": BROKER_KEY}) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def wire(sandbox):
    wire = Wire(sandbox)
    yield wire
    wire.http.close()


@pytest.fixture
def account(sandbox):
    """The credentials of an account that nobody has used."""
    return sandbox.new_key()


def short(value):
    """Names a test by the beginning of its argument."""
    return str(value)[:30]


def said(answer):
    return answer.status_code, answer.json()


def rate(headers):
    return {name[13:]: int(value) for name, value in headers.items() if name.startswith("gw-ratelimit-")}


# --- who it is ---


@pytest.mark.parametrize("missing", ["KC_API_KEY", "KC_API_SIGN", "KC_API_TIMESTAMP", "KC_API_PASSPHRASE"])
@pytest.mark.parametrize("value", [None, ""], ids=["absent", "empty"])
def test_headers__one_is_missing(wire, missing, value):
    answer = wire("GET", ACCOUNTS, **{missing: value})
    assert said(answer) == (400, {
        "code": "400001",
        "msg": "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE.",
    })
    assert rate(answer.headers) == {}


def test_headers__a_public_call_needs_none_and_looks_at_none(wire):
    nobody = {"KC_API_KEY": "nobody", "KC_API_SIGN": "x", "KC_API_TIMESTAMP": "y", "KC_API_PASSPHRASE": "z"}
    assert wire("GET", "/api/v1/status", **nobody).json() == {"code": "200000", "data": {"status": "open", "msg": ""}}
    assert wire.http.get(wire.sandbox.url + "/api/v1/status").json()["code"] == "200000"


@pytest.mark.parametrize("off", [-4500, 4500])
def test_timestamp__within_five_seconds(wire, off):
    assert wire("GET", ACCOUNTS, at=off).status_code == 200


@pytest.mark.parametrize("off", [-5100, 5100, -86400000])
def test_timestamp__outside_of_them(wire, off):
    assert said(wire("GET", ACCOUNTS, at=off)) == (401, {"code": "400002", "msg": "Invalid KC-API-TIMESTAMP"})


@pytest.mark.parametrize("text", ["now", "-1", "1.7e12", "1700000000", "\xb2", "9" * 30, "9" * 5000], ids=short)
def test_timestamp__none_at_all(wire, text):
    assert said(wire("GET", ACCOUNTS, KC_API_TIMESTAMP=text)) == (401, {"code": "400002", "msg": "Invalid KC-API-TIMESTAMP"})


def test_key__unknown(wire):
    answer = wire("GET", ACCOUNTS, credentials=("5f0000000000000000000001", "secret", "passphrase"))
    assert said(answer) == (401, {"code": "400003", "msg": "KC-API-KEY not exists"})


@pytest.mark.parametrize("version", [None, "1"])
def test_passphrase__plain_for_version_1(wire, sandbox, version):
    _, secret, passphrase = sandbox.credentials
    right = wire("GET", ACCOUNTS, KC_API_PASSPHRASE=passphrase, KC_API_KEY_VERSION=version)
    wrong = wire("GET", ACCOUNTS, KC_API_PASSPHRASE=hashed(secret, passphrase), KC_API_KEY_VERSION=version)
    assert right.json()["code"] == "200000"
    assert said(wrong) == (401, {"code": "400004", "msg": "Invalid KC-API-PASSPHRASE"})


@pytest.mark.parametrize("version", ["2", "3"])
def test_passphrase__hashed_for_later_versions(wire, sandbox, version):
    _, _, passphrase = sandbox.credentials
    assert wire("GET", ACCOUNTS, version=version).json()["code"] == "200000"
    for wrong in (passphrase, hashed("another", passphrase), "\xfc"):
        answer = wire("GET", ACCOUNTS, KC_API_PASSPHRASE=wrong, KC_API_KEY_VERSION=version)
        assert said(answer) == (401, {"code": "400004", "msg": "Invalid KC-API-PASSPHRASE"})


@pytest.mark.parametrize("version", ["4", "", "x"])
def test_passphrase__no_such_version(wire, version):
    assert wire("GET", ACCOUNTS, KC_API_KEY_VERSION=version).json()["code"] == "400004"


# --- the signature ---

SPELLINGS = [
    ("?currency=BTC%2CUSDT", "?currency=BTC,USDT"),
    ("?currency=BTC,USDT", "?currency=BTC,USDT"),
    ("?bizType=BEP20%20%28BSC%29", "?bizType=BEP20 (BSC)"),
    ("?bizType=BEP20+%28BSC%29", "?bizType=BEP20 (BSC)"),  # the official SDK sends a blank so
    ("?bizType=a%2Bb", "?bizType=a+b"),
    ("?bizType=a%26b%23c%25d", "?bizType=a&b#c%d"),
    ("?bizType=caf%C3%A9", "?bizType=caf\xe9"),
    ("?direction=out&currency=BTC", "?direction=out&currency=BTC"),  # never sorted
]


@pytest.mark.parametrize("sent, signed", SPELLINGS)
def test_signature__over_the_decoded_form(wire, sent, signed):
    assert wire("GET", LEDGERS + sent, signed="GET" + LEDGERS + signed).json()["code"] == "200000"


@pytest.mark.parametrize("sent", [sent for sent, _ in SPELLINGS if "%" in sent])
def test_signature__over_the_encoded_form(wire, sent):
    assert said(wire("GET", LEDGERS + sent)) == (401, {"code": "400005", "msg": "Invalid KC-API-SIGN"})


@pytest.mark.parametrize("signed", ["?currency=BTC&direction=out", "?direction=out", "?direction=out&currency=BTC&", ""])
def test_signature__over_another_query(wire, signed):
    answer = wire("GET", f"{LEDGERS}?direction=out&currency=BTC", signed=f"GET{LEDGERS}{signed}")
    assert answer.json()["code"] == "400005"


def test_signature__the_decoded_value_is_what_counts(wire, account):
    target = "/api/v1/hf/accounts/ledgers"
    sent, signed = f"{target}?currency=BTC%2CETH", f"GET{target}?currency=BTC,ETH"
    answer = wire("GET", sent, signed=signed, credentials=account).json()
    assert [row["currency"] for row in answer["data"]] == ["ETH", "BTC"]


def test_signature__of_a_path_that_needed_encoding(wire):
    target = "/api/v1/hf/orders/client-order/"
    answer = wire("GET", f"{target}a%20b?symbol=BTC-USDT", signed=f"GET{target}a b?symbol=BTC-USDT")
    assert answer.json() == {"code": "400100", "msg": "The order does not exist."}


@pytest.mark.parametrize("body", ['{"timeout":-1}', '{"timeout": -1}', '{"timeout":-1,"symbols":"\u00e9"}', '{ "timeout" : -1 }'])
def test_signature__over_the_bytes_that_are_sent(wire, body):
    expected = "900001" if "symbols" in body else "200000"
    assert wire("POST", "/api/v1/hf/orders/dead-cancel-all", body).json()["code"] == expected


@pytest.mark.parametrize("body", [None, "{}"])
def test_signature__of_a_post_without_parameters(wire, body):
    assert wire("POST", "/api/v1/bullet-private", body).json()["code"] == "200000"


@pytest.mark.parametrize("change", [
    {"KC_API_SIGN": "x"}, {"KC_API_SIGN": "\xe4" * 44}, {},
], ids=["short", "not ASCII", "another time"])
def test_signature__wrong(wire, change):
    change = change or {"KC_API_TIMESTAMP": str(int(time.time() * 1000) + 1000)}
    assert said(wire("GET", ACCOUNTS, **change)) == (401, {"code": "400005", "msg": "Invalid KC-API-SIGN"})


@pytest.mark.parametrize("signed", [ACCOUNTS, f"{ACCOUNTS}?"])
def test_signature__with_a_question_mark_and_no_query(signed):
    signer = Signer("key", "secret", "passphrase")
    pure = Gateway({"key": Key(signer, 7, frozenset(["General"]), 0)})
    headers = {name.lower(): value for name, value in signer.headers(1_000, "GET", signed).items()}
    assert pure.admit(Request("GET", f"{ACCOUNTS}?", headers, b"", "127.0.0.1"), 1_000 * MILLISECOND, {}).uid == 7


PUBLISHED = [row for row in VECTORS["cases"] if row["path"].split("?")[0] in (
    ACCOUNTS, LEDGERS, ORDERS, f"{ORDERS}/active", f"{ORDERS}/65f0c1d2e3a4b50001c0ffee", "/api/v1/bullet-private")]


@pytest.mark.parametrize("vector", PUBLISHED, ids=[row["id"] for row in PUBLISHED])
def test_signature__known_answers(vector):
    pure = Gateway({VECTORS["key"]: Key(Signer(VECTORS["key"], VECTORS["secret"], VECTORS["passphrase"]), 7,
                                        frozenset(["General", "Spot"]), 0)})
    headers = {
        "kc-api-key": VECTORS["key"], "kc-api-sign": vector["sign"], "kc-api-timestamp": str(VECTORS["timestamp"]),
        "kc-api-passphrase": "o2umz33zq7n/FGjooPMFMGl79/BAEgafSLxQpIfljRc=", "kc-api-key-version": "3", "content-type": JSON,
    }
    target = vector.get("wire", vector["path"])
    request = Request(vector["method"], target, headers, vector["body"].encode(), "127.0.0.1")
    if vector["status"] == "right":
        assert pure.admit(request, int(VECTORS["timestamp"]) * MILLISECOND, {}).uid == 7
    else:
        with pytest.raises(Refused) as refused:
            pure.admit(request, int(VECTORS["timestamp"]) * MILLISECOND, {})
        assert refused.value.code == "400005"


# --- the advice that goes with a refused signature ---

COMPACT, SPACED = '{"timeout":-1,"symbols":"\u00e9"}', '{"timeout": -1, "symbols": "\u00e9"}'
SPELLING = "you signed the body in another spelling than you sent"
SWITCH = "/api/v1/hf/orders/dead-cancel-all"
MISTAKES = {
    "encoded": ("GET", f"{LEDGERS}?currency=BTC%2CUSDT", None, f"GET{LEDGERS}?currency=BTC%2CUSDT",
                "you signed the encoded query; sign it decoded"),
    "plus": ("GET", f"{LEDGERS}?bizType=A%20B", None, f"GET{LEDGERS}?bizType=A+B",
             "you signed blanks as plus signs; sign them as blanks"),
    "no query": ("GET", f"{LEDGERS}?currency=BTC", None, f"GET{LEDGERS}", "you signed the path without the query"),
    "prefix": ("GET", "/futures/api/v1/account-overview", None, "GET/futures/api/v1/account-overview",
               "you signed the path with this sandbox's host prefix"),
    "small verb": ("GET", ACCOUNTS, None, f"get{ACCOUNTS}", "you signed the verb in small letters"),
    "no body": ("POST", SWITCH, COMPACT, f"POST{SWITCH}", "you signed without the body that you sent"),
    "{}": ("POST", "/api/v1/bullet-private", None, "POST/api/v1/bullet-private{}",
           "you signed the body {} and did not send it"),
    "compact": ("POST", SWITCH, SPACED, f"POST{SWITCH}{COMPACT}", SPELLING),
    "spaced": ("POST", SWITCH, COMPACT, f"POST{SWITCH}{SPACED}", SPELLING),
    "compact ASCII": ("POST", SWITCH, COMPACT, f"POST{SWITCH}" + COMPACT.replace("\xe9", "\\u00e9"), SPELLING),
    "spaced ASCII": ("POST", SWITCH, COMPACT, f"POST{SWITCH}" + SPACED.replace("\xe9", "\\u00e9"), SPELLING),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_advice__names_the_mistake(wire, mistake):
    verb, target, body, signed, advice = MISTAKES[mistake]
    answer = wire(verb, target, body, signed=signed)
    assert (answer.json()["code"], answer.headers["X-Sandbox-Advice"]) == ("400005", advice)


def test_advice__else_shows_what_to_sign(wire):
    answer = wire("POST", f"{SWITCH}?a=b%20c", '{"timeout":-1}', signed="something else")
    timestamp = answer.request.headers["KC-API-TIMESTAMP"]
    shown = f'sign exactly this: {timestamp}POST{SWITCH}?a=b c{{"timeout":-1}}'
    assert answer.headers["X-Sandbox-Advice"] == shown


def test_advice__shows_no_passphrase(wire):
    answer = wire("GET", f"{ACCOUNTS}?passphrase=ab%26cd%20ef&currency=BTC", signed="something else")
    assert answer.headers["X-Sandbox-Advice"].endswith(f"GET{ACCOUNTS}?passphrase=***&currency=BTC")
    answer = wire("POST", SWITCH, '{"passphrase":"ab\\"cd"}', signed="something else")
    assert answer.headers["X-Sandbox-Advice"].endswith(f'POST{SWITCH}{{"passphrase":"***"}}')


@pytest.mark.parametrize("query, shown", [
    ("?a=%0D%0ASet-Cookie:%20b", "?a=\\r\\nSet-Cookie: b"), ("?a=%E2%82%AC", "?a=\\u20ac"), ("?a=%00%FF", "?a=\\x00\\ufffd"),
])
def test_advice__stays_one_header_line(wire, query, shown):
    answer = wire("GET", ACCOUNTS + query, signed="something else")
    assert answer.headers["X-Sandbox-Advice"].endswith(f"GET{ACCOUNTS}{shown}")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("body", ["[" * 50000, "\x00" * 70000, '{"a":' * 3000 + "1" + "}" * 3000, "9" * 6000], ids=short)
def test_advice__to_a_body_that_is_none(wire, body):
    answer = wire("POST", SWITCH, body, signed="something else")
    assert answer.headers["X-Sandbox-Advice"].startswith("sign exactly this: ")
    assert len(answer.headers["X-Sandbox-Advice"]) <= 4096


def test_advice__only_with_a_refused_signature(wire):
    answers = [wire("GET", ACCOUNTS), wire("GET", ACCOUNTS, at=9000), wire("GET", ACCOUNTS, KC_API_PASSPHRASE="x")]
    assert ["X-Sandbox-Advice" in answer.headers for answer in answers] == [False, False, False]


# --- what it may ---


@pytest.mark.parametrize("permissions, target, allowed", [
    (["General"], ACCOUNTS, True),
    (["Spot"], ACCOUNTS, False),
    (["Spot"], f"{ORDERS}/active/symbols", True),
    (["General", "Futures"], f"{ORDERS}/active/symbols", False),
    ([], "/futures/api/v1/account-overview", False),
    (["Futures"], "/futures/api/v1/account-overview", True),
])
def test_permission(wire, sandbox, permissions, target, allowed):
    credentials = sandbox.new_key(permissions)
    answer = wire("GET", target, credentials=credentials, signed="GET" + target.replace("/futures", ""))
    if allowed:
        assert answer.json()["code"] == "200000"
    else:
        assert said(answer) == (403, {"code": "400007", "msg": "Access denied, require more permission."})
        assert rate(answer.headers) == {}


def test_partner__signature_is_checked_when_asked_for(wire, sandbox):
    key = sandbox.credentials[0]
    at = str(int(time.time() * 1000))
    headers = {"KC_API_PARTNER": "goodbroker", "KC_API_PARTNER_VERIFY": "true"}

    def answer(sign, **more):
        made = hashed(sandbox.credentials[1], f"{at}GET{ACCOUNTS}")
        return wire("GET", ACCOUNTS, KC_API_TIMESTAMP=at, KC_API_SIGN=made, KC_API_PARTNER_SIGN=sign, **{**headers, **more})

    right = hashed(BROKER_KEY, f"{at}goodbroker{key}")
    by_the_secret = hashed(sandbox.credentials[1], f"{at}goodbroker{key}")  # as the official SDK did up to 1.3.1
    assert answer(right).json()["code"] == "200000"
    for wrong in (by_the_secret, "x", "\xe9", None):
        assert answer(wrong).json() == {"code": "400201", "msg": "Invalid KC-API-PARTNER-SIGN"}
    assert answer(by_the_secret, KC_API_PARTNER_VERIFY=None).json()["code"] == "200000"  # only the rebate would be lost
    assert answer(by_the_secret, KC_API_PARTNER="another").json()["code"] == "200000"


# --- how much of it ---


def test_rate__headers_count_the_weight(wire, account):
    first = wire("GET", ACCOUNTS, credentials=account)
    second = wire("GET", LEDGERS, credentials=account)
    other = wire("GET", f"{ORDERS}/active/symbols", credentials=account)
    assert [(rate(answer.headers)["limit"], rate(answer.headers)["remaining"]) for answer in (first, second, other)] == [
        (2000, 1995), (2000, 1993), (4000, 3998)]
    assert rate(first.headers)["reset"] == 30000
    assert 0 < rate(second.headers)["reset"] <= 30000


def test_rate__a_refused_parameter_counts_too(wire, account):
    answer = wire("GET", f"{ORDERS}/active", credentials=account)
    assert (answer.json()["code"], rate(answer.headers)["remaining"]) == ("400100", 3998)


def test_rate__used_up(wire, sandbox, account, monkeypatch):
    monkeypatch.setitem(sandbox.gateway.quotas, "Management", 12)
    codes = [wire("GET", ACCOUNTS, credentials=account).json()["code"] for _ in range(2)]
    answer = wire("GET", ACCOUNTS, credentials=account)
    assert codes == ["200000", "200000"]
    assert said(answer) == (429, {"code": "429000", "msg": "Too Many Requests"})
    assert rate(answer.headers) == {"limit": 12, "remaining": 2, "reset": rate(answer.headers)["reset"]}
    assert wire("GET", LEDGERS, credentials=account).json()["code"] == "200000"  # what is left is enough for its weight
    assert wire("GET", ACCOUNTS, credentials=sandbox.new_key()).json()["code"] == "200000"  # another account
    assert wire("GET", f"{ORDERS}/active/symbols", credentials=account).json()["code"] == "200000"  # another pool


def test_rate__keys_of_one_account_share(wire, sandbox):
    first = sandbox.new_key()
    second = sandbox.new_key(uid=sandbox.gateway.keys[first[0]].uid)
    remaining = [rate(wire("GET", ACCOUNTS, credentials=each).headers)["remaining"] for each in (first, second)]
    assert remaining == [1995, 1990]


def test_rate__overloaded_without_headers_and_uncounted(wire, sandbox, account):
    before = rate(wire("GET", ACCOUNTS, credentials=account).headers)
    sandbox.overload()
    answer = wire("GET", ACCOUNTS, credentials=account)
    after = rate(wire("GET", ACCOUNTS, credentials=account).headers)
    assert said(answer) == (429, {"code": "429000", "msg": "Too many requests. System-level rate limit exceeded."})
    assert rate(answer.headers) == {}
    assert before["remaining"] - after["remaining"] == 5


def test_rate__a_call_without_pool(wire):
    answer = wire("GET", "/api/kyc/regions/v4")
    assert (said(answer), rate(answer.headers)) == ((200, {"code": "200000", "data": [{"code": "", "enName": ""}]}), {})


class Pure:
    """A gateway without a network, whose clock is an argument."""

    def __init__(self, **quotas):
        self.gateway = Gateway(quotas={**gateway.QUOTAS, **quotas})
        self.gateway.keys["k"] = Key(Signer("k", "s", "p"), 7, frozenset(["General", "Spot"]), 0)

    def __call__(self, target, now_ms=1700000000000, peer="10.0.0.1", off=0, verb="GET"):
        headers = {name.lower(): value for name, value in Signer("k", "s", "p").headers(now_ms + off, verb, target).items()}
        kept = {}
        try:
            self.gateway.admit(Request(verb, target, headers, b"", peer), now_ms * MILLISECOND, kept)
            code = "200000"
        except Refused as refused:
            code = refused.code
        return code, rate(kept)


@pytest.mark.parametrize("off, code", [(-4999, "200000"), (4999, "200000"), (-5000, "400002"), (5000, "400002")])
def test_timestamp__to_the_millisecond(off, code):
    assert Pure()(ACCOUNTS, off=off)[0] == code


def test_rate__fixed_window_from_the_first_call():
    ask, start = Pure(Management=10), 1700000000000
    assert ask(ACCOUNTS, start) == ("200000", {"limit": 10, "remaining": 5, "reset": 30000})
    assert ask(ACCOUNTS, start + 20000) == ("200000", {"limit": 10, "remaining": 0, "reset": 10000})
    assert ask(ACCOUNTS, start + 29999) == ("429000", {"limit": 10, "remaining": 0, "reset": 1})
    # Not sliding: what was drawn 10 s ago is forgotten, and a new window begins with this call.
    assert ask(ACCOUNTS, start + 30000) == ("200000", {"limit": 10, "remaining": 5, "reset": 30000})
    assert ask(ACCOUNTS, start + 90001) == ("200000", {"limit": 10, "remaining": 5, "reset": 30000})


def test_rate__public_by_host_and_address(monkeypatch):
    """One port serves all hosts, yet each has a counter of its own."""
    for host in ("spot", "futures", "broker"):
        endpoint = Endpoint("GET", "/api/v1/x", host, "public", pool="Public", weight=3)
        monkeypatch.setitem(gateway._LITERAL, (host, "GET", endpoint.path), endpoint)
        monkeypatch.setitem(gateway.FACTS, gateway.fact_name(endpoint), {"params": {}, "example": None})
    ask = Pure(Public=4)
    assert ask("/api/v1/x") == ("200000", {"limit": 4, "remaining": 1, "reset": 30000})
    assert ask("/api/v1/x") == ("429000", {"limit": 4, "remaining": 1, "reset": 30000})
    assert ask("/futures/api/v1/x") == ("200000", {"limit": 4, "remaining": 1, "reset": 30000})
    assert ask("/broker/api/v1/x")[0] == "200000"
    assert ask("/api/v1/x", peer="10.0.0.2") == ("200000", {"limit": 4, "remaining": 1, "reset": 30000})
    assert ask("/elsewhere/api/v1/x") == ("404", {})


# --- where it goes ---


@pytest.mark.parametrize("target", [
    "/", "/api/v1/nope", "/api/v1/hf/orders/", "/api/v1/hf//orders", "/futures/api/v1/accounts", "/futures/futures/api/v1/x",
    "/broker/api/v1/accounts", "/futures", "/futuresapi/v1/account-overview", "/api/v1/account-overview", "/API/v1/status",
    "/api/v1/status/", "/api/v1/hf/orders/a/b", "/%61pi/v1/status%2F",
])
def test_route__unknown_path_or_wrong_host(wire, target):
    assert said(wire("GET", target)) == (404, {"code": "404", "msg": "Not Found"})


def test_route__known_path_with_a_bad_tail(wire):
    answer = wire("GET", "/api/v1/market/orderbook/level2_50?symbol=BTC-USDT")
    assert said(answer) == (404, {"code": "404", "msg": "not exist"})


@pytest.mark.parametrize("verb, target", [
    ("POST", ACCOUNTS), ("DELETE", "/api/v1/status"), ("GET", "/api/v1/bullet-private?a=b"),
    ("POST", "/futures/api/v1/account-overview"),
])
def test_route__wrong_verb(wire, verb, target):
    assert said(wire(verb, target)) == (405, {"code": "405", "msg": "Method Not Allowed"})


def test_route__literal_paths_before_placeholders(wire):
    assert wire("GET", f"{ORDERS}/active/symbols").json()["data"] == {"symbols": []}
    assert wire("GET", f"{ORDERS}/done?symbol=BTC-USDT").json()["data"] == {"lastId": 0, "items": []}


def test_route__signed_without_the_hosts_prefix(wire):
    target = "/api/v1/trade-fees?symbol=XBTUSDTM"
    answer = wire("GET", "/futures" + target, signed="GET" + target)
    assert answer.json()["data"] == {"symbol": "XBTUSDTM", "takerFeeRate": "0.0006", "makerFeeRate": "0.0002"}
    assert rate(answer.headers)["limit"] == 2000  # the futures pool, not the spot one of the same path


# --- what it carries ---


@pytest.mark.parametrize("content_type", [None, "", "text/plain", "application/x-www-form-urlencoded"])
def test_body__must_be_declared_as_json(wire, content_type):
    answer = wire("POST", ORDERS, ORDER, Content_Type=content_type)
    assert said(answer) == (415, {"code": "415000", "msg": "Unsupported Media Type"})


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_body__however_json_is_spelled(wire, content_type):
    assert wire("POST", f"{ORDERS}/test", ORDER, Content_Type=content_type).json()["code"] == "200000"


@pytest.mark.parametrize("body", ["{", "[]", "1", '"x"', "null", "symbol=BTC-USDT", "[" * 100000, "\ufeff{}", "9" * 6000], ids=short)
def test_body__no_json_object(wire, body):
    answer = wire("POST", ORDERS, body)
    assert (answer.status_code, answer.json()["code"]) == (200, "400100")
    assert answer.json()["msg"] in ("The body is not JSON.", "The body is not a JSON object.")


def test_body__not_utf8(wire, sandbox):
    key, secret, passphrase = sandbox.credentials
    at, body = str(int(time.time() * 1000)), b'{"symbol":"\xff"}'
    signature = hmac.new(secret.encode(), f"{at}POST{ORDERS}".encode() + body, hashlib.sha256).digest()
    headers = {"KC-API-KEY": key, "KC-API-SIGN": base64.b64encode(signature).decode(), "KC-API-TIMESTAMP": at,
               "KC-API-PASSPHRASE": hashed(secret, passphrase), "KC-API-KEY-VERSION": "3", "Content-Type": JSON}
    answer = wire.http.post(sandbox.url + ORDERS, data=body, headers=headers)
    assert said(answer) == (200, {"code": "400100", "msg": "The body is not JSON."})


REFUSED = {
    "required, absent": ("GET", f"{ORDERS}/active", None, "symbol can not be empty"),
    "required, empty": ("GET", f"{ORDERS}/active?symbol=", None, "symbol can not be empty"),
    "required, null": ("POST", ORDERS, {**ORDER, "symbol": None}, "symbol can not be empty"),
    "enum": ("GET", "/api/v1/market/candles?symbol=BTC-USDT&type=2min", None,
             "type must be one of 1min, 3min, 5min, 15min, 30min, 1hour, 2hour, 4hour, 6hour, 8hour, 12hour, 1day, 1week, "
             "1month"),
    "enum, case": ("POST", ORDERS, {**ORDER, "side": "BUY"}, "side must be one of buy, sell"),
    "enum, number": ("GET", "/api/v1/base-fee?currencyType=2", None, "currencyType must be one of 0, 1"),
    "minimum": ("GET", f"{ORDERS}/active/page?symbol=BTC-USDT&pageSize=0", None, "pageSize should not less than 1"),
    "minimum, page": ("GET", f"{ORDERS}/active/page?symbol=BTC-USDT&pageNum=0", None, "pageNum should not less than 1"),
    "minimum, id": ("GET", f"{ORDERS}/done?symbol=BTC-USDT&lastId=-1", None, "lastId should not less than 0"),
    "minimum, default": ("POST", ORDERS, {**ORDER, "cancelAfter": -2}, "cancelAfter should not less than -1"),
    "maximum": ("GET", f"{LEDGERS}?pageSize=501", None, "pageSize should not greater than 500"),  # as on the wire
    "maximum, list": ("GET", f"{ORDERS}/done?symbol=BTC-USDT&limit=101", None, "limit should not greater than 100"),
    "integer": ("GET", f"{ORDERS}/done?symbol=BTC-USDT&limit=ten", None, "limit must be a whole number"),
    "integer, fraction": ("POST", SWITCH, {"timeout": 5.5}, "timeout must be a whole number"),
    "integer, endless": ("GET", f"{LEDGERS}?startAt={'9' * 5000}", None, "startAt must be a whole number"),
    "integer, boolean": ("POST", SWITCH, {"timeout": True}, "timeout must be a whole number"),
    "boolean": ("GET", "/futures/api/v1/transaction-history?forward=True", None, "forward must be true or false"),
    "boolean, number": ("POST", ORDERS, {**ORDER, "postOnly": 1}, "postOnly must be true or false"),
    "text": ("POST", ORDERS, {**ORDER, "symbol": ["BTC-USDT"]}, "symbol must be text"),
    "text, boolean": ("POST", ORDERS, {**ORDER, "clientOid": True}, "clientOid must be text"),
    "list": ("POST", f"{ORDERS}/multi", {"orderList": {"0": ORDER}}, "orderList must be a list"),
    "list of objects": ("POST", f"{ORDERS}/multi", {"orderList": [ORDER, "x"]}, "orderList must be an object"),
    "length": ("GET", "/api/v1/hf/fills?symbol=BTC-USDT&orderId=1234", None, "orderId has the wrong length"),
    "in the query of a POST": ("POST", f"{ORDERS}?symbol=BTC-USDT", {"side": "buy", "type": "limit"}, "symbol can not be empty"),
    "in the body of a DELETE": ("DELETE", ORDERS, {"symbol": "BTC-USDT"}, "symbol can not be empty"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_parameters__refused(wire, case):
    verb, target, body, message = REFUSED[case]
    signed = verb + target.replace("/futures", "") + (json.dumps(body) if body else "")
    assert said(wire(verb, target, body, signed=signed)) == (200, {"code": "400100", "msg": message})


@pytest.mark.parametrize("verb, target, body", [
    ("POST", f"{ORDERS}/test", {**ORDER, "cancelAfter": -1}),  # the documented default, below the documented minimum
    ("POST", f"{ORDERS}/test", {**ORDER, "price": 50000, "size": 0.001}),  # numbers do for text
    ("POST", f"{ORDERS}/test", {**ORDER, "postOnly": "false"}),
    ("POST", f"{ORDERS}/test", {**ORDER, "remark": "", "stp": None}),
    ("POST", f"{ORDERS}/test?symbol=NO-SUCH", ORDER),
    ("POST", f"{ORDERS}/test", {**ORDER, "sizeInPounds": ["1"]}),
    ("GET", "/futures/api/v1/transaction-history?forward=true&maxCount=1", None),
    ("GET", f"{ORDERS}/active/page?symbol=BTC-USDT&pageSize=50&pageNum=1&page=x", None),
    ("GET", f"{LEDGERS}?currency=", None),
    ("GET", f"{LEDGERS}?currentPage=0&pageSize=10", None),
])
def test_parameters__accepted(wire, verb, target, body):
    signed = verb + target.replace("/futures", "") + (json.dumps(body) if body else "")
    assert wire(verb, target, body, signed=signed).json()["code"] == "200000"


@pytest.mark.parametrize("name, value", [("hidden", True), ("iceberg", "true"), ("visibleSize", "0.001")])
def test_parameters__given_up_by_the_exchange(wire, name, value):
    answer = wire("POST", f"{ORDERS}/test", {**ORDER, name: value})
    assert said(answer) == (200, {"code": "400413", "msg": f"{name} is no longer supported"})


@pytest.mark.parametrize("name, value", [("hidden", False), ("iceberg", "false"), ("visibleSize", "0"), ("visibleSize", "")])
def test_parameters__given_up_and_not_asked_for(wire, name, value):
    assert wire("POST", f"{ORDERS}/test", {**ORDER, name: value}).json()["code"] == "200000"


def test_parameters__path_ids_repeated_in_the_query(wire, account):
    """The official SDK fills the path and sends the same value as a parameter too."""
    order_id = wire("POST", ORDERS, ORDER, credentials=account).json()["data"]["orderId"]
    target = f"{ORDERS}/{order_id}?symbol=BTC-USDT&orderId={'f' * 24}"
    assert wire("GET", target, credentials=account).json()["data"]["id"] == order_id
    assert wire("DELETE", target, credentials=account).json() == {"code": "200000", "data": {"orderId": order_id}}


ORDERS_REFUSED = {
    "price increment": ({"price": "50000.05"}, "600100", "Price increment invalid."),
    "size increment": ({"size": "0.001000001"}, "600100", "Order size increment invalid."),
    "funds increment": ({"type": "market", "size": None, "funds": "1.0000001"}, "600100", "Funds increment invalid."),
    "smallest size": ({"size": "0.000009"}, "400100", "Order size below the minimum requirement."),
    "smallest funds": ({"price": "1", "size": "0.001"}, "600100", "Funds below the minimum requirement."),
    "quote balance": ({"size": "3"}, "200004", "Balance insufficient!"),
    "base balance": ({"side": "sell", "price": "68000", "size": "10.1"}, "200004", "Balance insufficient!"),
    "unknown symbol": ({"symbol": "NO-SUCH"}, "900001", "Symbol not exists"),
    "exponent": ({"size": "1e-3"}, "400100", "size must be a positive decimal."),
    "not finite": ({"size": float("nan")}, "400100", "size must be a positive decimal."),
}


@pytest.mark.parametrize("case", ORDERS_REFUSED)
@pytest.mark.parametrize("tail", ["", "/sync", "/test"])
def test_orders__refused(wire, account, case, tail):
    change, code, message = ORDERS_REFUSED[case]
    answer = wire("POST", ORDERS + tail, {**ORDER, **change}, credentials=account)
    assert said(answer) == (200, {"code": code, "msg": message})
    assert wire("GET", f"{ORDERS}/active?symbol=BTC-USDT", credentials=account).json()["data"] == []


def test_orders__client_oid_twice_while_the_first_is_open(wire, account):
    order = {**ORDER, "clientOid": "twice"}
    first = wire("POST", ORDERS, order, credentials=account).json()["data"]
    assert wire("POST", ORDERS, order, credentials=account).json() == {"code": "102426", "msg": "Duplicate client order id"}
    wire("DELETE", f"{ORDERS}/{first['orderId']}?symbol=BTC-USDT", credentials=account)
    assert wire("POST", f"{ORDERS}/test", order, credentials=account).json()["code"] == "200000"


@pytest.mark.parametrize("row, message", [
    ({"symbol": ["BTC-USDT"]}, "symbol must be text"),
    ({"symbol": None}, "symbol can not be empty"),
    ({"side": "BUY"}, "side must be one of buy, sell"),
    ({"type": "market"}, "type must be limit in a batch"),
    ({"timeInForce": "FOREVER"}, "timeInForce must be one of GTC, GTT, IOC, FOK"),
    ({"hidden": True}, "hidden is no longer supported"),
    ({"clientTimestamp": 1, "allowMaxTimeWindow": "x"}, "allowMaxTimeWindow must be a whole number"),
    ({"remark": {"a": 1}}, "remark must be text"),
])
def test_orders__each_row_of_a_batch_is_checked(wire, account, row, message):
    answer = wire("POST", f"{ORDERS}/multi", {"orderList": [{**ORDER, **row}, ORDER]}, credentials=account).json()
    assert [(item["success"], item.get("failMsg")) for item in answer["data"]] == [(False, message), (True, None)]


@pytest.mark.parametrize("count", [0, 6])
def test_orders__a_batch_has_one_to_five(wire, account, count):
    answer = wire("POST", f"{ORDERS}/multi", {"orderList": [ORDER] * count}, credentials=account)
    assert answer.json() == {"code": "400100", "msg": "orderList must hold 1 to 5 orders"}


def test_checked__a_number_with_an_exponent_is_spelled_out():
    params = {"size": {"in": "body", "type": "number", "required": True}}
    assert gateway.checked(params, {"size": Decimal("1E-05")}) == {"size": "0.00001"}
    assert gateway.checked(params, {"size": Decimal("1E+99")}) == {"size": "1E+99"}
