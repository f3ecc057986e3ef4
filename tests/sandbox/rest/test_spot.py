"""The spot market's data and the life of orders, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors
from kucoin_ref.sandbox.matching import SECOND

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds


def place(client, side, size, price=PRICE, **more):
    return client.spot.order.add_order(PAIR, side, "limit", price=price, size=size, **more)["orderId"]


def order(client, order_id):
    return client.spot.order.get_order_by_order_id(order_id, PAIR)


def plain(amount):
    return format(amount.normalize(), "f")


def trade_balances(client):
    rows = client.account.account.get_spot_account_list(type="trade")
    return {row["currency"]: (row["available"], row["holds"]) for row in rows if row["currency"] in ("BTC", "USDT")}


def order_row(order_id, **values):
    """An open limit order of which nothing is filled, but for the values given."""
    row = {
        "id": order_id, "clientOid": None, "symbol": PAIR, "opType": "DEAL", "type": "limit", "side": "buy",
        "price": PRICE, "size": "0", "funds": "0", "dealSize": "0", "dealFunds": "0", "remainSize": "0",
        "remainFunds": "0", "cancelledSize": "0", "cancelledFunds": "0", "fee": "0", "feeCurrency": "USDT", "stp": None,
        "timeInForce": "GTC", "postOnly": False, "hidden": False, "iceberg": False, "visibleSize": "0", "cancelAfter": 0,
        "channel": "API", "remark": None, "tags": None, "cancelExist": False, "tradeType": "TRADE", "inOrderBook": True,
        "active": True, "tax": "0", "createdAt": NOW * 1000, "lastUpdatedAt": NOW * 1000,
    }
    assert set(values) <= set(row)
    return {**row, **values}


# --- the life of an order ---


def test_order__resting_partly_filled_filled(ann, bob, clock):
    placed = ann.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.5", client_oid="a-1", remark="r", tags="t")
    order_id = placed["orderId"]
    open_row = order_row(order_id, side="sell", clientOid="a-1", remark="r", tags="t", size="0.5", funds="33849.5",
                         remainSize="0.5", remainFunds="33849.5")
    assert placed == {"orderId": order_id, "clientOid": "a-1"}
    assert order(ann, order_id) == ann.spot.order.get_order_by_client_oid("a-1", PAIR) == open_row
    assert ann.spot.order.get_open_orders(PAIR) == [open_row]
    assert ann.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR]}
    assert trade_balances(ann) == {"BTC": ("9.5", "0.5"), "USDT": ("100000", "0")}

    clock.advance(1)
    taken = bob.spot.order.add_order_sync(PAIR, "buy", "limit", price="67699.5", size="0.2")
    assert taken == {
        "orderId": taken["orderId"], "clientOid": None, "originSize": "0.2", "dealSize": "0.2", "remainSize": "0",
        "canceledSize": "0", "status": "done", "orderTime": NOW * 1000 + 1000, "matchTime": NOW * 1000 + 1000}
    part_row = {**open_row, "dealSize": "0.2", "dealFunds": "13539.8", "fee": "13.5398", "remainSize": "0.3",
                "remainFunds": "20309.7", "lastUpdatedAt": NOW * 1000 + 1000}
    assert order(ann, order_id) == part_row
    assert trade_balances(ann) == {"BTC": ("9.5", "0.3"), "USDT": ("113526.2602", "0")}
    assert trade_balances(bob) == {"BTC": ("10.2", "0"), "USDT": ("86446.6602", "0")}

    clock.advance(1)
    last = bob.spot.order.add_order_sync(PAIR, "buy", "market", size="0.3")
    assert order(ann, order_id) == {
        **part_row, "dealSize": "0.5", "dealFunds": "33849.5", "fee": "33.8495", "remainSize": "0", "remainFunds": "0",
        "active": False, "inOrderBook": False, "lastUpdatedAt": NOW * 1000 + 2000}
    assert (ann.spot.order.get_open_orders(PAIR), ann.spot.order.get_symbols_with_open_order()) == ([], {"symbols": []})
    assert ann.spot.order.get_closed_orders(PAIR)["items"] == [order(ann, order_id)]
    assert order(bob, last["orderId"]) == order_row(
        last["orderId"], type="market", price="0", size="0.3", dealSize="0.3", dealFunds="20309.7", fee="20.3097",
        active=False, inOrderBook=False, createdAt=NOW * 1000 + 2000, lastUpdatedAt=NOW * 1000 + 2000)
    with pytest.raises(errors.OrderNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, PAIR)


def test_order__better_price_leaves_funds_over(ann, bob):
    """As in the documented example of a filled order: what the better price saved stays in remainFunds."""
    place(ann, "sell", "0.1", "67699")
    order_id = place(bob, "buy", "0.1", "67700")
    row = order(bob, order_id)
    assert (row["funds"], row["dealFunds"], row["remainFunds"]) == ("6770", "6769.9", "0.1")
    assert (row["remainSize"], row["cancelledFunds"], row["active"]) == ("0", "0", False)


def test_order__market_by_funds(ann, bob):
    place(ann, "sell", "1")
    row = order(bob, bob.spot.order.add_order(PAIR, "buy", "market", funds="1000")["orderId"])
    assert (row["funds"], row["size"], row["dealSize"], row["dealFunds"]) == ("1000", "0", "0.01477126", "999.99953074")
    assert (row["remainFunds"], row["cancelledFunds"], row["cancelExist"]) == ("0", "0.00046926", True)


def test_fills__both_sides_of_a_trade(ann, bob, sandbox):
    maker, taker = place(ann, "sell", "0.5"), place(bob, "buy", "0.2")
    trade = sandbox.exchange.last_trade(PAIR)
    common = {"tradeId": trade.id, "symbol": PAIR, "type": "limit", "forceTaker": False, "price": PRICE, "size": "0.2",
              "funds": "13539.8", "fee": "13.5398", "feeRate": "0.001", "feeCurrency": "USDT", "stop": "",
              "tradeType": "TRADE", "taxRate": "0", "tax": "0", "createdAt": NOW * 1000}
    made, took = ann.spot.order.get_trade_history(PAIR), bob.spot.order.get_trade_history(PAIR)
    assert made == {"lastId": made["items"][0]["id"], "items": [{
        "id": made["lastId"], "orderId": maker, "counterOrderId": taker, "side": "sell", "liquidity": "maker", **common}]}
    assert took == {"lastId": made["lastId"] + 1, "items": [{
        "id": made["lastId"] + 1, "orderId": taker, "counterOrderId": maker, "side": "buy", "liquidity": "taker", **common}]}
    assert trade.id > 2**53  # a client that reads it as a float gets another number


def test_fills__filters(ann, bob):
    place(ann, "sell", "1")
    limit = place(bob, "buy", "0.1")
    market = bob.spot.order.add_order(PAIR, "buy", "market", size="0.2")["orderId"]
    ask = bob.spot.order.get_trade_history
    everything = [market, limit]
    assert [row["orderId"] for row in ask(PAIR)["items"]] == everything
    assert [row["orderId"] for row in ask(PAIR, order_id=limit)["items"]] == [limit]
    assert [row["orderId"] for row in ask(PAIR, type="market")["items"]] == [market]
    assert [row["orderId"] for row in ask(PAIR, side="buy")["items"]] == everything
    assert ask(PAIR, side="sell") == {"items": [], "lastId": 0}
    assert [row["orderId"] for row in ask(PAIR, start_at=NOW * 1000, end_at=NOW * 1000)["items"]] == everything
    assert ask(PAIR, start_at=NOW * 1000 + 1)["items"] == ask(PAIR, end_at=NOW * 1000 - 1)["items"] == []
    assert ask("ETH-USDT")["items"] == []


CANCELLED = {"originSize": "0.3", "dealSize": "0.1", "remainSize": "0", "canceledSize": "0.2", "status": "done"}


@pytest.mark.parametrize("by, sync", [("id", False), ("id", True), ("client", False), ("client", True)])
def test_cancel__one_order(ann, bob, clock, by, sync):
    order_id = place(ann, "buy", "0.3", client_oid="a-1")
    place(bob, "sell", "0.1")
    clock.advance(5)
    name, handle = ("order_id", order_id) if by == "id" else ("client_oid", "a-1")
    cancel = getattr(ann.spot.order, f"cancel_order_by_{name}{'_sync' if sync else ''}")
    ids = {"orderId": order_id} if by == "id" else {"clientOid": "a-1"}
    assert cancel(handle, PAIR) == ({**ids, **CANCELLED} if sync else ids)
    assert order(ann, order_id) == order_row(
        order_id, clientOid="a-1", size="0.3", funds="20309.7", dealSize="0.1", dealFunds="6769.9", fee="6.7699",
        cancelledSize="0.2", cancelledFunds="13539.8", cancelExist=True, active=False, inOrderBook=False,
        lastUpdatedAt=NOW * 1000 + 5000)
    assert trade_balances(ann) == {"BTC": ("10.1", "0"), "USDT": ("93223.3301", "0")}
    with pytest.raises(errors.OrderNotFound) as refused:
        cancel(handle, PAIR)
    assert (refused.value.code, refused.value.message, refused.value.status) == (
        "400100", "order_not_exist_or_not_allow_to_cancel", 200)


def test_cancel__not_of_another_account_or_symbol(ann, bob):
    order_id = place(ann, "buy", "0.3", client_oid="a-1")
    with pytest.raises(errors.OrderNotFound):
        bob.spot.order.cancel_order_by_order_id(order_id, PAIR)
    with pytest.raises(errors.OrderNotFound):
        bob.spot.order.cancel_order_by_client_oid("a-1", PAIR)
    with pytest.raises(errors.OrderNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, "ETH-USDT")
    with pytest.raises(errors.SymbolNotFound):
        ann.spot.order.cancel_order_by_order_id(order_id, "NO-SUCH")
    assert order(ann, order_id)["active"]


def test_cancel__a_part(ann):
    order_id = place(ann, "buy", "0.3")
    assert ann.spot.order.cancel_partial_order(order_id, PAIR, "0.10") == {"orderId": order_id, "cancelSize": "0.10"}
    assert order(ann, order_id) == order_row(
        order_id, size="0.3", funds="20309.7", remainSize="0.2", remainFunds="13539.8", cancelledSize="0.1",
        cancelledFunds="6769.9", cancelExist=True)
    with pytest.raises(errors.InvalidParameter):
        ann.spot.order.cancel_partial_order(order_id, PAIR, "0.2")


def test_cancel__all_of_a_symbol_and_all(ann, bob):
    first, second = place(ann, "buy", "0.1", "60000"), place(ann, "buy", "0.1", "60001")
    other = ann.spot.order.add_order("ETH-USDT", "buy", "limit", price="2000", size="1")["orderId"]
    kept = place(bob, "buy", "0.1", "60000")
    assert ann.spot.order.get_symbols_with_open_order() == {"symbols": [PAIR, "ETH-USDT"]}
    assert ann.spot.order.cancel_all_orders_by_symbol(PAIR) == "success"
    assert [row["id"] for row in ann.spot.order.get_closed_orders(PAIR)["items"]] == [second, first]
    place(ann, "buy", "0.1", "60000")
    assert ann.spot.order.cancel_all_orders() == {"succeedSymbols": [PAIR, "ETH-USDT"], "failedSymbols": []}
    assert ann.spot.order.get_order_by_order_id(other, "ETH-USDT")["active"] is False
    assert ann.spot.order.cancel_all_orders() == {"succeedSymbols": [], "failedSymbols": []}
    assert [row["id"] for row in bob.spot.order.get_open_orders(PAIR)] == [kept]


def test_modify__a_new_order_with_the_same_client_oid(ann, bob, clock):
    old = place(ann, "buy", "0.3", client_oid="a-1", remark="r")
    place(bob, "sell", "0.1")
    clock.advance(1)
    altered = ann.spot.order.modify_order(PAIR, order_id=old, new_price="60000", new_size="0.5")
    new = altered["newOrderId"]
    assert altered == {"newOrderId": new, "clientOid": "a-1"} and new != old
    assert order(ann, old)["active"] is False
    assert order(ann, new) == order_row(
        new, clientOid="a-1", remark="r", price="60000", size="0.4", funds="24000", remainSize="0.4", remainFunds="24000",
        createdAt=NOW * 1000 + 1000, lastUpdatedAt=NOW * 1000 + 1000)
    assert ann.spot.order.get_order_by_client_oid("a-1", PAIR)["id"] == new
    again = ann.spot.order.modify_order(PAIR, client_oid="a-1", new_price="61000")
    assert [row["id"] for row in ann.spot.order.get_open_orders(PAIR)] == [again["newOrderId"]]
    with pytest.raises(errors.InvalidParameter):
        ann.spot.order.modify_order(PAIR, client_oid="a-1")


def test_batch__each_row_for_itself(ann):
    good = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001"}
    rows = ann.spot.order.batch_add_orders([
        {**good, "clientOid": "b-1"}, {**good, "size": "0.000001"}, {**good, "clientOid": "b-1"},
        {**good, "symbol": "NO-SUCH"}, {**good, "clientOid": "b-2", "price": Decimal("59000.5"), "postOnly": True}])
    open_orders = {row["clientOid"]: row for row in ann.spot.order.get_open_orders(PAIR)}
    assert rows == [
        {"orderId": open_orders["b-1"]["id"], "clientOid": "b-1", "success": True},
        {"success": False, "failMsg": "Order size below the minimum requirement."},
        {"success": False, "failMsg": "Duplicate client order id"},
        {"success": False, "failMsg": "Symbol not exists"},
        {"orderId": open_orders["b-2"]["id"], "clientOid": "b-2", "success": True}]
    assert (open_orders["b-2"]["price"], open_orders["b-2"]["postOnly"]) == ("59000.5", True)


def test_batch__sync_tells_the_outcome(ann, bob):
    place(bob, "sell", "0.1")
    order_of = {"symbol": PAIR, "side": "buy", "type": "limit", "price": PRICE, "size": "0.15"}
    rows = ann.spot.order.batch_add_orders_sync([{**order_of, "timeInForce": "IOC"}, {**order_of, "clientOid": "b-2"}])
    times = {"orderTime": NOW * 1000, "matchTime": NOW * 1000, "success": True}
    assert rows == [
        {"orderId": rows[0]["orderId"], "clientOid": None, "originSize": "0.15", "dealSize": "0.1", "remainSize": "0",
         "canceledSize": "0.05", "status": "done", **times},
        {"orderId": rows[1]["orderId"], "clientOid": "b-2", "originSize": "0.15", "dealSize": "0", "remainSize": "0.15",
         "canceledSize": "0", "status": "open", **times}]


def test_test_order__leaves_no_trace(ann):
    answer = ann.spot.order.add_order_test(PAIR, "buy", "limit", price=PRICE, size="0.1", client_oid="t-1")
    assert answer == {"orderId": "0" * 24, "clientOid": "t-1"}
    assert ann.spot.order.get_open_orders(PAIR) == []
    for look in (lambda: order(ann, answer["orderId"]), lambda: ann.spot.order.get_order_by_client_oid("t-1", PAIR)):
        with pytest.raises(errors.OrderNotFound):
            look()
    assert trade_balances(ann)["USDT"] == ("100000", "0")


@pytest.mark.parametrize("method", ["add_order", "add_order_sync", "add_order_test"])
def test_order__too_late_for_its_window(ann, method):
    place_with = getattr(ann.spot.order, method)
    terms = {"price": "60000", "size": "0.001", "allow_max_time_window": 200}
    place_with(PAIR, "buy", "limit", client_timestamp=NOW * 1000 - 200, **terms)
    with pytest.raises(errors.InvalidParameter):
        place_with(PAIR, "buy", "limit", client_timestamp=NOW * 1000 - 201, **terms)
    assert len(ann.spot.order.get_open_orders(PAIR)) == (0 if method == "add_order_test" else 1)


def test_order__good_till_time(ann, sandbox, clock):
    order_id = place(ann, "buy", "0.1", "60000", time_in_force="GTT", cancel_after=30)
    assert (order(ann, order_id)["timeInForce"], order(ann, order_id)["cancelAfter"]) == ("GTT", 30)
    sandbox.exchange.advance(clock.now + 30 * SECOND - 1)
    assert order(ann, order_id)["active"] is True
    sandbox.exchange.advance(clock.now + 30 * SECOND)
    assert order(ann, order_id) == order_row(
        order_id, timeInForce="GTT", cancelAfter=30, price="60000", size="0.1", funds="6000", cancelledSize="0.1",
        cancelledFunds="6000", cancelExist=True, active=False, inOrderBook=False, lastUpdatedAt=NOW * 1000 + 30000)
    assert trade_balances(ann)["USDT"] == ("100000", "0")


def test_dead_man__set_asked_and_fired(ann, bob, sandbox, clock):
    assert ann.spot.order.get_dcp() == {}
    assert ann.spot.order.set_dcp(60, symbols="BTC-USDT,ETH-USDT") == {"currentTime": NOW, "triggerTime": NOW + 60}
    clock.advance(2)
    assert ann.spot.order.get_dcp() == {
        "timeout": 60, "symbols": "BTC-USDT,ETH-USDT", "currentTime": NOW + 2, "triggerTime": NOW + 60}
    fires, stays = place(ann, "buy", "0.1", "60000"), place(bob, "buy", "0.1", "60000")
    other = ann.spot.order.add_order("SOL-USDT", "buy", "limit", price="150", size="1")["orderId"]
    assert ann.spot.order.set_dcp(10, symbols=PAIR) == {"currentTime": NOW + 2, "triggerTime": NOW + 12}  # anew, and narrower
    sandbox.exchange.advance((NOW + 12) * SECOND - 1)
    assert order(ann, fires)["active"] is True
    sandbox.exchange.advance((NOW + 12) * SECOND)
    assert (order(ann, fires)["active"], order(bob, stays)["active"]) == (False, True)
    assert ann.spot.order.get_order_by_order_id(other, "SOL-USDT")["active"] is True
    assert ann.spot.order.get_dcp() == {}


def test_dead_man__off_and_out_of_range(ann, sandbox, clock):
    order_id = place(ann, "buy", "0.1", "60000")
    ann.spot.order.set_dcp(5)
    assert ann.spot.order.get_dcp()["symbols"] == ""
    assert ann.spot.order.set_dcp(-1)["currentTime"] == NOW
    assert ann.spot.order.get_dcp() == {}
    sandbox.exchange.advance(clock.now + 3600 * SECOND)
    assert order(ann, order_id)["active"] is True
    for timeout in (0, 4, 86401):
        with pytest.raises(errors.InvalidParameter):
            ann.spot.order.set_dcp(timeout)
    with pytest.raises(errors.SymbolNotFound):
        ann.spot.order.set_dcp(60, symbols="BTC-USDT,NO-SUCH")


# --- pages ---


def last_id_pages(ask, rows_of, last_id_of, limit):
    """Every page, until one is short; a page more than there can be is a fault."""
    pages, last_id = [], 0
    for _ in range(10):
        answer = ask(last_id, limit)
        pages.append(rows_of(answer))
        if len(pages[-1]) < limit:
            return pages
        last_id = last_id_of(answer)
    raise AssertionError("the pages do not end")


@pytest.mark.parametrize("count, lengths", [(0, [0]), (7, [3, 3, 1]), (6, [3, 3, 0])])
def test_closed_orders__by_last_id(ann, count, lengths):
    placed = [place(ann, "buy", "0.001", "60000") for _ in range(count)]
    for order_id in sorted(placed, key=lambda each: each[::-1]):  # not in the order they came
        ann.spot.order.cancel_order_by_order_id(order_id, PAIR)

    def ask(last_id, limit):
        answer = ann.spot.order.get_closed_orders(PAIR, last_id=last_id, limit=limit)
        place(ann, "buy", "0.001", "60000", time_in_force="FOK")  # cannot be filled: a new row before the next page
        return answer

    pages = last_id_pages(ask, lambda answer: answer["items"], lambda answer: answer["lastId"], 3)
    assert [len(page) for page in pages] == lengths
    assert [row["id"] for page in pages for row in page] == placed[::-1]


def test_closed_orders__filters(ann):
    first = place(ann, "buy", "0.001", "60000")
    second = place(ann, "sell", "0.001", "70000")
    ann.spot.order.cancel_all_orders()
    third = ann.spot.order.add_order(PAIR, "sell", "market", size="0.001")["orderId"]
    ask = ann.spot.order.get_closed_orders
    assert [row["id"] for row in ask(PAIR)["items"]] == [third, second, first]
    assert [row["id"] for row in ask(PAIR, side="sell")["items"]] == [third, second]
    assert [row["id"] for row in ask(PAIR, type="limit")["items"]] == [second, first]
    assert [row["id"] for row in ask(PAIR, side="sell", type="limit")["items"]] == [second]
    assert ask(PAIR, start_at=NOW * 1000 + 1) == {"lastId": 0, "items": []}


@pytest.mark.parametrize("count, lengths", [(7, [3, 3, 1]), (6, [3, 3, 0])])
def test_fills__by_last_id(ann, bob, count, lengths):
    place(ann, "sell", "1")
    placed = [place(bob, "buy", "0.001") for _ in range(count)]

    def ask(last_id, limit):
        answer = bob.spot.order.get_trade_history(PAIR, last_id=last_id, limit=limit)
        place(bob, "buy", "0.001")
        return answer

    pages = last_id_pages(ask, lambda answer: answer["items"], lambda answer: answer["lastId"], 3)
    assert [len(page) for page in pages] == lengths
    assert [row["orderId"] for page in pages for row in page] == placed[::-1]


def test_closed_orders_and_fills__twenty_unless_told(ann, bob):
    place(ann, "sell", "1")
    for _ in range(21):
        place(bob, "buy", "0.001")
    assert len(bob.spot.order.get_closed_orders(PAIR)["items"]) == 20
    assert len(bob.spot.order.get_trade_history(PAIR)["items"]) == 20
    assert len(bob.spot.order.get_trade_history(PAIR, limit=100)["items"]) == 21


def test_open_orders__by_page(ann):
    placed = [place(ann, "buy", "0.001", "60000") for _ in range(7)][::-1]
    ask = ann.spot.order.get_open_orders_by_page
    pages = [ask(PAIR, page_num=number, page_size=3) for number in (1, 2, 3, 4)]
    assert [[row["id"] for row in page.pop("items")] for page in pages] == [placed[:3], placed[3:6], placed[6:], []]
    assert pages == [{"currentPage": number, "pageSize": 3, "totalNum": 7, "totalPage": 3} for number in (1, 2, 3, 4)]
    whole = ask(PAIR)
    assert (whole["currentPage"], whole["pageSize"], whole["totalPage"]) == (1, 20, 1)
    assert whole["items"] == ann.spot.order.get_open_orders(PAIR)
    assert ask("ETH-USDT") == {"currentPage": 1, "pageSize": 20, "totalNum": 0, "totalPage": 0, "items": []}


# --- the market ---


@pytest.fixture
def next_day(clock, ann, bob):
    """A day after the makers' first trades: three matches of ours in two minutes, the last of them partial."""
    clock.advance(-NOW % 86400 + 86400)
    trades = []
    for seconds, price, size in ((0, "67699", "0.1"), (10, "67700", "0.2"), (60, "67698.5", "0.3")):
        clock.advance(seconds)
        place(ann, "sell", size, price)
        place(bob, "buy", "0.1", price)
        trades.append((price, clock.now))
    return clock.now // SECOND - 70, trades  # when the first minute began


