"""What each endpoint answers: all of them in the documented shape, and the life of orders and money value by value."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from kucoin_ref import Client, catalog, errors
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.rest import HANDLERS

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds
ROWS = json.loads((Path(__file__).parents[1] / "data" / "endpoints.json").read_text("utf-8"), parse_float=Decimal)
FACTS = {(row["domain"], row["method"], row["path"]): row for row in ROWS}
ENTRIES = {entry.name: entry for entry in catalog.entries()}


class Clock:
    """The time of an exchange that stands still."""

    def __init__(self):
        self.now = NOW * SECOND

    def __call__(self):
        return self.now

    def seconds(self):
        return self.now / SECOND

    def advance(self, seconds):
        self.now += int(seconds * SECOND)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sandbox(clock):
    sandbox = Sandbox(market_pace=0)
    sandbox.now = clock
    with sandbox:
        yield sandbox


@pytest.fixture
def people(sandbox, clock):
    """Clients of two accounts."""
    people = [Client(*sandbox.new_key(), environment=sandbox.environment, clock=clock.seconds) for _ in range(2)]
    yield people
    for client in people:
        client.close()


@pytest.fixture
def ann(people):
    return people[0]


@pytest.fixture
def bob(people):
    return people[1]


def place(client, side, size, price=PRICE, **more):
    return client.spot.order.add_order(PAIR, side, "limit", price=price, size=size, **more)["orderId"]


def order(client, order_id):
    return client.spot.order.get_order_by_order_id(order_id, PAIR)


def plain(amount):
    return format(amount.normalize(), "f")


def trade_balances(client):
    rows = client.account.account.get_spot_account_list(type="trade")
    return {row["currency"]: (row["available"], row["holds"]) for row in rows if row["currency"] in ("BTC", "USDT")}


def order_row(order_id, **values):
    """An open limit order of which nothing is filled, but for the values given."""
    row = {
        "id": order_id, "clientOid": None, "symbol": PAIR, "opType": "DEAL", "type": "limit", "side": "buy",
        "price": PRICE, "size": "0", "funds": "0", "dealSize": "0", "dealFunds": "0", "remainSize": "0",
        "remainFunds": "0", "cancelledSize": "0", "cancelledFunds": "0", "fee": "0", "feeCurrency": "USDT", "stp": None,
        "timeInForce": "GTC", "postOnly": False, "hidden": False, "iceberg": False, "visibleSize": "0", "cancelAfter": 0,
        "channel": "API", "remark": None, "tags": None, "cancelExist": False, "tradeType": "TRADE", "inOrderBook": True,
        "active": True, "tax": "0", "createdAt": NOW * 1000, "lastUpdatedAt": NOW * 1000,
    }
    assert set(values) <= set(row)
    return {**row, **values}


# --- every endpoint ---

#: What the facts alone do not tell: arguments of calls that need a state, by name.
LIMIT_BUY = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001", "client_oid": "c-1"}
BATCH = [
    {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001", "clientOid": "c-2"},
    {"symbol": PAIR, "side": "buy", "type": "limit", "price": "1", "size": "0.001"},
]
ARGUMENTS = {
    "account.account.get_spot_account_detail": lambda state: {"account_id": state["account_id"]},
    "spot.order.add_order": lambda state: LIMIT_BUY,
    "spot.order.add_order_sync": lambda state: {**LIMIT_BUY, "client_oid": "c-3"},
    "spot.order.add_order_test": lambda state: {**LIMIT_BUY, "client_oid": "c-4"},
    "spot.order.batch_add_orders": lambda state: {"order_list": BATCH},
    "spot.order.batch_add_orders_sync": lambda state: {"order_list": [{**BATCH[0], "clientOid": "c-5"}, BATCH[1]]},
    "spot.order.modify_order": lambda state: {"symbol": PAIR, "order_id": state["order_id"], "new_price": "59000"},
    "spot.order.cancel_partial_order": lambda state: {
        "order_id": state["order_id"], "symbol": PAIR, "cancel_size": "0.0001"},
    "spot.order.set_dcp": lambda state: {"timeout": 600, "symbols": "BTC-USDT,ETH-USDT"},
}
#: And arguments that every call takes from the same place.
COMMON = {
    "symbol": lambda state: PAIR,
    "symbols": lambda state: "BTC-USDT,ETH-USDT",
    "currency": lambda state: "BTC",
    "order_id": lambda state: state["order_id"],
    "client_oid": lambda state: state["client_oid"],
    "size": lambda state: "20",
}


def valid_arguments(entry, state):
    """A valid call: what the table says, else the required parameters by name, by the example or by their facts."""
    if entry.name in ARGUMENTS:
        return ARGUMENTS[entry.name](state)
    row = FACTS[entry.endpoint.host, entry.endpoint.verb, entry.endpoint.path]
    facts = {parameter["name"].lower().replace("-", ""): parameter for parameter in row["params"]}
    examples = {"orderList": row["request_example"]} if row["body"] == "array" else row["request_example"] or {}
    examples = {name.lower().replace("-", ""): value for name, value in examples.items()}
    arguments = {}
    for parameter in entry.parameters:
        name = parameter.name.replace("_", "")
        fact = facts.get(name, {"type": None, "required": True})
        if parameter.default is parameter.empty or fact["required"]:
            if parameter.name in COMMON and entry.endpoint in HANDLERS:
                value = COMMON[parameter.name](state)
            else:
                value = examples.get(name, made_up(fact))
            arguments[parameter.name] = Decimal(str(value)) if isinstance(value, float) else value
    return arguments


def made_up(fact):
    if isinstance(fact["type"], list):
        return [{name: "1" for name in fact["type"][0]} if isinstance(fact["type"][0], dict) else "1"]
    if isinstance(fact["type"], dict):
        return {}
    example = {"boolean": True}.get(fact["type"], fact.get("minimum", 1) if fact["type"] != "string" else "1")
    return fact.get("enum", [example])[0]


@pytest.fixture(scope="module")
def busy():
    """A client with open and closed orders, fills, ledgers and a dead-man switch; and a maker of more open orders."""
    with Sandbox(market_pace=0) as sandbox:
        sandbox.gateway.quotas.update(dict.fromkeys(sandbox.gateway.quotas, 10**6))
        client = Client(*sandbox.credentials, environment=sandbox.environment)
        other = Client(*sandbox.new_key(), environment=sandbox.environment)
        filled = place(other, "sell", "0.002")
        place(client, "buy", "0.002", remark="order remarks", tags="order tags", client_oid="filled")
        place(client, "buy", "0.001", "60000", remark="order remarks", client_oid="open")
        client.spot.order.set_dcp(600, symbols="BTC-USDT,ETH-USDT")
        numbers = iter(range(1000))

        def state():
            """Ids for one call: of an order made for it."""
            client_oid = f"for-{next(numbers)}"
            order_id = place(client, "buy", "0.001", "58000", client_oid=client_oid, remark="order remarks")
            account_id = client.account.account.get_spot_account_list(currency="BTC", type="trade")[0]["id"]
            return {"client_oid": client_oid, "order_id": order_id, "account_id": account_id, "filled": filled}

        yield client, state
        for each in (client, other):
            each.close()


def answer_of(busy, name):
    client, state = busy
    entry = ENTRIES[name]
    *rooms, method = name.split(".")
    room = client
    for part in rooms:
        room = getattr(room, part)
    return getattr(room, method)(**valid_arguments(entry, state() if entry.endpoint in HANDLERS else {}))


def documented(entry):
    example = FACTS[entry.endpoint.host, entry.endpoint.verb, entry.endpoint.path]["response_example"]
    if example is None:  # then the sandbox answers with one made from the fields' types
        return made_from(FACTS[entry.endpoint.host, entry.endpoint.verb, entry.endpoint.path]["response_data"])
    return example.get("data")


def made_from(fields):
    if isinstance(fields, dict):
        return {name: made_from(kind) for name, kind in fields.items()}
    if isinstance(fields, list):
        return [made_from(fields[0])]
    return {"string": "", "boolean": False, "object": {}, None: None}.get(fields, 0)


#: Where an answer of ours may lack a documented field, or have another one, by path in the answer.
DIFFERENCES = {
    # The documented call has no prefix; python-kucoin hands this value on as ssl=, where only None means "plain".
    "spot.market.get_public_token": {".instanceServers[].encrypt"},
    "spot.market.get_private_token": {".instanceServers[].encrypt"},
    "futures.market.get_public_token": {".instanceServers[].encrypt"},
    "futures.market.get_private_token": {".instanceServers[].encrypt"},
    # The row of the order that was taken and the row of the one that was refused have different fields.
    "spot.order.batch_add_orders": {"[].orderId", "[].clientOid", "[].failMsg"},
    "spot.order.batch_add_orders_sync": {
        f"[].{name}" for name in ("orderId", "clientOid", "failMsg", "orderTime", "originSize", "dealSize", "remainSize",
                                  "canceledSize", "status", "matchTime")},
}
NAMED_BY_THE_DATA = {"spot.market.get_fiat_price"}  # the fields are currencies


def kind(value):
    return "number" if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else type(value).__name__


def differences(ours, theirs, path=""):
    """Paths at which two pieces of JSON differ in their fields or types; null goes with everything."""
    if ours is None or theirs is None:
        return set()
    if kind(ours) != kind(theirs):
        return {f"{path}: {kind(ours)} for {kind(theirs)}"}
    found = set()
    if isinstance(ours, dict):
        found |= {f"{path}.{name}" for name in set(ours) ^ set(theirs)}
        for name in set(ours) & set(theirs):
            found |= differences(ours[name], theirs[name], f"{path}.{name}")
    if isinstance(ours, list) and theirs:
        assert ours, f"{path}: nothing to compare"
        for row in ours:
            found |= set.intersection(*(differences(row, example, f"{path}[]") for example in theirs))
    return found


def test_differences__finds_them():
    theirs = {"a": [{"b": "1", "c": 1}], "d": None, "e": Decimal("1.5")}
    assert differences({"a": [{"b": "2", "c": 2}], "d": 5, "e": 1}, theirs) == set()
    assert differences({"a": [{"b": 2, "c": True}], "d": "x", "e": "1"}, theirs) == {
        ".a[].b: number for str", ".a[].c: bool for number", ".e: str for number"}
    assert differences({"a": [{"b": "2"}], "d": 1, "e": 1, "f": 1}, theirs) == {".a[].c", ".f"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ENTRIES)
def test_every_endpoint__answers_in_the_documented_shape(busy, name):
    """The client raises when the code is not 200000, so that it is here at all says that."""
    ours, theirs = answer_of(busy, name), documented(ENTRIES[name])
    if ENTRIES[name].endpoint not in HANDLERS and name not in DIFFERENCES:
        assert ours == theirs
    elif name in NAMED_BY_THE_DATA:
        assert ours and all(isinstance(value, str) for value in ours.values())
    else:
        assert differences(ours, theirs) <= DIFFERENCES.get(name, set())


def test_every_handler__is_of_an_endpoint_in_the_catalog():
    assert set(HANDLERS) <= {entry.endpoint for entry in ENTRIES.values()}
    assert len(HANDLERS) == 46


def test_batch__rows_have_the_fields_of_their_kind(busy):
    taken, refused = answer_of(busy, "spot.order.batch_add_orders_sync")
    example_taken, example_refused = documented(ENTRIES["spot.order.batch_add_orders_sync"])
    assert (differences(taken, example_taken), differences(refused, example_refused)) == (set(), set())


def test_token__names_the_sandbox(busy):
    client, _ = busy
    token = client.spot.market.get_public_token()
    assert token["instanceServers"] == [{
        "endpoint": client.session.environment.push_spot + "/endpoint", "encrypt": None, "protocol": "websocket",
        "pingInterval": 18000, "pingTimeout": 10000}]
    assert token["token"] != client.spot.market.get_public_token()["token"]


# --- the life of an order ---


def test_order__resting_partly_filled_filled(ann, bob, clock):
    placed = ann.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.5", client_oid="a-1", remark="r", tags="t")
    order_id = placed["orderId"]
    open_row = order_row(order_id, side="sell", clientOid="a-1", remark="r", tags="t", size="0.5", funds="33849.5",
                         remainSize="0.5", remainFunds="33849.5")
    assert placed == {"orderId": order_id, "clientOid": "a-1"}
    assert order(ann, order_id) == ann.spot.order.get_order_by_client_oid("a-1", PAIR) == open_row
    assert ann.spot.order.get_open_orders(PAIR) == [open_row]
    assert ann.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR]}
    assert trade_balances(ann) == {"BTC": ("9.5", "0.5"), "USDT": ("100000", "0")}

    clock.advance(1)
    taken = bob.spot.order.add_order_sync(PAIR, "buy", "limit", price="67699.5", size="0.2")
    assert taken == {
        "orderId": taken["orderId"], "clientOid": None, "originSize": "0.2", "dealSize": "0.2", "remainSize": "0",
        "canceledSize": "0", "status": "done", "orderTime": NOW * 1000 + 1000, "matchTime": NOW * 1000 + 1000}
    part_row = {**open_row, "dealSize": "0.2", "dealFunds": "13539.8", "fee": "13.5398", "remainSize": "0.3",
                "remainFunds": "20309.7", "lastUpdatedAt": NOW * 1000 + 1000}
    assert order(ann, order_id) == part_row
    assert trade_balances(ann) == {"BTC": ("9.5", "0.3"), "USDT": ("113526.2602", "0")}
    assert trade_balances(bob) == {"BTC": ("10.2", "0"), "USDT": ("86446.6602", "0")}

    clock.advance(1)
    last = bob.spot.order.add_order_sync(PAIR, "buy", "market", size="0.3")
    assert order(ann, order_id) == {
        **part_row, "dealSize": "0.5", "dealFunds": "33849.5", "fee": "33.8495", "remainSize": "0", "remainFunds": "0",
        "active": False, "inOrderBook": False, "lastUpdatedAt": NOW * 1000 + 2000}
    assert (ann.spot.order.get_open_orders(PAIR), ann.spot.order.get_symbols_with_open_order()) == ([], {"symbols": []})
    assert ann.spot.order.get_closed_orders(PAIR)["items"] == [order(ann, order_id)]
    assert order(bob, last["orderId"]) == order_row(
        last["orderId"], type="market", price="0", size="0.3", dealSize="0.3", dealFunds="20309.7", fee="20.3097",
        active=False, inOrderBook=False, createdAt=NOW * 1000 + 2000, lastUpdatedAt=NOW * 1000 + 2000)
    with pytest.raises(errors.OrderNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, PAIR)


def test_order__better_price_leaves_funds_over(ann, bob):
    """As in the documented example of a filled order: what the better price saved stays in remainFunds."""
    place(ann, "sell", "0.1", "67699")
    order_id = place(bob, "buy", "0.1", "67700")
    row = order(bob, order_id)
    assert (row["funds"], row["dealFunds"], row["remainFunds"]) == ("6770", "6769.9", "0.1")
    assert (row["remainSize"], row["cancelledFunds"], row["active"]) == ("0", "0", False)


def test_order__market_by_funds(ann, bob):
    place(ann, "sell", "1")
    row = order(bob, bob.spot.order.add_order(PAIR, "buy", "market", funds="1000")["orderId"])
    assert (row["funds"], row["size"], row["dealSize"], row["dealFunds"]) == ("1000", "0", "0.01477126", "999.99953074")
    assert (row["remainFunds"], row["cancelledFunds"], row["cancelExist"]) == ("0", "0.00046926", True)


def test_fills__both_sides_of_a_trade(ann, bob, sandbox):
    maker, taker = place(ann, "sell", "0.5"), place(bob, "buy", "0.2")
    trade = sandbox.exchange.last_trade(PAIR)
    common = {"tradeId": trade.id, "symbol": PAIR, "type": "limit", "forceTaker": False, "price": PRICE, "size": "0.2",
              "funds": "13539.8", "fee": "13.5398", "feeRate": "0.001", "feeCurrency": "USDT", "stop": "",
              "tradeType": "TRADE", "taxRate": "0", "tax": "0", "createdAt": NOW * 1000}
    made, took = ann.spot.order.get_trade_history(PAIR), bob.spot.order.get_trade_history(PAIR)
    assert made == {"lastId": made["items"][0]["id"], "items": [{
        "id": made["lastId"], "orderId": maker, "counterOrderId": taker, "side": "sell", "liquidity": "maker", **common}]}
    assert took == {"lastId": made["lastId"] + 1, "items": [{
        "id": made["lastId"] + 1, "orderId": taker, "counterOrderId": maker, "side": "buy", "liquidity": "taker", **common}]}
    assert trade.id > 2**53  # a client that reads it as a float gets another number


def test_fills__filters(ann, bob):
    place(ann, "sell", "1")
    limit = place(bob, "buy", "0.1")
    market = bob.spot.order.add_order(PAIR, "buy", "market", size="0.2")["orderId"]
    ask = bob.spot.order.get_trade_history
    everything = [market, limit]
    assert [row["orderId"] for row in ask(PAIR)["items"]] == everything
    assert [row["orderId"] for row in ask(PAIR, order_id=limit)["items"]] == [limit]
    assert [row["orderId"] for row in ask(PAIR, type="market")["items"]] == [market]
    assert [row["orderId"] for row in ask(PAIR, side="buy")["items"]] == everything
    assert ask(PAIR, side="sell") == {"items": [], "lastId": 0}
    assert [row["orderId"] for row in ask(PAIR, start_at=NOW * 1000, end_at=NOW * 1000)["items"]] == everything
    assert ask(PAIR, start_at=NOW * 1000 + 1)["items"] == ask(PAIR, end_at=NOW * 1000 - 1)["items"] == []
    assert ask("ETH-USDT")["items"] == []


CANCELLED = {"originSize": "0.3", "dealSize": "0.1", "remainSize": "0", "canceledSize": "0.2", "status": "done"}


@pytest.mark.parametrize("by, sync", [("id", False), ("id", True), ("client", False), ("client", True)])
def test_cancel__one_order(ann, bob, clock, by, sync):
    order_id = place(ann, "buy", "0.3", client_oid="a-1")
    place(bob, "sell", "0.1")
    clock.advance(5)
    name, handle = ("order_id", order_id) if by == "id" else ("client_oid", "a-1")
    cancel = getattr(ann.spot.order, f"cancel_order_by_{name}{'_sync' if sync else ''}")
    ids = {"orderId": order_id} if by == "id" else {"clientOid": "a-1"}
    assert cancel(handle, PAIR) == ({**ids, **CANCELLED} if sync else ids)
    assert order(ann, order_id) == order_row(
        order_id, clientOid="a-1", size="0.3", funds="20309.7", dealSize="0.1", dealFunds="6769.9", fee="6.7699",
        cancelledSize="0.2", cancelledFunds="13539.8", cancelExist=True, active=False, inOrderBook=False,
        lastUpdatedAt=NOW * 1000 + 5000)
    assert trade_balances(ann) == {"BTC": ("10.1", "0"), "USDT": ("93223.3301", "0")}
    with pytest.raises(errors.OrderNotFound) as refused:
        cancel(handle, PAIR)
    assert (refused.value.code, refused.value.message, refused.value.status) == (
        "400100", "order_not_exist_or_not_allow_to_cancel", 200)


def test_cancel__not_of_another_account_or_symbol(ann, bob):
    order_id = place(ann, "buy", "0.3", client_oid="a-1")
    with pytest.raises(errors.OrderNotFound):
        bob.spot.order.cancel_order_by_order_id(order_id, PAIR)
    with pytest.raises(errors.OrderNotFound):
        bob.spot.order.cancel_order_by_client_oid("a-1", PAIR)
    with pytest.raises(errors.OrderNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, "ETH-USDT")
    with pytest.raises(errors.SymbolNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, "NO-SUCH")
    assert order(ann, order_id)["active"]


def test_cancel__a_part(ann):
    order_id = place(ann, "buy", "0.3")
    assert ann.spot.order.cancel_partial_order(order_id, PAIR, "0.10") == {"orderId": order_id, "cancelSize": "0.10"}
    assert order(ann, order_id) == order_row(
        order_id, size="0.3", funds="20309.7", remainSize="0.2", remainFunds="13539.8", cancelledSize="0.1",
        cancelledFunds="6769.9", cancelExist=True)
    with pytest.raises(errors.InvalidParameter):
        ann.spot.order.cancel_partial_order(order_id, PAIR, "0.2")


def test_cancel__all_of_a_symbol_and_all(ann, bob):
    first, second = place(ann, "buy", "0.1", "60000"), place(ann, "buy", "0.1", "60001")
    other = ann.spot.order.add_order("ETH-USDT", "buy", "limit", price="2000", size="1")["orderId"]
    kept = place(bob, "buy", "0.1", "60000")
    assert ann.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR, "ETH-USDT"]}
    assert ann.spot.order.cancel_all_orders_by_symbol(PAIR) == "success"
    assert [row["id"] for row in ann.spot.order.get_closed_orders(PAIR)["items"]] == [second, first]
    place(ann, "buy", "0.1", "60000")
    assert ann.spot.order.cancel_all_orders() == {"succeedSymbols": [PAIR, "ETH-USDT"], "failedSymbols": []}
    assert ann.spot.order.get_order_by_order_id(other, "ETH-USDT")["active"] is False
    assert ann.spot.order.cancel_all_orders() == {"succeedSymbols": [], "failedSymbols": []}
    assert [row["id"] for row in bob.spot.order.get_open_orders(PAIR)] == [kept]


def test_modify__a_new_order_with_the_same_client_oid(ann, bob, clock):
    old = place(ann, "buy", "0.3", client_oid="a-1", remark="r")
    place(bob, "sell", "0.1")
    clock.advance(1)
    altered = ann.spot.order.modify_order(PAIR, order_id=old, new_price="60000", new_size="0.5")
    new = altered["newOrderId"]
    assert altered == {"newOrderId": new, "clientOid": "a-1"} and new != old
    assert order(ann, old)["active"] is False
    assert order(ann, new) == order_row(
        new, clientOid="a-1", remark="r", price="60000", size="0.4", funds="24000", remainSize="0.4", remainFunds="24000",
        createdAt=NOW * 1000 + 1000, lastUpdatedAt=NOW * 1000 + 1000)
    assert ann.spot.order.get_order_by_client_oid("a-1", PAIR)["id"] == new
    again = ann.spot.order.modify_order(PAIR, client_oid="a-1", new_price="61000")
    assert [row["id"] for row in ann.spot.order.get_open_orders(PAIR)] == [again["newOrderId"]]
    with pytest.raises(errors.InvalidParameter):
        ann.spot.order.modify_order(PAIR, client_oid="a-1")


def test_batch__each_row_for_itself(ann):
    good = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001"}
    rows = ann.spot.order.batch_add_orders([
        {**good, "clientOid": "b-1"}, {**good, "size": "0.000001"}, {**good, "clientOid": "b-1"},
        {**good, "symbol": "NO-SUCH"}, {**good, "clientOid": "b-2", "price": Decimal("59000.5"), "postOnly": True}])
    open_orders = {row["clientOid"]: row for row in ann.spot.order.get_open_orders(PAIR)}
    assert rows == [
        {"orderId": open_orders["b-1"]["id"], "clientOid": "b-1", "success": True},
        {"success": False, "failMsg": "Order size below the minimum requirement."},
        {"success": False, "failMsg": "Duplicate client order id"},
        {"success": False, "failMsg": "Symbol not exists"},
        {"orderId": open_orders["b-2"]["id"], "clientOid": "b-2", "success": True}]
    assert (open_orders["b-2"]["price"], open_orders["b-2"]["postOnly"]) == ("59000.5", True)


def test_batch__sync_tells_the_outcome(ann, bob):
    place(bob, "sell", "0.1")
    order_of = {"symbol": PAIR, "side": "buy", "type": "limit", "price": PRICE, "size": "0.15"}
    rows = ann.spot.order.batch_add_orders_sync([{**order_of, "timeInForce": "IOC"}, {**order_of, "clientOid": "b-2"}])
    times = {"orderTime": NOW * 1000, "matchTime": NOW * 1000, "success": True}
    assert rows == [
        {"orderId": rows[0]["orderId"], "clientOid": None, "originSize": "0.15", "dealSize": "0.1", "remainSize": "0",
         "canceledSize": "0.05", "status": "done", **times},
        {"orderId": rows[1]["orderId"], "clientOid": "b-2", "originSize": "0.15", "dealSize": "0", "remainSize": "0.15",
         "canceledSize": "0", "status": "open", **times}]


def test_test_order__leaves_no_trace(ann):
    answer = ann.spot.order.add_order_test(PAIR, "buy", "limit", price=PRICE, size="0.1", client_oid="t-1")
    assert answer == {"orderId": "0" * 24, "clientOid": "t-1"}
    assert ann.spot.order.get_open_orders(PAIR) == []
    for look in (lambda: order(ann, answer["orderId"]), lambda: ann.spot.order.get_order_by_client_oid("t-1", PAIR)):
        with pytest.raises(errors.OrderNotFound):
            look()
    assert trade_balances(ann)["USDT"] == ("100000", "0")


@pytest.mark.parametrize("method", ["add_order", "add_order_sync", "add_order_test"])
def test_order__too_late_for_its_window(ann, method):
    place_with = getattr(ann.spot.order, method)
    terms = {"price": "60000", "size": "0.001", "allow_max_time_window": 200}
    place_with(PAIR, "buy", "limit", client_timestamp=NOW * 1000 - 200, **terms)
    with pytest.raises(errors.InvalidParameter):
        place_with(PAIR, "buy", "limit", client_timestamp=NOW * 1000 - 201, **terms)
    assert len(ann.spot.order.get_open_orders(PAIR)) == (0 if method == "add_order_test" else 1)


def test_order__good_till_time(ann, sandbox, clock):
    order_id = place(ann, "buy", "0.1", "60000", time_in_force="GTT", cancel_after=30)
    assert (order(ann, order_id)["timeInForce"], order(ann, order_id)["cancelAfter"]) == ("GTT", 30)
    sandbox.exchange.advance(clock.now + 30 * SECOND - 1)
    assert order(ann, order_id)["active"] is True
    sandbox.exchange.advance(clock.now + 30 * SECOND)
    assert order(ann, order_id) == order_row(
        order_id, timeInForce="GTT", cancelAfter=30, price="60000", size="0.1", funds="6000", cancelledSize="0.1",
        cancelledFunds="6000", cancelExist=True, active=False, inOrderBook=False, lastUpdatedAt=NOW * 1000 + 30000)
    assert trade_balances(ann)["USDT"] == ("100000", "0")


def test_dead_man__set_asked_and_fired(ann, bob, sandbox, clock):
    assert ann.spot.order.get_dcp() == {}
    assert ann.spot.order.set_dcp(60, symbols="BTC-USDT,ETH-USDT") == {"currentTime": NOW, "triggerTime": NOW + 60}
    clock.advance(2)
    assert ann.spot.order.get_dcp() == {
        "timeout": 60, "symbols": "BTC-USDT,ETH-USDT", "currentTime": NOW + 2, "triggerTime": NOW + 60}
    fires, stays = place(ann, "buy", "0.1", "60000"), place(bob, "buy", "0.1", "60000")
    other = ann.spot.order.add_order("SOL-USDT", "buy", "limit", price="150", size="1")["orderId"]
    assert ann.spot.order.set_dcp(10, symbols=PAIR) == {"currentTime": NOW + 2, "triggerTime": NOW + 12}  # anew, and narrower
    sandbox.exchange.advance((NOW + 12) * SECOND - 1)
    assert order(ann, fires)["active"] is True
    sandbox.exchange.advance((NOW + 12) * SECOND)
    assert (order(ann, fires)["active"], order(bob, stays)["active"]) == (False, True)
    assert ann.spot.order.get_order_by_order_id(other, "SOL-USDT")["active"] is True
    assert ann.spot.order.get_dcp() == {}


def test_dead_man__off_and_out_of_range(ann, sandbox, clock):
    order_id = place(ann, "buy", "0.1", "60000")
    ann.spot.order.set_dcp(5)
    assert ann.spot.order.get_dcp()["symbols"] == ""
    assert ann.spot.order.set_dcp(-1)["currentTime"] == NOW
    assert ann.spot.order.get_dcp() == {}
    sandbox.exchange.advance(clock.now + 3600 * SECOND)
    assert order(ann, order_id)["active"] is True
    for timeout in (0, 4, 86401):
        with pytest.raises(errors.InvalidParameter):
            ann.spot.order.set_dcp(timeout)
    with pytest.raises(errors.SymbolNotFound):
        ann.spot.order.set_dcp(60, symbols="BTC-USDT,NO-SUCH")


# --- pages ---


def last_id_pages(ask, rows_of, last_id_of, limit):
    """Every page, until one is short; a page more than there can be is a fault."""
    pages, last_id = [], 0
    for _ in range(10):
        answer = ask(last_id, limit)
        pages.append(rows_of(answer))
        if len(pages[-1]) < limit:
            return pages
        last_id = last_id_of(answer)
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("count, lengths", [(0, [0]), (7, [3, 3, 1]), (6, [3, 3, 0])])
def test_closed_orders__by_last_id(ann, count, lengths):
    placed = [place(ann, "buy", "0.001", "60000") for _ in range(count)]
    for order_id in sorted(placed, key=lambda each: each[::-1]):  # not in the order they came
        ann.spot.order.cancel_order_by_order_id(order_id, PAIR)

    def ask(last_id, limit):
        answer = ann.spot.order.get_closed_orders(PAIR, last_id=last_id, limit=limit)
        place(ann, "buy", "0.001", "60000", time_in_force="FOK")  # cannot be filled: a new row before the next page
        return answer

    pages = last_id_pages(ask, lambda answer: answer["items"], lambda answer: answer["lastId"], 3)
    assert [len(page) for page in pages] == lengths
    assert [row["id"] for page in pages for row in page] == placed[::-1]


def test_closed_orders__filters(ann):
    first = place(ann, "buy", "0.001", "60000")
    second = place(ann, "sell", "0.001", "70000")
    ann.spot.order.cancel_all_orders()
    third = ann.spot.order.add_order(PAIR, "sell", "market", size="0.001")["orderId"]
    ask = ann.spot.order.get_closed_orders
    assert [row["id"] for row in ask(PAIR)["items"]] == [third, second, first]
    assert [row["id"] for row in ask(PAIR, side="sell")["items"]] == [third, second]
    assert [row["id"] for row in ask(PAIR, type="limit")["items"]] == [second, first]
    assert [row["id"] for row in ask(PAIR, side="sell", type="limit")["items"]] == [second]
    assert ask(PAIR, start_at=NOW * 1000 + 1) == {"lastId": 0, "items": []}


@pytest.mark.parametrize("count, lengths", [(7, [3, 3, 1]), (6, [3, 3, 0])])
def test_fills__by_last_id(ann, bob, count, lengths):
    place(ann, "sell", "1")
    placed = [place(bob, "buy", "0.001") for _ in range(count)]

    def ask(last_id, limit):
        answer = bob.spot.order.get_trade_history(PAIR, last_id=last_id, limit=limit)
        place(bob, "buy", "0.001")
        return answer

    pages = last_id_pages(ask, lambda answer: answer["items"], lambda answer: answer["lastId"], 3)
    assert [len(page) for page in pages] == lengths
    assert [row["orderId"] for page in pages for row in page] == placed[::-1]


def test_closed_orders_and_fills__twenty_unless_told(ann, bob):
    place(ann, "sell", "1")
    for _ in range(21):
        place(bob, "buy", "0.001")
    assert len(bob.spot.order.get_closed_orders(PAIR)["items"]) == 20
    assert len(bob.spot.order.get_trade_history(PAIR)["items"]) == 20
    assert len(bob.spot.order.get_trade_history(PAIR, limit=100)["items"]) == 21


def test_open_orders__by_page(ann):
    placed = [place(ann, "buy", "0.001", "60000") for _ in range(7)][::-1]
    ask = ann.spot.order.get_open_orders_by_page
    pages = [ask(PAIR, page_num=number, page_size=3) for number in (1, 2, 3, 4)]
    assert [[row["id"] for row in page.pop("items")] for page in pages] == [placed[:3], placed[3:6], placed[6:], []]
    assert pages == [{"currentPage": number, "pageSize": 3, "totalNum": 7, "totalPage": 3} for number in (1, 2, 3, 4)]
    whole = ask(PAIR)
    assert (whole["currentPage"], whole["pageSize"], whole["totalPage"]) == (1, 20, 1)
    assert whole["items"] == ann.spot.order.get_open_orders(PAIR)
    assert ask("ETH-USDT") == {"currentPage": 1, "pageSize": 20, "totalNum": 0, "totalPage": 0, "items": []}


# --- the account ---


def test_ledger__of_a_trade(ann, bob, sandbox):
    order_id = place(ann, "sell", "0.2")
    taker = place(bob, "buy", "0.2")
    context = f'{{"symbol":"BTC-USDT","orderId":"%s","tradeId":"{sandbox.exchange.last_trade(PAIR).id}"}}'
    rows = ann.account.account.get_spot_hf_ledger(biz_type="TRADE_EXCHANGE")
    common = {"tax": "0", "accountType": "TRADE_HF", "bizType": "TRADE_EXCHANGE", "createdAt": str(NOW * 1000)}
    assert rows == [
        {"id": rows[0]["id"], "currency": "USDT", "amount": "13526.2602", "fee": "13.5398", "balance": "113526.2602",
         "direction": "in", "context": context % order_id, **common},
        {"id": rows[1]["id"], "currency": "BTC", "amount": "0.2", "fee": "0", "balance": "9.8", "direction": "out",
         "context": context % order_id, **common}]
    rows = bob.account.account.get_spot_hf_ledger(biz_type="TRADE_EXCHANGE", currency="USDT,ETH")
    assert rows == [
        {"id": rows[0]["id"], "currency": "USDT", "amount": "13553.3398", "fee": "13.5398", "balance": "86446.6602",
         "direction": "out", "context": context % taker, **common}]


def test_ledger__by_last_id(ann, bob):
    place(ann, "sell", "1")
    for _ in range(3):
        place(bob, "buy", "0.001")

    def ask(last_id, limit):
        answer = bob.account.account.get_spot_hf_ledger(last_id=last_id, limit=limit)
        place(bob, "buy", "0.001")
        return answer

    everything = bob.account.account.get_spot_hf_ledger()
    pages = last_id_pages(ask, list, lambda answer: int(answer[-1]["id"]), 4)
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [row for page in pages for row in page] == everything
    assert [row["direction"] for row in everything] == ["in", "out"] * 3 + ["in"] * 4  # four deposits at the beginning


def test_ledger__of_the_main_account_by_page(sandbox, clock):
    credentials = sandbox.new_key(main=dict.fromkeys(("BTC", "ETH", "KCS", "SOL", "USDT"), Decimal(1)))
    with Client(*credentials, environment=sandbox.environment, clock=clock.seconds) as client:
        for _ in range(7):
            sandbox.exchange.deposit(client.account.account.get_apikey_info()["uid"], "main", "BTC", Decimal("0.5"), clock.now)
        ask = client.account.account.get_spot_ledger
        first, second, third = (ask(page_size=10, current_page=number) for number in (1, 2, 3))
        assert [len(page["items"]) for page in (first, second, third)] == [10, 2, 0]
        assert {**first, "items": None} == {
            "currentPage": 1, "pageSize": 10, "totalNum": 12, "totalPage": 2, "items": None}
        assert len({row["id"] for page in (first, second) for row in page["items"]}) == 12
        assert first["items"][0] == {
            "id": first["items"][0]["id"], "currency": "BTC", "amount": "0.5", "fee": "0", "balance": "4.5",
            "accountType": "MAIN", "bizType": "DEPOSIT", "direction": "in", "createdAt": NOW * 1000, "context": ""}
        assert [row["currency"] for row in ask(currency="USDT,SOL")["items"]] == ["USDT", "SOL"]
        assert ask(direction="out")["items"] == ask(biz_type="WITHDRAW")["items"] == ask(start_at=NOW * 1000 + 1)["items"] == []


def test_accounts__rows_and_one_row(ann):
    place(ann, "buy", "0.1", "60000")
    rows = ann.account.account.get_spot_account_list()
    assert [(row["type"], row["currency"], row["balance"], row["available"], row["holds"]) for row in rows] == [
        ("main", "USDT", "10000", "10000", "0"), ("trade", "USDT", "100000", "93994", "6006"), ("trade", "BTC", "10", "10", "0"),
        ("trade", "ETH", "100", "100", "0"), ("trade", "KCS", "1000", "1000", "0")]
    assert ann.account.account.get_spot_account_list(currency="USDT", type="main") == [rows[0]]
    assert ann.account.account.get_spot_account_detail(rows[1]["id"]) == {
        "currency": "USDT", "balance": "100000", "available": "93994", "holds": "6006"}
    with pytest.raises(errors.InvalidParameter):
        ann.account.account.get_spot_account_detail("1")


def test_accounts__none_of_another_account(ann, bob):
    theirs = bob.account.account.get_spot_account_list()[0]["id"]
    with pytest.raises(errors.InvalidParameter):
        ann.account.account.get_spot_account_detail(theirs)


def test_apikey__tells_its_permissions(sandbox, clock):
    credentials = sandbox.new_key(["Spot", "General"])
    with Client(*credentials, environment=sandbox.environment, clock=clock.seconds) as client:
        assert client.account.account.get_apikey_info() == {
            "remark": "sandbox", "apiKey": credentials[0], "apiVersion": 3, "permission": "General,Spot",
            "ipWhitelist": "", "createdAt": NOW * 1000, "uid": 1002, "isMaster": True}


def test_fees(ann):
    rates = {"takerFeeRate": "0.001", "makerFeeRate": "0.001"}
    assert ann.account.fee.get_basic_fee() == rates
    assert ann.account.fee.get_spot_actual_fee("BTC-USDT,ETH-BTC") == [
        {"symbol": "BTC-USDT", **rates}, {"symbol": "ETH-BTC", **rates}]
    with pytest.raises(errors.SymbolNotFound):
        ann.account.fee.get_spot_actual_fee("BTC-USDT,NO-SUCH")
    with pytest.raises(errors.InvalidParameter):
        ann.account.fee.get_spot_actual_fee(",".join(["BTC-USDT"] * 11))


# --- the market ---


@pytest.fixture
def next_day(clock, ann, bob):
    """A day after the makers' first trades: three matches of ours in two minutes, the last of them partial."""
    clock.advance(-NOW % 86400 + 86400)
    trades = []
    for seconds, price, size in ((0, "67699", "0.1"), (10, "67700", "0.2"), (60, "67698.5", "0.3")):
        clock.advance(seconds)
        place(ann, "sell", size, price)
        place(bob, "buy", "0.1", price)
        trades.append((price, clock.now))
    return clock.now // SECOND - 70, trades  # when the first minute began


