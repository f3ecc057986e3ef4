"""The official kucoin-universal-sdk 1.3.2 and the package, given the same examples, send the same requests.

Compared are verb, host, path, query and body of every classic endpoint that both have. Where they differ, EXPLAINED says why;
any other difference fails. Needs a Python that has the SDK; without one only the comparison itself is tested.
"""

import json
import keyword
import os
import re
import subprocess
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, Dict, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import responses

from kucoin_ref import Client, catalog

HERE = Path(__file__).parent
ROWS = [
    row for row in json.loads((HERE / "data" / "endpoints.json").read_text(encoding="utf-8")) if row["account"] == "classic"
]
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of endpoints that the exchange abandoned

PEER = os.environ.get("KUCOIN_REF_PEER_UNIVERSAL_SDK")
needs_the_sdk = pytest.mark.skipif(
    not PEER,
    reason="KUCOIN_REF_PEER_UNIVERSAL_SDK is not set: the path of a Python that did pip install kucoin-universal-sdk==1.3.2",
)

#: The classic endpoints that the SDK does not have, by room.
LACKED = {
    "account.account": "getHfAccountMigrationStatus upgradeToHfAccount",
    "affiliate": "getCommission getInvited getKumining getTradeHistory getTransaction",
    "broker.api_broker": "authorizedWithdrawal getCommission getRebateV2 getTransactions getUser",
    "broker.nd_broker": "getMarkupFee getRebateV3 setMarkupFee",
    "convert": "addConvertLimitOrder addConvertOrder cancelConvertLimitOrder getConvertCurrencies getConvertLimitOrderDetail"
    " getConvertLimitOrders getConvertLimitQuote getConvertOrderDetail getConvertOrderHistory getConvertQuote"
    " getConvertSymbol",
    "copy_trading.futures": "ModifyMarginLeverage getCrossMarginRequirement switchMarginMode switchPositionMode",
    "earn.structured": "getDualInvestmentProducts getStructuredProductOrders structuredProductPurchase",
    "futures.positions": "getCrossMarginRequirement getPositionDetailsV1 getPositionMode switchPositionMode",
    "margin.debit": "getBorrowInterestRate",
    "margin.market": "getMarginCollateralRatio getMarketAvailableInventory",
    "margin.oco_order": "addOcoOrder batchCancelOcoOrders cancelOcoOrderByClientOid cancelOcoOrderByOrderId"
    " getOcoOrderByClientOid getOcoOrderByOrderId getOcoOrderDetailByOrderId getOcoOrderList",
    "margin.stop_order": "addStopOrder batchCancelStopOrders cancelStopOrderByClientOid cancelStopOrderByOrderId"
    " getStopOrderByClientOid getStopOrderByOrderId getStopOrdersList",
    "spot.market": "getKycRegions",
}

ABSENT = "<absent>"


class Difference(NamedTuple):
    """What the two sent differently in one place."""

    row: Dict[str, Any]
    given: Any  #: what both were given
    where: str  #: ``path``, ``query.symbol``, ``body.orderList[0].stp``
    theirs: Any
    ours: Any

    @property
    def name(self):
        return self.where.rpartition(".")[2]


# --- differences that are the SDK's doing ---

#: What the SDK's models send for a name that was not given: the defaults that the documentation publishes.
DEFAULTS = {
    "autoBorrow": False,
    "autoRepay": False,
    "cancelAfter": -1,
    "closeOrder": False,
    "expire": "-1",
    "forceHold": False,
    "hidden": False,
    "iceberg": False,
    "isHf": False,
    "isIsolated": False,
    "postOnly": False,
    "timeInForce": "GTC",
    "tradeType": "TRADE",
}

#: Names that the exchange takes and the SDK's request models do not have.
UNKNOWN_TO_MODELS = ("mode", "positionSide")


def repeats_path_id(difference):
    sent_alone = difference.where.startswith("query.") and difference.ours == ABSENT
    in_path = "{%s}" % difference.name in difference.row["path"]
    return sent_alone and in_path and difference.theirs == str(difference.given[difference.name])


def adds_default(difference):
    sent_alone = difference.where.startswith("body") and difference.ours == ABSENT
    default = DEFAULTS.get(difference.name, ABSENT)
    return sent_alone and given_at(difference) == ABSENT and same(difference.theirs, default)


