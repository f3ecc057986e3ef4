"""Handlers of the spot market's data and orders."""

from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional, Tuple

from ... import catalog
from ...pages import CANDLE_SECONDS
from ...spot.market import SpotMarket
from ...spot.order import SpotOrder
from ..currencies import CURRENCIES
from ..exchange import Candle, Exchange, Fill, Order, Stats
from ..gateway import FACTS, MILLISECOND, Call, checked, fact_name
from ..matching import SECOND, Refused, digits
from .handlers import after, answers, in_range, page

MOST_CANDLES = 1500


# --- spot market data ---


@answers(SpotMarket.get_currency)
def get_currency(exchange: Exchange, call: Call) -> Any:
    for row in CURRENCIES:
        if row["currency"] == call.values["currency"]:
            chains = [chain for chain in row["chains"] if call.values.get("chain") in (None, chain["chainId"])]
            return {**row, "chains": chains}
    raise Refused("900003", "currency not exists")


@answers(SpotMarket.get_all_currencies)
def get_all_currencies(exchange: Exchange, call: Call) -> Any:
    return CURRENCIES


@answers(SpotMarket.get_symbol)
def get_symbol(exchange: Exchange, call: Call) -> Any:
    return exchange.symbols[_symbol(exchange, call)].row


@answers(SpotMarket.get_all_symbols)
def get_all_symbols(exchange: Exchange, call: Call) -> Any:
    market = call.values.get("market")
    return [symbol.row for name, symbol in exchange.symbols.items() if market in (None, *markets_of(exchange, name))]


@answers(SpotMarket.get_ticker)
def get_ticker(exchange: Exchange, call: Call) -> Any:
    symbol = _symbol(exchange, call)
    trade, (bid, bid_size), (ask, ask_size) = exchange.last_trade(symbol), *_best(exchange, symbol)
    return {
        "time": call.now // MILLISECOND,
        "sequence": str(exchange.book(symbol).sequence),
        "price": digits(trade.price if trade else None),
        "size": digits(trade.size if trade else None),
        "bestBid": bid,
        "bestBidSize": bid_size,
        "bestAsk": ask,
        "bestAskSize": ask_size,
    }


