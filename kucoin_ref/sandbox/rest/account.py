"""Handlers of balances, ledgers, fees and keys."""

import json
from typing import Any, Dict, List

from ...account.account import Accounts
from ...account.fee import Fees
from ..exchange import Exchange, LedgerEntry
from ..gateway import MILLISECOND, Call
from ..matching import Refused, digits
from ..users import MOST_SUBS, TRADE_TYPES
from .handlers import after, answers, in_range, page
from .spot import rates
from .sub_accounts import key_row


@answers(Accounts.get_spot_account_type)
def get_spot_account_type(exchange: Exchange, call: Call) -> Any:
    return True


@answers(Accounts.get_account_info)
def get_account_info(exchange: Exchange, call: Call) -> Any:
    """Of a user without VIP level."""
    subs = exchange.users.subs(call.uid)
    numbers = {f"{kind.lower()}SubQuantity": sum(kind in sub.trade_types for sub in subs) for kind in TRADE_TYPES}
    return {
        "level": 0,
        "subQuantity": len(subs),
        **numbers,
        "optionSubQuantity": 0,
        "maxSubQuantity": MOST_SUBS,
        "maxDefaultSubQuantity": MOST_SUBS,
        "maxSpotSubQuantity": 0,
        "maxMarginSubQuantity": 0,
        "maxFuturesSubQuantity": 0,
        "maxOptionSubQuantity": 0,
    }


@answers(Accounts.get_apikey_info)
def get_apikey_info(exchange: Exchange, call: Call) -> Any:
    assert call.key is not None
    sub = exchange.users.as_sub(call.uid)
    if sub is None:
        return {**key_row(call.key), "isMaster": True}
    return {**key_row(call.key), "isMaster": False, "subName": sub.name, "parentUid": sub.parent}


@answers(Accounts.get_spot_account_list)
def get_spot_account_list(exchange: Exchange, call: Call) -> Any:
    currency, kind = call.values.get("currency"), call.values.get("type")
    # The older name of the trade account is on no page now, but ccxt asks for it, and takes only rows that bear it.
    account = "trade" if kind == "trade_hf" else kind
    return [
        {
            "id": balance.account_id,
            "currency": balance.currency,
            "type": kind or balance.account,
            "balance": digits(balance.total),
            "available": digits(balance.available),
            "holds": digits(balance.hold),
        }
        for balance in exchange.accounts.balances(call.uid)
        if balance.account != "contract" and currency in (None, balance.currency) and account in (None, balance.account)
    ]


@answers(Accounts.get_spot_account_detail)
def get_spot_account_detail(exchange: Exchange, call: Call) -> Any:
    for balance in exchange.accounts.balances(call.uid):
        if balance.account_id == call.values["accountId"]:
            total, available, hold = digits(balance.total), digits(balance.available), digits(balance.hold)
            return {"currency": balance.currency, "balance": total, "available": available, "holds": hold}
    raise Refused("400100", "account not exists")


@answers(Accounts.get_spot_ledger)
def get_spot_ledger(exchange: Exchange, call: Call) -> Any:
    entries = [entry for entry in wanted_entries(exchange, call) if entry.account == "MAIN"]
    rows = page(entries, call.values.get("currentPage", 1), call.values.get("pageSize", 50))
    return {**rows, "items": [{**ledger_row(entry), "createdAt": entry.time // MILLISECOND} for entry in rows["items"]]}


@answers(Accounts.get_spot_hf_ledger)
def get_spot_hf_ledger(exchange: Exchange, call: Call) -> Any:
    entries = [entry for entry in wanted_entries(exchange, call) if entry.account == "TRADE_HF"]
    return [
        {**ledger_row(entry), "tax": "0", "createdAt": str(entry.time // MILLISECOND)}
        for entry in after(entries, call.values, lambda entry: entry.id, 100)
    ]


@answers(Fees.get_basic_fee)
def get_basic_fee(exchange: Exchange, call: Call) -> Any:
    return rates(exchange)


@answers(Fees.get_spot_actual_fee)
def get_spot_actual_fee(exchange: Exchange, call: Call) -> Any:
    names = call.values["symbols"].split(",")
    if len(names) > 10:
        raise Refused("400100", "symbols: at most 10")
    for name in names:
        exchange.book(name)
    return [{"symbol": name, **rates(exchange)} for name in names]


def wanted_entries(exchange: Exchange, call: Call) -> List[LedgerEntry]:
    """The entries of the whole ledger that the call asks for, newest first."""
    currencies = call.values.get("currency")
    names = currencies.split(",") if currencies else None
    return [
        entry
        for entry in exchange.accounts.ledger(call.uid)
        if (names is None or entry.currency in names)
        and call.values.get("direction") in (None, entry.direction)
        and call.values.get("bizType") in (None, entry.biz_type)
        and in_range(call.values, entry.time)
    ]


def ledger_row(entry: LedgerEntry) -> Dict[str, Any]:
    """An entry as the exchange tells it."""
    return {
        "id": str(entry.id),
        "currency": entry.currency,
        "amount": digits(entry.amount),
        "fee": digits(entry.fee),
        "balance": digits(entry.balance),
        "accountType": entry.account,
        "bizType": entry.biz_type,
        "direction": entry.direction,
        "context": json.dumps(dict(entry.context), separators=(",", ":")) if entry.context else "",
    }
