"""What the unified account's private channels say of contracts: orders, executions, the wallet, positions, leverage, warnings.

The classic futures account is heard as ``FUTURES``, the contracts of a user in the unified mode as ``UNIFIED``.
"""

from decimal import Decimal
from typing import Any, Callable, Dict, List, Tuple, Union

from ..contract_orders import ContractOrder, ContractOrderChanged, ContractStopChanged
from ..contracts import Contract
from ..contract_positions import PositionChanged, Wallet
from ..exchange import Exchange
from ..futures import TermsChanged
from ..matching import SECOND, ZERO, digits
from .audience import Audience, Feed, frame
from .futures import changed_wallets, total_cross_margin
from .unified_account import EVENTS, KINDS, status

RISKS_EVERY = 1  #: seconds
WARNINGS_EVERY = 60

#: What a step of a stop order that waits is called, and what it is then: not triggered, triggered, cancelled.
STOP_EVENTS = {"open": "OPEN", "triggered": "TRIGGER", "cancel": "CANCEL"}
STOP_STATUS = {"open": 0, "triggered": 1, "cancel": 5}

#: From which share of its equity a cross account's maintenance margin is warned of, and how.
LEVELS = (
    (Decimal(1), "FORCE_LIQUIDATION"),
    (Decimal("0.9"), "LIQUIDATION_WARNING"),
    (Decimal("0.85"), "REDUCE_ONLY"),
    (Decimal("0.8"), "MARGIN_CALL"),
)


