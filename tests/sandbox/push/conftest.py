"""An exchange with two people on it, connections to its hub without a network, and what the documentation shows."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.exchange import SECOND, Exchange
from kucoin_ref.sandbox.gateway import Gateway
from kucoin_ref.sandbox.market import SYMBOLS
from kucoin_ref.sandbox.push import Hub

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
PAIR = "BTC-USDT"


class Listener:
    """A connection to a hub, without a network."""

    def __init__(self, hub, uid=None, now=NOW, token=None, host="spot"):
        self.hub, self.frames, self.ended, self.was_cut = hub, [], 0, 0
        token = hub.token(uid, now, host) if token is None else token
        self.connection = hub.connect(token, "connect-1", self._hear, self._end, self._cut, now)

    def _hear(self, text):
        self.frames.append(json.loads(text))

    def _end(self):
        self.ended += 1

    def _cut(self):
        self.was_cut += 1

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
            frame = {"id": "1", "type": "subscribe", "topic": text, "privateChannel": True, "response": True}
            assert self.say(frame, now) == [{"id": "1", "type": "ack"}]


class UnifiedListener(Listener):
    """A connection of the unified protocol."""

    def __init__(self, hub, host="spot", now=NOW, token=None):
        self.hub, self.frames, self.ended, self.was_cut = hub, [], 0, 0
        self.connection = hub.connect_unified(host, token, "192.0.2.1", self._hear, self._end, self._cut, now)

    def subscribe(self, *frames, now=NOW):
        for frame in frames:
            assert self.say({"id": "1", "action": "subscribe", **frame}, now) == [{"id": "1", "result": True}]


class Floor:
    """An exchange with two accounts and nobody else, and its hub."""

    def __init__(self, pace=1.0):
        events = []
        self.exchange = Exchange(SYMBOLS, events.append, contracts=CONTRACTS)
        self.gateway = Gateway()
        self.hub = Hub(self.exchange, events, self.gateway, pace=pace)
        for uid in (ANN, BOB):
            self.exchange.open_account(uid, {"USDT": D("500")}, {"USDT": D("10000"), "BTC": D("10")}, NOW,
                                       contract={"USDT": D("1000"), "XBT": D("1")})
        self.hub.flush(NOW)

    def connect(self, uid=None, now=NOW, token=None, host="spot"):
        return Listener(self.hub, uid, now, token, host)

    def listen(self, *texts, uid=None, now=NOW, host="spot"):
        listener = self.connect(uid, now, host=host)
        listener.subscribe(*texts, now=now)
        return listener

    def unified(self, *frames, host="spot", uid=None, now=NOW, token=None):
        """A connection of the unified protocol with these subscriptions."""
        if uid is not None:
            host, token = "private", self.hub.token(uid, now, "private")
        listener = UnifiedListener(self.hub, host, now, token)
        if frames:
            listener.subscribe(*frames, now=now)
        return listener

    def place(self, uid, side, size, price=None, now=NOW, **more):
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        order = self.exchange.place(uid, {"symbol": PAIR, "side": side, "size": size, **kind, **more}, now)
        self.hub.flush(now)
        return order

    def stop(self, uid, side, size, stop_price, price=None, now=NOW):
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        wanted = {"symbol": PAIR, "side": side, "size": size, "stopPrice": stop_price, **kind}
        order = self.exchange.stops.place(uid, wanted, now)
        self.hub.flush(now)
        return order

    def cancel(self, order, now=NOW, **more):
        self.exchange.cancel(order.uid, PAIR, now, order_id=order.id, **more)
        self.hub.flush(now)

    def advance(self, now):
        """Let what has fallen due happen, and be told to those who are there."""
        for connection in self.hub.connections:
            connection.heard = now
        self.exchange.advance(now)
        self.hub.flush(now)
        self.hub.tick(now)

    def open_contracts(self, price="100"):
        """Trade spot once, which gives the contract an index and a mark price."""
        self.place(ANN, "sell", "1", price)
        self.place(BOB, "buy", "1", price)
        self.advance(NOW)
        return self

    def order(self, uid, side, size, price=None, now=NOW, symbol="XBTUSDTM", **more):
        """An order for a contract."""
        kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
        wanted = {"symbol": symbol, "side": side, "size": size, "leverage": 2, **kind, **more}
        order = self.exchange.futures.place(uid, wanted, now)
        self.hub.flush(now)
        return order


@pytest.fixture
def floor():
    return Floor()


@pytest.fixture(scope="module")
def common_floor():
    return Floor()


@pytest.fixture
def fast_floor():
    """A hundred times as fast."""
    return Floor(pace=0.01)


@pytest.fixture(scope="session")
def change():
    return _change


def _change(book, data, after):
    """Change a book by a frame, as the exchange documents it: only rows that are newer than the snapshot."""
    for name, side in (("asks", "sell"), ("bids", "buy")):
        for price, size, sequence in data["changes"][name]:
            if int(sequence) > after:
                book[side].pop(D(price), None)
                if D(size):
                    book[side][D(price)] = D(size)


@pytest.fixture(scope="session")
def shape():
    return _shape


def _shape(value):
    """The fields of a piece of JSON with the types of their values; of a list what its rows have in common."""
    if isinstance(value, dict):
        return {name: _shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
