"""Margin accounts: each rule by a small example, all of them together in a random run."""

import json
import random
from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox import state
from kucoin_ref.sandbox.accounts import BalanceChanged, LedgerEntry
from kucoin_ref.sandbox.exchange import SECOND, Exchange, OrderChanged, Refused
from kucoin_ref.sandbox.lending import CURRENCIES, HOUR
from kucoin_ref.sandbox.margin import CROSS
from kucoin_ref.sandbox.margin_types import (
    CrossMarginStatus,
    Debt,
    Holding,
    Interest,
    IsolatedMarginChanged,
    Loan,
    Position,
    Repayment,
)
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND  # 26 minutes and 40 seconds before a full hour
ANN, BOB = 7, 8
PAIR = "BTC-USDT"
ISOLATED = "isolated:BTC-USDT"
LOAN_ID = "671db480%016x"


@pytest.fixture
def told():
    return []


@pytest.fixture
def exchange(told):
    """One bitcoin costs 1000 USDT; Ann has 1000 USDT in the cross account and as much in the isolated one."""
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {}, {}, NOW)
    exchange.open_account(BOB, {}, {"USDT": D("1000000"), "BTC": D("1000")}, NOW)
    trade_at(exchange, "1000")
    for account in (CROSS, ISOLATED):
        exchange.deposit(ANN, account, "USDT", D("1000"), NOW)
    exchange.advance(NOW)
    told.clear()
    return exchange


def trade_at(exchange, price, symbol=PAIR):
    """Make a price: Bob trades a little with himself."""
    sell = exchange.place(BOB, {"symbol": symbol, "side": "sell", "type": "limit", "price": price, "size": "0.001"}, NOW)
    exchange.place(BOB, {"symbol": symbol, "side": "buy", "type": "limit", "price": price, "size": "0.001"}, NOW)
    assert sell.status == "done"


def limit(side, price, size, **more):
    return dict({"symbol": PAIR, "side": side, "type": "limit", "price": price, "size": size, "clientOid": "x"}, **more)


def holding(exchange, currency, account=CROSS):
    return next(each for each in exchange.margin.position(ANN, account).holdings if each.currency == currency)


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.message


# Borrowing


def test_borrow__money_debt_interest_of_the_first_hour_and_records(exchange, told):
    loan = exchange.margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    assert loan == Loan(LOAN_ID % 1, CROSS, "USDT", D("500"), D("500"), NOW)
    assert holding(exchange, "USDT") == Holding("USDT", D("1500"), D("1500"), D("0"), D("500.006"), D("500"), D("0.006"))
    assert exchange.margin.loans(ANN) == [loan]
    assert exchange.margin.interest(ANN) == [Interest(CROSS, "USDT", D("0.000288"), D("0.006"), NOW)]
    assert exchange.lending.pool["USDT"] == D("59999500")
    context = {"borrowOrderNo": loan.number}
    assert [(type(each), each.event, each.available_change, each.context) for each in told] == [
        (BalanceChanged, "margin.other", D("500"), context)]
    assert exchange.accounts.ledger(ANN)[0] == LedgerEntry(
        exchange.accounts.ledger(ANN)[0].id, "USDT", D("500"), D("0"), D("1500"), "MARGIN", "Borrowings", "in", NOW, context)


def test_borrow__within_the_leverage(exchange):
    margin = exchange.margin
    assert [margin.borrowable(ANN, CROSS, name) for name in ("USDT", "BTC")] == [D("4000"), D("4")]
    assert margin.borrowable(ANN, ISOLATED, "BTC") == D("9")
    margin.borrow(ANN, CROSS, "BTC", "1", NOW)
    assert margin.borrowable(ANN, CROSS, "USDT") == D("2999.9")  # an hour's interest, 0.001 USDT for each of the four, is gone
    text = "Exceeds the max. borrowing amount, the remaining amount you can borrow: 2999.9USDT"
    assert refusal(margin.borrow, ANN, CROSS, "USDT", "3000", NOW) == ("210014", text)
    margin.borrow(ANN, CROSS, "USDT", "2999.9", NOW)
    assert margin.position(ANN, CROSS).ratio == D("0.8001")


