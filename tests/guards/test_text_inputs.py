"""Whatever characters a text holds, every service takes it as it was meant or says which field is wrong."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast, get_args, get_origin

import pytest
from fastapi.routing import APIRoute
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError, create_model

from gateway.proxy.route_table import OWN
from local_stack.openapi import routers, upstreams
from shared.text import CONTROL, each_text
from shared.validation import field_errors
from shared.web import StrictRoute

EXAMPLES = 60
"""How many texts are drawn for each service; a text is tried in all its fields."""
BENIGN = ("{}", "Nguyễn Văn {}An", "Ổ gà lớn trước chợ {} Quảng Ngãi", "09{}12345678", "1.00{}1193", "ab{}c-d")
"""What is put around the drawn characters, so that they also come where a length or a form lets a text through."""


@dataclass(frozen=True)
class TextField:
    """``model`` holds this member alone; ``meant`` is the door that its bodies pass."""

    where: str
    name: str
    model: type[BaseModel]
    listed: bool
    meant: Callable[[str], str]

    def taken(self, text: str) -> list[str]:
        """What is kept of ``text``. Raises ``ValidationError``."""
        body = each_text(self.meant, {self.name: [text] if self.listed else text})
        return list(_texts(getattr(self.model.model_validate(body), next(iter(self.model.model_fields)))))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _texts(member)


@cache
def text_fields(service: str) -> tuple[TextField, ...]:
    """Every member of every request body of ``service`` that is a text or a list of texts."""
    found: dict[tuple[type[BaseModel], str, object], TextField] = {}
    for router in routers(service):
        for route in router.routes:
            if isinstance(route, APIRoute) and route.body_field is not None:
                meant = cast(StrictRoute, route).request.meant
                for model in _models(route.body_field.field_info.annotation, set()):
                    for field in _of_model(model, meant):
                        found[model, field.name, meant] = field
    return tuple(found.values())


def _models(annotation: Any, seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    known = isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel)
    if known and annotation not in seen:
        seen.add(annotation)
        yield annotation
        for info in annotation.model_fields.values():
            yield from _models(info.annotation, seen)
    for inner in get_args(annotation):
        yield from _models(inner, seen)


def _of_model(model: type[BaseModel], meant: Callable[[str], str]) -> Iterator[TextField]:
    for name, info in model.model_fields.items():
        kinds = set(_leaves(info.annotation))
        if str in kinds and dict not in kinds:
            member: dict[str, Any] = {name: (info.annotation, info)}
            alone = create_model(model.__name__, __config__=model.model_config, **member)
            yield TextField(f"{model.__name__}.{name}", info.alias or name, alone, list in kinds, meant)


def _leaves(annotation: Any) -> Iterator[type]:
    """``str`` of ``list[str] | None``, with the ``list`` that holds it."""
    if (origin := get_origin(annotation)) in (list, tuple, dict):
        yield dict if origin is dict else list
    inner = get_args(annotation)
    if not inner and isinstance(annotation, type):
        yield annotation
    for one in inner:
        yield from _leaves(one)


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_every_service_has_texts_to_try(service: str) -> None:
    assert len(text_fields(service)) >= 2, "or the test below tries nothing"


@pytest.mark.parametrize("service", (OWN, *upstreams()))
@settings(max_examples=EXAMPLES, deadline=None)
@example("\x00")
@example("\u200b\u202e\ufeff\u2028")
@example("a\u0301\U0001f469\u200d\U0001f467\ue000\uffff")
@example("\u00b8")
@example("0 ")
@given(drawn=st.text(max_size=12))
def test_a_text_is_taken_as_it_was_meant_or_its_field_is_named(service: str, drawn: str) -> None:
    for field in text_fields(service):
        for around in BENIGN:
            text = around.format(drawn)
            try:
                kept = field.taken(text)
            except ValidationError as error:
                said = field_errors([{**each, "loc": ("body", *each["loc"])} for each in error.errors()])
                assert {each.field.partition("[")[0].partition(".")[0] for each in said} == {field.name}, field.where
                assert all(each.message and not each.message.isascii() for each in said), (field.where, said)
                continue
            for one in kept:
                assert one == unicodedata.normalize("NFC", one), (field.where, one)
                assert not CONTROL.search(one), (field.where, one)
                assert one == one.strip(), (field.where, one)
                one.encode("utf-8")


NAMES = {"name", "holder", "author"}
LOOKED_FOR = {"StudentsOfName.name"}
"""Parts of names: what is no name finds nobody."""
NO_NAMES = ("Lan 😀", "Lan \ufffd", "Nguyễn 王小明", "Nguyễn محمد", "...", "\u200b" * 5, "Z" + "\u0301" * 40)


def names(service: str) -> list[TextField]:
    named = [field for field in text_fields(service) if field.name in NAMES or field.name.endswith("_name")]
    # A label that an answer has is taken back, and dropped.
    return [field for field in named if field.where not in LOOKED_FOR and field.taken("Nguyễn Văn An")]


def _kept(field: TextField, text: str) -> list[str]:
    """Nothing, where it is refused."""
    try:
        return field.taken(text)
    except ValidationError:
        return []


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_what_is_no_name_is_refused_at_every_door(service: str) -> None:
    for field in names(service):
        [kept] = field.taken("Nguyễn\u00a0Văn\u200b An")
        assert kept.split() == ["Nguyễn", "Văn", "An"], field.where
        taken = [strange for strange in NO_NAMES if any(_kept(field, strange))]
        assert taken == [], field.where


def test_names_are_found() -> None:
    assert {service for service in (OWN, *upstreams()) if names(service)} >= {OWN, "svc-dossier", "svc-feedback"}
