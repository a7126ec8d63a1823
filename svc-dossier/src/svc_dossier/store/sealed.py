"""All that this service encrypts at rest, for ``reseal``."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.mongo import Document
from shared.reseal import Sealed


def _form(document: Document) -> Mapping[str, str]:
    """Every text of the form: which of them are personal says the procedure's version, and what opens was sealed."""
    return {f"form{place.replace('/', '.')}": f"{document['_id']}{place}" for place in _texts(document["form"], "")}


def _texts(part: Any, place: str) -> Iterator[str]:
    if isinstance(part, str):
        yield place
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from _texts(value, f"{place}/{name}")
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from _texts(value, f"{place}/{number}")


def _contact(document: Document) -> Mapping[str, str]:
    return {f"contact.{name}": f"{document['_id']}/{name}" for name in ("phone", "note")}


SEALED = (
    Sealed("dossiers", ("form",), _form, mixed=True),
    Sealed("drafts", ("form",), lambda document: {"form": document["_id"]}),
    Sealed("appointments", ("contact",), _contact),
)
