"""Orders of contracts in the unified account, value by value; and what they are refused with."""

from decimal import Decimal

import pytest

from kucoin_ref import Client, errors

CONTRACT = "XBTUSDTM"
PRICE = "67700"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds
NS = NOW * 10**9


@pytest.fixture
def orders(ann, bob):
    """Ann's unified orders; she and Bob are in the unified mode, with 110000 USDT each."""
    for client in (ann, bob):
        client.unified.account.set_account_mode("UNIFIED")
    return ann.unified.order


def place(orders, side, size, price=PRICE, order_type="LIMIT", unit="UNIT", symbol=CONTRACT, **more):
    return orders.place_order(symbol, "FUTURES", side, order_type, size, unit, price=price, **more)["orderId"]


def details(orders, order_id):
    return orders.get_order_details(CONTRACT, "FUTURES", order_id=order_id)


def test_place__row_of_an_open_order(orders):
    order_id = place(orders, "BUY", "5", "60000", client_oid="mine", stp="CN", post_only=True)
    row = orders.get_order_details(CONTRACT, "FUTURES", client_oid="mine")
    empty = dict.fromkeys(("triggerDirection", "triggerPrice", "triggerPriceType", "tpTriggerPrice", "tpTriggerPriceType",
                           "tpOrderPrice", "slTriggerPrice", "slTriggerPriceType", "slOrderPrice", "triggerOrderId"), "")
    assert row == {
        "tradeType": "FUTURES", "orderId": order_id, "clientOid": "mine", "status": 2, "filledSize": "0", "avgPrice": "0",
        "fee": "0", "feeCurrency": "USDT", "tax": "0", "tradeId": "", "symbol": CONTRACT, "side": "BUY", "positionSide": "BOTH",
        "orderType": "LIMIT", "size": "5", "sizeUnit": "UNIT", "price": "60000", "reduceOnly": False, "marginMode": "CROSS",
        "stp": "CN", "timeInForce": "GTC", "cancelReason": "", "cancelSize": "0", "cancelAfter": 0, "postOnly": True, "tags": "",
        "orderTime": NS, "updatedTime": NS, **empty}


def test_place__fills_and_the_account_behind(ann, bob, orders):
    place(bob.unified.order, "SELL", "10")
    order_id = place(orders, "BUY", "0.01", unit="BASECCY")
    row = details(orders, order_id)
    assert (row["status"], row["size"], row["filledSize"], row["avgPrice"], row["fee"]) == (3, "10", "10", PRICE, "0.4062")
    fills = orders.get_trade_history("FUTURES", symbol=CONTRACT)
    assert fills == {"lastId": int(row["tradeId"]), "tradeType": "FUTURES", "items": [{
        "symbol": CONTRACT, "orderId": order_id, "orderType": "LIMIT", "side": "BUY", "positionSide": "BOTH", "fillType": "NORMAL",
        "tradeId": row["tradeId"], "size": "10", "value": "677", "price": PRICE, "executionTime": NS, "fee": "0.4062",
        "feeCurrency": "USDT", "liquidityRole": "TAKER", "marginMode": "CROSS", "tax": "0"}]}
    usdt = next(row for row in ann.unified.account.get_account()["accounts"][0]["currencies"] if row["currency"] == "USDT")
    assert (usdt["balance"], usdt["hold"]) == ("109999.5938", "225.6666666666")


def test_place__inverse_contracts_are_paid_in_the_coin(sandbox, ann, bob, orders, clock):
    for client in (ann, bob):
        sandbox.exchange.deposit(client.account.account.get_apikey_info()["uid"], "unified", "XBT", Decimal(1), clock.now)
    place(bob.unified.order, "SELL", "100", symbol="XBTUSDM")
    order_id = place(orders, "BUY", "100", symbol="XBTUSDM")
    row = orders.get_order_details("XBTUSDM", "FUTURES", order_id=order_id)
    assert (row["status"], row["feeCurrency"], row["fee"]) == (3, "XBT", "0.0000008862")
    assert abs(Decimal(row["avgPrice"]) - Decimal(PRICE)) < 1  # the value is cut off after ten digits


