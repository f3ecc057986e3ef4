"""A futures trading day with ccxt, unmodified, on the exchange at the address given.

Usage: ``ccxt_futures_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has ccxt 4.5. Prints a line for each step
and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its addresses and the kind of account, and
refuses any address that is not this computer's.
"""
import sys
import uuid
from decimal import Decimal

import ccxt
import ccxt.pro
from ccxt_day import Watcher, check_book, client_of, ended_order, same_fills
from workday import Wrong, check, check_candles, exact, main, step, until

SYMBOL = "BTC/USDT:USDT"
LEVERAGE = 5
#: ccxt asks for a leverage of 1 unless it is told another one with each order.
TERMS = {"leverage": LEVERAGE}


def markets(client):
    market = client.load_markets()[SYMBOL]
    check(market["swap"] and market["linear"] and market["settle"] == "USDT" and market["contractSize"] > 0, f"{market}")
    inverse = client.markets["BTC/USD:BTC"]
    check(inverse["inverse"] and inverse["settle"] == "BTC", f"not inverse: {inverse}")
    return f"{len(client.markets)}, {SYMBOL} of {market['contractSize']}", exact(market["contractSize"])


def ticker(client):
    found = client.fetch_ticker(SYMBOL)
    check(0 < found["bid"] < found["ask"] and found["last"] > 0, f"not a market: {found}")
    check(SYMBOL in client.fetch_tickers(), "not among the tickers")
    return found["last"], float(client.price_to_precision(SYMBOL, found["bid"] * 0.97))


def order_book(client):
    book, top = client.fetch_order_book(SYMBOL), client.fetch_order_book(SYMBOL, 20)
    check_book(book)
    check_book(top)
    check(max(len(top["bids"]), len(top["asks"])) <= 20 and top["nonce"] >= book["nonce"], f"another part of it: {top}")
    return f"{len(book['bids'])} bids, {len(book['asks'])} asks at {book['nonce']}", None


def candles(client):
    rows = client.fetch_ohlcv(SYMBOL, "1m")
    check_candles((start, high, low, end) for _, start, high, low, end, _ in rows)
    trades = client.fetch_trades(SYMBOL)
    check(trades and all(row["price"] > 0 and row["amount"] >= 1 for row in trades), f"no trades: {trades}")
    return f"{len(rows)}, {len(trades)} trades", None


def marks(client):
    funding, mark = client.fetch_funding_rate(SYMBOL), client.fetch_mark_price(SYMBOL)
    check(mark["markPrice"] > 0, f"no mark price: {mark}")
    check(abs(funding["fundingRate"]) < 0.01 and funding["fundingTimestamp"] > client.milliseconds(), f"no funding: {funding}")
    return f"mark {mark['markPrice']}, funding {funding['fundingRate']}", None


def modes(client):
    check(client.fetch_margin_mode(SYMBOL)["marginMode"] == "isolated", "not isolated at first")
    check(client.fetch_position_mode(SYMBOL)["hedged"] is False, "hedged at first")
    client.set_margin_mode("cross", SYMBOL)
    check(client.fetch_margin_mode(SYMBOL)["marginMode"] == "cross", "not cross")
    client.set_leverage(7, SYMBOL, {"marginMode": "cross"})
    check(client.fetch_leverage(SYMBOL, {"marginMode": "cross"})["longLeverage"] == 7, "not 7 times")
    client.set_margin_mode("isolated", SYMBOL)
    check(client.fetch_margin_mode(SYMBOL)["marginMode"] == "isolated", "not isolated again")
    return "isolated, cross, isolated", None


def free(client):
    return exact(client.fetch_balance()["USDT"]["free"])


def limit_buy(client, price, size):
    before, client_oid = free(client), uuid.uuid4().hex
    order_id = client.create_order(SYMBOL, "limit", "buy", 3, price, {**TERMS, "clientOrderId": client_oid})["id"]
    for order in (client.fetch_order(order_id, SYMBOL), client.fetch_order(None, SYMBOL, {"clientOrderId": client_oid})):
        found = [order[name] for name in ("id", "clientOrderId", "type", "side", "amount", "price", "filled", "status")]
        check(found == [order_id, client_oid, "limit", "buy", 3, price, 0, "open"], f"not the order placed: {order}")
    check([row["id"] for row in client.fetch_open_orders(SYMBOL)] == [order_id], "not the only one in the list")
    held, least = before - free(client), 3 * size * exact(price) / LEVERAGE
    check(least <= held <= least * Decimal("1.01"), f"{held} on hold for {least} of margin")
    client.cancel_order(order_id, SYMBOL)
    check(client.fetch_order(order_id, SYMBOL)["status"] == "canceled", "not cancelled")
    check(client.fetch_open_orders(SYMBOL) == [] and free(client) == before, "still on hold")
    return f"{order_id} at {price} and its cancel", None


def trade(client, side, **more):
    """A market order of two lots: the cost and the fee of its fills."""
    order_id = client.create_order(SYMBOL, "market", side, 2, None, {**TERMS, **more})["id"]
    order = until(lambda: client.fetch_order(order_id, SYMBOL), lambda order: order["status"] == "closed")
    check((order["status"], order["filled"]) == ("closed", 2), f"not filled: {order}")
    fills = [row for row in client.fetch_my_trades(SYMBOL) if row["order"] == order_id]
    cost = sum(exact(row["cost"]) for row in fills)
    check(sum(row["amount"] for row in fills) == 2 and cost == exact(order["cost"]), f"other fills: {order} {fills}")
    return cost, sum(exact(row["fee"]["cost"]) for row in fills)


