"""The working calendar and its changes as they are shown."""

from datetime import date

from pydantic import BaseModel, Field

from shared.reference.calendar_file import CalendarDay
from shared.web import Timestamp
from svc_dossier.catalogue.calendar_file import CalendarChange, OfficeCalendarFile
from svc_dossier.store.calendar_revisions import CalendarRevision


class WorkingCalendar(BaseModel):
    """``announced`` của một ngày: cơ quan có thẩm quyền đã công bố ngày này."""

    version: int
    first: date
    last: date
    sessions: list[tuple[str, str]]
    transfer_cutoff: str
    supplement_within: int = Field(description="Số ngày làm việc kể từ khi tiếp nhận được yêu cầu bổ sung")
    days_off: list[CalendarDay]
    make_up_days: list[CalendarDay]

    @classmethod
    def of_year(cls, revision: int, file: OfficeCalendarFile, year: int | None) -> "WorkingCalendar":
        """The calendar with the days of ``year`` only, where one is named."""
        off, made_up = (
            [row for row in rows if year is None or row.day.year == year] for rows in (file.days_off, file.make_up_days)
        )
        return cls(
            version=revision,
            first=file.first,
            last=file.last,
            sessions=[(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in file.sessions],
            transfer_cutoff=f"{file.transfer_cutoff:%H:%M}",
            supplement_within=file.supplement_within,
            days_off=off,
            make_up_days=made_up,
        )


class CalendarRevisionRow(BaseModel):
    version: int
    change: CalendarChange
    by: str
    by_name: str
    at: Timestamp

    @classmethod
    def of(cls, revision: CalendarRevision) -> "CalendarRevisionRow":
        return cls(
            version=revision.number, change=revision.change, by=revision.by, by_name=revision.by_name, at=revision.at
        )


class CalendarRevisionPage(BaseModel):
    items: list[CalendarRevisionRow]
    next: str | None
