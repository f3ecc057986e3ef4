"""A futures trading day with the official kucoin-universal-sdk, unmodified, on the exchange at the address given.

Usage: ``universal_sdk_futures_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has kucoin-universal-sdk 1.3.2.
Prints a line for each step and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its three
addresses, and refuses any address that is not this computer's.
"""
import sys
import uuid
from decimal import Decimal

from universal_sdk_client import Pushes, ask, client_of, stop, token
from workday import check, check_candles, exact, main, step, until

SYMBOL = "XBTUSDTM"
LEVERAGE = 5


def contracts(market):
    [row] = [row for row in ask(market.get_all_symbols).data if row.symbol == SYMBOL]
    check((row.settle_currency, row.status.value, row.is_inverse) == ("USDT", "Open", False), f"not a market: {row.to_dict()}")
    one = ask(market.get_symbol, symbol=SYMBOL)
    check(one.multiplier == row.multiplier > 0, f"another contract: {one.to_dict()}")
    return f"{SYMBOL} of {row.multiplier} by {row.tick_size}", exact(row.multiplier)


def klines(market):
    rows = ask(market.get_klines, symbol=SYMBOL, granularity=1).data
    check_candles((start, high, low, end) for _, start, high, low, end, _, _ in rows)
    trades = ask(market.get_trade_history, symbol=SYMBOL).data
    check(trades and all(Decimal(row.price) > 0 and row.size > 0 for row in trades), "no trades")
    return f"{len(rows)}, {len(trades)} trades", None


def books(market):
    top, full = ask(market.get_part_order_book, symbol=SYMBOL, size="20"), ask(market.get_full_order_book, symbol=SYMBOL)
    check(0 < len(top.bids) <= 20 and 0 < len(top.asks) <= 20, "not so many rows")
    check(full.bids[0][0] < full.asks[0][0] and full.sequence >= top.sequence, f"not a book: {full.sequence}")
    return f"at {top.sequence} and {full.sequence}", None


def marks(market, fees):
    mark, funding = ask(market.get_mark_price, symbol=SYMBOL), ask(fees.get_current_funding_rate, symbol=SYMBOL)
    check(mark.value > 0 and mark.index_price > 0, f"no mark price: {mark.to_dict()}")
    check(funding.funding_rate_floor <= funding.value <= funding.funding_rate_cap, f"not a rate: {funding.to_dict()}")
    stats = ask(market.get24hr_stats)
    check(stats.turnover_of24h >= 0, f"no turnover: {stats.to_dict()}")
    return f"mark {mark.value}, funding {funding.value}", None


def ticker(market):
    found = ask(market.get_ticker, symbol=SYMBOL)
    bid, offer = Decimal(found.best_bid_price), Decimal(found.best_ask_price)
    check(0 < bid < offer and Decimal(found.price) > 0, f"not a market: {found.to_dict()}")
    check(SYMBOL in [row.symbol for row in ask(market.get_all_tickers).data], "not among the tickers")
    return found.price, (bid * Decimal("0.97")).quantize(Decimal("0.1"))


class Account:
    """The USDT of the futures account."""

    def __init__(self, account):
        self._account = account

    def now(self):
        found = ask(self._account.get_futures_account, currency="USDT")
        names = ("account_equity", "available_balance", "order_margin", "position_margin")
        return {name: exact(getattr(found, name)) for name in names}

    def profits(self):
        rows = ask(self._account.get_futures_ledger, currency="USDT", type="RealisedPNL").data_list
        return sum(exact(row.amount) for row in rows)


def add(orders, side, type_, size, **more):
    return ask(orders.add_order, symbol=SYMBOL, side=side, type=type_, size=size, leverage=LEVERAGE, marginMode="ISOLATED",
               clientOid=uuid.uuid4().hex, **more)


def get_order(orders, order_id):
    return ask(orders.get_order_by_order_id, **{"order-id": order_id})


def limit_buy(orders, account, price, multiplier):
    before = account.now()
    placed = add(orders, "buy", "limit", 3, price=str(price))
    order = get_order(orders, placed.order_id)
    found = (order.id, order.client_oid, order.symbol, order.type.value, order.side.value, order.size, order.is_active)
    check(found == (placed.order_id, placed.client_oid, SYMBOL, "limit", "buy", 3, True), f"not the order placed: {order.to_dict()}")
    check((Decimal(order.price), order.leverage, order.status.value) == (price, str(LEVERAGE), "open"), f"{order.to_dict()}")
    same = ask(orders.get_order_by_client_oid, clientOid=placed.client_oid)
    check(same.id == placed.order_id, f"another order: {same.to_dict()}")
    listed = ask(orders.get_order_list, symbol=SYMBOL, status="active").items
    check([row.id for row in listed] == [placed.order_id], "not the only one in the list")
    after, least = account.now(), 3 * multiplier * price / LEVERAGE
    check(least <= after["order_margin"] <= least * Decimal("1.01"), f"{after['order_margin']} on hold for {least} of margin")
    check(before["available_balance"] - after["available_balance"] == after["order_margin"], f"{before} became {after}")
    return f"{placed.order_id} at {price}, {after['order_margin']} on hold", placed.order_id