def test_borrow__within_the_cap_of_the_currency(exchange):
    exchange.deposit(ANN, CROSS, "USDT", D("10000000"), NOW)
    assert exchange.margin.borrowable(ANN, CROSS, "BTC") == D("75.15") // D("0.0001") * D("0.0001")
    exchange.margin.borrow(ANN, CROSS, "BTC", "75", NOW)
    assert exchange.margin.borrowable(ANN, CROSS, "BTC") == D("0.15")


def test_borrow__what_nothing_has_traded_in_has_no_value(exchange):
    assert exchange.margin.borrowable(ANN, CROSS, "ETH") == D("0")
    assert refusal(exchange.margin.borrow, ANN, CROSS, "ETH", "1", NOW)[0] == "210014"


def test_borrow__when_the_pool_runs_dry(exchange):
    lending, margin = exchange.lending, exchange.margin
    lending.pool["BTC"] = D("1.50005")
    whole = margin.borrow(ANN, CROSS, "BTC", "2", NOW, whole=True)
    part = margin.borrow(ANN, CROSS, "BTC", "2", NOW)
    assert (whole.actual_size, part.actual_size, lending.pool["BTC"]) == (D("0"), D("1.5"), D("0.00005"))
    assert [loan.actual_size for loan in margin.loans(ANN)] == [D("1.5"), D("0")]
    assert refusal(margin.borrow, ANN, CROSS, "BTC", "1", NOW) == (
        "130204", "The exchange has nothing left to lend in this currency.")
    order = limit("sell", "1000", "2", autoBorrow=True)
    assert refusal(exchange.place, ANN, order, NOW, account=CROSS)[0] == "130204"


@pytest.mark.parametrize(("account", "currency", "size", "code"), [
    (CROSS, "USDT", "0.1", "400400"),
    (CROSS, "USDT", "1.05", "400400"),
    (CROSS, "DOGE", "10", "400400"),
    (ISOLATED, "ETH", "10", "400400"),
    (CROSS, "USDT", "0", "400100"),
    (CROSS, "USDT", "-5", "400100"),
])
def test_borrow__not_what_cannot_be_lent(exchange, account, currency, size, code):
    assert refusal(exchange.margin.borrow, ANN, account, currency, size, NOW)[0] == code
    assert exchange.margin.loans(ANN) == []


# Paying back


def test_repay__interest_first(exchange):
    margin = exchange.margin
    margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    first = margin.repay(ANN, CROSS, "USDT", "0.004", NOW + 1)
    second = margin.repay(ANN, CROSS, "USDT", "100", NOW + 2)
    assert [first, second] == [
        Repayment(LOAN_ID % 2, CROSS, "USDT", D("0.004"), D("0"), D("0.004"), NOW + 1),
        Repayment(LOAN_ID % 3, CROSS, "USDT", D("100"), D("99.998"), D("0.002"), NOW + 2)]
    assert margin.repayments(ANN) == [second, first]
    assert holding(exchange, "USDT") == Holding(
        "USDT", D("1399.996"), D("1399.996"), D("0"), D("400.002"), D("400.002"), D("0"))
    assert (exchange.accounts.fees["USDT"], exchange.lending.pool["USDT"]) == (D("0.008"), D("59999599.998"))


def test_repay__of_more_than_is_owed_what_is_owed(exchange):
    exchange.margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    assert exchange.margin.repay(ANN, CROSS, "USDT", "700", NOW).size == D("500.006")
    assert exchange.margin.position(ANN, CROSS).debts == D("0")
    assert refusal(exchange.margin.repay, ANN, CROSS, "USDT", "1", NOW) == ("400400", "There is no debt in USDT.")


