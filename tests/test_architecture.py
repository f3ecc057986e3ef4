"""What may import what, what stays pure, and what is documented and tested: read from the source."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Optional

import pytest

from kucoin_ref import Client, catalog

PROJECT = Path(__file__).parent.parent
PACKAGE = PROJECT / "kucoin_ref"
FILES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))
ROOM_PACKAGES = catalog.ACCOUNT_TYPES
ON_TOP = ("sandbox", "explorer", "cli", "demo", "__main__")  # built on the client, which knows nothing of them

PURE = [
    "book/book.py",
    "book/sync.py",
    "sandbox/accounts.py",
    "sandbox/clearing.py",
    "sandbox/contract_makers.py",
    "sandbox/contract_market.py",
    "sandbox/contract_orders.py",
    "sandbox/contract_positions.py",
    "sandbox/contract_trading.py",
    "sandbox/contracts.py",
    "sandbox/currencies.py",
    "sandbox/exchange.py",
    "sandbox/funds.py",
    "sandbox/futures.py",
    "sandbox/gateway.py",
    "sandbox/lending.py",
    "sandbox/liquidation.py",
    "sandbox/margin.py",
    "sandbox/market.py",
    "sandbox/matching.py",
    "sandbox/order_entry.py",
    "sandbox/push/audience.py",
    "sandbox/push/classic.py",
    "sandbox/push/futures.py",
    "sandbox/push/hub.py",
    "sandbox/push/margin.py",
    "sandbox/push/spot.py",
    "sandbox/push/unified.py",
    "sandbox/push/unified_account.py",
    "sandbox/push/unified_contracts.py",
    "sandbox/push/unified_futures.py",
    "sandbox/push/unified_market.py",
    "sandbox/rest/account.py",
    "sandbox/rest/deposits.py",
    "sandbox/rest/futures_market.py",
    "sandbox/rest/futures_order.py",
    "sandbox/rest/futures_positions.py",
    "sandbox/rest/handlers.py",
    "sandbox/rest/margin.py",
    "sandbox/rest/margin_loans.py",
    "sandbox/rest/old_orders.py",
    "sandbox/rest/spot.py",
    "sandbox/rest/stop_orders.py",
    "sandbox/rest/sub_accounts.py",
    "sandbox/rest/transfers.py",
    "sandbox/rest/unified_account.py",
    "sandbox/rest/unified_market.py",
    "sandbox/rest/unified_order.py",
    "sandbox/stops.py",
    "sandbox/users.py",
    "signing.py",
    "stream/inbox.py",
    "stream/protocol.py",
    "stream/unified.py",
]
NETWORK = {"socket", "ssl", "select", "selectors", "socketserver", "asyncio", "http", "urllib.request", "urllib3", "websockets"}
INPUT_AND_OUTPUT = NETWORK | {"threading", "queue", "subprocess", "requests", "websocket", "os", "io", "tempfile"}


class Import(NamedTuple):
    module: str  #: absolute, such as ``kucoin_ref.service`` or ``requests.auth``
    name: Optional[str]  #: what is taken out of it; None for the module itself
    when: str  #: ``loading``, ``typing`` or ``calling``


def imports(file, source=None):
    """Every import of one file of the package, also those inside functions."""
    found = []

    def visit(node, when):
        if isinstance(node, ast.Import):
            found.extend(Import(alias.name, None, when) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ["kucoin_ref", *file.split("/")[:-1]]
            above = above[: len(above) - node.level + 1] if node.level else []
            module = ".".join([*above, node.module] if node.module else above)
            for alias in node.names:
                inside = f"{module}.{alias.name}"
                found.append(Import(inside, None, when) if is_module(inside) else Import(module, alias.name, when))
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)):
            when = "calling"
        elif isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            when = "typing"
        for child in ast.iter_child_nodes(node):
            visit(child, when)

    visit(tree(file) if source is None else ast.parse(source), "loading")
    return found


def is_module(name):
    path = PROJECT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def tree(file):
    return ast.parse((PACKAGE / file).read_text(encoding="utf-8"))


def inner(file, *whens):
    """What a file imports of the package, as ``service`` or ``spot.market``; the package's own name is empty."""
    found = {each.module for each in imports(file) if not whens or each.when in whens}
    return {name[len("kucoin_ref.") :] for name in found if name.split(".")[0] == "kucoin_ref"}


