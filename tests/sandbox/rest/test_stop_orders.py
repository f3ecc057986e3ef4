"""Stop orders and OCO orders over the wire, on spot and on margin, value by value."""

import requests

import pytest

from kucoin_ref import KucoinAuth, Signer, errors

PAIR = "BTC-USDT"
NOW = 1730000000  # seconds
MARGIN = {"is_isolated": False, "auto_borrow": False, "auto_repay": False}


def last_price(sandbox):
    return sandbox.exchange.last_trade(PAIR).price


def fall(client):
    """Sell into the makers' bids, and with it move the last price below 67690."""
    client.spot.order.add_order(PAIR, "sell", "market", size="5")


def stop_row(order_id, **values):
    row = {
        "id": order_id, "symbol": PAIR, "userId": "1002", "status": "NEW", "type": "limit", "side": "sell", "price": "60000",
        "size": "0.1", "funds": None, "stp": None, "timeInForce": "GTC", "cancelAfter": -1, "postOnly": False, "hidden": False,
        "iceberg": False, "visibleSize": None, "channel": "API", "clientOid": "s-1", "remark": None, "tags": None,
        "orderTime": NOW * 10**9, "domainId": "kucoin", "tradeSource": "USER", "tradeType": "TRADE", "feeCurrency": "USDT",
        "takerFeeRate": "0.001", "makerFeeRate": "0.001", "createdAt": NOW * 1000, "stop": "loss", "stopTriggerTime": None,
        "stopPrice": "67690",
    }
    assert set(values) <= set(row)
    return {**row, **values}


LISTED = {"relatedNo": None, "limitPrice": None, "pop": None, "activateCondition": None}


def test_stop_order__waits_and_is_triggered(ann, bob, sandbox, clock):
    stops = ann.spot.stop_order
    order_id = stops.add_stop_order(PAIR, "sell", "limit", "67690", price="67650", size="0.1", client_oid="s-1")["orderId"]
    row = stop_row(order_id, price="67650")
    assert stops.get_stop_order_by_order_id(order_id) == row
    assert stops.get_stop_order_by_client_oid("s-1") == stops.get_stop_order_by_client_oid("s-1", symbol=PAIR) == [row]
    assert stops.get_stop_order_by_client_oid("s-1", symbol="ETH-USDT") == []
    assert stops.get_stop_orders_list() == {
        "currentPage": 1, "pageSize": 50, "totalNum": 1, "totalPage": 1, "items": [{**row, **LISTED}]}
    assert ann.spot.order.get_open_orders(PAIR) == []

    clock.advance(1)
    fall(bob)
    assert last_price(sandbox) < 67690
    assert stops.get_stop_order_by_order_id(order_id) == {**row, "status": "TRIGGERED", "stopTriggerTime": NOW * 1000 + 1000}
    assert stops.get_stop_orders_list()["items"] == []
    placed = ann.spot.order.get_order_by_client_oid("s-1", PAIR)
    assert (placed["price"], placed["size"], placed["createdAt"]) == ("67650", "0.1", NOW * 1000 + 1000)


@pytest.mark.parametrize("given, side", [(None, "entry"), ("loss", "loss"), ("entry", "entry")])
def test_stop_order__the_old_parameter_stop_is_taken(sandbox, clock, given, side):
    key, secret, passphrase = sandbox.new_key()
    body = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.1", "stopPrice": "70000", "stop": given}
    body = {name: value for name, value in body.items() if value is not None}
    auth = KucoinAuth(Signer(key, secret, passphrase), clock=clock.seconds)
    answer = requests.post(sandbox.url + "/api/v1/stop-order", json=body, auth=auth, timeout=5).json()
    uid = sandbox.exchange.users.keys[key].uid
    assert [each.stop for each in sandbox.exchange.stops.orders(uid)] == [side]
    assert answer["code"] == "200000"
    wrong = requests.post(sandbox.url + "/api/v1/stop-order", json={**body, "stop": "up"}, auth=auth, timeout=5).json()
    assert wrong == {"code": "400100", "msg": "stop must be one of loss, entry"}


