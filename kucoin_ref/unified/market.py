"""Unified market data: symbols, tickers, books, trades, candles, funding rates, and the terms of borrowing.

Calls that serve both say which with ``trade_type``: ``SPOT`` for pairs such as ``BTC-USDT``, ``FUTURES`` for contracts
such as ``XBTUSDTM``, whose sizes are in lots.
"""

from typing import List, Literal, Optional, Sequence

from ..service import Pages, Service, get
from .market_types import (
    AnnouncementPage,
    BorrowableCurrency,
    CallAuctionInfo,
    Candles,
    CollateralRatio,
    Currency,
    CustodyCurrency,
    FiatPrices,
    FundingRate,
    FundingRateHistory,
    IndexPrices,
    InterestRates,
    KycRegion,
    OpenInterest,
    OrderBook,
    PositionTier,
    ServiceStatus,
    Symbols,
    Tickers,
    Trades,
    TradeStatistics,
)

TradeType = Literal["SPOT", "FUTURES"]
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
    "futures-announcements",
]
Language = Literal[
    "zh_HK", "ja_JP", "ko_KR", "en_US", "pl_PL", "es_ES", "fr_FR", "ar_AE", "it_IT", "id_ID", "nl_NL",
    "pt_PT", "vi_VN", "de_DE", "tr_TR", "ms_MY", "ru_RU", "th_TH", "hi_IN", "bn_BD", "fil_PH", "ur_PK",
]  # fmt: skip
CandleInterval = Literal[
    "1min", "3min", "5min", "15min", "30min", "1hour", "2hour", "4hour", "6hour", "8hour", "12hour",
    "1day", "3day", "1week", "1month",
]  # fmt: skip


