"""The form of a use case: a frozen dataclass, whose fields are what it needs and whose one verb is its call."""

import ast
import builtins
import re
from collections.abc import Iterator

import pytest

from shared import errors
from tests.guards.sources import Source, made_up, sources

OTHER_FORMS = {
    # What several use cases are built with, and what none calls alone.
    "svc_content.ArticleEvents": "the events of a step, with the link that previews need too",
    "svc_feedback.FeedbackEvents": "the events of a step, one method for each type",
    "svc_feedback.CurrentCatalogue": "holds the catalogue in force, which is replaced while requests run",
    "svc_feedback.Rules": "the rules in force, which every use case asks for another part of",
    "svc_dossier.Rules": "the rules in force, which are read again by the clock",
    "svc_payment._Tally": "counts while one file is read, and is gone after it",
    # Two verbs of one thing.
    "svc_content.CountReads": "counts in memory, and writes the counts by the clock: two classes would share one state",
    "svc_content.IndexForSearch": "one verb for each of six kinds of facts, all with the one rule of what is newer",
}
"""What has another form in ``use_cases/``, each with its reason. None is to be added."""


NO_USE_CASE = {"Enum", "IntEnum", "StrEnum", "Flag", "Protocol"} | {
    name
    for module in (builtins, errors)
    for name, member in vars(module).items()
    if isinstance(member, type) and issubclass(member, BaseException)
}
"""What a class is derived from that says something, and does nothing."""
AWAITED = re.compile(r"\b(?:Awaitable|Coroutine|Future|Task|Async(?:Iterator|Iterable|Generator))\b")


def other_forms(source: Source) -> Iterator[str]:
    """The classes that act in another form, and functions that await something, themselves or in what they return: what
    they wait for is a dependency. Exceptions, protocols and enums are derived, and data has no verb.
    """
    for node in source.tree().body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _awaits(node):
            yield f"{source.package}.{node.name}"
        if isinstance(node, ast.ClassDef) and not _says_only(node) and (verbs := _verbs(node)):
            frozen = any("frozen=True" in ast.unparse(each) for each in node.decorator_list)
            if not frozen or verbs != {"__call__"}:
                yield f"{source.package}.{node.name}"


def _awaits(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it does, or a function in it, or it returns what somebody else is to await."""
    if function.returns is not None and AWAITED.search(ast.unparse(function.returns)):
        return True
    return any(isinstance(node, ast.AsyncFunctionDef) for node in ast.walk(function))


def _says_only(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).rpartition(".")[2] in NO_USE_CASE for base in node.bases)


def _verbs(node: ast.ClassDef) -> set[str]:
    """Its public methods, and the public names that it gives to others. A property, and what makes an instance, is no
    verb as long as it waits for nothing.
    """
    named = {
        method.name
        for method in node.body
        if isinstance(method, ast.AsyncFunctionDef)
        or (
            isinstance(method, ast.FunctionDef)
            and not {"property", "cached_property", "classmethod"} & {*map(ast.unparse, method.decorator_list)}
        )
    }
    aliases = {
        target.id
        for assigned in node.body
        if isinstance(assigned, ast.Assign) and isinstance(assigned.value, ast.Name | ast.Attribute | ast.Lambda)
        for target in assigned.targets
        if isinstance(target, ast.Name)
    }
    return {name for name in named | aliases if name == "__call__" or not name.startswith("_")}


def test_use_cases_have_one_form() -> None:
    found = {each for source in sources() if source.layer == "use_cases" for each in other_forms(source)}
    assert found - OTHER_FORMS.keys() == set()
    assert OTHER_FORMS.keys() - found == set(), "these have the one form by now"


@pytest.mark.parametrize(
    ("text", "is_noticed"),
    [
        ("class Archive:\n    def __init__(self): ...\n    async def archive(self): ...\n", True),
        ("@dataclass\nclass Archive:\n    async def __call__(self): ...\n", True),
        (
            "@dataclass(frozen=True)\nclass Archive:\n    async def __call__(self): ...\n    def again(self): ...\n",
            True,
        ),
        ("@dataclass(frozen=True)\nclass Archive:\n    async def archive(self): ...\n", True),
        (
            "@dataclass(frozen=True, slots=True)\nclass Archive:\n    def __call__(self): ...\n    def _a(self): ...\n",
            False,
        ),
        ("async def archive(dossiers: Dossiers) -> None: ...\n", True),
        ("def archived(dossier: Dossier) -> Dossier: ...\n", False),
        ("@dataclass(frozen=True)\nclass Archived:\n    at: int\n    @property\n    def day(self): ...\n", False),
        ("class ArchivedBefore(Conflict):\n    def __init__(self): ...\n    def say(self): ...\n", False),
        ("class Archived(errors.Conflict, Generic[T]):\n    def say(self): ...\n", False),
        ("class Archived(StrEnum):\n    DONE = 'done'\n    def say(self): ...\n", False),
        ("class Archive(Protocol):\n    async def __call__(self): ...\n", False),
        ("class Archive(Step):\n    async def __call__(self): ...\n", True),
        ("class Archive(Generic[T]):\n    async def archive(self): ...\n", True),
        ("@dataclass(frozen=True)\nclass Archive(Step):\n    async def __call__(self): ...\n", False),
        ("@dataclass(frozen=True)\nclass Archive:\n    async def __call__(self): ...\n    again = __call__\n", True),
        ("@dataclass(frozen=True)\nclass Archive:\n    async def _do(self): ...\n    run = _do\n", True),
        ("@dataclass(frozen=True)\nclass Archive:\n    run = lambda self: self._do()\n", True),
        (
            "@dataclass(frozen=True)\nclass Archive:\n    at: int\n    @classmethod\n    async def of(cls): ...\n",
            True,
        ),
        ("async def _archive(dossiers: Dossiers) -> None: ...\n", True),
        ("def archive(dossiers: Dossiers) -> Awaitable[None]:\n    return dossiers.archive()\n", True),
        ("def archiver(dossiers: Dossiers):\n    async def archive(): ...\n    return archive\n", True),
        (
            "@dataclass(frozen=True)\nclass Archive:\n    async def __call__(self):\n        async def again(): ...\n",
            False,
        ),
    ],
)
def test_another_form_is_noticed(text: str, is_noticed: bool) -> None:
    assert bool([*other_forms(made_up(text, "svc_dossier", "use_cases"))]) is is_noticed
