"""Secrets are planted, calls of every kind are made, and everything that a user could print or log is searched for them.

Looked for are the keys' secrets and passphrases, a passphrase that is a call's parameter, every signature and every
passphrase header that was made, and every push token; plain, and as they are written in an address.
"""

import http.server
import json
import logging
import socket
import threading
import traceback
import types
from urllib.parse import quote, quote_plus

import pytest
import requests
from requests.adapters import HTTPAdapter

from kucoin_ref import Client, Environment, KucoinAuth, Session, Signer, Topic, catalog, errors
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Stream
from kucoin_ref.stream.protocol import Gap

#: A passphrase as hard to hide as one can be: every piece counts.
PIECES = ("PlanteD1", "leaF2", "rooT3", "seeD4", "treE5")
PASSPHRASE = 'PlanteD1&leaF2 rooT3#seeD4"treE5'
WRONG = ("wrong-key-7777", "PlantedWrongSecret", "PlantedWrongPassphrase")
PLANTED_TOKEN = "PlantedToken+/=" * 20


class Watched(Signer):
    """A signer that notes every secret that it makes; ``late`` milliseconds stand between its clock and the truth."""

    made = set()

    def __init__(self, key, secret, passphrase, *, late=0, spoilt="", **options):
        super().__init__(key, secret, passphrase, **options)
        self.made.update((secret, passphrase))
        self.late, self.spoilt = late, spoilt

    def sign(self, timestamp_ms, verb, target, body=b""):
        signature = super().sign(timestamp_ms, verb, target + self.spoilt, body)
        self.made.add(signature)
        return signature

    def headers(self, timestamp_ms, verb, target, body=b""):
        headers = super().headers(timestamp_ms - self.late, verb, target, body)
        self.made.update((headers["KC-API-SIGN"], headers["KC-API-PASSPHRASE"]))
        return headers


class Collector(logging.Handler):
    """Keeps all that a log record says, in the moment that it is made."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.seen = []

    def emit(self, record):
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        self.seen.append(f"{record.getMessage()}\n{record.msg}\n{record.args!r}\n{vars(record)}\n{trace}")


class Odd(http.server.BaseHTTPRequestHandler):
    """Goes wrong in the way that the path names."""

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if "/silence" in self.path:
            self.server.ended.wait(5)
        elif "/page" in self.path:
            self._reply(403, f"<html>This proxy cannot reach {self.path} for you</html>")
        elif "/broken" in self.path:
            self._reply(200, '{"code":"200000","data":{"token":"' + PLANTED_TOKEN)
        elif "/busy" in self.path:
            self._reply(503, "<html>")
        elif "/echo" in self.path:
            self._reply(200, json.dumps({"code": "400100", "msg": json.dumps({"passphrase": PASSPHRASE}) + " is too short"}))

    do_GET = do_POST = do_DELETE = answer

    def _reply(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args):
        pass


def refused_address():
    """An address that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


class Story:
    """Makes the calls, and keeps what came of them."""

    def __init__(self, sandbox, odd):
        self.sandbox, self.odd = sandbox, odd
        self.raised = []
        self.shown = []

    def client(self, address=None, keys=None, retries=0, http=None, **signer):
        environment = Environment("odd", spot=address) if address else self.sandbox.environment
        signer = Watched(*(keys or self.sandbox.credentials), **signer)
        client = Client(signer=signer, environment=environment, timeout=(2, 0.2), retries=retries, http=http)
        client.session._sleep = lambda seconds: None
        self.show(client, client.session, signer, KucoinAuth(signer), client.limits, client.spot, client.spot.order)
        return client

    def show(self, *things):
        self.shown += [repr(thing) for thing in things] + [str(thing) for thing in things] + [f"{thing}" for thing in things]

    def fails(self, kind, call, *args, **kwargs):
        with pytest.raises(kind) as raised:
            call(*args, **kwargs)
        assert type(raised.value) is kind, raised.value
        self.raised.append(raised.value)
        return raised.value


