"""What svc-notify tells the other services. Nothing personal is readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TOPIC = "notify.events.v1"
CONSENT_REVOKED = "vn.quangngai.notify.consent_revoked.v1"

PERSON_CONTEXT = "consent-revoked"
"""Bound into the ciphertext of ``person``, whose plain text is the person's id in the app."""


@dataclass(frozen=True)
class ConsentRevoked:
    """Somebody withdrew at Zalo the consent given to the app: what came by it is to be erased wherever it is kept."""

    erasure_id: str
    person: str
    revoked_at: datetime


PAYLOADS: Mapping[str, type] = {CONSENT_REVOKED: ConsentRevoked}
