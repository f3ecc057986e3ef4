from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.margin.credit import MarginCredit
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
def credit(session):
    return MarginCredit(session)


@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_amounts_and_rates__are_text(credit, session, amount, text):
    credit.purchase("BTC", amount, amount)
    credit.modify_purchase("p-1", "BTC", amount)
    credit.redeem("p-1", "BTC", amount)
    assert session.sent == [
        ({}, {"currency": "BTC", "size": text, "interestRate": text}),
        ({}, {"purchaseOrderNo": "p-1", "currency": "BTC", "interestRate": text}),
        ({}, {"purchaseOrderNo": "p-1", "currency": "BTC", "size": text}),
    ]


@pytest.mark.parametrize("value", [0.05, True])
@pytest.mark.parametrize(
    "name, arguments, refused",
    [
        ("purchase", {"currency": "BTC", "interest_rate": "0.05"}, "size"),
        ("purchase", {"currency": "BTC", "size": "1"}, "interest_rate"),
        ("modify_purchase", {"purchase_order_no": "p-1", "currency": "BTC"}, "interest_rate"),
        ("redeem", {"purchase_order_no": "p-1", "currency": "BTC"}, "size"),
    ],
)
def test_amounts_and_rates__that_are_not_exact(credit, session, name, arguments, refused, value):
    with pytest.raises(TypeError, match=f"^{refused}: expected an amount as text, int or Decimal"):
        getattr(credit, name)(**arguments, **{refused: value})
    assert session.sent == []


@pytest.mark.parametrize("name, arguments", [("purchase", ("BTC", "1", "0.05")), ("redeem", ("p-1", "BTC", "1"))])
def test_purchase_and_redeem__are_sent_once(name, arguments):
    room = Client("key", "secret", "passphrase").margin.credit
    with responses.RequestsMock() as exchange:
        exchange.post(f"https://api.kucoin.com/api/v3/{name}", body=requests.ReadTimeout("no answer"))
        with pytest.raises(OutcomeUnknown):
            getattr(room, name)(*arguments)
        assert len(exchange.calls) == 1


@pytest.mark.parametrize("name, id_name", [("get_purchase_orders", "purchaseOrderNo"), ("get_redeem_orders", "redeemOrderNo")])
def test_lists__of_one_status_page_by_page(name, id_name):
    first, second = {id_name: "b", "currency": "BTC"}, {id_name: "a", "currency": "BTC"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    method = getattr(MarginCredit(session), name)
    with pytest.raises(TypeError, match="status"):
        iterate(method, currency="BTC")
    with pytest.raises(ValueError, match="^status: expected one of 'DONE', 'PENDING'; got 'done'$"):
        list(iterate(method, status="done"))
    assert list(iterate(method, status="DONE", currency="BTC")) == [first, second]
    assert [params for params, _ in session.sent] == [
        {"status": "DONE", "currency": "BTC", "currentPage": 1},
        {"status": "DONE", "currency": "BTC", "currentPage": 2},
    ]
