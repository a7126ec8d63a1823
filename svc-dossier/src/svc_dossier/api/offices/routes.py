"""The offices that receive citizens: when they receive, where places are left, and how far today's queue is."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.fields import Day
from shared.web import api_router, typed_response
from svc_dossier.api.appointments.responses import Queue
from svc_dossier.api.fields import ProcedureQuery
from svc_dossier.api.offices.responses import Office, OfficeDetail, OfficeList, SlotDay, SlotDays
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.offices import Offices
from svc_dossier.use_cases.find_office import FindOffice
from svc_dossier.use_cases.list_offices import ListOffices
from svc_dossier.use_cases.list_slots import ListSlots
from svc_dossier.use_cases.read_queue import ReadQueue

MAX_DAYS = 14
NOT_KEPT = {"Cache-Control": "no-store"}


def office_routes(
    list_offices: ListOffices,
    find_office: FindOffice,
    list_slots: ListSlots,
    read_queue: ReadQueue,
    calendars: Calendars,
    offices: Offices,
) -> APIRouter:
    router = api_router(prefix="/v1/offices", tags=["Đặt lịch"])

    @router.get(
        "",
        summary="Cơ quan nhận đặt lịch",
        description="Mọi cơ quan tiếp nhận của tỉnh, hoặc chỉ những nơi tiếp nhận một thủ tục đang có hiệu lực; "
        "với địa chỉ, giờ tiếp nhận, điện thoại và vị trí trên bản đồ.",
        response_model=OfficeList,
    )
    async def list_all(
        procedure_code: ProcedureQuery = None,
    ) -> Response:
        items = [Office.of(agency, offices) for agency in list_offices(procedure_code)]
        return typed_response(OfficeList(items=items))

    @router.get(
        "/{office_id}",
        summary="Giờ tiếp nhận của cơ quan",
        description="Các buổi làm việc, độ dài và số chỗ của một lượt hẹn, và số ngày có thể đặt trước.",
        response_model=OfficeDetail,
    )
    async def show(office_id: str) -> Response:
        return typed_response(OfficeDetail.with_hours(find_office(office_id), calendars.current.sessions, offices))

    @router.get(
        "/{office_id}/slots",
        summary="Lượt hẹn còn chỗ",
        description="Các lượt hẹn còn nhận đặt từng ngày, với số chỗ còn trống; ngày nghỉ không có lượt nào.",
        response_model=SlotDays,
    )
    async def slots(
        office_id: str,
        since: Annotated[Day | None, Query(alias="from", description="Mặc định là hôm nay")] = None,
        days: Annotated[int, Query(ge=1, le=MAX_DAYS)] = 7,
    ) -> Response:
        found = await list_slots(office_id, since, days)
        return typed_response(SlotDays(items=[SlotDay.of(day) for day in found]), headers=NOT_KEPT)

    @router.get(
        "/{office_id}/queue",
        summary="Số đang được gọi hôm nay",
        description="Số được gọi gần nhất và số người còn chờ; không có thông tin của ai.",
        response_model=Queue,
    )
    async def queue(office_id: str) -> Response:
        find_office(office_id)
        return typed_response(Queue.of(await read_queue(office_id)), headers=NOT_KEPT)

    return router
