"""The offices one may visit."""

from shared.errors import NotFound
from svc_dossier.domain.procedure import Agency
from svc_dossier.domain.slots import Opening
from svc_dossier.use_cases.desk import Desk


def office_with_hours(desk: Desk, office_id: str) -> tuple[Agency, Opening]:
    """Raises a 404 problem."""
    if office_id not in desk.agencies:
        raise NotFound("Không có cơ quan nào mang mã này.")
    return desk.agencies[office_id], desk.visits.openings[office_id]
