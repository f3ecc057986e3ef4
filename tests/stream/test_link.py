"""One WebSocket: how it is opened, what comes on it, and how it is found dead."""

import contextlib
import logging
import os
import select
import socket
import threading
import time

import pytest
import requests
import websocket
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from scripted_server import (background, BTC, deaf_until, Gone, HUGE, LOCAL, mute, obedient, PATIENCE,
                             seconds_of_pauses, Server, until, within)

from kucoin_ref import Client, Session
from kucoin_ref.errors import StreamClosed, StreamError, Timeout
from kucoin_ref.endpoint import Topic
from kucoin_ref.sandbox import Sandbox
from kucoin_ref.spot import topics
from kucoin_ref.stream import ClassicEntrance, Gap, Stream, link as link_module


@pytest.mark.parametrize("answer", [
    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
    b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"\x00\xff\r\n\r\n",
    b""])
def test_open__the_other_side_is_no_push_server(answer):
    def serve():
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    with socket.create_server((LOCAL, 0)) as listener:
        thread, _ = background(serve)
        server = Server()
        server.port = listener.getsockname()[1]
        stream = server.stream()
        with pytest.raises(StreamError) as caught, within(2):
            stream.open()
        assert not isinstance(caught.value, StreamClosed) and "broke" not in str(caught.value)
        thread.join(PATIENCE)


def test_open__redirects_are_not_followed():
    def serve(port):
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: ws://%s:%d/?token=t&connectId=1\r\nContent-Length: 0\r\n\r\n"
                               % (LOCAL.encode(), port))

    with socket.create_server((LOCAL, 0)) as listener, Server() as elsewhere:
        thread, _ = background(serve, elsewhere.port)
        server = Server()
        server.port = listener.getsockname()[1]
        with pytest.raises(StreamError), within(2):
            server.stream().open()
        assert elsewhere.peers == []
        thread.join(PATIENCE)


def test_open__no_welcome():
    with Server(lambda peer: peer.hear()) as server:
        with pytest.raises(StreamError, match="no welcome"), within(2.5):
            server.stream(timeout=(1, 0.3)).open()
        assert server.frames == []


def test_open__nothing_is_sent_before_the_welcome():
    def slow(peer):
        heard.extend(select.select([peer.connection], [], [], 0.4)[0])  # ping intervals pass
        obedient(peer)

    heard = []
    with Server(slow, interval=0.1) as server, server.stream() as stream:
        server.wait(lambda: server.frames)
        assert heard == [] and server.said()[0] == (1, "ping", None)
        assert stream.reconnects == 0


def test_subscribe__the_other_side_reads_no_more():
    done = threading.Event()
    with Server(deaf_until(done), obedient, interval=40, patience=40) as server, server.stream() as stream:
        stream.subscribe(HUGE)  # 6 MB do not fit into the buffers: half a frame is sent, then the time is up
        assert stream.reconnects == 1
        done.set()
        stream.subscribe(BTC)


def test_mute__the_peer_is_found_dead_in_time():
    interval, patience = 0.4, 0.3
    with Sandbox(ping_interval=interval, ping_timeout=patience) as sandbox:
        with Client(environment=sandbox.environment) as client, client.spot.stream() as stream:
            stream.subscribe(BTC)
            started = time.monotonic()
            while time.monotonic() < started + 1.5 * (interval + patience):  # answered pings keep it open
                stream.recv(PATIENCE)
            assert stream.reconnects == 0
            sandbox.mute()
            took = until(lambda: stream.state != "open", interval + patience + interval / 4 + 1)
            assert took < interval + patience + min(interval, patience) / 4 + 1
            while not isinstance(stream.recv(3), Gap):
                pass
            assert stream.recv(3).topic == BTC
            assert stream.reconnects == 1


