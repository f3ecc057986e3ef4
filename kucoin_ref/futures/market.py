"""Futures market data: contracts, tickers, books, trades, candles, indices; and tokens to open a push connection."""

from typing import List, Literal, Optional

from ..service import Pages, Service, get, post
from .market_types import (
    Contract,
    IndexValues,
    MarkPrice,
    Number,
    OrderBook,
    PushToken,
    ServiceStatus,
    SpotIndexPrices,
    Stats24hr,
    Ticker,
    Trade,
)

Granularity = Literal[1, 3, 5, 15, 30, 60, 120, 240, 480, 720, 1440, 10080, 43200]

_INDEX_PAGES = Pages("offset", cursor="timePoint")


class FuturesMarket(Service):
    """Market data of the futures exchange; public but for the private token and the 24-hour turnover."""

    service, sub_service = "Futures", "Market"
    host = "futures"

    @get("/api/v1/contracts/{symbol}", pool="Public", weight=3)
    def get_symbol(self, symbol: str) -> Contract:
        """Tell the rules of one contract, with its mark, index and last price and its funding rate.

        The increments change now and then: ask at start, and again when an order is refused for its size or price.

        :param symbol: Contract, such as ``"XBTUSDTM"``; bitcoin is ``XBT`` here.
        :returns: A lot, in which sizes are counted elsewhere, is ``multiplier`` of the base currency; of inverse contracts
            (``multiplier`` -1) it is 1 USD. ``nextFundingRateTime`` is a countdown, ms.

        Source: https://www.kucoin.com/docs-new/api-3470221
        """
        return self._send(symbol=symbol)

    @get("/api/v1/contracts/active", pool="Public", weight=3, sdk_method_name="GetAllSymbols")
    def get_all_symbols(self) -> List[Contract]:
        """List every contract that can be traded; an answer of more than a megabyte on the live exchange.

        Source: https://www.kucoin.com/docs-new/api-3470220
        """
        return self._send()

    @get("/api/v1/ticker", pool="Public", weight=2)
    def get_ticker(self, symbol: str) -> Ticker:
        """Tell the best bid, the best ask and the last trade of one contract.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: Prices as text, sizes in lots, ``ts`` in nanoseconds.

        Source: https://www.kucoin.com/docs-new/api-3470222
        """
        return self._send(symbol=symbol)

    @get("/api/v1/allTickers", pool="Public", weight=5)
    def get_all_tickers(self) -> List[Ticker]:
        """Tell the best bid, the best ask and the last trade of every contract, but not its last 24 hours.

        Source: https://www.kucoin.com/docs-new/api-3470223
        """
        return self._send()

    @get("/api/v1/level2/snapshot", pool="Public", weight=3)
    def get_full_order_book(self, symbol: str) -> OrderBook:
        """Tell the whole order book: the snapshot that a local book starts from. Needs no key, unlike the spot one.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: Rows ``[price, lots]`` of numbers; no more than 1000 of each side were seen. ``ts`` in nanoseconds.

        Source: https://www.kucoin.com/docs-new/api-3470224
        """
        return self._send(symbol=symbol)

    @get("/api/v1/level2/depth{size}", pool="Public", weight=5)
    def get_part_order_book(self, symbol: str, size: Literal["20", "100", 20, 100]) -> OrderBook:
        """Tell the top of the order book, 20 or 100 levels of each side: smaller and faster than all of it.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param size: Levels of each side: 20 or 100.

        Source: https://www.kucoin.com/docs-new/api-3470225
        """
        return self._send(symbol=symbol, size=size)

    @get("/api/v1/trade/history", pool="Public", weight=5)
    def get_trade_history(self, symbol: str) -> List[Trade]:
        """List the newest 100 trades of a contract.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :returns: Newest first; sizes in lots, ``ts`` in nanoseconds.

        Source: https://www.kucoin.com/docs-new/api-3470232
        """
        return self._send(symbol=symbol)

    @get("/api/v1/kline/query", pool="Public", weight=3, pages=Pages("window_ms", rows=200, ascending=True))
    def get_klines(
        self, symbol: str, granularity: Granularity, *, from_: Optional[int] = None, to: Optional[int] = None
    ) -> List[List[Number]]:
        """List candles, oldest first; intervals without trades may be missing.

        The documentation allows 500 in one answer; 200 is what the exchange was seen to give.

        :param symbol: Contract, such as ``"XBTUSDTM"``, or one of its ``indexSymbol`` and ``premiumsSymbol1M``.
        :param granularity: Length of a candle in minutes; 43200 is a month.
        :param from_: Beginning of the range, ms; alone, the first candles from there.
        :param to: End of the range, ms; alone, the last candles before it.
        :returns: Rows of numbers ``[start in ms, open, high, low, close, volume in lots, turnover]``: note that close
            comes after high and low, unlike in spot candles.

        Source: https://www.kucoin.com/docs-new/api-3470234
        """
        return self._send(symbol=symbol, granularity=granularity, from_=from_, to=to)

    @get("/api/v1/mark-price/{symbol}/current", pool="Public", weight=3)
    def get_mark_price(self, symbol: str) -> MarkPrice:
        """Tell the mark price, which liquidations and unrealised profits go by, and the index price; new every second.

        :param symbol: Contract, such as ``"XBTUSDTM"``.

        Source: https://www.kucoin.com/docs-new/api-3470233
        """
        return self._send(symbol=symbol)

    @get("/api/v1/index/query", pool="Public", weight=2, pages=_INDEX_PAGES)
    def get_spot_index_price(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        reverse: Optional[bool] = None,
        offset: Optional[int] = None,
        forward: Optional[bool] = None,
        max_count: Optional[int] = None,
    ) -> SpotIndexPrices:
        """List what the underlying was worth on the spot exchanges, second by second, and what each of them said.

        An unknown index gives an empty list, not an error.

        :param symbol: A contract's ``indexSymbol``, such as ``".KXBTUSDT"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param reverse: Whether the newest come first; true when it is not given.
        :param offset: Where to go on: the ``timePoint`` of the last row of the answer before.
        :param forward: Whether to go on from ``offset`` in that order, or back; true when it is not given.
        :param max_count: Rows in the answer, up to 100; 10 when it is not given.
        :returns: ``{"dataList": [...], "hasMore": bool}``.

        Source: https://www.kucoin.com/docs-new/api-3470231
        """
        return self._send(
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            reverse=reverse,
            offset=offset,
            forward=forward,
            maxCount=max_count,
        )

    @get("/api/v1/interest/query", pool="Public", weight=5, pages=_INDEX_PAGES)
    def get_interest_rate_index(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        reverse: Optional[bool] = None,
        offset: Optional[int] = None,
        forward: Optional[bool] = None,
        max_count: Optional[int] = None,
    ) -> IndexValues:
        """List the interest rate of one currency that goes into funding rates.

        :param symbol: A contract's ``fundingBaseSymbol`` or ``fundingQuoteSymbol``, such as ``".XBTINT8H"``, or the
            minute's, ``fundingBaseSymbol1M`` or ``fundingQuoteSymbol1M``, such as ``".XBTINT"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param reverse: Whether the newest come first; true when it is not given.
        :param offset: Where to go on: the ``timePoint`` of the last row of the answer before.
        :param forward: Whether to go on from ``offset`` in that order, or back; true when it is not given.
        :param max_count: Rows in the answer, up to 100; 10 when it is not given.
        :returns: ``{"dataList": [...], "hasMore": bool}``.

        Source: https://www.kucoin.com/docs-new/api-3470226
        """
        return self._send(
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            reverse=reverse,
            offset=offset,
            forward=forward,
            maxCount=max_count,
        )

    @get("/api/v1/premium/query", pool="Public", weight=3, pages=_INDEX_PAGES)
    def get_premium_index(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        reverse: Optional[bool] = None,
        offset: Optional[int] = None,
        forward: Optional[bool] = None,
        max_count: Optional[int] = None,
    ) -> IndexValues:
        """List how far a contract traded above or below its index, as a share: the moving part of its funding rate.

        :param symbol: A contract's ``premiumsSymbol1M``, such as ``".XBTUSDTMPI"``, or ``premiumsSymbol8H``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param reverse: Whether the newest come first; true when it is not given.
        :param offset: Where to go on: the ``timePoint`` of the last row of the answer before.
        :param forward: Whether to go on from ``offset`` in that order, or back; true when it is not given.
        :param max_count: Rows in the answer, up to 100; 10 when it is not given.
        :returns: ``{"dataList": [...], "hasMore": bool}``.

        Source: https://www.kucoin.com/docs-new/api-3470227
        """
        return self._send(
            symbol=symbol,
            startAt=start_at,
            endAt=end_at,
            reverse=reverse,
            offset=offset,
            forward=forward,
            maxCount=max_count,
        )

    @get("/api/v1/trade-statistics", permission="General", pool="Futures", weight=3)
    def get_24hr_stats(self) -> Stats24hr:
        """Tell what the whole futures exchange turned over in the last 24 hours.

        Needs a key, though the documentation calls it public: unsigned it is refused with 400001.

        :returns: ``{"turnoverOf24h": ...}``, in USD.

        Source: https://www.kucoin.com/docs-new/api-3470228
        """
        return self._send()

    @get("/api/v1/timestamp", pool="Public", weight=2)
    def get_server_time(self) -> int:
        """Tell the futures host's clock, in ms since 1970; signed calls must be within 5 s of it.

        Source: https://www.kucoin.com/docs-new/api-3470229
        """
        return self._send()

    @get("/api/v1/status", pool="Public", weight=4)
    def get_service_status(self) -> ServiceStatus:
        """Tell whether futures trading is open, closed or limited to cancelling.

        :returns: ``{"status": "open" | "close" | "cancelonly", "msg": str}``.

        Source: https://www.kucoin.com/docs-new/api-3470230
        """
        return self._send()

    @post("/api/v1/bullet-public", pool="Public", weight=10, safe=True)
    def get_public_token(self) -> PushToken:
        """Get a token and the address for one push connection with public futures topics; spot tokens do not open it.

        Source: https://www.kucoin.com/docs-new/api-3470297
        """
        return self._send()

    @post("/api/v1/bullet-private", permission="General", pool="Futures", weight=10, safe=True)
    def get_private_token(self) -> PushToken:
        """Get a token and the address for one push connection with private futures topics too.

        Source: https://www.kucoin.com/docs-new/api-3470296
        """
        return self._send()
