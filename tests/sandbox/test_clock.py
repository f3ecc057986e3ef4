"""The clock by itself, and time that passes at once on a running sandbox."""

import threading
import time

import pytest
import requests

from kucoin_ref import Client, KucoinAuth, Signer, errors
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.clock import Clock, moments
from kucoin_ref.sandbox.matching import SECOND

PAIR = "BTC-USDT"
WAIT = 5  # seconds that anything may take
NOON = 1730030400 * SECOND


def made():
    passed = []
    clock = Clock(lambda: NOON, lambda start, end: passed.append((start, end)), threading.RLock())
    return clock, passed


def test_now__the_machines_and_what_was_added():
    clock, _ = made()
    assert clock.now() == NOON
    clock.skew = -5
    assert clock.now() == NOON - 5
    assert clock.advance(seconds=1) == NOON - 5 + SECOND
    assert (clock.now(), clock.advanced) == (NOON - 5 + SECOND, SECOND)


def test_advance__lets_the_time_pass_before_it_is_there():
    clock, passed = made()
    assert clock.advance(days=1, hours=2, minutes=3, seconds=4.5) == NOON + int(93784.5 * SECOND)
    assert clock.advance(hours=8) == NOON + int((93784.5 + 28800) * SECOND)
    assert passed == [(NOON, NOON + 93784500000000), (NOON + 93784500000000, NOON + 122584500000000)]


@pytest.mark.parametrize("hours", [0, -1, float("nan"), float("inf"), 87601])
def test_advance__only_forward_and_not_for_ever(hours):
    clock, passed = made()
    with pytest.raises(ValueError, match="days, hours, minutes, seconds: expected a time above 0 and up to ten years"):
        clock.advance(hours=hours)
    assert (clock.now(), passed) == (NOON, [])


def test_moments__whole_minutes_and_the_end():
    start = NOON + 30 * SECOND
    found = [(moment - NOON) / SECOND for moment in moments(start, start + 150 * SECOND, lambda: None)]
    assert found == [60, 120, 180]
    assert [(moment - NOON) / SECOND for moment in moments(start, start + SECOND, lambda: None)] == [31]
    assert list(moments(NOON, NOON, lambda: None)) == []


def test_moments__whole_hours_in_more_than_a_week():
    week = 7 * 86400
    assert len(list(moments(NOON, NOON + week * SECOND, lambda: None))) == week // 60
    found = [(moment - NOON) / SECOND for moment in moments(NOON + SECOND, NOON + (week + 2) * SECOND, lambda: None)]
    assert found[:2] + found[-2:] == [3600, 7200, week, week + 2] and len(found) == week // 3600 + 1


def test_moments__what_is_due_exactly():
    due = [NOON - 1, NOON + 70 * SECOND, NOON + 100 * SECOND, NOON + 500 * SECOND]

    def following():
        due[:] = [moment for moment in due if moment > last] or [NOON - 1]  # what is past is nothing to wait for
        return due[0]

    last, found = NOON, []
    for last in moments(NOON, NOON + 150 * SECOND, following):
        found.append((last - NOON) / SECOND)
    assert found == [60, 70, 100, 120, 150]


# --- on a running sandbox ---


@pytest.fixture
def own():
    with Sandbox(market_pace=0) as own:
        yield own


@pytest.fixture
def person(own):
    with Client(*own.credentials, environment=own.environment, retries=0) as person:
        yield person


def test_advance__clients_go_on_with_the_machines_time(own, person):
    before = person.spot.market.get_server_time()
    own.clock.advance(hours=8)
    assert 0 <= person.spot.market.get_server_time() - before - 8 * 3600_000 < 5000
    auth = KucoinAuth(Signer(*own.credentials))  # knows nothing but the machine's time
    assert requests.get(own.url + "/api/v1/accounts", auth=auth, timeout=WAIT).json()["code"] == "200000"
    ahead = KucoinAuth(Signer(*own.credentials), clock=lambda: time.time() + 8 * 3600)
    assert requests.get(own.url + "/api/v1/accounts", auth=ahead, timeout=WAIT).json()["code"] == "200000"
    between = KucoinAuth(Signer(*own.credentials), clock=lambda: time.time() + 4 * 3600)
    assert requests.get(own.url + "/api/v1/accounts", auth=between, timeout=WAIT).json()["code"] == "400002"


def test_advance__a_skew_shows_all_the_same(own):
    own.clock.advance(hours=8)
    own.clock_skew(60000)
    auth = KucoinAuth(Signer(*own.credentials))
    assert requests.get(own.url + "/api/v1/accounts", auth=auth, timeout=WAIT).json()["code"] == "400002"
    with Client(*own.credentials, environment=own.environment) as measuring:
        assert measuring.account.account.get_spot_account_list()


def test_advance__an_order_with_a_time_window_is_not_late(own, person):
    own.clock.advance(hours=8)
    order = {"price": "60000", "size": "0.001", "client_timestamp": int(time.time() * 1000)}
    assert person.spot.order.add_order(PAIR, "buy", "limit", **order, allow_max_time_window=5000)["orderId"]
    order["client_timestamp"] -= 10000
    with pytest.raises(errors.ApiError, match="later than clientTimestamp"):
        person.spot.order.add_order(PAIR, "buy", "limit", **order, allow_max_time_window=5000)


def test_advance__orders_and_switches_fall_due_at_their_moments(own, person):
    for seconds in (4000, 30, 100):
        person.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001", time_in_force="GTT", cancel_after=seconds)
    person.spot.order.add_order("ETH-USDT", "buy", "limit", price="2300", size="1")
    person.spot.order.set_dcp(50, symbols="ETH-USDT")
    own.clock.advance(hours=1)
    assert person.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR]}
    uid = own.gateway.keys[own.credentials[0]].uid
    lived = [(order.cancel_after, round((order.updated_at - order.created_at) / SECOND, 3))
             for order in own.exchange.closed_orders(uid, PAIR)]
    assert lived == [(100, 100), (30, 30)]
    (switched,) = own.exchange.closed_orders(uid, "ETH-USDT")
    assert 50 <= (switched.updated_at - switched.created_at) / SECOND < 55


def test_advance__push_connections_hear_of_it_and_live_on(own, person, Push):
    with Push(own) as peer:
        peer.say(id="1", type="subscribe", topic="/market/level2:BTC-USDT", response=True)
        assert peer.hear()["type"] == "ack"
        person.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="1", time_in_force="GTT", cancel_after=600)
        placed = peer.hear()["data"]
        own.clock.advance(days=1)
        expired = peer.hear()["data"]
        assert expired["changes"] == {"asks": [], "bids": [["60000", "0", str(placed["sequenceEnd"] + 1)]]}
        assert 600_000 <= expired["time"] - placed["time"] < 601_000
        with own.lock:
            own.hub.tick(own.now())
        assert peer.alive()


def test_advance__candles_of_the_time_that_passed():
    with Sandbox(market_pace=1000) as own, Client(environment=own.environment) as person:
        own.clock.advance(hours=2)
        candles = person.spot.market.get_klines(PAIR, "1hour")
        assert len(candles) in (2, 3) and [int(candle[0]) % 3600 for candle in candles] == [0] * len(candles)
        assert 5 < len(person.spot.market.get_klines(PAIR, "1min")) <= 121
