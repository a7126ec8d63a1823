"""One version of a procedure on its way: drafted, published for a day, taken back while that day is ahead.

A version that was ever in force is never changed: dossiers are pinned to it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

MAX_RECORD = 200
"""Edits after which a draft is only published as it is, or discarded: a document is bounded."""
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


class VersionRefusal(StrEnum):
    """Why an edit is refused."""

    NOT_A_DRAFT = "not_a_draft"
    NOT_PUBLISHED = "not_published"
    IN_FORCE = "in_force"
    IN_THE_PAST = "in_the_past"
    BEFORE_ANOTHER = "before_another"
    RECORD_FULL = "record_full"


class VersionRefused(Exception):
    def __init__(self, reason: VersionRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class EditEntry:
    """Who did what, as they were called then, and which members of the content it changed."""

    edit: Edit
    by: str
    at: datetime
    revision: int
    command_id: str
    fingerprint: str
    reason: str | None = None
    changed: tuple[str, ...] = ()
    by_name: str = ""


@dataclass(frozen=True, order=True)
class PublishedVersion:
    """The day from which a version holds; of two of the same day, the higher number holds."""

    effective_from: date
    number: int


@dataclass(frozen=True)
class ProcedureVersion:
    """``content`` is the procedure file as JSON; ``revision`` counts the edits."""

    code: str
    number: int
    revision: int
    stage: Stage
    effective_from: date
    content: str
    record: tuple[EditEntry, ...]

    @property
    def id(self) -> str:
        return version_id(self.code, self.number)

    def revised(self, entry: EditEntry, content: str, effective_from: date) -> "ProcedureVersion":
        if self.stage is not Stage.DRAFT:
            raise VersionRefused(VersionRefusal.NOT_A_DRAFT)
        return replace(self._after(entry), content=content, effective_from=effective_from)

    def published(
        self,
        entry: EditEntry,
        content: str,
        effective_from: date,
        today: date,
        others: Iterable[PublishedVersion],
    ) -> "ProcedureVersion":
        """The version published for ``effective_from``; ``others`` are the published versions of this procedure, this
        one left out.
        """
        if self.stage is not Stage.DRAFT:
            raise VersionRefused(VersionRefusal.NOT_A_DRAFT)
        if effective_from < today:
            raise VersionRefused(VersionRefusal.IN_THE_PAST)
        if any(other >= PublishedVersion(effective_from, self.number) for other in others):
            raise VersionRefused(VersionRefusal.BEFORE_ANOTHER)
        return replace(self._after(entry), stage=Stage.PUBLISHED, content=content, effective_from=effective_from)

    def retracted(self, entry: EditEntry, zone: tzinfo) -> "ProcedureVersion":
        """Back to a draft; its first day begins at midnight in ``zone``."""
        if self.stage is not Stage.PUBLISHED:
            raise VersionRefused(VersionRefusal.NOT_PUBLISHED)
        if not self._ahead(entry.at, zone):
            raise VersionRefused(VersionRefusal.IN_FORCE)
        return replace(self._after(entry), stage=Stage.DRAFT)

    def discarded(self, entry: EditEntry) -> "ProcedureVersion":
        if self.stage is not Stage.DRAFT:
            raise VersionRefused(VersionRefusal.NOT_A_DRAFT)
        return replace(self._after(entry), stage=Stage.DISCARDED)

    def open_edits(self, at: datetime, zone: tzinfo) -> list[Edit]:
        """What may be done with it then; a day to publish it for may still be refused."""
        edits: tuple[Edit, ...] = ()
        if self.stage is Stage.DRAFT:
            edits = (Edit.REVISED, Edit.PUBLISHED, Edit.DISCARDED)
        elif self.stage is Stage.PUBLISHED and self._ahead(at, zone):
            edits = (Edit.RETRACTED,)
        return [edit for edit in edits if self._has_room(edit)]

    def _ahead(self, at: datetime, zone: tzinfo) -> bool:
        return at <= datetime.combine(self.effective_from, time(), zone) - MARGIN

    def _has_room(self, edit: Edit) -> bool:
        return len(self.record) < MAX_RECORD or self._leads_on(edit)

    def _after(self, entry: EditEntry) -> "ProcedureVersion":
        if not self._has_room(entry.edit):
            raise VersionRefused(VersionRefusal.RECORD_FULL)
        return replace(self, revision=self.revision + 1, record=(*self.record, entry))

    def _leads_on(self, edit: Edit) -> bool:
        """Whether it brings it nearer to its end. What was published and retracted is not published once more."""
        if edit is Edit.PUBLISHED:
            return self.record[-1].edit is not Edit.RETRACTED
        return edit in (Edit.DISCARDED, Edit.RETRACTED)


def version_id(code: str, number: int) -> str:
    return f"{code}.v{number}"
