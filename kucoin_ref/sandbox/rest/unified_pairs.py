"""Orders of pairs in the unified account: its words for those of the spot engine, its codes and its rows.

A conditional order is a stop order of the spot market here: it waits for the last price, holds nothing, and once triggered
places an order with an id of its own. Whether it keeps its id live is not documented.
"""

from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from ..exchange import Exchange, Fill, Order
from ..gateway import Call
from ..matching import ZERO, Refused, Symbol, amount, digits
from ..stops import UNIFIED, StopOrder
from ..unified import ACCOUNT
from .spot import order_number

Codes = Sequence[Tuple[str, str, str]]

#: By the engine's code and the beginning of its message, the first that fits.
_CODES: Codes = (
    ("900001", "", "106053"),
    ("200004", "", "106150"),
    ("102426", "", "106151"),
    ("102427", "", "106206"),
    ("200003", "", "106206"),
    ("102429", "", "106160"),
    ("600100", "Funds", "106155"),
    ("600101", "", "106155"),
    ("600100", "", "106160"),
    ("400100", "Funds", "106155"),
    ("400100", "A market order", "106155"),
    ("400100", "Order size", "106103"),
    ("400100", "The order does not exist", "106102"),
    ("400100", "order_not_exist", "106052"),
    ("400100", "", "106000"),
)

#: What a conditional order that waited has become, as a number.
_STOP_STATUS = {"NEW": 0, "TRIGGERED": 1, "CANCELLED": 5}

#: What an order has where something does not apply to it.
NOTHING = dict.fromkeys(
    (
        "positionSide", "marginMode", "triggerDirection", "triggerPrice", "triggerPriceType", "tpTriggerPrice",
        "tpTriggerPriceType", "tpOrderPrice", "slTriggerPrice", "slTriggerPriceType", "slOrderPrice", "triggerOrderId",
    ),
    "",
)  # fmt: skip


@contextmanager
def translated(codes: Codes) -> Iterator[None]:
    """Refuse with the unified account's codes what an engine refuses with its own."""
    try:
        yield
    except Refused as refused:
        for code, beginning, unified in codes:
            if refused.code == code and refused.message.startswith(beginning):
                raise Refused(unified, refused.message) from refused
        raise


def average(value: Decimal, size: Decimal) -> Optional[str]:
    """The average price of what is filled."""
    return digits((value / size).quantize(Decimal("1E-8"), ROUND_DOWN)) if size else "0"


#: An order, or a conditional one with the same names for what both have.
PairOrder = Union[Order, StopOrder]


