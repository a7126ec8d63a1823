"""What an officer sends with a step of a question."""

from pydantic import Field

from shared.web import StrictModel
from svc_feedback.api.fields import FileId, LongText, PublicTextIn, Slug, Text
from svc_feedback.domain.evidence import MAX_OF_QUESTION
from svc_feedback.use_cases.take_written_step import Written


class QuestionAssignment(StrictModel):
    agency_id: Slug
    note: Text | None = None


class AnswerDraft(StrictModel):
    text: LongText
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_OF_QUESTION)

    def written(self) -> Written:
        return Written(text=self.text, file_ids=self.file_ids)


class AnswerApproval(StrictModel):
    """``public`` là nội dung mọi người sẽ thấy; bỏ trống thì chỉ người hỏi xem được câu trả lời."""

    public: PublicTextIn | None = None
    note: Text | None = None
