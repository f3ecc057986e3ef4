"""Every endpoint against its published row in ``data/endpoints.json``, and every row against the package.

Rooms are found through the catalog: from the moment that one is there, all its rows must be there, and nothing else.
"""

import inspect
import json
import keyword
import re
import warnings
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, List, Literal, Optional, Sequence, TypedDict, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import responses

from kucoin_ref import LIVE, Client, catalog
from kucoin_ref.service import Amount, Service, delete, get, post, text

ROWS = json.loads((Path(__file__).parent / "data" / "endpoints.json").read_text(encoding="utf-8"))

#: GETs that change something, and POSTs that change nothing.
CHANGING_GETS = ("/api/ua/v2/account/fee/kcs-deduct", "/api/ua/v2/asset/deposit/address")
HARMLESS_POSTS = ("/api/v1/bullet-public", "/api/v1/bullet-private", "/api/v2/bullet-private")

#: Closed sets that a row does not name, by room, SDK name and wire name.
CLOSED_SETS = {
    # The row has an integer, but it is part of a path that exists for these two only.
    ("spot.market", "getPartOrderBook", "size"): ["20", "100"],
    ("spot.market", "getCallAuctionPartOrderBook", "size"): ["20", "100"],
    ("futures.market", "getPartOrderBook", "size"): ["20", "100"],
}

KINDS = {"string": str, "integer": int, "int64": int, "number": Decimal, "boolean": bool}


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.calls = []

    def request(self, endpoint, params, body=None):
        self.calls.append((endpoint, params, body))


def rooms_of_the_package():
    """Room classes by where a client has them, such as ``spot.market``."""
    client = Client()
    names = sorted({entry.name.rpartition(".")[0] for entry in catalog.entries()})
    return {name: type(attrgetter(name)(client)) for name in names}


def paired(rooms, rows):
    """What belongs together, by name: the row, the room and the method's name; None for what is missing.

    A method is called as in the SDK, in snake_case: underscores and capitals apart the two are equal.
    """
    pairs = {}
    for row in rows:
        if row["room"] in rooms:
            pairs[row["room"], row["sdk_method_name"].lower()] = (row, rooms[row["room"]], None)
    for room_name, room in rooms.items():
        for entry in catalog.room_entries(room_name, room):
            method = entry.name.rpartition(".")[2]
            key = (room_name, method.replace("_", ""))
            pairs[key] = (pairs.get(key, (None,))[0], room, method)
    return {f"{key[0]}.{method or row['sdk_method_name']}": (row, room, method) for key, (row, room, method) in pairs.items()}


def differences(row, room, method):
    """What is wrong with one endpoint, a line for each."""
    if method is None:
        return [f"missing: {row['method']} {row['path']} has no method"]
    if row is None:
        return ["extra: the method has no row"]
    function = getattr(room, method)
    offered = wire_parameters(row)
    found = different_facts(row, catalog.endpoint(function))
    found += different_signature(row, offered, function)
    try:
        return found + different_wire(row, offered, room, method)
    except (TypeError, ValueError) as error:
        return [*found, f"cannot be called: {error}"]


def different_facts(row, endpoint):
    safe = row["method"] == "GET" and row["path"] not in CHANGING_GETS or row["path"] in HARMLESS_POSTS
    published = {
        "verb": row["method"],
        "path": row["path"],
        "host": row["domain"],
        "channel": row["channel"],
        "permission": row["permission"],
        "pool": row["pool"],
        "weight": row["weight"],
        "service": row["service"],
        "sub_service": row["sub_service"],
        "sdk_method_name": row["sdk_method_name"],
        "deprecated": row["abandoned"],
        "source": row["doc"],
        "safe": safe,
    }
    declared = {name: getattr(endpoint, name) for name in published}
    return [
        f"{name}: expected {published[name]!r}, got {declared[name]!r}"
        for name in published
        if declared[name] != published[name]
    ]


def wire_parameters(row):
    """The row's parameters that can be given, by the name of their argument."""
    if row["body"] == "array":  # a bare list in the body, whose rows have these names; a batch is an order_list everywhere
        item = {parameter["name"]: parameter["type"] for parameter in row["params"] if not parameter.get("rejected")}
        return {"order_list": {"name": "orderList", "in": "body", "type": [item], "required": True}}
    return {argument(parameter["name"]): parameter for parameter in row["params"] if not parameter.get("rejected")}


