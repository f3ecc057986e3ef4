"""A connection that is made again when it is lost: a thread and one link after the other, around one protocol.

It knows nothing of topics. What its protocol makes of the frames goes to the function that it was given.
"""

import itertools
import logging
import random
import threading
import time
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Tuple

from ..errors import ApiError, CredentialsRequired, KucoinError, StreamError
from .link import Address, Link
from .protocol import Notice, Pong, Welcome

if TYPE_CHECKING:
    from typing import Protocol

    from ..session import Session

    class Entrance(Protocol):
        """How to get in."""

        def address(self) -> Address:
            """Where to connect; asked for every link, and may take its time."""

        def falls_back(self, address: Address) -> bool:
            """Whether there is another way in, now that the exchange has refused who came by this one."""

    class Wire(Protocol):
        """What a connection asks of its protocol."""

        def connected(self, seconds: float) -> List[str]:
            """The first texts on a link, after the welcome; no link was there for so long."""

        def ping(self) -> str:
            """The text that asks for a pong."""

        def receive(self, text: str) -> Tuple[List[Any], List[str]]:
            """What a frame means, and what to send back."""


CLOSE_WITHIN = 1.5  #: seconds that closing waits for threads; one that is still connecting ends with its connect timeout
LONGEST_PAUSE = 15.0  #: seconds between two attempts to connect, once many have failed

