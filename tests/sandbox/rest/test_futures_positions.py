"""Futures positions, margins and settings, funding payments and the account, value by value."""

from decimal import Decimal as D

import pytest

from kucoin_ref import errors

NOW = 1730000000  # seconds
MS = 1000
PAIR, ETHER, INVERSE = "XBTUSDTM", "ETHUSDTM", "XBTUSDM"
PRICE = "67700"  # between the makers' best bid and best ask, so that only our own orders meet there
FUNDING = 1730001600


def trade(buyer, seller, size=10, price=PRICE, symbol=PAIR, **more):
    for client, side, oid in ((seller, "sell", "maker"), (buyer, "buy", "taker")):
        client.futures.order.add_order(symbol, side, oid, price=price, size=size, leverage=10, **more)


@pytest.fixture
def positions(ann):
    return ann.futures.positions


def refusal(call, *args, **kwargs):
    with pytest.raises(errors.ApiError) as raised:
        call(*args, **kwargs)
    return raised.value.code


#: Ann's 10 lots from 67700, by the mark price 67700.48.
FIGURES = {
    "symbol": PAIR, "autoDeposit": False, "crossMode": False, "maintMarginReq": D("0.004"), "riskLimit": 100000,
    "realLeverage": D("10.00"), "delevPercentage": 0, "openingTimestamp": NOW * MS, "currentTimestamp": NOW * MS,
    "currentQty": 10, "currentCost": 677, "currentComm": D("0.4062"), "unrealisedCost": 677, "realisedGrossCost": 0,
    "realisedCost": D("0.4062"), "isOpen": True, "markPrice": D("67700.48"), "markValue": D("677.0048"), "posCost": 677,
    "posCross": 0, "posCrossMargin": 0, "posInit": D("67.7"), "posComm": D("0.4062"), "posCommCommon": D("0.4062"),
    "posLoss": 0, "posMargin": D("67.7"), "posFunding": 0, "posMaint": D("3.1142"), "maintMargin": D("67.7048"),
    "realisedGrossPnl": 0, "realisedPnl": D("-0.4062"), "unrealisedPnl": D("0.0048"), "unrealisedPnlPcnt": 0,
    "unrealisedRoePcnt": D("0.0001"), "avgEntryPrice": 67700, "liquidationPrice": D("61241.42"),
    "bankruptPrice": D("60970.62"), "settleCurrency": "USDT", "isInverse": False, "maintainMargin": D("0.004"),
    "marginMode": "ISOLATED", "positionSide": "BOTH", "leverage": 10}