class UnifiedFutures(Feed):
    """The private channels, of contracts."""

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace)
        self._fees: Dict[str, Decimal] = {}  # what orders that are not done yet have paid, by id
        self._profits: Dict[str, Decimal] = {}  # what positions have realised, by id
        self._gains: Dict[Tuple[int, str], Decimal] = {}  # what the fill that is told next has realised
        self._warned: Dict[int, Tuple[str, int]] = {}  # how users were warned last, and when
        self._risks_due = self.every(RISKS_EVERY)

    def flush(self, events: List[Any], now: int) -> None:
        """Orders with their executions, wallets, positions and leverages."""
        for event in events:
            if isinstance(event, ContractOrderChanged):
                self._execution(event, now)
                self._order(event, EVENTS[event.type], now)
            elif isinstance(event, ContractStopChanged):
                self._order(event, STOP_EVENTS[event.type], now)
            elif isinstance(event, PositionChanged):
                self._position(event, now)
            elif isinstance(event, TermsChanged) and event.what == "crossLeverage":
                leverage = {"s": event.symbol, "l": f"{Decimal(event.value):.2f}", "mM": "CROSS", "tT": "FUTURES"}
                self._tell("leverage", event.uid, lambda: leverage, now)
        for uid, currency in changed_wallets(events):
            self._tell("balance", uid, lambda: wallet_data(self.exchange.futures.wallet(uid, currency, now)), now)

    def tick(self, now: int) -> None:
        """Warnings: once a minute, and at once when the level is another one."""
        if not self._risks_due(now):
            return
        for uid in {*self.audience.users("lw.FUTURES"), *self.audience.users("lw.UNIFIED")}:
            wallet = max((self._wallet(uid, currency, now) for currency in self._currencies()), key=risk)
            level = next((name for least, name in LEVELS if risk(wallet) >= least), None)
            last, at = self._warned.get(uid, (None, 0))
            if level is None:
                self._warned.pop(uid, None)
            elif level != last or now >= at + WARNINGS_EVERY * self.pace * SECOND:
                self._warned[uid] = level, now
                self._warn(uid, wallet, level, now)

    def _kind(self, uid: int) -> str:
        return KINDS[self.exchange.futures.clearing.account(uid)]

    def _currencies(self) -> List[str]:
        return sorted({contract.settle for contract in self.exchange.futures.contracts.values()})

    def _wallet(self, uid: int, currency: str, now: int) -> Wallet:
        return self.exchange.futures.wallet(uid, currency, now)

    def _warn(self, uid: int, wallet: Wallet, level: str, now: int) -> None:
        self._tell("lw", uid, lambda: warning_data(wallet, level), now)

    def _tell(self, channel: str, uid: int, data: Callable[[], Any], push: Any, symbol: str = "") -> None:
        """:param push: When, as a number or as text, as the documentation's example of the channel has it."""
        topic = f"{channel}.{self._kind(uid)}"
        self.audience.tell(f"{topic}{symbol and ':' + symbol} {uid}", lambda: frame(T=topic, P=push, d=data()))

    def _order(self, event: Union[ContractOrderChanged, ContractStopChanged], kind: str, now: int) -> None:
        order = event.order
        contract = self.exchange.futures.contracts[order.symbol]
        self._tell("orderAll", order.uid, lambda: order_data(contract, event, kind), str(now))
        self._tell("order", order.uid, lambda: order_data(contract, event, kind), str(now), order.symbol)

    def _execution(self, event: ContractOrderChanged, now: int) -> None:
        order, trade = event.order, event.trade
        fee = order.fee - self._fees.get(order.id, ZERO)
        self._fees[order.id] = order.fee
        if event.status == "done":
            del self._fees[order.id]
        if trade is None:
            return
        gain = self._gains.pop((order.uid, order.symbol), None)
        forced = order.trade_type == "liquid"
        data = {
            "oi": "0" if forced else order.id,
            "ci": order.client_oid or "",
            "ti": str(trade.id),
            "s": order.symbol,
            "S": order.side.upper(),
            "oT": order.type.upper(),
            "p": digits(trade.price),
            "q": digits(trade.size),
            "lR": str(event.liquidity).upper(),
            "f": digits(fee),
            "fC": self.exchange.futures.contracts[order.symbol].settle,
            "fT": "LIQUID" if forced else "NORMAL",
            "fP": digits(gain) or "",
            "E": event.time,
        }
        self._tell("execution", order.uid, lambda: data, now)
        names = ("oi", "ti", "s", "S", "oT", "p", "q", "lR")
        lite = {**{name: data[name] for name in names}, "E": str(event.time)}
        self._tell("execution.lite", order.uid, lambda: lite, str(now))

    def _position(self, event: PositionChanged, now: int) -> None:
        position = event.standing.position
        gain = position.profit - self._profits.get(position.id, ZERO)
        self._profits[position.id] = position.profit
        if not position.lots:
            del self._profits[position.id]
        if gain:
            self._gains[position.uid, position.symbol] = gain
        self._tell("positionAll", position.uid, lambda: position_data(event), str(now))
        self._tell("position", position.uid, lambda: position_data(event), str(now), position.symbol)


def order_data(contract: Contract, event: Union[ContractOrderChanged, ContractStopChanged], kind: str) -> Dict[str, Any]:
    """An order after a step, with the trade of this step."""
    order, trade = event.order, event.trade if isinstance(event, ContractOrderChanged) else None
    liquidity = event.liquidity if isinstance(event, ContractOrderChanged) else None
    forced = order.type == "market" or order.time_in_force == "IOC"
    return {
        "tT": "FUTURES",
        "oi": order.id,
        "ci": order.client_oid or "",
        "os": status(order) if isinstance(event, ContractOrderChanged) else STOP_STATUS[event.type],
        "eT": kind,
        "s": order.symbol,
        "S": order.side.upper(),
        "pS": order.position_side,
        "oT": order.type.upper(),
        "lR": str(liquidity).upper() if trade else "",
        "oS": "USER" if order.trade_type == "trade" else order.trade_type.upper(),
        "p": digits(order.price) if order.type == "limit" else "",
        "mM": order.margin_mode,
        "ti": str(trade.id) if trade else "",
        "q": digits(order.size),
        "qU": "UNIT",
        "fS": digits(order.deal_size),
        "lS": digits(trade.size) if trade else "0",
        "ls": digits(trade.price) if trade else "0",
        "aP": digits(contract.entry_price(order.deal_size, order.deal_funds)),
        "f": digits(order.fee),
        "fC": contract.settle,
        "t": "0",
        "cR": "" if kind != "CANCEL" else "SYSTEM_CANCEL" if forced and order.triggered == bool(order.stop) else "USER",
        "cS": digits(order.cancelled_size),
        "rS": digits(order.remain_size),
        "tD": (order.stop or "").upper(),
        "tP": digits(order.stop_price) if order.stop else "",
        "tPT": order.stop_price_type or "",
        "pP": "",
        "pPT": "",
        "lP": "",
        "lPT": "",
        "toi": order.id if order.stop else "",
        "stp": order.stp or "",
        "rO": order.reduce_only,
        "tIF": order.time_in_force,
        "pO": order.post_only,
        "O": str(order.created_at),
        "U": event.time,
    }


