"""Offices, their slots and their queue as everybody is shown them."""

from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import BaseModel, Field

from shared.reference.agency_kind import AgencyKind
from shared.reference.working_calendar import Session
from shared.web import Timestamp
from svc_dossier.catalogue.labels import AGENCY_KINDS
from svc_dossier.catalogue.offices import OfficePlace, Offices
from svc_dossier.domain.procedure import Agency
from svc_dossier.use_cases.find_office import ReceivingOffice
from svc_dossier.use_cases.list_slots import SlotsOfDay


class Office(OfficePlace):
    kind: AgencyKind
    kind_label: str

    @classmethod
    def of(cls, agency: Agency, offices: Offices) -> "Office":
        place = offices.place(agency.id, agency.name)
        return cls(**place, kind=agency.kind, kind_label=AGENCY_KINDS[agency.kind])


class OfficeList(BaseModel):
    items: list[Office]


class OfficeDetail(Office):
    sessions: list[tuple[str, str]] = Field(description="Giờ làm việc")
    slot_minutes: int
    capacity: int = Field(description="Số người mỗi lượt")
    days_ahead: int

    @classmethod
    def with_hours(cls, office: ReceivingOffice, sessions: Iterable[Session], offices: Offices) -> "OfficeDetail":
        opening = office.opening
        return cls(
            **vars(Office.of(office.agency, offices)),
            sessions=[(f"{session.opens:%H:%M}", f"{session.closes:%H:%M}") for session in sessions],
            slot_minutes=opening.length // timedelta(minutes=1),
            capacity=opening.capacity,
            days_ahead=opening.days_ahead,
        )


class SlotRow(BaseModel):
    starts_at: Timestamp
    ends_at: Timestamp
    free: int


class SlotDay(BaseModel):
    day: date
    working: bool
    slots: list[SlotRow]

    @classmethod
    def of(cls, found: SlotsOfDay) -> "SlotDay":
        slots = [SlotRow(starts_at=slot.starts_at, ends_at=slot.ends_at, free=slot.free) for slot in found.slots]
        return cls(day=found.day, working=found.working, slots=slots)


class SlotDays(BaseModel):
    items: list[SlotDay]
