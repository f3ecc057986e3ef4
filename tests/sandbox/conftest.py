"""A sandbox that stands still, connections to it made by something else than the client; and a futures exchange by itself."""

import contextlib
import http.client
import json
import select
import socket
import threading
from decimal import Decimal as D

import pytest
import requests
import websocket

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.accounts import Accounts
from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.futures import Futures
from kucoin_ref.sandbox.matching import SECOND, Refused

WAIT = 5  # seconds that anything may take
NOW = 1730000000 * SECOND
ANN, BOB, EVE = 7, 8, 9
PERPETUAL = "XBTUSDTM"


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0, push_pace=0) as sandbox:
        sandbox.gateway.quotas["Public"] = 10**6  # for all tests of a file together
        yield sandbox


@pytest.fixture(scope="module")
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment, retries=0) as client:
        yield client


class _Push:
    """A push connection made with websocket-client, welcomed already."""

    def __init__(self, sandbox, **options):
        self.address = self.address_at(sandbox)
        self.socket = websocket.create_connection(self.address, timeout=WAIT, http_no_proxy=["*"], **options)
        assert self.hear() == {"id": "77", "type": "welcome"}

    @staticmethod
    def address_at(sandbox):
        """The address for a new connection, with a token."""
        answer = requests.post(sandbox.url + "/api/v1/bullet-public", timeout=WAIT).json()["data"]
        return f"{answer['instanceServers'][0]['endpoint']}?token={answer['token']}&connectId=77"

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.shutdown()

    def say(self, **frame):
        self.socket.send(json.dumps(frame))

    def hear(self):
        return json.loads(self.socket.recv())

    def alive(self):
        """Whether a ping is answered."""
        self.say(id="5", type="ping")
        return self.hear()["type"] == "pong"

    def silent(self):
        return not select.select([self.socket.sock], [], [], 0)[0]

    def ended(self):
        """Wait for the end of the connection; the frames that come before."""
        frames = []
        with contextlib.suppress(websocket.WebSocketConnectionClosedException, OSError):
            while True:
                frames.append(self.hear())
        return frames


class _Raw:
    """A plain connection, without anything that knows HTTP on this side but for reading answers."""

    def __init__(self, sandbox):
        port = int(sandbox.url.rpartition(":")[2])
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.reader.close()
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def get(self, path, *headers):
        """Send a GET and read its answer."""
        self.send("\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode("latin-1"))
        return self.answer()

    def answer(self, verb="GET"):
        """Status, headers in small letters, and body of the next answer."""
        status = self.reader.readline().split(b" ", 2)
        headers = {name.lower(): value for name, value in http.client.parse_headers(self.reader).items()}
        body = b"" if verb == "HEAD" else self.reader.read(int(headers["content-length"]))
        return int(status[1]), headers, body

    def ended(self):
        """Whether the other side has hung up, with everything said; a reset counts too."""
        try:
            return self.reader.read() == b""
        except ConnectionError:
            return True


@pytest.fixture(scope="session")
def Push():
    """The class of a push connection."""
    return _Push


@pytest.fixture(scope="session")
def Raw():
    """The class of a plain connection."""
    return _Raw


@pytest.fixture
def push(sandbox):
    """Opens push connections."""
    with contextlib.ExitStack() as stack:
        yield lambda **options: stack.enter_context(_Push(sandbox, **options))


@pytest.fixture
def raw(sandbox):
    with _Raw(sandbox) as raw:
        yield raw


@pytest.fixture(scope="session")
def until():
    """Waits for something that nothing announces."""
    def until(condition):
        for _ in range(int(WAIT / 0.01)):
            if condition():
                return True
            threading.Event().wait(0.01)
        return False

    return until


class Pit:
    """A futures exchange with three people on it and an index that is set by hand: Ann tries something, Bob is the other side, Eve is a third."""

    def __init__(self):
        self.told, self.now = [], NOW
        self.accounts = Accounts(self.told.append)
        self.futures = Futures(CONTRACTS, self.accounts, self.told.append)
        self.clearing = self.futures.clearing
        for uid in (ANN, BOB, EVE):
            self.accounts.open(uid)
            self.give(uid, "USDT", "10000")
            self.give(uid, "XBT", "1")
        self.index("60000")
        self.told.clear()

    def give(self, uid, currency, amount):
        self.accounts.move(uid, "contract", currency, D(amount), D(0), "contract.deposit", {}, self.now)

    def index(self, price, seconds=1):
        """Let time pass, with the index of bitcoin at a price and the others far below."""
        self.now += seconds * SECOND
        self.futures.advance(self.now, {"BTC-USDT": D(price), "ETH-USDT": D("2500"), "SOL-USDT": D("170")})

    def place(self, uid, side, size, price=None, symbol=PERPETUAL, **more):
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        wanted = {"symbol": symbol, "side": side, "size": size, "leverage": 10, **kind, **more}
        return self.futures.place(uid, wanted, self.now)

    def cross(self, *uids, symbol=PERPETUAL):
        for uid in uids or (ANN, BOB, EVE):
            self.futures.set_margin_mode(uid, symbol, "CROSS", self.now)

    def trade(self, buyer, seller, size, price, symbol=PERPETUAL, **more):
        """A trade at a price; the buyer takes."""
        self.place(seller, "sell", size, price, symbol, **more)
        return self.place(buyer, "buy", size, price, symbol, **more)

    def money(self, uid, currency="USDT"):
        """Available and on hold."""
        rows = {row.currency: row for row in self.accounts.balances(uid)}
        return rows[currency].available, rows[currency].hold

    def position(self, uid, symbol=PERPETUAL, side="BOTH"):
        return self.clearing.position(uid, symbol, side)

    def events(self, kind):
        return [event for event in self.told if isinstance(event, kind)]

    @staticmethod
    def refusal(call, *args, **kwargs):
        with pytest.raises(Refused) as refused:
            call(*args, **kwargs)
        return refused.value.code


@pytest.fixture
def pit():
    return Pit()
