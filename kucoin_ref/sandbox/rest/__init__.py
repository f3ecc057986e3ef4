"""One handler per modelled endpoint; every other endpoint answers its example. A module per account type registers its own."""

from . import account as account
from . import deposits as deposits
from . import futures_market as futures_market
from . import futures_order as futures_order
from . import futures_positions as futures_positions
from . import margin as margin
from . import margin_loans as margin_loans
from . import old_orders as old_orders
from . import spot as spot
from . import stop_orders as stop_orders
from . import sub_accounts as sub_accounts
from . import transfers as transfers
from . import unified_account as unified_account
from . import unified_futures as unified_futures
from . import unified_market as unified_market
from . import unified_order as unified_order
from . import unified_positions as unified_positions
from .handlers import HANDLERS as HANDLERS