def test_market__trades(ann, next_day):
    _, trades = next_day
    rows = ann.spot.market.get_trade_history(PAIR)
    assert [(row["price"], row["size"], row["side"], row["time"]) for row in rows[:3]] == [
        (price, "0.1", "buy", time) for price, time in reversed(trades)]
    assert [int(row["sequence"]) for row in rows] == sorted((int(row["sequence"]) for row in rows), reverse=True)


def test_market__candles(ann, next_day):
    start, _ = next_day
    ask = ann.spot.market.get_klines
    first = [str(start), "67699", "67700", "67700", "67699", "0.2", "13539.9"]
    second = [str(start + 60), "67698.5", "67698.5", "67698.5", "67698.5", "0.1", "6769.85"]
    both = [str(start), "67699", "67698.5", "67700", "67698.5", "0.3", "20309.75"]
    assert ask(PAIR, "1min", start_at=start) == [second, first]
    assert ask(PAIR, "1min", start_at=start, end_at=start + 60) == [first]
    assert ask(PAIR, "1min", start_at=start + 1) == [second]
    assert ask(PAIR, "5min", start_at=start) == ask(PAIR, "1day", start_at=start) == [both]
    assert ask(PAIR, "1min")[:2] == [second, first] and len(ask(PAIR, "1min")) == 3
    assert ask(PAIR, "1min", start_at=start + 3600) == []


