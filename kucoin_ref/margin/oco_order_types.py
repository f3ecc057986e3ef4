"""What the margin OCO order calls answer, with the wire's own keys. Amounts are text in plain notation, times ms."""

from typing import List, TypedDict


class AddedOcoOrder(TypedDict):
    orderId: str


class CancelledOcoOrders(TypedDict):
    cancelledOrderIds: List[str]  #: of the legs, two for each OCO order


class OcoOrder(TypedDict):
    orderId: str
    symbol: str
    clientOid: str
    orderTime: int
    status: str  #: ``NEW``, ``DONE``, ``TRIGGERED`` or ``CANCELLED``


class OcoLeg(TypedDict):
    id: str
    symbol: str
    side: str
    price: str  #: of the order that it places
    stopPrice: str  #: the trigger
    size: str  #: base currency
    status: str


class OcoOrderDetail(OcoOrder):
    orders: List[OcoLeg]  #: the limit order, then the stop order


class OcoOrderPage(TypedDict):
    currentPage: int
    pageSize: int
    totalNum: int
    totalPage: int
    items: List[OcoOrder]
