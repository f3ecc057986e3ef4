"""The stream as its user sees it, over real sockets: with the sandbox, and with a server that does what a script says."""

import contextlib
import gc
import logging
import os
import signal
import threading
import time
import traceback
import weakref

import pytest
import websocket
from scripted_server import (background, BTC, dead_port, deaf_until, ETH, HUGE, interrupt, LOCAL, mute,
                             obedient, PATIENCE, seconds_of_pauses, Server, silent_port, stream_threads,
                             until, within)

from kucoin_ref import Client, Environment, Session
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import (AuthenticationError, CredentialsRequired, PassphraseError, StreamClosed,
                               StreamError, StreamOverflow, SubscriptionRefused, Timeout, TransportError)
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Gap, Message, Stream, connection as connection_module
from kucoin_ref.stream import link as link_module


# Opening

def test_open__states_and_the_first_message():
    with Server() as server:
        stream = server.stream()
        assert (stream.state, stream.reconnects, stream.dropped, stream.last_message_at) == ("new", 0, 0, None)
        with stream as opened:
            assert opened is stream
            assert stream.state == "open"
            assert time.time() - 5 < stream.last_message_at <= time.time()
            stream.subscribe(BTC)
            server.peer.push(BTC, {"sequence": "1"})
            frame = {"type": "message", "topic": str(BTC), "subject": "subject", "data": {"sequence": "1"}}
            assert stream.recv(PATIENCE) == Message(BTC, "subject", {"sequence": "1"}, frame)
            assert stream.open() is stream  # once more changes nothing
        assert (stream.state, stream.reconnects, server.tokens) == ("closed", 0, 1)


def test_open__from_two_threads_at_once():
    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    release = threading.Event()
    with Server(slow) as server:
        stream = server.stream()
        calls = [background(stream.open) for _ in range(2)]
        server.wait(lambda: server.peers)
        assert stream.state == "connecting"
        release.set()
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [stream]
        stream.close()
        assert server.tokens == 1


def test_open__private_without_credentials(sandbox):
    nowhere = Environment("nowhere", *[f"http://{LOCAL}:{dead_port()}"] * 8)
    with Client(environment=nowhere) as client, pytest.raises(CredentialsRequired):
        client.spot.stream(private=True).open()


def test_open__bad_credentials(sandbox):
    key, secret, passphrase = sandbox.credentials
    for credentials, expected in [((key, secret, "wrong"), PassphraseError), (("0" * 24, secret, passphrase), AuthenticationError)]:
        with Client(*credentials, environment=sandbox.environment) as client:
            stream = client.spot.stream(private=True)
            with pytest.raises(expected):
                stream.open()
            assert stream.state == "closed"
            for call in (stream.open, stream.recv, lambda: list(stream), lambda: stream.subscribe(BTC)):
                with pytest.raises(expected):
                    call()


def test_open__nobody_there(sandbox):
    nowhere = Environment("nowhere", *[f"http://{LOCAL}:{dead_port()}"] * 8)
    with Client(environment=nowhere, retries=0) as client, pytest.raises(TransportError), within(2):
        client.spot.stream().open()
    with Server() as server:
        server.stop()
        with pytest.raises(StreamError, match="ConnectionRefusedError"), within(2):
            server.stream().open()


def test_open__the_token_is_refused():
    def refuse(peer):
        peer.say(id=peer.connect_id, type="error", code=401, data="token is invalid")

    with Server(refuse) as server, pytest.raises(StreamError, match="401 token is invalid"):
        server.stream().open()


def test_open__after_close():
    with Server() as server:
        stream = server.stream()
        stream.close()
        for call in (stream.open, stream.recv, lambda: stream.subscribe(BTC)):
            with pytest.raises(StreamClosed, match="it was closed"):
                call()
        assert list(stream) == [] and server.tokens == 0
        with server.stream() as stream:
            pass
        with pytest.raises(StreamClosed):
            stream.open()


def test_open__interrupted():
    def waits(peer):
        interrupt()
        peer.hear()

    with Server(waits) as server:
        stream = server.stream()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.open()
        assert stream.state == "closed"
        until(lambda: not stream_threads(), 1)


