"""Orders for contracts: what they carry, what is told about them, and how a request becomes one.

Whatever can be said without a balance or a position is checked here. No I/O, no thread, no clock.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional

from .accounts import exact
from .clearing import ACCOUNT
from .contracts import Contract
from .matching import OPPOSITE, ZERO, Order, Refused, Trade, amount

_CLIENT_OID = re.compile(r"[A-Za-z0-9_ -]{1,40}")


@dataclass
class ContractOrder(Order):
    """An order for a contract; sizes are lots, ``deal_funds`` is the value filled.

    A stop order that waits is ``open`` and not yet :attr:`triggered`.
    """

    leverage: Decimal = ZERO
    margin_mode: str = "ISOLATED"
    position_side: str = "BOTH"
    reduce_only: bool = False
    close_order: bool = False
    force_hold: bool = False
    #: Of a stop order, with ``stop`` ``up`` or ``down``: ``TP`` last trade, ``MP`` mark price, ``IP`` index.
    stop_price_type: Optional[str] = None
    triggered: bool = False
    #: Where the position that it opens is to be closed again.
    up_price: Decimal = ZERO
    down_price: Decimal = ZERO
    #: Of an order that opens: the stop orders that guard what it opened. Of one of these: the other.
    guards: List[str] = field(default_factory=list)
    #: Whether it is a take-profit or stop-loss order that guards a position.
    is_guard: bool = False
    #: Lots not filled yet that would open a position: what ``held`` is for.
    opening: Decimal = ZERO
    #: The dearest price at which it may be filled.
    dearest: Decimal = ZERO
    #: ``trade`` or ``liquid``.
    trade_type: str = "trade"
    ended_at: int = 0

    @property
    def waiting(self) -> bool:
        return self.active and bool(self.stop) and not self.triggered

    @property
    def reduces(self) -> bool:
        """Whether it can only make a position smaller."""
        return self.reduce_only or self.position_side == ("LONG" if self.side == "sell" else "SHORT")

    @property
    def guarded(self) -> bool:
        """Whether what it opens is to be closed again at some price."""
        return bool(self.up_price or self.down_price)

    @property
    def kind(self) -> str:
        """``limit``, ``market``, ``limit_stop`` or ``market_stop``."""
        return f"{self.type}_stop" if self.stop else self.type


@dataclass(frozen=True)
class ContractOrderChanged:
    """A step in the life of an order in the market, with a copy of it: ``open``, ``match``, ``update``, ``filled``, ``canceled``."""

    order: ContractOrder
    type: str
    #: open, match, done
    status: str
    time: int
    trade: Optional[Trade] = None
    liquidity: Optional[str] = None
    #: For an update: what size less the cancelled size was before.
    old_size: Optional[Decimal] = None


@dataclass(frozen=True)
class ContractStopChanged:
    """A step in the life of a stop order that waits: ``open``, ``triggered``, ``cancel``."""

    order: ContractOrder
    type: str
    time: int


@dataclass(frozen=True)
class ContractFill:
    """One order's side of a trade."""

    uid: int
    trade: Trade
    order_id: str
    side: str
    liquidity: str
    kind: str
    #: ``up`` or ``down`` of a stop order, else empty.
    stop: str
    order_type: str
    trade_type: str
    margin_mode: str
    position_side: str
    value: Decimal
    open_fee: Decimal
    close_fee: Decimal
    fee_rate: Decimal
    settle: str
    time: int


