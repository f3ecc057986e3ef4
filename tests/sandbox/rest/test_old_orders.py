"""The order calls of before the high-frequency system: the same orders, told in the old way."""

import pytest

from kucoin_ref import errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds
DAY_MS = 86400 * 1000

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def add(client, side="buy", price="60000", size="0.1", client_oid="a-1", **more):
    return client.spot.old_order.add_order_old(PAIR, side, client_oid, price=price, size=size, **more)["orderId"]


def row(order_id, **values):
    fields = {
        "id": order_id, "symbol": PAIR, "opType": "DEAL", "type": "limit", "side": "buy", "price": "60000", "size": "0.1",
        "funds": "0", "dealFunds": "0", "dealSize": "0", "fee": "0", "feeCurrency": "USDT", "stp": "", "stop": "",
        "stopTriggered": False, "stopPrice": "0", "timeInForce": "GTC", "postOnly": False, "hidden": False, "iceberg": False,
        "visibleSize": "0", "cancelAfter": 0, "channel": "API", "clientOid": "a-1", "remark": None, "tags": None,
        "isActive": True, "cancelExist": False, "createdAt": NOW * 1000, "tradeType": "TRADE",
    }
    assert set(values) <= set(fields)
    return {**fields, **values}


def ids(page):
    return [each["id"] for each in page["items"]]


def test_order__placed_found_and_cancelled(ann):
    old = ann.spot.old_order
    order_id = add(ann, remark="r", stp="CN")
    open_row = row(order_id, remark="r", stp="CN")
    assert old.get_order_by_order_id_old(order_id) == old.get_order_by_client_oid_old("a-1") == open_row
    assert old.get_orders_list_old(status="active") == {
        "currentPage": 1, "pageSize": 50, "totalNum": 1, "totalPage": 1, "items": [open_row]}
    assert ann.spot.order.get_order_by_order_id(order_id, PAIR)["active"]
    assert old.cancel_order_by_order_id_old(order_id) == {"cancelledOrderIds": [order_id]}
    assert old.get_order_by_order_id_old(order_id) == {**open_row, "isActive": False, "cancelExist": True}
    assert (ids(old.get_orders_list_old(status="active")), ids(old.get_orders_list_old())) == ([], [order_id])
    for call in (lambda: old.cancel_order_by_order_id_old(order_id), lambda: old.cancel_order_by_client_oid_old("a-1"),
                 lambda: old.get_order_by_client_oid_old("a-1"), lambda: old.get_order_by_order_id_old("0" * 24)):
        with pytest.raises(errors.ApiError) as caught:
            call()
        assert caught.value.code == "400100"


def test_order__by_client_oid_and_all_at_once(ann):
    old = ann.spot.old_order
    first, second, third = add(ann), add(ann, client_oid="a-2"), add(ann, client_oid="a-3")
    assert old.cancel_order_by_client_oid_old("a-1") == {
        "cancelledOrderId": first, "clientOid": "a-1", "cancelledOcoOrderIds": None}
    assert old.batch_cancel_order_old(symbol="ETH-USDT") == old.batch_cancel_order_old(trade_type="MARGIN_TRADE") == {
        "cancelledOrderIds": []}
    assert old.batch_cancel_order_old(symbol=PAIR) == {"cancelledOrderIds": [third, second]}


def test_order__client_oid_is_taken_while_the_order_is_open(ann):
    add(ann)
    with pytest.raises(errors.InvalidParameter) as caught:
        add(ann)
    assert (caught.value.code, caught.value.message) == ("400100", "validation.createOrder.clientOidDuplicated")
    ann.spot.old_order.cancel_order_by_client_oid_old("a-1")
    add(ann)


def test_order__too_many(ann):
    for number in range(200):
        ann.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001")
    with pytest.raises(errors.ApiError) as caught:
        add(ann)
    assert caught.value.code == "200003"


@pytest.mark.parametrize("name", ["hidden", "iceberg"])
def test_order__hidden_ones_are_over(ann, name):
    with pytest.raises(errors.InvalidParameter) as caught:
        add(ann, **{name: True})
    assert caught.value.code == "400413"
    add(ann, **{name: False})


def test_order__of_the_margin_account(ann):
    ann.account.transfer.flex_transfer("USDT", "10000", "INTERNAL", "TRADE", "MARGIN", "t-1")
    order_id = add(ann, trade_type="MARGIN_TRADE")
    old = ann.spot.old_order
    assert old.get_order_by_order_id_old(order_id) == row(order_id, tradeType="MARGIN_TRADE")
    assert ids(old.get_orders_list_old(status="active")) == []
    assert ids(old.get_orders_list_old(status="active", trade_type="MARGIN_TRADE")) == [order_id]
    assert old.cancel_order_by_client_oid_old("a-1")["cancelledOrderId"] == order_id


def test_test_order__leaves_no_trace(ann):
    assert ann.spot.old_order.add_order_test_old(PAIR, "buy", "a-1", price="60000", size="0.1") == {"orderId": "0" * 24}
    assert ann.spot.old_order.get_orders_list_old(status="active")["items"] == []
    with pytest.raises(errors.InsufficientBalance):
        ann.spot.old_order.add_order_test_old(PAIR, "buy", "a-1", price="60000", size="100")


