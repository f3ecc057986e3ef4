"""A WebSocket on the server's side, over a connection that the HTTP server has accepted."""

import logging
import queue
import socket
import threading
from typing import Any, List, Optional

from websockets.exceptions import WebSocketException
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.frames import Frame, Opcode
from websockets.http11 import Request as UpgradeRequest
from websockets.protocol import State
from websockets.server import ServerProtocol

LARGEST_MESSAGE = 1 << 20
MOST_UNSENT = 10_000  #: frames that may wait for a slow client before it is dropped

_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

_unheard = logging.getLogger(__name__)  # it would log whole frames and addresses, push tokens and all
_unheard.setLevel(logging.CRITICAL + 1)


class PushSocket:
    """One client's WebSocket: frames out through a queue and a thread, frames in by :meth:`receive`.

    :param binary: Whether texts go out in binary frames, and never compressed, as the unified push hosts send them.
    """

    def __init__(self, connection: socket.socket, stream: Any, upgrade: bytes, binary: bool = False) -> None:
        self.muted = False
        self._socket = connection
        self._stream = stream
        self._protocol = ServerProtocol(
            extensions=[] if binary else [ServerPerMessageDeflateFactory()], max_size=LARGEST_MESSAGE, logger=_unheard
        )
        self._send = self._protocol.send_binary if binary else self._protocol.send_text
        self._lock = threading.Lock()  # the protocol is used by the reader and by the writer
        self._unsent: "queue.Queue[Optional[str]]" = queue.Queue(MOST_UNSENT)
        self._received: List[str] = []
        self._message = bytearray()  # what has come of a message in several frames
        self._over = False
        self._protocol.receive_data(upgrade)
        for request in self._protocol.events_received():
            assert isinstance(request, UpgradeRequest)
            self._protocol.send_response(self._protocol.accept(request))
        connection.sendall(b"".join(self._protocol.data_to_send()) or _BAD_REQUEST)
        self.opened = self._protocol.state is State.OPEN  #: whether the upgrade was as it should be
        self._writer = threading.Thread(target=self._write, name="kucoin-sandbox-push", daemon=True)
        if self.opened:
            self._writer.start()

    def send(self, text: Optional[str]) -> None:
        """Queue a text, or None for the end; a client that reads too slowly is cut off."""
        try:
            self._unsent.put_nowait(text)
        except queue.Full:
            self.cut()

    def end(self) -> None:
        """Send what is queued, then close; does not wait for it."""
        self.send(None)

    def receive(self) -> Optional[str]:
        """The next text of the client; None when it has gone."""
        while not self._received:
            if self._over:
                return None
            try:
                data = self._stream.read1(65536)
            except OSError:
                return None
            with self._lock:
                if data:
                    self._protocol.receive_data(data)
                else:
                    self._protocol.receive_eof()
                events = self._protocol.events_received()
                try:
                    self._flush()
                except OSError:
                    return None
                self._over = not data or self._protocol.close_expected()
            for frame in events:
                if isinstance(frame, Frame) and frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
                    self._message += frame.data
                    if frame.fin:
                        self._received.append(self._message.decode(errors="replace"))
                        self._message.clear()
        return self._received.pop(0)

    def cut(self) -> None:
        """End the connection at once."""
        cut(self._socket)

    def finish(self) -> None:
        """Send what is queued, close, and wait until that is done."""
        if self._writer.is_alive():
            try:
                self._unsent.put(None, timeout=1)
            except queue.Full:
                pass  # the client does not read
            self._writer.join(1)
        self.cut()

    def _write(self) -> None:
        try:
            for text in iter(self._unsent.get, None):
                with self._lock:
                    self._send(text.encode())
                    self._flush()
        except (OSError, WebSocketException):
            pass  # the client has gone
        self.cut()

    def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data and not self.muted:
                self._socket.sendall(data)


def cut(connection: socket.socket) -> None:
    """End a connection at once, from any thread."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it has ended by itself
