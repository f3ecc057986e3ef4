from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.earn.simple import EarnSimple
from kucoin_ref.errors import OutcomeUnknown
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
    return EarnSimple(session)


@pytest.mark.parametrize("amount, text", [("10.00", "10.00"), (10, "10"), (Decimal("1E-8"), "0.00000001"), (Decimal("1E+3"), "1000")])
def test_purchase__the_amount_is_text(earn, session, amount, text):
    earn.purchase("2611", amount, "MAIN")
    earn.redeem("o-1", amount, confirm_punish_redeem=None)
    assert session.sent == [
        ({}, {"productId": "2611", "amount": text, "accountType": "MAIN"}),
        ({"orderId": "o-1", "amount": text}, None),
    ]


@pytest.mark.parametrize("amount", [0.1, True, None])
def test_purchase__an_amount_that_is_not_exact(earn, session, amount):
    with pytest.raises(TypeError, match="^amount: expected "):
        earn.purchase("2611", amount, "MAIN")
    with pytest.raises(TypeError, match="^amount: expected "):
        earn.redeem("o-1", amount)
    assert session.sent == []


@pytest.mark.parametrize("account", ["main", "FUNDING", "CONTRACT"])
def test_purchase__an_account_that_does_not_exist(earn, session, account):
    with pytest.raises(ValueError, match=f"^account_type: expected one of 'MAIN', 'TRADE'; got '{account}'$"):
        earn.purchase("2611", 1, account)
    with pytest.raises(ValueError, match="^from_account_type: "):
        earn.redeem("ETH2", 1, from_account_type=account)
    assert session.sent == []


def test_redeem__a_delete_with_all_in_the_query_sent_once():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.delete("https://api.kucoin.com/api/v1/earn/orders", status=500, body="")
        with pytest.raises(OutcomeUnknown):
            client.earn.simple.redeem("o-1", Decimal("1E-5"), confirm_punish_redeem="1")
        ((request, _),) = exchange.calls
    assert request.url == "https://api.kucoin.com/api/v1/earn/orders?orderId=o-1&amount=0.00001&confirmPunishRedeem=1"
    assert request.body is None


def test_redeem__an_empty_id_is_not_sent():
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^orderId: expected at least one, got ''$"):
            Client("key", "secret", "passphrase").earn.simple.redeem("", 1)
        assert len(exchange.calls) == 0


def test_get_account_holding__pages():
    def page(*ids):
        return {"currentPage": 1, "pageSize": 10, "totalNum": 11, "totalPage": 2, "items": [{"orderId": id} for id in ids]}

    session = Exchange(page(*"abcdefghij"), page("k"))
    rows = iterate(EarnSimple(session).get_account_holding, product_category="DEMAND", page_size=10)
    assert "".join(row["orderId"] for row in rows) == "abcdefghijk"
    assert session.sent == [({"productCategory": "DEMAND", "currentPage": number, "pageSize": 10}, None) for number in (1, 2)]
