"""The asker rates the answer, once."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.domain.rating import QUESTION_SCALE, AnswerRating, Rating
from svc_feedback.use_cases.take_question_step import QuestionOrder, QuestionStep, TakeQuestionStep


@dataclass(frozen=True)
class RateAnswer:
    take_step: TakeQuestionStep

    async def __call__(self, order: QuestionOrder, level: AnswerRating, comment: str | None) -> Outcome[QuestionStep]:
        """Raises the errors of ``TakeQuestionStep``."""

        async def prepare(_question: Question, at: datetime) -> QuestionData:
            command = order.command
            rating = Rating(QUESTION_SCALE, int(level), level.normalised, comment, at, command.id, command.fingerprint)
            return QuestionData(text=comment, rating=rating)

        return await self.take_step(QuestionAction.RATE, order, prepare)
