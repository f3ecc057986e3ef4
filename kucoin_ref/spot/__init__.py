"""Spot trading."""

from typing import TYPE_CHECKING, Optional, cast

from ..service import Transport
from .market import SpotMarket
from .oco_order import SpotOcoOrder
from .old_order import SpotOldOrder
from .order import SpotOrder
from .stop_order import SpotStopOrder

if TYPE_CHECKING:
    from ..book import LiveBook
    from ..session import Session
    from ..stream import Stream
    from ..stream.record import Recorder


class Spot:
    """Spot trading: ``market`` for what everybody can see, ``order`` for your own, ``stream()`` for what happens.

    ``book()`` is a live order book.
    """

    def __init__(self, session: Transport) -> None:
        self._session = session
        self.market = SpotMarket(session)
        self.order = SpotOrder(session)
        self.stop_order = SpotStopOrder(session)
        self.oco_order = SpotOcoOrder(session)
        self.old_order = SpotOldOrder(session)

    def stream(
        self,
        *,
        private: bool = False,
        capacity: int = 10_000,
        overflow: str = "raise",
        stale_after: Optional[float] = None,
        reconnect: bool = True,
        recorder: "Optional[Recorder]" = None,
    ) -> "Stream":
        """A stream for the topics of :mod:`kucoin_ref.spot.topics`; open it in a ``with`` statement.

        :param private: Whether it can carry your orders and balances too, which takes a key.
        :param capacity: Events that may wait to be read.
        :param overflow: What happens when more come: ``"raise"`` drops them and raises in the reader, ``"drop_oldest"``
            drops those that wait longest; ``"latest"`` keeps the newest of each topic only, at any time.
        :param stale_after: Seconds without data after which a connection is made again; None leaves it to pings.
        :param reconnect: False ends the stream with an error when the connection is lost.
        :param recorder: Writes all of it into a file, for :func:`kucoin_ref.stream.record.replay`.
        """
        from ..stream import ClassicEntrance, Stream

        entrance = ClassicEntrance(self.market.get_private_token if private else self.market.get_public_token)
        return Stream(
            entrance,
            cast("Session", self._session),
            private=private,
            capacity=capacity,
            overflow=overflow,
            stale_after=stale_after,
            reconnect=reconnect,
            recorder=recorder,
        )

    def book(
        self, symbol: str, *, capacity: int = 10_000, recorder: "Optional[Recorder]" = None
    ) -> "LiveBook":
        """The order book of a trading pair, all of it, kept equal to the exchange's; open it in a ``with`` statement.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param capacity: Events that may wait to be read; more raise in the loop that reads them too slowly.
        :param recorder: Writes what makes the book into a file, for :func:`kucoin_ref.stream.record.replay`.
        :raises CredentialsRequired: The client has no key: on spot the snapshot is a signed call.
        """
        from ..book.live import spot_book

        session = cast("Session", self._session)
        return spot_book(session, self.market, self.stream(capacity=capacity, recorder=recorder), symbol, capacity, recorder)
