"""Handlers of the unified account's orders and fills: of pairs by :mod:`.unified_pairs`, of contracts by :mod:`.unified_contracts`.

Which code the exchange refuses what with is known in ranges only (106160 to 106173 are prices, sizes and steps); here each
range has one code.
"""

from typing import Any, Callable, Dict, Mapping, Sequence, Union

from ...unified.order import UnifiedOrder
from ..exchange import Exchange
from ..gateway import MILLISECOND, Call, checked
from ..matching import Refused, digits
from .handlers import after, answers, in_range
from .unified_contracts import Contracts
from .unified_pairs import PairOrder, Pairs

MOST_CANCELLED = 20  #: orders of one batch
MOST_OF_A_SYMBOL = 100  #: orders that one call cancels
LONGEST_AGO = 7 * 24 * 3600 * 1000  #: ms: how far back a list without a beginning goes

#: What a row of a batch holds.
_ROW: Mapping[str, Any] = {
    "symbol": {"type": "string", "required": True},
    "orderId": {"type": "string", "required": False},
    "clientOid": {"type": "string", "required": False},
}


@answers(UnifiedOrder.place_order)
def place_order(exchange: Exchange, call: Call) -> Any:
    return _receipt(call, _desk(exchange, call).place())


@answers(UnifiedOrder.amend_order)
def amend_order(exchange: Exchange, call: Call) -> Any:
    """Of contracts only, as documented; the symbol of a pair is refused.

    Known are the parameters and that the answer is ``orderId`` and ``clientOid``, with no other id beside them. Assumed
    from this: the order keeps both its ids. Assumed like the spot market's alteration: ``newSize`` is the total, and what is
    filled counts. Assumed besides: a size without ``sizeUnit`` is lots; an order that only shrinks keeps its place in the
    queue; orders in the book can be amended, conditional ones that wait cannot; ``cxlOnFail`` cancels the order when the
    change is refused, which is still answered with the code of the refusal.
    """
    _refuse_nameless(call.values)
    order = Contracts(exchange, call).amend()
    return {"orderId": order.id, "clientOid": order.client_oid}


@answers(UnifiedOrder.cancel_order)
def cancel_order(exchange: Exchange, call: Call) -> Any:
    _refuse_nameless(call.values)
    return _receipt(call, _desk(exchange, call).cancel(call.values))


@answers(UnifiedOrder.batch_cancel_orders_by_id)
def batch_cancel_orders_by_id(exchange: Exchange, call: Call) -> Any:
    desk, wanted = _desk(exchange, call), call.values["cancelOrderList"]
    if not 1 <= len(wanted) <= MOST_CANCELLED:
        raise Refused("106000", f"cancelOrderList must hold 1 to {MOST_CANCELLED} orders.")
    rows = []
    for each in wanted:
        row = {"orderId": each.get("orderId"), "clientOid": each.get("clientOid"), "ts": call.now}
        try:
            _refuse_nameless(each)
            order = desk.cancel(checked(_ROW, each))
        except Refused as refused:
            row.update(code=refused.code, msg=refused.message)
        else:
            row.update(code="200000", msg="success", orderId=order.id, clientOid=order.client_oid)
        rows.append(row)
    return {"tradeType": call.values["tradeType"], "items": rows}


@answers(UnifiedOrder.batch_cancel_orders_by_symbol)
def batch_cancel_orders_by_symbol(exchange: Exchange, call: Call) -> Any:
    """The oldest first, as many as one call cancels."""
    desk = _desk(exchange, call)
    orders = desk.open_orders(call.values["orderFilter"] == "ADVANCED")[::-1][:MOST_OF_A_SYMBOL]
    for order in orders:
        if order.active:  # one of two stop orders takes the other along
            desk.cancel({"symbol": order.symbol, "orderId": order.id})
    ids = [{"orderId": order.id} for order in orders]
    return {"tradeType": call.values["tradeType"], "ts": call.now, "items": ids}


