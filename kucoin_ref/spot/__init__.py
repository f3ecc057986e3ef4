"""Spot trading."""

from ..service import Transport
from .market import SpotMarket


class Spot:
    """Spot trading: ``market`` for what everybody can see, ``order`` for your own orders."""

    def __init__(self, session: Transport) -> None:
        self.market = SpotMarket(session)
