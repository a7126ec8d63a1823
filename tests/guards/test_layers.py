"""The layers: which may import which, and what may be called where."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache

import pytest

from tests.guards.sources import STANDARD_LIBRARY, Source, made_up, packages, services, sources, with_text


def top(module: str) -> str:
    return module.partition(".")[0]


def test_no_service_imports_another_and_shared_imports_none() -> None:
    crossing = [
        f"{source} imports {module}"
        for source in sources()
        for module in source.imports()
        if top(module) in services()
        and top(module) != source.package
        and source.package not in ("local_stack", "grafana_boards")
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
        "shared.reference.agency_kind",
        "shared.reference.working_calendar",
        "shared.schedules",
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


def test_a_command_works_on_no_database_that_another_release_has_made_its_own() -> None:
    """``open_prepared`` compares first; what serves, ``prepare`` and ``accept-restored`` do so themselves."""
    strays = {
        f"{source}"
        for source in sources()
        if source.package not in ("shared", "local_stack", "mongodb_figures")
        for module, names in source.imported_names()
        if module == "shared.mongo" and "open_mongo" in names
    }
    assert strays == set()


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


IN_BULK = r"\.(?:bulk_write|insert_many)\b"


def test_many_documents_are_written_where_it_is_told_apart_what_was_refused_and_what_not_confirmed() -> None:
    """The driver has one error for both, which nobody takes for a database that is away: the service would end."""
    assert [str(source) for source in with_text(IN_BULK) if source.module != "shared.mongo"] == []


@pytest.mark.parametrize("line", ["await things.insert_many(rows)", "Batcher(partial(self._things.bulk_write))"])
def test_whoever_writes_many_documents_is_noticed_in_whatever_form(line: str) -> None:
    assert re.search(IN_BULK, line)


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
"""The layers between domain and use cases, of each service from below: the store, adapters of outside parties,
catalogues, and what is built on them."""
COMPOSING = ("wiring", "cli", "__main__")
AT_THE_TOP = {"app", "reload", "schemas", "server", "settings", "stores", "__init__"}
"""Modules of no folder; like the wiring, they are for the composition only."""


def layers(service: str) -> tuple[str, ...]:
    """The layers from below: each may import those before it. The domain is first; what calls the use cases is after
    them.
    """
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


HTTP = frozenset({"fastapi", "starlette", "shared.problem"})
"""What speaks HTTP by itself; every module of ``shared`` that imports it does so too."""
SPEAKS_HTTP = {"api", "proxy", "openapi", "app", "server", "wiring", "__main__"}


def reaching(first: Set[str], imports: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """``first`` and whatever imports it, directly or through others; of a package of ``first`` any module counts."""
    reached = set(first)
    while more := {
        name
        for name, imported in imports.items()
        if name not in reached and any(other in reached or top(other) in first for other in imported)
    }:
        reached |= more
    return frozenset(reached)


@cache
def http_modules() -> frozenset[str]:
    return reaching(HTTP, {source.module: {*source.imports()} for source in sources() if source.package == "shared"})


def test_http_is_found_behind_other_modules() -> None:
    imports = {"shared.a": ["starlette.requests"], "shared.b": ["shared.a"], "shared.c": ["shared.errors"]}
    assert reaching(HTTP, imports) - HTTP == {"shared.a", "shared.b"}
    assert {"shared.identity", "shared.files.download", "shared.offers", "shared.lifecycle"} <= http_modules()
    assert not {"shared.errors", "shared.access_tokens", "shared.files.store"} & http_modules()


@pytest.mark.parametrize("service", services())
def test_no_http_below_the_api(service: str) -> None:
    assert [stray for source in sources() if source.package == service for stray in speaks_http(source)] == []


def speaks_http(source: Source) -> list[str]:
    if place(source) in SPEAKS_HTTP:
        return []
    return [
        f"{source} imports {module}"
        for module in source.imports()
        if module in http_modules() or top(module) in http_modules()
    ]


@pytest.mark.parametrize(
    "line",
    [
        "from shared import problem",
        "import shared.web",
        "from shared.etag import strong",
        "import fastapi",
        "from starlette.requests import Request",
        "from shared.identity import Caller",
        "from shared.files.references import FileRef",
        "from shared.files import multipart",
    ],
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
"""An operator of MongoDB, and no keyword of JSON Schema."""


DOCUMENT = re.compile(r"\b(?:Document|Any|object)\b|\b(?:[dD]ict|(?:Mutable)?Mapping)\b(?!\[)")
"""A document, a mapping of whatever is in one, or whatever it is."""
AWAITED = re.compile(r"\b(?:Async(?:Iterator|Iterable|Generator)|Awaitable|Coroutine)\b")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def hands_out_documents(source: Source) -> Iterator[tuple[str, str, str]]:
    """The public methods and functions that ask the database and return documents. What computes a document, or reads
    one, without asking is how a store is written.
    """
    for node in source.tree().body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, Function) and _hands_out(method):
                    yield source.package, node.name, method.name
        if isinstance(node, Function) and _hands_out(node):
            yield source.package, "", node.name


def _hands_out(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    if function.returns is None or function.name.startswith("_"):
        return False
    returned = ast.unparse(function.returns)
    asks = isinstance(function, ast.AsyncFunctionDef) or AWAITED.search(returned) is not None
    return asks and DOCUMENT.search(returned) is not None


BETWEEN_STORES = {
    ("svc_feedback", "", "current_version"): "read by the stores of two tables that are edited whole",
    ("svc_payment", "", "open_documents"): "read by the stores of what waits for an officer",
}
"""Functions that stores share, each with who makes dataclasses of what it finds."""


def test_stores_return_dataclasses() -> None:
    """Those of a service, its modules of no folder, and what ``shared`` keeps; ``shared.mongo`` is the driver's bridge,
    which nothing above a store may import."""
    found = {
        each
        for source in sources()
        if (source.layer in ("store", "") and source.package in services())
        or (source.package == "shared" and source.module != "shared.mongo")
        for each in hands_out_documents(source)
    }
    assert found == BETWEEN_STORES.keys()


@pytest.mark.parametrize("shared_by_stores", BETWEEN_STORES)
def test_what_stores_share_is_imported_by_stores_only(shared_by_stores: tuple[str, str, str]) -> None:
    package, _, function = shared_by_stores
    importers = [
        source
        for source in with_text(function)
        if source.package == package and any(function in names for _, names in source.imported_names())
    ]
    assert importers
    assert [str(source) for source in importers if source.layer != "store"] == []


def test_what_a_store_takes_or_hands_out_has_no_query_in_it() -> None:
    """A dataclass goes above the store with all its methods."""
    queries = [
        f"{source}: {node.name}.{method.name}"
        for source in sources()
        if source.layer == "store" and source.package in services()
        for node in source.tree().body
        if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(each) for each in node.decorator_list)
        for method in node.body
        if isinstance(method, Function) and not method.name.startswith("_") and method.returns is not None
        if re.search(r"\bDocument\b", ast.unparse(method.returns))
    ]
    assert queries == []


RETURNED = [
    "dict[str, object]",
    "Document | None",
    "list[Document]",
    "AsyncIterator[Mapping[str, Any]]",
    "Any",
    "dict",
    "list[dict]",
    "MutableMapping[str, Any]",
    "tuple[object, ...]",
]


@pytest.mark.parametrize("returned", RETURNED)
def test_a_store_that_hands_out_documents_is_noticed(returned: str) -> None:
    text = f"class Dossiers:\n    async def load(self) -> {returned}: ...\n"
    assert list(hands_out_documents(made_up(text, "svc_dossier", "store"))) == [("svc_dossier", "Dossiers", "load")]


@pytest.mark.parametrize(
    ("text", "is_noticed"),
    [
        ("class Dossiers:\n    def each(self) -> AsyncIterator[Document]: ...\n", True),
        ("class Dossiers:\n    def load(self) -> Awaitable[Document]: ...\n", True),
        ("async def load(collection: Collection) -> dict[str, Any]: ...\n", True),
        ("class Dossiers:\n    async def count(self) -> dict[str, int]: ...\n", False),
        ("class Dossiers:\n    async def names(self) -> Mapping[State, str]: ...\n", False),
        ("class Dossiers:\n    async def _load(self) -> Document: ...\n", False),
        ("def entry_document(entry: Entry) -> Document: ...\n", False),
    ],
)
def test_whatever_asks_and_returns_a_document_is_noticed(text: str, is_noticed: bool) -> None:
    assert bool([*hands_out_documents(made_up(text, "svc_dossier", "store"))]) is is_noticed
