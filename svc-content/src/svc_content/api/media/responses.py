from pydantic import BaseModel, Field

from shared.files.store import StoredFile
from svc_content.api.articles.responses import media_url


class MediaView(BaseModel):
    id: str
    name: str
    media_type: str
    size: int
    url: str = Field(description="Người dân đọc được khi có bài đã đăng dùng tệp này")

    @classmethod
    def of(cls, stored: StoredFile) -> "MediaView":
        return cls(**vars(stored.file), url=media_url(stored.file.id))
