"""An order book: two sides, each sorted by price. It knows nothing of sequences, frames or the network.

Prices and sizes are Decimals, so they are exact, and ``str()`` gives back the text that they were made from.
"""

from bisect import bisect_left, insort
from decimal import Decimal
from typing import Dict, Iterable, List, NamedTuple, Optional, Tuple


class Level(NamedTuple):
    """One price of one side, and what is offered there."""

    price: Decimal
    size: Decimal


class Best(NamedTuple):
    """The highest bid and the lowest ask; None where a side is empty."""

    bid: Optional[Level]
    ask: Optional[Level]


class OrderBook:
    """Bids and asks: ``best()``, ``bids(n)``, ``asks(n)``."""

    def __init__(self) -> None:
        self._bids, self._asks = _Side(), _Side()
        self._sides = {"bid": self._bids, "ask": self._asks}

    def set(self, side: str, price: Decimal, size: Decimal) -> None:
        """Say what is offered at a price now; nothing is there when the size is 0.

        :param side: ``"bid"`` or ``"ask"``.
        """
        if side not in self._sides:
            raise ValueError(f"side: expected 'bid' or 'ask', got {side!r}")
        if not (isinstance(price, Decimal) and isinstance(size, Decimal)):
            raise TypeError(f"price, size: expected two Decimals, got {price!r} and {size!r}")
        self._sides[side].set(price, size)

    def replace(self, bids: Iterable[Tuple[Decimal, Decimal]], asks: Iterable[Tuple[Decimal, Decimal]]) -> None:
        """Forget everything, and hold these levels; their order does not matter."""
        self._bids.replace(bids)
        self._asks.replace(asks)

    def best(self) -> Best:
        """The highest bid and the lowest ask."""
        bids, asks = self._bids.prices, self._asks.prices
        return Best(
            Level(bids[-1], self._bids.sizes[bids[-1]]) if bids else None,
            Level(asks[0], self._asks.sizes[asks[0]]) if asks else None,
        )

    def bids(self, n: Optional[int] = None) -> List[Level]:
        """The n highest bids, or all of them, highest first."""
        prices = self._bids.prices
        return self._bids.levels(prices[: -_count(n) - 1 : -1] if n is not None else prices[::-1])

    def asks(self, n: Optional[int] = None) -> List[Level]:
        """The n lowest asks, or all of them, lowest first."""
        return self._asks.levels(self._asks.prices[: _count(n) if n is not None else None])

    @property
    def crossed(self) -> bool:
        """Whether somebody bids what somebody asks or more: an exchange would have matched them."""
        bids, asks = self._bids.prices, self._asks.prices
        return bool(bids and asks and bids[-1] >= asks[0])


class _Side:
    def __init__(self) -> None:
        self.prices: List[Decimal] = []  # ascending
        self.sizes: Dict[Decimal, Decimal] = {}

    def set(self, price: Decimal, size: Decimal) -> None:
        if size:
            if price not in self.sizes:
                insort(self.prices, price)
            self.sizes[price] = size
        elif self.sizes.pop(price, None) is not None:
            del self.prices[bisect_left(self.prices, price)]

    def replace(self, levels: Iterable[Tuple[Decimal, Decimal]]) -> None:
        self.sizes = {price: size for price, size in levels if size}
        self.prices = sorted(self.sizes)

    def levels(self, prices: Iterable[Decimal]) -> List[Level]:
        return [Level(price, self.sizes[price]) for price in prices]


def _count(n: int) -> int:
    if not isinstance(n, int) or n < 0:
        raise ValueError(f"n: expected how many levels, a whole number from 0 up, got {n!r}")
    return n