def argument(wire_name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire_name.replace("-", "_")).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


def different_signature(row, offered, function):
    taken = dict(list(inspect.signature(function).parameters.items())[1:])
    hints = get_type_hints(function)
    found = [f"{name}: missing among the arguments" for name in offered if name not in taken]
    found += [f"{name}: an argument that the row does not offer" for name in taken if name not in offered]
    for name in taken:
        if name not in offered:
            continue
        parameter, wire = taken[name], offered[name]
        required = parameter.default is parameter.empty
        # Who needs what is not certain of unified rows (clients say it, no page does), so more may be left out there.
        if required and not wire["required"] or wire["required"] and not required and row["account"] != "unified":
            found.append(f"{name}: expected required={wire['required']}, got required={required}")
        if not required and (parameter.default is not None or parameter.kind is not parameter.KEYWORD_ONLY):
            found.append(f"{name}: expected to be keyword-only and None when it is not given")
        found += different_type(row, name, wire, hints.get(name))
    return found


def different_type(row, name, wire, hint):
    every = list(parts(hint))
    literals = [value for part in every if get_origin(part) is Literal for value in get_args(part)]
    closed = CLOSED_SETS.get((row["room"], row["sdk_method_name"], wire["name"]), wire.get("enum", []))
    spellings = [value for value in literals if type(value) is int and value not in closed and str(value) in closed]
    allowed = [value for value in literals if value not in spellings]
    found = []
    if sorted(allowed, key=repr) != sorted(closed, key=repr):
        found.append(f"{name}: expected one of {sorted(closed, key=repr)}, got {sorted(allowed, key=repr)}")
    kinds = {type(value) for value in literals} | set(every)
    kind = wire["type"][0] if isinstance(wire["type"], list) else wire["type"]
    if isinstance(kind, str) and KINDS[kind] not in kinds:
        found.append(f"{name}: expected to take {kind}")
    for keys in (set(get_type_hints(part)) for part in every if hasattr(part, "__total__")):
        if isinstance(kind, dict) and keys != set(kind) - rejected_inside(row, wire["name"]):
            found.append(f"{name}: expected rows of {sorted(set(kind) - rejected_inside(row, wire['name']))}, got {sorted(keys)}")
    return found


def parts(hint):
    """A type and everything that it is made of."""
    yield hint
    if get_origin(hint) is not Literal:
        for inner in get_args(hint):
            yield from parts(inner)


def rejected_inside(row, wire_name):
    """The names that a list's rows must not have any more, which stand in the notes only."""
    pattern = rf'params\.{wire_name}\[\]\.(\w+) -> "rejected"'
    return {match[1] for match in map(re.compile(pattern).match, row.get("notes", [])) if match}


def different_wire(row, offered, room, method):
    """What a call puts on the wire: everything at once, each optional parameter alone, and none of them."""
    function = getattr(room, method)
    values = made_values(row, offered, function)
    needed = {name: value for name, value in values.items() if offered[name]["required"] or is_required(function, name)}
    amounts = [
        name for name in values if offered[name]["type"] == "string" and Decimal in parts(get_type_hints(function)[name])
    ]
    given = [values, {**dict.fromkeys(values), **needed}]
    given += [{**needed, name: value} for name, value in values.items() if name not in needed]
    calls = [(arguments, arguments) for arguments in given]
    calls += [({**needed, name: 7}, {**needed, name: "7"}) for name in amounts]
    calls += [({**needed, name: Decimal("1E-7")}, {**needed, name: "0.0000001"}) for name in amounts]
    found = []
    for arguments, wanted in calls:
        expected = {
            offered[name]["name"]: (offered[name]["in"], value) for name, value in wanted.items() if value is not None
        }
        got, warned = on_the_wire(room, method, arguments)
        for name in sorted({*expected, *got}):
            if spelled(got.get(name)) != spelled(expected.get(name)):
                found.append(f"wire: expected {name} as {expected.get(name)}, got {got.get(name)}")
        if warned != row["abandoned"]:
            found.append(f"warning: expected {row['abandoned']}, got {warned}")
    return list(dict.fromkeys(found))


