"""API brokers: rebates and commission on what clients trade through the broker's software, and withdrawals for them."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, number, post
from .api_broker_types import (
    AuthorizedWithdrawal,
    BrokerCommissionPage,
    BrokerTransaction,
    BrokerUserPage,
    RebateFile,
    WithdrawalValidation,
)


class BrokerApiBroker(Service):
    """For brokers whose clients trade with keys of their own: the documentation calls them API brokers or Broker Pro.

    Give the client a :class:`~kucoin_ref.signing.BrokerSigner`, which also signs for the partner: what is traded
    without that signature counts as trade without a tag. The calls are served by the spot host, not the broker host.
    """

    service, sub_service = "Broker", "APIBroker"

    @get("/api/v1/broker/api/rebase/download", permission="General", pool="Management", weight=3, deprecated=True)
    def get_rebase(self, begin: str, end: str, trade_type: Literal["1", "2"]) -> RebateFile:
        """Get the address of a file with the rebate on each order. :meth:`get_rebate_v2` took its place.

        :param begin: First day, as ``"20240610"``.
        :param end: Last day, likewise, at most six months later.
        :param trade_type: ``"1"`` spot, ``"2"`` futures.
        :returns: ``{"url": str}``; whoever has the address can read the file.

        Source: https://www.kucoin.com/docs-new/api-3470280
        """
        return self._send(begin=begin, end=end, tradeType=trade_type)

    @get("/api/v2/broker/api/rebate/download", permission="General", pool="Management", weight=3)
    def get_rebate_v2(self, begin: str, end: str, trade_type: Literal["SPOT", "FUTURE"]) -> RebateFile:
        """Get the address of a CSV file with the rebate on each order of some days.

        While the file is made the exchange answers with code 100001: ask again later.

        :param begin: First day, as ``"20240610"``.
        :param end: Last day, likewise, at most six months later.
        :param trade_type: Which orders; ``FUTURE`` without an ``S`` here.
        :returns: ``{"url": str}``; whoever has the address can read the file.

        Source: https://www.kucoin.com/docs-new/rest/broker/api-broker/get-broker-rebate
        """
        return self._send(begin=begin, end=end, tradeType=trade_type)

    @get("/api/v2/broker/queryMyCommission", permission="General", pool="Management", weight=3, pages=Pages("page"))
    def get_commission(
        self,
        *,
        site_type: Optional[str] = None,
        trade_type: Optional[Literal["all", "SPOT", "FUTURE"]] = None,
        rebate_type: Optional[Literal["1", "2"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> BrokerCommissionPage:
        """Page through your commission, period by period, with and without the tag of your partner signature.

        :param site_type: Which of the exchange's sites, such as ``"europe"``; ``"all"`` when it is not given.
        :param trade_type: What was traded; ``all`` when it is not given.
        :param rebate_type: ``"1"`` spot, ``"2"`` futures; both when it is not given.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/rest/broker/api-broker/get-commission
        """
        return self._send(
            siteType=site_type,
            tradeType=trade_type,
            rebateType=rebate_type,
            startAt=start_at,
            endAt=end_at,
            page=page,
            pageSize=page_size,
        )

    @get("/api/v2/broker/queryUser", permission="General", pool="Management", weight=3, pages=Pages("page"))
    def get_user(
        self,
        *,
        trade_type: Optional[str] = None,
        uid: Optional[str] = None,
        rcode: Optional[str] = None,
        tag: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> BrokerUserPage:
        """Page through your clients, with what each has traded and paid in fees, with and without your tag.

        :param trade_type: What was traded: ``"all"``, ``"SPOT"`` or ``"FUTURE"``.
        :param uid: Only this client.
        :param rcode: Only those who came by this referral code.
        :param tag: Only those who traded with this tag.
        :param start_at: Registered at or after, ms.
        :param end_at: Registered at or before, ms.
        :param page: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page; 10 when it is not given.
        :returns: Volumes of futures come as ``futureTradingVolume...`` and ``futuresTradingVolume...``: read both.

        Source: https://www.kucoin.com/docs-new/rest/broker/api-broker/get-user-list
        """
        return self._send(
            tradeType=trade_type,
            uid=uid,
            rcode=rcode,
            tag=tag,
            startAt=start_at,
            endAt=end_at,
            page=page,
            pageSize=page_size,
        )

    @get("/api/v2/broker/queryDetailByUid", permission="General", pool="Management", weight=3, pages=Pages("last_row", cursor="lastId"))
    def get_transactions(
        self,
        *,
        trade_type: Optional[str] = None,
        uid: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[str] = None,
        direction: Optional[Literal["PRE", "NEXT"]] = None,
        page_size: Optional[int] = None,
    ) -> List[BrokerTransaction]:
        """List what your clients traded, or one of them, with fee and commission.

        :param trade_type: What was traded: ``"all"``, ``"SPOT"`` or ``"FUTURE"``.
        :param uid: Only this client.
        :param start_at: Traded at or after, ms.
        :param end_at: Traded at or before, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the last row before.
        :param direction: Which way to go from ``last_id``; ``NEXT`` when it is not given.
        :param page_size: Rows in the answer; 10 when it is not given.
        :returns: A plain list; each row tells its own ``lastId``.

        Source: https://www.kucoin.com/docs-new/rest/broker/api-broker/get-user-transactions
        """
        return self._send(
            tradeType=trade_type,
            uid=uid,
            startAt=start_at,
            endAt=end_at,
            lastId=last_id,
            direction=direction,
            pageSize=page_size,
        )

    @post("/api/v2/broker/withdrawal", permission="Third-party withdrawals", pool="Management", weight=5)
    def authorized_withdrawal(
        self,
        currency: str,
        amount: Amount,
        address: str,
        remark: str,
        memo: str,
        *,
        chain: Optional[str] = None,
        wallet: Optional[str] = None,
        is_inner: Optional[bool] = None,
        withdraw_type: Optional[Literal["ADDRESS", "MAIL", "PHONE", "UID"]] = None,
        fee_deduct_type: Optional[Literal["EXTERNAL", "INTERNAL"]] = None,
        receiver_type: Optional[Literal["COMPANY", "INDIVIDUAL"]] = None,
        country: Optional[str] = None,
        first_name: Optional[str] = None,
        last_name: Optional[str] = None,
        company_name: Optional[str] = None,
        identity_type: Optional[str] = None,
        identity_no: Optional[str] = None,
        questionnaire: Optional[str] = None,
        reason_of_transfer: Optional[str] = None,
        tin: Optional[str] = None,
        validation: Optional[WithdrawalValidation] = None,
    ) -> AuthorizedWithdrawal:
        """Send coins out of the account of a client who authorized you to.

        Two steps where proofs are asked for: the first call makes the exchange send codes to the client, the second one
        repeats everything with ``validation``. The receiver's data are for the rules on transfers (travel rule);
        which of them are needed depends on the region. They are personal data: keep the request out of logs.

        :param currency: Such as ``"USDT"``.
        :param amount: How much; travels as a JSON number, so one that such a number cannot hold exactly is refused.
        :param address: Whom to send it to: what ``withdraw_type`` says.
        :param remark: A note; may be empty.
        :param memo: Memo or tag that belongs to the address; empty where there is none. Where the receiver gave one,
            coins without it may be lost.
        :param chain: Chain by its id, such as ``"kcc"``. Name it, for the default may not be the receiver's.
        :param wallet: Not explained; ``"kucoin"`` in the documentation's example.
        :param is_inner: Whether it goes to another account of the exchange.
        :param withdraw_type: What ``address`` is.
        :param fee_deduct_type: ``INTERNAL`` takes the fee out of the amount, ``EXTERNAL`` charges it on top.
        :param receiver_type: What the receiver is.
        :param country: The receiver's country.
        :param first_name: The receiver's first name.
        :param last_name: The receiver's last name.
        :param company_name: The receiver's name, of a company.
        :param identity_type: Kind of the receiver's identity document.
        :param identity_no: The document's number.
        :param questionnaire: Answers to questions of compliance, as one text.
        :param reason_of_transfer: What the transfer is for.
        :param tin: The receiver's tax number.
        :param validation: For the second step: the first answer's ``transactionId``, and the client's codes as
            ``factors``, such as ``{"factorType": "EMV", "factorValue": "123456"}``.
        :returns: ``transactionId``, ``allFactors`` and ``sentFactors`` when proofs are asked for; ``withdrawalId``
            alone when it is accepted.
        :raises OutcomeUnknown: It may be on its way: let the client look at their withdrawals before sending another.

        Source: https://www.kucoin.com/docs-new/rest/broker/exchange-broker/apply-for-fast-withdrawal
        """
        return self._send(
            currency=currency,
            amount=number(amount),
            address=address,
            remark=remark,
            memo=memo,
            chain=chain,
            wallet=wallet,
            isInner=is_inner,
            withdrawType=withdraw_type,
            feeDeductType=fee_deduct_type,
            receiverType=receiver_type,
            country=country,
            firstName=first_name,
            lastName=last_name,
            companyName=company_name,
            identityType=identity_type,
            identityNo=identity_no,
            questionnaire=questionnaire,
            reasonOfTransfer=reason_of_transfer,
            tin=tin,
            validation=validation,
        )
