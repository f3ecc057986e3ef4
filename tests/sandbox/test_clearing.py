"""Positions and the money behind them, each rule by a small example."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_positions import ClosedPosition, FundingPaid, Position, PositionChanged

PAIR, INVERSE = "XBTUSDTM", "XBTUSDM"
ANN, BOB = 7, 8


def open_lots(pit, uid, side, lots, price, symbol=PAIR, leverage=10, mode="ISOLATED", fee="0"):
    value = pit.clearing.contracts[symbol].value(D(lots), D(price))
    pit.clearing.increase(uid, symbol, "BOTH", side, D(lots), value, D(fee), mode, D(leverage), {"symbol": symbol}, pit.now)
    return pit.position(uid, symbol)


def close_lots(pit, position, lots, price, fee="0", **more):
    value = pit.clearing.contracts[position.symbol].value(D(lots), D(price))
    pit.clearing.reduce(position, D(lots), value, D(fee), {"symbol": position.symbol}, pit.now, **more)


# Opening and closing

def test_increase__margin_on_hold_and_fee_away(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000", fee="0.36")
    assert position == Position(
        "500000000000988255", ANN, PAIR, "BOTH", "ISOLATED", D(10), pit.now, lots=D(10), cost=D(600), margin=D(60),
        fees=D("0.36"), opened_lots=D(10), opened_value=D(600))
    assert pit.money(ANN) == (D("9939.64"), D(60))
    assert pit.accounts.fees == {"USDT": D("0.36")}
    entry = pit.accounts.ledger(ANN)[0]
    assert (entry.biz_type, entry.direction, entry.amount, entry.fee, entry.account) == (
        "RealisedPNL", "out", D("0.36"), D("0.36"), "CONTRACT")


def test_increase__more_at_another_price_and_leverage(pit):
    open_lots(pit, ANN, "buy", 10, "60000")
    position = open_lots(pit, ANN, "buy", 10, "62000", leverage=20)
    assert (position.lots, position.cost, position.margin, position.leverage) == (20, D(1220), D(91), 20)
    assert pit.clearing.standing(position).entry_price == D("61000.00")


@pytest.mark.parametrize("side, profit", [("buy", "20"), ("sell", "-20")])
def test_reduce__all_of_it(pit, side, profit):
    position = open_lots(pit, ANN, side, 10, "60000", fee="0.3")
    close_lots(pit, position, 10, "62000", fee="0.4")
    assert pit.position(ANN) is None
    assert pit.money(ANN) == (D(10000) + D(profit) - D("0.7"), D(0))
    assert pit.clearing.pool == {"USDT": -D(profit)}
    assert pit.clearing.closed(ANN) == [ClosedPosition(
        "500000000036305465", ANN, PAIR, "USDT", "LONG" if side == "buy" else "SHORT", "ISOLATED", D(10), False, D(profit),
        D("0.7"), D(0), D(10), D(600), pit.now, pit.now, D("60000.00"), D("62000.00"))]


def test_reduce__a_part_keeps_its_share(pit):
    position = open_lots(pit, ANN, "buy", 3, "60000", leverage=7)
    close_lots(pit, position, 1, "61000")
    assert (position.lots, position.cost, position.profit) == (2, D(120), D(1))
    assert position.margin == D("25.7142857142") - D("8.5714285714")
    close_lots(pit, position, 2, "61000")
    assert pit.money(ANN) == (D(10003), D(0))


@pytest.mark.parametrize("side, profit", [("buy", "0.0005376344"), ("sell", "-0.0005376344")])
def test_inverse__gains_and_loses_the_base_currency(pit, side, profit):
    position = open_lots(pit, ANN, side, 1000, "60000", symbol=INVERSE)
    assert abs(position.cost) == D("0.0166666666")
    close_lots(pit, position, 1000, "62000")
    assert pit.money(ANN, "XBT") == (D(1) + D(profit), D(0))


def test_pool__is_what_all_open_positions_cost(pit):
    before = pit.clearing.totals()
    ann, bob = open_lots(pit, ANN, "buy", 10, "60000"), open_lots(pit, BOB, "sell", 10, "60000")
    close_lots(pit, ann, 4, "63000")
    open_lots(pit, 9, "buy", 4, "63000")
    costs = [pit.position(uid).cost for uid in (ANN, BOB, 9)]
    assert pit.clearing.pool == {"USDT": -sum(costs)} == {"USDT": D(-12)}
    close_lots(pit, ann, 6, "59000")
    close_lots(pit, pit.position(9), 4, "59000")
    close_lots(pit, bob, 10, "59000")
    assert pit.clearing.pool == {"USDT": 0}
    assert pit.clearing.totals() == before


# Losses beyond the margin

def test_loss__in_isolated_margin_ends_at_the_margin(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    close_lots(pit, position, 10, "50000", fee="0.3", liquidation=True)
    assert pit.money(ANN) == (D(9940), D(0))
    assert (pit.clearing.insurance, pit.accounts.fees) == ({"USDT": D("-40.3")}, {"USDT": D("0.3")})
    assert pit.clearing.closed(ANN)[0].liquidated
    assert pit.accounts.ledger(ANN)[0].amount == D(60)


def test_loss__of_a_part_takes_the_rest_of_the_margin(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    close_lots(pit, position, 5, "50000")
    assert (position.margin, position.lots) == (D(10), 5)
    close_lots(pit, position, 5, "50000")
    assert pit.clearing.insurance["USDT"] == D(-40)
    assert pit.money(ANN) == (D(9940), D(0))


def test_loss__in_cross_margin_takes_balance_then_other_margins_then_insurance(pit):
    pit.accounts.move(ANN, "contract", "USDT", D("-9800"), D(0), "out", {}, pit.now)
    first = open_lots(pit, ANN, "buy", 10, "60000", mode="CROSS")
    other = open_lots(pit, ANN, "buy", 100, "2500", symbol="ETHUSDTM", leverage=50, mode="CROSS")
    assert pit.money(ANN) == (D(90), D(110))
    close_lots(pit, first, 10, "45000")
    assert (pit.money(ANN), other.margin, pit.clearing.insurance) == ((D(0), D(50)), D(50), {"USDT": D(0)})
    third = open_lots_free(pit, other)
    close_lots(pit, third, 10, "50000")
    assert (pit.money(ANN), other.margin) == ((D(0), D(0)), D(0))
    assert pit.clearing.insurance == {"USDT": D(-50)}


def open_lots_free(pit, other):
    """A cross position without any margin of its own, as losses can leave one."""
    position = Position("1", ANN, PAIR, "BOTH", "CROSS", D(10), pit.now, lots=D(10), cost=D(600), opened_lots=D(10),
                        opened_value=D(600))
    pit.clearing._holder(ANN).positions[PAIR, "BOTH"] = position
    assert other.margin == D(50)
    return position


# What follows from the mark price

def test_standing__by_the_formulas_of_the_documented_position(pit):
    """Long 1 lot from 67430.9: entry less margin, plus maintenance margin, by the lot's size."""
    position = open_lots(pit, ANN, "buy", 1, "67430.9", leverage=3)
    position.margin = D("22.5097045843")
    standing = pit.clearing.standing(position)
    assert (standing.initial, standing.commission) == (D("22.4769666667"), D("0.0404585400"))
    assert (standing.maintenance_rate, standing.maintenance) == (D("0.004"), D("0.3101821400"))
    assert standing.liquidation_price == ((D("67.4309") - D("22.5097045843") + D("0.31018214")) * 1000).quantize(D("0.01"))
    assert standing.bankrupt_price == ((D("67.4309") - D("22.5097045843") + D("0.04045854")) * 1000).quantize(D("0.01"))
    assert standing.unrealised == pit.clearing.marks[PAIR] / 1000 - D("67.4309") == standing.worth - D("67.4309")
    assert (standing.level.level, standing.auto_deposit, standing.backing) == (1, False, position.margin)


