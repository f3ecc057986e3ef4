"""Handlers of the unified account's positions, margins and leverage, and of its mode."""

from decimal import Decimal
from typing import Any, Dict, Mapping

from ...unified.account import UnifiedAccount
from ...unified.positions import UnifiedPositions
from ..contract_positions import Position
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..matching import ZERO, Refused, amount, digits
from .handlers import after, answers, in_range
from .unified_contracts import CODES
from .unified_futures import market_of
from .unified_pairs import translated

DAY_MS = 24 * 3600 * 1000
LONGEST_AGO = 7 * DAY_MS


# --- the account's mode ---


@answers(UnifiedAccount.get_account_mode)
def get_account_mode(exchange: Exchange, call: Call) -> Any:
    is_member = exchange.unified.is_member
    subs = [sub.uid for sub in exchange.users.subs(call.uid)]
    return {
        "selfAccountMode": "UNIFIED" if is_member(call.uid) else "CLASSIC",
        "unifiedSubAccount": [uid for uid in subs if is_member(uid)],
        "classicSubAccount": [uid for uid in subs if not is_member(uid)],
    }


@answers(UnifiedAccount.set_account_mode)
def set_account_mode(exchange: Exchange, call: Call) -> Any:
    exchange.unified.join(call.uid, call.now)
    return None


# --- positions ---


@answers(UnifiedPositions.get_position_list)
def get_position_list(exchange: Exchange, call: Call) -> Any:
    symbol = call.values.get("symbol")
    if symbol is not None:
        market_of(exchange, symbol)
    positions = exchange.futures.clearing.positions(call.uid, symbol)
    number, size = call.values.get("pageNumber", 1), call.values.get("pageSize", 50)
    if number < 1 or size < 1:
        raise Refused("106000", "pageNumber and pageSize must be above 0.")
    return [_row(exchange, position, call.now) for position in positions[(number - 1) * size : number * size]]


@answers(UnifiedPositions.get_positions_history)
def get_positions_history(exchange: Exchange, call: Call) -> Any:
    """What a position was at its largest is not kept; here it is all that was opened."""
    values, symbol = call.values, call.values.get("symbol")
    closed = [
        each
        for each in exchange.futures.clearing.closed(call.uid)
        if symbol in (None, each.symbol) and in_range(_week(values, call.now), each.closed_at)
    ]
    chosen = after(closed, values, lambda each: int(each.id), 10, "pageSize")
    rows = [
        {
            "closeId": each.id,
            "symbol": each.symbol,
            "marginMode": each.margin_mode,
            "side": each.side,
            "entryPrice": digits(each.open_price),
            "closePrice": digits(each.close_price),
            "avgClosePrice": digits(each.close_price),
            "maxSize": digits(each.opened_lots if each.side == "LONG" else -each.opened_lots),
            "leverage": digits(each.leverage),
            "realizedPnL": digits(each.gross - each.fees + each.funding),
            "fee": digits(each.fees),
            "tax": "0",
            "fundingFee": digits(each.funding),
            "creationTime": each.opened_at,
            "closingTime": each.closed_at,
        }
        for each in chosen
    ]
    return {"items": rows, "lastId": int(chosen[-1].id) if chosen else 0}


@answers(UnifiedPositions.get_private_funding_fee_history)
def get_private_funding_fee_history(exchange: Exchange, call: Call) -> Any:
    values, symbol = call.values, call.values.get("symbol")
    names = [market_of(exchange, symbol).contract.name] if symbol else list(exchange.futures.markets)
    paid = [each for name in names for each in exchange.futures.clearing.funding(call.uid, name)]
    fits = [each for each in sorted(paid, key=lambda each: -each.id) if in_range(values, each.time)]
    chosen = after(fits, values, lambda each: each.id, 50, "pageSize")
    rows = [
        {
            "symbol": each.symbol,
            "marginMode": each.margin_mode,
            "fundingRate": digits(each.rate),
            "markPrice": digits(each.mark),
            "size": digits(each.lots),
            "positionValue": digits(each.worth),
            "fundingFee": digits(each.amount),
            "settleCurrency": each.settle,
            "settlementTime": each.time // MILLISECOND,
        }
        for each in chosen
    ]
    return {"lastId": chosen[-1].id if chosen else 0, "items": rows}


# --- margins and leverage ---


