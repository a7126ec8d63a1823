"""Questions as officers see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from shared.files.links import Address
from shared.identity import Caller
from shared.offers import Offer
from shared.web import Timestamp
from svc_feedback.api.offers import staff_question_offers
from svc_feedback.api.parts import FileRef, Named, ShownFiles, agency_of, commune_of
from svc_feedback.api.questions.responses import AnswerRatingView, QuestionStepReceipt, question_field
from svc_feedback.api.staff_reports.responses import Officer, PublicationView, WrittenByOfficer
from svc_feedback.domain.question import Question
from svc_feedback.domain.question_states import QuestionAction, QuestionState
from svc_feedback.domain.rating import AnswerRating
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_question_step import QuestionStepTaken


class StaffQuestionRow(BaseModel):
    id: str
    code: str
    title: str
    field: Named
    agency: Named | None
    assignee: Officer | None = Field(description="Cán bộ được giao trả lời")
    state: QuestionState
    state_label: str
    asked_at: Timestamp
    answer_by: Timestamp
    overdue: bool
    has_draft: bool
    outdated: int = Field(description="Số người báo câu trả lời không còn đúng")
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, question: Question, officer: Caller, now: datetime, rules: Rules) -> Self:
        return cls(
            id=question.id,
            code=question.code,
            title=question.title,
            field=question_field(question.field, rules),
            agency=agency_of(question.agency_id, rules),
            assignee=Officer.of(question.assignee),
            state=question.state,
            state_label=rules.wording.question_states[question.state].label,
            asked_at=question.asked_at,
            answer_by=question.answer_by,
            overdue=question.first_answered_at is None and question.answer_by < now,
            has_draft=question.draft is not None,
            outdated=question.outdated,
            allowed_actions=staff_question_offers(question, officer, rules),
            version=question.version,
        )


class StaffQuestionPage(BaseModel):
    items: list[StaffQuestionRow]
    next: str | None


class QuestionCount(BaseModel):
    state: QuestionState
    label: str
    count: int


class QuestionCounts(BaseModel):
    """Câu hỏi đang mở, theo trạng thái."""

    states: list[QuestionCount]
    outdated: int = Field(description="Số câu trả lời được báo không còn đúng")

    @classmethod
    def of(cls, counts: Mapping[QuestionState, int], outdated: int, rules: Rules) -> Self:
        labels = rules.wording.question_states
        rows = [QuestionCount(state=state, label=labels[state].label, count=n) for state, n in sorted(counts.items())]
        return cls(states=rows, outdated=outdated)


class StaffAnswer(WrittenByOfficer): ...


class StaffQuestionEntry(BaseModel):
    at: Timestamp
    action: QuestionAction
    label: str
    state: QuestionState
    state_label: str
    by: str
    by_label: str
    by_id: str
    by_name: str = Field(description="Tên cán bộ khi thực hiện bước này; trống với người dân, hãy hiển thị by_label")
    assignee: Officer | None = Field(description="Cán bộ được giao trả lời, sau bước này")
    text: str | None
    remarks: list[str] = Field(description="Những điều người đọc báo không còn đúng mà bước này trả lời")
    agency: Named | None
    version: int


class StaffQuestion(BaseModel):
    """Câu hỏi trên một màn hình của cán bộ, với những thao tác cán bộ này làm được ngay."""

    id: str
    code: str
    title: str
    text: str
    field: Named
    commune: Named | None
    agency: Named | None
    assignee: Officer | None = Field(description="Cán bộ được giao trả lời")
    state: QuestionState
    state_label: str
    may_publish: bool
    asked_at: Timestamp
    answer_by: Timestamp
    overdue: bool
    files: list[FileRef]
    draft: StaffAnswer | None
    answer: StaffAnswer | None
    rating: AnswerRatingView | None
    publication: PublicationView | None
    publication_duty: str
    outdated_remarks: list[str]
    timeline: list[StaffQuestionEntry]
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(
        cls,
        question: Question,
        officer: Caller,
        remarks: Sequence[str],
        address: Address,
        now: datetime,
        rules: Rules,
    ) -> Self:
        shown = ShownFiles(f"/v1/staff/questions/{question.id}", address)
        wording, rated = rules.wording, question.rating
        return cls(
            id=question.id,
            code=question.code,
            title=question.title,
            text=question.text,
            field=question_field(question.field, rules),
            commune=commune_of(question.commune, rules),
            agency=agency_of(question.agency_id, rules),
            assignee=Officer.of(question.assignee),
            state=question.state,
            state_label=wording.question_states[question.state].label,
            may_publish=question.may_publish,
            asked_at=question.asked_at,
            answer_by=question.answer_by,
            overdue=question.first_answered_at is None and question.answer_by < now,
            files=[FileRef.of(file, shown) for file in question.attachments],
            draft=StaffAnswer.of(question.draft, shown) if question.draft else None,
            answer=StaffAnswer.of(question.answer, shown) if question.answer else None,
            rating=AnswerRatingView(
                level=rated.level,
                label=wording.answer_levels[AnswerRating(rated.level)],
                comment=rated.comment,
                at=rated.at,
            )
            if rated
            else None,
            publication=PublicationView.of(question.publication) if question.publication else None,
            publication_duty=wording.publication_duty,
            outdated_remarks=list(remarks),
            timeline=[
                StaffQuestionEntry(
                    at=entry.at,
                    action=entry.action,
                    label=wording.question_actions[entry.action],
                    state=entry.state,
                    state_label=wording.question_states[entry.state].label,
                    by=entry.by.kind,
                    by_label=wording.parties[entry.by.kind],
                    by_id=entry.by.officer_id,
                    by_name=entry.by.name,
                    assignee=Officer.of(entry.assignee),
                    text=entry.text,
                    remarks=list(entry.remarks),
                    agency=agency_of(entry.agency_id, rules),
                    version=entry.version,
                )
                for entry in question.timeline
            ],
            allowed_actions=staff_question_offers(question, officer, rules),
            version=question.version,
        )


class StaffQuestionReceipt(QuestionStepReceipt):
    allowed_actions: list[Offer]

    @classmethod
    def of_step(cls, step: QuestionStepTaken, officer: Caller, rules: Rules) -> Self:
        receipt = QuestionStepReceipt.of(step, rules)
        return cls(**dict(receipt), allowed_actions=staff_question_offers(step.question, officer, rules))
