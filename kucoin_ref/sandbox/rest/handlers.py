"""How a handler is registered with the client's own method, and what the handlers share."""

from typing import Any, Callable, Dict, Iterable, List, Mapping, TypeVar

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


def after(rows: Iterable[Row], values: Mapping[str, Any], number: Callable[[Row], int], limit: int) -> List[Row]:
    """The rows behind ``lastId``, newest first, as many as asked for."""
    last = values.get("lastId") or None
    return [row for row in rows if last is None or number(row) < last][: values.get("limit", limit)]


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
