"""Simple earn: savings, promotions and staking, and what you hold of them."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, delete, get, post, text
from .simple_types import EarnHoldingPage, EarnProduct, EarnPurchase, EarnRedemption, RedeemPreview

EarnAccount = Literal["MAIN", "TRADE"]


class EarnSimple(Service):
    """Products that pay interest on what you leave with the exchange, some of them for a fixed term."""

    service, sub_service = "Earn", "Earn"

    @post("/api/v1/earn/orders", permission="Earn", pool="Earn", weight=5)
    def purchase(self, product_id: str, amount: Amount, account_type: EarnAccount) -> EarnPurchase:
        """Put funds into a product, which may bind them until its term ends.

        It takes no id of your own, so after a timeout look before buying again.

        :param product_id: The product's ``id``, such as ``"2611"``.
        :param amount: How much of the product's ``currency``, within its limits and with its ``precision`` in decimals.
        :param account_type: Account that pays: ``MAIN``, or ``TRADE`` for the one that spot orders draw on.
        :returns: ``{"orderId": str, "orderTxId": str}``: the holding, and this purchase.
        :raises OutcomeUnknown: It may be bought: look with :meth:`get_account_holding` before buying again.

        Source: https://www.kucoin.com/docs-new/api-3470268
        """
        return self._send(productId=product_id, amount=text(amount), accountType=account_type)

    @delete("/api/v1/earn/orders", permission="Earn", pool="Earn", weight=5)
    def redeem(
        self,
        order_id: str,
        amount: Amount,
        *,
        from_account_type: Optional[EarnAccount] = None,
        confirm_punish_redeem: Optional[str] = None,
    ) -> EarnRedemption:
        """Take funds back out of a product; :meth:`get_redeem_preview` tells when they arrive and what is lost.

        :param order_id: The holding's ``orderId`` in :meth:`get_account_holding`.
        :param amount: How much, in the holding's ``currency``.
        :param from_account_type: Account that gives the staked ether; only for the holding with the id ``ETH2``.
        :param confirm_punish_redeem: ``"1"`` breaks a fixed term off: all of the holding is redeemed, and interest is
            lost. Without it the exchange refuses that (code 151024).
        :returns: ``status`` is ``PENDING`` until ``deliverTime``, ms.
        :raises OutcomeUnknown: It may be on its way: see ``redeemingAmount`` in :meth:`get_account_holding` first.

        Source: https://www.kucoin.com/docs-new/api-3470270
        """
        return self._send(
            orderId=order_id,
            amount=text(amount),
            fromAccountType=from_account_type,
            confirmPunishRedeem=confirm_punish_redeem,
        )

    @get("/api/v1/earn/redeem-preview", permission="Earn", pool="Earn", weight=5)
    def get_redeem_preview(self, order_id: str, *, from_account_type: Optional[EarnAccount] = None) -> RedeemPreview:
        """Tell what :meth:`redeem` would give back, when, and how much interest it would cost.

        :param order_id: The holding's ``orderId`` in :meth:`get_account_holding`.
        :param from_account_type: Account that gives the staked ether; only for the holding with the id ``ETH2``.

        Source: https://www.kucoin.com/docs-new/api-3470269
        """
        return self._send(orderId=order_id, fromAccountType=from_account_type)

    @get("/api/v1/earn/saving/products", permission="General", pool="Earn", weight=5)
    def get_savings_products(self, *, currency: Optional[str] = None) -> List[EarnProduct]:
        """List savings on offer, most of which can be redeemed at any time.

        :param currency: Only those that take this one, such as ``"BTC"``.

        Source: https://www.kucoin.com/docs-new/api-3470271
        """
        return self._send(currency=currency)

    @get("/api/v1/earn/promotion/products", permission="General", pool="Earn", weight=5)
    def get_promotion_products(self, *, currency: Optional[str] = None) -> List[EarnProduct]:
        """List limited offers: mostly fixed terms at better rates, some for new users only.

        :param currency: Only those that take this one, such as ``"BTC"``.

        Source: https://www.kucoin.com/docs-new/api-3470272
        """
        return self._send(currency=currency)

    @get("/api/v1/earn/staking/products", permission="General", pool="Earn", weight=5)
    def get_staking_products(self, *, currency: Optional[str] = None) -> List[EarnProduct]:
        """List currencies that can be staked on their own chains; KCS and ether have calls of their own.

        :param currency: Only those that take this one, such as ``"STX"``.
        :returns: ``incomeCurrency`` may be another currency than the one that is staked.

        Source: https://www.kucoin.com/docs-new/api-3470274
        """
        return self._send(currency=currency)

    @get("/api/v1/earn/kcs-staking/products", permission="General", pool="Earn", weight=5)
    def get_kcs_staking_products(self, *, currency: Optional[str] = None) -> List[EarnProduct]:
        """List what is offered for staking KCS, the exchange's own token.

        :param currency: Only those that take this one; there is hardly another than ``"KCS"``.

        Source: https://www.kucoin.com/docs-new/api-3470275
        """
        return self._send(currency=currency)

    @get(
        "/api/v1/earn/eth-staking/products",
        permission="General",
        pool="Earn",
        weight=5,
        sdk_method_name="getETHStakingProducts",
    )
    def get_eth_staking_products(self, *, currency: Optional[str] = None) -> List[EarnProduct]:
        """List what is offered for staking ether: interest comes as ``ETH2``, the exchange's token for staked ether.

        :param currency: Only those that take this one; there is hardly another than ``"ETH"``.
        :returns: The product's ``id`` is text such as ``"ETH2"`` here.

        Source: https://www.kucoin.com/docs-new/api-3470276
        """
        return self._send(currency=currency)

    @get("/api/v1/earn/hold-assets", permission="General", pool="Earn", weight=5, pages=Pages("page"))
    def get_account_holding(
        self,
        *,
        currency: Optional[str] = None,
        product_id: Optional[str] = None,
        product_category: Optional[Literal["DEMAND", "ACTIVITY", "STAKING", "KCS_STAKING", "ETH2"]] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> EarnHoldingPage:
        """Page through the products that you hold, with what is earning and what is on its way back.

        :param currency: Only those in this one, such as ``"KCS"``.
        :param product_id: Only those of this product.
        :param product_category: Only those of this kind; ``DEMAND`` is savings, ``ACTIVITY`` promotions.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 15 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470273
        """
        return self._send(
            currency=currency,
            productId=product_id,
            productCategory=product_category,
            currentPage=current_page,
            pageSize=page_size,
        )
