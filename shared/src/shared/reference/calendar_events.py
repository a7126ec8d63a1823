"""What is told of the working calendar when an administrator changes it: the whole of it, so that one event is enough.

Kafka keeps these events for years (``deploy/topics.yaml``), so that a new service learns of every change too.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import ValidationError, WithJsonSchema

from shared.events import Event, InvalidEvent
from shared.reference.calendar_file import CalendarDay, CalendarFile

TOPIC = "calendar.events.v1"
CHANGED = "vn.quangngai.calendar.changed.v1"

IsoDate = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
LocalHour = Annotated[str, WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}$"})]


@dataclass(frozen=True, kw_only=True)
class DayRow:
    """``announced`` is false for a day that the government has not announced yet."""

    day: IsoDate
    name: str
    announced: bool


@dataclass(frozen=True, kw_only=True)
class CalendarChanged:
    """``revision`` counts the changes from 1; hours are local time."""

    revision: int
    first: IsoDate
    last: IsoDate
    sessions: tuple[tuple[LocalHour, LocalHour], ...]
    days_off: tuple[DayRow, ...]
    make_up_days: tuple[DayRow, ...]
    occurred_at: datetime


def calendar_changed(revision: int, file: CalendarFile, at: datetime) -> CalendarChanged:
    return CalendarChanged(
        revision=revision,
        first=file.first.isoformat(),
        last=file.last.isoformat(),
        sessions=tuple((opens.isoformat("minutes"), closes.isoformat("minutes")) for opens, closes in file.sessions),
        days_off=_rows(file.days_off),
        make_up_days=_rows(file.make_up_days),
        occurred_at=at,
    )


def read_change(event: Event) -> tuple[int, CalendarFile]:
    """Revision and calendar in ``event``; members that we do not know are ignored. Raises ``InvalidEvent``."""
    try:
        revision = event.data["revision"]
        if not isinstance(revision, int) or revision < 1:
            raise InvalidEvent("a revision that is not a count")
        file = {name: event.data[name] for name in CalendarFile.model_fields}
        for kind in ("days_off", "make_up_days"):
            file[kind] = [_known(row) for row in file[kind]]
        return revision, CalendarFile.model_validate(file)
    except (KeyError, TypeError, ValidationError) as error:
        raise InvalidEvent(f"{type(error).__name__}: {error}"[:500]) from error


def _rows(days: list[CalendarDay]) -> tuple[DayRow, ...]:
    return tuple(DayRow(day=row.day.isoformat(), name=row.name, announced=row.announced) for row in days)


def _known(row: Any) -> dict[str, Any]:
    return {name: row[name] for name in CalendarDay.model_fields if name in row}