def test_market__trades(ann, next_day):
    _, trades = next_day
    rows = ann.spot.market.get_trade_history(PAIR)
    assert [(row["price"], row["size"], row["side"], row["time"]) for row in rows[:3]] == [
        (price, "0.1", "buy", time) for price, time in reversed(trades)]
    assert [int(row["sequence"]) for row in rows] == sorted((int(row["sequence"]) for row in rows), reverse=True)


def test_market__candles(ann, next_day):
    start, _ = next_day
    ask = ann.spot.market.get_klines
    first = [str(start), "67699", "67700", "67700", "67699", "0.2", "13539.9"]
    second = [str(start + 60), "67698.5", "67698.5", "67698.5", "67698.5", "0.1", "6769.85"]
    both = [str(start), "67699", "67698.5", "67700", "67698.5", "0.3", "20309.75"]
    assert ask(PAIR, "1min", start_at=start) == [second, first]
    assert ask(PAIR, "1min", start_at=start, end_at=start + 60) == [first]
    assert ask(PAIR, "1min", start_at=start + 1) == [second]
    assert ask(PAIR, "5min", start_at=start) == ask(PAIR, "1day", start_at=start) == [both]
    assert ask(PAIR, "1min")[:2] == [second, first] and len(ask(PAIR, "1min")) == 3
    assert ask(PAIR, "1min", start_at=start + 3600) == []


