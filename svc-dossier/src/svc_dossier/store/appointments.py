"""Appointments: one document each. Two unique indexes keep their promises: nobody else has the number, and a citizen
has one open appointment a procedure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.clock import BEGINNING
from shared.events import Event
from shared.keyset import after_key
from shared.mongo import ASCENDING, Database, Document, DuplicateKey, insert
from shared.outbox import ROOM_LEFT, change, entry
from shared.versioned import duplicate, update_version
from shared.wakeup import Wakeup
from svc_dossier.domain.appointment import GIVEN_UP, OPEN, Action, Appointment, AppointmentEntry, State
from svc_dossier.store.sealed_contact import SealedContact

_UNSEEN = {"outbox": 0, "contact": 0}


@dataclass(frozen=True)
class OfCitizen:
    """The appointments that one citizen has booked."""

    citizen_id: str


@dataclass(frozen=True)
class AtOffices:
    """The appointments at some offices; none where there is no office."""

    office_ids: frozenset[str]


Scope = OfCitizen | AtOffices
"""Which appointments the caller may see."""


def _filter(scope: Scope) -> Document:
    if isinstance(scope, OfCitizen):
        return {"citizen_id": scope.citizen_id}
    return {"office.id": {"$in": sorted(scope.office_ids)}}


class Appointments:
    def __init__(self, database: Database, wakeup: Wakeup) -> None:
        self._collection = database["appointments"]
        self._wakeup = wakeup

    async def insert(self, appointment: Appointment, contact: SealedContact, event: Event) -> None:
        """Raises ``DuplicateValue`` of ``office.id`` (the number is taken), ``citizen_id`` or ``_id``."""
        document = {
            "_id": appointment.id,
            "version": appointment.version,
            "citizen_id": appointment.citizen_id,
            "office": {"id": appointment.office_id, "name": appointment.office_name},
            "procedure": {"code": appointment.procedure_code, "name": appointment.procedure_name},
            "day": appointment.day,
            "starts_at": appointment.starts_at,
            "ends_at": appointment.ends_at,
            "number": appointment.number,
            **_moving_parts(appointment),
            "contact": vars(contact),
            "timeline": [_entry_document(appointment.timeline[0])],
            "outbox": [entry(event)],
        }
        try:
            await insert(self._collection, document)
        except DuplicateKey as error:
            raise duplicate(error) from None
        self._wakeup.set()

    async def load(self, appointment_id: str, scope: Scope) -> Appointment | None:
        found = await self._collection.find_one({"_id": appointment_id, **_filter(scope)}, _UNSEEN)
        return _appointment(found) if found else None

    async def save(self, appointment: Appointment, events: Sequence[Event], scope: Scope) -> None:
        """Write what made ``appointment`` out of the version before.

        Raises ``VersionConflict``, or ``DuplicateValue`` when one that was closed would be open beside another.
        """
        before = {
            "_id": appointment.id,
            "version": appointment.version - 1,
            **_filter(scope),
            **(ROOM_LEFT if events else {}),
        }
        timeline = [_entry_document(step) for step in appointment.timeline]
        update: Document = {"$set": {**_moving_parts(appointment), "timeline": timeline}}
        await update_version(self._collection, before, change(update, events))
        self._wakeup.set()

    async def load_with_contact(self, appointment_id: str, scope: Scope) -> tuple[Appointment, SealedContact] | None:
        found = await self._collection.find_one({"_id": appointment_id, **_filter(scope)}, {"outbox": 0})
        return (_appointment(found), SealedContact(**found["contact"])) if found else None

    async def taken(self, office_id: str, days: Sequence[str]) -> Mapping[str, set[int]]:
        """The numbers that are held, by day."""
        held = {"office.id": office_id, "day": {"$in": list(days)}, "holds": True}
        found = self._collection.find(held, {"_id": 0, "day": 1, "number": 1}, hint="ux_number")
        numbers: dict[str, set[int]] = {day: set() for day in days}
        for document in await found.to_list(None):
            numbers[document["day"]].add(document["number"])
        return numbers

    async def count_open(self, citizen_id: str) -> int:
        return await self._collection.count_documents({"citizen_id": citizen_id, "open": True})

    async def open_for(self, citizen_id: str, procedure_code: str) -> Appointment | None:
        """The one that is still to come, of which there is one at most."""
        still_open = {"citizen_id": citizen_id, "procedure.code": procedure_code, "open": True}
        found = await self._collection.find_one(still_open, _UNSEEN, hint="ux_open_of_procedure")
        return _appointment(found) if found else None

    async def own(self, citizen_id: str, after: tuple[datetime, str] | None, limit: int) -> list[Appointment]:
        """The latest day first, past ``after`` (starts_at, id)."""
        wanted: Document = {**_filter(OfCitizen(citizen_id)), **after_key("starts_at", after)}
        found = self._collection.find(wanted, _UNSEEN).sort({"starts_at": -1, "_id": -1}).limit(limit)
        return [_appointment(document) for document in await found.to_list(limit)]

    async def of_day(
        self, offices: frozenset[str], day: str, state: State | None, after: tuple[int, str] | None, limit: int
    ) -> list[tuple[Appointment, str]]:
        """The appointments of the day, each with the name to call, in the order of the queue, past ``after`` (number,
        id).
        """
        wanted: Document = {**_filter(AtOffices(offices)), "day": day, **({"state": state.value} if state else {})}
        wanted |= after_key("number", after, direction=ASCENDING)
        unseen = {"outbox": 0, "contact.phone": 0, "contact.note": 0}
        found = self._collection.find(wanted, unseen, hint="ix_day").sort({"number": 1, "_id": 1}).limit(limit)
        return [(_appointment(document), document["contact"]["name"]) for document in await found.to_list(limit)]

    async def next_waiting(self, office_id: str, day: str) -> Appointment | None:
        """The lowest number that is approved and not yet called."""
        waiting = {"office.id": office_id, "day": day, "state": State.APPROVED.value}
        found = await self._collection.find_one(waiting, _UNSEEN, sort=[("number", 1)], hint="ix_queue")
        return _appointment(found) if found else None

    async def called_by(self, office_id: str, day: str, command_id: str) -> Appointment | None:
        wanted = {"office.id": office_id, "day": day, "timeline.command_id": command_id}
        found = await self._collection.find_one(wanted, _UNSEEN, hint="ix_day")
        return _appointment(found) if found else None

    async def now_served(self, office_id: str, day: str) -> int | None:
        """The number called last."""
        called = {"office.id": office_id, "day": day, "called_at": {"$gt": BEGINNING}}
        found = await self._collection.find_one(called, {"number": 1}, sort=[("called_at", -1)], hint="ix_last_called")
        return found["number"] if found else None

    async def waiting(self, office_id: str, day: str, before: int | None = None) -> int:
        """How many are approved and not yet called, of those with a number below ``before``."""
        wanted: Document = {"office.id": office_id, "day": day, "state": State.APPROVED.value}
        if before is not None:
            wanted["number"] = {"$lt": before}
        return await self._collection.count_documents(wanted, hint="ix_queue")

    async def to_remind(self, now: datetime, limit: int) -> list[Appointment]:
        found = self._collection.find(
            {"remind_at": {"$gt": BEGINNING, "$lte": now}}, _UNSEEN, hint="ix_reminders"
        ).sort("remind_at", 1)
        return [_appointment(document) for document in await found.limit(limit).to_list(limit)]

    async def to_lapse(self, now: datetime, limit: int) -> list[Appointment]:
        past = {"open": True, "lapse_at": {"$lte": now}}
        found = self._collection.find(past, _UNSEEN, hint="ix_lapse").sort("lapse_at", 1)
        return [_appointment(document) for document in await found.limit(limit).to_list(limit)]


def _moving_parts(appointment: Appointment) -> Document:
    return {
        "state": appointment.state.value,
        "changed_at": appointment.changed_at,
        "called_at": appointment.called_at,
        "remind_at": appointment.remind_at,
        "lapse_at": appointment.lapse_at,
        "holds": appointment.state not in GIVEN_UP,
        "open": appointment.state in OPEN,
    }


def _entry_document(step: AppointmentEntry) -> Document:
    return {**vars(step), "action": step.action.value, "state": step.state.value}


def _appointment(document: Mapping[str, Any]) -> Appointment:
    return Appointment(
        id=document["_id"],
        version=document["version"],
        citizen_id=document["citizen_id"],
        office_id=document["office"]["id"],
        office_name=document["office"]["name"],
        procedure_code=document["procedure"]["code"],
        procedure_name=document["procedure"]["name"],
        day=document["day"],
        starts_at=document["starts_at"],
        ends_at=document["ends_at"],
        number=document["number"],
        state=State(document["state"]),
        changed_at=document["changed_at"],
        lapse_at=document["lapse_at"],
        called_at=document["called_at"],
        remind_at=document["remind_at"],
        timeline=tuple(
            AppointmentEntry(**{**step, "action": Action(step["action"]), "state": State(step["state"])})
            for step in document["timeline"]
        ),
    )
