"""Appointments as they are shown."""

from typing import Any

from shared.clock import rfc3339
from svc_dossier.domain.appointment import Actor, Appointment
from svc_dossier.domain.slots import Slot
from svc_dossier.use_cases.book_appointment import CONTACT_SEALED
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.move_appointment import Moved

Shown = dict[str, Any]


def row(desk: Desk, appointment: Appointment) -> Shown:
    return {
        "id": appointment.id,
        "office": {"id": appointment.office_id, "name": appointment.office_name},
        "procedure": {"code": appointment.procedure_code, "name": appointment.procedure_name},
        "starts_at": rfc3339(appointment.starts_at),
        "ends_at": rfc3339(appointment.ends_at),
        "number": appointment.number,
        "state": appointment.state,
        "state_label": desk.visits.labels[appointment.state],
        "reason": appointment.timeline[-1].reason,
        "version": appointment.version,
    }


async def detail(desk: Desk, appointment: Appointment, contact: dict[str, Any], actor: Actor) -> Shown:
    opened = desk.seal.open(contact, CONTACT_SEALED, appointment.id)
    shown = {**row(desk, appointment), "contact": opened, "allowed": appointment.allowed(actor)}
    if appointment.day != desk.today(desk.clock.now()).isoformat():
        return {**shown, "queue": None, "ahead": None}
    ahead = await desk.appointments.waiting(appointment.office_id, appointment.day, appointment.number)
    return {**shown, "queue": await queue(desk, appointment.office_id), "ahead": ahead}


async def queue(desk: Desk, office_id: str) -> Shown:
    """Of today."""
    day = desk.today(desk.clock.now()).isoformat()
    return {
        "day": day,
        "now_served": await desk.appointments.now_served(office_id, day),
        "waiting": await desk.appointments.waiting(office_id, day),
    }


def receipt(desk: Desk, moved: Moved) -> Shown:
    """The state right after the step, also when it is asked again later."""
    return {
        "id": moved.appointment.id,
        "state": moved.entry.state,
        "state_label": desk.visits.labels[moved.entry.state],
        "number": moved.appointment.number,
        "version": moved.entry.version,
    }


def slot_row(slot: Slot, held: set[int]) -> Shown:
    free = sum(number not in held for number in slot.numbers)
    return {"starts_at": rfc3339(slot.starts_at), "ends_at": rfc3339(slot.ends_at), "free": free}
