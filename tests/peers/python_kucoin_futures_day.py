"""A futures trading day with python-kucoin, unmodified, on the exchange at the address given.

Usage: ``python_kucoin_futures_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has python-kucoin 2.2.0. Prints a
line for each step and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its two addresses, and
refuses any address that is not this computer's.
"""
import asyncio
import sys
import uuid
from decimal import Decimal

from kucoin import Client
from python_kucoin_pushes import Pushes
from workday import check, check_candles, check_local, exact, main, step, until

SYMBOL = "XBTUSDTM"
LEVERAGE = 5


def contracts(client):
    [row] = [row for row in client.futures_get_symbols() if row["symbol"] == SYMBOL]
    check((row["settleCurrency"], row["status"], row["isInverse"]) == ("USDT", "Open", False), f"not a market: {row}")
    one = client.futures_get_symbol(SYMBOL)
    check(one["multiplier"] == row["multiplier"] > 0, f"another contract: {one}")
    return f"{SYMBOL} of {row['multiplier']} by {row['tickSize']}", exact(row["multiplier"])


def klines(client):
    rows = client.futures_get_klines(SYMBOL, 1)
    check_candles((start, high, low, end) for _, start, high, low, end, _, _ in rows)
    return len(rows), None


def books(client):
    top, full = client.futures_get_order_book(SYMBOL, depth_20=True), client.futures_get_full_order_book(SYMBOL)
    check(0 < len(top["bids"]) <= 20 and 0 < len(top["asks"]) <= 20, "not so many rows")
    check(full["bids"][0][0] < full["asks"][0][0] and full["sequence"] >= top["sequence"], f"not a book: {full}")
    return f"at {top['sequence']} and {full['sequence']}", None


def marks(client):
    mark, funding = client.futures_get_mark_price(SYMBOL), client.futures_get_funding_rate(SYMBOL)
    check(mark["value"] > 0 and mark["indexPrice"] > 0, f"no mark price: {mark}")
    check(funding["fundingRateFloor"] <= funding["value"] <= funding["fundingRateCap"], f"not a funding rate: {funding}")
    return f"mark {mark['value']}, funding {funding['value']}", None


def ticker(client):
    found = client.futures_get_ticker(SYMBOL)
    bid, ask = Decimal(found["bestBidPrice"]), Decimal(found["bestAskPrice"])
    check(0 < bid < ask and Decimal(found["price"]) > 0, f"not a market: {found}")
    return found["price"], (bid * Decimal("0.97")).quantize(Decimal("0.1"))


def overview(client):
    found = client.futures_get_account_detail("USDT")
    return {name: exact(found[name]) for name in ("accountEquity", "availableBalance", "orderMargin", "positionMargin")}


def limit_buy(client, price, multiplier):
    before, client_oid = overview(client), uuid.uuid4().hex
    order_id = client.futures_create_order(
        SYMBOL, "limit", "buy", 3, price=str(price), leverage=LEVERAGE, client_oid=client_oid)["orderId"]
    order = client.futures_get_order(order_id)
    found = [order[name] for name in ("id", "clientOid", "symbol", "type", "side", "size", "leverage", "isActive", "dealSize")]
    check(found == [order_id, client_oid, SYMBOL, "limit", "buy", 3, str(LEVERAGE), True, 0], f"not the order placed: {order}")
    check((Decimal(order["price"]), order["status"]) == (price, "open"), f"other amounts: {order}")
    check(order_id in [row["id"] for row in client.futures_get_orders(SYMBOL, "active")["items"]], "not in the list")
    after, least = overview(client), 3 * multiplier * price / LEVERAGE
    check(least <= after["orderMargin"] <= least * Decimal("1.01"), f"{after['orderMargin']} on hold for {least} of margin")
    check(before["availableBalance"] - after["availableBalance"] == after["orderMargin"], f"{before} became {after}")
    return f"{order_id} at {price}, {after['orderMargin']} on hold", order_id


