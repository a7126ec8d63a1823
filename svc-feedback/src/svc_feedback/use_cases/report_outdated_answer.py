"""A citizen says that a published answer no longer holds: its officers see how many say so, and why."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import NotFound
from svc_feedback.store.questions import Questions
from svc_feedback.store.scope import Scope
from svc_feedback.use_cases.refusals import QUESTION_NOT_FOUND


@dataclass(frozen=True)
class ReportOutdatedAnswer:
    questions: Questions
    clock: Clock

    async def __call__(self, citizen_id: str, question_id: str, text: str) -> None:
        """Once, until officers renew the answer or say that it holds. Raises ``NotFound``."""
        public = await self.questions.find_public(question_id)
        question = await self.questions.load(question_id, Scope.everything())
        if public is None or question is None:
            raise NotFound(QUESTION_NOT_FOUND)
        await self.questions.say_outdated(question, citizen_id, text, self.clock.now())