def test_stop_order__cancelled_each_way(ann):
    stops = ann.spot.stop_order

    def add(**more):
        return stops.add_stop_order(PAIR, "sell", "market", "60000", size="0.1", **more)["orderId"]

    first, second, third, fourth = add(), add(client_oid="mine"), add(), add()
    assert stops.cancel_stop_order_by_order_id(first) == {"cancelledOrderIds": [first]}
    assert stops.cancel_stop_order_by_client_oid("mine") == {"cancelledOrderId": second, "clientOid": "mine"}
    assert stops.batch_cancel_stop_order(symbol=PAIR, order_ids=f"{third},x") == {"cancelledOrderIds": [third]}
    assert stops.batch_cancel_stop_order(symbol="ETH-USDT") == {"cancelledOrderIds": []}
    assert stops.batch_cancel_stop_order() == {"cancelledOrderIds": [fourth]}
    for call, argument in ((stops.cancel_stop_order_by_order_id, first), (stops.cancel_stop_order_by_client_oid, "mine"),
                           (stops.get_stop_order_by_order_id, first)):
        with pytest.raises(errors.ApiError) as caught:
            call(argument)
        assert caught.value.code == "400100"
    assert stops.get_stop_order_by_client_oid("mine") == []


def test_stop_order__list_filters(ann, clock):
    stops = ann.spot.stop_order
    first = stops.add_stop_order(PAIR, "sell", "market", "60000", funds="100")["orderId"]
    clock.advance(10)
    second = stops.add_stop_order("ETH-USDT", "buy", "limit", "2400", price="2300", size="1")["orderId"]
    ann.spot.oco_order.add_oco_order(PAIR, "sell", "70000", "0.1", "60000", "59000", "oco")

    def ids(**filters):
        return [row["id"] for row in stops.get_stop_orders_list(**filters)["items"] if row["stop"] in ("loss", "entry")]

    assert [row["stop"] for row in stops.get_stop_orders_list()["items"]] == ["l_s_o", "e_l_o", "loss", "loss"]
    assert [row["stop"] for row in stops.get_stop_orders_list(stop="oco")["items"]] == ["l_s_o", "e_l_o"]
    assert ids(stop="stop") == ids(trade_type="TRADE") == [second, first]
    assert ids(symbol=PAIR) == ids(side="sell") == ids(type="market") == ids(order_ids=first) == ids(end_at=NOW * 1000) == [first]
    assert ids(start_at=NOW * 1000 + 1) == ids(symbol="ETH-USDT") == [second]
    assert ids(trade_type="MARGIN_TRADE") == []
    assert stops.get_stop_order_by_order_id(first)["funds"] == "100"


def test_margin_stop_order__draws_on_its_account(ann, bob, sandbox):
    ann.account.transfer.flex_transfer("BTC", "1", "INTERNAL", "TRADE", "MARGIN", "t-1")
    stops = ann.margin.stop_order
    added = stops.add_stop_order(PAIR, "sell", "67690", "s-1", price="67750", size="0.1", **MARGIN)
    isolated = stops.add_stop_order(
        PAIR, "sell", "60000", "s-2", price="60000", size="0.1", **{**MARGIN, "is_isolated": True})["orderId"]
    row = stop_row(added["orderId"], price="67750", tradeType="MARGIN_TRADE")
    assert added == {"orderId": row["id"], "clientOid": "s-1"}
    assert stops.get_stop_order_by_order_id(row["id"]) == stops.get_stop_order_by_client_oid("s-1") == {**row, **LISTED}
    assert [each["id"] for each in stops.get_stop_orders_list()["items"]] == [isolated, row["id"]]
    assert [each["id"] for each in stops.get_stop_orders_list(trade_type="MARGIN_ISOLATED_TRADE")["items"]] == [isolated]
    assert stops.get_stop_orders_list(type="limit_stop")["totalNum"] == 2
    assert ann.spot.stop_order.get_stop_orders_list()["items"] == []
    with pytest.raises(errors.InvalidParameter) as caught:
        stops.add_stop_order(PAIR, "sell", "60000", "s-1", price="60000", size="0.1", **MARGIN)
    assert caught.value.code == "126044"

    fall(bob)
    placed, = sandbox.exchange.open_orders(1002, PAIR, account="margin")
    assert (placed.client_oid, placed.held, stops.get_stop_order_by_order_id(row["id"])["status"]) == ("s-1", placed.size, "TRIGGERED")
    assert stops.cancel_stop_order_by_client_oid("s-2") == {"cancelledOrderIds": [isolated]}
    with pytest.raises(errors.OrderNotFound):
        stops.get_stop_order_by_client_oid("s-2")
    third = stops.add_stop_order(PAIR, "sell", "60000", "s-3", price="60000", size="0.1", **MARGIN)["orderId"]
    assert stops.batch_cancel_stop_orders("MARGIN_ISOLATED_TRADE") == {"cancelledOrderIds": []}
    assert stops.batch_cancel_stop_orders("MARGIN_TRADE") == {"cancelledOrderIds": [third]}
    with pytest.raises(errors.OrderNotFound):
        stops.cancel_stop_order_by_order_id(third)


