"""Follow your orders as they happen, over the private stream."""

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.spot.push_types import OrderPush
from kucoin_ref.stream import Gap, Message

with Sandbox() as sandbox:  # the real exchange, with real money: client = Client.from_env()
    client = Client(*sandbox.credentials, environment=sandbox.environment)
    stream = client.spot.stream(private=True)

    def show(message: Message[OrderPush]) -> None:
        order = message.data
        print(order["clientOid"], order["type"], "-", order["status"])
        if order["status"] == "done":
            stream.close()  # ends run()

    def missed(gap: Gap) -> None:
        print(f"{gap.seconds:.1f} s without a connection: look up what happened to your orders")

    with stream:
        stream.subscribe(topics.order_v2())  # first listen, then act: fills can be faster than answers
        client.spot.order.add_order("BTC-USDT", "buy", "market", size="0.001", client_oid="follow-me")
        stream.run({topics.order_v2(): show}, on_gap=missed)
