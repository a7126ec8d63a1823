"""What appointments, offices and reference data still share, until each of their use cases has its own few things."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from shared.clock import Clock
from shared.events import Event, new_event
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.communes import Communes
from svc_dossier.domain import appointment_events
from svc_dossier.domain.appointment import Appointment
from svc_dossier.domain.procedure import Agency
from svc_dossier.domain.working_days import WorkingCalendar
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.dossier_events import SOURCE
from svc_dossier.use_cases.record_access import RecordAccess
from svc_dossier.use_cases.rules import Rules


@dataclass(frozen=True)
class Desk:
    rules: Rules
    appointments: Appointments
    visits: AppointmentRules
    figures: StoredFigures
    seal: FormSeal
    record_access: RecordAccess
    clock: Clock

    @property
    def calendar(self) -> WorkingCalendar:
        """The one in force now; ask again rather than keep it."""
        return self.rules.calendars.current

    @property
    def catalogue(self) -> Catalogue:
        return self.rules.catalogue

    @property
    def communes(self) -> Communes:
        return self.rules.communes

    @property
    def agencies(self) -> Mapping[str, Agency]:
        return self.rules.agencies

    def today(self, moment: datetime) -> date:
        return self.calendar.day_of(moment)


def appointment_event_of(appointment: Appointment, name: str, at: datetime, reason: str | None = None) -> Event:
    """``reason`` is what the citizen is told."""
    return new_event(
        appointment_events.event_type(name),
        source=SOURCE,
        subject=appointment.id,
        version=appointment.version,
        at=at,
        payload=appointment_events.announce(appointment, reason, at),
    )
