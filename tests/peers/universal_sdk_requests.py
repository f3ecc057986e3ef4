"""What the official kucoin-universal-sdk, unmodified, sends for each classic endpoint's example; nothing leaves the computer.

Usage: ``universal_sdk_requests.py ENDPOINTS_JSON``, run by a Python that has kucoin-universal-sdk 1.3.2. Prints a JSON object
for each classic row, in the file's order: ``room`` and ``sdk_method_name``, then ``verb``, ``host``, ``path`` (decoded),
``query`` (decoded pairs, sorted) and ``body`` (parsed, or null) - or ``missing`` if the SDK has no such method, or ``error``
if it has one and did not send. Exits 0 in all three cases, and 1 if the installed SDK is another version.
"""

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import get_type_hints
from urllib.parse import parse_qsl, unquote, urlsplit

import requests
from kucoin_universal_sdk.api import DefaultClient
from kucoin_universal_sdk.model import (
    GLOBAL_API_ENDPOINT,
    GLOBAL_BROKER_API_ENDPOINT,
    GLOBAL_FUTURES_API_ENDPOINT,
    ClientOptionBuilder,
    TransportOptionBuilder,
)

VERSION = "1.3.2"


class Wire(requests.adapters.BaseAdapter):
    """The end of the line: notes every request and answers that all is well, with nothing in it."""

    def __init__(self):
        super().__init__()
        self.sent = []

    def send(self, request, **options):
        self.sent.append(request)
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, request.url
        response._content = b'{"code": "200000", "data": null}'
        return response

    def close(self):
        pass


def plain(name):
    return name.replace("_", "").lower()


def getters(thing, kind):
    """What a client has under ``get_..._service``, or a service under ``get_..._api``, by its plain name."""
    matches = [re.fullmatch(f"get_(.+)_{kind}", name) for name in dir(thing)]
    return {plain(match[1]): getattr(thing, match[0]) for match in matches if match}


def methods(rest):
    """Every method of the SDK, by the plain names of service, sub-service and method."""
    found = {}
    for service_name, get_service in getters(rest, "service").items():
        for api_name, get_api in getters(get_service(), "api").items():
            api = get_api()
            for name in dir(api):
                if not name.startswith("_"):
                    found[service_name, api_name, plain(name)] = getattr(api, name)
    return found


def call(method, example):
    """Make the method's request of the example, and send it.

    An example for a method that takes none is an error: it would be skipped otherwise.
    """
    model = get_type_hints(method).get("req")
    if model is None:
        if example:
            raise TypeError(f"takes no request, but the example has {json.dumps(example)}")
        return method()
    return method(model.from_dict(example if example is not None else {}))


def described(request):
    address = urlsplit(request.url)
    return {
        "verb": request.method,
        "host": f"{address.scheme}://{address.netloc}",
        "path": unquote(address.path),
        "query": sorted(parse_qsl(address.query, keep_blank_values=True)),
        "body": json.loads(request.body) if request.body else None,
    }


def outcome(method, example, wire):
    if method is None:
        return {"missing": True}
    wire.sent.clear()
    try:
        call(method, example)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    if len(wire.sent) != 1:
        return {"error": f"sent {len(wire.sent)} requests"}
    return described(wire.sent[0])


def wired_client(wire):
    options = ClientOptionBuilder().set_key("key").set_secret("secret").set_passphrase("passphrase")
    options.set_spot_endpoint(GLOBAL_API_ENDPOINT).set_futures_endpoint(GLOBAL_FUTURES_API_ENDPOINT)
    options.set_broker_endpoint(GLOBAL_BROKER_API_ENDPOINT)
    options.set_broker_name("broker").set_broker_partner("partner").set_broker_key("broker key")
    options.set_transport_option(TransportOptionBuilder().build())
    # A session asks for the adapter at the very end, after all that the SDK and requests do to a request.
    requests.Session.get_adapter = lambda session, url: wire
    return DefaultClient(options.build())


def main(argv):
    if len(argv) != 1:
        print("usage: universal_sdk_requests.py ENDPOINTS_JSON", file=sys.stderr)
        return 1
    if version("kucoin-universal-sdk") != VERSION:
        print(f"kucoin-universal-sdk: expected {VERSION}, got {version('kucoin-universal-sdk')}", file=sys.stderr)
        return 1
    wire = Wire()
    known = methods(wired_client(wire).rest_service())
    for row in json.loads(Path(argv[0]).read_text(encoding="utf-8")):
        if row["account"] == "classic":
            method = known.get(tuple(plain(row[key]) for key in ("service", "sub_service", "sdk_method_name")))
            name = {key: row[key] for key in ("room", "sdk_method_name")}
            print(json.dumps({**name, **outcome(method, row["request_example"], wire)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
