"""Orders of pairs in the unified account: what they are refused with, and what their rows are made of."""

from decimal import Decimal

import pytest

from kucoin_ref import errors
from kucoin_ref.sandbox.matching import Order, Refused
from kucoin_ref.sandbox.rest.unified_pairs import average, status, translated

PAIR = "BTC-USDT"
NS = 1730000000 * 10**9
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there


@pytest.fixture
def orders(sandbox, ann, clock):
    """Ann's unified orders; she has 10000 USDT and 1 BTC."""
    uid = ann.account.account.get_apikey_info()["uid"]
    sandbox.exchange.deposit(uid, "unified", "USDT", Decimal(10000), clock.now)
    sandbox.exchange.deposit(uid, "unified", "BTC", Decimal(1), clock.now)
    return ann.unified.order


def place(orders, side, size, price=PRICE, order_type="LIMIT", unit="BASECCY", symbol=PAIR, **more):
    return orders.place_order(symbol, "SPOT", side, order_type, size, unit, price=price, **more)["orderId"]


def conditional(orders, price="60000", direction="DOWN", **more):
    return place(orders, "BUY", "0.01", price, trigger_price=price, trigger_direction=direction, **more)


# --- what is refused ---


def fill_up(orders):
    for _ in range(501):
        place(orders, "BUY", "0.00001", "61000")


def twice(orders):
    for _ in range(2):
        place(orders, "BUY", "0.01", "60000", client_oid="mine")


def cancel_twice(orders):
    place(orders, "BUY", "0.01", "60000", client_oid="mine")
    for _ in range(2):
        orders.cancel_order(PAIR, "SPOT", client_oid="mine")


PROVOKED = {
    "106000": lambda orders: orders.get_order_details(PAIR, "SPOT"),
    "106052": lambda orders: orders.cancel_order(PAIR, "SPOT", order_id="none"),
    "106053": lambda orders: place(orders, "BUY", "1", symbol="NO-PAIR"),
    "106102": lambda orders: orders.get_order_details(PAIR, "SPOT", order_id="none"),
    "106103": lambda orders: place(orders, "BUY", "0.000001"),
    "106150": lambda orders: place(orders, "BUY", "1"),
    "106151": twice,
    "106155": lambda orders: place(orders, "BUY", "0.01", None, "MARKET", "QUOTECCY"),
    "106160": lambda orders: place(orders, "BUY", "0.01", "60000.01"),
    "106206": fill_up,
}
#: The other codes of the unified account, and why no order of a pair provokes them.
NOT_MODELLED = {
    "106001": "every user has a unified account", "106050": "a cancellation is done at once", "106054": "106053 says it",
    "106100": "106102 says it", "106152": "order ids are given by the exchange", "106156": "106155 says it",
    "106157": "106155 says it", **{f"1061{number}": "106160 says it" for number in range(61, 74)},
    "106174": "of contracts", "106176": "an order that meets nobody is cancelled, as on the spot market", "106182": "of contracts",
    "106183": "106174 says it, of contracts", "106204": "a fault of the exchange itself", "106208": "of the account's mode",
    "106209": "106151 says it", "106211": "no restricted accounts here", "112001": "a fault of the exchange itself",
    "112010": "of contracts",
}  # fmt: skip


@pytest.mark.parametrize("code", PROVOKED)
def test_refusal__with_its_code(orders, code):
    with pytest.raises(errors.ApiError) as refused:
        PROVOKED[code](orders)
    assert refused.value.code == code


def test_refusal__every_code_is_provoked_or_has_its_reason():
    documented = {"106000", "106001", "106050", "106052", "106053", "106054", "106100", "106102", "106103", "106150", "106151",
                  "106152", "106155", "106156", "106157", "106174", "106176", "106182", "106183", "106204", "106206", "106208",
                  "106209", "106211", "112001", *(f"1061{number}" for number in range(60, 74))}
    assert documented <= set(PROVOKED) | set(NOT_MODELLED)
    assert set(PROVOKED) & set(NOT_MODELLED) == set()


