"""Keep an order book equal to the exchange's, and know at once when it is not."""

from kucoin_ref import Client, errors
from kucoin_ref.book import Lost, Synchronised
from kucoin_ref.sandbox import Sandbox

with Sandbox() as sandbox:  # the real exchange: client = Client.from_env(), for on spot a book needs a key
    client = Client(*sandbox.credentials, environment=sandbox.environment)

    with client.spot.book("BTC-USDT") as book:
        book.wait_live(timeout=10)
        bid, ask = book.best()
        if bid and ask:  # a side can be empty
            print("sell at", bid.price, "- buy at", ask.price, "- spread", ask.price - bid.price)
        print("on the three best levels", sum(level.size for level in book.asks(3)), "BTC are for sale")

        synchronised = 0
        for event in book:
            if isinstance(event, Synchronised):  # first, and after everything that went wrong: read the book anew
                print("live at", event.sequence, "with", len(book.bids()), "bids and", len(book.asks()), "asks")
                synchronised += 1
                if synchronised == 1:
                    sandbox.skip_sequence()  # a message is lost
                elif synchronised == 2:
                    sandbox.drop()  # the connection is lost
                else:
                    break
            elif isinstance(event, Lost):
                print("not live:", event.gap.reason)
                try:
                    print(book.best())
                except errors.BookGap:
                    print("it cannot be read now")
    print("the end:", book.state)