def test_position__in_isolated_margin(positions, ann, bob):
    trade(ann, bob)
    row = positions.get_position_list()[0]
    assert row == {"id": row["id"], **FIGURES}
    details = positions.get_position_details(PAIR)[0]
    assert {name: value if isinstance(value, (str, bool, int)) and not isinstance(FIGURES.get(name), (int, D)) else D(value)
            for name, value in details.items() if name in FIGURES} == FIGURES
    assert isinstance(details["posMargin"], str) and isinstance(details["currentQty"], int)
    later = {name: value for name, value in details.items() if name not in row}
    assert later == {
        "posProfit": "0.0048", "posCommFunding": "0", "riskLimitLevel": 1, "cumulativeTradeFee": "0.4062",
        "cumulativeFundingFee": "0", "withdrawPnl": "0", "cumulativeTax": "0", "aggRate": "0.046", "imr": "0.1", "amr": "0.004"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_position__by_the_abandoned_call(positions, ann, bob):
    empty = positions.get_position_details_v1(PAIR)
    assert (empty["isOpen"], empty["currentQty"], empty["liquidationPrice"]) == (False, 0, 0)
    assert positions.get_position_details(PAIR) == []
    trade(ann, bob)
    row = positions.get_position_details_v1(PAIR)
    figures = {name: value for name, value in FIGURES.items() if name != "isInverse"}
    assert row == {"id": row["id"], "riskLimitLevel": 1, **figures}


def test_position__in_cross_margin_has_no_risk_level(positions, ann, bob):
    for client in (ann, bob):
        client.futures.positions.switch_margin_mode(PAIR, "CROSS")
    trade(ann, bob, margin_mode="CROSS")
    row = positions.get_position_list(currency="USDT")[0]
    assert (row["crossMode"], row["marginMode"], row["leverage"], row["posMargin"]) == (True, "CROSS", 3, D("225.6666666666"))
    assert {"autoDeposit", "riskLimit", "posMaint"}.isdisjoint(row)
    assert positions.get_position_list(currency="XBT") == []


def test_position__of_an_inverse_contract(positions, ann, bob):
    trade(bob, ann, 1000, symbol=INVERSE)
    row = positions.get_position_list()[0]
    assert (row["currentQty"], row["posCost"], row["isInverse"], row["settleCurrency"]) == (
        -1000, D("0.0147710487"), True, "XBT")
    assert row["liquidationPrice"] > 67700 > row["avgEntryPrice"] - 1


def test_history__what_a_closed_position_made(positions, ann, bob, clock, sandbox):
    trade(ann, bob)
    clock.advance(60)
    trade(bob, ann, price="67701")
    assert positions.get_position_list() == []
    page = positions.get_positions_history()
    row = page["items"][0]
    assert (page["totalNum"], page["currentPage"], page["pageSize"]) == (1, 1, 10)
    uid = ann.account.account.get_apikey_info()["uid"]
    assert row == {
        "closeId": row["closeId"], "userId": str(uid), "symbol": PAIR, "settleCurrency": "USDT", "leverage": "10",
        "type": "CLOSE_LONG", "pnl": "-0.531602", "realisedGrossCost": "-0.01", "realisedGrossCostNew": "-0.01",
        "withdrawPnl": "0", "tradeFee": "0.541602", "fundingFee": "0", "openTime": NOW * MS, "closeTime": (NOW + 60) * MS,
        "openPrice": "67700", "closePrice": "67701", "marginMode": "ISOLATED", "tax": "0", "roe": "-0.0079",
        "liquidAmount": None, "liquidPrice": None, "side": "LONG"}
    assert positions.get_positions_history(symbol=INVERSE)["items"] == []
    assert positions.get_positions_history(to=(NOW + 59) * MS)["items"] == []
    assert positions.get_positions_history(from_=(NOW + 60) * MS, limit=1, page_id=1)["items"] == [row]


def test_max_open_size__both_ways(positions):
    assert positions.get_max_open_size(PAIR, "67700", 10) == {
        "symbol": PAIR, "maxBuyOpenSize": 1468, "maxSellOpenSize": 1468}
    assert refusal(positions.get_max_open_size, PAIR, "67700", 126) == "300016"


def test_margin_mode__one_and_several(positions, ann, bob):
    assert positions.get_margin_mode(PAIR) == {"symbol": PAIR, "marginMode": "ISOLATED"}
    assert positions.switch_margin_mode(ETHER, "CROSS") == {"symbol": ETHER, "marginMode": "CROSS"}
    trade(ann, bob)
    assert refusal(positions.switch_margin_mode, PAIR, "CROSS") == "50002"
    assert positions.batch_switch_margin_mode([PAIR, ETHER, "NOPE"], "CROSS") == {
        "marginMode": {PAIR: "ISOLATED", ETHER: "CROSS"},
        "errors": [{"code": "50002", "msg": "exist.order.or.position", "symbol": PAIR},
                   {"code": "200003", "msg": "Invalid symbol.", "symbol": "NOPE"}]}


def test_position_mode__of_the_account(positions, ann, bob):
    assert positions.get_position_mode() == {"positionMode": 0}
    assert positions.switch_position_mode("1") == {"positionMode": "1"}
    assert positions.get_position_mode() == {"positionMode": 1}
    assert refusal(ann.futures.order.add_order, PAIR, "buy", "a", price=PRICE, size=1) == "330012"
    bob.futures.order.add_order(PAIR, "sell", "b", price=PRICE, size=2)
    ann.futures.order.add_order(PAIR, "buy", "a", price=PRICE, size=2, position_side="LONG")
    bob.futures.order.add_order(PAIR, "buy", "c", price=PRICE, size=1)
    ann.futures.order.add_order(PAIR, "sell", "d", price=PRICE, size=1, position_side="SHORT")
    assert [(row["positionSide"], row["currentQty"]) for row in positions.get_position_details(PAIR)] == [
        ("LONG", 2), ("SHORT", -1)]
    assert refusal(positions.switch_position_mode, "0") == "50002"
    assert D(positions.get_max_withdraw_margin(PAIR, position_side="LONG")) > 0


def test_cross_leverage__asked_and_set(positions):
    assert positions.get_cross_margin_leverage(PAIR) == {"symbol": PAIR, "leverage": "3"}
    assert positions.modify_margin_leverage(PAIR, 20) is True
    assert positions.get_cross_margin_leverage(PAIR) == {"symbol": PAIR, "leverage": "20"}
    assert refusal(positions.modify_margin_leverage, PAIR, 126) == "300016"


def test_margin__added_and_taken_off(positions, ann, bob):
    assert positions.get_max_withdraw_margin(PAIR) == "0"
    trade(ann, bob)
    assert positions.get_max_withdraw_margin(PAIR) == "61.8778"
    row = positions.add_isolated_margin(PAIR, "2.5", "move-1")
    assert (row["posMargin"], row["posCross"], row["userId"]) == (
        D("70.2"), D("2.5"), ann.account.account.get_apikey_info()["uid"])
    assert positions.add_isolated_margin(PAIR, "2.5", "move-1")["posMargin"] == D("70.2")
    assert positions.remove_isolated_margin(PAIR, "0.5") == "0.5"
    assert positions.get_position_details(PAIR)[0]["posMargin"] == "69.7"
    assert refusal(positions.remove_isolated_margin, PAIR, "100") == "300003"
    assert refusal(positions.add_isolated_margin, ETHER, "1", "move-2") == "300009"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_auto_deposit__switched(positions, ann, bob):
    trade(ann, bob)
    assert positions.modify_auto_deposit_status(PAIR, True) is True
    assert positions.get_position_list()[0]["autoDeposit"] is True


def test_risk_limit__levels_of_isolated_margin(positions):
    first, second, *_ = positions.get_isolated_margin_risk_limit(PAIR)
    assert second == {"symbol": PAIR, "level": 2, "maxRiskLimit": 500000, "minRiskLimit": 100000, "maxLeverage": 100,
                      "initialMargin": D("0.01"), "maintainMargin": D("0.005")}
    assert positions.modify_isolated_margin_risk_limt(PAIR, 2) is True
    assert refusal(positions.modify_isolated_margin_risk_limt, PAIR, 13) == "100005"


def test_risk_limit__of_cross_margin(positions):
    common = {"totalMargin": "100", "leverage": "10", "imr": "0.1"}
    assert positions.get_cross_margin_risk_limit(f"{PAIR},{INVERSE}", total_margin="100", leverage=10) == [
        {"symbol": PAIR, "maxOpenSize": 14, "maxOpenValue": "947.80672", "price": "67700.48", "mmr": "0.004",
         "currency": "USDT", **common},
        {"symbol": INVERSE, "maxOpenSize": 67700480, "maxOpenValue": "1000", "price": "67700.48", "mmr": "0.005",
         "currency": "XBT", **common}]
    assert positions.get_cross_margin_requirement(PAIR, "1000", leverage=20) == [
        {"symbol": PAIR, "imr": "0.05", "mmr": "0.004", "size": 14, "positionValue": "1000", "price": "67700.48"}]
    assert positions.get_cross_margin_requirement(INVERSE, "1000")[0]["size"] == 1000
    assert refusal(positions.get_cross_margin_risk_limit, ",".join([PAIR] * 51)) == "100001"


def test_funding__paid_and_received(ann, bob, sandbox):
    trade(ann, bob)
    sandbox.clock.advance(hours=1)
    row = ann.futures.funding_fees.get_private_funding_history(PAIR)["dataList"][0]
    assert row == {
        "id": row["id"], "symbol": PAIR, "timePoint": FUNDING * MS, "fundingRate": D("0.0001"), "markPrice": D("67700.1"),
        "positionQty": 10, "positionCost": D("677.001"), "funding": D("-0.0677001"), "settleCurrency": "USDT",
        "context": '{"marginMode": "ISOLATED", "positionSide": "BOTH"}', "marginMode": "ISOLATED"}
    other = bob.futures.funding_fees.get_private_funding_history(PAIR)["dataList"][0]
    assert (other["funding"], other["positionQty"]) == (D("0.0677001"), -10)
    assert ann.futures.funding_fees.get_private_funding_history(INVERSE)["dataList"] == []
    assert ann.futures.funding_fees.get_private_funding_history(PAIR, offset=row["id"])["dataList"] == []
    assert ann.futures.positions.get_position_list()[0]["posLoss"] == D("0.0677001")


def test_account__what_is_bound_and_what_is_free(ann, bob):
    trade(ann, bob)
    ann.futures.order.add_order(PAIR, "buy", "c", price="60000", size=1, leverage=10)
    assert ann.account.account.get_futures_account(currency="USDT") == {
        "accountEquity": D("9999.5986"), "unrealisedPNL": D("0.0048"), "marginBalance": D("9999.5938"),
        "positionMargin": D("67.7"), "orderMargin": D("6.036"), "frozenFunds": 0, "availableBalance": D("9925.8578"),
        "currency": "USDT", "riskRatio": 0, "maxWithdrawAmount": D("9925.8578")}
    assert ann.account.account.get_futures_account()["marginBalance"] == 1


def test_ledger__every_change_of_the_balance(ann, bob):
    trade(ann, bob)
    account = ann.account.account
    rows = account.get_futures_ledger(currency="USDT")["dataList"]
    common = {"time": NOW * MS, "status": "Completed", "currency": "USDT"}
    assert rows == [
        {"type": "RealisedPNL", "amount": D("-0.4062"), "fee": D("0.4062"), "accountEquity": D("9999.5938"), "remark": PAIR,
         "offset": rows[0]["offset"], **common},
        {"type": "TransferIn", "amount": 10000, "fee": 0, "accountEquity": 10000, "remark": "", "offset": rows[1]["offset"],
         **common}]
    assert [row["currency"] for row in account.get_futures_ledger(type="Transferin")["dataList"]] == ["XBT", "USDT"]
    assert account.get_futures_ledger(max_count=1)["hasMore"] is True
    assert account.get_futures_ledger(currency="USDT", offset=rows[0]["offset"])["dataList"] == rows[1:]
    assert account.get_futures_ledger(start_at=(NOW + 1) * MS)["dataList"] == []
