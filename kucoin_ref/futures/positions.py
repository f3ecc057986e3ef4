"""Futures positions, open and closed; margin and position modes, leverage, margins and risk limits."""

from typing import List, Literal, Optional, Sequence

from ..service import Amount, Pages, Service, get, number, post, text
from .positions_types import (
    ClosedPositions,
    CrossMarginLeverage,
    CrossMarginRequirement,
    CrossMarginRiskLimit,
    IsolatedMarginRiskLimit,
    IsolatedPosition,
    MarginMode,
    MarginModes,
    MaxOpenSize,
    OldPosition,
    Position,
    PositionDetails,
    PositionMode,
    PositionSide,
    SwitchedPositionMode,
    SymbolMarginMode,
)


class FuturesPositions(Service):
    """Your futures positions and the settings that they stand under."""

    service, sub_service = "Futures", "Positions"
    host = "futures"

    @get("/api/v2/position/getMarginMode", permission="General", pool="Futures", weight=2)
    def get_margin_mode(self, symbol: str) -> SymbolMarginMode:
        """Tell whether positions in a contract have a margin of their own or share the account's.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: ``{"symbol": str, "marginMode": "ISOLATED" | "CROSS"}``.

        Source: https://www.kucoin.com/docs-new/api-3470259
        """
        return self._send(symbol=symbol)

    @post("/api/v2/position/changeMarginMode", permission="Futures", pool="Futures", weight=2)
    def switch_margin_mode(self, symbol: str, margin_mode: MarginMode) -> SymbolMarginMode:
        """Set the margin mode of one contract, in which there may be no position and no open order.

        Orders name the mode too, and one that names another is refused with 330005.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param margin_mode: ``ISOLATED``: a position can lose its own margin only; ``CROSS``: it shares the account's.
        :returns: ``{"symbol": str, "marginMode": str}``, as it is now.
        :raises OutcomeUnknown: The old mode may be in force still: ask :meth:`get_margin_mode`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470262
        """
        return self._send(symbol=symbol, marginMode=margin_mode)

    @post("/api/v2/position/batchChangeMarginMode", permission="Futures", pool="Futures", weight=2)
    def batch_switch_margin_mode(self, symbols: Sequence[str], margin_mode: MarginMode) -> MarginModes:
        """Set the margin mode of several contracts; those with a position or an open order stay as they are.

        :param symbols: Contracts, such as ``["XBTUSDTM", "ETHUSDTM"]``.
        :param margin_mode: ``ISOLATED``: a position can lose its own margin only; ``CROSS``: it shares the account's.
        :returns: Of each contract the mode that it has now, and the reasons of those that did not change; failures
            raise no error.
        :raises OutcomeUnknown: Old modes may be in force still: ask :meth:`get_margin_mode`, or set them again.

        Source: https://www.kucoin.com/docs-new/api-3472403
        """
        return self._send(symbols=symbols, marginMode=margin_mode)

    @get(
        "/api/v2/getMaxOpenSize",
        permission="General",
        pool="Futures",
        weight=2,
        sdk_method_name="GetMaxOpenSize",
    )
    def get_max_open_size(self, symbol: str, price: Amount, leverage: int) -> MaxOpenSize:
        """Tell how many lots an order could open now, with your balance and within the risk limit.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param price: Price of the order.
        :param leverage: Leverage of the order, a whole number.
        :returns: ``{"symbol": str, "maxBuyOpenSize": int, "maxSellOpenSize": int}``, in lots.

        Source: https://www.kucoin.com/docs-new/api-3470251
        """
        return self._send(symbol=symbol, price=text(price), leverage=leverage)

    @get("/api/v1/position", permission="General", pool="Futures", weight=2, deprecated=True)
    def get_position_details_v1(self, symbol: str) -> OldPosition:
        """Tell your position in one contract, with amounts as JSON numbers.

        :meth:`get_position_details` took its place in September 2025: a list, with amounts as text.

        :param symbol: Contract, such as ``"XBTUSDTM"``.

        Source: https://www.kucoin.com/docs-new/api-3470252
        """
        return self._send(symbol=symbol)

    @get("/api/v1/positions", permission="General", pool="Futures", weight=2, sdk_method_name="GetPositionList")
    def get_position_list(self, *, currency: Optional[str] = None) -> List[Position]:
        """List your open positions; in hedge mode a contract may have two.

        :param currency: Only those settled in this currency, such as ``"USDT"`` or ``"XBT"``; all when it is not given.
        :returns: Amounts are JSON numbers here, text in :meth:`get_position_details`.

        Source: https://www.kucoin.com/docs-new/api-3470253
        """
        return self._send(currency=currency)

    @get(
        "/api/v1/history-positions",
        permission="General",
        pool="Futures",
        weight=2,
        sdk_method_name="GetPositionsHistory",
        pages=Pages("page"),
    )
    def get_positions_history(
        self,
        *,
        symbol: Optional[str] = None,
        from_: Optional[int] = None,
        to: Optional[int] = None,
        limit: Optional[int] = None,
        page_id: Optional[int] = None,
    ) -> ClosedPositions:
        """Page through closed positions with what they made, the last closed first.

        Give ``to`` while paging, or positions that close meanwhile shift the pages.

        :param symbol: Only this contract; all when it is not given.
        :param from_: Closed at or after, ms.
        :param to: Closed at or before, ms.
        :param limit: Rows on a page, up to 200; 10 when it is not given.
        :param page_id: Page number, from 1.

        Source: https://www.kucoin.com/docs-new/api-3470254
        """
        return self._send(symbol=symbol, from_=from_, to=to, limit=limit, pageId=page_id)

    @get(
        "/api/v1/margin/maxWithdrawMargin",
        permission="General",
        pool="Futures",
        weight=10,
        sdk_method_name="GetMaxWithdrawMargin",
    )
    def get_max_withdraw_margin(self, symbol: str, *, position_side: Optional[PositionSide] = None) -> str:
        """Tell how much margin :meth:`remove_isolated_margin` could take off a position now.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: An amount in the settlement currency, as text.

        Source: https://www.kucoin.com/docs-new/api-3470258
        """
        return self._send(symbol=symbol, positionSide=position_side)

    @get("/api/v2/getCrossUserLeverage", permission="General", pool="Futures", weight=2)
    def get_cross_margin_leverage(self, symbol: str) -> CrossMarginLeverage:
        """Tell the leverage that orders and positions of a contract have in cross margin.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: ``{"symbol": str, "leverage": str}``.

        Source: https://www.kucoin.com/docs-new/api-3470260
        """
        return self._send(symbol=symbol)

    @post(
        "/api/v2/changeCrossUserLeverage",
        permission="Futures",
        pool="Futures",
        weight=2,
        sdk_method_name="ModifyMarginLeverage",
    )
    def modify_margin_leverage(self, symbol: str, leverage: Amount) -> bool:
        """Set the leverage that orders and positions of a contract have in cross margin.

        A lower one binds more margin for what is open already.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param leverage: Such as ``10``; travels as text.
        :returns: True.
        :raises OutcomeUnknown: The old one may be in force: ask :meth:`get_cross_margin_leverage`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470261
        """
        return self._send(symbol=symbol, leverage=text(leverage))

    @post(
        "/api/v1/position/margin/deposit-margin",
        permission="Futures",
        pool="Futures",
        weight=4,
        sdk_method_name="AddIsolatedMargin",
    )
    def add_isolated_margin(
        self, symbol: str, margin: Amount, biz_no: str, *, position_side: Optional[PositionSide] = None
    ) -> IsolatedPosition:
        """Move funds from the balance into the margin of an isolated position, away from its liquidation.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param margin: Amount in the settlement currency; travels as a JSON number. The least is 0.00001667 XBT.
        :param biz_no: Your own id of this move, up to 36 characters; the same one moves funds once only.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: The position as it is now.
        :raises OutcomeUnknown: Funds may have moved: look with :meth:`get_position_details`, or repeat the ``biz_no``.

        Source: https://www.kucoin.com/docs-new/api-3470257
        """
        return self._send(symbol=symbol, margin=number(margin), bizNo=biz_no, positionSide=position_side)

    @post(
        "/api/v1/margin/withdrawMargin",
        permission="Futures",
        pool="Futures",
        weight=10,
        sdk_method_name="RemoveIsolatedMargin",
    )
    def remove_isolated_margin(
        self, symbol: str, withdraw_amount: Amount, *, position_side: Optional[PositionSide] = None
    ) -> str:
        """Move funds out of the margin of an isolated position, back to the balance.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param withdraw_amount: Amount in the settlement currency, up to that of :meth:`get_max_withdraw_margin`.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: An amount in the settlement currency, as text; the documentation leaves open whether it is what moved.
        :raises OutcomeUnknown: Funds may have moved: look with :meth:`get_position_details` before taking off more.

        Source: https://www.kucoin.com/docs-new/api-3470256
        """
        return self._send(symbol=symbol, withdrawAmount=text(withdraw_amount), positionSide=position_side)

    @get("/api/v2/batchGetCrossOrderLimit", permission="General", pool="Futures", weight=2)
    def get_cross_margin_risk_limit(
        self, symbol: str, *, total_margin: Optional[Amount] = None, leverage: Optional[int] = None
    ) -> List[CrossMarginRiskLimit]:
        """Tell how large a position a margin can open in cross margin, where limits grow without steps.

        :param symbol: Contracts, up to 50 joined by commas: ``"XBTUSDTM,ETHUSDTM"``.
        :param total_margin: Margin in the settlement currency; worth 10000 USD when it is not given.
        :param leverage: Leverage, a whole number; the most that the contract allows when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3472655
        """
        return self._send(symbol=symbol, totalMargin=text(total_margin), leverage=leverage)

    @get("/api/v1/contracts/risk-limit/{symbol}", permission="General", pool="Public", weight=5)
    def get_isolated_margin_risk_limit(self, symbol: str) -> List[IsolatedMarginRiskLimit]:
        """List the risk limits of a contract in isolated margin: the larger the position, the less leverage.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: One row per level, from 1.

        Source: https://www.kucoin.com/docs-new/api-3470263
        """
        return self._send(symbol=symbol)

    @post("/api/v1/position/risk-limit-level/change", permission="Futures", pool="Futures", weight=5)
    def modify_isolated_margin_risk_limt(self, symbol: str, level: int) -> bool:
        """Ask for another risk limit of a contract in isolated margin, which cancels its open orders.

        The answer says that the request was taken; what became of it comes on the position topic. The name is
        misspelled as the official SDK has it.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param level: A ``level`` of :meth:`get_isolated_margin_risk_limit`.
        :returns: True.
        :raises OutcomeUnknown: The old level may be in force: ask :meth:`get_position_details`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470264
        """
        return self._send(symbol=symbol, level=level)

    @post(
        "/api/v1/position/margin/auto-deposit-status",
        permission="Futures",
        pool="Futures",
        weight=4,
        deprecated=True,
    )
    def modify_auto_deposit_status(self, symbol: str, status: bool) -> bool:
        """Set whether margin is added to an isolated position by itself before it would be liquidated.

        Nothing took its place: add margin with :meth:`add_isolated_margin`, or share all of it in cross margin with
        :meth:`switch_margin_mode`.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param status: Whether it is added.
        :returns: True.
        :raises OutcomeUnknown: The old setting may be in force: ask :meth:`get_position_details`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470255
        """
        return self._send(symbol=symbol, status=status)

    @get("/api/v2/position", permission="General", pool="Futures", weight=2)
    def get_position_details(self, symbol: str) -> List[PositionDetails]:
        """Tell your position in one contract, in hedge mode both of them.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: A list, with amounts as text; in :meth:`get_position_list` they are numbers.

        Source: https://www.kucoin.com/docs-new/rest/futures-trading/positions/get-position-details
        """
        return self._send(symbol=symbol)

    @get("/api/v2/position/getPositionMode", permission="General", pool="Futures", weight=2)
    def get_position_mode(self) -> PositionMode:
        """Tell whether a contract can be held long and short at once, which is set for the whole account.

        :returns: ``{"positionMode": 0}`` one-way, ``1`` hedge. By one report the page says 1 and 2 instead; live
            answers are 0 and 1.

        Source: https://www.kucoin.com/docs-new/rest/futures-trading/positions/get-position-mode
        """
        return self._send()

    @post("/api/v2/position/switchPositionMode", permission="Futures", pool="Futures", weight=2)
    def switch_position_mode(self, position_mode: Literal["0", "1"]) -> SwitchedPositionMode:
        """Set for the whole account whether a contract can be held long and short at once.

        Refused while there are positions or open orders. In hedge mode orders name a ``position_side``.

        :param position_mode: ``"0"`` one-way, ``"1"`` hedge; text here, a number in :meth:`get_position_mode`.
        :returns: ``{"positionMode": str}``.
        :raises OutcomeUnknown: The old mode may be in force still: ask :meth:`get_position_mode`, or set it again.

        Source: https://www.kucoin.com/docs-new/rest/futures-trading/positions/switch-position-mode
        """
        return self._send(positionMode=position_mode)

    @post("/api/v2/getCrossModeMarginRequirement", permission="General", pool="Futures", weight=3)
    def get_cross_margin_requirement(
        self, symbol: str, position_value: Amount, *, leverage: Optional[Amount] = None
    ) -> List[CrossMarginRequirement]:
        """Tell the margin rates that a position of some value would have in cross margin; a POST that changes nothing.

        :param symbol: Contracts, up to 50 joined by commas: ``"XBTUSDTM,ETHUSDTM"``.
        :param position_value: Value in USDT or USDC; in USD for inverse contracts.
        :param leverage: Such as ``15``, travels as text; the most that the contract allows when it is not given.
        :returns: One row per contract.
        :raises OutcomeUnknown: The answer was lost; nothing was changed, so ask again.

        Source: https://www.kucoin.com/docs-new/rest/futures-trading/positions/get-cross-margin-requirement
        """
        return self._send(symbol=symbol, positionValue=text(position_value), leverage=text(leverage))
