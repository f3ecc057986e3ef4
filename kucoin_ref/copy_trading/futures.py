"""Lead trading in futures: orders that followers copy, and the margin of the positions that come of them.

Takes the key of a lead trading account. Nothing here lists orders or positions. Hidden and iceberg orders are not
offered: the exchange refuses them since 2026-08-03 (code 400413).
"""

from typing import List, Literal, Optional

from ..service import Amount, Service, delete, get, number, post, text
from .types import (
    AddedOrder,
    CancelledClientOid,
    CancelledOrderIds,
    CrossMarginRequirement,
    IsolatedPosition,
    MarginMode,
    MaxOpenSize,
    OrderType,
    PositionSide,
    Side,
    Stop,
    StopPriceType,
    SwitchedPositionMode,
    SymbolMarginMode,
    TimeInForce,
)


class CopyTradingFutures(Service):
    """A lead trader's futures orders and positions."""

    service, sub_service = "CopyTrading", "Futures"
    host = "futures"

    @post("/api/v1/copy-trade/futures/orders", permission="LeadtradeFutures", pool="CopyTrading", weight=2)
    def add_order(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        type: OrderType,
        size: int,
        *,
        price: Optional[Amount] = None,
        leverage: Optional[int] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        stop: Optional[Stop] = None,
        stop_price_type: Optional[StopPriceType] = None,
        stop_price: Optional[Amount] = None,
    ) -> AddedOrder:
        """Place a limit, market or stop order that your followers copy.

        The answer says that the order was accepted, not that it was matched.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to take the order back after a timeout.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param size: Lots, whole; what a lot is worth says the contract's ``multiplier``.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param leverage: Of an isolated position, a whole number from 1 to 20; not needed to close one. In cross margin
            :meth:`modify_margin_leverage` sets it.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, see :meth:`switch_margin_mode`.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; what is too much of ``size`` is cut.
        :param close_order: Whether to close the whole position.
        :param stop: Makes it a stop order: placed when the price has come ``up`` or ``down`` to ``stop_price``.
        :param stop_price_type: Which price that is: ``TP`` last trade, ``MP`` mark price; needed with ``stop``.
        :param stop_price: Where the order is triggered, a multiple of ``tickSize``; needed with ``stop``.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been placed: :meth:`cancel_order_by_client_oid` takes it back or finds none.

        Source: https://www.kucoin.com/docs-new/api-3470363
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            size=size,
            price=text(price),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            stop=stop,
            stopPriceType=stop_price_type,
            stopPrice=text(stop_price),
        )

    @delete("/api/v1/copy-trade/futures/orders", permission="LeadtradeFutures", pool="CopyTrading", weight=1)
    def cancel_order_by_id(self, order_id: str) -> CancelledOrderIds:
        """Ask for an order to be cancelled; the answer says that the exchange took the request, so it may still be filled.

        :param order_id: The exchange's id of the order; travels in the query here.
        :returns: ``{"cancelledOrderIds": [...]}``, that one id.
        :raises OutcomeUnknown: It may be open still: cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470620
        """
        return self._send(orderId=order_id)

    @post("/api/v1/copy-trade/futures/orders/test", permission="LeadtradeFutures", pool="CopyTrading", weight=2)
    def add_order_test(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        type: OrderType,
        size: int,
        leverage: int,
        *,
        price: Optional[Amount] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        stop: Optional[Stop] = None,
        stop_price_type: Optional[StopPriceType] = None,
        stop_price: Optional[Amount] = None,
    ) -> AddedOrder:
        """Send an order that is checked like one of :meth:`add_order` and then dropped, to try out key and signature.

        Leverage cannot be left out here.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; there is nothing to cancel by it.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param size: Lots, whole; what a lot is worth says the contract's ``multiplier``.
        :param leverage: Of an isolated position, a whole number from 1 to 20.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, see :meth:`switch_margin_mode`.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; what is too much of ``size`` is cut.
        :param close_order: Whether to close the whole position.
        :param stop: Makes it a stop order: placed when the price has come ``up`` or ``down`` to ``stop_price``.
        :param stop_price_type: Which price that is: ``TP`` last trade, ``MP`` mark price; needed with ``stop``.
        :param stop_price: Where the order is triggered, a multiple of ``tickSize``; needed with ``stop``.
        :returns: ``{"orderId": str, "clientOid": str}`` of an order that does not exist.
        :raises OutcomeUnknown: The answer was lost; nothing was placed in any case.

        Source: https://www.kucoin.com/docs-new/api-3470618
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            size=size,
            price=text(price),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            stop=stop,
            stopPriceType=stop_price_type,
            stopPrice=text(stop_price),
        )

    @post(
        "/api/v1/copy-trade/futures/st-orders",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=2,
        sdk_method_name="addTPSLOrder",
    )
    def add_tpsl_order(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        type: OrderType,
        size: int,
        leverage: int,
        *,
        price: Optional[Amount] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        stop_price_type: Optional[StopPriceType] = None,
        trigger_stop_up_price: Optional[Amount] = None,
        trigger_stop_down_price: Optional[Amount] = None,
    ) -> AddedOrder:
        """Place an order together with the prices at which its position is closed again, in profit or in loss.

        Otherwise as :meth:`add_order`. Up and down are ways of the price: which is the profit depends on ``side``.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to take the order back after a timeout.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param size: Lots, whole; what a lot is worth says the contract's ``multiplier``.
        :param leverage: Of an isolated position, a whole number from 1 to 20.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, see :meth:`switch_margin_mode`.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; what is too much of ``size`` is cut.
        :param close_order: Whether to close the whole position.
        :param stop_price_type: Which price triggers: ``TP`` last trade, ``MP`` mark price.
        :param trigger_stop_up_price: Closes when the price has risen to this: takes the profit of a long position,
            stops the loss of a short one.
        :param trigger_stop_down_price: Closes when the price has fallen to this: stops the loss of a long position,
            takes the profit of a short one.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been placed: :meth:`cancel_order_by_client_oid` takes it back or finds none.

        Source: https://www.kucoin.com/docs-new/api-3470619
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            size=size,
            price=text(price),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            stopPriceType=stop_price_type,
            triggerStopUpPrice=text(trigger_stop_up_price),
            triggerStopDownPrice=text(trigger_stop_down_price),
        )

    @delete(
        "/api/v1/copy-trade/futures/orders/client-order",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=1,
    )
    def cancel_order_by_client_oid(self, client_oid: str, symbol: str) -> CancelledClientOid:
        """Ask for an order to be cancelled by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :param symbol: Its contract.
        :returns: ``{"clientOid": str}``.
        :raises OutcomeUnknown: It may be open still: cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470621
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @get(
        "/api/v1/copy-trade/futures/get-max-open-size",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=4,
        sdk_method_name="GetMaxOpenSize",
    )
    def get_max_open_size(self, symbol: str, price: Amount, leverage: int) -> MaxOpenSize:
        """Tell how many lots an order could open now, with your balance and within the risk limit.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param price: Price of the order.
        :param leverage: Leverage of the order, a whole number.
        :returns: ``{"symbol": str, "maxBuyOpenSize": str, "maxSellOpenSize": str}``, lots as text.

        Source: https://www.kucoin.com/docs-new/api-3470612
        """
        return self._send(symbol=symbol, price=price, leverage=leverage)

    @get(
        "/api/v1/copy-trade/futures/position/margin/max-withdraw-margin",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=10,
        sdk_method_name="GetMaxWithdrawMargin",
    )
    def get_max_withdraw_margin(self, symbol: str, *, position_side: Optional[PositionSide] = None) -> str:
        """Tell how much margin :meth:`remove_isolated_margin` could take off a position now.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: An amount in the settlement currency, as text.

        Source: https://www.kucoin.com/docs-new/api-3470616
        """
        return self._send(symbol=symbol, positionSide=position_side)

    @post(
        "/api/v1/copy-trade/futures/position/margin/deposit-margin",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=4,
        sdk_method_name="AddIsolatedMargin",
    )
    def add_isolated_margin(
        self, symbol: str, margin: Amount, biz_no: str, *, position_side: Optional[PositionSide] = None
    ) -> IsolatedPosition:
        """Move funds from the balance into the margin of an isolated position, away from its liquidation.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param margin: Amount in the settlement currency; travels as a JSON number.
        :param biz_no: Your own id of this move, up to 36 characters; the same one moves funds once only.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: The position as it is now, with amounts as text.
        :raises OutcomeUnknown: Funds may have moved: ask again with the same ``biz_no``.

        Source: https://www.kucoin.com/docs-new/api-3470614
        """
        return self._send(symbol=symbol, margin=number(margin), bizNo=biz_no, positionSide=position_side)

    @post(
        "/api/v1/copy-trade/futures/position/margin/withdraw-margin",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=10,
        sdk_method_name="RemoveIsolatedMargin",
    )
    def remove_isolated_margin(
        self, symbol: str, withdraw_amount: Amount, *, position_side: Optional[PositionSide] = None
    ) -> str:
        """Move funds out of the margin of an isolated position, back to the balance.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param withdraw_amount: Amount in the settlement currency, up to that of :meth:`get_max_withdraw_margin`;
            travels as a JSON number.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: An amount in the settlement currency, as text; the documentation leaves open whether it is what moved.
        :raises OutcomeUnknown: Funds may have moved: compare :meth:`get_max_withdraw_margin` before taking off more.

        Source: https://www.kucoin.com/docs-new/api-3470615
        """
        return self._send(symbol=symbol, withdrawAmount=number(withdraw_amount), positionSide=position_side)

    @post(
        "/api/v1/copy-trade/futures/position/risk-limit-level/change",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=2,
    )
    def modify_isolated_margin_risk_limt(self, symbol: str, level: int) -> bool:
        """Ask for another risk limit of a contract in isolated margin, which cancels its open orders.

        The answer says that the request was taken, not that it is done. The name is misspelled as the official SDK
        has it.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param level: A level of :meth:`~kucoin_ref.futures.positions.FuturesPositions.get_isolated_margin_risk_limit`.
        :returns: True.
        :raises OutcomeUnknown: The old level may be in force: set it again.

        Source: https://www.kucoin.com/docs-new/api-3470613
        """
        return self._send(symbol=symbol, level=level)

    @post(
        "/api/v1/copy-trade/futures/position/margin/auto-deposit-status",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=4,
    )
    def modify_auto_deposit_status(
        self, symbol: str, status: bool, *, position_side: Optional[PositionSide] = None
    ) -> bool:
        """Set whether margin is added to an isolated position by itself before it would be liquidated.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param status: Whether it is added.
        :param position_side: Which position in hedge mode: ``LONG`` or ``SHORT``.
        :returns: True.
        :raises OutcomeUnknown: The old setting may be in force: set it again.

        Source: https://www.kucoin.com/docs-new/api-3470617
        """
        return self._send(symbol=symbol, status=status, positionSide=position_side)

    @post(
        "/api/v1/copy-trade/futures/position/changeMarginMode",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=2,
    )
    def switch_margin_mode(self, symbol: str, margin_mode: MarginMode) -> SymbolMarginMode:
        """Set whether positions in a contract have a margin of their own or share the account's.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param margin_mode: ``ISOLATED``: a position can lose its own margin only; ``CROSS``: it shares the account's.
        :returns: ``{"symbol": str, "marginMode": str}``, as it is now.
        :raises OutcomeUnknown: The old mode may be in force still: set it again.

        Source: https://www.kucoin.com/docs-new/rest/copy-trading/switch-margin-mode
        """
        return self._send(symbol=symbol, marginMode=margin_mode)

    @post(
        "/api/v2/copy-trade/futures/changeCrossUserLeverage",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=2,
        sdk_method_name="ModifyMarginLeverage",
    )
    def modify_margin_leverage(self, symbol: str, leverage: Amount) -> bool:
        """Set the leverage that orders and positions of a contract have in cross margin.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param leverage: Such as ``15``; travels as text.
        :returns: True.
        :raises OutcomeUnknown: The old one may be in force: set it again.

        Source: https://www.kucoin.com/docs-new/rest/copy-trading/modify-cross-margin-leverage
        """
        return self._send(symbol=symbol, leverage=text(leverage))

    @post(
        "/api/v2/copy-trade/getCrossModeMarginRequirement",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=3,
    )
    def get_cross_margin_requirement(
        self, symbol: str, position_value: Amount, leverage: Amount
    ) -> List[CrossMarginRequirement]:
        """Tell the margin rates that a position of some value would have in cross margin; a POST that changes nothing.

        :param symbol: Contracts, up to 50 joined by commas: ``"XBTUSDTM,ETHUSDTM"``.
        :param position_value: Value of the position, such as ``10000``; travels as text.
        :param leverage: Such as ``15``; travels as text.
        :returns: One row per contract.
        :raises OutcomeUnknown: The answer was lost; nothing was changed, so ask again.

        Source: https://www.kucoin.com/docs-new/rest/copy-trading/get-cross-margin-requirement
        """
        return self._send(symbol=symbol, positionValue=text(position_value), leverage=text(leverage))

    @post(
        "/api/v2/copy-trade/position/switchPositionMode",
        permission="LeadtradeFutures",
        pool="CopyTrading",
        weight=2,
    )
    def switch_position_mode(self, position_mode: Literal["0", "1"]) -> SwitchedPositionMode:
        """Set for the whole account whether a contract can be held long and short at once.

        In hedge mode orders name a ``position_side``.

        :param position_mode: ``"0"`` one-way, ``"1"`` hedge.
        :returns: ``{"positionMode": str}``.
        :raises OutcomeUnknown: The old mode may be in force still: set it again.

        Source: https://www.kucoin.com/docs-new/rest/copy-trading/switch-position-mode
        """
        return self._send(positionMode=position_mode)
