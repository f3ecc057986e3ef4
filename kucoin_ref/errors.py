"""Every exception that kucoin_ref raises on purpose, and what to do about it.

::

    KucoinError
      CredentialsRequired      a signed call on a client without keys; nothing was sent
      TransportError           no usable answer
        Timeout                (also a TimeoutError)
        OutcomeUnknown         a write that may or may not have happened: .client_oid
      ResponseError            an answer that is not the exchange's envelope (an HTML page, say)
      ApiError                 the exchange said no: .code .message .status .endpoint .rate_limit
        AuthenticationError    400001-400006
          ClockSkew            400002
          PassphraseError      400004
          SignatureError       400005: .string_to_sign
        PermissionDenied       400007
        InvalidParameter       400100
        SymbolNotFound         900001; futures 200003
        InsufficientBalance    200004 and its kin
        OrderNotFound
        RateLimited            429000 with rate headers: .retry_after
        Overloaded             429000 without them
        ServerError            5xx on a safe call
      StreamError
        StreamClosed  StreamOverflow  SubscriptionRefused
      BookGap                  an order book that cannot be trusted now: .expected .received .reason

Each carries ``advice``, a sentence for people, and ``retryable``, the same for programs: whether the very same call may
simply be made again. A wrong argument is not in the tree: it is a ``TypeError`` or a ``ValueError`` that names the argument.

Sources: https://www.kucoin.com/docs-new/error-code and the classes of each code there.
"""

import re
from typing import Any, Dict, Optional, Sequence, Tuple, Type

_SECRET_VALUE = re.compile(
    r"""((?:passphrase|password|token)(?:=|"\s*:\s*))  # a name, then in a query or in JSON
        ("(?:[^"\\]|\\.)*"?|(?:[^&\s"]|&(?!\w+=))*)    # its value, also cut short or with an & in it""",
    re.IGNORECASE | re.VERBOSE,
)


def masked(text: str) -> str:
    """The text with every value named passphrase, password or token replaced by ``***``."""
    return _SECRET_VALUE.sub(lambda found: found[1] + ('"***"' if found[2].startswith('"') else "***"), text)


class KucoinError(Exception):
    """Anything this package raises on purpose."""

    advice = ""  #: what to do about it
    retryable = False  #: whether the very same call may simply be made again

    def __init__(self, message: str) -> None:
        super().__init__(masked(message))

    def __str__(self) -> str:
        text = super().__str__()
        return f"{text} - {self.advice}" if self.advice else text

    def __reduce__(self) -> Tuple[Any, ...]:
        """Errors travel between processes as they are, whatever their constructors ask for."""
        return _made_again, (type(self), self.args), self.__dict__


def _made_again(kind: Type[KucoinError], args: Tuple[Any, ...]) -> KucoinError:
    error = kind.__new__(kind)
    error.args = args
    return error


class CredentialsRequired(KucoinError):
    """A call that has to be signed, on a client without keys; nothing was sent."""

    advice = "Give Client a key, a secret and a passphrase, or use Client.from_env()."


class TransportError(KucoinError):
    """No usable answer came, and nothing can have happened because of the call."""

    advice = "Check the connection, then try again."
    retryable = True


class Timeout(TransportError, TimeoutError):
    """The answer, or the awaited event, did not come in time."""

    advice = "Try again, or allow more time."


class OutcomeUnknown(TransportError):
    """A write left this machine and no clear answer came back: it may or may not have happened.

    ``__cause__`` is the error that was seen. Never send the write again before having looked.
    """

    advice = "Do not send it again: look first, an order by its client_oid."
    retryable = False

    def __init__(self, message: str, client_oid: Optional[str] = None) -> None:
        super().__init__(message)
        self.client_oid = client_oid  #: the clientOid that was sent, or None


class ResponseError(KucoinError):
    """An answer that is not the exchange's JSON envelope: a proxy's or an edge server's page, mostly."""

    advice = "Something other than the exchange answered: look at the address, the proxy and the text above."

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status  #: HTTP status


