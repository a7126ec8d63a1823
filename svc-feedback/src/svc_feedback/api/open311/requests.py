"""A request of Open311 as a report: form fields in, the checks of every report."""

import hashlib
from collections.abc import Mapping
from urllib.parse import parse_qsl

from pydantic import Field

from shared.web import StrictModel
from svc_feedback.api.fields import LongText, PointIn, Slug, Text

MAX_FIELDS = 60
_NAMES = {
    "service_code": "category",
    "description": "description",
    "address_string": "words",
}


class Open311Request(StrictModel):
    """What we take of a request; other fields of the standard are let pass."""

    category: Slug
    description: LongText
    words: Text | None = None
    point: PointIn | None = None
    name: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=30)


def form_fields(body: bytes) -> Mapping[str, str]:
    """The fields of ``application/x-www-form-urlencoded``. Raises ``ValueError``."""
    return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=False, max_num_fields=MAX_FIELDS))


def request_members(fields: Mapping[str, str]) -> dict[str, object]:
    """The members of ``Open311Request``. Raises ``ValueError`` for coordinates that are no numbers."""
    members: dict[str, object] = {ours: fields[theirs] for theirs, ours in _NAMES.items() if theirs in fields}
    if "lat" in fields or "long" in fields:
        members["point"] = {"latitude": float(fields["lat"]), "longitude": float(fields["long"])}
    name = " ".join(fields[part] for part in ("last_name", "first_name") if part in fields)
    members |= {"name": name} if name else {}
    members |= {"phone": fields["phone"]} if "phone" in fields else {}
    return members


def fingerprint(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