def spelled(sent):
    """A place and a value; in a query everything becomes text, so ``7`` and ``"7"`` are the same there."""
    return repr((sent[0], in_query(sent[1])) if sent and sent[0] == "query" else sent)


def made_values(row, offered, function):
    """A value for every parameter that the row and the method have, each fitting the row and unlike its neighbours."""
    values = {}
    taken = inspect.signature(function).parameters
    for position, (name, wire) in enumerate(offered.items()):
        closed = CLOSED_SETS.get((row["room"], row["sdk_method_name"], wire["name"]), wire.get("enum"))
        if name in taken and closed:
            value = closed[position % len(closed)]
            values[name] = [value] if isinstance(wire["type"], list) else value
        elif name in taken:
            values[name] = made_value(wire["type"], position)
    return values


def made_value(kind, position):
    if isinstance(kind, list):
        return [made_value(kind[0], position)]
    if isinstance(kind, dict):
        return {name: made_value(inner, position * 100 + number) for number, (name, inner) in enumerate(kind.items())}
    return {str: f"text{position}", int: 1000 + position, Decimal: 1000 + position, bool: True}[KINDS[kind]]


def is_required(function, name):
    return inspect.signature(function).parameters[name].default is inspect.Parameter.empty


def on_the_wire(room, method, arguments):
    """Place and value of every name that a call sends, and whether it warned that the endpoint is abandoned."""
    recorder = Recorder()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        getattr(room(recorder), method)(**arguments)
    ((endpoint, params, body),) = recorder.calls
    in_path = re.findall(r"{([^}]+)}", endpoint.path)
    places = {**dict.fromkeys(in_path, "path"), **dict.fromkeys(endpoint.headers, "header")}
    wire = {name: (places.get(name, "query"), value) for name, value in params.items()}
    named = {"orderList": body} if isinstance(body, list) else body or {}
    wire.update({name: ("body", value) for name, value in named.items()})
    return wire, [warning.category for warning in caught] == [DeprecationWarning]


PAIRS = paired(rooms_of_the_package(), ROWS)


