"""``python -m kucoin_ref``: the same as ``kucoin-ref``."""

import sys

from .cli import main

sys.exit(main())