@exact
def read_order(contract: Contract, uid: int, wanted: Mapping[str, Any], reference: Decimal, now: int) -> ContractOrder:
    """Make an order of a request by the contract's own rules.

    A ``closeOrder`` comes without a size, which only the position tells.

    :param reference: The price that turns a ``valueQty`` of a market order into lots.
    """
    limit = (wanted.get("type") or "limit") == "limit"
    price = _price(contract, wanted, "price") if limit else ZERO
    closing = bool(wanted.get("closeOrder"))
    order = ContractOrder(
        id="", uid=uid, symbol=contract.name, side=wanted.get("side") or "", type="limit" if limit else "market",
        price=price, size=ZERO if closing else _lots(contract, wanted, price or reference), account=ACCOUNT,
        time_in_force=(wanted.get("timeInForce") or "GTC") if limit else "GTC",
        post_only=limit and bool(wanted.get("postOnly")), stp=wanted.get("stp") or None,
        client_oid=wanted.get("clientOid") or None, remark=wanted.get("remark"),
        leverage=Decimal(wanted.get("leverage") or 0), margin_mode=wanted.get("marginMode") or "ISOLATED",
        position_side=wanted.get("positionSide") or "BOTH", reduce_only=closing or bool(wanted.get("reduceOnly")),
        close_order=closing, force_hold=bool(wanted.get("forceHold")), created_at=now, updated_at=now,
    )
    if order.post_only and order.time_in_force == "IOC":
        order.post_only = False  # void with IOC, as documented
    if order.client_oid is not None and not _CLIENT_OID.fullmatch(order.client_oid):
        raise Refused("100001", "clientOid must be up to 40 letters, digits, _ or -.")
    if len((order.remark or "").encode()) > 100:
        raise Refused("100001", "remark must be up to 100 characters.")
    _read_triggers(contract, order, wanted)
    return order


def _read_triggers(contract: Contract, order: ContractOrder, wanted: Mapping[str, Any]) -> None:
    order.stop_price_type = wanted.get("stopPriceType") or None
    if wanted.get("stop"):
        order.stop, order.stop_price = wanted["stop"], _price(contract, wanted, "stopPrice")
        if order.stop_price_type is None:
            raise Refused("100001", "stopPriceType is needed with stop.")
    elif wanted.get("stopPrice"):
        raise Refused("100001", "stop is needed with stopPrice.")
    for name in ("triggerStopUpPrice", "triggerStopDownPrice"):
        if wanted.get(name):
            price = _price(contract, wanted, name)
            order.up_price, order.down_price = (price, order.down_price) if "Up" in name else (order.up_price, price)
    if order.guarded and order.reduce_only:
        raise Refused("100001", "The sandbox takes triggers with orders that open a position only.")


def guard(order: ContractOrder, way: str, price: Decimal, size: Decimal, now: int) -> ContractOrder:
    """The stop order that closes what an order has opened, when the price has gone up or down so far."""
    return ContractOrder(
        id="", uid=order.uid, symbol=order.symbol, side=OPPOSITE[order.side], type="market", size=size, account=ACCOUNT,
        leverage=order.leverage, margin_mode=order.margin_mode, position_side=order.position_side, reduce_only=True,
        stop=way, stop_price=price, stop_price_type=order.stop_price_type or "TP", is_guard=True, created_at=now,
        updated_at=now)


def _price(contract: Contract, wanted: Mapping[str, Any], name: str) -> Decimal:
    price = amount(wanted.get(name), name)
    if price % contract.tick:
        raise Refused("100001", f"{name} must be a multiple of {contract.tick}.")
    if price > contract.most_price:
        raise Refused("100001", f"{name} must not be above {contract.most_price}.")
    return price


def _lots(contract: Contract, wanted: Mapping[str, Any], price: Decimal) -> Decimal:
    given: Dict[str, Any] = {name: wanted[name] for name in ("size", "qty", "valueQty") if wanted.get(name) not in (None, "")}
    if len(given) != 1:
        raise Refused("100001", "One of size, qty and valueQty is needed.")
    name, value = next(iter(given.items()))
    if name != "size" and contract.inverse:
        raise Refused("100001", "Inverse contracts take size only.")
    given_amount = lots = amount(value, name)
    if name == "qty":
        lots = given_amount / contract.multiplier
    elif name == "valueQty":
        lots = given_amount // (contract.multiplier * price)
    if lots % 1 or not 1 <= lots <= contract.most_lots:
        raise Refused("100001", f"{name} must come to whole lots, 1 to {contract.most_lots} of them.")
    return lots.quantize(Decimal(1))
