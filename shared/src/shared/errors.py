"""What a use case may refuse, in words of the business: no error here knows HTTP.

Each carries a stable ``code`` for programs and a Vietnamese ``title`` and ``detail`` fit to show a citizen.
``shared.problem`` is the one place that turns them into answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One wrong field: its path in the request (``form.ho_ten``) and what is wrong, in Vietnamese."""

    field: str
    message: str


class ServiceError(Exception):
    """An expected refusal. ``errors`` name the wrong fields, ``extra`` are further members of the answer."""

    code: str
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    retry_after: int | None = None
    """Seconds after which the same request may succeed."""
    current: object = None
    """What refused a step, as it is now (``shared.refusals.about``): ``shared.offers`` says in the answer which steps
    the caller may take instead.
    """

    def __init__(self, code: str, title: str, detail: str, **extra: Any) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.title = title
        self.detail = detail
        self.extra = extra


class Malformed(ServiceError):
    """The request cannot be understood at all."""

    def __init__(
        self,
        detail: str = "Ứng dụng đã gửi nội dung không đọc được. Vui lòng thử lại, hoặc cập nhật ứng dụng.",
        *,
        code: str = "malformed",
        title: str = "Yêu cầu không đọc được",
    ) -> None:
        super().__init__(code, title, detail)


class Invalid(ServiceError):
    """The request is understood, and something in it is wrong."""

    def __init__(
        self,
        errors: Sequence[FieldError] = (),
        *,
        code: str = "invalid",
        title: str = "Thông tin chưa hợp lệ",
        detail: str = "Vui lòng kiểm tra lại các mục được nêu.",
    ) -> None:
        super().__init__(code, title, detail)
        self.errors = tuple(errors)


class Unauthenticated(ServiceError):
    """Nobody knows who is asking."""

    def __init__(
        self,
        detail: str = "Vui lòng đăng nhập để tiếp tục.",
        *,
        code: str = "unauthenticated",
        title: str = "Chưa đăng nhập",
    ) -> None:
        super().__init__(code, title, detail)


class Forbidden(ServiceError):
    """The caller is known and may not do this."""

    def __init__(
        self,
        detail: str = "Tài khoản của Ông/Bà không có quyền thực hiện việc này.",
        *,
        code: str = "forbidden",
        title: str = "Không có quyền",
        **extra: Any,
    ) -> None:
        super().__init__(code, title, detail, **extra)


class NotFound(ServiceError):
    """It is not there, or it is somebody else's: both are answered alike."""

    def __init__(self, detail: str = "Không tìm thấy nội dung được yêu cầu.") -> None:
        super().__init__("not-found", "Không tìm thấy", detail)


class Conflict(ServiceError):
    """It is not possible as things stand now."""


class OutdatedVersion(ServiceError):
    """Somebody else changed it since the caller looked."""

    def __init__(self, **extra: Any) -> None:
        detail = "Nội dung vừa được người khác thay đổi. Vui lòng tải lại rồi thực hiện lại."
        super().__init__("precondition-failed", "Nội dung đã thay đổi", detail, **extra)


class TooLarge(ServiceError):
    def __init__(self, limit_bytes: int, field: str | None = None) -> None:
        """``field``: in which the content came, where it is one of several."""
        size = f"{limit_bytes // 1024} KB" if limit_bytes < 1024 * 1024 else f"{limit_bytes // (1024 * 1024)} MB"
        detail = f"Nội dung gửi lên vượt quá giới hạn {size}. Vui lòng gửi nội dung nhỏ hơn."
        super().__init__("too-large", "Nội dung quá lớn", detail, limit_bytes=limit_bytes)
        self.errors = (FieldError(field, detail),) if field else ()


class UnsupportedMedia(ServiceError):
    def __init__(self, detail: str, field: str | None = None) -> None:
        """``field``: in which the content came, where it is one of several."""
        super().__init__("unsupported-media", "Định dạng không được hỗ trợ", detail)
        self.errors = (FieldError(field, detail),) if field else ()


class TooManyRequests(ServiceError):
    def __init__(
        self, retry_after: int, *, code: str = "too-many-requests", title: str = "Quá nhiều yêu cầu", detail: str = ""
    ) -> None:
        if not detail:
            detail = f"Ông/Bà thao tác quá nhanh. Vui lòng thử lại sau {retry_after} giây."
        super().__init__(code, title, detail)
        self.retry_after = retry_after


class Unavailable(ServiceError):
    """It cannot be done now, and nothing is wrong with the request."""

    DETAIL: ClassVar[str] = "Hệ thống đang bận hoặc bảo trì. Vui lòng thử lại sau ít phút."

    def __init__(
        self,
        retry_after: int = 5,
        *,
        code: str = "unavailable",
        title: str = "Tạm thời gián đoạn",
        detail: str = DETAIL,
    ) -> None:
        super().__init__(code, title, detail)
        self.retry_after = retry_after


class CannotRun(Exception):
    """What is kept does not let this release run on it, or not yet. It ends the process, and its words, which hold
    nothing of anybody, are the last that the process writes: plain, on stderr.
    """


class VersionConflict(Exception):
    """Raised by a store: the aggregate has moved on since it was read, or has no room for another event."""


class DuplicateValue(Exception):
    """Raised by a store: another document already has the ``value`` of a ``field`` that must be unique."""

    def __init__(self, field: str, value: str = "") -> None:
        super().__init__(field)
        self.field = field
        self.value = value
