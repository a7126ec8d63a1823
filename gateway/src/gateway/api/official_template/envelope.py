"""``{err, message, data}``, with HTTP 200 whatever happened: the template reads the body only."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import ServiceError, Unauthenticated

UNAUTHORISED = -115
"""The template then asks Zalo for a new token."""
DAILY_LIMIT = -117
"""“Bạn đã đạt giới hạn tìm kiếm trong ngày”."""
FAILED = -1


class TemplateRefused(Exception):
    def __init__(self, err: int, message: str) -> None:
        super().__init__(message)
        self.err = err
        self.message = message


def answered(data: Any) -> dict[str, Any]:
    return {"err": 0, "message": "Thành công", "data": data}


def refused(err: int, message: str) -> dict[str, Any]:
    return {"err": err, "message": message, "data": None}


def paged(current: int, page_size: int, total: int, data: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {"current": current, "pageSize": page_size, "total": total, "data": [*data]}


def of_error(error: ServiceError) -> TemplateRefused:
    return TemplateRefused(UNAUTHORISED if isinstance(error, Unauthenticated) else FAILED, error.detail)
