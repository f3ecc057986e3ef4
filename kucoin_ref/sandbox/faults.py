"""What can be made to go wrong: answers that are lost, late, cut or refused, streams that fall silent, clocks that differ.

Every fault is a method of the sandbox, and by its name a row of ``POST /sandbox/faults``, for tests in other languages.
"""

import threading
from typing import Any, Dict, List, NamedTuple, Optional, Set

from .clock import Clock
from .matching import Refused
from .push import Hub
from .websocket import PushSocket

#: The methods of :class:`Faults` that are a fault.
NAMES = ("fail_next", "overload", "lose_response", "slow_response", "cut_response", "clock_skew", "mute", "drop", "late_ack",
         "skip_sequence")

LONGEST_WAIT = 3600  #: seconds
LARGEST_SKEW = 366 * 86_400_000  #: ms


class Fault(NamedTuple):
    """What the next REST call gets instead of its answer."""

    asked: Dict[str, Any]  #: the fault's name and arguments, as ``POST /sandbox/faults`` has them
    refused: Optional[Refused] = None  #: this, and it is not carried out
    status: Optional[int] = None  #: with this HTTP status
    checked: bool = True  #: whether the gateway has its say first; an overloaded one does not even count the call
    lost: bool = False  #: nothing: it is carried out, then the connection is cut
    cut: bool = False  #: half of it: it is carried out, and the connection is cut in the middle of the answer's body
    seconds: float = 0  #: it, so much later


NONE = Fault({})


class Faults:
    """The faults of a sandbox; those of a call wait in a row, and each call takes the first."""

    lock: "threading.RLock"
    hub: Hub
    clock: Clock

    def __init__(self) -> None:
        self._sockets: Set[PushSocket] = set()
        self._faults: List[Fault] = []

    def fail_next(self, code: str, message: str = "asked for by the test", status: Optional[int] = None) -> None:
        """Refuse the next call with this code, and this HTTP status."""
        if status is not None and not 200 <= status <= 599:
            raise ValueError(f"status: expected an HTTP status from 200 to 599, got {status}")
        self._add("fail_next", {"code": code, "message": message, "status": status},
                  refused=Refused(code, message), status=status)

    def overload(self) -> None:
        """Refuse the next call as an overloaded gateway does: 429000 without rate headers, and nothing is counted."""
        refused = Refused("429000", "Too many requests. System-level rate limit exceeded.")
        self._add("overload", {}, refused=refused, checked=False)

    def lose_response(self) -> None:
        """Carry out the next call and cut the connection instead of answering."""
        self._add("lose_response", {}, lost=True)

    def slow_response(self, seconds: float = 1.0) -> None:
        """Carry out the next call at once and answer so much later."""
        self._add("slow_response", {"seconds": _wait(seconds)}, seconds=seconds)

    def cut_response(self) -> None:
        """Carry out the next call and cut the connection in the middle of the answer's body."""
        self._add("cut_response", {}, cut=True)

    def clock_skew(self, ms: int) -> None:
        """Put the exchange's clock ahead by so many milliseconds, or behind; 0 puts it right."""
        if not -LARGEST_SKEW <= ms <= LARGEST_SKEW:
            raise ValueError(f"ms: expected a number from -{LARGEST_SKEW} to {LARGEST_SKEW}, got {ms}")
        self.clock.skew = ms * 1_000_000

    def mute(self) -> None:
        """Say nothing more on the push connections that are open now, and leave them open."""
        with self.lock:
            for push in self._sockets:
                push.muted = True

    def drop(self) -> None:
        """Cut every push connection without a word."""
        with self.lock:
            for push in self._sockets:
                push.cut()

    def late_ack(self, seconds: float = 1.0) -> None:
        """Acknowledge the next subscription so much later than it takes effect."""
        self.hub.ack_delay = int(_wait(seconds) * 1e9)

    def skip_sequence(self) -> None:
        """Leave out one message of those that change an order book."""
        self.hub.skip_level2 += 1

    def pending_faults(self) -> List[Dict[str, Any]]:
        """What was asked for and has not happened yet, and a clock that is wrong: first those of calls, in their order."""
        with self.lock:
            rows = [fault.asked for fault in self._faults]
            if self.hub.ack_delay:
                rows.append({"fault": "late_ack", "seconds": self.hub.ack_delay / 1e9})
            rows += [{"fault": "skip_sequence"}] * self.hub.skip_level2
            if self.clock.skew:
                rows.append({"fault": "clock_skew", "ms": self.clock.skew // 1_000_000})
        return rows

    def clear_faults(self) -> None:
        """Forget what is pending and put the clock right; push connections that were muted stay so."""
        with self.lock:
            self._faults.clear()
            self.hub.ack_delay = self.hub.skip_level2 = self.clock.skew = 0

    def _add(self, name: str, arguments: Dict[str, Any], **effect: Any) -> None:
        given = {key: value for key, value in arguments.items() if value is not None}
        with self.lock:
            self._faults.append(Fault({"fault": name, **given}, **effect))


def _wait(seconds: float) -> float:
    if not 0 <= seconds <= LONGEST_WAIT:
        raise ValueError(f"seconds: expected a number from 0 to {LONGEST_WAIT}, got {seconds}")
    return seconds
