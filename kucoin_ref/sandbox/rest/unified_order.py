"""Handlers of the unified account's orders: of pairs here; of contracts in the futures engine, where they come with it.

Which code the exchange refuses what with is known in ranges only (106160 to 106173 are prices, sizes and steps): here
each range has the code that is named below.
"""

from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal
from typing import Any, Callable, Dict, Iterator, List, Mapping, Optional

from ...unified.order import UnifiedOrder
from ..exchange import Exchange, Fill, Order
from ..gateway import MILLISECOND, Call, checked
from ..matching import Refused, amount, digits
from .handlers import answers, in_range
from .spot import order_number

ACCOUNT = "unified"
MOST_CANCELLED = 20  #: orders of one batch
MOST_OF_A_SYMBOL = 100  #: orders that one call cancels
LONGEST_AGO = 7 * 24 * 3600 * 1000  #: ms: how far back a list without a beginning goes

#: By the engine's code and the beginning of its message, the first that fits.
_CODES = (
    ("900001", "", "106053"),
    ("200004", "", "106150"),
    ("102426", "", "106151"),
    ("102427", "", "106206"),
    ("102429", "", "106160"),
    ("600100", "Funds", "106155"),
    ("600100", "", "106160"),
    ("400100", "Funds", "106155"),
    ("400100", "A market order", "106155"),
    ("400100", "Order size", "106103"),
    ("400100", "The order does not exist", "106102"),
    ("400100", "order_not_exist", "106052"),
    ("400100", "", "106000"),
)


@contextmanager
def in_unified_codes() -> Iterator[None]:
    """Refuse with the unified account's codes what the engine refuses with the spot market's."""
    try:
        yield
    except Refused as refused:
        for code, beginning, unified in _CODES:
            if refused.code == code and refused.message.startswith(beginning):
                raise Refused(unified, refused.message) from refused
        raise


@answers(UnifiedOrder.place_order)
def place_order(exchange: Exchange, call: Call) -> Any:
    with in_unified_codes():
        order = exchange.place(call.uid, _wanted(call.values), call.now, account=ACCOUNT)
    return _receipt(call, order)


@answers(UnifiedOrder.cancel_order)
def cancel_order(exchange: Exchange, call: Call) -> Any:
    _refuse_other_types(call)
    return _receipt(call, _cancel(exchange, call, call.values))


@answers(UnifiedOrder.batch_cancel_orders_by_id)
def batch_cancel_orders_by_id(exchange: Exchange, call: Call) -> Any:
    _refuse_other_types(call)
    wanted = call.values["cancelOrderList"]
    if not 1 <= len(wanted) <= MOST_CANCELLED:
        raise Refused("106000", f"cancelOrderList must hold 1 to {MOST_CANCELLED} orders.")
    rows = []
    for each in wanted:
        ids = {"orderId": each.get("orderId"), "clientOid": each.get("clientOid"), "ts": call.now}
        try:
            order = _cancel(exchange, call, checked(_ROW, each))
        except Refused as refused:
            rows.append({**ids, "code": refused.code, "msg": refused.message})
        else:
            rows.append({**ids, "code": "200000", "msg": "success", "orderId": order.id, "clientOid": order.client_oid})
    return {"tradeType": call.values["tradeType"], "items": rows}


@answers(UnifiedOrder.batch_cancel_orders_by_symbol)
def batch_cancel_orders_by_symbol(exchange: Exchange, call: Call) -> Any:
    """The oldest first, as many as one call cancels."""
    _refuse_other_types(call)
    orders = []
    if call.values["orderFilter"] == "NORMAL":
        with in_unified_codes():
            orders = exchange.open_orders(call.uid, call.values["symbol"], account=ACCOUNT)[::-1][:MOST_OF_A_SYMBOL]
        for order in orders:
            exchange.cancel(call.uid, order.symbol, call.now, order_id=order.id, account=ACCOUNT)
    ids = [{"orderId": order.id} for order in orders]
    return {"tradeType": call.values["tradeType"], "ts": call.now, "items": ids}


@answers(UnifiedOrder.get_order_details)
def get_order_details(exchange: Exchange, call: Call) -> Any:
    _refuse_other_types(call)
    values = call.values
    _refuse_nameless(values)
    with in_unified_codes():
        exchange.book(values["symbol"])
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        order = exchange.order(call.uid, values["symbol"], order_id=by_id, client_oid=by_oid, account=ACCOUNT)
    return _order_row(exchange, order)


