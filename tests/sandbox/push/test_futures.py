"""What the futures topics say, message by message."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.exchange import SECOND

NOW = 1730000000 * SECOND
MS = SECOND // 1000
ANN, BOB = 7, 8
PAIR = "XBTUSDTM"
ORDERS, STOPS, WALLET = "/contractMarket/tradeOrders", "/contractMarket/advancedOrders", "/contractAccount/wallet"
POSITION, POSITIONS = f"/contract/position:{PAIR}", "/contract/positionAll"
PUSHES = json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))


class Hall:
    """The futures of a floor."""

    def __init__(self, floor):
        self.floor, self.hub, self.futures, self.now = floor, floor.hub, floor.exchange.futures, NOW
        self.index("60000")

    def index(self, price, seconds=1):
        self.now += int(seconds * SECOND)
        self.futures.advance(self.now, {"BTC-USDT": D(price)})
        self.hub.flush(self.now)
        for connection in self.hub.connections:
            connection.heard = self.now
        self.hub.tick(self.now)

    def listen(self, *texts, uid=None):
        return self.floor.listen(*texts, uid=uid, host="futures", now=self.now)

    def place(self, uid, side, size, price=None, **more):
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        wanted = {"symbol": PAIR, "side": side, "size": size, "leverage": 10, **kind, **more}
        order = self.futures.place(uid, wanted, self.now)
        self.hub.flush(self.now)
        return order

    def cancel(self, order):
        self.futures.cancel(order.uid, self.now, order_id=order.id)
        self.hub.flush(self.now)


@pytest.fixture
def hall(floor):
    return Hall(floor)


def data_of(frames, subject=None):
    return [frame["data"] for frame in frames if subject in (None, frame["subject"])]


# --- the shape of every message ---

#: The topic that each documented message is heard on; its own may be another one.
HEARD = {row["sdk_method_name"]: row["topic"].format(symbol=PAIR, type="1min") for row in PUSHES if row["account_type"] == "futures"}
DOCUMENTED = {row["sdk_method_name"]: row["message_examples"][0] for row in PUSHES if row["account_type"] == "futures"}
#: Fields of the typed pushes that the one documented message does not show.
MORE = {
    "order": {"orderType", "positionSide", "tradeType", "clientOid"}, "allOrder": {"orderType", "positionSide", "tradeType", "clientOid"},
}


def shape(value):
    """The fields of a piece of JSON with the types of their values; of a list what its first row has."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


@pytest.fixture(scope="module")
def pushed(common_floor):
    """By topic, what is pushed when Ann trades, moves her margin, has a stop order, changes her settings."""
    hall = Hall(common_floor)
    listeners = {topic: hall.listen(topic, uid=ANN) for topic in set(HEARD.values())}
    hall.place(BOB, "sell", 10, "60000")
    hall.place(BOB, "buy", 10, "59990")
    hall.place(BOB, "sell", 10, "60010")
    hall.place(ANN, "buy", 5, "60000", clientOid="a")
    hall.place(ANN, "buy", 1, "59000")
    hall.place(ANN, "buy", 1, "59000", stop="down", stopPrice="1000", stopPriceType="TP")
    hall.futures.set_margin_mode(ANN, "ETHUSDTM", "CROSS", hall.now)
    hall.futures.set_cross_leverage(ANN, "ETHUSDTM", D(8), hall.now)
    hall.index("60000")
    hall.index("60000", (hall.futures.market(PAIR).funding_at - hall.now) / SECOND)
    return {topic: listener.take() for topic, listener in listeners.items()}


@pytest.mark.parametrize("name", DOCUMENTED)
def test_message__shape_as_documented(pushed, name):
    example = {"type": "message", **DOCUMENTED[name]}  # which one example leaves out
    frames = [frame for frame in pushed[HEARD[name]] if frame["subject"] == example["subject"]]
    same = [frame for frame in frames if frame["data"].get("type") == example["data"].get("type")]
    assert same, pushed[HEARD[name]]
    frame, extra = same[-1], MORE.get(name, set())
    ours = {**frame, "data": {field: value for field, value in frame["data"].items() if field not in extra}}
    if name in ("marginMode", "crossLeverage"):
        ours["data"] = {"ETHUSDTM": frame["data"]["ETHUSDTM"]}
    assert shape(ours) == shape(example)


