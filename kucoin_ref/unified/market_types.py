"""What the unified market data calls answer, with the wire's own keys. Amounts are text, times ms, unless said."""

from typing import Dict, List, Optional, TypedDict, Union


class Announcement(TypedDict):
    id: int
    title: str
    type: List[str]
    description: str  #: the first sentences
    releaseTime: int
    language: str  #: such as ``en_US``
    url: str


class AnnouncementPage(TypedDict):
    totalNumber: int
    totalPage: int
    pageNumber: int
    pageSize: int
    list: List[Announcement]


class _ChainDetails(TypedDict, total=False):
    confirms: int  #: blocks until a deposit can be withdrawn again
    contractAddress: str
    addressRegex: str  #: what an address has to match
    memoRegex: str  #: what a memo has to match
    depositFeeRate: Optional[str]
    depositTierFee: Optional[str]
    fixedDepositFee: Optional[str]
    maxDepositFee: Optional[str]
    maxWithdrawFee: Optional[str]


class Chain(_ChainDetails):
    """One network over which a currency can be deposited and withdrawn."""

    chain: str  #: the id that calls want
    chainName: str  #: for people
    isDepositEnabled: bool
    isWithdrawEnabled: bool
    isMemoRequired: bool
    preConfirms: int  #: blocks until a deposit can be traded
    minDepositSize: Optional[str]
    maxDepositSize: Optional[str]
    withdrawFeeRate: str  #: share of the amount
    withdrawPrecision: int  #: decimals of a withdrawal
    minWithdrawSize: Optional[str]
    maxWithdrawSize: Optional[str]
    minWithdrawFee: Optional[str]  #: in the currency


class Currency(TypedDict):
    currency: str  #: the code that never changes
    name: str  #: may change
    fullName: str
    precision: int  #: decimals
    list: List[Chain]


class _TickerDetails(TypedDict, total=False):
    name: str  #: may change, unlike ``symbol``
    indexPrice: str  #: contracts only
    markPrice: str  #: contracts only


class Ticker(_TickerDetails):
    """The best prices of one symbol and its last 24 hours; sizes of contracts are in lots."""

    symbol: str
    bestBidPrice: str
    bestBidSize: str
    bestAskPrice: str
    bestAskSize: str
    lastPrice: str
    size: str  #: of the last trade
    open: str  #: 24 hours ago
    high: str
    low: str
    baseVolume: str
    quoteVolume: str
    priceChange: str
    priceChangePercent: str  #: a share in spite of its name: ``"0.0036"`` is 0.36 %


class Tickers(TypedDict):
    tradeType: str
    ts: int  #: nanoseconds
    list: List[Ticker]


class _PairRules(TypedDict, total=False):
    """Of spot pairs; contracts have some of these too."""

    name: str  #: may change, unlike ``symbol``
    market: str
    feeCurrency: str  #: what fees are charged in
    priceLimitRatio: str  #: how far from the last price an order may be, as a share
    feeCategory: str  #: ``classA``, ``classB`` or ``classC``
    makerFeeCoefficient: str  #: the actual fee is the basic fee times this
    takerFeeCoefficient: str
    st: bool  #: special treatment: the pair may be delisted
    minBaseOrderSize: str
    maxBaseOrderSize: str
    baseOrderStep: str  #: sizes are multiples of it
    minQuoteOrderSize: str
    maxQuoteOrderSize: str
    quoteOrderStep: str  #: sizes of market orders in the quote currency are multiples of it
    minFunds: Optional[str]  #: least price times size
    callauctionIsEnabled: bool
    callauctionPriceFloor: Optional[str]
    callauctionPriceCeiling: Optional[str]
    callauctionFirstStageStartTime: Optional[int]
    callauctionSecondStageStartTime: Optional[int]
    callauctionThirdStageStartTime: Optional[int]
    tradingStartTime: Optional[int]


class _ContractRules(TypedDict, total=False):
    """Of contracts only."""

    contractType: str  #: ``"0"`` perpetual, ``"1"`` with a delivery date
    isInverse: bool  #: settled in the base currency
    unitSize: str  #: base currency in one lot; 1 for inverse contracts, whose lot is 1 USD
    lotSize: str  #: least order, and what orders are multiples of, in lots
    maxMarketOrderSize: str
    maxLeverage: str
    maxPrice: str
    buyLimit: str  #: highest price of a buy order now
    sellLimit: str  #: lowest price of a sell order now
    displayBaseCurrency: str  #: for people, such as ``BTC`` for ``XBT``
    settlementCurrency: str
    settlementFeeRate: Optional[str]
    settlementTime: Optional[int]
    expiryTime: Optional[int]
    makerFeeRate: str
    takerFeeRate: str
    marketStage: str
    marketType: str
    preMarketToPerpDate: Optional[str]
    indexSourceExchanges: List[str]
    indexPriceTickSize: str


