"""A stream that is alive, or says that it is not: one thread and a bounded queue around the protocol.

The only file of the package that opens a WebSocket. The thread reads, pings by the clock and connects again; events are
read, and callbacks run, in the caller's thread.
"""

import collections
import itertools
import logging
import os
import random
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Deque, Dict, Iterator, List, Mapping, Optional, Set, Union
from urllib.parse import quote, unquote, urlsplit

import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH, prepend_scheme_if_needed, select_proxy

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
    masked,
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
        self._sending = threading.Lock()  # held while a text is sent; taken before the other one, never after it
        self._changed = threading.Condition()  # guards all below, and the protocol
        self._events: Deque[Union[Message[Any], Gap, KucoinError]] = collections.deque()
        self._unsent: Deque[str] = collections.deque()  # texts in the order of their commands
        self._commands: Set[_Command] = set()  # those whose callers are waiting
        self._failure: Optional[Exception] = None
        self._failed_at: Optional[TracebackType] = None
        self._failures = 0  # connections in a row that were lost before their first pong
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
            try:
                if self.state == "new":
                    self.state = "connecting"
                    self._thread.start()
                self._wait(lambda: self.state != "connecting")
            except BaseException:  # Ctrl-C, mostly: nobody would be there to close it
                self._end()
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
            if isinstance(topic, Topic) and topic.private and not self._private:
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
        :raises SubscriptionRefused: A new connection does not get a topic that the old one had; reading may go on.
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
        self.open()
        self.subscribe(*handlers)
        functions = {str(single): function for topic, function in handlers.items() for single in singles([topic])}
        for event in self:
            if isinstance(event, Gap):
                if on_gap is not None:
                    on_gap(event)
            elif str(event.topic) in functions:
                functions[str(event.topic)](event)

    def close(self) -> None:
        """End the stream, from any thread; events that were not read are dropped."""
        self._end()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(1.5)  # a thread that is still connecting ends with its connect timeout

    def __enter__(self) -> "Stream":
        return self.open()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _end(self) -> None:
        with self._changed:
            self._stop.set()
            self.state = "closed"
            self._events.clear()
            self._unreported = 0
            self._changed.notify_all()
            if self._socket is not None:
                _abort(self._socket)

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
        if self._failure is not None:  # it may be raised many times, and must not grow
            return self._failure.with_traceback(self._failed_at)
        how = "it was never opened: use it in a with statement" if self.state == "new" else "it was closed"
        return StreamClosed(f"nothing can be read from the stream: {how}")

    def _command(self, command: Callable[..., List[str]], topics: Any, timeout: float) -> None:
        for topic in topics:
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: expected topics such as topics.ticker('BTC-USDT'), got {topic!r}")
        waiting = _Command(topics)
        try:
            with self._changed:
                if self.state in ("new", "closed"):
                    raise self._ending()
                self._commands.add(waiting)
                self._queue(command(*topics))
            self._send_from_outside()
            with self._changed:
                answered = self._wait(lambda: self.state == "closed" or not self._protocol.pending(topics), timeout)
                unanswered = [topic for topic in singles(topics) if self._protocol.pending([topic])]
                if not answered:
                    self._queue(self._protocol.unsubscribe(*unanswered))
            self._send_from_outside()
        finally:
            with self._changed:
                self._commands.discard(waiting)
        if waiting.refused:
            raise SubscriptionRefused(*waiting.refused[0])
        if not answered:
            raise Timeout(f"no answer for {', '.join(map(str, unanswered))} within {timeout} s")
        if self.state == "closed":
            raise self._ending()

    def _queue(self, texts: List[str]) -> None:
        """Have texts sent, with the lock held. Before the welcome there is no need: it asks for all that is wanted."""
        if self._socket is not None and self.state == "open":
            self._unsent.extend(texts)

    def _send(self, socket: websocket.WebSocket) -> None:
        """Send what is queued for a connection. That may block, so it is done without the lock."""
        with self._sending:
            while True:
                with self._changed:
                    if self._socket is not socket or not self._unsent:
                        return
                    text = self._unsent.popleft()
                socket.send(text)

    def _send_from_outside(self) -> None:
        socket = self._socket
        if socket is None:
            return
        try:
            self._send(socket)
        except (OSError, ValueError, websocket.WebSocketException) as problem:  # ValueError: closed while it was selected
            _log.info("sending failed, the next connection subscribes again: %s", masked(str(problem)))
            _abort(socket)  # a part of the frame may be on its way, so nothing more can be sent

    # --- the thread ---

    def _main(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    self._connection()
                except (KucoinError, OSError, websocket.WebSocketException) as problem:
                    final = isinstance(problem, (ApiError, CredentialsRequired)) and not problem.retryable
                    if self._stop.is_set() or final or self.state == "connecting" or not self._reconnect:
                        self._fail(problem)
                        break
                    self._pause(problem)
        except Exception as problem:  # a fault of ours must reach the reader, not end the thread in silence
            error = StreamError(f"the stream broke: {problem!r}")
            error.__cause__ = problem
            self._fail(error)
        finally:
            with self._changed:
                self.state = "closed"
                self._changed.notify_all()

    def _pause(self, problem: Exception) -> None:
        pause = min(LONGEST_PAUSE, 0.25 * 2 ** min(self._failures, 10)) * random.uniform(0.5, 1)
        self._failures += 1
        _log.warning("the stream lost its connection, connecting again in %.1f s: %s", pause, masked(str(problem)))
        with self._changed:
            self.state = "reconnecting" if self.state != "closed" else "closed"
        self._stop.wait(pause)

    def _connection(self) -> None:
        """One connection, from its token to its end, which is always an exception unless the stream is closed."""
        token = self._token()
        if self._stop.is_set():
            return
        server = token["instanceServers"][0]
        address = f"{server['endpoint']}?token={quote(token['token'], safe='')}&connectId=c{next(_numbers)}"
        interval, patience = server["pingInterval"] / 1000, server["pingTimeout"] / 1000
        socket = self._connect(address)
        try:
            with self._changed:
                self._socket = socket
            socket.settimeout(min(TICK, interval / 4, patience / 4))
            answer_due = time.monotonic() + self._session.timeout[1]  # for the welcome, then for each pong
            ping_due = time.monotonic() + interval
            while not self._stop.is_set():
                now = time.monotonic()
                if now > answer_due:
                    raise StreamError("the other side has gone quiet: no welcome or pong in time")
                if now > ping_due and self.state == "open":  # nothing may be sent before the welcome
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
                if self._frame(socket, payload):
                    answer_due = time.monotonic() + interval + patience
        finally:
            with self._changed:
                self._socket = None
                self._unsent.clear()
            socket.shutdown()  # type: ignore[no-untyped-call]

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

    def _frame(self, socket: websocket.WebSocket, payload: bytes) -> bool:
        """Act on one frame; true for a sign that the protocol on the other side is alive."""
        alive = False
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            raise StreamError(f"expected a frame in UTF-8, got {len(payload)} other bytes") from None
        with self._changed:
            events, answers = self._protocol.receive(text)
            for event in events:
                if isinstance(event, Welcome):
                    alive = True
                    answers += self._welcomed()
                elif isinstance(event, Pong):
                    alive = True
                    self._failures = 0
                elif isinstance(event, (Message, Gap)):
                    self._deliver(event)
                elif isinstance(event, Refused):
                    self._refusal(event)
                elif isinstance(event, Notice):
                    _log.info("a frame of an unknown type: %s", event.frame["type"])
                else:
                    assert isinstance(event, Acknowledged)
            self._unsent.extend(answers)
            self._heard, self.last_message_at = time.monotonic(), time.time()
            self._changed.notify_all()
        if answers:
            self._send(socket)
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
        if len(self._events) >= self._capacity and not isinstance(event, KucoinError):
            self.dropped += 1
            self._unreported += 1
        else:
            self._events.append(event)

    def _refusal(self, refused: Refused) -> None:
        """Callers of subscribe get what they wait for; the rest, as after a reconnect, the reader of events gets."""
        topics = {str(topic) for topic in singles([refused.topic])}
        told = [command for command in self._commands if command.topics & topics]
        for command in told:
            command.refused.append(refused)
        if topics.difference(*(command.topics for command in told)):
            self._deliver(SubscriptionRefused(*refused))

    def _fail(self, problem: Exception) -> None:
        error = problem
        if not isinstance(problem, KucoinError):
            error = StreamError(f"{type(problem).__name__}: {problem}")
        with self._changed:
            if not self._stop.is_set():  # else what went wrong is that it was closed
                self._failure, self._failed_at = error, error.__traceback__
            self.state = "closed"
            self._changed.notify_all()


class _Command:
    """A command and what came of it, for the caller who waits."""

    def __init__(self, topics: Any) -> None:
        self.topics = {str(topic) for topic in singles(topics)}
        self.refused: List[Refused] = []


def _abort(socket: websocket.WebSocket) -> None:
    """End a connection from any thread; who reads from it or writes to it wakes up."""
    try:
        socket.abort()  # type: ignore[no-untyped-call]
    except (OSError, AttributeError):
        pass  # it has ended by itself
