"""Sub-accounts and their keys."""

import pytest

from kucoin_ref.sandbox.accounts import Accounts
from kucoin_ref.sandbox.matching import SECOND, Refused
from kucoin_ref.sandbox.users import Key, Users, check_passphrase
from kucoin_ref.signing import Signer

NOW = 1730000000 * SECOND
ANN, BOB = 1001, 1002
DAY = 86400 * SECOND


@pytest.fixture
def users():
    accounts = Accounts(lambda event: None)
    for uid in (ANN, BOB):
        accounts.open(uid)
    return Users(accounts)


def refusal(call, *args):
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value.code, refused.value.message


def add(users, name="robot001", *, parent=ANN, password="q1234567", access="Spot", remarks=""):
    return users.add_sub(parent, name, password, access, remarks, NOW)


def key(users, sub, name="k1", permission="General,Spot", addresses="", days=-1):
    signer = Signer(name, "secret", "passphrase")
    return users.add_key(ANN, sub.name, signer, "passphrase", "note", permission, addresses, days, NOW)


def test_sub__is_a_user_of_its_own(users):
    first, second = add(users, remarks="note"), add(users, "robot002", access="Futures")
    assert (first.uid, first.parent, first.name, first.remarks, first.trade_types, first.access) == (
        200000001, ANN, "robot001", "note", ["Spot"], "Spot")
    assert (second.trade_types, second.access, second.user_id) == (["Spot", "Futures"], "Futures", "671db480000000000bebc202")
    assert users.subs(ANN) == [second, first] and users.subs(BOB) == []
    assert users.as_sub(first.uid) is first and users.as_sub(ANN) is None
    assert users.sub(ANN, name="robot002") is users.sub(ANN, user_id=second.user_id) is users.sub(ANN, user_id="200000002")
    assert users._accounts.balances(first.uid) == []


@pytest.mark.parametrize("change", [
    {"name": "short1"}, {"name": "nodigits"}, {"name": "1234567"}, {"name": "a blank 1"}, {"name": "a1" * 17},
    {"password": "12345678"}, {"password": "abcdefgh"}, {"password": "abc123"}, {"password": "abc12345!"}, {"remarks": "r" * 25}])
def test_sub__refused(users, change):
    assert refusal(lambda: add(users, **change))[0] == "400100"


def test_sub__a_name_is_taken_once_and_five_may_be(users):
    for number in range(5):
        add(users, f"robot00{number}")
    assert refusal(lambda: add(users, "robot000", parent=BOB)) == ("400100", "The subName is taken.")
    assert refusal(lambda: add(users, "robot006")) == ("400100", "There may be 5 sub-accounts.")


def test_sub__has_none_itself(users):
    sub = add(users)
    assert refusal(lambda: add(users, "robot002", parent=sub.uid)) == ("400007", "Access denied, require more permission.")


def test_sub__of_somebody_else(users):
    sub = add(users)
    for call in (lambda: users.sub(BOB, name=sub.name), lambda: users.sub(BOB, user_id=sub.user_id),
                 lambda: users.enable(BOB, str(sub.uid), "Margin")):
        assert refusal(call) == ("400100", "The sub-account does not exist.")


def test_enable__adds_what_it_may_trade(users):
    sub = add(users)
    users.enable(ANN, str(sub.uid), "Margin")
    assert (sub.trade_types, sub.access) == (["Spot", "Margin"], "Margin")
    users.enable(ANN, str(sub.uid), "Futures")
    users.enable(ANN, str(sub.uid), "Futures")
    assert (sub.trade_types, sub.access) == (["Spot", "Futures", "Margin"], "All")


def test_key__of_a_sub(users):
    sub = add(users)
    made = key(users, sub, permission="Spot, InnerTransfer", addresses="10.0.0.1, 10.0.0.2", days=30)
    assert (made.uid, made.permissions, made.permission, made.ip_whitelist, made.expires_at, made.remark) == (
        sub.uid, {"General", "Spot", "FlexTransfers"}, "General,InnerTransfer,Spot", ("10.0.0.1", "10.0.0.2"),
        NOW + 30 * DAY, "note")
    assert (users.keys, users.keys_of(sub.uid), users.keys_of(ANN)) == ({"k1": made}, [made], [])
    assert "passphrase" not in repr(made)


@pytest.mark.parametrize("change", [{"permission": "Withdrawal"}, {"permission": "spot"}, {"addresses": ",".join(["1.1.1.1"] * 21)}])
def test_key__refused(users, change):
    sub = add(users)
    assert refusal(lambda: key(users, sub, **change))[0] == "400100"
    assert users.keys == {}


def test_key__changed_and_deleted(users):
    sub = add(users)
    made = key(users, sub, addresses="10.0.0.1", days=30)
    changed = users.change_key(ANN, sub.name, "k1", "passphrase", "General,Trade", "", -1, NOW)
    assert changed == Key(made.signer, sub.uid, frozenset({"General", "Spot"}), NOW, "3", "note", (), None, "passphrase")
    assert users.keys == {"k1": changed}
    users.delete_key(ANN, sub.name, "k1", "passphrase")
    assert users.keys == {}


@pytest.mark.parametrize("name, which, passphrase, code", [
    ("robot001", "k1", "another", "400004"), ("robot001", "k2", "passphrase", "400100"), ("robot002", "k1", "passphrase", "400100"),
    ("robot009", "k1", "passphrase", "400100")])
def test_key__only_with_its_name_and_passphrase(users, name, which, passphrase, code):
    key(users, add(users))
    add(users, "robot002")
    assert refusal(users.delete_key, ANN, name, which, passphrase)[0] == code
    assert refusal(users.change_key, ANN, name, which, passphrase, "General", "", -1, NOW)[0] == code
    assert list(users.keys) == ["k1"]


@pytest.mark.parametrize("passphrase", ["short1", "with blank", "x" * 33, "pässword1"])
def test_passphrase__refused(passphrase):
    assert refusal(check_passphrase, passphrase)[0] == "400100"


def test_passphrase__accepted():
    check_passphrase("!@#abc12")