@pytest.mark.usefixtures("next_day")
def test_market__ticker(ann, sandbox, clock):
    """The rest of the last sell, 0.2, is the best ask now."""
    bid, bid_size = map(plain, sandbox.exchange.book(PAIR).levels("buy", 1)[0])
    assert ann.spot.market.get_ticker(PAIR) == {
        "time": clock.now // 1000000, "sequence": str(sandbox.exchange.book(PAIR).sequence), "price": "67698.5", "size": "0.1",
        "bestBid": bid, "bestBidSize": bid_size, "bestAsk": "67698.5", "bestAskSize": "0.2"}


@pytest.mark.usefixtures("next_day")
def test_market__last_24_hours(ann, sandbox, clock):
    bid, bid_size = map(plain, sandbox.exchange.book(PAIR).levels("buy", 1)[0])
    day = {
        "symbol": PAIR, "buy": bid, "sell": "67698.5", "changeRate": "0", "changePrice": "-0.5", "high": "67700",
        "low": "67698.5", "vol": "0.3", "volValue": "20309.75", "last": "67698.5", "averagePrice": "67699.16666667",
        "takerFeeRate": "0.001", "makerFeeRate": "0.001", "takerCoefficient": "1", "makerCoefficient": "1"}
    assert ann.spot.market.get_24hr_stats(PAIR) == {"time": clock.now // 1000000, **day}
    everything = ann.spot.market.get_all_tickers()
    assert everything["time"] == clock.now // 1000000
    assert [row["symbol"] for row in everything["ticker"]] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]
    assert everything["ticker"][0] == {**day, "symbolName": PAIR, "bestBidSize": bid_size, "bestAskSize": "0.2"}
    silent = everything["ticker"][1]  # has not traded within the day
    assert (silent["vol"], silent["volValue"], silent["high"], silent["averagePrice"]) == ("0", "0", None, None)


