"""An officer decides on an appointment at the own office, calls it, or records how it ended."""

from dataclasses import dataclass
from functools import partial

from shared.command import Command, Outcome
from svc_dossier.domain.appointment import Action, Actor, Appointment
from svc_dossier.domain.dossier import Party
from svc_dossier.store.appointments import AtOffices
from svc_dossier.use_cases.find_appointment import FindAppointment
from svc_dossier.use_cases.take_appointment_step import AppointmentStepCommand, TakeAppointmentStep


@dataclass(frozen=True)
class HandleAppointment:
    find: FindAppointment
    take_step: TakeAppointmentStep

    async def __call__(
        self,
        appointment_id: str,
        action: Action,
        officer: Party,
        offices: frozenset[str],
        command: Command,
        seen: int,
        reason: str | None,
    ) -> Outcome[Appointment]:
        """``reason`` is what the citizen is told. Raises ``NotFound``, ``OutdatedVersion`` or ``Conflict``."""
        at = AtOffices(offices)
        step = AppointmentStepCommand(action, officer.id, Actor.OFFICER, at, command, seen, reason, officer.name)
        return await self.take_step(partial(self.find, appointment_id, at), step)
