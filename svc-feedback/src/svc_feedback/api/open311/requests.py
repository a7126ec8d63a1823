"""A request of Open311 as a report: form fields in, under the standard's own names, the checks of every report."""

import hashlib
import re
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from shared.errors import FieldError, Invalid, UnsupportedMedia
from shared.fields import Line, OfPerson
from shared.web import StrictModel
from svc_feedback.api.fields import LongText, Phone, Slug, Text
from svc_feedback.domain.place import Point
from svc_feedback.store.sealed import Contact

MAX_FIELDS = 60
FORM = "application/x-www-form-urlencoded"
_DECIMAL = re.compile(r"[+-]?\d{1,3}(\.\d{1,20})?", re.ASCII)


def _decimal(value: object) -> object:
    """Python reads more as a number than anybody means: ``1_5.1``, ``1e2``."""
    if isinstance(value, str) and not _DECIMAL.fullmatch(value):
        raise ValueError("Phải là số thập phân, ví dụ 15.1214.")
    return float(value) if isinstance(value, str) else value


_Degrees = BeforeValidator(_decimal)
_NamePart = Annotated[str, Field(min_length=1, max_length=60), Line, OfPerson]


class Open311Request(StrictModel):
    """What we take of a request; other fields of the standard are let pass."""

    service_code: Slug
    description: LongText
    address_string: Text | None = None
    lat: Annotated[float, _Degrees, Field(ge=-90, le=90)] | None = None
    long: Annotated[float, _Degrees, Field(ge=-180, le=180)] | None = Field(default=None, validate_default=True)
    first_name: _NamePart | None = None
    last_name: _NamePart | None = None
    phone: Phone | None = None

    @field_validator("long")
    @classmethod
    def _both_or_none(cls, long: float | None, read: ValidationInfo) -> float | None:
        if "lat" in read.data and (read.data["lat"] is None) != (long is None):
            raise ValueError("Cần cả lat và long.")
        return long

    def point(self) -> Point | None:
        return None if self.lat is None or self.long is None else Point(self.long, self.lat)

    def contact(self) -> Contact | None:
        name = " ".join(filter(None, (self.last_name, self.first_name)))
        return Contact(name, self.phone or "") if name or self.phone else None


_TAKEN = frozenset(Open311Request.model_fields)
_THEIRS = {
    "category": "service_code",
    "place": "address_string",
    "place.point": "lat, long",
    "place.words": "address_string",
    "contact": "phone",
}
"""What the checks of every report call otherwise."""


def form_fields(content_type: str, body: bytes) -> Mapping[str, str]:
    """The fields of the form. Raises ``UnsupportedMedia`` or ``Invalid``."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise UnsupportedMedia(f"Chỉ nhận {FORM}.")
    try:
        pairs = parse_qsl(body.decode("ascii"), encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        detail = f"Không đọc được yêu cầu: cần dạng {FORM}, chữ theo UTF-8."
        raise Invalid(detail=detail) from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Invalid([FieldError(twice[:60], "Chỉ được gửi một lần.")])
    return fields


def request_of(fields: Mapping[str, str]) -> Open311Request:
    """Raises ``ValidationError``."""
    return Open311Request.model_validate({name: value for name, value in fields.items() if name in _TAKEN})


def their_name(field: str) -> str:
    return _THEIRS.get(field, field)


def fingerprint(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
