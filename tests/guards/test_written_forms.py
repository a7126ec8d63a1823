"""Who writes a text that does not keep to its pattern is told how it is written."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.proxy.route_table import OWN
from local_stack.openapi import document, upstreams
from shared.validation import field_errors
from shared.written_forms import FORMS


def patterns(node: Any) -> Iterator[str]:
    """Yield the patterns of texts; a property that is called ``pattern`` is none."""
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for member in node.values():
            yield from patterns(member)
    elif isinstance(node, list):
        for member in node:
            yield from patterns(member)


def test_every_pattern_says_what_is_allowed() -> None:
    every = {pattern for service in (OWN, *upstreams()) for pattern in patterns(document(service))}
    assert len(every) > 30, "or the interface is no longer read"
    assert sorted(every - FORMS.keys()) == []
    assert sorted(FORMS.keys() - every) == []


@pytest.mark.parametrize("pattern", FORMS)
def test_the_words_are_those_that_are_answered_and_their_example_fits(pattern: str) -> None:
    error = {"type": "string_pattern_mismatch", "loc": ("body", "x"), "ctx": {"pattern": pattern}}
    [said] = field_errors([error])
    assert said.message == FORMS[pattern]
    if example := re.search(r"(?:ví dụ|ghi như) ([^,:]+?)(?:[,:]|\.?$)", said.message):
        assert re.fullmatch(pattern, example[1]), (pattern, example[1])
