"""Handlers of sub-accounts and of their keys."""

import secrets
from decimal import Decimal
from typing import Any, Dict, List, Optional

from ...account.sub_account import AccountSubAccount
from ...account.sub_account_api import AccountSubAccountApi
from ...signing import Signer
from ..accounts import Balance, exactly
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..matching import digits
from ..users import TRADE_TYPES, Key, SubAccount, check_passphrase
from .handlers import answers, page

_SMALLEST = Decimal("1E-8")


# --- sub-accounts ---


@answers(AccountSubAccount.add_sub_account)
def add_sub_account(exchange: Exchange, call: Call) -> Any:
    values = call.values
    name, remarks = values["subName"], values.get("remarks", "")
    sub = exchange.users.add_sub(call.uid, name, values["password"], values["access"], remarks, call.now)
    return {"uid": sub.uid, "subName": name, "remarks": remarks, "access": values["access"]}


@answers(AccountSubAccount.add_sub_account_margin_permission)
def add_sub_account_margin_permission(exchange: Exchange, call: Call) -> Any:
    exchange.users.enable(call.uid, call.values["uid"], "Margin")


@answers(AccountSubAccount.add_sub_account_futures_permission)
def add_sub_account_futures_permission(exchange: Exchange, call: Call) -> Any:
    exchange.users.enable(call.uid, call.values["uid"], "Futures")


@answers(AccountSubAccount.get_spot_sub_accounts_summary_v2)
def get_spot_sub_accounts_summary_v2(exchange: Exchange, call: Call) -> Any:
    rows = page(exchange.users.subs(call.uid), call.values.get("currentPage", 1), call.values.get("pageSize", 10))
    return {**rows, "items": [_summary(sub) for sub in rows["items"]]}


@answers(AccountSubAccount.get_spot_sub_accounts_summary_v1)
def get_spot_sub_accounts_summary_v1(exchange: Exchange, call: Call) -> Any:
    return [_old_summary(sub) for sub in exchange.users.subs(call.uid)]


@answers(AccountSubAccount.get_spot_sub_account_detail)
def get_spot_sub_account_detail(exchange: Exchange, call: Call) -> Any:
    sub = exchange.users.sub(call.uid, user_id=call.values["subUserId"])
    values = call.values
    return _balances(exchange, sub, values.get("baseCurrency", "BTC"), values.get("includeBaseAmount", False))


@answers(AccountSubAccount.get_spot_sub_account_list_v2)
def get_spot_sub_account_list_v2(exchange: Exchange, call: Call) -> Any:
    rows = page(exchange.users.subs(call.uid), call.values.get("currentPage", 1), call.values.get("pageSize", 10))
    return {**rows, "items": [_balances(exchange, sub) for sub in rows["items"]]}


@answers(AccountSubAccount.get_spot_sub_account_list_v1)
def get_spot_sub_account_list_v1(exchange: Exchange, call: Call) -> Any:
    return [_balances(exchange, sub) for sub in exchange.users.subs(call.uid)]


# --- keys of sub-accounts ---


@answers(AccountSubAccountApi.add_sub_account_api)
def add_sub_account_api(exchange: Exchange, call: Call) -> Any:
    values = call.values
    exchange.users.check_master(call.uid)
    check_passphrase(values["passphrase"])
    secret = secrets.token_hex(16)
    signer = Signer(secrets.token_hex(12), secret, values["passphrase"])
    key = exchange.users.add_key(
        call.uid,
        values["subName"],
        signer,
        values["passphrase"],
        values["remark"],
        values.get("permission", "General"),
        values.get("ipWhitelist", ""),
        int(values.get("expire", "-1")),
        call.now,
    )
    return {
        "subName": values["subName"],
        "remark": key.remark,
        "apiKey": signer.key,
        "apiSecret": secret,
        "apiVersion": 3,
        "passphrase": values["passphrase"],
        "permission": key.permission,
        **({"ipWhitelist": ",".join(key.ip_whitelist)} if key.ip_whitelist else {}),
        "createdAt": key.created_at // MILLISECOND,
    }


