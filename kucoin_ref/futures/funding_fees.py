"""Funding: what longs and shorts of perpetual contracts pay each other, and what of it was yours."""

from typing import List, Optional

from ..service import Pages, Service, get
from .funding_fees_types import CurrentFundingRate, FundingHistory, FundingRate

#: What 100 rows cover of a contract that is settled every hour, the shortest cycle there is; both ends count.
_HOURS = 99


class FuturesFundingFees(Service):
    """Funding rates, which everybody can see, and your own payments."""

    service, sub_service = "Futures", "FundingFees"
    host = "futures"

    @get("/api/v1/funding-rate/{symbol}/current", pool="Public", weight=2)
    def get_current_funding_rate(self, symbol: str) -> CurrentFundingRate:
        """Tell the funding rate of the running cycle, and when it is settled.

        Positive: longs pay shorts. The rate moves until the settlement and may be another one then.

        :param symbol: Perpetual contract, such as ``"XBTUSDTM"``.
        :returns: Shares of the position's value, read exactly (the wire writes ``1.0E-4``).

        Source: https://www.kucoin.com/docs-new/api-3470265
        """
        return self._send(symbol=symbol)

    @get(
        "/api/v1/contract/funding-rates",
        pool="Public",
        weight=5,
        pages=Pages("window_ms", hours=_HOURS),
    )
    def get_public_funding_history(self, symbol: str, from_: int, to: int) -> List[FundingRate]:
        """List the rates that a contract was settled at, newest first.

        Users report that an answer holds no more than 100 rows, which the documentation does not say.

        :param symbol: Perpetual contract, such as ``"XBTUSDTM"``.
        :param from_: Beginning of the range, ms.
        :param to: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470266
        """
        return self._send(symbol=symbol, from_=from_, to=to)

    @get(
        "/api/v1/funding-history",
        permission="General",
        pool="Futures",
        weight=5,
        pages=Pages("offset", cursor="id"),
    )
    def get_private_funding_history(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        reverse: Optional[bool] = None,
        offset: Optional[int] = None,
        forward: Optional[bool] = None,
        max_count: Optional[int] = None,
    ) -> FundingHistory:
        """List what you received and paid for positions in one contract; there is no list over all contracts.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param reverse: Whether the newest come first; true when it is not given.
        :param offset: Where to go on: the ``id`` of the last row of the answer before.
        :param forward: Whether to go on from ``offset`` in that order, or back; true when it is not given.
        :param max_count: Rows in the answer; 10 when it is not given.
        :returns: ``{"dataList": [...], "hasMore": bool}``; ``funding`` in ``settleCurrency``, negative when you paid.

        Source: https://www.kucoin.com/docs-new/api-3470267
        """
        return self._send(
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            reverse=reverse,
            offset=offset,
            forward=forward,
            maxCount=max_count,
        )
