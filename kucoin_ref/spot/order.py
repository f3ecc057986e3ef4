"""Spot orders: place, change, cancel and look up; your fills; and the dead-man switch.

Hidden and iceberg orders are not offered: the exchange refuses them since 2026-08-03 (code 400413).
"""

from typing import Any, List, Optional, Sequence

from ..service import Amount, Pages, Service, amounts_as_text, delete, get, post, text
from .order_types import (
    AddedOrder,
    BatchAddedOrder,
    BatchMatchedOrder,
    CancelledClientOid,
    CancelledClientOrder,
    CancelledOrder,
    CancelledOrderId,
    CancelledPart,
    CancelledSymbols,
    ClosedOrders,
    DeadManSwitch,
    DeadManSwitchTimes,
    Fills,
    MatchedOrder,
    ModifiedOrder,
    NewOrder,
    OpenOrderSymbols,
    Order,
    OrderPage,
    OrderType,
    SelfTradePrevention,
    Side,
    TimeInForce,
)


class SpotOrder(Service):
    """Your limit and market orders on the spot exchange, their fills, and the dead-man switch."""

    service, sub_service = "Spot", "Order"

    @post("/api/v1/hf/orders", permission="Spot", pool="Spot", weight=1)
    def add_order(
        self,
        symbol: str,
        side: Side,
        type: OrderType,
        *,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        client_oid: Optional[str] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
        tags: Optional[str] = None,
        allow_max_time_window: Optional[int] = None,
        client_timestamp: Optional[int] = None,
    ) -> AddedOrder:
        """Place a limit or market order.

        The answer says that the order was accepted, not that it was matched: for fills watch the order topic, ask
        :meth:`get_order_by_order_id`, or place it with :meth:`add_order_sync`. An account may have 2000 open orders,
        200 of one pair.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives, up to 2592000; -1 (the default) sets no end.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, up to 20 ASCII characters.
        :param tags: A label, up to 20 ASCII characters.
        :param allow_max_time_window: Refuse the order if it arrives more than so many ms after ``client_timestamp``.
        :param client_timestamp: When the order was sent, ms; needed for ``allow_max_time_window``.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470188
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            clientOid=client_oid,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
            remark=remark,
            tags=tags,
            allowMaxTimeWindow=allow_max_time_window,
            clientTimestamp=client_timestamp,
        )

    @delete("/api/v1/hf/orders", permission="Spot", pool="Spot", weight=2)
    def cancel_all_orders_by_symbol(self, symbol: str) -> str:
        """Cancel every open order of one pair; answers before they are gone.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :returns: ``"success"``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_open_orders`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470175
        """
        return self._send(symbol=symbol)

    @post("/api/v1/hf/orders/sync", permission="Spot", pool="Spot", weight=1)
    def add_order_sync(
        self,
        symbol: str,
        side: Side,
        type: OrderType,
        *,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        client_oid: Optional[str] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
        tags: Optional[str] = None,
        allow_max_time_window: Optional[int] = None,
        client_timestamp: Optional[int] = None,
    ) -> MatchedOrder:
        """Place an order and wait for the matching engine's answer.

        Takes what :meth:`add_order` takes.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives, up to 2592000; -1 (the default) sets no end.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, up to 20 ASCII characters.
        :param tags: A label, up to 20 ASCII characters.
        :param allow_max_time_window: Refuse the order if it arrives more than so many ms after ``client_timestamp``.
        :param client_timestamp: When the order was sent, ms; needed for ``allow_max_time_window``.
        :returns: Sizes filled, open and cancelled so far; with ``status`` ``done`` nothing more will happen.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470170
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            clientOid=client_oid,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
            remark=remark,
            tags=tags,
            allowMaxTimeWindow=allow_max_time_window,
            clientTimestamp=client_timestamp,
        )

    @post("/api/v1/hf/orders/test", permission="Spot", pool="Spot", weight=1)
    def add_order_test(
        self,
        symbol: str,
        side: Side,
        type: OrderType,
        *,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        client_oid: Optional[str] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
        tags: Optional[str] = None,
        allow_max_time_window: Optional[int] = None,
        client_timestamp: Optional[int] = None,
    ) -> AddedOrder:
        """Send an order that is checked like one of :meth:`add_order` and then dropped, to try out key and signature.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; there is nothing to find by it.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives, up to 2592000; -1 (the default) sets no end.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, up to 20 ASCII characters.
        :param tags: A label, up to 20 ASCII characters.
        :param allow_max_time_window: Refuse the order if it arrives more than so many ms after ``client_timestamp``.
        :param client_timestamp: When the order was sent, ms; needed for ``allow_max_time_window``.
        :returns: ``{"orderId": str, "clientOid": str}`` of an order that does not exist.
        :raises OutcomeUnknown: The answer was lost; nothing was placed in any case.

        Source: https://www.kucoin.com/docs-new/api-3470187
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            clientOid=client_oid,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
            remark=remark,
            tags=tags,
            allowMaxTimeWindow=allow_max_time_window,
            clientTimestamp=client_timestamp,
        )

    @post("/api/v1/hf/orders/multi", permission="Spot", pool="Spot", weight=1)
    def batch_add_orders(self, order_list: Sequence[NewOrder]) -> List[BatchAddedOrder]:
        """Place up to five orders in a row; one may fail while the next succeeds, and no error is raised for it.

        The documentation speaks of limit orders of one pair, yet mixes pairs in its example.

        :param order_list: Such as ``[{"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "30000",
            "size": "0.001", "clientOid": "a-1"}]``; the keys are those of :class:`~.order_types.NewOrder`.
        :returns: One row per order, in the same sequence: look at ``success``, then at ``failMsg``.
        :raises OutcomeUnknown: Any of them may have been placed: look up each by its own ``clientOid``.

        Source: https://www.kucoin.com/docs-new/api-3470168
        """
        return self._send(orderList=amounts_as_text("order_list", order_list, "price", "size", "funds"))

    @post("/api/v1/hf/orders/multi/sync", permission="Spot", pool="Spot", weight=1)
    def batch_add_orders_sync(self, order_list: Sequence[NewOrder]) -> List[BatchMatchedOrder]:
        """Place up to five orders in a row and wait for the matching engine's answers.

        :param order_list: As in :meth:`batch_add_orders`.
        :returns: One row per order, in the same sequence; those that failed have ``success`` and ``failMsg`` only.
        :raises OutcomeUnknown: Any of them may have been placed: look up each by its own ``clientOid``.

        Source: https://www.kucoin.com/docs-new/api-3470169
        """
        return self._send(orderList=amounts_as_text("order_list", order_list, "price", "size", "funds"))

    @delete("/api/v1/hf/orders/{orderId}", permission="Spot", pool="Spot", weight=1)
    def cancel_order_by_order_id(self, order_id: str, symbol: str) -> CancelledOrderId:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be open still: look it up by ``client_oid`` or id, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470174
        """
        return self._send(orderId=order_id, symbol=symbol)

    @get("/api/v1/hf/orders/{orderId}", permission="General", pool="Spot", weight=2)
    def get_order_by_order_id(self, order_id: str, symbol: str) -> Order:
        """Tell the state of one order. Closed ones are forgotten after days, see :meth:`get_closed_orders`.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.

        Source: https://www.kucoin.com/docs-new/api-3470181
        """
        return self._send(orderId=order_id, symbol=symbol)

    @delete("/api/v1/hf/orders/sync/{orderId}", permission="Spot", pool="Spot", weight=1)
    def cancel_order_by_order_id_sync(self, order_id: str, symbol: str) -> CancelledOrder:
        """Cancel an order and wait until it is gone.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.
        :returns: ``dealSize`` is what had been filled before.
        :raises OutcomeUnknown: It may be open still: look it up by ``client_oid`` or id, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470185
        """
        return self._send(orderId=order_id, symbol=symbol)

    @delete("/api/v1/hf/orders/client-order/{clientOid}", permission="Spot", pool="Spot", weight=1)
    def cancel_order_by_client_oid(self, client_oid: str, symbol: str) -> CancelledClientOid:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.
        :returns: ``{"clientOid": str}``.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470184
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @get("/api/v1/hf/orders/client-order/{clientOid}", permission="General", pool="Spot", weight=2)
    def get_order_by_client_oid(self, client_oid: str, symbol: str) -> Order:
        """Tell the state of one order by your own id, which also works when no answer to it ever came.

        Closed orders are forgotten after days, see :meth:`get_closed_orders`.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.

        Source: https://www.kucoin.com/docs-new/api-3470182
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @delete("/api/v1/hf/orders/sync/client-order/{clientOid}", permission="Spot", pool="Spot", weight=1)
    def cancel_order_by_client_oid_sync(self, client_oid: str, symbol: str) -> CancelledClientOrder:
        """Cancel an order and wait until it is gone.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.
        :returns: ``dealSize`` is what had been filled before.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470186
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @delete("/api/v1/hf/orders/cancel/{orderId}", permission="Spot", pool="Spot", weight=2)
    def cancel_partial_order(self, order_id: str, symbol: str, cancel_size: Amount) -> CancelledPart:
        """Make an order smaller; what stays keeps its place in the queue.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.
        :param cancel_size: How much to take off, in the base currency.
        :returns: ``{"orderId": str, "cancelSize": str}``.
        :raises OutcomeUnknown: It may be smaller already: look it up by ``client_oid`` or id before cutting again.

        Source: https://www.kucoin.com/docs-new/api-3470183
        """
        return self._send(orderId=order_id, symbol=symbol, cancelSize=text(cancel_size))

    @delete("/api/v1/hf/orders/cancelAll", permission="Spot", pool="Spot", weight=30)
    def cancel_all_orders(self) -> CancelledSymbols:
        """Cancel every open order of every pair.

        It takes as much from the rate pool as fifteen calls of :meth:`cancel_all_orders_by_symbol`: with few pairs,
        ask :meth:`get_symbols_with_open_order` and cancel those.

        :returns: The pairs that went through and those that did not, with the reason; failures raise no error.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_open_orders`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470176
        """
        return self._send()

    @post("/api/v1/hf/orders/alter", permission="Spot", pool="Spot", weight=1)
    def modify_order(
        self,
        symbol: str,
        *,
        order_id: Optional[str] = None,
        client_oid: Optional[str] = None,
        new_price: Optional[Amount] = None,
        new_size: Optional[Amount] = None,
    ) -> ModifiedOrder:
        """Change the price or the size of an order, by cancelling it and placing another in one step.

        The order gets a new id and may lose its place in the queue.

        :param symbol: Its trading pair.
        :param order_id: The exchange's id of the order; this or ``client_oid`` is needed.
        :param client_oid: The id that you gave it.
        :param new_price: Quote currency for one unit; this, ``new_size`` or both are needed.
        :param new_size: Base currency in all, what is filled already included; if more is filled, the order only ends.
        :returns: ``{"newOrderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: The old order, the new one or none may be open: look it up by ``client_oid``.

        Source: https://www.kucoin.com/docs-new/api-3470171
        """
        return self._send(
            symbol=symbol,
            orderId=order_id,
            clientOid=client_oid,
            newPrice=text(new_price),
            newSize=text(new_size),
        )

    @get("/api/v1/hf/orders/active/symbols", permission="Spot", pool="Spot", weight=2)
    def get_symbols_with_open_order(self) -> OpenOrderSymbols:
        """List the pairs in which you have open orders.

        :returns: ``{"symbols": ["BTC-USDT", ...]}``.

        Source: https://www.kucoin.com/docs-new/api-3470177
        """
        return self._send()

    @get("/api/v1/hf/orders/active", permission="General", pool="Spot", weight=2)
    def get_open_orders(self, symbol: str) -> List[Order]:
        """List all open orders of one pair in one answer.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.

        Source: https://www.kucoin.com/docs-new/api-3470178
        """
        return self._send(symbol=symbol)

    @get("/api/v1/hf/orders/active/page", permission="General", pool="Spot", weight=2, pages=Pages("page"))
    def get_open_orders_by_page(
        self, symbol: str, *, page_num: Optional[int] = None, page_size: Optional[int] = None
    ) -> OrderPage:
        """Page through the open orders of one pair; orders that close meanwhile shift the pages.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param page_num: Page number, from 1.
        :param page_size: Rows on a page, 1 to 50; 20 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3471591
        """
        return self._send(symbol=symbol, pageNum=page_num, pageSize=page_size)

    @get("/api/v1/hf/orders/done", permission="General", pool="Spot", weight=2, pages=Pages("last_id"))
    def get_closed_orders(
        self,
        symbol: str,
        *,
        side: Optional[Side] = None,
        type: Optional[OrderType] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> ClosedOrders:
        """List filled and cancelled orders of one pair, the last updated first.

        A wider range than the exchange keeps is cut without a word. Its pages disagree on how far back that is (2, 3 or
        7 days, cancelled orders less than filled ones): count on two days.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: Only this side.
        :param type: Only this type.
        :param last_id: Only rows before this one: the ``lastId`` of the answer before; 0 starts at the newest.
        :param limit: Rows in the answer, 1 to 100; 20 when it is not given. Fewer than that is the end.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470179
        """
        return self._send(
            symbol=symbol, side=side, type=type, lastId=last_id, limit=limit, startAt=start_at, endAt=end_at
        )

    @get("/api/v1/hf/fills", permission="General", pool="Spot", weight=2, pages=Pages("last_id", hours=7 * 24))
    def get_trade_history(
        self,
        symbol: str,
        *,
        order_id: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[OrderType] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> Fills:
        """List your fills in one pair, newest first, up to 7 days back.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param order_id: Only fills of this order, by its 24 characters; the other filters then do nothing.
        :param side: Only this side.
        :param type: Only orders of this type.
        :param last_id: Only rows before this one: the ``lastId`` of the answer before; 0 starts at the newest.
        :param limit: Rows in the answer, 1 to 100; 20 when it is not given. Fewer than that is the end.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470180
        """
        return self._send(
            symbol=symbol,
            orderId=order_id,
            side=side,
            type=type,
            lastId=last_id,
            limit=limit,
            startAt=start_at,
            endAt=end_at,
        )

    @get("/api/v1/hf/orders/dead-cancel-all/query", permission="Spot", pool="Spot", weight=2, sdk_method_name="getDCP")
    def get_dcp(self) -> Optional[DeadManSwitch]:
        """Tell how the dead-man switch is set, and when it would fire.

        :returns: Nothing in it, or None, when :meth:`set_dcp` was not called; its times are in seconds.

        Source: https://www.kucoin.com/docs-new/api-3470172
        """
        return self._send()

    @post("/api/v1/hf/orders/dead-cancel-all", permission="Spot", pool="Spot", weight=2, sdk_method_name="setDCP")
    def set_dcp(self, timeout: int, *, symbols: Optional[str] = None) -> DeadManSwitchTimes:
        """Set the dead-man switch: your orders are cancelled unless this is called again in time.

        Each call replaces the one before, its symbols too. Cancelling starts up to ten seconds late.

        :param timeout: Seconds, 5 to 86400; -1 turns the switch off.
        :param symbols: Only these pairs, up to 50 joined by commas: ``"BTC-USDT,ETH-USDT"``; else all.
        :returns: ``{"currentTime": int, "triggerTime": int}``, both in seconds.
        :raises OutcomeUnknown: The old setting may be in force still: ask :meth:`get_dcp`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470173
        """
        return self._send(timeout=timeout, symbols=symbols)