@answers(SpotMarket.get_all_tickers)
def get_all_tickers(exchange: Exchange, call: Call) -> Any:
    rows = []
    for symbol in exchange.symbols:
        (_, bid_size), (_, ask_size) = _best(exchange, symbol)
        rows.append({**_day(exchange, symbol, call.now), "symbolName": symbol, "bestBidSize": bid_size, "bestAskSize": ask_size})
    return {"time": call.now // MILLISECOND, "ticker": rows}


@answers(SpotMarket.get_24hr_stats)
def get_24hr_stats(exchange: Exchange, call: Call) -> Any:
    return {"time": call.now // MILLISECOND, **_day(exchange, _symbol(exchange, call), call.now)}


@answers(SpotMarket.get_trade_history)
def get_trade_history(exchange: Exchange, call: Call) -> Any:
    return [
        {
            "sequence": str(trade.id),
            "price": digits(trade.price),
            "size": digits(trade.size),
            "side": trade.side,
            "time": trade.time,
        }
        for trade in exchange.trades(_symbol(exchange, call))
    ]


@answers(SpotMarket.get_klines)
def get_klines(exchange: Exchange, call: Call) -> Any:
    seconds = CANDLE_SECONDS[call.values["type"]]
    end = call.values.get("endAt") or call.now // SECOND + 1
    start = call.values.get("startAt") or 0
    candles = exchange.candles(_symbol(exchange, call), seconds, start, end)
    return [candle_row(candle) for candle in candles[:MOST_CANDLES]]


@answers(SpotMarket.get_part_order_book)
def get_part_order_book(exchange: Exchange, call: Call) -> Any:
    if call.values["size"] not in (20, 100):
        raise Refused("404", "not exist")
    return _book(exchange, call, call.values["size"])


@answers(SpotMarket.get_full_order_book)
def get_full_order_book(exchange: Exchange, call: Call) -> Any:
    return _book(exchange, call, None)


@answers(SpotMarket.get_fiat_price)
def get_fiat_price(exchange: Exchange, call: Call) -> Any:
    if call.values.get("base", "USD") != "USD":
        raise Refused("400100", "base must be USD in the sandbox")
    wanted = call.values.get("currencies", "").split(",") if call.values.get("currencies") else None
    prices = {"USDT": "1"}
    for name, symbol in exchange.symbols.items():
        trade = exchange.last_trade(name)
        if symbol.quote == "USDT" and trade is not None:
            prices[symbol.base] = digits(trade.price) or "0"
    return {currency: price for currency, price in prices.items() if wanted is None or currency in wanted}


@answers(SpotMarket.get_market_list)
def get_market_list(exchange: Exchange, call: Call) -> Any:
    return sorted({market for symbol in exchange.symbols for market in markets_of(exchange, symbol)})


@answers(SpotMarket.get_client_ip_address)
def get_client_ip_address(exchange: Exchange, call: Call) -> Any:
    return call.peer


@answers(SpotMarket.get_server_time)
def get_server_time(exchange: Exchange, call: Call) -> Any:
    return call.now // MILLISECOND


@answers(SpotMarket.get_service_status)
def get_service_status(exchange: Exchange, call: Call) -> Any:
    return {"status": "open", "msg": ""}


# --- spot orders ---


@answers(SpotOrder.add_order)
def add_order(exchange: Exchange, call: Call) -> Any:
    order = _place(exchange, call, call.values)
    return {"orderId": order.id, "clientOid": order.client_oid}


@answers(SpotOrder.add_order_sync)
def add_order_sync(exchange: Exchange, call: Call) -> Any:
    return _matched(_place(exchange, call, call.values), call.now)


@answers(SpotOrder.add_order_test)
def add_order_test(exchange: Exchange, call: Call) -> Any:
    _refuse_late(call.values, call)
    exchange.check(call.uid, call.values, call.now)
    return {"orderId": "0" * 24, "clientOid": call.values.get("clientOid")}


@answers(SpotOrder.batch_add_orders)
def batch_add_orders(exchange: Exchange, call: Call) -> Any:
    return _batch(exchange, call, lambda order: {"orderId": order.id, "clientOid": order.client_oid})


@answers(SpotOrder.batch_add_orders_sync)
def batch_add_orders_sync(exchange: Exchange, call: Call) -> Any:
    return _batch(exchange, call, lambda order: _matched(order, call.now))


@answers(SpotOrder.cancel_order_by_order_id)
def cancel_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return {"orderId": _cancel(exchange, call).id}


@answers(SpotOrder.cancel_order_by_client_oid)
def cancel_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return {"clientOid": _cancel(exchange, call).client_oid}


@answers(SpotOrder.cancel_order_by_order_id_sync)
def cancel_order_by_order_id_sync(exchange: Exchange, call: Call) -> Any:
    order = _cancel(exchange, call)
    return {"orderId": order.id, **_sizes(order)}


@answers(SpotOrder.cancel_order_by_client_oid_sync)
def cancel_order_by_client_oid_sync(exchange: Exchange, call: Call) -> Any:
    order = _cancel(exchange, call)
    return {"clientOid": order.client_oid, **_sizes(order)}


@answers(SpotOrder.cancel_partial_order)
def cancel_partial_order(exchange: Exchange, call: Call) -> Any:
    size = call.values["cancelSize"]
    exchange.cancel(call.uid, call.values["symbol"], call.now, order_id=call.values["orderId"], size=size)
    return {"orderId": call.values["orderId"], "cancelSize": size}


@answers(SpotOrder.cancel_all_orders_by_symbol)
def cancel_all_orders_by_symbol(exchange: Exchange, call: Call) -> Any:
    exchange.cancel_all(call.uid, call.now, call.values["symbol"])
    return "success"


@answers(SpotOrder.cancel_all_orders)
def cancel_all_orders(exchange: Exchange, call: Call) -> Any:
    cancelled = exchange.cancel_all(call.uid, call.now)
    return {"succeedSymbols": sorted({order.symbol for order in cancelled}), "failedSymbols": []}


@answers(SpotOrder.modify_order)
def modify_order(exchange: Exchange, call: Call) -> Any:
    values = call.values
    order = exchange.modify(
        call.uid,
        values["symbol"],
        call.now,
        order_id=values.get("orderId"),
        client_oid=values.get("clientOid"),
        new_price=values.get("newPrice"),
        new_size=values.get("newSize"),
    )
    return {"newOrderId": order.id, "clientOid": order.client_oid}


@answers(SpotOrder.get_order_by_order_id)
def get_order_by_order_id(exchange: Exchange, call: Call) -> Any:
    return order_row(exchange, exchange.order(call.uid, call.values["symbol"], order_id=call.values["orderId"]))


@answers(SpotOrder.get_order_by_client_oid)
def get_order_by_client_oid(exchange: Exchange, call: Call) -> Any:
    return order_row(exchange, exchange.order(call.uid, call.values["symbol"], client_oid=call.values["clientOid"]))


@answers(SpotOrder.get_symbols_with_open_order)
def get_symbols_with_open_order(exchange: Exchange, call: Call) -> Any:
    return {"symbols": sorted({order.symbol for order in exchange.open_orders(call.uid)})}


@answers(SpotOrder.get_open_orders)
def get_open_orders(exchange: Exchange, call: Call) -> Any:
    return [order_row(exchange, order) for order in exchange.open_orders(call.uid, call.values["symbol"])]


@answers(SpotOrder.get_open_orders_by_page)
def get_open_orders_by_page(exchange: Exchange, call: Call) -> Any:
    orders = exchange.open_orders(call.uid, call.values["symbol"])
    rows = page(orders, call.values.get("pageNum", 1), call.values.get("pageSize", 20))
    return {**rows, "items": [order_row(exchange, order) for order in rows["items"]]}


@answers(SpotOrder.get_closed_orders)
def get_closed_orders(exchange: Exchange, call: Call) -> Any:
    orders = sorted(exchange.closed_orders(call.uid, call.values["symbol"]), key=order_number, reverse=True)
    fits = [o for o in orders if is_wanted(call.values, o.side, o.type) and in_range(call.values, o.created_at)]
    chosen = after(fits, call.values, order_number, 20)
    return {"lastId": order_number(chosen[-1]) if chosen else 0, "items": [order_row(exchange, order) for order in chosen]}


@answers(SpotOrder.get_trade_history)
def get_fills(exchange: Exchange, call: Call) -> Any:
    fills = [
        fill
        for fill in exchange.fills(call.uid, call.values["symbol"])
        if is_wanted(call.values, fill.side, fill.type)
        and in_range(call.values, fill.time)
        and call.values.get("orderId") in (None, fill.order_id)
    ]
    chosen = after(fills, call.values, lambda fill: fill.id, 20)
    return {"items": [fill_row(fill) for fill in chosen], "lastId": chosen[-1].id if chosen else 0}


@answers(SpotOrder.get_dcp)
def get_dcp(exchange: Exchange, call: Call) -> Any:
    switch = exchange.dead_man(call.uid)
    if switch is None:
        return {}
    times = {"currentTime": call.now // SECOND, "triggerTime": switch.trigger_at // SECOND}
    return {"timeout": switch.timeout, "symbols": ",".join(switch.symbols), **times}


@answers(SpotOrder.set_dcp)
def set_dcp(exchange: Exchange, call: Call) -> Any:
    symbols = [name for name in call.values.get("symbols", "").split(",") if name]
    switch = exchange.set_dead_man(call.uid, call.values["timeout"], symbols, call.now)
    return {"currentTime": call.now // SECOND, "triggerTime": switch.trigger_at // SECOND if switch else 0}


# --- what the handlers share ---


def candle_row(candle: Candle) -> List[Optional[str]]:
    """A candle in the wire's order: close before high and low."""
    amounts = (candle.open, candle.close, candle.high, candle.low, candle.volume, candle.turnover)
    return [str(candle.time), *map(digits, amounts)]


def markets_of(exchange: Exchange, symbol: str) -> Tuple[str, ...]:
    """The markets that a symbol is listed in."""
    return (exchange.symbols[symbol].row["market"],)


def rates(exchange: Exchange) -> Dict[str, Optional[str]]:
    """What the exchange charges."""
    return {"takerFeeRate": digits(exchange.taker_rate), "makerFeeRate": digits(exchange.maker_rate)}


def change_of_price(stats: Stats) -> Dict[str, float]:
    """How a price moved within a span, as JSON numbers."""
    return {
        "changePrice": float(stats.change_price),
        "changeRate": float(stats.change_rate + 0),  # or a small fall rounds to -0
        "high": float(stats.high or 0),
        "low": float(stats.low or 0),
        "open": float(stats.open or 0),
        "vol": float(stats.volume),
        "volValue": float(stats.turnover),
    }


def _symbol(exchange: Exchange, call: Call) -> str:
    symbol: str = call.values["symbol"]
    exchange.book(symbol)  # refuses what is not there
    return symbol


def _best(exchange: Exchange, symbol: str) -> List[Tuple[Optional[str], Optional[str]]]:
    """Price and size of the best bid and the best ask; None where a side is empty."""
    book = exchange.book(symbol)
    tops = [next(iter(book.levels(side, 1)), (None, None)) for side in ("buy", "sell")]
    return [(digits(price), digits(size)) for price, size in tops]


def _book(exchange: Exchange, call: Call, depth: Optional[int]) -> Dict[str, Any]:
    book = exchange.book(_symbol(exchange, call))
    sides = {
        name: [[digits(price), digits(size)] for price, size in book.levels(side, depth)]
        for name, side in (("bids", "buy"), ("asks", "sell"))
    }
    return {"time": call.now // MILLISECOND, "sequence": str(book.sequence), **sides}


def _day(exchange: Exchange, symbol: str, now: int) -> Dict[str, Any]:
    stats = exchange.stats(symbol, now)
    (bid, _), (ask, _) = _best(exchange, symbol)
    average = (stats.turnover / stats.volume).quantize(Decimal("1E-8")) if stats.volume else None
    return {
        "symbol": symbol,
        "buy": bid,
        "sell": ask,
        "changeRate": digits(stats.change_rate + 0),  # or a small fall rounds to "-0"
        "changePrice": digits(stats.change_price),
        "high": digits(stats.high),
        "low": digits(stats.low),
        "vol": digits(stats.volume),
        "volValue": digits(stats.turnover),
        "last": digits(stats.last),
        "averagePrice": digits(average),
        **rates(exchange),
        "takerCoefficient": "1",
        "makerCoefficient": "1",
    }


def _refuse_late(values: Mapping[str, Any], call: Call) -> None:
    window, sent = values.get("allowMaxTimeWindow"), values.get("clientTimestamp")
    if window is not None and sent is not None and (call.now - call.ahead) // MILLISECOND > sent + window:
        raise Refused("400100", "The order came later than clientTimestamp and allowMaxTimeWindow allow.")


def _place(exchange: Exchange, call: Call, wanted: Mapping[str, Any]) -> Order:
    _refuse_late(wanted, call)
    return exchange.place(call.uid, wanted, call.now)


def _batch(exchange: Exchange, call: Call, row: Callable[[Order], Dict[str, Any]]) -> List[Dict[str, Any]]:
    wanted = call.values["orderList"]
    if not 1 <= len(wanted) <= 5:
        raise Refused("400100", "orderList must hold 1 to 5 orders")
    terms = FACTS[fact_name(catalog.endpoint(SpotOrder.add_order))]["params"]
    rows: List[Dict[str, Any]] = []
    for order in wanted:
        try:
            values = checked(terms, order)
            if values["type"] != "limit":
                raise Refused("400100", "type must be limit in a batch")
            rows.append({**row(_place(exchange, call, values)), "success": True})
        except Refused as refused:
            rows.append({"success": False, "failMsg": refused.message})
    return rows


def _cancel(exchange: Exchange, call: Call) -> Order:
    by_id, by_oid = call.values.get("orderId"), call.values.get("clientOid")
    return exchange.cancel(call.uid, call.values["symbol"], call.now, order_id=by_id, client_oid=by_oid)


def _sizes(order: Order) -> Dict[str, Any]:
    return {
        "originSize": digits(order.size),
        "dealSize": digits(order.deal_size),
        "remainSize": digits(order.remain_size),
        "canceledSize": digits(order.cancelled_size),
        "status": order.status,
    }


def _matched(order: Order, now: int) -> Dict[str, Any]:
    times = {"orderTime": order.created_at // MILLISECOND, "matchTime": now // MILLISECOND}
    return {"orderId": order.id, "clientOid": order.client_oid, **_sizes(order), **times}


def trade_type(account: str) -> str:
    """What orders and fills call an account."""
    return {"margin": "MARGIN_TRADE", "isolated": "MARGIN_ISOLATED_TRADE"}.get(account.split(":")[0], "TRADE")


def order_row(exchange: Exchange, order: Order) -> Dict[str, Any]:
    """An order as the exchange tells it."""
    return {
        "id": order.id,
        "clientOid": order.client_oid,
        "symbol": order.symbol,
        "opType": "DEAL",
        "type": order.type,
        "side": order.side,
        "price": digits(order.price),
        "size": digits(order.size),
        "funds": digits(order.funds),
        "dealSize": digits(order.deal_size),
        "dealFunds": digits(order.deal_funds),
        "remainSize": digits(order.remain_size),
        "remainFunds": digits(order.remain_funds),
        "cancelledSize": digits(order.cancelled_size),
        "cancelledFunds": digits(order.cancelled_funds),
        "fee": digits(order.fee),
        "feeCurrency": exchange.symbols[order.symbol].row["feeCurrency"],
        "stp": order.stp,
        "timeInForce": order.time_in_force,
        "postOnly": order.post_only,
        "hidden": False,
        "iceberg": False,
        "visibleSize": "0",
        "cancelAfter": order.cancel_after,
        "channel": "API",
        "remark": order.remark,
        "tags": order.tags,
        "cancelExist": bool(order.cancelled_size or order.cancelled_funds),
        "tradeType": trade_type(order.account),
        "inOrderBook": order.in_book,
        "active": order.active,
        "tax": "0",
        "createdAt": order.created_at // MILLISECOND,
        "lastUpdatedAt": order.updated_at // MILLISECOND,
    }


def order_number(order: Order) -> int:
    """What ``lastId`` counts for orders: the part of the id that grows by one."""
    return int(order.id[8:], 16)


def fill_row(fill: Fill, account: str = "trade") -> Dict[str, Any]:
    """A fill as the exchange tells it."""
    return {
        "id": fill.id,
        "orderId": fill.order_id,
        "counterOrderId": fill.counter_order_id,
        "tradeId": fill.trade.id,
        "symbol": fill.trade.symbol,
        "side": fill.side,
        "liquidity": fill.liquidity,
        "type": fill.type,
        "forceTaker": False,
        "price": digits(fill.trade.price),
        "size": digits(fill.trade.size),
        "funds": digits(fill.funds),
        "fee": digits(fill.fee),
        "feeRate": digits(fill.fee_rate),
        "feeCurrency": fill.fee_currency,
        "stop": "",
        "tradeType": trade_type(account),
        "taxRate": "0",
        "tax": "0",
        "createdAt": fill.time // MILLISECOND,
    }


def is_wanted(values: Mapping[str, Any], side: str, kind: str) -> bool:
    """Whether the call asks for orders of this side and type."""
    return values.get("side") in (None, side) and values.get("type") in (None, kind)
