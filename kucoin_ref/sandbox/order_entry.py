"""Orders over WebSocket: the handshake, and operations that are carried out as the REST calls that they stand for.

Pure: texts go in and out through functions that were given, time is an argument in nanoseconds.

Source: https://www.kucoin.com/docs-new/3470133w0
"""

import hmac
import json
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional, Set, Tuple

from .. import catalog
from ..endpoint import Endpoint
from ..futures.order import FuturesOrder
from ..margin.order import MarginOrder
from ..spot.order import SpotOrder
from ..unified.order import UnifiedOrder
from .gateway import MILLISECOND, Call, Gateway
from .matching import SECOND, Refused
from .users import Key

LOGIN_WITHIN = 30 * SECOND  #: how long the exchange waits for the answer to its challenge
SILENCE = 60 * SECOND  #: not documented; as on push connections

#: The call that each operation stands for; where there are two, the one by orderId and the one by clientOid.
OPERATIONS: Dict[str, Tuple[Any, ...]] = {
    "spot.order": (SpotOrder.add_order,),
    "spot.sync_order": (SpotOrder.add_order_sync,),
    "spot.modify": (SpotOrder.modify_order,),
    "spot.cancel": (SpotOrder.cancel_order_by_order_id, SpotOrder.cancel_order_by_client_oid),
    "spot.sync_cancel": (SpotOrder.cancel_order_by_order_id_sync, SpotOrder.cancel_order_by_client_oid_sync),
    "margin.order": (MarginOrder.add_order,),
    "margin.cancel": (MarginOrder.cancel_order_by_order_id, MarginOrder.cancel_order_by_client_oid),
    "futures.order": (FuturesOrder.add_order,),
    "futures.cancel": (FuturesOrder.cancel_order_by_id, FuturesOrder.cancel_order_by_client_oid),
    "futures.multi_order": (FuturesOrder.batch_add_orders,),
    "futures.multi_cancel": (FuturesOrder.batch_cancel_orders,),
    "uta.order": (UnifiedOrder.place_order,),
    "uta.cancel": (UnifiedOrder.cancel_order,),
    "uta.amend": (UnifiedOrder.amend_order,),
}

#: Carries out what may be admitted. Its content (code with data or msg; None: the connection is to be cut without a reply),
#: and the nanoseconds to wait with it.
Perform = Callable[[Callable[[], Call]], Tuple[Optional[Dict[str, Any]], int]]

_DECODER = json.JSONDecoder(parse_float=Decimal)


@dataclass(eq=False)
class Line:
    """One client's connection for orders."""

    send: Callable[[str], None]
    end: Callable[[], None]  #: ends it when what was sent has gone out
    cut: Callable[[], None]  #: ends it at once
    version: int  #: of the protocol: 1 signs the address and a challenge, 2 logs in by a frame and takes ``uta.`` only
    peer: str  #: the client's address
    since: int
    heard: int  #: when the client last said anything
    key: Optional[Key] = None  #: whose it is; of version 1 before the challenge is met, too
    ahead: int = 0  #: nanoseconds by which the time is ahead of the client's clock
    challenge: str = ""
    ready: bool = False
    in_ns: bool = False  #: whether inTime and outTime are nanoseconds


