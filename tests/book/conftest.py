"""A stream that does what a test says."""

import collections
import threading
import time

import pytest

from kucoin_ref.errors import KucoinError, StreamClosed, Timeout
from kucoin_ref.stream import Gap, Message


class FakeStream:
    """What a live book asks of a stream: events in their order, and a connection to lose.

    :param on_subscribed: Called when a subscription has taken effect, before it is acknowledged.
    """

    def __init__(self, on_subscribed=lambda: None):
        self.state, self.reconnects = "new", 0
        self.log = []  # what the book did, when it took effect
        self.asked = []  # the same, when it asked
        self.topic = None
        self.on_subscribed = on_subscribed
        self._owes_gap = False
        self._events = collections.deque()
        self._changed = threading.Condition(threading.RLock())

    # for the book

    def open(self):
        self.log.append("open")
        self.state = "open"

    def subscribe(self, topic, timeout=10):
        self._command("subscribe", topic)

    def unsubscribe(self, topic, timeout=10):
        self._command("unsubscribe", None)

    def recv(self, timeout=None):
        with self._changed:
            if not self._wait(lambda: self._events or self.state == "closed", timeout):
                raise Timeout(f"no event within {timeout} s")
            if self.state == "closed":
                raise StreamClosed("closed")
            event = self._events.popleft()
            if isinstance(event, KucoinError):
                raise event
            return event

    def close(self):
        with self._changed:
            self.log.append("close")
            self.state = "closed"
            self._changed.notify_all()

    # for the test

    def push(self, *frames):
        """The exchange sends frames; they come when somebody is connected and has subscribed."""
        with self._changed:
            if self.state == "open" and self.topic is not None and not self._owes_gap:
                self._events.extend(Message(self.topic, "", None, frame) for frame in frames)
                self._changed.notify_all()

    def happen(self, event):
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()

    def cut(self):
        """The connection is lost; what had come of it is still there to be read."""
        with self._changed:
            self.state = "reconnecting"

    def welcome(self):
        """The connection is back, and the subscription asked for once more."""
        with self._changed:
            self.reconnects += 1
            self.state = "open"
            self._owes_gap = self.topic is not None
            self._changed.notify_all()

    def acknowledge(self):
        """The subscription is in force again."""
        with self._changed:
            if self._owes_gap:
                self._owes_gap = False
                self.happen(Gap(self.topic, None, None, 1.0))
                self.on_subscribed()

    def _command(self, what, topic):
        with self._changed:
            self.asked.append(what)
            if not self._wait(lambda: self.state != "reconnecting", 5):
                raise Timeout("no connection")
            if self.state == "closed":
                raise StreamClosed("closed")
            self.log.append(what)
            self.acknowledge()
            self.topic = topic
            if topic is not None:
                self.on_subscribed()

    def _wait(self, done, timeout):
        deadline = None if timeout is None else time.monotonic() + timeout
        return self._changed.wait_for(done, None if deadline is None else deadline - time.monotonic())


@pytest.fixture
def fake_stream():
    """The class: each test makes its own."""
    return FakeStream


@pytest.fixture
def no_pauses(monkeypatch):
    """Try to synchronise again without pauses."""
    monkeypatch.setattr("kucoin_ref.book.live.random.uniform", lambda low, high: 0.0)
