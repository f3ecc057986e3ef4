"""The protocol of order entry: requests out, replies in by their id, in any order. No socket, no thread, no clock.

Source: https://www.kucoin.com/docs-new/3470133w0
"""

import itertools
import json
from decimal import Decimal
from typing import Any, Callable, Dict, List, NamedTuple, Tuple

from ..errors import StreamError, api_error
from .protocol import Notice, Pong, Welcome

#: The operation that a call is made by, by host, verb and path.
OPERATIONS: Dict[Tuple[str, str, str], str] = {
    ("spot", "POST", "/api/v1/hf/orders"): "spot.order",
    ("spot", "POST", "/api/v1/hf/orders/sync"): "spot.sync_order",
    ("spot", "POST", "/api/v1/hf/orders/alter"): "spot.modify",
    ("spot", "DELETE", "/api/v1/hf/orders/{orderId}"): "spot.cancel",
    ("spot", "DELETE", "/api/v1/hf/orders/client-order/{clientOid}"): "spot.cancel",
    ("spot", "DELETE", "/api/v1/hf/orders/sync/{orderId}"): "spot.sync_cancel",
    ("spot", "DELETE", "/api/v1/hf/orders/sync/client-order/{clientOid}"): "spot.sync_cancel",
    ("spot", "POST", "/api/v3/hf/margin/order"): "margin.order",
    ("spot", "DELETE", "/api/v3/hf/margin/orders/{orderId}"): "margin.cancel",
    ("spot", "DELETE", "/api/v3/hf/margin/orders/client-order/{clientOid}"): "margin.cancel",
    ("futures", "POST", "/api/v1/orders"): "futures.order",
    ("futures", "POST", "/api/v1/orders/multi"): "futures.multi_order",
    ("futures", "DELETE", "/api/v1/orders/{orderId}"): "futures.cancel",
    ("futures", "DELETE", "/api/v1/orders/client-order/{clientOid}"): "futures.cancel",
    ("futures", "DELETE", "/api/v1/orders/multi-cancel"): "futures.multi_cancel",
    ("spot", "POST", "/api/ua/v2/unified/order/place"): "uta.order",
    ("spot", "POST", "/api/ua/v2/unified/order/cancel"): "uta.cancel",
    ("spot", "POST", "/api/ua/v2/unified/order/amend"): "uta.amend",
}

_DECODER = json.JSONDecoder(parse_float=Decimal)


class Reply(NamedTuple):
    """The answer to a request."""

    id: str
    frame: Dict[str, Any]


class OrderEntry:
    """What is said on a connection for orders.

    :param answer: Signs the challenge, the very text that came.
    :param timestamp: Milliseconds since 1970, for the pings.
    """

    def __init__(self, answer: Callable[[str], str], timestamp: Callable[[], int]) -> None:
        self._answer = answer
        self._timestamp = timestamp
        self._ids = itertools.count(1)

    def connected(self, seconds: float) -> List[str]:
        """Nothing is sent again on a new connection: whoever asked before has to look what came of it."""
        return []

    def request(self, operation: str, arguments: Any) -> Tuple[str, str]:
        """The id and the text of a request.

        :param arguments: The fields of the REST call's body, or a list of such.
        """
        id_ = str(next(self._ids))
        frame = {"id": id_, "op": operation, "args": arguments}
        return id_, json.dumps(frame, separators=(",", ":"), ensure_ascii=False)

    def ping(self) -> str:
        """The text that asks for a pong."""
        return json.dumps({"id": f"ping-{next(self._ids)}", "op": "ping", "timestamp": self._timestamp()})

    def receive(self, text: str) -> Tuple[List[Any], List[str]]:
        """Take one frame: what it means, and what to send back.

        :raises ApiError: The exchange does not let us in.
        :raises StreamError: The frame is none.
        """
        try:
            frame = _DECODER.decode(text)
        except (ValueError, RecursionError):
            frame = None
        if not isinstance(frame, dict):
            raise StreamError(f"expected a JSON object, got {len(text)} characters that are none")
        if frame.get("data") == "welcome":
            return [Welcome(_seconds(frame.get("pingInterval")), _seconds(frame.get("pingTimeout")))], []
        if frame.get("op") == "pong":
            return [Pong()], []
        if frame.get("id") not in (None, ""):
            return [Reply(str(frame["id"]), frame)], []
        if "code" in frame:
            raise api_error(str(frame["code"]), str(frame.get("msg") or ""))
        if "sessionId" in frame:
            return [], [self._answer(text)]
        return [Notice(frame)], []


def _seconds(milliseconds: Any) -> Any:
    return None if milliseconds is None else milliseconds / 1000
