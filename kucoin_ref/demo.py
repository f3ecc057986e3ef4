"""A walk through the client and the sandbox, in one process and a few seconds."""

import logging
import time
from decimal import Decimal
from typing import Union
from urllib.parse import quote

from . import Client, Signer, errors
from .sandbox import Sandbox
from .spot import topics
from .stream import Message

SYMBOL = "BTC-USDT"


def demo() -> int:
    """Start an exchange, place an order on it and see what happens; returns the exit code."""
    logging.getLogger("kucoin_ref").setLevel(logging.ERROR)
    with Sandbox() as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        print(f"An exchange of your own is running at {sandbox.url}; nothing here leaves this machine.")

        _step("What time is it there?")
        server_time = client.spot.market.get_server_time()
        print(f"{server_time} ms since 1970, {server_time - time.time() * 1000:+.0f} ms from the clock here")

        _step("What does Bitcoin cost? (public: no key needed)")
        ticker = client.spot.market.get_ticker(SYMBOL)
        print(f"bid {ticker['bestBid']}, ask {ticker['bestAsk']}, last trade {ticker['size']} BTC at {ticker['price']} USDT")

        _step("What if the signature is wrong?")
        try:
            careless = Client(signer=_Careless(*sandbox.credentials), environment=sandbox.environment)
            careless.spot.market.get_full_order_book("BTC,USDT")
        except errors.SignatureError as error:
            print(f"{type(error).__name__}: {error}")
            print(f"the string to sign: {error.string_to_sign}")

        _step("What do I have?")
        for row in client.account.account.get_spot_account_list():
            print(f"{row['type']:>5}  {row['available']:>10} {row['currency']}")

        with client.spot.stream(private=True) as stream:
            _step("Buy a little, and watch the order on the private stream")
            stream.subscribe(topics.order_v2(), topics.account())
            price = Decimal(client.spot.market.get_ticker(SYMBOL)["bestAsk"]) + 5
            order = client.spot.order.add_order(
                SYMBOL, "buy", "limit", price=price, size="0.01", client_oid="my-first-order"
            )
            print(f"limit order {order['orderId']}: buy 0.01 BTC for at most {price} USDT each")
            while True:
                event = stream.recv(timeout=5)
                if isinstance(event, Message) and event.topic == topics.order_v2():
                    change = event.data
                    match = f": {change['matchSize']} at {change['matchPrice']}" if change["type"] == "match" else ""
                    print(f"   order {change['type']}, status {change['status']}{match}")
                    if change["status"] == "done":
                        break
                elif isinstance(event, Message):
                    change = event.data
                    print(f"   {change['currency']:<5} {change['availableChange']:>14}  ({change['relationEvent']})")
            stream.unsubscribe(topics.order_v2(), topics.account())

            _step("The order book, as it moves")
            stream.subscribe(topics.orderbook_increment(SYMBOL))
            shown = 0
            while shown < 5:
                event = stream.recv(timeout=5)
                if isinstance(event, Message) and event.topic == topics.orderbook_increment(SYMBOL):
                    shown += 1
                    changes = event.data["changes"]
                    rows = [("bid", *row) for row in changes["bids"]] + [("ask", *row) for row in changes["asks"]]
                    side, level, size, _ = rows[0]
                    more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
                    print(f"   {event.data['sequenceEnd']}: {side} {level} is now {size} BTC{more}")

        _step("What is left of the rate limits?")
        for pool in ("Public", "Spot", "Management"):
            rate = client.limits[pool]
            print(f"{pool:>10}  {rate.remaining} of {rate.limit} for the next {(rate.reset or 0) / 1000:.0f} s")

        print("\nNext: the examples folder, or 'kucoin-ref sandbox' and a client of your own.")
    return 0


def _step(title: str) -> None:
    print(f"\n{title}")


class _Careless(Signer):
    """Makes the most common mistake: signs the query as it is sent, encoded, instead of decoded."""

    def sign(self, timestamp_ms: Union[int, str], verb: str, target: str, body: bytes = b"") -> str:
        return super().sign(timestamp_ms, verb, quote(target, safe="/?&="), body)
