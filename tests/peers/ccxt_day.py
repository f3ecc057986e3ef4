"""A trading day with ccxt, unmodified, on the exchange at the address given.

Usage: ``ccxt_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has ccxt 4.5. Prints a line for each step and exits
0, or says what was wrong and exits 1. Changes nothing of the peer but its addresses and the kind of account, which it would
otherwise ask of an endpoint that is in no documentation, and refuses any address that is not this computer's.
"""
import asyncio
import sys
import threading
import uuid
from decimal import Decimal

import ccxt
import ccxt.pro
from workday import WAIT, Wrong, check, check_candles, exact, main, step, until

SYMBOL = "BTC/USDT"
SIZE = 0.001


def client_of(make, base_url, key, secret, passphrase):
    client = make({"apiKey": key, "secret": secret, "password": passphrase, "options": {"uta": False}})
    hosts = {"futuresPublic": "/futures", "futuresPrivate": "/futures", "broker": "/broker"}
    client.urls["api"] = {name: base_url + hosts.get(name, "") for name in client.urls["api"]}
    return client


# --- what everybody sees ---


def markets(client):
    found = client.load_markets()
    check(SYMBOL in found, f"not among {list(found)}")
    market = found[SYMBOL]
    check(market["spot"] and market["active"] and (market["base"], market["quote"]) == ("BTC", "USDT"), f"another market: {market}")
    check(0 < market["precision"]["price"] and 0 < market["limits"]["amount"]["min"] <= SIZE, f"no increments: {market}")
    return f"{len(found)} and {len(client.currencies)} currencies", None


def currency(client):
    networks = client.fetch_currencies()["USDT"]["networks"]
    ether = networks["ERC20"]
    check(ether["deposit"] and ether["withdraw"] and ether["fee"] > 0, f"no way in or out: {networks}")
    return f"USDT on {', '.join(sorted(networks))}", None


def ticker(client):
    found = client.fetch_ticker(SYMBOL)
    check(found["low"] <= found["last"] <= found["high"] and 0 < found["bid"] < found["ask"], f"not a market: {found}")
    price = client.price_to_precision(SYMBOL, found["bid"] / 2)
    return found["last"], float(price)


def check_book(book):
    bids, asks = [row[0] for row in book["bids"]], [row[0] for row in book["asks"]]
    check(bids == sorted(bids, reverse=True) and asks == sorted(asks) and bids and asks, f"not in order: {book}")
    check(bids[0] < asks[0] and all(row[1] > 0 for row in book["bids"] + book["asks"]), f"not a book: {book}")


def order_book(client):
    book, top = client.fetch_order_book(SYMBOL), client.fetch_order_book(SYMBOL, 20)
    check_book(book)
    check_book(top)
    check(max(len(top["bids"]), len(top["asks"])) <= 20 and top["nonce"] >= book["nonce"], f"another part of it: {top}")
    return f"{len(book['bids'])} bids, {len(book['asks'])} asks at {book['nonce']}", None


def candles(client):
    rows = client.fetch_ohlcv(SYMBOL, "1m")
    check_candles((start, high, low, end) for _, start, high, low, end, _ in rows)
    check(all(row[0] % 60_000 == 0 for row in rows) and rows == sorted(rows), f"not by the minute: {rows}")
    return len(rows), None


def trades(client):
    rows = client.fetch_trades(SYMBOL)
    check(rows and all(row["symbol"] == SYMBOL and row["price"] > 0 and row["amount"] > 0 for row in rows), f"no trades: {rows}")
    return len(rows), None


# --- an account and its orders ---


def balance(client):
    client.load_migration_status()
    found = client.fetch_balance()
    check(found["USDT"]["free"] > 0 and found["USDT"]["used"] == 0, f"no USDT to trade with: {found}")
    return f"{found['USDT']['free']} USDT to trade with", None


def fee(client):
    found = client.fetch_trading_fee(SYMBOL)
    check(0 < found["maker"] <= found["taker"] < 0.01, f"not a fee: {found}")
    return found["taker"], None


