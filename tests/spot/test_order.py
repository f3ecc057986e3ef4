import json
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.spot.order import SpotOrder


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def order(session):
    return SpotOrder(session)


def test_add_order__as_it_goes_over_the_wire():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        answer = {"code": "200000", "data": {"orderId": "o-1", "clientOid": "c-1"}}
        exchange.post("https://api.kucoin.com/api/v1/hf/orders", json=answer)
        placed = client.spot.order.add_order(
            "BTC-USDT", "buy", "limit", price=Decimal("5E+4"), size="0.00001", client_oid="c-1", post_only=True
        )
        ((request, _),) = exchange.calls
    assert placed == {"orderId": "o-1", "clientOid": "c-1"}
    assert request.body == (
        b'{"symbol":"BTC-USDT","side":"buy","type":"limit","price":"50000","size":"0.00001","clientOid":"c-1","postOnly":true}'
    )


PLACING = ["add_order", "add_order_sync", "add_order_test"]


@pytest.mark.parametrize("name", PLACING)
@pytest.mark.parametrize(
    "amount, text",
    [
        ("0.10", "0.10"),
        (1, "1"),
        (0, "0"),
        (Decimal("1E-8"), "0.00000001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
    ],
)
def test_add_order__amounts_are_text(order, session, name, amount, text):
    getattr(order, name)("BTC-USDT", "sell", "limit", price=amount, size=amount, funds=amount)
    sent = {"symbol": "BTC-USDT", "side": "sell", "type": "limit", "price": text, "size": text, "funds": text}
    assert session.sent == [({}, sent)]


@pytest.mark.parametrize("name", PLACING)
def test_add_order__none_is_not_sent_and_false_is(order, session, name):
    getattr(order, name)("BTC-USDT", "buy", "market", price=None, funds="10", post_only=False, cancel_after=0)
    sent = {"symbol": "BTC-USDT", "side": "buy", "type": "market", "funds": "10", "cancelAfter": 0, "postOnly": False}
    assert session.sent == [({}, sent)]


@pytest.mark.parametrize("amount", [0.1, True, float("nan"), [1]])
@pytest.mark.parametrize("name", ["price", "size", "funds"])
def test_add_order__an_amount_that_is_not_exact(order, session, name, amount):
    with pytest.raises(TypeError, match=f"^{name}: expected an amount as text, int or Decimal"):
        order.add_order("BTC-USDT", "buy", "limit", **{name: amount})
    assert session.sent == []


@pytest.mark.parametrize(
    "name, value", [("side", "BUY"), ("type", "stop"), ("time_in_force", "GTD"), ("stp", "XX")]
)
def test_add_order__a_word_that_does_not_exist(order, session, name, value):
    arguments = dict({"symbol": "BTC-USDT", "side": "buy", "type": "limit"}, **{name: value})
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got '{value}'$"):
        order.add_order(**arguments)
    assert session.sent == []


@pytest.mark.parametrize("name", ["hidden", "iceberg", "visible_size"])
def test_add_order__hidden_and_iceberg_orders_are_not_offered(order, session, name):
    with pytest.raises(TypeError, match=name):
        order.add_order("BTC-USDT", "buy", "limit", **{name: True})
    assert session.sent == []


BATCHES = ["batch_add_orders", "batch_add_orders_sync"]
ROW = {"symbol": "BTC-USDT", "side": "buy", "type": "limit"}


@pytest.mark.parametrize("name", BATCHES)
def test_batch__amounts_are_text_and_other_numbers_stay(order, session, name):
    rows = [
        dict(ROW, price=30000, size=1, cancelAfter=60, timeInForce="GTT", clientOid="a-1", postOnly=True),
        dict(ROW, price=Decimal("3E+4"), size=Decimal("1E-5"), clientOid=None),
        dict(ROW, type="market", funds=10),
        dict(ROW, price="30000.0", size="0.10"),
    ]
    getattr(order, name)(rows)
    assert session.sent == [
        (
            {},
            {
                "orderList": [
                    {
                        "symbol": "BTC-USDT",
                        "side": "buy",
                        "type": "limit",
                        "price": "30000",
                        "size": "1",
                        "cancelAfter": 60,
                        "timeInForce": "GTT",
                        "clientOid": "a-1",
                        "postOnly": True,
                    },
                    {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "30000", "size": "0.00001"},
                    {"symbol": "BTC-USDT", "side": "buy", "type": "market", "funds": "10"},
                    {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "30000.0", "size": "0.10"},
                ]
            },
        )
    ]
    assert rows[0]["price"] == 30000  # what was given stays as it was


@pytest.mark.parametrize("name", BATCHES)
@pytest.mark.parametrize("field", ["price", "size", "funds", "cancelAfter"])
def test_batch__a_float_is_refused_by_name(order, session, name, field):
    wire_name = {"cancelAfter": "cancel_after"}.get(field, field)
    with pytest.raises(TypeError, match=rf"^order_list\[1\]\.{wire_name}: expected .*got 0\.1; write amounts as text"):
        getattr(order, name)([ROW, dict(ROW, **{field: 0.1})])
    assert session.sent == []


@pytest.mark.parametrize("amount", [Decimal("NaN"), Decimal("Infinity")])
def test_batch__an_amount_that_is_no_number(order, session, amount):
    with pytest.raises(ValueError, match=r"^order_list\[0\]\.size: expected a finite amount, got "):
        order.batch_add_orders([dict(ROW, size=amount)])
    assert session.sent == []


def test_cancel_partial_order__the_amount_is_text(order, session):
    order.cancel_partial_order("o-1", "BTC-USDT", Decimal("1E-5"))
    order.cancel_partial_order("o-1", "BTC-USDT", cancel_size=1)
    assert session.sent == [
        ({"orderId": "o-1", "symbol": "BTC-USDT", "cancelSize": "0.00001"}, None),
        ({"orderId": "o-1", "symbol": "BTC-USDT", "cancelSize": "1"}, None),
    ]


def test_modify_order__new_values_only(order, session):
    order.modify_order("BTC-USDT", client_oid="c-1", new_price=30000)
    assert session.sent == [({}, {"symbol": "BTC-USDT", "clientOid": "c-1", "newPrice": "30000"})]


@pytest.mark.parametrize(
    "name", ["cancel_order_by_order_id", "cancel_order_by_order_id_sync", "cancel_order_by_client_oid", "get_order_by_order_id"]
)
@pytest.mark.parametrize("id", ["", " ", "..", "/"])
def test_order_by_id__an_empty_id_does_not_become_another_call(name, id):
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="(?i)^(order_?id|client_?oid): expected a value"):
            getattr(client.spot.order, name)(id, "BTC-USDT")
        assert len(exchange.calls) == 0


def test_cancel_order__the_id_is_one_part_of_the_path():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.delete(
            "https://api.kucoin.com/api/v1/hf/orders/client-order/a%2Fb%20c?symbol=BTC-USDT",
            body=json.dumps({"code": "200000", "data": {"clientOid": "a/b c"}}),
        )
        assert client.spot.order.cancel_order_by_client_oid("a/b c", "BTC-USDT") == {"clientOid": "a/b c"}


def test_set_dcp__seconds_are_numbers(order, session):
    order.set_dcp(-1)
    order.set_dcp(5, symbols="BTC-USDT,ETH-USDT")
    assert session.sent == [({}, {"timeout": -1}), ({}, {"timeout": 5, "symbols": "BTC-USDT,ETH-USDT"})]


def test_get_dcp__nothing_is_set():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.get("https://api.kucoin.com/api/v1/hf/orders/dead-cancel-all/query", json={"code": "200000", "data": None})
        assert client.spot.order.get_dcp() is None
