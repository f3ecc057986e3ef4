"""The unified dialect: how its topics are asked for, and which topic a push belongs to."""

import json

import pytest

from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import AuthenticationError, ClockSkew, PassphraseError, StreamError
from kucoin_ref.stream.protocol import Acknowledged, Gap, Message, Notice, Pong, Refused, Welcome
from kucoin_ref.stream.unified import Unified

SPOT, FUTURES, UNIFIED = ("tradeType", "SPOT"), ("tradeType", "FUTURES"), ("tradeType", "UNIFIED")
TEN_MS = ("depth", "increment@10ms")


def ticker(*symbols):
    return Topic("ticker", symbols, sequence="E", fields=(SPOT,))


def book(*symbols):
    return Topic("obu", symbols, sequence="C", first="O", fields=(SPOT, TEN_MS))


def orders():
    return Topic("orderAll", private=True, fields=(UNIFIED,))


def frames(texts):
    return [json.loads(text) for text in texts]


def received(protocol, **frame):
    events, texts = protocol.receive(json.dumps(frame))
    assert texts == []
    return events


def change(first, last, symbol="BTC-USDT", t="delta"):
    return {"T": "obu.SPOT", "dp": "increment@10ms", "t": t, "P": 1, "d": {"s": symbol, "O": first, "C": last, "a": [], "b": []}}


# --- commands ---


def test_subscribe__tickers_and_funding_fees_share_a_frame():
    protocol = Unified()
    funding = Topic("funding-fee", ("XBTUSDTM", "ETHUSDTM"))
    assert frames(protocol.subscribe(ticker("BTC-USDT", "ETH-USDT"), funding)) == [
        {"id": "1", "action": "subscribe", "channel": "ticker", "tradeType": "SPOT", "symbols": ["BTC-USDT", "ETH-USDT"]},
        {"id": "2", "action": "subscribe", "channel": "funding-fee", "symbols": ["XBTUSDTM", "ETHUSDTM"]}]


def test_subscribe__every_other_channel_takes_one_symbol():
    klines = Topic("kline", ("BTC-USDT",), fields=(SPOT, ("interval", "1min")))
    protocol = Unified()
    assert frames(protocol.subscribe(book("BTC-USDT", "ETH-USDT"), klines)) == [
        {"id": "1", "action": "subscribe", "channel": "obu", "tradeType": "SPOT", "depth": "increment@10ms", "symbol": "BTC-USDT"},
        {"id": "2", "action": "subscribe", "channel": "obu", "tradeType": "SPOT", "depth": "increment@10ms", "symbol": "ETH-USDT"},
        {"id": "3", "action": "subscribe", "channel": "kline", "tradeType": "SPOT", "interval": "1min", "symbol": "BTC-USDT"}]
    assert frames(protocol.unsubscribe(klines)) == [
        {"id": "4", "action": "unsubscribe", "channel": "kline", "tradeType": "SPOT", "interval": "1min", "symbol": "BTC-USDT"}]


def test_subscribe__without_symbols():
    balance = Topic("balance", private=True, fields=(("accountType", "FUNDING"),))
    assert frames(Unified().subscribe(orders(), balance, Topic("funding-fee-all-symbols"))) == [
        {"id": "1", "action": "subscribe", "channel": "orderAll", "tradeType": "UNIFIED"},
        {"id": "2", "action": "subscribe", "channel": "balance", "accountType": "FUNDING"},
        {"id": "3", "action": "subscribe", "channel": "funding-fee-all-symbols"}]


def test_subscribe__the_filter_is_a_number():
    depth = Topic("obu", ("XBTUSDTM",), fields=(FUTURES, ("depth", "5"), ("rpiFilter", "1")))
    (frame,) = frames(Unified().subscribe(depth))
    assert frame == {"id": "1", "action": "subscribe", "channel": "obu", "tradeType": "FUTURES", "depth": "5", "rpiFilter": 1,
                     "symbol": "XBTUSDTM"}


def test_subscribe__250_tickers_in_three_frames():
    texts = Unified().subscribe(ticker(*(f"C{number}" for number in range(250))))
    assert [len(frame["symbols"]) for frame in frames(texts)] == [100, 100, 50]


