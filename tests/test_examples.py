"""Every example runs as it is, and says what it is for within its size."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.py"))
LAST_LINES = {
    "01_first_call.py": "you can sell at",
    "02_place_and_cancel.py": "cancelled twice: 400100",
    "03_follow_orders.py": "follow-me filled - done",
    "04_why_was_my_signature_refused.py": "400004 Invalid KC-API-PASSPHRASE",
    "05_order_book.py": "the end: closed",
    "06_orders_over_websocket.py": "cancelled second",
    "07_record_and_replay.py": "the book that was made again is live",
}


def test_examples__are_all_listed_here():
    assert [path.name for path in EXAMPLES] == sorted(LAST_LINES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example__runs(path):
    environment = {**os.environ, "PYTHONWARNINGS": "error"}
    run = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=30, env=environment)
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    lines = [line for line in run.stdout.splitlines() if not line.startswith("minute")]
    assert lines[-1].startswith(LAST_LINES[path.name])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_example__has_15_to_50_lines_and_a_docstring(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert 15 <= len(lines) <= 50
    assert lines[0].startswith('"""')
