"""The offices one may visit: when they receive, where places are left, and how far today's queue is."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import FieldError, Invalid
from shared.web import api_router, json_response
from svc_dossier.api.appointment_responses import OfficeDetail, Offices, Queue, SlotDays
from svc_dossier.api.appointment_views import queue, slot_row
from svc_dossier.domain.slots import bookable, slots
from svc_dossier.domain.working_days import OutsideCalendar
from svc_dossier.use_cases.desk import Desk
from svc_dossier.use_cases.offices import office_with_hours

MAX_DAYS = 14


def office_routes(desk: Desk) -> APIRouter:
    router = api_router(prefix="/v1/offices", tags=["Đặt lịch"])

    @router.get("", summary="Cơ quan nhận đặt lịch", response_model=Offices)
    async def list_offices(
        procedure_code: Annotated[str | None, Query(max_length=20, description="Chỉ nơi tiếp nhận thủ tục này")] = None,
    ) -> Response:
        offices = desk.agencies
        if procedure_code is not None:
            published = desk.catalogue.in_force(procedure_code, desk.today(desk.clock.now()))
            offices = published.procedure.agencies if published else {}
        shown = [{"id": office.id, "name": office.name, "kind": office.kind} for office in offices.values()]
        return json_response({"items": shown})

    @router.get("/{office_id}", summary="Giờ tiếp nhận của cơ quan", response_model=OfficeDetail)
    async def show(office_id: str) -> Response:
        office, opening = office_with_hours(desk, office_id)
        hours = [(f"{session.opens:%H:%M}", f"{session.closes:%H:%M}") for session in desk.calendar.sessions]
        shown = {
            "id": office.id,
            "name": office.name,
            "kind": office.kind,
            "sessions": hours,
            "slot_minutes": int(opening.length.total_seconds() // 60),
            "capacity": opening.capacity,
            "days_ahead": opening.days_ahead,
        }
        return json_response(shown)

    @router.get("/{office_id}/slots", summary="Lượt hẹn còn chỗ", response_model=SlotDays)
    async def list_slots(
        office_id: str,
        since: Annotated[date | None, Query(alias="from", description="Mặc định là hôm nay")] = None,
        days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 7,
    ) -> Response:
        _, opening = office_with_hours(desk, office_id)
        first, now, calendar = since or desk.today(desk.clock.now()), desk.clock.now(), desk.calendar
        if not timedelta(0) <= first - desk.today(desk.clock.now()) <= timedelta(days=opening.days_ahead):
            raise Invalid([FieldError("from", f"Chỉ xem được từ hôm nay đến {opening.days_ahead} ngày tới.")])
        wanted = [first + timedelta(days=n) for n in range(days)]
        held = await desk.appointments.taken(office_id, [day.isoformat() for day in wanted])
        shown = []
        for day in wanted:
            try:
                found = slots(day, calendar, opening)
            except OutsideCalendar:
                break
            open_ones = [
                slot_row(slot, held[day.isoformat()]) for slot in found if bookable(slot, now, calendar, opening)
            ]
            shown.append({"day": day.isoformat(), "working": bool(found), "slots": open_ones})
        return json_response({"items": shown}, headers={"Cache-Control": "no-store"})

    @router.get("/{office_id}/queue", summary="Số đang được gọi hôm nay", response_model=Queue)
    async def show_queue(office_id: str) -> Response:
        office_with_hours(desk, office_id)
        return json_response(await queue(desk, office_id), headers={"Cache-Control": "no-store"})

    return router
