"""What the unified private channels say, message by message."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000 * SECOND
NOW_MS = 1730000000000
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
PUSHES = json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))
ORDERS = {"channel": "orderAll", "tradeType": "SPOT"}
EXECUTIONS = {"channel": "execution", "tradeType": "SPOT"}
LITE = {"channel": "execution.lite", "tradeType": "SPOT"}


def documented(kind):
    """The documented message of this ``T``, and the types of all fields that there may be."""
    (found,) = [(example, row["data_fields"]) for row in PUSHES if row["account_type"] == "unified"
                for example in row["message_examples"] if example["T"] == kind]
    return found


def typed(value):
    return "integer" if isinstance(value, int) and not isinstance(value, bool) else type(value).__name__


# --- orders ---


def test_order__shape_as_documented(floor, shape):
    listener = floor.unified(ORDERS, uid=ANN)
    floor.place(ANN, "buy", "1", "100")
    example, _ = documented("orderAll.UNIFIED")
    (frame,) = listener.take()
    assert shape(frame) == shape(example)


def test_order__a_maker_in_full(floor):
    listener = floor.unified(ORDERS, {"channel": "order", "tradeType": "SPOT", "symbol": PAIR}, uid=ANN)
    order = floor.place(ANN, "sell", "2", "100", clientOid="a-1")
    floor.place(BOB, "buy", "0.5", "100", NOW + 5)
    trade = floor.exchange.last_trade(PAIR)
    floor.cancel(order, NOW + 7, size="0.5")
    floor.cancel(order, NOW + 9)
    frames = listener.take()
    assert [frame["T"] for frame in frames] == ["orderAll.SPOT", "order.SPOT"] * 4
    assert [frame["d"] for frame in frames[::2]] == [frame["d"] for frame in frames[1::2]]
    assert [frame["P"] for frame in frames[::2]] == [str(NOW + part) for part in (0, 5, 7, 9)]
    same = {
        "tT": "SPOT", "oi": order.id, "ci": "a-1", "s": PAIR, "S": "SELL", "oT": "LIMIT", "oS": "USER", "p": "100", "q": "2",
        "qU": "BASECCY", "fC": "USDT", "t": "0", "tD": "", "tP": "", "tPT": "", "pP": "", "pPT": "", "lP": "", "lPT": "",
        "toi": "", "stp": "", "rO": False, "tIF": "GTC", "pO": False, "O": str(NOW)}
    none = {"lR": "", "ti": "", "lS": "0", "ls": "0", "cR": ""}
    filled = {"fS": "0.5", "aP": "100", "f": "0.05"}
    assert [frame["d"] for frame in frames[::2]] == [
        {**same, **none, "os": 2, "eT": "OPEN", "fS": "0", "aP": "0", "f": "0", "cS": "0", "rS": "2", "U": NOW},
        {**same, **filled, "os": 4, "eT": "MATCH", "lR": "MAKER", "ti": str(trade.id), "lS": "0.5", "ls": "100", "cR": "",
         "cS": "0", "rS": "1.5", "U": NOW + 5},
        {**same, **none, **filled, "os": 4, "eT": "UPDATE", "cS": "0.5", "rS": "1", "U": NOW + 7},
        {**same, **none, **filled, "os": 6, "eT": "CANCEL", "cR": "USER", "cS": "1.5", "rS": "0", "U": NOW + 9}]


def test_order__of_one_symbol_only(floor):
    listener = floor.unified({"channel": "order", "tradeType": "SPOT", "symbol": "ETH-USDT"}, uid=ANN)
    floor.place(ANN, "sell", "2", "100")
    assert listener.take() == []


def steps(listener):
    return [(frame["d"]["eT"], frame["d"]["os"], frame["d"]["fS"], frame["d"]["cS"], frame["d"]["cR"])
            for frame in listener.take()]


@pytest.mark.parametrize("price, more, expected", [
    ("100", {}, [("MATCH", 4, "0.5", "0", ""), ("OPEN", 4, "0.5", "0", "")]),
    ("100", {"timeInForce": "IOC"}, [("MATCH", 4, "0.5", "0", ""), ("CANCEL", 6, "0.5", "0.5", "SYSTEM_CANCEL")]),
    ("100", {"timeInForce": "FOK"}, [("CANCEL", 5, "0", "1", "SYSTEM_CANCEL")]),
    (None, {}, [("MATCH", 4, "0.5", "0", ""), ("CANCEL", 6, "0.5", "0.5", "SYSTEM_CANCEL")]),
])
def test_order__terms_that_end_it_at_once(floor, price, more, expected):
    floor.place(ANN, "sell", "0.5", "100")
    listener = floor.unified(ORDERS, uid=BOB)
    floor.place(BOB, "buy", "1", price, **more)
    assert steps(listener) == expected


def test_order__filled(floor):
    floor.place(ANN, "sell", "1", "100")
    listener = floor.unified(ORDERS, uid=BOB)
    floor.place(BOB, "buy", "1", "100")
    assert steps(listener) == [("MATCH", 4, "1", "0", ""), ("FILL", 3, "1", "0", "")]


def test_order__by_funds(floor):
    floor.place(ANN, "sell", "0.5", "100")
    floor.place(ANN, "sell", "1", "101")
    listener = floor.unified(ORDERS, uid=BOB)
    floor.place(BOB, "buy", None, funds="75.25")
    data = listener.take()[-1]["d"]
    assert [data[name] for name in ("q", "qU", "p", "fS", "aP", "cS", "rS")] == [
        "75.25", "QUOTECCY", "", "0.75", "100.3333333333333333", "0", "0"]


def test_order__a_stop_order_waits_and_is_triggered(floor, shape):
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "0.1", "100")
    listener = floor.unified(ORDERS, {"channel": "order", "tradeType": "SPOT", "symbol": PAIR}, uid=BOB)
    wanted = {"symbol": PAIR, "side": "sell", "type": "limit", "size": "2", "price": "95", "stop": "loss"}
    stops = [floor.exchange.stops.place(BOB, {**wanted, "stopPrice": price, "clientOid": f"s-{price}"}, NOW + 1) for price in ("98", "90")]
    floor.exchange.stops.cancel(BOB, NOW + 2, order_id=stops[1].id)
    floor.place(ANN, "buy", "1", "97", NOW + 3)
    floor.place(BOB, "sell", "1", "97", NOW + 3)
    frames = listener.take()
    assert [frame["d"] for frame in frames[::2]] == [frame["d"] for frame in frames[1::2]]
    data = [frame["d"] for frame in frames[::2]]
    assert shape(data[0]) == shape(documented("orderAll.UNIFIED")[0]["d"])
    assert [(each["os"], each["eT"], each["cR"]) for each in data if each["oi"] in (stops[0].id, stops[1].id)] == [
        (0, "OPEN", ""), (0, "OPEN", ""), (5, "CANCEL", "USER"), (1, "TRIGGER", "")]
    assert [data[0][name] for name in ("ci", "p", "q", "rS", "tD", "tP", "tPT", "toi")] == [
        "s-98", "95", "2", "2", "DOWN", "98", "TP", stops[0].id]


def test_order__a_conditional_one_of_the_unified_account(floor):
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "0.1", "100")
    floor.exchange.deposit(BOB, "unified", "BTC", D("5"), NOW)
    unified = {"channel": "orderAll", "tradeType": "UNIFIED"}
    listener = floor.unified(unified, ORDERS, uid=BOB)
    wanted = {"symbol": PAIR, "side": "sell", "type": "limit", "size": "2", "price": "95", "stop": "loss"}
    stops = [floor.exchange.stops.place(BOB, {**wanted, "stopPrice": price}, NOW + 1, account="unified") for price in ("98", "90")]
    floor.exchange.stops.cancel(BOB, NOW + 2, order_id=stops[1].id, kinds=("UNIFIED",))
    floor.place(ANN, "buy", "0.5", "97", NOW + 3)
    floor.place(ANN, "sell", "0.5", "97", NOW + 3)
    frames = listener.take()
    assert {frame["T"] for frame in frames} == {"orderAll.UNIFIED"}
    data = [frame["d"] for frame in frames]
    placed = floor.exchange.open_orders(BOB, account="unified")[0].id
    names = ("oi", "eT", "os", "tT", "cS", "rS")
    assert [tuple(each[name] for name in names) for each in data] == [
        (stops[0].id, "OPEN", 0, "SPOT", "0", "2"), (stops[1].id, "OPEN", 0, "SPOT", "0", "2"),
        (stops[1].id, "CANCEL", 5, "SPOT", "2", "0"), (placed, "OPEN", 2, "SPOT", "0", "2"),
        (stops[0].id, "TRIGGER", 1, "SPOT", "0", "2")]


def test_order__everybody_gets_their_own_under_the_account_it_is_on(floor):
    floor.exchange.deposit(ANN, "margin", "BTC", D("5"), NOW)
    cross = {"channel": "orderAll", "tradeType": "CROSS"}
    ann, bob = (floor.unified(ORDERS, cross, {"channel": "orderAll", "tradeType": "UNIFIED"}, uid=uid) for uid in (ANN, BOB))
    floor.place(ANN, "sell", "2", "100")
    floor.exchange.place(ANN, {"symbol": PAIR, "side": "sell", "type": "limit", "size": "1", "price": "100"}, NOW, account="margin")
    floor.exchange.deposit(ANN, "unified", "BTC", D("5"), NOW)
    floor.exchange.place(ANN, {"symbol": PAIR, "side": "sell", "type": "limit", "size": "1", "price": "100"}, NOW, account="unified")
    floor.hub.flush(NOW)
    assert [(frame["T"], frame["d"]["tT"]) for frame in ann.take()] == [
        ("orderAll.SPOT", "SPOT"), ("orderAll.CROSS", "CROSS"), ("orderAll.UNIFIED", "SPOT")]
    assert bob.take() == []


# --- executions ---


@pytest.mark.parametrize("kind, subscription", [("execution.UNIFIED", EXECUTIONS), ("execution.lite.UNIFIED", LITE)])
def test_execution__shape_as_documented(floor, shape, kind, subscription):
    listener = floor.unified(subscription, uid=ANN)
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    (frame,) = listener.take()
    assert shape(frame) == shape(documented(kind)[0])


def test_execution__of_both_sides(floor):
    ann, bob = (floor.unified(EXECUTIONS, LITE, uid=uid) for uid in (ANN, BOB))
    maker = floor.place(ANN, "sell", "1", "100", clientOid="a-1")
    taker = floor.place(BOB, "buy", "0.25", now=NOW + 5)
    trade = floor.exchange.last_trade(PAIR)
    both = {"s": PAIR, "p": "100", "q": "0.25"}
    for listener, one in ((ann, {"oi": maker.id, "S": "SELL", "oT": "LIMIT", "lR": "MAKER"}),
                          (bob, {"oi": taker.id, "S": "BUY", "oT": "MARKET", "lR": "TAKER"})):
        assert listener.take() == [
            {"T": "execution.SPOT", "P": NOW + 5, "d": {
                **both, **one, "ci": "a-1" if listener is ann else "", "ti": str(trade.id), "f": "0.025", "fC": "USDT",
                "fT": "NORMAL", "fP": "", "E": NOW + 5}},
            {"T": "execution.lite.SPOT", "P": str(NOW + 5), "d": {**both, **one, "ti": trade.id, "E": str(NOW + 5)}}]


# --- balances ---


@pytest.mark.parametrize("account, kind, currency, more", [
    ("main", "FUNDING", "ETH", {}), ("trade", "SPOT", "ETH", {}), ("margin", "CROSS", "ETH", {"l": "0"}),
    ("isolated:BTC-USDT", "ISOLATED", "USDT", {"l": "0"})])
def test_balance__of_each_account(floor, shape, account, kind, currency, more):
    kinds = ("FUNDING", "SPOT", "CROSS", "ISOLATED", "FUTURES", "UNIFIED")
    listener = floor.unified(*({"channel": "balance", "accountType": each} for each in kinds), uid=BOB + 1)
    floor.exchange.open_account(BOB + 1, {}, {}, NOW)
    floor.exchange.deposit(BOB + 1, account, currency, D("1.5"), NOW + 5)
    floor.hub.flush(NOW + 6)
    frames = listener.take()
    assert frames == [{"T": f"balance.{kind}", "P": NOW + 6, "d": {
        "c": currency, "b": "1.5", "a": "1.5", "h": "0", "U": str(NOW_MS), **more}}]
    assert shape({name: frames[0]["d"][name] for name in "cbahU"}) == shape(documented("balance.FUNDING")[0]["d"])


def test_balance__what_a_margin_account_owes(floor):
    floor.open_contracts()
    floor.exchange.deposit(ANN, "margin", "USDT", D("1000"), NOW)
    floor.hub.flush(NOW)
    listener = floor.unified({"channel": "balance", "accountType": "CROSS"}, uid=ANN)
    floor.exchange.margin.borrow(ANN, "margin", "USDT", "500", NOW)
    floor.hub.flush(NOW)
    (data,) = (frame["d"] for frame in listener.take())
    assert data["b"] == "1500" and 500 < D(data["l"]) < 501


def test_balance__of_the_unified_account(floor, shape):
    listener = floor.unified({"channel": "balance", "accountType": "UNIFIED"}, uid=ANN)
    floor.exchange.deposit(ANN, "unified", "ETH", D("1.5"), NOW + 5)
    floor.hub.flush(NOW + 6)
    frames = listener.take()
    assert frames == [{"T": "balance.UNIFIED", "P": str(NOW + 6), "d": {
        "c": "ETH", "e": "1.5", "b": "1.5", "a": "1.5", "h": "0", "l": "0", "U": str(NOW + 5)}}]
    assert shape(frames[0]) == shape(documented("balance.UNIFIED")[0])


def test_balance__equity_of_the_unified_account_with_a_position(floor):
    floor.open_contracts()
    for uid in (ANN, BOB):
        floor.exchange.unified.join(uid, NOW)
    floor.order(ANN, "buy", 40, "99", marginMode="CROSS", leverage=None)
    floor.order(BOB, "sell", 40, "99", marginMode="CROSS", leverage=None)
    listener = floor.unified({"channel": "balance", "accountType": "UNIFIED"}, uid=ANN)
    floor.exchange.deposit(ANN, "unified", "USDT", D("1"), NOW + 5)
    floor.hub.flush(NOW + 6)
    (data,) = (frame["d"] for frame in listener.take())
    assert D(data["e"]) - D(data["b"]) == D("0.04") and data["l"] == "0"


def test_balance__hold_and_release(floor):
    listener = floor.unified({"channel": "balance", "accountType": "SPOT"}, uid=ANN)
    floor.cancel(floor.place(ANN, "sell", "2", "100"))
    assert [[frame["d"][name] for name in "bah"] for frame in listener.take()] == [["10", "8", "2"], ["10", "10", "0"]]


# --- all ---


def test_fields__are_documented_ones_of_the_documented_types(floor):
    """Numbers above 2**53 come as numbers or as text, as the exchange's do."""
    kinds = {"orderAll": "orderAll.UNIFIED", "execution": "execution.UNIFIED", "execution.lite": "execution.lite.UNIFIED",
             "balance": "balance.UNIFIED"}
    listener = floor.unified(ORDERS, EXECUTIONS, LITE, {"channel": "balance", "accountType": "SPOT"}, uid=ANN)
    floor.place(ANN, "sell", "2", "100")
    floor.place(BOB, "buy", "1", "100")
    for frame in listener.take():
        _, fields = documented(kinds[frame["T"].rpartition(".")[0]])
        for name, value in frame["d"].items():
            allowed = {"string": {"str"}, "int64": {"integer", "str"}, "integer": {"integer"}, "boolean": {"bool"}}[fields[name]]
            assert typed(value) in allowed | ({"integer"} if (name, fields[name]) == ("ti", "string") else set())
