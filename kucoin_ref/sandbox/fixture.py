"""A sandbox for each test: put ``pytest_plugins = "kucoin_ref.sandbox.fixture"`` into your ``conftest.py``.

::

    def test_my_bot(kucoin_sandbox):
        client = Client(*kucoin_sandbox.credentials, environment=kucoin_sandbox.environment)

Every test has an exchange of its own, whose market stands still. Other arguments for :class:`Sandbox` come from a fixture of
yours by the name of ``kucoin_sandbox_options``.
"""

from typing import Any, Dict, Iterator

import pytest

from .server import Sandbox


@pytest.fixture
def kucoin_sandbox_options() -> Dict[str, Any]:
    """The arguments for the sandbox of a test; override it to choose others."""
    return {"market_pace": 0}


@pytest.fixture
def kucoin_sandbox(kucoin_sandbox_options: Dict[str, Any]) -> Iterator[Sandbox]:
    """A running :class:`Sandbox`."""
    with Sandbox(**kucoin_sandbox_options) as sandbox:
        yield sandbox
