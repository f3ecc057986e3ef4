"""What the OCO order calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, TypedDict


class AddedOcoOrder(TypedDict):
    orderId: str


class CancelledOcoOrders(TypedDict):
    cancelledOrderIds: List[str]  #: of the halves: two for each OCO order


class OcoOrder(TypedDict):
    """Two orders under one id."""

    orderId: str
    symbol: str
    clientOid: str
    orderTime: int
    status: str  #: ``NEW``, ``TRIGGERED``, ``DONE`` or ``CANCELED`` (``CANCELLED`` in some descriptions)


class OcoOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OcoOrder]


class OcoHalf(TypedDict):
    """One of the two orders; the size is in the base currency."""

    id: str
    symbol: str
    side: str
    price: str  #: of the limit order ``price``, of the other ``limit_price`` as they were given
    stopPrice: str  #: of the limit order the same as its price
    size: str
    status: str


class OcoOrderDetail(OcoOrder):
    orders: List[OcoHalf]
