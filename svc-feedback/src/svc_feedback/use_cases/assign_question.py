"""An officer of the agency takes a question, gives it to a colleague, or leaves it to all of them again."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.use_cases.find_colleague import FindColleague
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, QuestionStepTaken, TakeQuestionStep


@dataclass(frozen=True)
class AssignQuestion:
    take_step: TakeQuestionStep
    find_colleague: FindColleague

    async def __call__(
        self, request: QuestionStepCommand, officer_id: str | None, note: str | None
    ) -> Outcome[QuestionStepTaken]:
        """``None``: to nobody. Raises ``Invalid`` and the errors of ``TakeQuestionStep``."""

        async def prepare(question: Question, _at: datetime) -> QuestionData:
            assignee = await self.find_colleague(request.by, question.agency_id, officer_id)
            return QuestionData(text=note, assignee=assignee)

        return await self.take_step(QuestionAction.ASSIGN_OFFICER, request, prepare)