@pytest.mark.parametrize(("code", "ask"), [
    ("106160", lambda orders: place(orders, "BUY", "0.01", None)),
    ("106160", lambda orders: place(orders, "BUY", "0.01", "80000")),
    ("106103", lambda orders: place(orders, "BUY", "100", unit="QUOTECCY")),
    ("106103", lambda orders: place(orders, "BUY", "1", unit="UNIT")),
    ("106000", lambda orders: place(orders, "BUY", "0.01", time_in_force="RPI")),
    ("106000", lambda orders: place(orders, "BUY", "-1")),
    ("106000", lambda orders: place(orders, "BUY", "0.01", trigger_price="50000")),
    ("106000", lambda orders: place(orders, "BUY", "0.01", trigger_price="x", trigger_direction="DOWN")),
    ("106000", lambda orders: place(
        orders, "BUY", "0.01", trigger_price="50000", trigger_direction="DOWN", trigger_price_type="MP")),
    ("106053", lambda orders: place(orders, "BUY", "1", symbol="NO-PAIR", trigger_price="50000", trigger_direction="DOWN")),
    ("106103", lambda orders: place(orders, "BUY", "0.000001", trigger_price="50000", trigger_direction="DOWN")),
    ("106151", lambda orders: [conditional(orders, client_oid="mine") for _ in range(2)]),
    ("106160", lambda orders: place(orders, "BUY", "0.01", trigger_price="50000.01", trigger_direction="DOWN")),
    ("106206", lambda orders: [conditional(orders) for _ in range(21)]),
    ("106052", lambda orders: orders.cancel_order("ETH-USDT", "SPOT", order_id=conditional(orders))),
    ("106102", lambda orders: orders.get_order_details("ETH-USDT", "SPOT", order_id=conditional(orders))),
    ("106000", lambda orders: orders.cancel_order(PAIR, "MARGIN", order_id="1")),
    ("106000", lambda orders: orders.place_order(PAIR, "MARGIN", "BUY", "LIMIT", "1", "BASECCY", price="1")),
    ("106000", lambda orders: orders.get_open_order_list("SPOT", page_size="x")),
    ("106000", lambda orders: orders.batch_cancel_orders_by_id([{"symbol": PAIR, "orderId": "1"}] * 21, "SPOT")),
    ("106000", lambda orders: orders.get_max_order_quantity(PAIR, "SPOT", price="x")),
    ("106053", lambda orders: orders.get_max_order_quantity("NO-PAIR", "SPOT")),
    ("106053", lambda orders: orders.get_order_history("SPOT", symbol="NO-PAIR")),
    ("106052", lambda orders: cancel_twice(orders)),
])
def test_refusal__of_one_more_kind(orders, code, ask):
    with pytest.raises(errors.ApiError) as refused:
        ask(orders)
    assert refused.value.code == code


# --- conditional orders ---


def ids(answer):
    return [row["orderId"] for row in answer["items"]]


def trade(bob, ann, price, size="0.0001"):
    """Bob and Ann trade on the classic account, so that this is the last price."""
    bob.spot.order.add_order(PAIR, "sell", "limit", price=price, size=size)
    ann.spot.order.add_order(PAIR, "buy", "limit", price=price, size=size)


