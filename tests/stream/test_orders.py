"""Order entry as its user sees it, over real sockets: with the sandbox, and with a server that does what a script says."""

import threading

import pytest
from scripted_server import LOCAL, PATIENCE, Server, background, dead_port, interrupt, silent_port, stream_threads, until, within

from kucoin_ref import Client, Environment
from kucoin_ref.errors import (AuthenticationError, CredentialsRequired, InsufficientBalance, OrderNotFound, OutcomeUnknown,
                               RateLimited, StreamClosed, StreamError, Timeout)
from kucoin_ref.signing import Signer
from kucoin_ref.stream.orders import OrderStream

KEYS = ("key", "secret", "passphrase")
CHALLENGE = '{"sessionId": "sess-1",  "timestamp":1700000000001}'  # with blanks that parsing it would lose
PAIR = "BTC-USDT"
LIMIT = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001"}


def let_in(peer, **welcome):
    """The handshake, as the exchange makes it."""
    signer = Signer(*KEYS)
    assert peer.path == "/v1/private"
    assert peer.query == signer.connection(int(peer.query["timestamp"]))
    peer.send(CHALLENGE.encode())
    assert peer.hear_text() == signer.answer(CHALLENGE)
    peer.say(**{"sessionId": "sess-1", "data": "welcome", "pingInterval": 5000, "pingTimeout": 5000, **welcome})


def reply(peer, request, **fields):
    peer.say(**{"id": request["id"], "op": request["op"], "code": "200000", "inTime": 1, "outTime": 2, **fields})


def obliging(peer):
    """Lets in, and answers every request with its own arguments."""
    let_in(peer)
    while True:
        request = peer.hear()
        if request["op"] == "ping":
            peer.say(id=request["id"], op="pong")
        else:
            reply(peer, request, data=request["args"])


def client_of(server, timeout=(1, 2)):
    return Client(*KEYS, environment=Environment("scripted", order_entry=f"ws://{LOCAL}:{server.port}"), timeout=timeout)


def add(client, client_oid=None, **more):
    return client.orders().spot.add_order(**{**LIMIT, **more}, client_oid=client_oid)


# --- with the sandbox ---


def test_spot__every_operation(client):
    spot, order = client.orders().spot, client.spot.order
    placed = spot.add_order(**LIMIT, client_oid="o-1")
    assert placed == {"orderId": placed["orderId"], "clientOid": "o-1"}
    assert order.get_order_by_order_id(placed["orderId"], PAIR)["price"] == "60000"
    changed = spot.modify_order(PAIR, client_oid="o-1", new_price="59000")
    assert order.get_order_by_client_oid("o-1", PAIR)["id"] == changed["newOrderId"] != placed["orderId"]
    assert spot.cancel_order_by_client_oid("o-1", PAIR) == {"clientOid": "o-1"}
    synced = spot.add_order_sync(**LIMIT, client_oid="o-2")
    assert (synced["status"], synced["remainSize"]) == ("open", "0.001")
    assert spot.cancel_order_by_order_id_sync(synced["orderId"], PAIR)["canceledSize"] == "0.001"
    again = [spot.add_order(**LIMIT, client_oid=f"o-{number}")["orderId"] for number in (3, 4)]
    assert spot.cancel_order_by_order_id(again[0], PAIR) == {"orderId": again[0]}
    assert spot.cancel_order_by_client_oid_sync("o-4", PAIR)["status"] == "done"
    assert order.get_open_orders(PAIR) == []


def test_orders__one_connection_for_a_client_until_it_is_closed(client):
    first = client.orders()
    assert (first.state, first.reconnects, first.last_message_at, repr(first)) == ("new", 0, None, "OrderStream('sandbox', 'new')")
    with first as opened:
        assert client.orders() is opened is first
        assert (first.state, first.last_message_at is not None) == ("open", True)
    assert first.state == "closed"
    with pytest.raises(StreamClosed, match="it was closed|was closed"):
        first.spot.add_order(**LIMIT)
    assert client.orders() is not first and client.orders().state == "new"


