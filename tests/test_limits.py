"""What the exchange last said about each rate pool."""

import pytest

from kucoin_ref import Endpoint
from kucoin_ref.limits import POOLS, Limits, Rate

PUBLIC = Endpoint("GET", "/api/v1/timestamp", channel="public", pool="Public")
PUBLIC_FUTURES = Endpoint("GET", "/api/v1/timestamp", host="futures", channel="public", pool="Public")
SPOT = Endpoint("POST", "/api/v1/hf/orders", pool="Spot")
SPOT_ELSEWHERE = Endpoint("POST", "/api/v1/hf/orders", host="futures", pool="Spot")


def headers(limit="2000", remaining="1997", reset="29000"):
    return {"gw-ratelimit-limit": limit, "gw-ratelimit-remaining": remaining, "gw-ratelimit-reset": reset}


def test_limits__unused_pools_are_empty():
    limits = Limits()
    assert [limits[pool] for pool in POOLS] == [Rate(None, None, None, None)] * 8
    assert limits["Public", "futures"] == Rate()


def test_record__keeps_the_last_answer():
    limits = Limits()
    assert limits.record(SPOT, headers("4000", "3999", "30000"), 100.0) == Rate(4000, 3999, 30000, 100.0)
    assert limits.record(SPOT, headers("4000", "3990", "12345"), 117.5) == Rate(4000, 3990, 12345, 117.5)
    assert limits["Spot"] == Rate(4000, 3990, 12345, 117.5)
    assert limits["Public"] == Rate()


def test_record__public_pool_counts_per_host():
    limits = Limits()
    limits.record(PUBLIC, headers(remaining="1997"), 1.0)
    limits.record(PUBLIC_FUTURES, headers(remaining="1800"), 2.0)
    assert limits["Public"] == limits["Public", "spot"] == Rate(2000, 1997, 29000, 1.0)
    assert limits["Public", "futures"] == Rate(2000, 1800, 29000, 2.0)
    assert limits["Public", "broker"] == Rate()


def test_record__private_pools_count_per_account_on_whatever_host():
    limits = Limits()
    limits.record(SPOT_ELSEWHERE, headers(), 1.0)
    assert limits["Spot"] == limits["Spot", "spot"] == limits["Spot", "futures"] == Rate(2000, 1997, 29000, 1.0)


def test_record__answers_without_the_headers_change_nothing():
    limits = Limits()
    limits.record(PUBLIC, headers(), 1.0)
    assert limits.record(PUBLIC, {"Content-Type": "text/html"}, 2.0) is None
    assert limits["Public"] == Rate(2000, 1997, 29000, 1.0)


def test_record__a_call_without_a_pool_is_told_its_rate_all_the_same():
    limits = Limits()
    assert limits.record(Endpoint("GET", "/x"), headers(), 1.0) == Rate(2000, 1997, 29000, 1.0)
    assert repr(limits) == "Limits({})"


@pytest.mark.parametrize("text", ["", "-1", "many", "1.5", "\xb2"])
def test_record__what_is_not_a_number_is_none(text):
    assert Limits().record(PUBLIC, headers(text, text, text), 1.0) == Rate(None, None, None, 1.0)


def test_record__absent_numbers_are_none():
    assert Limits().record(PUBLIC, {"gw-ratelimit-limit": "2000"}, 1.0) == Rate(2000, None, None, 1.0)


def test_limits__unknown_pool():
    with pytest.raises(KeyError) as refused:
        Limits()["spot"]
    assert refused.value.args == (
        "pool: expected one of Public, Spot, Futures, Management, Earn, CopyTrading, Broker, Unified; got 'spot'",
    )


def test_repr__shows_what_is_known():
    limits = Limits()
    limits.record(PUBLIC, headers(), 1.0)
    assert repr(limits) == "Limits({('Public', 'spot'): Rate(limit=2000, remaining=1997, reset=29000, at=1.0)})"
