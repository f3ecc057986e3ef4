"""KuCoin's API as a reference: a synchronous client, and a local exchange that answers it."""

from . import catalog, errors
from .client import Client
from .endpoint import Endpoint, Topic
from .environment import AUSTRALIA, EUROPE, LIVE, Environment
from .session import Session
from .signing import KucoinAuth, Signer

__all__ = [
    "AUSTRALIA",
    "EUROPE",
    "LIVE",
    "Client",
    "Endpoint",
    "Environment",
    "KucoinAuth",
    "Session",
    "Signer",
    "Topic",
    "catalog",
    "errors",
]
__version__ = "0.1.0"
