"""Questions as their asker sees them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, Field

from shared.files.links import Address
from shared.offers import Offer
from shared.rating_levels import RatingLevel
from shared.web import Timestamp
from svc_feedback.api.offers import own_question_offers
from svc_feedback.api.parts import FileRef, Named, ShownFiles, agency_of, commune_of
from svc_feedback.api.reports.responses import Emergency, OtherChannelView
from svc_feedback.domain.question import CITIZEN_SEES_STEP, Question
from svc_feedback.domain.question_states import QuestionAction, QuestionState
from svc_feedback.domain.rating import AnswerRating
from svc_feedback.domain.reply import Reply
from svc_feedback.domain.texts import other_channel_of
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_question_step import QuestionStepTaken


def question_field(code: str, rules: Rules) -> Named:
    return Named(code=code, name=rules.question_fields.get(code, ""))


def _elsewhere(question: Question, rules: Rules) -> dict[str, Any]:
    """Whom to call about ``question``, and where else it goes."""
    texts = (question.title, question.text)
    channel = other_channel_of(texts, rules.text_checks.other_channels)
    return {
        "emergency": Emergency.of(rules.whom_to_call(texts), rules),
        # It is taken all the same, and waits for its answer: only where a decision is made is elsewhere.
        "other_channel": OtherChannelView.of(replace(channel, title=_DECIDED_ELSEWHERE)) if channel else None,
    }


_DECIDED_ELSEWHERE = "Việc này có nơi giải quyết riêng"


_NOWHERE_ELSE: Mapping[str, None] = {"emergency": None, "other_channel": None}
"""What a question tells that is answered, or will not be: there is nowhere else to turn to."""


class QuestionReceipt(BaseModel):
    """Những điều không đổi về sau."""

    id: str
    code: str
    state: QuestionState
    state_label: str
    asked_at: Timestamp
    answer_by: Timestamp
    emergency: Emergency | None
    other_channel: OtherChannelView | None
    version: int

    @classmethod
    def of(cls, question: Question, rules: Rules) -> Self:
        """A question is taken, whatever it is about; who needs help or another office reads so at once."""
        state = question.timeline[0].state
        return cls(
            id=question.id,
            code=question.code,
            state=state,
            state_label=rules.wording.question_states[state].label,
            asked_at=question.asked_at,
            answer_by=question.answer_by,
            **_elsewhere(question, rules),
            version=1,
        )


class QuestionStepReceipt(BaseModel):
    """Câu hỏi ngay sau thao tác."""

    id: str
    code: str
    action: QuestionAction
    label: str
    state: QuestionState
    state_label: str
    at: Timestamp
    version: int

    @classmethod
    def of(cls, step: QuestionStepTaken, rules: Rules) -> Self:
        question, entry = step.question, step.entry
        return cls(
            id=question.id,
            code=question.code,
            action=entry.action,
            label=rules.wording.question_actions[entry.action],
            state=entry.state,
            state_label=rules.wording.question_states[entry.state].label,
            at=entry.at,
            version=entry.version,
        )


class OwnQuestionRow(BaseModel):
    id: str
    code: str
    title: str
    field: Named
    state: QuestionState
    state_label: str
    what_next: str
    asked_at: Timestamp
    answer_by: Timestamp
    promised_answer_by: Timestamp | None
    changed_at: Timestamp
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, question: Question, now: datetime, rules: Rules) -> Self:
        return cls(
            id=question.id,
            code=question.code,
            title=question.title,
            field=question_field(question.field, rules),
            state=question.state,
            state_label=rules.wording.question_states[question.state].label,
            what_next=rules.wording.question_next(question, rules.agencies, now),
            asked_at=question.asked_at,
            answer_by=question.answer_by,
            promised_answer_by=question.promised_answer_by,
            changed_at=question.changed_at,
            allowed_actions=own_question_offers(question, rules),
            version=question.version,
        )


class OwnQuestionPage(BaseModel):
    items: list[OwnQuestionRow]
    next: str | None


class QuestionTimelineRow(BaseModel):
    at: Timestamp
    action: QuestionAction
    label: str
    state: QuestionState
    state_label: str
    text: str | None
    agency: Named | None


class AnswerView(BaseModel):
    text: str
    files: list[FileRef]
    answered_at: Timestamp

    @classmethod
    def of(cls, answer: Reply, shown: ShownFiles) -> Self:
        files = [FileRef.of(file, shown) for file in answer.attachments]
        return cls(text=answer.text, files=files, answered_at=answer.approved_at or answer.at)


class AnswerRatingView(BaseModel):
    level: int
    label: str
    comment: str | None
    at: Timestamp


class OwnQuestion(BaseModel):
    """Câu hỏi của tôi trên một màn hình."""

    id: str
    code: str
    title: str
    text: str
    field: Named
    commune: Named | None
    agency: Named | None
    state: QuestionState
    state_label: str
    what_next: str
    reason: str | None = Field(description="Lý do, khi câu hỏi bị đánh dấu vi phạm")
    may_publish: bool
    published: bool
    asked_at: Timestamp
    answer_by: Timestamp
    promised_answer_by: Timestamp | None
    emergency: Emergency | None
    other_channel: OtherChannelView | None
    files: list[FileRef]
    answer: AnswerView | None
    rating: AnswerRatingView | None
    rating_levels: list[RatingLevel]
    timeline: list[QuestionTimelineRow]
    allowed_actions: list[Offer]
    version: int

    @classmethod
    def of(cls, question: Question, now: datetime, address: Address, rules: Rules) -> Self:
        base, wording = f"/v1/questions/{question.id}", rules.wording
        shown, rated = ShownFiles(base, address), question.rating
        violation = question.state is QuestionState.VIOLATION
        return cls(
            id=question.id,
            code=question.code,
            title=question.title,
            text=question.text,
            field=question_field(question.field, rules),
            commune=commune_of(question.commune, rules),
            agency=agency_of(question.agency_id, rules),
            state=question.state,
            state_label=wording.question_states[question.state].label,
            what_next=wording.question_next(question, rules.agencies, now),
            reason=question.timeline[-1].text if violation else None,
            may_publish=question.may_publish,
            published=question.publication is not None,
            asked_at=question.asked_at,
            answer_by=question.answer_by,
            promised_answer_by=question.promised_answer_by,
            **(_elsewhere(question, rules) if question.promised_answer_by else _NOWHERE_ELSE),
            files=[FileRef.of(file, shown) for file in question.attachments],
            answer=AnswerView.of(question.answer, shown) if question.answer else None,
            rating=AnswerRatingView(
                level=rated.level,
                label=wording.answer_levels[AnswerRating(rated.level)],
                comment=rated.comment,
                at=rated.at,
            )
            if rated
            else None,
            rating_levels=RatingLevel.all_of(wording.answer_levels),
            timeline=[
                QuestionTimelineRow(
                    at=entry.at,
                    action=entry.action,
                    label=wording.question_actions[entry.action],
                    state=entry.state,
                    state_label=wording.question_states[entry.state].label,
                    text=entry.text if entry.action is QuestionAction.MARK_VIOLATION else None,
                    agency=agency_of(entry.agency_id, rules),
                )
                for entry in question.timeline
                if entry.action in CITIZEN_SEES_STEP
            ],
            allowed_actions=own_question_offers(question, rules),
            version=question.version,
        )
