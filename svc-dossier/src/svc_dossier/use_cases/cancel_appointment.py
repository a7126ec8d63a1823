"""A citizen gives an appointment back."""

from dataclasses import dataclass
from functools import partial

from shared.command import Command, Outcome
from svc_dossier.domain.appointment import Action, Actor, Appointment
from svc_dossier.store.appointments import OfCitizen
from svc_dossier.use_cases.find_appointment import FindAppointment
from svc_dossier.use_cases.take_appointment_step import AppointmentStepCommand, TakeAppointmentStep


@dataclass(frozen=True)
class CancelAppointment:
    find: FindAppointment
    take_step: TakeAppointmentStep

    async def __call__(
        self, appointment_id: str, citizen_id: str, command: Command, seen: int | None, reason: str | None
    ) -> Outcome[Appointment]:
        """Raises ``NotFound``, ``OutdatedVersion`` or ``Conflict``."""
        own = OfCitizen(citizen_id)
        step = AppointmentStepCommand(Action.CANCEL, citizen_id, Actor.CITIZEN, own, command, seen, reason)
        return await self.take_step(partial(self.find, appointment_id, own), step)
