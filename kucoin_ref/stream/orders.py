"""Orders over one WebSocket, through the rooms' own methods: a call waits for its reply, from any number of threads.

What may have happened without a reply raises :class:`~kucoin_ref.errors.OutcomeUnknown`; nothing is ever sent again.
"""

import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, Optional
from urllib.parse import urlencode

from ..endpoint import Endpoint
from ..errors import (
    UNKNOWN_OUTCOME,
    CredentialsRequired,
    KucoinError,
    OutcomeUnknown,
    StreamClosed,
    StreamError,
    Timeout,
    api_error,
)
from .connection import CLOSE_WITHIN, Connection, wait
from .link import Address, Link
from .order_entry import OPERATIONS, OrderEntry, Reply

if TYPE_CHECKING:
    from ..futures.order import FuturesOrder
    from ..margin.order import MarginOrder
    from ..session import Session
    from ..spot.order import SpotOrder
    from ..unified.order import UnifiedOrder

PING_INTERVAL = 18.0  #: seconds, until the welcome says otherwise
PONG_WITHIN = 10.0  #: seconds, likewise


class OrderStream:
    """Order entry: ``client.orders().spot.add_order(...)``, as over REST but on a connection that stands.

    It connects when it is first used, or by ``with``, and again when the connection is lost. A call in the meantime waits
    for the connection; a call whose reply does not come, or which was under way when the connection was lost, raises
    :class:`OutcomeUnknown`. A method that has no operation here raises ``NotImplementedError``: call it on the client.

    :param session: Whose key, addresses, timeouts, proxies and CA bundle to use; its second timeout is for each reply.
    """

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._changed = threading.Condition()  # guards all below, the connection and its protocol
        self._connection: Optional[_OrderConnection] = None
        self._is_closed = False
        self._failure: Optional[KucoinError] = None

    def __repr__(self) -> str:
        return f"OrderStream({self._session.environment.name!r}, {self.state!r})"

    @cached_property
    def spot(self) -> "SpotOrder":
        """Spot orders: add, add sync, modify, cancel, cancel sync."""
        from ..spot.order import SpotOrder

        return SpotOrder(self)

    @cached_property
    def margin(self) -> "MarginOrder":
        """Margin orders: add, cancel."""
        from ..margin.order import MarginOrder

        return MarginOrder(self)

    @cached_property
    def futures(self) -> "FuturesOrder":
        """Futures orders: add, cancel, and both for many."""
        from ..futures.order import FuturesOrder

        return FuturesOrder(self)

    @cached_property
    def unified(self) -> "UnifiedOrder":
        """Orders of the unified account: place, cancel, amend."""
        from ..unified.order import UnifiedOrder

        return UnifiedOrder(self)

    @property
    def state(self) -> str:
        """``new``, ``connecting``, ``open``, ``reconnecting`` or ``closed``."""
        if self._is_closed or self._connection is None:
            return "closed" if self._is_closed else "new"
        return self._connection.state

    @property
    def reconnects(self) -> int:
        """How often a lost connection was made again."""
        return 0 if self._connection is None else self._connection.reconnects

    @property
    def last_message_at(self) -> Optional[float]:
        """``time.time()`` of the last frame."""
        return None if self._connection is None else self._connection.last_message_at

    def open(self) -> "OrderStream":
        """Connect, and return when the exchange has let us in; what prevents that is raised here."""
        with self._changed:
            self._start()
            wait(self._changed, lambda: self.state != "connecting")
            if self.state == "closed":
                raise self._ending()
        return self

    def request(self, endpoint: Endpoint, params: Dict[str, Any], body: Any = None) -> Any:
        """Carry out one call as an operation, and return the reply's ``data``; what the rooms' methods stand on."""
        operation = OPERATIONS.get((endpoint.host, endpoint.verb, endpoint.path))
        if operation is None:
            what = f"{endpoint.verb} {endpoint.path}"
            raise NotImplementedError(f"{what} is no operation over WebSocket: call the same method on the client itself")
        arguments = body if isinstance(body, list) else {**params, **(body or {})}
        for name, value in arguments.items() if isinstance(arguments, dict) else ():
            if value in ("", []):
                raise ValueError(f"{name}: expected a value, got {value!r}")
        client_oid = arguments.get("clientOid") if isinstance(arguments, dict) else None
        call = _Call(endpoint, operation, client_oid)
        patience = self._session.timeout[1]
        with self._changed:
            self._start()
            if not wait(self._changed, lambda: self.state in ("open", "closed"), patience):
                raise Timeout(f"{operation}: nothing was sent, for there was no connection within {patience} s")
            if self.state == "closed" or self._connection is None:
                raise self._ending()
            connection = self._connection
            id_, text = connection.protocol.request(operation, arguments)
            connection.calls[id_] = call
            connection.queue(text)
        try:
            connection.send()
            with self._changed:
                wait(self._changed, lambda: call.reply is not None or call.problem is not None, patience)
        finally:
            with self._changed:
                del connection.calls[id_]
        if call.reply is None:
            cause = call.problem or Timeout(f"no reply within {patience} s")
            raise OutcomeUnknown(f"{operation} may have been carried out", client_oid) from cause
        return self._unwrap(call, call.reply)

    def close(self) -> None:
        """End the connection, from any thread; calls that wait for replies raise :class:`OutcomeUnknown`."""
        with self._changed:
            self._is_closed = True
            connection = self._connection
            if connection is not None:
                connection.lose(StreamClosed("the connection for orders was closed"))
                connection.stop()
            self._changed.notify_all()
        if connection is not None:
            connection.join(time.monotonic() + CLOSE_WITHIN)

    def __enter__(self) -> "OrderStream":
        return self.open()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def _start(self) -> None:
        if self._connection is not None or self._is_closed:
            return
        signer = self._session.signer
        if signer is None:
            raise CredentialsRequired("orders need a key, and this client has none")
        protocol = OrderEntry(signer.answer, self._session.timestamp)
        connection = _OrderConnection(
            self._session, _Entrance(self._session), protocol, self._changed, self._came, self._fail
        )
        connection.start()
        self._connection = connection

    def _came(self, event: Any) -> None:
        assert isinstance(event, Reply) and self._connection is not None
        call = self._connection.calls.get(event.id)
        if call is not None:  # else it comes too late: whoever asked was told that the outcome is unknown
            call.reply = event.frame

    def _fail(self, problem: KucoinError) -> None:
        self._failure = self._failure or problem
        self._changed.notify_all()

    def _unwrap(self, call: "_Call", frame: Dict[str, Any]) -> Any:
        block = frame.get("rateLimit") or frame.get("userRateLimit") or {}
        headers = {f"gw-ratelimit-{name}": str(value) for name, value in block.items()}
        rate = self._session.limits.record(call.endpoint, headers, self._session.clock())
        code, message = str(frame.get("code")), str(frame.get("msg") or "")
        if code in ("200000", "200") and ("data" in frame or not message):
            return frame.get("data")
        error = api_error(code, message, endpoint=call.endpoint, rate_limit=rate)
        if code in UNKNOWN_OUTCOME:
            raise OutcomeUnknown(f"{call.operation} may have been carried out", call.client_oid) from error
        raise error

    def _ending(self) -> Exception:
        return self._failure or StreamClosed("nothing can be sent: the connection for orders was closed")


