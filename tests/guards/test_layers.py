"""The layers: which may import which, and what may be called where."""

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
    "aiokafka": {"kafka.py", "consumer.py", "retry_store.py", "dead_letter.py"},
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