def cancel(client, order_id):
    check(client.futures_cancel_order(order_id) == {"cancelledOrderIds": [order_id]}, "another order")
    order = client.futures_get_order(order_id)
    check((order["isActive"], order["cancelExist"], order["status"]) == (False, True, "done"), f"not cancelled: {order}")
    check(order_id not in [row["id"] for row in client.futures_get_orders(SYMBOL, "active")["items"]], "still in the list")
    check(overview(client)["orderMargin"] == 0, "still on hold")
    return order_id, None


def fills_of(client, order_id):
    """Its own call for fills leaves the signature out; this is the same with it."""
    return client._get("fills", True, is_futures=True, data={"orderId": order_id})["items"]


def trade(client, side, multiplier):
    """A market order of two lots, which opens a long position or closes it."""
    close = side == "sell"
    order_id = client.futures_create_order(
        SYMBOL, "market", side, 2, leverage=LEVERAGE, client_oid=uuid.uuid4().hex, reduce_only=close)["orderId"]
    order = until(lambda: client.futures_get_order(order_id), lambda order: not order["isActive"])
    check((order["status"], order["dealSize"], order["filledSize"]) == ("done", 2, 2), f"not filled: {order}")
    fills = fills_of(client, order_id)
    value = sum(Decimal(row["value"]) for row in fills)
    check(value == sum(Decimal(row["price"]) * row["size"] * multiplier for row in fills), f"not their values: {fills}")
    check(value == Decimal(order["dealValue"]) == Decimal(order["filledValue"]), f"other fills: {order} {fills}")
    return order_id, value, sum(Decimal(row["fee"]) for row in fills)


def open_position(client, multiplier):
    before = overview(client)
    order_id, value, fee = trade(client, "buy", multiplier)
    position = client.futures_get_position(SYMBOL)
    check((position["currentQty"], position["isOpen"], position["marginMode"]) == (2, True, "ISOLATED"), f"{position}")
    check(exact(position["currentCost"]) == value and exact(position["avgEntryPrice"]) == value / (2 * multiplier), f"{position}")
    check(0 < position["liquidationPrice"] < position["avgEntryPrice"], f"not liquidated below its price: {position}")
    check([row["symbol"] for row in client.futures_get_positions()] == [SYMBOL], "other positions")
    after = overview(client)
    check(after["positionMargin"] >= value / LEVERAGE, f"less than the margin of {value}: {after}")
    worth = 2 * multiplier * exact(client.futures_get_mark_price(SYMBOL)["value"])
    check(abs(after["accountEquity"] - (before["accountEquity"] - fee + worth - value)) < 1, f"{before} became {after}")
    return f"{order_id}: 2 at {position['avgEntryPrice']}, liquidated at {position['liquidationPrice']}", (before, value + fee)


def close_position(client, multiplier, opened):
    before, paid = opened
    order_id, value, fee = trade(client, "sell", multiplier)
    position = client.futures_get_position(SYMBOL)
    check((position["currentQty"], position["isOpen"]) == (0, False), f"still there: {position}")
    profit, after = value - fee - paid, overview(client)
    check(after["accountEquity"] == after["availableBalance"] == before["accountEquity"] + profit, f"{before} became {after} by {profit}")
    closed = client.futures_get_positions_history()["items"][0]
    check((closed["symbol"], Decimal(closed["pnl"])) == (SYMBOL, profit), f"not {profit}: {closed}")
    rows = client.futures_get_account_activity("USDT", type="RealisedPNL")["dataList"]
    check(sum(exact(row["amount"]) for row in rows) == profit, f"not {profit}: {rows}")
    return f"{order_id}: {profit} USDT", None


# --- streams ---

class Door:
    """What the peer's socket manager asks for its address; it knows of the spot one alone."""

    def __init__(self, client):
        self._client = client

    def get_ws_endpoint(self, private=False):
        answer = self._client.futures_get_ws_endpoint(private)
        check_local(answer["instanceServers"][0]["endpoint"])
        return answer


