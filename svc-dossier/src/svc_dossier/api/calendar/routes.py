"""The working calendar: for everybody to see, for administrators of the province to change by rows, with a record."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.errors import Forbidden
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.identity import ADMINISTRATOR, Administrator, Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_dossier.api.calendar.responses import CalendarRevisionPage, CalendarRevisionRow, WorkingCalendar
from svc_dossier.api.officers import acting
from svc_dossier.catalogue.calendar_file import CalendarChange
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.store.calendar_revisions import CalendarRevisions
from svc_dossier.use_cases.change_calendar import ChangeCalendar


def calendar_routes(calendars: Calendars, revisions: CalendarRevisions, change_calendar: ChangeCalendar) -> APIRouter:
    router = api_router(tags=["Lịch làm việc"])

    @router.get(
        "/v1/working-calendar",
        summary="Ngày nghỉ, ngày làm bù, giờ làm việc",
        description="Lịch mà ngày hẹn trả và lượt hẹn được tính theo. Có thể chỉ lấy các ngày của một năm.",
        response_model=WorkingCalendar,
    )
    async def show(year: Annotated[int | None, Query(ge=2000, le=2100)] = None) -> Response:
        shown = WorkingCalendar.of_year(calendars.revision, calendars.file, year)
        return typed_response(shown, headers={"ETag": etag(calendars.revision), "Cache-Control": "no-cache"})

    @router.post(
        "/v1/staff/working-calendar/changes",
        summary="Sửa lịch làm việc",
        description="Đặt, sửa hoặc bỏ từng ngày; có hiệu lực ngay. Ngày hẹn trả đã cấp trước đó không thay đổi.",
        status_code=201,
        response_model=CalendarRevisionRow,
    )
    async def change(
        officer: Administrator, command: IdempotentCommand, seen: RequiredIfMatch, body: CalendarChange
    ) -> Response:
        _expect_province(officer)
        outcome = await change_calendar(body, acting(officer), command, seen)
        return typed_response(CalendarRevisionRow.of(outcome.value), 201, {"ETag": etag(outcome.value.number)})

    @router.get(
        "/v1/staff/working-calendar/changes",
        summary="Các lần sửa lịch, mới nhất trước",
        description="Ai đã sửa gì, khi nào và theo căn cứ nào.",
        response_model=CalendarRevisionPage,
    )
    async def history(officer: Administrator, page: PageQuery) -> Response:
        _expect_province(officer)
        after = position(page, int)
        found = await revisions.history(after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.number))
        items = [CalendarRevisionRow.of(revision) for revision in shown["items"]]
        return typed_response(CalendarRevisionPage(items=items, next=shown["next"]))

    return router


def _expect_province(officer: Caller) -> None:
    if not officer.covers_province(ADMINISTRATOR):
        raise Forbidden("Chỉ quản trị viên của tỉnh được sửa lịch làm việc.")