def limit_buy(client, price, client_oid):
    free = exact(client.fetch_balance()["USDT"]["free"])
    order = client.create_order(SYMBOL, "limit", "buy", SIZE, price, {"clientOrderId": client_oid})
    check(order["id"] and order["clientOrderId"] == client_oid, f"not the ids: {order}")
    left = exact(client.fetch_balance()["USDT"]["free"])
    check(left <= free - exact(price) * exact(SIZE), f"nothing is on hold: {free} before, {left} now")
    return f"{order['id']} at {price}", order["id"]


def check_order(order, order_id, status, **more):
    expected = {"id": order_id, "symbol": SYMBOL, "side": "buy", "amount": SIZE, "status": status, **more}
    found = {name: order[name] for name in expected}
    check(found == expected, f"expected {expected}, got {found}")


def orders(client, order_id, price, client_oid):
    same = {"type": "limit", "price": price, "clientOrderId": client_oid, "filled": 0.0, "remaining": SIZE}
    check_order(client.fetch_order(order_id, SYMBOL), order_id, "open", **same)
    check_order(client.fetch_order(None, SYMBOL, {"clientOrderId": client_oid}), order_id, "open", **same)
    [row] = [row for row in client.fetch_open_orders(SYMBOL) if row["id"] == order_id]
    check_order(row, order_id, "open", **same)
    return "open: by id, by client id and in the list", None


def edit(client, order_id, price):
    price = float(client.price_to_precision(SYMBOL, price * 0.9))
    edited = client.edit_order(order_id, SYMBOL, "limit", "buy", SIZE, price)["id"]
    check_order(client.fetch_order(edited, SYMBOL), edited, "open", price=price)
    check_order(client.fetch_order(order_id, SYMBOL), order_id, "canceled")
    return f"{edited} at {price}", edited


def cancel(client, order_id):
    free = exact(client.fetch_balance()["USDT"]["free"])
    check(client.cancel_order(order_id, SYMBOL)["id"] == order_id, "another order")
    check_order(client.fetch_order(order_id, SYMBOL), order_id, "canceled", filled=0.0)
    check(order_id not in [row["id"] for row in client.fetch_open_orders(SYMBOL)], "still among the open orders")
    check(exact(client.fetch_balance()["USDT"]["free"]) > free, "still on hold")
    return order_id, None


def market_buy(client):
    before = client.fetch_balance()
    order_id = client.create_order(SYMBOL, "market", "buy", SIZE)["id"]
    order = until(lambda: client.fetch_order(order_id, SYMBOL), lambda order: order["status"] == "closed")
    check_order(order, order_id, "closed", type="market", filled=SIZE)
    fills = [row for row in client.fetch_my_trades(SYMBOL) if row["order"] == order_id]
    cost, paid = (sum(exact(value) for value in values) for values in (
        [row["cost"] for row in fills], [row["fee"]["cost"] for row in fills]))
    check(sum(exact(row["amount"]) for row in fills) == exact(SIZE), f"other fills: {fills}")
    check((exact(order["cost"]), exact(order["fee"]["cost"])) == (cost, paid), f"other sums in {order} than in {fills}")
    after = client.fetch_balance()
    changes = [exact(after[name]["total"]) - exact(before[name]["total"]) for name in ("BTC", "USDT")]
    check(changes == [exact(SIZE), -cost - paid], f"the balances changed by {changes}, the fills are {fills}")
    check(client.fetch_closed_orders(SYMBOL)[-1]["id"] == order_id, "not the newest of the closed orders")
    return f"{order_id} for {cost} and a fee of {paid} USDT", fills


def ledger(client, fills):
    rows = {row["referenceId"]: row for row in client.fetch_ledger("BTC") if row["type"] == "trade"}
    for fill in fills:
        row = rows.get(fill["id"])
        check(row and (row["direction"], row["amount"]) == ("in", fill["amount"]), f"{fill} is not in {rows}")
    return f"{len(rows)} trades", None


