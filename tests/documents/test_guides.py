"""What the guides and the page about forms say is what the interface and the published forms have."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import compiler_for, shipped_files
from tests.guards.sources import ROOT

FORMS = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
PATHS = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
_REQUEST = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)[ (\"`]+(/v1/[\w/{}-]+)")
_MEMBERS = ("properties", "x-labels")
"""Words whose members are names of the form's own."""
_OPAQUE = ("examples", "default", "const", "x-person")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_request_that_a_guide_names_exists(guide: Path) -> None:
    named = {(method.lower(), path) for method, path in _REQUEST.findall(guide.read_text(encoding="utf-8"))}
    assert len(named) > 3
    assert {(method, path) for method, path in named if method not in PATHS.get(path, {})} == set()


def test_a_published_form_uses_no_word_that_the_page_does_not_explain() -> None:
    compiler = compiler_for(agencies("H48"))
    forms = [compiled.form for file in shipped_files(compiler) if (compiled := compiler.compiled(file)).form]
    explained = set(re.findall(r"`([\w-]+)`", FORMS))
    used = {word for form in forms for word in _words(form.schema)}
    assert {"title", "x-labels"} <= used
    assert used - explained == set()
    assert {kind for form in forms for kind in _values(form.schema, "type")} <= explained
    assert {kind for form in forms for kind in _values(form.schema, "format")} <= explained


def _words(schema: Mapping[str, Any]) -> Iterator[str]:
    for word, value in schema.items():
        yield word
        if word not in _OPAQUE and word != "x-labels":
            yield from (deeper for part in _parts(word, value) for deeper in _words(part))


def _values(schema: Mapping[str, Any], wanted: str) -> Iterator[str]:
    for word, value in schema.items():
        if word == wanted:
            yield value
        elif word not in _OPAQUE and word not in _MEMBERS[1:]:
            yield from (deeper for part in _parts(word, value) for deeper in _values(part, wanted))


def _parts(word: str, value: Any) -> list[Mapping[str, Any]]:
    """The schemas below a word."""
    if word in _MEMBERS:
        return [each for each in value.values() if isinstance(each, dict)]
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
