"""What the interface promises: each route says in Vietnamese what it does, and roles are those of ``roles.yaml``."""

import ast
import re
from collections.abc import Iterator
from itertools import zip_longest

import pytest

from gateway.proxy.route_table import OWN
from local_stack.openapi import ROLES, document, route_table, upstreams
from tests.guards.openapi import answered, named_roles
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
def test_what_a_service_answers_is_what_the_gateway_lets_in(service: str) -> None:
    answers = answered(service)
    rows = {(route.method, route.template) for route in route_table().of_service(service)}
    led = {answer: [row for row in rows if _covers(row, answer)] for answer in answers}
    file = f"gateway/src/gateway/routes/{service}.yaml"
    assert [answer for answer, found in led.items() if not found] == [], f"not in {file}: nobody can call it"
    assert rows - {row for found in led.values() for row in found} == set(), f"in {file}: leads nowhere"


def _covers(row: tuple[str, str], answer: tuple[str, str]) -> bool:
    """Whether the row of the table lets in what the service answers. A parameter of the row stands for any name."""
    pairs = zip_longest(row[1].split("/"), answer[1].split("/"))
    return row[0] == answer[0] and all(
        ours == theirs or ((ours or "").startswith("{") and theirs) for ours, theirs in pairs
    )


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_documented_pattern_means_what_the_code_checks(service: str) -> None:
    """JSON Schema's ``\\d`` is 0 to 9; in the code it would be every digit of Unicode, such as ``٠``."""
    assert [pattern for pattern in _patterns(document(service)) if re.search(r"\\[dDwWsS]", pattern)] == []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_role_that_a_service_asks_for_is_listed(service: str) -> None:
    named = named_roles(service)
    assert named
    assert named <= ROLES.keys()


def test_every_role_named_in_code_is_listed() -> None:
    assert {f"{role} in {where}" for role, where in _compared_roles() if role not in ROLES} == set()


def test_no_request_takes_a_number_for_a_day() -> None:
    """``shared.fields.Day`` and ``shared.web.Moment`` refuse what pydantic reads as seconds since 1970."""
    found = [
        f"{source}:{annotation.lineno}"
        for source in sources()
        if "/api/" in str(source) and source.path.name in ("requests.py", "routes.py")
        for annotation in _annotations(source.tree())
        for name in ast.walk(annotation)
        if isinstance(name, ast.Name) and name.id in ("date", "datetime", "AwareDatetime")
    ]
    assert found == []


def test_every_listed_role_opens_something() -> None:
    opened = {role for route in route_table().routes for role in route.staff_roles or ()}
    assert opened == ROLES.keys()


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    """Of fields and of parameters of routes, which are asynchronous; of ``Annotated``, what it annotates."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (field.annotation for field in node.body if isinstance(field, ast.AnnAssign))
        elif isinstance(node, ast.AsyncFunctionDef):
            yield from (argument.annotation for argument in node.args.args if argument.annotation is not None)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Annotated":
            yield node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice


def _patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, list):
        for member in schema:
            yield from _patterns(member)
    elif isinstance(schema, dict):
        for name, member in schema.items():
            if name == "pattern" and isinstance(member, str):
                yield member
            yield from _patterns(member)


def _compared_roles() -> Iterator[tuple[str, str]]:
    """The literal names in ``caller.units("…")`` and ``staff_with("…")``, with the module they stand in."""
    for source in sources():
        for call in source.nodes:
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in ("units", "staff_with"):
                for argument in call.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield argument.value, str(source)
