import inspect
import re
from decimal import Decimal

import pytest
import responses

from kucoin_ref import Client, catalog
from kucoin_ref.pages import iterate
from kucoin_ref.spot.old_order import SpotOldOrder
from kucoin_ref.spot.order import SpotOrder

pytestmark = pytest.mark.filterwarnings("ignore:.* is abandoned$:DeprecationWarning")


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
def old_order(session):
    return SpotOldOrder(session)


@pytest.mark.parametrize("name", ["add_order_old", "add_order_test_old"])
@pytest.mark.parametrize("amount, text", [("0.10", "0.10"), (1, "1"), (Decimal("1E-8"), "0.00000001")])
def test_add_order__amounts_are_text_none_is_not_sent_and_false_is(old_order, session, name, amount, text):
    amounts = {"price": amount, "size": amount, "funds": amount, "visible_size": amount}
    getattr(old_order, name)("BTC-USDT", "buy", "c-1", type=None, **amounts, iceberg=True, hidden=False)
    body = {
        "symbol": "BTC-USDT",
        "side": "buy",
        "clientOid": "c-1",
        "price": text,
        "size": text,
        "funds": text,
        "hidden": False,
        "iceberg": True,
        "visibleSize": text,
    }
    assert session.sent == [({}, body)]


@pytest.mark.parametrize(
    "name, value, error",
    [
        ("price", 0.1, TypeError),
        ("visible_size", True, TypeError),
        ("client_oid", None, TypeError),
        ("side", "BUY", ValueError),
        ("trade_type", "MARGIN_ISOLATED_TRADE", ValueError),
    ],
)
def test_add_order__refused_by_name(old_order, session, name, value, error):
    arguments = dict({"symbol": "BTC-USDT", "side": "buy", "client_oid": "c-1"}, **{name: value})
    with pytest.raises(error, match=f"^{name}: expected "):
        old_order.add_order_old(**arguments)
    assert session.sent == []


ROW = {"clientOid": "a-1", "side": "buy", "price": 30000, "size": Decimal("1E-5")}


def test_batch_add_orders_old__amounts_are_text_and_other_numbers_stay(old_order, session):
    old_order.batch_add_orders_old([ROW, dict(ROW, visibleSize=1, stopPrice=2, cancelAfter=60, remark=None)], "BTC-USDT")
    plain = {"clientOid": "a-1", "side": "buy", "price": "30000", "size": "0.00001"}
    rows = [plain, {**plain, "visibleSize": "1", "stopPrice": "2", "cancelAfter": 60}]
    assert session.sent == [({}, {"orderList": rows, "symbol": "BTC-USDT"})]
    assert ROW["price"] == 30000  # what was given stays as it was


def test_batch_add_orders_old__a_float_is_refused_by_name(old_order, session):
    with pytest.raises(TypeError, match=r"^order_list\[1\]\.stop_price: expected .*got 0\.1; write amounts as text"):
        old_order.batch_add_orders_old([ROW, dict(ROW, stopPrice=0.1)], "BTC-USDT")
    assert session.sent == []


@pytest.mark.parametrize(
    "name, arguments",
    [
        ("batch_cancel_order_old", {"symbol": ""}),
        ("cancel_order_by_order_id_old", {"order_id": ""}),  # DELETE /api/v1/orders would cancel all
        ("cancel_order_by_order_id_old", {"order_id": "/"}),
        ("cancel_order_by_client_oid_old", {"client_oid": ""}),
        ("get_order_by_order_id_old", {"order_id": ""}),
    ],
)
def test_nothing_in_particular__does_not_become_all(name, arguments):
    room = Client("key", "secret", "passphrase").spot.old_order
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match="^(orderId|symbol|clientOid): expected "):
            getattr(room, name)(**arguments)
        assert len(exchange.calls) == 0


DAY = 24 * 3_600_000


@pytest.mark.parametrize("name", ["get_orders_list_old", "get_trade_history_old"])
def test_lists__seven_days_at_a_time_and_page_by_page(name):
    def page(id, pages):
        return {"totalNum": pages, "totalPage": pages, "pageSize": 1, "items": [{"id": id, "tradeId": id}]}

    session = Recorder(page("d", 2), page("c", 2), page("a", 1))
    rows = iterate(getattr(SpotOldOrder(session), name), start_at=100 * DAY, end_at=110 * DAY)
    assert [row["id"] for row in rows] == ["d", "c", "a"]
    assert [params for params, _ in session.sent] == [
        {"startAt": 103 * DAY, "endAt": 110 * DAY, "currentPage": 1},
        {"startAt": 103 * DAY, "endAt": 110 * DAY, "currentPage": 2},
        {"startAt": 100 * DAY, "endAt": 103 * DAY, "currentPage": 1},
    ]


SUCCESSORS = {
    "add_order_old": ["add_order"],
    "batch_cancel_order_old": ["cancel_all_orders"],
    "get_orders_list_old": ["get_open_orders", "get_closed_orders"],
    "add_order_test_old": ["add_order_test"],
    "batch_add_orders_old": ["batch_add_orders"],
    "cancel_order_by_order_id_old": ["cancel_order_by_order_id"],
    "get_order_by_order_id_old": ["get_order_by_order_id"],
    "cancel_order_by_client_oid_old": ["cancel_order_by_client_oid"],
    "get_order_by_client_oid_old": ["get_order_by_client_oid"],
    "get_recent_orders_list_old": ["get_closed_orders"],
    "get_trade_history_old": ["get_trade_history"],
    "get_recent_trade_history_old": ["get_trade_history"],
}


def test_deprecated__every_call_names_its_successor():
    entries = {entry.name[1:]: entry for entry in catalog.room_entries("", SpotOldOrder)}
    assert set(entries) == set(SUCCESSORS)
    for name, entry in entries.items():
        (sentence,) = re.findall(r"[^.\n]*(?:\.\w[^.\n]*)* took its place", entry.doc)
        assert re.findall(r":meth:`\.SpotOrder\.(\w+)`", sentence) == SUCCESSORS[name]
        assert entry.endpoint.deprecated
        assert not any(catalog.endpoint(getattr(SpotOrder, successor)).deprecated for successor in SUCCESSORS[name])


@pytest.mark.parametrize(
    "name, arguments", [("add_order_old", ("BTC-USDT", "buy", "c-1")), ("batch_add_orders_old", ([ROW], "BTC-USDT"))]
)
def test_deprecated__warns_at_the_line_of_the_call(old_order, name, arguments):
    with pytest.warns(DeprecationWarning, match=f"^{name}: /api/v1/orders.* is abandoned$") as caught:
        getattr(old_order, name)(*arguments)
        line = inspect.currentframe().f_lineno - 1
    assert [(warning.filename, warning.lineno) for warning in caught] == [(__file__, line)]
