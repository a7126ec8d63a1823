"""Entries of the access log."""

from typing import Self

from pydantic import BaseModel

from shared.access_log import AccessLogEntry
from shared.web import Timestamp


class AccessLogRow(BaseModel):
    id: str
    at: Timestamp
    officer: str
    officer_name: str
    what: str
    dossiers: list[str]
    masked: bool
    request_id: str
    file: str | None

    @classmethod
    def of(cls, entry: AccessLogEntry) -> Self:
        return cls(
            id=entry.id,
            at=entry.at,
            officer=entry.officer,
            officer_name=entry.officer_name,
            what=entry.what,
            dossiers=list(entry.subjects),
            masked=entry.masked,
            request_id=entry.request_id,
            file=entry.file,
        )


class AccessLogRows(BaseModel):
    items: list[AccessLogRow]
    next: str | None
