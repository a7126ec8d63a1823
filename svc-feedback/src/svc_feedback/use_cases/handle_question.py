"""What officers do with a question beside approving: assign it, return it, mark a violation, write an answer, reject
one.
"""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import FieldError, Invalid
from svc_feedback.domain.question import Question, QuestionData
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.use_cases.gather_evidence import GatherEvidence
from svc_feedback.use_cases.rules import Rules
from svc_feedback.use_cases.take_question_step import QuestionStepCommand, QuestionStepTaken, TakeQuestionStep
from svc_feedback.use_cases.take_written_step import Written, written_text


@dataclass(frozen=True)
class HandleQuestion:
    take_step: TakeQuestionStep
    gather: GatherEvidence
    rules: Rules

    async def __call__(
        self, action: QuestionAction, request: QuestionStepCommand, written: Written, agency_id: str | None = None
    ) -> Outcome[QuestionStepTaken]:
        """Raises ``Invalid`` and the errors of ``TakeQuestionStep``."""
        text = written_text(self.rules, action.value, written.text, written.reason_code)
        if agency_id is not None and agency_id not in self.rules.agencies:
            raise Invalid([FieldError("agency_id", "Không có cơ quan mang mã này.")])

        async def prepare(_question: Question, _at: datetime) -> QuestionData:
            gathered = await self.gather(request.by.id, written.file_ids)
            return QuestionData(text=text, agency_id=agency_id, attachments=gathered.attachments)

        return await self.take_step(action, request, prepare)
