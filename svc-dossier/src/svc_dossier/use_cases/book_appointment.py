"""A citizen books a visit: the first free number of the slot, in one write that nobody else can make too."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.command import Command
from shared.errors import Conflict, FieldError, Invalid, ServiceError, Unavailable
from shared.ids import derived_id
from svc_dossier.domain.appointment import Action, Appointment, Entry, State
from svc_dossier.domain.slots import Slot, bookable, lapse_of, slot_at
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.store.appointments import Taken, booked_by
from svc_dossier.use_cases.desk import Desk, appointment_event_of
from svc_dossier.use_cases.offices import office_with_hours

MAX_OPEN = 3
"""Open appointments of one citizen: places are for everybody."""
TRIES = 20
CONTACT_SEALED = [("phone",), ("note",)]


@dataclass(frozen=True)
class Booking:
    office_id: str
    procedure_code: str
    starts_at: datetime
    name: str
    phone: str
    note: str


@dataclass(frozen=True)
class Booked:
    """``replayed`` when an earlier request made it."""

    appointment: Appointment
    replayed: bool


async def book_appointment(desk: Desk, citizen_id: str, command: Command, booking: Booking) -> Booked:
    """Raises ``Problem``: 404, 409 (no place left, one open already, too many), 422."""
    appointment_id = derived_id("apt", command.id)
    if first := await _first(desk, appointment_id, citizen_id, command):
        return first
    now = desk.clock.now()
    slot = _slot(desk, booking, now)
    wanted = _unnumbered(desk, booking, slot, citizen_id, appointment_id, command, now)
    if await desk.appointments.count_open(citizen_id, MAX_OPEN) >= MAX_OPEN:
        raise _too_many()
    contact = {"name": booking.name, "phone": booking.phone, "note": booking.note}
    sealed = desk.seal.seal(contact, CONTACT_SEALED, appointment_id)
    for _ in range(TRIES):
        taken = await desk.appointments.taken(booking.office_id, [wanted.day])
        free = next((number for number in slot.numbers if number not in taken[wanted.day]), None)
        if free is None:
            raise _full()
        appointment = replace(wanted, number=free)
        try:
            await desk.appointments.insert(appointment, sealed, appointment_event_of(appointment, "requested", now))
        except Taken as taken_by_another:
            if first := await _first(desk, appointment_id, citizen_id, command):
                return first
            if taken_by_another.field == "citizen_id":
                raise _open_already() from None
        else:
            return Booked(appointment, replayed=False)
    raise Unavailable(retry_after=1)


def _slot(desk: Desk, booking: Booking, now: datetime) -> Slot:
    _, opening = office_with_hours(desk, booking.office_id)
    try:
        slot = slot_at(booking.starts_at, desk.calendar, opening)
    except OutsideCalendar:
        slot = None
    if slot is None or not bookable(slot, now, desk.calendar, opening):
        raise Invalid([FieldError("starts_at", "Không có lượt hẹn nào còn nhận đặt vào giờ này.")])
    return slot


def _unnumbered(
    desk: Desk,
    booking: Booking,
    slot: Slot,
    citizen_id: str,
    appointment_id: str,
    command: Command,
    now: datetime,
) -> Appointment:
    office, _ = office_with_hours(desk, booking.office_id)
    published = desk.catalogue.in_force(booking.procedure_code, desk.calendar.day_of(now))
    if published is None:
        raise Invalid([FieldError("procedure_code", "Không có thủ tục nào mang mã này.")])
    if booking.office_id not in published.procedure.agencies:
        raise Invalid([FieldError("office_id", "Cơ quan này không tiếp nhận thủ tục đã chọn.")])
    entry = Entry(1, Action.REQUEST, State.REQUESTED, now, citizen_id, command.id, command.fingerprint)
    return Appointment(
        id=appointment_id,
        version=1,
        citizen_id=citizen_id,
        office_id=office.id,
        office_name=office.name,
        procedure_code=published.procedure.code,
        procedure_name=published.procedure.name,
        day=desk.calendar.day_of(slot.starts_at).isoformat(),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        number=0,
        state=State.REQUESTED,
        changed_at=now,
        lapse_at=lapse_of(slot.starts_at, desk.calendar),
        timeline=(entry,),
    )


async def _first(desk: Desk, appointment_id: str, citizen_id: str, command: Command) -> Booked | None:
    """What the same command has booked before, as it was then."""
    found = await desk.appointments.load(appointment_id, booked_by(citizen_id))
    if found is None:
        return None
    command.expect_same(found.timeline[0].fingerprint)
    as_booked = replace(found, version=1, state=State.REQUESTED, timeline=found.timeline[:1])
    return Booked(as_booked, replayed=True)


def _full() -> ServiceError:
    return Conflict("slot-full", "Lượt hẹn đã kín", "Giờ này đã kín lịch. Mời Ông/Bà chọn giờ khác.")


def _open_already() -> ServiceError:
    detail = "Ông/Bà đang có một lịch hẹn cho thủ tục này. Muốn đổi giờ, hãy hủy lịch hẹn cũ rồi đặt lại."
    return Conflict("appointment-open", "Đã có lịch hẹn", detail)


def _too_many() -> ServiceError:
    detail = f"Mỗi người có tối đa {MAX_OPEN} lịch hẹn chưa diễn ra."
    return Conflict("too-many-appointments", "Đã đặt đủ số lịch hẹn", detail)