def wallet_data(wallet: Wallet) -> Dict[str, Any]:
    """One currency of the account; on hold is what orders need."""
    amounts = {
        "e": wallet.balance + wallet.isolated_unrealised + wallet.cross_unrealised,
        "b": wallet.balance,
        "a": wallet.free,
        "h": wallet.isolated_orders + wallet.cross_orders,
        "tCM": total_cross_margin(wallet),
        "cPM": wallet.cross_margin,
        "cOM": wallet.cross_orders,
        "cUP": wallet.cross_unrealised,
        "iPM": wallet.isolated_margin,
        "iOM": wallet.isolated_orders,
        "iFF": ZERO,
        "iUP": wallet.isolated_unrealised,
    }
    return {"c": wallet.currency, **{name: digits(value) for name, value in amounts.items()}, "U": str(wallet.time // 1_000_000)}


def position_data(event: PositionChanged) -> Dict[str, Any]:
    """A position after a change; one that was closed has no lots any more."""
    standing, position = event.standing, event.standing.position
    equity = standing.backing + standing.unrealised
    return {
        "pi": position.id,
        "s": position.symbol,
        "mM": position.margin_mode,
        "q": digits(position.lots),
        "eP": digits(standing.entry_price),
        "pV": digits(abs(standing.worth)),
        "pM": digits(position.margin),
        "mP": digits(standing.mark),
        "lP": digits(standing.liquidation_price or ZERO),
        "bP": digits(standing.bankrupt_price or ZERO),
        "l": digits(position.leverage),
        "uPL": digits(standing.unrealised),
        "rPL": digits(position.profit - position.fees + position.funding),
        "iM": digits(standing.initial),
        "mmr": digits(standing.maintenance_rate),
        "mtM": digits(standing.maintenance),
        "r": digits((standing.maintenance / equity).quantize(Decimal("0.0001")) if equity > 0 else ZERO),
        "adl": "0",  # nobody is deleveraged here
        "U": str(event.time),
        "O": position.opened_at,
    }


def risk(wallet: Wallet) -> Decimal:
    """The share of the equity of the cross positions that they need to be maintained; 1 and more is the end."""
    if not wallet.cross_maintenance:
        return ZERO
    return wallet.cross_maintenance / wallet.cross_equity if wallet.cross_equity > 0 else Decimal(1)


def warning_data(wallet: Wallet, level: str) -> Dict[str, Any]:
    """How near the cross positions of a currency are to their liquidation."""
    return {
        "eT": level,
        "r": f"{risk(wallet):.4f}",
        "a": digits(wallet.cross_equity),
        "iM": digits(wallet.cross_margin),
        "mM": digits(wallet.cross_maintenance),
        "aM": digits(wallet.free),
        "e": digits(wallet.cross_equity),
        "l": "0",
        "U": wallet.time,
    }