class UnifiedMarket(Service):
    """Market data of the unified account's spot pairs and contracts; public but for the order book."""

    service, sub_service = "UTA", "Market"

    @get("/api/ua/v2/market/announcement", pool="Public", weight=20, pages=Pages("page", under="list"))
    def get_announcements(
        self,
        *,
        language: Optional[Language] = None,
        type: Optional[AnnouncementType] = None,
        page_number: Optional[int] = None,
        page_size: Optional[int] = None,
        start_time: Optional[int] = None,
        end_time: Optional[int] = None,
    ) -> AnnouncementPage:
        """Page through the exchange's news.

        :param language: Language of the texts.
        :param type: Kind of news.
        :param page_number: Page number, from 1.
        :param page_size: Rows on a page.
        :param start_time: Published at or after, ms.
        :param end_time: Published at or before, ms.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-announcements
        """
        return self._send(
            language=language,
            type=type,
            pageNumber=page_number,
            pageSize=page_size,
            startTime=start_time,
            endTime=end_time,
        )

    @get("/api/ua/v2/market/currency", pool="Public", weight=3)
    def get_currency(self, currency: str, *, chain: Optional[str] = None) -> Currency:
        """Tell one currency's precision and the chains it can be moved over, with their fees and minima.

        :param currency: Code, such as ``"BTC"``.
        :param chain: Only this chain, by its id, such as ``"eth"``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/currency
        """
        return self._send(currency=currency, chain=chain)

    @get("/api/ua/v2/asset/currencies", pool="Public", weight=3, repeated_keys=True)
    def get_currencies(
        self, *, currency_list: Optional[Sequence[str]] = None, chain: Optional[str] = None
    ) -> List[Currency]:
        """List currencies with their chains: some, or all of them.

        :param currency_list: Only these, such as ``["USDT", "BTC"]``; the exchange wants the key once for each.
        :param chain: Only this chain, by its id, such as ``"eth"``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/currencies
        """
        return self._send(currencyList=currency_list, chain=chain)

    @get("/api/ua/v2/market/ticker", pool="Public", weight=15)
    def get_ticker(self, trade_type: TradeType, *, symbol: Optional[str] = None) -> Tickers:
        """Tell best prices, last trade and the last 24 hours of one symbol or of all.

        The exchange takes a snapshot every two seconds, and this is the last one.

        :param trade_type: Spot pairs or contracts.
        :param symbol: Only this one, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :returns: ``{"tradeType": str, "ts": int, "list": [...]}``, with ``ts`` in nanoseconds.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-ticker
        """
        return self._send(tradeType=trade_type, symbol=symbol)

    @get("/api/ua/v2/market/instrument", pool="Public", weight=4)
    def get_symbol(self, trade_type: TradeType, *, symbol: Optional[str] = None) -> Symbols:
        """Tell the rules of one symbol or of all: increments, minima, maxima, fees, the size of a lot.

        They change now and then: ask at start, and again when an order is refused for its size or price.

        :param trade_type: Spot pairs or contracts.
        :param symbol: Only this one, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :returns: Of contracts, sizes are in lots of ``unitSize`` base currency, or of 1 USD where ``isInverse``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/instrument
        """
        return self._send(tradeType=trade_type, symbol=symbol)

    @get("/api/ua/v2/market/kline", pool="Public", weight=3)
    def get_klines(
        self,
        symbol: str,
        trade_type: TradeType,
        interval: CandleInterval,
        *,
        kline_type: Optional[Literal["TRADE", "MARK_PRICE", "INDEX_PRICE", "PREMIUM_INDEX"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
    ) -> Candles:
        """List candles of trades, or of a contract's mark price, index or premium; newest first where it was recorded.

        At most 1500 come in one answer for a pair, 200 for a contract. Contracts have candles shorter than eight hours
        only from 2025 on.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: Which of the two it is.
        :param interval: Length of a candle; contracts have no ``6hour`` and no ``3day``.
        :param kline_type: What the candles are made of; ``TRADE`` when it is not given, and always for pairs.
        :param start_at: Beginning of the range, in seconds (not ms).
        :param end_at: End of the range, in seconds.
        :returns: Rows in ``list``. Sources disagree on their columns: ``[start in seconds, open, close, high, low,
            volume, turnover]`` as in recorded spot answers, or ``[start in seconds, open, high, low, close, volume,
            turnover]``. Before you rely on either, make sure that in each row high is the largest, low the smallest.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-klines
        """
        return self._send(
            symbol=symbol,
            tradeType=trade_type,
            interval=interval,
            klineType=kline_type,
            startAt=start_at,
            endAt=end_at,
        )

    @get("/api/ua/v2/market/orderbook", permission="General", pool="Management", weight=3)
    def get_order_book(
        self,
        symbol: str,
        trade_type: TradeType,
        limit: Literal["20", "100", "FULL"],
        *,
        rpi_filter: Optional[Literal[0, 1]] = None,
    ) -> OrderBook:
        """Tell the order book, its top or all of it; needs a key, though it is market data.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: Which of the two it is.
        :param limit: Levels of each side.
        :param rpi_filter: 1 to see retail price improvement orders too, contracts only; 0 when it is not given.
        :returns: Levels ``[price, size]``, or ``[price, size, size of retail price improvement orders]`` with 1.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-orderbook
        """
        return self._send(symbol=symbol, tradeType=trade_type, limit=limit, rpiFilter=rpi_filter)

    @get("/api/ua/v2/market/trade", pool="Public", weight=3)
    def get_trade(self, symbol: str, trade_type: TradeType) -> Trades:
        """List the newest 100 trades of a symbol.

        :param symbol: Pair or contract, such as ``"BTC-USDT"`` or ``"XBTUSDTM"``.
        :param trade_type: Which of the two it is.
        :returns: Trades in ``list``; their ``ts`` is in nanoseconds.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-trades
        """
        return self._send(symbol=symbol, tradeType=trade_type)

    @get("/api/ua/v2/market/index-price", pool="Public", weight=2, pages=Pages("last_id"))
    def get_index_price(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page_size: Optional[int] = None,
        last_id: Optional[int] = None,
    ) -> IndexPrices:
        """List what an index was worth, and the prices of the exchanges that it is made of.

        :param symbol: Index or contract: which of the two is wanted is not documented.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param page_size: Rows in the answer; 50 when it is not given.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-index-price
        """
        return self._send(symbol=symbol, startAt=start_at, endAt=end_at, pageSize=page_size, lastId=last_id)

    @get("/api/ua/v2/market/position-tiers", pool="Public", weight=15)
    def get_position_tiers(
        self,
        *,
        trade_type: Optional[Literal["MARGIN", "FUTURES"]] = None,
        currency: Optional[str] = None,
        margin_mode: Optional[Literal["CROSS"]] = None,
        data: Optional[Literal["BORROW", "RISK_LIMIT"]] = None,
        account_type: Optional[Literal["UNIFIED"]] = None,
        symbol: Optional[str] = None,
    ) -> List[PositionTier]:
        """Tell how leverage shrinks and maintenance margin grows with a contract's position or a currency's debt.

        Which arguments the exchange insists on, apart from what is said below, is not documented.

        :param trade_type: ``MARGIN`` with ``data="BORROW"``, ``FUTURES`` with ``data="RISK_LIMIT"``.
        :param currency: Up to ten joined by commas: ``"BTC,ETH"``; needed for ``BORROW``.
        :param margin_mode: Only cross margin is known.
        :param data: Tiers of borrowing, or risk limits of contracts.
        :param account_type: Only the unified account is known.
        :param symbol: Contracts joined by commas, up to ten as other clients have it; needed for ``RISK_LIMIT``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-position-tiers
        """
        return self._send(
            tradeType=trade_type,
            currency=currency,
            marginMode=margin_mode,
            data=data,
            accountType=account_type,
            symbol=symbol,
        )

    @get("/api/ua/v2/market/collateral-discount-ratio", pool="Public", weight=10)
    def get_collateral_ratio(self) -> List[CollateralRatio]:
        """Tell which share of each currency's balance counts as collateral; the larger the balance, the smaller the share.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-collateral-ratio
        """
        return self._send()

    @get("/api/ua/v2/market/borrowable-currency", pool="Public", weight=15)
    def get_borrowable_currencies(self) -> List[BorrowableCurrency]:
        """List the currencies that a unified account can borrow.

        :returns: ``[{"currency": "USDT"}, ...]``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-borrowable-currencies
        """
        return self._send()

    @get("/api/ua/v2/market/funding-rate", pool="Public", weight=3)
    def get_current_funding_rates(
        self,
        *,
        symbol: Optional[str] = None,
        product_type: Optional[Literal["COIN-FUTURES", "USDC-FUTURES", "USDT-FUTURES"]] = None,
    ) -> List[FundingRate]:
        """Tell what holders of perpetual contracts will pay each other next, and when.

        :param symbol: Only this contract, such as ``"XBTUSDTM"``; ``product_type`` then does nothing.
        :param product_type: Only contracts settled so. With neither, all of them.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-current-funding
        """
        return self._send(symbol=symbol, productType=product_type)

    @get("/api/ua/v2/market/funding-rate-history", pool="Public", weight=5)
    def get_history_funding_rate(self, symbol: str, start_at: int, end_at: int) -> FundingRateHistory:
        """List the funding rates that a contract was settled with.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :returns: ``{"symbol": str, "list": [{"fundingRate": str, "ts": int}, ...]}``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-history-funding-rate
        """
        return self._send(symbol=symbol, startAt=start_at, endAt=end_at)

    @get("/api/ua/v2/market/open-interest", pool="Public", weight=10)
    def get_open_interest(
        self,
        *,
        symbol: Optional[str] = None,
        interval: Optional[Literal["5min", "15min", "30min", "1hour", "4hour", "1day"]] = None,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> List[OpenInterest]:
        """Tell how many lots of contracts are open: now, or with ``interval`` how that went for one contract.

        History reaches back 7 days, by days 70, and never before 2025-12-29; its rows do not name the contract.

        :param symbol: Up to ten contracts joined by commas; exactly one with ``interval``.
        :param interval: Time between the rows of a history; without it the present.
        :param start_at: Beginning of the history, ms.
        :param end_at: End of the history, ms.
        :param page_size: Rows in the answer; 30 when it is not given.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-futures-open-interest
        """
        return self._send(symbol=symbol, interval=interval, startAt=start_at, endAt=end_at, pageSize=page_size)

    @get("/api/ua/v2/market/interest-rate-index", pool="Public", weight=5, pages=Pages("last_id"))
    def get_interest_rate_index(
        self,
        symbol: str,
        *,
        start_at: Optional[int] = None,
        end_at: Optional[int] = None,
        last_id: Optional[int] = None,
        page_size: Optional[int] = None,
    ) -> InterestRates:
        """List the interest rates that go into a contract's funding rate.

        :param symbol: Contract, such as ``"XBTUSDTM"``.
        :param start_at: Beginning of the range, ms.
        :param end_at: End of the range, ms.
        :param last_id: Only rows behind this one: the ``lastId`` of the answer before.
        :param page_size: Rows in the answer; 20 when it is not given.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-interest-rate-index
        """
        return self._send(symbol=symbol, startAt=start_at, endAt=end_at, lastId=last_id, pageSize=page_size)

    @get("/api/ua/v2/trade-statistics", pool="Public", weight=3)
    def get_trade_statistics(self) -> TradeStatistics:
        """Tell how much was traded on the whole exchange in 24 hours.

        :returns: ``{"spot": {"turnoverOf24h": str}, "futures": {"turnoverOf24h": str}}``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-trade-statistics
        """
        return self._send()

    @get("/api/ua/v2/market/call-auction-info", pool="Public", weight=2)
    def get_call_auction_info(self, symbol: str) -> CallAuctionInfo:
        """Tell at which price a pair's running call auction would open, and within which prices orders may be placed.

        :param symbol: Spot pair whose ``callauctionIsEnabled`` is true.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-call-auction-info
        """
        return self._send(symbol=symbol)

    @get("/api/ua/v2/market/fiat-price", pool="Public", weight=3, repeated_keys=True)
    def get_fiat_price(self, *, base: Optional[str] = None, currencies: Optional[Sequence[str]] = None) -> FiatPrices:
        """Tell what one unit of each currency is worth in a fiat currency.

        :param base: Fiat currency, such as ``"EUR"``. Some clients always send it; ``USD`` was the default before
            version 2.
        :param currencies: Only these, such as ``["BTC", "ETH"]``; the exchange wants the key once for each.
        :returns: ``{"BTC": "67000.1", ...}``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/fiat-price
        """
        return self._send(base=base, currencies=currencies)

    @get("/api/ua/v2/oes/currency", pool="Public", weight=15, sdk_method_name="getOEScurrency")
    def get_oes_currency(
        self,
        *,
        custodian: Optional[Literal["BITGO_SG", "BITGO_SD", "CACTUS", "CEFFU"]] = None,
        currency: Optional[str] = None,
    ) -> List[CustodyCurrency]:
        """List the currencies in which trades on assets kept by a third party (off-exchange settlement) can be settled.

        :param custodian: Only this custodian.
        :param currency: Only this currency, such as ``"BTC"``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-oes-settlement-currency
        """
        return self._send(custodian=custodian, currency=currency)

    @get("/api/ua/v2/server/status", pool="Public", weight=3)
    def get_service_status(self, trade_type: TradeType) -> ServiceStatus:
        """Tell whether trading is open, closed or limited to cancelling.

        :param trade_type: Spot pairs or contracts.
        :returns: ``{"tradeType": str, "serverStatus": "open" | "close" | "cancelonly", "msg": str}``.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-service-status
        """
        return self._send(tradeType=trade_type)

    @get("/api/ua/v2/user/kyc-region", pool="Public", weight=20, sdk_method_name="getKYCRegions")
    def get_kyc_regions(self) -> List[KycRegion]:
        """List the regions that an identity can be verified for.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-kyc-region
        """
        return self._send()

    @get("/api/ua/v2/user/my-ip", pool="Public", weight=10, sdk_method_name="getClientIPAddress")
    def get_client_ip_address(self) -> str:
        """Tell the address that the exchange sees you under: the one to put on a key's list.

        Source: https://www.kucoin.com/docs-new/v2/rest/ua/get-client-ip-address
        """
        return self._send()
