"""``{err, message, data}``, with HTTP 200 whatever happened: the template reads the body only."""

from shared.errors import ServiceError, Unauthenticated

SUCCEEDED = "Thành công"
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


def of_error(error: ServiceError) -> TemplateRefused:
    return TemplateRefused(UNAUTHORISED if isinstance(error, Unauthenticated) else FAILED, error.detail)
