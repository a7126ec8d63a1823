"""After a guide was imported: reminders move with their programmes, and go with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import VersionConflict
from svc_content.domain.programme import Programme
from svc_content.domain.reminder import replanned
from svc_content.store.reminders import Reminders


@dataclass(frozen=True)
class ReplanReminders:
    reminders: Reminders
    clock: Clock

    async def __call__(self, channel: str, day: date, programmes: Sequence[Programme]) -> None:
        """``programmes`` are now the guide of ``day``."""
        begins = datetime.combine(day, time(), VIETNAM)
        ends = datetime.combine(day + timedelta(days=1), time(), VIETNAM)
        now = self.clock.now()
        async for reminder in self.reminders.waiting(channel, begins, ends):
            after = replanned(reminder, programmes, now)
            if after is not None:
                try:
                    await self.reminders.save(after, [])
                except VersionConflict:  # given meanwhile: the citizen was told of the hour that held then
                    continue
