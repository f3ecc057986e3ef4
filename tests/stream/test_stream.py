"""The stream over real sockets: with the sandbox, and with a server that does what a script says."""

import _thread
import collections
import contextlib
import gc
import json
import logging
import os
import select
import signal
import socket
import struct
import threading
import time
import traceback
import weakref
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from kucoin_ref import Client, Environment, Session
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import (ApiError, AuthenticationError, CredentialsRequired, PassphraseError, StreamClosed,
                               StreamError, StreamOverflow, SubscriptionRefused, Timeout, TransportError)
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Gap, Message, Stream, connection as connection_module, link as link_module

LOCAL = "127.0.0.1"
PATIENCE = 5  # seconds that anything here may take before it counts as stuck
BTC, ETH = topics.ticker("BTC-USDT"), topics.ticker("ETH-USDT")
HUGE = Topic("/market/nonsense", tuple("S" * 60_000 + str(number) for number in range(100)))
UNHEARD = logging.getLogger("unheard")
UNHEARD.setLevel(logging.CRITICAL + 1)


# The server

class Gone(Exception):
    """The client has gone."""


class Peer:
    """One client of a :class:`Server`, as its script sees it."""

    def __init__(self, server, connection, number):
        self.number = number
        self.connection = connection
        self._server = server
        self._protocol = ServerProtocol(logger=UNHEARD, max_size=None)
        self.lock = threading.RLock()
        self._came = collections.deque()
        if server.is_proxy:
            server.proxied.append(self._read_head())
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        request = self._next()
        assert isinstance(request, Request)
        query = parse_qs(urlsplit(request.path).query)
        self.token, self.connect_id = query["token"][0], query["connectId"][0]
        self._protocol.send_response(self._protocol.accept(request))
        self._flush()

    def welcome(self):
        self.say(id=self.connect_id, type="welcome")

    def hear(self):
        """The client's next frame."""
        while True:
            came = self._next()
            if came.opcode is Opcode.TEXT:
                frame = json.loads(bytes(came.data))
                self._server.note(self.number, frame)
                return frame

    def answer(self, frame):
        self.say(id=frame["id"], type="pong" if frame["type"] == "ping" else "ack")

    def obey(self):
        """Answer everything, until the client has gone."""
        while True:
            self.answer(self.hear())

    def say(self, **fields):
        self.send(json.dumps(fields).encode())

    def push(self, topic, data, subject="subject"):
        self.say(type="message", topic=str(topic), subject=subject, data=data)

    def send(self, text):
        with self.lock:
            self._protocol.send_text(text)
            self._flush()

    def wire(self, text):
        """The bytes of a text's frame, unsent."""
        with self.lock:
            self._protocol.send_text(text)
            return b"".join(self._protocol.data_to_send())

    def close(self, reason):
        with self.lock:
            self._protocol.send_close(1000, reason)
            self._flush()

    def cut(self):
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def reset(self):
        """End the connection as a crashed machine does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.cut()

    def _read_head(self):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += self.connection.recv(1) or b"\r\n\r\n"
        return head.decode()

    def _next(self):
        while not self._came:
            try:
                data = self.connection.recv(65536)
            except OSError:
                raise Gone from None
            if not data:
                raise Gone
            with self.lock:
                self._protocol.receive_data(data)
                self._came.extend(self._protocol.events_received())
                self._flush()
        return self._came.popleft()

    def _flush(self):
        try:
            self.connection.sendall(b"".join(self._protocol.data_to_send()))
        except OSError:
            raise Gone from None


def obedient(peer):
    peer.welcome()
    peer.obey()


def mute(peer):
    peer.welcome()
    while True:
        peer.hear()


def deaf_until(done):
    """A script that reads nothing after the handshake."""
    def script(peer):
        peer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        peer.welcome()
        done.wait(4 * PATIENCE)

    return script


class Server:
    """A push server that plays one script per connection, and the last one again and again."""

    def __init__(self, *scripts, interval=5.0, patience=5.0, is_proxy=False):
        self.scripts = scripts or (obedient,)
        self.interval, self.patience, self.is_proxy = interval, patience, is_proxy
        self.peers, self.frames, self.problems, self.proxied = [], [], [], []
        self.tokens = 0
        self.dead = False
        self._threads = []
        self._news = threading.Condition()

    def __enter__(self):
        self._listener = socket.create_server((LOCAL, 0))
        self.port = self._listener.getsockname()[1]
        self._acceptor = self._thread(self._accept)
        return self

    def __exit__(self, kind, *_):
        self.stop()
        for thread in self._threads:
            thread.join(PATIENCE)
        if kind is None:
            assert self.problems == []

    def token(self):
        self.tokens += 1
        server = {"endpoint": f"ws://{LOCAL}:{self.port}/endpoint", "protocol": "websocket", "encrypt": True,
                  "pingInterval": int(self.interval * 1000), "pingTimeout": int(self.patience * 1000)}
        return {"token": f"token-{self.tokens}", "instanceServers": [server]}

    def stream(self, timeout=(1, 2), **options):
        return Stream(ClassicEntrance(self.token), Session(timeout=timeout), **options)

    @property
    def peer(self):
        return self.peers[-1]

    def stop(self):
        """Be a dead port from now on."""
        self.dead = True
        with contextlib.suppress(OSError):
            socket.create_connection((LOCAL, self._listener.getsockname()[1]), PATIENCE).close()  # wakes the thread up
        self._acceptor.join(PATIENCE)  # the port is not dead before
        self._listener.close()
        for peer in list(self.peers):
            peer.cut()

    def note(self, number, frame):
        with self._news:
            self.frames.append((time.monotonic(), number, frame))
            self._news.notify_all()

    def wait(self, condition):
        with self._news:
            assert self._news.wait_for(condition, PATIENCE), self.said()

    def said(self, *kinds, by=None):
        """What clients have sent: (number of the connection, type, topic)."""
        return [(number, frame["type"], frame.get("topic")) for _, number, frame in self.frames
                if (not kinds or frame["type"] in kinds) and by in (None, number)]

    def _thread(self, target, *args):
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _accept(self):
        number = 0
        while not self.dead:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if self.dead:
                connection.close()
                return
            number += 1
            self._thread(self._play, connection, number, self.scripts[min(number, len(self.scripts)) - 1])

    def _play(self, connection, number, script):
        with connection:
            connection.settimeout(20)
            try:
                peer = Peer(self, connection, number)
                with self._news:
                    self.peers.append(peer)
                    self._news.notify_all()
                if self.dead:
                    return
                script(peer)
            except Gone:
                pass
            except Exception as problem:
                self.problems.append(problem)


@contextlib.contextmanager
def silent_port():
    """A port that takes connections and never says anything."""
    with socket.create_server((LOCAL, 0)) as listener:
        yield listener.getsockname()[1]


def dead_port():
    with socket.create_server((LOCAL, 0)) as listener:
        return listener.getsockname()[1]


# What the tests share

def until(condition, patience=PATIENCE):
    """Wait for what nothing tells about; returns the seconds that it took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() < started + patience, "waited in vain"
        time.sleep(0.002)
    return time.monotonic() - started


