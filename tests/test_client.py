"""The client as people hold it: keys, rooms, threads, and an exchange at the other end."""

import http.server
import json
import logging
import threading
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from kucoin_ref import LIVE, Client, Environment, Session, Signer, errors
from kucoin_ref.sandbox import Sandbox

KEYS = {"key": "k-1234", "secret": "s", "passphrase": "p"}
VARIABLES = {"KUCOIN_API_KEY": "k-1234", "KUCOIN_API_SECRET": "s", "KUCOIN_API_PASSPHRASE": "p"}


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0) as sandbox:
        yield sandbox


@pytest.fixture
def variables(monkeypatch):
    for name in (*VARIABLES, "KUCOIN_API_KEY_VERSION"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


# --- keys ---


def test_client__without_keys():
    client = Client()
    assert (client.session.signer, client.session.environment) == (None, LIVE)
    assert repr(client) == "Client('live', signer=None)"


def test_client__repr_shows_the_end_of_the_key_and_nothing_else():
    assert repr(Client("abcdefgh1234", "secret", "passphrase")) == "Client('live', signer=Signer(key='...1234'))"


@pytest.mark.parametrize("missing", ["key", "secret", "passphrase"])
def test_client__keys_come_together(missing):
    with pytest.raises(ValueError) as refused:
        Client(**{**KEYS, missing: None})
    assert str(refused.value) == f"{missing}: expected key, secret and passphrase together, this one is missing"


@pytest.mark.parametrize("name", ["key", "secret", "passphrase"])
@pytest.mark.parametrize("value", [b"planted", 7, ""])
def test_client__keys_are_text(name, value):
    with pytest.raises(ValueError) as refused:
        Client(**{**KEYS, name: value})
    assert str(refused.value) == f"{name}: expected text that is not empty"


def test_client__signer_instead_of_keys():
    signer = Signer("k", "s", "p")
    assert Client(signer=signer).session.signer is signer
    with pytest.raises(ValueError, match="^signer: expected either a signer or key, secret and passphrase, got both$"):
        Client(**KEYS, signer=signer)


def test_client__hands_its_options_to_the_session():
    prepared, environment = requests.Session(), Environment("mine", spot="https://spot.test")
    client = Client(**KEYS, environment=environment, timeout=7, retries=5, http=prepared, key_version="2", clock=lambda: 1.0)
    assert client.session.signer.headers(1, "GET", "/")["KC-API-KEY-VERSION"] == "2"
    assert (client.session.environment, client.session.timeout, client.session.retries) == (environment, (7, 7), 5)
    assert (client.session._http, client.session.clock()) == (prepared, 1.0)


def test_from_env__key_version_3_unless_told(variables):
    for name, value in VARIABLES.items():
        variables.setenv(name, value)
    for version, used in ((None, "3"), ("", "3"), ("2", "2")):
        if version is not None:
            variables.setenv("KUCOIN_API_KEY_VERSION", version)
        signer = Client.from_env().session.signer
        assert signer.headers(1, "GET", "/") == Signer("k-1234", "s", "p", used).headers(1, "GET", "/")


def test_from_env__environment(variables):
    for name, value in VARIABLES.items():
        variables.setenv(name, value)
    environment = Environment("mine")
    assert Client.from_env(environment=environment).session.environment is environment


def test_from_env__names_what_is_missing(variables):
    variables.setenv("KUCOIN_API_KEY", "k-1234")
    variables.setenv("KUCOIN_API_SECRET", "")
    with pytest.raises(errors.CredentialsRequired) as refused:
        Client.from_env()
    assert refused.value.args == ("not set in the environment: KUCOIN_API_SECRET, KUCOIN_API_PASSPHRASE",)


# --- rooms ---


def test_rooms__are_made_once_and_share_the_session():
    client = Client()
    assert client.spot is client.spot and client.account is client.account
    assert client.spot.market._session is client.account.account._session is client.session
    assert client.limits is client.session.limits


def test_close__closes_the_session():
    class Watched(Session):
        closed = 0

        def close(self):
            self.closed += 1

    with Client() as client:
        client.session = Watched()
    client.close()
    assert client.session.closed == 2


# --- calls ---


def test_public_call__works_without_a_key(sandbox):
    with Client(environment=sandbox.environment) as client:
        assert client.spot.market.get_ticker("BTC-USDT").keys() >= {"price", "bestBid", "bestAsk"}
        assert abs(client.spot.market.get_server_time() / 1000 - time.time()) < 5
        assert client.session.call("GET", "/api/v1/timestamp") > 1_700_000_000_000


@responses.activate
@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.account.account.get_spot_account_list(),
        lambda client: client.spot.order.add_order("BTC-USDT", "buy", "limit", price="1", size="1"),
        lambda client: client.spot.order.cancel_all_orders(),
        lambda client: client.spot.market.get_private_token(),
        lambda client: client.session.call("GET", "/api/v1/accounts", signed=True),
    ],
)
def test_signed_call__without_a_key_sends_nothing(call):
    with pytest.raises(errors.CredentialsRequired) as refused:
        call(Client())
    assert (refused.value.retryable, len(responses.calls)) == (False, 0)
    assert refused.value.advice == "Give Client a key, a secret and a passphrase, or use Client.from_env()."