@pytest.mark.parametrize("symbol", [PAIR, INVERSE])
@pytest.mark.parametrize("side", ["buy", "sell"])
def test_standing__at_the_liquidation_price_the_margin_is_the_maintenance_margin(pit, symbol, side):
    position = open_lots(pit, ANN, side, 100, "60000", symbol=symbol, leverage=5)
    standing = pit.clearing.standing(position)
    assert (standing.liquidation_price < 60000) == (side == "buy")
    for price, danger in ((-1, side == "buy"), (1, side == "sell")):
        pit.clearing.marks[symbol] = standing.liquidation_price + price
        assert pit.clearing.in_danger(position) is danger


def test_standing__with_the_whole_value_as_margin_nothing_liquidates_an_inverse_short(pit):
    position = open_lots(pit, ANN, "sell", 100, "60000", symbol=INVERSE, leverage=1)
    position.margin *= 2
    assert pit.clearing.standing(position).liquidation_price is None


def test_standing__in_cross_margin_the_account_stands_behind(pit):
    position = open_lots(pit, ANN, "buy", 100, "60000", mode="CROSS")
    standing = pit.clearing.standing(position)
    assert standing.backing == D(10000)
    assert standing.liquidation_price is None  # bitcoin can fall to nothing
    open_lots(pit, ANN, "buy", 1000, "2500", symbol="ETHUSDTM", mode="CROSS")
    assert pit.clearing.standing(position).backing < D(10000)


def test_free__is_less_by_losses_in_cross_margin_only(pit):
    open_lots(pit, ANN, "buy", 100, "61000", mode="CROSS")
    open_lots(pit, ANN, "buy", 100, "2600", symbol="ETHUSDTM")
    available = pit.clearing.available(ANN, "USDT")
    assert pit.clearing.free(ANN, "USDT") == available + pit.clearing.unrealised(pit.position(ANN)) < available
    open_lots(pit, BOB, "buy", 100, "50000", mode="CROSS")
    assert pit.clearing.free(BOB, "USDT") == pit.clearing.available(BOB, "USDT")


