"""Market makers of the contracts: they quote around the index and let a little trade happen.

No I/O, no thread, no clock: time and chance are arguments.
"""

import random
from decimal import Decimal
from typing import Any, Dict

from .contract_market import ContractMarket
from .contract_orders import ContractOrder
from .exchange import Exchange, Refused

#: Quotes on each side of a book.
DEPTH = 20

#: A usual size of a quote, in lots.
_USUAL_SIZES = {"XBTUSDTM": 300, "ETHUSDTM": 800, "SOLUSDTM": 1200, "XBTUSDM": 20000}

#: What the makers have of each currency when they open and after every refill; they are the rest of the world.
_WEALTH = Decimal(10) ** 10

#: Half of their wealth at most is in margins of positions that they keep.
_LEVERAGE = Decimal(20)


class ContractMakers:
    """Keeps the book of every contract filled, around the spot price.

    :param exchange: Where they trade; its contracts must have an index.
    :param chance: Decides every move, so that a seed repeats a market.
    """

    def __init__(self, exchange: Exchange, chance: random.Random, uid: int = 2) -> None:
        self.exchange = exchange
        self.chance = chance
        self.uid = uid
        #: By contract, the quotes by their cell of the grid of prices.
        self._quotes: Dict[str, Dict[int, ContractOrder]] = {name: {} for name in exchange.futures.contracts}

    def open(self, now: int) -> None:
        """Open the account, fill the books and make the first trade of each contract."""
        currencies = sorted({contract.settle for contract in self.exchange.futures.contracts.values()})
        wealth = {currency: _WEALTH for currency in currencies}
        self.exchange.open_account(self.uid, {}, {}, now, contract=wealth, unlimited=True)
        for market in self.exchange.futures.markets.values():
            self.exchange.futures.clearing.terms(self.uid, market.contract.name).leverage = _LEVERAGE
            self._quote(market, now)
            self._take(market, now)

    def step(self, now: int) -> None:
        """Move on by one step; meant to be called some ten times a second."""
        self._refill(now)
        for name, market in self.exchange.futures.markets.items():
            if self._quotes[name]:
                self._withdraw(name, self.chance.choice(sorted(self._quotes[name])), now)
            self._quote(market, now)
            if self.chance.random() < 0.2:
                self._take(market, now)

    def _quote(self, market: ContractMarket, now: int) -> None:
        """Quote every cell around the index but the one it is in, and withdraw what is out of place."""
        index, contract, quotes = market.index, market.contract, self._quotes[market.contract.name]
        if index is None:
            return
        cell = max(int(index / contract.tick) // 50000, 1) * contract.tick
        middle = round(index / cell)
        wanted = {middle + way * distance: side for distance in range(1, DEPTH + 1) for way, side in ((-1, "buy"), (1, "sell"))}
        for place, order in list(quotes.items()):
            if wanted.get(place) != order.side or order.price != place * cell:
                self._withdraw(contract.name, place, now)
        for place, side in wanted.items():
            if place not in quotes or not quotes[place].active:
                self._place(contract.name, side, now, place, place * cell)

    def _withdraw(self, name: str, place: int, now: int) -> None:
        order = self._quotes[name].pop(place)
        if order.active:
            self.exchange.futures.cancel(self.uid, now, order_id=order.id)

    def _take(self, market: ContractMarket, now: int) -> None:
        """A small market order."""
        self._place(market.contract.name, self.chance.choice(("buy", "sell")), now)

    def _place(self, name: str, side: str, now: int, place: int = 0, price: Decimal = Decimal(0)) -> None:
        usual = _USUAL_SIZES[name]
        size = self.chance.randint(usual // 20, usual * 2)
        wanted: Dict[str, Any] = {"symbol": name, "side": side, "type": "limit", "price": price, "size": size}
        if not price:
            wanted = {"symbol": name, "side": side, "type": "market", "size": max(size // 10, 1)}
        try:
            order = self.exchange.futures.place(self.uid, wanted, now)
        except Refused:
            return  # a price too far from the mark price, or nobody to trade with: the next step tries again
        if price:
            self._quotes[name][place] = order

    def _refill(self, now: int) -> None:
        for balance in self.exchange.accounts.balances(self.uid):
            if balance.available < _WEALTH / 10:
                self.exchange.deposit(self.uid, "contract", balance.currency, _WEALTH, now)