def test_batch__each_row_for_itself(ann):
    rows = [
        {"clientOid": "b-1", "side": "buy", "type": "limit", "price": "60000", "size": "0.1"},
        {"clientOid": "b-2", "side": "buy", "type": "limit", "price": "60000", "size": "100"},
        {"clientOid": "b-3", "side": "sell", "type": "limit", "price": "60000", "size": "0.1", "stop": "loss", "stopPrice": "61000"},
        {"clientOid": "b-4", "side": "buy", "type": "market", "size": "0.1"},
    ]
    answer = ann.spot.old_order.batch_add_orders_old(rows, symbol=PAIR)["data"]
    assert [(each["clientOid"], each["status"], each["failMsg"]) for each in answer] == [
        ("b-1", "success", None), ("b-2", "fail", "Balance insufficient!"), ("b-3", "success", None),
        ("b-4", "fail", "type must be limit in a batch")]
    placed = ann.spot.old_order.get_order_by_client_oid_old("b-1")["id"]
    waiting = ann.spot.stop_order.get_stop_orders_list()["items"][0]["id"]
    assert [each["id"] for each in answer] == [placed, None, waiting, None]
    assert answer[2] == {
        "symbol": PAIR, "type": "limit", "side": "sell", "price": "60000", "size": "0.1", "funds": None, "stp": "", "stop": "loss",
        "stopPrice": "61000", "timeInForce": "GTC", "cancelAfter": 0, "postOnly": False, "hidden": False, "iceberge": False,
        "iceberg": False, "visibleSize": None, "channel": "API", "clientOid": "b-3", "id": waiting, "status": "success",
        "failMsg": None}
    with pytest.raises(errors.InvalidParameter):
        ann.spot.old_order.batch_add_orders_old(rows[:1] * 6, symbol=PAIR)


def test_fills__both_sides(ann, bob, sandbox):
    maker = add(ann, "sell", PRICE)
    taker = add(bob, "buy", PRICE)
    trade_id = str(sandbox.exchange.last_trade(PAIR).id)
    fill = {
        "symbol": PAIR, "tradeId": trade_id, "orderId": maker, "counterOrderId": taker, "side": "sell", "liquidity": "maker",
        "forceTaker": False, "price": PRICE, "size": "0.1", "funds": "6769.9", "fee": "6.7699", "feeRate": "0.001",
        "feeCurrency": "USDT", "stop": "", "tradeType": "TRADE", "type": "limit", "createdAt": NOW * 1000}
    old = ann.spot.old_order
    assert old.get_trade_history_old() == {"currentPage": 1, "pageSize": 50, "totalNum": 1, "totalPage": 1, "items": [fill]}
    assert old.get_recent_trade_history_old() == [fill]
    assert old.get_trade_history_old(symbol=PAIR, order_id=maker, side="sell", type="limit")["items"] == [fill]
    assert bob.spot.old_order.get_recent_trade_history_old() == [
        {**fill, "orderId": taker, "counterOrderId": maker, "side": "buy", "liquidity": "taker"}]
    for filters in ({"symbol": "ETH-USDT"}, {"order_id": taker}, {"side": "buy"}, {"type": "market"}, {"trade_type": "MARGIN_TRADE"}):
        assert old.get_trade_history_old(**filters)["items"] == []


def test_triggered__orders_say_so(ann, bob):
    ann.spot.stop_order.add_stop_order(PAIR, "sell", "limit", "67690", price="67000", size="0.1", client_oid="s-1")
    ann.spot.oco_order.add_oco_order(PAIR, "sell", "70000", "0.1", "67690", "67000", "oco")
    bob.spot.order.add_order(PAIR, "sell", "market", size="5")
    old = ann.spot.old_order
    rows = {each["clientOid"]: each for each in old.get_orders_list_old()["items"]}
    assert [(rows[name]["stop"], rows[name]["stopTriggered"], rows[name]["stopPrice"]) for name in ("s-1", "oco")] == [
        ("loss", True, "67690"), ("l_s_o", True, "67690")]
    assert [each["clientOid"] for each in old.get_orders_list_old(type="limit_stop")["items"]] == ["s-1"]
    assert [each["clientOid"] for each in old.get_orders_list_old(type="oco_stop")["items"]] == ["oco"]
    assert {each["stop"] for each in old.get_trade_history_old(type="limit_stop")["items"]} == {"loss"}


def test_lists__of_seven_days(ann, clock):
    first = add(ann)
    ann.spot.old_order.cancel_order_by_order_id_old(first)
    clock.advance(8 * 86400)
    second = add(ann)
    ann.spot.old_order.cancel_order_by_order_id_old(second)
    ask, then = ann.spot.old_order.get_orders_list_old, NOW * 1000
    assert ids(ask()) == [second]
    assert ids(ask(start_at=then)) == ids(ask(end_at=then + DAY_MS)) == ids(ask(start_at=then, end_at=then + 7 * DAY_MS)) == [first]
    with pytest.raises(errors.InvalidParameter):
        ask(start_at=then, end_at=then + 7 * DAY_MS + 1000)
    with pytest.raises(errors.InvalidParameter):
        ann.spot.old_order.get_trade_history_old(start_at=then, end_at=then + 8 * DAY_MS)
    assert [each["id"] for each in ann.spot.old_order.get_recent_orders_list_old()] == [second]


def test_lists__by_page_and_filters(ann):
    placed = [add(ann, client_oid=f"p-{number}", size="0.001") for number in range(12)]
    ask = ann.spot.old_order.get_orders_list_old
    assert ids(ask(status="active", page_size=10)) == placed[:1:-1]
    assert ids(ask(status="active", page_size=10, current_page=2)) == placed[1::-1]
    assert ids(ask(status="active", side="sell")) == ids(ask(status="active", type="market")) == ids(ask(symbol="ETH-USDT")) == []
    assert len(ann.spot.old_order.get_recent_orders_list_old()) == 12
