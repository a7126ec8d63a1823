"""The working calendar of the offices as its stored revisions write it, and a change of it."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import Field, field_serializer

from shared.fields import Hour, Impersonal, InWords, Readable, WrittenDay
from shared.reference.calendar_file import CalendarDay, CalendarFile, CalendarPart, shipped_calendar
from svc_dossier.catalogue.data_files import read
from svc_dossier.domain.calendar_change import expect_removable, extended
from svc_dossier.domain.office_calendar import OfficeCalendar


class OfficeCalendarFile(CalendarFile):
    """The shared calendar, and the two times that the decree on one-stop offices counts in it."""

    transfer_cutoff: Hour
    supplement_within: int = Field(ge=1, le=30)

    @field_serializer("transfer_cutoff", when_used="json")
    def _cutoff(self, hour: time) -> str:
        return hour.isoformat("minutes")

    def calendar(self) -> OfficeCalendar:
        return OfficeCalendar(
            **vars(super().calendar()),
            transfer_cutoff=self.transfer_cutoff,
            supplement_within=self.supplement_within,
        )


class CalendarChange(CalendarPart):
    """Rows to set (a day that has one gets this instead) and days to take out; ``last`` opens further years."""

    days_off: list[CalendarDay] = Field(default_factory=list, max_length=100)
    make_up_days: list[CalendarDay] = Field(default_factory=list, max_length=100)
    remove: list[WrittenDay] = Field(default_factory=list, max_length=100)
    last: WrittenDay | None = None
    sessions: list[tuple[Hour, Hour]] | None = None
    transfer_cutoff: Hour | None = None
    supplement_within: int | None = None
    reason: Annotated[str, Field(min_length=3, max_length=500), Readable, InWords, Impersonal]

    @field_serializer("transfer_cutoff", when_used="json")
    def _cutoff(self, hour: time | None) -> str | None:
        return hour.isoformat("minutes") if hour is not None else None

    @field_serializer("sessions", when_used="json")
    def _sessions(self, sessions: list[tuple[time, time]] | None) -> list[list[str]] | None:
        if sessions is None:
            return None
        return [[hour.isoformat("minutes") for hour in session] for session in sessions]


def shipped_office_calendar() -> OfficeCalendarFile:
    """The calendar that the packages ship. Raises ``ValueError`` when a file is wrong."""
    times: Mapping[str, Any] = read("handling_times.yaml")
    return OfficeCalendarFile.model_validate({**shipped_calendar().model_dump(), **times})


def changed(calendar: OfficeCalendarFile, change: CalendarChange) -> OfficeCalendarFile:
    """``calendar`` after ``change``.

    Raises ``CalendarChangeRefused``, or pydantic's ``ValidationError`` when it contradicts itself then.
    """
    touched = {row.day for row in (*change.days_off, *change.make_up_days)} | {*change.remove}
    expect_removable(change.remove, (row.day for row in (*calendar.days_off, *calendar.make_up_days)))
    return OfficeCalendarFile(
        first=calendar.first,
        last=extended(calendar.last, change.last),
        sessions=change.sessions or calendar.sessions,
        transfer_cutoff=change.transfer_cutoff or calendar.transfer_cutoff,
        supplement_within=calendar.supplement_within if change.supplement_within is None else change.supplement_within,
        days_off=_with(calendar.days_off, change.days_off, touched),
        make_up_days=_with(calendar.make_up_days, change.make_up_days, touched),
    )


def _with(rows: list[CalendarDay], new: list[CalendarDay], touched: set[date]) -> list[CalendarDay]:
    return sorted((*(row for row in rows if row.day not in touched), *new), key=lambda row: row.day)
