"""Futures trading."""

from ..service import Transport
from .funding_fees import FuturesFundingFees
from .market import FuturesMarket
from .order import FuturesOrder
from .positions import FuturesPositions


class Futures:
    """Futures trading.

    ``market`` for what everybody can see, ``order`` and ``positions`` for your own, ``funding_fees`` for both.
    """

    def __init__(self, session: Transport) -> None:
        self.market = FuturesMarket(session)
        self.order = FuturesOrder(session)
        self.positions = FuturesPositions(session)
        self.funding_fees = FuturesFundingFees(session)
