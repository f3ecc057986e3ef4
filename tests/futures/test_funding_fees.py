from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.futures.funding_fees import FuturesFundingFees
from kucoin_ref.pages import iterate

HOUR = 3_600_000


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append(params)
        return self.answers.pop(0)


def test_get_current_funding_rate__is_read_exactly():
    with responses.RequestsMock() as exchange:
        address = "https://api-futures.kucoin.com/api/v1/funding-rate/XBTUSDTM/current"
        exchange.get(address, body='{"code":"200000","data":{"value":1.0E-4}}')
        assert Client().futures.funding_fees.get_current_funding_rate("XBTUSDTM") == {"value": Decimal("0.00010")}


def test_get_current_funding_rate__an_empty_name():
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^symbol: expected a value that can stand in a path, got ''$"):
            Client().futures.funding_fees.get_current_funding_rate("")
        assert len(exchange.calls) == 0


def test_get_public_funding_history__no_call_covers_more_than_100_settlements():
    row = {"symbol": "XBTUSDTM", "fundingRate": Decimal("0.0001")}
    edge = dict(row, timepoint=101 * HOUR)
    exchange = Exchange([dict(row, timepoint=200 * HOUR), edge], [edge, dict(row, timepoint=2 * HOUR)], [])
    rows = iterate(FuturesFundingFees(exchange).get_public_funding_history, symbol="XBTUSDTM", from_=0, to=200 * HOUR)
    assert [row["timepoint"] // HOUR for row in rows] == [200, 101, 2]  # the settlement on the edge comes once
    assert [(sent["from"] // HOUR, sent["to"] // HOUR) for sent in exchange.sent] == [(101, 200), (2, 101), (0, 2)]


def test_get_private_funding_history__goes_on_behind_the_last_id():
    exchange = Exchange(
        {"dataList": [{"id": 9}, {"id": 8}], "hasMore": True},
        {"dataList": [{"id": 7}], "hasMore": False},
    )
    rows = iterate(FuturesFundingFees(exchange).get_private_funding_history, symbol="XBTUSDTM", reverse=True)
    assert [row["id"] for row in rows] == [9, 8, 7]
    assert exchange.sent == [{"symbol": "XBTUSDTM", "reverse": True}, {"symbol": "XBTUSDTM", "reverse": True, "offset": 8}]
