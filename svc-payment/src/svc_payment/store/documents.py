"""Dataclasses as MongoDB keeps them, and back."""

from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from shared.crypto import FieldCipher
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


class SealedDocumentOf(DocumentOf[T]):
    """The same with the text ``member`` sealed for its own document: payers and providers name in it whom they like."""

    def __init__(self, kind: type[T], member: str, cipher: FieldCipher) -> None:
        super().__init__(kind)
        self._member = member
        self._cipher = cipher

    def write(self, value: T) -> Document:
        document = super().write(value)
        context = text_context(self._member, document)
        return {**document, self._member: self._cipher.encrypt(document[self._member], context)}

    def read(self, document: Document) -> T:
        context = text_context(self._member, document)
        return super().read({**document, self._member: self._cipher.decrypt(document[self._member], context)})


def text_context(member: str, document: Document) -> str:
    return f"{member}:{document['_id']}"


def seal_bytes(content: bytes, context: str, cipher: FieldCipher) -> str:
    return cipher.encrypt(content.decode("latin-1"), context)


def open_bytes(sealed: str, context: str, cipher: FieldCipher) -> bytes:
    return cipher.decrypt(sealed, context).encode("latin-1")
