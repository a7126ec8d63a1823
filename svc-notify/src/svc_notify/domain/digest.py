"""The daily digest: what reached nobody, of the events of one day in Vietnam, by reason.

A message may wait for days before it is given up, so the digests of the last few days are counted anew each morning.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from shared.time_zone import VIETNAM
from svc_notify.domain.reasons import Reason

MORNING = time(7)
ONCE_MORE = 3
"""Further mornings on which a day is counted again; most messages are useful no longer."""
MADE_UP_FOR = 7
"""Days that are still made after a standstill."""


@dataclass(frozen=True)
class UndeliverableCount:
    """How many messages reached nobody. ``agency_id`` is ``None`` where they are of no agency, or of all."""

    reason: Reason
    milestone: str
    agency_id: str | None
    count: int


@dataclass(frozen=True)
class Digest:
    day: date
    made_at: datetime
    rows: tuple[UndeliverableCount, ...]

    @property
    def total(self) -> int:
        return sum(row.count for row in self.rows)

    def within(self, covers: Callable[[str | None], bool]) -> "Digest":
        """The digest with only what concerns agencies that ``covers`` says yes to."""
        return replace(self, rows=tuple(row for row in self.rows if covers(row.agency_id)))


def bounds(day: date) -> tuple[datetime, datetime]:
    """The first moment of ``day`` in Vietnam, and of the next."""
    begins = datetime.combine(day, time(), VIETNAM).astimezone(UTC)
    return begins, begins + timedelta(days=1)


def days_to_make(now: datetime, made: Mapping[date, datetime]) -> list[date]:
    """Days to count at ``now``, the oldest first. ``made``: when the digest of a day was last made."""
    today = _latest_morning(now)
    return [day for day in days_in_question(now) if day not in made or made[day] < _last_count(day, today)]


def days_in_question(now: datetime) -> list[date]:
    """The oldest first."""
    today = _latest_morning(now)
    return [today - timedelta(days=back) for back in range(MADE_UP_FOR, 0, -1)]


def _latest_morning(now: datetime) -> date:
    """The day on which it last was seven in the morning."""
    local = now.astimezone(VIETNAM)
    return local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)


def _last_count(day: date, today: date) -> datetime:
    """The latest one, up to ``today``'s, on which ``day`` is to be counted."""
    return datetime.combine(min(today, day + timedelta(days=1 + ONCE_MORE)), MORNING, VIETNAM)
