"""What a citizen may do with reports, their own only; and to join those of others."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from shared.clock import Clock
from shared.command import Outcome
from shared.errors import NotFound
from shared.etag import IfMatch, etag
from shared.files.download import as_attachment
from shared.files.links import FileLinks
from shared.files.store import FileStore
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_feedback.api.officers import citizens_report
from svc_feedback.api.reports.requests import BackAnswer, NewRating, NewReport, PlaceIn, Reason, ReportDraft
from svc_feedback.api.reports.responses import (
    CheckView,
    JoinedReportPage,
    JoinedReportRow,
    OwnReport,
    OwnReportPage,
    OwnReportRow,
    Receipt,
    StepReceipt,
    SupportView,
)
from svc_feedback.domain.merging import shared_result
from svc_feedback.domain.parties import Party
from svc_feedback.domain.place import Place
from svc_feedback.domain.rating import Satisfaction
from svc_feedback.domain.report import CITIZEN_SEES, Report, Shown
from svc_feedback.domain.report_states import Action
from svc_feedback.store.reports import Reports
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.check_report import CheckReport
from svc_feedback.use_cases.leave_report import LeaveReport
from svc_feedback.use_cases.list_joined_reports import ListJoinedReports
from svc_feedback.use_cases.locate import Locate
from svc_feedback.use_cases.rate_report import RateReport
from svc_feedback.use_cases.refusals import REPORT_NOT_FOUND
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.send_report import Sending, SendReport
from svc_feedback.use_cases.support_report import SupportReport
from svc_feedback.use_cases.take_report_step import ReportStepTaken
from svc_feedback.use_cases.take_written_step import TakeWrittenStep, Written


def report_routes(
    check: CheckReport,
    send: SendReport,
    locate: Locate,
    take_written_step: TakeWrittenStep,
    rate: RateReport,
    support: SupportReport,
    leave: LeaveReport,
    joined: ListJoinedReports,
    reports: Reports,
    files: FileStore,
    links: FileLinks,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1", tags=["Phản ánh hiện trường"])

    def placed(place: PlaceIn) -> Place:
        return locate(place.point.point() if place.point else None, place.words, place.commune)

    @router.post(
        "/reports/check",
        summary="Kiểm tra trước khi gửi",
        description="Cho biết có cần gọi số khẩn cấp, có phải gửi nơi khác, và những phản ánh gần đây cùng nội dung "
        "để cùng phản ánh thay vì gửi mới, hoặc để theo dõi nếu chính Ông/Bà đã gửi. Không lưu gì.",
        response_model=CheckView,
    )
    async def check_draft(citizen: Citizen, body: ReportDraft) -> Response:
        place = placed(body.place)
        found = await check(citizen.id, body.title, body.description, body.category, place)
        return typed_response(CheckView.of(found, place.commune, rules))

    @router.post(
        "/reports",
        summary="Gửi phản ánh",
        description="Gửi phản ánh kèm ảnh, video đã tải lên. Trả về mã phản ánh, hạn tiếp nhận và hạn xử lý; có dấu "
        "hiệu khẩn cấp thì trả về ngay số điện thoại cần gọi. Gửi lại cùng Idempotency-Key thì nhận đúng biên nhận cũ.",
        status_code=201,
        response_model=Receipt,
    )
    async def send_report(citizen: Citizen, command: IdempotentCommand, body: NewReport) -> Response:
        sending = Sending(
            title=body.title,
            description=body.description,
            category=body.category,
            place=placed(body.place),
            anonymous=body.anonymous,
            hidden_from_agency=body.hidden_from_agency,
            may_publish=body.may_publish,
            file_ids=body.file_ids,
            contact=body.contact.contact() if body.contact else None,
            declared_at=body.declared_at,
        )
        sent = await send(Party("citizen", citizen.id), command, sending)
        about = rules.category(body.category)
        numbers = rules.whom_to_call((body.title, body.description), about.handling_class)
        headers = {"Location": f"/v1/reports/{sent.value.id}", "ETag": etag(1), **replay(sent.replayed)}
        return typed_response(Receipt.of(sent.value, numbers, rules), 201, headers)

    @router.get(
        "/reports",
        summary="Phản ánh của tôi, mới nhất trước",
        description="Liệt kê phản ánh của người đang đăng nhập, đọc tiếp bằng after.",
        response_model=OwnReportPage,
    )
    async def list_own(citizen: Citizen, page: PageQuery) -> Response:
        after = position(page, datetime, str)
        found = await reports.own(citizen.id, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.arrived_at, last.id))
        address = links.addresses(citizen)
        now = clock.now()
        items = [OwnReportRow.of(each, await reports.main_of(each), now, address, rules) for each in shown["items"]]
        return typed_response(OwnReportPage(items=items, next=shown["next"]))

    @router.get(
        "/reports/{report_id}",
        summary="Phản ánh với diễn biến và việc tiếp theo",
        description="Toàn bộ phản ánh của chính mình: nội dung, tệp, diễn biến, kết quả và những thao tác làm được "
        "tiếp.",
        response_model=OwnReport,
    )
    async def show(report_id: str, citizen: Citizen) -> Response:
        report = await _own(report_id, citizen.id)
        main = await reports.main_of(report)
        view = OwnReport.of(report, main, clock.now(), links.addresses(citizen), rules)
        return typed_response(view, headers={"ETag": etag(report.version)})

    @router.get(
        "/reports/{report_id}/files/{file_id}",
        summary="Tệp của phản ánh",
        description="Ảnh, video, ảnh nhỏ của phản ánh của mình, của tiến độ và kết quả xử lý, cả kết quả của phản ánh "
        "chính mà phản ánh này được gộp vào.",
        response_class=StreamingResponse,
    )
    async def download(report_id: str, file_id: str, citizen: Citizen) -> Response:
        report = await _own(report_id, citizen.id)
        seen = _seen_files(report, await reports.main_of(report), rules)
        stored = await files.find(file_id) if file_id in seen else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(files, stored)

    @router.post(
        "/reports/{report_id}/answer",
        summary="Trả lời câu hỏi của trung tâm điều phối",
        description="Bổ sung thông tin được hỏi, có thể kèm ảnh; thời hạn xử lý được tính tiếp.",
        response_model=StepReceipt,
    )
    async def answer(
        report_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: BackAnswer
    ) -> Response:
        request = citizens_report(report_id, citizen, command, seen)
        written = Written(text=body.text, file_ids=body.file_ids)
        return step_response(await take_written_step(Action.ANSWER, request, written), rules)

    @router.post(
        "/reports/{report_id}/withdrawal",
        summary="Rút phản ánh",
        description="Rút phản ánh khi chưa chuyển cho đơn vị xử lý.",
        response_model=StepReceipt,
    )
    async def withdraw(
        report_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Reason
    ) -> Response:
        request = citizens_report(report_id, citizen, command, seen)
        return step_response(await take_written_step(Action.WITHDRAW, request, Written(body.reason)), rules)

    @router.post(
        "/reports/{report_id}/rating",
        summary="Đánh giá kết quả",
        description="Năm mức, mỗi kết quả một lần. Từ bình thường trở lên thì phản ánh được đóng; nếu không hài lòng, "
        "có thể đề nghị xử lý lại một lần trong 7 ngày.",
        response_model=StepReceipt,
    )
    async def rate_result(
        report_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: NewRating
    ) -> Response:
        request = citizens_report(report_id, citizen, command, seen)
        return step_response(await rate(request, Satisfaction(body.level), body.comment), rules)

    @router.post(
        "/reports/{report_id}/reopening",
        summary="Đề nghị xử lý lại",
        description="Một lần, trong 7 ngày sau kết quả, khi đã đánh giá không hài lòng; thời hạn được tính lại từ đầu.",
        response_model=StepReceipt,
    )
    async def reopen(
        report_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: Reason
    ) -> Response:
        request = citizens_report(report_id, citizen, command, seen)
        return step_response(await take_written_step(Action.REOPEN, request, Written(body.reason)), rules)

    @router.post(
        "/reports/{report_id}/support",
        summary="Cùng phản ánh",
        description="Tham gia phản ánh của người khác thay vì gửi mới; được báo khi có kết quả. Gửi lại không thay "
        "đổi gì.",
        response_model=SupportView,
    )
    async def join(report_id: str, citizen: Citizen) -> Response:
        count = await support(citizen.id, report_id)
        what_next = "Cảm ơn Ông/Bà. Chúng tôi sẽ báo khi sự việc được xử lý xong."
        return typed_response(SupportView(report_id=report_id, supporters=count, what_next=what_next))

    @router.delete(
        "/reports/{report_id}/support",
        summary="Thôi cùng phản ánh",
        description="Không theo dõi phản ánh của người khác nữa: không được báo kết quả, không còn trong danh sách. "
        "Gửi lại không thay đổi gì.",
        status_code=204,
    )
    async def leave_report(report_id: str, citizen: Citizen) -> Response:
        await leave(citizen.id, report_id)
        return Response(status_code=204)

    @router.get(
        "/joined-reports",
        summary="Phản ánh tôi đã cùng phản ánh, mới nhất trước",
        description="Phản ánh của người khác mà người đang đăng nhập đã tham gia: trạng thái, việc tiếp theo, cơ quan "
        "xử lý; không có danh tính người gửi. Đọc tiếp bằng after.",
        response_model=JoinedReportPage,
    )
    async def list_joined(citizen: Citizen, page: PageQuery) -> Response:
        found = await joined(citizen.id, position(page, datetime, str), page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.support.at, last.support.id))
        items = [JoinedReportRow.of(each, rules) for each in shown["items"]]
        return typed_response(JoinedReportPage(items=items, next=shown["next"]))

    async def _own(report_id: str, citizen_id: str) -> Report:
        report = await reports.load(report_id, Scope(citizen_id=citizen_id))
        if report is None:
            raise NotFound(REPORT_NOT_FOUND)
        return report

    return router


def _seen_files(report: Report, main: Report | None, rules: Rules) -> set[str]:
    """The files that its citizen may open: their own, those of steps that they see, those of an approved result, also
    of that of ``main``, into which it was merged.
    """
    seen = [*report.attachments]
    for entry in report.timeline:
        seen += entry.attachments if CITIZEN_SEES[entry.action] is Shown.WHOLE else ()
    if report.result and report.result.approved_at:
        seen += report.result.attachments
    if main and (shared := shared_result(main, about_staff=rules.category(main.category).about_staff)):
        seen += shared.attachments
    return {file_id for each in seen for file_id in (each.id, each.preview) if file_id}


def step_response(taken: Outcome[ReportStepTaken], rules: Rules) -> Response:
    headers = {"ETag": etag(taken.value.entry.version), **replay(taken.replayed)}
    return typed_response(StepReceipt.of(taken.value, rules), headers=headers)