class ApiError(KucoinError):
    """The exchange understood the call and said no."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int = 200,
        endpoint: Any = None,
        rate_limit: Any = None,
        advice: Optional[str] = None,
        retryable: Optional[bool] = None,
    ) -> None:
        call = f" ({endpoint.verb} {endpoint.path})" if endpoint is not None else ""
        super().__init__(f"{code} {message}{call}")
        self.code = code  #: the exchange's code, as text
        self.message = masked(message)  #: the exchange's own words
        self.status = status  #: HTTP status; says little, errors come with 200 too
        self.endpoint = endpoint  #: what was called
        self.rate_limit = rate_limit  #: the Rate that came with the answer, or None
        if advice is not None:
            self.advice = advice
        if retryable is not None:
            self.retryable = retryable


class AuthenticationError(ApiError):
    """The exchange does not accept who is asking."""


class ClockSkew(AuthenticationError):
    """The timestamp is 5 seconds or more away from the exchange's clock, even after measuring the difference."""


class PassphraseError(AuthenticationError):
    """The passphrase does not fit the key."""


class SignatureError(AuthenticationError):
    """The signature does not fit the request."""

    string_to_sign: Optional[str] = None  #: the text that was signed, passphrases masked


class PermissionDenied(ApiError):
    """The key exists but may not do this."""


class InvalidParameter(ApiError):
    """A parameter is missing, malformed or out of range."""


class SymbolNotFound(ApiError):
    """There is no such trading pair or contract."""


class InsufficientBalance(ApiError):
    """The account that the call draws on holds too little."""


class OrderNotFound(ApiError):
    """The order does not exist, or no longer in a state that allows the call."""


