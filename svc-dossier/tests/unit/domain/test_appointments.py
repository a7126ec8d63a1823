"""Appointments: who may do what when, and slots that never overlap, cross lunch or share a number."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import VIETNAM
from shared.reference.working_calendar import Session, WorkingCalendar
from shared.state_table import IllegalStep, TooManySteps
from svc_dossier.domain.appointment import (
    CALLED_BEFORE,
    GIVEN_UP,
    MAX_STEPS,
    OPEN,
    ROWS,
    TABLE,
    Action,
    Actor,
    Appointment,
    AppointmentEntry,
    State,
)
from svc_dossier.domain.slots import Opening, bookable, lapse_of, reminder_of, slot_at, slots

CALENDAR = WorkingCalendar(
    first=date(2026, 1, 1),
    last=date(2027, 12, 31),
    days_off=frozenset({date(2026, 11, 24)}),
    make_up_days=frozenset({date(2026, 11, 28)}),
    sessions=(Session(time(7), time(11, 30)), Session(time(13, 30), time(17))),
    zone=VIETNAM,
)
OPENING = Opening(timedelta(minutes=30), 3, 30, timedelta(minutes=60))
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=VIETNAM)


THE_DAY_BEFORE, ON_THE_DAY = local(24, 23, 59), local(25, 0)


def appointment(state: State) -> Appointment:
    entry = AppointmentEntry(1, Action.REQUEST, State.REQUESTED, NOW, "cit_1", "cmd_1", "f")
    return Appointment(
        id="apt_1", version=1, citizen_id="cit_1", office_id="21025", office_name="UBND", procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh", day="2026-11-25", starts_at=local(25, 8), ends_at=local(25, 8, 30),
        number=7, state=state, changed_at=NOW, lapse_at=local(26, 0), timeline=(entry,),
    )  # fmt: skip


def test_a_day_is_cut_into_whole_slots_around_lunch() -> None:
    found = slots(MONDAY, CALENDAR, OPENING)
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == [
        "07:00", "07:30", "08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00",
        "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30",
    ]  # fmt: skip
    assert found[0].numbers == range(1, 4)
    assert found[-1].numbers == range(46, 49)


def test_nobody_receives_on_a_day_off_and_somebody_does_on_a_make_up_day() -> None:
    assert slots(date(2026, 11, 24), CALENDAR, OPENING) == []
    assert slots(date(2026, 11, 28), CALENDAR, OPENING) != []


@given(minutes=st.integers(5, 240), capacity=st.integers(1, 50), ahead=st.integers(0, 40))
def test_slots_never_overlap_nor_share_a_number(minutes: int, capacity: int, ahead: int) -> None:
    opening = Opening(timedelta(minutes=minutes), capacity, 30, timedelta())
    found = slots(MONDAY + timedelta(days=ahead), CALENDAR, opening)
    for earlier, later in pairwise(found):
        assert earlier.ends_at <= later.starts_at
        assert earlier.numbers[-1] + 1 == later.numbers[0]
    for slot in found:
        assert slot.ends_at - slot.starts_at == opening.length
        assert any(
            session.opens <= slot.starts_at.time() and slot.ends_at.time() <= session.closes
            for session in CALENDAR.sessions
        )
        assert len(slot.numbers) == capacity


def test_only_the_beginning_of_a_slot_can_be_booked_and_only_in_time() -> None:
    slot = slot_at(local(23, 10), CALENDAR, OPENING)
    assert slot is not None
    assert bookable(slot, NOW, CALENDAR, OPENING)
    assert slot_at(local(23, 10, 5), CALENDAR, OPENING) is None
    early = slot_at(local(23, 9, 30), CALENDAR, OPENING)
    assert early is not None
    assert not bookable(early, NOW, CALENDAR, OPENING)
    assert not bookable(slot, NOW - timedelta(days=31), CALENDAR, OPENING)


def test_the_reminder_comes_on_the_morning_before_and_not_when_that_has_passed() -> None:
    assert reminder_of(local(25, 14), NOW, CALENDAR) == local(24, 8)
    assert reminder_of(local(23, 14), NOW, CALENDAR) is None
    assert lapse_of(local(25, 14), CALENDAR) == local(26, 0)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("actor", Actor)
def test_every_step_is_in_the_table_or_refused(state: State, action: Action, actor: Actor) -> None:
    before = replace(appointment(state), starts_at=ON_THE_DAY)
    legal = [row for row in ROWS if (row.source, row.action) == (state, action) and actor in row.by]
    if not legal:
        with pytest.raises(IllegalStep):
            TABLE.step(before.context_at(ON_THE_DAY), action, {actor})
        assert action not in TABLE.allowed(before.context_at(ON_THE_DAY), {actor})
        return
    assert TABLE.step(before.context_at(ON_THE_DAY), action, {actor}) is legal[0]
    after = before.moved(legal[0], at=ON_THE_DAY, by="x", command_id="c", fingerprint="f", remind_at=local(24, 8))
    assert (after.state, after.version, after.timeline[-1].state) == (legal[0].target, 2, legal[0].target)
    assert (after.remind_at is not None) == (after.state is State.APPROVED)


def test_a_repeat_is_told_the_state_right_after_its_own_step() -> None:
    before = appointment(State.REQUESTED)
    approval = TABLE.step(before.context_at(NOW), Action.APPROVE, {Actor.OFFICER})
    approved = before.moved(approval, at=NOW, by="stf_1", command_id="c1", fingerprint="f", reason="Mời đến")
    call = TABLE.step(approved.context_at(ON_THE_DAY), Action.CALL, {Actor.OFFICER})
    called = approved.moved(call, at=ON_THE_DAY, by="stf_1", command_id="c2", fingerprint="f")
    then = called.as_of(called.timeline[1])
    assert (then.state, then.version, then.timeline) == (State.APPROVED, 2, approved.timeline)


@pytest.mark.parametrize("state", [State.APPROVED, State.MISSED])
def test_nobody_is_called_before_the_day(state: State) -> None:
    visit = appointment(state)
    assert Action.CALL in TABLE.allowed(visit.context_at(ON_THE_DAY), {Actor.OFFICER})
    assert Action.CALL not in TABLE.allowed(visit.context_at(THE_DAY_BEFORE), {Actor.OFFICER})
    with pytest.raises(IllegalStep):
        TABLE.step(visit.context_at(THE_DAY_BEFORE), Action.CALL, {Actor.OFFICER})


def test_nobody_is_missed_before_the_hour_or_the_next_long_before_it() -> None:
    called, hour = appointment(State.CALLED), local(25, 8)
    early = hour - timedelta(minutes=1)
    assert TABLE.allowed(called.context_at(early), {Actor.OFFICER}) == (Action.SERVE,)
    assert Action.MISS in TABLE.allowed(called.context_at(hour), {Actor.OFFICER})
    assert called.is_next_at(hour - CALLED_BEFORE)
    assert not called.is_next_at(hour - CALLED_BEFORE - timedelta(minutes=1))


def test_whoever_was_called_fifty_times_is_still_served_but_not_called_again() -> None:
    called, missed = (
        replace(appointment(state), timeline=appointment(state).timeline * MAX_STEPS).context_at(ON_THE_DAY)
        for state in (State.CALLED, State.MISSED)
    )
    assert TABLE.step(called, Action.SERVE, {Actor.OFFICER}).target is State.SERVED
    assert TABLE.step(called, Action.LAPSE, {Actor.SYSTEM}).target is State.MISSED
    with pytest.raises(TooManySteps):
        TABLE.step(missed, Action.CALL, {Actor.OFFICER})


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("actor", [Actor.CITIZEN, Actor.OFFICER])
def test_when_its_day_has_passed_nobody_can_do_anything_more(state: State, actor: Actor) -> None:
    visit = appointment(state)
    last = visit.lapse_at - timedelta(microseconds=1)
    assert TABLE.allowed(visit.context_at(last), {actor}) == tuple(
        row.action for row in ROWS if row.source is state and actor in row.by
    )
    assert TABLE.allowed(visit.context_at(visit.lapse_at), {actor}) == ()
    for action in TABLE.allowed(visit.context_at(last), {actor}):
        with pytest.raises(IllegalStep):
            TABLE.step(visit.context_at(visit.lapse_at), action, {actor})


def test_what_is_open_can_always_end_and_what_is_given_up_never_returns() -> None:
    for state in OPEN:
        assert any(transition.source is state and Actor.SYSTEM in transition.by for transition in ROWS)
    assert not any(transition.source in GIVEN_UP for transition in ROWS)