def test_conditional__waits_is_triggered_and_guards(bob, orders):
    waiting = place(orders, "BUY", "5", None, "MARKET", trigger_direction="UP", trigger_price="67800", trigger_price_type="MP")
    guarded = place(orders, "BUY", "2", "60000", tp_trigger_price="70000", sl_trigger_price="55000")
    row = details(orders, waiting)
    assert (row["status"], row["triggerDirection"], row["triggerPrice"], row["triggerPriceType"]) == (0, "UP", "67800", "MP")
    row = details(orders, guarded)
    assert (row["tpTriggerPrice"], row["slTriggerPrice"], row["tpTriggerPriceType"]) == ("70000", "55000", "TP")
    short = details(orders, place(orders, "SELL", "2", "69000", tp_trigger_price="60000", sl_trigger_price="75000"))
    assert (short["tpTriggerPrice"], short["slTriggerPrice"]) == ("60000", "75000")

    def ids(order_filter):
        return [row["orderId"] for row in orders.get_open_order_list("FUTURES", order_filter=order_filter)["items"]]

    assert (ids("ADVANCED"), ids("NORMAL")) == ([waiting], [short["orderId"], guarded])
    assert orders.batch_cancel_orders_by_symbol(CONTRACT, "FUTURES", "ADVANCED")["items"] == [{"orderId": waiting}]
    assert (ids("ADVANCED"), len(ids("NORMAL"))) == ([], 2)
    history = orders.get_order_history("FUTURES", order_filter="ADVANCED")["items"]
    assert [(row["orderId"], row["status"]) for row in history] == [(waiting, 5)]
    assert orders.get_order_history("FUTURES", order_filter="NORMAL")["items"] == []


def test_close_order__needs_no_size(bob, orders):
    place(bob.unified.order, "SELL", "10")
    place(orders, "BUY", "10")
    closing = place(orders, "SELL", "1", None, "MARKET", close_order=True)
    row = details(orders, closing)
    assert (row["size"], row["filledSize"], row["side"], row["reduceOnly"]) == ("10", "10", "SELL", True)


def test_cancel_and_history__by_last_id(orders):
    ids = [place(orders, "BUY", "1", "60000", client_oid=f"o-{number}") for number in range(3)]
    assert orders.cancel_order(CONTRACT, "FUTURES", client_oid="o-0") == {
        "tradeType": "FUTURES", "orderId": ids[0], "clientOid": "o-0", "ts": NS}
    answer = orders.batch_cancel_orders_by_id([{"symbol": CONTRACT, "orderId": each} for each in (ids[1], "none")], "FUTURES")
    assert [(row["orderId"], row["code"]) for row in answer["items"]] == [(ids[1], "200000"), ("none", "106052")]
    assert orders.batch_cancel_orders_by_symbol(CONTRACT, "FUTURES", "NORMAL")["items"] == [{"orderId": ids[2]}]
    first = orders.get_order_history("FUTURES", symbol=CONTRACT, page_size=2)
    second = orders.get_order_history("FUTURES", page_size=2, last_id=first["lastId"])
    assert [row["orderId"] for row in first["items"] + second["items"]] == ids[::-1]
    assert {row["status"] for row in first["items"]} == {5}


def test_max_order_quantity__in_lots(orders):
    answer = orders.get_max_order_quantity(CONTRACT, "FUTURES", price="50000")
    assert answer == {"symbol": CONTRACT, "maxBuySize": answer["maxSellSize"], "maxSellSize": answer["maxSellSize"]}
    assert 6500 < int(answer["maxBuySize"]) <= 6600  # 110000 USDT three times over
    assert int(orders.get_max_order_quantity(CONTRACT, "FUTURES")["maxBuySize"]) < 4900


def queue(sandbox):
    """Ann's and Bob's bids, best and oldest first."""
    makers = sandbox.exchange.futures.market(CONTRACT).book.makers("sell", Decimal("59000"))
    return [(order.client_oid, str(order.price), int(order.remain_size)) for order in makers if order.client_oid in ("a", "b")]


