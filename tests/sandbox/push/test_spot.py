"""What the spot topics say, message by message."""

import json
import random
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.exchange import SECOND
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
MS = SECOND // 1000
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
V1, V2, BALANCE = "/spotMarket/tradeOrders", "/spotMarket/tradeOrdersV2", "/account/balance"
STOPS = "/spotMarket/advancedOrders"


#: Channels of which the sandbox has nothing to say.
QUIET = ("/callauction/level2Depth50", "/callauction/callauctionData")
SILENT = [
    "/market/ticker:NO-SUCH", "/market/candles:BTC-USDT_7min", "/market/candles:BTC-USDT", "/market/level2:btc-usdt",
    "/callauction/level2Depth50:BTC-USDT", "/callauction/callauctionData:BTC-USDT", "/spotMarket/advancedOrders",
    "/market/snapshot:NO-SUCH", "/market/match:ETH-USDT",
]


@pytest.mark.parametrize("text", SILENT)
def test_subscribe__acknowledged_and_silent(floor, text):
    listener = floor.listen(text, uid=ANN)
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    floor.hub.tick(NOW)
    assert listener.take() == []


# --- the shape of every message ---

PUSHES = json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))
#: The documented messages of every topic that speaks; the market's is of one that the sandbox has.
DOCUMENTED = {
    row["sdk_method_name"]: {**example, "topic": "/market/snapshot:USDS" if example["topic"][-4:] == ":BTC" else example["topic"]}
    for row in PUSHES if row["account_type"] == "spot" and row["topic"].partition(":")[0] not in QUIET
    for example in row["message_examples"]}


@pytest.fixture(scope="module")
def pushed(common_floor):
    """What all topics push when a sell of Bob's is taken by a market order of Ann's, and she places a bid."""
    floor = common_floor
    floor.place(BOB, "sell", "1", "101")
    floor.place(BOB, "sell", "1", "102")
    floor.place(BOB, "buy", "1", "99")
    floor.place(BOB, "buy", "1", "98")
    floor.place(BOB, "buy", "0.1")
    listener = floor.listen(*{example["topic"] for example in DOCUMENTED.values()}, uid=ANN)
    floor.place(ANN, "buy", "0.2", clientOid="a-1")
    floor.place(ANN, "buy", "1", "100", clientOid="a-2")
    floor.stop(ANN, "sell", "1", "50", "40")
    floor.hub.tick(NOW)
    return listener.take()


@pytest.mark.parametrize("name", DOCUMENTED)
def test_message__shape_as_documented(pushed, shape, name):
    """One message of each topic that stands in the documentation; of order changes the one of the same type."""
    example = DOCUMENTED[name]
    of_topic = [frame for frame in pushed if frame["topic"] == example["topic"]]
    same = [frame for frame in of_topic if frame["subject"] == example["subject"]
            and all(frame["data"].get(name) == example["data"].get(name) for name in ("type", "relationEvent"))]
    if "level2" in example["topic"] and "changes" in example["data"]:
        same = [frame for frame in same if frame["data"]["changes"]["asks"]]
    assert same and shape(same[0]) == shape(example)


# --- orders ---


def changes(listener, topic=V2):
    frames = [frame for frame in listener.take() if frame["topic"] == topic]
    assert all({**frame, "data": None} == {
        "type": "message", "topic": topic, "subject": "orderChange", "channelType": "private",
        "userId": str(listener.connection.uid), "data": None} for frame in frames)
    return [frame["data"] for frame in frames]


