"""Signatures against every vector that is known, and what a wrong one is told."""

import io
import json
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
import requests

from kucoin_ref import Client, KucoinAuth, Signer, errors
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.signing import BrokerSigner

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors" / "signing.json").read_text("utf-8"))
COMPUTED = VECTORS["computed"]
CASES = {case["id"]: case for case in COMPUTED["cases"]}
OTHERS = VECTORS["others"]
RIGHT = [case for case in CASES.values() if case["status"] == "right"]
WRONG = [case for case in CASES.values() if case["status"] == "wrong"]
KEY, SECRET, PASSPHRASE = COMPUTED["key"], COMPUTED["secret"], COMPUTED["passphrase"]
ACCOUNTS = {
    "KC-API-KEY": "5f0000000000000000000001",
    "KC-API-SIGN": "uCV9zTcHFC0Z5/neRMscGmqpjoKn+UtXuDUj6yct2Qk=",
    "KC-API-TIMESTAMP": "1700000000000",
    "KC-API-PASSPHRASE": "o2umz33zq7n/FGjooPMFMGl79/BAEgafSLxQpIfljRc=",
    "KC-API-KEY-VERSION": "3",
}


def name(case):
    return case["id"]


@pytest.fixture
def signer():
    return Signer(KEY, SECRET, PASSPHRASE)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(market_pace=0) as sandbox:
        yield sandbox


def signed_as(case):
    return {**ACCOUNTS, "KC-API-SIGN": case["sign"]}


# --- vectors ---


def test_vectors__are_all_there():
    assert [case["id"] for case in VECTORS["published"]] == ["P1", "P2", "P3", "P4", "P5"]
    assert (len(RIGHT), len(WRONG)) == (14, 4)


@pytest.mark.parametrize("case", VECTORS["published"], ids=name)
def test_sign__published_vectors(case):
    signer = Signer("any", case["secret"], "any")
    assert signer.sign(case["timestamp"], case["method"], case["path"], case["body"].encode()) == case["sign"]


@pytest.mark.parametrize("case", RIGHT, ids=name)
def test_sign__computed_vectors(signer, case):
    body = case["body"].encode()
    assert signer.sign(1700000000000, case["method"], case["path"], body) == case["sign"]
    signer.verify(signed_as(case), case["method"], case["path"], body)


@pytest.mark.parametrize("case", WRONG, ids=name)
def test_verify__refuses_what_was_signed_in_its_encoded_form(signer, case):
    assert signer.sign(1700000000000, case["method"], case["path"]) == case["sign"]
    with pytest.raises(errors.SignatureError):
        signer.verify(signed_as(case), case["method"], unquote_plus(case["path"]))


def test_sign__the_official_sdks_test():
    vector = OTHERS["sdk_test"]
    assert Signer("any", vector["secret"], "any").sign("", "", vector["message"]) == vector["sign"]


def test_headers__passphrase_published_by_the_go_sdk():
    vector = OTHERS["passphrase_published_go"]
    headers = Signer("any", vector["secret"], vector["passphrase"]).headers(1, "GET", "/")
    assert headers["KC-API-PASSPHRASE"] == vector["value"]


def test_headers__passphrase_of_the_broker_page():
    vector = OTHERS["broker_page"]
    headers = Signer(vector["api_key"], vector["secret"], vector["passphrase"]).headers(1, "GET", "/")
    assert headers["KC-API-PASSPHRASE"] == vector["passphrase_header"]


@pytest.mark.parametrize(
    "version, passphrase",
    [("1", "Pass-phrase 1!"), ("2", OTHERS["passphrase_v2_v3"]), ("3", OTHERS["passphrase_v2_v3"])],
)
def test_headers__by_key_version(version, passphrase):
    headers = Signer(KEY, SECRET, PASSPHRASE, version).headers(1700000000000, "GET", "/api/v1/accounts")
    assert headers == {**ACCOUNTS, "KC-API-PASSPHRASE": passphrase, "KC-API-KEY-VERSION": version}