@pytest.mark.parametrize("result", [True, "true"])
def test_answer__acknowledged(result):
    protocol = Unified()
    protocol.subscribe(ticker("BTC-USDT"), orders())
    assert received(protocol, id="1", result=result) == [Acknowledged((ticker("BTC-USDT"),))]
    assert protocol.pending([orders()]) and protocol.pending() and not protocol.pending([ticker("BTC-USDT")])
    assert received(protocol, id=2, result=result) == [Acknowledged((orders(),))]
    assert not protocol.pending()


@pytest.mark.parametrize("answer, code, text", [
    ({"reason": "symbols are not supported for topic obu"}, "", "symbols are not supported for topic obu"),
    ({"message": "invalid request data"}, "", "invalid request data"),
    ({"code": 400, "msg": "bad"}, "400", "bad"),
    ({}, "", "no reason given")])
def test_answer__refused(answer, code, text):
    protocol = Unified()
    protocol.subscribe(book("BTC-USDT"), ticker("BTC-USDT"))
    assert received(protocol, id="1", result=False, **answer) == [Refused(book("BTC-USDT"), code, text)]
    assert list(protocol.topics) == ["ticker.SPOT:BTC-USDT"]


def test_answer__to_a_question_that_nobody_asked():
    assert received(Unified(), id="7", result=True) == []
    assert received(Unified(), id="7", result=False, reason="x") == [
        Notice({"id": "7", "result": False, "reason": "x"})]


def test_ping_and_pong__both_forms():
    protocol = Unified()
    assert frames([protocol.ping()]) == [{"id": "1", "type": "ping"}]
    assert received(protocol, type="pong", id="1", ts=1774100940787520626) == [Pong()]
    assert received(protocol, id="1", op="pong", timestamp=1774100940787) == [Pong()]


# --- opening ---


def test_welcome__says_how_often_to_ping():
    assert received(Unified(), sessionId="s", message="welcome", pingInterval=30000) == [Welcome(30.0, 10.0)]
    assert received(Unified(), sessionId="s", message="welcome") == [Welcome(18.0, 10.0)]


def test_login__is_the_answer_to_the_welcome_and_its_ack_is_ours():
    protocol = Unified(lambda: {"kc-api-key": "k"})
    protocol.subscribe(orders())
    for command in ("2", "3"):  # on each connection
        events, (text,) = protocol.receive('{"message":"welcome","pingInterval":18000}')
        assert events == [] and json.loads(text) == {"id": "login", "op": "auth", "kc-api-key": "k"}
        assert received(protocol, id="login", result=True) == [Welcome(18.0, 10.0)]
        assert [frame["id"] for frame in frames(protocol.connected())] == [command]
        assert received(protocol, id=command, result=True)[0] == Acknowledged((orders(),))


def test_login__with_a_token_there_is_none():
    protocol = Unified(lambda: None)
    assert protocol.receive('{"message":"welcome","pingInterval":18000}') == ([Welcome(18.0, 10.0)], [])


@pytest.mark.parametrize("answer, kind, code, text", [
    ({"id": "login", "result": False, "reason": "sign error"}, AuthenticationError, "auth", "sign error"),
    ({"id": "login", "result": "false", "message": "sign error"}, AuthenticationError, "auth", "sign error"),
    ({"result": False, "message": "sign error"}, AuthenticationError, "auth", "sign error"),
    ({"id": "login", "result": False, "code": "400004", "msg": "bad"}, PassphraseError, "400004", "bad"),
    ({"code": 400002, "msg": "late"}, ClockSkew, "400002", "late"),
    ({"code": 100, "msg": "odd"}, AuthenticationError, "100", "odd")])
def test_login__refused(answer, kind, code, text):
    protocol = Unified(lambda: {"kc-api-key": "k"})
    protocol.receive('{"message":"welcome"}')
    with pytest.raises(AuthenticationError) as caught:
        received(protocol, **answer)
    assert (type(caught.value), caught.value.code) == (kind, code) and text in str(caught.value)


@pytest.mark.parametrize("frame, kind", [
    ({"type": "error", "code": 401, "data": "token is invalid"}, AuthenticationError),
    ({"code": "400003", "msg": "KC-API-KEY not exists"}, AuthenticationError),
    ({"code": 500, "msg": "internal"}, StreamError)])
def test_error__what_concerns_the_key_is_final(frame, kind):
    with pytest.raises(kind, match=frame.get("msg") or frame["data"]) as caught:
        received(Unified(), **frame)
    assert isinstance(caught.value, AuthenticationError) == (kind is AuthenticationError)


