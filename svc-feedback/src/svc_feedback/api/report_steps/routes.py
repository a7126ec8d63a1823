"""One action a step, each against the version that the officer saw."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.responses import Response

from shared.clock import Clock
from shared.command import Outcome
from shared.etag import RequiredIfMatch, etag
from shared.files.links import FileLinks
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller
from shared.web import api_router, typed_response
from svc_feedback.api.fields import PublicTextIn
from svc_feedback.api.officers import Worker, report_step_command, scope
from svc_feedback.api.report_steps.requests import (
    ApprovalIn,
    AssignmentIn,
    ClassificationIn,
    ExtensionIn,
    MergeIn,
    OfficerIn,
    ProgressIn,
    ReasonIn,
    Remark,
    ResultIn,
    TextIn,
)
from svc_feedback.api.report_steps.responses import StaffStepReceipt
from svc_feedback.api.staff_reports.responses import StaffReport
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import Action
from svc_feedback.store.reports import Reports
from svc_feedback.use_cases.approve_result import ApproveResult
from svc_feedback.use_cases.assign_officer import AssignOfficer
from svc_feedback.use_cases.assign_report import AssignReport
from svc_feedback.use_cases.classify_report import ClassifyReport
from svc_feedback.use_cases.extend_report import ExtendReport
from svc_feedback.use_cases.merge_report import MergeReport
from svc_feedback.use_cases.open_report import OpenReport
from svc_feedback.use_cases.publish_report import PublishReport
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_report_step import ReportStepTaken
from svc_feedback.use_cases.take_written_step import TakeWrittenStep, Written

# action, its body, what it is called, what it does
_WRITTEN: tuple[tuple[Action, type[TextIn | ReasonIn | ProgressIn | ResultIn], str, str], ...] = (
    (Action.ASK, TextIn, "Hỏi thêm thông tin", "Hỏi người gửi; thời hạn dừng đến khi có câu trả lời."),
    (Action.REFUSE, ReasonIn, "Không tiếp nhận", "Từ chối, kèm lý do gửi cho người dân."),
    (Action.REFER, ReasonIn, "Chuyển cơ quan có thẩm quyền", "Chuyển ra ngoài hệ thống, kèm lý do gửi cho người dân."),
    (Action.SEND_BACK, ReasonIn, "Chuyển trả", "Đơn vị trả lại vì không thuộc thẩm quyền; thời hạn vẫn chạy."),
    (Action.NOTE_PROGRESS, ProgressIn, "Ghi tiến độ", "Tiến độ và ảnh hiện trường mà người gửi xem được."),
    (Action.SUBMIT_RESULT, ResultIn, "Trình kết quả", "Kết quả và ảnh, chờ người khác duyệt."),
    (Action.REJECT_RESULT, ReasonIn, "Trả lại kết quả", "Kết quả chưa đạt, đơn vị xử lý tiếp."),
)

Seen = RequiredIfMatch


def report_step_routes(
    classify: ClassifyReport,
    assign: AssignReport,
    assign_officer: AssignOfficer,
    extend: ExtendReport,
    merge: MergeReport,
    approve: ApproveResult,
    publish: PublishReport,
    take_written_step: TakeWrittenStep,
    open_report: OpenReport,
    reports: Reports,
    links: FileLinks,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff/reports/{report_id}", tags=["Xử lý phản ánh"])

    def answer(taken: Outcome[ReportStepTaken], officer: Caller) -> Response:
        receipt = StaffStepReceipt.of_step(taken.value, officer, clock.now(), rules)
        headers = {"ETag": etag(taken.value.entry.version), **replay(taken.replayed)}
        return typed_response(receipt, headers=headers)

    @router.post(
        "/accept",
        summary="Tiếp nhận",
        description="Tiếp nhận phản ánh, có thể đổi chuyên mục và mức độ xử lý; thời hạn đã hẹn chỉ rút ngắn.",
        response_model=StaffStepReceipt,
    )
    async def accept_report(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: ClassificationIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await classify(Action.ACCEPT, request, body.classification()), officer)

    @router.post(
        "/reclassify",
        summary="Phân loại lại",
        description="Đổi chuyên mục hoặc mức độ của phản ánh đã tiếp nhận; thời hạn đã hẹn chỉ rút ngắn.",
        response_model=StaffStepReceipt,
    )
    async def reclassify(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: ClassificationIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await classify(Action.RECLASSIFY, request, body.classification()), officer)

    @router.post(
        "/assign",
        summary="Chuyển đơn vị xử lý",
        description="Theo quy tắc phân công, hoặc đơn vị do điều phối viên chọn.",
        response_model=StaffStepReceipt,
    )
    async def assign_report(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: AssignmentIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await assign(request, body.agency_id, body.note), officer)

    @router.post(
        "/assign-officer",
        summary="Giao cán bộ xử lý",
        description="Cán bộ của đơn vị nhận việc, giao cho đồng nghiệp, hoặc thôi giao. Người dân không thấy bước này.",
        response_model=StaffStepReceipt,
    )
    async def give_to_officer(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: OfficerIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        chosen = officer.id if body.officer_id == "me" else body.officer_id
        return answer(await assign_officer(request, chosen, body.note), officer)

    @router.post(
        "/start",
        summary="Bắt đầu xử lý",
        description="Đơn vị nhận việc và bắt đầu xử lý.",
        response_model=StaffStepReceipt,
    )
    async def start(report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: Remark) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await take_written_step(Action.START, request, Written(body.note)), officer)

    @router.post(
        "/extend",
        summary="Gia hạn xử lý",
        description="Một lần, kèm lý do, trước khi quá hạn; tối đa bằng thời gian xử lý của mức độ.",
        response_model=StaffStepReceipt,
    )
    async def extend_report(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: ExtensionIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await extend(request, body.resolved_by, body.written()), officer)

    @router.post(
        "/merge",
        summary="Gộp vào phản ánh khác",
        description="Phản ánh cùng sự việc: người gửi được báo đã gộp, và được báo khi phản ánh chính có kết quả.",
        response_model=StaffStepReceipt,
    )
    async def merge_report(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: MergeIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await merge(request, body.main_code, body.note), officer)

    @router.post(
        "/approve",
        summary="Duyệt kết quả",
        description="Người khác người soạn duyệt kết quả: người gửi xem được, và công khai nếu người duyệt quyết định. "
        "Phản ánh đang công khai thì phải gửi kèm nội dung công khai, hoặc thôi công khai trước.",
        response_model=StaffStepReceipt,
    )
    async def approve_result(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: ApprovalIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        shown = body.public.shown() if body.public else None
        return answer(await approve(request, shown, body.note), officer)

    async def view(report: Report, officer: Caller) -> Response:
        opened = await open_report(report.id, scope(officer))
        address, merged = links.addresses(officer), await reports.count_merged(report.id)
        shown = StaffReport.of(opened, merged, officer, address, clock.now(), rules)
        return typed_response(shown, headers={"ETag": etag(report.version)})

    @router.post(
        "/publish",
        summary="Công khai",
        description="Người duyệt cho công khai, hoặc sửa nội dung công khai; bản gốc của người gửi được giữ nguyên. "
        "Khuôn mặt và biển số xe trong ảnh là trách nhiệm của người duyệt.",
        response_model=StaffReport,
    )
    async def publish_report(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: PublicTextIn
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return await view(await publish(request, body.shown()), officer)

    @router.post(
        "/unpublish",
        summary="Thôi công khai",
        description="Gỡ phản ánh khỏi danh sách và bản đồ công khai.",
        response_model=StaffReport,
    )
    async def unpublish(
        report_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: Remark
    ) -> Response:
        return await view(await publish(report_step_command(report_id, officer, command, seen), None), officer)

    for action, body_type, summary, description in _WRITTEN:
        _add_written_step(router, take_written_step, answer, action, body_type, summary, description)
    return router


def _add_written_step(
    router: APIRouter,
    take_written_step: TakeWrittenStep,
    answer: Callable[[Outcome[ReportStepTaken], Caller], Response],
    action: Action,
    body_type: type[TextIn | ReasonIn | ProgressIn | ResultIn],
    summary: str,
    description: str,
) -> None:
    @router.post(f"/{action}", name=action, summary=summary, description=description, response_model=StaffStepReceipt)
    async def take(
        report_id: str,
        officer: Worker,
        command: IdempotentCommand,
        seen: Seen,
        body: body_type,  # type: ignore[valid-type]
    ) -> Response:
        request = report_step_command(report_id, officer, command, seen)
        return answer(await take_written_step(action, request, body.written()), officer)  # type: ignore[attr-defined]