@pytest.mark.parametrize("kind", ["spot", "margin"])
def test_oco_order__one_half_ends_the_other(ann, bob, kind):
    ocos = getattr(ann, kind).oco_order
    margin = {} if kind == "spot" else {"is_isolated": False}
    if margin:
        ann.account.transfer.flex_transfer("BTC", "1", "INTERNAL", "TRADE", "MARGIN", "t-1")
    oco_id = ocos.add_oco_order(
        symbol=PAIR, side="sell", price="70000", size="0.1", stop_price="67690", limit_price="67000", client_oid="oco",
        **margin)["orderId"]
    row = {"orderId": oco_id, "symbol": PAIR, "clientOid": "oco", "orderTime": NOW * 1000, "status": "NEW"}
    assert ocos.get_oco_order_by_order_id(oco_id) == ocos.get_oco_order_by_client_oid("oco") == row
    assert ocos.get_oco_order_list(current_page=1, page_size=10) == {
        "currentPage": 1, "pageSize": 10, "totalNum": 1, "totalPage": 1, "items": [row]}
    details = ocos.get_oco_order_detail_by_order_id(oco_id)
    halves = [each["id"] for each in details["orders"]]
    common = {"symbol": PAIR, "side": "sell", "size": "0.1", "status": "NEW"}
    assert details == {**row, "orders": [
        {"id": halves[0], "price": "70000", "stopPrice": "70000", **common},
        {"id": halves[1], "price": "67000", "stopPrice": "67690", **common}]}

    fall(bob)
    details = ocos.get_oco_order_detail_by_order_id(oco_id)
    assert (details["status"], [each["status"] for each in details["orders"]]) == ("DONE", ["CANCELLED", "TRIGGERED"])
    with pytest.raises(errors.OrderNotFound):
        ocos.cancel_oco_order_by_order_id(oco_id)


@pytest.mark.parametrize("kind", ["spot", "margin"])
def test_oco_order__cancelled_each_way(ann, kind):
    ocos = getattr(ann, kind).oco_order

    def add(client_oid, isolated=False):
        margin = {} if kind == "spot" else {"is_isolated": isolated}
        oco_id = ocos.add_oco_order(
            symbol=PAIR, side="buy", price="60000", size="0.1", stop_price="70000", limit_price="71000",
            client_oid=client_oid, **margin)["orderId"]
        return oco_id, {"cancelledOrderIds": [row["id"] for row in ocos.get_oco_order_detail_by_order_id(oco_id)["orders"]]}

    (first, halves), (_, second), (third, thirds), (_, fourth) = add("a"), add("b"), add("c"), add("d", isolated=True)
    assert ocos.cancel_oco_order_by_order_id(first) == halves
    assert ocos.cancel_oco_order_by_client_oid("b") == second
    assert ocos.batch_cancel_oco_orders(order_ids=third, symbol=PAIR) == thirds
    assert ocos.batch_cancel_oco_orders(symbol="ETH-USDT") == {"cancelledOrderIds": []}
    if kind == "margin":
        assert ocos.batch_cancel_oco_orders(trade_type="MARGIN_TRADE") == {"cancelledOrderIds": []}
        assert ocos.get_oco_order_by_client_oid("nobody's") is None
    else:
        with pytest.raises(errors.ApiError):
            ocos.get_oco_order_by_client_oid("nobody's")
    assert ocos.batch_cancel_oco_orders() == fourth
    assert [row["status"] for row in ocos.get_oco_order_list(current_page=1, page_size=10)["items"]] == ["CANCELLED"] * 4
