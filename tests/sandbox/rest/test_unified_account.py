"""The unified account's balances, fees and ledger, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds


@pytest.fixture
def deposit(sandbox, ann, clock):
    """Puts money into one of Ann's accounts."""
    uid = ann.account.account.get_apikey_info()["uid"]
    return lambda account, currency, value: sandbox.exchange.deposit(uid, account, currency, Decimal(value), clock.now)


def order(client, side, size, price=PRICE):
    return client.unified.order.place_order(PAIR, "SPOT", side, "LIMIT", size, "BASECCY", price=price)["orderId"]


def test_balance__of_each_currency(ann, deposit):
    assert ann.unified.account.get_account()["accounts"] == [{"currencies": []}]
    deposit("unified", "USDT", "10000")
    order(ann, "BUY", "0.1", "60000")
    assert ann.unified.account.get_account() == {"accountType": "UNIFIED", "ts": NOW * 1000, "accounts": [{"currencies": [{
        "currency": "USDT", "equity": "10000", "hold": "6006", "balance": "10000", "available": "3994", "liability": "0",
        "potentialBorrow": "0", "collateralStatus": None}]}]}


def test_overview__in_usdt(ann, bob, deposit):
    deposit("unified", "USDT", "10000")
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.1")
    order(ann, "BUY", "0.1")
    order(ann, "BUY", "0.01", "60000")
    assert ann.unified.account.get_account_overview() == {
        "accountType": "UNIFIED", "riskRatio": "0", "equity": "9993.2301", "adjustedEquity": "9993.2301", "liability": "0",
        "availableMargin": "9392.6301", "im": "0", "mm": "0"}


def test_classic_balances__of_each_kind_of_account(ann, deposit):
    def ask(kind, **more):
        answer = ann.unified.account.get_classic_account_balance(kind, **more)
        assert (answer["accountType"], answer["ts"]) == (kind, NOW * 1000)
        return answer["accounts"]

    row = {"currency": "USDT", "locked": "0", "available": "10000", "balance": "10000", "equity": "10000", "liability": "0"}
    assert ask("FUNDING") == [{"accountSubtype": None, "riskRatio": None, "currencies": [row]}]
    assert [each["currency"] for each in ask("SPOT", currency="ETH,KCS")[0]["currencies"]] == ["ETH", "KCS"]
    deposit("margin", "USDT", "1000")
    ann.margin.debit.borrow("USDT", 500, "FOK")
    assert ask("CROSS") == [{"accountSubtype": None, "riskRatio": "0.3334", "currencies": [{
        "currency": "USDT", "locked": "0", "available": "1500", "balance": "1500", "equity": "999.994", "liability": "500.006"}]}]
    deposit("isolated:BTC-USDT", "USDT", "10000")
    assert ask("ISOLATED", account_subtype=PAIR) == [{"accountSubtype": PAIR, "riskRatio": "0", "currencies": [row]}]
    assert [each["accountSubtype"] for each in ask("ISOLATED")] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]


def test_ledger__by_account_business_and_last_id(ann, bob, deposit):
    deposit("unified", "USDT", "10000")
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.1")
    order(ann, "BUY", "0.1")
    ledger = ann.unified.asset.get_account_ledger
    rows = ledger("UNIFIED")["items"]
    assert [(row["businessType"], row["direction"], row["currency"], row["amount"], row["balance"]) for row in rows] == [
        ("SPOT_EXCHANGE", "IN", "BTC", "0.1", "0.1"), ("SPOT_EXCHANGE", "OUT", "USDT", "6776.6699", "3223.3301"),
        ("TRANSFER", "IN", "USDT", "10000", "10000")]
    assert rows[1] == {**rows[1], "accountType": "UNIFIED", "fee": "6.7699", "tax": "0", "remark": "", "ts": NOW * 10**9}
    first = ledger("UNIFIED", page_size=2)
    assert first == {"lastId": int(rows[1]["id"]), "items": rows[:2]}
    assert ledger("UNIFIED", page_size=2, last_id=first["lastId"])["items"] == rows[2:]
    assert ledger("UNIFIED", business_type="TRANSFER", direction="IN", currency="USDT,ETH")["items"] == rows[2:]
    assert ledger("UNIFIED", start_at=NOW * 1000 + 1) == {"lastId": 0, "items": []}
    assert [row["accountType"] for row in ledger("FUNDING")["items"]] == ["FUNDING"]
    assert len(ledger("SPOT")["items"]) == 4


def test_fees__of_pairs(ann):
    rates = {"takerFeeRate": "0.001", "makerFeeRate": "0.001"}
    assert ann.unified.account.get_fee_rate("BTC-USDT,ETH-USDT", "SPOT") == {"tradeType": "SPOT", "list": [
        {"symbol": "BTC-USDT", **rates}, {"symbol": "ETH-USDT", **rates}]}
    with pytest.raises(errors.SymbolNotFound):
        ann.unified.account.get_fee_rate("BTC-USDT,NO-PAIR", "SPOT")
    with pytest.raises(errors.InvalidParameter):
        ann.unified.account.get_fee_rate(",".join(["BTC-USDT"] * 11), "SPOT")


def test_key__with_the_limits_of_nobody(ann):
    classic, unified = ann.account.account.get_apikey_info(), ann.unified.account.get_apikey_info()
    assert unified == {"parentUid": None, "region": "", "kycStatus": 0, "subName": "", "expiredAt": None, "thirdPartyApp": "",
                       "siteType": "global", **classic}


def test_borrowing_terms__of_a_currency(ann):
    assert ann.unified.account.get_borrowing_rates_and_limits("USDT") == {
        "currentRateHourly": "0.000012", "currentRateDaily": "0.000288", "borrowLimitTotal": "5000000",
        "borrowLimitTotalHold": "5000000", "borrowLimitHold": "5000000", "interestFreeBorrowLimit": "0"}
    with pytest.raises(errors.InvalidParameter) as refused:
        ann.unified.account.get_borrowing_rates_and_limits("DOGE")
    assert refused.value.code == "106000"
