"""An officer calls the lowest number of today that waits."""

from dataclasses import dataclass

from shared.clock import VIETNAM, Clock
from shared.command import Command, Outcome
from shared.errors import Conflict
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.appointment import Action, Actor, Appointment, State
from svc_dossier.domain.dossier import Party
from svc_dossier.store.appointments import Appointments, AtOffices
from svc_dossier.use_cases.take_appointment_step import AppointmentStepCommand, TakeAppointmentStep


@dataclass(frozen=True)
class CallNextNumber:
    appointments: Appointments
    take_step: TakeAppointmentStep
    calendars: Calendars
    clock: Clock

    async def __call__(self, office_id: str, officer: Party, command: Command) -> Outcome[Appointment]:
        """Raises ``Conflict`` when nobody waits, or only for a later hour: who is there before it is called by name."""
        now = self.clock.now()
        day = self.calendars.current.day_of(now).isoformat()

        async def find() -> Appointment:
            found = await self.appointments.called_by(office_id, day, command.id)
            found = found or await self.appointments.next_waiting(office_id, day)
            if found is None:
                raise Conflict("nobody-waits", "Không còn ai chờ", "Hôm nay không còn lịch hẹn nào đang chờ được gọi.")
            if found.state is State.APPROVED and not found.is_next_at(now):
                hour = f"{found.starts_at.astimezone(VIETNAM):%H:%M}"
                detail = f"Người tiếp theo hẹn lúc {hour}. Ai đến sớm thì gọi ngay tại dòng của họ trong danh sách."
                raise Conflict("nobody-waits", "Chưa đến giờ hẹn tiếp theo", detail)
            return found

        office = AtOffices(frozenset({office_id}))
        step = AppointmentStepCommand(Action.CALL, officer.id, Actor.OFFICER, office, command, by_name=officer.name)
        return await self.take_step(find, step)
