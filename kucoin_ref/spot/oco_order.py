"""OCO orders: a limit order and a stop-limit order, of which one cancels the other."""

from typing import Literal, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .oco_order_types import AddedOcoOrder, CancelledOcoOrders, OcoOrder, OcoOrderDetail, OcoOrderPage
from .order_types import Side


class SpotOcoOrder(Service):
    """Your OCO orders ("one cancels the other") on the spot exchange: a target on one side, a stop on the other."""

    service, sub_service = "Spot", "Order"

    @post("/api/v3/oco/order", permission="Spot", pool="Spot", weight=2)
    def add_oco_order(
        self,
        symbol: str,
        side: Side,
        price: Amount,
        size: Amount,
        stop_price: Amount,
        limit_price: Amount,
        client_oid: str,
        *,
        remark: Optional[str] = None,
        trade_type: Optional[Literal["TRADE"]] = None,
    ) -> AddedOcoOrder:
        """Place a limit order, and beside it a stop-limit order of the same size; what happens to one ends the other.

        To sell, ``price`` is above the market and ``stop_price`` below; to buy, the other way round. A pair may have 20
        orders waiting to be triggered.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param price: Price of the limit order, quote currency for one unit, a multiple of ``priceIncrement``.
        :param size: Base currency, a multiple of ``baseIncrement``.
        :param stop_price: Price that triggers the other order.
        :param limit_price: Price at which that is placed.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param remark: A note, up to 20 ASCII characters.
        :param trade_type: ``TRADE`` (the default) is spot; margin has calls of its own.
        :returns: ``{"orderId": str}``, the id of both orders together.
        :raises OutcomeUnknown: It may have been placed: wait a moment and ask :meth:`get_oco_order_by_client_oid`.

        Source: https://www.kucoin.com/docs-new/api-3470353
        """
        return self._send(
            symbol=symbol,
            side=side,
            price=text(price),
            size=text(size),
            stopPrice=text(stop_price),
            limitPrice=text(limit_price),
            clientOid=client_oid,
            remark=remark,
            tradeType=trade_type,
        )

    @delete("/api/v3/oco/order/{orderId}", permission="Spot", pool="Spot", weight=3)
    def cancel_oco_order_by_order_id(self, order_id: str) -> CancelledOcoOrders:
        """Ask for both halves of an order to be cancelled; until that is done, either may still be filled.

        :param order_id: The exchange's id of the OCO order.
        :returns: ``{"cancelledOrderIds": [str, str]}``: the ids of the halves, not that of the OCO order.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_oco_order_by_order_id`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470354
        """
        return self._send(orderId=order_id)

    @get("/api/v3/oco/order/{orderId}", permission="General", pool="Spot", weight=2)
    def get_oco_order_by_order_id(self, order_id: str) -> OcoOrder:
        """Tell the state of an order as a whole; its halves are told by :meth:`get_oco_order_detail_by_order_id`.

        :param order_id: The exchange's id of the OCO order.

        Source: https://www.kucoin.com/docs-new/api-3470357
        """
        return self._send(orderId=order_id)

    @delete("/api/v3/oco/client-order/{clientOid}", permission="Spot", pool="Spot", weight=3)
    def cancel_oco_order_by_client_oid(self, client_oid: str) -> CancelledOcoOrders:
        """Ask for both halves of an order to be cancelled; until that is done, either may still be filled.

        :param client_oid: The id that you gave it.
        :returns: ``{"cancelledOrderIds": [str, str]}``: the ids of the halves, not that of the OCO order.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_oco_order_by_client_oid`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470355
        """
        return self._send(clientOid=client_oid)

    @get("/api/v3/oco/client-order/{clientOid}", permission="General", pool="Spot", weight=2)
    def get_oco_order_by_client_oid(self, client_oid: str) -> OcoOrder:
        """Tell the state of an order by your own id, which also works when no answer to it ever came.

        :param client_oid: The id that you gave it.

        Source: https://www.kucoin.com/docs-new/api-3470358
        """
        return self._send(clientOid=client_oid)

    @delete("/api/v3/oco/orders", permission="Spot", pool="Spot", weight=3)
    def batch_cancel_oco_orders(
        self, *, order_ids: Optional[str] = None, symbol: Optional[str] = None
    ) -> CancelledOcoOrders:
        """Cancel many OCO orders; all of every pair when nothing is given.

        :param order_ids: Only these, by the exchange's ids joined by commas.
        :param symbol: Only those of this trading pair.
        :returns: ``{"cancelledOrderIds": [str, ...]}``, two ids for each OCO order.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_oco_order_list`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470356
        """
        return self._send(orderIds=order_ids, symbol=symbol)

    @get("/api/v3/oco/orders", permission="General", pool="Spot", weight=2, pages=Pages("page"))
    def get_oco_order_list(
        self,
        *,
        symbol: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        order_ids: Optional[str] = None,
        page_size: Optional[int] = None,
        current_page: Optional[int] = None,
    ) -> OcoOrderPage:
        """Page through OCO orders, newest first; new ones shift the pages.

        :param symbol: Only this trading pair.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param order_ids: Only these, by up to 500 of the exchange's ids joined by commas.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.
        :param current_page: Page number, from 1.

        Source: https://www.kucoin.com/docs-new/api-3470360
        """
        return self._send(
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            orderIds=order_ids,
            pageSize=page_size,
            currentPage=current_page,
        )

    @get("/api/v3/oco/order/details/{orderId}", permission="General", pool="Spot", weight=2)
    def get_oco_order_detail_by_order_id(self, order_id: str) -> OcoOrderDetail:
        """Tell the state of an order with both of its halves.

        :param order_id: The exchange's id of the OCO order.
        :returns: What :meth:`get_oco_order_by_order_id` tells, and the halves in ``orders``.

        Source: https://www.kucoin.com/docs-new/api-3470359
        """
        return self._send(orderId=order_id)
