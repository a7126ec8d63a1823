"""Months, by which figures are counted and asked for."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

MAX_MONTHS = 36
"""The most months that one answer holds."""


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


class WrongPeriod(Exception):
    """It has no month, or more than ``MAX_MONTHS``."""


def months(first: Month, last: Month) -> list[Month]:
    """Return the months from ``first`` to ``last``, both included. Raises ``WrongPeriod``."""
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    if not 1 <= count <= MAX_MONTHS:
        raise WrongPeriod
    return [first.plus(n) for n in range(count)]
