from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate
from kucoin_ref.unified.order import UnifiedOrder

HOST = "https://api.kucoin.com/api/ua/v2/unified/order"


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
def order(session):
    return UnifiedOrder(session)


def test_place_order__as_it_goes_over_the_wire():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/place", json={"code": "200000", "data": {"orderId": "o-1"}})
        placed = Client("key", "secret", "passphrase").unified.order.place_order(
            "BTC-USDT", "SPOT", "BUY", "LIMIT", Decimal("1E-8"), "BASECCY", price=50000, client_oid=None, post_only=False
        )
        ((request, _),) = exchange.calls
    assert placed == {"orderId": "o-1"}
    assert request.body == (
        b'{"symbol":"BTC-USDT","tradeType":"SPOT","side":"BUY","orderType":"LIMIT","size":"0.00000001",'
        b'"sizeUnit":"BASECCY","price":"50000","postOnly":false}'
    )


PLACE = {"symbol": "BTC-USDT", "trade_type": "SPOT", "side": "BUY", "order_type": "LIMIT", "size": "1", "size_unit": "BASECCY"}


@pytest.mark.parametrize("value", [0.1, True])
@pytest.mark.parametrize("name", ["size", "price", "trigger_price", "tp_trigger_price", "sl_trigger_price"])
def test_place_order__an_amount_that_is_not_exact(order, session, name, value):
    with pytest.raises(TypeError, match=f"^{name}: expected an amount as text, int or Decimal"):
        order.place_order(**{**PLACE, name: value})
    assert session.sent == []


@pytest.mark.parametrize(
    "name, value",
    [("side", "buy"), ("order_type", "limit"), ("trade_type", "CROSS"), ("size_unit", "LOT"), ("time_in_force", "GTD"), ("stp", "XX")],
)
def test_place_order__words_are_in_capitals(order, session, name, value):
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got '{value}'$"):
        order.place_order(**{**PLACE, name: value})
    assert session.sent == []


def test_place_order__an_answer_that_was_lost_names_the_order():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/place", status=500, body="")
        with pytest.raises(OutcomeUnknown) as unknown:
            Client("key", "secret", "passphrase").unified.order.place_order(**PLACE, client_oid="c-1")
        assert len(exchange.calls) == 1
    assert unknown.value.client_oid == "c-1"


def test_amend_order__new_values_only(order, session):
    order.amend_order("XBTUSDTM", client_oid="c-1", new_price=Decimal("6E+4"), sl_trigger_price=0)
    assert session.sent == [({}, {"symbol": "XBTUSDTM", "clientOid": "c-1", "newPrice": "60000", "slTriggerPrice": "0"})]
    with pytest.raises(ValueError, match="^size_unit: expected one of 'BASECCY', 'UNIT'; got 'QUOTECCY'$"):
        order.amend_order("XBTUSDTM", order_id="o-1", size_unit="QUOTECCY")


@pytest.mark.parametrize("empty", [[], ()])
def test_batch_cancel_orders_by_id__an_empty_list_is_not_sent(order, session, empty):
    with pytest.raises(ValueError, match="^cancel_order_list: expected at least one order, got "):
        order.batch_cancel_orders_by_id(empty, "SPOT")
    assert session.sent == []


def test_batch_cancel_orders_by_id__rows_go_without_what_is_none(order, session):
    order.batch_cancel_orders_by_id([{"symbol": "BTC-USDT", "orderId": "o-1", "clientOid": None}], "SPOT")
    assert session.sent == [({}, {"cancelOrderList": [{"symbol": "BTC-USDT", "orderId": "o-1"}], "tradeType": "SPOT"})]


def test_get_open_order_list__pages():
    def page(*ids):
        items = [{"orderId": id} for id in ids]
        return {"pageNumber": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "tradeType": "SPOT", "items": items}

    session = Exchange(page("3", "2"), page("1"))
    assert [row["orderId"] for row in iterate(UnifiedOrder(session).get_open_order_list, trade_type="SPOT")] == ["3", "2", "1"]
    assert session.sent == [({"tradeType": "SPOT", "pageNumber": number}, None) for number in (1, 2)]


@pytest.mark.parametrize("name", ["get_order_history", "get_trade_history"])
def test_pages__behind_the_last_id(name):
    session = Exchange(
        {"items": [{"orderId": "3", "tradeId": "c"}, {"orderId": "3", "tradeId": "b"}], "lastId": 50},
        {"items": [{"orderId": "2", "tradeId": "a"}], "lastId": 40},
        {"items": [], "lastId": 40},
    )
    rows = iterate(getattr(UnifiedOrder(session), name), trade_type="SPOT", side="BUY")
    assert [row["tradeId"] for row in rows] == ["c", "b", "a"]
    assert [params.get("lastId") for params, _ in session.sent] == [None, 50, 40]
