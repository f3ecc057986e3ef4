"""The unified account (UTA, version 2 of its calls): one account for spot, margin and futures."""

from typing import TYPE_CHECKING, Optional, Union, cast

from ..service import Transport
from .account import UnifiedAccount
from .affiliate import UnifiedAffiliate
from .asset import UnifiedAsset
from .market import TradeType, UnifiedMarket
from .order import UnifiedOrder
from .positions import UnifiedPositions
from .rate_limit import UnifiedRateLimit
from .sub_account import UnifiedSubAccount
from .vip_lending import UnifiedVipLending

if TYPE_CHECKING:
    from ..book import LiveBook
    from ..session import Session
    from ..stream import PrivateEntrance, PublicEntrance, Stream
    from ..stream.record import Recorder


class Unified:
    """The unified account: ``market`` is open to everybody, ``order`` and ``positions`` trade, the rest manages it.

    ``stream()`` tells what happens, ``book()`` is a live order book.
    """

    def __init__(self, session: Transport) -> None:
        self._session = session
        self.market = UnifiedMarket(session)
        self.account = UnifiedAccount(session)
        self.sub_account = UnifiedSubAccount(session)
        self.order = UnifiedOrder(session)
        self.positions = UnifiedPositions(session)
        self.asset = UnifiedAsset(session)
        self.rate_limit = UnifiedRateLimit(session)
        self.affiliate = UnifiedAffiliate(session)
        self.vip_lending = UnifiedVipLending(session)

    def stream(
        self,
        trade_type: Optional[str] = None,
        *,
        private: bool = False,
        capacity: int = 10_000,
        overflow: str = "raise",
        stale_after: Optional[float] = None,
        reconnect: bool = True,
        recorder: "Optional[Recorder]" = None,
    ) -> "Stream":
        """A stream for the topics of :mod:`kucoin_ref.unified.topics`; open it in a ``with`` statement.

        Public and private topics have hosts of their own, and so have the public ones of spot and futures.

        :param trade_type: ``"SPOT"`` or ``"FUTURES"`` for public topics; of no meaning for private ones.
        :param private: Whether it is for your orders, positions and balances, which takes a key.
        :param capacity: Events that may wait to be read.
        :param overflow: What happens when more come: ``"raise"`` drops them and raises in the reader, ``"drop_oldest"``
            drops those that wait longest; ``"latest"`` keeps the newest of each topic only, at any time.
        :param stale_after: Seconds without data after which a connection is made again; None leaves it to pings.
        :param reconnect: False ends the stream with an error when the connection is lost.
        :param recorder: Writes all of it into a file, for :func:`kucoin_ref.stream.record.replay`.
        """
        from ..stream import PrivateEntrance, PublicEntrance, Stream

        if trade_type not in ("SPOT", "FUTURES") and not (private and trade_type is None):
            raise ValueError(f"trade_type: expected 'SPOT' or 'FUTURES', got {trade_type!r}")
        session = cast("Session", self._session)
        hosts = session.environment
        address = hosts.push_private if private else hosts.push_spot if trade_type == "SPOT" else hosts.push_futures
        if address is None:
            raise ValueError(f"trade_type: no push address for it is known for the environment {hosts.name!r}")
        entrance: Union[PrivateEntrance, PublicEntrance] = PublicEntrance(address)
        if private:
            entrance = PrivateEntrance(session, address, self.account.get_private_token)
        return Stream(
            entrance,
            session,
            private=private,
            capacity=capacity,
            overflow=overflow,
            stale_after=stale_after,
            reconnect=reconnect,
            recorder=recorder,
        )

    def book(
        self, trade_type: TradeType, symbol: str, *, capacity: int = 10_000, recorder: "Optional[Recorder]" = None
    ) -> "LiveBook":
        """The best 500 levels of each side, kept equal to the exchange's; open it in a ``with`` statement.

        Needs no key: the exchange pushes the snapshot, up to six seconds after the book is opened.

        :param trade_type: ``"SPOT"`` for pairs, ``"FUTURES"`` for contracts, whose sizes are in lots.
        :param symbol: Such as ``"BTC-USDT"``, or ``"XBTUSDTM"``.
        :param capacity: Events that may wait to be read; more raise in the loop that reads them too slowly.
        :param recorder: Writes what makes the book into a file, for :func:`kucoin_ref.stream.record.replay`.
        """
        from ..book.live import unified_book

        return unified_book(self.stream(trade_type, capacity=capacity, recorder=recorder), trade_type, symbol, capacity, recorder)
