"""A trading day with python-kucoin, unmodified, on the exchange at the address given.

Usage: ``python_kucoin_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has python-kucoin 2.2.0. Prints a line for
each step and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its two addresses, and refuses any
address that is not this computer's.
"""
import asyncio
import sys
import uuid
from decimal import ROUND_DOWN, Decimal

from kucoin import Client
from kucoin.asyncio import KucoinSocketManager
from workday import WAIT, Wrong, check, check_local, main, step, until

SYMBOL = "BTC-USDT"
SIZE = "0.001"


def ticker(client):
    answer = client.get_ticker(SYMBOL)
    bid, ask = Decimal(answer["bestBid"]), Decimal(answer["bestAsk"])
    check(0 < bid < ask and Decimal(answer["price"]) > 0, f"not a market: {answer}")
    return answer["price"], (bid / 2).quantize(Decimal("0.1"), ROUND_DOWN)


def accounts(client):
    answer = client.get_accounts()
    trade = [row for row in answer if row["type"] == "trade" and row["currency"] == "USDT"]
    check(len(trade) == 1 and Decimal(trade[0]["available"]) > 0, f"no USDT to trade with: {answer}")
    return f"{len(answer)}, {trade[0]['available']} USDT to trade with", None


def limit_buy(client, price, client_oid):
    answer = client.hf_create_limit_order(SYMBOL, Client.SIDE_BUY, str(price), SIZE, client_oid=client_oid)
    check(answer.get("orderId"), f"no orderId: {answer}")
    return f"{answer['orderId']} at {price}", answer["orderId"]


def check_resting(order, order_id, client_oid, price):
    found = (order["id"], order["clientOid"], order["symbol"], order["type"], order["side"], order["active"])
    check(found == (order_id, client_oid, SYMBOL, "limit", "buy", True), f"not the order placed: {order}")
    check((Decimal(order["price"]), Decimal(order["size"])) == (price, Decimal(SIZE)), f"other amounts: {order}")


def order_by_id(client, order_id, client_oid, price):
    check_resting(client.hf_get_order(order_id, SYMBOL), order_id, client_oid, price)
    return "active", None


def order_by_client_oid(client, order_id, client_oid, price):
    check_resting(client.hf_get_order_by_client_oid(client_oid, SYMBOL), order_id, client_oid, price)
    return "active", None


def open_orders(client, order_id, client_oid, price):
    rows = [row for row in client.hf_get_active_orders(SYMBOL) or [] if row["id"] == order_id]
    check(len(rows) == 1, f"the order is there {len(rows)} times")
    check_resting(rows[0], order_id, client_oid, price)
    return "hold it", None


def cancel(client, order_id):
    answer = client.hf_cancel_order(order_id, SYMBOL)
    check(answer.get("orderId") == order_id, f"another order: {answer}")
    return order_id, None


def cancelled(client, order_id):
    order = until(lambda: client.hf_get_order(order_id, SYMBOL), lambda order: not order["active"])
    check(order["active"] is False and Decimal(order["dealSize"]) == 0, f"not inactive and unfilled: {order}")
    rows = client.hf_get_active_orders(SYMBOL) or []
    check(order_id not in [row["id"] for row in rows], f"still among the open orders: {rows}")
    return "inactive", None


def market_buy(client):
    order_id = client.hf_create_market_order(SYMBOL, Client.SIDE_BUY, size=SIZE)["orderId"]
    order = until(lambda: client.hf_get_order(order_id, SYMBOL), lambda order: not order["active"])
    check(Decimal(order["dealSize"]) > 0 and order["active"] is False, f"not filled: {order}")
    return f"{order_id} filled {order['dealSize']}", None


def token(client, private):
    """Look at the push address before the peer connects to it on its own.

    ``encrypt`` goes into the line because the peer passes it on as ``ssl=``, which its WebSocket library refuses beside a
    ``ws://`` address unless it is ``None``.
    """
    server = client.get_ws_endpoint(private)["instanceServers"][0]
    check_local(server["endpoint"])
    return f"{server['endpoint']} encrypt={server.get('encrypt', 'absent')}", None


