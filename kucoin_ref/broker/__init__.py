"""The broker programmes: what brokers earn, and the accounts of their clients."""

from ..service import Transport
from .api_broker import BrokerApiBroker
from .nd_broker import BrokerNdBroker


class Broker:
    """Brokers: ``api_broker`` for those whose clients trade in accounts of their own (Broker Pro in the documentation).

    ``nd_broker`` is for those who run sub-accounts for their clients (Exchange Broker). Both want a
    :class:`~kucoin_ref.signing.BrokerSigner`.
    """

    def __init__(self, session: Transport) -> None:
        self.api_broker = BrokerApiBroker(session)
        self.nd_broker = BrokerNdBroker(session)
