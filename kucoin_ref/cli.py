"""The command line: ``kucoin-ref demo`` and ``kucoin-ref sandbox``."""

import argparse
import logging
import signal
import sys
import threading
from typing import Optional, Sequence

from . import __version__


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
    arguments = parser.parse_args(argv)
    try:
        if arguments.command == "demo":
            from .demo import demo

            return demo()
        return _sandbox(arguments)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "websockets":
            raise
        print("kucoin-ref: the sandbox needs its extra: pip install 'kucoin-ref[sandbox]'", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got {text!r}")
    return int(text)


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
