"""Published answers: found, suggested while somebody types, and reported when they no longer hold."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from shared.errors import NotFound
from shared.files.download import as_public_attachment
from shared.files.store import FileStore
from shared.identity import Citizen
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import api_router, typed_response
from svc_feedback.api.public_questions.requests import OutdatedIn
from svc_feedback.api.public_questions.responses import (
    OutdatedReceipt,
    PublicQuestionPage,
    PublicQuestionRow,
    PublicQuestionView,
    Suggestions,
)
from svc_feedback.store.questions import Questions
from svc_feedback.use_cases.refusals import QUESTION_NOT_FOUND
from svc_feedback.use_cases.report_outdated_answer import ReportOutdatedAnswer
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.suggest_answers import SuggestAnswers

_CACHED = {"Cache-Control": "public, max-age=30, stale-if-error=86400"}


def public_question_routes(
    questions: Questions, suggest: SuggestAnswers, outdated: ReportOutdatedAnswer, files: FileStore, rules: Rules
) -> APIRouter:
    router = api_router(prefix="/v1/public-questions", tags=["Hỏi đáp công khai"])

    @router.get(
        "",
        summary="Câu hỏi đã trả lời và công khai",
        description="Mới trả lời trước; lọc theo lĩnh vực, tìm không cần dấu trong câu hỏi và câu trả lời.",
        response_model=PublicQuestionPage,
    )
    async def list_public(
        page: PageQuery,
        field: Annotated[str | None, Query(max_length=60)] = None,
        q: Annotated[str, Query(max_length=200)] = "",
    ) -> Response:
        rules.check_field(field)
        after = position(page, datetime, str)
        found = await questions.public(field, q, after, page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.answered_at, last.id))
        items = [PublicQuestionRow.of(each, rules) for each in shown["items"]]
        return typed_response(PublicQuestionPage(items=items, next=shown["next"]), headers=_CACHED)

    @router.get(
        "/suggestions",
        summary="Câu trả lời gợi ý khi đang gõ",
        description="Những câu trả lời công khai gần nhất với nội dung đang gõ, tối đa năm.",
        response_model=Suggestions,
    )
    async def suggestions(q: Annotated[str, Query(min_length=3, max_length=300)]) -> Response:
        items = [PublicQuestionRow.of(each, rules) for each in await suggest(q)]
        return typed_response(Suggestions(items=items), headers=_CACHED)

    @router.get(
        "/{question_id}",
        summary="Một câu hỏi công khai",
        description="Câu hỏi và câu trả lời đã được duyệt công khai.",
        response_model=PublicQuestionView,
    )
    async def show(question_id: str) -> Response:
        question = await questions.find_public(question_id)
        if question is None:
            raise NotFound(QUESTION_NOT_FOUND)
        return typed_response(PublicQuestionView.of(question, rules), headers=_CACHED)

    @router.get(
        "/{question_id}/files/{file_id}",
        summary="Tệp công khai của câu hỏi",
        description="Tệp mà người duyệt đã cho công khai.",
        response_class=StreamingResponse,
    )
    async def download(question_id: str, file_id: str) -> Response:
        question = await questions.find_public(question_id)
        held = {each for file in question.files for each in (file.id, file.preview)} if question else set()
        stored = await files.find(file_id) if file_id in held else None
        if stored is None:
            raise NotFound("Không tìm thấy tệp này.")
        return as_public_attachment(files, stored)

    @router.post(
        "/{question_id}/outdated",
        summary="Báo câu trả lời không còn đúng",
        description="Người dân báo câu trả lời đã cũ, kèm lý do; mỗi người một lần cho mỗi câu trả lời.",
        response_model=OutdatedReceipt,
    )
    async def report_outdated(question_id: str, citizen: Citizen, body: OutdatedIn) -> Response:
        await outdated(citizen.id, question_id, body.text)
        what_next = "Cảm ơn Ông/Bà. Cơ quan trả lời sẽ xem lại nội dung này."
        return typed_response(OutdatedReceipt(question_id=question_id, what_next=what_next))

    return router