@answers(UnifiedOrder.get_open_order_list)
def get_open_order_list(exchange: Exchange, call: Call) -> Any:
    _refuse_other_types(call)
    number, size = (_whole(call.values, name, default) for name, default in (("pageNumber", 1), ("pageSize", 50)))
    orders = []
    if call.values.get("orderFilter") != "ADVANCED":
        with in_unified_codes():
            orders = exchange.open_orders(call.uid, call.values.get("symbol"), account=ACCOUNT)
    rows = [_order_row(exchange, order) for order in orders[(number - 1) * size : number * size]]
    pages = {"pageNumber": number, "pageSize": size, "totalNum": len(orders), "totalPage": -(-len(orders) // size)}
    return {**pages, "tradeType": call.values["tradeType"], "items": rows}


@answers(UnifiedOrder.get_order_history)
def get_order_history(exchange: Exchange, call: Call) -> Any:
    values = call.values
    closed = _of_symbols(exchange, call, lambda symbol: exchange.closed_orders(call.uid, symbol, account=ACCOUNT))
    fits = [
        order
        for order in sorted(closed, key=order_number, reverse=True)
        if values.get("side") in (None, order.side.upper())
        and values.get("orderFilter") != "ADVANCED"
        and _in_range(call, order.created_at)
    ]
    chosen = _after(fits, values, order_number)
    rows = [_order_row(exchange, order) for order in chosen]
    return {"lastId": order_number(chosen[-1]) if chosen else 0, "tradeType": values["tradeType"], "items": rows}


@answers(UnifiedOrder.get_trade_history)
def get_trade_history(exchange: Exchange, call: Call) -> Any:
    values = call.values
    fills = _of_symbols(exchange, call, lambda symbol: exchange.fills(call.uid, symbol, account=ACCOUNT))
    fits = [
        fill
        for fill in sorted(fills, key=lambda fill: fill.id, reverse=True)
        if values.get("side") in (None, fill.side.upper())
        and values.get("orderId") in (None, fill.order_id)
        and values.get("fillType") in (None, "NORMAL")
        and _in_range(call, fill.time)
    ]
    chosen = _after(fits, values, lambda fill: fill.id)
    last = chosen[-1].id if chosen else 0
    return {"lastId": last, "tradeType": values["tradeType"], "items": [_fill_row(fill) for fill in chosen]}


@answers(UnifiedOrder.get_max_order_quantity)
def get_max_order_quantity(exchange: Exchange, call: Call) -> Any:
    """What the balances are enough for, at a price or else at the last one."""
    _refuse_other_types(call)
    values = call.values
    with in_unified_codes():
        trade = exchange.last_trade(values["symbol"])
        price = amount(values["price"], "price") if values.get("price") else trade.price if trade else None
    symbol = exchange.symbols[values["symbol"]]
    quote, base = (exchange.accounts.available(call.uid, ACCOUNT, name) for name in (symbol.quote, symbol.base))
    with_fee = 1 + max(exchange.taker_rate, exchange.maker_rate)
    buy = quote / (price * with_fee) if price else Decimal(0)
    sizes = [min(size, symbol.base_max) // symbol.base_increment * symbol.base_increment for size in (buy, base)]
    return {"symbol": symbol.name, "maxBuySize": digits(sizes[0]), "maxSellSize": digits(sizes[1])}


# --- what the handlers share ---

#: What a row of a batch holds.
_ROW: Mapping[str, Any] = {
    "symbol": {"type": "string", "required": True},
    "orderId": {"type": "string", "required": False},
    "clientOid": {"type": "string", "required": False},
}


def _refuse_other_types(call: Call) -> None:
    if call.values["tradeType"] != "SPOT":
        raise Refused("106000", f"The sandbox has no {call.values['tradeType']} orders in the unified account.")


def _refuse_nameless(values: Mapping[str, Any]) -> None:
    if not (values.get("orderId") or values.get("clientOid")):
        raise Refused("106000", "orderId or clientOid is needed.")


def _wanted(values: Mapping[str, Any]) -> Dict[str, Any]:
    """A unified order of a pair in the words of the spot market."""
    market, unit = values["orderType"] == "MARKET", values["sizeUnit"]
    if values["tradeType"] != "SPOT":
        raise Refused("106000", f"The sandbox has no {values['tradeType']} orders in the unified account.")
    if values.get("timeInForce") == "RPI":
        raise Refused("106000", "RPI is for contracts.")
    if values.get("triggerPrice"):
        raise Refused("106000", "The sandbox has no conditional orders of pairs in the unified account.")
    if unit == "UNIT" or unit == "QUOTECCY" and not market:
        raise Refused("106103", f"sizeUnit {unit} does not go with this order.")
    if not market and not values.get("price"):
        raise Refused("106160", "A LIMIT order needs a price.")
    copied = ("symbol", "clientOid", "timeInForce", "postOnly", "stp", "tags", "cancelAfter")
    return {
        **{name: values.get(name) for name in copied},
        "side": values["side"].lower(),
        "type": values["orderType"].lower(),
        "price": values.get("price"),
        "funds" if unit == "QUOTECCY" else "size": values["size"],
    }


def _cancel(exchange: Exchange, call: Call, values: Mapping[str, Any]) -> Order:
    _refuse_nameless(values)
    with in_unified_codes():
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        return exchange.cancel(call.uid, values["symbol"], call.now, order_id=by_id, client_oid=by_oid, account=ACCOUNT)


def _receipt(call: Call, order: Order) -> Dict[str, Any]:
    return {"tradeType": call.values["tradeType"], "orderId": order.id, "clientOid": order.client_oid, "ts": call.now}


def _of_symbols(exchange: Exchange, call: Call, rows_of: Callable[[str], List[Any]]) -> List[Any]:
    """What there is of the symbol that the call names, or of all."""
    _refuse_other_types(call)
    symbols = [call.values["symbol"]] if call.values.get("symbol") else list(exchange.symbols)
    with in_unified_codes():
        return [row for symbol in symbols for row in rows_of(symbol)]


def _in_range(call: Call, time: int) -> bool:
    start = call.values.get("startAt", call.now // MILLISECOND - LONGEST_AGO)
    return in_range({**call.values, "startAt": start}, time)


def _after(rows: List[Any], values: Mapping[str, Any], number: Callable[[Any], int]) -> List[Any]:
    last = values.get("lastId")
    return [row for row in rows if not last or number(row) < last][: values.get("pageSize", 50)]


def _whole(values: Mapping[str, Any], name: str, default: int) -> int:
    """A page's number or size, which travels as text."""
    text = str(values.get(name, default))
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise Refused("106000", f"{name} must be a whole number, 1 to 1000.")
    return int(text)


def _status(order: Order) -> int:
    if order.active:
        return 4 if order.deal_size else 2
    if not (order.cancelled_size or order.cancelled_funds):
        return 3
    return 6 if order.deal_size else 5


def _average(order: Order) -> Optional[str]:
    if not order.deal_size:
        return "0"
    return digits((order.deal_funds / order.deal_size).quantize(Decimal("1E-8"), ROUND_DOWN))


def _order_row(exchange: Exchange, order: Order) -> Dict[str, Any]:
    """What does not apply to a spot order is empty."""
    by_funds = not order.size
    fills = exchange.fills(order.uid, order.symbol, account=order.account)
    last = next((str(fill.trade.id) for fill in fills if fill.order_id == order.id), "")
    nothing = dict.fromkeys(
        (
            "positionSide", "marginMode", "triggerDirection", "triggerPrice", "triggerPriceType", "tpTriggerPrice",
            "tpTriggerPriceType", "tpOrderPrice", "slTriggerPrice", "slTriggerPriceType", "slOrderPrice", "triggerOrderId",
        ),
        "",
    )  # fmt: skip
    return {
        "tradeType": "SPOT",
        "orderId": order.id,
        "clientOid": order.client_oid or "",
        "status": _status(order),
        "filledSize": digits(order.deal_size),
        "avgPrice": _average(order),
        "fee": digits(order.fee),
        "feeCurrency": exchange.symbols[order.symbol].row["feeCurrency"],
        "tax": "0",
        "tradeId": last,
        "symbol": order.symbol,
        "side": order.side.upper(),
        "orderType": order.type.upper(),
        "size": digits(order.funds if by_funds else order.size),
        "sizeUnit": "QUOTECCY" if by_funds else "BASECCY",
        "price": digits(order.price) if order.price else "",
        "reduceOnly": False,
        "stp": order.stp or "",
        "timeInForce": order.time_in_force,
        "cancelReason": "" if order.cancel_reason is None else str(order.cancel_reason),
        "cancelSize": digits(order.cancelled_funds if by_funds else order.cancelled_size),
        "cancelAfter": order.cancel_after,
        "postOnly": order.post_only,
        "tags": order.tags or "",
        "orderTime": order.created_at,
        "updatedTime": order.updated_at,
        **nothing,
    }


def _fill_row(fill: Fill) -> Dict[str, Any]:
    return {
        "symbol": fill.trade.symbol,
        "orderId": fill.order_id,
        "orderType": fill.type.upper(),
        "side": fill.side.upper(),
        "positionSide": "",
        "fillType": "NORMAL",
        "tradeId": str(fill.trade.id),
        "size": digits(fill.trade.size),
        "value": digits(fill.funds),
        "price": digits(fill.trade.price),
        "executionTime": fill.time,
        "fee": digits(fill.fee),
        "feeCurrency": fill.fee_currency,
        "liquidityRole": fill.liquidity.upper(),
        "marginMode": "",
        "tax": "0",
    }
