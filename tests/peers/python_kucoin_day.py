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
from kucoin.exceptions import KucoinAPIException
from python_kucoin_pushes import Pushes
from workday import Wrong, check, check_candles, check_local, main, step, until

SYMBOL = "BTC-USDT"
SIZE = "0.001"


def symbols(client):
    row = [row for row in client.get_symbols() if row["symbol"] == SYMBOL][0]
    check(row["enableTrading"] and Decimal(row["priceIncrement"]) > 0, f"not a market: {row}")
    coins = {row["currency"] for row in client.get_currencies()}
    check({row["baseCurrency"], row["quoteCurrency"]} <= coins, f"{row} is of other currencies than {coins}")
    return f"{SYMBOL} by {row['priceIncrement']}", None


def candles(client):
    rows = [[Decimal(value) for value in row] for row in client.get_kline_data(SYMBOL, "1min")]
    check_candles((start, high, low, end) for _, start, end, high, low, _, _ in rows)
    return len(rows), None


def books(client):
    top, full = client.get_order_book(SYMBOL, depth_20=True), client.get_full_order_book(SYMBOL)
    check(0 < len(top["bids"]) <= 20 < len(full["bids"]), "not so many rows")
    check(Decimal(full["bids"][0][0]) < Decimal(full["asks"][0][0]), f"crossed: {full['bids'][0]} {full['asks'][0]}")
    check(int(full["sequence"]) >= int(top["sequence"]), f"an older book: {full['sequence']}")
    return f"at {top['sequence']} and {full['sequence']}", None


def ticker(client):
    answer = client.get_ticker(SYMBOL)
    bid, ask = Decimal(answer["bestBid"]), Decimal(answer["bestAsk"])
    check(0 < bid < ask and Decimal(answer["price"]) > 0, f"not a market: {answer}")
    return answer["price"], (bid / 2).quantize(Decimal("0.1"), ROUND_DOWN)


def balance(client, currency, account="trade"):
    return Decimal(client.get_accounts(currency, account)[0]["balance"])


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
    before = balance(client, "BTC"), balance(client, "USDT")
    order_id = client.hf_create_market_order(SYMBOL, Client.SIDE_BUY, size=SIZE)["orderId"]
    order = until(lambda: client.hf_get_order(order_id, SYMBOL), lambda order: not order["active"])
    check(Decimal(order["dealSize"]) == Decimal(SIZE) and order["active"] is False, f"not filled: {order}")
    fills = client.hf_get_fills(SYMBOL, order_id=order_id)["items"]
    size, funds, fee = (sum(Decimal(row[name]) for row in fills) for name in ("size", "funds", "fee"))
    check((size, funds, fee) == tuple(Decimal(order[name]) for name in ("dealSize", "dealFunds", "fee")), f"{order}: {fills}")
    after = balance(client, "BTC"), balance(client, "USDT")
    check((after[0] - before[0], before[1] - after[1]) == (size, funds + fee), f"{before} became {after} by {fills}")
    rows = client.hf_get_account_activity("BTC", biz_type="TRADE_EXCHANGE")
    check(order_id in rows[0]["context"] and rows[0]["direction"] == "in", f"not in the ledger: {rows}")
    return f"{order_id} for {funds} and a fee of {fee} USDT", None


def transfer(client):
    before = balance(client, "USDT", "main"), balance(client, "USDT")
    check(Decimal(client.get_transferable_balance("USDT", "MAIN")["transferable"]) == before[0], f"not all of {before[0]}")
    client_oid = uuid.uuid4().hex
    order_id = client.create_inner_transfer(client_oid, "USDT", "main", "trade", "12.5")["orderId"]
    after = balance(client, "USDT", "main"), balance(client, "USDT")
    check((before[0] - after[0], after[1] - before[1]) == (Decimal("12.5"), Decimal("12.5")), f"{before} became {after}")
    row = client.hf_get_account_activity("USDT", biz_type="TRANSFER", direction="in")[0]
    check(Decimal(row["amount"]) == Decimal("12.5"), f"not in the ledger: {row}")
    refused("230003", client.create_inner_transfer, uuid.uuid4().hex, "USDT", "main", "trade", "1000000")
    client.create_inner_transfer(uuid.uuid4().hex, "USDT", "trade", "main", "12.5")
    check((balance(client, "USDT", "main"), balance(client, "USDT")) == before, "not as before")
    return f"{order_id} and back", None


