"""Handlers of the spot order calls of before the high-frequency system, on the same orders."""

from typing import Any, Dict, List, Mapping, Tuple

from ... import catalog
from ...spot.old_order import SpotOldOrder
from ..exchange import Exchange, Fill, Order
from ..gateway import FACTS, MILLISECOND, Call, checked, fact_name
from ..matching import SECOND, Refused, digits
from ..stops import KINDS, kind_of
from .handlers import answers, page

DAY = 86400 * SECOND
#: What one call may ask for of closed orders and fills.
LONGEST_RANGE = 7 * DAY
#: What the lists of recent ones hold at most.
MOST_RECENT = 1000

#: Where these calls refuse with another code than the newer ones.
_OLD_REFUSALS = {
    "102426": Refused("400100", "validation.createOrder.clientOidDuplicated"),
    "102427": Refused("200003", "Too many pending orders on this symbol."),
}


@answers(SpotOldOrder.add_order_old)
def add_order_old(exchange: Exchange, call: Call) -> Any:
    return {"orderId": _place(exchange, call, call.values)}


@answers(SpotOldOrder.add_order_test_old)
def add_order_test_old(exchange: Exchange, call: Call) -> Any:
    wanted, account = _order(call.values)
    try:
        exchange.check(call.uid, wanted, call.now, account=account)
    except Refused as refused:
        raise _old_refusal(refused) from None
    return {"orderId": "0" * 24}


@answers(SpotOldOrder.batch_add_orders_old)
def batch_add_orders_old(exchange: Exchange, call: Call) -> Any:
    wanted = call.values["orderList"]
    if not 1 <= len(wanted) <= 5:
        raise Refused("400100", "orderList must hold 1 to 5 orders")
    terms = FACTS[fact_name(catalog.endpoint(SpotOldOrder.add_order_old))]["params"]
    terms = {**terms, "stop": _text("loss", "entry"), "stopPrice": _text()}
    rows = []
    for order in wanted:
        row = {**order, "symbol": call.values["symbol"]}
        try:
            values = checked(terms, row)
            if values.get("type", "limit") != "limit":
                raise Refused("400100", "type must be limit in a batch")
            outcome: Dict[str, Any] = {"id": _place(exchange, call, values), "status": "success", "failMsg": None}
        except Refused as refused:
            outcome = {"id": None, "status": "fail", "failMsg": refused.message}
        rows.append({**_echo(row), **outcome})
    return {"data": rows}


@answers(SpotOldOrder.cancel_order_by_order_id_old)
def cancel_order_by_order_id_old(exchange: Exchange, call: Call) -> Any:
    return {"cancelledOrderIds": [_cancel(exchange, call, call.values["orderId"])]}


@answers(SpotOldOrder.cancel_order_by_client_oid_old)
def cancel_order_by_client_oid_old(exchange: Exchange, call: Call) -> Any:
    order = _with_client_oid(exchange, call)
    order_id = _cancel(exchange, call, order.id if order else "")
    return {"cancelledOrderId": order_id, "clientOid": call.values["clientOid"], "cancelledOcoOrderIds": None}


@answers(SpotOldOrder.batch_cancel_order_old)
def batch_cancel_order_old(exchange: Exchange, call: Call) -> Any:
    cancelled = []
    for account in _accounts(exchange, call):
        cancelled += exchange.cancel_all(call.uid, call.now, call.values.get("symbol"), account=account)
    return {"cancelledOrderIds": [order.id for order in cancelled]}


@answers(SpotOldOrder.get_orders_list_old)
def get_orders_list_old(exchange: Exchange, call: Call) -> Any:
    values = call.values
    done = values.get("status", "done") == "done"
    since, until = _range(values, call.now) if done else (0, call.now)
    orders = [
        order
        for order in _orders(exchange, call, done)
        if values.get("side") in (None, order.side)
        and values.get("type") in (None, _type(order))
        and since <= order.created_at <= until
    ]
    rows = page(orders, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_row(exchange, order) for order in rows["items"]]}


@answers(SpotOldOrder.get_recent_orders_list_old)
def get_recent_orders_list_old(exchange: Exchange, call: Call) -> Any:
    everything = _orders(exchange, call, False) + _orders(exchange, call, True)
    recent = [order for order in everything if order.created_at > call.now - DAY]
    return [_row(exchange, order) for order in sorted(recent, key=lambda order: order.id, reverse=True)[:MOST_RECENT]]


