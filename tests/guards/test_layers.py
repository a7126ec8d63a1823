"""The layers: which may import which, and what may be called where."""

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from tests.guards.sources import STANDARD_LIBRARY, Source, made_up, packages, services, sources, with_text


def top(module: str) -> str:
    return module.partition(".")[0]


def test_no_service_imports_another_and_shared_imports_none() -> None:
    crossing = [
        f"{source} imports {module}"
        for source in sources()
        for module in source.imports()
        if top(module) in services() and top(module) != source.package and source.package not in ("local_stack",)
    ]
    assert crossing == []


@pytest.mark.parametrize("simulator", ["zalo_simulator", "one_stop_simulator", "payment_simulator", "stream_simulator"])
def test_a_simulator_plays_an_outside_party_and_knows_nothing_of_us(simulator: str) -> None:
    ours = set(packages()) - {simulator}
    assert simulator in packages()
    known = [f"{s} imports {m}" for s in sources() if s.package == simulator for m in s.imports() if top(m) in ours]
    assert known == []


PURE_IN_SHARED = frozenset(
    {
        "shared.figures",
        "shared.months",
        "shared.personal_number",
        "shared.printed_table",
        "shared.reference.working_calendar",
        "shared.spoken",
        "shared.state_table",
        "shared.text",
        "shared.time_zone",
    }
)
"""What the domains of several services calculate with. These modules keep the domain's own rule, as a test below says:
to copy them into each service would be worse than this one exception."""


@pytest.mark.parametrize("service", services())
def test_the_domain_imports_only_itself_and_the_standard_library(service: str) -> None:
    foreign = [
        f"{source} imports {module}"
        for source in sources()
        if source.package == service and source.layer == "domain"
        for module in source.imports()
        if top(module) not in STANDARD_LIBRARY
        and not module.startswith(f"{service}.domain")
        and module not in PURE_IN_SHARED
    ]
    assert foreign == []


def test_what_domains_may_share_knows_itself_and_the_standard_library_only() -> None:
    pure = {
        name: source for source in sources() if source.package == "shared" and (name := source.module) in PURE_IN_SHARED
    }
    assert set(pure) == PURE_IN_SHARED
    known = STANDARD_LIBRARY | PURE_IN_SHARED
    assert [m for source in pure.values() for m in source.imports() if m not in known and top(m) not in known] == []


ONLY_IN_SHARED = {
    "pymongo": {"mongo.py"},
    "motor": {"mongo.py"},
    "gridfs": {"mongo.py"},
    "bson": {"mongo.py"},
    "aiokafka": {
        "kafka.py",
        "kafka_connection.py",
        "kafka_unpacking.py",
        "consumer.py",
        "listener.py",
        "retry_store.py",
        "dead_letter.py",
        "reading.py",
        "progress.py",
    },
}


def test_drivers_are_imported_only_where_they_are_bridged() -> None:
    strays = [
        f"{source} imports {module}"
        for source in sources()
        if source.package not in ("local_stack", "mongodb_figures")  # they start the servers, and look after one
        for module in source.imports()
        if top(module) in ONLY_IN_SHARED
        and not (source.package == "shared" and source.path.name in ONLY_IN_SHARED[top(module)])
    ]
    assert strays == []


HARMLESS = {"MONGO_UNAVAILABLE", "MongoError", "Wakeup"}
"""Any layer may notice that the database is down, or wake the relay."""
COMPOSITION = {"wiring.py", "stores.py", "__main__.py"}


@pytest.mark.parametrize("service", services())
def test_only_the_store_and_the_wiring_know_mongodb(service: str) -> None:
    assert [stray for source in sources() if source.package == service for stray in knows_mongodb(source)] == []


def knows_mongodb(source: Source) -> list[str]:
    if source.layer in ("store", "wiring") or source.path.name in COMPOSITION:
        return []
    return [
        f"{source} imports {', '.join(sorted(names))} from {module}"
        for module, names in source.imported_names()
        if module in ("shared.mongo", "shared.outbox", "shared.versioned") and not names <= HARMLESS
    ]


