"""How a handler is registered with the client's own method, and what the handlers share."""

from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, TypeVar, Union

from ... import catalog
from ...endpoint import Endpoint
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call

Handler = Callable[[Exchange, Call], Any]
Kind = TypeVar("Kind", bound=Handler)
Row = TypeVar("Row")

#: The handler of each modelled endpoint.
HANDLERS: Dict[Endpoint, Handler] = {}


def answers(method: Any) -> Callable[[Kind], Kind]:
    """Register a handler for the endpoint of one of the client's methods."""

    def register(handler: Kind) -> Kind:
        HANDLERS[catalog.endpoint(method)] = handler
        return handler

    return register


def in_range(values: Mapping[str, Any], time: int) -> bool:
    """Whether a moment in nanoseconds is within ``startAt`` and ``endAt``."""
    milliseconds = time // MILLISECOND
    return values.get("startAt", 0) <= milliseconds <= values.get("endAt", milliseconds)


def after(
    rows: Iterable[Row], values: Mapping[str, Any], number: Callable[[Row], int], count: int, size: str = "limit"
) -> List[Row]:
    """The rows behind ``lastId``, newest first, as many as asked for.

    :param count: Rows in an answer where the call does not say.
    :param size: The parameter that says; the unified account has ``pageSize``.
    """
    last = values.get("lastId") or None
    return [row for row in rows if last is None or number(row) < last][: values.get(size, count)]


def page(rows: List[Row], number: int, size: int) -> Dict[str, Any]:
    """One numbered page of rows, in the exchange's frame."""
    start = max(number - 1, 0) * size
    return {
        "currentPage": number,
        "pageSize": size,
        "totalNum": len(rows),
        "totalPage": -(-len(rows) // size),
        "items": rows[start : start + size],
    }


def windowed(rows: List[Row], values: Mapping[str, Any], number: Callable[[Row], int], count: int) -> Dict[str, Any]:
    """The rows beside ``offset``, in the frame of the futures host.

    :param rows: Newest first.
    :param number: What ``offset`` counts.
    :param count: Rows in an answer where ``maxCount`` does not say.
    """
    newest_first, forward = values.get("reverse", True), values.get("forward", True)
    offset, count = values.get("offset"), values.get("maxCount", count)
    rows = rows if newest_first else rows[::-1]
    if offset is not None:
        rows = [row for row in rows if (number(row) < offset if newest_first == forward else number(row) > offset)]
    chosen = rows[:count] if forward else rows[-count:]
    return {"dataList": chosen, "hasMore": len(rows) > count}


def json_number(value: Optional[Decimal]) -> Union[int, float]:
    """An amount as a JSON number; 0 where there is none."""
    if value is None:
        return 0
    return int(value) if value == value.to_integral_value() else float(value)