def test_orders__a_maker_in_full(floor):
    listener, later = floor.listen(V2, uid=ANN), NOW + 5 * SECOND
    order = floor.place(ANN, "sell", "2", "100", clientOid="a-1")
    common = {"orderId": order.id, "clientOid": "a-1", "symbol": PAIR, "side": "sell", "orderType": "limit",
              "orderTime": 1730000000000, "price": "100", "originSize": "2"}
    sizes = {"size": "2", "canceledSize": "0"}
    assert changes(listener) == [
        {**common, "type": "received", "status": "new", "ts": NOW},
        {**common, **sizes, "type": "open", "status": "open", "ts": NOW, "filledSize": "0", "remainSize": "2"}]
    floor.place(BOB, "buy", "0.5", "100", later)
    floor.place(BOB, "buy", "1.5", "100", later + 1)
    first, second = floor.exchange.trades(PAIR)[::-1]
    maker = {"matchPrice": "100", "liquidity": "maker", "feeType": "makerFee"}
    assert changes(listener) == [
        {**common, **sizes, **maker, "type": "match", "status": "open", "ts": later, "filledSize": "0.5",
         "remainSize": "1.5", "matchSize": "0.5", "tradeId": str(first.id)},
        {**common, **sizes, **maker, "type": "match", "status": "open", "ts": later + 1, "filledSize": "2",
         "remainSize": "0", "matchSize": "1.5", "tradeId": str(second.id)},
        {**common, **sizes, "type": "filled", "status": "done", "ts": later + 1, "filledSize": "2", "remainSize": "0"}]


def test_stop_orders__open_triggered_and_cancelled(floor):
    for uid, side, price in ((BOB, "buy", "99"), (BOB, "sell", "101")):
        floor.place(uid, side, "5", price)
    floor.place(BOB, "buy", "1", now=NOW)
    listener, other, later = floor.listen(STOPS, uid=ANN), floor.listen(STOPS, uid=BOB), NOW + SECOND
    sold, failing, taken_back = (floor.stop(ANN, "sell", size, "100", price) for size, price in (("1", "99"), ("20", None), ("2", "98")))
    floor.exchange.stops.cancel(ANN, later, order_id=taken_back.id)
    floor.place(BOB, "sell", "0.1", now=later)
    frames = listener.take()
    assert all({**frame, "data": None} == {
        "type": "message", "topic": STOPS, "subject": "stopOrder", "userId": str(ANN), "channelType": "private", "data": None}
        for frame in frames)
    common = {"orderType": "stop", "side": "sell", "stop": "loss", "stopPrice": "100", "symbol": PAIR, "tradeType": "TRADE",
              "createdAt": 1730000000000}
    rows = {order.id: {**common, "orderId": order.id, "orderPrice": price, "size": size} for order, size, price in (
        (sold, "1", "99"), (failing, "20", "0"), (taken_back, "2", "98"))}
    assert [frame["data"] for frame in frames] == [
        *({**row, "type": "open", "ts": NOW} for row in rows.values()),
        {**rows[taken_back.id], "type": "cancel", "ts": later},
        {**rows[sold.id], "type": "triggered", "ts": later, "triggerSuccess": True},
        {**rows[failing.id], "type": "triggered", "ts": later, "triggerSuccess": False}]
    assert other.take() == []


def test_advanced_orders__not_of_the_unified_account(floor):
    listener = floor.listen(STOPS, uid=ANN)
    wanted = {"symbol": PAIR, "side": "sell", "type": "limit", "size": "1", "price": "90", "stop": "loss", "stopPrice": "90"}
    floor.exchange.stops.place(ANN, wanted, NOW, account="unified")
    floor.exchange.stops.place(ANN, wanted, NOW)
    floor.hub.flush(NOW)
    assert [frame["data"]["tradeType"] for frame in listener.take()] == ["TRADE"]


def steps(listener, topic=V2):
    return [(data["type"], data["status"], data.get("filledSize"), data.get("remainSize"), data.get("canceledSize"))
            for data in changes(listener, topic)]


def test_orders__a_taker_that_is_filled(floor):
    floor.place(ANN, "sell", "0.5", "100")
    floor.place(ANN, "sell", "1", "101")
    listener = floor.listen(V2, uid=BOB)
    floor.place(BOB, "buy", "1", "101")
    assert steps(listener) == [
        ("received", "new", None, None, None), ("match", "match", "0.5", "0.5", "0"), ("match", "match", "1", "0", "0"),
        ("filled", "done", "1", "0", "0")]


