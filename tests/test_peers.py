"""The judges of the sandbox: other people's clients spend a trading day on it, with nothing changed but the address."""

import os
import subprocess
from pathlib import Path

import pytest

from kucoin_ref.sandbox import Sandbox

PEERS = Path(__file__).parent / "peers"

#: Runs a script of theirs with more patience for one step. The official SDK's stop() may take the ten seconds of a selector:
#: its WebSocketApp reads in one thread and closes in another, and the first never hears of it.
RUN = """
import runpy, sys
main = runpy.run_path(sys.argv[1])["main"]
main.__globals__["STEP"] = 30
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("script, variable, package", [
    ("python_kucoin_day.py", "KUCOIN_REF_PEER_PYTHON_KUCOIN", "python-kucoin"),
    ("universal_sdk_day.py", "KUCOIN_REF_PEER_UNIVERSAL_SDK", "kucoin-universal-sdk"),
])
def test_peer__spends_a_day(script, variable, package):
    interpreter = os.environ.get(variable)
    if not interpreter:
        pytest.skip(f"set {variable} to a Python that has {package}: python -m venv peer && peer/bin/pip install {package}")
    with Sandbox() as sandbox:
        day = subprocess.run(
            [interpreter, "-c", RUN, str(PEERS / script), sandbox.url, *sandbox.credentials],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=100)
    assert day.returncode == 0, day.stdout
    assert day.stdout.count("ok: ") >= 10, day.stdout
