"""An appointment of those that somebody may see."""

from dataclasses import dataclass

from shared.errors import NotFound
from svc_dossier.domain.appointment import Appointment
from svc_dossier.store.appointments import Appointments, Scope


@dataclass(frozen=True)
class FindAppointment:
    appointments: Appointments

    async def __call__(self, appointment_id: str, scope: Scope) -> Appointment:
        """Raises ``NotFound``."""
        found = await self.appointments.load(appointment_id, scope)
        if found is None:
            raise NotFound("Không tìm thấy lịch hẹn này.")
        return found
