"""What the unified rate limit calls take and answer, with the wire's own keys."""

from typing import List, TypedDict


class RateLimit(TypedDict):
    uid: str
    rate: int  #: requests per second, as the announcement of the scheme counts them


class RateLimits(TypedDict):
    list: List[RateLimit]


class RateLimitCap(TypedDict):
    """How much there is to share out, and how much of it is shared out."""

    vipLevel: int
    mainRateLimit: int  #: of the main account
    subRateLimit: int  #: of the sub-accounts
    allocatedQuota: int
    remainingQuota: int
    defaultQuota: int  #: what a new sub-account has, on top of the total


class SetRateLimit(TypedDict):
    """What became of one account's limit."""

    uid: str
    rate: int
    code: str  #: look here whether it was set
    msg: str


class SetRateLimits(TypedDict):
    items: List[SetRateLimit]
