"""One step of an appointment, whoever takes it: against the version read, and once however often it is sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, DuplicateValue, OutdatedVersion, ServiceError
from shared.metrics import counter
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained, illegal_step
from shared.state_table import IllegalStep
from svc_dossier.catalogue.appointment_rules import VisitWording
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.appointment import TABLE, Action, Actor, Appointment, State
from svc_dossier.domain.slots import reminder_of
from svc_dossier.store.appointments import Appointments, Scope
from svc_dossier.use_cases.appointment_event import appointment_event

_ROLES = {Actor.CITIZEN: "Người đặt lịch", Actor.OFFICER: "Cán bộ Một cửa"}
_steps = counter("appointment_steps_total", "Steps taken by appointments after they were booked", action=Action)


@dataclass(frozen=True)
class AppointmentStepCommand:
    """``seen`` is the version they were looking at, ``None`` when they did not say; ``by_name`` is an officer's."""

    action: Action
    by: str
    actor: Actor
    scope: Scope
    command: Command
    seen: int | None = None
    reason: str | None = None
    by_name: str = ""


@dataclass(frozen=True)
class TakeAppointmentStep:
    appointments: Appointments
    calendars: Calendars
    wording: VisitWording
    clock: Clock

    async def __call__(
        self, find: Callable[[], Awaitable[Appointment]], step: AppointmentStepCommand
    ) -> Outcome[Appointment]:
        """The step, by the appointment that ``find`` gives anew at each attempt.

        Raises ``Conflict``, ``OutdatedVersion``, ``Invalid`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Outcome[Appointment]:
            appointment = await find()
            if entry := step.command.find_in(appointment.timeline):
                return Outcome(appointment.as_of(entry), replayed=True)
            with about(appointment), explained({IllegalStep: partial(_illegal_appointment_step, self.wording)}):
                if step.seen not in (None, appointment.version):
                    raise OutdatedVersion(current_version=appointment.version)
                return Outcome(await self._take(appointment, step))

        return await retry_on_conflict(attempt)

    async def _take(self, appointment: Appointment, step: AppointmentStepCommand) -> Appointment:
        now = self.clock.now()
        transition = TABLE.step(appointment.context_at(now), step.action, {step.actor})
        after = appointment.moved(
            transition,
            at=now,
            by=step.by,
            by_name=step.by_name,
            command_id=step.command.id,
            fingerprint=step.command.fingerprint,
            reason=step.reason,
            remind_at=reminder_of(appointment.starts_at, now, self.calendars.current),
        )
        # What a citizen wrote stays with the appointment: it may name anybody.
        reason = None if step.actor is Actor.CITIZEN else step.reason
        events = [appointment_event(after, transition.event, now, reason)] if transition.event else []
        try:
            await self.appointments.save(after, events, step.scope)
        except DuplicateValue:
            raise Conflict(
                "has-another-appointment",
                "Đã có lịch hẹn khác",
                "Người này đã đặt lịch hẹn khác cho cùng thủ tục; hãy gọi lịch hẹn mới.",
            ) from None
        _steps.labels(step.action).inc()
        return after


def _illegal_appointment_step(wording: VisitWording, refusal: IllegalStep) -> ServiceError:
    return illegal_step(refusal, "Lịch hẹn", wording.labels[State(refusal.state.value)], _ROLES)
