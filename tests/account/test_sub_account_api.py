import logging

import pytest
import requests
import responses

from kucoin_ref import Client
from kucoin_ref.account.sub_account_api import AccountSubAccountApi
from kucoin_ref.errors import KucoinError, OutcomeUnknown

ADDRESS = "https://api.kucoin.com/api/v1/sub/api-key"


class Recorder:
    """A session that only notes what it was asked for."""

    def __init__(self):
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((endpoint.verb, endpoint.path, params, body))


@pytest.fixture
def session():
    return Recorder()


@pytest.fixture
def sub_account_api(session):
    return AccountSubAccountApi(session)


@pytest.fixture
def exchange():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def room():
    return Client("key", "secret", "passphrase").account.sub_account_api


def shown(error):
    return "".join(f"{each!r} {each}" for each in (error, error.__cause__, error.__context__))


def test_add_sub_account_api__lists_are_text_and_days_too(sub_account_api, session):
    sub_account_api.add_sub_account_api(
        "trader0001", "hush4711", "bot", permission="General,Spot", ip_whitelist="192.0.2.1,192.0.2.2", expire="30"
    )
    body = {
        "subName": "trader0001",
        "passphrase": "hush4711",
        "remark": "bot",
        "permission": "General,Spot",
        "ipWhitelist": "192.0.2.1,192.0.2.2",
        "expire": "30",
    }
    assert session.sent == [("POST", "/api/v1/sub/api-key", {}, body)]


@pytest.mark.parametrize("expire", [30, "31", -1])
@pytest.mark.parametrize("name", ["add_sub_account_api", "modify_sub_account_api"])
def test_expire__days_that_do_not_exist(sub_account_api, session, name, expire):
    with pytest.raises(ValueError, match=f"^expire: expected one of '-1', '30', '90', '180', '360'; got {expire!r}$"):
        getattr(sub_account_api, name)("a", "b", "c", expire=expire)
    assert session.sent == []


def test_delete_sub_account_api__goes_out_whole(exchange, room):
    exchange.delete(ADDRESS, json={"code": "200000", "data": {"subName": "trader0001", "apiKey": "k-1"}})
    room.delete_sub_account_api("k-1", "trader0001", "hush 4711&")
    ((request, _),) = exchange.calls
    assert request.url == f"{ADDRESS}?apiKey=k-1&subName=trader0001&passphrase=hush%204711%26"
    assert request.body is None


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "body": "DELETE /api/v1/sub/api-key?apiKey=k-1&subName=s&passphrase=hush4711 not found"},
        {"status": 502, "body": "passphrase=hush4711"},
        {"status": 401, "json": {"code": "400005", "msg": "Invalid KC-API-SIGN"}},
        {"body": requests.ConnectionError("/api/v1/sub/api-key?apiKey=k-1&passphrase=hush4711")},
    ],
)
def test_delete_sub_account_api__the_passphrase_is_in_no_error(exchange, room, caplog, answer):
    caplog.set_level(logging.DEBUG)
    exchange.delete(ADDRESS, **answer)
    with pytest.raises(KucoinError) as caught:
        room.delete_sub_account_api("k-1", "s", "hush4711")
    assert "hush4711" not in shown(caught.value) + caplog.text
    assert "hush4711" not in str(getattr(caught.value, "string_to_sign", ""))


@pytest.mark.parametrize(
    "arguments, name", [(("", "s", "p"), "apiKey"), (("k", "", "p"), "subName"), (("k", "s", ""), "passphrase")]
)
def test_delete_sub_account_api__nothing_is_sent_without_a_value(exchange, room, arguments, name):
    with pytest.raises(ValueError, match=f"^{name}: expected at least one, got ''$"):
        room.delete_sub_account_api(*arguments)
    assert len(exchange.calls) == 0


def test_add_sub_account_api__is_sent_once(exchange, room):
    exchange.post(ADDRESS, body=requests.ReadTimeout("no answer"))
    with pytest.raises(OutcomeUnknown) as caught:
        room.add_sub_account_api("trader0001", "hush4711", "bot")
    assert len(exchange.calls) == 1
    assert "hush4711" not in shown(caught.value)
