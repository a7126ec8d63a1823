"""Who sent a report, and what pictures say of where they were taken: encrypted, each bound to its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.crypto import FieldCipher
from shared.mongo import Document
from shared.reseal import Sealed


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str


@dataclass(frozen=True)
class SealedContact:
    name: str
    phone: str


@dataclass(frozen=True)
class SealedFacts:
    """What one file says: where and when it was taken, as the file itself says."""

    file_id: str
    sealed: str


@dataclass(frozen=True)
class Seal:
    cipher: FieldCipher

    def close_contact(self, contact: Contact, owner_id: str) -> SealedContact:
        """Bound to the report ``owner_id``."""
        return SealedContact(
            self.cipher.encrypt(contact.name, f"contact-name:{owner_id}"),
            self.cipher.encrypt(contact.phone, f"contact-phone:{owner_id}"),
        )

    def open_contact(self, sealed: SealedContact, owner_id: str) -> Contact:
        return Contact(
            self.cipher.decrypt(sealed.name, f"contact-name:{owner_id}"),
            self.cipher.decrypt(sealed.phone, f"contact-phone:{owner_id}"),
        )

    def close_facts(self, facts: Mapping[str, Any], file_id: str) -> SealedFacts:
        return SealedFacts(file_id, self.cipher.encrypt(orjson.dumps(facts).decode(), f"taken:{file_id}"))

    def open_facts(self, sealed: SealedFacts) -> Mapping[str, Any]:
        opened: Mapping[str, Any] = orjson.loads(self.cipher.decrypt(sealed.sealed, f"taken:{sealed.file_id}"))
        return opened


def _of_report(document: Document) -> Mapping[str, str]:
    contact = {f"contact.{name}": f"contact-{name}:{document['_id']}" for name in ("name", "phone")}
    taken = {
        f"taken.{number}.sealed": f"taken:{facts['file_id']}"
        for number, facts in enumerate(document.get("taken") or ())
    }
    return contact | taken


SEALED = (
    Sealed("reports", ("contact", "taken"), _of_report),
    Sealed("evidence", ("facts",), lambda document: {"facts": f"taken:{document['_id']}"}),
)
"""All that this service encrypts at rest, for ``reseal``."""
