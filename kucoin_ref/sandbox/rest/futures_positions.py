"""Handlers of futures positions, margins and settings, of funding payments, and of the futures account."""

import json
from decimal import Decimal
from typing import Any, Callable, Dict, List, Optional

from ...account.account import Accounts
from ...futures.funding_fees import FuturesFundingFees
from ...futures.positions import FuturesPositions
from ..accounts import LedgerEntry, exact
from ..contract_positions import ClosedPosition, FundingPaid, Position, Standing
from ..contracts import Contract
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..matching import ZERO, Refused, amount, digits
from .handlers import answers, in_range, json_number, page, windowed

#: What the ledger of the futures host calls the entries of other hosts.
_LEDGER_TYPES = {(kind, way): f"Transfer{way.capitalize()}" for kind in ("TRANSFER", "SUB_TRANSFER") for way in ("in", "out")}

#: Fields that only rows in isolated margin have.
_ISOLATED = ("autoDeposit", "maintMarginReq", "riskLimit", "realLeverage", "posCross", "posCrossMargin", "posComm",
             "posCommCommon", "posLoss", "posFunding", "posMaint", "maintMargin", "maintainMargin")
#: Fields that a row has not got after margin was added.
_NOT_AFTER_ADDING = ("posCrossMargin", "posCommCommon", "posFunding", "maintainMargin", "marginMode", "positionSide",
                     "leverage", "isInverse")

#: The margin that a cross risk limit is worked out for where none is given.
_USUAL_MARGIN = "10000"


# --- positions ---


@answers(FuturesPositions.get_position_list)
def get_position_list(exchange: Exchange, call: Call) -> Any:
    rows = []
    for position in exchange.futures.clearing.positions(call.uid):
        if call.values.get("currency") in (None, exchange.futures.contracts[position.symbol].settle):
            row = _numbers(_row(exchange, position, call.now))
            hidden = _ISOLATED if position.margin_mode == "CROSS" else ()
            rows.append({name: value for name, value in row.items() if name not in hidden})
    return rows


@answers(FuturesPositions.get_position_details)
def get_position_details(exchange: Exchange, call: Call) -> Any:
    symbol = exchange.futures.contract(call.values["symbol"]).name
    return [_details(exchange, position, call.now) for position in exchange.futures.clearing.positions(call.uid, symbol)]


@answers(FuturesPositions.get_position_details_v1)
def get_position_details_v1(exchange: Exchange, call: Call) -> Any:
    """The position, or in hedge mode the first; an empty row where there is none."""
    symbol, clearing = exchange.futures.contract(call.values["symbol"]).name, exchange.futures.clearing
    terms = clearing.terms(call.uid, symbol)
    empty = Position("", call.uid, symbol, "BOTH", terms.margin_mode, terms.leverage, call.now)
    row = _numbers(_row(exchange, (clearing.positions(call.uid, symbol) or [empty])[0], call.now))
    del row["isInverse"]
    return {**row, "riskLimitLevel": terms.level}


@answers(FuturesPositions.get_positions_history)
def get_positions_history(exchange: Exchange, call: Call) -> Any:
    values = call.values
    closed = [
        each
        for each in exchange.futures.clearing.closed(call.uid)
        if values.get("symbol") in (None, each.symbol)
        and values.get("from", 0) <= each.closed_at // MILLISECOND <= values.get("to", each.closed_at // MILLISECOND)
    ]
    rows = page(closed, values.get("pageId", 1), max(values.get("limit", 10), 1))
    return {**rows, "items": [_closed_row(each) for each in rows["items"]]}


@answers(FuturesPositions.get_max_open_size)
def get_max_open_size(exchange: Exchange, call: Call) -> Any:
    price, leverage = amount(call.values["price"], "price"), Decimal(call.values["leverage"])
    lots = {
        f"max{name}OpenSize": int(exchange.futures.most_lots(call.uid, call.values["symbol"], side, price, leverage))
        for name, side in (("Buy", "buy"), ("Sell", "sell"))
    }
    return {"symbol": call.values["symbol"], **lots}


