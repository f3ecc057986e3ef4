"""HTTP as the sandbox speaks it: one port for REST and, by upgrade, for every WebSocket. A thread for each connection."""

import json
import logging
import os
import re
import socket
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, Optional, Tuple

from ..errors import masked
from .faults import NONE, Fault
from .gateway import Request
from .websocket import PushSocket, cut

if TYPE_CHECKING:
    from .server import Sandbox

LARGEST_BODY = 1 << 20

#: The network in front of the exchange lets no GET with a body through, and answers with a page of its own.
_EDGE_PAGE = b"<html><body><h1>403 Forbidden</h1></body></html>"

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
    return json.dumps(content, separators=(",", ":")).encode()


class Server(ThreadingHTTPServer):
    request_queue_size = 512
    allow_reuse_address = os.name != "nt"  # there it would share a port that is taken

    def __init__(self, address: Tuple[str, int], sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self._serving: List[Tuple[threading.Thread, socket.socket]] = []
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # not HTTPServer's, which asks the network for this machine's name

    def serve_forever(self, poll_interval: float = 0.05) -> None:
        super().serve_forever(poll_interval)  # close() waits as long

    def process_request(self, request: Any, client_address: Any) -> None:
        self._serving = [(thread, connection) for thread, connection in self._serving if thread.is_alive()]
        arguments = (request, client_address)
        thread = threading.Thread(
            target=self.process_request_thread, args=arguments, name="kucoin-sandbox-connection", daemon=True
        )
        self._serving.append((thread, request))
        thread.start()

    def cut_all(self) -> None:
        """End every connection, also idle ones, and wait for their threads a little."""
        for _, connection in self._serving:
            cut(connection)
        deadline = time.monotonic() + 1
        for thread, _ in self._serving:
            thread.join(max(deadline - time.monotonic(), 0))

    def handle_error(self, request: Any, client_address: Any) -> None:
        _log.debug("a connection broke", exc_info=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "kucoin-ref-sandbox"
    disable_nagle_algorithm = True  # or every answer waits for the client's delayed acknowledgement
    wbufsize = -1  # one packet for head and body
    timeout = 75  # seconds that an idle connection is kept
    server: Server

    def do_GET(self) -> None:
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self._upgrade()
        else:
            self._rest()

    def do_POST(self) -> None:
        self._rest()

    def do_DELETE(self) -> None:
        self._rest()

    def send_error(self, code: int, message: Optional[str] = None, explain: Optional[str] = None) -> None:
        """Refuse what is not a request of ours: other verbs, bad request lines, endless headers."""
        self.request_version = self.protocol_version  # a bad request line is taken for HTTP/0.9, which has no status line
        status = 405 if code == HTTPStatus.NOT_IMPLEMENTED else int(code)
        envelope = as_json({"code": str(status), "msg": HTTPStatus(status).phrase})
        self._reply(status, {"Connection": "close"}, envelope)

    def _rest(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not re.fullmatch("[0-9]{1,9}", length) or int(length) > LARGEST_BODY:
            envelope = as_json({"code": "400100", "msg": "The body needs a Content-Length of at most 1 MiB."})
            self._reply(413, {"Connection": "close"}, envelope)
            return
        self.wfile.flush()  # the client may wait for a 100 Continue
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        if body and self.command == "GET":
            self._reply(403, {"Content-Type": "text/html"}, _EDGE_PAGE)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.sandbox.answer(Request(self.command, self.path, headers, body, self.client_address[0]))
        if not answer.fault.lost:
            self._reply(*answer)
        if answer.fault.lost or answer.fault.cut:
            self.close_connection = True
            self.wfile.flush()
            cut(self.connection)

    def _reply(self, status: int, headers: Mapping[str, str], body: bytes, fault: Fault = NONE) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if fault.cut else body)

    def _upgrade(self) -> None:
        self.close_connection = True
        lines = [self.requestline, *(f"{name}: {value}" for name, value in self.headers.items()), "", ""]
        push = PushSocket(self.connection, self.rfile, "\r\n".join(lines).encode("latin-1"), self.server.sandbox.binary(self.path))
        if push.opened:
            self.server.sandbox.serve_push(push, self.path, self.client_address[0])

    def log_message(self, format: str, *args: Any) -> None:
        _log.debug("%s %s", self.client_address[0], masked(format % args))
