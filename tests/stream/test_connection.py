"""A connection that is made again: when, how soon, how often, and when not."""

import traceback

import pytest
from scripted_server import (background, BTC, ETH, obedient, PATIENCE, seconds_of_pauses, Server,
                             stream_threads, until, within)

from kucoin_ref import Client, Session
from kucoin_ref.errors import (ApiError, AuthenticationError, StreamClosed, StreamError, TransportError)
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Gap, Message, Stream
from kucoin_ref.stream import connection as connection_module


def test_open__a_fault_of_ours_is_not_silent():
    def broken():
        raise ZeroDivisionError("a bug")

    with pytest.raises(StreamError, match="a bug") as caught:
        Stream(ClassicEntrance(broken), Session()).open()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_open__the_thread_ends_without_a_word():
    def quits():
        raise SystemExit

    thread, outcome = background(Stream(ClassicEntrance(quits), Session()).open)
    thread.join(PATIENCE)
    assert [type(raised) for raised in outcome] == [StreamClosed]


def test_reconnect__the_key_is_gone():
    with Sandbox() as sandbox, Client(*sandbox.credentials, environment=sandbox.environment) as client:
        with client.spot.stream(private=True) as stream:
            stream.subscribe(BTC, topics.order_v2())
            sandbox.gateway.keys.clear()
            sandbox.drop()
            with within(3), pytest.raises(ApiError) as caught:
                for event in stream:
                    assert event.topic == BTC  # came before
            assert (type(caught.value), caught.value.code) == (AuthenticationError, "400003")
            assert stream.state == "closed" and stream.reconnects == 0
            with pytest.raises(AuthenticationError):
                stream.subscribe(ETH)


def test_reconnect__not_wanted():
    with Server() as server, server.stream(reconnect=False) as stream:
        stream.subscribe(BTC)
        server.peer.push(BTC, {"sequence": "1"})
        server.peer.close("Bye")
        until(lambda: stream.state == "closed")
        assert stream.recv(0).data == {"sequence": "1"}  # what came before can be read
        with pytest.raises(StreamError, match="Bye"):
            stream.recv(0)
        assert server.tokens == 1
        lengths = []
        for _ in range(3):
            with pytest.raises(StreamError) as caught:
                stream.recv(0)
            lengths.append(len(traceback.extract_tb(caught.value.__traceback__)))
        assert len(set(lengths)) == 1  # the same error every time, and it does not grow


def test_reconnect__an_exchange_that_fails_is_asked_again(sandbox, client, quick_pauses):
    with client.spot.stream() as stream:
        stream.subscribe(BTC)
        for _ in range(4):  # more than the client tries again by itself
            sandbox.fail_next("500000", status=500)
        sandbox.drop()
        until(lambda: stream.reconnects == 1)
        while not isinstance(stream.recv(3), Gap):
            pass
        assert isinstance(stream.recv(3), Message)


def test_reconnect__after_a_very_long_outage(quick_pauses):
    def token():
        asked.append(1)
        if 1 < len(asked) < 1200:
            raise TransportError("no network")
        return server.token()

    asked = []
    with Server() as server:
        with Stream(ClassicEntrance(token), Session()) as stream:
            server.peer.cut()
            until(lambda: stream.reconnects == 1 or not stream_threads())
            assert (stream.state, len(asked)) == ("open", 1200)


def test_reconnect__pauses_grow_until_a_pong_comes(caplog, monkeypatch):
    def dies(peer):
        peer.welcome()
        peer.cut()

    def lives(peer):
        peer.welcome()
        peer.answer(peer.hear())
        peer.cut()

    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: high / 10)
    with Server(dies, dies, dies, lives, dies, obedient, interval=0.05) as server, server.stream() as stream:
        until(lambda: stream.reconnects == 5)
    assert seconds_of_pauses(caplog) == [0.025, 0.05, 0.1, 0.025, 0.05]


def test_reconnect__pauses_have_an_end(caplog, monkeypatch):
    def token():
        if server.peers:
            raise TransportError("no network")
        return server.token()

    monkeypatch.setattr(connection_module.random, "uniform", lambda low, high: high / 10000)
    with Server() as server, Stream(ClassicEntrance(token), Session()) as stream:
        server.peer.cut()
        until(lambda: len(seconds_of_pauses(caplog)) >= 9)
        assert stream.state == "reconnecting"
    assert [round(pause * 10000, 2) for pause in seconds_of_pauses(caplog)[:9]] == [0.25, 0.5, 1, 2, 4, 8, 15, 15, 15]


def test_tokens__one_for_each_connection(quick_pauses):
    with Server() as server, server.stream() as stream:
        for number in range(1, 4):
            server.peer.cut()
            until(lambda: stream.reconnects == number)
        assert [peer.token for peer in server.peers] == ["token-1", "token-2", "token-3", "token-4"]
        assert len({peer.connect_id for peer in server.peers}) == 4


def test_thread__is_named_and_ends_with_the_program():
    with Server() as server, server.stream() as one, server.stream() as other:
        assert one.state == other.state == "open"
        assert [thread.daemon for thread in stream_threads()] == [True, True]
        assert len({thread.name for thread in stream_threads()}) == 2
