"""Unified orders: spot, margin and contracts through one set of calls, told apart by ``trade_type``; and your fills.

Words are in capitals (``BUY``, ``LIMIT``), unlike in classic orders. Conditional orders are placed by the same call.
"""

from typing import Literal, Optional, Sequence, Union

from ..service import Amount, Pages, Service, get, post, text
from .order_types import (
    AmendedOrder,
    BatchCancelledOrders,
    CancelledOrder,
    CancelledOrders,
    Fills,
    MarginMode,
    MaxOrderQuantity,
    OpenOrders,
    Order,
    OrderFilter,
    OrderHistory,
    OrderToCancel,
    OrderType,
    PlacedOrder,
    SelfTradePrevention,
    Side,
    SizeUnit,
    TimeInForce,
    TradeType,
    TriggerPriceType,
)


class UnifiedOrder(Service):
    """Your orders of the unified account and their fills."""

    service, sub_service = "UTA", "Order"

    @post("/api/ua/v2/unified/order/place", permission="Unified", pool="Unified", weight=1)
    def place_order(
        self,
        symbol: str,
        trade_type: TradeType,
        side: Side,
        order_type: OrderType,
        size: Amount,
        size_unit: SizeUnit,
        *,
        price: Optional[Amount] = None,
        client_oid: Optional[str] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        reduce_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
        tags: Optional[str] = None,
        position_side: Optional[Literal["BOTH", "LONG", "SHORT"]] = None,
        margin_mode: Optional[MarginMode] = None,
        trigger_direction: Optional[Literal["DOWN", "UP"]] = None,
        trigger_price_type: Optional[TriggerPriceType] = None,
        trigger_price: Optional[Amount] = None,
        tp_trigger_price_type: Optional[TriggerPriceType] = None,
        tp_trigger_price: Optional[Amount] = None,
        sl_trigger_price_type: Optional[TriggerPriceType] = None,
        sl_trigger_price: Optional[Amount] = None,
        close_order: Optional[bool] = None,
    ) -> PlacedOrder:
        """Place an order: limit or market, at once or when a price is reached.

        The answer says that the order was accepted, not that it was matched: for fills watch the order topic or ask
        :meth:`get_order_details`. An account may have 3000 open orders, 500 of one symbol.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: What is traded: a pair, a contract, or a pair with borrowed money.
        :param side: What to do with the base currency or the contract.
        :param order_type: ``LIMIT`` names its price, ``MARKET`` takes what the book has.
        :param size: How much, counted in ``size_unit``.
        :param size_unit: ``BASECCY`` base currency, ``QUOTECCY`` quote currency (market orders of pairs only), ``UNIT``
            lots (contracts only).
        :param price: Quote currency for one unit, a multiple of the symbol's ``tickSize``; needed for ``LIMIT``.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param time_in_force: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after`` (not contracts), ``IOC``
            fills what it can at once, ``FOK`` fills wholly at once or not at all, ``RPI`` is a retail price
            improvement order (contracts only).
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; false when it is not given.
        :param reduce_only: Whether it may only make a position smaller; contracts only, false when it is not given.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it.
        :param tags: A label, up to 20 characters.
        :param position_side: Listed, yet the unified account does not support it: leave it out.
        :param margin_mode: ``CROSS`` when it is not given; for ``MARGIN`` nothing else is allowed.
        :param trigger_direction: ``UP`` waits for a rise to ``trigger_price``, ``DOWN`` for a fall; needed with it.
        :param trigger_price_type: Which price is watched: ``TP`` of trades, ``IP`` index, ``MP`` mark. Whether ``SPOT``
            can do without it is not documented.
        :param trigger_price: Price at which the order is placed; without it, at once.
        :param tp_trigger_price_type: Which price ``tp_trigger_price`` watches; ``TP`` when it is not given, and never
            to be given alone.
        :param tp_trigger_price: Where to take the profit; contracts only.
        :param sl_trigger_price_type: Which price ``sl_trigger_price`` watches; ``TP`` when it is not given, and never
            to be given alone.
        :param sl_trigger_price: Where to stop the loss; contracts only.
        :param close_order: Whether to close the whole position, whatever ``side`` and ``size`` say; contracts only,
            false when it is not given.
        :returns: ``{"tradeType": str, "orderId": str, "clientOid": str | None, "ts": int}``; ``ts`` in nanoseconds.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_order_details` by
            ``client_oid``.
        """
        return self._send(
            symbol=symbol,
            tradeType=trade_type,
            side=side,
            orderType=order_type,
            size=text(size),
            sizeUnit=size_unit,
            price=text(price),
            clientOid=client_oid,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            reduceOnly=reduce_only,
            stp=stp,
            tags=tags,
            positionSide=position_side,
            marginMode=margin_mode,
            triggerDirection=trigger_direction,
            triggerPriceType=trigger_price_type,
            triggerPrice=text(trigger_price),
            tpTriggerPriceType=tp_trigger_price_type,
            tpTriggerPrice=text(tp_trigger_price),
            slTriggerPriceType=sl_trigger_price_type,
            slTriggerPrice=text(sl_trigger_price),
            closeOrder=close_order,
        )

    @post("/api/ua/v2/unified/order/amend", permission="Unified", pool="Unified", weight=2)
    def amend_order(
        self,
        symbol: str,
        *,
        order_id: Optional[str] = None,
        client_oid: Optional[str] = None,
        new_size: Optional[Amount] = None,
        new_price: Optional[Amount] = None,
        size_unit: Optional[Literal["BASECCY", "UNIT"]] = None,
        cxl_on_fail: Optional[bool] = None,
        tp_trigger_price: Optional[Amount] = None,
        tp_trigger_price_type: Optional[TriggerPriceType] = None,
        sl_trigger_price: Optional[Amount] = None,
        sl_trigger_price_type: Optional[TriggerPriceType] = None,
    ) -> AmendedOrder:
        """Change size, price or triggers of an order on a contract.

        :param symbol: Its contract.
        :param order_id: The exchange's id of the order; this or ``client_oid`` is needed.
        :param client_oid: The id that you gave it.
        :param new_size: Counted in ``size_unit``; whether what is filled already counts is not documented.
        :param new_price: Quote currency for one unit.
        :param size_unit: ``BASECCY`` base currency, ``UNIT`` lots.
        :param cxl_on_fail: By its name, whether the order is cancelled when it cannot be changed.
        :param tp_trigger_price: Where to take the profit.
        :param tp_trigger_price_type: Which price that watches: ``TP`` of trades, ``IP`` index, ``MP`` mark.
        :param sl_trigger_price: Where to stop the loss.
        :param sl_trigger_price_type: Which price that watches.
        :returns: ``{"orderId": str, "clientOid": str | None}``.
        :raises OutcomeUnknown: It may have been changed: look at it with :meth:`get_order_details`.
        """
        return self._send(
            symbol=symbol,
            orderId=order_id,
            clientOid=client_oid,
            newSize=text(new_size),
            newPrice=text(new_price),
            sizeUnit=size_unit,
            cxlOnFail=cxl_on_fail,
            tpTriggerPrice=text(tp_trigger_price),
            tpTriggerPriceType=tp_trigger_price_type,
            slTriggerPrice=text(sl_trigger_price),
            slTriggerPriceType=sl_trigger_price_type,
        )

    @post("/api/ua/v2/unified/order/cancel", permission="Unified", pool="Unified", weight=1)
    def cancel_order(
        self, symbol: str, trade_type: TradeType, *, order_id: Optional[str] = None, client_oid: Optional[str] = None
    ) -> CancelledOrder:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param symbol: Its pair or contract.
        :param trade_type: As it was placed.
        :param order_id: The exchange's id of the order; this or ``client_oid`` is needed.
        :param client_oid: The id that you gave it.
        :returns: ``{"tradeType": str, "orderId": str, "clientOid": str | None, "ts": int}``; ``ts`` in nanoseconds.
        :raises OutcomeUnknown: It may be open still: look at it with :meth:`get_order_details`, or cancel again.
        """
        return self._send(symbol=symbol, tradeType=trade_type, orderId=order_id, clientOid=client_oid)

    @post("/api/ua/v2/unified/order/cancel-batch", permission="Unified", pool="Unified", weight=4)
    def batch_cancel_orders_by_id(
        self, cancel_order_list: Sequence[OrderToCancel], trade_type: TradeType
    ) -> BatchCancelledOrders:
        """Ask for up to 20 orders to be cancelled; one may fail while the next succeeds, and no error is raised for it.

        :param cancel_order_list: Such as ``[{"symbol": "BTC-USDT", "orderId": "402650101375365121"}]``, with
            ``orderId`` or ``clientOid``.
        :param trade_type: As they were placed, all the same.
        :returns: One row per order in ``items``; those that failed have ``code`` and ``msg``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_open_order_list`, or cancel again.
        """
        if not cancel_order_list:  # cancelling no orders in particular may mean all of them
            raise ValueError(f"cancel_order_list: expected at least one order, got {cancel_order_list!r}")
        return self._send(cancelOrderList=cancel_order_list, tradeType=trade_type)

    @post("/api/ua/v2/unified/order/cancel-all", permission="Unified", pool="Unified", weight=20)
    def batch_cancel_orders_by_symbol(
        self,
        symbol: str,
        trade_type: TradeType,
        order_filter: OrderFilter,
        *,
        margin_mode: Optional[MarginMode] = None,
    ) -> CancelledOrders:
        """Cancel the open orders of one symbol, up to 100 in one call: call again where there may be more.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: As they were placed.
        :param order_filter: ``NORMAL`` orders or ``ADVANCED`` (conditional) ones; both take two calls.
        :param margin_mode: ``CROSS`` when it is not given.
        :returns: ``{"tradeType": str, "ts": int, "items": [{"orderId": str}, ...]}``; ``ts`` in nanoseconds.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_open_order_list`, or cancel again.
        """
        return self._send(symbol=symbol, tradeType=trade_type, orderFilter=order_filter, marginMode=margin_mode)

    @get("/api/ua/v2/unified/order/detail", permission="General", pool="Management", weight=4)
    def get_order_details(
        self, symbol: str, trade_type: TradeType, *, order_id: Optional[str] = None, client_oid: Optional[str] = None
    ) -> Order:
        """Tell the state of one order.

        Orders are soon forgotten: those cancelled without a fill after two hours, like conditional ones that were
        triggered or cancelled; filled ones after 168 hours.

        :param symbol: Its pair or contract.
        :param trade_type: As it was placed.
        :param order_id: The exchange's id of the order; this or ``client_oid`` is needed.
        :param client_oid: The id that you gave it, which also works when no answer to it ever came.
        :returns: Times are in nanoseconds.
        """
        return self._send(symbol=symbol, tradeType=trade_type, orderId=order_id, clientOid=client_oid)

    @get("/api/ua/v2/unified/order/open-list", permission="General", pool="Management", weight=4, pages=Pages("page"))
    def get_open_order_list(
        self,
        trade_type: TradeType,
        *,
        symbol: Optional[str] = None,
        order_filter: Optional[OrderFilter] = None,
        page_number: Union[int, str, None] = None,
        page_size: Union[int, str, None] = None,
    ) -> OpenOrders:
        """Page through your open orders; orders that close meanwhile shift the pages.

        :param trade_type: As they were placed.
        :param symbol: Only this one; before version 2 pairs could not do without.
        :param order_filter: ``ADVANCED`` for those that wait for a trigger; ``NORMAL`` when it is not given.
        :param page_number: Page number, from 1.
        :param page_size: Rows on a page; 50 when it is not given.
        :returns: Times are in nanoseconds.
        """
        return self._send(
            tradeType=trade_type, symbol=symbol, orderFilter=order_filter, pageNumber=page_number, pageSize=page_size
        )

    @get("/api/ua/v2/unified/order/history", permission="General", pool="Management", weight=4, pages=Pages("last_id"))
    def get_order_history(
        self,
        trade_type: TradeType,
        *,
        symbol: Optional[str] = None,
        side: Optional[Side] = None,
        order_filter: Optional[OrderFilter] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OrderHistory:
        """List orders that are filled or cancelled, as long as they are kept: see :meth:`get_order_details`.

        :param trade_type: As they were placed.
        :param symbol: Only this one; before version 2 pairs could not do without.
        :param side: Only this side.
        :param order_filter: ``NORMAL`` orders or ``ADVANCED`` (conditional) ones.
        :param start_at: Beginning of the range, ms; the last 7 days when it is not given.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :param page_size: Rows in the answer, up to 200; 50 when it is not given.
        :returns: Times are in nanoseconds.
        """
        return self._send(
            tradeType=trade_type,
            symbol=symbol,
            side=side,
            orderFilter=order_filter,
            startAt=start_at,
            endAt=end_at,
            lastId=last_id,
            pageSize=page_size,
        )

    @get(
        "/api/ua/v2/unified/order/execution", permission="General", pool="Management", weight=4, pages=Pages("last_id")
    )
    def get_trade_history(
        self,
        trade_type: TradeType,
        *,
        symbol: Optional[str] = None,
        order_id: Optional[str] = None,
        side: Optional[Side] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        page_size: Optional[int] = None,
        fill_type: Optional[Literal["NORMAL", "ADL", "LIQUID", "SETTLEMENT", "RECONCILIATION"]] = None,
    ) -> Fills:
        """List your fills, also those that the exchange forced.

        :param trade_type: As the orders were placed.
        :param symbol: Only this one; before version 2 pairs could not do without.
        :param order_id: Only fills of this order.
        :param side: Only this side.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :param page_size: Rows in the answer, up to 200; 50 when it is not given.
        :param fill_type: Only these: ``ADL`` auto-deleveraging, ``LIQUID`` liquidation, ``SETTLEMENT`` of a contract.
        :returns: ``executionTime`` is in nanoseconds.
        """
        return self._send(
            tradeType=trade_type,
            symbol=symbol,
            orderId=order_id,
            side=side,
            startAt=start_at,
            endAt=end_at,
            lastId=last_id,
            pageSize=page_size,
            fillType=fill_type,
        )

    @get(
        "/api/ua/v2/order/max-order-quantity",
        permission="General",
        pool="Management",
        weight=10,
        sub_service="Market",
    )
    def get_max_order_quantity(
        self, symbol: str, trade_type: TradeType, *, price: Optional[Amount] = None
    ) -> MaxOrderQuantity:
        """Tell the largest order that your account could place now.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: What is traded; that ``MARGIN`` works is not confirmed.
        :param price: Price to reckon with; which one is taken without it is not documented.
        :returns: ``{"symbol": str, "maxBuySize": str, "maxSellSize": str}``.
        """
        return self._send(symbol=symbol, tradeType=trade_type, price=text(price))
