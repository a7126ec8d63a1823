"""What an event says to one citizen, before it is a message."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from svc_notify.domain.templates import Value


@dataclass(frozen=True)
class Notification:
    """``values`` fill the template's parameters.

    ``subject_id`` names what it is about: a dossier (``dos_…``) or an appointment (``apt_…``). ``agency_id``: whose
    it is. ``contact``: sealed, a phone that must hear it whoever holds the citizen's account now. ``href``: where a
    citizen reads on, where the subject does not say.
    """

    event_id: str
    at: datetime
    citizen_id: str
    subject_id: str
    milestone: str
    values: Mapping[str, Value]
    agency_id: str | None = None
    contact: str | None = None
    href: str | None = None
