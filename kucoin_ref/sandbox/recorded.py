"""Prices of the past, to move the market by: files of the exchange's archive of historical data, and recordings of our own.

The archive has a CSV file, packed as ZIP, for each day: ``BTCUSDT-trades-2024-01-31.zip`` has the columns ``trade_id``,
``trade_time`` (ms), ``price``, ``size`` and ``side``; ``BTCUSDT-1m-2024-01-31.zip`` has ``time`` (s), ``open``, ``close``,
``high``, ``low``, ``volume`` and ``turnover``. The order of columns and of rows varies, so both are found out.

Source: https://www.kucoin.com/markets/historydata
"""

import contextlib
import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from array import array
from bisect import bisect_right
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import IO, Any, Dict, Iterable, Iterator, List, Optional, Sequence, Set, TextIO, Tuple, Union, cast

from .matching import SECOND

STEP = SECOND // 10  #: of all prices within so many nanoseconds the last one is kept

_TRADES = {"trade_time", "price"}
_CANDLES = {"time", "open", "high", "low", "close"}
_CHANNELS = ("/market/match", "/market/ticker")

Row = Tuple[int, Decimal]


class Recording:
    """What one pair cost over some time.

    :param symbol: The pair, such as ``BTC-USDT``.
    :param rows: Time in nanoseconds since 1970 and price, in any order.
    """

    def __init__(self, symbol: str, rows: Iterable[Row]) -> None:
        self.symbol = symbol
        self._times = array("q")
        self._prices: List[Decimal] = []
        for time, price in sorted(rows, key=lambda row: row[0]):
            if self._times and self._times[-1] // STEP == time // STEP:
                self._times.pop()
                self._prices.pop()
            self._times.append(time)
            self._prices.append(price)
        if not self._prices:
            raise ValueError(f"rows: expected prices of {symbol}, got none")

    @property
    def begins(self) -> int:
        """Time of the first price."""
        return self._times[0]

    @property
    def ends(self) -> int:
        """Time of the last price."""
        return self._times[-1]

    def price(self, time: int) -> Decimal:
        """The price at a time; before the first one the first, behind the last one the last."""
        return self._prices[max(bisect_right(self._times, time) - 1, 0)]


class Playback:
    """Recordings that are played again, all from the earliest one's beginning.

    :param speed: How many recorded seconds pass in one.
    """

    def __init__(self, recordings: Sequence[Recording], speed: float = 1.0) -> None:
        if not 0 < speed <= 1e6:
            raise ValueError(f"speed: expected a number above 0 and up to a million, got {speed}")
        self._recordings = recordings
        self._speed = speed
        self._begins = min((each.begins for each in recordings), default=0)

    def prices(self, elapsed: int) -> Dict[str, Decimal]:
        """The price of each pair so many nanoseconds after the start."""
        time = self._begins + int(elapsed * self._speed)
        return {each.symbol: each.price(time) for each in self._recordings}


