"""Margin orders, cross and isolated: place, cancel and look up; your fills.

Hidden and iceberg orders are not offered: the exchange refuses them since 2026-08-03 (code 400413).
"""

from typing import List, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .order_types import (
    AddedOrder,
    CancelledClientOid,
    CancelledOrderId,
    CheckedOrder,
    ClosedOrders,
    Fills,
    OpenOrderSymbols,
    Order,
    OrderType,
    SelfTradePrevention,
    Side,
    TimeInForce,
    TradeType,
)


class MarginOrder(Service):
    """Your limit and market orders that draw on a margin account, and their fills."""

    service, sub_service = "Margin", "Order"

    @post("/api/v3/hf/margin/order", permission="Margin", pool="Spot", weight=2)
    def add_order(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        *,
        type: Optional[OrderType] = None,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        is_isolated: Optional[bool] = None,
        auto_borrow: Optional[bool] = None,
        auto_repay: Optional[bool] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
    ) -> AddedOrder:
        """Place a limit or market order with the funds of a margin account, borrowing for it if you say so.

        The answer says that the order was accepted, not that it was matched. An account may have 2000 open orders, 200
        of one pair, stop orders included.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout. One that
            is in use is refused.
        :param type: ``limit`` (the default) names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param is_isolated: Whether it draws on the pair's isolated account; false (the default) is the cross account.
        :param auto_borrow: Whether to borrow what the balance lacks, at the lowest market rate; false when not given.
        :param auto_repay: Whether to pay back debts with what the order brings in, at most that; false when not given.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :returns: ``{"orderId": str, "clientOid": str}``; after borrowing also ``borrowSize`` and ``loanApplyId``.
        :raises OutcomeUnknown: It may have been placed, and borrowed for: wait and ask :meth:`get_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470204
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            isIsolated=is_isolated,
            autoBorrow=auto_borrow,
            autoRepay=auto_repay,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
        )

    @post("/api/v3/hf/margin/order/test", permission="Margin", pool="Spot", weight=2)
    def add_order_test(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        *,
        type: Optional[OrderType] = None,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        is_isolated: Optional[bool] = None,
        auto_borrow: Optional[bool] = None,
        auto_repay: Optional[bool] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
    ) -> CheckedOrder:
        """Send an order that is checked like one of :meth:`add_order` and then dropped, to try out key and signature.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; there is nothing to find by it.
        :param type: ``limit`` (the default) names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param is_isolated: Whether it draws on the pair's isolated account; false (the default) is the cross account.
        :param auto_borrow: Whether to borrow what the balance lacks, at the lowest market rate; false when not given.
        :param auto_repay: Whether to pay back debts with what the order brings in, at most that; false when not given.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :returns: As :meth:`add_order`, of an order and a loan that do not exist; ``borrowSize`` is a number here.
        :raises OutcomeUnknown: The answer was lost; nothing was placed in any case.

        Source: https://www.kucoin.com/docs-new/api-3470205
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            isIsolated=is_isolated,
            autoBorrow=auto_borrow,
            autoRepay=auto_repay,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
        )

    @delete("/api/v3/hf/margin/orders/{orderId}", permission="Margin", pool="Spot", weight=2)
    def cancel_order_by_order_id(self, order_id: str, symbol: str) -> CancelledOrderId:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470195
        """
        return self._send(orderId=order_id, symbol=symbol)

    @get("/api/v3/hf/margin/orders/{orderId}", permission="General", pool="Spot", weight=5)
    def get_order_by_order_id(self, order_id: str, symbol: str) -> Order:
        """Tell the state of one order: ``active`` says whether more can happen to it.

        :param order_id: The exchange's id of the order.
        :param symbol: Its trading pair.

        Source: https://www.kucoin.com/docs-new/api-3470202
        """
        return self._send(orderId=order_id, symbol=symbol)

    @delete("/api/v3/hf/margin/orders/client-order/{clientOid}", permission="Margin", pool="Spot", weight=2)
    def cancel_order_by_client_oid(self, client_oid: str, symbol: str) -> CancelledClientOid:
        """Ask for an order to be cancelled; it may still be filled until a push or a look at it says otherwise.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.
        :returns: ``{"clientOid": str}``.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470201
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @get("/api/v3/hf/margin/orders/client-order/{clientOid}", permission="General", pool="Spot", weight=5)
    def get_order_by_client_oid(self, client_oid: str, symbol: str) -> Order:
        """Tell the state of one order by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.

        Source: https://www.kucoin.com/docs-new/api-3470203
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @delete("/api/v3/hf/margin/orders", permission="Margin", pool="Spot", weight=5)
    def cancel_all_orders_by_symbol(self, symbol: str, trade_type: TradeType) -> str:
        """Cancel every open order of one pair in one kind of margin account; answers before they are gone.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.
        :returns: ``"success"``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_open_orders`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470197
        """
        return self._send(symbol=symbol, tradeType=trade_type)

    @get("/api/v3/hf/margin/order/active/symbols", permission="Margin", pool="Spot", weight=4)
    def get_symbols_with_open_order(self, trade_type: TradeType) -> OpenOrderSymbols:
        """List the pairs in which you have open orders.

        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.
        :returns: ``{"symbolSize": int, "symbols": ["BTC-USDT", ...]}``.

        Source: https://www.kucoin.com/docs-new/api-3470196
        """
        return self._send(tradeType=trade_type)

    @get("/api/v3/hf/margin/orders/active", permission="General", pool="Spot", weight=4)
    def get_open_orders(self, symbol: str, trade_type: TradeType) -> List[Order]:
        """List all open orders of one pair in one answer, the last updated first.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.

        Source: https://www.kucoin.com/docs-new/api-3470198
        """
        return self._send(symbol=symbol, tradeType=trade_type)

    @get("/api/v3/hf/margin/orders/done", permission="General", pool="Spot", weight=10, pages=Pages("last_id"))
    def get_closed_orders(
        self,
        symbol: str,
        trade_type: TradeType,
        *,
        side: Optional[Side] = None,
        type: Optional[OrderType] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> ClosedOrders:
        """List filled and cancelled orders of one pair, the last updated first.

        How far back it reaches is not published: on the spot exchange it is days, and a wider range is cut without a
        word.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.
        :param side: Only this side.
        :param type: Only this type.
        :param last_id: Only rows before this one: the ``lastId`` of the answer before; without it the newest.
        :param limit: Rows in the answer, 1 to 100; 20 when it is not given.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470199
        """
        return self._send(
            symbol=symbol,
            tradeType=trade_type,
            side=side,
            type=type,
            lastId=last_id,
            limit=limit,
            startAt=start_at,
            endAt=end_at,
        )

    @get("/api/v3/hf/margin/fills", permission="General", pool="Spot", weight=5, pages=Pages("last_id", hours=7 * 24))
    def get_trade_history(
        self,
        symbol: str,
        trade_type: TradeType,
        *,
        order_id: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[OrderType] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> Fills:
        """List your fills in one pair, newest first.

        Count on seven days in one range, as on the spot exchange: the documentation says nothing of it.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.
        :param order_id: Only fills of this order; the other filters then do nothing.
        :param side: Only this side.
        :param type: Only orders of this type.
        :param last_id: Only rows before this one: the ``lastId`` of the answer before; without it the newest.
        :param limit: Rows in the answer, 1 to 100; 20 when it is not given.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470200
        """
        return self._send(
            symbol=symbol,
            tradeType=trade_type,
            orderId=order_id,
            side=side,
            type=type,
            lastId=last_id,
            limit=limit,
            startAt=start_at,
            endAt=end_at,
        )
