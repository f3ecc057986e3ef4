"""Margin market data, accounts and orders, value by value; and what margin calls are refused with."""

from decimal import Decimal

import pytest

from kucoin_ref import errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds
CROSS, ISOLATED = "MARGIN_TRADE", "MARGIN_ISOLATED_TRADE"


@pytest.fixture
def deposit(sandbox, ann, clock):
    """Puts money into one of Ann's accounts."""
    uid = ann.account.account.get_apikey_info()["uid"]
    return lambda account, currency, value: sandbox.exchange.deposit(uid, account, currency, Decimal(value), clock.now)


@pytest.fixture
def rich(deposit):
    deposit("margin", "USDT", "10000")
    deposit("isolated:BTC-USDT", "USDT", "10000")


def place(client, side, size, price=PRICE, client_oid="mine", **more):
    return client.margin.order.add_order(PAIR, side, client_oid, price=price, size=size, **more)


def sell_to(ann, bob, size, **more):
    """Bob sells to Ann's margin account."""
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size=size)
    return place(ann, "buy", size, **more)["orderId"]


# --- market data ---


def test_symbols__of_cross_margin(ann):
    everything = ann.margin.market.get_cross_margin_symbols()
    assert [row["symbol"] for row in everything["items"]] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC"]
    assert ann.margin.market.get_cross_margin_symbols(symbol="BTC-USDT") == {"timestamp": NOW * 1000, "items": [{
        "symbol": "BTC-USDT", "name": "BTC-USDT", "enableTrading": True, "market": "USDS", "baseCurrency": "BTC",
        "quoteCurrency": "USDT", "baseIncrement": "0.00000001", "baseMinSize": "0.00001", "quoteIncrement": "0.000001",
        "quoteMinSize": "0.1", "baseMaxSize": "10000000000", "quoteMaxSize": "99999999", "priceIncrement": "0.1",
        "feeCurrency": "USDT", "priceLimitRate": "0.1", "minFunds": "0.1"}]}
    assert ann.margin.market.get_cross_margin_symbols(symbol="NO-PAIR")["items"] == []


def test_symbols__of_isolated_margin(ann):
    rows = ann.margin.market.get_isolated_margin_symbols()
    assert [row["symbol"] for row in rows] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]
    assert (rows[1]["maxLeverage"], rows[1]["flDebtRatio"], rows[1]["baseCurrency"]) == (10, "0.97", "ETH")


def test_config__of_cross_margin(ann):
    assert ann.margin.market.get_margin_config() == {
        "maxLeverage": 5, "warningDebtRatio": "0.95", "liqDebtRatio": "0.97", "currencyList": ["BTC", "ETH", "KCS", "SOL", "USDT"]}