def drops_name(difference):
    left_out = difference.theirs == ABSENT and difference.name in UNKNOWN_TO_MODELS
    return left_out and same(difference.ours, given_at(difference))


def repeats_key(difference):
    return isinstance(difference.theirs, tuple) and difference.ours == ",".join(difference.theirs)


def writes_float(difference):
    return (type(difference.theirs), type(difference.ours)) == (Decimal, int) and difference.theirs == difference.ours


def only(room, sdk_method_name, **sent):
    """The predicate of a single difference: where it is, and what the SDK and the package send there."""
    ((where, pair),) = sent.items()

    def is_this_one(difference):
        row = difference.row
        found = (row["room"], row["sdk_method_name"], difference.where, difference.theirs, difference.ours)
        return found == (room, sdk_method_name, where, *pair)

    return is_this_one


#: Why the two may differ, and whether a difference is of that kind.
EXPLAINED = {
    "What fills the path stands in the query again: the SDK makes the query of the whole request model.": repeats_path_id,
    "The SDK's models send defaults for what was not given; the package leaves defaults to the exchange.": adds_default,
    "The SDK's models drop the names that they do not know, without a word.": drops_name,
    "A list in the query is the same key again and again in the SDK, one key with commas in the package.": repeats_key,
    "The SDK's models hold a number as a float: 3 becomes 3.0, the same number in JSON.": writes_float,
    "The documentation spells the path with rebate since September 2026; the SDK, as older clients, with rebase.": only(
        "broker.nd_broker",
        "getRebase",
        path=("/api/v1/broker/nd/rebase/download", "/api/v1/broker/nd/rebate/download"),
    ),
    "The SDK has the call that version 2 replaced in September 2025; here it is get_position_details_v1.": only(
        "futures.positions", "getPositionDetails", path=("/api/v1/position", "/api/v2/position")
    ),
}


def given_at(difference):
    """What was given under the name of the difference, in the same row of a list."""
    place = re.match(r"\w+", difference.where)[0]
    return flat({place: difference.given}).get(difference.where, ABSENT)


# --- the comparison ---


def differences(row, given, theirs, ours):
    theirs, ours = flat(theirs), flat(ours)
    found = [
        Difference(row, given, where, theirs.get(where, ABSENT), ours.get(where, ABSENT))
        for where in sorted({*theirs, *ours})
    ]
    return [difference for difference in found if not same(difference.theirs, difference.ours)]


def flat(value, where=""):
    """Every single value by where it is; what is empty is a value too."""
    if isinstance(value, dict) and value:
        inner = [(f"{where}.{name}" if where else name, part) for name, part in value.items()]
    elif isinstance(value, list) and value:
        inner = [(f"{where}[{position}]", part) for position, part in enumerate(value)]
    else:
        return {where: value}
    return {place: single for name, part in inner for place, single in flat(part, name).items()}


def same(theirs, ours):
    return repr(theirs) == repr(ours)  # 1, True and Decimal("1.0") are equal, but not the same


def reason(difference):
    return next((reason for reason, explains in EXPLAINED.items() if explains(difference)), None)


def told(difference):
    name = f"{difference.row['room']}.{difference.row['sdk_method_name']}"
    return f"{name}, {difference.where}: the SDK sends {difference.theirs!r}, the package {difference.ours!r}"


def query_by_place(pairs):
    """Query pairs by place; the values of a name that is there several times are a tuple."""
    values = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return {f"query.{name}": tuple(each) if len(each) > 1 else each[0] for name, each in values.items()}


# --- what both are given ---

#: A value of each closed set in a list's rows, whose own types do not name the sets.
CLOSED_IN_LISTS = {
    "side": ["sell"],
    "type": ["limit"],
    "timeInForce": ["GTT"],
    "stp": ["CO"],
    "stop": ["entry"],
    "tradeType": ["TRADE"],
}


def completed(row, every):
    """The row's example, with a value for each required parameter that it lacks, or for each one there is."""
    example = row["request_example"]
    parameters = [parameter for parameter in row["params"] if not parameter.get("rejected")]
    made = {
        parameter["name"]: made_value(row, parameter, position)
        for position, parameter in enumerate(parameters)
        if every or parameter["required"]
    }
    if isinstance(example, list):  # a bare list in the body, whose rows have the parameters' names
        return [{**made, **item} for item in example]
    given = {**made, **(example or {})}
    for name, value in made.items():
        if every and isinstance(value, list) and isinstance(value[0], dict):
            given[name] = [{**value[0], **item} for item in given[name]]
    return given or None


