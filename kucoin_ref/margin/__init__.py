"""Margin trading, with borrowed funds: cross (one account for all pairs) and isolated (one account for each pair)."""

from typing import TYPE_CHECKING, Optional, cast

from ..service import Transport
from .credit import MarginCredit
from .debit import MarginDebit
from .market import MarginMarket
from .oco_order import MarginOcoOrder
from .order import MarginOrder
from .risk_limit import MarginRiskLimit
from .stop_order import MarginStopOrder

if TYPE_CHECKING:
    from ..session import Session
    from ..stream import Stream
    from ..stream.record import Recorder


class Margin:
    """Margin trading: ``market`` for what everybody can see, ``order``, ``stop_order`` and ``oco_order`` for your own.

    ``debit`` borrows and pays back, ``credit`` lends to those who borrow, ``risk_limit`` tells how much you may borrow,
    ``stream()`` what happens.
    """

    def __init__(self, session: Transport) -> None:
        self._session = session
        self.market = MarginMarket(session)
        self.order = MarginOrder(session)
        self.stop_order = MarginStopOrder(session)
        self.oco_order = MarginOcoOrder(session)
        self.debit = MarginDebit(session)
        self.credit = MarginCredit(session)
        self.risk_limit = MarginRiskLimit(session)

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
        """A stream for the topics of :mod:`kucoin_ref.margin.topics`, and of spot: they share their connections.

        Open it in a ``with`` statement.

        :param private: Whether it can carry your orders and balances too, which takes a key.
        :param capacity: Events that may wait to be read.
        :param overflow: What happens when more come: ``"raise"`` drops them and raises in the reader, ``"drop_oldest"``
            drops those that wait longest; ``"latest"`` keeps the newest of each topic only, at any time.
        :param stale_after: Seconds without data after which a connection is made again; None leaves it to pings.
        :param reconnect: False ends the stream with an error when the connection is lost.
        :param recorder: Writes all of it into a file, for :func:`kucoin_ref.stream.record.replay`.
        """
        from ..spot.market import SpotMarket
        from ..stream import ClassicEntrance, Stream

        spot = SpotMarket(self._session)  # margin has no tokens of its own
        entrance = ClassicEntrance(spot.get_private_token if private else spot.get_public_token)
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
