"""What the gateway tells the other services about citizens. ``contact`` is ciphertext: nothing personal is readable."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

TOPIC = "citizen.events.v1"
REGISTERED = "vn.quangngai.citizen.registered.v1"
CONTACT_CHANGED = "vn.quangngai.citizen.contact_changed.v1"
ERASED = "vn.quangngai.citizen.erased.v1"

CONTACT_CONTEXT = "citizen-contact"
"""Bound into the ciphertext, whose plain text is the JSON ``{"zalo_user_id", "oa_user_id"|null, "is_follower",
"phone"|null, "phone_at"|null}``: the phone in E.164, and when Zalo vouched for it."""


@dataclass(frozen=True)
class CitizenContact:
    """The data of ``registered`` and ``contact_changed``."""

    citizen_id: str
    contact: str


@dataclass(frozen=True)
class CitizenErased:
    """What Zalo told of a citizen is gone here. ``citizen_id`` is ``None`` when nothing was known of the person."""

    erasure_id: str
    citizen_id: str | None
    revoked_at: datetime
    erased_at: datetime


PAYLOADS: Mapping[str, type] = {REGISTERED: CitizenContact, CONTACT_CHANGED: CitizenContact, ERASED: CitizenErased}