def outer(file):
    """What a file imports from elsewhere, as ``requests.auth``."""
    return {each.module for each in imports(file) if each.module.split(".")[0] != "kucoin_ref"}


def touches(modules, some):
    """Those of the modules that are among some, or inside one of them."""
    return {module for module in modules if any(module == each or module.startswith(f"{each}.") for each in some)}


def is_types(name):
    return name.endswith("types")


def files_of_rooms():
    """Account type, name and path of each room file."""
    for account_type in ROOM_PACKAGES:
        for path in sorted((PACKAGE / account_type).glob("*.py")):
            if path.stem not in ("__init__", "topics") and not is_types(path.stem):
                yield account_type, path.stem, f"{account_type}/{path.name}"


ROOMS = list(files_of_rooms())

#: Account types with one group of calls only: the room is the account type itself.
SINGLE = ("convert", "vip_lending", "affiliate")


def test_imports__every_form_is_seen():
    source = """
import json, os.path
from typing import Any, List
from . import market
from .. import Client, errors
from ..service import text
if TYPE_CHECKING:
    from ..stream import Stream
def call():
    from ..stream.stream import TICK
"""
    assert imports("spot/made.py", source) == [
        Import("json", None, "loading"),
        Import("os.path", None, "loading"),
        Import("typing", "Any", "loading"),
        Import("typing", "List", "loading"),
        Import("kucoin_ref.spot.market", None, "loading"),
        Import("kucoin_ref", "Client", "loading"),
        Import("kucoin_ref.errors", None, "loading"),
        Import("kucoin_ref.service", "text", "loading"),
        Import("kucoin_ref.stream", "Stream", "typing"),
        Import("kucoin_ref.stream.stream", "TICK", "calling"),
    ]


# --- what may import what ---


@pytest.mark.parametrize("file", ["errors.py", "endpoint.py", "topic_arguments.py"])
def test_the_bottom__imports_nothing_of_the_package(file):
    assert inner(file) == set()


def test_requests__sends_in_the_session_only():
    others = [file for file in FILES if file != "session.py"]
    allowed = {
        "signing.py": {"requests", "requests.auth"},  # KucoinAuth is given a finished request
        "client.py": {"requests"},  # a type
        "stream/link.py": {"requests.utils"},  # the settings that HTTP has, for the WebSocket
    }
    used = {file: touches(outer(file), ["requests"]) for file in others}
    assert {file: modules for file, modules in used.items() if modules - allowed.get(file, set())} == {}
    assert [file for file in others if calls(file, "requests")] == []
    assert calls("session.py", "requests")


def calls(file, name):
    """Lines in which something of a module is called: ``requests.get(...)``, ``requests.Session().get(...)``."""
    found = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call):
            function = node.func
            while isinstance(function, (ast.Attribute, ast.Call)):
                function = function.value if isinstance(function, ast.Attribute) else function.func
            if isinstance(function, ast.Name) and function.id == name:
                found.append(node.lineno)
    return found


def test_websocket__is_opened_by_the_link_only():
    assert [file for file in FILES if touches(outer(file), ["websocket"])] == ["stream/link.py"]


def test_network__is_touched_by_session_link_and_sandbox_only():
    touching = [file for file in FILES if touches(outer(file), NETWORK)]
    assert set(touching) <= {"session.py", "stream/link.py", "sandbox/http.py", "sandbox/websocket.py"}


@pytest.mark.parametrize("file", [file for _, _, file in ROOMS])
def test_room__imports_service_and_its_types_only(file):
    package = file.split("/")[0]
    others = {name for name in inner(file) if not (name.startswith(f"{package}.") and is_types(name))}
    assert others == {"service"}
    assert outer(file) <= {"typing", "decimal"}
    assert {each.when for each in imports(file)} == {"loading"}


