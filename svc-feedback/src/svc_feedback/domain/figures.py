"""Figures of reports: each a share with its numerator and denominator, and no value where there is nothing to share.

A report belongs to the month in which it was sent, in Vietnamese time. Refused, referred, merged and withdrawn reports
are received, and are judged by nothing else, but whoever was merged is among those who rate a result. A rating counts
for the agency whose result it is about. Satisfied are the top two of five levels (public-services 8.2).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from shared.figures import Share


class By(StrEnum):
    TOTAL = "total"
    MONTH = "month"
    AGENCY = "agency"
    COMMUNE = "commune"
    FIELD = "field"
    CATEGORY = "category"


@dataclass(frozen=True)
class Figures:
    """Counts of the reports that were sent in one period. ``judged``: resolved, or overdue. ``had_result``: resolved,
    or reopened after they were. Times are medians in seconds over those that were ``read``, or are
    resolved; ``None`` where there are none.
    """

    received: int = 0
    open: int = 0
    overdue: int = 0
    judged: int = 0
    read: int = 0
    on_time: int = 0
    resolved: int = 0
    had_result: int = 0
    reopened: int = 0
    rated: int = 0
    satisfied: int = 0
    triage_seconds: float | None = None
    result_seconds: float | None = None

    @property
    def share_open(self) -> Share:
        return Share(self.open, self.received)

    @property
    def share_overdue(self) -> Share:
        return Share(self.overdue, self.open)

    @property
    def share_on_time(self) -> Share:
        return Share(self.on_time, self.judged)

    @property
    def share_satisfied(self) -> Share:
        return Share(self.satisfied, self.rated)

    @property
    def share_reopened(self) -> Share:
        return Share(self.reopened, self.had_result)

    @property
    def triage_hours(self) -> float | None:
        return _hours(self.triage_seconds)

    @property
    def result_hours(self) -> float | None:
        return _hours(self.result_seconds)


def _hours(seconds: float | None) -> float | None:
    return None if seconds is None else round(timedelta(seconds=seconds) / timedelta(hours=1), 1)
