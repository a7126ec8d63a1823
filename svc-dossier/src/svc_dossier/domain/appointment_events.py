"""What other services are told of appointments: no name, no phone."""

from dataclasses import dataclass
from datetime import datetime

from svc_dossier.domain.appointment import Appointment


@dataclass(frozen=True, kw_only=True)
class AppointmentChanged:
    """``number`` in the office's queue of that day; ``reason`` is what the citizen is told."""

    citizen_id: str
    office_id: str
    office_name: str
    procedure_code: str
    procedure_name: str
    starts_at: datetime
    number: int
    reason: str | None
    occurred_at: datetime


EVENTS = ("requested", "approved", "rejected", "cancelled", "reminder_due")


def event_type(name: str) -> str:
    return f"vn.quangngai.appointment.{name}.v1"


def announce(appointment: Appointment, reason: str | None, at: datetime) -> AppointmentChanged:
    return AppointmentChanged(
        citizen_id=appointment.citizen_id,
        office_id=appointment.office_id,
        office_name=appointment.office_name,
        procedure_code=appointment.procedure_code,
        procedure_name=appointment.procedure_name,
        starts_at=appointment.starts_at,
        number=appointment.number,
        reason=reason,
        occurred_at=at,
    )
