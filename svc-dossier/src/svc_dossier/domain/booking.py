"""Who may book an appointment, and which number in the queue they get: places are for everybody."""

from collections.abc import Set
from datetime import date, datetime
from enum import StrEnum

from shared.reference.working_calendar import OutsideCalendar, WorkingCalendar
from svc_dossier.domain.appointment import Action, Appointment, AppointmentEntry, State
from svc_dossier.domain.procedure import Agency, Procedure
from svc_dossier.domain.slots import Opening, Slot, bookable, lapse_of, last_bookable_day, slot_at

MAX_OPEN = 3
"""Open appointments of one citizen."""


class BookingRefusal(StrEnum):
    """Why a booking is refused."""

    SLOT_NOT_OFFERED = "slot_not_offered"
    NOT_RECEIVED_HERE = "not_received_here"
    TOO_MANY_OPEN = "too_many_open"
    OPEN_FOR_PROCEDURE = "open_for_procedure"
    SLOT_FULL = "slot_full"
    DAY_NOT_OFFERED = "day_not_offered"


class BookingRefused(Exception):
    def __init__(self, reason: BookingRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def offered_slot(starts_at: datetime, now: datetime, calendar: WorkingCalendar, opening: Opening) -> Slot:
    """The slot that begins at ``starts_at`` and can still be booked. Raises ``BookingRefused``."""
    try:
        slot = slot_at(starts_at, calendar, opening)
    except OutsideCalendar:
        slot = None
    if slot is None or not bookable(slot, now, calendar, opening):
        raise BookingRefused(BookingRefusal.SLOT_NOT_OFFERED)
    return slot


def expect_offered_day(day: date, today: date, opening: Opening) -> None:
    """Raises ``BookingRefused`` for a day that has passed or is too far ahead to be booked."""
    if not today <= day <= last_bookable_day(today, opening):
        raise BookingRefused(BookingRefusal.DAY_NOT_OFFERED)


def expect_received(procedure: Procedure, office: Agency) -> None:
    """Raises ``BookingRefused`` where ``office`` does not handle ``procedure``."""
    if office.id not in procedure.agencies:
        raise BookingRefused(BookingRefusal.NOT_RECEIVED_HERE)


def expect_room_for_one_more(open_appointments: int) -> None:
    """Raises ``BookingRefused`` when the citizen has as many open appointments as one may have."""
    if open_appointments >= MAX_OPEN:
        raise BookingRefused(BookingRefusal.TOO_MANY_OPEN)


def first_free_number(slot: Slot, taken: Set[int]) -> int:
    """The lowest number of ``slot`` that nobody holds. Raises ``BookingRefused``."""
    free = next((number for number in slot.numbers if number not in taken), None)
    if free is None:
        raise BookingRefused(BookingRefusal.SLOT_FULL)
    return free


def requested_appointment(
    appointment_id: str,
    citizen_id: str,
    slot: Slot,
    number: int,
    office: Agency,
    procedure: Procedure,
    *,
    calendar: WorkingCalendar,
    at: datetime,
    command_id: str,
    fingerprint: str,
) -> Appointment:
    """A new appointment, which waits for the office to approve it."""
    entry = AppointmentEntry(1, Action.REQUEST, State.REQUESTED, at, citizen_id, command_id, fingerprint)
    return Appointment(
        id=appointment_id,
        version=1,
        citizen_id=citizen_id,
        office_id=office.id,
        office_name=office.name,
        procedure_code=procedure.code,
        procedure_name=procedure.name,
        day=calendar.day_of(slot.starts_at).isoformat(),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        number=number,
        state=State.REQUESTED,
        changed_at=at,
        lapse_at=lapse_of(slot.starts_at, calendar),
        timeline=(entry,),
    )
