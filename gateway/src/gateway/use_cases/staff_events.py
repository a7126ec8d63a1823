"""The event by which other services learn who works where; the name is readable only with a shared key."""

from datetime import datetime

from gateway import SERVICE
from gateway.domain.staff import Staff
from shared.crypto import FieldCipher
from shared.events import Event, new_event
from shared.reference.staff_events import CHANGED, StaffChanged, seal_name


def staff_event(member: Staff, at: datetime, cipher: FieldCipher) -> Event:
    """What is said of ``member`` as they are after a change."""
    payload = StaffChanged(member.id, seal_name(member.name or "", cipher), tuple(member.roles()), at)
    return new_event(CHANGED, source=SERVICE, subject=member.id, version=member.version, at=at, payload=payload)
