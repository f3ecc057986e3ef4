"""Handlers of futures orders and fills."""

from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from ...futures.order import FuturesOrder
from ..contract_orders import ContractFill, ContractOrder
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..matching import ZERO, Refused, digits
from .handlers import answers, json_number, page

DAY_MS = 24 * 3600 * 1000
#: What one call looks back at most.
LONGEST_MS = 7 * DAY_MS
MOST_RECENT = 1000
MOST_IN_BATCH = 20
MOST_CANCELLED = 10


# --- placing ---


@answers(FuturesOrder.add_order)
def add_order(exchange: Exchange, call: Call) -> Any:
    return _added(exchange.futures.place(call.uid, call.values, call.now))


@answers(FuturesOrder.add_order_test)
def add_order_test(exchange: Exchange, call: Call) -> Any:
    exchange.futures.check(call.uid, call.values, call.now)
    return {"orderId": "0" * 18, "clientOid": call.values["clientOid"]}


@answers(FuturesOrder.add_tpsl_order)
def add_tpsl_order(exchange: Exchange, call: Call) -> Any:
    return _added(exchange.futures.place(call.uid, call.values, call.now))


@answers(FuturesOrder.batch_add_orders)
def batch_add_orders(exchange: Exchange, call: Call) -> Any:
    wanted = call.values["rows"]
    if not 1 <= len(wanted) <= MOST_IN_BATCH:
        raise Refused("100001", f"1 to {MOST_IN_BATCH} orders.")
    rows = []
    for values in wanted:
        row = {"orderId": None, "clientOid": values["clientOid"], "symbol": values["symbol"], "code": "200000", "msg": "success"}
        try:
            row["orderId"] = exchange.futures.place(call.uid, values, call.now).id
        except Refused as refused:
            row.update(code=refused.code, msg=refused.message)
        rows.append(row)
    return rows


# --- cancelling ---


@answers(FuturesOrder.cancel_order_by_id)
def cancel_order_by_id(exchange: Exchange, call: Call) -> Any:
    return {"cancelledOrderIds": [exchange.futures.cancel(call.uid, call.now, order_id=call.values["orderId"]).id]}


@answers(FuturesOrder.cancel_order_by_client_oid)
def cancel_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    order = exchange.futures.cancel(call.uid, call.now, symbol=call.values["symbol"], client_oid=call.values["clientOid"])
    return {"clientOid": order.client_oid}


@answers(FuturesOrder.batch_cancel_orders)
def batch_cancel_orders(exchange: Exchange, call: Call) -> Any:
    by_id, by_oid = call.values.get("orderIdsList") or [], call.values.get("clientOidsList") or []
    if bool(by_id) == bool(by_oid) or len(by_id or by_oid) > MOST_CANCELLED:
        raise Refused("100001", f"One of orderIdsList and clientOidsList, 1 to {MOST_CANCELLED} long, is needed.")
    names: List[Dict[str, Any]] = [{"order_id": each} for each in by_id]
    names += [{"symbol": each.get("symbol"), "client_oid": each.get("clientOid")} for each in by_oid]
    rows = []
    for name in names:
        row = {"orderId": name.get("order_id"), "clientOid": name.get("client_oid"), "code": "200", "msg": "success"}
        try:
            exchange.futures.cancel(call.uid, call.now, **name)
        except Refused as refused:
            row.update(code=refused.code, msg=refused.message)
        rows.append(row)
    return rows


@answers(FuturesOrder.cancel_all_orders_v1)
def cancel_all_orders_v1(exchange: Exchange, call: Call) -> Any:
    return _cancel_all(exchange, call, stops=False)


@answers(FuturesOrder.cancel_all_orders_v3)
def cancel_all_orders_v3(exchange: Exchange, call: Call) -> Any:
    return _cancel_all(exchange, call, stops=False)


@answers(FuturesOrder.cancel_all_stop_orders)
def cancel_all_stop_orders(exchange: Exchange, call: Call) -> Any:
    return _cancel_all(exchange, call, stops=True)


# --- looking ---


@answers(FuturesOrder.get_order_by_order_id)
def get_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return order_row(exchange, exchange.futures.order(call.uid, order_id=call.values["order-id"]))


