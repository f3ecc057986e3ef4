import json
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.pages import iterate
from kucoin_ref.unified.positions import UnifiedPositions


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Exchange()


@pytest.fixture
def positions(session):
    return UnifiedPositions(session)


@pytest.mark.parametrize("amount, number", [("0.10", "0.1"), (Decimal("1E-8"), "1e-08"), (3, "3")])
def test_modify_isolated_futures_margin__an_exact_number(amount, number):
    with responses.RequestsMock() as exchange:
        exchange.post("https://api.kucoin.com/api/ua/v2/unified/position/modify-margin", json={"code": "200000", "data": {"ts": 1}})
        client = Client("key", "secret", "passphrase")
        client.unified.positions.modify_isolated_futures_margin("XBTUSDTM", "DEPOSIT", amount, "FUTURES")
        ((request, _),) = exchange.calls
    assert request.body == f'{{"symbol":"XBTUSDTM","type":"DEPOSIT","amount":{number},"tradeType":"FUTURES"}}'.encode()
    assert json.loads(request.body, parse_float=Decimal)["amount"] == Decimal(amount)


def test_modify_isolated_futures_margin__a_number_that_json_cannot_hold(positions, session):
    with pytest.raises(ValueError, match="expected an amount that a JSON number holds exactly"):
        positions.modify_isolated_futures_margin("XBTUSDTM", "DEPOSIT", "0.12345678901234567890", "FUTURES")
    assert session.sent == []


@pytest.mark.parametrize("leverage, text", [(5, "5"), ("5.0", "5.0"), (Decimal("1E+1"), "10")])
def test_leverage__is_text(positions, session, leverage, text):
    positions.modify_leverage("XBTUSDTM", leverage)
    positions.modify_margin_cross_leverage(leverage, currency=None)
    assert session.sent == [({}, {"symbol": "XBTUSDTM", "leverage": text}), ({}, {"leverage": text})]


@pytest.mark.parametrize("value", [0.5, True])
def test_amounts__one_that_is_not_exact(positions, session, value):
    with pytest.raises(TypeError, match="^leverage: expected an amount"):
        positions.modify_leverage("XBTUSDTM", value)
    with pytest.raises(TypeError, match="^amount: expected an amount"):
        positions.modify_isolated_futures_margin("XBTUSDTM", "DEPOSIT", value, "FUTURES")
    assert session.sent == []


@pytest.mark.parametrize(
    "name, arguments, refused",
    [
        ("modify_margin_mode", ("XBTUSDTM", "cross"), "margin_mode"),
        ("modify_isolated_futures_margin", ("XBTUSDTM", "OUT", 1, "FUTURES"), "type"),
        ("get_leverage", ("SPOT", "CROSS"), "trade_type"),
    ],
)
def test_words_that_do_not_exist(positions, session, name, arguments, refused):
    with pytest.raises(ValueError, match=f"^{refused}: expected one of "):
        getattr(positions, name)(*arguments)
    assert session.sent == []


def test_get_private_funding_fee_history__goes_on_behind_the_last_id():
    session = Exchange({"items": [{"settlementTime": 9}], "lastId": 50}, {"items": [], "lastId": None})
    rows = iterate(UnifiedPositions(session).get_private_funding_fee_history, symbol="XBTUSDTM")
    assert [row["settlementTime"] for row in rows] == [9]
    assert session.sent == [({"symbol": "XBTUSDTM"}, None), ({"symbol": "XBTUSDTM", "lastId": 50}, None)]


def test_get_positions_history__a_range_longer_than_seven_days_is_cut():
    week = 7 * 24 * 3_600_000
    empty = {"items": [], "lastId": None}
    session = Exchange({"items": [{"closeId": "2"}], "lastId": 50}, empty, {"items": [{"closeId": "1"}], "lastId": 40}, empty)
    rows = iterate(UnifiedPositions(session).get_positions_history, start_at=0, end_at=week + 1)
    assert [row["closeId"] for row in rows] == ["2", "1"]
    assert [tuple(params.values()) for params, _ in session.sent] == [(1, week + 1), (1, week + 1, 50), (0, 1), (0, 1, 40)]