# --- modes and leverage ---


@answers(FuturesPositions.get_margin_mode)
def get_margin_mode(exchange: Exchange, call: Call) -> Any:
    symbol = exchange.futures.contract(call.values["symbol"]).name
    return {"symbol": symbol, "marginMode": exchange.futures.clearing.terms(call.uid, symbol).margin_mode}


@answers(FuturesPositions.switch_margin_mode)
def switch_margin_mode(exchange: Exchange, call: Call) -> Any:
    exchange.futures.set_margin_mode(call.uid, call.values["symbol"], call.values["marginMode"], call.now)
    return {"symbol": call.values["symbol"], "marginMode": call.values["marginMode"]}


@answers(FuturesPositions.batch_switch_margin_mode)
def batch_switch_margin_mode(exchange: Exchange, call: Call) -> Any:
    modes, errors = {}, []
    for symbol in call.values["symbols"]:
        try:
            exchange.futures.set_margin_mode(call.uid, symbol, call.values["marginMode"], call.now)
        except Refused as refused:
            errors.append({"code": refused.code, "msg": refused.message, "symbol": symbol})
        if symbol in exchange.futures.contracts:
            modes[symbol] = exchange.futures.clearing.terms(call.uid, symbol).margin_mode
    return {"marginMode": modes, "errors": errors}


@answers(FuturesPositions.get_position_mode)
def get_position_mode(exchange: Exchange, call: Call) -> Any:
    return {"positionMode": int(exchange.futures.clearing.hedged(call.uid))}


@answers(FuturesPositions.switch_position_mode)
def switch_position_mode(exchange: Exchange, call: Call) -> Any:
    exchange.futures.set_hedged(call.uid, call.values["positionMode"] == "1")
    return {"positionMode": call.values["positionMode"]}


@answers(FuturesPositions.get_cross_margin_leverage)
def get_cross_margin_leverage(exchange: Exchange, call: Call) -> Any:
    symbol = exchange.futures.contract(call.values["symbol"]).name
    return {"symbol": symbol, "leverage": digits(exchange.futures.clearing.terms(call.uid, symbol).cross_leverage)}


@answers(FuturesPositions.modify_margin_leverage)
def modify_margin_leverage(exchange: Exchange, call: Call) -> Any:
    leverage = amount(call.values["leverage"], "leverage")
    exchange.futures.set_cross_leverage(call.uid, call.values["symbol"], leverage, call.now)
    return True


# --- margin ---


@answers(FuturesPositions.get_max_withdraw_margin)
def get_max_withdraw_margin(exchange: Exchange, call: Call) -> Any:
    symbol, clearing = exchange.futures.contract(call.values["symbol"]).name, exchange.futures.clearing
    position = clearing.position(call.uid, symbol, call.values.get("positionSide", "BOTH"))
    if position is None or position.margin_mode == "CROSS":
        return "0"
    return digits(clearing.most_removable(position))


@answers(FuturesPositions.add_isolated_margin)
def add_isolated_margin(exchange: Exchange, call: Call) -> Any:
    side, margin = call.values.get("positionSide", "BOTH"), amount(call.values["margin"], "margin")
    position = exchange.futures.move_margin(
        call.uid, call.values["symbol"], side, margin, call.now, move=call.values["bizNo"])
    row = _numbers(_row(exchange, position, call.now))
    return {**{name: value for name, value in row.items() if name not in _NOT_AFTER_ADDING}, "userId": call.uid}


@answers(FuturesPositions.remove_isolated_margin)
def remove_isolated_margin(exchange: Exchange, call: Call) -> Any:
    """Answers what has moved; the documentation leaves open whether it is that."""
    side, margin = call.values.get("positionSide", "BOTH"), amount(call.values["withdrawAmount"], "withdrawAmount")
    exchange.futures.move_margin(call.uid, call.values["symbol"], side, -margin, call.now)
    return digits(margin)


