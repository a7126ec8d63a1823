"""What the gateway tells the other services about citizens. ``contact`` is ciphertext: nothing personal is readable."""

from dataclasses import dataclass

TOPIC = "citizen.events.v1"
SOURCE = "gateway"
REGISTERED = "vn.quangngai.citizen.registered.v1"
CONTACT_CHANGED = "vn.quangngai.citizen.contact_changed.v1"

CONTACT_CONTEXT = "citizen-contact"
"""Bound into the ciphertext, whose plain text is the JSON ``{"zalo_user_id", "oa_user_id"|null, "is_follower"}``."""


@dataclass(frozen=True)
class CitizenContact:
    """The data of both event types."""

    citizen_id: str
    contact: str