def test_facts__no_endpoint_hides_another():
    assert len({(row["room"], row["sdk_method_name"].lower()) for row in ROWS}) == len(ROWS)
    assert len({(row["domain"], row["method"], row["path"]) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("name", PAIRS)
def test_endpoint__is_as_published(name):
    assert differences(*PAIRS[name]) == []


# --- the documented examples, over HTTP ---

EXAMPLES = [
    name for name, (row, _, _) in PAIRS.items() if row and (row["request_example"] or row["response_example"])
]


def example_arguments(row, room, method):
    """The example's values by argument; what it leaves out though it is required is made up."""
    offered = wire_parameters(row)
    example = json.loads(json.dumps(row["request_example"] or {}), parse_float=Decimal)
    named = {"orderList": example} if isinstance(example, list) else example
    made = made_values(row, offered, getattr(room, method))
    return {
        name: named.get(wire["name"], made.get(name))
        for name, wire in offered.items()
        if wire["name"] in named or wire["required"]
    }


def in_query(value):
    if isinstance(value, list):
        return ",".join(map(in_query, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_example__is_what_goes_out_and_what_comes_back(name):
    row, room, method = PAIRS[name]
    arguments = example_arguments(row, room, method)
    answer = json.dumps(row["response_example"] or {"code": "200000", "data": None})
    with Client("key", "secret", "passphrase") as client, responses.RequestsMock() as exchange:
        exchange.add(row["method"], re.compile(".*"), body=answer)
        got = getattr(attrgetter(row["room"])(client), method)(**arguments)
        ((request, _),) = exchange.calls

    offered = wire_parameters(row)
    wire = [(offered[name]["in"], offered[name]["name"], value) for name, value in arguments.items()]
    path = row["path"]
    for place, wire_name, value in wire:
        path = path.replace("{%s}" % wire_name, str(value)) if place == "path" else path
    address = urlsplit(request.url)
    assert f"{address.scheme}://{address.netloc}" == LIVE.rest(row["domain"])
    assert unquote(address.path) == path
    query = sorted((wire_name, in_query(value)) for place, wire_name, value in wire if place == "query")
    assert sorted(parse_qsl(address.query, keep_blank_values=True)) == query
    body = {wire_name: value for place, wire_name, value in wire if place == "body"}
    body = body.get("orderList") if row["body"] == "array" else body or None
    assert (request.body and json.loads(request.body, parse_float=Decimal)) == body
    sent_headers = {wire_name: value for place, wire_name, value in wire if place == "header"}
    assert {wire_name: request.headers.get(wire_name) for wire_name in sent_headers} == sent_headers
    assert ("KC-API-SIGN" in request.headers) == (row["channel"] == "private")

    expected = json.loads(answer, parse_float=Decimal)["data"]
    assert got == expected
    assert repr(got) == repr(expected)  # 1, True and Decimal("1.0") are equal, but not the same


#: Names in examples that their rows do not offer: the documentation's example is richer than its table.
UNOFFERED = {
    "copy_trading.futures.add_order": {"remark"},
    "copy_trading.futures.add_order_test": {"remark"},
    "copy_trading.futures.add_tpsl_order": {"remark"},
    "margin.order.add_order": {"remark"},
    "margin.order.add_order_test": {"remark"},
}


def test_examples__hold_what_the_rows_offer_but_for_these():
    found = {}
    for name, (row, _, _) in PAIRS.items():
        example = row["request_example"] if isinstance(row["request_example"], dict) else {}
        unoffered = set(example) - {parameter["name"] for parameter in row["params"]}
        if unoffered:
            found[name] = unoffered
    assert found == UNOFFERED


# --- the comparison itself: a made-up room, and what is said about it when it or its row is wrong ---

ROW = {
    "account": "classic", "service": "Made", "sub_service": "Up", "sdk_method_name": "addHTThing", "method": "POST",
    "path": "/api/v1/things/{thingId}", "domain": "futures", "channel": "private", "permission": "General",
    "pool": "Futures", "weight": 2, "abandoned": False, "doc": "https://example.com/thing", "body": "object",
    "room": "made.up", "params": [
        {"name": "thingId", "in": "path", "type": "string", "required": True},
        {"name": "side", "in": "body", "type": "string", "required": True, "enum": ["buy", "sell"]},
        {"name": "price", "in": "body", "type": "string", "required": False},
        {"name": "from", "in": "body", "type": "int64", "required": False},
        {"name": "autoBorrow", "in": "body", "type": "boolean", "required": False},
        {"name": "autoRepay", "in": "body", "type": "boolean", "required": False},
        {"name": "tags", "in": "body", "type": ["string"], "required": False},
        {"name": "hidden", "in": "body", "type": "boolean", "required": False, "rejected": True},
    ],
}  # fmt: skip
FACTS = dict(host="futures", permission="General", pool="Futures", weight=2, sdk_method_name="addHTThing")


def thing_room(send=lambda wire, price: wire):
    """A made-up room whose method fits ROW, but for what ``send`` makes of the wire's names and values."""

    class Room(Service):
        service, sub_service = "Made", "Up"

        @post("/api/v1/things/{thingId}", **FACTS)
        def add_ht_thing(
            self,
            thing_id: str,
            side: Literal["sell", "buy"],
            *,
            price: Optional[Amount] = None,
            from_: Optional[int] = None,
            auto_borrow: Optional[bool] = None,
            auto_repay: Optional[bool] = None,
            tags: Optional[List[str]] = None,
        ) -> Any:
            """Source: https://example.com/thing"""
            wire = dict(thingId=thing_id, side=side, price=text(price), from_=from_)
            wire.update(autoBorrow=auto_borrow, autoRepay=auto_repay, tags=tags)
            return self._send(**send(wire, price))

    return Room


MADE_UP = thing_room()


def compared(rooms, rows):
    """Everything that is wrong, by name."""
    found = {name: differences(*pair) for name, pair in paired(rooms, rows).items()}
    return {name: lines for name, lines in found.items() if lines}


def test_compared__nothing_is_wrong():
    assert compared({"made.up": MADE_UP}, [ROW]) == {}


def test_compared__rows_of_rooms_that_do_not_exist_are_not_asked_for():
    assert compared({"made.up": MADE_UP}, [ROW, dict(ROW, room="made.later")]) == {}


def test_compared__a_missing_and_an_extra_method():
    assert compared({"made.up": MADE_UP}, [dict(ROW, sdk_method_name="dropThing")]) == {
        "made.up.dropThing": ["missing: POST /api/v1/things/{thingId} has no method"],
        "made.up.add_ht_thing": ["extra: the method has no row"],
    }


def test_compared__a_room_without_rows():
    assert compared({"made.up": MADE_UP, "made.wrong": MADE_UP}, [ROW]) == {
        "made.wrong.add_ht_thing": ["extra: the method has no row"]
    }


@pytest.mark.parametrize(
    "fact, value, line",
    [
        ("weight", 3, "weight: expected 3, got 2"),
        ("weight", None, "weight: expected None, got 2"),
        ("pool", "Spot", "pool: expected 'Spot', got 'Futures'"),
        ("permission", "Futures", "permission: expected 'Futures', got 'General'"),
        ("channel", "public", "channel: expected 'public', got 'private'"),
        ("domain", "spot", "host: expected 'spot', got 'futures'"),
        ("service", "Spot", "service: expected 'Spot', got 'Made'"),
        ("sub_service", "Down", "sub_service: expected 'Down', got 'Up'"),
        ("sdk_method_name", "addHtThing", "sdk_method_name: expected 'addHtThing', got 'addHTThing'"),
        ("doc", None, "source: expected None, got 'https://example.com/thing'"),
        ("path", "/api/v2/things/{thingId}", "path: expected '/api/v2/things/{thingId}', got '/api/v1/things/{thingId}'"),
    ],
)
def test_compared__a_wrong_fact(fact, value, line):
    assert compared({"made.up": MADE_UP}, [dict(ROW, **{fact: value})]) == {"made.up.add_ht_thing": [line]}


def test_compared__a_wrong_verb():
    assert differences(dict(ROW, method="GET"), MADE_UP, "add_ht_thing") == [
        "verb: expected 'GET', got 'POST'",
        "safe: expected True, got False",
    ]


def test_compared__abandoned():
    assert differences(dict(ROW, abandoned=True), MADE_UP, "add_ht_thing") == [
        "deprecated: expected True, got False",
        "warning: expected True, got False",
    ]


def with_parameter(name, **changes):
    """The row with one parameter changed, or without it."""
    kept = [parameter for parameter in ROW["params"] if parameter["name"] != name or changes]
    return dict(ROW, params=[dict(each, **changes) if each["name"] == name else each for each in kept])


@pytest.mark.parametrize(
    "row, lines",
    [
        (with_parameter("price"), ["price: an argument that the row does not offer"]),
        (with_parameter("price", rejected=True), ["price: an argument that the row does not offer"]),
        (with_parameter("hidden", rejected=False), ["hidden: missing among the arguments"]),
        (with_parameter("price", required=True), ["price: expected required=True, got required=False"]),
        (with_parameter("side", required=False), ["side: expected required=False, got required=True"]),
        (
            with_parameter("side", enum=["buy", "no"]),
            [
                "side: expected one of ['buy', 'no'], got ['buy', 'sell']",
                "cannot be called: side: expected one of 'sell', 'buy'; got 'no'",
            ],
        ),
        (with_parameter("side", enum=["buy"]), ["side: expected one of ['buy'], got ['buy', 'sell']"]),
        (with_parameter("from", type="string"), ["from_: expected to take string"]),
        (with_parameter("autoRepay", **{"in": "query"}), ["wire: expected autoRepay as ('query', True), got ('body', True)"]),
    ],
)
def test_compared__a_wrong_parameter(row, lines):
    assert differences(row, MADE_UP, "add_ht_thing") == lines


def test_compared__unified_rows_do_not_say_for_certain_what_is_required():
    row = dict(with_parameter("price", required=True), account="unified")
    assert differences(row, MADE_UP, "add_ht_thing") == []


@pytest.mark.parametrize(
    "send, lines",
    [
        (lambda wire, price: dict(wire, autoRepay=None), ["wire: expected autoRepay as ('body', True), got None"]),
        (
            lambda wire, price: {name.replace("tags", "tag"): value for name, value in wire.items()},
            [
                "wire: expected tag as None, got ('body', ['text6'])",
                "wire: expected tags as ('body', ['text6']), got None",
            ],
        ),
        (
            lambda wire, price: dict(wire, autoBorrow=wire["autoRepay"], autoRepay=wire["autoBorrow"]),
            [
                "wire: expected autoBorrow as ('body', True), got None",
                "wire: expected autoRepay as None, got ('body', True)",
                "wire: expected autoBorrow as None, got ('body', True)",
                "wire: expected autoRepay as ('body', True), got None",
            ],
        ),
        (lambda wire, price: dict(wire, price=price), ["wire: expected price as ('body', '7'), got ('body', 7)"]),
        (lambda wire, price: dict(wire, side="no"), ["wire: expected side as ('body', 'sell'), got ('body', 'no')"]),
        (lambda wire, price: dict(wire, source="here"), ["wire: expected source as None, got ('body', 'here')"]),
    ],
    ids=["dropped", "renamed", "swapped", "int", "changed", "added"],
)
def test_compared__a_wrong_body(send, lines):
    assert differences(ROW, thing_room(send), "add_ht_thing") == lines


BATCH_ROW = dict(
    ROW,
    params=[
        {"name": "orderList", "in": "body", "type": [{"size": "string", "hidden": "boolean"}], "required": True},
        {"name": "order-id", "in": "query", "type": "string", "required": False, "enum": ["20", "100"]},
    ],
    notes=['params.orderList[].hidden -> "rejected" (since 2026-08-03)'],
    method="DELETE",
    path="/api/v1/things",
)
LIST_ROW = dict(
    ROW,
    params=[
        {"name": "size", "in": "body", "type": "integer", "required": True},
        {"name": "hidden", "in": "body", "type": "boolean", "required": True, "rejected": True},
    ],
    body="array",
    path="/api/v1/things",
)
NewThing = TypedDict("NewThing", {"size": Amount})
OldThing = TypedDict("OldThing", {"size": Amount, "hidden": bool})


class BatchRoom(Service):
    service, sub_service = "Made", "Up"

    @delete("/api/v1/things", body=True, **FACTS)
    def add_ht_thing(
        self, order_list: Sequence[NewThing], *, order_id: Optional[Literal["20", "100", 20, 100]] = None
    ) -> Any:
        """Source: https://example.com/thing"""
        return self._send(**{"orderList": order_list, "order-id": order_id})

    @delete("/api/v1/things", body=True, **FACTS)
    def add_old_thing(self, order_list: Sequence[OldThing], *, order_id: Literal["20", "100", 50, 100] = 20) -> Any:
        """Source: https://example.com/thing"""
        return self._send(**{"orderList": order_list, "order-id": order_id})

    @post("/api/v1/things", **FACTS)
    def add_list(self, order_list: Sequence[NewThing]) -> Any:
        """Source: https://example.com/thing"""
        return self._session.request(self._endpoint, {}, [dict(row) for row in order_list])


def test_compared__rows_of_a_list():
    assert differences(BATCH_ROW, BatchRoom, "add_ht_thing") == [
        "wire: expected order-id as ('query', '100'), got ('body', '100')"
    ]
    assert differences(BATCH_ROW, BatchRoom, "add_old_thing") == [
        "order_list: expected rows of ['size'], got ['hidden', 'size']",
        "order_id: expected to be keyword-only and None when it is not given",
        "order_id: expected one of ['100', '20'], got ['100', '20', 50]",
        "wire: expected order-id as ('query', '100'), got ('body', '100')",
    ]


def test_compared__a_bare_list():
    assert differences(LIST_ROW, BatchRoom, "add_list") == []
    row = dict(LIST_ROW, params=LIST_ROW["params"] + [dict(LIST_ROW["params"][0], name="price")])
    assert differences(row, BatchRoom, "add_list") == ["order_list: expected rows of ['price', 'size'], got ['size']"]


def test_compared__a_call_without_what_it_needs():
    class Room(Service):
        @get("/api/v1/things")
        def get_thing(self, kind: str) -> Any:
            return self._send()

    row = dict(ROW, params=[], method="GET", path="/api/v1/things")
    unexpected, uncallable = differences(row, Room, "get_thing")[-2:]
    assert unexpected == "kind: an argument that the row does not offer"
    assert re.match("cannot be called: .* missing 1 required positional argument: 'kind'", uncallable)
