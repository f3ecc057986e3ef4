"""One WebSocket, from its address to its end: the only file of the package that opens one.

It knows nothing of what is said on it. It pings by the clock, finds out when the other side is dead, and sends what is
queued no faster than the exchange allows.
"""

import collections
import os
import threading
import time
from typing import TYPE_CHECKING, Any, Deque, Dict, List, NamedTuple, Optional
from urllib.parse import unquote, urlsplit

import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH, prepend_scheme_if_needed, select_proxy

from ..errors import StreamError

if TYPE_CHECKING:
    from typing import Protocol

    from ..session import Session

    class Owner(Protocol):
        """What a link asks of the connection that it belongs to; always in the link's own thread."""

        def take(self, link: "Link", text: str) -> None:
            """A frame came."""

        def ping(self, link: "Link") -> str:
            """The text of a ping; called with the lock held."""

        def look(self, link: "Link", now: float) -> None:
            """Some time has passed; raises a StreamError when the link is of no more use."""


TICK = 0.5  #: longest time in seconds that the thread waits for a frame before it looks at the clock
WINDOW = 10.0  #: seconds over which the exchange counts a client's messages
MESSAGES = 90  #: most commands in a window; the exchange takes 100 messages, the rest is for pings
PING_PAUSE = 1.1  #: seconds between a ping and an extra one: the unified hosts drop who sends more than one a second


class Address(NamedTuple):
    """Where to connect, and how that connection is kept."""

    url: str
    interval: float  #: seconds between pings, unless the welcome says otherwise
    patience: float  #: seconds that a pong may take
    life: Optional[float] = None  #: seconds after which another connection has to take over; None for no end
    is_limited: bool = True  #: whether the exchange counts what is said there


