"""Loans to VIPs (off-exchange loans), their collateral, and where they stand."""

from typing import List, Literal, Optional

from ..service import Service, get
from .vip_lending_types import DiscountRate, LoanAccount, LoanInfo


class UnifiedVipLending(Service):
    """Your VIP loan and what backs it."""

    service, sub_service = "UTA", "VIPLending"

    @get("/api/ua/v2/otc-loan/account", permission="General", pool="Management", weight=20)
    def get_accounts(self, *, account_type: Optional[Literal["UNIFIED"]] = None) -> List[LoanAccount]:
        """List the accounts that back your loan, with the collateral in each.

        :param account_type: Only unified accounts.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/vip-lending/get-accounts
        """
        return self._send(accountType=account_type)

    @get("/api/ua/v2/otc-loan/discount-rate", permission="General", pool="Management", weight=10)
    def get_discount_rate_configs(self) -> List[DiscountRate]:
        """Tell which share of each currency counts as collateral of a loan; the larger the amount, the smaller the share.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/vip-lending/get-collateral-ratio
        """
        return self._send()

    @get("/api/ua/v2/otc-loan/loan", permission="General", pool="Management", weight=5)
    def get_loan_info(self) -> LoanInfo:
        """Tell your loans, what backs them, and how far they are from being liquidated.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/vip-lending/get-loan-info
        """
        return self._send()
