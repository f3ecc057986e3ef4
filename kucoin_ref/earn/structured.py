"""Structured earn: dual investments, which pay out in one currency or another as the market price decides."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, post, text
from .structured_types import DualInvestmentProduct, StructuredOrderPage, StructuredPurchase


class EarnStructured(Service):
    """Dual investments: interest until they expire, which may be paid out in the other currency at the strike price."""

    service, sub_service = "Earn", "Earn"

    @post("/api/v1/struct-earn/orders", permission="Earn", pool="Earn", weight=5)
    def structured_product_purchase(
        self, product_id: str, invest_currency: str, invest_amount: Amount, account_type: Literal["MAIN", "TRADE"]
    ) -> StructuredPurchase:
        """Put funds into a dual investment until it expires; there is no call that takes them out before.

        It takes no id of your own, so after a timeout look before buying again.

        :param product_id: The product's ``productId`` in :meth:`get_dual_investment_products`.
        :param invest_currency: The product's ``investCurrency``.
        :param invest_amount: How much of it, within the product's limits and a multiple of its ``increment``.
        :param account_type: Account that pays: ``MAIN``, or ``TRADE`` for the one that spot orders draw on.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be bought: look with :meth:`get_structured_product_orders` before buying again.

        Source: https://www.kucoin.com/docs-new/rest/earn/structured-product-purchase
        """
        return self._send(
            productId=product_id,
            investCurrency=invest_currency,
            investAmount=text(invest_amount),
            accountType=account_type,
        )

    @get("/api/v1/struct-earn/dual/products", permission="General", pool="Earn", weight=3)
    def get_dual_investment_products(
        self,
        category: Literal["DUAL_CLASSIC", "DUAL_BOOSTER", "DUAL_EXTRA"],
        *,
        strike_currency: Optional[str] = None,
        invest_currency: Optional[str] = None,
        side: Optional[Literal["CALL", "PUT"]] = None,
    ) -> List[DualInvestmentProduct]:
        """List dual investments on offer, one row for each strike price and expiry.

        Needs a key, though its page calls it public.

        :param category: The kind of product; without it the exchange answers with code 400100.
        :param strike_currency: Only those that may pay out in this one, such as ``"BTC"``.
        :param invest_currency: Only those that are paid for in this one, such as ``"USDT"``.
        :param side: ``CALL`` sells high what you put in, ``PUT`` buys low with it.

        Source: https://www.kucoin.com/docs-new/rest/earn/get-dual-investment-products
        """
        return self._send(
            category=category, strikeCurrency=strike_currency, investCurrency=invest_currency, side=side
        )

    @get("/api/v1/struct-earn/orders", permission="General", pool="Earn", weight=5, pages=Pages("page"))
    def get_structured_product_orders(
        self,
        categories: str,
        *,
        order_id: Optional[str] = None,
        invest_currency: Optional[str] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> StructuredOrderPage:
        """Page through your dual investments, running ones and those that were paid out.

        :param categories: Kinds of products, joined by commas: ``"DUAL_CLASSIC,DUAL_BOOSTER"``.
        :param order_id: Only this order.
        :param invest_currency: Only those paid for in this one, such as ``"USDT"``.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 15 when it is not given.

        Source: https://www.kucoin.com/docs-new/rest/earn/get-structured-product-orders
        """
        return self._send(
            categories=categories,
            orderId=order_id,
            investCurrency=invest_currency,
            currentPage=current_page,
            pageSize=page_size,
        )
