"""Due dates: the contract's vectors, and what holds for every date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from svc_dossier.catalogue.data_files import read
from svc_dossier.catalogue.rules import working_calendar
from svc_dossier.domain.deadlines import (
    ClockPolicy,
    ProcessingTime,
    Segment,
    Unit,
    due_after,
    due_at,
    overdue,
    run_clock,
    used,
)
from svc_dossier.domain.transitions import ClockEffect, State
from svc_dossier.domain.working_days import OutsideCalendar

CALENDAR = working_calendar()
DAYS = st.dates(date(2025, 1, 1), date(2030, 6, 30))
COUNTS = st.integers(0, 30)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), VIETNAM)


def working(days: int) -> ProcessingTime:
    return ProcessingTime(days, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    ("accepted", "days", "due"),
    [
        ("2026-11-20", 3, "2026-11-26"),
        ("2026-04-22", 5, "2026-05-04"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-08-28", 3, "2026-09-07"),
        ("2026-11-02", 7, "2026-11-11"),
    ],
)
def test_vectors_of_the_contract(accepted: str, days: int, due: str) -> None:
    assert due_at(at(accepted), working(days), CALENDAR) == at(due, 17)


@pytest.mark.parametrize(("policy", "due"), [(ClockPolicy.RESTART, "2026-11-23"), (ClockPolicy.PAUSE, "2026-11-18")])
def test_vectors_of_the_contract_after_a_supplement(policy: ClockPolicy, due: str) -> None:
    clock = run_clock((), ClockEffect.START, at("2026-11-02"), "accept")
    clock = run_clock(clock, ClockEffect.STOP, at("2026-11-05"), "request_supplement")
    assert used(clock, Unit.WORKING_DAY, CALENDAR) == 3
    clock = run_clock(clock, ClockEffect.RESUME, at("2026-11-12"), "confirm_supplement")
    assert due_after(ClockEffect.RESUME, clock, working(7), policy, CALENDAR) == at(due, 17)
    assert clock == (
        Segment(at("2026-11-02"), at("2026-11-05"), "request_supplement"),
        Segment(at("2026-11-12")),
    )


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        (at("2026-11-23", 9), "2026-11-23"),
        (at("2026-11-23", 15), "2026-11-23"),
        (at("2026-11-23", 15, 1), "2026-11-25"),  # 24/11 is off
        (at("2026-11-20", 16), "2026-11-23"),
        (at("2026-11-21", 9), "2026-11-23"),  # a Saturday
        (datetime(2026, 11, 22, 17, 30, tzinfo=UTC), "2026-11-23"),  # half past midnight on Monday in Vietnam
    ],
)
def test_same_day_procedures_and_the_three_o_clock_rule(accepted: datetime, due: str) -> None:
    same_day = ProcessingTime(0, Unit.WORKING_DAY, time(15))
    assert due_at(accepted, same_day, CALENDAR) == at(due, 17)


@pytest.mark.parametrize(("accepted", "due"), [("2026-11-02", "2026-11-17"), ("2026-11-09", "2026-11-25")])
def test_calendar_days_end_on_a_working_day(accepted: str, due: str) -> None:
    assert due_at(at(accepted), ProcessingTime(15, Unit.CALENDAR_DAY), CALENDAR) == at(due, 17)


def test_no_published_time_gives_no_due_date() -> None:
    clock = run_clock((), ClockEffect.START, at("2026-11-02"), "accept")
    assert due_after(ClockEffect.START, clock, None, ClockPolicy.RESTART, CALENDAR) is None


def test_make_up_saturday_counts_and_its_day_off_does_not() -> None:
    assert due_at(at("2026-08-21"), working(1), CALENDAR) == at("2026-08-22", 17)
    assert not CALENDAR.is_working(date(2026, 8, 31))


def test_a_year_without_known_holidays_is_not_guessed() -> None:
    with pytest.raises(OutsideCalendar):
        due_at(at("2030-12-30"), working(5), CALENDAR)


def test_overdue_is_after_the_closing_hour_and_only_while_the_clock_runs() -> None:
    due = at("2026-11-11", 17)
    assert not overdue(State.PROCESSING, due, due)
    assert overdue(State.PROCESSING, due, due + timedelta(seconds=1))
    assert not overdue(State.SUPPLEMENT_REQUESTED, due, due + timedelta(days=9))
    assert not overdue(State.ACCEPTED, None, due)


@given(DAYS, COUNTS)
def test_due_is_a_working_day_not_before_the_start(day: date, count: int) -> None:
    due = CALENDAR.day_of(due_at(at(day.isoformat()), working(count), CALENDAR))
    assert CALENDAR.is_working(due)
    assert due >= day


@given(DAYS, COUNTS, COUNTS, st.integers(0, 20))
def test_more_days_or_a_later_start_is_never_due_earlier(day: date, count: int, more: int, later: int) -> None:
    start = at(day.isoformat())
    due = due_at(start, working(count), CALENDAR)
    assert due_at(start, working(count + more), CALENDAR) >= due
    assert due_at(start + timedelta(days=later), working(count), CALENDAR) >= due


@given(DAYS, st.integers(1, 20), st.integers(0, 30), st.integers(0, 30))
def test_pausing_never_shortens_what_remains_and_restarting_gives_the_whole(
    day: date, count: int, ran: int, waited: int
) -> None:
    start, stop = at(day.isoformat()), at(day.isoformat()) + timedelta(days=ran)
    back = stop + timedelta(days=waited)
    clock = (Segment(start, stop, "request_supplement"), Segment(back))
    remaining = max(count - CALENDAR.between(start.date(), stop.date()), 0)
    paused = due_after(ClockEffect.RESUME, clock, working(count), ClockPolicy.PAUSE, CALENDAR)
    restarted = due_after(ClockEffect.RESUME, clock, working(count), ClockPolicy.RESTART, CALENDAR)
    assert paused is not None and restarted is not None
    assert CALENDAR.between(back.date(), paused.date()) >= remaining
    assert restarted == due_at(back, working(count), CALENDAR)
    assert paused <= restarted
    if remaining:
        assert paused >= due_at(start, working(count), CALENDAR)


def test_calendar_rows_agree_with_the_statute() -> None:
    """Fixed holidays are off in every year, on the next working day when they fall on a weekend."""
    for year in range(2025, 2031):
        fixed = [(1, 1), (4, 30), (5, 1), (9, 2)] + ([(11, 24)] if year >= 2026 else [])
        for month, day in fixed:
            assert not CALENDAR.is_working(date(year, month, day))
        in_year = [day for day in CALENDAR.days_off if day.year == year]
        swapped = [day for day in CALENDAR.make_up_days if day.year == year]
        assert len(in_year) - len(swapped) == (11 if year == 2025 else 12), year
    assert all(day.weekday() < 5 for day in CALENDAR.days_off)
    assert all(day.weekday() >= 5 for day in CALENDAR.make_up_days)


def test_every_row_is_named() -> None:
    data = read("working_calendar.yaml")
    assert all(row["name"] for row in (*data["days_off"], *data["make_up_days"]))