@pytest.mark.parametrize("version", ["1", "2", "3"])
def test_signed_call__of_every_key_version(sandbox, version):
    with Client(*sandbox.credentials, key_version=version, environment=sandbox.environment) as client:
        assert client.account.account.get_apikey_info()["apiKey"] == sandbox.credentials[0]


def test_limits__follow_the_calls(sandbox):
    with Client(*sandbox.new_key(), environment=sandbox.environment) as client:
        assert client.limits["Spot"].remaining is None
        client.spot.order.get_open_orders("BTC-USDT")
        client.spot.order.cancel_all_orders()
        assert (client.limits["Spot"].limit, client.limits["Spot"].remaining) == (4000, 3968)
        with pytest.raises(errors.SymbolNotFound):
            client.spot.order.add_order("NOPE-USDT", "buy", "limit", price="1", size="1")
        assert client.limits["Spot"].remaining == 3967


@pytest.mark.parametrize("seconds", [-10, 10, 86400])
@pytest.mark.parametrize("call", ["read", "write"])
def test_clock__that_is_off_is_corrected_with_one_line(sandbox, caplog, seconds, call):
    caplog.set_level(logging.INFO, logger="kucoin_ref.session")
    with Client(*sandbox.credentials, environment=sandbox.environment, clock=lambda: time.time() + seconds) as client:
        for _ in range(3):
            if call == "read":
                assert client.account.account.get_apikey_info()["isMaster"] is True
            else:
                order = client.spot.order.add_order_test("BTC-USDT", "buy", "limit", price="1", size="1", client_oid="a")
                assert order["clientOid"] == "a"
    assert [(record.name, record.getMessage()) for record in caplog.records if record.name == "kucoin_ref.session"] == [
        ("kucoin_ref.session", f"the exchange's clock is {-seconds:+.1f} s from this machine's; signing with its time")
    ]


def test_clock__the_exchange_changes_its_own(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        try:
            for skew in (60_000, -60_000, 0):
                sandbox.clock_skew(skew)
                assert client.account.account.get_apikey_info()["isMaster"] is True
        finally:
            sandbox.clock_skew(0)


# --- threads ---


class _Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the symbol that it was asked for, wherever it stands."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        self._answer({"symbol": parse_qs(urlsplit(self.path).query)["symbol"][0]})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.signer.verify(dict(self.headers.items()), "POST", self.path, body)
        self._answer({"clientOid": json.loads(body)["clientOid"]})

    def _answer(self, data):
        body = json.dumps({"code": "200000", "data": data}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self._headers_buffer.append(b"\r\n" + body)
        self.flush_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def echo():
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        server.signer = Signer(**KEYS)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_threads__sixteen_get_the_answers_to_their_own_questions(echo):
    wrong = []
    together = threading.Barrier(16)
    with Client(**KEYS, environment=Environment("echo", spot=echo)) as client:

        def ask(number):
            together.wait(5)
            for count in range(20):
                name = f"{number}-{count}"
                answers = [
                    client.spot.market.get_ticker(name),
                    client.spot.order.add_order(name, "buy", "limit", price="1", size="1", client_oid=name),
                    client.session.call("GET", "/api/v1/any", {"symbol": name}),
                ]
                if answers != [{"symbol": name}, {"clientOid": name}, {"symbol": name}]:
                    wrong.append((name, answers))
            done.append(number)

        done = []
        threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert (wrong, sorted(done)) == ([], list(range(16)))
