"""What the gateway tells of its staff: who works where, so that work can be given to them.

Each event is all there is to know of one person, and the topic is compacted: a new service reads everybody from it.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from shared.crypto import FieldCipher, UndecipherableField
from shared.events import Event, InvalidEvent

TOPIC = "staff.events.v1"
CHANGED = "vn.quangngai.staff.changed.v1"

_PERSON = "staff-person"
"""Bound into the ciphertext, whose plain text is the JSON ``{"name"}``; empty until they have signed in once."""


@dataclass(frozen=True)
class StaffChanged:
    """``person`` is sealed with the staff keys; ``roles`` are those in force, as in a token: ``one_stop@21025``."""

    staff_id: str
    person: str
    roles: tuple[str, ...]
    occurred_at: datetime


def seal_name(name: str, cipher: FieldCipher) -> str:
    """The ``person`` of a member of staff."""
    return cipher.encrypt(json.dumps({"name": name}), _PERSON)


def read_staff(event: Event, cipher: FieldCipher) -> tuple[str, str, tuple[str, ...]]:
    """Id, name and roles of whom ``event`` tells. Raises ``InvalidEvent``."""
    try:
        name = json.loads(cipher.decrypt(event.data["person"], _PERSON))["name"]
        return str(event.data["staff_id"]), str(name), tuple(str(role) for role in event.data["roles"])
    except (KeyError, TypeError, ValueError, AttributeError, UndecipherableField) as error:
        raise InvalidEvent(f"{type(error).__name__}: {error}"[:500]) from error
