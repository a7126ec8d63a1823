"""What the API does with a store: it reads where nothing is decided, and whatever changes something is a use case."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from tests.guards.sources import Source, made_up, services, sources

CHANGING = re.compile(
    r"(?:add|append|change|clear|create|delete|drop|end|enter|insert|keep|mark|move|put|remove|replace|revoke|save|set"
    r"|store|update|upsert|write)(?:_|$)"
)
"""How the name of a method that changes something begins."""
WRITES = frozenset(
    f"{verb}_{what}"
    for verb in ("insert", "update", "replace", "delete", "find_one_and")
    for what in ("one", "many", "each", "update", "replace", "delete")
) | {"bulk_write"}
"""What a collection is written with, whatever the method that does so is called."""

STILL_CHANGING: Mapping[str, str] = {
    "gateway/src/gateway/api/official_template/reports.py: call.pictures.keep": (
        "the template uploads a picture before anybody knows what for: it waits for its report and changes nothing"
    ),
}
"""Which calls of the API change something all the same, each with its reason. None is to be added."""


@dataclass(frozen=True)
class Stores:
    """The changing methods of one service's store classes, by class."""

    changing: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, modules: Iterable[Source]) -> "Stores":
        classes = [node for source in modules for node in source.tree().body if isinstance(node, ast.ClassDef)]
        return cls({node.name: frozenset(_changing(node)) for node in classes})

    def changed_by(self, api: Iterable[Source]) -> Iterator[str]:
        """Every place of ``api`` that names a changing method of a store. What is a store is told by its annotation, of
        a parameter or of a member, anywhere in the API.
        """
        trees = {source: [*ast.walk(source.tree())] for source in api}
        bound: dict[str, set[str]] = {}
        for nodes in trees.values():
            for node in nodes:
                if isinstance(node, ast.arg) and node.annotation is not None:
                    bound.setdefault(node.arg, set()).update(self._named(node.annotation))
                elif isinstance(node, ast.AnnAssign):
                    bound.setdefault(ast.unparse(node.target), set()).update(self._named(node.annotation))
        for source, nodes in trees.items():
            for node in nodes:
                if isinstance(node, ast.Attribute) and any(
                    node.attr in self.changing[a_class]
                    for a_class in bound.get(ast.unparse(node.value).rpartition(".")[2], ())
                ):
                    yield f"{source}:{node.lineno}: {ast.unparse(node)}"

    def _named(self, annotation: ast.expr) -> set[str]:
        return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)} & self.changing.keys()


def _changing(store: ast.ClassDef) -> set[str]:
    """The methods of ``store`` that are called by a changing verb, that write, or that call one that does."""
    methods = {node.name: node for node in store.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    used = {
        name: {node.attr for node in ast.walk(method) if isinstance(node, ast.Attribute)}
        | {node.id for node in ast.walk(method) if isinstance(node, ast.Name)}
        for name, method in methods.items()
    }
    found = {name for name, method in methods.items() if CHANGING.match(name) or used[name] & WRITES}
    while more := {name for name in methods if name not in found and used[name] & found & methods.keys()}:
        found |= more
    return found


def test_the_api_changes_nothing_past_a_use_case() -> None:
    found = set()
    for service in services():
        ours = [source for source in sources() if source.package == service]
        stores = Stores.of(source for source in ours if source.layer == "store")
        found |= {*stores.changed_by(source for source in ours if source.layer == "api")}
    assert {re.sub(r":\d+:", ":", each) for each in found} == STILL_CHANGING.keys(), sorted(found)


STORE = """
class Schools:
    async def find(self, school_id: str) -> School: ...
    async def set_fee_items(self, school_id: str) -> bool: ...
    async def read(self, staff_id: str) -> None:
        await self._read.update_one({"_id": staff_id}, {})
    async def seen(self, staff_id: str) -> None:
        await self.read(staff_id)
"""


@pytest.mark.parametrize(
    ("text", "is_noticed"),
    [
        ("def routes(schools: Schools):\n    async def put():\n        await schools.set_fee_items('a')\n", True),
        ("def routes(schools: Schools | None):\n    async def put():\n        await schools.read('a')\n", True),
        ("def routes(schools: Schools):\n    async def put():\n        await schools.seen('a')\n", True),
        ("def routes(schools: Schools):\n    change = schools.set_fee_items\n", True),
        (
            "class Call:\n    places: Schools\nasync def put(call: Call):\n    await call.places.set_fee_items('a')\n",
            True,
        ),
        ("def routes(schools: Schools):\n    async def show():\n        await schools.find('a')\n", False),
        (
            "def routes(change: ChangeSchool, names: set[str]):\n    names.update('a')\n    change.set_fee_items\n",
            False,
        ),
    ],
)
def test_a_change_past_the_use_cases_is_noticed(text: str, is_noticed: bool) -> None:
    stores = Stores.of([made_up(STORE, "svc_payment", "store")])
    assert bool([*stores.changed_by([made_up(text, "svc_payment", "api")])]) is is_noticed
