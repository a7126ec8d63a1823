"""Removes files that no dossier took in time, and the chunks that a crash left without a file.

A submission takes only files younger than their life; the sweep removes only what is ``MARGIN`` older, far longer than
any request runs. So no dossier can take a file while it is being removed.
"""

import asyncio
from datetime import datetime, timedelta

from prometheus_client import Counter
from ulid import ULID

from shared.clock import Clock
from shared.periodic import PeriodicTask
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.files import Files

EVERY = 600.0
MARGIN = timedelta(hours=1)
LOOK_BACK = timedelta(days=7)
"""How far back orphaned chunks are looked for: longer than any worker stays down."""
BATCH = 500

_removed = Counter("dossier_files_removed_total", "Files removed because no dossier took them", ["why"])


class SweepFiles:
    def __init__(self, files: Files, dossiers: Dossiers, clock: Clock, file_life: timedelta) -> None:
        self._files = files
        self._dossiers = dossiers
        self._clock = clock
        self._file_life = file_life
        self._periodic = PeriodicTask("sweep_files", EVERY)

    async def run(self, stop: asyncio.Event) -> None:
        await self._periodic.run(self.sweep, stop)

    async def sweep(self) -> bool:
        """One batch of each kind; whether there may be more."""
        now = self._clock.now()
        waiting = await self._files.unattached(now - self._file_life - MARGIN, BATCH)
        attached = await self._dossiers.attached(waiting) if waiting else set()
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
