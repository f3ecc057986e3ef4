"""Orders of pairs in the unified account: its words for those of the spot engine, its codes and its rows."""

from contextlib import contextmanager
from decimal import ROUND_DOWN, Decimal
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple

from ..exchange import Exchange, Fill, Order
from ..gateway import Call
from ..matching import ZERO, Refused, Symbol, amount, digits
from ..unified import ACCOUNT
from .spot import order_number

Codes = Sequence[Tuple[str, str, str]]

#: By the engine's code and the beginning of its message, the first that fits.
_CODES: Codes = (
    ("900001", "", "106053"),
    ("200004", "", "106150"),
    ("102426", "", "106151"),
    ("102427", "", "106206"),
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


class Pairs:
    """The pairs' side of the calls, for one of them."""

    def __init__(self, exchange: Exchange, call: Call) -> None:
        self.exchange = exchange
        self.call = call

    def place(self) -> Order:
        with translated(_CODES):
            return self.exchange.place(self.call.uid, self._wanted(), self.call.now, account=ACCOUNT)

    def cancel(self, values: Mapping[str, Any]) -> Order:
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        with translated(_CODES):
            return self.exchange.cancel(
                self.call.uid, values["symbol"], self.call.now, order_id=by_id, client_oid=by_oid, account=ACCOUNT
            )

    def order(self) -> Order:
        values = self.call.values
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        with translated(_CODES):
            self.exchange.book(values["symbol"])  # refuses what is not there
            return self.exchange.order(self.call.uid, values["symbol"], order_id=by_id, client_oid=by_oid, account=ACCOUNT)

    def open_orders(self, conditional: bool) -> Sequence[Order]:
        """Newest first; conditional ones there are none."""
        with translated(_CODES):
            orders = self.exchange.open_orders(self.call.uid, self.call.values.get("symbol"), account=ACCOUNT)
        return [] if conditional else orders

    def closed_orders(self, conditional: Optional[bool]) -> Sequence[Order]:
        """Newest first."""
        closed = [
            order for name in self._symbols() for order in self.exchange.closed_orders(self.call.uid, name, account=ACCOUNT)
        ]
        return [] if conditional else sorted(closed, key=self.number, reverse=True)

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

    def number(self, order: Order) -> int:
        """What ``lastId`` counts."""
        return order_number(order)

    def fill_number(self, fill: Fill) -> int:
        return fill.id

    def row(self, order: Order) -> Dict[str, Any]:
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


def status(order: Order) -> int:
    """An order's state as a number: 2 open, 3 filled, 4 partly filled, 5 cancelled, 6 partly filled, then cancelled."""
    if order.active:
        return 4 if order.deal_size else 2
    if not (order.cancelled_size or order.cancelled_funds):
        return 3
    return 6 if order.deal_size else 5


def _stepped(symbol: Symbol, size: Decimal) -> Decimal:
    return min(size, symbol.base_max) // symbol.base_increment * symbol.base_increment
