"""What officers have to do, a report on one screen, and who sent it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.errors import NotFound
from shared.etag import etag
from shared.files.download import as_attachment
from shared.files.links import FileLinks
from shared.files.store import FileStore
from shared.filters import check_known, chosen_units
from shared.identity import PROVINCE, Caller
from shared.pagination import PageQuery, PageRequest, encode_cursor, position
from shared.pagination import page as page_of
from shared.reference.staff_directory import StaffDirectory
from shared.web import api_router, typed_response
from svc_feedback.api.fields import ReportCode
from svc_feedback.api.officers import (
    APPROVER,
    COORDINATOR,
    HANDLER,
    Officer,
    Worker,
    acting,
    may_look_at_reporter,
    scope,
)
from svc_feedback.api.public_reports.routes import categories_of
from svc_feedback.api.staff_reports.responses import (
    Counts,
    OfficerPage,
    ReporterContact,
    StaffReport,
    StaffReportPage,
    StaffReportRow,
)
from svc_feedback.api.staff_reports.responses import Officer as OfficerView
from svc_feedback.domain.report_states import State
from svc_feedback.store.reports import QueueQuery, Reports, ReportSummary
from svc_feedback.use_cases.find_colleague import HANDLING
from svc_feedback.use_cases.open_report import OpenReport
from svc_feedback.use_cases.reveal_reporter import RevealReporter
from svc_feedback.use_cases.rules import Rules

SHOWN = "report"
"""The entry in the access log that says that a report was shown to an officer."""


def staff_report_routes(
    reports: Reports,
    staff: StaffDirectory,
    open_report: OpenReport,
    reveal: RevealReporter,
    record_access: RecordAccess,
    files: FileStore,
    links: FileLinks,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Xử lý phản ánh"])

    @router.get(
        "/reports",
        summary="Danh sách việc, gấp nhất trước",
        description="Phản ánh đang mở mà cán bộ được xem: chờ đọc ngay vì có dấu hiệu khẩn cấp đứng đầu, rồi xếp theo "
        "hạn đang chạy; lọc theo trạng thái, lĩnh vực, xã phường, đơn vị, cán bộ được giao, quá hạn. Hoặc tìm theo mã, "
        "theo từ trong nội dung, hay những phản ánh đã gộp vào một phản ánh: kể cả đã kết thúc, mới nhất trước.",
        response_model=StaffReportPage,
    )
    async def queue(
        officer: Officer,
        page: PageQuery,
        state: Annotated[list[State] | None, Query(description="Một hoặc nhiều trạng thái")] = None,
        category: Annotated[str | None, Query(max_length=60)] = None,
        commune: Annotated[str | None, Query(pattern=r"^[0-9]{5}$")] = None,
        agency_id: Annotated[str | None, Query(max_length=60)] = None,
        assignee: Annotated[
            str | None,
            Query(pattern=r"^(me|none|stf_[0-9A-Za-z_]{1,60})$", description="Mã cán bộ; me: của tôi, none: chưa giao"),
        ] = None,
        overdue: bool = False,
        code: Annotated[ReportCode | None, Query(description="Chỉ phản ánh mang mã này, kể cả đã kết thúc")] = None,
        merged_into: Annotated[
            str | None, Query(max_length=60, description="Chỉ những phản ánh đã gộp vào phản ánh này, mới nhất trước")
        ] = None,
        q: Annotated[
            str | None,
            Query(max_length=200, description="Từ trong tiêu đề, nội dung, vị trí hoặc tên chuyên mục; không cần dấu"),
        ] = None,
    ) -> Response:
        now, address = clock.now(), links.addresses(officer)
        if code is not None:
            report = await reports.by_code(code, scope(officer))
            known = await reports.summaries([report.id]) if report else {}
            rows = [StaffReportRow.of(summary, officer, address, now, rules) for summary in known.values()]
            return typed_response(StaffReportPage(items=rows, next=None))
        if merged_into is not None:
            main = (await open_report(merged_into, scope(officer))).report
            found = await reports.merged(main.id, position(page, datetime, str), page.limit + 1)
            return newest(found, page, officer)
        rules.check_commune(commune)
        check_known("agency_id", agency_id, rules.agencies, "Không có cơ quan, đơn vị mang mã này.")
        assignee_id = officer.id if assignee == "me" else assignee
        query = QueueQuery(
            states=state or (),
            category=categories_of(category, rules),
            commune=commune,
            agency_id=agency_id,
            assignee_id=None if assignee == "none" else assignee_id,
            unassigned=assignee == "none",
            overdue_at=now if overdue else None,
            limit=page.limit + 1,
        )
        if q:
            after = position(page, datetime, str)
            return newest(await reports.found(rules.catalogue.searched(q), scope(officer), query, after), page, officer)
        found = await reports.queue(scope(officer), query, position(page, int, datetime, str))
        shown = page_of(found, page.limit, lambda last: encode_cursor(int(last.urgent), last.due_at, last.id))
        items = [StaffReportRow.of(summary, officer, address, now, rules) for summary in shown["items"]]
        return typed_response(StaffReportPage(items=items, next=shown["next"]))

    def newest(found: Sequence[ReportSummary], page: PageRequest, officer: Caller) -> Response:
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.arrived_at, last.id))
        now, address = clock.now(), links.addresses(officer)
        items = [StaffReportRow.of(summary, officer, address, now, rules) for summary in shown["items"]]
        return typed_response(StaffReportPage(items=items, next=shown["next"]))

    @router.get(
        "/feedback-officers",
        summary="Cán bộ của đơn vị có thể được giao phản ánh",
        description="Những cán bộ đang giữ vai trò xử lý phản ánh của đơn vị, theo tên; người vừa được phân quyền có "
        "trong danh sách sau vài giây.",
        response_model=OfficerPage,
    )
    async def list_officers(
        officer: Worker, page: PageQuery, unit: Annotated[str | None, Query(max_length=60)] = None
    ) -> Response:
        held = officer.units(COORDINATOR, HANDLER, APPROVER)
        units = chosen_units(unit, frozenset(rules.agencies) if PROVINCE in held else held, rules.agencies)
        found = await staff.of_units(units, HANDLING, position(page, str, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.sorts_as, last.id))
        items = [OfficerView(id=member.id, name=member.name) for member in shown["items"]]
        return typed_response(OfficerPage(items=items, next=shown["next"]))

    @router.get(
        "/report-counts",
        summary="Số việc đang mở",
        description="Theo trạng thái, và số đã quá hạn, trong phạm vi cán bộ được xem.",
        response_model=Counts,
    )
    async def counts(officer: Officer) -> Response:
        return typed_response(Counts.of(await reports.counts(scope(officer), clock.now()), rules))

    @router.get(
        "/reports/{report_id}",
        summary="Phản ánh trên một màn hình",
        description="Toàn bộ phản ánh, đơn vị được gợi ý, và những thao tác cán bộ này làm được ngay. Không có danh "
        "tính người gửi. Việc xem được ghi nhật ký.",
        response_model=StaffReport,
    )
    async def show(report_id: str, officer: Officer) -> Response:
        opened = await open_report(report_id, scope(officer))
        report = opened.report
        await record_access(officer, SHOWN, [report.id], masked=True)
        merged = await reports.count_merged(report.id)
        view = StaffReport.of(opened, merged, officer, links.addresses(officer), clock.now(), rules)
        return typed_response(view, headers={"ETag": etag(report.version)})

    @router.get(
        "/reports/{report_id}/files/{file_id}",
        summary="Tệp của phản ánh",
        description="Ảnh, video, ảnh nhỏ của phản ánh, tiến độ và kết quả. Việc xem được ghi nhật ký.",
        response_class=StreamingResponse,
    )
    async def download(report_id: str, file_id: str, officer: Worker) -> Response:
        report = (await open_report(report_id, scope(officer))).report
        held = {each for file in report.all_attachments() for each in (file.id, file.preview)}
        stored = await files.find(file_id) if file_id in held else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        await record_access(officer, SHOWN, [report.id], masked=True, file=file_id)
        return as_attachment(files, stored)

    @router.get(
        "/reports/{report_id}/reporter",
        summary="Người gửi phản ánh",
        description="Họ tên và số điện thoại; mỗi lần xem được ghi nhật ký. Danh tính được giấu với đơn vị xử lý thì "
        "chỉ trung tâm điều phối xem được.",
        response_model=ReporterContact,
    )
    async def show_reporter(report_id: str, officer: Worker) -> Response:
        contact = await reveal(report_id, acting(officer), scope(officer), partial(may_look_at_reporter, officer))
        return typed_response(ReporterContact.of(contact), headers={"Cache-Control": "no-store"})

    return router