def test_open__no_thread_to_be_had(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    with Server() as server:
        stream = server.stream()
        monkeypatch.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            stream.open()
        with pytest.raises(StreamClosed):
            stream.open()
        monkeypatch.undo()


def test_new__capacity():
    for wrong in (0, -1, 1.5, None):
        with pytest.raises(ValueError, match="capacity"):
            Stream(ClassicEntrance(dict), Session(), capacity=wrong)


def test_new__never_opened():
    stream = Stream(ClassicEntrance(dict), Session())
    for call in (stream.recv, lambda: stream.subscribe(BTC), lambda: stream.unsubscribe(BTC)):
        with pytest.raises(StreamClosed, match="use it in a with statement"):
            call()


# Subscribing

def test_subscribe__what_is_sent():
    with Server() as server, server.stream(private=True) as stream:
        stream.subscribe(BTC, topics.account())
        assert [frame for _, _, frame in server.frames] == [
            {"id": "1", "type": "subscribe", "topic": "/market/ticker:BTC-USDT", "privateChannel": False, "response": True},
            {"id": "2", "type": "subscribe", "topic": "/account/balance", "privateChannel": True, "response": True}]


def test_subscribe__250_symbols_in_three_frames():
    names = [f"C{number}-USDT" for number in range(250)]
    with Server() as server, server.stream() as stream:
        stream.subscribe(topics.ticker(*names))
        assert [topic.partition(":")[2].split(",") for _, _, topic in server.said("subscribe")] == [
            names[:100], names[100:200], names[200:]]


def test_subscribe__250_symbols_on_the_sandbox(client):
    with client.spot.stream() as stream:
        stream.subscribe(topics.ticker(*(f"C{number}-USDT" for number in range(249)), "BTC-USDT"))
        assert stream.recv(PATIENCE).topic == BTC


def test_subscribe__unknown_topic(client):
    with client.spot.stream() as stream:
        with pytest.raises(SubscriptionRefused) as caught:
            stream.subscribe(BTC, Topic("/market/nonsense", ("BTC-USDT",)))
        assert caught.value.topic == Topic("/market/nonsense", ("BTC-USDT",))
        assert (caught.value.code, caught.value.text) == ("404", "topic does not exist")
        assert stream.state == "open"
        assert stream.recv(PATIENCE).topic == BTC  # its neighbour was not refused


def test_subscribe__private_topic_on_a_public_token():
    with Server() as server, server.stream() as stream:
        with pytest.raises(ValueError, match="private=True"):
            stream.subscribe(BTC, topics.account())
        stream.subscribe(ETH)
        assert server.said() == [(1, "subscribe", str(ETH))]


def test_subscribe__what_is_no_topic():
    with Server() as server, server.stream() as stream:
        for call in (stream.subscribe, stream.unsubscribe):
            for wrong in ("BTC-USDT", [BTC], topics.ticker):
                with pytest.raises(TypeError, match="topics.ticker"):
                    call(wrong)
        assert server.frames == []


def test_subscribe__no_topics():
    with Server() as server, server.stream() as stream, within(1):
        stream.subscribe()
        stream.unsubscribe()
        assert server.frames == []


def test_subscribe__twice():
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC, BTC)
        stream.subscribe(BTC)
        server.peer.push(BTC, {"sequence": "1"})
        server.peer.push(BTC, {"sequence": "2"})
        assert [stream.recv(PATIENCE).data["sequence"] for _ in range(2)] == ["1", "2"]
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said() == [(1, "subscribe", str(BTC)), (1, "subscribe", str(BTC)), (2, "subscribe", str(BTC))]


def test_subscribe__refused_and_asked_again():
    def choosy(peer):
        peer.welcome()
        frame = peer.hear()
        peer.say(id=frame["id"], type="error", code=509, data="busy")
        peer.obey()

    with Server(choosy) as server, server.stream() as stream:
        with pytest.raises(SubscriptionRefused, match="509 busy"):
            stream.subscribe(topics.ticker("BTC-USDT", "ETH-USDT"))
        stream.subscribe(ETH)
        stream.subscribe(BTC)
        with pytest.raises(Timeout):
            stream.recv(0.05)


def test_subscribe__the_ack_is_late(sandbox, client):
    with client.spot.stream() as stream:
        sandbox.late_ack(0.3)
        started = time.monotonic()
        stream.subscribe(BTC)
        assert 0.25 < time.monotonic() - started < 3
        assert isinstance(stream.recv(PATIENCE), Message)


def test_subscribe__the_ack_is_too_late(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(ETH)
        sandbox.late_ack(0.5)
        with within(2), pytest.raises(Timeout) as caught:
            stream.subscribe(BTC, timeout=0.1)
        assert isinstance(caught.value, TimeoutError) and "/market/ticker:BTC-USDT" in str(caught.value)
        (connection,) = sandbox.hub.connections
        until(lambda: connection.topics == {str(ETH)})
        stream.subscribe(BTC)
        assert connection.topics == {str(ETH), str(BTC)}


def test_subscribe__the_ack_never_comes():
    def forgetful(peer):
        peer.welcome()
        ignored = peer.hear()
        peer.obey() if ignored["topic"] != str(BTC) else None
        peer.hear(), peer.answer(peer.hear())
        peer.obey()

    with Server(forgetful, obedient) as server, server.stream() as stream:
        with pytest.raises(Timeout, match="/market/ticker:BTC-USDT within 0.1 s"):
            stream.subscribe(BTC, timeout=0.1)
        stream.subscribe(ETH)
        assert server.said() == [
            (1, "subscribe", str(BTC)), (1, "unsubscribe", str(BTC)), (1, "subscribe", str(ETH))]
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said(by=2) == [(2, "subscribe", str(ETH))]


def test_subscribe__again_after_an_ack_that_never_came():
    def forgetful(peer):
        peer.welcome()
        peer.hear()
        peer.obey()

    with Server(forgetful) as server, server.stream() as stream:
        with pytest.raises(Timeout):
            stream.subscribe(BTC, timeout=0.05)
        with within(2):
            stream.subscribe(BTC, timeout=2)
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).topic == BTC


def test_subscribe__only_what_was_not_answered_is_forgotten():
    def half(peer):
        peer.welcome()
        peer.answer(peer.hear())
        peer.hear()
        peer.obey()

    depth = topics.orderbook_level5("BTC-USDT")
    with Server(half, obedient) as server, server.stream() as stream:
        with pytest.raises(Timeout, match="level2Depth5"):
            stream.subscribe(BTC, depth, timeout=0.1)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said("subscribe", by=2) == [(2, "subscribe", str(BTC))]