@answers(SpotOldOrder.get_order_by_order_id_old)
def get_order_by_order_id_old(exchange: Exchange, call: Call) -> Any:
    for account in _every_account(exchange):
        order = exchange.find(call.uid, order_id=call.values["orderId"], account=account)
        if order is not None:
            return _row(exchange, order)
    raise Refused("400100", "The order does not exist.")


@answers(SpotOldOrder.get_order_by_client_oid_old)
def get_order_by_client_oid_old(exchange: Exchange, call: Call) -> Any:
    order = _with_client_oid(exchange, call)
    if order is None:
        raise Refused("400100", "The order does not exist.")
    return _row(exchange, order)


@answers(SpotOldOrder.get_trade_history_old)
def get_trade_history_old(exchange: Exchange, call: Call) -> Any:
    values = call.values
    since, until = _range(values, call.now)
    fills = [
        (fill, order)
        for fill, order in _fills(exchange, call)
        if values.get("orderId") in (None, fill.order_id)
        and values.get("side") in (None, fill.side)
        and values.get("type") in (None, _type(order))
        and since <= fill.time <= until
    ]
    rows = page(fills, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_fill_row(fill, order) for fill, order in rows["items"]]}


@answers(SpotOldOrder.get_recent_trade_history_old)
def get_recent_trade_history_old(exchange: Exchange, call: Call) -> Any:
    recent = [(fill, order) for fill, order in _fills(exchange, call) if fill.time > call.now - DAY]
    return [_fill_row(fill, order) for fill, order in recent[:MOST_RECENT]]


# --- what the handlers share ---


def _text(*enum: str) -> Dict[str, Any]:
    return {"type": "string", "required": False, **({"enum": list(enum)} if enum else {})}


def _old_refusal(refused: Refused) -> Refused:
    old = _OLD_REFUSALS.get(refused.code, refused)
    return Refused(old.code, old.message)


def _order(values: Mapping[str, Any]) -> Tuple[Dict[str, Any], str]:
    """The order that is wanted, and whose money it spends."""
    if values.get("hidden") or values.get("iceberg"):
        raise Refused("400413", "hidden and iceberg orders are no longer supported")
    return {"type": "limit", **values}, "trade" if values.get("tradeType", "TRADE") == "TRADE" else "margin"


def _place(exchange: Exchange, call: Call, values: Mapping[str, Any]) -> str:
    wanted, account = _order(values)
    try:
        if values.get("stopPrice"):
            return exchange.stops.place(call.uid, wanted, call.now, account=account).id
        return exchange.place(call.uid, wanted, call.now, account=account).id
    except Refused as refused:
        raise _old_refusal(refused) from None


def _cancel(exchange: Exchange, call: Call, order_id: str) -> str:
    for account in _every_account(exchange):
        order = exchange.find(call.uid, order_id=order_id, account=account)
        if order is not None:
            return exchange.cancel(call.uid, order.symbol, call.now, order_id=order.id, account=account).id
    raise Refused("400100", "order_not_exist_or_not_allow_to_cancel")


def _with_client_oid(exchange: Exchange, call: Call) -> Any:
    """The open order with this client id: these calls do not find closed ones."""
    found = (exchange.find(call.uid, client_oid=call.values["clientOid"], account=each) for each in _every_account(exchange))
    return next((order for order in found if order is not None), None)


def _every_account(exchange: Exchange) -> List[str]:
    return ["trade", "margin", *(f"isolated:{symbol}" for symbol in exchange.symbols)]


def _accounts(exchange: Exchange, call: Call) -> List[str]:
    kind = call.values.get("tradeType", "TRADE")
    return [account for account in _every_account(exchange) if KINDS[account.split(":")[0]] == kind]


def _orders(exchange: Exchange, call: Call, done: bool) -> List[Order]:
    """Newest first."""
    symbol, orders = call.values.get("symbol"), []
    for account in _accounts(exchange, call):
        if done:
            for name in exchange.symbols if symbol is None else [symbol]:
                orders += exchange.closed_orders(call.uid, name, account=account)
        else:
            orders += exchange.open_orders(call.uid, symbol, account=account)
    return sorted(orders, key=lambda order: order.id, reverse=True)


