"""Which calendars contradict themselves; the rest of the calculation is tried on due dates."""

from datetime import date, time

import pytest

from shared.reference.calendar_file import shipped_calendar
from shared.reference.working_calendar import CalendarFault, ContradictoryCalendar, expect_consistent

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
HOURS = [(time(7), time(11, 30)), (time(13, 30), time(17))]
MONDAY, SATURDAY = date(2026, 11, 30), date(2026, 12, 5)


@pytest.mark.parametrize(
    ("change", "fault", "day"),
    [
        ({"last": date(2099, 1, 1)}, CalendarFault.TOO_LONG, None),
        ({"sessions": [(time(7), time(12)), (time(11), time(17))]}, CalendarFault.SESSIONS_OVERLAP, None),
        ({"sessions": [(time(7), time(7))]}, CalendarFault.SESSIONS_OVERLAP, None),
        ({"days_off": [MONDAY, MONDAY]}, CalendarFault.DAY_TWICE, MONDAY),
        ({"make_up_days": [MONDAY], "days_off": [MONDAY]}, CalendarFault.DAY_TWICE, MONDAY),
        ({"days_off": [date(2027, 1, 1)]}, CalendarFault.DAY_OUTSIDE, date(2027, 1, 1)),
        ({"days_off": [SATURDAY]}, CalendarFault.DAY_OFF_ON_WEEKEND, SATURDAY),
        ({"make_up_days": [MONDAY]}, CalendarFault.MAKE_UP_DAY_ON_WEEKDAY, MONDAY),
    ],
)
def test_a_contradiction_is_named_with_its_day(
    change: dict[str, object], fault: CalendarFault, day: date | None
) -> None:
    whole = {"first": FIRST, "last": LAST, "sessions": HOURS, "days_off": [], "make_up_days": [], **change}
    with pytest.raises(ContradictoryCalendar) as refused:
        expect_consistent(**whole)  # type: ignore[arg-type]
    assert (refused.value.fault, refused.value.day) == (fault, day)


def test_what_agrees_is_accepted() -> None:
    expect_consistent(FIRST, LAST, HOURS, [MONDAY], [SATURDAY])


def test_every_row_of_the_shipped_calendar_is_named() -> None:
    calendar = shipped_calendar()
    assert all(row.name for row in (*calendar.days_off, *calendar.make_up_days))
