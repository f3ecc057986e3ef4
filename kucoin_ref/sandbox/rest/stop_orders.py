"""Handlers of stop orders and OCO orders, on spot and on margin."""

from typing import Any, Collection, Dict, List, Mapping, Optional, Tuple

from ...margin.oco_order import MarginOcoOrder
from ...margin.stop_order import MarginStopOrder
from ...spot.oco_order import SpotOcoOrder
from ...spot.stop_order import SpotStopOrder
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call
from ..matching import Refused, digits
from ..stops import CLASSIC, SPOT, OcoOrder, StopOrder
from .handlers import answers, in_range, page
from .spot import rates

MARGIN = ("MARGIN_TRADE", "MARGIN_ISOLATED_TRADE")

#: What margin calls answer instead of a spot code.
_MARGIN_CODES = {"102426": "126044", "200003": "126011"}


# --- stop orders ---


@answers(SpotStopOrder.add_stop_order)
def add_stop_order(exchange: Exchange, call: Call) -> Any:
    kind = call.values.get("tradeType", "TRADE")
    accounts = {"TRADE": "trade", "MARGIN_TRADE": "margin", "MARGIN_ISOLATED_TRADE": f"isolated:{call.values['symbol']}"}
    if kind not in accounts:
        raise Refused("400100", f"tradeType must be one of {', '.join(accounts)}")
    return {"orderId": exchange.stops.place(call.uid, call.values, call.now, account=accounts[kind]).id}


@answers(MarginStopOrder.add_stop_order)
def add_margin_stop_order(exchange: Exchange, call: Call) -> Any:
    wanted = {"type": "limit", "stop": "loss", **call.values}
    try:
        order = exchange.stops.place(call.uid, wanted, call.now, account=_margin_account(call.values))
    except Refused as refused:
        raise Refused(_MARGIN_CODES.get(refused.code, refused.code), refused.message) from None
    return {"orderId": order.id, "clientOid": order.order.client_oid}


@answers(SpotStopOrder.cancel_stop_order_by_order_id)
def cancel_stop_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return _cancelled(exchange.stops.cancel(call.uid, call.now, order_id=call.values["orderId"], kinds=CLASSIC))


@answers(MarginStopOrder.cancel_stop_order_by_order_id)
def cancel_margin_stop_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return _cancelled(exchange.stops.cancel(call.uid, call.now, order_id=call.values["orderId"], kinds=MARGIN))


@answers(SpotStopOrder.cancel_stop_order_by_client_oid)
def cancel_stop_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    order = exchange.stops.cancel(call.uid, call.now, client_oid=call.values["clientOid"], kinds=CLASSIC)[0]
    return {"cancelledOrderId": order.id, "clientOid": order.order.client_oid}


@answers(MarginStopOrder.cancel_stop_order_by_client_oid)
def cancel_margin_stop_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return _cancelled(exchange.stops.cancel(call.uid, call.now, client_oid=call.values["clientOid"], kinds=MARGIN))


@answers(SpotStopOrder.batch_cancel_stop_order)
def batch_cancel_stop_order(exchange: Exchange, call: Call) -> Any:
    return _cancel_all(exchange, call, CLASSIC)


@answers(MarginStopOrder.batch_cancel_stop_orders)
def batch_cancel_margin_stop_orders(exchange: Exchange, call: Call) -> Any:
    return _cancel_all(exchange, call, MARGIN)


@answers(SpotStopOrder.get_stop_orders_list)
def get_stop_orders_list(exchange: Exchange, call: Call) -> Any:
    return _page(exchange, call, SPOT)


@answers(MarginStopOrder.get_stop_orders_list)
def get_margin_stop_orders_list(exchange: Exchange, call: Call) -> Any:
    return _page(exchange, call, MARGIN)


@answers(SpotStopOrder.get_stop_order_by_order_id)
def get_stop_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return _stop_row(exchange, _stop_order(exchange, call, CLASSIC))


@answers(MarginStopOrder.get_stop_order_by_order_id)
def get_margin_stop_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return _listed_row(exchange, _stop_order(exchange, call, MARGIN))


@answers(SpotStopOrder.get_stop_order_by_client_oid)
def get_stop_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    symbol = call.values.get("symbol")
    orders = _with_client_oid(exchange, call, CLASSIC)
    return [_stop_row(exchange, order) for order in orders if symbol in (None, order.order.symbol)]


@answers(MarginStopOrder.get_stop_order_by_client_oid)
def get_margin_stop_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    for order in _with_client_oid(exchange, call, MARGIN):
        return _listed_row(exchange, order)
    raise Refused("126043", "The order does not exist.")


# --- OCO orders ---