def test_subscribe__refused_and_unanswered_at_once():
    def odd(peer):
        peer.welcome()
        frame = peer.hear()
        peer.say(id=frame["id"], type="error", code=404, data="topic does not exist")
        peer.hear()
        peer.obey()

    with Server(odd, obedient) as server, server.stream() as stream:
        with pytest.raises(SubscriptionRefused):
            stream.subscribe(topics.orderbook_level5("BTC-USDT"), BTC, timeout=0.1)
        stream.subscribe(ETH)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        assert server.said(by=2) == [(2, "subscribe", str(ETH))]


def test_subscribe__while_reconnecting():
    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        with pytest.raises(Timeout):
            stream.subscribe(topics.ticker("KCS-USDT"), timeout=0.1)
        assert stream.state == "reconnecting" and thread.is_alive()
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT")]


def test_subscribe__the_connection_is_lost_meanwhile():
    def cuts(peer):
        peer.welcome()
        peer.hear()
        peer.cut()

    with Server(cuts, obedient) as server, server.stream() as stream:
        stream.subscribe(BTC)
        assert stream.reconnects == 1 and server.said() == [(1, "subscribe", str(BTC)), (2, "subscribe", str(BTC))]


def test_subscribe__the_stream_is_closed_meanwhile():
    with Server(mute) as server, server.stream() as stream:
        thread, outcome = background(stream.subscribe, BTC)
        server.wait(lambda: server.frames)
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]


def test_subscribe__what_was_queued_for_a_lost_connection_is_not_sent_to_the_next(monkeypatch):
    def held_up(self, payload, *args):
        if str(ETH) in payload and not entered.is_set():
            entered.set()
            release.wait(PATIENCE)
        return send(self, payload, *args)

    send = websocket.WebSocket.send
    entered, release = threading.Event(), threading.Event()
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        monkeypatch.setattr(websocket.WebSocket, "send", held_up)
        calls = [background(stream.subscribe, ETH)]
        assert entered.wait(PATIENCE)
        calls.append(background(stream.subscribe, topics.ticker("KCS-USDT")))
        until(lambda: len(stream._commands) == 2)  # nothing public tells that the second one waits for the first
        server.peer.cut()
        until(lambda: stream.reconnects == 1)
        release.set()
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT,KCS-USDT")]


def test_subscribe__many_threads_and_lost_connections(quick_pauses):
    def work(number):
        for step in range(5):
            stream.subscribe(topics.ticker(f"C{number}-{step}"))
        stream.unsubscribe(topics.ticker(f"C{number}-0"))

    with Server() as server, server.stream() as stream:
        calls = [background(work, number) for number in range(8)]
        for connection in (1, 2, 3):
            server.wait(lambda: server.said(by=connection))
            server.peers[connection - 1].cut()
        for thread, outcome in calls:
            thread.join(2 * PATIENCE)
            assert outcome == [None]
        until(lambda: stream.reconnects == 3)  # the threads may have ended before the third connection did
        server.peer.cut()
        server.wait(lambda: server.said(by=5))
        (topic,) = [topic for _, _, topic in server.said(by=5)]
        assert sorted(topic.partition(":")[2].split(",")) == [f"C{n}-{step}" for n in range(8) for step in range(1, 5)]


def test_unsubscribe__ends_the_data(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(BTC, ETH)
        stream.unsubscribe(BTC)
        (connection,) = sandbox.hub.connections
        assert connection.topics == {str(ETH)}
        sandbox.drop()
        until(lambda: stream.reconnects == 1)
        until(lambda: [connection.topics for connection in sandbox.hub.connections] == [{str(ETH)}])


def test_unsubscribe__what_was_never_subscribed():
    with Server() as server, server.stream() as stream:
        stream.unsubscribe(BTC)
        assert server.said() == [(1, "unsubscribe", str(BTC))]


def test_unsubscribe__while_reconnecting_ends_with_the_new_connection():
    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC, ETH)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.unsubscribe, BTC)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        server.wait(lambda: server.said(by=2))
        if server.said(by=2) != [(2, "subscribe", str(ETH))]:  # the new connection was quicker than the thread
            assert server.said("unsubscribe") == [(2, "unsubscribe", str(BTC))]


def test_unsubscribe__never_overtakes_the_subscription(monkeypatch):
    def held_up(self, payload, *args):
        if server.said(by=1) and "subscribe" in payload and not entered.is_set():
            entered.set()
            release.wait(PATIENCE)
        return send(self, payload, *args)

    send = websocket.WebSocket.send
    entered, release = threading.Event(), threading.Event()
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        monkeypatch.setattr(websocket.WebSocket, "send", held_up)
        server.peer.cut()
        assert entered.wait(PATIENCE)
        thread, outcome = background(stream.unsubscribe, BTC)
        thread.join(0.2)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        assert server.said(by=2) == [(2, "subscribe", str(BTC)), (2, "unsubscribe", str(BTC))]


# Lost connections

