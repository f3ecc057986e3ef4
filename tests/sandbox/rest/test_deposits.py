"""Deposits and withdrawals over the wire, value by value."""

import pytest

from kucoin_ref import errors

NOW = 1730000000  # seconds

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_address__made_once_and_told_in_three_shapes(bob):
    room = bob.account.deposit
    assert room.get_deposit_address_v3("SOL") == room.get_deposit_address_v2("SOL") == []
    with pytest.raises(errors.ApiError) as caught:
        room.get_deposit_address_v1("SOL", chain="sol")
    assert caught.value.code == "260220"
    made = room.add_deposit_address_v3("SOL", chain="sol", to="trade")
    assert {**made, "address": None} == {
        "address": None, "memo": "", "chainId": "sol", "to": "TRADE", "expirationDate": 0, "currency": "SOL", "chainName": "SOL"}
    old = {"address": made["address"], "memo": "", "chain": "SOL", "chainId": "sol", "to": "TRADE", "currency": "SOL"}
    assert room.get_deposit_address_v3("SOL", chain="sol") == [{**made, "contractAddress": ""}]
    assert room.get_deposit_address_v2("SOL") == [{**old, "contractAddress": ""}]
    assert room.get_deposit_address_v1("SOL", chain="sol") == old
    assert room.get_deposit_address_v3("SOL", chain="eth") == []
    with pytest.raises(errors.ApiError) as caught:
        room.add_deposit_address_v3("SOL", chain="sol")
    assert caught.value.code == "260000"
    with pytest.raises(errors.ApiError) as caught:
        room.get_deposit_address_v3("ADA")
    assert caught.value.code == "900003"
    made = room.add_deposit_address_v1("KCS", chain="kcc")
    assert {**made, "address": None} == {
        "address": None, "memo": "", "chain": "KCC", "chainId": "kcc", "to": "MAIN", "currency": "KCS"}


def test_deposits__listed(ann, sandbox, clock):
    clock.advance(1)
    sandbox.exchange.deposit(1002, "main", "BTC", sandbox.exchange.symbols["BTC-USDT"].base_min, clock.now)
    ask = ann.account.deposit.get_deposit_history
    first, second = ask()["items"]
    assert first == {
        "currency": "BTC", "chain": "btc", "status": "SUCCESS", "address": first["address"], "memo": "", "isInner": False,
        "amount": "0.00001", "fee": "0", "walletTxId": first["walletTxId"], "createdAt": NOW * 1000 + 1000,
        "updatedAt": NOW * 1000 + 1000, "remark": "", "arrears": False}
    assert (second["currency"], second["amount"]) == ("USDT", "10000")
    assert ask(currency="BTC")["items"] == ask(start_at=NOW * 1000 + 1)["items"] == [first]
    assert ask(status="PROCESSING")["items"] == []


def test_withdrawal__from_begin_to_end(ann, sandbox, clock):
    room = ann.account.withdrawal
    withdrawal_id = room.withdrawal_v3("USDT", "100", "0xfa", "ADDRESS", chain="trx", memo="m", remark="r")["withdrawalId"]
    row = {
        "id": withdrawal_id, "currency": "USDT", "chain": "trx", "status": "PROCESSING", "address": "0xfa", "memo": "m",
        "isInner": False, "amount": "100", "fee": "1.5", "walletTxId": None, "createdAt": NOW * 1000, "updatedAt": NOW * 1000,
        "remark": "r"}
    assert room.get_withdrawal_history() == {"currentPage": 1, "pageSize": 50, "totalNum": 1, "totalPage": 1, "items": [row]}
    assert room.get_withdrawal_history_by_id(withdrawal_id) == {
        "id": withdrawal_id, "uid": 1002, "currency": "USDT", "chainId": "trx", "chainName": "TRC20", "currencyName": "USDT",
        "status": "PROCESSING", "failureReason": "", "failureReasonMsg": None, "address": "0xfa", "memo": "m", "isInner": False,
        "amount": "100", "fee": "1.5", "walletTxId": None, "addressRemark": None, "remark": "r", "createdAt": NOW * 1000,
        "cancelType": "CANCELABLE", "taxes": None, "taxDescription": None, "returnStatus": "NOT_RETURN", "returnAmount": None,
        "returnCurrency": "USDT"}
    assert [row["holds"] for row in ann.account.account.get_spot_account_list(type="main")] == ["101.5"]
    clock.advance(60)
    sandbox.exchange.advance(clock.now)
    done = room.get_withdrawal_history_by_id(withdrawal_id)
    assert (done["status"], done["cancelType"], len(done["walletTxId"])) == ("SUCCESS", "NON_CANCELABLE", 64)
    assert room.get_withdrawal_history(status="PROCESSING")["items"] == room.get_withdrawal_history(currency="BTC")["items"] == []
    assert ann.account.account.get_spot_ledger(biz_type="WITHDRAW")["items"][0]["amount"] == "101.5"
    with pytest.raises(errors.ApiError):
        room.cancel_withdrawal(withdrawal_id)


def test_withdrawal__taken_back(ann, bob):
    room = ann.account.withdrawal
    withdrawal_id = room.withdrawal_v1("USDT", 100, "0xfa")["withdrawalId"]
    for client in (bob, ann):
        if client is bob:
            with pytest.raises(errors.ApiError):
                client.account.withdrawal.cancel_withdrawal(withdrawal_id)
        else:
            assert client.account.withdrawal.cancel_withdrawal(withdrawal_id) is None
    told = room.get_withdrawal_history_by_id(withdrawal_id)
    assert (told["status"], told["returnStatus"], told["returnAmount"]) == ("FAILURE", "SUCCESS", "103")
    assert [row["available"] for row in ann.account.account.get_spot_account_list(type="main")] == ["10000"]


def test_withdrawal__to_another_user(ann, bob, sandbox, clock):
    ann.account.withdrawal.withdrawal_v3("USDT", "1", "1003", "UID")
    clock.advance(60)
    sandbox.exchange.advance(clock.now)
    arrived = bob.account.deposit.get_deposit_history()["items"][0]
    assert (arrived["isInner"], arrived["amount"], arrived["fee"], arrived["walletTxId"]) == (True, "1", "0", None)
    assert [row["available"] for row in bob.account.account.get_spot_account_list(type="main")] == ["10001"]


def test_quotas__fall_with_what_is_withdrawn(ann, sandbox):
    bitcoin = sandbox.exchange.last_trade("BTC-USDT").price
    small = sandbox.exchange.symbols["BTC-USDT"].base_increment
    ask = ann.account.withdrawal.get_withdrawal_quotas
    assert ask("USDT", chain="trx") == {
        "currency": "USDT", "limitBTCAmount": format((999999 / bitcoin).quantize(small), "f"), "usedBTCAmount": "0",
        "quotaCurrency": "USDT", "limitQuotaCurrencyAmount": "999999", "usedQuotaCurrencyAmount": "0", "remainAmount": "999999",
        "availableAmount": "10000", "withdrawMinFee": "1.5", "innerWithdrawMinFee": "0", "withdrawMinSize": "3",
        "isWithdrawEnabled": True, "precision": 6, "chain": "TRC20", "reason": None, "lockedAmount": "0"}
    ann.account.withdrawal.withdrawal_v3("USDT", "98.5", "0xfa", "ADDRESS", chain="trx")
    after = ask("USDT", chain="omni")
    assert (after["usedQuotaCurrencyAmount"], after["remainAmount"], after["availableAmount"], after["isWithdrawEnabled"]) == (
        "100", "999899", "9900", False)
