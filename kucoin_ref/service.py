"""How a method becomes a call.

The decorator says what KuCoin publishes about the call, the method's signature says what may be given, and its body says
what is sent::

    class SpotMarket(Service):
        service, sub_service = "Spot", "Market"

        @get("/api/v1/market/orderbook/level1", pool="Public", weight=2)
        def get_ticker(self, symbol: str) -> Ticker:
            return self._send(symbol=symbol)
"""

import copy
import enum
import functools
import inspect
import re
import types
import typing
import warnings
from decimal import Decimal, InvalidOperation
from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol, Sequence, Tuple, TypeVar, Union

from .endpoint import Endpoint
from .endpoint import Pages as Pages  # for the rooms, which import from here only

Amount = Union[str, int, Decimal]  #: an amount of money or a price; never a float
Method = TypeVar("Method", bound=Callable[..., Any])


class Transport(Protocol):
    """What a room stands on: anything that can carry out a call."""

    def request(self, endpoint: Endpoint, params: Dict[str, Any], body: Any = None) -> Any:
        """Carry out one call: ``params`` fill the path and the query, ``body`` is the JSON body or None."""


class Service:
    """A room: the calls of one documentation group. It keeps no state, so threads can share it."""

    host = "spot"  #: which host its calls live on
    service: Optional[str] = None  #: the official SDK's names for the room
    sub_service: Optional[str] = None

    def __init__(self, session: Transport) -> None:
        self._session = session

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name, method in vars(cls).items():
            if hasattr(method, "facts"):
                source = re.search(r"Source: (\S+)", method.__doc__ or "")
                facts = {
                    "host": cls.host,
                    "service": cls.service,
                    "sub_service": cls.sub_service,
                    "sdk_method_name": camel(name),
                    "source": source[1] if source else None,
                }
                method.endpoint = Endpoint(**{**facts, **method.facts})

    def _calling(self, endpoint: Endpoint) -> "Service":
        """This room, about to make one call."""
        room = copy.copy(self)
        room._endpoint = endpoint
        return room

    _endpoint: Endpoint

    def _send(self, rows: Optional[Sequence[Any]] = None, **arguments: Any) -> Any:
        """Send what the method was given, under the wire's names; None is never sent, a trailing ``_`` is dropped.

        :param rows: The body of a call whose body is a bare list.
        """
        if rows is not None:
            return self._session.request(self._endpoint, {}, plain("rows", rows))
        values = {name.rstrip("_"): value for name, value in arguments.items()}
        return self._session.request(self._endpoint, *placed(self._endpoint, values))


def placed(endpoint: Endpoint, values: Mapping[str, Any]) -> Tuple[Dict[str, Any], Any]:
    """The values of one call as plain data, sorted into path and query on one side and the body on the other."""
    given = {name: plain(name, value) for name, value in values.items() if value is not None}
    if not endpoint.body:
        return given, None
    elsewhere = (*re.findall(r"{([^}]+)}", endpoint.path), *endpoint.headers)
    return {name: given.pop(name) for name in elsewhere if name in given}, given or None


def _declare(verb: str) -> Callable[..., Callable[[Method], Method]]:
    def decorator(
        path: str,
        *,
        permission: Optional[str] = None,
        pool: Optional[str] = None,
        weight: Optional[int] = None,
        safe: bool = verb == "GET",
        body: bool = verb == "POST",
        deprecated: bool = False,
        pages: Optional[Pages] = None,
        repeated_keys: bool = False,
        headers: Tuple[str, ...] = (),
        **differing: str,
    ) -> Callable[[Method], Method]:
        facts = dict(
            verb=verb,
            path=path,
            channel="private" if permission else "public",
            permission=permission,
            pool=pool,
            weight=weight,
            safe=safe,
            body=body,
            deprecated=deprecated,
            pages=pages,
            repeated_keys=repeated_keys,
            headers=headers,
            **differing,
        )
        return functools.partial(_call, facts)

    decorator.__doc__ = f"""Declare a {verb} endpoint: the path, then what KuCoin publishes about it.

    :param permission: What the key must allow; None makes it a public call, which is not signed.
    :param pool: The rate pool, and ``weight`` what the call takes from it.
    :param safe: Whether the call may be sent twice.
    :param body: Whether the parameters travel as a JSON body.
    :param pages: How its answers are cut into pages.
    :param repeated_keys: Whether a list in the query repeats its key, instead of being joined by commas.
    :param headers: Parameters that travel as headers.
    :param deprecated: Abandoned by the exchange: warns at the caller's line.
    :param differing: ``host``, ``service``, ``sub_service`` or ``sdk_method_name`` where it is not the room's.
    """
    return decorator


get, post, delete = _declare("GET"), _declare("POST"), _declare("DELETE")