@answers(SpotOcoOrder.add_oco_order)
def add_oco_order(exchange: Exchange, call: Call) -> Any:
    return {"orderId": exchange.stops.place_oco(call.uid, call.values, call.now).id}


@answers(MarginOcoOrder.add_oco_order)
def add_margin_oco_order(exchange: Exchange, call: Call) -> Any:
    try:
        order = exchange.stops.place_oco(call.uid, call.values, call.now, account=_margin_account(call.values))
    except Refused as refused:
        raise Refused(_MARGIN_CODES.get(refused.code, refused.code), refused.message) from None
    return {"orderId": order.id}


@answers(SpotOcoOrder.cancel_oco_order_by_order_id)
@answers(SpotOcoOrder.cancel_oco_order_by_client_oid)
def cancel_oco_order(exchange: Exchange, call: Call) -> Any:
    return _cancel_oco(exchange, call, SPOT)


@answers(MarginOcoOrder.cancel_oco_order_by_order_id)
@answers(MarginOcoOrder.cancel_oco_order_by_client_oid)
def cancel_margin_oco_order(exchange: Exchange, call: Call) -> Any:
    return _cancel_oco(exchange, call, MARGIN)


@answers(SpotOcoOrder.batch_cancel_oco_orders)
def batch_cancel_oco_orders(exchange: Exchange, call: Call) -> Any:
    return _cancel_all_ocos(exchange, call, SPOT)


@answers(MarginOcoOrder.batch_cancel_oco_orders)
def batch_cancel_margin_oco_orders(exchange: Exchange, call: Call) -> Any:
    return _cancel_all_ocos(exchange, call, _kinds(call, MARGIN))


@answers(SpotOcoOrder.get_oco_order_by_order_id)
@answers(SpotOcoOrder.get_oco_order_by_client_oid)
def get_oco_order(exchange: Exchange, call: Call) -> Any:
    return _oco_row(exchange, _known(_oco(exchange, call, SPOT)))


@answers(MarginOcoOrder.get_oco_order_by_order_id)
@answers(MarginOcoOrder.get_oco_order_by_client_oid)
def get_margin_oco_order(exchange: Exchange, call: Call) -> Any:
    oco = _oco(exchange, call, MARGIN)
    return None if oco is None else _oco_row(exchange, oco)


@answers(SpotOcoOrder.get_oco_order_detail_by_order_id)
def get_oco_order_detail_by_order_id(exchange: Exchange, call: Call) -> Any:
    return _oco_details(exchange, _known(_oco(exchange, call, SPOT)))


@answers(MarginOcoOrder.get_oco_order_detail_by_order_id)
def get_margin_oco_order_detail_by_order_id(exchange: Exchange, call: Call) -> Any:
    oco = _oco(exchange, call, MARGIN)
    return None if oco is None else _oco_details(exchange, oco)


@answers(SpotOcoOrder.get_oco_order_list)
def get_oco_order_list(exchange: Exchange, call: Call) -> Any:
    return _oco_page(exchange, call, SPOT)


@answers(MarginOcoOrder.get_oco_order_list)
def get_margin_oco_order_list(exchange: Exchange, call: Call) -> Any:
    return _oco_page(exchange, call, _kinds(call, MARGIN))


# --- what the handlers share ---


def _margin_account(values: Mapping[str, Any]) -> str:
    return f"isolated:{values['symbol']}" if values["isIsolated"] else "margin"


def _kinds(call: Call, otherwise: Tuple[str, ...]) -> Tuple[str, ...]:
    kind = call.values.get("tradeType")
    return otherwise if kind is None else (kind,)


def _ids(call: Call) -> Optional[List[str]]:
    names = call.values.get("orderIds")
    return names.split(",") if names else None


def _cancelled(orders: List[StopOrder]) -> Dict[str, Any]:
    return {"cancelledOrderIds": [order.id for order in orders]}


def _cancel_all(exchange: Exchange, call: Call, kinds: Collection[str]) -> Any:
    kinds = kinds if call.values.get("tradeType") is None else (call.values["tradeType"],)
    symbol = call.values.get("symbol")
    return _cancelled(exchange.stops.cancel_all(call.uid, call.now, symbol=symbol, order_ids=_ids(call), kinds=kinds))


def _cancel_oco(exchange: Exchange, call: Call, kinds: Collection[str]) -> Any:
    by_id, by_oid = call.values.get("orderId"), call.values.get("clientOid")
    return _cancelled(exchange.stops.cancel_oco(call.uid, call.now, order_id=by_id, client_oid=by_oid, kinds=kinds))


def _cancel_all_ocos(exchange: Exchange, call: Call, kinds: Collection[str]) -> Any:
    symbol = call.values.get("symbol")
    return _cancelled(exchange.stops.cancel_all_ocos(call.uid, call.now, symbol=symbol, order_ids=_ids(call), kinds=kinds))


