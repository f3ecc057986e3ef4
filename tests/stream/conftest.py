"""What every test of streams gets."""

import signal
import sys
from pathlib import Path

import pytest

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.stream import connection

sys.path.insert(0, str(Path(__file__).parent))  # for scripted_server

from scripted_server import stream_threads, until  # noqa: E402


@pytest.fixture(autouse=True)
def ctrl_c():
    """What Ctrl-C does; a process that a script started in the background would ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def no_thread_is_left():
    yield
    until(lambda: not stream_threads())


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox):
    with Client(*sandbox.credentials, environment=sandbox.environment) as client:
        yield client


@pytest.fixture
def quick_pauses(monkeypatch):
    """Reconnect without pauses."""
    monkeypatch.setattr(connection.random, "uniform", lambda low, high: 0.0)
