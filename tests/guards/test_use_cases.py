"""The form of a use case: a frozen dataclass, whose fields are what it needs and whose one verb is its call."""

import ast
from collections.abc import Iterator

import pytest

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
    "svc_content.CountReads": "counts in memory, and writes the counts by the clock",
    "svc_content.IndexForSearch": "one verb for each kind of thing that is found",
}
"""What has another form in ``use_cases/``, each with its reason. None is to be added."""


def other_forms(source: Source) -> Iterator[str]:
    """The classes that act in another form, and functions that await something: what they wait for is a dependency.
    Exceptions, protocols and enums are derived, and data has no verb.
    """
    for node in source.tree().body:
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield f"{source.package}.{node.name}"
        if isinstance(node, ast.ClassDef) and not node.bases and (verbs := _verbs(node)):
            frozen = any("frozen=True" in ast.unparse(each) for each in node.decorator_list)
            if not frozen or verbs != {"__call__"}:
                yield f"{source.package}.{node.name}"


def _verbs(node: ast.ClassDef) -> set[str]:
    return {
        method.name
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        and (method.name == "__call__" or not method.name.startswith("_"))
        and not {"property", "cached_property", "classmethod"} & {ast.unparse(each) for each in method.decorator_list}
    }


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
        ("class ArchivedBefore(Conflict):\n    def __init__(self): ...\n", False),
    ],
)
def test_another_form_is_noticed(text: str, is_noticed: bool) -> None:
    assert bool([*other_forms(made_up(text, "svc_dossier", "use_cases"))]) is is_noticed
