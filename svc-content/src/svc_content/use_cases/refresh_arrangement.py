"""Takes into memory what editors arranged, here or in another process; the shipped rows are the seed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.clock import Clock
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.shipped import shipped
from svc_content.store.entries import Entries
from svc_content.use_cases.entry_events import shipped_events

OVERLAP = timedelta(minutes=1)
"""How much further back than the last reading is read again: clocks differ."""


@dataclass
class Progress:
    read_at: datetime | None = None


@dataclass(frozen=True)
class RefreshArrangement:
    entries: Entries
    arrangement: Arrangement
    clock: Clock
    progress: Progress = field(default_factory=Progress)

    async def __call__(self) -> None:
        now = self.clock.now()
        if self.progress.read_at is None:
            await self.entries.seed(shipped(now), shipped_events)
        since = self.progress.read_at - OVERLAP if self.progress.read_at else datetime(1970, 1, 1, tzinfo=UTC)
        self.arrangement.take([entry async for entry in self.entries.changed_since(since)])
        self.progress.read_at = now
