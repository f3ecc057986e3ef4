"""Futures orders and fills, value by value."""

import pytest

from kucoin_ref import errors

NOW = 1730000000  # seconds
MS = 1000
PAIR, INVERSE = "XBTUSDTM", "XBTUSDM"
PRICE = "67700"  # between the makers' best bid and best ask, so that only our own orders meet there
DAY = 24 * 3600


def place(client, side, size, price=PRICE, client_oid="mine", **more):
    return client.futures.order.add_order(PAIR, side, client_oid, price=price, size=size, leverage=10, **more)["orderId"]


@pytest.fixture
def order(ann):
    return ann.futures.order


def refusal(call, *args, **kwargs):
    with pytest.raises(errors.ApiError) as raised:
        call(*args, **kwargs)
    return raised.value.code


def test_order__open_as_it_is_told(order, ann):
    id_ = place(ann, "buy", 3, "60000", remark="note", post_only=True, stp="CO")
    row = {
        "id": id_, "symbol": PAIR, "type": "limit", "side": "buy", "price": "60000", "size": 3, "value": "180",
        "dealValue": "0", "dealSize": 0, "stp": "CO", "stop": "", "stopPriceType": "", "stopTriggered": False,
        "stopPrice": None, "timeInForce": "GTC", "postOnly": True, "hidden": False, "iceberg": False, "leverage": "10",
        "forceHold": False, "closeOrder": False, "visibleSize": 0, "clientOid": "mine", "remark": "note", "tags": "",
        "isActive": True, "cancelExist": False, "createdAt": NOW * MS, "updatedAt": NOW * MS, "endAt": None,
        "orderTime": NOW * 10 ** 9, "settleCurrency": "USDT", "marginMode": "ISOLATED", "avgDealPrice": "0",
        "filledSize": 0, "filledValue": "0", "status": "open", "reduceOnly": False}
    assert order.get_order_by_order_id(id_) == order.get_order_by_client_oid("mine") == row
    assert order.get_order_list(status="active")["items"] == [row]
    assert order.get_order_list()["items"] == order.get_recent_closed_orders() == []


def test_order__done(order, ann, bob, clock):
    place(bob, "sell", 2)
    id_ = place(ann, "buy", 3)
    clock.advance(1)
    assert order.cancel_order_by_id(id_) == {"cancelledOrderIds": [id_]}
    row = order.get_order_by_order_id(id_)
    assert {name: row[name] for name in (
        "dealSize", "dealValue", "filledSize", "filledValue", "avgDealPrice", "status", "isActive", "cancelExist", "endAt")} == {
        "dealSize": 2, "dealValue": "135.4", "filledSize": 2, "filledValue": "135.4", "avgDealPrice": "67700",
        "status": "done", "isActive": False, "cancelExist": True, "endAt": (NOW + 1) * MS}
    assert order.get_order_list()["items"] == order.get_recent_closed_orders() == [row]
    assert order.get_recent_closed_orders(symbol=INVERSE) == []
    clock.advance(DAY + 1)
    assert order.get_recent_closed_orders() == []


def test_order__not_there(order, ann, bob):
    id_ = place(bob, "buy", 1, "60000")
    assert refusal(order.get_order_by_order_id, id_) == refusal(order.get_order_by_client_oid, "mine") == "100001"
    assert refusal(order.cancel_order_by_id, id_) == refusal(order.cancel_order_by_client_oid, "mine", PAIR) == "100004"


def test_add_order__refused_by_code(order, ann):
    place(ann, "buy", 1, "60000")
    assert refusal(place, ann, "buy", 1, "60000") == "300018"
    assert refusal(place, ann, "buy", 1, "60000.05", "b") == "100001"
    assert refusal(place, ann, "buy", 10 ** 6, "60000", "b") == "300005"
    assert refusal(order.add_order, PAIR, "buy", "b", price="80000", size=1) == "300011"
    assert refusal(order.add_order, PAIR, "buy", "b", price="60000", size=1, margin_mode="CROSS") == "330005"


def test_add_order_test__is_checked_and_dropped(order):
    terms = {"symbol": PAIR, "side": "buy", "client_oid": "a", "type": "limit", "price": "60000", "leverage": 10}
    assert order.add_order_test(**terms, size=1) == {"orderId": "0" * 18, "clientOid": "a"}
    assert refusal(order.add_order_test, **terms, size=1000001) == "100001"
    assert order.get_order_list(status="active")["totalNum"] == 0