class Pairs:
    """The pairs' side of the calls, for one of them."""

    def __init__(self, exchange: Exchange, call: Call) -> None:
        self.exchange = exchange
        self.call = call

    def place(self) -> PairOrder:
        wanted = self._wanted()
        place = self.exchange.stops.place if "stop" in wanted else self.exchange.place
        with translated(_CODES):
            self.exchange.book(wanted["symbol"])  # refuses what is not there
            made: PairOrder = place(self.call.uid, wanted, self.call.now, account=ACCOUNT)
        return made

    def cancel(self, values: Mapping[str, Any]) -> PairOrder:
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        uid, now, symbol = self.call.uid, self.call.now, values["symbol"]
        with translated(_CODES):
            self.exchange.book(symbol)
            stop = _found(self.exchange.stops.waiting(uid, UNIFIED), values)
            order = self.exchange.find(uid, order_id=by_id, client_oid=by_oid, account=ACCOUNT)
            if stop and not (order and order.symbol == symbol):
                return self.exchange.stops.cancel(uid, now, order_id=stop.id, kinds=UNIFIED)[0]
            return self.exchange.cancel(uid, symbol, now, order_id=by_id, client_oid=by_oid, account=ACCOUNT)

    def order(self) -> PairOrder:
        """By a client id the order, also the one that a conditional order has placed, before the conditional one."""
        values, stops = self.call.values, self.exchange.stops
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        with translated(_CODES):
            self.exchange.book(values["symbol"])
            try:
                return self.exchange.order(
                    self.call.uid, values["symbol"], order_id=by_id, client_oid=by_oid, account=ACCOUNT)
            except Refused:
                stop = _found(stops.waiting(self.call.uid, UNIFIED) + stops.ended(self.call.uid, UNIFIED), values)
                if stop is None:
                    raise
                return stop

    def open_orders(self, conditional: bool) -> Sequence[PairOrder]:
        """Newest first."""
        symbol = self.call.values.get("symbol")
        with translated(_CODES):
            orders = self.exchange.open_orders(self.call.uid, symbol, account=ACCOUNT)
        if not conditional:
            return orders
        return [stop for stop in self.exchange.stops.waiting(self.call.uid, UNIFIED) if symbol in (None, stop.symbol)]

    def closed_orders(self, conditional: Optional[bool]) -> Sequence[PairOrder]:
        """Newest first; a conditional order is among them once it waits no more."""
        closed: List[PairOrder] = []
        names = self._symbols()
        if conditional is not True:
            closed += [each for name in names for each in self.exchange.closed_orders(self.call.uid, name, account=ACCOUNT)]
        if conditional is not False:
            closed += [stop for stop in self.exchange.stops.ended(self.call.uid, UNIFIED) if stop.symbol in names]
        return sorted(closed, key=self.number, reverse=True)

    def fills(self) -> Sequence[Fill]:
        """Newest first."""
        fills = [fill for name in self._symbols() for fill in self.exchange.fills(self.call.uid, name, account=ACCOUNT)]
        return sorted(fills, key=self.fill_number, reverse=True)

    def most(self) -> Tuple[Decimal, Decimal]:
        """What the balances are enough for, at a price or else at the last one: to buy, to sell."""
        values = self.call.values
        with translated(_CODES):
            trade = self.exchange.last_trade(values["symbol"])
            price = amount(values["price"], "price") if values.get("price") else trade.price if trade else ZERO
        symbol = self.exchange.symbols[values["symbol"]]
        quote, base = (self.exchange.accounts.available(self.call.uid, ACCOUNT, each) for each in (symbol.quote, symbol.base))
        with_fee = 1 + max(self.exchange.taker_rate, self.exchange.maker_rate)
        return _stepped(symbol, quote / (price * with_fee) if price else ZERO), _stepped(symbol, base)

    def number(self, order: PairOrder) -> int:
        """What ``lastId`` counts: the part of the id that grows by one."""
        return order_number(order) if isinstance(order, Order) else int(order.id[10:], 16)

    def fill_number(self, fill: Fill) -> int:
        return fill.id

    def row(self, order: PairOrder) -> Dict[str, Any]:
        if isinstance(order, Order):
            return self._order_row(order)
        row = self._order_row(order.order)
        return {
            **row,
            "orderId": order.id,
            "cancelSize": row["size"] if order.status == "CANCELLED" else "0",
            "status": _STOP_STATUS[order.status],
            "triggerDirection": "DOWN" if order.falling else "UP",
            "triggerPrice": digits(order.stop_price),
            "triggerPriceType": "TP",
            "triggerOrderId": order.id,
            "updatedTime": order.updated_at,
        }

    def _order_row(self, order: Order) -> Dict[str, Any]:
        by_funds = not order.size
        fills = self.exchange.fills(order.uid, order.symbol, account=order.account)
        return {
            **NOTHING,
            "tradeType": "SPOT",
            "orderId": order.id,
            "clientOid": order.client_oid or "",
            "status": status(order),
            "filledSize": digits(order.deal_size),
            "avgPrice": average(order.deal_funds, order.deal_size),
            "fee": digits(order.fee),
            "feeCurrency": self.exchange.symbols[order.symbol].row["feeCurrency"],
            "tax": "0",
            "tradeId": next((str(fill.trade.id) for fill in fills if fill.order_id == order.id), ""),
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
        }

    def fill_row(self, fill: Fill) -> Dict[str, Any]:
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

    def _symbols(self) -> List[str]:
        symbol = self.call.values.get("symbol")
        if symbol is None:
            return list(self.exchange.symbols)
        with translated(_CODES):
            self.exchange.book(symbol)
        return [symbol]

    def _wanted(self) -> Dict[str, Any]:
        """The order in the words of the spot market."""
        values = self.call.values
        market, unit = values["orderType"] == "MARKET", values["sizeUnit"]
        if values.get("timeInForce") == "RPI":
            raise Refused("106000", "RPI is for contracts.")
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
            **self._trigger(),
        }

    def _trigger(self) -> Dict[str, Any]:
        values = self.call.values
        if not values.get("triggerPrice"):
            return {}
        if not values.get("triggerDirection"):
            raise Refused("106000", "triggerDirection is needed with triggerPrice.")
        if values.get("triggerPriceType", "TP") != "TP":
            raise Refused("106000", "The sandbox watches the last price of pairs: triggerPriceType must be TP.")
        return {"stop": "loss" if values["triggerDirection"] == "DOWN" else "entry", "stopPrice": values["triggerPrice"]}


def status(order: Order) -> int:
    """An order's state as a number: 2 open, 3 filled, 4 partly filled, 5 cancelled, 6 partly filled, then cancelled."""
    if order.active:
        return 4 if order.deal_size else 2
    if not (order.cancelled_size or order.cancelled_funds):
        return 3
    return 6 if order.deal_size else 5


def _found(stops: Sequence[StopOrder], values: Mapping[str, Any]) -> Optional[StopOrder]:
    """The conditional order of this pair with the id, or else the first with the client id, that a call names."""
    by_id, by_oid = values.get("orderId"), values.get("clientOid")
    fits = (stop for stop in stops if stop.symbol == values["symbol"])
    return next((stop for stop in fits if (stop.id == by_id if by_id else stop.client_oid == by_oid)), None)


def _stepped(symbol: Symbol, size: Decimal) -> Decimal:
    return min(size, symbol.base_max) // symbol.base_increment * symbol.base_increment
