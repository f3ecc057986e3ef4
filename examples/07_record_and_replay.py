"""Record what a stream and an order book are told, and tell it again without any connection."""

import tempfile
from pathlib import Path

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import Message
from kucoin_ref.stream.record import Recorder, replay

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "day.jsonl.gz"
    with Sandbox() as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        with Recorder(path) as recorder, client.spot.book("BTC-USDT", recorder=recorder) as book:
            with client.spot.stream(recorder=recorder) as stream:
                stream.subscribe(topics.trade("BTC-USDT"))
                trade = stream.recv(timeout=20)
            book.wait_live(timeout=10)
            print("the live book ended at", book.sequence)

    recording = replay(path)  # speed=1 takes as long as it took
    trades = [event for event in recording if isinstance(event, Message) and event.topic == trade.topic]
    print("the first trade is the same one:", trades[0] == trade)
    again = recording.books["BTC-USDT"]
    print("the book that was made again is", again.state, "with", len(again.book.bids()), "bids")
