"""The account itself: who the key belongs to, balances of every account type, and their ledgers."""

from typing import Any, List, Literal, Optional

from ..service import Pages, Service, get, post
from .types import (
    AccountSummary,
    ApiKey,
    CrossMarginAccount,
    FuturesAccount,
    FuturesLedger,
    IsolatedMarginAccount,
    MarginAccountDetail,
    MarginHFLedgerEntry,
    SpotAccount,
    SpotAccountDetail,
    SpotHFLedgerEntry,
    SpotLedgerPage,
)

QuoteCurrency = Literal["USDT", "KCS", "BTC"]
Direction = Literal["in", "out"]


class Accounts(Service):
    """Balances and ledgers of the spot, margin and futures accounts."""

    service, sub_service = "Account", "Account"

    @get("/api/v2/user-info", permission="General", pool="Management", weight=20)
    def get_account_info(self) -> AccountSummary:
        """Tell your VIP level and how many sub-accounts you have and may have.

        Source: https://www.kucoin.com/docs-new/api-3470119
        """
        return self._send()

    @get("/api/v1/user/api-key", permission="General", pool="Management", weight=20)
    def get_apikey_info(self) -> ApiKey:
        """Tell what the key in use may do, from which addresses, and whose it is: a good first call with a new key.

        Source: https://www.kucoin.com/docs-new/api-3470130
        """
        return self._send()

    @get("/api/v1/hf/accounts/opened", permission="General", pool="Spot", weight=30)
    def get_spot_account_type(self) -> bool:
        """Tell whether the spot account runs on the high-frequency system.

        Source: https://www.kucoin.com/docs-new/api-3470120
        """
        return self._send()

    @get("/api/v1/accounts", permission="General", pool="Management", weight=5)
    def get_spot_account_list(
        self, *, currency: Optional[str] = None, type: Optional[Literal["main", "trade", "option"]] = None
    ) -> List[SpotAccount]:
        """List spot balances, one row for each currency and account.

        :param currency: Only this one, such as ``"USDT"``.
        :param type: Only this account: ``main`` is for keeping and moving funds, ``trade`` is what spot orders draw on.

        Source: https://www.kucoin.com/docs-new/api-3470125
        """
        return self._send(currency=currency, type=type)

    @get("/api/v1/accounts/{accountId}", permission="General", pool="Management", weight=5)
    def get_spot_account_detail(self, account_id: str) -> SpotAccountDetail:
        """Tell one row of :meth:`get_spot_account_list`.

        :param account_id: The row's ``id``.

        Source: https://www.kucoin.com/docs-new/api-3470126
        """
        return self._send(accountId=account_id)

    @get("/api/v3/margin/accounts", permission="General", pool="Spot", weight=15)
    def get_cross_margin_account(
        self,
        *,
        quote_currency: Optional[QuoteCurrency] = None,
        query_type: Optional[Literal["MARGIN", "MARGIN_V2", "ALL"]] = None,
    ) -> CrossMarginAccount:
        """Tell balances, debts and debt ratio of the cross margin account.

        :param quote_currency: What the totals are counted in; ``USDT`` when it is not given.
        :param query_type: ``MARGIN`` when it is not given; ``MARGIN_V2`` is what the high-frequency account was called
            until it became ``MARGIN`` in March 2026, ``ALL`` adds up both.

        Source: https://www.kucoin.com/docs-new/api-3470127
        """
        return self._send(quoteCurrency=quote_currency, queryType=query_type)

    @get("/api/v3/isolated/accounts", permission="General", pool="Spot", weight=15)
    def get_isolated_margin_account(
        self,
        *,
        symbol: Optional[str] = None,
        quote_currency: Optional[QuoteCurrency] = None,
        query_type: Optional[Literal["ISOLATED", "ISOLATED_V2", "ALL"]] = None,
    ) -> IsolatedMarginAccount:
        """Tell balances, debts and debt ratio of the isolated margin accounts, one for each pair.

        :param symbol: Only this pair, such as ``"BTC-USDT"``.
        :param quote_currency: What the totals are counted in; ``USDT`` when it is not given.
        :param query_type: ``ISOLATED`` when it is not given; ``ISOLATED_V2`` is what the high-frequency accounts were
            called until they became ``ISOLATED`` in March 2026, ``ALL`` adds up both.

        Source: https://www.kucoin.com/docs-new/api-3470128
        """
        return self._send(symbol=symbol, quoteCurrency=quote_currency, queryType=query_type)

    @get("/api/v1/account-overview", host="futures", permission="Futures", pool="Futures", weight=5)
    def get_futures_account(self, *, currency: Optional[str] = None) -> FuturesAccount:
        """Tell equity, margins and free balance of the futures account in one settlement currency.

        :param currency: Such as ``"USDT"``; ``XBT`` (bitcoin) when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470129
        """
        return self._send(currency=currency)

    @get("/api/v1/accounts/ledgers", permission="General", pool="Management", weight=2, pages=Pages("page", hours=24))
    def get_spot_ledger(
        self,
        *,
        currency: Optional[str] = None,
        direction: Optional[Direction] = None,
        biz_type: Optional[str] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> SpotLedgerPage:
        """Page through what changed the balances of your spot and margin accounts, newest first.

        A range may span 24 hours; a wider one is refused. Give ``end_at`` while paging, or new rows shift the pages.

        :param currency: Only these, up to ten joined by commas: ``"BTC,USDT"``.
        :param direction: Only what came in, or went out.
        :param biz_type: Only this cause, such as ``"DEPOSIT"``, ``"WITHDRAW"``, ``"TRANSFER"`` or ``"SUB_TRANSFER"``.
        :param start_at: Beginning of the range, ms; without ``end_at`` the 24 hours from here on.
        :param end_at: End of the range, ms; without ``start_at`` the 24 hours up to here.
        :param current_page: Page number, from 1.
        :param page_size: Rows on a page, 10 to 500; 50 when it is not given.

        Source: https://www.kucoin.com/docs-new/api-3470121
        """
        return self._send(
            currency=currency,
            direction=direction,
            bizType=biz_type,
            startAt=start_at,
            endAt=end_at,
            currentPage=current_page,
            pageSize=page_size,
        )

    @get("/api/v1/hf/accounts/ledgers", permission="General", pool="Spot", weight=2, pages=Pages("last_row", hours=3 * 24), sdk_method_name="getSpotHFLedger")
    def get_spot_hf_ledger(
        self,
        *,
        currency: Optional[str] = None,
        direction: Optional[Direction] = None,
        biz_type: Optional[
            Literal["TRADE_EXCHANGE", "TRANSFER", "SUB_TRANSFER", "RETURNED_FEES", "DEDUCTION_FEES", "OTHER"]
        ] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> List[SpotHFLedgerEntry]:
        """List what changed the balances of the spot trading account, newest first.

        Only the last three days can be had; a range that reaches further back is cut without a word.

        :param currency: Only these, up to ten joined by commas: ``"BTC,USDT"``.
        :param direction: Only what came in, or went out.
        :param biz_type: Only this cause.
        :param last_id: Only rows before this one: the ``id`` of the last row of the answer before.
        :param limit: Rows in the answer, 1 to 200; 100 when it is not given. Fewer than that is the end.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470122
        """
        return self._send(
            currency=currency,
            direction=direction,
            bizType=biz_type,
            lastId=last_id,
            limit=limit,
            startAt=start_at,
            endAt=end_at,
        )

    @get(
        "/api/v3/hf/margin/account/ledgers",
        permission="General",
        pool="Spot",
        weight=2,
        pages=Pages("last_row"),
        sdk_method_name="getMarginHFLedger",
    )
    def get_margin_hf_ledger(
        self,
        *,
        currency: Optional[str] = None,
        direction: Optional[Direction] = None,
        biz_type: Optional[str] = None,
        last_id: Optional[int] = None,
        limit: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> List[MarginHFLedgerEntry]:
        """List what changed the balances of the cross and isolated margin accounts, newest first.

        :param currency: Only these, up to ten joined by commas: ``"BTC,USDT"``.
        :param direction: Only what came in, or went out.
        :param biz_type: Only this cause, such as ``"TRANSFER"``, ``"MARGIN_EXCHANGE"``, ``"ISOLATED_EXCHANGE"`` or
            ``"LIQUIDATION"``.
        :param last_id: Only rows before this one: the ``id`` of the last row of the answer before.
        :param limit: Rows in the answer, 1 to 200; 100 when it is not given. Fewer than that is the end.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.

        Source: https://www.kucoin.com/docs-new/api-3470123
        """
        return self._send(
            currency=currency,
            direction=direction,
            bizType=biz_type,
            lastId=last_id,
            limit=limit,
            startAt=start_at,
            endAt=end_at,
        )

    @get("/api/v1/transaction-history", host="futures", permission="General", pool="Futures", weight=2, pages=Pages("offset", cursor="offset"))
    def get_futures_ledger(
        self,
        *,
        currency: Optional[str] = None,
        type: Optional[str] = None,
        offset: Optional[int] = None,
        forward: Optional[bool] = None,
        max_count: Optional[int] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> FuturesLedger:
        """List what changed the balance of the futures account, realised profits and losses included.

        With open positions the first rows are ``Pending``: the result so far of the running settlement period.

        :param currency: Only this settlement currency, such as ``"XBT"`` or ``"USDT"``.
        :param type: Only ``"RealisedPNL"``, ``"Deposit"``, ``"Withdrawal"``, ``"Transferin"`` (the rows themselves say
            ``TransferIn``) or ``"TransferOut"``.
        :param offset: Where to go on: the smallest ``offset`` of the answer before.
        :param forward: Whether to look forward from ``offset``; true when it is not given.
        :param max_count: Rows in the answer; 50 when it is not given.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :returns: ``{"dataList": [...], "hasMore": bool}``.

        Source: https://www.kucoin.com/docs-new/api-3470124
        """
        return self._send(
            currency=currency,
            type=type,
            offset=offset,
            forward=forward,
            maxCount=max_count,
            startAt=start_at,
            endAt=end_at,
        )

    @get("/api/v1/margin/account", permission="General", pool="Spot", weight=40, deprecated=True)
    def get_margin_account_detail(self) -> MarginAccountDetail:
        """Tell the cross margin account in its old shape; :meth:`get_cross_margin_account` took its place.

        Source: https://www.kucoin.com/docs-new/api-3470311
        """
        return self._send()

    @get("/api/v3/migrate/user/account/status", permission="General", pool="Spot")
    def get_hf_account_migration_status(self, *, with_all_subs: Optional[bool] = None) -> Any:
        """Tell how far the account's move to the high-frequency system is.

        The documentation does not have this call, nor its weight; that it exists is known from other clients.

        :param with_all_subs: Whether to tell it of all sub-accounts too.
        :returns: Whatever the exchange answers: no page describes it.
        """
        return self._send(withAllSubs=with_all_subs)

    @post("/api/v3/migrate/user/account", permission="General", pool="Spot", weight=10)
    def upgrade_to_hf_account(self, *, with_all_subs: Optional[bool] = None) -> Any:
        """Move the account to the high-frequency system; for margin the exchange finished that in March 2026.

        The documentation does not have this call; that it exists is known from another client.

        :param with_all_subs: Whether to move all sub-accounts too.
        :returns: Whatever the exchange answers: no page describes it.
        :raises OutcomeUnknown: The move may have begun: ask :meth:`get_hf_account_migration_status`.
        """
        return self._send(withAllSubs=with_all_subs)
