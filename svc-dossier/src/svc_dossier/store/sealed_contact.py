"""How an office reaches who has booked: phone and note are encrypted in the document, the name is not."""

from dataclasses import dataclass

from svc_dossier.domain.appointment import Contact
from svc_dossier.store.sealed_form import FormSeal

_ENCRYPTED = [("phone",), ("note",)]


@dataclass(frozen=True)
class SealedContact:
    """A contact as it is kept."""

    name: str
    phone: str
    note: str


@dataclass(frozen=True)
class ContactSeal:
    seal: FormSeal

    def close(self, contact: Contact, appointment_id: str) -> SealedContact:
        """``contact`` encrypted, bound to its appointment."""
        return SealedContact(**self.seal.seal(vars(contact), _ENCRYPTED, appointment_id))

    def open(self, sealed: SealedContact, appointment_id: str) -> Contact:
        return Contact(**self.seal.open(vars(sealed), _ENCRYPTED, appointment_id))
