"""Orders of contracts in the unified account: its words for those of the futures engine, its codes and its rows."""

from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from ..contract_orders import ContractFill, ContractOrder
from ..exchange import Exchange
from ..gateway import Call
from ..matching import ZERO, Refused, amount, digits
from .unified_pairs import NOTHING, Codes, average, status, translated

#: By the engine's code and the beginning of its message, the first that fits.
CODES: Codes = (
    ("200003", "", "106053"),
    ("300003", "", "106150"),
    ("300018", "", "106151"),
    ("300001", "", "106206"),
    ("300004", "", "106206"),
    ("300005", "", "106103"),
    ("300008", "", "106176"),
    ("300009", "", "106182"),
    ("300011", "", "106160"),
    ("300012", "", "106160"),
    ("300016", "", "106174"),
    ("100004", "", "106052"),
    ("100001", "error.getOrder", "106102"),
    ("100001", "price", "106160"),
    ("100001", "One of", "106103"),
    ("100001", "size", "106103"),
    ("100001", "qty", "106103"),
    ("100001", "", "106000"),
    ("400100", "price", "106160"),
    ("400100", "size", "106103"),
    ("400100", "qty", "106103"),
    ("400100", "", "106000"),
)

#: What the unit of a size makes of it in the engine's words.
_SIZES = {"UNIT": "size", "BASECCY": "qty"}
_FILL_TYPES = {"trade": "NORMAL", "liquid": "LIQUID"}


