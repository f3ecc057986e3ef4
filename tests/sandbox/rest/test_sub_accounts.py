"""Sub-accounts over the wire: made, listed, traded with by keys and pools of their own."""

import pytest

from kucoin_ref import Client, errors
from kucoin_ref.sandbox import Sandbox

PAIR = "BTC-USDT"
NOW = 1730000000  # seconds
EMPTY = {"mainAccounts": [], "tradeAccounts": [], "marginAccounts": [], "tradeHFAccounts": []}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def subs(ann):
    """The rows of two sub-accounts of Ann's, newest first."""
    room = ann.account.sub_account
    room.add_sub_account("robot001", "q1234567", "Spot", remarks="note")
    room.add_sub_account("robot002", "q1234567", "Futures")
    return room.get_spot_sub_accounts_summary_v2()["items"]


def add_key(client, name="robot001", **more):
    return client.account.sub_account_api.add_sub_account_api(name, "11223344", "note", **more)


def client_of(made, sandbox, clock):
    return Client(made["apiKey"], made["apiSecret"], made["passphrase"], environment=sandbox.environment, clock=clock.seconds)


def test_sub_accounts__made_and_listed(ann, bob, subs):
    room = ann.account.sub_account
    assert subs == [
        {"userId": subs[0]["userId"], "uid": 200000002, "subName": "robot002", "type": 0, "remarks": "", "access": "Futures",
         "status": 2, "createdAt": NOW * 1000, "tradeTypes": ["Spot", "Futures", "Margin"],
         "openedTradeTypes": ["Spot", "Futures"], "hostedStatus": None},
        {"userId": subs[1]["userId"], "uid": 200000001, "subName": "robot001", "type": 0, "remarks": "note", "access": "Spot",
         "status": 2, "createdAt": NOW * 1000, "tradeTypes": ["Spot", "Futures", "Margin"], "openedTradeTypes": ["Spot"],
         "hostedStatus": None}]
    assert room.get_spot_sub_accounts_summary_v2(page_size=1, current_page=2) == {
        "currentPage": 2, "pageSize": 1, "totalNum": 2, "totalPage": 2, "items": subs[1:]}
    fields = ("userId", "uid", "subName", "type", "remarks", "access")
    assert room.get_spot_sub_accounts_summary_v1() == [{name: row[name] for name in fields} for row in subs]
    assert bob.account.sub_account.get_spot_sub_accounts_summary_v2()["items"] == []
    assert room.add_sub_account("robot003", "q1234567", "Margin", remarks="r") == {
        "uid": 200000003, "subName": "robot003", "remarks": "r", "access": "Margin"}


def test_account_info__counts_them(ann, subs):
    quantities = {"spotSubQuantity": 2, "marginSubQuantity": 1, "futuresSubQuantity": 1, "optionSubQuantity": 0}
    assert ann.account.sub_account.add_sub_account_margin_permission(str(subs[1]["uid"])) is None
    info = ann.account.account.get_account_info()
    assert info == {
        "level": 0, "subQuantity": 2, **quantities, "maxSubQuantity": 5, "maxDefaultSubQuantity": 5, "maxSpotSubQuantity": 0,
        "maxMarginSubQuantity": 0, "maxFuturesSubQuantity": 0, "maxOptionSubQuantity": 0}


def test_permissions__switched_on(ann, subs):
    room = ann.account.sub_account
    room.add_sub_account_margin_permission(str(subs[1]["uid"]))
    room.add_sub_account_futures_permission(str(subs[1]["uid"]))
    row = room.get_spot_sub_accounts_summary_v2()["items"][1]
    assert (row["openedTradeTypes"], row["access"]) == (["Spot", "Futures", "Margin"], "All")
    with pytest.raises(errors.InvalidParameter):
        room.add_sub_account_margin_permission("5")


def test_balances__of_one_and_of_all(ann, subs, sandbox):
    room, user_id = ann.account.sub_account, subs[1]["userId"]
    for number, (currency, account) in enumerate((("USDT", "TRADE"), ("BTC", "MARGIN"), ("KCS", "TRADE"))):
        ann.account.transfer.flex_transfer(
            currency, "0.5", "PARENT_TO_SUB", "TRADE", account, f"t-{number}", to_user_id=user_id)
    bitcoin, kcs = (sandbox.exchange.last_trade(name).price for name in (PAIR, "KCS-USDT"))
    small = sandbox.exchange.symbols[PAIR].base_increment

    def row(currency, price, value):
        return {"currency": currency, "balance": "0.5", "available": "0.5", "holds": "0", "baseCurrency": "BTC",
                "baseCurrencyPrice": format(price.normalize(), "f"), "baseAmount": format(value.quantize(small).normalize(), "f"),
                "tag": "DEFAULT"}

    full = {
        "subUserId": user_id, "subName": "robot001", "mainAccounts": [], "tradeHFAccounts": [],
        "tradeAccounts": [row("USDT", bitcoin, 1 / (2 * bitcoin)),
                          row("KCS", (bitcoin / kcs).quantize(small), kcs / (2 * bitcoin))],
        "marginAccounts": [row("BTC", bitcoin / bitcoin, bitcoin / (2 * bitcoin))]}
    assert room.get_spot_sub_account_detail(user_id) == full
    assert room.get_spot_sub_account_list_v1() == room.get_spot_sub_account_list_v2()["items"] == [
        {"subUserId": subs[0]["userId"], "subName": "robot002", **EMPTY}, full]
    ann.account.transfer.flex_transfer("USDT", "0.5", "SUB_TO_PARENT", "TRADE", "TRADE", "t-4", from_user_id=user_id)
    assert [row["currency"] for row in room.get_spot_sub_account_detail(user_id)["tradeAccounts"]] == ["KCS"]
    with_empty_ones = room.get_spot_sub_account_detail(user_id, include_base_amount=True, base_currency="USDT")["tradeAccounts"]
    assert [(row["currency"], row["balance"], row["baseCurrency"]) for row in with_empty_ones] == [
        ("USDT", "0", "USDT"), ("KCS", "0.5", "USDT")]