def strangers(client, base_url, key, secret, passphrase):
    """Clients that each have one thing wrong."""
    for keys in (("0" * 24, secret, passphrase), (key, "0" * 32, passphrase), (key, secret, "0" * 16)):
        stranger = client_of(ccxt.kucoin, base_url, *keys)
        stranger.set_markets(client.markets)
        yield stranger


def refusals(client, others, price):
    def refused(error, call, *args):
        try:
            answer = call(*args)
        except error as refusal:
            check(type(refusal) is error, f"{call.__name__}: {refusal!r}")
            return error.__name__
        raise Wrong(f"{call.__name__}: not refused with {error.__name__}: {answer}")

    names = [
        refused(ccxt.InsufficientFunds, client.create_order, SYMBOL, "limit", "buy", 100, price),
        refused(ccxt.InvalidOrder, client.create_order, SYMBOL, "limit", "buy", 1e-8, price),
        refused(ccxt.OrderNotFound, client.cancel_order, "0" * 24, SYMBOL),
        refused(ccxt.OrderNotFound, client.fetch_order, "0" * 24, SYMBOL),
        *[refused(ccxt.AuthenticationError, other.fetch_balance) for other in others],
    ]
    return " ".join(names), None


def transfer(client):
    def totals():
        return [exact(client.fetch_balance({"type": kind})["USDT"]["total"]) for kind in ("main", "spot")]

    main_before, trade_before = totals()
    moved = client.transfer("USDT", 12.5, "main", "spot")
    check(moved["id"] and moved["status"] == "ok", f"not moved: {moved}")
    check(totals() == [main_before - Decimal("12.5"), trade_before + Decimal("12.5")], f"now {totals()}")
    client.transfer("USDT", 12.5, "spot", "main")
    check(totals() == [main_before, trade_before], f"not as before: {totals()}")
    return f"{moved['id']} and back", None


def stop_order(client, price):
    stop_price = float(client.price_to_precision(SYMBOL, price / 2))
    order_id = client.create_order(SYMBOL, "limit", "buy", SIZE, price, {"takeProfitPrice": stop_price})["id"]
    stop = {"trigger": True}
    check_order(client.fetch_order(order_id, SYMBOL, stop), order_id, "open", price=price, triggerPrice=stop_price)
    check([row["id"] for row in client.fetch_open_orders(SYMBOL, None, None, stop)] == [order_id], "not the only one")
    client.cancel_order(order_id, SYMBOL, stop)
    check(client.fetch_open_orders(SYMBOL, None, None, stop) == [], "still there")
    return f"{order_id} at {stop_price}", None


# --- streams ---


class Watcher:
    """The peer's asynchronous client on a loop of its own, so that each of its streams can be a step."""

    def __init__(self, client):
        self.client = client
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def seen(self, watch, args, good, act=None):
        """Watch until something good comes, acting again and again: the peer does not tell when it has subscribed."""
        return self.run(asyncio.wait_for(self._seen(watch, args, good, act), WAIT))

    async def _seen(self, watch, args, good, act):
        async def acting():
            while True:
                await act()
                await asyncio.sleep(0.5)

        actor = asyncio.ensure_future(acting()) if act else None
        try:
            while True:
                found = good(await watch(*args))
                if found:
                    return found
        finally:
            if actor:
                actor.cancel()

    def close(self):
        self.run(self.client.close())
        self._loop.call_soon_threadsafe(self._loop.stop)


def watch_market(watcher):
    client = watcher.client
    watcher.run(client.load_markets())
    last = watcher.seen(client.watch_ticker, [SYMBOL], lambda found: found["bid"] < found["ask"] and found["last"])
    best = watcher.seen(client.watch_bids_asks, [[SYMBOL]], lambda found: found[SYMBOL]["bid"])
    rows = watcher.seen(client.watch_ohlcv, [SYMBOL, "1m"], lambda found: found)
    check_candles((start, high, low, end) for _, start, high, low, end, _ in rows)
    return f"last {last}, best bid {best}, candles", None


