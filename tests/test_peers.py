"""The judges of the sandbox: other people's clients spend a trading day on it, with nothing changed but the address."""

import os
import subprocess
from pathlib import Path

import pytest

from kucoin_ref.sandbox import Sandbox

PEERS = Path(__file__).parent / "peers"


@pytest.mark.parametrize("script, steps, variable, package", [
    ("python_kucoin_day.py", 20, "KUCOIN_REF_PEER_PYTHON_KUCOIN", "python-kucoin"),
    ("python_kucoin_futures_day.py", 11, "KUCOIN_REF_PEER_PYTHON_KUCOIN", "python-kucoin"),
    ("universal_sdk_day.py", 20, "KUCOIN_REF_PEER_UNIVERSAL_SDK", "kucoin-universal-sdk"),
    ("universal_sdk_futures_day.py", 16, "KUCOIN_REF_PEER_UNIVERSAL_SDK", "kucoin-universal-sdk"),
    ("ccxt_day.py", 20, "KUCOIN_REF_PEER_CCXT", "ccxt"),
    ("ccxt_futures_day.py", 13, "KUCOIN_REF_PEER_CCXT", "ccxt"),
])
def test_peer__spends_a_day(script, steps, variable, package):
    interpreter = os.environ.get(variable)
    if not interpreter:
        pytest.skip(f"set {variable} to a Python that has {package}: python -m venv peer && peer/bin/pip install {package}")
    spend_day([interpreter, str(PEERS / script)], steps)


def test_peer__node_sdk_spends_a_day():
    folder = os.environ.get("KUCOIN_REF_PEER_NODE_SDK")
    if not folder:
        pytest.skip("set KUCOIN_REF_PEER_NODE_SDK to a folder after npm install kucoin-node-sdk in it; needs node")
    spend_day(["node", str(PEERS / "node_day.js"), folder], 17)


def spend_day(command, steps):
    with Sandbox() as sandbox:
        day = subprocess.run(
            [*command, sandbox.url, *sandbox.credentials],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=100)
    assert day.returncode == 0, day.stdout
    assert day.stdout.count("ok: ") == steps, day.stdout