class Pushes:
    """The peer's socket manager with a queue behind its callback, closed however the block ends."""

    def __init__(self, client, topic, private=False):
        self._client, self._topic, self._private = client, topic, private
        self._arrived = asyncio.Queue()

    async def __aenter__(self):
        manager = await KucoinSocketManager.create(
            asyncio.get_running_loop(), self._client, self._arrived.put, private=self._private)
        # The manager has no word for "connected", "failed" or "stop"; its connection and task are the only way to them.
        self._socket, self._task = manager._conn, manager._conn._conn
        try:
            await self._unless_ended(manager.subscribe(self._topic), WAIT)
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *exception):
        # Its cancel() does not end a task that waits for a frame (the cancellation is caught); a closed socket does.
        if self._socket._socket is None:
            self._task.cancel()
        else:
            await asyncio.wait_for(self._socket._socket.close(), 2)
        await asyncio.wait({self._task}, timeout=2)
        check(self._task.done(), "the WebSocket client did not stop")

    async def first(self, wanted, seconds=WAIT):
        """The data of the first push that is wanted; ``asyncio.TimeoutError`` when there is none in time."""
        return await self._unless_ended(self._next(wanted), seconds)

    async def _next(self, wanted):
        while True:
            frame = await self._arrived.get()
            check(frame["type"] == "message", f"error frame: {frame}")
            if frame["topic"] == self._topic and wanted(frame["data"]):
                return frame["data"]

    async def _unless_ended(self, awaitable, seconds):
        """Wait for something, unless the peer's connection ends before: it fails in silence."""
        task = asyncio.ensure_future(awaitable)
        await asyncio.wait({task, self._task}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        task.cancel()
        if not self._task.done():
            raise asyncio.TimeoutError(f"nothing on {self._topic} within {seconds} s")
        cause = None if self._task.cancelled() else self._task.exception()
        raise Wrong(f"the WebSocket connection ended: {cause!r}")


async def ticker_push(client):
    async with Pushes(client, "/market/ticker:" + SYMBOL) as pushes:
        data = await pushes.first(lambda data: Decimal(data["price"]) > 0)
    return f"{data['price']}, stopped", None


async def order_push(client, price):
    """Place and cancel until the push of one such order arrives: the peer hides the ack of its subscription."""
    placed = []
    async with Pushes(client, "/spotMarket/tradeOrdersV2", private=True) as pushes:
        for _ in range(3):
            placed.append(client.hf_create_limit_order(SYMBOL, Client.SIDE_BUY, str(price), SIZE)["orderId"])
            client.hf_cancel_order(placed[-1], SYMBOL)
            try:
                data = await pushes.first(lambda data: data["orderId"] in placed, seconds=2)
                return f"{data['orderId']} {data['type']}, stopped", None
            except asyncio.TimeoutError:
                continue
    raise Wrong(f"no push for any of {placed}")


def day(base_url, key, secret, passphrase):
    client = Client(key, secret, passphrase)
    client.API_URL, client.FUTURES_API_URL = base_url, base_url + "/futures"
    client_oid = uuid.uuid4().hex

    price = step("ticker", ticker, client)
    step("accounts", accounts, client)
    order_id = step("limit buy", limit_buy, client, price, client_oid)
    for name, look in (("order by id", order_by_id), ("order by client oid", order_by_client_oid), ("open orders", open_orders)):
        step(name, look, client, order_id, client_oid, price)
    step("cancel", cancel, client, order_id)
    step("cancelled order", cancelled, client, order_id)
    step("market buy", market_buy, client)
    step("public token", token, client, False)
    step("ticker push", lambda: asyncio.run(ticker_push(client)))
    step("private token", token, client, True)
    step("order push", lambda: asyncio.run(order_push(client, price)))
    client.close_connection()


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
