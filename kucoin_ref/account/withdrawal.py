"""Withdrawals: what may leave, send it, take it back while that is possible, and what has left."""

from typing import Literal, Optional

from ..service import Amount, Pages, Service, delete, get, number, post, text
from .withdrawal_types import (
    AppliedWithdrawal,
    OldWithdrawalPage,
    WithdrawalDetail,
    WithdrawalPage,
    WithdrawalQuotas,
)


class AccountWithdrawal(Service):
    """Withdrawals from the main account. They take no id of your own: after a timeout, look before repeating."""

    service, sub_service = "Account", "Withdrawal"

    @get("/api/v1/withdrawals/quotas", permission="General", pool="Management", weight=20)
    def get_withdrawal_quotas(self, currency: str, *, chain: Optional[str] = None) -> WithdrawalQuotas:
        """Tell how much of a currency may be withdrawn now, its least amount, fee and decimals.

        :param currency: Such as ``"USDT"``.
        :param chain: Chain by its id, such as ``"eth"``; the currency's default chain when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470143
        """
        return self._send(currency=currency, chain=chain)

    @post("/api/v3/withdrawals", permission="Withdrawal", pool="Management", weight=5)
    def withdrawal_v3(
        self,
        currency: str,
        amount: Amount,
        to_address: str,
        withdraw_type: Literal["ADDRESS", "UID", "MAIL", "PHONE"],
        *,
        chain: Optional[str] = None,
        memo: Optional[str] = None,
        is_inner: Optional[bool] = None,
        remark: Optional[str] = None,
        fee_deduct_type: Optional[str] = None,
    ) -> AppliedWithdrawal:
        """Send coins out of the main account, to a chain or to another account of the exchange.

        Where the account allows its favourite addresses only, any other is refused with code 260325.

        :param currency: Such as ``"USDT"``.
        :param amount: How much, with at most the ``precision`` of :meth:`get_withdrawal_quotas` in decimals.
        :param to_address: Whom to send it to: what ``withdraw_type`` says.
        :param withdraw_type: What ``to_address`` is. By uid, mail or phone, 3 go through in 10 seconds and 50
            in 24 hours.
        :param chain: Chain by its id, such as ``"trx"``. Name it, for the default may not be the receiver's.
        :param memo: Memo or tag that belongs to the address; where the receiver gave one, coins without it may be lost.
        :param is_inner: Whether it goes to another account of the exchange; false when it is not given.
        :param remark: A note for yourself.
        :param fee_deduct_type: ``"INTERNAL"`` takes the fee out of the amount, ``"EXTERNAL"`` from the main account;
            without it from the main account as long as that has enough.
        :returns: ``{"withdrawalId": str}``.
        :raises OutcomeUnknown: It may be on its way: look in :meth:`get_withdrawal_history` before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470146
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            toAddress=to_address,
            withdrawType=withdraw_type,
            chain=chain,
            memo=memo,
            isInner=is_inner,
            remark=remark,
            feeDeductType=fee_deduct_type,
        )

    @delete("/api/v1/withdrawals/{withdrawalId}", permission="Withdrawal", pool="Management", weight=20)
    def cancel_withdrawal(self, withdrawal_id: str) -> Optional[str]:
        """Take a withdrawal back, which works while its status is ``PROCESSING``.

        :param withdrawal_id: Its id.
        :returns: None, as far as the documentation's example goes.
        :raises OutcomeUnknown: It may be taken back: see ``cancelType`` of :meth:`get_withdrawal_history_by_id`.

        Source: https://www.kucoin.com/docs-new/api-3470144
        """
        return self._send(withdrawalId=withdrawal_id)

    @get("/api/v1/withdrawals/{withdrawalId}", permission="General", pool="Management", weight=20)
    def get_withdrawal_history_by_id(self, withdrawal_id: str) -> WithdrawalDetail:
        """Tell the state of one withdrawal: whether it can be taken back, why it failed, what was returned.

        :param withdrawal_id: Its id.

        Source: https://www.kucoin.com/docs-new/api-3471890
        """
        return self._send(withdrawalId=withdrawal_id)

    @get("/api/v1/withdrawals", permission="General", pool="Management", weight=20, pages=Pages("page"))
    def get_withdrawal_history(
        self,
        *,
        currency: Optional[str] = None,
        status: Optional[Literal["PROCESSING", "REVIEW", "WALLET_PROCESSING", "SUCCESS", "FAILURE"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> WithdrawalPage:
        """Page through withdrawals, newest first. Give ``end_at`` while paging, or new rows shift the pages.

        :param currency: Only this one; sources disagree on whether it may be left out.
        :param status: Only those in this state.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470145
        """
        return self._send(
            currency=currency,
            status=status,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v1/withdrawals", permission="Withdrawal", pool="Management", weight=5, deprecated=True)
    def withdrawal_v1(
        self,
        currency: str,
        amount: Amount,
        address: str,
        *,
        chain: Optional[str] = None,
        memo: Optional[str] = None,
        is_inner: Optional[bool] = None,
        remark: Optional[str] = None,
        fee_deduct_type: Optional[str] = None,
    ) -> AppliedWithdrawal:
        """Send coins out of the main account to an address. :meth:`withdrawal_v3` took its place.

        :param currency: Such as ``"USDT"``.
        :param amount: How much; travels as a JSON number, so one that such a number cannot hold exactly is refused.
        :param address: Address to send it to.
        :param chain: Chain by its id, such as ``"trx"``. Name it, for the default may not be the receiver's.
        :param memo: Memo or tag that belongs to the address; where the receiver gave one, coins without it may be lost.
        :param is_inner: Whether it goes to another account of the exchange; false when it is not given.
        :param remark: A note for yourself.
        :param fee_deduct_type: ``"INTERNAL"`` takes the fee out of the amount, ``"EXTERNAL"`` from the main account;
            without it from the main account as long as that has enough.
        :returns: ``{"withdrawalId": str}``.
        :raises OutcomeUnknown: It may be on its way: look in :meth:`get_withdrawal_history` before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470310
        """
        return self._send(
            currency=currency,
            amount=number(amount),
            address=address,
            chain=chain,
            memo=memo,
            isInner=is_inner,
            remark=remark,
            feeDeductType=fee_deduct_type,
        )

    @get(
        "/api/v1/hist-withdrawals",
        permission="General",
        pool="Management",
        weight=20,
        deprecated=True,
        pages=Pages("page"),
    )
    def get_withdrawal_history_old(
        self,
        *,
        currency: Optional[str] = None,
        status: Optional[Literal["PROCESSING", "SUCCESS", "FAILURE"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> OldWithdrawalPage:
        """Page through withdrawals from before 18 February 2019. Younger ones are in :meth:`get_withdrawal_history`.

        Without a range it tells one month.

        :param currency: Only this one; sources disagree on whether it may be left out.
        :param status: Only those in this state.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.
        :returns: Rows whose ``createAt`` is in seconds.

        Source: https://www.kucoin.com/docs-new/api-3470308
        """
        return self._send(
            currency=currency,
            status=status,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )
