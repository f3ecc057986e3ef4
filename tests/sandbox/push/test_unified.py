"""The commands of the unified push protocol, their limits and refusals; its login; and what comes over a socket."""

import base64
import dataclasses
import hashlib
import hmac
import inspect
import json

import pytest
import websocket

from kucoin_ref import Client, Signer, catalog
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.gateway import Key
from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.push import Hub
from kucoin_ref.sandbox.push.unified import CHANNELS

NOW = 1730000000 * SECOND
NOW_MS = 1730000000000
MS = SECOND // 1000
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
TRADE = {"id": "1", "action": "subscribe", "channel": "trade", "tradeType": "SPOT", "symbol": PAIR}
KEY, SECRET = "k" * 24, "s" * 32


def refused(reason, id="1"):
    return [{"id": id, "result": False, "reason": reason}]


# --- connecting ---


@pytest.mark.parametrize("host", ["spot", "futures", "private"])
def test_connect__welcome(floor, host):
    listener = floor.unified(host=host)
    (frame,) = listener.take()
    assert isinstance(frame.pop("sessionId"), str)
    assert frame == {"message": "welcome", "pingInterval": 18000}
    assert floor.hub.connections == {listener.connection}


def test_connect__by_the_token_of_the_unified_account(floor):
    token = floor.hub.token(ANN, NOW, "private")
    assert floor.unified(host="private", token=token).connection.uid == ANN
    again = floor.unified(host="private", token=token)
    assert (again.connection, again.take()) == (None, [{"code": "400401", "msg": "token is invalid"}])


@pytest.mark.parametrize("host", ["spot", "futures"])
def test_connect__not_by_the_token_of_a_classic_account(floor, host):
    listener = floor.unified(host="private", token=floor.hub.token(ANN, NOW, host))
    assert (listener.connection, listener.take()) == (None, [{"code": "400401", "msg": "token is invalid"}])


def test_connect__a_token_that_is_too_old(floor):
    token = floor.hub.token(ANN, NOW - 25 * 3600 * SECOND, "private")
    assert floor.unified(host="private", token=token).take() == [{"code": "400401", "msg": "token is expired"}]


def test_connect__its_token_opens_no_classic_connection(floor):
    listener = floor.connect(token=floor.hub.token(ANN, NOW, "private"))
    assert listener.take() == [{"id": "connect-1", "type": "error", "code": 401, "data": "token is invalid"}]


# --- login ---


def signature(message):
    return base64.b64encode(hmac.new(SECRET.encode(), message.encode(), hashlib.sha256).digest()).decode()


def login(**change):
    frame = {"id": "7", "op": "auth", "kc-api-key": KEY, "kc-api-timestamp": str(NOW_MS),
             "kc-api-sign": signature(f"{NOW_MS}POST/api/websocket/users/verify"), "kc-api-passphrase": signature("open")}
    return {name: value for name, value in {**frame, **change}.items() if value is not None}


@pytest.fixture
def with_key(floor):
    floor.gateway.keys[KEY] = Key(Signer(KEY, SECRET, "open"), ANN, frozenset({"General"}), NOW)
    return floor


def test_login__then_private_channels(with_key):
    listener = with_key.unified(host="private")
    balance = {"action": "SUBSCRIBE", "channel": "balance", "accountType": "SPOT"}
    assert listener.say({"id": "1", **balance}) == refused("login is required")
    assert listener.say(login()) == [{"id": "7", "result": True}]
    assert listener.say({"id": "2", **balance}) == [{"id": "2", "result": True}]


def test_login__without_an_id(with_key):
    assert with_key.unified(host="private").say(login(id=None)) == [{"result": True}]


@pytest.mark.parametrize("change, reason", [
    ({"kc-api-sign": "x"}, "Invalid KC-API-SIGN"), ({"kc-api-passphrase": "open"}, "Invalid KC-API-PASSPHRASE"),
    ({"kc-api-key": "nobody"}, "KC-API-KEY not exists"), ({"kc-api-timestamp": "0"}, "Invalid KC-API-TIMESTAMP"),
])
def test_login__refused(with_key, change, reason):
    listener = with_key.unified(host="private")
    assert listener.say(login(**change)) == refused(reason, "7")
    assert listener.say({**TRADE, "channel": "orderAll"}) == refused("login is required")
    assert listener.say(login()) == [{"id": "7", "result": True}]


