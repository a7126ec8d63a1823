"""Removes files that nothing took in time, and the chunks that a crash left without a file.

What takes files takes only those younger than their life; the sweep removes only what is ``MARGIN`` older, far longer
than any request runs. So nothing can take a file while it is being removed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from ulid import ULID

from shared.clock import Clock
from shared.files.store import FileStore
from shared.metrics import counter
from shared.periodic import PeriodicTask

EVERY = 600.0
MARGIN = timedelta(hours=1)
LOOK_BACK = timedelta(days=7)
"""How far back orphaned chunks are looked for: longer than any worker stays down."""
BATCH = 500

Attached = Callable[[Sequence[str]], Awaitable[AbstractSet[str]]]
"""Which of these files something of the service has taken."""

_removed = counter("files_removed_total", "Files removed because nothing took them", why=("expired", "orphan"))


class SweepFiles:
    def __init__(self, files: FileStore, attached: Attached, clock: Clock, file_life: timedelta) -> None:
        self._files = files
        self._attached = attached
        self._clock = clock
        self._file_life = file_life
        self._periodic = PeriodicTask("sweep_files", EVERY)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.sweep, stop)

    async def sweep(self) -> bool:
        """One batch of each kind; whether there may be more."""
        now = self._clock.now()
        waiting = await self._files.unattached(now - self._file_life - MARGIN, BATCH)
        attached = await self._attached(waiting) if waiting else set()
        if attached:
            await self._files.mark_attached(sorted(attached))
        orphans = await self._files.orphans(_id_at(now - LOOK_BACK), _id_at(now - MARGIN), BATCH)
        for why, file_ids in (("expired", sorted({*waiting} - attached)), ("orphan", orphans)):
            for file_id in file_ids:
                await self._files.remove(file_id)
                _removed.labels(why).inc()
        return len(waiting) == BATCH


def _id_at(moment: datetime) -> str:
    """The lowest file id of ``moment``: ids are ordered by time."""
    return f"fil_{ULID.from_bytes(int(moment.timestamp() * 1000).to_bytes(6, 'big') + bytes(10))}"
