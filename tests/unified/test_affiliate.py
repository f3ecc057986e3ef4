import pytest

from kucoin_ref.pages import iterate
from kucoin_ref.unified.affiliate import UnifiedAffiliate


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


@pytest.mark.parametrize("name, arguments", [("get_invited", {}), ("get_commission", {}), ("get_trade_history", {"uid": "7"})])
def test_pages__numbered(name, arguments):
    def page(*rows):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"commission": row} for row in rows]}

    session = Exchange(page("0.3", "0.2"), page("0.1"))
    rows = iterate(getattr(UnifiedAffiliate(session), name), page_size=2, **arguments)
    assert [row["commission"] for row in rows] == ["0.3", "0.2", "0.1"]
    assert session.sent == [({**arguments, "page": number, "pageSize": 2}, None) for number in (1, 2)]


@pytest.mark.parametrize(
    "name, arguments, sent",
    [
        ("get_kumining", {"uid": "7"}, {"uid": "7"}),
        ("get_transaction", {"trade_start_at": 1, "trade_end_at": 9}, {"tradeStartAt": 1, "tradeEndAt": 9}),
    ],
)
def test_pages__behind_the_last_row(name, arguments, sent):
    session = Exchange([{"uid": "7", "lastId": "9"}, {"uid": "7", "lastId": "8"}], [{"uid": "7", "lastId": "7"}], [])
    rows = iterate(getattr(UnifiedAffiliate(session), name), **arguments)
    assert [row["lastId"] for row in rows] == ["9", "8", "7"]
    assert session.sent == [(sent, None), ({**sent, "lastId": 8}, None), ({**sent, "lastId": 7}, None)]


def test_get_transaction__needs_a_range():
    session = Exchange()
    with pytest.raises(TypeError, match="^trade_end_at: expected a value, got None$"):
        UnifiedAffiliate(session).get_transaction(1, None)
    assert session.sent == []
