"""Deposits, withdrawals and transfers: what moves where, when, and that nothing gets lost."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.exchange import SECOND, BalanceChanged, Exchange, Refused
from kucoin_ref.sandbox.funds import WITHDRAWAL_TAKES, Deposit
from kucoin_ref.sandbox.market import SYMBOLS

NOW = 1730000000 * SECOND
ANN, BOB = 1001, 1002


@pytest.fixture
def told():
    return []


@pytest.fixture
def exchange(told):
    exchange = Exchange(SYMBOLS, told.append)
    exchange.open_account(ANN, {"USDT": D("1000"), "BTC": D("30")}, {"USDT": D("1000")}, NOW)
    exchange.open_account(BOB, {}, {"BTC": D("1"), "USDT": D("100000")}, NOW)
    told.clear()
    return exchange


def has(exchange, uid, account, currency):
    rows = [row for row in exchange.accounts.balances(uid) if (row.account, row.currency) == (account, currency)]
    return (rows[0].available, rows[0].hold) if rows else (0, 0)


def refusal(call, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)
    return refused.value.code, refused.value.message


def withdrawal(amount, **more):
    return {"currency": "USDT", "amount": amount, "toAddress": "0xfa", "withdrawType": "ADDRESS", **more}


def check_conserved(exchange):
    """Balances and fees are what has come in less what has gone out."""
    totals, funds = exchange.accounts.totals(), exchange.funds
    assert {name: value for name, value in totals.items() if value} == {
        name: value - funds.withdrawn.get(name, 0) for name, value in funds.deposited.items()}


# --- transfers ---


def test_transfer__between_accounts(exchange, told):
    made = exchange.funds.transfer(ANN, "main", ANN, "isolated:BTC-USDT", "USDT", "12.5", NOW + 1)
    assert (has(exchange, ANN, "main", "USDT"), has(exchange, ANN, "isolated:BTC-USDT", "USDT")) == ((D("987.5"), 0), (D("12.5"), 0))
    assert [(event.account, event.available_change, event.event) for event in told] == [
        ("main", D("-12.5"), "main.transfer"), ("isolated:BTC-USDT", D("12.5"), "isolated_BTC-USDT.transfer")]
    rows = [(row.account, row.amount, row.direction, row.biz_type) for row in exchange.accounts.ledger(ANN)[:2]]
    assert rows == [("ISOLATED", D("12.5"), "in", "TRANSFER"), ("MAIN", D("12.5"), "out", "TRANSFER")]
    assert exchange.funds.transfers(ANN) == [made] and (made.currency, made.amount, made.time) == ("USDT", D("12.5"), NOW + 1)
    check_conserved(exchange)


def test_transfer__between_users(exchange):
    exchange.funds.transfer(ANN, "main", BOB, "unified", "USDT", "1", NOW)
    assert has(exchange, BOB, "unified", "USDT") == (D("1"), 0)
    assert [exchange.accounts.ledger(uid)[0].biz_type for uid in (ANN, BOB)] == ["SUB_TRANSFER", "SUB_TRANSFER"]
    check_conserved(exchange)


def test_transfer__bitcoin_has_another_name_in_the_futures_account(exchange):
    exchange.funds.transfer(ANN, "main", ANN, "contract", "XBT", "2", NOW)
    assert (has(exchange, ANN, "main", "BTC"), has(exchange, ANN, "contract", "XBT")) == ((D("28"), 0), (D("2"), 0))
    exchange.funds.transfer(ANN, "contract", ANN, "trade", "BTC", "2", NOW)
    assert has(exchange, ANN, "trade", "BTC") == (D("2"), 0)
    check_conserved(exchange)


def test_transfer__the_unified_account_has_bitcoin_under_both_names(exchange):
    exchange.deposit(ANN, "contract", "XBT", D("2"), NOW)
    exchange.unified.join(ANN, NOW)
    assert has(exchange, ANN, "unified", "XBT") == (D("2"), 0)
    exchange.funds.transfer(ANN, "unified", ANN, "main", "XBT", "2", NOW)
    assert (has(exchange, ANN, "unified", "XBT"), has(exchange, ANN, "main", "BTC")) == ((D("0"), 0), (D("32"), 0))
    exchange.funds.transfer(ANN, "main", ANN, "unified", "XBT", "1", NOW)
    before = has(exchange, ANN, "unified", "BTC")[0]
    exchange.funds.transfer(ANN, "main", ANN, "unified", "BTC", "3", NOW)
    assert (has(exchange, ANN, "unified", "XBT"), has(exchange, ANN, "unified", "BTC")) == ((D("1"), 0), (before + 3, 0))


def test_transfer__what_covers_losses_in_cross_margin_stays():
    exchange = Exchange(SYMBOLS, lambda event: None, contracts=CONTRACTS)
    futures = exchange.futures
    for uid in (ANN, BOB):
        exchange.open_account(uid, {}, {}, NOW, contract={"USDT": D("1000")})
        futures.set_margin_mode(uid, "XBTUSDTM", "CROSS", NOW)
    futures.advance(NOW, {"BTC-USDT": D("60000")})
    for uid, side in ((ANN, "sell"), (BOB, "buy")):
        futures.place(uid, {"symbol": "XBTUSDTM", "side": side, "price": "60000", "size": 10, "marginMode": "CROSS"}, NOW)
    futures.advance(NOW + SECOND, {"BTC-USDT": D("50000")})
    losses = futures.clearing.unrealised(futures.clearing.position(BOB, "XBTUSDTM", "BOTH"))
    free = exchange.accounts.available(BOB, "contract", "USDT") + losses
    assert exchange.funds.transferable(BOB, "contract", "USDT") == free < D("701")
    assert refusal(exchange.funds.transfer, BOB, "contract", BOB, "main", "USDT", "701", NOW)[0] == "230003"
    exchange.funds.transfer(ANN, "contract", ANN, "main", "USDT", "799", NOW)  # profits that are not realised stay, too


def test_transfer__what_is_on_hold_stays(exchange):
    exchange.place(ANN, {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "100", "size": "5"}, NOW)
    assert exchange.funds.transferable(ANN, "trade", "USDT") == D("499.5")
    assert refusal(exchange.funds.transfer, ANN, "trade", ANN, "main", "USDT", "500", NOW) == ("230003", "Balance insufficient!")
    exchange.funds.transfer(ANN, "trade", ANN, "main", "USDT", "499.5", NOW)


@pytest.mark.parametrize("account, currency, value, code", [
    ("main", "USDT", "0", "400100"), ("main", "USDT", "-1", "400100"), ("main", "USDT", "1e3", "400100"),
    ("main", "USDT", "0.000000001", "400100"), ("main", "ADA", "1", "900003"), ("trade", "USDT", "1", "400100"),
    ("main", "USDT", "1001", "230003"), ("main", "SOL", "1", "230003")])
def test_transfer__refused(exchange, told, account, currency, value, code):
    assert refusal(exchange.funds.transfer, ANN, account, ANN, "trade", currency, value, NOW)[0] == code
    assert told == []


def test_transfer__client_oid_twice(exchange):
    exchange.funds.transfer(ANN, "main", ANN, "trade", "USDT", "1", NOW, client_oid="a")
    again = refusal(exchange.funds.transfer, ANN, "main", ANN, "trade", "USDT", "1", NOW, client_oid="a")
    assert again == ("400100", "clientOid was used by a transfer before.")
    exchange.funds.transfer(ANN, "main", ANN, "trade", "USDT", "1", NOW, by=BOB, client_oid="a")
    assert has(exchange, ANN, "main", "USDT") == (D("998"), 0)


# --- deposits ---


def test_deposit__is_counted_and_told(exchange, told):
    exchange.deposit(ANN, "main", "KCS", D("7"), NOW + 1)
    address = exchange.funds.addresses(ANN, "KCS")[0]
    assert exchange.funds.deposits(ANN)[0] == Deposit(
        "KCS", "kcc", address.address, D("7"), False, exchange.funds.deposits(ANN)[0].transaction, NOW + 1)
    assert exchange.funds.deposited == {"USDT": D("102000"), "BTC": D("31"), "KCS": D("7")}
    assert [(event.event, event.available) for event in told if isinstance(event, BalanceChanged)] == [("main.deposit", D("7"))]
    check_conserved(exchange)


def test_deposit__of_a_currency_without_chains_has_no_history(exchange):
    exchange.deposit(BOB, "main", "XYZ", D("7"), NOW)
    assert (has(exchange, BOB, "main", "XYZ"), exchange.funds.deposits(BOB)) == ((D("7"), 0), [])


def test_address__one_for_each_chain(exchange):
    made = [exchange.funds.add_address(BOB, "USDT", chain, "trade") for chain in ("eth", "trx")]
    assert exchange.funds.addresses(BOB, "USDT") == made and exchange.funds.addresses(BOB, "USDT", "trx") == made[1:]
    assert [(each.address[:2], each.to) for each in made] == [("0x", "trade"), ("T" + made[1].address[1], "trade")]
    assert refusal(exchange.funds.add_address, BOB, "USDT", "eth") == ("260000", "Deposit address already exists.")
    assert refusal(exchange.funds.add_address, BOB, "USDT", "omni")[0] == "400100"
    assert refusal(exchange.funds.add_address, BOB, "USDT", "btc")[0] == "900014"
    assert refusal(exchange.funds.add_address, BOB, "ADA", None)[0] == "900003"
    assert exchange.funds.add_address(ANN, "USDT", "trx").address != made[1].address


# --- withdrawals ---


def test_withdraw__held_then_gone(exchange, told):
    made = exchange.funds.withdraw(ANN, withdrawal("100", chain="trx", memo="m", remark="r"), NOW)
    assert (made.status, made.amount, made.fee, made.memo, made.remark) == ("PROCESSING", D("100"), D("1.5"), "m", "r")
    assert has(exchange, ANN, "main", "USDT") == (D("898.5"), D("101.5"))
    exchange.advance(NOW + WITHDRAWAL_TAKES - 1)
    assert made.status == "PROCESSING"
    exchange.advance(NOW + WITHDRAWAL_TAKES)
    assert (made.status, made.updated_at, len(made.transaction)) == ("SUCCESS", NOW + WITHDRAWAL_TAKES, 64)
    assert has(exchange, ANN, "main", "USDT") == (D("898.5"), 0)
    assert (exchange.funds.withdrawn, exchange.accounts.fees) == ({"USDT": D("100")}, {"USDT": D("1.5")})
    row = exchange.accounts.ledger(ANN)[0]
    assert (row.amount, row.fee, row.balance, row.biz_type, row.direction) == (D("101.5"), D("1.5"), D("898.5"), "WITHDRAW", "out")
    assert [event.event for event in told] == ["main.withdraw_hold", "main.withdraw_done"]
    check_conserved(exchange)


@pytest.mark.parametrize("value, how, arrives, taken", [
    ("100", None, "100", "103"), ("100", "INTERNAL", "97", "100"), ("997", "EXTERNAL", "997", "1000"),
    ("999", None, "996", "999"), ("1000", None, "997", "1000")])
def test_withdraw__who_pays_the_fee(exchange, value, how, arrives, taken):
    made = exchange.funds.withdraw(ANN, withdrawal(value, feeDeductType=how), NOW)
    assert (made.amount, has(exchange, ANN, "main", "USDT")[1]) == (D(arrives), D(taken))


@pytest.mark.parametrize("change, code", [
    ({"amount": "1000", "feeDeductType": "EXTERNAL"}, "260100"), ({"amount": "1001"}, "260100"), ({"amount": "9"}, "400100"),
    ({"amount": "10.0000001"}, "400100"), ({"chain": "omni"}, "260210"), ({"chain": "sol"}, "900014"),
    ({"currency": "ADA"}, "900003"), ({"isInner": True}, "400100"), ({"withdrawType": "UID", "toAddress": "1001"}, "400100"),
    ({"withdrawType": "UID", "toAddress": "5"}, "400100"), ({"withdrawType": "MAIL", "toAddress": "1002"}, "400100"),
    ({"currency": "BTC", "chain": "btcln", "amount": "0.00001", "feeDeductType": "INTERNAL"}, "400100")])
def test_withdraw__refused(exchange, told, change, code):
    assert refusal(exchange.funds.withdraw, ANN, {**withdrawal("100"), **change}, NOW)[0] == code
    assert (told, exchange.funds.withdrawals(ANN)) == ([], [])


def test_withdraw__limit_of_24_hours(exchange):
    exchange.place(BOB, {"symbol": "BTC-USDT", "side": "sell", "type": "limit", "price": "60000", "size": "1"}, NOW)
    exchange.place(BOB, {"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "60000", "size": "1"}, NOW)
    first = exchange.funds.withdraw(ANN, withdrawal("16", currency="BTC"), NOW)
    assert exchange.funds.withdrawn_today(ANN, NOW) == D("960030")
    assert refusal(exchange.funds.withdraw, ANN, withdrawal("1", currency="BTC"), NOW) == (
        "110003", "The withdrawal exceeds the limit of 24 hours.")
    exchange.funds.cancel_withdrawal(ANN, first.id, NOW)
    exchange.funds.withdraw(ANN, withdrawal("16", currency="BTC"), NOW)
    exchange.advance(NOW + 86400 * SECOND)
    assert exchange.funds.withdrawn_today(ANN, NOW + 86400 * SECOND) == 0


@pytest.mark.parametrize("how, fee", [("UID", "0"), ("inner address", "0"), ("address", "3")])
def test_withdraw__to_somebody_here(exchange, how, fee):
    address = exchange.funds.add_address(BOB, "USDT", "eth").address
    wanted = withdrawal("100", withdrawType="UID", toAddress=str(BOB)) if how == "UID" else withdrawal(
        "100", toAddress=address, isInner=how == "inner address")
    made = exchange.funds.withdraw(ANN, wanted, NOW)
    exchange.advance(NOW + WITHDRAWAL_TAKES)
    assert (made.fee, has(exchange, BOB, "main", "USDT")) == (D(fee), (D("100"), 0))
    arrived = exchange.funds.deposits(BOB)[0]
    assert (arrived.inner, arrived.amount, arrived.transaction) == (how != "address", D("100"), made.transaction)
    assert exchange.funds.withdrawn == {}
    check_conserved(exchange)


def test_withdraw__taken_back(exchange):
    made = exchange.funds.withdraw(ANN, withdrawal("100"), NOW)
    assert refusal(exchange.funds.cancel_withdrawal, BOB, made.id, NOW)[0] == "400100"
    exchange.funds.cancel_withdrawal(ANN, made.id, NOW + 1)
    assert (made.status, made.cancelled, has(exchange, ANN, "main", "USDT")) == ("FAILURE", True, (D("1000"), 0))
    assert refusal(exchange.funds.cancel_withdrawal, ANN, made.id, NOW)[0] == "400100"
    exchange.advance(NOW + WITHDRAWAL_TAKES)
    assert (exchange.funds.withdrawn, exchange.funds.withdrawal(ANN, made.id), exchange.funds.withdrawals(ANN)) == ({}, made, [made])


def test_withdraw__too_late_to_take_back(exchange):
    made = exchange.funds.withdraw(ANN, withdrawal("100"), NOW)
    exchange.advance(NOW + WITHDRAWAL_TAKES)
    assert refusal(exchange.funds.cancel_withdrawal, ANN, made.id, NOW) == (
        "400100", "The withdrawal can not be cancelled any more.")