async def market_pushes(client, price):
    book, tape = f"/contractMarket/level2:{SYMBOL}", f"/contractMarket/execution:{SYMBOL}"
    topics = [f"/contractMarket/tickerV2:{SYMBOL}", f"/contract/instrument:{SYMBOL}", book, tape]
    async with Pushes(Door(client), topics) as pushes:
        await pushes.first(topics[0], lambda data: Decimal(data["bestBidPrice"]) < Decimal(data["bestAskPrice"]))
        await pushes.first(topics[1], lambda data: data.get("markPrice", 0) > 0)
        placed = []

        def buy():
            placed.append(order(client, "market", "buy"))

        done = await pushes.first(tape, lambda data: data["takerOrderId"] in placed, buy)
        check((done["side"], done["size"]) == ("buy", 1), f"another trade: {done}")
        order_id = order(client, "limit", "buy", price=str(price))
        came = await pushes.first(book, lambda data: data["change"] == f"{price},buy,1")
        client.futures_cancel_order(order_id)
        gone = await pushes.first(book, lambda data: data["change"] == f"{price},buy,0")
        check(came["sequence"] < gone["sequence"], f"not in order: {came} {gone}")
    return f"{done['price']}, the order at {came['sequence']} and its end at {gone['sequence']}", None


def order(client, type_, side, **more):
    return client.futures_create_order(SYMBOL, type_, side, 1, leverage=LEVERAGE, client_oid=uuid.uuid4().hex, **more)["orderId"]


async def account_pushes(client, price):
    orders, wallet, position = f"/contractMarket/tradeOrders:{SYMBOL}", "/contractAccount/wallet", f"/contract/position:{SYMBOL}"
    placed = []

    def place_and_cancel():
        placed.append(order(client, "limit", "buy", price=str(price)))
        client.futures_cancel_order(placed[-1])

    async with Pushes(Door(client), [orders, wallet, position], private=True) as pushes:
        opened = await pushes.first(orders, lambda data: data["orderId"] in placed and data["type"] == "open", place_and_cancel)
        order_id = opened["orderId"]
        await pushes.first(orders, lambda data: (data["orderId"], data["type"]) == (order_id, "canceled"))
        await pushes.first(wallet, lambda data: data["currency"] == "USDT" and Decimal(data["isolatedOrderMargin"]) > 0, place_and_cancel)
        filled = []

        def buy():
            filled.append(order(client, "market", "buy"))

        now = await pushes.first(position, lambda data: data.get("changeReason") == "positionChange" and data["currentQty"] > 0, buy)
        check((now["isOpen"], now["marginMode"]) == (True, "ISOLATED"), f"another position: {now}")
        match = await pushes.first(orders, lambda data: data["orderId"] in filled and data["type"] == "match")
        check((match["side"], match["matchSize"]) == ("buy", "1"), f"another match: {match}")
    return f"{order_id} open, canceled; {match['orderId']} match; {now['currentQty']} lots", None


def day(base_url, key, secret, passphrase):
    client = Client(key, secret, passphrase)
    client.API_URL, client.FUTURES_API_URL = base_url, base_url + "/futures"
    multiplier = step("contracts", contracts, client)
    for name, look in (("klines", klines), ("books", books), ("mark price and funding", marks)):
        step(name, look, client)
    price = step("ticker", ticker, client)
    order_id = step("limit buy", limit_buy, client, price, multiplier)
    step("cancel", cancel, client, order_id)
    opened = step("open a position", open_position, client, multiplier)
    step("close it", close_position, client, multiplier, opened)
    step("market pushes", lambda: asyncio.run(market_pushes(client, price)))
    step("account pushes", lambda: asyncio.run(account_pushes(client, price)))
    client.close_connection()


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
