"""A local exchange that answers as KuCoin does: no account, no network, no money.

::

    with Sandbox() as sandbox:
        client = Client(*sandbox.credentials, environment=sandbox.environment)

Needs the extra: ``pip install 'kucoin-ref[sandbox]'``.
"""

from .server import Sandbox

__all__ = ["Sandbox"]
