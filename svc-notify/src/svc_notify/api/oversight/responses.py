"""The daily digests, and the erasures with their proof."""

from datetime import date

from pydantic import BaseModel

from shared.web import Timestamp
from svc_notify.domain.digest import Digest
from svc_notify.domain.erasure import Erasure
from svc_notify.domain.reasons import Reason


class DigestRow(BaseModel):
    reason: Reason
    explanation: str
    milestone: str
    agency_id: str | None
    count: int


class ShownDigest(BaseModel):
    day: date
    made_at: Timestamp
    total: int
    rows: list[DigestRow]

    @classmethod
    def of(cls, digest: Digest) -> "ShownDigest":
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
        return cls(day=digest.day, made_at=digest.made_at, total=digest.total, rows=rows)


class DigestPage(BaseModel):
    items: list[ShownDigest]
    next: str | None


class ShownErasure(BaseModel):
    """``completed_at``: when the gateway had erased what it kept; ``citizen_id`` if the person was known there."""

    id: str
    revoked_at: Timestamp
    requested_at: Timestamp
    completed_at: Timestamp | None
    citizen_id: str | None

    @classmethod
    def of(cls, erasure: Erasure) -> "ShownErasure":
        return cls(
            id=erasure.id,
            revoked_at=erasure.revoked_at,
            requested_at=erasure.requested_at,
            completed_at=erasure.completed_at,
            citizen_id=erasure.citizen_id,
        )


class ErasurePage(BaseModel):
    items: list[ShownErasure]
    next: str | None
