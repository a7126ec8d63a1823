"""The figures by which the letter of the province judges the app: users, those over 45, visits, dossiers online.

Each share stands with its base, and has no value where there is nothing to share. A user is whoever signed in once. Of
an age only the year is known, and only from those who told it: over 45 is whoever turns 46 or more in this year.
A visit is a run of signed-in requests without a pause of 30 minutes; it belongs to the month in which it began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.figures import Share
from shared.time_zone import VIETNAM

VISIT_ENDS_AFTER = timedelta(minutes=30)
OVER = 45
MONTHS = 12
"""Shown, and averaged over."""
MONTH_OF_DAYS = 365.2425 / 12


def month_of(moment: datetime) -> str:
    """``2026-11``, in Vietnamese time."""
    return f"{moment.astimezone(VIETNAM):%Y-%m}"


def last_months(now: datetime) -> list[str]:
    """The latest ``MONTHS``, this one last."""
    local = now.astimezone(VIETNAM)
    whole = local.year * 12 + local.month - 1
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(whole - MONTHS + 1, whole + 1)]


def youngest_year_over(now: datetime) -> int:
    """The latest year of birth of those over ``OVER``."""
    return now.astimezone(VIETNAM).year - OVER - 1


@dataclass(frozen=True)
class MonthOfVisits:
    """``active``: users who came. ``returning``: those of them who had been here before, in this month or earlier."""

    visits: int = 0
    active: int = 0
    returning: int = 0


@dataclass(frozen=True)
class CountedVisits:
    """``since`` is when the first visit began, and ``months`` go by ``month_of``."""

    since: datetime | None = None
    months: Mapping[str, MonthOfVisits] = field(default_factory=dict)


@dataclass(frozen=True)
class PeopleFigures:
    """The people counted ``at``; ``since`` and ``months`` mean what they do in ``CountedVisits``."""

    at: datetime
    users: int
    of_known_age: int
    over_45: int
    since: datetime | None = None
    months: Mapping[str, MonthOfVisits] = field(default_factory=dict)

    @property
    def share_over_45(self) -> Share:
        return Share(self.over_45, self.of_known_age)

    @property
    def this_month(self) -> MonthOfVisits:
        return self.months.get(month_of(self.at), MonthOfVisits())

    @property
    def shown_months(self) -> Mapping[str, MonthOfVisits]:
        """Those of the last ``MONTHS`` since counting began, also without a visit; before that nothing is known."""
        began = month_of(self.since or self.at)
        return {month: self.months.get(month, MonthOfVisits()) for month in last_months(self.at) if month >= began}

    @property
    def visits(self) -> int:
        """How many visits the ``shown_months`` had."""
        return sum(month.visits for month in self.shown_months.values())

    @property
    def months_counted(self) -> float | None:
        """How many of the ``shown_months`` visits were counted in; one that is not over counts for its days. ``None``
        on the first day of all."""
        if self.since is None:
            return None
        first = last_months(self.at)[0]
        began = datetime(int(first[:4]), int(first[5:]), 1, tzinfo=VIETNAM)
        days = (self.at - max(self.since, began)) / timedelta(days=1)
        return days / MONTH_OF_DAYS if days >= 1 else None

    @property
    def visits_a_month(self) -> float | None:
        """Visits by ``months_counted``; ``None`` with it."""
        return None if self.months_counted is None else self.visits / self.months_counted


@dataclass(frozen=True)
class DossierFigures:
    """What svc-dossier counts of the dossiers received in the same months."""

    received: int
    online: int
    mini_app: int

    @property
    def share_online(self) -> Share:
        return Share(self.online, self.received)

    @property
    def share_mini_app(self) -> Share:
        return Share(self.mini_app, self.received)


@dataclass(frozen=True)
class ProvinceFigures:
    people: PeopleFigures
    dossiers: DossierFigures
