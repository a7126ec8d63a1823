"""Times have one form wherever they are answered: that of ``shared.web.Timestamp``.

Pydantic's own form of a ``datetime`` is another zone and another precision, and the document shows both alike: so the
models themselves are asked.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, get_args, get_origin

import pytest
from fastapi.routing import APIRoute
from pydantic import AwareDatetime, BaseModel, NaiveDatetime, PlainSerializer

from gateway.proxy.route_table import OWN
from local_stack.openapi import routers, upstreams
from shared.clock import rfc3339
from shared.web import Moment, Timestamp


def answered_models(service: str) -> set[type[BaseModel]]:
    """The models that a route answers with, and those that they are made of."""
    routes = [route for router in routers(service) for route in router.routes if isinstance(route, APIRoute)]
    found: set[type[BaseModel]] = set()
    open_types: list[Any] = [route.response_model for route in routes]
    while open_types:
        annotation = open_types.pop()
        open_types += get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in found:
            found.add(annotation)
            open_types += [field.annotation for field in annotation.model_fields.values()]
    return found


def _in_another_form(models: set[type[BaseModel]]) -> list[str]:
    return sorted(
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        for each in _other_times(field.annotation, field.metadata)
    )


def _other_times(annotation: Any, metadata: Sequence[Any]) -> Iterator[Any]:
    """Every time in ``annotation`` that is written in another form."""
    if get_origin(annotation) is Annotated:
        inner, *about = get_args(annotation)
        yield from _other_times(inner, about)
    elif annotation in (datetime, AwareDatetime, NaiveDatetime):
        if not any(isinstance(each, PlainSerializer) and each.func is rfc3339 for each in metadata):
            yield annotation
    else:
        for inner in get_args(annotation):
            yield from _other_times(inner, ())


@pytest.mark.parametrize("service", (OWN, *upstreams()))
def test_times_in_answers_have_one_form(service: str) -> None:
    assert _in_another_form(answered_models(service)) == []


def test_another_form_is_found() -> None:
    class Base(BaseModel):
        at: Timestamp
        until: Timestamp | None
        all: dict[str, list[Timestamp]]

    class Answer(Base):
        bare: datetime
        maybe: datetime | None
        listed: list[datetime]
        asked: AwareDatetime
        sent_back: Moment

    found = ["Answer.asked", "Answer.bare", "Answer.listed", "Answer.maybe"]
    assert _in_another_form({Base, Answer}) == found
