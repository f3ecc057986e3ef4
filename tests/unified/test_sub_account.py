import json

import pytest
import responses

from kucoin_ref import Client
from kucoin_ref.errors import OutcomeUnknown
from kucoin_ref.pages import iterate
from kucoin_ref.unified.sub_account import UnifiedSubAccount

HOST = "https://api.kucoin.com/api/ua/v2"


class Exchange:
    """A session that notes what it was asked for, and gives the answers it was made with."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, endpoint, params, body=None):
        self.sent.append((params, body))
        return self.answers.pop(0) if self.answers else None


def test_set_sub_account_transfer_permission__false_and_commas_in_a_body():
    with responses.RequestsMock() as exchange:
        exchange.post(f"{HOST}/sub-account/canTransferOut", json={"code": "200000", "data": []})
        Client("key", "secret", "passphrase").unified.sub_account.set_sub_account_transfer_permission("7,8", False)
        ((request, _),) = exchange.calls
    assert json.loads(request.body) == {"subUids": "7,8", "subToSub": False}


def test_delete_sub_account_api__the_passphrase_is_not_in_the_error():
    client = Client("key", "secret", "passphrase")
    with responses.RequestsMock() as exchange:
        exchange.delete(f"{HOST}/user/sub-api-key", status=500, body="")
        with pytest.raises(OutcomeUnknown) as unknown:
            client.unified.sub_account.delete_sub_account_api("k-1", "sub1234", "planted&x")
        ((request, _),) = exchange.calls
    assert request.url == f"{HOST}/user/sub-api-key?apiKey=k-1&subName=sub1234&passphrase=planted%26x"
    assert request.body is None
    assert "planted" not in f"{unknown.value} {unknown.value!r} {unknown.value.__cause__}"


@pytest.mark.parametrize("key, name, refused", [("", "sub1234", "apiKey"), ("k-1", "", "subName")])
def test_delete_sub_account_api__an_empty_id_is_not_sent(key, name, refused):
    with responses.RequestsMock() as exchange:
        with pytest.raises(ValueError, match=f"^{refused}: expected at least one, got ''$"):
            Client("key", "secret", "passphrase").unified.sub_account.delete_sub_account_api(key, name, "pass")
        assert len(exchange.calls) == 0


@pytest.mark.parametrize("expire", [30, "31", "never", -1])
def test_add_sub_account_api__a_life_that_does_not_exist(expire):
    session = Exchange()
    with pytest.raises(ValueError, match="^expire: expected one of '-1', '30', '90', '180', '360'; got "):
        UnifiedSubAccount(session).add_sub_account_api("sub1234", "pass", "note", expire=expire)
    assert session.sent == []


def test_modify_sub_account_api__none_is_not_sent_and_permissions_are_one_text():
    session = Exchange()
    UnifiedSubAccount(session).modify_sub_account_api("sub1234", "k-1", "pass", permission="General,Spot", ip_whitelist=None)
    sent = {"subName": "sub1234", "apiKey": "k-1", "passphrase": "pass", "permission": "General,Spot"}
    assert session.sent == [({}, sent)]


def test_get_sub_account_list__pages():
    def page(*uids):
        return {"currentPage": 1, "pageSize": 2, "totalNum": 3, "totalPage": 2, "items": [{"uid": uid} for uid in uids]}

    session = Exchange(page(1, 2), page(3))
    assert [row["uid"] for row in iterate(UnifiedSubAccount(session).get_sub_account_list)] == [1, 2, 3]
    assert session.sent == [({"currentPage": 1}, None), ({"currentPage": 2}, None)]
