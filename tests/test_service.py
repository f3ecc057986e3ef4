"""How a method becomes a call: what is checked, what is dropped, and what reaches the transport."""

import enum
import json
import sys
import warnings
from decimal import Decimal
from fractions import Fraction
from typing import Any, Dict, List, Literal, Optional, Sequence

import pytest

from kucoin_ref import Endpoint, catalog
from kucoin_ref.service import Amount, Service, amounts_as_text, camel, delete, get, number, placed, plain, post, snake, text


class Recorder:
    """A transport that keeps what it is given, and answers with its number."""

    def __init__(self):
        self.calls = []

    def request(self, endpoint, params, body=None):
        self.calls.append((endpoint.verb, endpoint.path, params, body))
        return len(self.calls)


class Colour(str, enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    HIGH = 3


class Things(Service):
    """A room with one method for each thing that the decorator does."""

    host = "futures"
    service, sub_service = "Toys", "Things"

    @get("/api/v1/things/{thingId}", pool="Public", weight=2)
    def get_thing(self, thing_id: str, *, colour: Optional[Literal["red", "blue"]] = None) -> Dict[str, Any]:
        """Tell one thing.

        Source: https://docs.test/things/1
        """
        return self._send(thingId=thing_id, colour=colour)

    @post("/api/v1/things", permission="Spot", pool="Spot", weight=1)
    def add_thing(
        self,
        name: str,
        *,
        price: Optional[Amount] = None,
        count: Optional[int] = None,
        from_: Optional[int] = None,
        parts: Sequence[Any] = (),
    ) -> Any:
        """Make a thing."""
        return self._send(name=name, price=text(price), count=count, from_=from_, parts=parts or None)

    @delete("/api/v1/things/{thingId}", permission="Spot")
    def remove_thing(self, thing_id: str, *, symbol: Optional[str] = None) -> Any:
        """Remove a thing."""
        return self._send(thingId=thing_id, symbol=symbol)

    @delete("/api/v1/things/multi-cancel", permission="Spot", body=True, host="spot", sdk_method_name="batchRemove")
    def remove_things(self, thing_ids: List[str], *, colours: Optional[List[Literal["red", "blue"]]] = None) -> Any:
        """Remove some things."""
        return self._send(thingIds=thing_ids, colours=colours)

    @post("/api/v1/things/{thingId}/paint", permission="Spot", safe=True, deprecated=True)
    def paint_thing(self, thing_id: str, colour: Literal["red", "blue"]) -> Any:
        """Paint a thing."""
        return self._send(thingId=thing_id, colour=colour)

    @get("/api/v1/things", permission="General", pages="pageNum")
    def get_things(self, **filters: Any) -> Any:
        """List things."""
        return self._send(**filters)


@pytest.fixture
def wire():
    return Recorder()


@pytest.fixture
def things(wire):
    return Things(wire)


# --- what the decorator publishes ---


@pytest.mark.parametrize(
    "method, endpoint",
    [
        (
            Things.get_thing,
            Endpoint(
                "GET",
                "/api/v1/things/{thingId}",
                host="futures",
                channel="public",
                pool="Public",
                weight=2,
                service="Toys",
                sub_service="Things",
                sdk_method_name="getThing",
                safe=True,
                source="https://docs.test/things/1",
            ),
        ),
        (
            Things.add_thing,
            Endpoint(
                "POST",
                "/api/v1/things",
                host="futures",
                permission="Spot",
                pool="Spot",
                weight=1,
                service="Toys",
                sub_service="Things",
                sdk_method_name="addThing",
                body=True,
            ),
        ),
        (
            Things.remove_things,
            Endpoint(
                "DELETE",
                "/api/v1/things/multi-cancel",
                host="spot",
                permission="Spot",
                service="Toys",
                sub_service="Things",
                sdk_method_name="batchRemove",
                body=True,
            ),
        ),
        (
            Things.paint_thing,
            Endpoint(
                "POST",
                "/api/v1/things/{thingId}/paint",
                host="futures",
                permission="Spot",
                service="Toys",
                sub_service="Things",
                sdk_method_name="paintThing",
                deprecated=True,
                safe=True,
                body=True,
            ),
        ),
    ],
)
def test_endpoint__of_a_method(method, endpoint):
    assert catalog.endpoint(method) == endpoint


def test_endpoint__of_a_bound_method(things):
    assert catalog.endpoint(things.get_things).pages == "pageNum"


@pytest.mark.parametrize("thing", [Things.get_thing.__wrapped__, Things, None, len])
def test_endpoint__of_something_else(thing):
    with pytest.raises(TypeError, match="^method: expected a method of a room"):
        catalog.endpoint(thing)


def test_room__keeps_names_and_docstrings_of_its_methods():
    assert (Things.get_thing.__name__, Things.add_thing.__doc__) == ("get_thing", "Make a thing.")


def test_room__own_endpoint_in_six_lines(wire):
    class Weather(Service):
        @get("/api/v9/weather/{city}", pool="Public", weight=7)
        def get_weather(self, city: str, *, days: Optional[int] = None) -> Any:
            """Tell the weather."""
            return self._send(city=city, days=days)

    assert Weather(wire).get_weather("Rome", days=2) == 1
    assert wire.calls == [("GET", "/api/v9/weather/{city}", {"city": "Rome", "days": 2}, None)]
    (entry,) = catalog.room_entries("mine.weather", Weather)
    assert (entry.name, entry.doc) == ("mine.weather.get_weather", "Tell the weather.")
    assert [str(parameter).split(":")[0] for parameter in entry.parameters] == ["city", "days"]
    assert entry.endpoint == Endpoint(
        "GET", "/api/v9/weather/{city}", channel="public", pool="Public", weight=7, sdk_method_name="getWeather", safe=True
    )


def test_room_entries__in_the_order_of_the_class():
    assert [entry.name for entry in catalog.room_entries("toys", Things)] == [
        "toys.get_thing",
        "toys.add_thing",
        "toys.remove_thing",
        "toys.remove_things",
        "toys.paint_thing",
        "toys.get_things",
    ]


# --- where the values go ---


def test_get__path_and_query(things, wire):
    assert things.get_thing("a-1", colour="red") == 1
    assert wire.calls == [("GET", "/api/v1/things/{thingId}", {"thingId": "a-1", "colour": "red"}, None)]


def test_get__none_is_not_sent(things, wire):
    things.get_thing("a-1", colour=None)
    assert wire.calls == [("GET", "/api/v1/things/{thingId}", {"thingId": "a-1"}, None)]


def test_post__body(things, wire):
    things.add_thing("x", price=Decimal("1E-8"), count=0, from_=1, parts=[True, {"size": Decimal("2.50"), "no": None}])
    body = {"name": "x", "price": "0.00000001", "count": 0, "from": 1, "parts": [True, {"size": "2.50"}]}
    assert wire.calls == [("POST", "/api/v1/things", {}, body)]


def test_post__body_fills_the_path_first(things, wire):
    with pytest.warns(DeprecationWarning):
        things.paint_thing("a-1", "blue")
    assert wire.calls == [("POST", "/api/v1/things/{thingId}/paint", {"thingId": "a-1"}, {"colour": "blue"})]


def test_delete__query_unless_it_says_body(things, wire):
    things.remove_thing("a-1", symbol="BTC-USDT")
    things.remove_things(["a-1", "a-2"])
    assert wire.calls == [
        ("DELETE", "/api/v1/things/{thingId}", {"thingId": "a-1", "symbol": "BTC-USDT"}, None),
        ("DELETE", "/api/v1/things/multi-cancel", {}, {"thingIds": ["a-1", "a-2"]}),
    ]


def test_post__nothing_to_say_is_no_body():
    assert placed(Endpoint("POST", "/x", body=True), {"a": None}) == ({}, None)


# --- what is refused ---


@pytest.mark.parametrize("call", [lambda t: t.get_thing(None), lambda t: t.get_thing(thing_id=None)])
def test_call__none_for_what_is_required(things, wire, call):
    with pytest.raises(TypeError) as refused:
        call(things)
    assert (str(refused.value), wire.calls) == ("thing_id: expected a value, got None", [])


@pytest.mark.parametrize(
    "call, message",
    [
        (lambda t: t.get_thing("a", colour="green"), "colour: expected one of 'red', 'blue'; got 'green'"),
        (lambda t: t.get_thing("a", colour=["red"]), "colour: expected one of 'red', 'blue'; got ['red']"),
    ],
)
def test_call__outside_the_closed_set(things, wire, call, message):
    with pytest.raises(ValueError) as refused:
        call(things)
    assert (str(refused.value), wire.calls) == (message, [])


def test_call__a_list_of_a_closed_set_goes_through(things, wire):
    things.remove_things(["a"], colours=["red", "blue"])
    assert wire.calls == [("DELETE", "/api/v1/things/multi-cancel", {}, {"thingIds": ["a"], "colours": ["red", "blue"]})]


@pytest.mark.parametrize("amount", [0.1, 1.0, True, False, b"1", Fraction(1, 3), ["1"]])
def test_call__amount_that_is_not_exact(things, wire, amount):
    with pytest.raises(TypeError) as refused:
        things.add_thing("x", price=amount)
    message = f'price: expected an amount as text, int or Decimal, such as "0.1"; got {amount!r}'
    assert (str(refused.value), wire.calls) == (message, [])


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_call__amount_without_end(things, wire, amount):
    with pytest.raises(ValueError) as refused:
        things.add_thing("x", price=Decimal(amount))
    assert (str(refused.value), wire.calls) == (f"price: expected a finite amount, got {amount}", [])


@pytest.mark.skipif(sys.version_info < (3, 10), reason="X | Y is not a type before Python 3.10")
def test_call__closed_sets_and_amounts_written_with_a_bar(wire):
    class Modern(Service):
        @get("/x")
        def get_x(self, a: "str | int | Decimal", b: "Literal['red'] | None" = None) -> Any:
            """Tell x."""
            return self._send(a=text(a), b=b)

    Modern(wire).get_x(Decimal("1E+2"), "red")
    assert wire.calls == [("GET", "/x", {"a": "100", "b": "red"}, None)]
    with pytest.raises(TypeError, match="^a: expected an amount"):
        Modern(wire).get_x(0.1)
    with pytest.raises(ValueError, match="^b: expected one of 'red'; got 'blue'$"):
        Modern(wire).get_x("1", "blue")


@pytest.mark.parametrize(
    "parts, name, got",
    [
        ([0.1], "parts[0]", '0.1; write amounts as text or Decimal, such as "0.1"'),
        ([["x", [2.5]]], "parts[0][1][0]", '2.5; write amounts as text or Decimal, such as "0.1"'),
        ([{"unit_price": 0.1}], "parts[0].unit_price", '0.1; write amounts as text or Decimal, such as "0.1"'),
        ([{"unitPrice": b"1"}], "parts[0].unit_price", "bytes"),
        ([{1, 2}], "parts[0]", "set"),
    ],
)
def test_call__what_has_no_exact_form_is_refused_by_name(things, wire, parts, name, got):
    with pytest.raises(TypeError) as refused:
        things.add_thing("x", parts=parts)
    message = f"{name}: expected text, int, bool, Decimal or a list of these, got {got}"
    assert (str(refused.value), wire.calls) == (message, [])


@pytest.mark.parametrize("value", [b"planted", {"planted"}, object])
def test_plain__does_not_show_what_may_be_a_secret(value):
    with pytest.raises(TypeError) as refused:
        plain("passphrase", value)
    assert "planted" not in str(refused.value)


def test_call__misspelt_and_missing_arguments_are_pythons_own_errors(things):
    with pytest.raises(TypeError, match="thing_id"):
        things.get_thing()
    with pytest.raises(TypeError, match="color"):
        things.get_thing("a", color="red")


# --- plain data ---


@pytest.mark.parametrize(
    "value, data",
    [
        (None, None),
        ("x", "x"),
        (True, True),
        (12, 12),
        (Decimal("1E-8"), "0.00000001"),
        (Decimal("1.10"), "1.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.12345678901234567890"), "12345678901234567890.12345678901234567890"),
        ((1, "a", Decimal("0.5")), [1, "a", "0.5"]),
        ({"a": None, "b": [None]}, {"b": [None]}),
        (Colour.RED, "red"),
        (Level.HIGH, 3),
        ([Colour.RED], ["red"]),
    ],
)
def test_plain(value, data):
    assert repr(plain("x", value)) == repr(data)


