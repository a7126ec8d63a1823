"""A citizen asks a question: checked, kept with its event in one write, answered with the moment by which an answer
comes.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import DuplicateValue
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.reference.followed_calendar import FollowedCalendar
from shared.refusals import explained
from svc_feedback.domain.flooding import QUESTIONS
from svc_feedback.domain.parties import Act, Party
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QUESTION_TABLE, QuestionAction, QuestionState
from svc_feedback.domain.report_code import ALPHABET, LENGTH, QUESTION, code_of
from svc_feedback.store.questions import Questions
from svc_feedback.store.scope import Scope
from svc_feedback.store.sendings import Sender
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.flood_limits import FloodLimits
from svc_feedback.use_cases.gather_evidence import GatherEvidence
from svc_feedback.use_cases.refusals import REFUSALS, file_in_use
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class Asking:
    title: str
    text: str
    field: str
    commune: str | None
    may_publish: bool
    file_ids: Sequence[str]


@dataclass(frozen=True)
class AskQuestion:
    questions: Questions
    limits: FloodLimits
    gather: GatherEvidence
    calendars: FollowedCalendar
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(self, citizen_id: str, command: Command, asking: Asking) -> Outcome[Question]:
        """Raises ``Invalid``, ``TooManyRequests``, ``KeyReused`` or ``Unavailable``."""
        question_id = derived_id("que", command.id)
        if first := await self._first(question_id, command):
            return Outcome(first, replayed=True)
        self._check(asking)
        now = self.clock.now()
        gathered = await self.gather(citizen_id, asking.file_ids)
        act = Act(Party("citizen", citizen_id), now, command.id, command.fingerprint)

        async def attempt(_number: int) -> Outcome[Question]:
            calendar = self.calendars.current
            blank = Question(
                id=question_id,
                version=0,
                code=code_of(QUESTION, secrets.randbelow(len(ALPHABET) ** LENGTH)),
                citizen_id=citizen_id,
                title=asking.title,
                text=asking.text,
                field=asking.field,
                commune=asking.commune,
                may_publish=asking.may_publish,
                asked_at=now,
                changed_at=now,
                answer_by=self.rules.answer_period.after(now, calendar),
                state=QuestionState.RECEIVED,
                attachments=gathered.attachments,
            )
            question = blank.take(QUESTION_TABLE.opening(QuestionAction.ASK), act, QuestionData(), calendar)
            try:
                await self.questions.insert(question, self.events.question(question, "question_received", now))
            except DuplicateValue as duplicate:
                if first := await self._first(question_id, command):
                    return Outcome(first, replayed=True)
                if duplicate.field == "file_ids":
                    raise file_in_use("file_ids") from None
                raise  # the code is taken: another one
            return Outcome(question)

        sender = Sender("questions", citizen_id)
        async with self.limits("câu hỏi", sender, command, QUESTIONS, now):
            with explained(REFUSALS):
                return await retry_on_conflict(attempt)

    async def _first(self, question_id: str, command: Command) -> Question | None:
        """What the same command has asked before."""
        first = await self.questions.load(question_id, Scope.everything())
        if first is not None:
            command.find_in(first.timeline[:1])
        return first

    def _check(self, asking: Asking) -> None:
        self.rules.check_field(asking.field)
        self.rules.check_commune(asking.commune)
