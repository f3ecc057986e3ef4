"""The sandbox's own endpoints, so that tests in any language can do what Python tests do with its methods.

Unsigned, JSON in and out in the exchange's envelope, and no call that a fault waits for::

    GET    /sandbox/faults   what is pending, and every fault with its arguments
    POST   /sandbox/faults   ask for a fault: {"fault": "fail_next", "code": "200004"}
    DELETE /sandbox/faults   forget what is pending
    GET    /sandbox/clock    the exchange's time in ms
    POST   /sandbox/clock    let time pass: {"hours": 8}
    POST   /sandbox/keys     the key of a new account: {} or {"permissions": ["General"], "trade": {"USDT": "50"}}
    GET    /sandbox/state    all there is, as --state FILE keeps it
"""

import json
from decimal import Decimal
from inspect import Parameter, getdoc, signature
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Mapping, Optional, Tuple, get_type_hints

from . import faults
from .gateway import MILLISECOND, Request
from .matching import Refused, amount

if TYPE_CHECKING:
    from .server import Sandbox

PREFIX = "/sandbox/"

#: What an argument of each type is called.
_CALLED = {
    str: "text",
    int: "a whole number",
    Optional[int]: "a whole number",
    float: "a number",
    Iterable[str]: "a list of texts",
    Mapping[str, Decimal]: 'amounts by currency, such as {"USDT": "100"}',
}


def answer(sandbox: "Sandbox", request: Request) -> Tuple[int, Dict[str, Any]]:
    """Status and envelope for a request whose path begins with :data:`PREFIX`."""
    path = request.target.partition("?")[0]
    if not sandbox.remote_control and not ip_address(request.peer).is_loopback:
        return _refused(403, f"{path} is for this machine only, unless the sandbox is started with --remote-control")
    if path not in {known for _, known in _ROUTES}:
        return _refused(404, f"{path} is not known; there are {', '.join(sorted({known for _, known in _ROUTES}))}")
    if (request.verb, path) not in _ROUTES:
        return _refused(405, f"{path} takes {' and '.join(verb for verb, known in _ROUTES if known == path)}")
    try:
        given = _given(request) if request.verb == "POST" else {}
        return 200, {"code": "200000", "data": _ROUTES[request.verb, path](sandbox, given)}
    except ValueError as error:
        return _refused(400, str(error))


def _refused(status: int, message: str) -> Tuple[int, Dict[str, Any]]:
    return status, {"code": "400100" if status == 400 else str(status), "msg": message}


def _given(request: Request) -> Dict[str, Any]:
    """The body, which is only taken as JSON by name: a page in a browser cannot send that to another site unasked."""
    if "json" not in request.headers.get("content-type", "").lower():
        raise ValueError("Content-Type: expected application/json")
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(given, dict):
        raise ValueError("the body is not a JSON object")
    return given


# --- what there is ---


def _faults(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    known = {}
    for name in faults.NAMES:
        method = getattr(sandbox, name)
        known[name] = {"does": (getdoc(method) or "").partition("\n\n")[0], "arguments": _arguments(method)}
    return {"pending": sandbox.pending_faults(), "known": known}


def _add_fault(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    name = given.pop("fault", None)
    if name not in faults.NAMES:
        raise ValueError(f"fault: expected one of {', '.join(faults.NAMES)}; got {name!r}")
    _call(getattr(sandbox, name), given)
    return {"pending": sandbox.pending_faults()}


def _clear_faults(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    sandbox.clear_faults()
    return {"pending": sandbox.pending_faults()}


def _clock(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    return {"time": sandbox.now() // MILLISECOND}


def _advance(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    return {"time": _call(sandbox.clock.advance, given) // MILLISECOND}


def _new_key(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    key, secret, passphrase = _call(sandbox.new_key, given)
    return {"key": key, "secret": secret, "passphrase": passphrase, "uid": sandbox.gateway.keys[key].uid}


def _state(sandbox: "Sandbox", given: Dict[str, Any]) -> Any:
    return sandbox.snapshot()


_ROUTES: Dict[Tuple[str, str], Callable[["Sandbox", Dict[str, Any]], Any]] = {
    ("GET", "/sandbox/faults"): _faults,
    ("POST", "/sandbox/faults"): _add_fault,
    ("DELETE", "/sandbox/faults"): _clear_faults,
    ("GET", "/sandbox/clock"): _clock,
    ("POST", "/sandbox/clock"): _advance,
    ("POST", "/sandbox/keys"): _new_key,
    ("GET", "/sandbox/state"): _state,
}


# --- a method's arguments from JSON ---


def _call(method: Callable[..., Any], given: Dict[str, Any]) -> Any:
    """Call a method with arguments that came as JSON; its signature says which there are.

    :raises ValueError: One is missing, unknown, or not of its type.
    """
    types, known = get_type_hints(method), _arguments(method)
    values = {}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"{name}: not known; expected {', '.join(known) or 'no arguments'}")
        if value is not None:
            values[name] = _read(name, types[name], value)
    for name, parameter in signature(method).parameters.items():
        if parameter.default is Parameter.empty and name not in values:
            raise ValueError(f"{name}: expected {known[name]}, got nothing")
    return method(**values)


def _arguments(method: Callable[..., Any]) -> Dict[str, str]:
    """What is expected for each argument of a method that can be sent as JSON."""
    types = get_type_hints(method)
    return {name: _CALLED[types[name]] for name in signature(method).parameters if types[name] in _CALLED}


def _read(name: str, kind: Any, value: Any) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    fits = {
        str: isinstance(value, str),
        float: number,
        Iterable[str]: isinstance(value, list) and all(isinstance(item, str) for item in value),
        Mapping[str, Decimal]: isinstance(value, dict),
    }.get(kind, number and isinstance(value, int))
    if not fits:
        raise ValueError(f"{name}: expected {_CALLED[kind]}, got {value!r}")
    if kind != Mapping[str, Decimal]:
        return value
    try:
        return {currency: amount(part, f"{name}.{currency}") for currency, part in value.items()}
    except Refused as refused:
        raise ValueError(refused.message) from None
