"""Handlers of transfers between accounts, and between a user and its sub-accounts."""

from typing import Any, Dict, Mapping, Optional, Tuple

from ...account.transfer import AccountTransfer
from ...unified.asset import UnifiedAsset
from ..exchange import Exchange
from ..funds import Transfer
from ..gateway import MILLISECOND, Call
from ..matching import Refused, digits
from .handlers import answers, in_range, page

#: Accounts by the names of all these calls, in small letters; ``isolated`` needs its pair as well.
_ACCOUNTS = {
    "main": "main",
    "funding": "main",
    "trade": "trade",
    "trade_hf": "trade",  # the older name, which is on no page now
    "spot": "trade",
    "contract": "contract",
    "futures": "contract",
    "unified": "unified",
    "margin": "margin",
    "margin_v2": "margin",
    "cross": "margin",
    "isolated": "isolated",
    "isolated_v2": "isolated",
}
FUTURES_SN = 1519769124134806  #: the first serial number of the documentation's example


@answers(AccountTransfer.get_transfer_quotas)
def get_transfer_quotas(exchange: Exchange, call: Call) -> Any:
    currency = call.values["currency"]
    account = _account(exchange, call.values["type"], call.values.get("tag", "BTC-USDT"))
    rows = [row for row in exchange.accounts.balances(call.uid) if (row.account, row.currency) == (account, currency)]
    return {
        "currency": currency,
        "balance": digits(rows[0].total) if rows else "0",
        "available": digits(rows[0].available) if rows else "0",
        "holds": digits(rows[0].hold) if rows else "0",
        "transferable": digits(exchange.funds.transferable(call.uid, account, currency)),
    }


@answers(UnifiedAsset.get_transfer_quota)
def get_transfer_quota(exchange: Exchange, call: Call) -> Any:
    kind, currency = call.values["accountType"], call.values["currency"]
    account = _account(exchange, kind, call.values.get("symbol"))
    transferable = digits(exchange.funds.transferable(call.uid, account, currency))
    return {"accountType": kind, "currency": currency, "transferable": transferable}


@answers(AccountTransfer.flex_transfer)
def flex_transfer(exchange: Exchange, call: Call) -> Any:
    values = call.values
    users = _users(exchange, call.uid, values["type"], values.get("fromUserId"), values.get("toUserId"))
    return {"orderId": _flex(exchange, call, users).id}


@answers(UnifiedAsset.flex_transfer)
def flex_transfer_of_unified(exchange: Exchange, call: Call) -> Any:
    values = call.values
    users = _users(exchange, call.uid, values["transferType"], values.get("fromUid"), values.get("toUid"))
    return {"orderId": _flex(exchange, call, users).id, "clientOid": values["clientOid"]}


@answers(AccountTransfer.inner_transfer)
def inner_transfer(exchange: Exchange, call: Call) -> Any:
    values = call.values
    from_account = _account(exchange, values["from"], values.get("fromTag"))
    to_account = _account(exchange, values["to"], values.get("toTag"))
    return {"orderId": _transfer(exchange, call, (call.uid, call.uid), from_account, to_account).id}


@answers(AccountTransfer.sub_account_transfer)
def sub_account_transfer(exchange: Exchange, call: Call) -> Any:
    values = call.values
    exchange.users.check_master(call.uid)
    sub = exchange.users.sub(call.uid, user_id=values["subUserId"]).uid
    own = _account(exchange, values.get("accountType", "MAIN"), values.get("tag"))
    theirs = _account(exchange, values.get("subAccountType", "MAIN"), values.get("subTag"))
    if values["direction"] == "OUT":
        return {"orderId": _transfer(exchange, call, (call.uid, sub), own, theirs).id}
    if theirs == "contract":
        raise Refused("400100", "This call takes nothing out of a futures account.")
    return {"orderId": _transfer(exchange, call, (sub, call.uid), theirs, own).id}


