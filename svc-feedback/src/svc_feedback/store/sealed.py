"""Who sent a report, and what pictures say of where they were taken: encrypted, each bound to its report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from shared.crypto import FieldCipher


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
    """Of one file: where and when it was taken, as the file itself says."""

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
