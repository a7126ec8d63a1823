"""Alerts at 75 %, when due and a working day later: each once, in order, whatever comes late."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.calendar_file import shipped_calendar
from svc_feedback.domain.alerts import Alert, Clock, Level, RunningClock, next_alert
from svc_feedback.domain.handling import StoodStill

CALENDAR = shipped_calendar().calendar()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))


def at(day: str, hour: int = 9) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour), VIETNAM)


def all_of(running: list[RunningClock]) -> list[Alert]:
    given_alerts: list[Alert] = []
    while (alert := next_alert(running, given_alerts, CALENDAR)) is not None:
        given_alerts.append(alert)
        assert len(given_alerts) <= 3 * len(running)
    return given_alerts


def test_a_working_clock_warns_escalates_and_escalates_again() -> None:
    running = RunningClock(Clock.RESOLVE, at("2026-11-25"), at("2026-12-01"), always=False)  # four working days
    assert [(alert.level, alert.at) for alert in all_of([running])] == [
        (Level.DUE_SOON, at("2026-11-30")),
        (Level.OVERDUE, at("2026-12-01")),
        (Level.ESCALATED, at("2026-12-02")),
    ]


def test_the_time_in_which_a_clock_stood_still_is_none_of_the_75_percent() -> None:
    """Four working days, of which one had run when the citizen was asked, who answered a week later."""
    still = (StoodStill(at("2026-11-26"), at("2026-12-03")),)
    running = RunningClock(Clock.RESOLVE, at("2026-11-25"), at("2026-12-08"), always=False, stood_still=still)
    assert [alert.at for alert in all_of([running])] == [at("2026-12-07"), at("2026-12-08"), at("2026-12-09")]


def test_an_emergency_warns_at_night() -> None:
    running = RunningClock(Clock.RESOLVE, at("2026-11-28"), at("2026-11-29"), always=True)
    assert [alert.at for alert in all_of([running])] == [
        at("2026-11-29", 3),
        at("2026-11-29"),
        at("2026-11-30"),
    ]


def test_of_two_clocks_the_sooner_speaks_first() -> None:
    read = RunningClock(Clock.RECEIVE, at("2026-11-25"), at("2026-11-25", 15), always=False)
    done = RunningClock(Clock.RESOLVE, at("2026-11-25"), at("2026-12-01"), always=False)
    alerts = all_of([done, read])
    assert [alert.clock for alert in alerts] == [Clock.RECEIVE] * 3 + [Clock.RESOLVE] * 3


@given(MOMENTS, st.timedeltas(timedelta(minutes=10), timedelta(days=40)), st.booleans())
def test_each_is_given_once_for_a_due_moment_and_in_order(start: datetime, span: timedelta, always: bool) -> None:
    running = RunningClock(Clock.RESOLVE, start, start + span, always)
    alerts = all_of([running])
    assert [alert.level for alert in alerts] == list(Level)
    assert [alert.at for alert in alerts] == sorted(alert.at for alert in alerts)


def test_a_new_due_moment_begins_anew() -> None:
    first = RunningClock(Clock.RESOLVE, at("2026-11-25"), at("2026-12-01"), always=False)
    given_alerts = all_of([first])
    extended = RunningClock(Clock.RESOLVE, at("2026-11-25"), at("2026-12-08"), always=False)
    alert = next_alert([extended], given_alerts, CALENDAR)
    assert alert and (alert.level, alert.due_at) == (Level.DUE_SOON, at("2026-12-08"))
