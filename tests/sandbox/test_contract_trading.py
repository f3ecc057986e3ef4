"""Orders for contracts: what they hold, how they meet, what makes them wait; all of it together in a random run."""

import random
from collections import Counter
from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_orders import ContractOrder, ContractOrderChanged, ContractStopChanged
from kucoin_ref.sandbox.contract_positions import PositionChanged, Wallet
from kucoin_ref.sandbox.matching import LevelChanged, Refused, Trade

PAIR, INVERSE = "XBTUSDTM", "XBTUSDM"
ANN, BOB, EVE = 7, 8, 9


def outcome(order):
    return order.status, order.deal_size, order.cancelled_size, order.held


def steps(pit, order):
    return [(event.type, event.status) for event in pit.events(ContractOrderChanged) if event.order.id == order.id]


def lots(pit, uid, side="BOTH"):
    position = pit.position(uid, side=side)
    return position.lots if position else 0


# Resting and holding

def test_place__holds_margin_and_fee_of_what_would_open(pit):
    order = pit.place(ANN, "buy", 10, "60000", clientOid="mine")
    assert order == ContractOrder(
        id="234125150956625920", uid=ANN, symbol=PAIR, side="buy", type="limit", price=D(60000), size=D(10),
        client_oid="mine", created_at=pit.now, updated_at=pit.now, held=D("60.36"), in_book=True, account="contract",
        leverage=D(10), opening=D(10), dearest=D(60000))
    assert pit.money(ANN) == (D("9939.64"), D("60.36"))
    assert [type(event).__name__ for event in pit.told] == [
        "BalanceChanged", "LevelChanged", "ContractOrderChanged"]
    assert pit.told[1] == LevelChanged(PAIR, "buy", D(60000), D(10), 1, pit.now)
    assert steps(pit, order) == [("open", "open")]


def test_cancel__gives_the_hold_back(pit):
    order = pit.place(ANN, "buy", 10, "60000")
    assert pit.futures.cancel(ANN, pit.now, order_id=order.id) is order
    assert outcome(order) == ("done", 0, 10, 0)
    assert pit.money(ANN) == (D(10000), D(0))
    assert steps(pit, order) == [("open", "open"), ("canceled", "done")]
    assert pit.refusal(pit.futures.cancel, ANN, pit.now, order_id=order.id) == "100004"


def test_cancel__by_contract_and_client_id(pit):
    pit.place(ANN, "buy", 1, "60000", clientOid="a")
    other = pit.place(ANN, "buy", 1, "60000", symbol=INVERSE, clientOid="b")
    assert pit.refusal(pit.futures.cancel, ANN, pit.now, symbol=PAIR, client_oid="b") == "100004"
    assert pit.futures.cancel(ANN, pit.now, symbol=INVERSE, client_oid="b") is other
    assert pit.refusal(pit.futures.cancel, BOB, pit.now, symbol=PAIR, client_oid="a") == "100004"


def test_cancel_all__of_one_contract_or_all_and_stop_orders_apart(pit):
    first, second = pit.place(ANN, "buy", 1, "59000"), pit.place(ANN, "buy", 1, "60000", symbol=INVERSE)
    stop = pit.place(ANN, "buy", 1, "60000", stop="up", stopPrice="61000", stopPriceType="TP")
    assert pit.futures.cancel_all(ANN, pit.now, PAIR) == [first]
    assert pit.futures.cancel_all(ANN, pit.now) == [second]
    assert pit.futures.cancel_all(ANN, pit.now, stops=True) == [stop]
    assert pit.futures.closed_orders(ANN) == [stop, second, first]


def test_order__by_either_id(pit):
    order = pit.place(ANN, "buy", 1, "60000", clientOid="a")
    assert pit.futures.order(ANN, order_id=order.id) is pit.futures.order(ANN, client_oid="a") is order
    assert pit.refusal(pit.futures.order, BOB, order_id=order.id) == "100001"


# Amending

def amended(pit, order, uid=ANN, **changes):
    pit.told.clear()
    assert pit.futures.amend(uid, changes, pit.now, order_id=order.id) is order
    return [(type(event).__name__, getattr(event, "type", None)) for event in pit.told]


def queue(pit, side):
    return [(order.client_oid, order.price, order.remain_size) for order in pit.futures.market(PAIR).book.makers(side)]


