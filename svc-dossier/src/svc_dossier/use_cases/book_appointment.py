"""A citizen books an appointment: the first free number of the slot, in one write that nobody else can make too."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue, FieldError, Invalid, NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.domain.appointment import Appointment, Contact
from svc_dossier.domain.booking import (
    BookingRefusal,
    BookingRefused,
    expect_received,
    expect_room_for_one_more,
    first_free_number,
    offered_slot,
    requested_appointment,
)
from svc_dossier.domain.procedure import Procedure
from svc_dossier.store.appointments import Appointments, OfCitizen
from svc_dossier.store.sealed_contact import ContactSeal
from svc_dossier.use_cases.appointment_event import appointment_event
from svc_dossier.use_cases.find_office import FindOffice, ReceivingOffice
from svc_dossier.use_cases.refusals import booking_errors

ATTEMPTS = 20
"""More than elsewhere: in a slot that has just opened, everybody tries for the same number."""


@dataclass(frozen=True)
class BookingRequest:
    office_id: str
    procedure_code: str
    starts_at: datetime
    contact: Contact


@dataclass(frozen=True)
class BookAppointment:
    appointments: Appointments
    find_office: FindOffice
    catalogue: Catalogue
    calendars: Calendars
    contact_seal: ContactSeal
    clock: Clock

    async def __call__(self, citizen_id: str, command: Command, request: BookingRequest) -> Outcome[Appointment]:
        """Raises ``Invalid`` or ``Conflict`` (no place left, one open already, too many)."""
        appointment_id = derived_id("apt", command.id)
        if booked := await self._booked_before(appointment_id, citizen_id, command):
            return booked
        try:
            office = self.find_office(request.office_id)
        except NotFound as unknown:
            # Elsewhere the office stands in the path; here it is a field of what was filled in.
            raise Invalid([FieldError("office_id", unknown.detail)]) from None
        with explained(booking_errors(office.opening)):
            return await self._book(appointment_id, citizen_id, command, request, office)

    async def _book(
        self,
        appointment_id: str,
        citizen_id: str,
        command: Command,
        request: BookingRequest,
        office: ReceivingOffice,
    ) -> Outcome[Appointment]:
        now, calendar = self.clock.now(), self.calendars.current
        slot = offered_slot(request.starts_at, now, calendar, office.opening)
        procedure = self._procedure(request.procedure_code, now)
        expect_received(procedure, office.agency)
        expect_room_for_one_more(await self.appointments.count_open(citizen_id))
        contact = self.contact_seal.close(request.contact, appointment_id)
        wanted = requested_appointment(
            appointment_id,
            citizen_id,
            slot,
            slot.numbers[0],
            office.agency,
            procedure,
            calendar=calendar,
            at=now,
            command_id=command.id,
            fingerprint=command.fingerprint,
        )

        async def attempt(_number: int) -> Outcome[Appointment]:
            taken = await self.appointments.taken(wanted.office_id, [wanted.day])
            appointment = replace(wanted, number=first_free_number(slot, taken[wanted.day]))
            try:
                await self.appointments.insert(appointment, contact, appointment_event(appointment, "requested", now))
            except DuplicateValue as duplicate:
                if booked := await self._booked_before(appointment_id, citizen_id, command):
                    return booked
                if duplicate.field == "citizen_id" and (
                    beside := await self.appointments.open_for(citizen_id, procedure.code)
                ):
                    with about(beside), explained(booking_errors(office.opening)):
                        raise BookingRefused(BookingRefusal.OPEN_FOR_PROCEDURE) from None
                raise
            return Outcome(appointment)

        return await retry_on_conflict(attempt, attempts=ATTEMPTS)

    async def _booked_before(
        self, appointment_id: str, citizen_id: str, command: Command
    ) -> Outcome[Appointment] | None:
        """What the same command has booked before, as it was then."""
        found = await self.appointments.load(appointment_id, OfCitizen(citizen_id))
        entry = command.find_in(found.timeline) if found else None
        return Outcome(found.as_of(entry), replayed=True) if found and entry else None

    def _procedure(self, code: str, now: datetime) -> Procedure:
        published = self.catalogue.in_force(code, self.calendars.current.day_of(now))
        if published is None:
            raise Invalid([FieldError("procedure_code", "Không có thủ tục nào mang mã này.")])
        return published.procedure
