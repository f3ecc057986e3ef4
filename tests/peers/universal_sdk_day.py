"""A trading day with the official kucoin-universal-sdk, unmodified, on the exchange at the address given.

Usage: ``universal_sdk_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has kucoin-universal-sdk 1.3.2. Prints a
line for each step and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its three addresses, and
refuses any address that is not this computer's.
"""
import sys
import uuid
from decimal import ROUND_DOWN, Decimal

from universal_sdk_client import Pushes, ask, client_of, stop, token
from workday import Wrong, check, check_candles, main, step, until

SYMBOL = "BTC-USDT"
SIZE = "0.001"


def symbols(market):
    [row] = [row for row in ask(market.get_all_symbols).data if row.symbol == SYMBOL]
    check(row.enable_trading and Decimal(row.price_increment) > 0, f"not a market: {row.to_dict()}")
    one = ask(market.get_symbol, symbol=SYMBOL)
    check((one.symbol, one.price_increment) == (SYMBOL, row.price_increment), f"another symbol: {one.to_dict()}")
    coin = ask(market.get_currency, currency=row.base_currency)
    check(coin.currency == "BTC" and coin.chains, f"no chains: {coin.to_dict()}")
    return f"{SYMBOL} by {row.price_increment}", None


def candles(market):
    rows = [[Decimal(value) for value in row] for row in ask(market.get_klines, symbol=SYMBOL, type="1min").data]
    check_candles((start, high, low, end) for _, start, end, high, low, _, _ in rows)
    trades = ask(market.get_trade_history, symbol=SYMBOL).data
    check(trades and all(Decimal(row.price) > 0 for row in trades), "no trades")
    return f"{len(rows)}, {len(trades)} trades", None


def books(market):
    top, full = ask(market.get_part_order_book, symbol=SYMBOL, size="20"), ask(market.get_full_order_book, symbol=SYMBOL)
    check(0 < len(top.bids) <= 20 and 0 < len(top.asks) <= 20, "not so many rows")
    check(Decimal(full.bids[0][0]) < Decimal(full.asks[0][0]), f"crossed: {full.bids[0]} {full.asks[0]}")
    check(int(full.sequence) >= int(top.sequence), f"an older book: {full.sequence}")
    return f"at {top.sequence} and {full.sequence}", None


def ticker(market):
    answer = ask(market.get_ticker, symbol=SYMBOL)
    check(None not in (answer.price, answer.best_bid, answer.best_ask), f"fields are missing: {answer.to_dict()}")
    bid, ask_ = Decimal(answer.best_bid), Decimal(answer.best_ask)
    check(0 < bid < ask_ and Decimal(answer.price) > 0, f"not a market: {answer.to_dict()}")
    return answer.price, (bid / 2).quantize(Decimal("0.1"), ROUND_DOWN)


def balance(account, currency, kind="trade"):
    return Decimal(ask(account.get_spot_account_list, currency=currency, type=kind).data[0].balance)


def accounts(account):
    rows = ask(account.get_spot_account_list).data
    trade = [row for row in rows if row.type is row.TypeEnum.TRADE and row.currency == "USDT"]
    check(len(trade) == 1 and Decimal(trade[0].available) > 0, f"no USDT to trade with: {rows}")
    one = ask(account.get_spot_account_detail, accountId=trade[0].id)
    check((one.currency, one.available) == ("USDT", trade[0].available), f"another account: {one.to_dict()}")
    return f"{len(rows)}, {trade[0].available} USDT to trade with", None


def add_limit_order(orders, price, client_oid):
    answer = ask(orders.add_order, symbol=SYMBOL, side="buy", type="limit", price=str(price), size=SIZE, clientOid=client_oid)
    check(answer.order_id and answer.client_oid == client_oid, f"not the ids: {answer.to_dict()}")
    return answer.order_id


def limit_buy(orders, price, client_oid):
    order_id = add_limit_order(orders, price, client_oid)
    return f"{order_id} at {price}", order_id


def get_order(orders, order_id):
    order = ask(orders.get_order_by_order_id, orderId=order_id, symbol=SYMBOL)
    check(None not in (order.id, order.active, order.deal_size), f"fields are missing: {order.to_dict()}")
    return order


def check_resting(order, order_id, client_oid, price):
    found = (order.id, order.client_oid, order.symbol, order.active)
    check(found == (order_id, client_oid, SYMBOL, True), f"not the order placed: {order.to_dict()}")
    check((order.type, order.side) == (order.TypeEnum.LIMIT, order.SideEnum.BUY), f"another kind: {order.to_dict()}")
    check((Decimal(order.price), Decimal(order.size)) == (price, Decimal(SIZE)), f"other amounts: {order.to_dict()}")


def order_by_id(orders, order_id, client_oid, price):
    check_resting(get_order(orders, order_id), order_id, client_oid, price)
    return "active", None


