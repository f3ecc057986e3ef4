"""Margin trading, with borrowed funds: cross (one account for all pairs) and isolated (one account for each pair)."""

from ..service import Transport
from .credit import MarginCredit
from .debit import MarginDebit
from .market import MarginMarket
from .oco_order import MarginOcoOrder
from .order import MarginOrder
from .risk_limit import MarginRiskLimit
from .stop_order import MarginStopOrder


class Margin:
    """Margin trading: ``market`` for what everybody can see, ``order``, ``stop_order`` and ``oco_order`` for your own.

    ``debit`` borrows and pays back, ``credit`` lends to those who borrow, ``risk_limit`` tells how much you may borrow.
    """

    def __init__(self, session: Transport) -> None:
        self.market = MarginMarket(session)
        self.order = MarginOrder(session)
        self.stop_order = MarginStopOrder(session)
        self.oco_order = MarginOcoOrder(session)
        self.debit = MarginDebit(session)
        self.credit = MarginCredit(session)
        self.risk_limit = MarginRiskLimit(session)
