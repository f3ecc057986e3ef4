"""The published facts as plain data."""

import dataclasses

import pytest

from kucoin_ref import Endpoint, Topic


def test_endpoint__defaults():
    assert dataclasses.asdict(Endpoint("GET", "/api/v1/accounts")) == {
        "verb": "GET",
        "path": "/api/v1/accounts",
        "host": "spot",
        "channel": "private",
        "permission": None,
        "pool": None,
        "weight": None,
        "service": None,
        "sub_service": None,
        "sdk_method_name": None,
        "deprecated": False,
        "safe": False,
        "body": False,
        "repeated_keys": False,
        "headers": (),
        "pages": None,
        "source": None,
    }


@pytest.mark.parametrize("channel, signed", [("private", True), ("public", False)])
def test_signed__private_calls_are(channel, signed):
    assert Endpoint("GET", "/x", channel=channel).signed is signed


def test_endpoint__cannot_be_changed_and_serves_as_a_key():
    endpoint = Endpoint("GET", "/x")
    with pytest.raises(dataclasses.FrozenInstanceError):
        endpoint.path = "/y"
    assert {endpoint: 1, Endpoint("GET", "/x", host="futures"): 2} == {
        Endpoint("GET", "/x"): 1,
        Endpoint("GET", "/x", host="futures"): 2,
    }


@pytest.mark.parametrize(
    "topic, text",
    [
        (Topic("/market/ticker", ("BTC-USDT",)), "/market/ticker:BTC-USDT"),
        (Topic("/market/ticker", ("BTC-USDT", "ETH-USDT")), "/market/ticker:BTC-USDT,ETH-USDT"),
        (Topic("/account/balance", private=True), "/account/balance"),
    ],
)
def test_topic__is_written_as_it_goes_over_the_wire(topic, text):
    assert str(topic) == text


def test_topic__cannot_be_changed_and_serves_as_a_key():
    topic = Topic("/market/level2", ("BTC-USDT",), sequence="sequenceEnd")
    with pytest.raises(dataclasses.FrozenInstanceError):
        topic.private = True
    assert topic in {Topic("/market/level2", ("BTC-USDT",), False, "sequenceEnd")}


@pytest.mark.parametrize(
    "topic, text",
    [
        (Topic("ticker", ("BTC-USDT", "ETH-USDT"), fields=(("tradeType", "SPOT"),)), "ticker.SPOT:BTC-USDT,ETH-USDT"),
        (Topic("balance", private=True, fields=(("accountType", "UNIFIED"),)), "balance.UNIFIED"),
        (Topic("obu", ("X",), fields=(("depth", "5"), ("rpiFilter", 1))), "obu.5.1:X"),
    ],
)
def test_topic__of_the_unified_account_is_written_with_what_it_names(topic, text):
    assert str(topic) == text
