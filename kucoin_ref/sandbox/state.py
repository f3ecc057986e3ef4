"""The whole state of a sandbox as plain JSON, and back.

It walks whatever the engines keep - instances of this package's classes, dict, list, tuple, set, deque, Decimal, text, numbers,
None - and knows none of them by name. What is held in several places, such as an order by its book and by its owner, is
written once, with an ``$id``, and is one thing again when it is read. A file is data: it names classes of the sandbox's
engines and nothing else, and no code of theirs runs while it is read.

It holds the secrets of the sandbox's keys, so that clients go on after a restart.
"""

import contextlib
import json
import math
import os
import random
import sys
import tempfile
from collections import deque
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Set, Tuple, Union

from ..signing import Signer

FORMAT = "kucoin-ref sandbox"
VERSION = 1  #: grows when the way of writing changes; what the classes hold is compared anyway

_PACKAGE = __package__ + "."
_NO_STATE = {_PACKAGE + name for name in ("server", "websocket", "faults", "control", "state")}
_PLAIN = (type(None), bool, str, int)


def dump(root: Mapping[str, Any], publish: Callable[..., Any]) -> Dict[str, Any]:
    """Everything below root, as plain JSON.

    :param publish: The one function that the state may hold; :func:`load` puts another in its place.
    :raises TypeError: Something in it cannot be kept.
    """
    return {"format": FORMAT, "version": VERSION, "state": _Writer(root, publish).write(root, "state")}


def load(snapshot: Mapping[str, Any], publish: Callable[..., Any], like: Mapping[str, Any]) -> Dict[str, Any]:
    """What :func:`dump` was given.

    :param like: A root as this version makes it: the same names, instances of the same classes with the same attributes.
    :raises ValueError: It was written by another version, or is broken.
    """
    if not isinstance(snapshot, Mapping) or snapshot.get("format") != FORMAT:
        raise ValueError("state: this is no state of a sandbox")
    if snapshot.get("version") != VERSION:
        raise ValueError(f"state: expected version {VERSION}, got {snapshot.get('version')!r}")
    try:
        root = _Reader(publish, like).read(snapshot.get("state"))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise ValueError(f"state: it is broken, or of another version: {error}") from error
    if not isinstance(root, dict) or root.keys() != like.keys() or any(type(root[name]) is not type(like[name]) for name in like):
        raise ValueError(f"state: it is broken, or of another version: expected {', '.join(like)}")
    return root


def save(path: Union[str, Path], snapshot: Mapping[str, Any]) -> None:
    """Write a snapshot to a file, which is replaced at once or not at all, and which only its owner may read."""
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".")
    try:
        with open(handle, "w", encoding="utf-8") as file:
            json.dump(snapshot, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):  # interrupted when it was done
            os.unlink(temporary)
        raise


