"""What a stream was told, in a file, and told again: the same protocol then makes the same events and books of it.

A recording is text, a JSON object in each line, compressed where the file's name ends in ``.gz``. The first line says what it
is; each other one has ``at`` (nanoseconds since 1970) and one of ``protocol``, ``connected``, ``subscribe``, ``unsubscribe``,
``ping`` and ``receive``, which are the protocol's methods and what they were given, with ``connection``, the number of the
connection; or ``snapshot`` with ``answer``, an order book that was asked for over REST. Tokens and keys are in none of these.
"""

import gzip
import io
import itertools
import json
import logging
import os
import threading
import time
import zlib
from decimal import Decimal
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, TextIO, Tuple, Type, Union

from ..book.sync import BookSync
from ..endpoint import Topic
from ..errors import KucoinError
from .protocol import Classic, Dialect, Gap, Message
from .unified import Unified

FORMAT = 1  #: number of this file format
FLUSH_EVERY = 1.0  #: seconds; what is older than that is in the file, also when the process is killed

_PROTOCOLS: Dict[str, Type[Dialect]] = {"Classic": Classic, "Unified": Unified}
#: What a book follows, by channel and depth.
_BOOKS: Dict[Tuple[str, Any], str] = {
    ("/market/level2", None): "spot",
    ("/contractMarket/level2", None): "futures",
    ("obu", "increment@10ms"): "unified",
}

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Snapshot(NamedTuple):
    """A whole order book that was asked for over REST while the recording was made."""

    topic: Topic[Any]  #: of the changes that belong to it
    answer: Dict[str, Any]  #: as the exchange gave it, fractions as text


class Recorder:
    """Writes a recording, of any number of streams and books: ``client.spot.stream(recorder=Recorder("day.jsonl.gz"))``.

    Everything is in the file after at most :data:`FLUSH_EVERY` seconds and the next message; a process that is killed loses
    no more than that. A disk that is full ends the stream with an error.

    :param path: The file; it must not be there yet.
    """

    def __init__(self, path: Union[str, "os.PathLike[str]"]) -> None:
        self.path = os.fspath(path)
        self.lines = 0  #: written so far, the first one not counted
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        how = gzip.open if self.path.endswith(".gz") else open
        self._file: TextIO = how(self.path, "xt", encoding="utf-8")
        self._flush_at = 0.0
        self._write({"kucoin_ref": "recording", "format": FORMAT})

    def connection(self, protocol: str) -> Callable[..., None]:
        """Begin a connection; a stream does that for each of its own.

        :param protocol: The name of its protocol's class.
        :returns: What is to be called with all that the protocol is told, in order: a method's name and its arguments.
        """
        number = next(self._numbers)

        def note(what: str, *values: Any) -> None:
            if what in ("subscribe", "unsubscribe"):
                given: Any = [_row(topic) for topic in values]
            else:
                given = values[0] if values else None
            self._note({"connection": number, what: given})

        note("protocol", protocol)
        return note

    def snapshot(self, topic: Topic[Any], answer: Any) -> None:
        """Note an order book that was asked for; a live book calls this."""
        self._note({"snapshot": _row(topic), "answer": answer})

    def close(self) -> None:
        """Close the file; what is noted later is not written."""
        with self._lock:
            self._file.close()

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _note(self, line: Dict[str, Any]) -> None:
        with self._lock:
            if not self._file.closed:  # a thread of the stream may outlive the file by a moment
                self._write({"at": time.time_ns(), **line})
                self.lines += 1

    def _write(self, line: Dict[str, Any]) -> None:
        text = json.dumps(line, separators=(",", ":"), ensure_ascii=False, default=_text) + "\n"
        try:
            self._file.write(text)
            if time.monotonic() >= self._flush_at:
                self._file.flush()
                self._flush_at = time.monotonic() + FLUSH_EVERY
        except OSError as problem:  # not to be taken for a fault of the network, after which a stream would go on
            raise RuntimeError(f"{self.path} cannot be written: {problem.strerror}") from problem


def replay(path: Union[str, "os.PathLike[str]"], speed: Optional[float] = None) -> "Replay":
    """The events of a recording, in the order they came: ``for event in replay("day.jsonl.gz")``.

    :param speed: 1 takes as long as it took, 10 a tenth of that; None does not wait at all.
    :raises ValueError: The file is no recording.
    """
    return Replay(path, speed)


