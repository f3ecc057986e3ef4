"""The official SDK on an address of this computer: its calls with plain values, and its streams with a queue behind them."""
import queue
import threading
import time
from typing import get_type_hints

from kucoin_universal_sdk.api import DefaultClient
from kucoin_universal_sdk.model import (
    ClientOptionBuilder,
    TransportOptionBuilder,
    WebSocketClientOptionBuilder,
    WebSocketEvent,
)
from workday import WAIT, Wrong, check_local


def client_of(base_url, key, secret, passphrase, pushes):
    options = ClientOptionBuilder().set_key(key).set_secret(secret).set_passphrase(passphrase)
    options.set_spot_endpoint(base_url).set_futures_endpoint(base_url + "/futures").set_broker_endpoint(base_url + "/broker")
    options.set_transport_option(TransportOptionBuilder().build())
    options.set_websocket_client_option(WebSocketClientOptionBuilder().with_event_callback(pushes.on_event).build())
    return DefaultClient(options.build())


def ask(method, **values):
    """Call a method with a request of these values, under the wire's names; its answer, or why the peer could not read it.

    The peer drops that reason and gives an answer with every field ``None``; reading the data again brings it back.
    """
    model = get_type_hints(method).get("req")
    answer = method(model.from_dict(values)) if model else method()
    type(answer).from_dict(answer.common_response.data)
    return answer


def token(answer):
    """Look at the push addresses before the peer connects to one of them on its own."""
    for server in answer.instance_servers:
        check_local(server.endpoint)
    return " ".join(server.endpoint for server in answer.instance_servers), None


class Pushes:
    """A queue behind the peer's callbacks, which knows the errors that the peer keeps to itself."""

    def __init__(self):
        self._arrived = queue.Queue()
        self._kept = []
        self._errors = []

    def on_push(self, topic, subject, data):
        self._arrived.put((topic, data))

    def on_event(self, event, data, error):
        if event in (WebSocketEvent.EVENT_CALLBACK_ERROR, WebSocketEvent.EVENT_ERROR_RECEIVED):
            self._errors.append(error)

    def first(self, topic, wanted):
        """The data of the first push on the topic that is wanted, of all that came."""
        for came, data in self._kept:
            if came == topic and wanted(data):
                return data
        deadline = time.monotonic() + WAIT
        while True:
            try:
                came, data = self._arrived.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                raise Wrong(f"nothing on {topic} within {WAIT} s; the peer's errors: {self._errors[:3]}") from None
            self._kept.append((came, data))
            if came == topic and wanted(data):
                return data


def stop(*sockets):
    """Stop them all at once: each may take the ten seconds of a selector, on any exchange.

    The peer's WebSocketApp waits for the socket in one thread and closes it in another, and the first may never hear of it.
    """
    threads = [threading.Thread(target=socket.stop, daemon=True) for socket in sockets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{len(threads)} stopped", None
