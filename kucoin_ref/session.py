"""Build, sign, send, unwrap: the only file of the package that sends HTTP.

A call is carried out at most once unless repeating it is harmless. What may have happened without an answer raises
:class:`~kucoin_ref.errors.OutcomeUnknown` instead of being tried again.
"""

import json
import logging
import random
import re
import ssl
import time
from decimal import Decimal
from typing import Any, Callable, Dict, Mapping, Optional, Sequence, Tuple, Union
from urllib.parse import quote, unquote

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError, ReadTimeoutError

from .endpoint import Endpoint
from .environment import LIVE, Environment
from .errors import (
    UNKNOWN_OUTCOME,
    ApiError,
    ClockSkew,
    CredentialsRequired,
    KucoinError,
    OutcomeUnknown,
    ResponseError,
    ServerError,
    SignatureError,
    Timeout,
    TransportError,
    api_error,
    masked,
)
from .limits import Limits
from .service import placed, plain
from .signing import Signer, string_to_sign

LONGEST_WAIT = 2.0  #: seconds; a retry that would have to wait longer raises instead

_SAFE_CHARACTERS = ",:/@!*'()"  # legal as they are in a query, and untouched by urllib3: signed and sent alike
_DECODER = json.JSONDecoder(parse_float=Decimal)  # what was read can be sent again, to the last digit
_SUCCESS = ("200000", "200")
_CLOCK = Endpoint("GET", "/api/v1/timestamp", channel="public", pool="Public", weight=3, safe=True)

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())


