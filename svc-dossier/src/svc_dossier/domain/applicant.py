"""Who submits: in full, and as an officer's list shows them."""

from dataclasses import dataclass

from svc_dossier.domain.personal_number import masked


@dataclass(frozen=True)
class MaskedApplicant:
    """Number and phone are only hinted at; all is empty where nobody is known."""

    name: str = ""
    personal_number: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Applicant:
    name: str
    personal_number: str
    phone: str

    def masked(self) -> MaskedApplicant:
        return MaskedApplicant(self.name, masked(self.personal_number), masked(self.phone))
