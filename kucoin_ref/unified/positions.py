"""Unified positions in contracts: what is open, what was closed and what it cost; leverage and margin mode."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, number, post, text
from .positions_types import (
    ClosedPositions,
    FundingFees,
    Leverage,
    MarginModes,
    ModifiedLeverage,
    ModifiedMargin,
    ModifiedMarginLeverage,
    ModifiedMarginModes,
    Position,
)

MarginMode = Literal["CROSS", "ISOLATED"]


class UnifiedPositions(Service):
    """Your positions in contracts, their margin modes, and the leverage of contracts and of margin trading."""

    service, sub_service = "UTA", "Positions"

    @get(
        "/api/ua/v2/unified/account/leverage",
        permission="Unified",
        pool="Management",
        weight=10,
        sub_service="Account",
    )
    def get_leverage(
        self,
        trade_type: Literal["MARGIN", "FUTURES"],
        margin_mode: MarginMode,
        *,
        currency: Optional[str] = None,
        symbol: Optional[str] = None,
    ) -> List[Leverage]:
        """Tell the leverage that is set for currencies or contracts; it only reads, yet wants the permission to trade.

        :param trade_type: Currencies that are borrowed, or contracts.
        :param margin_mode: How their margin is kept; not every source calls it needed.
        :param currency: Only this one, of ``MARGIN``.
        :param symbol: Only this contract, of ``FUTURES``.
        """
        return self._send(tradeType=trade_type, marginMode=margin_mode, currency=currency, symbol=symbol)

    @post(
        "/api/ua/v2/unified/account/modify-leverage-margin-cross",
        permission="Unified",
        pool="Management",
        weight=20,
        sub_service="Account",
    )
    def modify_margin_cross_leverage(
        self, leverage: Amount, *, currency: Optional[str] = None
    ) -> ModifiedMarginLeverage:
        """Set the leverage of cross margin trading.

        :param leverage: Such as ``"5"``.
        :param currency: Only for this one; what happens without it is not documented.
        :returns: ``{"currency": str, "leverage": str}``.
        :raises OutcomeUnknown: It may have been set: ask :meth:`get_leverage`, or set it again.
        """
        return self._send(leverage=text(leverage), currency=currency)

    @post(
        "/api/ua/v2/unified/account/modify-leverage",
        permission="Unified",
        pool="Management",
        weight=20,
        sub_service="Account",
    )
    def modify_leverage(self, symbol: str, leverage: Amount) -> Optional[ModifiedLeverage]:
        """Set the leverage of one contract.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param leverage: Such as ``"5"``.
        :returns: ``{"code": str, "leverage": str}`` by the documentation, None where it was recorded.
        :raises OutcomeUnknown: It may have been set: ask :meth:`get_leverage`, or set it again.
        """
        return self._send(symbol=symbol, leverage=text(leverage))

    @get(
        "/api/ua/v2/position/funding-history",
        permission="General",
        pool="Management",
        weight=15,
        pages=Pages("last_id"),
    )
    def get_private_funding_fee_history(
        self,
        *,
        symbol: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> FundingFees:
        """List the funding fees that your positions paid or got.

        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :param page_size: Rows in the answer.
        """
        return self._send(symbol=symbol, startAt=start_at, endAt=end_at, lastId=last_id, pageSize=page_size)

    @get(
        "/api/ua/v2/position/history",
        permission="General",
        pool="Management",
        weight=2,
        pages=Pages("last_id", hours=7 * 24),
    )
    def get_positions_history(
        self,
        *,
        symbol: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> ClosedPositions:
        """List closed positions with what they earned or lost; kept for three months, seven days in one call.

        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :param page_size: Rows in the answer, up to 200; 10 when it is not given.
        :returns: Times of the rows are in nanoseconds.
        """
        return self._send(symbol=symbol, startAt=start_at, endAt=end_at, lastId=last_id, pageSize=page_size)

    @get("/api/ua/v2/unified/position/margin-mode", permission="General", pool="Management", weight=10)
    def get_margin_mode(self, *, symbol: Optional[str] = None) -> MarginModes:
        """Tell whether contracts draw on the whole account (cross margin) or each on its own (isolated).

        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :returns: ``{"ts": int, "items": [{"symbol": str, "marginMode": "CROSS" | "ISOLATED"}, ...]}``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-margin-mode
        """
        return self._send(symbol=symbol)

    @get("/api/ua/v2/unified/position/open-list", permission="General", pool="Management", weight=3)
    def get_position_list(
        self, *, symbol: Optional[str] = None, page_number: Optional[int] = None, page_size: Optional[int] = None
    ) -> List[Position]:
        """List your open positions.

        It takes page numbers, yet answers a bare list that does not tell how many pages there are.

        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param page_number: Page number.
        :param page_size: Rows on a page.
        :returns: Sizes in lots, negative when short; times in nanoseconds.
        """
        return self._send(symbol=symbol, pageNumber=page_number, pageSize=page_size)

    @post("/api/ua/v2/unified/position/margin-mode", permission="General", pool="Management", weight=10)
    def modify_margin_mode(self, symbol: str, margin_mode: MarginMode) -> ModifiedMarginModes:
        """Choose cross or isolated margin for contracts.

        One may fail while the next succeeds, and no error is raised for it.

        :param symbol: Contracts joined by commas: ``"XBTUSDTM,ETHUSDTM"``.
        :param margin_mode: ``CROSS`` draws on the whole account, ``ISOLATED`` on the position's own margin.
        :returns: One row per contract in ``items``: look at ``code``, then at ``msg``.
        :raises OutcomeUnknown: Some may have been changed: ask :meth:`get_margin_mode`, or choose again.
        """
        return self._send(symbol=symbol, marginMode=margin_mode)

    @post("/api/ua/v2/unified/position/modify-margin", permission="General", pool="Unified", weight=5)
    def modify_isolated_futures_margin(
        self, symbol: str, type: Literal["DEPOSIT", "WITHDRAW"], amount: Amount, trade_type: Literal["FUTURES"]
    ) -> ModifiedMargin:
        """Add to the margin of an isolated position, or take from it.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param type: Add or take.
        :param amount: How much, in the contract's settlement currency; it travels as a JSON number.
        :param trade_type: Always ``FUTURES``; not every source has it.
        :returns: ``{"ts": int}``, in ms.
        :raises OutcomeUnknown: It may have been done: look at the position's ``positionMargin`` before doing it again.
        """
        return self._send(symbol=symbol, type=type, amount=number(amount), tradeType=trade_type)