_numbers = itertools.count(1)
_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Connection:
    """One connection to the exchange, whichever link carries it at the moment.

    :param session: Whose timeouts, proxies and CA bundle to use.
    :param changed: Guards everything; notified of everything.
    :param came: Called in the link's thread, with the lock held, with each event that is no welcome, pong or notice.
    :param failed: Called likewise, with what has ended the connection for good.
    :param reconnect: False ends it when its link is lost.
    :param is_patient: Whether the first attempt to connect may fail too.
    :param recorder: Called with the name and the arguments of everything that the protocol is told.
    """

    def __init__(
        self,
        session: "Session",
        entrance: "Entrance",
        protocol: "Wire",
        changed: threading.Condition,
        came: Callable[[Any], None],
        failed: Callable[[KucoinError], None],
        *,
        reconnect: bool = True,
        is_patient: bool = False,
        recorder: Optional[Callable[..., None]] = None,
    ) -> None:
        self.protocol: Any = protocol
        self.state = "connecting"  #: then ``open``, ``reconnecting``, ``closed``
        self.reconnects = 0  #: links after the first one, but for planned ones
        self.last_message_at: Optional[float] = None  #: ``time.time()`` of the last frame
        self.threads: List[threading.Thread] = []  #: those that may still run
        self._session = session
        self._entrance = entrance
        self._changed = changed
        self._came = came
        self._failed = failed
        self._reconnect = reconnect
        self._is_patient = is_patient
        self._recorder = recorder
        self._link = Link(self, session, changed)
        self._failures = 0  # links in a row that were lost before their first pong
        self._heard: Optional[float] = None  # time.monotonic() of the last frame
        self._stop = threading.Event()

    # --- with the lock held, in any thread ---

    def start(self) -> None:
        """Connect, in a thread of its own."""
        self._run(self._link)

    def stop(self) -> None:
        """End it; its threads end soon after, one that is still connecting with its connect timeout."""
        self.state = "closed"
        self._stop.set()
        self._link.stop()

    # --- without the lock, in any thread ---

    def send(self) -> None:
        """Send what is queued. That may block."""
        problem = self._link.send_from_outside()
        if problem is not None:
            _log.info("sending failed, the connection is made again: %s", StreamError(problem))

    def join(self, deadline: float) -> None:
        """Wait until its threads have ended, at most until ``time.monotonic()`` has come so far."""
        for thread in self.threads:
            if thread is not threading.current_thread():
                thread.join(max(0.0, deadline - time.monotonic()))

    # --- in a link's thread ---

    def take(self, link: Link, text: str) -> None:
        """Act on one frame."""
        with self._changed:
            if not self._stop.is_set():
                self._receive(link, text)
                self._changed.notify_all()

    def ping(self, link: Link) -> str:
        """The text of a ping, with the lock held."""
        text: str = self._tell("ping")
        return text

    def look(self, link: Link, now: float) -> None:
        """Some time has passed."""

    def _run(self, link: Link) -> None:
        thread = threading.Thread(target=self._main, args=(link,), name=f"kucoin-stream-{next(_numbers)}", daemon=True)
        thread.start()
        self.threads = [each for each in self.threads if each.is_alive()] + [thread]

    def _main(self, link: Link) -> None:
        try:
            while not self._stop.is_set():
                address: Optional[Address] = None
                problem: Optional[Exception] = None
                try:
                    address = self._entrance.address()
                    link.run(address)
                except Exception as caught:
                    problem = caught
                with self._changed:
                    if problem is None or not self._goes_on(link, address, problem):
                        break
                    link = self._link
                self._pause(problem)
        finally:
            with self._changed:
                if link is self._link:
                    self.state = "closed"
                self._changed.notify_all()

    def _goes_on(self, link: Link, address: Optional[Address], problem: Exception) -> bool:
        """Whether this thread is to connect again, with a new link, now that it has lost one."""
        if self._stop.is_set() or link is not self._link:
            return False
        refused = isinstance(problem, (ApiError, CredentialsRequired)) and not problem.retryable
        if not (refused and address is not None and self._entrance.falls_back(address)):
            must_work = self.state == "connecting" and not self._is_patient
            if not isinstance(problem, KucoinError):  # a fault of ours must not end the thread in silence
                self._give_up(_as_stream_error(problem))
                return False
            if refused or must_work or not self._reconnect:
                self._give_up(problem)
                return False
        if self.state == "open":
            self.state = "reconnecting"
        self._link = Link(self, self._session, self._changed)
        self._changed.notify_all()
        return True

    def _give_up(self, problem: KucoinError) -> None:
        self.state = "closed"
        self._failed(problem)

    def _pause(self, problem: Exception) -> None:
        pause = min(LONGEST_PAUSE, 0.25 * 2 ** min(self._failures, 10)) * random.uniform(0.5, 1)
        self._failures += 1
        _log.warning("the stream lost its connection, connecting again in %.1f s: %s", pause, problem)
        self._stop.wait(pause)

    def _receive(self, link: Link, text: str) -> None:
        events, answers = self._tell("receive", text)
        for event in events:
            if isinstance(event, Welcome):
                answers += self._welcomed(link, event)
            elif isinstance(event, Pong):
                link.ponged()
                self._failures = 0
            elif isinstance(event, Notice):
                _log.info("a frame of an unknown type: %s", event.frame.get("type"))
            else:
                self._happened(event)
        link.queue(answers)
        self._heard, self.last_message_at = time.monotonic(), time.time()

    def _welcomed(self, link: Link, welcome: Welcome) -> List[str]:
        """Count the link; the texts that begin it."""
        link.welcomed(welcome.interval, welcome.patience)
        if self.state == "reconnecting":
            self.reconnects += 1
        self.state = "open"
        texts: List[str] = self._tell("connected", 0.0 if self._heard is None else time.monotonic() - self._heard)
        link.beginning = link.queued + len(texts)
        return texts

    def _happened(self, event: Any) -> None:
        self._came(event)

    def _tell(self, what: str, *values: Any) -> Any:
        """Tell the protocol, and the recorder that it was told."""
        if self._recorder is not None:
            self._recorder(what, *values)
        return getattr(self.protocol, what)(*values)


def wait(
    changed: threading.Condition,
    done: Callable[[], bool],
    timeout: Optional[float] = None,
    is_held_up: Callable[[], bool] = lambda: False,
) -> bool:
    """Wait with the lock held, in short pieces so that Ctrl-C gets through on every system; whether it is done.

    :param is_held_up: Whether the time does not count at the moment.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    while not done():
        if timeout is not None and is_held_up():
            deadline = time.monotonic() + timeout
        left = 1.0 if deadline is None else min(1.0, deadline - time.monotonic())
        if left <= 0:
            return False
        changed.wait(left)
    return True


def _as_stream_error(fault: Exception) -> StreamError:
    error = StreamError(f"the stream broke: {fault!r}")
    error.__cause__ = fault
    return error