@pytest.mark.parametrize("version, permissions", [("2", {"General"}), ("3", {"Spot"})])
def test_login__a_key_that_may_not(with_key, version, permissions):
    with_key.gateway.keys[KEY] = Key(Signer(KEY, SECRET, "open"), ANN, frozenset(permissions), NOW, version)
    (frame,) = with_key.unified(host="private").say(login())
    assert frame["result"] is False


@pytest.mark.parametrize("change, reason", [
    ({"ip_whitelist": ("192.0.2.2",)}, "The IP address is not in the API whitelist"), ({"expires_at": NOW}, "KC-API-KEY not exists")])
def test_login__a_key_that_may_not_from_here_or_no_more(with_key, change, reason):
    with_key.gateway.keys[KEY] = dataclasses.replace(with_key.gateway.keys[KEY], **change)
    assert with_key.unified(host="private").say(login()) == refused(reason, "7")


def test_login__not_on_a_public_host(with_key):
    assert with_key.unified().say(login()) == refused("invalid request data", "7")


# --- commands ---


def test_channels__are_those_of_the_package():
    functions = [entry.function for entry in catalog.topics() if entry.name.startswith("unified.")]
    topics = []
    for function in functions:
        values = {"trade_type": "FUTURES", "account_type": "SPOT", "interval": "1min", "symbols": "X"}
        names = [name for name, each in inspect.signature(function).parameters.items() if each.kind is not each.KEYWORD_ONLY]
        topics.append(function(*(values[name] for name in names)))
    assert {topic.channel: (topic.private, bool(topic.symbols)) for topic in topics} == {
        name: (channel.host == "private", channel.symbols != "none") for name, channel in CHANNELS.items()}


@pytest.mark.parametrize("action", ["subscribe", "SUBSCRIBE", "unsubscribe", "UNSUBSCRIBE"])
def test_command__in_both_cases(floor, action):
    assert floor.unified().say({**TRADE, "action": action}) == [{"id": "1", "result": True}]


@pytest.mark.parametrize("id", ["abc", 5, ""])
def test_command__the_id_comes_back_as_it_is(floor, id):
    assert floor.unified().say({**TRADE, "id": id}) == [{"id": id, "result": True}]
    assert floor.unified().say({**TRADE, "id": id, "channel": "x"}) == refused("invalid request data", id)


@pytest.mark.parametrize("sent, reply", [
    ({"id": "1", "type": "ping"}, {"id": "1", "type": "pong", "ts": NOW + 5 * MS}),
    ({"id": "1", "op": "ping", "timestamp": 1}, {"id": "1", "op": "pong", "timestamp": NOW_MS + 5}),
])
def test_ping__in_both_forms(floor, sent, reply):
    assert floor.unified().say(sent, NOW + 5 * MS) == [reply]


@pytest.mark.parametrize("text", ["", "hello", "{", "[" * 100000, "9" * 6000, "[]", "5", '"x"'], ids=lambda text: text[:10])
def test_command__what_is_no_frame_gets_no_reply(floor, text):
    listener = floor.unified()
    assert (listener.say(text), listener.say(TRADE)) == ([], [{"id": "1", "result": True}])


