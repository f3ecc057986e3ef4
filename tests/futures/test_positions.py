import inspect
import json
import re
import warnings
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.futures.positions import FuturesPositions
from kucoin_ref.pages import iterate


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
    return FuturesPositions(session)


@pytest.mark.parametrize(
    "margin, number", [("0.10", "0.1"), (Decimal("1E-8"), "1e-08"), (3, "3"), ("3.0", "3"), ("0.00001667", "1.667e-05")]
)
def test_add_isolated_margin__travels_as_an_exact_number(margin, number):
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        address = "https://api-futures.kucoin.com/api/v1/position/margin/deposit-margin"
        exchange.post(address, json={"code": "200000", "data": {}})
        client.futures.positions.add_isolated_margin("XBTUSDTM", margin, "b-1")
        ((request, _),) = exchange.calls
    assert request.body == f'{{"symbol":"XBTUSDTM","margin":{number},"bizNo":"b-1"}}'.encode()
    assert json.loads(request.body, parse_float=Decimal)["margin"] == Decimal(margin)


def test_add_isolated_margin__a_number_that_json_cannot_hold(positions, session):
    with pytest.raises(ValueError, match="expected an amount that a JSON number holds exactly, got '0.12345678901234567890'"):
        positions.add_isolated_margin("XBTUSDTM", "0.12345678901234567890", "b-1")
    assert session.sent == []


@pytest.mark.parametrize("value", [0.1, True])
@pytest.mark.parametrize(
    "name, amount, others",
    [
        ("add_isolated_margin", "margin", {"biz_no": "b-1"}),
        ("remove_isolated_margin", "withdraw_amount", {}),
        ("modify_margin_leverage", "leverage", {}),
        ("get_max_open_size", "price", {"leverage": 1}),
        ("get_cross_margin_risk_limit", "total_margin", {}),
        ("get_cross_margin_requirement", "position_value", {}),
    ],
)
def test_amounts__one_that_is_not_exact(positions, session, name, amount, others, value):
    with pytest.raises(TypeError, match=f"^{amount}: expected an amount as text, int or Decimal"):
        getattr(positions, name)("XBTUSDTM", **{amount: value}, **others)
    assert session.sent == []


def test_amounts__the_others_travel_as_text(positions, session):
    positions.remove_isolated_margin("XBTUSDTM", Decimal("1E-8"), position_side="LONG")
    positions.modify_margin_leverage("XBTUSDTM", 10)
    positions.get_cross_margin_requirement("XBTUSDTM,ETHUSDTM", 10000, leverage=None)
    assert session.sent == [
        ({}, {"symbol": "XBTUSDTM", "withdrawAmount": "0.00000001", "positionSide": "LONG"}),
        ({}, {"symbol": "XBTUSDTM", "leverage": "10"}),
        ({}, {"symbol": "XBTUSDTM,ETHUSDTM", "positionValue": "10000"}),
    ]


@pytest.mark.parametrize("mode", [0, 1, "2", "hedge", True])
def test_switch_position_mode__is_text(positions, session, mode):
    with pytest.raises(ValueError, match="^position_mode: expected one of '0', '1'; got "):
        positions.switch_position_mode(mode)
    assert session.sent == []


def test_batch_switch_margin_mode__a_list_and_a_word_in_capitals(positions, session):
    with pytest.raises(ValueError, match="^margin_mode: expected one of 'ISOLATED', 'CROSS'; got 'cross'$"):
        positions.batch_switch_margin_mode(["XBTUSDTM"], "cross")
    positions.batch_switch_margin_mode(("XBTUSDTM", "ETHUSDTM"), "CROSS")
    assert session.sent == [({}, {"symbols": ["XBTUSDTM", "ETHUSDTM"], "marginMode": "CROSS"})]


def test_get_positions_history__pages_are_walked_by_page_id():
    def page(*ids):
        items = [{"closeId": id, "symbol": "XBTUSDTM"} for id in ids]
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": items}

    session = Exchange(page("3", "2"), page("1"))
    rows = iterate(FuturesPositions(session).get_positions_history, to=1700000000000, limit=2)
    assert [row["closeId"] for row in rows] == ["3", "2", "1"]
    assert session.sent == [({"to": 1700000000000, "limit": 2, "pageId": number}, None) for number in (1, 2)]


@pytest.mark.parametrize("name, arguments", [("get_position_details_v1", ()), ("modify_auto_deposit_status", (False,))])
def test_deprecated__warns_at_the_line_of_the_call_and_names_what_to_use(positions, session, name, arguments):
    method = getattr(positions, name)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        method("XBTUSDTM", *arguments)
        line = inspect.currentframe().f_lineno - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (DeprecationWarning, __file__, line)
    assert len(session.sent) == 1
    named = re.findall(r":meth:`(\w+)`", method.__doc__.partition(":param")[0])
    assert named and not any(catalog.endpoint(getattr(FuturesPositions, other)).deprecated for other in named)


def test_modify_auto_deposit_status__false_is_sent(positions, session):
    with pytest.warns(DeprecationWarning):
        positions.modify_auto_deposit_status("XBTUSDTM", False)
    assert session.sent == [({}, {"symbol": "XBTUSDTM", "status": False})]
