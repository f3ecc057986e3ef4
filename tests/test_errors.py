"""Which answer, and which mistake, becomes which error; each says what to do about it."""

import json
import pickle
import time
from decimal import Decimal
from pathlib import Path

import pytest
import responses

from kucoin_ref import Client, Endpoint, Environment, Session, errors
from kucoin_ref.errors import ApiError, api_error, masked
from kucoin_ref.limits import Rate
from kucoin_ref.sandbox import Sandbox

VECTORS = Path(__file__).parent / "data" / "vectors" / "envelope.json"
CASES = json.loads(VECTORS.read_text("utf-8"), parse_float=Decimal)["cases"]
ENVIRONMENT = Environment("test", spot="https://spot.test", futures="https://futures.test")
SPOT = Endpoint("GET", "/api/v1/x")
FUTURES = Endpoint("GET", "/api/v1/x", host="futures")


# --- the tree ---


def drawn():
    """The tree of the module's docstring, as class and parent."""
    parents = {1: "Exception"}
    for line in errors.__doc__.split("::\n\n")[1].split("\n\n")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        names = [word for word in line.split() if hasattr(errors, word)]
        for name in names:
            yield name, parents[depth - 1]
        parents[depth] = names[0]


def test_tree__is_as_drawn():
    classes = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, Exception)]
    parents = {thing.__name__: thing.__bases__[0].__name__ for thing in classes}
    assert dict(drawn()) == parents
    assert len(parents) == 24


def test_timeout__is_also_pythons():
    error = errors.Timeout("no event within 1 s")
    assert isinstance(error, TimeoutError)
    assert isinstance(error, errors.TransportError)
    assert error.args == ("no event within 1 s",)
    assert str(error) == "no event within 1 s - Try again, or allow more time."


@pytest.mark.parametrize(
    "kind, retryable",
    [
        (errors.CredentialsRequired, False),
        (errors.TransportError, True),
        (errors.Timeout, True),
        (errors.OutcomeUnknown, False),
        (errors.StreamClosed, False),
    ],
)
def test_advice__of_errors_that_no_code_stands_for(kind, retryable):
    error = kind("something")
    assert error.retryable is retryable
    assert str(error) == f"something - {error.advice}"
    assert error.advice.endswith(".")


@pytest.mark.parametrize(
    "error, attributes, retryable",
    [
        (errors.OutcomeUnknown("x", "mine-1"), {"client_oid": "mine-1"}, False),
        (errors.OutcomeUnknown("x"), {"client_oid": None}, False),
        (errors.ResponseError("x", 403), {"status": 403}, False),
        (errors.StreamOverflow(3, 10), {"dropped": 3, "capacity": 10}, False),
        (errors.SubscriptionRefused("/t", "404", "no"), {"topic": "/t", "code": "404", "text": "no"}, False),
        (errors.BookGap(7, 9), {"expected": 7, "received": 9, "reason": "expected sequence 7, received 9"}, False),
        (errors.BookGap(7, None, "cut"), {"expected": 7, "received": None, "reason": "cut"}, False),
    ],
)
def test_errors__carry_what_was_seen(error, attributes, retryable):
    assert vars(error) == attributes
    assert error.retryable is retryable
    assert error.advice


# --- codes ---


@pytest.mark.parametrize("rows", [errors._CODES, errors._FUTURES_CODES])
def test_codes__none_is_told_twice_and_every_one_has_advice(rows):
    codes = [code for row, _, _ in rows for code in row.split()]
    assert len(codes) == len(set(codes))
    assert all(advice.endswith(".") for _, _, advice in rows)


@pytest.mark.parametrize("code", sorted(errors._KNOWN))
@pytest.mark.parametrize("endpoint", [SPOT, FUTURES])
def test_api_error__every_known_code_has_advice(code, endpoint):
    error = api_error(code, "words", endpoint=endpoint)
    assert str(error) == f"{code} words (GET /api/v1/x) - {error.advice}"
    assert len(error.advice) > 15


def test_codes__unknown_outcomes_are_server_errors_elsewhere():
    codes = "106204 112001 112002 112003 408000 500000 501000 502000 503000 504000 505000"
    assert sorted(errors.UNKNOWN_OUTCOME) == codes.split()
    assert {type(api_error(code, "")) for code in errors.UNKNOWN_OUTCOME} == {errors.ServerError}


@pytest.mark.parametrize(
    "code, spot, futures",
    [
        ("200001", ApiError, errors.InvalidParameter),
        ("200002", ApiError, errors.Overloaded),
        ("200003", ApiError, errors.SymbolNotFound),
        ("200004", errors.InsufficientBalance, errors.InsufficientBalance),
        ("400007", errors.PermissionDenied, errors.PermissionDenied),
        ("404000", ApiError, errors.SymbolNotFound),
        ("415000", errors.InvalidParameter, errors.SymbolNotFound),
    ],
)
def test_api_error__by_host(code, spot, futures):
    assert (type(api_error(code, "", endpoint=SPOT)), type(api_error(code, "", endpoint=FUTURES))) == (spot, futures)