def test_drop__data_again_with_a_new_token_and_every_subscription(sandbox, client, monkeypatch):
    def connect(token, *args):
        tokens.append(token)
        return plain_connect(token, *args)

    tokens, states = [], set()
    plain_connect = sandbox.hub.connect
    monkeypatch.setattr(sandbox.hub, "connect", connect)
    increments = topics.orderbook_increment("BTC-USDT", "ETH-USDT")
    private = [topics.order_v2(), topics.account()]
    wanted = [BTC, *private, *(topics.orderbook_increment(name) for name in increments.symbols)]
    with client.spot.stream(private=True) as stream:
        stream.subscribe(BTC, increments, *private)
        last, gaps, after = {}, {}, {}
        while not {topic for topic in wanted if topic.sequence} <= set(last):
            event = stream.recv(PATIENCE)
            last[event.topic] = int(event.data[event.topic.sequence])
        started = time.monotonic()
        sandbox.drop()
        ordered = False
        while set(after) != set(wanted):
            assert time.monotonic() < started + 3
            states.add(stream.state)
            event = stream.recv(3)
            number = int(event.data[event.topic.sequence]) if isinstance(event, Message) and event.topic.sequence else None
            if isinstance(event, Gap):
                assert event.topic not in gaps
                gaps[event.topic] = event
            elif event.topic in gaps:
                if event.topic not in after:
                    first = event.topic.first
                    assert gaps[event.topic].first == (event.data[first] if first else number)
                after[event.topic] = number
            else:  # was on its way before
                assert number is not None, event
                last[event.topic] = number
            if not ordered and set(private) <= set(gaps):  # those had not to wait for their data
                client.spot.order.add_order("BTC-USDT", "buy", "limit", price="1000", size="0.01", client_oid="after-the-drop")
                ordered = True
        assert {topic: (gap.last, gap.first is None) for topic, gap in gaps.items()} == {
            topic: (last.get(topic), topic.sequence is None) for topic in wanted}
        assert all(0 < gap.seconds < 3 for gap in gaps.values())
        assert stream.reconnects == 1 and states <= {"open", "reconnecting"}
        assert len(tokens) == len(set(tokens)) == 2
        client.spot.order.cancel_order_by_client_oid("after-the-drop", "BTC-USDT")


def test_reconnect__refused_topics_reach_the_reader():
    def choosy(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if "level2Depth5:" in frame.get("topic", ""):
                peer.say(id=frame["id"], type="error", code=509, data="busy")
            else:
                peer.answer(frame)

    depth = topics.orderbook_level5("BTC-USDT", "ETH-USDT")
    with Server(obedient, choosy) as server, server.stream(capacity=1) as stream:
        stream.subscribe(topics.orderbook_level50("BTC-USDT"), depth)
        server.peer.push("/market/anything", {})
        server.peer.cut()
        server.wait(lambda: len(server.said(by=2)) == 2)
        stream.subscribe(BTC)
        heard = []
        for _ in range(3):
            try:
                heard.append(stream.recv(PATIENCE))
            except StreamError as error:
                heard.append(error)
        assert [type(event) for event in heard] == [StreamOverflow, Message, SubscriptionRefused]  # a full queue takes it
        assert (heard[2].topic, heard[2].code) == (depth, "509")
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).topic == BTC
        server.peer.cut()
        server.wait(lambda: len(server.said(by=3)) == 2)
        assert [topic for _, _, topic in server.said(by=3)] == ["/spotMarket/level2Depth50:BTC-USDT", str(BTC)]


