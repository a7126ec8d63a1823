"""The question: what it is, and what one step makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from shared.reference.working_calendar import WorkingCalendar
from svc_feedback.domain.alerts import Alert, Clock, RunningClock, next_alert
from svc_feedback.domain.parties import Act, AlreadyAssigned, Assignee, Attachment, Party
from svc_feedback.domain.publication import (
    Publication,
    PublicationRefusal,
    PublicationRefused,
    PublicText,
    TakenOff,
    check_files,
)
from svc_feedback.domain.question_states import (
    OPEN_QUESTION_STATES,
    QuestionAction,
    QuestionContext,
    QuestionState,
    QuestionTransition,
)
from svc_feedback.domain.rating import Rating
from svc_feedback.domain.reply import Reply

MOST_REMARKS = 20
"""Officers see so many of the latest remarks about an answer, and so many are kept with the step that clears them."""


@dataclass(frozen=True)
class QuestionEntry:
    """One step of a question, with the facts right after it; ``remarks`` are those that it answers."""

    action: QuestionAction
    state: QuestionState
    version: int
    at: datetime
    by: Party
    command_id: str
    fingerprint: str
    text: str | None = None
    agency_id: str | None = None
    assignee: Assignee | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedAnswer:
    """What everybody may read of a question."""

    shown: PublicText
    answer: Reply


@dataclass(frozen=True)
class QuestionData:
    """What a step carries beside its action."""

    text: str | None = None
    agency_id: str | None = None
    attachments: Sequence[Attachment] = ()
    publication: Publication | None = None
    taken_off_by: TakenOff | None = None
    rating: Rating | None = None
    assignee: Assignee | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """``may_publish`` is the asker's consent; ``outdated`` counts those who say that the answer no longer holds, since
    it was approved, or ``confirmed_at``, when an officer last said against such remarks that it holds.
    """

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
    assignee: Assignee | None = None
    draft: Reply | None = None
    answer: Reply | None = None
    rating: Rating | None = None
    publication: Publication | None = None
    taken_off_by: TakenOff | None = None
    outdated: int = 0
    confirmed_at: datetime | None = None
    given_alerts: tuple[Alert, ...] = ()
    alert: Alert | None = None

    def context_for(self, by: str) -> QuestionContext:
        """What the question's steps depend on for ``by``, an officer or its citizen."""
        return QuestionContext(
            self.state,
            has_draft=self.draft is not None,
            rated=self.rating is not None,
            outdated=self.outdated > 0,
            wrote_draft=self.draft is not None and self.draft.written_by.id == by,
            steps=len(self.timeline),
        )

    @property
    def promised_answer_by(self) -> datetime | None:
        """``None`` when no answer is waited for."""
        return self.answer_by if self.state in OPEN_QUESTION_STATES else None

    @property
    def first_answered_at(self) -> datetime | None:
        answered = (entry.at for entry in self.timeline if entry.action is QuestionAction.APPROVE_ANSWER)
        return next(answered, None)

    @property
    def found_right_at(self) -> datetime | None:
        """When an officer last said that the answer holds."""
        return self.confirmed_at or (self.answer.approved_at if self.answer else None)

    @property
    def published_answer(self) -> PublishedAnswer | None:
        if self.publication is None or self.answer is None or self.state is not QuestionState.ANSWERED:
            return None
        return PublishedAnswer(self.publication.shown, self.answer)

    def all_attachments(self) -> tuple[Attachment, ...]:
        answered = [answer.attachments for answer in (self.draft, self.answer) if answer]
        return tuple(dict.fromkeys((*self.attachments, *(file for files in answered for file in files))))

    def steps_since(self, seen: int, by: Party) -> list[QuestionEntry]:
        """Those after the version ``seen``, as far as ``by`` sees them."""
        return [
            entry
            for entry in self.timeline
            if entry.version > seen and (by.kind != "citizen" or entry.action in CITIZEN_SEES_STEP)
        ]

    def changed_since(self, seen: int, by: Party) -> bool:
        """Whether somebody else has taken a step after the version ``seen``, or there never was such a version."""
        return seen > self.version or any(entry.by.id != by.id for entry in self.steps_since(seen, by))

    def take(
        self, transition: QuestionTransition, act: Act, data: QuestionData, calendar: WorkingCalendar
    ) -> "Question":
        """Right after the step. Raises ``AlreadyAssigned`` or ``OutsideCalendar``."""
        action = transition.action
        again = transition.source is transition.target
        if action is QuestionAction.ASSIGN and again and data.agency_id == self.agency_id:
            raise AlreadyAssigned
        after = replace(
            self,
            version=self.version + 1,
            state=transition.target,
            changed_at=act.at,
            # What was returned is no agency's.
            agency_id=None if action is QuestionAction.RETURN else data.agency_id or self.agency_id,
            rating=data.rating or self.rating,
            assignee=self._assignee_after(action, data),
        )
        if action is QuestionAction.DRAFT_ANSWER:
            after = replace(after, draft=Reply(data.text or "", tuple(data.attachments), act.by, act.at))
        if action in (QuestionAction.REJECT_ANSWER, QuestionAction.RETURN, QuestionAction.ASSIGN):
            after = replace(after, draft=None)
        if action is QuestionAction.APPROVE_ANSWER:
            assert self.draft is not None, "the table asks for a draft"
            publication = data.publication and replace(data.publication, version=after.version)
            answer = self.draft.approved(act)
            after = replace(after, answer=answer, draft=None, publication=publication, outdated=0, confirmed_at=None)
        if action is QuestionAction.CONFIRM_ANSWER:
            after = replace(after, outdated=0, confirmed_at=act.at)
        entry = QuestionEntry(
            action=action,
            state=after.state,
            version=after.version,
            at=act.at,
            by=act.by,
            command_id=act.command_id,
            fingerprint=act.fingerprint,
            text=data.text,
            agency_id=after.agency_id or self.agency_id,
            assignee=after.assignee,
            remarks=data.remarks,
        )
        after = replace(after, timeline=(*self.timeline, entry))
        return replace(after, alert=after._next_alert(calendar))

    def stays_as_it_is(self, action: QuestionAction, data: QuestionData) -> bool:
        """Whether it would only be given to whom it is given already: no step that colleagues need to see."""
        same = (data.assignee and data.assignee.id) == (self.assignee and self.assignee.id)
        return action is QuestionAction.ASSIGN_OFFICER and same and data.text is None

    def _assignee_after(self, action: QuestionAction, data: QuestionData) -> Assignee | None:
        """Another agency has people of its own."""
        if action is QuestionAction.ASSIGN_OFFICER:
            return data.assignee
        return None if action in (QuestionAction.ASSIGN, QuestionAction.RETURN) else self.assignee

    def alerted(self, calendar: WorkingCalendar) -> "Question":
        """Right after the waiting alert was given."""
        assert self.alert is not None, "no alert is waiting"
        after = replace(self, version=self.version + 1, given_alerts=(*self.given_alerts, self.alert))
        return replace(after, alert=after._next_alert(calendar))

    def shows(self, shown: PublicText | None) -> bool:
        """Whether everybody sees just ``shown``, or nothing."""
        return (self.publication.shown if self.publication else None) == shown

    def published_with_approval(self, shown: PublicText | None, by: Party, at: datetime) -> Publication | None:
        """What the approval of the answer shows to everybody; ``None`` where it is for the asker alone.

        Raises ``PublicationRefused``.
        """
        if shown is None:
            return None
        if not self.may_publish:
            raise PublicationRefused(PublicationRefusal.NO_CONSENT)
        files = [file.id for file in self.all_attachments()]
        check_files(shown.files, files, pictures_checked=shown.pictures_checked)
        return Publication(shown, by, at)

    def published(self, shown: PublicText | None, by: Party, at: datetime) -> "Question":
        """Everybody sees ``shown`` from now on, or nothing of it. Raises ``PublicationRefused``."""
        if self.state is not QuestionState.ANSWERED:
            raise PublicationRefused(PublicationRefusal.NOT_ANSWERED)
        publication = self.published_with_approval(shown, by, at)
        if publication is None:
            return self.taken_off(by, at)
        version = self.version + 1
        return replace(self, version=version, publication=replace(publication, version=version))

    def taken_off(self, by: Party, at: datetime) -> "Question":
        """No longer shown to everybody."""
        version = self.version + 1
        return replace(self, version=version, publication=None, taken_off_by=TakenOff(by, at, version))

    def _next_alert(self, calendar: WorkingCalendar) -> Alert | None:
        if self.state not in OPEN_QUESTION_STATES:
            return None
        running = RunningClock(Clock.ANSWER, self.asked_at, self.answer_by, always=False)
        return next_alert([running], self.given_alerts, calendar)


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
"""Steps of their question that citizens see; what officers wrote about them is shown for a violation only."""