def test_mark_prices__are_the_last_trades(ann, bob):
    sell_to_spot(ann, bob)
    price = ann.margin.market.get_mark_price_detail("USDT-BTC")
    assert (price["symbol"], price["timePoint"]) == ("USDT-BTC", NOW * 1000)
    assert abs(price["value"] * 67699 - 1) < Decimal("1E-12")
    rows = {row["symbol"]: row["value"] for row in ann.margin.market.get_mark_price_list()}
    assert list(rows) == ["ETH-BTC", "KCS-BTC", "SOL-BTC", "USDT-BTC", "BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]
    assert (rows["BTC-USDT"], rows["USDT-BTC"]) == (67699, price["value"])
    with pytest.raises(errors.ApiError) as refused:
        ann.margin.market.get_mark_price_detail("DOGE-BTC")
    assert refused.value.code == "415000"


def sell_to_spot(ann, bob):
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.01")
    ann.spot.order.add_order(PAIR, "buy", "limit", price=PRICE, size="0.01")


def test_collateral_and_inventory__of_some_currencies(ann, rich):
    tiers = [{"lowerLimit": "0", "upperLimit": "1000000000", "collateralRatio": "1"}]
    ask = ann.margin.market.get_margin_collateral_ratio
    assert ask(currency_list="BTC,ETH,DOGE") == [{"currencyList": ["BTC", "ETH"], "items": tiers}]
    assert ask(currency_list="DOGE") == []
    ann.margin.debit.borrow("USDT", 100, "IOC")
    assert ann.margin.market.get_market_available_inventory(currency="USDT") == [
        {"currency": "USDT", "borrowableAmount": "59999900"}]
    assert len(ann.margin.market.get_market_available_inventory()) == 5


# --- accounts ---


def test_cross_account__assets_debts_and_what_can_be_borrowed(ann, rich):
    ann.margin.debit.borrow("USDT", 2000, "IOC")
    place(ann, "buy", "0.1", "60000")
    account = ann.account.account.get_cross_margin_account()
    rows = {row.pop("currency"): row for row in account.pop("accounts")}
    assert account == {"totalAssetOfQuoteCurrency": "12000", "totalLiabilityOfQuoteCurrency": "2000.024", "debtRatio": "0.1667",
                       "status": "EFFECTIVE"}
    assert rows["USDT"] == {
        "total": "12000", "available": "5994", "hold": "6006", "liability": "2000.024", "liabilityPrincipal": "2000",
        "liabilityInterest": "0.024", "maxBorrowSize": "37999.8", "borrowEnabled": True, "transferInEnabled": True}
    assert list(rows) == ["BTC", "ETH", "KCS", "SOL", "USDT"]
    in_bitcoin = ann.account.account.get_cross_margin_account(quote_currency="BTC")["totalAssetOfQuoteCurrency"]
    assert Decimal("0.17") < Decimal(in_bitcoin) < Decimal("0.18")
    with pytest.warns(DeprecationWarning):
        old = ann.account.account.get_margin_account_detail()
    assert (old["debtRatio"], old["accounts"][4]) == ("0.1667", {
        "currency": "USDT", "totalBalance": "12000", "availableBalance": "5994", "holdBalance": "6006",
        "liability": "2000.024", "maxBorrowSize": "37999.8"})


def test_isolated_account__of_one_pair_or_all(ann, rich):
    ann.margin.debit.borrow("USDT", 2000, "IOC", symbol=PAIR, is_isolated=True)
    account = ann.account.account.get_isolated_margin_account(symbol=PAIR)
    zero = dict.fromkeys(("total", "available", "hold", "liability", "liabilityPrincipal", "liabilityInterest"), "0")
    enabled = {"borrowEnabled": True, "transferInEnabled": True}
    base = account["assets"][0].pop("baseAsset")
    assert base == {"currency": "BTC", **zero, **enabled, "maxBorrowSize": base["maxBorrowSize"]}
    assert Decimal("1.29") < Decimal(base["maxBorrowSize"]) < Decimal("1.31")  # 88000 USDT at some 67700
    assert account == {
        "totalAssetOfQuoteCurrency": "12000", "totalLiabilityOfQuoteCurrency": "2000.024", "timestamp": NOW * 1000, "assets": [{
            "symbol": PAIR, "status": "EFFECTIVE", "debtRatio": "0.1667", "quoteAsset": {
                "currency": "USDT", "total": "12000", "available": "12000", "hold": "0", "liability": "2000.024",
                "liabilityPrincipal": "2000", "liabilityInterest": "0.024", "maxBorrowSize": "87999.7", **enabled}}]}
    everything = ann.account.account.get_isolated_margin_account()
    assert [row["symbol"] for row in everything["assets"]] == ["BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT"]
    assert everything["totalAssetOfQuoteCurrency"] == "12000"


def test_ledger__of_both_kinds_of_account(ann, bob, rich):
    order_id = sell_to(ann, bob, "0.1")
    ann.margin.debit.borrow("USDT", 10, "IOC", symbol=PAIR, is_isolated=True)
    rows = ann.account.account.get_margin_hf_ledger()
    assert [(row["accountType"], row["bizType"], row["direction"], row["currency"], row["amount"]) for row in rows] == [
        ("ISOLATED", "Borrowings", "in", "USDT", "10"), ("MARGIN", "MARGIN_EXCHANGE", "in", "BTC", "0.1"),
        ("MARGIN", "MARGIN_EXCHANGE", "out", "USDT", "6776.6699"), ("ISOLATED", "TRANSFER", "in", "USDT", "10000"),
        ("MARGIN", "TRANSFER", "in", "USDT", "10000")]
    assert order_id in rows[1]["context"]
    assert (rows[2]["fee"], rows[2]["balance"], rows[2]["createdAt"], rows[2]["tax"]) == ("6.7699", "3223.3301", NOW * 1000, "0")
    assert ann.account.account.get_margin_hf_ledger(biz_type="TRANSFER", limit=1) == rows[3:4]
    assert ann.account.account.get_margin_hf_ledger(last_id=rows[3]["id"]) == rows[4:]
    assert [row["bizType"] for row in ann.account.account.get_spot_hf_ledger()] == ["TRANSFER"] * 4


# --- orders ---


def test_order__row_and_money(ann, rich):
    placed = place(ann, "buy", "0.1", "60000", stp="CN", time_in_force="GTT", cancel_after=60)
    assert placed == {"orderId": placed["orderId"], "clientOid": "mine", "borrowSize": None, "loanApplyId": None}
    row = ann.margin.order.get_order_by_order_id(placed["orderId"], PAIR)
    assert row == {
        "id": placed["orderId"], "clientOid": "mine", "symbol": PAIR, "opType": "DEAL", "type": "limit", "side": "buy",
        "price": "60000", "size": "0.1", "funds": "6000", "dealSize": "0", "dealFunds": "0", "remainSize": "0.1",
        "remainFunds": "6000", "cancelledSize": "0", "cancelledFunds": "0", "fee": "0", "feeCurrency": "USDT", "stp": "CN",
        "stop": None, "stopTriggered": False, "stopPrice": "0", "timeInForce": "GTT", "postOnly": False, "hidden": False,
        "iceberg": False, "visibleSize": "0", "cancelAfter": 60, "channel": "API", "remark": None, "tags": None,
        "cancelExist": False, "tradeType": "MARGIN_TRADE", "inOrderBook": True, "active": True, "tax": "0",
        "createdAt": NOW * 1000, "lastUpdatedAt": NOW * 1000}
    assert ann.margin.order.get_order_by_client_oid("mine", PAIR) == row
    assert ann.margin.order.get_open_orders(PAIR, CROSS) == [row]
    assert ann.spot.order.get_open_orders(PAIR) == ann.margin.order.get_open_orders(PAIR, ISOLATED) == []


def test_order__auto_borrow_and_auto_repay(ann, bob, rich):
    bob.spot.order.add_order(PAIR, "sell", "limit", price=PRICE, size="0.2")
    placed = place(ann, "buy", "0.2", auto_borrow=True)
    loan = ann.margin.debit.get_borrow_history("USDT")["items"][0]
    assert (placed["borrowSize"], placed["loanApplyId"]) == (loan["actualSize"], loan["orderNo"]) == ("3553.4", loan["orderNo"])
    bob.spot.order.add_order(PAIR, "buy", "limit", price=PRICE, size="0.2")
    place(ann, "sell", "0.2", client_oid="back", auto_repay=True)
    repaid = ann.margin.debit.get_repay_history("USDT")["items"]
    assert [row["size"] for row in repaid] == ["3553.4426408"]
    assert ann.account.account.get_cross_margin_account()["debtRatio"] == "0"


def test_order__test_tells_what_it_would_borrow(ann, rich):
    check = ann.margin.order.add_order_test
    assert check(PAIR, "buy", "mine", price=PRICE, size="0.1") == {
        "orderId": "0" * 24, "clientOid": "mine", "borrowSize": None, "loanApplyId": None}
    assert check(PAIR, "buy", "mine", price=PRICE, size="0.2", auto_borrow=True)["borrowSize"] == Decimal("3553.4")
    assert ann.margin.order.get_open_orders(PAIR, CROSS) == []


def test_order__limit_is_the_default_type_and_market_the_other(ann, bob, rich):
    order = sell_to(ann, bob, "0.1")
    ann.margin.order.add_order(PAIR, "sell", "out", type="market", size="0.1")
    done = ann.margin.order.get_closed_orders(PAIR, CROSS)
    assert [(row["type"], row["dealSize"]) for row in done["items"]] == [("market", "0.1"), ("limit", "0.1")]
    assert done["items"][1]["id"] == order


def test_cancel__in_every_form(ann, rich):
    orders = ann.margin.order
    ids = [place(ann, "buy", "0.01", "60000", f"o-{number}", is_isolated=number > 2)["orderId"] for number in range(5)]
    assert orders.get_symbols_with_open_order(ISOLATED) == {"symbolSize": 1, "symbols": [PAIR]}
    assert orders.cancel_order_by_order_id(ids[0], PAIR) == {"orderId": ids[0]}
    assert orders.cancel_order_by_client_oid("o-3", PAIR) == {"clientOid": "o-3"}
    assert orders.cancel_all_orders_by_symbol(PAIR, CROSS) == "success"
    assert [row["clientOid"] for row in orders.get_open_orders(PAIR, ISOLATED)] == ["o-4"]
    assert orders.get_open_orders(PAIR, CROSS) == []
    assert orders.get_symbols_with_open_order(CROSS) == {"symbolSize": 0, "symbols": []}
    account = ann.account.account.get_cross_margin_account()["accounts"][4]
    assert (account["available"], account["hold"]) == ("10000", "0")


def test_closed_orders_and_fills__by_last_id_side_and_account(ann, bob, rich):
    ids = [sell_to(ann, bob, "0.01", client_oid=f"o-{number}") for number in range(3)]
    isolated = sell_to(ann, bob, "0.02", client_oid="isolated", is_isolated=True)
    for ask, id_name in ((ann.margin.order.get_closed_orders, "id"), (ann.margin.order.get_trade_history, "orderId")):
        first = ask(PAIR, CROSS, limit=2)
        second = ask(PAIR, CROSS, limit=2, last_id=first["lastId"])
        assert [row[id_name] for row in first["items"] + second["items"]] == ids[::-1]
        assert [row[id_name] for row in ask(PAIR, ISOLATED)["items"]] == [isolated]
        assert ask(PAIR, CROSS, side="sell") == {"items": [], "lastId": 0}
        assert ask(PAIR, CROSS, start_at=NOW * 1000 + 1)["items"] == []
    fill = ann.margin.order.get_trade_history(PAIR, CROSS, order_id=ids[1])["items"]
    assert fill == [{
        "id": fill[0]["id"], "orderId": ids[1], "counterOrderId": fill[0]["counterOrderId"], "tradeId": fill[0]["tradeId"],
        "symbol": PAIR, "side": "buy", "liquidity": "taker", "type": "limit", "forceTaker": False, "price": PRICE,
        "size": "0.01", "funds": "676.99", "fee": "0.67699", "feeRate": "0.001", "feeCurrency": "USDT", "stop": "",
        "tradeType": "MARGIN_TRADE", "taxRate": "0", "tax": "0", "createdAt": NOW * 1000}]


# --- what is refused ---


def fill_up(ann):
    for number in range(200):
        place(ann, "buy", "0.0001", "61000", f"n-{number}")
    place(ann, "buy", "0.0001", "61000")


def freeze(ann, sandbox):
    """The makers leave, and so nobody buys what the account would have to sell."""
    sandbox.exchange.cancel_all(1, sandbox.now())
    uid = ann.account.account.get_apikey_info()["uid"]
    place(ann, "buy", "0.5", "62000", is_isolated=True, auto_borrow=True)
    ann.spot.order.add_order(PAIR, "sell", "limit", price="62000", size="0.5")
    sandbox.exchange.accounts.move(uid, "isolated:BTC-USDT", "BTC", Decimal("-0.2"), Decimal(0), "other", {}, sandbox.now())
    sandbox.exchange.advance(sandbox.now())
    place(ann, "sell", "0.01", "62000", "frozen", is_isolated=True)


def run_dry(ann, sandbox):
    sandbox.exchange.lending.pool["USDT"] = Decimal(0)
    ann.margin.debit.borrow("USDT", 10, "IOC")


def twice(call):
    call()
    call()


def lend_out(ann, sandbox):
    number = ann.margin.credit.purchase("USDT", "10", "0.1")["orderNo"]
    ann.margin.credit.redeem(number, "USDT", "11")


PROVOKED = {
    "126011": lambda ann, sandbox: fill_up(ann),
    "126013": lambda ann, sandbox: place(ann, "buy", "1"),
    "126022": lambda ann, sandbox: place(ann, "buy", "0.01", "80000"),
    "126042": lambda ann, sandbox: place(ann, "buy", "220", auto_borrow=True),
    "126043": lambda ann, sandbox: ann.margin.order.get_order_by_order_id("none", PAIR),
    "126044": lambda ann, sandbox: twice(lambda: place(ann, "buy", "0.01", "60000")),
    "130101": lambda ann, sandbox: ann.margin.credit.purchase("DOGE", "10", "0.1"),
    "130102": lambda ann, sandbox: ann.margin.credit.purchase("USDT", "2000000", "0.1"),
    "130103": lambda ann, sandbox: ann.margin.credit.redeem("none", "USDT", "1"),
    "130105": lambda ann, sandbox: ann.margin.credit.purchase("USDT", "20000", "0.1"),
    "130107": lend_out,
    "130203": lambda ann, sandbox: (
        ann.margin.debit.borrow("BTC", "0.1", "IOC"), place(ann, "sell", "0.1", "70000"), ann.margin.debit.repay("BTC", "0.1")),
    "130204": run_dry,
    "130303": lambda ann, sandbox: ann.margin.order.add_order("ETH-BTC", "buy", "mine", price="0.03", size="1", is_isolated=True),
    "130309": freeze,
    "210014": lambda ann, sandbox: ann.margin.debit.borrow("USDT", 50000, "IOC"),
    "400400": lambda ann, sandbox: ann.margin.debit.borrow("USDT", "0.1", "IOC"),
    "400413": lambda ann, sandbox: ann.session.call("POST", "/api/v3/hf/margin/order", {
        "symbol": PAIR, "side": "buy", "clientOid": "x", "price": "1", "size": "1", "hidden": True}),
    "900001": lambda ann, sandbox: ann.margin.order.get_open_orders("NO-PAIR", CROSS),
    "400100": lambda ann, sandbox: place(ann, "buy", "-1"),
    "600100": lambda ann, sandbox: place(ann, "buy", "0.01", "60000.01"),
}

_NO_HALT, _NO_REGION, _SYSTEM = "nothing is suspended here", "no regions and no identity checks here", "a fault of the exchange itself"
#: The other codes that the exchange documents for margin, and why nothing here provokes them.
NOT_MODELLED = {
    "101030": "every account has margin", "103000": "210014 says the same", "210021": "130203 says the same",
    "126000": _SYSTEM, "126001": "every account is a high-frequency one", "126002": "no risk control here",
    "126003": "400100 and 600100 say it, as on the spot market", "126004": "900001 says it", "126005": _NO_REGION,
    "126006": _NO_HALT, "126007": _NO_HALT, "126009": _NO_HALT, "126010": _NO_HALT, "126015": _NO_HALT, "126021": _NO_REGION,
    "126027": _NO_HALT, "126028": _NO_HALT, "126029": "126022 guards the price", "126030": "126022 guards the price",
    "126033": "126044 says it", "126034": "orders with take profit and stop loss are not offered", "126036": _SYSTEM,
    "126037": _NO_REGION, "126038": _SYSTEM, "126039": _SYSTEM, "126041": "the parameter is not documented for margin",
    "126045": _NO_REGION, "126046": _NO_REGION, "126047": _NO_REGION, "126048": _NO_REGION, "130104": "no such limit is published",
    "130106": "everything can be redeemed", "130108": "no call names a redemption that must exist", "130201": "no restricted accounts here",
    "130202": "loans have no term and are not renewed", "130301": "126013 says it for orders", "130302": "no restricted accounts here",
    "130304": _NO_HALT, "130305": "every pair is one of cross margin", "130306": "every account has margin",
    "130307": "no agreements here", "130308": "loans have no term and are not renewed", "130310": _SYSTEM,
    "130311": "126042 guards what is bought", "130312": "no limit of all users together", "130313": "no limit of all users together",
    "130314": "no limit of all users together", "130315": _NO_REGION, "130316": "its meaning is not published",
    "130323": "its meaning is not published", "135005": _SYSTEM, "135018": _SYSTEM, "400401": "400001 to 400007 say it",
}  # fmt: skip


@pytest.mark.parametrize("code", PROVOKED)
def test_refusal__with_its_code(ann, sandbox, rich, code):
    with pytest.raises(errors.ApiError) as refused:
        PROVOKED[code](ann, sandbox)
    assert refused.value.code == code


def test_refusal__every_code_is_provoked_or_has_its_reason():
    families = {f"1301{number:02}" for number in range(1, 9)} | {f"1302{number:02}" for number in range(1, 5)}
    families |= {f"1303{number:02}" for number in (*range(1, 17), 23)}
    families |= {"126009", "126010", "126011", "126013", "126022", "126029", "126030", "126033", "126041", "126042", "126043",
                 "126044", "135005", "135018", "400400", "400401", "101030", "103000", "210014", "210021"}
    assert families <= set(PROVOKED) | set(NOT_MODELLED)
    assert set(PROVOKED) & set(NOT_MODELLED) == set()


def test_refusal__a_cancelled_order_cannot_be_cancelled_again(ann, rich):
    order_id = place(ann, "buy", "0.01", "60000")["orderId"]
    ann.margin.order.cancel_order_by_order_id(order_id, PAIR)
    with pytest.raises(errors.OrderNotFound) as refused:
        ann.margin.order.cancel_order_by_client_oid("mine", PAIR)
    assert refused.value.message == "order_not_exist_or_not_allow_to_cancel"
