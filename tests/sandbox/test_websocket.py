"""A WebSocket over a pair of sockets: the frames themselves; how it serves the push protocol is in test_server.py."""

import socket

import pytest

from kucoin_ref.sandbox.websocket import PushSocket

UPGRADE = (
    b"GET /endpoint HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@pytest.fixture
def pair():
    here, there = socket.socketpair()
    there.settimeout(5)
    with here, there, here.makefile("rb") as stream:
        yield here, there, stream


def heard(there, count):
    data = b""
    while len(data) < count:
        data += there.recv(count - len(data))
    return data


def open_socket(here, there, stream):
    push = PushSocket(here, stream, UPGRADE)
    answer = there.recv(4096)
    assert answer.startswith(b"HTTP/1.1 101 ") and b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in answer
    return push


def test_open__answers_the_upgrade_and_sends_texts(pair):
    push = open_socket(*pair)
    assert push.opened
    push.send("hello")
    assert heard(pair[1], 7) == b"\x81\x05hello"
    push.finish()


def test_open__refuses_what_is_no_upgrade(pair):
    push = PushSocket(pair[0], pair[2], b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert not push.opened
    assert pair[1].recv(4096).startswith(b"HTTP/1.1 4")


def test_receive__a_message_in_pieces_text_or_binary(pair):
    push = open_socket(*pair)
    mask = b"\x00\x00\x00\x00"
    pair[1].sendall(b"\x01\x82" + mask + b"ab" + b"\x80\x82" + mask + b"cd")
    assert push.receive() == "abcd"
    pair[1].sendall(b"\x82\x82" + mask + b"ef")
    assert push.receive() == "ef"
    pair[1].close()
    assert push.receive() is None
    push.finish()


def test_mute__sends_nothing_more(pair):
    push = open_socket(*pair)
    push.muted = True
    push.send("hello")
    push.finish()
    assert pair[1].recv(4096) == b""
