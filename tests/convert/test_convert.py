from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.convert import Convert
from kucoin_ref.errors import OutcomeUnknown
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
def convert(session):
    return Convert(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").convert


@pytest.mark.parametrize("name", ["get_convert_quote", "get_convert_limit_quote"])
@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_quote__one_amount_as_text(convert, session, name, amount, text):
    getattr(convert, name)("BTC", "USDT", from_currency_size=amount)
    getattr(convert, name)("BTC", "USDT", from_currency_size=None, to_currency_size=amount)
    assert session.sent == [
        ({"fromCurrency": "BTC", "toCurrency": "USDT", "fromCurrencySize": text}, None),
        ({"fromCurrency": "BTC", "toCurrency": "USDT", "toCurrencySize": text}, None),
    ]


ORDER = {
    "client_order_id": "c-1",
    "from_currency": "USDT",
    "to_currency": "BTC",
    "from_currency_size": 100,
    "to_currency_size": Decimal("1.0E-3"),
}


def test_add_convert_limit_order__amounts_are_text(convert, session):
    convert.add_convert_limit_order(**ORDER, account_type=None)
    body = {
        "clientOrderId": "c-1",
        "fromCurrency": "USDT",
        "toCurrency": "BTC",
        "fromCurrencySize": "100",
        "toCurrencySize": "0.0010",
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("from_currency_size", 0.1, TypeError),
        ("to_currency_size", True, TypeError),
        ("to_currency_size", None, TypeError),
        ("account_type", "TRADE", ValueError),
    ],
)
def test_add_convert_limit_order__refused_by_name(convert, session, name, value, error):
    with pytest.raises(error, match=f"^{name}: expected "):
        convert.add_convert_limit_order(**{**ORDER, name: value})
    assert session.sent == []


@pytest.mark.parametrize(
    "path, name, arguments",
    [
        ("order", "add_convert_order", {"client_order_id": "c-1", "quote_id": "q-1"}),
        ("limit/order", "add_convert_limit_order", ORDER),
    ],
)
def test_add_convert_order__is_sent_once_and_says_which(exchange, room, path, name, arguments):
    exchange.post(f"https://api.kucoin.com/api/v1/convert/{path}", body=requests.ReadTimeout("no answer"))
    with pytest.raises(OutcomeUnknown) as caught:
        getattr(room, name)(**arguments)
    assert len(exchange.calls) == 1
    assert caught.value.client_oid == "c-1"


@pytest.mark.parametrize("name", ["client_order_id", "order_id"])
def test_cancel_convert_limit_order__nothing_is_sent_for_an_empty_id(exchange, room, name):
    with pytest.raises(ValueError, match="^(clientOrderId|orderId): expected at least one, got ''$"):
        room.cancel_convert_limit_order(**{name: ""})
    assert len(exchange.calls) == 0


@pytest.mark.parametrize("name, id", [("get_convert_order_history", 7), ("get_convert_limit_orders", "o-7")])
def test_lists__page_by_page_under_another_name(name, id):
    first, second = {"orderId": id, "status": "SUCCESS"}, {"orderId": "o-6", "status": "SUCCESS"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    method = getattr(Convert(session), name)
    with pytest.raises(TypeError, match="current_page"):
        iterate(method, current_page=1)
    assert list(iterate(method, status="SUCCESS", page_size=20)) == [first, second]
    assert [params for params, _ in session.sent] == [
        {"page": 1, "pageSize": 20, "status": "SUCCESS"},
        {"page": 2, "pageSize": 20, "status": "SUCCESS"},
    ]


def test_lists__only_a_limit_order_can_be_cancelled(convert, session):
    with pytest.raises(ValueError, match="^status: expected one of 'OPEN', 'SUCCESS', 'FAIL'; got 'CANCELLED'$"):
        convert.get_convert_order_history(status="CANCELLED")
    convert.get_convert_limit_orders(status="CANCELLED")
    assert session.sent == [({"status": "CANCELLED"}, None)]