def test_close_order__needs_no_side(order, ann, bob):
    """The documented rule; the client's own method wants a side."""
    place(bob, "sell", 2)
    place(ann, "buy", 2)
    place(bob, "buy", 2, client_oid="b")
    wanted = {"clientOid": "close", "symbol": PAIR, "type": "market", "closeOrder": True}
    id_ = ann.session.call("POST", "/api/v1/orders", wanted, host="futures")["orderId"]
    row = order.get_order_by_order_id(id_)
    assert (row["side"], row["size"], row["status"], row["closeOrder"], row["reduceOnly"]) == ("sell", 2, "done", True, True)
    with pytest.raises(errors.ApiError, match="side can not be empty"):
        ann.session.call("POST", "/api/v1/orders", {**wanted, "closeOrder": False}, host="futures")


def test_batch__each_order_by_itself(order):
    orders = [{"symbol": PAIR, "side": "buy", "type": "limit", "price": price, "size": 1, "leverage": 3, "clientOid": oid}
              for oid, price in (("a", "60000"), ("b", "80000"), ("c", "59000"))]
    rows = order.batch_add_orders(orders)
    assert [(row["clientOid"], row["code"], row["msg"], row["orderId"] is None) for row in rows] == [
        ("a", "200000", "success", False), ("b", "300011", "The price cannot be higher than 71085.5040.", True),
        ("c", "200000", "success", False)]
    assert refusal(order.batch_add_orders, [{**orders[0], "clientOid": str(number)} for number in range(21)]) == "100001"


def test_batch_cancel__by_id_or_by_client_id(order, ann):
    ids = [place(ann, "buy", 1, "60000", str(number)) for number in range(3)]
    assert order.batch_cancel_orders(order_ids_list=[ids[0], "1"]) == [
        {"orderId": ids[0], "clientOid": None, "code": "200", "msg": "success"},
        {"orderId": "1", "clientOid": None, "code": "100004", "msg": "The order cannot be canceled."}]
    assert order.batch_cancel_orders(client_oids_list=[{"symbol": PAIR, "clientOid": "1"}]) == [
        {"orderId": None, "clientOid": "1", "code": "200", "msg": "success"}]
    assert refusal(order.batch_cancel_orders, order_ids_list=["1"] * 11) == "100001"
    assert [row["id"] for row in order.get_order_list(status="active")["items"]] == [ids[2]]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("name", ["cancel_all_orders_v1", "cancel_all_orders_v3"])
def test_cancel_all__without_the_stop_orders(order, ann, name):
    ids = [place(ann, "buy", 1, "60000", str(number)) for number in range(2)]
    stop = place(ann, "buy", 1, "60000", "stop", stop="down", stop_price="50000", stop_price_type="MP")
    assert getattr(order, name)(symbol=INVERSE) == {"cancelledOrderIds": []}
    assert getattr(order, name)() == {"cancelledOrderIds": ids[::-1]}
    assert order.cancel_all_stop_orders(symbol=PAIR) == {"cancelledOrderIds": [stop]}


def test_cancel_all__of_an_unknown_contract(order):
    assert refusal(order.cancel_all_orders_v3, symbol="NOPE") == refusal(order.cancel_all_stop_orders, symbol="NOPE") == "200003"


def test_cancel__by_client_oid(order, ann):
    place(ann, "buy", 1, "60000")
    assert order.cancel_order_by_client_oid("mine", PAIR) == {"clientOid": "mine"}


def test_stop_order__waits_and_becomes_an_order(order, ann, bob):
    id_ = place(ann, "buy", 1, "60000", "stop", stop="up", stop_price="67700", stop_price_type="TP")
    row = order.get_stop_order_list()["items"][0]
    assert (row["id"], row["stop"], row["stopPriceType"], row["stopPrice"], row["stopTriggered"], row["isActive"]) == (
        id_, "up", "TP", "67700", False, True)
    assert order.get_order_by_order_id(id_)["stopPrice"] == 67700
    assert order.get_stop_order_list(side="sell")["items"] == order.get_stop_order_list(type="market")["items"] == []
    place(bob, "sell", 1, client_oid="b")
    place(ann, "buy", 1, client_oid="a")
    assert order.get_stop_order_list()["items"] == []
    active = order.get_order_list(status="active")["items"]
    assert [(each["id"], each["stopTriggered"]) for each in active] == [(id_, True)]
    assert order.get_order_list(status="active", type="limit_stop")["totalNum"] == 1
    assert order.get_order_list(status="active", type="limit")["totalNum"] == 0