@answers(FuturesPositions.modify_auto_deposit_status)
def modify_auto_deposit_status(exchange: Exchange, call: Call) -> Any:
    symbol = exchange.futures.contract(call.values["symbol"]).name
    exchange.futures.clearing.terms(call.uid, symbol).auto_deposit = call.values["status"]
    return True


# --- risk limits ---


@answers(FuturesPositions.get_isolated_margin_risk_limit)
def get_isolated_margin_risk_limit(exchange: Exchange, call: Call) -> Any:
    contract = exchange.futures.contract(call.values["symbol"])
    return [
        {
            "symbol": contract.name,
            "level": level.level,
            "maxRiskLimit": level.most,
            "minRiskLimit": level.least,
            "maxLeverage": level.leverage,
            "initialMargin": json_number(level.initial),
            "maintainMargin": json_number(level.maintenance),
        }
        for level in contract.levels
    ]


@answers(FuturesPositions.modify_isolated_margin_risk_limt)
def modify_isolated_margin_risk_limt(exchange: Exchange, call: Call) -> Any:
    exchange.futures.set_level(call.uid, call.values["symbol"], call.values["level"], call.now)
    return True


@answers(FuturesPositions.get_cross_margin_risk_limit)
def get_cross_margin_risk_limit(exchange: Exchange, call: Call) -> Any:
    """The maintenance rate does not grow with the position here."""
    margin = amount(call.values.get("totalMargin", _USUAL_MARGIN), "totalMargin")
    return [_cross_limit(exchange, contract, margin, call.values.get("leverage")) for contract in _contracts(exchange, call)]


@answers(FuturesPositions.get_cross_margin_requirement)
def get_cross_margin_requirement(exchange: Exchange, call: Call) -> Any:
    value, leverage = amount(call.values["positionValue"], "positionValue"), call.values.get("leverage")
    rows = []
    for contract in _contracts(exchange, call):
        price = _mark(exchange, contract)
        rows.append({
            "symbol": contract.name,
            "imr": digits(1 / Decimal(leverage or contract.most_leverage)),
            "mmr": digits(contract.maintenance),
            "size": int(value if contract.inverse else contract.lots(value, price)),
            "positionValue": digits(value),
            "price": digits(price),
        })
    return rows


# --- funding and the account ---


@answers(FuturesFundingFees.get_private_funding_history)
def get_private_funding_history(exchange: Exchange, call: Call) -> Any:
    symbol = exchange.futures.contract(call.values["symbol"]).name
    paid = [each for each in exchange.futures.clearing.funding(call.uid, symbol) if in_range(call.values, each.time)]
    rows = windowed(paid, call.values, lambda each: each.id, 10)
    return {**rows, "dataList": [_funding_row(each) for each in rows["dataList"]]}


@answers(Accounts.get_futures_account)
def get_futures_account(exchange: Exchange, call: Call) -> Any:
    wallet = exchange.futures.wallet(call.uid, call.values.get("currency", "XBT"), call.now)
    unrealised = wallet.isolated_unrealised + wallet.cross_unrealised
    risk = wallet.cross_maintenance / wallet.cross_equity if wallet.cross_equity else ZERO
    return {
        "accountEquity": json_number(wallet.balance + unrealised),
        "unrealisedPNL": json_number(unrealised),
        "marginBalance": json_number(wallet.balance),
        "positionMargin": json_number(wallet.isolated_margin + wallet.cross_margin),
        "orderMargin": json_number(wallet.isolated_orders + wallet.cross_orders),
        "frozenFunds": 0,  # for withdrawals and transfers, which take no time here
        "availableBalance": json_number(wallet.free),
        "currency": wallet.currency,
        "riskRatio": json_number(risk.quantize(Decimal("1E-10"))),
        "maxWithdrawAmount": json_number(wallet.free),
    }


