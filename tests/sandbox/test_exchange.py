"""Orders and money: each rule by a small example, all of them together in a random run."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.exchange import (SECOND, Balance, BalanceChanged, Candle, DeadMan, Exchange, Fill, LedgerEntry,
                                         LevelChanged, Order, OrderChanged, Refused, Stats, Symbol, Trade)
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
ANN, BOB, EVE = 7, 8, 9
PAIR = "BTC-USDT"


@pytest.fixture
def told():
    return []


@pytest.fixture
def exchange(told):
    exchange = Exchange(SYMBOLS, told.append)
    for uid in (ANN, BOB, EVE):
        exchange.open_account(uid, {"USDT": D("500")}, {"USDT": D("10000"), "BTC": D("10")}, NOW)
    told.clear()
    return exchange


def limit(side, price, size, **more):
    return dict({"symbol": PAIR, "side": side, "type": "limit", "price": price, "size": size}, **more)


def market(side, **more):
    return dict({"symbol": PAIR, "side": side, "type": "market"}, **more)


def funds(exchange, uid):
    """Available and held USDT, available and held BTC of the trade account."""
    rows = {row.currency: row for row in exchange.accounts.balances(uid) if row.account == "trade"}
    return rows["USDT"].available, rows["USDT"].hold, rows["BTC"].available, rows["BTC"].hold


def steps(told, order):
    changes = [event for event in told if isinstance(event, OrderChanged)]
    return [(change.type, change.status) for change in changes if change.order.id == order.id]


def outcome(order):
    return order.status, order.deal_size, order.cancelled_size, order.held


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.message


# Accounts

def test_open_account__balances_ledger_and_events():
    told = []
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {"USDT": D("5")}, {"BTC": D("2")}, NOW)
    assert exchange.accounts.balances(ANN) == [Balance("548600000001", "main", "USDT", D("5"), D("0")),
                                      Balance("548600000002", "trade", "BTC", D("2"), D("0"))]
    assert told == [
        BalanceChanged(ANN, "main", "548600000001", "USDT", D("5"), D("5"), D("0"), D("5"), D("0"),
                       "main.deposit", "354600000000001", {}, NOW),
        BalanceChanged(ANN, "trade", "548600000002", "BTC", D("2"), D("2"), D("0"), D("2"), D("0"),
                       "trade.other", "354600000000002", {}, NOW)]
    assert exchange.accounts.ledger(ANN) == [
        LedgerEntry(254000000000002, "BTC", D("2"), D("0"), D("2"), "TRADE_HF", "TRANSFER", "in", NOW, {}),
        LedgerEntry(254000000000001, "USDT", D("5"), D("0"), D("5"), "MAIN", "DEPOSIT", "in", NOW, {})]


def test_balances__are_copies(exchange):
    exchange.accounts.balances(ANN)[0].available = D("0")
    assert exchange.accounts.balances(ANN)[0].available == D("500")


# Placing and resting

def test_place__resting_buy_holds_funds_and_fee(exchange, told):
    order = exchange.place(ANN, limit("buy", "100", "2", clientOid="mine"), NOW)
    assert order == Order(
        id="671db4800000000000000001", uid=ANN, symbol=PAIR, side="buy", type="limit", price=D("100"), size=D("2"),
        funds=D("200"), client_oid="mine", created_at=NOW, updated_at=NOW, held=D("200.2"), in_book=True)
    assert funds(exchange, ANN) == (D("9799.8"), D("200.2"), D("10"), D("0"))
    assert [type(event) for event in told] == [BalanceChanged, OrderChanged, LevelChanged, OrderChanged]
    assert told[0] == BalanceChanged(
        ANN, "trade", "548600000002", "USDT", D("10000"), D("9799.8"), D("200.2"), D("-200.2"), D("200.2"),
        "trade.hold", told[0].event_id, {"symbol": PAIR, "orderId": order.id}, NOW)
    assert told[2] == LevelChanged(PAIR, "buy", D("100"), D("2"), 1, NOW)
    assert steps(told, order) == [("received", "new"), ("open", "open")]


def test_place__resting_sell_holds_the_base(exchange):
    order = exchange.place(ANN, limit("sell", "100", "2"), NOW)
    assert (order.held, order.in_book) == (D("2"), True)
    assert funds(exchange, ANN) == (D("10000"), D("0"), D("8"), D("2"))


def test_match__the_makers_price_and_exact_money(exchange, told):
    maker = exchange.place(ANN, limit("sell", "100", "2"), NOW)
    told.clear()
    taker = exchange.place(BOB, limit("buy", "101", "0.5"), NOW + 1)
    trade = Trade(PAIR, 11000000000000001, 2, D("100"), D("0.5"), "buy", maker.id, taker.id, NOW + 1)
    assert exchange.last_trade(PAIR) == trade
    assert funds(exchange, ANN) == (D("10049.95"), D("0"), D("8"), D("1.5"))
    assert funds(exchange, BOB) == (D("9949.95"), D("0"), D("10.5"), D("0"))
    assert exchange.accounts.fees == {"USDT": D("0.1")}
    assert [(e.order.id, e.type, e.status, e.trade, e.liquidity, e.order.remain_size)
            for e in told if isinstance(e, OrderChanged)] == [
        (taker.id, "received", "new", None, None, D("0.5")),
        (maker.id, "match", "open", trade, "maker", D("1.5")),
        (taker.id, "match", "match", trade, "taker", D("0")),
        (taker.id, "filled", "done", None, None, D("0"))]
    assert [event for event in told if isinstance(event, (LevelChanged, Trade))] == [
        LevelChanged(PAIR, "sell", D("100"), D("1.5"), 2, NOW + 1), trade]
    assert [(e.uid, e.currency, e.available_change, e.hold_change, e.event) for e in told
            if isinstance(e, BalanceChanged)] == [
        (BOB, "USDT", D("-50.5505"), D("50.5505"), "trade.hold"),
        (ANN, "BTC", D("0"), D("-0.5"), "trade.setted"),
        (ANN, "USDT", D("49.95"), D("0"), "trade.setted"),
        (BOB, "USDT", D("0.5005"), D("-50.5505"), "trade.setted"),
        (BOB, "BTC", D("0.5"), D("0"), "trade.setted")]


def test_match__oldest_first_at_one_price(exchange):
    first = exchange.place(ANN, limit("sell", "100", "1"), NOW)
    second = exchange.place(BOB, limit("sell", "100", "1"), NOW)
    cheaper = exchange.place(ANN, limit("sell", "99", "1"), NOW)
    exchange.place(EVE, limit("buy", "100", "1.5"), NOW)
    assert (cheaper.deal_size, first.deal_size, second.deal_size) == (D("1"), D("0.5"), D("0"))


def test_match__rest_of_a_limit_order_goes_into_the_book(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(BOB, limit("buy", "100", "3"), NOW)
    assert outcome(order) == ("open", D("1"), D("0"), D("200.2"))
    assert exchange.book(PAIR).levels("buy") == [(D("100"), D("2"))]
    assert steps(told, order) == [("received", "new"), ("match", "match"), ("open", "open")]


def test_match__maker_and_taker_rates_differ(told):
    exchange = Exchange(SYMBOLS, told.append, maker_rate=D("-0.0001"), taker_rate=D("0.002"))
    exchange.open_account(ANN, {}, {"BTC": D("1")}, NOW)
    exchange.open_account(BOB, {}, {"USDT": D("1000")}, NOW)
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(BOB, limit("buy", "100", "1"), NOW)
    assert [(row.currency, row.available) for row in exchange.accounts.balances(ANN)] == [("BTC", D("0")), ("USDT", D("100.01"))]
    assert exchange.accounts.fees == {"USDT": D("0.19")}


def test_match__old_snapshots_stay_as_they_were(exchange, told):
    order = exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(BOB, limit("buy", "100", "1"), NOW)
    received = next(event for event in told if isinstance(event, OrderChanged))
    assert (received.order.id, received.order.deal_size, received.order.status) == (order.id, D("0"), "open")


def test_match__own_order_without_stp(exchange):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    assert outcome(order) == ("done", D("1"), D("0"), D("0"))
    assert funds(exchange, ANN) == (D("9999.8"), D("0"), D("10"), D("0"))


def test_match__more_digits_than_a_default_context_holds(told):
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {}, {"BTC": D("1")}, NOW)
    exchange.open_account(BOB, {}, {"USDT": D("12345678901234567890.00000000000000000001")}, NOW)
    exchange.place(ANN, limit("sell", "67717.6", "0.00001001"), NOW)
    exchange.place(BOB, limit("buy", "67717.6", "0.00001001"), NOW)
    rows = {row.currency: row.total for row in exchange.accounts.balances(BOB)}
    assert str(rows["USDT"]) == "12345678901234567889.32146897082400000001"


# Time in force, post-only, market orders

def test_ioc__rest_is_cancelled(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(BOB, limit("buy", "100", "3", timeInForce="IOC"), NOW)
    assert outcome(order) == ("done", D("1"), D("2"), D("0"))
    assert steps(told, order) == [("received", "new"), ("match", "match"), ("canceled", "done")]


def test_fok__all(exchange):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(ANN, limit("sell", "101", "1"), NOW)
    order = exchange.place(BOB, limit("buy", "101", "2", timeInForce="FOK"), NOW)
    assert outcome(order) == ("done", D("2"), D("0"), D("0"))


def test_fok__or_nothing(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(ANN, limit("sell", "102", "1"), NOW)
    order = exchange.place(BOB, limit("buy", "101", "2", timeInForce="FOK"), NOW)
    assert outcome(order) == ("done", D("0"), D("2"), D("0"))
    assert steps(told, order) == [("received", "new"), ("canceled", "done")]


def test_post_only__that_would_take_is_cancelled_whole(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(BOB, limit("buy", "100", "3", postOnly=True), NOW)
    assert outcome(order) == ("done", D("0"), D("3"), D("0"))
    assert steps(told, order) == [("received", "new"), ("canceled", "done")]


def test_post_only__that_rests(exchange):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    assert exchange.place(BOB, limit("buy", "99.9", "3", postOnly=True), NOW).in_book


def test_market__empty_book(exchange, told):
    order = exchange.place(BOB, market("buy", funds="100"), NOW)
    assert (order.status, order.deal_funds, order.cancelled_funds, order.held) == ("done", D("0"), D("100"), D("0"))
    assert steps(told, order) == [("received", "new"), ("canceled", "done")]
    assert funds(exchange, BOB) == (D("10000"), D("0"), D("10"), D("0"))


def test_market_buy__by_size(exchange):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(ANN, limit("sell", "101", "1"), NOW)
    order = exchange.place(BOB, market("buy", size="1.5"), NOW)
    assert outcome(order) == ("done", D("1.5"), D("0"), D("0"))
    assert (order.deal_funds, order.fee) == (D("150.5"), D("0.1505"))
    assert funds(exchange, BOB) == (D("9849.3495"), D("0"), D("11.5"), D("0"))


def test_market_buy__by_size_dearer_than_the_balance(exchange):
    exchange.place(ANN, limit("sell", "4000", "1"), NOW)
    exchange.place(ANN, limit("sell", "6000", "5"), NOW)
    assert refusal(exchange.place, BOB, market("buy", size="2"), NOW) == ("200004", "Balance insufficient!")
    assert exchange.place(BOB, market("buy", size="1.9"), NOW).deal_size == D("1.9")


def test_market_buy__by_funds_spends_exactly(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(ANN, limit("sell", "200", "1"), NOW)
    order = exchange.place(BOB, market("buy", funds="200"), NOW)
    assert (outcome(order), order.deal_funds) == (("done", D("1.5"), D("0"), D("0")), D("200"))
    assert steps(told, order)[-1] == ("filled", "done")
    assert funds(exchange, BOB) == (D("9799.8"), D("0"), D("11.5"), D("0"))


def test_market_buy__by_funds_leaves_what_buys_no_increment(exchange, told):
    exchange.place(ANN, limit("sell", "300", "1"), NOW)
    order = exchange.place(BOB, market("buy", funds="100"), NOW)
    assert (order.deal_size, order.deal_funds, order.cancelled_funds, order.remain_funds) == (
        D("0.33333333"), D("99.999999"), D("0.000001"), D("0"))
    assert steps(told, order)[-1] == ("canceled", "done")
    assert funds(exchange, BOB) == (D("9899.900001001"), D("0"), D("10.33333333"), D("0"))


def test_market_buy__by_funds_without_the_fee(exchange):
    assert refusal(exchange.place, BOB, market("buy", funds="10000"), NOW) == ("200004", "Balance insufficient!")


def test_market_sell__by_size_and_by_funds(exchange):
    exchange.place(ANN, limit("buy", "100", "3"), NOW)
    assert exchange.place(BOB, market("sell", size="1"), NOW).deal_funds == D("100")
    assert exchange.place(BOB, market("sell", funds="50"), NOW).deal_size == D("0.5")
    assert funds(exchange, BOB) == (D("10149.85"), D("0"), D("8.5"), D("0"))


# Self-trade prevention

@pytest.mark.parametrize("stp, own, bobs, new", [
    ("CN", ("open", D("0"), D("0"), D("2")), ("open", D("0"), D("0"), D("9")), ("done", D("0"), D("3"), D("0"))),
    ("CO", ("done", D("0"), D("2"), D("0")), ("open", D("3"), D("0"), D("6")), ("done", D("3"), D("0"), D("0"))),
    ("CB", ("done", D("0"), D("2"), D("0")), ("open", D("0"), D("0"), D("9")), ("done", D("0"), D("3"), D("0"))),
    ("DC", ("done", D("0"), D("2"), D("0")), ("open", D("1"), D("0"), D("8")), ("done", D("1"), D("2"), D("0"))),
])
def test_stp__each_rule(exchange, stp, own, bobs, new):
    old = exchange.place(ANN, limit("sell", "100", "2"), NOW)
    other = exchange.place(BOB, limit("sell", "101", "9"), NOW)
    order = exchange.place(ANN, limit("buy", "101", "3", stp=stp), NOW)
    assert (outcome(old), outcome(other), outcome(order)) == (own, bobs, new)


def test_stp__dc_tells_the_survivor(exchange, told):
    old = exchange.place(ANN, limit("sell", "100", "3"), NOW)
    order = exchange.place(ANN, limit("buy", "100", "1", stp="DC"), NOW)
    assert (outcome(old), outcome(order)) == (("open", D("0"), D("1"), D("2")), ("done", D("0"), D("1"), D("0")))
    update = [event for event in told if isinstance(event, OrderChanged)][-2]
    assert (update.type, update.status, update.old_size, update.order.remain_size) == ("update", "open", D("3"), D("2"))
    assert steps(told, order) == [("received", "new"), ("canceled", "done")]
    assert exchange.book(PAIR).levels("sell") == [(D("100"), D("2"))]


def test_stp__dc_of_equal_sizes_cancels_both(exchange):
    old = exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(ANN, limit("buy", "100", "1", stp="DC"), NOW)
    assert (outcome(old), outcome(order)) == (("done", D("0"), D("1"), D("0")),) * 2


def test_stp__dc_new_order_survives_and_rests(exchange, told):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    order = exchange.place(ANN, limit("buy", "100", "3", stp="DC"), NOW)
    assert (outcome(order), order.in_book) == (("open", D("0"), D("1"), D("200.2")), True)
    assert steps(told, order) == [("received", "new"), ("update", "match"), ("open", "open")]


@pytest.mark.parametrize("stp", ["CN", "CO", "CB", "DC"])
def test_stp__fok_gives_way_as_a_whole(exchange, stp):
    exchange.place(BOB, limit("sell", "99", "1"), NOW)
    old = exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(BOB, limit("sell", "101", "5"), NOW)
    order = exchange.place(ANN, limit("buy", "101", "2", stp=stp, timeInForce="FOK"), NOW)
    assert (outcome(old)[0], outcome(order)) == ("open", ("done", D("0"), D("2"), D("0")))


def test_stp__market_by_size_counts_what_it_skips(exchange):
    exchange.place(ANN, limit("sell", "100", "5"), NOW)
    exchange.place(BOB, limit("sell", "9000", "5"), NOW)
    assert refusal(exchange.place, ANN, market("buy", size="2", stp="CO"), NOW)[0] == "200004"
    assert exchange.place(ANN, market("buy", size="2", stp="CN"), NOW).cancelled_size == D("2")


# Refusals that need a balance or a book; those of the request alone are in test_matching

def test_place__unknown_symbol(exchange):
    assert refusal(exchange.place, ANN, limit("buy", "1", "1", symbol="X-Y"), NOW) == ("900001", "Symbol not exists")


def test_place__trading_disabled(told):
    exchange = Exchange([Symbol.from_row(dict(SYMBOLS[0].row, enableTrading=False))], told.append)
    exchange.open_account(ANN, {}, {"USDT": D("1000")}, NOW)
    assert refusal(exchange.place, ANN, limit("buy", "100", "1"), NOW)[0] == "400600"


def test_place__balance_covers_funds_and_not_the_fee(exchange):
    assert refusal(exchange.place, ANN, limit("buy", "100", "100"), NOW) == ("200004", "Balance insufficient!")
    assert refusal(exchange.place, ANN, limit("sell", "100", "10.1"), NOW) == ("200004", "Balance insufficient!")


def test_place__client_oid_of_an_active_order(exchange):
    order = exchange.place(ANN, limit("buy", "100", "1", clientOid="mine"), NOW)
    again = limit("buy", "99", "1", clientOid="mine")
    assert refusal(exchange.place, ANN, again, NOW) == ("102426", "Duplicate client order id")
    exchange.place(BOB, again, NOW)
    exchange.cancel(ANN, PAIR, NOW, order_id=order.id)
    assert exchange.place(ANN, again, NOW).active


def test_place__price_protection_is_one_sided(exchange):
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(BOB, limit("buy", "100", "1"), NOW)
    assert refusal(exchange.place, ANN, limit("buy", "110.1", "1"), NOW)[0] == "102429"
    assert refusal(exchange.place, ANN, limit("sell", "89.9", "1"), NOW)[0] == "102429"
    for side, price in (("buy", "1"), ("sell", "1000"), ("buy", "110"), ("sell", "110.1")):
        assert exchange.place(EVE, limit(side, price, "1"), NOW).active


def test_place__too_many_open_orders_on_a_pair(exchange):
    for _ in range(200):
        exchange.place(ANN, limit("buy", "100", "0.001"), NOW)
    assert refusal(exchange.place, ANN, limit("buy", "100", "0.001"), NOW)[0] == "102427"
    assert exchange.place(ANN, limit("buy", "100", "0.01", symbol="ETH-USDT"), NOW).active
    newest = exchange.open_orders(ANN, PAIR)[0]
    assert exchange.modify(ANN, PAIR, NOW, order_id=newest.id, new_price="101").active
    exchange.cancel(ANN, PAIR, NOW, order_id=exchange.open_orders(ANN, PAIR)[0].id)
    assert exchange.place(ANN, limit("buy", "100", "0.001"), NOW).active


def test_place__unlimited_account_has_no_cap_and_no_history(exchange):
    exchange.open_account(1, {}, {"USDT": D("10000"), "BTC": D("1")}, NOW, unlimited=True)
    for _ in range(201):
        exchange.place(1, limit("buy", "100", "0.001"), NOW)
    exchange.place(ANN, limit("sell", "100", "0.1"), NOW)
    assert len(exchange.open_orders(1)) == 101
    assert (exchange.closed_orders(1, PAIR), exchange.fills(1, PAIR), exchange.accounts.ledger(1)) == ([], [], [])
    first, second = (exchange.place(1, limit("buy", "100", "0.001", clientOid="same"), NOW) for _ in range(2))
    exchange.cancel(1, PAIR, NOW, order_id=first.id)
    assert exchange.order(1, PAIR, client_oid="same") is second
    exchange.cancel(1, PAIR, NOW, order_id=second.id)
    assert refusal(exchange.order, 1, PAIR, client_oid="same")[0] == "400100"


def test_find__whatever_the_symbol(exchange):
    order = exchange.place(ANN, limit("buy", "100", "1", clientOid="mine"), NOW)
    assert exchange.find(ANN, order_id=order.id) is exchange.find(ANN, client_oid="mine") is order
    assert exchange.find(BOB, order_id=order.id) is exchange.find(ANN, client_oid="mine", account="margin") is None
    exchange.cancel(ANN, PAIR, NOW, order_id=order.id)
    assert (exchange.find(ANN, order_id=order.id), exchange.find(ANN, client_oid="mine"), exchange.find(ANN)) == (order, None, None)


def test_place__refused_leaves_no_trace(exchange, told):
    exchange.open_account(5, {}, {}, NOW)
    assert refusal(exchange.place, 5, limit("buy", "100", "1"), NOW)[0] == "200004"
    assert (told, exchange.accounts.balances(5), exchange.open_orders(5), exchange.book(PAIR).sequence) == ([], [], [], 0)
    assert exchange.place(ANN, limit("buy", "100", "1"), NOW).id == "671db4800000000000000001"


def test_check__refuses_and_changes_nothing(exchange, told):
    exchange.check(ANN, limit("buy", "100", "1"), NOW)
    assert refusal(exchange.check, ANN, limit("buy", "100", "1000"), NOW)[0] == "200004"
    assert (told, exchange.open_orders(ANN)) == ([], [])


# Cancelling and modifying

def test_cancel__releases_the_hold(exchange, told):
    order = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    assert exchange.cancel(ANN, PAIR, NOW + 5, order_id=order.id) is order
    assert (outcome(order), order.updated_at, order.in_book) == (("done", D("0"), D("1"), D("0")), NOW + 5, False)
    assert (order.remain_funds, order.cancelled_funds) == (D("0"), D("100"))
    assert funds(exchange, ANN) == (D("10000"), D("0"), D("10"), D("0"))
    assert steps(told, order)[-1] == ("canceled", "done")
    assert exchange.book(PAIR).levels("buy") == []


@pytest.mark.parametrize("which", [{"order_id": "0" * 24}, {"client_oid": "other"}, {}])
def test_cancel__unknown(exchange, which):
    exchange.place(ANN, limit("buy", "100", "1"), NOW)
    assert refusal(exchange.cancel, ANN, PAIR, NOW, **which) == ("400100", "order_not_exist_or_not_allow_to_cancel")


def test_cancel__not_ones_own_not_twice_not_by_another_symbol(exchange):
    order = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    gone = ("400100", "order_not_exist_or_not_allow_to_cancel")
    assert refusal(exchange.cancel, BOB, PAIR, NOW, order_id=order.id) == gone
    assert refusal(exchange.cancel, ANN, "ETH-USDT", NOW, order_id=order.id) == gone
    exchange.cancel(ANN, PAIR, NOW, order_id=order.id)
    assert refusal(exchange.cancel, ANN, PAIR, NOW, order_id=order.id) == gone


def test_cancel__a_part(exchange, told):
    order = exchange.place(ANN, limit("buy", "100", "4", clientOid="mine"), NOW)
    other = exchange.place(BOB, limit("buy", "100", "1"), NOW)
    exchange.cancel(ANN, PAIR, NOW, client_oid="mine", size="1")
    exchange.cancel(ANN, PAIR, NOW, client_oid="mine", size="1")
    assert outcome(order) == ("open", D("0"), D("2"), D("200.2"))
    assert exchange.book(PAIR).levels("buy") == [(D("100"), D("3"))]
    last = [event for event in told if isinstance(event, OrderChanged)][-1]
    assert (last.type, last.status, last.old_size, last.order.remain_size) == ("update", "open", D("3"), D("2"))
    exchange.place(EVE, limit("sell", "100", "2"), NOW)
    assert (order.deal_size, other.deal_size, funds(exchange, ANN)) == (
        D("2"), D("0"), (D("9799.8"), D("0"), D("12"), D("0")))


@pytest.mark.parametrize("size, code", [("3", "400100"), ("4", "400100"), ("0", "400100"), ("0.000000001", "600100")])
def test_cancel__a_wrong_part(exchange, size, code):
    order = exchange.place(ANN, limit("buy", "100", "3"), NOW)
    assert refusal(exchange.cancel, ANN, PAIR, NOW, order_id=order.id, size=size)[0] == code
    assert outcome(order) == ("open", D("0"), D("0"), D("300.3"))


def test_cancel_all__of_a_symbol_or_of_all(exchange):
    first = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    second = exchange.place(ANN, limit("buy", "100", "1", symbol="ETH-USDT"), NOW)
    third = exchange.place(ANN, limit("buy", "99", "1"), NOW)
    assert exchange.cancel_all(ANN, NOW, PAIR) == [third, first]
    assert exchange.cancel_all(ANN, NOW) == [second]
    assert (exchange.open_orders(ANN), funds(exchange, ANN)[1]) == ([], D("0"))


def test_modify__new_id_same_client_oid(exchange, told):
    old = exchange.place(ANN, limit("buy", "100", "3", clientOid="mine", remark="r", stp="CN"), NOW)
    exchange.place(BOB, limit("sell", "100", "1"), NOW)
    new = exchange.modify(ANN, PAIR, NOW + 1, client_oid="mine", new_price="99", new_size="5")
    assert outcome(old) == ("done", D("1"), D("2"), D("0"))
    assert new == Order(
        id="671db4800000000000000003", uid=ANN, symbol=PAIR, side="buy", type="limit", price=D("99"), size=D("4"),
        funds=D("396"), stp="CN", client_oid="mine", remark="r", created_at=NOW + 1, updated_at=NOW + 1,
        held=D("396.396"), in_book=True)
    assert exchange.order(ANN, PAIR, client_oid="mine") is new


def test_modify__price_only_keeps_what_remains(exchange):
    old = exchange.place(ANN, limit("sell", "100", "3"), NOW)
    exchange.cancel(ANN, PAIR, NOW, order_id=old.id, size="1")
    assert exchange.modify(ANN, PAIR, NOW, order_id=old.id, new_price="101").size == D("2")


def test_modify__counts_the_old_hold_as_available(exchange):
    old = exchange.place(ANN, limit("buy", "100", "90"), NOW)
    assert exchange.modify(ANN, PAIR, NOW, order_id=old.id, new_price="110").price == D("110")


@pytest.mark.parametrize("change, code", [
    ({"new_size": "110"}, "200004"), ({"new_size": "1"}, "400100"), ({"new_size": "0.5"}, "400100"),
    ({"new_price": "99.99"}, "600100"), ({"new_price": "nonsense"}, "400100"), ({}, "400100"),
])
def test_modify__refused_leaves_the_old_order(exchange, told, change, code):
    order = exchange.place(ANN, limit("buy", "100", "90"), NOW)
    exchange.place(BOB, limit("sell", "100", "1"), NOW)
    told.clear()
    assert refusal(exchange.modify, ANN, PAIR, NOW, order_id=order.id, **change)[0] == code
    assert (outcome(order), order.in_book, told) == (("open", D("1"), D("0"), D("8908.9")), True, [])


# Looking up

def test_order__by_id_and_newest_by_client_oid(exchange):
    first = exchange.place(ANN, limit("buy", "100", "1", clientOid="mine"), NOW)
    exchange.cancel(ANN, PAIR, NOW, client_oid="mine")
    second = exchange.place(ANN, limit("buy", "100", "1", clientOid="mine"), NOW)
    assert exchange.order(ANN, PAIR, order_id=first.id) is first
    assert exchange.order(ANN, PAIR, client_oid="mine") is second
    assert refusal(exchange.order, ANN, PAIR, client_oid="x") == ("400100", "The order does not exist.")


def test_open_and_closed_orders__newest_first(exchange):
    first, second, third = (exchange.place(ANN, limit("buy", price, "1"), NOW) for price in ("98", "99", "100"))
    assert exchange.open_orders(ANN) == [third, second, first]
    exchange.cancel(ANN, PAIR, NOW, order_id=third.id)
    exchange.cancel(ANN, PAIR, NOW, order_id=first.id)
    assert (exchange.open_orders(ANN, PAIR), exchange.open_orders(ANN, "ETH-USDT")) == ([second], [])
    assert (exchange.closed_orders(ANN, PAIR), exchange.closed_orders(ANN, "ETH-USDT")) == ([first, third], [])


def test_fills_and_ledger__both_sides(exchange):
    maker = exchange.place(ANN, limit("sell", "100", "2"), NOW)
    taker = exchange.place(BOB, limit("buy", "101", "0.5"), NOW + 1)
    trade = exchange.last_trade(PAIR)
    assert exchange.fills(ANN, PAIR) == [
        Fill(19800000000001, trade, maker.id, taker.id, "sell", "maker", D("50"), D("0.05"), D("0.001"), "USDT",
             "limit", NOW + 1)]
    assert exchange.fills(BOB, PAIR) == [
        Fill(19800000000002, trade, taker.id, maker.id, "buy", "taker", D("50"), D("0.05"), D("0.001"), "USDT",
             "limit", NOW + 1)]
    context = {"symbol": PAIR, "orderId": maker.id, "tradeId": "11000000000000001"}
    newest = exchange.accounts.ledger(ANN)[0].id
    assert exchange.accounts.ledger(ANN)[:2] == [
        LedgerEntry(newest, "USDT", D("49.95"), D("0.05"), D("10049.95"), "TRADE_HF", "TRADE_EXCHANGE", "in", NOW + 1,
                    context),
        LedgerEntry(newest - 1, "BTC", D("0.5"), D("0"), D("9.5"), "TRADE_HF", "TRADE_EXCHANGE", "out", NOW + 1,
                    context)]
    assert [(entry.amount, entry.direction, entry.balance) for entry in exchange.accounts.ledger(BOB)[:2]] == [
        (D("0.5"), "in", D("10.5")), (D("50.05"), "out", D("9949.95"))]


def test_ids__same_calls_same_ids_and_increasing():
    def ids(seconds):
        exchange = Exchange(SYMBOLS, lambda event: None)
        exchange.open_account(ANN, {}, {"USDT": D("1000")}, NOW)
        return [exchange.place(ANN, limit("buy", "100", "1"), NOW + second * SECOND).id for second in seconds]

    assert ids([0, 1, 1]) == ["671db4800000000000000001", "671db4810000000000000002", "671db4810000000000000003"]
    assert ids([5, 0, 9]) == sorted(ids([5, 0, 9]))


# Time

def test_advance__expires_gtt(exchange, told):
    order = exchange.place(ANN, limit("buy", "100", "1", timeInForce="GTT", cancelAfter=10), NOW)
    stays = exchange.place(ANN, limit("buy", "99", "1"), NOW)
    exchange.advance(NOW + 10 * SECOND - 1)
    assert order.active
    exchange.advance(NOW + 10 * SECOND)
    assert (outcome(order), stays.active) == (("done", D("0"), D("1"), D("0")), True)


def test_advance__gtt_cancelled_before(exchange, told):
    order = exchange.place(ANN, limit("buy", "100", "1", timeInForce="GTT", cancelAfter=10), NOW)
    exchange.cancel(ANN, PAIR, NOW, order_id=order.id)
    told.clear()
    exchange.advance(NOW + 11 * SECOND)
    assert told == []


def test_dead_man__cancels_its_symbols_once(exchange):
    one = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    two = exchange.place(ANN, limit("buy", "100", "1", symbol="ETH-USDT"), NOW)
    theirs = exchange.place(BOB, limit("buy", "100", "1"), NOW)
    switch = DeadMan(5, (PAIR,), NOW, NOW + 5 * SECOND)
    assert (exchange.set_dead_man(ANN, 5, [PAIR], NOW), exchange.dead_man(ANN)) == (switch, switch)
    exchange.advance(NOW + 5 * SECOND - 1)
    assert one.active
    exchange.advance(NOW + 5 * SECOND)
    assert (one.active, two.active, theirs.active, exchange.dead_man(ANN)) == (False, True, True, None)


def test_dead_man__no_symbols_means_all(exchange):
    exchange.place(ANN, limit("buy", "100", "1"), NOW)
    exchange.place(ANN, limit("buy", "100", "1", symbol="ETH-USDT"), NOW)
    exchange.set_dead_man(ANN, 5, [], NOW)
    exchange.advance(NOW + 6 * SECOND)
    assert exchange.open_orders(ANN) == []


def test_dead_man__renewed_and_switched_off(exchange):
    order = exchange.place(ANN, limit("buy", "100", "1"), NOW)
    exchange.set_dead_man(ANN, 5, [], NOW)
    exchange.set_dead_man(ANN, 5, [], NOW + 4 * SECOND)
    exchange.advance(NOW + 6 * SECOND)
    assert order.active
    assert (exchange.set_dead_man(ANN, -1, [], NOW + 6 * SECOND), exchange.dead_man(ANN)) == (None, None)
    exchange.advance(NOW + 99 * SECOND)
    assert order.active


@pytest.mark.parametrize("timeout, symbols, code", [
    (4, [], "400100"), (86401, [], "400100"), (0, [], "400100"), (5, ["X-Y"], "900001"), (5, [PAIR] * 51, "400100")])
def test_dead_man__refused(exchange, timeout, symbols, code):
    assert refusal(exchange.set_dead_man, ANN, timeout, symbols, NOW)[0] == code


# Market data

def test_market_data__follows_the_trades(exchange):
    minute = NOW // SECOND // 60 * 60
    assert (exchange.last_trade(PAIR), exchange.candle(PAIR, 60, NOW)) == (None, None)
    exchange.place(ANN, limit("sell", "100", "1"), NOW)
    exchange.place(ANN, limit("sell", "101", "1"), NOW)
    exchange.place(BOB, market("buy", size="1.5"), NOW)
    candle = Candle(minute, D("100"), D("101"), D("101"), D("100"), D("1.5"), D("150.5"))
    assert exchange.candle(PAIR, 60, NOW) == candle
    assert exchange.candle(PAIR, 60, NOW + 60 * SECOND) is None
    assert exchange.candles(PAIR, 60, minute, minute + 60) == [candle]
    assert [trade.price for trade in exchange.trades(PAIR)] == [D("101"), D("100")]
    assert exchange.stats(PAIR, NOW) == Stats(
        D("100"), D("101"), D("100"), D("101"), D("1.5"), D("150.5"), D("1"), D("0.0100"))


@pytest.mark.parametrize("name, args", [("book", ()), ("trades", ()), ("last_trade", ()), ("stats", (NOW,)),
                                        ("candle", (60, NOW)), ("candles", (60, 0, 60))])
def test_market_data__unknown_symbol(exchange, name, args):
    assert refusal(getattr(exchange, name), "X-Y", *args) == ("900001", "Symbol not exists")
