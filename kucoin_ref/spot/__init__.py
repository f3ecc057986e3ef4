"""Spot trading."""

from typing import TYPE_CHECKING, Optional, cast

    def book(
        self, symbol: str, *, capacity: int = 10_000, on_snapshot: Optional[Callable[[Any], Any]] = None
    ) -> "LiveBook":
        """The order book of a trading pair, all of it, kept equal to the exchange's; open it in a ``with`` statement.

        :param symbol: Trading pair, such as ``"BTC-USDT"``.
        :param capacity: Events that may wait to be read; more raise in the loop that reads them too slowly.
        :param on_snapshot: Called with each snapshot that the book asks for, before it is used.
        :raises CredentialsRequired: The client has no key: on spot the snapshot is a signed call.
        """
        from ..book.live import spot_book

        session = cast("Session", self._session)
        return spot_book(session, self.market, self.stream(capacity=capacity), symbol, capacity, on_snapshot)
