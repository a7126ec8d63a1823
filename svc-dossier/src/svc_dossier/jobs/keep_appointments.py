"""Reminds of appointments on the day before, and closes those whose day has passed: each once, whatever is restarted.

The reminder's event and the mark that it was given are one write, against the version that was read. The lease only
spares several workers the same work.
"""

import asyncio
from datetime import datetime

from prometheus_client import Gauge

from shared.clock import Clock
from shared.errors import VersionConflict
from shared.events import Event
from shared.leases import Leases
from shared.metrics import counter
from shared.periodic import PeriodicTask
from svc_dossier.domain.appointment import Action, Actor, Appointment
from svc_dossier.store.appointments import Appointments, OfCitizen
from svc_dossier.use_cases.appointment_event import appointment_event

EVERY = 15.0
BATCH = 200

_kept = counter("appointment_jobs_total", "Appointments reminded of or closed by the system", what=("remind", "lapse"))
_due = Gauge("appointment_jobs_due", "Appointments that the last run found due (counted to a batch)", ["what"])


class KeepAppointments:
    """``lapsed`` is what a citizen is told whose request nobody answered in time."""

    def __init__(self, appointments: Appointments, lapsed: str, leases: Leases, clock: Clock) -> None:
        self._appointments = appointments
        self._lapsed = lapsed
        self._clock = clock
        self._periodic = PeriodicTask("keep_appointments", EVERY, leases)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.keep, stop)

    async def keep(self) -> bool:
        """One batch of each, if the lease is ours; whether there may be more. Whoever holds it, all measure."""
        now = self._clock.now()
        to_remind = await self._appointments.to_remind(now, BATCH)
        _due.labels("remind").set(len(to_remind))
        leads = await self._periodic.holds_lease()
        done = [await self._remind(appointment, now) for appointment in to_remind] if leads else []
        to_lapse = await self._appointments.to_lapse(now, BATCH)  # after the reminders, which make new versions
        _due.labels("lapse").set(len(to_lapse))
        if not leads:
            return False
        done += [await self._lapse(appointment, now) for appointment in to_lapse]
        return BATCH in (len(to_remind), len(to_lapse)) and any(done)

    async def _remind(self, appointment: Appointment, now: datetime) -> bool:
        after = appointment.reminded()
        # After the hour itself a reminder only annoys.
        events = [appointment_event(after, "reminder_due", now)] if now < appointment.starts_at else []
        return await self._save(after, events, "remind")

    async def _lapse(self, appointment: Appointment, now: datetime) -> bool:
        transition = appointment.transition(Action.LAPSE, Actor.SYSTEM)
        reason = self._lapsed if transition.event else None
        after = appointment.moved(transition, at=now, by="system", command_id="lapse", fingerprint="", reason=reason)
        return await self._save(
            after, [appointment_event(after, transition.event, now, reason)] if transition.event else [], "lapse"
        )

    async def _save(self, after: Appointment, events: list[Event], what: str) -> bool:
        try:
            await self._appointments.save(after, events, OfCitizen(after.citizen_id))
        except VersionConflict:  # somebody acted meanwhile, or its outbox is full: the next run sees
            return False
        _kept.labels(what).inc()
        return True