def test_open_interest__counts_the_long_side(pit):
    open_lots(pit, ANN, "buy", 10, "60000")
    open_lots(pit, BOB, "sell", 10, "60000")
    assert (pit.clearing.open_interest(PAIR), pit.clearing.open_interest(INVERSE)) == (10, 0)


# Margin

def test_move_margin__in_and_out(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    pit.clearing.move_margin(position, D(5), pit.now)
    pit.clearing.move_margin(position, D(-2), pit.now)
    assert (position.margin, position.added, pit.money(ANN)) == (D(63), D(3), (D(9937), D(63)))
    assert [event.reason for event in pit.events(PositionChanged)] == ["positionChange", "marginChange", "marginChange"]


def test_move_margin__the_same_id_moves_once(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    for _ in range(2):
        pit.clearing.move_margin(position, D(5), pit.now, "move-1")
    assert position.margin == D(65)


def test_move_margin__refused(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    cross = open_lots(pit, BOB, "sell", 10, "60000", mode="CROSS")
    most = pit.clearing.most_removable(position)
    assert most == D(60) - D(600) * (D("0.008") + D("0.0006"))
    assert pit.refusal(pit.clearing.move_margin, position, -most - D("1E-10"), pit.now, "a") == "300003"
    assert pit.refusal(pit.clearing.move_margin, position, D(9941), pit.now, "b") == "300003"
    assert pit.refusal(pit.clearing.move_margin, cross, D(1), pit.now) == "330005"
    pit.clearing.move_margin(position, -most, pit.now, "a")  # a refused move may be tried again
    assert position.margin == D(60) - most


def test_most_removable__less_what_has_been_lost(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    most = pit.clearing.most_removable(position)
    pit.clearing.marks[PAIR] = D(59000)
    assert pit.clearing.most_removable(position) == most - 10
    pit.clearing.marks[PAIR] = D(50000)
    assert pit.clearing.most_removable(position) == 0


def test_top_up__to_the_initial_margin_as_far_as_the_balance_goes(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    pit.clearing.marks[PAIR] = D(55000)
    pit.clearing.top_up(position, pit.now)
    assert position.margin + pit.clearing.unrealised(position) == D(60)
    pit.clearing.marks[PAIR] = D(70000)
    pit.clearing.top_up(position, pit.now)
    assert position.margin == D(110)


# Funding

def test_fund__longs_pay_shorts(pit):
    before = pit.clearing.totals()
    ann, bob = open_lots(pit, ANN, "buy", 10, "60000"), open_lots(pit, BOB, "sell", 10, "60000", mode="CROSS")
    pit.clearing.marks[PAIR] = D(62000)
    pit.told.clear()
    pit.clearing.fund(PAIR, D("0.0001"), 5, pit.now)
    assert (ann.margin, pit.money(ANN)) == (D("59.938"), (D(9940), D("59.938")))
    assert (bob.margin, pit.money(BOB)) == (D(60), (D("9940.062"), D(60)))
    assert (ann.funding, bob.funding, pit.clearing.insurance) == (D("-0.062"), D("0.062"), {"USDT": D(0)})
    assert pit.clearing.totals() == before
    paid = FundingPaid(1472387374042586, ANN, PAIR, 5, D("0.0001"), D(62000), D(10), D(620), D("-0.062"), "USDT", "ISOLATED",
                       "BOTH")
    assert pit.events(FundingPaid)[0] == paid and pit.clearing.funding(ANN, PAIR) == [paid]
    assert pit.clearing.funding(ANN, INVERSE) == []
    assert pit.accounts.ledger(ANN)[0].amount == D("0.062")


def test_fund__shorts_pay_longs_when_the_rate_is_negative(pit):
    ann, bob = open_lots(pit, ANN, "buy", 10, "60000"), open_lots(pit, BOB, "sell", 10, "60000")
    pit.clearing.marks[PAIR] = D(60000)
    pit.clearing.fund(PAIR, D("-0.0001"), 5, pit.now)
    assert (ann.margin, bob.margin) == (D("60.06"), D("59.94"))


def test_fund__what_an_isolated_margin_cannot_pay(pit):
    position = open_lots(pit, ANN, "buy", 10, "60000")
    pit.clearing.move_margin(position, -pit.clearing.most_removable(position), pit.now)
    margin = position.margin
    pit.clearing.fund(PAIR, D("0.1"), 5, pit.now)
    paid = -pit.clearing.funding(ANN, PAIR)[0].amount
    assert (position.margin, pit.clearing.insurance["USDT"]) == (0, paid - (paid - margin))


def test_state__is_plain(pit):
    """Nothing but what can be stored, and the function that is told."""
    kinds = {type(value).__name__ for value in vars(pit.clearing).values()}
    assert kinds <= {"dict", "list", "set", "Accounts", "Numbers", "builtin_function_or_method"}
