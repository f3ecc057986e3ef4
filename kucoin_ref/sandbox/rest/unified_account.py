"""Handlers of the unified account's balances, fees and ledger, and of the classic accounts as its calls show them."""

from decimal import ROUND_DOWN, Decimal
from typing import Any, Dict, List, Optional

from ...unified.account import UnifiedAccount
from ...unified.asset import UnifiedAsset
from ..accounts import Balance, LedgerEntry
from ..contract_positions import Position
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..lending import CURRENCIES
from ..margin import CROSS, ISOLATED
from ..matching import ZERO, Refused, digits
from ..unified import ACCOUNT
from .account import get_apikey_info
from .handlers import after, answers, in_range
from .unified_futures import market_of

#: The accounts by the names of these calls; ``ISOLATED`` is every pair's.
ACCOUNTS = {"FUNDING": "main", "SPOT": "trade", "FUTURES": "contract", "CROSS": CROSS, "ISOLATED": ISOLATED, "UNIFIED": ACCOUNT}
_IN_LEDGERS = {"MAIN": "FUNDING", "TRADE_HF": "SPOT", "CONTRACT": "FUTURES", "MARGIN": "CROSS"}
_MOST_ROWS = {"UNIFIED": 200, "SPOT": 200, "FUTURES": 100}


