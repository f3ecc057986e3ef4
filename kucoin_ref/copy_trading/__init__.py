"""Copy trading."""

from ..service import Transport
from .futures import CopyTradingFutures


class CopyTrading:
    """Copy trading: ``futures`` for lead traders, whose orders others follow."""

    def __init__(self, session: Transport) -> None:
        self.futures = CopyTradingFutures(session)