OBU = {"id": "1", "action": "subscribe", "channel": "obu", "tradeType": "SPOT", "symbol": PAIR, "depth": "5"}
FUTURES_OBU = {**OBU, "tradeType": "FUTURES", "symbol": "XBTUSDTM"}
KLINE = {**TRADE, "channel": "kline", "interval": "1min"}
REFUSALS = [  # host, frame, reason; the first four as they were seen
    ("spot", {**OBU, "symbol": None, "symbols": [PAIR]}, "symbols are not supported for topic obu"),
    ("spot", {**TRADE, "channel": "nope"}, "invalid request data"),
    ("futures", OBU, 'topic Obu type = "public_spot" not allowed in current environment'),
    ("private", {"id": "1", "action": "subscribe", "channel": "position", "tradeType": "UNIFIED"},
     "missing `symbol` for topic: Position"),
    ("spot", FUTURES_OBU, 'topic Obu type = "public_futures" not allowed in current environment'),
    ("private", TRADE, 'topic Trade type = "public_spot" not allowed in current environment'),
    ("spot", {**TRADE, "channel": "mark-price"}, 'topic MarkPrice type = "public_futures" not allowed in current environment'),
    ("spot", {**TRADE, "channel": "orderAll"}, 'topic OrderAll type = "private" not allowed in current environment'),
    ("spot", {"id": "1", "action": "subscribe"}, "invalid request data"),
    ("spot", {"id": "1", "action": "nope", "channel": "trade"}, "invalid request data"),
    ("spot", {"id": "1"}, "invalid request data"),
    ("spot", {**TRADE, "channel": ["trade"]}, "invalid request data"),
    ("spot", {**TRADE, "tradeType": None}, "missing `tradeType` for topic: Trade"),
    ("spot", {**TRADE, "tradeType": "MARGIN"}, "invalid request data"),
    ("spot", {**TRADE, "tradeType": {}}, "invalid request data"),
    ("spot", {**TRADE, "symbol": None}, "missing `symbol` for topic: Trade"),
    ("spot", {**TRADE, "symbol": ""}, "missing `symbol` for topic: Trade"),
    ("spot", {**TRADE, "symbol": 5}, "invalid request data"),
    ("spot", {**TRADE, "channel": "ticker", "symbol": None, "symbols": "BTC-USDT"}, "invalid request data"),
    ("spot", {**TRADE, "channel": "ticker", "symbol": None, "symbols": []}, "missing `symbol` for topic: Ticker"),
    ("spot", {**KLINE, "interval": None}, "missing `interval` for topic: Kline"),
    ("spot", {**KLINE, "interval": "7min"}, "invalid request data"),
    ("futures", {**KLINE, "tradeType": "FUTURES", "interval": "6hour"}, "invalid request data"),
    ("spot", {**OBU, "depth": None}, "missing `depth` for topic: Obu"),
    ("spot", {**OBU, "depth": "20"}, "invalid request data"),
    ("spot", {**OBU, "rpiFilter": 1}, "invalid request data"),
    ("futures", {**FUTURES_OBU, "depth": "1", "rpiFilter": 1}, "invalid request data"),
    ("futures", {**FUTURES_OBU, "rpiFilter": 2}, "invalid request data"),
    ("futures", {**TRADE, "channel": "callAuctionInfo"},
     'topic CallAuctionInfo type = "public_spot" not allowed in current environment'),
    ("private", {**TRADE, "channel": "positionAll", "tradeType": "SPOT"}, "invalid request data"),
    ("private", {**TRADE, "channel": "balance"}, "missing `accountType` for topic: Balance"),
]


@pytest.mark.parametrize("host, frame, reason", REFUSALS, ids=lambda value: str(value)[:70])
def test_command__refused(floor, host, frame, reason):
    listener = floor.unified(uid=ANN) if host == "private" else floor.unified(host=host)
    sent = {name: value for name, value in frame.items() if value is not None}
    assert listener.say(sent) == refused(reason)
    assert listener.connection.topics == set()


@pytest.mark.parametrize("host, frame", [
    ("spot", {**TRADE, "symbol": "NO-SUCH"}),
    ("spot", {**TRADE, "channel": "ticker", "symbols": [PAIR, "ETH-USDT"]}),
    ("spot", {**TRADE, "channel": "callAuctionInfo"}),
    ("spot", {**KLINE, "interval": "6hour"}),
    ("spot", {**OBU, "depth": "increment"}),
    ("spot", {**OBU, "rpiFilter": 0}),
    ("futures", {**FUTURES_OBU, "rpiFilter": 1}),
    ("futures", {**FUTURES_OBU, "depth": "50", "rpiFilter": "1"}),
    ("futures", {"id": "1", "action": "subscribe", "channel": "mark-price", "symbol": "XBTUSDTM"}),
    ("futures", {"id": "1", "action": "subscribe", "channel": "mark-price", "tradeType": "FUTURES", "symbol": "XBTUSDTM"}),
    ("futures", {"id": "1", "action": "subscribe", "channel": "funding-fee", "symbols": ["XBTUSDTM"]}),
    ("futures", {"id": "1", "action": "subscribe", "channel": "funding-fee-all-symbols"}),
    ("private", {**TRADE, "channel": "order", "tradeType": "UNIFIED"}),
    ("private", {"id": "1", "action": "subscribe", "channel": "balance", "accountType": "FUNDING"}),
], ids=lambda value: str(value)[:90])
def test_command__accepted(floor, host, frame):
    listener = floor.unified(uid=ANN) if host == "private" else floor.unified(host=host)
    assert listener.say(frame) == [{"id": "1", "result": True}]
    assert listener.connection.topics


