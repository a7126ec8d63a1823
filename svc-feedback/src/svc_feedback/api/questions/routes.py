"""What a citizen may do with questions, their own only."""

from datetime import datetime

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from shared.clock import Clock
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
from svc_feedback.api.officers import citizens_question
from svc_feedback.api.questions.requests import AnswerRatingIn, NewQuestion
from svc_feedback.api.questions.responses import (
    OwnQuestion,
    OwnQuestionPage,
    OwnQuestionRow,
    QuestionReceipt,
    QuestionStepReceipt,
)
from svc_feedback.domain.question import Question
from svc_feedback.domain.rating import AnswerRating
from svc_feedback.store.questions import Questions
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.ask_question import AskQuestion
from svc_feedback.use_cases.rate_answer import RateAnswer
from svc_feedback.use_cases.refusals import QUESTION_NOT_FOUND
from svc_feedback.use_cases.rules import Rules


def question_routes(
    ask: AskQuestion,
    rate: RateAnswer,
    questions: Questions,
    files: FileStore,
    links: FileLinks,
    rules: Rules,
    clock: Clock,
) -> APIRouter:
    router = api_router(prefix="/v1/questions", tags=["Hỏi đáp"])

    @router.post(
        "",
        summary="Gửi câu hỏi",
        description="Gửi câu hỏi, có thể kèm tệp đã tải lên. Trả về mã câu hỏi và hạn trả lời.",
        status_code=201,
        response_model=QuestionReceipt,
    )
    async def ask_question(citizen: Citizen, command: IdempotentCommand, body: NewQuestion) -> Response:
        asked = await ask(citizen.id, command, body.asking())
        headers = {"Location": f"/v1/questions/{asked.value.id}", "ETag": etag(1), **replay(asked.replayed)}
        return typed_response(QuestionReceipt.of(asked.value, rules), 201, headers)

    @router.get(
        "",
        summary="Câu hỏi của tôi, mới nhất trước",
        description="Liệt kê câu hỏi của người đang đăng nhập, đọc tiếp bằng after.",
        response_model=OwnQuestionPage,
    )
    async def list_own(citizen: Citizen, page: PageQuery) -> Response:
        after = position(page, datetime, str)
        found = await questions.own(citizen.id, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.asked_at, last.id))
        now = clock.now()
        items = [OwnQuestionRow.of(question, now, rules) for question in shown["items"]]
        return typed_response(OwnQuestionPage(items=items, next=shown["next"]))

    @router.get(
        "/{question_id}",
        summary="Câu hỏi với câu trả lời và việc tiếp theo",
        description="Toàn bộ câu hỏi của chính mình, diễn biến, câu trả lời đã duyệt và những thao tác làm được tiếp.",
        response_model=OwnQuestion,
    )
    async def show(question_id: str, citizen: Citizen) -> Response:
        question = await _own(question_id, citizen.id)
        view = OwnQuestion.of(question, clock.now(), links.addresses(citizen), rules)
        return typed_response(view, headers={"ETag": etag(question.version)})

    @router.get(
        "/{question_id}/files/{file_id}",
        summary="Tệp của câu hỏi",
        description="Tệp của câu hỏi của mình và của câu trả lời đã duyệt.",
        response_class=StreamingResponse,
    )
    async def download(question_id: str, file_id: str, citizen: Citizen) -> Response:
        question = await _own(question_id, citizen.id)
        answered = question.answer.attachments if question.answer else ()
        held = {each for file in (*question.attachments, *answered) for each in (file.id, file.preview)}
        stored = await files.find(file_id) if file_id in held else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_attachment(files, stored)

    @router.post(
        "/{question_id}/rating",
        summary="Đánh giá câu trả lời",
        description="5 hài lòng, 3 chấp nhận, 1 không hài lòng; mỗi câu hỏi một lần, sau khi được trả lời.",
        response_model=QuestionStepReceipt,
    )
    async def rate_answer(
        question_id: str, citizen: Citizen, command: IdempotentCommand, seen: IfMatch, body: AnswerRatingIn
    ) -> Response:
        request = citizens_question(question_id, citizen, command, seen)
        taken = await rate(request, AnswerRating(body.level), body.comment)
        headers = {"ETag": etag(taken.value.entry.version), **replay(taken.replayed)}
        return typed_response(QuestionStepReceipt.of(taken.value, rules), headers=headers)

    async def _own(question_id: str, citizen_id: str) -> Question:
        question = await questions.load(question_id, Scope(citizen_id=citizen_id))
        if question is None:
            raise NotFound(QUESTION_NOT_FOUND)
        return question

    return router
