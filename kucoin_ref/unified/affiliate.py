"""What affiliates earn: the users whom they invited, their trades, and the commission on them.

One source describes these calls. Which arguments are needed was not established; meanings, defaults and bounds are
those of the classic calls.
"""

from typing import List, Optional

from ..service import Pages, Service, get
from .affiliate_types import CommissionPage, InviteePage, InviteeTradePage, InviteeTransaction, KuminingCommission


class UnifiedAffiliate(Service):
    """Your invitees, their trades and your commission, for members of the affiliate programme."""

    service, sub_service = "UTA", "Affiliate"

    @get("/api/ua/v2/affiliate/queryInvitees", permission="General", pool="Management", weight=30, pages=Pages("page"))
    def get_invited(
        self,
        *,
        user_type: Optional[str] = None,
        referral_code: Optional[str] = None,
        uid: Optional[str] = None,
        registration_end_at: Optional[int] = None,
        registration_start_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InviteePage:
        """Page through the users whom you invited.

        :param user_type: ``"1"`` users, ``"2"`` affiliates, ``"3"`` affiliates of several levels.
        :param referral_code: Only those who came by this code.
        :param uid: Only these, joined by commas.
        :param registration_end_at: Registered at or before, ms.
        :param registration_start_at: Registered at or after, ms.
        :param page: Page number, from 1.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.
        """
        return self._send(
            userType=user_type,
            referralCode=referral_code,
            uid=uid,
            registrationEndAt=registration_end_at,
            registrationStartAt=registration_start_at,
            page=page,
            pageSize=page_size,
        )

    @get("/api/ua/v2/affiliate/queryKumining", permission="General", pool="Management", weight=30, pages=Pages("last_row", cursor="lastId"))
    def get_kumining(
        self,
        *,
        uid: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        direction: Optional[str] = None,
        page_size: Optional[int] = None,
    ) -> List[KuminingCommission]:
        """List the commission on what your invitees paid for KuMining, the exchange's cloud mining.

        :param uid: Only this user.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the last row before.
        :param direction: Which way to go from ``last_id``: ``"NEXT"`` or ``"PRE"``.
        :param page_size: Rows in the answer, up to 500; 10 when it is not given.
        """
        return self._send(
            uid=uid, startAt=start_at, endAt=end_at, lastId=last_id, direction=direction, pageSize=page_size
        )

    @get("/api/ua/v2/affiliate/queryMyCommission", permission="General", pool="Management", weight=30, pages=Pages("page"))
    def get_commission(
        self,
        *,
        site_type: Optional[str] = None,
        rebate_type: Optional[str] = None,
        rebate_start_at: Optional[int] = None,
        rebate_end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
        data_type: Optional[str] = None,
    ) -> CommissionPage:
        """Page through the commission that was paid to you; a range may span one year.

        :param site_type: Which of the exchange's sites; ``"all"`` when it is not given.
        :param rebate_type: ``"0"`` (the default) all, ``"1"`` from users whom you invited, ``"2"`` from those whom they
            invited.
        :param rebate_start_at: Beginning of the range, ms.
        :param rebate_end_at: End of the range, ms.
        :param page: Page number, from 1.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.
        :param data_type: ``"trade"`` (the default) or ``"kumining"``.
        """
        return self._send(
            siteType=site_type,
            rebateType=rebate_type,
            rebateStartAt=rebate_start_at,
            rebateEndAt=rebate_end_at,
            page=page,
            pageSize=page_size,
            dataType=data_type,
        )

    @get("/api/ua/v2/affiliate/queryTransactionByTime", permission="General", pool="Management", weight=30, pages=Pages("last_row", cursor="lastId"))
    def get_transaction(
        self,
        trade_start_at: int,
        trade_end_at: int,
        *,
        uid: Optional[str] = None,
        trade_type: Optional[str] = None,
        last_id: Optional[int] = None,
        direction: Optional[str] = None,
        page_size: Optional[int] = None,
    ) -> List[InviteeTransaction]:
        """List the trades of all your invitees within a time, with your commission on each.

        :param trade_start_at: Beginning of the range, ms.
        :param trade_end_at: End of the range, ms.
        :param uid: Only this user.
        :param trade_type: ``"SPOT"``, or ``"FEATURE"`` for contracts, spelled so.
        :param last_id: Only rows behind this one: the ``lastId`` of the last row before.
        :param direction: Which way to go from ``last_id``: ``"NEXT"`` (the default) or ``"PRE"``.
        :param page_size: Rows in the answer, up to 500; 10 when it is not given.
        :returns: Rows with a ``lastId`` each; the classic call puts them into ``items`` beside one ``lastId``.
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

    @get("/api/ua/v2/affiliate/queryTransactionByUid", permission="General", pool="Management", weight=30, pages=Pages("page"))
    def get_trade_history(
        self,
        uid: str,
        *,
        trade_type: Optional[str] = None,
        trade_start_at: Optional[int] = None,
        trade_end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InviteeTradePage:
        """Page through the trades of one invitee, with your commission on each.

        :param uid: The user.
        :param trade_type: ``"SPOT"``, or ``"FEATURE"`` for contracts, spelled so.
        :param trade_start_at: Beginning of the range, ms.
        :param trade_end_at: End of the range, ms.
        :param page: Page number, from 1.
        :param page_size: Rows on a page, up to 500; 10 when it is not given.
        """
        return self._send(
            uid=uid,
            tradeType=trade_type,
            tradeStartAt=trade_start_at,
            tradeEndAt=trade_end_at,
            page=page,
            pageSize=page_size,
        )
