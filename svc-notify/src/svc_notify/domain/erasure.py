"""An erasure asked of the other services after a revoked consent, and the proof that it was done."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Erasure:
    """``completed_at`` when the gateway said that it had erased what it kept; ``citizen_id`` if it knew the person."""

    id: str
    revoked_at: datetime
    requested_at: datetime
    completed_at: datetime | None = None
    citizen_id: str | None = None


@dataclass(frozen=True)
class ErasureProof:
    """The gateway's answer. ``version``: of the citizen at the gateway after the erasure."""

    erasure_id: str
    citizen_id: str | None
    version: int
    revoked_at: datetime
    erased_at: datetime
