"""Transfers over the wire: between accounts, and between a user and its sub-accounts."""

from decimal import Decimal

import pytest

from kucoin_ref import Client, errors

PAIR = "BTC-USDT"
NOW = 1730000000  # seconds

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def sub(ann):
    """The row of a sub-account of Ann's."""
    ann.account.sub_account.add_sub_account("robot001", "q1234567", "Spot")
    return ann.account.sub_account.get_spot_sub_accounts_summary_v2()["items"][0]


@pytest.fixture
def robot(ann, sub, sandbox, clock):
    """A client with a key of the sub-account."""
    made = ann.account.sub_account_api.add_sub_account_api(
        "robot001", "11223344", "note", permission="General,Spot,InnerTransfer")
    with Client(made["apiKey"], made["apiSecret"], "11223344", environment=sandbox.environment, clock=clock.seconds) as client:
        yield client


def balances(sandbox, uid):
    return {(row.account, row.currency): str(row.available) for row in sandbox.exchange.accounts.balances(uid) if row.total}


def flex(client, kind, from_account, to_account, client_oid="t-1", amount="10", currency="USDT", **more):
    return client.account.transfer.flex_transfer(currency, amount, kind, from_account, to_account, client_oid, **more)["orderId"]


@pytest.mark.parametrize("to, tag, account", [
    ("TRADE", None, "trade"), ("CONTRACT", None, "contract"), ("MARGIN", None, "margin"),
    ("ISOLATED", PAIR, "isolated:BTC-USDT")])
def test_flex_transfer__between_ones_own_accounts(ann, sandbox, to, tag, account):
    before = Decimal(balances(sandbox, 1002).get((account, "USDT"), "0"))
    assert len(flex(ann, "INTERNAL", "MAIN", to, to_account_tag=tag)) == 24
    assert Decimal(balances(sandbox, 1002)[account, "USDT"]) - before == 10
    flex(ann, "INTERNAL", to, "MAIN", "t-2", from_account_tag=tag)
    assert Decimal(balances(sandbox, 1002).get((account, "USDT"), "0")) == before


def test_flex_transfer__to_a_sub_and_back(ann, robot, sub, sandbox):
    uid = sub["uid"]
    flex(ann, "PARENT_TO_SUB", "TRADE", "TRADE", "t-1", to_user_id=sub["userId"])
    assert balances(sandbox, uid) == {("trade", "USDT"): "10"}
    flex(ann, "INTERNAL", "TRADE", "MAIN", "t-2", amount="4", from_user_id=sub["userId"])
    flex(robot, "INTERNAL", "TRADE", "MAIN", "t-1", amount="1")
    assert balances(sandbox, uid) == {("trade", "USDT"): "5", ("main", "USDT"): "5"}
    flex(ann, "SUB_TO_PARENT", "MAIN", "TRADE", "t-3", amount="2", from_user_id=sub["userId"])
    flex(robot, "SUB_TO_PARENT", "TRADE", "TRADE", "t-2", amount="5")
    assert (balances(sandbox, uid), balances(sandbox, 1002)["trade", "USDT"]) == ({("main", "USDT"): "3"}, "99997")


@pytest.mark.parametrize("who, kind, more, code", [
    ("ann", "PARENT_TO_SUB", {}, "400100"), ("ann", "SUB_TO_PARENT", {}, "400100"),
    ("ann", "PARENT_TO_SUB", {"to_user_id": "5"}, "400100"), ("bob", "PARENT_TO_SUB", {"to_user_id": "sub"}, "400100"),
    ("robot", "PARENT_TO_SUB", {"to_user_id": "sub"}, "400007")])
def test_flex_transfer__not_with_whom_it_does_not_belong_to(request, sub, who, kind, more, code):
    client = request.getfixturevalue(who)
    more = {name: sub["userId"] if value == "sub" else value for name, value in more.items()}
    with pytest.raises(errors.ApiError) as caught:
        flex(client, kind, "MAIN", "MAIN", **more)
    assert caught.value.code == code


