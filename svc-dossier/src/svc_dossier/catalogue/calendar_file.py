"""The working calendar as its data file and its stored revisions write it: rows by date."""

from datetime import date, time, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from shared.clock import VIETNAM
from svc_dossier.catalogue.texts import Hour, Readable
from svc_dossier.domain.working_days import Session, WorkingCalendar

MAX_ROWS = 2000
LONGEST = timedelta(days=50 * 366)
_SATURDAY = 5


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CalendarDay(_Part):
    """``announced`` is false for a day that the government has not announced yet."""

    day: date
    name: Annotated[str, Field(min_length=1, max_length=200), Readable]
    announced: bool = True


class CalendarFile(_Part):
    """``days_off`` are weekdays, ``make_up_days`` weekend days; ``first`` to ``last`` is what is known."""

    first: date
    last: date
    sessions: list[tuple[Hour, Hour]] = Field(min_length=1, max_length=4)
    transfer_cutoff: Hour
    supplement_within: int = Field(ge=1, le=30)
    days_off: list[CalendarDay] = Field(max_length=MAX_ROWS)
    make_up_days: list[CalendarDay] = Field(max_length=MAX_ROWS)

    @model_validator(mode="after")
    def _agrees(self) -> "CalendarFile":
        rows = [row.day for row in (*self.days_off, *self.make_up_days)]
        hours = [hour for session in self.sessions for hour in session]
        if self.last - self.first > LONGEST:
            raise ValueError("Lịch không được dài quá 50 năm.")
        if sorted({*hours}) != hours:
            raise ValueError("Các buổi làm việc phải nối tiếp nhau và không trùng giờ.")
        if twice := sorted({day for day in rows if rows.count(day) > 1}):
            raise ValueError(f"Ngày {twice[0]:%d/%m/%Y} được nêu hai lần.")
        for day in rows:
            if not self.first <= day <= self.last:
                raise ValueError(f"Ngày {day:%d/%m/%Y} nằm ngoài lịch {self.first:%d/%m/%Y} - {self.last:%d/%m/%Y}.")
        for row in self.days_off:
            if row.day.weekday() >= _SATURDAY:
                raise ValueError(f"Ngày nghỉ {row.day:%d/%m/%Y} đã là thứ bảy hoặc chủ nhật; nêu ngày nghỉ bù.")
        for row in self.make_up_days:
            if row.day.weekday() < _SATURDAY:
                raise ValueError(f"Ngày làm bù {row.day:%d/%m/%Y} phải là thứ bảy hoặc chủ nhật.")
        return self

    @field_serializer("sessions", when_used="json")
    def _sessions(self, sessions: list[tuple[time, time]]) -> list[list[str]]:
        return [[hour.isoformat("minutes") for hour in session] for session in sessions]

    @field_serializer("transfer_cutoff", when_used="json")
    def _cutoff(self, hour: time) -> str:
        return hour.isoformat("minutes")

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(
            first=self.first,
            last=self.last,
            days_off=frozenset(row.day for row in self.days_off),
            make_up_days=frozenset(row.day for row in self.make_up_days),
            sessions=tuple(Session(*session) for session in self.sessions),
            transfer_cutoff=self.transfer_cutoff,
            supplement_within=self.supplement_within,
            zone=VIETNAM,
        )


class CalendarChange(_Part):
    """Rows to set (a day that has one gets this instead) and days to take out; ``last`` opens further years."""

    days_off: list[CalendarDay] = Field(default_factory=list, max_length=100)
    make_up_days: list[CalendarDay] = Field(default_factory=list, max_length=100)
    remove: list[date] = Field(default_factory=list, max_length=100)
    last: date | None = None
    sessions: list[tuple[Hour, Hour]] | None = None
    transfer_cutoff: Hour | None = None
    supplement_within: int | None = None
    reason: Annotated[str, Field(min_length=3, max_length=500), Readable]

    @field_serializer("sessions", "transfer_cutoff", when_used="json")
    def _hours(self, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, time):
            return value.isoformat("minutes")
        return [[hour.isoformat("minutes") for hour in session] for session in value]


def changed(calendar: CalendarFile, change: CalendarChange) -> CalendarFile:
    """``calendar`` after ``change``. Raises ``ValueError`` (pydantic's) when it contradicts itself then."""
    touched = {row.day for row in (*change.days_off, *change.make_up_days)} | {*change.remove}
    if unknown := {*change.remove} - {row.day for row in (*calendar.days_off, *calendar.make_up_days)}:
        raise ValueError(f"Lịch không có ngày {min(unknown):%d/%m/%Y} để bỏ.")
    if change.last is not None and change.last < calendar.last:
        raise ValueError("Ngày cuối của lịch chỉ được lùi về sau.")
    return CalendarFile(
        first=calendar.first,
        last=change.last or calendar.last,
        sessions=change.sessions or calendar.sessions,
        transfer_cutoff=change.transfer_cutoff or calendar.transfer_cutoff,
        supplement_within=calendar.supplement_within if change.supplement_within is None else change.supplement_within,
        days_off=_with(calendar.days_off, change.days_off, touched),
        make_up_days=_with(calendar.make_up_days, change.make_up_days, touched),
    )


def _with(rows: list[CalendarDay], new: list[CalendarDay], touched: set[date]) -> list[CalendarDay]:
    return sorted((*(row for row in rows if row.day not in touched), *new), key=lambda row: row.day)