def test_amend__a_smaller_size_keeps_its_place(pit):
    order = pit.place(ANN, "buy", 10, "60000", clientOid="a")
    pit.place(BOB, "buy", 5, "60000", clientOid="b")
    pit.now += 7
    assert amended(pit, order, size="4") == [
        ("LevelChanged", None), ("BalanceChanged", None), ("ContractOrderChanged", "update")]
    assert (order.size, order.held, order.updated_at, pit.told[-1].old_size) == (D(4), D("24.144"), pit.now, D(10))
    assert pit.money(ANN) == (D("9975.856"), D("24.144"))
    assert queue(pit, "sell") == [("a", D(60000), D(4)), ("b", D(60000), D(5))]


@pytest.mark.parametrize("changes, expected", [
    ({"size": "12"}, [("b", 60000, 5), ("a", 60000, 12)]),
    ({"price": "60010"}, [("a", 60010, 10), ("b", 60000, 5)]),
    ({"price": "59990", "qty": "0.002"}, [("b", 60000, 5), ("a", 59990, 2)]),
    ({"price": "60000"}, [("a", 60000, 10), ("b", 60000, 5)]),
])
def test_amend__another_price_or_a_larger_size_goes_to_the_end(pit, changes, expected):
    order = pit.place(ANN, "buy", 10, "60000", clientOid="a")
    pit.place(BOB, "buy", 5, "60000", clientOid="b")
    amended(pit, order, **changes)
    assert queue(pit, "sell") == expected
    assert order.held == order.remain_size * order.price * D("0.001") * D("0.1006") == pit.money(ANN)[1]
    assert_events_tell_the_levels(pit, expected)


def assert_events_tell_the_levels(pit, expected):
    told = {event.price: event.size for event in pit.told if isinstance(event, LevelChanged)}
    for price, size in told.items():
        assert size == sum(left for _, at, left in expected if at == price)


def test_amend__what_is_filled_counts(pit):
    order = pit.place(ANN, "buy", 10, "60000")
    pit.place(BOB, "sell", 4, "60000")
    amended(pit, order, size="6")
    assert (order.size, order.deal_size, order.remain_size) == (D(6), D(4), D(2))
    assert pit.refusal(pit.futures.amend, ANN, {"size": "4"}, pit.now, order_id=order.id) == "100001"
    pit.place(BOB, "sell", 2, "60000")
    assert outcome(order) == ("done", 6, 0, 0)


def test_amend__a_price_that_meets_somebody_trades(pit):
    order = pit.place(ANN, "buy", 10, "60000")
    pit.place(BOB, "sell", 4, "60100")
    amended(pit, order, price="60100")
    assert (order.deal_size, order.deal_funds, order.price, order.fee) == (D(4), D("240.4"), D(60100), D("0.14424"))
    assert steps(pit, order) == [("update", "open"), ("match", "match")]
    assert queue(pit, "sell") == [(None, D(60100), D(6))]


def test_amend__triggers_of_an_order_that_is_not_filled(pit):
    order = pit.place(ANN, "buy", 10, "60000", triggerStopUpPrice="61000", stopPriceType="TP")
    assert amended(pit, order, triggerStopDownPrice="59000") == [("ContractOrderChanged", "update")]
    assert (order.up_price, order.down_price, order.stop_price_type) == (D(61000), D(59000), "TP")
    pit.place(BOB, "sell", 4, "60000")
    assert [stop.stop_price for stop in pit.futures.waiting_orders(ANN)] == [D(59000), D(61000)]
    assert pit.refusal(pit.futures.amend, ANN, {"triggerStopUpPrice": "62000"}, pit.now, order_id=order.id) == "100001"


@pytest.mark.parametrize("code, changes", [
    ("100001", {"price": "60000.05"}), ("100001", {"size": "1.5"}), ("400100", {"size": "0"}), ("400100", {"price": "-1"}),
    ("300011", {"price": "70000"}), ("300003", {"size": "1660"}), ("300005", {"size": "9000"}), ("100001", {"price": "60100"})])
def test_amend__refused_and_nothing_happened(pit, code, changes):
    order = pit.place(ANN, "buy", 10, "60000", postOnly=True)
    pit.place(BOB, "sell", 1, "60100")
    before = vars(order).copy()
    pit.told.clear()
    assert pit.refusal(pit.futures.amend, ANN, changes, pit.now, order_id=order.id) == code
    assert (vars(order), pit.told) == (before, [])


def test_amend__only_what_is_in_the_book(pit):
    order = pit.place(ANN, "buy", 10, "60000", clientOid="a")
    stop = pit.place(ANN, "buy", 1, "60000", stop="up", stopPrice="61000", stopPriceType="TP")
    for which in ({"order_id": stop.id}, {"order_id": "1"}, {"order_id": order.id, "symbol": INVERSE},
                  {"client_oid": "a", "symbol": INVERSE}):
        assert pit.refusal(pit.futures.amend, ANN, {"size": "1"}, pit.now, **which) == "100004"
    assert pit.refusal(pit.futures.amend, BOB, {"size": "1"}, pit.now, order_id=order.id) == "100004"
    assert pit.futures.amend(ANN, {"size": "1"}, pit.now, client_oid="a", symbol=PAIR) is order