@pytest.mark.parametrize(
    "line",
    [
        "from shared import mongo",
        "from shared import outbox as events",
        "import shared.mongo",
        "from shared.mongo import Document",
        "from shared.mongo import MONGO_UNAVAILABLE, Collection",
    ],
)
def test_mongodb_is_noticed_in_whatever_form_it_is_imported(line: str) -> None:
    assert knows_mongodb(made_up(line, "svc_dossier", "use_cases")) != []


FORBIDDEN_CALLS = {
    "datetime.now": {"clock.py"},
    "datetime.utcnow": set(),
    "datetime.datetime.now": {"clock.py"},
    "date.today": set(),
    # Whatever two processes compare is of the database's time (docs/adr/0024). What is left: paces of one process, a
    # command without a database, and what demonstrations are told of.
    "SystemClock": {"database_clock.py", "server.py", "rotate_keys.py", "demo_data.py", "demo.py"},
    "httpx.AsyncClient": {"http_client.py"},
    "asyncio.run": {"lifecycle.py"},
}


def test_time_and_the_outside_come_in_through_one_door() -> None:
    strays = [
        f"{source} calls {call}"
        for source in sources()
        if source.package == "shared" or source.package in services()
        for call in source.calls()
        if call in FORBIDDEN_CALLS and source.path.name not in FORBIDDEN_CALLS[call]
    ]
    assert strays == []


def test_every_client_of_kafka_is_made_with_what_it_signs_in_with() -> None:
    strays = [
        f"{source} calls {call}"
        for source in sources()
        for call in source.calls()
        if call.rpartition(".")[2].startswith("AIOKafka") and source.path.name != "kafka_connection.py"
    ]
    assert strays == []


def test_no_middleware_that_buffers_and_no_prints_in_services() -> None:
    middleware = [
        str(source) for source in sources() if "BaseHTTPMiddleware" in set(source.imports()) | set(source.calls())
    ]
    assert middleware == []


BELOW_USE_CASES: Mapping[str, tuple[str, ...]] = {
    "gateway": ("static_file", "mini_app", "proxy", "store", "services", "zalo", "keys", "openapi"),
    "svc_dossier": ("catalogue", "store", "papers", "upstream"),
    "svc_content": (
        "store",
        "feeds",
        "guide_files",
        "sandbox",
        "rich_text",
        "catalogue",
        "outside",
        "papers",
        "search",
        "streams",
    ),
    "svc_feedback": ("store", "catalogue", "evidence"),
    "svc_payment": ("store", "papers", "providers", "sheets", "catalogue"),
    "svc_notify": ("metrics", "store", "zalo", "tokens", "channels", "sources", "dispatch"),
}
"""By service, from below: the store, adapters of outside parties, catalogues, and what is built on them."""
COMPOSING = ("wiring", "cli", "__main__")
AT_THE_TOP = {"app", "reload", "schemas", "server", "settings", "stores", "__init__"}
"""Modules of no folder; like the wiring, they are for the composition only."""


def layers(service: str) -> tuple[str, ...]:
    """From below: each may import those before it. The domain is first; what calls the use cases is after them."""
    between = BELOW_USE_CASES.get(service, ("store",))
    return ("domain", *between, "use_cases", "consumers", "jobs", "api", *COMPOSING)


def rank(service: str, name: str) -> int:
    return layers(service).index("wiring" if name in AT_THE_TOP else name)


def place(source: Source) -> str:
    """The layer of ``source``, or its own name at the top of the package."""
    return source.layer or source.path.stem


@pytest.mark.parametrize("service", services())
def test_every_module_is_in_a_layer(service: str) -> None:
    places = {place(source) for source in sources() if source.package == service}
    assert places - {*layers(service), *AT_THE_TOP} == set(), "name its place in BELOW_USE_CASES"


@pytest.mark.parametrize("service", services())
def test_no_layer_imports_one_above_it(service: str) -> None:
    assert [climbs for source in sources() if source.package == service for climbs in climbing(source)] == []


