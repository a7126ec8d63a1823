"""What the periodic tasks still have to do, counted by each process before a run: an alert watches that it shrinks."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.metrics import MeasuredGauge
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases import keep_appointments, retry_upstream_statuses

COUNTED = 10_000

_alerts = MeasuredGauge("dossier_deadline_alerts_waiting", "Due dates to which an office is still to be alerted")
_appointments = MeasuredGauge(
    "appointment_jobs_due", "Appointments that the last run found due (counted to a batch)", ["what"]
)
_statuses = MeasuredGauge(
    "dossier_upstream_unknown_due", "Statuses to decide on again that the last look found due (to a batch)"
)


@dataclass(frozen=True)
class MeasureDueAlerts:
    dossiers: Dossiers
    clock: Clock

    async def __call__(self) -> None:
        _alerts.set(await self.dossiers.count_alerting(self.clock.now(), COUNTED))


@dataclass(frozen=True)
class MeasureDueAppointments:
    appointments: Appointments
    clock: Clock

    async def __call__(self) -> None:
        now, most = self.clock.now(), keep_appointments.BATCH
        _appointments.labels("remind").set(len(await self.appointments.to_remind(now, most)))
        _appointments.labels("lapse").set(len(await self.appointments.to_lapse(now, most)))


@dataclass(frozen=True)
class MeasureDueStatuses:
    statuses: UpstreamStatuses
    clock: Clock

    async def __call__(self) -> None:
        due = await self.statuses.to_retry(self.clock.now(), retry_upstream_statuses.BATCH)
        _statuses.set(len(due))