def test_market__books_are_one_book(ann, sandbox):
    place(ann, "sell", "0.1")
    full = ann.spot.market.get_full_order_book(PAIR)
    book = sandbox.exchange.book(PAIR)
    assert full == {
        "time": NOW * 1000, "sequence": str(book.sequence),
        "bids": [[plain(price), plain(size)] for price, size in book.levels("buy")],
        "asks": [[plain(price), plain(size)] for price, size in book.levels("sell")]}
    assert full["asks"][0] == [PRICE, "0.1"]
    part = ann.spot.market.get_part_order_book(PAIR, 20)
    assert part == {**full, "bids": full["bids"][:20], "asks": full["asks"][:20]}
    assert len(ann.spot.market.get_part_order_book(PAIR, 100)["bids"]) == len(full["bids"]) > 20


def test_market__symbols_and_currencies(ann):
    symbols = ann.spot.market.get_all_symbols()
    assert [row["symbol"] for row in symbols] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]
    assert ann.spot.market.get_all_symbols(market="BTC") == [symbols[4]] == [ann.spot.market.get_symbol("ETH-BTC")]
    assert ann.spot.market.get_all_symbols(market="NO-SUCH") == []
    assert ann.spot.market.get_market_list() == ["BTC", "USDS"]
    currencies = ann.spot.market.get_all_currencies()
    assert [row["currency"] for row in currencies] == ["BTC", "ETH", "KCS", "SOL", "USDT"]
    assert ann.spot.market.get_currency("ETH") == currencies[1]
    assert ann.spot.market.get_currency("ETH", chain="eth")["chains"] == currencies[1]["chains"][:1]
    with pytest.raises(errors.ApiError) as refused:
        ann.spot.market.get_currency("NOPE")
    assert refused.value.code == "900003"