def test_connection__signs_the_key_and_then_the_time(signer):
    assert signer.connection(1700000000000) == {
        "apikey": KEY, "timestamp": "1700000000000", "sign": OTHERS["wsapi_v1_url_sign"], "passphrase": OTHERS["passphrase_v2_v3"]}


def test_answer__is_made_over_the_text_as_it_came(signer):
    challenge = OTHERS["wsapi_v1_challenge"]
    assert signer.answer(challenge["received"]) == challenge["reply"]
    again = json.dumps(json.loads(challenge["received"]))
    assert signer.answer(again) == challenge["wrong_if_reserialised"]


def test_headers__of_the_login_to_the_unified_push(signer):
    headers = signer.headers(1700000000000, "POST", "/api/websocket/users/verify")
    assert headers["KC-API-SIGN"] == OTHERS["users_verify"]


def test_sign__takes_the_verb_in_any_case_and_the_time_as_text(signer):
    assert signer.sign("1700000000000", "get", "/api/v1/accounts") == ACCOUNTS["KC-API-SIGN"]


# --- arguments ---


@pytest.mark.parametrize("position, argument", [(0, "key"), (1, "secret"), (2, "passphrase")])
@pytest.mark.parametrize("value", ["", None, b"planted", 7])
def test_signer__takes_text_only_and_does_not_show_it(position, argument, value):
    arguments = [KEY, SECRET, PASSPHRASE]
    arguments[position] = value
    with pytest.raises(ValueError) as refused:
        Signer(*arguments)
    assert str(refused.value) == f"{argument}: expected text that is not empty"


@pytest.mark.parametrize("key", ["clé", "two\nlines"])
def test_signer__key_has_to_fit_into_a_header(key):
    with pytest.raises(ValueError) as refused:
        Signer(key, SECRET, PASSPHRASE)
    assert str(refused.value) == "key: expected printable ASCII text"


def test_signer__passphrase_has_to_fit_into_a_header_where_it_is_sent_as_it_is():
    with pytest.raises(ValueError) as refused:
        Signer(KEY, SECRET, "planted\n", "1")
    assert str(refused.value) == "passphrase: expected printable ASCII text"
    assert Signer(KEY, SECRET, "plantéd\n", "3").key == KEY


def test_signer__unknown_key_version():
    with pytest.raises(ValueError) as refused:
        Signer(KEY, SECRET, PASSPHRASE, "4")
    assert str(refused.value) == "key_version: expected '1', '2' or '3', got '4'"


def test_repr__shows_the_end_of_the_key_and_nothing_else(signer):
    assert repr(signer) == "Signer(key='...0001')"


# --- verify ---


def refusal(signer, headers, target="/api/v1/accounts", verb="GET", body=b""):
    with pytest.raises(errors.ApiError) as refused:
        signer.verify(headers, verb, target, body)
    return refused.value


@pytest.mark.parametrize("version", ["1", "2", "3"])
@pytest.mark.parametrize("keys_version", ["1", "2", "3"])
def test_verify__goes_by_the_version_that_the_headers_name(signer, version, keys_version):
    headers = Signer(KEY, SECRET, PASSPHRASE, version).headers(1700000000000, "GET", "/api/v1/accounts")
    Signer(KEY, SECRET, PASSPHRASE, keys_version).verify(headers, "GET", "/api/v1/accounts")


def test_verify__no_version_is_version_1(signer):
    headers = {**ACCOUNTS, "KC-API-PASSPHRASE": PASSPHRASE}
    del headers["KC-API-KEY-VERSION"]
    signer.verify(headers, "GET", "/api/v1/accounts")


def test_verify__names_of_headers_in_any_case(signer):
    signer.verify({header.lower(): value for header, value in ACCOUNTS.items()}, "GET", "/api/v1/accounts")


@pytest.mark.parametrize("header", ["KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE"])
@pytest.mark.parametrize("value", [None, ""])
def test_verify__missing_header(signer, header, value):
    headers = {**ACCOUNTS, header: value}
    if value is None:
        del headers[header]
    error = refusal(signer, headers)
    assert (type(error), error.code, error.status) == (errors.AuthenticationError, "400001", 400)
    assert error.message == (
        "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, KC-API-PASSPHRASE."
    )


