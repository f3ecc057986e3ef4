"""Spot market data: symbols, tickers, books, trades, candles; and the tokens that open a push connection."""

from typing import List, Literal, Optional

from ..service import Pages, Service, get, post
from .types import (
    AllTickers,
    AnnouncementPage,
    CallAuctionInfo,
    Currency,
    FiatPrices,
    FullOrderBook,
    KycRegion,
    PartOrderBook,
    PushToken,
    ServiceStatus,
    Stats24hr,
    Symbol,
    Ticker,
    Trade,
)

AnnouncementType = Literal[
    "latest-announcements",
    "activities",
    "product-updates",
    "vip",
    "maintenance-updates",
    "delistings",
    "others",
    "api-campaigns",
    "new-listings",
]
Language = Literal[
    "zh_HK", "ja_JP", "ko_KR", "en_US", "pl_PL", "es_ES", "fr_FR", "ar_AE", "it_IT", "id_ID", "nl_NL",
    "pt_PT", "vi_VN", "de_DE", "tr_TR", "ms_MY", "ru_RU", "th_TH", "hi_IN", "bn_BD", "fil_PH", "ur_PK",
]  # fmt: skip
CandleType = Literal[
    "1min", "3min", "5min", "15min", "30min", "1hour", "2hour", "4hour", "6hour", "8hour", "12hour", "1day", "1week", "1month"
]  # fmt: skip