def watch_book(watcher, price):
    """An order comes into the book that the peer keeps, and leaves it; the peer raises an error of its own on any gap."""
    client = watcher.client

    def holds(book):
        check_book(book)
        return [price, SIZE] in [list(row[:2]) for row in book["bids"]]

    watcher.seen(client.watch_order_book, [SYMBOL], lambda book: len(book["asks"]))
    order_id = watcher.run(client.create_order(SYMBOL, "limit", "buy", SIZE, price))["id"]
    watcher.seen(client.watch_order_book, [SYMBOL], holds)
    watcher.run(client.cancel_order(order_id, SYMBOL))
    watcher.seen(client.watch_order_book, [SYMBOL], lambda book: not holds(book))
    return "got the order and lost it", None


def ended_order(watcher, symbol, place):
    """Watch the orders until one was open and then cancelled; its id.

    :param place: Places an order that is not filled.
    """
    client, states = watcher.client, {}

    async def place_and_cancel():
        await client.cancel_order((await place())["id"], symbol)

    def ended(rows):
        for row in rows:
            states.setdefault(row["id"], []).append(row["status"])
        return [order_id for order_id, seen in states.items() if (seen[0], seen[-1]) == ("open", "canceled")]

    return watcher.seen(client.watch_orders, [symbol], ended, place_and_cancel)[0]


def same_fills(watcher, symbol, buy):
    """Watch until a fill has come to its owner and to everybody, as the one that can be asked for; how many there were.

    :param buy: Places an order that is filled at once.
    """
    client, fills = watcher.client, {}

    async def buy_and_ask():
        await buy()
        fills.update({row["id"]: row for row in await client.fetch_my_trades(symbol)})

    for watch in (client.watch_my_trades, client.watch_trades):
        pushed = {}

        def known(rows):
            pushed.update({row["id"]: row for row in rows})
            return set(pushed) & set(fills)

        for id_ in watcher.seen(watch, [symbol], known, buy_and_ask):
            for name in ("price", "amount", "side"):
                check(pushed[id_][name] == fills[id_][name], f"{watch.__name__}: {pushed[id_]} is not {fills[id_]}")
    return len(fills)


def watch_account(watcher, price):
    client = watcher.client

    def buy():
        return client.create_order(SYMBOL, "market", "buy", SIZE)

    order_id = ended_order(watcher, SYMBOL, lambda: client.create_order(SYMBOL, "limit", "buy", SIZE, price))
    count = same_fills(watcher, SYMBOL, buy)
    bitcoin = watcher.seen(client.watch_balance, [], lambda found: found.get("BTC"), buy)
    asked = watcher.run(client.fetch_balance())["BTC"]
    check(bitcoin["used"] == 0 < bitcoin["total"] <= asked["total"], f"{bitcoin} came, {asked} was asked for")
    return f"{order_id} open, canceled; {count} fills; {bitcoin['free']} BTC", None


def day(*access):
    client = client_of(ccxt.kucoin, *access)
    for name, look in (("markets", markets), ("currency", currency), ("order book", order_book), ("candles", candles), ("trades", trades)):
        step(name, look, client)
    price = step("ticker", ticker, client)
    step("balance", balance, client)
    step("fee", fee, client)
    client_oid = uuid.uuid4().hex
    order_id = step("limit buy", limit_buy, client, price, client_oid)
    step("orders", orders, client, order_id, price, client_oid)
    order_id = step("edit", edit, client, order_id, price)
    step("cancel", cancel, client, order_id)
    step("ledger", ledger, client, step("market buy", market_buy, client))
    step("transfer", transfer, client)
    step("stop order", stop_order, client, price)
    step("refusals", refusals, client, list(strangers(client, *access)), price)

    watcher = Watcher(client_of(ccxt.pro.kucoin, *access))
    step("market streams", watch_market, watcher)
    step("book stream", watch_book, watcher, price)
    step("account streams", watch_account, watcher, price)
    watcher.close()


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