def _call(facts: Dict[str, Any], function: Method) -> Method:
    @functools.wraps(function)
    def method(self: Service, *args: Any, **kwargs: Any) -> Any:
        parameters = _parameters(function)
        for name, value in (*zip(parameters, args), *kwargs.items()):
            if value is not None:
                _check(function, name, value)
            elif name in parameters and parameters[name].default is inspect.Parameter.empty:
                raise TypeError(f"{name}: expected a value, got None")
        endpoint: Endpoint = method.endpoint  # type: ignore[attr-defined]
        if endpoint.deprecated:
            warnings.warn(f"{function.__name__}: {endpoint.path} is abandoned", DeprecationWarning, stacklevel=2)
        return function(self._calling(endpoint), *args, **kwargs)

    method.facts = facts  # type: ignore[attr-defined]
    return typing.cast(Method, method)


def _check(function: Callable[..., Any], name: str, value: Any) -> None:
    """Refuse a value outside the parameter's closed set, and an amount that is not exact."""
    hint = _hints(function).get(name)
    hints = typing.get_args(hint) if typing.get_origin(hint) in _UNIONS else (hint,)
    for part in hints:
        if typing.get_origin(part) is typing.Literal and value not in typing.get_args(part):
            raise ValueError(f"{name}: expected one of {', '.join(map(repr, typing.get_args(part)))}; got {value!r}")
    if Decimal in hints and (isinstance(value, bool) or not isinstance(value, (str, int, Decimal))):
        raise TypeError(f'{name}: expected an amount as text, int or Decimal, such as "0.1"; got {value!r}')
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{name}: expected a finite amount, got {value}")


_UNIONS = (Union, getattr(types, "UnionType", Union))  # ``X | Y`` is another kind than ``Union[X, Y]`` from 3.10 to 3.13
_hints = functools.lru_cache(maxsize=None)(typing.get_type_hints)


@functools.lru_cache(maxsize=None)
def _parameters(function: Callable[..., Any]) -> Dict[str, inspect.Parameter]:
    """The parameters without self, found out at the first call: for every method at once it would be felt at import."""
    return dict(list(inspect.signature(function).parameters.items())[1:])


def text(value: Optional[Amount]) -> Optional[str]:
    """An amount as most of the exchange wants it: text with digits and a point, never an exponent."""
    return value if value is None or isinstance(value, str) else format(Decimal(value), "f")


def amounts_as_text(name: str, rows: Sequence[Any], *amounts: str) -> List[Dict[str, Any]]:
    """The rows of a batch with their amounts as :func:`text` makes one; what is refused is named by its place."""
    if not isinstance(rows, (list, tuple)) or not all(isinstance(row, Mapping) for row in rows):
        raise TypeError(f"{name}: expected a list of rows with the wire's names, got {type(rows).__name__}")
    made: List[Dict[str, Any]] = plain(name, rows)
    for position, row in enumerate(made):
        for amount in amounts:
            if isinstance(row.get(amount), bool):
                raise TypeError(f"{name}[{position}].{amount}: expected an amount as text, int or Decimal, got {row[amount]!r}")
            if row.get(amount) is not None:
                row[amount] = str(row[amount])
    return made


def number(value: Optional[Amount]) -> Any:
    """Marks an amount that the exchange wants as a JSON number; one that such a number cannot hold exactly is refused."""
    return value if value is None else _Number(value)


class _Number:
    def __init__(self, amount: Amount) -> None:
        self.amount = amount

    def exact(self, name: str) -> Union[int, float]:
        try:
            amount = Decimal(self.amount)
            same = amount.is_finite() and Decimal(repr(float(amount))) == amount
        except (InvalidOperation, OverflowError):
            raise ValueError(f"{snake(name)}: expected an amount, got {self.amount!r}") from None
        if not same:
            raise ValueError(f"{snake(name)}: expected an amount that a JSON number holds exactly, got {self.amount!r}")
        return int(amount) if amount == int(amount) else float(amount)


def plain(name: str, value: Any) -> Any:
    """The value as JSON data: Decimals become plain text, floats and what else has no exact form are refused by name."""
    if isinstance(value, enum.Enum):
        return plain(name, value.value)
    if isinstance(value, _Number):
        return value.exact(name)
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{snake(name)}: expected a finite amount, got {value}")
        return format(value, "f")
    if isinstance(value, (list, tuple)):
        return [plain(f"{name}[{position}]", item) for position, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {key: plain(f"{name}.{key}", item) for key, item in value.items() if item is not None}
    got = type(value).__name__  # not the value, which may be a passphrase
    if isinstance(value, float):
        got = f'{value!r}; write amounts as text or Decimal, such as "0.1"'
    raise TypeError(f"{snake(name)}: expected text, int, bool, Decimal or a list of these, got {got}")


def snake(name: str) -> str:
    """``clientOid`` as an argument is written: ``client_oid``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def camel(name: str) -> str:
    """``get_ticker`` as the SDK writes it: ``getTicker``."""
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
