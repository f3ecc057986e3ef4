from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.margin.oco_order import MarginOcoOrder
from kucoin_ref.pages import iterate


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
    return MarginOcoOrder(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").margin.oco_order


ORDER = {
    "symbol": "BTC-USDT",
    "side": "sell",
    "price": "94000",
    "size": "0.10",
    "stop_price": 92000,
    "limit_price": Decimal("9.1E+4"),
    "client_oid": "c-1",
    "is_isolated": False,
}


def test_add_oco_order__amounts_are_text_none_is_not_sent_and_false_is(oco_order, session):
    oco_order.add_oco_order(**ORDER, auto_borrow=None, auto_repay=True)
    body = {
        "symbol": "BTC-USDT",
        "side": "sell",
        "price": "94000",
        "size": "0.10",
        "stopPrice": "92000",
        "limitPrice": "91000",
        "clientOid": "c-1",
        "isIsolated": False,
        "autoRepay": True,
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
        ("is_isolated", None, TypeError),
    ],
)
def test_add_oco_order__refused_by_name(oco_order, session, name, value, error):
    with pytest.raises(error, match=f"^{name}: expected "):
        oco_order.add_oco_order(**{**ORDER, name: value})
    assert session.sent == []


def test_get_oco_order__the_id_is_in_the_query_and_none_is_an_answer(exchange, room):
    address = "https://api.kucoin.com/api/v3/hf/margin/oco-order/detail/orderId"
    exchange.get(address, json={"code": "200000", "data": None})
    assert room.get_oco_order_detail_by_order_id("o-1") is None
    ((request, _),) = exchange.calls
    assert request.url == f"{address}?orderId=o-1"


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("batch_cancel_oco_orders", {"order_ids": ""}),
        ("batch_cancel_oco_orders", {"order_ids": []}),
        ("batch_cancel_oco_orders", {"symbol": ""}),
        ("cancel_oco_order_by_order_id", {"order_id": ""}),
        ("cancel_oco_order_by_client_oid", {"client_oid": ""}),
    ],
)
def test_nothing_in_particular__does_not_become_all(exchange, room, name, arguments):
    with pytest.raises(ValueError, match="^(orderIds?|symbol|clientOid): expected at least one, got "):
        getattr(room, name)(**arguments)
    assert len(exchange.calls) == 0


def test_get_oco_order_list__page_by_page_of_a_size_that_has_to_be_named():
    first, second = {"orderId": "b"}, {"orderId": "a"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    room = MarginOcoOrder(session)
    with pytest.raises(TypeError, match="page_size"):
        iterate(room.get_oco_order_list, current_page=1)
    assert list(iterate(room.get_oco_order_list, current_page=1, page_size=10)) == [first, second]
    assert [params for params, _ in session.sent] == [{"currentPage": 1, "pageSize": 10}, {"currentPage": 2, "pageSize": 10}]
