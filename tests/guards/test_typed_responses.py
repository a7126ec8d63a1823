"""What a route answers is the model that it names: ``typed_response`` takes any, and the document shows that one."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pytest

from tests.guards.sources import Source, made_up, services, sources

Function = ast.FunctionDef | ast.AsyncFunctionDef
ANSWERING = {"typed_response", "cached"}
"""What makes the answer of the model that is its first argument."""
RESPONSES = {"Response", "HTMLResponse", "JSONResponse"}
"""What a function returns that has made the whole answer."""


@dataclass(frozen=True)
class Route:
    source: Source
    function: ast.FunctionDef | ast.AsyncFunctionDef
    model: ast.expr

    def __str__(self) -> str:
        return f"{self.source}:{self.function.lineno}: {self.function.name} names {ast.unparse(self.model)}"

    @cached_property
    def named(self) -> set[str]:
        """The name of its ``response_model``, or several where it is one of them."""
        return {node.id for node in ast.walk(self.model) if isinstance(node, ast.Name)}


class Api:
    """The routes of one service, and the functions that make answers for them."""

    def __init__(self, modules: Iterable[Source]) -> None:
        self._trees = {source: source.tree() for source in modules}
        self._local = {source: _functions(tree) for source, tree in self._trees.items()}
        self._public = {
            name: function
            for tree in self._trees.values()
            for name, function in _functions(tree, nested=False).items()
            if not name.startswith("_")
        }

    def routes(self) -> Iterator[Route]:
        """Those that name a model, registered by a decorator or by a call: ``router.put(path, …)(function)``."""
        for source, tree in self._trees.items():
            for node in ast.walk(tree):
                if isinstance(node, Function):
                    for decorator in node.decorator_list:
                        if model := _model(decorator):
                            yield Route(source, node, model)
                elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
                    function = self._local[source].get(node.args[0].id)
                    if function is not None and (model := _model(node.func)):
                        yield Route(source, function, model)

    def answered(self, route: Route) -> set[str]:
        """The models that ``route`` answers with, as far as their names can be told."""
        return {*self._answers(route.source, route.function, route.named, ())}

    def _answers(self, source: Source, function: Function, named: set[str], seen: tuple[str, ...]) -> Iterator[str]:
        for node in _own(function):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name in ANSWERING and node.args:
                yield from self._built(source, function, node.args[0], named)
            elif name not in seen and (helper := self._called(source, node)) and _returned(helper) & RESPONSES:
                yield from self._answers(source, helper, named, (*seen, name))

    def _built(self, source: Source, function: Function, made: ast.expr, named: set[str]) -> Iterator[str]:
        """The class of which ``made`` is: built, made by a method of the class, by a function that says so, or one of
        these under a name.
        """
        if isinstance(made, ast.Await):
            yield from self._built(source, function, made.value, named)
        elif isinstance(made, ast.IfExp):
            yield from self._built(source, function, made.body, named)
            yield from self._built(source, function, made.orelse, named)
        elif isinstance(made, ast.Name):
            for value in _values(function, made.id):
                yield from self._built(source, function, value, named)
        elif isinstance(made, ast.Call):
            first = ast.unparse(made.func).partition(".")[0].partition("[")[0]
            if first[:1].isupper() or first in named:
                yield first
            elif helper := self._called(source, made):
                yield from _returned(helper)

    def _called(self, source: Source, call: ast.Call) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        name = ast.unparse(call.func)
        return self._local[source].get(name) or self._public.get(name)


def _functions(tree: ast.Module, *, nested: bool = True) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions by name, without names that several have: of those none can be told."""
    found: dict[str, list[ast.FunctionDef | ast.AsyncFunctionDef]] = {}
    for node in ast.walk(tree) if nested else tree.body:
        if isinstance(node, Function):
            found.setdefault(node.name, []).append(node)
    return {name: functions[0] for name, functions in found.items() if len(functions) == 1}


def _model(decorator: ast.expr) -> ast.expr | None:
    if not isinstance(decorator, ast.Call):
        return None
    return next((each.value for each in decorator.keywords if each.arg == "response_model"), None)


