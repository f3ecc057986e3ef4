"""Where the exchange lives: the addresses of one site."""

from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Environment:
    """The hosts of one KuCoin site, or of a sandbox. None: no address is known."""

    name: str
    spot: Optional[str] = None  #: REST: account, spot, margin, earn, unified
    futures: Optional[str] = None  #: REST: futures, copy trading
    broker: Optional[str] = None  #: REST: broker
    push_spot: Optional[str] = None  #: unified public push; the classic address comes with each push token
    push_futures: Optional[str] = None
    push_private: Optional[str] = None
    order_entry: Optional[str] = None  #: orders over WebSocket
    site: Optional[str] = None  #: value of the ``X-SITE-TYPE`` header, where the site needs one

    @classmethod
    def sandbox(cls, url: str) -> "Environment":
        """The addresses of a sandbox, also of one in another process: ``Environment.sandbox("http://127.0.0.1:8080")``.

        One port serves every host. Those of REST, and those of the unified push, are told apart by a path; as live, order
        entry is at ``/v1/private`` and ``/v2/private`` below its address.
        """
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise ValueError(f"url: expected an address such as 'http://127.0.0.1:8080', got {url!r}")
        url = url.rstrip("/")
        push = url.replace("http", "ws", 1)
        return cls(
            "sandbox",
            spot=url,
            futures=url + "/futures",
            broker=url + "/broker",
            push_spot=push + "/ua/spot",
            push_futures=push + "/ua/futures",
            push_private=push + "/ua/private",
            order_entry=push,
        )

    def rest(self, host: str) -> str:
        """The REST address of a host: ``spot``, ``futures`` or ``broker``."""
        if host not in ("spot", "futures", "broker"):
            raise ValueError(f"host: expected 'spot', 'futures' or 'broker', got {host!r}")
        address: Optional[str] = getattr(self, host)
        if address is None:
            raise ValueError(f"host: no {host} address is known for the environment {self.name!r}")
        return address.rstrip("/")


#: The global site. Source: https://www.kucoin.com/docs-new/introduction
LIVE = Environment(
    "live",
    spot="https://api.kucoin.com",
    futures="https://api-futures.kucoin.com",
    broker="https://api-broker.kucoin.com",
    push_spot="wss://x-push-spot.kucoin.com",
    push_futures="wss://x-push-futures.kucoin.com",
    push_private="wss://wsapi-push.kucoin.com",
    order_entry="wss://wsapi.kucoin.com",
)

#: The European site. Clients disagree on whether it has futures; broker and order entry addresses are not published.
EUROPE = Environment(
    "europe",
    spot="https://api.kucoin.eu",
    futures="https://api-futures.kucoin.eu",
    push_spot="wss://x-push-spot.kucoin.eu",
    push_futures="wss://x-push-futures.kucoin.eu",
    push_private="wss://wsapi-push.kucoin.eu",
)

#: Australia shares the global hosts and says so in a header. Source: https://www.kucoin.com/docs-new/authentication
AUSTRALIA = Environment(
    "australia",
    spot=LIVE.spot,
    futures=LIVE.futures,
    broker=LIVE.broker,
    push_spot=LIVE.push_spot,
    push_futures=LIVE.push_futures,
    push_private=LIVE.push_private,
    order_entry=LIVE.order_entry,
    site="australia",
)