@answers(UnifiedOrder.get_order_details)
def get_order_details(exchange: Exchange, call: Call) -> Any:
    _refuse_nameless(call.values)
    desk: Any = _desk(exchange, call)
    return desk.row(desk.order())


@answers(UnifiedOrder.get_open_order_list)
def get_open_order_list(exchange: Exchange, call: Call) -> Any:
    desk: Any = _desk(exchange, call)
    number, size = (_whole(call.values, name, default) for name, default in (("pageNumber", 1), ("pageSize", 50)))
    orders = desk.open_orders(call.values.get("orderFilter") == "ADVANCED")
    rows = [desk.row(order) for order in orders[(number - 1) * size : number * size]]
    pages = {"pageNumber": number, "pageSize": size, "totalNum": len(orders), "totalPage": -(-len(orders) // size)}
    return {**pages, "tradeType": call.values["tradeType"], "items": rows}


@answers(UnifiedOrder.get_order_history)
def get_order_history(exchange: Exchange, call: Call) -> Any:
    desk: Any = _desk(exchange, call)
    values, wanted = call.values, call.values.get("orderFilter")
    fits = [
        order
        for order in desk.closed_orders(None if wanted is None else wanted == "ADVANCED")
        if values.get("side") in (None, order.side.upper()) and _in_range(call, order.created_at)
    ]
    return _rows(call, fits, desk.number, desk.row)


@answers(UnifiedOrder.get_trade_history)
def get_trade_history(exchange: Exchange, call: Call) -> Any:
    desk: Any = _desk(exchange, call)
    values = call.values
    fits = [
        fill
        for fill in desk.fills()
        if values.get("side") in (None, fill.side.upper())
        and values.get("orderId") in (None, fill.order_id)
        and values.get("fillType") in (None, desk.fill_row(fill)["fillType"])
        and _in_range(call, fill.time)
    ]
    return _rows(call, fits, desk.fill_number, desk.fill_row)


@answers(UnifiedOrder.get_max_order_quantity)
def get_max_order_quantity(exchange: Exchange, call: Call) -> Any:
    buy, sell = _desk(exchange, call).most()
    return {"symbol": call.values["symbol"], "maxBuySize": digits(buy), "maxSellSize": digits(sell)}


# --- what the handlers share ---


def _desk(exchange: Exchange, call: Call) -> Union[Pairs, Contracts]:
    """Who answers for what the call trades."""
    kind = call.values["tradeType"]
    if kind == "MARGIN":
        raise Refused("106000", "The sandbox has no margin trading in the unified account.")
    return Pairs(exchange, call) if kind == "SPOT" else Contracts(exchange, call)


def _refuse_nameless(values: Mapping[str, Any]) -> None:
    if not (values.get("orderId") or values.get("clientOid")):
        raise Refused("106000", "orderId or clientOid is needed.")


def _receipt(call: Call, order: PairOrder) -> Dict[str, Any]:
    return {"tradeType": call.values["tradeType"], "orderId": order.id, "clientOid": order.client_oid, "ts": call.now}


def _in_range(call: Call, time: int) -> bool:
    start = call.values.get("startAt", call.now // MILLISECOND - LONGEST_AGO)
    return in_range({**call.values, "startAt": start}, time)


def _rows(
    call: Call, found: Sequence[Any], number: Callable[[Any], int], row: Callable[[Any], Dict[str, Any]]
) -> Dict[str, Any]:
    """The rows behind ``lastId``, as many as asked for."""
    chosen = after(found, call.values, number, 50, "pageSize")
    last_id = number(chosen[-1]) if chosen else 0
    return {"lastId": last_id, "tradeType": call.values["tradeType"], "items": [row(each) for each in chosen]}


def _whole(values: Mapping[str, Any], name: str, default: int) -> int:
    """A page's number or size, which travels as text."""
    text = str(values.get(name, default))
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise Refused("106000", f"{name} must be a whole number, 1 to 1000.")
    return int(text)
