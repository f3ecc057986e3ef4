"""The sandbox as others see it: an exchange, its market and its clock behind one port, and all state behind one lock."""

import logging
import random
import secrets
import threading
import time
from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence, Tuple
from urllib.parse import parse_qs, urlsplit

from ..endpoint import Endpoint
from ..environment import Environment
from ..errors import masked
from ..signing import Signer
from . import control, state
from .accounts import Numbers
from .clock import MINUTE, Clock, moments
from .contract_makers import ContractMakers
from .contracts import CONTRACTS
from .exchange import Event, Exchange
from .faults import NONE, Fault, Faults
from .gateway import ENDPOINTS, FACTS, Call, Gateway, Request, fact_name, http_status
from .http import Answer, Server, as_json
from .market import SYMBOLS, Makers
from .matching import Refused
from .order_entry import Line, OrderEntry
from .push import Hub
from .recorded import Playback, Recording
from .rest import HANDLERS
from .users import Key
from .websocket import PushSocket

LONGEST_ADVICE = 4096  #: characters of the header X-Sandbox-Advice
FIRST_UID = 1001
UNIFIED = {"/ua/spot": "spot", "/ua/futures": "futures", "/ua/private": "private"}  #: push host by path
ORDER_ENTRY = {"/v1/private": 1, "/v2/private": 2}  #: version of the order entry's protocol by path
MOST_STEPS = 60  #: of the market makers, in a time that passes at once
PERMISSIONS = tuple(sorted({each.permission for each in ENDPOINTS if each.permission}))
MAIN = {"USDT": Decimal("10000")}
TRADE = {"USDT": Decimal("100000"), "BTC": Decimal("10"), "ETH": Decimal("100"), "KCS": Decimal("1000")}
CONTRACT = {"USDT": Decimal("10000"), "XBT": Decimal("1")}

