"""What the unified account's private channels say: orders, executions, balances.

The classic account of the sandbox is heard under its own trade types, as live: an order on the spot account is
``orderAll.SPOT``, one on the cross margin account ``orderAll.CROSS``; ``UNIFIED`` is for what the unified account itself does.
"""

from decimal import Decimal
from typing import Any, Callable, Dict, List, Mapping, Optional

from ..accounts import BalanceChanged, exactly
from ..exchange import OrderChanged, StopOrderChanged
from ..matching import ZERO, Order, Trade, digits
from .audience import Feed, frame

#: The trade type, or account type, under which an account is heard.
KINDS = {
    "main": "FUNDING",
    "trade": "SPOT",
    "margin": "CROSS",
    "isolated": "ISOLATED",
    "contract": "FUTURES",
    "unified": "UNIFIED",
}

#: What a step of an order is called; ``received`` is told to nobody.
EVENTS = {"open": "OPEN", "match": "MATCH", "update": "UPDATE", "filled": "FILL", "canceled": "CANCEL"}

#: Of a stop order: what a step is called, and what the order is then: not triggered, triggered, cancelled.
STOP_EVENTS = {"open": ("OPEN", 0), "triggered": ("TRIGGER", 1), "cancel": ("CANCEL", 5)}


class UnifiedAccount(Feed):
    """The private channels."""

    def flush(self, events: List[Any], now: int) -> None:
        """Orders with their executions, and balances."""
        for event in events if self.audience.connections else ():
            if isinstance(event, OrderChanged):
                self._order(event, now)
            elif isinstance(event, StopOrderChanged):
                self._stop(event, now)
            elif isinstance(event, BalanceChanged) and event.account != "contract":  # whose wallet is told as a whole
                self._balance(event, now)

    def _order(self, event: OrderChanged, now: int) -> None:
        uid, kind = event.order.uid, _kind(event.order.account)
        if event.type not in EVENTS:
            return
        if event.trade is not None:
            self._tell(f"execution.{kind}", uid, lambda: frame(T=f"execution.{kind}", P=now, d=self._execution(event)))
            name = f"execution.lite.{kind}"
            self._tell(name, uid, lambda: frame(T=name, P=str(now), d=lite_data(self._execution(event), event.trade)))
        self._tell_order(event.order, lambda: order_data(event), now)

    def _stop(self, event: StopOrderChanged, now: int) -> None:
        self._tell_order(event.order.order, lambda: stop_data(event), now)

    def _tell_order(self, order: Order, data: Callable[[], Any], now: int) -> None:
        kind = _kind(order.account)
        self._tell(f"orderAll.{kind}", order.uid, lambda: frame(T=f"orderAll.{kind}", P=str(now), d=data()))
        topic = f"order.{kind}:{order.symbol}"
        self._tell(topic, order.uid, lambda: frame(T=f"order.{kind}", P=str(now), d=data()))

    def _tell(self, topic: str, uid: int, text: Callable[[], str]) -> None:
        self.audience.tell(f"{topic} {uid}", text)

    def _execution(self, event: OrderChanged) -> Dict[str, Any]:
        order, trade = event.order, event.trade
        assert trade is not None
        rate = self.exchange.maker_rate if event.liquidity == "maker" else self.exchange.taker_rate
        with exactly():
            fee = trade.price * trade.size * rate
        return {
            "oi": order.id,
            "ci": order.client_oid or "",
            "ti": str(trade.id),
            "s": order.symbol,
            "S": order.side.upper(),
            "oT": order.type.upper(),
            "p": digits(trade.price),
            "q": digits(trade.size),
            "lR": str(event.liquidity).upper(),
            "f": digits(fee),
            "fC": order.symbol.partition("-")[2],
            "fT": "NORMAL",
            "fP": "",
            "E": event.time,
        }

    def _balance(self, event: BalanceChanged, now: int) -> None:
        kind = _kind(event.account)
        push: Any = str(now) if kind == "UNIFIED" else now
        topic = f"balance.{kind}"
        self._tell(topic, event.uid, lambda: frame(T=topic, P=push, d=self._balance_data(event, kind, now)))

    def _balance_data(self, event: BalanceChanged, kind: str, now: int) -> Dict[str, Any]:
        """A currency of an account; what is owed too where something can be, and of the unified account the equity."""
        data: Dict[str, Any] = {
            "c": event.currency,
            "b": digits(event.total),
            "a": digits(event.available),
            "h": digits(event.hold),
            "U": str(event.time // 1_000_000),
        }
        if kind in ("CROSS", "ISOLATED"):
            holdings = self.exchange.margin.position(event.uid, event.account).holdings
            data["l"] = digits(sum((each.liability for each in holdings if each.currency == event.currency), ZERO))
        if kind == "UNIFIED":
            wallet = self.exchange.futures.wallet(event.uid, event.currency, now)
            equity = event.total + wallet.isolated_unrealised + wallet.cross_unrealised
            data.update(e=digits(equity), l="0", U=str(event.time))
        return data


def lite_data(execution: Mapping[str, Any], trade: Optional[Trade]) -> Dict[str, Any]:
    """The short form of an execution; with pairs the trade's id is a number."""
    assert trade is not None
    names = ("oi", "s", "S", "oT", "p", "q", "lR")
    return {**{name: execution[name] for name in names}, "ti": trade.id, "E": str(execution["E"])}


def order_data(event: OrderChanged) -> Dict[str, Any]:
    """An order as it is after a step, with the trade of this step."""
    order, trade = event.order, event.trade
    by_funds = not order.size
    return {
        "tT": "SPOT" if order.account == "unified" else _kind(order.account),
        "oi": order.id,
        "ci": order.client_oid or "",
        "os": status(order),
        "eT": EVENTS[event.type],
        "s": order.symbol,
        "S": order.side.upper(),
        "oT": order.type.upper(),
        "lR": str(event.liquidity).upper() if trade else "",
        "oS": "USER",
        "p": digits(order.price) if order.type == "limit" else "",
        "ti": str(trade.id) if trade else "",
        "q": digits(order.funds if by_funds else order.size),
        "qU": "QUOTECCY" if by_funds else "BASECCY",
        "fS": digits(order.deal_size),
        "lS": digits(trade.size) if trade else "0",
        "ls": digits(trade.price) if trade else "0",
        "aP": digits(_average(order)),
        "f": digits(order.fee),
        "fC": order.symbol.partition("-")[2],
        "t": "0",
        "cR": _reason(order) if event.type == "canceled" else "",
        "cS": digits(order.cancelled_funds if by_funds else order.cancelled_size),
        "rS": digits(order.remain_funds if by_funds else order.remain_size),
        "tD": "",
        "tP": "",
        "tPT": "",
        "pP": "",
        "pPT": "",
        "lP": "",
        "lPT": "",
        "toi": "",
        "stp": order.stp or "",
        "rO": False,
        "tIF": order.time_in_force,
        "pO": order.post_only,
        "O": str(order.created_at),
        "U": event.time,
    }


def stop_data(event: StopOrderChanged) -> Dict[str, Any]:
    """A stop order that waits, after a step; what it places goes on as an order of its own."""
    stop, (kind, number), gone = event.order, STOP_EVENTS[event.type], event.type == "cancel"
    as_order = order_data(OrderChanged(stop.order, "open", "open", event.time))
    return {
        **as_order,
        "oi": stop.id,
        "os": number,
        "eT": kind,
        "tD": "DOWN" if stop.falling else "UP",
        "tP": digits(stop.stop_price),
        "tPT": "TP",
        "toi": stop.id,
        "cR": "USER" if gone else "",
        "cS": as_order["q"] if gone else "0",
        "rS": "0" if gone else as_order["rS"],
    }


def _kind(account: str) -> str:
    return KINDS[account.partition(":")[0]]


def status(order: Order) -> int:
    """2 live, 3 filled, 4 partially filled, 5 cancelled, 6 partially filled and cancelled; 0 and 1 are for stop orders."""
    if order.active:
        return 4 if order.deal_size else 2
    if order.cancelled_size or order.cancelled_funds:
        return 6 if order.deal_size else 5
    return 3


def _average(order: Order) -> Decimal:
    if not order.deal_size:
        return ZERO
    with exactly():
        return (order.deal_funds / order.deal_size).quantize(Decimal(1).scaleb(-16)).normalize()


def _reason(order: Order) -> str:
    """The engine does not keep who has cancelled; what never rests can only have been the exchange."""
    return "SYSTEM_CANCEL" if order.type == "market" or order.time_in_force in ("IOC", "FOK") else "USER"