class RateLimited(ApiError):
    """The quota of the pool is used up until the window ends."""

    retryable = True

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds until the quota is full again."""
        return None if self.rate_limit is None or self.rate_limit.reset is None else self.rate_limit.reset / 1000


class Overloaded(ApiError):
    """The exchange as a whole is busy; this does not count against the quota."""

    retryable = True


class ServerError(ApiError):
    """The exchange failed on a call that changes nothing."""

    advice = "The exchange failed; try again a little later."
    retryable = True


class StreamError(KucoinError):
    """Something went wrong on a stream."""


class StreamClosed(StreamError):
    """The stream is closed: nothing more will come from it."""

    advice = "Open a new stream."


class StreamOverflow(StreamError):
    """Events came faster than they were read, and some had to be dropped."""

    advice = "Read faster, subscribe to less or give the stream a larger capacity; treat local copies as stale."

    def __init__(self, dropped: int, capacity: int) -> None:
        super().__init__(f"{dropped} events were dropped: the queue of {capacity} is full")
        self.dropped = dropped  #: events lost since the last time this was raised
        self.capacity = capacity  #: events the queue holds


class SubscriptionRefused(StreamError):
    """The exchange refused a topic."""

    advice = "Check the topic's spelling, and whether it is private."

    def __init__(self, topic: Any, code: str, text: str) -> None:
        super().__init__(f"{topic}: {f'{code} {text}'.strip()}")  # the unified account's refusals have no code
        self.topic = topic
        self.code = code
        self.text = text


class BookGap(KucoinError):
    """An order book missed a change, or has no snapshot yet: it cannot be trusted."""

    advice = "Wait until a live book has synchronised itself: wait_live(); give a book of your own a new snapshot."

    def __init__(self, expected: Optional[int] = None, received: Optional[int] = None, reason: str = "") -> None:
        self.reason = reason or f"expected sequence {expected}, received {received}"  #: what happened
        super().__init__(self.reason)
        self.expected = expected  #: sequence of the first change that is not there; None when no book was there
        self.received = received  #: sequence that came instead; None when it was not a number that gave it away


#: Codes after which a write may or may not have happened.
UNKNOWN_OUTCOME = frozenset(
    "408000 500000 106204 112001 112002 112003 501000 502000 503000 504000 505000".split()
)

_LOOK_FIRST = "Look the order up before doing anything else."
_FUNDS = "Check which account the money is in (main, trade, margin, futures): calls draw on one only."
_REPRICE = "Choose another price; ask for the symbol's limits."
_AMOUNT = "Fit size and price to the symbol's increments, minima and maxima: get_symbol() tells them."
_CANCEL_SOME = "Cancel some orders first."
_LATER = "Trading is suspended or busy here; try again later."
_MODE = "Make the order's margin mode and position side match the account's and the position's."
_ACCOUNT = "The account or its region may not do this; the exchange's support can tell why."
_PARAMETERS = "Compare the arguments with the call's documentation."

# codes, class, advice. Where a code means another thing on the futures host, see _FUTURES_CODES.
_CODES: Sequence[Tuple[str, Type[ApiError], str]] = (
    ("400001", AuthenticationError, "A KC-API header is missing: sign the request."),
    ("400002", ClockSkew, "Set this machine's clock (NTP), or send the request sooner after signing it."),
    ("400003", AuthenticationError, "The key does not exist on this site: it was deleted, mistyped or made elsewhere."),
    ("400004", PassphraseError, "Check the passphrase given when the key was made; it is hashed with the secret, "
     "so a wrong secret or key version ends here too."),
    ("400005", SignatureError, "Compare string_to_sign with what the exchange sees: the decoded query, the exact body "
     "bytes, the method in capitals; then check the secret."),
    ("400006", AuthenticationError, "Add this machine's address to the key's list, or take the list off."),
    ("400007", PermissionDenied, "Give the key the permission that the endpoint names, in API management."),
    ("400008 400009", AuthenticationError, "Make a key of version 3 and send KC-API-KEY-VERSION: 3."),
    ("400010 400200 400500 40010 400301 400302 400303 400304 200009 300017 411200", PermissionDenied, _ACCOUNT),
    ("400201 400202", AuthenticationError, "Check the broker key, the partner name and the caller's address."),
    ("400100 400101 400102 102411 100001 106000 300000 400400 4001002 415000", InvalidParameter, _PARAMETERS),
    ("400413", InvalidParameter, "Hidden and iceberg orders ended on 2026-08-03."),
    ("400330 400370 400760 102429 300011 300012 126022 126029 126030 300006 300007", InvalidParameter, _REPRICE),
    ("400350 102434 102435 600100 600101 106103 106155 106156 106157 106160 106161 106162 106163 106164 106165 106166 "
     "106167 106168 106169 106170 106171 106172 106173", InvalidParameter, _AMOUNT),
    ("400600 600203", InvalidParameter, "The symbol is not open for trading; ask for the list of symbols again."),
    ("400700", PermissionDenied, "Risk control refused the call; the exchange's support can tell why."),
    ("400800", ApiError, "The margin order failed; the message says why."),
    ("401000", ApiError, "The exchange has retired this endpoint; use its successor."),
    ("404 404000", ApiError, "There is no such path on this host: spot and futures have different hosts."),
    ("408000 500000 501000 502000 503000 504000 505000 106204 112001 112002 112003", ServerError,
     ServerError.advice),
    ("411100", PermissionDenied, "The account is frozen: contact the exchange's support."),
    ("429000 429001 429002 1015", Overloaded, "The exchange is busy: wait, then try again with growing pauses."),
    ("900001 106053 106054", SymbolNotFound, "Check the symbol's spelling: BTC-USDT on spot, XBTUSDTM on futures."),
    ("900014", InvalidParameter, "Check the chain id: get_currency() lists them."),
    ("102421 115007 200004 200005 210021 230003 260100 126013 130105 130203 130301 300003 106150", InsufficientBalance, _FUNDS),
    ("102426 126033 126044 300018 106151 106152 106209", InvalidParameter,
     "An order with this client_oid exists: look it up, it may be the one you meant to place."),
    ("102427 200003 300001 300004 106206 126011 103000 210014", ApiError, _CANCEL_SOME),
    ("102428 106050", ApiError, "The order is being worked on; " + _LOOK_FIRST.lower()),
    ("100004 300010", OrderNotFound, _LOOK_FIRST),
    ("106052 106100 106102 126043 order_not_exist", OrderNotFound, _LOOK_FIRST),
    ("102425 200001 200002 300002 300008 300013 300014 300015 110003 106176 126009 126010", ApiError, _LATER),
    ("102423 102424", InvalidParameter, "This direction is not allowed here."),
    ("102431 102432 102441", PermissionDenied, "Accept the agreement for Convert on the website first."),
    ("102436", ApiError, "The quote has expired: ask for a new one."),
    ("101030 112010 130201 400401", PermissionDenied, "Open this kind of account on the website first."),
    ("230005", ServerError, "The exchange is busy; try again a little later."),
    ("260000 260220", ApiError, "The deposit address exists already, or does not exist yet: ask for the list."),
    ("260210", PermissionDenied, "Withdrawals are disabled for this currency or account."),
    ("100002 100003 100005", SymbolNotFound, "Check the contract's symbol: get_all_symbols() lists them."),
    ("300005 300016 330008 106174 106183", InvalidParameter, "Check leverage and risk limit of the contract."),
    ("300009 106182", ApiError, "There is no position to close."),
    ("330005 330011 330012", InvalidParameter, _MODE),
    ("400011 400012 420001 420002", AuthenticationError, "Connect again, and answer the handshake at once."),
)
_FUTURES_CODES: Sequence[Tuple[str, Type[ApiError], str]] = (
    ("200003 415000 404000", SymbolNotFound, "Check the contract's symbol, such as XBTUSDTM."),
    ("200001", InvalidParameter, _PARAMETERS),
    ("200002", Overloaded, "Wait ten seconds, then try again."),
)
# 400100 says many things; a part of its message, in lower case, tells which.
_MESSAGES: Sequence[Tuple[str, Type[ApiError], str]] = (
    ("account.available.amount", InsufficientBalance, _FUNDS),
    ("order_not_exist", OrderNotFound, "It is filled, cancelled or was never there. " + _LOOK_FIRST),
    ("order not exist", OrderNotFound, "It is filled, cancelled or was never there. " + _LOOK_FIRST),
    ("order does not exist", OrderNotFound, "It is filled, cancelled or was never there. " + _LOOK_FIRST),
    ("ordernotexist", OrderNotFound, "It is filled, cancelled or was never there. " + _LOOK_FIRST),
    ("clientoidduplicated", InvalidParameter, "An order with this client_oid exists: look it up."),
    ("minimum requirement", InvalidParameter, _AMOUNT),
    ("price not in the given range", InvalidParameter, _REPRICE),
    ("unsupported trading pair", SymbolNotFound, "Check the symbol's spelling: BTC-USDT on spot, XBTUSDTM on futures."),
)


def _by_code(rows: Sequence[Tuple[str, Type[ApiError], str]]) -> Dict[str, Tuple[Type[ApiError], str]]:
    return {code: (kind, advice) for codes, kind, advice in rows for code in codes.split()}


_KNOWN = _by_code(_CODES)
_KNOWN_ON_FUTURES = {**_KNOWN, **_by_code(_FUTURES_CODES)}


def api_error(
    code: str, message: str, *, status: int = 200, endpoint: Any = None, rate_limit: Any = None
) -> ApiError:
    """The error for a refusal: its class and advice follow from the host, the code and, for 400100, the message."""
    host = endpoint.host if endpoint is not None else "spot"
    kind, advice = (_KNOWN_ON_FUTURES if host == "futures" else _KNOWN).get(code, (ApiError, ""))
    if code in ("400100", "100001"):
        words = message.lower()
        for part, special, hint in _MESSAGES:
            if part in words:
                kind, advice = special, hint
                break
    if code == "429000" and rate_limit is not None:
        wait = "" if rate_limit.reset is None else f" {rate_limit.reset} ms,"
        kind, advice = RateLimited, f"Wait{wait} until the pool's window ends."
    again = False if kind is ServerError and endpoint is not None and not endpoint.safe else None
    return kind(
        code, message, status=status, endpoint=endpoint, rate_limit=rate_limit, advice=advice or None, retryable=again
    )
