"""Dataclasses as MongoDB keeps them, and back."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from shared.mongo import Document

T = TypeVar("T")


class DocumentOf(Generic[T]):
    """The document of a dataclass whose ``id`` is the document's. What is not a member of it is left out on the way
    back."""

    def __init__(self, kind: type[T]) -> None:
        self._adapter: TypeAdapter[T] = TypeAdapter(kind)

    def write(self, value: T) -> Document:
        members: dict[str, Any] = self._adapter.dump_python(value)
        return {"_id": members.pop("id"), **members}

    def read(self, document: Document) -> T:
        return self._adapter.validate_python({**document, "id": document["_id"]})
