"""The working calendar as data files, stored copies and events write it: rows by date."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_serializer, model_validator

from shared.clock import VIETNAM
from shared.fields import Day, Hour, Impersonal, Line, OfThing, WrittenDay
from shared.reference.data_files import read
from shared.reference.working_calendar import (
    CalendarFault,
    ContradictoryCalendar,
    Session,
    WorkingCalendar,
    expect_consistent,
)

MAX_ROWS = 2000

FAULTS: Mapping[CalendarFault, str] = {
    CalendarFault.TOO_LONG: "Lịch không được dài quá 50 năm.",
    CalendarFault.SESSIONS_OVERLAP: "Các buổi làm việc phải nối tiếp nhau và không trùng giờ.",
    CalendarFault.DAY_TWICE: "Ngày {day:%d/%m/%Y} được nêu hai lần.",
    CalendarFault.DAY_OUTSIDE: "Ngày {day:%d/%m/%Y} nằm ngoài lịch {first:%d/%m/%Y} - {last:%d/%m/%Y}.",
    CalendarFault.DAY_OFF_ON_WEEKEND: ("Ngày nghỉ {day:%d/%m/%Y} đã là thứ bảy hoặc chủ nhật; nêu ngày nghỉ bù."),
    CalendarFault.MAKE_UP_DAY_ON_WEEKDAY: "Ngày làm bù {day:%d/%m/%Y} phải là thứ bảy hoặc chủ nhật.",
}


class CalendarPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CalendarDay(CalendarPart):
    """``announced`` is false for a day that the government has not announced yet."""

    day: Day
    name: Annotated[str, Field(min_length=1, max_length=200), Line, OfThing, Impersonal]
    announced: bool = True


class CalendarFile(CalendarPart):
    """``days_off`` are weekdays, ``make_up_days`` weekend days; ``first`` to ``last`` is what is known."""

    first: WrittenDay
    last: WrittenDay
    sessions: list[tuple[Hour, Hour]] = Field(min_length=1, max_length=4)
    days_off: list[CalendarDay] = Field(max_length=MAX_ROWS)
    make_up_days: list[CalendarDay] = Field(max_length=MAX_ROWS)

    @model_validator(mode="after")
    def _agrees(self) -> "CalendarFile":
        off, made_up = ([row.day for row in rows] for rows in (self.days_off, self.make_up_days))
        try:
            expect_consistent(self.first, self.last, self.sessions, off, made_up)
        except ContradictoryCalendar as wrong:
            text = FAULTS[wrong.fault].format(day=wrong.day, first=self.first, last=self.last)
            raise ValueError(text) from None
        return self

    @field_serializer("sessions", when_used="json")
    def _sessions(self, sessions: list[tuple[time, time]]) -> list[list[str]]:
        return [[hour.isoformat("minutes") for hour in session] for session in sessions]

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(
            first=self.first,
            last=self.last,
            days_off=frozenset(row.day for row in self.days_off),
            make_up_days=frozenset(row.day for row in self.make_up_days),
            sessions=tuple(Session(*session) for session in self.sessions),
            zone=VIETNAM,
        )


def shipped_calendar() -> CalendarFile:
    """The calendar that comes with the package. Raises ``ValueError`` when its file is wrong."""
    return CalendarFile.model_validate(read("working_calendar.yaml"))
