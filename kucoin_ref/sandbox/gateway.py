"""What stands before the exchange: routes, signatures, permissions, rate pools and parameters, checked as KuCoin checks them.

Pure: a request's parts and the time go in; a :class:`Call` comes out, or :class:`Refused` with the exchange's code. The
facts come from the catalog and from ``endpoints.json`` beside this file.
"""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple, Type
from urllib.parse import parse_qsl, unquote, unquote_plus

from .. import catalog, errors
from ..endpoint import Endpoint
from ..signing import Signer
from .matching import Refused
from .users import Key

MILLISECOND = 1_000_000  # in nanoseconds, as all times here
WINDOW = 30_000 * MILLISECOND  #: how long a rate pool's window lasts, from its first call
CLOCK_TOLERANCE_MS = 5_000

#: What one account without VIP level may draw from each pool per window.
QUOTAS = {
    "Public": 2000,
    "Spot": 4000,
    "Futures": 2000,
    "Management": 2000,
    "Earn": 2000,
    "CopyTrading": 2000,
    "Broker": 2000,
    "Unified": 2000,
}
PREFIXES = {"/futures": "futures", "/broker": "broker"}  # one port serves three hosts

#: What a login on a connection is signed for.
LOGIN_PATH = "/api/websocket/users/verify"

_STATUS = {"400001": 400, "400007": 403, "404": 404, "405": 405, "415000": 415, "429000": 429}
_STATUS.update({f"40000{digit}": 401 for digit in "23456"})
_DECODER = json.JSONDecoder(parse_float=Decimal)
_MISSING_HEADERS = (
    "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE."
)

#: Of each call its parameters and an example of its answer, by :func:`fact_name`.
FACTS: Dict[str, Any] = json.loads(Path(__file__).with_name("endpoints.json").read_text("utf-8"))
#: What the pages of today do not offer and the exchange still takes, for clients still send it.
FACTS["spot POST /api/v1/stop-order"]["params"]["stop"] = {
    "in": "body", "type": "string", "required": False, "enum": ["loss", "entry"]
}
for _side in ("fromAccountType", "toAccountType"):
    FACTS["spot POST /api/v3/accounts/universal-transfer"]["params"][_side]["enum"] += ["MARGIN_V2", "ISOLATED_V2"]


ENDPOINTS = tuple(entry.endpoint for entry in catalog.entries())
_LITERAL = {(each.host, each.verb, each.path): each for each in ENDPOINTS if "{" not in each.path}
_WITH_PLACEHOLDERS = [each for each in ENDPOINTS if "{" in each.path]


def http_status(refused: Refused) -> int:
    """The HTTP status that goes with a refusal: 200 for most, for they are matters of business."""
    return refused.status or _STATUS.get(refused.code, 200)


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    verb: str
    target: str  #: path and query as sent, encoded
    headers: Mapping[str, str]  #: names in lower case
    body: bytes
    peer: str  #: the caller's address


@dataclass(frozen=True)
class Call:
    """A request that has passed every check."""

    endpoint: Endpoint
    values: Dict[str, Any]  #: the parameters under the wire's names, in the types that the facts name
    now: int  #: nanoseconds
    peer: str
    key: Optional[Key] = None  #: who signed it
    ahead: int = 0  #: nanoseconds that ``now`` is ahead of the clock that it was signed by

    @property
    def uid(self) -> int:
        """The account of a signed call."""
        assert self.key is not None
        return self.key.uid


@dataclass
class _Pool:
    ends: int
    used: int = 0


