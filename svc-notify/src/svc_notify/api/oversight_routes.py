"""What administrators look back on: the daily digests, and the erasures after a revoked consent with their proof."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel

from shared.clock import VIETNAM
from shared.errors import Malformed
from shared.identity import Caller, staff_with
from shared.pagination import PageQuery, decode_cursor, encode_cursor
from shared.web import api_router
from svc_notify.domain.digest import Digest
from svc_notify.domain.reasons import Reason
from svc_notify.store.digests import Digests
from svc_notify.store.erasures import Erasures

Administrator = Annotated[Caller, staff_with("administrator")]


class DigestRow(BaseModel):
    reason: Reason
    explanation: str
    milestone: str
    agency_id: str | None
    count: int


class ShownDigest(BaseModel):
    day: date
    made_at: datetime
    total: int
    rows: list[DigestRow]


class DigestPage(BaseModel):
    items: list[ShownDigest]
    next: str | None


class ShownErasure(BaseModel):
    """``completed_at``: when the gateway had erased what it kept; ``citizen_id`` if the person was known there."""

    id: str
    revoked_at: datetime
    requested_at: datetime
    completed_at: datetime | None
    citizen_id: str | None


class ErasurePage(BaseModel):
    items: list[ShownErasure]
    next: str | None


def oversight_routes(digests: Digests, erasures: Erasures) -> APIRouter:
    router = api_router(prefix="/v1/staff", tags=["Theo dõi tin gửi"])

    @router.get("/digests", summary="Tin không đến được người dân, từng ngày, mới nhất trước")
    async def list_digests(_: Administrator, page: PageQuery) -> DigestPage:
        found = await digests.page(_day(page.after), page.limit + 1)
        items = found[: page.limit]
        more = len(found) > page.limit
        return DigestPage(
            items=[_shown(digest) for digest in items],
            next=encode_cursor(items[-1].day.isoformat()) if more else None,
        )

    @router.get("/erasures", summary="Việc xóa dữ liệu sau khi người dân rút lại đồng ý, mới nhất trước")
    async def list_erasures(_: Administrator, page: PageQuery) -> ErasurePage:
        before = decode_cursor(page.after, datetime, str) if page.after else None
        found = await erasures.page(before, page.limit + 1)
        items = found[: page.limit]
        more = len(found) > page.limit
        return ErasurePage(
            items=[
                ShownErasure(
                    id=one.id,
                    revoked_at=one.revoked_at.astimezone(VIETNAM),
                    requested_at=one.requested_at.astimezone(VIETNAM),
                    completed_at=one.completed_at.astimezone(VIETNAM) if one.completed_at else None,
                    citizen_id=one.citizen_id,
                )
                for one in items
            ],
            next=encode_cursor(items[-1].requested_at, items[-1].id) if more else None,
        )

    return router


def _day(cursor: str | None) -> date | None:
    if cursor is None:
        return None
    (text,) = decode_cursor(cursor, str)
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        detail = "Tham số after không phải là vị trí trang do hệ thống cấp."
        raise Malformed(detail, code="cursor-malformed", title="Vị trí trang không hợp lệ") from None


def _shown(digest: Digest) -> ShownDigest:
    rows = [
        DigestRow(
            reason=row.reason,
            explanation=row.reason.explanation,
            milestone=row.milestone,
            agency_id=row.agency_id,
            count=row.count,
        )
        for row in digest.rows
    ]
    return ShownDigest(day=digest.day, made_at=digest.made_at.astimezone(VIETNAM), total=digest.total, rows=rows)
