"""The push topics of the futures exchange: what is pushed on each, and how often.

Contracts are named as in ``"XBTUSDTM"``; sizes are lots. A topic of symbols takes several, as the protocol's rules have it;
the pages of this exchange show one.
"""

import warnings
from typing import Literal

from ..endpoint import Topic
from ..topic_arguments import check_one_of, names
from .push_types import (
    AnnouncementPush,
    BalancePush,
    CandlePush,
    CrossLeveragePush,
    ExecutionPush,
    IncrementPush,
    InstrumentPush,
    LevelsPush,
    MarginModePush,
    OldTickerPush,
    OrderPush,
    PositionPush,
    StopOrderPush,
    SymbolSnapshotPush,
    TickerPush,
)

CandleType = Literal[
    "1min", "3min", "5min", "15min", "30min", "1hour", "2hour", "4hour", "8hour", "12hour", "1day", "1week", "1month"
]  # fmt: skip
_EXAMPLE = "XBTUSDTM"

# --- public ---


def ticker_v2(*symbols: str) -> Topic[TickerPush]:
    """Best bid and best ask of contracts, at once when they change; prices as text, ``ts`` in nanoseconds.

    Source: https://www.kucoin.com/docs-new/3470080w0
    """
    return Topic("/contractMarket/tickerV2", names(symbols, _EXAMPLE), sequence="sequence")


def ticker_v1(*symbols: str) -> Topic[OldTickerPush]:
    """Abandoned, though still served: use :func:`ticker_v2`, and :func:`execution` for the trades.

    Best bid, best ask and last trade of contracts, at once with each trade; ``ts`` in nanoseconds.

    Source: https://www.kucoin.com/docs-new/3470081w0
    """
    warnings.warn("ticker_v1: /contractMarket/ticker is abandoned", DeprecationWarning, stacklevel=2)
    return Topic("/contractMarket/ticker", names(symbols, _EXAMPLE), sequence="sequence")


def orderbook_level5(*symbols: str) -> Topic[LevelsPush]:
    """The best five levels of each side as a whole picture, every 100 ms; prices as text, sizes and times as numbers.

    Source: https://www.kucoin.com/docs-new/3470083w0
    """
    return Topic("/contractMarket/level2Depth5", names(symbols, _EXAMPLE), sequence="sequence")


def orderbook_level50(*symbols: str) -> Topic[LevelsPush]:
    """The best fifty levels of each side as a whole picture, every 100 ms; prices as text, sizes and times as numbers.

    Source: https://www.kucoin.com/docs-new/3470097w0
    """
    return Topic("/contractMarket/level2Depth50", names(symbols, _EXAMPLE), sequence="sequence")


def orderbook_increment(*symbols: str) -> Topic[IncrementPush]:
    """Every change of every level, at once, one in each message: together with a snapshot, a local order book.

    The numbers go up by exactly one; after a jump a new snapshot is needed. A change is ``price,side,new size``, where one
    sentence of the page says otherwise.

    Source: https://www.kucoin.com/docs-new/3470082w0
    """
    return Topic("/contractMarket/level2", names(symbols, _EXAMPLE), sequence="sequence", first="sequence")


def klines(type: CandleType, *symbols: str) -> Topic[CandlePush]:
    """The running candle, every second; a candle is complete when the next one begins.

    Its order is neither the one of the REST call nor the page's: start in seconds, open, close, high, low, turnover, volume
    in lots. The message's own ``time`` is ms.

    :param type: Length of a candle, such as ``"1min"``; there is no ``"6hour"`` here.

    Source: https://www.kucoin.com/docs-new/3470086w0
    """
    check_one_of("type", type, CandleType)
    return Topic("/contractMarket/limitCandle", tuple(f"{symbol}_{type}" for symbol in names(symbols, _EXAMPLE)))


def execution(*symbols: str) -> Topic[ExecutionPush]:
    """Every trade, at once; the price as text, the size as a number, ``ts`` in nanoseconds.

    Source: https://www.kucoin.com/docs-new/3470084w0
    """
    return Topic("/contractMarket/execution", names(symbols, _EXAMPLE), sequence="sequence")


