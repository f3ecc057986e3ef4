import inspect
import json
from functools import cached_property
from operator import attrgetter
from typing import Any, Optional

import pytest
import responses

from kucoin_ref import Client, Endpoint, catalog
from kucoin_ref.account import Account
from kucoin_ref.endpoint import Topic
from kucoin_ref.service import Service, get
from kucoin_ref.spot import Spot, topics
from kucoin_ref.spot.market import SpotMarket
from kucoin_ref.unified import topics as unified_topics


def test_entries__are_all_385():
    assert len(list(catalog.entries())) == 385


def test_entries__one_whole():
    (entry,) = (entry for entry in catalog.entries() if entry.name == "spot.order.cancel_order_by_order_id")
    assert entry.endpoint == Endpoint(
        verb="DELETE",
        path="/api/v1/hf/orders/{orderId}",
        host="spot",
        channel="private",
        permission="Spot",
        pool="Spot",
        weight=1,
        service="Spot",
        sub_service="Order",
        sdk_method_name="cancelOrderByOrderId",
        deprecated=False,
        safe=False,
        body=False,
        pages=None,
        source="https://www.kucoin.com/docs-new/api-3470174",
    )
    assert [(parameter.name, parameter.annotation) for parameter in entry.parameters] == [("order_id", str), ("symbol", str)]
    assert entry.doc.startswith("Ask for an order to be cancelled; ")
    assert entry.doc.endswith("\nSource: https://www.kucoin.com/docs-new/api-3470174")


def test_entries__are_reached_by_their_names():
    client = Client()
    names = [entry.name for entry in catalog.entries()]
    assert [catalog.endpoint(attrgetter(name)(client)) for name in names] == [entry.endpoint for entry in catalog.entries()]
    assert len(set(names)) == len(names)


def test_entries__room_by_room():
    rooms = [entry.name.rpartition(".")[0] for entry in catalog.entries()]
    each_once = list(dict.fromkeys(rooms))
    assert rooms == sorted(rooms, key=each_once.index)
    assert [room for room in each_once if room.startswith("spot.")][:2] == ["spot.market", "spot.order"]
    assert list(dict.fromkeys(room.split(".")[0] for room in each_once)) == list(catalog.ACCOUNT_TYPES)


def test_endpoint__of_a_method_and_of_a_function():
    client = Client()
    assert catalog.endpoint(client.spot.market.get_ticker).weight == 2
    assert catalog.endpoint(type(client.spot.market).get_ticker) is catalog.endpoint(client.spot.market.get_ticker)


@pytest.mark.parametrize("other", [print, None, "spot.market.get_ticker", Client().spot.stream, Client().spot.market])
def test_endpoint__of_something_else(other):
    with pytest.raises(TypeError, match="^method: expected a method of a room, such as client.spot.market.get_ticker, got "):
        catalog.endpoint(other)


def test_account_types__are_the_properties_of_the_client():
    properties = [name for name, value in vars(Client).items() if isinstance(value, cached_property)]
    assert sorted(catalog.ACCOUNT_TYPES) == sorted(properties)
    client = Client()
    for name in catalog.ACCOUNT_TYPES:
        module = type(getattr(client, name)).__module__
        assert module in (f"kucoin_ref.{name}", f"kucoin_ref.{name}.{name}")  # an account type with one room is that room
    assert (type(client.account), type(client.spot)) == (Account, Spot)