def test_api_error__without_an_endpoint_it_is_the_spot_hosts():
    error = api_error("200003", "too many")
    assert (type(error), str(error)) == (ApiError, "200003 too many - Cancel some orders first.")


@pytest.mark.parametrize("code", ["400100", "100001"])
@pytest.mark.parametrize(
    "message, kind",
    [
        ("account.available.amount", errors.InsufficientBalance),
        ("order_not_exist_or_not_allow_to_cancel", errors.OrderNotFound),
        ("Order not exist or not allow to be cancelled", errors.OrderNotFound),
        ("The order does not exist.", errors.OrderNotFound),
        ("error.getOrder.orderNotExist", errors.OrderNotFound),
        ("validation.createOrder.clientOidDuplicated", errors.InvalidParameter),
        ("Order size below the minimum requirement.", errors.InvalidParameter),
        ("Unsupported trading pair.", errors.SymbolNotFound),
        ("pageSize should not greater than 500", errors.InvalidParameter),
    ],
)
def test_api_error__by_message(code, message, kind):
    error = api_error(code, message, endpoint=FUTURES)
    assert (type(error), error.message, error.retryable) == (kind, message, False)
    assert error.advice


def test_api_error__message_matters_for_no_other_code():
    assert type(api_error("900001", "account.available.amount")) is errors.SymbolNotFound


def test_api_error__carries_everything():
    rate = Rate(2000, 0, 25000, 1700000000.0)
    error = api_error("429000", "Too Many Requests", status=429, endpoint=SPOT, rate_limit=rate)
    assert type(error) is errors.RateLimited
    assert (error.code, error.message, error.status, error.endpoint, error.rate_limit) == (
        "429000",
        "Too Many Requests",
        429,
        SPOT,
        rate,
    )
    assert (error.retry_after, error.retryable, error.advice) == (25.0, True, "Wait 25000 ms, until the pool's window ends.")
    assert error.args == ("429000 Too Many Requests (GET /api/v1/x)",)


def test_rate_limited__without_a_reset():
    error = api_error("429000", "Too Many Requests", rate_limit=Rate(2000, 0, None, 1.0))
    assert (type(error), error.retry_after) == (errors.RateLimited, None)
    assert error.advice == "Wait until the pool's window ends."


def test_overloaded__is_429000_without_rate_headers():
    error = api_error("429000", "Too many requests. System-level rate limit exceeded.", status=429)
    assert (type(error), error.retryable, error.rate_limit) == (errors.Overloaded, True, None)


def test_signature_error__has_room_for_what_was_signed():
    assert api_error("400005", "Invalid KC-API-SIGN").string_to_sign is None


# --- masking ---


@pytest.mark.parametrize(
    "text, shown",
    [
        ("/x?passphrase=abc&y=1", "/x?passphrase=***&y=1"),
        ("/x?passphrase=abc%26d&y=1", "/x?passphrase=***&y=1"),
        ("/x?passphrase=abc!@#'()*", "/x?passphrase=***"),
        ("/x?passphrase=a&b#c&y=1", "/x?passphrase=***&y=1"),
        ("url: /x?PassPhrase=abc (Caused by)", "url: /x?PassPhrase=*** (Caused by)"),
        ("/x?password=abc", "/x?password=***"),
        ("/endpoint?token=2neAiuYvAU61ZDXANAGAsiL4-i_55i3Ysy==&connectId=1", "/endpoint?token=***&connectId=1"),
        ('{"passphrase":"a b\\"c","x":1}', '{"passphrase":"***","x":1}'),
        ('{"token" : "abc"}', '{"token" : "***"}'),
        ('{"passphrase":12345}', '{"passphrase":***'),
        ('{"token":"cut in the mid', '{"token":"***"'),
        ("the passphrase is wrong", "the passphrase is wrong"),
        ("Invalid KC-API-PASSPHRASE", "Invalid KC-API-PASSPHRASE"),
        ("/x?passphrase=&y=1", "/x?passphrase=***&y=1"),
    ],
)
def test_masked(text, shown):
    assert masked(text) == shown
    assert masked(shown) == shown


def test_errors__mask_what_they_are_told():
    error = api_error("400100", 'bad {"passphrase":"planted"}')
    assert (error.message, error.args) == ('bad {"passphrase":"***"}', ('400100 bad {"passphrase":"***"}',))
    assert "planted" not in str(errors.Timeout("/x?passphrase=planted"))
    assert errors.Timeout("/x?passphrase=planted").args == ("/x?passphrase=***",)