def test_amend__keeps_the_ids(sandbox, bob, orders, clock):
    order_id = place(orders, "BUY", "5", "60000", client_oid="a")
    place(bob.unified.order, "BUY", "5", "60000", client_oid="b")
    clock.advance(1)
    assert orders.amend_order(CONTRACT, client_oid="a", new_size="3") == {"orderId": order_id, "clientOid": "a"}
    assert queue(sandbox) == [("a", "60000", 3), ("b", "60000", 5)]
    assert orders.amend_order(CONTRACT, order_id=order_id, new_price="60000", new_size="0.007", size_unit="BASECCY") == {
        "orderId": order_id, "clientOid": "a"}
    assert queue(sandbox) == [("b", "60000", 5), ("a", "60000", 7)]
    orders.amend_order(CONTRACT, order_id=order_id, new_price="61000")
    row = details(orders, order_id)
    assert (row["price"], row["size"], row["cancelSize"], row["status"]) == ("61000", "7", "0", 2)
    assert (row["orderTime"], row["updatedTime"]) == (NS, NS + 10**9)
    assert [each["orderId"] for each in orders.get_open_order_list("FUTURES")["items"]] == [order_id]
    assert orders.get_order_history("FUTURES")["items"] == []


def test_amend__what_is_filled_counts_and_a_better_price_trades(bob, orders):
    order_id = place(orders, "BUY", "5", PRICE)
    place(bob.unified.order, "SELL", "2", PRICE)
    orders.amend_order(CONTRACT, order_id=order_id, new_size="4", new_price="67690")
    assert [details(orders, order_id)[name] for name in ("size", "filledSize", "status")] == ["4", "2", 4]
    place(bob.unified.order, "SELL", "2", PRICE)
    orders.amend_order(CONTRACT, order_id=order_id, new_price=PRICE)
    assert [details(orders, order_id)[name] for name in ("size", "filledSize", "status")] == ["4", "4", 3]


@pytest.mark.parametrize("side, price", [("BUY", "60000"), ("SELL", "69000")])
def test_amend__triggers(orders, side, price):
    low, high = ("tp", "sl") if side == "SELL" else ("sl", "tp")
    order_id = place(orders, side, "5", price, **{f"{low}_trigger_price": "55000"})
    orders.amend_order(CONTRACT, order_id=order_id, **{f"{high}_trigger_price": "80000"})
    row = details(orders, order_id)
    assert [row[f"{name}TriggerPrice"] for name in (low, high)] == ["55000", "80000"]
    with pytest.raises(errors.ApiError, match="one kind"):
        orders.amend_order(CONTRACT, order_id=order_id, sl_trigger_price="56000", sl_trigger_price_type="MP")
    orders.amend_order(CONTRACT, order_id=order_id, **{
        f"{low}_trigger_price": "56000", f"{low}_trigger_price_type": "MP",
        f"{high}_trigger_price": "79000", f"{high}_trigger_price_type": "MP"})
    row = details(orders, order_id)
    assert [row[f"{low}TriggerPrice"], row[f"{high}TriggerPrice"], row["tpTriggerPriceType"]] == ["56000", "79000", "MP"]


@pytest.mark.parametrize("cxl_on_fail, status", [(None, 2), (False, 2), (True, 5)])
def test_amend__that_fails_may_cancel(orders, cxl_on_fail, status):
    order_id = place(orders, "BUY", "5", "60000")
    with pytest.raises(errors.ApiError) as refused:
        orders.amend_order(CONTRACT, order_id=order_id, new_price="60000.05", cxl_on_fail=cxl_on_fail)
    assert (refused.value.code, details(orders, order_id)["status"]) == ("106160", status)


@pytest.mark.parametrize(("code", "changes"), [
    ("106000", {"order_id": None, "new_size": "4"}), ("106000", {}), ("106160", {"new_price": "-1"}), ("106000", {"sl_trigger_price": "0"}),
    ("106053", {"symbol": "NOUSDTM"}), ("106053", {"symbol": "BTC-USDT"}), ("106102", {"symbol": "ETHUSDTM"}),
    ("106102", {"order_id": "none"}), ("106103", {"new_size": "1.5"}), ("106103", {"new_size": "0.0005", "size_unit": "BASECCY"}),
    ("106150", {"new_size": "9000"}), ("106160", {"new_price": "80000"})])