class OrderEntry:
    """Every connection for orders.

    :param perform: Carries out an operation.
    :param advanced: Tells by how much the clock was put ahead; see :meth:`.gateway.Gateway.admit`.
    :param ping_interval: Seconds between pings that clients are told to keep.
    :param ping_timeout: Seconds that they are told to wait for a pong.
    """

    def __init__(
        self,
        gateway: Gateway,
        perform: Perform,
        advanced: Callable[[], int],
        ping_interval: float = 18,
        ping_timeout: float = 10,
    ) -> None:
        self.connections: Set[Line] = set()
        self._gateway = gateway
        self._perform = perform
        self._advanced = advanced
        self._pings = {"pingInterval": int(ping_interval * 1000), "pingTimeout": int(ping_timeout * 1000)}
        self._late: List[Tuple[int, Line, str]] = []

    def connect(self, line: Line, query: Mapping[str, str]) -> Optional[Line]:
        """Open a connection; None, after an error frame, when its address is not good.

        :param query: Of the address: ``apikey``, ``timestamp``, ``sign``, ``passphrase``, perhaps ``partner`` and
            ``partner_sign``, ``enable_ns``; nothing in version 2.
        """
        line.in_ns = query.get("enable_ns") == "true"
        if line.version == 1:
            try:
                line.key, line.ahead = self._gateway.admit_connection(query, line.peer, line.since, self._advanced())
            except Refused as refused:
                line.send(self._frame(line, line.since, {"code": refused.code, "msg": refused.message}))
                line.end()
                return None
            line.challenge = _text({"sessionId": str(uuid.uuid4()), "timestamp": line.since // MILLISECOND})
            line.send(line.challenge)
        self.connections.add(line)
        return line

    def disconnect(self, line: Line) -> None:
        """Forget a connection."""
        self.connections.discard(line)

    def receive(self, line: Line, text: str, now: int) -> None:
        """Act on one frame of a client."""
        line.heard = now
        if line.version == 1 and not line.ready:
            assert line.key is not None
            if hmac.compare_digest(text.encode(), line.key.signer.answer(line.challenge).encode()):
                self._welcome(line)
            else:
                self._dismiss(line, "400011", "The session check failed.", now)
            return
        try:
            command = _DECODER.decode(text)
        except (ValueError, RecursionError):
            command = None
        if isinstance(command, dict):
            self._command(line, command, now)
        else:
            line.send(self._frame(line, now, {"code": "400101", "msg": "A frame must be a JSON object."}))

    def tick(self, now: int) -> None:
        """Send what was held back, and let go of the connections that have gone silent or never logged in."""
        for due, line, text in list(self._late):
            if due <= now:
                self._late.remove((due, line, text))
                line.send(text)
        for line in list(self.connections):
            if not line.ready and now - line.since > LOGIN_WITHIN:
                self._dismiss(line, "400012", "The session check was not answered in time.", now)
            elif now - line.heard > SILENCE:
                self.disconnect(line)
                line.cut()

    def _command(self, line: Line, command: Mapping[str, Any], now: int) -> None:
        id_, op = command.get("id"), command.get("op")
        echo = {name: command[name] for name in ("id", "op") if isinstance(command.get(name), (str, int))}
        if line.version == 2 and op == "auth":
            self._log_in(line, command, echo, now)
        elif not isinstance(id_, str) or not id_:
            line.send(self._frame(line, now, {**echo, "code": "4001002", "msg": "Field 'id' must be a non-empty string."}))
        elif op == "ping":
            line.send(_text({"id": id_, "op": "pong", "timestamp": now // MILLISECOND}))
        elif not line.ready:
            line.send(self._frame(line, now, {**echo, "code": "400401", "msg": "Log in first."}))
        elif not isinstance(op, str) or op not in OPERATIONS or line.version == 2 and not op.startswith("uta."):
            line.send(self._frame(line, now, {**echo, "code": "400102", "msg": "Field 'op' is not a known operation."}))
        else:
            self._operate(line, id_, op, command.get("args"), now)

    def _log_in(self, line: Line, command: Mapping[str, Any], echo: Mapping[str, Any], now: int) -> None:
        try:
            line.key, line.ahead = self._gateway.admit_login(command, line.peer, now, self._advanced())
        except Refused as refused:
            line.send(self._frame(line, now, {**echo, "code": refused.code, "msg": refused.message}))
        else:
            self._welcome(line)

    def _operate(self, line: Line, id_: str, op: str, args: Any, now: int) -> None:
        rate: Dict[str, str] = {}

        def admit() -> Call:
            assert line.key is not None
            return self._gateway.admit_operation(endpoint(op, args), args, line.key, line.peer, now, rate, line.ahead)

        content, delay = self._perform(admit)
        if content is None:
            self.disconnect(line)
            line.cut()
            return
        if rate:  # an overloaded gateway has counted nothing
            limits = {name: int(rate[f"gw-ratelimit-{name}"]) for name in ("limit", "reset", "remaining")}
            content = {**content, _rate_name(op): limits}
        text = self._frame(line, now, {"id": id_, "op": op, **content})
        if delay:
            self._late.append((now + delay, line, text))
        else:
            line.send(text)

    def _welcome(self, line: Line) -> None:
        line.ready = True
        line.send(_text({"sessionId": str(uuid.uuid4()), "data": "welcome", **self._pings}))

    def _dismiss(self, line: Line, code: str, message: str, now: int) -> None:
        self.disconnect(line)
        line.send(self._frame(line, now, {"code": code, "msg": message}))
        line.end()

    def _frame(self, line: Line, now: int, fields: Mapping[str, Any]) -> str:
        time = now if line.in_ns else now // MILLISECOND
        return _text({**fields, "inTime": time, "outTime": time})


def endpoint(op: str, args: Any) -> Endpoint:
    """The facts of the call that an operation stands for."""
    methods = OPERATIONS[op]
    by_order_id = not isinstance(args, dict) or args.get("orderId") not in (None, "")
    return catalog.endpoint(methods[0] if by_order_id else methods[-1])


def _rate_name(op: str) -> str:
    """What the rate block is called: the pages of cancellations and of the unified account have another name."""
    return "userRateLimit" if "cancel" in op or op.startswith("uta.") else "rateLimit"


def _text(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, separators=(",", ":"))
