"""The unified account itself: balances, risk, fees, borrowing, its mode, and the key in use."""

from typing import List, Literal, Optional

from ..service import Service, get, post
from .account_types import (
    AccountMode,
    AccountOverview,
    ApiKey,
    Balances,
    BorrowingTerms,
    ClassicBalances,
    CustodyQuota,
    FeeRates,
    InterestHistory,
    KcsFeeDeduction,
    PushToken,
)


class UnifiedAccount(Service):
    """Balances and terms of the unified account, and of the funding account beside it."""

    service, sub_service = "UTA", "Account"

    @get("/api/ua/v2/account/interest-history", permission="General", pool="Management", weight=15)
    def get_interest_history(
        self,
        account_type: Literal["UNIFIED"],
        *,
        currency: Optional[str] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
        page: Optional[int] = None,
        size: Optional[int] = None,
    ) -> InterestHistory:
        """List the interest that your debts cost.

        :param account_type: Always ``UNIFIED``.
        :param currency: Only this one, such as ``"USDT"``.
        :param start_time: Beginning of the range, ms; other calls name it ``start_at``.
        :param end_time: End of the range, ms.
        :param page: Page number.
        :param size: Rows on a page, up to 1000; 50 when it is not given.
        """
        return self._send(
            accountType=account_type, currency=currency, startTime=start_time, endTime=end_time, page=page, size=size
        )

    @get("/api/ua/v2/account/interest-limits", permission="General", pool="Management", weight=10)
    def get_borrowing_rates_and_limits(self, currency: str) -> BorrowingTerms:
        """Tell what borrowing a currency costs now, and how much of it you may borrow.

        :param currency: Code, such as ``"USDT"``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-borrowing-rates-and-limits
        """
        return self._send(currency=currency)

    @get("/api/ua/v2/account/mode", permission="General", pool="Management", weight=30)
    def get_account_mode(self) -> AccountMode:
        """Tell whether your account is a unified or a classic one, and which sub-accounts are which."""
        return self._send()

    @post("/api/ua/v2/account/mode", permission="General", pool="Management", weight=30)
    def set_account_mode(self, account_type: Literal["UNIFIED"]) -> Optional[str]:
        """Turn a classic account into a unified one.

        :param account_type: ``UNIFIED``; a way back is not documented.
        :returns: None where it was recorded.
        :raises OutcomeUnknown: The mode may have changed: ask :meth:`get_account_mode`.
        """
        return self._send(accountType=account_type)

    @get(
        "/api/ua/v2/oes/custody-quota",
        permission="General",
        pool="Management",
        weight=20,
        sdk_method_name="getOESCustodyQuota",
    )
    def get_oes_custody_quota(
        self,
        *,
        custodian: Optional[Literal["BITGO_SG", "BITGO_SD", "CACTUS", "CEFFU"]] = None,
        currency: Optional[str] = None,
    ) -> List[CustodyQuota]:
        """Tell what is left of the quota for assets that a third party keeps for you (off-exchange settlement).

        :param custodian: Only this custodian; does nothing with a sub-account's key.
        :param currency: Only this currency, such as ``"BTC"``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-oes-custody-quota
        """
        return self._send(custodian=custodian, currency=currency)

    @get("/api/ua/v2/unified/account/balance", permission="General", pool="Management", weight=5)
    def get_account(self) -> Balances:
        """Tell the unified account's balance and debt in each currency.

        What contracts can draw on is ``availableMargin`` of :meth:`get_account_overview`; the funding account is in
        :meth:`get_classic_account_balance`.

        :returns: ``{"accountType": str, "ts": int, "accounts": [{"currencies": [...]}]}``.
        """
        return self._send()

    @get("/api/ua/v2/unified/account/overview", permission="General", pool="Management", weight=5)
    def get_account_overview(self) -> AccountOverview:
        """Tell equity, debt, margins and risk of the unified account as a whole."""
        return self._send()

    @get("/api/ua/v2/user/fee-rate", permission="General", pool="Management", weight=3)
    def get_fee_rate(self, symbol: str, trade_type: Literal["SPOT", "FUTURES"]) -> FeeRates:
        """Tell the fees that your orders pay in some pairs or in one contract.

        :param symbol: Up to ten pairs joined by commas, ``"BTC-USDT,ETH-USDT"``, or one contract, ``"XBTUSDTM"``.
        :param trade_type: Spot pairs or a contract.
        """
        return self._send(symbol=symbol, tradeType=trade_type)

    @get("/api/ua/v2/account/balance", permission="General", pool="Management", weight=5)
    def get_classic_account_balance(
        self,
        account_type: Literal["FUNDING", "SPOT", "FUTURES", "CROSS", "ISOLATED"],
        *,
        account_subtype: Optional[str] = None,
        currency: Optional[str] = None,
    ) -> ClassicBalances:
        """Tell the balances of the funding account, which a unified account keeps too, or of a classic account.

        :param account_type: Which account.
        :param account_subtype: Only this pair of ``ISOLATED``, or this settlement currency of ``FUTURES``.
        :param currency: Only these, up to 20 joined by commas: ``"BTC,USDT"``.
        """
        return self._send(accountType=account_type, accountSubtype=account_subtype, currency=currency)

    @get("/api/ua/v2/account/fee/kcs-deduct", permission="Unified", pool="Management", weight=5, safe=False)
    def set_kcs_fee_deduction(self, enabled: bool) -> KcsFeeDeduction:
        """Choose whether trading fees are paid in KCS.

        It changes a setting, though it is a GET, and so it is never sent twice.

        :param enabled: Whether to pay in KCS.
        :returns: ``{"enabled": bool}``.
        :raises OutcomeUnknown: The setting may have changed: set it again, which does no harm.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/kcs-deduct
        """
        return self._send(enabled=enabled)

    @get("/api/ua/v2/user/api-key", permission="General", pool="Management", weight=30)
    def get_apikey_info(self) -> ApiKey:
        """Tell what the key in use may do, from which addresses, and whose it is: a good first call with a new key.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/api-key
        """
        return self._send()

    @post("/api/v2/bullet-private", permission="General", pool="Management", weight=10, safe=True)
    def get_private_token(self) -> PushToken:
        """Get a token for one push connection with private topics, by the older of two ways to log in.

        Unlike the classic call it does not tell the address; the newer way signs a message on the connection itself.

        :returns: ``{"token": str}``.

        Source: https://www.kucoin.com/docs-new/websocket-api/base-info/get-private-token-uta
        """
        return self._send()