class Symbol(_PairRules, _ContractRules):
    """One spot pair or contract and its rules.

    Which keys come with which is not documented. Amounts of contracts are text; before version 2 they were numbers.
    """

    symbol: str  #: the name that never changes
    baseCurrency: str
    quoteCurrency: str
    #: ``TradingEnabled``, ``TradingDisabled``, ``Init``, ``Open``, ``PrepareSettled``, ``BeingSettled``, ``Settled``,
    #: ``Paused``, ``Closed`` or ``CancelOnly``
    tradingStatus: str
    tickSize: str  #: prices are multiples of it


class Symbols(TypedDict):
    tradeType: str
    list: List[Symbol]


class Candles(TypedDict):
    tradeType: str
    symbol: str
    list: List[List[Union[str, int]]]  #: columns: see ``get_klines``; the start may be a number, all else is text


class OrderBook(TypedDict):
    tradeType: str
    symbol: str
    sequence: int  #: of the last change that is in it
    bids: List[List[str]]  #: ``[price, size]``, highest price first; contracts in lots
    asks: List[List[str]]  #: ``[price, size]``, lowest price first


class _RpiTrade(TypedDict, total=False):
    isRpiTrade: bool  #: whether against a retail price improvement order; contracts only


class Trade(_RpiTrade):
    sequence: Union[str, int]  #: text where it was recorded; some sources say number
    tradeId: str
    price: str
    size: str  #: contracts in lots
    side: str  #: of the taker, ``buy`` or ``sell`` in small letters, unlike orders
    ts: int  #: nanoseconds


class Trades(TypedDict):
    tradeType: str
    list: List[Trade]


class IndexSource(TypedDict):
    exchange: str
    price: str
    weight: str  #: share of the index


class IndexPrice(TypedDict):
    symbol: str
    granularity: int  #: ms
    ts: int
    indexPrice: str
    decompositionList: List[IndexSource]


class IndexPrices(TypedDict):
    items: List[IndexPrice]
    lastId: int  #: the ``last_id`` of the next call


class _TierScope(TypedDict, total=False):
    currency: str  #: of borrowing tiers; seen in risk limits too
    symbol: str  #: of risk limits
    quickCalOffset: str  #: not explained


class PositionTier(_TierScope):
    """How far a position or debt of some size may be leveraged, and the margin that it has to keep."""

    tier: int
    minSize: str
    maxSize: str
    maxLeverage: str
    maintainMarginRate: str  #: share of the position's value


class CollateralTier(TypedDict):
    tier: int
    min: str  #: balance from which the tier counts
    max: str
    cdr: str  #: share of this part of the balance that counts as collateral
    cdrEquity: str  #: what counts of a balance of ``max``, all tiers below included


class CollateralRatio(TypedDict):
    currency: str
    cdrConfigs: List[CollateralTier]


class BorrowableCurrency(TypedDict):
    currency: str


class FundingRate(TypedDict):
    """The running funding period of one contract; rates are shares of the position's value."""

    symbol: str  #: the contract; symbols of indices may be among the rows
    nextFundingRate: str
    fundingTime: int  #: of the next settlement
    fundingRateCap: str
    fundingRateFloor: str
    currentGranularity: int  #: ms between settlements
    newGranularity: int  #: ms between settlements, from the time below
    newGranularityStartTime: int


class PastFundingRate(TypedDict):
    fundingRate: str
    ts: int


class FundingRateHistory(TypedDict):
    symbol: str
    list: List[PastFundingRate]


class _OpenInterestScope(TypedDict, total=False):
    symbol: str  #: absent from history


class OpenInterest(_OpenInterestScope):
    openInterest: str  #: lots
    ts: int


class InterestRate(TypedDict):
    ts: int
    symbol: str
    interestRate: str


class InterestRates(TypedDict):
    items: List[InterestRate]
    lastId: int  #: the ``last_id`` of the next call: the ``ts`` of the last row


class Turnover(TypedDict):
    turnoverOf24h: str


class TradeStatistics(TypedDict):
    spot: Turnover
    futures: Turnover


class CallAuctionInfo(TypedDict):
    symbol: str
    estimatedPrice: str
    estimatedSize: str
    sellOrderRangeLowPrice: str
    sellOrderRangeHighPrice: str
    buyOrderRangeLowPrice: str
    buyOrderRangeHighPrice: str
    time: int


class CustodyCurrency(TypedDict):
    custodian: str
    currency: str
    precision: int  #: decimals


class ServiceStatus(TypedDict):
    tradeType: str
    serverStatus: str  #: ``open``, ``close`` (no trading) or ``cancelonly``
    msg: str  #: the reason


class KycRegion(TypedDict):
    code: str
    enName: str


#: Fiat price of one unit of each currency.
FiatPrices = Dict[str, str]
