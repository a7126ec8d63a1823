"""The layers: which may import which, and what may be called where."""

import ast
import re

import pytest

from tests.guards.sources import STANDARD_LIBRARY, packages, services, sources


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


@pytest.mark.parametrize("simulator", ["zalo_simulator", "one_stop_simulator"])
def test_a_simulator_plays_an_outside_party_and_knows_nothing_of_us(simulator: str) -> None:
    ours = set(packages()) - {simulator}
    assert simulator in packages()
    known = [f"{s} imports {m}" for s in sources() if s.package == simulator for m in s.imports() if top(m) in ours]
    assert known == []


PURE_IN_SHARED = frozenset({"shared.figures", "shared.reference.working_calendar"})
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


def test_what_domains_may_share_knows_the_standard_library_only() -> None:
    pure = {
        name: source
        for source in sources()
        if source.package == "shared"
        and (name := ".".join(source.path.relative_to(packages()["shared"].parent).with_suffix("").parts))
        in PURE_IN_SHARED
    }
    assert set(pure) == PURE_IN_SHARED
    assert [m for source in pure.values() for m in source.imports() if top(m) not in STANDARD_LIBRARY] == []


ONLY_IN_SHARED = {
    "pymongo": {"mongo.py"},
    "motor": {"mongo.py"},
    "gridfs": {"mongo.py"},
    "bson": {"mongo.py"},
    "aiokafka": {"kafka.py", "consumer.py", "retry_store.py", "dead_letter.py", "reading.py", "progress.py"},
}


def test_drivers_are_imported_only_where_they_are_bridged() -> None:
    strays = [
        f"{source} imports {module}"
        for source in sources()
        if source.package != "local_stack"  # it starts the servers, before any service is there
        for module in source.imports()
        if top(module) in ONLY_IN_SHARED
        and not (source.package == "shared" and source.path.name in ONLY_IN_SHARED[top(module)])
    ]
    assert strays == []


HARMLESS = {"MONGO_UNAVAILABLE", "MongoError", "Wakeup", "Document"}
"""Any layer may notice that the database is down, wake the relay, or hold what the store handed out."""
COMPOSITION = {"wiring.py", "stores.py", "__main__.py"}


@pytest.mark.parametrize("service", services())
def test_only_the_store_and_the_wiring_know_mongodb(service: str) -> None:
    strays = [
        f"{source} imports {', '.join(names)} from {module}"
        for source in sources()
        if source.package == service and source.layer not in ("store", "wiring") and source.path.name not in COMPOSITION
        for module, names in source.imported_names()
        if module in ("shared.mongo", "shared.outbox") and not names <= HARMLESS
    ]
    assert strays == []


FORBIDDEN_CALLS = {
    "datetime.now": {"clock.py"},
    "datetime.utcnow": set(),
    "datetime.datetime.now": {"clock.py"},
    "date.today": set(),
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


def test_no_middleware_that_buffers_and_no_prints_in_services() -> None:
    middleware = [
        str(source) for source in sources() if "BaseHTTPMiddleware" in set(source.imports()) | set(source.calls())
    ]
    assert middleware == []


OUTER = ("consumers", "jobs", "api")
"""What drives the use cases from outside; only the composition imports them. Everything that is neither these nor the
domain nor a use case (the store, adapters of outside parties, catalogues, dispatch) stands below the use cases."""
COMPOSING = ("", "wiring", "cli")


def rank(layer: str) -> int:
    """The height of ``layer``: 0 is the domain, 3 what drives the use cases, 4 the composition."""
    if layer in COMPOSING:
        return 4
    if layer in OUTER:
        return 3
    return {"domain": 0, "use_cases": 2}.get(layer, 1)


@pytest.mark.parametrize("service", services())
def test_no_layer_imports_one_above_it(service: str) -> None:
    climbing = [
        f"{source} imports {module}"
        for source in sources()
        if source.package == service
        for module in source.imports()
        if module.startswith(f"{service}.")
        and (parts := module.split("."))
        and rank(parts[1] if len(parts) > 2 or _is_package(service, parts[1]) else "") > rank(source.layer)
        and parts[1] != "settings"
    ]
    assert climbing == []


def _is_package(service: str, name: str) -> bool:
    return (packages()[service] / name).is_dir()


HTTP = {
    "fastapi",
    "starlette",
    *(f"shared.{module}" for module in ("problem", "web", "idempotency", "etag", "pagination")),
}
SPEAKS_HTTP = {"api", "proxy", "openapi", *COMPOSING}


@pytest.mark.parametrize("service", services())
def test_no_http_below_the_api(service: str) -> None:
    strays = [
        f"{source} imports {module}"
        for source in sources()
        if source.package == service and source.layer not in SPEAKS_HTTP
        for module in source.imports()
        if module in HTTP or top(module) in HTTP
    ]
    assert strays == []


@pytest.mark.parametrize("service", services())
def test_no_document_of_mongodb_above_the_store(service: str) -> None:
    """Neither its type, nor its ``_id``, nor an operator of a query."""
    strays = [
        f"{source}:{node.lineno}: {node.value}"
        for source in sources()
        if source.package == service and source.layer not in ("store", "")
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == "_id" or OPERATOR.fullmatch(node.value))
    ]
    assert strays == []


OPERATOR = re.compile(r"\$(?!ref$|schema$|id$|defs$|comment$)[a-z][A-Za-z]+")
"""Of MongoDB, and no keyword of JSON Schema."""
