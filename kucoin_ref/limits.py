"""Rate pools: what the exchange last said about each, from the headers of its answers. Nothing is predicted or held back."""

from dataclasses import dataclass
from typing import Dict, Mapping, Optional, Tuple, Union

from .endpoint import Endpoint

#: Every pool that an endpoint can draw on.
POOLS = ("Public", "Spot", "Futures", "Management", "Earn", "CopyTrading", "Broker", "Unified")


@dataclass(frozen=True)
class Rate:
    """What one answer said about its pool; None for what it did not say."""

    limit: Optional[int] = None  #: weight that the pool allows per window (30 s for classic pools)
    remaining: Optional[int] = None  #: weight that was left
    reset: Optional[int] = None  #: milliseconds from that answer until the pool is full again
    at: Optional[float] = None  #: when the answer came, in seconds of the client's clock


class Limits:
    """The last known state of every pool: ``limits["Spot"].remaining``.

    Private pools count per account. The public one counts per address and host: ``limits["Public"]`` is the
    spot host's, ``limits["Public", "futures"]`` the other. A pool that was not used yet answers with an empty
    :class:`Rate`.
    """

    def __init__(self) -> None:
        self._rates: Dict[Tuple[str, str], Rate] = {}

    def __getitem__(self, pool: Union[str, Tuple[str, str]]) -> Rate:
        name, host = (pool, "spot") if isinstance(pool, str) else pool
        if name not in POOLS:
            raise KeyError(f"pool: expected one of {', '.join(POOLS)}; got {name!r}")
        return self._rates.get((name, host if name == "Public" else ""), Rate())

    def record(self, endpoint: Endpoint, headers: Mapping[str, str], at: float) -> Optional[Rate]:
        """Keep what an answer's headers say; answers without them change nothing and give None."""
        if "gw-ratelimit-limit" not in headers:
            return None
        limit, remaining, reset = (_number(headers.get("gw-ratelimit-" + name)) for name in ("limit", "remaining", "reset"))
        rate = Rate(limit, remaining, reset, at)
        if endpoint.pool is not None:
            self._rates[endpoint.pool, endpoint.host if endpoint.pool == "Public" else ""] = rate
        return rate

    def __repr__(self) -> str:
        return f"Limits({self._rates})"


def _number(text: Optional[str]) -> Optional[int]:
    return int(text) if text is not None and text.isdecimal() else None
