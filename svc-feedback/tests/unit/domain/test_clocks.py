"""The two clocks: working hours, an emergency at night, shortening, one extension, standing still, starting anew."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.calendar_file import shipped_calendar
from svc_feedback.catalogue.handling import load_handling_table
from svc_feedback.domain.clocks import (
    LONGEST_OFFLINE,
    Clocks,
    ExtensionRefusal,
    ExtensionRefused,
    check_extension,
    pressed_send,
)
from svc_feedback.domain.handling import HandlingClass

CALENDAR = shipped_calendar().calendar()
TIMES = load_handling_table()
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))
CLASSES = st.sampled_from(HandlingClass)


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(hour, minute), VIETNAM)


@pytest.mark.parametrize(
    ("handling_class", "sent", "received_by", "resolved_by"),
    [
        # Friday evening: an emergency runs on through night and weekend.
        ("emergency", at("2026-11-27", 22), at("2026-11-27", 22, 30), at("2026-11-28", 22)),
        # Monday at nine: four working hours with lunch between, three working days, and the 24th is a holiday.
        ("immediate", at("2026-11-23"), at("2026-11-23", 15), at("2026-11-27")),
        # Out of hours the clock starts when the next session opens: Sunday is Monday at seven.
        ("immediate", at("2026-11-29", 20), at("2026-11-30", 11), at("2026-12-02", 17)),
        ("normal", at("2026-11-25"), at("2026-11-26"), at("2026-12-04")),
        ("complex", at("2026-11-25"), at("2026-11-26"), at("2026-12-16")),
    ],
)
def test_the_contracts_classes(
    handling_class: str, sent: datetime, received_by: datetime, resolved_by: datetime
) -> None:
    clocks = Clocks.start(sent, TIMES[HandlingClass(handling_class)], CALENDAR)
    assert (clocks.received_by, clocks.resolved_by) == (received_by, resolved_by)


@given(MOMENTS, CLASSES)
def test_a_report_is_read_before_it_is_resolved(sent: datetime, handling_class: HandlingClass) -> None:
    clocks = Clocks.start(sent, TIMES[handling_class], CALENDAR)
    assert sent < clocks.received_by < clocks.resolved_by


@given(MOMENTS, CLASSES, st.lists(CLASSES, max_size=4))
def test_another_class_only_shortens(sent: datetime, first: HandlingClass, others: list[HandlingClass]) -> None:
    clocks = Clocks.start(sent, TIMES[first], CALENDAR)
    for other in others:
        after = clocks.reclassified(TIMES[other], CALENDAR)
        assert after.received_by <= clocks.received_by
        assert after.resolved_by <= clocks.resolved_by
        clocks = after


@given(MOMENTS, CLASSES, st.timedeltas(timedelta(), timedelta(days=9)), st.timedeltas(timedelta(), timedelta(days=9)))
def test_standing_still_takes_nothing_from_whoever_handles_it(
    sent: datetime, handling_class: HandlingClass, before: timedelta, waiting: timedelta
) -> None:
    clocks = Clocks.start(sent, TIMES[handling_class], CALENDAR)
    resumed = clocks.paused(sent + before).resumed(sent + before + waiting, CALENDAR)
    assert resumed.resolved_by >= clocks.resolved_by
    assert resumed.paused_at is None
    if sent + before > clocks.resolved_by:
        assert resumed.resolved_by == clocks.resolved_by  # what was late stays late


def test_what_was_left_is_left_when_the_citizen_has_answered() -> None:
    clocks = Clocks.start(at("2026-11-25"), TIMES[HandlingClass.IMMEDIATE], CALENDAR)  # due on the 30th at nine
    resumed = clocks.paused(at("2026-11-26")).resumed(at("2026-12-03"), CALENDAR)
    assert resumed.resolved_by == at("2026-12-07")  # two working days after the answer


def test_a_class_counts_the_time_that_ran_and_not_that_in_which_the_clock_stood_still() -> None:
    clocks = Clocks.start(at("2026-11-25"), TIMES[HandlingClass.NORMAL], CALENDAR)  # seven working days
    asked_twice = clocks.paused(at("2026-11-26")).resumed(at("2026-12-03"), CALENDAR)
    asked_twice = asked_twice.paused(at("2026-12-04")).resumed(at("2026-12-08"), CALENDAR)
    assert asked_twice.resolved_by == at("2026-12-15")
    # Two working days have run: of three one is left, and of an emergency's 24 hours none.
    shorter = asked_twice.reclassified(TIMES[HandlingClass.IMMEDIATE], CALENDAR)
    assert shorter.resolved_by == at("2026-12-09")
    urgent = asked_twice.reclassified(TIMES[HandlingClass.EMERGENCY], CALENDAR)
    assert urgent.resolved_by == at("2026-11-26")


@given(
    MOMENTS,
    CLASSES,
    CLASSES,
    st.lists(st.tuples(st.timedeltas(timedelta(), timedelta(days=3)), st.timedeltas(timedelta(), timedelta(days=9)))),
)
def test_whoever_answers_late_takes_nothing_from_a_later_class(
    sent: datetime, first: HandlingClass, later: HandlingClass, stops: list[tuple[timedelta, timedelta]]
) -> None:
    clocks, now = Clocks.start(sent, TIMES[first], CALENDAR), sent
    for ran, waited in stops[:4]:
        clocks = clocks.paused(now + ran).resumed(now + ran + waited, CALENDAR)
        now += ran + waited
    after = clocks.reclassified(TIMES[later], CALENDAR)
    assert after.resolved_by <= clocks.resolved_by
    assert after.resolved_by == clocks.resolved_by or after.resolved_by >= TIMES[later].resolve.after(sent, CALENDAR)


ARRIVED = at("2026-11-25")


@pytest.mark.parametrize(
    ("declared", "believed"),
    [
        (None, ARRIVED),
        (ARRIVED - timedelta(hours=5), ARRIVED - timedelta(hours=5)),
        (ARRIVED + timedelta(hours=1), ARRIVED),  # a telephone whose clock is ahead
        (ARRIVED - timedelta(days=400), ARRIVED - LONGEST_OFFLINE),
    ],
)
def test_send_was_pressed_when_the_telephone_says_so_within_bounds(
    declared: datetime | None, believed: datetime
) -> None:
    assert pressed_send(declared, ARRIVED) == believed


@pytest.mark.parametrize(
    ("asked_at", "new_due", "refusal"),
    [
        (at("2026-11-26"), at("2026-12-01"), None),
        (at("2026-11-26"), at("2026-12-03"), None),  # as long again as the class has
        (at("2026-11-26"), at("2026-12-03", 9, 1), ExtensionRefusal.TOO_FAR),
        (at("2026-11-26"), at("2026-11-30"), ExtensionRefusal.NOT_LATER),
        (at("2026-11-30"), at("2026-12-01"), ExtensionRefusal.ALREADY_LATE),
        (at("2026-11-26"), at("2026-12-02", 23, 30), ExtensionRefusal.OUTSIDE_HOURS),
        (at("2026-11-26"), at("2026-12-02", 17, 0), None),
    ],
)
def test_an_extension_is_asked_in_time_and_bounded(
    asked_at: datetime, new_due: datetime, refusal: ExtensionRefusal | None
) -> None:
    times = TIMES[HandlingClass.IMMEDIATE]
    clocks = Clocks.start(at("2026-11-25"), times, CALENDAR)
    assert clocks.resolved_by == at("2026-11-30")
    if refusal is None:
        check_extension(clocks, new_due, asked_at, times, CALENDAR)
        return
    with pytest.raises(ExtensionRefused) as refused:
        check_extension(clocks, new_due, asked_at, times, CALENDAR)
    assert refused.value.reason is refusal


def test_reopening_starts_the_second_clock_anew_and_allows_another_extension() -> None:
    times = TIMES[HandlingClass.NORMAL]
    clocks = Clocks.start(at("2026-11-25"), times, CALENDAR).read_by_staff(at("2026-11-25", 10))
    resolved = clocks.extended_to(at("2026-12-10")).resolved(at("2026-12-02"))
    assert resolved.on_time
    again = resolved.reopened(at("2026-12-03"), times, CALENDAR)
    assert again.resolved_by == at("2026-12-14")
    assert (again.received_at, again.resolved_at, again.extended) == (at("2026-11-25", 10), None, False)
