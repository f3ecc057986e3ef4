"""A trading day with the official kucoin-universal-sdk, unmodified, on the exchange at the address given.

Usage: ``universal_sdk_day.py BASE_URL KEY SECRET PASSPHRASE``, run by a Python that has kucoin-universal-sdk 1.3.2. Prints a
line for each step and exits 0, or says what was wrong and exits 1. Changes nothing of the peer but its three addresses, and
refuses any address that is not this computer's.
"""
import queue
import sys
import time
import uuid
from decimal import ROUND_DOWN, Decimal

from kucoin_universal_sdk.api import DefaultClient
from kucoin_universal_sdk.generate.account.account import GetSpotAccountListReqBuilder
from kucoin_universal_sdk.generate.spot.market import GetTickerReqBuilder
from kucoin_universal_sdk.generate.spot.order import (
    AddOrderReq,
    AddOrderReqBuilder,
    CancelOrderByOrderIdReqBuilder,
    GetOpenOrdersReqBuilder,
    GetOrderByClientOidReqBuilder,
    GetOrderByOrderIdReqBuilder,
)
from kucoin_universal_sdk.model import (
    ClientOptionBuilder,
    TransportOptionBuilder,
    WebSocketClientOptionBuilder,
    WebSocketEvent,
)
from workday import WAIT, Wrong, check, check_local, main, step, until

SYMBOL = "BTC-USDT"
SIZE = "0.001"


def read(answer):
    """The answer as it is, or the reason why the peer could not read it.

    The peer drops that reason and gives an answer with every field ``None``; reading the data again brings it back.
    """
    type(answer).from_dict(answer.common_response.data)
    return answer


def ticker(market):
    answer = read(market.get_ticker(GetTickerReqBuilder().set_symbol(SYMBOL).build()))
    check(None not in (answer.price, answer.best_bid, answer.best_ask), f"fields are missing: {answer.to_dict()}")
    bid, ask = Decimal(answer.best_bid), Decimal(answer.best_ask)
    check(0 < bid < ask and Decimal(answer.price) > 0, f"not a market: {answer.to_dict()}")
    return answer.price, (bid / 2).quantize(Decimal("0.1"), ROUND_DOWN)


def accounts(account):
    answer = read(account.get_spot_account_list(GetSpotAccountListReqBuilder().build()))
    rows = answer.data or []
    trade = [row for row in rows if row.type is row.TypeEnum.TRADE and row.currency == "USDT"]
    check(len(trade) == 1 and Decimal(trade[0].available) > 0, f"no USDT to trade with: {answer.to_dict()}")
    return f"{len(rows)}, {trade[0].available} USDT to trade with", None


def add_limit_order(orders, price, client_oid):
    request = AddOrderReqBuilder().set_client_oid(client_oid).set_symbol(SYMBOL).set_type(AddOrderReq.TypeEnum.LIMIT)
    request.set_side(AddOrderReq.SideEnum.BUY).set_price(str(price)).set_size(SIZE)
    answer = read(orders.add_order(request.build()))
    check(answer.order_id and answer.client_oid == client_oid, f"not the ids: {answer.to_dict()}")
    return answer.order_id


def limit_buy(orders, price, client_oid):
    order_id = add_limit_order(orders, price, client_oid)
    return f"{order_id} at {price}", order_id


def get_order(orders, order_id):
    request = GetOrderByOrderIdReqBuilder().set_order_id(order_id).set_symbol(SYMBOL).build()
    order = read(orders.get_order_by_order_id(request))
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
    request = GetOrderByClientOidReqBuilder().set_client_oid(client_oid).set_symbol(SYMBOL).build()
    check_resting(read(orders.get_order_by_client_oid(request)), order_id, client_oid, price)
    return "active", None


def get_open_orders(orders):
    return read(orders.get_open_orders(GetOpenOrdersReqBuilder().set_symbol(SYMBOL).build())).data or []


def open_orders(orders, order_id, client_oid, price):
    rows = [row for row in get_open_orders(orders) if row.id == order_id]
    check(len(rows) == 1, f"the order is there {len(rows)} times")
    check_resting(rows[0], order_id, client_oid, price)
    return "hold it", None


def cancel(orders, order_id):
    request = CancelOrderByOrderIdReqBuilder().set_order_id(order_id).set_symbol(SYMBOL).build()
    answer = read(orders.cancel_order_by_order_id(request))
    check(answer.order_id == order_id, f"another order: {answer.to_dict()}")
    return order_id, None


