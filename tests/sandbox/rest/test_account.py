"""Balances, ledgers, fees and keys, value by value."""

from decimal import Decimal

import pytest

from kucoin_ref import Client, errors

PAIR = "BTC-USDT"
PRICE = "67699"  # between the makers' best bid and best ask, so that only our own orders meet there
NOW = 1730000000  # seconds


def place(client, side, size, price=PRICE, **more):
    return client.spot.order.add_order(PAIR, side, "limit", price=price, size=size, **more)["orderId"]


def last_id_pages(ask, rows_of, last_id_of, limit):
    """Every page, until one is short; a page more than there can be is a fault."""
    pages, last_id = [], 0
    for _ in range(10):
        answer = ask(last_id, limit)
        pages.append(rows_of(answer))
        if len(pages[-1]) < limit:
            return pages
        last_id = last_id_of(answer)
    raise AssertionError("the pages do not end")


def test_ledger__of_a_trade(ann, bob, sandbox):
    order_id = place(ann, "sell", "0.2")
    taker = place(bob, "buy", "0.2")
    context = f'{{"symbol":"BTC-USDT","orderId":"%s","tradeId":"{sandbox.exchange.last_trade(PAIR).id}"}}'
    rows = ann.account.account.get_spot_hf_ledger(biz_type="TRADE_EXCHANGE")
    common = {"tax": "0", "accountType": "TRADE_HF", "bizType": "TRADE_EXCHANGE", "createdAt": str(NOW * 1000)}
    assert rows == [
        {"id": rows[0]["id"], "currency": "USDT", "amount": "13526.2602", "fee": "13.5398", "balance": "113526.2602",
         "direction": "in", "context": context % order_id, **common},
        {"id": rows[1]["id"], "currency": "BTC", "amount": "0.2", "fee": "0", "balance": "9.8", "direction": "out",
         "context": context % order_id, **common}]
    rows = bob.account.account.get_spot_hf_ledger(biz_type="TRADE_EXCHANGE", currency="USDT,ETH")
    assert rows == [
        {"id": rows[0]["id"], "currency": "USDT", "amount": "13553.3398", "fee": "13.5398", "balance": "86446.6602",
         "direction": "out", "context": context % taker, **common}]


def test_ledger__by_last_id(ann, bob):
    place(ann, "sell", "1")
    for _ in range(3):
        place(bob, "buy", "0.001")

    def ask(last_id, limit):
        answer = bob.account.account.get_spot_hf_ledger(last_id=last_id, limit=limit)
        place(bob, "buy", "0.001")
        return answer

    everything = bob.account.account.get_spot_hf_ledger()
    pages = last_id_pages(ask, list, lambda answer: int(answer[-1]["id"]), 4)
    assert [len(page) for page in pages] == [4, 4, 2]
    assert [row for page in pages for row in page] == everything
    assert [row["direction"] for row in everything] == ["in", "out"] * 3 + ["in"] * 4  # four deposits at the beginning


def test_ledger__of_the_main_account_by_page(sandbox, clock):
    credentials = sandbox.new_key(main=dict.fromkeys(("BTC", "ETH", "KCS", "SOL", "USDT"), Decimal(1)))
    with Client(*credentials, environment=sandbox.environment, clock=clock.seconds) as client:
        for _ in range(7):
            sandbox.exchange.deposit(client.account.account.get_apikey_info()["uid"], "main", "BTC", Decimal("0.5"), clock.now)
        ask = client.account.account.get_spot_ledger
        first, second, third = (ask(page_size=10, current_page=number) for number in (1, 2, 3))
        assert [len(page["items"]) for page in (first, second, third)] == [10, 2, 0]
        assert {**first, "items": None} == {
            "currentPage": 1, "pageSize": 10, "totalNum": 12, "totalPage": 2, "items": None}
        assert len({row["id"] for page in (first, second) for row in page["items"]}) == 12
        assert first["items"][0] == {
            "id": first["items"][0]["id"], "currency": "BTC", "amount": "0.5", "fee": "0", "balance": "4.5",
            "accountType": "MAIN", "bizType": "DEPOSIT", "direction": "in", "createdAt": NOW * 1000, "context": ""}
        assert [row["currency"] for row in ask(currency="USDT,SOL")["items"]] == ["USDT", "SOL"]
        assert ask(direction="out")["items"] == ask(biz_type="WITHDRAW")["items"] == ask(start_at=NOW * 1000 + 1)["items"] == []


def test_accounts__rows_and_one_row(ann):
    place(ann, "buy", "0.1", "60000")
    rows = ann.account.account.get_spot_account_list()
    assert [(row["type"], row["currency"], row["balance"], row["available"], row["holds"]) for row in rows] == [
        ("main", "USDT", "10000", "10000", "0"), ("trade", "USDT", "100000", "93994", "6006"), ("trade", "BTC", "10", "10", "0"),
        ("trade", "ETH", "100", "100", "0"), ("trade", "KCS", "1000", "1000", "0")]
    assert ann.account.account.get_spot_account_list(currency="USDT", type="main") == [rows[0]]
    older = ann.session.call("GET", "/api/v1/accounts", {"type": "trade_hf", "currency": "BTC"}, signed=True)
    assert older == [{**rows[2], "type": "trade_hf"}]
    assert ann.account.account.get_spot_account_detail(rows[1]["id"]) == {
        "currency": "USDT", "balance": "100000", "available": "93994", "holds": "6006"}
    with pytest.raises(errors.InvalidParameter):
        ann.account.account.get_spot_account_detail("1")


def test_accounts__none_of_another_account(ann, bob):
    theirs = bob.account.account.get_spot_account_list()[0]["id"]
    with pytest.raises(errors.InvalidParameter):
        ann.account.account.get_spot_account_detail(theirs)


def test_apikey__tells_its_permissions(sandbox, clock):
    credentials = sandbox.new_key(["Spot", "General"])
    with Client(*credentials, environment=sandbox.environment, clock=clock.seconds) as client:
        assert client.account.account.get_apikey_info() == {
            "remark": "sandbox", "apiKey": credentials[0], "apiVersion": 3, "permission": "General,Spot",
            "ipWhitelist": "", "createdAt": NOW * 1000, "uid": 1002, "isMaster": True}


def test_fees(ann):
    rates = {"takerFeeRate": "0.001", "makerFeeRate": "0.001"}
    assert ann.account.fee.get_basic_fee() == rates
    assert ann.account.fee.get_spot_actual_fee("BTC-USDT,ETH-BTC") == [
        {"symbol": "BTC-USDT", **rates}, {"symbol": "ETH-BTC", **rates}]
    with pytest.raises(errors.SymbolNotFound):
        ann.account.fee.get_spot_actual_fee("BTC-USDT,NO-SUCH")
    with pytest.raises(errors.InvalidParameter):
        ann.account.fee.get_spot_actual_fee(",".join(["BTC-USDT"] * 11))
