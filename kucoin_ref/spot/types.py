"""What the spot calls answer, with the wire's own keys. Amounts are text in plain notation, times ms, unless said."""

from typing import Dict, List, Optional, TypedDict


class Announcement(TypedDict):
    annId: int
    annTitle: str
    annType: List[str]
    annDesc: str  #: the first sentences
    cTime: int  #: when it was published
    language: str  #: such as ``en_US``
    annUrl: str


class AnnouncementPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[Announcement]


class _ChainFees(TypedDict, total=False):
    depositFeeRate: Optional[str]
    withdrawMaxFee: Optional[str]
    depositTierFee: Optional[str]


class Chain(_ChainFees):
    """One network over which a currency can be deposited and withdrawn."""

    chainName: str  #: for people; calls want ``chainId``
    chainId: str
    withdrawalMinSize: Optional[str]
    depositMinSize: Optional[str]
    withdrawFeeRate: str  #: share of the amount
    withdrawalMinFee: str  #: in the currency
    isWithdrawEnabled: bool
    isDepositEnabled: bool
    confirms: int  #: blocks until a deposit can be withdrawn again
    preConfirms: int  #: blocks until a deposit can be traded
    contractAddress: str
    withdrawPrecision: int  #: decimals of a withdrawal
    maxWithdraw: Optional[str]
    maxDeposit: Optional[str]
    needTag: bool  #: whether an address comes with a memo


class Currency(TypedDict):
    currency: str  #: the code that never changes
    name: str  #: may change
    fullName: str
    precision: int  #: decimals
    confirms: Optional[int]
    contractAddress: Optional[str]
    isMarginEnabled: bool
    isDebitEnabled: bool
    chains: Optional[List[Chain]]


class Symbol(TypedDict):
    """One trading pair and its rules."""

    symbol: str  #: the name that never changes
    name: str  #: may change when a currency is renamed
    baseCurrency: str
    quoteCurrency: str
    feeCurrency: str  #: what fees are charged in
    market: str
    baseMinSize: str
    quoteMinSize: str
    baseMaxSize: str
    quoteMaxSize: str
    baseIncrement: str  #: sizes are multiples of it
    quoteIncrement: str  #: funds of market orders are multiples of it
    priceIncrement: str  #: prices are multiples of it
    priceLimitRate: str  #: how far from the last price an order may be, as a share
    minFunds: Optional[str]  #: least price times size
    isMarginEnabled: bool
    enableTrading: bool
    feeCategory: int  #: 1, 2 or 3: the pair's fee class
    makerFeeCoefficient: str  #: the actual fee is the basic fee times this
    takerFeeCoefficient: str
    st: bool  #: special treatment: the pair may be delisted
    callauctionIsEnabled: bool
    callauctionPriceFloor: Optional[str]
    callauctionPriceCeiling: Optional[str]
    callauctionFirstStageStartTime: Optional[int]
    callauctionSecondStageStartTime: Optional[int]
    callauctionThirdStageStartTime: Optional[int]
    tradingStartTime: Optional[int]


class Ticker(TypedDict):
    time: int
    sequence: str
    price: str  #: of the last trade
    size: str  #: of the last trade, base currency
    bestBid: str
    bestBidSize: str
    bestAsk: str
    bestAskSize: str


class _Change(TypedDict):
    """Twenty-four hours of one symbol; fields are null while a pair has not traded."""

    symbol: str
    buy: Optional[str]  #: best bid
    sell: Optional[str]  #: best ask
    changeRate: Optional[str]  #: share, so ``"0.01"`` is one percent
    changePrice: Optional[str]
    high: Optional[str]
    low: Optional[str]
    vol: Optional[str]  #: base currency
    volValue: Optional[str]  #: quote currency
    last: Optional[str]
    averagePrice: Optional[str]
    takerFeeRate: str
    makerFeeRate: str
    takerCoefficient: str
    makerCoefficient: str


class SymbolTicker(_Change):
    """One row of all tickers."""

    symbolName: str
    bestBidSize: Optional[str]
    bestAskSize: Optional[str]


class AllTickers(TypedDict):
    time: int
    ticker: List[SymbolTicker]


class Stats24hr(_Change):
    time: int


class Trade(TypedDict):
    sequence: str
    price: str
    size: str
    side: str  #: of the taker: ``buy`` or ``sell``
    time: int  #: nanoseconds


class PartOrderBook(TypedDict):
    time: int
    sequence: str
    bids: List[List[str]]  #: ``[price, size]``, highest price first
    asks: List[List[str]]  #: ``[price, size]``, lowest price first


class FullOrderBook(PartOrderBook):
    """Every level of both sides."""


class CallAuctionInfo(TypedDict):
    symbol: str
    estimatedPrice: str
    estimatedSize: str
    sellOrderRangeLowPrice: str
    sellOrderRangeHighPrice: str
    buyOrderRangeLowPrice: str
    buyOrderRangeHighPrice: str
    time: int


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


class KycRegion(TypedDict):
    code: str
    enName: str


#: Fiat price of one unit of each currency.
FiatPrices = Dict[str, str]
