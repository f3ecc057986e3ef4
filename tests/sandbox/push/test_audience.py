"""Who hears what, the message budget, and what happens every so often."""

import pytest

from kucoin_ref.sandbox.matching import SECOND
from kucoin_ref.sandbox.push.audience import Audience, Connection, Every, frame

NOW = 1730000000 * SECOND


@pytest.fixture
def audience():
    return Audience()


def connection():
    heard = []
    made = Connection(heard.append, lambda: None, lambda: None, None, NOW, "spot")
    return made, heard


def test_tell__the_text_is_made_once_for_all_who_hear_it(audience):
    made = []
    (first, one), (second, two), (third, three) = connection(), connection(), connection()
    audience.join(first, ["a", "b"])
    audience.join(second, ["a"])
    audience.join(third, ["b"])
    audience.tell("a", lambda: made.append("text") or "text")
    assert (made, one, two, three) == (["text"], ["text"], ["text"], [])


def test_tell__nothing_is_made_for_nobody(audience):
    made = []
    (first, one) = connection()
    audience.join(first, ["a"])
    audience.leave(first, ["a", "never joined"])
    audience.tell("a", lambda: made.append("text") or "text")
    assert (made, one, audience.hears("a"), first.topics) == ([], [], False, set())


def test_leave__all_of_its_own_topics(audience):
    first, _ = connection()
    audience.join(first, ["a", "b"])
    audience.leave(first, first.topics)
    assert (first.topics, audience.hears("a"), audience.hears("b")) == (set(), False, False)


def test_tell_change__leaves_out_as_many_as_asked_for_where_somebody_hears(audience):
    first, one = connection()
    audience.join(first, ["a"])
    audience.left_out = 2
    for text in ("1", "2", "3"):
        audience.tell_change("nobody", lambda: text)
        audience.tell_change("a", lambda: text)
    assert (one, audience.left_out) == (["3"], 0)


def test_users__who_hear_of_themselves(audience):
    (first, _), (second, _) = connection(), connection()
    audience.join(first, ["/margin/position 7", "/margin/position", "/margin/positions 9"])
    audience.join(second, ["/margin/position 8", "/margin/position 7"])
    assert sorted(audience.users("/margin/position")) == [7, 8]


def test_over_budget__more_than_so_many_in_ten_seconds():
    made, _ = connection()
    assert [made.over_budget(NOW, 2) for _ in range(3)] == [False, False, True]
    assert made.over_budget(NOW + 10 * SECOND, 2)
    assert not made.over_budget(NOW + 10 * SECOND + 1, 2)


def test_every__at_once_and_then_by_the_interval():
    every = Every(10)
    assert [now for now in range(100, 135) if every(now)] == [100, 110, 120, 130]


def test_every__nothing_is_made_up_for_after_a_long_while():
    every = Every(10)
    assert [every(100), every(500), every(501), every(510)] == [True, True, False, True]


def test_every__a_clock_that_was_set_back():
    every = Every(10)
    assert [every(100), every(50), every(59), every(60)] == [True, True, False, True]


def test_frame__without_blanks():
    assert frame(id="1", type="ack") == '{"id":"1","type":"ack"}'