def test_amend__may_use_what_the_order_holds(pit):
    """10000 USDT hold some 1650 lots at this price: the order alone, not the order and its successor."""
    order = pit.place(ANN, "buy", 1600, "60000")
    amended(pit, order, size="1650")
    assert pit.money(ANN)[1] == order.held == D(1650) * 60 * D("0.1006")


def test_amend__closes_with_the_same_lots_still(pit):
    pit.place(BOB, "sell", 10, "60000")
    pit.place(ANN, "buy", 10, "60000")
    closing = pit.place(ANN, "sell", 10, "61000")
    amended(pit, closing, price="61500")
    assert (closing.opening, closing.held) == (0, 0)
    amended(pit, closing, size="12")
    assert (closing.opening, closing.held) == (2, D("12.3738"))


# Matching

def test_match__both_sides_of_a_trade(pit):
    maker = pit.place(BOB, "sell", 10, "60000")
    pit.told.clear()
    taker = pit.place(ANN, "buy", 4, "60100", leverage=20)
    trade = Trade(PAIR, 1784277229880, 2, D(60000), D(4), "buy", maker.id, taker.id, pit.now)
    assert pit.events(Trade) == [trade] and pit.futures.market(PAIR).tape.last() == trade
    assert (outcome(taker), taker.deal_funds, taker.fee) == (("done", 4, 0, 0), D(240), D("0.144"))
    assert outcome(maker) == ("open", 4, 0, D("36.216"))
    assert pit.money(ANN) == (D(10000) - D("0.144") - 12, D(12))
    assert pit.money(BOB) == (D(10000) - D("0.048") - 24 - D("36.216"), D("60.216"))
    assert pit.accounts.fees == {"USDT": D("0.192")}
    assert [(e.order.id, e.type, e.status, e.liquidity, e.trade) for e in pit.events(ContractOrderChanged)] == [
        (maker.id, "match", "open", "maker", trade), (taker.id, "match", "match", "taker", trade),
        (taker.id, "filled", "done", None, None)]
    fill = pit.futures.fills(ANN)[0]
    assert (fill.order_id, fill.value, fill.open_fee, fill.close_fee, fill.fee_rate, fill.liquidity) == (
        taker.id, D(240), D("0.144"), 0, D("0.0006"), "taker")


def test_match__a_dearer_price_than_the_order_names_is_paid_for(pit):
    """A sell order that meets a higher bid opens a position of a higher value than its own price says."""
    pit.place(BOB, "buy", 10, "60000")
    order = pit.place(ANN, "sell", 20, "59000")
    assert order.held == D(59) + D("0.354")
    assert pit.position(ANN).margin == D(60)


def test_market__takes_what_there_is_and_cancels_the_rest(pit):
    pit.place(BOB, "sell", 3, "60000")
    order = pit.place(ANN, "buy", 5)
    assert outcome(order) == ("done", 3, 2, 0)
    assert pit.refusal(pit.place, ANN, "buy", 5) == "300008"


def test_ioc__cancels_the_rest(pit):
    pit.place(BOB, "sell", 3, "60000")
    assert outcome(pit.place(ANN, "buy", 5, "60000", timeInForce="IOC")) == ("done", 3, 2, 0)


def test_post_only__that_would_take_is_cancelled_whole(pit):
    pit.place(BOB, "sell", 3, "60000")
    assert outcome(pit.place(ANN, "buy", 5, "60000", postOnly=True)) == ("done", 0, 5, 0)
    assert pit.place(ANN, "buy", 5, "59999.9", postOnly=True).in_book


@pytest.mark.parametrize("stp, old, new", [
    ("CN", ("open", 0, 0), ("done", 0, 3)), ("CO", ("done", 0, 2), ("done", 3, 0)), ("CB", ("done", 0, 2), ("done", 0, 3)),
    (None, ("done", 2, 0), ("done", 3, 0)),
])
def test_stp__each_rule(pit, stp, old, new):
    own = pit.place(ANN, "sell", 2, "60000")
    pit.place(BOB, "sell", 9, "60001")
    order = pit.place(ANN, "buy", 3, "60001", stp=stp)
    assert (outcome(own)[:3], outcome(order)[:3]) == (old, new)


# Closing