@answers(Accounts.get_futures_ledger)
def get_futures_ledger(exchange: Exchange, call: Call) -> Any:
    """Without the ``Pending`` rows of the running period: results are entered as they happen."""
    currency, kind = call.values.get("currency"), call.values.get("type")
    entries = [
        entry
        for entry in exchange.accounts.ledger(call.uid)
        if entry.account == "CONTRACT"
        and currency in (None, entry.currency)
        and (kind is None or _entry_type(entry).lower() == kind.lower())
        and in_range(call.values, entry.time)
    ]
    rows = windowed(entries, call.values, lambda entry: entry.id, 50)
    return {**rows, "dataList": [_entry_row(entry) for entry in rows["dataList"]]}


# --- what the handlers share ---


@exact
def position_figures(exchange: Exchange, standing: Standing, now: int) -> Dict[str, Any]:
    """A position with amounts as ``Decimal``, under the wire's names."""
    position = standing.position
    contract = exchange.futures.contracts[position.symbol]
    opened = bool(position.lots)
    return {
        "id": position.id,
        "symbol": position.symbol,
        "autoDeposit": standing.auto_deposit,
        "crossMode": position.margin_mode == "CROSS",
        "maintMarginReq": standing.maintenance_rate,
        "riskLimit": standing.level.most,
        "realLeverage": _share(abs(standing.worth), position.margin + standing.unrealised, "0.01"),
        "delevPercentage": ZERO,  # nobody is deleveraged here
        "openingTimestamp": position.opened_at // MILLISECOND,
        "currentTimestamp": now // MILLISECOND,
        "currentQty": int(position.lots),
        "currentCost": position.cost - position.profit,
        "currentComm": position.fees + position.funding,  # with this sign in the documented examples
        "unrealisedCost": position.cost,
        "realisedGrossCost": ZERO - position.profit,
        "realisedCost": position.fees + position.funding - position.profit,
        "isOpen": opened,
        "markPrice": standing.mark,
        "markValue": standing.worth,
        "posCost": position.cost,
        "posCross": position.added,
        "posCrossMargin": ZERO,
        "posInit": standing.initial,
        "posComm": standing.commission,
        "posCommCommon": standing.commission,
        "posLoss": max(-position.funding, ZERO),
        "posMargin": position.margin,
        "posFunding": position.funding,
        "posMaint": standing.maintenance,
        "maintMargin": position.margin + standing.unrealised,
        "realisedGrossPnl": position.profit,
        "realisedPnl": position.profit - position.fees + position.funding,
        "unrealisedPnl": standing.unrealised,
        "unrealisedPnlPcnt": _share(standing.unrealised, abs(position.cost), "0.0001"),
        "unrealisedRoePcnt": _share(standing.unrealised, standing.initial, "0.0001"),
        "avgEntryPrice": standing.entry_price,
        "liquidationPrice": standing.liquidation_price or ZERO,
        "bankruptPrice": standing.bankrupt_price or ZERO,
        "settleCurrency": contract.settle,
        "isInverse": contract.inverse,
        "maintainMargin": standing.maintenance_rate,
        "marginMode": position.margin_mode,
        "positionSide": position.side,
        "leverage": position.leverage,
    }


def _row(exchange: Exchange, position: Position, now: int) -> Dict[str, Any]:
    return position_figures(exchange, exchange.futures.clearing.standing(position), now)


def _numbers(row: Dict[str, Any]) -> Dict[str, Any]:
    return _converted(row, json_number)


