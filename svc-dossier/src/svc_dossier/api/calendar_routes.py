"""The working calendar: for everybody to see, for administrators of the province to change by rows, with a record."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from shared.clock import rfc3339
from shared.errors import Forbidden
from shared.etag import RequiredIfMatch, etag
from shared.idempotency import IdempotentCommand
from shared.identity import PROVINCE, Caller, staff_with
from shared.pagination import PageQuery, encode_cursor
from shared.pagination import page as page_of
from shared.web import api_router, json_response
from svc_dossier.api.cursors import position
from svc_dossier.api.responses import CalendarRevisions, WorkingCalendar
from svc_dossier.catalogue.calendar_file import CalendarChange
from svc_dossier.store.calendar_revisions import CalendarRevision
from svc_dossier.use_cases.change_calendar import change_calendar
from svc_dossier.use_cases.desk import Desk

ADMINISTRATOR = "administrator"

Administrator = Annotated[Caller, staff_with(ADMINISTRATOR)]


def calendar_routes(desk: Desk) -> APIRouter:
    router = api_router(tags=["Lịch làm việc"])

    @router.get("/v1/working-calendar", summary="Ngày nghỉ, ngày làm bù, giờ làm việc", response_model=WorkingCalendar)
    async def show(year: Annotated[int | None, Query(ge=2000, le=2100)] = None) -> Response:
        calendars = desk.rules.calendars
        shown = calendars.file.model_dump(mode="json")
        for kind in ("days_off", "make_up_days"):
            shown[kind] = [row for row in shown[kind] if year is None or row["day"].startswith(f"{year}-")]
        body = {"version": calendars.revision, **shown}
        return json_response(body, headers={"ETag": etag(calendars.revision), "Cache-Control": "no-cache"})

    @router.post("/v1/staff/working-calendar/changes", summary="Sửa lịch làm việc", status_code=201)
    async def change(
        officer: Administrator, command: IdempotentCommand, seen: RequiredIfMatch, body: CalendarChange
    ) -> Response:
        _of_the_province(officer)
        revision = await change_calendar(
            desk.rules.calendars,
            desk.rules.calendar_revisions,
            body,
            by=officer.id,
            at=desk.clock.now(),
            command=command,
            seen=seen,
        )
        return json_response(_shown(revision), 201, {"ETag": etag(revision.number)})

    @router.get(
        "/v1/staff/working-calendar/changes",
        summary="Các lần sửa lịch, mới nhất trước",
        response_model=CalendarRevisions,
    )
    async def history(officer: Administrator, page: PageQuery) -> Response:
        _of_the_province(officer)
        after = position(page, int)
        found = await desk.rules.calendar_revisions.history(after[0] if after else None, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.number))
        return json_response({**shown, "items": [_shown(revision) for revision in shown["items"]]})

    return router


def _of_the_province(officer: Caller) -> None:
    if PROVINCE not in officer.units(ADMINISTRATOR):
        raise Forbidden("Chỉ quản trị viên của tỉnh được sửa lịch làm việc.")


def _shown(revision: CalendarRevision) -> dict[str, Any]:
    return {
        "version": revision.number,
        "change": revision.change.model_dump(mode="json"),
        "by": revision.by,
        "at": rfc3339(revision.at),
    }
