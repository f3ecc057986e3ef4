from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.pages import iterate
from kucoin_ref.spot.oco_order import SpotOcoOrder


class Recorder:
    """A session that notes what it was asked for, and gives the answers that it was made with."""

    def __init__(self, *answers):
        self.sent = []
        self.answers = list(answers)

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def oco_order(session):
    return SpotOcoOrder(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").spot.oco_order


ORDER = {
    "symbol": "BTC-USDT",
    "side": "sell",
    "price": "94000",
    "size": "0.10",
    "stop_price": 92000,
    "limit_price": Decimal("9.1E+4"),
    "client_oid": "c-1",
}


def test_add_oco_order__amounts_are_text(oco_order, session):
    oco_order.add_oco_order(**ORDER, remark=None)
    body = {
        "symbol": "BTC-USDT",
        "side": "sell",
        "price": "94000",
        "size": "0.10",
        "stopPrice": "92000",
        "limitPrice": "91000",
        "clientOid": "c-1",
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("price", 0.1, TypeError),
        ("size", True, TypeError),
        ("stop_price", None, TypeError),
        ("limit_price", 91000.0, TypeError),
        ("side", "long", ValueError),
        ("trade_type", "MARGIN_TRADE", ValueError),
    ],
)
def test_add_oco_order__refused_by_name(oco_order, session, name, value, error):
    with pytest.raises(error, match=f"^{name}: expected "):
        oco_order.add_oco_order(**{**ORDER, name: value})
    assert session.sent == []


def test_cancel_oco_order_by_client_oid__the_id_is_one_part_of_the_path(exchange, room):
    exchange.delete(
        "https://api.kucoin.com/api/v3/oco/client-order/a%2Fb%20c",
        json={"code": "200000", "data": {"cancelledOrderIds": ["o-1", "o-2"]}},
    )
    assert room.cancel_oco_order_by_client_oid("a/b c") == {"cancelledOrderIds": ["o-1", "o-2"]}


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("batch_cancel_oco_orders", {"order_ids": ""}),
        ("batch_cancel_oco_orders", {"order_ids": []}),
        ("batch_cancel_oco_orders", {"symbol": ""}),
        ("cancel_oco_order_by_order_id", {"order_id": ""}),
        ("cancel_oco_order_by_client_oid", {"client_oid": " "}),
        ("get_oco_order_detail_by_order_id", {"order_id": ".."}),
    ],
)
def test_nothing_in_particular__does_not_become_all(exchange, room, name, arguments):
    with pytest.raises(ValueError, match="^(orderIds?|symbol|clientOid): expected "):
        getattr(room, name)(**arguments)
    assert len(exchange.calls) == 0


def test_get_oco_order_list__page_by_page():
    first, second = {"orderId": "b", "status": "NEW"}, {"orderId": "a", "status": "DONE"}
    again = {"orderId": "b", "status": "CANCELLED"}  # a new order has pushed it on, and it ended meanwhile
    session = Recorder(
        {"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 3, "totalPage": 2, "items": [again, second]}
    )
    rows = iterate(SpotOcoOrder(session).get_oco_order_list, order_ids="a,b")
    assert list(rows) == [first, second]
    assert session.sent == [({"orderIds": "a,b", "currentPage": 1}, None), ({"orderIds": "a,b", "currentPage": 2}, None)]