# --- answers ---


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
@responses.activate
def test_envelope__vectors(case):
    verb = "GET" if case["safe"] else "POST"
    address = ENVIRONMENT.rest(case["host"])
    headers = {"Content-Type": "application/json", **case["headers"]}
    responses.add(verb, address + "/api/v1/x", case["body"].encode(), status=case["status"], headers=headers)
    responses.add("GET", "https://spot.test/api/v1/timestamp", '{"code":"200000","data":1700000000000}')
    session = Session(environment=ENVIRONMENT, retries=0, clock=iter(range(1700000000, 1700000020)).__next__)
    endpoint = Endpoint(verb, "/api/v1/x", host=case["host"], channel="public", safe=case["safe"])
    if case["outcome"] == "success":
        assert repr(session.request(endpoint, {})) == repr(case["data"])
    else:
        with pytest.raises(errors.KucoinError) as raised:
            session.request(endpoint, {})
        assert (type(raised.value).__name__, raised.value.retryable) == (case["outcome"], case["retryable"])
        assert raised.value.advice or case["outcome"] == "ApiError"


def test_envelope__vectors_name_each_case_once():
    assert len({case["id"] for case in CASES}) == len(CASES) == 127


# --- mistakes, against the sandbox ---


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0) as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment, retries=0) as client:
        yield client


def raised_by(call, *args, **kwargs):
    with pytest.raises(errors.KucoinError) as raised:
        call(*args, **kwargs)
    error = raised.value
    assert error.advice and str(error).endswith(" - " + error.advice)
    return error


def outcome(error):
    return type(error), error.code, error.status, error.retryable


def buy(client, **terms):
    return client.spot.order.add_order("BTC-USDT", "buy", "limit", **{"price": "1000", "size": "0.001", **terms})


@pytest.mark.parametrize(
    "spoilt, key_version, told",
    [
        ({"key": "no-such-key"}, "3", (errors.AuthenticationError, "400003", 401, False)),
        ({"passphrase": "wrong"}, "3", (errors.PassphraseError, "400004", 401, False)),
        ({"secret": "wrong"}, "3", (errors.PassphraseError, "400004", 401, False)),
        ({"secret": "wrong"}, "1", (errors.SignatureError, "400005", 401, False)),
    ],
)
@pytest.mark.parametrize("call", ["get", "post"])
def test_sandbox__wrong_key(sandbox, spoilt, key_version, told, call):
    keys = {**dict(zip(("key", "secret", "passphrase"), sandbox.credentials)), **spoilt}
    with Client(**keys, key_version=key_version, environment=sandbox.environment) as client:
        error = raised_by(client.account.account.get_spot_account_list if call == "get" else lambda: buy(client))
    assert outcome(error) == told


def test_sandbox__signature_error_tells_what_was_signed(sandbox):
    key, _, passphrase = sandbox.credentials
    now = time.time()
    with Client(key, "wrong", passphrase, key_version="1", environment=sandbox.environment, clock=lambda: now) as client:
        read = raised_by(client.session.call, "GET", "/api/v1/accounts", {"currency": "a b&c", "passphrase": "planted"})
        written = raised_by(buy, client, remark="café")
    start = str(int(now * 1000))
    assert read.string_to_sign == start + "GET/api/v1/accounts?currency=a b&c&passphrase=***"
    assert written.string_to_sign == (
        start + 'POST/api/v1/hf/orders{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"1000","size":"0.001",'
        '"remark":"café"}'
    )


def test_sandbox__missing_permission(sandbox):
    with Client(*sandbox.new_key(["General"]), environment=sandbox.environment) as client:
        assert client.spot.order.get_open_orders("BTC-USDT") == []
        error = raised_by(buy, client)
    assert outcome(error) == (errors.PermissionDenied, "400007", 403, False)
    assert (error.endpoint.permission, error.advice) == (
        "Spot",
        "Give the key the permission that the endpoint names, in API management.",
    )


@pytest.mark.parametrize(
    "call, told",
    [
        (lambda client: client.spot.market.get_ticker("NOPE-USDT"), (errors.SymbolNotFound, "900001", 200, False)),
        (lambda client: buy(client, size="1000"), (errors.InsufficientBalance, "200004", 200, False)),
        (lambda client: buy(client, price="0.123456789"), (errors.InvalidParameter, "600100", 200, False)),
        (
            lambda client: client.spot.order.cancel_order_by_order_id("nope", "BTC-USDT"),
            (errors.OrderNotFound, "400100", 200, False),
        ),
        (
            lambda client: client.session.call("GET", "/api/v1/hf/orders/done"),
            (errors.InvalidParameter, "400100", 200, False),
        ),
        (lambda client: client.session.call("GET", "/api/v1/nope"), (ApiError, "404", 404, False)),
    ],
)
def test_sandbox__mistakes(client, call, told):
    assert outcome(raised_by(call, client)) == told


