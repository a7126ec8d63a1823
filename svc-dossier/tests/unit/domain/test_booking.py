"""Who may book: the rules that keep places for everybody."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.agency_kind import AgencyKind
from shared.reference.working_calendar import Session, WorkingCalendar
from svc_dossier.domain.appointment import Action, State
from svc_dossier.domain.booking import (
    MAX_OPEN,
    BookingRefusal,
    BookingRefused,
    expect_offered_day,
    expect_received,
    expect_room_for_one_more,
    first_free_number,
    offered_slot,
    requested_appointment,
)
from svc_dossier.domain.deadlines import ClockPolicy
from svc_dossier.domain.procedure import Agency, Procedure, SubmissionMode
from svc_dossier.domain.slots import Opening, Slot

CALENDAR = WorkingCalendar(
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    days_off=frozenset({date(2026, 11, 24)}),
    make_up_days=frozenset(),
    sessions=(Session(time(7), time(11, 30)), Session(time(13, 30), time(17))),
    zone=VIETNAM,
)
OPENING = Opening(timedelta(minutes=30), 3, 40, timedelta(minutes=60))
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 9 in the morning in Vietnam
TODAY = date(2026, 11, 23)
OFFICE = Agency("21025", "UBND phường Cẩm Thành", AgencyKind.WARD, "000.01.99.H48")
OTHER = Agency("21028", "UBND phường Nghĩa Lộ", AgencyKind.WARD, "000.02.99.H48")
PROCEDURE = Procedure(
    code="1.001193",
    version=1,
    effective_from=date(2026, 1, 1),
    name="Đăng ký khai sinh",
    submission_mode=SubmissionMode.PROVINCIAL_API,
    agencies={OFFICE.id: OFFICE},
    documents={},
    times=(),
    clock_policy=ClockPolicy.RESTART,
)


def local(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def refusal(ask: Callable[[], object]) -> BookingRefusal:
    with pytest.raises(BookingRefused) as refused:
        ask()
    return refused.value.reason


def test_a_slot_on_offer_is_the_one_that_begins_then() -> None:
    slot = offered_slot(local(11, 25, 8), NOW, CALENDAR, OPENING)
    assert (slot.starts_at, slot.numbers) == (local(11, 25, 8), range(7, 10))


@pytest.mark.parametrize(
    "starts_at",
    [
        local(11, 25, 8, 10),  # in the middle of a slot
        local(11, 24, 8),  # a day off
        local(11, 23, 9, 30),  # too soon
        local(11, 20, 8),  # has passed
        local(12, 31, 8) + timedelta(days=1),  # beyond the calendar
        local(11, 25, 11, 30),  # lunch
    ],
)
def test_any_other_moment_is_not_on_offer(starts_at: datetime) -> None:
    assert refusal(lambda: offered_slot(starts_at, NOW, CALENDAR, OPENING)) is BookingRefusal.SLOT_NOT_OFFERED


def test_only_an_office_that_handles_the_procedure_receives_it() -> None:
    expect_received(PROCEDURE, OFFICE)
    assert refusal(lambda: expect_received(PROCEDURE, OTHER)) is BookingRefusal.NOT_RECEIVED_HERE


def test_three_open_appointments_are_enough() -> None:
    expect_room_for_one_more(MAX_OPEN - 1)
    assert MAX_OPEN == 3
    assert refusal(lambda: expect_room_for_one_more(MAX_OPEN)) is BookingRefusal.TOO_MANY_OPEN


@given(taken=st.sets(st.integers(1, 12)))
def test_the_lowest_number_that_nobody_holds_is_given(taken: set[int]) -> None:
    slot = Slot(NOW, NOW + OPENING.length, range(4, 7))
    free = [number for number in (4, 5, 6) if number not in taken]
    if free:
        assert first_free_number(slot, taken) == free[0]
    else:
        assert refusal(lambda: first_free_number(slot, taken)) is BookingRefusal.SLOT_FULL


def test_slots_are_shown_from_today_to_the_last_day_that_can_be_booked() -> None:
    for ahead in (0, OPENING.days_ahead):
        expect_offered_day(TODAY + timedelta(days=ahead), TODAY, OPENING)
    for ahead in (-1, OPENING.days_ahead + 1):
        day = TODAY + timedelta(days=ahead)
        assert refusal(partial(expect_offered_day, day, TODAY, OPENING)) is BookingRefusal.DAY_NOT_OFFERED


def test_a_new_appointment_waits_for_the_office_and_lapses_at_the_end_of_its_day() -> None:
    slot = offered_slot(local(11, 25, 8), NOW, CALENDAR, OPENING)
    made = requested_appointment(
        "apt_1", "cit_1", slot, 8, OFFICE, PROCEDURE, calendar=CALENDAR, at=NOW, command_id="cmd_1", fingerprint="f"
    )
    assert (made.state, made.version, made.number, made.day) == (State.REQUESTED, 1, 8, "2026-11-25")
    assert made.lapse_at == local(11, 26, 0)
    [entry] = made.timeline
    assert (entry.action, entry.by, entry.command_id) == (Action.REQUEST, "cit_1", "cmd_1")
