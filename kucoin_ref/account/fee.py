"""Trading fees: what every trade pays as a rule, and what you pay for a pair or a contract."""

from typing import List, Literal, Optional

from ..service import Service, get
from .types import FeeRates, FuturesFee, SpotFee


class Fees(Service):
    """Fee rates are shares of the traded amount: ``"0.001"`` is a tenth of a percent."""

    service, sub_service = "Account", "Fee"

    @get("/api/v1/base-fee", permission="General", pool="Spot", weight=3)
    def get_basic_fee(self, *, currency_type: Optional[Literal[0, 1]] = None) -> FeeRates:
        """Tell the spot and margin fees of your level, before a pair's own coefficient.

        :param currency_type: 0 (the default) for trading against crypto currencies, 1 against fiat currencies.
        :returns: ``{"takerFeeRate": "0.001", "makerFeeRate": "0.001"}``.

        Source: https://www.kucoin.com/docs-new/api-3470149
        """
        return self._send(currencyType=currency_type)

    @get("/api/v1/trade-fees", permission="General", pool="Spot", weight=3)
    def get_spot_actual_fee(self, symbols: str) -> List[SpotFee]:
        """Tell the fees that your spot and margin orders pay in some pairs.

        :param symbols: Up to ten pairs joined by commas: ``"BTC-USDT,ETH-USDT"``.

        Source: https://www.kucoin.com/docs-new/api-3470150
        """
        return self._send(symbols=symbols)

    @get("/api/v1/trade-fees", host="futures", permission="General", pool="Futures", weight=3)
    def get_futures_actual_fee(self, symbol: str) -> FuturesFee:
        """Tell the fees that your orders pay in one contract.

        :param symbol: One contract, such as ``"XBTUSDTM"``.
        :returns: ``{"symbol": str, "takerFeeRate": "0.0006", "makerFeeRate": "0.0002"}``.

        Source: https://www.kucoin.com/docs-new/api-3470151
        """
        return self._send(symbol=symbol)
