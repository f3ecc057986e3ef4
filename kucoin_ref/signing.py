"""How a request proves who sent it: HMAC-SHA256 over time, verb, target and body.

Pure: no network, no clock of its own. What is signed is the *decoded* form of the path and query, and the exact bytes of
the body; what is sent is the encoded form (https://www.kucoin.com/docs-new/authentication).
"""

import base64
import hmac
import re
import time
from typing import Callable, Dict, Mapping, Optional, Union
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.auth import AuthBase

from . import errors


def string_to_sign(timestamp_ms: Union[int, str], verb: str, target: str, body: bytes = b"") -> bytes:
    """What the signature is made over: timestamp, verb in capitals, decoded path with query, body; nothing between them."""
    return f"{timestamp_ms}{verb.upper()}{target}".encode() + body


class Signer:
    """One API key: signs requests, and checks signatures made with the same key.

    :param key: The key's id.
    :param secret: The key's secret; never leaves this object.
    :param passphrase: The passphrase chosen when the key was made.
    :param key_version: ``"3"`` for every key made today. Version 1 sends the passphrase as it is.
    """

    def __init__(self, key: str, secret: str, passphrase: str, key_version: str = "3") -> None:
        for name, value in (("key", key), ("secret", secret), ("passphrase", passphrase)):
            if not isinstance(value, str) or not value:
                raise ValueError(f"{name}: expected text that is not empty")
        if str(key_version) not in ("1", "2", "3"):
            raise ValueError(f"key_version: expected '1', '2' or '3', got {key_version!r}")
        for name, value in (("key", key), ("passphrase", passphrase if str(key_version) == "1" else "")):
            if not value.isascii() or not value.isprintable():  # sent as they are; a header's own refusal would show them
                raise ValueError(f"{name}: expected printable ASCII text")
        self.key = key
        self._secret = secret.encode()
        hashed = _hmac(self._secret, passphrase.encode())
        self._passphrases = {"1": passphrase, "2": hashed, "3": hashed}  # by key version, as sent
        self._constant = {
            "KC-API-KEY": key,
            "KC-API-PASSPHRASE": self._passphrases[str(key_version)],
            "KC-API-KEY-VERSION": str(key_version),
        }

    def __repr__(self) -> str:
        return f"{type(self).__name__}(key='...{self.key[-4:]}')"

    def sign(self, timestamp_ms: Union[int, str], verb: str, target: str, body: bytes = b"") -> str:
        """The signature of one request.

        :param timestamp_ms: Unix time in milliseconds; the exchange allows less than 5 s of difference.
        :param target: Decoded path with query, such as ``/api/v1/accounts?currency=BTC,USDT``.
        :param body: Exactly the bytes that are sent.
        :returns: 44 characters of base64.
        """
        return _hmac(self._secret, string_to_sign(timestamp_ms, verb, target, body))

    def headers(self, timestamp_ms: int, verb: str, target: str, body: bytes = b"") -> Dict[str, str]:
        """The five headers of a signed request; parameters as in :meth:`sign`."""
        return {
            "KC-API-SIGN": self.sign(timestamp_ms, verb, target, body),
            "KC-API-TIMESTAMP": str(timestamp_ms),
            **self._constant,
        }

    def connection(self, timestamp_ms: int) -> Dict[str, str]:
        """The query of the order entry's address, decoded; the signature is made over key, then timestamp.

        Source: https://www.kucoin.com/docs-new/3470133w0
        """
        return {
            "apikey": self.key,
            "timestamp": str(timestamp_ms),
            "sign": _hmac(self._secret, f"{self.key}{timestamp_ms}".encode()),
            "passphrase": self._constant["KC-API-PASSPHRASE"],
        }

    def answer(self, challenge: str) -> str:
        """The answer to the order entry's first frame: a signature over its text, just as it came."""
        return _hmac(self._secret, challenge.encode())

    def verify(self, headers: Mapping[str, str], verb: str, target: str, body: bytes = b"") -> None:
        """Check the headers of a request as the exchange does, for the key version that they name; without the clock.

        :raises AuthenticationError: A header is missing, or the key is another one.
        :raises PassphraseError: The passphrase header does not fit.
        :raises SignatureError: The signature does not fit; ``string_to_sign`` holds what it should have been made over.
        """
        given = {name.upper(): value for name, value in headers.items()}
        needed = ("KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE")
        if not all(given.get(name) for name in needed):
            raise errors.api_error("400001", f"Please check the header of your request for {', '.join(needed)}.", status=400)
        if given["KC-API-KEY"] != self.key:
            raise errors.api_error("400003", "KC-API-KEY not exists", status=401)
        passphrase = self._passphrases.get(given.get("KC-API-KEY-VERSION", "1"))
        if passphrase is None or not _equal(given["KC-API-PASSPHRASE"], passphrase):
            raise errors.api_error("400004", "Invalid KC-API-PASSPHRASE", status=401)
        timestamp = given["KC-API-TIMESTAMP"]
        if not _equal(given["KC-API-SIGN"], self.sign(timestamp, verb, target, body)):
            error = errors.api_error("400005", "Invalid KC-API-SIGN", status=401)
            assert isinstance(error, errors.SignatureError)
            shown = re.sub(r"(?is)((passphrase|password)=).*", r"\1***", target)  # decoded, so an & need not end a value
            error.string_to_sign = errors.masked(string_to_sign(timestamp, verb, shown, body).decode(errors="replace"))
            raise error