def instrument(*symbols: str) -> Topic[InstrumentPush]:
    """Mark price and index every second, the funding rate every minute: as JSON numbers, in two kinds of message.

    The subject tells them apart: ``mark.index.price`` and ``funding.rate``. The data does not name the contract, the topic
    of the message does.

    Source: https://www.kucoin.com/docs-new/3470087w0
    """
    return Topic("/contract/instrument", names(symbols, _EXAMPLE))


def announcement() -> Topic[AnnouncementPush]:
    """Begin and end of the funding settlement of every contract, at once; usually every eight hours.

    The subject is ``funding.begin`` or ``funding.end``. The page's title has a symbol in the topic, its example and the
    exchange have none: ``symbol`` in the data names the contract.

    Source: https://www.kucoin.com/docs-new/3470088w0
    """
    return Topic("/contract/announcement")


def symbol_snapshot(*symbols: str) -> Topic[SymbolSnapshotPush]:
    """The last 24 hours of contracts, every five seconds; JSON numbers, the volume in the base currency instead of lots.

    Source: https://www.kucoin.com/docs-new/3470089w0
    """
    return Topic("/contractMarket/snapshot", names(symbols, _EXAMPLE))


# --- private: they need ``client.futures.stream(private=True)`` ---


def order(*symbols: str) -> Topic[OrderPush]:
    """Every change of your orders in some contracts, at once; amounts are text, times nanoseconds.

    What a liquidation or automatic deleveraging does comes too, as ``tradeType`` ``liquid`` or ``adl``.

    Source: https://www.kucoin.com/docs-new/3470090w0
    """
    return Topic("/contractMarket/tradeOrders", names(symbols, _EXAMPLE), private=True)


def all_order() -> Topic[OrderPush]:
    """As :func:`order`, of every contract.

    The page's example is that of :func:`order`, with a contract in its topic; recorded messages have none, and the subject
    ``orderChange``. ``symbol`` in the data names the contract in any case.

    Source: https://www.kucoin.com/docs-new/3470090w0
    """
    return Topic("/contractMarket/tradeOrders", private=True)


def stop_orders() -> Topic[StopOrderPush]:
    """Every change of your stop orders, at once; prices are text, the size is a number, ``ts`` is in nanoseconds.

    A triggered one goes on as an order of :func:`all_order`.

    Source: https://www.kucoin.com/docs-new/3470091w0
    """
    return Topic("/contractMarket/advancedOrders", private=True)


def balance() -> Topic[BalancePush]:
    """One currency of your account, at once when it changes; everything is text, also the time in ms.

    The subject is ``walletBalance.change``. Accounts that never changed to cross margin may still get the deprecated
    subjects ``orderMargin.change``, ``availableBalance.change`` and ``withdrawHold.change``, with data of their own.

    Source: https://www.kucoin.com/docs-new/3470092w0
    """
    return Topic("/contractAccount/wallet", private=True)


def position(*symbols: str) -> Topic[PositionPush]:
    """Your position in some contracts, at once, in three kinds of message; amounts are JSON numbers.

    Subject ``position.change`` has the whole position and the reason, ``position.settlement`` what funding was paid or
    received, ``position.adjustRiskLimit`` whether another risk limit took effect.

    Source: https://www.kucoin.com/docs-new/3470093w0
    """
    return Topic("/contract/position", names(symbols, _EXAMPLE), private=True)


def all_position() -> Topic[PositionPush]:
    """As :func:`position`, of every contract; since 2026-07-01 with the settlements, which ``symbol`` tells apart.

    Source: https://www.kucoin.com/docs-new/3470093w0
    """
    return Topic("/contract/positionAll", private=True)


def margin_mode() -> Topic[MarginModePush]:
    """The margin mode of contracts, at once when you change it: ``{"ETHUSDTM": "ISOLATED"}``.

    Source: https://www.kucoin.com/docs-new/3470095w0
    """
    return Topic("/contract/marginMode", private=True)


def cross_leverage() -> Topic[CrossLeveragePush]:
    """The leverage of contracts in cross margin, at once when you change it: ``{"ETHUSDTM": {"leverage": "8"}}``.

    Source: https://www.kucoin.com/docs-new/3470096w0
    """
    return Topic("/contract/crossLeverage", private=True)
