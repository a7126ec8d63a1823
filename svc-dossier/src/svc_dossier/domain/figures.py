"""Figures of the office: each a share with its numerator and denominator, and no value where there is nothing to share.

Share online has two denominators in use: all dossiers received, and those of procedures that offer an online service.
On time is metric 2.1 of QĐ 766/QĐ-TTg. Received means accepted: drafts and state 1 are not counted, and a dossier
belongs to the month of its acceptance in Vietnamese time.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from shared.figures import Share

MAX_MONTHS = 36


class By(StrEnum):
    TOTAL = "total"
    MONTH = "month"
    AGENCY = "agency"
    COMMUNE = "commune"
    PROCEDURE = "procedure"


@dataclass(frozen=True)
class Figures:
    """What is counted of the dossiers received in one period. ``judged``: those that have or will have a due date."""

    received: int = 0
    online: int = 0
    offered: int = 0
    online_of_offered: int = 0
    mini_app: int = 0
    judged: int = 0
    on_time: int = 0

    @property
    def share_online(self) -> Share:
        return Share(self.online, self.received)

    @property
    def share_online_of_offered(self) -> Share:
        return Share(self.online_of_offered, self.offered)

    @property
    def share_mini_app(self) -> Share:
        return Share(self.mini_app, self.received)

    @property
    def share_on_time(self) -> Share:
        """Finished on time or in progress and not yet due."""
        return Share(self.on_time, self.judged)


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @classmethod
    def of(cls, moment: datetime, zone: tzinfo) -> "Month":
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    def begins(self, zone: tzinfo) -> datetime:
        return datetime(self.year, self.number, 1, tzinfo=zone)

    def plus(self, months: int) -> "Month":
        whole = self.year * 12 + self.number - 1 + months
        return Month(whole // 12, whole % 12 + 1)


def months(first: Month, last: Month) -> list[Month]:
    """From ``first`` to ``last``, both in it."""
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return [first.plus(n) for n in range(count)]