@answers(FuturesOrder.get_order_by_client_oid)
def get_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return order_row(exchange, exchange.futures.order(call.uid, client_oid=call.values["clientOid"]))


@answers(FuturesOrder.get_order_list)
def get_order_list(exchange: Exchange, call: Call) -> Any:
    active = call.values.get("status") == "active"
    orders = exchange.futures.open_orders(call.uid) if active else exchange.futures.closed_orders(call.uid)
    rows = [order for order in orders if _fits(call, order.symbol, order.side, order.kind)]
    return _page(call, rows, lambda order: order.created_at, lambda order: order_row(exchange, order), bounded=not active)


@answers(FuturesOrder.get_stop_order_list)
def get_stop_order_list(exchange: Exchange, call: Call) -> Any:
    orders = exchange.futures.waiting_orders(call.uid)
    rows = [order for order in orders if _fits(call, order.symbol, order.side, order.type)]

    def row(order: ContractOrder) -> Dict[str, Any]:
        return {**order_row(exchange, order), "stopPrice": digits(order.stop_price)}  # text here, a number elsewhere

    return _page(call, rows, lambda order: order.created_at, row, bounded=False)


@answers(FuturesOrder.get_recent_closed_orders)
def get_recent_closed_orders(exchange: Exchange, call: Call) -> Any:
    since = call.now - DAY_MS * MILLISECOND
    orders = [order for order in exchange.futures.closed_orders(call.uid) if order.ended_at >= since]
    return [order_row(exchange, order) for order in orders if call.values.get("symbol") in (None, order.symbol)][:MOST_RECENT]


@answers(FuturesOrder.get_open_order_value)
def get_open_order_value(exchange: Exchange, call: Call) -> Any:
    contract = exchange.futures.contract(call.values["symbol"])
    answer: Dict[str, Any] = {"settleCurrency": contract.settle}
    for name, side in (("Buy", "buy"), ("Sell", "sell")):
        orders = [order for order in exchange.futures.open_orders(call.uid, contract.name) if order.side == side]
        answer[f"openOrder{name}Size"] = int(sum(order.remain_size for order in orders))
        answer[f"openOrder{name}Cost"] = digits(sum((contract.value(order.remain_size, order.price) for order in orders), ZERO))
    return answer


@answers(FuturesOrder.get_recent_trade_history)
def get_recent_trade_history(exchange: Exchange, call: Call) -> Any:
    since = call.now - DAY_MS * MILLISECOND
    fills = [fill for fill in exchange.futures.fills(call.uid) if fill.time >= since]
    return [_fill_row(fill) for fill in fills if call.values.get("symbol") in (None, fill.trade.symbol)][:MOST_RECENT]


@answers(FuturesOrder.get_trade_history)
def get_trade_history(exchange: Exchange, call: Call) -> Any:
    types = call.values["tradeTypes"].split(",") if call.values.get("tradeTypes") else None
    order_id = call.values.get("orderId")
    fills = [
        fill
        for fill in exchange.futures.fills(call.uid)
        if _fits(call, fill.trade.symbol, fill.side, fill.kind)
        and order_id in (None, fill.order_id)
        and (types is None or fill.trade_type in types)
    ]
    taxes = {"openFeeTaxPay": "0", "closeFeeTaxPay": "0"}
    return _page(call, fills, lambda fill: fill.time, lambda fill: {**_fill_row(fill), **taxes}, bounded=order_id is None)


# --- what the handlers share ---


