"""One handler per modelled endpoint; every other endpoint answers its example. A module per account type registers its own."""

from . import account as account
from . import futures_market as futures_market
from . import futures_order as futures_order
from . import futures_positions as futures_positions
from . import spot as spot
from .handlers import HANDLERS as HANDLERS
