"""Appointments of a citizen, their own only."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import Clock
from shared.etag import IfMatch, etag
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.appointments.requests import Cancellation, NewAppointment
from svc_dossier.api.appointments.responses import (
    AppointmentDetail,
    AppointmentPage,
    AppointmentReceipt,
    AppointmentRow,
    receipt_response,
)
from svc_dossier.catalogue.appointment_rules import VisitWording
from svc_dossier.catalogue.offices import Offices
from svc_dossier.domain.appointment import Actor
from svc_dossier.store.appointments import Appointments, OfCitizen
from svc_dossier.use_cases.book_appointment import BookAppointment
from svc_dossier.use_cases.cancel_appointment import CancelAppointment
from svc_dossier.use_cases.read_appointment import ReadAppointment


def appointment_routes(
    appointments: Appointments,
    book_appointment: BookAppointment,
    read_appointment: ReadAppointment,
    cancel_appointment: CancelAppointment,
    offices: Offices,
    wording: VisitWording,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/appointments", tags=["Đặt lịch"])

    @router.post(
        "",
        summary="Đặt lịch hẹn",
        description=(
            "Giữ số thứ tự trống đầu tiên của lượt hẹn. Mỗi người có tối đa ba lịch hẹn chưa diễn ra, mỗi thủ tục một "
            "lịch hẹn; lịch hẹn chờ cơ quan duyệt."
        ),
        status_code=201,
        response_model=AppointmentRow,
    )
    async def book(citizen: Citizen, command: IdempotentCommand, body: NewAppointment) -> Response:
        outcome = await book_appointment(citizen.id, command, body.booking())
        appointment = outcome.value
        location = {"Location": f"/v1/appointments/{appointment.id}", "ETag": etag(appointment.version)}
        headers = {**location, **replay(outcome.replayed)}
        return typed_response(
            AppointmentRow.of(appointment, Actor.CITIZEN, offices, wording, clock.now()), 201, headers
        )

    @router.get(
        "",
        summary="Lịch hẹn của tôi, xa nhất trước",
        description="Mọi lịch hẹn của công dân đang đăng nhập, kể cả đã hủy hoặc đã qua, theo trang.",
        response_model=AppointmentPage,
    )
    async def list_own(citizen: Citizen, page: PageQuery) -> Response:
        found = await appointments.own(citizen.id, position(page, datetime, str), page.limit + 1)
        shown, now = page_of(found, page.limit, lambda last: encode_cursor(last.starts_at, last.id)), clock.now()
        items = [AppointmentRow.of(appointment, Actor.CITIZEN, offices, wording, now) for appointment in shown["items"]]
        return typed_response(AppointmentPage(items=items, next=shown["next"]))

    @router.get(
        "/{appointment_id}",
        summary="Lịch hẹn và hàng chờ trong ngày",
        description="Một lịch hẹn của chính công dân. Trong ngày hẹn có thêm số đang được gọi và số người còn ở trước.",
        response_model=AppointmentDetail,
    )
    async def show(appointment_id: str, citizen: Citizen) -> Response:
        found = await read_appointment(appointment_id, OfCitizen(citizen.id))
        shown = AppointmentDetail.seen_by(found, Actor.CITIZEN, offices, wording, clock.now())
        return typed_response(shown, headers={"ETag": etag(found.appointment.version)})

    @router.post(
        "/{appointment_id}/cancellation",
        summary="Hủy lịch hẹn",
        description="Trả lại chỗ cho người khác; chỉ hủy được khi chưa được gọi.",
        response_model=AppointmentReceipt,
    )
    async def cancel(
        appointment_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Cancellation
    ) -> Response:
        outcome = await cancel_appointment(appointment_id, citizen.id, command, seen, body.reason)
        return receipt_response(outcome, wording)

    return router