_UNIFIED_TOKEN = "/api/v2/bullet-private"
_TOKENS = ("/api/v1/bullet-public", "/api/v1/bullet-private", _UNIFIED_TOKEN)  # the first two of the spot and of the futures host

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Sandbox(Faults):
    """A local KuCoin: use it in a ``with`` statement, or call :meth:`start` and :meth:`close`.

    :param port: 0 takes a free one.
    :param host: Whom to listen for; anything but the default can be reached from other machines.
    :param seed: Of the market makers: the same seed makes the same market.
    :param ping_interval: Seconds between pings that push clients are told to keep.
    :param ping_timeout: Seconds that they are told to wait for a pong.
    :param partners: Broker key of each partner whose ``KC-API-PARTNER-SIGN`` is to be checked.
    :param market_pace: Seconds between two steps of the market makers; 0 makes a market that stands still.
    :param push_pace: Factor on every interval at which something is pushed: 0.1 makes it ten times as often, down to every
        10 ms.
    :param market: What moves the prices of some pairs, instead of chance; see :mod:`.recorded`.
    :param speed: How many recorded seconds pass in one of the exchange's.
    :param credentials: Key, secret and passphrase of the funded account; made up if None.
    :param state: A :meth:`snapshot`, to go on from; of the market makers too, so that ``seed`` does nothing then.
    :param remote_control: Let other machines use the endpoints below ``/sandbox`` too.
    :param time_ns: The machine's clock, which :attr:`clock` goes by.
    """

    def __init__(
        self,
        port: int = 0,
        host: str = "127.0.0.1",
        seed: int = 1,
        ping_interval: float = 18,
        ping_timeout: float = 10,
        partners: Optional[Mapping[str, str]] = None,
        *,
        market_pace: float = 0.1,
        push_pace: float = 1.0,
        market: Sequence[Recording] = (),
        speed: float = 1.0,
        credentials: Optional[Tuple[str, str, str]] = None,
        state: Optional[Mapping[str, Any]] = None,
        remote_control: bool = False,
        time_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        super().__init__()
        self.remote_control = remote_control
        self.ping_interval = ping_interval
        self.ping_timeout = ping_timeout
        self.lock = threading.RLock()  #: guards the exchange, the hub and the gateway
        self.clock = Clock(time_ns, self._let_pass, self.lock)  #: ``sandbox.clock.advance(hours=8)`` lets time pass
        events: List[Event] = []
        self._publish = events.append
        self.exchange = Exchange(SYMBOLS, self._publish, contracts=CONTRACTS)
        self.gateway = Gateway(self.exchange.users.keys, dict(partners or {}))
        self._makers = Makers(self.exchange, random.Random(seed))
        self._contract_makers = ContractMakers(self.exchange, random.Random(seed))
        self._playback = Playback(market, speed)
        self._opened_at = 0  # when the playback began
        self._uids = Numbers(FIRST_UID)
        self._credentials = credentials or _credentials()
        self._left_at = 0  # when the state was taken that this goes on from
        self._address = (host, port)
        self._market_pace = market_pace
        self._stop = threading.Event()
        self._server: Optional[Server] = None
        self._threads: List[threading.Thread] = []
        if state is not None:
            self._restore(state, credentials)
        self.hub = Hub(
            self.exchange,
            events,
            self.gateway,
            advanced=lambda: self.clock.advanced,
            ping_interval=ping_interval,
            pace=push_pace,
        )
        self.order_entry = OrderEntry(self.gateway, self._operate, lambda: self.clock.advanced, ping_interval, ping_timeout)

    # --- to use it ---

    def start(self) -> "Sandbox":
        """Open the port and the market; a sandbox opens once.

        :raises OSError: The address cannot be listened on; the port is taken, mostly.
        """
        if self._server is not None or self._stop.is_set():
            raise RuntimeError("the sandbox was started or closed before: make a new one")
        try:
            self._server = Server(self._address, self)
        except OSError as error:
            text = f"cannot listen on port {self._address[1]} of {self._address[0]}: {error.strerror}"
            raise OSError(error.errno, text) from error
        with self.lock:
            self._opened_at = self.now()
            if self._left_at:
                self._let_pass(self._left_at, self.now())
            else:
                self._makers.open(self.now(), self._playback.prices(0))
                self.exchange.advance(self.now())  # the first index of each contract
                self._contract_makers.open(self.now())
                self.hub.flush(self.now())
                self.new_key(credentials=self._credentials)
        for target in (self._server.serve_forever, self._run_market):
            thread = threading.Thread(target=target, name=f"kucoin-sandbox-{target.__name__}", daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def close(self) -> None:
        """Close the port and every connection; closing again does nothing."""
        self._stop.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server.cut_all()
        for thread in self._threads:
            thread.join(2)

    def __enter__(self) -> "Sandbox":
        return self.start()

    def __exit__(self, *exception: Any) -> None:
        self.close()

    @property
    def url(self) -> str:
        """The address, such as ``http://127.0.0.1:8080``: of the spot host; the futures host is at ``/futures`` below it."""
        if self._server is None:
            raise RuntimeError("the sandbox has no address before it is started: use it in a with statement")
        host, port = self._server.server_address[:2]
        return f"http://{host if isinstance(host, str) else host.decode()}:{port}"

    @property
    def environment(self) -> Environment:
        """What ``Client(environment=...)`` wants."""
        return Environment.sandbox(self.url)

    @property
    def credentials(self) -> Tuple[str, str, str]:
        """Key, secret and passphrase of a funded account with every permission."""
        if self._server is None:
            raise RuntimeError("the sandbox has no key before it is started: use it in a with statement")
        return self._credentials

    def new_key(
        self,
        permissions: Iterable[str] = PERMISSIONS,
        *,
        uid: Optional[int] = None,
        main: Mapping[str, Decimal] = MAIN,
        trade: Mapping[str, Decimal] = TRADE,
        contract: Mapping[str, Decimal] = CONTRACT,
        key_version: str = "3",
        credentials: Optional[Tuple[str, str, str]] = None,
    ) -> Tuple[str, str, str]:
        """Make a key: of a new account with these balances, or one more of the account ``uid``.

        :param key_version: Connections for orders and for the unified account take keys of version ``"3"`` only.
        :param market: What moves the prices of some pairs, instead of chance; see :mod:`.recorded`.
    :param speed: How many recorded seconds pass in one of the exchange's.
    :param credentials: Key, secret and passphrase; made up if None.
        :returns: Key, secret and passphrase.
        """
        allowed = frozenset(permissions)
        if not allowed <= set(PERMISSIONS):
            wrong = ", ".join(sorted(allowed - set(PERMISSIONS)))
            raise ValueError(f"permissions: expected some of {', '.join(PERMISSIONS)}; got {wrong}")
        key, secret, passphrase = credentials or _credentials()
        signer = Signer(key, secret, passphrase)
        with self.lock:
            now = self.now()
            if uid is None:
                uid = next(self._uids)
                self.exchange.open_account(uid, main, trade, now, contract=contract)
                self.hub.flush(now)
            elif uid not in {made.uid for made in self.gateway.keys.values()}:
                raise ValueError(f"uid: expected that of a key made before, got {uid}")
            self.gateway.keys[key] = Key(signer, uid, allowed, now, key_version)
        return key, secret, passphrase

    def snapshot(self) -> Dict[str, Any]:
        """Everything there is, as plain JSON: ``Sandbox(state=...)`` goes on from it, with the same keys.

        Push connections, tokens, rate limits and faults are not in it.
        """
        with self.lock:
            return state.dump(self._state(), self._publish)

    def now(self) -> int:
        """The exchange's clock, in nanoseconds since 1970."""
        return self.clock.now()

    def _state(self) -> Dict[str, Any]:
        started = self._server is not None or self._left_at
        return {
            "exchange": self.exchange,
            "makers": self._makers,
            "contract_makers": self._contract_makers,
            "keys": self.gateway.keys,
            "uids": self._uids,
            "credentials": self._credentials,
            "advanced": self.clock.advanced,
            "time": self.now() - self.clock.skew if started else 0,
        }

    def _restore(self, snapshot: Mapping[str, Any], credentials: Optional[Tuple[str, str, str]]) -> None:
        kept = state.load(snapshot, self._publish, self._state())
        self.exchange, self._makers, self._uids = kept["exchange"], kept["makers"], kept["uids"]
        self._contract_makers = kept["contract_makers"]
        self.gateway.keys = kept["keys"]
        self._left_at = kept["time"]
        self.clock.advanced = kept["advanced"]
        self.clock.advanced += max(self._left_at - self.now(), 0)  # time does not go back, even if the machine's does
        self._credentials = credentials or kept["credentials"]
        if self._left_at and credentials:
            owner = self.gateway.keys.get(credentials[0]) or self.gateway.keys[kept["credentials"][0]]
            self.new_key(uid=owner.uid, credentials=credentials)

    # --- what the threads do ---

    def answer(self, request: Request) -> Answer:
        """What a request gets."""
        if request.target.startswith(control.PREFIX):
            status, content = control.answer(self, request)
            return Answer(status, {}, as_json(content))
        headers: Dict[str, str] = {}
        with self.lock:
            now = self.now()
            fault = self._faults.pop(0) if self._faults else NONE
            try:
                data = self._perform(fault, lambda: self.gateway.admit(request, now, headers, self.clock.advanced))
                content = {"code": "200000", "data": data}
                status = 200
            except Refused as refused:
                content = {"code": refused.code, "msg": refused.message}
                status = http_status(refused)
                if refused is fault.refused:
                    status = fault.status or status
                elif refused.code == "400005":
                    headers["X-Sandbox-Advice"] = _in_header(self.gateway.advice(request) or "")
            finally:
                self.hub.flush(now)
        if content["code"] != "200000":
            advice = headers.get("X-Sandbox-Advice", "")
            _log.info("%s %s: %s %s %s", request.verb, masked(request.target), content["code"], content["msg"], advice)
        if fault.seconds:
            self._stop.wait(fault.seconds)
        return Answer(status, headers, as_json(content), fault)

    def _operate(self, admit: Callable[[], Call]) -> Tuple[Optional[Dict[str, Any]], int]:
        """An operation over WebSocket; see :data:`.order_entry.Perform`."""
        fault = self._faults.pop(0) if self._faults else NONE
        try:
            content = {"code": "200000", "data": self._perform(fault, admit)}
        except Refused as refused:
            content = {"code": refused.code, "msg": refused.message}
        finally:
            self.hub.flush(self.now())
        return None if fault.lost or fault.cut else content, int(fault.seconds * 1e9)

    def _perform(self, fault: Fault, admit: Callable[[], Call]) -> Any:
        """Carry out what may be admitted, unless a fault refuses it; the data of the answer."""
        if fault.refused is not None and not fault.checked:
            raise fault.refused
        call = admit()
        if fault.refused is not None:
            raise fault.refused
        return self._carry_out(call)

    def _carry_out(self, call: Call) -> Any:
        if call.endpoint.path in _TOKENS:
            return self._token(call)
        handler = HANDLERS.get(call.endpoint)
        return handler(self.exchange, call) if handler else FACTS[fact_name(call.endpoint)]["example"]

    def _token(self, call: Call) -> Dict[str, Any]:
        if call.endpoint.path == _UNIFIED_TOKEN:  # without an address, which is known
            return {"token": self.hub.token(call.uid, call.now, "private")}
        server = {
            "endpoint": self.url.replace("http", "ws", 1) + "/endpoint",
            "encrypt": None,  # false to the letter, but python-kucoin hands it on as ssl=, where only None means plain
            "protocol": "websocket",
            "pingInterval": int(self.ping_interval * 1000),
            "pingTimeout": int(self.ping_timeout * 1000),
        }
        token = self.hub.token(call.key.uid if call.key else None, call.now, call.endpoint.host)
        return {"token": token, "instanceServers": [server]}

    def _run_market(self) -> None:
        next_step = 0.0
        while not self._stop.wait(0.01):
            with self.lock:
                now = self.now()
                self.exchange.advance(now)
                if self._market_pace and time.monotonic() >= next_step:
                    next_step = time.monotonic() + self._market_pace
                    self._step(now)
                self.hub.flush(now)
                self.hub.tick(now)
                self.order_entry.tick(now)

    def _step(self, now: int) -> None:
        self._makers.step(now, self._playback.prices(now - self._opened_at))
        self._contract_makers.step(now)

    def _let_pass(self, start: int, end: int) -> None:
        """Do what falls due in a time that is passed over, at its moments."""
        next_step, pace = start, max(MINUTE, (end - start) // MOST_STEPS)
        for now in moments(start, end, self.exchange.due):
            self.exchange.advance(now)
            if self._market_pace and now >= next_step:
                next_step += pace
                self._step(now)
            self.hub.flush(now)
        for connection in self.hub.connections:
            connection.heard += end - start  # it had no time to say anything
        for line in self.order_entry.connections:
            line.since += end - start
            line.heard += end - start

    def binary(self, target: str) -> bool:
        """Whether a WebSocket at this address sends its texts in binary frames, as those of the unified account do."""
        return urlsplit(target).path.rstrip("/") in UNIFIED

    def serve_push(self, push: PushSocket, target: str, peer: str) -> None:
        """One WebSocket, from its first frame to its end."""
        address = urlsplit(target)
        path = address.path.rstrip("/")
        desk: Any = self.order_entry if path in ORDER_ENTRY else self.hub
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        with self.lock:
            connection = self._connect(push, path, query, peer)
            self._sockets.add(push)
        try:
            while connection is not None and connection in desk.connections:
                text = push.receive()
                if text is None:
                    break
                with self.lock:
                    desk.receive(connection, text, self.now())
        finally:
            with self.lock:
                self._sockets.discard(push)
                if connection is not None:
                    desk.disconnect(connection)
            push.finish()

    def _connect(self, push: PushSocket, path: str, query: Mapping[str, str], peer: str) -> Any:
        now = self.now()
        if path in ORDER_ENTRY:
            line = Line(push.send, push.end, push.cut, ORDER_ENTRY[path], peer, since=now, heard=now)
            return self.order_entry.connect(line, query)
        if path in UNIFIED:
            return self.hub.connect_unified(UNIFIED[path], query.get("token"), peer, push.send, push.end, push.cut, now)
        return self.hub.connect(query.get("token", ""), query.get("connectId", "0"), push.send, push.end, push.cut, now)


def modelled(endpoint: Endpoint) -> bool:
    """Whether an endpoint is answered from the sandbox's state; the others answer their documented example."""
    return endpoint in HANDLERS or endpoint.path in _TOKENS


def _credentials() -> Tuple[str, str, str]:
    return secrets.token_hex(12), secrets.token_hex(16), secrets.token_hex(8)


def _in_header(text: str) -> str:
    """A text that can stand in a header: clients refuse lines of 64 KiB, and a line end would begin another header."""
    return text.encode("unicode_escape").decode()[:LONGEST_ADVICE]