@pytest.mark.parametrize("file", [f for f in FILES if f.split("/")[0] in ROOM_PACKAGES and is_types(f[: -len(".py")])])
def test_types__import_amounts_and_other_types_only(file):
    package = file.split("/")[0]
    others = [each for each in imports(file) if each.module.startswith("kucoin_ref")]
    for each in others:
        alias = each.module == "kucoin_ref.service" and each.name == "Amount"
        assert alias or each.module.startswith(f"kucoin_ref.{package}.") and is_types(each.module)
    assert outer(file) <= {"typing", "decimal"}


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith("/topics.py")])
def test_topics__import_endpoint_checks_types_and_the_candle_type_only(file):
    package = file.split("/")[0]
    market = Import(f"kucoin_ref.{package}.market", "CandleType", "loading")
    others = {each.module for each in imports(file) if each.module.startswith("kucoin_ref") and each != market}
    shared = {"kucoin_ref.endpoint", "kucoin_ref.topic_arguments"}
    assert {name for name in others if not is_types(name)} == shared
    assert {name for name in others if not name.startswith(f"kucoin_ref.{package}.")} == shared
    assert outer(file) <= {"typing", "warnings"}


@pytest.mark.parametrize("package", ROOM_PACKAGES)
def test_account_type__imports_stream_and_book_when_they_are_used(package):
    file = f"{package}/__init__.py"
    rooms = {f"{package}.{name}" for of, name, _ in ROOMS if of == package}
    assert inner(file, "loading") == (rooms if package in SINGLE else {"service", *rooms})
    lent = {"spot.market"} if package == "margin" else set()  # whose push tokens it uses
    assert {name.split(".")[0] for name in inner(file, "typing", "calling") - lent} <= {"session", "stream", "book"}


@pytest.mark.parametrize("file", [file for file in FILES if file.split("/")[0].replace(".py", "") not in ON_TOP])
def test_client_side__knows_nothing_of_what_stands_on_it(file):
    assert touches(inner(file), ON_TOP) == set()


@pytest.mark.parametrize("file", [file for file in FILES if file.startswith("sandbox/")])
def test_sandbox__stands_without_session_and_client(file):
    assert touches(inner(file), ["session", "client", "stream", "cli", "demo"]) == set()
    assert {each.name for each in imports(file) if each.module == "kucoin_ref"} == set()


# --- what stays pure ---


@pytest.mark.parametrize("file", PURE)
def test_pure__no_input_and_output(file):
    allowed = {"requests", "requests.auth"} if file == "signing.py" else set()
    assert touches(outer(file), INPUT_AND_OUTPUT) - allowed == set()
    assert [line for name in ("open", "print", "input") for line in calls(file, name)] == []
    reading = [node.attr for node in ast.walk(tree(file)) if getattr(node, "attr", None) in ("read_text", "read_bytes")]
    assert reading == (["read_text"] if file == "sandbox/gateway.py" else [])  # it stands on endpoints.json


@pytest.mark.parametrize("file", PURE)
def test_pure__no_clock_of_its_own(file):
    clocks = touches(outer(file), ["time", "datetime"])
    if file == "signing.py":  # the default of an argument, never called by name
        assert (clocks, calls(file, "time")) == ({"time"}, [])
    else:
        assert clocks == set()


@pytest.mark.parametrize("file", [
    "sandbox/contract_makers.py", "sandbox/exchange.py", "sandbox/funds.py", "sandbox/futures.py", "sandbox/matching.py",
    "sandbox/market.py", "sandbox/stops.py", "sandbox/users.py"])
def test_pure__no_chance_of_its_own(file):
    assert touches(outer(file), ["secrets", "uuid", "os"]) == set()
    assert calls(file, "random") == []


def test_library__prints_nothing():
    assert [file for file in FILES if calls(file, "print")] == ["cli.py", "demo.py"]


