"""Margin stop orders: orders that wait for a price, then go to the exchange like any other."""

from typing import Literal, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .order_types import OrderType, SelfTradePrevention, Side, TimeInForce, TradeType
from .stop_order_types import AddedStopOrder, CancelledStopOrders, StopOrder, StopOrderPage, StopType


class MarginStopOrder(Service):
    """Stop orders of the cross and isolated margin accounts. Once triggered, an order is one of ``margin.order``."""

    service, sub_service = "Margin", "Order"

    @post("/api/v3/hf/margin/stop-order", permission="Margin", pool="Spot", weight=3)
    def add_stop_order(
        self,
        symbol: str,
        side: Side,
        stop_price: Amount,
        client_oid: str,
        is_isolated: bool,
        auto_borrow: bool,
        auto_repay: bool,
        *,
        type: Optional[OrderType] = None,
        stop: Optional[StopType] = None,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
    ) -> AddedStopOrder:
        """Leave an order that is placed when the last price reaches ``stop_price``.

        At most 20 may wait in one pair. When it triggers it may still be refused, for want of balance say.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param stop_price: The trigger, in the quote currency.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param is_isolated: Whether it draws on the pair's isolated account; false is the cross account.
        :param auto_borrow: Whether to borrow, on triggering, what the balance lacks.
        :param auto_repay: Whether to pay back debts with what the order brings in.
        :param type: What is placed then: ``limit`` (the default) names its price, ``market`` takes what the book has.
        :param stop: ``loss`` (the default) triggers when the price falls to the trigger, ``entry`` when it rises to it.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, ASCII; 20 characters are safe, for sources disagree between 20 and 100.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may wait already: ask :meth:`get_stop_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/add-stop-order
        """
        return self._send(
            symbol=symbol,
            side=side,
            stopPrice=text(stop_price),
            clientOid=client_oid,
            isIsolated=is_isolated,
            autoBorrow=auto_borrow,
            autoRepay=auto_repay,
            type=type,
            stop=stop,
            price=text(price),
            size=text(size),
            funds=text(funds),
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
            remark=remark,
        )

    @delete("/api/v3/hf/margin/stop-order/cancel-by-id", permission="Margin", pool="Spot", weight=3)
    def cancel_stop_order_by_order_id(self, order_id: str) -> CancelledStopOrders:
        """Cancel a stop order that has not triggered; one that has is cancelled with the calls of ``margin.order``.

        :param order_id: The exchange's id of the stop order.
        :returns: ``{"cancelledOrderIds": [str]}``.
        :raises OutcomeUnknown: It may wait still: ask :meth:`get_stop_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/cancel-stop-order-by-orderld
        """
        return self._send(orderId=order_id)

    @delete("/api/v3/hf/margin/stop-order/cancel-by-clientOid", permission="Margin", pool="Spot", weight=5)
    def cancel_stop_order_by_client_oid(self, client_oid: str) -> CancelledStopOrders:
        """Cancel a stop order that has not triggered, also when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :returns: ``{"cancelledOrderIds": [str]}``, by the exchange's id.
        :raises OutcomeUnknown: It may wait still: ask :meth:`get_stop_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/cancel-stop-order-by-clientoid
        """
        return self._send(clientOid=client_oid)

    @delete("/api/v3/hf/margin/stop-order/cancel", permission="Margin", pool="Spot", weight=3)
    def batch_cancel_stop_orders(
        self, trade_type: TradeType, *, symbol: Optional[str] = None, order_ids: Optional[str] = None
    ) -> CancelledStopOrders:
        """Cancel the waiting stop orders of one kind of margin account: all, one pair's, or those that you name.

        :param trade_type: ``MARGIN_TRADE`` for cross, ``MARGIN_ISOLATED_TRADE`` for isolated margin.
        :param symbol: Only this pair, such as ``"BTC-USDT"``; else all pairs.
        :param order_ids: Only these orders, the exchange's ids joined by commas; an empty text is refused.
        :returns: ``{"cancelledOrderIds": [str, ...]}``.
        :raises OutcomeUnknown: Some may wait still: look with :meth:`get_stop_orders_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/batch-cancel-stop-orders
        """
        return self._send(tradeType=trade_type, symbol=symbol, orderIds=order_ids)

    @get("/api/v3/hf/margin/stop-orders", permission="General", pool="Spot", weight=8, pages=Pages("page"))
    def get_stop_orders_list(
        self,
        *,
        symbol: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[Literal["limit", "market", "limit_stop", "market_stop"]] = None,
        trade_type: Optional[TradeType] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        order_ids: Optional[str] = None,
        page_size: Optional[int] = None,
        stop: Optional[Literal["stop", "oco"]] = None,
    ) -> StopOrderPage:
        """Page through the stop orders that have not triggered yet, newest first.

        :param symbol: Only this pair, such as ``"BTC-USDT"``.
        :param side: Only this side.
        :param type: Only this type.
        :param trade_type: Only ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``.
        :param start_at: Placed at or after, ms.
        :param end_at: Placed at or before, ms.
        :param current_page: Page number, from 1.
        :param order_ids: Only these orders, the exchange's ids joined by commas.
        :param page_size: Rows on a page, 10 to 500; when it is not given 50 by the documentation, 20 as seen live.
        :param stop: Only plain stop orders, or only the stops of OCO orders.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-stop-order-list
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            tradeType=trade_type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            orderIds=order_ids,
            pageSize=page_size,
            stop=stop,
        )

    # The last word of the next two paths is no placeholder: the id goes in the query.

    @get("/api/v3/hf/margin/stop-order/orderId", permission="General", pool="Spot", weight=3)
    def get_stop_order_by_order_id(self, order_id: str) -> StopOrder:
        """Tell one stop order: whether it still waits, and what it will place.

        :param order_id: The exchange's id of the stop order.
        :returns: Its ``orderTime`` is in nanoseconds, ``createdAt`` in ms.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-stop-order-by-orderld
        """
        return self._send(orderId=order_id)

    @get("/api/v3/hf/margin/stop-order/clientOid", permission="General", pool="Spot", weight=3)
    def get_stop_order_by_client_oid(self, client_oid: str) -> StopOrder:
        """Tell one stop order by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :returns: One order, where the spot exchange answers a list; ``orderTime`` is in nanoseconds.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-stop-order-by-clientoid
        """
        return self._send(clientOid=client_oid)
