"""How fast the sandbox is, whole processes measured from outside: ``python tests/bench_sandbox.py``. No test; it prints figures.

The aims: a first answer within 0.5 s of the start, 1,000 signed orders a second of one client thread, 200 streams with 10
messages a second each.
"""

import contextlib
import json
import os
import re
import select
import statistics
import subprocess
import sys
import time

import requests
import websocket

from kucoin_ref import Client, Environment
from kucoin_ref.sandbox import Sandbox

ORDERS = 3000
STREAMS = 200
SECONDS = 10
SYMBOLS = ("BTC-USDT", "ETH-USDT", "KCS-USDT", "SOL-USDT", "ETH-BTC")


@contextlib.contextmanager
def served(*options):
    """A sandbox in a process of its own; the process, its address and the credentials."""
    command = [sys.executable, "-m", "kucoin_ref", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())[0]
            yield process, url, re.findall(r"KUCOIN_API_\w+=(\S+)", process.stdout.readline())
        finally:
            process.terminate()


def processor_seconds(process):
    """What a process has used of the processor so far."""
    fields = open(f"/proc/{process.pid}/stat").read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def place_orders(client):
    """Orders per second, and the milliseconds that half of them and 99 of 100 were answered in."""
    times = []
    started = time.perf_counter()
    for number in range(ORDERS):
        before = time.perf_counter()
        client.spot.order.add_order("BTC-USDT", "buy", "limit", price="60000", size="0.001", client_oid=f"bench-{number}")
        times.append((time.perf_counter() - before) * 1000)
        if number % 100 == 99:
            client.spot.order.cancel_all_orders()
    rate = ORDERS / (time.perf_counter() - started)
    return f"{rate:6.0f} orders/s, median {statistics.median(times):.2f} ms, 99 % {statistics.quantiles(times, n=100)[98]:.2f} ms"


def start():
    for _ in range(3):
        started = time.perf_counter()
        with served() as (process, url, _):
            requests.get(url + "/api/v1/timestamp", timeout=5)
            print(f"start to first answer: {time.perf_counter() - started:.2f} s")


def orders():
    with served("--market-pace", "0") as (process, url, credentials):
        with Client(*credentials, environment=Environment("bench", spot=url)) as client:
            client.spot.market.get_server_time()
            before = processor_seconds(process)
            print("own process: ", place_orders(client))
            print(f"              {(processor_seconds(process) - before) / ORDERS * 1e6:.0f} us of the processor each")
    with Sandbox(market_pace=0) as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        print("same process:", place_orders(client))


def streams():
    """Changes of the order book, which the makers cause ten times a second."""
    with served() as (process, url, _), contextlib.ExitStack() as stack:
        sockets = {}
        for number in range(STREAMS):
            token = requests.post(url + "/api/v1/bullet-public", timeout=5).json()["data"]
            address = f"{token['instanceServers'][0]['endpoint']}?token={token['token']}"
            peer = stack.enter_context(contextlib.closing(websocket.create_connection(address, timeout=5)))
            peer.recv()
            topic = f"/market/level2:{SYMBOLS[number % len(SYMBOLS)]}"
            peer.send(json.dumps({"id": "1", "type": "subscribe", "topic": topic, "response": True}))
            sockets[peer.sock] = peer
        before, delays, began = processor_seconds(process), [], time.time() * 1000
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            for ready in select.select(list(sockets), [], [], 0.1)[0]:
                frame = json.loads(sockets[ready].recv())
                if frame["type"] == "message" and frame["data"]["time"] > began:  # others have waited here for the last stream
                    delays.append(time.time() * 1000 - frame["data"]["time"])
        used = (processor_seconds(process) - before) / SECONDS
        print(f"{STREAMS} streams: {len(delays) / SECONDS / STREAMS:.1f} messages/s each, delay median "
              f"{statistics.median(delays):.0f} ms, 99 % {statistics.quantiles(delays, n=100)[98]:.0f} ms, "
              f"{used:.0%} of a processor")


if __name__ == "__main__":
    start()
    orders()
    streams()
