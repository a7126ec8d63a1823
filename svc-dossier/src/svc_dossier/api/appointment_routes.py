"""Appointments of a citizen, their own only."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from shared.errors import NotFound
from shared.etag import IfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import Moment, StrictModel, api_router, json_response
from svc_dossier.api.appointment_responses import AppointmentDetail, AppointmentRow, AppointmentRows, MoveReceipt
from svc_dossier.api.appointment_views import detail, receipt, row
from svc_dossier.api.cursors import position
from svc_dossier.api.fields import Code, Name, Text
from svc_dossier.domain.appointment import Action, Actor
from svc_dossier.store.appointments import booked_by
from svc_dossier.use_cases.book_appointment import Booking, book_appointment
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.move_appointment import Move, move_appointment


class BookAppointment(StrictModel):
    office_id: Code = Field(examples=["21025"])
    procedure_code: str = Field(pattern=r"^\d\.\d{6}$", examples=["2.000815"])
    starts_at: Moment = Field(description="Giờ bắt đầu của một lượt hẹn")
    name: Name
    phone: str = Field(pattern=r"^0[35789][0-9]{8}$")
    note: Text | None = None


class Cancellation(StrictModel):
    reason: Text | None = None


def appointment_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/appointments", tags=["Đặt lịch"])

    @router.post("", summary="Đặt lịch hẹn", status_code=201, response_model=AppointmentRow)
    async def book(citizen: Citizen, command: IdempotentCommand, body: BookAppointment) -> Response:
        booking = Booking(body.office_id, body.procedure_code, body.starts_at, body.name, body.phone, body.note or "")
        booked = await book_appointment(desk, citizen.id, command, booking)
        replay = REPLAY_HEADER if booked.replayed else {}
        appointment = booked.appointment
        headers = {"Location": f"/v1/appointments/{appointment.id}", "ETag": etag(appointment.version), **replay}
        return json_response(row(desk, appointment), 201, headers)

    @router.get("", summary="Lịch hẹn của tôi, xa nhất trước", response_model=AppointmentRows)
    async def list_own(citizen: Citizen, page: PageQuery) -> Response:
        after = position(page, datetime, str)
        found = await desk.appointments.own(citizen.id, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.starts_at, last.id))
        return json_response({**shown, "items": [row(desk, appointment) for appointment in shown["items"]]})

    @router.get("/{appointment_id}", summary="Lịch hẹn và hàng chờ trong ngày", response_model=AppointmentDetail)
    async def show(appointment_id: str, citizen: Citizen) -> Response:
        scope = booked_by(citizen.id)
        appointment = await desk.appointments.load(appointment_id, scope)
        contact = await desk.appointments.contact(appointment_id, scope)
        if appointment is None or contact is None:
            raise NotFound("Không tìm thấy lịch hẹn này.")
        shown = await detail(desk, appointment, contact, Actor.CITIZEN)
        return json_response(shown, headers={"ETag": etag(appointment.version)})

    @router.post("/{appointment_id}/cancellation", summary="Hủy lịch hẹn", response_model=MoveReceipt)
    async def cancel(
        appointment_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Cancellation
    ) -> Response:
        scope = booked_by(citizen.id)
        move = Move(Action.CANCEL, citizen.id, Actor.CITIZEN, scope, command, seen, body.reason)
        moved = await move_appointment(desk, appointment_id, move)
        headers = {"ETag": etag(moved.entry.version), **(REPLAY_HEADER if moved.replayed else {})}
        return json_response(receipt(desk, moved), headers=headers)

    return router