def cancelled(orders, order_id):
    order = until(lambda: get_order(orders, order_id), lambda order: not order.active)
    check(order.active is False and Decimal(order.deal_size) == 0, f"not inactive and unfilled: {order.to_dict()}")
    rows = get_open_orders(orders)
    check(order_id not in [row.id for row in rows], "still among the open orders")
    return "inactive", None


def market_buy(orders):
    request = AddOrderReqBuilder().set_client_oid(uuid.uuid4().hex).set_symbol(SYMBOL).set_size(SIZE)
    request.set_type(AddOrderReq.TypeEnum.MARKET).set_side(AddOrderReq.SideEnum.BUY)
    order_id = read(orders.add_order(request.build())).order_id
    order = until(lambda: get_order(orders, order_id), lambda order: not order.active)
    check(Decimal(order.deal_size) > 0 and order.active is False, f"not filled: {order.to_dict()}")
    return f"{order_id} filled {order.deal_size}", None


def token(answer):
    """Look at the push addresses before the peer connects to one of them on its own."""
    for server in answer.instance_servers:
        check_local(server.endpoint)
    return " ".join(server.endpoint for server in answer.instance_servers), None


class Pushes:
    """A queue behind the peer's callbacks, which knows the errors that the peer keeps to itself."""

    def __init__(self):
        self._arrived = queue.Queue()
        self._errors = []

    def on_push(self, topic, subject, data):
        self._arrived.put((topic, data))

    def on_event(self, event, data, error):
        if event in (WebSocketEvent.EVENT_CALLBACK_ERROR, WebSocketEvent.EVENT_ERROR_RECEIVED):
            self._errors.append(error)

    def first(self, topic, wanted):
        deadline = time.monotonic() + WAIT
        while True:
            try:
                came, data = self._arrived.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                raise Wrong(f"nothing on {topic} within {WAIT} s; the peer's errors: {self._errors[:3]}") from None
            if came == topic and wanted(data):
                return data


def ticker_push(socket, pushes):
    socket.start()
    socket.ticker([SYMBOL], pushes.on_push)
    return pushes.first(f"/market/ticker:{SYMBOL}", lambda data: Decimal(data.price) > 0).price, None


def order_push(socket, pushes, orders, price):
    socket.start()
    socket.order_v2(pushes.on_push)
    order_id = add_limit_order(orders, price, uuid.uuid4().hex)
    cancel(orders, order_id)
    data = pushes.first("/spotMarket/tradeOrdersV2", lambda data: data.order_id == order_id)
    return f"{order_id} {data.type.value}", None


def stop(socket):
    socket.stop()
    return "stopped", None


def day(base_url, key, secret, passphrase):
    pushes = Pushes()
    client = DefaultClient(
        ClientOptionBuilder()
        .set_key(key)
        .set_secret(secret)
        .set_passphrase(passphrase)
        .set_spot_endpoint(base_url)
        .set_futures_endpoint(base_url + "/futures")
        .set_broker_endpoint(base_url + "/broker")
        .set_transport_option(TransportOptionBuilder().build())
        .set_websocket_client_option(WebSocketClientOptionBuilder().with_event_callback(pushes.on_event).build())
        .build()
    )
    spot = client.rest_service().get_spot_service()
    market, orders = spot.get_market_api(), spot.get_order_api()
    client_oid = uuid.uuid4().hex

    price = step("ticker", ticker, market)
    step("accounts", accounts, client.rest_service().get_account_service().get_account_api())
    order_id = step("limit buy", limit_buy, orders, price, client_oid)
    for name, look in (("order by id", order_by_id), ("order by client oid", order_by_client_oid), ("open orders", open_orders)):
        step(name, look, orders, order_id, client_oid, price)
    step("cancel", cancel, orders, order_id)
    step("cancelled order", cancelled, orders, order_id)
    step("market buy", market_buy, orders)
    step("public token", lambda: token(read(market.get_public_token())))
    socket = client.ws_service().new_spot_public_ws()
    step("ticker push", ticker_push, socket, pushes)
    step("public socket", stop, socket)
    step("private token", lambda: token(read(market.get_private_token())))
    socket = client.ws_service().new_spot_private_ws()
    step("order push", order_push, socket, pushes, orders, price)
    step("private socket", stop, socket)


if __name__ == "__main__":
    sys.exit(main(day, sys.argv))