@answers(AccountTransfer.futures_account_transfer_out)
def futures_account_transfer_out(exchange: Exchange, call: Call) -> Any:
    to = call.values["recAccountType"]
    made = _transfer(exchange, call, (call.uid, call.uid), "contract", _ACCOUNTS[to.lower()])
    return {
        "applyId": made.id,
        "bizNo": made.id,
        "payAccountType": "CONTRACT",
        "payTag": "DEFAULT",
        "remark": "",
        "recAccountType": to,
        "recTag": "DEFAULT",
        "recRemark": "",
        "recSystem": "KUCOIN",
        "status": "SUCCESS",
        "currency": call.values["currency"],
        "amount": digits(made.amount),
        "fee": "0",
        "sn": _serial_number(made),
        "reason": "",
        "createdAt": made.time // MILLISECOND,
        "updatedAt": made.time // MILLISECOND,
    }


@answers(AccountTransfer.futures_account_transfer_in)
def futures_account_transfer_in(exchange: Exchange, call: Call) -> Any:
    _transfer(exchange, call, (call.uid, call.uid), _ACCOUNTS[call.values["payAccountType"].lower()], "contract")
    return None


@answers(AccountTransfer.get_futures_account_transfer_out_ledger)
def get_futures_account_transfer_out_ledger(exchange: Exchange, call: Call) -> Any:
    values = call.values
    currency, to = values.get("currency"), _ACCOUNTS.get(values.get("type", "").lower())
    made = [
        each
        for each in exchange.funds.transfers(call.uid)
        if each.account == "contract"
        and currency in (None, each.currency, {"BTC": "XBT"}.get(each.currency))
        and to in (None, each.to_account.split(":")[0])
        and (not values.get("tag") or "SUCCESS" in values["tag"])
        and in_range(values, each.time)
    ]
    rows = page(made, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_row(each) for each in rows["items"]]}


# --- what the handlers share ---


def _account(exchange: Exchange, kind: str, tag: Optional[str]) -> str:
    """The account that a call names."""
    account = _ACCOUNTS.get(kind.lower())
    if account is None:
        raise Refused("400100", f"The sandbox has no {kind} account.")
    if account != "isolated":
        return account
    if not tag:
        raise Refused("400100", "An isolated account needs its pair.")
    exchange.book(tag)  # refuses what is not there
    return f"isolated:{tag}"


def _users(exchange: Exchange, uid: int, kind: str, from_id: Optional[str], to_id: Optional[str]) -> Tuple[int, int]:
    """Who gives and who receives; a sub-account gives of its own, and to its master."""
    users = exchange.users
    me = users.as_sub(uid)
    if kind == "INTERNAL":
        other = from_id or to_id
        whose = uid if other is None or me is not None or other == str(uid) else users.sub(uid, user_id=other).uid
        return whose, whose
    if kind == "SUB_TO_PARENT":
        if me is not None:
            return uid, me.parent
        return users.sub(uid, user_id=_needed("from", from_id)).uid, uid
    users.check_master(uid)
    receiver = users.sub(uid, user_id=_needed("to", to_id)).uid
    return (uid if kind == "PARENT_TO_SUB" else users.sub(uid, user_id=_needed("from", from_id)).uid), receiver


def _needed(side: str, user_id: Optional[str]) -> str:
    if user_id is None:
        raise Refused("400100", f"The sub-account that the transfer goes {side} is needed.")
    return user_id


def _flex(exchange: Exchange, call: Call, users: Tuple[int, int]) -> Transfer:
    values = call.values
    from_account = _account(exchange, values["fromAccountType"], values.get("fromAccountTag"))
    to_account = _account(exchange, values["toAccountType"], values.get("toAccountTag"))
    return _transfer(exchange, call, users, from_account, to_account)


def _transfer(exchange: Exchange, call: Call, users: Tuple[int, int], from_account: str, to_account: str) -> Transfer:
    values: Mapping[str, Any] = call.values
    return exchange.funds.transfer(
        users[0],
        from_account,
        users[1],
        to_account,
        values["currency"],
        values["amount"],
        call.now,
        by=call.uid,
        client_oid=values.get("clientOid"),
    )


def _serial_number(made: Transfer) -> int:
    return FUTURES_SN + int(made.id[8:], 16)


def _row(made: Transfer) -> Dict[str, Any]:
    return {
        "applyId": made.id,
        "currency": made.currency,
        "recRemark": "",
        "recSystem": "KUCOIN",
        "status": "SUCCESS",
        "amount": digits(made.amount),
        "reason": "",
        "offset": _serial_number(made),
        "createdAt": made.time // MILLISECOND,
        "remark": "",
    }
