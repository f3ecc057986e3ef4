"""HTTP as the sandbox speaks it: one port for REST and, by upgrade, for every WebSocket. A thread for each connection.

Not ``http.server``: that reads headers as if they were mail, which takes longer than everything else about an order, and lets
a client take any time for them.
"""

import json
import logging
import os
import re
import socket
import threading
import time
from email.utils import formatdate
from functools import lru_cache
from http.client import responses
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from ..errors import masked
from .faults import NONE, Fault
from .gateway import Request
from .websocket import PushSocket, cut

if TYPE_CHECKING:
    from .server import Sandbox

LARGEST_HEAD = 1 << 16
LARGEST_BODY = 1 << 20
MOST_HEADERS = 100
MOST_CONNECTIONS = 4000
IDLE = 75  #: seconds that a connection is kept on which nothing happens
PATIENCE = 20  #: seconds that a request may take to come, from its first byte; with a long pause in it twice as long

#: The network in front of the exchange lets no GET with a body through, and answers with a page of its own.
_EDGE_PAGE = b"<html><body><h1>403 Forbidden</h1></body></html>"

_ENCODER = json.JSONEncoder(separators=(",", ":"))

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Answer(NamedTuple):
    """What goes back for a request, and what goes wrong with it."""

    status: int
    headers: Dict[str, str]
    body: bytes
    fault: Fault = NONE


def as_json(content: Any) -> bytes:
    """Compact JSON."""
    return _ENCODER.encode(content).encode()


