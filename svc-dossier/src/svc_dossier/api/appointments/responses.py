"""Appointments as citizens and officers are shown them."""

from datetime import datetime

from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.command import Outcome
from shared.etag import etag
from shared.idempotency import replay
from shared.offers import Offer
from shared.web import Timestamp, typed_response
from svc_dossier.api.offers import visit_offers
from svc_dossier.catalogue.appointment_rules import VisitWording
from svc_dossier.catalogue.offices import OfficePlace, Offices
from svc_dossier.domain.appointment import Actor, Appointment, State
from svc_dossier.use_cases.read_appointment import AppointmentWithQueue
from svc_dossier.use_cases.read_queue import OfficeQueue


class ProcedureName(BaseModel):
    code: str
    name: str


class AppointmentRow(BaseModel):
    id: str
    office: OfficePlace
    procedure: ProcedureName
    starts_at: Timestamp
    ends_at: Timestamp
    number: int = Field(description="Số thứ tự trong ngày")
    state: State
    state_label: str
    what_next: str | None = Field(description="Lời dành cho công dân; null khi cán bộ xem")
    reason: str | None
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(
        cls, appointment: Appointment, actor: Actor, offices: Offices, wording: VisitWording, now: datetime
    ) -> "AppointmentRow":
        return cls(
            id=appointment.id,
            office=OfficePlace(**offices.place(appointment.office_id, appointment.office_name)),
            procedure=ProcedureName(code=appointment.procedure_code, name=appointment.procedure_name),
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            number=appointment.number,
            state=appointment.state,
            state_label=wording.labels[appointment.state],
            what_next=wording.nexts[appointment.state] if actor is Actor.CITIZEN else None,
            reason=appointment.timeline[-1].reason,
            allowed_actions=visit_offers(wording, appointment, actor, now),
            version=appointment.version,
        )


class AppointmentPage(BaseModel):
    items: list[AppointmentRow]
    next: str | None


class StaffAppointmentRow(AppointmentRow):
    name: str = Field(description="Tên người hẹn, để gọi; số điện thoại và lời nhắn ở lịch hẹn đầy đủ")


class StaffAppointmentPage(BaseModel):
    items: list[StaffAppointmentRow]
    next: str | None


class ContactDetails(BaseModel):
    name: str
    phone: str
    note: str


class Queue(BaseModel):
    day: str
    now_served: int | None = Field(description="Số đang được gọi")
    waiting: int = Field(description="Số người còn chờ gọi")

    @classmethod
    def of(cls, queue: OfficeQueue) -> "Queue":
        return cls(day=queue.day, now_served=queue.now_served, waiting=queue.waiting)


class AppointmentDetail(AppointmentRow):
    contact: ContactDetails
    queue: Queue | None = Field(description="Hàng chờ, trong ngày hẹn")
    ahead: int | None = Field(description="Số người được gọi trước")

    @classmethod
    def seen_by(
        cls, found: AppointmentWithQueue, actor: Actor, offices: Offices, wording: VisitWording, now: datetime
    ) -> "AppointmentDetail":
        contact = found.contact
        return cls(
            **vars(AppointmentRow.of(found.appointment, actor, offices, wording, now)),
            contact=ContactDetails(name=contact.name, phone=contact.phone, note=contact.note),
            queue=Queue.of(found.queue) if found.queue else None,
            ahead=found.ahead,
        )


class AppointmentReceipt(BaseModel):
    """Lịch hẹn ngay sau thao tác, kể cả khi thao tác được gửi lại về sau."""

    id: str
    state: State
    state_label: str
    number: int
    version: int


def receipt_response(outcome: Outcome[Appointment], wording: VisitWording) -> Response:
    appointment = outcome.value
    receipt = AppointmentReceipt(
        id=appointment.id,
        state=appointment.state,
        state_label=wording.labels[appointment.state],
        number=appointment.number,
        version=appointment.version,
    )
    headers = {"ETag": etag(appointment.version), **replay(outcome.replayed)}
    return typed_response(receipt, headers=headers)