def cancel(orders, account, order_id):
    check(ask(orders.cancel_order_by_id, orderId=order_id).cancelled_order_ids == [order_id], "another order")
    order = get_order(orders, order_id)
    check((order.is_active, order.cancel_exist, order.status.value) == (False, True, "done"), f"not cancelled: {order.to_dict()}")
    check(ask(orders.get_order_list, symbol=SYMBOL, status="active").items == [], "still in the list")
    check(account.now()["order_margin"] == 0, "still on hold")
    return order_id, None


def trade(orders, side, multiplier, **more):
    """A market order of two lots: its id, and the value and the fee of its fills."""
    order_id = add(orders, side, "market", 2, **more).order_id
    order = until(lambda: get_order(orders, order_id), lambda order: not order.is_active)
    check((order.status.value, order.deal_size, order.filled_size) == ("done", 2, 2), f"not filled: {order.to_dict()}")
    fills = ask(orders.get_trade_history, orderId=order_id).items
    value = sum(Decimal(row.value) for row in fills)
    check(value == sum(Decimal(row.price) * row.size * multiplier for row in fills), "not the values of the fills")
    check(value == Decimal(order.deal_value) == Decimal(order.filled_value), f"other fills: {order.to_dict()}")
    return order_id, value, sum(Decimal(row.fee) for row in fills)


def open_position(orders, positions, account, multiplier):
    before = account.now()
    order_id, value, fee = trade(orders, "buy", multiplier)
    found = ask(positions.get_position_details, symbol=SYMBOL)
    check((found.current_qty, found.is_open, found.margin_mode.value) == (2, True, "ISOLATED"), f"{found.to_dict()}")
    check(exact(found.current_cost) == value and exact(found.avg_entry_price) == value / (2 * multiplier), f"{found.to_dict()}")
    check(0 < found.liquidation_price < found.avg_entry_price, f"not liquidated below its price: {found.to_dict()}")
    check([row.symbol for row in ask(positions.get_position_list).data] == [SYMBOL], "other positions")
    check(account.now()["position_margin"] >= value / LEVERAGE, f"less than the margin of {value}")
    return f"{order_id}: 2 at {found.avg_entry_price}, liquidated at {found.liquidation_price}", (before, value + fee)


def close_position(orders, positions, account, multiplier, opened):
    before, paid = opened
    order_id, value, fee = trade(orders, "sell", multiplier, reduceOnly=True)
    found = ask(positions.get_position_details, symbol=SYMBOL)
    check((found.current_qty, found.is_open) == (0, False), f"still there: {found.to_dict()}")
    profit, after = value - fee - paid, account.now()
    check(after["account_equity"] == after["available_balance"] == before["account_equity"] + profit, f"{before} became {after}")
    closed = ask(positions.get_positions_history, symbol=SYMBOL).items[0]
    check(Decimal(closed.pnl) == profit == account.profits(), f"not {profit}: {closed.to_dict()}, {account.profits()}")
    return f"{order_id}: {profit} USDT", None


def modes(positions):
    check(ask(positions.get_margin_mode, symbol=SYMBOL).margin_mode.value == "ISOLATED", "not isolated at first")
    for mode in ("CROSS", "ISOLATED"):
        changed = ask(positions.switch_margin_mode, symbol=SYMBOL, marginMode=mode)
        check((changed.symbol, changed.margin_mode.value) == (SYMBOL, mode), f"another mode: {changed.to_dict()}")
    return "isolated, cross, isolated", None


def transfer(service, account):
    def move(from_, to):
        ask(service.flex_transfer, clientOid=uuid.uuid4().hex, currency="USDT", amount="25", type="INTERNAL",
            fromAccountType=from_, toAccountType=to)
        return account.now()["available_balance"]

    before = account.now()["available_balance"]
    check(move("TRADE", "CONTRACT") == before + 25, f"not {before} and 25")
    check(move("CONTRACT", "TRADE") == before, f"not {before} again")
    return "25 USDT there and back", None


# --- streams ---