def test_amend__refused_with_its_code(orders, code, changes):
    order_id = place(orders, "BUY", "5", "60000")
    before = details(orders, order_id)
    with pytest.raises(errors.ApiError) as refused:
        orders.amend_order(**{"symbol": CONTRACT, "order_id": order_id, **changes})
    assert (refused.value.code, details(orders, order_id)) == (code, before)


def test_amend__not_what_waits_or_is_done(orders):
    waiting = place(orders, "BUY", "5", "60000", trigger_direction="DOWN", trigger_price="61000")
    done = place(orders, "BUY", "5", "60000")
    orders.cancel_order(CONTRACT, "FUTURES", order_id=done)
    for order_id in (waiting, done):
        with pytest.raises(errors.ApiError) as refused:
            orders.amend_order(CONTRACT, order_id=order_id, new_size="4", cxl_on_fail=True)
        assert refused.value.code == "106052"
    assert details(orders, waiting)["status"] == 0


def test_amend__for_the_unified_mode_only(sandbox):
    with pytest.raises(errors.ApiError) as refused, Client(*sandbox.new_key(), environment=sandbox.environment) as client:
        client.unified.order.amend_order(CONTRACT, order_id="1", new_size="4")
    assert refused.value.code == "112010"


# --- what is refused ---


def fill_up(orders):
    for _ in range(101):
        place(orders, "BUY", "1", "60000")


def twice(orders):
    for _ in range(2):
        place(orders, "BUY", "1", "60000", client_oid="mine")


PROVOKED = [
    ("106000", lambda orders: place(orders, "BUY", "1", time_in_force="FOK")),
    ("106000", lambda orders: place(orders, "BUY", "1", position_side="LONG")),
    ("106000", lambda orders: place(orders, "BUY", "1", trigger_price="70000")),
    ("106000", lambda orders: place(
        orders, "BUY", "1", tp_trigger_price="70000", tp_trigger_price_type="MP", sl_trigger_price="50000")),
    ("106052", lambda orders: orders.cancel_order(CONTRACT, "FUTURES", order_id="none")),
    ("106053", lambda orders: place(orders, "BUY", "1", symbol="NOUSDTM")),
    ("106053", lambda orders: orders.cancel_order("NOUSDTM", "FUTURES", order_id="1")),
    ("106053", lambda orders: orders.get_open_order_list("FUTURES", symbol="NOUSDTM")),
    ("106053", lambda orders: orders.get_max_order_quantity("NOUSDTM", "FUTURES")),
    ("106102", lambda orders: orders.get_order_details(CONTRACT, "FUTURES", order_id="none")),
    ("106103", lambda orders: place(orders, "BUY", "1.5")),
    ("106103", lambda orders: place(orders, "BUY", "0.0005", unit="BASECCY")),
    ("106103", lambda orders: place(orders, "BUY", "100", unit="QUOTECCY")),
    ("106150", lambda orders: place(orders, "BUY", "9000")),
    ("106151", twice),
    ("106160", lambda orders: place(orders, "BUY", "1", "60000.05")),
    ("106160", lambda orders: place(orders, "BUY", "1", "80000")),
    ("106160", lambda orders: place(orders, "SELL", "1", "50000")),
    ("106160", lambda orders: place(orders, "BUY", "1", None)),
    ("106182", lambda orders: place(orders, "SELL", "1", reduce_only=True)),
    ("106182", lambda orders: place(orders, "SELL", "1", close_order=True)),
    ("106206", fill_up),
    ("330005", lambda orders: place(orders, "BUY", "1", margin_mode="ISOLATED")),
]


@pytest.mark.parametrize(("code", "ask"), PROVOKED)
def test_refusal__with_its_code(orders, code, ask):
    with pytest.raises(errors.ApiError) as refused:
        ask(orders)
    assert refused.value.code == code


def test_refusal__when_the_book_is_empty(sandbox, orders):
    sandbox.exchange.futures.cancel_all(2, sandbox.now())  # the makers leave
    with pytest.raises(errors.ApiError) as refused:
        place(orders, "BUY", "1", None, "MARKET")
    assert refused.value.code == "106176"


def test_refusal__in_the_classic_mode(sandbox, ann):
    with pytest.raises(errors.PermissionDenied) as refused:
        place(ann.unified.order, "BUY", "1")
    assert refused.value.code == "112010"
