"""A second person approves the answer: for the asker alone, or for everybody to find."""

from dataclasses import dataclass
from datetime import datetime

from shared.command import Outcome
from shared.errors import Conflict
from svc_feedback.domain.parties import Party
from svc_feedback.domain.publication import Publication, PublicText, check_files
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
            publication = publication_of(question, request.by, shown, at)
            return QuestionData(text=note, publication=publication)

        return await self.take_step(QuestionAction.APPROVE_ANSWER, request, prepare)


def publication_of(question: Question, by: Party, shown: PublicText | None, at: datetime) -> Publication | None:
    """Raises ``Conflict``, or the domain's ``PublicationRefused``."""
    if shown is None:
        return None
    if not question.may_publish:
        raise Conflict("not-publishable", "Chưa công khai được", "Người hỏi không đồng ý công khai.")
    files = [file.id for file in question.all_attachments()]
    check_files(shown.files, files, pictures_checked=shown.pictures_checked)
    return Publication(shown, by, at)