@pytest.mark.parametrize("accounts, more, code", [
    (("MAIN", "OPTION"), {}, "400100"), (("MAIN", "ISOLATED"), {}, "400100"),
    (("MAIN", "ISOLATED"), {"to_account_tag": "X-Y"}, "900001"), (("MAIN", "MAIN"), {}, "400100"),
    (("MAIN", "TRADE"), {"amount": "10000.1"}, "230003"), (("MAIN", "TRADE"), {"currency": "ADA"}, "900003")])
def test_flex_transfer__refused(ann, accounts, more, code):
    with pytest.raises(errors.ApiError) as caught:
        flex(ann, "INTERNAL", *accounts, **more)
    assert caught.value.code == code


def test_flex_transfer__needs_its_permission(sandbox, clock):
    with Client(*sandbox.new_key(["General", "Spot"]), environment=sandbox.environment, clock=clock.seconds) as client:
        with pytest.raises(errors.PermissionDenied):
            flex(client, "INTERNAL", "MAIN", "TRADE")


def test_flex_transfer__of_the_unified_host(ann, sub, sandbox):
    ask = ann.unified.asset.flex_transfer
    made = ask(client_oid="u-1", transfer_type="INTERNAL", currency="USDT", amount="3", from_account_type="FUNDING",
               to_account_type="UNIFIED")
    assert (len(made["orderId"]), made["clientOid"]) == (24, "u-1")
    ask(client_oid="u-2", transfer_type="PARENT_TO_SUB", currency="USDT", amount="1", from_account_type="UNIFIED",
        to_account_type="SPOT", to_uid=str(sub["uid"]))
    assert (balances(sandbox, 1002)["unified", "USDT"], balances(sandbox, sub["uid"])) == ("2", {("trade", "USDT"): "1"})
    assert ann.unified.asset.get_transfer_quota(account_type="UNIFIED", currency="USDT") == {
        "accountType": "UNIFIED", "currency": "USDT", "transferable": "2"}


def test_unified__from_one_sub_to_another(ann, sub, sandbox):
    ann.account.sub_account.add_sub_account("robot002", "q1234567", "Spot")
    second = ann.account.sub_account.get_spot_sub_accounts_summary_v2()["items"][0]
    flex(ann, "PARENT_TO_SUB", "MAIN", "MAIN", to_user_id=sub["userId"])
    ann.unified.asset.flex_transfer(
        client_oid="u-1", transfer_type="SUB_TO_SUB", currency="USDT", amount="7", from_account_type="FUNDING",
        to_account_type="FUNDING", from_uid=str(sub["uid"]), to_uid=str(second["uid"]))
    assert balances(sandbox, second["uid"]) == {("main", "USDT"): "7"}


def test_quotas__what_may_leave(ann):
    ann.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.1")
    assert ann.account.transfer.get_transfer_quotas("USDT", "TRADE") == {
        "currency": "USDT", "balance": "100000", "available": "93994", "holds": "6006", "transferable": "93994"}
    assert ann.account.transfer.get_transfer_quotas("KCS", "ISOLATED", tag="ETH-USDT") == {
        "currency": "KCS", "balance": "0", "available": "0", "holds": "0", "transferable": "0"}


def test_inner_transfer__the_old_way(ann, sandbox):
    ask = ann.account.transfer.inner_transfer
    assert len(ask("USDT", "10", "main", "isolated_v2", "i-1", to_tag=PAIR)["orderId"]) == 24
    ask("USDT", "4", "isolated", "margin_v2", "i-2", from_tag=PAIR)
    assert (balances(sandbox, 1002)["isolated:BTC-USDT", "USDT"], balances(sandbox, 1002)["margin", "USDT"]) == ("6", "4")
    with pytest.raises(errors.InvalidParameter) as caught:
        ask("USDT", "1", "main", "trade", "i-1")
    assert caught.value.message == "clientOid was used by a transfer before."


