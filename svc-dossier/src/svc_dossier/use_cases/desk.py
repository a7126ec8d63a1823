"""What lies on the desk of every use case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import Clock
from shared.events import Event, new_event
from svc_dossier.catalogue.appointment_rules import AppointmentRules
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.communes import Communes
from svc_dossier.catalogue.notice_wording import NoticeWording
from svc_dossier.catalogue.reasons import Reasons
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain import appointment_events
from svc_dossier.domain.announcements import announce, announce_alert
from svc_dossier.domain.appointment import Appointment
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.dossier_code import CodeForm
from svc_dossier.domain.events import event_type
from svc_dossier.domain.procedure import Agency
from svc_dossier.domain.transitions import Transition
from svc_dossier.domain.working_days import WorkingCalendar
from svc_dossier.inspection.inspector import Inspector
from svc_dossier.papers.printer import Printer
from svc_dossier.store.access_log import AccessLog
from svc_dossier.store.appointments import Appointments
from svc_dossier.store.code_numbers import CodeNumbers
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.drafts import Drafts
from svc_dossier.store.figures import StoredFigures
from svc_dossier.store.files import Files
from svc_dossier.store.officers import Officers
from svc_dossier.store.payments import Payments
from svc_dossier.store.sealed_form import FormSeal
from svc_dossier.use_cases.rules import Rules

SOURCE = "svc-dossier"


@dataclass(frozen=True)
class Desk:
    """``file_life`` is how long a file may wait for a dossier to take it."""

    dossiers: Dossiers
    files: Files
    code_numbers: CodeNumbers
    rules: Rules
    appointments: Appointments
    visits: AppointmentRules
    code_forms: Sequence[CodeForm]
    wording: Wording
    reasons: Reasons
    officers: Officers
    looks: AccessLog
    notice_wording: NoticeWording
    printer: Printer
    drafts: Drafts
    payments: Payments
    birth_registration_places: frozenset[str]
    figures: StoredFigures
    seal: FormSeal
    inspector: Inspector
    clock: Clock
    file_life: timedelta

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


def event_of(dossier: Dossier, transition: Transition) -> Event:
    """What the last step of ``dossier``, along ``transition``, tells other services."""
    return new_event(
        event_type(transition.event),
        source=SOURCE,
        subject=dossier.id,
        version=dossier.version,
        at=dossier.changed_at,
        payload=announce(dossier, transition.event),
    )


def alert_event_of(dossier: Dossier, at: datetime) -> Event:
    """What ``dossier`` is to tell of its due date, right after it was marked as told."""
    return new_event(
        event_type(dossier.told[-1].kind),
        source=SOURCE,
        subject=dossier.id,
        version=dossier.version,
        at=at,
        payload=announce_alert(dossier, at),
    )


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
