"""Futures orders: place, cancel and look up, stop orders among them; and your fills.

Sizes are whole lots; what a lot is worth says the contract's ``multiplier``. Hidden and iceberg orders are not
offered: the exchange refuses them since 2026-08-03 (code 400413).
"""

from typing import Any, List, Literal, Optional, Sequence

from ..service import Amount, Pages, Service, amounts_as_text, delete, get, post, text
from .order_types import (
    AddedOrder,
    BatchAddedOrder,
    BatchCancelledOrder,
    CancelledClientOid,
    CancelledOrderIds,
    Fills,
    MarginMode,
    NewOrder,
    OpenOrderValue,
    Order,
    OrderByClientOid,
    OrderPage,
    OrderType,
    PositionSide,
    RecentFill,
    SelfTradePrevention,
    Side,
    Stop,
    StopPriceType,
    TimeInForce,
)


class FuturesOrder(Service):
    """Your orders on the futures exchange, stop orders too, and their fills."""

    service, sub_service = "Futures", "Order"
    host = "futures"

    @post("/api/v1/orders", permission="Futures", pool="Futures", weight=2)
    def add_order(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        *,
        type: Optional[OrderType] = None,
        price: Optional[Amount] = None,
        size: Optional[int] = None,
        qty: Optional[Amount] = None,
        value_qty: Optional[Amount] = None,
        leverage: Optional[int] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        force_hold: Optional[bool] = None,
        stop: Optional[Stop] = None,
        stop_price_type: Optional[StopPriceType] = None,
        stop_price: Optional[Amount] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
    ) -> AddedOrder:
        """Place a limit, market or stop order.

        The answer says that the order was accepted, not that it was matched: for fills watch the order topic or ask
        :meth:`get_order_by_order_id`. A contract may have 100 open limit orders and 200 waiting stop orders.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param type: ``limit`` names its price, ``market`` takes what the book has; ``limit`` when it is not given.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param size: Lots, whole; give this, ``qty`` or ``value_qty``, one of them. Inverse contracts take lots only.
        :param qty: Size in the base currency instead of lots, a multiple of ``multiplier``.
        :param value_qty: Size as a value in USDT or USDC instead of lots.
        :param leverage: Of an isolated position, a whole number; not needed to close one. In cross margin the
            contract's own counts, see :meth:`~.positions.FuturesPositions.modify_margin_leverage`.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, else error 330005.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; needs a size, whose surplus is cut.
        :param close_order: Whether to close the whole position; leave size and ``leverage`` out then.
        :param force_hold: Whether to hold funds even for an order that would reduce a position, so that it is not
            cancelled when the position changes.
        :param stop: Makes it a stop order: placed when the price has come ``up`` or ``down`` to ``stop_price``.
        :param stop_price_type: Which price that is: ``TP`` last trade, ``MP`` mark price, ``IP`` index; needed with
            ``stop``.
        :param stop_price: Where the order is triggered, a multiple of ``tickSize``; needed with ``stop``.
        :param stp: Before it trades with your own account or a sub-account of it: ``CN`` cancels the new order,
            ``CO`` the old one, ``CB`` both.
        :param remark: A note, up to 100 characters.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470235
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=size,
            qty=text(qty),
            valueQty=text(value_qty),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            forceHold=force_hold,
            stop=stop,
            stopPriceType=stop_price_type,
            stopPrice=text(stop_price),
            stp=stp,
            remark=remark,
        )

    @get(
        "/api/v1/orders",
        permission="General",
        pool="Futures",
        weight=2,
        sdk_method_name="GetOrderList",
        pages=Pages("page", hours=7 * 24),
    )
    def get_order_list(
        self,
        *,
        status: Optional[Literal["active", "done"]] = None,
        symbol: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[Literal["limit", "market", "limit_stop", "market_stop", "oco_limit", "oco_stop"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OrderPage:
        """Page through your orders; stop orders that wait are in :meth:`get_stop_order_list`.

        Done ones can be had three months back, seven days at a time: a wider range is cut without a word, and with one
        end given it is a day from there. Give ``end_at`` while paging, or new rows shift the pages.

        :param status: ``active`` or ``done``; ``done`` when it is not given.
        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param side: Only this side.
        :param type: Only this kind.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, up to 1000; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470244
        """
        return self._send(
            status=status,
            symbol=symbol,
            side=side,
            type=type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @delete("/api/v1/orders", permission="Futures", pool="Futures", weight=800, deprecated=True)
    def cancel_all_orders_v1(self, *, symbol: Optional[str] = None) -> CancelledOrderIds:
        """Cancel every open limit order, of one contract or of all; two calls and a half use up the rate pool.

        :meth:`cancel_all_orders_v3` does the same and takes an eightieth of that.

        :param symbol: Only this contract; all when it is not given.
        :returns: ``{"cancelledOrderIds": [...]}``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470362
        """
        return self._send(symbol=symbol)

    @post("/api/v1/orders/test", permission="Futures", pool="Futures", weight=2)
    def add_order_test(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        type: OrderType,
        *,
        price: Optional[Amount] = None,
        size: Optional[int] = None,
        qty: Optional[Amount] = None,
        value_qty: Optional[Amount] = None,
        leverage: Optional[int] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        force_hold: Optional[bool] = None,
        stop: Optional[Stop] = None,
        stop_price_type: Optional[StopPriceType] = None,
        stop_price: Optional[Amount] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
    ) -> AddedOrder:
        """Send an order that is checked like one of :meth:`add_order` and then dropped, to try out key and signature.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; there is nothing to find by it.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param size: Lots, whole; give this, ``qty`` or ``value_qty``, one of them. Inverse contracts take lots only.
        :param qty: Size in the base currency instead of lots, a multiple of ``multiplier``.
        :param value_qty: Size as a value in USDT or USDC instead of lots.
        :param leverage: Of an isolated position, a whole number; not needed to close one. In cross margin the
            contract's own counts, see :meth:`~.positions.FuturesPositions.modify_margin_leverage`.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, else error 330005.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; needs a size, whose surplus is cut.
        :param close_order: Whether to close the whole position; leave size and ``leverage`` out then.
        :param force_hold: Whether to hold funds even for an order that would reduce a position, so that it is not
            cancelled when the position changes.
        :param stop: Makes it a stop order: placed when the price has come ``up`` or ``down`` to ``stop_price``.
        :param stop_price_type: Which price that is: ``TP`` last trade, ``MP`` mark price, ``IP`` index; needed with
            ``stop``.
        :param stop_price: Where the order is triggered, a multiple of ``tickSize``; needed with ``stop``.
        :param stp: Before it trades with your own account or a sub-account of it: ``CN`` cancels the new order,
            ``CO`` the old one, ``CB`` both.
        :param remark: A note, up to 100 characters.
        :returns: ``{"orderId": str, "clientOid": str}`` of an order that does not exist.
        :raises OutcomeUnknown: The answer was lost; nothing was placed in any case.

        Source: https://www.kucoin.com/docs-new/api-3470238
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=size,
            qty=text(qty),
            valueQty=text(value_qty),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            forceHold=force_hold,
            stop=stop,
            stopPriceType=stop_price_type,
            stopPrice=text(stop_price),
            stp=stp,
            remark=remark,
        )

    @post("/api/v1/orders/multi", permission="Futures", pool="Futures", weight=20)
    def batch_add_orders(self, order_list: Sequence[NewOrder]) -> List[BatchAddedOrder]:
        """Place up to 20 orders in a row; one may fail while the next succeeds, and no error is raised for it.

        :param order_list: Such as ``[{"symbol": "XBTUSDTM", "side": "buy", "type": "limit", "price": "60000", "size": 1,
            "leverage": 3, "clientOid": "a-1"}]``; the keys are those of :class:`~.order_types.NewOrder`.
        :returns: One row per order: look at ``code``, which is ``200000`` for those accepted, then at ``msg``.
        :raises OutcomeUnknown: Any of them may have been placed: look up each by its own ``clientOid``.

        Source: https://www.kucoin.com/docs-new/api-3470236
        """
        return self._send(amounts_as_text("order_list", order_list, "price", "stopPrice", "qty", "valueQty"))

    @post(
        "/api/v1/st-orders",
        permission="Futures",
        pool="Futures",
        weight=2,
        sdk_method_name="addTPSLOrder",
    )
    def add_tpsl_order(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        type: OrderType,
        *,
        price: Optional[Amount] = None,
        size: Optional[int] = None,
        qty: Optional[Amount] = None,
        value_qty: Optional[Amount] = None,
        leverage: Optional[int] = None,
        margin_mode: Optional[MarginMode] = None,
        position_side: Optional[PositionSide] = None,
        time_in_force: Optional[TimeInForce] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        close_order: Optional[bool] = None,
        force_hold: Optional[bool] = None,
        stop_price_type: Optional[StopPriceType] = None,
        trigger_stop_up_price: Optional[Amount] = None,
        trigger_stop_down_price: Optional[Amount] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
    ) -> AddedOrder:
        """Place an order together with the prices at which its position is closed again, in profit or in loss.

        Otherwise as :meth:`add_order`. Up and down are ways of the price: which is the profit depends on ``side``.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param side: Which way; needed here even with ``close_order``, where the exchange works it out itself.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of ``tickSize``; limit orders only.
        :param size: Lots, whole; give this, ``qty`` or ``value_qty``, one of them. Inverse contracts take lots only.
        :param qty: Size in the base currency instead of lots, a multiple of ``multiplier``.
        :param value_qty: Size as a value in USDT or USDC instead of lots.
        :param leverage: Of an isolated position, a whole number; not needed to close one. In cross margin the
            contract's own counts, see :meth:`~.positions.FuturesPositions.modify_margin_leverage`.
        :param margin_mode: ``ISOLATED`` when it is not given; must be the contract's, else error 330005.
        :param position_side: ``BOTH`` in one-way mode; ``LONG`` or ``SHORT`` in hedge mode, where it is needed.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``IOC`` fills what it can at once.
        :param post_only: Whether to be refused rather than take from the book, even in part; void with ``IOC``.
        :param reduce_only: Whether it may only make a position smaller; needs a size, whose surplus is cut.
        :param close_order: Whether to close the whole position; leave size and ``leverage`` out then.
        :param force_hold: Whether to hold funds even for an order that would reduce a position, so that it is not
            cancelled when the position changes.
        :param stop_price_type: Which price triggers: ``TP`` last trade, ``MP`` mark price, ``IP`` index.
        :param trigger_stop_up_price: Closes when the price has risen to this: takes the profit of a long position,
            stops the loss of a short one.
        :param trigger_stop_down_price: Closes when the price has fallen to this: stops the loss of a long position,
            takes the profit of a short one.
        :param stp: Before it trades with your own account or a sub-account of it: ``CN`` cancels the new order,
            ``CO`` the old one, ``CB`` both.
        :param remark: A note, up to 100 characters.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470237
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=size,
            qty=text(qty),
            valueQty=text(value_qty),
            leverage=leverage,
            marginMode=margin_mode,
            positionSide=position_side,
            timeInForce=time_in_force,
            postOnly=post_only,
            reduceOnly=reduce_only,
            closeOrder=close_order,
            forceHold=force_hold,
            stopPriceType=stop_price_type,
            triggerStopUpPrice=text(trigger_stop_up_price),
            triggerStopDownPrice=text(trigger_stop_down_price),
            stp=stp,
            remark=remark,
        )

    @delete("/api/v1/orders/{orderId}", permission="Futures", pool="Futures", weight=1)
    def cancel_order_by_id(self, order_id: str) -> CancelledOrderIds:
        """Ask for an order or a stop order to be cancelled; until a push or a look says so, it may still be filled.

        :param order_id: The exchange's id of the order.
        :returns: ``{"cancelledOrderIds": [...]}``, that one id.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470239
        """
        return self._send(orderId=order_id)

    @delete("/api/v1/orders/client-order/{clientOid}", permission="Futures", pool="Futures", weight=1)
    def cancel_order_by_client_oid(self, client_oid: str, symbol: str) -> CancelledClientOid:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param client_oid: The id that you gave it.
        :param symbol: Its contract.
        :returns: ``{"clientOid": str}``.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470240
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @delete("/api/v1/orders/multi-cancel", permission="Futures", pool="Futures", weight=20, body=True)
    def batch_cancel_orders(
        self,
        *,
        order_ids_list: Optional[Sequence[str]] = None,
        client_oids_list: Optional[Sequence[OrderByClientOid]] = None,
    ) -> List[BatchCancelledOrder]:
        """Cancel up to ten orders by name; give one of the two lists.

        The lists travel as a JSON body, which no other DELETE of the exchange has.

        :param order_ids_list: The exchange's ids of the orders.
        :param client_oids_list: Your own ids with their contracts: ``[{"symbol": "XBTUSDTM", "clientOid": "a-1"}]``.
        :returns: One row per order: ``code`` is ``200`` for those cancelled; failures raise no error.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470241
        """
        for name, orders in (("order_ids_list", order_ids_list), ("client_oids_list", client_oids_list)):
            if orders is not None and not orders:  # cancelling no orders in particular may mean all of them
                raise ValueError(f"{name}: expected at least one order, got {orders!r}")
        return self._send(orderIdsList=order_ids_list, clientOidsList=client_oids_list)

    @delete("/api/v3/orders", permission="Futures", pool="Futures", weight=10)
    def cancel_all_orders_v3(self, *, symbol: Optional[str] = None) -> CancelledOrderIds:
        """Cancel every open order but the stop orders that wait; for those there is :meth:`cancel_all_stop_orders`.

        :param symbol: Only this contract; all when it is not given.
        :returns: ``{"cancelledOrderIds": [...]}``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470242
        """
        return self._send(symbol=symbol)

    @delete("/api/v1/stopOrders", permission="Futures", pool="Futures", weight=15)
    def cancel_all_stop_orders(self, *, symbol: Optional[str] = None) -> CancelledOrderIds:
        """Cancel every stop order that waits; those that were triggered are orders like others by then.

        :param symbol: Only this contract; all when it is not given.
        :returns: ``{"cancelledOrderIds": [...]}``.
        :raises OutcomeUnknown: Some may wait still: look with :meth:`get_stop_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470243
        """
        return self._send(symbol=symbol)

    @get(
        "/api/v1/stopOrders",
        permission="General",
        pool="Futures",
        weight=6,
        sdk_method_name="GetStopOrderList",
        pages=Pages("page"),
    )
    def get_stop_order_list(
        self,
        *,
        symbol: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[OrderType] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OrderPage:
        """Page through the stop orders that wait; those that were triggered are in :meth:`get_order_list`.

        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param side: Only this side.
        :param type: Only those that will be such an order.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, up to 1000; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470247
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/v1/orders/{order-id}", permission="General", pool="Futures", weight=5)
    def get_order_by_order_id(self, order_id: str) -> Order:
        """Tell the state of one order, or of a stop order.

        :param order_id: The exchange's id of the order.

        Source: https://www.kucoin.com/docs-new/api-3470245
        """
        return self._send(**{"order-id": order_id})

    @get("/api/v1/orders/byClientOid", permission="General", pool="Futures", weight=5)
    def get_order_by_client_oid(self, client_oid: str) -> Order:
        """Tell the state of one order by your own id, which also works when no answer to it ever came.

        Finds stop orders too; orders older than seven days may not be found.

        :param client_oid: The id that you gave it.

        Source: https://www.kucoin.com/docs-new/api-3470352
        """
        return self._send(clientOid=client_oid)

    @get(
        "/api/v1/recentDoneOrders",
        permission="General",
        pool="Futures",
        weight=5,
        sdk_method_name="GetRecentClosedOrders",
    )
    def get_recent_closed_orders(self, *, symbol: Optional[str] = None) -> List[Order]:
        """List orders filled or cancelled in the last 24 hours, up to 1000, sooner than :meth:`get_order_list`.

        :param symbol: Only this contract; all when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470246
        """
        return self._send(symbol=symbol)

    @get(
        "/api/v1/openOrderStatistics",
        permission="General",
        pool="Futures",
        weight=10,
        sdk_method_name="GetOpenOrderValue",
    )
    def get_open_order_value(self, symbol: str) -> OpenOrderValue:
        """Tell how many lots your open orders of one contract would buy and sell, and what they are worth.

        :param symbol: Contract, such as ``"XBTUSDTM"``.

        Source: https://www.kucoin.com/docs-new/api-3470250
        """
        return self._send(symbol=symbol)

    @get("/api/v1/recentFills", permission="General", pool="Futures", weight=3)
    def get_recent_trade_history(self, *, symbol: Optional[str] = None) -> List[RecentFill]:
        """List your fills of the last 24 hours, up to 1000, sooner than :meth:`get_trade_history` has them.

        :param symbol: Only this contract; all when it is not given.
        :returns: ``tradeTime`` in nanoseconds, ``createdAt`` in ms.

        Source: https://www.kucoin.com/docs-new/api-3470249
        """
        return self._send(symbol=symbol)

    @get(
        "/api/v1/fills",
        permission="General",
        pool="Futures",
        weight=5,
        pages=Pages("page", hours=7 * 24),
    )
    def get_trade_history(
        self,
        *,
        order_id: Optional[str] = None,
        symbol: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[Literal["limit", "market", "limit_stop", "market_stop"]] = None,
        trade_types: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> Fills:
        """Page through your fills, liquidations and settlements; :meth:`get_recent_trade_history` has new ones sooner.

        Three months back can be had, seven days at a time: a wider range is cut without a word, and with one end given
        it is a day from there. Give ``end_at`` while paging, or new rows shift the pages.

        :param order_id: Only fills of this order; the other filters then do nothing.
        :param symbol: Only this contract, such as ``"XBTUSDTM"``.
        :param side: Only this side.
        :param type: Only orders of this kind.
        :param trade_types: Only these, joined by commas: ``"trade,adl,liquid,settlement"``; all when it is not given.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, up to 1000; 50 when it is not given.
        :returns: ``tradeTime`` in nanoseconds, ``createdAt`` in ms.

        Source: https://www.kucoin.com/docs-new/api-3470248
        """
        return self._send(
            orderId=order_id,
            symbol=symbol,
            side=side,
            type=type,
            tradeTypes=trade_types,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )
