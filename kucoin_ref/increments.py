"""Prices and sizes on a symbol's increments, exactly.

The exchange refuses a price or size that is not a multiple of the symbol's step. Which way to round is the caller's to say:
nobody else knows whether a little more or a little less is the harmless side.
"""

from decimal import Context, Decimal, InvalidOperation
from typing import Any, Mapping, Optional, Union

from .service import Amount

_EXACT = Context(prec=60)


class Increments:
    """The steps and bounds of one symbol.

    ::

        rules = Increments(client.spot.market.get_symbol("BTC-USDT"))
        price = rules.price("67000.123", ROUND_DOWN)  # Decimal("67000.1")

    ``rounding`` is one of the ``decimal`` module's constants, such as ``ROUND_DOWN``, ``ROUND_UP`` or ``ROUND_HALF_EVEN``;
    None means that the value must fit as it is.

    :param row: A row of ``spot.market.get_symbol`` or ``futures.market.get_symbol``.
    """

    def __init__(self, row: Mapping[str, Any]) -> None:
        if not isinstance(row, Mapping) or not ("baseIncrement" in row or "lotSize" in row):
            raise ValueError("row: expected a symbol of spot.market.get_symbol() or futures.market.get_symbol()")
        self.symbol: str = row["symbol"]
        self._row = row
        self._futures = "lotSize" in row

    def price(self, value: Amount, rounding: Optional[str] = None) -> Decimal:
        """A price on the symbol's price step.

        :param value: Quote currency for one unit.
        :raises ValueError: It does not fit, is not above 0, or above the symbol's highest price.
        """
        if self._futures:
            return self._fit("price", value, rounding, "tickSize", None, "maxPrice")
        return self._fit("price", value, rounding, "priceIncrement", None, None)

    def size(self, value: Amount, rounding: Optional[str] = None) -> Union[int, Decimal]:
        """A size on the symbol's size step.

        :param value: Base currency on spot, lots on futures.
        :returns: A Decimal on spot; a whole number of lots on futures, as the wire wants it.
        :raises ValueError: It does not fit, or is below the least or above the largest size.
        """
        if self._futures:
            return int(self._fit("size", value, rounding, "lotSize", "lotSize", "maxOrderQty"))
        return self._fit("size", value, rounding, "baseIncrement", "baseMinSize", "baseMaxSize")

    def funds(self, value: Amount, rounding: Optional[str] = None) -> Decimal:
        """Funds of a market order on the symbol's step; spot only.

        :param value: Quote currency.
        :raises ValueError: It does not fit, or is below the least or above the largest funds.
        """
        if self._futures:
            raise ValueError(f"funds: {self.symbol} is a futures contract, its orders are sized in lots")
        return self._fit("funds", value, rounding, "quoteIncrement", "quoteMinSize", "quoteMaxSize")

    def _fit(
        self, name: str, value: Amount, rounding: Optional[str], step_key: str, least_key: Optional[str], most_key: Optional[str]
    ) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
            raise TypeError(f'{name}: expected an amount as text, int or Decimal, such as "0.1"; got {value!r}')
        try:
            amount = Decimal(value)
        except InvalidOperation:
            raise ValueError(f"{name}: expected an amount, got {value!r}") from None
        if not amount.is_finite() or amount <= 0:
            raise ValueError(f"{name}: expected an amount above 0, got {value!r}")
        step = Decimal(self._row[step_key])
        steps = _EXACT.divide(amount, step)
        whole = steps.to_integral_value() if rounding is None else steps.to_integral_value(rounding)
        if rounding is None and whole != steps:
            raise ValueError(f"{name}: {value} is not a multiple of {self.symbol}'s step of {step} ({step_key})")
        fitted = _EXACT.quantize(_EXACT.multiply(whole, step), step)
        least = Decimal(self._row[least_key]) if least_key else step
        if fitted < least:
            raise ValueError(f"{name}: {value} comes to {fitted}, below {self.symbol}'s least of {least} ({least_key or step_key})")
        most = self._row.get(most_key) if most_key else None
        if most is not None and fitted > Decimal(most):
            raise ValueError(f"{name}: {value} comes to {fitted}, above {self.symbol}'s most of {most} ({most_key})")
        return fitted
