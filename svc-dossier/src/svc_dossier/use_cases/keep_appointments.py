"""Reminds of appointments on the day before, and closes those whose day has passed: each once, whatever is restarted.

The reminder's event and the mark that it was given are one write, against the version that was read.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.events import Event
from shared.metrics import counter
from svc_dossier.domain.appointment import TABLE, Action, Actor, Appointment
from svc_dossier.store.appointments import Appointments, OfCitizen
from svc_dossier.use_cases.appointment_event import appointment_event

BATCH = 200

_kept = counter("appointment_jobs_total", "Appointments reminded of or closed by the system", what=("remind", "lapse"))


@dataclass(frozen=True)
class KeepAppointments:
    """``lapsed`` is what a citizen is told whose request nobody answered in time."""

    appointments: Appointments
    lapsed: str
    clock: Clock

    async def __call__(self) -> bool:
        """One batch of each; whether there may be more."""
        now = self.clock.now()
        to_remind = await self.appointments.to_remind(now, BATCH)
        done = [await self._remind(appointment, now) for appointment in to_remind]
        to_lapse = await self.appointments.to_lapse(now, BATCH)  # after the reminders, which make new versions
        done += [await self._lapse(appointment, now) for appointment in to_lapse]
        return BATCH in (len(to_remind), len(to_lapse)) and any(done)

    async def _remind(self, appointment: Appointment, now: datetime) -> bool:
        after = appointment.reminded()
        # After the hour itself a reminder only annoys.
        events = [appointment_event(after, "reminder_due", now)] if now < appointment.starts_at else []
        return await self._save(after, events, "remind")

    async def _lapse(self, appointment: Appointment, now: datetime) -> bool:
        transition = TABLE.step(appointment.context_at(now), Action.LAPSE, {Actor.SYSTEM})
        reason = self.lapsed if transition.event else None
        after = appointment.moved(transition, at=now, by="system", command_id="lapse", fingerprint="", reason=reason)
        return await self._save(
            after, [appointment_event(after, transition.event, now, reason)] if transition.event else [], "lapse"
        )

    async def _save(self, after: Appointment, events: list[Event], what: str) -> bool:
        try:
            await self.appointments.save(after, events, OfCitizen(after.citizen_id))
        except VersionConflict:  # somebody acted meanwhile, or its outbox is full: the next run sees
            return False
        _kept.labels(what).inc()
        return True