def test_unsubscribe__ends_only_what_it_names(floor):
    first, second = dict(TRADE), {**TRADE, "channel": "ticker"}
    listener = floor.unified(first, second)
    assert listener.say({**second, "action": "unsubscribe"}) == [{"id": "1", "result": True}]
    floor.place(ANN, "sell", "1", "100")
    floor.place(BOB, "buy", "1", "100")
    assert {frame["T"] for frame in listener.take()} == {"trade.SPOT"}


def test_late_ack__the_subscription_holds_already(floor):
    listener = floor.unified()
    floor.hub.ack_delay = SECOND
    assert listener.say(TRADE) == []
    floor.hub.tick(NOW + SECOND)
    assert listener.take() == [{"id": "1", "result": True}]


# --- limits ---


@pytest.mark.parametrize("host, most", [("spot", 600), ("private", 400)])
def test_limits__topics_of_a_connection(floor, host, most):
    frame = {**TRADE, "channel": "order"} if host == "private" else dict(TRADE)
    listener = floor.unified(uid=ANN) if host == "private" else floor.unified(host=host)
    for number in range(most):
        now = NOW + number * SECOND
        assert listener.say({**frame, "symbol": f"A{number}-USDT"}, now) == [{"id": "1", "result": True}]
    now += 11 * SECOND
    assert listener.say(frame, now) == refused(f"exceed max subscription count limitation of {most} per session")
    assert listener.say({**frame, "symbol": "A0-USDT"}, now) == [{"id": "1", "result": True}]  # which it has already


@pytest.mark.parametrize("host, most", [("spot", 300), ("futures", 300), ("private", 100)])
def test_limits__messages_in_ten_seconds(floor, host, most):
    listener = floor.unified(host=host)
    for _ in range(most):
        assert listener.say({"id": "1", "action": "subscribe"}) == refused("invalid request data")
    assert listener.say(TRADE) == listener.say({"id": "1", "type": "ping"}) == refused("exceed max permits per second")
    ending = {**TRADE, "action": "unsubscribe", "tradeType": "FUTURES" if host == "futures" else "SPOT"}
    if host != "private":
        assert listener.say(ending) == [{"id": "1", "result": True}]  # these do not count
    assert listener.say({"id": "1", "type": "ping"}, NOW + 10 * SECOND + 1)[0]["type"] == "pong"


@pytest.mark.parametrize("form", [{"id": "2", "type": "ping"}, {"id": "2", "op": "ping"}])
def test_limits__more_than_one_ping_a_second_drops_the_connection(floor, form):
    listener = floor.unified(TRADE)
    assert len(listener.say({"id": "1", "type": "ping"})) == 1
    assert len(listener.say(form, NOW + SECOND)) == 1
    assert listener.say(form, NOW + 2 * SECOND - 1) == []
    assert (listener.was_cut, floor.hub.connections, listener.connection.topics) == (1, set(), set())