def calls_that_work(story):
    client = story.client(retries=1)
    client.account.account.get_spot_account_list()
    client.spot.order.add_order_test("BTC-USDT", "buy", "limit", price="1", size="1", remark="x")
    client.session.call("DELETE", "/api/v1/hf/orders/cancelAll", {"passphrase": PASSPHRASE})
    order = {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "1", "size": "1"}
    client.session.call("POST", "/api/v1/hf/orders/test", {**order, "passphrase": PASSPHRASE})
    client.spot.market.get_public_token()
    client.spot.market.get_private_token()
    auth = KucoinAuth(client.session.signer)
    url = story.sandbox.url + "/api/v1/accounts"
    answer = requests.get(url, params={"currency": "a b", "passphrase": PASSPHRASE}, auth=auth, timeout=5)
    assert answer.json()["code"] == "200000"
    story.show(client.limits, catalog.endpoint(client.spot.order.add_order))


def wrong_keys(story):
    key, secret, passphrase = story.sandbox.credentials
    for keys, version, kind in (
        (WRONG, "3", errors.AuthenticationError),
        ((key, secret, WRONG[2]), "3", errors.PassphraseError),
        ((key, secret, WRONG[2]), "1", errors.PassphraseError),
        ((key, WRONG[1], passphrase), "3", errors.PassphraseError),
        ((key, WRONG[1], passphrase), "1", errors.SignatureError),
    ):
        client = story.client(keys=keys, key_version=version)
        story.fails(kind, client.account.account.get_spot_account_list)
        story.fails(kind, client.session.call, "DELETE", "/api/v1/hf/orders/cancelAll", {"passphrase": PASSPHRASE})
        story.fails(kind, client.session.call, "POST", "/api/v1/hf/orders", {"passphrase": PASSPHRASE, "symbol": "x"})
    planted = {"passphrase": PASSPHRASE}
    spoilt = story.client(spoilt="?").session
    story.fails(errors.SignatureError, spoilt.call, "DELETE", "/api/v1/hf/orders/cancelAll", planted)
    story.fails(errors.SignatureError, spoilt.call, "POST", "/api/v1/hf/orders", {"a": planted})
    story.fails(errors.ClockSkew, story.client(late=20_000).session.call, "GET", "/api/v1/accounts", planted)
    signer = Signer(key, secret, passphrase)
    headers = {**signer.headers(1, "GET", "/x"), "KC-API-SIGN": "x"}
    for target, body in (("/x?passphrase=" + PASSPHRASE, b""), ("/x", b'{"passphrase":"PlanteD1\\"leaF2"}')):
        story.fails(errors.SignatureError, signer.verify, headers, "GET", target, body)


def refusals(story):
    client = story.client()
    order = client.spot.order.add_order
    call = client.session.call
    story.fails(errors.SymbolNotFound, order, "NOPE-USDT", "buy", "limit", price="1", size="1")
    story.fails(errors.InsufficientBalance, order, "BTC-USDT", "buy", "limit", price="1", size="10000000")
    story.fails(errors.OrderNotFound, client.spot.order.cancel_order_by_client_oid, "x", "BTC-USDT")
    story.fails(errors.InvalidParameter, call, "POST", "/api/v1/hf/orders", {"passphrase": PASSPHRASE})
    story.fails(errors.InvalidParameter, call, "DELETE", "/api/v1/sub/api-key", {"subName": "a", "passphrase": PASSPHRASE})
    story.fails(errors.InvalidParameter, call, "POST", "/api/v1/sub/api-key", {"subName": "a", "passphrase": PASSPHRASE})
    limited = story.client(keys=story.sandbox.new_key(["General"])).session
    story.fails(errors.PermissionDenied, limited.call, "DELETE", "/api/v1/hf/orders/cancelAll", {"passphrase": PASSPHRASE})
    story.sandbox.gateway.quotas["Spot"] = 0
    story.fails(errors.RateLimited, story.client(keys=story.sandbox.new_key()).spot.order.cancel_all_orders)
    story.sandbox.gateway.quotas["Spot"] = 4000


