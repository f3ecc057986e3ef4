"""The unified account's mode: who has moved to it, and what moves with them.

No I/O, no thread, no clock: time is an argument, in nanoseconds since 1970. Everybody has a unified account from the
beginning and can trade pairs with it. Whoever changes to the unified mode has everything of the trade and the futures
account moved there, and trades contracts with it, by cross margin unless they say otherwise.
"""

from typing import TYPE_CHECKING

from .accounts import event_name, exact
from .matching import ZERO, Refused

if TYPE_CHECKING:
    from .exchange import Exchange

ACCOUNT = "unified"
_MOVED = ("trade", "contract")


class Unified:
    """Who is in the unified mode."""

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange

    def is_member(self, uid: int) -> bool:
        return uid in self._exchange.futures.clearing.unified

    @exact
    def join(self, uid: int, now: int) -> None:
        """Change to the unified mode, from which there is no way back; open orders and positions stand against it."""
        if self.is_member(uid):
            return
        exchange = self._exchange
        futures = exchange.futures
        orders = exchange.open_orders(uid) or futures.open_orders(uid) or futures.waiting_orders(uid)
        if orders or futures.clearing.positions(uid):
            raise Refused("106208", "Open orders and positions must be closed first.")
        for balance in exchange.accounts.balances(uid):
            if balance.account in _MOVED and balance.available:
                for account, change in ((balance.account, -balance.available), (ACCOUNT, balance.available)):
                    exchange.accounts.move(uid, account, balance.currency, change, ZERO, event_name(account, "transfer"), {}, now)
                    exchange.accounts.enter(uid, account, balance.currency, change, ZERO, "TRANSFER", {}, now)
        futures.clearing.unified.add(uid)
        for symbol in futures.contracts:
            futures.set_margin_mode(uid, symbol, "CROSS", now)

    def check(self, uid: int) -> None:
        """Refuse to trade contracts for who is not in the unified mode."""
        if not self.is_member(uid):
            raise Refused("112010", "Not a unified account: set the account mode first.")
