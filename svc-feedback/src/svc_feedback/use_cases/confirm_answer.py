"""An officer says that an answer still holds which citizens called out of date: for nobody else anything changes."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.question import MOST_REMARKS, Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.store.questions import Questions
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, QuestionStepTaken, TakeQuestionStep


@dataclass(frozen=True)
class ConfirmAnswer:
    take_step: TakeQuestionStep
    questions: Questions

    async def __call__(self, request: QuestionStepCommand, note: str) -> Outcome[QuestionStepTaken]:
        """What citizens said is kept with the step. Raises the errors of ``TakeQuestionStep``."""

        async def prepare(question: Question, _at: datetime) -> QuestionData:
            remarks = await self.questions.outdated_remarks(question, MOST_REMARKS)
            return QuestionData(text=note, remarks=tuple(remarks))

        return await self.take_step(QuestionAction.CONFIRM_ANSWER, request, prepare)
