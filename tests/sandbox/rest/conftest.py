"""An exchange that stands still, and two people on it."""

import pytest

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.matching import SECOND

NOW = 1730000000  # seconds


class Clock:
    """The time of an exchange that stands still."""

    def __init__(self):
        self.now = NOW * SECOND

    def __call__(self):
        return self.now

    def seconds(self):
        return self.now / SECOND

    def advance(self, seconds):
        self.now += int(seconds * SECOND)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def sandbox(clock):
    with Sandbox(market_pace=0, time_ns=clock) as sandbox:
        yield sandbox


@pytest.fixture
def people(sandbox, clock):
    """Clients of two accounts."""
    people = [Client(*sandbox.new_key(), environment=sandbox.environment, clock=clock.seconds) for _ in range(2)]
    yield people
    for client in people:
        client.close()


@pytest.fixture
def ann(people):
    return people[0]


@pytest.fixture
def bob(people):
    return people[1]
