"""Orders of pairs in the unified account, value by value; and what they are refused with."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds
NS = NOW * 10**9


@pytest.fixture
def orders(sandbox, ann, clock):
    """Ann's unified orders; she has 10000 USDT and 1 BTC."""
    uid = ann.account.account.get_apikey_info()["uid"]
    sandbox.exchange.deposit(uid, "unified", "USDT", Decimal(10000), clock.now)
    sandbox.exchange.deposit(uid, "unified", "BTC", Decimal(1), clock.now)
    return ann.unified.order


def place(orders, side, size, price=PRICE, order_type="LIMIT", unit="BASECCY", symbol=PAIR, **more):
    return orders.place_order(symbol, "SPOT", side, order_type, size, unit, price=price, **more)["orderId"]


def sell(client, size):
    client.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size=size)


# --- placing and asking ---


def test_place__answer_and_row(orders):
    answer = orders.place_order(PAIR, "SPOT", "BUY", "LIMIT", "0.1", "BASECCY", price="60000", client_oid="mine",
                                time_in_force="GTT", cancel_after=60, stp="CN", tags="label")
    assert answer == {"tradeType": "SPOT", "orderId": answer["orderId"], "clientOid": "mine", "ts": NS}
    row = orders.get_order_details(PAIR, "SPOT", client_oid="mine")
    assert row == {
        "tradeType": "SPOT", "orderId": answer["orderId"], "clientOid": "mine", "status": 2, "filledSize": "0", "avgPrice": "0",
        "fee": "0", "feeCurrency": "USDT", "tax": "0", "tradeId": "", "symbol": PAIR, "side": "BUY", "positionSide": "",
        "orderType": "LIMIT", "size": "0.1", "sizeUnit": "BASECCY", "price": "60000", "reduceOnly": False, "marginMode": "",
        "stp": "CN", "timeInForce": "GTT", "cancelReason": "", "cancelSize": "0", "cancelAfter": 60, "triggerDirection": "",
        "triggerPrice": "", "triggerPriceType": "", "tpTriggerPrice": "", "tpTriggerPriceType": "", "tpOrderPrice": "",
        "slTriggerPrice": "", "slTriggerPriceType": "", "slOrderPrice": "", "postOnly": False, "tags": "label",
        "triggerOrderId": "", "orderTime": NS, "updatedTime": NS}
    assert orders.get_order_details(PAIR, "SPOT", order_id=answer["orderId"]) == row


def test_place__the_classic_account_does_not_see_it(ann, orders):
    place(orders, "BUY", "0.1", "60000")
    assert ann.spot.order.get_open_orders(PAIR) == []
    rows = {row["currency"]: row for row in ann.unified.account.get_account()["accounts"][0]["currencies"]}
    assert (rows["USDT"]["hold"], rows["BTC"]["hold"]) == ("6006", "0")


def test_place__market_orders_by_both_units(bob, orders):
    sell(bob, "0.5")
    by_size = place(orders, "BUY", "0.05", None, "MARKET")
    by_funds = place(orders, "BUY", "676.99", None, "MARKET", "QUOTECCY")
    rows = [orders.get_order_details(PAIR, "SPOT", order_id=each) for each in (by_size, by_funds)]
    assert [(row["size"], row["sizeUnit"], row["filledSize"], row["avgPrice"], row["price"], row["status"]) for row in rows] == [
        ("0.05", "BASECCY", "0.05", PRICE, "", 3), ("676.99", "QUOTECCY", "0.01", PRICE, "", 3)]


def test_status__through_an_orders_life(bob, orders):
    def status(order_id):
        return orders.get_order_details(PAIR, "SPOT", order_id=order_id)["status"]

    resting, partly = place(orders, "BUY", "0.01", "60000"), place(orders, "BUY", "0.1")
    sell(bob, "0.04")
    before = status(resting), status(partly)
    orders.cancel_order(PAIR, "SPOT", order_id=resting)
    orders.cancel_order(PAIR, "SPOT", order_id=partly)
    row = orders.get_order_details(PAIR, "SPOT", order_id=partly)
    assert (before, status(resting), row["status"]) == ((2, 4), 5, 6)
    assert (row["filledSize"], row["cancelSize"], row["tradeId"] != "", row["fee"]) == ("0.04", "0.06", True, "2.70796")


def test_open_list__by_page_newest_first(orders):
    ids = [place(orders, "BUY", "0.001", "60000") for _ in range(5)]
    place(orders, "BUY", "0.1", "2000", symbol="ETH-USDT")
    answer = orders.get_open_order_list("SPOT", symbol=PAIR, page_number="2", page_size="2")
    rows = answer.pop("items")
    assert answer == {"pageNumber": 2, "pageSize": 2, "totalNum": 5, "totalPage": 3, "tradeType": "SPOT"}
    assert [row["orderId"] for row in rows] == [ids[2], ids[1]]
    assert orders.get_open_order_list("SPOT")["totalNum"] == 6
    assert orders.get_open_order_list("SPOT", order_filter="ADVANCED")["items"] == []