def test_reconnect__refused_topics_reach_the_reader_though_another_caller_waits():
    def choosy(peer):
        peer.welcome()
        waiting = peer.hear()
        assert waiting["topic"] == "/market/ticker:BTC-USDT,ETH-USDT"
        peer.say(id=waiting["id"], type="error", code=509, data="busy")
        peer.obey()

    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        choosy(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        until(lambda: stream._commands)
        release.set()
        thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [SubscriptionRefused]
        with pytest.raises(SubscriptionRefused):
            stream.recv(PATIENCE)


def test_reconnect__a_refused_topic_of_others_is_not_the_callers():
    def choosy(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if "level2Depth5:" in frame["topic"]:
                peer.say(id=frame["id"], type="error", code=509, data="busy")
            else:
                peer.answer(frame)

    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        choosy(peer)

    with Server(obedient, slow) as server, server.stream() as stream:
        stream.subscribe(topics.orderbook_level5("BTC-USDT"))
        server.peer.cut()
        server.wait(lambda: len(server.peers) == 2)
        thread, outcome = background(stream.subscribe, ETH)
        until(lambda: stream._commands)
        release.set()
        thread.join(PATIENCE)
        assert outcome == [None]
        with pytest.raises(SubscriptionRefused, match="level2Depth5"):
            stream.recv(PATIENCE)


# Gaps on a living connection

def test_gap__of_a_message_that_was_left_out(sandbox, client):
    level2 = topics.orderbook_increment("BTC-USDT")
    with client.spot.stream() as stream:
        stream.subscribe(level2)
        last = stream.recv(PATIENCE).data["sequenceEnd"]
        sandbox.skip_sequence()
        while True:
            event = stream.recv(PATIENCE)
            if isinstance(event, Gap):
                break
            last = event.data["sequenceEnd"]
        message = stream.recv(PATIENCE)
        assert event == Gap(level2, last, message.data["sequenceStart"], 0.0) and event.first > last + 1
        assert stream.reconnects == 0


# Data that does not come

def test_stale__nothing_on_any_topic_for_so_long():
    with Server() as server, server.stream(stale_after=0.3) as stream:
        time.sleep(0.9)  # without topics nothing is expected
        assert stream.reconnects == 0
        stream.subscribe(BTC)
        first = server.peer
        for number in range(8):  # while something comes, it is not stale
            first.push(BTC, {"sequence": str(number)})
            time.sleep(0.1)
        assert stream.reconnects == 0
        took = until(lambda: stream.reconnects == 1, 3)
        assert took < 0.3 + 0.5 + 0.25 + 1
        server.peer.push(BTC, {"sequence": "9"})
        events = [stream.recv(PATIENCE) for _ in range(10)]
        assert [type(event) for event in events] == [Message] * 8 + [Gap, Message]
        assert (events[8].last, events[8].first) == (7, 9)


def test_stale__pongs_are_no_data():
    with Server(interval=0.1) as server, server.stream(stale_after=0.3) as stream:
        stream.subscribe(BTC)
        until(lambda: stream.reconnects == 1, 3)
        assert len(server.said("ping", by=1)) > 1


def test_stale__is_not_looked_for_unless_asked():
    with Server(interval=0.1) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.wait(lambda: len(server.said("ping")) > 8)
        assert stream.reconnects == 0


@pytest.mark.parametrize("wrong", [0, -1, "1", float("nan")])
def test_new__stale_after(wrong):
    with pytest.raises(ValueError, match="stale_after: expected seconds above 0"):
        Server().stream(stale_after=wrong)


# More topics than a connection takes

def tickers(*numbers):
    return topics.ticker(*(f"C{number}" for number in numbers))


def test_connections__as_many_as_the_topics_need():
    with Server() as server, server.stream(topics=3) as stream:
        stream.subscribe(tickers(1, 2))
        assert len(server.peers) == 1
        stream.subscribe(tickers(*range(1, 9)))
        first = server.said("subscribe", by=1)
        assert [topic for _, _, topic in first] == ["/market/ticker:C1,C2", "/market/ticker:C1,C2,C3"]
        others = [topic for number, _, topic in server.said("subscribe") if number != 1]  # in either order
        assert sorted(others) == ["/market/ticker:C4,C5,C6", "/market/ticker:C7,C8"]
        assert len({peer.token for peer in server.peers}) == 3
        for peer in list(server.peers):
            peer.push(server.said("subscribe", by=peer.number)[0][2].partition(",")[0], {"sequence": "1"})
        assert sorted(str(stream.recv(PATIENCE).topic) for _ in range(3)) == [
            "/market/ticker:C1", "/market/ticker:C4", "/market/ticker:C7"]
        assert (stream.state, stream.reconnects) == ("open", 0)


def test_connections__room_is_used_again():
    with Server() as server, server.stream(topics=2) as stream:
        stream.subscribe(tickers(1, 2, 3))
        stream.unsubscribe(tickers(2))
        assert server.said("unsubscribe") == [(1, "unsubscribe", "/market/ticker:C2")]
        stream.subscribe(tickers(4, 5))
        assert sorted(server.said("subscribe")[-2:]) == [(1, "subscribe", "/market/ticker:C4"), (2, "subscribe", "/market/ticker:C5")]
        stream.unsubscribe(tickers(9))  # nobody has it, and no connection is made for that
        assert server.said("unsubscribe")[-1] == (1, "unsubscribe", "/market/ticker:C9") and len(server.peers) == 2


def test_connections__each_is_made_again_by_itself():
    release = threading.Event()

    def slow(peer):
        release.wait(PATIENCE)
        obedient(peer)

    with Server(obedient, obedient, slow) as server, server.stream(topics=1) as stream:
        stream.subscribe(topics.orderbook_level5("A", "B"))
        first, second = sorted(server.peers, key=lambda peer: peer.number)
        lost = server.said("subscribe", by=second.number)[0][2]
        second.cut()
        server.wait(lambda: len(server.peers) == 3)
        until(lambda: stream.state == "reconnecting")
        kept = server.said("subscribe", by=first.number)[0][2]
        first.push(kept, {})
        assert str(stream.recv(PATIENCE).topic) == kept  # the other one goes on
        release.set()
        gap = stream.recv(PATIENCE)
        assert isinstance(gap, Gap) and str(gap.topic) == lost
        assert (stream.state, stream.reconnects) == ("open", 1)


def test_connections__one_that_ends_for_good_ends_the_stream():
    with Server() as server, server.stream(topics=1, reconnect=False) as stream:
        stream.subscribe(tickers(1, 2))
        server.peers[1].close("Bye")
        with pytest.raises(StreamError, match="Bye"):
            stream.recv(PATIENCE)
        assert stream.state == "closed"
        until(lambda: not stream_threads(), 2)


def test_connections__a_further_one_has_its_time():
    def token():
        asked.append(1)
        if len(asked) in (2, 3):
            raise TransportError("no network")
        return server.token()

    asked = []
    with Server() as server, Stream(ClassicEntrance(token, 1), Session()) as stream:
        stream.subscribe(tickers(1, 2))
        assert (len(asked), stream.state, stream.reconnects) == (4, "open", 0)
        asked[:] = [1]
        with pytest.raises(Timeout, match="ticker:C3 within 0.1 s"):
            stream.subscribe(tickers(3), timeout=0.1)
        until(lambda: stream.state == "open")
        assert not any("C3" in (topic or "") for _, _, topic in server.said())


def test_connections__no_thread_for_a_further_one(monkeypatch):
    def refuse(thread):
        raise RuntimeError("can't start new thread")

    with Server() as server, server.stream(topics=1) as stream:
        stream.subscribe(tickers(1))
        with monkeypatch.context() as patch:
            patch.setattr(threading.Thread, "start", refuse)
            with pytest.raises(RuntimeError):
                stream.subscribe(tickers(2))
        assert stream.state == "open"
        stream.subscribe(tickers(2))


def test_connections__close_ends_all_of_them():
    with Server() as server, server.stream(topics=1) as stream:
        stream.subscribe(tickers(1, 2, 3, 4))
        assert len(stream_threads()) == 4
        with within(2):
            stream.close()
        assert not stream_threads()


def test_connections__450_topics_on_the_sandbox(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(tickers(*range(449)), BTC)
        assert sorted(len(connection.topics) for connection in sandbox.hub.connections) == [50, 400]
        assert stream.recv(PATIENCE).topic == BTC


# The server's outages

def test_outage__data_within_a_second_after_a_clean_drop(sandbox, client):
    with client.spot.stream() as stream:
        stream.subscribe(topics.orderbook_increment("BTC-USDT"))
        stream.recv(PATIENCE)
        started = time.monotonic()
        sandbox.drop()
        while not isinstance(stream.recv(PATIENCE), Gap):
            pass
        assert isinstance(stream.recv(PATIENCE), Message)
        assert time.monotonic() - started < 1


def test_outage__one_attempt_for_each_step_and_a_state_to_be_read_at_all_times(monkeypatch):
    def token():
        attempts.append(time.monotonic())
        if down.is_set():
            time.sleep(0.05)
            raise TransportError("no network")
        return server.token()

    attempts, down = [], threading.Event()
    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: high)
    monkeypatch.setattr(connection_module, "LONGEST_PAUSE", 0.5)
    with Server() as server, Stream(ClassicEntrance(token), Session()) as stream:
        stream.subscribe(BTC)
        down.set()
        server.peer.cut()
        until(lambda: stream.state == "reconnecting")
        ends = time.monotonic() + 3
        while time.monotonic() < ends:
            started = time.monotonic()
            assert stream.state == "reconnecting"
            assert time.monotonic() - started < 0.2
            time.sleep(0.01)
        steps = [after - before for before, after in zip(attempts[1:], attempts[2:])]
        assert steps[0] >= 0.49 and all(0.54 < step < 1 for step in steps[1:])
        down.clear()
        assert until(lambda: stream.state == "open", 0.5 + 1) < 0.5 + 0.5  # one step


# Reading

def test_recv__timeout():
    with Server() as server, server.stream() as stream:
        for timeout in (0, 0.1):
            started = time.monotonic()
            with pytest.raises(Timeout, match=f"within {timeout} s"):
                stream.recv(timeout=timeout)
            assert timeout <= time.monotonic() - started < timeout + 1
        with pytest.raises(TimeoutError):
            stream.recv(0)
        assert stream.state == "open"


def test_recv__interrupted():
    with Server() as server, server.stream() as stream:
        timer = threading.Timer(0.1, interrupt)
        timer.start()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.recv(PATIENCE)
        timer.join()
        server.peer.push(BTC, {})
        assert stream.recv(PATIENCE).topic == Topic("/market/ticker", ("BTC-USDT",))


def test_recv__overflow():
    def ticks(first, last):
        for number in range(first, last + 1):
            server.peer.push(BTC, {"sequence": str(number)})

    def read(count):
        return [int(stream.recv(PATIENCE).data["sequence"]) for _ in range(count)]

    with Server() as server, server.stream(capacity=5) as stream:
        stream.subscribe(BTC)
        ticks(1, 20)
        until(lambda: stream.dropped == 15)  # the thread was not held up
        with pytest.raises(StreamOverflow) as caught:
            stream.recv(0)
        assert (caught.value.dropped, caught.value.capacity) == (15, 5)
        assert read(5) == [1, 2, 3, 4, 5]
        ticks(21, 23)
        assert read(3) == [21, 22, 23]
        ticks(24, 30)
        until(lambda: stream.dropped == 17)
        stream.subscribe(ETH)
        with pytest.raises(StreamOverflow) as caught:
            next(iter(stream))
        assert caught.value.dropped == 2 and stream.dropped == 17
        assert read(5) == [24, 25, 26, 27, 28]
        assert (stream.state, stream.reconnects) == ("open", 0)


BURST = 100_000


@pytest.fixture(scope="module")
def flood():
    """A server that pushes many messages on two topics as fast as it can, to everybody who subscribes."""
    def script(peer):
        peer.welcome()
        peer.answer(peer.hear())
        if not wires:
            text = '{"type":"message","topic":"%s","subject":"s","data":{"sequence":"%d"}}'
            wires.extend(peer.wire((text % (BTC if number % 2 else ETH, number)).encode()) for number in range(BURST))
        for start in range(0, BURST, 1000):
            peer.connection.sendall(b"".join(wires[start : start + 1000]))
        peer.obey()

    wires = []
    with Server(script, interval=60, patience=60) as server:
        yield server


def test_burst__raise_tells_the_counts_and_never_holds_up_the_reader(flood):
    with flood.stream(capacity=1000) as stream:
        stream.subscribe(BTC, ETH)
        until(lambda: stream.dropped == BURST - 1000, 60)  # nobody reads meanwhile
        with pytest.raises(StreamOverflow) as caught:
            stream.recv(0)
        assert (caught.value.dropped, caught.value.capacity) == (BURST - 1000, 1000)
        assert [int(stream.recv(0).data["sequence"]) for _ in range(1000)] == list(range(1000))
        assert (stream.state, stream.reconnects) == ("open", 0)


def test_burst__latest_keeps_the_newest_of_each_topic(flood):
    with flood.stream(capacity=1000, overflow="latest") as stream:
        stream.subscribe(BTC, ETH)
        until(lambda: stream.dropped == BURST - 2, 60)
        newest = {event.topic: event.data["sequence"] for event in (stream.recv(0), stream.recv(0))}
        assert newest == {BTC: str(BURST - 1), ETH: str(BURST - 2)}
        with pytest.raises(Timeout):
            stream.recv(0)


def test_burst__drop_oldest_keeps_the_newest_and_nothing_is_lost_uncounted(flood):
    with flood.stream(capacity=1000, overflow="drop_oldest") as stream:
        stream.subscribe(BTC, ETH)
        read = [stream.recv(PATIENCE) for _ in range(10)]  # while it goes on
        until(lambda: len(read) + 1000 + stream.dropped == BURST, 60)
        read += [stream.recv(0) for _ in range(1000)]
        assert [int(event.data["sequence"]) for event in read[10:]] == list(range(BURST - 1000, BURST))
        with pytest.raises(Timeout):
            stream.recv(0)


def test_iter__ends_on_close():
    def read():
        for message in stream:
            read_so_far.append(message.data["sequence"])
        return "ended"

    read_so_far = []
    with Server() as server, server.stream() as stream:
        thread, outcome = background(read)
        server.peer.push(BTC, {"sequence": "1"})
        until(lambda: read_so_far == ["1"])
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert outcome == ["ended"] and list(stream) == []


def test_iter__events_that_were_not_read_are_dropped_by_close():
    with Server() as server, server.stream(capacity=2) as stream:
        for _ in range(5):
            server.peer.push(BTC, {})
        until(lambda: stream.dropped == 3)
        stream.close()
        assert list(stream) == []


def test_run__functions_gaps_and_close_in_a_callback():
    calls = []

    def on_ticker(message):
        calls.append((str(message.topic), message.data["sequence"]))
        if len(calls) == 3:
            with within(2):
                stream.close()
        elif len(calls) == 1:
            server.peer.cut()
            server.wait(lambda: len(server.said(by=2)) == 1)
            server.peer.push("/market/other", {})
            server.peer.push(ETH, {"sequence": "9"})

    with Server() as server:
        stream = server.stream()

        def start():
            server.wait(lambda: server.said())
            server.peer.push(BTC, {"sequence": "1"})

        background(start)
        with within(PATIENCE):
            stream.run({topics.ticker("BTC-USDT", "ETH-USDT"): on_ticker},
                       on_gap=lambda gap: calls.append((str(gap.topic), gap.first)))
        assert calls == [(str(BTC), "1"), (str(ETH), 9), (str(ETH), "9")]
        assert stream.state == "closed"
        assert server.said() == [(1, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT"),
                                 (2, "subscribe", "/market/ticker:BTC-USDT,ETH-USDT")]


def test_run__an_exception_of_a_callback_is_the_callers():
    def broken(message):
        raise ZeroDivisionError(message.data["sequence"])

    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        for number in (1, 2, 3):
            server.peer.push(BTC, {"sequence": str(number)})
        for number in ("1", "2"):
            with pytest.raises(ZeroDivisionError, match=number) as caught:
                stream.run({BTC: broken})
            names = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
            assert names[-2:] == ["run", "broken"]
        assert stream.state == "open"
        assert stream.recv(PATIENCE).data == {"sequence": "3"}


def test_run__what_is_no_topic():
    with Server() as server, server.stream() as stream, pytest.raises(TypeError, match="topics.ticker"):
        stream.run({"/market/ticker:BTC-USDT": print})


def test_run__gaps_without_a_function_are_passed_over():
    depth = topics.orderbook_level5("BTC-USDT")
    with Server() as server, server.stream() as stream:
        stream.subscribe(depth)
        server.peer.cut()
        server.wait(lambda: server.said(by=2))
        server.peer.push(depth, {})
        stream.run({depth: lambda message: stream.close()})


def test_run__interrupted():
    with Server() as server, server.stream() as stream:
        timer = threading.Timer(0.1, interrupt)
        timer.start()
        with within(2), pytest.raises(KeyboardInterrupt):
            stream.run({BTC: print})
        timer.join()
        assert stream.state == "open"


# Closing

def test_close__in_the_loop():
    with Server() as server, server.stream() as stream:
        for _ in range(3):
            server.peer.push(BTC, {})
        count = 0
        for _ in stream:
            count += 1
            with within(2):
                stream.close()
        assert count == 1 and not stream_threads()


def test_close__from_another_thread_while_recv_waits():
    with Server() as server, server.stream() as stream:
        thread, outcome = background(stream.recv)
        thread.join(0.1)
        assert thread.is_alive()
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        assert not stream_threads()


def test_close__does_not_wait_for_the_next_look_at_the_clock(monkeypatch):
    monkeypatch.setattr(link_module, "TICK", 1.4)
    with Server(interval=20, patience=20) as server:
        stream = server.stream().open()
        with within(1):
            stream.close()
        assert not stream_threads()


def test_close__twice_and_from_many_threads():
    with Server() as server, server.stream() as stream:
        calls = [background(stream.close) for _ in range(5)]
        for thread, outcome in calls:
            thread.join(PATIENCE)
            assert outcome == [None]
        stream.close()


@pytest.mark.parametrize("where", ["token", "push", "welcome"])
def test_close__while_connecting(where):
    with silent_port() as port, contextlib.ExitStack() as stack:
        server = stack.enter_context(Server(lambda peer: peer.hear()))
        if where == "token":
            environment = Environment("silent", *[f"http://{LOCAL}:{port}"] * 8)
            client = stack.enter_context(Client(environment=environment, timeout=0.7, retries=0))
            stream = client.spot.stream()
        else:
            server.port = port if where == "push" else server.port
            stream = server.stream(timeout=(0.7, 5))
        thread, outcome = background(stream.open)
        until(lambda: stream_threads())
        if where == "welcome":
            server.wait(lambda: server.peers)
        assert stream.state == "connecting"
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        until(lambda: not stream_threads(), 0.7 + 1)
        with pytest.raises(StreamClosed, match="it was closed"):
            stream.recv(0)


def test_close__while_the_token_comes():
    def token():
        asked.set()
        release.wait(PATIENCE)
        return server.token()

    asked, release = threading.Event(), threading.Event()
    with Server() as server:
        stream = Stream(ClassicEntrance(token), Session())
        thread, outcome = background(stream.open)
        assert asked.wait(PATIENCE)
        with within(2):
            stream.close()
        release.set()
        until(lambda: not stream_threads())
        thread.join(PATIENCE)
        assert server.peers == [] and [type(raised) for raised in outcome] == [StreamClosed]


def test_close__while_reconnecting_to_a_dead_port():
    with Server() as server, server.stream() as stream:
        server.stop()
        until(lambda: stream.state == "reconnecting" and server.tokens > 2)
        thread, outcome = background(list, stream)
        with within(2):
            stream.close()
            thread.join(PATIENCE)
        assert outcome == [[]] and stream.state == "closed" and not stream_threads()


def test_close__while_a_send_is_stuck():
    done = threading.Event()
    with Server(deaf_until(done), interval=40, patience=40) as server, server.stream() as stream:
        thread, outcome = background(stream.subscribe, HUGE)
        thread.join(0.3)
        assert thread.is_alive()
        with within(2):
            stream.close()
        thread.join(PATIENCE)
        assert [type(raised) for raised in outcome] == [StreamClosed]
        done.set()


def test_close__in_a_signal_handler():
    def handler(*_):
        stream.close()

    with Server() as server, server.stream() as stream:
        before = signal.signal(signal.SIGINT, handler)
        try:
            timer = threading.Timer(0.1, interrupt)
            timer.start()
            with within(2):
                assert list(stream) == []
            timer.join()
        finally:
            signal.signal(signal.SIGINT, before)


def test_close__a_hundred_times_leaves_no_thread_and_no_descriptor(quick_pauses):
    def counts():
        descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        return threading.active_count(), descriptors

    with Server() as server:
        def cycle(number):
            with server.stream() as stream:
                if number % 3 == 1:
                    stream.subscribe(BTC)
                if number % 3 == 2:
                    server.peer.cut()
            if number % 5 == 0:
                port, server.port = server.port, dead
                with pytest.raises(StreamError):
                    server.stream().open()
                server.port = port

        dead = dead_port()
        cycle(1)
        until(lambda: server.peer.connection.fileno() == -1)
        before = counts()
        for number in range(100):
            cycle(number)
        gc.collect()
        until(lambda: all(now <= then for now, then in zip(counts(), before)))
        assert not stream_threads()


def test_garbage__streams_go_with_their_last_reference():
    with Server() as server:
        unopened, closed = server.stream(), server.stream()
        with closed:
            pass
        references = [weakref.ref(unopened), weakref.ref(closed)]
        until(lambda: not stream_threads())
        del unopened, closed
        gc.collect()
        assert [reference() for reference in references] == [None, None]


# Secrets

def test_logs__hold_no_token_no_key_and_nothing_private(sandbox, caplog):
    caplog.set_level(logging.DEBUG)
    key, secret, passphrase = sandbox.credentials
    with Client(key, secret, passphrase, environment=sandbox.environment) as client:
        with client.spot.stream(private=True) as stream:
            stream.subscribe(topics.order_v2(), topics.account())
            order = client.spot.order.add_order("BTC-USDT", "buy", "limit", price="1000", size="0.01", client_oid="mine-alone")
            while stream.recv(PATIENCE).data.get("orderId") != order["orderId"]:
                pass
            sandbox.drop()
            until(lambda: stream.reconnects == 1)
    with Server() as server, server.stream(private=True) as stream:
        stream.subscribe(topics.account())
        for number, broken in enumerate([b'{"topic":"/account/balance","data":"mine-alone"',
                                         b'{"topic":"/account/balance","data":"mine-alone"}',
                                         b'{"type":"message","data":"mine-alone \xff"}']):
            server.peer.say(type="notice", data="mine-alone")
            server.peer.send(broken)
            until(lambda: stream.reconnects == number + 1)
    assert len(seconds_of_pauses(caplog)) == 4
    logged = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records
                       if not record.name.startswith(("kucoin_ref.sandbox", "unheard")))
    for private in (secret, passphrase, key, "mine-alone", order["orderId"], "token-"):
        assert private not in logged
