"""Lets reminders move with their programmes, and go with them, after a guide was imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import VersionConflict
from svc_content.domain.programme import Programme
from svc_content.domain.reminder import ACROSS_MIDNIGHT, Reminder, replanned
from svc_content.store.programme_days import ProgrammeDay, ProgrammeDays
from svc_content.store.reminders import Reminders

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReplanReminders:
    reminders: Reminders
    days: ProgrammeDays
    clock: Clock

    async def __call__(self, channel: str, day: date) -> None:
        """The guide of ``day`` was stored."""
        begins = datetime.combine(day, time(), VIETNAM)
        now = self.clock.now()
        guide = await self.days.days(channel, day - _DAY, day + _DAY)
        first, last = begins - ACROSS_MIDNIGHT, begins + _DAY + ACROSS_MIDNIGHT
        async for reminder in self.reminders.waiting(channel, first, last):
            after = replanned(reminder, _near(reminder, guide), now)
            if after is not None:
                try:
                    await self.reminders.save(after, [])
                except VersionConflict:  # given meanwhile: the citizen was told of the hour that held then
                    continue


def _near(reminder: Reminder, guide: Sequence[ProgrammeDay]) -> list[Programme]:
    """The programmes of its day, and those of the days around it that are near."""
    day = reminder.starts_at.astimezone(VIETNAM).date()
    return [
        programme
        for one in guide
        for programme in one.programmes
        if one.day == day or abs(programme.starts_at - reminder.starts_at) <= ACROSS_MIDNIGHT
    ]
