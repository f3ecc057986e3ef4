"""How the unified account's rate limit is shared out between you and your sub-accounts.

Since 2026-06-08 there is one pool for all of them, its size by VIP level. The main account has what is not given to
sub-accounts; a new sub-account starts with 10 requests per second, which are not taken from the pool.
"""

from typing import Sequence

from ..service import Service, get, post
from .rate_limit_types import RateLimit, RateLimitCap, RateLimits, SetRateLimits


class UnifiedRateLimit(Service):
    """See and share out the rate limit of the unified account's calls; classic calls have pools of their own."""

    service, sub_service = "UTA", "Account"

    @get("/api/ua/v2/rate-limit/query-all", permission="General", pool="Management", weight=20)
    def get_all_rate_limit(self) -> RateLimits:
        """Tell the rate limit of the main account and of every sub-account.

        :returns: ``{"list": [{"uid": str, "rate": int}, ...]}``.
        """
        return self._send()

    @get("/api/ua/v2/rate-limit/query-cap", permission="General", pool="Management", weight=5)
    def get_rate_limit_cap(self) -> RateLimitCap:
        """Tell how much your VIP level allows in all, and how much of it is left to share out."""
        return self._send()

    @get("/api/ua/v2/rate-limit/query", permission="General", pool="Management", weight=3)
    def get_rate_limit(self, uids: str) -> RateLimits:
        """Tell the rate limit of some accounts.

        :param uids: Their UIDs, joined by commas.
        :returns: ``{"list": [{"uid": str, "rate": int}, ...]}``.
        """
        return self._send(uids=uids)

    @post("/api/ua/v2/rate-limit/set", permission="General", pool="Management", weight=15)
    def set_rate_limit(self, list: Sequence[RateLimit]) -> SetRateLimits:
        """Give sub-accounts their share; one may fail while the next succeeds, and no error is raised for it.

        :param list: Such as ``[{"uid": "252118980", "rate": 20}]``; ``rate`` in requests per second.
        :returns: One row per account in ``items``: look at ``code``, then at ``msg``.
        :raises OutcomeUnknown: Some may have been set: ask :meth:`get_rate_limit`, or set them again.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/set-sub-accounts-api-rate-limit
        """
        return self._send(list=list)