def test_close__needs_no_hold_even_without_a_balance(pit):
    pit.trade(ANN, BOB, 10, "60000")
    pit.accounts.move(ANN, "contract", "USDT", -pit.money(ANN)[0], D(0), "out", {}, pit.now)
    assert pit.refusal(pit.place, ANN, "sell", 10, "60000", forceHold=True) == "300003"
    order = pit.place(ANN, "sell", 10, "60000")
    assert (order.held, order.opening) == (0, 0)
    assert pit.refusal(pit.place, ANN, "sell", 1, "60000") == "300003"
    pit.place(EVE, "buy", 10, "60000")
    assert (lots(pit, ANN), pit.money(ANN)) == (0, (D("59.88"), D(0)))
    assert pit.futures.fills(ANN)[0].close_fee == D("0.12")


def test_close__and_open_the_other_way_with_one_order(pit):
    pit.trade(ANN, BOB, 10, "60000")
    pit.place(EVE, "buy", 15, "61000")
    order = pit.place(ANN, "sell", 15, "61000")
    assert (lots(pit, ANN), order.fee) == (-5, D("0.549"))
    assert (pit.position(ANN).cost, pit.clearing.closed(ANN)[0].gross) == (D(-305), D(10))
    fill = pit.futures.fills(ANN)[0]
    assert (fill.open_fee, fill.close_fee) == (D("0.183"), D("0.366"))


def test_close__cancelled_when_the_position_is_gone_and_there_is_no_money(pit):
    pit.trade(ANN, BOB, 10, "60000")
    order = pit.place(ANN, "sell", 10, "60100")
    pit.place(EVE, "buy", 10, "60000")
    pit.place(ANN, "sell", 10, "60000", forceHold=True)
    pit.accounts.move(ANN, "contract", "USDT", -pit.money(ANN)[0], D(0), "out", {}, pit.now)
    assert (lots(pit, ANN), order.status) == (0, "open")
    taker = pit.place(EVE, "buy", 10, "60100", timeInForce="IOC")
    assert (outcome(order), outcome(taker)) == (("done", 0, 10, 0), ("done", 0, 10, 0))


def test_close__pays_from_the_balance_when_the_position_is_gone(pit):
    pit.trade(ANN, BOB, 10, "60000")
    order = pit.place(ANN, "sell", 10, "60100")
    pit.place(EVE, "buy", 10, "60000")
    pit.place(ANN, "sell", 10, "60000", forceHold=True)
    pit.place(EVE, "buy", 10, "60100")
    assert (order.deal_size, lots(pit, ANN), pit.position(ANN).margin) == (10, -10, D("60.1"))


def test_reduce_only__is_cut_to_the_position(pit):
    pit.trade(ANN, BOB, 10, "60000")
    assert pit.place(ANN, "sell", 25, "60100", reduceOnly=True).size == 10
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", reduceOnly=True) == "300009"
    assert pit.refusal(pit.place, EVE, "sell", 1, "60000", reduceOnly=True) == "300009"


def test_reduce_only__is_cut_again_when_it_meets_somebody(pit):
    pit.trade(ANN, BOB, 10, "60000")
    order = pit.place(ANN, "sell", 10, "60100", reduceOnly=True)
    pit.place(EVE, "buy", 4, "60000")
    pit.place(ANN, "sell", 4, "60000")
    taker = pit.place(EVE, "buy", 10, "60100")
    assert (outcome(order), lots(pit, ANN)) == (("done", 6, 4, 0), 0)
    assert outcome(taker)[:3] == ("open", 6, 0)
    assert ("update", "open") in steps(pit, order)


def test_reduce_only__is_cancelled_with_its_position(pit):
    pit.trade(ANN, BOB, 10, "60000")
    order = pit.place(ANN, "sell", 10, "60100", reduceOnly=True)
    plain = pit.place(ANN, "sell", 10, "60200")
    pit.place(EVE, "buy", 10, "60000")
    pit.place(ANN, "sell", 10, "60000", forceHold=True)
    assert (outcome(order), plain.status) == (("done", 0, 10, 0), "open")


@pytest.mark.parametrize("side", ["buy", "sell"])
def test_close_order__works_out_side_and_size(pit, side):
    buyer, seller = (ANN, BOB) if side == "buy" else (BOB, ANN)
    pit.trade(buyer, seller, 10, "60000")
    pit.place(EVE, "sell" if side == "sell" else "buy", 20, "60000")
    order = pit.place(ANN, "", None, closeOrder=True)
    assert (order.side, order.size, lots(pit, ANN)) == ("sell" if side == "buy" else "buy", 10, 0)
    assert pit.refusal(pit.place, ANN, "", None, closeOrder=True) == "300009"


# Modes