@answers(AccountSubAccountApi.get_sub_account_api_list)
def get_sub_account_api_list(exchange: Exchange, call: Call) -> Any:
    sub = exchange.users.sub(call.uid, name=call.values["subName"])
    wanted = call.values.get("apiKey")
    keys = [key for key in exchange.users.keys_of(sub.uid) if wanted in (None, key.signer.key)]
    return [{"subName": sub.name, **key_row(key), "isMaster": False} for key in keys]


@answers(AccountSubAccountApi.modify_sub_account_api)
def modify_sub_account_api(exchange: Exchange, call: Call) -> Any:
    values = call.values
    key = exchange.users.change_key(
        call.uid,
        values["subName"],
        values["apiKey"],
        values["passphrase"],
        values.get("permission", "General"),
        values.get("ipWhitelist", ""),
        int(values.get("expire", "-1")),
        call.now,
    )
    answer = {"subName": values["subName"], "apiKey": key.signer.key, "permission": key.permission}
    return {**answer, **({"ipWhitelist": ",".join(key.ip_whitelist)} if key.ip_whitelist else {})}


@answers(AccountSubAccountApi.delete_sub_account_api)
def delete_sub_account_api(exchange: Exchange, call: Call) -> Any:
    values = call.values
    exchange.users.delete_key(call.uid, values["subName"], values["apiKey"], values["passphrase"])
    return {"subName": values["subName"], "apiKey": values["apiKey"]}


# --- what the handlers share ---


def key_row(key: Key) -> Dict[str, Any]:
    """What is told of a key, without its secrets."""
    return {
        "remark": key.remark,
        "apiKey": key.signer.key,
        "apiVersion": int(key.version),
        "permission": key.permission,
        "ipWhitelist": ",".join(key.ip_whitelist),
        "createdAt": key.created_at // MILLISECOND,
        "uid": key.uid,
    }


def _old_summary(sub: SubAccount) -> Dict[str, Any]:
    return {
        "userId": sub.user_id,
        "uid": sub.uid,
        "subName": sub.name,
        "type": 0,
        "remarks": sub.remarks,
        "access": sub.access,
    }


def _summary(sub: SubAccount) -> Dict[str, Any]:
    return {
        **_old_summary(sub),
        "status": 2,
        "createdAt": sub.created_at // MILLISECOND,
        "tradeTypes": list(TRADE_TYPES),
        "openedTradeTypes": list(sub.trade_types),
        "hostedStatus": None,
    }


def _balances(exchange: Exchange, sub: SubAccount, base: str = "BTC", empty_ones: bool = False) -> Dict[str, Any]:
    kept = [row for row in exchange.accounts.balances(sub.uid) if empty_ones or row.total]
    rows: Dict[str, List[Dict[str, Optional[str]]]] = {
        name: [_balance(exchange, row, base) for row in kept if row.account == account]
        for name, account in (("mainAccounts", "main"), ("tradeAccounts", "trade"), ("marginAccounts", "margin"))
    }
    return {"subUserId": sub.user_id, "subName": sub.name, **rows, "tradeHFAccounts": []}


def _balance(exchange: Exchange, row: Balance, base: str) -> Dict[str, Optional[str]]:
    """A balance, and what it is worth in another currency."""
    with exactly():
        one, worth = exchange.funds.value(row.currency, Decimal(1)), exchange.funds.value(base, Decimal(1))
        price = (worth / one).quantize(_SMALLEST) if one else Decimal(0)
        value = (row.total * one / worth).quantize(_SMALLEST) if worth else Decimal(0)
    return {
        "currency": row.currency,
        "balance": digits(row.total),
        "available": digits(row.available),
        "holds": digits(row.hold),
        "baseCurrency": base,
        "baseCurrencyPrice": digits(price),
        "baseAmount": digits(value),
        "tag": "DEFAULT",
    }
