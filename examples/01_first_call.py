"""Ask what Bitcoin costs. Market data is public: no account, no key."""

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox

with Sandbox() as sandbox:  # an exchange of your own; for the real one leave it out and write Client()
    client = Client(environment=sandbox.environment)
    print("the exchange's clock:", client.spot.market.get_server_time(), "ms since 1970")

    ticker = client.spot.market.get_ticker("BTC-USDT")
    print("last price", ticker["price"], "USDT")
    print("you can sell at", ticker["bestBid"], "and buy at", ticker["bestAsk"])

    for start, opened, closed, high, low, volume, turnover in client.spot.market.get_klines("BTC-USDT", "1min"):
        print("minute", start, "opened at", opened, "closed at", closed, "traded", volume, "BTC")