@pytest.mark.parametrize("folder", ["kucoin_ref", "tests", "examples", ".ci"])
def test_project__stands_on_its_own(folder):
    outside = re.compile(r"\.\./+shared|\bshared/api\b|[\"']shared[\"']\s*[,)/]")
    texts = {path: path.read_text(encoding="utf-8") for path in (PROJECT / folder).rglob("*.py")}
    assert [path.name for path, text in texts.items() if outside.search(text) and path != Path(__file__)] == []


# --- what is documented ---


def public_definitions(node, name=""):
    """Every public class, function and method below a node, with its name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)) and not child.name.startswith("_"):
            yield f"{name}{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from public_definitions(child, f"{child.name}.")


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.split("/")[0] in ROOM_PACKAGES and not is_types(file[: -len(".py")])]
)
def test_docstring__of_everything_public_begins_with_a_sentence(file):
    module = tree(file)
    documented = {"": ast.get_docstring(module)}
    documented.update((name, ast.get_docstring(node)) for name, node in public_definitions(module))
    assert [name for name, doc in documented.items() if not re.match(r"[A-Z].*\.(\n\n|$)", doc or "")] == []


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in catalog.entries()])
def test_docstring__of_a_call_names_its_arguments_and_its_page(entry):
    documented = re.findall(r"^:param (\w+): \S", entry.doc, re.MULTILINE)
    assert documented == [parameter.name for parameter in entry.parameters]
    sources = [line for line in entry.doc.splitlines() if "Source:" in line]
    assert sources == ([f"Source: {entry.endpoint.source}"] if entry.endpoint.source else [])
    assert entry.endpoint.source is None or entry.doc.endswith(f"\n\nSource: {entry.endpoint.source}")


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.name) for entry in catalog.topics()])
def test_docstring__of_a_topic_names_its_arguments(entry):
    documented = re.findall(r"^:param (\w+): \S", entry.doc, re.MULTILINE)
    assert documented == [each.name for each in entry.parameters if each.kind is not each.VAR_POSITIONAL]


# --- how it is laid out ---


def test_rooms__are_where_their_files_are():
    client = Client()
    rooms = {}
    for account_type in ROOM_PACKAGES:
        account = getattr(client, account_type)
        if account_type in SINGLE:
            rooms[account_type] = type(account).__module__
        for name, room in vars(account).items():
            if type(room).__module__.startswith(f"kucoin_ref.{account_type}."):
                rooms[f"{account_type}.{name}"] = type(room).__module__
    assert rooms == {
        package if package in SINGLE else f"{package}.{name}": f"kucoin_ref.{package}.{name}" for package, name, _ in ROOMS
    }
    assert {entry.name.rpartition(".")[0] for entry in catalog.entries()} == set(rooms)


@pytest.mark.parametrize("file", FILES)
def test_file__is_not_too_long(file):
    assert len((PACKAGE / file).read_text(encoding="utf-8").splitlines()) <= 700


@pytest.mark.parametrize("file", [f for f in FILES if not f.endswith(("types.py", "__init__.py", "__main__.py"))])
def test_file__has_tests_of_its_own(file):
    path = Path(file)
    assert (PROJECT / "tests" / path.parent / f"test_{path.name}").exists()


def loaded_by(statement):
    """The modules that are there after a statement, in a Python of its own."""
    code = f"import sys; {statement}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=str(PROJECT), stdout=subprocess.PIPE, check=True, timeout=60)
    return set(done.stdout.decode().split())


def test_import__loads_what_it_needs_only():
    loaded = loaded_by("import kucoin_ref")
    assert touches(loaded, ["kucoin_ref.spot", "kucoin_ref.account", "kucoin_ref.stream", "kucoin_ref.sandbox"]) == set()
    assert touches(loaded, ["websocket", "websockets", "kucoin_ref.cli", "kucoin_ref.demo"]) == set()


def test_import__a_first_call_loads_no_stream_and_no_other_account_type():
    loaded = loaded_by("import kucoin_ref; kucoin_ref.Client().spot.market.get_ticker")
    assert touches(loaded, ["websocket", "kucoin_ref.stream", "kucoin_ref.account", "kucoin_ref.sandbox"]) == set()
    assert "kucoin_ref.spot.market" in loaded