class BrokerSigner(Signer):
    """A key used through a broker: adds who the partner is, signed with the broker's own key.

    :param partner: The partner's name (id).
    :param broker_key: The broker's key; not the API secret, which some clients sign this with by mistake.
    :param broker_name: The broker's name, for brokers of the ND programme.
    """

    def __init__(
        self,
        key: str,
        secret: str,
        passphrase: str,
        key_version: str = "3",
        *,
        partner: str,
        broker_key: str,
        broker_name: Optional[str] = None,
    ) -> None:
        super().__init__(key, secret, passphrase, key_version)
        for name, value in (("partner", partner), ("broker_key", broker_key)):
            if not isinstance(value, str) or not value:
                raise ValueError(f"{name}: expected text that is not empty")
        for name, value in (("partner", partner), ("broker_name", broker_name or "")):
            if not isinstance(value, str) or not value.isascii() or not value.isprintable():  # headers, sent as they are
                raise ValueError(f"{name}: expected printable ASCII text")
        self.partner = partner
        self._broker_key = broker_key.encode()
        # A wrong partner signature becomes an error (400201) rather than a rebate that is silently lost.
        self._constant.update({"KC-API-PARTNER": partner, "KC-API-PARTNER-VERIFY": "true"})
        if broker_name:
            self._constant["KC-BROKER-NAME"] = broker_name

    def headers(self, timestamp_ms: int, verb: str, target: str, body: bytes = b"") -> Dict[str, str]:
        """The headers of a signed request with the partner's; parameters as in :meth:`Signer.sign`."""
        return {**super().headers(timestamp_ms, verb, target, body), "KC-API-PARTNER-SIGN": self._partner_sign(timestamp_ms)}

    def connection(self, timestamp_ms: int) -> Dict[str, str]:
        """The query of the order entry's address with the partner's part; see :meth:`Signer.connection`."""
        partner = {"partner": self.partner, "partner_sign": self._partner_sign(timestamp_ms)}
        return {**super().connection(timestamp_ms), **partner}

    def _partner_sign(self, timestamp_ms: int) -> str:
        return _hmac(self._broker_key, f"{timestamp_ms}{self.partner}{self.key}".encode())


def _hmac(secret: bytes, message: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, message, "sha256")).decode()


def _equal(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


class KucoinAuth(AuthBase):
    """Signs what plain ``requests`` sends: ``requests.get(url, auth=KucoinAuth(signer))``.

    ``requests`` calls it with the finished request, so what is signed is what is sent. It writes a blank in a query as
    ``+``, which a signature over the decoded form cannot tell from a plus; here it becomes ``%20``.
    """

    def __init__(self, signer: Signer, clock: Callable[[], float] = time.time) -> None:
        self.signer = signer
        self._clock = clock

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        if not isinstance(body, (bytes, str)):
            raise TypeError("data: expected bytes or text; a stream cannot be signed before it is sent")
        url = urlsplit(request.url or "")
        url = url._replace(query=url.query.replace("+", "%20"))
        request.url = urlunsplit(url)
        verb, target = request.method or "GET", unquote(request.path_url)
        payload = body.encode() if isinstance(body, str) else body
        if payload:
            request.body = payload  # text would be encoded once more, and not by every version in the same way
        request.headers.update(self.signer.headers(int(self._clock() * 1000), verb, target, payload))
        return request