def unclear_answers(story):
    client = story.client()
    secret = {"clientOid": "mine", "passphrase": PASSPHRASE}
    write = (("DELETE", "/api/v1/sub/api-key"), ("POST", "/api/v1/sub/api-key"))
    for verb, path in write:
        story.sandbox.lose_response()
        story.fails(errors.OutcomeUnknown, client.session.call, verb, path, secret)
    story.sandbox.fail_next("500000", status=500)
    story.fails(errors.OutcomeUnknown, client.session.call, "DELETE", "/api/v1/hf/orders/cancelAll", secret)
    story.sandbox.fail_next("500000", status=500)
    story.fails(errors.ServerError, client.session.call, "GET", "/api/v1/accounts", secret)
    story.sandbox.overload()
    story.fails(errors.Overloaded, client.session.call, "GET", "/api/v1/accounts", secret)
    odd = story.client(story.odd, retries=1)
    for fault, read, written in (
        ("/silence", errors.Timeout, errors.OutcomeUnknown),
        ("/cut", errors.TransportError, errors.OutcomeUnknown),
        ("/page", errors.ResponseError, errors.OutcomeUnknown),
        ("/broken", errors.ResponseError, errors.OutcomeUnknown),
        ("/busy", errors.ServerError, errors.OutcomeUnknown),
        ("/echo", errors.InvalidParameter, errors.InvalidParameter),
    ):
        story.fails(read, odd.session.call, "GET", fault, secret)
        story.fails(written, odd.session.call, "DELETE", fault, secret)
        story.fails(written, odd.session.call, "POST", fault, secret)


def nothing_sent(story):
    secret = {"subName": "a", "passphrase": PASSPHRASE}
    nowhere = refused_address()
    retrying = requests.Session()
    retrying.mount("http://", HTTPAdapter(max_retries=2))
    behind_a_proxy = requests.Session()
    behind_a_proxy.proxies = {"http": nowhere}
    for client in (
        story.client(nowhere, retries=1),
        story.client(nowhere, http=retrying),
        story.client("http://exchange.test", http=behind_a_proxy),
    ):
        for verb in ("GET", "DELETE", "POST"):
            story.fails(errors.TransportError, client.session.call, verb, "/api/v1/sub/api-key", secret)
    story.fails(errors.CredentialsRequired, Session().call, "DELETE", "/api/v1/sub/api-key", secret, signed=True)


def wrong_arguments(story):
    key, secret, passphrase = story.sandbox.credentials
    call = story.client().session.call
    story.fails(ValueError, Client, key, secret.encode(), passphrase)
    story.fails(ValueError, Client, key, secret, passphrase.encode())
    story.fails(ValueError, Client, key, secret)
    story.fails(ValueError, Signer, key, secret, passphrase + "\n", "1")
    story.fails(TypeError, call, "DELETE", "/api/v1/sub/api-key", [("passphrase", PASSPHRASE)])
    story.fails(TypeError, call, "DELETE", "/api/v1/sub/api-key", {"passphrase": PASSPHRASE.encode()})
    story.fails(TypeError, call, "POST", "/api/v1/sub/api-key", {"a": [{"passphrase": {PASSPHRASE}}]})
    story.fails(ValueError, call, "DELETE", "/api/v1/{x}", {"x": "..", "passphrase": PASSPHRASE})
    story.fails(ValueError, call, "GET", "/api/v1/x", {"passphrase": PASSPHRASE}, host="nope")


def streams(story):
    client = story.client(retries=1)
    with client.spot.stream(private=True) as stream:
        stream.subscribe(topics.ticker("BTC-USDT"))
        story.fails(errors.SubscriptionRefused, stream.subscribe, Topic("/no/such/topic"))
        story.show(stream, stream.recv(5))
        story.sandbox.drop()
        for _ in range(1000):
            if isinstance(stream.recv(5), Gap):
                break
        assert stream.reconnects == 1
        story.show(stream, stream.recv(5))
        story.sandbox.fail_next("400003", "no such key")
        story.sandbox.drop()
        with pytest.raises(errors.AuthenticationError) as ended:
            for _ in range(1000):
                stream.recv(5)
        story.raised.append(ended.value)


def token_of(endpoint):
    return {
        "token": PLANTED_TOKEN,
        "instanceServers": [{"endpoint": endpoint, "pingInterval": 18000, "pingTimeout": 10000}],
    }


def spoilt_tokens(story):
    session = story.client().session
    push = story.sandbox.environment.push_spot + "/endpoint"
    odd = story.odd.replace("http", "ws") + "/page"
    for token in (
        token_of(push),
        token_of(refused_address().replace("http", "ws")),
        token_of(odd),
        token_of("nonsense"),
        {"token": PLANTED_TOKEN},
    ):
        stream = Stream(ClassicEntrance(lambda: token), session, reconnect=False)
        story.fails(errors.StreamError, stream.open)
        story.show(stream)
        stream.close()
    tokens = [story.client().spot.market.get_public_token(), token_of(odd)]
    asked_again = threading.Event()

    def next_token():
        if not tokens:
            asked_again.set()
            raise errors.TransportError("no more tokens")
        return tokens.pop(0)

    with Stream(ClassicEntrance(next_token), session):
        story.sandbox.drop()
        assert asked_again.wait(10)