def read_recordings(path: Union[str, Path], symbols: Iterable[str], symbol: Optional[str] = None) -> List[Recording]:
    """Read a file of the archive, zipped or not, or a recording made by ``kucoin-ref record``.

    :param symbols: The pairs that there are.
    :param symbol: The pair of a file of the archive; None takes it from the file's name.
    :raises OSError: The file cannot be read.
    :raises ValueError: It is something else, or of another pair.
    """
    path = Path(path)
    try:
        with _opened(path) as file:
            if _is_recording(file):
                found = _of_streams(file, set(symbols))
            else:
                found = {symbol or _symbol_of(path, symbols): list(_of_archive(file))}
    except (UnicodeDecodeError, csv.Error, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{path}: cannot be read: {error}") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    if not any(found.values()):
        raise ValueError(f"{path}: expected prices of {', '.join(symbols)}, found none")
    return [Recording(name, rows) for name, rows in found.items() if rows]


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The text of a file, or of the only CSV file in a ZIP."""
    with contextlib.ExitStack() as stack:
        if path.suffix == ".zip":
            archive = stack.enter_context(zipfile.ZipFile(path))
            names = [name for name in archive.namelist() if name.endswith(".csv")]
            if len(names) != 1:
                raise ValueError(f"expected one CSV file inside, found {len(names)}")
            binary: IO[bytes] = stack.enter_context(archive.open(names[0]))
        else:
            binary = stack.enter_context(cast(IO[bytes], gzip.open(path) if path.suffix == ".gz" else open(path, "rb")))
        yield stack.enter_context(io.TextIOWrapper(binary, encoding="utf-8-sig", newline=""))


def _symbol_of(path: Path, symbols: Iterable[str]) -> str:
    names = {symbol.replace("-", ""): symbol for symbol in symbols}
    name = re.split("[^A-Z]", path.name.upper())[0]
    if name not in names:
        raise ValueError(f"expected a name that begins with one of {', '.join(names)}; or write SYMBOL=FILE")
    return names[name]


# --- the archive ---


def _of_archive(file: TextIO) -> Iterator[Row]:
    rows = csv.DictReader(file)
    rows.fieldnames = columns = [name.strip().lower() for name in rows.fieldnames or ()]
    if _TRADES <= set(columns):
        yield from _trades(rows)
    elif _CANDLES <= set(columns):
        yield from _candles(rows)
    else:
        raise ValueError(f"expected the columns trade_time and price, or time, open, high, low and close; "
                         f"got {', '.join(columns) or 'nothing'}")


def _trades(rows: "csv.DictReader[str]") -> Iterator[Row]:
    """In the order of time; of trades at one moment in the order in which they happened, whichever way the file goes."""
    found = [_row(rows, row["trade_time"], row["price"]) for row in rows]
    yield from reversed(found) if found and found[0][0] > found[-1][0] else found


def _candles(rows: "csv.DictReader[str]") -> Iterator[Row]:
    """Four prices within each candle: the open, the farther end first if the close is at the other one, the close."""
    found = {}
    for row in rows:
        prices = [_row(rows, row["time"], row[name]) for name in ("open", "low", "high", "close")]
        found[prices[0][0]] = [price for _, price in prices]
    times = sorted(found)
    span = min((after - before for before, after in zip(times, times[1:])), default=60 * SECOND)
    for time in times:
        first, low, high, last = found[time]
        middle = (low, high) if last >= first else (high, low)
        for quarter, price in enumerate((first, *middle, last)):
            yield time + quarter * span // 4, price


def _row(rows: "csv.DictReader[str]", time: Optional[str], price: Optional[str]) -> Row:
    try:
        value, moment = Decimal(price or ""), int(time or "")
    except (InvalidOperation, ValueError):
        value, moment = Decimal(0), 0
    if not (moment > 0 and value.is_finite() and value > 0):
        raise ValueError(f"line {rows.line_num}: expected a time and a price above 0, got {time!r} and {price!r}")
    return moment * _unit(moment), value


def _unit(moment: int) -> int:
    """Nanoseconds of the unit that a time of our days is given in: by its size, since the archive has several."""
    return next((unit for unit in (1, 10**3, 10**6) if moment * unit >= 10**18), 10**9)


# --- our own recordings ---


def _is_recording(file: TextIO) -> bool:
    first = file.readline(1000)
    file.seek(0)
    return first.startswith("{") and "kucoin_ref" in first


def _of_streams(file: TextIO, symbols: Set[str]) -> Dict[str, List[Row]]:
    """The prices of every trade and ticker in what streams were told; the last line may be cut."""
    found: Dict[str, List[Row]] = {}
    for number, text in enumerate(file, 1):
        if not text.endswith("\n"):
            break
        try:
            line = json.loads(text)
            symbol, price = _told(json.loads(line["receive"])) if "receive" in line else ("", "0")
            if symbol in symbols and Decimal(price) > 0:
                found.setdefault(symbol, []).append((int(line["at"]), Decimal(price)))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise ValueError(f"line {number}: cannot be read: {error}") from error
    return found


def _told(message: Dict[str, Any]) -> Tuple[str, str]:
    """Pair and price that a pushed message tells of, or none."""
    channel, _, symbol = message.get("topic", "").partition(":")
    if channel in _CHANNELS and message.get("type") == "message":
        return symbol, message["data"]["price"]
    if message.get("T") == "trade.SPOT":
        return message["d"]["s"], message["d"]["p"]
    return "", "0"