def test_repay__only_what_is_available(exchange):
    exchange.margin.borrow(ANN, CROSS, "BTC", "2", NOW)
    exchange.place(ANN, limit("sell", "1000", "1.5"), NOW, account=CROSS)
    assert refusal(exchange.margin.repay, ANN, CROSS, "BTC", "0.6", NOW) == ("130203", "Insufficient account balance.")
    assert exchange.margin.repay(ANN, CROSS, "BTC", "0.5", NOW).size == D("0.5")


# Interest


def test_interest__at_each_full_hour_on_the_principal(exchange):
    margin, hour = exchange.margin, (NOW // HOUR + 1) * HOUR
    margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    exchange.advance(hour - 1)
    assert holding(exchange, "USDT").interest == D("0.006")
    exchange.advance(hour)
    exchange.advance(hour + HOUR - 1)
    assert holding(exchange, "USDT").interest == D("0.012")
    exchange.advance(hour + 3 * HOUR + 5)
    assert holding(exchange, "USDT").interest == D("0.03")
    assert [each.time for each in margin.interest(ANN)] == [hour + 3 * HOUR, hour + 2 * HOUR, hour + HOUR, hour, NOW]


def test_interest__not_again_when_the_clock_goes_back(exchange):
    hour = (NOW // HOUR + 1) * HOUR
    exchange.margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    for now in (hour, NOW, hour + 1):
        exchange.advance(now)
    assert len(exchange.margin.interest(ANN)) == 2


def test_interest__is_charged_also_when_time_did_not_pass_before(told):
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {}, {}, NOW)
    exchange.deposit(ANN, CROSS, "USDT", D("1000"), NOW)
    exchange.margin.borrow(ANN, CROSS, "USDT", "500", NOW)
    exchange.advance(NOW + 3 * HOUR)
    assert len(exchange.margin.interest(ANN)) == 4


def test_interest__is_rounded_up_to_the_smallest_amount(exchange):
    exchange.margin.borrow(ANN, CROSS, "BTC", "0.0011", NOW)
    assert holding(exchange, "BTC").interest == D("0.00000001")


# Orders


def test_place__auto_borrow_lends_what_is_missing(exchange):
    order = exchange.place(ANN, limit("buy", "1000", "2", autoBorrow=True), NOW, account=CROSS)
    assert (order.borrow_size, order.loan, order.held) == (D("1002"), LOAN_ID % 1, D("2002"))
    assert holding(exchange, "USDT") == Holding(
        "USDT", D("2002"), D("0"), D("2002"), D("1002.012024"), D("1002"), D("0.012024"))


def test_place__auto_borrow_in_steps_of_a_loan_and_at_least_its_minimum(exchange):
    exchange.deposit(ANN, CROSS, "BTC", D("0.99999"), NOW)
    sold = exchange.place(ANN, limit("sell", "1000", "1", autoBorrow=True), NOW, account=CROSS)
    bought = exchange.place(ANN, limit("buy", "1000", "1", autoBorrow=True, clientOid="y"), NOW, account=CROSS)
    assert (sold.borrow_size, bought.borrow_size) == (D("0.001"), D("1"))


def test_place__auto_borrow_only_when_something_is_missing(exchange):
    order = exchange.place(ANN, limit("buy", "900", "1", autoBorrow=True), NOW, account=CROSS)
    assert (order.borrow_size, order.loan, exchange.margin.loans(ANN)) == (D("0"), None, [])


def test_place__auto_borrow_does_not_borrow_for_what_is_refused(exchange):
    exchange.place(ANN, limit("buy", "900", "0.1"), NOW, account=CROSS)
    for wrong in (limit("buy", "900", "2"), limit("buy", "5000", "1", clientOid="y"), limit("buy", "900", "9", clientOid="y")):
        with pytest.raises(Refused):
            exchange.place(ANN, {**wrong, "autoBorrow": True}, NOW, account=CROSS)
    assert exchange.margin.loans(ANN) == []
    assert refusal(exchange.place, BOB, limit("buy", "900", "9999", autoBorrow=True), NOW) == (
        "400100", "autoBorrow is for margin accounts.")


def test_check__tells_what_would_be_borrowed_and_borrows_nothing(exchange):
    assert exchange.check(ANN, limit("buy", "1000", "2", autoBorrow=True), NOW, account=CROSS) == D("1002")
    assert exchange.check(ANN, limit("buy", "900", "1", autoBorrow=True), NOW, account=CROSS) == D("0")
    assert refusal(exchange.check, ANN, limit("buy", "1000", "9", autoBorrow=True), NOW, account=CROSS)[0] == "210014"
    assert refusal(exchange.check, ANN, limit("buy", "1000", "2"), NOW, account=CROSS)[0] == "200004"
    assert exchange.margin.loans(ANN) == []


def test_place__auto_repay_pays_back_what_a_fill_brings_in(exchange):
    margin = exchange.margin
    margin.borrow(ANN, CROSS, "BTC", "2", NOW)
    exchange.place(ANN, limit("sell", "1000", "2"), NOW, account=CROSS)
    exchange.place(BOB, limit("buy", "1000", "2"), NOW)
    order = exchange.place(ANN, limit("buy", "1000", "1.5", autoRepay=True, clientOid="y"), NOW, account=CROSS)
    exchange.place(BOB, limit("sell", "1000", "0.5"), NOW)
    assert (order.deal_size, holding(exchange, "BTC").total, holding(exchange, "BTC").liability) == (
        D("0.5"), D("0"), D("1.500002"))
    exchange.place(BOB, limit("sell", "1000", "1", clientOid="z"), NOW)
    assert [paid.size for paid in margin.repayments(ANN)] == [D("1"), D("0.5")]


def test_place__auto_repay_not_more_than_the_debt(exchange):
    exchange.margin.borrow(ANN, CROSS, "USDT", "100", NOW)
    exchange.deposit(ANN, CROSS, "BTC", D("1"), NOW)
    exchange.place(ANN, limit("sell", "1000", "1", autoRepay=True), NOW, account=CROSS)
    exchange.place(BOB, limit("buy", "1000", "1"), NOW)
    assert holding(exchange, "USDT") == Holding("USDT", D("1998.9988"), D("1998.9988"), D("0"), D("0"), D("0"), D("0"))


def test_place__events_and_ledger_name_the_account(exchange, told):
    exchange.place(ANN, limit("buy", "1000", "0.5"), NOW, account=ISOLATED)
    exchange.place(BOB, limit("sell", "1000", "0.5"), NOW)
    assert [each.event for each in told if isinstance(each, BalanceChanged) and each.uid == ANN] == [
        "isolated_BTC-USDT.hold", "isolated_BTC-USDT.setted", "isolated_BTC-USDT.setted"]
    assert [(entry.account, entry.biz_type) for entry in exchange.accounts.ledger(ANN)[:2]] == [("ISOLATED", "ISOLATED_EXCHANGE")] * 2
    assert {each.order.account for each in told if isinstance(each, OrderChanged) and each.order.uid == ANN} == {ISOLATED}


def test_place__an_isolated_account_trades_its_pair_only(exchange):
    order = {**limit("buy", "10", "1"), "symbol": "ETH-USDT"}
    assert refusal(exchange.place, ANN, order, NOW, account=ISOLATED)[0] == "130303"


def test_place__not_above_the_most_that_an_account_may_hold(exchange):
    exchange.deposit(ANN, CROSS, "BTC", D("217"), NOW)
    assert refusal(exchange.place, ANN, limit("buy", "1000", "0.5"), NOW, account=CROSS) == (
        "126042", "Exceeded maximum position limit.")
    assert exchange.place(ANN, limit("buy", "1000", "0.12"), NOW, account=CROSS).active


# Accounts


def test_position__of_all_currencies_in_usdt(exchange):
    exchange.deposit(ANN, CROSS, "BTC", D("2"), NOW)
    exchange.margin.borrow(ANN, CROSS, "USDT", "600", NOW)
    exchange.place(ANN, limit("sell", "1100", "0.5"), NOW, account=CROSS)
    zero = (D("0"),) * 6
    assert exchange.margin.position(ANN, CROSS) == Position(CROSS, "EFFECTIVE", D("3600"), D("600.0072"), D("0.1667"), (
        Holding("BTC", D("2"), D("1.5"), D("0.5"), D("0"), D("0"), D("0")), Holding("ETH", *zero), Holding("KCS", *zero),
        Holding("SOL", *zero), Holding("USDT", D("1600"), D("1600"), D("0"), D("600.0072"), D("600"), D("0.0072"))))
    assert exchange.margin.position(BOB, ISOLATED) == Position(
        ISOLATED, "EFFECTIVE", D("0"), D("0"), D("0"), (Holding("BTC", *zero), Holding("USDT", *zero)))


def test_account_of__a_pair(exchange):
    margin = exchange.margin
    assert (margin.account_of(PAIR, False), margin.account_of(PAIR, True)) == (CROSS, ISOLATED)
    assert refusal(margin.account_of, "ETH-BTC", True)[0] == "130303"
    assert refusal(margin.account_of, "NO-PAIR", False) == ("900001", "Symbol not exists")


def test_leverage__bounds_what_may_be_borrowed(exchange):
    margin = exchange.margin
    assert (margin.leverage(ANN, CROSS), margin.leverage(ANN, ISOLATED)) == (D("5"), D("10"))
    margin.set_leverage(ANN, CROSS, "2.5")
    assert margin.borrowable(ANN, CROSS, "USDT") == D("1500")
    margin.borrow(ANN, CROSS, "USDT", "1000", NOW)
    for wrong in ("1", "5.01", "2.555", "1.99"):
        assert refusal(margin.set_leverage, ANN, CROSS, wrong)[0] == "400400"
    margin.set_leverage(ANN, CROSS, "2.01")
    assert margin.leverage(ANN, CROSS) == D("2.01")


def test_transferable__leaves_what_the_debts_need(exchange):
    margin = exchange.margin
    assert margin.transferable(ANN, CROSS, "USDT") == D("1000")
    margin.borrow(ANN, CROSS, "USDT", "2000", NOW)
    assert margin.transferable(ANN, CROSS, "USDT") == D("499.97")  # 3000 less 5/4 of 2000.024
    assert margin.transferable(ANN, CROSS, "ETH") == D("0")


def test_transfer__takes_only_what_the_debts_do_not_need(exchange):
    exchange.margin.borrow(ANN, CROSS, "USDT", "2000", NOW)
    move = exchange.funds.transfer
    assert refusal(move, ANN, CROSS, ANN, "trade", "USDT", "499.98", NOW)[0] == "230003"
    move(ANN, CROSS, ANN, "trade", "USDT", "499.97", NOW)
    assert exchange.margin.borrowable(ANN, CROSS, "USDT") == D("0")
    assert exchange.margin.position(ANN, CROSS).ratio == D("0.8")


# What is told


def test_isolated_account__is_told_at_each_change(exchange, told):
    def steps():
        found = [(each.status, each.status_biz_type) for each in told if isinstance(each, IsolatedMarginChanged)]
        told.clear()
        return found

    exchange.margin.borrow(ANN, ISOLATED, "USDT", "500", NOW)
    assert told[-1] == IsolatedMarginChanged(
        ANN, PAIR, "DEBT", "DEFAULT_DEBT", exchange.margin.position(ANN, ISOLATED), NOW)
    assert steps() == [("DEBT", "DEFAULT_DEBT")]
    exchange.place(ANN, limit("buy", "1000", "0.1"), NOW, account=ISOLATED)
    exchange.place(BOB, limit("sell", "1000", "0.1"), NOW)
    assert steps() == [("DEBT", "DEFAULT_DEBT")]
    exchange.advance(NOW + HOUR)
    assert steps() == [("DEBT", "DEFAULT_DEBT")]
    exchange.margin.repay(ANN, ISOLATED, "USDT", "600", NOW)
    assert steps() == [("CLEAR", "DEFAULT_CLEAR")]


def test_liquidation__is_told_and_ends(exchange, told):
    exchange.margin.borrow(ANN, CROSS, "USDT", "4000", NOW)
    exchange.place(ANN, limit("buy", "1000", "4.9"), NOW, account=CROSS)
    exchange.place(BOB, limit("sell", "1000", "4.9"), NOW)
    trade_at(exchange, "901")
    exchange.place(BOB, {**limit("buy", "820", "10"), "clientOid": "bid"}, NOW)
    exchange.advance(NOW)
    assert not any(isinstance(each, CrossMarginStatus) for each in told)
    trade_at(exchange, "821")  # debts of 4000.048 on assets of 4118
    exchange.advance(NOW + 1)
    assert [each for each in told if isinstance(each, CrossMarginStatus)] == [
        CrossMarginStatus(ANN, "FROZEN_FL", NOW + 1), CrossMarginStatus(ANN, "UNFROZEN_FL", NOW + 1)]
    position = exchange.margin.position(ANN, CROSS)
    assert (position.status, position.debts, position.assets) == ("EFFECTIVE", D("0"), D("109.034"))


def test_liquidation__freezes_the_account_until_the_books_can_take_it(exchange):
    exchange.margin.borrow(ANN, ISOLATED, "USDT", "8000", NOW)
    exchange.place(ANN, limit("buy", "1000", "8.9"), NOW, account=ISOLATED)
    exchange.place(BOB, limit("sell", "1000", "8.9"), NOW)
    trade_at(exchange, "905")
    exchange.advance(NOW)
    assert exchange.margin.position(ANN, ISOLATED).status == "LIQUIDATION"
    assert refusal(exchange.place, ANN, limit("sell", "905", "1"), NOW, account=ISOLATED) == (
        "130309", "The account is frozen by its forced liquidation.")
    exchange.place(BOB, {**limit("buy", "900", "20"), "clientOid": "bid"}, NOW)
    exchange.advance(NOW)
    position = exchange.margin.position(ANN, ISOLATED)
    assert (position.status, position.debts) == ("EFFECTIVE", D("0"))


def test_liquidation__what_nothing_is_left_for_is_lost_to_the_pool(exchange):
    everything = totals(exchange)
    exchange.margin.borrow(ANN, CROSS, "BTC", "4", NOW)
    exchange.place(ANN, limit("sell", "1000", "4"), NOW, account=CROSS)
    exchange.place(BOB, limit("buy", "1000", "4"), NOW)
    for price in ("1099", "1200", "1300"):
        trade_at(exchange, price)
    exchange.place(BOB, {**limit("sell", "1300", "20"), "clientOid": "ask"}, NOW)
    exchange.advance(NOW)
    position = exchange.margin.position(ANN, CROSS)
    assert (position.status, position.debts, exchange.lending.pool["BTC"]) == ("EFFECTIVE", D("0"), D("999.83923368"))
    assert totals(exchange) == everything


# All together


def totals(exchange):
    """What there is of each currency."""
    with_pool = exchange.accounts.totals()
    for currency, pool in exchange.lending.pool.items():
        with_pool[currency] = with_pool.get(currency, D("0")) + pool
    return with_pool


def test_random_run__conserves_every_currency(exchange):
    """Half-way it is written down and read back, and goes on."""
    chance, margin = random.Random(5), exchange.margin
    for account in (CROSS, ISOLATED):
        exchange.deposit(ANN, account, "BTC", D("2"), NOW)
    exchange.deposit(ANN, "main", "USDT", D("5000"), NOW)
    before, now, done, offers = totals(exchange), NOW, {}, []

    def act():
        account, currency = chance.choice((CROSS, ISOLATED)), chance.choice(("USDT", "BTC"))
        size = "%d.%d" % (chance.randint(1, 400 if currency == "USDT" else 3), chance.randint(0, 9))
        what = chance.choice(("borrow", "repay", "order", "order", "order", "bob", "bob", "cancel", "offer", "redeem", "leverage"))
        order = limit(chance.choice(("buy", "sell")), str(chance.randint(980, 1020)), "%.4f" % (chance.random() * 4 + 0.001),
                      autoBorrow=chance.random() < 0.5, autoRepay=chance.random() < 0.5)
        if what == "borrow":
            margin.borrow(ANN, account, currency, size, now, whole=chance.random() < 0.5)
        elif what == "repay":
            margin.repay(ANN, account, currency, size + "1234567", now)
        elif what == "order":
            exchange.place(ANN, {**order, "clientOid": None}, now, account=account)
        elif what == "bob":
            exchange.place(BOB, {**order, "clientOid": None, "autoBorrow": False}, now)
        elif what == "cancel":
            exchange.cancel_all(ANN, now, account=account)
        elif what == "offer":
            offers.append(exchange.lending.purchase(ANN, "USDT", "10", chance.choice(("0.05", "0.3")), now).number)
        elif what == "redeem":
            exchange.lending.redeem(ANN, "USDT", chance.choice(offers or ["none"]), "3", now)
        else:
            margin.set_leverage(ANN, account, chance.choice(("2", "5")))
        done[what] = done.get(what, 0) + 1

    for number in range(1500):
        if number == 700:  # written down and read back, it goes on
            kept = state.dump({"exchange": exchange}, exchange._publish)
            empty = {"exchange": Exchange(SYMBOLS, exchange._publish)}
            exchange = state.load(json.loads(json.dumps(kept)), exchange._publish, empty)["exchange"]
            margin = exchange.margin
        now += chance.randint(1, 600) * SECOND
        try:
            act()
        except Refused:
            pass
        exchange.advance(now)
        assert totals(exchange) == before
        assert all(min(row.available, row.hold) >= 0 for uid in (ANN, BOB) for row in exchange.accounts.balances(uid))
        assert all(debt >= 0 for each in (CROSS, ISOLATED) for row in margin.position(ANN, each).holdings
                   for debt in (row.principal, row.interest))
        assert all(pool >= 0 for pool in exchange.lending.pool.values())
    assert len(done) == 8 and min(done.values()) > 20, done


def test_random_run__debts_are_what_was_borrowed_less_what_was_paid(exchange):
    chance, margin, now = random.Random(6), exchange.margin, NOW
    for _ in range(400):
        now += chance.randint(1, 1200) * SECOND
        exchange.advance(now)
        try:
            if chance.random() < 0.5:
                margin.borrow(ANN, CROSS, "USDT", str(chance.randint(1, 900)), now)
            else:
                margin.repay(ANN, CROSS, "USDT", str(chance.randint(1, 900)), now)
        except Refused:
            pass
        lent = sum(loan.actual_size for loan in margin.loans(ANN))
        paid = [sum(getattr(each, name) for each in margin.repayments(ANN)) for name in ("principal", "interest")]
        charged = sum(each.amount for each in margin.interest(ANN))
        debt = holding(exchange, "USDT")
        assert (debt.principal, debt.interest) == (lent - paid[0], charged - paid[1])
        assert CURRENCIES["USDT"].pool - exchange.lending.pool["USDT"] == debt.principal
    assert len(margin.repayments(ANN)) > 100


def test_debt__total():
    assert Debt(D("1.5"), D("0.25")).total == D("1.75")