def test_orders__a_taker_whose_rest_stays(floor):
    floor.place(ANN, "sell", "0.5", "100")
    listener = floor.listen(V2, uid=BOB)
    order = floor.place(BOB, "buy", "1", "100")
    floor.cancel(order, size="0.2")
    floor.cancel(order)
    assert steps(listener) == [
        ("received", "new", None, None, None), ("match", "match", "0.5", "0.5", "0"), ("open", "open", "0.5", "0.5", "0"),
        ("update", "open", "0.5", "0.3", "0.2"), ("canceled", "done", "0.5", "0", "0.5")]


def test_orders__an_update_tells_the_size_before(floor):
    listener = floor.listen(V2, uid=ANN)
    order = floor.place(ANN, "sell", "2", "100")
    floor.cancel(order, size="0.5")
    floor.cancel(order, size="0.4")
    updates = [data for data in changes(listener) if data["type"] == "update"]
    assert [(data["originSize"], data["oldSize"], data["size"], data["canceledSize"]) for data in updates] == [
        ("2", "2", "1.5", "0.5"), ("2", "1.5", "1.1", "0.9")]


@pytest.mark.parametrize("more, expected", [
    ({"timeInForce": "IOC"}, [("match", "match", "0.5", "0.5", "0"), ("canceled", "done", "0.5", "0", "0.5")]),
    ({"timeInForce": "FOK"}, [("canceled", "done", "0", "0", "1")]),
    ({"postOnly": True}, [("canceled", "done", "0", "0", "1")]),
])
def test_orders__terms_that_end_it_at_once(floor, more, expected):
    floor.place(ANN, "sell", "0.5", "100")
    listener = floor.listen(V2, uid=BOB)
    floor.place(BOB, "buy", "1", "100", **more)
    assert steps(listener) == [("received", "new", None, None, None), *expected]


def test_orders__market_by_funds(floor):
    floor.place(ANN, "sell", "5", "100.1")
    listener = floor.listen(V2, uid=BOB)
    floor.place(BOB, "buy", None, funds="150")
    received, match, end = changes(listener)
    assert "originSize" not in received and "price" not in received
    assert (match["type"], match["matchSize"], match["remainFunds"]) == ("match", "1.49850149", "0.000000851")
    assert (end["type"], end["status"], end["filledSize"], end["remainFunds"]) == ("canceled", "done", "1.49850149", "0")


def test_orders__v1_is_v2_without_received(floor):
    listener = floor.listen(V1, V2, uid=ANN)
    floor.cancel(floor.place(ANN, "sell", "2", "100"))
    floor.place(ANN, "buy", "1", "50")
    floor.place(BOB, "sell", "1", "50")
    frames = listener.take()
    first, second = ([frame["data"] for frame in frames if frame["topic"] == topic] for topic in (V1, V2))
    assert first == [data for data in second if data["type"] != "received"]
    assert [data["type"] for data in first] == ["open", "canceled", "open", "match", "filled"]


def test_orders__everybody_gets_their_own(floor):
    ann, again, bob = (floor.listen(V2, BALANCE, uid=uid) for uid in (ANN, ANN, BOB))
    floor.place(ANN, "sell", "2", "100")
    frames = ann.take()
    assert len(frames) == 3 and {frame["userId"] for frame in frames} == {str(ANN)}
    assert (again.take(), bob.take()) == (frames, [])


# --- balances ---


