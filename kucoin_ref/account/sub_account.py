"""Sub-accounts: make one, let it trade margin or futures, and look at what they hold."""

from typing import List, Literal, Optional

from ..service import Amount, Pages, Service, get, post, text
from .sub_account_types import (
    AddedSubAccount,
    FuturesSubAccounts,
    OldSubAccount,
    SubAccountBalances,
    SubAccountBalancesPage,
    SubAccountPage,
)


class AccountSubAccount(Service):
    """Sub-accounts keep funds and orders apart under one identity; these calls take a key of the master account."""

    service, sub_service = "Account", "SubAccount"

    @post("/api/v2/sub/user/created", permission="General", pool="Management", weight=15)
    def add_sub_account(
        self,
        sub_name: str,
        password: str,
        access: Literal["Spot", "Futures", "Margin"],
        *,
        remarks: Optional[str] = None,
        mode: Optional[str] = None,
    ) -> AddedSubAccount:
        """Create a sub-account.

        How many there may be depends on the VIP level, see :meth:`.Accounts.get_account_info`.

        :param sub_name: Name to log in with, 7 to 32 characters without blanks, at least one letter and one digit.
        :param password: Password to log in with, a secret: 7 to 24 letters and digits, some of each.
        :param access: What it may trade at first; margin and futures can be added later.
        :param remarks: A note, 1 to 24 characters.
        :param mode: Not explained: the documentation does not say which values there are.
        :returns: ``{"uid": int, "subName": str, "remarks": str, "access": str}``.
        :raises OutcomeUnknown: It may exist: look for its name with :meth:`get_spot_sub_accounts_summary_v2`.

        Source: https://www.kucoin.com/docs-new/api-3470135
        """
        return self._send(subName=sub_name, password=password, access=access, remarks=remarks, mode=mode)

    @post("/api/v3/sub/user/margin/enable", permission="Margin", pool="Management", weight=15)
    def add_sub_account_margin_permission(self, uid: str) -> Optional[str]:
        """Let a sub-account trade margin; the master account must have margin trading switched on itself.

        :param uid: The sub-account's ``uid``, which is not its ``userId``.
        :returns: None, as far as the documentation's example goes.
        :raises OutcomeUnknown: It may be done: see ``tradeTypes`` of :meth:`get_spot_sub_accounts_summary_v2`.

        Source: https://www.kucoin.com/docs-new/api-3470331
        """
        return self._send(uid=uid)

    @post("/api/v3/sub/user/futures/enable", permission="Futures", pool="Management", weight=15)
    def add_sub_account_futures_permission(self, uid: str) -> Optional[bool]:
        """Let a sub-account trade futures; the master account must have futures trading switched on itself.

        :param uid: The sub-account's ``uid``, which is not its ``userId``.
        :returns: None, as far as the documentation's example goes.
        :raises OutcomeUnknown: It may be done: see ``tradeTypes`` of :meth:`get_spot_sub_accounts_summary_v2`.

        Source: https://www.kucoin.com/docs-new/api-3470332
        """
        return self._send(uid=uid)

    @get("/api/v2/sub/user", permission="General", pool="Management", weight=20, pages=Pages("page"))
    def get_spot_sub_accounts_summary_v2(
        self, *, current_page: Optional[int] = None, page_size: Optional[int] = None
    ) -> SubAccountPage:
        """Page through your sub-accounts: names, ids and what each may trade, without balances.

        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 1 to 100; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470131
        """
        return self._send(currentPage=current_page, pageSize=page_size)

    @get("/api/v1/sub-accounts/{subUserId}", permission="General", pool="Management", weight=15)
    def get_spot_sub_account_detail(
        self,
        sub_user_id: str,
        *,
        include_base_amount: Optional[bool] = None,
        base_currency: Optional[str] = None,
        base_amount: Optional[Amount] = None,
    ) -> SubAccountBalances:
        """Tell the spot and margin balances of one sub-account, also valued in a currency of your choice.

        :param sub_user_id: The sub-account's ``userId``, which is not its ``uid``.
        :param include_base_amount: Whether to list currencies of which there is nothing; false when it is not given.
        :param base_currency: What to value balances in, such as ``"BTC"``.
        :param base_amount: Only balances of at least so much.

        Source: https://www.kucoin.com/docs-new/api-3470132
        """
        return self._send(
            subUserId=sub_user_id,
            includeBaseAmount=include_base_amount,
            baseCurrency=base_currency,
            baseAmount=text(base_amount),
        )

    @get("/api/v2/sub-accounts", permission="General", pool="Management", weight=20, pages=Pages("page"))
    def get_spot_sub_account_list_v2(
        self, *, current_page: Optional[int] = None, page_size: Optional[int] = None
    ) -> SubAccountBalancesPage:
        """Page through the spot and margin balances of all sub-accounts.

        :param current_page: Page number, from 1.
        :param page_size: Sub-accounts on a page, 10 to 100; 10 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470133
        """
        return self._send(currentPage=current_page, pageSize=page_size)

    @get("/api/v1/account-overview-all", host="futures", permission="General", pool="Futures", weight=6)
    def get_futures_sub_account_list_v2(self, *, currency: Optional[str] = None) -> FuturesSubAccounts:
        """Tell the futures balances of the master account and all sub-accounts, with their sums.

        :param currency: Settlement currency, such as ``"USDT"``; ``XBT`` (bitcoin) when it is not given.
        :returns: ``{"summary": {...}, "accounts": [...]}``; the master account is among them under the name ``main``.

        Source: https://www.kucoin.com/docs-new/api-3470134
        """
        return self._send(currency=currency)

    @get("/api/v1/sub/user", permission="General", pool="Management", weight=20, deprecated=True)
    def get_spot_sub_accounts_summary_v1(self) -> List[OldSubAccount]:
        """List sub-accounts in one answer, meant for up to 100 of them.

        :meth:`get_spot_sub_accounts_summary_v2` took its place.

        Source: https://www.kucoin.com/docs-new/api-3470298
        """
        return self._send()

    @get("/api/v1/sub-accounts", permission="General", pool="Management", weight=20, deprecated=True)
    def get_spot_sub_account_list_v1(self) -> List[SubAccountBalances]:
        """List the balances of sub-accounts in one answer, meant for up to 100 of them.

        :meth:`get_spot_sub_account_list_v2` took its place.

        Source: https://www.kucoin.com/docs-new/api-3470299
        """
        return self._send()
