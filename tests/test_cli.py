import contextlib
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from decimal import Decimal

import pytest
import requests

import kucoin_ref
from kucoin_ref import Client, Environment
from kucoin_ref.cli import main
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.stream.record import replay


def test_main__without_a_command_says_how_to_use_it(capsys):
    with pytest.raises(SystemExit) as exit_:
        main([])
    assert exit_.value.code == 2
    assert "usage: kucoin-ref" in capsys.readouterr().err


def test_main__version(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out.strip() == kucoin_ref.__version__


def test_main__demo_gives_its_exit_code(monkeypatch):
    monkeypatch.setattr("kucoin_ref.demo.demo", lambda: 7)
    assert main(["demo"]) == 7


def test_main__ctrl_c_in_the_demo(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr("kucoin_ref.demo.demo", interrupted)
    assert main(["demo"]) == 130


@pytest.mark.parametrize("port", ["http", "-1", "65536"])
def test_sandbox__refuses_what_is_no_port(port, capsys):
    with pytest.raises(SystemExit):
        main(["sandbox", "--port", port])
    assert "expected a number from 0 to 65535" in capsys.readouterr().err


def test_sandbox__port_taken(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["sandbox", "--port", str(port)]) == 1
    assert capsys.readouterr().err == f"kucoin-ref: cannot listen on port {port} of 127.0.0.1: {os.strerror(errno.EADDRINUSE)}\n"


def test_sandbox__without_its_extra(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith("kucoin_ref.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "websockets", None)
    for name in [name for name in sys.modules if name.startswith("websockets.")]:
        monkeypatch.delitem(sys.modules, name)
    assert main(["sandbox", "--port", "0"]) == 1
    assert "pip install 'kucoin-ref[sandbox]'" in capsys.readouterr().err


@pytest.mark.parametrize("options, message", [
    (["--key", "k"], "--key, --secret and --passphrase: expected all three or none"),
    (["--key", "k", "--secret", "s", "--passphrase", "p", "--state", "{here}/broken.json"],
     "state: not JSON: Expecting value: line 1 column 1 (char 0)"),
    (["--state", "{here}/other.json"], "state: this is no state of a sandbox"),
    (["--state", "{here}"], "{here}: Is a directory"),
    (["--market", "{here}/BTCUSDT.csv"], "{here}/BTCUSDT.csv: No such file or directory"),
    (["--market", "{here}/other.json"], "{here}/other.json: expected a name that begins with one of BTCUSDT, ETHUSDT, KCSUSDT, "
     "SOLUSDT, ETHBTC; or write SYMBOL=FILE"),
    (["--market", "{here}/ethusdt.csv", "--market", "ETH-USDT={here}/day.csv"],
     "--market: expected one file for each pair, got more of ETH-USDT"),
    (["--speed", "0"], "speed: expected a number above 0 and up to a million, got 0.0"),
], ids=str)
def test_sandbox__that_cannot_be_started(options, message, tmp_path, capsys):
    (tmp_path / "broken.json").write_text("what?")
    (tmp_path / "other.json").write_text("{}")
    for name in ("ethusdt.csv", "day.csv"):
        (tmp_path / name).write_text("trade_time,price\n1706659200000,3000\n")
    options = [option.format(here=tmp_path) for option in options]
    assert main(["sandbox", "--port", "0", *options]) == 1
    assert capsys.readouterr() == ("", f"kucoin-ref: {message.format(here=tmp_path)}\n")


def test_sandbox__whose_state_cannot_be_written(tmp_path, capsys):
    before = threading.active_count()
    assert main(["sandbox", "--port", "0", "--state", str(tmp_path / "nowhere" / "state.json")]) == 1
    assert re.fullmatch(r"kucoin-ref: \S+/nowhere/state\.json\S*: No such file or directory\n", capsys.readouterr().err)
    assert threading.active_count() == before


@pytest.mark.parametrize("pace", ["fast", "-1", "nan"])
def test_sandbox__refuses_what_is_no_pace(pace, capsys):
    with pytest.raises(SystemExit):
        main(["sandbox", "--market-pace", pace])
    assert "expected seconds from 0 to 3600" in capsys.readouterr().err


@contextlib.contextmanager
def serving(*options, stop=signal.SIGTERM):
    """Runs the command; the process, the address and the credentials that it prints. ``process.printed`` is the rest."""
    hear = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # the background would ignore it
    run = "import sys, kucoin_ref.cli; sys.exit(kucoin_ref.cli.main())"
    command = [sys.executable, "-c", f"{hear}; {run}", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            process.welcome = [process.stdout.readline()]
            while "KUCOIN_API_KEY" not in process.welcome[-1]:
                process.welcome.append(process.stdout.readline())
            url = re.search(r"http://[0-9.]+:\d+", process.welcome[0])[0]
            exports = dict(re.findall(r"KUCOIN_API_(\w+)=(\S+)", process.welcome[-1]))
            yield process, url, (exports["KEY"], exports["SECRET"], exports["PASSPHRASE"])
        finally:
            process.send_signal(stop)
            try:
                process.printed = process.communicate(timeout=10)
            finally:
                process.kill()  # or the end of the with statement would wait for ever


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_sandbox__serves_until_it_is_told_to_stop(stop):
    with serving(stop=stop) as (process, url, keys):
        environment = Environment("test", spot=url, futures=url + "/futures")
        with Client(*keys, environment=environment) as client:
            assert client.spot.market.get_service_status() == {"status": "open", "msg": ""}
            assert client.account.account.get_apikey_info()["apiKey"] == keys[0]
        refused = requests.get(url + "/api/v1/accounts", headers={"Connection": "close"}, timeout=5)
        assert refused.json()["code"] == "400001"
    assert process.returncode == 0
    assert process.printed[0] == "\nClosed; nothing is kept.\n"
    assert "GET /api/v1/accounts: 400001" in process.printed[1]


@pytest.mark.parametrize("options, said", [
    ([], []), (["--remote-control"], []), (["--host", "0.0.0.0"], ["It can be reached from other machines.\n"]),
    (["--host", "0.0.0.0", "--remote-control"],
     ["It can be reached from other machines. So can its faults, clock, keys and state.\n"]),
], ids=str)
def test_sandbox__says_who_can_reach_it(options, said):
    with serving("--market-pace", "0", *options) as (process, url, keys):
        assert url.startswith("http://0.0.0.0:" if "0.0.0.0" in options else "http://127.0.0.1:")
        assert process.welcome[1:-1] == said


def test_sandbox__goes_on_from_its_file(tmp_path):
    """The same key, the order, the place in the book; also from what was written on a signal."""
    file, credentials = tmp_path / "state.json", ("my-key", "my-secret", "my-passphrase")
    given = [f"--{name}={value}" for name, value in zip(("key", "secret", "passphrase"), credentials)]
    with serving("--state", str(file), "--market-pace", "0", *given) as (process, url, keys):
        assert keys == credentials
        with Client(*keys, environment=Environment("test", spot=url)) as client:
            client.spot.order.add_order("BTC-USDT", "buy", "limit", price="60000", size="0.001", client_oid="kept-1")
        written = file.stat().st_ino
        process.send_signal(signal.SIGUSR1)
        assert any(file.stat().st_ino != written or time.sleep(0.01) for _ in range(500))
        on_signal = tmp_path / "on_signal.json"
        shutil.copy(file, on_signal)
    assert (process.returncode, process.printed) == (0, (f"\nClosed; everything is kept in {file}.\n", ""))
    assert file.stat().st_mode & 0o77 == 0 and sorted(tmp_path.iterdir()) == [on_signal, file]
    for kept in (file, on_signal):
        with serving("--state", str(kept), "--market-pace", "0") as (process, url, keys):
            assert keys == credentials
            with Client(*keys, environment=Environment("test", spot=url)) as client:
                assert client.spot.order.get_order_by_client_oid("kept-1", "BTC-USDT")["active"] is True


def test_sandbox__moved_by_recorded_days(tmp_path):
    for name, price in (("BTCUSDT-trades-2024-01-31.csv", 42000), ("day=1.csv", 3000)):
        rows = f"1706659200000,{price}\n1706745600000,{price * 2}\n"
        (tmp_path / name).write_text(f"trade_time,price\n{rows}")
    files = [f"--market={tmp_path}/BTCUSDT-trades-2024-01-31.csv", f"--market=ETH-USDT={tmp_path}/day=1.csv"]
    with serving(*files, "--speed", "1e6", "--market-pace", "0.01") as (process, url, keys):
        with Client(environment=Environment("test", spot=url)) as client:
            def prices():
                return [round(Decimal(client.spot.market.get_ticker(pair)["price"]), -2) for pair in ("BTC-USDT", "ETH-USDT")]

            assert any(prices() == [84000, 6000] or time.sleep(0.05) for _ in range(100))
            assert 9 <= Decimal(client.spot.market.get_ticker("KCS-USDT")["price"]) <= 10


def test_sandbox__list_of_what_answers_from_state(capsys):
    assert main(["sandbox", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = {line.split()[1]: line.split() for line in lines[1:-1]}
    assert lines[0].split() == ["answers", "from", "method", "verb", "host", "path"] and len(rows) == 385
    assert rows["spot.order.add_order"] == ["state", "spot.order.add_order", "POST", "spot", "/api/v1/hf/orders"]
    assert rows["earn.simple.purchase"][0] == "example"
    kinds = [row[0] for row in rows.values()]
    assert lines[-1] == (f"{kinds.count('state')} endpoints answer from state, "
                         f"{kinds.count('example')} with their documented example")


def test_endpoints__table_of_all(capsys):
    assert main(["endpoints"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["method", "verb", "host", "path", "permission", "pool", "weight"]
    assert lines[-1] == "385 endpoints"
    assert len(lines) == 387
    (ticker,) = [line for line in lines if line.startswith("spot.market.get_ticker ")]
    assert ticker.split() == ["spot.market.get_ticker", "GET", "spot", "/api/v1/market/orderbook/level1", "Public", "2"]


def test_endpoints__as_json_narrowed(capsys):
    assert main(["endpoints", "--service", "spot.order", "--permission", "general", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == 6
    assert rows[0] == {
        "method": "spot.order.get_order_by_order_id",
        "service": "spot.order",
        "verb": "GET",
        "host": "spot",
        "path": "/api/v1/hf/orders/{orderId}",
        "permission": "General",
        "pool": "Spot",
        "weight": 2,
        "deprecated": False,
    }


def test_endpoints__service_takes_an_account_type_and_none_means_public(capsys):
    assert main(["endpoints", "--service", "SPOT", "--permission", "none", "--format", "json"]) == 0
    assert {row["service"] for row in json.loads(capsys.readouterr().out)} == {"spot.market"}


def test_endpoints__as_markdown(capsys):
    assert main(["endpoints", "--service", "account.fee", "--format", "markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["| method | verb | host | path | permission | pool | weight |", "| --- | --- | --- | --- | --- | --- | --- |"]
    assert lines[2] == "| account.fee.get_basic_fee | GET | spot | /api/v1/base-fee | General | Spot | 3 |"
    assert len(lines) == 5


def test_endpoints__nothing_fits(capsys):
    assert main(["endpoints", "--pool", "Swimming"]) == 1
    assert capsys.readouterr().err == "kucoin-ref: no endpoint fits --pool Swimming\n"


def test_endpoints__a_reader_that_has_seen_enough():
    command = [sys.executable, "-m", "kucoin_ref", "endpoints"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(10) in (0, 1)


# --- record ---


def record(sandbox, *arguments):
    return main(["record", *arguments, "--sandbox", sandbox.url])


def events_of(path):
    recording = replay(path)
    return {(type(event).__name__, str(event.topic)) for event in recording}, recording.books


@pytest.fixture(scope="module")
def exchange():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def keyed(exchange, monkeypatch):
    for name, value in zip(("KEY", "SECRET", "PASSPHRASE"), exchange.credentials):
        monkeypatch.setenv(f"KUCOIN_API_{name}", value)


def test_record__streams_and_books_of_several_accounts(exchange, keyed, tmp_path, capsys):
    file = str(tmp_path / "day.jsonl.gz")
    wanted = ["spot.ticker:BTC-USDT,ETH-USDT", "spot.order_v2", "spot.orderbook_increment:BTC-USDT", "unified.ticker:SPOT,BTC-USDT"]
    assert record(exchange, file, *wanted, "--seconds", "1") == 0
    told = capsys.readouterr().err
    assert f"Recording into {file}" in told and f"lines in {file}" in told
    kinds, books = events_of(file)
    assert kinds >= {
        ("Message", "/market/ticker:BTC-USDT"), ("Message", "/market/ticker:ETH-USDT"), ("Message", "ticker.SPOT:BTC-USDT"),
        ("Message", "/market/level2:BTC-USDT"), ("Snapshot", "/market/level2:BTC-USDT")}
    assert books["BTC-USDT"].state == "live"


def test_record__public_topics_without_a_key(exchange, monkeypatch, tmp_path):
    monkeypatch.delenv("KUCOIN_API_KEY", raising=False)
    file = str(tmp_path / "day.jsonl")
    assert record(exchange, file, "spot.ticker:BTC-USDT", "--seconds", "0.5") == 0
    assert ("Message", "/market/ticker:BTC-USDT") in events_of(file)[0]


@pytest.mark.parametrize("topic, message", [
    ("spot.nothing:BTC-USDT", "topic: expected one such as 'spot.ticker:BTC-USDT', got 'spot.nothing:BTC-USDT'"),
    ("spot.ticker", "symbols: expected at least one name"),
    ("spot.klines", "topic: 'spot.klines': klines() missing 1 required"),
    ("spot.account:BTC", "topic: 'spot.account:BTC': account() takes 0 positional arguments"),
    ("spot.orderbook_increment:BTC-USDT", "the snapshot of a spot order book is a signed call"),
    ("spot.order_v2", "needs a key")])
def test_record__what_it_cannot_do_leaves_no_file(exchange, monkeypatch, tmp_path, capsys, topic, message):
    monkeypatch.delenv("KUCOIN_API_KEY", raising=False)
    file = tmp_path / "day.jsonl"
    assert record(exchange, str(file), topic) == 1
    told = capsys.readouterr().err
    assert told.startswith("kucoin-ref: ") and (message in told or "CredentialsRequired" in told or "has to be signed" in told)
    assert not file.exists()


def test_record__does_not_write_over_a_file(exchange, tmp_path, capsys):
    file = tmp_path / "day.jsonl"
    file.write_text("mine")
    assert record(exchange, str(file), "spot.ticker:BTC-USDT") == 1
    assert (capsys.readouterr().err, file.read_text()) == (f"kucoin-ref: {file}: File exists\n", "mine")


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_record__until_it_is_told_to_stop(exchange, tmp_path, stop):
    file = str(tmp_path / "day.jsonl")
    hear = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # the background would ignore it
    run = "import sys, kucoin_ref.cli; sys.exit(kucoin_ref.cli.main())"
    command = [sys.executable, "-c", f"{hear}; {run}", "record", file, "spot.ticker:BTC-USDT", "--sandbox", exchange.url]
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(kucoin_ref.__file__))}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, universal_newlines=True) as process:
        try:
            assert process.stderr.readline().startswith("Recording into")
            process.send_signal(stop)
            _, told = process.communicate(timeout=10)
        finally:
            process.kill()  # or the end of the with statement would wait for ever
    with open(file, encoding="utf-8") as lines:
        count = len(list(lines)) - 1  # the first one says what the file is
    assert (process.returncode, told) == (0, f"{count} lines in {file}\n")


def test_record__an_exchange_that_goes_away(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("KUCOIN_API_KEY", raising=False)
    file = str(tmp_path / "day.jsonl")
    with Sandbox() as sandbox:
        url = sandbox.url
    assert main(["record", file, "spot.ticker:BTC-USDT", "--sandbox", url]) == 1
    assert capsys.readouterr().err.startswith("kucoin-ref: ") and not os.path.exists(file)
