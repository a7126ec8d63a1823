"""Who files: as an officer's list shows them, and no more."""

from collections.abc import Mapping
from dataclasses import dataclass

from svc_dossier.domain.personal_number import masked


@dataclass(frozen=True)
class Applicant:
    name: str
    personal_number: str
    phone: str

    def shown(self) -> Mapping[str, str]:
        return {"name": self.name, "personal_number": masked(self.personal_number), "phone": masked(self.phone)}
