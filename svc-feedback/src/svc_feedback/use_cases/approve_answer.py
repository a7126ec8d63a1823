"""A second person approves the answer: for the asker alone, or for everybody to find."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.publication import PublicText
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, QuestionStepTaken, TakeQuestionStep


@dataclass(frozen=True)
class ApproveAnswer:
    take_step: TakeQuestionStep

    async def __call__(
        self, request: QuestionStepCommand, shown: PublicText | None, note: str | None
    ) -> Outcome[QuestionStepTaken]:
        """Raises ``Conflict`` and the errors of ``TakeQuestionStep``."""

        async def prepare(question: Question, at: datetime) -> QuestionData:
            publication = question.published_with_approval(shown, request.by, at)
            return QuestionData(text=note, publication=publication)

        return await self.take_step(QuestionAction.APPROVE_ANSWER, request, prepare)
