"""The unified account (UTA, version 2 of its calls): one account for spot, margin and futures."""

from ..service import Transport
from .account import UnifiedAccount
from .affiliate import UnifiedAffiliate
from .asset import UnifiedAsset
from .market import UnifiedMarket
from .order import UnifiedOrder
from .positions import UnifiedPositions
from .rate_limit import UnifiedRateLimit
from .sub_account import UnifiedSubAccount
from .vip_lending import UnifiedVipLending


class Unified:
    """The unified account: ``market`` is open to everybody, ``order`` and ``positions`` trade, the rest manages it."""

    def __init__(self, session: Transport) -> None:
        self.market = UnifiedMarket(session)
        self.account = UnifiedAccount(session)
        self.sub_account = UnifiedSubAccount(session)
        self.order = UnifiedOrder(session)
        self.positions = UnifiedPositions(session)
        self.asset = UnifiedAsset(session)
        self.rate_limit = UnifiedRateLimit(session)
        self.affiliate = UnifiedAffiliate(session)
        self.vip_lending = UnifiedVipLending(session)
