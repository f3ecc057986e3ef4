"""Place an order, look it up and cancel it - and know what to do when no answer comes."""

from decimal import Decimal

from kucoin_ref import Client, errors
from kucoin_ref.sandbox import Sandbox

SYMBOL = "BTC-USDT"

with Sandbox() as sandbox:  # the real exchange, with real money: client = Client.from_env()
    client = Client(*sandbox.credentials, environment=sandbox.environment)
    orders = client.spot.order

    # Half the market's price, in steps that the symbol allows: this order will wait.
    step = Decimal(client.spot.market.get_symbol(SYMBOL)["priceIncrement"])
    bid = Decimal(client.spot.market.get_ticker(SYMBOL)["bestBid"])
    price = bid / 2 // step * step

    sandbox.lose_response()  # the order will arrive, its answer will not: as when a cable is pulled
    try:
        orders.add_order(SYMBOL, "buy", "limit", price=price, size="0.001", client_oid="my-order-1")
    except errors.OutcomeUnknown as error:
        print("no answer:", error)

    # Your own id finds the order, whatever has become of the answer.
    try:
        order = orders.get_order_by_client_oid("my-order-1", SYMBOL)
        print("it exists:", order["side"], order["size"], "at", order["price"], "- active:", order["active"])
    except errors.OrderNotFound:
        print("it does not exist: it can be placed again")

    orders.cancel_order_by_client_oid("my-order-1", SYMBOL)
    print("active now:", orders.get_order_by_client_oid("my-order-1", SYMBOL)["active"])

    try:
        orders.cancel_order_by_client_oid("my-order-1", SYMBOL)
    except errors.OrderNotFound as error:
        print("cancelled twice:", error.code, error.message)
