"""What the margin topics say, message by message."""

import json
from decimal import Decimal as D
from pathlib import Path

import pytest

from kucoin_ref.sandbox.exchange import SECOND
from kucoin_ref.sandbox.push.margin import CHANNELS

NOW = 1730000000 * SECOND
MS = NOW // 10**6
ANN, BOB = 7, 8
CROSS, ISOLATED = "/margin/position", "/margin/isolatedPosition:BTC-USDT"
PUSHES = json.loads((Path(__file__).parents[2] / "data" / "push.json").read_text(encoding="utf-8"))
EXAMPLES = {row["sdk_method_name"]: row["message_examples"][0] for row in PUSHES if row["account_type"] == "margin"}


@pytest.fixture
def margin(floor):
    """One bitcoin costs 50000 USDT; Ann has 1000 USDT in the cross and in an isolated account."""
    for side in ("sell", "buy"):
        order = {"symbol": "BTC-USDT", "side": side, "type": "limit", "price": "50000", "size": "0.01"}
        floor.exchange.place(BOB, order, NOW)
    for account in ("margin", "isolated:BTC-USDT"):
        floor.exchange.deposit(ANN, account, "USDT", D(1000), NOW)
    floor.exchange.advance(NOW)
    floor.hub.flush(NOW)
    return floor.exchange.margin


def fields(value):
    return {name: fields(item) for name, item in value.items()} if isinstance(value, dict) else type(value).__name__


def test_channels__are_the_documented_ones():
    topics = {row["topic"].partition(":")[0] for row in PUSHES if row["account_type"] == "margin"}
    assert set(CHANNELS) == topics
    assert {name for name, channel in CHANNELS.items() if channel.private} == {CROSS, "/margin/isolatedPosition"}


def test_isolated_position__after_a_loan(floor, margin):
    listener, other = floor.listen(ISOLATED, uid=ANN), floor.listen(ISOLATED, uid=BOB)
    margin.borrow(ANN, "isolated:BTC-USDT", "USDT", "500", NOW)
    floor.hub.flush(NOW)
    (message,) = listener.take()
    assert message == {
        "type": "message", "topic": ISOLATED, "subject": "positionChange", "userId": "7", "channelType": "private", "data": {
            "tag": "BTC-USDT", "status": "DEBT", "statusBizType": "DEFAULT_DEBT", "accumulatedPrincipal": "999.994",
            "changeAssets": {
                "BTC": {"total": "0", "hold": "0", "liabilityPrincipal": "0", "liabilityInterest": "0"},
                "USDT": {"total": "1500", "hold": "0", "liabilityPrincipal": "500", "liabilityInterest": "0.006"}},
            "timestamp": MS}}
    assert fields(message) == fields(EXAMPLES["isolatedMarginPosition"])
    assert other.take() == []


def test_cross_position__every_four_seconds_in_bitcoin(floor, margin):
    listener, other = floor.listen(CROSS, uid=ANN), floor.listen(CROSS, uid=BOB)
    margin.borrow(ANN, "margin", "USDT", "500", NOW)
    for seconds in (4, 5, 7.99, 8):
        floor.hub.tick(NOW + int(seconds * SECOND))
    message, later = listener.take()
    assert later["data"]["timestamp"] == MS + 8000
    assert [each["data"]["debtRatio"] for each in other.take()] == [0, 0]  # who owes nothing is told too
    assert message == {
        "type": "message", "topic": CROSS, "subject": "debt.ratio", "userId": "7", "channelType": "private", "data": {
            "debtRatio": 0.3334, "totalAsset": 0.03, "marginCoefficientTotalAsset": "0.03", "totalDebt": "0.01000012",
            "assetList": {"USDT": {"total": "1500", "available": "1500", "hold": "0"}}, "debtList": {"USDT": "500.006"},
            "timestamp": MS + 4000}}
    example = EXAMPLES["crossMarginPosition"]
    assert set(message) == set(example) and set(message["data"]) == set(example["data"])


def test_cross_status__when_it_is_liquidated(floor, margin):
    listener = floor.listen(CROSS, uid=ANN)
    margin.borrow(ANN, "margin", "USDT", "4000", NOW)
    floor.exchange.accounts.move(ANN, "margin", "USDT", D(-900), D(0), "margin.other", {}, NOW)
    floor.exchange.advance(NOW)
    floor.hub.flush(NOW)
    assert [(message["subject"], message["data"]) for message in listener.take()] == [
        ("position.status", {"type": "FROZEN_FL", "timestamp": MS}), ("position.status", {"type": "UNFROZEN_FL", "timestamp": MS})]


def test_prices__every_second_to_who_asks(floor, margin):
    listener = floor.listen("/indicator/markPrice:USDT-BTC,ETH-BTC", "/indicator/index:BTC-USDT")
    for milliseconds in (0, 500, 1000):
        floor.hub.tick(NOW + milliseconds * 10**6)
    messages = listener.take()
    assert [(message["topic"], message["subject"], message["data"]) for message in messages[:2]] == [
        ("/indicator/markPrice:USDT-BTC", "tick", {"symbol": "USDT-BTC", "granularity": 1000, "timestamp": MS, "value": 0.00002}),
        ("/indicator/index:BTC-USDT", "tick", {"symbol": "BTC-USDT", "granularity": 5000, "timestamp": MS, "value": 50000.0})]
    assert len(messages) == 4  # of ether, which nobody has traded, there is silence
    assert fields(messages[0]) == fields(EXAMPLES["markPrice"])
