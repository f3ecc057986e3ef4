"""ND brokers: sub-accounts for clients, their identity checks, keys, transfers and fees, and the broker's rebate."""

from typing import List, Literal, Optional, Sequence

from ..service import Amount, Pages, Service, delete, get, number, post, text
from .nd_broker_types import (
    AddedBrokerSubAccountApi,
    BrokerDeposit,
    BrokerInfo,
    BrokerRebateFile,
    BrokerSubAccount,
    BrokerSubAccountApi,
    BrokerSubAccountPage,
    BrokerTransfer,
    BrokerTransferDetail,
    BrokerWithdrawal,
    KycStatus,
    KycStatusPage,
    MarkupFee,
    MarkupFees,
)

FundsAccount = Literal["MAIN", "TRADE"]
KeyPermission = Literal["General", "Spot", "Margin", "Futures", "InnerTransfer", "Transfer", "Earn"]


class BrokerNdBroker(Service):
    """For brokers who run sub-accounts for their clients: the documentation calls them ND or Exchange Brokers.

    Every call is made with the broker's own key, not with one of a sub-account, and needs a
    :class:`~kucoin_ref.signing.BrokerSigner` with ``broker_name``, which also signs for the partner. They live on the
    broker host.
    """

    host = "broker"
    service, sub_service = "Broker", "NDBroker"

    @post("/api/kyc/ndBroker/proxyClient/submit", permission="General", pool="Broker", sdk_method_name="submitKYC")
    def submit_kyc(
        self,
        client_uid: str,
        first_name: str,
        last_name: str,
        issue_country: str,
        birth_date: str,
        identity_type: Literal["idcard", "drivinglicense", "passport", "bvn"],
        identity_number: str,
        expire_date: str,
        front_photo: str,
        backend_photo: str,
        face_photo: str,
    ) -> Optional[str]:
        """Hand in the identity documents of a client for the identity check (KYC) of their sub-account.

        All of it is personal data, and nothing of it is masked: keep the request out of logs, as well as the
        ``string_to_sign`` of a :class:`~kucoin_ref.errors.SignatureError`, which holds it whole. Photos are data URLs,
        such as ``"data:image/jpeg;base64,/9j/4AAQ..."``, and make large requests: a longer timeout may be needed.

        :param client_uid: The sub-account's uid.
        :param first_name: First name, as in the document.
        :param last_name: Last name, as in the document.
        :param issue_country: Country that issued the document, by its code of two letters, such as ``"JP"``.
        :param birth_date: Date of birth, as ``"2000-01-01"``.
        :param identity_type: Kind of the document; ``bvn`` is the bank verification number of Nigeria.
        :param identity_number: The document's number.
        :param expire_date: Last day that the document is valid, as ``"2030-01-01"``.
        :param front_photo: Photo of the document's front; required here, though one source leaves it out for ``bvn``.
        :param backend_photo: Photo of its back.
        :param face_photo: Photo of the client's face.
        :returns: None, as far as the documentation's example goes; the check itself takes time.
        :raises OutcomeUnknown: It may have arrived: ask :meth:`get_kyc_status` before handing it in again.

        Source: https://www.kucoin.com/docs-new/api-3472406
        """
        return self._send(
            clientUid=client_uid,
            firstName=first_name,
            lastName=last_name,
            issueCountry=issue_country,
            birthDate=birth_date,
            identityType=identity_type,
            identityNumber=identity_number,
            expireDate=expire_date,
            frontPhoto=front_photo,
            backendPhoto=backend_photo,
            facePhoto=face_photo,
        )

    @get(
        "/api/kyc/ndBroker/proxyClient/status/list",
        permission="General",
        pool="Broker",
        sdk_method_name="getKYCStatus",
    )
    def get_kyc_status(self, client_uids: str) -> List[KycStatus]:
        """Tell how far the identity checks of some clients are, and why one was rejected.

        :param client_uids: Uids of their sub-accounts, joined by commas.

        Source: https://www.kucoin.com/docs-new/api-3472407
        """
        return self._send(clientUids=client_uids)

    @get(
        "/api/kyc/ndBroker/proxyClient/status/page",
        permission="General",
        pool="Broker",
        sdk_method_name="getKYCStatusList",
        pages=Pages("page"),
    )
    def get_kyc_status_list(
        self, *, page_number: Optional[int] = None, page_size: Optional[int] = None
    ) -> KycStatusPage:
        """Page through the identity checks of all your clients.

        :param page_number: Page number, from 1; other calls name it ``current_page``.
        :param page_size: Rows on a page, 1 to 100; 100 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3472408
        """
        return self._send(pageNumber=page_number, pageSize=page_size)

    @get("/api/v1/broker/nd/info", permission="General", pool="Broker", weight=2)
    def get_broker_info(self, begin: str, end: str, trade_type: Literal["1", "2"]) -> BrokerInfo:
        """Tell your level as a broker, and how many sub-accounts you have and may have.

        :param begin: First day, as ``"20240510"``.
        :param end: Last day, likewise.
        :param trade_type: ``"1"`` spot, ``"2"`` futures.

        Source: https://www.kucoin.com/docs-new/api-3470282
        """
        return self._send(begin=begin, end=end, tradeType=trade_type)

    @post("/api/v1/broker/nd/account", permission="General", pool="Broker", weight=3)
    def add_sub_account(self, account_name: str) -> BrokerSubAccount:
        """Open a sub-account for a client.

        :param account_name: A name that nobody on the whole exchange has yet: begin it with something of your own.
        :returns: ``uid`` is what other calls want.
        :raises OutcomeUnknown: It may be open: look for the name with :meth:`get_sub_account`.

        Source: https://www.kucoin.com/docs-new/api-3470290
        """
        return self._send(accountName=account_name)

    @get("/api/v1/broker/nd/account", permission="General", pool="Broker", weight=2, pages=Pages("page"))
    def get_sub_account(
        self, *, uid: Optional[str] = None, current_page: Optional[int] = None, page_size: Optional[int] = None
    ) -> BrokerSubAccountPage:
        """Page through the sub-accounts that you opened.

        :param uid: Only this one.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 1 to 100; 20 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470283
        """
        return self._send(uid=uid, currentPage=current_page, pageSize=page_size)

    @post("/api/v1/broker/nd/account/apikey", permission="General", pool="Broker", weight=3)
    def add_sub_account_api(
        self,
        uid: str,
        passphrase: str,
        label: str,
        *,
        ip_whitelist: Optional[Sequence[str]] = None,
        permissions: Optional[Sequence[KeyPermission]] = None,
    ) -> AddedBrokerSubAccountApi:
        """Create a key for a sub-account; the answer is the only place that ever tells its secret.

        :param uid: The sub-account's uid.
        :param passphrase: The key's passphrase, a secret. A new one, not that of your own key.
        :param label: A note, 4 to 32 characters.
        :param ip_whitelist: Addresses that may use it, up to 20; needed where ``permissions`` contain ``Transfer``.
        :param permissions: What the key may do; ``Margin``, ``InnerTransfer``, ``Transfer`` and ``Earn`` exist since
            February 2026. One that the broker may not grant is refused with code 600120.
        :returns: The key with ``secretKey`` in the clear: keep the answer out of logs.
        :raises OutcomeUnknown: It may exist, its secret lost: find it with :meth:`get_sub_account_api`, delete it.

        Source: https://www.kucoin.com/docs-new/api-3470291
        """
        return self._send(
            uid=uid, passphrase=passphrase, label=label, ipWhitelist=ip_whitelist, permissions=permissions
        )

    @get(
        "/api/v1/broker/nd/account/apikey",
        permission="General",
        pool="Broker",
        weight=2,
        sdk_method_name="getSubAccountAPI",
    )
    def get_sub_account_api(self, uid: str, *, api_key: Optional[str] = None) -> List[BrokerSubAccountApi]:
        """List the keys of one sub-account, without their secrets.

        :param uid: The sub-account's uid.
        :param api_key: Only this key.

        Source: https://www.kucoin.com/docs-new/api-3470284
        """
        return self._send(uid=uid, apiKey=api_key)

    @delete(
        "/api/v1/broker/nd/account/apikey",
        permission="General",
        pool="Broker",
        weight=3,
        sdk_method_name="deleteSubAccountAPI",
    )
    def delete_sub_account_api(self, api_key: str, uid: str) -> bool:
        """Delete a key of a sub-account, which ends everything that still uses it.

        :param api_key: The key.
        :param uid: Uid of the sub-account that it belongs to.
        :returns: True when it is gone.
        :raises OutcomeUnknown: It may be gone: look with :meth:`get_sub_account_api`, or delete it again.

        Source: https://www.kucoin.com/docs-new/api-3470289
        """
        return self._send(apiKey=api_key, uid=uid)

    @post("/api/v1/broker/nd/account/update-apikey", permission="General", pool="Broker", weight=3)
    def modify_sub_account_api(
        self,
        api_key: str,
        uid: str,
        label: str,
        *,
        ip_whitelist: Optional[Sequence[str]] = None,
        permissions: Optional[Sequence[KeyPermission]] = None,
    ) -> BrokerSubAccountApi:
        """Change what a key may do and from which addresses; its secret and passphrase stay.

        What is left out may not stay as it was: give all that the key shall have.

        :param api_key: The key.
        :param uid: Uid of the sub-account that it belongs to.
        :param label: A note, 4 to 32 characters.
        :param ip_whitelist: Addresses that may use it from now on, up to 20; needed where ``permissions`` contain
            ``Transfer``.
        :param permissions: What it may do from now on.
        :returns: The key as it is now, addresses partly masked.
        :raises OutcomeUnknown: It may be changed: see :meth:`get_sub_account_api`, or send the same again.

        Source: https://www.kucoin.com/docs-new/api-3470292
        """
        return self._send(apiKey=api_key, uid=uid, label=label, ipWhitelist=ip_whitelist, permissions=permissions)

    @post("/api/v1/broker/nd/transfer", permission="General", pool="Broker", weight=1)
    def transfer(
        self,
        currency: str,
        amount: Amount,
        direction: Literal["OUT", "IN"],
        account_type: FundsAccount,
        special_uid: str,
        special_account_type: FundsAccount,
        client_oid: str,
    ) -> BrokerTransfer:
        """Move funds between your own account and a sub-account.

        :param currency: Such as ``"USDT"``.
        :param amount: How much, a multiple of the currency's precision.
        :param direction: ``OUT`` goes from your account to the sub-account, ``IN`` the other way.
        :param account_type: Account of yours: ``MAIN``, or ``TRADE`` for the one that spot orders draw on.
        :param special_uid: Uid of the sub-account.
        :param special_account_type: Account of the sub-account.
        :param client_oid: Your own id of the transfer, up to 128 characters, such as a UUID.
        :returns: ``{"orderId": str}``; :meth:`get_transfer_history` tells how it went.
        :raises OutcomeUnknown: It may be done: see the balances before sending another.

        Source: https://www.kucoin.com/docs-new/api-3470293
        """
        return self._send(
            currency=currency,
            amount=text(amount),
            direction=direction,
            accountType=account_type,
            specialUid=special_uid,
            specialAccountType=special_account_type,
            clientOid=client_oid,
        )

    @get("/api/v3/broker/nd/transfer/detail", permission="General", pool="Broker", weight=1)
    def get_transfer_history(self, order_id: str) -> BrokerTransferDetail:
        """Tell from where to where one transfer went, and whether it is through.

        :param order_id: The ``orderId`` of :meth:`transfer`.

        Source: https://www.kucoin.com/docs-new/api-3470286
        """
        return self._send(orderId=order_id)

    @get("/api/v1/asset/ndbroker/deposit/list", permission="General", pool="Broker", weight=10)
    def get_deposit_list(
        self,
        *,
        currency: Optional[str] = None,
        status: Optional[
            Literal[
                "PROCESSING",
                "SUCCESS",
                "FAILURE",
                "PRE_SUCCESS",
                "WAIT_TRM_MGT",
                "TRM_MGT_REJECTED",
                "ROLLBACKING",
                "ROLLBACK",
                "WAIT_RISK_MGT",
                "RISK_MGT_REJECTED",
            ]
        ] = None,
        hash: Optional[str] = None,
        start_timestamp: Optional[int] = None,
        end_timestamp: Optional[int] = None,
        limit: Optional[int] = None,
    ) -> List[BrokerDeposit]:
        """List what arrived in the sub-accounts; for more than one answer holds, move the range.

        :param currency: Only this one, such as ``"USDT"``.
        :param status: Only those that got so far: ``PRE_SUCCESS`` can be traded and not yet withdrawn, ``WAIT_...``
            are in a check by the exchange, ``ROLLBACK`` were taken back.
        :param hash: Only this one, by its ``hash``.
        :param start_timestamp: Beginning of the range, ms.
        :param end_timestamp: End of the range, ms.
        :param limit: Rows in the answer, up to 1000 (the default).

        Source: https://www.kucoin.com/docs-new/api-3470285
        """
        return self._send(
            currency=currency,
            status=status,
            hash=hash,
            startTimestamp=start_timestamp,
            endTimestamp=end_timestamp,
            limit=limit,
        )

    @get("/api/v3/broker/nd/deposit/detail", permission="General", pool="Broker", weight=1)
    def get_deposit_detail(self, hash: str, currency: str) -> BrokerDeposit:
        """Tell the state of one deposit of a sub-account.

        :param hash: Its ``hash`` in :meth:`get_deposit_list`.
        :param currency: What was deposited, such as ``"USDT"``.

        Source: https://www.kucoin.com/docs-new/api-3470288
        """
        return self._send(hash=hash, currency=currency)

    @get("/api/v3/broker/nd/withdraw/detail", permission="General", pool="Broker", weight=1)
    def get_withdraw_detail(self, withdrawal_id: str) -> BrokerWithdrawal:
        """Tell the state of one withdrawal of a sub-account.

        :param withdrawal_id: Its id, from the call that applied for it.

        Source: https://www.kucoin.com/docs-new/api-3470287
        """
        return self._send(withdrawalId=withdrawal_id)

    @get("/api/v1/broker/nd/rebate/download", permission="General", pool="Broker", weight=3)
    def get_rebase(self, begin: str, end: str, trade_type: Literal["1", "2"]) -> BrokerRebateFile:
        """Get the address of a CSV file with the rebate on each order of some days.

        While the file is made the exchange answers with code 100001: ask again later.

        :param begin: First day, as ``"20240610"``.
        :param end: Last day, likewise, at most six months later.
        :param trade_type: ``"1"`` spot, ``"2"`` futures.
        :returns: ``{"url": str}``; whoever has the address can read the file.

        Source: https://www.kucoin.com/docs-new/api-3470281
        """
        return self._send(begin=begin, end=end, tradeType=trade_type)

    @get("/api/v3/broker/nd/rebate/download", permission="General", pool="Broker", weight=20, headers=("x-tenant",))
    def get_rebate_v3(
        self, begin: str, end: str, trade_type: Literal["FUTURE", "SPOT"], x_tenant: str
    ) -> BrokerRebateFile:
        """Get the address of a CSV file with the rebate of one tenant; :meth:`get_rebase` does not tell tenants apart.

        :param begin: First day, as ``"20240610"``.
        :param end: Last day, likewise, at most six months later.
        :param trade_type: Which orders; ``FUTURE`` without an ``S`` here.
        :param x_tenant: The broker's tenant, by its name; sent as a header. Which names there are is not documented.
        :returns: ``{"url": str}``; whoever has the address can read the file.

        Source: https://www.kucoin.com/docs-new/rest/broker/exchange-broker/get-broker-rebatev3
        """
        return self._send(**{"x-tenant": x_tenant, "begin": begin, "end": end, "tradeType": trade_type})

    @post("/api/v1/broker/nd/mark-up", permission="General", pool="Broker", weight=3)
    def set_markup_fee(
        self,
        effective_type: Literal["DEFAULT", "UID_SPECIFIC"],
        trade_type: Literal["SPOT", "FUTURES"],
        maker_mark_up: Amount,
        taker_mark_up: Amount,
        *,
        sub_uids: Optional[Sequence[int]] = None,
        effect_at: Optional[int] = None,
    ) -> MarkupFee:
        """Set what clients pay you on top of the exchange's fee, for all sub-accounts or for some.

        Both fees 0 take the markup away.

        :param effective_type: ``DEFAULT`` is for all sub-accounts, ``UID_SPECIFIC`` for those in ``sub_uids``.
        :param trade_type: What is traded; ``FUTURES`` with an ``S`` here.
        :param maker_mark_up: Share of the traded value for makers: ``"0.001"`` is 0.1 percent. Spot 0 to 0.03, futures
            0 to 0.001 and at most 0.00025 above the takers'. It goes as a JSON number, like the next.
        :param taker_mark_up: The same for takers; of spot not less than the makers'.
        :param sub_uids: Uids of sub-accounts, up to 20.
        :param effect_at: From when it counts, ms; from 00:10 (UTC+8) of the next day when it is not given.
        :returns: What was set; the shares are text here.
        :raises OutcomeUnknown: It may be set: see :meth:`get_markup_fee`, or send the same again.

        Source: https://www.kucoin.com/docs-new/rest/broker/exchange-broker/setmarkup
        """
        return self._send(
            effectiveType=effective_type,
            tradeType=trade_type,
            makerMarkUp=number(maker_mark_up),
            takerMarkUp=number(taker_mark_up),
            subUids=sub_uids,
            effectAt=effect_at,
        )

    @get("/api/v1/broker/nd/mark-up", permission="General", pool="Broker", weight=3)
    def get_markup_fee(self, *, sub_uids: Optional[str] = None) -> MarkupFees:
        """Tell what clients pay you on top of the exchange's fee: the default, and that of some sub-accounts.

        :param sub_uids: Uids of sub-accounts, up to 20 joined by commas; without it only the default is told.
        :returns: ``items`` is empty where no sub-account was asked for or found.

        Source: https://www.kucoin.com/docs-new/rest/broker/exchange-broker/getmarkup
        """
        return self._send(subUids=sub_uids)
