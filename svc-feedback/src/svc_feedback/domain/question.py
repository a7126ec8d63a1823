"""The question: what it is, and what one step makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.reference.working_calendar import WorkingCalendar
from svc_feedback.domain.alerts import Alert, Clock, RunningClock, next_alert
from svc_feedback.domain.parties import Act, Attachment, Party
from svc_feedback.domain.publication import Publication, PublicText
from svc_feedback.domain.question_states import (
    OPEN_QUESTION_STATES,
    QuestionAction,
    QuestionContext,
    QuestionState,
    QuestionTransition,
)
from svc_feedback.domain.rating import Rating

MAX_ATTACHMENTS = 3
MAX_STEPS = 100


class QuestionFull(Exception):
    """The question has had ``MAX_STEPS`` steps."""


class SameAuthor(Exception):
    """Who wrote an answer may not approve it."""


@dataclass(frozen=True)
class QuestionEntry:
    """One step of a question, with the facts right after it."""

    action: QuestionAction
    state: QuestionState
    version: int
    at: datetime
    by: Party
    command_id: str
    fingerprint: str
    text: str | None = None
    agency_id: str | None = None


@dataclass(frozen=True)
class Answer:
    text: str
    attachments: tuple[Attachment, ...]
    written_by: str
    at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True)
class PublishedAnswer:
    """What everybody may read of a question."""

    shown: PublicText
    answer: Answer


@dataclass(frozen=True)
class QuestionData:
    """What a step brings beside itself."""

    text: str | None = None
    agency_id: str | None = None
    attachments: Sequence[Attachment] = ()
    publication: Publication | None = None
    rating: Rating | None = None


@dataclass(frozen=True)
class Question:
    """``may_publish`` is the asker's consent; ``outdated`` counts those who say that the answer no longer holds."""

    id: str
    version: int
    code: str
    citizen_id: str
    title: str
    text: str
    field: str
    commune: str | None
    may_publish: bool
    asked_at: datetime
    changed_at: datetime
    answer_by: datetime
    state: QuestionState
    timeline: tuple[QuestionEntry, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    agency_id: str | None = None
    draft: Answer | None = None
    answer: Answer | None = None
    rating: Rating | None = None
    publication: Publication | None = None
    outdated: int = 0
    given_alerts: tuple[Alert, ...] = ()
    alert: Alert | None = None

    @property
    def context(self) -> QuestionContext:
        return QuestionContext(self.state, has_draft=self.draft is not None, rated=self.rating is not None)

    @property
    def first_answered_at(self) -> datetime | None:
        answered = (entry.at for entry in self.timeline if entry.action is QuestionAction.APPROVE_ANSWER)
        return next(answered, None)

    @property
    def published_answer(self) -> PublishedAnswer | None:
        if self.publication is None or self.answer is None or self.state is not QuestionState.ANSWERED:
            return None
        return PublishedAnswer(self.publication.shown, self.answer)

    def all_attachments(self) -> tuple[Attachment, ...]:
        answered = [answer.attachments for answer in (self.draft, self.answer) if answer]
        return tuple(dict.fromkeys((*self.attachments, *(file for files in answered for file in files))))

    def changed_since(self, seen: int, by: Party) -> bool:
        return self.version > seen and any(entry.version > seen and entry.by.id != by.id for entry in self.timeline)

    def take(
        self, transition: QuestionTransition, act: Act, data: QuestionData, calendar: WorkingCalendar
    ) -> "Question":
        """Right after the step. Raises ``QuestionFull``, ``SameAuthor`` or ``OutsideCalendar``."""
        action = transition.action
        if len(self.timeline) >= MAX_STEPS:
            raise QuestionFull
        after = replace(
            self,
            version=self.version + 1,
            state=transition.target,
            changed_at=act.at,
            agency_id=data.agency_id or self.agency_id,
            rating=data.rating or self.rating,
        )
        if action is QuestionAction.DRAFT_ANSWER:
            after = replace(after, draft=Answer(data.text or "", tuple(data.attachments), act.by.id, act.at))
        if action in (QuestionAction.REJECT_ANSWER, QuestionAction.RETURN):
            after = replace(after, draft=None)
        if action is QuestionAction.APPROVE_ANSWER:
            answer = _approved(self.draft, act)
            after = replace(after, answer=answer, draft=None, publication=data.publication, outdated=0)
        entry = QuestionEntry(
            action=action,
            state=after.state,
            version=after.version,
            at=act.at,
            by=act.by,
            command_id=act.command_id,
            fingerprint=act.fingerprint,
            text=data.text,
            agency_id=after.agency_id,
        )
        after = replace(after, timeline=(*self.timeline, entry))
        return replace(after, alert=after._next_alert(calendar))

    def alerted(self, calendar: WorkingCalendar) -> "Question":
        """Right after the waiting alert was given."""
        assert self.alert is not None, "no alert is waiting"
        after = replace(self, version=self.version + 1, given_alerts=(*self.given_alerts, self.alert))
        return replace(after, alert=after._next_alert(calendar))

    def published(self, publication: Publication | None) -> "Question":
        return replace(self, version=self.version + 1, publication=publication)

    def _next_alert(self, calendar: WorkingCalendar) -> Alert | None:
        if self.state not in OPEN_QUESTION_STATES:
            return None
        running = RunningClock(Clock.ANSWER, self.asked_at, self.answer_by, always=False)
        return next_alert([running], self.given_alerts, calendar)


def _approved(draft: Answer | None, act: Act) -> Answer:
    assert draft is not None, "the table asks for a draft"
    if draft.written_by == act.by.id:
        raise SameAuthor
    return replace(draft, approved_by=act.by.id, approved_at=act.at)


CITIZEN_SEES_STEP = frozenset(
    {
        QuestionAction.ASK,
        QuestionAction.ASSIGN,
        QuestionAction.RETURN,
        QuestionAction.MARK_VIOLATION,
        QuestionAction.APPROVE_ANSWER,
        QuestionAction.RATE,
    }
)
"""Of the steps of their question; what officers wrote about them is shown for a violation only."""