@pytest.mark.parametrize("text", ["", "Bye", "[]", "5", '"T"'])
def test_receive__what_is_no_object(text):
    with pytest.raises(StreamError, match="expected a frame with a JSON object"):
        Unified().receive(text)


# --- pushes ---

# the topic that is wanted, and a push that belongs to it
PUSHES = [
    (ticker("BTC-USDT"), {"T": "ticker.SPOT", "d": {"s": "BTC-USDT", "E": 25958853459}}),
    (book("BTC-USDT"), change(3, 5)),
    (Topic("obu", ("BTC-USDT",), fields=(SPOT, ("depth", "5"))), {"T": "obu.SPOT", "dp": "5", "d": {"s": "BTC-USDT"}}),
    (Topic("obu", ("XBTUSDTM",), fields=(FUTURES, ("depth", "5"), ("rpiFilter", "1"))),
     {"T": "obu.FUTURES", "dp": "5", "d": {"s": "XBTUSDTM"}}),
    (Topic("trade", ("BTC-USDT",), fields=(SPOT,)), {"T": "trade.SPOT", "d": {"s": "BTC-USDT"}}),
    (Topic("kline", ("BTC-USDT",), fields=(SPOT, ("interval", "1min"))), {"T": "kline.SPOT", "d": {"s": "BTC-USDT", "i": "1min"}}),
    (Topic("mark-price", ("XBTUSDTM",)), {"T": "mark-price", "d": {"s": "XBTUSDTM", "mp": "1569.15"}}),
    (Topic("mark-price", ("XBTUSDTM",), fields=(FUTURES,)), {"T": "mark-price", "d": {"s": "XBTUSDTM"}}),
    (Topic("funding-fee", ("XBTUSDTM",)), {"T": "funding-fee", "d": {"s": "XBTUSDTM"}}),
    (Topic("funding-fee-all-symbols"), {"T": "funding-fee-all-symbols", "d": [{"s": "XBTUSDTM"}]}),
    (Topic("callAuctionInfo", ("GROVE-USDT",), fields=(SPOT,)), {"T": "callAuctionInfo.SPOT", "t": "snapshot", "d": {"s": "GROVE-USDT"}}),
    (orders(), {"T": "orderAll.UNIFIED", "d": {"s": "DOGEUSDTM"}}),
    (orders(), {"T": "order.UNIFIED", "d": {"s": "DOGEUSDTM"}}),
    (Topic("order", ("BTC-USDT",), private=True, fields=(UNIFIED,)), {"T": "order.UNIFIED", "d": {"s": "BTC-USDT"}}),
    (Topic("execution", private=True, fields=(UNIFIED,)), {"T": "execution.UNIFIED", "d": {"s": "XRP-USDT"}}),
    (Topic("execution.lite", private=True, fields=(UNIFIED,)), {"T": "execution.lite.UNIFIED", "d": {"s": "XRP-USDT"}}),
    (Topic("balance", private=True, fields=(("accountType", "FUNDING"),)), {"T": "balance.FUNDING", "d": {"c": "USDT"}}),
    (Topic("positionAll", private=True, fields=(UNIFIED,)), {"T": "position.UNIFIED", "d": {"s": "XBTUSDTM"}}),
    (Topic("position", ("XBTUSDTM",), private=True, fields=(UNIFIED,)), {"T": "position.UNIFIED", "d": {"s": "XBTUSDTM"}}),
    (Topic("lw", private=True, fields=(UNIFIED,)), {"T": "risk.UNIFIED", "d": {"eT": "MARGIN_CALL"}}),
    (Topic("lw", private=True, fields=(FUTURES,)), {"T": "lw.FUTURES", "d": {"eT": "MARGIN_CALL"}}),
    (Topic("leverage", private=True, fields=(UNIFIED,)), {"T": "leverage.UNIFIED", "d": {"s": "XBTUSDTM", "l": "5.00"}}),
]


@pytest.mark.parametrize("topic, push", PUSHES, ids=[f"{topic} {push['T']}" for topic, push in PUSHES])
def test_message__belongs_to_the_topic_that_is_wanted(topic, push):
    protocol = Unified()
    protocol.subscribe(topic)
    assert received(protocol, **push) == [Message(topic, push.get("t", ""), push["d"], push)]


