"""A sandbox that stands still, and connections to it made by something else than the client."""

import contextlib
import http.client
import json
import select
import socket
import threading

import pytest
import requests
import websocket

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox

WAIT = 5  # seconds that anything may take


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
