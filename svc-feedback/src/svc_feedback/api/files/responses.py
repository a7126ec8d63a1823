"""A file right after it was uploaded."""

from datetime import datetime, timedelta
from typing import Self

from pydantic import Field

from shared.files.links import Address
from shared.files.references import FileRef
from shared.web import Timestamp
from svc_feedback.domain.parties import Attachment

PATH = "/v1/feedback-files"


class UploadedFile(FileRef):
    """Tệp vừa tải lên; cán bộ chỉ mở lại được ở phản ánh, câu hỏi đã dùng tệp."""

    size: int = Field(description="Số byte sau khi làm sạch")
    preview_id: str | None = Field(description="Ảnh nhỏ, tải cùng đường dẫn với tệp")
    expires_at: Timestamp = Field(description="Tệp bị xóa sau lúc này nếu chưa được dùng")

    @classmethod
    def of(cls, file: Attachment, address: Address | None, now: datetime, file_life: timedelta) -> Self:
        """``address`` is the uploader's, if they may get the file before anything has it."""
        href, preview = f"{PATH}/{file.id}", f"{PATH}/{file.preview}" if file.preview else None
        return cls(
            id=file.id,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            href=href if address else None,
            link=address(href) if address else None,
            thumbnail_link=address(preview) if address and preview else None,
            preview_id=file.preview,
            expires_at=now + file_life,
        )
