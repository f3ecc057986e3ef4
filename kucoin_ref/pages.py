"""Every page style of the API as one iterator: each row once, lazily, also while rows come and go."""

import inspect
import time
from typing import Any, Callable, Dict, Iterator, Tuple

from . import catalog
from .endpoint import Pages

#: Length in seconds of each kind of candle; a month counts as 30 days, which is enough for paging and for the sandbox.
CANDLE_SECONDS = {
    "1min": 60,
    "3min": 180,
    "5min": 300,
    "15min": 900,
    "30min": 1800,
    "1hour": 3600,
    "2hour": 7200,
    "4hour": 14400,
    "6hour": 21600,
    "8hour": 28800,
    "12hour": 43200,
    "1day": 86400,
    "1week": 604800,
    "1month": 2592000,
}

_PAGE_NUMBERS = ("current_page", "page_num", "page_number", "page", "page_id")
_RANGES = (("start_at", "end_at"), ("from_", "to"), ("start_time", "end_time"))


def iterate(method: Callable[..., Any], **params: Any) -> Iterator[Any]:
    """Every row of a call that answers in pages: ``for fill in iterate(client.spot.order.get_trade_history, symbol="BTC-USDT")``.

    Rows come in the call's own order, which is newest first for most, and each comes once, though new ones may arrive and
    push others to a later page meanwhile; those that arrive while paging may or may not be among them. A time range that is
    longer than one call allows is cut into several. Candles without a start are walked back until a range is empty.

    :param method: A room's method whose :class:`~kucoin_ref.endpoint.Endpoint` has ``pages``.
    :param params: The method's arguments, by name.
    :raises TypeError: The call does not answer in pages, or does not take such an argument.
    """
    pages = catalog.endpoint(method).pages
    if pages is None:
        raise TypeError(f"method: {getattr(method, '__name__', method)} does not answer in pages")
    inspect.signature(method).bind(**params)
    start, _ = _range_names(method)
    if pages.ascending and params.get(start) is None:
        raise ValueError(f"{start}: expected where to begin, for these rows come oldest first")
    return _rows(method, pages, params)


def _rows(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    seen = set()
    for window in _windows(method, pages, params):
        rows = 0
        for row in _STYLES[pages.style](method, pages, {**params, **window}):
            rows += 1
            identity = _identity(row)
            if identity not in seen:
                seen.add(identity)
                yield row
        if not rows and params.get(_range_names(method)[0]) is None:
            return  # candles without a start: nothing further back


def _identity(row: Any) -> Any:
    """What makes a row the same row when it comes again: its id, or all of it; for a candle its start."""
    if isinstance(row, list):
        return row[0]
    for name in ("id", "tradeId", "orderId"):
        if row.get(name):
            return name, row[name], row.get("orderId")  # a trade with oneself has a row for each order
    return repr(row)


def _windows(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Dict[str, Any]]:
    """The time ranges to ask for, one call's length each, neighbours sharing their edge; one empty range for all at once."""
    start_name, end_name = _range_names(method)
    start, unit = params.get(start_name), 1000 if pages.style == "window_s" else 1
    span = _span(pages, params) // unit if pages.hours or pages.rows else None
    if span is None or (start is None and pages.rows is None):
        yield {}
        return
    end = params.get(end_name)
    if end is None:
        end = int(time.time() * 1000) // unit
    if pages.ascending and start is not None:
        while start < end:
            yield {start_name: start, end_name: min(start + span, end)}
            start += span
        return
    while end > (start or 0):
        yield {start_name: max(end - span, start or 0), end_name: end}
        end -= span


def _range_names(method: Callable[..., Any]) -> Tuple[str, str]:
    names = inspect.signature(method).parameters
    return next((pair for pair in _RANGES if pair[0] in names), ("", ""))


def _span(pages: Pages, params: Dict[str, Any]) -> int:
    """The longest range of one call in ms; of candles one less than fit, for both ends may count."""
    if pages.rows is None:
        return (pages.hours or 0) * 3_600_000
    kind = params.get("type") or params.get("interval")
    seconds = CANDLE_SECONDS[kind] if kind is not None else params["granularity"] * 60
    return (pages.rows - 1) * seconds * 1000


def _by_page(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    """Numbered pages. Rows that arrive push others on, where they come again; rows that go pull others back, unseen."""
    name = next(name for name in _PAGE_NUMBERS if name in inspect.signature(method).parameters)
    number, total = params.get(name) or 1, 0
    while True:
        answer = method(**{**params, name: number})
        yield from answer[pages.under or "items"]
        gone, total = total - answer.get("totalNum", 0), answer.get("totalNum", 0)
        if gone > 0 and number > 1:
            number = max(1, number - -(-gone // answer["pageSize"]))
        elif number < answer["totalPage"]:
            number += 1
        else:
            return


def _by_last_id(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    """Until an empty page: fewer rows than asked for may come while there are more."""
    last = params.get("last_id")
    while True:
        answer = method(**{**params, "last_id": last})
        rows = answer[pages.under or "items"]
        yield from rows
        before, last = last, answer.get("lastId")
        if not rows or not last or last == before:
            return


def _by_last_row(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    last = params.get("last_id")
    while True:
        rows = method(**{**params, "last_id": last})
        yield from rows
        before, last = last, int(rows[-1][pages.cursor]) if rows else None
        if not rows or last == before:
            return


def _by_offset(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    offset = params.get("offset")
    while True:
        answer = method(**{**params, "offset": offset})
        rows = answer["dataList"]
        yield from rows
        before, offset = offset, rows[-1][pages.cursor] if rows else None
        if not answer["hasMore"] or not rows or offset == before:
            return


def _all_at_once(method: Callable[..., Any], pages: Pages, params: Dict[str, Any]) -> Iterator[Any]:
    answer = method(**params)
    yield from answer[pages.under] if pages.under else answer


_STYLES: Dict[str, Callable[[Callable[..., Any], Pages, Dict[str, Any]], Iterator[Any]]] = {
    "page": _by_page,
    "last_id": _by_last_id,
    "last_row": _by_last_row,
    "offset": _by_offset,
    "window_ms": _all_at_once,
    "window_s": _all_at_once,
}