@pytest.mark.parametrize(
    "header, value, kind, code",
    [
        ("KC-API-KEY", "5f0000000000000000000002", errors.AuthenticationError, "400003"),
        ("KC-API-PASSPHRASE", PASSPHRASE, errors.PassphraseError, "400004"),
        ("KC-API-PASSPHRASE", "é", errors.PassphraseError, "400004"),
        ("KC-API-KEY-VERSION", "1", errors.PassphraseError, "400004"),
        ("KC-API-KEY-VERSION", "4", errors.PassphraseError, "400004"),
        ("KC-API-SIGN", "JT7tS7oenZRvGqlERdmJgmt/QbILhWpDex9fQfvG+Tk=", errors.SignatureError, "400005"),
        ("KC-API-SIGN", "é", errors.SignatureError, "400005"),
        ("KC-API-TIMESTAMP", "1700000000001", errors.SignatureError, "400005"),
    ],
)
def test_verify__wrong_header(signer, header, value, kind, code):
    error = refusal(signer, {**ACCOUNTS, header: value})
    assert (type(error), error.code, error.status) == (kind, code, 401)


@pytest.mark.parametrize(
    "verb, target, body",
    [
        ("POST", "/api/v1/accounts", b""),
        ("GET", "/api/v1/accounts/", b""),
        ("GET", "/api/v1/accounts?currency=BTC", b""),
        ("GET", "/api/v1/accounts", b"{}"),
    ],
)
def test_verify__another_request_than_was_signed(signer, verb, target, body):
    assert type(refusal(signer, ACCOUNTS, target, verb, body)) is errors.SignatureError


def test_verify__signature_made_with_another_secret(signer):
    headers = {**ACCOUNTS, "KC-API-SIGN": Signer(KEY, "another", PASSPHRASE).sign(1700000000000, "GET", "/api/v1/accounts")}
    assert type(refusal(signer, headers)) is errors.SignatureError


def test_verify__tells_what_should_have_been_signed(signer):
    error = refusal(signer, ACCOUNTS, "/api/v1/hf/orders?a=b c", "post", '{"remark":"café"}'.encode())
    assert error.string_to_sign == '1700000000000POST/api/v1/hf/orders?a=b c{"remark":"café"}'


@pytest.mark.parametrize(
    "target, body, shown",
    [
        (CASES["O4"]["path"], b"", "?subName=mysub01&apiKey=5f00000000000000000000aa&passphrase=***"),
        ("/api/v1/sub/api-key?passphrase=a&b=c d", b"", "?passphrase=***"),
        ("/api/v1/sub/api-key", b'{"passphrase":"a\\"b","x":1}', '{"passphrase":"***","x":1}'),
        ("/api/v1/sub/api-key", b'{"Password" : "a b"}', '{"Password" : "***"}'),
        ("/api/v1/sub/api-key", b'{"passphrase":"cut sho', '{"passphrase":"***"'),
    ],
)
def test_verify__shows_no_passphrase(signer, target, body, shown):
    error = refusal(signer, ACCOUNTS, target, "DELETE", body)
    assert error.string_to_sign == "1700000000000DELETE/api/v1/sub/api-key" + shown


# --- KucoinAuth ---


def prepared(signer, verb, target, **more):
    auth = KucoinAuth(signer, clock=lambda: 1700000000.0)
    return requests.Request(verb, "https://api.kucoin.com" + target, auth=auth, **more).prepare()


def test_kucoin_auth__signs_what_requests_will_send(signer):
    request = prepared(signer, "GET", "/api/v1/accounts")
    assert dict(request.headers) == ACCOUNTS
    assert request.url == "https://api.kucoin.com/api/v1/accounts"


def test_kucoin_auth__blank_goes_as_percent_20(signer):
    params = {"currency": "USDT", "chain": "BEP20 (BSC)"}
    request = prepared(signer, "GET", "/api/v1/withdrawals/quotas", params=params)
    assert request.url == "https://api.kucoin.com" + CASES["O5"]["wire"]
    assert request.headers["KC-API-SIGN"] == CASES["O5"]["sign"]


