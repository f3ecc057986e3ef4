import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.unified.rate_limit import UnifiedRateLimit

HOST = "https://api.kucoin.com/api/ua/v2/rate-limit"


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


def test_set_rate_limit__rows_under_list():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/set", json={"code": "200000", "data": {"items": []}})
        Client("key", "secret", "passphrase").unified.rate_limit.set_rate_limit([{"uid": "7", "rate": 20}, {"uid": "8", "rate": 0}])
        ((request, _),) = exchange.calls
    assert request.body == b'{"list":[{"uid":"7","rate":20},{"uid":"8","rate":0}]}'


def test_set_rate_limit__a_float_is_refused_by_name():
    session = Exchange()
    with pytest.raises(TypeError, match=r"^list\[1\]\.rate: expected .*got 2\.5; "):
        UnifiedRateLimit(session).set_rate_limit([{"uid": "7", "rate": 20}, {"uid": "8", "rate": 2.5}])
    assert session.sent == []


def test_get_rate_limit__commas_go_as_they_are():
    with responses.RequestsMock() as exchange:
        exchange.get(f"{HOST}/query", json={"code": "200000", "data": {"list": []}})
        assert Client("key", "secret", "passphrase").unified.rate_limit.get_rate_limit("7,8") == {"list": []}
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/query?uids=7,8"