class Link:
    """One WebSocket: one thread reads it, any thread may send.

    :param changed: Guards what is queued; never held while a text is sent.
    """

    def __init__(self, owner: "Owner", session: "Session", changed: threading.Condition) -> None:
        self.is_open = False  #: whether the other side takes commands
        self.pings = self.pongs = 0  #: asked and answered so far
        self.queued = self.gone = 0  #: texts that were queued so far, and those of them that went out or never will
        self.beginning = 0  #: how many were queued when what the welcome asks for was among them
        self.ends_at: Optional[float] = None  #: ``time.monotonic()`` when another link has to take over
        self._owner = owner
        self._session = session
        self._changed = changed
        self._sending = threading.Lock()  # held while a text is sent; taken before the other one, never after it
        self._unsent: Deque[str] = collections.deque()  # in the order of their commands
        self._sent_at: Deque[float] = collections.deque()  # of the texts that the budget still counts
        self._is_limited = True
        self._socket: Optional[websocket.WebSocket] = None
        self._is_stopped = False
        self._interval = self._patience = self._tick = TICK
        self._pinged_at = self._ping_due = self._answer_due = 0.0

    # --- with the lock held, in any thread ---

    def queue(self, texts: List[str]) -> None:
        """Have texts sent, by the next :meth:`send` or by the link's thread."""
        self._unsent.extend(texts)
        self.queued += len(texts)

    def welcomed(self, interval: Optional[float], patience: Optional[float]) -> None:
        """Pings begin now, and commands may be sent."""
        self._interval, self._patience = interval or self._interval, patience or self._patience
        self._set_pace()
        self.is_open = True
        self._ping_due = time.monotonic() + self._interval
        self._answer_due = self._ping_due + self._patience

    def ponged(self) -> None:
        """The other side is alive."""
        self.pongs += 1
        self._answer_due = time.monotonic() + self._interval + self._patience

    def fence(self) -> int:
        """Ask for a ping soon. What was sent to us before it was answered has come when ``pongs`` is this number."""
        self._ping_due = min(self._ping_due, max(time.monotonic(), self._pinged_at + PING_PAUSE))
        return self.pings + 1

    def stop(self) -> None:
        """End the link: who reads from it or writes to it wakes up."""
        self._is_stopped = True
        self.cut()

    def cut(self) -> None:
        """End the link as if the other side had done it."""
        if self._socket is not None:
            _abort(self._socket)

    # --- without the lock ---

    def send(self, wait: bool = True) -> None:
        """Send what is queued, as far as the budget allows; the link's thread sends the rest.

        :param wait: Whether to wait while another thread is sending.
        """
        socket = self._socket
        if socket is None or not self._sending.acquire(blocking=wait):
            return
        try:
            while True:
                with self._changed:
                    if self._socket is not socket or not self._unsent or self._is_exhausted():
                        return
                    text = self._unsent.popleft()
                    self._sent_at.append(time.monotonic())
                socket.send(text)
                with self._changed:
                    self.gone += 1
                    self._changed.notify_all()
        finally:
            self._sending.release()

    def send_from_outside(self) -> Optional[str]:
        """As :meth:`send`, in a thread that is not the link's: a fault ends the link, and is told as text."""
        socket = self._socket
        try:
            self.send()
        except (OSError, ValueError, websocket.WebSocketException) as problem:  # ValueError: closed while it was selected
            if socket is not None:
                _abort(socket)  # a part of the frame may be on its way, so nothing more can be sent
            return str(problem)
        return None

    def run(self, address: Address) -> None:
        """Connect and read until the end, which is always a :class:`StreamError` unless the link is stopped."""
        failure: Optional[StreamError] = None
        try:
            self._run(address)
        except (OSError, websocket.WebSocketException) as problem:
            failure = StreamError(f"{type(problem).__name__}: {problem}")
        if failure is not None:  # raised here, without the original, which may hold the address with its token
            raise failure

    def _run(self, address: Address) -> None:
        self._interval, self._patience, self._is_limited = address.interval, address.patience, address.is_limited
        self.ends_at = None if address.life is None else time.monotonic() + address.life
        if self._is_stopped:
            return
        socket = self._connect(address.url)
        try:
            with self._changed:
                self._socket = socket
                self._set_pace()
            self._answer_due = time.monotonic() + self._session.timeout[1]  # for the welcome, then for each pong
            self._read(socket)
        finally:
            with self._changed:
                self._socket, self.is_open = None, False
                self._unsent.clear()
                self.gone = self.queued
            socket.shutdown()  # type: ignore[no-untyped-call]

    def _read(self, socket: websocket.WebSocket) -> None:
        look_due = 0.0
        while not self._is_stopped:
            now = time.monotonic()
            if now > self._answer_due:
                raise StreamError("the other side has gone quiet: no welcome or pong in time")
            if self.is_open and now > self._ping_due:  # nothing may be sent before the welcome
                self._ping(socket)
            if now > look_due:
                look_due = now + self._tick
                self._owner.look(self, now)
            if self._unsent:
                self.send(wait=False)
            try:
                opcode, payload = socket.recv_data()
            except websocket.WebSocketTimeoutException:
                continue
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                raise StreamError(f"the other side closed the connection: {payload[2:].decode(errors='replace')!r}")
            try:
                text = payload.decode()
            except UnicodeDecodeError:
                raise StreamError(f"expected a frame in UTF-8, got {len(payload)} other bytes") from None
            self._owner.take(self, text)

    def _ping(self, socket: websocket.WebSocket) -> None:
        with self._changed:
            ping = self._owner.ping(self)
            self.pings += 1
            self._pinged_at = time.monotonic()
            self._ping_due = self._pinged_at + self._interval
            self._sent_at.append(self._pinged_at)
        socket.send(ping)

    def _set_pace(self) -> None:
        self._tick = min(TICK, self._interval / 4, self._patience / 4)
        if self._socket is not None:
            self._socket.settimeout(self._tick)

    def _is_exhausted(self) -> bool:
        """Whether the budget of the last seconds is used up."""
        while self._sent_at and time.monotonic() - self._sent_at[0] >= WINDOW:
            self._sent_at.popleft()
        return self._is_limited and len(self._sent_at) >= MESSAGES

    def _connect(self, address: str) -> websocket.WebSocket:
        """Open a WebSocket through the Session's proxy, checked with its CA bundle."""
        url = urlsplit(address)
        http = url._replace(scheme=url.scheme.replace("ws", "http"), query="").geturl()
        settings = self._session.connection_settings(http)
        bundle, proxy = settings["verify"], select_proxy(http, settings["proxies"])
        options: Dict[str, Any] = {"http_no_proxy": ["*"], "redirect_limit": 0}
        if proxy:
            at = urlsplit(prepend_scheme_if_needed(proxy, "http"))  # type: ignore[no-untyped-call]
            options.update(http_proxy_host=at.hostname, http_proxy_port=at.port or 80, proxy_type=at.scheme)
            options["http_proxy_timeout"] = self._session.timeout[0]
            options["http_no_proxy"] = ["-"]  # fits no host; an empty list would look into the environment once more
            if at.username:
                options["http_proxy_auth"] = (unquote(at.username), unquote(at.password or ""))
        if url.scheme == "wss":
            bundle = bundle if isinstance(bundle, str) else DEFAULT_CA_BUNDLE_PATH
            options["sslopt"] = {"ca_cert_path" if os.path.isdir(bundle) else "ca_certs": bundle}
        try:
            return websocket.create_connection(
                address, timeout=self._session.timeout[0], skip_utf8_validation=True, **options
            )
        except (OSError, websocket.WebSocketException):
            raise
        except Exception as problem:  # such as the IndexError that it makes of an answer that is not HTTP
            raise StreamError(f"no connection: {type(problem).__name__}: {problem}") from problem


def _abort(socket: websocket.WebSocket) -> None:
    """End a connection from any thread; who reads from it or writes to it wakes up."""
    try:
        socket.abort()  # type: ignore[no-untyped-call]
    except (OSError, AttributeError):
        pass  # it has ended by itself