def _stop_order(exchange: Exchange, call: Call, kinds: Collection[str]) -> StopOrder:
    for order in exchange.stops.orders(call.uid, kinds):
        if order.id == call.values["orderId"]:
            return order
    raise Refused("400100", "The order does not exist.")


def _with_client_oid(exchange: Exchange, call: Call, kinds: Collection[str]) -> List[StopOrder]:
    return [order for order in exchange.stops.orders(call.uid, kinds) if order.order.client_oid == call.values["clientOid"]]


def _oco(exchange: Exchange, call: Call, kinds: Collection[str]) -> Optional[OcoOrder]:
    by_id, by_oid = call.values.get("orderId"), call.values.get("clientOid")
    return exchange.stops.oco(call.uid, order_id=by_id, client_oid=by_oid, kinds=kinds)


def _known(oco: Optional[OcoOrder]) -> OcoOrder:
    if oco is None:
        raise Refused("400100", "The order does not exist.")
    return oco


def _page(exchange: Exchange, call: Call, kinds: Tuple[str, ...]) -> Any:
    values, ids = call.values, _ids(call)
    stop = values.get("stop")
    kind = (values.get("type") or "").replace("_stop", "") or None
    orders = [
        each
        for each in exchange.stops.waiting(call.uid, _kinds(call, kinds))
        if values.get("symbol") in (None, each.order.symbol)
        and values.get("side") in (None, each.order.side)
        and kind in (None, each.order.type)
        and (ids is None or each.id in ids)
        and stop in (None, each.stop, "stop" if each.oco_id is None else "oco")
        and in_range(values, each.order.created_at)
    ]
    rows = page(orders, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_listed_row(exchange, order) for order in rows["items"]]}


def _stop_row(exchange: Exchange, stop: StopOrder) -> Dict[str, Any]:
    order, charged = stop.order, rates(exchange)
    return {
        "id": stop.id,
        "symbol": order.symbol,
        "userId": str(order.uid),
        "status": stop.status,
        "type": order.type,
        "side": order.side,
        "price": digits(order.price) if order.type == "limit" else None,
        "size": digits(order.size) if order.size else None,
        "funds": digits(order.funds) if order.type == "market" and order.funds else None,
        "stp": order.stp,
        "timeInForce": order.time_in_force,
        "cancelAfter": order.cancel_after or -1,
        "postOnly": order.post_only,
        "hidden": False,
        "iceberg": False,
        "visibleSize": None,
        "channel": "API",
        "clientOid": order.client_oid,
        "remark": order.remark,
        "tags": order.tags,
        "orderTime": order.created_at,
        "domainId": "kucoin",
        "tradeSource": "USER",
        "tradeType": stop.kind,
        "feeCurrency": exchange.symbols[order.symbol].row["feeCurrency"],
        "takerFeeRate": charged["takerFeeRate"],
        "makerFeeRate": charged["makerFeeRate"],
        "createdAt": order.created_at // MILLISECOND,
        "stop": stop.stop,
        "stopTriggerTime": stop.triggered_at // MILLISECOND or None,
        "stopPrice": digits(stop.stop_price),
    }


def _listed_row(exchange: Exchange, stop: StopOrder) -> Dict[str, Any]:
    return {**_stop_row(exchange, stop), "relatedNo": None, "limitPrice": None, "pop": None, "activateCondition": None}


def _oco_page(exchange: Exchange, call: Call, kinds: Tuple[str, ...]) -> Any:
    values, ids = call.values, _ids(call)
    ocos = [
        oco
        for oco in exchange.stops.ocos(call.uid, kinds)
        if values.get("symbol") in (None, oco.symbol) and (ids is None or oco.id in ids) and in_range(values, oco.created_at)
    ]
    rows = page(ocos, values.get("currentPage", 1), values.get("pageSize", 50))
    return {**rows, "items": [_oco_row(exchange, oco) for oco in rows["items"]]}


def _oco_row(exchange: Exchange, oco: OcoOrder) -> Dict[str, Any]:
    return {
        "orderId": oco.id,
        "symbol": oco.symbol,
        "clientOid": oco.client_oid,
        "orderTime": oco.created_at // MILLISECOND,
        "status": exchange.stops.oco_status(oco),
    }


def _oco_details(exchange: Exchange, oco: OcoOrder) -> Dict[str, Any]:
    halves = [
        {
            "id": half.id,
            "symbol": oco.symbol,
            "side": half.order.side,
            "price": digits(half.order.price),
            "stopPrice": digits(half.stop_price),
            "size": digits(half.order.size),
            "status": half.status,
        }
        for half in oco.halves
    ]
    return {**_oco_row(exchange, oco), "orders": halves}
