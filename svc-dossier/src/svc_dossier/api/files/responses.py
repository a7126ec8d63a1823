"""A file right after it was uploaded."""

from datetime import timedelta
from typing import Self

from pydantic import Field

from shared.files import store as files
from shared.files.references import FileRef, Reference
from shared.web import Timestamp


class StoredFile(FileRef):
    sha256: str
    created_at: Timestamp
    expires_at: Timestamp = Field(description="Tệp bị xóa sau lúc này nếu chưa có hồ sơ nào dùng")

    @classmethod
    def of(cls, stored: files.StoredFile, file_life: timedelta, reference: Reference) -> Self:
        return cls(
            **reference(stored.file, f"/v1/files/{stored.file.id}"),
            sha256=stored.sha256,
            created_at=stored.at,
            expires_at=stored.at + file_life,
        )
