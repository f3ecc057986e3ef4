from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.earn.structured import EarnStructured
from kucoin_ref.pages import iterate


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.fixture
def session():
    return Exchange()


@pytest.fixture
def earn(session):
    return EarnStructured(session)


@pytest.mark.parametrize("amount, text", [("10.00", "10.00"), (10, "10"), (Decimal("1E-8"), "0.00000001")])
def test_structured_product_purchase__the_amount_is_text(earn, session, amount, text):
    earn.structured_product_purchase("p-1", "USDT", amount, "TRADE")
    sent = {"productId": "p-1", "investCurrency": "USDT", "investAmount": text, "accountType": "TRADE"}
    assert session.sent == [({}, sent)]


@pytest.mark.parametrize("amount", [0.1, True])
def test_structured_product_purchase__an_amount_that_is_not_exact(earn, session, amount):
    with pytest.raises(TypeError, match="^invest_amount: expected an amount as text, int or Decimal"):
        earn.structured_product_purchase("p-1", "USDT", amount, "TRADE")
    assert session.sent == []


def test_get_dual_investment_products__words_that_do_not_exist(earn, session):
    with pytest.raises(ValueError, match="^category: expected one of 'DUAL_CLASSIC', 'DUAL_BOOSTER', 'DUAL_EXTRA'; got 'DUAL'$"):
        earn.get_dual_investment_products("DUAL")
    with pytest.raises(ValueError, match="^side: expected one of 'CALL', 'PUT'; got 'call'$"):
        earn.get_dual_investment_products("DUAL_CLASSIC", side="call")
    assert session.sent == []


def test_get_structured_product_orders__commas_go_as_they_are():
    with responses.RequestsMock() as exchange:
        address = "https://api.kucoin.com/api/v1/struct-earn/orders"
        exchange.get(address, json={"code": "200000", "data": {"items": []}})
        Client("key", "secret", "passphrase").earn.structured.get_structured_product_orders("DUAL_CLASSIC,DUAL_BOOSTER")
        ((request, _),) = exchange.calls
    assert request.url == f"{address}?categories=DUAL_CLASSIC,DUAL_BOOSTER"


def test_get_structured_product_orders__pages():
    def page(*ids):
        return {"currentPage": 1, "pageSize": 10, "totalNum": 11, "totalPage": 2, "items": [{"orderId": id} for id in ids]}

    session = Exchange(page(*"abcdefghij"), page("j", "k"))
    rows = iterate(EarnStructured(session).get_structured_product_orders, categories="DUAL_CLASSIC")
    assert "".join(row["orderId"] for row in rows) == "abcdefghijk"
    assert session.sent == [({"categories": "DUAL_CLASSIC", "currentPage": number}, None) for number in (1, 2)]
