"""When an office is told of a due date: each alert once for one date."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.domain.alerts import Alert, AlertKind, next_alert
from svc_dossier.domain.deadlines import ProcessingTime, Unit, due_at

CALENDAR = Calendars().current


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), VIETNAM)


@pytest.mark.parametrize(
    ("start", "days", "soon"),
    [
        ("2026-11-20", 3, at("2026-11-25", 7)),  # due on the 26th
        ("2026-11-20", 2, at("2026-11-23", 7)),  # due on the 25th, the 24th is off
        ("2026-11-20", 1, at("2026-11-23", 7)),  # the morning before has gone by: that of the last day
        ("2026-11-20", 0, None),
    ],
)
def test_soon_is_the_working_morning_before(start: str, days: int, soon: datetime | None) -> None:
    due = due_at(at(start), ProcessingTime(days, Unit.WORKING_DAY), CALENDAR)
    expected = Alert(AlertKind.DUE_SOON, soon, due) if soon else Alert(AlertKind.OVERDUE, due, due)
    assert next_alert(at(start), due, (), CALENDAR) == expected


def test_after_the_last_nothing_follows_and_a_new_date_begins_anew() -> None:
    start, due, later = at("2026-11-02"), at("2026-11-11", 17), at("2026-11-20", 17)
    soon = next_alert(start, due, (), CALENDAR)
    assert soon and soon.kind is AlertKind.DUE_SOON
    overdue = next_alert(start, due, (soon,), CALENDAR)
    assert overdue == Alert(AlertKind.OVERDUE, due, due)
    assert next_alert(start, due, (soon, overdue), CALENDAR) is None
    assert next_alert(start, due, (overdue,), CALENDAR) is None
    again = next_alert(start, later, (soon, overdue), CALENDAR)
    assert again and (again.kind, again.due_at) == (AlertKind.DUE_SOON, later)
    assert next_alert(start, None, (), CALENDAR) is None


@given(st.dates(date(2025, 1, 6), date(2030, 6, 30)), st.integers(0, 23), st.integers(0, 30))
def test_an_alert_lies_between_the_start_and_the_due_date(day: date, hour: int, days: int) -> None:
    start = datetime.combine(day, time(hour), VIETNAM)
    due = due_at(start, ProcessingTime(days, Unit.WORKING_DAY), CALENDAR)
    alerted: tuple[Alert, ...] = ()
    while (alert := next_alert(start, due, alerted, CALENDAR)) is not None:
        assert start < alert.at <= due or alert.kind is AlertKind.OVERDUE
        assert not alerted or alert.at > alerted[-1].at
        alerted = (*alerted, alert)
    assert len({alert.kind for alert in alerted}) == len(alerted) <= 2
    assert due - timedelta(days=20) < alerted[0].at