def test_channels__are_all_that_are_documented(hall):
    from kucoin_ref.sandbox.push.futures import CHANNELS
    assert set(CHANNELS) == {topic.partition(":")[0] for topic in HEARD.values()}


def test_spot_connections__cannot_have_them(floor):
    listener = floor.connect(uid=ANN)
    answer = listener.say({"id": "1", "type": "subscribe", "topic": f"/contractMarket/level2:{PAIR}", "response": True})
    assert [(frame["type"], frame["code"]) for frame in answer] == [("error", 404)]


# --- market data ---

def test_level2__rebuilds_the_book(hall):
    listener = hall.listen(f"/contractMarket/level2:{PAIR}")
    hall.place(BOB, "sell", 10, "60000")
    order = hall.place(BOB, "buy", 7, "59000")
    hall.place(ANN, "buy", 4, "60000")
    hall.cancel(order)
    frames = listener.take()
    assert [frame["data"] for frame in frames] == [
        {"sequence": number, "change": change, "timestamp": hall.now // MS} for number, change in enumerate(
            ["60000,sell,10", "59000,buy,7", "60000,sell,6", "59000,buy,0"], 1)]
    assert [frame["sn"] for frame in frames] == [1, 2, 3, 4]


def test_level2__a_message_can_be_left_out(hall):
    listener = hall.listen(f"/contractMarket/level2:{PAIR}")
    hall.hub.skip_level2 = 1
    hall.place(BOB, "sell", 1, "60000")
    hall.place(BOB, "sell", 1, "60001")
    assert [data["sequence"] for data in data_of(listener.take())] == [2]


def test_ticker__only_when_the_best_changes(hall):
    listener = hall.listen(f"/contractMarket/tickerV2:{PAIR}")
    hall.place(BOB, "sell", 10, "60000")
    hall.place(BOB, "sell", 10, "60100")
    hall.place(BOB, "buy", 3, "59000")
    assert [(data["bestBidPrice"], data["bestBidSize"], data["bestAskPrice"], data["bestAskSize"])
            for data in data_of(listener.take())] == [(None, 0, "60000", 10), ("59000", 3, "60000", 10)]


def test_execution_and_old_ticker__with_each_trade(hall):
    trades, ticker = hall.listen(f"/contractMarket/execution:{PAIR}"), hall.listen(f"/contractMarket/ticker:{PAIR}")
    maker = hall.place(BOB, "sell", 10, "60000")
    taker = hall.place(ANN, "buy", 4, "60000")
    number = hall.futures.market(PAIR).tape.last().id
    assert data_of(trades.take()) == [{
        "symbol": PAIR, "sequence": number, "side": "buy", "size": 4, "price": "60000", "takerOrderId": taker.id,
        "makerOrderId": maker.id, "tradeId": str(number), "ts": hall.now}]
    assert [(data["price"], data["size"], data["tradeId"]) for data in data_of(ticker.take())] == [("60000", 4, str(number))]