def order_by_client_oid(orders, order_id, client_oid, price):
    check_resting(ask(orders.get_order_by_client_oid, clientOid=client_oid, symbol=SYMBOL), order_id, client_oid, price)
    return "active", None


def open_orders(orders, order_id, client_oid, price):
    rows = [row for row in ask(orders.get_open_orders, symbol=SYMBOL).data if row.id == order_id]
    check(len(rows) == 1, f"the order is there {len(rows)} times")
    check_resting(rows[0], order_id, client_oid, price)
    return "hold it", None


def modify(orders, order_id, client_oid, price):
    answer = ask(orders.modify_order, symbol=SYMBOL, orderId=order_id, newPrice=str(price - 1000))
    check(answer.new_order_id != order_id, f"the same order: {answer.to_dict()}")
    check(get_order(orders, order_id).active is False, "the old order is still there")
    check_resting(get_order(orders, answer.new_order_id), answer.new_order_id, client_oid, price - 1000)
    return f"{answer.new_order_id} at {price - 1000}", answer.new_order_id


def cancel(orders, order_id):
    answer = ask(orders.cancel_order_by_order_id, orderId=order_id, symbol=SYMBOL)
    check(answer.order_id == order_id, f"another order: {answer.to_dict()}")
    return order_id, None


def cancelled(orders, order_id):
    order = until(lambda: get_order(orders, order_id), lambda order: not order.active)
    check(order.active is False and Decimal(order.deal_size) == 0, f"not inactive and unfilled: {order.to_dict()}")
    check(order_id not in [row.id for row in ask(orders.get_open_orders, symbol=SYMBOL).data or []], "still among the open orders")
    return "inactive", None


def market_buy(orders, account):
    before = balance(account, "BTC"), balance(account, "USDT")
    order_id = ask(orders.add_order, symbol=SYMBOL, side="buy", type="market", size=SIZE, clientOid=uuid.uuid4().hex).order_id
    order = until(lambda: get_order(orders, order_id), lambda order: not order.active)
    check(Decimal(order.deal_size) == Decimal(SIZE) and order.active is False, f"not filled: {order.to_dict()}")
    fills = [row for row in ask(orders.get_trade_history, symbol=SYMBOL).items if row.order_id == order_id]
    size, funds, fee = (sum(Decimal(getattr(row, name)) for row in fills) for name in ("size", "funds", "fee"))
    check((size, funds, fee) == (Decimal(order.deal_size), Decimal(order.deal_funds), Decimal(order.fee)), f"other fills: {fills}")
    after = balance(account, "BTC"), balance(account, "USDT")
    check((after[0] - before[0], before[1] - after[1]) == (size, funds + fee), f"{before} became {after} by {funds} and {fee}")
    row = ask(account.get_spot_hf_ledger, currency="BTC", bizType="TRADE_EXCHANGE").data[0]
    check(order_id in row.context and Decimal(row.amount) == size, f"not in the ledger: {row.to_dict()}")
    return f"{order_id} for {funds} and a fee of {fee} USDT", None


def transfer(service, account):
    def move(from_, to, amount="12.5"):
        return ask(service.flex_transfer, clientOid=uuid.uuid4().hex, currency="USDT", amount=amount, type="INTERNAL",
                   fromAccountType=from_, toAccountType=to).order_id

    before = balance(account, "USDT", "main"), balance(account, "USDT")
    quota = ask(service.get_transfer_quotas, currency="USDT", type="MAIN")
    check(Decimal(quota.transferable) == before[0], f"not all of {before[0]}: {quota.to_dict()}")
    order_id = move("MAIN", "TRADE")
    after = balance(account, "USDT", "main"), balance(account, "USDT")
    check((before[0] - after[0], after[1] - before[1]) == (Decimal("12.5"), Decimal("12.5")), f"{before} became {after}")
    move("TRADE", "MAIN")
    check((balance(account, "USDT", "main"), balance(account, "USDT")) == before, "not as before")
    refused("230003", move, "MAIN", "TRADE", "1000000")
    return f"{order_id} and back", None


def refused(code, call, *args):
    try:
        answer = call(*args)
    except Exception as error:  # the peer raises one class for all
        check(code in str(error), f"expected {code}, got {error}")
    else:
        raise Wrong(f"not refused with {code}: {answer}")


