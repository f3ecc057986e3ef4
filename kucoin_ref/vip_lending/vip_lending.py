"""VIP lending: the state of your loans, and what the funds that secure them count for."""

from typing import List

from ..service import Service, get
from .types import DiscountRates, LoanAccount, LoanInfo


class VipLending(Service):
    """Loans to large clients, agreed outside of the API: it only tells of them."""

    service, sub_service = "VIPLending", "VIPLending"

    @get("/api/v1/otc-loan/discount-rate-configs", permission="General", pool="Public", weight=10)
    def get_discount_rate_configs(self) -> List[DiscountRates]:
        """Tell how much of a holding counts as margin of a loan: the larger it is, the smaller the share.

        Needs a key, though it is the same for all.

        :returns: Each currency with its levels, whose ends are whole USDT.

        Source: https://www.kucoin.com/docs-new/api-3471463
        """
        return self._send()

    @get("/api/v1/otc-loan/loan", permission="Spot", pool="Management", weight=5)
    def get_loan_info(self) -> LoanInfo:
        """Tell what you owe, what secures it, and how far it is from restrictions and liquidation.

        Only accounts with a running loan can ask.

        Source: https://www.kucoin.com/docs-new/api-3470277
        """
        return self._send()

    @get("/api/v1/otc-loan/accounts", permission="Spot", pool="Management", weight=20)
    def get_accounts(self) -> List[LoanAccount]:
        """List the accounts whose funds secure a loan, one row for each account and currency.

        Only accounts with a running loan can ask.

        Source: https://www.kucoin.com/docs-new/api-3470278
        """
        return self._send()
