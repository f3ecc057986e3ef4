"""What moves the local market: the pairs and currencies on offer, and makers who quote and trade them.

No I/O, no thread, no clock: time and chance are arguments.
"""

import random
from decimal import Decimal
from typing import Dict, Mapping, Optional, Tuple

from .exchange import Exchange, Order, Refused, Symbol
from .matching import ZERO


def _symbol(name: str, market: str, price_increment: str, base_min: str, base_increment: str, quote_min: str,
            quote_increment: str, min_funds: str) -> Symbol:
    base, quote = name.split("-")
    return Symbol.from_row({
        "symbol": name, "name": name, "baseCurrency": base, "quoteCurrency": quote, "feeCurrency": quote,
        "market": market, "baseMinSize": base_min, "quoteMinSize": quote_min, "baseMaxSize": "10000000000",
        "quoteMaxSize": "99999999", "baseIncrement": base_increment, "quoteIncrement": quote_increment,
        "priceIncrement": price_increment, "priceLimitRate": "0.1", "minFunds": min_funds, "isMarginEnabled": True,
        "enableTrading": True, "feeCategory": 1, "makerFeeCoefficient": "1.00", "takerFeeCoefficient": "1.00",
        "st": False, "callauctionIsEnabled": False, "callauctionPriceFloor": None, "callauctionPriceCeiling": None,
        "callauctionFirstStageStartTime": None, "callauctionSecondStageStartTime": None,
        "callauctionThirdStageStartTime": None, "tradingStartTime": None,
    })


#: BTC-USDT as its documentation page shows it, the others after its pattern.
SYMBOLS: Tuple[Symbol, ...] = (
    _symbol("BTC-USDT", "USDS", "0.1", "0.00001", "0.00000001", "0.1", "0.000001", "0.1"),
    _symbol("ETH-USDT", "USDS", "0.01", "0.0001", "0.0000001", "0.1", "0.000001", "0.1"),
    _symbol("KCS-USDT", "USDS", "0.001", "0.01", "0.0001", "0.1", "0.0001", "0.1"),
    _symbol("SOL-USDT", "USDS", "0.001", "0.01", "0.0001", "0.1", "0.0001", "0.1"),
    _symbol("ETH-BTC", "BTC", "0.00001", "0.0001", "0.0000001", "0.000001", "0.00000001", "0.000001"),
)

START_PRICES: Dict[str, Decimal] = {
    "BTC-USDT": Decimal("67700"),
    "ETH-USDT": Decimal("2500"),
    "KCS-USDT": Decimal("9.5"),
    "SOL-USDT": Decimal("170"),
    "ETH-BTC": Decimal("0.0369"),
}

#: A usual size of a maker's quote, in the base currency.
_USUAL_SIZES: Dict[str, Decimal] = {
    "BTC": Decimal("0.3"), "ETH": Decimal("8"), "KCS": Decimal("2000"), "SOL": Decimal("120"),
}


#: Quotes a maker keeps on each side of a book.
DEPTH = 50

#: Quotes next to the touch, which change their size most.
_NEAR = 5

#: What the makers have of each currency when they open and after every refill; they are the rest of the world.
_WEALTH = Decimal(10) ** 10

NO_PRICES: Mapping[str, Decimal] = {}


