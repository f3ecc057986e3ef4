"""A sandbox that is kept and goes on: whatever it held, and nothing that only looks like it."""

import json
import os
import random
from collections import OrderedDict, deque
from decimal import Decimal

import pytest

from kucoin_ref import Client, Signer
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.accounts import Numbers
from kucoin_ref.sandbox.gateway import Key
from kucoin_ref.sandbox.matching import SECOND, LevelChanged, Order
from kucoin_ref.sandbox.state import dump, load, open_file, save

PAIR = "BTC-USDT"
NOON = 1730030400


class Time:
    """A machine's clock that stands still until it is moved."""

    def __init__(self):
        self.ns = NOON * SECOND

    def __call__(self):
        return self.ns

    def seconds(self):
        return self.ns / SECOND


def publish(event):
    raise AssertionError(event)


def kept(value, **like):
    """A value after a way through JSON."""
    written = json.loads(json.dumps(dump({"value": value}, publish)))
    return load(written, publish, {"value": like.get("like", value)})["value"]


# --- single values ---


@pytest.mark.parametrize("value", [
    None, True, 0, -7, 10**30, 0.5, "", "text \u20ac \ud83d", Decimal("1.50"), Decimal("1E-8"), b"\x00secret", [], [1, [2]], {},
    {"a": {"b": None}}, {"$class": 1, "$ref": "x"}, {1: 2, ("a", 1): Decimal(3), None: 4}, {Decimal("0.10"): "price"},
    (), (1, ("a",)), {1, 2}, set(), frozenset({"General", "Spot"}), {"id": 1, "maxlen": 2}, {"": {"$": []}},
], ids=str)
def test_value__comes_back_as_it_was(value):
    back = kept(value)
    assert (back, type(back), repr(back)) == (value, type(value), repr(value))


def test_value__a_queue_keeps_its_bound():
    back = kept(deque([1, 2, 3], maxlen=3))
    back.append(4)
    assert back == deque([2, 3, 4]) and back.maxlen == 3 and kept(deque()).maxlen is None


def test_value__chance_goes_on_where_it_was():
    chance = random.Random(7)
    chance.random()
    back = kept(chance)
    assert [back.random() for _ in range(5)] == [chance.random() for _ in range(5)]


def test_value__instances_also_frozen_ones():
    change = LevelChanged(PAIR, "buy", Decimal("1.0"), Decimal(0), 7, 8)
    order = Order("1", 2, PAIR, "buy", "limit", price=Decimal("5"), tags=None)
    assert kept([change, order]) == [change, order]
    assert kept(Numbers(5)).following == 5


def test_value__a_key_signs_as_before():
    key = kept(Key(Signer("k", "secret \u20ac", "pass", "2"), 1001, frozenset({"Spot"}), 5))
    assert (key.uid, key.permissions, key.created_at) == (1001, {"Spot"}, 5)
    assert key.signer.headers(1, "GET", "/a") == Signer("k", "secret \u20ac", "pass", "2").headers(1, "GET", "/a")
    key.signer.verify(Signer("k", "secret \u20ac", "pass").headers(1, "GET", "/a"), "GET", "/a")


def test_value__one_thing_in_many_places_stays_one():
    order = Order("1", 2, PAIR, "buy", "limit")
    rows = [order]
    names = {"b"}
    queue = deque([order])
    back = kept({"book": {Decimal(1): order}, "rows": rows, "again": (rows, order), "sets": [names, names], "q": [queue, queue]})
    found = back["book"][Decimal(1)]
    assert back["rows"][0] is back["again"][1] is back["q"][0][0] is found and back["again"][0] is back["rows"]
    assert back["sets"][0] is back["sets"][1] and back["q"][0] is back["q"][1]
    found.status = "done"
    assert found == back["rows"][0] and order.status == "open"