@answers(UnifiedPositions.get_margin_mode)
def get_margin_mode(exchange: Exchange, call: Call) -> Any:
    symbol = call.values.get("symbol")
    names = [market_of(exchange, symbol).contract.name] if symbol else list(exchange.futures.markets)
    modes = [{"symbol": name, "marginMode": exchange.futures.clearing.terms(call.uid, name).margin_mode} for name in names]
    return {"ts": call.now // MILLISECOND, "items": modes}


@answers(UnifiedPositions.modify_margin_mode)
def modify_margin_mode(exchange: Exchange, call: Call) -> Any:
    rows = []
    for name in call.values["symbol"].split(","):
        row = {"symbol": name, "marginMode": call.values["marginMode"], "code": "200000", "msg": "success"}
        try:
            with translated(CODES):
                exchange.futures.set_margin_mode(call.uid, name, call.values["marginMode"], call.now)
        except Refused as refused:
            row.update(code=refused.code, msg=refused.message)
        rows.append(row)
    return {"ts": call.now // MILLISECOND, "items": rows}


@answers(UnifiedPositions.modify_isolated_futures_margin)
def modify_isolated_futures_margin(exchange: Exchange, call: Call) -> Any:
    values = call.values
    with translated(CODES):
        change = amount(values["amount"], "amount")
        signed = change if values["type"] == "DEPOSIT" else -change
        exchange.futures.move_margin(call.uid, values["symbol"], "BOTH", signed, call.now)
    return {"ts": call.now // MILLISECOND}


@answers(UnifiedPositions.modify_leverage)
def modify_leverage(exchange: Exchange, call: Call) -> Any:
    """Of cross margin, as the futures engine has it; isolated positions keep theirs."""
    with translated(CODES):
        leverage = amount(call.values["leverage"], "leverage")
        exchange.futures.set_cross_leverage(call.uid, call.values["symbol"], leverage, call.now)
    return {"code": "200000", "leverage": digits(leverage)}


@answers(UnifiedPositions.get_leverage)
def get_leverage(exchange: Exchange, call: Call) -> Any:
    values, mode = call.values, call.values["marginMode"]
    if values["tradeType"] == "MARGIN":
        raise Refused("106000", "The sandbox has no margin trading in the unified account.")
    names = [market_of(exchange, values["symbol"]).contract.name] if values.get("symbol") else list(exchange.futures.markets)
    terms = {name: exchange.futures.clearing.terms(call.uid, name) for name in names}
    return [
        {
            "currency": None,
            "symbol": name,
            "leverage": digits(each.cross_leverage if mode == "CROSS" else each.leverage),
            "marginMode": mode,
        }
        for name, each in terms.items()
    ]


# --- what the handlers share ---


def _row(exchange: Exchange, position: Position, now: int) -> Dict[str, Any]:
    standing = exchange.futures.clearing.standing(position)
    backing = standing.backing + standing.unrealised if position.margin_mode == "ISOLATED" else ZERO
    risk = (standing.maintenance / backing).quantize(Decimal("0.0001")) if backing > 0 else None
    return {
        "symbol": position.symbol,
        "id": position.id,
        "marginMode": position.margin_mode,
        "size": digits(position.lots),
        "entryPrice": digits(standing.entry_price),
        "positionValue": digits(abs(standing.worth)),
        "positionMargin": digits(position.margin),
        "markPrice": digits(standing.mark),
        "leverage": digits(position.leverage),
        "unrealizedPnL": digits(standing.unrealised),
        "realizedPnL": digits(position.profit - position.fees + position.funding),
        "initialMargin": digits(standing.initial),
        "mmr": digits(standing.maintenance_rate),
        "maintenanceMargin": digits(standing.maintenance),
        "creationTime": position.opened_at,
        "liquidationPrice": digits(standing.liquidation_price) or "",
        "riskRatio": digits(risk) or "",
        "adlPercentage": "0",
        "updateTime": now,
    }


def _week(values: Mapping[str, Any], now: int) -> Dict[str, Any]:
    """The range of a call, a week at most; the last one where it names none."""
    start, end = values.get("startAt"), values.get("endAt")
    if start is None:
        start = (end if end is not None else now // MILLISECOND) - LONGEST_AGO
    return {"startAt": start, "endAt": min(end if end is not None else start + LONGEST_AGO, start + LONGEST_AGO)}
