"""Files of prices: the archive's in every order, our own recordings, and what is neither."""

import gzip
import json
import zipfile
from decimal import Decimal as D

import pytest

from kucoin_ref import Client
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.recorded import Playback, Recording, read_recordings

SYMBOLS = ("BTC-USDT", "ETH-USDT", "ETH-BTC")
DAY = 1706659200  # 2024-01-31, seconds

TRADES = f"""trade_id,trade_time,price,size,side
1,{DAY}000,42000.5,0.1,buy
2,{DAY}000,42001,0.2,SELL
3,{DAY + 1}500,41999.9,0.3,buy
"""
CANDLES = f"""time,open,close,high,low,volume,turnover
{DAY},42000,42010,42020,41990,1,42000
{DAY + 60},42010,42000,42015,41980,1,42000
"""


@pytest.fixture
def written(tmp_path):
    """Writes a file; its path."""
    def written(name, text):
        path = tmp_path / name
        if path.suffix == ".zip":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr(name.replace(".zip", ".csv"), text)
        elif path.suffix == ".gz":
            path.write_bytes(gzip.compress(text.encode()))
        else:
            path.write_text(text)
        return path

    return written


def seen(recording):
    """Seconds of the day and price of each row."""
    return [((time / SECOND) - DAY, price) for time, price in zip(recording._times, recording._prices)]


# --- files of the archive ---


