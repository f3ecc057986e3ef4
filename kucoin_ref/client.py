"""The client: one session, and a property per account type that is imported when it is first used."""

import os
import threading
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple, Union, cast

import requests

from .environment import LIVE, Environment
from .errors import CredentialsRequired
from .limits import Limits
from .session import Session
from .signing import Signer

if TYPE_CHECKING:
    from .account import Account
    from .affiliate import Affiliate
    from .broker import Broker
    from .convert import Convert
    from .copy_trading import CopyTrading
    from .earn import Earn
    from .futures import Futures
    from .margin import Margin
    from .spot import Spot
    from .stream.orders import OrderStream
    from .unified import Unified
    from .vip_lending import VipLending


class Client:
    """KuCoin, synchronously: ``Client().spot.market.get_ticker("BTC-USDT")``.

    Without keys it makes public calls. One client serves any number of threads.

    :param key: API key id, with ``secret`` and ``passphrase``: all three or none.
    :param key_version: Version of the key; ``"3"`` for every key made today.
    :param environment: Which site: LIVE, EUROPE, AUSTRALIA, or a sandbox's.
    :param timeout: Seconds to wait for a connection and for an answer: one number, or a pair.
    :param retries: How often a call that changes nothing is tried again after a fault that may pass.
    :param http: A prepared ``requests.Session``, for proxies or certificates; it stays yours to close.
    :param signer: Signs instead of the key, such as a broker's signer.
    :param clock: Seconds since 1970, as ``time.time``.
    """

    def __init__(
        self,
        key: Optional[str] = None,
        secret: Optional[str] = None,
        passphrase: Optional[str] = None,
        *,
        key_version: str = "3",
        environment: Environment = LIVE,
        timeout: Union[float, Tuple[float, float]] = (3.05, 10),
        retries: int = 2,
        http: Optional[requests.Session] = None,
        signer: Optional[Signer] = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if key is not None or secret is not None or passphrase is not None:
            if signer is not None:
                raise ValueError("signer: expected either a signer or key, secret and passphrase, got both")
            for name, value in (("key", key), ("secret", secret), ("passphrase", passphrase)):
                if value is None:
                    raise ValueError(f"{name}: expected key, secret and passphrase together, this one is missing")
            signer = Signer(*cast(Tuple[str, str, str], (key, secret, passphrase)), key_version)
        #: Sends every call; ``session.call(verb, path, params)`` makes any call, also an unknown one.
        self.session = Session(
            signer, environment=environment, timeout=timeout, retries=retries, http=http, clock=clock
        )
        self._beginning = threading.Lock()
        self._orders: "Optional[OrderStream]" = None

    @classmethod
    def from_env(cls, *, environment: Environment = LIVE) -> "Client":
        """A client with the keys in KUCOIN_API_KEY, KUCOIN_API_SECRET, KUCOIN_API_PASSPHRASE and KUCOIN_API_KEY_VERSION.

        The version may be absent: it is 3 then.
        """
        names = ("KUCOIN_API_KEY", "KUCOIN_API_SECRET", "KUCOIN_API_PASSPHRASE")
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            raise CredentialsRequired(f"not set in the environment: {', '.join(missing)}")
        version = os.environ.get("KUCOIN_API_KEY_VERSION") or "3"
        return cls(*(os.environ[name] for name in names), key_version=version, environment=environment)

    @cached_property
    def account(self) -> "Account":
        """Balances, ledgers, fees, sub-accounts, deposits, withdrawals and transfers."""
        from .account import Account

        return Account(self.session)

    @cached_property
    def spot(self) -> "Spot":
        """Spot trading: market data, orders, streams."""
        from .spot import Spot

        return Spot(self.session)

    @cached_property
    def margin(self) -> "Margin":
        """Margin trading, cross and isolated: orders, borrowing and lending."""
        from .margin import Margin

        return Margin(self.session)

    @cached_property
    def futures(self) -> "Futures":
        """Futures trading: contracts, orders, positions, funding."""
        from .futures import Futures

        return Futures(self.session)

    @cached_property
    def earn(self) -> "Earn":
        """Simple Earn, staking and structured products."""
        from .earn import Earn

        return Earn(self.session)

    @cached_property
    def convert(self) -> "Convert":
        """Swapping one currency for another at a quoted price."""
        from .convert import Convert

        return Convert(self.session)

    @cached_property
    def vip_lending(self) -> "VipLending":
        """Loans for VIP and institutional accounts."""
        from .vip_lending import VipLending

        return VipLending(self.session)

    @cached_property
    def affiliate(self) -> "Affiliate":
        """Invited users and commissions."""
        from .affiliate import Affiliate

        return Affiliate(self.session)

    @cached_property
    def broker(self) -> "Broker":
        """The broker programmes: rebates, sub-accounts of a broker."""
        from .broker import Broker

        return Broker(self.session)

    @cached_property
    def copy_trading(self) -> "CopyTrading":
        """Lead trading in futures."""
        from .copy_trading import CopyTrading

        return CopyTrading(self.session)

    @cached_property
    def unified(self) -> "Unified":
        """The unified account (UTA v2), all of its markets."""
        from .unified import Unified

        return Unified(self.session)

    def orders(self) -> "OrderStream":
        """Order entry over WebSocket: ``client.orders().spot.add_order(...)``.

        The client keeps one connection for orders, which is made when it is first used; after its ``close()`` the next
        call here begins another one.
        """
        from .stream.orders import OrderStream

        with self._beginning:
            if self._orders is None or self._orders.state == "closed":
                self._orders = OrderStream(self.session)
            return self._orders

    @property
    def limits(self) -> Limits:
        """What the exchange last said about each rate pool: ``client.limits["Spot"].remaining``."""
        return self.session.limits

    def close(self) -> None:
        """Close the idle connections and the one for orders; streams are closed on their own."""
        if self._orders is not None:
            self._orders.close()
        self.session.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Client({self.session.environment.name!r}, signer={self.session.signer!r})"
