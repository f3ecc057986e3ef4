"""The exchange's time: the machine's, which can be put ahead, and put wrong."""

import threading
from typing import Callable, Iterator, Optional

from .matching import SECOND

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
LONGEST_ADVANCE = 10 * 365 * DAY


class Clock:
    """Nanoseconds since 1970, by :meth:`now`.

    Clients need not know of an advance: requests that are signed with the machine's time are let in as well as those with
    the exchange's. A skew is a fault, so it shows: then only the exchange's time is right.

    :param time_ns: The machine's clock.
    :param let_pass: Called with the old and the new time: does what falls due between them.
    :param lock: Held meanwhile.
    """

    def __init__(self, time_ns: Callable[[], int], let_pass: Callable[[int, int], None], lock: "threading.RLock") -> None:
        self.advanced = 0  #: nanoseconds that it was put ahead by :meth:`advance`, all in all
        self.skew = 0  #: nanoseconds that it is wrong by
        self._time_ns = time_ns
        self._let_pass = let_pass
        self._lock = lock

    def now(self) -> int:
        """The time."""
        return self._time_ns() + self.advanced + self.skew

    def advance(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> int:
        """Let so much time pass at once: what falls due meanwhile happens in its order, and is pushed.

        The market makers act once a minute, but not more than 60 times; push connections do not grow old.

        :returns: The new time.
        """
        by = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND
        if not 0 < by <= LONGEST_ADVANCE:  # nor a NaN
            raise ValueError("days, hours, minutes, seconds: expected a time above 0 and up to ten years")
        with self._lock:
            start = self.now()
            self._let_pass(start, start + int(by))
            self.advanced += int(by)
            return self.now()


def moments(start: int, end: int, due: Callable[[], Optional[int]]) -> Iterator[int]:
    """The moments to come through from start to end: whole minutes (hours in more than a week), the end, and what is due.

    :param due: Asked before each moment: when something falls due that no whole minute is exact enough for.
    """
    step = MINUTE if end - start <= 7 * DAY else HOUR
    now = start
    while now < end:
        following = due()
        now = min(now // step * step + step, end, end if following is None or following <= now else following)
        yield now
