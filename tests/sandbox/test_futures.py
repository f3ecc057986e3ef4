"""Settings of an account, settlements, liquidations."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_market import MarkChanged
from kucoin_ref.sandbox.contract_orders import ContractOrderChanged
from kucoin_ref.sandbox.contract_positions import FundingPaid
from kucoin_ref.sandbox.futures import FundingSettlement, RiskLevelChanged, TermsChanged

PAIR, ETHER, INVERSE = "XBTUSDTM", "ETHUSDTM", "XBTUSDM"
ANN, BOB, EVE = 7, 8, 9
SECOND = 10 ** 9


# Settings

def test_margin_mode__of_one_contract(pit):
    pit.futures.set_margin_mode(ANN, PAIR, "CROSS", pit.now)
    pit.futures.set_margin_mode(ANN, PAIR, "CROSS", pit.now)
    assert pit.told == [TermsChanged(ANN, PAIR, "marginMode", "CROSS", pit.now)]
    assert [pit.clearing.terms(ANN, symbol).margin_mode for symbol in (PAIR, ETHER)] == ["CROSS", "ISOLATED"]
    assert pit.refusal(pit.futures.set_margin_mode, ANN, "NOPE", "CROSS", pit.now) == "200003"


@pytest.mark.parametrize("what", ["order", "stop", "position"])
def test_modes__stay_while_there_are_orders_or_positions(pit, what):
    if what == "position":
        pit.trade(ANN, BOB, 1, "60000")
    else:
        stop = {"stop": "up", "stopPrice": "70000", "stopPriceType": "TP"} if what == "stop" else {}
        pit.place(ANN, "buy", 1, "60000", **stop)
    assert pit.refusal(pit.futures.set_margin_mode, ANN, PAIR, "CROSS", pit.now) == "50002"
    assert pit.refusal(pit.futures.set_hedged, ANN, True) == "50002"
    pit.futures.set_margin_mode(ANN, ETHER, "CROSS", pit.now)
    pit.futures.set_margin_mode(ANN, PAIR, "ISOLATED", pit.now)  # it is that already
    pit.futures.set_hedged(ANN, False)


def test_cross_leverage__binds_and_frees_margin_of_positions_and_orders(pit):
    pit.cross(ANN)
    pit.place(BOB, "sell", 10, "60000")
    pit.place(ANN, "buy", 10, "60000", marginMode="CROSS")
    order = pit.place(ANN, "buy", 10, "50000", marginMode="CROSS")
    assert (pit.position(ANN).margin, order.held) == (D(200), D("166.9666666667"))
    pit.futures.set_cross_leverage(ANN, PAIR, D(10), pit.now)
    assert (pit.position(ANN).margin, order.held, order.leverage) == (D(60), D("50.3"), 10)
    assert pit.money(ANN)[1] == D("110.3")
    assert pit.events(TermsChanged)[-1] == TermsChanged(ANN, PAIR, "crossLeverage", "10", pit.now)
    pit.futures.set_cross_leverage(ANN, PAIR, D(1), pit.now)
    assert pit.money(ANN)[1] == D("1100.3")


def test_cross_leverage__refused(pit):
    pit.cross(ANN)
    pit.place(BOB, "sell", 400, "60000", leverage=20)
    pit.place(ANN, "buy", 400, "60000", marginMode="CROSS")
    before = pit.money(ANN)
    for leverage, code in (("1", "300003"), ("0", "300016"), ("126", "300016"), ("2.5", "300016")):
        assert pit.refusal(pit.futures.set_cross_leverage, ANN, PAIR, D(leverage), pit.now) == code
    assert (pit.money(ANN), pit.clearing.terms(ANN, PAIR).cross_leverage) == (before, 3)


def test_level__cancels_the_orders_and_changes_the_limits(pit):
    order = pit.place(ANN, "buy", 1, "60000")
    pit.futures.set_level(ANN, PAIR, 2, pit.now)
    assert (order.status, pit.events(RiskLevelChanged)) == ("done", [RiskLevelChanged(ANN, PAIR, 2, pit.now)])
    assert pit.refusal(pit.place, ANN, "buy", 1, "60000", leverage=125) == "300016"
    assert pit.place(ANN, "buy", 2500, "60000", leverage=100).in_book  # 150000 USDT, above the limit of the first


def test_level__refused(pit):
    pit.futures.set_level(ANN, PAIR, 2, pit.now)
    pit.trade(ANN, BOB, 2, "60000", leverage=100)
    for level, code in ((0, "100005"), (13, "100005"), (5, "200005")):
        assert pit.refusal(pit.futures.set_level, ANN, PAIR, level, pit.now) == code
    pit.give(ANN, "USDT", "100000")
    pit.place(BOB, "sell", 1600, "60000", leverage=10)
    pit.place(EVE, "sell", 200, "60000", leverage=10)
    pit.place(ANN, "buy", 1800, "60000", leverage=10)
    assert pit.refusal(pit.futures.set_level, ANN, PAIR, 1, pit.now) == "300005"


def test_move_margin__of_a_position_that_is_not_there(pit):
    assert pit.refusal(pit.futures.move_margin, ANN, PAIR, "BOTH", D(1), pit.now) == "300009"
    assert pit.refusal(pit.futures.move_margin, ANN, "NOPE", "BOTH", D(1), pit.now) == "200003"
    pit.trade(ANN, BOB, 10, "60000")
    assert pit.futures.move_margin(ANN, PAIR, "BOTH", D(1), pit.now).margin == D(61)


@pytest.mark.parametrize("symbol, leverage, lots", [
    (PAIR, 10, 1656), (PAIR, 1, 166), (INVERSE, 10, 596421), (INVERSE, 100, 600000)])
def test_most_lots__can_be_ordered_and_not_one_more(pit, symbol, leverage, lots):
    if symbol == PAIR and leverage == 10:
        pit.futures.set_level(ANN, PAIR, 2, pit.now)
    most = pit.futures.most_lots(ANN, symbol, "buy", D(60000), D(leverage))
    assert most == lots
    pit.futures.check(ANN, {"symbol": symbol, "side": "buy", "price": "60000", "size": int(most), "leverage": leverage}, pit.now)
    more = {"symbol": symbol, "side": "buy", "price": "60000", "size": int(most) + 1, "leverage": leverage}
    assert pit.refusal(pit.futures.check, ANN, more, pit.now) in ("300003", "300005")


# Time

def test_advance__once_a_second(pit):
    pit.futures.advance(pit.now + SECOND - 1, {"BTC-USDT": D(61000)})
    assert pit.told == []
    pit.futures.advance(pit.now + SECOND, {"BTC-USDT": D(61000)})
    assert {event.symbol: event.index for event in pit.events(MarkChanged)} == {PAIR: D(61000), INVERSE: D(61000)}


def test_funding__is_settled_at_its_moment(pit):
    pit.trade(ANN, BOB, 10, "60000")
    moment = pit.futures.market(PAIR).funding_at
    assert min(pit.futures.fundings()) == moment == 1730001600 * SECOND
    pit.index("60000", (moment - pit.now) // SECOND - 1)
    assert pit.events(FundingPaid) == []
    pit.index("60000")
    assert [(paid.uid, paid.amount, paid.time) for paid in pit.events(FundingPaid)] == [
        (BOB, D("0.06"), moment), (ANN, D("-0.06"), moment)]
    of_pair = [event for event in pit.events(FundingSettlement) if event.symbol == PAIR]
    assert of_pair == [FundingSettlement(PAIR, subject, D("0.0001"), moment, moment)
                       for subject in ("funding.begin", "funding.end")]
    assert pit.futures.market(PAIR).funding_at == moment + 8 * 3600 * SECOND
    pit.index("60000")
    assert len(pit.events(FundingPaid)) == 2


# Liquidation

def test_liquidation__closes_an_isolated_position_at_the_market(pit):
    before = pit.clearing.totals()
    pit.trade(ANN, BOB, 10, "60000")
    order, stop = pit.place(ANN, "sell", 10, "61000"), pit.place(
        ANN, "buy", 1, "60000", stop="up", stopPrice="70000", stopPriceType="TP")
    other = pit.place(ANN, "buy", 1, "2500", symbol=ETHER)
    pit.place(EVE, "buy", 6, "54200")
    pit.place(EVE, "buy", 6, "54100")
    price = pit.clearing.standing(pit.position(ANN)).liquidation_price
    assert price == D("54276.00")
    pit.index(price)
    assert pit.position(ANN) is not None  # the mark price is above the index
    pit.index(price - 5)
    assert (pit.position(ANN), order.status, stop.status, other.status) == (None, "done", "done", "open")
    closed = pit.clearing.closed(ANN)[0]
    assert (closed.liquidated, closed.side, closed.gross, closed.close_price) == (True, "LONG", D("-58.4"), D("54160.00"))
    fills = pit.futures.fills(ANN)[:2]
    assert {fill.trade_type for fill in fills} == {"liquid"} and [fill.trade.price for fill in fills] == [D(54100), D(54200)]
    assert pit.events(ContractOrderChanged)[-1].order.trade_type == "liquid"
    assert pit.money(ANN)[0] == D(10000) - D("0.36") - D("58.4") - D("0.32496") - other.held
    assert pit.clearing.totals() == before


def test_liquidation__what_the_margin_does_not_cover_is_the_insurances(pit):
    before = pit.clearing.totals()
    pit.trade(ANN, BOB, 10, "60000")
    pit.place(EVE, "buy", 10, "50000")
    pit.index("53000")
    assert pit.position(ANN) is None
    assert pit.money(ANN) == (D(10000) - D("0.36") - 60, D(0))
    assert pit.clearing.insurance["USDT"] == D("-40.3")
    assert pit.clearing.totals() == before


def test_liquidation__goes_on_when_the_book_has_not_enough(pit):
    pit.trade(ANN, BOB, 10, "60000")
    pit.place(EVE, "buy", 4, "53000")
    pit.index("53000")
    assert pit.position(ANN).lots == 6
    pit.index("53000")
    assert pit.position(ANN).lots == 6
    pit.place(EVE, "buy", 6, "53000")
    pit.index("53000")
    assert pit.position(ANN) is None


def test_liquidation__of_a_short_position(pit):
    pit.trade(BOB, ANN, 10, "60000")
    pit.place(EVE, "sell", 10, "65800", leverage=20)
    pit.index("65600")
    assert pit.position(ANN) is not None
    pit.index("65800")
    assert pit.position(ANN) is None
    assert pit.clearing.closed(ANN)[0].side == "SHORT"


def test_auto_deposit__keeps_a_position_alive_while_there_is_money(pit):
    pit.trade(ANN, BOB, 10, "60000")
    pit.clearing.terms(ANN, PAIR).auto_deposit = True
    pit.place(EVE, "buy", 10, "40000")
    pit.index("54000")
    position = pit.position(ANN)
    assert position.margin + pit.clearing.unrealised(position) == D(60)
    pit.accounts.move(ANN, "contract", "USDT", -pit.money(ANN)[0], D(0), "out", {}, pit.now)
    pit.index("48000")
    assert pit.position(ANN) is None


def test_liquidation__in_cross_margin_is_of_the_account(pit):
    pit.cross(ANN)
    pit.cross(ANN, symbol=ETHER)
    pit.accounts.move(ANN, "contract", "USDT", D(-9000), D(0), "out", {}, pit.now)
    pit.futures.set_cross_leverage(ANN, PAIR, D(50), pit.now)
    pit.futures.set_cross_leverage(ANN, ETHER, D(50), pit.now)
    pit.place(BOB, "sell", 100, "60000")
    pit.place(ANN, "buy", 100, "60000", marginMode="CROSS")
    pit.place(BOB, "sell", 100, "2500", symbol=ETHER)
    pit.place(ANN, "buy", 100, "2500", symbol=ETHER, marginMode="CROSS")
    order = pit.place(ANN, "buy", 500, "2400", symbol=ETHER, marginMode="CROSS")
    pit.place(EVE, "buy", 100, "51000")
    pit.place(EVE, "buy", 100, "2490", symbol=ETHER)
    pit.index("52000")  # 800 are lost of 1000; of the rest the order holds a part
    assert (order.status, pit.position(ANN).lots) == ("done", 100)
    pit.index("50100")
    assert (pit.position(ANN), pit.position(ANN, ETHER)) == (None, None)
    assert {each.liquidated for each in pit.clearing.closed(ANN)} == {True}
    assert pit.clearing.insurance["USDT"] == 0 and pit.money(ANN)[0] > 0


def test_liquidation__leaves_isolated_positions_out_of_a_cross_account(pit):
    pit.cross(ANN)
    pit.accounts.move(ANN, "contract", "USDT", D(-9000), D(0), "out", {}, pit.now)
    pit.trade(ANN, BOB, 10, "2500", symbol=ETHER)
    pit.place(BOB, "sell", 40, "60000")
    pit.place(ANN, "buy", 40, "60000", marginMode="CROSS")
    pit.place(EVE, "buy", 40, "45000")
    pit.index("35000")
    assert pit.position(ANN) is None
    assert pit.position(ANN, ETHER).lots == 10
