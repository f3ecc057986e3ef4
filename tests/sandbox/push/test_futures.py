"""What the futures topics say, message by message."""

import inspect
import json
import warnings
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref import catalog
from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.push.futures import CHANNELS

NOW = 1730000000 * SECOND
NOW_MS = 1730000000000
MS = SECOND // 1000
ANN, BOB = 7, 8
CONTRACT = "XBTUSDTM"
ORDERS, ALL_ORDERS = f"/contractMarket/tradeOrders:{CONTRACT}", "/contractMarket/tradeOrders"
STOPS, WALLET = "/contractMarket/advancedOrders", "/contractAccount/wallet"
POSITION, ALL_POSITIONS = f"/contract/position:{CONTRACT}", "/contract/positionAll"
PUSHES = {row["sdk_method_name"]: row for row in json.loads(
    (Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8")) if row["account_type"] == "futures"}
#: What a message has beyond its documented example, where the fields of its page or a correction name it.
BEYOND = {
    "order": {"orderType", "clientOid", "tradeType", "positionSide"},
    "allOrder": {"orderType", "clientOid", "tradeType", "positionSide"},
    "stopOrders": {"positionSide"},
    "symbolSnapshot": {"fundingRate"},
}


@pytest.fixture
def market(floor):
    return floor.open_contracts()


def listen(floor, *texts, uid=ANN, now=NOW):
    listener = floor.listen(*texts, uid=uid, host="futures", now=now)
    listener.take()
    return listener


def data_of(listener):
    return [frame["data"] for frame in listener.take()]


def test_channels__are_the_topics_of_the_package():
    topics = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for entry in catalog.topics():
            if entry.name.startswith("futures."):
                names = list(inspect.signature(entry.function).parameters)
                topics.append(entry.function(*[{"type": "1min"}.get(name, "X") for name in names]))
    assert {topic.channel: topic.private for topic in topics} == {
        name: channel.private for name, channel in CHANNELS.items()}


@pytest.fixture(scope="module")
def pushed(common_floor):
    """What all topics push while Ann opens, guards and changes a position, and a funding is settled."""
    floor = common_floor.open_contracts()
    topics = [row["message_examples"][0]["topic"] for row in PUSHES.values()] + [ALL_ORDERS]
    listener = floor.listen(*topics, uid=ANN, host="futures")
    floor.exchange.futures.set_margin_mode(ANN, "ETHUSDTM", "CROSS", NOW)
    floor.exchange.futures.set_cross_leverage(ANN, "ETHUSDTM", D(8), NOW)
    floor.order(ANN, "buy", 3, "100", marginMode="ISOLATED")
    floor.order(BOB, "sell", 3, "101")
    floor.order(BOB, "sell", 1)
    floor.order(ANN, "sell", 1, stop="down", stopPrice="90", stopPriceType="TP", reduceOnly=True)
    frames = listener.take()
    for number in range(6):
        floor.advance(NOW + number * SECOND)
    frames += listener.take()
    floor.advance(floor.exchange.futures.markets[CONTRACT].funding_at)
    return frames + listener.take()


@pytest.mark.parametrize("name", PUSHES)
def test_message__shape_as_documented(pushed, shape, name):
    """One message of each topic; of orders the one of the same type."""
    (example,) = PUSHES[name]["message_examples"]
    same = [frame for frame in pushed if (frame["topic"], frame["subject"]) == (example["topic"], example["subject"])
            and frame["data"].get("type") == example["data"].get("type")]
    found = {**same[0], "data": {key: value for key, value in same[0]["data"].items() if key not in BEYOND.get(name, ())}}
    assert shape(found) == shape({"type": "message", **example})  # the example of the announcement lacks its type
    assert set(same[0]["data"]) - set(found["data"]) == BEYOND.get(name, set())


# --- the book and trades ---


def test_level2__one_change_in_each_frame(market):
    listener = listen(market, f"/contractMarket/level2:{CONTRACT}")
    first = market.order(ANN, "sell", 2, "100.5", NOW + 7 * MS)
    market.order(ANN, "sell", 3, "101", NOW + 7 * MS)
    market.order(BOB, "buy", 4, "101", NOW + 8 * MS)
    start = first and market.exchange.futures.markets[CONTRACT].book.sequence - 3
    frames = listener.take()
    assert [(frame["sn"], frame["data"]["sequence"]) for frame in frames] == [(start + n, start + n) for n in range(4)]
    assert [(frame["data"]["change"], frame["data"]["timestamp"]) for frame in frames] == [
        ("100.5,sell,2", NOW_MS + 7), ("101,sell,3", NOW_MS + 7), ("100.5,sell,0", NOW_MS + 8), ("101,sell,1", NOW_MS + 8)]
    assert {frame["subject"] for frame in frames} == {"level2"}


def test_level2__one_can_be_left_out(market):
    listener = listen(market, f"/contractMarket/level2:{CONTRACT}")
    market.hub.skip_level2 = 1
    for price in ("101", "102"):
        market.order(ANN, "sell", 1, price)
    assert [frame["data"]["change"] for frame in listener.take()] == ["102,sell,1"]


def test_execution_and_ticker__each_trade(market):
    listener = listen(market, f"/contractMarket/execution:{CONTRACT}", f"/contractMarket/ticker:{CONTRACT}")
    maker = market.order(ANN, "sell", 3, "100.5")
    taker = market.order(BOB, "buy", 2, None, NOW + 5)
    trade = market.exchange.futures.markets[CONTRACT].tape.last()
    common = {"symbol": CONTRACT, "sequence": trade.id, "side": "buy", "size": 2, "price": "100.5", "tradeId": str(trade.id),
              "ts": NOW + 5}
    best = {"bestBidSize": 0, "bestBidPrice": "0", "bestAskPrice": "100.5", "bestAskSize": 1}
    assert listener.take() == [
        {"topic": f"/contractMarket/execution:{CONTRACT}", "type": "message", "subject": "match", "sn": trade.id, "data": {
            **common, "takerOrderId": taker.id, "makerOrderId": maker.id}},
        {"topic": f"/contractMarket/ticker:{CONTRACT}", "type": "message", "subject": "ticker", "sn": trade.id, "data": {
            **common, **best}}]


def test_ticker_v2__only_when_the_best_changes(market):
    listener = listen(market, f"/contractMarket/tickerV2:{CONTRACT}")
    market.order(ANN, "sell", 3, "101")
    market.order(ANN, "sell", 3, "102")
    market.order(ANN, "buy", 1, "99", NOW + 5)
    frames = listener.take()
    assert [(frame["subject"], frame["sn"] == frame["data"]["sequence"]) for frame in frames] == [("tickerV2", True)] * 2
    assert [(each["bestBidPrice"], each["bestBidSize"], each["bestAskPrice"], each["bestAskSize"], each["ts"])
            for each in (frame["data"] for frame in frames)] == [("0", 0, "101", 3, NOW), ("99", 1, "101", 3, NOW + 5)]


@pytest.mark.parametrize("depth", [5, 50])
def test_levels__ten_times_a_second_while_they_change(market, depth):
    for number in range(40):
        market.order(ANN, "sell", 1, str(D("100.5") + D(number) / 10))
    listener = listen(market, f"/contractMarket/level2Depth{depth}:{CONTRACT}")
    for number in range(30):
        market.hub.tick(NOW + SECOND + number * 10 * MS)
    (frame,) = listener.take()
    assert frame == {
        "topic": f"/contractMarket/level2Depth{depth}:{CONTRACT}", "type": "message", "subject": "level2", "sn": NOW_MS + 1000,
        "data": {"bids": [], "asks": [[format(D("100.5") + D(number) / 10, "f").replace(".0", ""), 1]
                                      for number in range(min(depth, 40))],
                 "sequence": market.exchange.futures.markets[CONTRACT].book.sequence,
                 "timestamp": NOW_MS + 1000, "ts": NOW_MS + 1000}}


@pytest.mark.parametrize("symbol, turnover", [(CONTRACT, "0.402"), ("XBTUSDM", "4")])
def test_candles__every_second_close_second_and_turnover_before_volume(market, symbol, turnover):
    listener = listen(market, f"/contractMarket/limitCandle:{symbol}_1min")
    for size, price in ((2, "100"), (2, "101")):
        market.order(ANN, "sell", size, price, symbol=symbol)
        market.order(BOB, "buy", size, price, symbol=symbol)
    for number in range(200):
        market.hub.tick(NOW + SECOND + number * 10 * MS)
    frames = listener.take()
    assert [frame["data"]["time"] for frame in frames] == [NOW_MS + 1000, NOW_MS + 2000]
    assert {frame["subject"] for frame in frames} == {"candle.stick"}
    assert frames[0]["data"]["candles"] == [str(NOW // SECOND // 60 * 60), "100", "101", "101", "100", turnover, "4"]


# --- marks, funding, summaries ---


def test_instrument__marks_every_second_and_rates_every_minute(market):
    listener = listen(market, f"/contract/instrument:{CONTRACT}")
    for number in range(1, 65 * 10):
        listener.connection.heard = NOW + number * 100 * MS
        market.hub.tick(NOW + number * 100 * MS)
    frames = listener.take()
    assert [frame["subject"] for frame in frames].count("mark.index.price") == 64
    marks = [frame["data"] for frame in frames if frame["subject"] == "mark.index.price"]
    assert marks[0] == {"markPrice": 100, "indexPrice": 100, "granularity": 1000, "timestamp": NOW_MS + 1000}
    rates = [frame["data"] for frame in frames if frame["subject"] == "funding.rate"]
    assert rates == [{"granularity": 60000, "fundingRate": 0.0001, "timestamp": (NOW_MS + 60000) // 60000 * 60000, "period": 0}]


def test_announcement__begin_and_end_of_a_settlement(market):
    listener = listen(market, "/contract/announcement")
    moment = market.exchange.futures.markets[CONTRACT].funding_at
    market.advance(moment)
    frames = [frame for frame in listener.take() if frame["data"]["symbol"] == CONTRACT]
    common = {"symbol": CONTRACT, "fundingTime": moment // MS, "fundingRate": 0.0001, "timestamp": moment // MS}
    assert [(frame["topic"], frame["subject"], frame["data"]) for frame in frames] == [
        ("/contract/announcement", subject, common) for subject in ("funding.begin", "funding.end")]


def test_summary__the_last_day_every_five_seconds(market):
    for size, price in ((2, "100"), (2, "101")):
        market.order(ANN, "sell", size, price)
        market.order(BOB, "buy", size, price)
    listener = listen(market, f"/contractMarket/snapshot:{CONTRACT}")
    for number in range(1, 101):
        market.hub.tick(NOW + number * 100 * MS)
    frames = listener.take()
    assert len({frame.pop("id") for frame in frames}) == 2
    assert frames[0] == {"topic": f"/contractMarket/snapshot:{CONTRACT}", "type": "message", "subject": "snapshot.24h", "data": {
        "symbol": CONTRACT, "highPrice": 101, "lowPrice": 100, "lastPrice": 101, "price24HoursBefore": 100, "priceChg": 1,
        "priceChgPct": 0.01, "turnover": 0.402, "volume": 0.004, "fundingRate": 0.0001, "ts": frames[0]["data"]["ts"]}}
    assert frames[1]["data"]["ts"] - frames[0]["data"]["ts"] == 5 * SECOND


# --- orders ---


def test_orders__a_maker_in_full_on_both_topics(market):
    listener = listen(market, ORDERS, ALL_ORDERS)
    order = market.order(ANN, "sell", 3, "100.5", clientOid="a-1")
    market.order(BOB, "buy", 1, "100.5", NOW + 5)
    trade = market.exchange.futures.markets[CONTRACT].tape.last()
    market.exchange.futures.cancel(ANN, NOW + 7, order_id=order.id)
    market.hub.flush(NOW + 7)
    frames = listener.take()
    assert [frame["data"] for frame in frames[::2]] == [frame["data"] for frame in frames[1::2]]
    assert [[(frame["topic"], frame["subject"], frame["userId"], frame["channelType"]) for frame in frames[n::2]] for n in (0, 1)] == [
        [(ALL_ORDERS, "orderChange", "7", "private")] * 3, [(ORDERS, "symbolOrderChange", "7", "private")] * 3]
    same = {"symbol": CONTRACT, "orderType": "limit", "side": "sell", "orderId": order.id, "clientOid": "a-1",
            "marginMode": "ISOLATED", "positionSide": "BOTH", "orderTime": NOW, "price": "100.5", "tradeType": "trade"}
    assert [frame["data"] for frame in frames[::2]] == [
        {**same, "type": "open", "status": "open", "size": "3", "filledSize": "0", "remainSize": "3", "canceledSize": "0",
         "liquidity": "maker", "ts": NOW},
        {**same, "type": "match", "status": "open", "size": "3", "filledSize": "1", "remainSize": "2", "canceledSize": "0",
         "liquidity": "maker", "feeType": "makerFee", "matchPrice": "100.5", "matchSize": "1", "tradeId": str(trade.id),
         "ts": NOW + 5},
        {**same, "type": "canceled", "status": "done", "size": "3", "filledSize": "1", "remainSize": "0", "canceledSize": "2",
         "ts": NOW + 7}]


def test_orders__cut_to_the_position_that_is_left(market):
    market.order(BOB, "sell", 10, "100")
    market.order(ANN, "buy", 10, "100")
    market.order(ANN, "sell", 10, "101", reduceOnly=True)
    market.order(BOB, "buy", 4, "100")
    market.order(ANN, "sell", 4, "100", forceHold=True)
    listener = listen(market, ALL_ORDERS)
    market.order(BOB, "buy", 1, "101")
    update = data_of(listener)[0]
    assert [update[name] for name in ("type", "status", "size", "oldSize", "canceledSize", "remainSize")] == [
        "update", "open", "6", "10", "4", "6"]


def test_private__is_for_its_owner_only(market):
    listener = listen(market, ORDERS, ALL_ORDERS, STOPS, WALLET, POSITION, ALL_POSITIONS, uid=BOB)
    market.order(ANN, "buy", 10, "99")
    market.order(ANN, "sell", 1, stop="down", stopPrice="90", stopPriceType="TP")
    assert listener.take() == []


def test_orders__of_one_contract_only(market):
    listener = listen(market, "/contractMarket/tradeOrders:XBTUSDM")
    market.order(ANN, "sell", 3, "100.5")
    market.order(BOB, "sell", 3, "100.5", symbol="XBTUSDM")
    assert listener.take() == []


def test_orders__of_the_spot_account_are_not_told_here(market):
    listener = listen(market, ALL_ORDERS, WALLET)
    market.place(ANN, "sell", "1", "100")
    assert listener.take() == []


def test_stop_orders__open_triggered_cancel(market):
    listener = listen(market, STOPS)
    stops = [market.order(ANN, "sell", 2, stop="down", stopPrice=price, stopPriceType="TP") for price in ("99", "98")]
    market.order(ANN, "buy", 5, "99", NOW + 5)
    market.order(BOB, "sell", 1, "99", NOW + 5)
    market.exchange.futures.cancel(ANN, NOW + 7, order_id=stops[1].id)
    market.hub.flush(NOW + 7)
    frames = listener.take()
    assert len({frame.pop("id") for frame in frames}) == 4
    assert {(frame["topic"], frame["subject"]) for frame in frames} == {(STOPS, "stopOrder")}
    assert [(frame["data"]["type"], frame["data"]["orderId"], frame["data"]["ts"]) for frame in frames] == [
        ("open", stops[0].id, NOW), ("open", stops[1].id, NOW), ("triggered", stops[0].id, NOW + 5), ("cancel", stops[1].id, NOW + 7)]
    assert frames[0]["data"] == {
        "createdAt": NOW_MS, "marginMode": "ISOLATED", "positionSide": "BOTH", "orderId": stops[0].id, "orderPrice": "0",
        "orderType": "stop", "side": "sell", "size": 2, "stop": "down", "stopPrice": "99", "stopPriceType": "TP",
        "symbol": CONTRACT, "ts": NOW, "type": "open"}


# --- money and positions ---


def test_wallet__holds_of_an_isolated_order_and_position(market):
    listener = listen(market, WALLET)
    market.order(ANN, "buy", 100, "99")
    market.order(BOB, "sell", 40, "99", NOW + 5 * MS)
    frames = listener.take()
    assert {(frame["topic"], frame["subject"]) for frame in frames} == {(WALLET, "walletBalance.change")}
    placed, filled = (frame["data"] for frame in frames)
    zero = {"crossPosMargin": "0", "crossOrderMargin": "0", "crossUnPnl": "0", "holdBalance": "0", "isolatedFundingFeeMargin": "0"}
    assert {**placed, "version": ""} == {
        **zero, "currency": "USDT", "walletBalance": "1000", "equity": "1000", "availableBalance": "995.04406",
        "totalCrossMargin": "995.04406", "isolatedPosMargin": "0", "isolatedOrderMargin": "4.95594", "isolatedUnPnl": "0",
        "timestamp": str(NOW_MS), "version": ""}
    assert [filled[name] for name in ("isolatedPosMargin", "isolatedOrderMargin", "walletBalance", "isolatedUnPnl", "equity")] == [
        "1.98", "2.973564", "999.999208", "0.04", "1000.039208"]
    assert D(filled["walletBalance"]) == sum(D(filled[name]) for name in (
        "availableBalance", "isolatedPosMargin", "isolatedOrderMargin"))
    assert int(filled["version"]) > int(placed["version"])


def test_wallet__money_that_comes_in(market):
    listener = listen(market, WALLET)
    market.exchange.deposit(ANN, "contract", "XBT", D("0.5"), NOW)
    market.hub.flush(NOW)
    assert [(data["currency"], data["walletBalance"]) for data in data_of(listener)] == [("XBT", "1.5")]


def test_position__change_on_both_topics(market):
    listener = listen(market, POSITION, ALL_POSITIONS)
    market.order(ANN, "buy", 100, "100")
    market.order(BOB, "sell", 40, "100", NOW + 5 * MS)
    frames = listener.take()
    assert [(frame["topic"], frame["subject"]) for frame in frames] == [
        (POSITION, "position.change"), (ALL_POSITIONS, "position.change")]
    data = frames[0]["data"]
    assert data == frames[1]["data"]
    assert [data[name] for name in ("symbol", "currentQty", "avgEntryPrice", "markPrice", "posCost", "posMargin", "changeReason",
                                    "marginMode", "isOpen", "leverage", "settleCurrency", "riskLimitLevel")] == [
        CONTRACT, 40, 100, 100, 4, 2, "positionChange", "ISOLATED", True, 2, "USDT", 1]


def test_position__in_cross_margin_without_what_only_isolated_ones_have(market):
    for uid in (ANN, BOB):
        market.exchange.futures.set_margin_mode(uid, CONTRACT, "CROSS", NOW)
    listener = listen(market, POSITION)
    market.order(ANN, "buy", 1, "100", marginMode="CROSS", leverage=None)
    market.order(BOB, "sell", 1, "100", marginMode="CROSS", leverage=None)
    (data,) = data_of(listener)
    assert data["crossMode"] is True
    assert not {"autoDeposit", "riskLimit", "realLeverage", "posCross", "posComm", "posLoss", "posFunding", "maintMargin"} & set(data)


def test_position__settlement_and_risk_limit(market):
    market.order(ANN, "buy", 100, "100")
    market.order(BOB, "sell", 100, "100")
    market.exchange.futures.set_level(ANN, CONTRACT, 2, NOW)
    listener = listen(market, POSITION, ALL_POSITIONS)
    moment = market.exchange.futures.markets[CONTRACT].funding_at
    market.advance(moment)
    settled = [frame for frame in listener.take() if frame["subject"] == "position.settlement"]
    assert [frame["topic"] for frame in settled] == [POSITION, ALL_POSITIONS]
    assert settled[0]["data"] == settled[1]["data"] == {
        "symbol": CONTRACT, "fundingTime": moment // MS, "qty": 100, "markPrice": 100, "fundingRate": 0.0001,
        "fundingFee": -0.001, "settleCurrency": "USDT", "marginMode": "ISOLATED", "ts": moment}
    market.exchange.futures.set_level(ANN, CONTRACT, 1, moment)
    market.hub.flush(moment)
    assert [(frame["topic"], frame["subject"], frame["data"]) for frame in listener.take()] == [
        (topic, "position.adjustRiskLimit", {"success": True, "riskLimitLevel": 1, "msg": ""}) for topic in (POSITION, ALL_POSITIONS)]


def test_settings__margin_mode_and_cross_leverage(market):
    listener = listen(market, "/contract/marginMode", "/contract/crossLeverage")
    market.exchange.futures.set_margin_mode(ANN, "ETHUSDTM", "CROSS", NOW)
    market.exchange.futures.set_cross_leverage(ANN, "ETHUSDTM", D(8), NOW)
    market.hub.flush(NOW)
    assert [(frame["topic"], frame["subject"], frame["data"]) for frame in listener.take()] == [
        ("/contract/marginMode", "user.config", {"ETHUSDTM": "CROSS"}),
        ("/contract/crossLeverage", "user.config", {"ETHUSDTM": {"leverage": "8"}})]


# --- commands ---


@pytest.mark.parametrize("text", ["/contractMarket/tickerV2:NO-SUCH", "/contractMarket/limitCandle:XBTUSDTM_6hour",
                                  "/contract/position:NO-SUCH", "/contractMarket/tradeOrders:NO-SUCH"])
def test_subscribe__acknowledged_and_silent(market, text):
    listener = listen(market, text)
    market.order(ANN, "buy", 1, "100")
    market.order(BOB, "sell", 1, "100")
    market.advance(NOW + SECOND)
    assert listener.take() == []


def test_subscribe__as_many_topics_as_one_likes(floor):
    listener = floor.connect(host="futures")
    for start in range(0, 1000, 100):
        listener.subscribe("/contractMarket/tickerV2:" + ",".join(f"A{number}" for number in range(start, start + 100)))
    assert len(listener.connection.topics) == 1000