def test_kucoin_auth__plus_stays_a_plus(signer):
    request = prepared(signer, "GET", "/api/v1/accounts", params={"a": "1+2"})
    assert request.url == "https://api.kucoin.com/api/v1/accounts?a=1%2B2"
    assert request.headers["KC-API-SIGN"] == signer.sign(1700000000000, "GET", "/api/v1/accounts?a=1+2")


@pytest.mark.parametrize("vector", ["O8", "O8b", "O9", "O9b"])
@pytest.mark.parametrize("kind", [str, bytes])
def test_kucoin_auth__body_as_text_and_as_bytes(signer, vector, kind):
    body = CASES[vector]["body"]
    request = prepared(signer, "POST", "/api/v1/hf/orders", data=body if kind is str else body.encode())
    assert request.headers["KC-API-SIGN"] == CASES[vector]["sign"]
    assert (request.body, request.headers["Content-Length"]) == (body.encode(), str(len(body.encode())))


def test_kucoin_auth__stream_is_refused(signer):
    with pytest.raises(TypeError) as refused:
        prepared(signer, "POST", "/api/v1/hf/orders", data=io.BytesIO(b"{}"))
    assert str(refused.value) == "data: expected bytes or text; a stream cannot be signed before it is sent"


@pytest.mark.parametrize("value", ["USDT", "a b", "a+b&c=d#e%20f,g/h", "é漢"])
def test_kucoin_auth__the_sandbox_accepts_a_query(sandbox, value):
    auth = KucoinAuth(Signer(*sandbox.credentials))
    answer = requests.get(sandbox.url + "/api/v1/accounts", params={"currency": value}, auth=auth, timeout=10)
    accepted = answer.json()
    assert (answer.status_code, accepted["code"]) == (200, "200000")
    assert [row["available"] for row in accepted["data"]] == (["10000", "100000"] if value == "USDT" else [])


@pytest.mark.parametrize("kind", [str, bytes])
def test_kucoin_auth__the_sandbox_accepts_a_body(sandbox, kind):
    body = '{"symbol": "BTC-USDT", "side": "buy", "type": "limit", "price": "1", "size": "1", "remark": "café"}'
    answer = requests.post(
        sandbox.url + "/api/v1/hf/orders/test",
        data=body if kind is str else body.encode(),
        headers={"Content-Type": "application/json"},
        auth=KucoinAuth(Signer(*sandbox.credentials)),
        timeout=10,
    )
    assert answer.json() == {"code": "200000", "data": {"orderId": "0" * 24, "clientOid": None}}


# --- BrokerSigner ---


def brokers_page(**more):
    page = OTHERS["broker_page"]
    credentials = (page["api_key"], page["secret"], page["passphrase"])
    return BrokerSigner(*credentials, **{"partner": page["partner"], "broker_key": page["broker_key"], **more})


def test_broker_signer__the_brokers_page():
    page = OTHERS["broker_page"]
    signer = brokers_page(broker_name=page["broker_name"])
    assert signer.headers(int(page["timestamp"]), "GET", "/api/v1/broker/nd/info") == {
        "KC-API-KEY": page["api_key"],
        "KC-API-SIGN": signer.sign(page["timestamp"], "GET", "/api/v1/broker/nd/info"),
        "KC-API-TIMESTAMP": "1680885532722",
        "KC-API-PASSPHRASE": page["passphrase_header"],
        "KC-API-KEY-VERSION": "3",
        "KC-API-PARTNER": "goodbroker",
        "KC-API-PARTNER-SIGN": page["partner_sign"],
        "KC-API-PARTNER-VERIFY": "true",
        "KC-BROKER-NAME": "goodbrokerND",
    }


