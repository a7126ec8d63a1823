"""Who submits: in full, and as an officer's list shows them."""

from dataclasses import dataclass


def masked(number: str) -> str:
    """The number as it is shown to others: ``051*****0123``, the phone ``090*****4567``."""
    return f"{number[:3]}*****{number[-4:]}"


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
