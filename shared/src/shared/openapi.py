"""What a service's OpenAPI document says beyond its types: a word for every member and every parameter.

A name means one thing wherever it stands, so most words are written once, in dictionaries: ``dictionary.yaml`` here,
for names that several services use, and ``api/dictionary.yaml`` of each service. What a model says itself with
``Field(description=…)`` comes first, then ``Model.member`` of a dictionary, then the bare name. The label beside a code
needs no word of its own. A guard fails when a member has none of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from mimetypes import guess_type
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from shared.data_files import read_yaml

_SUCCESS = "Thành công"
_LABEL = "Nhãn của {code}, để hiển thị"
_FORMS_OF_FASTAPI = ("HTTPValidationError", "ValidationError")
_NESTED = ("items", "additionalProperties", "not")
_LISTS = ("anyOf", "allOf", "oneOf", "prefixItems")


@dataclass(frozen=True)
class Dictionary:
    members: Mapping[str, str] = field(default_factory=dict)
    """What each member means, by ``name`` or ``Model.name``."""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def word(self, model: str, member: str) -> str | None:
        own = f"{model.removesuffix('-Input').removesuffix('-Output')}.{member}"
        return self.members.get(own) or self.members.get(member)

    def __or__(self, other: "Dictionary") -> "Dictionary":
        return Dictionary({**self.members, **other.members}, {**self.parameters, **other.parameters})


def read_dictionary(folder: Traversable) -> Dictionary:
    file = folder / "dictionary.yaml"
    return Dictionary(**read_yaml(file)) if file.is_file() else Dictionary()


class DescribedApp(FastAPI):
    """An application whose document has the words of the packages that its routes are written in."""

    def __init__(self, routers: Sequence[APIRouter], **options: Any) -> None:
        super().__init__(**options)
        routes = [route for router in routers for route in router.routes]
        # As they are: to include a router is to build each of its routes a second time, and to look into it each time.
        self.router.routes.extend(routes)
        self._packages = {
            route.endpoint.__module__.partition(".")[0] for route in routes if isinstance(route, APIRoute)
        }

    def openapi(self) -> dict[str, Any]:
        if not self.openapi_schema:
            words = read_dictionary(files("shared"))
            for package in self._packages:
                words |= read_dictionary(files(package) / "api")
            describe(super().openapi(), words)
        assert self.openapi_schema is not None
        return self.openapi_schema


def describe(document: dict[str, Any], words: Dictionary) -> None:
    """Writes into ``document`` the words that it lacks. Takes out the titles that pydantic makes of names, the
    English words of classes, and FastAPI's own form of an error, which no route of ours answers with.
    """
    for form in _FORMS_OF_FASTAPI:
        document.get("components", {}).get("schemas", {}).pop(form, None)
    for schema in document.get("components", {}).get("schemas", {}).values():
        if str(schema.get("description", "")).isascii():  # what a class says to whoever reads the code
            schema.pop("description", None)
    for path, operations in document.get("paths", {}).items():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _add(parameter, words.parameters.get(parameter["name"]))
                parameter["schema"].pop("title", None)
            operation.get("responses", {}).pop("422", None)
            for answer in operation.get("responses", {}).values():
                if answer.get("description") == "Successful Response":
                    answer["description"] = _SUCCESS
                    answer.setdefault("content", _file(path))
    for model, name, schema in members(document):
        _add(schema, words.word(model, name) or _of_label(name))
        schema.pop("title", None)
        for fixed in [schema, *schema.get("anyOf", ())]:
            _type_items(fixed)


def members(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every member of every object that ``document`` speaks of: its model, its name, its schema."""
    for model, schema in document.get("components", {}).get("schemas", {}).items():
        yield from _members(model, schema)
    for path, operations in document.get("paths", {}).items():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation.get("responses", {}).values()]
            for media in (media for body in bodies for media in body.get("content", {}).values()):
                yield from _members(path, media.get("schema", {}))


def _members(model: str, schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name, member in schema.get("properties", {}).items():
        yield model, name, member
        yield from _members(model, member)
    nested = [schema[key] for key in _NESTED if key in schema]
    for inner in [*nested, *(each for key in _LISTS for each in schema.get(key, ()))]:
        if isinstance(inner, dict):
            yield from _members(model, inner)


def _of_label(name: str) -> str | None:
    code = name.removesuffix("_label")
    return _LABEL.format(code=code) if code != name else None


def _file(path: str) -> dict[str, Any]:
    """What a route answers that has no model: a file, whose kind is told by the end of its address if at all."""
    media_type = guess_type(path)[0] or "application/octet-stream"
    return {media_type: {"schema": {"type": "string", "format": "binary"}}}


def _type_items(array: dict[str, Any]) -> None:
    """Pairs: pydantic says what each of the two is, while most tools look for what all items are."""
    inner = array.get("items", {})
    if isinstance(inner, dict) and "prefixItems" in inner:
        inner.setdefault("items", inner["prefixItems"][0])


def _add(described: dict[str, Any], word: str | None) -> None:
    if word and not described.get("description"):
        described["description"] = word
