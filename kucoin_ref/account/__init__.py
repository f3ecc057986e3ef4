"""The account: balances, ledgers and fees."""

from ..service import Transport
from .account import Accounts
from .fee import Fees


class Account:
    """Your account: ``account`` for balances and ledgers, ``fee`` for what trading costs you."""

    def __init__(self, session: Transport) -> None:
        self.account = Accounts(session)
        self.fee = Fees(session)
