"""The asker rates the answer, once."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.domain.rating import QUESTION_SCALE, AnswerRating, Rating
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, QuestionStepTaken, TakeQuestionStep


@dataclass(frozen=True)
class RateAnswer:
    take_step: TakeQuestionStep

    async def __call__(
        self, request: QuestionStepCommand, level: AnswerRating, comment: str | None
    ) -> Outcome[QuestionStepTaken]:
        """Raises the errors of ``TakeQuestionStep``."""

        async def prepare(_question: Question, at: datetime) -> QuestionData:
            command = request.command
            rating = Rating(QUESTION_SCALE, int(level), level.normalised, comment, at, command.id, command.fingerprint)
            return QuestionData(text=comment, rating=rating)

        return await self.take_step(QuestionAction.RATE, request, prepare)
