"""What waits to be read, and what happens when it is too much. No thread and no lock of its own."""

import collections
import itertools
from typing import Any, Hashable, Iterator, Union

from ..errors import KucoinError, StreamOverflow
from .protocol import Gap, Message

OVERFLOWS = ("raise", "latest", "drop_oldest")


class Inbox:
    """Events in the order they came, and errors for the reader among them.

    :param capacity: Events that may wait; errors do not count.
    :param overflow: ``"raise"`` drops what comes when it is full and raises :class:`StreamOverflow` in the reader;
        ``"drop_oldest"`` drops what has waited longest; ``"latest"`` keeps of each topic the newest message and the newest
        Gap only, full or not, so that as many may wait as there are topics, whatever the capacity.
    """

    def __init__(self, capacity: int, overflow: str) -> None:
        if not isinstance(capacity, int) or capacity < 1:
            raise ValueError(f"capacity: expected a whole number from 1 up, got {capacity!r}")
        if overflow not in OVERFLOWS:
            raise ValueError(f"overflow: expected 'raise', 'latest' or 'drop_oldest', got {overflow!r}")
        self.dropped = 0  #: events lost because they were not read in time
        self._capacity = capacity
        self._overflow = overflow
        self._waiting: "collections.OrderedDict[Hashable, Any]" = collections.OrderedDict()
        self._numbers: Iterator[int] = itertools.count()
        self._errors = 0  # of those that wait
        self._unreported = 0  # events dropped since the last StreamOverflow

    def __bool__(self) -> bool:
        """Whether there is something to take."""
        return bool(self._waiting) or self._unreported > 0

    def put(self, event: Union[Message[Any], Gap, KucoinError]) -> None:
        """Let an event wait, or an error that is to be raised in its place."""
        key: Hashable = next(self._numbers)
        if isinstance(event, KucoinError):
            self._errors += 1
        elif self._overflow == "latest":
            key = type(event), str(event.topic)
            if self._waiting.pop(key, None) is not None:
                self.dropped += 1
        elif len(self._waiting) - self._errors >= self._capacity:
            self.dropped += 1
            if self._overflow == "raise":
                self._unreported += 1
                return
            del self._waiting[next(key for key, old in self._waiting.items() if not isinstance(old, KucoinError))]
        self._waiting[key] = event

    def take(self) -> Union[Message[Any], Gap]:
        """The event that has waited longest; raises the error that stands in its place."""
        if self._unreported:
            dropped, self._unreported = self._unreported, 0
            raise StreamOverflow(dropped, self._capacity)
        _, event = self._waiting.popitem(last=False)
        if isinstance(event, KucoinError):
            self._errors -= 1
            raise event
        return event

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._errors = self._unreported = 0