def test_modes__must_be_those_of_the_account(pit):
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", marginMode="CROSS") == "330005"
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", positionSide="LONG") == "330011"
    pit.cross(ANN)
    pit.futures.set_hedged(ANN, True)
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000") == "330005"
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", marginMode="CROSS") == "330012"
    assert pit.place(ANN, "buy", 1, "60000", marginMode="CROSS", positionSide="LONG").in_book


def test_hedge__long_and_short_at_once(pit):
    pit.futures.set_hedged(ANN, True)
    pit.place(BOB, "sell", 10, "60000")
    pit.place(ANN, "buy", 10, "60000", positionSide="LONG")
    pit.place(BOB, "buy", 20, "60000")
    pit.place(ANN, "sell", 4, "60000", positionSide="SHORT")
    assert (lots(pit, ANN, "LONG"), lots(pit, ANN, "SHORT"), lots(pit, ANN)) == (10, -4, 0)
    pit.place(ANN, "sell", 25, "60000", positionSide="LONG")  # cut to the position, as an order that only reduces
    assert (lots(pit, ANN, "LONG"), lots(pit, ANN, "SHORT")) == (0, -4)
    assert pit.refusal(pit.place, ANN, "sell", 1, "60000", positionSide="LONG") == "300009"


def test_leverage__of_cross_orders_is_the_contracts(pit):
    pit.cross(ANN)
    assert pit.place(ANN, "buy", 1, "60000", marginMode="CROSS", leverage=50).leverage == 3


def test_leverage__of_isolated_orders_is_the_last_one_named(pit):
    assert pit.place(ANN, "buy", 1, "60000", leverage=None).leverage == 3
    pit.place(ANN, "buy", 1, "60000", leverage=12)
    assert pit.place(ANN, "buy", 1, "60000", leverage=None).leverage == 12


# Refusals

@pytest.mark.parametrize("code, wrong", [
    ("200003", {"symbol": "NOPE"}), ("300016", {"leverage": 126}), ("300011", {"price": "63010"}),
    ("300012", {"side": "sell", "price": "56990"}), ("300003", {"size": 1400, "leverage": 1}),
    ("300005", {"size": 1700, "leverage": 20}), ("300018", {"clientOid": "there"}), ("100001", {"price": "60000.05"}),
])
def test_place__refused_and_nothing_has_happened(pit, code, wrong):
    pit.place(ANN, "buy", 1, "50000", clientOid="there")
    pit.told.clear()
    values = {"side": "buy", "size": 1, "price": "60000", **wrong}
    assert pit.refusal(pit.place, ANN, **values) == code
    assert pit.told == [] and len(pit.futures.open_orders(ANN)) == 1


def test_check__refuses_the_same_and_does_nothing(pit):
    wanted = {"symbol": PAIR, "side": "buy", "price": "60000", "size": 1, "leverage": 10}
    pit.futures.check(ANN, wanted, pit.now)
    assert pit.refusal(pit.futures.check, ANN, {**wanted, "leverage": 126}, pit.now) == "300016"
    assert (pit.told, pit.futures.open_orders(ANN)) == ([], [])


def test_place__closed_without_an_index(pit):
    pit.clearing.marks.clear()
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000") == "300002"


def test_caps__of_open_and_of_waiting_orders(pit):
    for _ in range(100):
        pit.place(ANN, "buy", 1, "50000")
    assert pit.refusal(pit.place, ANN, "buy", 1, "50000") == "300001"
    assert pit.place(ANN, "buy", 1, "50000", symbol=INVERSE).in_book
    stop = {"stop": "up", "stopPrice": "70000", "stopPriceType": "TP"}
    for _ in range(200):
        pit.place(ANN, "buy", 1, "60000", **stop)
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", **stop) == "300004"


def test_risk_limit__counts_the_position_and_the_other_orders(pit):
    pit.trade(ANN, BOB, 500, "60000", leverage=20)
    pit.place(ANN, "buy", 500, "60000", leverage=20)
    assert pit.refusal(pit.place, ANN, "buy", 700, "60000", leverage=20) == "300005"
    assert pit.place(ANN, "sell", 1500, "61000", leverage=20).in_book  # a third of it would close


def test_client_oid__free_again_when_its_order_is_done(pit):
    pit.futures.cancel(ANN, pit.now, order_id=pit.place(ANN, "buy", 1, "60000", clientOid="a").id)
    again = pit.place(ANN, "buy", 1, "60000", clientOid="a")
    assert pit.futures.order(ANN, client_oid="a") is again


# Stop orders

