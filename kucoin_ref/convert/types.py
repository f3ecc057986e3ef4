"""What the convert calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, Optional, TypedDict


class ConvertSymbol(TypedDict):
    """How much of one currency can be swapped for another at a time."""

    fromCurrency: str
    toCurrency: str
    fromCurrencyMaxSize: str
    fromCurrencyMinSize: str
    fromCurrencyStep: str  #: sizes are multiples of it
    toCurrencyMaxSize: str
    toCurrencyMinSize: str
    toCurrencyStep: str


class SwapLimits(TypedDict):
    """How much can be swapped at a time."""

    currency: str
    maxSize: str
    minSize: str
    step: str  #: sizes are multiples of it


class ConvertCurrency(SwapLimits):
    tradeDirection: str  #: which way it can be swapped, such as ``ALL``


class ConvertCurrencies(TypedDict):
    currencies: List[ConvertCurrency]
    usdtCurrencyLimit: List[SwapLimits]  #: the limits against USDT


class ConvertLimitQuote(TypedDict):
    price: str  #: of one unit of the currency that is given
    validUntill: int  #: the exchange's spelling


class ConvertQuote(ConvertLimitQuote):
    quoteId: str
    fromCurrencySize: str
    toCurrencySize: str


class AddedConvertOrder(TypedDict):
    orderId: str
    clientOrderId: str


class _ConvertTerms(TypedDict):
    clientOrderId: str
    price: str  #: of one unit of the currency that is given
    fromCurrency: str
    toCurrency: str
    fromCurrencySize: str
    toCurrencySize: str
    accountType: str  #: ``BOTH``, ``FUNDING`` or ``TRADING``
    orderTime: int


class ConvertOrder(_ConvertTerms):
    """A swap at a quoted price."""

    orderId: int  #: text in the answer that it was placed with
    status: str  #: ``OPEN``, ``SUCCESS`` or ``FAIL``


class ConvertLimitOrder(_ConvertTerms):
    """A swap at a price of your own."""

    orderId: str
    status: str  #: ``OPEN``, ``SUCCESS``, ``FAIL`` or ``CANCELLED``
    expiryTime: int
    cancelTime: Optional[int]
    filledTime: Optional[int]
    cancelType: Optional[int]  #: why it was cancelled, in numbers that are not explained


class _Page(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int


class ConvertOrderPage(_Page):
    items: List[ConvertOrder]


class ConvertLimitOrderPage(_Page):
    items: List[ConvertLimitOrder]
