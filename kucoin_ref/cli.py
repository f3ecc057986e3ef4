"""The command line: ``kucoin-ref demo``, ``kucoin-ref sandbox`` and ``kucoin-ref endpoints``."""

import argparse
import json
import logging
import os
import signal
import sys
import threading
from typing import Any, Dict, Optional, Sequence

from . import __version__, catalog


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
    endpoints = commands.add_parser("endpoints", help="list every endpoint with its published facts")
    endpoints.add_argument("--service", help="account type or room, such as spot or spot.market")
    endpoints.add_argument("--permission", help="what the key must allow, such as Spot; none for public calls")
    endpoints.add_argument("--pool", help="rate pool, such as Management")
    endpoints.add_argument("--format", choices=("table", "json", "markdown"), default="table")
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "demo":
            from .demo import demo

            return demo()
        if arguments.command == "endpoints":
            return _endpoints(arguments)
        return _sandbox(arguments)
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
        widths = [max(map(len, column)) for column in zip(names, *cells)]
        for line in (names, *cells):
            print("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip())
        print(f"{len(rows)} endpoints")
    return 0


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


def _sandbox(arguments: argparse.Namespace) -> int:
    from .sandbox import Sandbox

    log = logging.getLogger("kucoin_ref.sandbox")  # tells of every call that is refused, and why
    log.setLevel(logging.INFO)
    console = logging.StreamHandler()
    console.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(console)
    sandbox = Sandbox(arguments.port, arguments.host, arguments.seed)
    try:
        sandbox.start()
    except OSError as error:
        print(f"kucoin-ref: cannot listen on {arguments.host}:{arguments.port}: {error.strerror}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped by a service manager: as by Ctrl-C
    key, secret, passphrase = sandbox.credentials
    print(f"A KuCoin of your own at {sandbox.url} (futures: {sandbox.url}/futures), until Ctrl-C.")
    if arguments.host not in ("127.0.0.1", "::1", "localhost"):
        print("It can be reached from other machines.")
    print(f"export KUCOIN_API_KEY={key} KUCOIN_API_SECRET={secret} KUCOIN_API_PASSPHRASE={passphrase}", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nClosed; nothing is kept.")
    finally:
        sandbox.close()
        log.removeHandler(console)
    return 0