def test_broker_signer__adds_to_the_five_headers_and_changes_none():
    vector = OTHERS["partner_sign"]
    signer = BrokerSigner(KEY, SECRET, PASSPHRASE, partner=vector["partner"], broker_key=vector["broker_key"])
    assert signer.headers(1700000000000, "GET", "/api/v1/accounts") == {
        **ACCOUNTS,
        "KC-API-PARTNER": "demopartner",
        "KC-API-PARTNER-SIGN": vector["value"],
        "KC-API-PARTNER-VERIFY": "true",
    }


def test_broker_signer__connection_names_the_partner():
    vector = OTHERS["partner_sign"]
    signer = BrokerSigner(KEY, SECRET, PASSPHRASE, partner=vector["partner"], broker_key=vector["broker_key"])
    assert signer.connection(1700000000000) == {
        **Signer(KEY, SECRET, PASSPHRASE).connection(1700000000000),
        "partner": "demopartner", "partner_sign": vector["value"]}


@pytest.mark.parametrize("argument", ["partner", "broker_key"])
@pytest.mark.parametrize("value", ["", None, b"planted", 7])
def test_broker_signer__takes_text_only_and_does_not_show_it(argument, value):
    with pytest.raises(ValueError) as refused:
        brokers_page(**{argument: value})
    assert str(refused.value) == f"{argument}: expected text that is not empty"


@pytest.mark.parametrize("argument", ["partner", "broker_key"])
def test_broker_signer__needs_both(argument):
    given = {"partner": "demo", "broker_key": "key"}
    del given[argument]
    with pytest.raises(TypeError, match=argument):
        BrokerSigner(KEY, SECRET, PASSPHRASE, **given)


@pytest.mark.parametrize("argument", ["partner", "broker_name"])
@pytest.mark.parametrize("value", ["bröker", "two\nlines"])
def test_broker_signer__names_have_to_fit_into_a_header(argument, value):
    with pytest.raises(ValueError) as refused:
        brokers_page(**{argument: value})
    assert str(refused.value) == f"{argument}: expected printable ASCII text"


def test_broker_signer__shows_no_secret():
    signer = brokers_page(broker_name="goodbrokerND")
    assert repr(signer) == str(signer) == "BrokerSigner(key='...6e62')"


@pytest.fixture(scope="module")
def brokers_sandbox():
    with Sandbox(market_pace=0, partners={"demo": "key"}) as sandbox:
        yield sandbox


def answer_for(sandbox, **more):
    signer = BrokerSigner(*sandbox.credentials, **{"partner": "demo", "broker_key": "key", **more})
    return requests.get(sandbox.url + "/api/v1/accounts", auth=KucoinAuth(signer), timeout=10).json()


def test_broker_signer__the_sandbox_accepts_it(brokers_sandbox):
    assert answer_for(brokers_sandbox)["code"] == "200000"
    assert answer_for(brokers_sandbox, broker_name="demoND")["code"] == "200000"


def test_broker_signer__the_sandbox_refuses_another_broker_key(brokers_sandbox):
    refused = {"code": "400201", "msg": "Invalid KC-API-PARTNER-SIGN"}
    answer = answer_for(brokers_sandbox, broker_key="another")
    assert {name: answer[name] for name in refused} == refused
    assert answer_for(brokers_sandbox, broker_key="another", partner="stranger")["code"] == "200000"  # only its rebate is lost


def test_broker_signer__a_client_is_told_what_was_wrong(brokers_sandbox):
    signer = BrokerSigner(*brokers_sandbox.credentials, partner="demo", broker_key="another")
    with Client(signer=signer, environment=brokers_sandbox.environment) as client:
        with pytest.raises(errors.AuthenticationError) as refused:
            client.account.account.get_spot_account_list()
    assert refused.value.code == "400201"


def test_broker_signer__without_verification_a_wrong_signature_only_loses_the_rebate(brokers_sandbox):
    signer = BrokerSigner(*brokers_sandbox.credentials, partner="demo", broker_key="another")
    request = requests.Request("GET", brokers_sandbox.url + "/api/v1/accounts", auth=KucoinAuth(signer)).prepare()
    request.headers["KC-API-PARTNER-VERIFY"] = "false"
    with requests.Session() as session:
        assert session.send(request, timeout=10).json()["code"] == "200000"