class _Quotes:
    """The makers' quotes on one symbol.

    They stand on a grid of prices. The reference price is a cell of the grid, the quotes are the cells around it.
    """

    def __init__(self, symbol: Symbol, start: Decimal) -> None:
        self.symbol = symbol
        self.orders: Dict[int, Order] = {}
        self.set(start)

    def set(self, price: Decimal) -> None:
        """Begin at a price."""
        # A fifty-thousandth of the price, so that fifty quotes reach a tenth of a percent deep; at least one tick.
        self.cell = max(int(price / self.symbol.price_increment) // 50000, 1) * self.symbol.price_increment
        self.start = self.reference = int(price / self.cell)
        # The walk turns back before it has moved the price by 5 %.
        self.reach = max(self.start // 20 - 1, 1)

    def follow(self, price: Decimal) -> bool:
        """Go to a price, on a new grid if this one is too coarse or too fine there; whether that is another cell."""
        before, steps = self.reference * self.cell, int(price / self.cell)
        if 25_000 < steps < 100_000:
            self.start = self.reference = steps
        else:
            self.set(price)
        return self.reference * self.cell != before

    def wanted(self) -> Dict[int, str]:
        """The cells that should hold a quote, nearest first, with the side of each."""
        cells = {}
        for distance in range(1, DEPTH + 1):
            cells[self.reference - distance] = "buy"
            cells[self.reference + distance] = "sell"
        return cells

    def move(self, chance: random.Random) -> None:
        """Step up or down, the more surely homeward the farther out, so that the walk never leaves its reach."""
        way = (self.start - self.reference) / self.reach
        self.reference += 1 if chance.random() < 0.5 + way ** 3 / 2 else -1


class Makers:
    """Market makers that keep every book filled and let a little trade happen.

    :param exchange: Where they trade; each of its symbols needs a start price.
    :param chance: Decides every move, so that a seed repeats a market.
    """

    def __init__(self, exchange: Exchange, chance: random.Random, uid: int = 1) -> None:
        self.exchange = exchange
        self.chance = chance
        self.uid = uid
        self._quotes = [_Quotes(symbol, START_PRICES[symbol.name]) for symbol in exchange.symbols.values()]

    def open(self, now: int, prices: Mapping[str, Decimal] = NO_PRICES) -> None:
        """Open the account, fill the books and make the first trade of each symbol.

        :param prices: Where to begin, by symbol; the others have their start price.
        """
        symbols = self.exchange.symbols.values()
        currencies = sorted({symbol.base for symbol in symbols} | {symbol.quote for symbol in symbols})
        self.exchange.open_account(self.uid, {}, {currency: _WEALTH for currency in currencies}, now, unlimited=True)
        for quotes in self._quotes:
            if quotes.symbol.name in prices:
                quotes.set(prices[quotes.symbol.name])
            self._quote(quotes, now)
            self._take(quotes, now)

    def step(self, now: int, prices: Mapping[str, Decimal] = NO_PRICES) -> None:
        """Move on by one step; meant to be called some ten times a second.

        :param prices: Where to go, by symbol; the others walk by chance.
        """
        self._refill(now)
        for quotes in self._quotes:
            price, moved = prices.get(quotes.symbol.name), False
            if price is not None:
                moved = quotes.follow(price)
            elif self.chance.random() < 0.5:
                quotes.move(self.chance)
            near = quotes.reference + self.chance.choice((-1, 1)) * self.chance.randint(1, _NEAR)
            self._withdraw(quotes, near, now)
            self._quote(quotes, now)
            if moved or price is not None and self._astray(quotes):
                self._bring(quotes, now)
            elif self.chance.random() < 0.2:
                self._take(quotes, now)

    def _quote(self, quotes: _Quotes, now: int) -> None:
        """Withdraw the quotes that are out of place, then fill every cell that lacks one.

        What is out of place goes first, so no quote meets another.
        """
        wanted = quotes.wanted()
        for cell, order in list(quotes.orders.items()):
            if wanted.get(cell) != order.side or order.price != cell * quotes.cell:
                self._withdraw(quotes, cell, now)
        for cell, side in wanted.items():
            if cell not in quotes.orders or not quotes.orders[cell].active:
                placed = self._place(quotes.symbol, side, "limit", now, cell * quotes.cell)
                if placed is not None:
                    quotes.orders[cell] = placed

    def _withdraw(self, quotes: _Quotes, cell: int, now: int) -> None:
        order = quotes.orders.pop(cell, None)
        if order is not None and order.active:
            self.exchange.cancel(self.uid, order.symbol, now, order_id=order.id)

    def _take(self, quotes: _Quotes, now: int) -> None:
        """A small market order: no price protection stops it, so it also brings back a price that went astray."""
        self._place(quotes.symbol, self.chance.choice(("buy", "sell")), "market", now)

    def _astray(self, quotes: _Quotes) -> bool:
        """Whether the last price is beyond the quotes."""
        last = self.exchange.last_trade(quotes.symbol.name)
        return last is None or abs(last.price - quotes.reference * quotes.cell) > DEPTH * quotes.cell

    def _bring(self, quotes: _Quotes, now: int) -> None:
        """Trade through whatever stands between the last price and the quotes, so that the last price follows them."""
        last, price = self.exchange.last_trade(quotes.symbol.name), quotes.reference * quotes.cell
        side = "buy" if last is None or last.price < price else "sell"
        met = self.exchange.book(quotes.symbol.name).makers(side, price)
        between = sum((order.remain_size for order in met), ZERO)
        self._place(quotes.symbol, side, "market", now, more=between)

    def _place(self, symbol: Symbol, side: str, kind: str, now: int,
               price: Optional[Decimal] = None, more: Decimal = ZERO) -> Optional[Order]:
        usual = int(_USUAL_SIZES[symbol.base] / symbol.base_increment)
        size = self.chance.randint(usual // 20, usual * 2) // (10 if kind == "market" else 1) * symbol.base_increment
        try:
            return self.exchange.place(self.uid, {
                "symbol": symbol.name, "side": side, "type": kind, "price": price, "size": size + more}, now)
        except Refused:
            return None  # a price too far from the last one, or a currency run dry: the next step tries again

    def _refill(self, now: int) -> None:
        for balance in self.exchange.accounts.balances(self.uid):
            if balance.available < _WEALTH / 10:
                self.exchange.deposit(self.uid, "trade", balance.currency, _WEALTH, now)
