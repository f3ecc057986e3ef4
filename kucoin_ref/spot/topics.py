"""The push topics of the spot exchange: what is pushed on each, and how often.

The private ones carry margin orders and margin balances too. ``/spot/tradeFills``, which the documentation lists no more, is
left out: :func:`order_v2` tells every fill.
"""

from ..endpoint import Topic
from ..topic_arguments import check_one_of, names
from .market import CandleType
from .push_types import (
    BalancePush,
    CallAuctionInfoPush,
    CandlePush,
    IncrementPush,
    Level1Push,
    LevelsPush,
    OrderPush,
    SnapshotPush,
    StopOrderPush,
    TickerPush,
    TradePush,
)

# --- public ---


def ticker(*symbols: str) -> Topic[TickerPush]:
    """Best bid, best ask and last trade of symbols, every 100 ms while they change.

    Source: https://www.kucoin.com/docs-new/3470063w0
    """
    return Topic("/market/ticker", names(symbols), sequence="sequence")


def all_tickers() -> Topic[TickerPush]:
    """As :func:`ticker`, of every symbol, each every 100 ms while it changes; the message's subject is the symbol.

    Source: https://www.kucoin.com/docs-new/3470064w0
    """
    return Topic("/market/ticker", ("all",))


def orderbook_level1(*symbols: str) -> Topic[Level1Push]:
    """The best bid and the best ask, every 10 ms while they change.

    Source: https://www.kucoin.com/docs-new/3470067w0
    """
    return Topic("/spotMarket/level1", names(symbols))


def orderbook_level5(*symbols: str) -> Topic[LevelsPush]:
    """The best five levels of each side as a whole picture, every 100 ms while they change.

    Source: https://www.kucoin.com/docs-new/3470069w0
    """
    return Topic("/spotMarket/level2Depth5", names(symbols))


def orderbook_level50(*symbols: str) -> Topic[LevelsPush]:
    """The best fifty levels of each side as a whole picture, every 100 ms while they change.

    Source: https://www.kucoin.com/docs-new/3470070w0
    """
    return Topic("/spotMarket/level2Depth50", names(symbols))


def orderbook_increment(*symbols: str) -> Topic[IncrementPush]:
    """Every change of every level, at once: together with the full order book's snapshot, a local order book.

    Source: https://www.kucoin.com/docs-new/3470068w0
    """
    return Topic("/market/level2", names(symbols), sequence="sequenceEnd", first="sequenceStart")


def call_auction_orderbook_level50(*symbols: str) -> Topic[LevelsPush]:
    """The best fifty levels of each side of a pair in its opening call auction, every 100 ms.

    Source: https://www.kucoin.com/docs-new/3470137w0
    """
    return Topic("/callauction/level2Depth50", names(symbols))


def call_auction_info(*symbols: str) -> Topic[CallAuctionInfoPush]:
    """Estimated price and size of an opening call auction, every 100 ms."""
    return Topic("/callauction/callauctionData", names(symbols))


def klines(type: CandleType, *symbols: str) -> Topic[CandlePush]:
    """The running candle, at once with each trade; a candle is complete when the next one begins.

    :param type: Length of a candle, such as ``"1min"``.

    Source: https://www.kucoin.com/docs-new/3470071w0
    """
    check_one_of("type", type, CandleType)
    return Topic("/market/candles", tuple(f"{symbol}_{type}" for symbol in names(symbols)))


def trade(*symbols: str) -> Topic[TradePush]:
    """Every trade, at once.

    Source: https://www.kucoin.com/docs-new/3470072w0
    """
    return Topic("/market/match", names(symbols), sequence="sequence")


def symbol_snapshot(*symbols: str) -> Topic[SnapshotPush]:
    """The last 24 hours of symbols, every two seconds; the values are JSON numbers.

    Source: https://www.kucoin.com/docs-new/3470065w0
    """
    return Topic("/market/snapshot", names(symbols), sequence="sequence")


def market_snapshot(*markets: str) -> Topic[SnapshotPush]:
    """As :func:`symbol_snapshot`, of every symbol of a market such as ``"USDS"``.

    Source: https://www.kucoin.com/docs-new/3470066w0
    """
    return Topic("/market/snapshot", names(markets, "USDS", "markets"))


# --- private: they need ``client.spot.stream(private=True)`` ---


def order_v2() -> Topic[OrderPush]:
    """Every change of your orders, at once, from the moment the matching engine has received them.

    Fills can come before the answer of the call that placed the order: find your orders by clientOid.

    Source: https://www.kucoin.com/docs-new/3470073w0
    """
    return Topic("/spotMarket/tradeOrdersV2", private=True)


def order_v1() -> Topic[OrderPush]:
    """As :func:`order_v2`, without the message ``received``.

    Source: https://www.kucoin.com/docs-new/3470074w0
    """
    return Topic("/spotMarket/tradeOrders", private=True)


def account() -> Topic[BalancePush]:
    """Every change of your balances, at once, and what caused it.

    Source: https://www.kucoin.com/docs-new/3470075w0
    """
    return Topic("/account/balance", private=True)


def stop_order() -> Topic[StopOrderPush]:
    """Every change of your stop orders, at once.

    Source: https://www.kucoin.com/docs-new/3470139w0
    """
    return Topic("/spotMarket/advancedOrders", private=True)
