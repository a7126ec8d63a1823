"""Appointments at an officer's own office: approve or refuse, and call the queue."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import REPLAY_HEADER, IdempotentCommand
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import StrictModel, api_router, json_response
from svc_dossier.api.appointment_responses import AppointmentDetail, AppointmentRows, MoveReceipt
from svc_dossier.api.appointment_views import detail, receipt, row
from svc_dossier.api.cursors import position
from svc_dossier.api.fields import Text
from svc_dossier.api.staff_steps.requests import Remark
from svc_dossier.domain.appointment import Action, Actor, State
from svc_dossier.store.appointments import Scope, at_offices
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.move_appointment import Move, Moved, call_next, move_appointment

ONE_STOP = "one_stop"

Officer = Annotated[Caller, staff_with(ONE_STOP)]

WITHOUT_REASON = (
    ("approve", Action.APPROVE, "Duyệt lịch hẹn"),
    ("call", Action.CALL, "Gọi người này"),
    ("serve", Action.SERVE, "Đã phục vụ xong"),
    ("miss", Action.MISS, "Ghi vắng mặt"),
)


class Rejection(StrictModel):
    """``reason`` được gửi cho công dân."""

    reason: Text


class CallNext(StrictModel):
    """Không có trường nào."""


def staff_appointment_routes(desk: Desk) -> APIRouter:
    router = api_router(tags=["Cán bộ"])

    @router.get(
        "/v1/staff/appointments", summary="Lịch hẹn của đơn vị trong một ngày, theo số", response_model=AppointmentRows
    )
    async def list_day(
        officer: Officer,
        page: PageQuery,
        day: Annotated[date | None, Query(description="Mặc định là hôm nay")] = None,
        unit: Annotated[str | None, Query(max_length=60)] = None,
        state: Annotated[State | None, Query()] = None,
    ) -> Response:
        after = position(page, int, str)
        units = officer.units(ONE_STOP)
        offices = units & {unit} if unit else units
        shown_day = (day or desk.today(desk.clock.now())).isoformat()
        found = await desk.appointments.of_day(offices, shown_day, state, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.number, last.id))
        return json_response({**shown, "items": [row(desk, appointment) for appointment in shown["items"]]})

    @router.get("/v1/staff/appointments/{appointment_id}", summary="Lịch hẹn đầy đủ", response_model=AppointmentDetail)
    async def show(appointment_id: str, officer: Officer) -> Response:
        scope = _own(officer)
        appointment = await desk.appointments.load(appointment_id, scope)
        contact = await desk.appointments.contact(appointment_id, scope)
        if appointment is None or contact is None:
            raise NotFound("Không tìm thấy lịch hẹn này.")
        await desk.record_access(officer.id, "appointment", [appointment_id], masked=False)
        shown = await detail(desk, appointment, contact, Actor.OFFICER)
        return json_response(shown, headers={"ETag": etag(appointment.version)})

    @router.post("/v1/staff/appointments/{appointment_id}/reject", summary="Từ chối", response_model=MoveReceipt)
    async def reject(
        appointment_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Rejection
    ) -> Response:
        move = Move(Action.REJECT, officer.id, Actor.OFFICER, _own(officer), command, seen, body.reason)
        return _answer(desk, await move_appointment(desk, appointment_id, move))

    @router.post("/v1/staff/offices/{office_id}/call-next", summary="Gọi số tiếp theo", response_model=MoveReceipt)
    async def call(office_id: str, officer: Officer, command: IdempotentCommand, body: CallNext) -> Response:
        if office_id not in officer.units(ONE_STOP):
            raise NotFound("Không có cơ quan nào mang mã này.")
        move = Move(Action.CALL, officer.id, Actor.OFFICER, at_offices(frozenset({office_id})), command)
        return _answer(desk, await call_next(desk, office_id, move))

    for path, action, summary in WITHOUT_REASON:
        _add_move(router, desk, path, action, summary)
    return router


def _add_move(router: APIRouter, desk: Desk, path: str, action: Action, summary: str) -> None:
    @router.post(
        f"/v1/staff/appointments/{{appointment_id}}/{path}", name=action, summary=summary, response_model=MoveReceipt
    )
    async def take(
        appointment_id: str, officer: Officer, command: IdempotentCommand, seen: RequiredIfMatch, body: Remark
    ) -> Response:
        move = Move(action, officer.id, Actor.OFFICER, _own(officer), command, seen, body.note)
        return _answer(desk, await move_appointment(desk, appointment_id, move))


def _own(officer: Caller) -> Scope:
    return at_offices(officer.units(ONE_STOP))


def _answer(desk: Desk, moved: Moved) -> Response:
    headers = {"ETag": etag(moved.entry.version), **(REPLAY_HEADER if moved.replayed else {})}
    return json_response(receipt(desk, moved), headers=headers)
