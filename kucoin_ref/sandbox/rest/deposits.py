"""Handlers of deposits and withdrawals."""

from decimal import Decimal
from typing import Any, Dict

from ...account.deposit import AccountDeposit
from ...account.withdrawal import AccountWithdrawal
from ..currencies import chain_row, currency_row
from ..exchange import Exchange
from ..funds import DAILY_LIMIT, Address, Deposit, Withdrawal
from ..gateway import MILLISECOND, Call
from ..matching import ZERO, Refused, digits
from .handlers import answers, in_range, page

_ONE = Decimal(1)
_SMALLEST = Decimal("1E-8")


# --- deposits ---


@answers(AccountDeposit.add_deposit_address_v3)
def add_deposit_address_v3(exchange: Exchange, call: Call) -> Any:
    values = call.values
    address = exchange.funds.add_address(call.uid, values["currency"], values.get("chain"), values.get("to", "main"))
    row = _address_row(address)
    del row["contractAddress"]
    return row


@answers(AccountDeposit.add_deposit_address_v1)
def add_deposit_address_v1(exchange: Exchange, call: Call) -> Any:
    values = call.values
    to = values.get("to", "MAIN").lower()
    row = _old_address_row(exchange.funds.add_address(call.uid, values["currency"], values.get("chain"), to))
    del row["contractAddress"]
    return row


@answers(AccountDeposit.get_deposit_address_v3)
def get_deposit_address_v3(exchange: Exchange, call: Call) -> Any:
    currency_row(call.values["currency"])
    found = exchange.funds.addresses(call.uid, call.values["currency"], call.values.get("chain"))
    return [_address_row(address) for address in found]


@answers(AccountDeposit.get_deposit_address_v2)
def get_deposit_address_v2(exchange: Exchange, call: Call) -> Any:
    currency_row(call.values["currency"])
    found = exchange.funds.addresses(call.uid, call.values["currency"], call.values.get("chain"))
    return [_old_address_row(address) for address in found]


@answers(AccountDeposit.get_deposit_address_v1)
def get_deposit_address_v1(exchange: Exchange, call: Call) -> Any:
    chain = chain_row(call.values["currency"], call.values.get("chain"))
    for address in exchange.funds.addresses(call.uid, call.values["currency"], chain["chainId"]):
        row = _old_address_row(address)
        del row["contractAddress"]
        return row
    raise Refused("260220", "Deposit address does not exist.")


@answers(AccountDeposit.get_deposit_history)
def get_deposit_history(exchange: Exchange, call: Call) -> Any:
    values = call.values
    deposits = [
        each
        for each in exchange.funds.deposits(call.uid)
        if values.get("currency") in (None, each.currency)
        and values.get("status") in (None, "SUCCESS")
        and in_range(values, each.time)
    ]
    rows = page(deposits, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_deposit_row(each) for each in rows["items"]]}


# --- withdrawals ---


@answers(AccountWithdrawal.get_withdrawal_quotas)
def get_withdrawal_quotas(exchange: Exchange, call: Call) -> Any:
    currency = call.values["currency"]
    chain = chain_row(currency, call.values.get("chain"))
    used = exchange.funds.withdrawn_today(call.uid, call.now)
    bitcoin, one = exchange.funds.value("BTC", _ONE), exchange.funds.value(currency, _ONE)
    available = exchange.accounts.available(call.uid, "main", currency)
    left = ((DAILY_LIMIT - used) / one).quantize(_SMALLEST) if one else ZERO
    return {
        "currency": currency,
        "limitBTCAmount": digits((DAILY_LIMIT / bitcoin).quantize(_SMALLEST)) if bitcoin else "0",
        "usedBTCAmount": digits((used / bitcoin).quantize(_SMALLEST)) if bitcoin else "0",
        "quotaCurrency": "USDT",
        "limitQuotaCurrencyAmount": digits(DAILY_LIMIT),
        "usedQuotaCurrencyAmount": digits(used),
        "remainAmount": digits(left),
        "availableAmount": digits(min(available, left)),
        "withdrawMinFee": chain["withdrawalMinFee"],
        "innerWithdrawMinFee": "0",
        "withdrawMinSize": chain["withdrawalMinSize"],
        "isWithdrawEnabled": chain["isWithdrawEnabled"],
        "precision": chain["withdrawPrecision"],
        "chain": chain["chainName"],
        "reason": None,
        "lockedAmount": "0",
    }


