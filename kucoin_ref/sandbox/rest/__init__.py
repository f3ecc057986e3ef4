"""One handler per modelled endpoint; every other endpoint answers its example. A module per account type registers its own."""

from . import account as account
from . import spot as spot
from .handlers import HANDLERS as HANDLERS