def test_history_and_fills__by_last_id_side_and_range(bob, orders):
    sell(bob, "0.3")
    ids = [place(orders, "BUY", "0.01") for _ in range(3)]
    for ask in (orders.get_order_history, orders.get_trade_history):
        first = ask("SPOT", symbol=PAIR, page_size=2)
        second = ask("SPOT", page_size=2, last_id=first["lastId"])
        assert [row["orderId"] for row in first["items"] + second["items"]] == ids[::-1]
        assert ask("SPOT", side="SELL") == {"lastId": 0, "tradeType": "SPOT", "items": []}
        assert ask("SPOT", start_at=NOW * 1000 + 1)["items"] == ask("SPOT", end_at=NOW * 1000 - 1)["items"] == []
    assert orders.get_order_history("SPOT", order_filter="ADVANCED")["items"] == []
    fills = orders.get_trade_history("SPOT", order_id=ids[1])["items"]
    assert fills == [{
        "symbol": PAIR, "orderId": ids[1], "orderType": "LIMIT", "side": "BUY", "positionSide": "", "fillType": "NORMAL",
        "tradeId": fills[0]["tradeId"], "size": "0.01", "value": "676.99", "price": PRICE, "executionTime": NS, "fee": "0.67699",
        "feeCurrency": "USDT", "liquidityRole": "TAKER", "marginMode": "", "tax": "0"}]
    assert orders.get_trade_history("SPOT", fill_type="ADL")["items"] == []


def test_history__without_a_beginning_is_of_seven_days(clock, orders):
    order_id = place(orders, "BUY", "0.01", "60000")
    orders.cancel_order(PAIR, "SPOT", order_id=order_id)
    clock.advance(7 * 24 * 3600 + 1)
    assert orders.get_order_history("SPOT")["items"] == []
    assert len(orders.get_order_history("SPOT", start_at=0)["items"]) == 1


def test_max_order_quantity__by_the_balances(orders):
    assert orders.get_max_order_quantity(PAIR, "SPOT", price="50000") == {
        "symbol": PAIR, "maxBuySize": "0.19980019", "maxSellSize": "1"}
    at_last = orders.get_max_order_quantity(PAIR, "SPOT")["maxBuySize"]
    assert Decimal("0.147") < Decimal(at_last) < Decimal("0.148")


# --- cancelling ---


def test_cancel__by_either_id(orders):
    by_id = place(orders, "BUY", "0.01", "60000")
    by_oid = place(orders, "BUY", "0.01", "60000", client_oid="mine")
    assert orders.cancel_order(PAIR, "SPOT", order_id=by_id) == {
        "tradeType": "SPOT", "orderId": by_id, "clientOid": None, "ts": NS}
    assert orders.cancel_order(PAIR, "SPOT", client_oid="mine")["orderId"] == by_oid
    assert orders.get_open_order_list("SPOT")["items"] == []


def test_cancel__a_batch_row_by_row(orders):
    first, second = (place(orders, "BUY", "0.01", "60000", client_oid=f"o-{number}") for number in range(2))
    answer = orders.batch_cancel_orders_by_id([
        {"symbol": PAIR, "orderId": first}, {"symbol": PAIR, "clientOid": "o-1"}, {"symbol": PAIR, "orderId": "none"},
        {"symbol": PAIR}], "SPOT")
    assert answer == {"tradeType": "SPOT", "items": [
        {"orderId": first, "clientOid": "o-0", "ts": NS, "code": "200000", "msg": "success"},
        {"orderId": second, "clientOid": "o-1", "ts": NS, "code": "200000", "msg": "success"},
        {"orderId": "none", "clientOid": None, "ts": NS, "code": "106052", "msg": "order_not_exist_or_not_allow_to_cancel"},
        {"orderId": None, "clientOid": None, "ts": NS, "code": "106000", "msg": "orderId or clientOid is needed."}]}


def test_cancel__all_of_a_symbol_a_hundred_at_a_time(orders):
    ids = [place(orders, "BUY", "0.00002", "60000") for _ in range(103)]
    other = place(orders, "BUY", "0.1", "2000", symbol="ETH-USDT")
    assert orders.batch_cancel_orders_by_symbol(PAIR, "SPOT", "ADVANCED")["items"] == []
    cancelled = orders.batch_cancel_orders_by_symbol(PAIR, "SPOT", "NORMAL")
    assert cancelled == {"tradeType": "SPOT", "ts": NS, "items": [{"orderId": each} for each in ids[:100]]}
    assert [row["orderId"] for row in orders.get_open_order_list("SPOT")["items"]] == [other, *ids[:99:-1]]