@pytest.mark.parametrize("stop, price, before, after", [("up", "60500", "60400", "60500"), ("down", "59500", "59600", "59400")])
def test_stop__by_the_last_trade(pit, stop, price, before, after):
    order = pit.place(ANN, "buy", 1, "61000", stop=stop, stopPrice=price, stopPriceType="TP")
    assert (order.waiting, order.held, pit.futures.waiting_orders(ANN)) == (True, 0, [order])
    pit.trade(BOB, EVE, 1, before)
    assert order.waiting
    pit.trade(BOB, EVE, 1, after)
    assert (order.triggered, order.in_book, pit.futures.waiting_orders(ANN)) == (True, True, [])
    assert [event.type for event in pit.events(ContractStopChanged)] == ["open", "triggered"]
    assert steps(pit, order) == [("open", "open")]


@pytest.mark.parametrize("kind, stop_price, index", [("IP", "60500", "60500"), ("MP", "60500.2", "60500")])
def test_stop__by_index_and_mark_price(pit, kind, stop_price, index):
    order = pit.place(ANN, "buy", 1, "61000", stop="up", stopPrice=stop_price, stopPriceType=kind)
    pit.trade(BOB, EVE, 1, "61000")
    pit.index("60499")
    assert order.waiting
    pit.index(index)
    assert order.in_book


def test_stop__cancelled_when_it_may_not_enter(pit):
    order = pit.place(ANN, "sell", 1, None, stop="down", stopPrice="59500", stopPriceType="IP", reduceOnly=True)
    pit.index("59500")
    assert (outcome(order), order.triggered) == (("done", 0, 1, 0), True)
    assert [event.type for event in pit.events(ContractStopChanged)] == ["open", "triggered"]


def test_stop__cancelled_while_it_waits(pit):
    order = pit.place(ANN, "sell", 1, None, stop="down", stopPrice="59500", stopPriceType="IP")
    pit.futures.cancel(ANN, pit.now, order_id=order.id)
    assert (outcome(order), order.triggered) == (("done", 0, 1, 0), False)
    assert [event.type for event in pit.events(ContractStopChanged)] == ["open", "cancel"]
    assert steps(pit, order) == []


def test_stop__that_triggers_another(pit):
    pit.place(BOB, "sell", 1, "60500")
    pit.place(BOB, "sell", 1, "60600")
    first = pit.place(ANN, "buy", 1, None, stop="up", stopPrice="60500", stopPriceType="TP")
    second = pit.place(EVE, "buy", 5, "60600", stop="up", stopPrice="60600", stopPriceType="TP")
    pit.place(EVE, "buy", 1, "60500")
    assert (outcome(first)[:2], second.triggered, second.in_book) == (("done", 1), True, True)


# Take profit and stop loss

@pytest.fixture
def guarded(pit):
    """An order of 10 lots of which 4 are filled, with its two guards."""
    pit.place(BOB, "sell", 4, "60000")
    order = pit.place(ANN, "buy", 10, "60000", triggerStopUpPrice="61000", triggerStopDownPrice="59000", stopPriceType="IP")
    return order


def test_guards__grow_with_what_is_filled(pit, guarded):
    down, up = pit.futures.waiting_orders(ANN)
    assert [(stop.side, stop.type, stop.stop, stop.stop_price, stop.size, stop.reduce_only) for stop in (up, down)] == [
        ("sell", "market", "up", D(61000), 4, True), ("sell", "market", "down", D(59000), 4, True)]
    pit.place(BOB, "sell", 5, "60000")
    assert (up.size, down.size, len(pit.futures.waiting_orders(ANN))) == (9, 9, 2)


@pytest.mark.parametrize("index, way", [("61000", "up"), ("59000", "down")])
def test_guards__one_closes_the_position_and_takes_the_other_along(pit, guarded, index, way):
    pit.futures.cancel(ANN, pit.now, order_id=guarded.id)
    pit.place(BOB, "buy", 9, "58990")
    pit.index(index)
    assert (lots(pit, ANN), pit.futures.waiting_orders(ANN)) == (0, [])
    closing = pit.futures.order(ANN, order_id=pit.futures.fills(ANN)[0].order_id)
    assert (closing.stop, closing.deal_size) == (way, 4)


def test_guards__cancelled_together(pit, guarded):
    pit.futures.cancel(ANN, pit.now, order_id=pit.futures.waiting_orders(ANN)[0].id)
    assert pit.futures.waiting_orders(ANN) == []


def test_guards__go_with_the_position(pit, guarded):
    pit.futures.cancel(ANN, pit.now, order_id=guarded.id)
    own = pit.place(ANN, "sell", 1, None, stop="down", stopPrice="59000", stopPriceType="IP", reduceOnly=True)
    pit.place(BOB, "buy", 4, "60000")
    pit.place(ANN, "sell", 4, "60000")
    assert pit.futures.waiting_orders(ANN) == [own]


