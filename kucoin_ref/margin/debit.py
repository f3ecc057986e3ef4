"""Borrowing on margin: take and pay back loans, their interest, and the leverage."""

from typing import Literal, Optional

from ..service import Amount, Pages, Service, get, number, post, text
from .debit_types import BorrowOrder, BorrowPage, BorrowRates, InterestPage, RepayOrder, RepayPage


class MarginDebit(Service):
    """Your loans in the cross account and in the isolated ones; orders with ``auto_borrow`` take theirs unasked."""

    service, sub_service = "Margin", "Debit"

    @post("/api/v3/margin/borrow", permission="Margin", pool="Spot", weight=15)
    def borrow(
        self,
        currency: str,
        size: Amount,
        time_in_force: Literal["IOC", "FOK"],
        *,
        symbol: Optional[str] = None,
        is_isolated: Optional[bool] = None,
        is_hf: Optional[bool] = None,
    ) -> BorrowOrder:
        """Borrow a currency into a margin account, at a rate that the market sets anew each hour.

        :param currency: What to borrow, such as ``"USDT"``.
        :param size: How much, a multiple of the currency's ``borrowMinUnit`` in
            :meth:`~.MarginRiskLimit.get_margin_risk_limit`; it goes as a JSON number, so one that such a number
            cannot hold exactly, mostly from 16 digits on, is refused.
        :param time_in_force: ``IOC`` takes what there is up to ``size``, ``FOK`` all of it or nothing.
        :param symbol: The pair whose isolated account gets it; needed for isolated margin, and for no other.
        :param is_isolated: Whether it is for an isolated account; false (the default) is the cross account.
        :param is_hf: Whether the high-frequency account is meant, the only one since March 2026; false when not given,
            and what that means since is not documented.
        :returns: ``{"orderNo": str, "actualSize": str}``.
        :raises OutcomeUnknown: It may have been borrowed: look with :meth:`get_borrow_history`.

        Source: https://www.kucoin.com/docs-new/api-3470206
        """
        return self._send(
            currency=currency,
            size=number(size),
            timeInForce=time_in_force,
            symbol=symbol,
            isIsolated=is_isolated,
            isHf=is_hf,
        )

    @get("/api/v3/margin/borrow", permission="Margin", pool="Spot", weight=15, pages=Pages("page"))
    def get_borrow_history(
        self,
        currency: str,
        *,
        is_isolated: Optional[bool] = None,
        symbol: Optional[str] = None,
        order_no: Optional[str] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> BorrowPage:
        """Page through your loans in one currency, failed ones too, newest first.

        :param currency: What was borrowed, such as ``"USDT"``.
        :param is_isolated: Those of isolated margin; false (the default) are those of cross margin.
        :param symbol: Of this pair; needed for isolated margin.
        :param order_no: Only this loan, by the ``orderNo`` of :meth:`borrow`.
        :param start_time: Beginning of the range, ms; 1 April 2023 when it is not given or earlier than that.
        :param end_time: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470207
        """
        return self._send(
            currency=currency,
            isIsolated=is_isolated,
            symbol=symbol,
            orderNo=order_no,
            startTime=start_time,
            endTime=end_time,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v3/margin/repay", permission="Margin", pool="Spot", weight=10)
    def repay(
        self,
        currency: str,
        size: Amount,
        *,
        symbol: Optional[str] = None,
        is_isolated: Optional[bool] = None,
        is_hf: Optional[bool] = None,
    ) -> RepayOrder:
        """Pay back what a margin account owes in a currency, interest included, from its balance.

        :param currency: What to pay back, such as ``"USDT"``.
        :param size: How much; it goes as a JSON number, so one that such a number
            cannot hold exactly, mostly from 16 digits on, is refused.
        :param symbol: The pair whose isolated account pays; needed for isolated margin, and for no other.
        :param is_isolated: Whether an isolated account pays; false (the default) is the cross account.
        :param is_hf: Whether the high-frequency account is meant, the only one since March 2026; false when not given,
            and what that means since is not documented.
        :returns: ``{"timestamp": int, "orderNo": str, "actualSize": str}``.
        :raises OutcomeUnknown: It may have been paid: look with :meth:`get_repay_history`.

        Source: https://www.kucoin.com/docs-new/api-3470210
        """
        return self._send(currency=currency, size=number(size), symbol=symbol, isIsolated=is_isolated, isHf=is_hf)

    @get("/api/v3/margin/repay", permission="Margin", pool="Spot", weight=15, pages=Pages("page"))
    def get_repay_history(
        self,
        currency: str,
        *,
        is_isolated: Optional[bool] = None,
        symbol: Optional[str] = None,
        order_no: Optional[str] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> RepayPage:
        """Page through your repayments in one currency, each split into principal and interest, newest first.

        :param currency: What was paid back, such as ``"USDT"``.
        :param is_isolated: Those of isolated margin; false (the default) are those of cross margin.
        :param symbol: Of this pair; needed for isolated margin.
        :param order_no: Only this repayment, by the ``orderNo`` of :meth:`repay`.
        :param start_time: Beginning of the range, ms; 1 April 2023 when it is not given or earlier than that.
        :param end_time: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470208
        """
        return self._send(
            currency=currency,
            isIsolated=is_isolated,
            symbol=symbol,
            orderNo=order_no,
            startTime=start_time,
            endTime=end_time,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/v3/margin/interest", permission="Margin", pool="Spot", weight=20, pages=Pages("page", hours=30 * 24))
    def get_interest_history(
        self,
        *,
        currency: Optional[str] = None,
        is_isolated: Optional[bool] = None,
        symbol: Optional[str] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InterestPage:
        """Page through the interest that your loans cost, hour by hour, newest first.

        The exchange's pages disagree on the range: 30 days at a time within the last six months, or any since April
        2023. Count on the narrower.

        :param currency: Only this one, such as ``"USDT"``.
        :param is_isolated: That of isolated margin; false (the default) is that of cross margin.
        :param symbol: Of this pair; needed for isolated margin.
        :param start_time: Beginning of the range, ms; without either end it is the last seven days by one page, all
            since April 2023 by the other.
        :param end_time: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470209
        """
        return self._send(
            currency=currency,
            isIsolated=is_isolated,
            symbol=symbol,
            startTime=start_time,
            endTime=end_time,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v3/position/update-user-leverage", permission="Margin", pool="Spot", weight=8)
    def modify_leverage(
        self, leverage: Amount, *, symbol: Optional[str] = None, is_isolated: Optional[bool] = None
    ) -> Optional[str]:
        """Set the leverage of the cross account or of one isolated account, which bounds what it may borrow.

        :param leverage: More than 1, with up to two decimals; not below what your debts amount to now, nor above
            ``maxLeverage`` of :meth:`~.MarginMarket.get_margin_config` or of the isolated pair.
        :param symbol: The pair whose isolated account is meant; needed for isolated margin, and for no other.
        :param is_isolated: Whether an isolated account is meant; false (the default) is the cross account.
        :returns: None: that no error was raised is the answer.
        :raises OutcomeUnknown: It may have changed already: set it again.

        Source: https://www.kucoin.com/docs-new/api-3470211
        """
        return self._send(leverage=text(leverage), symbol=symbol, isIsolated=is_isolated)

    @get("/api/v3/margin/borrowRate", permission="General", pool="Spot")
    def get_borrow_interest_rate(
        self, *, vip_level: Optional[int] = None, currency: Optional[str] = None
    ) -> BorrowRates:
        """Tell what borrowing costs in this hour. Its weight is not published.

        :param vip_level: The VIP level to tell the rates for, 0 to 12; your own when it is not given.
        :param currency: Only these, up to 50 joined by commas: ``"BTC,ETH"``; else all.

        Source: https://www.kucoin.com/docs-new/rest/margin-trading/debit/get-borrow-interest-rate
        """
        return self._send(vipLevel=vip_level, currency=currency)
