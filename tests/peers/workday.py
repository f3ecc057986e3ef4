"""What every peer's day stands on: steps with a time limit, checks, and the command line that tells where the exchange is.

Run by the peer's own Python, which need not have anything but the peer.
"""
import os
import sys
import threading
import time
from decimal import Decimal
from urllib.parse import urlsplit

#: Seconds that one step may take, and seconds that it waits for a push or a change of state.
STEP = 30
WAIT = 7


class Wrong(Exception):
    """The exchange, or the peer's reading of it, was not as it should be."""


def check(condition, text):
    if not condition:
        raise Wrong(text)


def check_local(address):
    host = urlsplit(address).hostname
    check(host in ("127.0.0.1", "localhost", "::1"), f"{address} is not an address of this computer")


def check_candles(candles):
    """That there are some, and that each (open, high, low, close) is possible."""
    candles = list(candles)
    for start, high, low, end in candles:
        check(0 < low <= min(start, end) <= max(start, end) <= high, f"not a candle: {start} {high} {low} {end}")
    check(candles, "no candles")


def exact(number):
    """A JSON number, which the peer reads as a float, as the decimal that it was."""
    return Decimal(str(number))


def step(name, function, *args):
    """Run one step in a thread of its own, so that none holds the script longer than a step may take.

    :param function: Returns the text for the line, and what later steps need.
    """
    outcome = {}

    def run():
        try:
            outcome["done"] = function(*args)
        except Exception as error:
            outcome["error"] = error

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(STEP)
    check(not thread.is_alive(), f"{name}: not done within {STEP} s")
    if "error" in outcome:
        error = outcome["error"]
        raise Wrong(f"{name}: {error}" if isinstance(error, Wrong) else f"{name}: {type(error).__name__}: {error}") from error
    text, result = outcome["done"]
    print(f"ok: {name} {text}", flush=True)
    return result


def until(ask, good):
    """Ask until the answer is good, or the waiting time is up; the last answer either way."""
    deadline = time.monotonic() + WAIT
    while True:
        answer = ask()
        if good(answer) or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def main(day, argv):
    """Spend the day with what the command line gives: ``BASE_URL KEY SECRET PASSPHRASE``; returns the exit code."""
    if len(argv) != 5:
        print(f"usage: {os.path.basename(argv[0])} BASE_URL KEY SECRET PASSPHRASE", file=sys.stderr)
        return 1
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"  # a proxy of the environment would be another host
    try:
        check_local(argv[1])
        day(argv[1].rstrip("/"), *argv[2:])
    except Wrong as error:
        print(f"wrong: {error}", file=sys.stderr)
        return 1
    return 0