# Wallet

def test_wallet__everything_in_one_currency(pit):
    pit.trade(ANN, BOB, 10, "60000")
    pit.cross(ANN, symbol="ETHUSDTM")
    pit.place(BOB, "sell", 10, "2500", symbol="ETHUSDTM")
    pit.place(ANN, "buy", 10, "2500", symbol="ETHUSDTM", marginMode="CROSS")
    pit.place(ANN, "buy", 1, "50000")
    pit.place(ANN, "buy", 10, "60000", symbol=INVERSE)
    fees = D("0.36") + D("0.15")
    orders, cross = D("5.03"), D("83.3333333333")
    marks = pit.clearing.marks
    worth = {PAIR: marks[PAIR] / 100 - 600, "ETHUSDTM": marks["ETHUSDTM"] / 10 - 250}
    available = D(10000) - fees - 60 - cross - orders
    maintenance = D(250) * (D("0.005") + D("0.0006"))
    assert pit.futures.wallet(ANN, "USDT", 5) == Wallet(
        ANN, "USDT", D(10000) - fees, available, D(60), cross, orders, D(0), worth[PAIR], worth["ETHUSDTM"], available,
        maintenance, available + cross + worth["ETHUSDTM"], 5)


# All of it together

TRADERS = range(20, 28)


