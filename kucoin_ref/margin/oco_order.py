"""Margin OCO orders: a limit order and a stop order, of which one cancels the other."""

from typing import Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .oco_order_types import AddedOcoOrder, CancelledOcoOrders, OcoOrder, OcoOrderDetail, OcoOrderPage
from .order_types import Side, TradeType


class MarginOcoOrder(Service):
    """OCO orders of the cross and isolated margin accounts, such as a take-profit with a stop-loss."""

    service, sub_service = "Margin", "Order"

    @post("/api/v3/hf/margin/oco-order", permission="Margin", pool="Spot", weight=2)
    def add_oco_order(
        self,
        symbol: str,
        side: Side,
        price: Amount,
        size: Amount,
        stop_price: Amount,
        limit_price: Amount,
        client_oid: str,
        is_isolated: bool,
        *,
        auto_borrow: Optional[bool] = None,
        auto_repay: Optional[bool] = None,
    ) -> AddedOcoOrder:
        """Place a limit order at ``price`` together with a stop order; when one acts, the other is cancelled.

        At most 20 untriggered stop orders may wait in one pair, these included.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What both do with the base currency.
        :param price: Of the limit order, quote currency for one unit: above the market to sell, below it to buy.
        :param size: Of either order, base currency.
        :param stop_price: What triggers the stop order, on the other side of the market.
        :param limit_price: Of the limit order that is placed then.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param is_isolated: Whether it draws on the pair's isolated account; false is the cross account.
        :param auto_borrow: Whether to borrow what the balance lacks.
        :param auto_repay: Whether to pay back debts with what the orders bring in.
        :returns: ``{"orderId": str}``: the id of the pair, not of its legs.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_oco_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/add-oco-order
        """
        return self._send(
            symbol=symbol,
            side=side,
            price=text(price),
            size=text(size),
            stopPrice=text(stop_price),
            limitPrice=text(limit_price),
            clientOid=client_oid,
            isIsolated=is_isolated,
            autoBorrow=auto_borrow,
            autoRepay=auto_repay,
        )

    @delete("/api/v3/hf/margin/oco-order/cancel-by-id", permission="Margin", pool="Spot", weight=3)
    def cancel_oco_order_by_order_id(self, order_id: str) -> CancelledOcoOrders:
        """Cancel both legs of an OCO order.

        :param order_id: The exchange's id of the OCO order, not of a leg.
        :returns: ``{"cancelledOrderIds": [str, str]}``: the ids of the legs.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_oco_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/cancel-oco-order-by-orderld
        """
        return self._send(orderId=order_id)

    @delete("/api/v3/hf/margin/oco-order/cancel-by-clientOid", permission="Margin", pool="Spot", weight=3)
    def cancel_oco_order_by_client_oid(self, client_oid: str) -> CancelledOcoOrders:
        """Cancel both legs of an OCO order, also when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :returns: ``{"cancelledOrderIds": [str, str]}``: the ids of the legs.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_oco_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/cancel-oco-order-by-clientoid
        """
        return self._send(clientOid=client_oid)

    @delete("/api/v3/hf/margin/oco-order/cancel", permission="Margin", pool="Spot", weight=3)
    def batch_cancel_oco_orders(
        self,
        *,
        order_ids: Optional[str] = None,
        symbol: Optional[str] = None,
        trade_type: Optional[TradeType] = None,
    ) -> CancelledOcoOrders:
        """Cancel many OCO orders: without an argument every one of both kinds of margin account.

        :param order_ids: Only these, the exchange's ids joined by commas; an empty text is refused.
        :param symbol: Only this pair, such as ``"BTC-USDT"``.
        :param trade_type: Only ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``.
        :returns: ``{"cancelledOrderIds": [str, ...]}``: the ids of the legs.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_oco_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/batch-cancel-oco-orders
        """
        return self._send(orderIds=order_ids, symbol=symbol, tradeType=trade_type)

    # The last word of the next three paths is no placeholder: the id goes in the query.

    @get("/api/v3/hf/margin/oco-order/orderId", permission="General", pool="Spot", weight=2)
    def get_oco_order_by_order_id(self, order_id: str) -> Optional[OcoOrder]:
        """Tell whether an OCO order still waits; its legs are in :meth:`get_oco_order_detail_by_order_id`.

        :param order_id: The exchange's id of the OCO order.
        :returns: The order without its legs; None where there is no such order.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-oco-order-by-orderld
        """
        return self._send(orderId=order_id)

    @get("/api/v3/hf/margin/oco-order/clientOid", permission="General", pool="Spot", weight=2)
    def get_oco_order_by_client_oid(self, client_oid: str) -> Optional[OcoOrder]:
        """Tell whether an OCO order still waits, by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.
        :returns: The order without its legs; None where there is no such order.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-oco-order-by-clientoid
        """
        return self._send(clientOid=client_oid)

    @get("/api/v3/hf/margin/oco-order/detail/orderId", permission="General", pool="Spot", weight=2)
    def get_oco_order_detail_by_order_id(self, order_id: str) -> Optional[OcoOrderDetail]:
        """Tell an OCO order with the price, trigger and state of both legs.

        :param order_id: The exchange's id of the OCO order.
        :returns: The order with its ``orders``; None where there is no such order.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-oco-order-detail-by-orderld
        """
        return self._send(orderId=order_id)

    @get("/api/v3/hf/margin/oco-orders", permission="General", pool="Spot", weight=2, pages=Pages("page"))
    def get_oco_order_list(
        self,
        current_page: int,
        page_size: int,
        *,
        symbol: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        order_ids: Optional[str] = None,
        trade_type: Optional[TradeType] = None,
    ) -> OcoOrderPage:
        """Page through your OCO orders, without their legs. Both page arguments are required here.

        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500.
        :param symbol: Only this pair, such as ``"BTC-USDT"``.
        :param start_at: Placed at or after, ms.
        :param end_at: Placed at or before, ms.
        :param order_ids: Only these, the exchange's ids joined by commas, at most 500.
        :param trade_type: Only ``MARGIN_TRADE`` (cross) or ``MARGIN_ISOLATED_TRADE``.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/orders/get-oco-order-list
        """
        return self._send(
            currentPage=current_page,
            pageSize=page_size,
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            orderIds=order_ids,
            tradeType=trade_type,
        )
