"""Due dates: the contract's vectors, and what holds for every date."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.working_calendar import OutsideCalendar
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.deadlines import (
    ClockPolicy,
    ProcessingTime,
    Segment,
    Unit,
    due_at,
    left_at,
    overdue,
    run_clock,
    time_left,
)
from svc_dossier.domain.transitions import ClockEffect, State

CALENDAR = Calendars().current
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


def clocked(
    allowed: ProcessingTime | None, policy: ClockPolicy, *steps: tuple[ClockEffect, datetime]
) -> tuple[Segment, ...]:
    clock: tuple[Segment, ...] = ()
    for effect, moment in steps:
        clock = run_clock(clock, effect, moment, effect.value, allowed=allowed, policy=policy, calendar=CALENDAR)
    return clock


@pytest.mark.parametrize(("policy", "due"), [(ClockPolicy.RESTART, "2026-11-23"), (ClockPolicy.PAUSE, "2026-11-18")])
def test_vectors_of_the_contract_after_a_supplement(policy: ClockPolicy, due: str) -> None:
    clock = clocked(
        working(7),
        policy,
        (ClockEffect.START, at("2026-11-02")),
        (ClockEffect.STOP, at("2026-11-05")),
        (ClockEffect.RESUME, at("2026-11-12")),
    )
    assert clock == (
        Segment(at("2026-11-02"), at("2026-11-05"), "stop", at("2026-11-11", 17)),
        Segment(at("2026-11-12"), due_at=at(due, 17)),
    )
    assert left_at(at("2026-11-05"), at("2026-11-11", 17), Unit.WORKING_DAY, CALENDAR) == timedelta(days=4)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (at("2026-11-23", 9), 2, at("2026-11-23", 11)),
        (at("2026-11-23", 10), 2, at("2026-11-23", 14)),  # lunch does not count
        (at("2026-11-23", 12), 1, at("2026-11-23", 14, 30)),
        (at("2026-11-23", 5), 8, at("2026-11-23", 17)),
        (at("2026-11-23", 16), 2, at("2026-11-25", 8)),  # 24/11 is off
        (at("2026-11-21", 9), 4, at("2026-11-23", 11)),  # a Saturday
    ],
)
def test_hours_run_only_while_the_office_is_open(start: datetime, hours: int, due: datetime) -> None:
    assert due_at(start, ProcessingTime(hours, Unit.WORKING_HOUR), CALENDAR) == due


@pytest.mark.parametrize(
    ("accepted", "by"),
    [
        (at("2026-11-23", 9), at("2026-11-23", 17)),
        (at("2026-11-23", 15), at("2026-11-23", 17)),
        (at("2026-11-23", 15, 1), at("2026-11-25", 11, 30)),
        (at("2026-11-22", 9), at("2026-11-23", 11, 30)),
    ],
)
def test_what_is_accepted_after_three_goes_to_the_specialist_the_next_working_morning(
    accepted: datetime, by: datetime
) -> None:
    assert CALENDAR.transfer_by(accepted) == by


def test_a_supplement_may_be_asked_for_within_three_working_days() -> None:
    assert CALENDAR.supplement_by(at("2026-11-20", 16)) == at("2026-11-26", 17)  # 24/11 is off


def test_a_postponement_opens_a_segment_with_the_new_date_and_a_pause_keeps_what_it_left() -> None:
    clock = clocked(working(3), ClockPolicy.PAUSE, (ClockEffect.START, at("2026-11-02")))
    clock = run_clock(
        clock,
        ClockEffect.POSTPONE,
        at("2026-11-04"),
        "postpone",
        allowed=working(3),
        policy=ClockPolicy.PAUSE,
        calendar=CALENDAR,
        postponed_to=at("2026-11-12", 17),
    )
    assert [segment.due_at for segment in clock] == [at("2026-11-05", 17), at("2026-11-12", 17)]
    for effect, day in ((ClockEffect.STOP, "2026-11-06"), (ClockEffect.RESUME, "2026-11-16")):
        clock = run_clock(clock, effect, at(day), "s", allowed=working(3), policy=ClockPolicy.PAUSE, calendar=CALENDAR)
    assert clock[-1].due_at == at("2026-11-20", 17)  # 9, 10, 11, 12 were left; now 17, 18, 19, 20


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
    [segment] = clocked(None, ClockPolicy.RESTART, (ClockEffect.START, at("2026-11-02")))
    assert segment.due_at is None


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


UNITS = st.sampled_from(Unit)
MINUTES = st.integers(0, 40 * 24 * 60)


@given(DAYS, UNITS, st.integers(1, 20), MINUTES, MINUTES)
def test_pausing_never_shortens_what_remains_and_restarting_gives_the_whole(
    day: date, unit: Unit, value: int, ran: int, waited: int
) -> None:
    allowed, start = ProcessingTime(value, unit), at(day.isoformat())
    stop = start + timedelta(minutes=ran)
    back = stop + timedelta(minutes=waited)
    steps = ((ClockEffect.START, start), (ClockEffect.STOP, stop), (ClockEffect.RESUME, back))
    first, paused = (segment.due_at for segment in clocked(allowed, ClockPolicy.PAUSE, *steps))
    assert first is not None and paused is not None
    left = left_at(stop, first, unit, CALENDAR)
    assert left_at(back, paused, unit, CALENDAR) >= left
    assert paused >= back
    if not left:
        assert CALENDAR.worked(back, paused) >= CALENDAR.worked(stop, first)
    if unit is not Unit.CALENDAR_DAY:  # a calendar day's end may be moved by a day off
        assert not left or left_at(back, paused, unit, CALENDAR) == left
        restarted = clocked(allowed, ClockPolicy.RESTART, *steps)[-1].due_at
        assert restarted == due_at(back, allowed, CALENDAR)
        assert paused <= restarted
    if left:
        assert paused >= first


@given(DAYS, st.integers(0, 24 * 60 - 1), st.integers(0, 200), st.integers(0, 200), MINUTES)
def test_working_hours_are_monotone_and_what_is_counted_forward_is_counted_back(
    day: date, minute: int, hours: int, more: int, later: int
) -> None:
    start = at(day.isoformat(), 0) + timedelta(minutes=minute)
    work, further = timedelta(hours=hours), timedelta(hours=hours + more)
    due = CALENDAR.later(start, work)
    assert CALENDAR.worked(start, due) == work
    assert CALENDAR.later(start, further) >= due
    assert CALENDAR.later(start + timedelta(minutes=later), work) >= due


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


@pytest.mark.parametrize(
    ("due", "now", "minutes", "said"),
    [
        (at("2026-11-26", 17), at("2026-11-23", 9), 22 * 60, "Còn 2 ngày 6 giờ làm việc"),
        (at("2026-11-23", 17), at("2026-11-23", 16, 35), 25, "Còn 25 phút làm việc"),
        (at("2026-11-23", 17), at("2026-11-23", 23), 0, "Còn 0 phút làm việc"),
        (at("2026-11-23", 17), at("2026-11-26", 8), -9 * 60, "Quá hạn 1 ngày 1 giờ làm việc"),
    ],
)
def test_what_is_left_is_said_in_working_time(due: datetime, now: datetime, minutes: int, said: str) -> None:
    left = time_left(State.PROCESSING, due, now, CALENDAR)
    assert left is not None
    assert left == timedelta(minutes=minutes)
    assert Wording.load().time_left.said(left, CALENDAR.day_length) == said


def test_where_no_clock_runs_no_time_is_left() -> None:
    assert time_left(State.SUPPLEMENT_REQUESTED, at("2026-11-26"), at("2026-11-23"), CALENDAR) is None
    assert time_left(State.PROCESSING, None, at("2026-11-23"), CALENDAR) is None
