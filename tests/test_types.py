"""The types that describe data, against the documented examples: answers, arguments and pushes.

The types are never a gate at run time, so nothing else would notice that one of them is wrong.
"""

import ast
import collections.abc
import functools
import inspect
import json
import sys
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, Dict, List, Literal, Optional, Sequence, TypedDict, Union, get_args, get_origin, get_type_hints

import pytest

from kucoin_ref import Client, catalog

DATA = Path(__file__).parent / "data"


def facts(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"), parse_float=Decimal)


#: Where a type and the documentation differ for good, by endpoint or topic, each with its reason.
EXCEPTIONS = {
    # A number on this page, text on the page of all currencies; null in both examples.
    "spot.market.get_currency": ["data.chains[].maxWithdraw: not number"],
    # The page shows the answer of another call (loan info); what this abandoned one answers is not documented.
    "affiliate.get_account": ["data: not an object"],
    # The examples write the permissions in small letters, the table in capitals.
    "broker.nd_broker.add_sub_account_api": ["permissions: expected NoneType, got ['general', 'spot']"],
    "broker.nd_broker.modify_sub_account_api": ["permissions: expected NoneType, got ['general', 'spot']"],
}


def unexpected(name, lines):
    return [line for line in lines if line not in EXCEPTIONS.get(name, [])]


# --- the checker ---


def misfits(value, hint, where="data"):
    """What in a value does not fit its type, a line for each; like JSON, it tells a boolean from a number."""
    origin = get_origin(hint)
    if hint is Any:
        return []
    if origin is Union:
        each = [misfits(value, part, where) for part in get_args(hint)]
        return min(each, key=len) if all(each) else []
    if origin is Literal:
        fits = any(value == each and type(value) is type(each) for each in get_args(hint))
        return [] if fits else [f"{where}: expected one of {get_args(hint)}, got {value!r}"]
    if origin in (list, collections.abc.Sequence):
        if not isinstance(value, list):
            return [f"{where}: expected a list, got {value!r}"]
        return [line for number, item in enumerate(value) for line in misfits(item, get_args(hint)[0], f"{where}[{number}]")]
    if origin is dict:
        if not isinstance(value, dict):
            return [f"{where}: expected an object, got {value!r}"]
        return [line for key, item in value.items() for line in misfits(item, get_args(hint)[1], f"{where}.{key}")]
    if hasattr(hint, "__total__"):
        return misfits_of_keys(value, hint, where)
    if hint not in (str, int, bool, Decimal, type(None)):
        raise TypeError(f"{where}: the checker does not know {hint!r}")
    return [] if type(value) is hint else [f"{where}: expected {hint.__name__}, got {value!r}"]


def misfits_of_keys(value, hint, where):
    if not isinstance(value, dict):
        return [f"{where}: expected an object, got {value!r}"]
    hints = get_type_hints(hint)
    found = [f"{where}.{key}: missing" for key in required_keys(hint) if key not in value]
    for key, item in value.items():
        found += misfits(item, hints[key], f"{where}.{key}") if key in hints else [f"{where}.{key}: unknown, {item!r}"]
    return found


def required_keys(hint):
    """The keys that a TypedDict must have; its bases' first.

    Read from the source, because Python 3.8 forgets which base a key comes from, and with it the base's ``total``.
    """
    definition = definitions(hint.__module__).get(hint.__name__)
    if definition is None:  # made by a call, which has no bases
        return list(get_type_hints(hint)) if hint.__total__ else []
    bases = [vars(sys.modules[hint.__module__])[base.id] for base in definition.bases]
    keys = [key for base in bases if base is not TypedDict for key in required_keys(base)]
    total = {keyword.arg: keyword.value.value for keyword in definition.keywords}.get("total", True)
    return keys + [node.target.id for node in definition.body if isinstance(node, ast.AnnAssign) and total]


@functools.lru_cache(maxsize=None)
def definitions(module):
    """The classes of a module as they are written."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {node.name: node for node in body if isinstance(node, ast.ClassDef)}


class Optionals(TypedDict, total=False):
    note: str


class Thing(Optionals):
    name: str
    size: Union[int, Decimal]


class MoreOptionals(Thing, total=False):
    left: Optional[int]


class Whole(MoreOptionals):
    things: List[Thing]
    prices: Dict[str, str]


Called = TypedDict("Called", {"from": str})
CalledOptional = TypedDict("CalledOptional", {"from": str}, total=False)


def test_required_keys__of_each_base_by_its_own_total():
    assert required_keys(Optionals) == []
    assert required_keys(Thing) == ["name", "size"]
    assert required_keys(MoreOptionals) == ["name", "size"]
    assert required_keys(Whole) == ["name", "size", "things", "prices"]
    assert required_keys(Called) == ["from"]
    assert required_keys(CalledOptional) == []
    if sys.version_info >= (3, 9):
        assert set(required_keys(Whole)) == Whole.__required_keys__


@pytest.mark.parametrize(
    "value, hint",
    [
        ("a", str),
        (1, int),
        (True, bool),
        (Decimal("1.0"), Decimal),
        (None, Optional[str]),
        ("a", Optional[str]),
        ({"what": ["ever"]}, Any),
        (1, Union[int, Decimal, None]),
        (Decimal("0.1"), Union[int, Decimal, None]),
        ("buy", Literal["buy", "sell"]),
        ([], List[str]),
        (["a"], Sequence[str]),
        ([["a", "1"], []], List[List[str]]),
        ({}, Dict[str, str]),
        ({"BTC": "1"}, Dict[str, str]),
        ({"name": "a", "size": 1}, Thing),
        ({"name": "a", "size": 1, "note": "n"}, Thing),
        ({"name": "a", "size": 1, "things": [{"name": "b", "size": 2}], "prices": {}, "left": None}, Whole),
    ],
)
def test_misfits__none(value, hint):
    assert misfits(value, hint) == []


@pytest.mark.parametrize(
    "value, hint, lines",
    [
        (1, str, ["data: expected str, got 1"]),
        ("1", int, ["data: expected int, got '1'"]),
        (True, int, ["data: expected int, got True"]),
        (1, bool, ["data: expected bool, got 1"]),
        (Decimal("1.0"), int, ["data: expected int, got Decimal('1.0')"]),
        (1, Decimal, ["data: expected Decimal, got 1"]),
        (None, str, ["data: expected str, got None"]),
        (True, Union[int, Decimal], ["data: expected int, got True"]),
        ("hold", Literal["buy", "sell"], ["data: expected one of ('buy', 'sell'), got 'hold'"]),
        (True, Literal[0, 1], ["data: expected one of (0, 1), got True"]),
        ("ab", List[str], ["data: expected a list, got 'ab'"]),
        (["a", 2], List[str], ["data[1]: expected str, got 2"]),
        ([], Dict[str, str], ["data: expected an object, got []"]),
        ({"BTC": 1}, Dict[str, str], ["data.BTC: expected str, got 1"]),
        (None, Thing, ["data: expected an object, got None"]),
        ({"name": "a"}, Thing, ["data.size: missing"]),
        ({"name": 1, "size": 1, "note": 2}, Thing, ["data.name: expected str, got 1", "data.note: expected str, got 2"]),
        ({"name": "a", "size": 1, "colour": "red"}, Thing, ["data.colour: unknown, 'red'"]),
        ({"name": "a"}, Optional[Thing], ["data.size: missing"]),
        (
            {"name": "a", "size": 1, "things": [{"name": "b", "size": True}]},
            Whole,
            ["data.prices: missing", "data.things[0].size: expected int, got True"],
        ),
    ],
)
def test_misfits__each_is_named(value, hint, lines):
    assert misfits(value, hint) == lines


def test_misfits__an_unknown_kind_of_type():
    with pytest.raises(TypeError, match="data: the checker does not know <class 'float'>"):
        misfits(1, float)


# --- answers and arguments ---


ROWS = {(row["domain"], row["method"], row["path"]): row for row in facts("endpoints.json")}
KEYS = {entry.name: (entry.endpoint.host, entry.endpoint.verb, entry.endpoint.path) for entry in catalog.entries()}
ROW_OF = {name: ROWS[key] for name, key in KEYS.items() if key in ROWS}  # what has none is the contract's matter
CLIENT = Client()


@pytest.mark.parametrize("name", [name for name, row in ROW_OF.items() if row["response_example"]])
def test_answer__fits_the_example(name):
    hint = get_type_hints(attrgetter(name)(CLIENT))["return"]
    assert unexpected(name, misfits(ROW_OF[name]["response_example"]["data"], hint)) == []


KINDS = {"string": {str}, "integer": {int}, "int64": {int}, "boolean": {bool}, "number": {int, Decimal}}


def misdescribed(fields, hint, where="data"):
    """The documented fields of an answer that its type does not have, or has as something else.

    :param fields: As in the facts: JSON with the names of types for values.
    """
    kinds = get_args(hint) if get_origin(hint) is Union else (hint,)
    if isinstance(fields, list):
        lists = [kind for kind in kinds if get_origin(kind) is list]
        each = [misdescribed(fields[0], get_args(kind)[0], f"{where}[]") for kind in lists]
        # A row that mixes the answers of two modes: what none of the alternatives has is missing.
        return [line for line in each[0] if all(line in lines for lines in each)] if each else [f"{where}: not a list"]
    if isinstance(fields, dict):
        objects = [kind for kind in kinds if hasattr(kind, "__total__")]
        if not objects:
            return [f"{where}: not an object"]
        hints = get_type_hints(objects[0])
        found = [f"{where}.{key}: unknown" for key in fields if key not in hints]
        known = [key for key in fields if key in hints]
        return found + [line for key in known for line in misdescribed(fields[key], hints[key], f"{where}.{key}")]
    return [f"{where}: not {fields}"] if fields in KINDS and not KINDS[fields] & set(kinds) else []


def test_misdescribed__each_field_is_named():
    things = [{"name": "string", "size": "number", "colour": "string"}]
    assert misdescribed([{"name": "string", "age": "integer", "things": things, "left": "int64"}], List[Whole]) == [
        "data[].age: unknown",
        "data[].things[].colour: unknown",
    ]
    assert misdescribed({"name": "number", "left": "string", "note": ["string"]}, Optional[Whole]) == [
        "data.name: not number",
        "data.left: not string",
        "data.note: not a list",
    ]
    assert misdescribed({"name": {"first": "string"}}, Thing) == ["data.name: not an object"]
    assert misdescribed("integer", bool) == ["data: not integer"]
    assert misdescribed("object", Dict[str, str]) == []


@pytest.mark.parametrize("name", [name for name, row in ROW_OF.items() if row["response_data"]])
def test_answer__has_every_documented_field(name):
    hint = get_type_hints(attrgetter(name)(CLIENT))["return"]
    assert unexpected(name, misdescribed(ROW_OF[name]["response_data"], hint)) == []


@pytest.mark.parametrize("name", [name for name, row in ROW_OF.items() if isinstance(row["request_example"], dict)])
def test_arguments__fit_the_example(name):
    hints = {key.replace("_", ""): hint for key, hint in get_type_hints(attrgetter(name)(CLIENT)).items()}
    example = {key.replace("-", "").lower(): value for key, value in ROW_OF[name]["request_example"].items()}
    lines = [line for key, value in example.items() if key in hints for line in misfits(value, hints[key], key)]
    assert unexpected(name, lines) == []


# --- pushes ---


def push_key(account_type, name):
    return account_type, name.replace("_", "").lower()


PUSHES = {push_key(row["account_type"], row["sdk_method_name"]): row for row in facts("push.json")}
TOPICS = {entry.name: entry for entry in catalog.topics()}
PUSH_OF = {name: PUSHES.get(push_key(*name.split(".topics."))) for name in TOPICS}


def test_topics__are_those_of_the_documentation():
    assert len(PUSHES) == 59
    assert sorted(push_key(*name.split(".topics.")) for name in TOPICS) == sorted(PUSHES)


def data_type(name):
    (hint,) = get_args(get_type_hints(TOPICS[name].function)["return"])
    return hint


@pytest.mark.parametrize("name", TOPICS)
def test_push__fits_each_example(name):
    examples = [message["d" if "d" in message else "data"] for message in PUSH_OF[name]["message_examples"]]
    assert unexpected(name, [line for data in examples for line in misfits(data, data_type(name))]) == []


def test_push__those_without_an_example():
    assert [name for name in TOPICS if not PUSH_OF[name]["message_examples"]] == [
        "unified.topics.orderbook_level1",
        "unified.topics.orderbook_level5",
        "unified.topics.orderbook_raw_increment",
        "unified.topics.funding_fee_all_symbols",
        "unified.topics.order",
        "unified.topics.position",
    ]


@pytest.mark.parametrize("name", TOPICS)
def test_push__has_every_documented_field(name):
    assert unexpected(name, misdescribed(PUSH_OF[name]["data_fields"], data_type(name))) == []
