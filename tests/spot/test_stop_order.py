from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate
from kucoin_ref.spot.stop_order import SpotStopOrder


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
    return SpotStopOrder(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").spot.stop_order


@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_add_stop_order__amounts_are_text_none_is_not_sent_and_false_is(stop_order, session, amount, text):
    amounts = {"stop_price": amount, "price": amount, "size": amount, "funds": amount}
    stop_order.add_stop_order("BTC-USDT", "sell", "limit", **amounts, remark=None, cancel_after=-1, post_only=False)
    body = {
        "symbol": "BTC-USDT",
        "side": "sell",
        "type": "limit",
        "stopPrice": text,
        "price": text,
        "size": text,
        "funds": text,
        "cancelAfter": -1,
        "postOnly": False,
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("stop_price", 0.1, TypeError),
        ("stop_price", None, TypeError),
        ("price", True, TypeError),
        ("size", 1.0, TypeError),
        ("funds", Decimal("NaN"), ValueError),
        ("side", "SELL", ValueError),
        ("type", "limit_stop", ValueError),
        ("time_in_force", "GTD", ValueError),
        ("cancel_after", 1.5, TypeError),
    ],
)
def test_add_stop_order__refused_by_name(stop_order, session, name, value, error):
    arguments = dict({"symbol": "BTC-USDT", "side": "sell", "type": "limit", "stop_price": "1"}, **{name: value})
    with pytest.raises(error, match=f"^{name}: expected "):
        stop_order.add_stop_order(**arguments)
    assert session.sent == []


@pytest.mark.parametrize("name", ["hidden", "iceberg", "visible_size", "stop"])
def test_add_stop_order__what_is_not_offered(stop_order, session, name):
    with pytest.raises(TypeError, match=name):
        stop_order.add_stop_order("BTC-USDT", "sell", "limit", "1", **{name: "1"})
    assert session.sent == []


def test_add_stop_order__is_sent_once_and_says_which(exchange, room):
    exchange.post("https://api.kucoin.com/api/v1/stop-order", body=requests.ReadTimeout("no answer"))
    with pytest.raises(OutcomeUnknown) as caught:
        room.add_stop_order("BTC-USDT", "sell", "market", "50000", size="0.001", client_oid="s-1")
    assert len(exchange.calls) == 1
    assert caught.value.client_oid == "s-1"


def test_batch_cancel_stop_order__commas_go_as_they_are(exchange, room):
    address = "https://api.kucoin.com/api/v1/stop-order/cancel"
    exchange.delete(address, json={"code": "200000", "data": {"cancelledOrderIds": ["o-1", "o-2"]}})
    room.batch_cancel_stop_order(order_ids="o-1,o-2")
    ((request, _),) = exchange.calls
    assert request.url == f"{address}?orderIds=o-1,o-2"


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("batch_cancel_stop_order", {"order_ids": ""}),
        ("batch_cancel_stop_order", {"order_ids": []}),
        ("batch_cancel_stop_order", {"symbol": ""}),
        ("cancel_stop_order_by_client_oid", {"client_oid": ""}),
        ("cancel_stop_order_by_order_id", {"order_id": ""}),
        ("cancel_stop_order_by_order_id", {"order_id": "/"}),
        ("get_stop_order_by_order_id", {"order_id": ""}),
    ],
)
def test_nothing_in_particular__does_not_become_all(exchange, room, name, arguments):
    with pytest.raises(ValueError, match="^(orderIds?|symbol|clientOid): expected "):
        getattr(room, name)(**arguments)
    assert len(exchange.calls) == 0


def test_get_stop_orders_list__page_by_page():
    first, second = {"id": "b"}, {"id": "a"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    rows = iterate(SpotStopOrder(session).get_stop_orders_list, symbol="BTC-USDT", stop="stop")
    assert list(rows) == [first, second]
    assert session.sent == [
        ({"symbol": "BTC-USDT", "currentPage": 1, "stop": "stop"}, None),
        ({"symbol": "BTC-USDT", "currentPage": 2, "stop": "stop"}, None),
    ]
