"""One version of a procedure on its way: drafted, published for a day, taken back while that day is ahead.

A version that was ever in force is never changed: dossiers are pinned to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

MAX_RECORD = 200
"""Edits after which a draft has to be started anew: a document is bounded."""
MARGIN = timedelta(hours=1)
"""What takes effect sooner is not taken back: another process may already file under it."""


class Stage(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Edit(StrEnum):
    SHIPPED = "shipped"
    DRAFTED = "drafted"
    REVISED = "revised"
    PUBLISHED = "published"
    RETRACTED = "retracted"
    DISCARDED = "discarded"


class Why(StrEnum):
    """Why an edit is refused."""

    NOT_A_DRAFT = "not_a_draft"
    NOT_PUBLISHED = "not_published"
    IN_FORCE = "in_force"
    IN_THE_PAST = "in_the_past"
    BEFORE_ANOTHER = "before_another"
    RECORD_FULL = "record_full"


class Refused(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class RecordEntry:
    """Who did what, and which members of the content it changed."""

    edit: Edit
    by: str
    at: datetime
    revision: int
    command_id: str
    fingerprint: str
    reason: str | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcedureVersion:
    """``content`` is the procedure file as JSON; ``revision`` counts the edits."""

    code: str
    number: int
    revision: int
    stage: Stage
    effective_from: date
    content: str
    record: tuple[RecordEntry, ...]

    @property
    def id(self) -> str:
        return version_id(self.code, self.number)

    def done_by(self, command_id: str) -> RecordEntry | None:
        return next((entry for entry in self.record if entry.command_id == command_id), None)

    def revised(self, entry: RecordEntry, content: str, effective_from: date) -> "ProcedureVersion":
        if self.stage is not Stage.DRAFT:
            raise Refused(Why.NOT_A_DRAFT)
        return replace(self._after(entry), content=content, effective_from=effective_from)

    def published(
        self,
        entry: RecordEntry,
        content: str,
        effective_from: date,
        today: date,
        others: Iterable[tuple[date, int]],
    ) -> "ProcedureVersion":
        """For ``effective_from``; ``others`` are day and number of the versions of this procedure published before."""
        if self.stage is not Stage.DRAFT:
            raise Refused(Why.NOT_A_DRAFT)
        if effective_from < today:
            raise Refused(Why.IN_THE_PAST)
        if any(other >= (effective_from, self.number) for other in others):
            raise Refused(Why.BEFORE_ANOTHER)
        return replace(self._after(entry), stage=Stage.PUBLISHED, content=content, effective_from=effective_from)

    def retracted(self, entry: RecordEntry, begins: datetime) -> "ProcedureVersion":
        """Back to a draft; ``begins`` is when its first day begins."""
        if self.stage is not Stage.PUBLISHED:
            raise Refused(Why.NOT_PUBLISHED)
        if entry.at > begins - MARGIN:
            raise Refused(Why.IN_FORCE)
        return replace(self._after(entry), stage=Stage.DRAFT)

    def discarded(self, entry: RecordEntry) -> "ProcedureVersion":
        if self.stage is not Stage.DRAFT:
            raise Refused(Why.NOT_A_DRAFT)
        return replace(self._after(entry), stage=Stage.DISCARDED)

    def _after(self, entry: RecordEntry) -> "ProcedureVersion":
        ends = entry.edit in (Edit.DISCARDED, Edit.RETRACTED)
        if len(self.record) >= MAX_RECORD and not ends:
            raise Refused(Why.RECORD_FULL)
        return replace(self, revision=self.revision + 1, record=(*self.record, entry))


def version_id(code: str, number: int) -> str:
    return f"{code}.v{number}"
