"""An officer sees who comes: what is personal is shown only once the access is on record."""

from dataclasses import dataclass

from shared.access_log import RecordAccess
from svc_dossier.domain.dossier import Party
from svc_dossier.store.appointments import AtOffices
from svc_dossier.use_cases.read_appointment import AppointmentWithQueue, ReadAppointment


@dataclass(frozen=True)
class ReadAppointmentAsOfficer:
    read_appointment: ReadAppointment
    record_access: RecordAccess

    async def __call__(self, appointment_id: str, officer: Party, offices: frozenset[str]) -> AppointmentWithQueue:
        """Raises ``NotFound``."""
        found = await self.read_appointment(appointment_id, AtOffices(offices))
        await self.record_access(officer, "appointment", (appointment_id,), masked=False)
        return found
