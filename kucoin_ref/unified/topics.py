"""The push topics of the unified account: what is pushed on each, and how often.

Pairs are named as in ``"BTC-USDT"`` and their sizes are in the base currency; contracts as in ``"XBTUSDTM"``, sizes in lots.
Pushes of pairs and of contracts come from different hosts: a stream is of one of them, or of your account.
"""

from typing import List, Literal, Tuple, Union

from ..endpoint import Topic
from ..topic_arguments import check_one_of, names
from .push_types import (
    BalancePush,
    CallAuctionInfoPush,
    CandlePush,
    ExecutionLitePush,
    ExecutionPush,
    FundingFeePush,
    LeveragePush,
    LiquidationWarningPush,
    MarkPricePush,
    OrderBookPush,
    OrderPush,
    PositionPush,
    TickerPush,
    TradePush,
)

TradeType = Literal["SPOT", "FUTURES"]
OrderTradeType = Literal["UNIFIED", "SPOT", "FUTURES", "ISOLATED", "CROSS"]
PositionTradeType = Literal["UNIFIED", "FUTURES"]
AccountType = Literal["UNIFIED", "FUNDING", "ISOLATED", "SPOT", "FUTURES", "CROSS"]
CandleInterval = Literal[
    "1min", "3min", "5min", "15min", "30min", "1hour", "2hour", "4hour", "6hour", "8hour", "12hour", "1day", "1week", "1month"
]  # fmt: skip

# --- public, of pairs or contracts: they need ``client.unified.stream("SPOT")`` or ``("FUTURES")``, as the trade type is ---


def ticker(trade_type: TradeType, *symbols: str) -> Topic[TickerPush]:
    """Best bid, best ask and last trade of symbols, at once with each trade and each change of the best prices.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.

    Source: https://www.kucoin.com/docs-new/3470355w0
    """
    return Topic("ticker", fields=_trade_type(trade_type, TradeType), symbols=_symbols(trade_type, symbols), sequence="E")


def klines(trade_type: TradeType, interval: CandleInterval, *symbols: str) -> Topic[CandlePush]:
    """The running candle, every second; start and end are in seconds.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.
    :param interval: Length of a candle, such as ``"1min"``; contracts have no ``"6hour"``.

    Source: https://www.kucoin.com/docs-new/3470356w0
    """
    fields = (*_trade_type(trade_type, TradeType), ("interval", interval))
    check_one_of("interval", interval, CandleInterval)
    if (trade_type, interval) == ("FUTURES", "6hour"):
        raise ValueError("interval: expected another one than '6hour', which contracts do not have")
    return Topic("kline", _symbols(trade_type, symbols), fields=fields)


def trade(trade_type: TradeType, *symbols: str) -> Topic[TradePush]:
    """Every trade, at once.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.

    Source: https://www.kucoin.com/docs-new/3470359w0
    """
    return Topic("trade", fields=_trade_type(trade_type, TradeType), symbols=_symbols(trade_type, symbols), sequence="E")


def orderbook_level1(trade_type: TradeType, *symbols: str) -> Topic[OrderBookPush]:
    """The best bid and the best ask as a whole picture, at once when they change.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.

    Source: https://www.kucoin.com/docs-new/3470354w0
    """
    return _order_book("1", trade_type, symbols)


def orderbook_level5(trade_type: TradeType, *symbols: str, rpi_filter: Literal[0, 1] = 0) -> Topic[OrderBookPush]:
    """The best five levels of each side as a whole picture, every 100 ms, also while nothing changes.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.
    :param rpi_filter: 1, for contracts only, tells retail price improvement orders apart: rows are then ``[price, size of the
        others, size of these]``. Messages do not say which they are, so a stream should have one of the two.

    Source: https://www.kucoin.com/docs-new/3470354w0
    """
    return _order_book("5", trade_type, symbols, rpi_filter)


