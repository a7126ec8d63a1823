"""Published answers: no name of who asked, and no name of who wrote."""

from typing import Self

from pydantic import BaseModel

from shared.files.links import open_to_all
from shared.web import Timestamp
from svc_feedback.api.parts import FileRef, Named, ShownFiles, agency_of, excerpt_of
from svc_feedback.api.questions.responses import question_field
from svc_feedback.store.questions import PublicQuestion
from svc_feedback.use_cases.rules import Rules


class PublicQuestionRow(BaseModel):
    id: str
    code: str
    title: str
    field: Named
    agency: Named | None
    excerpt: str
    asked_at: Timestamp
    answered_at: Timestamp

    @classmethod
    def of(cls, question: PublicQuestion, rules: Rules) -> Self:
        return cls(
            id=question.id,
            code=question.code,
            title=question.title,
            field=question_field(question.field, rules),
            agency=agency_of(question.agency_id, rules),
            excerpt=excerpt_of(question.answer),
            asked_at=question.asked_at,
            answered_at=question.answered_at,
        )


class PublicQuestionPage(BaseModel):
    items: list[PublicQuestionRow]
    next: str | None


class Suggestions(BaseModel):
    items: list[PublicQuestionRow]


class PublicQuestionView(PublicQuestionRow):
    text: str
    answer: str
    files: list[FileRef]

    @classmethod
    def of(cls, question: PublicQuestion, rules: Rules) -> Self:
        shown = ShownFiles(f"/v1/public-questions/{question.id}", open_to_all)
        return cls(
            **dict(PublicQuestionRow.of(question, rules)),
            text=question.text,
            answer=question.answer,
            files=[FileRef.of(file, shown) for file in question.files],
        )


class OutdatedReceipt(BaseModel):
    question_id: str
    what_next: str
