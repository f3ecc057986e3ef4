"""A push server that does what a script says, over real sockets, and what the tests of streams share."""

import _thread
import collections
import contextlib
import json
import logging
import os
import signal
import socket
import struct
import threading
import time
from urllib.parse import parse_qs, urlsplit

from websockets.frames import Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from kucoin_ref import Session
from kucoin_ref.endpoint import Topic
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Stream

LOCAL = "127.0.0.1"
PATIENCE = 5  # seconds that anything here may take before it counts as stuck
BTC, ETH = topics.ticker("BTC-USDT"), topics.ticker("ETH-USDT")
HUGE = Topic("/market/nonsense", tuple("S" * 60_000 + str(number) for number in range(100)))
UNHEARD = logging.getLogger("unheard")
UNHEARD.setLevel(logging.CRITICAL + 1)


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
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.path = urlsplit(request.path).path
        self.token, self.connect_id = self.query.get("token"), self.query.get("connectId")
        self._protocol.send_response(self._protocol.accept(request))
        self._flush()

    def welcome(self):
        self.say(id=self.connect_id, type="welcome")

    def hear(self):
        """The client's next frame."""
        frame = json.loads(self.hear_text())
        self._server.note(self.number, frame)
        return frame

    def hear_text(self):
        while True:
            came = self._next()
            if came.opcode is Opcode.TEXT:
                return bytes(came.data).decode()

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

    def say_unified(self, **fields):
        """The unified hosts' frames are binary."""
        with self.lock:
            self._protocol.send_binary(json.dumps(fields).encode())
            self._flush()

    def answer_unified(self, frame):
        if frame.get("type") == "ping":
            self.say_unified(id=frame["id"], type="pong", ts=1774100940787520626)
        else:
            self.say_unified(id=frame["id"], result=True)

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


def unified(peer):
    peer.say_unified(sessionId="s", message="welcome", pingInterval=5000)
    while True:
        peer.answer_unified(peer.hear())


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

    @property
    def url(self):
        return f"ws://{LOCAL}:{self.port}"

    def stream(self, timeout=(1, 2), topics=400, **options):
        return Stream(ClassicEntrance(self.token, topics), Session(timeout=timeout), **options)

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
        return [(number, frame.get("type"), frame.get("topic")) for _, number, frame in self.frames
                if (not kinds or frame.get("type") in kinds) and by in (None, number)]

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


def seconds_of_pauses(caplog):
    return [record.args[0] for record in caplog.records if "connecting again" in record.msg]