class _Call:
    """A call that waits for its reply."""

    def __init__(self, endpoint: Endpoint, operation: str, client_oid: Optional[str]) -> None:
        self.endpoint = endpoint
        self.operation = operation
        self.client_oid = client_oid
        self.reply: Optional[Dict[str, Any]] = None
        self.problem: Optional[Exception] = None  # why no reply will come


class _OrderConnection(Connection):
    """A connection whose calls end with the link that they went out on."""

    protocol: OrderEntry

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.calls: Dict[str, _Call] = {}  #: those that wait for replies, by id

    def queue(self, text: str) -> None:
        """Have a text sent; with the lock held."""
        self._link.queue([text])

    def lose(self, problem: Exception) -> None:
        """No reply will come to the calls that wait; with the lock held."""
        for call in self.calls.values():
            call.problem = problem

    def _goes_on(self, link: Link, address: Optional[Address], problem: Exception) -> bool:
        self.lose(problem)
        return super()._goes_on(link, address, problem)


class _Entrance:
    """To where orders are taken: with a signed address, and the exchange's own time where ours was refused."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._was_refused = self._clock_was_set = False

    def address(self) -> Address:
        base, signer = self._session.environment.order_entry, self._session.signer
        if base is None:
            raise StreamError(f"no address for orders is known for the environment {self._session.environment.name!r}")
        assert signer is not None
        if self._was_refused and not self._clock_was_set:
            self._clock_was_set = True
            self._session.set_clock()
        query = urlencode(signer.connection(self._session.timestamp()))
        return Address(f"{base.rstrip('/')}/v1/private?{query}", PING_INTERVAL, PONG_WITHIN, is_limited=False)

    def falls_back(self, address: Address) -> bool:
        """The first refusal may be the clock's fault."""
        was_refused, self._was_refused = self._was_refused, True
        return not was_refused
