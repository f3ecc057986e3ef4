"""Money of a unified account: its ledger, deposits, transfers between accounts, withdrawals."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, post, text
from .asset_types import (
    CancelledWithdrawal,
    DepositAddress,
    DepositPage,
    Ledger,
    Transfer,
    TransferQuota,
    WithdrawalId,
    WithdrawalPage,
    WithdrawalQuotas,
)

AccountType = Literal["FUNDING", "SPOT", "FUTURES", "CROSS", "ISOLATED", "UNIFIED"]
WithdrawType = Literal["ADDRESS", "MAIL", "PHONE", "UID"]
MovementStatus = Literal[
    "FAILURE",
    "PRE_SUCCESS",
    "PROCESSING",
    "RISK_MGT_REJECTED",
    "ROLLBACK",
    "ROLLBACKING",
    "SUCCESS",
    "TRM_MGT_REJECTED",
    "WAIT_RISK_MGT",
    "WAIT_TRM_MGT",
]
BusinessType = Literal[
    "TRADE_EXCHANGE",
    "TRANSFER",
    "SUB_TRANSFER",
    "RETURNED_FEES",
    "DEDUCTION_FEES",
    "OTHER",
    "SUB_TO_SUB_TRANSFER",
    "SPOT_EXCHANGE",
    "SPOT_EXCHANGE_REBATE",
    "FUTURES_EXCHANGE_OPEN",
    "FUTURES_EXCHANGE_CLOSE",
    "FUTURES_EXCHANGE_REBATE",
    "FUNDING_FEE",
    "LIABILITY_INTEREST",
    "KCS_DEDUCTION_FEES",
    "KCS_RETURNED_FEES",
    "AUTO_EXCHANGE_USER",
]


class UnifiedAsset(Service):
    """What comes in, what goes out, and what moves between your accounts."""

    service, sub_service = "UTA", "Account"

    @get("/api/ua/v2/account/ledger", permission="General", pool="Management", weight=2, pages=Pages("last_id"))
    def get_account_ledger(
        self,
        account_type: AccountType,
        *,
        business_type: Optional[BusinessType] = None,
        currency: Optional[str] = None,
        direction: Optional[Literal["IN", "OUT"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page_size: Optional[int] = None,
        last_id: Optional[int] = None,
    ) -> Ledger:
        """List what changed the balances of one account.

        :param account_type: Which account.
        :param business_type: Only this cause.
        :param currency: Only these, up to ten joined by commas: ``"BTC,USDT"``.
        :param direction: Only what came in, or went out.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param page_size: Rows in the answer, 10 when it is not given: up to 200 of ``UNIFIED`` and ``SPOT``, 500 of
            ``FUNDING``, ``CROSS`` and ``ISOLATED``, 100 of ``FUTURES``.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :returns: Amounts without a sign; ``ts`` in nanoseconds.
        """
        return self._send(
            accountType=account_type,
            businessType=business_type,
            currency=currency,
            direction=direction,
            startAt=start_at,
            endAt=end_at,
            pageSize=page_size,
            lastId=last_id,
        )

    @get("/api/ua/v2/asset/deposit/address", permission="General", pool="Management", weight=5, safe=False)
    def get_deposit_address(self, currency: str, *, chain: Optional[str] = None) -> List[DepositAddress]:
        """Tell where to send deposits of a currency.

        With ``chain`` it makes an address where there is none yet: a GET that changes something, so it is never sent
        twice.

        :param currency: Code, such as ``"USDT"``.
        :param chain: Only this chain, by its id, such as ``"trx"``.
        :raises OutcomeUnknown: An address may have been made: ask again, which then only tells it.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/deposit-address
        """
        return self._send(currency=currency, chain=chain)

    @get(
        "/api/ua/v2/asset/deposit/history", permission="General", pool="Management", weight=2, pages=Pages("page")
    )
    def get_deposit_history(
        self,
        *,
        currency: Optional[str] = None,
        id: Optional[str] = None,
        status: Optional[MovementStatus] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> DepositPage:
        """Page through your deposits. Give ``end_at`` while paging, or new rows shift the pages.

        :param currency: Only this one, such as ``"USDT"``.
        :param id: Only this deposit.
        :param status: Only these; ``PRE_SUCCESS`` can be traded and not yet withdrawn.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/deposit-history
        """
        return self._send(
            currency=currency,
            id=id,
            status=status,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/ua/v2/account/transfer-quota", permission="General", pool="Management", weight=20)
    def get_transfer_quota(
        self, currency: str, account_type: AccountType, *, symbol: Optional[str] = None
    ) -> TransferQuota:
        """Tell how much of a currency can be moved out of an account.

        :param currency: Code, such as ``"USDT"``.
        :param account_type: Which account.
        :param symbol: The pair of ``ISOLATED``, needed there, such as ``"BTC-USDT"``.
        :returns: ``{"accountType": str, "currency": str, "transferable": str}``.
        """
        return self._send(currency=currency, accountType=account_type, symbol=symbol)

    @post("/api/ua/v2/account/transfer", permission="FlexTransfers", pool="Management", weight=4)
    def flex_transfer(
        self,
        currency: str,
        amount: Amount,
        from_account_type: AccountType,
        to_account_type: AccountType,
        transfer_type: Literal["INTERNAL", "PARENT_TO_SUB", "SUB_TO_PARENT", "SUB_TO_SUB"],
        client_oid: str,
        *,
        from_uid: Optional[str] = None,
        from_account_tag: Optional[str] = None,
        to_uid: Optional[str] = None,
        to_account_tag: Optional[str] = None,
    ) -> Transfer:
        """Move money between your accounts, or between you and your sub-accounts.

        :param currency: Code, such as ``"USDT"``.
        :param amount: How much of it.
        :param from_account_type: The account that gives.
        :param to_account_type: The account that gets.
        :param transfer_type: ``INTERNAL`` between accounts of one user, else between users.
        :param client_oid: Your own id of the transfer.
        :param from_uid: UID of the user that gives; for transfers out of a sub-account.
        :param from_account_tag: The pair of a giving ``ISOLATED`` account, such as ``"BTC-USDT"``.
        :param to_uid: UID of the user that gets; for transfers to a sub-account.
        :param to_account_tag: The pair of a getting ``ISOLATED`` account.
        :returns: ``{"orderId": str, "clientOid": str}``.
        :raises OutcomeUnknown: It may have been done: look in :meth:`get_account_ledger` of both accounts first.
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            fromAccountType=from_account_type,
            toAccountType=to_account_type,
            transferType=transfer_type,
            clientOid=client_oid,
            fromUid=from_uid,
            fromAccountTag=from_account_tag,
            toUid=to_uid,
            toAccountTag=to_account_tag,
        )

    @get("/api/ua/v2/withdrawals/quotas", permission="General", pool="Management", weight=1)
    def get_withdrawal_quotas(
        self,
        currency: str,
        withdraw_type: WithdrawType,
        *,
        chain: Optional[str] = None,
        is_inner: Optional[bool] = None,
    ) -> WithdrawalQuotas:
        """Tell how much of a currency you may withdraw, the least that goes, and the fee.

        :param currency: Code, such as ``"USDT"``.
        :param withdraw_type: By what the receiver would be named.
        :param chain: The chain, by its id, such as ``"trx"``.
        :param is_inner: Whether to another account of the exchange.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/withdrawal-quota
        """
        return self._send(currency=currency, withdrawType=withdraw_type, chain=chain, isInner=is_inner)

    @post("/api/ua/v2/asset/withdrawal", permission="Withdrawal", pool="Management", weight=5)
    def withdrawal_v3(
        self,
        currency: str,
        amount: Amount,
        to_address: str,
        withdraw_type: WithdrawType,
        *,
        chain: Optional[str] = None,
        memo: Optional[str] = None,
        remark: Optional[str] = None,
        is_inner: Optional[bool] = None,
        fee_deduct_type: Optional[Literal["INTERNAL", "EXTERNAL"]] = None,
    ) -> WithdrawalId:
        """Withdraw to an address on a chain, or to another user by mail address, phone number or UID.

        Withdrawals to users are limited to 3 in ten seconds and 50 in 24 hours.

        :param currency: Code, such as ``"USDT"``.
        :param amount: How much of it, with no more decimals than the chain's ``withdrawPrecision``.
        :param to_address: The address, or the user's mail address, phone number or UID.
        :param withdraw_type: Which of these it is.
        :param chain: The chain, by its id, such as ``"trx"``; give it for an address.
        :param memo: What has to come with the address, where the receiver wants it: without it money can be lost.
        :param remark: A note.
        :param is_inner: Whether the address belongs to another account of the exchange.
        :param fee_deduct_type: ``INTERNAL`` takes the fee out of the amount, ``EXTERNAL`` charges it on top.
        :returns: ``{"withdrawalId": str}``.
        :raises OutcomeUnknown: It may be on its way: look in :meth:`get_withdrawal_history` before trying again.
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            toAddress=to_address,
            withdrawType=withdraw_type,
            chain=chain,
            memo=memo,
            remark=remark,
            isInner=is_inner,
            feeDeductType=fee_deduct_type,
        )

    @post("/api/ua/v2/asset/withdraw/cancel", permission="Withdrawal", pool="Unified", weight=5)
    def cancel_withdrawal(self, withdraw_id: str) -> CancelledWithdrawal:
        """Stop a withdrawal while its status is ``PROCESSING``.

        :param withdraw_id: The ``withdrawalId`` that :meth:`withdrawal_v3` answered.
        :returns: ``{"withdrawId": str}``.
        :raises OutcomeUnknown: It may be stopped or on its way: look in :meth:`get_withdrawal_history`.
        """
        return self._send(withdrawId=withdraw_id)

    @get(
        "/api/ua/v2/asset/withdrawal/history", permission="General", pool="Management", weight=2, pages=Pages("page")
    )
    def get_withdrawal_history(
        self,
        *,
        currency: Optional[str] = None,
        id: Optional[str] = None,
        status: Optional[MovementStatus] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> WithdrawalPage:
        """Page through your withdrawals. Give ``end_at`` while paging, or new rows shift the pages.

        :param currency: Only this one, such as ``"USDT"``.
        :param id: Only this withdrawal, by its ``withdrawalId``.
        :param status: Only these.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/withdrawal-history
        """
        return self._send(
            currency=currency,
            id=id,
            status=status,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )
