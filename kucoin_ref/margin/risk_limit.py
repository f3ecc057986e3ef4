"""Margin risk limits: how much you may borrow, buy and hold."""

from typing import List, Optional, Union

from ..service import Service, get
from .risk_limit_types import CrossRiskLimit, IsolatedRiskLimit


class MarginRiskLimit(Service):
    """Your own limits; what the exchange has left to lend is in ``margin.market``."""

    service, sub_service = "Margin", "RiskLimit"

    @get("/api/v3/margin/currencies", permission="General", pool="Spot", weight=20)
    def get_margin_risk_limit(
        self,
        *,
        is_isolated: Optional[bool] = None,
        currency: Optional[str] = None,
        symbol: Optional[str] = None,
    ) -> Union[List[CrossRiskLimit], List[IsolatedRiskLimit]]:
        """Tell the most that you may borrow, buy and hold, and the steps of a loan.

        :param is_isolated: Whether isolated margin is meant; false (the default) is cross margin.
        :param currency: Cross margin only: just this one, such as ``"BTC"``.
        :param symbol: Isolated margin only: just this pair, such as ``"BTC-USDT"``.
        :returns: Of cross margin one :class:`~.risk_limit_types.CrossRiskLimit` a currency, of isolated margin one
            :class:`~.risk_limit_types.IsolatedRiskLimit` a pair: which it is, follows from ``is_isolated``.

        Source: https://www.kucoin.com/docs-new/api-3470219
        """
        return self._send(isIsolated=is_isolated, currency=currency, symbol=symbol)
