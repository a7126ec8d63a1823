"""Appointments at an officer's own office: approve or reject, and call the queue."""

from collections.abc import Collection
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.access_log import INBOX, RecordAccess
from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.fields import Day
from shared.filters import chosen_units
from shared.idempotency import IdempotentCommand
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.appointments.responses import (
    AppointmentDetail,
    AppointmentReceipt,
    AppointmentRow,
    StaffAppointmentPage,
    StaffAppointmentRow,
    receipt_response,
)
from svc_dossier.api.officers import acting
from svc_dossier.api.staff_appointments.requests import CallNext, Rejection
from svc_dossier.api.staff_steps.requests import Remark
from svc_dossier.catalogue.appointment_rules import VisitWording
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.offices import Offices
from svc_dossier.domain.appointment import Action, Actor, State
from svc_dossier.store.appointments import Appointments
from svc_dossier.use_cases.call_next_number import CallNextNumber
from svc_dossier.use_cases.handle_appointment import HandleAppointment
from svc_dossier.use_cases.read_appointment_as_officer import ReadAppointmentAsOfficer

ONE_STOP = "one_stop"

Officer = Annotated[Caller, staff_with(ONE_STOP)]

WITHOUT_REASON = (
    ("approve", Action.APPROVE, "Duyệt lịch hẹn", "Công dân được báo là lịch hẹn đã được duyệt."),
    ("call", Action.CALL, "Gọi người này", "Gọi đích danh một số đã duyệt, hoặc người đến muộn đã ghi vắng mặt."),
    ("serve", Action.SERVE, "Đã phục vụ xong", "Kết thúc một lịch hẹn đang được gọi."),
    ("miss", Action.MISS, "Ghi vắng mặt", "Người được gọi không có mặt; trong ngày vẫn có thể gọi lại."),
)


def staff_appointment_routes(
    appointments: Appointments,
    read_appointment: ReadAppointmentAsOfficer,
    record_access: RecordAccess,
    handle_appointment: HandleAppointment,
    call_next_number: CallNextNumber,
    calendars: Calendars,
    agencies: Collection[str],
    offices: Offices,
    wording: VisitWording,
    clock: Clock,
) -> APIRouter:
    router = api_router(tags=["Cán bộ"])

    @router.get(
        "/v1/staff/appointments",
        summary="Lịch hẹn của đơn vị trong một ngày, theo số",
        description="Chỉ gồm các đơn vị mà cán bộ làm việc tại bộ phận một cửa; có thể lọc theo đơn vị và trạng thái. "
        "Kèm tên người hẹn để gọi; việc xem được ghi vào nhật ký truy cập.",
        response_model=StaffAppointmentPage,
    )
    async def list_day(
        officer: Officer,
        page: PageQuery,
        day: Annotated[Day | None, Query(description="Mặc định là hôm nay")] = None,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        state: Annotated[State | None, Query()] = None,
    ) -> Response:
        after = position(page, int, str)
        units = officer.units(ONE_STOP)
        wanted = chosen_units(unit, units, agencies)
        shown_day = (day or calendars.current.day_of(clock.now())).isoformat()
        found = await appointments.of_day(wanted, shown_day, state, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last[0].number, last[0].id))
        if found:
            await record_access(officer, INBOX, [appointment.id for appointment, _ in shown["items"]], masked=True)
        items = [
            StaffAppointmentRow(
                **vars(AppointmentRow.of(appointment, Actor.OFFICER, offices, wording, clock.now())), name=name
            )
            for appointment, name in shown["items"]
        ]
        return typed_response(StaffAppointmentPage(items=items, next=shown["next"]))

    @router.get(
        "/v1/staff/appointments/{appointment_id}",
        summary="Lịch hẹn đầy đủ",
        description="Kèm tên, số điện thoại và lời nhắn của người hẹn; mỗi lần xem được ghi vào nhật ký truy cập.",
        response_model=AppointmentDetail,
    )
    async def show(appointment_id: str, officer: Officer) -> Response:
        found = await read_appointment(appointment_id, acting(officer), officer.units(ONE_STOP))
        shown = AppointmentDetail.seen_by(found, Actor.OFFICER, offices, wording, clock.now())
        return typed_response(shown, headers={"ETag": etag(found.appointment.version)})

    @router.post(
        "/v1/staff/appointments/{appointment_id}/reject",
        summary="Từ chối",
        description="Lý do được gửi cho công dân; chỗ đã giữ được trả lại cho người khác.",
        response_model=AppointmentReceipt,
    )
    async def reject(
        appointment_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Rejection
    ) -> Response:
        offices = officer.units(ONE_STOP)
        outcome = await handle_appointment(
            appointment_id, Action.REJECT, acting(officer), offices, command, seen, body.reason
        )
        return receipt_response(outcome, wording)

    @router.post(
        "/v1/staff/offices/{office_id}/call-next",
        summary="Gọi số tiếp theo",
        description="Gọi số nhỏ nhất đã duyệt và chưa được gọi trong hôm nay; hai cán bộ gọi cùng lúc được hai số.",
        response_model=AppointmentReceipt,
    )
    async def call(office_id: str, officer: Officer, command: IdempotentCommand, body: CallNext) -> Response:
        if office_id not in officer.units(ONE_STOP):
            raise NotFound("Không có cơ quan nào mang mã này.")
        return receipt_response(await call_next_number(office_id, acting(officer), command), wording)

    def add_step(path: str, action: Action, summary: str, description: str) -> None:
        @router.post(
            f"/v1/staff/appointments/{{appointment_id}}/{path}",
            name=action,
            summary=summary,
            description=description,
            response_model=AppointmentReceipt,
        )
        async def take(
            appointment_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
        ) -> Response:
            offices = officer.units(ONE_STOP)
            outcome = await handle_appointment(
                appointment_id, action, acting(officer), offices, command, seen, body.note
            )
            return receipt_response(outcome, wording)

    for path, action, summary, description in WITHOUT_REASON:
        add_step(path, action, summary, description)
    return router