def _converted(row: Dict[str, Any], write: Callable[[Optional[Decimal]], Any]) -> Dict[str, Any]:
    return {name: write(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _details(exchange: Exchange, position: Position, now: int) -> Dict[str, Any]:
    """A position with amounts as text, and what came later."""
    standing = exchange.futures.clearing.standing(position)
    row = position_figures(exchange, standing, now)
    row.update(
        posProfit=max(standing.unrealised, ZERO),
        posCommFunding=ZERO,
        riskLimitLevel=standing.level.level,
        cumulativeTradeFee=position.fees,
        cumulativeFundingFee=position.funding,
        withdrawPnl=ZERO,
        cumulativeTax=ZERO,
        aggRate=_share(standing.maintenance, standing.backing + standing.unrealised, "0.0001"),
        imr=_share(Decimal(1), position.leverage, "0.0001"),
        amr=standing.maintenance_rate,
    )
    return _converted(row, digits)


def _share(part: Decimal, whole: Decimal, step: str) -> Decimal:
    return (part / whole).quantize(Decimal(step)) if whole else ZERO


@exact
def _closed_row(closed: ClosedPosition) -> Dict[str, Any]:
    pnl = closed.gross - closed.fees + closed.funding
    price = digits(closed.close_price)
    return {
        "closeId": closed.id,
        "userId": str(closed.uid),
        "symbol": closed.symbol,
        "settleCurrency": closed.settle,
        "leverage": digits(closed.leverage),
        "type": f"{'LIQUID' if closed.liquidated else 'CLOSE'}_{closed.side}",
        "pnl": digits(pnl),
        "realisedGrossCost": digits(ZERO - closed.gross),
        "realisedGrossCostNew": digits(ZERO - closed.gross),
        "withdrawPnl": "0",
        "tradeFee": digits(closed.fees),
        "fundingFee": digits(closed.funding),
        "openTime": closed.opened_at // MILLISECOND,
        "closeTime": closed.closed_at // MILLISECOND,
        "openPrice": digits(closed.open_price),
        "closePrice": price,
        "marginMode": closed.margin_mode,
        "tax": "0",
        "roe": digits(_share(pnl, closed.opened_value / closed.leverage, "0.0001")),
        "liquidAmount": digits(closed.opened_lots) if closed.liquidated else None,
        "liquidPrice": price if closed.liquidated else None,
        "side": closed.side,
    }


def _contracts(exchange: Exchange, call: Call) -> List[Contract]:
    names = call.values["symbol"].split(",")
    if len(names) > 50:
        raise Refused("100001", "symbol: at most 50.")
    return [exchange.futures.contract(name) for name in names]


def _mark(exchange: Exchange, contract: Contract) -> Decimal:
    return exchange.futures.clearing.marks[contract.name]


@exact
def _cross_limit(exchange: Exchange, contract: Contract, margin: Decimal, leverage: Optional[int]) -> Dict[str, Any]:
    price, by = _mark(exchange, contract), Decimal(leverage or contract.most_leverage)
    lots = contract.lots(min(margin * by, Decimal(contract.levels[-1].most)), price)
    return {
        "symbol": contract.name,
        "maxOpenSize": int(lots),
        "maxOpenValue": digits(contract.value(lots, price)),
        "totalMargin": digits(margin),
        "price": digits(price),
        "leverage": digits(by),
        "mmr": digits(contract.maintenance),
        "imr": digits(_share(Decimal(1), by, "0.000001")),
        "currency": contract.settle,
    }


def _funding_row(paid: FundingPaid) -> Dict[str, Any]:
    return {
        "id": paid.id,
        "symbol": paid.symbol,
        "timePoint": paid.time // MILLISECOND,
        "fundingRate": json_number(paid.rate),
        "markPrice": json_number(paid.mark),
        "positionQty": int(paid.lots),
        "positionCost": json_number(paid.worth),
        "funding": json_number(paid.amount),
        "settleCurrency": paid.settle,
        "context": json.dumps({"marginMode": paid.margin_mode, "positionSide": paid.side}),
        "marginMode": paid.margin_mode,
    }


def _entry_type(entry: LedgerEntry) -> str:
    return _LEDGER_TYPES.get((entry.biz_type, entry.direction), entry.biz_type)


def _entry_row(entry: LedgerEntry) -> Dict[str, Any]:
    return {
        "time": entry.time // MILLISECOND,
        "type": _entry_type(entry),
        "amount": json_number(entry.amount if entry.direction == "in" else -entry.amount),
        "fee": json_number(entry.fee),
        "accountEquity": json_number(entry.balance),
        "status": "Completed",
        "remark": entry.context.get("symbol", ""),
        "offset": entry.id,
        "currency": entry.currency,
    }
