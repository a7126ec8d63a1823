"""The access log as every service answers it: the latest first, a page at a time, to administrators of the province."""

from collections.abc import Mapping
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.responses import Response

from shared.access_log import AccessLog, AccessLogEntry
from shared.errors import Forbidden
from shared.identity import ADMINISTRATOR, Administrator
from shared.pagination import PageQuery, encode_cursor, position
from shared.pagination import page as page_of
from shared.web import Timestamp, api_router, typed_response


class AccessLogRow(BaseModel):
    id: str
    at: Timestamp
    officer: str
    officer_name: str
    what: str
    what_label: str
    subjects: list[str]
    masked: bool
    request_id: str
    file: str | None

    @classmethod
    def of(cls, entry: AccessLogEntry, labels: Mapping[str, str]) -> Self:
        members = {**vars(entry), "subjects": list(entry.subjects)}
        return cls(**members, what_label=labels.get(entry.what, entry.what))


class AccessLogPage(BaseModel):
    items: list[AccessLogRow]
    next: str | None


def access_log_router(
    access_log: AccessLog, path: str, *, tag: str, summary: str, labels: Mapping[str, str]
) -> APIRouter:
    """One route at ``path``, under the console's ``tag``. ``labels``: what each kind of thing shown is called."""
    router = api_router(prefix="/v1/staff", tags=[tag])

    @router.get(
        path,
        summary=summary,
        description="Mới nhất trước, giữ hai năm; lọc được theo mã đối tượng được xem hoặc theo cán bộ. Chỉ dành cho "
        "quản trị viên cấp tỉnh.",
        response_model=AccessLogPage,
    )
    async def list_entries(
        administrator: Administrator,
        page: PageQuery,
        subject: Annotated[str | None, Query(max_length=60)] = None,
        officer_id: Annotated[str | None, Query(max_length=60)] = None,
    ) -> Response:
        if not administrator.covers_province(ADMINISTRATOR):
            raise Forbidden("Chỉ quản trị viên cấp tỉnh xem được nhật ký truy cập.")
        after = position(page, str)
        before = after[0] if after else None
        found = await access_log.of(subject=subject, officer=officer_id, before=before, limit=page.limit + 1)
        shown = page_of(found, page.limit, lambda last: encode_cursor(last.id))
        return typed_response(
            AccessLogPage(items=[AccessLogRow.of(entry, labels) for entry in shown["items"]], next=shown["next"])
        )

    return router