def orderbook_level50(trade_type: TradeType, *symbols: str, rpi_filter: Literal[0, 1] = 0) -> Topic[OrderBookPush]:
    """The best fifty levels of each side as a whole picture, every 100 ms, also while nothing changes.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.
    :param rpi_filter: As with :func:`orderbook_level5`.

    Source: https://www.kucoin.com/docs-new/3470354w0
    """
    return _order_book("50", trade_type, symbols, rpi_filter)


def orderbook_increment(trade_type: TradeType, *symbols: str) -> Topic[OrderBookPush]:
    """A local order book of the best 500 levels: one whole picture, then what changes, gathered over 10 ms.

    The picture comes up to six seconds after the subscription. Each change begins with the number behind the last one; after
    a jump unsubscribe and subscribe again. A size of ``"0"`` also stands for a level that fell out of the best 500.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.

    Source: https://www.kucoin.com/docs-new/3470354w0
    """
    return _order_book("increment@10ms", trade_type, symbols)


def orderbook_raw_increment(trade_type: TradeType, *symbols: str) -> Topic[OrderBookPush]:
    """Every change of the order book, at once and without a picture; announced for removal: use :func:`orderbook_increment`.

    The exchange meant to end it on 2026-07-15 and still served it in October 2026.

    :param trade_type: ``SPOT`` for pairs, ``FUTURES`` for contracts.

    Source: https://www.kucoin.com/docs-new/3470354w0
    """
    return _order_book("increment", trade_type, symbols)


def call_auction_info(*symbols: str) -> Topic[CallAuctionInfoPush]:
    """Estimated price and size of a pair's opening call auction, every 100 ms while it runs; JSON numbers, times in ms.

    Source: https://www.kucoin.com/docs-new/3470353w0
    """
    return Topic("callAuctionInfo", _symbols("SPOT", symbols), fields=(("tradeType", "SPOT"),))


# --- public, of contracts only: they need ``client.unified.stream("FUTURES")`` ---


def mark_price(*symbols: str) -> Topic[MarkPricePush]:
    """Mark price, index price and open interest of contracts, every second; times in ms.

    Source: https://www.kucoin.com/docs-new/3470358w0
    """
    return Topic("mark-price", _symbols("FUTURES", symbols))


def funding_fee(*symbols: str) -> Topic[FundingFeePush]:
    """Funding rates of contracts, the last and the next one, every minute; times in ms.

    Source: https://www.kucoin.com/docs-new/3470357w0
    """
    return Topic("funding-fee", _symbols("FUTURES", symbols))


def funding_fee_all_symbols() -> Topic[List[FundingFeePush]]:
    """As :func:`funding_fee`, of every contract in one message: a list of some 700 rows.

    Source: https://www.kucoin.com/docs-new/3470412w0
    """
    return Topic("funding-fee-all-symbols")


# --- private: they need a stream of your account ---


def order_all(trade_type: OrderTradeType) -> Topic[OrderPush]:
    """Every change of your orders, at once; times in nanoseconds.

    :param trade_type: ``UNIFIED`` for all of a unified account; the others are a classic account's.

    Source: https://www.kucoin.com/docs-new/3470346w0
    """
    return Topic("orderAll", private=True, fields=_trade_type(trade_type, OrderTradeType))


def order(trade_type: OrderTradeType, *symbols: str) -> Topic[OrderPush]:
    """As :func:`order_all`, of some symbols.

    :param trade_type: ``UNIFIED`` for all of a unified account; the others are a classic account's.

    Source: https://www.kucoin.com/docs-new/3470346w0
    """
    fields = _trade_type(trade_type, OrderTradeType)
    return Topic("order", _symbols(trade_type, symbols), private=True, fields=fields)


def execution(trade_type: OrderTradeType) -> Topic[ExecutionPush]:
    """Every fill of your orders with its fee, and what the exchange forced, at once; times in nanoseconds.

    :param trade_type: ``UNIFIED`` for all of a unified account; the others are a classic account's.

    Source: https://www.kucoin.com/docs-new/3470406w0
    """
    return Topic("execution", private=True, fields=_trade_type(trade_type, OrderTradeType))


