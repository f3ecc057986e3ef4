"""Margin market data: what can be traded and borrowed on margin, and the mark prices that debts are valued at."""

from typing import List, Optional

from ..service import Service, get
from .market_types import (
    CollateralRatios,
    CrossMarginConfig,
    CrossMarginSymbols,
    Inventory,
    IsolatedMarginSymbol,
    LeveragedToken,
    MarkPrice,
)


class MarginMarket(Service):
    """Public data of cross and isolated margin; order books, trades and candles are those of the spot exchange."""

    service, sub_service = "Margin", "Market"

    @get("/api/v3/margin/symbols", pool="Public", weight=3)
    def get_cross_margin_symbols(self, *, symbol: Optional[str] = None) -> CrossMarginSymbols:
        """List the trading pairs of cross margin with their increments, minima and maxima.

        :param symbol: Only this pair, such as ``"BTC-USDT"``; else all.

        Source: https://www.kucoin.com/docs-new/api-3470189
        """
        return self._send(symbol=symbol)

    @get("/api/v3/etf/info", pool="Public", weight=3, sdk_method_name="getETFInfo", deprecated=True)
    def get_etf_info(self, *, currency: Optional[str] = None) -> List[LeveragedToken]:
        """Tell value, leverage and holdings of the leveraged tokens.

        The exchange abandoned it on 2026-05-08 and named no successor.

        :param currency: Only this token, such as ``"BTCUP"``; else all.

        Source: https://www.kucoin.com/docs-new/api-3470191
        """
        return self._send(currency=currency)

    @get("/api/v1/mark-price/{symbol}/current", pool="Public", weight=2)
    def get_mark_price_detail(self, symbol: str) -> MarkPrice:
        """Tell one mark price, which margin assets and debts are valued at.

        :param symbol: What is priced, then what in, mostly bitcoin: ``"USDT-BTC"`` is the price of one USDT in BTC.
        :returns: ``value`` is a number, exact as a Decimal; ``timePoint`` is in ms.

        Source: https://www.kucoin.com/docs-new/api-3470193
        """
        return self._send(symbol=symbol)

    @get("/api/v1/margin/config", pool="Spot", weight=25)
    def get_margin_config(self) -> CrossMarginConfig:
        """Tell the highest leverage of cross margin, its currencies, and the debt ratios of warning and liquidation.

        Isolated margin has its own for each pair, see :meth:`get_isolated_margin_symbols`.

        Source: https://www.kucoin.com/docs-new/api-3470190
        """
        return self._send()

    @get("/api/v3/mark-price/all-symbols", pool="Public", weight=10)
    def get_mark_price_list(self) -> List[MarkPrice]:
        """List the mark prices of all symbols, which margin assets and debts are valued at.

        Source: https://www.kucoin.com/docs-new/api-3470192
        """
        return self._send()

    @get("/api/v1/isolated/symbols", pool="Public", weight=3)
    def get_isolated_margin_symbols(self) -> List[IsolatedMarginSymbol]:
        """List the trading pairs of isolated margin: leverage, debt ratios, and which side can be borrowed.

        Increments are not among it: they are those of the pair on the spot exchange.

        Source: https://www.kucoin.com/docs-new/api-3470194
        """
        return self._send()

    @get("/api/v3/margin/collateralRatio", pool="Public", weight=10)
    def get_margin_collateral_ratio(self, *, currency_list: Optional[str] = None) -> List[CollateralRatios]:
        """Tell how much of a holding counts as collateral in cross margin: the larger it is, the smaller the share.

        It limits what can be borrowed and transferred out; debt ratio and liquidation go by the full value.

        :param currency_list: Only these currencies, joined by commas: ``"BTC,ETH"``; else all.
        :returns: Groups of currencies with the same tiers; the limits of a tier are in USDT.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/market-data/get-margin-collateral-ratio
        """
        return self._send(currencyList=currency_list)

    @get("/api/v3/margin/available-inventory", pool="Public", weight=10)
    def get_market_available_inventory(self, *, currency: Optional[str] = None) -> List[Inventory]:
        """Tell how much the exchange has left to lend, to all users together.

        Your own limit is in :meth:`~.MarginRiskLimit.get_margin_risk_limit`.

        :param currency: Only this one, such as ``"BTC"``; else all.
        :returns: ``[{"currency": str, "borrowableAmount": str}, ...]``.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/market-data/get-margin
        """
        return self._send(currency=currency)