def test_depth__a_picture_after_changes(hall):
    hall.place(BOB, "sell", 10, "60000")
    listener = hall.listen(f"/contractMarket/level2Depth5:{PAIR}")
    for number in range(6):
        hall.place(BOB, "buy", 1 + number, f"{59000 + number}")
    hall.hub.tick(hall.now)
    assert [frame["sn"] for frame in listener.take()] == [7]
    hall.place(ANN, "sell", 6, "59005")
    hall.hub.tick(hall.now)
    assert listener.take() == []  # not yet a tenth of a second since the last
    hall.hub.tick(hall.now + SECOND // 10)
    frame, = listener.take()
    assert (frame["sn"], frame["data"]["bids"], frame["data"]["asks"]) == (
        8, [[f"{59000 + number}", 1 + number] for number in (4, 3, 2, 1, 0)], [["60000", 10]])


def test_candle__every_second_while_there_is_one(hall):
    listener = hall.listen(f"/contractMarket/limitCandle:{PAIR}_1min")
    hall.index("60000")
    assert listener.take() == []
    for price in ("60000", "60100"):
        hall.place(BOB, "sell", 2, price)
        hall.place(ANN, "buy", 2, price)
    hall.index("60000")
    assert data_of(listener.take()) == [{
        "symbol": PAIR, "candles": ["1729999980", "60000", "60100", "60100", "60000", "240.2", "4"], "time": hall.now // MS}]


def test_instrument__prices_every_second_and_the_rate_every_minute(hall):
    listener = hall.listen(f"/contract/instrument:{PAIR}")
    hall.index("60000")
    hall.index("61000", 60)
    frames = listener.take()
    assert data_of(frames, "mark.index.price")[1] == {
        "markPrice": 61000.33, "indexPrice": 61000, "granularity": 1000, "timestamp": hall.now // MS}
    assert data_of(frames, "funding.rate") == [{"fundingRate": 0.0001, "granularity": 60000, "timestamp": hall.now // MS}]


def test_announcement__of_every_contract(hall):
    listener = hall.listen("/contract/announcement")
    moment = hall.futures.market(PAIR).funding_at
    hall.index("60000", (moment - hall.now) / SECOND)
    data = {"symbol": PAIR, "fundingTime": moment // MS, "fundingRate": 0.0001, "timestamp": moment // MS}
    of_pair = [frame for frame in listener.take() if frame["data"]["symbol"] == PAIR]
    assert [(frame["subject"], frame["data"]) for frame in of_pair] == [("funding.begin", data), ("funding.end", data)]


# --- orders, positions, wallet ---

def test_orders__of_one_contract_and_of_all(hall):
    one, every = hall.listen(f"{ORDERS}:{PAIR}", uid=ANN), hall.listen(ORDERS, uid=ANN)
    other = hall.listen(f"{ORDERS}:XBTUSDM", uid=ANN)
    hall.place(BOB, "sell", 4, "60000")
    order = hall.place(ANN, "buy", 10, "60000", clientOid="a")
    hall.cancel(order)
    frames = one.take()
    assert every.take() == frames and other.take() == []
    assert {frame["topic"] for frame in frames} == {f"{ORDERS}:{PAIR}"}
    rows = data_of(frames)
    assert [(row["type"], row["status"], row["filledSize"], row["remainSize"], row["canceledSize"]) for row in rows] == [
        ("match", "match", "4", "6", "0"), ("open", "open", "4", "6", "0"), ("canceled", "done", "4", "0", "6")]
    assert rows[0] == {
        "symbol": PAIR, "orderType": "limit", "side": "buy", "canceledSize": "0", "orderId": order.id,
        "marginMode": "ISOLATED", "positionSide": "BOTH", "type": "match", "orderTime": hall.now, "size": "10",
        "filledSize": "4", "price": "60000", "remainSize": "6", "status": "match", "tradeType": "trade", "ts": hall.now,
        "clientOid": "a", "matchPrice": "60000", "matchSize": "4",
        "tradeId": str(hall.futures.market(PAIR).tape.last().id), "liquidity": "taker", "feeType": "takerFee"}


def test_orders__cut_to_the_position(hall):
    hall.place(BOB, "sell", 10, "60000")
    hall.place(ANN, "buy", 10, "60000")
    hall.place(ANN, "sell", 10, "60100", reduceOnly=True)
    hall.place(BOB, "buy", 4, "60000")
    hall.place(ANN, "sell", 4, "60000", forceHold=True)
    listener = hall.listen(ORDERS, uid=ANN)
    hall.place(BOB, "buy", 1, "60100")
    update = data_of(listener.take())[0]
    assert (update["type"], update["size"], update["oldSize"], update["canceledSize"]) == ("update", "6", "10", "4")


def test_stop_orders__open_triggered_cancelled(hall):
    listener = hall.listen(STOPS, uid=ANN)
    order = hall.place(ANN, "buy", 1, "59000", stop="up", stopPrice="61000", stopPriceType="IP")
    hall.cancel(hall.place(ANN, "buy", 2, None, stop="down", stopPrice="59000", stopPriceType="MP"))
    hall.index("61000")
    rows = data_of(listener.take())
    assert [(row["type"], row["size"]) for row in rows] == [("open", 1), ("open", 2), ("cancel", 2), ("triggered", 1)]
    assert rows[0] == {
        "createdAt": order.created_at // MS, "marginMode": "ISOLATED", "orderId": order.id, "orderPrice": "59000",
        "orderType": "stop", "side": "buy", "size": 1, "stop": "up", "stopPrice": "61000", "stopPriceType": "IP",
        "symbol": PAIR, "ts": order.created_at, "type": "open"}


def test_position__change_settlement_and_risk_limit(hall):
    one, every = hall.listen(POSITION, uid=ANN), hall.listen(POSITIONS, uid=ANN)
    hall.place(BOB, "sell", 10, "60000")
    hall.place(ANN, "buy", 10, "60000")
    hall.index("60000", (hall.futures.market(PAIR).funding_at - hall.now) / SECOND)
    hall.futures.set_level(ANN, PAIR, 2, hall.now)
    hall.hub.flush(hall.now)
    frames = one.take()
    assert [frame["data"] for frame in every.take()] == [frame["data"] for frame in frames]
    assert [frame["subject"] for frame in frames] == ["position.change", "position.settlement", "position.adjustRiskLimit"]
    change, settlement, risk_limit = data_of(frames)
    assert (change["currentQty"], change["posMargin"], change["changeReason"], change["isOpen"]) == (10, 60, "positionChange", True)
    assert settlement == {
        "symbol": PAIR, "fundingTime": hall.now // MS, "qty": 10, "markPrice": 60000, "fundingRate": 0.0001,
        "fundingFee": -0.06, "settleCurrency": "USDT", "marginMode": "ISOLATED", "ts": hall.now}
    assert risk_limit == {"success": True, "riskLimitLevel": 2, "msg": ""}


def test_wallet__after_each_call_that_moves_money(hall):
    listener = hall.listen(WALLET, uid=ANN)
    hall.place(ANN, "buy", 10, "59000")
    hall.place(ANN, "buy", 10, "59000", stop="up", stopPrice="61000", stopPriceType="IP")
    first = data_of(listener.take())
    assert first == [{
        "crossPosMargin": "0", "isolatedOrderMargin": "59.354", "holdBalance": "0", "equity": "10000", "version": "1",
        "availableBalance": "9940.646", "isolatedPosMargin": "0", "walletBalance": "10000", "isolatedFundingFeeMargin": "0",
        "crossUnPnl": "0", "totalCrossMargin": "9940.646", "currency": "USDT", "isolatedUnPnl": "0", "crossOrderMargin": "0",
        "timestamp": str(hall.now // MS)}]
    hall.place(BOB, "sell", 10, "59000")
    data = data_of(listener.take())[0]
    assert (data["isolatedPosMargin"], data["isolatedOrderMargin"], data["walletBalance"]) == ("59", "0", "9999.882")
    assert data["equity"] == "10009.8853"  # and the mark price is above 59000


def test_private__is_for_its_owner_only(hall):
    listener = hall.listen(ORDERS, STOPS, WALLET, POSITION, POSITIONS, uid=BOB)
    hall.place(ANN, "buy", 10, "59000")
    assert listener.take() == []


def test_settings__as_they_change(hall):
    listener = hall.listen("/contract/marginMode", "/contract/crossLeverage", uid=ANN)
    hall.futures.set_margin_mode(ANN, PAIR, "CROSS", hall.now)
    hall.futures.set_cross_leverage(ANN, PAIR, D(8), hall.now)
    hall.hub.flush(hall.now)
    assert [(frame["topic"], frame["data"]) for frame in listener.take()] == [
        ("/contract/marginMode", {PAIR: "CROSS"}), ("/contract/crossLeverage", {PAIR: {"leverage": "8"}})]
