"""Spot order calls of before the high-frequency system, all of them abandoned: new code wants :class:`.SpotOrder`."""

from typing import Any, List, Literal, Optional, Sequence

from ..service import Amount, Pages, Service, amounts_as_text, delete, get, post, text
from .old_order_types import (
    AddedOldOrder,
    BatchAddedOldOrders,
    CancelledOldOrder,
    CancelledOldOrders,
    NewOldOrder,
    OldFill,
    OldFillPage,
    OldOrder,
    OldOrderPage,
)
from .order_types import OrderType, SelfTradePrevention, Side, TimeInForce

OldTradeType = Literal["TRADE", "MARGIN_TRADE"]
ListedTradeType = Literal["TRADE", "MARGIN_TRADE", "MARGIN_ISOLATED_TRADE"]


class SpotOldOrder(Service):
    """Spot orders as they were placed before the high-frequency system; the exchange still serves these calls.

    Hidden and iceberg orders ended on 2026-08-03 (code 400413); these calls still document them.
    """

    service, sub_service = "Spot", "Order"

    @post("/api/v1/orders", permission="Spot", pool="Spot", weight=2, deprecated=True)
    def add_order_old(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        *,
        type: Optional[OrderType] = None,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        hidden: Optional[bool] = None,
        iceberg: Optional[bool] = None,
        visible_size: Optional[Amount] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
        trade_type: Optional[OldTradeType] = None,
    ) -> AddedOldOrder:
        """Place a limit or market order. :meth:`.SpotOrder.add_order` took its place.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``. An id that an open order has is refused; one of a
            closed order is taken again.
        :param type: ``limit`` (the default) names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param hidden: Whether to stay out of the shown book, at the taker's fee.
        :param iceberg: Whether to show a part only, at the taker's fee; goes before ``hidden``.
        :param visible_size: What an iceberg order shows, at least a twentieth of ``size``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, up to 20 ASCII characters.
        :param trade_type: ``TRADE`` (the default) is spot; ``MARGIN_TRADE`` was announced to end in 2021.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be open or filled: look for it in :meth:`get_recent_orders_list_old`.

        Source: https://www.kucoin.com/docs-new/api-3470333
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            hidden=hidden,
            iceberg=iceberg,
            visibleSize=text(visible_size),
            stp=stp,
            remark=remark,
            tradeType=trade_type,
        )

    @delete("/api/v1/orders", permission="Spot", pool="Spot", weight=20, deprecated=True)
    def batch_cancel_order_old(
        self, *, symbol: Optional[str] = None, trade_type: Optional[ListedTradeType] = None
    ) -> CancelledOldOrders:
        """Cancel every open order. :meth:`.SpotOrder.cancel_all_orders` took its place.

        For one pair there is :meth:`.SpotOrder.cancel_all_orders_by_symbol`.

        :param symbol: Only this trading pair; all of them when it is not given.
        :param trade_type: Only this kind; ``TRADE`` (spot) when it is not given.
        :returns: ``{"cancelledOrderIds": [str, ...]}``.
        :raises OutcomeUnknown: Some may be open still: look with :meth:`get_orders_list_old`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470345
        """
        return self._send(symbol=symbol, tradeType=trade_type)

    @get("/api/v1/orders", permission="General", pool="Spot", weight=2, deprecated=True, pages=Pages("page", hours=7 * 24))
    def get_orders_list_old(
        self,
        *,
        symbol: Optional[str] = None,
        status: Optional[Literal["active", "done"]] = None,
        side: Optional[Side] = None,
        type: Optional[Literal["limit", "market", "limit_stop", "market_stop", "oco_limit", "oco_stop"]] = None,
        trade_type: Optional[ListedTradeType] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OldOrderPage:
        """Page through orders, newest first.

        :meth:`.SpotOrder.get_open_orders` and :meth:`.SpotOrder.get_closed_orders` took its place.

        A range of closed orders may span seven days; a wider one is refused. Cancelled orders are kept for a month.

        :param symbol: Only this trading pair.
        :param status: ``active`` for open orders, ``done`` (the default) for filled and cancelled ones.
        :param side: Only this side.
        :param type: Only this type.
        :param trade_type: Only this kind; ``TRADE`` (spot) when it is not given.
        :param start_at: Beginning of the range, ms; without ``end_at`` the seven days from here on.
        :param end_at: End of the range, ms; without ``start_at`` the seven days up to here.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470346
        """
        return self._send(
            symbol=symbol,
            status=status,
            side=side,
            type=type,
            tradeType=trade_type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v1/orders/test", permission="Spot", pool="Spot", weight=2, deprecated=True)
    def add_order_test_old(
        self,
        symbol: str,
        side: Side,
        client_oid: str,
        *,
        type: Optional[OrderType] = None,
        price: Optional[Amount] = None,
        size: Optional[Amount] = None,
        funds: Optional[Amount] = None,
        time_in_force: Optional[TimeInForce] = None,
        cancel_after: Optional[int] = None,
        post_only: Optional[bool] = None,
        hidden: Optional[bool] = None,
        iceberg: Optional[bool] = None,
        visible_size: Optional[Amount] = None,
        stp: Optional[SelfTradePrevention] = None,
        remark: Optional[str] = None,
        trade_type: Optional[OldTradeType] = None,
    ) -> AddedOldOrder:
        """Send an order that is checked and then dropped. :meth:`.SpotOrder.add_order_test` took its place.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param side: What to do with the base currency.
        :param client_oid: Your own id, up to 40 of ``A-Za-z0-9_-``; there is nothing to find by it.
        :param type: ``limit`` (the default) names its price, ``market`` takes what the book has.
        :param price: Quote currency for one unit, a multiple of the pair's ``priceIncrement``; limit orders only.
        :param size: Base currency, a multiple of ``baseIncrement``; a market order takes this or ``funds``.
        :param funds: Quote currency, a multiple of ``quoteIncrement``; market orders only.
        :param time_in_force: Of a limit order: ``GTC`` (the default) stays, ``GTT`` stays for ``cancel_after``,
            ``IOC`` fills what it can at once, ``FOK`` fills wholly at once or not at all.
        :param cancel_after: Seconds that a ``GTT`` order lives.
        :param post_only: Whether to be refused rather than take from the book; void with ``IOC`` and ``FOK``.
        :param hidden: Whether to stay out of the shown book, at the taker's fee.
        :param iceberg: Whether to show a part only, at the taker's fee; goes before ``hidden``.
        :param visible_size: What an iceberg order shows, at least a twentieth of ``size``.
        :param stp: Before it trades with yourself: ``CN`` cancels the new order, ``CO`` the old one, ``CB`` both,
            ``DC`` the smaller, with the larger cut by it (limit orders only; a ``FOK`` order acts as with ``CN``).
        :param remark: A note, up to 20 ASCII characters.
        :param trade_type: ``TRADE`` (the default) is spot; ``MARGIN_TRADE`` was announced to end in 2021.
        :returns: ``{"orderId": str}`` of an order that does not exist.
        :raises OutcomeUnknown: The answer was lost; nothing was placed in any case.

        Source: https://www.kucoin.com/docs-new/api-3470341
        """
        return self._send(
            symbol=symbol,
            side=side,
            clientOid=client_oid,
            type=type,
            price=text(price),
            size=text(size),
            funds=text(funds),
            timeInForce=time_in_force,
            cancelAfter=cancel_after,
            postOnly=post_only,
            hidden=hidden,
            iceberg=iceberg,
            visibleSize=text(visible_size),
            stp=stp,
            remark=remark,
            tradeType=trade_type,
        )

    @post("/api/v1/orders/multi", permission="Spot", pool="Spot", weight=3, deprecated=True)
    def batch_add_orders_old(self, order_list: Sequence[NewOldOrder], symbol: str) -> BatchAddedOldOrders:
        """Place up to five limit orders of one pair. :meth:`.SpotOrder.batch_add_orders` took its place.

        One may fail while the next succeeds, and no error is raised for it.

        :param order_list: Such as ``[{"clientOid": "a-1", "side": "buy", "price": "30000", "size": "0.001"}]``; the
            keys are those of :class:`~.old_order_types.NewOldOrder`.
        :param symbol: Trading pair of all of them.
        :returns: ``{"data": [...]}``, one row per order: look at ``status``, then at ``failMsg``.
        :raises OutcomeUnknown: Any of them may have been placed: look up each by its own ``clientOid``.

        Source: https://www.kucoin.com/docs-new/api-3470342
        """
        return self._send(orderList=amounts_as_text("order_list", order_list, "price", "size", "visibleSize", "stopPrice"), symbol=symbol)

    @delete("/api/v1/orders/{orderId}", permission="Spot", pool="Spot", weight=3, deprecated=True)
    def cancel_order_by_order_id_old(self, order_id: str) -> CancelledOldOrders:
        """Ask for an order to be cancelled. :meth:`.SpotOrder.cancel_order_by_order_id` took its place.

        It may still be filled until a push or a look at it says otherwise.

        :param order_id: The exchange's id of the order.
        :returns: ``{"cancelledOrderIds": [str]}``.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_order_id_old`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470343
        """
        return self._send(orderId=order_id)

    @get("/api/v1/orders/{orderId}", permission="General", pool="Spot", weight=2, deprecated=True)
    def get_order_by_order_id_old(self, order_id: str) -> OldOrder:
        """Tell the state of one order. :meth:`.SpotOrder.get_order_by_order_id` took its place.

        :param order_id: The exchange's id of the order.

        Source: https://www.kucoin.com/docs-new/api-3470348
        """
        return self._send(orderId=order_id)

    @delete("/api/v1/order/client-order/{clientOid}", permission="Spot", pool="Spot", weight=3, deprecated=True)
    def cancel_order_by_client_oid_old(self, client_oid: str) -> CancelledOldOrder:
        """Cancel an order by your own id. :meth:`.SpotOrder.cancel_order_by_client_oid` took its place.

        The answer says that it was asked for: it may still be filled until a push or a look at it says otherwise.

        :param client_oid: The id that you gave it.
        :returns: ``cancelledOcoOrderIds`` is None for an order that is not half of an OCO order.
        :raises OutcomeUnknown: It may be open still: ask :meth:`get_order_by_client_oid_old`, or cancel again.

        Source: https://www.kucoin.com/docs-new/api-3470344
        """
        return self._send(clientOid=client_oid)

    @get("/api/v1/order/client-order/{clientOid}", permission="General", pool="Spot", weight=3, deprecated=True)
    def get_order_by_client_oid_old(self, client_oid: str) -> OldOrder:
        """Tell one open order by your own id. :meth:`.SpotOrder.get_order_by_client_oid` took its place.

        Of a closed order it says that there is none: ask :meth:`get_recent_orders_list_old` before placing it again.

        :param client_oid: The id that you gave it.

        Source: https://www.kucoin.com/docs-new/api-3470349
        """
        return self._send(clientOid=client_oid)

    @get("/api/v1/limit/orders", permission="General", pool="Spot", weight=3, deprecated=True)
    def get_recent_orders_list_old(self) -> List[OldOrder]:
        """List the newest 1000 orders of the last 24 hours. :meth:`.SpotOrder.get_closed_orders` took its place.

        Source: https://www.kucoin.com/docs-new/api-3470347
        """
        return self._send()

    @get("/api/v1/fills", permission="General", pool="Spot", weight=10, deprecated=True, pages=Pages("page", hours=7 * 24))
    def get_trade_history_old(
        self,
        *,
        symbol: Optional[str] = None,
        order_id: Optional[str] = None,
        side: Optional[Side] = None,
        type: Optional[Literal["limit", "market", "limit_stop", "market_stop"]] = None,
        trade_type: Optional[ListedTradeType] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OldFillPage:
        """Page through your fills, newest first. :meth:`.SpotOrder.get_trade_history` took its place.

        A range may span seven days; a wider one is refused.

        :param symbol: Only this trading pair; sources disagree on whether it may be left out.
        :param order_id: Only fills of this order; the other filters then do nothing.
        :param side: Only this side.
        :param type: Only orders of this type.
        :param trade_type: Only this kind; ``TRADE`` (spot) when it is not given.
        :param start_at: Beginning of the range, ms; without ``end_at`` the seven days from here on.
        :param end_at: End of the range, ms; without ``start_at`` the seven days up to here.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500.

        Source: https://www.kucoin.com/docs-new/api-3470350
        """
        return self._send(
            symbol=symbol,
            orderId=order_id,
            side=side,
            type=type,
            tradeType=trade_type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/v1/limit/fills", permission="General", pool="Spot", weight=20, deprecated=True)
    def get_recent_trade_history_old(self) -> List[OldFill]:
        """List the newest 1000 fills of the last 24 hours. :meth:`.SpotOrder.get_trade_history` took its place.

        Source: https://www.kucoin.com/docs-new/api-3470351
        """
        return self._send()
