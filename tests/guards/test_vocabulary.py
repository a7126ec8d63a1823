"""The words of the field: none of the private vocabulary that once had to be learnt before reading a line."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.guards.sources import ROOT, Source, sources

OLD_WORDS = {
    "Desk",
    "Wish",
    "Particulars",
    "Standing",
    "Filing",
    "Filed",
    "Filer",
    "file_dossier",
    "Taken",
    "Stale",
    "VersionStale",
    "MovedOn",
    "HearUpstream",
    "UpstreamWord",
    "Told",
    "Heard",
    "Look",
    "Looks",
    "looked",
    "Handed",
    "Together",
    "Rounds",
    "Nudge",
    "nudge",
    "PartyUnavailable",
    "_bury",
    "happened",
    "Survey",
    "survey",
    "Circumstances",
    "Gate",
    "Passage",
    "Foretell",
    "foretell",
    "joining",
    "Turn",
    "speaker",
    "TELLING",
    "PUSHES",
    "NotTold",
    "Verdict",
    "Edge",
    "Way",
    "Why",
    "Kind",
}
"""What each became stands in CHANGELOG.md."""

OLD_FILES = {
    "answers",
    "together",
    "rounds",
    "looks",
    "desk",
    "foretell",
    "joining",
    "survey",
    "gate",
    "hear_upstream",
    "file_dossier",
}


def identifiers(source: Source) -> Iterator[tuple[int, str]]:
    """Every name that the source defines or binds, with its line."""
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias):
            yield node.lineno, (node.asname or node.name).rpartition(".")[2]


def test_no_name_of_the_old_vocabulary_is_left() -> None:
    left = [
        f"{source}:{line}: {name}" for source in sources() for line, name in identifiers(source) if name in OLD_WORDS
    ]
    assert left == []


def test_no_module_of_the_old_vocabulary_is_left() -> None:
    assert [str(source) for source in sources() if source.path.stem in OLD_FILES] == []


@pytest.mark.parametrize("document", sorted(path.name for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))))
def test_documents_speak_of_layers(document: str) -> None:
    text = next(iter((*ROOT.glob(document), *ROOT.glob(f"docs/{document}")))).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:four rooms|the house|a room|its rooms?)\b", text, re.IGNORECASE) == []
