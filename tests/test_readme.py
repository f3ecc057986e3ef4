"""What the README shows works as it stands there."""

import re
from pathlib import Path

import kucoin_ref

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.rst").read_text(encoding="utf-8")


def test_readme__code_blocks_run_one_after_the_other(capsys):
    blocks = re.findall(r"^\.\. code-block:: python\n\n((?:    .*\n|\n)+)", README, re.MULTILINE)
    assert len(blocks) == 6
    names = {}
    try:
        for block in blocks:
            exec(compile(re.sub(r"^    ", "", block, flags=re.MULTILINE), "README.rst", "exec"), names)
    finally:
        names["client"].close()
        names["sandbox"].close()
    printed = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"6\d{4}(\.\d)?", printed[0])  # the price
    assert printed[1] == "True"  # the order is active
    assert printed[2].startswith("Message(topic=")
    assert printed[3].startswith("Best(bid=Level(price=Decimal('6")
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


def test_changes__newest_heading_is_the_version():
    changes = (ROOT / "CHANGES.rst").read_text(encoding="utf-8")
    assert re.findall(r"^(\S+) \(\d{4}-\d\d-\d\d\)\n-+$", changes, re.MULTILINE)[0] == kucoin_ref.__version__