def open_file(path: Union[str, Path]) -> Any:
    """Read what :func:`save` has written.

    :raises OSError: The file cannot be read.
    :raises ValueError: It is not JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"state: not JSON: {error}") from error


class _Writer:
    def __init__(self, root: Any, publish: Callable[..., Any]) -> None:
        self._publish = publish
        self._names = {kind: name for name, kind in _classes().items()}
        self._met: Dict[int, int] = {}  # how often each thing is held, by its identity
        self._ids: Dict[int, int] = {}  # of what is held more than once
        self._count(root)

    def _count(self, value: Any) -> None:
        if _has_identity(value):
            self._met[id(value)] = self._met.get(id(value), 0) + 1
            if self._met[id(value)] > 1:
                return
        for part in _parts(value):
            self._count(part)

    def write(self, value: Any, path: str) -> Any:
        """The JSON of a value; ``path`` says where it is, for the error."""
        kind = type(value)
        if kind in _PLAIN or kind is float and math.isfinite(value):
            return value
        if kind is Decimal:
            return {"$decimal": str(value)}
        if kind is bytes:
            return {"$bytes": value.hex()}
        if kind in (tuple, frozenset):
            return {f"${kind.__name__}": self._items(value, path)}
        if value == self._publish:
            return {"$publish": None}
        if not _has_identity(value):
            raise TypeError(f"{path}: a {kind.__name__} cannot be kept in a state")
        if id(value) in self._ids:
            return {"$ref": self._ids[id(value)]}
        shared = {}
        if self._met[id(value)] > 1:
            shared["$id"] = self._ids[id(value)] = len(self._ids) + 1
        if kind is list and not shared:
            return self._items(value, path)
        if kind in (list, set):
            return {**shared, f"${kind.__name__}": self._items(value, path)}
        if kind is deque:
            return {**shared, "$deque": self._items(value, path), "maxlen": value.maxlen}
        if kind is random.Random:
            return {**shared, "$random": self.write(value.getstate(), path)}
        if kind is dict and all(isinstance(key, str) and key[:1] != "$" for key in value):
            return {**shared, **{key: self.write(part, f"{path}.{key}") for key, part in value.items()}}
        if kind is dict:
            pairs = [[self.write(key, path), self.write(part, f"{path}.{key}")] for key, part in value.items()]
            return {**shared, "$dict": pairs}
        if kind not in self._names:
            raise TypeError(f"{path}: a {kind.__name__} cannot be kept in a state")
        attributes = {name: self.write(part, f"{path}.{name}") for name, part in vars(value).items()}
        return {"$class": self._names[kind], **shared, **attributes}

    def _items(self, values: Iterable[Any], path: str) -> List[Any]:
        written = [self.write(value, f"{path}[]") for value in values]
        return sorted(written, key=json.dumps) if isinstance(values, (set, frozenset)) else written


class _Reader:
    def __init__(self, publish: Callable[..., Any], like: Mapping[str, Any]) -> None:
        self._publish = publish
        self._classes = _classes()
        self._made: Dict[int, Any] = {}
        self._attributes = dict(_attributes(like, {}))

    def read(self, value: Any) -> Any:
        """The value of its JSON."""
        if isinstance(value, list):
            return [self.read(part) for part in value]
        if not isinstance(value, dict):
            return value
        rest = dict(value)
        id_, tag = rest.pop("$id", None), next((name for name in value if name[:1] == "$" and name != "$id"), None)
        if tag is None:
            made: Any = self._keep(id_, {})
            made.update((key, self.read(part)) for key, part in rest.items())
        elif tag == "$class":
            made = self._instance(id_, rest)
        elif tag == "$ref":
            made = self._made[rest["$ref"]]
        elif tag in ("$list", "$set", "$dict", "$deque"):
            made = self._keep(id_, {"$list": [], "$set": set(), "$dict": {}, "$deque": deque((), rest.get("maxlen"))}[tag])
            grow = made.extend if tag in ("$list", "$deque") else made.update
            grow(self.read(part) for part in rest[tag])
        elif tag == "$random":
            made = self._keep(id_, random.Random())
            made.setstate(self.read(rest[tag]))
        else:
            made = self._simple(tag, rest[tag])
        return made

    def _simple(self, tag: str, value: Any) -> Any:
        """What cannot hold itself."""
        if tag == "$publish":
            return self._publish
        if tag == "$decimal":
            return Decimal(value)
        if tag == "$bytes":
            return bytes.fromhex(value)
        return {"$tuple": tuple, "$frozenset": frozenset}[tag](map(self.read, value))

    def _instance(self, id_: Any, rest: Dict[str, Any]) -> Any:
        name = rest.pop("$class")
        if name not in self._classes:
            raise ValueError(f"there is no class {name!r}")
        kind = self._classes[name]
        wanted = {each.name for each in fields(kind)} if is_dataclass(kind) else self._attributes.get(kind, set())
        if wanted - rest.keys():
            raise ValueError(f"a {name} lacks {', '.join(sorted(wanted - rest.keys()))}")
        made = self._keep(id_, object.__new__(kind))
        vars(made).update((attribute, self.read(part)) for attribute, part in rest.items())
        return made

    def _keep(self, id_: Any, made: Any) -> Any:
        if id_ is not None:
            self._made[id_] = made
        return made


def _classes() -> Dict[str, type]:
    """Every class that a state may name: those of the engines, and the signer of a key."""
    found: Dict[str, type] = {"signing.Signer": Signer}
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGE) and name not in _NO_STATE:
            kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == name]
            found.update((f"{name[len(_PACKAGE):]}.{kind.__qualname__}", kind) for kind in kinds)
    return found


def _has_identity(value: Any) -> bool:
    """Whether it matters that two places hold the same thing and not an equal one."""
    return isinstance(value, (list, dict, set, deque)) or hasattr(value, "__dict__") and not callable(value)


def _parts(value: Any) -> Iterator[Any]:
    """What a value holds."""
    if isinstance(value, dict):
        yield from value
        yield from value.values()
    elif isinstance(value, (list, tuple, set, frozenset, deque)):
        yield from value
    elif _has_identity(value):
        yield from vars(value).values()


def _attributes(value: Any, seen: Dict[int, Any]) -> Iterator[Tuple[type, Set[str]]]:
    """The attributes of each class of which there is an instance below a value."""
    if id(value) not in seen:
        seen[id(value)] = value
        if not isinstance(value, (dict, list, set, deque)) and _has_identity(value):
            yield type(value), set(vars(value))
        for part in _parts(value):
            yield from _attributes(part, seen)
