"""Every published code of the spot and account calls: provoked by a call, or listed with the reason why none provokes it."""

import pytest
import requests

from kucoin_ref import Client, errors
from kucoin_ref.sandbox.exchange import Symbol

PAIR = "BTC-USDT"
LIMIT = {"symbol": PAIR, "side": "buy", "type": "limit", "price": "60000", "size": "0.001"}

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def order(client, **change):
    return client.spot.order.add_order(**{**LIMIT, **change})


def many_orders(client):
    for _ in range(201):
        order(client)


def many_stop_orders(client):
    for _ in range(21):
        client.spot.stop_order.add_stop_order(PAIR, "sell", "market", "60000", size="0.1")


def twice(call, **arguments):
    call(**arguments)
    call(**arguments)


def withdraw(client, amount="100", currency="USDT", **more):
    return client.account.withdrawal.withdrawal_v3(currency, amount, "0xfa", "ADDRESS", **more)


#: By code: the calls that provoke it, each with the beginning of its message.
PROVOKED = {
    "400100": [
        (lambda ann: order(ann, price="0"), "price must be a positive decimal."),
        (lambda ann: order(ann, price=None), "A limit order needs price and size."),
        (lambda ann: order(ann, type="market", price=None, funds="5"), "A market order needs either size or funds."),
        (lambda ann: order(ann, time_in_force="GTT"), "cancelAfter must be above 0 with GTT."),
        (lambda ann: order(ann, time_in_force="IOC", post_only=True), "postOnly does not go with IOC."),
        (lambda ann: order(ann, type="market", price=None, stp="DC"), "stp DC does not go with a market order."),
        (lambda ann: order(ann, client_oid="no/slash"), "clientOid must be up to 40 letters"),
        (lambda ann: order(ann, size="0.000001"), "Order size below the minimum requirement."),
        (lambda ann: order(ann, size="10000000001"), "Order size above the maximum requirement."),
        (lambda ann: order(ann, size="10000"), "Funds above the maximum requirement."),
        (lambda ann: ann.session.call("POST", "/api/v1/hf/orders", {**LIMIT, "side": "sideways"}), "side must be one of buy, sell"),
        (lambda ann: order(ann, symbol=""), "symbol can not be empty"),
        (lambda ann: ann.spot.order.cancel_order_by_order_id("0" * 24, PAIR), "order_not_exist_or_not_allow_to_cancel"),
        (lambda ann: ann.spot.stop_order.cancel_stop_order_by_order_id("vs1"), "order_not_exist_or_not_allow_to_cancel"),
        (lambda ann: ann.spot.oco_order.add_oco_order(PAIR, "buy", "70000", "0.1", "60000", "60000", "o"),
         "price not in the given range!"),
        (lambda ann: ann.spot.stop_order.get_stop_orders_list(page_size=501), "pageSize should not greater than 500"),
        (lambda ann: twice(ann.spot.old_order.add_order_old, symbol=PAIR, side="buy", client_oid="a", price="60000", size="0.1"),
         "validation.createOrder.clientOidDuplicated"),
        (lambda ann: withdraw(ann, "9"), "amount is below the minimum requirement."),
    ],
    "400600": [(lambda ann: order(ann, symbol="SOL-USDT"), "Trading of this symbol is suspended.")],
    "900001": [(lambda ann: order(ann, symbol="NO-SUCH"), "Symbol not exists")],
    "900014": [(lambda ann: withdraw(ann, chain="sol"), "Invalid chainId")],
    "102426": [(lambda ann: twice(ann.spot.order.add_order, **LIMIT, client_oid="a"), "Duplicate client order id")],
    "102427": [(many_orders, "Too many pending orders on this symbol.")],
    "102429": [(lambda ann: order(ann, price="80000"), "The price is outside the protection band.")],
    "110003": [(lambda ann: withdraw(ann, "1000", "BTC"), "The withdrawal exceeds the limit of 24 hours.")],
    "200003": [(many_stop_orders, "Too many stop orders wait on this symbol.")],
    "200004": [(lambda ann: order(ann, size="10"), "Balance insufficient!")],
    "230003": [(lambda ann: ann.account.transfer.flex_transfer("KCS", "1", "INTERNAL", "MAIN", "TRADE", "t"),
                "Balance insufficient!")],
    "260000": [(lambda ann: twice(ann.account.deposit.add_deposit_address_v3, currency="SOL", chain="sol"),
                "Deposit address already exists.")],
    "260100": [(lambda ann: withdraw(ann, "10001"), "Balance insufficient!")],
    "260210": [(lambda ann: withdraw(ann, chain="omni"), "Withdrawal is disabled on this chain.")],
    "260220": [(lambda ann: ann.account.deposit.get_deposit_address_v1("SOL", chain="sol"), "Deposit address does not exist.")],
    "600100": [
        (lambda ann: order(ann, price="60000.01"), "Price increment invalid."),
        (lambda ann: order(ann, size="0.001000001"), "Order size increment invalid."),
        (lambda ann: order(ann, type="market", price=None, size=None, funds="5.0000001"), "Funds increment invalid."),
        (lambda ann: order(ann, price="6000", size="0.00001"), "Funds below the minimum requirement."),
    ],
    "600101": [(lambda ann: order(ann, type="market", price=None, size=None, funds="0.09"),
                "The order funds should more then 0.1 USDT.")],
}