def test_conditional__row_while_it_waits(ann, orders):
    order_id = place(orders, "SELL", "0.01", "66000", trigger_price="66500", trigger_direction="DOWN", client_oid="mine",
                     trigger_price_type="TP")
    row = orders.get_order_details(PAIR, "SPOT", client_oid="mine")
    assert row == {
        "tradeType": "SPOT", "orderId": order_id, "clientOid": "mine", "status": 0, "filledSize": "0", "avgPrice": "0",
        "fee": "0", "feeCurrency": "USDT", "tax": "0", "tradeId": "", "symbol": PAIR, "side": "SELL", "positionSide": "",
        "orderType": "LIMIT", "size": "0.01", "sizeUnit": "BASECCY", "price": "66000", "reduceOnly": False, "marginMode": "",
        "stp": "", "timeInForce": "GTC", "cancelReason": "", "cancelSize": "0", "cancelAfter": 0, "triggerDirection": "DOWN",
        "triggerPrice": "66500", "triggerPriceType": "TP", "tpTriggerPrice": "", "tpTriggerPriceType": "", "tpOrderPrice": "",
        "slTriggerPrice": "", "slTriggerPriceType": "", "slOrderPrice": "", "postOnly": False, "tags": "",
        "triggerOrderId": order_id, "orderTime": NS, "updatedTime": NS}
    assert orders.get_order_details(PAIR, "SPOT", order_id=order_id) == row
    assert orders.get_open_order_list("SPOT", order_filter="ADVANCED")["items"] == [row]
    assert ids(orders.get_open_order_list("SPOT", symbol="ETH-USDT", order_filter="ADVANCED")) == []
    assert ids(orders.get_open_order_list("SPOT")) == ids(orders.get_order_history("SPOT")) == []
    usdt_and_btc = ann.unified.account.get_account()["accounts"][0]["currencies"]
    assert {row["hold"] for row in usdt_and_btc} == {"0"}  # nothing is on hold for it


def test_conditional__is_triggered_and_places_an_order(ann, bob, orders, clock):
    up = conditional(orders, PRICE, client_oid="mine")
    down = conditional(orders, "60000")
    clock.advance(5)
    trade(bob, ann, PRICE)
    (placed,) = orders.get_open_order_list("SPOT")["items"]
    assert (placed["clientOid"], placed["price"], placed["status"], placed["orderTime"]) == ("mine", PRICE, 2, NS + 5 * 10**9)
    assert orders.get_order_details(PAIR, "SPOT", client_oid="mine") == placed
    row = orders.get_order_details(PAIR, "SPOT", order_id=up)
    assert (row["status"], row["orderTime"], row["updatedTime"], row["cancelSize"]) == (1, NS, NS + 5 * 10**9, "0")
    assert ids(orders.get_open_order_list("SPOT", order_filter="ADVANCED")) == [down]
    orders.cancel_order(PAIR, "SPOT", client_oid="mine")
    assert ids(orders.get_order_history("SPOT")) == [placed["orderId"], up]
    assert ids(orders.get_order_history("SPOT", order_filter="NORMAL")) == [placed["orderId"]]
    assert ids(orders.get_order_history("SPOT", symbol=PAIR, order_filter="ADVANCED")) == [up]
    assert ids(orders.get_order_history("SPOT", symbol="ETH-USDT")) == []
    first = orders.get_order_history("SPOT", page_size=1)
    assert ids(orders.get_order_history("SPOT", page_size=1, last_id=first["lastId"])) == [up]


def test_conditional__that_cannot_be_paid_is_cancelled(ann, bob, orders):
    order_id = place(orders, "BUY", "1", PRICE, trigger_price=PRICE, trigger_direction="DOWN")
    trade(bob, ann, PRICE)
    row = orders.get_order_details(PAIR, "SPOT", order_id=order_id)
    assert (row["status"], row["cancelSize"], ids(orders.get_open_order_list("SPOT"))) == (5, "1", [])


@pytest.mark.parametrize(("direction", "price", "status"), [
    ("UP", "67700.1", 1), ("UP", "67700.2", 0), ("DOWN", "67700.1", 1), ("DOWN", "67700", 0)])
def test_conditional__is_triggered_at_once_where_the_price_is_there(orders, direction, price, status):
    """The last price is 67700.1."""
    order_id = place(orders, "BUY", "0.01", "61000", trigger_price=price, trigger_direction=direction)
    row = orders.get_order_details(PAIR, "SPOT", order_id=order_id)
    assert (row["status"], row["triggerDirection"], len(ids(orders.get_open_order_list("SPOT")))) == (status, direction, status)


