"""How many reports and questions one person may send: enough for anybody with eyes, too few to flood an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Allowance:
    count: int
    within: timedelta


REPORTS = (Allowance(3, timedelta(minutes=10)), Allowance(15, timedelta(days=1)))
QUESTIONS = (Allowance(3, timedelta(minutes=10)), Allowance(10, timedelta(days=1)))
MOST = max(allowance.count for allowance in (*REPORTS, *QUESTIONS))
"""Moments that need to be remembered of somebody."""


def free_again(sent: Sequence[datetime], allowances: Sequence[Allowance], at: datetime) -> datetime | None:
    """When another may be sent, if not now; ``sent`` are the moments of those before."""
    waits = []
    for allowance in allowances:
        recent = sorted(moment for moment in sent if moment > at - allowance.within)
        if len(recent) >= allowance.count:
            waits.append(recent[-allowance.count] + allowance.within)
    return max(waits, default=None)
