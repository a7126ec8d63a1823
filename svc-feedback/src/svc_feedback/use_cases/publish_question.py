"""An approver shows an answered question to everybody, or takes it off."""

from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock
from shared.errors import Forbidden, NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, explained
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.question import Question
from svc_feedback.domain.transition import Actor
from svc_feedback.store.questions import Questions
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.refusals import QUESTION_NOT_FOUND, REFUSALS, decided_since, question_changed
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_question_step import QuestionStepCommand


@dataclass(frozen=True)
class PublishQuestion:
    questions: Questions
    events: FeedbackEvents
    rules: Rules
    clock: Clock

    async def __call__(self, request: QuestionStepCommand, shown: PublicText | None) -> Question:
        """``None`` takes it off. Doing it again changes nothing. Raises ``NotFound``, ``OutdatedVersion``,
        ``Forbidden``, ``Conflict`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Question:
            question = await self.questions.load(request.question_id, request.scope)
            if question is None:
                raise NotFound(QUESTION_NOT_FOUND)
            now = self.clock.now()
            with about(question), explained(REFUSALS):
                after = self._decided(question, request, shown, now)
            if after is not question:
                events = self.events.published(question, after, now)
                await self.questions.save_publication(question, after, events, request.scope)
            return after

        return await retry_on_conflict(attempt)

    def _decided(
        self, question: Question, request: QuestionStepCommand, shown: PublicText | None, now: datetime
    ) -> Question:
        if Actor.APPROVER not in request.actors(question):
            raise Forbidden("Chỉ người duyệt mới quyết định công khai.")
        if question.shows(shown):
            return question
        if request.seen is not None and decided_since(question, request.seen, request.by):
            raise question_changed(self.rules, question, request.seen, request.by)
        return question.published(shown, request.by, now)
