"""What the interface promises: each route says in Vietnamese what it does, and roles are those of ``roles.yaml``."""

import ast
from collections.abc import Iterator

import pytest

from gateway.proxy.route_table import OWN
from tests.guards.openapi import ROLES, document, named_roles, route_table, upstreams
from tests.guards.sources import sources


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_route_says_what_it_does(service: str) -> None:
    silent = [
        f"{method.upper()} {path}: {part}"
        for path, operations in document(service)["paths"].items()
        for method, operation in operations.items()
        for part in ("summary", "description")
        # English would be a docstring that FastAPI took for want of better.
        if operation.get(part, "").isascii()
    ]
    assert silent == []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_role_that_a_service_asks_for_is_listed(service: str) -> None:
    named = named_roles(service)
    assert named
    assert named <= ROLES.keys()


def test_every_role_named_in_code_is_listed() -> None:
    assert {f"{role} in {where}" for role, where in _compared_roles() if role not in ROLES} == set()


def test_every_listed_role_opens_something() -> None:
    opened = {role for route in route_table().routes for role in route.staff_roles or ()}
    assert opened == ROLES.keys()


def _compared_roles() -> Iterator[tuple[str, str]]:
    """The literal names in ``caller.units("…")`` and ``staff_with("…")``, with the module they stand in."""
    for source in sources():
        for call in source.nodes:
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in ("units", "staff_with"):
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, str(source)