def test_balances__hold_settle_release(floor):
    listener = floor.listen(BALANCE, uid=ANN)
    order = floor.place(ANN, "buy", "2", "100")
    floor.place(BOB, "sell", "0.5", "100")
    floor.cancel(order, NOW + SECOND)
    frames = listener.take()
    accounts = {row.currency: row.account_id for row in floor.exchange.accounts.balances(ANN) if row.account == "trade"}
    context = {"symbol": PAIR, "orderId": order.id}
    traded = {**context, "tradeId": str(floor.exchange.last_trade(PAIR).id)}
    rows = [  # currency, total, available, hold, changes, context, event
        ("USDT", "10000", "9799.8", "200.2", "-200.2", "200.2", context, "trade.hold"),
        ("USDT", "9949.95", "9799.8", "150.15", "0", "-50.05", traded, "trade.setted"),
        ("BTC", "10.5", "10.5", "0", "0.5", "0", traded, "trade.setted"),
        ("USDT", "9949.95", "9949.95", "0", "150.15", "-150.15", context, "trade.hold"),
    ]
    ids = [frame["id"] for frame in frames]
    assert len(set(ids)) == 4
    assert frames == [
        {"type": "message", "topic": BALANCE, "subject": "account.balance", "userId": "7", "channelType": "private",
         "id": id_, "data": {
             "accountId": accounts[row[0]], "currency": row[0], "total": row[1], "available": row[2], "hold": row[3],
             "availableChange": row[4], "holdChange": row[5], "relationContext": row[6], "relationEvent": row[7],
             "relationEventId": id_, "time": "1730000001000" if row is rows[-1] else "1730000000000"}}
        for row, id_ in zip(rows, ids)]


# --- the book ---


def test_level2__one_frame_for_what_happened_at_once(floor):
    floor.place(ANN, "sell", "1", "100")
    floor.place(ANN, "sell", "1", "101")
    listener = floor.listen("/market/level2:BTC-USDT")
    floor.place(BOB, "buy", "2.5", "101", NOW + 7 * MS)
    assert listener.take() == [{
        "type": "message", "topic": "/market/level2:BTC-USDT", "subject": "trade.l2update", "data": {
            "symbol": PAIR, "sequenceStart": 3, "sequenceEnd": 5, "time": 1730000000007,
            "changes": {"asks": [["100", "0", "3"], ["101", "0", "4"]], "bids": [["101", "0.5", "5"]]}}}]


def picture(exchange):
    return {side: dict(exchange.book(PAIR).levels(side)) for side in ("buy", "sell")}


def test_level2__frames_rebuild_the_book(floor, change):
    """From a snapshot that is younger than the first frames, through everything that can happen to a book."""
    chance = random.Random(4)
    listener = floor.listen("/market/level2:BTC-USDT")
    orders, frames, book, at = [], [], None, 0
    for number in range(400):
        if orders and chance.random() < 0.3:
            order = orders.pop(chance.randrange(len(orders)))
            if order.active:
                floor.cancel(order)
        else:
            side, price = chance.choice(("buy", "sell")), str(100 + chance.randint(-4, 4))
            size = D(chance.randint(2, 300)) / 1000
            orders.append(floor.place(chance.choice((ANN, BOB)), side, size, price,
                                      **chance.choice(({}, {"timeInForce": "IOC"}, {"postOnly": True}))))
        frames += [frame["data"] for frame in listener.take()]
        if number == 100:
            book, at = picture(floor.exchange), floor.exchange.book(PAIR).sequence
        if number >= 100:
            rebuilt = {side: dict(levels) for side, levels in book.items()}
            for data in frames:
                change(rebuilt, data, at)
            assert rebuilt == picture(floor.exchange)
    numbers = [(data["sequenceStart"], data["sequenceEnd"]) for data in frames]
    assert numbers[0][0] == 1 and numbers[-1][1] == floor.exchange.book(PAIR).sequence > 200
    assert [start for start, _ in numbers[1:]] == [end + 1 for _, end in numbers[:-1]]


def test_level2__a_frame_can_be_left_out(floor):
    floor.hub.audience.left_out = 1
    floor.place(ANN, "sell", "1", "100")  # nobody listens, so nothing is left out yet
    listener = floor.listen("/market/level2:BTC-USDT")
    for size in ("2", "3", "4"):
        floor.place(ANN, "sell", size, "101")
    assert [frame["data"]["sequenceStart"] for frame in listener.take()] == [3, 4]


def test_level1__only_when_the_best_changes(floor):
    listener = floor.listen("/spotMarket/level1:BTC-USDT")
    floor.place(ANN, "sell", "1", "100")
    floor.place(ANN, "sell", "1", "101")
    floor.place(ANN, "buy", "2", "99", NOW + 3 * MS)
    floor.place(ANN, "buy", "1", "98")
    floor.place(BOB, "buy", "0.4", "100")
    assert [frame["data"] for frame in listener.take()] == [
        {"asks": ["100", "1"], "bids": [], "timestamp": 1730000000000},
        {"asks": ["100", "1"], "bids": ["99", "2"], "timestamp": 1730000000003},
        {"asks": ["100", "0.6"], "bids": ["99", "2"], "timestamp": 1730000000000}]