def refused(code, call, *args):
    try:
        answer = call(*args)
    except KucoinAPIException as error:
        check(error.code == code, f"expected {code}, got {error}")
    else:
        raise Wrong(f"not refused: {answer}")


def stop_order(client, price):
    client_oid, stop_price = uuid.uuid4().hex, (price / 2).quantize(Decimal("0.1"), ROUND_DOWN)
    order_id = client.create_stop_order(
        SYMBOL, "limit", "buy", str(stop_price), stop="loss", size=SIZE, price=str(price), client_oid=client_oid)["orderId"]
    order = client.get_stop_order(order_id)
    found = [order[name] for name in ("id", "clientOid", "symbol", "side", "type", "stop", "status")]
    check(found == [order_id, client_oid, SYMBOL, "buy", "limit", "loss", "NEW"], f"not the order placed: {order}")
    check([Decimal(order[name]) for name in ("stopPrice", "price")] == [stop_price, price], f"other prices: {order}")
    check([row["id"] for row in client.get_stop_orders(SYMBOL)["items"]] == [order_id], "not the only one in the list")
    check(client.cancel_stop_order(order_id) == {"cancelledOrderIds": [order_id]}, "another order")
    check(client.get_stop_orders(SYMBOL)["items"] == [], "still in the list")
    return f"{order_id} at {stop_price}", None


def stop_order_triggered(client):
    """A stop that the market has reached becomes an order, and is filled."""
    before, bid = balance(client, "BTC"), Decimal(client.get_ticker(SYMBOL)["bestBid"])
    stop_price = str((bid * Decimal("0.99")).quantize(Decimal("0.1")))
    order_id = client.create_stop_order(SYMBOL, "market", "buy", stop_price, stop="entry", size=SIZE)["orderId"]
    after = until(lambda: balance(client, "BTC"), lambda found: found != before)
    check(after - before == Decimal(SIZE), f"{before} became {after}")
    check(order_id not in [row["id"] for row in client.get_stop_orders(SYMBOL)["items"]], "still waiting")
    return f"{order_id} at {stop_price}", None


def sub_account(client):
    name = "peer" + uuid.uuid4().hex[:8]
    uid = client.create_subaccount("Peer1234567", name, "Spot")["uid"]
    [row] = [row for row in client.get_subaccounts_v2()["items"] if row["subName"] == name]
    check((row["uid"], row["access"]) == (uid, "Spot"), f"another sub-account: {row}")
    key = client.create_subaccount_api(name, "peer1234567", "peer", permission="General,Spot")
    mine = Client(key["apiKey"], key["apiSecret"], "peer1234567")
    mine.API_URL, mine.FUTURES_API_URL = client.API_URL, client.FUTURES_API_URL
    check(not any(Decimal(row["balance"]) for row in mine.get_accounts()), "not empty at first")
    client.create_subaccount_transfer(uuid.uuid4().hex, "USDT", "3", "OUT", row["userId"])
    check(balance(mine, "USDT", "main") == 3, "no 3 USDT")
    return f"{name} with the key {key['apiKey']}", None


def token(client, private):
    """Look at the push address before the peer connects to it on its own.

    ``encrypt`` goes into the line because the peer passes it on as ``ssl=``, which its WebSocket library refuses beside a
    ``ws://`` address unless it is ``None``.
    """
    server = client.get_ws_endpoint(private)["instanceServers"][0]
    check_local(server["endpoint"])
    return f"{server['endpoint']} encrypt={server.get('encrypt', 'absent')}", None


