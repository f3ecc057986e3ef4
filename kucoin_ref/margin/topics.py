"""The push topics of margin trading alone: what is pushed on each, and how often.

Margin orders, stop orders and balances are pushed on the topics of the spot ones, so they are in
:mod:`kucoin_ref.spot.topics` only: ``order_v2``, ``order_v1``, ``stop_order`` and ``account``. Both exchanges push over one
kind of connection, so one stream carries all of them. ``/margin/loan`` and ``/margin/fundingBook``, which the documentation
lists no more, are left out.
"""

from ..endpoint import Topic
from ..topic_arguments import names
from .push_types import CrossMarginPositionPush, IndicatorPush, IsolatedMarginPositionPush

# --- public ---


def mark_price(*symbols: str) -> Topic[IndicatorPush]:
    """The mark price of pairs, by which positions are liquidated, every second; a JSON number in the quote currency.

    Source: https://www.kucoin.com/docs-new/3470077w0
    """
    return Topic("/indicator/markPrice", names(symbols, "USDT-BTC"))


def index_price(*symbols: str) -> Topic[IndicatorPush]:
    """The index of pairs, gathered from several exchanges, every second; a JSON number in the quote currency.

    Source: https://www.kucoin.com/docs-new/3470076w0
    """
    return Topic("/indicator/index", names(symbols, "USDT-BTC"))


# --- private: they need a stream with ``private=True`` ---


def isolated_margin_position(*symbols: str) -> Topic[IsolatedMarginPositionPush]:
    """Your isolated position in pairs, at once when its status changes; amounts are text in each currency.

    Source: https://www.kucoin.com/docs-new/3470079w0
    """
    return Topic("/margin/isolatedPosition", names(symbols), private=True)


def cross_margin_position() -> Topic[CrossMarginPositionPush]:
    """Your cross margin account, in two kinds of message.

    Subject ``debt.ratio`` comes every four seconds and tells debt ratio, assets and debts; ``position.status`` comes at once
    and has only ``type`` and ``timestamp``. The debt ratio and the asset total are JSON numbers, the other amounts text.

    Source: https://www.kucoin.com/docs-new/3470078w0
    """
    return Topic("/margin/position", private=True)