@pytest.mark.parametrize("depth", [5, 50])
def test_levels__the_best_as_a_picture(floor, depth):
    for number in range(60):
        floor.place(ANN, "sell", "0.1", str(100 + number))
        floor.place(ANN, "buy", "0.1", str(99 - number))
    listener = floor.listen(f"/spotMarket/level2Depth{depth}:BTC-USDT")
    floor.hub.tick(NOW)
    assert [frame["data"] for frame in listener.take()] == [{
        "asks": [[str(100 + number), "0.1"] for number in range(depth)],
        "bids": [[str(99 - number), "0.1"] for number in range(depth)], "timestamp": 1730000000000}]


# --- trades, candles, pictures ---


def test_match__each_trade(floor):
    first, second = floor.place(ANN, "sell", "1", "100"), floor.place(ANN, "sell", "1", "101")
    listener = floor.listen("/market/match:BTC-USDT")
    taker = floor.place(BOB, "buy", "1.5", "101", NOW + 5)
    trades = floor.exchange.trades(PAIR)[::-1]
    assert [frame["data"] for frame in listener.take()] == [
        {"symbol": PAIR, "sequence": str(trade.id), "tradeId": str(trade.id), "type": "match", "side": "buy",
         "price": price, "size": size, "makerOrderId": maker.id, "takerOrderId": taker.id, "time": "1730000000000000005"}
        for trade, maker, price, size in zip(trades, (first, second), ("100", "101"), ("1", "0.5"))]


def test_candles__the_running_one_after_each_trade(floor):
    listener = floor.listen("/market/candles:BTC-USDT_1min,BTC-USDT_1hour")
    start = NOW // SECOND // 3600 * 3600 * SECOND + 1800 * SECOND
    floor.place(ANN, "sell", "5", "100", start)
    floor.place(BOB, "buy", "1", "100", start + SECOND)
    floor.place(BOB, "buy", "2", "100", start + 61 * SECOND)
    minute, hour = start // SECOND, start // SECOND - 1800
    frames = listener.take()
    assert {frame["subject"] for frame in frames} == {"trade.candles.update"}
    assert [(frame["topic"].partition("_")[2], frame["data"]) for frame in frames] == [
        (kind, {"symbol": PAIR, "time": time, "candles": [str(began), "100", "100", "100", "100", size, turnover]})
        for kind, time, began, size, turnover in (
            ("1min", start + SECOND, minute, "1", "100"), ("1hour", start + SECOND, hour, "1", "100"),
            ("1min", start + 61 * SECOND, minute + 60, "2", "200"), ("1hour", start + 61 * SECOND, hour, "3", "300"))]


def test_ticker__after_changes_only(floor):
    listener = floor.listen("/market/ticker:BTC-USDT")
    floor.hub.tick(NOW)
    nothing = {"sequence": "0", "price": "0", "size": "0", "bestAsk": "0", "bestAskSize": "0", "bestBid": "0",
               "bestBidSize": "0", "time": 1730000000000}
    assert [frame["data"] for frame in listener.take()] == [nothing]  # the first picture, of an empty book
    floor.hub.tick(NOW + 100 * MS)
    assert listener.take() == []
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "0.25", "100")
    floor.hub.tick(NOW + 200 * MS)
    assert listener.take() == [{"type": "message", "topic": "/market/ticker:BTC-USDT", "subject": "trade.ticker", "data": {
        "sequence": "2", "price": "100", "size": "0.25", "bestAsk": "100", "bestAskSize": "0.75", "bestBid": "0",
        "bestBidSize": "0", "time": 1730000000200}}]


