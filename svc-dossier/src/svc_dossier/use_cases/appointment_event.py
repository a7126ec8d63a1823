"""What other services are told of an appointment."""

from datetime import datetime

from shared.events import Event, new_event
from svc_dossier import SERVICE
from svc_dossier.domain.appointment import Appointment
from svc_dossier.domain.appointment_events import announce, event_type


def appointment_event(appointment: Appointment, name: str, at: datetime, reason: str | None = None) -> Event:
    """``reason`` is what the citizen is told."""
    return new_event(
        event_type(name),
        source=SERVICE,
        subject=appointment.id,
        version=appointment.version,
        at=at,
        payload=announce(appointment, reason, at),
    )
