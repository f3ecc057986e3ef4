from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.margin.order import MarginOrder
from kucoin_ref.pages import iterate


class Recorder:
    """A session that notes what it was asked for, and gives the answers that it was made with."""

    def __init__(self, *answers):
        self.sent = []
        self.answers = list(answers)

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def order(session):
    return MarginOrder(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").margin.order


PLACING = ["add_order", "add_order_test"]


@pytest.mark.parametrize("name", PLACING)
@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_add_order__amounts_are_text_none_is_not_sent_and_false_is(order, session, name, amount, text):
    amounts = {"price": amount, "size": amount, "funds": amount}
    getattr(order, name)("BTC-USDT", "buy", "c-1", type=None, **amounts, is_isolated=False, auto_borrow=True, auto_repay=False)
    body = {
        "symbol": "BTC-USDT",
        "side": "buy",
        "clientOid": "c-1",
        "price": text,
        "size": text,
        "funds": text,
        "isIsolated": False,
        "autoBorrow": True,
        "autoRepay": False,
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize("placing", PLACING)
@pytest.mark.parametrize(
    "name, value, error",
    [
        ("price", 0.1, TypeError),
        ("size", True, TypeError),
        ("funds", Decimal("Infinity"), ValueError),
        ("side", "long", ValueError),
        ("type", "stop", ValueError),
        ("time_in_force", "GTD", ValueError),
        ("stp", "", ValueError),
        ("client_oid", None, TypeError),
    ],
)
def test_add_order__refused_by_name(order, session, placing, name, value, error):
    arguments = dict({"symbol": "BTC-USDT", "side": "buy", "client_oid": "c-1"}, **{name: value})
    with pytest.raises(error, match=f"^{name}: expected "):
        getattr(order, placing)(**arguments)
    assert session.sent == []


def test_add_order__is_sent_once_and_says_which(exchange, room):
    exchange.post("https://api.kucoin.com/api/v3/hf/margin/order", body=requests.ReadTimeout("no answer"))
    with pytest.raises(OutcomeUnknown) as caught:
        room.add_order("BTC-USDT", "buy", "c-1", type="market", funds="10", auto_borrow=True)
    assert len(exchange.calls) == 1  # a second one would borrow again
    assert caught.value.client_oid == "c-1"


@pytest.mark.parametrize("trade_type", ["TRADE", "margin_trade", "ISOLATED"])
@pytest.mark.parametrize("name", ["cancel_all_orders_by_symbol", "get_open_orders", "get_closed_orders", "get_trade_history"])
def test_trade_type__an_account_that_does_not_exist(order, session, name, trade_type):
    expected = f"^trade_type: expected one of 'MARGIN_TRADE', 'MARGIN_ISOLATED_TRADE'; got '{trade_type}'$"
    with pytest.raises(ValueError, match=expected):
        getattr(order, name)("BTC-USDT", trade_type)
    assert session.sent == []


@pytest.mark.parametrize("id", ["", " ", "..", "/"])
@pytest.mark.parametrize(
    "name", ["cancel_order_by_order_id", "cancel_order_by_client_oid", "get_order_by_order_id", "get_order_by_client_oid"]
)
def test_order_by_id__an_empty_id_does_not_become_another_call(exchange, room, name, id):
    with pytest.raises(ValueError, match="^(orderId|clientOid): expected a value that can stand in a path"):
        getattr(room, name)(id, "BTC-USDT")
    assert len(exchange.calls) == 0


def test_cancel_all_orders_by_symbol__an_empty_symbol_does_not_become_all(exchange, room):
    with pytest.raises(ValueError, match="^symbol: expected at least one, got ''$"):
        room.cancel_all_orders_by_symbol("", "MARGIN_TRADE")
    assert len(exchange.calls) == 0


@pytest.mark.parametrize("name", ["get_closed_orders", "get_trade_history"])
def test_lists__from_the_last_id_on_until_nothing_comes(name):
    session = Recorder(
        {"lastId": 7, "items": [{"id": 9}, {"id": 7}]},
        {"lastId": 3, "items": [{"id": 3}]},  # fewer than asked for, and yet there is more to ask
        {"lastId": 0, "items": []},
    )
    rows = iterate(getattr(MarginOrder(session), name), symbol="BTC-USDT", trade_type="MARGIN_TRADE", limit=2)
    assert list(rows) == [{"id": 9}, {"id": 7}, {"id": 3}]
    asked = {"symbol": "BTC-USDT", "tradeType": "MARGIN_TRADE", "limit": 2}
    assert [params for params, _ in session.sent] == [asked, {**asked, "lastId": 7}, {**asked, "lastId": 3}]
