"""Loans, offers and limits, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors
from kucoin_ref.sandbox.rest.margin_loans import _hour_text

PAIR = "BTC-USDT"
NOW = 1730000000  # seconds; 26 minutes and 40 seconds before a full hour
ISOLATED = {"symbol": PAIR, "is_isolated": True}


@pytest.fixture
def debit(sandbox, ann, clock):
    """Ann's loans; she has 10000 USDT in the cross account and in an isolated one."""
    uid = ann.account.account.get_apikey_info()["uid"]
    for account in ("margin", "isolated:BTC-USDT"):
        sandbox.exchange.deposit(uid, account, "USDT", Decimal(10000), clock.now)
    sandbox.exchange.advance(clock.now)
    return ann.margin.debit


def page(items, timestamp=NOW * 1000):
    return {"timestamp": timestamp, "currentPage": 1, "pageSize": 50, "totalNum": len(items), "totalPage": bool(items), "items": items}


# --- borrowing ---


def test_borrow__answer_and_history(debit, sandbox):
    first = debit.borrow("USDT", 10, "FOK")
    sandbox.exchange.lending.pool["USDT"] = Decimal(20)
    second, third = debit.borrow("USDT", 50, "FOK"), debit.borrow("USDT", 50, "IOC")
    assert [each["actualSize"] for each in (first, second, third)] == ["10", "0", "20"]
    row = {"symbol": None, "currency": "USDT", "createdTime": NOW * 1000}
    rows = [
        {**row, "orderNo": third["orderNo"], "size": "50", "actualSize": "20", "status": "SUCCESS"},
        {**row, "orderNo": second["orderNo"], "size": "50", "actualSize": "0", "status": "FAILED"},
        {**row, "orderNo": first["orderNo"], "size": "10", "actualSize": "10", "status": "SUCCESS"}]
    assert debit.get_borrow_history("USDT") == page(rows)
    assert debit.get_borrow_history("USDT", order_no=second["orderNo"]) == page(rows[1:2])
    assert debit.get_borrow_history("USDT", start_time=NOW * 1000 + 1) == page([])
    assert debit.get_borrow_history("USDT", end_time=NOW * 1000) == page(rows)
    assert debit.get_borrow_history("BTC") == debit.get_borrow_history("USDT", **ISOLATED) == page([])


def test_borrow__isolated_is_apart(debit):
    number = debit.borrow("BTC", "0.01", "FOK", **ISOLATED)["orderNo"]
    assert debit.get_borrow_history("BTC", **ISOLATED)["items"] == [{
        "orderNo": number, "symbol": PAIR, "currency": "BTC", "size": "0.01", "actualSize": "0.01", "status": "SUCCESS",
        "createdTime": NOW * 1000}]
    assert debit.get_borrow_history("BTC")["items"] == []
    with pytest.raises(errors.InvalidParameter) as refused:
        debit.borrow("BTC", "0.01", "FOK", is_isolated=True)
    assert refused.value.message == "symbol is needed for isolated margin."


def test_repay__answer_and_history(debit):
    debit.borrow("USDT", 100, "FOK")
    paid = debit.repay("USDT", Decimal("0.00001"))
    assert paid == {"timestamp": NOW * 1000, "orderNo": paid["orderNo"], "actualSize": "0.00001"}
    rest = debit.repay("USDT", 1000)
    row = {"symbol": None, "currency": "USDT", "status": "SUCCESS", "createdTime": NOW * 1000}
    assert debit.get_repay_history("USDT") == page([
        {**row, "orderNo": rest["orderNo"], "size": "100.00119", "principal": "100", "interest": "0.00119"},
        {**row, "orderNo": paid["orderNo"], "size": "0.00001", "principal": "0", "interest": "0.00001"}])


def test_interest__of_each_hour(debit, sandbox, clock):
    debit.borrow("USDT", 100, "FOK")
    debit.borrow("BTC", "0.1", "FOK", **ISOLATED)
    clock.advance(3600)
    sandbox.exchange.advance(clock.now)
    row = {"currency": "USDT", "dayRatio": "0.000288", "interestAmount": "0.0012"}
    assert debit.get_interest_history() == page(
        [{**row, "createdTime": (NOW + 1600) * 1000}, {**row, "createdTime": NOW * 1000}], (NOW + 3600) * 1000)
    assert debit.get_interest_history(currency="BTC") == page([], (NOW + 3600) * 1000)
    assert [each["interestAmount"] for each in debit.get_interest_history(**ISOLATED)["items"]] == ["0.0000001"] * 2
    assert len(debit.get_interest_history(page_size=10, current_page=2)["items"]) == 0


def test_leverage__of_one_account(debit):
    assert debit.modify_leverage("2") is None
    with pytest.raises(errors.ApiError):
        debit.borrow("USDT", 10001, "FOK")
    debit.borrow("USDT", 10000, "FOK")
    assert debit.modify_leverage("10", **ISOLATED) is None
    with pytest.raises(errors.InvalidParameter) as refused:
        debit.modify_leverage("6")
    assert (refused.value.code, refused.value.message) == (
        "400400", "leverage must be above 1, at most 5, with up to two decimals.")