def order_row(exchange: Exchange, order: ContractOrder) -> Dict[str, Any]:
    """An order, of the book or a stop order."""
    contract = exchange.futures.contract(order.symbol)
    price = contract.entry_price(order.deal_size, order.deal_funds) if order.deal_size else ZERO
    value = contract.value(order.size, order.price) if order.price else order.deal_funds
    ended = order.ended_at // MILLISECOND if order.ended_at else None
    return {
        "id": order.id,
        "symbol": order.symbol,
        "type": order.type,
        "side": order.side,
        "price": digits(order.price),
        "size": int(order.size),
        "value": digits(value),
        "dealValue": digits(order.deal_funds),
        "dealSize": int(order.deal_size),
        "stp": order.stp or "",
        "stop": order.stop,
        "stopPriceType": order.stop_price_type or "",
        "stopTriggered": order.triggered,
        "stopPrice": json_number(order.stop_price) if order.stop else None,
        "timeInForce": order.time_in_force,
        "postOnly": order.post_only,
        "hidden": False,
        "iceberg": False,
        "leverage": digits(order.leverage),
        "forceHold": order.force_hold,
        "closeOrder": order.close_order,
        "visibleSize": 0,
        "clientOid": order.client_oid,
        "remark": order.remark,
        "tags": "",
        "isActive": order.active,
        "cancelExist": bool(order.cancelled_size),
        "createdAt": order.created_at // MILLISECOND,
        "updatedAt": order.updated_at // MILLISECOND,
        "endAt": ended,
        "orderTime": order.created_at,
        "settleCurrency": contract.settle,
        "marginMode": order.margin_mode,
        "avgDealPrice": digits(price),
        "filledSize": int(order.deal_size),
        "filledValue": digits(order.deal_funds),
        "status": order.status,
        "reduceOnly": order.reduce_only,
    }


def _added(order: ContractOrder) -> Dict[str, Any]:
    return {"orderId": order.id, "clientOid": order.client_oid}


def _cancel_all(exchange: Exchange, call: Call, stops: bool) -> Dict[str, Any]:
    symbol = call.values.get("symbol")
    if symbol is not None:
        exchange.futures.contract(symbol)
    orders = exchange.futures.cancel_all(call.uid, call.now, symbol, stops=stops)
    return {"cancelledOrderIds": [order.id for order in orders]}


def _fits(call: Call, symbol: str, side: str, kind: str) -> bool:
    values = call.values
    given = ((values.get("symbol"), symbol), (values.get("side"), side), (values.get("type"), kind))
    return all(wanted in (None, is_) for wanted, is_ in given)


def _range(values: Mapping[str, Any], now: int) -> Tuple[int, int]:
    """The beginning and the end of what is looked at, ms: seven days at most, a day where one end is given."""
    start, end = values.get("startAt"), values.get("endAt")
    if start is not None and end is not None:
        return start, min(end, start + LONGEST_MS)
    if start is not None:
        return start, start + DAY_MS
    if end is not None:
        return end - DAY_MS, end
    return now // MILLISECOND - LONGEST_MS, now // MILLISECOND


def _page(call: Call, rows: List[Any], time: Callable[[Any], int], row: Callable[[Any], Dict[str, Any]], *,
          bounded: bool) -> Dict[str, Any]:
    """One page of rows in the wanted range; where it is not bounded, only ends that are given count."""
    values = call.values
    start: Optional[int] = values.get("startAt")
    end: Optional[int] = values.get("endAt")
    if bounded:
        start, end = _range(values, call.now)
    fits = [
        each
        for each in rows
        if (start is None or time(each) // MILLISECOND >= start) and (end is None or time(each) // MILLISECOND <= end)
    ]
    chosen = page(fits, values.get("currentPage", 1), max(values.get("pageSize", 50), 1))
    return {**chosen, "items": [row(each) for each in chosen["items"]]}


def _fill_row(fill: ContractFill) -> Dict[str, Any]:
    return {
        "symbol": fill.trade.symbol,
        "tradeId": str(fill.trade.id),
        "orderId": fill.order_id,
        "side": fill.side,
        "liquidity": fill.liquidity,
        "forceTaker": False,
        "price": digits(fill.trade.price),
        "size": int(fill.trade.size),
        "value": digits(fill.value),
        "openFeePay": digits(fill.open_fee),
        "closeFeePay": digits(fill.close_fee),
        "stop": fill.stop,
        "feeRate": digits(fill.fee_rate),
        "fixFee": "0",
        "feeCurrency": fill.settle,
        "subTradeType": None,
        "marginMode": fill.margin_mode,
        "displayType": fill.kind,
        "fee": digits(fill.open_fee + fill.close_fee),
        "settleCurrency": fill.settle,
        "orderType": fill.order_type,
        "tradeType": fill.trade_type,
        "tradeTime": fill.time,
        "createdAt": fill.time // MILLISECOND,
    }
