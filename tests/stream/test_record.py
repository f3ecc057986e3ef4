"""Recordings: what goes into the file, what comes out of it, and what is left of it when something breaks."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal

import pytest
from scripted_server import BTC, PATIENCE, Server

from kucoin_ref import Client
from kucoin_ref.endpoint import Topic
from kucoin_ref.errors import StreamError
from kucoin_ref.futures import topics as futures_topics
from kucoin_ref.spot import topics
from kucoin_ref.stream import Gap, Message
from kucoin_ref.stream.protocol import Classic
from kucoin_ref.stream.record import FORMAT, Recorder, Replay, Snapshot, followed_by_book, replay
from kucoin_ref.unified import topics as unified_topics

LEVEL2 = topics.orderbook_increment("BTC-USDT")


@pytest.fixture(params=["day.jsonl", "day.jsonl.gz"])
def path(request, tmp_path):
    return str(tmp_path / request.param)


def text_of(path):
    with gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8") as file:
        return file.read()


def write(path, *lines):
    with gzip.open(path, "wt", encoding="utf-8") if path.endswith(".gz") else open(path, "w", encoding="utf-8") as file:
        for line in lines:
            file.write(line if isinstance(line, str) else json.dumps(line) + "\n")


HEAD = {"kucoin_ref": "recording", "format": FORMAT}
TICKER = {"channel": "/market/ticker", "symbols": ["BTC-USDT"], "sequence": "sequence"}


def pushed(sequence, at=2):
    frame = {"type": "message", "topic": str(BTC), "subject": "s", "data": {"sequence": sequence}}
    return {"at": at, "connection": 1, "receive": json.dumps(frame)}


# --- writing ---


def test_recorder__writes_what_the_protocol_was_told(path, monkeypatch):
    monkeypatch.setattr("time.time_ns", lambda: 1700000000000000001)
    with Recorder(path) as recorder:
        tell = recorder.connection("Classic")
        tell("subscribe", BTC)
        tell("connected", 0.25)
        tell("ping")
        tell("receive", '{"type":"pong"}')
        recorder.snapshot(LEVEL2, {"sequence": "1", "bids": [[Decimal("0.10"), 1]]})
        recorder.connection("Unified")("unsubscribe", unified_topics.ticker("SPOT", "ETH-USDT"))
    at = {"at": 1700000000000000001}
    level2 = {"channel": "/market/level2", "symbols": ["BTC-USDT"], "sequence": "sequenceEnd", "first": "sequenceStart"}
    unified = {"channel": "ticker", "symbols": ["ETH-USDT"], "sequence": "E", "fields": [["tradeType", "SPOT"]]}
    assert [json.loads(line) for line in text_of(path).splitlines()] == [
        {"kucoin_ref": "recording", "format": 1},
        {**at, "connection": 1, "protocol": "Classic"},
        {**at, "connection": 1, "subscribe": [TICKER]},
        {**at, "connection": 1, "connected": 0.25},
        {**at, "connection": 1, "ping": None},
        {**at, "connection": 1, "receive": '{"type":"pong"}'},
        {**at, "snapshot": level2, "answer": {"sequence": "1", "bids": [["0.10", 1]]}},
        {**at, "connection": 2, "protocol": "Unified"},
        {**at, "connection": 2, "unsubscribe": [unified]}]
    assert recorder.lines == 8


def test_recorder__never_writes_over_a_file(path):
    write(path, HEAD)
    with pytest.raises(FileExistsError):
        Recorder(path)
    assert text_of(path) == json.dumps(HEAD) + "\n"


def test_recorder__what_comes_after_its_end_is_not_written(path):
    with Recorder(path) as recorder:
        tell = recorder.connection("Classic")
    tell("ping")
    assert (recorder.lines, len(text_of(path).splitlines())) == (1, 2)


def test_recorder__a_full_disk_ends_the_stream_aloud(tmp_path):
    with Server() as server:
        recorder = Recorder(tmp_path / "day.jsonl")

        class Full:
            closed = False

            def write(self, text):
                raise OSError(28, "No space left on device")

        with server.stream(recorder=recorder) as stream:
            file, recorder._file = recorder._file, Full()
            server.peer.say(type="pong")
            with pytest.raises(StreamError, match="day.jsonl cannot be written: No space left on device"):
                stream.recv(PATIENCE)
        file.close()


def test_recorder__many_threads(path):
    with Recorder(path) as recorder:
        def note():
            tell = recorder.connection("Classic")
            for _ in range(200):
                tell("ping")

        threads = [threading.Thread(target=note) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
    lines = [json.loads(line) for line in text_of(path).splitlines()[1:]]
    assert recorder.lines == len(lines) == 8 * 201
    assert sorted({line["connection"] for line in lines}) == list(range(1, 9))


KILLED = """
import sys, threading
from kucoin_ref.spot import topics
from kucoin_ref.stream import record
record.FLUSH_EVERY = 0.0
recorder = record.Recorder(sys.argv[1])
tell = recorder.connection("Classic")
tell("subscribe", topics.ticker("BTC-USDT"))
for number in range(50):
    tell("receive", '{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"s","data":{"sequence":%d}}' % number)
