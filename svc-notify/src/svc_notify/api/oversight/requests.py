"""Where a page of days begins."""

from datetime import date

from shared.errors import Malformed
from shared.pagination import decode_cursor


def day_of(cursor: str | None) -> date | None:
    """Raises ``Malformed``."""
    if cursor is None:
        return None
    (text,) = decode_cursor(cursor, str)
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        detail = "Tham số after không phải là vị trí trang do hệ thống cấp."
        raise Malformed(detail, code="cursor-malformed", title="Vị trí trang không hợp lệ") from None
