"""What the futures market calls answer, with the wire's own keys.

Prices and rates are JSON numbers here, text in tickers and trades; sizes are lots, times ms, unless said.
"""

from decimal import Decimal
from typing import List, Optional, TypedDict, Union

Number = Union[int, Decimal]


class _LaterContractFields(TypedDict, total=False):
    displaySymbol: str  #: as the web site writes it
    displayBaseCurrency: str
    marketMaxOrderQty: int  #: largest market order, lots
    effectiveFundingRateCycleStartTime: Optional[int]  #: since when ``fundingRateGranularity`` holds
    currentFundingRateGranularity: Optional[int]  #: ms between settlements at present; null with some perpetuals too
    fundingRateCap: Optional[Number]
    fundingRateFloor: Optional[Number]
    period: Optional[int]
    dailyInterestRate: Optional[Number]
    lastTimeFundingRate: Optional[Number]  #: the one settled last
    nextFundingRateDateTime: Optional[int]  #: when the next settlement is
    adjustK: Optional[Number]  #: what ``k`` will be; this and the next three are null while no change is planned
    adjustM: Optional[Number]
    adjustMmrLevConstant: Optional[Number]
    adjustActiveTime: Optional[int]
    crossRiskLimit: Number  #: largest position in cross margin
    marketStage: str  #: ``NORMAL`` or ``PRE_MARKET``
    preMarketToPerpDate: Optional[int]  #: when a pre-market contract becomes a perpetual one
    orderPriceRange: Number  #: how far from the mark price an order may be, as a share
    marketType: str  #: ``CRYPTO`` or ``NASDAQ``; deprecated for ``assetClass`` and ``subMarketType``
    assetClass: str  #: such as ``CRYPTO``, ``METAL``, ``COMMODITY`` or ``STOCK``
    subMarketType: Optional[str]  #: of stocks, such as ``US.STOCK``


class Contract(_LaterContractFields):
    """One contract: its rules, and how it trades now. A dated contract has null in all that concerns funding."""

    symbol: str
    rootSymbol: str  #: the contract group, named by the settlement currency
    type: str  #: ``FFWCSX`` perpetual, ``FFICSX`` dated
    firstOpenDate: int
    expireDate: Optional[int]  #: null: never
    settleDate: Optional[int]
    baseCurrency: str  #: bitcoin is ``XBT``
    quoteCurrency: str
    settleCurrency: str  #: what margin, profit and loss are counted in
    maxOrderQty: int  #: largest order, lots
    maxPrice: Number
    lotSize: int  #: sizes are multiples of it
    tickSize: Number  #: prices are multiples of it
    indexPriceTickSize: Number
    multiplier: Number  #: base currency in one lot; -1 of an inverse contract, whose lot is 1 USD
    initialMargin: Number  #: share of the value, at the lowest risk limit
    maintainMargin: Number  #: share of the value, at the lowest risk limit
    maxRiskLimit: int
    minRiskLimit: int
    riskStep: int
    makerFeeRate: Number
    takerFeeRate: Number
    takerFixFee: Number  #: no longer used
    makerFixFee: Number  #: no longer used
    settlementFee: Optional[Number]
    isDeleverage: bool  #: whether positions may be closed by auto-deleveraging
    isQuanto: bool  #: no longer used
    isInverse: bool  #: margined in its base currency
    markMethod: str
    fairMethod: Optional[str]
    fundingBaseSymbol: Optional[str]  #: for :meth:`~.market.FuturesMarket.get_interest_rate_index`
    fundingQuoteSymbol: Optional[str]  #: likewise
    fundingRateSymbol: Optional[str]
    indexSymbol: str  #: for :meth:`~.market.FuturesMarket.get_spot_index_price`
    settlementSymbol: Optional[str]
    status: str  #: ``Init``, ``Open``, ``BeingSettled``, ``Settled``, ``Paused``, ``Closed`` or ``CancelOnly``
    fundingFeeRate: Optional[Number]  #: of the running cycle, an estimate until it is settled
    predictedFundingFeeRate: Optional[Number]  #: null of late
    fundingRateGranularity: Optional[int]  #: ms between settlements
    openInterest: str  #: lots
    turnoverOf24h: Number  #: settlement currency
    volumeOf24h: Number  #: base currency; of an inverse contract USD
    markPrice: Number
    indexPrice: Number
    lastTradePrice: Optional[Number]  #: null before the first trade
    nextFundingRateTime: Optional[int]  #: ms left until the next settlement: a countdown, not a time
    maxLeverage: int
    sourceExchanges: List[str]  #: what the index is made from
    premiumsSymbol1M: str  #: for :meth:`~.market.FuturesMarket.get_premium_index`
    premiumsSymbol8H: str  #: likewise
    fundingBaseSymbol1M: Optional[str]
    fundingQuoteSymbol1M: Optional[str]
    lowPrice: Number  #: of 24 hours
    highPrice: Number
    priceChgPct: Number  #: share, so ``0.01`` is one percent
    priceChg: Number
    k: Number  #: this and the next four: parameters of cross margin, which the pages do not explain
    m: Number
    f: Number
    mmrLimit: Number
    mmrLevConstant: Number
    supportCross: bool
    buyLimit: Number  #: highest price of a buy order now
    sellLimit: Number  #: lowest price of a sell order now


class Ticker(TypedDict):
    sequence: int
    symbol: str
    side: str  #: of the last trade's taker
    size: int  #: of the last trade
    tradeId: str
    price: str  #: of the last trade
    bestBidPrice: str
    bestBidSize: int
    bestAskPrice: str
    bestAskSize: int
    ts: int  #: nanoseconds; of the last trade


class OrderBook(TypedDict):
    sequence: int  #: of the last change that is in it
    symbol: str
    bids: List[List[Number]]  #: ``[price, lots]``, highest price first
    asks: List[List[Number]]  #: ``[price, lots]``, lowest price first
    ts: int  #: nanoseconds


class Trade(TypedDict):
    sequence: int
    contractId: int  #: no longer used
    tradeId: str
    makerOrderId: str
    takerOrderId: str
    ts: int  #: nanoseconds
    size: int
    price: str
    side: str  #: of the taker: ``buy`` or ``sell``


class IndexValue(TypedDict):
    """One value of an index."""

    symbol: str  #: of the index
    granularity: int  #: ms between values
    timePoint: int
    value: Number


class MarkPrice(IndexValue):
    """``value`` is the mark price, ``symbol`` the contract."""

    indexPrice: Number


class _IndexSourceName(TypedDict, total=False):
    exchangeName: str  #: for people


class IndexSource(_IndexSourceName):
    """What one exchange adds to an index."""

    exchange: str
    price: Number
    weight: Number  #: share; all together are 1


class SpotIndexPrice(IndexValue):
    decomposionList: List[IndexSource]  #: spelled like this on the wire


class SpotIndexPrices(TypedDict):
    dataList: List[SpotIndexPrice]
    hasMore: bool


class IndexValues(TypedDict):
    dataList: List[IndexValue]
    hasMore: bool


class Stats24hr(TypedDict):
    turnoverOf24h: Number  #: USD


class ServiceStatus(TypedDict):
    status: str  #: ``open``, ``close`` (no trading) or ``cancelonly``
    msg: str  #: the reason


class InstanceServer(TypedDict):
    endpoint: str  #: WebSocket address
    encrypt: bool
    protocol: str
    pingInterval: int  #: ms between pings
    pingTimeout: int  #: ms to wait for the pong


class PushToken(TypedDict):
    token: str  #: lives 24 hours; good for one connection
    instanceServers: List[InstanceServer]
