"""What affiliates earn: the users whom they invited, their trades, and the commission on them."""

from typing import Any, List, Literal, Optional

from ..service import Pages, Service, get
from .types import Commission, InviteePage, InviteeTradePage, InviteeTransactions, KuminingCommission

TradeType = Literal["SPOT", "FEATURE"]
Direction = Literal["PRE", "NEXT"]


class Affiliate(Service):
    """Your invitees, their trades and your commission, for members of the affiliate programme."""

    service, sub_service = "Affiliate", "Affiliate"

    @get(
        "/api/v2/affiliate/inviter/statistics",
        permission="General",
        pool="Management",
        weight=30,
        deprecated=True,
    )
    def get_account(self) -> Any:
        """Tell the rebate on your invitees. :meth:`get_commission` and :meth:`get_invited` took its place.

        :returns: Not known: the documentation shows the answer of :meth:`.VipLending.get_loan_info` here, which seems
            to be a mistake.

        Source: https://www.kucoin.com/docs-new/api-3470279
        """
        return self._send()

    @get("/api/v2/affiliate/queryInvitees", permission="General", pool="Management", weight=30, pages=Pages("page"))
    def get_invited(
        self,
        *,
        user_type: Optional[Literal["1", "2", "3"]] = None,
        referral_code: Optional[str] = None,
        uid: Optional[str] = None,
        registration_start_at: Optional[int] = None,
        registration_end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InviteePage:
        """Page through the users whom you invited, with how far they got and what they brought you.

        :param user_type: ``"1"`` users, ``"2"`` affiliates, ``"3"`` affiliates of several levels.
        :param referral_code: Only those who came by this code.
        :param uid: Only these, joined by commas.
        :param registration_start_at: Registered at or after, ms.
        :param registration_end_at: Registered at or before, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/rest/affiliate/get-invited
        """
        return self._send(
            userType=user_type,
            referralCode=referral_code,
            uid=uid,
            registrationStartAt=registration_start_at,
            registrationEndAt=registration_end_at,
            page=page,
            pageSize=page_size,
        )

    @get("/api/v2/affiliate/queryMyCommission", permission="General", pool="Management", weight=30)
    def get_commission(
        self,
        *,
        site_type: Optional[Literal["all"]] = None,
        rebate_type: Optional[Literal[0, 1, 2]] = None,
        rebate_start_at: Optional[int] = None,
        rebate_end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        user_id: Optional[str] = None,
        data_type: Optional[Literal["trade", "kumining"]] = None,
    ) -> List[Commission]:
        """List the commission that was paid to you, period by period; a range may span one year.

        :param site_type: Which of the exchange's sites; ``all`` (the default) is the only choice that is documented.
        :param rebate_type: 0 (the default) all, 1 from users whom you invited, 2 from those whom they invited.
        :param rebate_start_at: Beginning of the range, ms.
        :param rebate_end_at: End of the range, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.
        :param user_id: Only from this user; not explained further.
        :param data_type: ``trade`` (the default), or ``kumining`` for the exchange's cloud mining.
        :returns: A plain list without counters, so the page behind the last one is known by being empty; whether the
            exchange wraps it in a page, as other calls do, is not confirmed.

        Source: https://www.kucoin.com/docs-new/rest/affiliate/get-commission
        """
        return self._send(
            siteType=site_type,
            rebateType=rebate_type,
            rebateStartAt=rebate_start_at,
            rebateEndAt=rebate_end_at,
            page=page,
            pageSize=page_size,
            userId=user_id,
            dataType=data_type,
        )

    @get(
        "/api/v2/affiliate/queryTransactionByUid",
        permission="General",
        pool="Management",
        weight=30,
        pages=Pages("page"),
    )
    def get_trade_history(
        self,
        uid: str,
        *,
        trade_type: Optional[TradeType] = None,
        trade_start_at: Optional[int] = None,
        trade_end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InviteeTradePage:
        """Page through the trades of one invitee, with your commission on each.

        :param uid: The user.
        :param trade_type: ``SPOT``, or ``FEATURE`` for contracts, spelled so.
        :param trade_start_at: Beginning of the range, ms.
        :param trade_end_at: End of the range, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/rest/affiliate/get-trade-history
        """
        return self._send(
            uid=uid,
            tradeType=trade_type,
            tradeStartAt=trade_start_at,
            tradeEndAt=trade_end_at,
            page=page,
            pageSize=page_size,
        )

    @get(
        "/api/v2/affiliate/queryTransactionByTime",
        permission="General",
        pool="Management",
        weight=30,
        pages=Pages("last_id"),
    )
    def get_transaction(
        self,
        trade_start_at: int,
        trade_end_at: int,
        *,
        uid: Optional[str] = None,
        trade_type: Optional[TradeType] = None,
        last_id: Optional[int] = None,
        direction: Optional[Direction] = None,
        page_size: Optional[int] = None,
    ) -> InviteeTransactions:
        """List the trades of all your invitees within a time, with your commission on each.

        :param trade_start_at: Beginning of the range, ms.
        :param trade_end_at: End of the range, ms.
        :param uid: Only this user.
        :param trade_type: ``SPOT``, or ``FEATURE`` for contracts, spelled so.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before, which is text there.
        :param direction: Which way to go from ``last_id``; ``NEXT`` when it is not given.
        :param page_size: Rows in the answer, up to 500; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/rest/affiliate/get-transaction
        """
        return self._send(
            tradeStartAt=trade_start_at,
            tradeEndAt=trade_end_at,
            uid=uid,
            tradeType=trade_type,
            lastId=last_id,
            direction=direction,
            pageSize=page_size,
        )

    @get("/api/v2/affiliate/queryKumining", permission="General", pool="Management", weight=30, pages=Pages("last_row", cursor="lastId"))
    def get_kumining(
        self,
        *,
        uid: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[str] = None,
        direction: Optional[Direction] = None,
        page_size: Optional[int] = None,
    ) -> List[KuminingCommission]:
        """List the commission on what your invitees paid for KuMining, the exchange's cloud mining.

        :param uid: Only this user.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the last row before.
        :param direction: Which way to go from ``last_id``; a default is not documented.
        :param page_size: Rows in the answer, up to 500; 10 when it is not given.
        :returns: A plain list; each row tells its own ``lastId``.

        Source: https://www.kucoin.com/docs-new/rest/affiliate/get-kumining
        """
        return self._send(
            uid=uid, startAt=start_at, endAt=end_at, lastId=last_id, direction=direction, pageSize=page_size
        )