class Contracts:
    """The contracts' side of the calls, for one of them."""

    def __init__(self, exchange: Exchange, call: Call) -> None:
        self.exchange = exchange
        self.futures = exchange.futures
        self.call = call

    def place(self) -> ContractOrder:
        self.exchange.unified.check(self.call.uid)
        with translated(CODES):
            return self.futures.place(self.call.uid, self._wanted(), self.call.now)

    def amend(self) -> ContractOrder:
        self.exchange.unified.check(self.call.uid)
        order, values = self.order(), self.call.values
        if order.symbol != values["symbol"]:
            raise Refused("106102", "The order is not one of this contract.")
        changes = self._changes(order)
        with translated(CODES):
            try:
                return self.futures.amend(self.call.uid, changes, self.call.now, order_id=order.id)
            except Refused:
                if values.get("cxlOnFail") and order.in_book:
                    self.futures.cancel(self.call.uid, self.call.now, order_id=order.id)
                raise

    def cancel(self, values: Mapping[str, Any]) -> ContractOrder:
        by_id, by_oid = values.get("orderId"), values.get("clientOid")
        with translated(CODES):
            symbol = self.futures.contract(values["symbol"]).name
            return self.futures.cancel(self.call.uid, self.call.now, order_id=by_id, symbol=symbol, client_oid=by_oid)

    def order(self) -> ContractOrder:
        values = self.call.values
        with translated(CODES):
            self.futures.contract(values["symbol"])
            return self.futures.order(self.call.uid, order_id=values.get("orderId"), client_oid=values.get("clientOid"))

    def open_orders(self, conditional: bool) -> Sequence[ContractOrder]:
        """Newest first."""
        symbol = self._symbol()
        if conditional:
            return self.futures.waiting_orders(self.call.uid, symbol)
        return self.futures.open_orders(self.call.uid, symbol)

    def closed_orders(self, conditional: Optional[bool]) -> Sequence[ContractOrder]:
        """Newest first."""
        symbol = self._symbol()
        orders = [order for order in self.futures.closed_orders(self.call.uid) if symbol in (None, order.symbol)]
        fits = [order for order in orders if conditional in (None, order.stop is not None)]
        return sorted(fits, key=self.number, reverse=True)

    def fills(self) -> Sequence[ContractFill]:
        """Newest first."""
        symbol = self._symbol()
        return [fill for fill in self.futures.fills(self.call.uid) if symbol in (None, fill.trade.symbol)]

    def most(self) -> Tuple[Decimal, Decimal]:
        """How many lots could be opened, at a price or else at the mark price: long, short."""
        values, uid = self.call.values, self.call.uid
        with translated(CODES):
            contract = self.futures.contract(values["symbol"])
            mark = self.futures.clearing.marks.get(contract.name, ZERO)
            price = amount(values["price"], "price") if values.get("price") else mark
        terms = self.futures.clearing.terms(uid, contract.name)
        leverage = terms.cross_leverage if terms.margin_mode == "CROSS" else terms.leverage
        long, short = (self.futures.most_lots(uid, contract.name, side, price, leverage) for side in ("buy", "sell"))
        return long, short

    def number(self, order: ContractOrder) -> int:
        """What ``lastId`` counts."""
        return int(order.id)

    def fill_number(self, fill: ContractFill) -> int:
        return fill.trade.id

    def row(self, order: ContractOrder) -> Dict[str, Any]:
        contract = self.futures.contracts[order.symbol]
        entry = contract.entry_price(order.deal_size, order.deal_funds) if order.deal_size else ZERO
        row = {
            **NOTHING,
            "tradeType": "FUTURES",
            "orderId": order.id,
            "clientOid": order.client_oid or "",
            "status": 0 if order.waiting else status(order),
            "filledSize": digits(order.deal_size),
            "avgPrice": digits(entry) if not contract.inverse else average(order.deal_size, order.deal_funds),
            "fee": digits(order.fee),
            "feeCurrency": contract.settle,
            "tax": "0",
            "tradeId": next((str(each.trade.id) for each in self.futures.fills(order.uid) if each.order_id == order.id), ""),
            "symbol": order.symbol,
            "side": order.side.upper(),
            "positionSide": order.position_side,
            "orderType": order.type.upper(),
            "size": digits(order.size),
            "sizeUnit": "UNIT",
            "price": digits(order.price) if order.price else "",
            "reduceOnly": order.reduce_only,
            "marginMode": order.margin_mode,
            "stp": order.stp or "",
            "timeInForce": order.time_in_force,
            "cancelReason": "",
            "cancelSize": digits(order.cancelled_size),
            "cancelAfter": 0,
            "postOnly": order.post_only,
            "tags": order.tags or "",
            "orderTime": order.created_at,
            "updatedTime": order.updated_at,
        }
        if order.stop:
            row.update(triggerDirection=order.stop.upper(), triggerPrice=digits(order.stop_price))
            row.update(triggerPriceType=order.stop_price_type)
        for name, price in zip(("tp", "sl"), _targets(order)):
            if price:
                row.update({f"{name}TriggerPrice": digits(price), f"{name}TriggerPriceType": order.stop_price_type or "TP"})
        return row

    def fill_row(self, fill: ContractFill) -> Dict[str, Any]:
        return {
            "symbol": fill.trade.symbol,
            "orderId": fill.order_id,
            "orderType": fill.order_type.upper(),
            "side": fill.side.upper(),
            "positionSide": fill.position_side,
            "fillType": _FILL_TYPES[fill.trade_type],
            "tradeId": str(fill.trade.id),
            "size": digits(fill.trade.size),
            "value": digits(fill.value),
            "price": digits(fill.trade.price),
            "executionTime": fill.time,
            "fee": digits(fill.open_fee + fill.close_fee),
            "feeCurrency": fill.settle,
            "liquidityRole": fill.liquidity.upper(),
            "marginMode": fill.margin_mode,
            "tax": "0",
        }

    def _symbol(self) -> Optional[str]:
        symbol: Optional[str] = self.call.values.get("symbol")
        if symbol is not None:
            with translated(CODES):
                self.futures.contract(symbol)
        return symbol

    def _wanted(self) -> Dict[str, Any]:
        """The order in the words of the futures engine."""
        values = self.call.values
        if values.get("timeInForce") in ("GTT", "FOK", "RPI"):
            raise Refused("106000", f"The sandbox has no {values['timeInForce']} orders of contracts.")
        if values.get("positionSide") not in (None, "BOTH"):
            raise Refused("106000", "positionSide is not supported.")
        if values["sizeUnit"] not in _SIZES:
            raise Refused("106103", f"sizeUnit {values['sizeUnit']} does not go with this order.")
        copied = ("symbol", "clientOid", "timeInForce", "postOnly", "reduceOnly", "stp", "closeOrder", "price")
        wanted = {
            **{name: values.get(name) for name in copied},
            "side": values["side"].lower(),
            "type": values["orderType"].lower(),
            "marginMode": values.get("marginMode", "CROSS"),
        }
        if not values.get("closeOrder"):
            wanted[_SIZES[values["sizeUnit"]]] = values["size"]
        return {**wanted, **self._triggers()}

    def _triggers(self) -> Dict[str, Any]:
        values = self.call.values
        wanted: Dict[str, Any] = {}
        kinds: List[str] = []
        if values.get("triggerPrice"):
            if not values.get("triggerDirection"):
                raise Refused("106000", "triggerDirection is needed with triggerPrice.")
            wanted.update(stop=values["triggerDirection"].lower(), stopPrice=values["triggerPrice"])
            kinds.append(values.get("triggerPriceType", "TP"))
        wanted.update(self._guards(values["side"], kinds))
        return {**wanted, **_watched(kinds)}

    def _changes(self, order: ContractOrder) -> Dict[str, Any]:
        """What an order is to become, in the words of the futures engine."""
        values = self.call.values
        changes: Dict[str, Any] = {}
        if values.get("newPrice"):
            changes["price"] = values["newPrice"]
        if values.get("newSize"):
            changes[_SIZES[values.get("sizeUnit", "UNIT")]] = values["newSize"]
        kinds: List[str] = []
        guards = self._guards(order.side.upper(), kinds)
        stays = order.up_price and "triggerStopUpPrice" not in guards or order.down_price and "triggerStopDownPrice" not in guards
        if guards and order.stop_price_type and (order.stop or stays):
            kinds.append(order.stop_price_type)
        changes.update(guards, **_watched(kinds))
        if not changes:
            raise Refused("106000", "Nothing to change: newSize, newPrice, tpTriggerPrice or slTriggerPrice is needed.")
        return changes

    def _guards(self, side: str, kinds: List[str]) -> Dict[str, Any]:
        """Where the profit is to be taken and the loss stopped; the kinds of price that this watches are added to ``kinds``."""
        values, wanted = self.call.values, {}
        for name, price in (("tp", values.get("tpTriggerPrice")), ("sl", values.get("slTriggerPrice"))):
            if price:
                up = (name == "tp") == (side == "BUY")
                wanted["triggerStopUpPrice" if up else "triggerStopDownPrice"] = price
                kinds.append(values.get(f"{name}TriggerPriceType", "TP"))
        return wanted


def _watched(kinds: Sequence[str]) -> Dict[str, Any]:
    """The one kind of price that an order watches, if any."""
    if len(set(kinds)) > 1:
        raise Refused("106000", "The sandbox watches one kind of price for an order.")
    return {"stopPriceType": kinds[0]} if kinds else {}


def _targets(order: ContractOrder) -> Tuple[Decimal, Decimal]:
    """Where its profit is taken, and its loss stopped."""
    prices = order.up_price, order.down_price
    return prices if order.side == "buy" else prices[::-1]