def test_limits__pings_by_a_short_interval_may_come_more_often(floor):
    hub, frames, cuts = Hub(floor.exchange, [], floor.gateway, ping_interval=1.8), [], []  # a tenth of the usual one
    connection = hub.connect_unified("spot", None, "192.0.2.1", frames.append, lambda: None, lambda: cuts.append(1), NOW)
    for now in (NOW, NOW + SECOND // 10, NOW + SECOND // 5 - 1):
        hub.receive(connection, '{"id":"1","type":"ping"}', now)
    assert (len(frames), json.loads(frames[0])["pingInterval"], cuts) == (3, 1800, [1])


def test_idle__a_minute_without_a_subscription_cuts_the_connection(floor):
    quiet, busy, told = floor.unified(), floor.unified(), floor.unified(TRADE)
    busy.say({"id": "1", "type": "ping"}, NOW + 60 * SECOND)
    floor.hub.tick(NOW + 60 * SECOND)
    assert len(floor.hub.connections) == 3
    quiet.take()
    floor.hub.tick(NOW + 60 * SECOND + 1)
    assert (quiet.was_cut, quiet.take(), busy.was_cut) == (1, [], 0)
    floor.hub.tick(NOW + 3600 * SECOND)
    assert (busy.was_cut, told.was_cut, floor.hub.connections) == (1, 0, {told.connection})


# --- over a socket ---


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0.02, push_pace=0.1) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


class Socket:
    """A connection to a push host, welcomed already."""

    def __init__(self, address, **options):
        self.socket = websocket.create_connection(address, timeout=5, http_no_proxy=["*"], **options)
        self.opcodes = set()
        assert self.hear()["message"] == "welcome"

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.socket.shutdown()

    def hear(self):
        opcode, data = self.socket.recv_data()
        self.opcodes.add(opcode)
        return json.loads(data)

    def ask(self, **frame):
        """Send a frame with the id 9, and wait for its ack."""
        self.socket.send(json.dumps({"id": "9", **frame}))
        for _ in range(1000):
            answer = self.hear()
            if answer.get("id") == "9":
                return answer
        raise AssertionError("no ack")

    def hear_of(self, kind):
        for _ in range(1000):
            frame = self.hear()
            if frame.get("T") == kind:
                return frame
        raise AssertionError(f"no {kind}")


def test_socket__everything_is_binary_and_not_compressed(sandbox):
    header = {"Sec-WebSocket-Extensions": "permessage-deflate"}
    with Socket(sandbox.environment.push_spot, header=header) as socket:
        assert "sec-websocket-extensions" not in socket.socket.getheaders()
        subscribe = {"action": "subscribe", "channel": "obu", "tradeType": "SPOT", "symbol": PAIR, "depth": "5"}
        assert socket.ask(**subscribe) == {"id": "9", "result": True}
        assert len(socket.hear_of("obu.SPOT")["d"]["a"]) == 5
        assert socket.opcodes == {websocket.ABNF.OPCODE_BINARY}


@pytest.mark.parametrize("slash", ["", "/"])
def test_socket__by_token(sandbox, client, slash):
    token = client.session.call("POST", "/api/v2/bullet-private")["token"]
    with Socket(f"{sandbox.environment.push_private}{slash}?token={token}") as socket:
        assert socket.ask(action="SUBSCRIBE", channel="orderAll", tradeType="SPOT") == {"id": "9", "result": True}
        order = client.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001")
        assert socket.hear_of("orderAll.SPOT")["d"]["oi"] == order["orderId"]
        client.spot.order.cancel_all_orders()


def test_socket__by_login(sandbox):
    key, secret, passphrase = sandbox.credentials
    signer, timestamp = Signer(key, secret, passphrase), sandbox.now() // MS
    headers = signer.headers(timestamp, "POST", "/api/websocket/users/verify")
    frame = {name.lower(): value for name, value in headers.items()}
    with Socket(sandbox.environment.push_private) as socket:
        assert socket.ask(op="auth", **frame) == {"id": "9", "result": True}
        assert socket.ask(action="SUBSCRIBE", channel="orderAll", tradeType="SPOT") == {"id": "9", "result": True}


def test_socket__a_wrong_token_is_told_and_ended(sandbox):
    socket = websocket.create_connection(sandbox.environment.push_private + "?token=x", timeout=5, http_no_proxy=["*"])
    assert json.loads(socket.recv()) == {"code": "400401", "msg": "token is invalid"}
    with pytest.raises((websocket.WebSocketConnectionClosedException, OSError)):
        socket.recv_frame()
        socket.recv_frame()
    socket.shutdown()