def test_conditional__by_funds(orders):
    order_id = place(orders, "BUY", "100", None, "MARKET", "QUOTECCY", trigger_price=PRICE, trigger_direction="DOWN")
    row = orders.get_order_details(PAIR, "SPOT", order_id=order_id)
    assert (row["size"], row["sizeUnit"], row["price"]) == ("100", "QUOTECCY", "")


@pytest.mark.parametrize("which", [{"client_oid": "mine"}, {"order_id": 0}])
def test_conditional__cancelled_as_any_order(orders, which, clock):
    order_id = conditional(orders, client_oid="mine")
    clock.advance(3)
    which = {name: value or order_id for name, value in which.items()}
    assert orders.cancel_order(PAIR, "SPOT", **which) == {
        "tradeType": "SPOT", "orderId": order_id, "clientOid": "mine", "ts": NS + 3 * 10**9}
    row = orders.get_order_details(PAIR, "SPOT", order_id=order_id)
    assert (row["status"], row["cancelSize"], row["updatedTime"]) == (5, "0.01", NS + 3 * 10**9)
    assert ids(orders.get_order_history("SPOT", order_filter="ADVANCED")) == [order_id]


def test_conditional__cancelled_by_client_id_after_the_order_that_is_open(orders):
    waiting, standing = conditional(orders, client_oid="mine"), place(orders, "BUY", "0.01", "61000", client_oid="mine")
    assert [orders.cancel_order(PAIR, "SPOT", client_oid="mine")["orderId"] for _ in range(2)] == [standing, waiting]


def test_conditional__cancelled_in_batches(orders):
    waiting = [conditional(orders) for _ in range(3)]
    standing = place(orders, "BUY", "0.01", "61000")
    answer = orders.batch_cancel_orders_by_id([{"symbol": PAIR, "orderId": waiting[0]}], "SPOT")
    assert [(row["orderId"], row["code"]) for row in answer["items"]] == [(waiting[0], "200000")]
    assert ids(orders.batch_cancel_orders_by_symbol(PAIR, "SPOT", "ADVANCED")) == waiting[1:]
    assert ids(orders.get_open_order_list("SPOT")) == [standing]


def test_conditional__the_classic_account_does_not_see_it(ann, orders):
    order_id = conditional(orders)
    assert ann.spot.stop_order.get_stop_orders_list()["items"] == []
    assert ann.spot.stop_order.batch_cancel_stop_order()["cancelledOrderIds"] == []
    with pytest.raises(errors.ApiError):
        ann.spot.stop_order.cancel_stop_order_by_order_id(order_id)
    assert ids(orders.get_open_order_list("SPOT", order_filter="ADVANCED")) == [order_id]


# --- what rows are made of ---


@pytest.mark.parametrize(("kept", "filled", "cancelled", "number"), [
    ("open", 0, 0, 2), ("open", 1, 0, 4), ("done", 2, 0, 3), ("done", 0, 2, 5), ("done", 1, 1, 6)])
def test_status__as_a_number(kept, filled, cancelled, number):
    order = Order("1", 7, PAIR, "buy", "limit", status=kept, deal_size=Decimal(filled), cancelled_size=Decimal(cancelled))
    assert status(order) == number


def test_average__of_what_is_filled():
    assert (average(Decimal(10), Decimal(3)), average(Decimal(0), Decimal(0))) == ("3.33333333", "0")


def test_translated__the_first_that_fits():
    codes = (("1", "A", "11"), ("1", "", "12"))
    for refusal, code in ((Refused("1", "A b"), "11"), (Refused("1", "B"), "12"), (Refused("2", "A"), "2")):
        with pytest.raises(Refused) as refused, translated(codes):
            raise refusal
        assert (refused.value.code, refused.value.message) == (code, refusal.message)