@pytest.mark.parametrize("amount", ["NaN", "Infinity"])
def test_plain__amount_without_end(amount):
    with pytest.raises(ValueError) as refused:
        plain("newPrice", Decimal(amount))
    assert str(refused.value) == f"new_price: expected a finite amount, got {amount}"


@pytest.mark.parametrize(
    "amount, written",
    [
        (None, None),
        ("0.10", "0.10"),
        (5, "5"),
        (Decimal("1E-8"), "0.00000001"),
        (Decimal("-2.50"), "-2.50"),
        (Decimal("1E+3"), "1000"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_text(amount, written):
    assert text(amount) == written


def test_call__enum_of_a_closed_set(things, wire):
    things.get_thing("a-1", colour=Colour.RED)
    assert repr(wire.calls[0][2]) == "{'thingId': 'a-1', 'colour': 'red'}"


@pytest.mark.parametrize("wire_name, argument", [("clientOid", "client_oid"), ("orderIDs", "order_ids"), ("x", "x")])
def test_snake(wire_name, argument):
    assert snake(wire_name) == argument


@pytest.mark.parametrize("name, sdk_name", [("get_ticker", "getTicker"), ("get_24hr_stats", "get24hrStats"), ("x", "x")])
def test_camel(name, sdk_name):
    assert camel(name) == sdk_name


# --- deprecated calls ---


def test_deprecated__warns_at_the_callers_line(things):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        things.paint_thing("a-1", "red")
    (warning,) = told
    assert (warning.category, warning.filename) == (DeprecationWarning, __file__)
    assert str(warning.message) == "paint_thing: /api/v1/things/{thingId}/paint is abandoned"
    with open(__file__, encoding="utf-8") as source:
        assert source.read().splitlines()[warning.lineno - 1].strip() == 'things.paint_thing("a-1", "red")'


def test_deprecated__others_do_not_warn(things):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        things.get_thing("a-1")
    assert told == []


# --- no state ---


def test_room__keeps_nothing_of_a_call(things, wire):
    things.get_thing("a-1")
    assert vars(things) == {"_session": wire}


def test_room__another_call_in_between_changes_nothing(wire):
    class Pair(Service):
        @get("/outer")
        def get_outer(self) -> Any:
            """Tell the outer after the inner, as another thread might."""
            self.get_inner()
            return self._send()

        @get("/inner")
        def get_inner(self) -> Any:
            """Tell the inner."""
            return self._send()

    Pair(wire).get_outer()
    assert [path for _, path, _, _ in wire.calls] == ["/inner", "/outer"]


# --- amounts as JSON numbers ---


class Numbers(Service):
    @post("/api/v9/numbers")
    def give(self, *, size: Optional[Amount] = None) -> Any:
        return self._send(size=number(size))


@pytest.mark.parametrize(
    "size, sent",
    [
        (3, "3"),
        ("3", "3"),
        (Decimal("3.0"), "3"),
        (Decimal("0.1"), "0.1"),
        ("0.00000001", "1e-08"),
        (10**18, "1000000000000000000"),
    ],
)
def test_number__is_exactly_the_amount(size, sent):
    recorder = Recorder()
    Numbers(recorder).give(size=size)
    ((_, _, _, body),) = recorder.calls
    assert json.dumps(body) == '{"size": %s}' % sent


@pytest.mark.parametrize(
    "size, reason",
    [
        (Decimal("0.10000000000000000001"), "size: expected an amount that a JSON number holds exactly"),
        ("much", "size: expected an amount, got 'much'"),
        ("NaN", "size: expected an amount that a JSON number holds exactly"),
        ("Infinity", "size: expected an amount"),
    ],
)
def test_number__what_it_cannot_hold_is_refused_by_name(size, reason):
    recorder = Recorder()
    with pytest.raises(ValueError) as refused:
        Numbers(recorder).give(size=size)
    assert str(refused.value).startswith(reason)
    assert recorder.calls == []


# --- amounts in the rows of a batch ---


def test_amounts_as_text__of_every_kind():
    rows = ({"price": 3, "size": Decimal("1E-8"), "funds": None, "lots": 1}, {"price": "0.10"})
    assert amounts_as_text("order_list", rows, "price", "size", "funds") == [
        {"price": "3", "size": "0.00000001", "lots": 1},
        {"price": "0.10"},
    ]
    assert rows[0]["price"] == 3  # the caller's rows stay as they were


@pytest.mark.parametrize(
    "rows, reason",
    [
        ([{}, {"price": True}], "order_list[1].price: expected an amount as text, int or Decimal, got True"),
        ([{"price": 0.1}], "order_list[0].price: expected text, int, bool, Decimal or a list of these, got 0.1"),
        ({"price": "1"}, "order_list: expected a list of rows with the wire's names, got dict"),
        (["BTC-USDT"], "order_list: expected a list of rows with the wire's names, got list"),
    ],
)
def test_amounts_as_text__refuses_by_place(rows, reason):
    with pytest.raises(TypeError) as refused:
        amounts_as_text("order_list", rows, "price")
    assert str(refused.value).startswith(reason)
