"""Every endpoint and topic of the package, read from its classes: what the CLI, the sandbox and the tests go by."""

import importlib
import importlib.util
import inspect
from dataclasses import dataclass
from typing import Any, Callable, Iterator, Tuple

from .endpoint import Endpoint, Topic
from .service import Service

#: The account types, in the documentation's order; each is a package of its own with a class of the same name.
ACCOUNT_TYPES = (
    "account",
    "spot",
    "margin",
    "futures",
    "earn",
    "convert",
    "vip_lending",
    "affiliate",
    "broker",
    "copy_trading",
    "unified",
)


@dataclass(frozen=True)
class Entry:
    """One endpoint of the package."""

    name: str  #: where it is, such as ``spot.market.get_ticker``
    endpoint: Endpoint
    parameters: Tuple[inspect.Parameter, ...]  #: of the method, without self
    doc: str


@dataclass(frozen=True)
class TopicEntry:
    """One push topic of the package."""

    name: str  #: where it is, such as ``spot.topics.ticker``
    function: Callable[..., Any]  #: makes the :class:`~kucoin_ref.endpoint.Topic`
    parameters: Tuple[inspect.Parameter, ...]
    doc: str


def endpoint(method: Any) -> Endpoint:
    """The published facts of a room's method: ``catalog.endpoint(client.spot.market.get_ticker).weight``."""
    facts = getattr(method, "endpoint", None)
    if not isinstance(facts, Endpoint):
        raise TypeError(f"method: expected a method of a room, such as client.spot.market.get_ticker, got {method!r}")
    return facts


def entries() -> Iterator[Entry]:
    """Every endpoint, room by room."""
    for account_type in ACCOUNT_TYPES:
        module = importlib.import_module(f"{__package__}.{account_type}")
        account = getattr(module, account_type.title().replace("_", ""))(None)
        if isinstance(account, Service):  # a single room
            yield from room_entries(account_type, type(account))
            continue
        for name, room in vars(account).items():
            if isinstance(room, Service):
                yield from room_entries(f"{account_type}.{name}", type(room))


def room_entries(name: str, room: type) -> Iterator[Entry]:
    """The endpoints of a room class, also of your own or one that extends another; ``name`` goes before each method's."""
    for method_name in dict.fromkeys(name for kind in reversed(room.__mro__) for name in vars(kind)):
        method = getattr(room, method_name)
        if isinstance(getattr(method, "endpoint", None), Endpoint):
            parameters = tuple(inspect.signature(method).parameters.values())[1:]
            yield Entry(f"{name}.{method_name}", method.endpoint, parameters, inspect.getdoc(method) or "")


def topics() -> Iterator[TopicEntry]:
    """Every push topic, account type by account type."""
    for account_type in ACCOUNT_TYPES:
        name = f"{__package__}.{account_type}.topics"
        if importlib.util.find_spec(name) is None:
            continue  # this account type pushes nothing
        module = importlib.import_module(name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                parameters = tuple(inspect.signature(function).parameters.values())
                yield TopicEntry(f"{account_type}.topics.{name}", function, parameters, inspect.getdoc(function) or "")


def topic(text: str) -> Topic[Any]:
    """The topic that a text names by its function and arguments: ``spot.ticker:BTC-USDT``, ``futures.klines:1min,XBTUSDTM``."""
    name, _, arguments = text.partition(":")
    for entry in topics():
        if entry.name.replace(".topics.", ".") == name:
            try:
                made: Topic[Any] = entry.function(*(argument for argument in arguments.split(",") if argument))
            except TypeError as error:  # too many, or too few
                raise ValueError(f"topic: {text!r}: {error}") from None
            return made
    raise ValueError(f"topic: expected one such as 'spot.ticker:BTC-USDT', got {text!r}")