class SpotMarket(Service):
    """Market data of the spot exchange; public but for the full order book and the private token."""

    service, sub_service = "Spot", "Market"

    @get("/api/v3/announcements", pool="Public", weight=20, pages=Pages("page"))
    def get_announcements(
        self,
        *,
        current_page: Optional[int] = None,
        page_size: Optional[int] = None,
        ann_type: Optional[AnnouncementType] = None,
        lang: Optional[Language] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
    ) -> AnnouncementPage:
        """Page through the exchange's news, newest first.

        :param current_page: Page number, from 1.
        :param page_size: Rows on a page.
        :param ann_type: Kind of news; the exchange takes ``latest-announcements`` when it is not given.
        :param lang: Language of the texts; ``en_US`` when it is not given.
        :param start_time: Published at or after, ms.
        :param end_time: Published at or before, ms.

        Source: https://www.kucoin.com/docs-new/api-3470157
        """
        return self._send(
            currentPage=current_page,
            pageSize=page_size,
            annType=ann_type,
            lang=lang,
            startTime=start_time,
            endTime=end_time,
        )

    @get("/api/v3/currencies/{currency}", pool="Public", weight=3)
    def get_currency(self, currency: str, *, chain: Optional[str] = None) -> Currency:
        """Tell one currency's precision and the chains it can be moved over, with their fees and minima.

        :param currency: Code, such as ``"BTC"``.
        :param chain: Only this chain, by its id, such as ``"eth"``.

        Source: https://www.kucoin.com/docs-new/api-3470155
        """
        return self._send(currency=currency, chain=chain)

    @get("/api/v3/currencies", pool="Public", weight=3)
    def get_all_currencies(self) -> List[Currency]:
        """List every currency with its chains; an answer of more than a megabyte on the live exchange.

        Source: https://www.kucoin.com/docs-new/api-3470152
        """
        return self._send()

    @get("/api/v2/symbols/{symbol}", pool="Public", weight=4)
    def get_symbol(self, symbol: str) -> Symbol:
        """Tell the rules of one trading pair: increments, minima, maxima, fees.

        They change now and then: ask at start, and again when an order is refused for its size or price.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.

        Source: https://www.kucoin.com/docs-new/api-3470159
        """
        return self._send(symbol=symbol)

    @get("/api/v2/symbols", pool="Public", weight=4)
    def get_all_symbols(self, *, market: Optional[str] = None) -> List[Symbol]:
        """List every trading pair with its rules.

        :param market: Only one market of :meth:`get_market_list`, such as ``"USDS"``.

        Source: https://www.kucoin.com/docs-new/api-3470154
        """
        return self._send(market=market)

    @get("/api/v1/market/orderbook/level1", pool="Public", weight=2)
    def get_ticker(self, symbol: str) -> Ticker:
        """Tell the best bid, the best ask and the last trade of one symbol.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :returns: Prices in the quote currency, sizes in the base currency, ``time`` in ms.

        Source: https://www.kucoin.com/docs-new/api-3470160
        """
        return self._send(symbol=symbol)

    @get("/api/v1/market/allTickers", pool="Public", weight=15)
    def get_all_tickers(self) -> AllTickers:
        """Tell the ticker and the last 24 hours of every symbol, as a picture taken every two seconds.

        Source: https://www.kucoin.com/docs-new/api-3470167
        """
        return self._send()

    @get("/api/v1/market/histories", pool="Public", weight=3)
    def get_trade_history(self, symbol: str) -> List[Trade]:
        """List the newest 100 trades of a symbol.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :returns: Trades whose ``time`` is in nanoseconds, unlike most of the exchange.

        Source: https://www.kucoin.com/docs-new/api-3470162
        """
        return self._send(symbol=symbol)

    @get("/api/v1/market/candles", pool="Public", weight=3, pages=Pages("window_s", rows=1500))
    def get_klines(
        self, symbol: str, type: CandleType, *, start_at: Optional[int] = None, end_at: Optional[int] = None
    ) -> List[List[str]]:
        """List candles, newest first; the running one is among them, and intervals without trades are left out.

        At most 1500 come in one answer.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param type: Length of a candle.
        :param start_at: Beginning of the range, in seconds (not ms).
        :param end_at: End of the range, in seconds.
        :returns: Rows of text ``[start in seconds, open, close, high, low, volume in base, turnover in quote]``:
            note that close comes before high and low.

        Source: https://www.kucoin.com/docs-new/api-3470163
        """
        return self._send(symbol=symbol, type=type, startAt=start_at, endAt=end_at)

    @get("/api/v1/market/orderbook/level2_{size}", pool="Public", weight=2)
    def get_part_order_book(self, symbol: str, size: Literal["20", "100", 20, 100]) -> PartOrderBook:
        """Tell the top of the order book, 20 or 100 levels of each side.

        Too short to keep a book of your own from: that takes :meth:`get_full_order_book`.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param size: Levels of each side: 20 or 100.

        Source: https://www.kucoin.com/docs-new/api-3470165
        """
        return self._send(symbol=symbol, size=size)

    @get("/api/v3/market/orderbook/level2", permission="General", pool="Spot", weight=3)
    def get_full_order_book(self, symbol: str) -> FullOrderBook:
        """Tell the whole order book: the snapshot that a local book starts from. Needs a key, though it is market data.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :returns: Every level; ``sequence`` is the number of the last change that is in it.

        Source: https://www.kucoin.com/docs-new/api-3470164
        """
        return self._send(symbol=symbol)

    @get("/api/v1/market/orderbook/callauction/level2_{size}", pool="Public", weight=2)
    def get_call_auction_part_order_book(self, symbol: str, size: Literal["20", "100", 20, 100]) -> PartOrderBook:
        """Tell the top of the order book of a pair that is in its opening call auction.

        :param symbol: Trading pair whose ``callauctionIsEnabled`` is true.
        :param size: Levels of each side: 20 or 100.

        Source: https://www.kucoin.com/docs-new/api-3471564
        """
        return self._send(symbol=symbol, size=size)

    @get("/api/v1/market/callauctionData", pool="Public", weight=2)
    def get_call_auction_info(self, symbol: str) -> CallAuctionInfo:
        """Tell at which price a running call auction would open, and within which prices orders may be placed.

        :param symbol: Trading pair whose ``callauctionIsEnabled`` is true.

        Source: https://www.kucoin.com/docs-new/api-3471565
        """
        return self._send(symbol=symbol)

    @get("/api/v1/prices", pool="Public", weight=3)
    def get_fiat_price(self, *, base: Optional[str] = None, currencies: Optional[str] = None) -> FiatPrices:
        """Tell what one unit of each currency is worth in a fiat currency.

        :param base: Fiat currency, such as ``"EUR"``; ``USD`` when it is not given.
        :param currencies: Only these, joined by commas: ``"BTC,ETH"``.
        :returns: ``{"BTC": "67000.1", ...}``.

        Source: https://www.kucoin.com/docs-new/api-3470153
        """
        return self._send(base=base, currencies=currencies)

    @get("/api/v1/market/stats", pool="Public", weight=15, sdk_method_name="get24hrStats")
    def get_24hr_stats(self, symbol: str) -> Stats24hr:
        """Tell the last 24 hours of one symbol: open to last, high, low, volume.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.

        Source: https://www.kucoin.com/docs-new/api-3470161
        """
        return self._send(symbol=symbol)

    @get("/api/v1/markets", pool="Public", weight=3)
    def get_market_list(self) -> List[str]:
        """List the markets, the groups that trading pairs are sorted into, such as ``USDS``.

        Source: https://www.kucoin.com/docs-new/api-3470166
        """
        return self._send()

    @get("/api/v1/my-ip", pool="Public", weight=0, sdk_method_name="getClientIPAddress")
    def get_client_ip_address(self) -> str:
        """Tell the address that the exchange sees you under: the one to put on a key's list.

        Source: https://www.kucoin.com/docs-new/api-3471123
        """
        return self._send()

    @get("/api/v1/timestamp", pool="Public", weight=3)
    def get_server_time(self) -> int:
        """Tell the exchange's clock, in ms since 1970; signed calls must be within 5 s of it.

        Source: https://www.kucoin.com/docs-new/api-3470156
        """
        return self._send()

    @get("/api/v1/status", pool="Public", weight=3)
    def get_service_status(self) -> ServiceStatus:
        """Tell whether trading is open, closed or limited to cancelling.

        :returns: ``{"status": "open" | "close" | "cancelonly", "msg": str}``.

        Source: https://www.kucoin.com/docs-new/api-3470158
        """
        return self._send()

    @get("/api/kyc/regions/v4")
    def get_kyc_regions(self) -> List[KycRegion]:
        """List the regions that an identity can be verified for. Pool and weight are not published.

        Source: https://www.kucoin.com/docs-new/rest/account-info/withdrawals/get-kyc-regions
        """
        return self._send()

    @post("/api/v1/bullet-public", pool="Public", weight=10, safe=True)
    def get_public_token(self) -> PushToken:
        """Get a token and the address for one push connection with public topics; a stream does this by itself.

        Source: https://www.kucoin.com/docs-new/api-3470294
        """
        return self._send()

    @post("/api/v1/bullet-private", permission="General", pool="Spot", weight=10, safe=True)
    def get_private_token(self) -> PushToken:
        """Get a token and the address for one push connection with private topics too; a stream does this by itself.

        Source: https://www.kucoin.com/docs-new/api-3470295
        """
        return self._send()