@dataclass
class Gateway:
    """Lets through what the exchange lets through."""

    keys: Dict[str, Key] = field(default_factory=dict)
    partners: Dict[str, str] = field(default_factory=dict)  #: broker key of each partner that is known
    quotas: Dict[str, int] = field(default_factory=lambda: dict(QUOTAS))

    def __post_init__(self) -> None:
        self._pools: Dict[Tuple[str, str], _Pool] = {}

    def admit(self, request: Request, now: int, rate: Dict[str, str], advanced: int = 0) -> Call:
        """Check a request.

        :param rate: Is filled with the rate headers that go with the answer, whatever it is.
        :param advanced: How far the clock was put ahead: clients may sign with a time that is so much earlier.
        :raises Refused: With the code of the first check that fails.
        """
        host, target = _host(request.target)
        path, _, query = target.partition("?")
        endpoint, in_path = self._route(host, request.verb, path)
        key, ahead = self._identify(request, target, now, advanced) if endpoint.signed else (None, 0)
        self._allow(endpoint, key, f"{request.peer} {host}", now, rate)
        facts = FACTS[fact_name(endpoint)]
        body = self._body(endpoint, request, list if facts.get("body") == "array" else dict)
        if isinstance(body, list):
            return Call(endpoint, _rows(facts, body), now, request.peer, key, ahead)
        in_query: Dict[str, Any] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            in_query[name] = value if name not in in_query else f"{in_query[name]},{value}"  # both ways to send a list
        places: Dict[str, Mapping[str, Any]] = {"path": in_path, "query": in_query, "body": body, "header": request.headers}
        given = {name: places[fact["in"]].get(name) for name, fact in facts["params"].items()}  # what is elsewhere is ignored
        return Call(endpoint, checked(facts["params"], given), now, request.peer, key, ahead)

    def admit_connection(self, query: Mapping[str, str], peer: str, now: int, advanced: int = 0) -> Tuple[Key, int]:
        """Check the address of an order entry connection.

        :returns: Whose it is, and how far ``now`` is ahead of the clock that it was signed by.
        :raises Refused: With the code of the first check that fails.
        """
        given = [query.get(name, "") for name in ("apikey", "timestamp", "sign", "passphrase")]
        key, ahead = self._key_of_connection(given, peer, now, advanced)
        right = key.signer.connection(int(query["timestamp"]))
        for name, code, called in (("passphrase", "400004", "KC-API-PASSPHRASE"), ("sign", "400005", "KC-API-SIGN")):
            if not hmac.compare_digest(right[name].encode(), query[name].encode()):
                raise Refused(code, f"Invalid {called}")
        self._check_partner_sign(query.get("partner", ""), query["timestamp"], query["apikey"], query.get("partner_sign", ""))
        return key, ahead

    def admit_login(self, frame: Mapping[str, Any], peer: str, now: int, advanced: int = 0) -> Tuple[Key, int]:
        """Check the frame by which a client logs in on a connection.

        :returns: As :meth:`admit_connection`.
        :raises Refused: With the code of the first check that fails.
        """
        names = ("kc-api-key", "kc-api-timestamp", "kc-api-sign", "kc-api-passphrase")
        headers = {name: str(frame.get(name, "")).encode(errors="replace").decode() for name in names}
        key, ahead = self._key_of_connection(list(headers.values()), peer, now, advanced)
        try:
            key.signer.verify({**headers, "kc-api-key-version": "3"}, "POST", LOGIN_PATH)
        except errors.ApiError as error:
            raise Refused(error.code, error.message) from None
        return key, ahead

    def admit_operation(
        self, endpoint: Endpoint, args: Any, key: Key, peer: str, now: int, rate: Dict[str, str], ahead: int = 0
    ) -> Call:
        """Check an operation on a connection as the call that it stands for; it draws on the same pool.

        :param args: All parameters of the call, wherever they travel in a request.
        :param rate: Is filled with the rate headers that a call would have got.
        :raises Refused: With the code of the first check that fails.
        """
        key = self._known(key.signer.key, now)  # it may have changed since the connection was made
        self._allow(endpoint, key, peer, now, rate)
        facts = FACTS[fact_name(endpoint)]
        kind: Type[Any] = list if facts.get("body") == "array" else dict
        if not isinstance(args, kind) or not all(isinstance(row, dict) for row in (args if kind is list else ())):
            raise Refused("400102", f"args must be {'an array of objects' if kind is list else 'an object'}.")
        values = _rows(facts, args) if kind is list else checked(facts["params"], args)
        return Call(endpoint, values, now, peer, key, ahead)

    def advice(self, request: Request) -> Optional[str]:
        """For a refused signature: which common mistake it was made with, as far as trying them out tells."""
        key = self.keys.get(request.headers.get("kc-api-key", ""))
        if key is None:
            return None
        _, sent = _host(request.target)
        timestamp, given = request.headers.get("kc-api-timestamp", ""), request.headers.get("kc-api-sign", "")
        decoded, path = unquote(sent), unquote(sent.partition("?")[0])
        mistakes = [
            ("you signed the encoded query; sign it decoded", request.verb, sent, request.body),
            ("you signed blanks as plus signs; sign them as blanks", request.verb, decoded.replace(" ", "+"), request.body),
            ("you signed the path without the query", request.verb, path, request.body),
            ("you signed the path with this sandbox's host prefix", request.verb, unquote(request.target), request.body),
            ("you signed the verb in small letters", None, decoded, request.body),
            ("you signed without the body that you sent", request.verb, decoded, b""),
            ("you signed the body {} and did not send it", request.verb, decoded, b"{}"),
        ]
        try:
            data = json.loads(request.body)
            for separators in ((",", ":"), (", ", ": ")):
                for ascii_only in (False, True):
                    body = json.dumps(data, separators=separators, ensure_ascii=ascii_only).encode()
                    mistakes.append(("you signed the body in another spelling than you sent", request.verb, decoded, body))
        except (ValueError, RecursionError):
            pass  # no JSON that could be spelled in another way
        for mistake, verb, target, body in mistakes:
            made = _lower_verb(key.signer, timestamp, request.verb, target, body) if verb is None else (
                key.signer.sign(timestamp, verb, target, body)
            )
            if made == given:
                return mistake
        target, text = unquote(errors.masked(sent)), errors.masked(request.body.decode(errors="replace"))
        return f"sign exactly this: {timestamp}{request.verb}{target}{text}"

    def _route(self, host: str, verb: str, path: str) -> Tuple[Endpoint, Dict[str, str]]:
        if (host, verb, path) in _LITERAL:  # /orders/active before /orders/{orderId}
            return _LITERAL[host, verb, path], {}
        other_verb = any((host, other, path) in _LITERAL for other in ("GET", "POST", "DELETE"))
        for endpoint in _WITH_PLACEHOLDERS:
            near = endpoint.host == host and endpoint.path.count("/") == path.count("/")
            found = _pattern(endpoint.path).fullmatch(path) if near else None
            if found and endpoint.verb == verb:
                names = re.findall(r"{([^}]+)}", endpoint.path)
                return endpoint, {name: unquote(value) for name, value in zip(names, found.groups())}
            other_verb = other_verb or found is not None
        raise Refused("405", "Method Not Allowed") if other_verb else Refused("404", "Not Found")

    def _identify(self, request: Request, target: str, now: int, advanced: int) -> Tuple[Key, int]:
        """Whose request it is, and how far ``now`` is ahead of the clock that signed it."""
        headers = request.headers
        given = [headers.get(f"kc-api-{name}", "") for name in ("key", "timestamp", "sign", "passphrase")]
        key, ahead = self._key(given, now, advanced)
        path, _, query = target.partition("?")
        spellings = {unquote(target)}
        if "+" in query:  # whether that is a blank is not documented
            spellings.add(f"{unquote(path)}?{unquote_plus(query)}")
        elif not query:  # a ? before nothing need not be signed: the Node SDK sends one with every POST
            spellings.add(unquote(path))
        for spelling in sorted(spellings):
            try:
                key.signer.verify(headers, request.verb, spelling, request.body)
                break
            except errors.ApiError as error:
                refusal = Refused(error.code, error.message)
        else:
            raise refusal
        if key.ip_whitelist and request.peer not in key.ip_whitelist:
            raise Refused("400006", "The IP address is not in the API whitelist")
        self._check_partner(headers)
        return key, ahead

    def _key(self, given: Sequence[str], now: int, advanced: int) -> Tuple[Key, int]:
        """The key that is named, with key, timestamp, signature and passphrase given; the last two are not checked here."""
        id_, timestamp, *_ = given
        if not all(given):
            raise Refused("400001", _MISSING_HEADERS)
        sent = int(timestamp) if re.fullmatch("[0-9]{1,19}", timestamp) else 0
        clocks = [ahead for ahead in (0, advanced) if abs(sent - (now - ahead) // MILLISECOND) < CLOCK_TOLERANCE_MS]
        if not clocks:
            raise Refused("400002", "Invalid KC-API-TIMESTAMP")
        return self._known(id_, now), clocks[0]

    def _key_of_connection(self, given: Sequence[str], peer: str, now: int, advanced: int) -> Tuple[Key, int]:
        key, ahead = self._key(given, now, advanced)
        if key.version != "3":
            raise Refused("400008", "The key is of version 1 or 2; make a new one.")
        if key.ip_whitelist and peer not in key.ip_whitelist:
            raise Refused("400202", "The IP address is not in the API whitelist")
        return key, ahead

    def _known(self, id_: str, now: int) -> Key:
        key = self.keys.get(id_)
        if key is None or key.expires_at is not None and key.expires_at <= now:
            raise Refused("400003", "KC-API-KEY not exists")
        return key

    def _allow(self, endpoint: Endpoint, key: Optional[Key], anybody: str, now: int, rate: Dict[str, str]) -> None:
        """Whether the key may call this, and has enough left in the pool."""
        if key is not None and endpoint.permission not in key.permissions:
            raise Refused("400007", "Access denied, require more permission.")
        self._draw(endpoint, str(key.uid) if key else anybody, now, rate)

    def _check_partner(self, headers: Mapping[str, str]) -> None:
        """A partner that is not known, or does not ask for verification, passes: only its rebate would be lost."""
        if headers.get("kc-api-partner-verify") == "true":
            self._check_partner_sign(
                headers.get("kc-api-partner", ""),
                headers["kc-api-timestamp"],
                headers["kc-api-key"],
                headers.get("kc-api-partner-sign", ""),
            )

    def _check_partner_sign(self, partner: str, timestamp: str, key: str, given: str) -> None:
        if partner in self.partners:
            right = hmac.new(self.partners[partner].encode(), (timestamp + partner + key).encode(), hashlib.sha256).digest()
            if not hmac.compare_digest(base64.b64encode(right), given.encode()):
                raise Refused("400201", "Invalid KC-API-PARTNER-SIGN")

    def _draw(self, endpoint: Endpoint, who: str, now: int, rate: Dict[str, str]) -> None:
        if endpoint.pool is None:
            return
        pool = self._pools.get((endpoint.pool, who))
        if pool is None or now >= pool.ends:
            pool = self._pools[endpoint.pool, who] = _Pool(now + WINDOW)
        quota = self.quotas[endpoint.pool]
        fits = pool.used + (endpoint.weight or 0) <= quota
        pool.used += (endpoint.weight or 0) if fits else 0
        rate["gw-ratelimit-limit"] = str(quota)
        rate["gw-ratelimit-remaining"] = str(quota - pool.used)
        rate["gw-ratelimit-reset"] = str((pool.ends - now) // MILLISECOND)
        if not fits:
            raise Refused("429000", "Too Many Requests")

    def _body(self, endpoint: Endpoint, request: Request, kind: Type[Any]) -> Any:
        if not endpoint.body or not request.body:
            return kind()  # the exchange ignores the body of a DELETE
        if "json" not in request.headers.get("content-type", "").lower():
            raise Refused("415000", "Unsupported Media Type")
        try:
            body = _DECODER.decode(request.body.decode())
        except (ValueError, RecursionError):
            raise Refused("400100", "The body is not JSON.") from None
        if not isinstance(body, kind) or not all(isinstance(row, dict) for row in (body if kind is list else ())):
            raise Refused("400100", f"The body is not a JSON {'array of objects' if kind is list else 'object'}.")
        return body


def _rows(facts: Mapping[str, Any], body: Sequence[Any]) -> Dict[str, Any]:
    return {"rows": [checked(facts["params"], row) for row in body]}


def fact_name(endpoint: Endpoint) -> str:
    """The name of an endpoint's row in ``endpoints.json``."""
    return f"{endpoint.host} {endpoint.verb} {endpoint.path}"


@lru_cache(maxsize=None)
def _pattern(path: str) -> "re.Pattern[str]":
    """What fits a path with placeholders; made when it is first asked for, since all of them take 20 ms."""
    return re.compile("([^/]+)".join(map(re.escape, re.split(r"{[^}]+}", path))))


def _host(target: str) -> Tuple[str, str]:
    for prefix, host in PREFIXES.items():
        if target.startswith(prefix + "/"):
            return host, target[len(prefix) :]
    return "spot", target


def checked(params: Mapping[str, Any], given: Mapping[str, Any]) -> Dict[str, Any]:
    """The given values in their right types; what the facts do not name is left out, as the exchange does.

    :raises Refused: A value is missing, or it is not what the facts allow.
    """
    values = {}
    for name, fact in params.items():
        value = given.get(name)
        if value is None or value == "":
            closes = name == "side" and given.get("closeOrder") in (True, "true")  # then the position tells the side
            if fact["required"] and not closes:
                raise Refused("400100", f"{name} can not be empty")
            continue
        if fact.get("rejected"):
            if value not in (False, "false", "0"):
                raise Refused("400413", f"{name} is no longer supported")
            continue
        values[name] = value = _typed(name, fact["type"], value)
        if "enum" in fact and value not in fact["enum"]:
            raise Refused("400100", f"{name} must be one of {', '.join(map(str, fact['enum']))}")
        size = len(value) if isinstance(value, str) else 0
        if not fact.get("minLength", 0) <= size <= fact.get("maxLength", size):
            raise Refused("400100", f"{name} has the wrong length")
        if isinstance(value, int):
            least = -1 if name == "cancelAfter" else fact.get("minimum", value)  # its default, -1, is below its minimum
            if value < least:  # the grammar of both messages is the exchange's
                raise Refused("400100", f"{name} should not less than {least}")
            if value > fact.get("maximum", value):
                raise Refused("400100", f"{name} should not greater than {fact['maximum']}")
    return values


def _typed(name: str, kind: Any, value: Any) -> Any:
    if isinstance(kind, list):
        if isinstance(value, str):
            value = value.split(",")
        if not isinstance(value, list):
            raise Refused("400100", f"{name} must be a list")
        return [_typed(name, kind[0], item) for item in value]
    if isinstance(kind, dict):
        if not isinstance(value, dict):
            raise Refused("400100", f"{name} must be an object")
        return value
    if kind == "boolean":
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise Refused("400100", f"{name} must be true or false")
    if kind in ("integer", "int64"):
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,19}", str(value)):
            raise Refused("400100", f"{name} must be a whole number")
        return int(value)
    if isinstance(value, (dict, list, bool)):
        raise Refused("400100", f"{name} must be text")
    if isinstance(value, Decimal) and abs(value.adjusted()) <= 20:
        return format(value, "f")  # a JSON number may come as 1e-05
    return value if isinstance(value, str) else str(value)


def _lower_verb(signer: Signer, timestamp: str, verb: str, target: str, body: bytes) -> str:
    """A signature over a verb in small letters, which :meth:`Signer.sign` never makes: it rides in the timestamp."""
    return signer.sign(f"{timestamp}{verb.lower()}", "", target, body)
