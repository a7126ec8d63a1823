"""An office that receives citizens, and how it receives."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.errors import NotFound
from svc_dossier.domain.procedure import Agency
from svc_dossier.domain.slots import Opening, Openings


@dataclass(frozen=True)
class ReceivingOffice:
    agency: Agency
    opening: Opening


@dataclass(frozen=True)
class FindOffice:
    agencies: Mapping[str, Agency]
    openings: Openings

    def __call__(self, office_id: str) -> ReceivingOffice:
        """Raises ``NotFound``."""
        if office_id not in self.agencies:
            raise NotFound("Không có cơ quan nào mang mã này.")
        return ReceivingOffice(self.agencies[office_id], self.openings[office_id])
