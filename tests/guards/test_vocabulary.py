"""The words of the field: none of the private vocabulary that once had to be learnt before reading a line."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.guards.sources import ROOT, Source, sources

OLD_WORDS = {
    "Desk": "the few dependencies of each use case",
    "Wish": "StepCommand",
    "Particulars": "StepData",
    "Standing": "StepContext",
    "Filing": "NewDossier",
    "Filed": "NewDossier",
    "Filer": "CreateDossier",
    "file_dossier": "create_dossier",
    "Taken": "DuplicateValue",
    "Stale": "VersionConflict",
    "VersionStale": "OutdatedVersion",
    "MovedOn": "VersionConflict",
    "HearUpstream": "ApplyUpstreamStatus",
    "UpstreamWord": "UpstreamStatus",
    "Told": "by what it is",
    "Heard": "by what it is",
    "Look": "AccessLogEntry",
    "Looks": "AccessLog",
    "looked": "entered in the access log",
    "Handed": "SubmittedDocument",
    "Together": "Batcher",
    "Rounds": "PeriodicTask",
    "Nudge": "Wakeup",
    "nudge": "wakeup",
    "PartyUnavailable": "DependencyUnavailable",
    "_bury": "_dead_letter",
    "happened": "new_event",
    "Survey": "DeliveryContext",
    "survey": "delivery_context",
    "Circumstances": "DeliveryContext",
    "Gate": "CircuitBreaker",
    "Passage": "CircuitBreaker",
    "Foretell": "PreviewDecision",
    "foretell": "preview_decision",
    "joining": "coalescing",
    "Turn": "coalescing",
    "speaker": "coalescing",
    "TELLING": "EVENT_MILESTONES",
    "PUSHES": "PUSH_POLICY",
    "NotTold": "SuppressedReason",
    "Verdict": "by what it is",
    "Edge": "ProxyApp; Transition in state tables",
    "Way": "by what it is",
    "Why": "by what it is",
    "Kind": "by what it is",
}
"""With what each became."""

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
        f"{source}:{line}: {name} is now {OLD_WORDS[name]}"
        for source in sources()
        for line, name in identifiers(source)
        if name in OLD_WORDS
    ]
    assert left == []


def test_no_module_of_the_old_vocabulary_is_left() -> None:
    assert [str(source) for source in sources() if source.path.stem in OLD_FILES] == []


@pytest.mark.parametrize("document", sorted(path.name for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))))
def test_documents_speak_of_layers(document: str) -> None:
    text = next(iter((*ROOT.glob(document), *ROOT.glob(f"docs/{document}")))).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:four rooms|the house|a room|its rooms?)\b", text, re.IGNORECASE) == []
