"""A programme guide to look at on a developer's machine. A day that a station's guide holds stays as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from shared.clock import VIETNAM, Clock
from svc_content.domain.programme import Programme, closed
from svc_content.store.programme_days import ProgrammeDay, ProgrammeDays

SEEDER = "demonstration-programmes"
AHEAD = 7
"""Days: as far as stations announce."""
NOTE = "Lịch mẫu, không phải lịch của đài."


@dataclass(frozen=True)
class SeedProgrammes:
    """``rows`` are those of ``data/demonstration/programmes.yaml``."""

    days: ProgrammeDays
    rows: Sequence[Mapping[str, Any]]
    clock: Clock

    async def __call__(self) -> None:
        now = self.clock.now()
        today = now.astimezone(VIETNAM).date()
        for day in (today + timedelta(days=number) for number in range(AHEAD)):
            await self.days.add_missing(
                [ProgrammeDay(row["channel"], day, _programmes(row, day), SEEDER, now) for row in self.rows]
            )


def _programmes(row: Mapping[str, Any], day: date) -> tuple[Programme, ...]:
    starts = [(_at(day, begins), title) for begins, title, _ in row["programmes"]]
    genres = {_at(day, begins): genre for begins, _, genre in row["programmes"]}
    return tuple(
        Programme(begins, ends, title, genre=genres[begins], description=NOTE)
        for begins, ends, title in closed(starts, _at(day + timedelta(days=1), "00:00"))
    )


def _at(day: date, moment: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(moment), VIETNAM)