record.FLUSH_EVERY = recorder._flush_at = 1e9
tell("receive", '{"type":"message","topic":"/market/ticker:BTC-USDT","subject":"s","data":{"sequence":51}}' + " " * 50_000)
print("written", flush=True)
threading.Event().wait()
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL")
def test_recorder__killed__what_was_flushed_is_there(path):
    with subprocess.Popen([sys.executable, "-c", KILLED, path], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
    assert [event.data["sequence"] for event in replay(path)][:50] == list(range(50))


# --- reading ---


def test_replay__the_same_events_as_the_live_run(sandbox, client, path, quick_pauses):
    events = []

    def read_until(done):
        deadline = time.monotonic() + 4 * PATIENCE
        while not done():
            assert time.monotonic() < deadline, "waited in vain"
            events.append(stream.recv(PATIENCE))

    with Recorder(path) as recorder, client.spot.stream(private=True, recorder=recorder) as stream:
        stream.subscribe(BTC, LEVEL2, topics.order_v2(), topics.account())
        for number in range(2):
            client_oid = f"{os.path.basename(path)[-2:]}-{number}"
            client.spot.order.add_order("BTC-USDT", "buy", "limit", price="60000", size="0.001", client_oid=client_oid)
            read_until(lambda: any(isinstance(e, Message) and e.data.get("clientOid") == client_oid for e in events))
            sandbox.drop()
            for topic in (LEVEL2, topics.order_v2(), topics.account()):  # only then is the next order's push sure to come
                read_until(lambda: sum(isinstance(event, Gap) and event.topic == topic for event in events) > number)
        stream.unsubscribe(BTC)
    again = list(replay(path))
    assert len(events) > 10 and again[: len(events)] == events
    assert {str(event.topic) for event in again if isinstance(event, Gap)} >= {str(LEVEL2), "/spotMarket/tradeOrdersV2"}
    text = text_of(path)
    assert not [secret for secret in (*sandbox.credentials, "token=", "kc-api") if secret in text]


def test_replay__each_loop_begins_anew(path):
    write(path, HEAD, {"at": 1, "connection": 1, "protocol": "Classic"}, {"at": 1, "connection": 1, "subscribe": [TICKER]}, pushed(5))
    recording = replay(path)
    assert [event.data for event in recording] == [event.data for event in recording] == [{"sequence": 5}]
    assert next(iter(recording)).topic == BTC


def test_replay__times(path):
    second = 10**9
    write(path, HEAD, {"at": 5 * second, "connection": 1, "protocol": "Classic"}, pushed(1, 6 * second), pushed(2, 6 * second),
          pushed(3, 9 * second), pushed(4, 8 * second))  # a clock that was set back
    slept = []
    recording = Replay(path, 2, sleep=slept.append)
    assert [(event.data["sequence"], recording.at) for event in recording] == [
        (1, 6 * second), (2, 6 * second), (3, 9 * second), (4, 8 * second)]
    assert slept == [0.5, 1.5]
    slept.clear()
    assert len(list(Replay(path, sleep=slept.append))) == 4 and slept == []


@pytest.mark.parametrize("speed", [0, -1, "fast", True and "1"])
def test_replay__speed_that_is_none(path, speed):
    write(path, HEAD)
    with pytest.raises(ValueError, match="speed: expected a number above 0 or None"):
        replay(path, speed)


def test_replay__an_error_that_ended_a_connection_is_no_error_now(path):
    write(path, HEAD, {"at": 1, "connection": 1, "protocol": "Classic"}, pushed(1),
          {"at": 3, "connection": 1, "receive": '{"type":"error","code":401,"data":"token is expired"}'}, pushed(2))
    assert [event.data["sequence"] for event in replay(path)] == [1, 2]


@pytest.mark.parametrize("cut", [1, 5, 30])
def test_replay__a_file_that_was_cut(path, cut, caplog):
    write(path, HEAD, {"at": 1, "connection": 1, "protocol": "Classic"}, *[pushed(number) for number in range(200)])
    with open(path, "r+b") as file:
        file.truncate(os.path.getsize(path) - cut)
    sequences = [event.data["sequence"] for event in replay(path)]
    assert sequences == list(range(len(sequences)))
    if path.endswith(".jsonl"):
        assert len(sequences) == 199
        assert "ends in the middle of a line" in caplog.text


@pytest.mark.parametrize("content, message", [
    ("", "expected a recording made by kucoin_ref"),
    ('{"kucoin_ref":"recording","form', "expected a recording made by kucoin_ref"),
    ("time,price\n1,2\n", "expected a recording made by kucoin_ref"),
    ("[]\n", "expected a recording made by kucoin_ref"),
    ('{"kucoin_ref":"recording","format":2}\n', "expected a recording of format 1, .* has 2")])
def test_replay__what_is_no_recording(path, content, message):
    write(path, content)
    with pytest.raises(ValueError, match=f"path: {message}"):
        replay(path)


def test_replay__a_line_that_is_broken_is_named(path):
    write(path, HEAD, {"at": 1, "connection": 1, "protocol": "Classic"}, "{nonsense\n", pushed(1))
    with pytest.raises(ValueError, match="path: line 3 of .* cannot be read"):
        list(replay(path))


def test_replay__no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        replay(tmp_path / "none")


def test_replay__commands_and_pings_count_as_they_did(path):
    """Answers name a command by its number, and a ping takes one too."""
    with Recorder(path) as recorder:
        tell, protocol = recorder.connection("Classic"), Classic()

        def both(what, *values):
            tell(what, *values)
            return getattr(protocol, what)(*values)

        both("subscribe", topics.account())
        both("connected", 0.0)
        both("ping")
        (command,) = both("connected", 0.5)
        events, _ = both("receive", json.dumps({"id": json.loads(command)["id"], "type": "ack"}))
    assert list(replay(path)) == [Gap(topics.account(), None, None, 0.5)] == events[1:]


# --- books ---


@pytest.mark.parametrize("topic, dialect", [
    (LEVEL2, "spot"), (futures_topics.orderbook_increment("XBTUSDTM"), "futures"),
    (unified_topics.orderbook_increment("SPOT", "BTC-USDT"), "unified"), (BTC, None),
    (unified_topics.orderbook_level5("SPOT", "BTC-USDT"), None), (topics.orderbook_level5("BTC-USDT"), None)])
def test_followed_by_book(topic, dialect):
    assert followed_by_book(topic) == dialect


def test_books__of_a_recording(path):
    def change(first, price, size):
        data = {"sequenceStart": first, "sequenceEnd": first, "changes": {"asks": [], "bids": [[price, size, str(first)]]}}
        return json.dumps({"type": "message", "topic": str(LEVEL2), "subject": "trade.l2update", "data": data})

    with Recorder(path) as recorder:
        tell, protocol = recorder.connection("Classic"), Classic()
        tell("subscribe", LEVEL2)
        tell("connected", 0.0)
        tell("receive", change(11, "98", "2"))
        recorder.snapshot(LEVEL2, {"sequence": "10", "bids": [["99", "1"]], "asks": [["101", "1"]]})
        tell("receive", change(13, "97", "3"))  # 12 is missing
        recorder.snapshot(LEVEL2, {"sequence": "13", "bids": [["97", "3"]], "asks": []})
        tell("receive", '{"type":"message","topic":"/market/level2:BTC-USDT","subject":"s","data":{"sequenceEnd":14,"sequenceStart":14}}')
    recording, states = replay(path), []
    for event in recording:
        book = recording.books["BTC-USDT"]
        states.append((type(event).__name__, book.state, book.sequence, [tuple(map(str, level)) for level in book.book.bids()]))
    assert states == [
        ("Message", "buffering", None, []),
        ("Snapshot", "live", 11, [("99", "1"), ("98", "2")]),
        ("Gap", "gap", 11, [("99", "1"), ("98", "2")]),
        ("Message", "gap", 11, [("99", "1"), ("98", "2")]),
        ("Snapshot", "live", 13, [("97", "3")]),
        ("Message", "gap", 13, [("97", "3")])]  # the last one cannot be read
    assert protocol.topics == {}


def test_snapshot__is_an_event(path):
    with Recorder(path) as recorder:
        recorder.snapshot(LEVEL2, {"sequence": "1", "bids": [], "asks": []})
    (event,) = replay(path)
    assert event == Snapshot(LEVEL2, {"sequence": "1", "bids": [], "asks": []})
    assert isinstance(event.topic, Topic)


def test_one_recorder__for_a_stream_and_a_book(sandbox, client, path):
    with Recorder(path) as recorder, client.spot.book("BTC-USDT", recorder=recorder) as book:
        with client.spot.stream(recorder=recorder) as stream:
            stream.subscribe(BTC)
            stream.recv(PATIENCE)
            book.wait_live(PATIENCE)
    recording = replay(path)
    kinds = {(type(event).__name__, str(event.topic)) for event in recording}
    assert kinds >= {("Message", str(BTC)), ("Message", str(LEVEL2)), ("Snapshot", str(LEVEL2))}
    assert recording.books["BTC-USDT"].state == "live"


def test_client__without_a_key_records_too(sandbox, path):
    with Client(environment=sandbox.environment) as client, Recorder(path) as recorder:
        with client.spot.stream(recorder=recorder) as stream:
            stream.subscribe(BTC)
            event = stream.recv(PATIENCE)
    assert next(iter(replay(path))) == event
