"""Errors as ``application/problem+json`` (RFC 9457), in Vietnamese fit to show a citizen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import orjson

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class FieldError:
    """One wrong field: its path in the request (``form.ho_ten``) and what is wrong, in Vietnamese."""

    field: str
    message: str


class Problem(Exception):
    """An answer that is not the one asked for. Raise it anywhere below ``api/``; the chassis renders it."""

    def __init__(
        self,
        status: int,
        slug: str,
        title: str,
        detail: str,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(f"{status} {slug}: {detail}")
        self.status = status
        self.slug = slug
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extra = extra

    def body(self) -> bytes:
        content: dict[str, Any] = {
            "type": f"urn:quangngai-smart:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **self.extra,
        }
        if self.errors:
            content["errors"] = [asdict(error) for error in self.errors]
        return orjson.dumps(content)


def malformed(detail: str = "Nội dung gửi lên không phải là JSON hợp lệ.") -> Problem:
    return Problem(400, "malformed", "Yêu cầu không đọc được", detail)


def invalid(errors: Sequence[FieldError]) -> Problem:
    detail = "Vui lòng kiểm tra lại các mục được nêu."
    return Problem(422, "invalid", "Thông tin chưa hợp lệ", detail, errors)


def unauthenticated(detail: str = "Vui lòng đăng nhập để tiếp tục.") -> Problem:
    return Problem(401, "unauthenticated", "Chưa đăng nhập", detail, headers={"WWW-Authenticate": "Bearer"})


def forbidden(detail: str = "Tài khoản của bạn không có quyền thực hiện việc này.") -> Problem:
    return Problem(403, "forbidden", "Không có quyền", detail)


def not_found(detail: str = "Không tìm thấy nội dung được yêu cầu.") -> Problem:
    return Problem(404, "not-found", "Không tìm thấy", detail)


def method_not_allowed(allowed: str) -> Problem:
    detail = "Địa chỉ này không hỗ trợ thao tác được yêu cầu."
    return Problem(405, "method-not-allowed", "Thao tác không được hỗ trợ", detail, headers={"Allow": allowed})


def conflict(slug: str, title: str, detail: str, **extra: Any) -> Problem:
    return Problem(409, slug, title, detail, **extra)


def precondition_failed(**extra: Any) -> Problem:
    detail = "Nội dung vừa được người khác thay đổi. Vui lòng tải lại rồi thực hiện lại."
    return Problem(412, "precondition-failed", "Nội dung đã thay đổi", detail, **extra)


def precondition_required() -> Problem:
    detail = "Yêu cầu phải có tiêu đề If-Match ghi phiên bản đang xem."
    return Problem(428, "precondition-required", "Thiếu phiên bản", detail)


def idempotency_key_missing() -> Problem:
    detail = "Yêu cầu phải có tiêu đề Idempotency-Key gồm 8 đến 128 ký tự (chữ không dấu, số, dấu . _ : -)."
    return Problem(400, "idempotency-key-missing", "Thiếu mã chống gửi trùng", detail)


def idempotency_key_reused() -> Problem:
    detail = "Mã Idempotency-Key này đã được dùng cho một yêu cầu có nội dung khác."
    return Problem(422, "idempotency-key-reused", "Mã chống gửi trùng đã được dùng", detail)


def too_large(limit_bytes: int) -> Problem:
    size = f"{limit_bytes // 1024} KB" if limit_bytes < 1024 * 1024 else f"{limit_bytes // (1024 * 1024)} MB"
    detail = f"Nội dung gửi lên vượt quá giới hạn {size}."
    return Problem(413, "too-large", "Nội dung quá lớn", detail, limit_bytes=limit_bytes)


def unsupported_media(detail: str) -> Problem:
    return Problem(415, "unsupported-media", "Định dạng không được hỗ trợ", detail)


def too_many_requests(retry_after: int) -> Problem:
    detail = f"Bạn thao tác quá nhanh. Vui lòng thử lại sau {retry_after} giây."
    return Problem(429, "too-many-requests", "Quá nhiều yêu cầu", detail, headers={"Retry-After": str(retry_after)})


def internal() -> Problem:
    detail = "Hệ thống gặp lỗi ngoài dự kiến. Chúng tôi đã ghi nhận; vui lòng thử lại sau."
    return Problem(500, "internal", "Lỗi hệ thống", detail)


def unavailable(retry_after: int = 5) -> Problem:
    detail = "Hệ thống đang bận hoặc bảo trì. Vui lòng thử lại sau ít phút."
    return Problem(503, "unavailable", "Tạm thời gián đoạn", detail, headers={"Retry-After": str(retry_after)})
