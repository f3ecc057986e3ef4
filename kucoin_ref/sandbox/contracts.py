"""The contracts on offer, and what lots, prices and margins are worth: exact, and without a state.

Sizes are lots, positive for long and negative for short. A lot of a linear contract is ``multiplier`` of its base
currency, paid in the quote currency: its value is lots times multiplier times price. A lot of an inverse contract is
1 USD, paid in the base currency: its value is lots divided by price, cut off after ten digits. Both sides of a trade
take the same value, so what one gains another loses, to the last digit.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any, Dict, List, Mapping, Optional, Tuple

from .accounts import exact
from .matching import ZERO

#: Amounts of money that do not come out even are rounded to this.
SMALLEST = Decimal("1E-10")

#: How far from the mark price an order may be on its dear side: ``buyLimit`` and ``sellLimit`` of the contract.
PRICE_BAND = Decimal("0.05")

#: The limits of the risk levels as multiples of the first, and the leverage of each; a contract has those it allows.
_LEVELS = ((1, 125), (5, 100), (10, 75), (20, 50), (30, 30), (50, 20), (80, 10), (120, 5), (200, 4), (300, 3), (400, 2), (500, 1))


def rounded_up(value: Decimal) -> Decimal:
    return value.quantize(SMALLEST, ROUND_UP)


def rounded_down(value: Decimal) -> Decimal:
    return value.quantize(SMALLEST, ROUND_DOWN)


@dataclass(frozen=True)
class RiskLevel:
    """How large a position in isolated margin may be, and what margin it needs then."""

    level: int
    least: int  #: value, in the settlement currency
    most: int
    leverage: int
    initial: Decimal
    maintenance: Decimal


@dataclass(frozen=True)
class Contract:
    """A perpetual contract; ``row`` is the part of its wire form that stands still."""

    row: Mapping[str, Any]
    name: str
    settle: str
    inverse: bool
    multiplier: Decimal
    tick: Decimal
    index_tick: Decimal
    most_lots: Decimal
    most_price: Decimal
    maker_rate: Decimal
    taker_rate: Decimal
    maintenance: Decimal
    most_leverage: int
    spot: str  #: the spot symbol whose price is the index
    levels: Tuple[RiskLevel, ...]

    @classmethod
    def from_row(cls, row: Mapping[str, Any], spot: str) -> "Contract":
        """Read a row of ``GET /api/v1/contracts/active``."""
        def number(name: str) -> Decimal:
            return Decimal(str(row[name]))

        return cls(
            row=row, name=row["symbol"], settle=row["settleCurrency"], inverse=row["isInverse"],
            multiplier=abs(number("multiplier")), tick=number("tickSize"), index_tick=number("indexPriceTickSize"),
            most_lots=number("maxOrderQty"), most_price=number("maxPrice"), maker_rate=number("makerFeeRate"),
            taker_rate=number("takerFeeRate"), maintenance=number("maintainMargin"), most_leverage=row["maxLeverage"],
            spot=spot, levels=_levels(row["maxRiskLimit"], row["maxLeverage"]),
        )

    @exact
    def value(self, lots: Decimal, price: Decimal) -> Decimal:
        """What so many lots are worth, in the settlement currency; their direction does not matter."""
        if self.inverse:
            return rounded_down(abs(lots) / price)
        return abs(lots) * self.multiplier * price

    @exact
    def lots(self, value: Decimal, price: Decimal) -> Decimal:
        """How many lots have a value, in whole ones."""
        lots = value * price if self.inverse else value / (self.multiplier * price)
        return lots.quantize(Decimal(1), ROUND_DOWN)

    def worth(self, lots: Decimal, price: Decimal) -> Decimal:
        """What a position would have cost at this price: rises when the position gains.

        Of a linear contract a long position costs its value and a short one its negative; inverse ones are the reverse.
        """
        value = self.value(lots, price)
        return value if (lots > 0) != self.inverse else -value

    @exact
    def entry_price(self, lots: Decimal, cost: Decimal) -> Decimal:
        """The average price at which a position was opened."""
        if not lots:
            return ZERO
        price = abs(lots / cost) if self.inverse else abs(cost / lots) / self.multiplier
        return price.quantize(self.index_tick)

    @exact
    def price_at(self, lots: Decimal, worth: Decimal) -> Optional[Decimal]:
        """The price at which a position has this worth; None when no price gives it."""
        if not worth or (worth > 0) != ((lots > 0) != self.inverse):
            return None
        return (abs(lots / worth) if self.inverse else abs(worth / lots) / self.multiplier).quantize(self.index_tick)

    @exact
    def initial_margin(self, value: Decimal, leverage: Decimal) -> Decimal:
        """The margin that a value needs when it is opened, rounded up."""
        return rounded_up(value / leverage)

    @exact
    def order_margin(self, lots: Decimal, price: Decimal, leverage: Decimal) -> Decimal:
        """What an order for so many lots puts on hold: initial margin and the taker's fee, each rounded up.

        Rounded up here and down where the lots are filled, so the hold covers every way to fill the order in parts.
        """
        value = lots / price if self.inverse else self.value(lots, price)
        return rounded_up(value / leverage) + rounded_up(value * self.taker_rate)

    def dearer(self, one: Decimal, other: Decimal) -> Decimal:
        """Of two prices the one at which a lot is worth more."""
        return min(one, other) if self.inverse else max(one, other)


def _levels(limit: int, leverage: int) -> Tuple[RiskLevel, ...]:
    """The levels of a contract after the documented ones of XBTUSDTM: half of the initial margin maintains a position."""
    levels: List[RiskLevel] = []
    first = 0
    for factor, most in _LEVELS:
        if most <= leverage:
            least = levels[-1].most if levels else 0
            initial = (1 / Decimal(most)).quantize(Decimal("0.001"), ROUND_UP)
            first = first or factor
            level = RiskLevel(len(levels) + 1, least, limit * factor // first, most, initial, initial / 2)
            levels.append(level)
    return tuple(levels)


def _contract(name: str, base: str, quote: str, spot: str, tick: float, multiplier: float, leverage: int,
              **differs: Any) -> Contract:
    settle = base if multiplier < 0 else quote
    initial = _levels(1, leverage)[0].initial
    row: Dict[str, Any] = {
        "symbol": name, "rootSymbol": settle, "type": "FFWCSX", "firstOpenDate": 1585555200000, "expireDate": None,
        "settleDate": None, "baseCurrency": base, "quoteCurrency": quote, "settleCurrency": settle,
        "maxOrderQty": 1000000, "maxPrice": 1000000.0, "lotSize": 1, "tickSize": tick, "indexPriceTickSize": 0.01,
        "multiplier": multiplier, "initialMargin": float(initial), "maintainMargin": float(initial / 2),
        "maxRiskLimit": 100000, "minRiskLimit": 100000, "riskStep": 50000, "makerFeeRate": 0.0002, "takerFeeRate": 0.0006,
        "takerFixFee": 0.0, "makerFixFee": 0.0, "settlementFee": None, "isDeleverage": True, "isQuanto": multiplier > 0,
        "isInverse": multiplier < 0, "markMethod": "FairPrice", "fairMethod": "FundingRate",
        "fundingBaseSymbol": f".{base}INT8H", "fundingQuoteSymbol": f".{quote}INT8H",
        "fundingRateSymbol": f".{name}FPI8H", "indexSymbol": f".K{base}{quote}", "settlementSymbol": "", "status": "Open",
        "fundingRateGranularity": 28800000, "maxLeverage": leverage, "sourceExchanges": ["kucoin"],
        "premiumsSymbol1M": f".{name}PI", "premiumsSymbol8H": f".{name}PI8H", "fundingBaseSymbol1M": f".{base}INT",
        "fundingQuoteSymbol1M": f".{quote}INT", "k": 490.0, "m": 300.0, "f": 1.3, "mmrLimit": 0.3,
        "mmrLevConstant": float(leverage), "supportCross": True,
    }
    return Contract.from_row({**row, **differs}, spot)


#: XBTUSDTM as its documentation page shows it, the others after its pattern.
CONTRACTS: Tuple[Contract, ...] = (
    _contract("XBTUSDTM", "XBT", "USDT", "BTC-USDT", 0.1, 0.001, 125),
    _contract("ETHUSDTM", "ETH", "USDT", "ETH-USDT", 0.01, 0.01, 100),
    _contract("SOLUSDTM", "SOL", "USDT", "SOL-USDT", 0.001, 0.1, 75, indexPriceTickSize=0.001),
    _contract("XBTUSDM", "XBT", "USD", "BTC-USDT", 0.1, -1.0, 100, maxOrderQty=10000000, maxRiskLimit=10, minRiskLimit=10,
              riskStep=5, indexSymbol=".BXBT"),
)
