"""The events by which svc-notify learns how to reach a citizen, or no longer; ids readable only with a shared key."""

import json
from dataclasses import asdict
from datetime import datetime

from gateway import SERVICE
from gateway.domain.citizen import Citizen, Erasure
from gateway.domain.events import CONTACT_CONTEXT, ERASED, CitizenContact, CitizenErased
from shared.clock import rfc3339
from shared.crypto import FieldCipher
from shared.events import Event, new_event


def contact_event(type: str, citizen: Citizen, version: int, at: datetime, cipher: FieldCipher) -> Event:
    """``version``: of the citizen after the change."""
    phone_at = rfc3339(citizen.phone_at) if citizen.phone_at else None
    reached = {**asdict(citizen.contact), "phone": citizen.phone, "phone_at": phone_at}
    payload = CitizenContact(citizen.id, cipher.encrypt(json.dumps(reached), CONTACT_CONTEXT))
    return new_event(type, source=SERVICE, subject=citizen.id, version=version, at=at, payload=payload)


def erased_event(erasure: Erasure, citizen_id: str | None, version: int) -> Event:
    """The event that ``citizen_id`` was erased, or nobody, when the person was not known here."""
    payload = CitizenErased(erasure.id, citizen_id, erasure.revoked_at, erasure.erased_at)
    subject = citizen_id or erasure.id
    return new_event(ERASED, source=SERVICE, subject=subject, version=version, at=erasure.erased_at, payload=payload)