@pytest.mark.parametrize("interval, patience, tick", [(18, 10, 0.5), (0.4, 10, 0.1), (18, 0.4, 0.1)])
def test_connection__the_clock_is_looked_at_often_enough(interval, patience, tick, monkeypatch):
    def settimeout(self, timeout):
        timeouts.append(timeout)
        plain_settimeout(self, timeout)

    timeouts, plain_settimeout = [], websocket.WebSocket.settimeout
    monkeypatch.setattr(websocket.WebSocket, "settimeout", settimeout)
    with Server(interval=interval, patience=patience) as server, server.stream():
        assert timeouts[-1] == tick


def test_ping__by_the_clock_though_data_flows():
    interval = 0.2
    with Server(interval=interval, patience=2) as server, server.stream() as stream:
        stream.subscribe(BTC)
        number = 0
        while len(server.said("ping")) < 5:
            number += 1
            assert number < 20_000
            server.peer.push(BTC, {"sequence": str(number)})
            time.sleep(0.001)
        times = [at for at, _, frame in server.frames if frame["type"] == "ping"]
        pauses = [after - before for before, after in zip(times, times[1:])]
        assert min(pauses) > interval * 0.5 and max(pauses) < interval + 1
        assert stream.reconnects == 0
        assert [stream.recv(PATIENCE).data["sequence"] for _ in range(number)] == [str(n + 1) for n in range(number)]


def test_ping__without_pongs_the_peer_is_dead_though_data_flows():
    with Server(mute, obedient, interval=0.2, patience=0.2) as server, server.stream() as stream:
        started, first = time.monotonic(), server.peer
        while stream.state == "open" and not stream.reconnects:
            assert time.monotonic() < started + 0.4 + 1.5
            with contextlib.suppress(Gone):
                first.push(BTC, {})
            time.sleep(0.001)
        assert time.monotonic() > started + 0.3


@pytest.mark.parametrize("frame", [
    b"no JSON",
    b"",
    b"[]",
    b'{"id":"1"}',
    b'{"type":"message","topic":"/market/ticker:BTC-USDT","data":{"sequence":"\xff"}}',
    b'{"id":"x","type":"error","code":400,"data":"ping timeout"}'])
def test_frame__a_broken_one_leads_to_a_new_connection(frame):
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.send(frame)
        server.wait(lambda: server.said(by=2))
        server.peer.push(BTC, {"sequence": "5"})
        gap, message = stream.recv(PATIENCE), stream.recv(PATIENCE)
        assert (gap.topic, gap.last, gap.first) == (BTC, None, 5) and 0 <= gap.seconds < 5
        assert message.data == {"sequence": "5"}
        assert stream.reconnects == 1