@pytest.mark.parametrize("name", ["BTCUSDT-trades-2024-01-31.csv", "BTCUSDT-trades-2024-01-31.zip", "btcusdt.csv.gz", "ETHBTC-x.csv"])
def test_trades__by_their_header(written, name):
    (recording,) = read_recordings(written(name, TRADES), SYMBOLS)
    assert recording.symbol == ("ETH-BTC" if name.startswith("ETH") else "BTC-USDT")
    assert seen(recording) == [(0, D("42001")), (1.5, D("41999.9"))]
    assert (recording.begins, recording.ends) == (DAY * SECOND, DAY * SECOND + 3 * SECOND // 2)


def test_trades__newest_first_with_other_columns(written):
    header, *rows = TRADES.splitlines()
    turned = ["Price, side , trade_time,more"] + [
        ",".join((cells[2], cells[4], cells[1], "x")) for cells in (row.split(",") for row in reversed(rows))]
    (recording,) = read_recordings(written("BTCUSDT.csv", "\ufeff" + "\r\n".join(turned)), SYMBOLS)
    assert seen(recording) == [(0, D("42001")), (1.5, D("41999.9"))]


@pytest.mark.parametrize("text", [
    CANDLES, "\n".join([CANDLES.splitlines()[0], *reversed(CANDLES.splitlines()[1:])]),
    CANDLES.replace(f"{DAY},", f"{DAY}000,").replace(f"{DAY + 60},", f"{DAY + 60}000,")], ids=["s", "newest first", "ms"])
def test_candles__go_through_their_four_prices(written, text):
    (recording,) = read_recordings(written("BTCUSDT-1m-2024-01-31.csv", text), SYMBOLS)
    assert seen(recording) == [
        (0, D(42000)), (15, D(41990)), (30, D(42020)), (45, D(42010)),
        (60, D(42010)), (75, D(42015)), (90, D(41980)), (105, D(42000))]


def test_candles__columns_of_futures_and_a_single_one(written):
    text = f"time,open,high,low,close,volume\n{DAY}000,10,12,9,11,\n"
    (recording,) = read_recordings(written("anything.csv", text), SYMBOLS, "ETH-USDT")
    assert (recording.symbol, seen(recording)) == ("ETH-USDT", [(0, D(10)), (15, D(9)), (30, D(12)), (45, D(11))])


@pytest.mark.parametrize("name, text, message", [
    ("XRPUSDT-trades.csv", TRADES, "expected a name that begins with one of BTCUSDT, ETHUSDT, ETHBTC; or write SYMBOL=FILE"),
    ("BTCUSDTM-trades.csv", TRADES, "expected a name that begins with one of BTCUSDT, ETHUSDT, ETHBTC"),
    ("BTCUSDT.csv", "", "expected the columns trade_time and price, or time, open, high, low and close; got nothing"),
    ("BTCUSDT.csv", "a,b\n1,2\n", "expected the columns trade_time and price, or time, open, high, low and close; got a, b"),
    ("BTCUSDT.csv", "trade_time,price\n", "expected prices of BTC-USDT, ETH-USDT, ETH-BTC, found none"),
    ("BTCUSDT.csv", "trade_time,price\nsoon,1\n", "line 2: expected a time and a price above 0, got 'soon' and '1'"),
    ("BTCUSDT.csv", f"trade_time,price\n{DAY},1\n{DAY},-1\n", f"line 3: expected a time and a price above 0, got '{DAY}' and '-1'"),
    ("BTCUSDT.csv", f"trade_time,price\n{DAY},NaN\n", f"line 2: expected a time and a price above 0, got '{DAY}' and 'NaN'"),
    ("BTCUSDT.csv", f"trade_time,price\n{DAY}\n", f"line 2: expected a time and a price above 0, got '{DAY}' and None"),
    ("BTCUSDT.csv", "\x00\n" * 5, "BTCUSDT.csv: "),
])
def test_archive__what_is_no_file_of_it(written, name, text, message):
    path = written(name, text)
    with pytest.raises(ValueError) as refused:
        read_recordings(path, SYMBOLS)
    assert str(refused.value).startswith(f"{path}: ") and message in str(refused.value)


@pytest.mark.parametrize("name", ["BTCUSDT.zip", "BTCUSDT.csv.gz", "BTCUSDT.csv"])
def test_archive__noise(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xff\xfe\x00noise" * 100)
    with pytest.raises(ValueError, match=f"{name}: cannot be read: "):
        read_recordings(tmp_path / name, SYMBOLS)


def test_archive__a_zip_of_several(tmp_path):
    with zipfile.ZipFile(tmp_path / "BTCUSDT.zip", "w") as archive:
        archive.writestr("a.csv", TRADES)
        archive.writestr("b.csv", TRADES)
    with pytest.raises(ValueError, match="expected one CSV file inside, found 2"):
        read_recordings(tmp_path / "BTCUSDT.zip", SYMBOLS)


def test_archive__no_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_recordings(tmp_path / "BTCUSDT.csv", SYMBOLS)


# --- recordings of our own ---


def lines(*messages):
    rows = [{"kucoin_ref": "recording", "format": 1}, {"at": DAY * SECOND, "connection": 1, "protocol": "Classic"}]
    for number, message in enumerate(messages):
        rows.append({"at": (DAY + number) * SECOND, "connection": 1, "receive": json.dumps(message)})
    return "".join(json.dumps(row) + "\n" for row in rows)


def pushed(topic, price):
    return {"type": "message", "topic": topic, "subject": "x", "data": {"price": price}}


MESSAGES = (
    {"id": "1", "type": "welcome"}, {"id": "1", "type": "ack"}, pushed("/market/ticker:BTC-USDT", "42000"),
    pushed("/market/match:ETH-USDT", "2500"), pushed("/market/ticker:BTC-USDT", "0"), pushed("/market/match:XRP-USDT", "1"),
    {"T": "trade.SPOT", "P": 1, "d": {"s": "BTC-USDT", "p": "42001.5"}}, {"T": "ticker.SPOT", "P": 1, "d": {"s": "BTC-USDT"}},
    {"type": "message", "topic": "/market/level2:BTC-USDT", "data": {"changes": {}}})


@pytest.mark.parametrize("name", ["day.jsonl", "day.jsonl.gz"])
def test_recording__every_trade_and_ticker(written, name):
    first, second = read_recordings(written(name, lines(*MESSAGES) + '{"at": 17066'), SYMBOLS)
    assert (first.symbol, seen(first)) == ("BTC-USDT", [(2, D(42000)), (6, D("42001.5"))])
    assert (second.symbol, seen(second)) == ("ETH-USDT", [(3, D(2500))])


@pytest.mark.parametrize("text, message", [
    (lines(), "expected prices of BTC-USDT, ETH-USDT, ETH-BTC, found none"),
    (lines() + "what?\n", "line 3: cannot be read"),
    (lines([]), "line 3: cannot be read"),
    (lines(pushed("/market/ticker:BTC-USDT", "much")), "line 3: cannot be read"),
    (lines({"type": "message", "topic": "/market/ticker:BTC-USDT", "data": {}}), "line 3: cannot be read"),
])
def test_recording__that_is_broken(written, text, message):
    with pytest.raises(ValueError, match=message):
        read_recordings(written("day.jsonl", text), SYMBOLS)


def test_recording__made_by_a_stream_on_the_sandbox(tmp_path):
    """The real thing: what kucoin-ref record writes."""
    from kucoin_ref.spot import topics
    from kucoin_ref.stream.record import Recorder

    with Sandbox() as sandbox, Client(environment=sandbox.environment) as client:
        with Recorder(tmp_path / "day.jsonl") as recorder, client.spot.stream(recorder=recorder) as stream:
            stream.subscribe(topics.ticker("BTC-USDT"))
            told = [stream.recv(timeout=5).data["price"] for _ in range(3)]
    (recording,) = read_recordings(tmp_path / "day.jsonl", SYMBOLS)
    assert recording._prices[0] == D(told[0]) and recording._prices[-1] == D(told[-1])


# --- prices at a time ---


def test_price__of_each_moment():
    recording = Recording("BTC-USDT", [(20 * SECOND, D(2)), (10 * SECOND, D(1)), (30 * SECOND, D(3))])
    times = [0, 10 * SECOND, 20 * SECOND - 1, 20 * SECOND, 10**12]
    assert [recording.price(time) for time in times] == [D(1), D(1), D(1), D(2), D(3)]


def test_recording__keeps_the_last_price_of_a_tenth_of_a_second():
    rows = [(10 * SECOND + number * SECOND // 1000, D(number)) for number in range(1, 251)]
    recording = Recording("BTC-USDT", rows)
    assert recording._prices == [D(99), D(199), D(250)]


def test_recording__of_nothing():
    with pytest.raises(ValueError, match="rows: expected prices of BTC-USDT, got none"):
        Recording("BTC-USDT", [])


def test_playback__all_from_the_earliest_beginning():
    first = Recording("BTC-USDT", [(100 * SECOND, D(1)), (110 * SECOND, D(2))])
    second = Recording("ETH-USDT", [(105 * SECOND, D(5)), (130 * SECOND, D(6))])
    playback = Playback([second, first], 10)
    assert playback.prices(0) == {"BTC-USDT": D(1), "ETH-USDT": D(5)}
    assert playback.prices(SECOND) == {"BTC-USDT": D(2), "ETH-USDT": D(5)}
    assert playback.prices(100 * SECOND) == {"BTC-USDT": D(2), "ETH-USDT": D(6)}
    assert Playback([]).prices(5) == {}


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), 1e7])
def test_playback__at_no_speed(speed):
    with pytest.raises(ValueError, match="speed: expected a number above 0 and up to a million"):
        Playback([], speed)


def last(client, symbol="BTC-USDT"):
    return D(client.spot.market.get_24hr_stats(symbol)["last"])


def test_sandbox__goes_through_a_recorded_day():
    """The price doubles in a day, which takes 24 minutes of the exchange's time, and then stays; another pair walks by chance."""
    rows = [((DAY + minute * 60) * SECOND, D(20000) * (1440 + minute) / 1440) for minute in range(1441)]
    with Sandbox(market=[Recording("BTC-USDT", rows)], speed=60, market_pace=1000) as sandbox:
        with Client(environment=sandbox.environment) as client:
            assert abs(last(client) / 20000 - 1) < D("0.001")
            for minutes, expected in ((12, 30000), (12, 40000), (60, 40000)):
                sandbox.clock.advance(minutes=minutes)
                assert abs(last(client) / expected - 1) < D("0.01")
                book = client.spot.market.get_part_order_book("BTC-USDT", 100)
                assert [len(book["bids"]), len(book["asks"])] == [50, 50]
                assert abs(D(book["bids"][0][0]) / expected - 1) < D("0.01")
            assert abs(last(client, "ETH-USDT") / 2500 - 1) < D("0.06")


@pytest.mark.parametrize("factor", ["0.4", "0.95", "1.05", "3", "100"])
def test_sandbox__a_price_that_jumps(factor):
    """Further than orders may be from the last price, and out of the grid of the quotes; a user's order is traded through."""
    rows = [(DAY * SECOND, D(50000)), ((DAY + 600) * SECOND, 50000 * D(factor))]
    with Sandbox(market=[Recording("BTC-USDT", rows)], market_pace=1000) as sandbox:
        with Client(*sandbox.credentials, environment=sandbox.environment) as client:
            before = sandbox.exchange.accounts.totals()
            up = D(factor) > 1
            price = "50500" if up else "49500"
            client.spot.order.add_order("BTC-USDT", "sell" if up else "buy", "limit", price=price, size="0.1", client_oid="mine")
            sandbox.clock.advance(minutes=20)
            assert abs(last(client) / (50000 * D(factor)) - 1) < D("0.001")
            order = client.spot.order.get_order_by_client_oid("mine", "BTC-USDT")
            assert (order["active"], D(order["dealFunds"])) == (False, D(price) * D("0.1"))
            book = client.spot.market.get_part_order_book("BTC-USDT", 100)
            assert [len(book["bids"]), len(book["asks"])] == [50, 50]
            assert sandbox.exchange.accounts.totals() == before


def test_sandbox__a_recording_and_a_state():
    """The market goes to where the recording begins, whatever the price was."""
    recording = Recording("BTC-USDT", [(DAY * SECOND, D(50000))])
    with Sandbox(market_pace=0) as first:
        snapshot = first.snapshot()
    with Sandbox(market=[recording], state=snapshot, market_pace=1000) as second:
        second.clock.advance(minutes=5)
        with Client(environment=second.environment) as client:
            assert abs(last(client) / 50000 - 1) < D("0.001")
