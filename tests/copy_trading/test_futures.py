import json
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.copy_trading.futures import CopyTradingFutures

HOST = "https://api-futures.kucoin.com"


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def futures(session):
    return CopyTradingFutures(session)


def test_add_order__amounts_are_text_lots_and_leverage_numbers(futures, session):
    futures.add_order("XBTUSDTM", "buy", "c-1", "limit", 2, price=Decimal("6E+4"), leverage=3, stop=None, reduce_only=False)
    futures.add_tpsl_order("XBTUSDTM", "buy", "c-2", "market", 1, 3, trigger_stop_up_price=70000, trigger_stop_down_price="50000.0")
    common = {"symbol": "XBTUSDTM", "side": "buy"}
    assert session.sent == [
        ({}, {**common, "clientOid": "c-1", "type": "limit", "size": 2, "price": "60000", "leverage": 3, "reduceOnly": False}),
        (
            {},
            {
                **common,
                "clientOid": "c-2",
                "type": "market",
                "size": 1,
                "leverage": 3,
                "triggerStopUpPrice": "70000",
                "triggerStopDownPrice": "50000.0",
            },
        ),
    ]


@pytest.mark.parametrize(
    "name, value, problem",
    [
        ("price", 0.1, TypeError),
        ("stop_price", True, TypeError),
        ("size", 1.0, TypeError),
        ("stop_price_type", "IP", ValueError),
        ("time_in_force", "FOK", ValueError),
        ("margin_mode", "isolated", ValueError),
    ],
)
def test_add_order__what_is_refused_by_name(futures, session, name, value, problem):
    arguments = {"symbol": "XBTUSDTM", "side": "buy", "client_oid": "c-1", "type": "limit", "size": 1, name: value}
    with pytest.raises(problem, match=f"^{name}: expected "):
        futures.add_order(**arguments)
    assert session.sent == []


@pytest.mark.parametrize("name", ["add_order_test", "add_tpsl_order"])
def test_add_order_test__needs_a_leverage(futures, session, name):
    with pytest.raises(TypeError, match="leverage"):
        getattr(futures, name)("XBTUSDTM", "buy", "c-1", "market", 1)
    with pytest.raises(TypeError, match="^leverage: expected a value, got None$"):
        getattr(futures, name)("XBTUSDTM", "buy", "c-1", "market", 1, None)
    assert session.sent == []


def test_cancel_order__ids_travel_in_the_query():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/v1/copy-trade/futures/orders"
        exchange.delete(f"{address}?orderId=o-1", json={"code": "200000", "data": {"cancelledOrderIds": ["o-1"]}})
        by_client_oid = f"{address}/client-order?clientOid=a/b%20c&symbol=XBTUSDTM"
        exchange.delete(by_client_oid, json={"code": "200000", "data": {"clientOid": "a/b c"}})
        assert client.copy_trading.futures.cancel_order_by_id("o-1") == {"cancelledOrderIds": ["o-1"]}
        assert client.copy_trading.futures.cancel_order_by_client_oid("a/b c", "XBTUSDTM") == {"clientOid": "a/b c"}
        assert [request.body for request, _ in exchange.calls] == [None, None]


def test_cancel_order__an_empty_id_is_not_sent():
    futures = Client("key", "secret", "passphrase").copy_trading.futures
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^orderId: expected at least one, got ''$"):
            futures.cancel_order_by_id("")
        with pytest.raises(ValueError, match="^clientOid: expected at least one, got ''$"):
            futures.cancel_order_by_client_oid("", "XBTUSDTM")
        assert len(exchange.calls) == 0


@pytest.mark.parametrize("amount, number", [("0.10", "0.1"), (Decimal("1E-8"), "1e-08"), (3, "3")])
def test_isolated_margin__both_ways_travel_as_exact_numbers(amount, number):
    futures = Client("key", "secret", "passphrase").copy_trading.futures
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/v1/copy-trade/futures/position/margin"
        exchange.post(f"{address}/deposit-margin", json={"code": "200000", "data": {}})
        exchange.post(f"{address}/withdraw-margin", json={"code": "200000", "data": "0.1"})
        futures.add_isolated_margin("XBTUSDTM", amount, "b-1")
        futures.remove_isolated_margin("XBTUSDTM", amount)  # text in the classic call
        bodies = [request.body for request, _ in exchange.calls]
    assert bodies == [
        f'{{"symbol":"XBTUSDTM","margin":{number},"bizNo":"b-1"}}'.encode(),
        f'{{"symbol":"XBTUSDTM","withdrawAmount":{number}}}'.encode(),
    ]
    assert json.loads(bodies[1], parse_float=Decimal)["withdrawAmount"] == Decimal(amount)


@pytest.mark.parametrize("value", [0.1, True])
@pytest.mark.parametrize("name, amount", [("remove_isolated_margin", "withdraw_amount"), ("modify_margin_leverage", "leverage")])
def test_amounts__one_that_is_not_exact(futures, session, name, amount, value):
    with pytest.raises(TypeError, match=f"^{amount}: expected an amount as text, int or Decimal"):
        getattr(futures, name)("XBTUSDTM", **{amount: value})
    assert session.sent == []


def test_get_max_open_size__a_small_price_has_no_exponent_in_the_query():
    with responses.RequestsMock() as exchange:
        address = f"{HOST}/api/v1/copy-trade/futures/get-max-open-size"
        exchange.get(address, json={"code": "200000", "data": {}})
        Client("key", "secret", "passphrase").copy_trading.futures.get_max_open_size("PEPEUSDTM", Decimal("1E-8"), 3)
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?symbol=PEPEUSDTM&price=0.00000001&leverage=3"
