"""The addresses of each site."""

import dataclasses

import pytest

from kucoin_ref import AUSTRALIA, EUROPE, LIVE, Environment
from kucoin_ref.sandbox import Sandbox

GLOBAL = {
    "name": "live",
    "spot": "https://api.kucoin.com",
    "futures": "https://api-futures.kucoin.com",
    "broker": "https://api-broker.kucoin.com",
    "push_spot": "wss://x-push-spot.kucoin.com",
    "push_futures": "wss://x-push-futures.kucoin.com",
    "push_private": "wss://wsapi-push.kucoin.com",
    "order_entry": "wss://wsapi.kucoin.com",
    "site": None,
}


def test_live__addresses():
    assert dataclasses.asdict(LIVE) == GLOBAL


def test_australia__is_the_global_site_with_a_header():
    assert dataclasses.asdict(AUSTRALIA) == {**GLOBAL, "name": "australia", "site": "australia"}


def test_europe__addresses():
    assert dataclasses.asdict(EUROPE) == {
        "name": "europe",
        "spot": "https://api.kucoin.eu",
        "futures": "https://api-futures.kucoin.eu",
        "broker": None,
        "push_spot": "wss://x-push-spot.kucoin.eu",
        "push_futures": "wss://x-push-futures.kucoin.eu",
        "push_private": "wss://wsapi-push.kucoin.eu",
        "order_entry": None,
        "site": None,
    }


def test_environment__sandbox_is_one_port_for_everything():
    with Sandbox(market_pace=0) as sandbox:
        push = sandbox.url.replace("http://", "ws://")
        assert sandbox.environment == Environment(
            "sandbox", sandbox.url, sandbox.url + "/futures", sandbox.url + "/broker",
            push + "/ua/spot", push + "/ua/futures", push + "/ua/private", push,
        )
        assert Environment.sandbox(sandbox.url + "/") == sandbox.environment


@pytest.mark.parametrize("url", ["127.0.0.1:8080", "ws://127.0.0.1:8080", "", None])
def test_environment__no_address_of_a_sandbox(url):
    with pytest.raises(ValueError, match="url: expected an address such as"):
        Environment.sandbox(url)


@pytest.mark.parametrize("host", ["spot", "futures", "broker"])
def test_rest__address_of_a_host(host):
    assert LIVE.rest(host) == GLOBAL[host]


def test_rest__a_slash_at_the_end_is_dropped():
    assert Environment("mine", spot="http://127.0.0.1:8080/").rest("spot") == "http://127.0.0.1:8080"


@pytest.mark.parametrize("host", ["push_spot", "name", "Spot", ""])
def test_rest__unknown_host(host):
    with pytest.raises(ValueError) as refused:
        LIVE.rest(host)
    assert str(refused.value) == f"host: expected 'spot', 'futures' or 'broker', got {host!r}"


def test_rest__no_address():
    with pytest.raises(ValueError) as refused:
        EUROPE.rest("broker")
    assert str(refused.value) == "host: no broker address is known for the environment 'europe'"


def test_environment__cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        LIVE.spot = "http://elsewhere"
