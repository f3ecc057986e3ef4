import inspect
import json
import re
import warnings
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.futures.order import FuturesOrder
from kucoin_ref.pages import iterate

HOST = "https://api-futures.kucoin.com"


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
    return FuturesOrder(session)


PLACING = ["add_order", "add_order_test", "add_tpsl_order"]


@pytest.mark.parametrize("name", PLACING)
@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (0, "0"), (Decimal("1E-8"), "0.00000001"), (Decimal("6E+4"), "60000")])
def test_add_order__amounts_are_text_and_lots_a_number(order, session, name, amount, text):
    getattr(order, name)("XBTUSDTM", "buy", "c-1", type="limit", price=amount, size=2, value_qty=None, post_only=False)
    sent = {"symbol": "XBTUSDTM", "side": "buy", "clientOid": "c-1", "type": "limit", "price": text, "size": 2, "postOnly": False}
    assert session.sent == [({}, sent)]


@pytest.mark.parametrize("value", [0.1, True])
@pytest.mark.parametrize(
    "name, amount",
    [
        ("add_order", "price"),
        ("add_order", "qty"),
        ("add_order", "value_qty"),
        ("add_order", "stop_price"),
        ("add_tpsl_order", "trigger_stop_up_price"),
        ("add_tpsl_order", "trigger_stop_down_price"),
    ],
)
def test_add_order__an_amount_that_is_not_exact(order, session, name, amount, value):
    with pytest.raises(TypeError, match=f"^{amount}: expected an amount as text, int or Decimal"):
        getattr(order, name)("XBTUSDTM", "buy", "c-1", type="limit", **{amount: value})
    assert session.sent == []


@pytest.mark.parametrize("name", ["size", "leverage"])
def test_add_order__half_a_lot(order, session, name):
    with pytest.raises(TypeError, match=f"^{name}: expected .*got 1.5; write amounts as text"):
        order.add_order("XBTUSDTM", "buy", "c-1", **{name: 1.5})
    assert session.sent == []


@pytest.mark.parametrize(
    "name, value",
    [("side", "BUY"), ("time_in_force", "FOK"), ("stp", "DC"), ("margin_mode", "isolated"), ("stop", "loss"), ("position_side", "NET")],
)
def test_add_order__a_word_that_does_not_exist(order, session, name, value):
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got '{value}'$"):
        order.add_order(**{"symbol": "XBTUSDTM", "side": "buy", "client_oid": "c-1", name: value})
    assert session.sent == []


@pytest.mark.parametrize("name", PLACING)
@pytest.mark.parametrize("gone", ["hidden", "iceberg", "visible_size"])
def test_add_order__hidden_and_iceberg_orders_are_not_offered(order, session, name, gone):
    with pytest.raises(TypeError, match=gone):
        getattr(order, name)("XBTUSDTM", "buy", "c-1", type="limit", **{gone: True})
    assert session.sent == []


def test_batch_add_orders__the_body_is_a_bare_list():
    rows = [
        {"symbol": "XBTUSDTM", "side": "buy", "clientOid": "a-1", "type": "limit", "price": 60000, "size": 1, "leverage": 3},
        {"symbol": "XBTUSDTM", "side": "sell", "clientOid": "a-2", "type": "market", "qty": Decimal("1E-3"), "remark": None},
    ]
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/api/v1/orders/multi", json={"code": "200000", "data": []})
        assert Client("key", "secret", "passphrase").futures.order.batch_add_orders(rows) == []
        ((request, _),) = exchange.calls
    assert request.body == (
        b'[{"symbol":"XBTUSDTM","side":"buy","clientOid":"a-1","type":"limit","price":"60000","size":1,"leverage":3},'
        b'{"symbol":"XBTUSDTM","side":"sell","clientOid":"a-2","type":"market","qty":"0.001"}]'
    )
    assert rows[0]["price"] == 60000  # what was given stays as it was


@pytest.mark.parametrize("field, shown", [("price", "price"), ("size", "size"), ("stopPrice", "stop_price"), ("valueQty", "value_qty")])
def test_batch_add_orders__a_float_is_refused_by_name(order, session, field, shown):
    row = {"symbol": "XBTUSDTM", "side": "buy", "clientOid": "a-1"}
    with pytest.raises(TypeError, match=rf"^order_list\[1\]\.{shown}: expected .*got 0\.1; write amounts as text"):
        order.batch_add_orders([row, dict(row, **{field: 0.1})])
    assert session.sent == []