def test_refusal__is_the_same_error_as_over_rest(client):
    with pytest.raises(InsufficientBalance) as refused:
        add(client, "poor", price="67000", size="1000")
    assert (refused.value.code, refused.value.endpoint.path) == ("200004", "/api/v1/hf/orders")
    with pytest.raises(OrderNotFound):
        client.orders().spot.cancel_order_by_order_id("none", PAIR)


def test_limits__are_those_of_the_rest_calls(client):
    client.spot.order.get_open_orders(PAIR)
    before = client.limits["Spot"].remaining
    add(client, "l-1")
    assert client.limits["Spot"].remaining == before - 1
    client.orders().spot.cancel_order_by_client_oid("l-1", PAIR)
    assert client.limits["Spot"].remaining == before - 2


def test_lost_reply__the_order_is_there(sandbox, client, quick_pauses):
    client.orders().open()
    sandbox.lose_response()
    with pytest.raises(OutcomeUnknown) as unknown:
        add(client, "lost-1")
    assert (unknown.value.client_oid, type(unknown.value.__cause__)) == ("lost-1", StreamError)
    assert client.spot.order.get_order_by_client_oid("lost-1", PAIR)["active"]
    assert client.orders().spot.cancel_order_by_client_oid("lost-1", PAIR) == {"clientOid": "lost-1"}  # on a new connection
    assert (client.orders().state, client.orders().reconnects) == ("open", 1)


def test_open__bad_credentials(sandbox):
    key, secret, passphrase = sandbox.credentials
    for credentials in [(key, secret, "wrong"), (key, "wrong", passphrase), ("0" * 24, secret, passphrase)]:
        with Client(*credentials, environment=sandbox.environment) as client:
            orders = client.orders()
            with pytest.raises(AuthenticationError):
                orders.spot.add_order(**LIMIT)
            assert orders.state == "closed" and client.orders().state == "new"


def test_open__clock_that_is_wrong(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment, clock=lambda: 1700000000.0) as client:
        assert client.orders().open().state == "open"


# --- with a script ---


def test_open__without_credentials_or_address():
    with pytest.raises(CredentialsRequired):
        Client().orders().open()
    with pytest.raises(StreamError, match="no address for orders is known for the environment 'here'"):
        Client(*KEYS, environment=Environment("here")).orders().spot.add_order(**LIMIT)


def test_open__nobody_there():
    with Client(*KEYS, environment=Environment("dead", order_entry=f"ws://{LOCAL}:{dead_port()}")) as client:
        with pytest.raises(StreamError, match="ConnectionRefusedError"), within(2):
            add(client)


def test_request__no_operation():
    with Server(obliging) as server, client_of(server) as client:
        for call in (lambda: client.orders().spot.get_open_orders(PAIR), lambda: client.orders().futures.cancel_all_orders_v3(symbol="XBTUSDTM"),
                     lambda: client.orders().margin.cancel_all_orders_by_symbol(PAIR, "MARGIN_TRADE")):
            with pytest.raises(NotImplementedError, match="is no operation over WebSocket"):
                call()
        assert client.orders().state == "new" and server.peers == []  # nothing was sent, not even a greeting


