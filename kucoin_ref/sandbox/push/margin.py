"""What the classic account's margin topics say.

Isolated positions are told right after what changed them, the cross account every four seconds, mark and index prices
every second. Both prices are the last trades of the spot market here.
"""

from decimal import ROUND_DOWN, Decimal
from typing import Any, Dict, List, Optional

from ..exchange import Exchange
from ..margin import CROSS, Margin
from ..margin_types import CrossMarginStatus, IsolatedMarginChanged
from ..matching import ZERO, digits
from ..rest.handlers import json_number
from .audience import Audience
from .classic import Channel, ClassicFeed

PRICES_EVERY = 1  #: seconds
CROSS_EVERY = 4
MS = 1_000_000
#: Topics of prices, with the granularity that they tell, ms.
GRANULARITY = {"/indicator/markPrice": 1000, "/indicator/index": 5000}

CHANNELS = {
    "/indicator/markPrice": Channel(),
    "/indicator/index": Channel(),
    "/margin/position": Channel(private=True, symbols=False),
    "/margin/isolatedPosition": Channel(private=True),
}


class MarginFeed(ClassicFeed):
    """The margin topics."""

    host = "spot"
    channels = CHANNELS

    def __init__(self, exchange: Exchange, audience: Audience, pace: float) -> None:
        super().__init__(exchange, audience, pace)
        self._prices_due = self.every(PRICES_EVERY)
        self._cross_due = self.every(CROSS_EVERY)

    def flush(self, events: List[Any], now: int) -> None:
        """What has become of accounts."""
        for event in events:
            if isinstance(event, IsolatedMarginChanged):
                topic = f"/margin/isolatedPosition:{event.symbol}"
                self.private(topic, event.uid, "positionChange", lambda: _isolated_data(event))
            elif isinstance(event, CrossMarginStatus):
                data = {"type": event.type, "timestamp": event.time // MS}
                self.private("/margin/position", event.uid, "position.status", lambda: data)

    def tick(self, now: int) -> None:
        """The prices and the cross accounts that are due."""
        if self._cross_due(now):
            for uid in self.audience.users("/margin/position"):
                self.private("/margin/position", uid, "debt.ratio", lambda: _cross_data(self.exchange.margin, uid, now))
        if self._prices_due(now):
            for pair in self.exchange.margin.priced_pairs():
                for channel, granularity in GRANULARITY.items():
                    self.public(f"{channel}:{pair}", "tick", lambda: self._price(pair, granularity, now), id=f"{now:024x}")

    def _price(self, pair: str, granularity: int, now: int) -> Dict[str, Any]:
        value = float(self.exchange.margin.mark_price(pair))
        return {"symbol": pair, "granularity": granularity, "timestamp": now // MS, "value": value}


def _isolated_data(event: IsolatedMarginChanged) -> Dict[str, Any]:
    """What ``accumulatedPrincipal`` is, is not explained; here what the account is worth without its debts, in USDT."""
    assets = {
        each.currency: {
            "total": digits(each.total),
            "hold": digits(each.hold),
            "liabilityPrincipal": digits(each.principal),
            "liabilityInterest": digits(each.interest),
        }
        for each in event.position.holdings
    }
    return {
        "tag": event.symbol,
        "status": event.status,
        "statusBizType": event.status_biz_type,
        "accumulatedPrincipal": _rounded(event.position.assets - event.position.debts),
        "changeAssets": assets,
        "timestamp": event.time // MS,
    }


def _cross_data(margin: Margin, uid: int, now: int) -> Dict[str, Any]:
    """Sums in bitcoin."""
    position, bitcoin = margin.position(uid, CROSS), margin.price("BTC")
    assets, debts = (value / bitcoin if bitcoin else ZERO for value in (position.assets, position.debts))
    named = [each for each in position.holdings if each.total or each.liability]
    return {
        "debtRatio": json_number(position.ratio),
        "totalAsset": float(assets),
        "marginCoefficientTotalAsset": _rounded(assets),
        "totalDebt": _rounded(debts),
        "assetList": {
            each.currency: {"total": digits(each.total), "available": digits(each.available), "hold": digits(each.hold)}
            for each in named
        },
        "debtList": {each.currency: digits(each.liability) for each in named},
        "timestamp": now // MS,
    }


def _rounded(value: Decimal) -> Optional[str]:
    return digits(value.quantize(Decimal("1E-16"), ROUND_DOWN))
