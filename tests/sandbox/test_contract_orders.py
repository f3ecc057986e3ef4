"""How a request becomes an order for a contract, and what is refused by the contract's own rules."""

from decimal import Decimal as D

import pytest

from kucoin_ref.sandbox.contract_orders import ContractOrder, guard, read_order
from kucoin_ref.sandbox.contracts import CONTRACTS
from kucoin_ref.sandbox.matching import SECOND, Refused

LINEAR, _, _, INVERSE = CONTRACTS
NOW = 1730000000 * SECOND
ANN = 7
LIMIT = {"symbol": "XBTUSDTM", "side": "buy", "type": "limit", "price": "60000.1", "size": 3, "clientOid": "a"}


def read(contract=LINEAR, **more):
    return read_order(contract, ANN, {**LIMIT, **more}, D(60000), NOW)


def test_read__a_limit_order_with_everything():
    assert read(leverage=5, remark="x", marginMode="CROSS", positionSide="LONG", stp="CO", forceHold=True, postOnly=True,
                stop="up", stopPriceType="MP", stopPrice="61000") == ContractOrder(
        id="", uid=ANN, symbol="XBTUSDTM", side="buy", type="limit", price=D("60000.1"), size=D(3), post_only=True, stp="CO",
        client_oid="a", remark="x", created_at=NOW, updated_at=NOW, account="contract", leverage=D(5), margin_mode="CROSS",
        position_side="LONG", force_hold=True, stop="up", stop_price_type="MP", stop_price=D(61000))


def test_read__a_market_order_has_no_price_and_no_time_in_force():
    order = read(type="market", timeInForce="IOC", postOnly=True)
    assert (order.price, order.time_in_force, order.post_only, order.kind) == (0, "GTC", False, "market")


def test_read__the_type_is_limit_where_it_is_not_given():
    assert read(type=None).kind == "limit"


def test_read__post_only_is_void_with_ioc():
    order = read(timeInForce="IOC", postOnly=True)
    assert (order.time_in_force, order.post_only) == ("IOC", False)


@pytest.mark.parametrize("size, lots", [
    ({"size": 7}, 7), ({"qty": "0.007"}, 7), ({"valueQty": "420.1"}, 7), ({"valueQty": "420"}, 6),
])
def test_size__in_lots_base_currency_or_value(size, lots):
    assert read(**{"size": None, "price": "60000.1", **size}).size == lots


def test_size__by_value_of_a_market_order_goes_by_the_reference():
    assert read(type="market", size=None, valueQty="420").size == 7


@pytest.mark.parametrize("wrong", [
    {"size": None}, {"qty": "0.001"}, {"size": 0}, {"size": 1000001}, {"size": None, "qty": "0.0015"},
    {"size": None, "valueQty": "60"}, {"price": "60000.15"}, {"price": "1000000.1"}, {"price": None}, {"price": "-1"},
    {"stop": "up", "stopPriceType": "TP"}, {"stop": "up", "stopPrice": "61000"}, {"stopPrice": "61000"},
    {"stop": "up", "stopPriceType": "TP", "stopPrice": "61000.05"}, {"remark": "x" * 101}, {"clientOid": "a/b"},
    {"reduceOnly": True, "triggerStopUpPrice": "61000"},
])
def test_read__refused(wrong):
    with pytest.raises(Refused) as refused:
        read(**wrong)
    assert refused.value.code in ("100001", "400100")


def test_size__of_an_inverse_contract_is_lots_only():
    assert read(INVERSE).size == 3
    with pytest.raises(Refused, match="size only"):
        read(INVERSE, size=None, qty="1")


def test_close_order__reduces_and_has_no_size_yet():
    order = read(closeOrder=True, size=None)
    assert (order.reduce_only, order.close_order, order.size) == (True, True, 0)


@pytest.mark.parametrize("side, position_side, reduces", [
    ("buy", "BOTH", False), ("sell", "BOTH", False), ("buy", "LONG", False), ("sell", "LONG", True), ("buy", "SHORT", True),
    ("sell", "SHORT", False),
])
def test_reduces__by_side_in_hedge_mode(side, position_side, reduces):
    assert read(side=side, positionSide=position_side).reduces is reduces
    assert read(side=side, positionSide=position_side, reduceOnly=True).reduces


def test_guard__closes_what_an_order_opens():
    order = read(triggerStopUpPrice="70000", triggerStopDownPrice="50000", leverage=5)
    assert (order.guarded, order.up_price, order.down_price) == (True, D(70000), D(50000))
    assert guard(order, "down", D(50000), D(2), NOW) == ContractOrder(
        id="", uid=ANN, symbol="XBTUSDTM", side="sell", type="market", size=D(2), account="contract", created_at=NOW,
        updated_at=NOW, leverage=D(5), reduce_only=True, stop="down", stop_price=D(50000), stop_price_type="TP", is_guard=True)


def test_waiting__until_triggered_or_done():
    order = read(stop="up", stopPriceType="TP", stopPrice="61000")
    assert (order.waiting, order.kind) == (True, "limit_stop")
    order.triggered = True
    assert not order.waiting
