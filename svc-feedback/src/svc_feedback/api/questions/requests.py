"""What a citizen sends about a question."""

from typing import Literal

from pydantic import Field

from shared.web import StrictModel
from svc_feedback.api.fields import CommuneCode, FileId, LongText, Slug, Text, Title
from svc_feedback.domain.evidence import MAX_OF_QUESTION
from svc_feedback.use_cases.ask_question import Asking


class NewQuestion(StrictModel):
    title: Title
    text: LongText
    field: Slug = Field(description="Mã lĩnh vực")
    commune: CommuneCode | None = None
    may_publish: bool = Field(default=False, description="Đồng ý công khai câu hỏi sau khi được duyệt")
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_OF_QUESTION)

    def asking(self) -> Asking:
        return Asking(self.title, self.text, self.field, self.commune, self.may_publish, self.file_ids)


class AnswerRatingIn(StrictModel):
    """5 hài lòng, 3 chấp nhận, 1 không hài lòng."""

    level: Literal[1, 3, 5] = Field(description="Mức hài lòng: 5 hài lòng, 3 chấp nhận, 1 không hài lòng")
    comment: Text | None = None