def climbing(source: Source) -> list[str]:
    return [
        f"{source} imports {other}"
        for other in _others(source)
        if rank(source.package, other) > rank(source.package, place(source))
    ]


@pytest.mark.parametrize(
    "line",
    [
        "from ..api import offers",
        "from .. import api",
        "from ..api.offers import offers",
        "from svc_dossier import api",
        "import svc_dossier.api.offers",
    ],
)
def test_a_climbing_import_is_noticed_in_whatever_form(line: str) -> None:
    assert climbing(made_up(line, "svc_dossier", "use_cases")) != []


def _others(source: Source) -> set[str]:
    """The layers and top modules of its own package that ``source`` imports, in whatever form."""
    modules = {*source.imports(), *(f"{module}.{name}" for module, names in source.imported_names() for name in names)}
    known = {place(other) for other in sources() if other.package == source.package}
    return {parts[1] for module in modules if (parts := module.split("."))[0] == source.package and parts[1:]} & known


HTTP = {
    "fastapi",
    "starlette",
    *(f"shared.{module}" for module in ("problem", "web", "idempotency", "etag", "pagination")),
}
SPEAKS_HTTP = {"api", "proxy", "openapi", "app", "server", "wiring"}


@pytest.mark.parametrize("service", services())
def test_no_http_below_the_api(service: str) -> None:
    assert [stray for source in sources() if source.package == service for stray in speaks_http(source)] == []


def speaks_http(source: Source) -> list[str]:
    if place(source) in SPEAKS_HTTP:
        return []
    return [f"{source} imports {module}" for module in source.imports() if module in HTTP or top(module) in HTTP]


@pytest.mark.parametrize(
    "line", ["from shared import problem", "import shared.web", "from shared.etag import strong", "import fastapi"]
)
def test_http_is_noticed_in_whatever_form_it_is_imported(line: str) -> None:
    assert speaks_http(made_up(line, "svc_dossier", "use_cases")) != []


@pytest.mark.parametrize("service", services())
def test_no_document_of_mongodb_above_the_store(service: str) -> None:
    """Neither its ``_id`` nor an operator of a query. Its type is one of ``shared.mongo``, refused above."""
    strays = [
        f"{source}:{node.lineno}: {node.value}"
        for source in with_text(r"[\"'](?:_id|\$)")
        if source.package == service and source.layer not in ("store", "")
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == "_id" or OPERATOR.fullmatch(node.value))
    ]
    assert strays == []


OPERATOR = re.compile(r"\$(?!ref$|schema$|id$|defs$|comment$)[a-z][A-Za-z]+")
"""Of MongoDB, and no keyword of JSON Schema."""


DOCUMENT = re.compile(r"\bDocument\b|\b[dD]ict\[str, (?:object|Any)\]|\bMapping\[str, (?:object|Any)\]")


def hands_out_documents(source: Source) -> Iterator[tuple[str, str, str]]:
    """The public methods that ask the database and return a document, or a mapping of whatever is in one."""
    for a_class in ast.walk(source.tree()):
        if not isinstance(a_class, ast.ClassDef) or a_class.name.startswith("_"):
            continue
        for method in a_class.body:
            if (
                isinstance(method, ast.AsyncFunctionDef)
                and not method.name.startswith("_")
                and method.returns is not None
                and DOCUMENT.search(ast.unparse(method.returns))
            ):
                yield source.package, a_class.name, method.name


def test_stores_return_dataclasses() -> None:
    found = {each for source in sources() if source.layer == "store" for each in hands_out_documents(source)}
    assert found == set()


@pytest.mark.parametrize(
    "returned", ["dict[str, object]", "Document | None", "list[Document]", "AsyncIterator[Mapping[str, Any]]"]
)
def test_a_store_that_hands_out_documents_is_noticed(returned: str) -> None:
    text = f"class Dossiers:\n    async def load(self) -> {returned}: ...\n"
    assert list(hands_out_documents(made_up(text, "svc_dossier", "store"))) == [("svc_dossier", "Dossiers", "load")]