CHAPTERS = (
    calls_that_work,
    wrong_keys,
    refusals,
    unclear_answers,
    nothing_sent,
    wrong_arguments,
    streams,
    spoilt_tokens,
)


@pytest.fixture(scope="module")
def odd():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        server.daemon_threads = True
        server.ended = threading.Event()
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.ended.set()
        server.shutdown()


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0.02) as sandbox:
        give = sandbox.hub.token

        def token(*args):
            made = give(*args)
            Watched.made.add(made)
            return made

        sandbox.hub.token = token
        yield sandbox


@pytest.fixture
def log():
    """What every logger says at DEBUG, whatever others have set; one that nothing could get through is left silent."""
    collector = Collector()
    loggers = [logger for logger in logging.Logger.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    before = [(logger, logger.level, logger.handlers) for logger in (logging.getLogger(), *loggers)]
    for logger, level, _ in before:
        logger.handlers = []
        if level <= logging.CRITICAL:
            logger.setLevel(logging.DEBUG)
    logging.getLogger().addHandler(collector)
    yield collector.seen
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers = handlers


def secrets_so_far():
    plain = {*PIECES, *WRONG[1:], PLANTED_TOKEN[:14], *Watched.made}
    return plain | {quote(secret, safe="") for secret in plain} | {quote_plus(secret) for secret in plain}


def texts_of(thing, known=None):
    """Every text that can be reached from a thing by its attributes, its items, its causes."""
    known = set() if known is None else known
    dull = (type(None), type, types.ModuleType, types.FunctionType, types.TracebackType)
    if id(thing) in known or isinstance(thing, dull):
        return
    known.add(id(thing))
    yield f"{thing!r} {thing}" if not isinstance(thing, (bytes, bytearray)) else bytes(thing).decode(errors="replace")
    if isinstance(thing, BaseException):
        yield "".join(traceback.format_exception(type(thing), thing, thing.__traceback__))
        for part in (thing.args, thing.__cause__, thing.__context__):
            yield from texts_of(part, known)
    if isinstance(thing, dict):
        thing = list(thing.items())
    if isinstance(thing, (list, tuple, set, frozenset)):
        for item in thing:
            yield from texts_of(item, known)
    yield from texts_of(getattr(thing, "__dict__", None), known)


def found(secrets, texts):
    return sorted({(secret, text) for text in texts for secret in secrets if secret in text})


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_secrets__are_nowhere(sandbox, odd, log, capfd, chapter):
    story = Story(sandbox, odd)
    chapter(story)
    assert len(Watched.made) > 5 and story.shown and (log or story.raised)
    secrets = secrets_so_far()
    assert found(secrets, story.shown) == []
    assert found(secrets, (text for error in story.raised for text in texts_of(error))) == []
    assert found(secrets, log) == []
    assert capfd.readouterr() == ("", "")


def hidden(**attributes):
    error = ValueError("harmless")
    vars(error).update(attributes)
    return error


def chained():
    try:
        try:
            json.loads('"PlanteD1')
        except ValueError:
            raise KeyError("harmless") from None
    except KeyError as error:
        return error


@pytest.mark.parametrize(
    "thing",
    [
        ValueError("x PlanteD1 x"),
        ValueError("x", b"PlanteD1"),
        hidden(headers={"a": ["PlanteD1"]}),
        hidden(request=types.SimpleNamespace(headers={"KC-API-SIGN": "PlanteD1"})),
        hidden(PlanteD1=1),
        chained(),
    ],
)
def test_search__finds_what_is_hidden(thing):
    assert {secret for secret, _ in found(secrets_so_far(), texts_of(thing))} == {"PlanteD1"}


@pytest.mark.parametrize(
    "say",
    [
        lambda log: log.debug("PlanteD1"),
        lambda log: log.debug("%s", {"a": b"PlanteD1"}),
        lambda log: log.debug("x", extra={"token": "PlanteD1"}),
        lambda log: log.debug("x", exc_info=ValueError("PlanteD1")),
    ],
)
def test_search__finds_what_is_logged(log, say):
    say(logging.getLogger("anybody"))
    assert {secret for secret, _ in found(secrets_so_far(), log)} == {"PlanteD1"}
