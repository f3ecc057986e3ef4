"""Positions, margins, leverage and mode of the unified account, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

CONTRACT = "XBTUSDTM"
PRICE = "67700"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds; 03:33:20 UTC, funding is settled at 04:00
NS = NOW * 10**9


@pytest.fixture
def members(ann, bob):
    """Both in the unified mode, with 110000 USDT each."""
    for client in (ann, bob):
        client.unified.account.set_account_mode("UNIFIED")


@pytest.fixture
def positions(ann, members):
    return ann.unified.positions


def order(client, side, size, price=PRICE, **more):
    client.unified.order.place_order(CONTRACT, "FUTURES", side, "LIMIT", size, "UNIT", price=price, **more)


def trade(buyer, seller, size, price=PRICE, **more):
    order(seller, "SELL", size, price)
    order(buyer, "BUY", size, price, **more)


def test_mode__is_classic_until_it_is_set(ann):
    account = ann.unified.account
    empty = {"unifiedSubAccount": [], "classicSubAccount": []}
    assert account.get_account_mode() == {"selfAccountMode": "CLASSIC", **empty}
    assert account.set_account_mode("UNIFIED") is None
    assert account.get_account_mode() == {"selfAccountMode": "UNIFIED", **empty}
    currencies = account.get_account()["accounts"][0]["currencies"]
    assert {row["currency"]: row["balance"] for row in currencies}["USDT"] == "110000"


def test_mode__of_sub_accounts(ann):
    sub = ann.account.sub_account.add_sub_account("subaccount1", "q1234567", "Spot")["uid"]
    assert ann.unified.account.get_account_mode() == {
        "selfAccountMode": "CLASSIC", "unifiedSubAccount": [], "classicSubAccount": [sub]}


def test_mode__not_with_open_orders(ann):
    ann.spot.order.add_order("BTC-USDT", "buy", "limit", price="60000", size="0.1")
    with pytest.raises(errors.ApiError) as refused:
        ann.unified.account.set_account_mode("UNIFIED")
    assert refused.value.code == "106208"


def test_position__row_of_a_cross_position(ann, bob, positions):
    trade(ann, bob, "10")
    (row,) = positions.get_position_list()
    mark = Decimal(row["markPrice"])
    assert row == {
        "symbol": CONTRACT, "id": row["id"], "marginMode": "CROSS", "size": "10", "entryPrice": PRICE,
        "positionValue": str(mark / 100), "positionMargin": "225.6666666666", "markPrice": str(mark), "leverage": "3",
        "unrealizedPnL": str((mark - Decimal(PRICE)) / 100), "realizedPnL": "-0.4062", "initialMargin": "225.6666666667",
        "mmr": "0.004", "maintenanceMargin": "3.1142", "creationTime": NS, "liquidationPrice": "", "riskRatio": "",
        "adlPercentage": "0", "updateTime": NS}
    assert bob.unified.positions.get_position_list(symbol=CONTRACT)[0]["size"] == "-10"
    assert positions.get_position_list(symbol="ETHUSDTM") == positions.get_position_list(page_number=2) == []


def test_balance_and_overview__count_the_position(ann, bob, positions):
    trade(ann, bob, "10")
    row = positions.get_position_list()[0]
    unrealised = Decimal(row["unrealizedPnL"])
    balance = next(each for each in ann.unified.account.get_account()["accounts"][0]["currencies"] if each["currency"] == "USDT")
    assert (balance["balance"], Decimal(balance["equity"]), balance["hold"]) == (
        "109999.5938", Decimal("109999.5938") + unrealised, "225.6666666666")
    overview = ann.unified.account.get_account_overview()
    assert (overview["im"], overview["mm"]) == ("225.66666666", "3.1142")
    assert Decimal(overview["riskRatio"]) == (Decimal("3.1142") / Decimal(overview["equity"])).quantize(Decimal("1E-8"), "ROUND_DOWN")


def test_history__of_closed_positions(clock, ann, bob, positions):
    trade(ann, bob, "10")
    clock.advance(60)
    trade(bob, ann, "10", "67701")
    trade(bob, ann, "1")
    trade(ann, bob, "1")
    answer = positions.get_positions_history()
    assert [(row["side"], row["maxSize"], row["entryPrice"], row["closePrice"], row["realizedPnL"]) for row in answer["items"]] == [
        ("SHORT", "-1", PRICE, PRICE, "-0.05416"), ("LONG", "10", PRICE, "67701", "-0.531602")]
    first = answer["items"][1]
    assert (first["fee"], first["fundingFee"], first["creationTime"], first["closingTime"]) == (
        "0.541602", "0", NS, NS + 60 * 10**9)
    page = positions.get_positions_history(page_size=1)
    assert page == {"items": answer["items"][:1], "lastId": int(answer["items"][0]["closeId"])}
    assert positions.get_positions_history(last_id=page["lastId"])["items"] == answer["items"][1:]
    assert positions.get_positions_history(end_at=NOW * 1000)["items"] == []
    assert positions.get_positions_history(symbol="ETHUSDTM")["items"] == []


def test_funding_history__of_a_settlement(sandbox, clock, ann, bob, positions):
    trade(ann, bob, "10")
    clock.advance(1600)
    sandbox.exchange.advance(clock.now)
    answer = positions.get_private_funding_fee_history(symbol=CONTRACT)
    (row,) = answer["items"]
    assert row == {
        "symbol": CONTRACT, "marginMode": "CROSS", "fundingRate": row["fundingRate"], "markPrice": row["markPrice"], "size": "10",
        "positionValue": str(Decimal(row["markPrice"]) / 100), "fundingFee": row["fundingFee"], "settleCurrency": "USDT",
        "settlementTime": (NOW + 1600) * 1000}
    assert Decimal(row["fundingFee"]) == -Decimal(row["positionValue"]) * Decimal(row["fundingRate"])
    assert positions.get_private_funding_fee_history(last_id=answer["lastId"])["items"] == []
    assert positions.get_private_funding_fee_history(start_at=(NOW + 1601) * 1000)["items"] == []


def test_margin_mode__of_each_contract(ann, bob, positions):
    trade(ann, bob, "1")
    answer = positions.modify_margin_mode(f"ETHUSDTM,{CONTRACT},NONE", "ISOLATED")
    assert [(row["symbol"], row["code"]) for row in answer["items"]] == [
        ("ETHUSDTM", "200000"), (CONTRACT, "50002"), ("NONE", "106053")]
    assert positions.get_margin_mode(symbol="ETHUSDTM") == {
        "ts": NOW * 1000, "items": [{"symbol": "ETHUSDTM", "marginMode": "ISOLATED"}]}
    assert [row["marginMode"] for row in positions.get_margin_mode()["items"]] == ["CROSS", "ISOLATED", "CROSS", "CROSS"]


def test_margin__of_an_isolated_position(ann, bob, positions):
    positions.modify_margin_mode(CONTRACT, "ISOLATED")
    trade(ann, bob, "10", margin_mode="ISOLATED")
    assert positions.modify_isolated_futures_margin(CONTRACT, "DEPOSIT", 50, "FUTURES") == {"ts": NOW * 1000}
    assert positions.get_position_list()[0]["positionMargin"] == "275.6666666666"
    positions.modify_isolated_futures_margin(CONTRACT, "WITHDRAW", Decimal("20.5"), "FUTURES")
    row = positions.get_position_list()[0]
    assert (row["positionMargin"], row["riskRatio"] != "", row["liquidationPrice"] != "") == ("255.1666666666", True, True)
    for change, symbol, code in ((10**6, CONTRACT, "106150"), (1, "ETHUSDTM", "106182"), (1, "NONE", "106053")):
        with pytest.raises(errors.ApiError) as refused:
            positions.modify_isolated_futures_margin(symbol, "DEPOSIT", change, "FUTURES")
        assert refused.value.code == code


def test_leverage__of_cross_margin(positions):
    assert positions.modify_leverage(CONTRACT, 10) == {"code": "200000", "leverage": "10"}
    assert positions.get_leverage("FUTURES", "CROSS", symbol=CONTRACT) == [
        {"currency": None, "symbol": CONTRACT, "leverage": "10", "marginMode": "CROSS"}]
    assert [row["leverage"] for row in positions.get_leverage("FUTURES", "ISOLATED")] == ["3"] * 4
    for wrong in (lambda: positions.modify_leverage(CONTRACT, 126), lambda: positions.modify_leverage(CONTRACT, "0.5")):
        with pytest.raises(errors.ApiError) as refused:
            wrong()
        assert refused.value.code == "106174"
    with pytest.raises(errors.InvalidParameter) as refused:
        positions.get_leverage("MARGIN", "CROSS")
    assert refused.value.code == "106000"


def test_fee_rate__of_a_contract(ann):
    assert ann.unified.account.get_fee_rate(CONTRACT, "FUTURES") == {"tradeType": "FUTURES", "list": [
        {"symbol": CONTRACT, "takerFeeRate": "0.0006", "makerFeeRate": "0.0002"}]}
