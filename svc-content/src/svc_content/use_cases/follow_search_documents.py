"""Takes into this process's index what was kept since the last time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from shared.clock import Clock
from svc_content.search.index import SearchIndex
from svc_content.store.search_documents import SearchDocument, SearchDocuments

OVERLAP = timedelta(seconds=10)
"""How much further back than the newest that was taken is read again: writers' clocks differ."""
BATCH = 500


@dataclass
class Progress:
    newest: datetime | None = None
    known: dict[str, tuple[int, bool]] = field(default_factory=dict)


@dataclass(frozen=True)
class FollowSearchDocuments:
    documents: SearchDocuments
    index: SearchIndex
    clock: Clock
    progress: Progress = field(default_factory=Progress)

    async def __call__(self) -> None:
        newest, now = self.progress.newest, self.clock.now()
        # What was written by a clock that was ahead hides nothing that is written after it.
        since = min(newest, now) - OVERLAP if newest else datetime(1970, 1, 1, tzinfo=UTC)
        batch: list[SearchDocument] = []
        async for one in self.documents.changed_since(since):
            self.progress.newest = max(self.progress.newest or one.changed_at, one.changed_at)
            if self.progress.known.get(one.id) == (one.version, one.removed):
                continue
            self.progress.known[one.id] = one.version, one.removed
            batch.append(one)
            if len(batch) == BATCH:
                await self.index.take(batch)
                batch = []
        if batch:
            await self.index.take(batch)
        self.index.read = True
