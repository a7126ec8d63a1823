"""What an officer sees: the inbox of the own offices, one dossier, its files, and how much there is to do."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.errors import FieldError, Invalid, NotFound
from shared.etag import etag
from shared.files.download import Size, in_size
from shared.files.links import FileLinks
from shared.files.references import ReferencesFor, without_access
from shared.filters import chosen_units
from shared.month_query import MonthText, period
from shared.pagination import PageQuery, PageRequest, encode_cursor, position
from shared.pagination import page as page_of
from shared.reference.working_calendar import WorkingCalendar
from shared.web import Moment, api_router, typed_response
from svc_dossier.api.fields import ProcedureQuery
from svc_dossier.api.officers import Officer, actors, handled, visible
from svc_dossier.api.staff_dossiers.inbox_table import inbox_table
from svc_dossier.api.staff_dossiers.responses import (
    InboxCounts,
    StaffDossierPage,
    StaffDossierView,
)
from svc_dossier.catalogue.calendars import Calendars
from svc_dossier.catalogue.catalogue import Catalogue
from svc_dossier.catalogue.offices import Offices
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.transitions import FINAL, State
from svc_dossier.store.dossiers import Dossiers, DossierSummary, EndedFilter, InboxFilter
from svc_dossier.store.files import Files
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.find_dossier import FindDossier
from svc_dossier.use_cases.open_form import OpenForm

MAX_EXPORTED = 5000
"""Rows of a table to download; its entry in the access log names each."""

_ENDS = ", ".join(str(int(state)) for state in sorted(FINAL))
UnitQuery = Annotated[str | None, Query(max_length=60, description="Mã đơn vị; bỏ trống là mọi đơn vị của cán bộ")]


def staff_dossier_routes(
    find_dossier: FindDossier,
    open_form: OpenForm,
    record_access: RecordAccess,
    dossiers: Dossiers,
    files: Files,
    links: FileLinks,
    offices: Offices,
    calendars: Calendars,
    agencies: Collection[str],
    catalogue: Catalogue,
    wording: Wording,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Cán bộ"])

    def filtered(
        officer: Officer,
        state: Annotated[list[int], Query(max_length=10, description="Trạng thái 1 đến 10; nêu được nhiều")] = [],  # noqa: B006  FastAPI copies it
        procedure_code: ProcedureQuery = None,
        due_before: Annotated[Moment | None, Query()] = None,
        assignee: Annotated[
            str | None,
            Query(pattern=r"^(me|none|stf_[0-9A-Za-z_]{1,60})$", description="Mã cán bộ; me: của tôi; none: chưa giao"),
        ] = None,
        overdue: bool = False,
        ended_in: Annotated[
            MonthText | None, Query(description="Thay cho hồ sơ chưa kết thúc: hồ sơ đã kết thúc trong tháng này")
        ] = None,
    ) -> InboxFilter | EndedFilter:
        catalogue.check_known(procedure_code)
        states = frozenset(_state(number) for number in state)
        officer_id = officer.id if assignee == "me" else assignee
        if ended_in:
            if overdue or due_before:
                message = "Hồ sơ đã kết thúc không còn hạn để lọc."
                raise Invalid([FieldError("overdue" if overdue else "due_before", message)])
            if not states <= FINAL:
                raise Invalid([FieldError("state", f"Trong tháng kết thúc chỉ lọc được trạng thái {_ENDS}.")])
            [month] = period(ended_in, ended_in)
            zone = calendars.current.zone
            since, until = month.begins(zone), month.plus(1).begins(zone)
            return EndedFilter(since, until, states or FINAL, procedure_code, officer_id)
        chosen = InboxFilter(states, procedure_code, due_before, officer_id, clock.now() if overdue else None)
        if not chosen.bounded:
            message = "Muốn lọc hồ sơ đã kết thúc theo nhiều trạng thái hay thủ tục, hãy chọn tháng kết thúc."
            raise Invalid([FieldError("state", message)])
        return chosen

    async def look(units: frozenset[str], chosen: InboxFilter | EndedFilter, page: PageRequest) -> list[DossierSummary]:
        """One more than the page holds, if there is one."""
        if isinstance(chosen, EndedFilter):
            return await dossiers.ended(units, chosen, position(page, datetime, str), page.limit + 1)
        after = position(page, str)
        return await dossiers.inbox(units, chosen, after[0] if after else None, page.limit + 1)

    def wanted(officer: Officer, unit: str | None) -> frozenset[str]:
        return chosen_units(unit, visible(agencies, officer), agencies)

    @router.get(
        "/dossiers",
        summary="Hồ sơ của đơn vị, gấp nhất trước",
        description="Những hồ sơ đang chờ đơn vị của cán bộ, theo ngày hẹn trả; lọc được theo nhiều trạng thái, thủ "
        "tục, đơn vị, hạn và người được giao (của tôi, chưa giao ai). Với ended_in: hồ sơ đã kết thúc trong một tháng, "
        "mới kết thúc trước. Số định danh và số điện thoại chỉ hiện vài chữ số.",
        response_model=StaffDossierPage,
    )
    async def list_inbox(
        officer: Officer,
        page: PageQuery,
        chosen: Annotated[InboxFilter | EndedFilter, Depends(filtered)],
        unit: UnitQuery = None,
    ) -> Response:
        now = clock.now()
        found = await look(wanted(officer, unit), chosen, page)
        ended = isinstance(chosen, EndedFilter)
        shown = page_of(
            found,
            page.limit,
            lambda last: encode_cursor(last.changed_at, last.id) if ended else encode_cursor(last.inbox_key),
        )
        if found:
            await record_access(officer, "inbox", [summary.id for summary in shown["items"]], masked=True)
        rows = StaffDossierPage.of(
            wording, calendars.current, shown["items"], shown["next"], partial(actors, officer), now
        )
        return typed_response(rows)

    @router.get(
        "/dossiers.csv",
        summary="Hồ sơ của đơn vị, dạng bảng tính",
        description=f"Cùng bộ lọc và thứ tự như danh sách, tối đa {MAX_EXPORTED} hồ sơ. Tệp CSV (UTF-8) mở được bằng "
        "phần mềm bảng tính; số định danh và số điện thoại chỉ hiện vài chữ số. Mỗi lần tải đều được ghi vào nhật ký "
        "truy cập.",
        response_class=Response,
    )
    async def export(
        officer: Officer, chosen: Annotated[InboxFilter | EndedFilter, Depends(filtered)], unit: UnitQuery = None
    ) -> Response:
        found = await look(wanted(officer, unit), chosen, PageRequest(MAX_EXPORTED))
        if len(found) > MAX_EXPORTED:
            message = f"Có hơn {MAX_EXPORTED} hồ sơ. Vui lòng lọc bớt trước khi tải."
            raise Invalid([FieldError("state", message)])
        await record_access(officer, "export", [summary.id for summary in found], masked=True)
        now = clock.now()
        table = inbox_table(wording, calendars.current, found, now)
        name = f'attachment; filename="ho-so-{calendars.current.day_of(now):%Y-%m-%d}.csv"'
        return Response(table, 200, {"Content-Disposition": name}, "text/csv; charset=utf-8")

    @router.get(
        "/dossiers/{dossier_id}",
        summary="Hồ sơ đầy đủ",
        description="Toàn bộ hồ sơ, với ghi chú nội bộ và những thao tác cán bộ có thể làm. Ai không giải quyết hồ sơ "
        "thì chỉ thấy dữ liệu cá nhân đã che. Mỗi lần xem đều được ghi vào nhật ký truy cập.",
        response_model=StaffDossierView,
    )
    async def show(dossier_id: str, officer: Officer) -> Response:
        detail = await find_dossier(dossier_id, Scope(agencies=visible(agencies, officer)))
        acting = actors(officer, detail.dossier.agency_id)
        await record_access(officer, "dossier", [dossier_id], masked=not acting)
        # Who does not handle the dossier needs no one's number.
        notes = await dossiers.notes(dossier_id, Scope(agencies=handled(officer))) or ()
        opened = open_form(detail, masked=not acting)
        reference = ReferencesFor(officer, links) if acting else without_access
        calendar, now = calendars.current, clock.now()
        view = StaffDossierView.of(wording, offices, calendar, opened, acting, notes, reference, now)
        return typed_response(view, headers={"ETag": etag(view.version)})

    @router.get(
        "/dossiers/{dossier_id}/files/{file_id}",
        summary="Tệp của hồ sơ",
        description="Một tệp mà công dân đã nộp hoặc cơ quan đã trả; mỗi lần tải đều được ghi vào nhật ký truy cập.",
        response_class=StreamingResponse,
    )
    async def download(dossier_id: str, file_id: str, officer: Officer, size: Size = None) -> Response:
        here = await dossiers.has_file(dossier_id, file_id, Scope(agencies=handled(officer)))
        stored = await files.find(file_id) if here else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        await record_access(officer, "file", [dossier_id], masked=False, file=file_id)
        return await in_size(files, stored, size)

    @router.get(
        "/dossier-counts",
        summary="Số hồ sơ đang giải quyết, đến hạn, quá hạn",
        description="Đếm hồ sơ đang mở của đơn vị theo trạng thái, với số đến hạn hôm nay và số quá hạn.",
        response_model=InboxCounts,
    )
    async def count(officer: Officer, unit: UnitQuery = None) -> Response:
        now = clock.now()
        counts = await dossiers.counts(wanted(officer, unit), now, _midnight(calendars.current, now))
        return typed_response(InboxCounts.of(wording, counts, now))

    return router


def _state(number: int) -> State:
    try:
        return State(number)
    except ValueError:
        raise Invalid([FieldError("state", "Trạng thái là một số từ 1 đến 10.")]) from None


def _midnight(calendar: WorkingCalendar, now: datetime) -> datetime:
    return datetime.combine(calendar.day_of(now) + timedelta(days=1), time(), calendar.zone)