@pytest.mark.parametrize("ask", [
    lambda market: market.get_symbol("NO-SUCH"), lambda market: market.get_ticker("NO-SUCH"),
    lambda market: market.get_24hr_stats("NO-SUCH"), lambda market: market.get_trade_history("NO-SUCH"),
    lambda market: market.get_klines("NO-SUCH", "1min"), lambda market: market.get_part_order_book("NO-SUCH", 20),
    lambda market: market.get_full_order_book("NO-SUCH"),
])
def test_market__unknown_symbol(ann, ask):
    with pytest.raises(errors.SymbolNotFound) as refused:
        ask(ann.spot.market)
    assert (refused.value.code, refused.value.status) == ("900001", 200)


@pytest.mark.usefixtures("next_day")
def test_market__fiat_prices_follow_the_last_trades(ann):
    prices = ann.spot.market.get_fiat_price()
    assert sorted(prices) == ["BTC", "ETH", "KCS", "SOL", "USDT"]
    assert (prices["BTC"], prices["USDT"]) == ("67698.5", "1")
    assert ann.spot.market.get_fiat_price(base="USD", currencies="BTC,NOPE") == {"BTC": "67698.5"}
    with pytest.raises(errors.InvalidParameter):
        ann.spot.market.get_fiat_price(base="EUR")


def test_market__clock_address_and_status(ann):
    assert ann.spot.market.get_server_time() == NOW * 1000
    assert ann.spot.market.get_client_ip_address() == "127.0.0.1"
    assert ann.spot.market.get_service_status() == {"status": "open", "msg": ""}
