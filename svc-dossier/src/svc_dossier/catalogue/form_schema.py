"""A form's JSON Schema (2020-12) put together from its file: parts filled in, members closed, sizes bounded.

Beside the standard's keywords: ``x-labels`` (what a choice is called), ``x-personal`` (encrypted at rest), ``x-person``
(which members are the number, birth date and sex of one person, that must agree), ``x-written`` (how a text with a
``pattern`` is to be written).
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = dict[str, Any]
Path = tuple[str, ...]
"""Member names from the form's root; ``*`` stands for each item of an array."""

_RANGE = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
_BOUNDS: Mapping[str, Sequence[Sequence[str]]] = {
    "string": (("enum", "maxLength", "format"),),
    "array": (("maxItems",),),
    "integer": _RANGE,
    "number": _RANGE,
}
"""What a field of each type must say about its size: one of each group."""
LARGEST = 10**15
"""A number beyond it is not exact in JavaScript, and MongoDB keeps no more than 64 bits."""


def form_schema(definition: Schema, parts: Mapping[str, Schema]) -> Schema:
    """The published schema. Raises ``KeyError`` for an unknown part, ``ValueError`` for what has no title or bound."""
    return _closed(_assembled(definition, parts))


def walk(part: Schema, path: Path = ()) -> Iterator[tuple[Path, Schema]]:
    """Every field of a form's schema with its path, from the root down."""
    yield path, part
    for name, member in part.get("properties", {}).items():
        yield from walk(member, (*path, name))
    if part.get("type") == "array":
        yield from walk(part["items"], (*path, "*"))


def _assembled(part: Any, parts: Mapping[str, Schema]) -> Any:
    """``part`` with every ``$ref`` replaced by the part it names; members beside the ``$ref`` win."""
    if isinstance(part, list):
        return [_assembled(member, parts) for member in part]
    if not isinstance(part, dict):
        return part
    whole = {**copy.deepcopy(parts[part["$ref"]]), **part} if "$ref" in part else part
    return {name: _assembled(member, parts) for name, member in whole.items() if name != "$ref"}


def _closed(part: Schema) -> Schema:
    """``part`` without room for unknown members; refuses what is not bounded, because what is stored must be."""
    kind, title = str(part.get("type")), part.get("title")
    bounds = _BOUNDS.get(kind, ())
    if title is None or not all(any(bound in part for bound in group) for group in bounds):
        raise ValueError(f"form field {title!r} of type {kind}: needs a title and one of each of {bounds}")
    if any(abs(part.get(bound, 0)) > LARGEST for group in _RANGE for bound in group):
        raise ValueError(f"form field {title!r}: a number may not go beyond {LARGEST}")
    if "pattern" in part and "x-written" not in part and "format" not in part:
        raise ValueError(f"form field {title!r}: whoever does not keep to a pattern is told x-written")
    if kind == "array":
        return {**part, "items": _closed(part["items"])}
    if kind == "object":
        properties = {name: _closed(member) for name, member in part["properties"].items()}
        return {**part, "properties": properties, "additionalProperties": False}
    return part
