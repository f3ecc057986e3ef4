from decimal import Decimal

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.margin.debit import MarginDebit
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
def debit(session):
    return MarginDebit(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").margin.debit


@pytest.mark.parametrize(
    "size, written", [("10.50", b"10.5"), ("10.00", b"10"), (10, b"10"), (Decimal("1E-8"), b"1e-08"), ("0.1", b"0.1")]
)
def test_borrow_and_repay__the_size_is_a_json_number(exchange, room, size, written):
    for path in ("borrow", "repay"):
        exchange.post(f"https://api.kucoin.com/api/v3/margin/{path}", json={"code": "200000", "data": {"orderNo": "n-1"}})
    room.borrow("USDT", size, "FOK", is_isolated=False, is_hf=True, symbol=None)
    room.repay("USDT", size, is_hf=True)
    assert [call.request.body for call in exchange.calls] == [
        b'{"currency":"USDT","size":' + written + b',"timeInForce":"FOK","isIsolated":false,"isHf":true}',
        b'{"currency":"USDT","size":' + written + b',"isHf":true}',
    ]


@pytest.mark.parametrize("name, more", [("borrow", ["IOC"]), ("repay", [])])
def test_borrow_and_repay__a_size_that_is_not_exact(debit, session, name, more):
    for size in (0.1, True):
        with pytest.raises(TypeError, match="^size: expected an amount as text, int or Decimal"):
            getattr(debit, name)("USDT", size, *more)
    with pytest.raises(ValueError, match="expected an amount that a JSON number holds exactly, got '0.12345678901234567'$"):
        getattr(debit, name)("ETH", "0.12345678901234567", *more)
    assert session.sent == []


def test_borrow__terms_that_do_not_exist(debit, session):
    with pytest.raises(ValueError, match="^time_in_force: expected one of 'IOC', 'FOK'; got 'GTC'$"):
        debit.borrow("USDT", "10", "GTC")
    assert session.sent == []


def test_borrow__is_sent_once(exchange, room):
    exchange.post("https://api.kucoin.com/api/v3/margin/borrow", body=requests.ReadTimeout("no answer"))
    with pytest.raises(OutcomeUnknown):
        room.borrow("USDT", "10", "FOK")
    assert len(exchange.calls) == 1


def test_modify_leverage__is_text_though_sizes_are_numbers(debit, session):
    debit.modify_leverage(Decimal("3.50"), symbol="BTC-USDT", is_isolated=True)
    debit.modify_leverage(5)
    assert session.sent == [({}, {"leverage": "3.50", "symbol": "BTC-USDT", "isIsolated": True}), ({}, {"leverage": "5"})]


def test_get_borrow_interest_rate__commas_go_as_they_are_and_level_0_is_a_level(exchange, room):
    address = "https://api.kucoin.com/api/v3/margin/borrowRate"
    exchange.get(address, json={"code": "200000", "data": {"vipLevel": 0, "items": []}})
    room.get_borrow_interest_rate(vip_level=0, currency="BTC,ETH")
    ((request, _),) = exchange.calls
    assert request.url == f"{address}?vipLevel=0&currency=BTC,ETH"


@pytest.mark.parametrize("name", ["get_borrow_history", "get_repay_history"])
def test_loans__page_by_page(name):
    first, second = {"orderNo": "b", "size": "1"}, {"orderNo": "a", "size": "1"}
    session = Recorder({"totalNum": 2, "totalPage": 2, "items": [first]}, {"totalNum": 2, "totalPage": 2, "items": [second]})
    assert list(iterate(getattr(MarginDebit(session), name), currency="USDT", is_isolated=False)) == [first, second]
    assert [params for params, _ in session.sent] == [
        {"currency": "USDT", "isIsolated": False, "currentPage": 1},
        {"currency": "USDT", "isIsolated": False, "currentPage": 2},
    ]


DAY = 24 * 3_600_000


def test_get_interest_history__thirty_days_at_a_time():
    session = Recorder(
        {"totalPage": 1, "items": [{"currency": "USDT", "createdTime": 140 * DAY}]},
        {"totalPage": 1, "items": [{"currency": "USDT", "createdTime": 101 * DAY}]},
    )
    rows = iterate(MarginDebit(session).get_interest_history, start_time=100 * DAY, end_time=145 * DAY)
    assert [row["createdTime"] for row in rows] == [140 * DAY, 101 * DAY]
    assert [params for params, _ in session.sent] == [
        {"startTime": 115 * DAY, "endTime": 145 * DAY, "currentPage": 1},
        {"startTime": 100 * DAY, "endTime": 115 * DAY, "currentPage": 1},
    ]