def test_rates__of_some_currencies(debit):
    assert debit.get_borrow_interest_rate(currency="USDT,DOGE", vip_level=3) == {"vipLevel": 3, "items": [
        {"currency": "USDT", "hourlyBorrowRate": "0.000012", "annualizedBorrowRate": "0.10512"}]}
    everything = debit.get_borrow_interest_rate()
    assert (everything["vipLevel"], len(everything["items"])) == (0, 5)
    with pytest.raises(errors.InvalidParameter):
        debit.get_borrow_interest_rate(currency=",".join(["BTC"] * 51))


# --- lending ---


def test_loan_market__terms(ann):
    assert ann.margin.credit.get_loan_market(currency="BTC") == [{
        "currency": "BTC", "purchaseEnable": True, "redeemEnable": True, "increment": "0.00000001", "minPurchaseSize": "0.001",
        "maxPurchaseSize": "40", "interestIncrement": "0.0001", "minInterestRate": "0.005", "marketInterestRate": "0.0088",
        "maxInterestRate": "0.32", "autoPurchaseEnable": False}]
    assert len(ann.margin.credit.get_loan_market()) == 5


def test_loan_market__rates_of_seven_days(ann):
    rows = ann.margin.credit.get_loan_market_interest_rate("USDT")
    assert (len(rows), rows[0], rows[-1]) == (168, {"time": "202410200400", "marketInterestRate": "0.1051"},
                                              {"time": "202410270300", "marketInterestRate": "0.1051"})


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "197001010000"),
    (951782399, "200002282300"),
    (951782400, "200002290000"),
    (951868800, "200003010000"),
    (1735689599, "202412312300"),
    (1735689600, "202501010000"),
    (4107542400, "210003010000"),
])
def test_hour_text__of_days_around_leap_days(seconds, text):
    assert _hour_text(seconds) == text


def test_offer__is_lent_and_taken_back(ann, sandbox, clock):
    credit = ann.margin.credit
    sandbox.exchange.advance(clock.now)
    offer = credit.purchase("USDT", "100", "0.3")["orderNo"]
    row = {"currency": "USDT", "purchaseOrderNo": offer, "purchaseSize": "100", "matchSize": "0", "interestRate": "0.3",
           "incomeSize": "0", "applyTime": NOW * 1000, "status": "PENDING"}
    assert credit.get_purchase_orders("PENDING")["items"] == [row]
    assert credit.modify_purchase(offer, "USDT", "0.05") is None
    clock.advance(1600)
    sandbox.exchange.advance(clock.now)
    lent = {**row, "matchSize": "100", "interestRate": "0.05", "status": "DONE"}
    assert credit.get_purchase_orders("DONE", purchase_order_no=offer)["items"] == [lent]
    assert credit.get_purchase_orders("PENDING")["items"] == []
    back = credit.redeem(offer, "USDT", "30")["orderNo"]
    assert credit.get_redeem_orders("DONE", redeem_order_no=back)["items"] == [{
        "currency": "USDT", "purchaseOrderNo": offer, "redeemOrderNo": back, "redeemSize": "30", "receiptSize": "30",
        "applyTime": None, "status": "DONE"}]
    assert credit.get_purchase_orders("DONE", currency="USDT")["items"] == [{**lent, "matchSize": "70", "incomeSize": "30"}]
    assert credit.get_purchase_orders("DONE", currency="BTC")["items"] == []
    assert ann.account.account.get_spot_account_list(type="main", currency="USDT")[0]["available"] == "9930"


# --- limits ---


def test_risk_limit__of_cross_margin(ann):
    assert ann.margin.risk_limit.get_margin_risk_limit(currency="BTC") == [{
        "timestamp": NOW * 1000, "currency": "BTC", "borrowMaxAmount": "75.15", "buyMaxAmount": "217.12",
        "holdMaxAmount": "217.12", "borrowCoefficient": "1", "marginCoefficient": "1", "precision": 8, "borrowMinAmount": "0.001",
        "borrowMinUnit": "0.0001", "borrowEnabled": True}]
    assert len(ann.margin.risk_limit.get_margin_risk_limit()) == 5


def test_risk_limit__of_isolated_margin(ann):
    rows = ann.margin.risk_limit.get_margin_risk_limit(is_isolated=True)
    assert [row["symbol"] for row in rows] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]
    assert ann.margin.risk_limit.get_margin_risk_limit(is_isolated=True, symbol=PAIR) == [{
        "timestamp": NOW * 1000, "symbol": PAIR, "basePrecision": 8, "quotePrecision": 8, "baseMaxBorrowAmount": "75.15",
        "baseMaxBuyAmount": "217.12", "baseMaxHoldAmount": "217.12", "baseBorrowCoefficient": "1", "baseMarginCoefficient": "1",
        "baseBorrowMinAmount": "0.001", "baseBorrowMinUnit": "0.0001", "baseBorrowEnabled": True,
        "quoteMaxBorrowAmount": "5000000", "quoteMaxBuyAmount": "20000000", "quoteMaxHoldAmount": "20000000",
        "quoteBorrowCoefficient": "1", "quoteMarginCoefficient": "1", "quoteBorrowMinAmount": "1", "quoteBorrowMinUnit": "0.1",
        "quoteBorrowEnabled": True}]
