"""The exchange's side of the push protocol: most of it without a socket and by the clock given, some of it over one."""

import inspect
import json
import random
from decimal import Decimal as D

import pytest
import websocket

from kucoin_ref import Client, catalog
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.exchange import SECOND, Exchange
from kucoin_ref.sandbox.market import SYMBOLS
from kucoin_ref.sandbox.push import PRIVATE_CHANNELS, PUBLIC_CHANNELS, Hub

NOW = 1730000000 * SECOND
MS = SECOND // 1000
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
V1, V2, BALANCE = "/spotMarket/tradeOrders", "/spotMarket/tradeOrdersV2", "/account/balance"


class Listener:
    """A connection to a hub, without a network."""

    def __init__(self, hub, uid=None, now=NOW, token=None):
        self.hub, self.frames, self.ended = hub, [], 0
        token = hub.token(uid, now) if token is None else token
        self.connection = hub.connect(token, "connect-1", lambda text: self.frames.append(json.loads(text)), self._end, now)

    def _end(self):
        self.ended += 1

    def take(self):
        frames, self.frames = self.frames, []
        return frames

    def say(self, frame, now=NOW):
        """Send a frame, and see what comes back."""
        self.take()
        self.hub.receive(self.connection, frame if isinstance(frame, str) else json.dumps(frame), now)
        return self.take()

    def subscribe(self, *texts, now=NOW):
        for text in texts:
            frame = {"id": "1", "type": "subscribe", "topic": text, "response": True}
            assert self.say({**frame, "privateChannel": text in PRIVATE_CHANNELS}, now) == [{"id": "1", "type": "ack"}]


class Floor:
    """An exchange with two accounts and nobody else, and its hub."""

    def __init__(self):
        events = []
        self.exchange = Exchange(SYMBOLS, events.append)
        self.hub = Hub(self.exchange, events)
        for uid in (ANN, BOB):
            self.exchange.open_account(uid, {"USDT": D("500")}, {"USDT": D("10000"), "BTC": D("10")}, NOW)
        self.hub.flush(NOW)

    def listen(self, *texts, uid=None, now=NOW):
        listener = Listener(self.hub, uid, now)
        listener.subscribe(*texts, now=now)
        return listener

    def place(self, uid, side, size, price=None, now=NOW, **more):
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        order = self.exchange.place(uid, {"symbol": PAIR, "side": side, "size": size, **kind, **more}, now)
        self.hub.flush(now)
        return order

    def cancel(self, order, now=NOW, **more):
        self.exchange.cancel(order.uid, PAIR, now, order_id=order.id, **more)
        self.hub.flush(now)


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture
def hub(floor):
    return floor.hub


# --- connecting ---


def test_connect__welcome_with_the_connect_id(hub):
    listener = Listener(hub)
    assert listener.take() == [{"id": "connect-1", "type": "welcome"}]
    assert hub.connections == {listener.connection}


@pytest.mark.parametrize("token", ["", "none", "\u00e9"])
def test_connect__a_token_that_was_never_given(hub, token):
    listener = Listener(hub, token=token)
    assert listener.take() == [{"id": "connect-1", "type": "error", "code": 401, "data": "token is invalid"}]
    assert (listener.connection, hub.connections) == (None, set())


def test_connect__a_token_is_good_for_one_connection(hub):
    token = hub.token(ANN, NOW)
    Listener(hub, token=token)
    again = Listener(hub, token=token)
    assert again.take() == [{"id": "connect-1", "type": "error", "code": 401, "data": "token is invalid"}]
    assert len(hub.connections) == 1


@pytest.mark.parametrize("age, frame", [
    (24 * 3600 * SECOND, {"id": "connect-1", "type": "welcome"}),
    (24 * 3600 * SECOND + 1, {"id": "connect-1", "type": "error", "code": 401, "data": "token is expired"}),
])
def test_connect__a_token_lives_a_day(hub, age, frame):
    token = hub.token(None, NOW)
    assert Listener(hub, token=token, now=NOW + age).take() == [frame]


# --- commands ---


def test_channels__are_the_topics_of_the_package():
    everything = [
        entry.function(*(["1min"] if "type" in inspect.signature(entry.function).parameters else []),
                       *(["X"] if any(p.kind is p.VAR_POSITIONAL for p in entry.parameters) else []))
        for entry in catalog.topics() if entry.name.startswith("spot.")]
    assert {topic.channel for topic in everything if not topic.private} == PUBLIC_CHANNELS
    assert {topic.channel for topic in everything if topic.private} == PRIVATE_CHANNELS