def stream_threads():
    return [thread for thread in threading.enumerate() if thread.name.startswith("kucoin-stream-")]


@contextlib.contextmanager
def within(seconds):
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def background(function, *args):
    """Call it in a thread; what it returns or raises is in the list that comes back."""
    outcome = []

    def call():
        try:
            outcome.append(function(*args))
        except BaseException as problem:
            outcome.append(problem)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    return thread, outcome


def interrupt():
    """Ctrl-C."""
    if os.name == "posix":
        os.kill(os.getpid(), signal.SIGINT)
    else:
        _thread.interrupt_main()


@pytest.fixture(autouse=True)
def ctrl_c():
    """What Ctrl-C does; a process that a script started in the background would ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def seconds_of_pauses(caplog):
    return [record.args[0] for record in caplog.records if "connecting again" in record.msg]


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    until(lambda: not stream_threads())


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


@pytest.fixture
def quick_pauses(monkeypatch):
    """Reconnect without pauses."""
    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: 0.0)


# Opening

def test_open__states_and_the_first_message():
    with Server() as server:
        stream = server.stream()
        assert (stream.state, stream.reconnects, stream.dropped, stream.last_message_at) == ("new", 0, 0, None)
        with stream as opened:
            assert opened is stream
            assert stream.state == "open"
            assert time.time() - 5 < stream.last_message_at <= time.time()
            stream.subscribe(BTC)
            server.peer.push(BTC, {"sequence": "1"})
            frame = {"type": "message", "topic": str(BTC), "subject": "subject", "data": {"sequence": "1"}}
            assert stream.recv(PATIENCE) == Message(BTC, "subject", {"sequence": "1"}, frame)
            assert stream.open() is stream  # once more changes nothing
        assert (stream.state, stream.reconnects, server.tokens) == ("closed", 0, 1)


def test_open__from_two_threads_at_once():
    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    release = threading.Event()
    with Server(slow) as server:
        stream = server.stream()
        calls = [background(stream.open) for _ in range(2)]
        server.wait(lambda: server.peers)
        assert stream.state == "connecting"
        release.set()
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [stream]
        stream.close()
        assert server.tokens == 1


def test_open__private_without_credentials(sandbox):
    nowhere = Environment("nowhere", *[f"http://{LOCAL}:{dead_port()}"] * 8)
    with Client(environment=nowhere) as client, pytest.raises(CredentialsRequired):
        client.spot.stream(private=True).open()


def test_open__bad_credentials(sandbox):
    key, secret, passphrase = sandbox.credentials
    for credentials, expected in [((key, secret, "wrong"), PassphraseError), (("0" * 24, secret, passphrase), AuthenticationError)]:
        with Client(*credentials, environment=sandbox.environment) as client:
            stream = client.spot.stream(private=True)
            with pytest.raises(expected):
                stream.open()
            assert stream.state == "closed"
            for call in (stream.open, stream.recv, lambda: list(stream), lambda: stream.subscribe(BTC)):
                with pytest.raises(expected):
                    call()


def test_open__nobody_there(sandbox):
    nowhere = Environment("nowhere", *[f"http://{LOCAL}:{dead_port()}"] * 8)
    with Client(environment=nowhere, retries=0) as client, pytest.raises(TransportError), within(2):
        client.spot.stream().open()
    with Server() as server:
        server.stop()
        with pytest.raises(StreamError, match="ConnectionRefusedError"), within(2):
            server.stream().open()


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"\x00\xff\r\n\r\n",
    b""])
def test_open__the_other_side_is_no_push_server(answer):
    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server((LOCAL, 0)) as listener:
        thread, _ = background(serve)
        server = Server()
        server.port = listener.getsockname()[1]
        stream = server.stream()
        with pytest.raises(StreamError) as caught, within(2):
            stream.open()
        assert not isinstance(caught.value, StreamClosed) and "broke" not in str(caught.value)
        thread.join(PATIENCE)


def test_open__redirects_are_not_followed():
    def serve(port):
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: ws://%s:%d/?token=t&connectId=1\r\nContent-Length: 0\r\n\r\n"
                               % (LOCAL.encode(), port))

    with socket.create_server((LOCAL, 0)) as listener, Server() as elsewhere:
        thread, _ = background(serve, elsewhere.port)
        server = Server()
        server.port = listener.getsockname()[1]
        with pytest.raises(StreamError), within(2):
            server.stream().open()
        assert elsewhere.peers == []
        thread.join(PATIENCE)


def test_open__no_welcome():
    with Server(lambda peer: peer.hear()) as server:
        with pytest.raises(StreamError, match="no welcome"), within(2.5):
            server.stream(timeout=(1, 0.3)).open()
        assert server.frames == []


def test_open__nothing_is_sent_before_the_welcome():
    def slow(peer):
        heard.extend(select.select([peer.connection], [], [], 0.4)[0])  # ping intervals pass
        obedient(peer)

    heard = []
    with Server(slow, interval=0.1) as server, server.stream() as stream:
        server.wait(lambda: server.frames)
        assert heard == [] and server.said()[0] == (1, "ping", None)
        assert stream.reconnects == 0


def test_open__the_token_is_refused():
    def refuse(peer):
        peer.say(id=peer.connect_id, type="error", code=401, data="token is invalid")

    with Server(refuse) as server, pytest.raises(StreamError, match="401 token is invalid"):
        server.stream().open()


def test_open__a_fault_of_ours_is_not_silent():
    def broken():
        raise ZeroDivisionError("a bug")

    with pytest.raises(StreamError, match="a bug") as caught:
        Stream(ClassicEntrance(broken), Session()).open()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_open__the_thread_ends_without_a_word():
    def quits():
        raise SystemExit

    thread, outcome = background(Stream(ClassicEntrance(quits), Session()).open)
    thread.join(PATIENCE)
    assert [type(raised) for raised in outcome] == [StreamClosed]


def test_open__after_close():
    with Server() as server:
        stream = server.stream()
        stream.close()
        for call in (stream.open, stream.recv, lambda: stream.subscribe(BTC)):
            with pytest.raises(StreamClosed, match="it was closed"):
                call()
        assert list(stream) == [] and server.tokens == 0
        with server.stream() as stream:
            pass
        with pytest.raises(StreamClosed):
            stream.open()


def test_open__interrupted():
    def waits(peer):
        interrupt()
        peer.hear()

    with Server(waits) as server:
        stream = server.stream()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.open()
        assert stream.state == "closed"
        until(lambda: not stream_threads(), 1)


def test_open__no_thread_to_be_had(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    with Server() as server:
        stream = server.stream()
        monkeypatch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            stream.open()
        with pytest.raises(StreamClosed):
            stream.open()
        monkeypatch.undo()


def test_new__capacity():
    for wrong in (0, -1, 1.5, None):
        with pytest.raises(ValueError, match="capacity"):
            Stream(ClassicEntrance(dict), Session(), capacity=wrong)


def test_new__never_opened():
    stream = Stream(ClassicEntrance(dict), Session())
    for call in (stream.recv, lambda: stream.subscribe(BTC), lambda: stream.unsubscribe(BTC)):
        with pytest.raises(StreamClosed, match="use it in a with statement"):
            call()


# Subscribing

def test_subscribe__what_is_sent():
    with Server() as server, server.stream(private=True) as stream:
        stream.subscribe(BTC, topics.account())
        assert [frame for _, _, frame in server.frames] == [
            {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "privateChannel": False, "response": True},
            {"id": "2", "type": "subscribe", "topic": "/account/balance", "privateChannel": True, "response": True}]


def test_subscribe__250_symbols_in_three_frames():
    names = [f"C{number}-USDT" for number in range(250)]
    with Server() as server, server.stream() as stream:
        stream.subscribe(topics.ticker(*names))
        assert [topic.partition(":")[2].split(",") for _, _, topic in server.said("subscribe")] == [
            names[:100], names[100:200], names[200:]]


def test_subscribe__250_symbols_on_the_sandbox(client):
    with client.spot.stream() as stream:
        stream.subscribe(topics.ticker(*(f"C{number}-USDT" for number in range(249)), "BTC-USDT"))
        assert stream.recv(PATIENCE).topic == BTC


def test_subscribe__unknown_topic(client):
    with client.spot.stream() as stream:
        with pytest.raises(SubscriptionRefused) as caught:
            stream.subscribe(BTC, Topic("/market/nonsense", ("BTC-USDT",)))
        assert caught.value.topic == Topic("/market/nonsense", ("BTC-USDT",))
        assert (caught.value.code, caught.value.text) == ("404", "topic /market/nonsense:BTC-USDT does not exist")
        assert stream.state == "open"
        assert stream.recv(PATIENCE).topic == BTC  # its neighbour was not refused


def test_subscribe__private_topic_on_a_public_token():
    with Server() as server, server.stream() as stream:
        with pytest.raises(ValueError, match="private=True"):
            stream.subscribe(BTC, topics.account())
        stream.subscribe(ETH)
        assert server.said() == [(1, "subscribe", str(ETH))]


def test_subscribe__what_is_no_topic():
    with Server() as server, server.stream() as stream:
        for call in (stream.subscribe, stream.unsubscribe):
            for wrong in ("BTC-USDT", [BTC], topics.ticker):
                with pytest.raises(TypeError, match="topics.ticker"):
                    call(wrong)
        assert server.frames == []


def test_subscribe__no_topics():
    with Server() as server, server.stream() as stream, within(1):
        stream.subscribe()
        stream.unsubscribe()
        assert server.frames == []


def test_subscribe__twice():
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC, BTC)
        stream.subscribe(BTC)
        server.peer.push(BTC, {"sequence": "1"})
        server.peer.push(BTC, {"sequence": "2"})
        assert [stream.recv(PATIENCE).data["sequence"] for _ in range(2)] == ["1", "2"]
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said() == [(1, "subscribe", str(BTC)), (1, "subscribe", str(BTC)), (2, "subscribe", str(BTC))]


def test_subscribe__refused_and_asked_again():
    def choosy(peer):
        peer.welcome()
        frame = peer.hear()
        peer.say(id=frame["id"], type="error", code=509, data="busy")
        peer.obey()

    with Server(choosy) as server, server.stream() as stream:
        with pytest.raises(SubscriptionRefused, match="509 busy"):
            stream.subscribe(topics.ticker("BTC-USDT", "ETH-USDT"))
        stream.subscribe(ETH)
        stream.subscribe(BTC)
        with pytest.raises(Timeout):
            stream.recv(0.05)


def test_subscribe__the_ack_is_late(sandbox, client):
    with client.spot.stream() as stream:
        sandbox.late_ack(0.3)
        started = time.monotonic()
        stream.subscribe(BTC)
        assert 0.25 < time.monotonic() - started < 3
        assert isinstance(stream.recv(PATIENCE), Message)


def test_subscribe__the_ack_is_too_late(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(ETH)
        sandbox.late_ack(0.5)
        with within(2), pytest.raises(Timeout) as caught:
            stream.subscribe(BTC, timeout=0.1)
        assert isinstance(caught.value, TimeoutError) and "/market/ticker:BTC-USDT" in str(caught.value)
        (connection,) = sandbox.hub.connections
        until(lambda: connection.topics == {str(ETH)})
        stream.subscribe(BTC)
        assert connection.topics == {str(ETH), str(BTC)}


def test_subscribe__the_ack_never_comes():
    def forgetful(peer):
        peer.welcome()
        ignored = peer.hear()
        peer.obey() if ignored["topic"] != str(BTC) else None
        peer.hear(), peer.answer(peer.hear())
        peer.obey()

    with Server(forgetful, obedient) as server, server.stream() as stream:
        with pytest.raises(Timeout, match="/market/ticker:BTC-USDT within 0.1 s"):
            stream.subscribe(BTC, timeout=0.1)
        stream.subscribe(ETH)
        assert server.said() == [
            (1, "subscribe", str(BTC)), (1, "unsubscribe", str(BTC)), (1, "subscribe", str(ETH))]
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said(by=2) == [(2, "subscribe", str(ETH))]


def test_subscribe__again_after_an_ack_that_never_came():
    def forgetful(peer):
        peer.welcome()
        peer.hear()
        peer.obey()

    with Server(forgetful) as server, server.stream() as stream:
        with pytest.raises(Timeout):
            stream.subscribe(BTC, timeout=0.05)
        with within(2):
            stream.subscribe(BTC, timeout=2)
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).topic == BTC


def test_subscribe__only_what_was_not_answered_is_forgotten():
    def half(peer):
        peer.welcome()
        peer.answer(peer.hear())
        peer.hear()
        peer.obey()

    depth = topics.orderbook_level5("BTC-USDT")
    with Server(half, obedient) as server, server.stream() as stream:
        with pytest.raises(Timeout, match="level2Depth5"):
            stream.subscribe(BTC, depth, timeout=0.1)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said("subscribe", by=2) == [(2, "subscribe", str(BTC))]


def test_subscribe__refused_and_unanswered_at_once():
    def odd(peer):
        peer.welcome()
        frame = peer.hear()
        peer.say(id=frame["id"], type="error", code=404, data="topic does not exist")
        peer.hear()
        peer.obey()

    with Server(odd, obedient) as server, server.stream() as stream:
        with pytest.raises(SubscriptionRefused):
            stream.subscribe(topics.orderbook_level5("BTC-USDT"), BTC, timeout=0.1)
        stream.subscribe(ETH)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said(by=2) == [(2, "subscribe", str(ETH))]


def test_subscribe__while_reconnecting():
    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        with pytest.raises(Timeout):
            stream.subscribe(topics.ticker("KCS-USDT"), timeout=0.1)
        assert stream.state == "reconnecting" and thread.is_alive()
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT")]


def test_subscribe__the_connection_is_lost_meanwhile():
    def cuts(peer):
        peer.welcome()
        peer.hear()
        peer.cut()

    with Server(cuts, obedient) as server, server.stream() as stream:
        stream.subscribe(BTC)
        assert stream.reconnects == 1 and server.said() == [(1, "subscribe", str(BTC)), (2, "subscribe", str(BTC))]


def test_subscribe__the_stream_is_closed_meanwhile():
    with Server(mute) as server, server.stream() as stream:
        thread, outcome = background(stream.subscribe, BTC)
        server.wait(lambda: server.frames)
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]


def test_subscribe__the_other_side_reads_no_more():
    done = threading.Event()
    with Server(deaf_until(done), obedient, interval=40, patience=40) as server, server.stream() as stream:
        stream.subscribe(HUGE)  # 6 MB do not fit into the buffers: half a frame is sent, then the time is up
        assert stream.reconnects == 1
        done.set()
        stream.subscribe(BTC)


def test_subscribe__what_was_queued_for_a_lost_connection_is_not_sent_to_the_next(monkeypatch):
    def held_up(self, payload, *args):
        if str(ETH) in payload and not entered.is_set():
            entered.set()
            release.wait(PATIENCE)
        return send(self, payload, *args)

    send = websocket.WebSocket.send
    entered, release = threading.Event(), threading.Event()
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        monkeypatch.setattr(websocket.WebSocket, "send", held_up)
        calls = [background(stream.subscribe, ETH)]
        assert entered.wait(PATIENCE)
        calls.append(background(stream.subscribe, topics.ticker("KCS-USDT")))
        until(lambda: len(stream._commands) == 2)  # nothing public tells that the second one waits for the first
        server.peer.cut()
        until(lambda: stream.reconnects == 1)
        release.set()
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT,KCS-USDT")]


def test_subscribe__many_threads_and_lost_connections(quick_pauses):
    def work(number):
        for step in range(5):
            stream.subscribe(topics.ticker(f"C{number}-{step}"))
        stream.unsubscribe(topics.ticker(f"C{number}-0"))

    with Server() as server, server.stream() as stream:
        calls = [background(work, number) for number in range(8)]
        for connection in (1, 2, 3):
            server.wait(lambda: server.said(by=connection))
            server.peers[connection - 1].cut()
        for thread, outcome in calls:
            thread.join(2 * PATIENCE)
            assert outcome == [None]
        until(lambda: stream.reconnects == 3)  # the threads may have ended before the third connection did
        server.peer.cut()
        server.wait(lambda: server.said(by=5))
        (topic,) = [topic for _, _, topic in server.said(by=5)]
        assert sorted(topic.partition(":")[2].split(",")) == [f"C{n}-{step}" for n in range(8) for step in range(1, 5)]


def test_unsubscribe__ends_the_data(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(BTC, ETH)
        stream.unsubscribe(BTC)
        (connection,) = sandbox.hub.connections
        assert connection.topics == {str(ETH)}
        sandbox.drop()
        until(lambda: stream.reconnects == 1)
        until(lambda: [connection.topics for connection in sandbox.hub.connections] == [{str(ETH)}])


def test_unsubscribe__what_was_never_subscribed():
    with Server() as server, server.stream() as stream:
        stream.unsubscribe(BTC)
        assert server.said() == [(1, "unsubscribe", str(BTC))]


def test_unsubscribe__while_reconnecting_ends_with_the_new_connection():
    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC, ETH)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.unsubscribe, BTC)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        server.wait(lambda: server.said(by=2))
        if server.said(by=2) != [(2, "subscribe", str(ETH))]:  # the new connection was quicker than the thread
            assert server.said("unsubscribe") == [(2, "unsubscribe", str(BTC))]


def test_unsubscribe__never_overtakes_the_subscription(monkeypatch):
    def held_up(self, payload, *args):
        if server.said(by=1) and "subscribe" in payload and not entered.is_set():
            entered.set()
            release.wait(PATIENCE)
        return send(self, payload, *args)

    send = websocket.WebSocket.send
    entered, release = threading.Event(), threading.Event()
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        monkeypatch.setattr(websocket.WebSocket, "send", held_up)
        server.peer.cut()
        assert entered.wait(PATIENCE)
        thread, outcome = background(stream.unsubscribe, BTC)
        thread.join(0.2)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", str(BTC)), (2, "unsubscribe", str(BTC))]


# Lost connections

def test_drop__data_again_with_a_new_token_and_every_subscription(sandbox, client, monkeypatch):
    def connect(token, *args):
        tokens.append(token)
        return plain_connect(token, *args)

    tokens, states = [], set()
    plain_connect = sandbox.hub.connect
    monkeypatch.setattr(sandbox.hub, "connect", connect)
    increments = topics.orderbook_increment("BTC-USDT", "ETH-USDT")
    private = [topics.order_v2(), topics.account()]
    wanted = [BTC, *private, *(topics.orderbook_increment(name) for name in increments.symbols)]
    with client.spot.stream(private=True) as stream:
        stream.subscribe(BTC, increments, *private)
        last, gaps, after = {}, {}, {}
        while not {topic for topic in wanted if topic.sequence} <= set(last):
            event = stream.recv(PATIENCE)
            last[event.topic] = int(event.data[event.topic.sequence])
        started = time.monotonic()
        sandbox.drop()
        ordered = False
        while set(after) != set(wanted):
            assert time.monotonic() < started + 3
            states.add(stream.state)
            event = stream.recv(3)
            number = int(event.data[event.topic.sequence]) if isinstance(event, Message) and event.topic.sequence else None
            if isinstance(event, Gap):
                assert event.topic not in gaps
                gaps[event.topic] = event
            elif event.topic in gaps:
                if event.topic not in after:
                    first = event.topic.first
                    assert gaps[event.topic].first == (event.data[first] if first else number)
                after[event.topic] = number
            else:  # was on its way before
                assert number is not None, event
                last[event.topic] = number
            if not ordered and set(private) <= set(gaps):  # those had not to wait for their data
                client.spot.order.add_order("BTC-USDT", "buy", "limit", price="1000", size="0.01", client_oid="after-the-drop")
                ordered = True
        assert {topic: (gap.last, gap.first is None) for topic, gap in gaps.items()} == {
            topic: (last.get(topic), topic.sequence is None) for topic in wanted}
        assert all(0 < gap.seconds < 3 for gap in gaps.values())
        assert stream.reconnects == 1 and states <= {"open", "reconnecting"}
        assert len(tokens) == len(set(tokens)) == 2
        client.spot.order.cancel_order_by_client_oid("after-the-drop", "BTC-USDT")


def test_mute__the_peer_is_found_dead_in_time():
    interval, patience = 0.4, 0.3
    with Sandbox(ping_interval=interval, ping_timeout=patience) as sandbox:
        with Client(environment=sandbox.environment) as client, client.spot.stream() as stream:
            stream.subscribe(BTC)
            started = time.monotonic()
            while time.monotonic() < started + 1.5 * (interval + patience):  # answered pings keep it open
                stream.recv(PATIENCE)
            assert stream.reconnects == 0
            sandbox.mute()
            took = until(lambda: stream.state != "open", interval + patience + interval / 4 + 1)
            assert took < interval + patience + min(interval, patience) / 4 + 1
            while not isinstance(stream.recv(3), Gap):
                pass
            assert stream.recv(3).topic == BTC
            assert stream.reconnects == 1


@pytest.mark.parametrize("interval, patience, tick", [(18, 10, 0.5), (0.4, 10, 0.1), (18, 0.4, 0.1)])
def test_connection__the_clock_is_looked_at_often_enough(interval, patience, tick, monkeypatch):
    def settimeout(self, timeout):
        timeouts.append(timeout)
        plain_settimeout(self, timeout)

    timeouts, plain_settimeout = [], websocket.WebSocket.settimeout
    monkeypatch.setattr(websocket.WebSocket, "settimeout", settimeout)
    with Server(interval=interval, patience=patience) as server, server.stream():
        assert timeouts[-1] == tick


def test_ping__by_the_clock_though_data_flows():
    interval = 0.2
    with Server(interval=interval, patience=2) as server, server.stream() as stream:
        stream.subscribe(BTC)
        number = 0
        while len(server.said("ping")) < 5:
            number += 1
            assert number < 20_000
            server.peer.push(BTC, {"sequence": str(number)})
            time.sleep(0.001)
        times = [at for at, _, frame in server.frames if frame["type"] == "ping"]
        pauses = [after - before for before, after in zip(times, times[1:])]
        assert min(pauses) > interval * 0.5 and max(pauses) < interval + 1
        assert stream.reconnects == 0
        assert [stream.recv(PATIENCE).data["sequence"] for _ in range(number)] == [str(n + 1) for n in range(number)]


def test_ping__without_pongs_the_peer_is_dead_though_data_flows():
    with Server(mute, obedient, interval=0.2, patience=0.2) as server, server.stream() as stream:
        started, first = time.monotonic(), server.peer
        while stream.state == "open" and not stream.reconnects:
            assert time.monotonic() < started + 0.4 + 1.5
            with contextlib.suppress(Gone):
                first.push(BTC, {})
            time.sleep(0.001)
        assert time.monotonic() > started + 0.3


@pytest.mark.parametrize("frame", [
    b"no JSON",
    b"",
    b"[]",
    b'{"id":"1"}',
    b'{"type":"message","topic":"/market/ticker:BTC-USDT","data":{"sequence":"\xff"}}',
    b'{"id":"x","type":"error","code":400,"data":"ping timeout"}'])
def test_frame__a_broken_one_leads_to_a_new_connection(frame):
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.send(frame)
        server.wait(lambda: server.said(by=2))
        server.peer.push(BTC, {"sequence": "5"})
        gap, message = stream.recv(PATIENCE), stream.recv(PATIENCE)
        assert (gap.topic, gap.last, gap.first) == (BTC, None, 5) and 0 <= gap.seconds < 5
        assert message.data == {"sequence": "5"}
        assert stream.reconnects == 1


@pytest.mark.parametrize("end", [
    lambda peer: peer.close("Bye"),
    lambda peer: peer.cut(),
    lambda peer: peer.reset(),
    lambda peer: peer.connection.sendall(b"\xf1\x00"),  # reserved bits
    lambda peer: peer.connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n" + b" " * 100)], ids="close cut reset bits text".split())
def test_connection__ended_by_the_other_side(end):
    with Server() as server, server.stream() as stream:
        stream.subscribe(topics.orderbook_level5("BTC-USDT"))
        end(server.peer)
        gap = stream.recv(PATIENCE)
        assert (type(gap), gap.topic, gap.last, gap.first) == (Gap, topics.orderbook_level5("BTC-USDT"), None, None)
        assert (stream.reconnects, stream.state) == (1, "open")
        assert [peer.token for peer in server.peers] == ["token-1", "token-2"]


def test_frame__in_two_halves():
    with Server(interval=0.2) as server, server.stream() as stream:
        stream.subscribe(BTC)
        wire = server.peer.wire(b'{"type":"message","topic":"/market/ticker:BTC-USDT","data":{"sequence":"7"}}')
        with server.peer.lock:
            for part in (wire[:1], wire[1:20], wire[20:]):
                server.peer.connection.sendall(part)
                time.sleep(0.12)  # longer than the thread waits for a frame
        assert stream.recv(PATIENCE).data == {"sequence": "7"}
        assert stream.reconnects == 0


def test_frame__of_unknown_type_and_protocol_pings_change_nothing(caplog):
    caplog.set_level(logging.INFO)
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.say(type="notice", data="private matters")
        server.peer.connection.sendall(b"\x89\x02hi")
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).data == {"sequence": "1"}
        assert stream.reconnects == 0
    assert "a frame of an unknown type: notice" in caplog.messages


def test_reconnect__refused_topics_reach_the_reader():
    def choosy(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if "level2Depth5:" in frame.get("topic", ""):
                peer.say(id=frame["id"], type="error", code=509, data="busy")
            else:
                peer.answer(frame)

    depth = topics.orderbook_level5("BTC-USDT", "ETH-USDT")
    with Server(obedient, choosy) as server, server.stream(capacity=1) as stream:
        stream.subscribe(topics.orderbook_level50("BTC-USDT"), depth)
        server.peer.push("/market/anything", {})
        server.peer.cut()
        server.wait(lambda: len(server.said(by=2)) == 2)
        stream.subscribe(BTC)
        heard = []
        for _ in range(3):
            try:
                heard.append(stream.recv(PATIENCE))
            except StreamError as error:
                heard.append(error)
        assert [type(event) for event in heard] == [StreamOverflow, Message, SubscriptionRefused]  # a full queue takes it
        assert (heard[2].topic, heard[2].code) == (depth, "509")
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).topic == BTC
        server.peer.cut()
        server.wait(lambda: len(server.said(by=3)) == 2)
        assert [topic for _, _, topic in server.said(by=3)] == ["/spotMarket/level2Depth50:BTC-USDT", str(BTC)]


def test_reconnect__refused_topics_reach_the_reader_though_another_caller_waits():
    def choosy(peer):
        peer.welcome()
        waiting = peer.hear()
        assert waiting["topic"] == "/market/ticker:BTC-USDT,ETH-USDT"
        peer.say(id=waiting["id"], type="error", code=509, data="busy")
        peer.obey()

    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        choosy(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        until(lambda: stream._commands)
        release.set()
        thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [SubscriptionRefused]
        with pytest.raises(SubscriptionRefused):
            stream.recv(PATIENCE)


def test_reconnect__a_refused_topic_of_others_is_not_the_callers():
    def choosy(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if "level2Depth5:" in frame["topic"]:
                peer.say(id=frame["id"], type="error", code=509, data="busy")
            else:
                peer.answer(frame)

    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        choosy(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(topics.orderbook_level5("BTC-USDT"))
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        until(lambda: stream._commands)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        with pytest.raises(SubscriptionRefused, match="level2Depth5"):
            stream.recv(PATIENCE)


def test_reconnect__the_key_is_gone():
    with Sandbox() as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        with client.spot.stream(private=True) as stream:
            stream.subscribe(BTC, topics.order_v2())
            sandbox.gateway.keys.clear()
            sandbox.drop()
            with within(3), pytest.raises(ApiError) as caught:
                for event in stream:
                    assert event.topic == BTC  # came before
            assert (type(caught.value), caught.value.code) == (AuthenticationError, "400003")
            assert stream.state == "closed" and stream.reconnects == 0
            with pytest.raises(AuthenticationError):
                stream.subscribe(ETH)


def test_reconnect__not_wanted():
    with Server() as server, server.stream(reconnect=False) as stream:
        stream.subscribe(BTC)
        server.peer.push(BTC, {"sequence": "1"})
        server.peer.close("Bye")
        until(lambda: stream.state == "closed")
        assert stream.recv(0).data == {"sequence": "1"}  # what came before can be read
        with pytest.raises(StreamError, match="Bye"):
            stream.recv(0)
        assert server.tokens == 1
        lengths = []
        for _ in range(3):
            with pytest.raises(StreamError) as caught:
                stream.recv(0)
            lengths.append(len(traceback.extract_tb(caught.value.__traceback__)))
        assert len(set(lengths)) == 1  # the same error every time, and it does not grow


def test_reconnect__an_exchange_that_fails_is_asked_again(sandbox, client, quick_pauses):
    with client.spot.stream() as stream:
        stream.subscribe(BTC)
        for _ in range(4):  # more than the client tries again by itself
            sandbox.fail_next("500000", status=500)
        sandbox.drop()
        until(lambda: stream.reconnects == 1)
        while not isinstance(stream.recv(3), Gap):
            pass
        assert isinstance(stream.recv(3), Message)


def test_reconnect__after_a_very_long_outage(quick_pauses):
    def token():
        asked.append(1)
        if 1 < len(asked) < 1200:
            raise TransportError("no network")
        return server.token()

    asked = []
    with Server() as server:
        with Stream(ClassicEntrance(token), Session()) as stream:
            server.peer.cut()
            until(lambda: stream.reconnects == 1 or not stream_threads())
            assert (stream.state, len(asked)) == ("open", 1200)


def test_reconnect__pauses_grow_until_a_pong_comes(caplog, monkeypatch):
    def dies(peer):
        peer.welcome()
        peer.cut()

    def lives(peer):
        peer.welcome()
        peer.answer(peer.hear())
        peer.cut()

    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: high / 10)
    with Server(dies, dies, dies, lives, dies, obedient, interval=0.05) as server, server.stream() as stream:
        until(lambda: stream.reconnects == 5)
    assert seconds_of_pauses(caplog) == [0.025, 0.05, 0.1, 0.025, 0.05]


def test_reconnect__pauses_have_an_end(caplog, monkeypatch):
    def token():
        if server.peers:
            raise TransportError("no network")
        return server.token()

    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: high / 10000)
    with Server() as server, Stream(ClassicEntrance(token), Session()) as stream:
        server.peer.cut()
        until(lambda: len(seconds_of_pauses(caplog)) >= 9)
        assert stream.state == "reconnecting"
    assert [round(pause * 10000, 2) for pause in seconds_of_pauses(caplog)[:9]] == [0.25, 0.5, 1, 2, 4, 8, 15, 15, 15]


def test_tokens__one_for_each_connection(quick_pauses):
    with Server() as server, server.stream() as stream:
        for number in range(1, 4):
            server.peer.cut()
            until(lambda: stream.reconnects == number)
        assert [peer.token for peer in server.peers] == ["token-1", "token-2", "token-3", "token-4"]
        assert len({peer.connect_id for peer in server.peers}) == 4


# Reading

def test_recv__timeout():
    with Server() as server, server.stream() as stream:
        for timeout in (0, 0.1):
            started = time.monotonic()
            with pytest.raises(Timeout, match=f"within {timeout} s"):
                stream.recv(timeout=timeout)
            assert timeout <= time.monotonic() - started < timeout + 1
        with pytest.raises(TimeoutError):
            stream.recv(0)
        assert stream.state == "open"


def test_recv__interrupted():
    with Server() as server, server.stream() as stream:
        timer = threading.Timer(0.1, interrupt)
        timer.start()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.recv(PATIENCE)
        timer.join()
        server.peer.push(BTC, {})
        assert stream.recv(PATIENCE).topic == Topic("/market/ticker", ("BTC-USDT",))


def test_recv__overflow():
    def ticks(first, last):
        for number in range(first, last + 1):
            server.peer.push(BTC, {"sequence": str(number)})

    def read(count):
        return [int(stream.recv(PATIENCE).data["sequence"]) for _ in range(count)]

    with Server() as server, server.stream(capacity=5) as stream:
        stream.subscribe(BTC)
        ticks(1, 20)
        until(lambda: stream.dropped == 15)  # the thread was not held up
        with pytest.raises(StreamOverflow) as caught:
            stream.recv(0)
        assert (caught.value.dropped, caught.value.capacity) == (15, 5)
        assert read(5) == [1, 2, 3, 4, 5]
        ticks(21, 23)
        assert read(3) == [21, 22, 23]
        ticks(24, 30)
        until(lambda: stream.dropped == 17)
        stream.subscribe(ETH)
        with pytest.raises(StreamOverflow) as caught:
            next(iter(stream))
        assert caught.value.dropped == 2 and stream.dropped == 17
        assert read(5) == [24, 25, 26, 27, 28]
        assert (stream.state, stream.reconnects) == ("open", 0)


def test_iter__ends_on_close():
    def read():
        for message in stream:
            read_so_far.append(message.data["sequence"])
        return "ended"

    read_so_far = []
    with Server() as server, server.stream() as stream:
        thread, outcome = background(read)
        server.peer.push(BTC, {"sequence": "1"})
        until(lambda: read_so_far == ["1"])
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert outcome == ["ended"] and list(stream) == []


def test_iter__events_that_were_not_read_are_dropped_by_close():
    with Server() as server, server.stream(capacity=2) as stream:
        for _ in range(5):
            server.peer.push(BTC, {})
        until(lambda: stream.dropped == 3)
        stream.close()
        assert list(stream) == []


def test_run__functions_gaps_and_close_in_a_callback():
    calls = []

    def on_ticker(message):
        calls.append((str(message.topic), message.data["sequence"]))
        if len(calls) == 3:
            with within(2):
                stream.close()
        elif len(calls) == 1:
            server.peer.cut()
            server.wait(lambda: len(server.said(by=2)) == 1)
            server.peer.push("/market/other", {})
            server.peer.push(ETH, {"sequence": "9"})

    with Server() as server:
        stream = server.stream()

        def start():
            server.wait(lambda: server.said())
            server.peer.push(BTC, {"sequence": "1"})

        background(start)
        with within(PATIENCE):
            stream.run({topics.ticker("BTC-USDT", "ETH-USDT"): on_ticker},
                       on_gap=lambda gap: calls.append((str(gap.topic), gap.first)))
        assert calls == [(str(BTC), "1"), (str(ETH), 9), (str(ETH), "9")]
        assert stream.state == "closed"
        assert server.said() == [(1, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT"),
                                 (2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT")]


def test_run__an_exception_of_a_callback_is_the_callers():
    def broken(message):
        raise ZeroDivisionError(message.data["sequence"])

    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        for number in (1, 2, 3):
            server.peer.push(BTC, {"sequence": str(number)})
        for number in ("1", "2"):
            with pytest.raises(ZeroDivisionError, match=number) as caught:
                stream.run({BTC: broken})
            names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
            assert names[-2:] == ["run", "broken"]
        assert stream.state == "open"
        assert stream.recv(PATIENCE).data == {"sequence": "3"}


def test_run__what_is_no_topic():
    with Server() as server, server.stream() as stream, pytest.raises(TypeError, match="topics.ticker"):
        stream.run({"/market/ticker:BTC-USDT": print})


def test_run__gaps_without_a_function_are_passed_over():
    depth = topics.orderbook_level5("BTC-USDT")
    with Server() as server, server.stream() as stream:
        stream.subscribe(depth)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        server.peer.push(depth, {})
        stream.run({depth: lambda message: stream.close()})


def test_run__interrupted():
    with Server() as server, server.stream() as stream:
        timer = threading.Timer(0.1, interrupt)
        timer.start()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.run({BTC: print})
        timer.join()
        assert stream.state == "open"


# Closing

def test_close__in_the_loop():
    with Server() as server, server.stream() as stream:
        for _ in range(3):
            server.peer.push(BTC, {})
        count = 0
        for _ in stream:
            count += 1
            with within(2):
                stream.close()
        assert count == 1 and not stream_threads()


def test_close__from_another_thread_while_recv_waits():
    with Server() as server, server.stream() as stream:
        thread, outcome = background(stream.recv)
        thread.join(0.1)
        assert thread.is_alive()
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        assert not stream_threads()


def test_close__does_not_wait_for_the_next_look_at_the_clock(monkeypatch):
    monkeypatch.setattr(link_module, "TICK", 1.4)
    with Server(interval=20, patience=20) as server:
        stream = server.stream().open()
        with within(1):
            stream.close()
        assert not stream_threads()


def test_close__twice_and_from_many_threads():
    with Server() as server, server.stream() as stream:
        calls = [background(stream.close) for _ in range(5)]
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [None]
        stream.close()


@pytest.mark.parametrize("where", ["token", "push", "welcome"])
def test_close__while_connecting(where):
    with silent_port() as port, contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(lambda peer: peer.hear()))
        if where == "token":
            environment = Environment("silent", *[f"http://{LOCAL}:{port}"] * 8)
            client = stack.enter_context(Client(environment=environment, timeout=0.7, retries=0))
            stream = client.spot.stream()
        else:
            server.port = port if where == "push" else server.port
            stream = server.stream(timeout=(0.7, 5))
        thread, outcome = background(stream.open)
        until(lambda: stream_threads())
        if where == "welcome":
            server.wait(lambda: server.peers)
        assert stream.state == "connecting"
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        until(lambda: not stream_threads(), 0.7 + 1)
        with pytest.raises(StreamClosed, match="it was closed"):
            stream.recv(0)


def test_close__while_the_token_comes():
    def token():
        asked.set()
        release.wait(PATIENCE)
        return server.token()

    asked, release = threading.Event(), threading.Event()
    with Server() as server:
        stream = Stream(ClassicEntrance(token), Session())
        thread, outcome = background(stream.open)
        assert asked.wait(PATIENCE)
        with within(2):
            stream.close()
        release.set()
        until(lambda: not stream_threads())
        thread.join(PATIENCE)
        assert server.peers == [] and [type(raised) for raised in outcome] == [StreamClosed]


def test_close__while_reconnecting_to_a_dead_port():
    with Server() as server, server.stream() as stream:
        server.stop()
        until(lambda: stream.state == "reconnecting" and server.tokens > 2)
        thread, outcome = background(list, stream)
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert outcome == [[]] and stream.state == "closed" and not stream_threads()


def test_close__while_a_send_is_stuck():
    done = threading.Event()
    with Server(deaf_until(done), interval=40, patience=40) as server, server.stream() as stream:
        thread, outcome = background(stream.subscribe, HUGE)
        thread.join(0.3)
        assert thread.is_alive()
        with within(2):
            stream.close()
        thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        done.set()


def test_close__when_the_socket_has_ended_by_itself(monkeypatch):
    def abort(self):
        raise OSError(107, "Transport endpoint is not connected")

    with Server() as server:
        with server.stream() as stream:
            monkeypatch.setattr(websocket.WebSocket, "abort", abort)
        assert stream.state == "closed"


def test_close__in_a_signal_handler():
    def handler(*_):
        stream.close()

    with Server() as server, server.stream() as stream:
        before = signal.signal(signal.SIGINT, handler)
        try:
            timer = threading.Timer(0.1, interrupt)
            timer.start()
            with within(2):
                assert list(stream) == []
            timer.join()
        finally:
            signal.signal(signal.SIGINT, before)


def test_close__thirty_times_leaves_no_thread_and_no_descriptor(quick_pauses):
    def counts():
        descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        return threading.active_count(), descriptors

    with Server() as server:
        def cycle(number):
            with server.stream() as stream:
                if number % 3 == 1:
                    stream.subscribe(BTC)
                if number % 3 == 2:
                    server.peer.cut()
            if number % 5 == 0:
                port, server.port = server.port, dead
                with pytest.raises(StreamError):
                    server.stream().open()
                server.port = port

        dead = dead_port()
        cycle(1)
        until(lambda: server.peer.connection.fileno() == -1)
        before = counts()
        for number in range(30):
            cycle(number)
        gc.collect()
        until(lambda: all(now <= then for now, then in zip(counts(), before)))
        assert not stream_threads()


def test_garbage__streams_go_with_their_last_reference():
    with Server() as server:
        unopened, closed = server.stream(), server.stream()
        with closed:
            pass
        references = [weakref.ref(unopened), weakref.ref(closed)]
        until(lambda: not stream_threads())
        del unopened, closed
        gc.collect()
        assert [reference() for reference in references] == [None, None]


def test_thread__is_named_and_ends_with_the_program():
    with Server() as server, server.stream() as one, server.stream() as other:
        assert one.state == other.state == "open"
        assert [thread.daemon for thread in stream_threads()] == [True, True]
        assert len({thread.name for thread in stream_threads()}) == 2


# The way to the other side

def connection_options(monkeypatch, http, address="wss://push.example/endpoint"):
    """What a stream gives to ``create_connection``."""
    def create_connection(address, **options):
        seen.append((address, options))
        raise ConnectionRefusedError("as far as it goes")

    seen = []
    monkeypatch.setattr(websocket, "create_connection", create_connection)
    server = {"endpoint": address, "pingInterval": 18000, "pingTimeout": 10000}
    stream = Stream(ClassicEntrance(lambda: {"token": "a/b+c=", "instanceServers": [server]}), Session(http=http, timeout=(3, 7)))
    with pytest.raises(StreamError, match="as far as it goes"):
        stream.open()
    ((address, options),) = seen
    return address, options


@pytest.fixture
def bare_environment(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.endswith("CA_BUNDLE"):
            monkeypatch.delenv(name)


def test_connect__options(monkeypatch, bare_environment):
    address, options = connection_options(monkeypatch, requests.Session())
    assert address.startswith("wss://push.example/endpoint?token=a%2Fb%2Bc%3D&connectId=c")
    assert options == {"timeout": 3, "skip_utf8_validation": True, "http_no_proxy": ["*"], "redirect_limit": 0,
                       "sslopt": {"ca_certs": DEFAULT_CA_BUNDLE_PATH}}


def test_connect__ca_bundle(monkeypatch, bare_environment, tmp_path):
    http = requests.Session()
    http.verify = "/etc/company.pem"
    assert connection_options(monkeypatch, http)[1]["sslopt"] == {"ca_certs": "/etc/company.pem"}
    http.verify = str(tmp_path)
    assert connection_options(monkeypatch, http)[1]["sslopt"] == {"ca_cert_path": str(tmp_path)}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/environment.pem")
    assert connection_options(monkeypatch, requests.Session())[1]["sslopt"] == {"ca_certs": "/etc/environment.pem"}
    assert "sslopt" not in connection_options(monkeypatch, http, "ws://push.example/")[1]


@pytest.mark.parametrize("proxies, address, host, port, kind, auth", [
    ({"https": "http://proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", None),
    ({"http": "http://proxy.example:3128"}, "ws://push.example/", "proxy.example", 3128, "http", None),
    ({"https": "http://me:p%40ss@proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", ("me", "p@ss")),
    ({"https": "http://me@proxy.example"}, "wss://push.example/", "proxy.example", 80, "http", ("me", "")),
    ({"https": "proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", None),
    ({"all": "socks5h://proxy.example:1080"}, "wss://push.example/", "proxy.example", 1080, "socks5h", None),
    ({"https://push.example": "http://special:1", "https": "http://other:2"}, "wss://push.example/", "special", 1, "http", None)])
def test_connect__proxy(monkeypatch, bare_environment, proxies, address, host, port, kind, auth):
    http = requests.Session()
    http.proxies.update(proxies)
    options = connection_options(monkeypatch, http, address)[1]
    expected = {"http_proxy_host": host, "http_proxy_port": port, "proxy_type": kind, "http_proxy_timeout": 3,
                "http_no_proxy": ["-"]}
    expected.update({"http_proxy_auth": auth} if auth else {})
    assert {name: value for name, value in options.items() if "proxy" in name} == expected


def test_connect__a_kind_of_proxy_that_is_not_known(bare_environment):
    http = requests.Session()
    http.proxies["http"] = "ftp://proxy.example:21"
    with Server() as server, pytest.raises(StreamError, match="no connection: ProxyError"):
        Stream(ClassicEntrance(server.token), Session(http=http)).open()


def test_connect__proxy_of_the_environment(monkeypatch, bare_environment):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert connection_options(monkeypatch, requests.Session())[1]["http_proxy_host"] == "proxy.example"
    http = requests.Session()
    http.trust_env = False
    assert connection_options(monkeypatch, http)[1]["http_no_proxy"] == ["*"]
    monkeypatch.setenv("no_proxy", "push.example")
    assert connection_options(monkeypatch, requests.Session())[1]["http_no_proxy"] == ["*"]


def test_connect__through_a_proxy(monkeypatch, bare_environment):
    monkeypatch.setenv("no_proxy", "push.example,127.0.0.1")  # what the Session was given counts for more
    http = requests.Session()
    with Server(is_proxy=True) as server:
        http.proxies["http"] = f"http://me:secret@{LOCAL}:{server.port}"
        for host in ("push.example", LOCAL):
            token = server.token()
            token["instanceServers"][0]["endpoint"] = f"ws://{host}:81/endpoint"
            with Stream(ClassicEntrance(lambda: token), Session(http=http)) as stream:
                stream.subscribe(BTC)
        heads = [head.split("\r\n") for head in server.proxied]
        assert [head[0] for head in heads] == ["CONNECT push.example:81 HTTP/1.1", f"CONNECT {LOCAL}:81 HTTP/1.1"]
        assert all("Proxy-Authorization: Basic bWU6c2VjcmV0" in head for head in heads)


# Secrets

def test_logs__hold_no_token_no_key_and_nothing_private(sandbox, caplog):
    caplog.set_level(logging.DEBUG)
    key, secret, passphrase = sandbox.credentials
    with Client(key, secret, passphrase, environment=sandbox.environment) as client:
        with client.spot.stream(private=True) as stream:
            stream.subscribe(topics.order_v2(), topics.account())
            order = client.spot.order.add_order("BTC-USDT", "buy", "limit", price="1000", size="0.01", client_oid="mine-alone")
            while stream.recv(PATIENCE).data.get("orderId") != order["orderId"]:
                pass
            sandbox.drop()
            until(lambda: stream.reconnects == 1)
    with Server() as server, server.stream(private=True) as stream:
        stream.subscribe(topics.account())
        for number, broken in enumerate([b'{"topic":"/account/balance","data":"mine-alone"',
                                         b'{"topic":"/account/balance","data":"mine-alone"}',
                                         b'{"type":"message","data":"mine-alone \xff"}']):
            server.peer.say(type="notice", data="mine-alone")
            server.peer.send(broken)
            until(lambda: stream.reconnects == number + 1)
    assert len(seconds_of_pauses(caplog)) == 4
    logged = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records
                       if not record.name.startswith(("kucoin_ref.sandbox", "unheard")))
    for private in (secret, passphrase, key, "mine-alone", order["orderId"], "token-"):
        assert private not in logged


def test_logs__an_answer_that_repeats_the_address():
    def serve():
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                line = connection.recv(65536).split(b" ")[1]
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line))

    with socket.create_server((LOCAL, 0)) as listener:
        thread, _ = background(serve)
        server = Server()
        server.port = listener.getsockname()[1]
        with pytest.raises(StreamError) as caught:
            server.stream().open()
        assert "403" in str(caught.value) and "token=***&connectId=" in str(caught.value)
        listener.close()


def test_logs__an_answer_that_repeats_the_address_while_reconnecting(caplog):
    def echo():
        for connection, _ in iter(listener.accept, None):
            with connection:
                line = connection.recv(65536).split(b" ")[1]
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line))

    with socket.create_server((LOCAL, 0)) as listener, Server() as server, server.stream() as stream:
        background(echo)
        server.port = listener.getsockname()[1]
        server.peer.cut()
        until(lambda: len(seconds_of_pauses(caplog)) == 2)
        stream.close()
        listener.shutdown(socket.SHUT_RDWR)
    assert "token=***&connectId=" in caplog.text and "token-" not in caplog.text
