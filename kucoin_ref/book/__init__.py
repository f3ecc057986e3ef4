"""Order books: two sorted sides, the rules that keep them equal to the exchange's, and a live one around them."""

from .book import Best, Level, OrderBook
from .live import Levels, LiveBook
from .sync import BookSync, Change, Lost, Synchronised

__all__ = ["Best", "BookSync", "Change", "Level", "Levels", "LiveBook", "Lost", "OrderBook", "Synchronised"]