@pytest.mark.parametrize("response, answer", [
    (True, [{"id": "1", "type": "ack"}]), ("true", [{"id": "1", "type": "ack"}]), (False, []), ("false", []), (None, [])])
@pytest.mark.parametrize("kind", ["subscribe", "unsubscribe"])
def test_command__acknowledged_when_asked_for(hub, kind, response, answer):
    frame = {"id": "1", "type": kind, "topic": "/market/ticker:BTC-USDT", "response": response}
    assert Listener(hub).say(frame) == answer
    assert Listener(hub).say({name: value for name, value in frame.items() if name != "response"}) == []


@pytest.mark.parametrize("sent, echoed", [("abc", "abc"), (5, "5"), ("", ""), (1.5, "1.5"), ("\ud800", "\ud800")])
def test_command__ids_come_back_as_text(hub, sent, echoed):
    listener = Listener(hub)
    frame = {"id": sent, "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
    assert listener.say(frame) == [{"id": echoed, "type": "ack"}]
    assert listener.say({**frame, "type": "nope"})[0]["id"] == echoed


def test_ping__pong_in_microseconds(hub):
    assert Listener(hub).say({"id": "9", "type": "ping"}, NOW + 123456789) == [
        {"id": "9", "type": "pong", "timestamp": 1730000000123456}]


TICKER = {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "response": True}
HUNDRED_AND_ONE = ",".join(f"A{n}-USDT" for n in range(101))
MISTAKES = {
    "type": ({**TICKER, "type": "openTunnel"}, 415, "type is not supported"),
    "type, none": ({**TICKER, "type": None}, 415, "type is not supported"),
    "type, list": ({**TICKER, "type": ["subscribe"]}, 415, "type is not supported"),
    "topic, none": ({"id": "1", "type": "subscribe"}, 406, "topic is required"),
    "topic, empty": ({**TICKER, "topic": ""}, 406, "topic is required"),
    "topic, list": ({**TICKER, "topic": ["/market/ticker:BTC-USDT"]}, 400, "topic is invalid"),
    "topic, unknown": ({**TICKER, "topic": "/spotMarket/level2Depth20:BTC-USDT"}, 404,
                       "topic /spotMarket/level2Depth20:BTC-USDT does not exist"),
    "topic, without symbol": ({**TICKER, "topic": "/market/ticker"}, 400, "topic is invalid"),
    "topic, symbol empty": ({**TICKER, "topic": "/market/ticker:"}, 400, "topic is invalid"),
    "symbols, 101": ({**TICKER, "topic": f"/market/ticker:{HUNDRED_AND_ONE}"}, 509,
                     "exceed max subscription count limitation of 100 per time"),
    "private, public token": ({**TICKER, "topic": V2, "privateChannel": True}, 403, "login is required"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("response", [True, False])
def test_command__refused(hub, mistake, response):
    frame, code, text = MISTAKES[mistake]
    listener = Listener(hub)
    assert listener.say({**frame, "response": response}) == [{"id": "1", "type": "error", "code": code, "data": text}]
    assert listener.connection.topics == set()
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]


@pytest.mark.parametrize("private", [False, None, "yes"])
def test_command__private_topics_must_be_asked_for_as_such(hub, private):
    frame = {**TICKER, "topic": V2, "privateChannel": private}
    refusal = [{"id": "1", "type": "error", "code": 403, "data": "login is required"}]
    assert Listener(hub, ANN).say(frame) == refusal
    assert Listener(hub, ANN).say({**frame, "privateChannel": True}) == [{"id": "1", "type": "ack"}]


@pytest.mark.parametrize("text", [
    "", "hello", "[]", "null", "5", '"x"', "{}", '{"type":"ping"}', '{"id":"1"}', "[" * 100000, '{"id":' + "9" * 6000 + "}",
    '{"id":"1","type":"subscribe","topic":' + "[" * 100000, '{"id":' + "[" * 900 + "]" * 900 + "}", "\ufeff{}",
], ids=lambda text: text[:30])
def test_command__no_command_at_all(hub, text):
    listener = Listener(hub)
    (frame,) = listener.say(text)
    assert isinstance(frame.pop("id"), str)
    assert frame == {"type": "error", "code": 400, "data": "topic is invalid"}
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]


def test_limits__a_hundred_symbols_each_and_four_hundred_topics(hub):
    listener = Listener(hub)
    names = [f"A{n}-USDT" for n in range(401)]
    for start in range(0, 400, 100):
        listener.subscribe("/market/ticker:" + ",".join(names[start:start + 100]))
    refusal = {"id": "1", "type": "error", "code": 509, "data": "exceed max subscription count limitation of 400 per session"}
    assert listener.say({**TICKER, "topic": f"/market/ticker:{names[400]}"}) == [refusal]
    listener.subscribe(f"/market/ticker:{names[0]}")  # which it has already
    listener.say({**TICKER, "type": "unsubscribe", "topic": f"/market/ticker:{names[0]}"})
    listener.subscribe(f"/market/ticker:{names[400]}")


def test_limits__a_hundred_messages_in_ten_seconds(hub):
    listener, ping = Listener(hub), {"id": "1", "type": "ping"}
    for _ in range(100):
        assert listener.say(ping)[0]["type"] == "pong"
    refusal = [{"id": "1", "type": "error", "code": 509, "data": "exceed max permits per second"}]
    assert listener.say(ping) == listener.say(TICKER, NOW + 10 * SECOND) == refusal
    assert listener.say(ping, NOW + 10 * SECOND + 1)[0]["type"] == "pong"
    assert listener.say(TICKER, NOW + 10 * SECOND + 1) == [{"id": "1", "type": "ack"}]


def test_subscribe__twice_is_two_acks_and_one_stream(floor):
    listener = floor.listen("/market/match:BTC-USDT", "/market/match:BTC-USDT")
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert len(listener.take()) == 1


def test_subscribe__several_symbols_in_one_go(floor):
    listener = floor.listen("/market/level2:ETH-USDT,BTC-USDT,NO-SUCH")
    floor.place(ANN, "sell", "1", "100")
    assert [frame["topic"] for frame in listener.take()] == ["/market/level2:BTC-USDT"]


def test_subscribe__everybody_gets_the_same(floor):
    first, second = floor.listen("/market/match:BTC-USDT"), floor.listen("/market/match:BTC-USDT")
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    frames = first.take()
    assert len(frames) == 1 and second.take() == frames


def test_unsubscribe__ends_only_what_it_names(floor):
    listener = floor.listen("/market/level2:BTC-USDT", V2, uid=ANN)
    assert listener.say({"id": "2", "type": "unsubscribe", "topic": "/market/level2:BTC-USDT,ETH-USDT"}) == []
    floor.place(ANN, "sell", "1", "100")
    assert {frame["topic"] for frame in listener.take()} == {V2}
    listener.say({"id": "3", "type": "unsubscribe", "topic": V2, "privateChannel": True})
    floor.place(ANN, "sell", "1", "100")
    assert listener.take() == []


def test_disconnect__nothing_more_is_sent(floor):
    listener = floor.listen("/market/level2:BTC-USDT", BALANCE, uid=ANN)
    floor.hub.disconnect(listener.connection)
    floor.place(ANN, "sell", "1", "100")
    floor.hub.tick(NOW)
    assert (listener.take(), floor.hub.connections) == ([], set())


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

#: The documented messages; of the fifty levels two.
SNAPSHOT_CHANGE = {"changePrice": -102.1, "changeRate": -0.0015, "high": 67310.6, "low": 67051.8, "open": 67260.2,
                   "vol": 53.73698081, "volValue": 3609965.138191277}
SNAPSHOT = {"sequence": "14691517895", "data": {
    "askSize": 1.15955795, "averagePrice": 66867.89967612, "baseCurrency": "BTC", "bidSize": 0.81772627, "board": 1,
    "buy": 67158.1, "changePrice": 315.2, "changeRate": 0.0047, "close": 67158.1, "datetime": 1729758286011,
    "high": 67611.8, "lastTradedPrice": 67158.1, "low": 65257.1, "makerCoefficient": 1.0, "makerFeeRate": 0.001,
    "marginTrade": True, "mark": 0, "market": "USDS", "marketChange1h": SNAPSHOT_CHANGE,
    "marketChange24h": SNAPSHOT_CHANGE, "marketChange4h": SNAPSHOT_CHANGE, "markets": ["USDS", "PoW"], "open": 66842.9,
    "quoteCurrency": "USDT", "sell": 67158.2, "siteTypes": ["turkey", "thailand", "global"], "sort": 100,
    "symbol": "BTC-USDT", "symbolCode": "BTC-USDT", "takerCoefficient": 1.0, "takerFeeRate": 0.001, "trading": True,
    "vol": 2227.69895852, "volValue": 147972941.07857507}}
TICKER_DATA = {"bestAsk": "67218.7", "bestAskSize": "1.92318539", "bestBid": "67218.6", "bestBidSize": "0.01045638",
               "price": "67220", "sequence": "14691455768", "size": "0.00004316", "time": 1729757723612}
LEVELS = {"asks": [["67996.7", "1.14213262"], ["67996.8", "0.21748212"]],
          "bids": [["67996.6", "0.37969491"], ["67995.3", "0.20779746"]], "timestamp": 1729822226746}
PUBLIC = {"type": "message"}
PRIVATE = {"type": "message", "userId": "633559791e1cbc0001f319bc", "channelType": "private"}
DOCUMENTED = [
    {**PUBLIC, "topic": "/market/ticker:BTC-USDT", "subject": "trade.ticker", "data": TICKER_DATA},
    {**PUBLIC, "topic": "/market/ticker:all", "subject": "BTC-USDT", "data": TICKER_DATA},
    {**PUBLIC, "topic": "/spotMarket/level1:BTC-USDT", "subject": "level1", "data": {
        "asks": ["68145.8", "0.51987471"], "bids": ["68145.7", "1.29267802"], "timestamp": 1729816058766}},
    {**PUBLIC, "topic": "/spotMarket/level2Depth5:BTC-USDT", "subject": "level2", "data": LEVELS},
    {**PUBLIC, "topic": "/spotMarket/level2Depth50:BTC-USDT", "subject": "level2", "data": LEVELS},
    {**PUBLIC, "topic": "/market/level2:BTC-USDT", "subject": "trade.l2update", "data": {
        "changes": {"asks": [["67993.3", "1.21427407", "14701689783"]], "bids": []}, "sequenceEnd": 14701689783,
        "sequenceStart": 14701689783, "symbol": "BTC-USDT", "time": 1729816425625}},
    {**PUBLIC, "topic": "/market/candles:BTC-USDT_1hour", "subject": "trade.candles.update", "data": {
        "symbol": "BTC-USDT", "candles": ["1729839600", "67644.9", "67437.6", "67724.8", "67243.8", "44.88321441",
                                          "3027558.991928447"], "time": 1729842192785164840}},
    {**PUBLIC, "topic": "/market/match:BTC-USDT", "subject": "trade.l3match", "data": {
        "makerOrderId": "671b5007389355000701b1d3", "price": "67523", "sequence": "11067996711960577", "side": "buy",
        "size": "0.003", "symbol": "BTC-USDT", "takerOrderId": "671b50161777ff00074c168d", "time": "1729843222921000000",
        "tradeId": "11067996711960577", "type": "match"}},
    {**PUBLIC, "topic": "/market/snapshot:BTC-USDT", "subject": "trade.snapshot", "data": SNAPSHOT},
    {**PUBLIC, "topic": "/market/snapshot:USDS", "subject": "trade.snapshot", "data": SNAPSHOT},
    {**PRIVATE, "topic": V2, "subject": "orderChange", "data": {
        "clientOid": "5c52e11203aa677f33e493fc", "orderId": "6720da3fa30a360007f5f832", "orderTime": 1730206271588,
        "orderType": "market", "originSize": "0.00001", "side": "buy", "status": "new", "symbol": "BTC-USDT",
        "ts": 1730206271616000000, "type": "received"}},
    {**PRIVATE, "topic": V1, "subject": "orderChange", "data": {
        "canceledSize": "0", "clientOid": "5c52e11203aa677f33e493fb", "filledSize": "0", "orderId": "6720ecd9ec71f4000747731a",
        "orderTime": 1730211033305, "orderType": "limit", "originSize": "0.00001", "price": "50000",
        "remainSize": "0.00001", "side": "buy", "size": "0.00001", "status": "open", "symbol": "BTC-USDT",
        "ts": 1730211033335000000, "type": "open"}},
    {**PRIVATE, "topic": BALANCE, "subject": "account.balance", "id": "354689988084000", "data": {
        "accountId": "548674591753", "currency": "USDT", "total": "21.133773386762", "available": "20.132773386762",
        "hold": "1.001", "availableChange": "-0.5005", "holdChange": "0.5005",
        "relationContext": {"symbol": "BTC-USDT", "orderId": "6721d0632db25b0007071fdc"}, "relationEvent": "trade.hold",
        "relationEventId": "354689988084000", "time": "1730269283892"}},
]


def shape(value):
    """The fields of a piece of JSON with the types of their values; of a list what its rows have in common."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


@pytest.fixture(scope="module")
def pushed():
    """What all topics push when a sell of Bob's is taken by a market order of Ann's, and she places a bid."""
    floor = Floor()
    floor.place(BOB, "sell", "1", "101")
    floor.place(BOB, "sell", "1", "102")
    floor.place(BOB, "buy", "1", "99")
    floor.place(BOB, "buy", "1", "98")
    floor.place(BOB, "buy", "0.1")
    listener = floor.listen(*(frame["topic"] for frame in DOCUMENTED), uid=ANN)
    floor.place(ANN, "buy", "0.2", clientOid="a-1")
    floor.place(ANN, "buy", "1", "100", clientOid="a-2")
    floor.hub.tick(NOW)
    return listener.take()


@pytest.mark.parametrize("example", DOCUMENTED, ids=[frame["topic"] for frame in DOCUMENTED])
def test_message__shape_as_documented(pushed, example):
    """One message of each topic that stands in the documentation; of order changes the one of the same type."""
    of_topic = [frame for frame in pushed if frame["topic"] == example["topic"]]
    same = [frame for frame in of_topic if frame["subject"] == example["subject"]
            and all(frame["data"].get(name) == example["data"].get(name) for name in ("type", "relationEvent"))]
    if "level2" in example["topic"] and "changes" in example["data"]:
        same = [frame for frame in same if frame["data"]["changes"]["asks"]]
    assert same and shape(same[0]) == shape(example)


def test_message__example_of_every_topic_that_speaks():
    silent = {"/callauction/level2Depth50", "/callauction/callauctionData", "/spotMarket/advancedOrders"}
    assert {frame["topic"].partition(":")[0] for frame in DOCUMENTED} == (PUBLIC_CHANNELS | PRIVATE_CHANNELS) - silent


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


def apply(book, data, after):
    """Change a book by a frame, as the exchange documents it: only rows that are newer than the snapshot."""
    for name, side in (("asks", "sell"), ("bids", "buy")):
        for price, size, sequence in data["changes"][name]:
            if int(sequence) > after:
                book[side].pop(D(price), None)
                if D(size):
                    book[side][D(price)] = D(size)


def test_level2__frames_rebuild_the_book(floor):
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
                apply(rebuilt, data, at)
            assert rebuilt == picture(floor.exchange)
    numbers = [(data["sequenceStart"], data["sequenceEnd"]) for data in frames]
    assert numbers[0][0] == 1 and numbers[-1][1] == floor.exchange.book(PAIR).sequence > 200
    assert [start for start, _ in numbers[1:]] == [end + 1 for _, end in numbers[:-1]]


def test_level2__a_frame_can_be_left_out(floor):
    floor.hub.skip_level2 = 1
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
    floor.hub.tick(NOW)
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


# --- silence and late acks ---


def test_silence__a_minute_ends_the_connection(floor):
    quiet, busy = floor.listen("/market/match:BTC-USDT"), floor.listen("/market/match:BTC-USDT")
    floor.hub.tick(NOW + 60 * SECOND)
    assert len(floor.hub.connections) == 2
    busy.say({"id": "5", "type": "ping"}, NOW + 60 * SECOND)
    floor.hub.tick(NOW + 60 * SECOND + 1)
    (frame,) = quiet.take()
    assert isinstance(frame.pop("id"), str)
    assert frame == {"type": "error", "code": 400, "data": "ping timeout"}
    assert (quiet.ended, busy.ended, floor.hub.connections) == (1, 0, {busy.connection})
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert (quiet.take(), len(busy.take())) == ([], 1)


@pytest.mark.parametrize("text", ["nonsense", '{"id":"1","type":"nope"}'])
def test_silence__anything_said_breaks_it(floor, text):
    listener = Listener(floor.hub)
    listener.say(text, NOW + 50 * SECOND)
    floor.hub.tick(NOW + 110 * SECOND)
    assert listener.ended == 0


def test_late_ack__the_subscription_holds_already(floor):
    listener = Listener(floor.hub)
    floor.hub.ack_delay = SECOND
    assert listener.say({**TICKER, "topic": "/market/match:BTC-USDT"}) == []
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert [frame["type"] for frame in listener.take()] == ["message"]
    floor.hub.tick(NOW + SECOND - 1)
    assert listener.take() == []
    floor.hub.tick(NOW + SECOND)
    assert listener.take() == [{"id": "1", "type": "ack"}]
    assert listener.say(TICKER) == [{"id": "1", "type": "ack"}]  # only one was late


# --- over a socket ---


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0.02) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


class Socket:
    """A push connection made with websocket-client."""

    def __init__(self, token):
        address = f"{token['instanceServers'][0]['endpoint']}?token={token['token']}&connectId=77"
        self.socket = websocket.create_connection(address, timeout=5, http_no_proxy=["*"])

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.shutdown()

    def say(self, **frame):
        self.socket.send(json.dumps(frame))

    def hear(self):
        return json.loads(self.socket.recv())

    def hear_until(self, wanted, most=2000):
        """The frames up to the first that is wanted."""
        frames = []
        for _ in range(most):
            frames.append(self.hear())
            if wanted(frames[-1]):
                return frames
        raise AssertionError(f"not among {most} frames")


def test_socket__from_welcome_to_pushes(client):
    with Socket(client.spot.market.get_public_token()) as socket:
        assert socket.hear() == {"id": "77", "type": "welcome"}
        socket.say(id=1, type="ping")
        pong = socket.hear()
        assert abs(pong.pop("timestamp") / 1e6 - client.spot.market.get_server_time() / 1e3) < 5
        assert pong == {"id": "1", "type": "pong"}
        socket.say(id=2, type="subscribe", topic="/market/ticker:BTC-USDT", response=True)
        socket.hear_until(lambda frame: frame == {"id": "2", "type": "ack"})
        assert socket.hear_until(lambda frame: frame["type"] == "message")[-1]["topic"] == "/market/ticker:BTC-USDT"


def test_socket__orders_and_balances_of_a_rest_call(client):
    with Socket(client.spot.market.get_private_token()) as socket:
        for number, topic in enumerate((V2, BALANCE)):
            socket.say(id=str(number), type="subscribe", topic=topic, privateChannel=True, response=True)
        socket.hear_until(lambda frame: frame == {"id": "1", "type": "ack"})
        order_id = client.spot.order.add_order(PAIR, "buy", "limit", price="50000", size="0.001")["orderId"]
        client.spot.order.cancel_order_by_order_id(order_id, PAIR)
        frames = socket.hear_until(lambda frame: frame["data"].get("type") == "canceled")
        assert [frame["data"].get("type") or frame["data"]["relationEvent"] for frame in frames] == [
            "trade.hold", "received", "open", "trade.hold", "canceled"]


def test_socket__the_book_by_rest_and_push_while_the_market_moves(client):
    with Socket(client.spot.market.get_public_token()) as socket:
        socket.say(id="1", type="subscribe", topic="/market/level2:BTC-USDT", response=True)
        socket.hear_until(lambda frame: frame["type"] == "ack")
        snapshot = client.spot.market.get_full_order_book(PAIR)
        last = int(snapshot["sequence"])
        frames = socket.hear_until(lambda frame: frame["data"]["sequenceEnd"] > last + 100)
        later = client.spot.market.get_full_order_book(PAIR)
        end = int(later["sequence"])
        if frames[-1]["data"]["sequenceEnd"] < end:
            frames += socket.hear_until(lambda frame: frame["data"]["sequenceEnd"] >= end)
    sides = (("asks", "sell"), ("bids", "buy"))
    book = {side: {D(price): D(size) for price, size in snapshot[name]} for name, side in sides}
    numbers = [last]
    for data in (frame["data"] for frame in frames):
        if last < data["sequenceEnd"] <= end:
            apply(book, data, last)
            numbers += range(data["sequenceStart"], data["sequenceEnd"] + 1)
    assert sorted(set(numbers) - set(range(last))) == list(range(last, end + 1))
    assert book == {side: {D(price): D(size) for price, size in later[name]} for name, side in sides}


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_socket__a_token_again(client, private):
    token = client.spot.market.get_private_token() if private else client.spot.market.get_public_token()
    with Socket(token) as first:
        assert first.hear()["type"] == "welcome"
        with Socket(token) as second:
            assert second.hear() == {"id": "77", "type": "error", "code": 401, "data": "token is invalid"}
            with pytest.raises((websocket.WebSocketConnectionClosedException, OSError)):
                second.hear()
        first.say(id="1", type="ping")
        assert first.hear()["type"] == "pong"