def market_pushes(socket, pushes, orders, price):
    socket.start()
    for subscribe, args in (
        (socket.ticker_v2, (SYMBOL,)), (socket.orderbook_increment, (SYMBOL,)), (socket.execution, (SYMBOL,)),
        (socket.instrument, (SYMBOL,)), (socket.orderbook_level5, (SYMBOL,)), (socket.klines, (SYMBOL, "1min")),
    ):
        subscribe(*args, pushes.on_push)
    pushes.first(f"/contractMarket/tickerV2:{SYMBOL}", lambda data: Decimal(data.best_bid_price) < Decimal(data.best_ask_price))
    pushes.first(f"/contractMarket/level2Depth5:{SYMBOL}", lambda data: len(data.bids) == len(data.asks) == 5)
    pushes.first(f"/contract/instrument:{SYMBOL}", lambda data: (data.mark_price or 0) > 0)
    bought = add(orders, "buy", "market", 1).order_id
    done = pushes.first(f"/contractMarket/execution:{SYMBOL}", lambda data: data.taker_order_id == bought)
    check((done.side, done.size) == ("buy", 1), f"another trade: {done.to_dict()}")
    pushes.first(f"/contractMarket/limitCandle:{SYMBOL}_1min", lambda data: int(data.candles[6]) >= 1)
    order_id = add(orders, "buy", "limit", 1, price=str(price)).order_id
    book = f"/contractMarket/level2:{SYMBOL}"
    came = pushes.first(book, lambda data: data.change == f"{price},buy,1")
    ask(orders.cancel_order_by_id, orderId=order_id)
    gone = pushes.first(book, lambda data: data.change == f"{price},buy,0")
    check(came.sequence < gone.sequence, f"not in order: {came.to_dict()} {gone.to_dict()}")
    return f"{done.price}, the order at {came.sequence} and its end at {gone.sequence}", None


def account_pushes(socket, pushes, orders, price):
    """The peer calls back for exactly the topic that was asked for, with the symbol or without."""
    socket.start()
    for subscribe, args in (
        (socket.order, (SYMBOL,)), (socket.all_order, ()), (socket.balance, ()), (socket.position, (SYMBOL,)), (socket.all_position, ()),
    ):
        subscribe(*args, pushes.on_push)
    order_id = add(orders, "buy", "limit", 1, price=str(price)).order_id
    pushes.first("/contractAccount/wallet", lambda data: data.currency == "USDT" and Decimal(data.isolated_order_margin) > 0)
    ask(orders.cancel_order_by_id, orderId=order_id)
    filled = add(orders, "buy", "market", 1).order_id
    for topic in (f"/contractMarket/tradeOrders:{SYMBOL}", "/contractMarket/tradeOrders"):
        for id_, type_ in ((order_id, "open"), (order_id, "canceled"), (filled, "match")):
            data = pushes.first(topic, lambda data: (data.order_id, data.type.value) == (id_, type_))
        check((data.side.value, data.match_size) == ("buy", "1"), f"another match: {data.to_dict()}")
    for topic in (f"/contract/position:{SYMBOL}", "/contract/positionAll"):
        now = pushes.first(topic, lambda data: (data.current_qty or 0) > 0)
    return f"{order_id} open, canceled; {filled} match; {now.current_qty} lots", None


def day(base_url, key, secret, passphrase):
    pushes = Pushes()
    client = client_of(base_url, key, secret, passphrase, pushes)
    futures, service = client.rest_service().get_futures_service(), client.rest_service().get_account_service()
    market, orders, positions = futures.get_market_api(), futures.get_order_api(), futures.get_positions_api()
    account = Account(service.get_account_api())

    multiplier = step("contracts", contracts, market)
    for name, look in (("klines and trades", klines), ("books", books)):
        step(name, look, market)
    step("mark price and funding", marks, market, futures.get_funding_fees_api())
    price = step("ticker", ticker, market)
    step("transfer", transfer, service.get_transfer_api(), account)
    step("modes", modes, positions)
    order_id = step("limit buy", limit_buy, orders, account, price, multiplier)
    step("cancel", cancel, orders, account, order_id)
    opened = step("open a position", open_position, orders, positions, account, multiplier)
    step("close it", close_position, orders, positions, account, multiplier, opened)
    step("public token", lambda: token(ask(market.get_public_token)))
    step("private token", lambda: token(ask(market.get_private_token)))
    public, private = client.ws_service().new_futures_public_ws(), client.ws_service().new_futures_private_ws()
    step("market pushes", market_pushes, public, pushes, orders, price)
    step("account pushes", account_pushes, private, pushes, orders, price)
    step("sockets", stop, public, private)


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