def test_sandbox__client_oid_twice(client):
    assert buy(client, client_oid="only-once")["clientOid"] == "only-once"
    error = raised_by(buy, client, client_oid="only-once")
    assert (type(error), error.retryable) == (errors.InvalidParameter, False)
    assert "client_oid" in error.advice


def test_sandbox__lost_answer_to_an_order(sandbox, client):
    sandbox.lose_response()
    error = raised_by(buy, client, client_oid="lost-1")
    assert (type(error), error.client_oid, error.retryable) == (errors.OutcomeUnknown, "lost-1", False)
    assert type(error.__cause__) is errors.TransportError
    assert str(error) == (
        "POST /api/v1/hf/orders may have been carried out - Do not send it again: look first, an order by its client_oid."
    )
    order = client.spot.order.get_order_by_client_oid("lost-1", "BTC-USDT")
    assert (order["clientOid"], order["price"], order["size"], order["active"]) == ("lost-1", "1000", "0.001", True)


def test_sandbox__lost_answer_to_a_cancellation(sandbox, client):
    order = buy(client)
    sandbox.lose_response()
    error = raised_by(client.spot.order.cancel_order_by_order_id, order["orderId"], "BTC-USDT")
    assert (type(error), error.client_oid) == (errors.OutcomeUnknown, None)
    assert client.spot.order.get_order_by_order_id(order["orderId"], "BTC-USDT")["active"] is False


def test_sandbox__lost_answer_to_a_question(sandbox, client):
    sandbox.lose_response()
    error = raised_by(client.spot.market.get_ticker, "BTC-USDT")
    assert (type(error), error.retryable) == (errors.TransportError, True)


def test_sandbox__500_to_an_order(sandbox, client):
    sandbox.fail_next("500000", "Internal Server Error", status=500)
    error = raised_by(buy, client, client_oid="failed-1")
    assert (type(error), error.client_oid) == (errors.OutcomeUnknown, "failed-1")
    assert (type(error.__cause__), error.__cause__.code, error.__cause__.status) == (errors.ServerError, "500000", 500)
    assert type(raised_by(client.spot.order.get_order_by_client_oid, "failed-1", "BTC-USDT")) is errors.OrderNotFound


def test_sandbox__500_to_a_question(sandbox, client):
    sandbox.fail_next("500000", "Internal Server Error", status=500)
    assert outcome(raised_by(client.spot.market.get_ticker, "BTC-USDT")) == (errors.ServerError, "500000", 500, True)


@pytest.mark.parametrize("call", [buy, lambda client: client.spot.market.get_ticker("BTC-USDT")])
def test_sandbox__overload(sandbox, client, call):
    sandbox.overload()
    error = raised_by(call, client)
    assert outcome(error) == (errors.Overloaded, "429000", 429, True)
    assert error.rate_limit is None


def test_sandbox__quota_used_up(sandbox):
    sandbox.gateway.quotas["Spot"] = 40
    try:
        with Client(*sandbox.new_key(), environment=sandbox.environment) as client:
            client.spot.order.cancel_all_orders()
            error = raised_by(client.spot.order.cancel_all_orders)
            assert client.limits["Spot"] == error.rate_limit
    finally:
        sandbox.gateway.quotas["Spot"] = 4000
    assert outcome(error) == (errors.RateLimited, "429000", 429, True)
    assert (error.rate_limit.limit, error.rate_limit.remaining) == (40, 10)
    assert 0 < error.retry_after <= 30
    assert error.advice == f"Wait {error.rate_limit.reset} ms, until the pool's window ends."


def test_errors__travel_between_processes():
    endpoint = Endpoint("POST", "/api/v1/hf/orders", pool="Spot")
    error = api_error("429000", "Too Many Requests", status=429, endpoint=endpoint, rate_limit=Rate(10, 0, 500, 1.0))
    others = (errors.OutcomeUnknown("lost", "my-id"), errors.SubscriptionRefused("/market/x", "404", "none"))
    for sent in (error, *others, errors.StreamOverflow(3, 5)):
        got = pickle.loads(pickle.dumps(sent))
        assert (type(got), str(got), vars(got)) == (type(sent), str(sent), vars(sent))


def test_api_error__a_busy_exchange_is_no_reason_to_send_a_write_again():
    write, read = Endpoint("POST", "/api/v1/hf/orders"), Endpoint("GET", "/api/v1/hf/orders", safe=True)
    assert [api_error("230005", "busy", endpoint=endpoint).retryable for endpoint in (write, read)] == [False, True]
