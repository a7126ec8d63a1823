"""Entries of the access log."""

from typing import Self

from pydantic import BaseModel

from shared.web import Timestamp
from svc_dossier.store.access_log import AccessLogEntry


class AccessLogRow(BaseModel):
    id: str
    at: Timestamp
    officer: str
    what: str
    dossiers: list[str]
    masked: bool
    request_id: str
    file: str | None

    @classmethod
    def of(cls, entry: AccessLogEntry) -> Self:
        return cls(**{**vars(entry), "dossiers": list(entry.dossiers)})


class AccessLogRows(BaseModel):
    items: list[AccessLogRow]
    next: str | None
