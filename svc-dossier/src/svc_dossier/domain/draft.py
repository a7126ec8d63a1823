"""A draft: what a citizen has begun and not submitted. It need not be complete, nor right."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from svc_dossier.domain.procedure import CopyKind

MAX_DRAFTS = 20
"""Drafts that a citizen may have."""
DRAFT_LIFE = timedelta(days=30)
"""How long a draft waits after its last change, and its files with it."""
MAX_FORM_BYTES = 100_000
"""The most bytes of its form as JSON."""


class DraftOutdated(Exception):
    """It has been changed since the caller saw it: it is at ``version`` now."""

    def __init__(self, version: int) -> None:
        super().__init__(f"at {version}")
        self.version = version


@dataclass(frozen=True)
class DraftPaper:
    code: str
    file_ids: tuple[str, ...] = ()
    copy_kind: CopyKind | None = None


@dataclass(frozen=True)
class DraftContent:
    agency_id: str | None
    form: Mapping[str, Any]
    documents: tuple[DraftPaper, ...]

    @property
    def file_ids(self) -> list[str]:
        return [file_id for paper in self.documents for file_id in paper.file_ids]


@dataclass(frozen=True)
class Draft:
    id: str
    version: int
    citizen_id: str
    procedure_code: str
    procedure_name: str
    content: DraftContent
    created_at: datetime
    changed_at: datetime
    expires_at: datetime
    fingerprint: str
    place: int | None = None
    """Which of its citizen's ``MAX_DRAFTS`` places it has; ``None`` of one from before there were places."""

    def saved(self, content: DraftContent, seen: int, at: datetime) -> "Draft":
        """The draft with other ``content``; itself when the same is saved again. Raises ``DraftOutdated``."""
        if self.content == content and seen in (self.version, self.version - 1):
            return self
        if self.version != seen:
            raise DraftOutdated(self.version)
        return replace(self, version=seen + 1, content=content, changed_at=at, expires_at=at + DRAFT_LIFE)
