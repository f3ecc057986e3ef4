"""A stream that is alive, or says that it is not: one thread and a bounded queue around the protocol.

The only file of the package that opens a WebSocket. The thread reads, pings by the clock and connects again; events are
read, and callbacks run, in the caller's thread.
"""

import collections
import itertools
import logging
import random
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, Iterator, List, Mapping, Optional, Union
from urllib.parse import quote, unquote, urlsplit

import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from ..endpoint import Topic
from ..errors import (
    ApiError,
    CredentialsRequired,
    KucoinError,
    StreamClosed,
    StreamError,
    StreamOverflow,
    SubscriptionRefused,
    Timeout,
)
from .protocol import Acknowledged, Classic, Gap, Message, Notice, Pong, Refused, Welcome, singles

if TYPE_CHECKING:
    from ..session import Session

TICK = 0.5  #: longest time in seconds that the thread waits for a frame before it looks at the clock
LONGEST_PAUSE = 15.0  #: seconds between two attempts to connect, once many have failed

_numbers = itertools.count(1)
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Stream:
    """Pushed messages, in the order they came: ``for event in stream``.

    ::

        with client.spot.stream() as stream:
            stream.subscribe(topics.ticker("BTC-USDT"))
            for event in stream:
                print(event)

    A lost connection is made again with a new token and all subscriptions; each topic then gets a
    :class:`~kucoin_ref.stream.protocol.Gap` before its next message.

    :param token: Gets a push token; called for every connection, for a token is good for one.
    :param session: Whose timeouts, proxies and CA bundle to use.
    :param private: Whether the token allows private topics.
    :param capacity: Events that may wait to be read; one more raises :class:`StreamOverflow` in the reader.
    :param reconnect: False ends the stream with an error when the connection is lost.
    """

    def __init__(
        self,
        token: Callable[[], Any],
        session: "Session",
        *,
        private: bool = False,
        capacity: int = 10_000,
        reconnect: bool = True,
    ) -> None:
        if not isinstance(capacity, int) or capacity < 1:
            raise ValueError(f"capacity: expected a whole number from 1 up, got {capacity!r}")
        self._token = token
        self._session = session
        self._private = private
        self._capacity = capacity
        self._reconnect = reconnect
        self._protocol = Classic()
        self._changed = threading.Condition()  # guards all below, and the protocol
        self._events: Deque[Union[Message[Any], Gap, KucoinError]] = collections.deque()
        self._refused: Dict[str, Refused] = {}  # answers for callers of subscribe, by topic
        self._waiting = 0  # callers of subscribe that are waiting for an answer
        self._failure: Optional[Exception] = None
        self._unreported = 0  # events dropped since the last StreamOverflow
        self._socket: Optional[websocket.WebSocket] = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._main, name=f"kucoin-stream-{next(_numbers)}", daemon=True)
        self._heard = 0.0  # time.monotonic() of the last frame
        #: ``new``, ``connecting``, ``open``, ``reconnecting`` or ``closed``
        self.state = "new"
        self.reconnects = 0  #: connections made after the first one
        self.dropped = 0  #: events lost because they were not read in time
        self.last_message_at: Optional[float] = None  #: ``time.time()`` of the last frame

    # --- for the caller's threads ---

    def open(self) -> "Stream":
        """Connect, and return when the exchange has welcomed us; what prevents that is raised here."""
        with self._changed:
            if self.state == "new":
                self.state = "connecting"
                self._thread.start()
            try:
                self._wait(lambda: self.state != "connecting")
            except BaseException:
                self._stop.set()
                raise
            if self.state == "closed":
                raise self._ending()
        return self

    def subscribe(self, *topics: Topic[Any], timeout: float = 10) -> None:
        """Ask for topics, and return when the exchange has acknowledged all of them.

        :param timeout: Seconds to wait for the answers.
        :raises SubscriptionRefused: The exchange does not give one of the topics; it is forgotten.
        :raises Timeout: An answer did not come in time; the topics without one are forgotten.
        """
        for topic in topics:
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: expected topics such as topics.ticker('BTC-USDT'), got {topic!r}")
            if topic.private and not self._private:
                raise ValueError(f"topics: {topic} is private, it needs a stream made with private=True")
        self._command(self._protocol.subscribe, topics, timeout)

    def unsubscribe(self, *topics: Topic[Any], timeout: float = 10) -> None:
        """Ask for no more of these topics, and return when the exchange has acknowledged."""
        self._command(self._protocol.unsubscribe, topics, timeout)

    def recv(self, timeout: Optional[float] = None) -> Union[Message[Any], Gap]:
        """The next event.

        :param timeout: Seconds to wait for it; None waits for ever.
        :raises Timeout: None came in time.
        :raises StreamOverflow: Events were dropped because they were not read in time; reading may go on.
        :raises StreamClosed: The stream was closed.
        """
        with self._changed:
            came = self._wait(lambda: bool(self._events or self._unreported or self.state in ("new", "closed")), timeout)
            if self._unreported:
                dropped, self._unreported = self._unreported, 0
                raise StreamOverflow(dropped, self._capacity)
            if self._events:
                event = self._events.popleft()
                if isinstance(event, KucoinError):
                    raise event
                return event
            if not came:
                raise Timeout(f"no event within {timeout} s")
            raise self._ending()

    def __iter__(self) -> Iterator[Union[Message[Any], Gap]]:
        """The events as they come, until the stream is closed."""
        while True:
            try:
                event = self.recv()
            except StreamClosed:
                return
            yield event

    def run(
        self,
        handlers: Mapping[Topic[Any], Callable[[Message[Any]], Any]],
        on_gap: Optional[Callable[[Gap], Any]] = None,
    ) -> None:
        """Subscribe to topics and call their functions with each message, in this thread, until the stream is closed.

        What a function raises ends the run and reaches the caller; the stream stays open.
        """
        functions = {str(single): function for topic, function in handlers.items() for single in singles([topic])}
        self.open()
        self.subscribe(*handlers)
        for event in self:
            if isinstance(event, Gap):
                if on_gap is not None:
                    on_gap(event)
            elif str(event.topic) in functions:
                functions[str(event.topic)](event)

    def close(self) -> None:
        """End the stream, from any thread; events that were not read are dropped."""
        with self._changed:
            self._stop.set()
            self.state = "closed"
            self._events.clear()
            self._unreported = 0
            self._changed.notify_all()
            if self._socket is not None:
                self._socket.abort()  # type: ignore[no-untyped-call]
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(1.5)  # a thread that is still connecting ends with its connect timeout

    def __enter__(self) -> "Stream":
        return self.open()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _wait(self, done: Callable[[], bool], timeout: Optional[float] = None) -> bool:
        """Wait with the lock held, in short pieces so that Ctrl-C gets through on every system."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not done():
            left = 1.0 if deadline is None else min(1.0, deadline - time.monotonic())
            if left <= 0:
                return False
            self._changed.wait(left)
        return True

    def _ending(self) -> Exception:
        if self._failure is not None:
            return self._failure
        how = "it was never opened: use it in a with statement" if self.state == "new" else "it was closed"
        return StreamClosed(f"nothing can be read from the stream: {how}")

    def _command(self, command: Callable[..., List[str]], topics: Any, timeout: float) -> None:
        with self._changed:
            if self.state in ("new", "closed"):
                raise self._ending()
            texts = command(*topics)
            socket = self._socket if self.state == "open" else None
            self._waiting += 1
        try:
            if socket is not None:
                self._send(socket, texts)
            with self._changed:
                answered = self._wait(lambda: self.state == "closed" or not self._protocol.pending(topics), timeout)
                for topic in singles(topics):
                    refused = self._refused.pop(str(topic), None)
                    if refused is not None:
                        raise SubscriptionRefused(*refused)
                if self.state == "closed":
                    raise self._ending()
                if not answered:
                    self._protocol.unsubscribe(*topics)
                    raise Timeout(f"no answer for {', '.join(map(str, topics))} within {timeout} s")
        finally:
            with self._changed:
                self._waiting -= 1

    def _send(self, socket: websocket.WebSocket, texts: List[str]) -> None:
        try:
            for text in texts:
                socket.send(text)
        except (OSError, websocket.WebSocketException) as problem:
            _log.info("sending failed, the next connection subscribes again: %s", problem)

    # --- the thread ---

    def _main(self) -> None:
        failures = 0
        while not self._stop.is_set():
            connected_before = self.reconnects
            try:
                self._connection()
            except (KucoinError, OSError, websocket.WebSocketException) as problem:
                if self._stop.is_set():
                    break
                final = isinstance(problem, (ApiError, CredentialsRequired)) and not problem.retryable
                if final or self.state == "connecting" or not self._reconnect:
                    self._fail(problem)
                    break
                failures = 0 if self.reconnects > connected_before or self.state == "open" else failures + 1
                pause = min(LONGEST_PAUSE, 0.25 * 2**failures) * random.uniform(0.5, 1)
                _log.warning("the stream lost its connection, connecting again in %.1f s: %s", pause, problem)
                with self._changed:
                    self.state = "reconnecting" if self.state != "closed" else "closed"
                self._stop.wait(pause)
            except Exception as problem:  # a fault of ours must reach the reader, not end the thread in silence
                error = StreamError(f"the stream broke: {problem!r}")
                error.__cause__ = problem
                self._fail(error)
                break
        with self._changed:
            self.state = "closed"
            self._changed.notify_all()

    def _connection(self) -> None:
        """One connection, from its token to its end, which is always an exception unless the stream is closed."""
        token = self._token()
        server = token["instanceServers"][0]
        number = next(_numbers)
        address = f"{server['endpoint']}?token={quote(token['token'], safe='')}&connectId={number}"
        interval, patience = server["pingInterval"] / 1000, server["pingTimeout"] / 1000
        socket = self._connect(address)
        try:
            with self._changed:
                self._socket = socket
            socket.settimeout(min(TICK, interval / 4))
            answer_due = time.monotonic() + self._session.timeout[1]  # for the welcome, then for each pong
            ping_due = time.monotonic() + interval
            while not self._stop.is_set():
                now = time.monotonic()
                if now > answer_due:
                    raise StreamError("the other side has gone quiet: no welcome or pong in time")
                if now > ping_due:
                    with self._changed:
                        ping = self._protocol.ping()
                    socket.send(ping)
                    ping_due = now + interval
                try:
                    opcode, payload = socket.recv_data()
                except websocket.WebSocketTimeoutException:
                    continue
                if opcode == websocket.ABNF.OPCODE_CLOSE:
                    raise StreamError(f"the other side closed the connection: {payload[2:].decode(errors='replace')!r}")
                if self._frame(socket, payload.decode()):
                    answer_due = time.monotonic() + interval + patience
        finally:
            with self._changed:
                self._socket = None
            socket.shutdown()  # type: ignore[no-untyped-call]

    def _connect(self, address: str) -> websocket.WebSocket:
        """Open a WebSocket through the Session's proxy, checked with its CA bundle."""
        url = urlsplit(address)
        settings = self._session.connection_settings(url._replace(scheme=url.scheme.replace("ws", "http")).geturl())
        bundle, proxy = settings["verify"], settings["proxies"].get(url.scheme.replace("ws", "http"))
        options: Dict[str, Any] = {"http_no_proxy": ["*"]}
        if proxy:
            at = urlsplit(proxy)
            options = {"http_proxy_host": at.hostname, "http_proxy_port": at.port, "proxy_type": at.scheme}
            if at.username:
                options["http_proxy_auth"] = (unquote(at.username), unquote(at.password or ""))
        if url.scheme == "wss":
            options["sslopt"] = {"ca_certs": bundle if isinstance(bundle, str) else DEFAULT_CA_BUNDLE_PATH}
        return websocket.create_connection(
            address, timeout=self._session.timeout[0], skip_utf8_validation=True, **options
        )

    def _frame(self, socket: websocket.WebSocket, text: str) -> bool:
        """Act on one frame; true for a sign that the protocol on the other side is alive."""
        alive = False
        answers: List[str] = []
        with self._changed:
            events, answers = self._protocol.receive(text)
            for event in events:
                if isinstance(event, Welcome):
                    alive = True
                    answers += self._welcomed()
                elif isinstance(event, Pong):
                    alive = True
                elif isinstance(event, (Message, Gap)):
                    self._deliver(event)
                elif isinstance(event, Refused):
                    self._refusal(event)
                elif isinstance(event, Notice):
                    _log.info("a frame of an unknown type: %s", event.frame)
                else:
                    assert isinstance(event, Acknowledged)
            self._heard, self.last_message_at = time.monotonic(), time.time()
            self._changed.notify_all()
        for answer in answers:
            socket.send(answer)
        return alive

    def _welcomed(self) -> List[str]:
        """Count the connection; the texts that subscribe again."""
        if self._stop.is_set():
            return []
        if self.state == "reconnecting":
            self.reconnects += 1
        self.state = "open"
        return self._protocol.connected(time.monotonic() - self._heard)

    def _deliver(self, event: Union[Message[Any], Gap, KucoinError]) -> None:
        if self._stop.is_set():
            return
        if len(self._events) >= self._capacity:
            self.dropped += 1
            self._unreported += 1
        else:
            self._events.append(event)

    def _refusal(self, refused: Refused) -> None:
        """A caller of subscribe gets it; without one, as after a reconnect, the reader of events does."""
        if self._waiting:
            self._refused.update((str(topic), refused) for topic in singles([refused.topic]))
        else:
            self._deliver(SubscriptionRefused(*refused))

    def _fail(self, problem: Exception) -> None:
        error = problem
        if not isinstance(problem, KucoinError):
            error = StreamError(f"{type(problem).__name__}: {problem}")
        with self._changed:
            self._failure = error
            self.state = "closed"
            self._changed.notify_all()