@pytest.mark.parametrize("call, operation, arguments", [
    (lambda o: o.spot.cancel_order_by_order_id("id-1", PAIR), "spot.cancel", {"orderId": "id-1", "symbol": PAIR}),
    (lambda o: o.margin.add_order(PAIR, "buy", "c-1", price="1", size="2", is_isolated=True), "margin.order",
     {"symbol": PAIR, "side": "buy", "clientOid": "c-1", "price": "1", "size": "2", "isIsolated": True}),
    (lambda o: o.margin.cancel_order_by_client_oid("c-1", PAIR), "margin.cancel", {"clientOid": "c-1", "symbol": PAIR}),
    (lambda o: o.futures.add_order("XBTUSDTM", "buy", "c-1", type="limit", price="1", size=2, leverage=3), "futures.order",
     {"symbol": "XBTUSDTM", "side": "buy", "clientOid": "c-1", "type": "limit", "price": "1", "size": 2, "leverage": 3}),
    (lambda o: o.futures.cancel_order_by_id("id-1"), "futures.cancel", {"orderId": "id-1"}),
    (lambda o: o.futures.cancel_order_by_client_oid("c-1", "XBTUSDTM"), "futures.cancel", {"clientOid": "c-1", "symbol": "XBTUSDTM"}),
    (lambda o: o.futures.batch_add_orders([{"symbol": "XBTUSDTM", "price": "1"}]), "futures.multi_order",
     [{"symbol": "XBTUSDTM", "price": "1"}]),
    (lambda o: o.futures.batch_cancel_orders(order_ids_list=["id-1", "id-2"]), "futures.multi_cancel", {"orderIdsList": ["id-1", "id-2"]}),
    (lambda o: o.unified.place_order(PAIR, "SPOT", "BUY", "LIMIT", "1", "BASECCY", price="2"), "uta.order",
     {"symbol": PAIR, "tradeType": "SPOT", "side": "BUY", "orderType": "LIMIT", "size": "1", "sizeUnit": "BASECCY", "price": "2"}),
    (lambda o: o.unified.cancel_order(PAIR, "SPOT", order_id="id-1"), "uta.cancel",
     {"symbol": PAIR, "tradeType": "SPOT", "orderId": "id-1"}),
    (lambda o: o.unified.amend_order(PAIR, order_id="id-1", new_size="1"), "uta.amend",
     {"symbol": PAIR, "orderId": "id-1", "newSize": "1"}),
], ids=lambda value: value if isinstance(value, str) else "")
def test_request__what_goes_over_the_wire(call, operation, arguments):
    with Server(obliging) as server, client_of(server) as client:
        answer = call(client.orders())
        (_, _, frame), = server.frames
        assert {name: value for name, value in frame.items() if name != "id"} == {"op": operation, "args": frame["args"]}
        assert isinstance(frame["id"], str) and frame["id"]
        sent = frame["args"]
        assert sent == answer
        if isinstance(arguments, dict):
            assert {name: sent.get(name) for name in arguments} == arguments and None not in sent.values()
        else:
            assert sent == arguments


def test_request__empty_id_is_not_sent():
    with Server(obliging) as server, client_of(server) as client:
        client.orders().open()
        with pytest.raises(ValueError, match="orderId: expected a value, got ''"):
            client.orders().spot.cancel_order_by_order_id("", PAIR)
        with pytest.raises(ValueError, match="order_ids_list: expected at least one order"):
            client.orders().futures.batch_cancel_orders(order_ids_list=[])
        assert server.frames == []


def test_replies__in_any_order_to_many_threads():
    def shuffling(peer):
        let_in(peer)
        requests = [peer.hear() for _ in range(20)]
        for request in requests[::-1]:
            reply(peer, request, data={"orderId": request["args"]["clientOid"]})
        peer.hear()

    with Server(shuffling) as server, client_of(server) as client:
        client.orders().open()
        calls = [background(add, client, f"c-{number}") for number in range(20)]
        for number, (thread, outcome) in enumerate(calls):
            thread.join(PATIENCE)
            assert outcome == [{"orderId": f"c-{number}"}]


def test_replies__none_in_time_and_a_late_one():
    def slow(peer):
        let_in(peer)
        first, second = peer.hear(), peer.hear()
        reply(peer, first, data="late")
        reply(peer, second, data="in time")
        peer.hear()

    with Server(slow) as server, client_of(server, timeout=(1, 0.3)) as client:
        with pytest.raises(OutcomeUnknown) as unknown, within(1):
            add(client, "c-1")
        assert (unknown.value.client_oid, type(unknown.value.__cause__)) == ("c-1", Timeout)
        assert add(client, "c-2") == "in time"


def test_drop__nothing_is_sent_again(quick_pauses):
    def forgetful(peer):
        let_in(peer)
        peer.hear()
        peer.cut()

    with Server(forgetful, obliging) as server, client_of(server) as client:
        with pytest.raises(OutcomeUnknown) as unknown:
            add(client, "c-1")
        assert unknown.value.client_oid == "c-1"
        assert add(client, "c-2")["clientOid"] == "c-2"
        assert [(number, frame["args"]["clientOid"]) for _, number, frame in server.frames] == [(1, "c-1"), (2, "c-2")]


