"""What waits to be read, and what is dropped when it is too much."""

import pytest

from kucoin_ref.errors import StreamOverflow, SubscriptionRefused
from kucoin_ref.spot import topics
from kucoin_ref.stream.inbox import Inbox
from kucoin_ref.stream.protocol import Gap, Message

BTC, ETH = topics.ticker("BTC-USDT"), topics.ticker("ETH-USDT")


def message(topic, number):
    return Message(topic, "s", number, {})


def taken(inbox):
    """What comes out until nothing is left: data of messages, topics of Gaps, errors."""
    out = []
    while inbox:
        try:
            event = inbox.take()
        except (StreamOverflow, SubscriptionRefused) as error:
            event = error
        out.append(event.data if isinstance(event, Message) else event)
    return out


def test_put__comes_out_in_order():
    for overflow in ("raise", "drop_oldest"):
        inbox = Inbox(10, overflow)
        assert not inbox
        for number in range(5):
            inbox.put(message(BTC, number))
        assert taken(inbox) == [0, 1, 2, 3, 4]
        assert inbox.dropped == 0 and not inbox


def test_raise__the_newest_are_dropped_and_the_reader_is_told_once():
    inbox = Inbox(3, "raise")
    for number in range(5):
        inbox.put(message(BTC, number))
    assert inbox.dropped == 2
    overflow, *rest = taken(inbox)
    assert (type(overflow), overflow.dropped, overflow.capacity) == (StreamOverflow, 2, 3)
    assert rest == [0, 1, 2]
    for number in range(4):
        inbox.put(message(BTC, number))
    assert inbox.dropped == 3
    overflow, *rest = taken(inbox)
    assert overflow.dropped == 1 and rest == [0, 1, 2]


def test_drop_oldest__those_that_wait_longest_are_dropped_and_counted():
    inbox = Inbox(3, "drop_oldest")
    for number in range(5):
        inbox.put(message(BTC, number))
    assert taken(inbox) == [2, 3, 4]
    assert inbox.dropped == 2


def test_latest__one_message_for_each_topic_also_when_there_is_room():
    inbox = Inbox(10, "latest")
    for number in range(3):
        inbox.put(message(BTC, number))
        inbox.put(message(ETH, 10 + number))
    inbox.put(message(BTC, 3))
    assert taken(inbox) == [12, 3]
    assert inbox.dropped == 5


def test_latest__a_gap_is_not_dropped_for_a_message():
    inbox = Inbox(1, "latest")
    first, second = Gap(BTC, 5, 9, 1.0), Gap(BTC, 9, 12, 1.0)
    inbox.put(message(BTC, 5))
    inbox.put(first)
    inbox.put(message(BTC, 9))
    inbox.put(message(BTC, 10))
    assert taken(inbox) == [first, 10]
    assert inbox.dropped == 2
    inbox.put(first)
    inbox.put(message(BTC, 9))
    inbox.put(second)
    inbox.put(message(BTC, 12))
    assert taken(inbox) == [second, 12]
    assert inbox.dropped == 4


def test_latest__as_many_topics_as_there_are():
    inbox = Inbox(1, "latest")
    for number in range(50):
        inbox.put(message(topics.ticker(f"C{number}"), number))
    assert taken(inbox) == list(range(50))
    assert inbox.dropped == 0


@pytest.mark.parametrize("overflow, left", [("raise", [1, 2]), ("drop_oldest", [2, 3]), ("latest", [3])])
def test_errors__are_never_dropped_and_keep_their_place(overflow, left):
    inbox = Inbox(2, overflow)
    error = SubscriptionRefused(ETH, "509", "busy")
    inbox.put(error)
    for number in (1, 2, 3):
        inbox.put(message(BTC, number))
    out = [each for each in taken(inbox) if not isinstance(each, StreamOverflow)]
    assert out[0] is error
    assert out[1:] == left and inbox.dropped == 3 - len(left)
    inbox.put(message(BTC, 4))
    assert taken(inbox) == [4]  # the error takes no room any more


def test_errors__find_room_in_a_full_queue():
    for overflow in ("raise", "drop_oldest"):
        inbox = Inbox(1, overflow)
        error = SubscriptionRefused(ETH, "509", "busy")
        inbox.put(message(BTC, 1))
        inbox.put(error)
        assert taken(inbox) == [1, error] and inbox.dropped == 0


def test_clear__forgets_all():
    inbox = Inbox(1, "raise")
    inbox.put(message(BTC, 1))
    inbox.put(message(BTC, 2))
    inbox.clear()
    assert not inbox and inbox.dropped == 1


@pytest.mark.parametrize("capacity", [0, -1, 1.5, None])
def test_new__capacity(capacity):
    with pytest.raises(ValueError, match="capacity: expected a whole number from 1 up"):
        Inbox(capacity, "raise")


@pytest.mark.parametrize("overflow", ["", "newest", None])
def test_new__overflow(overflow):
    with pytest.raises(ValueError, match="overflow: expected 'raise', 'latest' or 'drop_oldest'"):
        Inbox(1, overflow)
