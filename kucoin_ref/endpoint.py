"""The published facts of one call, and of one push topic. Nothing here does anything."""

from dataclasses import dataclass
from typing import Generic, Optional, Tuple, TypeVar, Union

Data = TypeVar("Data")


@dataclass(frozen=True)
class Pages:
    """How the answers of one call are cut into pages; :func:`kucoin_ref.pages.iterate` walks each style."""

    #: ``page`` (numbered pages), ``last_id`` (rows behind an id that the answer names), ``last_row`` (rows behind the id of
    #: the last row), ``offset`` (rows behind a field of the last row, while there is more), ``window_ms`` or ``window_s``
    #: (everything within a time range, given in ms or seconds)
    style: str
    hours: Optional[int] = None  #: longest time range of one call; a wider one is an error or is silently cut
    rows: Optional[int] = None  #: most candles of one answer
    cursor: str = "id"  #: the row's field that the next page is found by, with ``last_row`` and ``offset``
    under: Optional[str] = None  #: the answer's field that holds the rows, where it is not the style's usual one
    ascending: bool = False  #: whether rows come oldest first


@dataclass(frozen=True)
class Endpoint:
    """What KuCoin publishes about one REST call."""

    verb: str  #: ``GET``, ``POST`` or ``DELETE``
    path: str  #: with placeholders, such as ``/api/v1/hf/orders/{orderId}``
    host: str = "spot"  #: ``spot``, ``futures`` or ``broker``: which address of the Environment
    channel: str = "private"  #: ``private`` calls are signed, ``public`` ones are not
    permission: Optional[str] = None  #: what the key has to allow
    pool: Optional[str] = None  #: the rate pool that the call draws on
    weight: Optional[int] = None  #: how much it draws; None where it is not published
    service: Optional[str] = None  #: the official SDK's names for the call
    sub_service: Optional[str] = None
    sdk_method_name: Optional[str] = None
    deprecated: bool = False  #: abandoned by the exchange, though still served
    safe: bool = False  #: changes nothing, so it may be sent twice
    body: bool = False  #: parameters travel as a JSON body, not in the query
    repeated_keys: bool = False  #: a list in the query repeats its key, instead of being joined by commas
    headers: Tuple[str, ...] = ()  #: parameters that travel as headers
    pages: Optional[Pages] = None  #: how its answers are cut into pages
    source: Optional[str] = None  #: the documentation page

    @property
    def signed(self) -> bool:
        """Whether the call needs a key."""
        return self.channel == "private"


@dataclass(frozen=True)
class Topic(Generic[Data]):
    """One push topic; ``Data`` is the type of what is pushed on it."""

    channel: str  #: such as ``/market/ticker``, or ``obu`` of the unified account
    symbols: Tuple[str, ...] = ()  #: what stands behind the colon; empty where there is none
    private: bool = False  #: needs a stream with a key
    sequence: Optional[str] = None  #: the field of the data that numbers the messages, where there is one
    #: the field with the number of a message's first change, where the numbers leave no hole: a jump is a Gap
    first: Optional[str] = None
    #: what else a subscription names, in the unified account: ``(("tradeType", "SPOT"), ("interval", "1min"))``
    fields: Tuple[Tuple[str, Union[str, int]], ...] = ()

    def __str__(self) -> str:
        """The topic as text, such as ``/market/ticker:BTC-USDT,ETH-USDT``, which the classic account has on the wire."""
        channel = ".".join((self.channel, *(str(value) for _, value in self.fields)))
        return f"{channel}:{','.join(self.symbols)}" if self.symbols else channel
