"""The access log as every service answers it: the latest first, a page at a time."""

from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel

from shared.access_log import AccessLog, AccessLogEntry
from shared.pagination import PageRequest, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import Timestamp


class AccessResponse(BaseModel):
    id: str
    at: Timestamp
    officer: str
    officer_name: str
    what: str
    subjects: list[str]
    masked: bool
    request_id: str
    file: str | None

    @classmethod
    def of(cls, entry: AccessLogEntry) -> Self:
        return cls(**{**vars(entry), "subjects": list(entry.subjects)})


class AccessPageResponse(BaseModel):
    items: list[AccessResponse]
    next: str | None


async def read_page(
    access_log: AccessLog, page: PageRequest, subject: str | None, officer: str | None
) -> tuple[Sequence[AccessLogEntry], str | None]:
    """The entries of ``page``, and the cursor of the one that follows, if there is one."""
    after = position(page, str)
    before = after[0] if after else None
    found = await access_log.of(subject=subject, officer=officer, before=before, limit=page.limit + 1)
    shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
    return shown["items"], shown["next"]
