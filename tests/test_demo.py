import threading

from kucoin_ref.demo import demo


def test_demo__walks_through_every_step_and_leaves_nothing_behind(capsys):
    threads = set(threading.enumerate())
    assert demo() == 0
    printed = capsys.readouterr().out
    for step in (
        "What time is it there?",
        "bid ",
        "SignatureError: 400005 Invalid KC-API-SIGN",
        "GET/api/v3/market/orderbook/level2?symbol=BTC,USDT",
        "100000 USDT",
        "order received, status new",
        "order match, status match: 0.01 at ",
        "order filled, status done",
        "The order book, as it moves",
        "of 4000 for the next",
    ):
        assert step in printed
    assert set(threading.enumerate()) == threads
