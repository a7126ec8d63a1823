"""What a citizen sends about a report; what is not named here is refused."""

from pydantic import Field

from shared.web import Moment, StrictModel
from svc_feedback.api.fields import (
    CommuneCode,
    FileId,
    LongText,
    PersonName,
    Phone,
    PointIn,
    Slug,
    Text,
    Title,
)
from svc_feedback.domain.evidence import MAX_PICTURES, MAX_VIDEOS
from svc_feedback.store.sealed import Contact


class PlaceIn(StrictModel):
    """Vị trí theo GPS hoặc điểm trên bản đồ, hoặc mô tả bằng lời, hoặc cả hai."""

    point: PointIn | None = None
    words: Text | None = None
    commune: CommuneCode | None = None


class ReportDraft(StrictModel):
    """Những gì cần để kiểm tra trước khi gửi."""

    title: Title
    description: LongText
    category: Slug
    place: PlaceIn


class ContactIn(StrictModel):
    name: PersonName
    phone: Phone

    def contact(self) -> Contact:
        return Contact(self.name, self.phone)


class NewReport(ReportDraft):
    """``declared_at`` là lúc bấm gửi trên điện thoại, khi gửi muộn vì không có mạng. Đồng hồ điện thoại có
    thể sai: hãy tính theo tiêu đề Date mà cổng đã trả lời. Thời hạn tính từ lúc đó, tối đa 72 giờ trước khi đến; nếu
    vậy mà cơ quan bị nhắc hạn ngay khi nhận, thì tính từ khi đến.
    """

    contact: ContactIn | None = Field(default=None, description="Bắt buộc, trừ khi gửi ẩn danh")
    anonymous: bool = Field(default=False, description="Không hiển thị tên người gửi ở bất cứ đâu")
    hidden_from_agency: bool = Field(default=False, description="Giấu danh tính cả với đơn vị xử lý")
    may_publish: bool = Field(default=False, description="Đồng ý công khai nội dung sau khi được duyệt")
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_PICTURES + MAX_VIDEOS)
    declared_at: Moment | None = None


class BackAnswer(StrictModel):
    """Trả lời câu hỏi của trung tâm điều phối."""

    text: Text
    file_ids: list[FileId] = Field(default_factory=list, max_length=MAX_PICTURES)


class Reason(StrictModel):
    reason: Text


class NewRating(StrictModel):
    """5 rất hài lòng … 1 rất không hài lòng."""

    level: int = Field(
        ge=1,
        le=5,
        description="Mức hài lòng: 5 rất hài lòng, 4 hài lòng, 3 bình thường, 2 không hài lòng, 1 rất không hài lòng",
    )
    comment: Text | None = None