def test_batch_cancel_orders__a_delete_with_a_signed_body():
    client = Client("key", "secret", "passphrase", clock=lambda: 1700000000.0)
    with responses.RequestsMock() as exchange:
        exchange.delete(f"{HOST}/api/v1/orders/multi-cancel", json={"code": "200000", "data": []})
        client.futures.order.batch_cancel_orders(client_oids_list=[{"symbol": "XBTUSDTM", "clientOid": "a-1"}])
        ((request, _),) = exchange.calls
    body = b'{"clientOidsList":[{"symbol":"XBTUSDTM","clientOid":"a-1"}]}'
    assert (request.url, request.body) == (f"{HOST}/api/v1/orders/multi-cancel", body)
    assert request.headers["Content-Length"] == str(len(body))
    signature = client.session.signer.sign(1700000000000, "DELETE", "/api/v1/orders/multi-cancel", body)
    assert request.headers["KC-API-SIGN"] == signature


@pytest.mark.parametrize("name", ["order_ids_list", "client_oids_list"])
@pytest.mark.parametrize("empty", [[], ()])
def test_batch_cancel_orders__an_empty_list_is_not_sent(order, session, name, empty):
    with pytest.raises(ValueError, match=f"^{name}: expected at least one order, got "):
        order.batch_cancel_orders(**{name: empty})
    assert session.sent == []


@pytest.mark.parametrize("id", ["", " ", "..", "/"])
@pytest.mark.parametrize(
    "name, rest", [("cancel_order_by_id", ()), ("cancel_order_by_client_oid", ("XBTUSDTM",)), ("get_order_by_order_id", ())]
)
def test_order_by_id__an_empty_id_does_not_become_another_call(name, rest, id):
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^(orderId|clientOid|order-id): expected a value that can stand in a path"):
            getattr(client.futures.order, name)(id, *rest)
        assert len(exchange.calls) == 0


@pytest.mark.parametrize("name", ["cancel_all_orders_v3", "cancel_all_stop_orders"])
def test_cancel_all__an_empty_symbol_does_not_mean_all(name):
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^symbol: expected at least one, got ''$"):
            getattr(client.futures.order, name)(symbol="")
        assert len(exchange.calls) == 0


def test_get_order_by_order_id__the_id_is_one_part_of_the_path():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.get(f"{HOST}/api/v1/orders/a%2Fb", json={"code": "200000", "data": {"id": "a/b"}})
        assert client.futures.order.get_order_by_order_id("a/b") == {"id": "a/b"}
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/api/v1/orders/a%2Fb"


def test_add_order__an_answer_that_was_lost_names_the_order():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/api/v1/orders", status=500, body="")
        with pytest.raises(OutcomeUnknown) as unknown:
            client.futures.order.add_order("XBTUSDTM", "buy", "c-1", type="market", size=1, leverage=3)
        assert len(exchange.calls) == 1
    assert unknown.value.client_oid == "c-1"


def test_cancel_all_orders_v1__warns_at_the_line_of_the_call_and_names_its_successor(order, session):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        order.cancel_all_orders_v1(symbol="XBTUSDTM")
        line = inspect.currentframe().f_lineno - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (DeprecationWarning, __file__, line)
    assert session.sent == [({"symbol": "XBTUSDTM"}, None)]
    (abandoned,) = [entry for entry in catalog.room_entries("order", FuturesOrder) if entry.endpoint.deprecated]
    (successor,) = {name for name in re.findall(r":meth:`(\w+)` does the same", abandoned.doc)}
    assert not catalog.endpoint(getattr(FuturesOrder, successor)).deprecated


@pytest.mark.parametrize("name", ["get_order_list", "get_stop_order_list", "get_trade_history"])
def test_pages__numbered(name):
    def page(number, *ids):
        items = [{"id": id, "tradeId": id, "orderId": "o"} for id in ids]
        return {"currentPage": number, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": items}

    session = Exchange(page(1, "c", "b"), page(2, "b", "a"))
    rows = iterate(getattr(FuturesOrder(session), name), symbol="XBTUSDTM", page_size=2)
    assert [row["tradeId"] for row in rows] == ["c", "b", "a"]
    assert session.sent == [({"symbol": "XBTUSDTM", "currentPage": number, "pageSize": 2}, None) for number in (1, 2)]


def test_get_trade_history__a_range_longer_than_seven_days_is_cut():
    week = 7 * 24 * 3_600_000
    empty = {"currentPage": 1, "pageSize": 50, "totalNum": 0, "totalPage": 0, "items": []}
    session = Exchange(dict(empty), dict(empty))
    assert list(iterate(FuturesOrder(session).get_trade_history, start_at=0, end_at=week + 1)) == []
    assert [(params["startAt"], params["endAt"]) for params, _ in session.sent] == [(1, week + 1), (0, 1)]


def test_get_trade_history__commas_go_as_they_are():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.get(f"{HOST}/api/v1/fills", body=json.dumps({"code": "200000", "data": {"items": []}}))
        client.futures.order.get_trade_history(trade_types="trade,adl")
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/api/v1/fills?tradeTypes=trade,adl"
