"""Place orders over a standing connection, and know what happened when an answer does not come."""

from kucoin_ref import Client, errors
from kucoin_ref.sandbox import Sandbox

with Sandbox() as sandbox:  # the real exchange, with real money: client = Client.from_env()
    client = Client(*sandbox.credentials, environment=sandbox.environment)
    with client.orders() as orders:

        def place(client_oid: str) -> str:
            order = orders.spot.add_order("BTC-USDT", "buy", "limit", price="30000", size="0.001", client_oid=client_oid)
            return order["orderId"]

        print("placed as", place("first"))
        print("of the rate pool", client.limits["Spot"].remaining, "are left")

        sandbox.lose_response()  # the order arrives, the answer does not
        try:
            place("second")
        except errors.OutcomeUnknown as unknown:
            print("unknown:", unknown.client_oid)
            found = client.spot.order.get_order_by_client_oid("second", "BTC-USDT")
            print("it is there, and", "active" if found["active"] else "done")

        for client_oid in ("first", "second"):  # the connection was made again by itself
            print("cancelled", orders.spot.cancel_order_by_client_oid(client_oid, "BTC-USDT")["clientOid"])
