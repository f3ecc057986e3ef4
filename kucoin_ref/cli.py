"""The command line: ``kucoin-ref demo``, ``kucoin-ref sandbox`` and ``kucoin-ref endpoints``."""

import argparse
import contextlib
import json
import logging
import os
import queue
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, Tuple

from . import __version__, catalog

if TYPE_CHECKING:
    from .client import Client
    from .endpoint import Topic
    from .sandbox import Sandbox
    from .sandbox.recorded import Recording
    from .stream.record import Recorder


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run a command.

    :param argv: The arguments after the program's name; None takes the process's own.
    :returns: The exit code.
    """
    parser = argparse.ArgumentParser(prog="kucoin-ref", description="KuCoin's API as a reference.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    commands.add_parser("demo", help="walk through a client and a local exchange, in this process")
    sandbox = commands.add_parser("sandbox", help="run a local exchange until Ctrl-C")
    sandbox.add_argument("--port", type=_port, default=8080, help="0 takes a free one (default: %(default)s)")
    sandbox.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    sandbox.add_argument("--seed", type=int, default=1, help="of the market makers (default: %(default)s)")
    sandbox.add_argument("--key", help="key of the funded account; with --secret and --passphrase (default: made up)")
    sandbox.add_argument("--secret")
    sandbox.add_argument("--passphrase")
    sandbox.add_argument("--market-pace", type=_seconds, default=0.1, metavar="SECONDS",
                         help="between two steps of the market makers; 0 stops the market (default: %(default)s)")
    sandbox.add_argument("--market", action="append", default=[], metavar="[SYMBOL=]FILE",
                         help="move a pair by a recorded day: trades or candles of the archive, or a recording; may be repeated")
    sandbox.add_argument("--speed", type=float, default=1.0, help="recorded seconds in one (default: %(default)s)")
    sandbox.add_argument("--state", type=Path, metavar="FILE",
                         help="go on from this file if it exists; written at the end, and on SIGUSR1 at once")
    sandbox.add_argument("--remote-control", action="store_true",
                         help="let other machines use the endpoints below /sandbox too: faults, clock, keys and state")
    sandbox.add_argument("--list", action="store_true",
                         help="say which endpoints answer from state and which with their documented example, and end")
    endpoints = commands.add_parser("endpoints", help="list every endpoint with its published facts")
    endpoints.add_argument("--service", help="account type or room, such as spot or spot.market")
    endpoints.add_argument("--permission", help="what the key must allow, such as Spot; none for public calls")
    endpoints.add_argument("--pool", help="rate pool, such as Management")
    endpoints.add_argument("--format", choices=("table", "json", "markdown"), default="table")
    record = commands.add_parser("record", help="write what streams bring into a file, until Ctrl-C")
    record.add_argument("file", help="a new file; compressed where the name ends in .gz")
    record.add_argument("topics", nargs="+", metavar="topic", help="such as spot.ticker:BTC-USDT or futures.klines:1min,XBTUSDTM")
    record.add_argument("--seconds", type=_seconds, help="end by itself after so long")
    record.add_argument("--sandbox", metavar="URL", help="record a sandbox, such as http://127.0.0.1:8080")
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "demo":
            from .demo import demo

            return demo()
        if arguments.command == "endpoints":
            return _endpoints(arguments)
        if arguments.command == "record":
            return _record(arguments)
        return _answers() if arguments.list else _sandbox(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "websockets":
            raise
        print("kucoin-ref: the sandbox needs its extra: pip install 'kucoin-ref[sandbox]'", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever reads, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= 3600:
        raise argparse.ArgumentTypeError(f"expected seconds from 0 to 3600, got {text!r}")
    return seconds


def _endpoints(arguments: argparse.Namespace) -> int:
    wanted = {"service": arguments.service, "permission": arguments.permission, "pool": arguments.pool}
    rows = [row for row in map(_row, catalog.entries()) if all(_fits(row, *item) for item in wanted.items())]
    if not rows:
        given = ", ".join(f"--{name} {value}" for name, value in wanted.items() if value)
        print(f"kucoin-ref: no endpoint fits {given}", file=sys.stderr)
        return 1
    names = ["method", "verb", "host", "path", "permission", "pool", "weight"]
    cells = [[str(row[name]) if row[name] is not None else "" for name in names] for row in rows]
    for row, line in zip(rows, cells):
        line[0] += " (deprecated)" if row["deprecated"] else ""
    if arguments.format == "json":
        print(json.dumps(rows, indent=1))
    elif arguments.format == "markdown":
        for line in (names, ["---"] * len(names), *cells):
            print(f"| {' | '.join(line)} |")
    else:
        _table([names, *cells])
        print(f"{len(rows)} endpoints")
    return 0


def _table(lines: List[List[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*lines)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())


def _row(entry: catalog.Entry) -> Dict[str, Any]:
    facts = entry.endpoint
    return {
        "method": entry.name,
        "service": entry.name.rpartition(".")[0],
        "verb": facts.verb,
        "host": facts.host,
        "path": facts.path,
        "permission": facts.permission,
        "pool": facts.pool,
        "weight": facts.weight,
        "deprecated": facts.deprecated,
    }


def _fits(row: Dict[str, Any], name: str, wanted: Optional[str]) -> bool:
    """Whether a row is asked for: names without regard to case, a service also by its account type, none for nothing."""
    if wanted is None:
        return True
    value = str(row[name]).lower()
    return value == wanted.lower() or (name == "service" and value.startswith(wanted.lower() + "."))


def _record(arguments: argparse.Namespace) -> int:
    from .client import Client
    from .environment import LIVE, Environment
    from .errors import KucoinError
    from .stream.record import Recorder

    environment = Environment.sandbox(arguments.sandbox) if arguments.sandbox else LIVE
    has_key = bool(os.environ.get("KUCOIN_API_KEY"))
    begun = False
    ended_by = signal.signal(signal.SIGTERM, signal.default_int_handler)  # by a service manager: as by Ctrl-C
    try:
        topics = [(text.partition(".")[0], catalog.topic(text)) for text in arguments.topics]
        client = Client.from_env(environment=environment) if has_key else Client(environment=environment)
        with client, Recorder(arguments.file) as recorder:
            try:
                with contextlib.ExitStack() as stack:
                    looks = _begin_recording(client, topics, recorder, stack)
                    begun = True
                    print(f"Recording into {arguments.file}, until Ctrl-C.", file=sys.stderr, flush=True)
                    _keep_recording(looks, arguments.seconds)
            except KeyboardInterrupt:
                pass
            finally:
                if not begun:
                    os.unlink(arguments.file)  # or the next try would find a file there
        print(f"{recorder.lines} lines in {arguments.file}", file=sys.stderr)
    except (KucoinError, OSError, ValueError) as error:
        _complain(error)
        return 1
    finally:
        signal.signal(signal.SIGTERM, ended_by)
    return 0 if begun else 130


def _begin_recording(
    client: "Client", topics: Sequence[Tuple[str, "Topic[Any]"]], recorder: "Recorder", stack: contextlib.ExitStack
) -> List[Callable[[float], Any]]:
    """Open the streams and books that bring these topics; what raises when something is wrong with one of them."""
    from .stream.record import followed_by_book

    looks: List[Callable[[float], Any]] = []
    groups: Dict[Any, List[Any]] = {}
    for account, topic in topics:
        where: Tuple[str, ...] = ()
        if account == "unified":  # its public topics have two hosts; those that name none are of contracts
            where = (str(dict(topic.fields).get("tradeType", "FUTURES")),)
        if followed_by_book(topic):
            for symbol in topic.symbols:
                looks.append(stack.enter_context(getattr(client, account).book(*where, symbol, recorder=recorder)).wait_live)
        else:
            groups.setdefault((account, topic.private, () if topic.private else where), []).append(topic)
    for (account, private, where), some in groups.items():
        options = {"private": private, "capacity": 1, "overflow": "drop_oldest", "recorder": recorder}
        stream = stack.enter_context(getattr(client, account).stream(*where, **options))
        stream.subscribe(*some)
        looks.append(stream.recv)
    return looks


def _keep_recording(looks: Sequence[Callable[[float], Any]], seconds: Optional[float]) -> None:
    from .errors import SubscriptionRefused, Timeout

    ends = None if seconds is None else time.monotonic() + seconds
    while ends is None or time.monotonic() < ends:
        for look in looks:
            try:
                look(0)
            except Timeout:
                pass
            except SubscriptionRefused as refused:  # by a new connection; the other topics go on
                _complain(refused)
        time.sleep(0.1)


def _answers() -> int:
    from .sandbox.server import modelled

    lines = [["answers from", "method", "verb", "host", "path"]]
    for entry in catalog.entries():
        facts = entry.endpoint
        lines.append(["state" if modelled(facts) else "example", entry.name, facts.verb, facts.host, facts.path])
    _table(lines)
    kinds = [line[0] for line in lines]
    print(f"{kinds.count('state')} endpoints answer from state, {kinds.count('example')} with their documented example")
    return 0


def _sandbox(arguments: argparse.Namespace) -> int:
    from .sandbox import Sandbox, state

    log = logging.getLogger("kucoin_ref.sandbox")  # tells of every call that is refused, and why
    log.setLevel(logging.INFO)
    console = logging.StreamHandler()
    console.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(console)
    kept = arguments.state is not None and arguments.state.exists()
    try:
        with Sandbox(
            arguments.port,
            arguments.host,
            arguments.seed,
            market_pace=arguments.market_pace,
            market=_recordings(arguments.market),
            speed=arguments.speed,
            credentials=_credentials(arguments),
            state=state.open_file(arguments.state) if kept else None,
            remote_control=arguments.remote_control,
        ) as sandbox:
            _serve(arguments, sandbox)
            return 0
    except BrokenPipeError:
        raise  # the reader of what is printed has gone
    except (OSError, ValueError) as error:
        _complain(error)
        return 1
    finally:
        log.removeHandler(console)


def _serve(arguments: argparse.Namespace, sandbox: "Sandbox") -> None:
    from .sandbox import state

    def keep() -> None:
        if arguments.state:
            state.save(arguments.state, sandbox.snapshot())

    keep()  # a file that cannot be written shows now
    signals: "queue.SimpleQueue[int]" = queue.SimpleQueue()  # a handler that did the work could be interrupted by the next
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGUSR1"):  # Ctrl-C, a service manager, the terminal's end; write the file
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, lambda number, frame: signals.put(number))
    _welcome(arguments, sandbox.url, sandbox.credentials)
    while _next(signals) == getattr(signal, "SIGUSR1", None):
        try:
            keep()
        except OSError as error:
            _complain(error)
    sandbox.close()
    keep()
    print(f"\nClosed; everything is kept in {arguments.state}." if arguments.state else "\nClosed; nothing is kept.")


def _next(signals: "queue.SimpleQueue[int]") -> int:
    while True:
        with contextlib.suppress(queue.Empty):
            return signals.get(timeout=0.5)  # a signal that comes right before a wait does not end it


def _complain(error: Exception) -> None:
    """Say what went wrong; of the system's errors without their number."""
    text = str(error)
    if isinstance(error, OSError) and error.strerror:
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    print(f"kucoin-ref: {text}", file=sys.stderr)