def test_transfers__take_the_older_name_of_the_trade_account(ann, sandbox):
    own = {"currency": "USDT", "amount": "1"}
    ann.session.call("POST", "/api/v2/accounts/inner-transfer", {**own, "clientOid": "h-1", "from": "main", "to": "trade_hf"})
    ann.session.call("POST", "/api/v3/accounts/universal-transfer", {
        **own, "clientOid": "h-2", "type": "INTERNAL", "fromAccountType": "MAIN", "toAccountType": "TRADE_HF"})
    assert balances(sandbox, 1002)["trade", "USDT"] == "100002"


def test_sub_transfer__the_old_way(ann, sub, robot, sandbox):
    ask = ann.account.transfer.sub_account_transfer
    ask(sub["userId"], "USDT", "10", "OUT", PAIR, "s-1", sub_account_type="TRADE")
    ask(sub["userId"], "USDT", "4", "IN", PAIR, "s-2", account_type="TRADE", sub_account_type="TRADE")
    ann.session.call("POST", "/api/v2/accounts/sub-transfer", {  # the page's own example has no subTag
        "subUserId": sub["userId"], "currency": "USDT", "amount": "1", "direction": "OUT", "clientOid": "s-4"})
    assert (balances(sandbox, sub["uid"]), balances(sandbox, 1002)["trade", "USDT"]) == (
        {("trade", "USDT"): "6", ("main", "USDT"): "1"}, "100004")
    for client, more, code in ((robot, {}, "400007"), (ann, {"sub_account_type": "CONTRACT"}, "400100")):
        with pytest.raises(errors.ApiError) as caught:
            client.account.transfer.sub_account_transfer(sub["userId"], "USDT", "1", "IN", PAIR, "s-3", **more)
        assert caught.value.code == code


def test_futures_transfers__in_out_and_listed(ann, sandbox):
    transfer = ann.account.transfer
    assert transfer.futures_account_transfer_in("USDT", Decimal("12.5"), "TRADE") is None
    before = Decimal(balances(sandbox, 1002)["contract", "USDT"])
    out = transfer.futures_account_transfer_out("USDT", Decimal("2.5"), "MAIN")
    assert Decimal(balances(sandbox, 1002)["contract", "USDT"]) == before - Decimal("2.5")
    assert {**out, "applyId": None, "bizNo": None, "sn": None} == {
        "applyId": None, "bizNo": None, "payAccountType": "CONTRACT", "payTag": "DEFAULT", "remark": "",
        "recAccountType": "MAIN", "recTag": "DEFAULT", "recRemark": "", "recSystem": "KUCOIN", "status": "SUCCESS",
        "currency": "USDT", "amount": "2.5", "fee": "0", "sn": None, "reason": "", "createdAt": NOW * 1000,
        "updatedAt": NOW * 1000}
    ask = transfer.get_futures_account_transfer_out_ledger
    row = {"applyId": out["applyId"], "currency": "USDT", "recRemark": "", "recSystem": "KUCOIN", "status": "SUCCESS",
           "amount": "2.5", "reason": "", "offset": out["sn"], "createdAt": NOW * 1000, "remark": ""}
    assert ask() == {"currentPage": 1, "pageSize": 50, "totalNum": 1, "totalPage": 1, "items": [row]}
    assert ask(currency="USDT", type="MAIN", tag=["SUCCESS"])["items"] == [row]
    for filters in ({"currency": "XBT"}, {"type": "TRADE"}, {"tag": ["PROCESSING"]}, {"start_at": NOW * 1000 + 1}):
        assert ask(**filters)["items"] == []
    with pytest.raises(errors.InsufficientBalance):
        transfer.futures_account_transfer_out("USDT", 10**6, "MAIN")
