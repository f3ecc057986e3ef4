"""Checks of what a topic is asked for: the exchange acknowledges what does not exist, and then stays silent."""

from typing import Any, Tuple, get_args


def names(given: Tuple[str, ...], example: str = "BTC-USDT", argument: str = "symbols") -> Tuple[str, ...]:
    """The names that were given, one or more, each a text of its own.

    :param example: Such a name, for the message.
    :param argument: What the names are called where they were given.
    """
    for name in given:
        if not isinstance(name, str) or not name or "," in name or ":" in name:
            raise ValueError(f"{argument}: expected names such as {example!r}, one argument each, got {name!r}")
    if not given:
        raise ValueError(f"{argument}: expected at least one name, such as {example!r}")
    return given


def check_one_of(argument: str, value: Any, literal: Any) -> None:
    """Refuse a value that is none of a ``Literal``'s."""
    allowed = get_args(literal)
    if value not in allowed:
        raise ValueError(f"{argument}: expected one of {', '.join(map(repr, allowed))}; got {value!r}")
