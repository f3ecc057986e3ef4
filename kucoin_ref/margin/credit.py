"""Lending to margin traders: offer funds, change the rate, ask them back."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, post, text
from .credit_types import LoanMarket, MarketInterestRate, OrderNumber, PurchaseOrderPage, RedeemOrderPage

OrderStatus = Literal["DONE", "PENDING"]


class MarginCredit(Service):
    """Funds that you lend.

    Each hour the cheapest offers are taken first, as many as are needed, and all earn the rate of the dearest one taken.
    """

    service, sub_service = "Margin", "Credit"

    @get("/api/v3/project/list", permission="General", pool="Spot", weight=10)
    def get_loan_market(self, *, currency: Optional[str] = None) -> List[LoanMarket]:
        """List what can be lent, with the bounds and steps of size and rate.

        :param currency: Only this one, such as ``"BTC"``; else all.

        Source: https://www.kucoin.com/docs-new/api-3470212
        """
        return self._send(currency=currency)

    @get("/api/v3/project/marketInterestRate", pool="Public", weight=5)
    def get_loan_market_interest_rate(self, currency: str) -> List[MarketInterestRate]:
        """Tell the rate at which a currency was lent in each hour of the last seven days.

        :param currency: Such as ``"BTC"``.
        :returns: Rows whose ``time`` is text, ``"202410170100"`` for one o'clock; the time zone is not documented.

        Source: https://www.kucoin.com/docs-new/api-3470215
        """
        return self._send(currency=currency)

    @post("/api/v3/purchase", permission="Margin", pool="Spot", weight=15)
    def purchase(self, currency: str, size: Amount, interest_rate: Amount) -> OrderNumber:
        """Offer funds of the main (funding) account for lending; they are lent while the market rate is at least yours.

        :param currency: What to lend, such as ``"USDT"``.
        :param size: How much, a multiple of the currency's ``increment`` in :meth:`get_loan_market`.
        :param interest_rate: The least that you take, as a share for a year (``"0.05"`` is five percent), a multiple of
            ``interestIncrement``.
        :returns: ``{"orderNo": str}``: the ``purchase_order_no`` of the other calls.
        :raises OutcomeUnknown: It may have been offered: look with :meth:`get_purchase_orders`.

        Source: https://www.kucoin.com/docs-new/api-3470216
        """
        return self._send(currency=currency, size=text(size), interestRate=text(interest_rate))

    @post("/api/v3/lend/purchase/update", permission="Margin", pool="Spot", weight=10)
    def modify_purchase(self, purchase_order_no: str, currency: str, interest_rate: Amount) -> Optional[str]:
        """Change the least rate that you take for what you lend, from the next full hour on.

        :param purchase_order_no: The ``orderNo`` of :meth:`purchase`.
        :param currency: Its currency.
        :param interest_rate: The new rate, as a share for a year.
        :returns: None: that no error was raised is the answer.
        :raises OutcomeUnknown: It may have changed already: look with :meth:`get_purchase_orders`, or set it again.

        Source: https://www.kucoin.com/docs-new/api-3470217
        """
        return self._send(purchaseOrderNo=purchase_order_no, currency=currency, interestRate=text(interest_rate))

    @get("/api/v3/purchase/orders", permission="General", pool="Spot", weight=10, pages=Pages("page"))
    def get_purchase_orders(
        self,
        status: OrderStatus,
        *,
        currency: Optional[str] = None,
        purchase_order_no: Optional[str] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> PurchaseOrderPage:
        """Page through what you offered for lending, and how much of it was lent.

        :param status: ``DONE`` are completed, ``PENDING`` still being settled.
        :param currency: Only this one, such as ``"BTC"``.
        :param purchase_order_no: Only this one, by the ``orderNo`` of :meth:`purchase`.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 1 to 50; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470213
        """
        return self._send(
            status=status,
            currency=currency,
            purchaseOrderNo=purchase_order_no,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v3/redeem", permission="Margin", pool="Spot", weight=15)
    def redeem(self, purchase_order_no: str, currency: str, size: Amount) -> OrderNumber:
        """Ask back funds that you offered; :meth:`get_redeem_orders` tells when they have arrived.

        :param purchase_order_no: The ``orderNo`` of :meth:`purchase`.
        :param currency: Its currency.
        :param size: How much of it, a multiple of the currency's ``increment`` in :meth:`get_loan_market`.
        :returns: ``{"orderNo": str}``: the ``redeem_order_no`` of :meth:`get_redeem_orders`.
        :raises OutcomeUnknown: It may have been asked back: look with :meth:`get_redeem_orders`.

        Source: https://www.kucoin.com/docs-new/api-3470218
        """
        return self._send(purchaseOrderNo=purchase_order_no, currency=currency, size=text(size))

    @get("/api/v3/redeem/orders", permission="General", pool="Spot", weight=10, pages=Pages("page"))
    def get_redeem_orders(
        self,
        status: OrderStatus,
        *,
        currency: Optional[str] = None,
        redeem_order_no: Optional[str] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> RedeemOrderPage:
        """Page through what you asked back, and how much of it has arrived.

        :param status: ``DONE`` are completed, ``PENDING`` still being settled.
        :param currency: Only this one, such as ``"BTC"``.
        :param redeem_order_no: Only this one, by the ``orderNo`` of :meth:`redeem`.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 1 to 50; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470214
        """
        return self._send(
            status=status,
            currency=currency,
            redeemOrderNo=redeem_order_no,
            currentPage=current_page,
            pageSize=page_size,
        )