def execution_lite(trade_type: OrderTradeType) -> Topic[ExecutionLitePush]:
    """As :func:`execution`, without fees, client order id and profit.

    :param trade_type: ``UNIFIED`` for all of a unified account; the others are a classic account's.

    Source: https://www.kucoin.com/docs-new/3470348w0
    """
    return Topic("execution.lite", private=True, fields=_trade_type(trade_type, OrderTradeType))


def balance(account_type: AccountType) -> Topic[BalancePush]:
    """The balance of one currency in each message, at once when it changes.

    :param account_type: ``UNIFIED`` or ``FUNDING``; ``SPOT``, ``FUTURES``, ``CROSS`` or ``ISOLATED`` of a classic account.

    Source: https://www.kucoin.com/docs-new/3470347w0
    """
    check_one_of("account_type", account_type, AccountType)
    return Topic("balance", private=True, fields=(("accountType", account_type),))


def position_all(trade_type: PositionTradeType) -> Topic[PositionPush]:
    """Your positions in contracts, at once when they change; times in nanoseconds.

    What comes when a position is closed is not documented.

    :param trade_type: ``UNIFIED``, or ``FUTURES`` of a classic account.

    Source: https://www.kucoin.com/docs-new/3470350w0
    """
    return Topic("positionAll", private=True, fields=_trade_type(trade_type, PositionTradeType))


def position(trade_type: PositionTradeType, *symbols: str) -> Topic[PositionPush]:
    """As :func:`position_all`, of some contracts.

    :param trade_type: ``UNIFIED``, or ``FUTURES`` of a classic account.

    Source: https://www.kucoin.com/docs-new/3470350w0
    """
    fields = _trade_type(trade_type, PositionTradeType)
    return Topic("position", _symbols("FUTURES", symbols), private=True, fields=fields)


def liquidation_warning(trade_type: PositionTradeType) -> Topic[LiquidationWarningPush]:
    """How near your account is to liquidation, from 80 % risk: every minute, and at once when the level changes.

    :param trade_type: ``UNIFIED``, or ``FUTURES`` of a classic account.

    Source: https://www.kucoin.com/docs-new/3470351w0
    """
    return Topic("lw", private=True, fields=_trade_type(trade_type, PositionTradeType))


def leverage(trade_type: PositionTradeType) -> Topic[LeveragePush]:
    """The leverage of a contract or a currency, at once when you change it.

    :param trade_type: ``UNIFIED``, or ``FUTURES`` of a classic account.

    Source: https://www.kucoin.com/docs-new/3470352w0
    """
    return Topic("leverage", private=True, fields=_trade_type(trade_type, PositionTradeType))


Fields = Tuple[Tuple[str, Union[str, int]], ...]


def _trade_type(trade_type: str, literal: object) -> Fields:
    check_one_of("trade_type", trade_type, literal)
    return (("tradeType", trade_type),)


def _symbols(trade_type: str, symbols: Tuple[str, ...]) -> Tuple[str, ...]:
    return names(symbols, "XBTUSDTM" if trade_type == "FUTURES" else "BTC-USDT")


def _order_book(depth: str, trade_type: str, symbols: Tuple[str, ...], rpi_filter: int = 0) -> Topic[OrderBookPush]:
    fields: Fields = (*_trade_type(trade_type, TradeType), ("depth", depth))
    if rpi_filter not in (0, 1) or rpi_filter and trade_type != "FUTURES":
        raise ValueError(f"rpi_filter: expected 0, or 1 with trade_type 'FUTURES', got {rpi_filter!r}")
    if rpi_filter:
        fields = (*fields, ("rpiFilter", 1))
    first = "O" if "increment" in depth else None  # pictures skip numbers
    return Topic("obu", _symbols(trade_type, symbols), sequence="C", first=first, fields=fields)