def _recordings(files: Sequence[str]) -> "List[Recording]":
    from .sandbox.market import SYMBOLS
    from .sandbox.recorded import read_recordings

    names = [symbol.name for symbol in SYMBOLS]
    found: "List[Recording]" = []
    for text in files:
        symbol, equals, file = text.partition("=")
        named = symbol if equals and symbol in names else None
        found += read_recordings(file if named else text, names, named)
    doubled = {each.symbol for each in found if [other.symbol for other in found].count(each.symbol) > 1}
    if doubled:
        raise ValueError(f"--market: expected one file for each pair, got more of {', '.join(sorted(doubled))}")
    return found


def _credentials(arguments: argparse.Namespace) -> Optional[Tuple[str, str, str]]:
    given = (arguments.key, arguments.secret, arguments.passphrase)
    if any(given) and not all(given):
        raise ValueError("--key, --secret and --passphrase: expected all three or none")
    return given if all(given) else None


def _welcome(arguments: argparse.Namespace, url: str, credentials: Tuple[str, str, str]) -> None:
    key, secret, passphrase = credentials
    print(f"A KuCoin of your own at {url} (futures: {url}/futures), until Ctrl-C.")
    if arguments.host not in ("127.0.0.1", "::1", "localhost"):
        control = " So can its faults, clock, keys and state." if arguments.remote_control else ""
        print(f"It can be reached from other machines.{control}")
    print(f"export KUCOIN_API_KEY={key} KUCOIN_API_SECRET={secret} KUCOIN_API_PASSPHRASE={passphrase}", flush=True)