#: Provoked below, by requests that are none of a client's.
OF_THE_GATEWAY = {"400001", "400002", "400003", "400004", "400005", "400006", "400007", "400201", "415000", "429000"}

#: Codes that no call provokes here; a test may ask for any of them with ``Sandbox.fail_next``.
NOT_MODELLED = {
    "400008": "of gateways that refuse old key versions; REST takes them",
    "400009": "of those gateways as well; REST answers 400004 to a version that does not exist",
    "400200": "no account is forbidden to trade as a whole; keys are, by 400007",
    "400303": "nobody here has an identity to check",
    "400330": "no leveraged tokens, so no net asset value",
    "400350": "no holding caps",
    "400370": "a price too high is refused with 102429",
    "400500": "no regions",
    "400700": "no risk control",
    "400760": "a price too low is refused with 102429",
    "400800": "margin orders answer what they lack by name",
    "401000": "no endpoint of the catalog is retired",
    "404000": "an unknown path is answered with 404, as recorded of the live exchange",
    "408000": "an unknown outcome: ask for it with fail_next or lose_response",
    "411100": "no account is frozen",
    "500000": "a fault of the exchange: ask for it with fail_next",
    "102411": "a parameter error is 400100",
    "102421": "spot answers 200004 to a small balance",
    "102423": "of Convert", "102424": "of Convert", "102425": "of Convert",
    "102428": "nothing is ever half done when the next call comes",
    "102431": "of Convert", "102432": "of Convert", "102441": "of Convert",
    "102434": "amounts beyond a symbol's bounds are 400100 and 600100",
    "102435": "amounts beyond a symbol's bounds are 400100 and 600100",
    "102436": "of Convert",
    "101030": "of margin",
    "103000": "of borrowing", "210014": "of borrowing",
    "112010": "of the unified account",
    "115007": "of lending", "210021": "of margin",
    "200001": "no pair stops taking orders alone; a suspended one answers 400600",
    "200002": "no pair stops cancelling",
    "200009": "nobody here has an identity to check",
    "230005": "never too busy: ask for it with fail_next",
    "300000": "generic; what is wrong is named by a narrower code",
    "600203": "a suspended pair answers 400600",
}

#: Messages of 400100 that other calls of the live exchange have for the same: too small a balance is 200004 here, an unknown
#: pair 900001, and a size below the minimum has one wording.
OTHER_WORDINGS = ("account.available.amount", "Unsupported trading pair.", "The quantity is below the minimum requirement.")

#: The published ones (error code pages of the documentation, and what clients have met), without those of other products.
PUBLISHED = {
    "400001", "400002", "400003", "400004", "400005", "400006", "400007", "400008", "400009", "400100", "400200", "400201",
    "400303", "400330", "400350", "400370", "400500", "400600", "400700", "400760", "400800", "401000", "404000", "408000",
    "411100", "415000", "429000", "500000", "900001", "900014",
    "102411", "102421", "102423", "102424", "102425", "102426", "102427", "102428", "102429", "102431", "102432", "102434",
    "102435", "102436", "102441", "101030", "103000", "110003", "112010", "115007", "200001", "200002", "200003", "200004",
    "200009", "210014", "210021", "230003", "230005", "260000", "260100", "260210", "260220", "300000", "600100", "600101",
    "600203",
}


