"""The JSON Schemas of our events, generated from their payloads and kept beside the code."""

from pathlib import Path

from shared.events import schema_files, write_schemas
from shared.reference.calendar_events import CHANGED, CalendarChanged
from svc_dossier.domain import appointment_events, procedure_events
from svc_dossier.domain.appointment_events import AppointmentChanged
from svc_dossier.domain.events import PAYLOADS, event_type
from svc_dossier.domain.incoming import EXPECTED

FOLDER = Path(__file__).parent / "event_schemas"
EXPECTED_FOLDER = Path(__file__).parent / "expected_events"


def generated() -> dict[str, bytes]:
    """File name → content, for every event of dossiers, appointments, procedures and the working calendar."""
    types: dict[str, type] = {event_type(name): payload for name, payload in PAYLOADS.items()}
    types |= {CHANGED: CalendarChanged}
    types |= {appointment_events.event_type(name): AppointmentChanged for name in appointment_events.EVENTS}
    types |= {procedure_events.event_type(name): payload for name, payload in procedure_events.PAYLOADS.items()}
    return schema_files(types)


def expected() -> dict[str, bytes]:
    """File name → content, for every event of another service that is used here."""
    return schema_files(EXPECTED)


def export() -> str:
    """Write them, and say where."""
    return write_schemas({FOLDER: generated(), EXPECTED_FOLDER: expected()})