class Replay:
    """A recording that is told again; see :func:`replay`.

    Each loop begins anew. ``books`` holds the order books of the symbols whose changes were recorded, as they are after the
    event that came last: a :class:`~kucoin_ref.book.BookSync` each.

    :param sleep: Lets seconds pass.
    """

    def __init__(
        self,
        path: Union[str, "os.PathLike[str]"],
        speed: Optional[float] = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if speed is not None and not (isinstance(speed, (int, float)) and speed > 0):
            raise ValueError(f"speed: expected a number above 0 or None, got {speed!r}")
        self.path = os.fspath(path)
        self.books: Dict[str, BookSync] = {}
        self.at: Optional[int] = None  #: when the last event came, in nanoseconds since 1970
        self._speed = speed
        self._sleep = sleep
        next(_lines(self.path))  # raises where it is no recording

    def __iter__(self) -> Iterator[Union[Message[Any], Gap, Snapshot]]:
        self.books, self.at = {}, None
        protocols: Dict[int, Dialect] = {}
        lines = _lines(self.path)
        next(lines)
        for line in lines:
            self._wait_until(line["at"])
            if "snapshot" in line:
                snapshot = Snapshot(_topic(line["snapshot"]), line["answer"])
                book = self._book(snapshot.topic)
                if book is not None:
                    book.snapshot(snapshot.answer)
                yield snapshot
            else:
                for event in _told(protocols, line):
                    self._follow(event)
                    yield event

    def _wait_until(self, at: int) -> None:
        if self._speed is not None and self.at is not None and at > self.at:
            self._sleep((at - self.at) / 1e9 / self._speed)
        self.at = at

    def _follow(self, event: Union[Message[Any], Gap]) -> None:
        book = self._book(event.topic)
        if book is None:
            return
        if isinstance(event, Gap):
            book.reset()
        else:
            try:
                book.receive(event.frame)
            except ValueError as problem:  # it is not live any more, and says so
                _log.warning("in the recording: %s", problem)

    def _book(self, topic: Topic[Any]) -> Optional[BookSync]:
        dialect = followed_by_book(topic)
        if dialect is None or len(topic.symbols) != 1:
            return None
        return self.books.setdefault(topic.symbols[0], BookSync(dialect))


def followed_by_book(topic: Topic[Any]) -> Optional[str]:
    """The dialect of the books that follow a topic; None where it does not tell the changes of one."""
    return _BOOKS.get((topic.channel, dict(topic.fields).get("depth")))


def _told(protocols: Dict[int, Dialect], line: Dict[str, Any]) -> List[Union[Message[Any], Gap]]:
    """Tell a connection's protocol what it was told then; the events that this makes."""
    number = line["connection"]
    if "protocol" in line:
        protocols[number] = _PROTOCOLS[line["protocol"]]()
        return []
    protocol = protocols[number]
    if "receive" in line:
        try:
            events, _ = protocol.receive(line["receive"])
        except KucoinError as problem:  # it has ended a connection then; what came of that is in the lines that follow
            _log.info("in the recording: %s", problem)
            events = []
        return [event for event in events if isinstance(event, (Message, Gap))]
    if "connected" in line:
        protocol.connected(float(line["connected"]))
    elif "ping" in line:
        protocol.ping()
    else:
        what = "subscribe" if "subscribe" in line else "unsubscribe"
        getattr(protocol, what)(*map(_topic, line[what]))
    return []


def _lines(path: str) -> Iterator[Dict[str, Any]]:
    """The lines of a recording, the first one included; what a process that was killed has left of the last one is not."""
    with io.TextIOWrapper(gzip.open(path) if path.endswith(".gz") else open(path, "rb"), encoding="utf-8") as file:
        number = 0
        while True:
            try:
                text = file.readline()
            except (EOFError, zlib.error):
                text = ""
            if not text.endswith("\n"):
                if text or number == 0:
                    _log.warning("%s ends in the middle of a line", path)
                if number == 0:
                    raise _no_recording(path)
                return
            try:
                line = json.loads(text, parse_float=Decimal)
            except ValueError:
                line = None
            if number == 0 and (not isinstance(line, dict) or line.get("kucoin_ref") != "recording"):
                raise _no_recording(path)
            if line is None:
                raise ValueError(f"path: line {number + 1} of {path} cannot be read")
            if number == 0 and line["format"] != FORMAT:
                raise ValueError(f"path: expected a recording of format {FORMAT}, {path} has {line['format']}")
            yield line
            number += 1


def _no_recording(path: str) -> ValueError:
    return ValueError(f"path: expected a recording made by kucoin_ref, {path} is none")


def _row(topic: Topic[Any]) -> Dict[str, Any]:
    return {name: value for name, value in vars(topic).items() if value not in ((), None, False)}


def _topic(row: Dict[str, Any]) -> Topic[Any]:
    fields = tuple((name, value) for name, value in row.get("fields", ()))
    return Topic(**{**row, "symbols": tuple(row.get("symbols", ())), "fields": fields})


def _text(value: Any) -> str:
    """A Decimal as JSON holds it without loss."""
    return format(value, "f")
