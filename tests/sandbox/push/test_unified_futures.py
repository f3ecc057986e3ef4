"""What the unified private channels say of contracts, message by message."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000 * SECOND
NOW_MS = 1730000000000
ANN, BOB = 7, 8
CONTRACT = "XBTUSDTM"
ROWS = [row for row in json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))
        if row["account_type"] == "unified"]
EXAMPLES = {example["T"].rpartition(".")[0]: example for row in ROWS for example in row["message_examples"][:1]}
FIELDS = {row["channel"]: row["data_fields"] for row in ROWS}


@pytest.fixture
def market(floor):
    return floor.open_contracts()


def futures(channel, **more):
    return {"channel": channel, "tradeType": "FUTURES", **more}


def check(frame, shape):
    """Fields that are documented, with the frame of the example and the types of the example or of its page."""
    channel = frame["T"].rpartition(".")[0]
    example = EXAMPLES[channel]
    assert shape({**frame, "d": None}) == shape({**example, "d": None})
    for name, value in frame["d"].items():
        if name in example["d"]:
            assert shape(value) == shape(example["d"][name]), name
        else:
            assert {"string": "str", "int64": "number"}[FIELDS[channel][name]] == shape(value), name


def test_order__an_order_of_lots(market, shape):
    listener = market.unified(futures("orderAll"), futures("order", symbol=CONTRACT), futures("order", symbol="XBTUSDM"), uid=ANN)
    order = market.order(ANN, "buy", 5, "99", clientOid="a-1")
    market.order(BOB, "sell", 2, "99", NOW + 5)
    trade = market.exchange.futures.markets[CONTRACT].tape.last()
    market.exchange.futures.cancel(ANN, NOW + 7, order_id=order.id)
    market.hub.flush(NOW + 7)
    frames = listener.take()
    assert [frame["T"] for frame in frames] == ["orderAll.FUTURES", "order.FUTURES"] * 3
    assert [frame["d"] for frame in frames[::2]] == [frame["d"] for frame in frames[1::2]]
    check(frames[0], shape)
    same = {"tT": "FUTURES", "oi": order.id, "ci": "a-1", "s": CONTRACT, "S": "BUY", "pS": "BOTH", "oT": "LIMIT", "oS": "USER", "p": "99",
            "mM": "ISOLATED", "q": "5", "qU": "UNIT", "fC": "USDT", "t": "0", "tD": "", "tP": "", "tPT": "", "pP": "", "pPT": "", "lP": "",
            "lPT": "", "toi": "", "stp": "", "rO": False, "tIF": "GTC", "pO": False, "O": str(NOW)}
    none = {"lR": "", "ti": "", "lS": "0", "ls": "0"}
    assert [frame["d"] for frame in frames[::2]] == [
        {**same, **none, "os": 2, "eT": "OPEN", "fS": "0", "aP": "0", "f": "0", "cR": "", "cS": "0", "rS": "5", "U": NOW},
        {**same, "os": 4, "eT": "MATCH", "lR": "MAKER", "ti": str(trade.id), "lS": "2", "ls": "99", "fS": "2", "aP": "99",
         "f": "0.0000396", "cR": "", "cS": "0", "rS": "3", "U": NOW + 5},
        {**same, **none, "os": 6, "eT": "CANCEL", "fS": "2", "aP": "99", "f": "0.0000396", "cR": "USER", "cS": "3", "rS": "0", "U": NOW + 7}]


def test_order__a_stop_order_from_waiting_to_filled(market, shape):
    market.order(ANN, "buy", 5, "99")
    listener = market.unified(futures("orderAll"), uid=BOB)
    stop = market.order(BOB, "sell", 2, stop="down", stopPrice="99", stopPriceType="TP")
    gone = market.order(BOB, "sell", 2, stop="down", stopPrice="90", stopPriceType="TP")
    market.order(BOB, "sell", 1, "99", NOW + 5)
    market.exchange.futures.cancel(BOB, NOW + 7, order_id=gone.id)
    market.hub.flush(NOW + 7)
    frames = listener.take()
    check(frames[0], shape)
    assert [(frame["d"]["os"], frame["d"]["eT"]) for frame in frames if frame["d"]["oi"] == stop.id] == [
        (0, "OPEN"), (1, "TRIGGER"), (4, "MATCH"), (3, "FILL")]
    assert [(frame["d"]["os"], frame["d"]["eT"], frame["d"]["cR"]) for frame in frames if frame["d"]["oi"] == gone.id] == [
        (0, "OPEN", ""), (5, "CANCEL", "USER")]
    assert [frames[0]["d"][name] for name in ("tD", "tP", "tPT", "toi")] == ["DOWN", "99", "TP", stop.id]


def test_execution__its_own_fee_and_what_it_realised(market, shape):
    listener = market.unified(futures("execution"), futures("execution.lite"), uid=ANN)
    opened = market.order(ANN, "buy", 5, "99", clientOid="a-1")
    market.order(BOB, "sell", 2, "99")
    market.order(BOB, "sell", 3, "99")
    market.order(BOB, "buy", 4, "101")
    closed = market.order(ANN, "sell", 4, None, NOW + 5)
    frames = listener.take()
    full, lite = frames[::2], frames[1::2]
    check(full[0], shape)
    assert [(frame["d"]["oi"], frame["d"]["q"], frame["d"]["f"], frame["d"]["fP"], frame["d"]["ci"]) for frame in full] == [
        (opened.id, "2", "0.0000396", "", "a-1"), (opened.id, "3", "0.0000594", "", "a-1"), (closed.id, "4", "0.0002424", "0.008", "")]
    trade = market.exchange.futures.markets[CONTRACT].tape.last()
    both = {"oi": closed.id, "ti": str(trade.id), "s": CONTRACT, "S": "SELL", "oT": "MARKET", "p": "101", "q": "4", "lR": "TAKER"}
    assert full[-1] == {"T": "execution.FUTURES", "P": NOW + 5, "d": {
        **both, "ci": "", "f": "0.0002424", "fC": "USDT", "fT": "NORMAL", "fP": "0.008", "E": NOW + 5}}
    assert lite[-1] == {"T": "execution.lite.FUTURES", "P": str(NOW + 5), "d": {**both, "E": str(NOW + 5)}}


def test_balance__the_wallet(market):
    listener = market.unified({"channel": "balance", "accountType": "FUTURES"}, uid=ANN)
    market.order(ANN, "buy", 100, "99")
    market.order(BOB, "sell", 40, "99", NOW + 5)
    market.exchange.deposit(ANN, "contract", "XBT", D("0.5"), NOW)
    market.hub.flush(NOW)
    placed, filled, paid_in = (frame["d"] for frame in listener.take())
    assert filled == {
        "c": "USDT", "e": "1000.039208", "b": "999.999208", "a": "995.045644", "h": "2.973564", "tCM": "995.045644", "cPM": "0",
        "cOM": "0", "cUP": "0", "iPM": "1.98", "iOM": "2.973564", "iFF": "0", "iUP": "0.04", "U": str(NOW_MS)}
    assert (placed["b"], placed["h"], paid_in["c"], paid_in["b"]) == ("1000", "4.95594", "XBT", "1.5")
    assert {name: "string" for name in filled if name != "U"} == {name: FIELDS["balance"][name] for name in filled if name != "U"}


def test_position__opened_and_closed(market, shape):
    listener = market.unified(futures("positionAll"), futures("position", symbol=CONTRACT), futures("position", symbol="XBTUSDM"), uid=ANN)
    market.order(ANN, "buy", 100, "99")
    market.order(BOB, "sell", 100, "99", NOW + 5)
    market.order(BOB, "buy", 100, "101")
    market.order(ANN, "sell", 100, None, NOW + 9)
    frames = listener.take()
    assert [frame["T"] for frame in frames] == ["positionAll.FUTURES", "position.FUTURES"] * 2
    check(frames[0], shape)
    opened, closed = frames[0]["d"], frames[2]["d"]
    assert frames[0]["P"] == str(NOW + 5) and opened == frames[1]["d"]
    assert [opened[name] for name in ("s", "mM", "q", "eP", "pV", "pM", "mP", "l", "uPL", "iM", "adl", "U", "O")] == [
        CONTRACT, "ISOLATED", "100", "99", "10", "4.95", "100", "2", "0.1", "4.95", "0", str(NOW + 5), NOW + 5]
    assert (closed["pi"], closed["q"], closed["pM"], closed["U"]) == (opened["pi"], "0", "0", str(NOW + 9))
    assert D(closed["rPL"]) == D("0.2") - D("9.9") * D("0.0002") - D("10.1") * D("0.0006")


def test_leverage__of_a_contract_in_cross_margin(market, shape):
    listener = market.unified(futures("leverage"), uid=ANN)
    market.exchange.futures.set_cross_leverage(ANN, CONTRACT, D(5), NOW)
    market.hub.flush(NOW)
    assert listener.take() == [{"T": "leverage.FUTURES", "P": NOW, "d": {"s": CONTRACT, "l": "5.00", "mM": "CROSS", "tT": "FUTURES"}}]


def test_warning__from_80_percent_of_a_cross_account_on(market, shape):
    exchange = market.exchange
    for uid in (ANN, BOB):
        exchange.futures.set_margin_mode(uid, CONTRACT, "CROSS", NOW)
        exchange.futures.set_cross_leverage(uid, CONTRACT, D(100), NOW)
    market.order(ANN, "buy", 500000, "100", marginMode="CROSS", leverage=None)
    market.order(BOB, "sell", 500000, "100", marginMode="CROSS", leverage=None)
    listener, other = (market.unified(futures("lw"), uid=uid) for uid in (ANN, BOB))
    frames, now = [], NOW
    for price in ("99.8", "98.8", "98.7", "98.5"):
        now += SECOND
        market.place(ANN, "sell", "0.1", price, now)
        market.place(BOB, "buy", "0.1", price, now)
        market.advance(now)
        frames += [(price, frame) for frame in listener.take()]
    assert other.take() == []
    assert frames
    check(frames[0][1], shape)
    for _, frame in frames:
        data = frame["d"]
        ratio = D(data["mM"]) / D(data["e"])
        assert data["r"] == f"{ratio:.4f}"
        assert data["eT"] == ("MARGIN_CALL" if ratio < D("0.85") else "REDUCE_ONLY" if ratio < D("0.9") else "LIQUIDATION_WARNING")


def test_unified_mode__its_contracts_are_told_as_unified(market):
    for uid in (ANN, BOB):
        market.exchange.unified.join(uid, NOW)
    kinds = ("FUTURES", "UNIFIED")
    listener = market.unified(
        *({"channel": name, "tradeType": kind} for kind in kinds for name in (
            "orderAll", "execution", "execution.lite", "positionAll", "leverage")),
        *({"channel": "order", "tradeType": kind, "symbol": CONTRACT} for kind in kinds), uid=ANN)
    market.exchange.futures.set_cross_leverage(ANN, CONTRACT, D(5), NOW)
    market.order(ANN, "buy", 5, "99", marginMode="CROSS", leverage=None)
    market.order(BOB, "sell", 5, "99", marginMode="CROSS", leverage=None)
    frames = listener.take()
    assert {frame["T"] for frame in frames} == {f"{name}.UNIFIED" for name in (
        "orderAll", "order", "execution", "execution.lite", "positionAll", "leverage")}
    assert {frame["d"]["tT"] for frame in frames if "tT" in frame["d"]} == {"FUTURES"}
