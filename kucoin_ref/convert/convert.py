"""Convert: ask for a quote and take it, or name a price and wait."""

from typing import Literal, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .types import (
    AddedConvertOrder,
    ConvertCurrencies,
    ConvertLimitOrder,
    ConvertLimitOrderPage,
    ConvertLimitQuote,
    ConvertOrder,
    ConvertOrderPage,
    ConvertQuote,
    ConvertSymbol,
)

AccountType = Literal["BOTH", "FUNDING", "TRADING"]


class Convert(Service):
    """Swapping one currency for another at one price and without a fee; the price contains what it costs."""

    service, sub_service = "Convert", "Convert"

    @get("/api/v1/convert/symbol", pool="Public", weight=5)
    def get_convert_symbol(
        self, from_currency: str, to_currency: str, *, order_type: Optional[Literal["MARKET", "LIMIT"]] = None
    ) -> ConvertSymbol:
        """Tell the least, the most and the steps of a swap between two currencies.

        :param from_currency: What you give, such as ``"BTC"``.
        :param to_currency: What you get, such as ``"USDT"``.
        :param order_type: For a swap at a quoted price (``MARKET``) or at one of your own (``LIMIT``).

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-symbol
        """
        return self._send(fromCurrency=from_currency, toCurrency=to_currency, orderType=order_type)

    @get("/api/v1/convert/currencies", pool="Public", weight=5)
    def get_convert_currencies(self) -> ConvertCurrencies:
        """List what can be swapped, with the bounds of one swap, those against USDT apart.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-currencies
        """
        return self._send()

    @get("/api/v1/convert/quote", permission="General", pool="Spot", weight=20)
    def get_convert_quote(
        self,
        from_currency: str,
        to_currency: str,
        *,
        from_currency_size: Optional[Amount] = None,
        to_currency_size: Optional[Amount] = None,
    ) -> ConvertQuote:
        """Get a price that holds for a short time; :meth:`add_convert_order` takes it by its ``quoteId``.

        :param from_currency: What you give, such as ``"BTC"``.
        :param to_currency: What you get, such as ``"USDT"``.
        :param from_currency_size: How much you give; this or ``to_currency_size``, not both.
        :param to_currency_size: How much you get.
        :returns: ``validUntill`` (the exchange's spelling) is when it ends, ms.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-quote
        """
        return self._send(
            fromCurrency=from_currency,
            toCurrency=to_currency,
            fromCurrencySize=text(from_currency_size),
            toCurrencySize=text(to_currency_size),
        )

    @post("/api/v1/convert/order", permission="Spot", pool="Spot", weight=20)
    def add_convert_order(
        self, client_order_id: str, quote_id: str, *, account_type: Optional[AccountType] = None
    ) -> AddedConvertOrder:
        """Swap at the price of a quote that is still valid.

        :param client_order_id: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param quote_id: The ``quoteId`` of :meth:`get_convert_quote`.
        :param account_type: Where the funds are taken from: ``FUNDING``, ``TRADING``, or ``BOTH`` together.
        :returns: ``{"orderId": str, "clientOrderId": str}``.
        :raises OutcomeUnknown: It may have been swapped: wait and ask :meth:`get_convert_order_detail`.

        Source: https://www.kucoin.com/docs-new/rest/convert/add-convert-order
        """
        return self._send(clientOrderId=client_order_id, quoteId=quote_id, accountType=account_type)

    @get("/api/v1/convert/order/detail", permission="General", pool="Spot", weight=5)
    def get_convert_order_detail(
        self, *, client_order_id: Optional[str] = None, order_id: Optional[str] = None
    ) -> Optional[ConvertOrder]:
        """Tell whether a swap at a quoted price succeeded.

        :param client_order_id: The id that you gave it; this or ``order_id`` is needed.
        :param order_id: The exchange's id of the order, as text.
        :returns: The order, whose ``orderId`` is an int here; None where there is no such order.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-order-detail
        """
        return self._send(clientOrderId=client_order_id, orderId=order_id)

    @get("/api/v1/convert/order/history", permission="General", pool="Spot", weight=5, pages=Pages("page"))
    def get_convert_order_history(
        self,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        status: Optional[Literal["OPEN", "SUCCESS", "FAIL"]] = None,
    ) -> ConvertOrderPage:
        """Page through your swaps at quoted prices.

        :param start_at: Placed at or after, ms.
        :param end_at: Placed at or before, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, 20 to 100; 20 when it is not given.
        :param status: Only those in this state.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-order-history
        """
        return self._send(startAt=start_at, endAt=end_at, page=page, pageSize=page_size, status=status)

    @get("/api/v1/convert/limit/quote", permission="General", pool="Spot", weight=20)
    def get_convert_limit_quote(
        self,
        from_currency: str,
        to_currency: str,
        *,
        from_currency_size: Optional[Amount] = None,
        to_currency_size: Optional[Amount] = None,
    ) -> ConvertLimitQuote:
        """Tell the price of the moment, to choose that of :meth:`add_convert_limit_order` by.

        It cannot be taken: there is no ``quoteId`` in the answer.

        :param from_currency: What you give, such as ``"BTC"``.
        :param to_currency: What you get, such as ``"USDT"``.
        :param from_currency_size: How much you give; this or ``to_currency_size``, not both.
        :param to_currency_size: How much you get.
        :returns: ``{"price": str, "validUntill": int}``, the time in ms.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-limit-quote
        """
        return self._send(
            fromCurrency=from_currency,
            toCurrency=to_currency,
            fromCurrencySize=text(from_currency_size),
            toCurrencySize=text(to_currency_size),
        )

    @post("/api/v1/convert/limit/order", permission="Spot", pool="Spot", weight=20)
    def add_convert_limit_order(
        self,
        client_order_id: str,
        from_currency: str,
        to_currency: str,
        from_currency_size: Amount,
        to_currency_size: Amount,
        *,
        account_type: Optional[AccountType] = None,
    ) -> AddedConvertOrder:
        """Leave a swap that waits for a price: the one that the two sizes make.

        Unfilled it expires, in the documentation's example after seven days.

        :param client_order_id: Your own id, up to 40 of ``A-Za-z0-9_-``; the way to find the order after a timeout.
        :param from_currency: What you give, such as ``"USDT"``.
        :param to_currency: What you get, such as ``"BTC"``.
        :param from_currency_size: How much you give.
        :param to_currency_size: How much you want for it.
        :param account_type: Where the funds are taken from: ``FUNDING``, ``TRADING``, or ``BOTH`` together.
        :returns: ``{"orderId": str, "clientOrderId": str}``.
        :raises OutcomeUnknown: It may have been placed: wait and ask :meth:`get_convert_limit_order_detail`.

        Source: https://www.kucoin.com/docs-new/rest/convert/add-convert-limit-order
        """
        return self._send(
            clientOrderId=client_order_id,
            fromCurrency=from_currency,
            toCurrency=to_currency,
            fromCurrencySize=text(from_currency_size),
            toCurrencySize=text(to_currency_size),
            accountType=account_type,
        )

    @get("/api/v1/convert/limit/order/detail", permission="General", pool="Spot", weight=5)
    def get_convert_limit_order_detail(
        self, *, client_order_id: Optional[str] = None, order_id: Optional[str] = None
    ) -> Optional[ConvertLimitOrder]:
        """Tell whether a swap at your own price still waits, was filled, cancelled or has expired.

        :param client_order_id: The id that you gave it; this or ``order_id`` is needed.
        :param order_id: The exchange's id of the order.
        :returns: The order, with null for times that have not come; None where there is no such order.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-limit-order-detail
        """
        return self._send(clientOrderId=client_order_id, orderId=order_id)

    @get("/api/v1/convert/limit/orders", permission="General", pool="Spot", weight=5, pages=Pages("page"))
    def get_convert_limit_orders(
        self,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        status: Optional[Literal["OPEN", "SUCCESS", "FAIL", "CANCELLED"]] = None,
    ) -> ConvertLimitOrderPage:
        """Page through your swaps at prices of your own, newest first.

        :param start_at: Placed at or after, ms.
        :param end_at: Placed at or before, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, 20 to 100; 20 when it is not given.
        :param status: Only those in this state.

        Source: https://www.kucoin.com/docs-new/rest/convert/get-convert-limit-orders
        """
        return self._send(startAt=start_at, endAt=end_at, page=page, pageSize=page_size, status=status)

    @delete("/api/v1/convert/limit/order/cancel", permission="Spot", pool="Spot", weight=5)
    def cancel_convert_limit_order(
        self, *, client_order_id: Optional[str] = None, order_id: Optional[str] = None
    ) -> None:
        """Cancel a swap at your own price that still waits.

        :param client_order_id: The id that you gave it; this or ``order_id`` is needed.
        :param order_id: The exchange's id of the order; not every source of this call has it, so the other is safer.
        :returns: None: that no error was raised is the answer.
        :raises OutcomeUnknown: It may wait still: ask :meth:`get_convert_limit_order_detail`, or cancel again.

        Source: https://www.kucoin.com/docs-new/rest/convert/cancel-convert-limit-order
        """
        return self._send(clientOrderId=client_order_id, orderId=order_id)
