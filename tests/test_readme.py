"""What the README shows works as it stands there."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import requests

import kucoin_ref
from kucoin_ref.sandbox import Sandbox

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.rst").read_text(encoding="utf-8")


def test_readme__code_blocks_run_one_after_the_other(capsys):
    blocks = re.findall(r"^\.\. code-block:: python\n\n((?:    .*\n|\n)+)", README, re.MULTILINE)
    assert len(blocks) == 9
    names = {}
    try:
        for block in blocks:
            exec(compile(re.sub(r"^    ", "", block, flags=re.MULTILINE), "README.rst", "exec"), names)
        with Sandbox(market_pace=0) as sandbox:
            names["test_my_bot_finds_an_order_without_an_answer"](sandbox)
    finally:
        names["client"].close()
        names["sandbox"].close()
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"6\d{4}(\.\d)?", printed[0])  # the price
    assert printed[1] == "True"  # the order is active
    assert printed[2].startswith("Message(topic=")
    assert printed[3].startswith("Best(bid=Level(price=Decimal('6")
    replayed = [line for line in printed if line == "/market/level2:BTC-USDT"]
    assert replayed and printed[4 : 4 + len(replayed)] == replayed
    del printed[4 : 4 + len(replayed)]
    assert printed[4] == "30"  # the weight of cancel-all
    assert re.fullmatch(r"6\d{4}(\.\d)?", printed[5])
    assert int(printed[6]) < 4000
    assert printed[-1] == "67000.1"


def test_readme__commands_name_extras_and_programs_that_exist():
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    commands = [line.strip() for line in README.splitlines() if line.startswith("    python3 -m venv")]
    assert len(commands) == 2
    assert commands[0].endswith("'.[sandbox]' && .venv/bin/kucoin-ref demo")
    assert commands[1].endswith("'.[test]' && .venv/bin/pytest")
    assert "\nsandbox =\n" in setup and "\ntest =\n" in setup and "kucoin-ref = kucoin_ref.cli:main" in setup


def test_readme__the_sandbox_for_other_languages():
    """The command and what is asked of it, on a free port."""
    (command,) = re.findall(r"^    kucoin-ref (sandbox .*)$", README, re.MULTILINE)
    asked = [shlex.split(line) for line in re.findall(r"^    curl (.*)$", README, re.MULTILINE)]
    run = [sys.executable, "-m", "kucoin_ref", *command.replace("8080", "0").split()]
    with subprocess.Popen(run, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            exported = process.stdout.readline()
            answers = []
            for *options, address in asked:
                address = address.replace("http://127.0.0.1:8080", url)
                if options:
                    header, data = options[1], options[3]
                    answers.append(requests.post(address, data=data, headers=dict([header.split(": ")]), timeout=5).json())
                else:
                    answers.append(requests.get(address, timeout=5).json())
        finally:
            process.terminate()
    assert "KUCOIN_API_KEY=my-key KUCOIN_API_SECRET=my-secret KUCOIN_API_PASSPHRASE=my-words" in exported
    assert [answer["code"] for answer in answers] == ["200000"] * 5
    assert [fault["fault"] for fault in answers[-1]["data"]["pending"]] == ["fail_next", "slow_response"]


def test_readme__the_line_for_conftest():
    (line,) = re.findall(r"^    (pytest_plugins = .*)$", README, re.MULTILINE)
    names = {}
    exec(line, names)
    assert hasattr(importlib.import_module(names["pytest_plugins"]), "kucoin_sandbox")


def test_changes__newest_heading_is_the_version():
    changes = (ROOT / "CHANGES.rst").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+) \(\d{4}-\d\d-\d\d\)\n-+$", changes, re.MULTILINE)[0] == kucoin_ref.__version__
