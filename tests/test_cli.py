import json
import re
import signal
import socket
import subprocess
import sys

import pytest
import requests

import kucoin_ref
from kucoin_ref import Client, Environment
from kucoin_ref.cli import main


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
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


def test_sandbox__without_its_extra(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.startswith("kucoin_ref.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "websockets", None)
    for name in [name for name in sys.modules if name.startswith("websockets.")]:
        monkeypatch.delitem(sys.modules, name)
    assert main(["sandbox", "--port", "0"]) == 1
    assert "pip install 'kucoin-ref[sandbox]'" in capsys.readouterr().err


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_sandbox__serves_until_it_is_told_to_stop(stop):
    hear = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # the background would ignore it
    run = "import sys, kucoin_ref.cli; sys.exit(kucoin_ref.cli.main())"
    command = [sys.executable, "-c", f"{hear}; {run}", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            exports = dict(re.findall(r"KUCOIN_API_(\w+)=(\S+)", process.stdout.readline()))
            environment = Environment("test", spot=url, futures=url + "/futures")
            keys = (exports["KEY"], exports["SECRET"], exports["PASSPHRASE"])
            with Client(*keys, environment=environment) as client:
                assert client.spot.market.get_service_status() == {"status": "open", "msg": ""}
                assert client.account.account.get_apikey_info()["apiKey"] == exports["KEY"]
            refused = requests.get(url + "/api/v1/accounts", headers={"Connection": "close"}, timeout=5)
            assert refused.json()["code"] == "400001"
        finally:
            process.send_signal(stop)
            out, err = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Closed; nothing is kept." in out
    assert "GET /api/v1/accounts: 400001" in err


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
