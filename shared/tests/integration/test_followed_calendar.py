"""Another service's copy of the working calendar follows the events, whatever their order."""

from datetime import UTC, date, datetime

import pytest

from shared.events import Event, InvalidEvent, new_event
from shared.mongo import Database
from shared.reference.calendar_events import CHANGED, calendar_changed
from shared.reference.calendar_file import CalendarDay, shipped_calendar
from shared.reference.followed_calendar import FollowedCalendar

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
SHIPPED = shipped_calendar()


def changed(revision: int, day: date) -> Event:
    file = SHIPPED.model_copy(update={"days_off": [*SHIPPED.days_off, CalendarDay(day=day, name="Hoán đổi")]})
    made = new_event(
        CHANGED,
        source="svc-dossier",
        subject=str(revision),
        version=revision,
        at=AT,
        payload=calendar_changed(revision, file, AT),
    )
    return Event.decode(made.encode())


async def test_the_latest_revision_wins_in_every_process(database: Database) -> None:
    handling, other = FollowedCalendar(database), FollowedCalendar(database)
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    assert handling.current.is_working(monday)
    await handling.handle(changed(2, tuesday))
    await handling.handle(changed(1, monday))
    await handling.handle(changed(2, tuesday))
    await other.refresh()
    for calendar in (handling, other):
        assert (calendar.revision, calendar.current.is_working(monday), calendar.current.is_working(tuesday)) == (
            2,
            True,
            False,
        )


async def test_what_the_event_gains_later_is_ignored_and_what_is_no_calendar_is_refused(database: Database) -> None:
    calendar = FollowedCalendar(database)
    event = changed(1, date(2026, 11, 30))
    rows = [{**row, "since": "2027"} for row in event.data["days_off"]]
    more = {**event.data, "zone": "Asia/Ho_Chi_Minh", "days_off": rows}
    await calendar.handle(Event(**{**vars(event), "data": more}))
    assert calendar.revision == 1
    for wrong in ({}, {**event.data, "revision": "2"}, {**event.data, "days_off": [{"day": "2026-11-28"}]}):
        with pytest.raises(InvalidEvent):
            await calendar.handle(Event(**{**vars(event), "data": wrong}))
    await calendar.handle(Event(**{**vars(event), "type": "vn.quangngai.calendar.archived.v1", "data": {}}))
    assert calendar.revision == 1