def _fills(exchange: Exchange, call: Call) -> List[Tuple[Fill, Order]]:
    """With the order of each, newest first."""
    symbol, fills = call.values.get("symbol"), []
    for account in _accounts(exchange, call):
        for name in exchange.symbols if symbol is None else [symbol]:
            for fill in exchange.fills(call.uid, name, account=account):
                fills.append((fill, exchange.order(call.uid, name, order_id=fill.order_id, account=account)))
    return sorted(fills, key=lambda pair: pair[0].id, reverse=True)


def _range(values: Mapping[str, Any], now: int) -> Tuple[int, int]:
    """Seven days: from the one end that is given, or up to now."""
    start, end = values.get("startAt"), values.get("endAt")
    since = start * MILLISECOND if start else (end * MILLISECOND if end else now) - LONGEST_RANGE
    until = (end + 1) * MILLISECOND - 1 if end else since + LONGEST_RANGE if start else now
    if until - since > LONGEST_RANGE + MILLISECOND:
        raise Refused("400100", "startAt and endAt may be 7 days apart")
    return since, until


def _type(order: Order) -> str:
    """The type as the filters have it."""
    if order.stop.endswith("_o"):
        return "oco_limit" if order.stop[2] == "l" else "oco_stop"
    return f"{order.type}_stop" if order.stop else order.type


def _row(exchange: Exchange, order: Order) -> Dict[str, Any]:
    return {
        "id": order.id,
        "symbol": order.symbol,
        "opType": "DEAL",
        "type": order.type,
        "side": order.side,
        "price": digits(order.price),
        "size": digits(order.size),
        "funds": digits(order.funds) if order.type == "market" else "0",
        "dealFunds": digits(order.deal_funds),
        "dealSize": digits(order.deal_size),
        "fee": digits(order.fee),
        "feeCurrency": exchange.symbols[order.symbol].row["feeCurrency"],
        "stp": order.stp or "",
        "stop": order.stop,
        "stopTriggered": bool(order.stop),
        "stopPrice": digits(order.stop_price),
        "timeInForce": order.time_in_force,
        "postOnly": order.post_only,
        "hidden": False,
        "iceberg": False,
        "visibleSize": "0",
        "cancelAfter": order.cancel_after,
        "channel": "API",
        "clientOid": order.client_oid,
        "remark": order.remark,
        "tags": order.tags,
        "isActive": order.active,
        "cancelExist": bool(order.cancelled_size or order.cancelled_funds),
        "createdAt": order.created_at // MILLISECOND,
        "tradeType": kind_of(order.account),
    }


def _fill_row(fill: Fill, order: Order) -> Dict[str, Any]:
    return {
        "symbol": fill.trade.symbol,
        "tradeId": str(fill.trade.id),
        "orderId": fill.order_id,
        "counterOrderId": fill.counter_order_id,
        "side": fill.side,
        "liquidity": fill.liquidity,
        "forceTaker": False,
        "price": digits(fill.trade.price),
        "size": digits(fill.trade.size),
        "funds": digits(fill.funds),
        "fee": digits(fill.fee),
        "feeRate": digits(fill.fee_rate),
        "feeCurrency": fill.fee_currency,
        "stop": order.stop,
        "tradeType": kind_of(order.account),
        "type": fill.type,
        "createdAt": fill.time // MILLISECOND,
    }


def _echo(row: Mapping[str, Any]) -> Dict[str, Any]:
    """An order of a batch as its answer repeats it."""
    return {
        "symbol": row["symbol"],
        "type": row.get("type", "limit"),
        "side": row.get("side"),
        "price": row.get("price"),
        "size": row.get("size"),
        "funds": None,
        "stp": row.get("stp") or "",
        "stop": row.get("stop") or "",
        "stopPrice": row.get("stopPrice"),
        "timeInForce": row.get("timeInForce") or "GTC",
        "cancelAfter": row.get("cancelAfter") or 0,
        "postOnly": bool(row.get("postOnly")),
        "hidden": False,
        "iceberge": False,
        "iceberg": False,
        "visibleSize": None,
        "channel": "API",
        "clientOid": row.get("clientOid"),
    }