def made_value(row, parameter, position):
    """A value that fits the parameter and is unlike its neighbours'."""
    kind = parameter["type"]
    if parameter.get("enum"):
        value = parameter["enum"][position % len(parameter["enum"])]
        return [value] if isinstance(kind, list) else value
    if isinstance(kind, list):
        return [made_value(row, {**parameter, "type": kind[0]}, position)]
    if isinstance(kind, dict):
        return made_item(row, parameter["name"], kind)
    return {"string": f"text{position}", "boolean": True}.get(kind, 1000 + position)


def made_item(row, list_name, kinds):
    """A row of a list in the body, without the names that it must not have any more, which stand in the notes only."""
    rejected = [note for note in row.get("notes", []) if '-> "rejected"' in note]
    return {
        name: made_value(row, {"name": name, "type": kind, "enum": CLOSED_IN_LISTS.get(name)}, position)
        for position, (name, kind) in enumerate(kinds.items())
        if not any(note.startswith(f"params.{list_name}[].{name} ") for note in rejected)
    }


# --- what both send ---


def sent_by_the_sdk(rows, tmp_path):
    """What the SDK sends for each row's example, by the row's room and SDK name; None where it has no such method."""
    path = tmp_path / "endpoints.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    command = [PEER, str(HERE / "peers" / "universal_sdk_requests.py"), str(path)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=100)
    assert run.returncode == 0, run.stderr
    sent = {}
    for line in run.stdout.splitlines():
        outcome = json.loads(line, parse_float=Decimal)
        key = (outcome.pop("room"), outcome.pop("sdk_method_name"))
        outcome.update(query_by_place(outcome.pop("query", [])))
        sent[key] = None if "missing" in outcome else outcome
    return sent


METHODS = {
    (entry.name.rpartition(".")[0], entry.name.rpartition(".")[2].replace("_", "")): entry.name for entry in catalog.entries()
}


def sent_by_the_package(row, given):
    given = json.loads(json.dumps(given or {}), parse_float=Decimal)  # amounts are never floats
    arguments = {"order_list": given} if isinstance(given, list) else offered(row, given)
    anything = responses.RequestsMock(assert_all_requests_are_fired=False)
    with Client("key", "secret", "passphrase") as client, anything as exchange:
        for verb in ("GET", "POST", "DELETE"):
            exchange.add(verb, re.compile(".*"), body='{"code": "200000", "data": null}')
        attrgetter(METHODS[row["room"], row["sdk_method_name"].lower()])(client)(**arguments)
        ((request, _),) = exchange.calls
    address = urlsplit(request.url)
    return {
        "verb": request.method,
        "host": f"{address.scheme}://{address.netloc}",
        "path": unquote(address.path),
        **query_by_place(parse_qsl(address.query, keep_blank_values=True)),
        "body": json.loads(request.body, parse_float=Decimal) if request.body else None,
    }


def offered(row, given):
    """Arguments of what was given, without what only the documentation's example has; nor may the SDK send that."""
    names = [parameter["name"] for parameter in row["params"] if parameter["name"] in given]
    return {argument(name): given[name] for name in names}


def argument(wire_name):
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", wire_name.replace("-", "_")).lower()
    return f"{name}_" if keyword.iskeyword(name) else name


# --- the requests, side by side ---


@pytest.fixture(scope="module")
def requests_made(tmp_path_factory):
    """Each row twice, with its example and with every parameter: the row as given, and what the SDK sends."""
    made = []
    for every in (False, True):
        rows = [{**row, "request_example": completed(row, every)} for row in ROWS]
        sent = sent_by_the_sdk(rows, tmp_path_factory.mktemp("given"))
        made += [(row, sent[row["room"], row["sdk_method_name"]]) for row in rows]
    return made


@pytest.fixture(scope="module")
def found(requests_made):
    """Every difference among the requests that both have."""
    found = []
    for row, theirs in requests_made:
        if theirs is not None:
            given = row["request_example"]
            found += differences(row, given, theirs, sent_by_the_package(row, given))
    return found


