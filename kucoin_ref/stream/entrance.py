"""The ways in: where each kind of push connection is made, and what it says first."""

import itertools
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional
from urllib.parse import quote

from ..errors import CredentialsRequired
from .link import Address
from .protocol import Classic
from .unified import PONG_WITHIN, Unified

if TYPE_CHECKING:
    from ..session import Session

TOKEN_LIFE = 23.5 * 3600  #: seconds after which a link moves to a new token; the exchange gives it 24 hours
#: Topics of one unified connection: the exchange has said 200, and later 600 for public and 400 for private ones.
UNIFIED_TOPICS = 200

_numbers = itertools.count(1)


class ClassicEntrance:
    """Into the push of the classic account: each token says where to connect, and is good for one connection.

    :param token: Gets a token.
    :param topics: Topics that one connection takes; None for any number.
    """

    def __init__(self, token: Callable[[], Any], topics: Optional[int] = 400) -> None:
        self._token = token
        self.topics = topics

    def protocol(self) -> Classic:
        """A protocol for one connection."""
        return Classic()

    def address(self) -> Address:
        """Where to connect with a new token."""
        token = self._token()
        server = token["instanceServers"][0]
        url = f"{server['endpoint']}?token={quote(token['token'], safe='')}&connectId=c{next(_numbers)}"
        return Address(url, server["pingInterval"] / 1000, server["pingTimeout"] / 1000, TOKEN_LIFE)

    def falls_back(self, address: Address) -> bool:
        """There is no other way."""
        return False


class PublicEntrance:
    """Into the public push of the unified account, which is open to everybody.

    :param address: Such as ``wss://x-push-spot.kucoin.com``.
    """

    topics: Optional[int] = UNIFIED_TOPICS

    def __init__(self, address: str) -> None:
        self._address = Address(address, 18.0, PONG_WITHIN)

    def protocol(self) -> Unified:
        """A protocol for one connection."""
        return Unified()

    def address(self) -> Address:
        """Where to connect."""
        return self._address

    def falls_back(self, address: Address) -> bool:
        """There is no other way."""
        return False


class PrivateEntrance:
    """Into the private push of the unified account: signed on the connection, or with a token where that is refused.

    :param session: Whose key signs.
    :param address: Such as ``wss://wsapi-push.kucoin.com``.
    :param token: Gets a token, for the older way.
    """

    topics: Optional[int] = UNIFIED_TOPICS

    def __init__(self, session: "Session", address: str, token: Callable[[], Any]) -> None:
        self._session = session
        self._address = Address(address, 18.0, PONG_WITHIN)
        self._token = token
        self._is_by_token = False

    def protocol(self) -> Unified:
        """A protocol for one connection, which signs unless there is a token."""
        return Unified(self._login)

    def address(self) -> Address:
        """Where to connect, with a new token where signing on the connection was refused."""
        if self._session.signer is None:
            raise CredentialsRequired("private topics need a key, and this client has none")
        if not self._is_by_token:
            return self._address
        url = f"{self._address.url.rstrip('/')}/?token={quote(self._token()['token'], safe='')}"
        return self._address._replace(url=url, life=TOKEN_LIFE)

    def falls_back(self, address: Address) -> bool:
        """A refused signature leaves the way by token, a refused token leaves none."""
        was_signed = address == self._address
        self._is_by_token = self._is_by_token or was_signed
        return was_signed

    def _login(self) -> Optional[Dict[str, str]]:
        if self._is_by_token or self._session.signer is None:
            return None
        headers = self._session.signer.headers(self._session.timestamp(), "POST", "/api/websocket/users/verify")
        names = ("KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE")
        return {name.lower(): headers[name] for name in names}
