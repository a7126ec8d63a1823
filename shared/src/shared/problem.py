"""Errors as ``application/problem+json`` (RFC 9457), in Vietnamese fit to show a citizen.

The one place that gives an error of ``shared.errors`` its HTTP status.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from shared.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    OutdatedVersion,
    ServiceError,
    TooLarge,
    TooManyRequests,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)

MEDIA_TYPE = "application/problem+json"

STATUS: Mapping[type[ServiceError], int] = {
    Malformed: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    OutdatedVersion: 412,
    TooLarge: 413,
    UnsupportedMedia: 415,
    Invalid: 422,
    TooManyRequests: 429,
    Unavailable: 503,
}


class Problem(ServiceError):
    """An error as its answer: with an HTTP status and headers. Only layers that speak HTTP raise one themselves."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(code, title, detail, **extra)
        self.status = status
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        content: dict[str, Any] = {
            "type": f"urn:quangngai-smart:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        if self.errors:
            content["errors"] = [asdict(error) for error in self.errors]
        return orjson.dumps(content)


def problem_of(error: ServiceError) -> Problem:
    """``error`` as its answer."""
    if isinstance(error, Problem):
        return error
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    headers: dict[str, str] = {}
    if isinstance(error, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    return Problem(status, error.code, error.title, error.detail, error.errors, headers, **error.extra)


def method_not_allowed(allowed: str) -> Problem:
    detail = "Địa chỉ này không hỗ trợ thao tác được yêu cầu."
    return Problem(405, "method-not-allowed", "Thao tác không được hỗ trợ", detail, headers={"Allow": allowed})


def precondition_required() -> Problem:
    detail = "Yêu cầu phải có tiêu đề If-Match ghi phiên bản đang xem."
    return Problem(428, "precondition-required", "Thiếu phiên bản", detail)


def idempotency_key_missing() -> Malformed:
    """Raised also for a key that cannot be one."""
    detail = "Yêu cầu phải có tiêu đề Idempotency-Key gồm 8 đến 128 ký tự (chữ không dấu, số, dấu . _ : -)."
    return Malformed(detail, code="idempotency-key-missing", title="Thiếu mã chống gửi trùng")


def internal() -> Problem:
    detail = "Hệ thống gặp lỗi ngoài dự kiến. Chúng tôi đã ghi nhận; vui lòng thử lại sau."
    return Problem(500, "internal", "Lỗi hệ thống", detail)