@needs_the_sdk
def test_sdk__lacks_these_endpoints_and_no_others(requests_made):
    lacked = {}
    for row, theirs in requests_made:
        if theirs is None:
            lacked.setdefault(row["room"], set()).add(row["sdk_method_name"])
    assert lacked == {room: set(names.split()) for room, names in LACKED.items()}


@needs_the_sdk
def test_requests__are_the_same_but_for_what_is_explained(found):
    assert [told(difference) for difference in found if reason(difference) is None] == []


@needs_the_sdk
def test_explanations__are_all_needed(found):
    assert {reason(difference) for difference in found} - {None} == set(EXPLAINED)
    defaults = {difference.name for difference in found if adds_default(difference)}
    dropped = {difference.name for difference in found if drops_name(difference)}
    assert (defaults, dropped) == (set(DEFAULTS), set(UNKNOWN_TO_MODELS))


# --- the comparison itself: two made-up requests, and what is said about them ---

ROW = {"room": "made.up", "sdk_method_name": "getThing", "path": "/things/{thingId}"}


def unexplained(given, theirs, ours):
    found = differences(ROW, given, {"verb": "GET", **theirs}, {"verb": "GET", **ours})
    assert found != []
    return [difference for difference in found if reason(difference) is None]


@pytest.mark.parametrize(
    "given, theirs, ours",
    [
        ({"thingId": 7}, {"path": "/things/7", "query.thingId": "7"}, {"path": "/things/7"}),
        ({"side": "buy"}, {"body": {"side": "buy", "hidden": False, "cancelAfter": -1}}, {"body": {"side": "buy"}}),
        ([{"stp": "CO"}], {"body": [{"stp": "CO", "postOnly": False}]}, {"body": [{"stp": "CO"}]}),
        ({"positionSide": "LONG"}, {}, {"query.positionSide": "LONG"}),
        ({"tag": ["a", "b"]}, {"query.tag": ("a", "b")}, {"query.tag": "a,b"}),
        ({"size": 3}, {"body": {"size": Decimal("3.0")}}, {"body": {"size": 3}}),
    ],
    ids=["path id again", "defaults", "defaults in a list", "dropped", "key again", "float"],
)
def test_differences__that_are_explained(given, theirs, ours):
    assert unexplained(given, theirs, ours) == []


@pytest.mark.parametrize(
    "given, theirs, ours, wheres",
    [
        ({}, {"verb": "GET"}, {"verb": "POST"}, "verb"),
        ({}, {"host": "https://api.kucoin.com"}, {"host": "https://api-futures.kucoin.com"}, "host"),
        ({}, {"path": "/api/v1/position"}, {"path": "/api/v2/position"}, "path"),
        ({"thingId": 7}, {"query.thingId": "8"}, {}, "query.thingId"),
        ({"orderId": "7"}, {"query.orderId": "7"}, {"query.order_id": "7"}, "query.orderId query.order_id"),
        ({"stp": "CO"}, {"body": {"stp": "CO"}}, {"body": {"stp": "CN"}}, "body.stp"),
        ({"hidden": False}, {"body": {"hidden": False, "a": 1}}, {"body": {"a": 1}}, "body.hidden"),
        ({}, {"body": {"hidden": True, "a": 1}}, {"body": {"a": 1}}, "body.hidden"),
        ([{"hidden": False}], {"body": [{"hidden": False, "a": 1}]}, {"body": [{"a": 1}]}, "body[0].hidden"),
        ({}, {"body": {"a": 1}}, {"body": {"a": 1, "mode": "x"}}, "body.mode"),
        ({"size": 3}, {"body": {"size": "3"}}, {"body": {"size": 3}}, "body.size"),
        ({"flag": True}, {"body": {"flag": True}}, {"body": {"flag": 1}}, "body.flag"),
        ({}, {"error": "ValueError: no"}, {}, "error"),
    ],
)
def test_differences__that_are_not_explained(given, theirs, ours, wheres):
    assert [difference.where for difference in unexplained(given, theirs, ours)] == wheres.split()


def test_told__names_the_row_and_both_values():
    (difference,) = unexplained({}, {"path": "/a"}, {"path": "/b"})
    assert told(difference) == "made.up.getThing, path: the SDK sends '/a', the package '/b'"
