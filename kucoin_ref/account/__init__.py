"""The account itself: balances, ledgers, fees, sub-accounts, and money going in, out and across."""

from ..service import Transport
from .account import Accounts
from .deposit import AccountDeposit
from .fee import Fees
from .sub_account import AccountSubAccount
from .sub_account_api import AccountSubAccountApi
from .transfer import AccountTransfer
from .withdrawal import AccountWithdrawal


class Account:
    """Your account: ``account`` for balances and ledgers, ``fee`` for what trading costs, and a room per way that money moves."""

    def __init__(self, session: Transport) -> None:
        self.account = Accounts(session)
        self.sub_account = AccountSubAccount(session)
        self.sub_account_api = AccountSubAccountApi(session)
        self.deposit = AccountDeposit(session)
        self.withdrawal = AccountWithdrawal(session)
        self.transfer = AccountTransfer(session)
        self.fee = Fees(session)
