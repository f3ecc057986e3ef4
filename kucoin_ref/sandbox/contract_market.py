"""What the market of one contract knows: its book and trades, its index, its mark price and its funding rate.

Index: the last spot price of the underlying. Premium: how far the middle of the book is from the index, as a share of
it, once a minute. Funding rate of a cycle: the average premium P of the cycle so far, plus the interest I less P but at
most 0.05 % either way; never beyond 0.3 % either way. Mark price: index times (1 + funding rate times the share of the
cycle that is left), which is what the contract's ``markMethod`` FairPrice by FundingRate says.

No account is known here. No I/O, no thread, no clock: time is an argument, in nanoseconds.
"""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from typing import Deque, List, Optional, Tuple, Union

from .accounts import exact
from .contracts import Contract
from .matching import SECOND, ZERO, Book, Tape

CYCLE = 8 * 3600 * SECOND
#: Funding is settled at 04:00, 12:00 and 20:00 UTC.
_CYCLES_START = 4 * 3600 * SECOND
MINUTE = 60 * SECOND

#: What lending the quote currency pays above the base currency, for one cycle.
INTEREST = Decimal("0.0001")
#: Of one currency, for one day: what ``GET /api/v1/interest/query`` lists.
DAILY_INTEREST = Decimal("0.0003")
_MOST_CORRECTION = Decimal("0.0005")
RATE_CAP = Decimal("0.003")
_RATE_STEP = Decimal("0.000001")

#: Rows of index and premium that are kept.
_KEPT = 1000


@dataclass(frozen=True)
class MarkChanged:
    """The mark and the index price of a second."""

    symbol: str
    mark: Decimal
    index: Decimal
    time: int


@dataclass(frozen=True)
class FundingRateChanged:
    """The funding rate of the running cycle, told once a minute."""

    symbol: str
    rate: Decimal
    time: int


class ContractMarket:
    """The market of one contract; closed until it has been told an index."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.book = Book(contract.name)
        self.tape = Tape()
        self.index: Optional[Decimal] = None
        self.mark: Optional[Decimal] = None
        self.rate = INTEREST
        #: When the running cycle ends.
        self.funding_at = 0
        #: What was settled: moment and rate, oldest first.
        self.funded: List[Tuple[int, Decimal]] = []
        #: Moment and value, oldest first.
        self.indices: Deque[Tuple[int, Decimal]] = deque(maxlen=_KEPT)
        self.premiums: Deque[Tuple[int, Decimal]] = deque(maxlen=_KEPT)
        #: The average premium of each cycle that was settled.
        self.cycle_premiums: Deque[Tuple[int, Decimal]] = deque(maxlen=_KEPT)
        self._premium_sum = ZERO
        self._premium_count = 0

    @exact
    def tick(self, index: Decimal, now: int) -> List[Union[MarkChanged, FundingRateChanged]]:
        """Take note of the index, once a second, and say what has changed."""
        if not self.funding_at:
            self.funding_at = _end_of_cycle(now)
        self.index = index
        self.indices.append((now // SECOND * SECOND, index))
        new_minute = not self.premiums or now // MINUTE > self.premiums[-1][0] // MINUTE
        if new_minute:
            self._note_premium(now)
        left = Decimal(max(self.funding_at - now, 0)) / CYCLE
        self.mark = (index * (1 + self.rate * left)).quantize(self.contract.index_tick)
        price = MarkChanged(self.contract.name, self.mark, index, now)
        return [price, FundingRateChanged(self.contract.name, self.rate, now)] if new_minute else [price]

    @exact
    def next_cycle(self, now: int) -> None:
        """Note that the cycle was settled, and begin the one that runs now."""
        average = self._premium_sum / max(self._premium_count, 1)
        self.cycle_premiums.append((self.funding_at, average.quantize(_RATE_STEP)))
        self.funded.append((self.funding_at, self.rate))
        self._premium_sum, self._premium_count = ZERO, 0
        self.funding_at = _end_of_cycle(now)

    @exact
    def rate_by(self, premium: Decimal) -> Decimal:
        """The funding rate of a cycle with this average premium."""
        rate = premium + _within(INTEREST - premium, _MOST_CORRECTION)
        return _within(rate, RATE_CAP).quantize(_RATE_STEP)

    @property
    def predicted_rate(self) -> Decimal:
        """The rate of the next cycle, if the newest premium lasts."""
        return self.rate_by(self.premiums[-1][1] if self.premiums else ZERO)

    def _note_premium(self, now: int) -> None:
        bid, ask = self.book.best("buy"), self.book.best("sell")
        premium = ZERO
        if bid is not None and ask is not None and self.index is not None:
            premium = (((bid + ask) / 2 - self.index) / self.index).quantize(_RATE_STEP)
        self.premiums.append((now // MINUTE * MINUTE, premium))
        self._premium_sum += premium
        self._premium_count += 1
        self.rate = self.rate_by(self._premium_sum / self._premium_count)


def _end_of_cycle(now: int) -> int:
    """The first settlement after a moment."""
    return (now - _CYCLES_START) // CYCLE * CYCLE + CYCLE + _CYCLES_START


def _within(value: Decimal, most: Decimal) -> Decimal:
    return min(max(value, -most), most)
