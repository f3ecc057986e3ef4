"""What the margin market data calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from decimal import Decimal
from typing import List, TypedDict, Union

Number = Union[int, Decimal]


class CrossMarginSymbol(TypedDict):
    """One trading pair of cross margin and its rules."""

    symbol: str  #: the name that never changes
    name: str  #: may change when a currency is renamed
    enableTrading: bool
    market: str
    baseCurrency: str
    quoteCurrency: str
    baseIncrement: str  #: sizes are multiples of it
    baseMinSize: str
    quoteIncrement: str  #: funds of market orders are multiples of it
    quoteMinSize: str
    baseMaxSize: str
    quoteMaxSize: str
    priceIncrement: str  #: prices are multiples of it
    feeCurrency: str  #: what fees are charged in
    priceLimitRate: str  #: how far from the last price an order may be, as a share
    minFunds: str  #: least price times size


class CrossMarginSymbols(TypedDict):
    timestamp: int
    items: List[CrossMarginSymbol]


class LeveragedToken(TypedDict):
    currency: str  #: the token, such as ``BTCUP``
    netAsset: str  #: value of one token
    targetLeverage: str  #: a range, such as ``2-4``
    actualLeverage: str
    issuedSize: str  #: tokens there are
    basket: str  #: the futures that it holds, such as ``118.324559 XBTUSDTM``


class MarkPrice(TypedDict):
    symbol: str
    timePoint: int
    value: Number


class CrossMarginConfig(TypedDict):
    currencyList: List[str]  #: what can be traded on margin
    maxLeverage: int
    warningDebtRatio: str  #: debt ratio from which you are warned, such as ``0.95``
    liqDebtRatio: str  #: debt ratio from which the account is liquidated


class IsolatedMarginSymbol(TypedDict):
    """One trading pair of isolated margin."""

    symbol: str  #: the name that never changes
    symbolName: str  #: may change when a currency is renamed
    baseCurrency: str
    quoteCurrency: str
    maxLeverage: int
    flDebtRatio: str  #: debt ratio from which the pair's account is liquidated
    tradeEnable: bool
    autoRenewMaxDebtRatio: str  #: debt ratio up to which loans are renewed
    baseBorrowEnable: bool
    quoteBorrowEnable: bool
    baseTransferInEnable: bool
    quoteTransferInEnable: bool
    baseBorrowCoefficient: str
    quoteBorrowCoefficient: str


class CollateralTier(TypedDict):
    lowerLimit: str  #: where the tier begins, by the value of the holding in USDT
    upperLimit: str
    collateralRatio: str  #: share of the value within this tier that counts


class CollateralRatios(TypedDict):
    currencyList: List[str]  #: whom the tiers are for
    items: List[CollateralTier]


class Inventory(TypedDict):
    currency: str
    borrowableAmount: str  #: what all users together can still borrow
