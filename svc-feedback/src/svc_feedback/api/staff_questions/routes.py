"""Questions: the queue, one on a screen, and the steps that officers take."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.access_log import RecordAccess
from shared.clock import Clock
from shared.command import Outcome
from shared.errors import NotFound
from shared.etag import RequiredIfMatch, etag
from shared.files.download import as_attachment
from shared.files.links import FileLinks
from shared.files.store import FileStore
from shared.idempotency import IdempotentCommand, replay
from shared.identity import Caller
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_feedback.api.fields import PublicTextIn, QuestionCode
from svc_feedback.api.officers import Officer, Worker, question_step_command, scope
from svc_feedback.api.report_steps.requests import OfficerIn, ReasonIn, Remark, TextIn
from svc_feedback.api.staff_questions.requests import AnswerApproval, AnswerDraft, QuestionAssignment
from svc_feedback.api.staff_questions.responses import (
    QuestionCounts,
    StaffQuestion,
    StaffQuestionPage,
    StaffQuestionReceipt,
    StaffQuestionRow,
)
from svc_feedback.domain.question import MOST_REMARKS, Question
from svc_feedback.domain.question_states import QuestionAction, QuestionState
from svc_feedback.domain.texts import words_of
from svc_feedback.store.questions import QuestionQueue, Questions
from svc_feedback.use_cases.approve_answer import ApproveAnswer
from svc_feedback.use_cases.assign_question import AssignQuestion
from svc_feedback.use_cases.confirm_answer import ConfirmAnswer
from svc_feedback.use_cases.handle_question import HandleQuestion
from svc_feedback.use_cases.publish_question import PublishQuestion
from svc_feedback.use_cases.refusals import QUESTION_NOT_FOUND
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_question_step import QuestionStepTaken
from svc_feedback.use_cases.take_written_step import Written

SHOWN = "question"
"""The entry in the access log that says that a question was shown to an officer."""
Seen = RequiredIfMatch


def staff_question_routes(
    questions: Questions,
    handle: HandleQuestion,
    assign_officer: AssignQuestion,
    approve: ApproveAnswer,
    confirm: ConfirmAnswer,
    publish: PublishQuestion,
    record_access: RecordAccess,
    files: FileStore,
    links: FileLinks,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Trả lời câu hỏi"])

    def answer(taken: Outcome[QuestionStepTaken], officer: Caller) -> Response:
        receipt = StaffQuestionReceipt.of_step(taken.value, officer, rules)
        headers = {"ETag": etag(taken.value.entry.version), **replay(taken.replayed)}
        return typed_response(receipt, headers=headers)

    async def view(question: Question, officer: Caller) -> Response:
        remarks = await questions.outdated_remarks(question, MOST_REMARKS) if question.outdated else []
        address = links.addresses(officer)
        shown = StaffQuestion.of(question, officer, remarks, address, clock.now(), rules)
        return typed_response(shown, headers={"ETag": etag(question.version)})

    async def _visible(question_id: str, officer: Caller) -> Question:
        question = await questions.load(question_id, scope(officer))
        if question is None:
            raise NotFound(QUESTION_NOT_FOUND)
        return question

    @router.get(
        "/questions",
        summary="Câu hỏi cần trả lời, gấp nhất trước",
        description="Câu hỏi đang mở mà cán bộ được xem; lọc theo trạng thái, lĩnh vực, cán bộ được giao, quá hạn. "
        "Hoặc tìm theo mã hay theo từ trong nội dung: kể cả đã trả lời, mới nhất trước.",
        response_model=StaffQuestionPage,
    )
    async def queue(
        officer: Officer,
        page: PageQuery,
        state: Annotated[int | None, Query(ge=0, le=4)] = None,
        field: Annotated[str | None, Query(max_length=60)] = None,
        assignee: Annotated[
            str | None,
            Query(pattern=r"^(me|none|stf_[0-9A-Za-z_]{1,60})$", description="Mã cán bộ; me: của tôi, none: chưa giao"),
        ] = None,
        overdue: bool = False,
        outdated: Annotated[
            bool, Query(description="Thay cho câu hỏi đang mở: câu trả lời mà người đọc báo không còn đúng")
        ] = False,
        code: Annotated[QuestionCode | None, Query(description="Chỉ câu hỏi mang mã này, kể cả đã trả lời")] = None,
        q: Annotated[
            str | None, Query(max_length=200, description="Từ trong tiêu đề và nội dung; không cần dấu")
        ] = None,
    ) -> Response:
        now = clock.now()
        if code is not None:
            question = await questions.by_code(code, scope(officer))
            rows = [StaffQuestionRow.of(question, officer, now, rules)] if question else []
            return typed_response(StaffQuestionPage(items=rows, next=None))
        rules.check_field(field)
        assignee_id = officer.id if assignee == "me" else assignee
        query = QuestionQueue(
            state=None if state is None else QuestionState(state),
            field=field,
            overdue_at=now if overdue else None,
            assignee_id=None if assignee == "none" else assignee_id,
            unassigned=assignee == "none",
            outdated=outdated,
            after=position(page, datetime, str),
            limit=page.limit + 1,
        )
        if q:
            found = await questions.found(words_of(q), scope(officer), query)
            shown = page_of(found, page.limit, lambda last: encode_cursor(last.asked_at, last.id))
        else:
            found = await questions.queue(scope(officer), query)
            shown = page_of(found, page.limit, lambda last: encode_cursor(last.answer_by, last.id))
        items = [StaffQuestionRow.of(question, officer, now, rules) for question in shown["items"]]
        return typed_response(StaffQuestionPage(items=items, next=shown["next"]))

    @router.get(
        "/question-counts",
        summary="Số câu hỏi đang mở",
        description="Theo trạng thái, và số câu trả lời được báo không còn đúng, trong phạm vi cán bộ được xem.",
        response_model=QuestionCounts,
    )
    async def counts(officer: Officer) -> Response:
        theirs = scope(officer)
        outdated = await questions.outdated(theirs)
        return typed_response(QuestionCounts.of(await questions.counts(theirs), outdated, rules))

    @router.get(
        "/questions/{question_id}",
        summary="Câu hỏi trên một màn hình",
        description="Toàn bộ câu hỏi, bản soạn và câu trả lời, góp ý về câu trả lời cũ, và những thao tác làm được "
        "ngay. Việc xem được ghi nhật ký.",
        response_model=StaffQuestion,
    )
    async def show(question_id: str, officer: Officer) -> Response:
        question = await _visible(question_id, officer)
        await record_access(officer, SHOWN, [question.id], masked=True)
        return await view(question, officer)

    @router.get(
        "/questions/{question_id}/files/{file_id}",
        summary="Tệp của câu hỏi",
        description="Tệp của câu hỏi và câu trả lời. Việc xem được ghi nhật ký.",
        response_class=StreamingResponse,
    )
    async def download(question_id: str, file_id: str, officer: Worker) -> Response:
        question = await _visible(question_id, officer)
        held = {each for file in question.all_attachments() for each in (file.id, file.preview)}
        stored = await files.find(file_id) if file_id in held else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        await record_access(officer, SHOWN, [question.id], masked=True, file=file_id)
        return as_attachment(files, stored)

    @router.post(
        "/questions/{question_id}/assign",
        summary="Chuyển cơ quan trả lời",
        description="Điều phối viên chuyển câu hỏi đến cơ quan trả lời, hoặc đến cơ quan khác khi chưa có câu trả lời.",
        response_model=StaffQuestionReceipt,
    )
    async def assign(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: QuestionAssignment
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        written = Written(text=body.note)
        return answer(await handle(QuestionAction.ASSIGN, request, written, body.agency_id), officer)

    @router.post(
        "/questions/{question_id}/assign-officer",
        summary="Giao cán bộ trả lời",
        description="Cán bộ nhận việc, giao cho đồng nghiệp của cơ quan, hoặc thôi giao. Người hỏi không thấy.",
        response_model=StaffQuestionReceipt,
    )
    async def give_to_officer(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: OfficerIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        chosen = officer.id if body.officer_id == "me" else body.officer_id
        return answer(await assign_officer(request, chosen, body.note), officer)

    @router.post(
        "/questions/{question_id}/return",
        summary="Trả về trung tâm điều phối",
        description="Cơ quan trả lại câu hỏi không thuộc thẩm quyền, hoặc điều phối viên rút lại, kèm ghi chú.",
        response_model=StaffQuestionReceipt,
    )
    async def give_back(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: TextIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return answer(await handle(QuestionAction.RETURN, request, body.written()), officer)

    @router.post(
        "/questions/{question_id}/mark-violation",
        summary="Đánh dấu vi phạm",
        description="Câu hỏi không được trả lời, kèm lý do gửi cho người hỏi.",
        response_model=StaffQuestionReceipt,
    )
    async def mark_violation(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: ReasonIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return answer(await handle(QuestionAction.MARK_VIOLATION, request, body.written()), officer)

    @router.post(
        "/questions/{question_id}/draft-answer",
        summary="Soạn câu trả lời",
        description="Soạn câu trả lời, hoặc bản mới của câu trả lời cũ, chờ người khác duyệt.",
        response_model=StaffQuestionReceipt,
    )
    async def draft_answer(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: AnswerDraft
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return answer(await handle(QuestionAction.DRAFT_ANSWER, request, body.written()), officer)

    @router.post(
        "/questions/{question_id}/reject-answer",
        summary="Trả lại câu trả lời",
        description="Câu trả lời chưa đạt, cơ quan soạn lại.",
        response_model=StaffQuestionReceipt,
    )
    async def reject_answer(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: TextIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return answer(await handle(QuestionAction.REJECT_ANSWER, request, body.written()), officer)

    @router.post(
        "/questions/{question_id}/approve-answer",
        summary="Duyệt câu trả lời",
        description="Người khác người soạn duyệt; người hỏi xem được, và công khai nếu người duyệt quyết định.",
        response_model=StaffQuestionReceipt,
    )
    async def approve_answer(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: AnswerApproval
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        shown = body.public.shown() if body.public else None
        return answer(await approve(request, shown, body.note), officer)

    @router.post(
        "/questions/{question_id}/confirm-answer",
        summary="Xác nhận câu trả lời còn đúng",
        description="Khi người đọc báo câu trả lời không còn đúng mà câu trả lời vẫn đúng: những điều họ báo được lưu "
        "vào quá trình kèm ghi chú và không còn trong danh sách. Không ai nhận tin; nội dung công khai không đổi.",
        response_model=StaffQuestionReceipt,
    )
    async def confirm_answer(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: TextIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return answer(await confirm(request, body.text), officer)

    @router.post(
        "/questions/{question_id}/publish",
        summary="Công khai câu hỏi",
        description="Cho công khai câu hỏi đã trả lời, hoặc sửa nội dung công khai; bản gốc được giữ nguyên.",
        response_model=StaffQuestion,
    )
    async def publish_question(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: PublicTextIn
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return await view(await publish(request, body.shown()), officer)

    @router.post(
        "/questions/{question_id}/unpublish",
        summary="Thôi công khai câu hỏi",
        description="Gỡ câu hỏi khỏi danh sách công khai.",
        response_model=StaffQuestion,
    )
    async def unpublish(
        question_id: str, officer: Worker, command: IdempotentCommand, seen: Seen, body: Remark
    ) -> Response:
        request = question_step_command(question_id, officer, command, seen)
        return await view(await publish(request, None), officer)

    return router