def test_codes__every_one_is_provoked_or_has_a_reason():
    tables = [set(PROVOKED), OF_THE_GATEWAY, set(NOT_MODELLED)]
    assert set.union(*tables) == PUBLISHED
    assert sum(map(len, tables)) == len(PUBLISHED)


def test_messages__in_other_wordings_are_never_used():
    used = {message for calls in PROVOKED.values() for _, message in calls}
    assert not used & set(OTHER_WORDINGS)


@pytest.mark.parametrize("code, number", [(code, number) for code, calls in PROVOKED.items() for number in range(len(calls))])
def test_code__provoked(ann, sandbox, code, number):
    row = sandbox.exchange.symbols["SOL-USDT"].row
    sandbox.exchange.symbols["SOL-USDT"] = Symbol.from_row({**row, "enableTrading": False})
    sandbox.exchange.deposit(1002, "main", "BTC", sandbox.exchange.symbols[PAIR].base_max, sandbox.now())
    call, message = PROVOKED[code][number]
    with pytest.raises(errors.ApiError) as caught:
        call(ann)
    assert (caught.value.code, caught.value.message[: len(message)]) == (code, message)


def signed(sandbox, clock, **change):
    """The headers of a good request, but for the changes."""
    with Client(*sandbox.new_key(), environment=sandbox.environment, clock=clock.seconds) as client:
        headers = client.session.signer.headers(int(clock.seconds() * 1000), "GET", "/api/v1/accounts")
    return {**headers, **change}


@pytest.mark.parametrize("code, change", [
    ("400001", {"KC-API-SIGN": ""}), ("400002", {"KC-API-TIMESTAMP": "1"}), ("400003", {"KC-API-KEY": "nobody's"}),
    ("400004", {"KC-API-PASSPHRASE": "another"}), ("400005", {"KC-API-SIGN": "another"}),
    ("400201", {"KC-API-PARTNER": "partner", "KC-API-PARTNER-VERIFY": "true"})])
def test_code__of_the_headers(sandbox, clock, code, change):
    sandbox.gateway.partners["partner"] = "broker key"
    answer = requests.get(sandbox.url + "/api/v1/accounts", headers=signed(sandbox, clock, **change), timeout=5)
    assert answer.json()["code"] == code


def test_code__of_permission_address_and_rate(ann, sandbox, clock):
    ann.account.sub_account.add_sub_account("robot001", "q1234567", "Spot")
    made = ann.account.sub_account_api.add_sub_account_api("robot001", "11223344", "note", ip_whitelist="10.0.0.1")
    codes = []
    credentials = [(made["apiKey"], made["apiSecret"], "11223344"), sandbox.new_key(["General"]), sandbox.new_key()]
    for number, each in enumerate(credentials):
        with Client(*each, environment=sandbox.environment, clock=clock.seconds, retries=0) as client:
            if number == 2:
                sandbox.gateway.quotas["Spot"] = 0
            with pytest.raises(errors.ApiError) as caught:
                order(client)
            codes.append(caught.value.code)
    assert codes == ["400006", "400007", "429000"]


def test_code__of_a_body_that_is_not_json(sandbox, clock):
    with Client(*sandbox.new_key(), environment=sandbox.environment, clock=clock.seconds) as client:
        signer = client.session.signer
    headers = signer.headers(int(clock.seconds() * 1000), "POST", "/api/v1/hf/orders", b"{}")
    answer = requests.post(sandbox.url + "/api/v1/hf/orders", data=b"{}", headers=headers, timeout=5)
    assert answer.json()["code"] == "415000"


def test_code__any_other_when_asked_for(ann, sandbox):
    for code in NOT_MODELLED:
        sandbox.fail_next(code)
        with pytest.raises(errors.KucoinError) as caught:
            order(ann)
        error = caught.value.__cause__ if isinstance(caught.value, errors.OutcomeUnknown) else caught.value
        assert error.code == code
