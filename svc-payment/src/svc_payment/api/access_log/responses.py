"""Entries of the access log."""

from typing import Self

from pydantic import BaseModel

from shared.access_log import AccessLogEntry
from shared.web import Timestamp


class PaymentAccess(BaseModel):
    id: str
    at: Timestamp
    officer: str
    officer_name: str
    what: str
    subjects: list[str]
    masked: bool
    request_id: str
    file: str | None

    @classmethod
    def of(cls, entry: AccessLogEntry) -> Self:
        return cls(**{**vars(entry), "subjects": list(entry.subjects)})


class PaymentAccesses(BaseModel):
    items: list[PaymentAccess]
    next: str | None
