"""The fixture, used by a project of somebody else's."""

import re
import subprocess
import sys
from pathlib import Path

import kucoin_ref

TESTS = '''
import pytest
from kucoin_ref import Client

seen = []


@pytest.mark.parametrize("time", [1, 2])
def test_each_has_an_exchange_of_its_own(kucoin_sandbox, time):
    assert kucoin_sandbox.url not in seen
    seen.append(kucoin_sandbox)
    with Client(*kucoin_sandbox.credentials, environment=kucoin_sandbox.environment) as client:
        client.spot.order.add_order("BTC-USDT", "buy", "limit", price="60000", size="0.001", client_oid="mine")
        assert len(client.spot.order.get_open_orders("BTC-USDT")) == 1
        first = client.spot.market.get_full_order_book("ETH-USDT")["sequence"]
        kucoin_sandbox.clock.advance(minutes=5)
        assert client.spot.market.get_full_order_book("ETH-USDT")["sequence"] == first


def test_it_was_closed():
    assert [sandbox._stop.is_set() for sandbox in seen] == [True, True]


class TestOptions:
    @pytest.fixture
    def kucoin_sandbox_options(self):
        return {"credentials": ("key", "secret", "passphrase")}

    def test_chosen(self, kucoin_sandbox):
        assert kucoin_sandbox.credentials == ("key", "secret", "passphrase")
'''


def test_fixture__in_another_project(tmp_path):
    (tmp_path / "conftest.py").write_text('pytest_plugins = "kucoin_ref.sandbox.fixture"\n')
    (tmp_path / "test_bot.py").write_text(TESTS)
    path = f"import sys; sys.path.insert(0, {str(Path(kucoin_ref.__file__).parents[1])!r})"
    command = [sys.executable, "-c", f"{path}; import pytest; sys.exit(pytest.main(['-q', '-W', 'error']))"]
    done = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    assert re.search(r"^4 passed in ", done.stdout, re.MULTILINE), done.stdout
    assert done.returncode == 0
