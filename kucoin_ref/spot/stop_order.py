"""Stop orders: orders that the exchange keeps aside and places when the last price reaches one that you name.

Hidden and iceberg orders are not offered: the exchange refuses them since 2026-08-03 (code 400413).
"""

from typing import List, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .order_types import OrderType, SelfTradePrevention, Side, TimeInForce
from .stop_order_types import AddedStopOrder, CancelledStopOrder, CancelledStopOrders, StopOrder, StopOrderPage


class SpotStopOrder(Service):
    """Your stop orders on the spot exchange while they wait; once triggered they are orders of :class:`.SpotOrder`."""

    service, sub_service = "Spot", "Order"

    @post("/api/v1/stop-order", permission="Spot", pool="Spot", weight=1)
    def add_stop_order(
        self,
        symbol: str,
        side: Side,
        type: OrderType,
        stop_price: Amount,
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
        trade_type: Optional[str] = None,
    ) -> AddedStopOrder:
        """Leave an order with the exchange that is placed when the last price reaches ``stop_price``.

        Funds are held from that moment only: if they are not there then, the order is cancelled. A pair may have 20
        orders waiting. The documented call cannot say which way the price must move. Older pages have ``loss``, at or
        below ``stop_price``, as the default, by which a stop price above the market triggers at once: try it with a
        small order, and see ``stop`` of :meth:`get_stop_order_by_order_id`.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param type: ``limit`` names its price, ``market`` takes what the book has.
        :param stop_price: Last price that triggers it, quote currency for one unit.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param time_in_force: Of a limit order, once placed: ``GTC`` (the default) stays, ``GTT`` stays for
            ``cancel_after``, ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives, up to 2592000; -1 (the default) sets no end.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it.
        :param remark: A note, up to 20 ASCII characters.
        :param trade_type: ``"TRADE"`` (the default) is spot; ``"MARGIN_TRADE"`` and ``"MARGIN_ISOLATED_TRADE"`` have
            calls of their own by now.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may wait or be triggered already: ask :meth:`get_stop_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470334
        """
        return self._send(
            symbol=symbol,
            side=side,
            type=type,
            stopPrice=text(stop_price),
            price=text(price),
            size=text(size),
            funds=text(funds),
            clientOid=client_oid,
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            stp=stp,
            remark=remark,
            tradeType=trade_type,
        )

    @get("/api/v1/stop-order", permission="General", pool="Spot", weight=8, pages=Pages("page"))
    def get_stop_orders_list(
        self,
        *,
        symbol: Optional[str] = None,
        side: Optional[str] = None,
        type: Optional[OrderType] = None,
        trade_type: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        order_ids: Optional[str] = None,
        page_size: Optional[int] = None,
        stop: Optional[str] = None,
    ) -> StopOrderPage:
        """Page through the orders that wait to be triggered, newest first; changes meanwhile shift the pages.

        :param symbol: Only this trading pair.
        :param side: Only ``"buy"`` or ``"sell"``.
        :param type: Only this type.
        :param trade_type: Only ``"TRADE"`` (the default), ``"MARGIN_TRADE"`` or ``"MARGIN_ISOLATED_TRADE"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param order_ids: Only these, by the exchange's ids joined by commas.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.
        :param stop: Only ``"stop"`` orders or ``"oco"`` orders.

        Source: https://www.kucoin.com/docs-new/api-3470338
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

    @delete("/api/v1/stop-order/cancelOrderByClientOid", permission="Spot", pool="Spot", weight=5)
    def cancel_stop_order_by_client_oid(self, client_oid: str, *, symbol: Optional[str] = None) -> CancelledStopOrder:
        """Cancel an order by your own id before it is triggered.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.
        :returns: ``{"cancelledOrderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may wait still: ask :meth:`get_stop_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470336
        """
        return self._send(clientOid=client_oid, symbol=symbol)

    @delete("/api/v1/stop-order/{orderId}", permission="Spot", pool="Spot", weight=3)
    def cancel_stop_order_by_order_id(self, order_id: str) -> CancelledStopOrders:
        """Cancel an order before it is triggered.

        :param order_id: The exchange's id of the order.
        :returns: ``{"cancelledOrderIds": [str]}``.
        :raises OutcomeUnknown: It may wait still: ask :meth:`get_stop_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470335
        """
        return self._send(orderId=order_id)

    @get("/api/v1/stop-order/{orderId}", permission="General", pool="Spot", weight=3)
    def get_stop_order_by_order_id(self, order_id: str) -> StopOrder:
        """Tell one waiting order: its terms, and in ``stop`` which way the price must move.

        :param order_id: The exchange's id of the order.

        Source: https://www.kucoin.com/docs-new/api-3470339
        """
        return self._send(orderId=order_id)

    @delete("/api/v1/stop-order/cancel", permission="Spot", pool="Spot", weight=3)
    def batch_cancel_stop_order(
        self, *, symbol: Optional[str] = None, trade_type: Optional[str] = None, order_ids: Optional[str] = None
    ) -> CancelledStopOrders:
        """Cancel many waiting orders: expect all of them to go when nothing is given.

        :param symbol: Only those of this trading pair.
        :param trade_type: Only ``"TRADE"``, ``"MARGIN_TRADE"`` or ``"MARGIN_ISOLATED_TRADE"``.
        :param order_ids: Only these, by the exchange's ids joined by commas.
        :returns: ``{"cancelledOrderIds": [str, ...]}``.
        :raises OutcomeUnknown: Some may wait still: look with :meth:`get_stop_orders_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470337
        """
        return self._send(symbol=symbol, tradeType=trade_type, orderIds=order_ids)

    @get("/api/v1/stop-order/queryOrderByClientOid", permission="General", pool="Spot", weight=3)
    def get_stop_order_by_client_oid(self, client_oid: str, *, symbol: Optional[str] = None) -> List[StopOrder]:
        """Tell a waiting order by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :param symbol: Its trading pair.
        :returns: A list, though there should be one at most.

        Source: https://www.kucoin.com/docs-new/api-3470340
        """
        return self._send(clientOid=client_oid, symbol=symbol)
