"""Deposits: addresses to send coins to, and what has arrived."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, post, text
from .deposit_types import (
    AddedDepositAddress,
    AddedOldDepositAddress,
    DepositAddress,
    DepositPage,
    OldDepositAddress,
    OldDepositPage,
)

#: How far a deposit has got; what the less obvious ones mean is told by ``get_deposit_history``.
DepositStatus = Literal[
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


class AccountDeposit(Service):
    """Deposit addresses, and deposits, of the account that the key belongs to."""

    service, sub_service = "Account", "Deposit"

    @post("/api/v3/deposit-address/create", permission="General", pool="Management", weight=20)
    def add_deposit_address_v3(
        self,
        currency: str,
        *,
        chain: Optional[str] = None,
        to: Optional[Literal["main", "trade"]] = None,
        amount: Optional[Amount] = None,
    ) -> AddedDepositAddress:
        """Create an address to deposit a currency at, over one chain.

        Code 260000 says that there is one already: ask :meth:`get_deposit_address_v3`.

        :param currency: Such as ``"USDT"``.
        :param chain: Chain by its id, such as ``"eth"``, of :meth:`.SpotMarket.get_currency`; sources disagree on
            whether it may be left out, so name it.
        :param to: Account that deposits arrive in; ``main`` when it is not given.
        :param amount: Amount of an invoice; on the Lightning network only.
        :returns: The address and its ``memo``, which a sender must give as well where it is not empty.
        :raises OutcomeUnknown: It may exist: ask :meth:`get_deposit_address_v3`.

        Source: https://www.kucoin.com/docs-new/api-3470142
        """
        return self._send(currency=currency, chain=chain, to=to, amount=text(amount))

    @get("/api/v3/deposit-addresses", permission="General", pool="Management", weight=5)
    def get_deposit_address_v3(
        self, currency: str, *, amount: Optional[Amount] = None, chain: Optional[str] = None
    ) -> List[DepositAddress]:
        """List the addresses at which a currency can be deposited, one for each chain.

        An empty list means that :meth:`add_deposit_address_v3` was not called for it yet.

        :param currency: Such as ``"USDT"``.
        :param amount: Amount of an invoice; on the Lightning network only.
        :param chain: Only this chain, by its id, such as ``"eth"``.

        Source: https://www.kucoin.com/docs-new/api-3470140
        """
        return self._send(currency=currency, amount=text(amount), chain=chain)

    @get("/api/v1/deposits", permission="General", pool="Management", weight=5, pages=Pages("page"))
    def get_deposit_history(
        self,
        *,
        currency: Optional[str] = None,
        status: Optional[DepositStatus] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> DepositPage:
        """Page through deposits, newest first. Give ``end_at`` while paging, or new rows shift the pages.

        :param currency: Only this one; the documentation wants it, the exchange does without.
        :param status: Only those in this state. ``PRE_SUCCESS`` is credited before the last confirmation,
            ``WAIT_TRM_MGT`` and ``WAIT_RISK_MGT`` wait for a compliance or risk check, which the ``_REJECTED`` ones
            failed, ``ROLLBACKING`` is being taken back and ``ROLLBACK`` was never credited after all.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470141
        """
        return self._send(
            currency=currency,
            status=status,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/v2/deposit-addresses", permission="General", pool="Management", weight=5, deprecated=True)
    def get_deposit_address_v2(self, currency: str, *, chain: Optional[str] = None) -> List[OldDepositAddress]:
        """List a currency's deposit addresses in an older shape. :meth:`get_deposit_address_v3` took its place.

        :param currency: Such as ``"USDT"``.
        :param chain: Only this chain, by its id, such as ``"eth"``.

        Source: https://www.kucoin.com/docs-new/api-3470300
        """
        return self._send(currency=currency, chain=chain)

    @get("/api/v1/deposit-addresses", permission="General", pool="Management", weight=5, deprecated=True)
    def get_deposit_address_v1(self, currency: str, *, chain: Optional[str] = None) -> OldDepositAddress:
        """Tell the deposit address of one chain. :meth:`get_deposit_address_v3` took its place.

        :param currency: Such as ``"USDT"``.
        :param chain: Chain by its id, such as ``"eth"``; the currency's default chain when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470305
        """
        return self._send(currency=currency, chain=chain)

    @post("/api/v1/deposit-addresses", permission="General", pool="Management", weight=20, deprecated=True)
    def add_deposit_address_v1(
        self, currency: str, *, chain: Optional[str] = None, to: Optional[Literal["MAIN", "TRADE"]] = None
    ) -> AddedOldDepositAddress:
        """Create an address to deposit a currency at. :meth:`add_deposit_address_v3` took its place.

        :param currency: Such as ``"USDT"``.
        :param chain: Chain by its id, such as ``"eth"``; the currency's default chain when it is not given.
        :param to: Account that deposits arrive in, in capitals; ``MAIN`` when it is not given.
        :raises OutcomeUnknown: It may exist: ask :meth:`get_deposit_address_v3`.

        Source: https://www.kucoin.com/docs-new/api-3470309
        """
        return self._send(currency=currency, chain=chain, to=to)

    @get("/api/v1/hist-deposits", permission="General", pool="Management", weight=5, deprecated=True)
    def get_deposit_history_old(
        self,
        *,
        currency: Optional[str] = None,
        status: Optional[Literal["PROCESSING", "SUCCESS", "FAILURE"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> OldDepositPage:
        """List deposits from before 18 February 2019, newest first. Younger ones are in :meth:`get_deposit_history`.

        Without a range it tells one month.

        :param currency: Only this one; sources disagree on whether it may be left out.
        :param status: Only those in this state.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :returns: A page of rows whose ``createAt`` is in seconds; the documented call cannot ask for the next page.

        Source: https://www.kucoin.com/docs-new/api-3470306
        """
        return self._send(currency=currency, status=status, startAt=start_at, endAt=end_at)