@pytest.mark.usefixtures("next_day")
def test_market__ticker(ann, sandbox, clock):
    """The rest of the last sell, 0.2, is the best ask now."""
    bid, bid_size = map(plain, sandbox.exchange.book(PAIR).levels("buy", 1)[0])
    assert ann.spot.market.get_ticker(PAIR) == {
        "time": clock.now // 1000000, "sequence": str(sandbox.exchange.book(PAIR).sequence), "price": "67698.5", "size": "0.1",
        "bestBid": bid, "bestBidSize": bid_size, "bestAsk": "67698.5", "bestAskSize": "0.2"}


@pytest.mark.usefixtures("next_day")
def test_market__last_24_hours(ann, sandbox, clock):
    bid, bid_size = map(plain, sandbox.exchange.book(PAIR).levels("buy", 1)[0])
    day = {
        "symbol": PAIR, "buy": bid, "sell": "67698.5", "changeRate": "0", "changePrice": "-0.5", "high": "67700",
        "low": "67698.5", "vol": "0.3", "volValue": "20309.75", "last": "67698.5", "averagePrice": "67699.16666667",
        "takerFeeRate": "0.001", "makerFeeRate": "0.001", "takerCoefficient": "1", "makerCoefficient": "1"}
    assert ann.spot.market.get_24hr_stats(PAIR) == {"time": clock.now // 1000000, **day}
    everything = ann.spot.market.get_all_tickers()
    assert everything["time"] == clock.now // 1000000
    assert [row["symbol"] for row in everything["ticker"]] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]
    assert everything["ticker"][0] == {**day, "symbolName": PAIR, "bestBidSize": bid_size, "bestAskSize": "0.2"}
    silent = everything["ticker"][1]  # has not traded within the day
    assert (silent["vol"], silent["volValue"], silent["high"], silent["averagePrice"]) == ("0", "0", None, None)


