"""An administrator changes the working calendar: a new revision, in force at once. No due date given before moves."""

from datetime import datetime

from pydantic import ValidationError

from shared.command import Command
from shared.errors import FieldError, Invalid, OutdatedVersion
from shared.validation import field_errors
from svc_dossier.catalogue.calendar_file import CalendarChange, changed
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.calendar_revisions import CalendarRevision, CalendarRevisions, RevisionTaken


async def change_calendar(
    calendars: Calendars,
    revisions: CalendarRevisions,
    change: CalendarChange,
    *,
    by: str,
    at: datetime,
    command: Command,
    seen: int,
) -> CalendarRevision:
    """The revision that ``command`` made, now or before. Raises ``Problem``: 412 when another came first, 422."""
    if first := await revisions.made_by(command.id):
        command.expect_same(first.fingerprint)
        return first
    await refresh_calendar(calendars, revisions)
    if seen != calendars.revision:
        raise OutdatedVersion(current_version=calendars.revision)
    try:
        file = changed(calendars.file, change)
    except ValidationError as error:
        raise Invalid(field_errors(error.errors())) from None
    except ValueError as error:
        raise Invalid([FieldError("calendar", str(error))]) from None
    revision = CalendarRevision(seen + 1, file, change, by, at, command.id, command.fingerprint)
    try:
        await revisions.add(revision)
    except RevisionTaken:
        if first := await revisions.made_by(command.id):
            command.expect_same(first.fingerprint)
            return first
        raise OutdatedVersion(current_version=seen + 1) from None
    calendars.take(revision.number, revision.file)
    return revision


async def refresh_calendar(calendars: Calendars, revisions: CalendarRevisions) -> None:
    """Take in what another process has changed."""
    if newer := await revisions.newer_than(calendars.revision):
        calendars.take(newer.number, newer.file)