class Session:
    """Everything between a call and its answer; one serves any number of threads.

    :param signer: Signs private calls; None for a client without keys.
    :param timeout: Seconds to wait for a connection and for an answer: one number, or a pair.
    :param retries: How often a call that changes nothing is tried again after a fault that may pass.
    :param http: A prepared ``requests.Session`` (proxies, adapters, certificates); it stays yours to close.
    :param clock: Seconds since 1970, as ``time.time``.
    """

    def __init__(
        self,
        signer: Optional[Signer] = None,
        *,
        environment: Environment = LIVE,
        timeout: Union[float, Tuple[float, float]] = (3.05, 10),
        retries: int = 2,
        http: Optional[requests.Session] = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not isinstance(retries, int) or retries < 0:
            raise ValueError(f"retries: expected a whole number from 0 up, got {retries!r}")
        self.signer = signer
        self.environment = environment
        self.timeout: Tuple[float, float] = timeout if isinstance(timeout, tuple) else (timeout, timeout)
        if len(self.timeout) != 2 or not all(isinstance(t, (int, float)) and t > 0 for t in self.timeout):
            raise ValueError(f"timeout: expected seconds above 0, or a pair of them, got {timeout!r}")
        self.retries = retries
        self.limits = Limits()
        self.clock = clock  #: seconds since 1970, by this machine
        self._sleep = sleep
        self._clock_offset = 0.0  # seconds that the exchange's clock is ahead of ours, once it was measured
        self._owns_http = http is None
        self._http = _pooled() if http is None else http
        if not self._http.verify:
            raise ValueError("http: expected a session that verifies certificates; give it a CA bundle in http.verify")
        headers = CaseInsensitiveDict(self._http.headers)
        headers.update({"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"})
        if environment.site:
            headers["X-SITE-TYPE"] = environment.site
        self._headers = {name: value for name, value in headers.items() if value is not None}
        self._no_cookies = requests.cookies.RequestsCookieJar()
        self._connection_settings: Dict[str, Dict[str, Any]] = {}

    def __repr__(self) -> str:
        return f"Session({self.environment.name!r}, signer={self.signer!r})"

    def close(self) -> None:
        """Close the idle connections, unless the ``requests.Session`` is yours."""
        if self._owns_http:
            self._http.close()

    def call(
        self,
        verb: str,
        path: str,
        params: Union[Mapping[str, Any], Sequence[Any], None] = None,
        *,
        host: str = "spot",
        signed: Optional[bool] = None,
    ) -> Any:
        """Make any call, also one that this package does not know.

        :param verb: ``GET`` or ``DELETE`` send the parameters in the query, ``POST`` as a JSON body.
        :param path: Such as ``/api/v1/accounts``; ``{name}`` in it is filled from the parameters.
        :param host: ``spot``, ``futures`` or ``broker``.
        :param signed: Whether to sign; None signs when there are keys.
        :returns: The answer's ``data``.
        """
        verb = verb.upper()
        if verb not in ("GET", "POST", "DELETE"):
            raise ValueError(f"verb: expected 'GET', 'POST' or 'DELETE', got {verb!r}")
        if not path.startswith("/") or "?" in path or "#" in path:
            raise ValueError(f"path: expected a path that starts with / and has its query in params, got {path!r}")
        channel = "private" if (self.signer is not None if signed is None else signed) else "public"
        endpoint = Endpoint(verb, path, host=host, channel=channel, safe=verb == "GET", body=verb == "POST")
        if params is None or isinstance(params, Mapping):
            return self.request(endpoint, *placed(endpoint, params or {}))
        if verb != "POST":
            got = type(params).__name__  # not the values, one may be a passphrase
            raise TypeError(f"params: expected names and values, got a {got}; only a POST can send a bare list")
        return self.request(endpoint, {}, plain("params", params))

    def request(self, endpoint: Endpoint, params: Dict[str, Any], body: Any = None) -> Any:
        """Carry out one call and return the answer's ``data``.

        :param params: What fills the path and the query, as plain data; lists are joined by commas.
        :param body: The JSON body as plain data, or None.
        """
        if endpoint.signed and self.signer is None:
            raise CredentialsRequired(f"{endpoint.verb} {endpoint.path} has to be signed, and this client has no key")
        extra = {name: str(params[name]) for name in endpoint.headers if name in params}
        query = {name: value for name, value in params.items() if name not in extra}
        target = encoded_target(endpoint.path, query, endpoint.repeated_keys)
        for name, value in query.items():
            if not endpoint.safe and value in ("", []):  # cancelling no orders in particular may mean all of them
                raise ValueError(f"{name}: expected at least one, got {value!r}")
        payload = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode() if body is not None else b""
        sent = {**params, **(body if isinstance(body, dict) else {})}
        client_oid = sent.get("clientOid") or sent.get("clientOrderId")
        clock_was_set = False
        failures = 0
        while True:
            try:
                return self._attempt(endpoint, target, payload, client_oid, extra)
            except ClockSkew:  # refused before it ran, so any call may be signed again, once
                if clock_was_set:
                    raise
                clock_was_set = True
                self.set_clock()
            except (TransportError, ApiError) as error:
                wait = _pause(error, failures)
                if not (endpoint.safe and error.retryable and failures < self.retries and wait <= LONGEST_WAIT):
                    raise
                failures += 1
                _log.info("trying %s %s again in %.2f s", endpoint.verb, endpoint.path, wait)
                self._sleep(wait)

    def connection_settings(self, url: str) -> Dict[str, Any]:
        """``proxies``, ``verify``, ``cert`` and ``stream`` for an address, from the environment and the ``requests.Session``."""
        merged: Dict[str, Any] = dict(self._http.merge_environment_settings(url, {}, None, None, None))
        return merged

    def timestamp(self) -> int:
        """What to sign with: milliseconds since 1970, by the exchange's clock once the difference was measured."""
        return int((self.clock() + self._clock_offset) * 1000)

    def _attempt(
        self, endpoint: Endpoint, target: str, payload: bytes, client_oid: Optional[str], extra: Mapping[str, str]
    ) -> Any:
        address = self.environment.rest(endpoint.host)
        if endpoint.host not in self._connection_settings:
            self._connection_settings[endpoint.host] = self.connection_settings(address)
        settings = self._connection_settings[endpoint.host]
        request = requests.PreparedRequest()  # filled by hand: preparing it would encode the address once more
        request.method, request.url, request.hooks = endpoint.verb, address + target, {"response": [_go_nowhere]}
        request._cookies = self._no_cookies  # type: ignore[attr-defined]
        headers = {**self._headers, **extra}
        if payload:
            request.body = payload
            headers["Content-Length"] = str(len(payload))  # without it requests would send in chunks
        timestamp = self.timestamp()
        if endpoint.signed and self.signer is not None:
            headers.update(self.signer.headers(timestamp, endpoint.verb, unquote(target), payload))
        request.headers = headers  # type: ignore[assignment]
        started = time.monotonic()
        failure: KucoinError
        try:
            answer = self._http.send(request, timeout=self.timeout, allow_redirects=False, **settings)
            return self._unwrap(endpoint, answer)
        except requests.RequestException as problem:
            failure, sent = _transport_error(endpoint, problem), not _never_sent(problem)
        except SignatureError as error:
            error.string_to_sign = _shown(timestamp, endpoint.verb, target, payload)
            raise
        except ResponseError as error:
            failure, sent = error, True
        except ApiError as error:
            failure, sent = error, error.status >= 500 or error.code in UNKNOWN_OUTCOME
            if not sent:
                raise
        finally:
            _log.debug("%s %s took %.0f ms", endpoint.verb, masked(target), (time.monotonic() - started) * 1000)
        if sent and not endpoint.safe:
            text = f"{endpoint.verb} {endpoint.path} may have been carried out"
            raise OutcomeUnknown(text, client_oid) from failure
        raise failure

    def _unwrap(self, endpoint: Endpoint, answer: requests.Response) -> Any:
        """The ``data`` of an answer. What counts is the envelope's code and whether there is data, not the HTTP status."""
        rate = self.limits.record(endpoint, answer.headers, self.clock())
        envelope = _envelope(answer.content)
        if envelope is None:
            if answer.status_code < 500 and not (answer.status_code == 429 and endpoint.safe):
                start = " ".join(masked(answer.content.decode(errors="replace")).split())[:200]
                text = f"{endpoint.verb} {endpoint.path}: expected JSON with a code, got {start!r} (HTTP {answer.status_code})"
                raise ResponseError(text, answer.status_code)
            text = f"an answer with HTTP status {answer.status_code} that is not the exchange's"
            envelope = {"code": "429000" if answer.status_code == 429 else answer.status_code, "msg": text}
        code, message = str(envelope["code"]), str(envelope.get("msg") or "")
        if code in _SUCCESS and answer.status_code < 500 and ("data" in envelope or not message):
            return envelope.get("data")
        if answer.status_code >= 500:
            raise ServerError(code, message, status=answer.status_code, endpoint=endpoint, rate_limit=rate)
        raise api_error(code, message, status=answer.status_code, endpoint=endpoint, rate_limit=rate)

    def set_clock(self) -> None:
        """Measure how far the exchange's clock is from ours: its time against the middle of the call."""
        before = self.clock()
        exchange_ms = self.request(_CLOCK, {})
        after = self.clock()
        self._clock_offset = exchange_ms / 1000 - (before + after) / 2
        _log.warning("the exchange's clock is %+.1f s from this machine's; signing with its time", self._clock_offset)


def encoded_target(path: str, params: Mapping[str, Any], repeated_keys: bool = False) -> str:
    """The path and query as they are sent, only what must be encoded encoded; placeholders are filled from the parameters."""
    query = dict(params)

    def fill(place: "re.Match[str]") -> str:
        value = str(query.pop(place[1], ""))
        # an empty id would turn DELETE /orders/{id} into cancel-all, ".." into its parent
        if not re.search(r"[^\s./]", value):
            raise ValueError(f"{place[1]}: expected a value that can stand in a path, got {value!r}")
        return quote(value, safe=_SAFE_CHARACTERS.replace("/", ""))

    filled = re.sub(r"{([^}]+)}", fill, path)
    values = [
        (name, part)
        for name, value in query.items()
        for part in (value if repeated_keys and isinstance(value, list) else [value])
    ]
    pairs = "&".join(f"{quote(name, safe='')}={quote(_in_query(value), safe=_SAFE_CHARACTERS)}" for name, value in values)
    return f"{filled}?{pairs}" if pairs else filled


def _envelope(content: bytes) -> Optional[Dict[str, Any]]:
    """The JSON object of an answer; None for whatever is not the exchange's."""
    try:
        envelope = _DECODER.decode(content.decode())
    except (ValueError, RecursionError):
        return None
    return envelope if isinstance(envelope, dict) and "code" in envelope else None


def _go_nowhere(answer: requests.Response, **settings: Any) -> None:
    """Forget where a redirect leads: requests would prepare a request to it, and break on a malformed address."""
    answer.headers.pop("Location", None)


def _in_query(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(_in_query, value)) if isinstance(value, list) else str(value)


def _shown(timestamp: int, verb: str, target: str, payload: bytes) -> str:
    """The string that was signed, fit to be shown: masked before it is decoded, when an ``&`` still ends a value."""
    body = masked(payload.decode()).encode()
    return string_to_sign(timestamp, verb, unquote(masked(target)), body).decode()


def _transport_error(endpoint: Endpoint, problem: requests.RequestException) -> TransportError:
    """Our error for one of requests'; the text only, for the original holds the address with all it carries."""
    stalled = isinstance(next(iter(problem.args), None), ReadTimeoutError)  # in the middle of an answer
    kind = Timeout if stalled or isinstance(problem, requests.Timeout) else TransportError
    return kind(f"{endpoint.verb} {endpoint.path}: {type(problem).__name__}: {problem}")


def _never_sent(problem: requests.RequestException) -> bool:
    """Whether the request cannot have left: no connection was made, or not one that we would use."""
    reason = getattr(problem.args[0] if problem.args else None, "reason", None)
    if isinstance(reason, ProxyError):  # also what urllib3 says when a request was cut that had long passed the proxy
        reason = reason.original_error
    cause = next(iter(getattr(reason, "args", ())), None)
    return (
        isinstance(problem, (requests.ConnectTimeout, requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema))
        or isinstance(reason, (ConnectTimeoutError, NewConnectionError))
        or isinstance(cause, ssl.SSLCertVerificationError)
        or str(reason).startswith("Tunnel connection failed")
    )


def _pause(error: KucoinError, failures: int) -> float:
    """Seconds to wait before the next try: what the exchange asks for, or a growing, scattered pause."""
    asked: Optional[float] = getattr(error, "retry_after", None)
    return asked if asked is not None else min(LONGEST_WAIT, 0.2 * 2 ** min(failures, 4) * (1 + random.random()))


def _pooled() -> requests.Session:
    http = requests.Session()
    adapter = HTTPAdapter(pool_maxsize=32)  # one connection per thread; the default of 10 would drop and remake them
    http.mount("https://", adapter)
    http.mount("http://", adapter)
    return http


class _MaskSecrets(logging.Filter):
    """urllib3 logs whole addresses at DEBUG, and two DELETEs of the exchange carry a passphrase in theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        return True


for _name in ("urllib3.connectionpool", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_MaskSecrets())