def test_value__equal_things_stay_two():
    first, second = kept([Numbers(1), Numbers(1)])
    assert first is not second
    first, second = kept([[], []])
    assert first is not second


def test_value__one_that_holds_itself():
    loop = {"list": []}
    loop["list"].append(loop)
    back = kept(loop)
    assert back["list"][0] is back


def test_value__publish_is_the_new_one():
    def other(event):
        pass

    back = load(json.loads(json.dumps(dump({"of": [publish]}, publish))), other, {"of": []})
    assert back["of"][0] is other


class Stranger:
    def __init__(self):
        self.value = 1


@pytest.mark.parametrize("value", [
    print, lambda: None, iter([]), float("nan"), float("inf"), OrderedDict(), Stranger(), Order, {1: Stranger()},
    (each for each in ()), object(), range(3), b"x"[0:0].join, bytearray(b"x")], ids=lambda value: type(value).__name__)
def test_dump__what_cannot_be_kept(value):
    with pytest.raises(TypeError, match=r"^state\.engine\S*: a \w+ cannot be kept in a state$"):
        dump({"engine": value}, publish)


def test_dump__the_same_state_is_the_same_text():
    """Sets too, which have another order in every process."""
    first, second = {"a", "b", "c"}, set()
    second.update("cba")
    assert json.dumps(dump({"s": first}, publish)) == json.dumps(dump({"s": second}, publish))


# --- what is refused ---


def written(state, **change):
    return {"format": "kucoin-ref sandbox", "version": 1, "state": state, **change}


@pytest.mark.parametrize("snapshot, message", [
    (None, "state: this is no state of a sandbox"),
    ([], "state: this is no state of a sandbox"),
    ({}, "state: this is no state of a sandbox"),
    (written({}, format="else"), "state: this is no state of a sandbox"),
    (written({}, version=2), "state: expected version 1, got 2"),
    (written({}, version=None), "state: expected version 1, got None"),
    (written(None), "state: it is broken, or of another version: expected n"),
    (written({}), "state: it is broken, or of another version: expected n"),
    (written({"n": 1, "m": 2}), "state: it is broken, or of another version: expected n"),
    (written({"n": 1}), "state: it is broken, or of another version: expected n"),
    (written({"n": {"$class": "matching.Order"}}), "state: it is broken, or of another version: a matching.Order lacks account, "),
    (written({"n": {"$class": "accounts.Numbers"}}), "state: it is broken, or of another version: a accounts.Numbers lacks following"),
    (written({"n": {"$class": "os.system"}}), "state: it is broken, or of another version: there is no class 'os.system'"),
    (written({"n": {"$class": "server.Sandbox"}}), "there is no class 'server.Sandbox'"),
    (written({"n": {"$class": "websocket.PushSocket"}}), "there is no class 'websocket.PushSocket'"),
    (written({"n": {"$class": ["a"]}}), "state: it is broken, or of another version: "),
    (written({"n": {"$class": "matching.Book.__init__"}}), "there is no class"),
    (written({"n": {"$class": "matching.Refused", "code": "1"}}), "state: it is broken, or of another version: "),
    (written({"n": {"$ref": 1}}), "state: it is broken, or of another version: "),
    (written({"n": {"$decimal": "much"}}), "state: it is broken, or of another version: "),
    (written({"n": {"$bytes": "xyz"}}), "state: it is broken, or of another version: "),
    (written({"n": {"$code": "print()"}}), "state: it is broken, or of another version: "),
    (written({"n": {"$dict": [1]}}), "state: it is broken, or of another version: "),
    (written({"n": {"$dict": [[[], 1]]}}), "state: it is broken, or of another version: "),
    (written({"n": {"$set": [[]]}}), "state: it is broken, or of another version: "),
    (written({"n": {"$random": [1]}}), "state: it is broken, or of another version: "),
    (written({"n": {"$id": [], "x": 1}}), "state: it is broken, or of another version: "),
], ids=str)
def test_load__what_is_no_state_or_of_another_version(snapshot, message):
    with pytest.raises(ValueError) as refused:
        load(snapshot, publish, {"n": Numbers(1)})
    assert message in str(refused.value)