def test_market__books_are_one_book(ann, sandbox):
    place(ann, "sell", "0.1")
    full = ann.spot.market.get_full_order_book(PAIR)
    book = sandbox.exchange.book(PAIR)
    assert full == {
        "time": NOW * 1000, "sequence": str(book.sequence),
        "bids": [[plain(price), plain(size)] for price, size in book.levels("buy")],
        "asks": [[plain(price), plain(size)] for price, size in book.levels("sell")]}
    assert full["asks"][0] == [PRICE, "0.1"]
    part = ann.spot.market.get_part_order_book(PAIR, 20)
    assert part == {**full, "bids": full["bids"][:20], "asks": full["asks"][:20]}
    assert len(ann.spot.market.get_part_order_book(PAIR, 100)["bids"]) == len(full["bids"]) > 20


def test_market__symbols_and_currencies(ann):
    symbols = ann.spot.market.get_all_symbols()
    assert [row["symbol"] for row in symbols] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]
    assert ann.spot.market.get_all_symbols(market="BTC") == [symbols[4]] == [ann.spot.market.get_symbol("ETH-BTC")]
    assert ann.spot.market.get_all_symbols(market="NO-SUCH") == []
    assert ann.spot.market.get_market_list() == ["BTC", "USDS"]
    currencies = ann.spot.market.get_all_currencies()
    assert [row["currency"] for row in currencies] == ["BTC", "ETH", "KCS", "SOL", "USDT"]
    assert ann.spot.market.get_currency("ETH") == currencies[1]
    assert ann.spot.market.get_currency("ETH", chain="eth")["chains"] == currencies[1]["chains"][:1]
    with pytest.raises(errors.ApiError) as refused:
        ann.spot.market.get_currency("NOPE")
    assert refused.value.code == "900003"