@answers(UnifiedAccount.get_account)
def get_account(exchange: Exchange, call: Call) -> Any:
    """Nothing is borrowed here: the equity is what is in the account and what its positions would win or lose."""
    rows = []
    for balance in _balances(exchange, call.uid, ACCOUNT):
        unrealised = _unrealised(exchange, call.uid, balance.currency)
        row = {
            "currency": balance.currency,
            "equity": digits(balance.total + unrealised),
            "hold": digits(balance.hold),
            "balance": digits(balance.total),
            "available": digits(max(balance.available + min(unrealised, ZERO), ZERO)),
            "liability": "0",
            "potentialBorrow": "0",
            "collateralStatus": None,
        }
        rows.append(row)
    return {"accountType": "UNIFIED", "ts": call.now // MILLISECOND, "accounts": [{"currencies": rows}]}


@answers(UnifiedAccount.get_account_overview)
def get_account_overview(exchange: Exchange, call: Call) -> Any:
    """In USDT, at the last trades."""
    equity = available = initial = maintenance = ZERO
    for balance in _balances(exchange, call.uid, ACCOUNT):
        price, unrealised = _price(exchange, balance.currency), _unrealised(exchange, call.uid, balance.currency)
        equity += (balance.total + unrealised) * price
        available += max(balance.available + min(unrealised, ZERO), ZERO) * price
    for position in _positions(exchange, call.uid):
        price = _price(exchange, exchange.futures.contracts[position.symbol].settle)
        initial += position.margin * price
        maintenance += exchange.futures.clearing.maintenance(position) * price
    return {
        "accountType": "UNIFIED",
        "riskRatio": _rounded(maintenance / equity) if equity > 0 else "0",
        "equity": _rounded(equity),
        "adjustedEquity": _rounded(equity),
        "liability": "0",
        "availableMargin": _rounded(available),
        "im": _rounded(initial),
        "mm": _rounded(maintenance),
    }


@answers(UnifiedAccount.get_classic_account_balance)
def get_classic_account_balance(exchange: Exchange, call: Call) -> Any:
    kind, tag = call.values["accountType"], call.values.get("accountSubtype")
    wanted = call.values["currency"].split(",") if call.values.get("currency") else None
    names = [ACCOUNTS[kind]]
    if kind == "ISOLATED":
        names = [ISOLATED + symbol.name for symbol in exchange.margin.isolated_symbols() if tag in (None, symbol.name)]
    groups = [
        {
            "accountSubtype": name[len(ISOLATED) :] if kind == "ISOLATED" else None,
            "riskRatio": digits(exchange.margin.position(call.uid, name).ratio) if exchange.margin.owns(name) else None,
            "currencies": [_classic_row(exchange, call.uid, each) for each in _balances(exchange, call.uid, name, wanted)],
        }
        for name in names
    ]
    return {"accountType": kind, "ts": call.now // MILLISECOND, "accounts": groups}


@answers(UnifiedAsset.get_account_ledger)
def get_account_ledger(exchange: Exchange, call: Call) -> Any:
    values = call.values
    kind = values["accountType"]
    wanted = values["currency"].split(",") if values.get("currency") else None
    entries = [
        entry
        for entry in exchange.accounts.ledger(call.uid)
        if _IN_LEDGERS.get(entry.account, entry.account) == kind
        and (wanted is None or entry.currency in wanted)
        and values.get("direction") in (None, entry.direction.upper())
        and values.get("businessType") in (None, entry.biz_type)
        and in_range(values, entry.time)
    ]
    chosen = after(entries, values, lambda entry: entry.id, 10, "pageSize")[: _MOST_ROWS.get(kind, 500)]
    return {"lastId": chosen[-1].id if chosen else 0, "items": [_ledger_row(kind, entry) for entry in chosen]}


@answers(UnifiedAccount.get_fee_rate)
def get_fee_rate(exchange: Exchange, call: Call) -> Any:
    if call.values["tradeType"] == "FUTURES":
        contract = market_of(exchange, call.values["symbol"]).contract
        rates = {"takerFeeRate": digits(contract.taker_rate), "makerFeeRate": digits(contract.maker_rate)}
        return {"tradeType": "FUTURES", "list": [{"symbol": contract.name, **rates}]}
    names = call.values["symbol"].split(",")
    if len(names) > 10:
        raise Refused("106000", "symbol: at most 10")
    for name in names:
        if name not in exchange.symbols:
            raise Refused("106053", "Symbol does not exist.")
    rates = {"takerFeeRate": digits(exchange.taker_rate), "makerFeeRate": digits(exchange.maker_rate)}
    return {"tradeType": call.values["tradeType"], "list": [{"symbol": name, **rates} for name in names]}


@answers(UnifiedAccount.get_apikey_info)
def get_unified_apikey_info(exchange: Exchange, call: Call) -> Any:
    """With what only a key with such limits has: no sub-account, no identity check, no end."""
    more = {"parentUid": None, "region": "", "kycStatus": 0, "subName": "", "expiredAt": None, "thirdPartyApp": ""}
    return {**more, "siteType": "global", **get_apikey_info(exchange, call)}


@answers(UnifiedAccount.get_borrowing_rates_and_limits)
def get_borrowing_rates_and_limits(exchange: Exchange, call: Call) -> Any:
    row = CURRENCIES.get(call.values["currency"])
    if row is None:
        raise Refused("106000", f"{call.values['currency']} can not be borrowed.")
    most = digits(row.borrow_max)
    return {
        "currentRateHourly": digits(row.hour_rate),
        "currentRateDaily": digits(row.day_rate),
        "borrowLimitTotal": most,
        "borrowLimitTotalHold": most,
        "borrowLimitHold": most,
        "interestFreeBorrowLimit": "0",
    }


# --- what the handlers share ---


def _balances(exchange: Exchange, uid: int, account: str, currencies: Optional[List[str]] = None) -> List[Balance]:
    return [
        balance
        for balance in exchange.accounts.balances(uid)
        if balance.account == account and (currencies is None or balance.currency in currencies)
    ]


def _positions(exchange: Exchange, uid: int) -> List[Position]:
    """The positions that the unified account backs."""
    return exchange.futures.clearing.positions(uid) if exchange.unified.is_member(uid) else []


def _unrealised(exchange: Exchange, uid: int, currency: str) -> Decimal:
    futures = exchange.futures
    fits = (each for each in _positions(exchange, uid) if futures.contracts[each.symbol].settle == currency)
    return sum((futures.clearing.unrealised(each) for each in fits), ZERO)


def _price(exchange: Exchange, currency: str) -> Decimal:
    return exchange.margin.price("BTC" if currency == "XBT" else currency)


def _classic_row(exchange: Exchange, uid: int, balance: Balance) -> Dict[str, Any]:
    owed = ZERO
    if exchange.margin.owns(balance.account):
        holdings = exchange.margin.position(uid, balance.account).holdings
        owed = sum((each.liability for each in holdings if each.currency == balance.currency), ZERO)
    return {
        "currency": balance.currency,
        "locked": digits(balance.hold),
        "available": digits(balance.available),
        "balance": digits(balance.total),
        "equity": digits(balance.total - owed),
        "liability": digits(owed),
    }


def _ledger_row(kind: str, entry: LedgerEntry) -> Dict[str, Any]:
    return {
        "accountType": kind,
        "id": str(entry.id),
        "currency": entry.currency,
        "direction": entry.direction.upper(),
        "businessType": entry.biz_type,
        "amount": digits(entry.amount),
        "balance": digits(entry.balance),
        "fee": digits(entry.fee),
        "tax": "0",
        "remark": "",
        "ts": entry.time,
    }


def _rounded(value: Decimal) -> Optional[str]:
    return digits(value.quantize(Decimal("1E-8"), ROUND_DOWN))