def test_topics__every_function_that_makes_one():
    found = {entry.name: entry for entry in catalog.topics()}
    assert len(found) == 59
    assert list(found) == [
        "spot.topics.ticker",
        "spot.topics.all_tickers",
        "spot.topics.orderbook_level1",
        "spot.topics.orderbook_level5",
        "spot.topics.orderbook_level50",
        "spot.topics.orderbook_increment",
        "spot.topics.call_auction_orderbook_level50",
        "spot.topics.call_auction_info",
        "spot.topics.klines",
        "spot.topics.trade",
        "spot.topics.symbol_snapshot",
        "spot.topics.market_snapshot",
        "spot.topics.order_v2",
        "spot.topics.order_v1",
        "spot.topics.account",
        "spot.topics.stop_order",
        "margin.topics.mark_price",
        "margin.topics.index_price",
        "margin.topics.isolated_margin_position",
        "margin.topics.cross_margin_position",
        "futures.topics.ticker_v2",
        "futures.topics.ticker_v1",
        "futures.topics.orderbook_level5",
        "futures.topics.orderbook_level50",
        "futures.topics.orderbook_increment",
        "futures.topics.klines",
        "futures.topics.execution",
        "futures.topics.instrument",
        "futures.topics.announcement",
        "futures.topics.symbol_snapshot",
        "futures.topics.order",
        "futures.topics.all_order",
        "futures.topics.stop_orders",
        "futures.topics.balance",
        "futures.topics.position",
        "futures.topics.all_position",
        "futures.topics.margin_mode",
        "futures.topics.cross_leverage",
        "unified.topics.ticker",
        "unified.topics.klines",
        "unified.topics.trade",
        "unified.topics.orderbook_level1",
        "unified.topics.orderbook_level5",
        "unified.topics.orderbook_level50",
        "unified.topics.orderbook_increment",
        "unified.topics.orderbook_raw_increment",
        "unified.topics.call_auction_info",
        "unified.topics.mark_price",
        "unified.topics.funding_fee",
        "unified.topics.funding_fee_all_symbols",
        "unified.topics.order_all",
        "unified.topics.order",
        "unified.topics.execution",
        "unified.topics.execution_lite",
        "unified.topics.balance",
        "unified.topics.position_all",
        "unified.topics.position",
        "unified.topics.liquidation_warning",
        "unified.topics.leverage",
    ]
    klines = found["spot.topics.klines"]
    assert klines.function is topics.klines
    assert [(each.name, each.kind) for each in klines.parameters] == [
        ("type", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        ("symbols", inspect.Parameter.VAR_POSITIONAL),
    ]
    assert klines.doc.startswith("The running candle, at once with each trade; ")


# --- an endpoint that the package lacks, in a user's own code ---


class Lottery(Service):
    service, sub_service = "Lottery", "Tickets"

    @get("/api/v9/lottery/{round}/tickets", permission="General", pool="Spot", weight=5)
    def get_my_tickets(self, round: int, *, won: Optional[bool] = None) -> Any:
        return self._send(round=round, won=won)


def test_room_entries__of_a_room_of_ones_own():
    (entry,) = catalog.room_entries("lottery", Lottery)
    assert entry.name == "lottery.get_my_tickets"
    assert entry.endpoint == Endpoint(
        verb="GET",
        path="/api/v9/lottery/{round}/tickets",
        permission="General",
        pool="Spot",
        weight=5,
        service="Lottery",
        sub_service="Tickets",
        sdk_method_name="getMyTickets",
        safe=True,
    )
    assert [parameter.name for parameter in entry.parameters] == ["round", "won"]
    assert entry.doc == ""


def test_room_entries__it_can_be_called():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        address = "https://api.kucoin.com/api/v9/lottery/7/tickets?won=true"
        exchange.get(address, body=json.dumps({"code": "200000", "data": ["a"]}))
        assert Lottery(client.session).get_my_tickets(7, won=True) == ["a"]
        ((request, _),) = exchange.calls
    assert request.headers["KC-API-KEY"] == "key"


class ExtendedMarket(SpotMarket):
    @get("/api/v9/lottery/numbers", pool="Public", weight=1)
    def get_numbers(self, round: int) -> Any:
        """Tell the numbers of a round."""
        return self._send(round=round)


def test_entries__a_room_with_one_more_endpoint(monkeypatch):
    before = [entry.name for entry in catalog.entries()]
    monkeypatch.setattr("kucoin_ref.spot.SpotMarket", ExtendedMarket)
    after = [entry.name for entry in catalog.entries()]
    assert [name for name in after if name not in before] == ["spot.market.get_numbers"]
    assert [name for name in after if name in before] == before


@pytest.mark.parametrize("text, topic", [
    ("spot.ticker:BTC-USDT,ETH-USDT", topics.ticker("BTC-USDT", "ETH-USDT")),
    ("spot.klines:1min,BTC-USDT", topics.klines("1min", "BTC-USDT")),
    ("spot.order_v2", topics.order_v2()),
    ("futures.announcement", Topic("/contract/announcement")),
    ("unified.orderbook_increment:SPOT,BTC-USDT", unified_topics.orderbook_increment("SPOT", "BTC-USDT")),
])
def test_topic__by_its_name_and_arguments(text, topic):
    assert catalog.topic(text) == topic


@pytest.mark.parametrize("text, message", [
    ("", "topic: expected one such as 'spot.ticker:BTC-USDT', got ''"),
    ("/market/ticker:BTC-USDT", "topic: expected one such as"),
    ("spot.topics.ticker:BTC-USDT", "topic: expected one such as"),
    ("spot.klines", r"topic: 'spot.klines': klines\(\) missing 1 required positional argument"),
    ("spot.account:BTC", r"topic: 'spot.account:BTC': account\(\) takes 0 positional arguments"),
    ("spot.ticker", "symbols: expected at least one name"),
    ("spot.klines:2min,BTC-USDT", "type: expected one of '1min'"),
])
def test_topic__none(text, message):
    with pytest.raises(ValueError, match=message):
        catalog.topic(text)
