"""One appointment with who comes and, on its day, how far the queue is."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.appointment import Appointment, Contact
from svc_dossier.store.appointments import Appointments, Scope
from svc_dossier.store.sealed_contact import ContactSeal
from svc_dossier.use_cases.read_queue import OfficeQueue, ReadQueue


@dataclass(frozen=True)
class AppointmentWithQueue:
    """``queue``, and how many are called before (``ahead``), on the day of the appointment only."""

    appointment: Appointment
    contact: Contact
    queue: OfficeQueue | None = None
    ahead: int | None = None


@dataclass(frozen=True)
class ReadAppointment:
    appointments: Appointments
    contact_seal: ContactSeal
    read_queue: ReadQueue
    calendars: Calendars
    clock: Clock

    async def __call__(self, appointment_id: str, scope: Scope) -> AppointmentWithQueue:
        """Raises ``NotFound``."""
        found = await self.appointments.load_with_contact(appointment_id, scope)
        if found is None:
            raise NotFound("Không tìm thấy lịch hẹn này.")
        appointment, sealed = found
        contact = self.contact_seal.open(sealed, appointment.id)
        if appointment.day != self.calendars.current.day_of(self.clock.now()).isoformat():
            return AppointmentWithQueue(appointment, contact)
        ahead = await self.appointments.waiting(appointment.office_id, appointment.day, appointment.number)
        return AppointmentWithQueue(appointment, contact, await self.read_queue(appointment.office_id), ahead)