async def market_pushes(client, price):
    book, tape = f"/market/level2:{SYMBOL}", f"/market/match:{SYMBOL}"
    topics = [f"/market/ticker:{SYMBOL}", f"/market/candles:{SYMBOL}_1min", book, tape]
    async with Pushes(client, topics) as pushes:
        await pushes.first(topics[0], lambda data: Decimal(data["bestBid"]) < Decimal(data["bestAsk"]))
        placed = []

        def buy():
            placed.append(client.hf_create_market_order(SYMBOL, Client.SIDE_BUY, size=SIZE)["orderId"])

        trade = await pushes.first(tape, lambda data: data["takerOrderId"] in placed, buy)
        check((trade["side"], Decimal(trade["size"])) == ("buy", Decimal(SIZE)), f"another trade: {trade}")
        await pushes.first(topics[1], lambda data: Decimal(data["candles"][5]) >= Decimal(SIZE))
        order_id = client.hf_create_limit_order(SYMBOL, Client.SIDE_BUY, str(price), SIZE)["orderId"]

        def change(size):
            return lambda data: [size] == [
                Decimal(row[1]) for row in data["changes"]["bids"] if Decimal(row[0]) == price]

        came = await pushes.first(book, change(Decimal(SIZE)))
        client.hf_cancel_order(order_id, SYMBOL)
        gone = await pushes.first(book, change(0))
        check(came["sequenceEnd"] < gone["sequenceStart"] <= gone["sequenceEnd"], f"not in order: {came} {gone}")
    return f"{trade['price']}, the order at {came['sequenceEnd']} and its end at {gone['sequenceEnd']}", None


async def account_pushes(client, price):
    orders, balances = "/spotMarket/tradeOrdersV2", "/account/balance"
    placed = []

    def place_and_cancel():
        placed.append(client.hf_create_limit_order(SYMBOL, Client.SIDE_BUY, str(price), SIZE)["orderId"])
        client.hf_cancel_order(placed[-1], SYMBOL)

    async with Pushes(client, [orders, balances], private=True) as pushes:
        received = await pushes.first(orders, lambda data: data["orderId"] in placed and data["type"] == "received", place_and_cancel)
        order_id = received["orderId"]
        for type_ in ("open", "canceled"):
            await pushes.first(orders, lambda data: (data["orderId"], data["type"]) == (order_id, type_))
        changed = await pushes.first(balances, lambda data: data["relationContext"].get("orderId") in placed, place_and_cancel)
        check(changed["currency"] == "USDT", f"another balance: {changed}")
    return f"{order_id} received, open, canceled", None


def day(base_url, key, secret, passphrase):
    client = Client(key, secret, passphrase)
    client.API_URL, client.FUTURES_API_URL = base_url, base_url + "/futures"
    client_oid = uuid.uuid4().hex

    for name, look in (("symbols", symbols), ("candles", candles), ("books", books), ("accounts", accounts)):
        step(name, look, client)
    price = step("ticker", ticker, client)
    order_id = step("limit buy", limit_buy, client, price, client_oid)
    for name, look in (("order by id", order_by_id), ("order by client oid", order_by_client_oid), ("open orders", open_orders)):
        step(name, look, client, order_id, client_oid, price)
    step("cancel", cancel, client, order_id)
    step("cancelled order", cancelled, client, order_id)
    step("market buy", market_buy, client)
    step("transfer", transfer, client)
    step("stop order", stop_order, client, price)
    step("stop order triggered", stop_order_triggered, client)
    step("sub-account", sub_account, client)
    step("public token", token, client, False)
    step("market pushes", lambda: asyncio.run(market_pushes(client, price)))
    step("private token", token, client, True)
    step("account pushes", lambda: asyncio.run(account_pushes(client, price)))
    client.close_connection()


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