def test_tpsl_order__leaves_its_guards(order, bob):
    place(bob, "sell", 2)
    added = order.add_tpsl_order(
        PAIR, "buy", "entry", "limit", price=PRICE, size=2, leverage=10, trigger_stop_up_price="70000",
        trigger_stop_down_price="65000", stop_price_type="MP")
    assert order.get_order_by_order_id(added["orderId"])["status"] == "done"
    rows = order.get_stop_order_list()["items"]
    assert [(row["side"], row["type"], row["stop"], row["stopPrice"], row["size"], row["reduceOnly"]) for row in rows] == [
        ("sell", "market", "down", "65000", 2, True), ("sell", "market", "up", "70000", 2, True)]


def test_open_order_value__by_side(order, ann, bob):
    place(ann, "buy", 3, "60000", "a")
    place(ann, "buy", 2, "50000", "b")
    place(ann, "sell", 1, "70000", "c")
    assert order.get_open_order_value(PAIR) == {
        "openOrderBuySize": 5, "openOrderSellSize": 1, "openOrderBuyCost": "280", "openOrderSellCost": "70",
        "settleCurrency": "USDT"}
    assert order.get_open_order_value(INVERSE)["settleCurrency"] == "XBT"


def test_fills__opening_and_closing(order, ann, bob, sandbox):
    place(bob, "sell", 2, client_oid="b1")
    opening = place(ann, "buy", 2, client_oid="a1")
    place(bob, "buy", 2, client_oid="b2")
    closing = place(ann, "sell", 2, client_oid="a2")
    trade = sandbox.exchange.futures.market(PAIR).tape.last()
    rows = order.get_recent_trade_history()
    common = {
        "symbol": PAIR, "liquidity": "taker", "forceTaker": False, "price": "67700", "size": 2, "value": "135.4", "stop": "",
        "feeRate": "0.0006", "fixFee": "0", "feeCurrency": "USDT", "subTradeType": None, "marginMode": "ISOLATED",
        "displayType": "limit", "fee": "0.08124", "settleCurrency": "USDT", "orderType": "limit", "tradeType": "trade",
        "tradeTime": NOW * 10 ** 9, "createdAt": NOW * MS}
    assert rows == [
        {"tradeId": str(trade.id), "orderId": closing, "side": "sell", "openFeePay": "0", "closeFeePay": "0.08124", **common},
        {"tradeId": str(trade.id - 1), "orderId": opening, "side": "buy", "openFeePay": "0.08124", "closeFeePay": "0", **common}]
    taxes = {"openFeeTaxPay": "0", "closeFeeTaxPay": "0"}
    assert order.get_trade_history()["items"] == [{**row, **taxes} for row in rows]
    assert [row["orderId"] for row in order.get_trade_history(order_id=opening)["items"]] == [opening]
    assert [row["orderId"] for row in order.get_trade_history(side="sell")["items"]] == [closing]
    assert order.get_trade_history(trade_types="liquid,adl")["totalNum"] == 0
    assert order.get_trade_history(type="market")["totalNum"] == order.get_trade_history(symbol=INVERSE)["totalNum"] == 0
    assert order.get_recent_trade_history(symbol=INVERSE) == []


def test_fills__in_pages_and_ranges(order, ann, bob, clock):
    for number in range(3):
        place(bob, "sell", 1, client_oid=f"b{number}")
        place(ann, "buy", 1, client_oid=f"a{number}")
        clock.advance(DAY)
    page = order.get_trade_history(current_page=2, page_size=2)
    assert (page["totalNum"], page["totalPage"], len(page["items"])) == (3, 2, 1)

    def found(**terms):
        return [(row["createdAt"] // MS - NOW) // DAY for row in order.get_trade_history(**terms)["items"]]

    assert found() == [2, 1, 0]
    assert found(start_at=NOW * MS) == found(end_at=(NOW + DAY) * MS) == [1, 0]  # a day beside the end that is given
    assert found(start_at=(NOW + 1) * MS, end_at=(NOW + 9 * DAY) * MS) == [2, 1]
    assert found(start_at=(NOW - 6 * DAY) * MS, end_at=(NOW + 9 * DAY) * MS) == [1, 0]  # seven days at most
    clock.advance(7 * DAY)
    assert found() == []
    assert found(order_id=order.get_order_by_client_oid("a0")["id"]) == [0]
