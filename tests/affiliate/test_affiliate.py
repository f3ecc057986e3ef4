import inspect
import re
import warnings

import pytest

from kucoin_ref import catalog
from kucoin_ref.affiliate.affiliate import Affiliate
from kucoin_ref.pages import iterate


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append(params)
        return self.answers.pop(0) if self.answers else None


def test_get_account__warns_at_the_line_of_the_call_and_names_its_successors():
    session = Exchange()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Affiliate(session).get_account()
        line = inspect.currentframe().f_lineno - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (DeprecationWarning, __file__, line)
    assert session.sent == [{}]
    (abandoned,) = [entry for entry in catalog.room_entries("affiliate", Affiliate) if entry.endpoint.deprecated]
    successors = re.findall(r":meth:`(\w+)`", abandoned.doc.partition(" took its place")[0])
    assert successors and not any(catalog.endpoint(getattr(Affiliate, name)).deprecated for name in successors)


@pytest.mark.parametrize("name", ["user_type", "rebate_type"])
def test_kinds__are_text_for_invitees_and_numbers_for_commission(name):
    session = Exchange()
    affiliate = Affiliate(session)
    method, right, wrong = {
        "user_type": (affiliate.get_invited, "1", 1),
        "rebate_type": (affiliate.get_commission, 1, "1"),
    }[name]
    with pytest.raises(ValueError, match=f"^{name}: expected one of .*; got {wrong!r}$"):
        method(**{name: wrong})
    method(**{name: right})
    assert list(session.sent[0].values()) == [right]


def test_get_transaction__contracts_are_spelled_feature():
    session = Exchange()
    with pytest.raises(ValueError, match="^trade_type: expected one of 'SPOT', 'FEATURE'; got 'FUTURE'$"):
        Affiliate(session).get_transaction(1, 2, trade_type="FUTURE")
    assert session.sent == []


@pytest.mark.parametrize("name, arguments, sent", [("get_invited", {}, {}), ("get_trade_history", {"uid": "7"}, {"uid": "7"})])
def test_pages__numbered(name, arguments, sent):
    def page(*times):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"tradeTime": time} for time in times]}

    session = Exchange(page(9, 8), page(7))
    rows = iterate(getattr(Affiliate(session), name), page_size=2, **arguments)
    assert [row["tradeTime"] for row in rows] == [9, 8, 7]
    assert session.sent == [{**sent, "page": number, "pageSize": 2} for number in (1, 2)]


def test_get_transaction__goes_on_behind_the_last_id_until_an_empty_page():
    session = Exchange(
        {"items": [{"uid": "1", "tradeTime": 9}], "lastId": "50"},
        {"items": [{"uid": "1", "tradeTime": 8}], "lastId": "40"},
        {"items": [], "lastId": "40"},
    )
    rows = iterate(Affiliate(session).get_transaction, trade_start_at=1, trade_end_at=10)
    assert [row["tradeTime"] for row in rows] == [9, 8]
    times = {"tradeStartAt": 1, "tradeEndAt": 10}
    assert session.sent == [times, {**times, "lastId": "50"}, {**times, "lastId": "40"}]


def test_get_kumining__goes_on_behind_the_last_row():
    session = Exchange([{"uid": "1", "lastId": "9"}, {"uid": "1", "lastId": "8"}], [])
    assert [row["lastId"] for row in iterate(Affiliate(session).get_kumining)] == ["9", "8"]
    assert session.sent == [{}, {"lastId": 8}]
