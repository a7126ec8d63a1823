"""A file right after it was uploaded."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import BaseModel, Field

from shared.web import Timestamp
from svc_feedback.domain.parties import Attachment


class UploadedFile(BaseModel):
    id: str
    name: str
    media_type: str
    size: int = Field(description="Số byte sau khi làm sạch")
    preview_id: str | None = Field(description="Ảnh nhỏ, tải cùng đường dẫn với tệp")
    expires_at: Timestamp = Field(description="Tệp bị xóa sau lúc này nếu chưa được dùng")

    @classmethod
    def of(cls, file: Attachment, now: datetime, file_life: timedelta) -> Self:
        return cls(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            preview_id=file.preview,
            expires_at=now + file_life,
        )