def stop_order(orders, price):
    client_oid, stop_price = uuid.uuid4().hex, (price / 2).quantize(Decimal("0.1"), ROUND_DOWN)
    order_id = ask(orders.add_stop_order, symbol=SYMBOL, side="buy", type="limit", stop="loss", stopPrice=str(stop_price),
                   price=str(price), size=SIZE, clientOid=client_oid).order_id
    order = ask(orders.get_stop_order_by_order_id, orderId=order_id)
    check((order.id, order.client_oid, order.symbol, order.status) == (order_id, client_oid, SYMBOL, "NEW"), f"{order.to_dict()}")
    check((Decimal(order.stop_price), Decimal(order.price)) == (stop_price, price), f"other prices: {order.to_dict()}")
    check([row.id for row in ask(orders.get_stop_orders_list, symbol=SYMBOL).items] == [order_id], "not the only one in the list")
    check(ask(orders.cancel_stop_order_by_order_id, orderId=order_id).cancelled_order_ids == [order_id], "another order")
    check(ask(orders.get_stop_orders_list, symbol=SYMBOL).items == [], "still in the list")
    return f"{order_id} at {stop_price}", None


# --- streams ---


def market_pushes(socket, pushes, orders, price):
    socket.start()
    for subscribe, args in (
        (socket.ticker, ([SYMBOL],)), (socket.orderbook_increment, ([SYMBOL],)), (socket.trade, ([SYMBOL],)),
        (socket.klines, (SYMBOL, "1min")), (socket.orderbook_level5, ([SYMBOL],)),
    ):
        subscribe(*args, pushes.on_push)
    pushes.first(f"/market/ticker:{SYMBOL}", lambda data: Decimal(data.best_bid) < Decimal(data.best_ask))
    bought = ask(orders.add_order, symbol=SYMBOL, side="buy", type="market", size=SIZE, clientOid=uuid.uuid4().hex).order_id
    trade = pushes.first(f"/market/match:{SYMBOL}", lambda data: data.taker_order_id == bought)
    check((trade.side, Decimal(trade.size)) == ("buy", Decimal(SIZE)), f"another trade: {trade.to_dict()}")
    pushes.first(f"/market/candles:{SYMBOL}_1min", lambda data: Decimal(data.candles[5]) >= Decimal(SIZE))
    pushes.first(f"/spotMarket/level2Depth5:{SYMBOL}", lambda data: len(data.bids) == len(data.asks) == 5)
    order_id = add_limit_order(orders, price, uuid.uuid4().hex)

    def change(size):
        return lambda data: [size] == [Decimal(row[1]) for row in data.changes.bids if Decimal(row[0]) == price]

    came = pushes.first(f"/market/level2:{SYMBOL}", change(Decimal(SIZE)))
    cancel(orders, order_id)
    gone = pushes.first(f"/market/level2:{SYMBOL}", change(0))
    check(came.sequence_end < gone.sequence_start <= gone.sequence_end, f"not in order: {came.to_dict()} {gone.to_dict()}")
    return f"{trade.price}, the order at {came.sequence_end} and its end at {gone.sequence_end}", None


def account_pushes(socket, pushes, orders, price):
    socket.start()
    socket.order_v2(pushes.on_push)
    socket.account(pushes.on_push)
    order_id = add_limit_order(orders, price, uuid.uuid4().hex)
    cancel(orders, order_id)
    for type_ in ("received", "open", "canceled"):
        pushes.first("/spotMarket/tradeOrdersV2", lambda data: (data.order_id, data.type.value) == (order_id, type_))
    changed = pushes.first("/account/balance", lambda data: data.relation_context.order_id == order_id)
    check(changed.currency == "USDT", f"another balance: {changed.to_dict()}")
    return f"{order_id} received, open, canceled; {changed.available} USDT", None


def day(base_url, key, secret, passphrase):
    pushes = Pushes()
    client = client_of(base_url, key, secret, passphrase, pushes)
    spot, service = client.rest_service().get_spot_service(), client.rest_service().get_account_service()
    market, orders, account = spot.get_market_api(), spot.get_order_api(), service.get_account_api()
    client_oid = uuid.uuid4().hex

    for name, look in (("symbols", symbols), ("candles and trades", candles), ("books", books)):
        step(name, look, market)
    price = step("ticker", ticker, market)
    step("accounts", accounts, account)
    order_id = step("limit buy", limit_buy, orders, price, client_oid)
    for name, look in (("order by id", order_by_id), ("order by client oid", order_by_client_oid), ("open orders", open_orders)):
        step(name, look, orders, order_id, client_oid, price)
    order_id = step("modify", modify, orders, order_id, client_oid, price)
    step("cancel", cancel, orders, order_id)
    step("cancelled order", cancelled, orders, order_id)
    step("market buy", market_buy, orders, account)
    step("transfer", transfer, service.get_transfer_api(), account)
    step("stop order", stop_order, orders, price)
    step("public token", lambda: token(ask(market.get_public_token)))
    step("private token", lambda: token(ask(market.get_private_token)))
    public, private = client.ws_service().new_spot_public_ws(), client.ws_service().new_spot_private_ws()
    step("market pushes", market_pushes, public, pushes, orders, price)
    step("account pushes", account_pushes, private, pushes, orders, price)
    step("sockets", stop, public, private)


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