def position(client, size):
    """Opens a long position and closes it; what is left of the balance is what the fills say."""
    before = free(client)
    paid, fee = trade(client, "buy")
    [opened] = client.fetch_positions([SYMBOL])
    found = [opened[name] for name in ("side", "contracts", "marginMode", "leverage")]
    check(found == ["long", 2, "isolated", LEVERAGE], f"another position: {opened}")
    check(exact(opened["entryPrice"]) == paid / (2 * size) and 0 < opened["liquidationPrice"] < opened["entryPrice"], f"{opened}")
    check(free(client) <= before - fee - paid / LEVERAGE, "no margin on hold")
    got, more = trade(client, "sell", reduceOnly=True)
    check(client.fetch_positions([SYMBOL]) == [] and client.fetch_position(SYMBOL)["contracts"] == 0, "still there")
    profit = got - paid - fee - more
    check(free(client) == before + profit, f"{before} became {free(client)}, the fills say {profit}")
    closed = client.fetch_positions_history([SYMBOL])[0]
    check(exact(closed["realizedPnl"]) == profit and closed["side"] == "long", f"not {profit}: {closed}")
    return f"2 at {opened['entryPrice']}, liquidated at {opened['liquidationPrice']}: {profit} USDT", None


def stop_order(client, price):
    more = {**TERMS, "triggerPrice": price, "triggerDirection": "descending"}
    order_id = client.create_order(SYMBOL, "limit", "buy", 1, price, more)["id"]
    [row] = client.fetch_open_orders(SYMBOL, None, None, {"trigger": True})
    check((row["id"], row["triggerPrice"], row["price"]) == (order_id, price, price), f"not the order placed: {row}")
    client.cancel_order(order_id, SYMBOL)
    check(client.fetch_open_orders(SYMBOL, None, None, {"trigger": True}) == [], "still there")
    return f"{order_id} at {price}", None


def transfer(client, wallet):
    """By the peer's other class: the transfers of its futures class are calls that the exchange has abandoned."""
    before = free(client)
    wallet.transfer("USDT", 25, "spot", "swap")
    check(free(client) == before + 25, f"{before} became {free(client)}")
    wallet.transfer("USDT", 25, "swap", "spot")
    check(free(client) == before, f"not {before} again: {free(client)}")
    return "25 USDT there and back", None


def refusals(client, price):
    for error, call, args in (
        (ccxt.InsufficientFunds, client.create_order, (SYMBOL, "limit", "buy", 1_200, price, TERMS)),
        (ccxt.OrderNotFound, client.fetch_order, ("1" * 18, SYMBOL)),
        (ccxt.BadRequest, client.cancel_order, ("1" * 18, SYMBOL)),
    ):
        try:
            answer = call(*args)
        except error:
            continue
        raise Wrong(f"{call.__name__}: not refused with {error.__name__}: {answer}")
    return "InsufficientFunds OrderNotFound BadRequest", None


# --- streams ---


def watch_market(watcher, price):
    client = watcher.client
    watcher.run(client.load_markets())
    last = watcher.seen(client.watch_ticker, [SYMBOL], lambda found: found["bid"] < found["ask"] and found["bid"])
    rows = watcher.seen(client.watch_ohlcv, [SYMBOL, "1m"], lambda found: found)
    check_candles((start, high, low, end) for _, start, high, low, end, _ in rows)

    def holds(book):
        check_book(book)
        return [price, 1] in [list(row[:2]) for row in book["bids"]]

    watcher.seen(client.watch_order_book, [SYMBOL], lambda book: len(book["asks"]))
    order_id = watcher.run(client.create_order(SYMBOL, "limit", "buy", 1, price, TERMS))["id"]
    watcher.seen(client.watch_order_book, [SYMBOL], holds)
    watcher.run(client.cancel_order(order_id, SYMBOL))
    watcher.seen(client.watch_order_book, [SYMBOL], lambda book: not holds(book))
    return f"best bid {last}, candles; the book got the order and lost it", None


def watch_account(watcher, price):
    client = watcher.client

    def buy():
        return client.create_order(SYMBOL, "market", "buy", 1, None, TERMS)

    order_id = ended_order(watcher, SYMBOL, lambda: client.create_order(SYMBOL, "limit", "buy", 1, price, TERMS))
    count = same_fills(watcher, SYMBOL, buy)
    wallet = watcher.seen(client.watch_balance, [{"type": "swap"}], lambda found: found.get("USDT"), buy)
    check(0 < wallet["free"] < wallet["total"], f"no margin of the position: {wallet}")
    return f"{order_id} open, canceled; {count} fills; {wallet['free']} USDT free", None


def day(*access):
    client = client_of(ccxt.kucoinfutures, *access)
    size = step("markets", markets, client)
    for name, look in (("order book", order_book), ("candles and trades", candles), ("mark price and funding", marks)):
        step(name, look, client)
    step("modes", modes, client)
    price = step("ticker", ticker, client)
    step("transfer", transfer, client, client_of(ccxt.kucoin, *access))
    step("limit buy", limit_buy, client, price, size)
    step("position", position, client, size)
    step("stop order", stop_order, client, price)
    step("refusals", refusals, client, price)
    watcher = Watcher(client_of(ccxt.pro.kucoinfutures, *access))
    step("market streams", watch_market, watcher, price)
    step("account streams", watch_account, watcher, price)
    watcher.close()


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