@answers(AccountWithdrawal.withdrawal_v3)
def withdrawal_v3(exchange: Exchange, call: Call) -> Any:
    return {"withdrawalId": exchange.funds.withdraw(call.uid, call.values, call.now).id}


@answers(AccountWithdrawal.withdrawal_v1)
def withdrawal_v1(exchange: Exchange, call: Call) -> Any:
    wanted = {**call.values, "toAddress": call.values["address"]}
    return {"withdrawalId": exchange.funds.withdraw(call.uid, wanted, call.now).id}


@answers(AccountWithdrawal.cancel_withdrawal)
def cancel_withdrawal(exchange: Exchange, call: Call) -> Any:
    exchange.funds.cancel_withdrawal(call.uid, call.values["withdrawalId"], call.now)


@answers(AccountWithdrawal.get_withdrawal_history)
def get_withdrawal_history(exchange: Exchange, call: Call) -> Any:
    values = call.values
    withdrawals = [
        each
        for each in exchange.funds.withdrawals(call.uid)
        if values.get("currency") in (None, each.currency)
        and values.get("status") in (None, each.status)
        and in_range(values, each.created_at)
    ]
    rows = page(withdrawals, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_withdrawal_row(each) for each in rows["items"]]}


@answers(AccountWithdrawal.get_withdrawal_history_by_id)
def get_withdrawal_history_by_id(exchange: Exchange, call: Call) -> Any:
    withdrawal = exchange.funds.withdrawal(call.uid, call.values["withdrawalId"])
    row, chain = _withdrawal_row(withdrawal), withdrawal.chain
    shared = ("id", "currency", "status", "address", "memo", "isInner", "amount", "fee", "walletTxId", "remark", "createdAt")
    return {
        **{name: row[name] for name in shared},
        "uid": withdrawal.uid,
        "chainId": chain["chainId"],
        "chainName": chain["chainName"],
        "currencyName": withdrawal.currency,
        "failureReason": "",
        "failureReasonMsg": None,
        "addressRemark": None,
        "cancelType": "CANCELABLE" if withdrawal.status == "PROCESSING" else "NON_CANCELABLE",
        "taxes": None,
        "taxDescription": None,
        "returnStatus": "SUCCESS" if withdrawal.cancelled else "NOT_RETURN",
        "returnAmount": digits(withdrawal.amount + withdrawal.fee) if withdrawal.cancelled else None,
        "returnCurrency": withdrawal.currency,
    }


# --- what the handlers share ---


def _address_row(address: Address) -> Dict[str, Any]:
    return {
        "address": address.address,
        "memo": address.memo,
        "chainId": address.chain["chainId"],
        "to": address.to.upper(),
        "expirationDate": 0,
        "currency": address.currency,
        "contractAddress": address.chain["contractAddress"],
        "chainName": address.chain["chainName"],
    }


def _old_address_row(address: Address) -> Dict[str, Any]:
    row = _address_row(address)
    row["chain"] = row.pop("chainName")
    del row["expirationDate"]
    return row


def _deposit_row(deposit: Deposit) -> Dict[str, Any]:
    return {
        "currency": deposit.currency,
        "chain": deposit.chain_id,
        "status": "SUCCESS",
        "address": deposit.address,
        "memo": "",
        "isInner": deposit.inner,
        "amount": digits(deposit.amount),
        "fee": "0",
        "walletTxId": deposit.transaction,
        "createdAt": deposit.time // MILLISECOND,
        "updatedAt": deposit.time // MILLISECOND,
        "remark": "",
        "arrears": False,
    }


def _withdrawal_row(withdrawal: Withdrawal) -> Dict[str, Any]:
    return {
        "id": withdrawal.id,
        "currency": withdrawal.currency,
        "chain": withdrawal.chain["chainId"],
        "status": withdrawal.status,
        "address": withdrawal.address,
        "memo": withdrawal.memo,
        "isInner": withdrawal.inner,
        "amount": digits(withdrawal.amount),
        "fee": digits(withdrawal.fee),
        "walletTxId": withdrawal.transaction,
        "createdAt": withdrawal.created_at // MILLISECOND,
        "updatedAt": withdrawal.updated_at // MILLISECOND,
        "remark": withdrawal.remark,
    }