class Server(ThreadingTCPServer):
    """The port, and every connection to it."""

    daemon_threads = True
    request_queue_size = 512
    allow_reuse_address = os.name != "nt"  # there it would share a port that is taken

    def __init__(self, address: Tuple[str, int], sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self._serving: List[Tuple[threading.Thread, socket.socket]] = []
        super().__init__(address, Handler)

    def serve_forever(self, poll_interval: float = 0.05) -> None:
        """Accept connections until :meth:`shutdown`, which waits as long as the interval."""
        super().serve_forever(poll_interval)

    def get_request(self) -> Any:
        """Accept a connection."""
        try:
            return super().get_request()
        except OSError:
            time.sleep(0.05)  # no descriptor is left, and the next try comes at once
            raise

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread of its own."""
        self._serving = [(thread, connection) for thread, connection in self._serving if thread.is_alive()]
        if len(self._serving) >= MOST_CONNECTIONS:
            request.settimeout(1)
            request.sendall(_refusal(503, "GET"))
            self.shutdown_request(request)
            return
        arguments = (request, client_address)
        thread = threading.Thread(
            target=self.process_request_thread, args=arguments, name="kucoin-sandbox-connection", daemon=True
        )
        thread.start()
        self._serving.append((thread, request))

    def cut_all(self) -> None:
        """End every connection, also idle ones, and wait for their threads a little."""
        for _, connection in self._serving:
            cut(connection)
        deadline = time.monotonic() + 1
        for thread, _ in self._serving:
            thread.join(max(deadline - time.monotonic(), 0))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Note what nobody has thought of; the connection is closed, the others go on."""
        _log.error("a connection broke", exc_info=True)


class _Unfit(Exception):
    """What came is no request, or none that is served."""

    def __init__(self, status: int, verb: str = "", envelope: Optional[Dict[str, str]] = None) -> None:
        super().__init__(status)
        self.answer = _refusal(status, verb, envelope)


class _Reader:
    """What a client sends, in pieces of the wanted size; the whole of a request within :data:`PATIENCE`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = b""
        self._deadline = 0.0

    def read_head(self) -> Optional[str]:
        """A request line and headers without the empty line behind them; None when the client has gone or says nothing."""
        self._data = self._data.lstrip(b"\r\n")  # some clients end a body with a line end
        self._deadline = time.monotonic() + IDLE
        try:
            while not self._data:
                if not self._more():
                    return None
                self._data = self._data.lstrip(b"\r\n")
        except socket.timeout:
            return None
        self._deadline = time.monotonic() + PATIENCE
        while True:
            head, end, rest = self._data.partition(b"\r\n\r\n")
            if end and len(head) <= LARGEST_HEAD:
                self._data = rest
                return head.decode("latin-1")
            if len(head) > LARGEST_HEAD:
                raise _Unfit(431 if b"\r\n" in head[:LARGEST_HEAD] else 414)
            if not self._more():
                raise _Unfit(400)

    def has(self, size: int) -> bool:
        """Whether so much is here already."""
        return len(self._data) >= size

    def read(self, size: int) -> bytes:
        """Exactly so much."""
        while len(self._data) < size:
            if not self._more():
                raise _Unfit(400)
        data, self._data = self._data[:size], self._data[size:]
        return data

    def read1(self, size: int) -> bytes:
        """What is here, or comes next; empty at the end. It is for WebSockets, so a silence counts as :data:`IDLE`."""
        if not self._data:
            self._deadline = time.monotonic() + IDLE
            self._more()
        data, self._data = self._data[:size], self._data[size:]
        return data

    def _more(self) -> bool:
        """Wait for what comes next; the connection has one time-out for all, since to set it costs as much as to read."""
        data = None
        while data is None:
            try:
                data = self._connection.recv(1 << 16)
            except socket.timeout:
                pass
            if time.monotonic() >= self._deadline:
                raise socket.timeout
        self._data += data
        return bool(data)


class Handler(BaseRequestHandler):
    """One connection."""

    server: Server
    request: socket.socket

    def handle(self) -> None:
        """Answer requests until one side has had enough."""
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # no answer waits for an acknowledgement
        self.request.settimeout(min(PATIENCE, IDLE))
        reader = _Reader(self.request)
        try:
            while self._serve(reader):
                pass
        except _Unfit as unfit:
            self._end_with(unfit.answer)
        except socket.timeout:
            self._end_with(_refusal(408, ""))
        except OSError:
            pass  # the client has gone

    def _serve(self, reader: _Reader) -> bool:
        """Read and answer one request; whether the connection is kept."""
        head = reader.read_head()
        if head is None:
            return False
        verb, target, version, headers = _parse(head)
        if headers.get("upgrade", "").lower() == "websocket" and verb == "GET":
            binary = self.server.sandbox.binary(target)
            push = PushSocket(self.request, reader, f"{head}\r\n\r\n".encode("latin-1"), binary)
            if push.opened:
                self.server.sandbox.serve_push(push, target, self.client_address[0])
            return False
        if verb not in ("GET", "POST", "DELETE"):
            raise _Unfit(405, verb)
        body = self._body(reader, headers)
        if body and verb == "GET":
            answer = Answer(403, {"Content-Type": "text/html"}, _EDGE_PAGE)
        else:
            answer = self.server.sandbox.answer(Request(verb, target, headers, body, self.client_address[0]))
        wanted = headers.get("connection", "").lower()
        keep = (wanted != "close" if version == "HTTP/1.1" else wanted == "keep-alive")
        if _log.isEnabledFor(logging.DEBUG):
            _log.debug('%s "%s %s" %d', self.client_address[0], verb, masked(target), answer.status)
        return self._send(answer, keep)

    def _body(self, reader: _Reader, headers: Mapping[str, str]) -> bytes:
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not re.fullmatch("[0-9]{1,9}", length) or int(length) > LARGEST_BODY:
            raise _Unfit(413, "", {"code": "400100", "msg": "The body needs a Content-Length of at most 1 MiB."})
        if headers.get("expect", "").lower() == "100-continue" and not reader.has(int(length)):
            self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return reader.read(int(length))

    def _send(self, answer: Answer, keep: bool) -> bool:
        """Send an answer, or what a fault leaves of it; whether the connection is kept."""
        if not answer.fault.lost:
            headers = answer.headers if keep else {**answer.headers, "Connection": "close"}
            text = _answer(answer.status, headers, answer.body)
            self.request.sendall(text[: -((len(answer.body) + 1) // 2)] if answer.fault.cut else text)
        return keep and not answer.fault.lost and not answer.fault.cut

    def _end_with(self, text: bytes) -> None:
        """Say why and hang up, but listen on a little: to hang up on unread data would take the answer back."""
        deadline = time.monotonic() + 1
        try:
            self.request.settimeout(1)
            self.request.sendall(text)
            self.request.shutdown(socket.SHUT_WR)
            while time.monotonic() < deadline and self.request.recv(1 << 16):
                pass
        except OSError:
            pass  # it has hung up


def _parse(head: str) -> Tuple[str, str, str, Dict[str, str]]:
    """Verb, target, version and headers (names in small letters, several of one name joined by a comma) of a request."""
    first, *lines = head.split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not re.fullmatch(r"HTTP/[0-9]\.[0-9]", words[2]) or not words[1].startswith("/"):
        raise _Unfit(400)
    verb, target, version = words
    if version not in ("HTTP/1.0", "HTTP/1.1"):
        raise _Unfit(505)
    if len(lines) > MOST_HEADERS:
        raise _Unfit(431)
    headers: Dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise _Unfit(400)
        name, value = name.lower(), value.strip(" \t")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return verb, target, version, headers


def _answer(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = {
        "Server": "kucoin-ref-sandbox",
        "Date": _date(int(time.time())),
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        **headers,
    }
    head = [f"HTTP/1.1 {status} {responses.get(status, '')}", *(f"{name}: {value}" for name, value in lines.items()), "", ""]
    return "\r\n".join(head).encode("latin-1") + body


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)


def _refusal(status: int, verb: str, envelope: Optional[Dict[str, str]] = None) -> bytes:
    """The last answer of a connection."""
    body = as_json(envelope or {"code": str(status), "msg": responses[status]})
    text = _answer(status, {"Connection": "close"}, body)
    return text[: -len(body)] if verb == "HEAD" else text
