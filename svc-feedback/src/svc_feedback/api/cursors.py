"""Where a page begins. None of our sort keys has an empty part."""

from typing import Any

from shared.errors import Malformed
from shared.pagination import PageRequest, decode_cursor


def position(page: PageRequest, *kinds: type) -> tuple[Any, ...] | None:
    """The sort key after which ``page`` begins; ``None`` for the first page. A forged cursor is a 400 problem."""
    if page.after is None:
        return None
    key = decode_cursor(page.after, *kinds)
    if None in key:
        detail = "Tham số after không phải là vị trí trang do hệ thống cấp."
        raise Malformed(detail, code="cursor-malformed", title="Vị trí trang không hợp lệ")
    return key
