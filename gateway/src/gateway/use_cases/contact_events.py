"""The events by which svc-notify learns how to reach a citizen; readable only with the key that it shares."""

import json
from dataclasses import asdict
from datetime import datetime

from gateway.domain.citizen import Citizen
from gateway.domain.events import CONTACT_CONTEXT, SOURCE, CitizenContact
from shared.crypto import FieldCipher
from shared.events import Event, happened


def contact_event(type: str, citizen: Citizen, version: int, at: datetime, cipher: FieldCipher) -> Event:
    """``version``: of the citizen after the change."""
    contact = cipher.encrypt(json.dumps(asdict(citizen.contact)), CONTACT_CONTEXT)
    payload = CitizenContact(citizen.id, contact)
    return happened(type, source=SOURCE, subject=citizen.id, version=version, at=at, payload=payload)
