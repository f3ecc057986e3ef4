"""The protocol of order entry: frames in, frames out, nothing else."""

import json
from decimal import Decimal

import pytest

from kucoin_ref import catalog, errors
from kucoin_ref.stream.order_entry import OPERATIONS, OrderEntry, Reply
from kucoin_ref.stream.protocol import Notice, Pong, Welcome


@pytest.fixture
def protocol():
    return OrderEntry(lambda text: f"signed {text}", lambda: 1700000000000)


def test_receive__challenge_is_answered_over_the_text_as_it_came(protocol):
    challenge = '{ "sessionId" : "sess-1","timestamp":1700000000001 }'
    assert protocol.receive(challenge) == ([], [f"signed {challenge}"])


def test_receive__welcome_says_when_to_ping(protocol):
    welcome = '{"sessionId":"sess-1","data":"welcome","pingInterval":18000,"pingTimeout":10000}'
    assert protocol.receive(welcome) == ([Welcome(18, 10)], [])
    assert protocol.receive('{"sessionId":"sess-1","data":"welcome"}') == ([Welcome()], [])


def test_receive__pong(protocol):
    ping = json.loads(protocol.ping())
    assert ping == {"id": "ping-1", "op": "ping", "timestamp": 1700000000000}
    assert protocol.receive('{"id":"ping-1","op":"pong","timestamp":1700000000001}') == ([Pong()], [])


def test_receive__reply_keeps_every_digit(protocol):
    events, answers = protocol.receive('{"id":"3","op":"futures.order","code":"200000","data":{"value":0.10}}')
    frame = {"id": "3", "op": "futures.order", "code": "200000", "data": {"value": Decimal("0.10")}}
    assert (events, answers) == ([Reply("3", frame)], [])
    assert str(events[0].frame["data"]["value"]) == "0.10"


def test_receive__error_without_id_means_that_we_are_not_let_in(protocol):
    with pytest.raises(errors.AuthenticationError) as refused:
        protocol.receive('{"code":"400003","msg":"KC-API-KEY not exists","inTime":1,"outTime":2}')
    assert (refused.value.code, refused.value.message) == ("400003", "KC-API-KEY not exists")


def test_receive__unknown_frame(protocol):
    assert protocol.receive('{"notice":"maintenance"}') == ([Notice({"notice": "maintenance"})], [])


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100000, '"text"'])
def test_receive__no_frame(protocol, text):
    with pytest.raises(errors.StreamError, match="expected a JSON object"):
        protocol.receive(text)


def test_request__ids_are_never_the_same(protocol):
    first, second = protocol.request("spot.order", {"symbol": "BTC-USDT"}), protocol.request("futures.multi_order", [{"a": 1}])
    assert [json.loads(text) for _, text in (first, second)] == [
        {"id": "1", "op": "spot.order", "args": {"symbol": "BTC-USDT"}}, {"id": "2", "op": "futures.multi_order", "args": [{"a": 1}]}]
    assert (first[0], second[0]) == ("1", "2")


def test_connected__sends_nothing_again(protocol):
    protocol.request("spot.order", {})
    assert protocol.connected(5.0) == []


def test_operations__stand_for_calls_of_the_catalog():
    calls = {(entry.endpoint.host, entry.endpoint.verb, entry.endpoint.path): entry.name for entry in catalog.entries()}
    rooms = {"spot": "spot.order", "margin": "margin.order", "futures": "futures.order", "uta": "unified.order"}
    for call, operation in OPERATIONS.items():
        assert calls[call].rpartition(".")[0] == rooms[operation.split(".")[0]], call
    assert set(OPERATIONS.values()) == {
        "spot.order", "spot.sync_order", "spot.modify", "spot.cancel", "spot.sync_cancel", "margin.order", "margin.cancel",
        "futures.order", "futures.cancel", "futures.multi_order", "futures.multi_cancel", "uta.order", "uta.cancel", "uta.amend"}