def _own(function: Function) -> Iterator[ast.AST]:
    """Every node of ``function`` but those of functions in it."""
    waiting: list[ast.AST] = [*function.body]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _values(function: Function, name: str) -> Iterator[ast.expr]:
    """What ``name`` is set to in ``function``."""
    for node in _own(function):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(ast.unparse(target) == name for target in targets):
                yield node.value


def _returned(function: Function) -> set[str]:
    """The classes that ``function`` says it returns."""
    if function.returns is None:
        return set()
    return {node.id for node in ast.walk(function.returns) if isinstance(node, ast.Name)}


def api_of(service: str) -> Api:
    return Api(source for source in sources() if source.package == service and source.layer == "api")


@pytest.mark.parametrize("service", services())
def test_a_route_answers_with_the_model_that_it_names(service: str) -> None:
    api = api_of(service)
    wrong = [
        f"{route} and answers with {', '.join(sorted(others))}"
        for route in api.routes()
        if (others := api.answered(route) - route.named)
    ]
    assert wrong == []


UNTOLD = {
    "svc_dossier.show_procedure": "sends a page that was built and encoded when its version was read",
    "svc_dossier.show_version": "sends a page that was built and encoded when its version was read",
}
"""Routes whose answer cannot be told from the source, each with the reason. None is to be added."""


def test_the_answer_of_every_other_route_can_be_told() -> None:
    untold = {
        f"{service}.{route.function.name}"
        for service in services()
        for api in [api_of(service)]
        for route in api.routes()
        if not api.answered(route)
    }
    assert untold == UNTOLD.keys()


def _models() -> Iterator[tuple[Source, ast.ClassDef]]:
    """What the bodies of requests and answers are made of."""
    for source in sources():
        if source.layer == "api":
            for node in source.tree().body:
                if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "BaseModel" for base in node.bases):
                    yield source, node


def test_answers_are_called_alike() -> None:
    """CONTRIBUTING names the endings; other services said ``Out``, ``Response`` and ``Rows``."""
    others = ("Out", "Response", "Schema", "Rows")
    assert [f"{source}: {node.name}" for source, node in _models() if node.name.endswith(others)] == []


def test_what_is_answered_in_pages_is_called_a_page() -> None:
    members = {
        f"{source}: {node.name}": {
            each.target.id
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        for source, node in _models()
    }
    paged = {name for name, names in members.items() if {"items", "next"} <= names}
    assert len(paged) > 20
    assert {name for name in members if name.endswith("Page")} == paged


ROUTE = """
def routes(one: One) -> APIRouter:
    def view(found: Found) -> Other:
        return Other.of(found)
    def answer(found: Found) -> Response:
        return typed_response(Other.of(found))
    @router.get("/", response_model={model})
    async def show() -> Response:
        {body}
"""


@pytest.mark.parametrize(
    ("model", "body", "is_wrong"),
    [
        ("Receipt", "return typed_response(Receipt.of(await one()))", False),
        ("Receipt", "return typed_response(Receipt(items=[Other.of(each) for each in one]))", False),
        ("Receipt", "return typed_response(Other.of(await one()), 201)", True),
        ("Receipt", "return typed_response(Other(id=1))", True),
        ("Receipt", "shown = Other.of(await one())\n        return typed_response(shown)", True),
        ("Receipt", "shown: Receipt = Receipt.of(1)\n        return typed_response(shown)", False),
        ("Receipt", "return typed_response(Receipt.of(1) if one else Other.of(1))", True),
        ("Receipt | Other", "return typed_response(Receipt.of(1) if one else Other.of(1))", False),
        ("Receipt", "return typed_response(view(await one()))", True),
        ("Other", "return typed_response(view(await one()))", False),
        ("Receipt", "return answer(await one())", True),
        ("Other", "return answer(await one())", False),
        ("Page[Receipt]", "return typed_response(Page[Receipt](items=[]))", False),
    ],
)
def test_another_model_than_the_named_one_is_noticed(model: str, body: str, is_wrong: bool) -> None:
    api = Api([made_up(ROUTE.format(model=model, body=body), "svc_dossier", "api")])
    (route,) = api.routes()
    assert bool(api.answered(route) - route.named) is is_wrong
    assert api.answered(route)