@pytest.mark.parametrize("ask", [
    lambda market: market.get_symbol("NO-SUCH"), lambda market: market.get_ticker("NO-SUCH"),
    lambda market: market.get_24hr_stats("NO-SUCH"), lambda market: market.get_trade_history("NO-SUCH"),
    lambda market: market.get_klines("NO-SUCH", "1min"), lambda market: market.get_part_order_book("NO-SUCH", 20),
    lambda market: market.get_full_order_book("NO-SUCH"),
])
def test_market__unknown_symbol(ann, ask):
    with pytest.raises(errors.SymbolNotFound) as refused:
        ask(ann.spot.market)
    assert (refused.value.code, refused.value.status) == ("900001", 200)


@pytest.mark.usefixtures("next_day")
def test_market__fiat_prices_follow_the_last_trades(ann):
    prices = ann.spot.market.get_fiat_price()
    assert sorted(prices) == ["BTC", "ETH", "KCS", "SOL", "USDT"]
    assert (prices["BTC"], prices["USDT"]) == ("67698.5", "1")
    assert ann.spot.market.get_fiat_price(base="USD", currencies="BTC,NOPE") == {"BTC": "67698.5"}
    with pytest.raises(errors.InvalidParameter):
        ann.spot.market.get_fiat_price(base="EUR")


def test_market__clock_address_and_status(ann):
    assert ann.spot.market.get_server_time() == NOW * 1000
    assert ann.spot.market.get_client_ip_address() == "127.0.0.1"
    assert ann.spot.market.get_service_status() == {"status": "open", "msg": ""}