def test_load__nested_without_end():
    state = written({})
    for _ in range(100000):
        state = written({"n": state})
    with pytest.raises(ValueError, match="state: it is broken"):
        load(state, publish, {"n": 1})
    while state:  # or its own end would be too deep
        state = state["state"].get("n")


@pytest.mark.parametrize("text", ["", "{", "[" * 100000, '{"a": 1'])
def test_file__that_is_broken(tmp_path, text):
    (tmp_path / "state.json").write_text(text)
    with pytest.raises(ValueError, match="state: not JSON: "):
        open_file(tmp_path / "state.json")


def test_file__is_replaced_at_once_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "state.json"
    save(file, {"a": 1})
    save(str(file), {"a": 2})
    assert open_file(str(file)) == {"a": 2}
    with pytest.raises(TypeError):
        save(file, {"a": object()})

    def fail(*_):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        save(file, {"a": 3})
    assert open_file(file) == {"a": 2} and list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="has other permissions")
def test_file__is_for_its_owner_only(tmp_path):
    save(tmp_path / "state.json", {})
    assert (tmp_path / "state.json").stat().st_mode & 0o777 == 0o600


# --- whole sandboxes ---


def trade(person, number):
    """A bit of everything."""
    order = person.spot.order
    order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid=f"rests-{number}")
    order.add_order(PAIR, "buy", "limit", price="60001", size="0.001", client_oid=f"falls-due-{number}",
                    time_in_force="GTT", cancel_after=90)
    order.add_order(PAIR, "buy", "market", funds="500", remark="taken")
    order.add_order("ETH-USDT", "sell", "limit", price="2400", size="0.5", stp="CN")
    order.cancel_order_by_client_oid(f"rests-{number}", PAIR) if number else None
    order.set_dcp(300 if number else 100, symbols="ETH-USDT")
    person.spot.stop_order.add_stop_order(PAIR, "sell", "limit", "60000", price="59000", size="0.01", client_oid=f"stop-{number}")
    person.account.transfer.flex_transfer("USDT", "10", "INTERNAL", "MAIN", "TRADE", f"transfer-{number}")
    person.account.sub_account.add_sub_account(f"helper{number}", "password1", "Spot")
    place = person.futures.order.add_order
    place("XBTUSDTM", "buy", f"long-{number}", type="market", size=10, leverage=5, margin_mode="ISOLATED")
    place("XBTUSDTM", "buy", f"rests-{number}", type="limit", price="60000", size=5, leverage=3, margin_mode="ISOLATED")
    place("ETHUSDTM", "sell", f"stops-{number}", type="market", size=1, leverage=3, stop="down", stop_price_type="MP",
          stop_price="2000", margin_mode="ISOLATED")


def test_sandbox__goes_on_as_if_it_had_never_stopped():
    """Two of the same time and seed: one is kept twice and goes on, and both come to the same state."""
    ends = []
    for stops in (False, True):
        machine = Time()
        sandbox = Sandbox(time_ns=machine, market_pace=0, credentials=("the-key", "the-secret", "the-passphrase")).start()
        for number in range(3):
            if stops and number:
                sandbox.close()
                sandbox = Sandbox(time_ns=machine, market_pace=0, state=json.loads(json.dumps(sandbox.snapshot()))).start()
            with Client(*sandbox.credentials, environment=sandbox.environment, clock=machine.seconds) as person:
                trade(person, number)
            sandbox.clock.advance(hours=5)  # past a funding
            with sandbox.lock:
                for makers in (sandbox._makers, sandbox._contract_makers):
                    makers.step(sandbox.now())
        ends.append(sandbox.snapshot())
        sandbox.close()
    assert ends[0] == ends[1]
    assert len(json.dumps(ends[0])) > 100000


