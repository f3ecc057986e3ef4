"""Find out why a signature is refused. Works for a client in any language: point it at the sandbox and read its advice."""

import time

import requests

from kucoin_ref import Client, KucoinAuth, Signer, errors
from kucoin_ref.sandbox import Sandbox

with Sandbox() as sandbox:
    key, secret, passphrase = sandbox.credentials
    signer = Signer(key, secret, passphrase)
    now = int(time.time() * 1000)

    # The most common mistake: the query is signed as it is sent, encoded. KuCoin signs it decoded.
    sent = "/api/v1/trade-fees?symbols=BTC-USDT%2CETH-USDT"
    answer = requests.get(sandbox.url + sent, headers=signer.headers(now, "GET", sent))
    print(answer.json())
    print("the sandbox says:", answer.headers["X-Sandbox-Advice"])

    decoded = "/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT"
    answer = requests.get(sandbox.url + sent, headers=signer.headers(now, "GET", decoded))
    print("signed right:", answer.json()["code"])

    # Let requests build the address, and sign what it has built.
    fees = sandbox.url + "/api/v1/trade-fees"
    answer = requests.get(fees, params={"symbols": "BTC-USDT,ETH-USDT"}, auth=KucoinAuth(signer))
    print("signed by KucoinAuth:", answer.json()["code"])

    # A passphrase is hashed with the secret, so a wrong secret shows up there first.
    try:
        Client(key, "not the secret", passphrase, environment=sandbox.environment).account.fee.get_basic_fee()
    except errors.PassphraseError as error:
        print(error)
