"""A connection with topics, which moves to a new link before its token ends: nothing lost, nothing twice, no Gap.

The new link is made beside the old one and subscribes to the same, with a protocol of its own that only gets it ready;
its messages wait. When every subscription is complete there, a ping goes out on the old link: its pong comes behind all
that the new link may not have. From then on the old link's messages wait, and a ping goes out on the new one: its pong
comes behind its own copy of all that the old link has delivered. Now what waits on the new link and was not yet
delivered is told to the connection's protocol, and the old link ends. Whatever goes wrong before only ends the new link.
"""

import collections
import json
import logging
import time
from typing import Any, Counter, List, Optional, Tuple

from ..endpoint import Topic
from ..errors import StreamError, masked
from .connection import Connection
from .link import Address, Link
from .protocol import Dialect, Message, Pong, Refused, Welcome, singles

READY_WITHIN = 120.0  #: seconds for a new link to get ready; four hundred topics of their own take 40 s to ask for
RETRY_AFTER = 60.0  #: seconds until the next attempt

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class TopicConnection(Connection):
    """A connection that carries topics; what is not said here is as in :class:`Connection`."""

    protocol: Dialect
    stale_after: Optional[float] = None  #: seconds without data after which the other side counts as dead
    _data_at = 0.0  # time.monotonic() of the last event that was about data
    _successor: "Optional[_Successor]" = None  # while a hand-over is under way

    # --- with the lock held, in any thread ---

    def command(self, what: str, topics: List[Topic[Any]]) -> Tuple[Link, int]:
        """Queue the texts that subscribe to topics, or unsubscribe from them; their place in the queue."""
        texts = self._tell(what, *topics)
        if self._link.is_open:  # else there is no need: the welcome asks for all that is wanted
            self._link.queue(texts)
        successor = self._successor
        if successor is not None:
            self._resume()
            texts = getattr(successor.protocol, what)(*topics)
            if successor.link.is_open:
                successor.link.queue(texts)
        return self._link, self._link.queued

    def is_waiting(self, place: Tuple[Link, int]) -> bool:
        """Whether texts wait for the message budget, up to a place in the queue or to what asks for them again."""
        link, number = place
        return self._link.is_open and self._link.gone < (number if link is self._link else self._link.beginning)

    def stop(self) -> None:
        super().stop()
        if self._successor is not None:
            self._successor.link.stop()

    # --- in a link's thread ---

    def ping(self, link: Link) -> str:
        return super().ping(link) if link is self._link or self._successor is None else self._successor.protocol.ping()

    def look(self, link: Link, now: float) -> None:
        """Begin a hand-over, lead it on, or find out that data should have come long ago."""
        with self._changed:
            if self._stop.is_set():
                return
            if link is not self._link:
                self._lead_on(now)
            elif link.is_open:
                if self.stale_after is not None and self.protocol.topics and now - self._data_at > self.stale_after:
                    raise StreamError(f"the other side has gone stale: nothing on any topic within {self.stale_after} s")
                if link.ends_at is not None and now > link.ends_at and self._successor is None:
                    self._begin_handover(now)

    def _happened(self, event: Any) -> None:
        self._data_at = time.monotonic()
        if self._successor is not None and self._successor.link.is_open and isinstance(event, Message):
            self._successor.delivered[_content(event)] += 1
        super()._happened(event)

    def _welcomed(self, link: Link, welcome: Welcome) -> List[str]:
        self._data_at = time.monotonic()
        return super()._welcomed(link, welcome)

    def _goes_on(self, link: Link, address: Optional[Address], problem: Exception) -> bool:
        if self._successor is not None and not self._stop.is_set():
            if link is self._successor.link:
                self._call_off(problem)
            elif link is self._link:
                self._drop_successor()
        return super()._goes_on(link, address, problem)

    def _receive(self, link: Link, text: str) -> None:
        successor = self._successor
        if link is self._link:
            if successor is not None and successor.late is not None:
                successor.late.append(text)
                return
            super()._receive(link, text)
        elif successor is not None and link is successor.link:
            self._prepare(successor, text)
        if successor is not None:
            self._lead_on(time.monotonic())

    # --- the hand-over ---

    def _begin_handover(self, now: float) -> None:
        self._successor = _Successor(Link(self, self._session, self._changed), self.protocol.successor(), now)
        try:
            self._run(self._successor.link)
        except RuntimeError as problem:  # no thread to be had
            self._call_off(problem)

    def _prepare(self, successor: "_Successor", text: str) -> None:
        """Act on one frame of the new link."""
        events, answers = successor.protocol.receive(text)
        for event in events:
            if isinstance(event, Welcome):
                successor.link.welcomed(event.interval, event.patience)
                answers += successor.protocol.connected()
            elif isinstance(event, Pong):
                successor.link.ponged()
            elif isinstance(event, Message):
                successor.held.append((text, event))
            elif isinstance(event, Refused) and any(str(topic) in self.protocol.topics for topic in singles([event.topic])):
                raise StreamError(f"{event.topic} is refused: {event.code} {event.text}")
        successor.link.queue(answers)

    def _lead_on(self, now: float) -> None:
        """Take the next step, if its time has come."""
        successor = self._successor
        if successor is None:
            return
        if now > successor.give_up_at:
            self._call_off(StreamError(f"it was not ready within {READY_WITHIN:.0f} s"))
        elif successor.fence is None:
            if successor.link.is_open and not successor.protocol.pending() and not self.protocol.pending():
                successor.complete_at = successor.complete_at or now + self.protocol.settling
                if now >= successor.complete_at:
                    successor.fence = self._link.fence()
        elif successor.late is None:
            if self._link.pongs >= successor.fence:
                successor.late, successor.fence = [], successor.link.fence()
        elif successor.link.pongs >= successor.fence:
            self._take_over(successor)

    def _take_over(self, successor: "_Successor") -> None:
        old, self._link, self._successor = self._link, successor.link, None
        old.stop()
        for text, message in successor.held:
            known = successor.delivered[_content(message)]
            if known:
                successor.delivered[_content(message)] = known - 1
            elif not self.protocol.is_old(message):
                self._receive(self._link, text)

    def _resume(self) -> None:
        """Go back to where the old link delivers and the new one subscribes."""
        successor = self._successor
        if successor is not None:
            late, successor.late = successor.late or [], None
            successor.complete_at = successor.fence = None
            try:
                for text in late:
                    super()._receive(self._link, text)
            except StreamError as problem:  # the old link is of no more use, and this may be another thread
                _log.info("the stream's connection is made again: %s", problem)
                self._link.cut()

    def _call_off(self, problem: Exception) -> None:
        """Go on with the old link, and try again later."""
        _log.warning("the stream's next connection did not get ready, the old one goes on: %s", masked(str(problem)))
        self._drop_successor()
        self._link.ends_at = time.monotonic() + RETRY_AFTER

    def _drop_successor(self) -> None:
        self._resume()
        successor, self._successor = self._successor, None
        if successor is not None:
            successor.link.stop()


class _Successor:
    """A link that gets ready to take over."""

    def __init__(self, link: Link, protocol: Dialect, now: float) -> None:
        self.link = link
        self.protocol = protocol
        self.give_up_at = now + READY_WITHIN
        self.held: List[Tuple[str, Message[Any]]] = []  # what it has received
        self.delivered: Counter[str] = collections.Counter()  # what the old link has delivered meanwhile
        self.complete_at: Optional[float] = None  # when the subscriptions are complete
        self.fence: Optional[int] = None  # number of the ping whose pong is awaited: the old link's, then the new one's
        self.late: Optional[List[str]] = None  # what the old link received behind its pong


def _content(message: Message[Any]) -> str:
    """What makes two messages the same one; not the frame, which may tell when it was sent on this connection."""
    return json.dumps([str(message.topic), message.subject, message.data], sort_keys=True, default=str)
