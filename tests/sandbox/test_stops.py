"""Orders that wait for the last price: when they are triggered, what they do then, and how the halves of an OCO order end
each other."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.exchange import SECOND, Exchange, OrderChanged, Refused
from kucoin_ref.sandbox.market import SYMBOLS
from kucoin_ref.sandbox.stops import CLASSIC, UNIFIED, StopOrderChanged, kind_of

NOW = 1730000000 * SECOND
ANN, BOB = 7, 8
PAIR = "BTC-USDT"


@pytest.fixture
def told():
    return []


@pytest.fixture
def exchange(told):
    """The last price is 100; Bob asks for 101 and bids 99, a hundred each."""
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {}, {"USDT": D("10000"), "BTC": D("10")}, NOW)
    exchange.open_account(BOB, {}, {"USDT": D("100000"), "BTC": D("1000")}, NOW)
    for side, price in (("sell", "101"), ("buy", "99")):
        exchange.place(BOB, order(side, "100", price), NOW)
    trade_at(exchange, "100")
    told.clear()
    return exchange


def order(side, size, price=None, **more):
    kind = {"type": "market"} if price is None else {"type": "limit", "price": price}
    return {"symbol": PAIR, "side": side, "size": size, **kind, **more}


def stop(side, size, stop_price, price=None, **more):
    return order(side, size, price, stopPrice=stop_price, **more)


def oco(side, price, stop_price, limit_price, **more):
    return {"symbol": PAIR, "side": side, "size": "1", "price": price, "stopPrice": stop_price, "limitPrice": limit_price,
            "clientOid": "oco", **more}


def trade_at(exchange, price):
    """Bob trades a little with himself, so that this is the last price."""
    exchange.place(BOB, order("sell", "0.01", price), NOW)
    exchange.place(BOB, order("buy", "0.01", price, timeInForce="IOC"), NOW)
    for rest in exchange.open_orders(BOB):
        if rest.price == D(price) and rest.size == D("0.01"):
            exchange.cancel(BOB, PAIR, NOW, order_id=rest.id)


def changes(told):
    return [(event.type, event.order.id, event.order.status, event.success) for event in told
            if isinstance(event, StopOrderChanged)]


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.message


def funds(exchange, uid):
    rows = {row.currency: row for row in exchange.accounts.balances(uid) if row.account == "trade"}
    return rows["USDT"].available, rows["USDT"].hold, rows["BTC"].available, rows["BTC"].hold


# --- waiting ---


def test_unified__apart_from_the_classic_ones(exchange):
    exchange.deposit(ANN, "unified", "USDT", D("100"), NOW)
    waiting, gone = (exchange.stops.place(ANN, stop("buy", "1", "90", "90"), NOW, account="unified") for _ in range(2))
    exchange.stops.cancel(ANN, NOW + 3, order_id=gone.id, kinds=UNIFIED)
    assert (exchange.stops.waiting(ANN, UNIFIED), exchange.stops.ended(ANN, UNIFIED)) == ([waiting], [gone])
    assert (exchange.stops.waiting(ANN, CLASSIC), exchange.stops.ended(ANN, CLASSIC)) == ([], [])
    assert (waiting.active, waiting.updated_at, gone.active, gone.updated_at) == (True, NOW, False, NOW + 3)
    assert (gone.symbol, gone.side, gone.client_oid, gone.created_at) == (PAIR, "buy", None, NOW)


def test_place__waits_and_holds_nothing(exchange, told):
    made = exchange.stops.place(ANN, stop("sell", "1", "98", "97.5", clientOid="mine"), NOW + 5)
    assert (made.id[:2], len(made.id), made.status, made.stop, made.stop_price) == ("vs", 24, "NEW", "loss", D("98"))
    assert (made.order.price, made.order.size, made.order.client_oid, made.order.created_at) == (D("97.5"), D(1), "mine", NOW + 5)
    assert [type(event) for event in told] == [StopOrderChanged]
    assert (changes(told), told[0].time) == ([("open", made.id, "NEW", None)], NOW + 5)
    assert exchange.stops.waiting(ANN) == exchange.stops.orders(ANN) == [made]
    assert (funds(exchange, ANN), exchange.open_orders(ANN)) == ((D("10000"), D(0), D("10"), D(0)), [])


@pytest.mark.parametrize("stop_price, given, made", [
    ("99.9", None, "loss"), ("100", None, "entry"), ("100.1", None, "entry"), ("99.9", "loss", "loss"), ("100.1", "entry", "entry")])
def test_place__the_side_that_the_price_must_come_from(exchange, stop_price, given, made):
    assert exchange.stops.place(ANN, stop("buy", "1", stop_price, "90", stop=given), NOW).stop == made


def test_place__there_already_is_triggered_at_once(exchange, told):
    made = exchange.stops.place(ANN, stop("buy", "1", "110", stop="loss"), NOW)
    assert (made.status, made.triggered_at) == ("TRIGGERED", NOW)
    assert exchange.order(ANN, PAIR, order_id=made.placed_id).deal_funds == D("101")
    assert changes(told) == [("open", made.id, "NEW", None), ("triggered", made.id, "TRIGGERED", True)]


def test_place__before_the_first_trade():
    exchange = Exchange(SYMBOLS, lambda event: None)
    exchange.open_account(ANN, {}, {"USDT": D("10")}, NOW)
    assert exchange.stops.place(ANN, stop("buy", "1", "98", "97"), NOW).stop == "loss"


@pytest.mark.parametrize("change, refused", [
    ({"stopPrice": "0"}, ("400100", "stopPrice must be a positive decimal.")),
    ({"stopPrice": "98.01"}, ("600100", "Price increment invalid.")),
    ({"stop": "up"}, ("400100", "stop must be loss or entry.")),
    ({"symbol": "X-Y"}, ("900001", "Symbol not exists")),
    ({"size": "0.000001"}, ("400100", "Order size below the minimum requirement.")),
    ({"clientOid": "a/b"}, ("400100", "clientOid must be up to 40 letters, digits, _ or -.")),
])
def test_place__refused(exchange, told, change, refused):
    assert refusal(exchange.stops.place, ANN, {**stop("sell", "1", "98", "97"), **change}, NOW) == refused
    assert (told, exchange.stops.waiting(ANN)) == ([], [])


def test_place__client_oid_of_a_waiting_order(exchange):
    exchange.stops.place(ANN, stop("sell", "1", "98", "97", clientOid="mine"), NOW)
    again = stop("sell", "1", "96", "95", clientOid="mine")
    assert refusal(exchange.stops.place, ANN, again, NOW) == ("102426", "Duplicate client order id")
    exchange.stops.place(BOB, again, NOW)
    exchange.stops.cancel(ANN, NOW, client_oid="mine")
    assert exchange.stops.place(ANN, again, NOW).status == "NEW"


def test_place__twenty_on_a_pair(exchange):
    for _ in range(20):
        exchange.stops.place(ANN, stop("sell", "1", "98", "97"), NOW)
    assert refusal(exchange.stops.place, ANN, stop("sell", "1", "98", "97"), NOW)[0] == "200003"
    exchange.stops.place(ANN, dict(stop("sell", "1", "98", "97"), symbol="ETH-USDT"), NOW)
    exchange.stops.place(ANN, stop("sell", "1", "98", "97"), NOW, account="margin")
    exchange.stops.place_oco(ANN, oco("sell", "110", "90", "89"), NOW)
    assert len(exchange.stops.waiting(ANN)) == 23


# --- triggered ---


@pytest.mark.parametrize("kind, not_yet, then", [("loss", "98.1", "98"), ("loss", "98.1", "90"), ("entry", "101.9", "102"),
                                                 ("entry", "101.9", "110")])
def test_trigger__at_or_beyond_the_stop_price(exchange, kind, not_yet, then):
    for each in exchange.open_orders(BOB):
        exchange.cancel(BOB, PAIR, NOW, order_id=each.id)
    made = exchange.stops.place(ANN, stop("buy", "1", "98" if kind == "loss" else "102", "95", stop=kind), NOW)
    trade_at(exchange, not_yet)
    assert made.status == "NEW"
    trade_at(exchange, then)
    assert made.status == "TRIGGERED"
    placed = exchange.order(ANN, PAIR, order_id=made.placed_id)
    assert (placed.price, placed.held, placed.in_book, placed.stop, placed.stop_price) == (
        D("95"), D("95.095"), True, kind, made.stop_price)


def test_trigger__tells_the_order_after_the_trade_that_caused_it(exchange, told):
    made = exchange.stops.place(ANN, stop("sell", "1", "99", clientOid="mine", remark="r"), NOW)
    told.clear()
    causing = exchange.place(BOB, order("sell", "0.5", "99"), NOW + 3)
    placed = exchange.order(ANN, PAIR, client_oid="mine")
    steps = [(event.order.id, event.type) for event in told if isinstance(event, (OrderChanged, StopOrderChanged))]
    mine = [step for step in steps if step[0] in (made.id, placed.id)]
    assert mine == [(placed.id, "received"), (placed.id, "match"), (placed.id, "filled"), (made.id, "triggered")]
    assert steps.index((causing.id, "filled")) < steps.index((placed.id, "received"))
    assert (placed.deal_funds, placed.remark, placed.created_at, made.triggered_at) == (D("99"), "r", NOW + 3, NOW + 3)
    assert exchange.stops.waiting(ANN) == [] and exchange.stops.orders(ANN) == [made]


def test_trigger__without_the_balance_it_is_gone(exchange, told):
    made = exchange.stops.place(ANN, stop("sell", "11", "99"), NOW)
    exchange.place(BOB, order("sell", "0.5", "99"), NOW)
    assert changes(told)[-1] == ("triggered", made.id, "CANCELLED", False)
    assert (exchange.stops.orders(ANN), exchange.open_orders(ANN), funds(exchange, ANN)[3]) == ([], [], D(0))


def test_trigger__one_sets_off_the_next(exchange):
    exchange.place(BOB, order("buy", "50", "90"), NOW)
    first = exchange.stops.place(BOB, stop("sell", "120", "99"), NOW)
    second = exchange.stops.place(ANN, stop("sell", "1", "95"), NOW)
    exchange.place(BOB, order("sell", "0.5", "99"), NOW)
    assert (first.status, second.status) == ("TRIGGERED", "TRIGGERED")
    assert exchange.order(ANN, PAIR, order_id=second.placed_id).deal_funds == D("90")


def test_trigger__every_trade_of_a_sweep_counts(exchange):
    trade_at(exchange, "100.5")
    made = exchange.stops.place(ANN, stop("buy", "1", "100", "95"), NOW)
    exchange.place(BOB, order("sell", "0.01", "100"), NOW)
    exchange.place(BOB, order("buy", "50", "101"), NOW)
    assert (exchange.last_trade(PAIR).price, made.stop, made.status) == (D("101"), "loss", "TRIGGERED")


def test_trigger__oldest_first(exchange):
    made = [exchange.stops.place(ANN, stop("sell", "1", price), NOW) for price in ("98", "99", "98.5")]
    exchange.cancel_all(BOB, NOW)
    trade_at(exchange, "97")
    numbers = [exchange.order(ANN, PAIR, order_id=each.placed_id).id for each in made]
    assert numbers == sorted(numbers)


def test_trigger__by_an_altered_order(exchange):
    made = exchange.stops.place(ANN, stop("sell", "1", "99"), NOW)
    resting = exchange.place(BOB, order("sell", "1", "105"), NOW)
    exchange.modify(BOB, PAIR, NOW, order_id=resting.id, new_price="99")
    assert made.status == "TRIGGERED"


def test_trigger__gtt_counts_from_then(exchange):
    made = exchange.stops.place(ANN, stop("buy", "1", "99", "50", timeInForce="GTT", cancelAfter=10), NOW)
    exchange.place(BOB, order("sell", "0.5", "99"), NOW + 60 * SECOND)
    placed = exchange.order(ANN, PAIR, order_id=made.placed_id)
    exchange.advance(NOW + 70 * SECOND - 1)
    assert placed.active
    exchange.advance(NOW + 70 * SECOND)
    assert not placed.active


def test_trigger__on_the_account_it_was_placed_for(exchange):
    exchange.deposit(ANN, "margin", "BTC", D("5"), NOW)
    made = exchange.stops.place(ANN, stop("sell", "1", "99", "105"), NOW, account="margin")
    exchange.place(BOB, order("sell", "0.5", "99"), NOW)
    assert exchange.order(ANN, PAIR, order_id=made.placed_id, account="margin").held == D(1)
    assert (made.kind, exchange.stops.orders(ANN), exchange.stops.orders(ANN, ("MARGIN_TRADE",))) == ("MARGIN_TRADE", [], [made])


def test_kind_of():
    assert [kind_of(name) for name in ("trade", "margin", "isolated:BTC-USDT")] == [
        "TRADE", "MARGIN_TRADE", "MARGIN_ISOLATED_TRADE"]


# --- cancelled ---


def test_cancel__by_id_and_by_client_oid(exchange, told):
    first = exchange.stops.place(ANN, stop("sell", "1", "98"), NOW)
    second = exchange.stops.place(ANN, stop("sell", "1", "98", clientOid="mine"), NOW)
    told.clear()
    assert exchange.stops.cancel(ANN, NOW + 1, order_id=first.id) == [first]
    assert exchange.stops.cancel(ANN, NOW + 1, client_oid="mine") == [second]
    assert changes(told) == [("cancel", first.id, "CANCELLED", None), ("cancel", second.id, "CANCELLED", None)]
    exchange.place(BOB, order("sell", "200", "90"), NOW)
    assert (first.placed_id, second.placed_id, exchange.stops.orders(ANN)) == (None, None, [])


def test_cancel__unknown_gone_or_somebody_elses(exchange):
    made = exchange.stops.place(ANN, stop("sell", "1", "98", clientOid="mine"), NOW)
    gone = ("400100", "order_not_exist_or_not_allow_to_cancel")
    assert refusal(exchange.stops.cancel, BOB, NOW, order_id=made.id) == gone
    assert refusal(exchange.stops.cancel, ANN, NOW, order_id=made.id, kinds=("MARGIN_TRADE",)) == gone
    assert refusal(exchange.stops.cancel, ANN, NOW) == gone
    exchange.stops.cancel(ANN, NOW, order_id=made.id)
    assert refusal(exchange.stops.cancel, ANN, NOW, order_id=made.id) == gone


def test_cancel_all__of_a_symbol_of_ids_or_all(exchange):
    first, second = (exchange.stops.place(ANN, stop("sell", "1", "98"), NOW) for _ in range(2))
    third = exchange.stops.place(ANN, dict(stop("sell", "1", "98", "97"), symbol="ETH-USDT"), NOW)
    pair = exchange.stops.place_oco(ANN, oco("sell", "110", "90", "89"), NOW)
    assert exchange.stops.cancel_all(ANN, NOW, symbol="ETH-USDT") == [third]
    assert exchange.stops.cancel_all(ANN, NOW, order_ids=[first.id, "x"]) == [first]
    assert exchange.stops.cancel_all(ANN, NOW) == [second]
    assert exchange.stops.oco_status(pair) == "NEW"


# --- OCO ---


@pytest.mark.parametrize("side, price, stop_price, limit_price, stops", [
    ("sell", "105", "95", "94", ("e_l_o", "l_s_o")), ("buy", "95", "105", "106", ("l_l_o", "e_s_o"))])
def test_oco__two_orders_wait(exchange, told, side, price, stop_price, limit_price, stops):
    made = exchange.stops.place_oco(ANN, oco(side, price, stop_price, limit_price), NOW)
    assert [(half.stop, half.order.price, half.stop_price, half.oco_id) for half in made.halves] == [
        (stops[0], D(price), D(price), made.id), (stops[1], D(limit_price), D(stop_price), made.id)]
    assert (made.symbol, made.client_oid, made.created_at, exchange.stops.oco_status(made)) == (PAIR, "oco", NOW, "NEW")
    assert [what for what, *_ in changes(told)] == ["open", "open"]
    assert exchange.stops.oco(ANN, order_id=made.id) is exchange.stops.oco(ANN, client_oid="oco") is made
    assert funds(exchange, ANN) == (D("10000"), D(0), D("10"), D(0))


@pytest.mark.parametrize("price, limit, placed_price", [("105", 0, "105"), ("95", 1, "94")])
def test_oco__the_half_that_is_triggered_cancels_the_other(exchange, told, price, limit, placed_price):
    exchange.cancel_all(BOB, NOW)
    made = exchange.stops.place_oco(ANN, oco("sell", "105", "95", "94"), NOW)
    half, other = made.halves[limit], made.halves[1 - limit]
    told.clear()
    trade_at(exchange, price)
    assert changes(told) == [("cancel", other.id, "CANCELLED", None), ("triggered", half.id, "TRIGGERED", True)]
    placed = exchange.order(ANN, PAIR, order_id=half.placed_id)
    assert (placed.price, placed.client_oid, exchange.stops.oco_status(made)) == (D(placed_price), "oco", "TRIGGERED")
    exchange.place(BOB, order("buy", "1"), NOW)
    assert exchange.stops.oco_status(made) == "DONE"
    assert exchange.stops.waiting(ANN) == []


def test_oco__both_due_in_one_sweep(exchange):
    exchange.cancel_all(BOB, NOW)
    made = exchange.stops.place_oco(ANN, oco("sell", "101", "99", "98"), NOW)
    for price in ("99", "101"):
        exchange.place(BOB, order("sell", "1", price), NOW)
    exchange.place(BOB, order("buy", "2", "101"), NOW)
    assert [half.status for half in made.halves] == ["CANCELLED", "TRIGGERED"]


def test_oco__without_the_balance_it_is_cancelled(exchange):
    made = exchange.stops.place_oco(ANN, oco("sell", "101", "90", "89", size="50"), NOW)
    exchange.place(BOB, order("buy", "1", "101"), NOW)
    assert (exchange.stops.oco_status(made), exchange.open_orders(ANN)) == ("CANCELLED", [])


@pytest.mark.parametrize("side, price, stop_price", [
    ("sell", "95", "105"), ("sell", "105", "100"), ("sell", "100", "95"), ("buy", "105", "95"), ("buy", "100", "105"),
    ("sell", "105", "105"), ("buy", "95", "99")])
def test_oco__on_the_wrong_sides_of_the_market(exchange, side, price, stop_price):
    assert refusal(exchange.stops.place_oco, ANN, oco(side, price, stop_price, "94"), NOW) == (
        "400100", "price not in the given range! The last price must be between price and stopPrice.")


def test_oco__cancelled_as_one(exchange, told):
    for cancel in (lambda made: exchange.stops.cancel_oco(ANN, NOW, order_id=made.id),
                   lambda made: exchange.stops.cancel_oco(ANN, NOW, client_oid="oco"),
                   lambda made: exchange.stops.cancel(ANN, NOW, order_id=made.halves[1].id),
                   lambda made: exchange.stops.cancel_all_ocos(ANN, NOW),
                   lambda made: exchange.stops.cancel_all_ocos(ANN, NOW, symbol=PAIR, order_ids=[made.id])):
        made = exchange.stops.place_oco(ANN, oco("sell", "105", "95", "94"), NOW)
        assert cancel(made) == list(made.halves)
        assert exchange.stops.oco_status(made) == "CANCELLED"
        assert refusal(exchange.stops.cancel_oco, ANN, NOW, order_id=made.id) == (
            "400100", "order_not_exist_or_not_allow_to_cancel")


def test_oco__client_oid_twice_and_twenty(exchange):
    exchange.stops.place_oco(ANN, oco("sell", "105", "95", "94"), NOW)
    assert refusal(exchange.stops.place_oco, ANN, oco("sell", "105", "95", "94"), NOW)[0] == "102426"
    for number in range(19):
        exchange.stops.place_oco(ANN, oco("sell", "105", "95", "94", clientOid=f"oco-{number}"), NOW)
    assert refusal(exchange.stops.place_oco, ANN, oco("sell", "105", "95", "94", clientOid="more"), NOW)[0] == "200003"
    assert exchange.stops.place(ANN, stop("sell", "1", "98"), NOW).status == "NEW"
