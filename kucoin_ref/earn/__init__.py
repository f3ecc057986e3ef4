"""Earn: leaving currencies with the exchange for interest."""

from ..service import Transport
from .simple import EarnSimple
from .structured import EarnStructured


class Earn:
    """Earn: ``simple`` for savings and staking, ``structured`` for products whose outcome depends on a price."""

    def __init__(self, session: Transport) -> None:
        self.simple = EarnSimple(session)
        self.structured = EarnStructured(session)
