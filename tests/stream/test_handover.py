"""A connection that moves to a new token: what is pushed meanwhile comes once, whole and in order."""

import contextlib
import threading
import time

import pytest
from scripted_server import (BTC, ETH, PATIENCE, Gone, Server, background, obedient, stream_threads, unified, until,
                             within)

from kucoin_ref import Client, Session
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import StreamError, SubscriptionRefused, TransportError
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import Gap, Message, Stream, entrance, handover, link
from kucoin_ref.stream.link import Address
from kucoin_ref.stream.record import Recorder, replay
from kucoin_ref.stream.unified import Unified

LEVEL2, ACCOUNT = topics.orderbook_increment("BTC-USDT"), topics.account()


@pytest.fixture(autouse=True)
def scaled(monkeypatch):
    """A token lives for less than a second, and nothing waits for long."""
    monkeypatch.setattr(entrance, "TOKEN_LIFE", 0.4)
    monkeypatch.setattr(handover, "RETRY_AFTER", 0.3)
    monkeypatch.setattr(link, "PING_PAUSE", 0.0)
    monkeypatch.setattr(link, "TICK", 0.05)


class Feed:
    """Numbered messages to every connection that has subscribed; each connection gets them so much later."""

    def __init__(self, *delays, topics=(LEVEL2, ACCOUNT)):
        self.delays = delays or (0.0,)
        self.topics = topics
        self.sent = 0
        self._peers = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def script(self, peer):
        """Serve one connection; pushes and answers leave in their order, each after the delay."""
        delay = self.delays[min(peer.number, len(self.delays)) - 1]
        queue, stopped = [], threading.Event()

        def deliver():
            with contextlib.suppress(Gone):
                while not stopped.wait(0.001):
                    while queue and queue[0][0] <= time.monotonic():
                        peer.say(**queue.pop(0)[1])

        def say(**fields):
            queue.append((time.monotonic() + delay, fields))

        peer.welcome()
        thread = threading.Thread(target=deliver, daemon=True)
        thread.start()
        try:
            while True:
                frame = peer.hear()
                with self._lock:
                    if frame["type"] == "subscribe":
                        self._peers.setdefault(peer.number, (say, set()))[1].add(frame["topic"])
                    elif frame["type"] == "unsubscribe":
                        self._peers[peer.number][1].discard(frame["topic"])
                    say(id=frame["id"], type="pong" if frame["type"] == "ping" else "ack")
        finally:
            with self._lock:
                self._peers.pop(peer.number, None)
            stopped.set()
            thread.join(PATIENCE)

    def push(self):
        with self._lock:
            self.sent += 1
            for say, subscribed in self._peers.values():
                for topic in self.topics:
                    if str(topic) in subscribed:
                        data = {"sequenceStart": self.sent, "sequenceEnd": self.sent} if topic.sequence else {"n": self.sent}
                        say(type="message", topic=str(topic), subject="s", data=data)

    def run(self):
        while not self._stop.wait(0.002):
            self.push()

    def __enter__(self):
        self._thread, _ = background(self.run)
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(PATIENCE)


def numbers(events, topic):
    return [event.data.get("n", event.data.get("sequenceEnd")) for event in events if event.topic == topic]


def read_while(feed, stream, meanwhile):
    """Every event that comes while the feed runs and something happens."""
    events = []
    with feed:
        thread, outcome = background(meanwhile)
        while thread.is_alive():
            events.append(stream.recv(PATIENCE))
        assert outcome == [None]
    with contextlib.suppress(TimeoutError):
        while True:
            events.append(stream.recv(0.3))
    return events


def assert_whole(events, *topics):
    """No Gap, and every number once."""
    assert not any(isinstance(event, Gap) for event in events)
    for topic in topics:
        seen = numbers(events, topic)
        assert seen == list(range(seen[0], seen[0] + len(seen))) and len(seen) > 50