def wish(chance, pit, uid, number):
    """A random order, good or bad."""
    symbol = chance.choice(list(pit.futures.contracts))
    contract, mark = pit.futures.contracts[symbol], pit.clearing.marks[symbol]

    def near():
        return mark * (1 + D(chance.randint(-30, 30)) / 10000) // contract.tick * contract.tick

    wanted = {
        "symbol": symbol, "side": chance.choice(("buy", "sell")), "clientOid": f"c-{number}", "type": "market",
        "size": chance.choice((1, 3, 10, 30)) * (20 if contract.inverse else 2), "leverage": chance.choice((1, 3, 10, 50)),
        "marginMode": pit.clearing.terms(uid, symbol).margin_mode, "stp": chance.choice((None, None, None, "CN", "CO", "CB")),
        "reduceOnly": chance.random() < 0.1, "forceHold": chance.random() < 0.1,
    }
    if pit.clearing.hedged(uid):
        wanted["positionSide"] = chance.choice(("LONG", "SHORT"))
    if chance.random() < 0.7:
        wanted.update(type="limit", price=near(), postOnly=chance.random() < 0.1,
                      timeInForce=chance.choice(("GTC", "GTC", "GTC", "IOC")))
    special = chance.random()
    if special < 0.05:
        wanted.update(closeOrder=True, size=None)
    elif special < 0.15:
        wanted.update(stop=chance.choice(("up", "down")), stopPrice=near(), stopPriceType=chance.choice(("TP", "MP", "IP")))
    elif special < 0.25:
        wanted.update(triggerStopUpPrice=mark * D("1.002") // contract.tick * contract.tick,
                      triggerStopDownPrice=mark * D("0.998") // contract.tick * contract.tick)
    return wanted


def act(chance, pit, number, orders):
    uid, choice, symbol = chance.choice(TRADERS), chance.random(), chance.choice(list(pit.futures.contracts))
    futures, now = pit.futures, pit.now
    if choice < 0.75:
        orders.append(futures.place(uid, wish(chance, pit, uid, number), now))
    elif choice < 0.8:
        mine = futures.open_orders(uid)
        if mine:
            order, wanted = chance.choice(mine), wish(chance, pit, uid, number)
            names = ("price", "size") if wanted["symbol"] == order.symbol else ("size",)
            futures.amend(uid, {name: wanted[name] for name in names if wanted.get(name)}, now, order_id=order.id)
    elif choice < 0.85:
        mine = futures.open_orders(uid) + futures.waiting_orders(uid)
        if mine:
            futures.cancel(uid, now, order_id=chance.choice(mine).id)
    elif choice < 0.86:
        futures.cancel_all(uid, now, symbol)
    elif choice < 0.9:
        futures.set_margin_mode(uid, symbol, chance.choice(("ISOLATED", "CROSS")), now)
    elif choice < 0.92:
        futures.set_cross_leverage(uid, symbol, D(chance.choice((2, 5, 20))), now)
    elif choice < 0.93:
        futures.set_level(uid, symbol, chance.choice((1, 2, 3)), now)
    elif choice < 0.94:
        futures.set_hedged(uid, chance.random() < 0.5)
    elif choice < 0.95:
        pit.clearing.terms(uid, symbol).auto_deposit = chance.random() < 0.5
    elif futures.clearing.positions(uid):
        position = chance.choice(futures.clearing.positions(uid))
        futures.move_margin(uid, position.symbol, position.side, D(chance.randint(-30, 30)) / 100000 + D("0.000001"), now)


def check_state(pit):
    """Money is conserved and nobody's is negative, every hold has its reason, no book is crossed, positions add up."""
    clearing, futures = pit.clearing, pit.futures
    for uid in TRADERS:
        holds = Counter()
        for order in futures.open_orders(uid):
            assert 0 <= order.opening <= order.remain_size
            holds[futures.contracts[order.symbol].settle] += order.held
        for position in clearing.positions(uid):
            assert position.lots and position.margin >= 0
            holds[futures.contracts[position.symbol].settle] += position.margin
        for balance in pit.accounts.balances(uid):
            assert balance.available >= 0 and balance.hold == holds[balance.currency]
    costs = Counter()
    for name, market in futures.markets.items():
        bid, ask = market.book.best("buy"), market.book.best("sell")
        assert bid is None or ask is None or bid < ask
        positions = [each for uid in TRADERS for each in clearing.positions(uid, name)]
        assert sum(each.lots for each in positions) == 0
        costs[market.contract.settle] += sum(each.cost for each in positions)
    assert all(clearing.pool.get(currency, 0) == -cost for currency, cost in costs.items())


@pytest.mark.parametrize("seed, funds, swing", [(1, "3000", 100), (2, "200", 400)])
def test_random_run__conserves_and_rebuilds(pit, seed, funds, swing):
    print("seed", seed)
    chance, orders, refused = random.Random(seed), [], Counter()
    for uid in TRADERS:
        pit.accounts.open(uid)
        pit.give(uid, "USDT", funds)
        pit.give(uid, "XBT", D(funds) / 60000)
    prices = {"BTC-USDT": D(60000), "ETH-USDT": D(2500), "SOL-USDT": D(170)}
    before = pit.clearing.totals()
    for number in range(4000):
        pit.now += chance.randint(0, 200) * 10 ** 6
        if chance.random() < 0.02:
            symbol = chance.choice(list(prices))
            prices[symbol] = (prices[symbol] * (1 + D(chance.randint(-swing, swing)) / 10000)).quantize(D("0.1"))
        if number % 1000 == 999:
            pit.now += 8 * 3600 * 10 ** 9
        try:
            act(chance, pit, number, orders)
        except Refused as refusal:
            refused[refusal.code] += 1
        pit.futures.advance(pit.now, prices)
        if number % 10 == 0:
            check_state(pit)
            assert pit.clearing.totals() == before
    check_state(pit)
    assert pit.clearing.totals() == before
    assert set(refused) <= {"100001", "200005", "300003", "300005", "300008", "300009", "300016", "330005", "50002"}
    assert len(pit.events(Trade)) > 700 and len(orders) > 1500
    liquidated = [each for uid in TRADERS for each in pit.clearing.closed(uid) if each.liquidated]
    assert len(liquidated) > (10 if funds == "200" else 0)
    for order in orders:
        assert order.size == order.deal_size + order.cancelled_size + order.remain_size
        assert order.remain_size >= 0 and (order.active or not order.remain_size)
        assert len([fill for fill in pit.futures.fills(order.uid) if fill.order_id == order.id]) <= order.deal_size
    assert_events_tell_the_state(pit)


def assert_events_tell_the_state(pit):
    """The books, orders and positions, rebuilt from what was told."""
    books = {symbol: {"buy": {}, "sell": {}} for symbol in pit.futures.contracts}
    sequences, orders, positions = dict.fromkeys(books, 0), {}, {}
    for event in pit.told:
        if isinstance(event, LevelChanged):
            sequences[event.symbol] += 1
            assert event.sequence == sequences[event.symbol] and event.size >= 0
            books[event.symbol][event.side][event.price] = event.size
            if not event.size:
                del books[event.symbol][event.side][event.price]
        elif isinstance(event, ContractOrderChanged):
            orders[event.order.id] = event.order
        elif isinstance(event, PositionChanged):
            position = event.standing.position
            positions[position.uid, position.symbol, position.side] = position.lots
    for symbol, sides in books.items():
        book = pit.futures.market(symbol).book
        assert book.levels("buy") == sorted(sides["buy"].items(), reverse=True)
        assert book.levels("sell") == sorted(sides["sell"].items())
    for uid in TRADERS:
        assert {order.id for order in pit.futures.open_orders(uid)} == {
            order.id for order in orders.values() if order.uid == uid and order.status == "open"}
        assert {(uid, each.symbol, each.side): each.lots for each in pit.clearing.positions(uid)} == {
            key: lots for key, lots in positions.items() if key[0] == uid and lots}