def test_ticker__all_symbols_by_subject(floor):
    listener = floor.listen("/market/ticker:all")
    floor.hub.tick(NOW)
    assert sorted(frame["subject"] for frame in listener.take()) == sorted(symbol.name for symbol in SYMBOLS)
    floor.place(ANN, "sell", "1", "100")
    floor.hub.tick(NOW + 99 * MS)
    assert listener.take() == []  # ten times a second
    floor.hub.tick(NOW + 100 * MS)
    (frame,) = listener.take()
    assert (frame["topic"], frame["subject"], frame["data"]["bestAsk"]) == ("/market/ticker:all", PAIR, "100")


def test_snapshot__every_two_seconds(floor):
    listener = floor.listen("/market/snapshot:BTC-USDT")
    times = [NOW + number * SECOND // 2 for number in range(9)]
    sent = []
    for now in times:
        floor.hub.tick(now)
        sent += [now for _ in listener.take()]
    assert sent == [NOW, NOW + 2 * SECOND, NOW + 4 * SECOND]


def test_pace__of_everything_that_goes_by_the_clock(fast_floor):
    listener = fast_floor.listen("/market/snapshot:BTC-USDT", "/market/ticker:BTC-USDT")
    sent = []
    for number in range(4):
        fast_floor.place(ANN, "sell", "1", "100")
        fast_floor.hub.tick(NOW + number * MS // 2)
        sent.append([frame["subject"] for frame in listener.take()])
    assert sent == [["trade.ticker", "trade.snapshot"], [], ["trade.ticker"], []]


def test_snapshot__the_last_day_as_numbers(floor):
    long_ago, now = NOW - 5 * 3600 * SECOND, NOW + 2 * SECOND
    for time, price, size in ((long_ago, "80", "1"), (NOW - 7200 * SECOND, "85", "2"), (NOW, "90", "1")):
        floor.place(ANN, "sell", size, price, time)
        floor.place(BOB, "buy", size, price, time)
    floor.place(ANN, "sell", "3", "91")
    floor.place(BOB, "buy", "4", "89")
    listener = floor.listen("/market/snapshot:BTC-USDT")
    floor.hub.tick(now)
    (frame,) = listener.take()
    hour = {"changePrice": 0, "changeRate": 0, "high": 90, "low": 90, "open": 90, "vol": 1, "volValue": 90}
    four = {"changePrice": 5, "changeRate": 0.0588, "high": 90, "low": 85, "open": 85, "vol": 3, "volValue": 260}
    day = {"changePrice": 10, "changeRate": 0.125, "high": 90, "low": 80, "open": 80, "vol": 4, "volValue": 340}
    assert frame["data"] == {"sequence": str(floor.exchange.book(PAIR).sequence), "data": {
        **day, "askSize": 3, "averagePrice": 85, "baseCurrency": "BTC", "bidSize": 4, "board": 1, "buy": 89, "close": 90,
        "datetime": 1730000002000, "lastTradedPrice": 90, "makerCoefficient": 1, "makerFeeRate": 0.001,
        "marginTrade": True, "mark": 0, "market": "USDS", "markets": ["USDS"], "quoteCurrency": "USDT", "sell": 91,
        "siteTypes": ["global"], "sort": 100, "symbol": PAIR, "symbolCode": PAIR, "takerCoefficient": 1,
        "takerFeeRate": 0.001, "trading": True, "marketChange1h": hour, "marketChange4h": four, "marketChange24h": day}}


def test_snapshot__a_small_fall_is_no_negative_zero(floor):
    for price in ("10000", "9999.9"):
        floor.place(ANN, "sell", "0.1", price)
        floor.place(BOB, "buy", "0.1", price)
    listener = floor.listen("/market/snapshot:BTC-USDT")
    floor.hub.tick(NOW)
    change = listener.take()[0]["data"]["data"]
    assert (change["changePrice"], str(change["changeRate"])) == (-0.1, "0.0")


def test_snapshot__of_a_market(floor):
    listener = floor.listen("/market/snapshot:USDS")
    floor.hub.tick(NOW)
    frames = listener.take()
    assert {frame["topic"] for frame in frames} == {"/market/snapshot:USDS"}
    assert [frame["data"]["data"]["symbol"] for frame in frames] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]
