"""Transfers between your own accounts, and between the master account and its sub-accounts. They are free of charge."""

from typing import Literal, Optional, Sequence

from ..service import Amount, Pages, Service, get, number, post, text
from .transfer_types import AppliedFuturesTransferOut, FuturesTransferOutPage, Transfer, TransferQuotas

TransferAccount = Literal["MAIN", "TRADE", "CONTRACT", "MARGIN", "ISOLATED", "OPTION"]
InnerAccount = Literal["main", "trade", "margin", "isolated", "margin_v2", "isolated_v2", "option"]
FundsAccount = Literal["MAIN", "TRADE"]


class AccountTransfer(Service):
    """Transfers: ``MAIN`` receives deposits, ``TRADE`` is what spot orders draw on, ``CONTRACT`` is for futures."""

    service, sub_service = "Account", "Transfer"

    @get("/api/v1/accounts/transferable", permission="General", pool="Management", weight=20)
    def get_transfer_quotas(
        self,
        currency: str,
        type: Literal["MAIN", "TRADE", "MARGIN", "ISOLATED", "OPTION"],
        *,
        tag: Optional[str] = None,
    ) -> TransferQuotas:
        """Tell how much of a currency can be moved out of one account.

        :param currency: Such as ``"USDT"``.
        :param type: The account. The old names ``MARGIN_V2`` and ``ISOLATED_V2``, on their way out since March 2026, are
            not offered here.
        :param tag: The trading pair, for ``ISOLATED`` only.
        :returns: ``transferable`` is what can be moved; it may be less than ``available``.

        Source: https://www.kucoin.com/docs-new/api-3470148
        """
        return self._send(currency=currency, type=type, tag=tag)

    @post("/api/v3/accounts/universal-transfer", permission="FlexTransfers", pool="Management", weight=4)
    def flex_transfer(
        self,
        currency: str,
        amount: Amount,
        type: Literal["INTERNAL", "PARENT_TO_SUB", "SUB_TO_PARENT"],
        from_account_type: TransferAccount,
        to_account_type: TransferAccount,
        client_oid: str,
        *,
        from_user_id: Optional[str] = None,
        from_account_tag: Optional[str] = None,
        to_user_id: Optional[str] = None,
        to_account_tag: Optional[str] = None,
    ) -> Transfer:
        """Move funds between any two accounts of yours, sub-accounts included.

        :param currency: Such as ``"USDT"``.
        :param amount: How much, a multiple of the currency's precision.
        :param type: Within one account holder, from the master account to a sub-account, or back.
        :param from_account_type: Account that it leaves. For ``INTERNAL`` the exchange still takes the old names
            ``MARGIN_V2`` and ``ISOLATED_V2``, which mean the same and are not offered here.
        :param to_account_type: Account that it goes to.
        :param client_oid: Your own id of the transfer, up to 128 bits, such as a UUID.
        :param from_user_id: ``userId`` of the sub-account that it leaves; needed for ``SUB_TO_PARENT``.
        :param from_account_tag: Trading pair of an ``ISOLATED`` account that it leaves.
        :param to_user_id: ``userId`` of the sub-account that it goes to; needed for ``PARENT_TO_SUB``.
        :param to_account_tag: Trading pair of an ``ISOLATED`` account that it goes to.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be done: look with :meth:`.Accounts.get_spot_ledger` before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470147
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            type=type,
            fromAccountType=from_account_type,
            toAccountType=to_account_type,
            clientOid=client_oid,
            fromUserId=from_user_id,
            fromAccountTag=from_account_tag,
            toUserId=to_user_id,
            toAccountTag=to_account_tag,
        )

    @post("/api/v2/accounts/sub-transfer", permission="Spot", pool="Management", weight=30, deprecated=True)
    def sub_account_transfer(
        self,
        sub_user_id: str,
        currency: str,
        amount: Amount,
        direction: Literal["IN", "OUT"],
        sub_tag: str,
        client_oid: str,
        *,
        account_type: Optional[Literal["MAIN", "TRADE", "MARGIN", "CONTRACT", "OPTION"]] = None,
        sub_account_type: Optional[Literal["MAIN", "TRADE", "MARGIN", "CONTRACT"]] = None,
        tag: Optional[str] = None,
    ) -> Transfer:
        """Move funds between master account and sub-account. :meth:`flex_transfer` took its place.

        It can fill a futures account, but takes nothing out of one.

        :param sub_user_id: The sub-account's ``userId``.
        :param currency: Such as ``"USDT"``.
        :param amount: How much, a multiple of the currency's precision.
        :param direction: ``OUT`` to the sub-account, ``IN`` from it.
        :param sub_tag: Trading pair, such as ``"BTC-USDT"``; the page calls it required, though it is meant for
            isolated margin of the sub-account and the page's own example does without.
        :param client_oid: Your own id of the transfer, up to 128 bits, such as a UUID.
        :param account_type: Account of the master; ``MAIN`` when it is not given.
        :param sub_account_type: Account of the sub-account; ``MAIN`` when it is not given.
        :param tag: Trading pair, for isolated margin of the master account.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be done: look with :meth:`.Accounts.get_spot_ledger` before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470301
        """
        return self._send(
            subUserId=sub_user_id,
            currency=currency,
            amount=text(amount),
            direction=direction,
            subTag=sub_tag,
            clientOid=client_oid,
            accountType=account_type,
            subAccountType=sub_account_type,
            tag=tag,
        )

    @post("/api/v2/accounts/inner-transfer", permission="Spot", pool="Management", weight=10, deprecated=True)
    def inner_transfer(
        self,
        currency: str,
        amount: Amount,
        from_: InnerAccount,
        to: InnerAccount,
        client_oid: str,
        *,
        from_tag: Optional[str] = None,
        to_tag: Optional[str] = None,
    ) -> Transfer:
        """Move funds between two accounts of one account holder. :meth:`flex_transfer` took its place.

        :param currency: Such as ``"USDT"``.
        :param amount: How much, a multiple of the currency's precision.
        :param from_: Account that it leaves, in small letters.
        :param to: Account that it goes to, in small letters.
        :param client_oid: Your own id of the transfer, up to 128 bits, such as a UUID.
        :param from_tag: Trading pair of an isolated margin account that it leaves.
        :param to_tag: Trading pair of an isolated margin account that it goes to.
        :returns: ``{"orderId": str}``.
        :raises OutcomeUnknown: It may be done: look with :meth:`.Accounts.get_spot_ledger` before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470302
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            from_=from_,
            to=to,
            clientOid=client_oid,
            fromTag=from_tag,
            toTag=to_tag,
        )

    @get(
        "/api/v1/transfer-list",
        host="futures",
        permission="General",
        pool="Management",
        weight=20,
        deprecated=True,
        pages=Pages("page"),
    )
    def get_futures_account_transfer_out_ledger(
        self,
        *,
        currency: Optional[str] = None,
        type: Optional[Literal["MAIN", "TRADE", "MARGIN", "ISOLATED"]] = None,
        tag: Optional[Sequence[str]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> FuturesTransferOutPage:
        """Page through what left the futures account by :meth:`futures_account_transfer_out`.

        :meth:`.Accounts.get_futures_ledger` with the type ``TransferOut`` took its place. Two filters are in doubt: the
        official SDK describes both ``type`` and ``tag`` as states.

        :param currency: Only this one, such as ``"XBT"``.
        :param type: Only transfers to this account, going by its values.
        :param tag: Going by its description, only these states: ``["PROCESSING", "SUCCESS", "FAILURE"]``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470307
        """
        return self._send(
            currency=currency,
            type=type,
            tag=tag,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @post("/api/v3/transfer-out", host="futures", permission="Futures", pool="Management", weight=20, deprecated=True)
    def futures_account_transfer_out(
        self, currency: str, amount: Amount, rec_account_type: FundsAccount
    ) -> AppliedFuturesTransferOut:
        """Move funds out of the futures account. :meth:`flex_transfer` took its place.

        :param currency: Such as ``"USDT"``; bitcoin is ``"XBT"`` here.
        :param amount: How much, up to 1000000000; travels as a JSON number, so one that such a number cannot hold
            exactly is refused.
        :param rec_account_type: Account that it goes to.
        :returns: The transfer, most likely still ``PROCESSING``.
        :raises OutcomeUnknown: It may be done: look in :meth:`get_futures_account_transfer_out_ledger`.

        Source: https://www.kucoin.com/docs-new/api-3470303
        """
        return self._send(currency=currency, amount=number(amount), recAccountType=rec_account_type)

    @post("/api/v1/transfer-in", host="futures", permission="Futures", pool="Management", weight=20, deprecated=True)
    def futures_account_transfer_in(
        self, currency: str, amount: Amount, pay_account_type: FundsAccount
    ) -> Optional[str]:
        """Move funds into the futures account. :meth:`flex_transfer` took its place.

        :param currency: Such as ``"USDT"``; bitcoin is ``"XBT"`` here.
        :param amount: How much; travels as a JSON number, so one that such a number cannot hold exactly is refused.
        :param pay_account_type: Account that it leaves.
        :returns: None, as far as the documentation's example goes.
        :raises OutcomeUnknown: It may be done: look for ``TransferIn`` in :meth:`.Accounts.get_futures_ledger`.

        Source: https://www.kucoin.com/docs-new/api-3470304
        """
        return self._send(currency=currency, amount=number(amount), payAccountType=pay_account_type)