def test_sandbox__keeps_clients_orders_and_their_keys():
    with Sandbox(market_pace=0) as first, Client(*first.credentials, environment=first.environment) as client:
        other = first.new_key(["General"])
        client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", client_oid="kept-1")
        first.clock.advance(hours=8)
        snapshot, time = first.snapshot(), client.spot.market.get_server_time()
    with Sandbox(market_pace=0, state=snapshot) as second:
        assert second.credentials == first.credentials and second.clock.advanced == 8 * 3600 * SECOND
        with Client(*first.credentials, environment=second.environment) as client:
            assert 0 <= client.spot.market.get_server_time() - time < 5000
            assert client.spot.order.cancel_order_by_client_oid("kept-1", PAIR) == {"clientOid": "kept-1"}
        with Client(*other, environment=second.environment) as client:
            assert client.account.account.get_apikey_info()["permission"] == "General"
        newcomer = second.gateway.keys[second.new_key()[0]].uid
        assert newcomer == max(key.uid for key in first.gateway.keys.values()) + 1


def test_sandbox__of_a_state_does_what_fell_due_meanwhile():
    machine = Time()
    with Sandbox(market_pace=0, time_ns=machine) as first:
        with Client(*first.credentials, environment=first.environment, clock=machine.seconds) as client:
            client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="1", time_in_force="GTT", cancel_after=600)
    snapshot = first.snapshot()
    machine.ns += 3600 * SECOND
    with Sandbox(market_pace=0, time_ns=machine, state=snapshot) as second:
        (order,) = second.exchange.closed_orders(second.gateway.keys[first.credentials[0]].uid, PAIR)
        assert order.updated_at == (NOON + 600) * SECOND


def test_sandbox__time_does_not_go_back_with_the_machines():
    machine = Time()
    with Sandbox(market_pace=0, time_ns=machine) as first:
        first.clock_skew(5000)  # a fault, which is not kept
    snapshot = first.snapshot()
    machine.ns -= 3600 * SECOND
    with Sandbox(market_pace=0, time_ns=machine, state=snapshot) as second:
        assert second.now() == NOON * SECOND
        with Client(*first.credentials, environment=second.environment, clock=machine.seconds) as client:
            assert client.account.account.get_spot_account_list()


def test_sandbox__not_started_yet_is_a_state_too():
    snapshot = Sandbox(seed=4, market_pace=0).snapshot()
    with Sandbox(state=snapshot, market_pace=0) as second, Sandbox(seed=4, market_pace=0) as third:
        assert second.exchange.book(PAIR).levels("buy") == third.exchange.book(PAIR).levels("buy")
        with Client(*second.credentials, environment=second.environment) as client:
            assert client.account.account.get_spot_account_list()


@pytest.mark.parametrize("key", ["first-key", "another-key"])
def test_sandbox__credentials_given_go_for_the_same_account(key):
    with Sandbox(market_pace=0, credentials=("first-key", "secret", "pass")) as first:
        assert first.credentials == ("first-key", "secret", "pass")
    with Sandbox(market_pace=0, state=first.snapshot(), credentials=(key, "new", "new")) as second:
        uids = {name: made.uid for name, made in second.gateway.keys.items()}
        assert uids == {"first-key": 1001, key: 1001}
        with Client(key, "new", "new", environment=second.environment) as client:
            assert {row["currency"] for row in client.account.account.get_spot_account_list()} == {"USDT", "BTC", "ETH", "KCS"}


def test_sandbox__of_what_is_no_state():
    with pytest.raises(ValueError, match="state: this is no state of a sandbox"):
        Sandbox(state={})
    snapshot = Sandbox().snapshot()
    del snapshot["state"]["exchange"]["_books"]
    with pytest.raises(ValueError, match="another version: a exchange.Exchange lacks _books"):
        Sandbox(state=snapshot)
