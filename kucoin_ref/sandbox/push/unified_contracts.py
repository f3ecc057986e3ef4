"""What the unified account's public channels say of contracts beyond what they say of pairs: mark prices and funding rates."""

from decimal import Decimal
from typing import Any, Dict, Mapping, Optional

from ..accounts import exactly
from ..contract_market import CYCLE, RATE_CAP, ContractMarket
from ..exchange import Exchange
from ..futures import Futures
from ..gateway import MILLISECOND
from ..matching import SECOND, Book, Candle, Trade, digits
from ..rest.futures_market import turnover_in_usd
from .audience import Audience, frame
from .unified_market import UnifiedMarket

MARKS_EVERY = 1  #: seconds
RATES_EVERY = 60


class Contracts:
    """The books and trades of the contracts; volumes are lots, turnovers are in the settlement or the quote currency."""

    def __init__(self, futures: Futures) -> None:
        self._futures = futures

    @property
    def symbols(self) -> Mapping[str, Any]:
        """The contracts by name."""
        return self._futures.contracts

    def book(self, symbol: str) -> Book:
        """A contract's book."""
        return self._futures.markets[symbol].book

    def last_trade(self, symbol: str) -> Optional[Trade]:
        """A contract's newest trade."""
        return self._futures.markets[symbol].tape.last()

    def candle(self, symbol: str, seconds: int, now: int) -> Optional[Candle]:
        """The running candle, if anything has traded in it."""
        market, start = self._futures.markets[symbol], now // SECOND // seconds * seconds
        for candle in market.tape.candles(seconds, start, start + seconds):
            with exactly():
                turnover = turnover_in_usd(market.contract, candle)
            return Candle(candle.time, candle.open, candle.close, candle.high, candle.low, candle.volume, turnover)
        return None


class UnifiedContracts(UnifiedMarket):
    """The public channels of contracts."""

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace, Contracts(exchange.futures), "FUTURES")
        self._marks_due = self.every(MARKS_EVERY)
        self._rates_due = self.every(RATES_EVERY)

    def tick(self, now: int) -> None:
        """What pairs have too, mark prices and funding rates."""
        super().tick(now)
        markets = [market for market in self.exchange.futures.markets.values() if market.mark is not None]
        if self._marks_due(now):
            for market in markets:
                topic = f"mark-price:{market.contract.name}"
                self.audience.tell(topic, lambda: frame(T="mark-price", P=str(now), d=self._mark_data(market, now)))
        if self._rates_due(now):
            for market in markets:
                topic = f"funding-fee:{market.contract.name}"
                self.audience.tell(topic, lambda: frame(T="funding-fee", P=now, d=rate_data(market)))
            name = "funding-fee-all-symbols"
            self.audience.tell(name, lambda: frame(T=name, P=now, d=[rate_data(market) for market in markets]))

    def _mark_data(self, market: ContractMarket, now: int) -> Dict[str, Any]:
        interest: Decimal = self.exchange.futures.clearing.open_interest(market.contract.name)
        return {
            "s": market.contract.name,
            "mp": digits(market.mark),
            "ip": digits(market.index),
            "oi": digits(interest),
            "ts": now // SECOND * 1000,
        }


def rate_data(market: ContractMarket) -> Dict[str, Any]:
    """The funding rate of the running cycle, and the one before, once there was one."""
    data: Dict[str, Any] = {
        "s": market.contract.name,
        "fr": digits(market.rate),
        "ft": (market.funding_at - CYCLE) // MILLISECOND,
        "nt": market.funding_at // MILLISECOND,
        "gl": CYCLE // MILLISECOND,
        "fc": digits(RATE_CAP),
        "ff": digits(-RATE_CAP),
    }
    if market.funded:
        data["lfr"] = digits(market.funded[-1][1])
    return data