@pytest.mark.parametrize("end", [
    lambda peer: peer.close("Bye"),
    lambda peer: peer.cut(),
    lambda peer: peer.reset(),
    lambda peer: peer.connection.sendall(b"\xf1\x00"),  # reserved bits
    lambda peer: peer.connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n" + b" " * 100)], ids="close cut reset bits text".split())
def test_connection__ended_by_the_other_side(end):
    with Server() as server, server.stream() as stream:
        stream.subscribe(topics.orderbook_level5("BTC-USDT"))
        end(server.peer)
        gap = stream.recv(PATIENCE)
        assert (type(gap), gap.topic, gap.last, gap.first) == (Gap, topics.orderbook_level5("BTC-USDT"), None, None)
        assert (stream.reconnects, stream.state) == (1, "open")
        assert [peer.token for peer in server.peers] == ["token-1", "token-2"]


def test_frame__in_two_halves():
    with Server(interval=0.2) as server, server.stream() as stream:
        stream.subscribe(BTC)
        wire = server.peer.wire(b'{"type":"message","topic":"/market/ticker:BTC-USDT","data":{"sequence":"7"}}')
        with server.peer.lock:
            for part in (wire[:1], wire[1:20], wire[20:]):
                server.peer.connection.sendall(part)
                time.sleep(0.12)  # longer than the thread waits for a frame
        assert stream.recv(PATIENCE).data == {"sequence": "7"}
        assert stream.reconnects == 0


def test_frame__of_unknown_type_and_protocol_pings_change_nothing(caplog):
    caplog.set_level(logging.INFO)
    with Server() as server, server.stream() as stream:
        stream.subscribe(BTC)
        server.peer.say(type="notice", data="private matters")
        server.peer.connection.sendall(b"\x89\x02hi")
        server.peer.push(BTC, {"sequence": "1"})
        assert stream.recv(PATIENCE).data == {"sequence": "1"}
        assert stream.reconnects == 0
    assert "a frame of an unknown type: notice" in caplog.messages


def test_close__when_the_socket_has_ended_by_itself(monkeypatch):
    def abort(self):
        raise OSError(107, "Transport endpoint is not connected")

    with Server() as server:
        with server.stream() as stream:
            monkeypatch.setattr(websocket.WebSocket, "abort", abort)
        assert stream.state == "closed"


def connection_options(monkeypatch, http, address="wss://push.example/endpoint"):
    """What a stream gives to ``create_connection``."""
    def create_connection(address, **options):
        seen.append((address, options))
        raise ConnectionRefusedError("as far as it goes")

    seen = []
    monkeypatch.setattr(websocket, "create_connection", create_connection)
    server = {"endpoint": address, "pingInterval": 18000, "pingTimeout": 10000}
    stream = Stream(ClassicEntrance(lambda: {"token": "a/b+c=", "instanceServers": [server]}), Session(http=http, timeout=(3, 7)))
    with pytest.raises(StreamError, match="as far as it goes"):
        stream.open()
    ((address, options),) = seen
    return address, options


@pytest.fixture
def bare_environment(monkeypatch):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.endswith("CA_BUNDLE"):
            monkeypatch.delenv(name)


def test_connect__options(monkeypatch, bare_environment):
    address, options = connection_options(monkeypatch, requests.Session())
    assert address.startswith("wss://push.example/endpoint?token=a%2Fb%2Bc%3D&connectId=c")
    assert options == {"timeout": 3, "skip_utf8_validation": True, "http_no_proxy": ["*"], "redirect_limit": 0,
                       "sslopt": {"ca_certs": DEFAULT_CA_BUNDLE_PATH}}


def test_connect__ca_bundle(monkeypatch, bare_environment, tmp_path):
    http = requests.Session()
    http.verify = "/etc/company.pem"
    assert connection_options(monkeypatch, http)[1]["sslopt"] == {"ca_certs": "/etc/company.pem"}
    http.verify = str(tmp_path)
    assert connection_options(monkeypatch, http)[1]["sslopt"] == {"ca_cert_path": str(tmp_path)}
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/environment.pem")
    assert connection_options(monkeypatch, requests.Session())[1]["sslopt"] == {"ca_certs": "/etc/environment.pem"}
    assert "sslopt" not in connection_options(monkeypatch, http, "ws://push.example/")[1]


@pytest.mark.parametrize("proxies, address, host, port, kind, auth", [
    ({"https": "http://proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", None),
    ({"http": "http://proxy.example:3128"}, "ws://push.example/", "proxy.example", 3128, "http", None),
    ({"https": "http://me:p%40ss@proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", ("me", "p@ss")),
    ({"https": "http://me@proxy.example"}, "wss://push.example/", "proxy.example", 80, "http", ("me", "")),
    ({"https": "proxy.example:3128"}, "wss://push.example/", "proxy.example", 3128, "http", None),
    ({"all": "socks5h://proxy.example:1080"}, "wss://push.example/", "proxy.example", 1080, "socks5h", None),
    ({"https://push.example": "http://special:1", "https": "http://other:2"}, "wss://push.example/", "special", 1, "http", None)])
def test_connect__proxy(monkeypatch, bare_environment, proxies, address, host, port, kind, auth):
    http = requests.Session()
    http.proxies.update(proxies)
    options = connection_options(monkeypatch, http, address)[1]
    expected = {"http_proxy_host": host, "http_proxy_port": port, "proxy_type": kind, "http_proxy_timeout": 3,
                "http_no_proxy": ["-"]}
    expected.update({"http_proxy_auth": auth} if auth else {})
    assert {name: value for name, value in options.items() if "proxy" in name} == expected


def test_connect__a_kind_of_proxy_that_is_not_known(bare_environment):
    http = requests.Session()
    http.proxies["http"] = "ftp://proxy.example:21"
    with Server() as server, pytest.raises(StreamError, match="no connection: ProxyError"):
        Stream(ClassicEntrance(server.token), Session(http=http)).open()


def test_connect__proxy_of_the_environment(monkeypatch, bare_environment):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert connection_options(monkeypatch, requests.Session())[1]["http_proxy_host"] == "proxy.example"
    http = requests.Session()
    http.trust_env = False
    assert connection_options(monkeypatch, http)[1]["http_no_proxy"] == ["*"]
    monkeypatch.setenv("no_proxy", "push.example")
    assert connection_options(monkeypatch, requests.Session())[1]["http_no_proxy"] == ["*"]


def test_connect__through_a_proxy(monkeypatch, bare_environment):
    monkeypatch.setenv("no_proxy", "push.example,127.0.0.1")  # what the Session was given counts for more
    http = requests.Session()
    with Server(is_proxy=True) as server:
        http.proxies["http"] = f"http://me:secret@{LOCAL}:{server.port}"
        for host in ("push.example", LOCAL):
            token = server.token()
            token["instanceServers"][0]["endpoint"] = f"ws://{host}:81/endpoint"
            with Stream(ClassicEntrance(lambda: token), Session(http=http)) as stream:
                stream.subscribe(BTC)
        heads = [head.split("\r\n") for head in server.proxied]
        assert [head[0] for head in heads] == ["CONNECT push.example:81 HTTP/1.1", f"CONNECT {LOCAL}:81 HTTP/1.1"]
        assert all("Proxy-Authorization: Basic bWU6c2VjcmV0" in head for head in heads)


def test_logs__an_answer_that_repeats_the_address():
    def serve():
        for _ in range(2):
            connection, _ = listener.accept()
            with connection:
                line = connection.recv(65536).split(b" ")[1]
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line))

    with socket.create_server((LOCAL, 0)) as listener:
        thread, _ = background(serve)
        server = Server()
        server.port = listener.getsockname()[1]
        with pytest.raises(StreamError) as caught:
            server.stream().open()
        assert "403" in str(caught.value) and "token=***&connectId=" in str(caught.value)
        listener.close()


def test_logs__an_answer_that_repeats_the_address_while_reconnecting(caplog):
    def echo():
        for connection, _ in iter(listener.accept, None):
            with connection:
                line = connection.recv(65536).split(b" ")[1]
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n%s" % (len(line), line))

    with socket.create_server((LOCAL, 0)) as listener, Server() as server, server.stream() as stream:
        background(echo)
        server.port = listener.getsockname()[1]
        server.peer.cut()
        until(lambda: len(seconds_of_pauses(caplog)) == 2)
        stream.close()
        listener.shutdown(socket.SHUT_RDWR)
    assert "token=***&connectId=" in caplog.text and "token-" not in caplog.text


# The message budget

@pytest.fixture
def small_budget(monkeypatch):
    """Five messages in half a second."""
    monkeypatch.setattr(link_module, "MESSAGES", 5)
    monkeypatch.setattr(link_module, "WINDOW", 0.5)


def most_within(times, seconds):
    """The most messages that came within so many seconds."""
    return max(sum(start <= at < start + seconds for at in times) for start in times)


def test_budget__commands_wait_for_their_turn_and_time_does_not_run_meanwhile(small_budget):
    wanted = [Topic(f"/market/made{number}", ("BTC-USDT",)) for number in range(23)]
    with Server() as server, server.stream() as stream:
        started = time.monotonic()
        stream.subscribe(*wanted, timeout=0.3)  # takes longer
        assert 4 * 0.5 - 0.1 < time.monotonic() - started < 4 * 0.5 + 1.5
        assert [topic for _, _, topic in server.said()] == [str(topic) for topic in wanted]
        assert most_within([at for at, *_ in server.frames], 0.45) <= 5


def test_budget__holds_for_what_a_new_connection_asks_for(small_budget):
    wanted = [Topic(f"/market/made{number}", ("BTC-USDT",)) for number in range(12)]
    with Server() as server, server.stream() as stream:
        stream.subscribe(*wanted)
        server.peer.cut()
        until(lambda: len(server.said("subscribe", by=2)) > 5)
        stream.subscribe(BTC, timeout=0.3)  # queued behind the others
        assert [topic for _, _, topic in server.said(by=2)] == [str(topic) for topic in (*wanted, BTC)]
        assert most_within([at for at, number, _ in server.frames if number == 2], 0.45) <= 5


def test_budget__time_does_not_run_while_a_new_connection_asks_again(small_budget):
    def cuts(peer):
        peer.welcome()
        for _ in range(3):
            peer.hear()
        peer.cut()

    with Server(cuts, obedient) as server, server.stream() as stream:
        stream.subscribe(*(Topic(f"/market/made{number}", ("BTC-USDT",)) for number in range(14)), timeout=0.6)
        assert stream.reconnects == 1 and len(server.said("subscribe", by=2)) == 14  # which took a second


def test_budget__what_is_queued_later_holds_no_time_up(small_budget):
    def forgetful(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if frame.get("topic") != str(BTC):
                peer.answer(frame)

    with Server(forgetful) as server, server.stream() as stream:
        first, outcome = background(lambda: stream.subscribe(BTC, timeout=0.3))
        server.wait(lambda: server.frames)
        later, _ = background(lambda: stream.subscribe(*(Topic(f"/market/made{n}", ("BTC-USDT",)) for n in range(20))))
        first.join(1.2)
        assert [type(raised) for raised in outcome] == [Timeout] and later.is_alive()
        stream.close()
        later.join(PATIENCE)


def test_budget__an_answer_that_does_not_come_is_still_told(small_budget):
    def forgetful(peer):
        peer.welcome()
        while True:
            frame = peer.hear()
            if "made7" not in frame.get("topic", ""):
                peer.answer(frame)

    with Server(forgetful) as server, server.stream() as stream:
        with pytest.raises(Timeout, match="made7:BTC-USDT within 0.3 s"), within(3):
            stream.subscribe(*(Topic(f"/market/made{number}", ("BTC-USDT",)) for number in range(9)), timeout=0.3)


def test_budget__pings_count_and_never_wait(small_budget):
    with Server(interval=0.2, patience=5) as server, server.stream() as stream:
        for number in range(15):
            stream.subscribe(Topic(f"/market/made{number}", ("BTC-USDT",)))
        pings = [at for at, _, frame in server.frames if frame["type"] == "ping"]
        assert len(pings) > 5 and max(after - before for before, after in zip(pings, pings[1:])) < 0.35
        assert most_within([at for at, *_ in server.frames], 0.45) <= 5 + 3


def test_budget__a_hundred_commands_are_sent_at_once_for_the_exchange_counts_ten_seconds():
    assert (link_module.MESSAGES, link_module.WINDOW) == (90, 10.0)  # it takes 100, pings included


# Extra pings

def test_fence__is_no_sooner_than_a_second_after_another_ping():
    owner = type("Owner", (), {})()
    link = link_module.Link(owner, Session(), threading.Condition())
    link._pinged_at = time.monotonic()
    link._ping_due = link._pinged_at + 18
    assert link.fence() == 1
    assert 1.0 < link._ping_due - link._pinged_at < 1.2
    link._pinged_at -= 5
    link.fence()
    assert link._ping_due <= time.monotonic()