def test_outage__nothing_is_sent_and_it_says_so(quick_pauses):
    with Server(obliging) as server, client_of(server, timeout=(1, 0.3)) as client:
        client.orders().open()
        server.stop()
        until(lambda: client.orders().state == "reconnecting")
        with pytest.raises(Timeout, match="nothing was sent"), within(2):
            add(client, "c-1")


def test_pings__keep_the_connection_and_find_it_dead(quick_pauses):
    def mute(peer):
        let_in(peer, pingInterval=100, pingTimeout=900)
        while True:
            peer.hear()

    with Server(mute, obliging) as server, client_of(server, timeout=(1, 10)) as client:
        with pytest.raises(OutcomeUnknown) as unknown, within(4):
            add(client, "c-1")
        assert "gone quiet" in str(unknown.value.__cause__)
        assert any(frame["op"] == "ping" for _, _, frame in server.frames)
        assert add(client, "c-2")["clientOid"] == "c-2"


def test_code__whose_outcome_is_unknown():
    def busy(peer):
        let_in(peer)
        reply(peer, peer.hear(), code="504000", msg="timeout")
        peer.hear()

    with Server(busy) as server, client_of(server) as client, pytest.raises(OutcomeUnknown) as unknown:
        add(client, "c-1")
    assert (unknown.value.client_oid, unknown.value.__cause__.code) == ("c-1", "504000")


@pytest.mark.parametrize("block", ["rateLimit", "userRateLimit"])
def test_limits__the_block_under_either_name(block):
    def full(peer):
        let_in(peer)
        reply(peer, peer.hear(), code="429000", msg="Too Many Requests", **{block: {"limit": 4000, "reset": 1500, "remaining": 0}})
        peer.hear()

    with Server(full) as server, client_of(server) as client:
        with pytest.raises(RateLimited) as refused:
            add(client, "c-1")
        rate = client.limits["Spot"]
        assert (rate.limit, rate.remaining, rate.reset, refused.value.retry_after) == (4000, 0, 1500, 1.5)


def test_close__calls_that_wait_learn_of_it():
    def deaf(peer):
        let_in(peer)
        peer.hear()
        peer.hear()

    with Server(deaf) as server, client_of(server, timeout=(1, 10)) as client:
        orders = client.orders().open()
        thread, outcome = background(add, client, "c-1")
        server.wait(lambda: server.frames)
        with within(2):
            orders.close()
        thread.join(PATIENCE)
        assert isinstance(outcome[0], OutcomeUnknown) and outcome[0].client_oid == "c-1"
        orders.close()


def test_close__before_it_was_opened_and_while_it_connects():
    never = OrderStream(Client(*KEYS).session)
    never.close()
    with pytest.raises(StreamClosed):
        never.open()
    with silent_port() as port:
        environment = Environment("silent", order_entry=f"ws://{LOCAL}:{port}")
        with Client(*KEYS, environment=environment, timeout=(1, 1)) as client:
            thread, outcome = background(add, client)
            until(lambda: client.orders().state == "connecting")
            with within(2):
                client.close()
            thread.join(PATIENCE)
            assert isinstance(outcome[0], StreamClosed)


def test_ctrl_c__while_waiting_for_a_reply():
    def interrupting(peer):
        let_in(peer)
        peer.hear()
        interrupt()
        peer.hear()

    with Server(interrupting) as server, client_of(server, timeout=(1, 10)) as client:
        with pytest.raises(KeyboardInterrupt), within(3):
            add(client, "c-1")
        assert client.orders()._connection.calls == {}


def test_threads__none_is_left_by_many_clients():
    with Server(obliging) as server:
        for number in range(20):
            with client_of(server) as client:
                add(client, f"c-{number}")
        until(lambda: not stream_threads())
        assert threading.active_count() < 60