def test_message__other_wanted_topics_do_not_get_in_its_way():
    protocol = Unified()
    protocol.subscribe(*dict.fromkeys(topic for topic, _ in PUSHES[:7]))
    for topic, push in PUSHES[:7]:
        (message,) = received(protocol, **push)
        assert message.topic == topic


def test_message__an_order_of_one_symbol_and_of_all():
    one, protocol = Topic("order", ("BTC-USDT",), private=True, fields=(UNIFIED,)), Unified()
    protocol.subscribe(one, orders())
    pushes = [("order", "BTC-USDT"), ("order", "ETH-USDT"), ("orderAll", "BTC-USDT")]
    assert [received(protocol, T=f"{channel}.UNIFIED", d={"s": symbol})[0].topic for channel, symbol in pushes] == [
        one, orders(), orders()]


def test_message__of_a_topic_that_nobody_asked_for():
    protocol = Unified()
    protocol.subscribe(book("BTC-USDT"))
    protocol.unsubscribe(book("BTC-USDT"))
    (late,) = received(protocol, **change(3, 5))
    assert str(late.topic) == str(book("BTC-USDT")) and late.topic.sequence is None
    (plain,) = received(protocol, T="mark-price", d={"s": "XBTUSDTM"})
    assert plain.topic == Topic("mark-price", ("XBTUSDTM",))
    (bare,) = received(protocol, T="new.UNIFIED")
    assert bare == Message(Topic("new", fields=(UNIFIED,)), "", None, {"T": "new.UNIFIED"})


def test_message__numbers_beyond_two_to_the_53_are_exact():
    text = '{"T":"trade.SPOT","P":1768802538491160905,"d":{"s":"BTC-USDT","M":9007199254740993,"E":"20631804219899905"}}'
    trade, protocol = Topic("trade", ("BTC-USDT",), sequence="E", fields=(SPOT,)), Unified()
    protocol.subscribe(trade)
    (message,), _ = protocol.receive(text)
    assert (message.frame["P"], message.data["M"]) == (1768802538491160905, 9007199254740993)
    assert not protocol.is_old(message) and protocol.receive(text)[0] == [message]


# --- gaps ---


def test_gap__where_numbers_jump():
    protocol = Unified()
    protocol.subscribe(book("BTC-USDT"))
    assert len(received(protocol, **change(9, 9, t="snapshot"))) == 1
    assert len(received(protocol, **change(10, 12))) == 1
    assert len(received(protocol, **change(12, 14))) == 1  # an overlap is no hole
    assert received(protocol, **change(16, 17))[0] == Gap(book("BTC-USDT"), 14, 16, 0.0)
    assert len(received(protocol, **change(18, 18))) == 1
    assert len(received(protocol, **change(30, 30, t="snapshot"))) == 1  # a full picture needs nothing before it
    assert len(received(protocol, **change(31, 31))) == 1


def test_gap__none_for_numbers_that_may_leave_holes():
    protocol = Unified()
    protocol.subscribe(ticker("BTC-USDT"))
    for number in (1, 5, 9):
        (message,) = received(protocol, T="ticker.SPOT", d={"s": "BTC-USDT", "E": number})
        assert message.data["E"] == number


def test_gap__after_a_new_connection():
    protocol = Unified()
    protocol.connected()
    protocol.subscribe(book("BTC-USDT"), orders())
    received(protocol, **change(9, 9, t="snapshot"))
    protocol.connected(1.5)
    assert received(protocol, id="4", result=True) == [Acknowledged((orders(),)), Gap(orders(), None, None, 1.5)]
    gap, message = received(protocol, **change(20, 20, t="snapshot"))
    assert gap == Gap(book("BTC-USDT"), 9, 20, 1.5) and isinstance(message, Message)


def test_successor__wants_the_same_and_logs_in_the_same_way():
    protocol = Unified(lambda: {"kc-api-key": "k"})
    protocol.connected()
    protocol.subscribe(orders(), book("BTC-USDT"))
    received(protocol, **change(9, 9))
    successor = protocol.successor()
    assert successor.topics == protocol.topics
    events, (login,) = successor.receive('{"message":"welcome"}')
    assert events == [] and json.loads(login)["op"] == "auth"
    assert len(received(successor, **change(20, 20))) == 1  # it knows of no message before, so there is no Gap
