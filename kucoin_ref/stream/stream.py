"""A stream of events: as many connections as its topics need, one queue, and the caller's thread that reads it.

Connections read and connect again in threads of their own; callbacks run, and errors are raised, in the caller's.
"""

import collections
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Counter, Dict, Iterator, List, Mapping, Optional, Set, Tuple, Union

from ..endpoint import Topic
from ..errors import KucoinError, StreamClosed, SubscriptionRefused, Timeout
from .connection import CLOSE_WITHIN, wait
from .handover import TopicConnection
from .inbox import Inbox
from .link import Link
from .protocol import Gap, Message, Refused, singles

if TYPE_CHECKING:
    from ..session import Session
    from .entrance import ClassicEntrance, PrivateEntrance, PublicEntrance
    from .record import Recorder

    Entrance = Union[ClassicEntrance, PublicEntrance, PrivateEntrance]


class Stream:
    """Pushed messages, in the order they came: ``for event in stream``.

    ::

        with client.spot.stream() as stream:
            stream.subscribe(topics.ticker("BTC-USDT"))
            for event in stream:
                print(event)

    A lost connection is made again with a new token and all subscriptions; each topic then gets a
    :class:`~kucoin_ref.stream.protocol.Gap` before its next message. Before a token ends its connection moves to a new
    one, which can be seen nowhere. More topics than one connection takes open another one.

    :param entrance: Where to connect.
    :param session: Whose timeouts, proxies and CA bundle to use.
    :param private: Whether it may carry private topics.
    :param capacity: Events that may wait to be read.
    :param overflow: What happens when more come: ``"raise"`` drops them and raises :class:`StreamOverflow` in the reader,
        ``"drop_oldest"`` drops those that wait longest; ``"latest"`` keeps the newest of each topic only, at any time.
        Each event that is dropped is counted in ``dropped``.
    :param stale_after: Seconds after which a connection counts as lost when nothing comes on any of its topics; None
        leaves that to pings and pongs.
    :param reconnect: False ends the stream with an error when a connection is lost.
    :param recorder: Notes everything that the protocol of each connection is told; told the same, a new protocol makes the
        same events of it.
    """

    def __init__(
        self,
        entrance: "Entrance",
        session: "Session",
        *,
        private: bool = False,
        capacity: int = 10_000,
        overflow: str = "raise",
        stale_after: Optional[float] = None,
        reconnect: bool = True,
        recorder: "Optional[Recorder]" = None,
    ) -> None:
        if stale_after is not None and not (isinstance(stale_after, (int, float)) and stale_after > 0):
            raise ValueError(f"stale_after: expected seconds above 0 or None, got {stale_after!r}")
        self._entrance = entrance
        self._session = session
        self._private = private
        self._inbox = Inbox(capacity, overflow)
        self._stale_after = stale_after
        self._reconnect = reconnect
        self._recorder = recorder
        self._changed = threading.Condition()  # guards all below, the connections and their protocols
        self._connections: List[TopicConnection] = []
        self._commands: Set[_Command] = set()  # those whose callers are waiting
        self._is_closed = False
        self._failure: Optional[Exception] = None
        self._failed_at: Optional[TracebackType] = None

    @property
    def state(self) -> str:
        """``new``, ``connecting``, ``open``, ``reconnecting`` or ``closed``; the least of its connections' states."""
        states = [connection.state for connection in self._connections]
        if self._is_closed or "closed" in states:
            return "closed"
        return next((state for state in ("connecting", "reconnecting", "open") if state in states), "new")

    @property
    def reconnects(self) -> int:
        """How often a lost connection was made again."""
        return sum(connection.reconnects for connection in self._connections)

    @property
    def dropped(self) -> int:
        """Events lost because they were not read in time."""
        return self._inbox.dropped

    @property
    def last_message_at(self) -> Optional[float]:
        """``time.time()`` of the last frame."""
        return max((each.last_message_at for each in self._connections if each.last_message_at), default=None)

    # --- for the caller's threads ---

    def open(self) -> "Stream":
        """Connect, and return when the exchange has welcomed us; what prevents that is raised here."""
        with self._changed:
            try:
                if self.state == "new":
                    self._connect()
                wait(self._changed, lambda: self.state == "closed" or self._connections[0].state != "connecting")
            except BaseException:  # Ctrl-C, mostly: nobody would be there to close it
                self._end()
                raise
            if self.state == "closed":
                raise self._ending()
        return self

    def subscribe(self, *topics: Topic[Any], timeout: float = 10) -> None:
        """Ask for topics, and return when the exchange has acknowledged all of them.

        :param timeout: Seconds to wait for the answers, once what asks for the topics has been sent: the exchange allows
            so many messages in ten seconds, and more of them wait for their turn.
        :raises SubscriptionRefused: The exchange does not give one of the topics; it is forgotten.
        :raises Timeout: An answer did not come in time; the topics without one are forgotten.
        """
        for topic in topics:
            if isinstance(topic, Topic) and topic.private and not self._private:
                raise ValueError(f"topics: {topic} is private, it needs a stream made with private=True")
        self._command("subscribe", topics, timeout)

    def unsubscribe(self, *topics: Topic[Any], timeout: float = 10) -> None:
        """Ask for no more of these topics, and return when the exchange has acknowledged."""
        self._command("unsubscribe", topics, timeout)

    def recv(self, timeout: Optional[float] = None) -> Union[Message[Any], Gap]:
        """The next event.

        :param timeout: Seconds to wait for it; None waits for ever.
        :raises Timeout: None came in time.
        :raises StreamOverflow: Events were dropped because they were not read in time; reading may go on.
        :raises SubscriptionRefused: A new connection does not get a topic that the old one had; reading may go on.
        :raises StreamClosed: The stream was closed.
        """
        with self._changed:
            came = wait(self._changed, lambda: bool(self._inbox) or self.state in ("new", "closed"), timeout)
            if self._inbox:
                return self._inbox.take()
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
        deadline = time.monotonic() + CLOSE_WITHIN
        for connection in self._connections:
            connection.join(deadline)

    def __enter__(self) -> "Stream":
        return self.open()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _end(self) -> None:
        with self._changed:
            self._is_closed = True
            self._inbox.clear()
            for connection in self._connections:
                connection.stop()
            self._changed.notify_all()

    def _ending(self) -> Exception:
        if self._failure is not None:  # it may be raised many times, and must not grow
            return self._failure.with_traceback(self._failed_at)
        how = "it was closed" if self.state == "closed" else "it was never opened: use it in a with statement"
        return StreamClosed(f"nothing can be read from the stream: {how}")

    # --- topics and connections ---

    def _command(self, what: str, topics: Any, timeout: float) -> None:
        for topic in topics:
            if not isinstance(topic, Topic):
                raise TypeError(f"topics: expected topics such as topics.ticker('BTC-USDT'), got {topic!r}")
        with self._changed:
            if self.state in ("new", "closed"):
                raise self._ending()
            command = _Command(self._shared_out(topics, may_connect=what == "subscribe"))
            self._commands.add(command)
            command.say(what)
        try:
            command.send()
            with self._changed:
                answered = wait(
                    self._changed,
                    lambda: self.state == "closed" or not any(command.unanswered()),
                    timeout,
                    command.is_waiting,
                )
                unanswered = _Command(dict(command.unanswered()))
                if not answered:
                    unanswered.say("unsubscribe")
            unanswered.send()
        finally:
            with self._changed:
                self._commands.discard(command)
        if command.refused:
            raise SubscriptionRefused(*command.refused[0])
        if not answered:
            raise Timeout(f"no answer for {', '.join(sorted(unanswered.topics))} within {timeout} s")
        if self.state == "closed":
            raise self._ending()

    def _shared_out(
        self, topics: Tuple[Topic[Any], ...], may_connect: bool
    ) -> "Dict[TopicConnection, List[Topic[Any]]]":
        """Which connection takes which topics: the one that has them, else one with room for them."""
        shares: Dict[TopicConnection, List[Topic[Any]]] = {}
        added: Counter[TopicConnection] = collections.Counter()
        room = self._entrance.topics
        for topic in dict.fromkeys(singles(topics)):
            home = next((each for each in self._connections if str(topic) in each.protocol.topics), None)
            if home is None and may_connect:
                sizes = ((each, len(each.protocol.topics) + added[each]) for each in self._connections)
                home = next((each for each, size in sizes if room is None or size < room), None) or self._connect()
                added[home] += 1
            shares.setdefault(home or self._connections[0], []).append(topic)
        return shares

    def _connect(self) -> TopicConnection:
        """Begin one more connection."""
        protocol = self._entrance.protocol()
        connection = TopicConnection(
            self._session,
            self._entrance,
            protocol,
            self._changed,
            self._came,
            self._fail,
            reconnect=self._reconnect,
            is_patient=bool(self._connections),
            recorder=None if self._recorder is None else self._recorder.connection(type(protocol).__name__),
        )
        connection.stale_after = self._stale_after
        self._connections.append(connection)
        try:
            connection.start()
        except RuntimeError:  # no thread to be had
            self._connections.remove(connection)
            raise
        return connection

    def _came(self, event: Any) -> None:
        if isinstance(event, Refused):
            self._refusal(event)
        elif isinstance(event, (Message, Gap)) and not self._is_closed:
            self._inbox.put(event)

    def _refusal(self, refused: Refused) -> None:
        """Callers of subscribe get what they wait for; the rest, as after a reconnect, the reader of events gets."""
        topics = {str(topic) for topic in singles([refused.topic])}
        told = [command for command in self._commands if command.topics & topics]
        for command in told:
            command.refused.append(refused)
        if topics.difference(*(command.topics for command in told)):
            self._inbox.put(SubscriptionRefused(*refused))

    def _fail(self, problem: KucoinError) -> None:
        if not self._is_closed:  # else what went wrong is that it was closed
            self._failure, self._failed_at = problem, problem.__traceback__
        for connection in self._connections:
            connection.stop()
        self._changed.notify_all()


class _Command:
    """A command and what comes of it, for the caller who waits."""

    def __init__(self, shares: Dict[TopicConnection, List[Topic[Any]]]) -> None:
        self.shares = shares
        self.topics = {str(topic) for topics in shares.values() for topic in topics}
        self.places: Dict[TopicConnection, Tuple[Link, int]] = {}
        self.refused: List[Refused] = []

    def say(self, what: str) -> None:
        """Tell the connections, with the lock held."""
        self.places = {connection: connection.command(what, topics) for connection, topics in self.shares.items()}

    def send(self) -> None:
        """Send what that has queued, without the lock."""
        for connection in self.places:
            connection.send()

    def unanswered(self) -> Iterator[Tuple[TopicConnection, List[Topic[Any]]]]:
        """The topics whose answer is still to come."""
        for connection, topics in self.shares.items():
            if connection.protocol.pending(topics):
                yield connection, [topic for topic in topics if connection.protocol.pending([topic])]

    def is_waiting(self) -> bool:
        """Whether something of it waits for the message budget."""
        return any(connection.is_waiting(place) for connection, place in self.places.items())