def test_balances__of_somebody_elses(bob, subs):
    with pytest.raises(errors.InvalidParameter):
        bob.account.sub_account.get_spot_sub_account_detail(subs[0]["userId"])


# --- keys ---


def test_key__trades_for_its_sub_account_only(ann, subs, sandbox, clock):
    ann.account.transfer.flex_transfer("USDT", "100", "PARENT_TO_SUB", "TRADE", "TRADE", "t-1", to_user_id=subs[1]["userId"])
    made = add_key(ann, permission="General,Spot")
    assert {**made, "apiKey": None, "apiSecret": None} == {
        "subName": "robot001", "remark": "note", "apiKey": None, "apiSecret": None, "apiVersion": 3, "passphrase": "11223344",
        "permission": "General,Spot", "createdAt": NOW * 1000}
    with client_of(made, sandbox, clock) as robot:
        assert robot.account.account.get_apikey_info() == {
            "remark": "note", "apiKey": made["apiKey"], "apiVersion": 3, "permission": "General,Spot", "ipWhitelist": "",
            "createdAt": NOW * 1000, "uid": subs[1]["uid"], "isMaster": False, "subName": "robot001", "parentUid": 1002}
        robot.spot.order.add_order(PAIR, "buy", "limit", price="60000", size="0.001")
        assert [row["holds"] for row in robot.account.account.get_spot_account_list()] == ["60.06"]
        assert ann.spot.order.get_open_orders(PAIR) == []
        for call in (lambda: robot.account.transfer.flex_transfer("USDT", "1", "SUB_TO_PARENT", "TRADE", "TRADE", "t"),
                     lambda: robot.account.sub_account.add_sub_account("robot009", "q1234567", "Spot"),
                     lambda: add_key(robot)):
            with pytest.raises(errors.PermissionDenied):
                call()


def test_key__draws_on_a_pool_of_its_own(ann, subs, sandbox, clock):
    with client_of(add_key(ann), sandbox, clock) as robot:
        ann.spot.order.get_open_orders(PAIR)
        robot.spot.order.get_open_orders(PAIR)
        robot.spot.order.get_open_orders(PAIR)
        assert (ann.limits["Spot"].remaining, robot.limits["Spot"].remaining) == (3998, 3996)


def test_key__of_another_address_or_time(ann, subs, sandbox, clock):
    with client_of(add_key(ann, ip_whitelist="10.0.0.1,10.0.0.2"), sandbox, clock) as robot:
        with pytest.raises(errors.AuthenticationError) as caught:
            robot.account.account.get_apikey_info()
        assert caught.value.code == "400006"
    with client_of(add_key(ann, ip_whitelist="127.0.0.1", expire="30"), sandbox, clock) as robot:
        assert robot.account.account.get_apikey_info()["ipWhitelist"] == "127.0.0.1"
        clock.advance(30 * 86400)
        with pytest.raises(errors.AuthenticationError) as caught:
            robot.account.account.get_apikey_info()
        assert caught.value.code == "400003"


def test_key__listed_changed_and_deleted(ann, subs, sandbox, clock):
    room = ann.account.sub_account_api
    first, second = add_key(ann), add_key(ann, permission="General,InnerTransfer", ip_whitelist="127.0.0.1")
    rows = room.get_sub_account_api_list("robot001")
    assert rows == [
        {"subName": "robot001", "remark": "note", "apiKey": made["apiKey"], "apiVersion": 3, "permission": permission,
         "ipWhitelist": addresses, "createdAt": NOW * 1000, "uid": subs[1]["uid"], "isMaster": False}
        for made, permission, addresses in ((first, "General", ""), (second, "General,InnerTransfer", "127.0.0.1"))]
    assert room.get_sub_account_api_list("robot001", api_key=second["apiKey"]) == rows[1:]
    assert room.get_sub_account_api_list("robot002") == []
    changed = room.modify_sub_account_api(
        first["apiKey"], "robot001", "11223344", permission="Spot", ip_whitelist="127.0.0.1")
    assert changed == {"subName": "robot001", "apiKey": first["apiKey"], "permission": "General,Spot", "ipWhitelist": "127.0.0.1"}
    assert room.delete_sub_account_api(first["apiKey"], "robot001", "11223344") == {
        "subName": "robot001", "apiKey": first["apiKey"]}
    with client_of(first, sandbox, clock) as robot:
        with pytest.raises(errors.AuthenticationError) as caught:
            robot.account.account.get_apikey_info()
        assert caught.value.code == "400003"


@pytest.mark.parametrize("change, code", [
    ({"passphrase": "short"}, "400100"), ({"remark": "r" * 25}, "400100"), ({"permission": "Withdrawal"}, "400100"),
    ({"sub_name": "nobody01"}, "400100")])
def test_key__refused(ann, subs, change, code):
    with pytest.raises(errors.ApiError) as caught:
        ann.account.sub_account_api.add_sub_account_api(
            **{"sub_name": "robot001", "passphrase": "11223344", "remark": "note", **change})
    assert caught.value.code == code


def test_key__is_kept_with_the_state(ann, subs, sandbox):
    made = add_key(ann)
    again = Sandbox(state=sandbox.snapshot())
    assert again.gateway.keys is again.exchange.users.keys and made["apiKey"] in again.gateway.keys
    assert again.exchange.users.as_sub(subs[0]["uid"]).name == "robot002"