@pytest.mark.parametrize("delays", [(0.0,), (0.0, 0.15, 0.0, 0.15), (0.15, 0.0, 0.15, 0.0)], ids=["alike", "new slower", "old slower"])
def test_handover__nothing_lost_nothing_twice_no_gap(delays):
    feed = Feed(*delays)
    with Server(feed.script) as server, server.stream(private=True, capacity=100_000) as stream:
        stream.subscribe(LEVEL2, ACCOUNT)
        events = read_while(feed, stream, lambda: server.wait(lambda: len(server.peers) == 4))
        assert_whole(events, LEVEL2, ACCOUNT)
        assert numbers(events, LEVEL2)[-1] == numbers(events, ACCOUNT)[-1] == feed.sent
        assert (stream.state, stream.reconnects, stream.dropped) == ("open", 0, 0)
        tokens = [peer.token for peer in server.peers]
        assert len(set(tokens)) == len(tokens) == server.tokens


def test_handover__a_quiet_connection():
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        until(lambda: len(server.peers) == 3 and server.said("subscribe", by=3))
        until(lambda: server.peers[1].connection.fileno() == -1)  # the one before has ended
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).data == {"sequence": "1"}
        assert stream.reconnects == 0
        assert len(stream_threads()) <= 2


def test_handover__equal_messages_are_told_apart_by_their_count():
    """What the old connection has delivered is dropped as often as it came, and no more."""
    def old(peer):
        peer.welcome()
        with contextlib.suppress(Gone):
            while True:
                frame = peer.hear()
                if frame["type"] == "ping" and len(server.peers) == 2:
                    for _ in range(2):
                        peer.push(ACCOUNT, {"n": 1})
                    fenced.set()
                peer.answer(frame)

    def new(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if frame["type"] == "ping":
                assert fenced.is_set()
                for _ in range(3):
                    peer.push(ACCOUNT, {"n": 1})
            peer.answer(frame)

    fenced = threading.Event()
    with Server(old, new, interval=0.8) as server, server.stream(private=True) as stream:
        stream.subscribe(ACCOUNT)
        assert [stream.recv(PATIENCE).data for _ in range(3)] == [{"n": 1}] * 3
        with pytest.raises(TimeoutError):
            stream.recv(0.1)


def test_handover__a_message_equal_to_one_from_before_the_new_connection_is_new():
    def new(peer):
        server.peers[0].push(ACCOUNT, {"n": 1})
        assert came.wait(PATIENCE)
        peer.welcome()
        peer.answer(peer.hear())
        fence = peer.hear()
        peer.push(ACCOUNT, {"n": 1})
        peer.answer(fence)
        peer.obey()

    came = threading.Event()
    with Server(obedient, new, obedient, interval=0.8) as server, server.stream(private=True) as stream:
        stream.subscribe(ACCOUNT)
        assert stream.recv(PATIENCE).data == {"n": 1}
        came.set()
        assert stream.recv(PATIENCE).data == {"n": 1}


def test_handover__a_subscription_meanwhile_is_made_on_both():
    feed = Feed(topics=(LEVEL2, ACCOUNT, topics.orderbook_increment("ETH-USDT")))
    with Server(feed.script) as server, server.stream(private=True, capacity=100_000) as stream:
        stream.subscribe(LEVEL2)

        def subscribe_all_the_time():
            server.wait(lambda: len(server.peers) == 2)
            for _ in range(30):
                stream.subscribe(ACCOUNT)
                stream.unsubscribe(topics.orderbook_level5("BTC-USDT"))
            stream.subscribe(topics.orderbook_increment("ETH-USDT"))
            server.wait(lambda: len(server.peers) == 4)

        events = read_while(feed, stream, subscribe_all_the_time)
        assert_whole(events, *feed.topics)
        assert stream.reconnects == 0
        assert server.said("unsubscribe", by=1) or server.said("unsubscribe", by=2)


def unwilling(peer):
    """Never answers a subscription."""
    peer.welcome()
    while True:
        frame = peer.hear()
        if frame["type"] == "ping":
            peer.answer(frame)


def refusing(peer):
    peer.welcome()
    frame = peer.hear()
    peer.say(id=frame["id"], type="error", code=509, data="busy")
    peer.obey()


@pytest.mark.parametrize("fails", [
    lambda peer: peer.cut(),
    lambda peer: peer.close("Bye"),
    lambda peer: (peer.welcome(), peer.hear(), peer.reset()),
    lambda peer: peer.say(id="x", type="error", code=401, data="token is invalid"),
    refusing,
    unwilling], ids="cut close reset token refused unanswered".split())
def test_handover__that_fails_changes_nothing_and_is_made_later(fails, monkeypatch, caplog):
    monkeypatch.setattr(handover, "READY_WITHIN", 0.5)
    feed = Feed()
    with Server(feed.script, fails, fails, feed.script) as server, server.stream(private=True, capacity=100_000) as stream:
        stream.subscribe(LEVEL2, ACCOUNT)
        events = read_while(feed, stream, lambda: server.wait(lambda: server.said("ping", by=4) or server.said("ping", by=5)))
        assert_whole(events, LEVEL2, ACCOUNT)
        assert (stream.state, stream.reconnects) == ("open", 0)
    assert sum("did not get ready" in record.msg for record in caplog.records) == 2


@pytest.mark.parametrize("problem", [TransportError("no network"), KeyError("instanceServers")])
def test_handover__no_token(problem):
    def token():
        asked.append(1)
        if len(asked) == 2:
            raise problem
        return server.token()

    asked, feed = [], Feed()
    with Server(feed.script) as server:
        with Stream(entrance.ClassicEntrance(token), Session(), private=True, capacity=100_000) as stream:
            stream.subscribe(LEVEL2, ACCOUNT)
            events = read_while(feed, stream, lambda: server.wait(lambda: len(server.peers) == 3))
            assert_whole(events, LEVEL2, ACCOUNT)
            assert stream.reconnects == 0


def test_handover__no_thread_to_be_had(monkeypatch):
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        with monkeypatch.context() as patch:
            patch.setattr(handover.TopicConnection, "_run", lambda *_: _no_thread())
            until(lambda: stream._connections[0]._link.ends_at > time.monotonic() + 0.1, 2)  # put off: no public sign
        server.wait(lambda: len(server.peers) == 2)
        assert stream.state == "open"


def _no_thread():
    raise RuntimeError("can't start new thread")


def test_handover__the_old_connection_is_lost_meanwhile():
    with Server(obedient, unwilling, obedient) as server, server.stream() as stream:
        stream.subscribe(LEVEL2)
        server.peer.push(LEVEL2, {"sequenceStart": 1, "sequenceEnd": 1})
        assert stream.recv(PATIENCE).data["sequenceEnd"] == 1
        server.wait(lambda: server.said("subscribe", by=2))
        server.peers[0].cut()
        server.wait(lambda: server.said("subscribe", by=3))
        server.peer.push(LEVEL2, {"sequenceStart": 9, "sequenceEnd": 9})
        gap = stream.recv(PATIENCE)
        assert (gap.topic, gap.last, gap.first) == (LEVEL2, 1, 9)
        assert stream.recv(PATIENCE).data["sequenceEnd"] == 9
        assert stream.reconnects == 1
        until(lambda: server.peers[1].connection.fileno() == -1)


def silent_after_the_fence(peer):
    """Answers its subscription, and no ping."""
    peer.welcome()
    peer.answer(peer.hear())
    while True:
        peer.hear()


def test_handover__what_the_old_connection_held_back_is_not_lost():
    """The new one dies after the old one was told to wait: what it has received since then is delivered."""
    def old(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            peer.answer(frame)
            if frame["type"] == "ping" and len(server.peers) == 2:
                for number in (1, 2, 3):
                    peer.push(LEVEL2, {"sequenceStart": number, "sequenceEnd": number})
                pushed.set()

    pushed = threading.Event()
    with Server(old, silent_after_the_fence, obedient, interval=0.8, patience=0.8) as server:
        with server.stream() as stream:
            stream.subscribe(LEVEL2)
            assert pushed.wait(PATIENCE)
            with pytest.raises(TimeoutError):
                stream.recv(0.3)
            server.peers[1].cut()
            assert [stream.recv(PATIENCE).data["sequenceEnd"] for _ in range(3)] == [1, 2, 3]
            assert stream.reconnects == 0


def test_handover__a_command_while_the_old_connection_waits():
    def old(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            peer.answer(frame)
            if frame["type"] == "ping" and len(server.peers) == 2 and not pushed.is_set():
                peer.push(LEVEL2, {"sequenceStart": 1, "sequenceEnd": 1})
                pushed.set()

    def new(peer):
        peer.welcome()
        peer.answer(peer.hear())
        peer.hear()  # the ping behind which the old connection waits
        peer.answer(peer.hear())  # the command
        peer.obey()

    pushed = threading.Event()
    with Server(old, new, interval=0.8, patience=2) as server, server.stream() as stream:
        stream.subscribe(LEVEL2)
        assert pushed.wait(PATIENCE)
        server.wait(lambda: server.said("ping", by=2))
        stream.subscribe(ETH)
        assert stream.recv(PATIENCE).data["sequenceEnd"] == 1
        server.wait(lambda: server.said("subscribe", by=2) == [(2, "subscribe", str(LEVEL2)), (2, "subscribe", str(ETH))])
        assert stream.reconnects == 0


def test_handover__a_refused_command_meanwhile_is_the_callers():
    def choosy(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if frame.get("topic") == str(ETH):
                peer.say(id=frame["id"], type="error", code=509, data="busy")
            elif peer.number != 2 or str(BTC) not in frame.get("topic", "") or hold.wait(PATIENCE):
                peer.answer(frame)

    hold = threading.Event()
    with Server(choosy) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.wait(lambda: server.said("subscribe", by=2))
        with pytest.raises(SubscriptionRefused, match="509 busy"):
            stream.subscribe(ETH)
        hold.set()
        server.wait(lambda: len(server.peers) >= 3)
        with pytest.raises(TimeoutError):
            stream.recv(0.1)  # no Gap, no refusal
        assert stream.reconnects == 0


def test_handover__waits_for_an_answer_that_the_old_connection_owes():
    def old(peer):
        peer.welcome()
        late = None
        while True:
            frame = peer.hear()
            if frame.get("topic") == str(ETH):
                late = frame
            else:
                peer.answer(frame)
            if late and len([each for each in server.said("ping", by=1)]) >= 3 and len(server.peers) == 2:
                peer.answer(late)

    with Server(old, obedient, interval=0.3, patience=5) as server, server.stream() as stream:
        stream.subscribe(BTC)
        stream.subscribe(ETH, timeout=PATIENCE)
        assert server.said("subscribe", by=1) == [(1, "subscribe", str(BTC)), (1, "subscribe", str(ETH))]
        server.wait(lambda: len(server.peers) == 3)
        assert stream.reconnects == 0


def test_close__in_a_handover():
    with Server(obedient, unwilling) as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.wait(lambda: server.said("subscribe", by=2))
        with within(2):
            stream.close()
        assert not stream_threads()


def test_handover__is_not_needed_without_a_token():
    with Server(unified) as server:
        with Stream(entrance.PublicEntrance(server.url), Session()) as stream:
            stream.subscribe(Topic("trade", ("BTC-USDT",), fields=(("tradeType", "SPOT"),)))
            stream._connections[0].threads[0].join(0.6)
            assert len(server.peers) == 1


class Book:
    """A unified server whose book answers a subscription with its snapshot a while after the ack, as the exchange does."""

    def __init__(self):
        self.number, self.lock, self.stop = 100, threading.Lock(), threading.Event()
        self.peers = {}

    def script(self, peer):
        peer.say_unified(sessionId="s", message="welcome", pingInterval=5000)
        try:
            while True:
                frame = peer.hear()
                peer.answer_unified(frame)
                if frame.get("action") == "subscribe":
                    background(self.snapshot, peer)
        finally:
            self.peers.pop(peer.number, None)

    def snapshot(self, peer):
        time.sleep(0.3)
        with self.lock, contextlib.suppress(Gone):
            self.say(peer, "snapshot", self.number)
            self.peers[peer.number] = peer

    def say(self, peer, kind, first):
        data = {"s": "BTC-USDT", "O": first, "C": self.number, "a": [], "b": []}
        peer.say_unified(T="obu.SPOT", dp="increment@10ms", t=kind, P=time.time_ns(), d=data)

    def run(self):
        while not self.stop.wait(0.005):
            with self.lock:
                self.number += 3
                for peer in list(self.peers.values()):
                    with contextlib.suppress(Gone):
                        self.say(peer, "delta", self.number - 2)


def test_handover__waits_for_the_snapshot_of_the_unified_book(monkeypatch):
    class TokenEntrance(entrance.PublicEntrance):
        def address(self):
            return Address(server.url + "/?token=t&connectId=c", 5.0, 5.0, 0.4)

    monkeypatch.setattr(Unified, "settling", 0.6)
    topic = Topic("obu", ("BTC-USDT",), sequence="C", first="O", fields=(("tradeType", "SPOT"), ("depth", "increment@10ms")))
    book = Book()
    with Server(book.script) as server, Stream(TokenEntrance(server.url), Session(), capacity=100_000) as stream:
        stream.subscribe(topic)
        thread, _ = background(book.run)
        events = []
        while len(server.peers) < 4:
            events.append(stream.recv(PATIENCE))
        book.stop.set()
        thread.join(PATIENCE)
        deltas = [event.data for event in events if event.subject == "delta"]
        assert all(isinstance(event, Message) for event in events)
        assert [data["O"] for data in deltas[1:]] == [data["C"] + 1 for data in deltas[:-1]]
        assert [event.subject for event in events[:2]] == ["snapshot", "delta"] and len(deltas) > 100
        assert [event.subject for event in events[1:]] == ["delta"] * len(deltas)  # later snapshots say nothing new


# --- what is recorded ---


def test_recording__gives_the_same_events_after_handovers_and_lost_connections(tmp_path):
    feed = Feed(0.0, 0.05, 0.0, 0.05)
    with Server(feed.script) as server, Recorder(tmp_path / "recording") as recorder:
        stream = server.stream(private=True, capacity=100_000, recorder=recorder)
        with stream:
            stream.subscribe(LEVEL2, ACCOUNT)

            def twice_and_a_cut():
                server.wait(lambda: len(server.peers) == 3)
                server.peers[1].cut(), server.peers[2].cut()
                server.wait(lambda: len(server.peers) == 5)

            events = read_while(feed, stream, twice_and_a_cut)
            stream.unsubscribe(ACCOUNT)
        assert stream.reconnects >= 1 and sum(isinstance(event, Gap) for event in events) >= 2
    assert list(replay(recorder.path))[: len(events)] == events


def test_handover__on_the_sandbox():
    with Sandbox(ping_interval=2, ping_timeout=2) as sandbox:
        with Client(*sandbox.credentials, environment=sandbox.environment) as client:
            with client.spot.stream(private=True, capacity=100_000) as stream:
                stream.subscribe(LEVEL2, topics.trade("BTC-USDT"), topics.order_v2())
                first = set(sandbox.hub.connections)
                events = []
                while first & set(sandbox.hub.connections) or len(events) < 50:
                    events.append(stream.recv(PATIENCE))
                changes = [event.data for event in events if event.topic == LEVEL2]
                assert [data["sequenceStart"] for data in changes[1:]] == [data["sequenceEnd"] + 1 for data in changes[:-1]]
                assert not any(isinstance(event, Gap) for event in events) and stream.reconnects == 0
