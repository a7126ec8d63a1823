"""Keyset pagination: ``?after=<cursor>&limit=<n>`` in, ``{"items": […], "next": <cursor>|null}`` out.

A cursor is the sort key of the last item seen, so a page costs the same however deep it lies.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Query

from shared.errors import Malformed

MAX_LIMIT = 100
_CURSOR_MAX = 400

T = TypeVar("T")


@dataclass(frozen=True)
class PageRequest:
    """``limit`` items (1 to 100) that come after the item whose cursor is ``after``."""

    limit: int = 20
    after: str | None = None


def _page_request(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 20,
    after: Annotated[str | None, Query(max_length=_CURSOR_MAX)] = None,
) -> PageRequest:
    return PageRequest(limit, after)


PageQuery = Annotated[PageRequest, Depends(_page_request)]


def encode_cursor(*key: str | int | datetime | None) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key in ``cursor``, each part of the kind named (``str``, ``int``, ``datetime``); else a 400 problem.

    A part may also be ``None`` (a missing sort value).
    """
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(parts, list) or len(parts) != len(kinds):
            raise ValueError("not a key of this list")
        return tuple(_typed(part, kind) for part, kind in zip(parts, kinds, strict=True))
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        detail = "Tham số after không phải là vị trí trang do hệ thống cấp."
        raise Malformed(detail, code="cursor-malformed", title="Vị trí trang không hợp lệ") from error


def _typed(part: Any, kind: type) -> Any:
    if part is None:
        return None
    if kind is datetime and isinstance(part, str):
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is None:
            raise ValueError("a time without offset")
        return moment.astimezone(UTC)  # one beyond the calendar in UTC is no time of ours
    if kind is int and isinstance(part, int) and not isinstance(part, bool) and abs(part) < 2**63:
        return part
    if kind is str and isinstance(part, str):
        return part
    raise TypeError("a part of another kind")


def page(found: Sequence[T], limit: int, cursor: Callable[[T], str]) -> dict[str, Any]:
    """The answer for ``found``, which was asked for with ``limit + 1`` to learn whether there is more."""
    items = found[:limit]
    return {"items": items, "next": cursor(items[-1]) if len(found) > limit else None}


def position(page: PageRequest, *kinds: type) -> tuple[Any, ...] | None:
    """The sort key after which ``page`` begins; ``None`` for the first page. A forged cursor is a 400 problem.

    None of our sort keys has an empty part.
    """
    if page.after is None:
        return None
    key = decode_cursor(page.after, *kinds)
    if None in key:
        detail = "Tham số after không phải là vị trí trang do hệ thống cấp."
        raise Malformed(detail, code="cursor-malformed", title="Vị trí trang không hợp lệ")
    return key
