from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.margin.stop_order import MarginStopOrder
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
def stop_order(session):
    return MarginStopOrder(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").margin.stop_order


ORDER = {
    "symbol": "BTC-USDT",
    "side": "sell",
    "stop_price": 90000,
    "client_oid": "s-1",
    "is_isolated": False,
    "auto_borrow": False,
    "auto_repay": True,
}


def test_add_stop_order__amounts_are_text_none_is_not_sent_and_false_is(stop_order, session):
    stop_order.add_stop_order(**ORDER, stop="loss", price="89900.0", size=Decimal("1E-8"), funds=None, remark=None)
    body = {
        "symbol": "BTC-USDT",
        "side": "sell",
        "stopPrice": "90000",
        "clientOid": "s-1",
        "isIsolated": False,
        "autoBorrow": False,
        "autoRepay": True,
        "stop": "loss",
        "price": "89900.0",
        "size": "0.00000001",
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("stop_price", 0.1, TypeError),
        ("price", True, TypeError),
        ("size", 1.0, TypeError),
        ("is_isolated", None, TypeError),
        ("stop", "profit", ValueError),
        ("type", "limit_stop", ValueError),
        ("side", "SELL", ValueError),
    ],
)
def test_add_stop_order__refused_by_name(stop_order, session, name, value, error):
    with pytest.raises(error, match=f"^{name}: expected "):
        stop_order.add_stop_order(**{**ORDER, name: value})
    assert session.sent == []


@pytest.mark.parametrize("name", ["is_isolated", "auto_borrow", "auto_repay"])
def test_add_stop_order__borrowing_has_to_be_decided(stop_order, session, name):
    with pytest.raises(TypeError, match=f"missing 1 required positional argument: '{name}'$"):
        stop_order.add_stop_order(**{given: value for given, value in ORDER.items() if given != name})
    assert session.sent == []


@pytest.mark.parametrize(
    "name, path, query",
    [
        ("get_stop_order_by_order_id", "stop-order/orderId", "orderId=a/b%20c"),
        ("get_stop_order_by_client_oid", "stop-order/clientOid", "clientOid=a/b%20c"),
    ],
)
def test_get_stop_order__the_id_is_in_the_query(exchange, room, name, path, query):
    address = f"https://api.kucoin.com/api/v3/hf/margin/{path}"
    exchange.get(address, json={"code": "200000", "data": {"id": "o-1"}})
    assert getattr(room, name)("a/b c") == {"id": "o-1"}
    ((request, _),) = exchange.calls
    assert request.url == f"{address}?{query}"


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("batch_cancel_stop_orders", {"trade_type": "MARGIN_TRADE", "order_ids": ""}),
        ("batch_cancel_stop_orders", {"trade_type": "MARGIN_TRADE", "order_ids": []}),
        ("batch_cancel_stop_orders", {"trade_type": "MARGIN_TRADE", "symbol": ""}),
        ("cancel_stop_order_by_order_id", {"order_id": ""}),
        ("cancel_stop_order_by_client_oid", {"client_oid": ""}),
    ],
)
def test_nothing_in_particular__does_not_become_all(exchange, room, name, arguments):
    with pytest.raises(ValueError, match="^(orderIds?|symbol|clientOid): expected at least one, got "):
        getattr(room, name)(**arguments)
    assert len(exchange.calls) == 0


def test_get_stop_orders_list__page_by_page():
    first, second = {"id": "b"}, {"id": "a"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    rows = iterate(MarginStopOrder(session).get_stop_orders_list, trade_type="MARGIN_TRADE", order_ids="a,b")
    assert list(rows) == [first, second]
    assert [params for params, _ in session.sent] == [
        {"tradeType": "MARGIN_TRADE", "currentPage": 1, "orderIds": "a,b"},
        {"tradeType": "MARGIN_TRADE", "currentPage": 2, "orderIds": "a,b"},
    ]
